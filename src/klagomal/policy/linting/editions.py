# SPDX-License-Identifier: Apache-2.0
"""Check editions together: a name and a day of arrival must lead to one edition only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from klagomal.policy.linting.finding import Finding, error, warning

if TYPE_CHECKING:
    from klagomal.policy.policy import Policy

__all__ = ["check_editions"]


def check_editions(policies: Sequence[Policy]) -> Iterator[Finding]:
    """Yield what is wrong with ``policies`` together."""
    by_key: dict[str, list[Policy]] = defaultdict(list)
    for policy in policies:
        by_key[policy.key].append(policy)
    yield from _names(policies, by_key)
    for editions in by_key.values():
        editions.sort(key=lambda policy: policy.valid_from or date.min)
        yield from _twice(editions)
        yield from _overlaps(editions)
        yield from _gaps(editions)


def _names(policies: Sequence[Policy], keys: dict[str, list[Policy]]) -> Iterator[Finding]:
    owners: dict[str, set[str]] = defaultdict(set)
    for policy in policies:
        for alias in policy.aliases:
            owners[alias].add(policy.key)
    for alias, claimed in sorted(owners.items()):
        others = claimed | ({alias} if alias in keys else set())
        if len(others) > 1:
            names = ", ".join(sorted(others))
            yield error(
                "alias_taken",
                alias,
                f"kortnamnet leder till flera: {names}",
                f"the short name leads to several: {names}",
            )


def _twice(editions: Sequence[Policy]) -> Iterator[Finding]:
    for id_, times in Counter(policy.id for policy in editions).items():
        if times > 1:
            yield error(
                "edition_twice", id_, "utgåvan finns flera gånger", "the edition stands twice"
            )


def _overlaps(editions: Sequence[Policy]) -> Iterator[Finding]:
    for one, other in combinations(editions, 2):
        first = max(one.valid_from or date.min, other.valid_from or date.min)
        last = min(one.valid_to or date.max, other.valid_to or date.max)
        if first <= last and one.edition != other.edition:
            since = "" if first == date.min else f" {first}"
            yield error(
                "editions_overlap",
                f"{one.id}, {other.id}",
                f"två utgåvor gäller samtidigt, från{since or ' första dagen'}",
                f"two editions apply at once, from{since or ' the first day'}",
            )


def _gaps(editions: Sequence[Policy]) -> Iterator[Finding]:
    for one, other in pairwise(editions):
        if one.valid_to and other.valid_from and one.valid_to + timedelta(1) < other.valid_from:
            yield warning(
                "editions_gap",
                f"{one.id}, {other.id}",
                f"ingen utgåva gäller mellan {one.valid_to} och {other.valid_from}",
                f"no edition applies between {one.valid_to} and {other.valid_from}",
            )

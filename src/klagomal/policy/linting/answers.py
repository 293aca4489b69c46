# SPDX-License-Identifier: Apache-2.0
"""Find kinds, channels, categories and the like that no answer is promised for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from klagomal.policy.linting.finding import Finding, warning
from klagomal.promises.obligations import Obligation, Scope, slugs
from klagomal.vocabulary import Kind, Label, LabelledEnum, Severity

if TYPE_CHECKING:
    from klagomal.policy.policy import Policy

__all__ = ["check_answers"]

_REST: Final = "*"
"""Stands for what no part of the policy names; no code looks like it."""
_ALL_ELSE: Final = Label("allt annat", "everything else")


def check_answers(policy: Policy) -> Iterator[Finding]:
    """Yield what gets no answer under ``policy``, where something else gets one.

    Whatever else an obligation asks for, of the person or the unit, it covers what it names.
    """
    answers = [o.applies_to for o in policy.obligations if _answers(o)]
    kinds = list(dict.fromkeys(policy.counts_as(rule.kind) for rule in policy.kinds))
    covered = {kind: [s for s in answers if not s.kinds or kind in s.kinds] for kind in kinds}
    answered = [kind for kind in kinds if covered[kind]]
    if answered and len(answered) < len(kinds):
        yield _without_answer(policy, "kinds", [kind for kind in kinds if not covered[kind]], ())
    for field, names, covers in (
        ("channels", _channels(policy), _covers("channels")),
        ("categories", _categories(policy), Scope.covers_category),
        ("severities", _named(policy, "severities", [*Severity]), _covers("severities")),
        ("sectors", _named(policy, "sectors", [_REST]), _covers("sectors")),
        ("forms", _named(policy, "reply_by", [_REST]), _covers("reply_by")),
    ):
        lacking: dict[tuple[str, ...], list[Kind]] = defaultdict(list)
        for kind in answered:
            lacking[_lacking(covered[kind], names, covers)].append(kind)
        for silent, among in lacking.items():
            if silent:
                some = among if len(among) < len(answered) else ()
                yield _without_answer(policy, field, silent, some)


def _answers(obligation: Obligation) -> bool:
    """Whether it promises an answer at first; an answer that acknowledges does not count."""
    done_by = slugs(obligation.fulfilled_by)
    is_answer = "answered" in done_by and "acknowledged" not in done_by
    return (obligation.purpose == "answer" or is_answer) and obligation.level in (None, 1)


def _channels(policy: Policy) -> list[str]:
    offered = [rule.channel for rule in policy.channels]
    if offered and not policy.channels_open:
        return [*offered]
    named = {channel for o in policy.obligations for channel in o.applies_to.channels}
    return [*dict.fromkeys((*offered, *sorted(named))), _REST] if named else []


def _named(policy: Policy, field: str, others: Sequence[str]) -> list[str]:
    """Return what scopes name in a field, and ``others``; nothing if none names anything."""
    named = {name for o in policy.obligations for name in getattr(o.applies_to, field)}
    return [*dict.fromkeys((*sorted(named), *others))] if named else []


def _covers(field: str) -> Callable[[Scope, str], bool]:
    def covers(scope: Scope, name: str) -> bool:
        asked = getattr(scope, field)
        return not asked or name in asked

    return covers


def _categories(policy: Policy) -> list[str]:
    scopes = [o.applies_to for o in policy.obligations]
    named = frozenset[str]().union(*(s.categories | s.except_categories for s in scopes))
    return [*sorted(named), _REST] if named else []


def _lacking(
    scopes: Iterable[Scope], names: Sequence[str], covers: Callable[[Scope, str], bool]
) -> tuple[str, ...]:
    """Return those of ``names`` that no scope covers; none if no one is covered."""
    found = [name for name in names if not any(covers(scope, name) for scope in scopes)]
    return tuple(found) if len(found) < len(names) else ()


def _without_answer(
    policy: Policy, field: str, silent: Sequence[str], among: Sequence[Kind]
) -> Finding:
    what = [_words(policy, each) for each in silent]
    of = [policy.kind_label(kind) for kind in among]
    sv, en = ", ".join(each.sv for each in what), ", ".join(each.en for each in what)
    only_sv = f" ({', '.join(each.sv for each in of)})" if of else ""
    only_en = f" ({', '.join(each.en for each in of)})" if of else ""
    return warning(
        f"{field}_without_answer",
        "obligations",
        f"inget svar är lovat för {sv}{only_sv}",
        f"no answer is promised for {en}{only_en}",
    )


def _words(policy: Policy, name: str) -> Label:
    if name == _REST:
        return _ALL_ELSE
    if isinstance(name, Kind):
        return policy.kind_label(name)
    return name.words if isinstance(name, LabelledEnum) else Label(name, name)

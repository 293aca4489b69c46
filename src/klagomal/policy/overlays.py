# SPDX-License-Identifier: Apache-2.0
"""Sector rules laid over a municipality's policy: both have to be kept, so the stricter decides.

Where the policy promises at least as much as the sector's rule, the policy's obligation stands and
cites the sector's source beside its own. Where the policy promises less, or something that cannot
be compared, the sector's obligation stands beside it. No part of the policy is weakened, and
nothing is demanded that neither source demands: ten days in one and an explanation in the other do
not become an explanation within ten days.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import attrs

from klagomal.errors import PolicyError
from klagomal.fields import (
    are_all,
    are_codes,
    are_members,
    as_capacities,
    as_codes,
    is_a,
    is_code,
    is_label,
    require_a,
)
from klagomal.policy.policy import Policy
from klagomal.policy.strictness import at_least_as_strict
from klagomal.promises.citation import Citation, Source, are_citations
from klagomal.promises.obligations import Obligation
from klagomal.promises.provisions import Checklist, Choice, Exclusion
from klagomal.vocabulary import Label, SubmitterCapacity

__all__ = ["Overlay", "overlay"]

_MARK: Final = "+"
"""Joins a policy's edition, or its scope, with what was laid over it."""


def _cited(
    overlay: Overlay,
    attribute: attrs.Attribute[tuple[Obligation, ...]],
    value: tuple[Obligation, ...],
) -> None:
    are_all(Obligation)(overlay, attribute, value)
    for obligation in value:
        if not obligation.citations or any(c.source is None for c in obligation.citations):
            raise PolicyError(
                f"overlay {overlay.id!r}: obligation {obligation.id!r} must cite its source; write "
                "SOURCE.cite(heading=...)",
                obligation=obligation.id,
            )


@attrs.frozen(kw_only=True)
class Overlay:
    """What an act or a regulation demands in one sector, whatever the municipality's text says.

    ``id`` becomes a part of the derived policy's edition. ``source`` gives the days on which the
    rules apply. ``admits`` are the streams, and ``admits_capacities`` the capacities of submitters,
    that the sector's rules take in although the policy excludes them.
    """

    id: str = attrs.field(validator=is_code)
    label: Label = attrs.field(validator=is_label)
    sector: str = attrs.field(validator=is_code)
    source: Source = attrs.field(validator=is_a(Source))
    obligations: tuple[Obligation, ...] = attrs.field(default=(), validator=_cited)
    checklists: tuple[Checklist, ...] = attrs.field(default=(), validator=are_all(Checklist))
    admits: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    admits_capacities: frozenset[SubmitterCapacity] = attrs.field(
        default=frozenset(), converter=as_capacities, validator=are_members(SubmitterCapacity)
    )
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)


def overlay(policy: Policy, *overlays: Overlay) -> Policy:
    """Return the policy for a sector: ``policy`` with the sector's rules laid over it.

    The edition and the scope say what was laid over (``2012+skollagen``), and the derived policy
    covers only days on which all the sources apply. The result does not depend on the order of the
    overlays, or on how many times or in how many steps they are laid. An overlay whose source
    applies on no day of the policy, or whose obligation has the id of another one in the policy,
    raises :class:`~klagomal.errors.PolicyError`.
    """
    require_a("policy", policy, Policy, "give a policy, such as policies.get('essunga')")
    for laid in overlays:
        require_a("overlays", laid, Overlay, "make one with Overlay(...)")
        policy = _laid_over(policy, laid)
    return policy


def _laid_over(policy: Policy, laid: Overlay) -> Policy:
    valid_from, valid_to = _common_days(policy, laid)
    return attrs.evolve(
        policy,
        edition=_joined(policy.edition, laid.id),
        scope=Label(
            _joined(policy.scope.sv, laid.label.sv, " "),
            _joined(policy.scope.en, laid.label.en, " "),
        ),
        valid_from=valid_from,
        valid_to=valid_to,
        obligations=_obligations(policy, laid),
        exclusions=_admitting(policy.exclusions, laid),
        checklists=_checklists(policy, laid),
        choices=tuple(choice for choice in policy.choices if not _is_moot(choice, laid)),
        citations=_cite_both(
            policy.citations, (laid.source.cite(), *laid.citations), policy.source
        ),
    )


def _common_days(policy: Policy, laid: Overlay) -> tuple[date | None, date | None]:
    begins = [day for day in (policy.valid_from, laid.source.valid_from) if day]
    ends = [day for day in (policy.valid_to, laid.source.valid_to) if day]
    first, last = max(begins, default=None), min(ends, default=None)
    if first and last and last < first:
        raise PolicyError(
            f"{policy.id} ends before {laid.source.title} begins, or the other way round: they "
            "have no day in common",
            policy=policy.id,
            overlay=laid.id,
        )
    return first, last


def _joined(base: str, part: str, space: str = "") -> str:
    mark = f"{space}{_MARK}{space}"
    first, *parts = base.split(mark)
    return mark.join([first, *sorted({*parts, part})])


def _obligations(policy: Policy, laid: Overlay) -> tuple[Obligation, ...]:
    """Return the policy's own obligations, then those laid over it, in order of their ids."""
    own = {o.id: o for o in policy.obligations if _is_own(o, policy.source)}
    beside = {o.id: o for o in policy.obligations if o.id not in own}
    for obligation in laid.obligations:
        if beside.get(obligation.id) == obligation:
            continue
        if obligation.id in own or obligation.id in beside:
            raise PolicyError(
                f"{policy.id} has another obligation {obligation.id!r} already; give the "
                f"overlay's one an id of its own, such as '{laid.id}_{obligation.id}'",
                obligation=obligation.id,
            )
        met_by = _met_by(obligation, own.values(), policy)
        if met_by is None:
            beside[obligation.id] = obligation
        else:
            own_words = met_by.citations or (policy.source.cite(),)
            cited = _cite_both(own_words, obligation.citations, policy.source)
            own[met_by.id] = attrs.evolve(met_by, citations=cited)
    return (*own.values(), *(beside[name] for name in sorted(beside)))


def _is_own(obligation: Obligation, source: Source) -> bool:
    """Whether an obligation cites the policy's own document; one that was laid over does not."""
    return not obligation.citations or any(_is_from(source, c) for c in obligation.citations)


def _is_from(source: Source, citation: Citation) -> bool:
    return citation.source is None or citation.source == source


def _met_by(obligation: Obligation, own: Iterable[Obligation], policy: Policy) -> Obligation | None:
    """Return the policy's first obligation that is at least as strict as ``obligation``."""
    for promised in own:
        if promised.purpose == obligation.purpose and at_least_as_strict(
            promised, obligation, policy.calendar
        ):
            return promised
    return None


def _cite_both(
    own: tuple[Citation, ...], others: tuple[Citation, ...], source: Source
) -> tuple[Citation, ...]:
    """Return the document's own citations in its order, then all others, each once and sorted."""
    theirs = {citation for citation in (*own, *others) if not _is_from(source, citation)}
    return (*(c for c in own if c not in theirs), *sorted(theirs, key=str))


def _admitting(exclusions: tuple[Exclusion, ...], laid: Overlay) -> tuple[Exclusion, ...]:
    """Return the exclusions without what the sector's rules take in."""
    kept = []
    for rule in exclusions:
        if rule.stream in laid.admits:
            continue
        capacities = rule.capacities - laid.admits_capacities
        kept.append(attrs.evolve(rule, capacities=capacities))
    return tuple(kept)


def _is_moot(choice: Choice, laid: Overlay) -> bool:
    """Whether a reading concerns an exclusion that the sector's rules take away."""
    return any(choice.field.startswith(f"exclusions.{stream}.") for stream in laid.admits)


def _checklists(policy: Policy, laid: Overlay) -> tuple[Checklist, ...]:
    own, beside = [], {checklist.id: checklist for checklist in laid.checklists}
    for checklist in policy.checklists:
        cited = [citation for item in checklist.items for citation in item.citations]
        if cited and not any(_is_from(policy.source, citation) for citation in cited):
            beside.setdefault(checklist.id, checklist)
        else:
            own.append(checklist)
    return (*own, *(beside[name] for name in sorted(beside)))

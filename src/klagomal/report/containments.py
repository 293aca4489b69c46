# SPDX-License-Identifier: Apache-2.0
"""Which counts of a report are known to be among which others, beside the parts of a split.

A reader who knows the policy knows these too: a source that does not tell of measures does not tell
whether one was taken at first contact; an obligation in words only stands once beside every
case received; what is outside a rule for complaints are the praise and the questions. What a report
says twice has to be known here, or one place would give away what another one hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from types import MappingProxyType
from typing import Final

from klagomal.promises.obligations import Obligation, Scope
from klagomal.promises.terms import InWords
from klagomal.report.counting.observations import CONTACTS, LEADS
from klagomal.report.counting.populations import Containment, Node, Population, bins, restates
from klagomal.report.outline import Outline
from klagomal.vocabulary import Outcome, Reason

__all__ = ["containments"]

_TOLD_BY: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {"contact": CONTACTS, "answer": frozenset({"answered"}), "closing": frozenset({"closed"})}
)
"""The events of which a source must tell for a lead time to be known."""

_SCOPES: Final = MappingProxyType(
    {
        "kinds": "kind",
        "channels": "channel",
        "severities": "severity",
        "sectors": "sector",
        "categories": "category",
        "units": "unit",
    }
)
"""The conditions of a scope that are groupings too."""

_BY_ARRIVAL: Final = (
    (Outcome.NOT_APPLICABLE, Reason.OUTSIDE_SCOPE),
    (Outcome.NOT_APPLICABLE, Reason.NO_CONTACT_ROUTE),
    (Outcome.NOT_APPLICABLE, Reason.NO_REPLY_WANTED),
    (Outcome.NOT_APPLICABLE, Reason.NOT_STARTED),
    (Outcome.NOT_ASSESSABLE, Reason.NOT_RECORDED),
    (Outcome.NOT_ASSESSABLE, Reason.NO_NUMBER),
)
"""What becomes of a run without a due day; it stands on the day its case arrived."""


def containments(
    outline: Outline,
    shape: Iterable[Population],
    groups: Mapping[str, Iterable[str]],
    *,
    seen_in_full: bool,
) -> tuple[Containment, ...]:
    """Return which counts are known to be among which others, beside the parts of a split.

    ``groups`` are the lines of each grouping. ``seen_in_full``: the report looks at its period from
    the inside or from its last evening, so that what is open or closed of the cases received is
    also open or closed at the period's end.
    """
    known = {grouping: tuple(values) for grouping, values in groups.items()}
    for population in shape:
        if population.code == "received":
            known |= {s.code: tuple(part.code for part in s.parts) for s in population.splits}
    found = [
        *_lead_times(outline, seen_in_full=seen_in_full),
        *_handling(),
        *_obligations(outline, known),
    ]
    return tuple(dict.fromkeys(found))


def _lead_times(outline: Outline, *, seen_in_full: bool) -> Iterator[Containment]:
    for unit, limits in outline.within.items():
        contact, answer, closing = (f"{lead}.{unit}" for lead in LEADS)
        codes = [code for code, _ in bins(limits)]
        for n in range(1, len(codes) + 1):
            yield Containment(_done(answer, codes[:n]), _done(contact, codes[:n]))
        unknown = {split: ("received", split, "unrecorded") for split in (contact, answer, closing)}
        for inner, outer in ((contact, closing), (answer, closing), (contact, answer)):
            for code in codes:
                waiting = ("received", inner, f"open.{code}")
                yield Containment((waiting,), (("received", outer, f"open.{code}"), unknown[outer]))
        # Where no word is known, no answer is; where none will come, no answer will.
        yield Containment((unknown[contact],), (unknown[answer],))
        never = [("received", split, "without") for split in (contact, answer)]
        yield Containment((never[0],), (never[1], unknown[answer]))
        if seen_in_full:
            still, done = ("received", closing, "open"), ("received", closing, "done")
            yield Containment((still,), (("open", "", ""),))
            yield Containment((done,), (("closed", "", ""),), in_time=False)


def _done(split: str, codes: list[str]) -> tuple[Node, ...]:
    return tuple(("received", split, f"done.{code}") for code in codes)


def _handling() -> Iterator[Containment]:
    taken, none_needed = ("received", "measure", "with"), ("received", "measure", "none_needed")
    yield Containment((("received", "first_contact", "yes"),), (taken, none_needed))
    yield Containment((taken,), (("measures", "", ""),))
    yield Containment((("measures", "", ""),), (taken,), presence=True)
    yield from _equal(
        ("received", "first_contact", "unrecorded"), ("received", "measure", "unrecorded")
    )


def _obligations(outline: Outline, known: Mapping[str, tuple[str, ...]]) -> Iterator[Containment]:
    """Yield what the outcomes of an obligation say of cases, of notices and of each other."""
    editions = [{o.id: o for o in policy.obligations} for policy in outline.policies]
    always = [id_ for id_ in editions[0] if all(id_ in edition for edition in editions)]
    warned = (Outcome.MET_AS_RENEGOTIATED, Outcome.LATE_NOTIFIED)
    for policy in outline.policies:
        for obligation in policy.obligations:
            if obligation.delay is not None:
                notices = f"notices:{obligation.id}"
                kept = tuple((f"due:{obligation.id}", "outcome", part.value) for part in warned)
                yield Containment(kept, ((notices, "notice", "in_time"),))
                whole = (f"due:{obligation.id}", "", "")
                yield Containment(((notices, "", ""),), (whole,), presence=True)
    alike = {id_: [edition[id_] for edition in editions] for id_ in always}
    alike = {id_: found for id_, found in alike.items() if not any(map(restates, found))}
    for found in alike.values():
        yield from _of_arrival(found, known, list(outline.within))
    for one, other in combinations(alike.values(), 2):
        yield from _same(one, other)


def _of_arrival(
    editions: list[Obligation], known: Mapping[str, tuple[str, ...]], units: list[str]
) -> Iterator[Containment]:
    """Yield what an obligation says of the cases received: each stands under it, whatever else."""
    id_ = editions[0].id
    received = ("received", "", "")
    outside, *others, unrecorded, _ = unjudged = [_part(id_, *why) for why in _BY_ARRIVAL]
    if not any(o.each for o in editions):
        yield Containment(tuple(unjudged), (received,))
        if all(isinstance(o.term, InWords) and not o.start_latest for o in editions):
            yield from _equal((f"due:{id_}", "", ""), received)
    scopes = {o.applies_to for o in editions}
    if len(scopes) == 1:
        yield from _by_scope(scopes.pop(), outside, known)
    aside = (unrecorded, outside, *others[:2])
    for lead in LEADS:
        told = _TOLD_BY[lead]
        for unit in units:
            unknown = ("received", f"{lead}.{unit}", "unrecorded")
            if all(told <= set(o.done_by) for o in editions):
                yield Containment((unrecorded,), (unknown,))
            if all(set(o.done_by) <= told for o in editions):
                yield Containment((unknown,), aside)


def _by_scope(
    scope: Scope, outside: Node, known: Mapping[str, tuple[str, ...]]
) -> Iterator[Containment]:
    """Yield that the groups which a rule does not speak of are outside it, if only they are."""
    conditions = {name: getattr(scope, name) for name in _SCOPES if getattr(scope, name)}
    alone = len(conditions) == 1 and not scope.concerns_receiver and not scope.misdirected
    for name, inside in conditions.items():
        grouping = _SCOPES[name]
        if grouping in known:
            covered = {str(getattr(value, "value", value)) for value in inside}
            others = tuple(
                ("received", grouping, value) for value in known[grouping] if value not in covered
            )
            yield Containment(others, (outside,))
            if alone:
                yield Containment((outside,), others)


def _same(one: list[Obligation], other: list[Obligation]) -> Iterator[Containment]:
    """Yield what two obligations say of the same cases."""
    pairs = list(zip(one, other, strict=True))
    if not all(a.applies_to == b.applies_to for a, b in pairs):
        return
    reasons = [_BY_ARRIVAL[0]]
    if all(a.waived_if == b.waived_if for a, b in pairs):
        reasons += _BY_ARRIVAL[1:3]
        if all(set(a.done_by) == set(b.done_by) for a, b in pairs):
            reasons.append(_BY_ARRIVAL[4])
    for why in reasons:
        yield from _equal(_part(one[0].id, *why), _part(other[0].id, *why))


def _part(id_: str, outcome: Outcome, reason: Reason) -> Node:
    return f"due:{id_}", "outcome", f"{outcome.value}.{reason.value}"


def _equal(one: Node, other: Node) -> Iterator[Containment]:
    yield Containment((one,), (other,))
    yield Containment((other,), (one,))

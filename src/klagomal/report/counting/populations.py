# SPDX-License-Identifier: Apache-2.0
"""What is counted, and into which parts it is split: the shape of a report's numbers.

A *population* is something that can be counted: cases received, runs of an obligation, measures. A
*split* divides a whole population into parts, each thing in exactly one, so that the parts of a
split always add up to the population. Parts may have parts of their own. A *cell* is one count: a
part (or the whole population) in one row of the report.

Every number in a report is a cell or is worked out from cells. That is what makes it possible to
say what a reader can and cannot recompute (:mod:`klagomal.report.suppression`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

import attrs

from klagomal.promises.obligations import Obligation
from klagomal.promises.terms import ByDueOf
from klagomal.report.counting.observations import LEADS, Mark
from klagomal.report.counting.tally import EVERYTHING, Ledger, Row
from klagomal.report.figures import NOT_GIVEN
from klagomal.report.groupings import Grouping
from klagomal.report.outline import Outline
from klagomal.vocabulary import (
    Label,
    LabelledEnum,
    MeasureReception,
    MeasureType,
    Outcome,
    Reason,
    Satisfaction,
    Unit,
)

__all__ = [
    "Cell",
    "Containment",
    "Going",
    "Node",
    "Part",
    "Population",
    "Split",
    "bins",
    "part_of",
    "populations",
    "restates",
]


class Cell(NamedTuple):
    """One count; the empty split and part mean the whole population."""

    row: Row
    population: str
    split: str = ""
    part: str = ""


@attrs.frozen
class Part:
    """One part of a split, inside ``parent`` if that is given."""

    code: str
    words: Label
    parent: str = ""


class Going(NamedTuple):
    """The way of one thing from a leaf of a split to another: the parts it leaves and enters."""

    source: str
    target: str
    left: tuple[str, ...]
    entered: tuple[str, ...]
    left_bits: int
    entered_bits: int


@attrs.frozen
class Split:
    """A population divided into parts; ``parts`` lists a parent before its children.

    Splits with the same ``bundle`` have the same parts and speak of the same days, so that one
    thing can stand under the same part in all of them.
    """

    code: str
    words: Label
    parts: tuple[Part, ...]
    bundle: str = ""
    __dict__: dict[str, object] = attrs.field(init=False, eq=False, repr=False, factory=dict)

    @cached_property
    def paths(self) -> dict[str, tuple[str, ...]]:
        """For each part without parts of its own: itself and all that it is inside."""
        parents = {part.code: part.parent for part in self.parts}
        inner = set(parents.values())
        found = {}
        for code, parent in parents.items():
            if code not in inner:
                path, above = [code], parent
                while above:
                    path.append(above)
                    above = parents[above]
                found[code] = tuple(path)
        return found

    @cached_property
    def goings(self) -> dict[str, tuple[Going, ...]]:
        """For each part: how a thing comes under it or leaves it, from one leaf to another."""
        found: dict[str, list[Going]] = {part.code: [] for part in self.parts}
        for source in self.paths:
            for target in self.paths:
                going = self.going(source, target)
                for part in (*going.left, *going.entered):
                    found[part].append(going)
        return {part: tuple(goings) for part, goings in found.items()}

    def going(self, source: str, target: str) -> Going:
        """Return what a thing leaves and enters on its way from one leaf to another."""
        found = self._goings.get((source, target))
        if found is None:
            was, becomes = self.paths[source], self.paths[target]
            left = tuple(part for part in was if part not in becomes)
            entered = tuple(part for part in becomes if part not in was)
            found = self._goings[source, target] = Going(
                source, target, left, entered, self.bits(left), self.bits(entered)
            )
        return found

    def bits(self, parts: Iterable[str]) -> int:
        """Return a set of parts as bits, in the order of the parts."""
        order = [part.code for part in self.parts]
        return sum(1 << order.index(part) for part in parts)

    @cached_property
    def _goings(self) -> dict[tuple[str, str], Going]:
        return {}


@attrs.frozen
class Population:
    """Something counted, with its splits."""

    code: str
    words: Label
    splits: tuple[Split, ...] = ()
    __dict__: dict[str, object] = attrs.field(init=False, eq=False, repr=False, factory=dict)

    def split(self, code: str) -> Split:
        """Return one split by its code."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, Split]:
        return {split.code: split for split in self.splits}


Node = tuple[str, str, str]
"""What a column counts, whatever the row: a population, a split of it and a part of that."""


class Containment(NamedTuple):
    """In every row, the things counted under ``lesser`` are among those under ``greater``.

    Both are sums. Where ``in_time`` is False the two are placed in time by different days, and the
    containment does not hold for months and the like. With ``presence`` several of the lesser may
    belong to one of the greater, so that only this holds: where there is any, there is one.
    """

    lesser: tuple[Node, ...]
    greater: tuple[Node, ...]
    in_time: bool = True
    presence: bool = False


_YES_NO = (Part("yes", Label("ja", "yes")), Part("no", Label("nej", "no")))
_UNRECORDED = Part("unrecorded", Label("framgår inte av underlaget", "not in the source"))
_LEAD_WORDS = {
    "contact": Label("Tid till första besked", "Time to the first word"),
    "answer": Label("Tid till svar", "Time to the answer"),
    "closing": Label("Tid till avslut", "Time to closing"),
}
_LAST_BIN = "more"


def populations(outline: Outline, ledgers: Iterable[Ledger]) -> tuple[Population, ...]:
    """Return what a report with this outline counts.

    The shape hangs on the outline and on which groups were ever seen, not on how many cases are in
    them.
    """
    seen: Counter[Mark] = Counter()
    for ledger in ledgers:
        seen.update(ledger.rows.get(EVERYTHING, Counter()))
    found = [
        Population("received", Label("inkomna", "received"), tuple(_received(outline, seen))),
        Population("closed", Label("avslutade", "closed")),
        Population("open", Label("öppna", "open"), (_ages(outline.ages),)),
    ]
    by_id = {o.id: o for policy in outline.policies for o in policy.obligations}
    for obligation in by_id.values():
        found.append(Population(f"due:{obligation.id}", obligation.title, (_OUTCOMES,)))
        if obligation.delay is not None:
            found.append(Population(f"notices:{obligation.id}", obligation.title, (_NOTICES,)))
    found.append(Population("measures", Label("åtgärder", "measures"), _MEASURES))
    checklists = {c.id: c for policy in outline.policies for c in policy.checklists}
    for checklist in checklists.values():
        items = tuple(Split(item.code, item.label, _YES_NO) for item in checklist.items)
        found.append(Population(f"checklist:{checklist.id}", checklist.title, items))
    streams = {rule.stream: rule.label for p in outline.policies for rule in p.exclusions}
    parts = tuple(Part(code, words) for code, words in streams.items())
    excluded = (Split("stream", Label("Ström", "Stream"), parts),) if parts else ()
    found.append(Population("excluded", Label("undantagna", "excluded"), excluded))
    return tuple(found)


def _received(outline: Outline, seen: Counter[Mark]) -> Iterator[Split]:
    for grouping in outline.across:
        yield Split(grouping.code, grouping.words, _groups(grouping, outline, seen))
    for unit, limits in outline.within.items():
        for lead in LEADS:
            yield _lead(lead, unit, limits)
    yield Split(
        "measure",
        Label("Åtgärd", "Measure"),
        (
            Part("with", Label("med åtgärd", "with a measure")),
            Part("none_needed", Label("ingen behövdes", "none needed")),
            Part("without", Label("ingen antecknad", "none recorded")),
            _UNRECORDED,
        ),
    )
    first = Label("Löst vid första kontakten", "Solved at first contact")
    yield Split("first_contact", first, (*_YES_NO, _UNRECORDED))
    yield Split(
        "transfers",
        Label("Överlämnanden", "Transfers"),
        (
            Part("none", Label("inget", "none")),
            Part("one", Label("ett", "one")),
            Part("several", Label("flera", "several")),
            _UNRECORDED,
        ),
    )
    yield Split("satisfaction", Label("Nöjdhet", "Satisfaction"), _members(Satisfaction))
    yield Split("reopened", Label("Återöppnade", "Reopened"), (*_YES_NO, _UNRECORDED))
    changed = Label("Ändrade till klagomål", "Changed to complaint")
    yield Split("reclassified", changed, _YES_NO)


def _groups(grouping: Grouping, outline: Outline, seen: Counter[Mark]) -> tuple[Part, ...]:
    known = [value for policy in outline.policies for value in grouping.known(policy)]
    found = {tick.part for tick in seen if tick[:2] == ("received", grouping.code)}
    values = [*dict.fromkeys(known), *sorted(found - set(known))]
    if NOT_GIVEN in values:
        values = [value for value in values if value != NOT_GIVEN] + [NOT_GIVEN]
    return tuple(Part(value, grouping.label(value, outline.policies)) for value in values)


def _members(vocabulary: type[LabelledEnum], parent: str = "") -> tuple[Part, ...]:
    return tuple(Part(member.value, member.words, parent) for member in vocabulary)


def bins(limits: tuple[int, ...]) -> list[tuple[str, Label]]:
    """Return the classes between limits: codes and words."""
    found = []
    low = 0
    for limit in limits:
        found.append((str(limit), Label(f"{low} till {limit}", f"{low} to {limit}")))
        low = limit + 1
    return [*found, (_LAST_BIN, Label(f"{low} eller fler", f"{low} or more"))]


def _lead(lead: str, unit: Unit, limits: tuple[int, ...]) -> Split:
    title, days = _LEAD_WORDS[lead], unit.words
    done, still = Part("done", Label("klara", "done")), Part("open", Label("väntar", "waiting"))
    classes = bins(limits)
    return Split(
        f"{lead}.{unit}",
        Label(f"{title.sv}, {days.sv}", f"{title.en}, {days.en}"),
        (
            done,
            *(Part(f"done.{code}", words, "done") for code, words in classes),
            still,
            *(Part(f"open.{code}", words, "open") for code, words in classes),
            Part("without", Label("blir inte av", "will not come")),
            _UNRECORDED,
        ),
        bundle=unit.value,
    )


def _ages(limits: tuple[int, ...]) -> Split:
    parts = tuple(
        Part(f"open.{code}", Label(f"{words.sv} dagar", f"{words.en} days"))
        for code, words in bins(limits)
    )
    return Split("age", Label("Ålder", "Age"), parts)


_NEVER_A_REASON = (Reason.EXCLUDED, Reason.PAUSED)


def _reasons(outcome: Outcome) -> tuple[Part, ...]:
    return tuple(
        Part(f"{outcome.value}.{reason.value}", reason.words, outcome.value)
        for reason in Reason
        if reason not in _NEVER_A_REASON
    )


_OUTCOMES = Split(
    "outcome",
    Label("Utfall", "Outcome"),
    (
        Part("counted", Label("bedömda", "judged")),
        Part(Outcome.MET.value, Outcome.MET.words, "counted"),
        Part(Outcome.MET_AS_RENEGOTIATED.value, Outcome.MET_AS_RENEGOTIATED.words, "counted"),
        Part("late", Label("sena", "late"), "counted"),
        *(Part(outcome.value, outcome.words, "late") for outcome in Outcome if outcome.is_late),
        Part(Outcome.PENDING.value, Outcome.PENDING.words),
        Part(Outcome.NOT_APPLICABLE.value, Outcome.NOT_APPLICABLE.words),
        *_reasons(Outcome.NOT_APPLICABLE),
        Part(Outcome.NOT_ASSESSABLE.value, Outcome.NOT_ASSESSABLE.words),
        *_reasons(Outcome.NOT_ASSESSABLE),
    ),
)
_NOTICES = Split(
    "notice",
    Label("Förseningsbesked", "Delay notice"),
    (
        Part("in_time", Label("i tid", "in time")),
        Part("late", Label("för sent", "too late")),
        Part("incomplete", Label("ofullständigt", "incomplete")),
    ),
)
_MEASURES = (
    Split(
        "type",
        Label("Typ", "Type"),
        tuple(part for part in _members(MeasureType) if part.code != MeasureType.NONE_NEEDED),
    ),
    Split(
        "state",
        Label("Läge", "State"),
        (
            Part("done", Label("genomförda", "carried out")),
            Part("undone", Label("återstår", "still to be done")),
        ),
    ),
    Split("reception", Label("Mottagande", "Reception"), _members(MeasureReception)),
)


def restates(obligation: Obligation) -> bool:
    """Whether what becomes of an obligation follows from another one's outcome.

    So it is with the duty to tell of a delay. Published beside the other it would give small
    numbers away.
    """
    return isinstance(obligation.term, ByDueOf) and obligation.term.only_if_late


def part_of(tick: Mark, outline: Outline) -> str | None:
    """Return the part of its split that a tick belongs to, numbers sorted into their classes.

    ``None`` for a number of days that the outline has no classes for.
    """
    if tick.population == "open":
        return f"{tick.part}.{_bin(tick.number, outline.ages)}"
    if tick.population != "received":
        return tick.part
    if tick.split == "transfers":
        return "unrecorded" if tick.part else _TIMES[min(tick.number, 2)]
    lead, _, unit = tick.split.partition(".")
    if not unit:
        return tick.part
    limits = outline.within.get(_UNITS_BY_CODE[unit])
    if limits is None or lead not in LEADS:
        return None
    return f"{tick.part}.{_bin(tick.number, limits)}" if tick.part in _TIMED else tick.part


_TIMED = ("done", "open")
_UNITS_BY_CODE = {unit.value: unit for unit in Unit}
_TIMES = ("none", "one", "several")


def _bin(number: int, limits: tuple[int, ...]) -> str:
    return next((str(limit) for limit in limits if number <= limit), _LAST_BIN)

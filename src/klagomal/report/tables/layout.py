# SPDX-License-Identifier: Apache-2.0
"""Which tables a report consists of, in order, with their stable codes and words.

A :class:`Plan` knows which lines and columns its table has, and works out no figure before it is
asked: one figure of a report costs that figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

import attrs

from klagomal.errors import UnknownFigureError, suggest
from klagomal.promises.obligations import Obligation
from klagomal.report.counting.keys import EVERYTHING, Count, Lead, Population, Row, Subject
from klagomal.report.figures import TOTAL, Figure, Line, Table
from klagomal.report.groupings import CROSSED, Breakdown, Grouping
from klagomal.report.tables.columns import Measure, View
from klagomal.report.tables.measures import (
    across,
    compliance,
    decisions,
    excluded,
    grouped,
    handling,
    lead_time,
    measures,
    message_share,
    notices,
    satisfaction,
    stream,
    volumes,
    whole,
    why_not_judged,
)
from klagomal.report.tables.statistics import STATISTICS
from klagomal.vocabulary import Label

__all__ = ["TablePlan", "plans"]

_ALL: Final = Label("Totalt", "Total")
_VOLUMES: Final = Label("Inkommet och avslutat", "Received and closed")
_NO_HEADING: Final = Label("", "")
_OVERLAP: Final = Label(
    "Ett ärende kan stå på flera rader; raderna blir tillsammans fler än totalen.",
    "A case can stand on several lines; together they are more than the total.",
)
_LEADS: Final = {
    Lead.CONTACT: Label("Till första besked", "To the first message"),
    Lead.ANSWER: Label("Till svar", "To the answer"),
    Lead.CLOSING: Label("Till avslut", "To closing"),
    Lead.SILENCE: Label("Längsta tystnad", "Longest silence"),
}
_LEAD_NOTE: Final = Label(
    "Öppna ärenden är med: de har tagit minst så lång tid som de har väntat. ”Minst” betyder att "
    "talet kan bli högre beroende på hur de slutar.",
    "Open cases are included: they take at least as long as they have waited. 'At least' means "
    "that the number may grow, depending on how they end.",
)
_COMPLIANCE_NOTE: Final = Label(
    "Ett åtagande räknas i den period då det först skulle vara uppfyllt; ett utan dag i "
    "den period då ärendet kom in. Andelen räknas av de bedömda; det som pågår, inte "
    "gäller eller inte går att bedöma står bredvid.",
    "An obligation is counted in the period in which it first fell due; one without a "
    "day in the period in which the case arrived. Shares are of those judged; what is "
    "pending, not applicable or not assessable stands beside.",
)


class PlannedLine(NamedTuple):
    """One line to be: what it is about, in which row, measured how."""

    value: str
    words: Label
    row: Row
    measures: Sequence[Measure]


@attrs.frozen
class TablePlan:
    """A table that is not worked out yet."""

    code: str
    words: Label
    dimension: str
    heading: Label
    lines: Callable[[View], Iterable[PlannedLine]]
    notes: tuple[Label, ...] = ()

    def table(self, view: View) -> Table:
        """Return the table with all its figures."""
        planned = list(self.lines(view))
        columns = tuple(measure.column for measure in planned[0].measures) if planned else ()
        lines = tuple(
            Line(
                line.value,
                line.words,
                tuple(measure.figure(view, line.row) for measure in line.measures),
            )
            for line in planned
        )
        return Table(
            self.code, self.words, self.dimension, self.heading, columns, lines, self.notes
        )

    def figure(self, view: View, value: str, measure: str) -> Figure:
        """Return one figure; an unknown line or column is refused with suggestions."""
        planned = {line.value: line for line in self.lines(view)}
        line = planned.get(value)
        if line is None:
            raise UnknownFigureError(
                f"table {self.code!r} has no line {value!r}; {suggest(value, planned)}",
                table=self.code,
                line=value,
            )
        columns = {each.column.measure: each for each in line.measures}
        if measure not in columns:
            raise UnknownFigureError(
                f"table {self.code!r} has no column {measure!r}; {suggest(measure, columns)}",
                table=self.code,
                measure=measure,
            )
        return columns[measure].figure(view, line.row)


def plans(view: View) -> Iterator[TablePlan]:
    """Yield a plan for every table: the whole first, then each breakdown."""
    yield from _overall(view)
    for breakdown in view.now.outline.by:
        yield from _by(breakdown, view)


# --- ways to make a plan --------------------------------------------------------------------------


def _whole(code: str, words: Label, measured: Callable[[View], Iterable[Measure]]) -> TablePlan:
    """Return a table with the total alone."""

    def lines(view: View) -> Iterator[PlannedLine]:
        yield PlannedLine(TOTAL, _ALL, EVERYTHING, list(measured(view)))

    return TablePlan(code, words, "", _NO_HEADING, lines)


def _each(
    code: str,
    words: Label,
    dimension: str,
    heading: Label,
    things: Callable[[View], Iterable[tuple[str, Label, Iterable[Measure]]]],
    *notes: Label,
) -> TablePlan:
    """Return a table whose lines are different things, measured in the same columns."""

    def lines(view: View) -> Iterator[PlannedLine]:
        for value, name, measured in things(view):
            yield PlannedLine(value, name, EVERYTHING, list(measured))

    return TablePlan(code, words, dimension, heading, lines, notes)


def _broken_down(
    code: str,
    words: Label,
    breakdown: Breakdown,
    measured: Callable[[View], Iterable[Measure]],
    *notes: Label,
) -> TablePlan:
    """Return a table with a line for each group, and the total."""

    def lines(view: View) -> Iterator[PlannedLine]:
        columns, policies = list(measured(view)), view.now.outline.policies
        for line in view.now.lines(breakdown):
            name = breakdown.label(line, policies)
            row = Row(breakdown.names, line)
            yield PlannedLine(CROSSED.join(line), name, row, columns)
        yield PlannedLine(TOTAL, _ALL, EVERYTHING, columns)

    sv, en = breakdown.words.sv.lower(), breakdown.words.en.lower()
    title = Label(f"{words.sv} per {sv}", f"{words.en} by {en}")
    overlap = (_OVERLAP,) if breakdown.many else ()
    code = f"{code}.{breakdown.code}"
    return TablePlan(code, title, breakdown.code, breakdown.words, lines, overlap + notes)


# --- tables of the whole --------------------------------------------------------------------------

_OBLIGATION: Final = Label("Åtagande", "Obligation")
_TIME: Final = Label("Tid", "Time")


def _overall(view: View) -> Iterator[TablePlan]:
    outline = view.now.outline
    yield _whole("volumes", _VOLUMES, whole)
    for grouping in outline.across:
        yield _received_by(grouping)
    yield _compliance()
    yield _why_not_judged()
    title = Label("Besked om försening", "Delay notices")
    yield _each("notices", title, "obligation", _OBLIGATION, _notices)
    title = Label("Ledtider", "Lead times")
    yield _each("lead_times", title, "lead", _TIME, _lead_times, _LEAD_NOTE)
    title = Label("Längsta tid utan besked", "Longest time without a message")
    yield _each("silence", title, "lead", _TIME, _silence, _LEAD_NOTE)
    yield _whole("handling", Label("Handläggning", "Handling"), lambda _: handling())
    yield _whole("satisfaction", Label("Nöjdhet", "Satisfaction"), satisfaction)
    title = Label("Hur klagomålen avgjordes", "How complaints were decided")
    yield _each("decisions", title, "level", Label("Nivå", "Level"), _decisions)
    yield _whole("measures", Label("Åtgärder", "Measures"), lambda _: measures())
    yield _excluded()
    for checklist in {c.id: c for p in outline.policies for c in p.checklists}.values():
        items = [
            (item.code, item.label, [message_share(checklist.id, item.code)])
            for item in checklist.items
        ]
        code = f"checklist.{checklist.id}"
        heading = Label("Punkt", "Item")
        yield _each(code, checklist.title, "item", heading, partial(_same, items))
    yield _statistics(view)


def _same(
    items: Sequence[tuple[str, Label, Sequence[Measure]]], _: View
) -> Sequence[tuple[str, Label, Sequence[Measure]]]:
    return items


def _named(obligation: Obligation) -> Label:
    strength = obligation.strength.words
    return Label(f"{obligation.title.sv} ({strength.sv})", f"{obligation.title.en} ({strength.en})")


def _groups(grouping: Grouping, view: View) -> Iterator[tuple[str, Label]]:
    for group in view.now.groups(grouping):
        yield group, grouping.label(group, view.now.outline.policies)


def _received_by(grouping: Grouping) -> TablePlan:
    """Return the received cases by a grouping, with shares."""

    def things(view: View) -> Iterator[tuple[str, Label, Iterable[Measure]]]:
        for group, words in _groups(grouping, view):
            yield group, words, grouped(grouping.code, group)

    sv, en = grouping.words.sv.lower(), grouping.words.en.lower()
    title = Label(f"Inkomna per {sv}", f"Received by {en}")
    return _each(f"received.{grouping.code}", title, grouping.code, grouping.words, things)


def _compliance() -> TablePlan:
    def things(view: View) -> Iterator[tuple[str, Label, Iterable[Measure]]]:
        obligations = view.now.outline.obligations
        for obligation in obligations:
            yield obligation.id, _named(obligation), compliance([obligation], view)
        for value, binds, words in (
            ("*binding", True, Label("Alla krav och löften", "All musts and promises")),
            ("*aims", False, Label("Alla mål och bör", "All targets and shoulds")),
        ):
            together = [o for o in obligations if o.strength.binds is binds]
            if together:
                yield value, words, compliance(together, view)

    title = Label("Hållna åtaganden", "Obligations kept")
    return _each("compliance", title, "obligation", _OBLIGATION, things, _COMPLIANCE_NOTE)


def _why_not_judged() -> TablePlan:
    def things(view: View) -> Iterator[tuple[str, Label, Iterable[Measure]]]:
        found = {o: list(why_not_judged(o)) for o in view.now.outline.obligations}
        used = {
            measure.column.measure
            for measured in found.values()
            for measure in measured
            if measure.figure(view, EVERYTHING).value
        }
        for obligation, measured in found.items():
            kept = [measure for measure in measured if measure.column.measure in used]
            if kept:
                yield obligation.id, _named(obligation), kept

    title = Label("Varför åtaganden inte bedömdes", "Why obligations were not judged")
    return _each("left_out", title, "obligation", _OBLIGATION, things)


def _notices(view: View) -> Iterator[tuple[str, Label, Iterable[Measure]]]:
    for obligation in view.now.outline.obligations:
        if obligation.delay is not None:
            yield obligation.id, _named(obligation), notices(obligation)


def _lead_times(view: View) -> Iterator[tuple[str, Label, Iterable[Measure]]]:
    for lead, words in _LEADS.items():
        if lead is not Lead.SILENCE:
            yield lead.value, words, lead_time(lead, view)


def _silence(view: View) -> Iterator[tuple[str, Label, Iterable[Measure]]]:
    yield Lead.SILENCE.value, _LEADS[Lead.SILENCE], lead_time(Lead.SILENCE, view)


def _decisions(view: View) -> Iterator[tuple[str, Label, Iterable[Measure]]]:
    for level in view.now.levels():
        yield level, Label(f"nivå {level}", f"level {level}"), decisions(level, view)


def _excluded() -> TablePlan:
    def things(view: View) -> Iterator[tuple[str, Label, Iterable[Measure]]]:
        rules = {r.stream: r.label for p in view.now.outline.policies for r in p.exclusions}
        for code in view.now.streams():
            opened = code.replace("_", " ")
            yield code, rules.get(code, Label(opened, opened)), [stream(code)]
        yield TOTAL, _ALL, [excluded()]

    return _each(
        "excluded",
        Label("Undantaget från rutinen", "Excluded from the routine"),
        "stream",
        Label("Ström", "Stream"),
        things,
        Label(
            "Räknas för sig och ingår inte i några andra tal, utom åtaganden som redan var "
            "uppfyllda eller försenade när ärendet flyttades hit.",
            "Counted apart; in no other figure, except obligations that were already fulfilled or "
            "late when the case was moved here.",
        ),
    )


def _statistics(view: View) -> TablePlan:
    named = {s.code: s for policy in view.now.outline.policies for s in policy.statistics}
    silent = [code for code in named if code not in STATISTICS]

    def things(_: View) -> Iterator[tuple[str, Label, Iterable[Measure]]]:
        for code, wanted in named.items():
            if code in STATISTICS:
                yield code, wanted.label, [STATISTICS[code]]

    note = Label(
        f"Räknas inte av programmet: {', '.join(silent)}.",
        f"Not worked out by the program: {', '.join(silent)}.",
    )
    title = Label("Mått utan gräns i texten", "Measures without a pass mark in the text")
    notes = (note,) if silent else ()
    heading = Label("Mått", "Measure")
    return _each("statistics", title, "statistic", heading, things, *notes)


# --- tables of a breakdown ------------------------------------------------------------------------


def _by(breakdown: Breakdown, view: View) -> Iterator[TablePlan]:
    outline = view.now.outline
    made = partial(_broken_down, breakdown=breakdown)
    yield made("volumes", _VOLUMES, measured=volumes)
    for other in outline.across:
        if other not in breakdown.groupings:
            yield made(other.code, other.words, measured=partial(_across, other))
    for obligation in outline.obligations:
        if view.now.count(Count((Subject(Population.DUE, of=obligation.id),))):
            code = f"compliance.{obligation.id}"
            yield made(code, obligation.title, measured=partial(compliance, [obligation]))
    for lead, words in _LEADS.items():
        code = f"lead_times.{lead}"
        yield _broken_down(code, words, breakdown, partial(lead_time, lead), _LEAD_NOTE)
    yield made("handling", Label("Handläggning", "Handling"), measured=lambda _: handling())
    yield made("satisfaction", Label("Nöjdhet", "Satisfaction"), measured=satisfaction)
    yield made("measures", Label("Åtgärder", "Measures"), measured=lambda _: measures())


def _across(grouping: Grouping, view: View) -> Iterator[Measure]:
    yield from across(grouping.code, _groups(grouping, view))

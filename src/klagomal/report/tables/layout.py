# SPDX-License-Identifier: Apache-2.0
"""Which tables a report consists of, in order, with their stable codes and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from klagomal.promises.obligations import Obligation
from klagomal.report.counting.observations import LEADS
from klagomal.report.counting.populations import Part, restates
from klagomal.report.counting.tally import EVERYTHING, Row
from klagomal.report.figures import HIDDEN, TOTAL, Column, Figure, Form, Line, Table
from klagomal.report.groupings import Grouping
from klagomal.report.tables.columns import Measure, View
from klagomal.report.tables.measures import (
    across,
    compliance,
    handling,
    lead_time,
    left_out,
    measures,
    notices,
    tick_share,
    volumes,
)
from klagomal.report.tables.statistics import statistic
from klagomal.vocabulary import Label, Outcome

__all__ = ["tables"]

_ALL: Final = Label("Totalt", "Total")
_VOLUMES: Final = Label("Inkommet och avslutat", "Received and closed")
_NO_HEADING: Final = Label("", "")
_OVERLAP: Final = Label(
    "Ett ärende kan stå på flera rader; raderna blir tillsammans fler än totalen.",
    "A case can stand on several lines; together they are more than the total.",
)
_LEADS: Final = {
    "contact": Label("Till första besked", "To the first word"),
    "answer": Label("Till svar", "To the answer"),
    "closing": Label("Till avslut", "To closing"),
    "silence": Label("Längsta tystnad", "Longest silence"),
}
_LEAD_NOTE: Final = Label(
    "Öppna ärenden är med: de har tagit minst så lång tid som de har väntat. ”Minst” betyder att "
    "talet kan bli högre beroende på hur de slutar.",
    "Open cases are included: they take at least as long as they have waited. 'At least' means "
    "that the number may grow, depending on how they end.",
)


def tables(view: View) -> tuple[Table, ...]:
    """Return every table: the whole first, then each grouping."""
    return (*_overall(view), *(t for g in view.now.outline.by for t in _by(g, view)))


def _overall(view: View) -> Iterator[Table]:
    yield _whole("volumes", _VOLUMES, volumes(view), view)
    for grouping in view.now.outline.across:
        yield _shares(grouping, view)
    yield _compliance(view)
    yield _left_out(view)
    yield _notices(view)
    yield _lead_times(view)
    yield _silence(view)
    yield _whole("handling", Label("Handläggning", "Handling"), handling(), view)
    yield _whole("measures", Label("Åtgärder", "Measures"), measures(view), view)
    yield _excluded(view)
    yield from _checklists(view)
    yield _statistics(view)


def _by(grouping: Grouping, view: View) -> Iterator[Table]:
    def table(code: str, words: Label, columns: Iterable[Measure], *notes: Label) -> Table:
        sv, en = grouping.words.sv.lower(), grouping.words.en.lower()
        title = Label(f"{words.sv} per {sv}", f"{words.en} by {en}")
        overlap = (_OVERLAP,) if grouping.many else ()
        return _table(
            f"{code}.{grouping.code}", title, grouping, list(columns), view, overlap + notes
        )

    yield table("volumes", _VOLUMES, volumes(view))
    for other in view.now.outline.across:
        if other.axis != grouping.axis:
            parts = view.now.population("received").split(other.code).parts
            yield table(other.code, other.words, across(parts, other))
    for obligation in _obligations(view):
        if view.now.count(f"due:{obligation.id}") != 0:
            columns = compliance([obligation], view)
            yield table(f"compliance.{obligation.id}", obligation.title, columns)
    for lead, words in _LEADS.items():
        yield table(f"lead_times.{lead}", words, lead_time(lead, view), _LEAD_NOTE)
    yield table("handling", Label("Handläggning", "Handling"), handling())
    yield table("measures", Label("Åtgärder", "Measures"), measures(view))


# --- the ways to make a table -------------------------------------------------------------------


def _table(
    code: str,
    words: Label,
    grouping: Grouping,
    columns: Sequence[Measure],
    view: View,
    notes: tuple[Label, ...] = (),
) -> Table:
    """Return a table with a line for each group, and the total."""
    policies = view.now.outline.policies
    lines = [
        _line(value, grouping.label(value, policies), columns, view, (grouping.code, value))
        for value in view.now.lines[grouping.code]
    ]
    lines.append(_line(TOTAL, _ALL, columns, view, EVERYTHING))
    heads = tuple(measure.column for measure in columns)
    return Table(code, words, grouping.code, grouping.words, heads, tuple(lines), notes)


def _whole(code: str, words: Label, columns: Iterable[Measure], view: View) -> Table:
    """Return a table with the total alone."""
    found = list(columns)
    line = _line(TOTAL, _ALL, found, view, EVERYTHING)
    return Table(code, words, "", _NO_HEADING, tuple(m.column for m in found), (line,))


def _line(value: str, words: Label, columns: Iterable[Measure], view: View, row: Row) -> Line:
    return Line(value, words, tuple(measure.figure(view, row) for measure in columns))


def _lines(
    code: str,
    words: Label,
    dimension: str,
    heading: Label,
    lines: Iterable[tuple[str, Label, Sequence[Measure]]],
    view: View,
    *notes: Label,
) -> Table:
    """Return a table whose lines are different things, measured in the same columns."""
    made: list[Line] = []
    columns: tuple[Column, ...] = ()
    for value, name, measured in lines:
        columns = tuple(measure.column for measure in measured)
        made.append(_line(value, name, measured, view, EVERYTHING))
    return Table(code, words, dimension, heading, columns, tuple(made), notes)


def _obligations(view: View) -> list[Obligation]:
    """Return the obligations of all editions, each in the words of the latest."""
    policies = view.now.outline.policies
    found = {o.id: o for policy in policies for o in policy.obligations}
    return sorted(found.values(), key=lambda obligation: not obligation.strength.binds)


def _named(obligation: Obligation) -> Label:
    strength = obligation.strength.words
    return Label(f"{obligation.title.sv} ({strength.sv})", f"{obligation.title.en} ({strength.en})")


# --- the tables of the whole --------------------------------------------------------------------

_OBLIGATION: Final = Label("Åtagande", "Obligation")


def _shares(grouping: Grouping, view: View) -> Table:
    """Return the received cases by a grouping, with shares."""
    parts = view.now.population("received").split(grouping.code).parts
    sv, en = grouping.words.sv.lower(), grouping.words.en.lower()
    columns = (
        Column("received", Label("Inkomna", "Received")),
        Column("share", Label("Andel", "Share"), Form.SHARE),
    )
    total = view.now.count("received")
    lines = []
    for part in parts:
        n = view.now.count("received", grouping.code, part.code)
        if n is None or total is None:
            figures = (HIDDEN, HIDDEN)
        else:
            figures = (Figure(n), Figure.share(n, total))
        lines.append(Line(part.code, part.words, figures))
    title = Label(f"Inkomna per {sv}", f"Received by {en}")
    return Table(
        f"received.{grouping.code}", title, grouping.code, grouping.words, columns, tuple(lines)
    )


def _compliance(view: View) -> Table:
    obligations = _obligations(view)
    lines: list[tuple[str, Label, Sequence[Measure]]] = [
        (o.id, _named(o), list(compliance([o], view))) for o in obligations
    ]
    for value, binds, words in (
        ("*binding", True, Label("Alla krav och löften", "All musts and promises")),
        ("*aims", False, Label("Alla mål och bör", "All targets and shoulds")),
    ):
        together = [o for o in obligations if o.strength.binds is binds]
        if not view.now.complete:
            together = [o for o in together if not restates(o)]
        if together:
            lines.append((value, words, list(compliance(together, view))))
    return _lines(
        "compliance",
        Label("Hållna åtaganden", "Obligations kept"),
        "obligation",
        _OBLIGATION,
        lines,
        view,
        Label(
            "Ett åtagande räknas i den period då det först skulle vara uppfyllt; ett utan dag i "
            "den period då ärendet kom in. Andelen räknas av de bedömda; det som pågår, inte "
            "gäller eller inte går att bedöma står bredvid.",
            "An obligation is counted in the period in which it first fell due; one without a "
            "day in the period in which the case arrived. Shares are of those judged; what is "
            "pending, not applicable or not assessable stands beside.",
        ),
    )


def _left_out(view: View) -> Table:
    outside = (Outcome.NOT_APPLICABLE.value, Outcome.NOT_ASSESSABLE.value)
    obligations = _obligations(view)
    parts: list[Part] = []
    for obligation in obligations:
        split = view.now.population(f"due:{obligation.id}").split("outcome")
        parts = [part for part in split.parts if part.parent in outside]
        break
    shown = [part for part in parts if _is_used(part, obligations, view)]
    return _lines(
        "left_out",
        Label("Varför åtaganden inte bedömdes", "Why obligations were not judged"),
        "obligation",
        _OBLIGATION,
        [(o.id, _named(o), list(left_out(o, shown))) for o in obligations],
        view,
    )


def _is_used(part: Part, obligations: Iterable[Obligation], view: View) -> bool:
    """Whether a part holds anything, or something hidden, in a population that is shown."""
    shown = [f"due:{o.id}" for o in obligations if view.now.count(f"due:{o.id}") is not None]
    return any(view.now.count(population, "outcome", part.code) != 0 for population in shown)


def _notices(view: View) -> Table:
    return _lines(
        "notices",
        Label("Besked om försening", "Delay notices"),
        "obligation",
        _OBLIGATION,
        [(o.id, _named(o), list(notices(o))) for o in _obligations(view) if o.delay is not None],
        view,
    )


def _lead_times(view: View) -> Table:
    return _lines(
        "lead_times",
        Label("Ledtider", "Lead times"),
        "lead",
        Label("Tid", "Time"),
        [(lead, _LEADS[lead], list(lead_time(lead, view))) for lead in LEADS],
        view,
        _LEAD_NOTE,
    )


def _silence(view: View) -> Table:
    return _lines(
        "silence",
        Label("Längsta tid utan besked", "Longest time without word"),
        "lead",
        Label("Tid", "Time"),
        [("silence", _LEADS["silence"], list(lead_time("silence", view)))],
        view,
        _LEAD_NOTE,
    )


def _excluded(view: View) -> Table:
    found = view.now.population("excluded").splits
    lines = []
    for part in found[0].parts if found else ():
        n = view.now.count("excluded", "stream", part.code)
        lines.append(Line(part.code, part.words, (HIDDEN if n is None else Figure(n),)))
    n = view.now.count("excluded")
    lines.append(Line(TOTAL, _ALL, (HIDDEN if n is None else Figure(n),)))
    return Table(
        "excluded",
        Label("Undantaget från rutinen", "Excluded from the routine"),
        "stream",
        Label("Ström", "Stream"),
        (Column("excluded", Label("Inkomna", "Received")),),
        tuple(lines),
        (
            Label(
                "Räknas för sig och ingår inte i några andra tal.",
                "Counted apart; in no other figure.",
            ),
        ),
    )


def _checklists(view: View) -> Iterator[Table]:
    policies = view.now.outline.policies
    for checklist in {c.id: c for policy in policies for c in policy.checklists}.values():
        yield _lines(
            f"checklist.{checklist.id}",
            checklist.title,
            "item",
            Label("Punkt", "Item"),
            [(i.code, i.label, [tick_share(checklist.id, i.code)]) for i in checklist.items],
            view,
        )


def _statistics(view: View) -> Table:
    policies = view.now.outline.policies
    named = {s.code: s for policy in policies for s in policy.statistics}
    lines, silent = [], []
    for code, wanted in named.items():
        figure = statistic(code)
        if figure is None:
            silent.append(code)
        else:
            lines.append(Line(code, wanted.label, (figure(view, EVERYTHING),)))
    note = Label(
        f"Räknas inte av programmet: {', '.join(silent)}.",
        f"Not worked out by the program: {', '.join(silent)}.",
    )
    return Table(
        "statistics",
        Label("Mått utan gräns i texten", "Measures without a pass mark in the text"),
        "statistic",
        Label("Mått", "Measure"),
        (Column("value", Label("Värde", "Value")),),
        tuple(lines),
        (note,) if silent else (),
    )

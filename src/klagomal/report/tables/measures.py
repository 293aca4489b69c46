# SPDX-License-Identifier: Apache-2.0
"""What a report measures, line by line: the columns of each table, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from klagomal.promises.obligations import Obligation
from klagomal.report.counting.observations import LEADS
from klagomal.report.counting.populations import Part
from klagomal.report.counting.tally import Row
from klagomal.report.figures import HIDDEN, Column, Figure, Form
from klagomal.report.groupings import Grouping
from klagomal.report.tables.columns import (
    NOTHING,
    Count,
    Measure,
    View,
    capitalised,
    count,
    index,
    one,
    share,
    timed,
)
from klagomal.vocabulary import Label, MeasureReception, Outcome, Satisfaction, Unit

__all__ = [
    "across",
    "compliance",
    "handling",
    "lead_time",
    "left_out",
    "measures",
    "moves_per_case",
    "notices",
    "share_with_measure",
    "tick_share",
    "volumes",
    "yes_share",
]


# --- how much -------------------------------------------------------------------------------------

_RECEIVED = one("received")
_CLOSED = one("closed")


def volumes(view: View) -> Iterator[Measure]:
    """Yield received, closed, open by age and excluded, each with what they were before."""
    for what, words in ((_RECEIVED, Label("Inkomna", "Received")), (_CLOSED, _CLOSED_WORDS)):
        code = what.nodes[0][0]
        yield count(code, words, what)
        for name, sheet in view.earlier.items():
            yield from _changes(code, words, what, name, sheet.outline.period.words)
    yield count("open", Label("Öppna vid slutet", "Open at the end"), one("open"))
    for part in view.now.population("open").split("age").parts:
        words = Label(f"Öppna, {part.words.sv}", f"Open, {part.words.en}")
        yield count(f"open.{part.code}", words, one("open", "age", part.code))
    yield count("excluded", Label("Undantagna", "Excluded"), one("excluded"))


_CLOSED_WORDS: Final = Label("Avslutade", "Closed")


def _changes(code: str, words: Label, what: Count, name: str, period: Label) -> Iterator[Measure]:
    def before(view: View, row: Row) -> Figure:
        n = what.of(view.earlier[name], row)
        return HIDDEN if n is None else Figure(n)

    def change(view: View, row: Row) -> Figure:
        now, then = what.of(view.now, row), what.of(view.earlier[name], row)
        return HIDDEN if now is None or then is None else Figure(now - then)

    def rate(view: View, row: Row) -> Figure:
        now, then = what.of(view.now, row), what.of(view.earlier[name], row)
        return HIDDEN if now is None or then is None else Figure.share(now - then, then)

    said = Label(f"{words.sv} {period.sv}", f"{words.en} {period.en}")
    yield Measure(Column(f"{code}.{name}", said), before)
    said = Label(f"Förändring mot {period.sv}", f"Change on {period.en}")
    yield Measure(Column(f"{code}.change_on_{name}", said, Form.CHANGE), change)
    said = Label(f"Förändring mot {period.sv}, procent", f"Change on {period.en}, per cent")
    yield Measure(Column(f"{code}.rate_on_{name}", said, Form.RATE_OF_CHANGE), rate)


def across(parts: Iterable[Part], grouping: Grouping) -> Iterator[Measure]:
    """Yield the received cases by the groups of another grouping."""
    yield count("received", Label("Inkomna", "Received"), _RECEIVED)
    for part in parts:
        yield count(part.code, part.words, one("received", grouping.code, part.code))


# --- how long -------------------------------------------------------------------------------------

_DAYS: Final = {unit: unit.words for unit in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS)}


def lead_time(lead: str, view: View) -> Iterator[Measure]:
    """Yield how many are done, how long it took, and the shares within n days.

    ``lead`` is ``contact``, ``answer``, ``closing`` or ``silence``; silence has no classes.
    """
    outline = view.now.outline
    units = list(outline.within)
    if lead in LEADS and units:
        split = f"{lead}.{units[0]}"
        yield count("done", Label("Klara", "Done"), one("received", split, "done"))
        yield count("waiting", Label("Väntar", "Waiting"), one("received", split, "open"))
        gone = one("received", split, "without")
        yield count("without", Label("Blir inte av", "Will not come"), gone)
        unknown = one("received", split, "unrecorded")
        yield count("unrecorded", Label("Framgår inte", "Not in the source"), unknown)
    for unit, days in _DAYS.items():
        yield timed(lead, unit, "median", Label(f"Median, {days.sv}", f"Median, {days.en}"))
        said = Label(f"Median, uppskattad, {days.sv}", f"Median, estimated, {days.en}")
        yield timed(lead, unit, "estimate", said)
        said = Label(f"Nio av tio inom, {days.sv}", f"Nine of ten within, {days.en}")
        yield timed(lead, unit, "p90", said)
    if lead in LEADS:
        for unit, limits in outline.within.items():
            for number, limit in enumerate(limits, 1):
                yield _within(lead, unit, limits, number, limit)


def _within(lead: str, unit: Unit, limits: Sequence[int], number: int, limit: int) -> Measure:
    split = f"{lead}.{unit}"
    codes = [*map(str, limits), "more"]
    hits = one("received", split, *(f"done.{code}" for code in codes[:number]))
    undecided = one("received", split, *(f"open.{code}" for code in codes[:number]))
    late = (*(f"done.{code}" for code in codes[number:]), *(f"open.{c}" for c in codes[number:]))
    of = Count(hits.nodes + one("received", split, *late).nodes)
    days = _DAYS[unit]
    words = Label(f"Inom {limit} {days.sv}", f"Within {limit} {days.en}")
    return share(f"within.{limit}.{unit}", words, hits, of, undecided)


# --- whether it was kept --------------------------------------------------------------------------

_OUTSIDE: Final = tuple(outcome for outcome in Outcome if not outcome.is_judged)
_LATE: Final = tuple(outcome for outcome in Outcome if outcome.is_late)


def compliance(obligations: Iterable[Obligation], view: View) -> Iterator[Measure]:
    """Yield what became of one obligation, or of several taken together."""
    populations = [f"due:{obligation.id}" for obligation in obligations]

    def outcome(*parts: str) -> Count:
        return Count(tuple((p, "outcome", part) for p in populations for part in parts))

    due = Count(tuple((population, "", "") for population in populations))
    judged, met, renegotiated = outcome("counted"), outcome("met"), outcome("met_as_renegotiated")
    kept_at_last, outside = outcome("met", "met_as_renegotiated"), outcome(*_OUTSIDE)
    yield count("due", Label("Antal", "Number"), due)
    yield count("judged", Label("Bedömda", "Judged"), judged)
    yield count("met", capitalised(Outcome.MET.words), met)
    words = capitalised(Outcome.MET_AS_RENEGOTIATED.words)
    yield count("met_as_renegotiated", words, renegotiated)
    for late in _LATE:
        yield count(late.value, capitalised(late.words), outcome(late.value))
    strict = Label("Hållet i tid", "Kept in time")
    yield share("strict", strict, met, judged, outside)
    lenient = Label("Hållet, även ny tid", "Kept, new time included")
    yield share("lenient", lenient, kept_at_last, judged, outside)
    for part in _OUTSIDE:
        yield count(part.value, capitalised(part.words), outcome(part.value))
    for name, sheet in view.earlier.items():
        period = sheet.outline.period.words
        words = Label(f"I tid mot {period.sv}", f"In time on {period.en}")
        yield Measure(
            Column(f"strict.change_on_{name}", words, Form.POINTS), _points(met, judged, name)
        )


def _points(hits: Count, of: Count, name: str) -> Callable[[View, Row], Figure]:
    def figure(view: View, row: Row) -> Figure:
        shares = []
        for sheet in (view.now, view.earlier[name]):
            numerator, denominator = hits.of(sheet, row), of.of(sheet, row)
            if numerator is None or denominator is None:
                return HIDDEN
            shares.append(Fraction(numerator, denominator) if denominator else None)
        now, then = shares
        return Figure(None if now is None or then is None else now - then)

    return figure


def left_out(obligation: Obligation, parts: Iterable[Part]) -> Iterator[Measure]:
    """Yield why runs of an obligation were not judged."""
    for part in parts:
        what = one(f"due:{obligation.id}", "outcome", part.code)
        yield count(part.code, capitalised(part.words), what)


def notices(obligation: Obligation) -> Iterator[Measure]:
    """Yield the delay notices given for an obligation."""
    code = f"notices:{obligation.id}"
    in_time = one(code, "notice", "in_time")
    yield count("given", Label("Givna", "Given"), one(code))
    yield count("in_time", Label("I tid", "In time"), in_time)
    yield count("late", Label("För sent", "Too late"), one(code, "notice", "late"))
    incomplete = one(code, "notice", "incomplete")
    yield count("incomplete", Label("Ofullständiga", "Incomplete"), incomplete)
    words = Label("Andel i tid", "Share in time")
    yield share("share_in_time", words, in_time, one(code), NOTHING)


# --- how it was handled ---------------------------------------------------------------------------


def handling() -> Iterator[Measure]:
    """Yield transfers, first contacts, measures, reopenings and satisfaction of the received."""
    yield count("received", Label("Inkomna", "Received"), _RECEIVED)
    for part, words in (
        ("none", Label("Inget överlämnande", "No transfer")),
        ("one", Label("Ett överlämnande", "One transfer")),
        ("several", Label("Flera överlämnanden", "Several transfers")),
    ):
        yield count(f"transfers.{part}", words, one("received", "transfers", part))
    words = Label("Överlämnanden per ärende", "Transfers per case")
    yield Measure(Column("transfers_per_case", words, Form.MEAN), moves_per_case)
    words = Label("Lösta vid första kontakten", "Solved at first contact")
    yield yes_share("first_contact", words)
    yield share_with_measure(Label("Med åtgärd", "With a measure"))
    yield yes_share("reopened", Label("Återöppnade", "Reopened"))
    again = one("received", "reclassified", "yes")
    yield count("reclassified", Label("Ändrade till klagomål", "Changed to complaint"), again)
    for said in Satisfaction:
        yield count(
            said.value, capitalised(said.words), one("received", "satisfaction", said.value)
        )
    words = Label("Nöjdhetsindex", "Satisfaction index")
    marks = {Satisfaction.SATISFIED: 100, Satisfaction.DISSATISFIED: 0}
    yield index("satisfaction_index", words, "received", "satisfaction", marks)


def share_with_measure(words: Label) -> Measure:
    """Return the share of cases with a measure, of those whose source tells of measures."""
    taken = one("received", "measure", "with")
    recorded = one("received", "measure", "with", "none_needed", "without")
    aside = one("received", "measure", "unrecorded")
    return share("share_with_measure", words, taken, recorded, aside)


def yes_share(split: str, words: Label) -> Measure:
    """Return the share of yes in a split of the received cases."""
    yes = one("received", split, "yes")
    aside = one("received", split, "unrecorded")
    return share(f"share_{split}", words, yes, one("received", split, "yes", "no"), aside)


def moves_per_case(view: View, row: Row) -> Figure:
    """Return the mean number of transfers of a case."""
    cases = one("received", "transfers", "none", "one", "several").of(view.now, row)
    moved = view.now.moved.get(row)
    return HIDDEN if cases is None or moved is None else Figure.share(moved, cases)


def measures(view: View) -> Iterator[Measure]:
    """Yield the measures recorded in the received cases."""
    yield count("measures", Label("Åtgärder", "Measures"), one("measures"))
    population = view.now.population("measures")
    for split in population.splits:
        for part in population.split(split.code).parts:
            code = f"{split.code}.{part.code}"
            yield count(code, capitalised(part.words), one("measures", split.code, part.code))
    marks = {
        MeasureReception.ACCEPTED: 100,
        MeasureReception.MIXED: 50,
        MeasureReception.REJECTED: 0,
    }
    words = Label("Mottagandeindex", "Reception index")
    yield index("reception_index", words, "measures", "reception", marks)


def tick_share(checklist: str, item: str) -> Measure:
    """Return the share of words to a person in which an item of a checklist was ticked."""
    population = f"checklist:{checklist}"
    words = Label("Andel avprickade", "Share ticked")
    return share("ticked", words, one(population, item, "yes"), one(population), NOTHING)

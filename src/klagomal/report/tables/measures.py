# SPDX-License-Identifier: Apache-2.0
"""What a report measures, line by line: the columns of each table, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from klagomal.cases.events import Closed
from klagomal.promises.obligations import Obligation
from klagomal.report.counting.keys import (
    Among,
    AnyOf,
    Aspect,
    Between,
    Count,
    Except,
    Judged,
    Lead,
    Numbered,
    Outcomes,
    Population,
    Subject,
    Ticked,
    Waits,
    WaitState,
    waited,
)
from klagomal.report.counting.sheet import Numbers
from klagomal.report.figures import NOT_GIVEN
from klagomal.report.groupings import GROUPINGS
from klagomal.report.tables.columns import (
    Measure,
    Ratio,
    Told,
    View,
    before,
    capitalised,
    change,
    count,
    index,
    mean,
    per_1000,
    points,
    rate_of_change,
    share,
    timed,
)
from klagomal.vocabulary import (
    ClosingGround,
    Decision,
    Label,
    MeasureReception,
    MeasureType,
    Outcome,
    Reason,
    Satisfaction,
    Unit,
)

__all__ = [
    "RECEIVED",
    "Yes",
    "across",
    "compliance",
    "decisions",
    "excluded",
    "grouped",
    "handling",
    "lead_time",
    "measures",
    "message_share",
    "notices",
    "satisfaction",
    "stream",
    "told_of_measures",
    "transfers_per_case",
    "volumes",
    "whole",
    "why_not_judged",
]


def _of(
    population: Population, aspect: Aspect = Aspect.ITSELF, of: str = "", *values: object
) -> Count:
    """Return the count of a subject, or of some of its values together."""
    return Count((Subject(population, aspect, of),), Among(values) if values else None)


RECEIVED: Final = _of(Population.RECEIVED)
_CLOSED: Final = _of(Population.CLOSED)
_OPEN: Final = _of(Population.OPEN)


# --- how much -------------------------------------------------------------------------------------

_CLOSINGS: Final = Told(
    _of(Population.KNOWN, Aspect.TELLS, Closed.slug, True),
    _of(Population.KNOWN, Aspect.TELLS, Closed.slug, False),
    timeless=True,
)
_DUPLICATES: Final = Told(
    Count(
        (Subject(Population.KNOWN, Aspect.TELLS, Closed.slug), Subject(Population.DUPLICATES)),
        Among((True,)),
    ),
    _CLOSINGS.untold,
)
_RECEIVED_WORDS: Final = Label("Inkomna", "Received")


def volumes(view: View) -> Iterator[Measure]:
    """Yield received, closed, open by age and excluded, each with what they were before."""
    for code, what, words, told in (
        ("received", RECEIVED, _RECEIVED_WORDS, None),
        ("closed", _CLOSED, Label("Avslutade", "Closed"), _CLOSINGS),
    ):
        yield count(code, words, what, told)
        for name, numbers in view.earlier.items():
            period = _so_far(numbers)
            then = Label(f"{words.sv} {period.sv}", f"{words.en} {period.en}")
            yield before(f"{code}.{name}", then, what, name, told)
            on = Label(f"{words.sv}, mot {period.sv}", f"{words.en}, on {period.en}")
            yield change(f"{code}.change_on_{name}", on, what, name, told)
            rate = Label(f"{on.sv}, andel", f"{on.en}, share")
            yield rate_of_change(f"{code}.rate_on_{name}", rate, what, name, told)
    if view.now.outline.inhabitants is not None:
        words = Label(
            "Inkomna per 1\N{NO-BREAK SPACE}000 invånare", "Received per 1,000 inhabitants"
        )
        yield per_1000("received_per_1000", words, RECEIVED)
    yield count("open", Label("Öppna vid slutet", "Open at the end"), _OPEN, _CLOSINGS)
    for code, least, most, days in _classes(view.now.outline.ages):
        words = Label(f"Öppna, {days.sv} dagar", f"Open, {days.en} days")
        aged = Count((Subject(Population.OPEN, Aspect.AGE),), Between(least, most))
        yield count(f"open.{code}", words, aged, _CLOSINGS)
    yield excluded()


def whole(view: View) -> Iterator[Measure]:
    """Yield the volumes, and how many cases were withdrawn or closed as duplicates."""
    yield from volumes(view)
    withdrawn = _of(Population.CLOSED, Aspect.GROUND, "", ClosingGround.WITHDRAWN)
    words = Label("Återkallade, av de avslutade", "Withdrawn, of those closed")
    yield count("withdrawn", words, withdrawn, _CLOSINGS)
    words = Label(
        "Dubbletter, räknade en gång med det ärende som fortsätter",
        "Duplicates, counted once with the case that goes on",
    )
    yield count("duplicates", words, _of(Population.DUPLICATES), _DUPLICATES)


def _so_far(numbers: Numbers) -> Label:
    """Return the words of an earlier period, and how far into it the report looks."""
    outline = numbers.outline
    words = outline.period.words
    if outline.as_of >= outline.period.last:
        return words
    return Label(f"{words.sv} t.o.m. {outline.as_of}", f"{words.en} up to {outline.as_of}")


def excluded() -> Measure:
    """Return the cases outside the routine."""
    return count("excluded", Label("Undantagna", "Excluded"), _of(Population.EXCLUDED))


def stream(code: str) -> Measure:
    """Return the cases that one stream keeps outside the routine."""
    what = _of(Population.EXCLUDED, Aspect.STREAM, "", code)
    return count("excluded", _RECEIVED_WORDS, what)


def _classes(limits: Sequence[int]) -> Iterator[tuple[str, int, int | None, Label]]:
    """Yield the classes between limits: code, least, most and words."""
    least = 0
    for limit in limits:
        yield str(limit), least, limit, Label(f"{least} till {limit}", f"{least} to {limit}")
        least = limit + 1
    yield "more", least, None, Label(f"{least} eller fler", f"{least} or more")


def in_group(grouping: str, group: str) -> Count:
    """Return the count of received cases in a group."""
    return _of(Population.RECEIVED, Aspect.GROUP, grouping, group)


def _told_of_group(grouping: str, group: str) -> Told | None:
    """Return of how many received cases the source tells the group, if that is in question."""
    if group == NOT_GIVEN or not GROUPINGS[grouping].told_by:
        return None
    subject = Subject(Population.RECEIVED, Aspect.TELLS, grouping)
    return Told(Count((subject,), Among((True,))), Count((subject,), Among((False,))))


def grouped(grouping: str, group: str) -> Iterator[Measure]:
    """Yield the received cases of a group, and their share of those whose group is told."""
    what, told = in_group(grouping, group), _told_of_group(grouping, group)
    yield count("received", _RECEIVED_WORDS, what, told)
    ratio = Ratio(what, told.told, untold=told.untold) if told else Ratio(what, RECEIVED)
    yield share("share", Label("Andel", "Share"), ratio)


def across(grouping: str, groups: Iterable[tuple[str, Label]]) -> Iterator[Measure]:
    """Yield the received cases by the groups of another grouping."""
    yield count("received", _RECEIVED_WORDS, RECEIVED)
    for group, words in groups:
        yield count(group, words, in_group(grouping, group), _told_of_group(grouping, group))


# --- how long -------------------------------------------------------------------------------------

_DAYS: Final = {unit: unit.words for unit in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS)}


def lead_time(lead: Lead, view: View) -> Iterator[Measure]:
    """Yield how many are done, how long it took, and the shares within n days.

    Silence has no classes.
    """
    outline = view.now.outline
    if lead is not Lead.SILENCE:
        yield from _states(lead)
    for unit, days in _DAYS.items():
        yield timed(lead, unit, "median", Label(f"Median, {days.sv}", f"Median, {days.en}"))
        said = Label(f"Median, uppskattad, {days.sv}", f"Median, estimated, {days.en}")
        yield timed(lead, unit, "estimate", said)
        said = Label(f"Nio av tio inom, {days.sv}", f"Nine of ten within, {days.en}")
        yield timed(lead, unit, "p90", said)
    if lead is not Lead.SILENCE:
        for unit, limits in outline.within.items():
            for limit in limits:
                yield _within(lead, unit, limit)


def _states(lead: Lead) -> Iterator[Measure]:
    subject = (waited(lead, Unit.WORKING_DAYS),)

    def state(*states: WaitState) -> Count:
        return Count(subject, Waits(states))

    untold = state(WaitState.UNRECORDED)
    told = Told(state(WaitState.DONE, WaitState.OPEN, WaitState.UNDONE, WaitState.WITHOUT), untold)
    over = Told(
        state(WaitState.DONE, WaitState.OPEN, WaitState.WITHOUT),
        state(WaitState.UNRECORDED, WaitState.UNDONE),
    )
    yield count("done", Label("Klara", "Done"), state(WaitState.DONE), told)
    yield count("waiting", Label("Väntar", "Waiting"), state(WaitState.OPEN), over)
    gone = state(WaitState.WITHOUT)
    yield count("without", Label("Blir inte av", "Will not come"), gone, over)
    yield count("unrecorded", Label("Framgår inte", "Not in the source"), untold)


def _within(lead: Lead, unit: Unit, limit: int) -> Measure:
    subject, days = (waited(lead, unit),), _DAYS[unit]
    done, still = (WaitState.DONE,), (WaitState.OPEN, WaitState.UNDONE)
    early = Between(0, limit)
    hits = Waits(done, early)
    of = AnyOf((hits, Waits((*done, *still), Between(limit + 1))))
    words = Label(f"Inom {limit} {days.sv}", f"Within {limit} {days.en}")
    what = Ratio(
        Count(subject, hits),
        Count(subject, of),
        aside=Count(subject, Waits(still, early)),
        untold=Count(subject, Waits((WaitState.UNRECORDED,))),
    )
    return share(f"within.{limit}.{unit}", words, what)


# --- whether it was kept --------------------------------------------------------------------------

_JUDGED: Final = tuple(outcome for outcome in Outcome if outcome.is_judged)
_OUTSIDE: Final = tuple(outcome for outcome in Outcome if not outcome.is_judged)
_KEPT: Final = tuple(outcome for outcome in Outcome if outcome.is_kept)
_UNTOLD: Final = Judged(Outcome.NOT_ASSESSABLE, Reason.NOT_RECORDED)
_LATE: Final = tuple(
    Judged(outcome, Reason.NOT_RECORDED) for outcome in (Outcome.LATE_SILENT, Outcome.OVERDUE)
)
"""Late, and the source does not tell whether notice was given."""


def compliance(obligations: Iterable[Obligation], view: View) -> Iterator[Measure]:
    """Yield what became of one obligation, or of several taken together."""
    ids = [obligation.id for obligation in obligations]
    due = Count(tuple(Subject(Population.DUE, of=id_) for id_ in ids))
    subjects = tuple(Subject(Population.DUE, Aspect.OUTCOME, id_) for id_ in ids)

    def having(*outcomes: Outcome) -> Count:
        return Count(subjects, Outcomes(outcomes))

    def surely(*outcomes: Outcome) -> Count:
        return Count(subjects, Among(tuple(Judged(outcome, None) for outcome in outcomes)))

    untold = Count(subjects, Among((_UNTOLD,)))
    told = Told(having(*_JUDGED, Outcome.PENDING), untold)
    unclear = Told(surely(*_JUDGED), Count(subjects, Among((_UNTOLD, *_LATE))))
    lost = tuple(Subject(Population.DUE, Aspect.UNDELIVERED, id_) for id_ in ids)
    failures = Told(Count(lost, Except((None,))), Count(lost, Among((None,))))
    yield count("due", Label("Antal", "Number"), due)
    yield count("judged", Label("Bedömda", "Judged"), having(*_JUDGED), told)
    for outcome in _JUDGED:
        known = {Outcome.MET: told, Outcome.NOT_DELIVERED: failures}.get(outcome, unclear)
        yield count(outcome.value, capitalised(outcome.words), surely(outcome), known)
    strict = Ratio(having(Outcome.MET), having(*_JUDGED), having(*_OUTSIDE), untold)
    yield share("strict", Label("Hållet i tid", "Kept in time"), strict)
    late = Count(subjects, Among(_LATE))
    lenient = Ratio(having(*_KEPT), having(*_JUDGED), having(*_OUTSIDE), untold, late)
    yield share("lenient", Label("Hållet, även ny tid", "Kept, new time included"), lenient)
    again = Count(tuple(Subject(Population.DUE, Aspect.RECOUNT, id_) for id_ in ids))
    words = Label("Hållet, sent med dagens kalender", "Kept, late by today's calendar")
    yield count("late_by_recount", words, again)
    for outcome in _OUTSIDE:
        yield count(outcome.value, capitalised(outcome.words), having(outcome))
    for name, numbers in view.earlier.items():
        period = _so_far(numbers)
        words = Label(f"I tid mot {period.sv}", f"In time on {period.en}")
        yield points(f"strict.change_on_{name}", words, strict, name)


def why_not_judged(obligation: Obligation) -> Iterator[Measure]:
    """Yield why runs of an obligation did not apply or could not be assessed."""
    subject = (Subject(Population.DUE, Aspect.OUTCOME, obligation.id),)
    for outcome in (Outcome.NOT_APPLICABLE, Outcome.NOT_ASSESSABLE):
        for reason in Reason:
            what = Count(subject, Among((Judged(outcome, reason),)))
            yield count(f"{outcome}.{reason}", _because(outcome, reason), what)


def _because(outcome: Outcome, reason: Reason) -> Label:
    words = capitalised(outcome.words)
    return Label(f"{words.sv}: {reason.words.sv}", f"{words.en}: {reason.words.en}")


def notices(obligation: Obligation) -> Iterator[Measure]:
    """Yield the delay notices given for an obligation."""
    id_ = obligation.id
    told = Told(
        _of(Population.DUE, Aspect.TELLS, id_, True),
        _of(Population.DUE, Aspect.TELLS, id_, False),
        one_each=False,
    )
    given = _of(Population.NOTICES, of=id_)

    def kind(value: str) -> Count:
        return _of(Population.NOTICES, Aspect.NOTICE, id_, value)

    yield count("given", Label("Givna", "Given"), given, told)
    yield count("in_time", Label("I tid", "In time"), kind("in_time"), told)
    yield count("late", Label("För sent", "Too late"), kind("late"), told)
    yield count("incomplete", Label("Ofullständiga", "Incomplete"), kind("incomplete"), told)
    what = Ratio(kind("in_time"), given, untold=told.untold)
    yield share("share_in_time", Label("Andel i tid", "Share in time"), what)


# --- how it was handled ---------------------------------------------------------------------------


class Yes:
    """A question about each received case that is answered yes, no, or not in the source."""

    def __init__(self, aspect: Aspect) -> None:
        self.yes = _of(Population.RECEIVED, aspect, "", True)
        self.untold = _of(Population.RECEIVED, aspect, "", None)
        self.told = Told(_of(Population.RECEIVED, aspect, "", True, False), self.untold)

    def count(self, code: str, words: Label) -> Measure:
        """Return how many were answered yes."""
        return count(code, words, self.yes, self.told)

    def share(self, code: str, words: Label) -> Measure:
        """Return the share of yes, of those whose source tells."""
        return share(code, words, Ratio(self.yes, self.told.told, untold=self.untold))


_TRANSFERS: Final = (Subject(Population.RECEIVED, Aspect.TRANSFERS),)
_MOVED: Final = Told(Count(_TRANSFERS, Except((None,))), Count(_TRANSFERS, Among((None,))))


def handling() -> Iterator[Measure]:
    """Yield transfers, first contacts, measures, longer times and reopenings of the received."""
    yield count("received", _RECEIVED_WORDS, RECEIVED)
    for code, least, most, words in (
        ("none", 0, 0, Label("Inget överlämnande", "No transfer")),
        ("one", 1, 1, Label("Ett överlämnande", "One transfer")),
        ("several", 2, None, Label("Flera överlämnanden", "Several transfers")),
    ):
        moved = Count(_TRANSFERS, Between(least, most))
        yield count(f"transfers.{code}", words, moved, _MOVED)
    yield transfers_per_case(Label("Överlämnanden per ärende", "Transfers per case"))
    words = Label("Lösta vid första kontakten", "Solved at first contact")
    yield Yes(Aspect.FIRST_CONTACT).share("share_first_contact", words)
    yield Yes(Aspect.MEASURE).share("share_with_measure", Label("Med åtgärd", "With a measure"))
    words = Label("Fick längre tid", "Were given a longer time")
    yield Yes(Aspect.EXTENDED).share("share_extended", words)
    yield Yes(Aspect.REOPENED).share("share_reopened", Label("Återöppnade", "Reopened"))
    words = Label("Ändrade till klagomål", "Changed to complaint")
    yield Yes(Aspect.RECLASSIFIED).count("reclassified", words)


def transfers_per_case(words: Label) -> Measure:
    """Return the mean number of transfers of a case, of those whose source tells of them."""
    total = Count((Subject(Population.TRANSFERS),))
    return mean("transfers_per_case", words, total, _MOVED.told, _MOVED.untold)


_SAID: Final = (Subject(Population.RECEIVED, Aspect.SATISFACTION),)
_SAID_TOLD: Final = Told(Count(_SAID, Except((None,))), Count(_SAID, Among((None,))))


def satisfaction(view: View) -> Iterator[Measure]:
    """Yield what people said of the answer: yes or no, and by grade where they gave one."""
    yield count("received", _RECEIVED_WORDS, RECEIVED)
    for said in Satisfaction:
        what = Count(_SAID, Among((said,)))
        yield count(said.value, capitalised(said.words), what, _SAID_TOLD)
    marks = {Satisfaction.SATISFIED: Fraction(100), Satisfaction.DISSATISFIED: Fraction(0)}
    yield index(
        "satisfaction_index",
        Label("Nöjdhetsindex", "Satisfaction index"),
        lambda _: [(Count(_SAID, Among((said,))), mark) for said, mark in marks.items()],
        Count(_SAID, Among((Satisfaction.UNKNOWN,))),
        _SAID_TOLD.untold,
    )
    if not view.now.grades():
        return
    graded = (Subject(Population.RECEIVED, Aspect.GRADE),)
    yield count("graded", Label("Gav betyg", "Gave a grade"), Count(graded))
    for grade, best in view.now.grades():
        words = Label(f"Betyg {grade} av {best}", f"Grade {grade} of {best}")
        what = Count(graded, Among((Numbered(grade, best),)))
        yield count(f"grade.{grade}.{best}", words, what)

    def by_grade(view: View) -> Iterator[tuple[Count, Fraction]]:
        for grade, best in view.now.grades():
            what = Count(graded, Among((Numbered(grade, best),)))
            yield what, Fraction(100 * (grade - 1), best - 1)

    yield index("grade_index", Label("Betygsindex", "Grade index"), by_grade, Count(()), Count(()))


def decisions(level: str, view: View) -> Iterator[Measure]:
    """Yield how the cases that were answered on a level of the ladder were decided there."""
    subject = (Subject(Population.DECISIONS, of=level),)
    silent = Subject(Population.RECEIVED, Aspect.DECIDED)
    undecided = Count(subject, Among((None,)))
    answers = Told(Count((silent,), Among((True,))), Count((silent,), Among((False,))))
    untold = Count((*subject, silent), Among((None, False)))
    told = Told(Count(subject, Except((None,))), untold)
    yield count("answered", Label("Besvarade", "Answered"), Count(subject), answers)
    yield count("decided", Label("Med beslut", "Decided"), told.told, told)
    people = view.now.outline.inhabitants
    for decision in Decision:
        what = Count(subject, Among((decision,)))
        words = capitalised(decision.words)
        yield count(decision.value, words, what, told)
        yield share(
            f"share_{decision}",
            Label(f"{words.sv}, andel", f"{words.en}, share"),
            Ratio(what, told.told, untold=untold),
        )
        if people is not None:
            rate = Label(
                f"{words.sv}, per 1\N{NO-BREAK SPACE}000 invånare",
                f"{words.en}, per 1,000 inhabitants",
            )
            yield per_1000(f"{decision}_per_1000", rate, what, told)
    words = Label("Framgår inte", "Not in the source")
    yield count("undecided", words, undecided, answers)


_TAKEN: Final = Yes(Aspect.MEASURE).told._replace(one_each=False)
_UNTAKEN: Final = Subject(Population.RECEIVED, Aspect.MEASURE)


def told_of_measures(aspect: Aspect) -> Told:
    """Return of how many measures something is told; without measures in the source, of none."""
    subject = Subject(Population.MEASURES, aspect)
    return Told(
        Count((subject,), Except((None,))),
        Count((subject, _UNTAKEN), Among((None,))),
        one_each=False,
    )


def measures() -> Iterator[Measure]:
    """Yield the measures recorded in the received cases."""
    whole = _of(Population.MEASURES)
    yield count("measures", Label("Åtgärder", "Measures"), whole, _TAKEN)
    for type_ in MeasureType:
        if type_ is not MeasureType.NONE_NEEDED:
            what = _of(Population.MEASURES, Aspect.TYPE, "", type_)
            yield count(f"type.{type_}", capitalised(type_.words), what, _TAKEN)
    for code, is_done, words in (
        ("done", True, Label("Genomförda", "Carried out")),
        ("undone", False, Label("Återstår", "Still to be done")),
    ):
        what = _of(Population.MEASURES, Aspect.STATE, "", is_done)
        yield count(f"state.{code}", words, what, told_of_measures(Aspect.STATE))
    received = (Subject(Population.MEASURES, Aspect.RECEPTION),)
    told = told_of_measures(Aspect.RECEPTION)
    for reception in MeasureReception:
        what = Count(received, Among((reception,)))
        yield count(f"reception.{reception}", capitalised(reception.words), what, told)
    marks = {
        MeasureReception.ACCEPTED: Fraction(100),
        MeasureReception.MIXED: Fraction(50),
        MeasureReception.REJECTED: Fraction(0),
    }
    yield index(
        "reception_index",
        Label("Mottagandeindex", "Reception index"),
        lambda _: [(Count(received, Among((each,))), mark) for each, mark in marks.items()],
        Count(received, Among((MeasureReception.UNKNOWN,))),
        told.untold,
    )


def message_share(checklist: str, item: str) -> Measure:
    """Return the share of messages to a person in which an item of a checklist was ticked."""
    ticked = _of(Population.MESSAGES, Aspect.ITEM, checklist, Ticked(item, ticked=True))
    untold = _of(Population.RECEIVED, Aspect.TELLS, checklist, False)
    what = Ratio(ticked, _of(Population.MESSAGES, of=checklist), Count(()), untold)
    return share("ticked", Label("Andel avprickade", "Share ticked"), what)

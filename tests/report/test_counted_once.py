# SPDX-License-Identifier: Apache-2.0
"""What does not count, counts once or counts apart.

Messages that did not arrive, duplicates, cases that were withdrawn, and cases that were moved
outside the routine. Monday 3 March 2025 is the day of arrival: a confirmation is due on the 10th,
the promised answer on the 13th and the finished answer on the 17th.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from klagomal.cases.case import Case
from klagomal.cases.events import (
    EVENTS,
    Acknowledged,
    Answered,
    Closed,
    ContactNoted,
    DeliveryFailed,
    DeliverySucceeded,
    Erased,
    Event,
    Reopened,
    StreamsSet,
)
from klagomal.periods import Month, Year
from klagomal.promises.terms import Within
from klagomal.report import Report, aggregate
from klagomal.report.assessment_rows import tidy
from klagomal.report.comparison import compare
from klagomal.report.counting.keys import EVERYTHING, Population
from klagomal.report.counting.sheet import Sheet
from klagomal.report.figures import Figure, Why
from klagomal.vocabulary import ClosingGround, Decision, Outcome
from tests.report.caseload import POLICY
from tests.small_policies import duty, small
from tests.stories import Story

YEAR = Year(2025)
AS_OF = date(2025, 12, 31)
NOT_RECORDED = Figure(why=Why.NOT_RECORDED)
EN = "\N{EN DASH}"


def story(name: str = "x", **about: Any) -> Story:
    """Begin a complaint on Monday 3 March 2025."""
    return Story(POLICY, name).received("2025-03-03", **about)


def unheard(name: str = "x", **about: Any) -> Story:
    """Return a complaint that was answered on the 5th; on the 12th the letter came back."""
    answered = story(name, **about).on("2025-03-05", Answered)
    return answered.on("2025-03-12", DeliveryFailed, notice="answer", version=2)


def heard(name: str = "y", **about: Any) -> Story:
    """Return a complaint that was answered on the 5th."""
    return story(name, **about).on("2025-03-05", Answered)


def duplicate(name: str = "x", when: str = "2025-03-06", **about: Any) -> Story:
    """Return a complaint that was closed as a duplicate of another."""
    return story(name, **about).on(
        when, Closed, ground=ClosingGround.DUPLICATE, duplicate_of="first"
    )


def moved(when: str, found: Story | None = None) -> Story:
    """Return a complaint that turned out to be an appeal."""
    return (found or story()).on(when, StreamsSet, streams={"appeal"}, excluded="appeal")


def report_of(*found: Story, as_of: date | None = None, **about: Any) -> Report:
    """Return the report of some cases for 2025."""
    cases = [each.case for each in found]
    return aggregate(cases, POLICY, YEAR, as_of, **{"by": ("unit",), "compared": False, **about})


def values(report: Report, table: str, line: str, *measures: str) -> list[Any]:
    """Return the values of some figures of one line."""
    return [report.figure(table, line, measure).value for measure in measures]


def populations(report: Report) -> set[Population]:
    """Return the populations in which anything was counted."""
    assert isinstance(report.now, Sheet)
    return {subject.population for subject in report.now.ledger.rows.get(EVERYTHING, {})}


# --- what did not arrive --------------------------------------------------------------------------

OUTCOMES = [outcome.value for outcome in Outcome if outcome.is_judged]


def test_not_delivered_has_a_column_of_its_own() -> None:
    """Of two answers one came back: it is judged, not kept, and told apart."""
    report = report_of(unheard(unit="alpha"), heard(unit="alpha"))
    for table, line in (("compliance", "answer"), ("compliance.answer.unit", "alpha")):
        found = values(report, table, line, "due", "judged", "met", "overdue", "not_delivered")
        assert found == [2, 2, 1, 0, 1]
        assert report.figure(table, line, "strict") == Figure.share(1, 2)
        assert report.figure(table, line, "lenient") == Figure.share(1, 2)
    # The answer would have been the confirmation, too.
    assert values(report, "compliance", "*binding", "judged", "met", "not_delivered") == [4, 2, 2]


@pytest.mark.parametrize("line", ["answer", "acknowledgement", "*binding", "*aims"])
def test_outcomes_add_up_to_those_judged(line: str) -> None:
    """Kept, late, overdue and not delivered are together all that were judged."""
    late = story("late").on("2025-03-20", Answered)
    report = report_of(unheard(), heard(), late, story("overdue"))
    (judged,) = values(report, "compliance", line, "judged")
    assert sum(values(report, "compliance", line, *OUTCOMES)) == judged


def test_not_delivered_in_words() -> None:
    """The column is named as the outcome is, in both languages."""
    report = report_of(unheard())
    assert "| Skickat men inte framme |" in report.to_markdown("sv")
    assert "| Sent but not delivered |" in report.to_markdown("en")


def test_not_delivered_is_published_rounded() -> None:
    """Twenty answers arrived and three came back: 20 and 5 of 25, which is 80 per cent."""
    found = [heard(f"y{n}") for n in range(20)] + [unheard(f"x{n}") for n in range(3)]
    public = report_of(*found).published()
    assert values(public, "compliance", "answer", "judged", "met", "not_delivered") == [25, 20, 5]
    assert values(public, "compliance", "answer", "strict") == [Fraction(80, 100)]
    few = report_of(*found[:21]).published()
    assert few.figure("compliance", "answer", "not_delivered") == Figure(
        0, at_least=True, at_most=2
    )


def test_what_is_pending_after_a_failure_is_pending() -> None:
    """On the 12th the letter had come back and the answer was due the day after."""
    report = report_of(unheard(), as_of=date(2025, 3, 12))
    found = values(report, "compliance", "answer", "due", "judged", "pending", "not_delivered")
    assert found == [1, 0, 1, 0]


def test_a_source_that_tells_of_no_failures_has_no_such_number() -> None:
    """A file without failures makes no 0; with one desk's case that failed it is 1 to 2."""
    silent = heard("s", records={"answered", "closed", "delay_notice"})
    alone = report_of(silent)
    assert values(alone, "compliance", "answer", "judged", "met") == [1, 1]
    assert alone.figure("compliance", "answer", "not_delivered") == NOT_RECORDED
    both = report_of(silent, unheard())
    assert both.figure("compliance", "answer", "not_delivered") == Figure(
        1, at_least=True, at_most=2
    )
    telling = heard("t", records={"answered", "delivery_failed"})
    assert values(report_of(telling), "compliance", "answer", "not_delivered") == [0]


def test_only_messages_can_fail_to_arrive() -> None:
    """What is fulfilled by an entry in a register cannot come back: there the number is 0."""
    policy = small(
        duty("registration", Within(5), "registered"), duty("answer", Within(5), "answered")
    )
    found = Story(policy).received("2025-03-03", records={"registered", "answered"})
    report = aggregate([found.case], policy, YEAR, by=(), compared=False)
    assert report.figure("compliance", "registration", "not_delivered") == Figure(0)
    assert report.figure("compliance", "answer", "not_delivered") == NOT_RECORDED


def test_rows_and_comparisons_tell_it_apart() -> None:
    """In a notebook's rows and beside other policies it is an outcome like the others."""
    found = [unheard().case, heard().case]
    rows = {row["obligation"]: row for row in tidy(found[:1], POLICY, as_of=AS_OF)}
    assert (rows["answer"]["outcome"], rows["answer"]["done_on"]) == ("not_delivered", None)
    result = compare(found, [POLICY], as_of=AS_OF)
    answer = result.under(POLICY.id).obligation("answer")
    assert answer.outcomes == {Outcome.MET: 1, Outcome.NOT_DELIVERED: 1}
    assert (answer.judged, answer.strict) == (2, Fraction(1, 2))
    assert "answer" in result.breaches["x"][POLICY.id]


def confirmed(*, again: str = "", content: str = "thanks") -> Story:
    """Return a complaint whose confirmation came back, and arrived at last on a day ``again``."""
    found = story().on("2025-03-05", Acknowledged, content={content})
    found.on("2025-03-07", DeliveryFailed, notice="acknowledgement", version=2)
    if again:
        found.on(again, DeliverySucceeded, notice="acknowledgement", version=2)
    return found


def test_a_message_that_failed_is_no_first_message() -> None:
    """Nobody was told on the 5th; where it arrived on the 12th, that took nine days."""
    days = "median.calendar_days"
    table, line = "lead_times", "contact"
    assert values(report_of(confirmed()), table, line, "done", "waiting") == [0, 1]
    found = values(report_of(confirmed(again="2025-03-12")), table, line, "done", "waiting", days)
    assert found == [1, 0, 9]


def test_a_message_that_failed_breaks_no_silence() -> None:
    """From the 3rd to the answer on the 20th it is seventeen days."""
    report = report_of(confirmed().on("2025-03-20", Answered).on("2025-03-21", Closed))
    assert report.figure("silence", "silence", "median.calendar_days") == Figure(17)


def test_a_message_that_failed_is_not_on_a_checklist() -> None:
    """A confirmation that came back is none; one that was delivered after all is one."""
    ticked = ("checklist.first_word", "thanks", "ticked")
    assert report_of(confirmed()).figure(*ticked) == Figure.share(0, 0)
    again = confirmed().on("2025-03-10", Acknowledged)
    assert report_of(again).figure(*ticked) == Figure.share(0, 1)
    assert report_of(confirmed(again="2025-03-12")).figure(*ticked) == Figure.share(1, 1)


def test_an_answer_that_failed_decides_nothing() -> None:
    """The complaint was upheld on the 5th; the letter came back, and the next one said no."""
    found = story().on("2025-03-05", Answered, upheld=Decision.UPHELD)
    found.on("2025-03-12", DeliveryFailed, notice="answer", version=2)
    measures = ("answered", "upheld", "not_upheld")
    assert values(report_of(found), "decisions", "1", *measures) == [0, 0, 0]
    found.on("2025-03-14", Answered, upheld=Decision.NOT_UPHELD)
    assert values(report_of(found), "decisions", "1", *measures) == [1, 0, 1]


LOST: list[tuple[type[Event], dict[str, Any]]] = [
    (ContactNoted, {"reachable": False}),
    (Erased, {"authority": "plan 3.1", "reason": "thinned_out"}),
]


@pytest.mark.parametrize(("event", "about"), LOST)
def test_silence_ends_when_nobody_can_be_reached(event: type[Event], about: dict[str, Any]) -> None:
    """Told on the 5th and lost on the 20th: fifteen days, and no answer is waited for."""
    found = story().on("2025-03-05", Acknowledged).on("2025-03-20", event, **about)
    report = report_of(found)
    assert report.figure("silence", "silence", "median.calendar_days") == Figure(15)
    assert values(report, "lead_times", "answer", "waiting", "without") == [0, 1]
    assert values(report, "lead_times", "contact", "done") == [1]


def test_silence_goes_on_when_somebody_can_be_reached_again() -> None:
    """Found again on 1 April, and not told anything by 30 April: at least 56 days since the 5th."""
    found = story().on("2025-03-05", Acknowledged)
    found.on("2025-03-20", ContactNoted, reachable=False)
    report = report_of(
        found.on("2025-04-01", ContactNoted, reachable=True), as_of=date(2025, 4, 30)
    )
    assert report.figure("silence", "silence", "median.calendar_days") == Figure(56, at_least=True)
    assert values(report, "lead_times", "answer", "waiting", "without") == [1, 0]


def test_silence_ends_when_the_last_way_was_lost() -> None:
    """Told on the 5th, lost, found again on 1 April and lost on 1 May: 57 days."""
    found = story().on("2025-03-05", Acknowledged)
    for day, is_reachable in (("03-20", False), ("04-01", True), ("05-01", False)):
        found.on(f"2025-{day}", ContactNoted, reachable=is_reachable)
    found.on("2025-05-05", ContactNoted, reachable=False)
    assert values(report_of(found), "silence", "silence", "median.calendar_days") == [57]


def test_silence_of_a_closed_case_ends_with_the_closing() -> None:
    """Closed on the 10th, and lost on the 20th: five days since the 5th."""
    found = story().on("2025-03-05", Acknowledged).on("2025-03-10", Closed)
    found.on("2025-03-20", ContactNoted, reachable=False)
    assert values(report_of(found), "silence", "silence", "median.calendar_days") == [5]


# --- duplicates -----------------------------------------------------------------------------------


def test_a_duplicate_is_counted_once() -> None:
    """Two letters, one case: the second is a duplicate and nothing else."""
    report = report_of(story("first", unit="alpha"), duplicate(unit="alpha"))
    found = values(report, "volumes", "*", "received", "closed", "open", "excluded", "duplicates")
    assert found == [1, 0, 1, 0, 1]
    assert values(report, "volumes.unit", "alpha", "received", "closed", "open") == [1, 0, 1]
    assert values(report, "compliance", "answer", "due", "overdue") == [1, 1]
    assert values(report, "lead_times", "answer", "done", "waiting", "without") == [0, 1, 0]
    assert populations(report_of(duplicate())) == {Population.DUPLICATES}


def test_a_duplicate_outside_the_routine_is_a_duplicate() -> None:
    """An appeal that came twice is one excluded case."""
    report = report_of(story("first", streams={"appeal"}), duplicate(streams={"appeal"}))
    assert values(report, "volumes", "*", "received", "excluded", "duplicates") == [0, 1, 1]
    assert values(report, "excluded", "appeal", "excluded") == [1]


def test_a_duplicate_is_one_while_it_stands_as_such() -> None:
    """Not yet on the 5th, and no longer once it was opened again on the 10th."""
    measures = ("received", "open", "duplicates")
    before = report_of(duplicate(), as_of=date(2025, 3, 5))
    assert values(before, "volumes", "*", *measures) == [1, 1, 0]
    assert values(report_of(duplicate()), "volumes", "*", *measures) == [0, 0, 1]
    again = report_of(duplicate().on("2025-03-10", Reopened))
    assert values(again, "volumes", "*", *measures) == [1, 1, 0]


def test_a_duplicate_counts_by_its_arrival() -> None:
    """It came in March and was closed in April: it is one of March."""
    cases = [duplicate(when="2025-04-02").case]
    for month, found in ((3, 1), (4, 0)):
        report = aggregate(cases, POLICY, Month(2025, month), AS_OF, by=(), compared=False)
        assert values(report, "volumes", "*", "duplicates", "closed") == [found, 0]


def test_duplicates_are_told_beside_the_cases() -> None:
    """In the exact report, and rounded in the published one."""
    exact = report_of(*(duplicate(f"x{n}") for n in range(4)))
    told = "| Dubbletter, räknade en gång med det ärende som fortsätter |"
    assert f"{told} 4 |" in exact.to_markdown("sv")
    assert f"{told} 5 |" in exact.published().to_markdown("sv")
    assert "| Duplicates, counted once with the case that goes on | 4 |" in exact.to_markdown("en")
    assert f"{told} 0{EN}2 |" in report_of(duplicate()).published().to_markdown("sv")


def test_duplicates_of_a_source_without_closings() -> None:
    """Nobody tells whether any is one; beside a case that is one it is one to two."""
    silent = story("s", records={"answered"})
    assert report_of(silent).figure("volumes", "*", "duplicates") == NOT_RECORDED
    found = report_of(silent, duplicate()).figure("volumes", "*", "duplicates")
    assert found == Figure(1, at_least=True, at_most=2)


def test_a_duplicate_shows_how_far_back_the_source_goes() -> None:
    """It arrived, whatever became of it."""
    early = Story(POLICY, "e").received("2024-01-01")
    early.on("2024-01-03", Closed, ground=ClosingGround.DUPLICATE, duplicate_of="first")
    assert set(report_of(early, compared=True).earlier) == {"previous"}


def test_rows_of_a_duplicate_say_why() -> None:
    """Nothing was owed in it: each row of the notebook says that it is a duplicate."""
    rows = list(tidy([duplicate().case], POLICY, as_of=AS_OF))
    assert {(row["outcome"], row["reason"]) for row in rows} == {("not_applicable", "duplicate")}


def test_a_duplicate_is_not_compared() -> None:
    """Under other promises, too, it is one case; on the 5th nobody knew."""
    found = [story("first").case, duplicate().case]
    result = compare(found, [POLICY], as_of=AS_OF).policies[0]
    assert (result.cases, result.obligation("answer").judged) == (1, 1)
    assert compare(found, [POLICY], as_of=date(2025, 3, 5)).policies[0].cases == 2


# --- withdrawn ------------------------------------------------------------------------------------


def withdrawn(name: str = "x", when: str = "2025-03-06") -> Story:
    """Return a complaint that was withdrawn."""
    return story(name).on(when, Closed, ground=ClosingGround.WITHDRAWN)


def test_withdrawn_cases_are_told_of_those_closed() -> None:
    """Of two closed cases one was withdrawn; one that was opened again is not closed."""
    again = withdrawn("z").on("2025-03-10", Reopened)
    report = report_of(withdrawn(), heard().on("2025-03-06", Closed), again)
    assert values(report, "volumes", "*", "received", "closed", "withdrawn") == [3, 2, 1]
    assert "| Återkallade, av de avslutade | 1 |" in report.to_markdown("sv")
    assert "| Withdrawn, of those closed | 1 |" in report.to_markdown("en")


def test_why_a_withdrawn_case_was_not_judged() -> None:
    """The answer was due on the 13th, after the person had withdrawn the case."""
    report = report_of(withdrawn())
    assert values(report, "left_out", "answer", "not_applicable.withdrawn") == [1]


def test_a_withdrawal_counts_by_the_day_of_closing() -> None:
    """It came in March and was withdrawn in April: a withdrawal of April."""
    cases = [withdrawn(when="2025-04-02").case]
    for month, found in ((3, 0), (4, 1)):
        report = aggregate(cases, POLICY, Month(2025, month), AS_OF, by=(), compared=False)
        assert values(report, "volumes", "*", "withdrawn") == [found]


def test_withdrawals_are_published_rounded() -> None:
    """Eight withdrawals are 10; two are 0 to 2."""
    many = report_of(*(withdrawn(f"x{n}") for n in range(8))).published()
    assert values(many, "volumes", "*", "closed", "withdrawn") == [10, 10]
    few = report_of(withdrawn("a"), withdrawn("b")).published()
    assert few.figure("volumes", "*", "withdrawn") == Figure(0, at_least=True, at_most=2)


def test_withdrawals_of_a_source_without_closings() -> None:
    """Where nobody tells of closings, nobody tells of withdrawals."""
    silent = report_of(story(records={"answered"}))
    assert silent.figure("volumes", "*", "withdrawn") == NOT_RECORDED


# --- moved outside the routine, and back ----------------------------------------------------------


def test_a_case_that_was_moved_outside_is_excluded() -> None:
    """On the 12th it turned out to be an appeal: it is counted by its stream, and not received."""
    report = report_of(moved("2025-03-12", story(unit="alpha")))
    found = values(report, "volumes", "*", "received", "closed", "open", "excluded")
    assert found == [0, 0, 0, 1]
    assert values(report, "excluded", "appeal", "excluded") == [1]
    assert values(report, "lead_times", "contact", "done", "waiting", "without") == [0, 0, 0]


def test_what_had_fallen_due_before_it_was_moved_stays() -> None:
    """The confirmation was due on the 10th and is late; the answer was due after the 12th."""
    report = report_of(moved("2025-03-12", story(unit="alpha")))
    for table, line in (
        ("compliance", "acknowledgement"),
        ("compliance.acknowledgement.unit", "alpha"),
    ):
        assert values(report, table, line, "due", "judged", "late_silent") == [1, 1, 1]
    assert values(report, "compliance", "answer", "due") == [0]
    assert values(report, "compliance", "promptly", "due") == [0]
    assert report.figure("compliance", "*binding", "strict") == Figure.share(0, 1)
    due = {Population.EXCLUDED, Population.DUE, Population.KNOWN}
    assert populations(report_of(moved("2025-03-12"))) <= due


def test_what_was_kept_before_it_was_moved_stays() -> None:
    """Confirmed on the 5th: kept, though the case was moved on the 6th."""
    found = moved("2025-03-06", story().on("2025-03-05", Acknowledged))
    assert values(report_of(found), "compliance", "acknowledgement", "due", "met") == [1, 1]


def test_what_stays_counts_in_the_period_in_which_it_fell_due() -> None:
    """Excluded by the arrival, in February; the confirmation fell due and was late in March."""
    late = moved("2025-03-12", Story(POLICY, "x").received("2025-02-27"))  # due 6 March
    for month, excluded, due in ((1, 0, 0), (2, 1, 0), (3, 0, 1)):
        report = aggregate([late.case], POLICY, Month(2025, month), AS_OF, by=(), compared=False)
        assert values(report, "volumes", "*", "excluded") == [excluded]
        assert values(report, "compliance", "acknowledgement", "due", "late_silent") == [due, due]


def test_it_is_a_case_like_any_other_until_it_is_moved() -> None:
    """As of the 11th nobody knew that it was an appeal."""
    report = report_of(moved("2025-03-12"), as_of=date(2025, 3, 11))
    assert values(report, "volumes", "*", "received", "open", "excluded") == [1, 1, 0]
    assert values(report, "compliance", "answer", "due", "pending") == [1, 1]


def test_a_case_that_was_moved_back_is_a_case_like_any_other() -> None:
    """Outside from the 6th to the 12th: the answer has six more days, and came on the 19th."""
    found = moved("2025-03-06").on("2025-03-12", StreamsSet, streams=set())
    report = report_of(found.on("2025-03-19", Answered))
    assert values(report, "volumes", "*", "received", "open", "excluded") == [1, 1, 0]
    assert values(report, "excluded", "appeal", "excluded") == [0]
    assert values(report, "compliance", "answer", "due", "met") == [1, 1]


def test_a_case_that_was_moved_in_is_a_case_like_any_other() -> None:
    """Taken for an appeal on arrival; it was a complaint."""
    found = story(streams={"appeal"}).on("2025-03-04", StreamsSet, streams=set())
    report = report_of(found)
    assert values(report, "volumes", "*", "received", "open", "excluded") == [1, 1, 0]
    assert values(report, "compliance", "answer", "due") == [1]


def test_nothing_is_judged_of_a_case_that_was_always_outside() -> None:
    """An appeal from the first day owes nothing and is counted as excluded alone."""
    report = report_of(story(streams={"appeal"}))
    assert populations(report) <= {Population.EXCLUDED, Population.KNOWN}
    assert values(report, "volumes", "*", "excluded") == [1]


def test_what_was_due_before_it_was_moved_may_not_be_told() -> None:
    """The source tells of no confirmation: nobody knows whether that of the 10th was late."""
    report = report_of(moved("2025-03-12", story(records={"closed"})))
    assert values(report, "compliance", "acknowledgement", "due", "not_assessable") == [1, 1]
    assert report.figure("compliance", "acknowledgement", "judged") == NOT_RECORDED


def test_the_group_of_what_was_due_may_not_be_told() -> None:
    """The source tells of no severity: the late confirmation may be that of a serious case."""
    found = moved("2025-03-12", story(records=set(EVENTS) - {"severity_set"}))
    report = report_of(found, by=("severity",))
    table = "compliance.acknowledgement.severity"
    assert report.figure(table, "serious", "late_silent") == NOT_RECORDED
    assert values(report, table, "-", "late_silent") == [1]
    assert report.figure("volumes.severity", "serious", "excluded") == NOT_RECORDED


def test_what_stays_of_moved_cases_is_published_rounded() -> None:
    """Eight confirmations late, then moved: ten cases excluded, and ten late."""
    found = [moved("2025-03-12", story(f"x{n}")) for n in range(8)]
    public = report_of(*found).published()
    assert values(public, "volumes", "*", "received", "excluded") == [0, 10]
    found_late = values(public, "compliance", "acknowledgement", "judged", "late_silent")
    assert found_late == [10, 10]


def test_the_note_says_what_stays() -> None:
    """Under the table of streams, in both languages."""
    report = report_of(moved("2025-03-12"))
    assert "uppfyllda eller försenade när ärendet flyttades hit" in report.to_markdown("sv")
    assert "fulfilled or late when the case was moved here" in report.to_markdown("en")


def compared(case: Case, as_of: date) -> list[tuple[int, int]]:
    """Return how many cases each policy excludes, and how many confirmations it judges.

    One policy leaves appeals to others; the other one takes them.
    """
    takes_all = POLICY.amend("all", exclusions=())
    result = compare([case], [POLICY, takes_all], as_of=as_of)
    return [(p.excluded, p.obligation("acknowledgement").judged) for p in result.policies]


def test_exclusions_are_compared_by_the_streams_of_that_day() -> None:
    """Moved on the 6th, when nothing had fallen due; a policy without exclusions judges on."""
    case = moved("2025-03-06").case
    assert compared(case, date(2025, 3, 5)) == [(0, 0), (0, 0)]  # pending
    assert compared(case, AS_OF) == [(1, 0), (0, 1)]
    back = moved("2025-03-06").on("2025-03-12", StreamsSet, streams=set()).case
    assert compared(back, AS_OF) == [(0, 1), (0, 1)]


def test_what_had_fallen_due_is_compared_all_the_same() -> None:
    """Moved on the 12th, the confirmation late since the 10th: excluded, and judged."""
    assert compared(moved("2025-03-12").case, AS_OF) == [(1, 1), (0, 1)]

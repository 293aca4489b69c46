# SPDX-License-Identifier: Apache-2.0
"""Reports: figures counted by hand, and properties against counting case by case."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.assessment import assess
from klagomal.cases.case import Case
from klagomal.cases.events import (
    Answered,
    CategorySet,
    Closed,
    Escalated,
    SatisfactionRecorded,
)
from klagomal.errors import (
    CalendarRangeError,
    FieldError,
    PeriodError,
    PolicyMismatchError,
    UnknownFigureError,
)
from klagomal.periods import Custom, InterimAccounts, Month, SchoolYear, Tertial, Year
from klagomal.promises.terms import Within
from klagomal.report import Report, Tally, aggregate, outline_of, report_of
from klagomal.report.counting.keys import EVERYTHING, Count, Row
from klagomal.report.counting.sheet import Sheet
from klagomal.report.figures import Figure, Why
from klagomal.report.groupings import GROUPINGS, groupings_of
from klagomal.vocabulary import Decision, Kind, Outcome, Strength, Unit
from tests.effort import soaked
from tests.report.caseload import CASELOADS, POLICY, cases
from tests.stories import Story

YEAR = Year(2025)
SINCE = date(2024, 1, 1)


@pytest.fixture(scope="module")
def report() -> Report:
    """Return the report of the thirteen cases for 2025, as known on 31 December."""
    by = ("unit", "kind", "bucket", "month", "quality", ("unit", "month"))
    return aggregate(cases(), POLICY, YEAR, by=by, since=SINCE)


def values(report: Report, table: str, value: str, *measures: str) -> list[Any]:
    """Return the values of some figures of one line."""
    return [report.figure(table, value, measure).value for measure in measures]


# --- counted by hand ------------------------------------------------------------------------------


def test_received_is_by_the_day_of_arrival(report: Report) -> None:
    """Cases 1-7, 10 and 11 arrived in 2025; 8 and 13 in 2024; 9 is excluded; 12 is not known."""
    assert values(report, "volumes", "*", "received", "excluded") == [9, 1]


def test_closed_is_by_the_day_of_closing(report: Report) -> None:
    """1-5, 8 and 11 were closed in 2025; 10 was opened again; 13 was closed the year before."""
    assert values(report, "volumes", "*", "closed") == [7]


def test_open_at_the_end_by_age(report: Report) -> None:
    """7 is 12 days old, 10 is 86 and 6 is 121 on 31 December."""
    found = values(
        report,
        "volumes",
        "*",
        "open",
        "open.30",
        "open.90",
        "open.180",
        "open.365",
        "open.more",
    )

    assert found == [3, 1, 1, 1, 0, 0]


def test_change_on_the_year_before(report: Report) -> None:
    """8 and 13 arrived in 2024 and 13 was closed: 7 more of 2, and 6 more of 1."""
    assert values(report, "volumes", "*", "received.previous", "closed.previous") == [2, 1]
    assert values(report, "volumes", "*", "received.change_on_previous") == [7]
    assert report.figure("volumes", "*", "received.rate_on_previous") == Figure.share(7, 2)
    assert values(report, "volumes", "*", "closed.change_on_previous") == [6]


def test_change_on_nothing_has_no_per_cent(report: Report) -> None:
    """Unit beta had no case in 2024, so there is a change but no rate of change."""
    figure = report.figure("volumes.unit", "beta", "received.rate_on_previous")

    assert values(report, "volumes.unit", "beta", "received.change_on_previous") == [4]
    assert figure == Figure(None, 4, 0, why=Why.NOTHING)


def test_the_year_before_and_the_same_period_last_year_are_shown_once(report: Report) -> None:
    """For a year both are the same period; for a tertial they are two."""
    columns = {c.measure for c in report.table("volumes").columns}
    tertial = aggregate(cases(), POLICY, Tertial(2025, 1), since=SINCE)

    assert "received.last_year" not in columns
    # T1 2025: cases 1-3; T3 2024: case 8; T1 2024: none
    assert values(tertial, "volumes", "*", "received", "received.previous") == [3, 1]
    assert values(tertial, "volumes", "*", "received.last_year") == [0]


def test_units_are_those_that_own_the_case_now(report: Report) -> None:
    """2 came to beta and was handed to alpha: alpha 1, 2, 4, 7, 11 and beta 3, 5, 6, 10."""
    assert values(report, "volumes.unit", "alpha", "received", "closed", "open") == [5, 5, 1]
    assert values(report, "volumes.unit", "beta", "received", "closed", "open") == [4, 2, 2]
    assert values(report, "volumes.unit", "*", "received", "closed", "open") == [9, 7, 3]


def test_kinds_and_buckets(report: Report) -> None:
    """Six complaints, one praise, one proposal, one question; three of them under synpunkt."""
    kinds = ("complaint", "praise", "suggestion", "question")

    assert [values(report, "received.kind", k, "received")[0] for k in kinds] == [6, 1, 1, 1]
    assert report.figure("received.kind", "complaint", "share") == Figure.share(6, 9)
    assert values(report, "volumes.bucket", "klagomal", "received") == [6]
    assert values(report, "volumes.bucket", "synpunkt", "received") == [3]
    assert values(report, "kind.unit", "alpha", *kinds) == [3, 1, 0, 1]
    assert values(report, "kind.unit", "beta", *kinds) == [3, 0, 1, 0]


def test_what_nobody_stated_stands_last(report: Report) -> None:
    """No case has a quality dimension: all stand on the line of what is not stated."""
    table = report.table("volumes.quality")

    assert [line.value for line in table.lines] == ["-", "*"]
    assert values(report, "volumes.quality", "-", "received") == [9]
    assert "flera rader" in table.notes[0].sv


def compliance(report: Report, obligation: str) -> dict[str, Any]:
    """Return the outcomes of an obligation that are not zero."""
    table = report.table("compliance")
    line = next(line for line in table.lines if line.value == obligation)
    return {
        column.measure: figure.value
        for column, figure in zip(table.columns, line.figures, strict=True)
        if figure.value and column.form.value == "count"
    }


@pytest.mark.rows("KRA-24", "ESS-33", "ESS-61")
def test_compliance_is_by_the_first_due_day(report: Report) -> None:
    """The promised answer, by hand.

    8 was due on 2 January 2025 and answered on the 10th: late. 1, 3 and 10 were in time, 2 by the
    new date, 6 and 7 (due 29 December) not at all. 4, 5 and 11 are no complaints.
    """
    assert compliance(report, "answer") == {
        "due": 10,
        "judged": 7,
        "met": 3,
        "met_as_renegotiated": 1,
        "late_silent": 1,
        "overdue": 2,
        "not_applicable": 3,
    }
    assert report.figure("compliance", "answer", "strict") == Figure.share(3, 7, 3)
    assert report.figure("compliance", "answer", "lenient") == Figure.share(4, 7, 3)


def test_what_falls_due_after_the_period_is_left_to_the_next(report: Report) -> None:
    """The confirmation of 7, due 2 January 2026, is not counted; that of 8, due 7 January, is."""
    assert compliance(report, "acknowledgement") == {
        "due": 9,  # 8, 1-6, 10, 11
        "judged": 8,
        "met": 7,
        "late_silent": 1,  # 2: due 17 March, given on the 18th
        "not_applicable": 1,  # 5: nobody to reach
    }


def test_targets_are_summed_apart_from_what_binds(report: Report) -> None:
    """Musts and promises 10 of 15; targets and shoulds 5 of 10, of which the target 4 of 6."""
    assert compliance(report, "handling_time") == {
        "due": 9,  # 8, 1, 2, 3, 6, 10 and what is no complaint: 4, 5, 11
        "judged": 6,
        "met": 4,  # 8 (due 14 January), 1, 3, 10
        "late_silent": 1,  # 2: due 24 March, answered on the 27th
        "overdue": 1,  # 6
        "not_applicable": 3,
    }
    assert report.figure("compliance", "*binding", "strict") == Figure.share(10, 15, 4)
    assert report.figure("compliance", "*binding", "lenient") == Figure.share(11, 15, 4)
    assert report.figure("compliance", "*aims", "strict") == Figure.share(5, 10, 18)


def test_words_without_a_number_are_reported_and_never_failed(report: Report) -> None:
    """*Promptly* is not assessable, counted by arrival, and in no rate."""
    assert compliance(report, "promptly") == {"due": 9, "not_assessable": 9}
    assert report.figure("compliance", "promptly", "strict") == Figure(
        None, 0, 0, 9, why=Why.NOTHING
    )


def test_why_runs_were_not_judged(report: Report) -> None:
    """Each reason is counted on its own; a notice was not needed where the answer was in time."""
    assert values(report, "left_out", "answer", "not_applicable.outside_scope") == [3]
    assert values(report, "left_out", "acknowledgement", "not_applicable.no_contact_route") == [1]
    assert values(report, "left_out", "delay_notice", "not_applicable.not_needed") == [3]
    assert values(report, "left_out", "promptly", "not_assessable.no_number") == [9]


def test_delay_notices(report: Report) -> None:
    """One notice was given, in time: that of 2."""
    assert values(report, "notices", "answer", "given", "in_time", "late") == [1, 1, 0]


def test_time_to_the_first_word(report: Report) -> None:
    """Days to the first word, open cases included.

    1: 2, 2: 8, 3: 0, 4: 2, 6: 2, 10: 1, 11: 1; 7 has waited 12 days; 5 can never be reached. The
    fourth of eight is 2 whatever becomes of 7; the eighth is at least 12.
    """
    found = {m: report.figure("lead_times", "contact", m) for m in _days("calendar_days")}

    assert values(report, "lead_times", "contact", "done", "waiting", "without") == [7, 1, 1]
    assert found["median.calendar_days"] == Figure(2)
    assert found["estimate.calendar_days"] == Figure(2)
    assert found["p90.calendar_days"] == Figure(12, at_least=True)
    # seven took at most 10 days, and 7 has waited longer already
    assert found["within.10.calendar_days"] == Figure.share(7, 8)
    # 7 may still be told within 30 days
    assert found["within.30.calendar_days"] == Figure.share(7, 7, 1)


def _days(unit: str) -> list[str]:
    return [f"{which}.{unit}" for which in ("median", "estimate", "p90")] + [
        f"within.{n}.{unit}" for n in ((10, 30) if unit == "calendar_days" else (5, 10))
    ]


def test_time_to_the_answer_in_working_days(report: Report) -> None:
    """Working days to the answer: 1: 7, 2: 13, 3: 0, 10: 7; 6 has waited 83 and 7 has waited 4."""
    found = {m: report.figure("lead_times", "answer", m) for m in _days("working_days")}

    assert values(report, "lead_times", "answer", "done", "waiting", "without") == [4, 2, 3]
    assert found["median.working_days"] == Figure(7)  # 0, 4+, 7, 7, 13, 83+: the third
    assert found["p90.working_days"] == Figure(83, at_least=True)
    assert found["within.5.working_days"] == Figure.share(1, 5, 1)  # 7 may still make it
    assert found["within.10.working_days"] == Figure.share(3, 5, 1)


def test_a_case_opened_again_is_not_done(report: Report) -> None:
    """10 was closed after 10 days but is open: the median of closing is 11 days all the same.

    1: 11, 2: 22, 3: 1, 4: 3, 5: 8, 11: 2; open since 121, 12 and 86 days. The fifth of nine is 11.
    """
    median = report.figure("lead_times", "closing", "median.calendar_days")

    assert values(report, "lead_times", "closing", "done", "waiting", "without") == [6, 3, 0]
    assert median == Figure(11)
    # in working days 9, 16, 1, 3, 5, 2 and 83, 4, 58 waiting: the fifth is 5 to 9
    bounds = report.figure("lead_times", "closing", "median.working_days")
    assert bounds == Figure(5, at_least=True, at_most=9)


def test_the_longest_silence(report: Report) -> None:
    """The longest time without word in each case.

    1: 7, 2: 9, 3: 1, 4: 2, 11: 1; and of the open ones 6: 119, 7: 12, 10: 77. The fourth of eight
    is 7 and the eighth at least 119.
    """
    figure = report.figure("silence", "silence", "median.calendar_days")

    assert figure == Figure(7)
    assert values(report, "silence", "silence", "p90.calendar_days") == [119]


def test_handling(report: Report) -> None:
    """2 was handed over; 3 was solved on the telephone; 10 was opened again."""
    table = "handling"

    assert values(report, table, "*", "transfers.none", "transfers.one") == [8, 1]
    assert report.figure(table, "*", "transfers_per_case") == Figure.share(1, 9)
    assert report.figure(table, "*", "share_first_contact") == Figure.share(1, 9)
    assert report.figure(table, "*", "share_with_measure") == Figure.share(3, 9)
    assert report.figure(table, "*", "share_reopened") == Figure.share(1, 9)


def test_satisfaction_and_its_index(report: Report) -> None:
    """1 is satisfied, 2 and 10 are not, six said nothing: an index of 33 of three who spoke."""
    said = values(report, "satisfaction", "*", "satisfied", "dissatisfied", "unknown")

    assert said == [1, 2, 6]
    index = report.figure("satisfaction", "*", "satisfaction_index")
    assert (index.value, index.denominator, index.left_out) == (Fraction(100, 3), 3, 6)


@pytest.mark.rows("OST-43", "KRA-21", "NAC-08")
def test_measures(report: Report) -> None:
    """Two corrective, one preventive still to be done; one accepted, two not told."""
    found = values(
        report,
        "measures",
        "*",
        "measures",
        "type.corrective",
        "type.preventive",
        "state.done",
        "state.undone",
        "reception.accepted",
        "reception.unknown",
    )

    assert found == [3, 2, 1, 2, 1, 1, 2]
    index = report.figure("measures", "*", "reception_index")
    assert (index.value, index.denominator, index.left_out) == (100, 1, 2)


def test_cases_are_counted_under_the_category_last_recognised() -> None:
    """One came as roads and turned out to be about snow; nobody said what the other is about."""
    moved = Story(POLICY, "moved").received("2025-03-03", category="roads")
    moved.record("2025-03-04", CategorySet, category="snow")
    unknown = Story(POLICY, "unknown").received("2025-03-03")
    found = aggregate([moved.case, unknown.case], POLICY, YEAR, by=("category",))
    assert values(found, "volumes.category", "snow", "received") == [1]
    assert values(found, "volumes.category", "-", "received") == [1]
    with pytest.raises(UnknownFigureError):
        found.figure("volumes.category", "roads", "received")


def test_levels(report: Report) -> None:
    """2 was lifted to level 2."""
    assert values(report, "received.level", "1", "received") == [8]
    assert values(report, "received.level", "2", "received") == [1]


@pytest.mark.rows("OST-19")
def test_anonymous_cases_are_counted(report: Report) -> None:
    """5 is anonymous and in every count."""
    assert report.figure("received.anonymity", "anonymous", "share") == Figure.share(1, 9)


def test_excluded_cases_are_counted_apart_by_stream(report: Report) -> None:
    """The appeal stands alone and in no other population."""
    assert values(report, "excluded", "appeal", "excluded") == [1]
    assert values(report, "excluded", "*", "excluded") == [1]


def test_checklists_are_counted_per_word_given(report: Report) -> None:
    """Six confirmations were given in the cases received; two of them gave thanks."""
    # 1, 2, 4, 6, 10, 11; thanks in 1 and 4
    assert report.figure("checklist.first_word", "thanks", "ticked") == Figure.share(2, 6)
    assert report.figure("checklist.first_word", "regret", "ticked") == Figure.share(0, 6)


def test_statistics_that_the_policy_names(report: Report) -> None:
    """Each is worked out from the cases; one that nobody knows is named as such."""
    table = report.table("statistics")
    found = {line.value: line.figures[0].value for line in table.lines}

    assert found == {
        "anonymous": Fraction(1, 9),
        "days_to_answer": 9,  # calendar days 0, 9, 9, 12+, 17, 121+: the third
        "longest_silence": 119,
        "measures_undone": Fraction(1, 3),
        "preventive_measures": Fraction(1, 3),
        "reclassified_to_complaint": 0,
        "repeat_complaints": 4,  # alpha has three complaints and beta three
        "resolved_at_first_contact": Fraction(1, 9),
        "share_with_measure": Fraction(1, 3),
        "transfers_per_case": Fraction(1, 9),
        "units_without_registrations": 0,
    }
    assert "unheard_of" in table.notes[0].en


def test_units_that_had_nothing_are_seen_when_they_are_expected() -> None:
    """A unit without a single case stands with zeros and is counted as silent (NAC-13)."""
    found = aggregate(
        cases(), POLICY, YEAR, by=("unit",), expected={"unit": ("gamma", "alpha", "beta")}
    )

    assert [line.value for line in found.table("volumes.unit").lines] == [
        "gamma",
        "alpha",
        "beta",
        "*",
    ]
    assert values(found, "volumes.unit", "gamma", "received") == [0]
    assert values(found, "statistics", "units_without_registrations", "value") == [1]


def test_months_are_shown_without_gaps(report: Report) -> None:
    """A line for every month of the period, and closings stand in the month they were made."""
    months = [line.value for line in report.table("volumes.month").lines]

    assert months[-13:] == [f"2025-{n:02d}" for n in range(1, 13)] + ["*"]
    assert values(report, "volumes.month", "2025-03", "received", "closed") == [2, 1]
    assert values(report, "volumes.month", "2025-04", "received", "closed") == [1, 2]
    assert values(report, "volumes.month", "2025-01", "received", "closed") == [0, 1]
    # the answer of 8 fell due in January, though 8 arrived in December
    assert values(report, "compliance.answer.month", "2025-01", "due", "late_silent") == [1, 1]


# --- crossed, decided, graded ---------------------------------------------------------------------


def test_groupings_are_crossed(report: Report) -> None:
    """Units by month: 1 and 2 came in March, both are alpha's now; 3 was beta's in April."""
    table = report.table("volumes.unit*month")

    assert table.heading.sv == "Enhet och månad"
    assert [line.value for line in table.lines][-1] == "*"
    assert values(report, "volumes.unit*month", "alpha*2025-03", "received", "closed") == [2, 1]
    assert report.figure("volumes.unit*month", ("beta", "2025-04"), "received").value == 1
    assert values(report, "volumes.unit*month", "beta*2025-03", "received") == [0]
    words = {line.value: line.words.sv for line in table.lines}
    assert words["alpha*2025-03"] == "alpha, mars 2025"


def test_crossed_lines_add_up_to_their_groups(report: Report) -> None:
    """Every case stands in one month of its unit."""
    lines = report.table("volumes.unit*month").lines
    for unit in ("alpha", "beta"):
        months = [line.figures[0].value for line in lines if line.value.startswith(f"{unit}*")]
        assert (
            sum(int(n or 0) for n in months) == values(report, "volumes.unit", unit, "received")[0]
        )


def decided(number: int, decision: Decision | None, level: int = 1) -> Case:
    """Return a complaint that was decided so, on a level of the ladder."""
    story = Story(POLICY, f"d{number}").received("2025-03-03")
    story.on("2025-03-05", Answered, upheld=decision)
    if level > 1:
        story.on("2025-03-06", Escalated, to_level=level)
        story.on("2025-03-07", Answered, upheld=Decision.UPHELD)
    return story.case


def test_how_complaints_were_decided() -> None:
    """Of five answers on level 1, four say how: one upheld, one in part, two not."""
    found = [
        decided(1, Decision.UPHELD),
        decided(2, Decision.PARTLY),
        decided(3, Decision.NOT_UPHELD),
        decided(4, Decision.NOT_UPHELD, level=2),
        decided(5, None),
        Story(POLICY, "p").received("2025-03-03", Kind.PRAISE).on("2025-03-04", Answered).case,
    ]
    report = aggregate(found, POLICY, YEAR, inhabitants=2_000)
    counts = ("answered", "decided", "upheld", "partly", "not_upheld", "undecided")

    assert values(report, "decisions", "1", *counts) == [5, 4, 1, 1, 2, 1]
    assert report.figure("decisions", "1", "share_not_upheld") == Figure.share(2, 4, 1)
    assert values(report, "decisions", "1", "not_upheld_per_1000") == [1]
    # 4 went on to level 2 and was upheld there: the decision on level 1 stands beside it.
    assert values(report, "decisions", "2", *counts) == [1, 1, 1, 0, 0, 0]
    assert values(report, "volumes", "*", "received_per_1000") == [3]


def test_the_last_answer_of_a_level_decides() -> None:
    """A second answer on the same level takes the place of the first."""
    story = Story(POLICY).received("2025-03-03")
    story.on("2025-03-05", Answered, upheld=Decision.NOT_UPHELD)
    story.on("2025-03-12", Answered, upheld=Decision.PARTLY)
    report = aggregate([story.case], POLICY, YEAR)

    assert values(report, "decisions", "1", "answered", "partly", "not_upheld") == [1, 1, 0]


def test_per_thousand_only_where_the_number_is_given(report: Report) -> None:
    """Without a number of inhabitants there is no such column."""
    assert not any("per_1000" in column.measure for t in report.tables for column in t.columns)


def test_share_of_cases_whose_time_was_extended(report: Report) -> None:
    """The notice of 2 moved its day; of nine cases it is the only one."""
    assert report.figure("handling", "*", "share_extended") == Figure.share(1, 9)


def test_satisfaction_by_grade() -> None:
    """Grades 1 and 5 of 5, and 2 of 3: an index of 0, 100 and 50, on average 50."""
    found = []
    for number, (grade, best) in enumerate([(1, 5), (5, 5), (2, 3)]):
        story = Story(POLICY, f"g{number}").received("2025-03-03")
        found.append(story.on("2025-04-01", SatisfactionRecorded, grade=grade, best=best).case)
    report = aggregate(found, POLICY, YEAR)

    assert values(report, "satisfaction", "*", "graded", "grade.1.5", "grade.5.5") == [3, 1, 1]
    assert values(report, "satisfaction", "*", "grade_index") == [50]
    # A grade says neither satisfied nor dissatisfied.
    assert values(report, "satisfaction", "*", "satisfied", "dissatisfied", "unknown") == [0, 0, 3]


def test_one_figure_costs_one_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure that is asked for asks for its own counts, and not for those of all tables."""
    report = aggregate(cases(), POLICY, YEAR, by=GROUPINGS)
    asked: list[Count] = []
    exact = Sheet.count

    def noted(sheet: Sheet, what: Count, row: Row = EVERYTHING) -> int:
        asked.append(what)
        return exact(sheet, what, row)

    monkeypatch.setattr(Sheet, "count", noted)
    assert report.figure("compliance.answer.unit", "alpha", "strict").denominator == 4
    one = len(asked)
    assert report.tables
    assert one * 50 < len(asked) - one


# --- other days -----------------------------------------------------------------------------------


def test_known_later_means_judged_with_what_is_known_later() -> None:
    """Known on 31 January 2026, case 12 is still not of 2025, and 7 is 12 days old at the end."""
    found = aggregate(cases(), POLICY, YEAR, date(2026, 1, 31))

    assert values(found, "volumes", "*", "received", "open", "open.30") == [9, 3, 1]
    assert values(found, "lead_times", "contact", "p90.calendar_days") == [43]  # 7: 19.12 to 31.1


def test_a_half_told_year_is_set_beside_half_a_year() -> None:
    """On 30 June 2025 the year before is seen as on 30 June 2024 (the 181st day of each)."""
    found = aggregate(cases(), POLICY, YEAR, date(2025, 6, 30), since=SINCE)

    # 2025 by then: 1-5; 2024 by 29 June (day 181 of a leap year): 13
    assert values(found, "volumes", "*", "received", "received.previous") == [5, 1]
    assert found.earlier["previous"].outline.as_of == date(2024, 6, 29)
    assert values(found, "volumes", "*", "closed", "open") == [6, 0]


def test_interim_accounts_are_cumulative() -> None:
    """1 January to 31 August: 1-5 received, 1-5 and 8 closed (AMB-13)."""
    found = aggregate(cases(), POLICY, InterimAccounts(2025))

    assert values(found, "volumes", "*", "received", "closed", "open") == [5, 6, 0]
    assert found.period.code == "2025-01--08"


def test_a_school_year_reaches_over_the_turn_of_the_year() -> None:
    """1 August 2024 to 31 July 2025: 1-5 and 8 (AMB-12)."""
    assert values(aggregate(cases(), POLICY, SchoolYear(2024)), "volumes", "*", "received") == [6]


def test_pending_is_neither_kept_nor_broken() -> None:
    """On 10 March the answer of 1 is pending, due on the 13th, and in no rate."""
    found = aggregate(cases(), POLICY, Month(2025, 3), date(2025, 3, 10))

    assert compliance(found, "answer") == {"due": 2, "pending": 2}
    assert report_value(found, "strict") is None


def report_value(report: Report, measure: str) -> Any:
    """Return a figure of the promised answer."""
    return report.figure("compliance", "answer", measure).value


def test_a_moment_is_taken_as_its_day() -> None:
    """As of 23:30 on New Year's Eve in Stockholm, given in UTC, is as of 31 December."""
    moment = datetime(2025, 12, 31, 22, 30, tzinfo=UTC)

    assert aggregate(cases(), POLICY, YEAR, moment) == aggregate(cases(), POLICY, YEAR)


# --- refused --------------------------------------------------------------------------------------


def test_a_report_before_its_period_is_refused() -> None:
    """Nothing can be known of 2025 on 31 December 2024."""
    with pytest.raises(PeriodError, match="lies before"):
        aggregate([], POLICY, YEAR, date(2024, 12, 31))


def test_a_period_outside_the_calendar_is_refused() -> None:
    """The calendar covers 1970 to 2100."""
    with pytest.raises(CalendarRangeError):
        aggregate([], POLICY, Year(2101))


def test_cases_of_another_policy_are_refused() -> None:
    """No case is judged by a promise that was never made to it."""
    draft = POLICY.amend("draft")
    with pytest.raises(PolicyMismatchError, match="case-1 was received under ingenstad@2020"):
        aggregate(cases(), draft, YEAR)


def test_two_policies_make_two_reports() -> None:
    """Different bodies' promises are not added up, nor is the same edition twice."""
    other = attrs.evolve(POLICY, key="annanstans")
    with pytest.raises(PolicyMismatchError, match="different promises"):
        aggregate([], [POLICY, other], YEAR)
    with pytest.raises(PolicyMismatchError, match="given twice"):
        aggregate([], [POLICY, POLICY], YEAR)
    with pytest.raises(PolicyMismatchError, match="needs a policy"):
        aggregate([], [], YEAR)


def test_editions_of_one_policy_share_a_report() -> None:
    """Each case is judged by its own edition, and the editions can be told apart."""
    newer = POLICY.amend("2026", answer={"term": Within(30, Unit.CALENDAR_DAYS)})
    old = Story(POLICY, "old").received("2025-03-03").on("2025-03-20", Answered).case
    new = Story(newer, "new").received("2025-03-03").on("2025-03-20", Answered).case
    found = aggregate([old, new], [POLICY, newer], YEAR, by=("edition",))

    assert values(found, "compliance", "answer", "met", "late_silent") == [1, 1]
    assert values(found, "compliance.answer.edition", "ingenstad@2020", "met") == [0]
    assert values(found, "compliance.answer.edition", "ingenstad@2026", "met") == [1]


def test_editions_that_bind_differently_are_reported_apart() -> None:
    """A promise in one edition and a target in another cannot be one line."""
    newer = POLICY.amend("2026", answer={"strength": Strength.TARGET})
    with pytest.raises(PolicyMismatchError, match="binds in one edition"):
        aggregate([], [POLICY, newer], YEAR)


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"by": ("units",)}, "did you mean 'unit'"),
        ({"by": "unit"}, "'unit' is no list of groupings"),
        ({"across": ("quality",)}, "cannot stand as columns"),
        ({"by": (7,)}, "7 is no list of groupings"),
        ({"by": (("unit", "moon"),)}, "did you mean 'month'"),
        ({"by": ((),)}, "crosses nothing"),
        ({"since": "2024"}, "since"),
        ({"set_aside": -1}, "set_aside: -1"),
        ({"set_aside": True}, "set_aside: True"),
        ({"inhabitants": 0}, "inhabitants: 0"),
        ({"within": {Unit.WEEKS: (1,)}}, "not counted in"),
        ({"within": {Unit.WORKING_DAYS: (1.5,)}}, "whole numbers"),
        ({"ages": (-1,)}, "whole numbers"),
        ({"ages": (True,)}, "whole numbers"),
    ],
)
def test_choices_that_make_no_report_are_refused(choice: dict[str, Any], message: str) -> None:
    """A grouping that does not exist, or limits that are no days, name the way out."""
    with pytest.raises(FieldError, match=message):
        aggregate([], POLICY, YEAR, **choice)


# --- as data --------------------------------------------------------------------------------------


def test_the_report_is_json_and_the_same_every_time(report: Report) -> None:
    """The same cases in any order give the same text, byte for byte."""
    by = ("unit", "kind", "bucket", "month", "quality", ("unit", "month"))
    again = aggregate(reversed(cases()), POLICY, YEAR, by=by, since=SINCE)

    assert json.dumps(again.as_dict()) == json.dumps(report.as_dict())
    assert again == report


def test_the_report_tells_what_it_rests_on(report: Report) -> None:
    """Policy, period, day, calendar and readings stand in the data."""
    found = report.as_dict()

    assert found["policies"] == ["ingenstad@2020"]
    assert found["period"]["code"] == "2025"
    assert found["as_of"] == "2025-12-31"
    assert found["calendars"] == [POLICY.calendar.fingerprint]
    assert found["rounding"] is None
    assert found["choices"] == [
        {
            "id": "AMB-01",
            "field": "obligations.answer.term.unit",
            "sv": "kalenderdagar",
            "en": "calendar days",
        }
    ]
    assert report.as_of == date(2025, 12, 31)


def test_rows_are_tidy(report: Report) -> None:
    """One row per figure, with its table, line, measure, value and denominator."""
    row = next(
        row
        for row in report.rows()
        if (row["table"], row["value"], row["measure"]) == ("compliance", "answer", "strict")
    )

    assert row == {
        "table": "compliance",
        "dimension": "obligation",
        "value": "answer",
        "measure": "strict",
        "form": "share",
        "figure": 0.4286,
        "numerator": 3,
        "denominator": 7,
        "left_out": 3,
        "set_aside": None,
        "at_least": False,
        "at_most": None,
        "why": None,
    }


def test_a_report_holds_nothing_of_any_case(report: Report) -> None:
    """No case id is in the report, nor in its pickle."""
    assert b"case-1" not in pickle.dumps(report)
    assert pickle.loads(pickle.dumps(report)) == report


def test_what_is_not_there_is_refused_with_a_suggestion(report: Report) -> None:
    """Asking for a table, line or column that the report lacks says what there is."""
    with pytest.raises(UnknownFigureError, match=r"no table 'volumes.units'; did you mean"):
        report.table("volumes.units")
    with pytest.raises(UnknownFigureError, match="no column 'recieved'; did you mean 'received'"):
        report.figure("volumes", "*", "recieved")
    with pytest.raises(UnknownFigureError, match="no line 'alfa'; did you mean 'alpha'"):
        report.figure("volumes.unit", "alfa", "received")


def test_every_grouping_makes_tables() -> None:
    """All groupings work on all cases, and have words in both languages."""
    found = aggregate(cases(), POLICY, Custom(date(2025, 3, 1), date(2025, 4, 30)), by=GROUPINGS)

    for code, grouping in GROUPINGS.items():
        table = found.table(f"volumes.{code}")
        assert table.lines[-1].value == "*"
        assert all(line.words.sv and line.words.en for line in table.lines)
        assert pickle.loads(pickle.dumps(grouping)) == grouping
    assert [grouping.code for grouping in groupings_of(["unit", "unit"])] == ["unit"]


# --- Markdown -------------------------------------------------------------------------------------


def test_markdown_in_swedish(report: Report) -> None:
    """Headings, numbers and notes as a Swedish reader expects them."""
    text = report.to_markdown("sv")

    assert text.startswith("# Ingenstads kommun, år 2025\n")
    assert "- Dokument: ingenstad@2020: Ingenstads kommun, Rutin för synpunkter\n" in text
    assert "| klagomål | 6 | 66,7\N{NO-BREAK SPACE}% (6 av 9) |" in text
    assert "minst 121" in text
    assert "5 till 9" in text
    assert text.endswith("- AMB-01 (`obligations.answer.term.unit`): kalenderdagar\n")


def test_markdown_in_english(report: Report) -> None:
    """The same in English."""
    text = report.to_markdown("en")

    assert text.startswith("# Ingenstad, year 2025\n")
    assert "| complaint | 6 | 66.7% (6 of 9) |" in text
    assert "at least 121" in text


# --- against counting case by case ----------------------------------------------------------------


def known(found: list[Case], day: date) -> Iterator[Case]:
    """Yield the cases as they stood at the end of a day."""
    for case in found:
        if POLICY.calendar.day_of(case.received_at) <= day:
            yield case.as_of(day, POLICY.calendar)


@given(CASELOADS)
@soaked(8)
def test_outcomes_are_those_of_the_cases(found: list[Case]) -> None:
    """Every outcome count is the number of assessments that have it and fall due in the year."""
    report = aggregate(found, POLICY, YEAR, compared=False)
    slow: dict[tuple[str, str], int] = {}
    for case in found:
        arrived = POLICY.calendar.day_of(case.received_at)
        known = case.as_of(YEAR.last, POLICY.calendar)
        if known.duplicate_of:
            continue
        for assessment in assess(case, POLICY, as_of=YEAR.last):
            counts = assessment.counts or not known.excluded
            if counts and (assessment.first_due or arrived) in YEAR:
                key = (assessment.obligation.id, assessment.outcome.value)
                slow[key] = slow.get(key, 0) + 1
    for obligation in POLICY.obligations:
        for outcome in Outcome:
            counted = report.figure("compliance", obligation.id, outcome.value).value
            assert counted == slow.get((obligation.id, outcome.value), 0)


@given(CASELOADS)
@soaked(8)
def test_volumes_are_those_of_the_cases(found: list[Case]) -> None:
    """Received, closed and open are what a plain loop over the cases finds."""
    report = aggregate(found, POLICY, YEAR, by=("unit",))
    day_of = POLICY.calendar.day_of
    single = [case for case in known(found, YEAR.last) if not case.duplicate_of]
    twice = [case for case in known(found, YEAR.last) if case.duplicate_of]
    under = [case for case in single if not case.excluded]
    inside = [case for case in under if day_of(case.received_at) in YEAR]
    closed = [case for case in under if case.closed_at and day_of(case.closed_at) in YEAR]
    withdrawn = [case for case in closed if case.all(Closed)[-1].ground == "withdrawn"]

    assert values(report, "volumes", "*", "received", "closed", "open", "withdrawn") == [
        len(inside),
        len(closed),
        sum(case.closed_position is None for case in under),
        len(withdrawn),
    ]
    assert values(report, "volumes", "*", "excluded", "duplicates") == [
        sum(day_of(case.received_at) in YEAR for case in single if case.excluded),
        sum(day_of(case.received_at) in YEAR for case in twice),
    ]
    for unit in ("alpha", "beta"):
        mine = [case for case in inside if case.unit == unit]
        if mine:
            assert values(report, "volumes.unit", unit, "received") == [len(mine)]
    complaints = sum(case.kind is Kind.COMPLAINT for case in inside)
    assert values(report, "received.kind", "complaint", "received") == [complaints]


@given(CASELOADS, st.data())
@soaked(8)
def test_counting_in_parts_and_adding_is_counting_at_once(
    found: list[Case], data: st.DataObject
) -> None:
    """Tallies add up, in any division and order."""
    outline = outline_of(POLICY, YEAR, by=("unit", "kind"))
    parts = [Tally(outline), Tally(outline), Tally(outline)]
    for case in found:
        data.draw(st.sampled_from(parts)).add(case)
    first, second, third = parts
    kept = pickle.loads(pickle.dumps(third))

    assert report_of(first + (second + kept)) == aggregate(found, POLICY, YEAR, by=("unit", "kind"))


def test_tallies_of_different_outlines_do_not_add_up() -> None:
    """Adding up needs the same policies, period, day and groupings."""
    one, other = Tally(outline_of(POLICY, YEAR)), Tally(outline_of(POLICY, Year(2024)))

    with pytest.raises(PolicyMismatchError, match="same outline"):
        one + other


def test_cases_are_read_once() -> None:
    """A stream that can be read only once is enough."""
    stream = iter(cases())
    found = aggregate(stream, POLICY, YEAR)

    assert next(stream, None) is None
    assert values(found, "volumes", "*", "received") == [9]


def test_part_of_an_earlier_period_is_named_as_such() -> None:
    """A half-told year stands beside as many days of the year before, and says so."""
    report = aggregate(cases(), POLICY, Year(2025), as_of=date(2025, 6, 30), since=date(2024, 1, 1))
    columns = {column.measure: column.words for column in report.table("volumes").columns}
    assert columns["received.previous"].sv == "Inkomna år 2024 t.o.m. 2024-06-29"
    assert columns["received.previous"].en == "Received year 2024 up to 2024-06-29"
    whole = aggregate(cases(), POLICY, Year(2025), since=date(2024, 1, 1))
    columns = {column.measure: column.words for column in whole.table("volumes").columns}
    assert columns["received.previous"].sv == "Inkomna år 2024"


# --- wrong arguments ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"within": None}, "within"),
        ({"within": [5]}, "within"),
        ({"within": {Unit.WORKING_DAYS: 5}}, "within"),
        ({"ages": 30}, "ages"),
        ({"ages": None}, "ages"),
        ({"expected": None}, "expected"),
        ({"expected": {"unit": "skola"}}, "expected"),
        ({"expected": {"unit": 5}}, "expected"),
        ({"expected": {"unit": ("*",)}}, "expected"),
        ({"expected": {"unti": ("skola",)}}, "expected"),
        ({"compared": "no"}, "compared"),
    ],
)
def test_what_makes_no_report_is_refused(about: dict[str, Any], field: str) -> None:
    """A wrong argument is named, whatever it is instead."""
    with pytest.raises(FieldError) as caught:
        aggregate([], POLICY, Year(2025), **about)
    assert caught.value.data["field"] == field


@pytest.mark.parametrize("cases", [None, 5, "cases", object()])
def test_what_holds_no_cases_is_refused(cases: Any) -> None:
    """Whoever hands over something else is told what to give."""
    with pytest.raises(FieldError, match="give the cases themselves"):
        aggregate(cases, POLICY, Year(2025))


@pytest.mark.parametrize("policy", [None, 5, "ostersund"])
def test_what_is_no_policy_is_refused(policy: Any) -> None:
    """A policy is given as such, not by its key."""
    with pytest.raises(FieldError, match=f"policy: {policy!r}"):
        aggregate([], policy, Year(2025))


@pytest.mark.parametrize(
    ("table", "line", "measure"),
    [(None, None, None), (["volumes"], "*", "received"), ("volumes", 5, "x"), ("volumes", "*", 5)],
)
def test_what_is_no_figure_is_refused(table: Any, line: Any, measure: Any) -> None:
    """A figure that there cannot be is told like one that there is not."""
    with pytest.raises(UnknownFigureError):
        aggregate([], POLICY, Year(2025)).figure(table, line, measure)


def test_a_report_is_read_in_one_of_two_languages() -> None:
    """Another language is refused, not answered in English."""
    with pytest.raises(FieldError, match="give 'sv' or 'en'"):
        aggregate([], POLICY, Year(2025)).to_markdown("fr")  # type: ignore[arg-type]


def test_a_report_shows_itself_in_one_line() -> None:
    """At a prompt it says what it is; the figures are asked for."""
    report = aggregate(cases(), POLICY, Year(2025))
    assert repr(report) == "<report of ingenstad@2020 for 2025, as of 2025-12-31>"
    assert repr(report.published()).startswith("<published report of ingenstad@2020")

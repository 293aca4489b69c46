# SPDX-License-Identifier: Apache-2.0
"""What nobody recorded has no number and a reason; it is never a zero."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.cases.case import Case, fold
from klagomal.cases.events import (
    EVENTS,
    Acknowledged,
    Answered,
    Closed,
    ContactNoted,
    DeliveryEvent,
    DeliveryFailed,
    DeliverySucceeded,
    Event,
    Received,
    StreamsSet,
)
from klagomal.periods import Month, Quarter, Year
from klagomal.report import Report, aggregate
from klagomal.report.figures import Figure, Form, Why
from klagomal.vocabulary import ClosingGround, Kind, Outcome
from tests.effort import soaked
from tests.report.caseload import CASELOADS, POLICY, Caseload, cases
from tests.stories import Story

YEAR = Year(2025)
NOT_RECORDED = Figure(why=Why.NOT_RECORDED)


def silent(number: int, *, records: set[str], when: str = "2025-03-03", unit: str = "a") -> Case:
    """Return a case of a source that records these events alone; none of them happened."""
    return Story(POLICY, f"s{number}").received(when, records=records, unit=unit).case


def report_of(*found: Case, **about: Any) -> Report:
    """Return the report of some cases for 2025."""
    return aggregate(found, POLICY, YEAR, **{"by": ("unit", "month", ("unit", "month")), **about})


def values(report: Report, table: str, line: str = "*") -> dict[str, Figure]:
    """Return the figures of a line by their measure."""
    found = report.table(table)
    (figures,) = [each.figures for each in found.lines if each.value == line]
    return {c.measure: f for c, f in zip(found.columns, figures, strict=True)}


# --- volumes --------------------------------------------------------------------------------------


def test_no_closing_column_is_neither_closed_nor_open() -> None:
    """Three cases of a file without closings: three came in, and no more is known."""
    report = report_of(*(silent(n, records={"answered"}) for n in range(3)))
    found = values(report, "volumes")
    assert found["received"] == Figure(3)
    for measure in ("closed", "open", "open.30", "open.more"):
        assert found[measure] == NOT_RECORDED, measure
    for table in ("volumes.unit", "volumes.month", "volumes.unit*month"):
        assert values(report, table)["closed"] == values(report, table)["open"] == NOT_RECORDED
    text = report.to_markdown("sv")
    assert "Avslutade | 0" not in text
    assert "Visas inte (framgår inte av underlaget): Avslutade; Öppna vid slutet;" in text


def test_months_of_a_source_without_closings_have_no_closings() -> None:
    """A month without cases is no month without closings, where closings are not recorded."""
    report = report_of(silent(1, records={"answered"}))
    assert values(report, "volumes.month", "2025-07")["closed"] == NOT_RECORDED
    assert values(report, "volumes.unit*month", "a*2025-07")["closed"] == NOT_RECORDED
    assert values(report, "volumes.month", "2025-07")["received"] == Figure(0)


def test_a_source_in_two_parts_gives_bounds() -> None:
    """One of three cases was closed, of one more it is known that it was not, of one nothing."""
    closed = Story(POLICY, "c").received("2025-03-03").on("2025-03-05", Closed).case
    still_open = Story(POLICY, "o").received("2025-03-03").case
    report = report_of(closed, still_open, silent(1, records=set()))
    found = values(report, "volumes")
    assert found["closed"] == Figure(1, at_least=True, at_most=2)
    assert found["open"] == Figure(1, at_least=True, at_most=2)


def test_no_cases_at_all_are_no_closings() -> None:
    """Where nothing came in, nothing was closed: that is known."""
    found = values(report_of(), "volumes")
    assert (found["received"], found["closed"], found["open"]) == (Figure(0),) * 3


# --- handling, measures, satisfaction, messages ---------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "table", "measures"),
    [
        ("transferred", "handling", ["transfers.none", "transfers.one", "transfers_per_case"]),
        ("reopened", "handling", ["share_reopened"]),
        ("reclassified", "handling", ["reclassified"]),
        ("delay_notice", "handling", ["share_extended"]),
        ("measure_recorded", "handling", ["share_with_measure", "share_first_contact"]),
        ("measure_recorded", "measures", ["measures", "type.corrective", "state.undone"]),
        ("satisfaction_recorded", "satisfaction", ["satisfied", "unknown", "satisfaction_index"]),
    ],
)
def test_what_is_not_recorded_is_not_counted(slug: str, table: str, measures: list[str]) -> None:
    """Of a source that records everything else, what it does not record has no number."""
    report = report_of(silent(1, records=set(EVENTS) - {slug}))
    found = values(report, table)
    for measure in measures:
        assert (found[measure].value, found[measure].why) == (None, Why.NOT_RECORDED), measure
    others = values(report_of(silent(1, records=set(EVENTS))), table)
    assert all(others[measure].why is not Why.NOT_RECORDED for measure in measures)


def test_lead_times_of_what_is_not_recorded() -> None:
    """Neither done nor waiting, and no median: it is not in the source."""
    report = report_of(silent(1, records={"closed"}))
    answer = values(report, "lead_times", "answer")
    for measure in ("done", "waiting", "without", "median.working_days", "within.5.working_days"):
        assert answer[measure].why is Why.NOT_RECORDED, measure
    assert answer["unrecorded"] == Figure(1)
    assert values(report, "lead_times", "closing")["waiting"] == Figure(1)


def test_promises_of_which_nothing_is_recorded() -> None:
    """No run was judged, since the source tells of no answer: neither kept nor broken is 0."""
    report = report_of(silent(1, records={"closed"}))
    found = values(report, "compliance", "answer")
    assert found["due"] == Figure(1)
    assert found["not_assessable"] == Figure(1)
    for measure in ("judged", "met", "overdue", "strict"):
        assert found[measure].why is Why.NOT_RECORDED, measure
    assert values(report, "notices", "answer")["given"] == NOT_RECORDED


def test_a_checklist_of_messages_that_are_not_recorded() -> None:
    """No share of none, and the reason is that they are not recorded."""
    figure = report_of(silent(1, records={"closed"})).figure(
        "checklist.first_word", "thanks", "ticked"
    )
    assert figure.why is Why.NOT_RECORDED


@pytest.mark.parametrize(
    ("grouping", "slug", "known"),
    [("level", "escalated", "1"), ("severity", "severity_set", "ordinary")],
)
def test_a_group_that_events_change_is_not_guessed(grouping: str, slug: str, known: str) -> None:
    """Without escalations in the source the level reached is not stated; so is severity."""
    by = (grouping,)
    quiet = report_of(silent(1, records=set(EVENTS) - {slug}), by=by)
    told = report_of(silent(1, records={slug}), by=by)
    assert values(quiet, f"volumes.{grouping}", "-")["received"] == Figure(1)
    assert values(told, f"volumes.{grouping}", known)["received"] == Figure(1)


# --- whatever is not recorded ---------------------------------------------------------------------

OPENED = {"closed": {"closed", "reopened"}}
"""What cannot be told without something else goes with it."""


def untold(case: Case, slug: str) -> Case:
    """Return the case as a source tells it that has no column for an event."""
    gone = OPENED.get(slug, {slug})
    heard = [version for version, event in enumerate(case.log, 1) if event.slug not in gone]
    log: list[Event] = []
    for event in (case.log[version - 1] for version in heard):
        if isinstance(event, DeliveryEvent):
            if event.version in heard:
                log.append(attrs.evolve(event, version=heard.index(event.version) + 1))
        elif isinstance(event, Received):
            log.append(attrs.evolve(event, records=frozenset(EVENTS) - gone))
        else:
            log.append(event)
    return fold(log)


def contradicts(figure: Figure, truth: Figure) -> bool:
    """Whether a figure says what is not true."""
    if figure.value is None or truth.value is None:
        return figure.value is not None
    if not figure.at_least:
        return figure.value != truth.value
    most = figure.at_most
    return not (figure.value <= truth.value and (most is None or truth.value <= most))


# What the source says stands: a case is in the unit that it was last handed to, and closed once it
# was closed; a message that was sent arrived, and the matter and the person are what and where they
# were. Where closings are not told, an answer that did not come is waited for.
STANDING = {"received", "transferred", "reopened"} | {
    event.slug for event in (DeliveryFailed, DeliverySucceeded, ContactNoted, StreamsSet)
}
# What became of a promise is counted for the runs of which the source tells, the others beside.
COUNTED_APART = {"unrecorded", "not_assessable", "not_applicable", "due"}
# An answer is an acknowledgement too, and notices decide in which period their duty fell.
ALSO = {"answered", "delay_notice"}
JUDGED = {"judged", "strict", "lenient", *(outcome.value for outcome in Outcome)}


def was_handled(case: Case) -> bool:
    """Whether every closing of the case was made because it was handled."""
    closings = [event for event in case.log if isinstance(event, Closed)]
    return all(closed.ground is ClosingGround.HANDLED for closed in closings)


@soaked(30)
@given(CASELOADS, st.sampled_from(sorted(set(EVENTS) - STANDING)), st.booleans())
def test_no_figure_is_wrong_for_want_of_a_column(
    caseload: Caseload, slug: str, every_source: bool
) -> None:
    """Without an event in the source, each figure is right, stands in bounds or has no number."""
    if slug == Closed.slug:  # what was withdrawn or came twice came in, as far as the source tells
        caseload = Caseload(case for case in caseload if was_handled(case))
    heard = [
        untold(case, slug) if every_source or number % 2 else case
        for number, case in enumerate(caseload)
    ]
    # What was lifted may have been done before: without that event it is taken to be lifted.
    lifted = False
    by = ("unit", "severity", "quality")
    told = report_of(*heard, by=by, inhabitants=10_000, since=date(2024, 1, 1))
    truth = report_of(*caseload, by=by, inhabitants=10_000, since=date(2024, 1, 1))
    true = {
        (table.code, line.value, column.measure): figure
        for table in truth.tables
        for line in table.lines
        for column, figure in zip(table.columns, line.figures, strict=True)
    }
    for table in told.tables:
        for line in table.lines:
            for column, figure in zip(table.columns, line.figures, strict=True):
                place = table.code, line.value, column.measure
                counted = (figure.form or column.form) in (Form.COUNT, Form.CHANGE)
                apart = table.code == "left_out" or column.measure in COUNTED_APART
                apart = apart or (lifted and table.code == "notices")
                apart = apart or ((lifted or slug in ALSO) and column.measure in JUDGED)
                if apart or place not in true:
                    continue
                alone = every_source and not figure.left_out and slug != "closed"
                alone = alone and column.form is not Form.POINTS
                if counted or alone:
                    assert not contradicts(figure, true[place]), (slug, place, figure, true[place])


# --- what has not been yet ------------------------------------------------------------------------


def test_a_month_that_has_not_been_has_no_cases() -> None:
    """In April nobody knows how many come in May; what falls due then is known."""
    arrived = Story(POLICY, "x").received("2025-04-24").case
    report = report_of(arrived, as_of=date(2025, 4, 25))
    may = values(report, "volumes.month", "2025-05")
    for measure in ("received", "closed", "open", "excluded"):
        assert may[measure] == Figure(why=Why.NOT_YET), measure
    assert values(report, "volumes.month", "2025-04")["received"] == Figure(1)
    assert values(report, "compliance.answer.month", "2025-05")["due"] == Figure(1)
    assert "har inte varit än" in report.to_markdown("sv")


# --- earlier periods ------------------------------------------------------------------------------


def test_no_comparison_with_a_year_that_the_source_lacks() -> None:
    """The first case is from January 2025: nothing is said of 2024, and the reader is told why."""
    arrived = Story(POLICY, "x").received("2025-01-07").case
    report = report_of(arrived)
    assert not any("previous" in measure for measure in values(report, "volumes"))
    assert not any("change_on" in measure for measure in values(report, "compliance", "answer"))
    assert "Ingen jämförelse med år 2024" in report.to_markdown("sv")
    assert "No comparison with year 2024" in report.to_markdown("en")


def test_a_source_that_begins_midway_covers_no_earlier_year() -> None:
    """Cases from June 2024 on do not tell of 2024; somebody who knows better says so."""
    assert report_of(*cases()).earlier == {}
    said = report_of(*cases(), since=date(2024, 1, 1))
    assert values(said, "volumes")["received.previous"] == Figure(2)
    late = report_of(*cases(), since=date(2024, 1, 2))
    assert late.earlier == {}


def test_each_earlier_period_is_covered_or_not_by_itself() -> None:
    """A source from October 2024 covers the quarter before, and not the same one last year."""
    first = Story(POLICY, "x").received("2024-10-01").case
    report = aggregate([first], POLICY, Quarter(2025, 1), by=())
    found = values(report, "volumes")
    assert found["received.previous"] == Figure(1)
    assert "received.last_year" not in found
    assert "Ingen jämförelse med kvartal 1 2024" in report.to_markdown("sv")


def test_an_excluded_case_shows_how_far_back_the_source_goes() -> None:
    """What lies outside the routine arrived, too."""
    appeal = Story(POLICY, "x").received("2024-12-01", streams={"appeal"}).case
    report = aggregate([appeal], POLICY, Month(2025, 1), by=())
    assert values(report, "volumes")["received.previous"] == Figure(0)


def test_an_empty_source_covers_nothing() -> None:
    """Without a single case, and without a word, no earlier period is known."""
    assert report_of().earlier == {}
    assert set(report_of(since=date(2024, 1, 1)).earlier) == {"previous"}


# --- what was set aside ---------------------------------------------------------------------------


def test_what_was_set_aside_stands_beside_every_rate() -> None:
    """Every share, mean, index, rate and difference of shares tells of the cases not read."""
    report = report_of(*cases(), set_aside=118, inhabitants=10_000, since=date(2024, 1, 1))
    rates = [row for row in report.rows() if row["form"] in _RATES]
    assert {row["form"] for row in rates} == {*_RATES}
    assert {row["set_aside"] for row in rates} == {118}
    assert "; 118 ej inlästa)" in report.to_markdown("sv")
    assert (
        "Ärenden som inte kunde läsas in och inte ingår i något tal: 118." in report.to_markdown()
    )
    assert report.as_dict()["set_aside"] == 118


_RATES = (Form.SHARE, Form.MEAN, Form.INDEX, Form.PER_1000, Form.POINTS)


def test_nothing_is_said_of_what_nobody_handed_over() -> None:
    """Without the number no rate says that everything was read."""
    report = report_of(*cases())
    assert {row["set_aside"] for row in report.rows()} == {None}
    assert "läsas in" not in report.to_markdown("sv")
    none_lost = report_of(*cases(), set_aside=0)
    assert "inte ingår i något tal: 0." in none_lost.to_markdown("sv")


# --- records --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("records", "outcome"),
    [
        (None, "overdue"),
        (set(), "not_assessable"),
        ({"closed"}, "not_assessable"),
        ({"answered", "delay_notice"}, "overdue"),
    ],
)
def test_none_is_everything_and_empty_is_nothing(records: set[str] | None, outcome: str) -> None:
    """A desk's own case records all; a file without a column for it records nothing."""
    case = Story(POLICY, "x").received("2025-03-03", records=records).case
    assert values(report_of(case), "compliance", "answer")[outcome] == Figure(1)


def test_what_was_recorded_counts_though_other_things_were_not() -> None:
    """An answer in time is met, in a source that records answers alone."""
    case = (
        Story(POLICY, "x")
        .received("2025-03-03", Kind.COMPLAINT, records={"answered"})
        .on("2025-03-04", Acknowledged)
        .on("2025-03-05", Answered)
        .case
    )
    assert values(report_of(case), "compliance", "answer")["met"] == Figure(1)

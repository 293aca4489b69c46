# SPDX-License-Identifier: Apache-2.0
"""What leaves the building: rounded by hand, a function of rounded counts, and exact nowhere."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.cases.case import Case
from klagomal.cases.events import Acknowledged, Answered, Closed
from klagomal.errors import FieldError
from klagomal.periods import Month, Quarter, Year
from klagomal.report import Report, aggregate
from klagomal.report.counting.keys import EVERYTHING, Lead, Row
from klagomal.report.figures import Figure, Why
from klagomal.report.rounding import RoundedSheet, Rounding
from klagomal.vocabulary import Unit
from tests.effort import soaked
from tests.report.caseload import CASELOADS, POLICY
from tests.stories import Story

YEAR = Year(2025)
EN = "\N{EN DASH}"
BY = st.sampled_from(
    [("unit",), ("kind",), ("unit", "month"), (("unit", "quarter"), "quality"), ("bucket",)]
)


def cases_of(unit: str, number: int, *, answered: int = 0, month: int = 3) -> Iterator[Case]:
    """Yield so many complaints of a unit, of which some were answered in time."""
    for n in range(number):
        story = Story(POLICY, f"{unit}-{month}-{n}").received(f"2025-{month:02d}-03", unit=unit)
        if n < answered:
            story.on(f"2025-{month:02d}-05", Answered).on(f"2025-{month:02d}-06", Closed)
        yield story.case


@pytest.fixture(scope="module")
def town() -> Report:
    """Return the board's report of 147 cases in three units."""
    found = [
        *cases_of("alpha", 96, answered=60),
        *cases_of("beta", 49, answered=12),
        *cases_of("gamma", 2),
    ]
    return aggregate(found, POLICY, YEAR, by=("unit",), set_aside=13, inhabitants=10_000)


def value(report: Report, table: str, line: str, measure: str) -> Any:
    """Return the value of a figure."""
    return report.figure(table, line, measure).value


# --- counts ---------------------------------------------------------------------------------------


def test_the_total_can_be_read(town: Report) -> None:
    """147 cases are published as 145: a reader sees how many came in."""
    assert value(town, "volumes", "*", "received") == 147
    assert value(town.published(), "volumes", "*", "received") == 145
    assert "| Inkomna | 145 |" in town.published().to_markdown("sv")


def test_every_count_is_rounded_on_its_own(town: Report) -> None:
    """96 is 95 and 49 is 50, which is their sum by chance; 2 is 0 to 2."""
    public = town.published()
    assert value(public, "volumes.unit", "alpha", "received") == 95
    assert value(public, "volumes.unit", "beta", "received") == 50
    assert [line.value for line in public.table("volumes.unit").lines] == ["alpha", "beta", "*"]


def test_what_rounds_to_nothing_is_0_to_2(town: Report) -> None:
    """Two open answers or none are printed alike."""
    figure = town.published().figure("volumes", "*", "excluded")
    assert figure == Figure(0, at_least=True, at_most=2)
    assert f"| Undantagna | 0{EN}2 |" in town.published().to_markdown("sv")
    assert figure.as_dict() == {"value": 0, "at_least": True, "at_most": 2}


@pytest.mark.parametrize(
    ("base", "exact", "rounded"),
    [
        (5, 0, 0), (5, 2, 0), (5, 3, 5), (5, 7, 5), (5, 8, 10), (5, 147, 145), (5, 148, 150),
        (3, 1, 0), (3, 2, 3), (3, 4, 3), (10, 4, 0), (10, 5, 10), (10, 14, 10), (10, 15, 20),
    ],
)  # fmt: skip
def test_the_nearest_multiple(base: int, exact: int, rounded: int) -> None:
    """The nearest multiple of the base, halfway upwards."""
    assert Rounding(base=base).rounded(exact) == rounded


@pytest.mark.parametrize(("base", "most"), [(3, 1), (5, 2), (10, 4)])
def test_the_greatest_count_that_rounds_to_nothing(base: int, most: int) -> None:
    """It is told with every nothing."""
    rounding = Rounding(base=base)
    assert rounding.nothing == most
    assert (rounding.rounded(most), rounding.rounded(most + 1)) == (0, base)


def test_a_line_of_which_there_is_nothing_is_not_there(town: Report) -> None:
    """That a unit has a line would tell that it had a case; one that is expected has one anyway."""
    assert "gamma" in [line.value for line in town.table("volumes.unit").lines]
    expected = aggregate(
        cases_of("alpha", 20), POLICY, YEAR, by=("unit",), expected={"unit": ("gamma",)}
    )
    lines = expected.published().table("volumes.unit").lines
    assert [line.value for line in lines] == ["gamma", "alpha", "*"]


# --- shares, means, medians -----------------------------------------------------------------------


def test_a_share_is_worked_out_from_rounded_counts(town: Report) -> None:
    """72 of 147 answered in time is 70 of 145, in whole per cent 48."""
    assert town.figure("compliance", "answer", "strict").value == Fraction(72, 147)
    figure = town.published().figure("compliance", "answer", "strict")
    assert (figure.numerator, figure.denominator) == (70, 145)
    assert figure.value == Fraction(48, 100)
    assert figure.set_aside == 15  # 13 that could not be read
    text = town.published().to_markdown("sv")
    assert "48\N{NO-BREAK SPACE}% (70 av 145; 15 ej inlästa)" in text


@pytest.mark.parametrize(("cases", "shown"), [(17, False), (18, True)])
def test_a_share_needs_a_denominator(cases: int, shown: bool) -> None:
    """Seventeen round to 15, which is too few; eighteen round to 20."""
    report = aggregate(cases_of("alpha", cases, answered=9), POLICY, YEAR, by=())
    figure = report.published().figure("compliance", "answer", "strict")
    assert (figure.value is not None) is shown
    assert figure.why is (None if shown else Why.TOO_FEW)


@pytest.mark.parametrize(("cases", "shown"), [(7, False), (8, True)])
def test_a_median_needs_cases(cases: int, shown: bool) -> None:
    """Seven round to 5, which is too few; eight round to 10. The median itself is exact."""
    report = aggregate(cases_of("alpha", cases, answered=cases), POLICY, YEAR, by=())
    figure = report.published().figure("lead_times", "answer", "median.calendar_days")
    assert figure == (Figure(2) if shown else Figure(why=Why.TOO_FEW))


def test_means_and_rates_are_worked_out_from_rounded_counts(town: Report) -> None:
    """145 in a place of ten thousand are 14.5 for each thousand; nobody was handed over."""
    public = town.published()
    assert value(public, "volumes", "*", "received_per_1000") == Fraction(145, 10)
    assert value(public, "handling", "*", "transfers_per_case") == 0


def test_changes_are_worked_out_from_rounded_counts() -> None:
    """27 in March and 21 in February: 25 less 20 is 5, and not 6."""
    found = [*cases_of("a", 27, month=3), *cases_of("a", 21, month=2)]
    report = aggregate(found, POLICY, Month(2025, 3), by=(), since=date(2025, 1, 1))
    assert value(report, "volumes", "*", "received.change_on_previous") == 6
    public = report.published()
    assert value(public, "volumes", "*", "received.change_on_previous") == 5
    assert value(public, "volumes", "*", "received.rate_on_previous") == Fraction(25, 100)


def test_limits_may_be_others(town: Report) -> None:
    """With base 10 and shares from 200 there is no share of 150."""
    public = town.published(base=10, shares_from=200, medians_from=1000)
    assert value(public, "volumes", "*", "received") == 150
    assert public.figure("compliance", "answer", "strict").why is Why.TOO_FEW
    assert public.figure("lead_times", "answer", "median.calendar_days").why is Why.TOO_FEW


@pytest.mark.parametrize(
    "limits", [{"base": 2}, {"base": 5.0}, {"base": True}, {"shares_from": 4}, {"medians_from": 0}]
)
def test_limits_that_protect_nobody_are_refused(town: Report, limits: dict[str, Any]) -> None:
    """A base below three, or a share of fewer than the base, names the field."""
    with pytest.raises(FieldError, match=next(iter(limits))):
        town.published(**limits)


def test_publishing_twice_is_publishing_once(town: Report) -> None:
    """What is rounded is not rounded again; other limits need the board's report."""
    public = town.published()
    assert public.published() is public
    with pytest.raises(FieldError, match="rounded to 5 already"):
        public.published(base=10)


def test_the_note_says_how_in_one_sentence(town: Report) -> None:
    """In Swedish and English, with the limits that were used."""
    sv, en = (town.published().to_markdown(language) for language in ("sv", "en"))
    assert "Varje antal är avrundat för sig till närmaste multipel av 5" in sv
    assert "nämnaren är minst 20" in sv
    assert "Every count is rounded on its own to the nearest multiple of 5" in en
    assert town.published().as_dict()["rounding"] == {
        "base": 5,
        "shares_from": 20,
        "medians_from": 10,
    }
    assert "avrundat" not in town.to_markdown("sv")


# --- nothing exact --------------------------------------------------------------------------------


@soaked(8)
@given(CASELOADS, BY)
def test_a_published_report_holds_multiples_alone(cases: list[Case], by: tuple[Any, ...]) -> None:
    """Every count, numerator and denominator in it is a multiple of 5, in every row and form."""
    report = aggregate(cases, POLICY, YEAR, by=by, set_aside=len(cases), inhabitants=1000)
    public = report.published()
    for numbers in (public.now, *public.earlier.values()):
        assert isinstance(numbers, RoundedSheet)
        assert {n % 5 for n in numbers.counts.values()} <= {0}
        assert numbers.outline.set_aside is not None
        assert numbers.outline.set_aside % 5 == 0
    for row in public.rows():
        if "unit" in row["value"] and row["table"] == "statistics":
            continue  # how many units there are, not cases
        if row["form"] in ("count", "change"):
            assert row["figure"] is None or row["figure"] % 5 == 0, row
        for part in ("numerator", "left_out", "set_aside"):
            assert row[part] is None or row[part] % 5 == 0, row
    assert pickle.loads(pickle.dumps(public)) == public
    assert public.to_markdown("sv")


@soaked(8)
@given(CASELOADS, BY, st.data())
def test_what_rounds_alike_is_published_alike(
    cases: list[Case], by: tuple[Any, ...], data: st.DataObject
) -> None:
    """Two caseloads with the same rounded counts and allowed percentiles give the same bytes.

    The other caseload is the first with some cases left out or told twice. Whether the two round
    alike is asked of the exact reports, count by count, for all that the published one shows.
    """
    other = [
        case for case in cases for _ in range(data.draw(st.sampled_from([1, 1, 1, 1, 0, 2])))
    ] or cases
    first, second = (
        aggregate(each, POLICY, YEAR, by=by, since=date(2024, 1, 1)) for each in (cases, other)
    )
    one, two = first.published(), second.published()
    alike = _rounded_answers(first, one) == _rounded_answers(second, one)
    alike = alike and _rounded_answers(first, two) == _rounded_answers(second, two)
    alike = alike and _lines(one) == _lines(two)
    assert not alike or json.dumps(one.as_dict()) == json.dumps(two.as_dict())
    assert not alike or pickle.dumps(one) == pickle.dumps(two)


def _rounded_answers(report: Report, public: Report) -> list[Any]:
    """Return the report's exact counts of all that ``public`` shows, rounded, and percentiles."""
    rounding = Rounding()
    found: list[Any] = []
    for name, numbers in {"now": public.now, **public.earlier}.items():
        exact = report.now if name == "now" else report.earlier[name]
        asked: Any = numbers
        found += [rounding.rounded(exact.count(*key)) for key in asked.counts]
        found += [exact.timing(*key) for key in asked.timings]
    return found


def _lines(public: Report) -> list[Any]:
    """Return the lines that there are, and the groups that stand as columns."""
    outline = public.outline
    return [*map(public.now.lines, outline.by), *map(public.now.groups, outline.across)]


def test_one_case_more_that_rounds_away_changes_no_byte() -> None:
    """A unit with one appeal, or no such unit: the published report is the same."""
    plain = list(cases_of("alpha", 30, answered=20))
    appeal = Story(POLICY, "x").received("2025-03-03", unit="rare", streams={"appeal"}).case
    more = [*plain, appeal]
    one, two = (
        aggregate(each, POLICY, YEAR, by=("unit", "kind"), since=date(2024, 1, 1)).published()
        for each in (plain, more)
    )
    assert json.dumps(one.as_dict()) == json.dumps(two.as_dict())
    assert pickle.dumps(one) == pickle.dumps(two)
    assert b"rare" not in pickle.dumps(two)


@pytest.mark.parametrize("early", ["2023-05-02", "2024-01-01"])
@pytest.mark.parametrize("streams", [set(), {"appeal"}])
def test_one_early_case_shows_no_earlier_period(early: str, streams: set[str]) -> None:
    """Whether a lone case came on the first day of 2024 or not at all is not to be seen."""
    plain = list(cases_of("alpha", 30, answered=20))
    lone = Story(POLICY, "x").received(early, streams=streams).case
    one, two = (
        aggregate(each, POLICY, YEAR, by=("unit",)).published() for each in (plain, [*plain, lone])
    )
    assert json.dumps(one.as_dict()) == json.dumps(two.as_dict())
    assert pickle.dumps(one) == pickle.dumps(two)
    board = aggregate([*plain, lone], POLICY, YEAR, by=("unit",))
    assert set(board.earlier) == {"previous"}


def test_several_early_cases_show_an_earlier_period() -> None:
    """Three cases that had come by then round to five: the source goes back so far."""
    early = [Story(POLICY, f"x{n}").received("2024-01-01").case for n in range(3)]
    cases = [*cases_of("alpha", 30), *early]
    assert set(aggregate(cases, POLICY, YEAR, by=()).published().earlier) == {"previous"}


@pytest.mark.parametrize("number", range(143, 148))
def test_a_sum_over_obligations_does_not_tell_the_total(number: int) -> None:
    """Each case has a run of each obligation: the sum is that of the rounded, not rounded itself.

    143 to 147 cases all round to 145, and two musts together make 290.
    """
    report = aggregate(cases_of("alpha", number), POLICY, YEAR, by=()).published()
    binding = [o.id for o in POLICY.obligations if o.strength.binds]
    assert len(binding) == 2
    assert {value(report, "compliance", each, "due") for each in binding} == {145}
    assert value(report, "compliance", "*binding", "due") == 290


def test_codes_that_are_equal_are_pickled_alike() -> None:
    """A unit's code that was built at run time tells nothing: pickles hold each code once."""
    made = [list(cases_of("".join(["al", "pha"]), 30)), list(cases_of("alpha", 30))]
    one, two = (
        pickle.dumps(aggregate(cases, POLICY, YEAR, by=("unit",), across=("unit",)).published())
        for cases in made
    )
    assert one == two


def test_a_published_report_remembers_no_judgement(town: Report) -> None:
    """Its policies are copies that have judged nothing."""
    (policy,) = town.published().outline.policies
    assert policy == POLICY
    assert policy is not POLICY


def test_a_rate_of_few_stands_between_bounds() -> None:
    """Two cases among 12 000 people are 0 to 0.17 for each thousand; no transfers, 0 to 0.1."""
    few = aggregate(cases_of("alpha", 2), POLICY, YEAR, by=(), inhabitants=12_000).published()
    rate = few.figure("volumes", "*", "received_per_1000")
    assert (rate.value, rate.at_most) == (0, Fraction(2000, 12_000))
    assert "| Inkomna per 1\N{NO-BREAK SPACE}000 invånare | 0,00 till 0,17 |" in few.to_markdown()
    mean = aggregate(cases_of("alpha", 20), POLICY, YEAR, by=()).published()
    figure = mean.figure("handling", "*", "transfers_per_case")
    assert (figure.value, figure.at_most) == (0, Fraction(2, 20))


def test_a_figure_that_is_asked_for_is_the_one_in_its_table(town: Report) -> None:
    """The published report answers for each figure without making the tables anew."""
    public = town.published()
    for table in public.tables:
        for line in table.lines:
            for column, figure in zip(table.columns, line.figures, strict=True):
                assert public.figure(table.code, line.value, column.measure) == figure


def test_what_it_was_not_asked_is_not_in_it(town: Report) -> None:
    """Rows and percentiles that no table shows are not kept."""
    public: Any = town.published().now
    assert {row for _, row in public.counts} <= {
        EVERYTHING,
        Row(("unit",), ("alpha",)),
        Row(("unit",), ("beta",)),
    }
    assert (Lead.ANSWER, Unit.WORKING_DAYS, EVERYTHING) in public.timings


def test_overlapping_reports_are_each_rounded_on_their_own() -> None:
    """A year and its quarters are rounded apart: 7 and 7 are 5 and 5, and 14 is 15."""
    found = [*cases_of("a", 7, month=2), *cases_of("a", 7, month=5)]
    whole, first, second = (
        value(aggregate(found, POLICY, period, by=()).published(), "volumes", "*", "received")
        for period in (YEAR, Quarter(2025, 1), Quarter(2025, 2))
    )
    assert (whole, first, second) == (15, 5, 5)


def test_the_example_of_counts_that_are_known_exactly() -> None:
    """Four units with seven each are 5, 5, 5, 5 and 30 together, which nothing else can be."""
    units = ("a", "b", "c", "d")
    found = [case for unit in units for case in cases_of(unit, 7)]
    public = aggregate(found, POLICY, YEAR, by=("unit",)).published()
    whole, *each = (value(public, "volumes.unit", line, "received") for line in ("*", *units))
    assert (whole, each) == (30, [5, 5, 5, 5])
    rounded = Rounding().rounded
    fitting = [
        counts
        for counts in product(range(12), repeat=4)
        if [rounded(n) for n in counts] == each and rounded(sum(counts)) == whole
    ]
    assert fitting == [(7, 7, 7, 7)]


# --- what is not recorded -------------------------------------------------------------------------


def test_what_was_not_recorded_is_told_by_rounded_counts() -> None:
    """With eight cases of a source without closings, and one of a source with them: no number."""
    silent = [
        Story(POLICY, f"s{n}").received("2025-03-03", records={"acknowledged"}).case
        for n in range(8)
    ]
    telling = Story(POLICY, "t").received("2025-03-03").on("2025-03-04", Acknowledged).case
    report = aggregate([*silent, telling], POLICY, YEAR, by=())
    assert report.figure("volumes", "*", "closed") == Figure(0, at_least=True, at_most=8)
    assert report.published().figure("volumes", "*", "closed") == Figure(why=Why.NOT_RECORDED)

# SPDX-License-Identifier: Apache-2.0
"""Stretches of every year on which nobody works, and years of which nothing would be left."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.calendar import CalendarSpec, DayReason, NamedDay, Season, calendar_for
from klagomal.errors import CalendarError, DayCountError
from tests.calendar.test_calendar import in_a_new_process, told

SUMMER = Season((6, 15), (8, 15))
NEW_YEAR = Season((12, 20), (1, 7))
SWEDISH = calendar_for()
RESTING = calendar_for(CalendarSpec(rests=(SUMMER,)))


# --- a season -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("season", "day", "covered"),
    [
        (SUMMER, date(2025, 6, 14), False),
        (SUMMER, date(2025, 6, 15), True),
        (SUMMER, date(1999, 7, 1), True),
        (SUMMER, date(2025, 8, 15), True),
        (SUMMER, date(2025, 8, 16), False),
        (NEW_YEAR, date(2025, 12, 19), False),
        (NEW_YEAR, date(2025, 12, 20), True),
        (NEW_YEAR, date(2025, 12, 31), True),
        (NEW_YEAR, date(2026, 1, 1), True),
        (NEW_YEAR, date(2026, 1, 7), True),
        (NEW_YEAR, date(2026, 1, 8), False),
        (Season((12, 24), (12, 24)), date(2025, 12, 24), True),
        (Season((12, 24), (12, 24)), date(2025, 12, 25), False),
        (Season((2, 1), (3, 1)), date(2024, 2, 29), True),
        (Season((2, 1), (2, 28)), date(2024, 2, 29), False),
        (Season((3, 1), (4, 1)), date(2024, 2, 29), False),
    ],
)
def test_a_season_holds_both_its_ends(season: Season, day: date, covered: bool) -> None:
    """A season lasts from its first to its last day in every year, also over New Year."""
    assert season.covers(day) is covered


# Neither 2021 nor 2022 has a 29 February, and no walk goes further.
@given(st.dates(date(2021, 1, 1), date(2021, 12, 31)), st.integers(0, 363), st.dates())
def test_a_season_is_a_walk_through_the_year(start: date, length: int, day: date) -> None:
    """The days that a season covers are those met by walking from its start to its end.

    It covers 29 February if it covers the day before and the day after.
    """
    days = [start + timedelta(days=n) for n in range(length + 1)]
    season = Season((start.month, start.day), (days[-1].month, days[-1].day))

    walked = {(passed.month, passed.day) for passed in days}
    if {(2, 28), (3, 1)} <= walked:
        walked.add((2, 29))
    assert season.covers(day) is ((day.month, day.day) in walked)


def test_a_season_is_a_value() -> None:
    """Equal seasons are one key, survive pickling, and are written as people read them."""
    assert Season((6, 15), (8, 15)) == SUMMER
    assert len({SUMMER, copy.deepcopy(SUMMER), pickle.loads(pickle.dumps(SUMMER))}) == 1
    assert str(NEW_YEAR) == "12-20 to 01-07"


def test_a_moment_is_not_within_a_season() -> None:
    """A datetime is refused, since its day depends on the zone."""
    with pytest.raises(DayCountError, match="day_of"):
        SUMMER.covers(datetime(2025, 7, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("start", "end", "field", "message"),
    [
        ((2, 29), (3, 5), "start", "does not come every year; write 28 February or 1 March"),
        ((2, 1), (2, 29), "end", "does not come every year"),
        ((2, 30), (3, 5), "start", "there is no day 30 in a month 2"),
        ((6, 15), (15, 8), "end", "give the month first"),
        ((0, 1), (1, 7), "start", "no day 1 in a month 0"),
        ((6, 15), (8, 10**5000), "end", "no day that many"),
        ("06-15", (8, 15), "start", r"such as \(6, 15\), got '06-15'"),
        ((6, 15), [8, 15], "end", r"got \[8, 15\]"),
        ((6, 15), (8,), "end", r"got \(8,\)"),
        ((6, 15), (8, 15.0), "end", "got"),
        ((True, 15), (8, 15), "start", "got"),
        (date(2025, 6, 15), (8, 15), "start", "month and a day"),
    ],
)
def test_a_season_runs_between_days_that_come_every_year(
    start: Any, end: Any, field: str, message: str
) -> None:
    """A day that some years lack, no day at all, or another form is refused under its field."""
    with pytest.raises(CalendarError, match=message) as caught:
        Season(start, end)

    assert caught.value.data["field"] == field
    assert caught.value.data["value"] == (start if field == "start" else end)


@pytest.mark.parametrize(
    ("start", "end"),
    [((1, 1), (12, 31)), ((6, 15), (6, 14)), ((3, 1), (2, 28)), ((1, 2), (1, 1))],
)
def test_a_season_is_not_the_whole_year(start: tuple[int, int], end: tuple[int, int]) -> None:
    """A season that ends the day before it begins again is refused."""
    with pytest.raises(CalendarError, match="is the whole year: leave at least one day"):
        Season(start, end)


# --- a calendar that rests ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        # Friday 13 June to Monday 18 August: the 16th and 17th are a weekend.
        (date(2025, 6, 13), 1, date(2025, 8, 18)),
        (date(2025, 7, 1), 1, date(2025, 8, 18)),
        (date(2025, 7, 1), 0, date(2025, 8, 18)),
        (date(2025, 8, 18), -1, date(2025, 6, 13)),
        # Thursday 12 June: Friday is the first, and the second comes after the rest.
        (date(2025, 6, 12), 2, date(2025, 8, 18)),
        # The next year the rest ends on a Saturday.
        (date(2026, 6, 12), 1, date(2026, 8, 17)),
    ],
)
def test_the_days_of_a_season_do_not_count(start: date, n: int, end: date) -> None:
    """No day within a season is a working day, in any year."""
    assert RESTING.add(start, n) == end


def test_a_rest_over_new_year_closes_both_ends_of_each_year() -> None:
    """A season over New Year closes January of the first year and December of the last, too."""
    spec = CalendarSpec(first_year=2025, last_year=2026, rests=(NEW_YEAR,))
    calendar = calendar_for(spec)

    assert calendar.on_or_after(date(2025, 1, 1)) == date(2025, 1, 8)  # a Wednesday
    assert calendar.add(date(2025, 12, 19), 1) == date(2026, 1, 8)  # from Friday to Thursday
    assert calendar.on_or_before(date(2026, 12, 31)) == date(2026, 12, 18)  # a Friday


def test_a_rest_is_explained_where_it_closes_a_day() -> None:
    """A weekday within a season is a rest period; a holiday or weekend keeps its own name."""
    steps = RESTING.explain_count(date(2025, 6, 13), date(2025, 6, 20))

    assert told(steps) == [
        (14, None, "lördag"),
        (15, None, "söndag"),
        (16, None, "vilotid"),
        (17, None, "vilotid"),
        (18, None, "vilotid"),
        (19, None, "vilotid"),
        (20, None, "midsommarafton"),
    ]
    assert steps[2].day.reason is DayReason.REST
    assert steps[2].day.label("en") == "rest period"
    assert not steps[2].day.working
    assert DayReason.REST.label("sv") == "vilotid"


def test_local_days_within_a_rest() -> None:
    """A local open day is worked in spite of a season; a local closed day keeps its name."""
    calendar = calendar_for(
        CalendarSpec(
            closed=(NamedDay(date(2025, 7, 1), "flytt", "moving day"),),
            open=(NamedDay(date(2025, 7, 2), "sommaröppet", "summer opening"),),
            rests=(SUMMER,),
        )
    )

    assert calendar.add(date(2025, 6, 13), 1) == date(2025, 7, 2)
    assert calendar.day(date(2025, 7, 2)).reason is DayReason.LOCAL_OPEN
    assert calendar.day(date(2025, 7, 2)).label("sv") == "sommaröppet"
    assert calendar.day(date(2025, 7, 1)).label("sv") == "flytt"


def test_the_order_of_seasons_does_not_matter() -> None:
    """Seasons in any order, in a list, one of them twice, make the same description."""
    one = CalendarSpec(rests=(SUMMER, NEW_YEAR))
    same = CalendarSpec(rests=[NEW_YEAR, SUMMER, NEW_YEAR])

    assert one == same
    assert calendar_for(one) is calendar_for(same)


@pytest.mark.parametrize(
    ("rests", "message"),
    [
        (SUMMER, "rests are a list of seasons"),
        ("06-15", "rests are a list of seasons, not '06-15'"),
        (None, "rests are a list of seasons, not None"),
        ((((6, 15), (8, 15)),), "is not a season; write Season"),
        (("summer",), "'summer' is not a season"),
        (([],), r"\[\] is not a season"),
    ],
    ids=repr,
)
def test_rests_are_seasons(rests: Any, message: str) -> None:
    """One season without a list, or anything but seasons in it, is refused, also by `resting`."""
    with pytest.raises(CalendarError, match=message):
        CalendarSpec(rests=rests)
    with pytest.raises(CalendarError, match=message):
        SWEDISH.resting(rests)


# --- rests laid over a calendar -------------------------------------------------------------------


def test_resting_closes_the_seasons_as_well() -> None:
    """The seasons asked for are added to those that the calendar has."""
    both = calendar_for(CalendarSpec(rests=(SUMMER, NEW_YEAR)))

    assert SWEDISH.resting((SUMMER,)) is RESTING
    assert RESTING.resting((NEW_YEAR,)) is both
    assert SWEDISH.resting((NEW_YEAR, SUMMER)) is both
    assert SWEDISH.resting((SUMMER, NEW_YEAR)) is both


def test_resting_on_what_rests_already_is_no_change() -> None:
    """Without seasons, or with those it has, a calendar is itself."""
    assert SWEDISH.resting(()) is SWEDISH
    assert RESTING.resting((SUMMER,)) is RESTING
    assert RESTING.resting([SUMMER]) is RESTING  # type: ignore[arg-type]


def test_every_day_is_every_day() -> None:
    """The rests of a calendar hold no working day, but a count of all days counts them."""
    calendar = RESTING.every_day()

    assert calendar.add(date(2025, 6, 14), 1) == date(2025, 6, 15)
    assert calendar is SWEDISH.every_day()
    assert calendar.resting((SUMMER,)).add(date(2025, 6, 14), 1) == date(2025, 8, 16)
    assert RESTING.with_saturdays().add(date(2025, 6, 14), 1) == date(2025, 8, 16)


def test_a_day_that_is_open_in_spite_of_a_rest_counts_among_all_days() -> None:
    """A local open day within a rest is worked also where every day counts."""
    opened = NamedDay(date(2025, 7, 2), "sommaröppet", "summer opening")
    calendar = calendar_for(CalendarSpec(open=(opened,), rests=(SUMMER,)))
    calendar = calendar.every_day().resting((SUMMER,))

    assert calendar.add(date(2025, 6, 14), 1) == date(2025, 7, 2)


def test_a_resting_calendar_travels_between_processes() -> None:
    """Unpickled here it is the same object, and elsewhere it has the same fingerprint."""
    code = f"import pickle; print(pickle.loads({pickle.dumps(RESTING)!r}).fingerprint)"

    assert pickle.loads(pickle.dumps(RESTING)) is RESTING
    assert in_a_new_process(code, PYTHONHASHSEED="1") == RESTING.fingerprint
    assert RESTING.fingerprint != SWEDISH.fingerprint


def test_many_threads_derive_the_same_calendar() -> None:
    """Sixteen threads that ask for the same rests at once get one calendar and its answers."""
    base = calendar_for(CalendarSpec(first_year=1972, last_year=2092))
    gate = Barrier(16)

    def derive() -> tuple[int, int, int, date]:
        gate.wait()
        resting = base.resting((SUMMER,))
        every_day, with_saturdays = resting.every_day(), resting.with_saturdays()
        end = resting.add(date(2025, 6, 13), 1)
        return id(resting), id(every_day), id(with_saturdays), end

    with ThreadPoolExecutor(16) as pool:
        answers = {future.result() for future in [pool.submit(derive) for _ in range(16)]}

    assert len(answers) == 1
    assert {answer[-1] for answer in answers} == {date(2025, 8, 18)}


# --- a year without a working day -----------------------------------------------------------------

SEVEN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIRST_HALF, SECOND_HALF = Season((1, 1), (6, 30)), Season((7, 1), (12, 31))
ALL_OF_2025 = tuple(
    NamedDay(date(2025, 1, 1) + timedelta(days=n), "stängt", "shut") for n in range(365)
)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"weekend": SEVEN}, "no day of 1970 is a working day: take days out of weekend, or"),
        ({"weekend": SEVEN, "holidays": False}, "no day of 1970"),
        ({"rests": (FIRST_HALF, SECOND_HALF)}, "no day of 1970 is .* days out of rests, or"),
        # All but Christmas Day, which is a holiday.
        ({"rests": (Season((12, 26), (12, 24)),)}, "no day of 1970"),
        # All but 6 and 7 December, which are a Saturday and a Sunday in 1975 for the first time.
        ({"rests": (Season((12, 8), (12, 5)),)}, "no day of 1975"),
        ({"closed": ALL_OF_2025}, "no day of 2025 is .* out of closed, or list a day of 2025 in"),
        (
            {"closed": ALL_OF_2025[:200], "rests": (SECOND_HALF,), "weekend": ("sunday",)},
            "no day of 2025 is .* out of weekend or closed or rests, or",
        ),
    ],
)
def test_a_year_without_a_working_day(changes: dict[str, Any], message: str) -> None:
    """A calendar in which a whole year is closed is refused, with the year and what to change."""
    spec = CalendarSpec(**changes)

    with pytest.raises(CalendarError, match=message) as caught:
        calendar_for(spec)

    assert str(caught.value.data["year"]) in message


def test_one_working_day_in_each_year_is_enough() -> None:
    """Closed but for one local open day, the year 2025 has a first and last working day."""
    opened = NamedDay(date(2025, 7, 2), "öppet", "open")
    spec = CalendarSpec(
        first_year=2025, last_year=2025, weekend=SEVEN, holidays=False, open=(opened,)
    )

    assert calendar_for(spec).on_or_after(date(2025, 1, 1)) == date(2025, 7, 2)
    assert calendar_for(spec).add(date(2025, 12, 31), -1) == date(2025, 7, 2)


def test_rests_laid_over_rests_may_leave_nothing() -> None:
    """Seasons that close a whole year only together are refused when they are put together."""
    calendar = SWEDISH.resting((FIRST_HALF,))

    with pytest.raises(CalendarError, match="no day of 1970 is a working day"):
        calendar.resting((SECOND_HALF,))

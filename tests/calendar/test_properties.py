# SPDX-License-Identifier: Apache-2.0
"""The calendar's algebra against a day-by-day walk over independently written Swedish rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import pairwise

import pendulum
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.calendar import CalendarSpec, DayReason, NamedDay, calendar_for
from klagomal.errors import CalendarRangeError
from tests.calendar import swedish_model as model

SWEDISH = calendar_for()
FIRST, LAST = date(1970, 1, 1), date(2100, 12, 31)

# Far enough from both ends that forty working days stay inside.
INNER_DAYS = st.dates(date(1970, 4, 1), date(2100, 9, 30))
STEPS = st.integers(-40, 40)

# The first example of a process also builds tables, which takes as long as the machine is busy.
UNHURRIED = settings(deadline=None)


def test_every_day_agrees_with_the_model() -> None:
    """All 47 847 days from 1970 to 2100 are worked or closed as the independent rules say."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    wrong = [day for day in days if SWEDISH.is_working_day(day) != model.is_working_day(day)]

    assert len(days) == 47_847
    assert wrong == []


def test_the_fingerprint_is_what_its_documentation_says() -> None:
    """Sixteen hex digits of SHA-256 over the range, the zone and one byte a day."""
    days = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    written = b"1970-01-01 2100-12-31 Europe/Stockholm\n" + bytes(map(model.is_working_day, days))

    assert SWEDISH.fingerprint == sha256(written).hexdigest()[:16]


@UNHURRIED
@given(INNER_DAYS, STEPS)
def test_add_is_a_walk(day: date, n: int) -> None:
    """Adding n working days is stepping day by day and counting the worked ones."""
    if n == 0:
        rolled = day if model.is_working_day(day) else model.nth_after(day, 1)
        assert SWEDISH.add(day, 0) == rolled
    else:
        assert SWEDISH.add(day, n) == model.nth_after(day, n)


@UNHURRIED
@given(INNER_DAYS, st.integers(-90, 90))
def test_count_is_a_walk(start: date, days: int) -> None:
    """Counting is looking at each day after the first up to the last; backwards is negative."""
    end = start + timedelta(days=days)

    assert SWEDISH.count(start, end) == model.count(start, end)
    assert SWEDISH.count(end, start) == -SWEDISH.count(start, end)


@UNHURRIED
@given(*[st.dates(FIRST, LAST)] * 3)
def test_counts_over_adjoining_stretches_add_up(a: date, b: date, c: date) -> None:
    """From a to b and from b to c is from a to c, in whatever order the days lie."""
    assert SWEDISH.count(a, b) + SWEDISH.count(b, c) == SWEDISH.count(a, c)


@UNHURRIED
@given(INNER_DAYS, st.integers(1, 40))
def test_count_undoes_add(day: date, n: int) -> None:
    """The working days up to the n-th after a day are n; a worked day is found on the way back."""
    assert SWEDISH.count(day, SWEDISH.add(day, n)) == n
    if model.is_working_day(day):
        assert SWEDISH.add(SWEDISH.add(day, n), -n) == day


@UNHURRIED
@given(st.dates(FIRST, LAST), st.integers(-40_000, 40_000))
def test_an_answer_is_inside_the_calendar_or_an_error(day: date, n: int) -> None:
    """There is an answer exactly when the calendar has that many working days on that side."""
    if n > 0:
        available = n <= SWEDISH.count(day, LAST)
    else:
        before_day = SWEDISH.count(FIRST, day) - SWEDISH.is_working_day(day)
        # FIRST is New Year's Day: closed, so nothing is lost by leaving it out of the count.
        available = -n <= before_day if n else day <= date(2100, 12, 30)
    try:
        answer = SWEDISH.add(day, n)
    except CalendarRangeError:
        assert not available
    else:
        assert available
        assert FIRST <= answer <= LAST


@UNHURRIED
@given(INNER_DAYS)
def test_neighbours(day: date) -> None:
    """Next, previous and the two rolls are the nearest worked days on their sides."""
    one = timedelta(days=1)

    assert SWEDISH.next_working_day(day) == model.nth_after(day, 1)
    assert SWEDISH.previous_working_day(day) == model.nth_after(day, -1)
    assert SWEDISH.on_or_after(day) == model.nth_after(day - one, 1)
    assert SWEDISH.on_or_before(day) == model.nth_after(day + one, -1)


@UNHURRIED
@given(INNER_DAYS, st.integers(-30, 120))
def test_working_days_between(start: date, days: int) -> None:
    """The days listed are the worked ones after the first up to the last, in order."""
    end = start + timedelta(days=days)
    walked = [start + timedelta(days=n) for n in range(1, days + 1)]

    assert list(SWEDISH.working_days(start, end)) == list(filter(model.is_working_day, walked))


@UNHURRIED
@given(st.integers(1970, 2100), st.integers(1, 12))
def test_nth_of_a_month_from_both_ends(year: int, month: int) -> None:
    """Numbering from 1 gives the month's worked days, and from -1 the same days reversed."""
    days = (date(year, month, 1) + timedelta(days=n) for n in range(31))
    worked = [day for day in days if day.month == month and model.is_working_day(day)]
    numbers = range(1, len(worked) + 1)

    assert [SWEDISH.nth_working_day(year, month, n) for n in numbers] == worked
    assert [SWEDISH.nth_working_day(year, month, -n) for n in numbers] == worked[::-1]


@UNHURRIED
@given(INNER_DAYS, STEPS)
def test_an_explained_addition_shows_every_day(day: date, n: int) -> None:
    """The steps are consecutive days, numbered when worked, and end on the answer."""
    steps = SWEDISH.explain_add(day, n)
    one = timedelta(days=1 if n >= 0 else -1)

    assert steps[0].day.date == (day + one if n else day)
    assert all(b.day.date - a.day.date == one for a, b in pairwise(steps))
    assert steps[-1].day.date == SWEDISH.add(day, n)
    assert steps[-1].number == n
    assert all((step.number is None) != model.is_working_day(step.day.date) for step in steps)


@UNHURRIED
@given(INNER_DAYS, st.integers(-60, 60))
def test_an_explained_count_ends_with_the_count(start: date, days: int) -> None:
    """One step for each calendar day between, and the last number is the count."""
    end = start + timedelta(days=days)
    steps = SWEDISH.explain_count(start, end)
    numbers = [step.number for step in steps if step.number is not None]

    assert len(steps) == abs(days)
    assert (numbers or [0])[-1] == SWEDISH.count(start, end)
    assert {step.day.date for step in steps} == {
        min(start, end) + timedelta(days=n) for n in range(1, abs(days) + 1)
    }


@UNHURRIED
@given(st.lists(INNER_DAYS, max_size=30), STEPS)
def test_bulk_agrees_with_one_by_one(days: list[date], n: int) -> None:
    """Adding to many days at once, or through the table, is adding to each."""
    one_by_one = [SWEDISH.add(day, n) for day in days]
    table, first = SWEDISH.offsets(n), SWEDISH.first.toordinal()

    assert SWEDISH.add_all(days, n) == one_by_one
    assert [table[day.toordinal() - first] for day in days] == one_by_one


@UNHURRIED
@given(
    st.sets(st.dates(date(2025, 1, 1), date(2025, 12, 31)), max_size=12),
    st.sets(st.dates(date(2025, 1, 1), date(2025, 12, 31)), max_size=12),
)
def test_local_days_come_on_top(closed: set[date], opened: set[date]) -> None:
    """Local days close and open exactly the days named, and explain only what they change."""
    opened -= closed
    calendar = calendar_for(
        CalendarSpec(
            first_year=2025,
            last_year=2025,
            closed=tuple(NamedDay(day, "stängt", "shut") for day in closed),
            open=tuple(NamedDay(day, "öppet", "open") for day in opened),
        )
    )
    for day in (date(2025, 1, 1) + timedelta(days=n) for n in range(365)):
        national = model.is_working_day(day)
        expected = (national or day in opened) and day not in closed
        local = {DayReason.LOCAL_CLOSED, DayReason.LOCAL_OPEN}
        assert calendar.is_working_day(day) is expected
        assert (calendar.day(day).reason in local) == (national != expected)


@UNHURRIED
@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 12, 30), timezones=st.just(UTC)))
def test_the_local_day_of_a_moment(moment: datetime) -> None:
    """A moment falls on the day that an independent conversion to Swedish time shows."""
    in_sweden = pendulum.instance(moment).in_timezone("Europe/Stockholm")
    expected = date(in_sweden.year, in_sweden.month, in_sweden.day)

    assert SWEDISH.day_of(moment) == expected
    assert SWEDISH.day_of(moment.astimezone(SWEDISH.zone)) == expected
    assert SWEDISH.day_of(in_sweden) == expected
    assert type(SWEDISH.day_of(in_sweden)) is date

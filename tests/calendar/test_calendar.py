# SPDX-License-Identifier: Apache-2.0
"""The calendar as a value: what it refuses, how it is described, shared, compared and explained."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from enum import IntEnum
from fractions import Fraction
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pendulum
import pytest

from klagomal.calendar import (
    SWEDEN,
    CalendarSpec,
    CountedDay,
    Day,
    DayReason,
    NamedDay,
    calendar_for,
)
from klagomal.errors import (
    CalendarError,
    CalendarRangeError,
    DayCountError,
    KlagomalError,
    NaiveDatetimeError,
)
from klagomal.vocabulary import Label, Language

SWEDISH = calendar_for()
MONDAY = date(2025, 3, 10)
BRIDGE = NamedDay(date(2025, 5, 30), "klämdag", "bridge day")
OPEN_SATURDAY = NamedDay(date(2025, 1, 11), "lördagsöppet", "open Saturday")
LOCAL = calendar_for(CalendarSpec(closed=(BRIDGE,), open=(OPEN_SATURDAY,)))


class Term(IntEnum):
    """A whole number under a name."""

    ANSWER = 10


def in_a_new_process(code: str, **environment: str) -> str:
    """Run ``code`` in a Python of its own and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    return done.stdout.strip()


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [True, 10.0, "10", None, Fraction(10)], ids=repr)
def test_a_number_of_days_must_be_whole(n: Any) -> None:
    """``True``, a float, text and nothing are no numbers of days; the error says what came."""
    for refuse in (SWEDISH.add, SWEDISH.explain_add):
        with pytest.raises(DayCountError, match="pass an int") as caught:
            refuse(MONDAY, n)
        assert caught.value.data == {"value": n}
    with pytest.raises(DayCountError):
        SWEDISH.add_all([MONDAY], n)
    with pytest.raises(DayCountError):
        SWEDISH.nth_working_day(2025, 3, n)


def test_a_named_whole_number_is_a_number() -> None:
    """An IntEnum member counts as its value."""
    assert SWEDISH.add(MONDAY, Term.ANSWER) == date(2025, 3, 24)


@pytest.mark.parametrize(
    "moment", [datetime(2025, 3, 10, 23, 30, tzinfo=UTC), pendulum.datetime(2025, 3, 10)], ids=str
)
def test_a_moment_is_not_a_date(moment: Any) -> None:
    """A datetime is refused where a date is wanted, since its UTC day may be the wrong one."""
    calls: list[Callable[[], object]] = [
        lambda: SWEDISH.add(moment, 1),
        lambda: SWEDISH.add_all([MONDAY, moment], 1),
        lambda: SWEDISH.count(MONDAY, moment),
        lambda: SWEDISH.count(moment, MONDAY),
        lambda: SWEDISH.is_working_day(moment),
        lambda: SWEDISH.on_or_before(moment),
        lambda: SWEDISH.day(moment),
        lambda: SWEDISH.check(moment),
        lambda: NamedDay(moment, "stängt", "shut"),
    ]
    for call in calls:
        with pytest.raises(DayCountError, match="day_of"):
            call()


@pytest.mark.parametrize("day", ["2025-03-10", 20250310, None], ids=repr)
def test_text_and_numbers_are_not_dates(day: Any) -> None:
    """Only a date is a date."""
    with pytest.raises(DayCountError, match="is not a date"):
        SWEDISH.add(day, 1)
    with pytest.raises(DayCountError, match="is not a date"):
        SWEDISH.is_working_day(day)


def test_a_pendulum_date_is_a_date_and_the_answer_is_plain() -> None:
    """Any subclass of date but datetime is taken, and a plain date is given back."""
    answers = [
        SWEDISH.add(pendulum.date(2025, 3, 10), 0),
        SWEDISH.add_all([pendulum.date(2025, 3, 10)], 0)[0],
        SWEDISH.on_or_before(pendulum.date(2025, 3, 10)),
        SWEDISH.day(pendulum.date(2025, 3, 10)).date,
        NamedDay(pendulum.date(2025, 3, 10), "stängt", "shut").day,
    ]

    assert answers == [MONDAY] * 5
    assert {type(answer) for answer in answers} == {date}


def test_a_moment_without_a_zone_has_no_day() -> None:
    """A naive datetime is refused: nobody can know which day it was in Sweden."""
    with pytest.raises(NaiveDatetimeError, match="no time zone"):
        SWEDISH.day_of(datetime(2025, 3, 10, 12))


def test_a_date_is_not_a_moment() -> None:
    """A date where a moment is wanted is refused, since it has no time."""
    with pytest.raises(DayCountError, match="not a datetime"):
        SWEDISH.day_of(MONDAY)  # type: ignore[arg-type]


def test_the_end_of_time_has_no_local_day() -> None:
    """The last hour of year 9999 in UTC lies in no Swedish year; an error, not an overflow."""
    with pytest.raises(CalendarRangeError, match="end of time"):
        SWEDISH.day_of(datetime(9999, 12, 31, 23, 30, tzinfo=UTC))


# --- the day of a moment --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Winter: Sweden is one hour ahead of UTC.
        (datetime(2025, 1, 10, 22, 59, tzinfo=UTC), date(2025, 1, 10)),
        (datetime(2025, 1, 10, 23, 0, tzinfo=UTC), date(2025, 1, 11)),
        # Summer: two hours.
        (datetime(2025, 7, 10, 21, 59, tzinfo=UTC), date(2025, 7, 10)),
        (datetime(2025, 7, 10, 22, 0, tzinfo=UTC), date(2025, 7, 11)),
        # Evening in New York is tomorrow in Sweden.
        (datetime(2025, 7, 10, 20, 0, tzinfo=ZoneInfo("America/New_York")), date(2025, 7, 11)),
        # A fixed offset, one minute to midnight.
        (datetime(2025, 1, 10, 23, 59, tzinfo=timezone(timedelta(hours=1))), date(2025, 1, 10)),
        # The hour that comes twice, 26 October 2025.
        (datetime(2025, 10, 26, 2, 30, tzinfo=SWEDISH.zone, fold=1), date(2025, 10, 26)),
        # Outside the years of the calendar a moment still has a day.
        (datetime(1950, 6, 1, 12, tzinfo=UTC), date(1950, 6, 1)),
    ],
)
def test_the_swedish_day_of_a_moment(moment: datetime, day: date) -> None:
    """23:59 in Sweden is still that day, whichever zone the moment was written in."""
    assert SWEDISH.day_of(moment) == day


# --- the range ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "way_out"),
    [
        (lambda: SWEDISH.add(date(1969, 12, 31), 1), "first_year"),
        (lambda: SWEDISH.add(date(1969, 12, 31), -1), "first_year"),
        (lambda: SWEDISH.add(date(1, 1, 1), 0), "first_year"),
        (lambda: SWEDISH.add(date(1970, 1, 2), -1), "first_year"),
        (lambda: SWEDISH.on_or_before(date(1970, 1, 1)), "first_year"),
        (lambda: SWEDISH.previous_working_day(date(1970, 1, 1)), "first_year"),
        (lambda: SWEDISH.add(MONDAY, -(10**5000)), "first_year"),
        (lambda: SWEDISH.nth_working_day(1969, 12, 1), "first_year"),
        (lambda: SWEDISH.add(date(2101, 1, 1), -1), "holidays of SE are known to 2100"),
        (lambda: SWEDISH.add(date(2101, 1, 1), 0), "holidays of SE are known to 2100"),
        (lambda: SWEDISH.add(date(9999, 12, 31), 1), "holidays of SE are known to 2100"),
        (lambda: SWEDISH.add(date(2100, 12, 30), 1), "holidays of SE are known to 2100"),
        (lambda: SWEDISH.on_or_after(date(2100, 12, 31)), "holidays of SE are known to 2100"),
        (lambda: SWEDISH.add(MONDAY, 10**5000), "holidays of SE are known to 2100"),
        (lambda: SWEDISH.count(MONDAY, date(2101, 1, 1)), "holidays of SE are known to 2100"),
        (lambda: SWEDISH.count(date(1969, 1, 1), MONDAY), "first_year"),
        (
            lambda: SWEDISH.working_days(MONDAY, date(2101, 1, 1)),
            "holidays of SE are known to 2100",
        ),
        (lambda: SWEDISH.is_working_day(date(9999, 12, 31)), "holidays of SE are known to 2100"),
        (lambda: SWEDISH.day(date(2101, 1, 1)), "holidays of SE are known to 2100"),
        (lambda: SWEDISH.explain_add(date(2100, 12, 1), 50), "holidays of SE are known to 2100"),
        (
            lambda: SWEDISH.explain_count(MONDAY, date(2101, 1, 1)),
            "holidays of SE are known to 2100",
        ),
        (lambda: SWEDISH.add_all([MONDAY, date(1969, 12, 31)], 1), "first_year"),
        (
            lambda: SWEDISH.add_all([date(2101, 1, 1), MONDAY], 1),
            "holidays of SE are known to 2100",
        ),
        (
            lambda: SWEDISH.add_all([date(2100, 12, 30), MONDAY], 1),
            "holidays of SE are known to 2100",
        ),
        (lambda: SWEDISH.check(date(2101, 1, 1)), "holidays of SE are known to 2100"),
    ],
)
def test_outside_the_years_nothing_is_guessed(call: Any, way_out: str) -> None:
    """A day or an answer outside the calendar is an error that names the bounds and the way out."""
    with pytest.raises(CalendarRangeError, match="1970-01-01 to 2100-12-31") as caught:
        call()

    assert way_out in str(caught.value)
    assert caught.value.data["first"] == date(1970, 1, 1)
    assert caught.value.data["last"] == date(2100, 12, 31)
    assert isinstance(caught.value.data["day"], date)


def test_a_short_calendar_says_how_to_widen_it() -> None:
    """Where later holidays are known, the error says which bound to move and how far."""
    short = calendar_for(CalendarSpec(first_year=2024, last_year=2025))

    with pytest.raises(CalendarRangeError, match=r"CalendarSpec\(last_year=...\).* to 2100"):
        short.add(date(2025, 12, 29), 2)
    assert short.add(date(2025, 12, 29), 1) == date(2025, 12, 30)


def test_the_table_has_no_answer_outside() -> None:
    """In the table for bulk work an answer outside the calendar is ``None``."""
    assert SWEDISH.offsets(1)[-2:] == (None, None)  # 30 and 31 December 2100
    assert SWEDISH.offsets(-1)[:2] == (None, None)  # 1 and 2 January 1970
    assert SWEDISH.offsets(-1)[2] == date(1970, 1, 2)


def test_the_tables_for_bulk_work_do_not_pile_up() -> None:
    """However many different numbers of days are asked for, few tables are kept."""
    calendar = calendar_for(CalendarSpec(first_year=2024, last_year=2025))
    for n in range(200):
        calendar.offsets(n)

    assert len(calendar._offsets) <= 32
    assert calendar.offsets(199) is calendar.offsets(199)


@pytest.mark.parametrize(
    ("year", "month", "n", "message"),
    [
        (2025, 2, 21, "20 working days"),
        (2025, 2, -21, "20 working days"),
        (2025, 2, 0, "count from 1"),
        (2025, 2, 10**5000, "20 working days"),
        (2025, 13, 1, "no month 13"),
        (2025, 0, 1, "no month 0"),
        (10_000, 1, 1, "year 10000"),
        (10**5000, 1, 1, "no month 1"),
    ],
    ids=lambda value: str(value)[:20] if not isinstance(value, int) or abs(value) < 99 else "big",
)
def test_a_month_has_only_so_many_working_days(year: int, month: int, n: int, message: str) -> None:
    """A number past the month's last working day, zero, or a month that is none, is an error."""
    with pytest.raises(CalendarRangeError, match=message):
        SWEDISH.nth_working_day(year, month, n)


# --- explanation ----------------------------------------------------------------------------------


def told(
    steps: Iterable[CountedDay], language: Language = "sv"
) -> list[tuple[int, int | None, str]]:
    """Return day of the month, number and name of each step."""
    return [(step.day.date.day, step.number, step.day.label(language)) for step in steps]


def test_an_addition_explained_in_swedish() -> None:
    """Each day is named, numbered when counted, and not when it does not count."""
    assert told(SWEDISH.explain_add(date(2025, 1, 3), 2)) == [
        (4, None, "lördag"),
        (5, None, "söndag"),
        (6, None, "trettondedag jul"),
        (7, 1, "arbetsdag"),
        (8, 2, "arbetsdag"),
    ]


def test_an_addition_explained_in_english() -> None:
    """The same in English."""
    assert told(SWEDISH.explain_add(date(2025, 6, 18), 2), "en") == [
        (19, 1, "working day"),
        (20, None, "Midsummer Eve"),
        (21, None, "Midsummer Day"),
        (22, None, "Sunday"),
        (23, 2, "working day"),
    ]


def test_an_addition_backwards_is_numbered_downwards() -> None:
    """Counting back, the days come in the order they are passed, with negative numbers."""
    assert told(SWEDISH.explain_add(date(2025, 3, 10), -2)) == [
        (9, None, "söndag"),
        (8, None, "lördag"),
        (7, -1, "arbetsdag"),
        (6, -2, "arbetsdag"),
    ]


def test_a_roll_is_explained_from_the_day_itself() -> None:
    """No days added shows the closed days up to the one landed on, whose number is 0."""
    assert told(SWEDISH.explain_add(date(2025, 3, 8), 0)) == [
        (8, None, "lördag"),
        (9, None, "söndag"),
        (10, 0, "arbetsdag"),
    ]


def test_local_days_are_explained_by_their_names() -> None:
    """A local closed day is skipped and a local open one counted, both by name."""
    assert told(LOCAL.explain_add(date(2025, 5, 28), 1)) == [
        (29, None, "Kristi himmelsfärdsdag"),
        (30, None, "klämdag"),
        (31, None, "lördag"),
        (1, None, "söndag"),
        (2, 1, "arbetsdag"),
    ]
    opened = LOCAL.explain_count(date(2025, 1, 10), date(2025, 1, 11))
    assert told(opened) == [(11, 1, "lördagsöppet")]
    assert told(opened, "en") == [(11, 1, "open Saturday")]


def test_a_local_day_that_changes_nothing_explains_nothing() -> None:
    """Midsummer Eve closed once more locally is still Midsummer Eve, and a plain day stays so."""
    calendar = calendar_for(
        CalendarSpec(
            closed=(NamedDay(date(2025, 6, 20), "stängt", "shut"),),
            open=(NamedDay(MONDAY, "öppet", "open"),),
        )
    )

    assert calendar.day(date(2025, 6, 20)) == SWEDISH.day(date(2025, 6, 20))
    assert calendar.day(MONDAY).reason is DayReason.WORKING_DAY
    assert calendar == SWEDISH


def test_a_step_is_a_value() -> None:
    """A day and its step are plain values that can be compared, hashed and pickled."""
    step = CountedDay(
        Day(date(2025, 6, 20), DayReason.HOLIDAY, Label("midsommarafton", "Midsummer Eve")), None
    )

    assert SWEDISH.explain_count(date(2025, 6, 19), date(2025, 6, 20)) == (step,)
    assert pickle.loads(pickle.dumps(step)) == step
    assert len({step, copy.copy(step)}) == 1
    assert DayReason.HOLIDAY.label("sv") == "helgdag"


# --- other countries ------------------------------------------------------------------------------


def test_england_has_its_own_days_zone_and_names() -> None:
    """A subdivision has its own days, and names fall back on the country's own language."""
    england = calendar_for(CalendarSpec(country="GB", subdivision="ENG", zone="Europe/London"))
    scotland = calendar_for(CalendarSpec(country="GB", subdivision="SCT", zone="Europe/London"))
    easter_monday = date(2025, 4, 21)

    assert not england.is_working_day(easter_monday)
    assert scotland.is_working_day(easter_monday)
    assert england.day(easter_monday).label("sv") == "Easter Monday"
    assert england.day(easter_monday).label("en") == "Easter Monday"
    assert england.day_of(datetime(2025, 1, 10, 23, 30, tzinfo=UTC)) == date(2025, 1, 10)
    assert england.is_working_day(date(2025, 12, 24))  # no eves


def test_finland_has_swedish_names() -> None:
    """A country's own variety of Swedish serves as Swedish, its names without capitals."""
    finland = calendar_for(CalendarSpec(country="FI", zone="Europe/Helsinki"))

    assert finland.day(date(2025, 12, 6)).label("sv") == "självständighetsdagen"
    assert finland.day(date(2025, 12, 6)).label("en") == "Independence Day"


def test_weekends_follow_the_country_and_its_history() -> None:
    """The Emirates rested Friday and Saturday until 2022, then Saturday and Sunday."""
    emirates = calendar_for(CalendarSpec(country="AE", zone="Asia/Dubai", first_year=2020))

    assert not emirates.is_working_day(date(2021, 3, 5))  # a Friday
    assert emirates.is_working_day(date(2021, 3, 7))  # a Sunday
    assert emirates.is_working_day(date(2022, 3, 4))  # a Friday
    assert not emirates.is_working_day(date(2022, 3, 6))  # a Sunday
    assert emirates.day(date(2021, 3, 5)).label("sv") == "fredag"


def test_a_holiday_kept_in_the_year_before_its_own_is_not_lost_at_the_edge() -> None:
    """New Year's Day 2028 is a Saturday, kept in the United States on Friday 31 December 2027."""
    narrow = calendar_for(CalendarSpec(country="US", zone="America/New_York", last_year=2027))
    wide = calendar_for(CalendarSpec(country="US", zone="America/New_York", last_year=2030))

    assert not wide.is_working_day(date(2027, 12, 31))
    assert not narrow.is_working_day(date(2027, 12, 31))


def test_categories_can_be_chosen() -> None:
    """With the public holidays alone, Midsummer Eve is worked; the default closes it."""
    public = calendar_for(CalendarSpec(categories=("public",)))
    both = calendar_for(CalendarSpec(categories=("public", "de_facto")))

    assert public.is_working_day(date(2025, 6, 20))
    assert not both.is_working_day(date(2025, 6, 20))
    assert both == SWEDISH


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"country": "se"}, "did you mean 'SE'"),
        ({"country": "HolidayBase"}, "unknown country 'HolidayBase'"),
        ({"country": ""}, "unknown country ''"),
        ({"country": "GB", "subdivision": "EN"}, "did you mean 'ENG'"),
        ({"categories": ("publik",)}, "did you mean 'public'"),
        ({"zone": "Europe/Stokholm"}, "did you mean 'Europe/Stockholm'"),
        ({"zone": "Europe"}, "unknown time zone 'Europe'"),
        ({"zone": "../etc/passwd"}, "unknown time zone"),
        ({"zone": ""}, "unknown time zone ''"),
        # These two mean another zone on each machine.
        ({"zone": "localtime"}, "unknown time zone 'localtime'"),
        ({"zone": "Factory"}, "unknown time zone 'Factory'"),
        ({"country": "DE", "first_year": 1970}, "known for 1991 to 2100, not for 1970 to 2100"),
        ({"last_year": 2101}, "known for 1953 to 2100"),
        ({"first_year": 1800, "last_year": 2200}, "change first_year or last_year"),
    ],
)
def test_a_calendar_that_does_not_exist(changes: dict[str, Any], message: str) -> None:
    """Unknown countries, parts, categories, zones and years are errors with a suggestion."""
    spec = CalendarSpec(**changes)

    with pytest.raises(CalendarError, match=message) as caught:
        calendar_for(spec)

    assert len(str(caught.value)) < 400


# --- the description ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"first_year": 2026, "last_year": 2025}, "first_year 2026 is after last_year 2025"),
        ({"first_year": 0}, "first_year must be a year"),
        ({"first_year": 10**5000}, "first_year must be a year from 1 to 9999, not that many"),
        ({"last_year": 10_000}, "last_year must be a year"),
        ({"last_year": True}, "last_year must be a year"),
        ({"last_year": 2100.0}, "last_year must be a year"),
        ({"country": None}, "country must be text"),
        ({"zone": 1}, "zone must be text"),
        ({"subdivision": ["ENG"]}, "subdivision must be text"),
        ({"categories": "public"}, "list of names"),
        ({"categories": 5}, "list of names"),
        ({"categories": (5,)}, "5 is not the name of a category"),
        ({"closed": MONDAY}, "lists of local days"),
        ({"closed": (MONDAY,)}, "not a NamedDay"),
        ({"closed": (BRIDGE, BRIDGE)}, "2025-05-30 is listed twice"),
        ({"closed": (BRIDGE,), "open": (BRIDGE,)}, "2025-05-30 is listed twice"),
        ({"closed": (BRIDGE,), "last_year": 2024}, "2025-05-30 is outside 1970 to 2024"),
    ],
)
def test_a_description_that_contradicts_itself(changes: dict[str, Any], message: str) -> None:
    """Years that are no range and local days that contradict each other are refused at once."""
    with pytest.raises(CalendarError, match=message):
        CalendarSpec(**changes)


@pytest.mark.parametrize("names", [("", "shut"), ("stängt", ""), ("stängt", None)])
def test_a_local_day_has_two_names(names: tuple[Any, Any]) -> None:
    """A local day without a name in one of the languages could not be explained."""
    with pytest.raises(CalendarError, match="in Swedish and in English"):
        NamedDay(MONDAY, *names)


def test_the_order_of_local_days_does_not_matter() -> None:
    """Local days given as a list in any order make the same description."""
    other = NamedDay(date(2025, 6, 5), "klämdag", "bridge day")
    one = CalendarSpec(closed=[other, BRIDGE])
    same = CalendarSpec(closed=(BRIDGE, other))

    assert one == same
    assert hash(one) == hash(same)
    assert calendar_for(one) is calendar_for(same)


# --- the calendar as a value ----------------------------------------------------------------------


def test_a_calendar_is_built_once() -> None:
    """Equal descriptions give the same object."""
    assert calendar_for(CalendarSpec()) is calendar_for(SWEDEN) is SWEDISH


def test_calendars_are_equal_by_content() -> None:
    """The same days, range and zone make equal calendars; any difference tells them apart."""
    renamed = calendar_for(
        CalendarSpec(
            closed=(NamedDay(date(2025, 5, 30), "stängt", "shut"),),
            open=(NamedDay(date(2025, 1, 11), "öppet", "open"),),
        )
    )
    others = [SWEDISH, calendar_for(CalendarSpec(zone="UTC")), calendar_for(CalendarSpec("GB"))]

    assert renamed == LOCAL
    assert len({renamed, LOCAL}) == 1
    assert renamed.fingerprint == LOCAL.fingerprint
    assert len({calendar.fingerprint for calendar in [LOCAL, *others]}) == 4
    assert all(other != LOCAL for other in others)
    assert SWEDISH != "SE"


def test_a_calendar_cannot_be_changed() -> None:
    """Nothing in a calendar or its description can be assigned."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        SWEDISH.first = MONDAY  # type: ignore[misc]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        SWEDEN.country = "GB"  # type: ignore[misc]


def test_a_calendar_says_what_it_is() -> None:
    """Its representation names country, years, zone and fingerprint."""
    assert repr(SWEDISH) == (
        f"<WorkingCalendar SE 1970-2100 Europe/Stockholm {SWEDISH.fingerprint}>"
    )


def test_copies_are_the_calendar_itself() -> None:
    """Pickling within a process and copying find the calendar that is already there."""
    assert pickle.loads(pickle.dumps(LOCAL)) is LOCAL
    assert copy.deepcopy(LOCAL) is LOCAL
    assert len(pickle.dumps(LOCAL)) < 1000


def test_a_calendar_travels_between_processes() -> None:
    """Unpickled in another process, a calendar is rebuilt with the same fingerprint."""
    code = f"import pickle; print(pickle.loads({pickle.dumps(LOCAL)!r}).fingerprint)"

    assert in_a_new_process(code, PYTHONHASHSEED="1") == LOCAL.fingerprint


def test_many_threads_get_the_same_calendar_and_the_same_answers() -> None:
    """Sixteen threads that build and read a calendar at once agree with a single one."""
    spec = CalendarSpec(first_year=1971, last_year=2093)
    starts = [date(1980, 1, 1) + timedelta(days=37 * n) for n in range(400)]
    expected = [(SWEDISH.add(day, 10), SWEDISH.day(day).label("en")) for day in starts]
    gate = Barrier(16)

    def read() -> tuple[int, list[tuple[date, str]]]:
        gate.wait()
        calendar = calendar_for(spec)
        return id(calendar), [(calendar.add(d, 10), calendar.day(d).label("en")) for d in starts]

    with ThreadPoolExecutor(16) as pool:
        answers = [future.result() for future in [pool.submit(read) for _ in range(16)]]

    assert len({identity for identity, _ in answers}) == 1
    assert all(answer == expected for _, answer in answers)


def test_names_do_not_follow_the_locale() -> None:
    """In a Ukrainian process a Swedish holiday keeps its Swedish and English names."""
    code = (
        "from datetime import date; from klagomal.calendar import calendar_for; "
        "day = calendar_for().day(date(2025, 6, 20)); print(day.label('sv'), day.label('en'))"
    )
    locale = dict.fromkeys(("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"), "uk")

    assert in_a_new_process(code, **locale) == "midsommarafton Midsummer Eve"


def test_importing_the_calendar_does_not_import_holidays() -> None:
    """`holidays` imports every country and is loaded only when a calendar is built."""
    code = (
        "import sys, klagomal.calendar as c; before = 'holidays' in sys.modules; "
        "c.calendar_for(); print(before, 'holidays' in sys.modules)"
    )

    assert in_a_new_process(code) == "False True"


def test_every_refusal_is_one_of_ours() -> None:
    """One except clause for the library's root error catches all that a calendar raises."""
    assert all(
        issubclass(error, KlagomalError)
        for error in (CalendarError, CalendarRangeError, DayCountError, NaiveDatetimeError)
    )
    assert issubclass(DayCountError, TypeError)
    assert issubclass(CalendarRangeError, ValueError)

# SPDX-License-Identifier: Apache-2.0
"""The calendar against dates written by hand, each with its reason beside it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from klagomal.calendar import CalendarSpec, DayReason, calendar_for

SWEDISH = calendar_for()
ENGLAND = calendar_for(CalendarSpec(country="GB", subdivision="ENG", zone="Europe/London"))

# Every closed weekday of the year. Holidays on a Saturday or Sunday are not listed.
CLOSED_WEEKDAYS = {
    1990: {  # Easter Sunday 15 April; Twelfth Day is a Saturday
        (1, 1): "nyårsdagen",  # Monday
        (4, 13): "långfredagen",
        (4, 16): "annandag påsk",
        (5, 1): "första maj",  # Tuesday
        (5, 24): "Kristi himmelsfärdsdag",
        (6, 4): "annandag pingst",  # a holiday through 2004
        (6, 22): "midsommarafton",
        (12, 24): "julafton",  # Monday
        (12, 25): "juldagen",
        (12, 26): "annandag jul",
        (12, 31): "nyårsafton",  # Monday
    },
    2004: {  # Easter Sunday 11 April; 1 May, 25 and 26 December at a weekend
        (1, 1): "nyårsdagen",  # Thursday
        (1, 6): "trettondedag jul",  # Tuesday
        (4, 9): "långfredagen",
        (4, 12): "annandag påsk",
        (5, 20): "Kristi himmelsfärdsdag",
        (5, 31): "annandag pingst",  # for the last time
        (6, 25): "midsommarafton",
        (12, 24): "julafton",  # Friday
        (12, 31): "nyårsafton",  # Friday
    },
    2005: {  # Easter Sunday 27 March; New Year's Day, 1 May, 24, 25, 31 December at a weekend
        (1, 6): "trettondedag jul",  # Thursday
        (3, 25): "långfredagen",
        (3, 28): "annandag påsk",
        (5, 5): "Kristi himmelsfärdsdag",
        (6, 6): "nationaldagen",  # Monday, for the first time (SFS 2004:1320)
        (6, 24): "midsommarafton",
        (12, 26): "annandag jul",  # Monday
    },
    2024: {  # Easter Sunday 31 March; Twelfth Day is a Saturday
        (1, 1): "nyårsdagen",  # Monday
        (3, 29): "långfredagen",
        (4, 1): "annandag påsk",
        (5, 1): "första maj",  # Wednesday
        (5, 9): "Kristi himmelsfärdsdag",
        (6, 6): "nationaldagen",  # Thursday
        (6, 21): "midsommarafton",
        (12, 24): "julafton",  # Tuesday
        (12, 25): "juldagen",
        (12, 26): "annandag jul",
        (12, 31): "nyårsafton",  # Tuesday
    },
    2025: {  # Easter Sunday 20 April
        (1, 1): "nyårsdagen",  # Wednesday
        (1, 6): "trettondedag jul",  # Monday
        (4, 18): "långfredagen",
        (4, 21): "annandag påsk",
        (5, 1): "första maj",  # Thursday
        (5, 29): "Kristi himmelsfärdsdag",
        (6, 6): "nationaldagen",  # Friday
        (6, 20): "midsommarafton",
        (12, 24): "julafton",  # Wednesday
        (12, 25): "juldagen",
        (12, 26): "annandag jul",
        (12, 31): "nyårsafton",  # Wednesday
    },
    2026: {  # Easter Sunday 5 April; National Day and 26 December are Saturdays
        (1, 1): "nyårsdagen",  # Thursday
        (1, 6): "trettondedag jul",  # Tuesday
        (4, 3): "långfredagen",
        (4, 6): "annandag påsk",
        (5, 1): "första maj",  # Friday
        (5, 14): "Kristi himmelsfärdsdag",
        (6, 19): "midsommarafton",
        (12, 24): "julafton",  # Thursday
        (12, 25): "juldagen",
        (12, 31): "nyårsafton",  # Thursday
    },
    2027: {  # Easter Sunday 28 March; 1 May, 6 June, 25 and 26 December at a weekend
        (1, 1): "nyårsdagen",  # Friday
        (1, 6): "trettondedag jul",  # Wednesday
        (3, 26): "långfredagen",
        (3, 29): "annandag påsk",
        (5, 6): "Kristi himmelsfärdsdag",
        (6, 25): "midsommarafton",
        (12, 24): "julafton",  # Friday
        (12, 31): "nyårsafton",  # Friday
    },
}


@pytest.mark.parametrize("year", CLOSED_WEEKDAYS)
def test_closed_weekdays_of_a_year(year: int) -> None:
    """The closed weekdays of the year are those on the wall calendar, under their names."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    closed = {
        (day.month, day.day): SWEDISH.day(day).label("sv")
        for day in days
        if day.year == year and day.weekday() < 5 and not SWEDISH.is_working_day(day)
    }

    assert CLOSED_WEEKDAYS[year] == closed


@pytest.mark.parametrize("year", CLOSED_WEEKDAYS)
def test_no_saturday_or_sunday_is_worked(year: int) -> None:
    """A weekend is never a working day in Sweden."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))

    assert not any(SWEDISH.is_working_day(day) for day in days if day.weekday() >= 5)


@pytest.mark.parametrize(
    ("received", "n", "due", "why"),
    [
        ((2025, 6, 11), 10, (2025, 6, 26), "Midsummer Eve; Kramfors, if read as working days"),
        ((2025, 12, 15), 10, (2026, 1, 5), "Christmas and New Year with their eves"),
        ((2025, 12, 19), 5, (2026, 1, 2), "24, 25, 26, 31 December and 1 January closed"),
        ((2025, 12, 20), 5, (2026, 1, 2), "a Saturday: day 1 is the Monday"),
        ((2026, 4, 2), 5, (2026, 4, 13), "Maundy Thursday; Good Friday, Easter Monday closed"),
        ((2026, 4, 2), 10, (2026, 4, 20), "the same, ten days"),
        ((2025, 6, 16), 5, (2025, 6, 24), "Midsummer Eve, Friday 20 June"),
        ((2025, 6, 16), 10, (2025, 7, 1), "the same, ten days"),
        ((2025, 4, 28), 10, (2025, 5, 13), "1 May, a Thursday; Friday 2 May is worked"),
        ((2026, 5, 8), 10, (2026, 5, 25), "Ascension, 14 May; the bridge day 15 May is worked"),
        ((2025, 10, 24), 10, (2025, 11, 7), "the Friday before All Saints' Day is worked"),
        ((2004, 5, 24), 10, (2004, 6, 8), "Whit Monday, 31 May 2004, was a holiday"),
        ((2005, 5, 30), 10, (2005, 6, 14), "the first National Day holiday, Monday 6 June 2005"),
    ],
)
def test_worked_due_dates(
    received: tuple[int, int, int], n: int, due: tuple[int, int, int], why: str
) -> None:
    """Working days from arrival to due day agree with a count by finger on the wall calendar."""
    assert SWEDISH.add(date(*received), n) == date(*due), why


@pytest.mark.parametrize(
    ("due", "act_by", "rolled"),
    [
        # Midsummer Day 2025: the eve is closed too, so Thursday is the last chance.
        (date(2025, 6, 21), date(2025, 6, 19), date(2025, 6, 23)),
        # Christmas Day 2025, a Thursday: back over the eve, on over Boxing Day and the weekend.
        (date(2025, 12, 25), date(2025, 12, 23), date(2025, 12, 29)),
        # A plain Thursday.
        (date(2025, 3, 13), date(2025, 3, 13), date(2025, 3, 13)),
    ],
)
def test_a_calendar_day_that_falls_on_a_closed_day(due: date, act_by: date, rolled: date) -> None:
    """The last working day up to a due day, and the first from it on, skip eves and holidays."""
    assert SWEDISH.on_or_before(due) == act_by
    assert SWEDISH.on_or_after(due) == rolled


@pytest.mark.parametrize(
    ("day", "works", "why"),
    [
        (date(2003, 6, 9), False, "Whit Monday 2003"),
        (date(2003, 6, 6), True, "National Day, a Friday, not yet a holiday"),
        (date(2004, 5, 31), False, "Whit Monday, for the last time"),
        (date(2005, 5, 16), True, "Whit Monday: SFS 2004:1320 in force since 1 April 2005"),
        (date(2005, 6, 6), False, "National Day, for the first time"),
        (date(2006, 6, 5), True, "Whit Monday"),
        (date(2006, 6, 6), False, "National Day, a Tuesday"),
    ],
)
def test_whit_monday_became_national_day(day: date, works: bool, why: str) -> None:
    """Whit Monday is closed through 2004 and National Day from 2005."""
    assert SWEDISH.is_working_day(day) is works, why


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 1, 5), "Twelfth Night (RÅ 2004 not 40)"),
        (date(2025, 4, 17), "Maundy Thursday"),
        (date(2025, 4, 30), "Walpurgis Eve"),
        (date(2025, 5, 30), "bridge day after Ascension"),
        (date(2025, 10, 31), "the Friday before All Saints' Day"),
        (date(2025, 12, 23), "the day before Christmas Eve"),
        (date(2025, 12, 30), "the day before New Year's Eve"),
    ],
)
def test_half_days_and_bridge_days_are_worked(day: date, why: str) -> None:
    """A day with shorter hours by custom is a working day like any other."""
    assert SWEDISH.day(day).reason is DayReason.WORKING_DAY, why


FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2025, 3, day) for day in (7, 8, 9, 10))


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (SATURDAY, 0, MONDAY),
        (SATURDAY, 1, MONDAY),
        (SATURDAY, -1, FRIDAY),
        (SUNDAY, 0, MONDAY),
        (SUNDAY, 1, MONDAY),
        (SUNDAY, -1, FRIDAY),
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, MONDAY),
        (FRIDAY, -1, date(2025, 3, 6)),
        (MONDAY, -1, FRIDAY),
    ],
)
def test_the_conventions_of_adding(start: date, n: int, expected: date) -> None:
    """No days rolls forward; a count starts strictly after, or strictly before, the day."""
    assert SWEDISH.add(start, n) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (FRIDAY, MONDAY, 1),
        (MONDAY, FRIDAY, -1),
        (FRIDAY, SATURDAY, 0),
        (SATURDAY, MONDAY, 1),
        (FRIDAY, FRIDAY, 0),
        (date(2025, 3, 3), FRIDAY, 4),  # Monday to Friday: Tuesday, Wednesday, Thursday, Friday
    ],
)
def test_the_conventions_of_counting(start: date, end: date, expected: int) -> None:
    """A count leaves the first day out, takes the last in, and is signed."""
    assert SWEDISH.count(start, end) == expected


@pytest.mark.parametrize(
    ("year", "month", "n", "expected"),
    [
        (2025, 1, 1, date(2025, 1, 2)),  # after New Year's Day, a Wednesday
        (2025, 1, 3, date(2025, 1, 7)),  # 2, 3, then over the weekend and Twelfth Day
        (2025, 12, -1, date(2025, 12, 30)),  # before New Year's Eve
        (2025, 12, -2, date(2025, 12, 29)),
        (2026, 5, 1, date(2026, 5, 4)),  # 1 May is a Friday
        (2026, 2, 20, date(2026, 2, 27)),  # the last of twenty
    ],
)
def test_nth_working_day_of_a_month(year: int, month: int, n: int, expected: date) -> None:
    """Working days of a month are numbered from both ends."""
    assert SWEDISH.nth_working_day(year, month, n) == expected


@pytest.mark.parametrize(
    ("day", "sv", "en"),
    [
        (date(2025, 1, 6), "trettondedag jul", "Epiphany"),
        (date(2025, 6, 20), "midsommarafton", "Midsummer Eve"),
        (date(2025, 6, 21), "midsommardagen", "Midsummer Day"),  # a Saturday, and a holiday first
        (date(2025, 11, 1), "alla helgons dag", "All Saints' Day"),
        (date(2025, 5, 29), "Kristi himmelsfärdsdag", "Ascension Day"),
        # 1 May 2008 was Ascension Day, too.
        (date(2008, 5, 1), "första maj och Kristi himmelsfärdsdag", "Ascension Day and May Day"),
        (date(2025, 3, 8), "lördag", "Saturday"),
        (date(2025, 3, 9), "söndag", "Sunday"),
        (date(2025, 3, 10), "arbetsdag", "working day"),
    ],
)
def test_days_have_names_in_both_languages(day: date, sv: str, en: str) -> None:
    """A closed day carries its holiday's name, or its weekday's, as written inside a sentence."""
    assert SWEDISH.day(day).label("sv") == sv
    assert SWEDISH.day(day).label("en") == en


def test_reasons_tell_holidays_from_weekends() -> None:
    """Every Sunday is a weekend, unless it is a holiday by name; so is a Saturday."""
    reasons = {
        date(2025, 3, 9): DayReason.WEEKEND,  # a Sunday
        date(2025, 4, 20): DayReason.HOLIDAY,  # Easter Sunday
        date(2025, 6, 21): DayReason.HOLIDAY,  # Midsummer Day, a Saturday
        date(2025, 6, 20): DayReason.HOLIDAY,  # Midsummer Eve, a Friday
    }

    assert {day: SWEDISH.day(day).reason for day in reasons} == reasons


def test_english_bank_holidays_with_their_exceptions() -> None:
    """England 2022 and 2023 have the regular bank holidays and three by proclamation."""
    bank_holidays = {
        date(2022, 1, 3),  # New Year's Day was a Saturday
        date(2022, 4, 15),  # Good Friday
        date(2022, 4, 18),  # Easter Monday
        date(2022, 5, 2),  # early May
        date(2022, 6, 2),  # spring bank holiday, moved from 30 May
        date(2022, 6, 3),  # Platinum Jubilee
        date(2022, 8, 29),  # summer
        date(2022, 9, 19),  # state funeral
        date(2022, 12, 26),  # Boxing Day
        date(2022, 12, 27),  # Christmas Day was a Sunday
        date(2023, 1, 2),  # New Year's Day was a Sunday
        date(2023, 4, 7),  # Good Friday
        date(2023, 4, 10),  # Easter Monday
        date(2023, 5, 1),  # early May
        date(2023, 5, 8),  # coronation
        date(2023, 5, 29),  # spring
        date(2023, 8, 28),  # summer
        date(2023, 12, 25),
        date(2023, 12, 26),
    }
    days = (date(2022, 1, 1) + timedelta(days=n) for n in range(730))
    closed = {day for day in days if day.weekday() < 5 and not ENGLAND.is_working_day(day)}

    assert closed == bank_holidays


def test_the_fingerprint_of_sweden_is_known() -> None:
    """The Swedish working days 1970-2100 are those of the first release.

    A change here means that dates promised with this calendar can come out differently: it belongs
    in the changelog, with the days concerned.
    """
    assert SWEDISH.fingerprint == "ba600b1cb1050da2"

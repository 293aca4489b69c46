# SPDX-License-Identifier: Apache-2.0
"""Calendars in a policy file: weeks without holidays, other weekends, and seasons of rest."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from klagomal.calendar import CalendarSpec, NamedDay, Season
from klagomal.serialization.faults import MisfitError
from klagomal.serialization.policy_form import policy_converter
from tests.serialization.test_policies import POLICY, SMALLEST, problems_in, read

SUMMER = Season((6, 15), (8, 15))


@pytest.mark.parametrize(
    ("spec", "written"),
    [
        (CalendarSpec(holidays=False), "[calendar]\nholidays = false\n"),
        (CalendarSpec(weekend=("sunday",)), '[calendar]\nweekend = ["sunday"]\n'),
        (CalendarSpec(weekend=()), "[calendar]\nweekend = []\n"),
        (
            CalendarSpec(weekend=("sunday", "saturday")),
            '[calendar]\nweekend = ["saturday", "sunday"]\n',
        ),
        (
            CalendarSpec(rests=(SUMMER,)),
            '[calendar]\nrests = [{ from = "06-15", to = "08-15" }]\n',
        ),
        (
            CalendarSpec(rests=(Season((12, 20), (1, 7)), SUMMER)),
            '{ from = "06-15", to = "08-15" }, { from = "12-20", to = "01-07" }',
        ),
        (CalendarSpec(first_year=1991), "[calendar]\nfirst_year = 1991\n"),
        (CalendarSpec(country="DE"), '[calendar]\ncountry = "DE"\n'),
    ],
    ids=str,
)
def test_a_calendar_reads_back_as_it_was_written(spec: CalendarSpec, written: str) -> None:
    """What a calendar says is written in its plain form, what it leaves out is not, both ways."""
    text = attrs.evolve(POLICY, calendar_spec=spec).to_toml()

    assert written in text
    assert read(text).calendar_spec == spec


def test_a_file_says_how_its_days_are_counted() -> None:
    """Days are counted by the weekend, the seasons and the holidays that a file names."""
    policy = read(
        SMALLEST
        + """
[calendar]
holidays = false
weekend = ["sunday"]
rests = [{ from = "06-15", to = "08-15" }]
"""
    )

    # Saturday 14 June to Saturday 16 August 2025.
    assert policy.calendar.add(date(2025, 6, 14), 1) == date(2025, 8, 16)
    assert policy.calendar.is_working_day(date(2025, 12, 25))  # a Thursday


def test_the_usual_calendar_is_not_written() -> None:
    """A Swedish calendar with nothing of its own leaves no trace in the file."""
    assert "calendar" not in POLICY.to_toml()


@pytest.mark.parametrize(
    ("line", "place", "message"),
    [
        ('holidays = "no"', "calendar.holidays", 'expected true or false, got "no"'),
        ("holidays = 0", "calendar.holidays", "expected true or false"),
        ('weekend = "sunday"', "calendar.weekend", "expected a list in square brackets"),
        ('weekend = ["Sunday"]', "calendar.weekend", "write 'sunday'"),
        ('weekend = ["sunday", "sunday"]', "calendar.weekend", "stands twice; keep one"),
        ('rests = { from = "06-15", to = "08-15" }', "calendar.rests", "in square brackets"),
        (
            'rests = ["06-15"]',
            "calendar.rests[0]",
            'expected a season such as { from = "06-15", to = "08-15" }, got "06-15"',
        ),
        (
            "rests = [{ from = 2025-06-15 }]",
            "calendar.rests[0].from",
            'a month and a day such as "06-15", got 2025-06-15',
        ),
        (
            'rests = [{ from = "6/15", to = "08-15" }]',
            "calendar.rests[0].from",
            'such as "06-15", got "6/15"',
        ),
        (
            'rests = [{ from = "06-15" }]',
            "calendar.rests[0].to",
            'missing; write the season as { from = "06-15", to = "08-15" }',
        ),
        (
            'rests = [{ from = "06-15", to = "08-15", til = "08-15" }]',
            "calendar.rests[0].til",
            "unknown key; choose from 'from', 'to'",
        ),
        (
            'rests = [{ from = "02-01", to = "02-29" }]',
            "calendar.rests[0].to",
            "29 February does not come every year; write 28 February or 1 March",
        ),
        (
            'rests = [{ from = "15-06", to = "08-15" }]',
            "calendar.rests[0].from",
            "give the month first, then the day",
        ),
        (
            'rests = [{ from = "01-01", to = "12-31" }]',
            "calendar.rests[0]",
            "the season 01-01 to 12-31 is the whole year",
        ),
        (
            'rests = [{ from = "01-01", to = "06-30" }, { from = "07-01", to = "12-31" }]',
            "calendar",
            "no day of 1970 is a working day: take days out of rests",
        ),
        (
            'holidays = false\ncategories = ["public"]',
            "calendar",
            "drop one of the two",
        ),
        ('country = "DE"\nfirst_year = 1980', "calendar", "known for 1991 to 2100"),
    ],
)
def test_slip_in_a_calendar(line: str, place: str, message: str) -> None:
    """A wrong form is told at its place in the file, with the right one."""
    assert message in problems_in(f"{SMALLEST}[calendar]\n{line}\n")[place]


def test_both_ends_of_a_season_are_told_at_once() -> None:
    """When neither day of a season can be read, one reading reports both."""
    problems = problems_in(f"{SMALLEST}[calendar]\nrests = [{{ from = 615, to = true }}]\n")

    assert "got 615" in problems["calendar.rests[0].from"]
    assert "got true" in problems["calendar.rests[0].to"]


def test_a_season_has_its_form_wherever_it_stands() -> None:
    """A season alone is read and written as one in a calendar is."""
    converter = policy_converter()
    form = {"from": "12-20", "to": "01-07"}

    assert converter.structure(form, Season) == Season((12, 20), (1, 7))
    assert converter.unstructure(Season((12, 20), (1, 7))) == form
    assert converter.structure([form], tuple[Season, ...]) == (Season((12, 20), (1, 7)),)
    with pytest.raises(MisfitError, match="expected a season such as"):
        converter.structure(None, Season)


def test_a_local_day_in_a_season_is_read_with_it() -> None:
    """Local days stand beside seasons in one calendar, and win over them."""
    opened = NamedDay(date(2025, 7, 2), "öppet", "open")
    spec = CalendarSpec(open=(opened,), rests=(SUMMER,))
    policy = read(attrs.evolve(POLICY, calendar_spec=spec).to_toml())

    assert policy.calendar.add(date(2025, 6, 13), 1) == date(2025, 7, 2)

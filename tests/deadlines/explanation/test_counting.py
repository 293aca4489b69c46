# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: RUF001  (a dash between two days is an en dash)
"""Counts as text: local days, weeks and months, and long counts in stretches."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import attrs
import pytest

from klagomal.calendar import CalendarSpec, NamedDay, Season
from klagomal.promises.terms import Within
from klagomal.vocabulary import Language, Roll, Unit
from tests.provkoping import HANDLING, arriving, numbered, told, written

# --- local days -----------------------------------------------------------------------------------

LOCAL = CalendarSpec(
    closed=(NamedDay(date(2025, 5, 30), "klämdag", "bridge day"),),
    open=(NamedDay(date(2025, 5, 31), "lördagsöppet", "open Saturday"),),
)


def test_local_days_have_their_own_names() -> None:
    """Closed here alone, open here alone: both are told by the name they were given."""
    # Wednesday 28 May 2025 is followed by Ascension Day, the bridge day and the open Saturday.
    deadline = arriving("2025-05-28", attrs.evolve(HANDLING, term=Within(2)), calendar=LOCAL)

    assert written(
        """
          torsdag 29 maj: räknas inte (Kristi himmelsfärdsdag)
          fredag 30 maj: räknas inte (klämdag)
          lördag 31 maj: arbetsdag 1 (lördagsöppet)
          söndag 1 juni: räknas inte (helg)
          måndag 2 juni: arbetsdag 2
        """
    ) in dedent(told(deadline, "sv")).replace("\n  ", "\n")
    assert "\n  Saturday 31 May: working day 1 (open Saturday)\n" in told(deadline, "en")


# --- weeks, months and long counts ----------------------------------------------------------------


def test_weeks_are_told_day_by_day_with_each_full_week() -> None:
    """Two weeks from a Monday end on a Monday; the weeks are marked where they are full."""
    deadline = arriving("2025-03-03", attrs.evolve(HANDLING, term=Within(2, Unit.WEEKS)))
    lines = numbered(told(deadline, "sv"))

    assert len(lines) == 14
    assert lines[6] == "måndag 10 mars: dag 7 (1 vecka)"
    assert lines[13] == "måndag 17 mars: dag 14 (2 veckor)"
    assert "\nRegel: inom 2 veckor\n" in told(deadline, "sv")


def test_a_month_of_31_days_is_still_told_day_by_day() -> None:
    """Nothing is drawn together up to 31 lines."""
    deadline = arriving("2025-07-11", attrs.evolve(HANDLING, term=Within(1, Unit.MONTHS)))
    lines = numbered(told(deadline, "en"))

    assert len(lines) == 31
    assert lines[-1] == "Monday 11 August: day 31 (1 month)"
    assert "\nRule: within 1 month\n" in told(deadline, "en")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            """
            Handläggningstid (mål)
            Regel: inom 3 månader
            Gäller: klagomål
            Uppfylls av: svar eller avslut
            Tiden börjar: fredag 29 november 2024 (ankomst; räknas inte)
              lördag 30 november 2024 – söndag 29 december 2024: dag 1–30 (1 månad)
              måndag 30 december 2024 – onsdag 29 januari 2025: dag 31–61 (2 månader)
              torsdag 30 januari 2025 – fredag 28 februari 2025: dag 62–91 (3 månader)
            Alla dagar räknas, också de som inte är arbetsdagar (32 av 91).
            Sista dag: fredag 28 februari 2025
            Kalender: FINGERPRINT (Europe/Stockholm)
            """,
        ),
        (
            "en",
            """
            Handling time (target)
            Rule: within 3 months
            Covers: complaint
            Fulfilled by: answer or closing
            The clock starts: Friday 29 November 2024 (arrival; not counted)
              Saturday 30 November 2024 – Sunday 29 December 2024: days 1–30 (1 month)
              Monday 30 December 2024 – Wednesday 29 January 2025: days 31–61 (2 months)
              Thursday 30 January 2025 – Friday 28 February 2025: days 62–91 (3 months)
            Every day counts, including those that are not working days (32 of 91).
            Last day: Friday 28 February 2025
            Calendar: FINGERPRINT (Europe/Stockholm)
            """,
        ),
    ],
)
def test_months_are_told_month_by_month(language: Language, text: str) -> None:
    """Three months to a February without a 29th; one line a month, with years."""
    # Closed: 13 Saturdays and 13 Sundays (30 November to 23 February), 24, 25, 26 and 31
    # December, 1 and 6 January: 32.
    rule = attrs.evolve(HANDLING, term=Within(3, Unit.MONTHS), delay=None)

    assert told(arriving("2024-11-29", rule), language) == written(text)


def test_many_working_days_are_told_in_stretches_between_holidays() -> None:
    """Weekends are drawn into the stretches; each holiday keeps its line and its name."""
    deadline = arriving("2025-04-10", attrs.evolve(HANDLING, term=Within(40)))

    assert numbered(told(deadline, "sv")) == [
        "fredag 11 april 2025 – torsdag 17 april 2025: arbetsdag 1–5",
        "fredag 18 april 2025: räknas inte (långfredagen)",
        "söndag 20 april 2025: räknas inte (påskdagen)",
        "måndag 21 april 2025: räknas inte (annandag påsk)",
        "tisdag 22 april 2025 – onsdag 30 april 2025: arbetsdag 6–12",
        "torsdag 1 maj 2025: räknas inte (första maj)",
        "fredag 2 maj 2025 – onsdag 28 maj 2025: arbetsdag 13–31",
        "torsdag 29 maj 2025: räknas inte (Kristi himmelsfärdsdag)",
        "fredag 30 maj 2025 – torsdag 5 juni 2025: arbetsdag 32–36",
        "fredag 6 juni 2025: räknas inte (nationaldagen)",
        "söndag 8 juni 2025: räknas inte (pingstdagen)",
        "måndag 9 juni 2025 – torsdag 12 juni 2025: arbetsdag 37–40",
    ]
    # 63 days to 12 June, of which 40 are worked.
    assert (
        "\nHelger och andra dagar som inte är arbetsdagar räknas inte (23 av 63).\n"
        "Sista dag: torsdag 12 juni 2025\n"
    ) in told(deadline, "sv")
    assert (
        "\nWeekends and other days that are not working days are not counted (23 of 63).\n"
    ) in told(deadline, "en")


def test_many_calendar_days_are_told_by_calendar_month() -> None:
    """Ninety days: a line for each month they touch."""
    deadline = arriving("2025-06-11", attrs.evolve(HANDLING, term=Within(90, Unit.CALENDAR_DAYS)))

    assert numbered(told(deadline, "sv")) == [
        "torsdag 12 juni 2025 – måndag 30 juni 2025: dag 1–19",
        "tisdag 1 juli 2025 – torsdag 31 juli 2025: dag 20–50",
        "fredag 1 augusti 2025 – söndag 31 augusti 2025: dag 51–81",
        "måndag 1 september 2025 – tisdag 9 september 2025: dag 82–90",
    ]


def test_many_weeks_are_told_week_by_week() -> None:
    """Five weeks are more than 31 days: a line for each week."""
    deadline = arriving("2025-03-03", attrs.evolve(HANDLING, term=Within(5, Unit.WEEKS)))

    assert numbered(told(deadline, "en")) == [
        "Tuesday 4 March 2025 – Monday 10 March 2025: days 1–7 (1 week)",
        "Tuesday 11 March 2025 – Monday 17 March 2025: days 8–14 (2 weeks)",
        "Tuesday 18 March 2025 – Monday 24 March 2025: days 15–21 (3 weeks)",
        "Tuesday 25 March 2025 – Monday 31 March 2025: days 22–28 (4 weeks)",
        "Tuesday 1 April 2025 – Monday 7 April 2025: days 29–35 (5 weeks)",
    ]


@pytest.mark.parametrize(
    ("term", "lines"),
    [
        (Within(40, Unit.WEEKS), 2),  # by week 40 lines: so by year, 2025 and 2026
        (Within(2000), 9),  # eight years of about 250 working days: into 2033
        (Within(10_000, Unit.CALENDAR_DAYS), 28),  # over 27 years: 2025 to 2052
        (Within(70 * 12, Unit.MONTHS), 1),  # 71 years are too many lines as well
    ],
)
def test_the_longest_counts_are_told_by_year_or_in_one_stretch(term: Within, lines: int) -> None:
    """A list never grows beyond what one can read."""
    deadline = arriving("2025-06-11", attrs.evolve(HANDLING, term=term))

    assert len(numbered(told(deadline, "sv"))) == lines


# --- seasons --------------------------------------------------------------------------------------

JULY = Season((7, 1), (7, 31))
MIDSUMMER = Season((6, 18), (6, 22))


def test_all_days_are_counted_through_the_rests_of_the_calendar() -> None:
    """A calendar that rests holds no working day, but a count of all days numbers every one."""
    # Ten days from Thursday 25 June 2026 end on Sunday 5 July.
    term = attrs.evolve(HANDLING, term=Within(10, Unit.CALENDAR_DAYS))
    deadline = arriving("2026-06-25", term, calendar=CalendarSpec(rests=(JULY,)))
    lines = numbered(told(deadline, "en"))

    assert deadline.due == date(2026, 7, 5)
    assert lines[4:7] == [
        "Tuesday 30 June: day 5",
        "Wednesday 1 July: day 6 (rest period)",
        "Thursday 2 July: day 7 (rest period)",
    ]
    assert lines[9] == "Sunday 5 July: day 10 (weekend)"
    assert "not counted (" not in told(deadline, "en")


def test_days_that_only_a_season_takes_out_are_told_to_rest() -> None:
    """In a count of all days, neither a weekend nor an eve is why a day is not counted."""
    # From Tuesday 16 June 2026: the 17th, then 23, 24, 25 and 26 June.
    term = Within(5, Unit.CALENDAR_DAYS, rests=(MIDSUMMER,))
    deadline = arriving("2026-06-16", attrs.evolve(HANDLING, term=term))
    lines = numbered(told(deadline, "sv"))

    assert deadline.due == date(2026, 6, 26)
    assert lines[0] == "onsdag 17 juni: dag 1"
    assert lines[1:6] == [
        "torsdag 18 juni: räknas inte (vilotid)",
        "fredag 19 juni: räknas inte (vilotid)",  # Midsummer Eve
        "lördag 20 juni: räknas inte (vilotid)",
        "söndag 21 juni: räknas inte (vilotid)",
        "måndag 22 juni: räknas inte (vilotid)",
    ]


def test_a_roll_over_a_season_is_told_in_stretches() -> None:
    """A last day in a long rest is passed in one line, not in one for each of its days."""
    # Two weeks from Monday 8 June 2026 end on the 22nd; the first working day after is 17 August.
    term = Within(2, Unit.WEEKS, roll=Roll.NEXT_WORKING_DAY)
    summer = CalendarSpec(rests=(Season((6, 18), (8, 15)),))
    deadline = arriving("2026-06-08", attrs.evolve(HANDLING, term=term), calendar=summer)
    lines = numbered(told(deadline, "sv"))

    assert deadline.due == date(2026, 8, 17)
    assert lines[14:] == [
        "tisdag 23 juni 2026 – fredag 14 augusti 2026: ingen arbetsdag (vilotid)",
        "måndag 17 augusti: arbetsdag",
    ]

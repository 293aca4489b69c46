# SPDX-License-Identifier: Apache-2.0
"""One working-day operation at a time: klagomal beside a bare table look-up and public libraries.

    python benchmarks/scalar.py [--rounds 7]

Every figure is the best of several rounds, and the rounds of all contestants are interleaved, so
that a busy machine slows them alike. Only the ratios mean anything. A library that is not installed
is left out, and a line says so. Where the libraries' conventions agree (adding to a working day),
their answers are compared before they are timed.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from time import perf_counter_ns
from typing import Any
from zoneinfo import ZoneInfo

from klagomal.calendar import WorkingCalendar, calendar_for

N = 10
YEARS = range(1990, 2051)

Run = Callable[[], list[Any]]
"""Does one operation on each of a contestant's inputs and returns the answers."""


def bare_table(calendar: WorkingCalendar) -> Callable[[date, int], date]:
    """Return the least code that can add: types and range checked, then two look-ups."""
    base = calendar.first.toordinal() - 1
    days = [calendar.first]
    through = [0]
    for offset, working in enumerate(calendar.mask):
        if working:
            days.append(date.fromordinal(base + 1 + offset))
        through.append(len(days) - 1)

    def add(day: date, n: int) -> date:
        if type(day) is not date or type(n) is not int:
            raise TypeError
        place = day.toordinal() - base
        if place <= 0:
            raise ValueError
        index = through[place] + n if n > 0 else through[place - 1] + 1 + n
        if index <= 0:
            raise ValueError
        return days[index]  # past the end, an IndexError

    return add


def each(operation: Callable[[Any, int], Any], days: Sequence[Any], n: int = N) -> Run:
    def run() -> list[Any]:
        return [operation(day, n) for day in days]

    return run


def holidays_peer(days: Sequence[date]) -> Run:
    import holidays

    swedish = holidays.country_holidays(
        "SE",
        years=range(YEARS.start - 1, YEARS.stop + 1),
        categories=("public", "de_facto"),
        language="sv",
        include_sundays=False,
        expand=False,
    )
    return each(swedish.get_nth_working_day, days)


def workalendar_peer(days: Sequence[date]) -> Run:
    from workalendar.europe import Sweden

    calendar = Sweden()
    return each(calendar.add_working_days, days)


def numpy_peer(calendar: WorkingCalendar, days: Sequence[date]) -> Run:
    import numpy as np

    busday = np.busdaycalendar(holidays=closed_weekdays(calendar))
    converted = [np.datetime64(day) for day in days]

    def add(day: Any, n: int) -> Any:
        return np.busday_offset(day, n, roll="backward", busdaycal=busday)

    return each(add, converted)


def pandas_peer(calendar: WorkingCalendar, days: Sequence[date]) -> Run:
    import pandas as pd

    offset = pd.offsets.CustomBusinessDay(N, holidays=closed_weekdays(calendar))
    converted = [pd.Timestamp(day) for day in days]

    def add(day: Any, _: int) -> Any:
        return day + offset

    return each(add, converted)


def quantlib_peer(days: Sequence[date]) -> Run:
    import QuantLib

    swedish, unit = QuantLib.Sweden(), QuantLib.Days
    converted = [QuantLib.Date(day.day, day.month, day.year) for day in days]

    def add(day: Any, n: int) -> Any:
        return swedish.advance(day, n, unit)

    return each(add, converted)


def closed_weekdays(calendar: WorkingCalendar) -> list[date]:
    """Return the closed days that no weekend explains."""
    first = calendar.first.toordinal()
    closed = (date.fromordinal(first + i) for i, working in enumerate(calendar.mask) if not working)
    return [day for day in closed if day.weekday() < 5]


def plain(answer: Any) -> date:
    """Return any library's day as a ``date``."""
    if hasattr(answer, "dayOfMonth"):
        return date(answer.year(), int(answer.month()), answer.dayOfMonth())
    if hasattr(answer, "date"):
        return answer.date()
    return answer.item() if hasattr(answer, "item") else answer


def best(contestants: dict[str, Run], rounds: int) -> dict[str, float]:
    """Return the least nanoseconds each operation took, over interleaved rounds."""
    least = dict.fromkeys(contestants, float("inf"))
    for _ in range(rounds):
        for name, run in contestants.items():
            start = perf_counter_ns()
            count = len(run())
            least[name] = min(least[name], (perf_counter_ns() - start) / count)
    return least


def show(title: str, times: dict[str, float], yardstick: str) -> None:
    print(f"\n{title}")
    print(f"  {'':52}{'ns each':>12}{'ratio':>10}")
    for name, taken in times.items():
        print(f"  {name:52}{taken:12,.0f}{taken / times[yardstick]:10.2f}")


def working_sample(calendar: WorkingCalendar, size: int) -> list[date]:
    chance = random.Random(1989)
    choices = list(calendar.working_days(date(YEARS.start, 1, 1), date(YEARS.stop - 1, 12, 1)))
    return chance.choices(choices, k=size)


def compare_add(calendar: WorkingCalendar, rounds: int) -> None:
    days = working_sample(calendar, 400)
    many = days * 50  # the same days, often enough for the clock to see the quick ones
    ours = "klagomal calendar.add(day, 10)"
    contestants: dict[str, Run] = {
        ours: each(calendar.add, many),
        "a bare checked table look-up, hand-written": each(bare_table(calendar), many),
        "klagomal calendar.add_all(days, 10)": partial(calendar.add_all, many, N),
    }
    peers: dict[str, Callable[[], Run]] = {
        "holidays get_nth_working_day": partial(holidays_peer, days),
        "workalendar add_working_days": partial(workalendar_peer, days),
        "numpy busday_offset": partial(numpy_peer, calendar, days),
        "pandas CustomBusinessDay": partial(pandas_peer, calendar, days),
        "QuantLib Sweden.advance": partial(quantlib_peer, days),
    }
    notes = []
    for name, make in peers.items():
        try:
            contestants[name] = make()
        except ImportError:
            notes.append(f"  {name}: not installed, left out")
            continue
        answers = [plain(answer) for answer in contestants[name]()]
        wrong = sum(a != calendar.add(day, N) for day, a in zip(days, answers, strict=False))
        if wrong:
            notes.append(f"  {name}: {wrong} of {len(answers)} answers differ from ours")
    show("Ten working days after a working day, 1990-2050", best(contestants, rounds), ours)
    print("\n".join(notes))


def compare_others(calendar: WorkingCalendar, rounds: int) -> None:
    days = working_sample(calendar, 20_000)
    moments = [
        datetime(day.year, day.month, day.day, 22, 30, tzinfo=UTC) - timedelta(minutes=index % 60)
        for index, day in enumerate(days)
    ]
    stockholm = ZoneInfo("Europe/Stockholm")
    local = [moment.astimezone(stockholm) for moment in moments]
    starts = days[1:] + days[:1]
    yardstick = "date.fromordinal, for scale"
    ordinals = [day.toordinal() for day in days]
    contestants: dict[str, Run] = {
        yardstick: lambda: list(map(date.fromordinal, ordinals)),
        "is_working_day(day)": lambda: list(map(calendar.is_working_day, days)),
        "count(start, end)": lambda: list(map(calendar.count, starts, days)),
        "add(day, -10)": each(calendar.add, days, -N),
        "on_or_before(day)": lambda: list(map(calendar.on_or_before, days)),
        "day_of(a moment in UTC)": lambda: list(map(calendar.day_of, moments)),
        "day_of(a moment in the calendar's zone)": lambda: list(map(calendar.day_of, local)),
        "explain_add(day, 10)": each(calendar.explain_add, days[:500]),
    }
    show("Other operations", best(contestants, rounds), yardstick)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    start = perf_counter_ns()
    calendar = calendar_for()
    print(
        f"first calendar, with the import of holidays: {(perf_counter_ns() - start) / 1e6:.0f} ms"
    )
    compare_add(calendar, rounds)
    compare_others(calendar, rounds)


if __name__ == "__main__":
    main()

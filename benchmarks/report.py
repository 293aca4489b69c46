# SPDX-License-Identifier: Apache-2.0
"""A year's report from a store: cases a second, and the memory it takes above what was there.

Each report is made in a process of its own, which has filled nothing, over a tenth of the cases and
over all of them: memory must not grow with their number. ``KLAGOMAL_BENCH_CASES`` is how many open
cases there are, 20 000 unless given; a quarter as many closed ones come on top.
"""

from __future__ import annotations

import os
import resource
import sys
import time
import timeit
from datetime import date
from pathlib import Path

import attrs

from benchmarks.caseload import YEAR, desk_of_a_year, fill
from benchmarks.places import alone, folder

OPEN_CASES = int(os.environ.get("KLAGOMAL_BENCH_CASES", "20000"))
AS_OF = date(YEAR + 1, 3, 31)
_BYTES_A_UNIT = 1 if sys.platform == "darwin" else 1024
_MEGABYTE = 1024 * 1024


@attrs.frozen
class Reported:
    """How long a report took, in seconds, and the most memory the process held, in megabytes."""

    seconds: float
    held_before: float
    peak: float


def peak_memory() -> float:
    """Return the most memory this process has held, in megabytes.

    The system starts the count at what the parent held, so a parent has to be small: filling is
    done by another process.
    """
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _BYTES_A_UNIT / _MEGABYTE


def report(path: Path) -> Reported:
    """Report on a filled store, by unit and kind."""
    from klagomal.periods import Year
    from klagomal.report import aggregate

    assert aggregate is not None  # its code is loaded before memory is looked at
    desk = desk_of_a_year(path)
    next(desk.cases())
    before = peak_memory()
    started = time.perf_counter()
    desk.report(Year(YEAR), as_of=AS_OF, by=("unit", "kind"))
    return Reported(time.perf_counter() - started, before, peak_memory())


def show(cases: int, path: Path) -> None:
    """Print a line of the table."""
    made = alone(report, path)
    print(
        f"{cases:<12}{made.seconds:>10.2f}{cases / made.seconds:>15.0f}"
        f"{made.held_before:>18.1f}{made.peak - made.held_before:>14.1f}"
    )


def table(place: Path, cases: int, path: Path) -> None:
    """Print the report over ``path``, which holds ``cases``, below one over a tenth of them."""
    tenth = place / "tenth.db"
    few = alone(fill, tenth, OPEN_CASES // 10)
    names = (
        f"{'cases':<12}{'seconds':>10}{'cases/second':>15}{'held before, MB':>18}{'above, MB':>14}"
    )
    print(f"\nDesk.report(Year({YEAR})), by unit and kind\n{names}")
    show(few, tenth)
    show(cases, path)


def figures(path: Path) -> None:
    """Print what a report costs once it is counted: one figure, all tables, the published one."""
    from klagomal.periods import Year

    made = desk_of_a_year(path).report(Year(YEAR), as_of=AS_OF, by=("unit", "kind"))
    print(f"\n{'once it is counted':<34}{'milliseconds':>14}")
    for name, work in (
        ("one figure", lambda: made.figure("volumes", "*", "received")),
        ("one table", lambda: made.table("compliance")),
        ("all tables", lambda: made.tables),
        ("the published report", made.published),
    ):
        print(f"{name:<34}{min(timeit.repeat(work, number=1, repeat=5)) * 1000:>14.2f}")


def main() -> None:
    """Print the table."""
    with folder() as place:
        path = place / "many.db"
        table(place, alone(fill, path, OPEN_CASES), path)
        figures(path)


if __name__ == "__main__":
    main()

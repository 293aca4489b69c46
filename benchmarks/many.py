# SPDX-License-Identifier: Apache-2.0
"""What a desk costs over many open cases: one of them, the worklist, a tick, a year's report.

``KLAGOMAL_BENCH_CASES`` is how many open cases there are, 20 000 unless given; a quarter as many
closed ones come on top. The report is a benchmark of its own as well, for more cases than a
worklist would be asked for.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from benchmarks.caseload import AFTERWARDS, UNITS, desk_of_a_year, fill
from benchmarks.places import alone, folder
from benchmarks.report import OPEN_CASES, table
from klagomal.ports import CaseQuery

ONE_BY_ONE = 1000
_MEGABYTE = 1024 * 1024

_R = TypeVar("_R")


def timed(work: Callable[[], _R]) -> tuple[float, _R]:
    """Return how many seconds something took, and what it gave."""
    started = time.perf_counter()
    answer = work()
    return time.perf_counter() - started, answer


def use(path: Path) -> None:
    """Print what reading and ticking cost over a filled store."""
    desk = desk_of_a_year(path)
    ids = [row.stream for row in desk.store.cases(CaseQuery())]
    chosen = random.Random(1).choices(ids, k=ONE_BY_ONE)
    seconds, _ = timed(lambda: [desk.case(case_id) for case_id in chosen])
    say("Desk.case", seconds, len(chosen))
    seconds, items = timed(lambda: desk.worklist(AFTERWARDS, unit=UNITS[0]))
    say(f"Desk.worklist of one unit in {len(UNITS)}, items", seconds, len(items))
    seconds, items = timed(lambda: desk.worklist(AFTERWARDS))
    say("Desk.worklist, items", seconds, len(items))
    del items
    for when in ("all want attention", "none does any more"):
        seconds, ticked = timed(lambda: desk.tick(AFTERWARDS))
        say(f"Desk.tick, {when}: cases", seconds, ticked.looked_at)
    print(f"most in the write-ahead log, MB: {_log_of(path) / _MEGABYTE:.0f}")


def _log_of(path: Path) -> int:
    """Return the size of the write-ahead log in bytes.

    The log keeps to its largest size while the file is open.
    """
    return Path(f"{path}-wal").stat().st_size


def say(what: str, seconds: float, number: int) -> None:
    """Print a line of the table."""
    print(f"{what:<44}{number:>10}{seconds:>10.3f}{number / seconds:>12.0f}")


def main() -> None:
    """Print the tables."""
    with folder() as place:
        path = place / "many.db"
        seconds, cases = timed(lambda: alone(fill, path, OPEN_CASES))
        print(f"{cases} cases, {OPEN_CASES} of them open, written in {seconds:.0f} s")
        print(f"{'':<44}{'number':>10}{'seconds':>10}{'per second':>12}", flush=True)
        alone(use, path)
        table(place, cases, path)


if __name__ == "__main__":
    main()

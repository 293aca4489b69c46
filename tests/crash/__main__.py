# SPDX-License-Identifier: Apache-2.0
"""The long forms: ``python -m tests.crash [harness …]`` prints one table.

How long they are is set in the environment, by the names in ``SIZES``.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from klagomal.ports import Store
from klagomal.testing.boundaries import COMMANDS, Boundaries
from klagomal.testing.crash import CrashLoop, CrashReport, run_afresh
from klagomal.testing.planted import PLANTED
from klagomal.testing.power import lose_power
from tests.crash.loops import (
    in_new_schema,
    on_postgresql,
    on_sqlite,
    stepwise_postgresql,
    stopping_sqlite,
)
from tests.postgresql import Server

SIZES: Final = {
    "CRASH_SQLITE_KILLS": 2100,
    "CRASH_PLANTED_KILLS": 600,
    "CRASH_POSTGRESQL_KILLS": 600,
    "CRASH_POSTGRESQL_CRASHES": 200,
    "CRASH_POWER_CUTS": 5000,
}
AT_A_TIME: Final = 6  # four writers and two deliverers

Row = tuple[str, str, int]
"""What was done, the figures, and the number of problems."""


def size(name: str) -> int:
    """Return how long a long form is."""
    return int(os.environ.get(name, SIZES[name]))


@contextmanager
def server() -> Iterator[Server]:
    """Give a server that syncs its files, as it is meant to."""
    running = Server()
    try:
        running.start()
        yield running
    finally:
        running.stop()


def told(report: CrashReport) -> str:
    """Return a report's figures in a line, and the first problems on lines of their own."""
    figures = ", ".join(
        f"{value} {name.replace('_', ' ')}"
        for name, value in report.figures().items()
        if name not in {"rounds", "problems"} and value
    )
    return "\n    ".join([figures, *report.problems[:3]])


def sqlite(folder: Path) -> Iterator[Row]:
    """Kill writers and deliverers on SQLite."""
    rounds = -(-size("CRASH_SQLITE_KILLS") // AT_A_TIME)
    report = run_afresh(
        lambda turn: on_sqlite(folder / str(turn), turn, writers=4, deliverers=2), rounds
    )
    yield "SQLite, kill -9", told(report), len(report.problems)


def _planted_loop(folder: Path, plant: Callable[[Store], Any], turn: int) -> CrashLoop:
    return on_sqlite(folder / str(turn), turn, plant=plant)


def planted(folder: Path) -> Iterator[Row]:
    """Look for each planted bug; one that is not found is a problem."""
    for name, plant in PLANTED.items():
        loop = partial(_planted_loop, folder / name, plant)
        rounds = size("CRASH_PLANTED_KILLS") // 3
        report = run_afresh(loop, rounds, each=10)
        found = f"found within {report.kills} kills" if report.problems else "NOT FOUND"
        yield f"planted: {name}", found, int(not report.problems)


def postgresql(folder: Path) -> Iterator[Row]:
    """Kill clients of PostgreSQL, then the server as well."""
    with server() as running:
        rounds = -(-size("CRASH_POSTGRESQL_KILLS") // AT_A_TIME)
        report = run_afresh(
            lambda turn: on_postgresql(
                running, folder / f"clients-{turn}", turn, writers=4, deliverers=2
            ),
            rounds,
        )
        yield "PostgreSQL, kill -9 of clients", told(report), len(report.problems)
        report = run_afresh(
            lambda turn: on_postgresql(running, folder / f"server-{turn}", turn, crashing=True),
            size("CRASH_POSTGRESQL_CRASHES"),
        )
        yield "PostgreSQL, kill -9 of the server", told(report), len(report.problems)


def boundaries(folder: Path) -> Iterator[Row]:
    """Fail and die at every boundary of every command."""
    for name in COMMANDS:
        report = Boundaries(stopping_sqlite(folder / f"{name}.db"), folder / name).run(name)
        figures = (
            f"{report.boundaries} statements, {report.failures} failures, {report.deaths} deaths"
        )
        yield f"SQLite, boundaries: {name}", figures, len(report.problems)
    with server() as running:
        for name in COMMANDS:
            url = in_new_schema(running.url())
            report = Boundaries(stepwise_postgresql(url), folder / f"pg-{name}").run(name)
            figures = (
                f"{report.boundaries} steps, {report.failures} failures, {report.deaths} deaths"
            )
            yield f"PostgreSQL, boundaries: {name}", figures, len(report.problems)


def power(folder: Path) -> Iterator[Row]:
    """Cut the power, with syncs and, as a control, without."""
    report = lose_power(folder / "synced", cuts=size("CRASH_POWER_CUTS"))
    figures = f"{report.cuts} cuts of {report.recordings} recordings, {report.torn} torn writes"
    yield "SQLite, power loss", figures, len(report.problems)
    control = lose_power(folder / "control", cuts=200, is_synced=False)
    figures = f"{control.failed_cuts} of {control.cuts} cuts lose data, as they should"
    yield "control: synchronous=OFF", figures, int(not control.failed_cuts)


HARNESSES: Final[dict[str, Callable[[Path], Iterator[Row]]]] = {
    "planted": planted,
    "boundaries": boundaries,
    "power": power,
    "postgresql": postgresql,
    "sqlite": sqlite,
}


def main(names: list[str]) -> int:
    """Run the named harnesses, or all; return how many problems there were."""
    logging.disable(logging.WARNING)
    problems = 0
    say = partial(print, flush=True)
    say(f"{'harness':<52}{'problems':>9}{'seconds':>9}  figures")
    for name in names or HARNESSES:
        with tempfile.TemporaryDirectory(prefix="klagomal-crash-") as folder:
            began = time.monotonic()
            for done, figures, wrong in HARNESSES[name](Path(folder)):
                say(f"{done:<52}{wrong:>9}{time.monotonic() - began:>9.0f}  {figures}")
                problems += wrong
                began = time.monotonic()
    return problems


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))

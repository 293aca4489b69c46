# SPDX-License-Identifier: Apache-2.0
"""Several processes that each take in feedback, on one SQLite file and on one PostgreSQL database.

It shows how many forms the processes manage together, and whether any of them is left waiting: the
slowest calls beside the usual one, and errors.
"""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.synchronize import Barrier
from typing import Any
from urllib.parse import quote

import attrs

from benchmarks.caseload import form, form_desk
from benchmarks.places import afresh, database, folder, server
from klagomal.errors import KlagomalError
from klagomal.plugins import Plugins

WRITERS = 4
EACH = 500
TOGETHER = 60.0
"""Seconds in which all the writers must have come to the start."""


@attrs.frozen
class Written:
    """What one writer did: when it began and ended, how long each call took, and its errors.

    Times are in seconds, and all writers share the clock.
    """

    began: float
    ended: float
    taken: tuple[float, ...]
    errors: tuple[str, ...]


_gate: list[Barrier] = []


def _wait_here(gate: Barrier) -> None:
    _gate.append(gate)


def write(url: str, writer: int) -> Written:
    """Take in forms, from the moment that every writer is there."""
    store = Plugins.discover().store(url)
    desk = form_desk(store)
    desk.receive(form(0), idempotency_key=f"{writer}-warm")
    taken, errors = [], []
    _gate[0].wait(TOGETHER)
    began = time.monotonic()
    for number in range(EACH):
        item, key = form(number), f"{writer}-{number}"
        started = time.perf_counter()
        try:
            desk.receive(item, idempotency_key=key)
        except KlagomalError as error:
            errors.append(type(error).__name__)
        taken.append(time.perf_counter() - started)
    ended = time.monotonic()
    store.close()
    return Written(began, ended, tuple(taken), tuple(errors))


def together(url: str) -> list[Written]:
    """Let the writers loose on one store, which exists."""
    Plugins.discover().store(url).close()
    gate = afresh.Barrier(WRITERS)
    with ProcessPoolExecutor(
        WRITERS, mp_context=afresh, initializer=_wait_here, initargs=(gate,)
    ) as processes:
        return list(processes.map(write, [url] * WRITERS, range(WRITERS)))


def show(where: str, written: list[Written]) -> None:
    """Print a line of the table."""
    taken = sorted(each * 1000 for writer in written for each in writer.taken)
    seconds = max(writer.ended for writer in written) - min(writer.began for writer in written)
    p50, p99 = taken[len(taken) // 2], taken[len(taken) * 99 // 100]
    errors = Counter(error for writer in written for error in writer.errors)
    figures: tuple[Any, ...] = (
        f"{len(taken) / seconds:.0f}",
        *(f"{each:.1f}" for each in (p50, p99, p99 / p50, taken[-1])),
        errors.total(),
    )
    print(f"{where:<14}" + "".join(f"{each:>12}" for each in figures))
    for name, often in errors.items():
        print(f"  {often} x {name}")


def main() -> None:
    """Print the table."""
    print(f"{WRITERS} processes, {EACH} forms each")
    names = ("per second", "p50 ms", "p99 ms", "p99 / p50", "longest ms", "errors")
    print(" " * 14 + "".join(f"{name:>12}" for name in names))
    with folder() as place:
        show("SQLite", together(f"sqlite:///{quote(str(place / 'together.db'))}"))
    with server() as running:
        if running is not None:
            show("PostgreSQL", together(database(running, "together")))


if __name__ == "__main__":
    main()

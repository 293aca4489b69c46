# SPDX-License-Identifier: Apache-2.0
"""How long each of several writers of one SQLite file waits, by the way they wait for each other.

Four processes do nothing but write, each the same statements on the same kind of connection; only
what happens before them differs. The ways take turns, round by round, so that a busy machine slows
them alike. The file lies under ``build``, so that what is measured is its disk.
"""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date
from multiprocessing.synchronize import Barrier
from pathlib import Path

from benchmarks.places import folder
from klagomal.errors import StoreUnavailableError
from klagomal.ports import CaseRow, EventRecord, NoticeRecord, Protected, Transaction
from klagomal.stores.sqlite import SqliteStore
from klagomal.stores.sqlite_file import connect
from klagomal.stores.sqlite_transaction import SqliteTransaction

WRITERS = 4
ROUNDS = 3
EACH = 100
PATIENCE = 30.0
"""Seconds that each way waits before it gives up."""

FORKING = multiprocessing.get_context("fork")

Begin = Callable[[], AbstractContextManager[Transaction]]
"""Begins a transaction when it is this writer's turn; committed when the block ends."""


def file_case(step: Transaction, stream: str) -> None:
    """Write what a form of ordinary size comes to."""
    step.next_number("series")
    step.append(stream, 0, [EventRecord("received", 1, "x" * 600)] * 2)
    step.put_case(
        CaseRow(
            stream=stream,
            policy="provkoping",
            edition="2025",
            unit="skolan",
            received_on=date(2025, 5, 5),
            is_open=True,
            needs_work=True,
            look_on=date(2025, 5, 8),
            version=2,
        )
    )
    step.protect([Protected(f"{stream}/text", stream, "text", b"x" * 400)])
    step.enqueue(
        [
            NoticeRecord(
                id=f"{stream}/1", policy="provkoping", stream=stream, kind="answer", data="{}"
            )
        ]
    )


@contextmanager
def committed(connection: sqlite3.Connection, path: Path) -> Iterator[Transaction]:
    """Give the steps of the transaction that has been begun, and commit them."""
    try:
        yield SqliteTransaction(connection, path)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def by_busy_timeout(path: Path) -> Begin:
    """Let SQLite wait: it sleeps ever longer between its tries."""
    connection = connect(path, PATIENCE)
    connection.execute(f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}")

    def begin() -> AbstractContextManager[Transaction]:
        connection.execute("BEGIN IMMEDIATE")
        return committed(connection, path)

    return begin


def by_trying_again(path: Path) -> Begin:
    """Try again after a random pause."""
    connection = connect(path, PATIENCE)

    def begin() -> AbstractContextManager[Transaction]:
        give_up = time.monotonic() + PATIENCE
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return committed(connection, path)
            except sqlite3.OperationalError:
                if time.monotonic() > give_up:
                    raise
                time.sleep(random.uniform(0.0002, 0.005))

    return begin


def by_file_lock(path: Path) -> Begin:
    """Hold a lock on a file of its own from before the transaction until after it."""
    connection = connect(path, PATIENCE)
    connection.execute(f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}")
    lock = os.open(f"{path}-lock", os.O_RDONLY | os.O_CREAT, 0o600)

    @contextmanager
    def begin() -> Iterator[Transaction]:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            connection.execute("BEGIN IMMEDIATE")
            with committed(connection, path) as step:
                yield step
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)

    return begin


def by_store(path: Path) -> Begin:
    """Queue as klagomal's store does."""
    return SqliteStore(path, patience=PATIENCE).transaction


WAYS: dict[str, Callable[[Path], Begin]] = {
    "`busy_timeout` alone": by_busy_timeout,
    "trying again after 0.2-5 ms": by_trying_again,
    "a lock on a file, held throughout": by_file_lock,
    "klagomal's queue": by_store,
}


Waits = tuple[list[float], int]
"""The seconds that each transaction took, from asking to having been written, and the errors."""


def write(
    way: str, path: Path, name: str, start: Barrier, answers: multiprocessing.Queue[Waits]
) -> None:
    """Write one round in a process of its own."""
    begin, taken, errors = WAYS[way](path), list[float](), 0
    start.wait(PATIENCE)
    for number in range(EACH):
        asked = time.perf_counter()
        try:
            with begin() as step:
                file_case(step, f"{name}-{number}")
        except (sqlite3.OperationalError, StoreUnavailableError):
            errors += 1
        taken.append(time.perf_counter() - asked)
    answers.put((taken, errors))


def one_round(way: str, path: Path, number: int) -> list[Waits]:
    """Let the writers loose on the file of one way; return how each fared."""
    start, answers = FORKING.Barrier(WRITERS), FORKING.Queue()
    writers = [
        FORKING.Process(target=write, args=(way, path, f"{number}-{n}", start, answers))
        for n in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    waits = [answers.get(timeout=300) for _ in writers]
    for writer in writers:
        writer.join()
    return waits


def line(way: str, waits: list[Waits]) -> str:
    """Return a way's line of the table."""
    taken = sorted(seconds for each, _ in waits for seconds in each)
    p50, p99, longest = taken[len(taken) // 2], taken[len(taken) * 99 // 100], taken[-1]
    errors = sum(errors for _, errors in waits)
    return (
        f"| {way} | {p50 * 1000:.1f} ms | {p99 * 1000:.1f} ms | {p99 / p50:.0f} "
        f"| {longest * 1000:.0f} ms | {errors} |"
    )


def main() -> None:
    """Print the table, in the form that docs/stores.md has it."""
    waits: dict[str, list[Waits]] = {way: [] for way in WAYS}
    with folder() as built:
        files = {way: built / f"{place}.db" for place, way in enumerate(WAYS)}
        for file in files.values():
            SqliteStore(file).close()
        for number in range(ROUNDS):
            for way, file in files.items():
                waits[way] += one_round(way, file, number)
    print(f"{WRITERS} processes, {ROUNDS * EACH} transactions each\n")
    print("| writers wait by | p50 | p99 | p99 / p50 | longest | errors |")
    print("|---|---|---|---|---|---|")
    for way in WAYS:
        print(line(way, waits[way]))


if __name__ == "__main__":
    main()

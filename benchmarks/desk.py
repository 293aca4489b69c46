# SPDX-License-Identifier: Apache-2.0
"""What the desk costs beside the same statements written by hand, and beside `eventsourcing`.

Sizes are modest unless asked for: ``KLAGOMAL_BENCH_CASES=1000000`` for the long report. Folders lie
in the current directory, so that what is measured is its disk and not memory.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from klagomal import policies
from klagomal.case import fold
from klagomal.desk import Desk
from klagomal.feedback import Feedback, Submission, Submitter
from klagomal.lifecycle import receive
from klagomal.logs import records, row_of
from klagomal.periods import Year
from klagomal.ports import CaseQuery
from klagomal.stores.sqlite import SqliteStore
from klagomal.vocabulary import Channel, Kind

ARRIVAL = datetime(2026, 3, 2, 9, tzinfo=UTC)
RECEIVED = 400
WRITERS = 4
CASES = int(os.environ.get("KLAGOMAL_BENCH_CASES", "20000"))


def form(number: int) -> Submission:
    """Return a form of ordinary size."""
    feedback = Feedback(kind=Kind.COMPLAINT, channel=Channel.WEB_FORM, received_at=ARRIVAL)
    submitter = Submitter(name="Test Testsson", email="test@example.org")
    return Submission(feedback=feedback, text=f"Formulär {number}. " * 20, submitter=submitter)


def desk_on(path: Path) -> Desk:
    """Return Essunga's desk on a file."""
    return Desk(
        policy="essunga",
        store=SqliteStore(path),
        clock=lambda: ARRIVAL,
    )


def by_desk(path: Path) -> Callable[[int], None]:
    """Return a step that takes in one form by the desk."""
    desk = desk_on(path)

    def step(number: int) -> None:
        desk.receive(form(number), idempotency_key=f"key-{number}")

    return step


def by_hand(path: Path) -> Callable[[int], None]:
    """Return a step that runs the same statements, with everything else worked out beforehand."""
    desk_on(path).store.close()
    sample = desk_on(path.with_suffix(".sample"))
    case = sample.receive(form(0), idempotency_key="key-0")
    stored = sample.store.load(case.id)
    (contact, text) = (record.body for record in sample.store.protected(case.id))
    (row,) = sample.store.cases(CaseQuery())
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")

    def step(number: int) -> None:
        stream = f"{number:032d}"
        run = connection.execute
        run("BEGIN IMMEDIATE")
        run("SELECT fingerprint, answer FROM idempotency WHERE key = ?", (str(number),)).fetchone()
        run(
            "INSERT INTO numbers VALUES ('essunga', 1) "
            "ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last"
        ).fetchone()
        run("SELECT max(version) FROM events WHERE stream = ?", (stream,)).fetchone()
        connection.executemany(
            "INSERT INTO events (stream, version, slug, schema, data) VALUES (?, ?, ?, ?, ?)",
            [(stream, e.version, e.slug, e.schema, e.data) for e in stored],
        )
        run(
            "INSERT OR REPLACE INTO cases VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (stream, row.policy, row.edition, "", "2026-03-02", 1, "2026-03-05", 2),
        )
        connection.executemany(
            "INSERT INTO protected (id, stream, kind, body) VALUES (?, ?, ?, ?)",
            [(f"{stream}/c", stream, "contact", contact), (f"{stream}/t", stream, "text", text)],
        )
        run("INSERT INTO idempotency VALUES (?, ?, ?)", (str(number), "f" * 64, stream))
        run("COMMIT")

    return step


def by_eventsourcing(path: Path) -> Callable[[int], None] | None:
    """Return a step that stores two events with the `eventsourcing` package, if it is here."""
    try:
        from eventsourcing.persistence import StoredEvent
        from eventsourcing.sqlite import SQLiteAggregateRecorder, SQLiteDatastore
    except ImportError:
        print("eventsourcing is not installed: left out")
        return None
    from uuid import uuid4

    recorder = SQLiteAggregateRecorder(SQLiteDatastore(str(path)))
    recorder.create_table()

    def step(_: int) -> None:
        stream = uuid4()
        recorder.insert_events(
            [StoredEvent(stream, n, "klagomal:Event", b"x" * 600) for n in (1, 2)]
        )

    return step


def interleaved(steps: dict[str, Callable[[int], None]]) -> dict[str, list[float]]:
    """Run the steps in turn and return the seconds that each took."""
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for number in range(1, RECEIVED + 1):
        for name, step in steps.items():
            started = time.perf_counter()
            step(number)
            taken[name].append(time.perf_counter() - started)
    return taken


def receive_alone(folder: Path) -> None:
    """Print one writer's figures."""
    steps = {
        "the same statements by hand": by_hand(folder / "hand.db"),
        "Desk.receive": by_desk(folder / "desk.db"),
    }
    if other := by_eventsourcing(folder / "other.db"):
        steps["eventsourcing, two events, no more"] = other
    taken = interleaved(steps)
    hand = statistics.median(taken["the same statements by hand"])
    print(f"{'durable, one writer':<40}{'per second':>12}{'by hand':>10}")
    for name, times in taken.items():
        middle = statistics.median(times)
        print(f"{name:<40}{1 / middle:>12.0f}{hand / middle:>10.2f}")


def _writer(path: str, prefix: int, times: multiprocessing.Queue[list[float]]) -> None:
    desk, taken = desk_on(Path(path)), []
    for number in range(RECEIVED):
        started = time.perf_counter()
        desk.receive(form(number), idempotency_key=f"{prefix}-{number}")
        taken.append(time.perf_counter() - started)
    times.put(taken)


def receive_together(folder: Path) -> None:
    """Print several writers' figures."""
    path = str(folder / "together.db")
    desk_on(Path(path)).store.close()
    times: multiprocessing.Queue[list[float]] = multiprocessing.Queue()
    writers = [
        multiprocessing.Process(target=_writer, args=(path, n, times)) for n in range(WRITERS)
    ]
    started = time.perf_counter()
    for writer in writers:
        writer.start()
    taken = sorted(each for _ in writers for each in times.get())
    for writer in writers:
        writer.join()
    elapsed = time.perf_counter() - started
    p50, p99 = taken[len(taken) // 2], taken[len(taken) * 99 // 100]
    failed = sum(writer.exitcode != 0 for writer in writers)
    print(f"\n{WRITERS} writers on one file: {len(taken) / elapsed:.0f} per second together")
    print(f"p50 {p50 * 1000:.2f} ms, p99 {p99 * 1000:.1f} ms, p99 / p50 {p99 / p50:.0f}")
    print(f"writers that failed: {failed}")


def fill(folder: Path) -> Desk:
    """Return a desk with many open cases, a year of them, written in large steps."""
    desk = desk_on(folder / "many.db")
    policy = policies.get("essunga")
    for first in range(0, CASES, 5000):
        with desk.store.transaction() as step:
            for number in range(first, min(first + 5000, CASES)):
                at = ARRIVAL + timedelta(minutes=number * 500_000 // CASES)
                feedback = Feedback(
                    kind=Kind.COMPLAINT, channel=Channel.EMAIL, received_at=at, unit="unit"
                )
                events = receive(feedback, policy, at, case_id=f"case-{number:07d}")
                case = fold(events)
                step.append(case.id, 0, records(events))
                step.put_case(row_of(case, policy, at.date(), 1, told=False))
    return desk


def peak_megabytes() -> float:
    """Return the most memory the process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def read_many(folder: Path) -> None:
    """Print what reading, ticking and reporting cost over many open cases."""
    desk = fill(folder)
    cases = [case.id for case in _some(desk.cases(), 500)]
    started = time.perf_counter()
    for case_id in cases:
        desk.case(case_id)
    print(f"\n{CASES} open cases")
    print(f"{'Desk.case, a second':<40}{len(cases) / (time.perf_counter() - started):>12.0f}")
    for moment in (ARRIVAL + timedelta(days=3), ARRIVAL + timedelta(days=3, hours=1)):
        started = time.perf_counter()
        ticked = desk.tick(moment)
        name = f"Desk.tick, {ticked.looked_at} looked at, seconds"
        print(f"{name:<40}{time.perf_counter() - started:>12.2f}")
    before = peak_megabytes()
    started = time.perf_counter()
    report = desk.report(Year(2026), as_of=date(2027, 3, 31))
    taken = time.perf_counter() - started
    print(f"{'Desk.report(Year), cases a second':<40}{CASES / taken:>12.0f}")
    print(f"{'peak memory above before, MB':<40}{peak_megabytes() - before:>12.1f}")
    print(f"report of {report.period}")


def _some(cases: Iterator[object], number: int) -> list:
    return [case for case, _ in zip(cases, range(number), strict=False)]


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix="bench-") as name:
        folder = Path(name)
        receive_alone(folder)
        receive_together(folder)
        read_many(folder)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""What ``Desk.receive`` costs beside its own statements run by hand, and beside `eventsourcing`.

One writer, on SQLite and on PostgreSQL. The contestants take turns, step by step, in one run, so
that a busy disk slows them alike; figures are medians. How near the desk comes to its statements
depends on what a durable commit costs: on a slow disk every contestant is near. So a bare commit is
timed as well, and the desk's own work is also given in milliseconds.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import attrs

from benchmarks.by_hand import Script, run, script_of_postgresql, script_of_sqlite
from benchmarks.caseload import form, form_desk
from benchmarks.places import database, folder, server
from klagomal.ports import Store
from klagomal.stores.sqlite import SqliteStore
from klagomal.stores.sqlite_file import connect

if TYPE_CHECKING:
    from tests.postgresql import Server

ROUNDS = 500
WARM_UP = 20
GOAL = 0.8
PATIENCE = 30.0

Act = Callable[[], object]
Contestant = Callable[[int], Act]
"""Makes ready for a round, and returns what is timed in it."""

DESK = "Desk.receive"
HAND = "the same statements by hand"
COMMIT = "one bare durable commit"
OTHER = "eventsourcing, two events, no more"


@attrs.frozen
class Taken:
    """Medians in milliseconds: by the clock on the wall, and of this process's own computing."""

    wall: float
    cpu: float


def interleaved(contestants: Mapping[str, Contestant]) -> dict[str, Taken]:
    """Run the contestants in turn, each round in another order; return what each one took.

    A contestant may have to wait for what the disk still does for the one before. So the order
    changes every round.
    """
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contestants}
    chance = random.Random(1)
    for number in range(WARM_UP + ROUNDS):
        for name in chance.sample(list(contestants), len(contestants)):
            act = contestants[name](number)
            computed, started = time.thread_time(), time.perf_counter()
            act()
            taken[name].append((time.perf_counter() - started, time.thread_time() - computed))
    return {
        name: Taken(*(statistics.median(column) * 1000 for column in zip(*each, strict=True)))
        for name, each in ((name, times[WARM_UP:]) for name, times in taken.items())
    }


def by_desk(store: Store) -> Contestant:
    desk = form_desk(store)

    def ready(number: int) -> Act:
        item, key = form(number), f"key-{number}"
        return lambda: desk.receive(item, idempotency_key=key)

    return ready


def by_hand(connection: Any, script: Script) -> Contestant:
    def ready(number: int) -> Act:
        statements = script.anew(uuid4().hex, f"key-{number}")
        return lambda: run(connection, statements)

    return ready


def bare_commit(connection: Any) -> Contestant:
    connection.execute("CREATE TABLE bare (number INTEGER)")

    def commit() -> None:
        connection.execute("BEGIN")
        connection.execute("INSERT INTO bare VALUES (1)")
        connection.execute("COMMIT")

    return lambda _: commit


def by_eventsourcing(recorder: Any, sizes: Sequence[int]) -> Contestant:
    """Store as many events as a receive does, of the same sizes."""
    from eventsourcing.persistence import StoredEvent

    recorder.create_table()

    def ready(_: int) -> Act:
        stream = uuid4()
        events = [
            StoredEvent(stream, version, "klagomal:Event", b"x" * size)
            for version, size in enumerate(sizes, 1)
        ]
        return lambda: recorder.insert_events(events)

    return ready


def on_sqlite(place: Path) -> dict[str, Taken]:
    """Measure on files."""
    script = script_of_sqlite(place / "sample.db")
    desk_file, hand_file = place / "desk.db", place / "hand.db"
    SqliteStore(hand_file).close()
    with (
        closing(SqliteStore(desk_file)) as store,
        closing(connect(hand_file, PATIENCE)) as hand,
        closing(connect(place / "bare.db", PATIENCE, create=True)) as bare,
    ):
        bare.execute("PRAGMA journal_mode=WAL")
        contestants = {
            DESK: by_desk(store),
            HAND: by_hand(hand, script),
            COMMIT: bare_commit(bare),
        }
        try:
            from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
        except ImportError as missing:
            print(f"left out: {missing}")
        else:
            other = SQLiteApplicationRecorder(SQLiteDatastore(str(place / "other.db")))
            contestants[OTHER] = by_eventsourcing(other, script.event_sizes())
        taken = interleaved(contestants)
    alike([_rows_of_sqlite(desk_file), _rows_of_sqlite(hand_file)])
    return taken


def on_postgresql(running: Server) -> dict[str, Taken]:
    """Measure on databases of one server."""
    from klagomal.stores import postgresql_server
    from klagomal.stores.postgresql import PostgresqlStore

    script = script_of_postgresql(database(running, "sample"))
    desk_url, hand_url = database(running, "desk"), database(running, "hand")
    PostgresqlStore(hand_url).close()

    def opened(url: str) -> Any:
        return postgresql_server.connect(postgresql_server.parameters(url), PATIENCE)

    with (
        closing(PostgresqlStore(desk_url)) as store,
        closing(opened(hand_url)) as hand,
        closing(opened(database(running, "bare"))) as bare,
    ):
        contestants = {
            DESK: by_desk(store),
            HAND: by_hand(hand, script),
            COMMIT: bare_commit(bare),
        }
        try:
            from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
        except ImportError as missing:
            print(f"left out: {missing}")
            taken = interleaved(contestants)
        else:
            told = postgresql_server.parameters(database(running, "other"))
            names = ("dbname", "host", "user", "password")
            with PostgresDatastore(port="", **{name: told[name] for name in names}) as pool:
                other = PostgresApplicationRecorder(pool)
                contestants[OTHER] = by_eventsourcing(other, script.event_sizes())
                taken = interleaved(contestants)
        alike([_rows_of_postgresql(opened(desk_url)), _rows_of_postgresql(hand)])
    return taken


def alike(rows: Sequence[Mapping[str, int]]) -> None:
    """Refuse to compare a desk and a hand that did not write the same number of rows."""
    desk, hand = rows
    if desk != hand or not any(desk.values()):
        raise RuntimeError(f"not the same work: {desk} by the desk, {hand} by hand")


def show(where: str, taken: Mapping[str, Taken]) -> None:
    """Print a table, and what the desk adds to its statements."""
    desk, hand = taken[DESK], taken[HAND]
    print(f"\n{where}, one writer, durable: medians of {ROUNDS} in turn")
    print(f"  {'':<36}{'per second':>12}{'ms':>9}{'of it CPU':>11}{'of by hand':>12}")
    for name, each in taken.items():
        ratio = hand.wall / each.wall
        print(
            f"  {name:<36}{1000 / each.wall:>12.0f}{each.wall:>9.3f}{each.cpu:>11.3f}{ratio:>12.2f}"
        )
    own, computing = desk.wall - hand.wall, desk.cpu - hand.cpu
    print(
        f"  own work of the desk, that is desk - hand: {own:.3f} ms, {computing:.3f} ms of it CPU"
    )
    if hand.wall / desk.wall < GOAL:
        leaves = hand.wall / GOAL - hand.wall
        print(f"  below {GOAL} of by hand, which on this disk would leave it {leaves:.3f} ms")


def main() -> None:
    """Print the tables."""
    with folder() as place:
        show("SQLite", on_sqlite(place))
    with server() as running:
        if running is not None:
            show("PostgreSQL", on_postgresql(running))


def _rows_of_sqlite(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name: _count(connection, name) for (name,) in tables.fetchall()}


def _rows_of_postgresql(connection: Any) -> dict[str, int]:
    tables = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    )
    return {name: _count(connection, name) for (name,) in tables.fetchall()}


def _count(connection: Any, table: str) -> int:
    number: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return number


if __name__ == "__main__":
    main()

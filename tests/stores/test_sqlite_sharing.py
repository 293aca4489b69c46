# SPDX-License-Identifier: Apache-2.0
"""One SQLite file, several processes: turns, locks, forks, full disks and clocks that jump."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from klagomal.errors import StoreError, StoreFullError, StoreUnavailableError
from klagomal.ports import CaseQuery, NoticeState, Settlement
from klagomal.stores.rows import where
from klagomal.stores.sqlite import SqliteStore
from klagomal.stores.sqlite_transaction import ANYTHING_DUE
from klagomal.testing.store_steps import KEY, events, everything, file_case, ids, notice, write
from tests.stores.processes import in_a_child, run, started


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a path where no file is."""
    return tmp_path / "klagomal.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """Give a fresh store."""
    store = SqliteStore(path)
    yield store
    store.close()


# --- several processes ----------------------------------------------------------------------------

WRITER = """
import sys
from klagomal.stores.sqlite import SqliteStore
from klagomal.testing.store_steps import file_case, notice
store, name = SqliteStore(sys.argv[1]), sys.argv[2]
sys.stdin.readline()
for n in range(50):
    with store.transaction() as step:
        number = step.next_number("series")
        file_case(step, f"{name}-{n}")
    print(number)
"""


def test_four_processes_write_without_an_error(store: SqliteStore, path: Path) -> None:
    """Four writers at once share the numbers 1..200, and everything they wrote is whole."""
    writers = [started(WRITER, path, name) for name in "abcd"]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    answers = [writer.communicate() for writer in writers]
    assert [error for _, error in answers] == [""] * 4
    assert sorted(int(n) for out, _ in answers for n in out.split()) == list(range(1, 201))
    assert len(list(store.cases(CaseQuery()))) == 200
    assert [len(log) for log in store.logs(CaseQuery())] == [1] * 200
    assert len(list(store.notices())) == 200


def test_a_file_that_stays_locked_is_told_of(path: Path) -> None:
    """When another program keeps the write lock, the writer gives up after its patience."""
    SqliteStore(path).close()
    with (
        closing(SqliteStore(path, patience=0.2)) as store,
        closing(sqlite3.connect(path, isolation_level=None)) as another,
    ):
        another.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailableError, match="patience"):
            write(store, lambda step: file_case(step, "case-1"))
        assert list(store.cases(CaseQuery())) == []  # reading goes on
        another.execute("ROLLBACK")
        write(store, lambda step: file_case(step, "case-1"))
        assert len(store.load("case-1")) == 1


def test_opening_a_locked_file_is_told_of(path: Path) -> None:
    """Opening needs the lock for a moment, and says so when it does not get it."""
    SqliteStore(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailableError):
            SqliteStore(path, patience=0.1)


def test_a_desk_with_nothing_to_send_leaves_the_lock_alone(path: Path) -> None:
    """Another policy's notices make nobody wait for the write lock, and are found by an index."""
    with (
        closing(SqliteStore(path, patience=0.1)) as store,
        closing(sqlite3.connect(path, isolation_level=None)) as another,
    ):
        write(store, lambda step: step.enqueue([notice("x", policy="exempelby")]))
        another.execute("BEGIN IMMEDIATE")
        assert store.lease("worker", KEY, 9, 600) == []
        with pytest.raises(StoreUnavailableError, match="locked"):
            store.lease("worker", "exempelby", 9, 600)
        plan = another.execute(f"EXPLAIN QUERY PLAN {ANYTHING_DUE}", (KEY,)).fetchall()
    assert [row[-1] for row in plan] == ["SEARCH notices USING INDEX notices_to_send (policy=?)"]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (CaseQuery(policy=KEY, unit="skolan", needs_work=True), "cases_needing_work"),
        (CaseQuery(policy=KEY, unit="skolan", is_open=True), "cases_open"),
    ],
)
def test_the_few_cases_of_a_worklist_are_found_by_an_index(
    store: SqliteStore, query: CaseQuery, index: str
) -> None:
    """A worklist reads the cases it lists, in order, and not the many that are done with."""
    condition, values = where(query, "?")
    with store._pool.lend() as connection:
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN SELECT * FROM cases {condition} ORDER BY received_on, stream",
            values,
        ).fetchall()
    assert [step[-1] for step in plan] == [f"SEARCH cases USING INDEX {index} (policy=?)"]


def test_a_patient_writer_gets_its_turn(store: SqliteStore, path: Path) -> None:
    """A writer that found the file locked writes as soon as it is let go of."""
    with closing(sqlite3.connect(path, isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        writer = Thread(target=write, args=(store, lambda step: file_case(step, "case-1")))
        writer.start()
        writer.join(0.1)
        assert writer.is_alive()
        another.execute("ROLLBACK")
        writer.join()
    assert len(store.load("case-1")) == 1


def test_a_stuck_process_at_the_head_of_the_queue_stops_nobody(path: Path) -> None:
    """The queue is for fairness alone: whoever waited long in vain knocks without it."""
    with closing(SqliteStore(path, patience=0.4)) as store:
        holder = started(
            "import fcntl, sys\n"
            "file = open(sys.argv[1])\n"
            "fcntl.flock(file, fcntl.LOCK_EX)\n"
            "print('locked', flush=True)\n"
            "sys.stdin.read()",
            f"{path}-queue",
        )
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        try:
            write(store, lambda step: file_case(step, "case-1"))
        finally:
            holder.communicate()
    assert path.exists()


def test_a_queue_that_cannot_be_made_is_done_without(path: Path) -> None:
    """Where the file of the queue cannot be opened, writers take turns all the same."""
    path.with_name("klagomal.db-queue").mkdir()
    with closing(SqliteStore(path)) as store:
        write(store, lambda step: file_case(step, "case-1"))
        assert len(store.load("case-1")) == 1


# --- forks ----------------------------------------------------------------------------------------


def test_a_forked_child_and_its_parent_both_use_the_store(store: SqliteStore, path: Path) -> None:
    """A store that nobody was using is as good in the child; the two share no connection."""
    write(store, lambda step: file_case(step, "before"))
    inside = set(open_files(path))

    def use() -> str:
        shared = set(open_files(path)) & inside
        write(store, lambda step: file_case(step, "child"))
        return f"{len(shared)} {len(list(store.cases(CaseQuery())))}"

    assert inside
    assert in_a_child(use) == "0 2"
    write(store, lambda step: file_case(step, "parent"))
    assert [row.stream for row in store.cases(CaseQuery())] == ["before", "child", "parent"]


def open_files(path: Path) -> list[str]:
    """Return the numbers of this process's open files of the database."""
    numbers = Path("/proc/self/fd")
    if not numbers.exists():  # not Linux: the test then only shows that both can write
        return ["unknown"]
    database = {f"{path}", f"{path}-wal", f"{path}-shm"}
    return [n.name for n in numbers.iterdir() if os.path.realpath(n) in database]


@pytest.mark.parametrize("use", ["stream", "transaction"])
def test_a_child_forked_while_the_store_was_in_use_is_refused(store: SqliteStore, use: str) -> None:
    """A connection in use cannot be given up, so the child is told, and the parent goes on."""
    with store.transaction() as step:
        for number in range(9):
            file_case(step, f"case-{number}")

    def try_it() -> str:
        try:
            store.load("case-1")
        except StoreError as error:
            return str(error)
        return "read"

    if use == "stream":
        logs = store.logs(CaseQuery())
        next(logs)
        assert "forked" in in_a_child(try_it)
        assert len(list(logs)) == 8
    else:
        with store.transaction() as step:
            step.append("case-1", 1, events())
            assert "forked" in in_a_child(try_it)
    write(store, lambda step: file_case(step, "after"))
    assert len(list(store.cases(CaseQuery()))) == 10


def test_a_transaction_is_not_carried_over_a_fork(store: SqliteStore) -> None:
    """A block that a child goes on with is not committed a second time there."""

    def carry() -> str:
        child = 0
        try:
            with store.transaction() as step:
                step.append("case-1", 0, events())
                child = os.fork()
        except StoreError:
            os._exit(0 if child == 0 else 1)
        _, status = os.waitpid(child, 0)
        return f"child ended with {status}, {len(store.load('case-1'))} event"

    assert in_a_child(carry) == "child ended with 0, 1 event"


# --- a full disk ----------------------------------------------------------------------------------

FILL = """
import json, resource, sys
from klagomal.errors import StoreFullError
from klagomal.ports import CaseQuery, EventRecord, Protected
from klagomal.stores.sqlite import SqliteStore
from klagomal.testing.store_steps import file_case

store = SqliteStore(sys.argv[1])
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

def add(n):
    with store.transaction() as step:
        number = step.next_number("series")
        file_case(step, f"case-{n:03}")
        step.protect([Protected(f"case-{n:03}/text", f"case-{n:03}", "text", b"x" * 20_000)])
    return number

def known():
    return [log[0].stream for log in store.logs(CaseQuery())]

resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
refused, n, numbers = [], 0, []
while len(refused) < 5:
    n += 1
    try:
        numbers.append(add(n))
    except StoreFullError as error:
        refused.append(str(error))
while_full = known()
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
numbers.append(add(999))
print(json.dumps({"refused": refused, "full": while_full, "after": known(), "numbers": numbers}))
"""


def test_a_full_disk_is_told_of_and_gone_on_from(store: SqliteStore, path: Path) -> None:
    """Without room: a typed error, nothing half written, reading goes on; then writing too."""
    told = run(FILL, path)
    assert all("make room" in said for said in told["refused"])
    written = len(told["full"])
    assert 0 < written < 100
    assert told["after"] == [*told["full"], "case-999"]
    assert told["numbers"] == list(range(1, written + 2))
    assert {len(store.protected(row.stream)) for row in store.cases(CaseQuery())} == {1}
    assert len(list(store.notices())) == written + 1


def test_a_database_that_may_not_grow_says_that_it_is_full(store: SqliteStore) -> None:
    """SQLite's own word for a full disk means the same."""
    with store._pool.lend() as connection:
        connection.execute("PRAGMA max_page_count=1")
    long = events(99, "x" * 999)
    with pytest.raises(StoreFullError, match="make room"):
        write(store, lambda step: step.append("case-1", 0, long))
    assert not store.load("case-1")


def test_what_a_killed_writer_had_not_committed_is_gone(store: SqliteStore, path: Path) -> None:
    """A process that dies inside a transaction leaves nothing behind and holds nobody up."""
    before = everything(store)
    writer = started(
        "import sys, time\n"
        "from klagomal.stores.sqlite import SqliteStore\n"
        "from klagomal.testing.store_steps import file_case\n"
        "with SqliteStore(sys.argv[1]).transaction() as step:\n"
        "    file_case(step, 'case-1')\n"
        "    print('written', flush=True)\n"
        "    sys.stdin.read()",
        path,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "written\n"
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    assert everything(store) == before
    write(store, lambda step: file_case(step, "case-1"))


# --- clocks ---------------------------------------------------------------------------------------


def set_back(store: SqliteStore, seconds: float) -> None:
    """Make it look as if the host's clock had been turned back since the notices were touched."""
    with store._pool.lend() as connection:
        connection.execute(
            "UPDATE notices SET queued_at = queued_at + :s, next_at = next_at + :s, "
            "touched_at = touched_at + :s, lease_until = lease_until + :s",
            {"s": seconds},
        )


YEAR = 365 * 86400.0


def test_a_clock_that_was_turned_back_strands_no_notice(store: SqliteStore) -> None:
    """What was queued, put off, leased or begun in what is now the future is due at once."""
    queued = [notice(id_) for id_ in ("queued", "put off", "leased", "begun")]
    write(store, lambda step: step.enqueue(queued))
    _, put_off, _, begun = store.lease("worker", KEY, 4, 0)
    write(store, lambda step: step.begin("begun", begun.token))
    later = Settlement(state=NoticeState.WAITING, retry_in_seconds=3600)
    write(store, lambda step: step.settle("put off", put_off.token, later))
    set_back(store, YEAR)
    again = store.lease("another", KEY, 9, 600)
    assert ids(again) == ["queued", "put off", "leased", "begun"]
    assert [lease.age_seconds for lease in again] == [0, 0, 0, 0]
    assert store.lease("third", KEY, 9, 600) == []  # their times are of this clock now


HOUR_LATER = Settlement(state=NoticeState.WAITING, retry_in_seconds=3600)
DEAD = Settlement(state=NoticeState.DEAD)


def test_a_clock_turned_back_before_the_answer_keeps_the_pause(store: SqliteStore) -> None:
    """A notice settled after the clock went back waits as long as it was told, from then."""
    write(store, lambda step: step.enqueue([notice("a")]))
    [lease] = store.lease("worker", KEY, 1, 600)
    set_back(store, YEAR)
    write(store, lambda step: step.settle("a", lease.token, HOUR_LATER))
    assert store.lease("another", KEY, 1, 600) == []
    [(_, how, _)] = store.notices()
    assert 3000 < how.retry_in_seconds <= 3600
    set_back(store, -3600)  # the hour has gone
    assert ids(store.lease("another", KEY, 1, 600)) == ["a"]


def test_an_answer_under_a_clock_that_was_ahead_strands_no_notice(store: SqliteStore) -> None:
    """What was put off in a future that was taken back is due at once."""
    write(store, lambda step: step.enqueue([notice("a")]))
    [lease] = store.lease("worker", KEY, 1, 600)
    set_back(store, -YEAR)  # the clock is put forward by a year,
    write(store, lambda step: step.settle("a", lease.token, HOUR_LATER))
    set_back(store, YEAR)  # and put right
    assert ids(store.lease("another", KEY, 1, 600)) == ["a"]
    assert store.lease("third", KEY, 1, 600) == []


def test_reviving_under_a_clock_that_was_ahead_strands_no_notice(store: SqliteStore) -> None:
    """A notice that was revived in a future that was taken back is due at once."""
    write(store, lambda step: step.enqueue([notice("a")]))
    [lease] = store.lease("worker", KEY, 1, 600)
    write(store, lambda step: step.settle("a", lease.token, DEAD))
    set_back(store, -YEAR)
    write(store, lambda step: step.revive("a"))
    set_back(store, YEAR)
    assert ids(store.lease("another", KEY, 1, 600)) == ["a"]
    assert store.lease("third", KEY, 1, 600) == []


def test_a_notice_that_is_revived_is_young_again(store: SqliteStore) -> None:
    """The age of a notice that was queued a year ago counts from its revival."""
    write(store, lambda step: step.enqueue([notice("a"), notice("b")]))
    lease, _ = store.lease("worker", KEY, 2, 0)
    write(store, lambda step: step.settle("a", lease.token, DEAD))
    set_back(store, -YEAR)
    write(store, lambda step: step.revive("a"))
    young, old = store.lease("another", KEY, 2, 600)
    assert 0 <= young.age_seconds < 600
    assert 364 * 86400 < old.age_seconds < 367 * 86400


def test_a_clock_that_was_nudged_breaks_no_lease(store: SqliteStore) -> None:
    """A clock that goes back by seconds leaves leases and pauses as they are."""
    write(store, lambda step: step.enqueue([notice("leased"), notice("begun")]))
    _, begun = store.lease("worker", KEY, 2, 600)
    write(store, lambda step: step.begin("begun", begun.token))
    set_back(store, 30)
    assert store.lease("another", KEY, 1, 600) == []


def test_beginning_after_the_clock_went_back_strands_no_notice(store: SqliteStore) -> None:
    """A worker that begins under a lease of the future, and dies, is followed by another."""
    write(store, lambda step: step.enqueue([notice("a")]))
    [lease] = store.lease("worker", KEY, 1, 600)
    set_back(store, YEAR)
    write(store, lambda step: step.begin("a", lease.token))
    assert ids(store.lease("another", KEY, 1, 600)) == ["a"]
    assert store.lease("third", KEY, 1, 600) == []


def test_a_clock_that_was_put_forward_ends_leases(store: SqliteStore) -> None:
    """A lease that seems long over is given to another, and its old token is worth nothing."""
    write(store, lambda step: step.enqueue([notice("leased")]))
    [old] = store.lease("worker", KEY, 1, 600)
    set_back(store, -YEAR)
    [new] = store.lease("another", KEY, 1, 600)
    assert new.token > old.token
    sent = Settlement(state=NoticeState.SENT)
    with store.transaction() as step:
        assert not step.settle("leased", old.token, sent)
        assert step.settle("leased", new.token, sent)


def test_threads_that_came_and_went_leave_no_connection_open(store: SqliteStore) -> None:
    """Connections are as many as were in use at once, not as many as there were threads."""
    for number in range(20):
        thread = Thread(
            target=write, args=(store, lambda step, n=number: file_case(step, f"case-{n}"))
        )
        thread.start()
        thread.join()
    assert len(store._pool._unused) == 1

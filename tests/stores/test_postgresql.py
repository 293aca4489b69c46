# SPDX-License-Identifier: Apache-2.0
"""The PostgreSQL store keeps every promise on a real server, and says no in typed errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg
import pytest

from klagomal.ports import CaseQuery, NoticeState, Settlement, Store
from klagomal.stores.postgresql import PostgresqlStore
from klagomal.stores.postgresql_transaction import PostgresqlTransaction
from klagomal.stores.rows import where
from klagomal.testing import StoreContract, events_missed
from klagomal.testing.store_steps import KEY, events, ids, notice, row, states, write


class TestPostgresqlStore(StoreContract):
    """The whole contract."""

    @pytest.fixture
    def store(self, postgresql_url: str) -> Iterator[Store]:
        """Give a fresh store in a schema of its own."""
        store = PostgresqlStore(postgresql_url)
        yield store
        store.close()

    @pytest.fixture
    def reopen(self, postgresql_url: str) -> Callable[[], Store]:
        """Open the same schema once more."""
        return lambda: PostgresqlStore(postgresql_url)


@pytest.fixture
def store(postgresql_url: str) -> Iterator[PostgresqlStore]:
    """Give a fresh store."""
    store = PostgresqlStore(postgresql_url)
    yield store
    store.close()


def test_without_its_lock_the_reader_would_miss_events(
    store: PostgresqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the tailing reader: the same run finds it when appends do not take turns."""
    monkeypatch.setattr(PostgresqlTransaction, "_take_turn", lambda _: None)
    assert sum(events_missed(store) for _ in range(3)) > 0


def test_a_worker_does_not_wait_for_whoever_appends(postgresql_url: str) -> None:
    """Leasing and beginning go on while a long transaction appends."""
    with (
        closing(PostgresqlStore(postgresql_url)) as desk,
        closing(PostgresqlStore(postgresql_url, patience=0.2)) as worker,
    ):
        write(desk, lambda step: step.enqueue([notice("a")]))
        with desk.transaction() as step:
            step.append("case-1", 0, events())
            [lease] = worker.lease("worker", KEY, 1, 600)
            write(worker, lambda step: step.begin("a", lease.token))
        assert states(worker) == [("a", NoticeState.HANDING_OVER, 0)]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (CaseQuery(policy=KEY, unit="skolan", needs_work=True), "klagomal_cases_needing_work"),
        (CaseQuery(policy=KEY, unit="skolan", is_open=True), "klagomal_cases_open"),
    ],
)
def test_the_few_cases_of_a_worklist_are_found_by_an_index(
    store: PostgresqlStore, query: CaseQuery, index: str
) -> None:
    """A worklist reads the cases it lists, and not the many that are done with."""
    with store.transaction() as step:
        for number in range(600):
            is_done = number % 50 > 0
            step.put_case(row(f"case-{number}", is_open=not is_done, needs_work=not is_done))
    condition, values = where(query, "%s")
    with store._pool.lend() as connection:
        connection.execute("ANALYZE klagomal_cases")
        plan = connection.execute(
            f"EXPLAIN SELECT * FROM klagomal_cases {condition} ORDER BY received_on, stream",
            values,
        ).fetchall()
    assert index in str(plan)


def set_back(url: str, interval: str) -> None:
    """Make it look as if the server's clock had been turned back since notices were touched."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "UPDATE klagomal_notices SET queued_at = queued_at + d, next_at = next_at + d, "
            "touched_at = touched_at + d, lease_until = lease_until + d "
            "FROM (SELECT %s::interval AS d)",
            (interval,),
        )


def test_a_clock_that_was_turned_back_strands_no_notice(
    store: PostgresqlStore, postgresql_url: str
) -> None:
    """What was queued, put off, leased or begun in what is now the future is due at once."""
    queued = [notice(id_) for id_ in ("queued", "put off", "leased", "begun")]
    write(store, lambda step: step.enqueue(queued))
    _, put_off, _, begun = store.lease("worker", KEY, 4, 0)
    write(store, lambda step: step.begin("begun", begun.token))
    later = Settlement(state=NoticeState.WAITING, retry_in_seconds=3600)
    write(store, lambda step: step.settle("put off", put_off.token, later))
    set_back(postgresql_url, "1 year")
    again = store.lease("another", KEY, 9, 600)
    assert ids(again) == ["queued", "put off", "leased", "begun"]
    assert [lease.age_seconds for lease in again] == [0, 0, 0, 0]
    assert store.lease("third", KEY, 9, 600) == []  # their times are of this clock now


HOUR_LATER = Settlement(state=NoticeState.WAITING, retry_in_seconds=3600)
DEAD = Settlement(state=NoticeState.DEAD)


def test_a_clock_turned_back_before_the_answer_keeps_the_pause(
    store: PostgresqlStore, postgresql_url: str
) -> None:
    """A notice settled after the clock went back waits as long as it was told, from then."""
    write(store, lambda step: step.enqueue([notice("a")]))
    [lease] = store.lease("worker", KEY, 1, 600)
    set_back(postgresql_url, "1 year")
    write(store, lambda step: step.settle("a", lease.token, HOUR_LATER))
    assert store.lease("another", KEY, 1, 600) == []
    [(_, how, _)] = store.notices()
    assert 3000 < how.retry_in_seconds <= 3600
    set_back(postgresql_url, "-1 hour")  # the hour has gone
    assert ids(store.lease("another", KEY, 1, 600)) == ["a"]


def test_an_answer_under_a_clock_that_was_ahead_strands_no_notice(
    store: PostgresqlStore, postgresql_url: str
) -> None:
    """What was put off in a future that was taken back is due at once."""
    write(store, lambda step: step.enqueue([notice("a")]))
    [lease] = store.lease("worker", KEY, 1, 600)
    set_back(postgresql_url, "-1 year")  # the clock is put forward by a year,
    write(store, lambda step: step.settle("a", lease.token, HOUR_LATER))
    set_back(postgresql_url, "1 year")  # and put right
    assert ids(store.lease("another", KEY, 1, 600)) == ["a"]
    assert store.lease("third", KEY, 1, 600) == []


def test_reviving_under_a_clock_that_was_ahead_strands_no_notice(
    store: PostgresqlStore, postgresql_url: str
) -> None:
    """A notice that was revived in a future that was taken back is due at once."""
    write(store, lambda step: step.enqueue([notice("a")]))
    [lease] = store.lease("worker", KEY, 1, 600)
    write(store, lambda step: step.settle("a", lease.token, DEAD))
    set_back(postgresql_url, "-1 year")
    write(store, lambda step: step.revive("a"))
    set_back(postgresql_url, "1 year")
    assert ids(store.lease("another", KEY, 1, 600)) == ["a"]
    assert store.lease("third", KEY, 1, 600) == []


def test_a_notice_that_is_revived_is_young_again(
    store: PostgresqlStore, postgresql_url: str
) -> None:
    """The age of a notice that was queued a year ago counts from its revival."""
    write(store, lambda step: step.enqueue([notice("a"), notice("b")]))
    lease, _ = store.lease("worker", KEY, 2, 0)
    write(store, lambda step: step.settle("a", lease.token, DEAD))
    set_back(postgresql_url, "-1 year")
    write(store, lambda step: step.revive("a"))
    young, old = store.lease("another", KEY, 2, 600)
    assert 0 <= young.age_seconds < 600
    assert 364 * 86400 < old.age_seconds < 367 * 86400


def test_beginning_after_the_clock_went_back_strands_no_notice(
    store: PostgresqlStore, postgresql_url: str
) -> None:
    """A worker that begins under a lease of the future, and dies, is followed by another."""
    write(store, lambda step: step.enqueue([notice("a")]))
    [lease] = store.lease("worker", KEY, 1, 600)
    set_back(postgresql_url, "1 year")
    write(store, lambda step: step.begin("a", lease.token))
    assert ids(store.lease("another", KEY, 1, 600)) == ["a"]
    assert store.lease("third", KEY, 1, 600) == []


def test_a_clock_that_was_nudged_breaks_no_lease(
    store: PostgresqlStore, postgresql_url: str
) -> None:
    """A clock that goes back by seconds leaves leases and pauses as they are."""
    write(store, lambda step: step.enqueue([notice("leased"), notice("begun")]))
    _, begun = store.lease("worker", KEY, 2, 600)
    write(store, lambda step: step.begin("begun", begun.token))
    set_back(postgresql_url, "30 seconds")
    assert store.lease("another", KEY, 1, 600) == []

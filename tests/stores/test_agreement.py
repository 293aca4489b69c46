# SPDX-License-Identifier: Apache-2.0
"""Whatever is done to them, in whatever order, the three stores say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klagomal.errors import StoreError
from klagomal.ports import CaseQuery, NoticeState, Protected, Remembered, Settlement, Store
from klagomal.ports import Transaction as Step
from klagomal.stores.memory import MemoryStore
from klagomal.stores.postgresql import PostgresqlStore
from klagomal.stores.sqlite import SqliteStore
from klagomal.testing.store_steps import KEY, events, everything, notice, row

STREAMS = st.sampled_from(["a", "B", "b", "ä", "a/1"])
DAYS = st.dates(date(2025, 5, 1), date(2025, 5, 4))
KEYS = st.sampled_from(["k", "K", "k "])
SMALL = st.integers(0, 3)
POLICIES = (KEY, "exempelby")
FLAGS = st.booleans()

# A change is made in a transaction and answers something; the answers are compared.
Change = Callable[[Step], object]


def put(
    stream: str,
    policy: str,
    unit: str,
    day: date,
    flags: tuple[bool, bool],
    look: date | None,
    version: int,
) -> Change:
    """Put a case in the lists."""
    is_open, needs_work = flags
    case = row(
        stream,
        policy=policy,
        unit=unit,
        received_on=day,
        is_open=is_open,
        needs_work=needs_work,
        look_on=look,
        version=version,
    )
    return lambda step: step.put_case(case)


def protect(id_: str, stream: str, body: bytes) -> Change:
    """Keep protected data."""
    return lambda step: step.protect([Protected(id_, stream, "text", body)])


def settle(stream: str, number: int, token: int, how: Settlement) -> Change:
    """Settle under whatever token."""
    return lambda step: step.settle(f"{stream}/{number}", token, how)


OUTCOMES = st.builds(
    Settlement,
    state=st.sampled_from(NoticeState),
    retry_in_seconds=st.sampled_from([0.0, 9999.0]),
    error=st.just("why"),
    may_have_left=FLAGS,
)
CHANGES: st.SearchStrategy[Change] = st.one_of(
    st.builds(lambda s, v, n: lambda step: step.append(s, v, events(n)), STREAMS, SMALL, SMALL),
    st.builds(
        put,
        STREAMS,
        KEYS,
        KEYS,
        DAYS,
        st.tuples(FLAGS, FLAGS),
        st.none() | DAYS,
        st.integers(1, 9),
    ),
    st.builds(protect, KEYS, STREAMS, st.binary(max_size=3)),
    st.builds(lambda s: lambda step: step.erase(s), STREAMS),
    st.builds(
        lambda s, n: (
            lambda step: step.enqueue([notice(f"{s}/{i}", s, POLICIES[i % 2]) for i in (n, 0, n)])
        ),
        STREAMS,
        SMALL,
    ),
    st.builds(settle, STREAMS, SMALL, SMALL, OUTCOMES),
    st.builds(lambda s, n, t: lambda step: step.begin(f"{s}/{n}", t), STREAMS, SMALL, SMALL),
    st.builds(
        lambda s, numbers: (
            lambda step: sorted(step.withdraw([f"{s}/{n}" for n in numbers], "gone").items())
        ),
        STREAMS,
        st.lists(SMALL, max_size=3),
    ),
    st.builds(lambda s, n: lambda step: step.bounce(f"{s}/{n}", "back"), STREAMS, SMALL),
    st.builds(lambda s, n: lambda step: step.revive(f"{s}/{n}"), STREAMS, SMALL),
    st.builds(lambda k: lambda step: step.next_number(k), KEYS),
    st.builds(lambda k: lambda step: step.recall(k), KEYS),
    st.builds(lambda k, a: lambda step: step.remember(k, Remembered("print", a)), KEYS, KEYS),
    st.builds(lambda s: lambda step: len(step.load(s)), STREAMS),
)
TRANSACTIONS = st.tuples(st.lists(CHANGES, min_size=1, max_size=4), FLAGS)
LEASES = st.tuples(st.sampled_from(POLICIES), st.integers(-1, 3), st.sampled_from([0.0, 9999.0]))
QUERIES = st.builds(
    CaseQuery,
    policy=st.none() | KEYS,
    unit=st.none() | KEYS,
    received_from=st.none() | DAYS,
    received_to=st.none() | DAYS,
    is_open=st.none() | FLAGS,
    needs_work=st.none() | FLAGS,
    look_by=st.none() | DAYS,
)


class UndoneError(Exception):
    """Raised to undo a transaction."""


def outcome(store: Store, changes: list[Change], undone: bool) -> list[object]:
    """Make the changes in one transaction; return each answer, and how it ended."""
    answers: list[object] = []
    try:
        with store.transaction() as step:
            answers.extend(change(step) for change in changes)
            if undone:
                raise UndoneError
    except (StoreError, UndoneError) as error:
        return [type(error).__name__]
    return answers


def leased(store: Store, policy: str, limit: int, seconds: float) -> list[object]:
    """Lease, and return what was given."""
    given = store.lease("w", policy, limit, seconds)
    return [(each.notice, each.token, each.tries) for each in given]


def told(store: Store, query: CaseQuery) -> dict[str, Any]:
    """Return all that the store tells, and the answer to one query."""
    whole = everything(store)
    whole["found"] = list(store.cases(query))
    whole["logs"] = [[event.stream for event in log] for log in store.logs(query)]
    whole["pairs"] = [list(store.protected(stream)) for stream in ("a", "B", "b", "ä", "a/1")]
    return whole


@pytest.fixture
def emptied(postgresql_url: str) -> Iterator[Callable[[], Store]]:
    """Give a function that empties one store in PostgreSQL and gives it back."""
    with (
        closing(PostgresqlStore(postgresql_url)) as store,
        psycopg.connect(postgresql_url, autocommit=True) as connection,
    ):

        def empty() -> Store:
            connection.execute(
                "TRUNCATE klagomal_events, klagomal_cases, klagomal_protected, klagomal_numbers, "
                "klagomal_idempotency, klagomal_notices RESTART IDENTITY"
            )
            return store

        yield empty


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(work=st.lists(st.one_of(TRANSACTIONS, LEASES), max_size=12), query=QUERIES)
def test_three_stores_tell_the_same(
    emptied: Callable[[], Store],
    work: list[tuple[list[Change], bool] | tuple[str, int, float]],
    query: CaseQuery,
) -> None:
    """Any transactions, kept or undone, and any leases: the same answers and the same contents."""
    with TemporaryDirectory() as folder, closing(SqliteStore(Path(folder) / "k.db")) as sqlite:
        stores: list[Store] = [MemoryStore(), sqlite, emptied()]
        for each in work:
            if len(each) == 2:
                answers = [outcome(store, *each) for store in stores]
            else:
                answers = [leased(store, *each) for store in stores]
            assert answers[0] == answers[1] == answers[2]
        whole = [told(store, query) for store in stores]
        assert whole[0] == whole[1] == whole[2]

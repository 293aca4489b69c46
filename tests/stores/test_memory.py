# SPDX-License-Identifier: Apache-2.0
"""The store in memory keeps every promise but durability."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from klagomal.ports import NoticeState, Settlement, Store
from klagomal.stores.memory import MemoryStore
from klagomal.testing import StoreContract
from klagomal.testing.store_steps import KEY, ids, notice, write
from tests.post_boxes import Seconds


class TestMemoryStore(StoreContract):
    """The whole contract."""

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        """Give a fresh store in memory."""
        store = MemoryStore()
        yield store
        store.close()


def test_what_is_being_handed_over_is_given_out_when_its_lease_runs_out() -> None:
    """Beginning makes a lease neither longer nor shorter."""
    clock = Seconds()
    store = MemoryStore(clock=clock)
    write(store, lambda step: step.enqueue([notice("a")]))
    [lease] = store.lease("worker", KEY, 1, 60)
    clock.now += 59
    write(store, lambda step: step.begin("a", lease.token))
    assert store.lease("another", KEY, 1, 60) == []
    clock.now += 1
    assert ids(store.lease("another", KEY, 1, 60)) == ["a"]


def test_a_notice_that_is_revived_is_young_again() -> None:
    """The age of a notice that was queued a day ago counts from its revival."""
    clock = Seconds()
    store = MemoryStore(clock=clock)
    write(store, lambda step: step.enqueue([notice("a"), notice("b")]))
    lease, _ = store.lease("worker", KEY, 2, 0)
    dead = Settlement(state=NoticeState.DEAD)
    write(store, lambda step: step.settle("a", lease.token, dead))
    clock.now += 86400
    write(store, lambda step: step.revive("a"))
    clock.now += 7
    young, old = store.lease("another", KEY, 2, 600)
    assert (young.age_seconds, old.age_seconds) == (7, 86407)

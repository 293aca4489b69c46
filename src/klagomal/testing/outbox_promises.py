# SPDX-License-Identifier: Apache-2.0
"""What a store promises of its outbox: queued once, leased to one, settled once, tried again."""

from __future__ import annotations

import attrs
import pytest

from klagomal.ports import NoticeRecord, Settlement, Store
from klagomal.ports import NoticeState as State
from klagomal.testing.store_steps import (
    CHANGED_MIND,
    KEY,
    SENT,
    ChangedMindError,
    ids,
    notice,
    states,
    write,
)

__all__ = ["OutboxPromises"]

HOUR = 3600.0
DEAD = Settlement(state=State.DEAD, error="permanent: 550")


def settle(store: Store, id_: str, token: int, settlement: Settlement) -> bool:
    """Settle one notice in a transaction of its own."""
    with store.transaction() as step:
        return step.settle(id_, token, settlement)


def revive(store: Store, id_: str) -> bool:
    """Revive one notice in a transaction of its own."""
    with store.transaction() as step:
        return step.revive(id_)


def die(store: Store, id_: str) -> int:
    """Lease what is due and let the notice die; return the token it died under."""
    for lease in store.lease("worker", KEY, 9, 0):
        if lease.notice.id == id_:
            # A settlement that gives the notice up may name a pause, which must mean nothing.
            assert settle(store, id_, lease.token, attrs.evolve(DEAD, retry_in_seconds=HOUR))
            return lease.token
    raise AssertionError(f"{id_} was not due")


class OutboxPromises:
    """What holds for notices."""

    def test_a_notice_is_queued_once(self, store: Store) -> None:
        """An id queued before, or twice in one go, is left out; the first one counts."""
        first = NoticeRecord(
            id="a", policy="exempelby", stream="case-1", kind="confirmation", data='{"to": "å"}'
        )
        with store.transaction() as step:
            assert step.enqueue([first, notice("b"), notice("b")]) == 2
            assert step.enqueue([notice("b"), notice("c")]) == 1
        with store.transaction() as step:
            assert step.enqueue([notice("a"), notice("c")]) == 0
            assert step.enqueue([]) == 0
        assert [record for record, _, _ in store.notices()] == [first, notice("b"), notice("c")]

    def test_a_notice_that_was_sent_is_not_queued_again(self, store: Store) -> None:
        """An id stays taken when its notice has been sent."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, HOUR)
        assert settle(store, "a", lease.token, SENT)
        with store.transaction() as step:
            assert step.enqueue([notice("a")]) == 0
        assert states(store) == [("a", State.SENT, 1)]

    def test_the_oldest_are_leased_first(self, store: Store) -> None:
        """Notices are given out in the order they were queued, as many as asked for."""
        write(store, lambda step: step.enqueue([notice("c"), notice("a")]))
        write(store, lambda step: step.enqueue([notice("d"), notice("b")]))
        assert ids(store.lease("worker", KEY, 0, HOUR)) == []
        assert ids(store.lease("worker", KEY, 3, HOUR)) == ["c", "a", "d"]
        assert ids(store.lease("worker", KEY, 3, HOUR)) == ["b"]

    def test_each_policy_has_its_own_queue(self, store: Store) -> None:
        """A policy's notices are given to workers who ask for that policy, oldest first."""
        told = [notice("x", policy="exempelby"), notice("b"), notice("y", policy="exempelby")]
        write(store, lambda step: step.enqueue([*told, notice("a")]))
        assert store.lease("worker", "exempel", 9, HOUR) == []
        assert store.lease("worker", "", 9, HOUR) == []
        leased = store.lease("worker", KEY, 1, HOUR)
        assert [lease.notice for lease in leased] == [notice("b")]
        assert [lease.notice for lease in store.lease("worker", "exempelby", 9, HOUR)] == [
            notice("x", policy="exempelby"),
            notice("y", policy="exempelby"),
        ]
        assert ids(store.lease("worker", KEY, 9, HOUR)) == ["a"]

    def test_a_lease_is_for_one_worker(self, store: Store) -> None:
        """A leased notice is given to nobody else, nor to the same worker again."""
        write(store, lambda step: step.enqueue([notice("a")]))
        assert ids(store.lease("worker", KEY, 9, HOUR)) == ["a"]
        assert ids(store.lease("another", KEY, 9, HOUR)) == []
        assert ids(store.lease("worker", KEY, 9, HOUR)) == []

    def test_a_lease_may_be_long(self, store: Store) -> None:
        """A lease of a day holds as well as one of a minute."""
        write(store, lambda step: step.enqueue([notice("a")]))
        store.lease("worker", KEY, 9, 24 * HOUR)
        assert ids(store.lease("another", KEY, 9, HOUR)) == []

    def test_a_lease_that_has_run_out_is_given_to_another(self, store: Store) -> None:
        """A worker that died keeps its notices only until its lease ends."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [first] = store.lease("dead", KEY, 1, 0)
        [second] = store.lease("worker", KEY, 1, HOUR)
        assert second.notice == first.notice == notice("a")
        assert second.token > first.token
        assert (first.tries, second.tries) == (0, 0)
        assert 0 <= first.age_seconds <= second.age_seconds < HOUR

    def test_an_answer_under_an_older_lease_is_refused(self, store: Store) -> None:
        """A slow worker cannot settle what another has taken over."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [old] = store.lease("slow", KEY, 1, 0)
        [new] = store.lease("worker", KEY, 1, HOUR)
        assert not settle(store, "a", old.token, SENT)
        assert states(store) == [("a", State.WAITING, 0)]
        assert settle(store, "a", new.token, SENT)
        assert states(store) == [("a", State.SENT, 1)]

    def test_an_answer_that_is_merely_late_is_taken(self, store: Store) -> None:
        """A lease that ran out is good as long as nobody else has taken over."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("slow", KEY, 1, 0)
        assert settle(store, "a", lease.token, SENT)

    def test_a_lease_is_settled_once(self, store: Store) -> None:
        """A second answer under the same token changes nothing."""
        write(store, lambda step: step.enqueue([notice("a"), notice("b")]))
        first, second = store.lease("worker", KEY, 2, HOUR)
        assert settle(store, "a", first.token, Settlement(state=State.WAITING, error="busy"))
        assert not settle(store, "a", first.token, SENT)
        assert settle(store, "b", second.token, SENT)
        assert not settle(store, "b", second.token, Settlement(state=State.DEAD))
        assert states(store) == [("a", State.WAITING, 1), ("b", State.SENT, 1)]

    def test_what_nobody_queued_cannot_be_settled(self, store: Store) -> None:
        """Settling an unknown id or a token that was never given does nothing and is no error."""
        write(store, lambda step: step.enqueue([notice("a")]))
        assert not settle(store, "nobody", 1, SENT)
        assert not settle(store, "a", 1, SENT)
        assert states(store) == [("a", State.WAITING, 0)]

    def test_a_settlement_is_undone_with_its_transaction(self, store: Store) -> None:
        """A settlement whose transaction failed can be made again under the same lease."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, HOUR)
        with pytest.raises(ChangedMindError), store.transaction() as step:
            assert step.settle("a", lease.token, SENT)
            raise CHANGED_MIND
        assert states(store) == [("a", State.WAITING, 0)]
        assert settle(store, "a", lease.token, SENT)

    def test_a_notice_waits_as_long_as_it_was_told(self, store: Store) -> None:
        """A failed attempt is counted with its error, and not made again before its time."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, 0)
        later = Settlement(state=State.WAITING, retry_in_seconds=HOUR, error="temporary: 451")
        assert settle(store, "a", lease.token, later)
        assert ids(store.lease("worker", KEY, 1, HOUR)) == []
        [(record, how, tries)] = store.notices()
        assert (record.id, how.state, how.error, tries) == ("a", State.WAITING, later.error, 1)
        assert HOUR - 600 < how.retry_in_seconds <= HOUR

    def test_a_notice_that_need_not_wait_is_due_at_once(self, store: Store) -> None:
        """A pause of 0 seconds makes the notice due at once, with its number of tries."""
        write(store, lambda step: step.enqueue([notice("a")]))
        for tries in range(3):
            [lease] = store.lease("worker", KEY, 1, HOUR)
            assert lease.tries == tries
            assert settle(store, "a", lease.token, Settlement(state=State.WAITING))

    def test_one_that_waits_holds_up_nobody(self, store: Store) -> None:
        """A younger notice is given out while an older one waits for its time."""
        write(store, lambda step: step.enqueue([notice("poison"), notice("b")]))
        [poison] = store.lease("worker", KEY, 1, HOUR)
        later = Settlement(state=State.WAITING, retry_in_seconds=HOUR, error="not_sent")
        assert settle(store, "poison", poison.token, later)
        assert ids(store.lease("worker", KEY, 9, HOUR)) == ["b"]

    @pytest.mark.parametrize("state", [State.SENT, State.DEAD])
    def test_what_is_over_is_not_given_out(self, store: Store, state: State) -> None:
        """A notice that was sent, or given up, is never leased again."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, 0)
        over = Settlement(state=state, error="permanent: 550")
        assert settle(store, "a", lease.token, over)
        assert ids(store.lease("worker", KEY, 1, HOUR)) == []
        assert [(how, tries) for _, how, tries in store.notices()] == [(over, 1)]

    # --- queued anew ------------------------------------------------------------------------------

    def test_a_dead_notice_that_is_revived_is_as_new(self, store: Store) -> None:
        """A revived notice is due at once, keeps id and place, and counts tries and age anew."""
        write(store, lambda step: step.enqueue([notice("a"), notice("b")]))
        die(store, "a")
        assert revive(store, "a")
        [(_, how, tries), _] = store.notices()
        assert (how, tries) == (Settlement(state=State.WAITING), 0)
        first, second = store.lease("worker", KEY, 9, HOUR)
        assert (first.notice, first.tries) == (notice("a"), 0)
        assert 0 <= first.age_seconds < HOUR
        assert second.notice == notice("b")
        with store.transaction() as step:
            assert step.enqueue([notice("a")]) == 0
        assert settle(store, "a", first.token, SENT)
        assert states(store) == [("a", State.SENT, 1), ("b", State.WAITING, 0)]

    def test_an_answer_from_before_the_revival_is_refused(self, store: Store) -> None:
        """A revived notice can be settled only under the token of a new lease."""
        write(store, lambda step: step.enqueue([notice("a")]))
        token = die(store, "a")
        assert revive(store, "a")
        assert not settle(store, "a", token, SENT)
        assert not settle(store, "a", token + 1, SENT)
        assert states(store) == [("a", State.WAITING, 0)]
        [lease] = store.lease("worker", KEY, 1, HOUR)
        assert lease.token > token + 1
        assert settle(store, "a", lease.token, SENT)

    def test_only_a_dead_notice_can_be_revived(self, store: Store) -> None:
        """Reviving leaves a notice alone that waits, is leased, was sent or is unknown."""
        write(store, lambda step: step.enqueue([notice("a")]))
        assert not revive(store, "nobody")
        assert not revive(store, "a")
        [lease] = store.lease("worker", KEY, 1, HOUR)
        assert not revive(store, "a")
        assert ids(store.lease("another", KEY, 1, HOUR)) == []
        assert settle(store, "a", lease.token, SENT)
        assert not revive(store, "a")
        assert states(store) == [("a", State.SENT, 1)]

    def test_a_notice_is_revived_once(self, store: Store) -> None:
        """Of two who revive one notice, the second finds it waiting and leaves it alone."""
        write(store, lambda step: step.enqueue([notice("a")]))
        die(store, "a")
        assert revive(store, "a")
        assert not revive(store, "a")
        die(store, "a")
        assert revive(store, "a")

    def test_reviving_is_undone_with_its_transaction(self, store: Store) -> None:
        """A notice whose revival failed is dead as before, with its error and its tries."""
        write(store, lambda step: step.enqueue([notice("a")]))
        die(store, "a")
        with pytest.raises(ChangedMindError), store.transaction() as step:
            assert step.revive("a")
            raise CHANGED_MIND
        assert [(how, tries) for _, how, tries in store.notices()] == [(DEAD, 1)]
        assert store.lease("worker", KEY, 1, HOUR) == []

    def test_notices_are_listed_by_case(self, store: Store) -> None:
        """A case's notices are listed without those of others, oldest first."""
        told = [notice("b", "case-1"), notice("x", "case-2"), notice("a", "case-1")]
        write(store, lambda step: step.enqueue(told))
        assert [record.id for record, _, _ in store.notices("case-1")] == ["b", "a"]
        assert [record.id for record, _, _ in store.notices("nobody")] == []

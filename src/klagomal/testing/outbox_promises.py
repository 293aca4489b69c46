# SPDX-License-Identifier: Apache-2.0
"""What a store promises of its outbox: queued once, leased to one, settled once, tried again.

A letter that is being handed over is told apart from one that waits, so that what waits can be
withdrawn.
"""

from __future__ import annotations

from typing import Final

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
ERASED = Settlement(state=State.DEAD, error="erased")
CAME_BACK = Settlement(state=State.DEAD, error="came back: 550")
LATER = Settlement(state=State.WAITING, retry_in_seconds=HOUR, error="temporary: 451")
BUSY = Settlement(state=State.WAITING, error="temporary: 451")
UNCERTAIN = Settlement(state=State.WAITING, error="uncertain: timeout", may_have_left=True)


def settle(store: Store, id_: str, token: int, settlement: Settlement) -> bool:
    """Settle one notice in a transaction of its own."""
    with store.transaction() as step:
        return step.settle(id_, token, settlement)


def begin(store: Store, id_: str, token: int) -> bool:
    """Begin to hand one notice over, in a transaction of its own."""
    with store.transaction() as step:
        return step.begin(id_, token)


def withdraw(store: Store, *ids_: str) -> dict[str, State]:
    """Withdraw notices in a transaction of their own."""
    with store.transaction() as step:
        return dict(step.withdraw(ids_, ERASED.error))


def bounce(store: Store, id_: str) -> bool:
    """Note in a transaction of its own that a letter came back."""
    with store.transaction() as step:
        return step.bounce(id_, CAME_BACK.error)


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


STANDING: Final = {
    "put off": State.WAITING,
    "leased": State.WAITING,
    "begun": State.HANDING_OVER,
    "sent": State.SENT,
    "dead": State.DEAD,
    "left": State.HANDING_OVER,
    "waits": State.WAITING,
}


def one_of_each(store: Store) -> dict[str, int]:
    """Queue a notice for each way it can stand; return the tokens of those that were leased.

    What is ``left`` was begun by a worker whose lease has run out.
    """
    write(store, lambda step: step.enqueue([notice(id_) for id_ in STANDING if id_ != "waits"]))
    leased = [*store.lease("worker", KEY, 5, HOUR), *store.lease("gone", KEY, 1, 0)]
    tokens = {lease.notice.id: lease.token for lease in leased}
    assert begin(store, "begun", tokens["begun"])
    assert begin(store, "left", tokens["left"])
    assert settle(store, "put off", tokens["put off"], LATER)
    assert settle(store, "sent", tokens["sent"], SENT)
    assert settle(store, "dead", tokens["dead"], DEAD)
    write(store, lambda step: step.enqueue([notice("waits")]))
    assert {id_: state for id_, state, _ in states(store)} == STANDING
    return tokens


def standing(store: Store) -> dict[str, tuple[State, str, int]]:
    """Return each notice's state, error and number of tries."""
    return {record.id: (how.state, how.error, tries) for record, how, tries in store.notices()}


def try_once(store: Store, id_: str, outcome: Settlement) -> None:
    """Lease the only notice that is due, begin it and settle it."""
    [lease] = store.lease("worker", KEY, 9, HOUR)
    assert lease.notice.id == id_
    assert begin(store, id_, lease.token)
    assert settle(store, id_, lease.token, outcome)


def may_have_left(store: Store) -> dict[str, bool]:
    """Return of each notice whether its letter may have left."""
    return {record.id: how.may_have_left for record, how, _ in store.notices()}


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

    # --- handed over ------------------------------------------------------------------------------

    def test_a_worker_begins_once_and_settles(self, store: Store) -> None:
        """A leased notice is begun once, counts no try by that, and is settled under its token."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, HOUR)
        assert begin(store, "a", lease.token)
        assert not begin(store, "a", lease.token)
        [(_, how, tries)] = store.notices()
        assert (how, tries) == (Settlement(state=State.HANDING_OVER), 0)
        assert settle(store, "a", lease.token, SENT)
        assert states(store) == [("a", State.SENT, 1)]

    @pytest.mark.parametrize("outcome", [SENT, DEAD, LATER, Settlement(state=State.WAITING)])
    def test_what_was_begun_ends_like_any_other(self, store: Store, outcome: Settlement) -> None:
        """However an attempt ends that was begun, it counts once and its token is used up."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, HOUR)
        assert begin(store, "a", lease.token)
        assert settle(store, "a", lease.token, outcome)
        assert not begin(store, "a", lease.token)
        assert not settle(store, "a", lease.token, SENT)
        assert standing(store) == {"a": (outcome.state, outcome.error, 1)}
        is_due = outcome == Settlement(state=State.WAITING)
        assert ids(store.lease("another", KEY, 1, HOUR)) == ["a"] * is_due

    def test_beginning_changes_neither_lease_nor_tries(self, store: Store) -> None:
        """What is being handed over is given to nobody, and keeps its tries and its last error."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [first] = store.lease("worker", KEY, 1, HOUR)
        assert settle(store, "a", first.token, Settlement(state=State.WAITING, error="busy"))
        [second] = store.lease("worker", KEY, 1, HOUR)
        assert begin(store, "a", second.token)
        assert standing(store) == {"a": (State.HANDING_OVER, "busy", 1)}
        assert ids(store.lease("another", KEY, 9, HOUR)) == []
        assert ids(store.lease("worker", KEY, 9, HOUR)) == []

    def test_one_that_died_while_handing_over_is_followed_by_another(self, store: Store) -> None:
        """When the lease has run out, the notice waits again, and only the next lease counts."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [old] = store.lease("dead", KEY, 1, 0)
        assert begin(store, "a", old.token)
        [new] = store.lease("worker", KEY, 1, HOUR)
        assert new.token > old.token
        assert (new.notice, new.tries) == (notice("a"), 0)
        for state in (State.WAITING, State.HANDING_OVER):
            assert states(store) == [("a", state, 0)]
            assert not begin(store, "a", old.token)
            assert not settle(store, "a", old.token, SENT)
            assert states(store) == [("a", state, 0)]
            assert begin(store, "a", new.token) == (state is State.WAITING)
        assert settle(store, "a", new.token, SENT)
        assert states(store) == [("a", State.SENT, 1)]

    def test_a_beginning_that_is_merely_late_is_taken(self, store: Store) -> None:
        """A lease that ran out is good for beginning as long as nobody else has taken over."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("slow", KEY, 1, 0)
        assert begin(store, "a", lease.token)

    def test_only_a_leased_notice_that_waits_can_be_begun(self, store: Store) -> None:
        """Beginning anything else, or under any other token, does nothing and is no error."""
        tokens = one_of_each(store)
        before = standing(store)
        for id_ in ("put off", "begun", "left", "sent", "dead"):
            assert not begin(store, id_, tokens[id_])
        assert not begin(store, "waits", 1)
        assert not begin(store, "nobody", 1)
        assert not begin(store, "leased", tokens["leased"] - 1)
        assert not begin(store, "leased", tokens["leased"] + 1)
        assert standing(store) == before

    def test_beginning_is_undone_with_its_transaction(self, store: Store) -> None:
        """A notice waits as before when the transaction that began it failed."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, HOUR)
        with pytest.raises(ChangedMindError), store.transaction() as step:
            assert step.begin("a", lease.token)
            raise CHANGED_MIND
        assert states(store) == [("a", State.WAITING, 0)]
        assert begin(store, "a", lease.token)

    # --- withdrawn --------------------------------------------------------------------------------

    def test_what_waits_is_withdrawn_and_the_rest_is_told_of(self, store: Store) -> None:
        """What waits dies for the reason given; the rest stays as it is; each old state is told."""
        one_of_each(store)
        before = standing(store)
        assert withdraw(store, "nobody", *reversed(STANDING)) == STANDING
        for id_, how in standing(store).items():
            is_withdrawn = STANDING[id_] is State.WAITING
            assert how == (
                (State.DEAD, ERASED.error, before[id_][2]) if is_withdrawn else before[id_]
            )
        assert ids(store.lease("another", KEY, 9, HOUR)) == ["left"]

    def test_a_withdrawn_notice_is_taken_from_its_worker(self, store: Store) -> None:
        """Its worker can neither begin nor settle it, not even after it was revived."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [old] = store.lease("worker", KEY, 1, HOUR)
        assert withdraw(store, "a") == {"a": State.WAITING}
        for state in (State.DEAD, State.WAITING):
            for token in (old.token, old.token + 1):
                assert not begin(store, "a", token)
                assert not settle(store, "a", token, SENT)
            assert states(store) == [("a", state, 0)]
            assert revive(store, "a") == (state is State.DEAD)
        [new] = store.lease("worker", KEY, 1, HOUR)
        assert begin(store, "a", new.token)

    def test_what_is_being_handed_over_is_not_withdrawn(self, store: Store) -> None:
        """Whoever has begun still settles; what then waits for another attempt is withdrawn."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, HOUR)
        assert begin(store, "a", lease.token)
        assert withdraw(store, "a") == {"a": State.HANDING_OVER}
        assert settle(store, "a", lease.token, LATER)
        assert withdraw(store, "a") == {"a": State.WAITING}
        assert standing(store) == {"a": (State.DEAD, ERASED.error, 1)}

    def test_only_what_is_named_is_withdrawn(self, store: Store) -> None:
        """An id given twice is withdrawn once, a stream of ids is taken, and none is no error."""
        write(store, lambda step: step.enqueue([notice("a"), notice("b"), notice("c")]))
        assert withdraw(store) == {}
        assert withdraw(store, "a", "a") == {"a": State.WAITING}
        with store.transaction() as step:
            assert step.withdraw(iter(["b", "a"]), "") == {"a": State.DEAD, "b": State.WAITING}
        assert standing(store) == {
            "a": (State.DEAD, ERASED.error, 0),
            "b": (State.DEAD, "", 0),
            "c": (State.WAITING, "", 0),
        }

    def test_withdrawing_is_undone_with_its_transaction(self, store: Store) -> None:
        """A notice is its worker's as before when the transaction that withdrew it failed."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, HOUR)
        with pytest.raises(ChangedMindError), store.transaction() as step:
            assert step.withdraw(["a"], "erased") == {"a": State.WAITING}
            raise CHANGED_MIND
        assert standing(store) == {"a": (State.WAITING, "", 0)}
        assert ids(store.lease("another", KEY, 1, HOUR)) == []
        assert begin(store, "a", lease.token)

    # --- come back --------------------------------------------------------------------------------

    def test_a_letter_that_came_back_is_dead(self, store: Store) -> None:
        """A sent notice dies once, with the reason and its tries, and is not given out."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, 0)
        assert settle(store, "a", lease.token, attrs.evolve(SENT, retry_in_seconds=HOUR))
        assert bounce(store, "a")
        assert not bounce(store, "a")
        [(_, how, tries)] = store.notices()
        assert (how, tries) == (CAME_BACK, 1)
        assert store.lease("worker", KEY, 1, HOUR) == []

    def test_only_a_sent_letter_can_come_back(self, store: Store) -> None:
        """What waits, is being handed over, is dead or unknown stays as it is."""
        one_of_each(store)
        before = standing(store)
        for id_ in (*STANDING, "nobody"):
            assert bounce(store, id_) == (id_ == "sent")
        assert standing(store) == before | {"sent": (State.DEAD, CAME_BACK.error, 1)}

    def test_a_letter_coming_back_is_undone_with_its_transaction(self, store: Store) -> None:
        """A notice is sent as before when the transaction that told of its return failed."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, HOUR)
        assert settle(store, "a", lease.token, SENT)
        with pytest.raises(ChangedMindError), store.transaction() as step:
            assert step.bounce("a", "came back")
            raise CHANGED_MIND
        assert standing(store) == {"a": (State.SENT, "", 1)}
        assert bounce(store, "a")

    # --- may have left ----------------------------------------------------------------------------

    @pytest.mark.parametrize("last", [BUSY, LATER, DEAD, UNCERTAIN])
    def test_that_a_letter_may_have_left_stays_noted(self, store: Store, last: Settlement) -> None:
        """What an uncertain attempt tells outlives later attempts that surely failed."""
        write(store, lambda step: step.enqueue([notice("a")]))
        assert may_have_left(store) == {"a": False}
        try_once(store, "a", BUSY)
        assert may_have_left(store) == {"a": False}
        try_once(store, "a", UNCERTAIN)
        assert may_have_left(store) == {"a": True}
        try_once(store, "a", last)
        assert may_have_left(store) == {"a": True}
        assert standing(store) == {"a": (last.state, last.error, 3)}

    def test_a_letter_may_have_left_with_the_worker_that_died(self, store: Store) -> None:
        """Whoever takes over what was being handed over cannot know whether it left."""
        write(store, lambda step: step.enqueue([notice("a"), notice("b")]))
        dead, _ = store.lease("dead", KEY, 2, 0)
        assert begin(store, "a", dead.token)
        assert may_have_left(store) == {"a": False, "b": False}
        for lease in store.lease("worker", KEY, 2, HOUR):
            assert may_have_left(store) == {"a": True, "b": False}
            assert begin(store, lease.notice.id, lease.token)
            assert settle(store, lease.notice.id, lease.token, BUSY)
        assert may_have_left(store) == {"a": True, "b": False}

    def test_a_worker_that_dies_before_it_begins_sends_nothing(self, store: Store) -> None:
        """A lease that runs out says nothing of the letter, and keeps what was known."""
        write(store, lambda step: step.enqueue([notice("a"), notice("b")]))
        first, _ = store.lease("worker", KEY, 2, 0)
        assert settle(store, "a", first.token, UNCERTAIN)
        for _ in range(2):
            assert ids(store.lease("dead", KEY, 2, 0)) == ["a", "b"]
            assert may_have_left(store) == {"a": True, "b": False}

    @pytest.mark.parametrize("sent", [SENT, attrs.evolve(SENT, may_have_left=True)])
    def test_what_was_sent_has_left(self, store: Store, sent: Settlement) -> None:
        """Once a letter is sent there is nothing left to wonder about, also if it comes back."""
        write(store, lambda step: step.enqueue([notice("a")]))
        try_once(store, "a", UNCERTAIN)
        try_once(store, "a", sent)
        assert may_have_left(store) == {"a": False}
        assert bounce(store, "a")
        assert may_have_left(store) == {"a": False}

    def test_what_is_withdrawn_may_have_left_before(self, store: Store) -> None:
        """Withdrawing changes nothing about a letter that may have left."""
        write(store, lambda step: step.enqueue([notice("a")]))
        try_once(store, "a", UNCERTAIN)
        write(store, lambda step: step.enqueue([notice("b")]))
        assert withdraw(store, "a", "b") == {"a": State.WAITING, "b": State.WAITING}
        assert may_have_left(store) == {"a": True, "b": False}
        assert standing(store)["a"] == (State.DEAD, ERASED.error, 1)

    @pytest.mark.parametrize("is_withdrawn", [True, False])
    def test_what_is_revived_has_not_left(self, store: Store, is_withdrawn: bool) -> None:
        """A revived notice is as new, whatever became of its earlier letter."""
        write(store, lambda step: step.enqueue([notice("a")]))
        try_once(store, "a", UNCERTAIN)
        if is_withdrawn:
            withdraw(store, "a")
        else:
            try_once(store, "a", attrs.evolve(DEAD, may_have_left=True))
        assert may_have_left(store) == {"a": True}
        assert revive(store, "a")
        assert may_have_left(store) == {"a": False}
        try_once(store, "a", BUSY)
        assert may_have_left(store) == {"a": False}

    def test_that_a_letter_may_have_left_is_undone_with_its_transaction(self, store: Store) -> None:
        """What is known of a letter is as before when a transaction that changed it failed."""
        write(store, lambda step: step.enqueue([notice("a")]))
        for before, outcome in ((False, UNCERTAIN), (True, SENT)):
            [lease] = store.lease("worker", KEY, 1, HOUR)
            with pytest.raises(ChangedMindError), store.transaction() as step:
                assert step.settle("a", lease.token, outcome)
                raise CHANGED_MIND
            assert may_have_left(store) == {"a": before}
            assert settle(store, "a", lease.token, outcome)
        assert may_have_left(store) == {"a": False}

    def test_a_refused_answer_tells_nothing(self, store: Store) -> None:
        """An answer under an older token neither notes nor clears that a letter may have left."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [old] = store.lease("slow", KEY, 1, 0)
        [new] = store.lease("worker", KEY, 1, HOUR)
        assert not settle(store, "a", old.token, UNCERTAIN)
        assert may_have_left(store) == {"a": False}
        assert settle(store, "a", new.token, UNCERTAIN)
        assert not settle(store, "a", new.token, SENT)
        assert may_have_left(store) == {"a": True}

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

    @pytest.mark.parametrize("how_it_died", ["withdrawn", "came back"])
    def test_whatever_it_died_of_it_is_as_new(self, store: Store, how_it_died: str) -> None:
        """A notice that was withdrawn, or whose letter came back, is revived like any other."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [old] = store.lease("worker", KEY, 1, HOUR)
        if how_it_died == "withdrawn":
            assert settle(store, "a", old.token, LATER)
            withdraw(store, "a")
        else:
            assert settle(store, "a", old.token, SENT)
            assert bounce(store, "a")
        assert revive(store, "a")
        [(_, how, tries)] = store.notices()
        assert (how, tries) == (Settlement(state=State.WAITING), 0)
        assert not begin(store, "a", old.token)
        [new] = store.lease("worker", KEY, 1, HOUR)
        assert (new.token > old.token, new.tries) == (True, 0)
        assert begin(store, "a", new.token)
        assert settle(store, "a", new.token, SENT)

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
        """Reviving leaves a notice alone that waits, is leased, begun or sent, or is unknown."""
        write(store, lambda step: step.enqueue([notice("a")]))
        assert not revive(store, "nobody")
        assert not revive(store, "a")
        [lease] = store.lease("worker", KEY, 1, HOUR)
        assert not revive(store, "a")
        assert ids(store.lease("another", KEY, 1, HOUR)) == []
        assert begin(store, "a", lease.token)
        assert not revive(store, "a")
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

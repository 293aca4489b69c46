# SPDX-License-Identifier: Apache-2.0
"""What a store promises when several use it at once, and when it is opened again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from functools import partial
from threading import Thread
from typing import Final

import pytest

from klagomal.errors import ConcurrencyError
from klagomal.ports import CaseQuery, Remembered, Settlement, Store, Transaction
from klagomal.ports import NoticeState as State
from klagomal.testing.store_steps import (
    CHANGED_MIND,
    KEY,
    ChangedMindError,
    at_once,
    events,
    everything,
    file_case,
    ids,
    notice,
    states,
    write,
)
from klagomal.testing.tailing import events_missed

__all__ = ["SharingPromises"]

THREADS, EACH = 4, 15

MOMENT = 0.3
"""How long another thread is given, in seconds; a store may let it wait for the transaction."""


def withdraw(store: Store, id_: str, case: str = "") -> Mapping[str, State]:
    """Withdraw a notice in a transaction of its own, having loaded its case if it is named."""
    with store.transaction() as step:
        log = step.load(case) if case else ()
        found = step.withdraw([id_], "erased")
        if case:
            step.append(case, len(log), events())
    return found


Change = Callable[[Transaction, int], object]


def settled(state: State) -> Change:
    """Return what settles the notice ``a`` under a token."""
    return lambda step, token: step.settle("a", token, Settlement(state=state))


# What was done to the notice before, what is done in a transaction, and how the notice then stands.
CHANGES: Final[Mapping[str, tuple[Change | None, Change, State]]] = {
    "put off": (None, settled(State.WAITING), State.WAITING),
    "sent": (None, settled(State.SENT), State.SENT),
    "refused": (None, settled(State.DEAD), State.DEAD),
    "withdrawn": (None, lambda step, _: step.withdraw(["a"], "closed"), State.DEAD),
    "come back": (settled(State.SENT), lambda step, _: step.bounce("a", "550"), State.DEAD),
    "revived": (settled(State.DEAD), lambda step, _: step.revive("a"), State.WAITING),
}


class SharingPromises:
    """What holds between threads, and from one opening to the next."""

    # --- several threads --------------------------------------------------------------------------

    def test_nothing_shows_before_it_is_committed(self, store: Store) -> None:
        """Another thread never sees what a transaction that is then undone has written."""
        seen: list[object] = []

        def read() -> None:
            seen.append(list(store.load("case-1")))
            seen.append(list(store.cases(CaseQuery())))
            seen.append(list(store.protected("case-1")))
            seen.append(list(store.notices()))
            seen.append(list(store.tail(0, 9)))

        reader = Thread(target=read)
        with pytest.raises(ChangedMindError), store.transaction() as step:
            file_case(step, "case-1")
            reader.start()
            reader.join(0.3)  # a store may let the reader wait
            raise CHANGED_MIND
        reader.join()
        assert seen == [[], [], [], [], []]

    def test_numbers_are_unique_and_gapless_whoever_asks(self, store: Store) -> None:
        """Threads that draw numbers at once, some of them undone, share 1..N without gaps."""
        drawn: list[int] = []

        def draw() -> None:
            for turn in range(EACH):
                try:
                    with store.transaction() as step:
                        number = step.next_number("series")
                        if turn % 3 == 0:
                            raise CHANGED_MIND
                    drawn.append(number)
                except ChangedMindError:
                    pass

        at_once(*[draw] * THREADS)
        assert sorted(drawn) == list(range(1, THREADS * EACH * 2 // 3 + 1))

    def test_a_key_is_answered_once_whoever_asks(self, store: Store) -> None:
        """Of many requests under one key, one makes the case and the others get the same answer."""
        answers: list[str] = []

        def ask(own: str) -> None:
            with store.transaction() as step:
                known = step.recall("form-1")
                if known is None:
                    step.append(own, 0, events())
                    step.remember("form-1", Remembered("print", own))
                answers.append(known.answer if known else own)

        at_once(*[partial(ask, f"case-{n}") for n in range(8)])
        assert len(set(answers)) == 1
        assert [event.stream for event in store.tail(0, 99)] == [answers[0]]

    def test_one_of_two_that_decided_on_the_same_state_is_refused(self, store: Store) -> None:
        """Threads that append to one case lose no event: whoever came second decides again."""

        def add() -> None:
            added = 0
            while added < EACH:
                version = len(store.load("case-1"))
                try:
                    write(store, lambda step, v=version: step.append("case-1", v, events()))  # type: ignore[misc]
                    added += 1
                except ConcurrencyError:
                    pass

        at_once(*[add] * THREADS)
        versions = [event.version for event in store.load("case-1")]
        assert versions == list(range(1, THREADS * EACH + 1))

    def test_a_notice_is_leased_to_one_of_many_workers(self, store: Store) -> None:
        """Workers that lease at once share the notices; none is given to two."""
        wanted = [notice(f"n-{n:02}") for n in range(THREADS * EACH)]
        write(store, lambda step: step.enqueue(wanted))
        taken: Counter[str] = Counter()

        def work(worker: str) -> None:
            while leased := store.lease(worker, KEY, 3, 600):
                for lease in leased:
                    with store.transaction() as step:
                        assert step.settle(
                            lease.notice.id, lease.token, Settlement(state=State.SENT)
                        )
                taken.update(ids(leased))

        at_once(*[partial(work, f"w-{n}") for n in range(THREADS)])
        # Not how many each got: one may come while the others hold the last notices.
        assert taken == Counter(record.id for record in wanted)
        assert {state for _, state, _ in states(store)} == {State.SENT}

    def test_one_letter_is_begun_once_whoever_tries(self, store: Store) -> None:
        """Of several threads that begin under one token, one succeeds."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, 600)
        begun: list[bool] = []

        def begin() -> None:
            with store.transaction() as step:
                has_begun = step.begin("a", lease.token)
            begun.append(has_begun)

        at_once(*[begin] * THREADS)
        assert sorted(begun) == [*[False] * (THREADS - 1), True]

    def test_what_has_just_begun_is_not_withdrawn(self, store: Store) -> None:
        """A withdrawal waits for a worker who is beginning, and is told that it has begun."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, 600)
        with ThreadPoolExecutor() as pool, store.transaction() as step:
            assert step.begin("a", lease.token)
            withdrawn = pool.submit(withdraw, store, "a")
            wait([withdrawn], MOMENT)
        assert withdrawn.result() == {"a": State.HANDING_OVER}
        assert states(store) == [("a", State.HANDING_OVER, 0)]

    def test_what_is_just_withdrawn_cannot_begin(self, store: Store) -> None:
        """A worker who begins what is being withdrawn is refused once it is."""
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, 600)

        def begin() -> bool:
            with store.transaction() as step:
                return step.begin("a", lease.token)

        with ThreadPoolExecutor() as pool, store.transaction() as step:
            assert step.withdraw(["a"], "erased") == {"a": State.WAITING}
            begun = pool.submit(begin)
            wait([begun], MOMENT)
        assert not begun.result()
        assert states(store) == [("a", State.DEAD, 0)]

    @pytest.mark.parametrize(("before", "change", "after"), CHANGES.values(), ids=CHANGES)
    def test_a_notice_and_its_case_are_written_in_either_order(
        self, store: Store, before: Change | None, change: Change, after: State
    ) -> None:
        """Who changes a notice and then its case, and who does the reverse, both come through."""
        write(store, lambda step: step.append("case-1", 0, events()))
        write(store, lambda step: step.enqueue([notice("a")]))
        [lease] = store.lease("worker", KEY, 1, 600)
        if before:
            write(store, lambda step: before(step, lease.token))
        with ThreadPoolExecutor() as pool, store.transaction() as step:
            assert change(step, lease.token)
            withdrawn = pool.submit(withdraw, store, "a", "case-1")
            wait([withdrawn], MOMENT)
            step.append("case-1", 1, events())
        assert withdrawn.result() == {"a": after}
        assert len(store.load("case-1")) == 3

    def test_a_reader_that_follows_the_log_misses_nothing(self, store: Store) -> None:
        """A reader that reads on from the last position it saw misses no event."""
        assert events_missed(store) == 0

    # --- opened again -----------------------------------------------------------------------------

    def test_what_was_written_is_there_when_opened_again(
        self, store: Store, reopen: Callable[[], Store]
    ) -> None:
        """Everything survives closing: logs, lists, protected data, notices, numbers, keys."""
        write(store, lambda step: file_case(step, "case-1", 2))
        with store.transaction() as step:
            assert step.next_number("series") == 1
            step.remember("key", Remembered("print", "case-1"))
            step.enqueue([notice("second")])
        [lease] = store.lease("worker", KEY, 1, 600)
        before = everything(store)
        store.close()
        with closing(reopen()) as again:
            assert everything(again) == before
            assert ids(again.lease("another", KEY, 9, 600)) == ["second"]
            with again.transaction() as step:
                assert step.next_number("series") == 2
                assert step.recall("key") == Remembered("print", "case-1")
                assert step.settle(lease.notice.id, lease.token, Settlement(state=State.SENT))

    def test_two_that_opened_the_same_share_it(
        self, store: Store, reopen: Callable[[], Store]
    ) -> None:
        """A store opened twice has one log and shares its versions, numbers and leases."""
        with closing(reopen()) as other:
            write(store, lambda step: file_case(step, "case-1"))
            assert len(other.load("case-1")) == 1
            write(other, lambda step: step.append("case-1", 1, events()))
            with pytest.raises(ConcurrencyError):
                write(store, lambda step: step.append("case-1", 1, events()))
            numbers = []
            for each in (store, other, store):
                with each.transaction() as step:
                    numbers.append(step.next_number("series"))
            assert numbers == [1, 2, 3]
            assert ids(store.lease("worker", KEY, 1, 600)) == ["case-1/1/confirmation"]
            assert ids(other.lease("another", KEY, 1, 600)) == []

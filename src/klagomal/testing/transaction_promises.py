# SPDX-License-Identifier: Apache-2.0
"""What a store promises of one transaction: all or nothing, versions, numbers, keys, erasure."""

from __future__ import annotations

import pytest

from klagomal.errors import ConcurrencyError, StoreError
from klagomal.ports import EventRecord, Protected, Remembered, Settlement, Store, Transaction
from klagomal.ports import NoticeState as State
from klagomal.testing.store_steps import (
    CHANGED_MIND,
    KEY,
    ChangedMindError,
    events,
    everything,
    file_case,
    ids,
    notice,
    row,
    write,
)

__all__ = ["TransactionPromises"]

ANY_BYTES = bytes(range(256))
ANY_LETTERS = "Räksmörgås, naïve, Ελλάδα, 日本語, 👩‍🚒, \u2066a\u2069, ' \" \\ % ; --"


class TransactionPromises:
    """What holds within one transaction and after it."""

    # --- all or nothing ---------------------------------------------------------------------------

    def test_what_a_block_wrote_is_there_when_it_ends(self, store: Store) -> None:
        """A transaction that ends without an error has written everything."""
        write(store, lambda step: file_case(step, "case-1", 2))
        assert [event.version for event in store.load("case-1")] == [1, 2]
        assert [record.body for record in store.protected("case-1")] == [b"invented words"]
        assert [record.id for record, _, _ in store.notices()] == ["case-1/1/confirmation"]

    def test_an_error_in_the_block_undoes_everything(self, store: Store) -> None:
        """An error undoes each kind of write: new, replaced, deleted, numbered, sent and so on."""
        write(store, lambda step: file_case(step, "case-1"))
        token = store.lease("worker", KEY, 1, 0)[0].token
        before = everything(store)
        with pytest.raises(ChangedMindError), store.transaction() as step:
            file_case(step, "case-2")
            step.append("case-1", 1, events())
            step.put_case(row("case-1", is_open=False))
            step.protect([Protected("case-1/text", "case-1", "text", b"other words")])
            step.erase("case-1")
            step.enqueue([notice("case-1/2/answer")])
            step.withdraw(["case-1/2/answer"], "erased")
            step.begin("case-1/1/confirmation", token)
            step.settle("case-1/1/confirmation", token, Settlement(state=State.SENT))
            step.bounce("case-1/1/confirmation", "came back")
            step.next_number("series")
            step.remember("key", Remembered("print", "answer"))
            raise CHANGED_MIND
        assert everything(store) == before
        with store.transaction() as step:
            assert step.recall("key") is None
            assert step.next_number("series") == 1
        assert ids(store.lease("worker", KEY, 9, 60)) == ["case-1/1/confirmation"]

    def test_an_interrupt_undoes_everything_too(self, store: Store) -> None:
        """Ctrl-C inside the block leaves nothing behind either."""
        with pytest.raises(KeyboardInterrupt), store.transaction() as step:
            file_case(step, "case-1")
            raise KeyboardInterrupt
        assert not list(store.load("case-1"))

    def test_the_error_in_the_block_is_what_the_host_sees(self, store: Store) -> None:
        """The host's own error comes out of the block as it went in."""
        with pytest.raises(ChangedMindError) as raised, store.transaction():
            raise CHANGED_MIND
        assert raised.value is CHANGED_MIND

    def test_a_transaction_sees_what_it_wrote(self, store: Store) -> None:
        """Reads through the transaction take in its own writes."""
        with store.transaction() as step:
            step.append("case-1", 0, events(2))
            step.remember("key", Remembered("print", "case-1"))
            assert [event.version for event in step.load("case-1")] == [1, 2]
            assert step.recall("key") == Remembered("print", "case-1")

    def test_a_second_transaction_in_the_same_thread_is_refused(self, store: Store) -> None:
        """A transaction inside a transaction is refused at once, without waiting."""
        with store.transaction() as step:
            step.append("case-1", 0, events())
            with pytest.raises(StoreError), store.transaction():
                pass
        assert len(store.load("case-1")) == 1

    def test_a_transaction_is_of_no_use_when_it_has_ended(self, store: Store) -> None:
        """A transaction that somebody kept writes nothing outside its block."""
        kept: list[Transaction] = []
        write(store, kept.append)
        with pytest.raises(StoreError):
            kept[0].append("case-1", 0, events())
        with pytest.raises(StoreError):
            kept[0].protect([Protected("case-1/text", "case-1", "text", b"words")])
        assert not list(store.load("case-1"))

    # --- versions ---------------------------------------------------------------------------------

    def test_versions_count_from_one_without_gaps(self, store: Store) -> None:
        """Each append tells the new version, and the stream's versions are 1, 2, 3 and so on."""
        with store.transaction() as step:
            assert step.append("case-1", 0, events(2)) == 2
            assert step.append("case-1", 2, events(1)) == 3
        with store.transaction() as step:
            assert step.append("case-1", 3, events(2)) == 5
        assert [event.version for event in store.load("case-1")] == [1, 2, 3, 4, 5]

    @pytest.mark.parametrize("expected", [0, 1, 3])
    def test_an_append_at_another_version_is_refused(self, store: Store, expected: int) -> None:
        """An append decided on an older or a newer version than the stored one is refused."""
        write(store, lambda step: step.append("case-1", 0, events(2)))
        with pytest.raises(ConcurrencyError) as raised, store.transaction() as step:
            step.append("case-1", expected, events())
        assert raised.value.data["current"] == 2
        assert len(store.load("case-1")) == 2

    def test_appending_nothing_writes_nothing(self, store: Store) -> None:
        """An append without events only checks the version."""
        with store.transaction() as step:
            assert step.append("case-1", 0, []) == 0
        assert not list(store.load("case-1"))
        with pytest.raises(ConcurrencyError), store.transaction() as step:
            step.append("case-1", 1, [])

    def test_an_unknown_stream_is_empty(self, store: Store) -> None:
        """An unknown stream has no events and no protected data, and is no error."""
        with store.transaction() as step:
            assert not list(step.load("nobody"))
        assert not list(store.load("nobody"))
        assert not list(store.protected("nobody"))

    def test_events_come_back_as_they_were(self, store: Store) -> None:
        """Slug, schema and data survive, whatever letters they hold and however long they are."""
        long = f'{{"words": "{"å👩‍🚒" * 250_000}"}}'
        told = [EventRecord(ANY_LETTERS, 7, ANY_LETTERS), EventRecord("long", 1, long)]
        write(store, lambda step: step.append(ANY_LETTERS, 0, told))
        found = store.load(ANY_LETTERS)
        assert [(e.stream, e.slug, e.schema) for e in found] == [
            (ANY_LETTERS, ANY_LETTERS, 7),
            (ANY_LETTERS, "long", 1),
        ]
        assert [event.data for event in found] == [ANY_LETTERS, long]

    # --- numbers and keys -------------------------------------------------------------------------

    def test_numbers_of_a_series_have_no_gap_after_a_rollback(self, store: Store) -> None:
        """A number drawn by a transaction that was undone is drawn again."""
        drawn = []
        for undone in (False, True, False, True, True, False):
            try:
                with store.transaction() as step:
                    number = step.next_number("provkoping/2025")
                    if undone:
                        raise CHANGED_MIND
                drawn.append(number)
            except ChangedMindError:
                pass
        assert drawn == [1, 2, 3]

    def test_series_are_apart(self, store: Store) -> None:
        """Each series counts for itself, even if the names are alike."""
        with store.transaction() as step:
            assert [step.next_number(name) for name in ("a", "a/b", "A", "a", "", "a/b")] == [
                *(1, 1, 1),
                *(2, 1, 2),
            ]

    def test_a_key_gives_back_its_answer(self, store: Store) -> None:
        """What was remembered under a key is recalled, and nothing under another."""
        write(store, lambda step: step.remember(ANY_LETTERS, Remembered("print", ANY_LETTERS)))
        with store.transaction() as step:
            assert step.recall(ANY_LETTERS) == Remembered("print", ANY_LETTERS)
            assert step.recall("another") is None

    def test_a_key_is_remembered_once(self, store: Store) -> None:
        """An answer given under a key is never replaced by another."""
        write(store, lambda step: step.remember("key", Remembered("print", "first")))
        with pytest.raises(ChangedMindError), store.transaction() as step:
            with pytest.raises(StoreError):
                step.remember("key", Remembered("print", "second"))
            raise CHANGED_MIND
        with store.transaction() as step:
            assert step.recall("key") == Remembered("print", "first")

    # --- protected data ---------------------------------------------------------------------------

    def test_protected_data_come_back_byte_by_byte(self, store: Store) -> None:
        """Any bytes come back as they were, in order of their ids, even a megabyte of them."""
        long = ANY_BYTES * 4096
        held = [
            Protected("case-1/contact", "case-1", "contact", ANY_BYTES),
            Protected("case-1/empty", "case-1", "text", b""),
            Protected("case-1/text", "case-1", "text", long),
        ]
        write(store, lambda step: step.protect(reversed(held)))
        assert list(store.protected("case-1")) == held

    def test_protected_data_are_replaced_by_id(self, store: Store) -> None:
        """A record under an id that is taken replaces the earlier record as a whole."""
        write(store, lambda step: step.protect([Protected("id", "case-1", "text", b"first")]))
        second = Protected("id", "case-2", "contact", b"second")
        write(store, lambda step: step.protect([second]))
        assert list(store.protected("case-2")) == [second]
        assert not list(store.protected("case-1"))

    def test_erasing_takes_one_stream_and_tells_how_much(self, store: Store) -> None:
        """Erasing deletes and counts one case's protected data, and leaves other cases alone."""
        for stream in ("case-1", "case-10"):
            write(store, lambda step, stream=stream: file_case(step, stream))  # type: ignore[misc]
        more = Protected("case-1/contact", "case-1", "contact", b"somebody")
        write(store, lambda step: step.protect([more]))
        with store.transaction() as step:
            assert step.erase("case-1") == 2
            assert step.erase("case-1") == 0
            assert step.erase("nobody") == 0
        assert not list(store.protected("case-1"))
        assert len(store.protected("case-10")) == 1
        assert len(store.load("case-1")) == 1

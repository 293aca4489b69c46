# SPDX-License-Identifier: Apache-2.0
"""What was erased from a SQLite store is gone from the bytes of its files."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from klagomal.ports import CaseQuery, Protected, Transaction
from klagomal.stores.sqlite import SqliteStore
from klagomal.testing.store_steps import CHANGED_MIND, ChangedMindError, file_case, write

WORDS = b"Kim Exempel klagar"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a path where no file is."""
    return tmp_path / "klagomal.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """Give a store with some cases, one of which is about to be erased."""
    store = SqliteStore(path)
    with store.transaction() as step:
        for number in range(1, 6):
            file_case(step, f"case-{number}")
    write(store, lambda step: step.protect([Protected("case-1/text", "case-1", "text", WORDS)]))
    yield store
    store.close()


def bytes_of(path: Path) -> bytes:
    """Return all that lies in the database and beside it."""
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


@pytest.mark.parametrize("length", [0, 5000, 200_000])
def test_erased_data_are_gone_from_the_files(store: SqliteStore, path: Path, length: int) -> None:
    """Short and long, spread over several pages: no byte is left when the transaction ends."""
    body = WORDS + b"." * length + WORDS[::-1]
    write(store, lambda step: step.protect([Protected("case-1/text", "case-1", "text", body)]))
    assert WORDS in bytes_of(path)
    assert WORDS[::-1] in bytes_of(path)
    write(store, lambda step: step.erase("case-1"))
    assert WORDS not in bytes_of(path)
    assert WORDS[::-1] not in bytes_of(path)


def test_replaced_data_are_gone_too(store: SqliteStore, path: Path) -> None:
    """What took another's place leaves nothing of it behind."""
    write(store, lambda step: step.protect([Protected("case-1/text", "case-1", "text", b"none")]))
    assert WORDS not in bytes_of(path)
    assert [record.body for record in store.protected("case-1")] == [b"none"]


def test_an_erasure_that_was_undone_erases_nothing(store: SqliteStore) -> None:
    """Data that a failed transaction erased are still there to be read."""
    with pytest.raises(ChangedMindError), store.transaction() as step:  # noqa: PT012
        step.erase("case-1")
        raise CHANGED_MIND
    assert [record.body for record in store.protected("case-1")] == [WORDS]


def test_a_reader_in_this_process_delays_it_until_it_has_read(
    store: SqliteStore, path: Path
) -> None:
    """While a stream stands on the older view, its bytes stay; they go when the stream ends."""
    stream = store.logs(CaseQuery())
    next(stream)
    write(store, lambda step: step.erase("case-1"))
    assert not store.protected("case-1")
    assert WORDS in bytes_of(path)
    assert len(list(stream)) == 4
    assert WORDS not in bytes_of(path)


def test_a_reader_elsewhere_delays_it_until_the_next_write(store: SqliteStore, path: Path) -> None:
    """What another process' reader held back goes with the next transaction after it ended."""
    with closing(SqliteStore(path)) as another:
        stream = another.logs(CaseQuery())
        next(stream)
        write(store, lambda step: step.erase("case-1"))
        write(store, lambda step: file_case(step, "case-6"))
        assert WORDS in bytes_of(path)
        assert len(list(stream)) == 4
        write(store, lambda step: file_case(step, "case-7"))
        assert WORDS not in bytes_of(path)


def test_what_a_dead_process_left_behind_goes_when_the_store_is_opened(
    store: SqliteStore, path: Path
) -> None:
    """Opening empties the write-ahead log of whoever erased and then died."""
    with closing(SqliteStore(path)) as another:
        stream = another.logs(CaseQuery())
        next(stream)
        write(store, lambda step: step.erase("case-1"))
        store._must_wipe = False  # whoever knew of it is gone
        assert len(list(stream)) == 4
        write(another, lambda step: file_case(step, "case-6"))
        assert WORDS in bytes_of(path)
        SqliteStore(path).close()
        assert WORDS not in bytes_of(path)


def test_no_copy_is_left_however_the_pages_have_moved(tmp_path: Path) -> None:
    """After hundreds of additions, replacements and erasures only what is held can be found."""
    chance, path = random.Random(7), tmp_path / "klagomal.db"
    held: dict[str, bytes] = {}
    gone: list[bytes] = []

    def change(step: Transaction) -> None:
        what = chance.choice(["add", "replace", "erase"]) if held else "add"
        stream = f"case-{chance.getrandbits(64):016x}"
        if what != "add":
            stream = chance.choice(list(held))
            gone.append(held.pop(stream))
        if what == "erase":
            step.erase(stream)
            return
        held[stream] = mark = b"<%032x>" % chance.getrandbits(128)
        body = mark + b"." * chance.choice([9, 90, 900, 3000, 9000])
        step.protect([Protected(f"{stream}/text", stream, "text", body)])

    with closing(SqliteStore(path)) as store:
        for _ in range(60):
            write(store, *[change] * 10)
        write(store, lambda step: step.erase("nobody"))
        there = bytes_of(path)
    assert len(gone) > 300
    assert [mark for mark in gone if mark in there] == []
    assert [mark for mark in held.values() if mark not in there] == []

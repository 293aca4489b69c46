# SPDX-License-Identifier: Apache-2.0
"""A SQLite file is opened durable and at the newest schema, or refused and left as it was."""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from klagomal.errors import SchemaError, StoreError, StoreUnavailableError
from klagomal.stores import sqlite_file
from klagomal.stores.sqlite import SqliteStore
from klagomal.stores.sqlite_schema import MIGRATIONS
from klagomal.testing.store_steps import events, everything, file_case, write
from tests.stores.processes import in_a_child


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a path where no file is."""
    return tmp_path / "klagomal.db"


def contents(path: Path) -> dict[str, bytes]:
    """Return the bytes of every file beside ``path``."""
    return {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}


def test_what_is_written_reaches_the_disk_before_the_block_ends(path: Path) -> None:
    """Each connection writes ahead, synchronises fully and overwrites what it deletes."""
    with closing(SqliteStore(path)) as store, store._pool.lend() as connection:
        told = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "fullfsync", "secure_delete")
        }
    # 2 is FULL.
    assert told == {"journal_mode": "wal", "synchronous": 2, "fullfsync": 1, "secure_delete": 1}


def test_a_closed_store_is_one_file(path: Path) -> None:
    """After closing, all that was written is in the one file, to be copied or moved."""
    with closing(SqliteStore(path)) as store:
        write(store, lambda step: file_case(step, "case-1"))
        before = everything(store)
    assert set(contents(path)) == {"klagomal.db", "klagomal.db-queue"}
    assert contents(path)["klagomal.db-queue"] == b""
    copy = path.with_name("copy.db")
    shutil.copy(path, copy)
    with closing(SqliteStore(copy)) as store:
        assert everything(store) == before


def test_the_path_stays_what_it_was(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that was opened by a relative path is the same file after a change of directory."""
    monkeypatch.chdir(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with closing(SqliteStore("klagomal.db")) as store:
        monkeypatch.chdir(elsewhere)
        write(store, lambda step: file_case(step, "case-1"))
    assert list(elsewhere.iterdir()) == []
    assert path.exists()


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE recipes (name TEXT)"],
        ["PRAGMA user_version=1"],
        ["PRAGMA application_id=7", "CREATE TABLE events (position INTEGER)"],
    ],
)
def test_another_programs_database_is_refused_untouched(path: Path, statements: list[str]) -> None:
    """A database that klagomal did not make is left exactly as it was."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    before = contents(path)
    with pytest.raises(SchemaError, match="another program's"):
        SqliteStore(path)
    assert contents(path) == before


def test_a_newer_schema_is_refused_untouched(path: Path) -> None:
    """A file that a newer version wrote is not opened, and the error names both versions."""
    SqliteStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    before = contents(path)
    with pytest.raises(SchemaError, match=f"has schema {len(MIGRATIONS) + 1}.*knows") as raised:
        SqliteStore(path)
    assert raised.value.data["schema"] == len(MIGRATIONS) + 1
    assert contents(path) == before


@pytest.mark.parametrize(
    "content", [b"Dear Sir or Madam, " * 500, b"SQLite format 3\0" + b"x" * 5000]
)
def test_what_is_no_database_is_refused_untouched(path: Path, content: bytes) -> None:
    """Some other file is not overwritten."""
    path.write_bytes(content)
    with pytest.raises(StoreError):
        SqliteStore(path)
    assert contents(path) == {"klagomal.db": content}


def test_a_damaged_file_is_told_of(path: Path) -> None:
    """A file whose pages were overwritten raises a typed error that says to restore it."""
    with closing(SqliteStore(path)) as store:
        write(store, lambda step: step.append("case-1", 0, events(200)))
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)
    with closing(SqliteStore(path)) as store, pytest.raises(SchemaError, match="backup"):
        store.load("case-1")


def test_a_missing_folder_is_told_of(tmp_path: Path) -> None:
    """A path into a folder that does not exist raises a typed error and makes nothing."""
    with pytest.raises(StoreUnavailableError, match="folder exists"):
        SqliteStore(tmp_path / "missing" / "klagomal.db")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_vanished_is_not_made_anew(path: Path) -> None:
    """A store whose file was removed says so instead of going on with an empty one."""
    with closing(SqliteStore(path)) as store:
        for file in path.parent.iterdir():
            file.unlink()
        with pytest.raises(StoreUnavailableError):
            write(store, lambda step: file_case(step, "case-1"))
    assert not path.exists()


def test_sqlite_in_memory_is_refused() -> None:
    """Each connection would have a store of its own; there is a store in memory for that."""
    with pytest.raises(StoreError, match="memory:"):
        SqliteStore(":memory:")


# --- rights ---------------------------------------------------------------------------------------


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that everybody may look into; pytest's own is for its user alone."""
    folder = Path(tempfile.mkdtemp(prefix="kg-ro-"))
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


def test_a_file_that_may_not_be_written_is_told_of(open_folder: Path) -> None:
    """Without the right to write, the error says which file and what to check."""
    path = open_folder / "klagomal.db"
    with closing(SqliteStore(path)) as store:
        write(store, lambda step: file_case(step, "case-1"))
    for file in open_folder.iterdir():
        file.chmod(0o444)
    open_folder.chmod(0o555)
    said = in_a_child(lambda: refused_write(path))
    assert str(path) in said
    assert "may be written to" in said


def refused_write(path: Path) -> str:
    """Return what the store says to somebody without rights; root may write everything."""
    if os.geteuid() == 0:
        os.setuid(pwd.getpwnam("nobody").pw_uid)
    try:
        write(SqliteStore(path), lambda step: file_case(step, "case-2"))
    except StoreUnavailableError as error:
        return str(error)
    return "written"


# --- migrations -----------------------------------------------------------------------------------


def test_an_older_schema_is_brought_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening a file of an older schema runs what is new, once, and keeps what was there."""
    with closing(SqliteStore(path)) as store:
        write(store, lambda step: file_case(step, "case-1"))
        before = everything(store)
    newer = (*MIGRATIONS, ("CREATE TABLE extras (id TEXT) STRICT", "INSERT INTO extras VALUES (1)"))
    monkeypatch.setattr(sqlite_file, "MIGRATIONS", newer)
    for _ in range(2):
        with closing(SqliteStore(path)) as store:
            assert everything(store) == before
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM extras").fetchall() == [("1",)]
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 1,)


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration is all or nothing: after a failure the older version still opens the file."""
    with closing(SqliteStore(path)) as store:
        write(store, lambda step: file_case(step, "case-1"))
        before = everything(store)
    broken = (*MIGRATIONS, ("DROP TABLE cases", "CREATE TABLE events (id TEXT) STRICT"))
    with monkeypatch.context() as patch:
        patch.setattr(sqlite_file, "MIGRATIONS", broken)
        with pytest.raises(StoreError, match="already exists"):
            SqliteStore(path)
    with closing(SqliteStore(path)) as store:
        assert everything(store) == before

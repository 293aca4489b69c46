# SPDX-License-Identifier: Apache-2.0
"""A SQLite file is opened durable and at the newest schema, or refused and left as it was."""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from klagomal.errors import SchemaError, StoreError, StoreUnavailableError
from klagomal.ports import CaseQuery
from klagomal.stores import sqlite_file
from klagomal.stores.sqlite import SqliteStore
from klagomal.stores.sqlite_schema import MIGRATIONS
from klagomal.testing.store_steps import KEY, events, everything, file_case, write
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


# --- removed and replaced -------------------------------------------------------------------------

Use = Callable[[SqliteStore], object]
USES: dict[str, Use] = {
    "write": lambda store: write(store, lambda step: file_case(step, "case-2")),
    "load": lambda store: store.load("case-1"),
    "stream": lambda store: list(store.logs(CaseQuery())),
    "lease": lambda store: store.lease("worker", KEY, 1, 60),
}
each_use = pytest.mark.parametrize("use", USES.values(), ids=USES)


def remove_all(path: Path) -> None:
    """Remove the database and all that lies beside it."""
    for file in path.parent.iterdir():
        file.unlink()


def restore(path: Path, copy: Path) -> None:
    """Put a backup in the place of a file that is in use, without its write-ahead log."""
    for ending in ("-wal", "-shm"):
        path.with_name(f"{path.name}{ending}").unlink()
    copy.replace(path)


@pytest.fixture
def copy(path: Path) -> Path:
    """Give a backup that holds one case, ``backup``."""
    backup = path.with_name("backup.db")
    with closing(SqliteStore(backup)) as store:
        write(store, lambda step: file_case(step, "backup"))
    return backup


@each_use
@pytest.mark.parametrize("was_used", [False, True])
def test_a_file_that_vanished_is_not_made_anew(path: Path, use: Use, was_used: bool) -> None:
    """A store whose file was removed says so, and neither writes to it nor makes another."""
    with closing(SqliteStore(path)) as store:
        if was_used:
            write(store, lambda step: file_case(step, "case-1"))
        remove_all(path)
        with pytest.raises(StoreUnavailableError, match=r"removed.*open the store again"):
            use(store)
    assert not path.exists()


def test_a_file_removed_during_a_transaction_is_told_of(path: Path) -> None:
    """Nobody is told that something is written when it went into a file that is gone."""
    with closing(SqliteStore(path)) as store:
        with pytest.raises(StoreUnavailableError, match="removed"):
            write(store, lambda step: file_case(step, "case-1"), lambda _: remove_all(path))
        assert open_files(path.parent) <= {"klagomal.db-queue"}


@each_use
def test_a_file_that_was_replaced_is_neither_read_nor_written(
    path: Path, copy: Path, use: Use
) -> None:
    """A store keeps away from another file at its path, also from one that klagomal made."""
    with closing(SqliteStore(path)) as store:
        write(store, lambda step: file_case(step, "case-1"))
        restore(path, copy)
        with pytest.raises(StoreUnavailableError, match=r"replaced.*open the store again"):
            use(store)
        assert open_files(path.parent) <= {"klagomal.db-queue"}


def test_a_backup_put_in_its_place_is_opened_anew(path: Path, copy: Path) -> None:
    """A store opened after the restore works, whatever becomes of one that was open before."""
    old = SqliteStore(path)
    write(old, lambda step: file_case(step, "case-1"))
    reading = old.logs(CaseQuery())
    next(reading)
    restore(path, copy)
    with closing(SqliteStore(path)) as new:
        write(new, lambda step: file_case(step, "case-2"))
        assert list(reading) == []
        with pytest.raises(StoreUnavailableError, match="replaced"):
            write(old, lambda step: file_case(step, "case-3"))
        old.close()
        write(new, lambda step: file_case(step, "case-4"))
    with closing(SqliteStore(path)) as again:
        found = [row.stream for row in again.cases(CaseQuery())]
    assert found == ["backup", "case-2", "case-4"]
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_file_that_was_moved_away_and_back_is_used_again(path: Path) -> None:
    """Whoever puts the same file back finds all that was there."""
    with closing(SqliteStore(path)) as store:
        write(store, lambda step: file_case(step, "case-1"))
        away = path.rename(path.with_name("away.db"))
        with pytest.raises(StoreUnavailableError, match="moved away"):
            write(store, lambda step: file_case(step, "case-2"))
        away.rename(path)
        write(store, lambda step: file_case(step, "case-3"))
        assert [row.stream for row in store.cases(CaseQuery())] == ["case-1", "case-3"]


def open_files(folder: Path) -> set[str]:
    """Return the names of this process's open files in a folder, removed ones too."""
    numbers = Path("/proc/self/fd")
    if not numbers.exists():  # not Linux: the tests then only show what the store says
        return set()
    leads_to = {os.path.realpath(n) for n in numbers.iterdir()}
    inside = {Path(name) for name in leads_to if name.startswith(f"{folder}/")}
    return {file.name.removesuffix(" (deleted)") for file in inside}


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

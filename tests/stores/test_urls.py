# SPDX-License-Identifier: Apache-2.0
"""A store is chosen by its URL, and a URL that says nothing sensible is refused."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from klagomal.errors import KlagomalError, StoreError
from klagomal.plugins import Plugins
from klagomal.ports import Store
from klagomal.stores.memory import MemoryStore
from klagomal.stores.postgresql import PostgresqlStore
from klagomal.stores.sqlite import SqliteStore
from klagomal.testing.store_steps import file_case, write


def opened(url: str) -> Store:
    """Open a store as an application does."""
    return Plugins.discover(installed=False).store(url)


@pytest.mark.parametrize("url", ["memory:", "memory://", "memory"])
def test_memory_is_a_store_of_its_own_each_time(url: str) -> None:
    """Two stores in memory have nothing in common."""
    first, second = opened(url), opened(url)
    assert isinstance(first, MemoryStore)
    write(first, lambda step: file_case(step, "case-1"))
    assert not second.load("case-1")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///klagomal.db", "klagomal.db"),
        ("sqlite:///sub%20folder/%C3%A5r%23%3F.db", "sub folder/år#?.db"),
        ("sqlite:///klagomal.db?patience=0.5", "klagomal.db"),
    ],
)
def test_sqlite_is_a_file_in_the_working_directory(
    url: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three slashes and a path; what a URL cannot hold is written as %XX."""
    (tmp_path / "sub folder").mkdir()
    monkeypatch.chdir(tmp_path)
    opened(url).close()
    assert (tmp_path / name).is_file()


def test_four_slashes_are_an_absolute_path(tmp_path: Path) -> None:
    """An absolute path keeps its own slash."""
    with closing(opened(f"sqlite:///{tmp_path}/klagomal.db")) as store:
        assert isinstance(store, SqliteStore)
    assert (tmp_path / "klagomal.db").is_file()


def test_postgresql_is_what_libpq_reads(postgresql_url: str) -> None:
    """The URL goes to libpq as it is, without our own option."""
    with closing(opened(f"{postgresql_url}&patience=7")) as store:
        assert isinstance(store, PostgresqlStore)
        with store._pool.lend() as connection:
            assert connection.execute("SHOW lock_timeout").fetchone() == ("7s",)
    opened(postgresql_url).close()


@pytest.mark.parametrize(
    "url",
    [
        "memory:cases",
        "sqlite:",
        "sqlite://",
        "sqlite:///",
        "sqlite://klagomal.db",
        "sqlite:///:memory:",
        "sqlite:///klagomal.db#1",
        "sqlite:///klagomal.db?pateince=3",
        "sqlite:///klagomal.db?patience=",
        "sqlite:///klagomal.db?patience=long",
        "sqlite:///klagomal.db?patience=-1",
        "sqlite:///klagomal.db?patience=nan",
        "sqlite:///klagomal.db?patience=inf",
        "postgresql://localhost/klagomal?patience=never",
    ],
)
def test_a_url_that_says_nothing_sensible_is_refused(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A typed error, and no file is made."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError):
        opened(url)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_scheme_is_refused_with_what_there_is() -> None:
    """The error suggests what was probably meant."""
    with pytest.raises(KlagomalError, match="'postgresql'"):
        opened("postgres://localhost/klagomal")

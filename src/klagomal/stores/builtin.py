# SPDX-License-Identifier: Apache-2.0
"""The built-in stores, registered like any plugin's; each is imported when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, unquote, urlsplit

from klagomal.errors import StoreError
from klagomal.hooks import hookimpl
from klagomal.ports import Store

__all__ = ["klagomal_register_stores"]


@hookimpl
def klagomal_register_stores(register: Callable[[str, Callable[[str], Store]], None]) -> None:
    """Offer ``memory:``, ``sqlite:///path`` and ``postgresql://…``."""
    register("memory", _memory)
    register("sqlite", _sqlite)
    register("postgresql", _postgresql)


def _memory(_: str) -> Store:
    from klagomal.stores.memory import MemoryStore

    return MemoryStore()


def _sqlite(url: str) -> Store:
    from klagomal.stores.sqlite import SqliteStore

    parts = urlsplit(url)
    path = unquote(parts.path).removeprefix("/")
    if parts.netloc or not path:
        raise StoreError(
            f"{url!r} names no file; write sqlite:///klagomal.db for one in this folder, or "
            "sqlite:////var/lib/klagomal.db for an absolute path",
            url=url,
        )
    options = dict(parse_qsl(parts.query))
    return SqliteStore(path, patience=float(options.get("patience", "30")))


def _postgresql(url: str) -> Store:
    from klagomal.stores.postgresql import PostgresqlStore

    return PostgresqlStore(url)

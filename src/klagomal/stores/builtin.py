# SPDX-License-Identifier: Apache-2.0
"""The built-in stores, registered like any plugin's; each is imported when it is opened."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from klagomal.errors import StoreError
from klagomal.hooks import hookimpl
from klagomal.ports import Store

__all__ = ["klagomal_register_stores"]

_OPTION: Final = "patience="
_PATIENCE: Final = 30.0
"""How many seconds a writer waits for others, unless the URL says otherwise."""

_LONGEST: Final = 3600


@hookimpl
def klagomal_register_stores(register: Callable[[str, Callable[[str], Store]], None]) -> None:
    """Offer ``memory:``, ``sqlite:///path`` and ``postgresql://…``; see docs/stores.md."""
    register("memory", _memory)
    register("sqlite", _sqlite)
    register("postgresql", _postgresql)


def _memory(url: str) -> Store:
    from klagomal.stores.memory import MemoryStore

    if url.partition(":")[2].strip("/"):
        raise StoreError("a store in memory has no name; write memory:", url=url)
    return MemoryStore()


def _sqlite(url: str) -> Store:
    from klagomal.stores.sqlite import SqliteStore

    parts = urlsplit(url)
    path = unquote(parts.path).removeprefix("/")
    if not parts.scheme or parts.netloc or not path:
        raise StoreError(
            f"{url!r} names no file; write sqlite:///klagomal.db for one in this folder, or "
            "sqlite:////var/lib/klagomal.db for an absolute path",
            url=url,
        )
    if parts.fragment:
        raise StoreError(f"{url!r} has a # in it; write it as %23", url=url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    patience = _seconds(options.pop("patience", str(_PATIENCE)))
    if options:
        raise StoreError(
            f"{url!r} has the unknown option {min(options)!r}; there is only patience", url=url
        )
    return SqliteStore(path, patience=patience)


def _postgresql(url: str) -> Store:
    from klagomal.stores.postgresql import PostgresqlStore

    # All options but our own are for libpq, and are passed on unchanged.
    address, _, query = url.partition("?")
    options = [part for part in query.split("&") if part]
    ours = [part for part in options if part.startswith(_OPTION)]
    rest = "&".join(part for part in options if part not in ours)
    patience = _seconds(ours[-1].removeprefix(_OPTION)) if ours else _PATIENCE
    return PostgresqlStore(f"{address}?{rest}" if rest else address, patience=patience)


def _seconds(told: str) -> float:
    try:
        seconds = float(told)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= _LONGEST:
        raise StoreError(f"patience={told} is not a number of seconds from 0 to {_LONGEST}")
    return seconds

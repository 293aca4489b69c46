# SPDX-License-Identifier: Apache-2.0
"""Connecting to PostgreSQL, and bringing the tables up to date."""

from __future__ import annotations

from typing import Any, Final, LiteralString

import psycopg
from psycopg.conninfo import conninfo_to_dict

from klagomal.errors import SchemaError, StoreError
from klagomal.stores.postgresql_schema import MIGRATIONS

__all__ = ["connect", "parameters", "prepare"]

_MIGRATE_LOCK: Final = 0x6B6C6168
_APPEND_LOCKS: Final = 0x6B6C6167  # the upper half of a lock's number; the lower is the table's id

# So that a server that is gone is noticed in half a minute, not in two hours.
_DEFAULTS: Final = {
    "connect_timeout": "10",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "application_name": "klagomal",
    "client_encoding": "utf8",
}

# A store's promises rest on these, so they override what the role or the database has set.
_SETTINGS: Final = """SELECT
    set_config('lock_timeout', %s, false),
    set_config('default_transaction_isolation', 'read committed', false),
    set_config('synchronous_commit', CASE current_setting('synchronous_commit')
        WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)"""


def parameters(url: str) -> dict[str, Any]:
    """Return what ``url`` says, with our defaults for what it does not say."""
    try:
        told = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # Not chained: the driver's message quotes the URL.
        raise StoreError(
            "the URL cannot be read; write postgresql://user:password@host:port/database, special "
            "characters in the password as %XX"
        ) from None
    return {**_DEFAULTS, **told}


def connect(parameters: dict[str, Any], patience: float) -> psycopg.Connection[Any]:
    """Open a connection. ``patience`` is how many seconds a statement waits for a lock."""
    connection = psycopg.connect(**parameters, autocommit=True)
    try:
        connection.execute(_SETTINGS, (f"{max(1.0, patience * 1000):.0f}ms",))
    except BaseException:
        connection.close()
        raise
    return connection


def prepare(connection: psycopg.Connection[Any]) -> int:
    """Bring the tables up to date, one opener at a time, or refuse a newer schema.

    Needs the right to create only when there is something to create. Returns the number of the
    lock that lets one transaction at a time append to this store.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATE_LOCK,))
        encoding, table = _one(
            connection,
            "SELECT current_setting('server_encoding'), to_regclass('klagomal_schema')::text",
        )
        if encoding != "UTF8":
            raise SchemaError(
                f"the database is in {encoding}; create one with ENCODING 'UTF8'", encoding=encoding
            )
        version = 0
        if table is None:
            connection.execute("CREATE TABLE klagomal_schema (version integer NOT NULL)")
        else:
            version = _one(connection, "SELECT max(version) FROM klagomal_schema")[0] or 0
        if version > len(MIGRATIONS):
            raise SchemaError(
                f"the database has schema {version}, this version of klagomal knows "
                f"{len(MIGRATIONS)}; use the version that wrote it, or a newer one",
                schema=version,
            )
        for migration in MIGRATIONS[version:]:
            for statement in migration:
                connection.execute(statement)
        if version < len(MIGRATIONS):
            connection.execute("INSERT INTO klagomal_schema VALUES (%s)", (len(MIGRATIONS),))
        table_id: int = _one(connection, "SELECT 'klagomal_events'::regclass::oid::bigint")[0]
        return _APPEND_LOCKS << 32 | table_id


def _one(connection: psycopg.Connection[Any], statement: LiteralString) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(statement).fetchone()
    if row is None:  # pragma: no cover  (such a SELECT always answers)
        raise StoreError("PostgreSQL gave no answer")
    return row

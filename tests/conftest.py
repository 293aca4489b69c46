# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL for the tests: a server of our own, or the one that is named; a schema for each test.

``KLAGOMAL_TEST_POSTGRESQL`` names a server to use instead, as a URL with a role that may create
roles and schemas.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.postgresql import Server


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Give the URL of a running server; it ends with the tests."""
    if given := os.environ.get("KLAGOMAL_TEST_POSTGRESQL"):
        yield given
        return
    # Nothing here cuts the power; what a commit survives is another test's business.
    server = Server("fsync=off")
    try:
        server.start()
        yield server.url()
    finally:
        server.stop()


@pytest.fixture
def admin(postgresql_server: str) -> Iterator[psycopg.Connection]:
    """Give a connection that may do everything."""
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        yield connection


@pytest.fixture
def schema(admin: psycopg.Connection) -> Iterator[str]:
    """Give the name of an empty schema, dropped after the test."""
    name = f"test_{uuid4().hex[:12]}"
    admin.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
    yield name
    admin.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))


@pytest.fixture
def postgresql_url(postgresql_server: str, schema: str) -> str:
    """Give the URL of an empty store."""
    return with_search_path(postgresql_server, schema)


def with_search_path(url: str, schema: str) -> str:
    """Return ``url`` with the schema to work in."""
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}options={quote(f'-csearch_path={schema}')}"

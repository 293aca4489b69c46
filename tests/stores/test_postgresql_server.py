# SPDX-License-Identifier: Apache-2.0
"""Whatever can be wrong with a PostgreSQL server: a typed error, and the next call works."""

from __future__ import annotations

import random
import traceback
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from klagomal.errors import SchemaError, StoreError, StoreFullError, StoreUnavailableError
from klagomal.ports import CaseQuery, Remembered
from klagomal.stores import postgresql_server
from klagomal.stores.postgresql import PostgresqlStore
from klagomal.stores.postgresql_schema import MIGRATIONS
from klagomal.testing.store_steps import KEY, at_once, events, everything, file_case, row, write
from tests.conftest import with_search_path
from tests.stores.processes import in_a_child, run


@pytest.fixture
def store(postgresql_url: str) -> Iterator[PostgresqlStore]:
    """Give a fresh store."""
    store = PostgresqlStore(postgresql_url)
    yield store
    store.close()


def changed(url: str, *, user: str = "", password: str = "", database: str = "") -> str:
    """Return ``url`` for somebody else or somewhere else."""
    parts = urlsplit(url)
    who, _, where = parts.netloc.rpartition("@")
    name, _, secret = who.partition(":")
    secret = quote(password, safe="") if password else secret
    path = f"/{database}" if database else parts.path
    return urlunsplit(parts._replace(netloc=f"{user or name}:{secret}@{where}", path=path))


# --- getting in -----------------------------------------------------------------------------------


def test_a_wrong_password_is_told_of_without_repeating_it(postgresql_url: str) -> None:
    """The error says what to check; neither it nor what caused it shows the password."""
    url = changed(postgresql_url, password="hemligt/lösen")
    with pytest.raises(StoreUnavailableError, match="user and password") as raised:
        PostgresqlStore(url)
    told = "".join(traceback.format_exception(raised.value))
    assert "hemligt" not in told
    assert "l%C3%B6sen" not in told


@pytest.mark.parametrize("who", [{"user": "nobody_here"}, {"database": "nothing_here"}])
def test_an_unknown_role_or_database_is_told_of(postgresql_url: str, who: dict[str, str]) -> None:
    """A name that the server does not know is repeated in the error."""
    with pytest.raises(StoreUnavailableError, match=next(iter(who.values()))):
        PostgresqlStore(changed(postgresql_url, **who))


def test_a_server_that_is_not_there_is_told_of() -> None:
    """Nobody listens on port 1."""
    with pytest.raises(StoreUnavailableError, match="check that the server runs"):
        PostgresqlStore("postgresql://somebody@127.0.0.1:1/klagomal")


@pytest.mark.parametrize(
    "url", ["postgresql://me:hemligt%zz@localhost/k", "postgresql://me:hemligt@h/k?no=1", "hemligt"]
)
def test_a_url_that_cannot_be_read_is_not_repeated(url: str) -> None:
    """An unreadable URL may hold a password anywhere, so the error shows none of it."""
    with pytest.raises(StoreError, match="cannot be read") as raised:
        PostgresqlStore(url)
    assert "hemligt" not in "".join(traceback.format_exception(raised.value))


def test_without_the_driver_the_extra_is_named() -> None:
    """Where psycopg is not installed, the error names what to install."""
    told = run(
        "import json, sys\n"
        "sys.modules['psycopg'] = None\n"
        "from klagomal.errors import MissingExtraError\n"
        "from klagomal.plugins import Plugins\n"
        "try:\n"
        "    Plugins.discover(installed=False).store('postgresql://localhost/k')\n"
        "except MissingExtraError as error:\n"
        "    print(json.dumps(str(error)))"
    )
    assert "klagomal[postgresql]" in told


# --- rights ---------------------------------------------------------------------------------------


@pytest.fixture
def clerk(admin: psycopg.Connection, schema: str, postgresql_url: str) -> Iterator[str]:
    """Give the URL for a role that may use the schema but not create in it."""
    role = sql.Identifier(f"clerk_{schema}")
    where = sql.Identifier(schema)
    admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'kontorist'").format(role))
    admin.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(where, role))
    yield changed(postgresql_url, user=f"clerk_{schema}", password="kontorist")
    admin.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(role))


def test_a_role_that_may_not_create_is_told_so(clerk: str) -> None:
    """Opening an empty schema without the right to create raises a typed error."""
    with pytest.raises(StoreError, match=r"permission denied.*rights"):
        PostgresqlStore(clerk)


def test_a_role_that_only_reads_and_writes_rows_is_enough(
    store: PostgresqlStore, clerk: str, admin: psycopg.Connection, schema: str
) -> None:
    """Once the tables are there, four rights on them are all that a worker needs."""
    admin.execute(
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {} TO {}").format(
            sql.Identifier(schema), sql.Identifier(f"clerk_{schema}")
        )
    )
    with closing(PostgresqlStore(clerk)) as other:
        write(other, lambda step: file_case(step, "case-1"))
        with other.transaction() as step:
            step.next_number("series")
            step.remember("key", Remembered("print", "answer"))
            step.erase("case-1")
        assert len(other.lease("worker", KEY, 9, 60)) == 1
    assert len(store.load("case-1")) == 1


# --- what is there --------------------------------------------------------------------------------


def test_a_newer_schema_is_refused(postgresql_url: str, admin: psycopg.Connection) -> None:
    """A database that a newer version wrote is not opened, and the error names both versions."""
    PostgresqlStore(postgresql_url).close()
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute("INSERT INTO klagomal_schema VALUES (%s)", (len(MIGRATIONS) + 1,))
    with pytest.raises(SchemaError, match=f"has schema {len(MIGRATIONS) + 1}"):
        PostgresqlStore(postgresql_url)


def test_many_may_open_an_empty_schema_at_once(postgresql_url: str) -> None:
    """Of several that start together one makes the tables and the others find them."""
    at_once(*[lambda: PostgresqlStore(postgresql_url).close()] * 6)


def test_an_older_schema_is_brought_up_to_date_whole_or_not_at_all(
    store: PostgresqlStore, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration that fails leaves the schema as it was; one that works runs once."""
    write(store, lambda step: file_case(step, "case-1"))
    before = everything(store)
    broken = ("DROP TABLE klagomal_cases CASCADE", "CREATE TABLE klagomal_events (id text)")
    monkeypatch.setattr(postgresql_server, "MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(StoreError, match="already exists"):
        PostgresqlStore(postgresql_url)
    assert everything(store) == before
    works = ("CREATE TABLE klagomal_extras (id text)",)
    monkeypatch.setattr(postgresql_server, "MIGRATIONS", (*MIGRATIONS, works))
    for _ in range(2):
        with closing(PostgresqlStore(postgresql_url)) as newer:
            assert everything(newer) == before


def test_a_database_in_another_encoding_is_refused(
    postgresql_server: str, admin: psycopg.Connection
) -> None:
    """Letters could be lost in a database that is not in UTF-8."""
    admin.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    try:
        with pytest.raises(SchemaError, match="LATIN1"):
            PostgresqlStore(changed(postgresql_server, database="latin"))
    finally:
        admin.execute("DROP DATABASE latin")


def test_settings_of_the_role_do_not_weaken_the_promises(
    clerk: str, admin: psycopg.Connection, schema: str, store: PostgresqlStore
) -> None:
    """Commits wait for the disk and see what was committed, whatever the role's own settings."""
    role = sql.Identifier(f"clerk_{schema}")
    for setting in ("synchronous_commit = off", "default_transaction_isolation = 'serializable'"):
        admin.execute(sql.SQL("ALTER ROLE {} SET ").format(role) + sql.SQL(setting))
    grant = "GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}"
    admin.execute(sql.SQL(grant).format(sql.Identifier(schema), role))
    with closing(PostgresqlStore(clerk)) as weak, weak._pool.lend() as connection:
        for name, value in {
            "synchronous_commit": "on",
            "transaction_isolation": "read committed",
        }.items():
            assert connection.execute(f"SHOW {name}").fetchone() == (value,)


# --- while it runs --------------------------------------------------------------------------------


def kill(admin: psycopg.Connection, schema: str) -> None:
    """End every session that works in ``schema``, as a restart of the server does."""
    # The function waits until each has ended, for so many milliseconds.
    admin.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND application_name = 'klagomal'"
    )


def test_a_session_that_was_ended_is_told_of_and_replaced(
    store: PostgresqlStore, admin: psycopg.Connection, schema: str
) -> None:
    """However many connections broke, one call fails with a typed error and the next works."""
    write(store, lambda step: file_case(step, "case-1"))
    at_once(*[lambda: list(store.logs(CaseQuery()))] * 4)
    kill(admin, schema)
    with pytest.raises(StoreUnavailableError):
        store.load("case-1")
    assert len(store.load("case-1")) == 1


def test_a_transaction_whose_session_was_ended_wrote_nothing(
    store: PostgresqlStore, admin: psycopg.Connection, schema: str
) -> None:
    """A session that dies in the middle of a block undoes the block, and the host is told."""
    with pytest.raises(StoreUnavailableError, match="idempotency key"), store.transaction() as step:  # noqa: PT012
        file_case(step, "case-1")
        kill(admin, schema)
        step.append("case-1", 1, events())
    assert not store.load("case-1")
    write(store, lambda step: file_case(step, "case-1"))


def test_a_session_that_was_ended_before_the_commit_is_told_of(
    store: PostgresqlStore, admin: psycopg.Connection, schema: str
) -> None:
    """A commit that never reached the server raises too."""
    with pytest.raises(StoreUnavailableError), store.transaction() as step:  # noqa: PT012
        file_case(step, "case-1")
        kill(admin, schema)
    assert not store.load("case-1")


def test_a_stream_whose_session_was_ended_is_told_of(
    store: PostgresqlStore, admin: psycopg.Connection, schema: str
) -> None:
    """A report that is being read ends in a typed error, not in half a report."""
    with store.transaction() as step:
        for number in range(50):
            step.append(f"case-{number:02}", 0, events(20))
            step.put_case(row(f"case-{number:02}"))
    logs = store.logs(CaseQuery())
    next(logs)
    kill(admin, schema)
    with pytest.raises(StoreUnavailableError):
        list(logs)
    assert len(list(store.logs(CaseQuery()))) == 50


def test_a_statement_that_failed_dooms_its_transaction(store: PostgresqlStore) -> None:
    """Whoever swallows an error inside the block is not told that the block was written."""
    write(store, lambda step: step.remember("key", Remembered("print", "answer")))
    with pytest.raises(StoreError, match="nothing was written"), store.transaction() as step:  # noqa: PT012
        step.append("case-1", 0, events())
        with pytest.raises(StoreError):
            step.remember("key", Remembered("print", "another"))
    assert not store.load("case-1")


def test_a_full_disk_is_told_of_and_gone_on_from(
    store: PostgresqlStore, postgresql_url: str
) -> None:
    """The server's word for a full disk is ours; reading goes on, and later writing."""
    write(store, lambda step: file_case(step, "case-1"))
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
        )
        connection.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON klagomal_cases EXECUTE FUNCTION fill()"
        )
        with pytest.raises(StoreFullError, match="make room"):
            write(store, lambda step: file_case(step, "case-2"))
        assert not store.load("case-2")
        assert len(store.load("case-1")) == 1
        connection.execute("DROP TRIGGER full_disk ON klagomal_cases")
    write(store, lambda step: file_case(step, "case-2"))


def test_a_writer_that_never_ends_is_told_of(postgresql_url: str) -> None:
    """Whoever waits for another's transaction gives up after the patience it was given."""
    with (
        closing(PostgresqlStore(postgresql_url, patience=0.2)) as store,
        closing(PostgresqlStore(postgresql_url)) as another,
    ):
        with another.transaction() as step:
            step.append("case-1", 0, events())
            with pytest.raises(StoreUnavailableError, match="another writer"):
                write(store, lambda step: step.append("case-2", 0, events()))
        write(store, lambda step: step.append("case-2", 0, events()))


def test_stores_in_one_database_do_not_wait_for_each_other(
    store: PostgresqlStore, postgresql_server: str, admin: psycopg.Connection, schema: str
) -> None:
    """Two schemas are two stores: a long transaction in one holds up nobody in the other."""
    other = f"{schema}_other"
    admin.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(other)))
    url = with_search_path(postgresql_server, other)
    try:
        with closing(PostgresqlStore(url, patience=1)) as neighbour, store.transaction() as step:
            step.append("case-1", 0, events())
            write(neighbour, lambda step: step.append("case-1", 0, events()))
            assert len(neighbour.load("case-1")) == 1
    finally:
        admin.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(other)))


def test_a_server_that_takes_no_writes_is_told_of(store: PostgresqlStore) -> None:
    """A standby, or a server in read-only mode, is unavailable to writers and not to readers."""
    with store._pool.lend() as connection:
        connection.execute("SET default_transaction_read_only = on")
    with pytest.raises(StoreUnavailableError, match="primary"):
        write(store, lambda step: file_case(step, "case-1"))
    assert not store.load("case-1")


def test_what_the_database_cannot_hold_is_told_of(store: PostgresqlStore) -> None:
    """Text with a NUL, and ids beyond what an index takes, raise typed errors."""
    for stream in ("case\0", random.randbytes(50_000).hex()):
        with pytest.raises(StoreError):
            write(store, lambda step, id_=stream: file_case(step, id_))  # type: ignore[misc]
    write(store, lambda step: file_case(step, "case-1"))


def test_a_forked_child_and_its_parent_both_use_the_store(store: PostgresqlStore) -> None:
    """The child has a session of its own, and does not end its parent's by ending."""
    write(store, lambda step: file_case(step, "before"))

    def use() -> str:
        write(store, lambda step: file_case(step, "child"))
        return str(len(list(store.cases(CaseQuery()))))

    assert in_a_child(use) == "2"
    write(store, lambda step: file_case(step, "parent"))
    assert [row.stream for row in store.cases(CaseQuery())] == ["before", "child", "parent"]


def test_a_child_forked_during_a_transaction_is_refused(store: PostgresqlStore) -> None:
    """A session in use cannot be given up, so the child is told, and the parent goes on."""

    def try_it() -> str:
        try:
            store.load("case-1")
        except StoreError as error:
            return str(error)
        return "read"

    with store.transaction() as step:
        step.append("case-1", 0, events())
        assert "forked" in in_a_child(try_it)
    assert len(store.load("case-1")) == 1


MEASURE = """
import json, resource, sys
from klagomal.ports import CaseQuery
from klagomal.stores.postgresql import PostgresqlStore
store = PostgresqlStore(sys.argv[1])
next(iter(store.logs(CaseQuery())))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
events = sum(len(log) for log in store.logs(CaseQuery()))
print(json.dumps([events, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before]))
"""


def test_a_long_stream_takes_little_memory(store: PostgresqlStore, postgresql_url: str) -> None:
    """Forty megabytes of events go through a reader that does not grow by a fourth of that."""
    with store.transaction() as step:
        for number in range(400):
            step.append(f"case-{number:03}", 0, events(10, "x" * 10_000))
            step.put_case(row(f"case-{number:03}"))
    count, grown_by_kb = run(MEASURE, postgresql_url)
    assert count == 4000
    assert grown_by_kb < 10_000

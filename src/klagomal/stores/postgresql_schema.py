# SPDX-License-Identifier: Apache-2.0
"""The tables of the PostgreSQL store, one tuple of statements per schema version.

A released migration is never changed; a new version is a new tuple at the end. Ids are compared
byte by byte (``COLLATE "C"``), so that every store lists in the same order. ``touched_at`` is when
the times of a notice were last set. If it lies in the future, the server's clock has been turned
back since, and the times of the notice mean nothing.
"""

from __future__ import annotations

from typing import Final, LiteralString

__all__ = ["MIGRATIONS"]

MIGRATIONS: Final[tuple[tuple[LiteralString, ...], ...]] = (
    (
        """CREATE TABLE klagomal_events (
            position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            stream text COLLATE "C" NOT NULL,
            version integer NOT NULL,
            slug text NOT NULL,
            schema integer NOT NULL,
            data text NOT NULL,
            UNIQUE (stream, version)
        )""",
        """CREATE TABLE klagomal_cases (
            stream text COLLATE "C" PRIMARY KEY,
            policy text COLLATE "C" NOT NULL,
            edition text NOT NULL,
            unit text NOT NULL,
            received_on date NOT NULL,
            is_open boolean NOT NULL,
            needs_work boolean NOT NULL,
            look_on date,
            version integer NOT NULL
        )""",
        "CREATE INDEX klagomal_cases_by_day ON klagomal_cases (policy, received_on, stream)",
        """CREATE INDEX klagomal_cases_open ON klagomal_cases (policy, received_on, stream)
            WHERE is_open""",
        """CREATE INDEX klagomal_cases_needing_work
            ON klagomal_cases (policy, received_on, stream) WHERE needs_work""",
        """CREATE INDEX klagomal_cases_to_look_at ON klagomal_cases (policy, look_on)
            WHERE look_on IS NOT NULL""",
        """CREATE TABLE klagomal_protected (
            id text COLLATE "C" PRIMARY KEY,
            stream text COLLATE "C" NOT NULL,
            kind text NOT NULL,
            body bytea NOT NULL
        )""",
        "CREATE INDEX klagomal_protected_of ON klagomal_protected (stream)",
        """CREATE TABLE klagomal_numbers (
            series text COLLATE "C" PRIMARY KEY,
            last integer NOT NULL
        )""",
        """CREATE TABLE klagomal_idempotency (
            key text COLLATE "C" PRIMARY KEY,
            fingerprint text NOT NULL,
            answer text NOT NULL
        )""",
        """CREATE TABLE klagomal_notices (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id text COLLATE "C" NOT NULL UNIQUE,
            policy text COLLATE "C" NOT NULL,
            stream text COLLATE "C" NOT NULL,
            kind text NOT NULL,
            data text NOT NULL,
            queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            touched_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            tries integer NOT NULL DEFAULT 0,
            token integer NOT NULL DEFAULT 0,
            leased_by text NOT NULL DEFAULT '',
            lease_until timestamptz NOT NULL DEFAULT '-infinity',
            state text NOT NULL DEFAULT 'waiting',
            error text NOT NULL DEFAULT '',
            may_have_left boolean NOT NULL DEFAULT false
        )""",
        """CREATE INDEX klagomal_notices_to_send ON klagomal_notices (policy, number)
            WHERE state IN ('waiting', 'handing_over')""",
        "CREATE INDEX klagomal_notices_of ON klagomal_notices (stream)",
    ),
)

# SPDX-License-Identifier: Apache-2.0
"""The tables of the SQLite store, one tuple of statements per schema version.

A released migration is never changed; a new version is a new tuple at the end. Moments are seconds
since 1970 in UTC. ``touched_at`` is when the times of a notice were last set. If it lies in the
future, the host's clock has been turned back since, and the times of the notice mean nothing.

Rows of ``protected`` are only ever added at the end and overwritten in place, byte for byte. When
rows are deleted or grow, SQLite moves other rows between pages and leaves copies of them behind.
"""

from __future__ import annotations

from typing import Final

__all__ = ["MIGRATIONS"]

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        """CREATE TABLE events (
            position INTEGER PRIMARY KEY,
            stream TEXT NOT NULL,
            version INTEGER NOT NULL,
            slug TEXT NOT NULL,
            schema INTEGER NOT NULL,
            data TEXT NOT NULL,
            UNIQUE (stream, version)
        ) STRICT""",
        """CREATE TABLE cases (
            stream TEXT PRIMARY KEY,
            policy TEXT NOT NULL,
            edition TEXT NOT NULL,
            unit TEXT NOT NULL,
            received_on TEXT NOT NULL,
            is_open INTEGER NOT NULL,
            needs_work INTEGER NOT NULL,
            look_on TEXT,
            version INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX cases_by_day ON cases (policy, received_on, stream)",
        "CREATE INDEX cases_open ON cases (policy, received_on, stream) WHERE is_open",
        "CREATE INDEX cases_needing_work ON cases (policy, received_on, stream) WHERE needs_work",
        "CREATE INDEX cases_to_look_at ON cases (policy, look_on) WHERE look_on IS NOT NULL",
        """CREATE TABLE protected (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            stream TEXT NOT NULL,
            kind TEXT NOT NULL,
            body BLOB NOT NULL,
            is_erased INTEGER NOT NULL DEFAULT 0
        ) STRICT""",
        "CREATE UNIQUE INDEX protected_by_id ON protected (id) WHERE NOT is_erased",
        "CREATE INDEX protected_of ON protected (stream) WHERE NOT is_erased",
        "CREATE TABLE numbers (series TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT",
        """CREATE TABLE idempotency (
            key TEXT PRIMARY KEY,
            fingerprint TEXT NOT NULL,
            answer TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE notices (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            policy TEXT NOT NULL,
            stream TEXT NOT NULL,
            kind TEXT NOT NULL,
            data TEXT NOT NULL,
            queued_at REAL NOT NULL,
            next_at REAL NOT NULL,
            touched_at REAL NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            token INTEGER NOT NULL DEFAULT 0,
            leased_by TEXT NOT NULL DEFAULT '',
            lease_until REAL NOT NULL DEFAULT 0,
            state TEXT NOT NULL DEFAULT 'waiting',
            error TEXT NOT NULL DEFAULT '',
            may_have_left INTEGER NOT NULL DEFAULT 0
        ) STRICT""",
        """CREATE INDEX notices_to_send ON notices (policy, number)
            WHERE state IN ('waiting', 'handing_over')""",
        "CREATE INDEX notices_of ON notices (stream)",
    ),
)

# SPDX-License-Identifier: Apache-2.0
"""Rows of the SQL stores to records and back, and the conditions of a query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from klagomal.ports import CaseQuery, CaseRow, LeasedNotice, NoticeRecord, StoredEvent

__all__ = [
    "EVENT_COLUMNS",
    "case_of",
    "case_values",
    "event_of",
    "leased_of",
    "notice_of",
    "where",
]

EVENT_COLUMNS: Final = "position, stream, version, slug, schema, data"


def event_of(row: Sequence[Any]) -> StoredEvent:
    """Return the event in a row of ``EVENT_COLUMNS``."""
    return StoredEvent(*row)


def notice_of(row: Sequence[Any]) -> NoticeRecord:
    """Return the notice in a row that begins with id, stream, kind, notifier, data."""
    return NoticeRecord(id=row[0], stream=row[1], kind=row[2], notifier=row[3], data=row[4])


def leased_of(row: Sequence[Any]) -> LeasedNotice:
    """Return the lease in a row of a notice, token, tries and age."""
    return LeasedNotice(
        notice=notice_of(row), token=row[5], tries=row[6], age_seconds=float(row[7])
    )


def case_values(row: CaseRow) -> tuple[object, ...]:
    """Return a case's columns in the order of its table; days as ISO text."""
    return (
        row.stream,
        row.policy,
        row.edition,
        row.unit,
        row.received_on.isoformat(),
        int(row.is_open),
        row.look_on.isoformat() if row.look_on else None,
        row.version,
    )


def case_of(row: Sequence[Any]) -> CaseRow:
    """Return the case in a row of its table."""
    return CaseRow(
        stream=row[0],
        policy=row[1],
        edition=row[2],
        unit=row[3],
        received_on=date.fromisoformat(row[4]),
        is_open=bool(row[5]),
        look_on=date.fromisoformat(row[6]) if row[6] else None,
        version=row[7],
    )


def where(query: CaseQuery, mark: str) -> tuple[str, list[object]]:
    """Return a WHERE clause with the driver's placeholder ``mark``, and its values."""
    conditions = {
        "policy =": query.policy,
        "unit =": query.unit,
        "received_on >=": query.received_from and query.received_from.isoformat(),
        "received_on <=": query.received_to and query.received_to.isoformat(),
        "is_open =": None if query.is_open is None else int(query.is_open),
        "look_on <=": query.look_by and query.look_by.isoformat(),
    }
    given = {text: value for text, value in conditions.items() if value is not None}
    clause = " AND ".join(f"{text} {mark}" for text in given)
    return f"WHERE {clause}" if clause else "", list(given.values())

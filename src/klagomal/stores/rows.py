# SPDX-License-Identifier: Apache-2.0
"""Turns rows of the SQL stores into records and back, and queries into conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from klagomal.ports import (
    CaseQuery,
    CaseRow,
    EventRecord,
    LeasedNotice,
    NoticeRecord,
    NoticeState,
    Protected,
    Remembered,
    Settlement,
    StoredEvent,
)
from klagomal.stores.border import check_record, check_stored_text, checked_records

__all__ = [
    "CASE_COLUMNS",
    "EVENT_COLUMNS",
    "NOTICE_COLUMNS",
    "case_of",
    "case_values",
    "event_values",
    "leased_of",
    "logs_of",
    "notice_values",
    "protected_values",
    "remembered_values",
    "settlement_values",
    "standing_of",
    "where",
]

EVENT_COLUMNS: Final = "position, stream, version, slug, schema, data"
CASE_COLUMNS: Final = (
    "stream, policy, edition, unit, received_on, is_open, needs_work, look_on, version"
)
NOTICE_COLUMNS: Final = "id, policy, stream, kind, data"


def logs_of(rows: Iterable[Sequence[Any]]) -> Iterator[list[StoredEvent]]:
    """Gather rows of ``EVENT_COLUMNS`` that come stream by stream into one log each."""
    log: list[StoredEvent] = []
    for row in rows:
        event = StoredEvent(*row)
        if log and log[0].stream != event.stream:
            yield log
            log = []
        log.append(event)
    if log:
        yield log


def leased_of(row: Sequence[Any]) -> LeasedNotice:
    """Return the lease in a row of ``NOTICE_COLUMNS``, token, tries and age.

    The age is in seconds and never below 0.
    """
    return LeasedNotice(
        notice=_notice_of(row), token=row[5], tries=row[6], age_seconds=max(0.0, float(row[7]))
    )


def standing_of(row: Sequence[Any]) -> tuple[NoticeRecord, Settlement, int]:
    """Return how a notice stands.

    The row has ``NOTICE_COLUMNS``, state, pause, error, whether it may have left, and tries.
    """
    state = NoticeState(row[5])
    pause = max(0.0, float(row[6])) if state is NoticeState.WAITING else 0.0
    return (
        _notice_of(row),
        Settlement(state=state, retry_in_seconds=pause, error=row[7], may_have_left=bool(row[8])),
        row[9],
    )


def _notice_of(row: Sequence[Any]) -> NoticeRecord:
    return NoticeRecord(id=row[0], policy=row[1], stream=row[2], kind=row[3], data=row[4])


def event_values(
    stream: str, version: int, events: Iterable[EventRecord]
) -> list[tuple[object, ...]]:
    """Return stream, version, slug, schema and data of events that follow on ``version``."""
    return [
        (stream, number, event.slug, event.schema, event.data)
        for number, event in enumerate(checked_records(EventRecord, events), version + 1)
    ]


def protected_values(records: Iterable[Protected]) -> list[tuple[object, ...]]:
    """Return id, stream, kind and body of each record."""
    return [
        (record.id, record.stream, record.kind, record.body)
        for record in checked_records(Protected, records)
    ]


def notice_values(notices: Iterable[NoticeRecord]) -> list[tuple[object, ...]]:
    """Return each notice's values in the order of ``NOTICE_COLUMNS``."""
    return [
        (notice.id, notice.policy, notice.stream, notice.kind, notice.data)
        for notice in checked_records(NoticeRecord, notices)
    ]


def settlement_values(settlement: Settlement) -> tuple[object, ...]:
    """Return state, error and pause of an attempt, and two flags.

    The flags are whether the letter may have left, and whether that is to be noted at all.
    """
    check_record(Settlement, settlement)
    return (
        settlement.state.value,
        settlement.error,
        settlement.retry_in_seconds,
        settlement.may_have_left,
        settlement.state is not NoticeState.SENT,
    )


def remembered_values(key: str, remembered: Remembered) -> tuple[object, ...]:
    """Return key, fingerprint and answer."""
    check_stored_text("key", key)
    check_record(Remembered, remembered)
    return key, remembered.fingerprint, remembered.answer


def case_values(row: CaseRow) -> tuple[object, ...]:
    """Return a case's values in the order of ``CASE_COLUMNS``; days as ISO text."""
    check_record(CaseRow, row)
    return (
        row.stream,
        row.policy,
        row.edition,
        row.unit,
        row.received_on.isoformat(),
        row.is_open,
        row.needs_work,
        row.look_on.isoformat() if row.look_on else None,
        row.version,
    )


def case_of(row: Sequence[Any]) -> CaseRow:
    """Return the case in a row of ``CASE_COLUMNS``; days as the database has them."""
    return CaseRow(
        stream=row[0],
        policy=row[1],
        edition=row[2],
        unit=row[3],
        received_on=_day_of(row[4]),
        is_open=bool(row[5]),
        needs_work=bool(row[6]),
        look_on=_day_of(row[7]) if row[7] else None,
        version=row[8],
    )


def _day_of(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def where(query: CaseQuery, mark: str) -> tuple[str, list[object]]:
    """Return a WHERE clause with the driver's placeholder ``mark``, and its values.

    The conditions on flags are written out, so that the indexes of open cases and of cases that
    need work can be used.
    """
    check_record(CaseQuery, query)
    conditions: dict[str, object] = {
        "policy =": query.policy,
        "unit =": query.unit,
        "received_on >=": query.received_from and query.received_from.isoformat(),
        "received_on <=": query.received_to and query.received_to.isoformat(),
        "look_on <=": query.look_by and query.look_by.isoformat(),
    }
    given = {text: value for text, value in conditions.items() if value is not None}
    terms = [f"{text} {mark}" for text in given]
    for name in ("is_open", "needs_work"):
        flag = getattr(query, name)
        if flag is not None:
            terms.append(name if flag else f"NOT {name}")
    return "WHERE " + " AND ".join(terms) if terms else "", list(given.values())

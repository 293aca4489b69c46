# SPDX-License-Identifier: Apache-2.0
"""Turns events into stored records and back, and cases into entries of a list."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Final

import attrs

from klagomal.cases.case import Case, Status, fold
from klagomal.cases.events import Event
from klagomal.cases.feedback import Feedback, Submission, Submitter
from klagomal.policy.policy import Policy
from klagomal.ports import CaseRow, EventRecord, StoredEvent
from klagomal.serialization import event_from_json, event_to_json

__all__ = [
    "case_from",
    "events_from",
    "fingerprint_of",
    "records_of",
    "row_of",
    "submitter_fingerprint",
]


def records_of(events: Iterable[Event]) -> list[EventRecord]:
    """Return events as a store keeps them."""
    return [EventRecord(event.slug, event.schema, event_to_json(event)) for event in events]


def events_from(stored: Iterable[StoredEvent]) -> list[Event]:
    """Return stored events in the order they were written."""
    return [event_from_json(event.data) for event in stored]


def case_from(stored: Iterable[StoredEvent]) -> Case:
    """Return the case that a stream tells of."""
    return fold(events_from(stored))


def fingerprint_of(submission: Submission) -> str:
    """Return a digest of all that was submitted, to tell a repeated form from another one."""
    told = _table(submission)
    told["feedback"] = _table(submission.feedback)
    told["submitter"] = submission.submitter and _table(submission.submitter)
    return sha256(_write(told).encode()).hexdigest()


def submitter_fingerprint(submitter: Submitter | None) -> str:
    """Return a digest of who wrote, to tell a repeated request from another one."""
    return sha256(_write(_table(submitter)).encode()).hexdigest() if submitter else ""


def _table(value: Submission | Feedback | Submitter) -> dict[str, object]:
    return {name: getattr(value, name) for name in _NAMES[type(value)]}


_NAMES: Final[dict[type, list[str]]] = {
    cls: [field.name for field in attrs.fields(cls)] for cls in (Submission, Feedback, Submitter)
}


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)


_write: Final = json.JSONEncoder(sort_keys=True, default=_plain).encode


def row_of(
    case: Case, policy: Policy, version: int, *, look_on: date | None, needs_work: bool
) -> CaseRow:
    """Return what lists know of a case.

    ``look_on`` is the next day it wants attention, and ``needs_work`` says whether anything about
    it is still to be done.
    """
    return CaseRow(
        stream=case.id,
        policy=policy.key,
        edition=policy.edition,
        unit=case.unit,
        received_on=policy.calendar.day_of(case.received_at),
        is_open=case.status is Status.OPEN,
        needs_work=needs_work,
        look_on=look_on,
        version=version,
    )

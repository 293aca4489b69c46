# SPDX-License-Identifier: Apache-2.0
"""The log of the reports that were given: one stream for each policy in a store.

The stream lies beside those of cases, under the slug ``report_delivered``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Final

import attrs

from klagomal.desk.office import Office
from klagomal.errors import ClockError, FieldError, PolicyError, UnknownEventError
from klagomal.policy.policy import Policy
from klagomal.ports import EventRecord, Store, StoredEvent, Transaction
from klagomal.report.duties import (
    ReportDelivered,
    ReportDuty,
    check_days,
    check_report,
    report_duties,
)

__all__ = ["duties", "note_report", "reports_given", "stream_of"]

SLUG: Final = "report_delivered"
SCHEMA: Final = 1


def stream_of(policy: str) -> str:
    """Return the stream of the reports given under a policy; no case has this name."""
    return f"reports@{policy}"


def note_report(office: Office, given: ReportDelivered) -> None:
    """Note a report that was given; see :meth:`Desk.note_report`."""
    if not isinstance(given, ReportDelivered):
        raise FieldError(f"{given!r} is no ReportDelivered", field="given")
    check_report(office.edition_by(given.on), given)
    today = office.day_of(office.now())
    if given.on > today:
        raise ClockError(f"a report given on {given.on} lies after today ({today})", on=given.on)
    stream = stream_of(office.policy)
    with office.store.transaction() as step:
        log = step.load(stream)
        if given not in _read(log):
            step.append(stream, len(log), [EventRecord(SLUG, SCHEMA, _to_json(given))])


def duties(office: Office, year: int, as_of: date) -> tuple[ReportDuty, ...]:
    """Return how each report that is owed stands for a year; see :meth:`Desk.report_duties`."""
    check_days(year, as_of)
    day = max(date(year, 1, 1), min(as_of, date(year, 12, 31)))
    policy = office.edition_by(day)
    given = [each for each in reports_given(office, office.store) if _is_of(policy, each)]
    return report_duties(policy, given, year, as_of=as_of, bodies=office.bodies)


def _is_of(policy: Policy, given: ReportDelivered) -> bool:
    """Whether a report that was noted under some edition is one that ``policy`` knows."""
    try:
        check_report(policy, given)
    except PolicyError:
        return False
    return True


def reports_given(office: Office, source: Store | Transaction) -> list[ReportDelivered]:
    """Return every report that was noted, in the order it was noted."""
    return _read(source.load(stream_of(office.policy)))


def _read(log: Iterable[StoredEvent]) -> list[ReportDelivered]:
    return [_from_stored(event) for event in log]


def _to_json(given: ReportDelivered) -> str:
    told = attrs.asdict(given) | {"on": given.on.isoformat(), "contents": sorted(given.contents)}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _from_stored(event: StoredEvent) -> ReportDelivered:
    if (event.slug, event.schema) != (SLUG, SCHEMA):
        raise UnknownEventError(
            f"{event.stream} holds {event.slug!r} of schema {event.schema}, which this version "
            "does not read; use the version that wrote it, or a newer one",
            slug=event.slug,
            schema=event.schema,
        )
    told = json.loads(event.data)
    return ReportDelivered(**told | {"on": date.fromisoformat(told["on"])})

# SPDX-License-Identifier: Apache-2.0
"""What is to be done: the worklist, and the reminders that a tick queues."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Final

import attrs

from klagomal.assessment import day_as_of
from klagomal.cases.case import Case
from klagomal.desk.office import Office
from klagomal.desk.report_log import reports_given, stream_of
from klagomal.errors import FieldError, KlagomalError, StoreError
from klagomal.fields import moment_in_utc
from klagomal.mail.notices import Notice, NoticeKind
from klagomal.ports import CaseQuery, Transaction
from klagomal.records import case_from, row_of
from klagomal.reminders.cases import WorkItem, attention, work_items
from klagomal.reminders.reports import reports_to_ask_for
from klagomal.vocabulary import Role

__all__ = ["Tick", "cases", "tick", "worklist"]

_LOG: Final = logging.getLogger("klagomal.desk")

OFFICE_HOURS: Final = range(7, 18)
"""Local hours in which reminders are queued, on working days only."""
_CASES_A_STEP: Final = 200
_CASES_ASKED_FOR: Final = 5_000


@attrs.frozen
class Tick:
    """What a tick did.

    ``reminded`` counts the reminders about cases that were queued, ``reports`` those about reports,
    and ``looked_at`` the cases that were looked at. ``unreadable`` holds the ids of cases that
    could not be judged; the reason is logged, and they are looked at again at the next tick.
    ``quiet`` says that nothing was queued because it was night or a closed day.
    """

    reminded: int = 0
    reports: int = 0
    looked_at: int = 0
    unreadable: tuple[str, ...] = ()
    quiet: bool = False


def cases(office: Office, query: CaseQuery | None = None) -> Iterator[Case]:
    """Stream this desk's cases in bounded memory, by day of arrival and id."""
    if not isinstance(query, CaseQuery | None):
        raise FieldError(f"query: {query!r} is no CaseQuery", field="query")
    own = attrs.evolve(query or CaseQuery(), policy=office.policy)
    return (case_from(log) for log in office.store.logs(own))


def worklist(office: Office, as_of: date | datetime | None, unit: str | None) -> list[WorkItem]:
    """Return what every case waits for, soonest first; see :meth:`Desk.worklist`."""
    now = office.now() if as_of is None else as_of
    items: list[WorkItem] = []
    for case in cases(office, CaseQuery(unit=unit, needs_work=True)):
        policy = office.policy_of(case)
        items += work_items(case, policy, day_as_of(now, policy.calendar))
    return sorted(items, key=lambda item: (item.due or date.max, item.case_id))


def tick(office: Office, now: datetime | None) -> Tick:
    """Queue what is to be told today; see :meth:`Desk.tick`."""
    moment = office.now() if now is None else moment_in_utc(now)
    today = office.day_of(moment)
    calendar = office.edition_by(today).calendar
    is_office_hour = moment.astimezone(calendar.zone).hour in OFFICE_HOURS
    if not is_office_hour or not calendar.is_working_day(today):
        return Tick(quiet=True)
    reminded = looked_at = 0
    unreadable: list[str] = []
    for batch in _waiting(office, today):
        with office.store.transaction() as step:
            for case_id in batch:
                queued = _remind_if_readable(office, step, case_id, today)
                if queued is None:
                    unreadable.append(case_id)
                else:
                    reminded += queued
        looked_at += len(batch)
    return Tick(reminded, _ask_for_reports(office, today), looked_at, tuple(unreadable))


def _waiting(office: Office, today: date) -> Iterator[list[str]]:
    """Yield the ids of cases that need attention, each once, in batches for one transaction.

    The store is asked anew after each few thousand cases. One reader for the whole tick would keep
    the store from tidying up all that time.
    """
    query = CaseQuery(policy=office.policy, look_by=today)
    seen: set[str] = set()
    while True:
        rows = (row.stream for row in office.store.cases(query) if row.stream not in seen)
        found = list(islice(rows, _CASES_ASKED_FOR))
        rows.close()
        for first in range(0, len(found), _CASES_A_STEP):
            yield found[first : first + _CASES_A_STEP]
        if len(found) < _CASES_ASKED_FOR:
            return
        seen.update(found)


def _remind_if_readable(office: Office, step: Transaction, case_id: str, today: date) -> int | None:
    """Queue a case's reminders and return how many were new.

    A case that cannot be read is logged and gives ``None``, so that it holds up no other case.
    """
    try:
        return _remind(office, step, case_id, today)
    except StoreError:
        raise
    except KlagomalError as error:
        _LOG.warning("case %s cannot be judged: %s", case_id, error)
        return None


def _remind(office: Office, step: Transaction, case_id: str, today: date) -> int:
    found = office.opened(step, case_id)
    wants = attention(found.case, found.policy, today)
    queued = step.enqueue(
        Notice(
            policy=office.policy,
            case_id=case_id,
            kind=NoticeKind.REMINDER,
            recipient=found.case.handler or found.case.unit or Role.UNIT.value,
            about=reminder,
        ).record()
        for reminder in wants.reminders
    )
    version = len(found.case.log)
    row = row_of(
        found.case, found.policy, version, look_on=wants.later, needs_work=wants.needs_work
    )
    step.put_case(row)
    return queued


def _ask_for_reports(office: Office, today: date) -> int:
    """Queue a reminder of each report that is owed; return how many were new.

    Each edition asks for the reports of its own days, even after a later edition has followed it.
    """
    owing = [edition for edition in office.editions if edition.reports]
    since = _first_day(office) if owing else None
    if since is None:
        return 0
    with office.store.transaction() as step:
        given = reports_given(office, step)
        return step.enqueue(
            Notice(
                policy=office.policy,
                case_id=stream_of(office.policy),
                kind=NoticeKind.REPORT_DUE,
                recipient=asked.body or Role.RESPONSIBLE_MANAGER.value,
                about=asked,
            ).record()
            for edition in owing
            for asked in reports_to_ask_for(
                edition, given, today=today, since=since, bodies=office.bodies or ("",)
            )
        )


def _first_day(office: Office) -> date | None:
    """Return the day of the first arrival that this desk knows of."""
    first = next(office.store.cases(CaseQuery(policy=office.policy)), None)
    return first.received_on if first else None

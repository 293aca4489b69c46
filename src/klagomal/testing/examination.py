# SPDX-License-Identifier: Apache-2.0
"""What must hold of a store that a desk has written to, whatever happened to the desk.

Every case is whole or not there at all. A whole case has a log without gaps, a list entry that
agrees with the log, its number and its texts, and every notice that its events call for, queued
once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from klagomal.cases.case import Case, Status, fold
from klagomal.cases.events import Erased
from klagomal.desk import Desk
from klagomal.desk.report_log import stream_of
from klagomal.mail.notices import SUBMITTER, notices_for
from klagomal.ports import CaseQuery, CaseRow, NoticeState, StoredEvent
from klagomal.records import events_from

__all__ = ["Findings", "Outbox", "examine_cases", "examine_outbox"]


@attrs.define
class Findings:
    """What was wrong, each with the case, key or notice it concerns."""

    problems: list[str] = attrs.field(factory=list)

    def expect(self, holds: object, problem: str) -> None:
        """Note ``problem`` unless ``holds`` is true."""
        if not holds:
            self.problems.append(problem)


@attrs.frozen
class Outbox:
    """How many notices are sent, how many could be sent now, and how many letters came again.

    A notice that is being handed over is one that could be sent now, because its worker may be
    dead. One that failed and waits for its next attempt is counted in neither of the first two.
    """

    sent: int
    waiting: int
    duplicates: int


def examine_cases(desk: Desk, findings: Findings, told: Mapping[str, str] | None = None) -> None:
    """Look at every case.

    ``told``, if given, maps the id of each acknowledged case to the text that it must hold. There
    must then be no other cases.
    """
    texts = told or {}
    rows = {row.stream: row for row in desk.store.cases(CaseQuery())}
    queued: dict[str, set[str]] = {}
    for notice, _, _ in desk.store.notices():
        queued.setdefault(notice.stream, set()).add(notice.id)
    numbers: list[int] = []
    seen: set[str] = set()
    for stored in desk.store.logs(CaseQuery()):
        case_id = stored[0].stream
        seen.add(case_id)
        numbers += _examine_case(
            desk, stored, rows[case_id], queued.get(case_id, set()), texts.get(case_id), findings
        )
    numbers.sort()
    findings.expect(numbers == list(range(1, len(numbers) + 1)), f"numbers are not 1..N: {numbers}")
    findings.expect(set(rows) == seen, f"listed but without a log: {set(rows) - seen}")
    logged = {event.stream for event in desk.store.tail(0, 1_000_000)} - {stream_of(desk.policy)}
    findings.expect(logged == seen, f"logged but not listed: {logged - seen}")
    findings.expect(set(queued) <= seen, f"notices of no case: {set(queued) - seen}")
    if told is not None:
        lost, extra = sorted(set(told) - seen), sorted(seen - set(told))
        findings.expect(not lost, f"acknowledged and lost: {lost}")
        findings.expect(not extra, f"cases that nobody sent: {extra}")


def _examine_case(
    desk: Desk,
    stored: Sequence[StoredEvent],
    row: CaseRow,
    queued: set[str],
    text: str | None,
    findings: Findings,
) -> list[int]:
    """Look at one case; return its registration numbers."""
    versions = [event.version for event in stored]
    name = f"case {row.stream}"
    findings.expect(versions == list(range(1, len(stored) + 1)), f"{name} has gaps: {versions}")
    log = events_from(stored)
    case = fold(log)
    policy = desk.policy_of(case)
    is_open = case.status is Status.OPEN
    findings.expect(
        (row.version, row.is_open) == (len(log), is_open), f"{name} is listed as it is not"
    )
    findings.expect(row.needs_work or not is_open, f"{name} is open and listed as done with")
    _examine_failures(desk, case, findings)
    findings.expect(case.registrations, f"{name} has no number")
    if case.positions(Erased.slug):
        findings.expect(not desk.store.protected(row.stream), f"{name} was erased and keeps words")
    else:
        words = desk.words(row.stream)
        findings.expect(words.text and words.submitter, f"{name} lost its words")
        findings.expect(text in (None, words.text), f"{name} holds another's words")
    called_for = {
        notice.id
        for version in versions
        for notice in notices_for(
            fold(log[:version]), policy, log[version - 1 : version], first_version=version
        )
    }
    missing = called_for - queued
    findings.expect(not missing, f"{name} lacks notices: {sorted(missing)}")
    return [_number(item.reference) for item in case.registrations]


def _examine_failures(desk: Desk, case: Case, findings: Findings) -> None:
    """Look whether the log and the outbox agree on which messages did not arrive."""
    failed = {version for version, _ in case.undelivered}
    for entry in desk.outbox(case.id):
        version = int(entry.notice_id.rpartition(":")[2]) if entry.recipient == SUBMITTER else 0
        if not version or case.entry(version) is None:
            continue
        if entry.state is NoticeState.DEAD:
            findings.expect(version in failed, f"{entry.notice_id} is dead and counts as given")
        if entry.state is NoticeState.SENT:
            findings.expect(version not in failed, f"{entry.notice_id} was sent and counts not")


def _number(reference: str) -> int:
    return int(reference.rpartition(":")[2])


def examine_outbox(desk: Desk, shelf: Path, findings: Findings) -> Outbox:
    """Look at every notice against the letters that arrived on the ``shelf``."""
    shelved = Counter(shelf.read_text(encoding="utf-8").splitlines() if shelf.exists() else [])
    sent = waiting = 0
    ids: set[str] = set()
    for notice, settlement, tries in desk.store.notices():
        ids.add(notice.id)
        waits_for_next = tries > 0 and settlement.retry_in_seconds > 0
        is_to_send = settlement.state in {NoticeState.WAITING, NoticeState.HANDING_OVER}
        waiting += is_to_send and not waits_for_next
        if settlement.state is NoticeState.SENT:
            sent += 1
            findings.expect(shelved[notice.id], f"{notice.id} is marked sent and was not")
        findings.expect(settlement.state is not NoticeState.DEAD, f"{notice.id} died")
    findings.expect(set(shelved) <= ids, f"sent but never queued: {sorted(set(shelved) - ids)}")
    return Outbox(
        sent=sent,
        waiting=waiting,
        duplicates=sum(count - 1 for count in shelved.values()),
    )

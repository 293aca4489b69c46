# SPDX-License-Identifier: Apache-2.0
"""Which notices an event calls for: to whom, of what kind, under which id.

Pure. A notice holds no personal data and no finished letter: it says which case and which event it
is about, and the letter is made from them when it is delivered. Word that was given by telephone or
face to face calls for no letter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum

import attrs

from klagomal.case import Case
from klagomal.events import (
    Acknowledged,
    Answered,
    ContactEvent,
    CopySent,
    DelayNotice,
    Escalated,
    Event,
    HandlerAnnounced,
    Informed,
    PraiseForwarded,
    ProgressNotice,
    Transferred,
)
from klagomal.ports import NoticeRecord
from klagomal.vocabulary import Label, Role

__all__ = ["Notice", "NoticeKind", "notices_for"]


class NoticeKind(StrEnum):
    """What a notice tells."""

    CONFIRMATION = "confirmation"
    HANDLER = "handler"
    PROGRESS = "progress"
    DELAY = "delay"
    ANSWER = "answer"
    INFORMATION = "information"
    COPY_TO_HANDLER = "copy_to_handler"
    HANDED_OVER = "handed_over"
    PRAISE = "praise"
    ESCALATION = "escalation"
    REMINDER = "reminder"
    REPORT_DUE = "report_due"

    @property
    def subject(self) -> Label:
        """The letter's subject line."""
        return _SUBJECTS[self]


_SUBJECTS = {
    NoticeKind.CONFIRMATION: Label("Vi har tagit emot din synpunkt", "We have received it"),
    NoticeKind.HANDLER: Label("Vem som handlägger ditt ärende", "Who handles your case"),
    NoticeKind.PROGRESS: Label("Så går ditt ärende vidare", "How your case goes on"),
    NoticeKind.DELAY: Label("Ditt ärende tar längre tid", "Your case takes longer"),
    NoticeKind.ANSWER: Label("Svar på din synpunkt", "Our answer"),
    NoticeKind.INFORMATION: Label("Information om ditt ärende", "About your case"),
    NoticeKind.COPY_TO_HANDLER: Label("Kopia av en synpunkt", "Copy of a case"),
    NoticeKind.HANDED_OVER: Label("Ett ärende har lämnats över", "A case was handed over"),
    NoticeKind.PRAISE: Label("Beröm att föra vidare", "Praise to pass on"),
    NoticeKind.ESCALATION: Label("Ett ärende har lyfts", "A case was lifted"),
    NoticeKind.REMINDER: Label("Påminnelse om ett ärende", "Reminder of a case"),
    NoticeKind.REPORT_DUE: Label("En redovisning ska göras", "A report is due"),
}

_TO_SUBMITTER: dict[type[Event], NoticeKind] = {
    Acknowledged: NoticeKind.CONFIRMATION,
    HandlerAnnounced: NoticeKind.HANDLER,
    ProgressNotice: NoticeKind.PROGRESS,
    DelayNotice: NoticeKind.DELAY,
    Answered: NoticeKind.ANSWER,
    Informed: NoticeKind.INFORMATION,
}


@attrs.frozen(kw_only=True)
class Notice:
    """One notice: ``recipient`` is ``submitter``, a role, a unit or the id of a member of staff.

    ``version`` is the version of the event it is about; 0 for what no event causes.
    """

    case_id: str
    kind: NoticeKind
    recipient: str
    version: int = 0
    about: str = ""

    @property
    def id(self) -> str:
        """A stable id, so that the same notice is never queued twice."""
        return f"{self.case_id}/{self.version or self.about}/{self.kind}/{self.recipient}"

    def record(self, notifier: str) -> NoticeRecord:
        """Return the notice as it is queued for one notifier."""
        data = {"recipient": self.recipient, "version": self.version, "about": self.about}
        return NoticeRecord(
            id=f"{self.id}/{notifier}",
            stream=self.case_id,
            kind=self.kind,
            notifier=notifier,
            data=json.dumps(data, sort_keys=True),
        )

    @classmethod
    def of(cls, record: NoticeRecord) -> Notice:
        """Return the notice that was queued."""
        data = json.loads(record.data)
        return cls(case_id=record.stream, kind=NoticeKind(record.kind), **data)


SUBMITTER = Role.SUBMITTER.value


def notices_for(case: Case, events: Sequence[Event], first_version: int) -> list[Notice]:
    """Return the notices that newly appended ``events`` call for.

    ``first_version`` is the version of the first of them. A person without a contact route gets
    none.
    """
    return [
        Notice(case_id=case.id, kind=kind, recipient=recipient, version=version)
        for version, event in enumerate(events, first_version)
        for kind, recipient in _called_for(case, event)
    ]


def _called_for(case: Case, event: Event) -> Iterator[tuple[NoticeKind, str]]:
    match event:
        case ContactEvent() if type(event) in _TO_SUBMITTER:
            in_writing = event.mode is None or not event.mode.is_oral
            if in_writing and case.feedback.has_contact_route:
                yield _TO_SUBMITTER[type(event)], SUBMITTER
        case CopySent():
            yield NoticeKind.COPY_TO_HANDLER, case.handler or event.to.value
        case Transferred():
            to_role = event.to_role.value if event.to_role else ""
            yield NoticeKind.HANDED_OVER, event.handler or event.to_unit or to_role
        case PraiseForwarded():
            yield NoticeKind.PRAISE, case.unit or Role.UNIT.value
        case Escalated():
            to_role = event.to_role.value if event.to_role else ""
            yield NoticeKind.ESCALATION, event.assigned_to or to_role or Role.BOARD.value
        case _:
            return

# SPDX-License-Identifier: Apache-2.0
"""Which notices an event calls for: to whom, of what kind, under which id.

Everything here is pure. A notice holds no personal data and no finished letter: it says which case
and which event it is about, and the letter is made from them at delivery. A message that was given
by telephone or face to face calls for no letter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

import attrs
from cattrs.preconf.json import make_converter

from klagomal.cases.case import Case
from klagomal.cases.events import (
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
from klagomal.errors import LetterError
from klagomal.fields import is_whole
from klagomal.policy.policy import Policy
from klagomal.ports import NoticeRecord
from klagomal.reminders.cases import Reminder
from klagomal.reminders.reports import ReportAsked
from klagomal.vocabulary import LabelledEnum, Role

__all__ = [
    "SUBMITTER",
    "About",
    "Notice",
    "NoticeKind",
    "kind_of",
    "notices_for",
]


class NoticeKind(LabelledEnum):
    """What a notice tells."""

    CONFIRMATION = "confirmation", "bekräftelse", "confirmation"
    HANDLER = "handler", "besked om vem som handlägger", "word of who handles the case"
    PROGRESS = "progress", "besked om hur ärendet går vidare", "word of how the case goes on"
    DELAY = "delay", "underrättelse om försening", "delay notice"
    ANSWER = "answer", "svar", "answer"
    INFORMATION = "information", "information", "information"
    COPY_TO_HANDLER = "copy_to_handler", "kopia till handläggaren", "copy to the handler"
    HANDED_OVER = "handed_over", "besked om överlämnande", "word of a hand-over"
    PRAISE = "praise", "beröm att föra vidare", "praise to pass on"
    ESCALATION = "escalation", "besked om att ärendet har lyfts", "word of an escalation"
    REMINDER = "reminder", "påminnelse", "reminder"
    REPORT_DUE = "report_due", "påminnelse om redovisning", "reminder of a report"

    @property
    def is_to_submitter(self) -> bool:
        """Whether it goes to the person who wrote; every other kind goes to people at work."""
        return self in _TO_SUBMITTER.values()

    @property
    def quotes(self) -> bool:
        """Whether it passes on what the person wrote."""
        return self in (NoticeKind.COPY_TO_HANDLER, NoticeKind.PRAISE)

    @property
    def needs_vault(self) -> bool:
        """Whether its letter is made of personal data, so that none can be made once erased."""
        return self.is_to_submitter or self.quotes


SUBMITTER: Final = Role.SUBMITTER.value
"""The recipient of a notice to the person who wrote."""

_TO_SUBMITTER: Final[dict[type[Event], NoticeKind]] = {
    Acknowledged: NoticeKind.CONFIRMATION,
    HandlerAnnounced: NoticeKind.HANDLER,
    ProgressNotice: NoticeKind.PROGRESS,
    DelayNotice: NoticeKind.DELAY,
    Answered: NoticeKind.ANSWER,
    Informed: NoticeKind.INFORMATION,
}


About = Reminder | ReportAsked
"""What a notice is about if no event has caused it."""

_ABOUT: Final[dict[NoticeKind, type[About]]] = {
    NoticeKind.REMINDER: Reminder,
    NoticeKind.REPORT_DUE: ReportAsked,
}
_JSON: Final = make_converter(forbid_extra_keys=True)


@attrs.frozen(kw_only=True)
class Notice:
    """One notice: ``recipient`` is ``submitter``, a role, a unit or the id of a member of staff.

    ``policy`` is the key of the policy whose desk delivers the notice. ``case_id`` is the id of the
    case or, for a reminder of a report, the name of the log of reports. ``version`` is the version
    of the event that the notice is about. It is 0 if no event has caused the notice, which then
    says what it is ``about``.
    """

    policy: str
    case_id: str
    kind: NoticeKind
    recipient: str
    version: int = 0
    about: About | None = None

    @property
    def id(self) -> str:
        """A stable id, so that the same notice is never queued twice.

        Codes hold no colon, so two different notices never have the same id.
        """
        what = self.about.id if self.about else str(self.version)
        return f"{self.case_id}:{self.kind}:{self.recipient}:{what}"

    def record(self) -> NoticeRecord:
        """Return the notice as it is queued."""
        data = {
            "recipient": self.recipient,
            "version": self.version,
            "about": _JSON.unstructure(self.about),
        }
        return NoticeRecord(
            id=self.id,
            policy=self.policy,
            stream=self.case_id,
            kind=self.kind,
            data=json.dumps(data, sort_keys=True),
        )

    @classmethod
    def of(cls, record: NoticeRecord) -> Notice:
        """Return the notice that was queued.

        Raises :class:`~klagomal.errors.LetterError` for a notice that this version cannot read.
        """
        kind = NoticeKind.lookup(record.kind)
        if kind is None:
            raise LetterError(
                f"unknown kind of notice {record.kind!r}; let a worker of the version that queued "
                "it deliver it",
                kind=record.kind,
            )
        try:
            told = json.loads(record.data)
            about = _JSON.structure(told.pop("about"), _ABOUT[kind]) if kind in _ABOUT else None
            recipient, version = told["recipient"], told["version"]
            if not isinstance(recipient, str) or not is_whole(version):
                raise TypeError(f"recipient {type(recipient)}, version {type(version)}")
            if version < (0 if about else 1):
                raise ValueError(f"version {version} of no event")
        except (ValueError, LookupError, TypeError, AttributeError, ExceptionGroup) as error:
            raise LetterError(
                f"notice {record.id} cannot be read ({type(error).__name__}); let a worker of the "
                "version that queued it deliver it",
                notice=record.id,
            ) from error
        return cls(
            policy=record.policy,
            case_id=record.stream,
            kind=kind,
            recipient=recipient,
            version=version,
            about=about,
        )


def notices_for(
    case: Case, policy: Policy, events: Sequence[Event], first_version: int
) -> list[Notice]:
    """Return the notices that newly appended ``events`` call for.

    ``case`` is the case after these events; ``first_version`` is the version of the first of them.
    A person who cannot be reached gets no notice, nor does one who has been told already.
    """
    return [
        Notice(
            policy=case.received.policy,
            case_id=case.id,
            kind=kind,
            recipient=recipient,
            version=version,
        )
        for version, event in enumerate(events, first_version)
        for kind, recipient in _called_for(case, policy, event)
    ]


def kind_of(message: ContactEvent) -> NoticeKind:
    """Return which kind of letter a message to the person is."""
    return _TO_SUBMITTER[type(message)]


def _called_for(case: Case, policy: Policy, event: Event) -> Iterator[tuple[NoticeKind, str]]:
    match event:
        case ContactEvent() if type(event) in _TO_SUBMITTER:
            if case.is_reachable and event.is_by_letter:
                yield _TO_SUBMITTER[type(event)], SUBMITTER
        case CopySent():
            yield NoticeKind.COPY_TO_HANDLER, case.handler or event.to.value
        case Transferred():
            if recipient := event.handler or event.to_unit or event.to_role:
                yield NoticeKind.HANDED_OVER, str(recipient)
        case PraiseForwarded():
            yield NoticeKind.PRAISE, case.unit or Role.UNIT.value
        case Escalated():
            yield NoticeKind.ESCALATION, event.assigned_to or _level_owner(event, policy)
        case _:
            return


def _level_owner(event: Escalated, policy: Policy) -> str:
    """Return the role that owns the level: the one named, or the ladder's own."""
    if event.to_role is None and policy.ladder is not None:
        return policy.ladder.level(event.to_level).role.value
    return (event.to_role or Role.BOARD).value

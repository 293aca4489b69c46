# SPDX-License-Identifier: Apache-2.0
"""Turns a queued notice into a letter and hands it to a notifier that reaches the recipient.

Only the notifier's sending is not pure. The recipient is the submitter, whose address lies in the
vault, or somebody in the directory that the host application gives.

What the person wrote goes only to the handler who gets a copy and to the unit that gets the praise.
The name or address of the person never goes with it. Once the case has been marked secret, the text
does not go out at all; the letter then says where to read it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

import attrs

from klagomal.cases.case import Case
from klagomal.cases.events import ContactEvent, Erased, Escalated, Event
from klagomal.cases.feedback import Submitter
from klagomal.deadlines.explanation.phrases import in_vocabulary_order, on_day
from klagomal.errors import FieldError, LetterError
from klagomal.fields import as_text, is_text
from klagomal.mail.delivery import address_for, hand_over
from klagomal.mail.letters import LetterParts, Letters
from klagomal.mail.notices import Notice
from klagomal.policy.policy import Policy
from klagomal.ports import AddressKind, Letter, Notifier, Protected, Result, ResultCode
from klagomal.reminders.cases import Reminder
from klagomal.reminders.reports import ReportAsked
from klagomal.vault import Vault
from klagomal.vocabulary import Content, Language

__all__ = ["Directory", "Entry", "send", "send_report_reminder"]


@attrs.frozen(kw_only=True)
class Entry:
    """Somebody to write to: a name, addresses, and for staff a contact to give out.

    Raises :class:`~klagomal.errors.FieldError` for a value that is no text or that no store could
    keep.
    """

    name: str = attrs.field(default="", converter=as_text, validator=is_text())
    email: str = attrs.field(default="", converter=as_text, validator=is_text())
    postal: str = attrs.field(default="", converter=as_text, validator=is_text())
    phone: str = attrs.field(default="", converter=as_text, validator=is_text())
    contact: str = attrs.field(default="", converter=as_text, validator=is_text())

    def address(self, kind: AddressKind) -> str:
        """Return an address of the wanted kind, or the empty string.

        If any kind will do, the postal address goes first, because such letters are printed. For
        somebody who left only a telephone number it is the name and the number, so that staff can
        call.
        """
        match kind:
            case AddressKind.EMAIL:
                return self.email
            case AddressKind.POSTAL:
                return self._named(self.postal)
            case _:
                return self._named(self.postal) or self.email or self._named(self.phone)

    def _named(self, address: str) -> str:
        known = not self.name or self.name in address
        return f"{self.name}\n{address}" if address and not known else address


Directory = Mapping[str, Entry]
"""The entries of handlers by id, of units and of roles."""


def send(
    notice: Notice,
    *,
    case: Case,
    policy: Policy,
    vault: Vault,
    held: Sequence[Protected],
    directory: Directory,
    letters: Letters,
    notifiers: Sequence[Notifier],
) -> Result:
    """Make the letter and hand it to the first notifier that reaches the recipient.

    If that one refuses for good, the next one that reaches the recipient gets it. A person who
    cannot be reached is a permanent failure, and so is a message that was recorded by mistake. A
    notice to staff waits until the directory has been mended, if the recipient is not in it or has
    no address there. A letter that cannot be made as the event says
    (:class:`~klagomal.errors.LetterError`) waits too.
    """
    if notice.kind.needs_vault and case.any_of((Erased.slug,)):
        return Result(ResultCode.PERMANENT, "erased")
    entry_now = case.entry(notice.version) if notice.version else None
    if notice.version and entry_now is None:
        return Result(ResultCode.PERMANENT, "recorded by mistake")
    if isinstance(entry_now, ContactEvent) and not entry_now.is_by_letter:
        return Result(ResultCode.PERMANENT, "told by another way")
    entry = None if notice.kind.is_to_submitter else _known(directory, notice.recipient)
    language: Language = "sv"
    if notice.kind.is_to_submitter:
        submitter = vault.submitter(case.id, held)
        if submitter is None or not case.is_reachable:
            return Result(ResultCode.PERMANENT, "no contact kept")
        entry, language = _entry(submitter), _language(submitter)
    draft = _Draft(notice, case, policy, directory, language)
    result = _hand_on(
        entry, notifiers, lambda address: letters.write(draft.parts(address, vault, held))
    )
    if result is _NO_ADDRESS and notice.kind.is_to_submitter:
        return attrs.evolve(result, code=ResultCode.PERMANENT)
    return result


def send_report_reminder(
    notice: Notice,
    asked: ReportAsked,
    *,
    policy: Policy,
    directory: Directory,
    letters: Letters,
    notifiers: Sequence[Notifier],
) -> Result:
    """Remind staff of a report; the notice waits while the recipient is not in the directory."""
    rule = next((rule for rule in policy.reports if rule.id == asked.rule), None)
    anchors = rule.anchors if rule else ()
    occasion = {anchor.name: anchor.label.sv for anchor in anchors}.get(asked.anchor, asked.anchor)

    def write(address: str) -> Letter:
        return letters.write(
            LetterParts(
                id=notice.id,
                kind=notice.kind,
                to=address,
                policy=policy.key,
                feedback_kind=None,
                values={
                    "body_name": policy.name.sv,
                    "report": rule.audience.label("sv") if rule else asked.rule,
                    "occasion": occasion,
                    "due": _in_words(asked.due, "sv"),
                    "late": "late" if asked.is_late else "",
                },
            )
        )

    return _hand_on(_known(directory, notice.recipient), notifiers, write)


_NO_ADDRESS: Final = Result(ResultCode.NOT_SENT, "no address that a notifier reaches")


def _hand_on(
    entry: Entry | None, notifiers: Sequence[Notifier], write: Callable[[str], Letter]
) -> Result:
    """Hand the letter to the first notifier that reaches it and does not refuse it for good."""
    if not notifiers:
        return Result(ResultCode.NOT_SENT, "no notifier")
    if entry is None:
        return Result(ResultCode.NOT_SENT, "not in the directory")
    result = _NO_ADDRESS
    for notifier in notifiers:
        if address := address_for(notifier, entry.address):
            result = hand_over(notifier, write(address))
            if result.code is not ResultCode.PERMANENT:
                return result
    return result


def _known(directory: Directory, id_: str) -> Entry | None:
    """Return who has this id in the host's directory, if anybody; refuse what is no entry."""
    entry = directory.get(id_)
    if entry is not None and not isinstance(entry, Entry):
        raise FieldError(
            f"directory: {id_!r} leads to a {type(entry).__name__}; give an Entry",
            field="directory",
        )
    return entry


def _entry(submitter: Submitter) -> Entry:
    return Entry(
        name=submitter.name,
        email=submitter.email,
        postal=submitter.address,
        phone=submitter.phone,
    )


def _language(submitter: Submitter) -> Language:
    return "en" if submitter.language.partition("-")[0] == "en" else "sv"


@attrs.frozen
class _Draft:
    """One letter in the making."""

    notice: Notice
    case: Case
    policy: Policy
    directory: Directory
    language: Language

    def parts(self, address: str, vault: Vault, held: Sequence[Protected]) -> LetterParts:
        """Return what the letter is made of."""
        notice, case, kind = self.notice, self.case, self.notice.kind
        quoted, withheld = "", False
        if kind.quotes:
            withheld = case.secrecy is not None
            quoted = "" if withheld else vault.text(case.id, held)
        own_words = vault.letter(case.id, notice.version, held) if kind.is_to_submitter else ""
        return LetterParts(
            id=notice.id,
            kind=kind,
            to=address,
            policy=self.policy.key,
            feedback_kind=case.kind,
            language=self.language,
            content=self._content(),
            own_words=own_words,
            quoted=quoted,
            withheld=kind.quotes and not quoted,
            values=self._values(),
        )

    @property
    def _event(self) -> Event | None:
        return self.case.entry(self.notice.version) if self.notice.version else None

    def _content(self) -> tuple[str, ...]:
        """Return the elements the letter contains, in the order of the policy's checklists."""
        event = self._event
        if not isinstance(event, ContactEvent):
            return ()
        listed = [item.code for checklist in self.policy.checklists for item in checklist.items]
        told = [str(code) for code in [*listed, *in_vocabulary_order(event.content, Content)]]
        return tuple(code for code in dict.fromkeys(told) if code in event.content)

    def _values(self) -> dict[str, str]:
        case, event = self.case, self._event
        number = case.registrations[0].reference if case.registrations else ""
        promised = event.promised if isinstance(event, ContactEvent) else None
        level = event.to_level if isinstance(event, Escalated) else 0
        return {
            "case_id": case.id,
            "number": number,
            "reference": number or case.id,
            "received_on": _in_words(self.policy.calendar.day_of(case.received_at), self.language),
            "kind_label": self.policy.kind_label(case.kind).text(self.language),
            "body_name": self.policy.name.text(self.language),
            "promised": _in_words(promised, self.language) if promised else "",
            **self._handler(event),
            **self._level(level),
            **self._matter(),
            **self._about(),
        }

    def _matter(self) -> dict[str, str]:
        """Return what the matter is instead of feedback, and where it belongs, if it is not."""
        for rule in self.policy.exclusions_now(self.case)[:1]:
            return {
                "matter": rule.label.text(self.language),
                "refer_to": rule.refer_to.text(self.language),
            }
        return {}

    def _handler(self, event: Event | None) -> dict[str, str]:
        """Return the handler's name and contact; refuse if the event claims one that is not known.

        The handler is the one whom the event names or, without one, whom the case had at the event.
        """
        if not isinstance(event, ContactEvent):
            return {}
        id_ = event.handler or self.case.handler_by(self.notice.version)
        if not id_:
            return {}
        entry = _known(self.directory, id_) or Entry()
        name = " ".join(entry.name.split())  # a name is one line, however it came into a directory
        known = {"handler_name": name, "handler_contact": entry.contact or entry.email}
        wanted = {Content.HANDLER_NAME, Content.HANDLER_CONTACT} & event.content
        lacking = sorted(slug for slug in wanted if not known[slug])
        if lacking:
            raise LetterError(
                f"letter {self.notice.id} must contain {', '.join(lacking)}, but the directory "
                f"does not say it of {id_!r}; add it",
                letter=self.notice.id,
                missing=tuple(lacking),
                handler=id_,
            )
        return known

    def _level(self, level: int) -> dict[str, str]:
        if not level:
            return {}
        ladder = self.policy.ladder
        role = ladder.level(level).role.label(self.language) if ladder else ""
        return {"level": str(level), "level_role": role}

    def _about(self) -> dict[str, str]:
        """Return the values that a reminder shows."""
        reminder = self.notice.about
        if not isinstance(reminder, Reminder):
            return {}
        titles = {o.id: o.title.text(self.language) for o in self.policy.obligations}
        return {
            "reminder": reminder.kind.value,
            "obligation": titles.get(reminder.obligation, reminder.obligation),
            "due": _in_words(reminder.due, self.language) if reminder.due else "",
            **self._level(reminder.level),
        }


def _in_words(day: date, language: Language) -> str:
    """Return "fredagen den 19 december 2025", "Friday 19 December 2025"."""
    words = on_day(day, language)
    if language != "sv":
        return words
    weekday, _, rest = words.partition(" ")
    return f"{weekday}en den {rest}"

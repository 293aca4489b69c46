# SPDX-License-Identifier: Apache-2.0
"""Steps on cases, each in one transaction: load, let the pure modules decide, append.

Whatever a step calls for is written with it: registration numbers, protected texts, notices, and
the answer under its idempotency key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from klagomal import lifecycle
from klagomal.cases.case import Case, fold
from klagomal.cases.events import (
    Actor,
    Closed,
    ContactEvent,
    ContactNoted,
    Corrected,
    DeliveryFailed,
    DeliverySucceeded,
    Erased,
    Event,
    Linked,
    Registered,
    SplitOff,
    WroteAgain,
)
from klagomal.cases.feedback import Submission
from klagomal.desk import arguments
from klagomal.desk.office import SYSTEM, Office, Opened
from klagomal.desk.registers import RegisterEntry, entries_on_arrival, entry_for, rule_for
from klagomal.desk.requests import Request, content_of
from klagomal.desk.rights import check_right
from klagomal.errors import (
    ErasedError,
    FieldError,
    LetterError,
    TransitionError,
    WouldNotFulfilError,
)
from klagomal.fields import check_text, is_whole, require_code, visible
from klagomal.lifecycle import FlagCode, review
from klagomal.mail.notices import notices_for
from klagomal.policy.policy import Policy
from klagomal.ports import Protected, Transaction
from klagomal.records import case_from, fingerprint_of, records_of, row_of
from klagomal.reminders.cases import attention
from klagomal.vault import Vault
from klagomal.vocabulary import ClosingGround

__all__ = [
    "an_event",
    "check_verb",
    "go_on",
    "note",
    "once",
    "part_letter",
    "register",
    "take",
    "take_in",
    "words_of",
]


def take_in(office: Office, submission: Submission, *, key: str, by: Actor) -> Case:
    """Take in feedback with its numbers, texts and notices; see :meth:`Desk.receive`."""
    request = Request(office.policy, key, fingerprint_of(submission) if key else "")
    with office.store.transaction() as step:
        if known := request.answer(step):
            return case_from(step.load(known))
        now, policy = office.now(), office.edition_on(submission.feedback.received_at)
        case_id = office.new_id()
        events = lifecycle.receive(submission.feedback, policy, now, case_id=case_id, by=by)
        case = _open_case(office, step, submission, policy, events, now)
        request.answered(step, case_id)
    return case


_VERBS: Final[dict[type[Event], str]] = {
    Erased: "erase",
    Corrected: "correct",
    ContactNoted: "note_contact",
    DeliveryFailed: "note_bounce",
    DeliverySucceeded: "send_again",
    Linked: "link",
    SplitOff: "split",
}
"""The verbs for events that go with more than an entry in one case's log."""


def check_verb(case_id: str, event: Event) -> None:
    """Refuse an event that would tell of more than its entry does."""
    is_duplicate = isinstance(event, Closed) and event.ground is ClosingGround.DUPLICATE
    if verb := "close_as_duplicate" if is_duplicate else _VERBS.get(type(event), ""):
        raise TransitionError(
            f"case {case_id}: the log would tell of something that nobody has done; use "
            f"Desk.{verb}, which does it",
            case=case_id,
            event=event.slug,
        )


def take(
    office: Office,
    case_id: str,
    events: Sequence[Event],
    *,
    letter: str = "",
    anyway: bool = False,
    key: str = "",
) -> Case:
    """Take events on a case, all of them or none; see :meth:`Desk.record`.

    ``letter`` is the text of the message that the first event tells of.
    """
    for event in events:
        check_verb(case_id, an_event(event))
    check_text("letter", letter)
    arguments.flag("anyway", anyway)

    def taken(step: Transaction, found: Opened, now: datetime) -> Opened:
        if letter:
            # Read after the log. Another writer who sealed something meanwhile has also appended to
            # the log, so this step is refused and does not replace that writer's key.
            held = office.store.protected(case_id)
            step.protect(_sealed(office, found, letter, held))
        for event in events:
            new = _allowed(office, found, event, now)
            if not anyway:
                _refuse_unfulfilling(found, event)
            if isinstance(event, ContactEvent) and event.is_by_letter:
                _refuse_unreachable(office, found, event)
                if not visible(letter).strip():
                    _refuse_wordless(office, found, event)
            found = _append(office, step, found.policy, found.case.log, new, now)
        return found

    content = content_of(case_id, *events, letter) if key else ""
    return once(office, case_id, Request(office.policy, key, content), taken)


def register(
    office: Office, case_id: str, *, by: Actor, what: str, register: str, key: str
) -> Case:
    """Enter something of a case in a register; see :meth:`Desk.register`."""
    arguments.text("what", what)
    arguments.text("register", register)

    def entered(step: Transaction, found: Opened, now: datetime) -> Opened:
        rule = rule_for(found.policy, what, register)
        entry = entry_for(found.case, found.policy, rule, what)
        return go_on(office, step, found, _entered(step, entry, by, now), now)

    content = content_of(case_id, "register", what, register, by)
    return once(office, case_id, Request(office.policy, key, content), entered)


def part_letter(
    office: Office, case_id: str, parts: Sequence[Submission], *, by: Actor, key: str
) -> tuple[Case, ...]:
    """Make parts of a letter cases of their own; see :meth:`Desk.split`."""
    told = [fingerprint_of(part) for part in parts] if key else []
    request = Request(office.policy, key, content_of(case_id, "split", *told, by))
    with office.store.transaction() as step:
        if known := request.answer(step):
            return tuple(office.opened(step, id_).case for id_ in known.split(" "))
        now, found = office.now(), office.opened(step, case_id)
        children = dict(zip(_new_ids(office, len(parts)), parts, strict=True))
        feedback = {child: part.feedback for child, part in children.items()}
        done = lifecycle.split(found.case, feedback, found.policy, now, by=by)
        for event in done.parent:
            check_right(office.rights, event, found.policy)
        found = _append(office, step, found.policy, found.case.log, done.parent, now)
        cases = [
            _open_case(office, step, part, found.policy, done.children[child], now)
            for child, part in children.items()
        ]
        request.answered(step, " ".join([case_id, *children]))
    return (found.case, *cases)


def once(
    office: Office,
    case_id: str,
    request: Request,
    work: Callable[[Transaction, Opened, datetime], Opened],
) -> Case:
    """Do ``work`` on a case in one transaction, unless the same request has been answered."""
    with office.store.transaction() as step:
        if known := request.answer(step):
            return office.opened(step, known).case
        found = work(step, office.opened(step, case_id), office.now())
        request.answered(step, case_id)
    return found.case


def _new_ids(office: Office, count: int) -> list[str]:
    """Return an id for each of several new cases; refuse one that comes twice."""
    ids = [require_code("new_id", office.new_id()) for _ in range(count)]
    if len(set(ids)) < count:
        raise FieldError(
            f"new_id gave {max(ids, key=ids.count)!r} twice; each case needs an id of its own",
            field="new_id",
        )
    return ids


def an_event(event: Event) -> Event:
    """Return an event as it was given, or refuse what is none."""
    if not isinstance(event, Event):
        raise FieldError(
            f"a {type(event).__name__} is no event; see klagomal.cases.events", field="event"
        )
    return event


def go_on(office: Office, step: Transaction, found: Opened, event: Event, now: datetime) -> Opened:
    """Record one event on a case, or refuse it."""
    new = _allowed(office, found, event, now)
    return _append(office, step, found.policy, found.case.log, new, now)


def _allowed(office: Office, found: Opened, event: Event, now: datetime) -> tuple[Event, ...]:
    """Return the events to append; refuse what the role, the case or the policy does not allow."""
    check_right(office.rights, event, found.policy)
    is_by_letter = isinstance(event, ContactEvent) and event.is_by_letter
    if is_by_letter and office.day_of(event.at) < office.day_of(now):
        raise TransitionError(
            f"case {found.case.id}, {event.slug}: a letter that is written today was not given on "
            f"{office.day_of(event.at)}; leave at= to the desk, or say sent=True or an oral mode "
            "if the person was told then",
            case=found.case.id,
            event=event.slug,
        )
    return lifecycle.record(found.case, event, found.policy, now)


def note(office: Office, step: Transaction, found: Opened, event: Event, now: datetime) -> Opened:
    """Record what the desk itself has done or learnt."""
    new = lifecycle.record(found.case, event, found.policy, now)
    return _append(office, step, found.policy, found.case.log, new, now)


def _append(
    office: Office,
    step: Transaction,
    policy: Policy,
    log: tuple[Event, ...],
    new: tuple[Event, ...],
    now: datetime,
) -> Opened:
    """Append ``new`` to a log, with the case's entry in lists and the notices called for."""
    case = fold((*log, *new))
    version = step.append(case.id, len(log), records_of(new))
    today = office.day_of(now)
    wants = attention(case, policy, today)
    look_on = today if wants.reminders else wants.later
    step.put_case(row_of(case, policy, version, look_on=look_on, needs_work=wants.needs_work))
    step.enqueue(notice.record() for notice in notices_for(case, policy, new, len(log) + 1))
    return Opened(case, policy)


def _open_case(
    office: Office,
    step: Transaction,
    submission: Submission,
    policy: Policy,
    events: tuple[Event, ...],
    now: datetime,
) -> Case:
    """Write a new case with its registration numbers and its protected data."""
    numbered = tuple(_registered(step, fold(events), policy, now))
    case = _append(office, step, policy, (), events + numbered, now).case
    step.protect(office.vault.seal(case.id, submission.text, submission.submitter))
    return case


def _registered(step: Transaction, case: Case, policy: Policy, now: datetime) -> Iterator[Event]:
    for entry in entries_on_arrival(case, policy):
        yield _entered(step, entry, SYSTEM, now)


def _entered(step: Transaction, entry: RegisterEntry, by: Actor, now: datetime) -> Registered:
    """Return the event of an entry, under the next number of the entry's series."""
    return Registered(
        at=now,
        by=by,
        register=entry.register,
        reference=entry.reference(step.next_number(entry.series)),
        what=entry.what,
        dossier=entry.dossier,
    )


def _sealed(
    office: Office, found: Opened, letter: str, held: Iterable[Protected]
) -> list[Protected]:
    """Return the records that keep a letter's text; refuse to keep one for an erased case."""
    if found.case.positions(Erased.slug):
        raise ErasedError(
            f"the personal data of case {found.case.id} were erased; leave the words out, and "
            "tell the person by another way",
            case=found.case.id,
        )
    return office.vault.seal_letter(found.case.id, len(found.case.log) + 1, letter, list(held))


def words_of(vault: Vault, case: Case, version: int, held: Sequence[Protected]) -> str:
    """Return what the person wrote on arrival, version 1, or in a later entry that tells of it."""
    if is_whole(version) and 1 <= version <= len(case.log):
        if version == 1:
            return vault.text(case.id, held)
        if isinstance(case.log[version - 1], WroteAgain):
            return vault.letter(case.id, version, held)
    raise FieldError(
        f"version: entry {version!r} of case {case.id} tells of nothing that the person wrote; "
        "give 1, or the version of a 'wrote_again'",
        field="version",
    )


_UNFULFILLING: Final = (
    FlagCode.CONTENT_MISSING,
    FlagCode.OTHER_MODE,
    FlagCode.BEYOND_THE_RULE,
    FlagCode.STILL_OWED,
)


def _refuse_unfulfilling(found: Opened, event: Event) -> None:
    flags = [flag for flag in review(found.case, event, found.policy) if flag.code in _UNFULFILLING]
    if flags:
        asks_how = any(flag.code is FlagCode.OTHER_MODE for flag in flags)
        has_no_mode = isinstance(event, ContactEvent) and event.mode is None
        raise WouldNotFulfilError(
            "; ".join(flag.text.en for flag in flags)
            + (". Say with mode= in which way it is given" if asks_how and has_no_mode else "")
            + ". Do it or add it first, or record this all the same with anyway=True",
            case=found.case.id,
            flags=tuple(flags),
        )


def _refuse_unreachable(office: Office, found: Opened, event: ContactEvent) -> None:
    """Refuse a message that would be handed to nobody, for it could not count as given."""
    case = found.case
    is_kept = case.is_reachable and office.vault.keeps_submitter(office.store.protected(case.id))
    if not is_kept:
        raise LetterError(
            f"case {case.id}, {event.slug}: the desk knows no way to reach the person, so no "
            "letter can go out; give an oral mode or sent=True if the person has been told by "
            "another way, or note a way with Desk.note_contact",
            case=case.id,
        )


def _refuse_wordless(office: Office, found: Opened, event: ContactEvent) -> None:
    """Refuse a message whose letter could never be made, for it has no words of its own."""
    case = found.case
    known = {"promised"} if event.promised else set[str]()
    if event.handler or case.handler:
        known |= {"handler_name", "handler_contact"}
    if found.policy.exclusions_now(case):
        known |= {"refer_to"}
    for notice in notices_for(case, found.policy, (event,), first_version=1):
        lacking = office.letters.lacking(notice.kind, office.policy, event.content, known)
        if notice.kind.is_to_submitter and lacking:
            raise LetterError(
                f"case {case.id}, {event.slug}: the letter would lack {', '.join(lacking)}; give "
                "its words with letter=, or say sent=True or an oral mode if the person has been "
                "told already",
                case=case.id,
                missing=lacking,
            )

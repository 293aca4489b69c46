# SPDX-License-Identifier: Apache-2.0
"""The events of a case: one frozen class for each, stored under a fixed slug.

An event says that something was done, by whom, when, and which required elements it contained. It
never holds a name, an address or what anybody wrote: those are kept apart and can be erased without
touching the log. A personal identity number in a code or a text is refused.

Each event has two moments. ``at`` is when it happened. ``recorded_at`` is when it was written down,
and equals ``at`` unless given. A telephone call noted the day after keeps its own day, and the
delay in noting it stays visible.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import ClassVar, Final

import attrs

from klagomal.cases.feedback import Feedback
from klagomal.errors import ClockError, EventError, FieldError, UnknownEventError, suggest
from klagomal.fields import (
    are_all,
    are_codes,
    as_codes,
    as_text,
    is_a,
    is_code,
    is_code_or_empty,
    is_flag,
    is_logged_text,
    is_plain_date,
    is_whole,
    is_whole_number,
    member_of,
    moment_in_utc,
)
from klagomal.vocabulary import (
    Channel,
    ClosingGround,
    Decision,
    Kind,
    MeasureReception,
    MeasureType,
    Role,
    Satisfaction,
    Severity,
)

__all__ = [
    "EVENTS",
    "Acknowledged",
    "Actor",
    "Answered",
    "CategorySet",
    "Classified",
    "Closed",
    "ContactEvent",
    "ContactNoted",
    "CopySent",
    "Corrected",
    "DelayNotice",
    "DeliveryFailed",
    "DeliverySucceeded",
    "DueDate",
    "Erased",
    "Escalated",
    "Event",
    "HandlerAnnounced",
    "Informed",
    "Linked",
    "MeasureCompleted",
    "MeasureReceived",
    "MeasureRecorded",
    "Milestone",
    "Paused",
    "PraiseForwarded",
    "ProgressNotice",
    "Received",
    "Reclassified",
    "ReferredOut",
    "Registered",
    "Reopened",
    "Resumed",
    "SatisfactionRecorded",
    "SecrecyMarked",
    "SeveritySet",
    "SplitOff",
    "StreamsSet",
    "Transferred",
    "WroteAgain",
    "event_class",
]


@attrs.frozen
class Actor:
    """Who acted: a role, and the opaque id by which the host application knows the person."""

    role: Role = attrs.field(validator=member_of(Role))
    id: str = attrs.field(default="", validator=is_code_or_empty)


@attrs.frozen
class DueDate:
    """A due date as computed on the day of arrival. A change of software never moves it."""

    obligation: str = attrs.field(validator=is_code)
    on: date = attrs.field(validator=is_plain_date)


@attrs.frozen(kw_only=True)
class Event:
    """What all events have in common."""

    slug: ClassVar[str]
    schema: ClassVar[int] = 1
    subject: ClassVar[str] = ""
    """The field that a rule may match by name; empty if the event has no such field."""
    is_message: ClassVar[bool] = False
    """Whether the event is a message itself, so that it counts only if the message arrived."""

    at: datetime = attrs.field(converter=moment_in_utc)
    by: Actor = attrs.field(default=Actor(Role.STAFF), validator=is_a(Actor))
    recorded_at: datetime = attrs.field(
        default=attrs.Factory(lambda self: self.at, takes_self=True), converter=moment_in_utc
    )

    def __attrs_post_init__(self) -> None:
        """Refuse an event written down before it happened."""
        if self.recorded_at < self.at:
            raise ClockError(
                f"{self.slug} happened {self.at.isoformat()} but was recorded "
                f"{self.recorded_at.isoformat()}; it cannot be recorded before it happens, so "
                "leave recorded_at out",
                at=self.at,
                recorded_at=self.recorded_at,
            )


@attrs.frozen(kw_only=True)
class ContactEvent(Event):
    """A message to the person.

    ``content`` lists the elements that the message contained
    (:class:`~klagomal.vocabulary.Content` or a policy's own slugs). ``handler`` is the opaque id of
    the handler that it named. ``promised`` is the day by which it promised the next step or the
    answer. ``automatic`` marks a machine's receipt. ``sent`` says that the person was told outside
    the desk, so that the desk writes no letter.
    """

    is_message = True

    content: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    mode: Channel | None = attrs.field(
        default=None, validator=attrs.validators.optional(member_of(Channel))
    )
    handler: str = attrs.field(default="", validator=is_code_or_empty)
    promised: date | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_plain_date)
    )
    automatic: bool = attrs.field(default=False, validator=is_flag)
    sent: bool = attrs.field(default=False, validator=is_flag)

    @property
    def is_by_letter(self) -> bool:
        """Whether the person learns of it by a letter of the desk's, and by nothing else."""
        return not (self.sent or (self.mode is not None and self.mode.is_oral))


@attrs.frozen(kw_only=True)
class Received(Event):
    """The feedback reached the municipality, which opens the case.

    The event carries what was promised that day: the policy edition, the calendar's fingerprint and
    the due dates computed then. ``records`` lists the event slugs that the source of an imported
    case records: ``None`` means all, as in a desk's own cases, and an empty set none. An obligation
    that the source does not record is not judged, so a missing column never looks like a breach.
    """

    slug = "received"

    case_id: str = attrs.field(validator=is_code)
    feedback: Feedback = attrs.field(validator=is_a(Feedback))
    policy: str = attrs.field(validator=is_code)
    edition: str = attrs.field(validator=is_code)
    calendar: str = attrs.field(default="", validator=is_code_or_empty)
    due: tuple[DueDate, ...] = attrs.field(
        default=(), validator=are_all(DueDate, "DueDate('answer', date(2026, 1, 15))")
    )
    excluded: str = attrs.field(default="", validator=is_code_or_empty)
    parent: str = attrs.field(default="", validator=is_code_or_empty)
    records: frozenset[str] | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(as_codes),
        validator=attrs.validators.optional(are_codes),
    )

    @records.validator
    def _check_records(
        self, _: attrs.Attribute[frozenset[str] | None], value: frozenset[str] | None
    ) -> None:
        for slug in value or ():
            event_class(slug)

    def __attrs_post_init__(self) -> None:
        """Refuse an arrival whose moment differs from its feedback's."""
        if self.at != self.feedback.received_at:
            raise EventError(
                f"received at {self.at.isoformat()} but the feedback says "
                f"{self.feedback.received_at.isoformat()}; use the feedback's moment",
                field="at",
            )
        if len({each.obligation for each in self.due}) < len(self.due):
            named = Counter(each.obligation for each in self.due)
            ((twice, _),) = named.most_common(1)
            raise EventError(
                f"due: {twice!r} has two due dates; keep the one that was given", field="due"
            )
        super().__attrs_post_init__()


@attrs.frozen(kw_only=True)
class Registered(Event):
    """Something was entered in a register; ``what`` names it: the feedback, the answer."""

    slug = "registered"
    subject = "what"

    register: str = attrs.field(validator=is_code)
    reference: str = attrs.field(converter=as_text, validator=is_logged_text(80))
    what: str = attrs.field(default="feedback", validator=is_code)
    dossier: str = attrs.field(default="", converter=as_text, validator=is_logged_text(120))


@attrs.frozen(kw_only=True)
class Transferred(Event):
    """The case was handed over to another unit or role. No clock restarts (AMB-02)."""

    slug = "transferred"

    to_unit: str = attrs.field(default="", validator=is_code_or_empty)
    to_role: Role | None = attrs.field(
        default=None, validator=attrs.validators.optional(member_of(Role))
    )
    handler: str = attrs.field(default="", validator=is_code_or_empty)


@attrs.frozen(kw_only=True)
class CopySent(Event):
    """A copy of the feedback went to the handler concerned."""

    slug = "copy_sent"
    is_message = True

    to: Role = attrs.field(default=Role.HANDLER, validator=member_of(Role))


@attrs.frozen(kw_only=True)
class Acknowledged(ContactEvent):
    """Receipt was confirmed to the person."""

    slug = "acknowledged"


@attrs.frozen(kw_only=True)
class HandlerAnnounced(ContactEvent):
    """The person was told who handles the case and, where promised, by when."""

    slug = "handler_announced"


@attrs.frozen(kw_only=True)
class ProgressNotice(ContactEvent):
    """The person was told how handling goes on. Not an answer (AMB-06)."""

    slug = "progress_notice"


@attrs.frozen(kw_only=True)
class DelayNotice(ContactEvent):
    """The person was told of a delay. ``consented`` says that the person agreed to it."""

    slug = "delay_notice"

    consented: bool = attrs.field(default=False, validator=is_flag)


@attrs.frozen(kw_only=True)
class Answered(ContactEvent):
    """A substantive answer was sent (AMB-06, AMB-23)."""

    slug = "answered"

    upheld: Decision | None = attrs.field(
        default=None, validator=attrs.validators.optional(member_of(Decision))
    )


@attrs.frozen(kw_only=True)
class Informed(ContactEvent):
    """The person was given information owed beside an answer, such as the right to appeal."""

    slug = "informed"


@attrs.frozen(kw_only=True)
class MeasureRecorded(Event):
    """A measure was decided or taken. ``done`` is False while it is only promised."""

    slug = "measure_recorded"
    subject = "type"

    measure: str = attrs.field(validator=is_code)
    type: MeasureType = attrs.field(
        default=MeasureType.CORRECTIVE, validator=member_of(MeasureType)
    )
    done: bool = attrs.field(default=True, validator=is_flag)
    at_first_contact: bool = attrs.field(default=False, validator=is_flag)


@attrs.frozen(kw_only=True)
class MeasureCompleted(Event):
    """A promised measure was carried out."""

    slug = "measure_completed"

    measure: str = attrs.field(validator=is_code)


@attrs.frozen(kw_only=True)
class MeasureReceived(Event):
    """How the person received a measure."""

    slug = "measure_received"
    subject = "reception"

    measure: str = attrs.field(validator=is_code)
    reception: MeasureReception = attrs.field(validator=member_of(MeasureReception))


@attrs.frozen(kw_only=True)
class SatisfactionRecorded(Event):
    """What the person said of the answer or the measures, in words, as a grade, or both.

    ``grade`` is the grade given, from 1 to ``best``. It is not taken for a yes or a no: only
    ``satisfaction`` says that somebody is dissatisfied (AMB-26).
    """

    slug = "satisfaction_recorded"
    subject = "satisfaction"

    satisfaction: Satisfaction = attrs.field(
        default=Satisfaction.UNKNOWN, validator=member_of(Satisfaction)
    )
    grade: int | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_whole_number(1))
    )
    best: int = attrs.field(default=5, validator=is_whole_number(2))

    def __attrs_post_init__(self) -> None:
        """Refuse a grade above the best one."""
        if self.grade is not None and self.grade > self.best:
            raise FieldError(
                f"grade: {self.grade} of at most {self.best}; give the best grade as best=",
                field="grade",
            )
        super().__attrs_post_init__()


@attrs.frozen(kw_only=True)
class Escalated(Event):
    """The case was lifted to a higher level, counted from 1; ``assigned_to`` takes it over."""

    slug = "escalated"

    to_level: int = attrs.field()
    to_role: Role | None = attrs.field(
        default=None, validator=attrs.validators.optional(member_of(Role))
    )
    assigned_to: str = attrs.field(default="", validator=is_code_or_empty)

    @to_level.validator
    def _check_level(self, _: attrs.Attribute[int], value: object) -> None:
        if not is_whole(value) or value <= 1:
            raise EventError(
                f"to_level: {value!r}; escalation goes to level 2 or higher", field="to_level"
            )


@attrs.frozen(kw_only=True)
class ReferredOut(Event):
    """The matter was referred to the right instance, outside the routine."""

    slug = "referred_out"
    subject = "to"

    to: str = attrs.field(validator=is_code)
    forwarded: bool = attrs.field(default=False, validator=is_flag)


@attrs.frozen(kw_only=True)
class PraiseForwarded(Event):
    """Praise was passed on to those it concerns."""

    slug = "praise_forwarded"
    is_message = True


@attrs.frozen(kw_only=True)
class SecrecyMarked(Event):
    """The case was marked secret. The provision relied on is mandatory (TF 2:20, ESS-09)."""

    slug = "secrecy_marked"

    legal_basis: str = attrs.field(converter=as_text, validator=is_logged_text(200))
    holder: str = attrs.field(default="", validator=is_code_or_empty)

    @legal_basis.validator
    def _check_basis(self, _: attrs.Attribute[str], value: str) -> None:
        if not value.strip():
            raise EventError(
                "legal_basis is empty; name the provision, for instance 'OSL 26 kap. 1 §'",
                field="legal_basis",
            )


@attrs.frozen(kw_only=True)
class Reclassified(Event):
    """The kind was changed; ``consented`` says that the submitter agreed (AMB-29)."""

    slug = "reclassified"
    subject = "kind"

    kind: Kind = attrs.field(validator=member_of(Kind))
    consented: bool = attrs.field(default=False, validator=is_flag)


@attrs.frozen(kw_only=True)
class SeveritySet(Event):
    """A human judged how serious the case is (AMB-20)."""

    slug = "severity_set"
    subject = "severity"

    severity: Severity = attrs.field(validator=member_of(Severity))


@attrs.frozen(kw_only=True)
class CategorySet(Event):
    """What the matter is about was recognised, or turned out to be another category."""

    slug = "category_set"
    subject = "category"

    category: str = attrs.field(validator=is_code)


@attrs.frozen(kw_only=True)
class Classified(Event):
    """Quality dimensions and cause were noted."""

    slug = "classified"

    dimensions: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    cause: str = attrs.field(default="", validator=is_code_or_empty)


@attrs.frozen(kw_only=True)
class StreamsSet(Event):
    """The matter turned out to be of other streams than was thought on arrival.

    ``streams`` are all that it is of from now on (:class:`~klagomal.vocabulary.Stream` or a
    policy's own slugs); none makes it ordinary feedback. ``excluded`` is the one that keeps the
    case outside the routine by its policy, or the empty string.
    """

    slug = "streams_set"
    subject = "excluded"

    streams: frozenset[str] = attrs.field(converter=as_codes, validator=are_codes)
    excluded: str = attrs.field(default="", validator=is_code_or_empty)


@attrs.frozen(kw_only=True)
class WroteAgain(Event):
    """The person wrote again in the same matter. It moves no day unless the policy says so.

    ``mode`` is how it came. What was written is no part of it.
    """

    slug = "wrote_again"

    mode: Channel | None = attrs.field(
        default=None, validator=attrs.validators.optional(member_of(Channel))
    )


@attrs.frozen(kw_only=True)
class Linked(Event):
    """Somebody else has written of the same matter: case ``to``. Each keeps its own promises."""

    slug = "linked"

    to: str = attrs.field(validator=is_code)


@attrs.frozen(kw_only=True)
class SplitOff(Event):
    """A part of the letter became a case of its own (AMB-25)."""

    slug = "split_off"

    child: str = attrs.field(validator=is_code)


@attrs.frozen(kw_only=True)
class Paused(Event):
    """The clock was stopped for a time. None of the first five policies allows it (AMB-24)."""

    slug = "paused"
    subject = "reason"

    reason: str = attrs.field(validator=is_code)


@attrs.frozen(kw_only=True)
class Resumed(Event):
    """The clock runs again."""

    slug = "resumed"


@attrs.frozen(kw_only=True)
class Milestone(Event):
    """A step that a policy names itself, for texts whose steps have no event of their own."""

    slug = "milestone"
    subject = "name"

    name: str = attrs.field(validator=is_code)


@attrs.frozen(kw_only=True)
class DeliveryEvent(Event):
    """What became of a notice. ``notice`` is its kind.

    ``version`` is the version of the event that the notice was about: the entry's number in the
    log, from 1. It is 0 for a reminder.
    """

    subject = "notice"

    notice: str = attrs.field(validator=is_code)
    version: int = attrs.field(default=0, validator=is_whole_number(0))


@attrs.frozen(kw_only=True)
class DeliveryFailed(DeliveryEvent):
    """A message did not arrive: it could not be delivered, came back, or was erased before it left.

    From then on the message does not count (AMB-23).
    """

    slug = "delivery_failed"


@attrs.frozen(kw_only=True)
class DeliverySucceeded(DeliveryEvent):
    """A message that had failed was delivered after all, and counts from then on."""

    slug = "delivery_succeeded"


@attrs.frozen(kw_only=True)
class ContactNoted(Event):
    """Whether a way to reach the person is known.

    While none is known, nothing is owed that a text waives for somebody without a contact route.
    """

    slug = "contact_noted"

    reachable: bool = attrs.field(validator=is_flag)


@attrs.frozen(kw_only=True)
class Erased(Event):
    """The submitter's identity and text were erased; the log holds neither and stays.

    ``authority`` is the decision that the erasure rests on, ``reason`` a code, and ``records`` the
    number of records erased. ``begun`` are the versions of the events whose letters were being
    handed over at that moment, or had perhaps left before: they may still arrive. No other letter
    leaves afterwards.
    """

    slug = "erased"

    authority: str = attrs.field(converter=as_text, validator=is_logged_text(200))
    reason: str = attrs.field(validator=is_code)
    records: int = attrs.field(default=0, validator=is_whole_number(0))
    begun: tuple[int, ...] = attrs.field(
        default=(),
        validator=attrs.validators.and_(
            is_a(tuple), attrs.validators.deep_iterable(is_whole_number(1))
        ),
    )

    @authority.validator
    def _check_authority(self, _: attrs.Attribute[str], value: str) -> None:
        if not value.strip():
            raise EventError(
                "authority is empty; name the decision that the erasure rests on, for instance "
                "'dokumenthanteringsplan 3.1'",
                field="authority",
            )


@attrs.frozen(kw_only=True)
class Closed(Event):
    """The case was closed. ``content`` lists what the closing form contained.

    ``ground`` says why. A case that the person withdrew is owed them nothing more. A ``duplicate``
    is the same person's second letter, and ``duplicate_of`` the id of the case that goes on.
    """

    slug = "closed"
    subject = "ground"

    content: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    ground: ClosingGround = attrs.field(
        default=ClosingGround.HANDLED, validator=member_of(ClosingGround)
    )
    duplicate_of: str = attrs.field(default="", validator=is_code_or_empty)

    def __attrs_post_init__(self) -> None:
        """Refuse a duplicate of nothing, and another case where there is no duplicate."""
        if (self.ground is ClosingGround.DUPLICATE) != (self.duplicate_of != ""):
            raise EventError(
                f"duplicate_of: {self.duplicate_of!r} with the ground {self.ground.value!r}; "
                "name the other case of a duplicate, and of nothing else",
                field="duplicate_of",
            )
        super().__attrs_post_init__()


@attrs.frozen(kw_only=True)
class Reopened(Event):
    """A closed case was opened again. No clock restarts unless the policy says so."""

    slug = "reopened"


@attrs.frozen(kw_only=True)
class Corrected(Event):
    """An entry of the log was wrong. The entry stays in the log and no longer counts.

    ``version`` is the entry's number in the log, from 1. ``instead`` is what it should have said;
    ``None`` means that it should not have been made, for instance because it was about another
    case. ``reason`` is a code, such as ``wrong_day``. The latest correction of an entry counts.
    """

    slug = "corrected"

    version: int = attrs.field(validator=is_whole_number(1))
    reason: str = attrs.field(validator=is_code)
    instead: Event | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_a(Event))
    )

    @instead.validator
    def _check_instead(self, _: attrs.Attribute[Event | None], value: Event | None) -> None:
        if isinstance(value, (Corrected, Erased)):
            raise EventError(
                f"instead: {value.slug!r} takes no other entry's place; correct the entry itself",
                field="instead",
            )


EVENTS: Final[dict[str, type[Event]]] = {
    kind.slug: kind
    for kind in (
        Received,
        Registered,
        Transferred,
        CopySent,
        Acknowledged,
        HandlerAnnounced,
        ProgressNotice,
        DelayNotice,
        Answered,
        Informed,
        MeasureRecorded,
        MeasureCompleted,
        MeasureReceived,
        SatisfactionRecorded,
        Escalated,
        ReferredOut,
        PraiseForwarded,
        SecrecyMarked,
        Reclassified,
        SeveritySet,
        CategorySet,
        Classified,
        StreamsSet,
        WroteAgain,
        Linked,
        SplitOff,
        Paused,
        Resumed,
        Milestone,
        DeliveryFailed,
        DeliverySucceeded,
        ContactNoted,
        Erased,
        Closed,
        Reopened,
        Corrected,
    )
}
"""Every event class under its stored slug."""


def event_class(slug: str, schema: int = 1) -> type[Event]:
    """Return the event class stored under ``slug``.

    An unknown slug or another schema number raises :class:`~klagomal.errors.UnknownEventError`.
    """
    if slug not in EVENTS:
        raise UnknownEventError(f"unknown event {slug!r}; {suggest(slug, EVENTS)}", slug=slug)
    found = EVENTS[slug]
    if schema != found.schema:
        raise UnknownEventError(
            f"event {slug!r} has schema {schema!r}, this version reads {found.schema}; "
            "read it with the version of klagomal that wrote it, or a newer one",
            slug=slug,
            schema=schema,
        )
    return found

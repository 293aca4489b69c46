# SPDX-License-Identifier: Apache-2.0
"""One person's complaint, praise or proposal as it arrived, before anybody has judged it.

A :class:`Feedback` knows *that* somebody can be reached, not *how*. Names, addresses and the text
itself are kept apart from it, so that nothing built on it can leak them. :class:`Submission` holds
both parts for the moment of intake.
"""

from __future__ import annotations

from datetime import datetime

import attrs

from klagomal.errors import FieldError
from klagomal.fields import (
    are_codes,
    are_members,
    as_channels,
    as_codes,
    as_text,
    is_code_or_empty,
    is_flag,
    is_text,
    member_of,
    moment_in_utc,
)
from klagomal.vocabulary import Channel, Kind, SubmitterCapacity

__all__ = ["Feedback", "Submission", "Submitter"]


@attrs.frozen(kw_only=True)
class Feedback:
    """One item of feedback as it arrived.

    ``received_at`` is the aware moment it reached the municipality: any employee, any channel, any
    mailbox (AMB-02). It never changes. ``kind`` is what the submitter calls it.
    ``has_contact_route`` says whether an answer can reach the person at all; a pseudonym with a
    reply address is anonymous *and* reachable (AMB-11). ``streams`` are the matters with procedures
    of their own that somebody recognised in it (:class:`~klagomal.vocabulary.Stream` or a policy's
    own slug). ``unit`` is the unit it concerns and ``receiving_unit`` the one that took it in.
    ``subjects`` are the opaque ids of staff that it is about. ``reachable_by`` are the ways in
    which the person can be reached, as far as that was told; empty if it was not. ``reply_by`` is
    the form in which an answer was asked for.
    """

    kind: Kind = attrs.field(validator=member_of(Kind))
    channel: Channel = attrs.field(validator=member_of(Channel))
    received_at: datetime = attrs.field(converter=moment_in_utc)
    unit: str = attrs.field(default="", validator=is_code_or_empty)
    receiving_unit: str = attrs.field(default="", validator=is_code_or_empty)
    administration: str = attrs.field(default="", validator=is_code_or_empty)
    sector: str = attrs.field(default="", validator=is_code_or_empty)
    category: str = attrs.field(default="", validator=is_code_or_empty)
    cause: str = attrs.field(default="", validator=is_code_or_empty)
    dimensions: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    streams: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    subjects: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    capacity: SubmitterCapacity = attrs.field(
        default=SubmitterCapacity.UNKNOWN, validator=member_of(SubmitterCapacity)
    )
    anonymous: bool = attrs.field(default=False, validator=is_flag)
    has_contact_route: bool = attrs.field(default=True, validator=is_flag)
    wants_reply: bool = attrs.field(default=True, validator=is_flag)
    reachable_by: frozenset[Channel] = attrs.field(
        default=frozenset(), converter=as_channels, validator=are_members(Channel)
    )
    reply_by: Channel | None = attrs.field(
        default=None, validator=attrs.validators.optional(member_of(Channel))
    )

    def __attrs_post_init__(self) -> None:
        """Refuse ways to reach somebody who is said to have left none."""
        if self.reachable_by and not self.has_contact_route:
            ways = ", ".join(sorted(self.reachable_by))
            raise FieldError(
                f"reachable_by: {ways}, but has_contact_route is False; leave one of the two out",
                field="reachable_by",
            )


@attrs.frozen(kw_only=True)
class Submitter:
    """Who wrote and how to reach them: personal data, kept apart from cases and events.

    There is no field for a personal identity number, on purpose.
    """

    name: str = attrs.field(default="", converter=as_text, validator=is_text(200))
    email: str = attrs.field(default="", converter=as_text, validator=is_text(254))
    phone: str = attrs.field(default="", converter=as_text, validator=is_text(50))
    address: str = attrs.field(default="", converter=as_text, validator=is_text(500))
    language: str = attrs.field(default="sv", validator=is_code_or_empty)
    on_behalf_of: str = attrs.field(default="", converter=as_text, validator=is_text(200))

    @property
    def has_contact_route(self) -> bool:
        """Whether an answer can reach this person."""
        return bool(self.ways)

    @property
    def ways(self) -> frozenset[Channel]:
        """In which ways an answer can reach this person."""
        known = {Channel.EMAIL: self.email, Channel.PHONE: self.phone, Channel.LETTER: self.address}
        return frozenset(way for way, contact in known.items() if contact)

    def may_be(self, other: Submitter) -> bool:
        """Whether ``other`` may be the same person: a contact is the same, and no name differs.

        Many people share a name, and people who live together share an address.
        """
        names = {_plain(self.name), _plain(other.name)} - {""}
        contacts = zip(self._contacts, other._contacts, strict=True)
        return len(names) <= 1 and any(mine == theirs != "" for mine, theirs in contacts)

    @property
    def _contacts(self) -> tuple[str, str, str]:
        digits = "".join(char for char in self.phone if char.isdecimal())
        return _plain(self.email), _plain(self.address), digits


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


@attrs.frozen(kw_only=True)
class Submission:
    """Feedback together with its text and its submitter, for the moment of intake.

    Without ``submitter`` the person is anonymous, or the host application keeps the contact.
    """

    feedback: Feedback
    text: str = attrs.field(default="", converter=as_text, validator=is_text())
    submitter: Submitter | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse parts of the wrong class, or parts that disagree on the contact route.

        The error does not repeat the parts, since they may hold what a person wrote.
        """
        for name, value, kind in (
            ("feedback", self.feedback, Feedback),
            ("submitter", self.submitter, Submitter | None),
        ):
            if not isinstance(value, kind):
                raise FieldError(
                    f"{name}: expected a {name.capitalize()}, got {type(value).__name__}",
                    field=name,
                )
        if self.submitter is None:
            return
        reachable = self.submitter.has_contact_route
        if reachable != self.feedback.has_contact_route:
            raise FieldError(
                f"has_contact_route is {self.feedback.has_contact_route} but the submitter "
                f"{'can' if reachable else 'cannot'} be reached; set the two alike",
                field="has_contact_route",
            )

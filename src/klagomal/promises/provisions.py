# SPDX-License-Identifier: Apache-2.0
"""The optional parts of a policy beside its obligations.

Fifteen of the duties in the first five texts stand in exactly one of them, so every part here is
optional. All parts are plain data with citations; none knows which municipality it serves.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from klagomal.errors import FieldError, PolicyError
from klagomal.fields import (
    are_all,
    are_codes,
    are_members,
    as_capacities,
    as_codes,
    as_kinds,
    as_roles,
    is_a,
    is_code,
    is_code_or_empty,
    is_flag,
    is_label,
    is_plain_date,
    is_text,
    is_whole,
    is_whole_number,
    member_of,
)
from klagomal.promises.citation import Citation, are_citations
from klagomal.vocabulary import (
    Anonymity,
    Channel,
    Kind,
    Label,
    Role,
    Stream,
    Strength,
    SubmitterCapacity,
)

__all__ = [
    "AccountingCalendar",
    "Anchor",
    "ChannelRule",
    "Checklist",
    "ChecklistItem",
    "Choice",
    "ClosingRule",
    "Dimension",
    "DossierPeriod",
    "Exclusion",
    "Guidance",
    "KindRule",
    "Ladder",
    "Level",
    "RegistrationRule",
    "ReportRule",
    "RoleRule",
    "SecrecyRule",
    "Statistic",
]


@attrs.frozen(kw_only=True)
class KindRule:
    """A kind that the text recognises, with its local label and reporting bucket.

    ``counts_as`` sends a kind the text does not name to one that it does (AMB-09: praise in
    Kramfors is taken in as an opinion). ``definition`` is the text's own meaning, paraphrased.
    """

    kind: Kind = attrs.field(validator=member_of(Kind))
    label: Label = attrs.field(validator=is_label)
    bucket: str = attrs.field(default="", validator=is_code_or_empty)
    counts_as: Kind | None = attrs.field(default=None, validator=member_of(Kind, or_none=True))
    definition: Label | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_label)
    )
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)


@attrs.frozen(kw_only=True)
class ChannelRule:
    """A channel the text offers and whether feedback may be anonymous on it.

    ``must_offer`` marks a channel the municipality binds itself to keep open. ``name`` is the
    channel's local name. ``valid_from`` is the first day it exists.
    """

    channel: Channel = attrs.field(validator=member_of(Channel))
    anonymous: Anonymity = attrs.field(
        default=Anonymity.UNSPECIFIED, validator=member_of(Anonymity)
    )
    name: str = attrs.field(default="", validator=is_text())
    must_offer: bool = attrs.field(default=False, validator=is_flag)
    valid_from: date | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_plain_date)
    )
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)


@attrs.frozen(kw_only=True)
class Exclusion:
    """A stream that the routine does not cover, and what is owed all the same (AMB-27).

    ``stream`` is a :class:`~klagomal.vocabulary.Stream` or a slug of the policy's own.
    A submitter whose capacity is in ``capacities`` is excluded too, without the stream (AMB-28).
    ``refer_to`` says where the matter belongs. ``must_inform`` lists what the person must be told.
    ``keep_apart`` forbids the ordinary store and notices altogether (whistleblowing).
    """

    stream: str = attrs.field(validator=is_code)
    refer_to: Label = attrs.field(validator=is_label)
    capacities: frozenset[SubmitterCapacity] = attrs.field(
        default=frozenset(), converter=as_capacities, validator=are_members(SubmitterCapacity)
    )
    must_inform: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    keep_apart: bool = attrs.field(default=False, validator=is_flag)
    valid_from: date | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_plain_date)
    )
    valid_to: date | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_plain_date)
    )
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)

    @property
    def label(self) -> Label:
        """The stream's label."""
        known = Stream.lookup(self.stream)
        words = self.stream.replace("_", " ")
        return known.words if known else Label(words, words)

    def in_force(self, day: date) -> bool:
        """Whether the exclusion applies on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


def _day_of_every_year(what: str, month: int, day: int) -> None:
    """Refuse a day that does not occur in every year."""
    try:
        date(2001, month, day)
    except (TypeError, ValueError):
        raise PolicyError(
            f"{what}: day {day!r} of month {month!r} is no day of every year; use month and day"
        ) from None


def _is_month_and_day(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    match value:
        case tuple((month, day)) if is_whole(month) and is_whole(day):
            return
    raise FieldError(
        f"{attribute.name}: expected a month and a day such as (12, 31), got {value!r}",
        field=attribute.name,
    )


def _are_months_and_days(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, tuple):
        raise FieldError(
            f"{attribute.name}: expected months and days such as ((4, 30), (8, 31)), got {value!r}",
            field=attribute.name,
        )
    for each in value:
        _is_month_and_day(_, attribute, each)


@attrs.frozen
class DossierPeriod:
    """When a new yearly dossier begins: month and day (AMB-12)."""

    month: int = 1
    day: int = 1

    def __attrs_post_init__(self) -> None:
        """Refuse a month and day that do not occur in every year."""
        try:
            if not (is_whole(self.month) and is_whole(self.day)):
                raise TypeError
            date(2001, self.month, self.day)
        except (TypeError, ValueError):
            raise PolicyError(
                f"no dossier can begin on day {self.day!r} of month {self.month!r} every year"
            ) from None

    def start(self, day: date) -> date:
        """Return the first day of the period that ``day`` falls in."""
        begins = date(day.year, self.month, self.day)
        return begins if begins <= day else date(day.year - 1, self.month, self.day)

    def name(self, day: date) -> str:
        """Return ``2025`` for a calendar year, ``2025/26`` for a period over two years."""
        start = self.start(day)
        if (self.month, self.day) == (1, 1):
            return f"{start.year}"
        return f"{start.year}/{(start.year + 1) % 100:02d}"


def _are_periods(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, dict) or not all(
        isinstance(name, str) and isinstance(period, DossierPeriod)
        for name, period in value.items()
    ):
        raise FieldError(
            f"{attribute.name}: expected periods by administration, such as "
            f"{{'education': DossierPeriod(8, 1)}}, got {value!r}",
            field=attribute.name,
        )


@attrs.frozen(kw_only=True)
class RegistrationRule:
    """A register, and what must be registered in it.

    ``what`` names what must be registered (``feedback``, ``answer``, ``measure``). ``kinds`` limits
    it to some kinds; empty means all. With ``dossier`` each item is an entry in a yearly file, and
    the entry is the registration (AMB-31). With ``secret_individually`` a secret item is registered
    under a number of its own instead. ``overrides`` gives other periods for named administrations.
    A ``deidentified`` register holds no personal data (NAC-40); ``contact_in`` then names where the
    personal data lie.
    """

    register: str = attrs.field(validator=is_code)
    label: Label = attrs.field(validator=is_label)
    what: frozenset[str] = attrs.field(
        default=frozenset({"feedback"}), converter=as_codes, validator=are_codes
    )
    kinds: frozenset[Kind] = attrs.field(
        default=frozenset(), converter=as_kinds, validator=are_members(Kind)
    )
    strength: Strength = attrs.field(default=Strength.MUST, validator=member_of(Strength))
    dossier: str = attrs.field(default="", validator=is_text())
    period: DossierPeriod = attrs.field(default=DossierPeriod(), validator=is_a(DossierPeriod))
    overrides: dict[str, DossierPeriod] = attrs.field(
        factory=dict, hash=False, validator=_are_periods
    )
    secret_individually: bool = attrs.field(default=False, validator=is_flag)
    deidentified: bool = attrs.field(default=False, validator=is_flag)
    contact_in: str = attrs.field(default="", validator=is_text())
    oral_in_writing: bool = attrs.field(default=False, validator=is_flag)
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)

    def dossier_name(self, received: date, administration: str = "") -> str:
        """Return the name of the yearly file for a day of arrival; empty without ``dossier``.

        The file does not change on a transfer.
        """
        period = self.overrides.get(administration, self.period)
        return f"{self.dossier} {period.name(received)}" if self.dossier else ""


@attrs.frozen(kw_only=True)
class Level:
    """One step of the ladder: who owns it, who else may act on it, and what it demands.

    ``optional`` means that the text says *may*. With ``assigns`` the owner decides who goes on with
    the case (OST-55). With ``other_handler`` somebody who has not handled the case before must take
    over.
    """

    role: Role = attrs.field(validator=member_of(Role))
    also: frozenset[Role] = attrs.field(
        default=frozenset(), converter=as_roles, validator=are_members(Role)
    )
    optional: bool = attrs.field(default=False, validator=is_flag)
    assigns: bool = attrs.field(default=False, validator=is_flag)
    other_handler: bool = attrs.field(default=False, validator=is_flag)
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)


@attrs.frozen(kw_only=True)
class Ladder:
    """The order in which a case is lifted when the person is not satisfied (AMB-26).

    Levels count from 1. With ``strict`` none may be skipped. With ``by_dissatisfaction`` the next
    level is due when dissatisfaction is recorded; without it, only at the person's request.
    """

    levels: tuple[Level, ...] = attrs.field(validator=are_all(Level))
    strict: bool = attrs.field(default=True, validator=is_flag)
    by_dissatisfaction: bool = attrs.field(default=True, validator=is_flag)
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)

    def __attrs_post_init__(self) -> None:
        """Refuse a ladder without steps."""
        if not self.levels:
            raise PolicyError("a ladder needs at least one level; leave the ladder out instead")

    def level(self, number: int) -> Level:
        """Return level ``number``, counted from 1."""
        if not 1 <= number <= len(self.levels):
            raise PolicyError(
                f"level {number} does not exist; the ladder has {len(self.levels)}", level=number
            )
        return self.levels[number - 1]


@attrs.frozen(kw_only=True)
class Anchor:
    """An occasion that a report goes with, and the period it covers.

    ``start`` and ``end`` are (month, day); the period lies within one year. ``ours`` marks dates
    that the text does not give (AMB-13, AMB-14).
    """

    name: str = attrs.field(validator=is_code)
    label: Label = attrs.field(validator=is_label)
    start: tuple[int, int] = attrs.field(default=(1, 1), validator=_is_month_and_day)
    end: tuple[int, int] = attrs.field(default=(12, 31), validator=_is_month_and_day)
    ours: bool = attrs.field(default=False, validator=is_flag)

    def __attrs_post_init__(self) -> None:
        """Refuse days that do not occur in every year, or a period that ends before it begins."""
        for day in (self.start, self.end):
            _day_of_every_year("anchor", *day)
        if self.end < self.start:
            raise PolicyError(f"anchor {self.name!r} ends {self.end}, before it begins")


@attrs.frozen(kw_only=True)
class ReportRule:
    """A report that is owed: to whom, how often, on which occasions and with what contents.

    ``min_per_year`` counts deliveries per calendar year (AMB-14, AMB-15). ``contents`` are the
    measures the report must show; empty where the text does not say.
    """

    id: str = attrs.field(validator=is_code)
    audience: Role = attrs.field(validator=member_of(Role))
    min_per_year: int = attrs.field(validator=is_whole_number(0))
    strength: Strength = attrs.field(default=Strength.MUST, validator=member_of(Strength))
    level: str = attrs.field(default="municipality", validator=is_code)
    anchors: tuple[Anchor, ...] = attrs.field(default=(), validator=are_all(Anchor))
    contents: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    satisfied_by: str = attrs.field(default="", validator=is_code_or_empty)
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)


@attrs.frozen(kw_only=True)
class AccountingCalendar:
    """A follow-up calendar that the document describes but does not make a duty (AMB-17)."""

    name: str = attrs.field(validator=is_code)
    ends: tuple[tuple[int, int], ...] = attrs.field(validator=_are_months_and_days)
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)


@attrs.frozen(kw_only=True)
class RoleRule:
    """Who may or must do something, or a role that must be filled.

    ``action`` is an event slug. For a role that must be filled it is empty; ``per`` then names
    where, and ``at_least`` how many people must hold the role. With ``exclusive`` only ``roles``
    may do it; otherwise they answer for it, and others may do it too.
    """

    roles: frozenset[Role] = attrs.field(converter=as_roles, validator=are_members(Role))
    action: str = attrs.field(default="", validator=is_code_or_empty)
    per: str = attrs.field(default="", validator=is_code_or_empty)
    at_least: int = attrs.field(default=0, validator=is_whole_number(0))
    exclusive: bool = attrs.field(default=True, validator=is_flag)
    title: Label = attrs.field(validator=is_label)
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)


@attrs.frozen(kw_only=True)
class Dimension:
    """A quality dimension that a case can be sorted under."""

    code: str = attrs.field(validator=is_code)
    label: Label = attrs.field(validator=is_label)
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)


@attrs.frozen(kw_only=True)
class ChecklistItem:
    """One step or element of a checklist; its code in an event's ``content`` ticks it."""

    code: str = attrs.field(validator=is_code)
    label: Label = attrs.field(validator=is_label)
    strength: Strength = attrs.field(default=Strength.SHOULD, validator=member_of(Strength))
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)


@attrs.frozen(kw_only=True)
class Checklist:
    """What a message to the person should contain: ticked by its sender, counted in reports.

    ``events`` are the slugs of the events that the list belongs to.
    """

    id: str = attrs.field(validator=is_code)
    title: Label = attrs.field(validator=is_label)
    events: frozenset[str] = attrs.field(converter=as_codes, validator=are_codes)
    items: tuple[ChecklistItem, ...] = attrs.field(validator=are_all(ChecklistItem))


@attrs.frozen(kw_only=True)
class ClosingRule:
    """What must be in place before a case is closed.

    ``content`` must be in the closing form. Each event in ``after`` must have happened, unless the
    obligation for it is waived. With ``dimensions`` the case must be sorted under at least one
    quality dimension. With ``measures`` a warning is given when no measure is recorded (NAC-51).
    """

    content: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    after: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    dimensions: bool = attrs.field(default=False, validator=is_flag)
    measures: bool = attrs.field(default=False, validator=is_flag)
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)


@attrs.frozen(kw_only=True)
class SecrecyRule:
    """What the text says of publicity. A letter must never promise secrecy (AMB-32)."""

    public_by_default: bool = attrs.field(default=True, validator=is_flag)
    basis_required: bool = attrs.field(default=True, validator=is_flag)
    ask: Role | None = attrs.field(default=None, validator=member_of(Role, or_none=True))
    need_to_know: bool = attrs.field(default=False, validator=is_flag)
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)


@attrs.frozen(kw_only=True)
class Statistic:
    """A figure the text makes interesting without setting a pass mark."""

    code: str = attrs.field(validator=is_code)
    label: Label = attrs.field(validator=is_label)
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)


@attrs.frozen(kw_only=True)
class Guidance:
    """An attitude or advice that no machine can check, in our own words."""

    code: str = attrs.field(validator=is_code)
    text: Label = attrs.field(validator=is_label)
    strength: str = attrs.field(default="value", validator=is_code)
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)


@attrs.frozen(kw_only=True)
class Choice:
    """An ambiguity in the text, the reading chosen, and the field that changes it.

    ``field`` is a dotted path into the policy, such as ``obligations.answer.term.unit``.
    """

    id: str = attrs.field(validator=is_text())
    field: str = attrs.field(validator=is_text())
    reading: Label = attrs.field(validator=is_label)
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)

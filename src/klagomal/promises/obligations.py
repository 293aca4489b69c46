# SPDX-License-Identifier: Apache-2.0
"""Obligations: what starts a clock, how long it runs, what stops it, which feedback it covers.

An :class:`Obligation` is data about a text. Whether one case kept it is worked out by
:mod:`klagomal.deadlines.clocks` and :mod:`klagomal.assessment`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args

import attrs

from klagomal.cases.events import (
    EVENTS,
    ContactEvent,
    DelayNotice,
    Event,
    Received,
    Registered,
    event_class,
)
from klagomal.errors import PolicyError
from klagomal.fields import (
    are_codes,
    are_members,
    as_channels,
    as_codes,
    as_kinds,
    as_roles,
    as_severities,
    as_waivers,
    is_a,
    is_code,
    is_code_or_empty,
    is_flag,
    is_label,
    is_whole_number,
    member_of,
)
from klagomal.promises.citation import Citation, are_citations
from klagomal.promises.terms import ByDueOf, Term, Within
from klagomal.vocabulary import (
    Channel,
    Extension,
    Kind,
    Label,
    Role,
    Severity,
    Strength,
    Waiver,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DelayRule", "Obligation", "On", "Scope", "complaints", "on", "slugs"]


@attrs.frozen
class On:
    """Which events count: a slug, narrowed by who acted, to whom, how and with what content.

    A condition left empty is not applied. ``Role.RECEIVER`` in ``by`` means the very person who
    took the feedback in. ``content`` must be in the event itself. ``name`` is the event's own
    subject: what was registered, the type of a measure, the name of a milestone. ``individually``
    demands a registration under a number of its own. ``other_handler`` demands somebody who had
    not handled the case on an earlier level of the ladder. ``within`` demands that the event
    comes no later than this long after the clock has started; it is for what ends an obligation,
    such as a matter settled within three days.
    """

    event: str = attrs.field(validator=is_a(str))
    by: frozenset[Role] = attrs.field(
        default=frozenset(), converter=as_roles, validator=are_members(Role)
    )
    to: frozenset[Role] = attrs.field(
        default=frozenset(), converter=as_roles, validator=are_members(Role)
    )
    modes: frozenset[Channel] = attrs.field(
        default=frozenset(), converter=as_channels, validator=are_members(Channel)
    )
    content: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    name: str = attrs.field(default="", validator=is_code_or_empty)
    individually: bool = attrs.field(default=False, validator=is_flag)
    other_handler: bool = attrs.field(default=False, validator=is_flag)
    within: Within | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_a(Within))
    )

    def __attrs_post_init__(self) -> None:
        """Refuse an event that does not exist, or a condition it can never meet."""
        kind = event_class(self.event)
        if self.content and not hasattr(kind, "content"):
            raise PolicyError(f"the event {self.event!r} carries no content to look for")
        if self.modes and not hasattr(kind, "mode"):
            raise PolicyError(f"the event {self.event!r} has no mode; drop modes")
        if self.to and not (hasattr(kind, "to_role") or hasattr(kind, "to")):
            raise PolicyError(f"the event {self.event!r} goes to no role; drop to")
        if self.name and not kind.subject:
            raise PolicyError(f"the event {self.event!r} has no subject to name; drop name")
        if self.individually and self.event != "registered":
            raise PolicyError(f"individually goes with 'registered', not {self.event!r}")

    @cached_property
    def is_plain(self) -> bool:
        """Whether any event with the slug counts."""
        return not (
            self.by
            or self.to
            or self.modes
            or self.content
            or self.name
            or self.individually
            or self.other_handler
            or self.within
        )

    @cached_property
    def is_particular(self) -> bool:
        """Whether it asks for content, a new handler, or a message in some way or by some only."""
        is_message = issubclass(event_class(self.event), ContactEvent)
        is_narrowed = bool(self.modes or self.by) and is_message
        return bool(self.content) or self.other_handler or is_narrowed

    def lacks(self, event: Event, receiver: str) -> frozenset[str] | None:
        """Return what ``event``, which has this slug, would need in order to be accepted.

        That is the content it lacks, ``mode`` if it was given in another way, and ``by`` if by
        others: nothing where it is accepted. ``None`` says that it is about something else.
        """
        if not self._is_about(event):
            return None
        missing = set(self.content - getattr(event, "content", frozenset()))
        if self.modes and getattr(event, "mode", None) not in self.modes:
            missing.add("mode")
        if not self._allows(event, receiver):
            missing.add("by")
        return frozenset(missing)

    def accepts(self, event: Event, receiver: str) -> bool:
        """Whether ``event``, which has this slug, meets the conditions on the event itself."""
        return self.lacks(event, receiver) == frozenset()

    def _allows(self, event: Event, receiver: str) -> bool:
        """Whether whoever acted may be the one who did."""
        if not self.by or event.by.role in self.by:
            return True
        is_receiver = isinstance(event, Received) or (receiver != "" and event.by.id == receiver)
        return is_receiver and Role.RECEIVER in self.by

    def _is_about(self, event: Event) -> bool:
        """Whether the event goes to those asked for, under the name and number asked for."""
        if self.to and getattr(event, "to_role", getattr(event, "to", None)) not in self.to:
            return False
        if self.name and getattr(event, event.subject) != self.name:
            return False
        return not (self.individually and isinstance(event, Registered) and event.dossier)


def on(*events: str | On) -> tuple[On, ...]:
    """Return one pattern for each slug or pattern given, as policies write them."""
    return tuple(event if isinstance(event, On) else On(event) for event in events)


@attrs.frozen(kw_only=True)
class Scope:
    """Which feedback an obligation covers. An empty condition covers everything.

    ``concerns_receiver`` covers only feedback about the very person who took it in.
    ``misdirected`` covers only feedback that one unit took in and another one answers for.
    ``except_categories`` leaves out what is of one of these categories. ``reachable_by`` covers
    only feedback of somebody who can be reached in at least one of these ways, and ``reply_by``
    only what asks for an answer in one of these forms.
    """

    kinds: frozenset[Kind] = attrs.field(
        default=frozenset(), converter=as_kinds, validator=are_members(Kind)
    )
    channels: frozenset[Channel] = attrs.field(
        default=frozenset(), converter=as_channels, validator=are_members(Channel)
    )
    severities: frozenset[Severity] = attrs.field(
        default=frozenset(), converter=as_severities, validator=are_members(Severity)
    )
    sectors: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    categories: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    except_categories: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    units: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    reachable_by: frozenset[Channel] = attrs.field(
        default=frozenset(), converter=as_channels, validator=are_members(Channel)
    )
    reply_by: frozenset[Channel] = attrs.field(
        default=frozenset(), converter=as_channels, validator=are_members(Channel)
    )
    concerns_receiver: bool = attrs.field(default=False, validator=is_flag)
    misdirected: bool = attrs.field(default=False, validator=is_flag)

    def __attrs_post_init__(self) -> None:
        """Refuse a category that is asked for and left out at once."""
        if both := self.categories & self.except_categories:
            raise PolicyError(
                f"except_categories: {', '.join(sorted(both))} stands in categories too; "
                "drop one of the two"
            )

    @property
    def is_everything(self) -> bool:
        """Whether the scope covers all feedback."""
        return not (
            self.kinds
            or self.channels
            or self.severities
            or self.sectors
            or self.categories
            or self.except_categories
            or self.units
            or self.reachable_by
            or self.reply_by
            or self.concerns_receiver
            or self.misdirected
        )

    def covers(  # noqa: PLR0913  (each is something that a scope can ask for)
        self,
        *,
        kind: Kind,
        channel: Channel,
        severity: Severity,
        sector: str,
        category: str,
        unit: str,
        reachable_by: frozenset[Channel] = frozenset(),
        reply_by: Channel | None = None,
        concerns_receiver: bool = False,
        misdirected: bool = False,
    ) -> bool:
        """Whether the scope covers feedback with these facts."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.channels or channel in self.channels)
            and (not self.severities or severity in self.severities)
            and (not self.sectors or sector in self.sectors)
            and self.covers_category(category)
            and (not self.units or unit in self.units)
            and (not self.reachable_by or not self.reachable_by.isdisjoint(reachable_by))
            and (not self.reply_by or reply_by in self.reply_by)
            and (not self.concerns_receiver or concerns_receiver)
            and (not self.misdirected or misdirected)
        )

    def covers_category(self, category: str) -> bool:
        """Whether the scope covers feedback of this category, whatever else it covers."""
        return category not in self.except_categories and (
            not self.categories or category in self.categories
        )


def complaints() -> Scope:
    """Return the scope of a rule that speaks of complaints only (AMB-09)."""
    return Scope(kinds={Kind.COMPLAINT})


@attrs.frozen(kw_only=True)
class DelayRule:
    """What a delay notice does to an obligation's due day (AMB-07).

    With ``must_precede_due`` a notice counts only on or before the due day that it concerns.
    ``content`` is what the notice must contain to count, and ``modes`` the ways in which it may be
    given. ``suggested_modes`` are those that the text recommends; they demand nothing.

    ``at_most`` is the longest extension, counted from the day on which the term ends before its
    roll. Without ``times`` it is the longest in all, however many notices are given. ``times`` is
    the largest number of extensions; each of them may then be as long. ``in_total`` is the longest
    time in all, counted from the day the clock starts, whatever day a notice names.

    A day that the person agreed to is the due day also where it comes earlier than the old one.
    """

    extends: Extension = attrs.field(default=Extension.NO, validator=member_of(Extension))
    at_most: Within | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_a(Within))
    )
    times: int | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_whole_number(1))
    )
    needs_consent: bool = attrs.field(default=False, validator=is_flag)
    must_precede_due: bool = attrs.field(default=True, validator=is_flag)
    content: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    modes: frozenset[Channel] = attrs.field(
        default=frozenset(), converter=as_channels, validator=are_members(Channel)
    )
    suggested_modes: frozenset[Channel] = attrs.field(
        default=frozenset(), converter=as_channels, validator=are_members(Channel)
    )
    in_total: Within | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_a(Within))
    )

    def __attrs_post_init__(self) -> None:
        """Refuse a missing ``at_most``, and a limit that has no extension to limit."""
        if self.extends is Extension.BY_AT_MOST and self.at_most is None:
            raise PolicyError("extends = by_at_most needs at_most: say how much longer")
        if self.extends is not Extension.BY_AT_MOST and self.at_most is not None:
            raise PolicyError("at_most goes with extends = by_at_most only")
        for limit in ("in_total", "times"):
            if getattr(self, limit) is not None and self.extends is Extension.NO:
                raise PolicyError(
                    f"{limit} limits an extension; say with extends what a notice does"
                )

    def lacks(self, notice: DelayNotice) -> frozenset[str]:
        """Return what ``notice`` lacks to count, whatever day it was given on.

        That is elements of its content, or ``consent``, or ``mode``.
        """
        missing = set(self.content - notice.content)
        if self.needs_consent and not notice.consented:
            missing.add("consent")
        if self.modes and notice.mode not in self.modes:
            missing.add("mode")
        return frozenset(missing)


def _are_patterns(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, tuple) or not all(isinstance(pattern, On) for pattern in value):
        raise PolicyError(f"{attribute.name}: expected event patterns, got {value!r}; use on(...)")


@attrs.frozen(kw_only=True)
class Obligation:
    """One thing a text demands or promises for a case.

    The clock starts at the first event that ``starts_on`` accepts (at each one with ``each``), on
    ladder level ``level`` if that is given. It stops at an event that ``fulfilled_by`` accepts;
    the elements in ``content`` may come in one such event or be complete after several (AMB-05).
    An event that ``also_by`` accepts fulfils it whatever it contains, as a full answer does for an
    acknowledgement. An event that ``ended_by`` accepts lifts an obligation that is still open; a
    closing does so until the case is reopened, and the clock has then stood still.
    ``start_latest`` names another obligation, and the clock starts at the latest on that
    obligation's due day. ``derived`` marks what is our reading and not the text's own words.

    ``purpose`` is a code shared by obligations that serve the same end in different sources
    (``acknowledge``, ``answer``, ``delay_notice``), so that the stricter of two can win.

    An obligation that runs once may be fulfilled before its clock starts, as an answer may come
    before it was promised. With ``after_start`` or ``each``, only an event after the start fulfils
    it; with ``each``, an earlier event of the day on which the run starts does so too. An
    obligation that follows one with ``each`` (:class:`~klagomal.promises.terms.ByDueOf`) runs along
    with each of its runs.
    """

    id: str = attrs.field(validator=is_code)
    title: Label = attrs.field(validator=is_label)
    fulfilled_by: tuple[On, ...] = attrs.field(validator=_are_patterns)
    term: Term = attrs.field(validator=is_a(*get_args(Term)))
    strength: Strength = attrs.field(validator=member_of(Strength))
    purpose: str = attrs.field(default="", validator=is_code_or_empty)
    starts_on: tuple[On, ...] = attrs.field(default=(On("received"),), validator=_are_patterns)
    content: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    also_by: tuple[On, ...] = attrs.field(default=(), validator=_are_patterns)
    ended_by: tuple[On, ...] = attrs.field(default=(), validator=_are_patterns)
    applies_to: Scope = attrs.field(default=Scope(), validator=is_a(Scope))
    waived_if: frozenset[Waiver] = attrs.field(
        default=frozenset(), converter=as_waivers, validator=are_members(Waiver)
    )
    delay: DelayRule | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_a(DelayRule))
    )
    level: int | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_whole_number(1))
    )
    start_latest: str = attrs.field(default="", validator=is_code_or_empty)
    each: bool = attrs.field(default=False, validator=is_flag)
    after_start: bool = attrs.field(default=False, validator=is_flag)
    pausable: bool = attrs.field(default=False, validator=is_flag)
    accepts_automatic: bool = attrs.field(default=True, validator=is_flag)
    derived: bool = attrs.field(default=False, validator=is_flag)
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)

    def __attrs_post_init__(self) -> None:
        """Refuse an obligation that nothing starts or nothing can fulfil."""
        for name in ("starts_on", "fulfilled_by"):
            if not getattr(self, name):
                raise PolicyError(f"obligation {self.id!r}: {name} is empty", obligation=self.id)
        for name in ("starts_on", "fulfilled_by", "also_by"):
            if any(pattern.within for pattern in getattr(self, name)):
                raise PolicyError(
                    f"obligation {self.id!r}: within goes with events of ended_by; in {name} drop "
                    "it, and give the time as the term",
                    obligation=self.id,
                )
        if self.content and not any(
            issubclass(EVENTS[pattern.event], ContactEvent) or pattern.event == "closed"
            for pattern in self.fulfilled_by
        ):
            raise PolicyError(
                f"obligation {self.id!r} demands content, but none of its fulfilling events "
                "carries any",
                obligation=self.id,
            )

    @property
    def rows(self) -> tuple[str, ...]:
        """The requirement ids that the obligation rests on."""
        return tuple(row for citation in self.citations for row in citation.rows)

    @cached_property
    def is_direct(self) -> bool:
        """Whether it runs once, from the arrival to the first event of certain kinds.

        Most obligations do, and such a clock is quick to read off a case.
        """
        return (
            all(pattern.is_plain for pattern in (*self.fulfilled_by, *self.also_by))
            and self.starts_on == (On("received"),)
            and self.accepts_automatic
            and not (
                self.each or self.after_start or self.level or self.ended_by or self.start_latest
            )
        )

    @cached_property
    def starts_on_arrival(self) -> bool:
        """Whether every case's clock starts the day it arrives."""
        return self.starts_on == (On("received"),) and self.level is None

    @cached_property
    def asks_who_handled(self) -> bool:
        """Whether it matters who handled the case before, on another level of the ladder."""
        patterns = (*self.starts_on, *self.fulfilled_by, *self.also_by, *self.ended_by)
        return any(pattern.other_handler for pattern in patterns)

    @cached_property
    def follows(self) -> str:
        """The id of the obligation whose due day is this one's; empty if it has its own."""
        return self.term.obligation if isinstance(self.term, ByDueOf) else ""

    @cached_property
    def is_only_if_late(self) -> bool:
        """Whether it is owed only if the obligation that it follows is not met by its due day."""
        return isinstance(self.term, ByDueOf) and self.term.only_if_late

    @cached_property
    def is_to_person(self) -> bool:
        """Whether it is owed to the person: a message to them fulfils it."""
        return any(issubclass(EVENTS[on.event], ContactEvent) for on in self.fulfilled_by)

    @cached_property
    def disturbed_by(self) -> frozenset[str]:
        """The event slugs that lift the obligation, move its due day or pause its clock.

        What fulfils it does so too, if that counts at certain times only.
        """
        lifted = {pattern.event for pattern in self.ended_by}
        moved = {"delay_notice"} if self.delay else set[str]()
        stilled = {"paused"} if self.pausable else set[str]()
        told = {*self.done_by} if self.is_only_if_late else set[str]()
        return frozenset(lifted | moved | stilled | told)

    @cached_property
    def done_by(self) -> tuple[str, ...]:
        """The event slugs that fulfil it."""
        return tuple(pattern.event for pattern in (*self.fulfilled_by, *self.also_by))


def slugs(patterns: Iterable[On]) -> frozenset[str]:
    """Return the event slugs that ``patterns`` look for."""
    return frozenset(pattern.event for pattern in patterns)

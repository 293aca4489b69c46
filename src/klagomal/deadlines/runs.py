# SPDX-License-Identifier: Apache-2.0
"""One run of an obligation's clock in a case: the facts that deadlines and judgements rest on.

Days are civil days in the policy's zone; a position is an index into ``case.events``.
:mod:`klagomal.deadlines.clocks` works them out.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs

from klagomal.promises.obligations import Obligation
from klagomal.vocabulary import Reason

__all__ = ["NO_CLOCK", "Clock", "LastDay", "NoticeGiven", "Run", "ShortOf", "Still", "Undelivered"]


@attrs.frozen
class NoticeGiven:
    """A delay notice, the due day it concerned, and what it did.

    ``missing`` names what kept it from counting: content elements, ``consent``, ``mode`` or
    ``in_time``. ``extended_to`` is the new due day, if it set one; it is earlier than the old one
    where the person agreed to that. ``named`` is the day that the notice itself names; the rule may
    allow less.
    """

    position: int
    on: date
    concerned: date
    missing: frozenset[str] = frozenset()
    extended_to: date | None = None
    named: date | None = None

    @property
    def counts(self) -> bool:
        """Whether the notice came in time with all that it must contain."""
        return not self.missing


@attrs.frozen
class LastDay:
    """A last day of a run, and the position of the notice that set it; -1 for the first one.

    ``is_open`` says that the clock stands still with time left to that day.
    """

    day: date
    set_by: int = -1
    is_open: bool = False


@attrs.frozen
class Still:
    """A stretch in which the clock stood still, from the event at ``begins`` to that at ``ends``.

    ``first`` and ``last`` are the days of the two. The first one counts still; the last one counts
    no more. Without an end it lasts. ``is_pause`` tells a pause from something that was lifted and
    came back.
    """

    begins: int
    ends: int | None
    first: date
    last: date | None
    is_pause: bool


@attrs.frozen
class ShortOf:
    """An event that would have fulfilled the obligation but for what it lacked.

    ``missing`` names content elements, ``mode`` if a message was given in another way than the rule
    demands, ``by`` if somebody else gave it, ``other_handler`` if somebody did who should not have
    handled the case before, and ``automatic`` if no person gave it.
    """

    position: int
    on: date
    missing: frozenset[str]


@attrs.frozen
class Undelivered:
    """A message that would have fulfilled the obligation, and the day it proved not to arrive."""

    position: int
    on: date
    failed_on: date


@attrs.frozen(kw_only=True)
class Clock:
    """One run of an obligation's clock.

    ``first_due`` is the due day as first promised, and ``due`` the due day with valid extensions.
    Both are ``None`` where no day can be named. ``start`` is the position of the event that starts
    it, if one does, and ``begun`` that of the last event before it runs; -1 if there is none.
    ``done`` is the position of the fulfilling event.
    ``last_days`` are all the last days that it has had, as pauses have left them.
    ``warned`` says whether a notice that counts concerned the last due day. ``ended`` is the
    position of the event that lifted the obligation while it was open, and ``lifted`` why.
    ``stills`` are the stretches in which the clock stood still.
    ``first_noted`` is the day that the entry of the fulfilling event gave before it was corrected.

    ``promised`` is the day that was promised, where the rule's limit comes earlier and is due.

    ``given`` is the day that the person was given on arrival, where counting today gives another
    one. The day given counts. ``recount`` is then the same run as it would be if every day were
    counted today, and so it is for an obligation that leans on such a day.
    """

    occurrence: int = 1
    start: int | None = None
    begun: int = -1
    started_on: date | None = None
    first_due: date | None = None
    due: date | None = None
    done: int | None = None
    done_on: date | None = None
    first_noted: date | None = None
    ended: int | None = None
    ended_on: date | None = None
    lifted: Reason | None = None
    notices: tuple[NoticeGiven, ...] = ()
    warned: bool = False
    short_of: tuple[ShortOf, ...] = ()
    undelivered: tuple[Undelivered, ...] = ()
    paused: bool = False
    last_days: tuple[LastDay, ...] = ()
    stills: tuple[Still, ...] = ()
    promised: date | None = None
    given: date | None = None
    recount: Clock | None = None


NO_CLOCK: Final = Clock()
"""A clock that has not started."""


@attrs.frozen
class Run:
    """An obligation and one run of its clock, as deadlines, explanations and judgements hold it.

    All days are civil days in the calendar's zone.
    """

    obligation: Obligation
    clock: Clock

    @property
    def occurrence(self) -> int:
        """Which run it is, for obligations that run more than once; from 1."""
        return self.clock.occurrence

    @property
    def started_on(self) -> date | None:
        """The day the clock started, which is never counted; ``None`` if it has not."""
        return self.clock.started_on

    @property
    def first_due(self) -> date | None:
        """The due day as first promised. Extensions do not change it."""
        return self.clock.first_due

    @property
    def due(self) -> date | None:
        """The due day as last agreed; ``None`` where no day can be named (yet)."""
        return self.clock.due

    @property
    def notices(self) -> tuple[NoticeGiven, ...]:
        """The delay notices given while the clock ran."""
        return self.clock.notices

    @property
    def short_of(self) -> tuple[ShortOf, ...]:
        """Events that would have fulfilled the obligation if they had contained all it demands."""
        return self.clock.short_of

    @property
    def undelivered(self) -> tuple[Undelivered, ...]:
        """Messages that would have fulfilled the obligation if they had arrived (AMB-23)."""
        return self.clock.undelivered

    @property
    def done_on(self) -> date | None:
        """The day the obligation was fulfilled."""
        return self.clock.done_on

    @property
    def ended_on(self) -> date | None:
        """The day the obligation was lifted while it was open."""
        return self.clock.ended_on

# SPDX-License-Identifier: Apache-2.0
"""What an explanation consists of."""

from __future__ import annotations

from datetime import date

import attrs

from klagomal.calendar import Day
from klagomal.deadlines.runs import Run
from klagomal.promises.citation import Citation
from klagomal.promises.obligations import DelayRule, Obligation
from klagomal.promises.terms import Within
from klagomal.vocabulary import Label, LabelledEnum

__all__ = ["Awaits", "DayCount", "DayStep", "Grounds", "StoodStill"]


class Awaits(LabelledEnum):
    """What a deadline without a day is waiting for."""

    START = "start", "tiden har inte börjat", "the clock has not started"
    PROMISE = "promise", "ingen dag har utlovats", "no day has been promised"
    OTHER = "other", "regeln den följer har ingen dag", "the rule it follows has no day"
    CLOSING = "closing", "senast när ärendet avslutas", "at the latest when the case is closed"
    NUMBER = "number", "texten anger ingen tid", "the text gives no number"


@attrs.frozen
class DayStep:
    """One day that a count passed.

    ``number`` is the running number of the working day or, for all other units, of the calendar
    day; ``None`` is a day that was not counted. ``completes`` is the number of the week or month
    that is full with this day.
    """

    day: Day
    number: int | None
    completes: int | None = None


@attrs.frozen(kw_only=True)
class DayCount:
    """A term counted off on the calendar, before pauses and notices.

    ``day_zero`` is the day from which it is counted. ``last`` is the last day as counted.
    ``rolled`` is the day after the term's roll was applied; it is still ``last`` if nothing moved.
    ``passed`` are the closed days that the roll went over, beginning with ``last``.
    """

    term: Within
    day_zero: date
    steps: tuple[DayStep, ...]
    last: Day
    rolled: date
    passed: tuple[Day, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether the roll moved the last day."""
        return self.rolled != self.last.date

    @property
    def closed(self) -> tuple[Day, ...]:
        """The days of the count that are no working days, whether they were counted or not."""
        return tuple(step.day for step in self.steps if not step.day.working)


@attrs.frozen(kw_only=True)
class StoodStill:
    """A stretch in which the clock stood still; ``last`` is ``None`` while it lasts.

    ``days`` is how many days after ``first``, up to and with ``last``, the term would have counted.
    ``is_pause`` tells a pause from something that was lifted and came back.
    """

    first: date
    last: date | None
    days: int
    is_pause: bool


@attrs.frozen(kw_only=True)
class Grounds(Run):
    """All that led to a deadline's day, or keeps it from having one.

    All days are civil days in ``zone``. ``act_by`` is the last working day on or before the due
    day. ``count`` is given for a term with a number whose clock has started. ``refers_to`` are the
    obligations that this one takes a day from. ``warn_on`` is a reminder of ours, for words without
    a number. ``stood_still`` are the stretches in which the clock stood still while there was time
    left. ``fingerprint`` is the calendar's.
    """

    citations: tuple[Citation, ...]
    refers_to: tuple[Obligation, ...]
    count: DayCount | None
    act_by: date | None
    awaits: Awaits | None
    warn_on: date | None
    stood_still: tuple[StoodStill, ...]
    fingerprint: str
    zone: str

    @property
    def put_off(self) -> tuple[tuple[date, date], ...]:
        """The last day before and after the clock stood still: until each notice, and since then.

        The two are the same where it did not move. Empty where no day is counted.
        """
        if self.count is None or self.due is None:
            return ()
        found, day = [], self.clock.given or self.count.rolled
        for notice in self.notices:
            found.append((day, notice.concerned))
            day = notice.extended_to or notice.concerned
        return (*found, (day, self.due))

    @property
    def moved_by_pause(self) -> bool:
        """Whether the last day has moved because the clock stood still."""
        return any(before != after for before, after in self.put_off)

    @property
    def recount_differs(self) -> bool:
        """Whether the person was given another day on arrival than the count now gives.

        This happens when the calendar has changed since. The day that was given still applies.
        """
        return self.clock.given is not None

    @property
    def delay_rule(self) -> DelayRule | None:
        """The rule on delay notices: the obligation's own, or that of the obligation it follows."""
        if self.obligation.is_only_if_late:
            followed = self._referred(self.obligation.follows)
            return followed.delay if followed else None
        return self.obligation.delay

    @property
    def runs_along(self) -> bool:
        """Whether it follows an obligation that runs each time something happens."""
        followed = self._referred(self.obligation.follows)
        while followed and (followed.is_only_if_late or not followed.each):
            followed = self._referred(followed.follows)
        return followed is not None

    @property
    def notice_may_be_late(self) -> bool:
        """Whether it is a notice that may come after the last day of the obligation it follows."""
        rule = self.delay_rule if self.obligation.is_only_if_late else None
        return rule is not None and not rule.must_precede_due

    def title_of(self, obligation: str) -> Label:
        """Return the title of an obligation referred to; an unknown id is written as words."""
        found = self._referred(obligation)
        words = obligation.replace("_", " ")
        return found.title if found else Label(words, words)

    def _referred(self, id_: str) -> Obligation | None:
        return next((other for other in self.refers_to if other.id == id_), None)

# SPDX-License-Identifier: Apache-2.0
"""When is it due: a date for every obligation that concerns a case, explained on request.

Every obligation that concerns the feedback is listed, also those without a day yet: a promise that
nobody has given, a duty before closing, words without a number. Their ``on`` is ``None`` and the
explanation says what they wait for.
"""

from __future__ import annotations

from datetime import date

import attrs

from klagomal.calendar import WorkingCalendar
from klagomal.citation import Citation, Source
from klagomal.clocks import Clock, Notice
from klagomal.explanation import Explanation, explain
from klagomal.obligations import Obligation
from klagomal.terms import Within, last_day
from klagomal.vocabulary import Language, Strength

__all__ = ["Deadline", "at_arrival", "of_clock"]


@attrs.frozen
class Deadline:
    """One obligation of one case and the day it falls due.

    ``on`` is the due day as last agreed and ``first_on`` as first promised, civil days in the
    calendar's zone; both ``None`` where no day can be named (yet). ``started_on`` is the day that
    is never counted: the clock's start.
    """

    obligation: Obligation
    on: date | None
    first_on: date | None
    started_on: date | None
    source: Source = attrs.field(repr=False)
    calendar: WorkingCalendar = attrs.field(repr=False)
    notices: tuple[Notice, ...] = ()
    done_on: date | None = None

    @property
    def strength(self) -> Strength:
        """How strongly the text binds."""
        return self.obligation.strength

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where the obligation stands, each with its document."""
        return tuple(citation.within(self.source) for citation in self.obligation.citations)

    @property
    def act_by(self) -> date | None:
        """The last working day on or before the due day: the last day somebody is at work."""
        return None if self.on is None else self.calendar.on_or_before(self.on)

    def working_days_left(self, today: date) -> int | None:
        """Return the working days from ``today`` to the due day; negative when it has passed."""
        return None if self.on is None else self.calendar.count(today, self.on)

    def explanation(self) -> Explanation:
        """Return why this day: rule, citations, start, every day counted or skipped, roll."""
        return explain(
            self.obligation,
            self.calendar,
            citations=self.citations,
            started_on=self.started_on,
            first_on=self.first_on,
            on=self.on,
            notices=self.notices,
        )

    def explain(self, language: Language = "sv") -> str:
        """Return the explanation as text."""
        return self.explanation().text(language)


def at_arrival(
    obligation: Obligation, day: date, calendar: WorkingCalendar, source: Source
) -> Deadline:
    """Return the deadline of an obligation on the day of arrival, when nothing has been done."""
    if not any(pattern.event == "received" for pattern in obligation.starts_on):
        return Deadline(obligation, None, None, None, source, calendar)
    if not isinstance(obligation.term, Within):
        return Deadline(obligation, None, None, day, source, calendar)
    due = last_day(obligation.term, day, calendar)
    return Deadline(obligation, due, due, day, source, calendar)


def of_clock(
    obligation: Obligation, clock: Clock, calendar: WorkingCalendar, source: Source
) -> Deadline:
    """Return the deadline of a clock that has run for a while."""
    return Deadline(
        obligation,
        clock.due,
        clock.first_due,
        clock.started_on,
        source,
        calendar,
        clock.notices,
        clock.done_on,
    )

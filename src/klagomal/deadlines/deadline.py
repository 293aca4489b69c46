# SPDX-License-Identifier: Apache-2.0
"""Deadlines: a due day for every obligation that concerns a case, explained on request.

Every obligation that concerns the feedback is listed, also those without a day yet: a promise that
nobody has given, a duty before closing, words without a number. Their ``due`` is ``None``, and the
explanation says what they wait for. An obligation that follows the last day of another one, such as
a delay notice, is due on that day. A clock that starts on that day at the latest has a due day too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import attrs

from klagomal.calendar import WorkingCalendar
from klagomal.deadlines.explanation import Explanation, explain
from klagomal.deadlines.runs import Clock, Run
from klagomal.promises.citation import Citation, Source
from klagomal.promises.obligations import Obligation
from klagomal.vocabulary import Language, Strength

__all__ = ["Deadline", "of_clock"]

_NO_OTHERS: Final[Mapping[str, Obligation]] = MappingProxyType({})


@attrs.frozen
class Deadline(Run):
    """One obligation of one case and the day it falls due.

    ``refers_to`` are the obligations that this one takes a day from, itself or by way of another
    one. :attr:`due` and :attr:`first_due` are ``None`` where no day can be named (yet).
    """

    source: Source = attrs.field(repr=False)
    calendar: WorkingCalendar = attrs.field(repr=False)
    refers_to: tuple[Obligation, ...] = attrs.field(default=(), repr=False)

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
        return None if self.due is None else self.calendar.on_or_before(self.due)

    def working_days_left(self, today: date) -> int | None:
        """Return the working days from ``today`` to the due day; negative when it has passed."""
        return None if self.due is None else self.calendar.count(today, self.due)

    def explanation(self) -> Explanation:
        """Return why the due day is that day: rule, citations, start, every day counted, roll."""
        return explain(
            self.obligation,
            self.clock,
            self.calendar,
            citations=self.citations,
            refers_to=self.refers_to,
        )

    def explain(self, language: Language = "sv") -> str:
        """Return the explanation as text."""
        return self.explanation().text(language)


def of_clock(
    obligation: Obligation,
    clock: Clock,
    calendar: WorkingCalendar,
    source: Source,
    others: Mapping[str, Obligation] = _NO_OTHERS,
) -> Deadline:
    """Return the deadline of a clock that was read off a case.

    ``others`` are the policy's obligations by id. The explanation names those among them that this
    obligation takes a day from.
    """
    return Deadline(obligation, clock, source, calendar, _referred(obligation, others))


def _referred(obligation: Obligation, others: Mapping[str, Obligation]) -> tuple[Obligation, ...]:
    found = [others[id_] for id_ in (obligation.start_latest, obligation.follows) if id_ in others]
    while found and found[-1].follows in others and found[-1].id == obligation.follows:
        obligation = found[-1]
        found.append(others[obligation.follows])
    return tuple(found)

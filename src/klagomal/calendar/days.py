# SPDX-License-Identifier: Apache-2.0
"""What is said of a day: whether it was counted, under which number, and why not, by name."""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs

from klagomal.vocabulary import Label, LabelledEnum, Language

__all__ = ["WEEKDAYS", "CountedDay", "Day", "DayReason"]

WEEKDAYS: Final = (
    Label("måndag", "Monday"),
    Label("tisdag", "Tuesday"),
    Label("onsdag", "Wednesday"),
    Label("torsdag", "Thursday"),
    Label("fredag", "Friday"),
    Label("lördag", "Saturday"),
    Label("söndag", "Sunday"),
)
"""The names of the weekdays, Monday first as in ``date.weekday()``."""

_SHORT_WEEKDAYS: Final = tuple(
    Label(sv, en)
    for sv, en in zip(
        ("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        strict=True,
    )
)
_SHORT_MONTHS: Final = tuple(
    Label(sv, en)
    for sv, en in zip(
        ["jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"],
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        strict=True,
    )
)
_NOT_COUNTED: Final = Label("räknas inte", "not counted")


class DayReason(LabelledEnum):
    """Why a day is worked or closed."""

    WORKING_DAY = "working_day", "arbetsdag", "working day"
    WEEKEND = "weekend", "helg", "weekend"
    HOLIDAY = "holiday", "helgdag", "holiday"
    LOCAL_CLOSED = "local_closed", "lokalt stängt", "closed locally"
    LOCAL_OPEN = "local_open", "lokalt öppet", "open locally"


@attrs.frozen
class Day:
    """One civil day in the eyes of one calendar.

    ``names`` is the holiday's or the local day's name, the weekday's on a plain weekend, and
    "arbetsdag" on a plain working day. A holiday that falls on a weekend is a holiday here.
    """

    date: date
    reason: DayReason
    names: Label

    @property
    def working(self) -> bool:
        """Whether the day counts."""
        return self.reason is DayReason.WORKING_DAY or self.reason is DayReason.LOCAL_OPEN

    def label(self, language: Language = "sv") -> str:
        """Return the name, for instance "midsommarafton" or "Saturday"."""
        return self.names.text(language)


@attrs.frozen
class CountedDay:
    """One step of a count: the day, and its running number if it was counted.

    Numbers run 1, 2, 3 forwards and -1, -2, -3 backwards; 0 is the day a count of no days lands
    on; ``None`` is a day that was skipped.
    """

    day: Day
    number: int | None

    def text(self, language: Language = "sv") -> str:
        """Return one line, such as "tis 7 jan: arbetsdag 1" or "Mon 6 Jan: Epiphany, not counted".

        The year is left out: it stands beside the first or the last day of the count.
        """
        day = self.day.date
        weekday = _SHORT_WEEKDAYS[day.weekday()].text(language)
        head = f"{weekday} {day.day} {_SHORT_MONTHS[day.month - 1].text(language)}"
        if self.number is None:
            return f"{head}: {self.day.label(language)}, {_NOT_COUNTED.text(language)}"
        number = f" {self.number}" if self.number else ""
        local = self.day.reason is DayReason.LOCAL_OPEN
        opened = f" ({self.day.label(language)})" if local else ""
        return f"{head}: {DayReason.WORKING_DAY.label(language)}{number}{opened}"

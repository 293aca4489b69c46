# SPDX-License-Identifier: Apache-2.0
"""What is said of a day: whether it was counted, under which number, and why not, by name."""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs

from klagomal.vocabulary import Label, LabelledEnum, Language

__all__ = ["MONTHS", "WEEKDAYS", "CountedDay", "Day", "DayReason"]

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

MONTHS: Final = (
    Label("januari", "January"),
    Label("februari", "February"),
    Label("mars", "March"),
    Label("april", "April"),
    Label("maj", "May"),
    Label("juni", "June"),
    Label("juli", "July"),
    Label("augusti", "August"),
    Label("september", "September"),
    Label("oktober", "October"),
    Label("november", "November"),
    Label("december", "December"),
)
"""The names of the months, January first."""


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

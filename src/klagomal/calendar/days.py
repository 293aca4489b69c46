# SPDX-License-Identifier: Apache-2.0
"""Describe a day of a count: whether it was counted, under which number, and if not, why."""

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
    REST = "rest", "vilotid", "rest period"


@attrs.frozen
class Day:
    """One civil day, as one calendar sees it.

    ``names`` is the name of the holiday or the local day, the weekday on a plain weekend, and
    "arbetsdag" on a plain working day. A holiday that falls on a weekend is a holiday here. A day
    is closed as a rest period only if it would be worked otherwise.
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

    Numbers run 1, 2, 3 forwards and -1, -2, -3 backwards. The number is 0 for the day on which a
    count of no days ends, and ``None`` for a day that was skipped.
    """

    day: Day
    number: int | None

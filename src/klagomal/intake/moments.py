# SPDX-License-Identifier: Apache-2.0
"""Dates and times as people write them in exports, and the moment each means.

A time without a zone is local time in the policy's zone. When the clocks go back, an hour comes
twice, and the first of the two is meant. When they go forward, an hour is missing, and a time
within it is refused.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from klagomal.intake.problems import CellError, ProblemCode

__all__ = ["DateStyle", "Stamp", "localise", "read_stamp"]


class DateStyle(StrEnum):
    """A way of writing dates. Only the ways that the mapping names are read, so none is guessed."""

    ISO = "iso"
    """2025-03-14, 2025-03-14 13:05, 2025-03-14T13:05:00+01:00."""
    DOTTED = "dotted"
    """14.3.2025, 14.03.2025 13:05: day, month, year."""


class Stamp(NamedTuple):
    """What a cell says: a day, and the moment on it if a time is given (naive: local time)."""

    day: date
    moment: datetime | None


_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+-]\d\d:\d\d)?)?", re.ASCII
)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: (\d{1,2})[:.](\d\d))?", re.ASCII)
_EXAMPLES: Final = {
    DateStyle.ISO: "2025-03-14 eller 2025-03-14 13:05",
    DateStyle.DOTTED: "14.3.2025 eller 14.3.2025 13:05",
}
_MIDNIGHT: Final = time()


@lru_cache(maxsize=4096)
def read_stamp(text: str, styles: tuple[DateStyle, ...]) -> Stamp:
    """Return the day and moment that ``text`` says, in one of ``styles``.

    Spreadsheets write midnight for a day without a time. So a time of exactly midnight without a
    zone is read as a day without a time. Raises :class:`CellError` for any other text.
    """
    text = text.strip()
    try:
        for style in styles:
            found = _iso(text) if style is DateStyle.ISO else _dotted(text)
            if found is not None:
                return found
    except ValueError:
        pass  # the right shape, but no such day or time
    ways = "; ".join(_EXAMPLES[style] for style in styles)
    raise CellError(
        ProblemCode.UNREADABLE_DATE,
        f"är ingen tidpunkt; skriv {ways}",
        f"is no date; write {ways.replace('eller', 'or')}",
    )


def _iso(text: str) -> Stamp | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    if found[2] is None:
        return Stamp(date.fromisoformat(found[1]), None)
    return _stamp(datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3] or ''}"))


def _dotted(text: str) -> Stamp | None:
    found = _DOTTED.fullmatch(text)
    if found is None:
        return None
    day = date(int(found[3]), int(found[2]), int(found[1]))
    if found[4] is None:
        return Stamp(day, None)
    return _stamp(datetime.combine(day, time(int(found[4]), int(found[5]))))


def _stamp(moment: datetime) -> Stamp:
    if moment.tzinfo is None and moment.time() == _MIDNIGHT:
        return Stamp(moment.date(), None)
    return Stamp(moment.date(), moment)


def localise(moment: datetime, zone: tzinfo) -> datetime:
    """Return ``moment`` in UTC, read in ``zone`` if it is naive; refuse an hour that never was."""
    if moment.tzinfo is not None:
        try:
            return moment.astimezone(UTC)
        except OverflowError:
            raise _no_such_time(zone) from None
    try:
        found = moment.replace(tzinfo=zone).astimezone(UTC)
        back = found.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        raise _no_such_time(zone) from None
    if back != moment:
        raise _no_such_time(zone)
    return found


def _no_such_time(zone: tzinfo) -> CellError:
    return CellError(
        ProblemCode.NO_SUCH_TIME,
        f"finns inte i {zone}: klockan ställdes fram då",
        f"does not exist in {zone}: the clocks went forward then",
    )

# SPDX-License-Identifier: Apache-2.0
"""Turns what a file says was done into events: dated, ordered and complete.

An export often gives days without times. A step without a time is placed at noon, or at the time of
the step before it if that is later on the same day; the steps of a day follow the natural order of
a case. On the day of the arrival such a step is never placed before the arrival, and today it is
never placed after now. Its day stays the same, and so does what is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from typing import Any, Final

import attrs

from klagomal.calendar import WorkingCalendar
from klagomal.cases.events import (
    EVENTS,
    Acknowledged,
    Actor,
    Answered,
    CategorySet,
    Classified,
    Closed,
    CopySent,
    DelayNotice,
    Escalated,
    Event,
    HandlerAnnounced,
    Informed,
    MeasureCompleted,
    MeasureReceived,
    MeasureRecorded,
    PraiseForwarded,
    ProgressNotice,
    Reclassified,
    ReferredOut,
    Registered,
    Reopened,
    SatisfactionRecorded,
    SeveritySet,
    Transferred,
    WroteAgain,
)
from klagomal.errors import KlagomalError
from klagomal.intake.moments import Stamp
from klagomal.intake.problems import CellError, ProblemCode
from klagomal.vocabulary import Content, Role

__all__ = ["Step", "as_event", "implied", "ordered", "refused"]


@attrs.define(kw_only=True)
class Step:
    """One thing that a file says was done.

    ``stamp`` holds its day in the policy's zone, and the moment in UTC if a time was given; ``at``
    is filled in by :func:`ordered`.
    """

    slug: str
    number: int = 1
    stamp: Stamp
    column: str = ""
    value: str = ""
    line: int = 0
    attributes: dict[str, Any]
    at: datetime = datetime.max.replace(tzinfo=UTC)


_NATURAL_ORDER: Final[tuple[type[Event], ...]] = (
    Registered,
    CopySent,
    SeveritySet,
    Transferred,
    Reclassified,
    CategorySet,
    Classified,
    WroteAgain,
    Acknowledged,
    HandlerAnnounced,
    ProgressNotice,
    Informed,
    ReferredOut,
    DelayNotice,
    MeasureRecorded,
    MeasureCompleted,
    Answered,
    MeasureReceived,
    SatisfactionRecorded,
    Escalated,
    PraiseForwarded,
    Closed,
    Reopened,
)
_PLACE: Final = {event.slug: place for place, event in enumerate(_NATURAL_ORDER)}
_AGAIN: Final = frozenset({Answered.slug, Closed.slug, Reopened.slug})
_NOON: Final = time(12)
_REQUIRED: Final = {
    slug: [
        field.name
        for field in attrs.fields(event)
        if field.default is attrs.NOTHING and field.name != "at"
    ]
    for slug, event in EVENTS.items()
}


def _natural(step: Step) -> tuple[date, int, int, int]:
    """Return a sort key: first the day, then the natural order of a case.

    A second answer of the same day comes after the reopening.
    """
    again = step.number if step.slug in _AGAIN else 1
    place = _PLACE.get(step.slug, _PLACE[Closed.slug])
    return step.stamp.day, again, place, step.number


def ordered(
    steps: Iterable[Step], arrival: datetime, now: datetime, calendar: WorkingCalendar
) -> list[Step]:
    """Return the steps with their moments, in the order they happened."""
    found = sorted(steps, key=_natural)
    today = calendar.day_of(now)
    latest, day = arrival, calendar.day_of(arrival)
    for step in found:
        if step.stamp.day != day:
            day, latest = step.stamp.day, datetime.min.replace(tzinfo=UTC)
        if step.stamp.moment is not None:
            step.at = step.stamp.moment
        else:
            noon = _noon(day, calendar.zone)
            step.at = max(latest, min(noon, now) if day == today else noon)
        latest = max(latest, step.at)
    found.sort(key=lambda step: step.at)
    return found


@lru_cache(maxsize=4096)
def _noon(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, _NOON, zone).astimezone(UTC)


@lru_cache(maxsize=256)
def _actor(role: Role, id_: str) -> Actor:
    return Actor(role, id_)


def as_event(step: Step, roles: Mapping[str, Role], now: datetime) -> Event:
    """Return the event that a step tells of, recorded ``now``, or raise a :class:`CellError`.

    The actor's role is the one that the step names, or the one in ``roles``, or staff.
    """
    told = dict(step.attributes)
    role = told.pop("by", None) or roles.get(step.slug, Role.STAFF)
    actor = _actor(role, told.pop("by_id", ""))
    for name in _REQUIRED[step.slug]:
        if name == "measure":
            told.setdefault(name, f"m{step.number}")
        elif name not in told:
            raise CellError(
                ProblemCode.MISSING_VALUE,
                f"saknar uppgiften {name}",
                f"lacks its {name}; map a column to it or fix it in the mapping",
            )
    try:
        return EVENTS[step.slug](at=step.at, by=actor, recorded_at=now, **told)
    except KlagomalError as error:
        raise refused(error) from None


def implied(slug: str, attribute: str) -> str:
    """Return the content element that a filled attribute shows to have been there, or ``""``.

    A message that names a handler contains who handles the case. A message that gives a day
    contains how long the case takes or, in a delay notice, the new date.
    """
    if attribute == "handler":
        return Content.HANDLER_NAME
    if attribute == "promised":
        return Content.NEW_DATE if slug == DelayNotice.slug else Content.EXPECTED_DURATION
    return ""


def refused(error: KlagomalError) -> CellError:
    """Return the core's refusal as the reason for a row.

    The reason leaves out the case and the event, which the row tells.
    """
    why = str(error).removeprefix(f"case {error.data.get('case')}, {error.data.get('event')}: ")
    return CellError(
        ProblemCode.STEP_REFUSED,
        f"går inte ihop med ärendet i övrigt ({why})",
        f"does not fit the rest of the case ({why})",
    )

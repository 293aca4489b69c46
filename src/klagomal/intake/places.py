# SPDX-License-Identifier: Apache-2.0
"""Where a column's content goes: a fact about the feedback, or an attribute of an event.

A place is written ``received``, ``acknowledged.at``, ``delay_notice#2.promised`` (the second delay
notice) or ``acknowledged.content:handler_name`` (whether that element was there). The events and
their attributes are read from :mod:`klagomal.cases.events` and not listed here again. Every
attribute can be reached but ``recorded_at``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import attrs

from klagomal.cases.events import EVENTS, Event, Received
from klagomal.errors import FieldError, suggest

__all__ = ["FACTS", "NEEDED", "Place", "read_place"]

FACTS: Final = (
    "municipality",
    "case_id",
    "received",
    "received_by",
    "kind",
    "channel",
    "unit",
    "receiving_unit",
    "administration",
    "sector",
    "category",
    "cause",
    "dimensions",
    "streams",
    "subjects",
    "capacity",
    "anonymous",
    "has_contact_route",
    "reachable_by",
    "wants_reply",
    "reply_by",
    "parent",
    "text",
)
"""What a column can say of the feedback itself."""

NEEDED: Final = ("municipality", "case_id", "received", "kind")
"""The facts without which a row is no case.

One policy for the whole file makes up for the first of them.
"""

_PLACE = re.compile(r"([a-z_]+)(?:#([1-9][0-9]?))?\.([a-z_]+)(?::([a-z0-9][a-z0-9_./-]*))?")
_NOT_FROM_FILES: Final = frozenset({"recorded_at"})
_ACTOR: Final = ("by", "by_id")


@attrs.frozen
class Place:
    """One place. ``event`` is empty for a fact about the feedback; ``number`` counts from 1."""

    event: str
    number: int
    attribute: str
    element: str = ""

    @property
    def occurrence(self) -> tuple[str, int]:
        """The event that the place belongs to: its slug, and its number within that slug."""
        return self.event, self.number

    def __str__(self) -> str:
        """Return the place as a mapping writes it."""
        if not self.event:
            return self.attribute
        number = f"#{self.number}" if self.number > 1 else ""
        element = f":{self.element}" if self.element else ""
        return f"{self.event}{number}.{self.attribute}{element}"


def attributes(event: type[Event]) -> tuple[str, ...]:
    """Return the attributes of an event that a file can fill."""
    own = (field.name for field in attrs.fields(event) if field.name != "by")
    return (*(name for name in own if name not in _NOT_FROM_FILES), *_ACTOR)


def read_place(written: str) -> Place:
    """Return the place that ``written`` names; refuse one that does not exist, with a hint."""
    if written in FACTS:
        return Place("", 1, written)
    found = _PLACE.fullmatch(written)
    if found is None:
        raise _unknown(written, (*FACTS, *(f"{slug}.at" for slug in EVENTS if slug != "received")))
    slug, number, attribute, element = found.groups()
    if slug not in EVENTS or slug == Received.slug:
        raise _unknown(written, (slug for slug in EVENTS if slug != Received.slug), slug)
    known = attributes(EVENTS[slug])
    if attribute not in known:
        raise _unknown(written, known, attribute)
    if element and attribute != "content":
        raise FieldError(f"{written!r}: only content has elements", field=written)
    return Place(slug, int(number or 1), attribute, element or "")


def _unknown(written: str, known: Iterable[str], part: str = "") -> FieldError:
    return FieldError(
        f"{written!r} is no place for a column; {suggest(part or written, known)}", field=written
    )

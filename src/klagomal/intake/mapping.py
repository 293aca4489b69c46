# SPDX-License-Identifier: Apache-2.0
"""Which column of a file means what: a mapping is data, one for each kind of export.

:class:`ColumnMapping` is for files with a row for each case, :class:`EventLogMapping` for files
with a row for each event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from klagomal.cases.events import EVENTS
from klagomal.errors import FieldError, suggest
from klagomal.fields import are_codes, as_codes, is_flag
from klagomal.intake.moments import DateStyle
from klagomal.intake.places import FACTS, attributes, read_place
from klagomal.intake.words import as_compared
from klagomal.vocabulary import Role

__all__ = ["DELIMITERS", "ENCODINGS", "ColumnMapping", "EventLogMapping"]

ENCODINGS: Final = ("utf-8", "cp1252")
"""The encodings that files may have.

UTF-8 may come with or without a byte order mark; cp1252 is read only on request.
"""
DELIMITERS: Final = (";", ",", "\t")
"""The characters that may stand between cells."""
_EVENT_FACTS: Final = ("case_id", "event", "at")


def _headings(columns: Mapping[str, str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for heading, place in dict(columns).items():
        if as_compared(heading) in map(as_compared, found):
            raise FieldError(f"the heading {heading!r} stands twice", field=heading)
        found[heading] = place
    return MappingProxyType(found)


def _tables(words: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    known = {*FACTS, "event"}.union(*map(attributes, EVENTS.values()))
    for attribute in words:
        if attribute not in known:
            raise FieldError(
                f"words: {attribute!r} is no attribute; {suggest(attribute, known)}", field="words"
            )
    return MappingProxyType({name: MappingProxyType(dict(table)) for name, table in words.items()})


def _frozen(pairs: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(pairs))


def _is_one_of(
    choices: tuple[str, ...],
) -> Callable[[object, attrs.Attribute[str], str], None]:
    def check(_: object, attribute: attrs.Attribute[str], value: str) -> None:
        if value not in choices:
            raise FieldError(
                f"{attribute.name}: {value!r}; choose from {', '.join(map(repr, choices))}",
                field=attribute.name,
            )

    return check


def _styles(styles: Iterable[DateStyle | str]) -> tuple[DateStyle, ...]:
    try:
        found = tuple(DateStyle(style) for style in styles)
    except ValueError as error:
        known = [style.value for style in DateStyle]
        raise FieldError(f"dates: {error}; choose from {known}", field="dates") from None
    if not found:
        raise FieldError("dates: name at least one way of writing dates", field="dates")
    return found


def _roles(roles: Mapping[str, Role | str]) -> Mapping[str, Role]:
    found = {}
    for slug, role in roles.items():
        if slug not in EVENTS:
            raise FieldError(f"roles: {slug!r} is no event; {suggest(slug, EVENTS)}", field="roles")
        member = Role.lookup(role)
        if member is None:
            raise FieldError(f"roles: {role!r} is no role; {suggest(role, Role)}", field="roles")
        found[slug] = member
    return MappingProxyType(found)


@attrs.frozen(kw_only=True)
class _Reading:
    """What both kinds of mapping say about how cells are read."""

    columns: Mapping[str, str] = attrs.field(converter=_headings)
    words: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict, converter=_tables)
    dates: tuple[DateStyle, ...] = attrs.field(default=(DateStyle.ISO,), converter=_styles)
    roles: Mapping[str, Role] = attrs.field(factory=dict, converter=_roles)
    encoding: str = attrs.field(default="utf-8", validator=_is_one_of(ENCODINGS))
    delimiter: str = attrs.field(default="", validator=_is_one_of(("", *DELIMITERS)))
    anonymous_is_unreachable: bool = attrs.field(default=True, validator=is_flag)

    def own_words(self, attribute: str) -> Mapping[str, str]:
        """Return the mapping's own words for cells that fill ``attribute``."""
        return self.words.get(attribute, {})

    def headings(self, place: str) -> list[str]:
        """Return the headings that mean ``place``."""
        return [heading for heading, meant in self.columns.items() if meant == place]


@attrs.frozen(kw_only=True)
class ColumnMapping(_Reading):
    """How to read a file that has one row for each case.

    ``columns`` gives each heading its place (:mod:`klagomal.intake.places`); several headings may
    mean the same place, and a file uses one of them. Headings and words are compared without regard
    to case, spacing and Unicode form.

    ``words`` holds the system's own words by attribute: ``{"kind": {"synpunkt/fråga":
    "question"}}``. A word that stands for ``""`` says nothing. Slugs and the labels of
    :mod:`klagomal.vocabulary` in Swedish and English are always known.

    An event that the file has no column for is not judged (``Received.records``), so a missing
    column invents no breach. The content of a message is an exception: it is taken to be empty
    unless a column or ``fixed`` says what it was.

    ``fixed`` gives values that no column has: facts about all feedback in the file, and attributes
    of events that the file tells of. ``dated_by`` names, for an event that the file does not date,
    the event whose moment it gets: ``{"severity_set": "received"}``. ``roles`` names the role that
    takes each step in the system that wrote the file; any other step is taken by staff. ``dates``
    are the ways of writing dates, ``encoding`` is ``utf-8`` or ``cp1252``, and ``delimiter`` is
    found from the header when it is empty. With ``anonymous_is_unreachable``, an anonymous person
    has no contact route unless a column says otherwise (AMB-11).

    Raises :class:`~klagomal.errors.FieldError` for a place, event or role that does not exist.
    """

    fixed: Mapping[str, str] = attrs.field(factory=dict, converter=_frozen)
    dated_by: Mapping[str, str] = attrs.field(factory=dict, converter=_frozen)

    def __attrs_post_init__(self) -> None:
        """Refuse places and events that do not exist."""
        for place in (*self.columns.values(), *self.fixed):
            read_place(place)
        for slug, lender in self.dated_by.items():
            for name in {slug, lender} - {"received"}:
                if name not in EVENTS:
                    raise FieldError(
                        f"dated_by: {name!r} is no event; {suggest(name, EVENTS)}",
                        field="dated_by",
                    )


@attrs.frozen(kw_only=True)
class EventLogMapping(_Reading):
    """How to read a file that has one row for each event, with each case's rows together.

    ``columns`` gives each heading a fact about the feedback (``kind``, ``channel``; read on the row
    of the arrival), ``case_id``, ``event``, ``at`` (when it happened), or an attribute of the event
    (``content``, ``promised``, ``handler``). ``words["event"]`` names the events in the system's
    own words: ``{"bekräftat": "acknowledged"}``. ``records`` lists the events that the system
    records, if it does not record all; an event that it does not record is not judged. The other
    fields are those of :class:`ColumnMapping`.
    """

    records: frozenset[str] | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(as_codes),
        validator=attrs.validators.optional(are_codes),
    )

    def __attrs_post_init__(self) -> None:
        """Refuse columns that no event has, and events that do not exist."""
        known = {*FACTS, *_EVENT_FACTS} - {"received"}
        for event in EVENTS.values():
            known |= set(attributes(event))
        for place in self.columns.values():
            if place not in known:
                raise FieldError(
                    f"{place!r} is no place for a column; {suggest(place, known)}", field=place
                )
        for slug in (*self.own_words("event").values(), *sorted(self.records or ())):
            if slug not in EVENTS:
                raise FieldError(f"{slug!r} is no event; {suggest(slug, EVENTS)}", field="event")

# SPDX-License-Identifier: Apache-2.0
"""Events as JSON: the stored form of the log, the same for every store.

An event is an object with ``event`` (its slug), ``schema`` (a number) and its fields. No class path
is stored. Moments are ISO 8601 in UTC with ``Z``, days are ISO 8601, and sets are sorted lists. A
field that has its default is left out. A default is therefore part of the stored form and never
changes within a schema number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from typing import Any, Final, NoReturn

import attrs
from cattrs import Converter

from klagomal.cases.events import EVENTS, Event, event_class
from klagomal.errors import EventError, KlagomalError
from klagomal.fields import MAX_TEXT
from klagomal.serialization.containers import ReadHook
from klagomal.serialization.faults import (
    Fault,
    MisfitError,
    faults_of,
    place_in_words,
    shown,
)
from klagomal.serialization.prepared import prepared_reader, prepared_writer
from klagomal.serialization.strict import strict_converter

__all__ = [
    "MAX_EVENT",
    "event_from_dict",
    "event_from_json",
    "event_to_dict",
    "event_to_json",
    "events_from_json_lines",
    "events_to_json_lines",
]

MAX_EVENT: Final = 65_536
"""Largest event as JSON, in bytes of UTF-8."""

_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OBJECT: Final = "an object"


def event_to_dict(event: Event) -> dict[str, Any]:
    """Return an event as a dict of plain JSON values; :func:`event_from_dict` reads it back."""
    slug = getattr(event, "slug", None)
    if EVENTS.get(slug) is not type(event):  # type: ignore[arg-type]
        raise EventError(f"{type(event).__name__} is not one of klagomal's events", slug=slug)
    return {"event": slug, "schema": event.schema, **_writer(event.slug)(event)}


def event_from_dict(data: object) -> Event:
    """Return the event that a dict of plain JSON values holds.

    Raises :class:`~klagomal.errors.UnknownEventError` for a slug or a schema number that this
    version does not know, and :class:`~klagomal.errors.EventError` for everything else that is
    wrong: it names each field, and ``error.data["field"]`` is the first.
    """
    if type(data) is not dict:
        raise EventError(f"an event is a JSON object, got {shown(data, _OBJECT)}", field="")
    fields = dict(data)
    slug, schema = fields.pop("event", None), fields.pop("schema", None)
    if type(slug) is not str:
        _refuse([(".event", f"expected the event's slug, got {shown(slug, _OBJECT)}")])
    if type(schema) is not int:
        _refuse([(".schema", f"expected a whole number, got {shown(schema, _OBJECT)}")])
    kind = event_class(slug, schema)
    with suppress(Exception):  # whatever is wrong is reported below
        found: Event = _reader(slug)(fields, kind)
        return found
    try:
        return _converter().structure(fields, kind)
    except Exception as error:  # noqa: BLE001  (whatever an event's own checks raise is a problem)
        _refuse(faults_of(error), slug, error if isinstance(error, KlagomalError) else None)


def event_to_json(event: Event) -> str:
    """Return an event as one line of JSON, of at most :data:`MAX_EVENT` bytes.

    A larger event raises :class:`~klagomal.errors.EventError`.
    """
    text = _write(event_to_dict(event))
    if _size(text) > MAX_EVENT:
        raise EventError(
            f"{event.slug!r} would be larger than {MAX_EVENT} bytes; shorten its lists",
            field="",
            slug=event.slug,
        )
    return text


def event_from_json(text: str | bytes) -> Event:
    """Return the event that one JSON text holds.

    Raises what :func:`event_from_dict` raises. Raises :class:`~klagomal.errors.EventError` also for
    text that is not JSON or not UTF-8, the same key twice, ``NaN``, too deep nesting and more than
    64 kB.
    """
    if not isinstance(text, str | bytes):
        raise EventError(f"expected JSON text, got {type(text).__name__}", field="")
    size = len(text) if isinstance(text, bytes) else _size(text)
    if size > MAX_EVENT:
        raise EventError(f"an event of {size} bytes; at most {MAX_EVENT} are read", field="")
    try:
        plain = text.decode() if isinstance(text, bytes) else text
        if plain.startswith("\ufeff"):
            json.loads(plain)  # refuses it, and says that it is a byte order mark
        data = _read(plain)
    except MisfitError as error:
        _refuse(error.problems)
    except UnicodeDecodeError as error:
        raise EventError(f"not UTF-8 at byte {error.start}", field="") from None
    except json.JSONDecodeError as error:
        raise EventError(f"not JSON: {error}", field="") from None
    except RecursionError:
        raise EventError("lists or objects lie too deep in one another", field="") from None
    except ValueError:
        # Python reads no number of more than some thousand digits.
        raise EventError("it holds a number beyond all use", field="") from None
    return event_from_dict(data)


def events_to_json_lines(events: Iterable[Event]) -> str:
    """Return events as JSON lines, each ended by a line feed."""
    return "".join(f"{event_to_json(event)}\n" for event in events)


def events_from_json_lines(text: str | Iterable[str]) -> Iterator[Event]:
    """Yield the events of JSON lines, given as one text or line by line; empty lines are skipped.

    An error names the line; the events before it have been yielded.
    """
    # Not splitlines(): JSON may hold line separators of Unicode inside a string.
    lines = text.removeprefix("\ufeff").split("\n") if isinstance(text, str) else text
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                event = event_from_json(line)
            except EventError as error:
                error.data["line"] = number
                raise type(error)(f"line {number}: {error}", **error.data) from error
            yield event


@cache
def _converter() -> Converter:
    """Return the converter that says in detail what is wrong."""
    return _with_parts(strict_converter(text_limit=MAX_TEXT, table=_OBJECT))


@cache
def _quick_converter() -> Converter:
    """Return a converter just as strict, which does not say what is wrong."""
    converter = strict_converter(text_limit=MAX_TEXT, table=_OBJECT)
    converter.register_structure_hook_factory(attrs.has, lambda t: prepared_reader(t, converter))
    converter.register_unstructure_hook_factory(attrs.has, lambda t: prepared_writer(t, converter))
    return _with_parts(converter)


@cache
def _reader(slug: str) -> ReadHook:
    return prepared_reader(EVENTS[slug], _quick_converter())


@cache
def _writer(slug: str) -> Callable[[Event], dict[str, Any]]:
    return prepared_writer(EVENTS[slug], _quick_converter())


def _with_parts(converter: Converter) -> Converter:
    """Add the hooks for days, moments, and an event inside another one."""
    converter.register_structure_hook_func(lambda wanted: wanted is Event, _read_event)
    converter.register_unstructure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, Event), event_to_dict
    )
    # The nearer class wins, so a datetime, which is a date too, gets its own hook.
    converter.register_structure_hook(date, _read_day)
    converter.register_structure_hook(datetime, _read_moment)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(datetime, _write_moment)
    return converter


def _read_event(value: object, _: object) -> Event:
    try:
        return event_from_dict(value)
    except EventError as error:
        raise MisfitError(str(error)) from None


def _read_moment(value: object, _: object) -> datetime:
    if type(value) is str and (found := _MOMENT.fullmatch(value)):
        if not found[3]:
            raise MisfitError(f"{shown(value)} has no time zone; end it with Z or an offset")
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise MisfitError(
        f"expected a moment such as 2025-01-31T12:00:00Z, got {shown(value, _OBJECT)}"
    )


def _write_moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _read_day(value: object, _: object) -> date:
    if type(value) is str and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise MisfitError(f"expected a day such as 2025-01-31, got {shown(value, _OBJECT)}")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise MisfitError((f".{twice}", "stands twice; keep one"))
    return found


def _no_constant(word: str) -> NoReturn:
    raise MisfitError(f"{word} is not a value that JSON knows")


def _size(text: str) -> int:
    """Return the bytes of ``text`` in UTF-8, or an upper bound where even that is small enough.

    Lone surrogates are counted too.
    """
    most = 4 * len(text)
    return most if most <= MAX_EVENT else len(text.encode("utf-8", "surrogatepass"))


_read: Final = json.JSONDecoder(object_pairs_hook=_no_key_twice, parse_constant=_no_constant).decode
_write: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _refuse(problems: list[Fault], slug: str = "", cause: Exception | None = None) -> NoReturn:
    places = [place_in_words(place) for place, _ in problems]
    told = "; ".join(
        f"{place}: {message}" if place else message
        for place, (_, message) in zip(places, problems, strict=True)
    )
    raise EventError(
        f"{slug}: {told}" if slug else told,
        field=places[0],
        problems=tuple(zip(places, (message for _, message in problems), strict=True)),
    ) from cause

# SPDX-License-Identifier: Apache-2.0
"""How a policy looks in a file: the short forms that a quality manager can read and write.

A policy converts to its form in the file and back without loss. A label that is the same in both
languages is a string. An event, kind or channel without conditions is one word. A citation of one
row is the row's id. A calendar is checked against the country that it names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, Final, get_args

from cattrs import Converter

from klagomal.calendar import CalendarSpec, Season, calendar_for
from klagomal.errors import CalendarError
from klagomal.promises.citation import Citation, Source
from klagomal.promises.obligations import On
from klagomal.promises.provisions import ChannelRule, KindRule
from klagomal.serialization.containers import ReadHook
from klagomal.serialization.faults import (
    Fault,
    MisfitError,
    attempt,
    faults_of,
    shown,
    unknown_keys,
)
from klagomal.serialization.strict import read_table_of, strict_converter, write_table_of
from klagomal.serialization.term_form import add_terms
from klagomal.vocabulary import Kind, Label

__all__ = ["MAX_POLICY_TEXT", "ONE_WORD", "policy_converter"]

MAX_POLICY_TEXT: Final = 2000
"""Longest text in a policy, in characters."""

ONE_WORD: Final = MappingProxyType({On: "event", KindRule: "kind", ChannelRule: "channel"})
"""Tables that may be written as one word, and the key whose value the word is."""


@cache
def policy_converter() -> Converter:
    """Return the converter between policies and the plain values that TOML can hold."""
    converter = strict_converter(text_limit=MAX_POLICY_TEXT, table="a table")
    converter.register_structure_hook_factory(_is_optional, lambda t: _read_optional(t, converter))
    converter.register_structure_hook(date, _read_day)
    _add_labels(converter)  # first: a class that has labels looks for its parts' hooks only once
    _add_seasons(converter)  # before all that has seasons, for the same reason
    add_terms(converter)
    _add_citations(converter)
    _add_calendars(converter)
    for cls, key in ONE_WORD.items():
        read, write = read_table_of(cls, converter), write_table_of(cls, converter)
        if cls is KindRule:
            read, write = _usual_label_filled_in(read), _usual_label_left_out(write)
        converter.register_structure_hook(cls, _read_word(read, key))
        converter.register_unstructure_hook(cls, _write_word(write, key))
    return converter


def _read_day(value: object, _: object) -> date:
    if type(value) is not date:
        form = "a date such as 2025-01-31, without quotes or time of day"
        raise MisfitError(f"expected {form}, got {shown(value)}")
    return value


def _is_optional(wanted: Any) -> bool:  # noqa: ANN401  (any type form)
    parts = get_args(wanted)
    return len(parts) == 2 and type(None) in parts  # noqa: PLR2004


def _read_optional(wanted: Any, converter: Converter) -> ReadHook:  # noqa: ANN401
    """Return a hook for a value or nothing, which TOML cannot write.

    Where one word of a vocabulary is expected, the empty text means nothing.
    """
    (item,) = (part for part in get_args(wanted) if part is not type(None))
    read = converter.get_structure_hook(item)
    if isinstance(item, type) and issubclass(item, StrEnum):
        return lambda value, _: None if value == "" else read(value, item)
    return lambda value, _: read(value, item)


def _read_short(read: ReadHook, opened: Callable[[str], dict[str, Any]]) -> ReadHook:
    """Return a hook that also reads one word, and takes it for the table that ``opened`` makes."""

    def read_either(value: object, wanted: Any) -> object:  # noqa: ANN401
        if type(value) is not str:
            return read(value, wanted)
        try:
            return read(opened(value), wanted)
        except Exception as error:  # noqa: BLE001  (all problems are reported at the word)
            messages = dict.fromkeys(message for _, message in faults_of(error))
            raise MisfitError(*messages) from None

    return read_either


def _read_word(read: ReadHook, key: str) -> ReadHook:
    return _read_short(read, lambda word: {key: word})


def _write_word(write: Callable[[Any], dict[str, Any]], key: str) -> Callable[[Any], object]:
    def write_either(value: object) -> object:
        data = write(value)
        return data[key] if data.keys() == {key} else data

    return write_either


def _usual_label_filled_in(read: ReadHook) -> ReadHook:
    def read_kind(value: object, wanted: Any) -> object:  # noqa: ANN401
        if type(value) is dict and "label" not in value:
            kind = value.get("kind")
            usual = Kind.lookup(kind) if type(kind) is str else None
            value = {
                **value,
                "label": {"sv": usual.words.sv, "en": usual.words.en} if usual else "unknown",
            }
        return read(value, wanted)

    return read_kind


def _usual_label_left_out(
    write: Callable[[Any], dict[str, Any]],
) -> Callable[[KindRule], dict[str, Any]]:
    def write_kind(rule: KindRule) -> dict[str, Any]:
        usual = rule.label == rule.kind.words
        return {key: said for key, said in write(rule).items() if not (usual and key == "label")}

    return write_kind


def _add_labels(converter: Converter) -> None:
    read = _read_short(read_table_of(Label, converter), lambda text: {"sv": text, "en": text})

    def read_label(value: object, wanted: Any) -> object:  # noqa: ANN401
        if type(value) is str or type(value) is dict:
            return read(value, wanted)
        form = '{ sv = "...", en = "..." }'
        raise MisfitError(f"expected text in quotes or {form}, got {shown(value)}")

    def write_label(label: Label) -> object:
        return label.sv if label.sv == label.en else {"sv": label.sv, "en": label.en}

    converter.register_structure_hook(Label, read_label)
    converter.register_unstructure_hook(Label, write_label)


def _add_citations(converter: Converter) -> None:
    # A document cited by its name has been looked up and read before the citation is read.
    read_source = read_table_of(Source, converter)
    converter.register_structure_hook(
        Source, lambda value, t: value if isinstance(value, Source) else read_source(value, t)
    )
    read = _read_short(read_table_of(Citation, converter), lambda row: {"rows": [row]})
    write = write_table_of(Citation, converter)

    def write_citation(citation: Citation) -> object:
        data = write(citation)
        rows: list[str] = data.get("rows", [])
        return rows[0] if data.keys() == {"rows"} and len(rows) == 1 else data

    converter.register_structure_hook(Citation, read)
    converter.register_unstructure_hook(Citation, write_citation)


def _add_calendars(converter: Converter) -> None:
    read = read_table_of(CalendarSpec, converter)

    def read_calendar(value: object, wanted: Any) -> object:  # noqa: ANN401
        spec = read(value, wanted)
        try:
            calendar_for(spec)  # only building it shows whether the country and the zone exist
        except CalendarError as error:
            raise MisfitError(*faults_of(error)) from None
        return spec

    converter.register_structure_hook(CalendarSpec, read_calendar)


_DAY_OF_YEAR: Final = re.compile(r"([0-9]{2})-([0-9]{2})")
_SEASON: Final = '{ from = "06-15", to = "08-15" }'
_SEASON_KEYS: Final = MappingProxyType({"start": "from", "end": "to"})
"""The fields of a season, and what they are called in a file."""


def _add_seasons(converter: Converter) -> None:
    """Teach ``converter`` the form of a season, both ways."""

    def write_season(season: Season) -> dict[str, str]:
        days: dict[str, tuple[int, int]] = {"from": season.start, "to": season.end}
        return {key: f"{month:02}-{day:02}" for key, (month, day) in days.items()}

    converter.register_structure_hook(Season, _read_season)
    converter.register_unstructure_hook(Season, write_season)


def _read_season(value: object, _: object) -> Season:
    if type(value) is not dict:
        raise MisfitError(f"expected a season such as {_SEASON}, got {shown(value)}")
    keys = tuple(_SEASON_KEYS.values())
    problems: list[Fault] = unknown_keys(value.keys() - set(keys), keys)
    days = []
    for key in keys:
        if key in value:
            days.append(attempt(_read_day_of_year, value[key], None, f".{key}", problems))
        else:
            problems.append((f".{key}", f"missing; write the season as {_SEASON}"))
    if problems:
        raise MisfitError(*problems)
    try:
        return Season(*days)
    except CalendarError as error:
        field = error.data.get("field")
        place = f".{_SEASON_KEYS[field]}" if isinstance(field, str) else ""
        raise MisfitError((place, str(error).removeprefix(f"{field}: "))) from None


def _read_day_of_year(value: object, _: object) -> tuple[int, int]:
    written = _DAY_OF_YEAR.fullmatch(value) if type(value) is str else None
    if written is None:
        raise MisfitError(f'expected a month and a day such as "06-15", got {shown(value)}')
    return int(written[1]), int(written[2])

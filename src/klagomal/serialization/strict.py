# SPDX-License-Identifier: Apache-2.0
"""A converter that guesses nothing: ``true`` is not 1, "5" is not 5, and an unknown key is a fault.

Policy files and stored events share it. By default cattrs coerces scalars and takes any iterable
for a list; every such hook is replaced here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, Final, get_type_hints

import attrs
from cattrs import Converter
from cattrs.errors import ClassValidationError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from klagomal.errors import FieldError, KlagomalError, suggest
from klagomal.fields import LARGEST, check_text
from klagomal.serialization.containers import ReadHook, add_containers
from klagomal.serialization.faults import (
    RENAMED,
    Fault,
    MisfitError,
    faults_of,
    shown,
)

__all__ = ["read_table_of", "strict_converter", "write_table_of"]


def strict_converter(*, text_limit: int, table: str) -> Converter:
    """Return a converter with strict hooks for all that policies and events are made of.

    ``text_limit`` is the longest text in characters; ``table`` is the file format's own word for
    keys with values, used in errors.
    """
    converter = Converter(
        detailed_validation=True,
        forbid_extra_keys=True,
        omit_if_default=True,
        unstruct_collection_overrides={tuple: list, frozenset: sorted},
    )

    def read_text(value: object, _: object) -> str:
        if type(value) is not str:
            raise MisfitError(f"expected text in quotes, got {shown(value, table)}")
        if len(value) <= text_limit and value.isascii() and value.isprintable():
            return value  # almost all texts end here, which is several times faster
        try:
            check_text("text", value, limit=text_limit)
        except FieldError as error:
            raise MisfitError(str(error).removeprefix("text: ")) from None
        return value

    # Registered by class, as cattrs registers its own coercing hooks. A bool is an int and a
    # StrEnum is a str, so each needs a hook of its own, which is the nearer one.
    converter.register_structure_hook(str, read_text)
    converter.register_structure_hook(int, lambda value, _: _whole_number(value, table))
    converter.register_structure_hook(bool, lambda value, _: _flag(value, table))
    converter.register_structure_hook(StrEnum, lambda value, t: _member(value, t, table))
    converter.register_unstructure_hook(StrEnum, lambda member: member.value)
    converter.register_structure_hook_factory(attrs.has, lambda t: read_table_of(t, converter))
    converter.register_unstructure_hook_factory(attrs.has, lambda t: write_table_of(t, converter))
    add_containers(converter, table)
    return converter


def read_table_of(cls: type[Any], converter: Converter) -> ReadHook:
    """Return a hook that reads ``cls`` from a table with its fields as keys and no others."""
    inner = make_dict_structure_fn(cls, converter, **_renamed(cls))
    hints = get_type_hints(cls)

    def read(value: object, wanted: object) -> object:
        if type(value) is not dict:
            raise MisfitError(f"expected keys and values{_such_as(cls)}, got {shown(value)}")
        try:
            return inner(value, wanted)
        except ClassValidationError as error:
            told = faults_of(error)
            told += _refused_fields(cls, hints, value, converter, told)
            raise MisfitError(*dict.fromkeys(told)) from None

    return read


_EXAMPLES: Final = {
    "NamedDay": '{ day = 2026-05-15, name_sv = "planeringsdag", name_en = "planning day" }',
    "Level": '{ role = "handler" }',
    "Label": '{ sv = "...", en = "..." }',
    "Citation": '{ rows = ["ABC-01"], heading = "..." }',
    "Season": '{ from = "06-15", to = "08-15" }',
    "Scope": '{ kinds = ["complaint"] }',
    "On": '{ event = "answered" }',
    "DelayRule": '{ extends = "to_new_date" }',
}


def _such_as(cls: type[Any]) -> str:
    """Return the form of a table, as a policy file has it, or the keys that it must have."""
    if cls.__name__ in _EXAMPLES:
        return f" such as {_EXAMPLES[cls.__name__]}"
    needed = [field.name for field in attrs.fields(cls) if field.default is attrs.NOTHING]
    return f" with at least {', '.join(needed)}" if needed else ""


def _refused_fields(
    cls: type[Any],
    hints: dict[str, Any],
    value: dict[str, Any],
    converter: Converter,
    told: Iterable[Fault],
) -> list[Fault]:
    """Return what the other fields' own checks refuse; the class itself reports only the first.

    A field that problems are ``told`` of is not read again: it may hold a long list.
    """
    known = {place.removeprefix(".").partition(".")[0].partition("[")[0] for place, _ in told}
    found: list[Fault] = []
    for field in attrs.fields(cls):
        key = RENAMED.get(field.name, field.name)
        if field.validator is None or key not in value or key in known:
            continue
        wanted = hints[field.name]
        try:
            read = converter.get_structure_hook(wanted)
            field.validator(None, field, read(value[key], wanted))
        except KlagomalError as error:
            found += faults_of(error)
        except Exception:  # noqa: BLE001, S112  (it needs the whole object)
            continue
    return found


def write_table_of(cls: type[Any], converter: Converter) -> Callable[[Any], dict[str, Any]]:
    """Return a hook that writes ``cls`` as a table, without fields that have their default.

    Keys stand in the order in which the fields are declared, whatever order cattrs works in.
    """
    inner = make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True, **_renamed(cls))
    keys = [RENAMED.get(field.name, field.name) for field in attrs.fields(cls)]

    def write(value: object) -> dict[str, Any]:
        data = inner(value)
        return {key: data[key] for key in keys if key in data}

    return write


def _renamed(cls: type[Any]) -> dict[str, Any]:
    fields = attrs.fields_dict(cls)
    return {name: override(rename=key) for name, key in RENAMED.items() if name in fields}


def _whole_number(value: object, table: str) -> int:
    if type(value) is not int or abs(value) > LARGEST:
        raise MisfitError(f"expected a whole number, got {shown(value, table)}")
    return value


def _flag(value: object, table: str) -> bool:
    if type(value) is not bool:
        raise MisfitError(f"expected true or false, got {shown(value, table)}")
    return value


_MEANT: Final = {
    **dict.fromkeys(("shall", "ska", "skall"), "must"),
    **dict.fromkeys(("bör", "bor", "ought"), "should"),
    **dict.fromkeys(("goal", "mål", "aim"), "target"),
    **dict.fromkeys(("lovar", "pledge"), "promise"),
}
"""Words of a text that look like another word of a vocabulary than the one that they mean."""


def _member(value: object, wanted: type[StrEnum], table: str) -> StrEnum:
    if type(value) is not str:
        raise MisfitError(f"expected a word in quotes, got {shown(value, table)}")
    try:
        return wanted(value)
    except ValueError:
        words = [member.value for member in wanted]
        meant = _MEANT.get(value.lower())
        told = f"write {meant!r}" if meant in words else suggest(value, words)
        if told.startswith("none of"):
            told = "choose from " + ", ".join(map(repr, words))
        raise MisfitError(f"{shown(value)} is not one of the words; {told}") from None

# SPDX-License-Identifier: Apache-2.0
"""A converter that guesses nothing: ``true`` is not 1, "5" is not 5, and an unknown key is told.

What both policy files and stored events have in common. Left to itself, cattrs coerces scalars and
takes any iterable for a list; every such hook is replaced here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from klagomal.errors import FieldError, suggest
from klagomal.fields import check_text
from klagomal.serialization.problems import RENAMED, Misfit, Problem, attempt, shown
from klagomal.vocabulary import LabelledEnum

__all__ = ["LARGEST", "Read", "read_table_of", "strict_converter", "write_table_of"]

Read = Callable[[Any, Any], Any]
"""A cattrs structure hook: a plain value and the type that is wanted."""

LARGEST: Final = 2**63 - 1
"""The largest whole number read; what is larger would not survive another program."""


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

    def add(wanted: type, read: Read) -> None:
        # By identity: a date hook must not serve datetime, nor a str hook every enum.
        converter.register_structure_hook_func(lambda t: t is wanted, read)

    def read_text(value: object, _: object) -> str:
        if type(value) is not str:
            raise Misfit(f"expected text in quotes, got {shown(value, table)}")
        try:
            check_text("text", value, limit=text_limit)
        except FieldError as error:
            raise Misfit(str(error).removeprefix("text: ")) from None
        return value

    add(str, read_text)
    add(int, lambda value, _: _whole_number(value, table))
    add(bool, lambda value, _: _flag(value, table))
    add(date, lambda value, _: _day(value, table))
    converter.register_structure_hook_func(_is_enum, lambda value, t: _member(value, t, table))
    # By class: as members are text too, a hook for enums in general would never be asked.
    converter.register_unstructure_hook(LabelledEnum, lambda member: member.value)
    converter.register_structure_hook_factory(attrs.has, lambda t: read_table_of(t, converter))
    converter.register_unstructure_hook_factory(attrs.has, lambda t: write_table_of(t, converter))
    _add_collections(converter, table)
    return converter


def read_table_of(cls: type[Any], converter: Converter) -> Read:
    """Return a hook that reads ``cls`` from a table with its fields as keys and no others."""
    inner = make_dict_structure_fn(cls, converter, **_renamed(cls))

    def read(value: object, wanted: object) -> object:
        if type(value) is not dict:
            raise Misfit(f"expected a table of keys and values, got {shown(value)}")
        return inner(value, wanted)

    return read


def write_table_of(cls: type[Any], converter: Converter) -> Callable[[Any], dict[str, Any]]:
    """Return a hook that writes ``cls`` as a table, without fields that have their default."""
    return make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True, **_renamed(cls))


def _renamed(cls: type[Any]) -> dict[str, Any]:
    fields = attrs.fields_dict(cls)
    return {name: override(rename=key) for name, key in RENAMED.items() if name in fields}


def _is_enum(wanted: Any) -> bool:  # noqa: ANN401  (any type form)
    return isinstance(wanted, type) and issubclass(wanted, Enum)


def _whole_number(value: object, table: str) -> int:
    if type(value) is not int or abs(value) > LARGEST:
        raise Misfit(f"expected a whole number, got {shown(value, table)}")
    return value


def _flag(value: object, table: str) -> bool:
    if type(value) is not bool:
        raise Misfit(f"expected true or false, got {shown(value, table)}")
    return value


def _day(value: object, table: str) -> date:
    if isinstance(value, datetime):
        raise Misfit(f"expected a date without a time of day, got {shown(value)}")
    if type(value) is not date:
        raise Misfit(f"expected a date such as 2025-01-31, without quotes, got {shown(value, table)}")
    return value


def _member(value: object, wanted: type[Enum], table: str) -> Enum:
    words = [member.value for member in wanted]
    if type(value) is not str:
        raise Misfit(f"expected one of the words {', '.join(words)}, got {shown(value, table)}")
    try:
        return wanted(value)
    except ValueError:
        raise Misfit(f"{shown(value)} is not one of the words; {suggest(value, words)}") from None


def _add_collections(converter: Converter, table: str) -> None:
    def reader_of(wanted: Any) -> Read:  # noqa: ANN401  (any type form)
        return converter.get_structure_hook(wanted)

    def read_list(value: object, item: Any, read: Read) -> list[Any]:  # noqa: ANN401
        if type(value) is not list:
            raise Misfit(f"expected a list in square brackets, got {shown(value, table)}")
        problems: list[Problem] = []
        found = [
            attempt(lambda entry=entry: read(entry, item), f"[{index}]", problems)  # type: ignore[misc]
            for index, entry in enumerate(value)
        ]
        if problems:
            raise Misfit(*problems)
        return found

    def tuples(wanted: Any) -> Read:  # noqa: ANN401
        item, *rest = get_args(wanted)
        read = reader_of(item)
        if rest == [...]:
            return lambda value, _: tuple(read_list(value, item, read))
        length = 1 + len(rest)

        def read_exactly(value: object, _: object) -> tuple[Any, ...]:
            found = tuple(read_list(value, item, read))
            if len(found) != length:
                raise Misfit(f"expected {length} values, got {len(found)}")
            return found

        return read_exactly

    def sets(wanted: Any) -> Read:  # noqa: ANN401
        (item,) = get_args(wanted)
        read = reader_of(item)

        def read_set(value: object, _: object) -> frozenset[Any]:
            entries = read_list(value, item, read)
            found = frozenset(entries)
            if len(found) != len(entries):
                raise Misfit("the same word stands twice; keep one")
            return found

        return read_set

    def tables(wanted: Any) -> Read:  # noqa: ANN401
        _, item = get_args(wanted)
        read = reader_of(item)

        def read_dict(value: object, _: object) -> dict[str, Any]:
            if type(value) is not dict:
                raise Misfit(f"expected a table of keys and values, got {shown(value, table)}")
            problems: list[Problem] = []
            found = {
                key: attempt(lambda entry=entry: read(entry, item), f".{key}", problems)  # type: ignore[misc]
                for key, entry in value.items()
            }
            if problems:
                raise Misfit(*problems)
            return found

        return read_dict

    for origin, factory in ((tuple, tuples), (frozenset, sets), (dict, tables)):
        converter.register_structure_hook_factory(
            lambda t, origin=origin: get_origin(t) is origin,  # type: ignore[misc]
            factory,
        )

# SPDX-License-Identifier: Apache-2.0
"""Lists, sets and tables of values, read strictly: a string is not a list of letters.

Every entry is read even if an earlier one does not fit, so that all problems are reported at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args, get_origin

from cattrs import Converter

from klagomal.serialization.faults import Fault, MisfitError, attempt, shown

__all__ = ["ReadHook", "add_containers"]

ReadHook = Callable[[Any, Any], Any]
"""A cattrs structure hook: a plain value and the type that is wanted."""


def add_containers(converter: Converter, table: str) -> None:
    """Give ``converter`` hooks for tuples, frozen sets and dicts of values.

    ``table`` is the file format's own word for keys with values, used in errors.
    """

    def add(origin: object, factory: Callable[[Any, Converter, str], ReadHook]) -> None:
        converter.register_structure_hook_factory(
            lambda wanted: get_origin(wanted) is origin,
            lambda wanted: factory(wanted, converter, table),
        )

    add(tuple, _tuple_of)
    add(frozenset, _set_of)
    add(dict, _table_of)


def _tuple_of(wanted: Any, converter: Converter, table: str) -> ReadHook:  # noqa: ANN401  (a type form)
    item, *more = get_args(wanted)
    read = converter.get_structure_hook(item)
    if more == [...]:
        return lambda value, _: tuple(_entries(value, item, read, table))
    length = 1 + len(more)

    def read_exactly(value: object, _: object) -> tuple[Any, ...]:
        found = tuple(_entries(value, item, read, table))
        if len(found) != length:
            raise MisfitError(f"expected {length} values, got {len(found)}")
        return found

    return read_exactly


def _set_of(wanted: Any, converter: Converter, table: str) -> ReadHook:  # noqa: ANN401  (a type form)
    (item,) = get_args(wanted)
    read = converter.get_structure_hook(item)

    def read_set(value: object, _: object) -> frozenset[Any]:
        entries = _entries(value, item, read, table)
        found = frozenset(entries)
        if len(found) != len(entries):
            raise MisfitError("the same word stands twice; keep one")
        return found

    return read_set


def _table_of(wanted: Any, converter: Converter, table: str) -> ReadHook:  # noqa: ANN401  (a type form)
    _, item = get_args(wanted)
    read = converter.get_structure_hook(item)

    def read_table(value: object, _: object) -> dict[str, Any]:
        if type(value) is not dict:
            raise MisfitError(f"expected keys and values, got {shown(value, table)}")
        problems: list[Fault] = []
        found = {
            key: attempt(read, entry, item, f".{key}", problems) for key, entry in value.items()
        }
        if problems:
            raise MisfitError(*problems)
        return found

    return read_table


def _entries(value: object, item: object, read: ReadHook, table: str) -> list[Any]:
    if type(value) is not list:
        told = shown(value, table)
        written = f"[{told}]" if isinstance(value, str) else "[{ ... }]"
        way_out = f"; write {written}" if isinstance(value, str | dict) else ""
        raise MisfitError(f"expected a list in square brackets, got {told}{way_out}")
    problems: list[Fault] = []
    found = [
        attempt(read, entry, item, f"[{index}]", problems) for index, entry in enumerate(value)
    ]
    if problems:
        raise MisfitError(*problems)
    return found

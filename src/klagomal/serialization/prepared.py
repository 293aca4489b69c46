# SPDX-License-Identifier: Apache-2.0
"""Reading and writing that is prepared once for each class, for the log's many sound events.

A prepared reader looks only at the fields that are there. It applies the same strict hooks, the
fields' own converters and their own checks, and leaves out the checks of defaults, which are sound.
It does not say what is wrong: whoever meets its refusal reads again with the detailed converter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, get_type_hints

import attrs
from cattrs import Converter

from klagomal.serialization.containers import Read
from klagomal.serialization.problems import MisfitError

__all__ = ["prepared_reader", "prepared_writer"]

_PLAIN: Final = frozenset({str, int, bool, type(None)})


def prepared_reader(cls: type[Any], converter: Converter) -> Read:
    """Return a hook that reads a sound ``cls`` from a table, and raises on anything else."""
    hints = get_type_hints(cls)
    fields = {
        field.name: (
            converter.get_structure_hook(hints[field.name]),
            hints[field.name],
            field.converter or _as_it_is,
            field.validator or _unchecked,
            field,
        )
        for field in attrs.fields(cls)
    }
    required = {f.name for f in attrs.fields(cls) if f.default is attrs.NOTHING}
    defaults = [(f.name, _default_of(f)) for f in attrs.fields(cls) if f.name not in required]
    finish = getattr(cls, "__attrs_post_init__", _as_it_is)
    put = object.__setattr__  # what a frozen class's own __init__ uses

    def read(value: object, _: object) -> object:
        if type(value) is not dict or not required <= value.keys():
            raise MisfitError("expected all required keys")
        new = object.__new__(cls)
        for name, given in value.items():
            hook, wanted, convert, check, field = fields[name]
            found = convert(hook(given, wanted))
            check(new, field, found)
            put(new, name, found)
        for name, default in defaults:
            if name not in value:
                put(new, name, default(new))
        finish(new)
        return new

    return read


def prepared_writer(cls: type[Any], converter: Converter) -> Callable[[Any], dict[str, Any]]:
    """Return a function that writes a ``cls`` as a table, without fields that have their default.

    Keys stand in the order in which the fields are declared.
    """
    fields = [(field.name, _default_of(field)) for field in attrs.fields(cls)]

    def write(value: object) -> dict[str, Any]:
        table = {}
        for name, default in fields:
            found = getattr(value, name)
            if found != default(value):
                table[name] = found if type(found) in _PLAIN else converter.unstructure(found)
        return table

    return write


def _default_of(field: attrs.Attribute[Any]) -> Callable[[Any], Any]:
    """Return what gives a field its default in an object whose other fields are set."""
    default: Any = field.default
    convert: Any = field.converter or _as_it_is
    if default is attrs.NOTHING:
        return lambda _: attrs.NOTHING
    if hasattr(default, "takes_self"):  # a factory
        make = default.factory if default.takes_self else lambda _: default.factory()
        return lambda made: convert(make(made))
    sound = convert(default)
    return lambda _: sound


def _as_it_is(value: Any) -> Any:  # noqa: ANN401  (whatever a field holds)
    return value


def _unchecked(*_: object) -> None:
    """Check nothing: the field has no rule of its own."""

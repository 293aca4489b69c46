# SPDX-License-Identifier: Apache-2.0
"""Quick readers and writers, prepared once for each class, for the log's many valid events.

A prepared reader looks only at the fields that are there. It applies the same strict hooks, the
fields' own converters and their own checks. It leaves out the checks of defaults, which are valid.
It does not say what is wrong: when it refuses a value, its caller reads the value again with the
detailed converter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, get_type_hints

import attrs
from cattrs import Converter

from klagomal.serialization.containers import ReadHook
from klagomal.serialization.faults import MisfitError

__all__ = ["prepared_reader", "prepared_writer"]

_PLAIN: Final = frozenset({str, int, bool, type(None)})


def prepared_reader(cls: type[Any], converter: Converter) -> ReadHook:
    """Return a hook that reads a valid ``cls`` from a table, and raises on anything else."""
    hints = get_type_hints(cls)
    # Slots are filled directly, past the guard of a frozen class, as its own __init__ does it.
    fill_of = {field.name: getattr(cls, field.name).__set__ for field in attrs.fields(cls)}
    fields = {
        field.name: (
            fill_of[field.name],
            converter.get_structure_hook(hints[field.name]),
            hints[field.name],
            field.converter or _as_it_is,
            field.validator or _unchecked,
            field,
        )
        for field in attrs.fields(cls)
    }
    required = {f.name for f in attrs.fields(cls) if f.default is attrs.NOTHING}
    constants = [(fill_of[name], default) for name, default in _constants(cls).items()]
    derived = list(_derived(cls).items())
    finish = getattr(cls, "__attrs_post_init__", _as_it_is)

    def read(value: object, _: object) -> object:
        if type(value) is not dict or not required <= value.keys():
            raise MisfitError("expected all required keys")
        new = object.__new__(cls)
        for fill, default in constants:
            fill(new, default)
        for name, given in value.items():
            fill, hook, wanted, convert, check, field = fields[name]
            found = convert(hook(given, wanted))
            check(new, field, found)
            fill(new, found)
        for name, make in derived:
            if name not in value:
                fill_of[name](new, make(new))
        finish(new)
        return new

    return read


def prepared_writer(cls: type[Any], converter: Converter) -> Callable[[Any], dict[str, Any]]:
    """Return a function that writes a ``cls`` as a table, without fields that have their default.

    Keys stand in the order in which the fields are declared.
    """
    constants, derived = _constants(cls), _derived(cls)
    names = [field.name for field in attrs.fields(cls)]
    fields = [(name, constants.get(name, attrs.NOTHING), derived.get(name)) for name in names]

    def write(value: object) -> dict[str, Any]:
        table = {}
        for name, default, make in fields:
            found = getattr(value, name)
            if found is default or found == (make(value) if make else default):
                continue
            table[name] = found if type(found) in _PLAIN else converter.unstructure(found)
        return table

    return write


def _constants(cls: type[Any]) -> dict[str, Any]:
    """Return the defaults that are the same in all objects, by field."""
    found = {}
    for field in attrs.fields(cls):
        if field.default is not attrs.NOTHING and not hasattr(field.default, "takes_self"):
            convert: Any = field.converter or _as_it_is
            found[field.name] = convert(field.default)
    return found


def _derived(cls: type[Any]) -> dict[str, Callable[[Any], Any]]:
    """Return functions that make the other defaults from an object with its constants set."""
    found: dict[str, Callable[[Any], Any]] = {}
    for field in attrs.fields(cls):
        factory: Any = field.default
        if hasattr(factory, "takes_self"):
            found[field.name] = _made_by(factory, field.converter or _as_it_is)
    return found


def _made_by(factory: Any, convert: Any) -> Callable[[Any], Any]:  # noqa: ANN401  (of attrs)
    if factory.takes_self:
        return lambda made: convert(factory.factory(made))
    return lambda _: convert(factory.factory())


def _as_it_is(value: Any) -> Any:  # noqa: ANN401  (whatever a field holds)
    return value


def _unchecked(*_: object) -> None:
    """Check nothing: the field has no rule of its own."""

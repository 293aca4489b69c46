# SPDX-License-Identifier: Apache-2.0
"""How a term looks in a file: the key says what it is, as in ``{ working_days = 5 }``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple, get_args

from cattrs import Converter

from klagomal.errors import suggest
from klagomal.fields import is_whole
from klagomal.promises.terms import (
    MAX_UNITS,
    BeforeClosing,
    ByDueOf,
    ByPromise,
    InWords,
    Term,
    Within,
)
from klagomal.serialization.containers import ReadHook
from klagomal.serialization.faults import Fault, MisfitError, faults_of, shown
from klagomal.serialization.strict import read_table_of, write_table_of
from klagomal.vocabulary import Unit

__all__ = ["TERM_FORMS", "TermForm", "add_terms"]


class TermForm(NamedTuple):
    """How a class of terms is written in a file.

    The key's value is the field ``field``; without a field it is ``true``. ``beside`` are the other
    keys that may stand with it.
    """

    cls: type[Any]
    field: str = ""
    beside: tuple[str, ...] = ()


TERM_FORMS: Final = MappingProxyType(
    {
        **{unit.value: TermForm(Within, "n", ("roll", "start_roll", "rests")) for unit in Unit},
        "promised": TermForm(ByPromise, "", ("at_most",)),
        "before_closing": TermForm(BeforeClosing),
        "by_due_of": TermForm(ByDueOf, "obligation", ("only_if_late",)),
        "words": TermForm(InWords, "text", ("warn_after",)),
    }
)
"""The form of each term, under its key in a file."""

_LENGTHS: Final = tuple(key for key, form in TERM_FORMS.items() if form.cls is Within)
_EXAMPLE: Final = "{ working_days = 5 }"


def add_terms(converter: Converter) -> None:
    """Teach ``converter`` the forms of terms, both ways."""
    classes: tuple[type[Any], ...] = get_args(Term)

    def reader(keys: Iterable[str]) -> Callable[[object, object], object]:
        known = tuple(keys)
        return lambda value, _: _read_term(value, known, converter)

    converter.register_structure_hook_func(lambda wanted: wanted == Term, reader(TERM_FORMS))
    converter.register_structure_hook(Within, reader(_LENGTHS))
    for cls in classes:
        converter.register_unstructure_hook(cls, _writer(cls, converter))


def _read_term(value: object, known: tuple[str, ...], converter: Converter) -> object:
    if type(value) is not dict:
        raise MisfitError(f"expected a table such as {_EXAMPLE}, got {shown(value)}")
    said = [key for key in value if key in known]
    if len(said) > 1:
        raise MisfitError(f"{' and '.join(said)} exclude each other; keep one")
    if not said:
        for word in value:
            raise MisfitError(f"{shown(word)} is not a term; {_meant(word, value[word], known)}")
        raise MisfitError(f"the term is empty; write for instance {_EXAMPLE}")
    (key,) = said
    form = TERM_FORMS[key]
    problems: list[Fault] = [
        (f".{other}", f"it cannot stand beside {key}; {suggest(other, form.beside)}")
        for other in value
        if other not in (key, *form.beside)
    ]
    try:
        term = _read_form(value, key, form, converter)
    except Exception as error:  # noqa: BLE001  (whatever a term's own checks raise is a problem)
        problems += _told_by(key, form, faults_of(error))
    else:
        if not problems:
            return term
    raise MisfitError(*problems)


_OTHER_LENGTHS: Final = MappingProxyType(
    {
        **dict.fromkeys(("days", "day", "dagar", "dygn", "jours", "tage"), ("calendar_days", 1)),
        **dict.fromkeys(
            ("weekdays", "weekday", "workdays", "business_days", "bank_days"), ("working_days", 1)
        ),
        **dict.fromkeys(
            ("bankdagar", "arbetsdagar", "veckodagar", "arbeitstage"), ("working_days", 1)
        ),
        **dict.fromkeys(("vardagar", "werktage", "days_mon_sat"), ("mon_sat_days", 1)),
        **dict.fromkeys(("week", "veckor", "wochen"), ("weeks", 1)),
        **dict.fromkeys(("month", "manader", "monate"), ("months", 1)),
        **dict.fromkeys(("quarter", "quarters", "kvartal"), ("months", 3)),
        **dict.fromkeys(("year", "years"), ("months", 12)),
    }
)
"""Words for a length of time that no term has, the key to write instead, and how many of it."""

_SHORTER: Final = MappingProxyType(
    {
        **dict.fromkeys(("hours", "hour", "timmar", "stunden"), 24),
        **dict.fromkeys(("minutes", "minute", "minuter"), 24 * 60),
        **dict.fromkeys(("seconds", "second", "sekunder"), 24 * 60 * 60),
    }
)
"""Words for a length of time shorter than a day, and how many of them make up one."""


def _meant(word: str, amount: object, known: tuple[str, ...]) -> str:
    """Return what to write instead of so much of ``word``."""
    counted, lower = f"a term is counted in {', '.join(_LENGTHS)}", word.lower()
    n = amount if is_whole(amount) and 0 < amount <= MAX_UNITS else 0
    if lower in _SHORTER:
        counted += ", and never in less than a day"
        instead = f"calendar_days = {n // _SHORTER[lower] or 1}"
    elif lower in _OTHER_LENGTHS:
        key, each = _OTHER_LENGTHS[lower]
        instead = f"{key} = {n * each or each}"
    else:
        return suggest(word, known)
    return f"{counted}; write for instance {{ {instead} }}"


def _read_form(value: dict[str, Any], key: str, form: TermForm, converter: Converter) -> object:
    if not form.field and value[key] is not True:
        raise MisfitError(f"expected true, got {shown(value[key])}; or write another term")
    data = {form.field: value[key]} if form.field else {}
    data |= {other: value[other] for other in form.beside if other in value}
    if form.cls is Within:
        data["unit"] = key
    return _reader(key, converter)(data, form.cls)


@cache
def _reader(key: str, converter: Converter) -> ReadHook:
    """Return the hook that reads the terms under ``key``, made once: to make one takes long."""
    return read_table_of(TERM_FORMS[key].cls, converter)


def _told_by(key: str, form: TermForm, problems: list[Fault]) -> list[Fault]:
    """Replace the field's name, which the file does not have, by the file's key."""
    return [
        (place, message)
        if place.startswith(tuple(f".{other}" for other in form.beside))
        else (f".{key}" + place.removeprefix(f".{form.field}"), message)
        for place, message in problems
    ]


def _writer(cls: type[Any], converter: Converter) -> Callable[[Any], dict[str, object]]:
    write = write_table_of(cls, converter)

    def write_term(term: object) -> dict[str, object]:
        data = write(term)
        if isinstance(term, Within):
            beside = TERM_FORMS[term.unit.value].beside
            return {term.unit.value: term.n} | {k: v for k, v in data.items() if k in beside}
        (key,) = (key for key, form in TERM_FORMS.items() if form.cls is cls)
        form = TERM_FORMS[key]
        said = data.pop(form.field) if form.field else True
        return {key: said, **data}

    return write_term

# SPDX-License-Identifier: Apache-2.0
"""A JSON Schema of policy files, read off the classes, so that an editor completes and checks them.

The schema is a help while writing, in the dialect of draft 2020-12. It cannot say that an
obligation refers to one that exists, or that a country's calendar is known; that is checked when
the file is read.
"""

from __future__ import annotations

import json
import re
from datetime import MAXYEAR, MINYEAR, date
from enum import StrEnum
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

import attrs

from klagomal.calendar import CalendarSpec, Season
from klagomal.calendar.days import WEEKDAYS
from klagomal.cases.events import EVENTS
from klagomal.fields import are_codes, is_code, is_code_or_empty
from klagomal.promises.citation import Citation, Source
from klagomal.promises.obligations import DelayRule, On
from klagomal.promises.provisions import KindRule
from klagomal.promises.terms import MAX_UNITS, Term, Within
from klagomal.serialization.cited_sources import CITE_OWN_SOURCE, OWN_SOURCE, SOURCES
from klagomal.serialization.faults import RENAMED
from klagomal.serialization.policy_form import MAX_POLICY_TEXT, ONE_WORD
from klagomal.serialization.term_form import TERM_FORMS
from klagomal.vocabulary import Label

__all__ = ["DIALECT", "policy_schema", "policy_schema_text"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
"""The name of the dialect; nothing is fetched from there."""

_Schema = dict[str, Any]

_TEXT: Final[_Schema] = {"type": "string", "maxLength": MAX_POLICY_TEXT}
_CODE: Final[_Schema] = {"type": "string", "pattern": "^[a-z0-9][a-z0-9_./+-]{0,79}$"}
_ROW: Final[_Schema] = {"type": "string", "pattern": "^[A-Z][A-Z0-9]*-[0-9]{2,3}$"}
_SEASON: Final[_Schema] = {
    "type": "object",
    "properties": {
        key: {"type": "string", "pattern": "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}
        for key in ("from", "to")
    },
    "required": ["from", "to"],
    "additionalProperties": False,
}
_YEAR: Final[_Schema] = {"type": "integer", "minimum": MINYEAR, "maximum": MAXYEAR}
_WEEKEND: Final[_Schema] = {
    "type": "array",
    "items": {"enum": [day.en.lower() for day in WEEKDAYS]},
    "uniqueItems": True,
}
_PLAIN: Final[dict[object, _Schema]] = {
    str: _TEXT,
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
}


def policy_schema(cls: type[Any]) -> _Schema:
    """Return the schema of a file that holds a policy of class ``cls``."""
    builder = _Builder()
    root = builder.table_of(cls)
    root["properties"][CITE_OWN_SOURCE] = {
        "description": "Whether each citation without a source carries [source].",
        "type": "boolean",
    }
    root["properties"][SOURCES] = {
        "description": f"Other documents, by the name citations use; {OWN_SOURCE} is [source].",
        "type": "object",
        "additionalProperties": builder.of(Source),
    }
    return {
        "$schema": DIALECT,
        "title": "klagomal policy file",
        **root,
        "$defs": dict(sorted(builder.found.items())),
    }


def policy_schema_text(cls: type[Any]) -> str:
    """Return :func:`policy_schema` as the text of a file."""
    return json.dumps(policy_schema(cls), ensure_ascii=False, indent=2) + "\n"


class _Builder:
    """Gathers the definitions that a schema refers to."""

    def __init__(self) -> None:
        self.found: dict[str, _Schema] = {}

    def of(self, wanted: Any) -> _Schema:  # noqa: ANN401  (any type form)
        """Return the schema of a type: in place if it is short, else a reference to it."""
        if wanted in _PLAIN:
            return _PLAIN[wanted]
        args = get_args(wanted)
        if wanted == Term:
            return self._defined("Term", self._term(list(TERM_FORMS)))
        if get_origin(wanted) is UnionType:
            return self.of(next(arg for arg in args if arg is not type(None)))
        if get_origin(wanted) is dict:
            return {"type": "object", "additionalProperties": self.of(args[1])}
        if args:
            return self._list(get_origin(wanted), args)
        return self._class(wanted)

    def table_of(self, cls: type[Any]) -> _Schema:
        """Return the schema of a table with the fields of ``cls`` as keys."""
        hints = get_type_hints(cls)
        fields = [field for field in attrs.fields(cls) if field.init]
        optional = {"label"} if cls is KindRule else set()
        return {
            "description": _summary(cls),
            "type": "object",
            "properties": {
                RENAMED.get(field.name, field.name): self._field(cls, field, hints[field.name])
                for field in fields
            },
            "required": [
                field.name
                for field in fields
                if field.default is attrs.NOTHING and field.name not in optional
            ],
            "additionalProperties": False,
        }

    def _field(self, cls: type[Any], field: attrs.Attribute[Any], wanted: Any) -> _Schema:  # noqa: ANN401
        special: dict[object, _Schema] = {
            (On, "event"): {"enum": sorted(EVENTS)},
            (Citation, "rows"): {"type": "array", "items": _ROW},
            (CalendarSpec, "first_year"): _YEAR,
            (CalendarSpec, "last_year"): _YEAR,
            (CalendarSpec, "weekend"): _WEEKEND,
            (DelayRule, "times"): {"type": "integer", "minimum": 1},
            (Citation, "source"): {"anyOf": [_TEXT, {"$ref": "#/$defs/Source"}]},
            is_code: _CODE,
            is_code_or_empty: {"anyOf": [_CODE, {"const": ""}]},
            are_codes: {"type": "array", "items": _CODE, "uniqueItems": True},
        }
        known = special.get((cls, field.name)) or special.get(field.validator)
        if known:
            return known
        schema = self.of(wanted)
        emptied = isinstance(field.default, StrEnum) and type(None) in get_args(wanted)
        return {"anyOf": [schema, {"const": ""}]} if emptied else schema

    def _list(self, origin: Any, args: tuple[Any, ...]) -> _Schema:  # noqa: ANN401
        schema: _Schema = {"type": "array", "items": self.of(args[0])}
        if origin is frozenset:
            schema["uniqueItems"] = True
        elif ... not in args:
            schema |= {"minItems": len(args), "maxItems": len(args)}
        return schema

    def _class(self, cls: type[Any]) -> _Schema:
        if issubclass(cls, StrEnum):
            words = [member.value for member in cls]
            return self._defined(cls.__name__, {"description": _summary(cls), "enum": words})
        if cls is Season:
            return self._defined("Season", {"description": _summary(cls), **_SEASON})
        if cls is Within:
            lengths = [key for key, form in TERM_FORMS.items() if form.cls is Within]
            return self._defined("Within", self._term(lengths))
        if cls.__name__ not in self.found:
            self._defined(cls.__name__, {})  # so that it may refer to itself
            self.found[cls.__name__] = self._short_or_table(cls)
        return {"$ref": f"#/$defs/{cls.__name__}"}

    def _short_or_table(self, cls: type[Any]) -> _Schema:
        table = self.table_of(cls)
        if cls is Label:
            return {"anyOf": [_TEXT, table]}
        if cls is Citation:
            return {"anyOf": [_ROW, table]}
        if cls in ONE_WORD:
            return {"anyOf": [table["properties"][ONE_WORD[cls]], table]}
        return table

    def _term(self, keys: list[str]) -> _Schema:
        forms = []
        for key in keys:
            form = TERM_FORMS[key]
            hints = get_type_hints(form.cls)
            said = self.of(hints[form.field]) if form.field else {"const": True}
            properties = {
                key: {**said, "minimum": 1, "maximum": MAX_UNITS} if form.cls is Within else said
            }
            properties |= {other: self.of(hints[other]) for other in form.beside}
            forms.append(
                {
                    "type": "object",
                    "properties": properties,
                    "required": [key],
                    "additionalProperties": False,
                }
            )
        return {"description": "How long: the key says in what.", "anyOf": forms}

    def _defined(self, name: str, schema: _Schema) -> _Schema:
        self.found.setdefault(name, schema)
        return {"$ref": f"#/$defs/{name}"}


def _summary(cls: type[Any]) -> str:
    """Return the first paragraph of a docstring as plain text."""
    paragraph = " ".join((cls.__doc__ or "").strip().split("\n\n")[0].split())
    return re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"\1", paragraph).replace("``", "`")

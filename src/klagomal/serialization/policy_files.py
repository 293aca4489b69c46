# SPDX-License-Identifier: Apache-2.0
"""Read and write policies as TOML files, checked in full before anything is built.

An office can write such a file itself. The documents that its citations name
(:mod:`~klagomal.serialization.cited_sources`) are looked up first. Names given twice and references
to nothing are reported with their places.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

import attrs

from klagomal.cases.events import EVENTS
from klagomal.errors import PolicyError, few_suggestions, suggest
from klagomal.serialization.cited_sources import look_up_sources, name_sources
from klagomal.serialization.faults import Fault, faults_of, shown
from klagomal.serialization.policy_form import policy_converter
from klagomal.serialization.toml_reader import file_error, read_tables, read_text
from klagomal.serialization.toml_writer import toml_text

__all__ = ["policy_from_text", "policy_from_toml", "policy_to_toml"]

_P = TypeVar("_P")

_SUGGESTIONS: Final = 100
_PATTERNS: Final = ("starts_on", "fulfilled_by", "also_by", "ended_by")
_ONE_LINE: Final = ("name", "scope", "umbrella", "citations")
_IDENTIFIED: Final = {
    "obligations": "id",
    "kinds": "kind",
    "channels": "channel",
    "dimensions": "code",
    "reports": "id",
}


def policy_to_toml(policy: Any) -> str:  # noqa: ANN401  (the class is known to higher modules only)
    """Return a policy as the text of a TOML file, without the fields that have their default.

    Reading the text back gives an equal policy. A policy that no file can hold, for instance with
    a text that is too long, raises :class:`~klagomal.errors.PolicyError`.
    """
    data: dict[str, Any] = policy_converter().unstructure(policy)
    text = toml_text(name_sources(data), one_line=_ONE_LINE)
    again = policy_from_text(text, type(policy), name=f"policy {policy.key!r}")
    if again != policy:
        raise PolicyError(
            f"policy {policy.key!r} does not survive being written to a file; "
            "check that each field holds the type it is declared with"
        )
    return text


def policy_from_toml(path: str | Path, cls: type[_P]) -> _P:
    """Return the policy of class ``cls`` that a file holds.

    A file in UTF-8 of at most 1 MB is read. Raises :class:`~klagomal.errors.PolicyFileError`, which
    lists every problem with its place and its line; ``error.data["problems"]`` holds them as pairs
    of place and message.
    """
    if not isinstance(path, str | Path):
        raise PolicyError(f"path: {type(path).__name__} is no path; give that of a .toml file")
    return policy_from_text(read_text(Path(path)), cls, name=str(path))


def policy_from_text(text: str, cls: type[_P], *, name: str = "policy") -> _P:
    """Return the policy that a TOML text holds; errors call the text ``name``."""
    data = read_tables(text, name)
    with few_suggestions(_SUGGESTIONS):
        problems = [*look_up_sources(data), *_named_twice(data)]
        known = [
            *_referring_nowhere(data),
            *_single_sections(data, cls),
            *_ids_for_events(data),
        ]
        try:
            policy = policy_converter().structure(data, cls)
        except Exception as error:  # noqa: BLE001  (whatever a value's own checks raise)
            # Problems of the policy as a whole are already reported above, with their places.
            told = {place for place, _ in known}
            found = [fault for fault in faults_of(error) if fault[0] not in told]
            problems += [fault for fault in found if fault[0] or not (problems or known)]
        else:
            if not (problems or known):
                return policy
    raise file_error(name, [*problems, *known], text)


def _named_twice(data: dict[str, Any]) -> Iterator[Fault]:
    for part, key in _IDENTIFIED.items():
        first: dict[str, int] = {}
        for index, entry in enumerate(_list_of(data, part)):
            name = entry.get(key) if isinstance(entry, dict) else entry
            if not isinstance(name, str):
                continue
            if name in first:
                where = f"{part}[{first[name]}]"
                place = f".{part}[{index}]" + (f".{key}" if isinstance(entry, dict) else "")
                yield place, f"{shown(name)} is already the {key} of {where}; choose another"
            first.setdefault(name, index)


def _referring_nowhere(data: dict[str, Any]) -> Iterator[Fault]:
    obligations = [
        (index, entry)
        for index, entry in enumerate(_list_of(data, "obligations"))
        if isinstance(entry, dict)
    ]
    ids = {entry["id"] for _, entry in obligations if isinstance(entry.get("id"), str)}
    for index, entry in obligations:
        term = entry.get("term")
        named = {
            "start_latest": entry.get("start_latest"),
            "term.by_due_of": term.get("by_due_of") if isinstance(term, dict) else None,
        }
        for key, name in named.items():
            if isinstance(name, str) and name and name not in ids:
                message = f"there is no obligation {shown(name)}; {suggest(name, ids)}"
                yield f".obligations[{index}].{key}", message


def _single_sections(data: dict[str, Any], cls: type[Any]) -> Iterator[Fault]:
    """Yield the lists of sections that were written as one section, with single brackets."""
    hints = get_type_hints(cls)
    for name, value in data.items():
        is_list = get_origin(hints.get(name)) is tuple and attrs.has(get_args(hints[name])[0])
        if isinstance(value, dict) and is_list:
            yield f".{name}", f"write [[{name}]] with double brackets, one for each entry"


def _ids_for_events(data: dict[str, Any]) -> Iterator[Fault]:
    """Yield the places where an obligation's id stands for an event."""
    obligations = [x for x in _list_of(data, "obligations") if isinstance(x, dict)]
    fulfilled_by = {x["id"]: x.get("fulfilled_by") for x in obligations if _is_text(x.get("id"))}
    for index, entry in enumerate(_list_of(data, "obligations")):
        for part in _PATTERNS if isinstance(entry, dict) else ():
            for number, pattern in enumerate(_list_of(entry, part)):
                event = pattern.get("event") if isinstance(pattern, dict) else pattern
                if not _is_text(event) or event in EVENTS or event not in fulfilled_by:
                    continue
                place = f".obligations[{index}].{part}[{number}]"
                place += ".event" if isinstance(pattern, dict) else ""
                events = fulfilled_by[event]
                named = isinstance(events, list) and events and _is_text(events[0])
                instead = shown(events[0]) if named and events else "what fulfils it"
                told = f"{shown(event)} is an obligation, and an event is expected here; write"
                yield place, f"{told} {instead}, or name it as start_latest or by_due_of"


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _list_of(data: dict[str, Any], part: str) -> list[Any]:
    value = data.get(part)
    return value if isinstance(value, list) else []

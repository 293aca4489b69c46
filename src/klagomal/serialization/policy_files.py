# SPDX-License-Identifier: Apache-2.0
"""Read and write policies as TOML files, checked in full before anything is built.

An office can write such a file itself. The documents that its citations name
(:mod:`~klagomal.serialization.cited_sources`) are looked up first. Names given twice and references
to nothing are reported with their places.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

from klagomal.errors import PolicyError, suggest
from klagomal.serialization.cited_sources import look_up_sources, name_sources
from klagomal.serialization.faults import Fault, faults_of, shown
from klagomal.serialization.policy_form import policy_converter
from klagomal.serialization.toml_reader import file_error, read_tables, read_text
from klagomal.serialization.toml_writer import toml_text

__all__ = ["policy_from_text", "policy_from_toml", "policy_to_toml"]

_P = TypeVar("_P")

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
    return policy_from_text(read_text(Path(path)), cls, name=str(path))


def policy_from_text(text: str, cls: type[_P], *, name: str = "policy") -> _P:
    """Return the policy that a TOML text holds; errors call the text ``name``."""
    data = read_tables(text, name)
    problems = [*look_up_sources(data), *_named_twice(data), *_referring_nowhere(data)]
    try:
        policy = policy_converter().structure(data, cls)
    except Exception as error:  # noqa: BLE001  (whatever a value's own checks raise is a problem)
        # Problems of the policy as a whole are already reported above, with their places.
        problems += [p for p in faults_of(error) if p[0] or not problems]
    else:
        if not problems:
            return policy
    raise file_error(name, problems, text)


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
    ids = [entry["id"] for _, entry in obligations if isinstance(entry.get("id"), str)]
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


def _list_of(data: dict[str, Any], part: str) -> list[Any]:
    value = data.get(part)
    return value if isinstance(value, list) else []

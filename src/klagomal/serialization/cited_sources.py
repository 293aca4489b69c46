# SPDX-License-Identifier: Apache-2.0
"""The documents that a policy file cites, each described once and cited by its name.

Three things in a file are not in the policy itself. ``[sources.<name>]`` describes a document
other than the policy's own ``[source]``, and a citation refers to it by that name. The name ``own``
means ``[source]``. With ``cite_own_source = true`` every citation without a source cites
``[source]``, as in a policy written in Python with ``Source.cite``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from klagomal.errors import suggest
from klagomal.promises.citation import Source
from klagomal.serialization.faults import Fault, attempt, shown
from klagomal.serialization.policy_form import policy_converter

__all__ = ["CITE_OWN_SOURCE", "OWN_SOURCE", "SOURCES", "look_up_sources", "name_sources"]

OWN_SOURCE: Final = "own"
SOURCES: Final = "sources"
CITE_OWN_SOURCE: Final = "cite_own_source"

_DEPTH: Final = 6
"""How deep the deepest part of a policy lies."""


def look_up_sources(data: dict[str, Any]) -> list[Fault]:
    """Replace documents' names in a file's citations by the documents; return the problems."""
    problems: list[Fault] = []
    cite_own = data.pop(CITE_OWN_SOURCE, False)
    if type(cite_own) is not bool:
        problems.append((f".{CITE_OWN_SOURCE}", f"expected true or false, got {shown(cite_own)}"))
    named = _described(data, problems)
    for place, citations in _citation_lists(data):
        for index, entry in enumerate(citations):
            citation = {"rows": [entry]} if cite_own is True and type(entry) is str else entry
            if type(citation) is not dict:
                continue
            name = citation.get("source", OWN_SOURCE if cite_own is True else None)
            if type(name) is str:
                citation.pop("source", None)
                if name not in named:
                    message = f"no source is named {shown(name)}; {suggest(name, named)}"
                    problems.append((f"{place}[{index}].source", message))
                elif source := named[name]:  # an unreadable one is reported elsewhere
                    citation["source"] = source
            citations[index] = citation
    return problems


def name_sources(data: dict[str, Any]) -> dict[str, Any]:
    """Return a policy's plain values with the documents in its citations replaced by names."""
    own = data["source"]
    named: dict[str, dict[str, Any]] = {OWN_SOURCE: own}
    lists = [citations for _, citations in _citation_lists(data)]
    cited = [entry.get("source") if type(entry) is dict else None for c in lists for entry in c]
    cite_own = own in cited and None not in cited
    for citations in lists:
        for index, entry in enumerate(citations):
            if type(entry) is not dict or "source" not in entry:
                continue
            name = _name_of(entry["source"], named)
            if cite_own and name == OWN_SOURCE:
                del entry["source"]
                if entry.keys() == {"rows"} and len(entry["rows"]) == 1:
                    citations[index] = entry["rows"][0]
            else:
                entry["source"] = name
    named.pop(OWN_SOURCE)
    flag = {CITE_OWN_SOURCE: True} if cite_own else {}
    return data | flag | ({SOURCES: named} if named else {})


def _described(data: dict[str, Any], problems: list[Fault]) -> dict[str, Source | None]:
    """Return the file's documents by name, ``None`` for one that cannot be read."""
    found: dict[str, Source | None] = {}
    tables = data.pop(SOURCES, {})
    if type(tables) is not dict:
        problems.append((f".{SOURCES}", f"expected [sources.<name>] tables, got {shown(tables)}"))
        tables = {}
    for name, table in tables.items():
        place = f".{SOURCES}.{name}"
        found[name] = attempt(_read_source, table, Source, place, problems)
        if name == OWN_SOURCE:
            problems.append((place, "this name means [source]; choose another"))
    found[OWN_SOURCE] = attempt(_read_source, data.get("source"), Source, ".source", [])
    return found


def _read_source(value: object, wanted: type[Source]) -> Source:
    return policy_converter().structure(value, wanted)


def _citation_lists(
    value: object, place: str = "", depth: int = 0
) -> Iterator[tuple[str, list[Any]]]:
    """Yield each list of citations with its place."""
    if type(value) is dict:
        entries = [(f"{place}.{key}", entry) for key, entry in value.items()]
    elif type(value) is list:
        entries = [(f"{place}[{index}]", entry) for index, entry in enumerate(value)]
    else:
        return
    for inner, entry in entries:
        if type(entry) is list and inner.endswith(".citations"):
            yield inner, entry
        elif depth < _DEPTH:
            yield from _citation_lists(entry, inner, depth + 1)


def _name_of(source: dict[str, Any], named: dict[str, dict[str, Any]]) -> str:
    """Return the name of a document, a new one from the plain letters of its title if needed."""
    for name, known in named.items():
        if known == source:
            return name
    plain = unicodedata.normalize("NFKD", source["title"]).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-") or "source"
    number = 1
    while (name := stem if number == 1 else f"{stem}-{number}") in named:
        number += 1
    named[name] = source
    return name

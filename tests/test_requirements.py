# SPDX-License-Identifier: Apache-2.0
"""The requirement pages, the ambiguities and the matrix say what the code and the tests say."""

from __future__ import annotations

import re
from collections import Counter
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import pytest

from klagomal import policies
from klagomal.policy.policy import Policy
from tools import requirements_matrix as matrix

DOCS = matrix.ROOT / "docs"
PAGES = DOCS / "requirements"
EDITIONS = list(policies.REGISTRY)
STRENGTHS = {"must", "promise", "target", "should", "may", "value", "fact"}
TYPES = {
    "anonymity", "attitude", "channel", "classification", "content", "deadline", "definition",
    "delay", "escalation", "exclusion", "measure", "provenance", "registration", "reporting",
    "scope", "secrecy", "who",
}  # fmt: skip


def tables(page: Path, head: str) -> list[list[str]]:
    """Return the lines of each table in ``page`` whose first heading is ``head``."""
    found, inside = [], False
    for line in page.read_text(encoding="utf-8").splitlines():
        parts = matrix.cells(line)
        if not parts:
            inside = False
        elif parts[0] == head:
            inside = True
        elif inside and not set("".join(parts)) <= {"-"}:
            found.append(parts)
    return found


# --- the repository ------------------------------------------------------------------------------


def test_nothing_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    """Every row has its rule and its test as its check demands, and the matrix is fresh."""
    status = matrix.main(["--check"])
    assert capsys.readouterr().err == ""
    assert status == 0


def test_all_rows_are_there() -> None:
    """The five pages hold 24, 64, 62, 19 and 51 rows, numbered from 1 without a gap."""
    rows: dict[str, list[str]] = {}
    for row in matrix.read_rows(PAGES):
        rows.setdefault(row.page, []).append(row.id)
    sizes = {"kramfors": 24, "essunga": 64, "ostersund": 62, "karlskoga": 19, "nacka": 51}
    assert {page: len(ids) for page, ids in rows.items()} == sizes
    for page, ids in rows.items():
        prefix = page[:3].upper()
        assert ids == [f"{prefix}-{number:02d}" for number in range(1, len(ids) + 1)]


@pytest.mark.parametrize("page", ["kramfors", "essunga", "ostersund", "karlskoga", "nacka"])
def test_rows_are_filled_in(page: str) -> None:
    """Each row has all six cells, and its type, strength and check are words that are explained."""
    for id_, where, requirement, kind, strength, check in tables(PAGES / f"{page}.md", "id"):
        assert where
        assert requirement.endswith((".", ".)")), id_
        assert kind in TYPES, id_
        assert strength in STRENGTHS, id_
        assert check in matrix.CHECKS, id_


def test_index_explains_the_words() -> None:
    """The index explains each type, strength and check that the pages use."""
    text = (PAGES / "index.md").read_text(encoding="utf-8")
    assert {parts[0] for parts in tables(PAGES / "index.md", "type")} == TYPES
    assert {word for word in STRENGTHS if f"**{word}**" in text} == STRENGTHS
    assert [check for check in matrix.CHECKS if f"* **{check}**:" in text] == list(matrix.CHECKS)


def test_index_counts_right() -> None:
    """The index tells how many rows of each check there are on each page and in all."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in matrix.read_rows(PAGES):
        for page in (row.page, "all"):
            counts[page, row.check] += 1
            counts[page, "rows"] += 1
    told = tables(PAGES / "index.md", "page")
    assert len(told) == 6
    for name, _, *numbers in told:
        page = Path(name.partition("(")[2].rstrip(")") or "all").stem
        assert [int(n) for n in numbers] == [counts[page, c] for c in ("rows", *matrix.CHECKS)]


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda policy: policy.id)
def test_page_names_its_policy(edition: Policy) -> None:
    """The page of a municipality names each edition of its policy and the document's title."""
    text = (PAGES / f"{edition.key.partition('/')[0]}.md").read_text(encoding="utf-8")
    assert f"| In the library | `{edition.key}`, edition `{edition.edition}`" in text
    assert edition.source.title.casefold() in text.casefold()
    assert "as written in the cited document" in text


# --- the names in the documentation --------------------------------------------------------------

NAMED = re.compile(r"`([A-Z][a-z]\w*)(?:\.(\w+))?`")
SPEAKING = ["ambiguities.md", "law.md", "vocabulary.md", "comparable-codes.md"]


SPOKEN_OF = (
    "klagomal.assessment",
    "klagomal.calendar",
    "klagomal.cases.case",
    "klagomal.cases.events",
    "klagomal.cases.feedback",
    "klagomal.deadlines.deadline",
    "klagomal.policy.policy",
    "klagomal.promises.citation",
    "klagomal.promises.obligations",
    "klagomal.promises.provisions",
    "klagomal.promises.terms",
    "klagomal.vocabulary",
)


def public_classes() -> dict[str, type]:
    """Return the public classes of the modules that hold what was promised and what was done."""
    modules = map(import_module, SPOKEN_OF)
    named = {name: getattr(home, name) for home in modules for name in home.__all__}
    return {name: value for name, value in named.items() if isinstance(value, type)}


def has_part(kind: type, name: str) -> bool:
    """Whether ``kind`` has a field, member, property or method called ``name``."""
    if issubclass(kind, Enum) and name in kind.__members__:
        return True
    return hasattr(kind, name) or (
        attrs.has(kind) and name in {field.name for field in attrs.fields(kind)}
    )


@pytest.mark.parametrize("page", SPEAKING)
def test_names_exist(page: str) -> None:
    """Every class, field and value that a page names exists in the code."""
    classes = public_classes()
    named = set(NAMED.findall((DOCS / page).read_text(encoding="utf-8")))
    assert len(named) > 5
    unknown = [
        f"{kind}.{part}".rstrip(".")
        for kind, part in sorted(named)
        if kind not in classes or (part and not has_part(classes[kind], part))
    ]
    assert unknown == []


def test_all_ambiguities_are_told() -> None:
    """The ambiguities are numbered from 1 to 34, each once, and each names a field."""
    told = tables(DOCS / "ambiguities.md", "id")
    assert sorted(parts[0] for parts in told) == [f"AMB-{number:02d}" for number in range(1, 35)]
    for id_, rows, *_, field in told:
        assert rows == "all" or matrix.ROW.search(rows), id_
        assert NAMED.search(field), id_


def part_of(value: Any, name: str) -> Any:
    """Return the part of a policy that one step of a dotted path leads to."""
    if isinstance(value, tuple):
        (found,) = {
            id(item): item for n, item in enumerate(value, 1) if matrix.name_of(item, n) == name
        }.values()
        return found
    return getattr(value, name)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda policy: policy.id)
def test_choices_lead_to_a_field(edition: Policy) -> None:
    """Each reading that a policy chose is on the page, and its path leads to some part of it."""
    told = matrix.read_ambiguities(DOCS / "ambiguities.md")
    assert edition.choices
    for choice in edition.choices:
        assert choice.id in told
        value: Any = edition
        for step in choice.field.split("."):
            value = part_of(value, step)

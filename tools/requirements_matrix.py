# SPDX-License-Identifier: Apache-2.0
"""Which rule and which test stand behind each requirement row: ``docs/requirements/matrix.md``.

    python tools/requirements_matrix.py            write the matrix, list what is missing
    python tools/requirements_matrix.py --check    write nothing; exit 1 if anything is wrong

Rows are read from the pages in ``docs/requirements``, rules from the citations in each policy, and
tests from ``@pytest.mark.rows("ESS-24")`` in ``tests``. These are wrong:

* a row marked *yes* that no rule cites (guidance and statistics are no rules), or no test names;
* a row of any kind that no rule, guidance or statistic cites;
* a row marked *no* that a judged rule cites, as if a machine could check it;
* a cited or named row that stands on no page, or on another municipality's;
* a marker that no test runner will ever collect, or that cannot be read without running it;
* a matrix that is not what would be written now.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import attrs

from klagomal.policy.policy import Policy
from klagomal.promises.citation import Citation
from klagomal.promises.obligations import Obligation
from klagomal.promises.terms import InWords

ROOT: Final = Path(__file__).resolve().parent.parent
CHECKS: Final = ("yes", "part", "no")
NOT_PAGES: Final = {"index.md", "matrix.md"}
ROW: Final = re.compile(r"\b(?!AMB-)[A-Z]{3}-\d{2,3}\b")
AMBIGUITY: Final = re.compile(r"\bAMB-\d{2}\b")

NO_RULES: Final = {"guidance", "statistics"}
"""Parts of a policy that carry a row without a rule that could be broken."""

JUDGED: Final = {"closing", "exclusions", "ladder", "obligations", "registration", "reports"}
"""Parts of a policy by which a case or an office is judged."""


@attrs.frozen
class Row:
    """One requirement, as its page has it; ``page`` is the page's name without suffix."""

    id: str
    page: str
    check: str


@attrs.frozen
class Place:
    """Where in a policy a row is cited, such as ``obligations.answer``."""

    policy: str
    path: str
    judged: bool

    @property
    def part(self) -> str:
        """The part of the policy that the place lies in."""
        return self.path.partition(".")[0]


@attrs.frozen
class Findings:
    """All that the matrix is made of; ``faults`` holds what was found wrong while it was read."""

    rows: tuple[Row, ...]
    readings: Mapping[str, Sequence[str]]
    places: Mapping[str, Sequence[Place]]
    tests: Mapping[str, Sequence[str]]
    faults: tuple[str, ...] = ()


# --- the pages -----------------------------------------------------------------------------------


def cells(line: str) -> list[str]:
    """Return the cells of one line of a Markdown table, or nothing for another line."""
    return [cell.strip() for cell in line.strip()[1:-1].split("|")] if line[:1] == "|" else []


def read_rows(directory: Path) -> list[Row]:
    """Return the rows on all pages of ``directory``, in the order they stand."""
    found: list[Row] = []
    for page in sorted(directory.glob("*.md")):
        if page.name in NOT_PAGES:
            continue
        for line in page.read_text(encoding="utf-8").splitlines():
            parts = cells(line)
            if parts and ROW.fullmatch(parts[0]):
                found.append(Row(parts[0], page.stem, parts[-1]))
    return found


def read_ambiguities(page: Path) -> dict[str, list[str]]:
    """Return the rows that each ambiguity concerns, by the ambiguity's id."""
    lines = page.read_text(encoding="utf-8").splitlines() if page.exists() else []
    tables = [parts for parts in map(cells, lines) if parts and AMBIGUITY.fullmatch(parts[0])]
    return {parts[0]: ROW.findall(parts[1]) for parts in tables}


# --- the policies --------------------------------------------------------------------------------


def load_policies() -> list[Policy]:
    """Return every edition of every policy that klagomal ships."""
    from klagomal import policies

    return list(policies.REGISTRY)


def places_of(policy: Policy) -> Iterator[tuple[str, Place]]:
    """Yield each row that ``policy`` cites, with the place."""
    for citation, path, in_words in _citations(policy):
        judged = not in_words and path[:1] != () and path[0] in JUDGED
        for row in citation.rows:
            yield row, Place(policy.id, ".".join(path) or "policy", judged)


def _citations(
    value: object, path: tuple[str, ...] = (), in_words: bool = False
) -> Iterator[tuple[Citation, tuple[str, ...], bool]]:
    if isinstance(value, Citation):
        yield value, path, in_words
    elif isinstance(value, tuple):
        for number, item in enumerate(value, 1):
            inner = path if isinstance(item, Citation) else (*path, name_of(item, number))
            yield from _citations(item, inner, in_words)
    elif attrs.has(kind := type(value)):
        # Words without a number are reported and never failed: such an obligation judges nothing.
        in_words = in_words or (isinstance(value, Obligation) and isinstance(value.term, InWords))
        for field in attrs.fields(kind):
            if not field.name.startswith("_"):
                inner = path if field.name == "citations" else (*path, field.name)
                yield from _citations(getattr(value, field.name), inner, in_words)


def name_of(item: object, number: int) -> str:
    """Return the name of one part among several, or its number."""
    for field in ("id", "code", "kind", "channel", "stream", "register", "name", "action", "role"):
        name = getattr(item, field, "")
        if isinstance(name, str) and name:
            return str(name)
    roles = getattr(item, "roles", ())
    return "+".join(sorted(str(role) for role in roles)) or str(number)


# --- the tests -----------------------------------------------------------------------------------


def marked_tests(directory: Path) -> tuple[dict[str, list[str]], list[str]]:
    """Return the tests that name each row, and the markers that are of no use."""
    tests: dict[str, list[str]] = defaultdict(list)
    faults: list[str] = []
    for path in sorted(directory.rglob("*.py")):
        name = path.relative_to(directory).as_posix()
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except SyntaxError as error:
            faults.append(f"{name}: line {error.lineno}: not Python, so its tests are not counted")
            continue
        for test, marker in _markers(tree):
            where = f"{name}::{test}" if test else name
            try:
                named = [ast.literal_eval(argument) for argument in marker.args]
            except ValueError:
                faults.append(f"{where}: line {marker.lineno}: rows must be written out as text")
                continue
            if not re.fullmatch(r"test_.*|.*_test", path.stem) or not _is_collected(test):
                faults.append(f"{where}: line {marker.lineno}: rows on what is never run as a test")
                continue
            for row in named:
                if where not in tests[row]:
                    tests[row].append(where)
    return dict(tests), faults


def _is_collected(test: str) -> bool:
    return all(re.match("test_?|Test", part) for part in test.split("::") if part)


def _markers(node: ast.AST, test: str = "") -> Iterator[tuple[str, ast.Call]]:
    """Yield each ``pytest.mark.rows(...)`` below ``node`` with the test it stands on."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if any(_is_mark(mark, "skip", "xfail") for mark in child.decorator_list):
                continue  # a test that is skipped shows nothing
            yield from _markers(child, f"{test}::{child.name}" if test else child.name)
        else:
            if isinstance(child, ast.Call) and _is_mark(child, "rows"):
                yield test, child
            yield from _markers(child, test)


def _is_mark(node: ast.expr, *names: str) -> bool:
    mark = node.func if isinstance(node, ast.Call) else node
    if not isinstance(mark, ast.Attribute) or mark.attr not in names:
        return False
    owner = mark.value
    return getattr(owner, "attr", getattr(owner, "id", "")) == "mark"


# --- the judgement -------------------------------------------------------------------------------


def gather(root: Path, policies: Iterable[Policy]) -> Findings:
    """Return what the pages, the policies and the tests of the tree at ``root`` say."""
    rows = read_rows(root / "docs" / "requirements")
    ambiguities = read_ambiguities(root / "docs" / "ambiguities.md")
    tests, faults = marked_tests(root / "tests")
    places: dict[str, list[Place]] = defaultdict(list)
    for policy in policies:
        for row, place in places_of(policy):
            if place not in places[row]:
                places[row].append(place)
    readings: dict[str, list[str]] = defaultdict(list)
    for ambiguity, concerned in ambiguities.items():
        for row in concerned:
            readings[row].append(ambiguity)
    found = Findings(tuple(rows), readings, places, tests)
    return attrs.evolve(found, faults=(*faults, *_faults(found, ambiguities)))


def _faults(found: Findings, ambiguities: Iterable[str]) -> Iterator[str]:
    pages: dict[str, str] = {}
    for row in found.rows:
        if row.id in pages:
            yield f"{row.id}: stands twice"
        if row.check not in CHECKS:
            yield f"{row.id}: check is {row.check!r}, not one of {', '.join(CHECKS)}"
        pages[row.id] = row.page
    known = pages.keys() | set(ambiguities)
    for id_ in sorted(found.readings.keys() - pages.keys()):
        yield f"{id_}: named by {found.readings[id_][0]}, on no page"
    for id_ in sorted(found.tests.keys() - known):
        yield f"{id_}: named by {found.tests[id_][0]}, on no page"
    for id_, places in sorted(found.places.items()):
        for place in places:
            if id_ not in known:
                yield f"{id_}: cited by {place.policy} {place.path}, on no page"
            elif id_ in pages and not re.match(rf"{pages[id_]}[/@]", place.policy):
                yield f"{id_}: stands on page {pages[id_]}, cited by {place.policy}"


def gaps(found: Findings) -> list[str]:
    """Return what is missing or wrongly claimed, one line each, in the order of the pages."""
    lines = []
    for row in found.rows:
        places = [place for place in found.places.get(row.id, ()) if place.part != "choices"]
        if not places:
            lines.append(f"{row.id}: no rule, guidance or statistic cites it")
        elif row.check == "yes" and all(place.part in NO_RULES for place in places):
            lines.append(f"{row.id}: checked by machine, but only {places[0].path} cites it")
        if row.check == "yes" and not found.tests.get(row.id):
            lines.append(f"{row.id}: checked by machine, but no test names it")
        if row.check == "no":
            lines += [
                f"{row.id}: guidance, but {place.path} would judge by it"
                for place in places
                if place.judged
            ]
    return [*found.faults, *lines]


# --- the matrix ----------------------------------------------------------------------------------

_HEAD = """\
# Traceability matrix

<!-- Written by `make matrix`. Do not edit. -->

Each requirement row with the rule that carries it and the tests that show it. [How to read the \
rows](index.md).

* A *rule* is a place in the municipality's policy object, such as `obligations.answer`; `policy` \
is the policy as a whole. `guidance` and `statistics` hold what no machine can pass or fail. \
`choices` tells where a reading was chosen, and carries nothing.
* A *test* names the row in its marker, `@pytest.mark.rows("ESS-24")`.
* *Ambiguity* leads to [the readings chosen](../ambiguities.md); the last table has the field that \
each policy's reading stands in, and the tests that name it.

The build fails when a row marked *yes* lacks a rule or a test, and when any row lacks a place.
"""


def render(found: Findings, policies: Sequence[Policy]) -> str:
    """Return the matrix as Markdown."""
    pages = dict.fromkeys(row.page for row in found.rows)
    lines = [_HEAD, *_table("page", "rows", *CHECKS, "rows named by a test")]
    for page in [*pages, "all"]:
        rows = [row for row in found.rows if page in ("all", row.page)]
        checks = [sum(row.check == check for row in rows) for check in CHECKS]
        named = sum(row.id in found.tests for row in rows)
        lines.append(_cells(page, len(rows), *checks, named))
    for page in pages:
        editions = [policy for policy in policies if policy.key.partition("/")[0] == page]
        lines += ["", f"## {page.capitalize()}", ""]
        lines += [f"`{policy.id}`: {policy.source.title}" for policy in editions]
        lines += ["", *_table("row", "check", "rule", "test", "ambiguity")]
        several = len(editions) > 1
        lines += [_line(row, found, several=several) for row in found.rows if row.page == page]
    lines += ["", "## Ambiguities", "", *_table("ambiguity", "choice", "test")]
    chosen: dict[str, list[str]] = defaultdict(list)
    for policy in policies:
        for choice in policy.choices:
            chosen[choice.id].append(f"`{policy.id} {choice.field}`")
    for id_ in sorted(chosen.keys() | {id_ for id_ in found.tests if AMBIGUITY.fullmatch(id_)}):
        tests = [f"`{test}`" for test in found.tests.get(id_, ())]
        lines.append(_cells(id_, "<br>".join(chosen[id_]), "<br>".join(tests)))
    return "\n".join(lines) + "\n"


def _line(row: Row, found: Findings, *, several: bool) -> str:
    rules = [
        f"`{place.policy} {place.path}`" if several else f"`{place.path}`"
        for place in found.places.get(row.id, ())
    ]
    tests = [f"`{test}`" for test in found.tests.get(row.id, ())]
    readings = ", ".join(found.readings.get(row.id, ()))
    return _cells(row.id, row.check, "<br>".join(rules), "<br>".join(tests), readings)


def _cells(*parts: object) -> str:
    return "|" + "|".join(f" {part} " if part != "" else " " for part in parts) + "|"


def _table(*heads: str) -> list[str]:
    return [_cells(*heads), "|" + "---|" * len(heads)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the matrix; return the exit status."""
    parser = argparse.ArgumentParser(description="Rules and tests behind each requirement row.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 on any gap")
    parser.add_argument("--root", type=Path, default=ROOT, help="the tree to read")
    options = parser.parse_args(arguments)
    policies = load_policies()
    found = gather(options.root, policies)
    matrix, wanted = options.root / "docs" / "requirements" / "matrix.md", render(found, policies)
    wrong = gaps(found)
    if not options.check:
        matrix.write_text(wanted, encoding="utf-8")
    elif not matrix.exists() or matrix.read_text(encoding="utf-8") != wanted:
        wrong.append(f"{matrix.name} is stale: run make matrix")
    sys.stderr.writelines(f"{line}\n" for line in wrong)
    sys.stdout.write(f"{len(found.rows)} rows, {len(wrong)} gaps\n")
    return 1 if options.check and wrong else 0


if __name__ == "__main__":
    sys.exit(main())

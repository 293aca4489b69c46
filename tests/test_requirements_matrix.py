# SPDX-License-Identifier: Apache-2.0
"""The requirements matrix: what is missing is found, in small trees made for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from klagomal.policy.policy import Policy
from klagomal.promises.citation import Citation, Source
from klagomal.promises.obligations import Obligation, complaints, on
from klagomal.promises.provisions import (
    Choice,
    Exclusion,
    Guidance,
    KindRule,
    Ladder,
    Level,
    RoleRule,
    Statistic,
)
from klagomal.promises.terms import InWords, Term, Within
from klagomal.vocabulary import Kind, Label, Role, Strength
from tools import requirements_matrix as matrix

WORDS = Label("ord", "words")
FIVE_DAYS = Within(5)
SOURCE = Source(title="Riktlinje för prov", document_type="riktlinje")


def cite(*rows: str) -> tuple[Citation, ...]:
    """Return citations of ``rows`` in the made-up document."""
    return (SOURCE.cite(*rows),)


def answer(*rows: str, term: Term = FIVE_DAYS) -> Obligation:
    """Return an obligation to answer that rests on ``rows``."""
    return Obligation(
        id="answer",
        title=WORDS,
        fulfilled_by=on("answered"),
        term=term,
        strength=Strength.MUST,
        applies_to=complaints(),
        citations=cite(*rows),
    )


def made_up(*, key: str = "provby", edition: str = "2020", **parts: Any) -> Policy:
    """Return a policy of a municipality that does not exist."""
    kinds = (KindRule(kind=Kind.COMPLAINT, label=WORDS),)
    return Policy(key=key, edition=edition, name=WORDS, source=SOURCE, **{"kinds": kinds, **parts})


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a tree with one page of three rows, one ambiguity and one test, all in order."""
    write(
        tmp_path / "docs/requirements/provby.md",
        "# Provby\n\n| id | where | requirement | type | strength | check |\n|---|---|---|---|---|"
        "---|\n| PRO-01 | Svar | Answer. | deadline | must | yes |\n| PRO-02 | Svar | Count. | who "
        "| must | part |\n| PRO-03 | Svar | Be kind. | attitude | value | no |\n",
    )
    write(tmp_path / "docs/requirements/index.md", "| PRO-09 | only an example | yes |\n")
    write(
        tmp_path / "docs/ambiguities.md", "| AMB-01 | PRO-01 | Which? | This. | `Within.unit` |\n"
    )
    write(tmp_path / "tests/test_provby.py", marked('"PRO-01"'))
    return tmp_path


def write(path: Path, text: str) -> None:
    """Write a file and the directories above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def marked(rows: str, name: str = "test_answer") -> str:
    """Return a module with one function that carries the marker."""
    return f"import pytest\n\n\n@pytest.mark.rows({rows})\ndef {name}() -> None: ...\n"


def in_order(**changes: Any) -> Policy:
    """Return a policy in which all three rows have their place, but for ``changes``."""
    parts: dict[str, Any] = {
        "obligations": (answer("PRO-01"),),
        "statistics": (Statistic(code="count", label=WORDS, citations=cite("PRO-02")),),
        "guidance": (Guidance(code="kind", text=WORDS, citations=cite("PRO-03")),),
    }
    return made_up(**{**parts, **changes})


def found_gaps(tree: Path, *policies: Policy) -> list[str]:
    """Return the gaps of ``tree`` under ``policies``."""
    return matrix.gaps(matrix.gather(tree, policies))


def test_tree_in_order(tree: Path) -> None:
    """A tree in which each row has its place and each checked row its test has no gaps."""
    assert found_gaps(tree, in_order()) == []


def test_row_without_any_place(tree: Path) -> None:
    """A row that nothing cites is missing, whatever its check; a chosen reading is no place."""
    reading = Choice(id="AMB-01", field="obligations", reading=WORDS, citations=cite("PRO-02"))
    assert found_gaps(tree, in_order(guidance=(), statistics=(), choices=(reading,))) == [
        "PRO-02: no rule, guidance or statistic cites it",
        "PRO-03: no rule, guidance or statistic cites it",
    ]


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ("guidance", Guidance(code="hope", text=WORDS, citations=cite("PRO-01", "PRO-03"))),
        ("statistics", Statistic(code="hope", label=WORDS, citations=cite("PRO-01", "PRO-02"))),
    ],
)
def test_checked_row_without_a_rule(tree: Path, part: str, place: Guidance | Statistic) -> None:
    """A checked row wants a rule: guidance or a statistic alone is not enough."""
    assert found_gaps(tree, in_order(obligations=(), **{part: (place,)})) == [
        f"PRO-01: checked by machine, but only {part}.hope cites it"
    ]


def test_checked_row_without_a_test(tree: Path) -> None:
    """A checked row that no test names is missing; other rows need none."""
    write(tree / "tests/test_provby.py", marked('"PRO-02"'))
    assert found_gaps(tree, in_order()) == ["PRO-01: checked by machine, but no test names it"]


def test_guidance_that_would_be_judged(tree: Path) -> None:
    """A row for people may not be cited by a rule by which a case or an office is judged."""
    assert found_gaps(tree, in_order(obligations=(answer("PRO-01", "PRO-03"),))) == [
        "PRO-03: guidance, but obligations.answer would judge by it"
    ]


def test_words_judge_nothing(tree: Path) -> None:
    """An obligation in words without a number may cite a row for people, since it never fails."""
    in_words = answer("PRO-01", "PRO-03", term=InWords(WORDS))
    assert found_gaps(tree, in_order(obligations=(in_words,))) == []


def test_cited_row_that_does_not_exist(tree: Path) -> None:
    """A rule, a test or an ambiguity that names a row of no page is found."""
    write(tree / "tests/test_more.py", marked('"PRO-08", "AMB-01"'))
    write(tree / "docs/ambiguities.md", "| AMB-01 | PRO-07 | Which? | This. | none |\n")
    assert found_gaps(tree, in_order(obligations=(answer("PRO-01", "PRO-09"),))) == [
        "PRO-07: named by AMB-01, on no page",
        "PRO-08: named by test_more.py::test_answer, on no page",
        "PRO-09: cited by provby@2020 obligations.answer, on no page",
    ]


def test_row_of_another_municipality(tree: Path) -> None:
    """A policy may cite only its own municipality's page; a part of it is still that one."""
    assert found_gaps(tree, made_up(key="provby/skola"), in_order()) == []
    assert found_gaps(
        tree, made_up(key="annanby", obligations=(answer("PRO-01"),)), in_order()
    ) == ["PRO-01: stands on page provby, cited by annanby@2020"]


def test_page_with_faults(tree: Path) -> None:
    """A row that stands twice and a check that is no check are found."""
    write(
        tree / "docs/requirements/more.md", "| PRO-01 | a | b | c | d | yes |\n| MOR-01 | often |\n"
    )
    assert {line for line in found_gaps(tree, in_order()) if "MOR" in line or "twice" in line} == {
        "PRO-01: stands twice",
        "MOR-01: check is 'often', not one of yes, part, no",
        "MOR-01: no rule, guidance or statistic cites it",
    }


def test_places_have_names() -> None:
    """A place is told by the names of the parts on the way, or by their number."""
    policy = in_order(
        citations=cite("PRO-01"),
        kinds=(KindRule(kind=Kind.PRAISE, label=WORDS, citations=cite("PRO-02")),),
        exclusions=(Exclusion(stream="appeal", refer_to=WORDS, citations=cite("PRO-03")),),
        ladder=Ladder(levels=(Level(role=Role.BOARD, citations=cite("PRO-04")),)),
        roles=(
            RoleRule(roles={Role.HANDLER, Role.BOARD}, title=WORDS, citations=cite("PRO-05")),
            RoleRule(roles={Role.STAFF}, action="received", title=WORDS, citations=cite("PRO-06")),
        ),
    )
    places = {(row, place.path, place.judged) for row, place in matrix.places_of(policy)}
    assert places == {
        ("PRO-01", "policy", False),
        ("PRO-01", "obligations.answer", True),
        ("PRO-02", "kinds.praise", False),
        ("PRO-02", "statistics.count", False),
        ("PRO-03", "exclusions.appeal", True),
        ("PRO-03", "guidance.kind", False),
        ("PRO-04", "ladder.levels.board", True),
        ("PRO-05", "roles.board+handler", False),
        ("PRO-06", "roles.received", False),
    }
    assert matrix.name_of(object(), 3) == "3"


def test_markers_of_all_kinds(tmp_path: Path) -> None:
    """Rows count on modules, classes, functions, coroutines and single parameters."""
    write(
        tmp_path / "deep/test_all.py",
        "import pytest\nfrom pytest import mark\n"
        "pytestmark = [pytest.mark.slow, pytest.mark.rows('PRO-01')]\n"
        "@mark.rows('PRO-02')\nclass TestIt:\n"
        "    @pytest.mark.rows('PRO-03', 'PRO-04')\n    def test_it(self): ...\n"
        "@pytest.mark.rows('PRO-05')\n@pytest.mark.rows('PRO-05')\nasync def test_later(): ...\n"
        "@pytest.mark.parametrize('n', [pytest.param(1, marks=pytest.mark.rows('PRO-06'))])\n"
        "def test_each(n): ...\n",
    )
    assert matrix.marked_tests(tmp_path) == (
        {
            "PRO-01": ["deep/test_all.py"],
            "PRO-02": ["deep/test_all.py::TestIt"],
            "PRO-03": ["deep/test_all.py::TestIt::test_it"],
            "PRO-04": ["deep/test_all.py::TestIt::test_it"],
            "PRO-05": ["deep/test_all.py::test_later"],
            "PRO-06": ["deep/test_all.py::test_each"],
        },
        [],
    )


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("test_a.py", marked("*ROWS"), "test_a.py::test_answer: line 4: rows must be"),
        (
            "test_a.py",
            marked("'A-01'", "helper"),
            "test_a.py::helper: line 4: rows on what is",
        ),
        ("stories.py", marked("'A-01'"), "stories.py::test_answer: line 4: rows on what is"),
        ("test_a.py", "def test_(:\n", "test_a.py: line 1: not Python"),
    ],
)
def test_useless_markers(tmp_path: Path, file: str, text: str, fault: str) -> None:
    """A marker that cannot be read, or that no runner collects, is a fault and shows nothing."""
    write(tmp_path / file, text)
    tests, faults = matrix.marked_tests(tmp_path)
    assert tests == {}
    assert [line.startswith(fault) for line in faults] == [True]


@pytest.mark.parametrize("mark", ["skip", "skip(reason='later')", "xfail(strict=True)"])
def test_skipped_tests_show_nothing(tmp_path: Path, mark: str) -> None:
    """A test that is always skipped, or expected to fail, does not stand behind a row."""
    text = marked("'PRO-01'").replace("@", f"@pytest.mark.{mark}\n@", 1)
    write(tmp_path / "test_a.py", text)
    assert matrix.marked_tests(tmp_path) == ({}, [])


def test_matrix_tells_rule_and_test(tree: Path) -> None:
    """The matrix has a line for each row, with check, rule, test and ambiguity."""
    policy = in_order()
    write(tree / "tests/test_more.py", marked('"AMB-01"'))
    text = matrix.render(matrix.gather(tree, [policy]), [policy])
    assert "| provby | 3 | 1 | 1 | 1 | 1 |" in text
    assert "`provby@2020`: Riktlinje för prov" in text
    rows, readings = text.split("## Ambiguities")
    assert rows.splitlines()[-4:] == [
        "| PRO-01 | yes | `obligations.answer` | `test_provby.py::test_answer` | AMB-01 |",
        "| PRO-02 | part | `statistics.count` | | |",
        "| PRO-03 | no | `guidance.kind` | | |",
        "",
    ]
    assert readings.splitlines()[-1] == "| AMB-01 | | `test_more.py::test_answer` |"


def test_matrix_tells_readings(tree: Path) -> None:
    """The matrix ends with the field of each reading that a policy chose."""
    reading = Choice(id="AMB-01", field="obligations.answer.term", reading=WORDS)
    policy = in_order(choices=(reading,))
    text = matrix.render(matrix.gather(tree, [policy]), [policy])
    assert text.splitlines()[-1] == "| AMB-01 | `provby@2020 obligations.answer.term` | |"


def test_matrix_tells_editions_apart(tree: Path) -> None:
    """Where a municipality has several editions, each rule is told with its edition."""
    both = [in_order(), in_order(edition="2024")]
    text = matrix.render(matrix.gather(tree, both), both)
    rules = "`provby@2020 guidance.kind`<br>`provby@2024 guidance.kind`"
    assert f"| PRO-03 | no | {rules} | | |" in text


def test_check_writes_nothing_and_sees_staleness(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A matrix that is missing or out of date fails the check, until it is written anew."""
    monkeypatch.setattr(matrix, "load_policies", lambda: [in_order()])
    page, root = tree / "docs/requirements/matrix.md", f"--root={tree}"
    assert matrix.main(["--check", root]) == 1
    assert not page.exists()
    assert matrix.main([root]) == 0
    assert matrix.main(["--check", root]) == 0
    page.write_text(page.read_text(encoding="utf-8") + "by hand\n", encoding="utf-8")
    capsys.readouterr()
    assert matrix.main(["--check", root]) == 1
    assert capsys.readouterr().err == "matrix.md is stale: run make matrix\n"


def test_gaps_are_told_while_writing(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Writing lists the gaps and succeeds all the same; checking then fails."""
    monkeypatch.setattr(matrix, "load_policies", lambda: [in_order(guidance=())])
    root = f"--root={tree}"
    assert matrix.main([root]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("3 rows, 1 gaps\n", "PRO-03: no rule, guidance or statistic cites it\n")
    assert matrix.main(["--check", root]) == 1

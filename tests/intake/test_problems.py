# SPDX-License-Identifier: Apache-2.0
"""Rows that are set aside, details that are lost, and what is told of them."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from klagomal.cases.events import (
    Closed,
    HandlerAnnounced,
)
from klagomal.intake import (
    SWEDISH_EXPORT,
    Grade,
    Problem,
    ProblemCode,
)
from klagomal.promises.obligations import Scope
from klagomal.promises.provisions import Exclusion
from klagomal.vocabulary import (
    Channel,
    Content,
)
from tests.intake.files import (
    HEADER,
    PROVKOPING,
    ROW,
    problem_of,
    read,
    told,
)

HEADER_AND_ANSWER = f"{HEADER};Besvarad"


@pytest.mark.parametrize(
    ("row", "code", "column", "value"),
    [
        (";P1;2025-03-14;brev;klagomål;", ProblemCode.MISSING_VALUE, "Kommun", ""),
        ("Provköping;;2025-03-14;brev;klagomål;", ProblemCode.MISSING_VALUE, "Ärendenummer", ""),
        ("Provköping;P1;;brev;klagomål;", ProblemCode.MISSING_VALUE, "Inkom", ""),
        ("Provköping;P1;2025-03-14;brev;;", ProblemCode.MISSING_VALUE, "Typ", ""),
        ("Storstad;P1;2025-03-14;brev;klagomål;", ProblemCode.UNKNOWN_POLICY, "Kommun", "Storstad"),
        ("Provköping;***;2025-03-14;brev;klagomål;", ProblemCode.NOT_A_CODE, "Ärendenummer", "***"),
        (
            "Provköping;P1;den 3:e;brev;klagomål;",
            ProblemCode.UNREADABLE_DATE,
            "Inkom",
            "den 3:e",
        ),
        (
            "Provköping;P1;2025-02-29;brev;klagomål;",
            ProblemCode.UNREADABLE_DATE,
            "Inkom",
            "2025-02-29",
        ),
        ("Provköping;P1;2025-03-14;brev;gnäll;", ProblemCode.UNKNOWN_WORD, "Typ", "gnäll"),
        (
            "Provköping;P1;2025-07-01;brev;klagomål;",
            ProblemCode.IN_FUTURE,
            "Inkom",
            "2025-07-01",
        ),
        (
            "Provköping;P1;1969-12-31;brev;klagomål;",
            ProblemCode.UNREADABLE_DATE,
            "Inkom",
            "1969-12-31",
        ),
        (
            "Provköping;P1;2025-03-14;brev;klagomål;i går",
            ProblemCode.UNREADABLE_DATE,
            "Besvarad",
            "i går",
        ),
        (
            "Provköping;P1;2025-03-14;brev;klagomål;2025-03-13",
            ProblemCode.BEFORE_ARRIVAL,
            "Besvarad",
            "2025-03-13",
        ),
        (
            "Provköping;P1;2025-03-14;brev;klagomål;2025-07-02",
            ProblemCode.IN_FUTURE,
            "Besvarad",
            "2025-07-02",
        ),
    ],
)
def test_unreadable_rows(row: str, code: ProblemCode, column: str, value: str) -> None:
    """A row that cannot be a case is set aside with line, column, value and the row as it stood."""
    intake = read(ROW + ";", row, header=HEADER_AND_ANSWER)
    problem = problem_of(intake)
    assert problem == Problem(
        line=3,
        grade=Grade.ERROR,
        code=code,
        column=column,
        value=value,
        raw=row + "\n",
        message=problem.message,
    )
    assert len(intake.cases) == 1
    assert intake.rows == 2


def test_problem_says_where_and_what_to_do() -> None:
    """A problem is told in one line in either language: line, column, value, way out."""
    problem = problem_of(read("Provköping;1;2025-03-14;brev;klagommål"))
    assert problem.text("sv") == (
        "rad 2, Typ: 'klagommål' ordet är okänt; menades 'klagomål'? "
        "Annars lägg in det i mappningens words"
    )
    assert problem.text("en") == (
        "line 2, Typ: 'klagommål' the word is not known; did you mean 'klagomål'? "
        "Otherwise add it to the mapping's words"
    )


def test_duplicate_case() -> None:
    """The second row with a case's number is set aside, and told where the first is."""
    problem = problem_of(read(ROW, ROW.replace("P 2025-1", "p  2025-1")))
    assert problem.code is ProblemCode.DUPLICATE_CASE
    assert problem.message.en == "stands on line 2 already; a case is to stand once"


def test_number_of_a_row_set_aside_is_free() -> None:
    """A row that was set aside takes no number: the corrected row can follow it."""
    intake = read(ROW.replace("klagomål", "?"), ROW)
    assert len(intake.cases) == 1
    assert len(intake.rejected) == 1


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Anonym": "kanske"}, ProblemCode.UNKNOWN_WORD),
        ({"Avsändare": "grannen"}, ProblemCode.UNKNOWN_WORD),
        ({"Annan_ordning": "överklagan"}, ProblemCode.UNKNOWN_WORD),
        ({"Bekräftad": "2025-03-17", "Bekräftelsen_angav": "blommor"}, ProblemCode.UNKNOWN_WORD),
        ({"Allvarlighetsgrad": "jätte"}, ProblemCode.UNKNOWN_WORD),
        (
            {"Besked_om_handläggare": "2025-03-18", "Utlovat_klart": "snart"},
            ProblemCode.UNREADABLE_DATE,
        ),
        (
            {"Besked_om_handläggare": "2025-03-18", "Utlovat_klart": "2025-03-17"},
            ProblemCode.STEP_REFUSED,
        ),
        ({"Överlämnad": "2025-03-17"}, ProblemCode.STEP_REFUSED),
    ],
)
def test_what_a_duty_hangs_on_sets_the_row_aside(cells: dict[str, str], code: ProblemCode) -> None:
    """A case is not judged on half of what decides it: a loss invents and hides no breach."""
    intake = told(**cells)
    assert intake.cases == ()
    assert [problem.code for problem in intake.rejected] == [code]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (
            {"Svarssätt": "brevduva", "Besvarad": "2025-03-17"},
            ProblemCode.UNKNOWN_WORD,
        ),
        ({"Kvalitetsområde": "väder"}, ProblemCode.UNKNOWN_WORD),
        ({"Enhet": "东"}, ProblemCode.NOT_A_CODE),
        ({"Besvarad": "2025-03-17", "Nöjdhet": "sådär"}, ProblemCode.UNKNOWN_WORD),
        ({"Nöjdhet": "nöjd"}, ProblemCode.UNDATED),
        ({"Åtgärd": "rättad", "Åtgärdad": ""}, ProblemCode.UNDATED),
        ({"Registrerad": "2025-03-13"}, ProblemCode.BEFORE_ARRIVAL),
        ({"Avslutad": "2025-03-20"}, ProblemCode.STEP_REFUSED),
        ({"Återöppnad": "2025-03-20"}, ProblemCode.STEP_REFUSED),
    ],
)
def test_what_no_duty_hangs_on_is_only_reported(cells: dict[str, str], code: ProblemCode) -> None:
    """The case is read without the detail, and the loss is reported with the row as it stood."""
    intake = told(**cells)
    assert len(intake.cases) == 1
    assert intake.rejected == ()
    assert [problem.code for problem in intake.warnings] == [code]
    assert intake.warnings[0].raw.startswith(ROW)
    assert intake.rows == 1


def test_unknown_channel_is_another_channel() -> None:
    """An unknown channel becomes *other*, and is reported."""
    intake = read(ROW.replace("brev", "brevduva"))
    assert intake.cases[0].feedback.channel is Channel.OTHER
    assert problem_of(intake).column == "Kanal"


def test_name_of_a_handler_is_not_taken_in() -> None:
    """A person's name does not enter the log; that a handler was named does."""
    intake = told(Besked_om_handläggare="2025-03-18", Handläggare="Test Testsson")
    (announced,) = intake.cases[0].all(HandlerAnnounced)
    assert announced.handler == ""
    assert announced.content == {Content.HANDLER_NAME}
    assert problem_of(intake).code is ProblemCode.NOT_A_CODE


def test_units_that_would_be_counted_as_one() -> None:
    """Two names that give one code are reported, since they would be counted as one unit."""
    header = f"{HEADER};Enhet"
    intake = read(f"{ROW};Bäcken", f"{ROW.replace('1;', '2;', 1)};Backen", header=header)
    problem = problem_of(intake)
    assert problem.code is ProblemCode.CODE_SHARED
    assert "'Bäcken'" in problem.message.en


def test_closing_refused_leaves_the_case_open() -> None:
    """A case closed without the answer that must come first stands as open, and that is told."""
    intake = told(Avslutad="2025-03-20", Besvarad="")
    assert intake.cases[0].all(Closed) == []
    assert "'answered' must come first" in problem_of(intake).message.en


def test_whistleblowing_is_left_in_the_file() -> None:
    """What must be kept apart is not read, and not a word of it is repeated anywhere."""
    intake = told(Annan_ordning="visselblåsning", Ärendemening="mycket hemligt")
    problem = problem_of(intake)
    assert problem.code is ProblemCode.KEPT_APART
    assert (problem.line, problem.grade, problem.raw, problem.value) == (2, Grade.ERROR, "", "")
    assert "hemligt" not in repr(intake)


@pytest.mark.parametrize(
    "row",
    [
        "Storskogen;1;2025-03-14;brev;klagomål;visselblåsning;hemligt",
        "Provköping;1;i går;brev;klagomål;Whistleblowing report;hemligt",
        "Provköping;1;2025-03-14;brev;klagomål;visselblåsning;hemligt;x",
        'Provköping;1;2025-03-14;brev;klagomål;"visselblåsning;hemligt',
        "Provköping;1;2025-03-14;brev;klagomål;VB;hemligt\x00",
    ],
)
def test_broken_whistleblowing_is_left_in_the_file(row: str) -> None:
    """Nor is a word repeated of a whistleblowing report whose row is broken in other ways."""
    mapping = attrs.evolve(SWEDISH_EXPORT, words={"streams": {"VB": "whistleblowing"}})
    header = f"{HEADER};Annan ordning;Ärendemening"
    problem = problem_of(read(row, header=header, mapping=mapping))
    assert (problem.line, problem.grade, problem.raw, problem.value) == (2, Grade.ERROR, "", "")


def test_code_of_ones_own_that_is_none() -> None:
    """An own word that stands for something that no log may hold sets the row aside."""
    mapping = attrs.evolve(SWEDISH_EXPORT, words={"streams": {"vägar": "väg"}})
    intake = read(f"{ROW};vägar", header=f"{HEADER};Annan ordning", mapping=mapping)
    assert problem_of(intake).code is ProblemCode.STEP_REFUSED


def test_event_that_lacks_what_it_needs() -> None:
    """A step that cannot be told whole is told to lack what it lacks."""
    mapping = attrs.evolve(
        SWEDISH_EXPORT, columns={**SWEDISH_EXPORT.columns, "Hemlig": "secrecy_marked.at"}
    )
    intake = read(f"{ROW};2025-03-17", header=f"{HEADER};Hemlig", mapping=mapping)
    problem = problem_of(intake)
    assert (problem.grade, problem.code) == (Grade.WARNING, ProblemCode.MISSING_VALUE)
    assert "legal_basis" in problem.message.en


def test_event_that_may_not_be() -> None:
    """A step that the log itself refuses is told with its own reason."""
    mapping = attrs.evolve(
        SWEDISH_EXPORT,
        columns={**SWEDISH_EXPORT.columns, "Lyft": "escalated.at"},
        fixed={"escalated.to_level": "1"},
    )
    intake = read(f"{ROW};2025-03-17", header=f"{HEADER};Lyft", mapping=mapping)
    assert "level 2 or higher" in problem_of(intake).message.en


def test_level_that_is_no_number() -> None:
    """A level is a whole number."""
    mapping = attrs.evolve(
        SWEDISH_EXPORT,
        columns={**SWEDISH_EXPORT.columns, "Lyft": "escalated.at", "Nivå": "escalated.to_level"},
    )
    intake = read(f"{ROW};2025-03-17;två", header=f"{HEADER};Lyft;Nivå", mapping=mapping)
    assert problem_of(intake).value == "två"


def test_outside_the_edition() -> None:
    """What arrived before the only policy's edition is set aside, with the reason."""
    later = attrs.evolve(PROVKOPING, valid_from=date(2025, 3, 15))
    problem = problem_of(read(ROW, policies=later))
    assert problem.code is ProblemCode.OUTSIDE_EDITION


def test_what_decides_follows_from_the_policy() -> None:
    """Where duties hang on the unit and the channel, a row that lacks them is set aside."""
    duty = PROVKOPING.obligations[1]
    scope = Scope(units={"badhuset"}, channels={Channel.LETTER})
    policy = attrs.evolve(
        PROVKOPING,
        obligations=(attrs.evolve(duty, applies_to=scope, delay=None),),
        dimensions_open=True,
        registration=(),
    )
    header = f"{HEADER};Enhet;Kvalitetsområde;Överlämnad;Registrerad;Förseningsbesked"
    for row, column in [
        (f"{ROW};校;;;;", "Enhet"),
        (f"{ROW.replace('brev', 'duva')};;;;;", "Kanal"),
        (f"{ROW};;;i går;;", "Överlämnad"),
    ]:
        problem = problem_of(read(row, header=header, policies=policy))
        assert (problem.grade, problem.column) == (Grade.ERROR, column)
    intake = read(f"{ROW};;Väder;;2025-03-17;i går", header=header, policies=policy)
    assert intake.cases[0].dimensions == {"vader"}
    assert intake.cases[0].registrations[0].register == "register"
    assert problem_of(intake).grade is Grade.WARNING


@pytest.mark.parametrize(
    ("scope", "heading", "cell"),
    [
        (Scope(except_categories={"snow"}), "Kategori", "校"),
        (Scope(categories={"snow"}), "Kategori", "校"),
        (Scope(reachable_by={Channel.PHONE}), "Nås via", "e-post, duva"),
        (Scope(reply_by={Channel.LETTER}), "Önskat svarssätt", "duva"),
    ],
)
def test_a_fact_decides_where_a_duty_asks_for_it(scope: Scope, heading: str, cell: str) -> None:
    """A cell that cannot be read costs the row if a duty hangs on it, and else only itself."""
    duty = attrs.evolve(PROVKOPING.obligations[1], applies_to=scope, delay=None)
    policy = attrs.evolve(PROVKOPING, obligations=(duty,))
    header, row = f"{HEADER};{heading}", f"{ROW};{cell}"
    problem = problem_of(read(row, header=header, policies=policy))
    assert (problem.grade, problem.column) == (Grade.ERROR, heading)
    assert problem_of(read(row, header=header)).grade is Grade.WARNING


def test_a_policys_own_stream_kept_apart() -> None:
    """What a policy keeps apart by a name of its own is left in the file, too."""
    apart = Exclusion(stream="protected", refer_to=PROVKOPING.name, keep_apart=True)
    policy = attrs.evolve(PROVKOPING, exclusions=(apart,))
    intake = read(f"{ROW};protected", header=f"{HEADER};Annan ordning", policies=policy)
    problem = problem_of(intake)
    assert (problem.code, problem.raw, problem.value) == (ProblemCode.KEPT_APART, "", "")

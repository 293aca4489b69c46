# SPDX-License-Identifier: Apache-2.0
"""Files with a row for each event."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from klagomal.cases.events import Acknowledged, Answered, HandlerAnnounced
from klagomal.errors import FieldError, InputFileError
from klagomal.intake import EventLogMapping, Grade, Intake, ProblemCode, read_cases
from klagomal.intake.eventlog import MAX_EVENTS
from klagomal.vocabulary import Channel, Content, Kind, Role
from tests.intake.files import NOW, PROVKOPING, file_of, local

MAPPING = EventLogMapping(
    columns={
        "Ärende": "case_id",
        "Händelse": "event",
        "När": "at",
        "Kommun": "municipality",
        "Typ": "kind",
        "Sätt": "mode",
        "Innehåll": "content",
        "Löfte": "promised",
        "Av": "by",
    },
    words={
        "event": {
            "inkom": "received",
            "bekräftat": "acknowledged",
            "besked": "handler_announced",
            "svar": "answered",
            "diariefört": "registered",
            "stängt": "closed",
        }
    },
)
HEADER = "Ärende;Händelse;När;Kommun;Typ;Sätt;Innehåll;Löfte;Av"
ANSWERED = "A1;svar;2025-03-20;;;;;;"
ARRIVED = "A1;inkom;2025-03-14 10:00;Provköping;klagomål;;;;"


def read(*rows: str, mapping: EventLogMapping = MAPPING, header: str = HEADER) -> Intake:
    """Return what a log gives."""
    return read_cases(file_of(*rows, header=header), mapping, [PROVKOPING], now=NOW)


def test_rows_become_one_case() -> None:
    """The rows of a case, in any order, become its log."""
    intake = read(
        "A1;SVAR;2025-03-20;;;brev;;;handläggare",
        ARRIVED,
        "A1;bekräftat;2025-03-14;;;;vem som handlägger, handler_contact;;",
        "A2;inkom;2025-03-15;Provköping;beröm;;;;",
    )
    assert intake.problems == ()
    first, second = intake.cases
    assert [(event.slug, local(event.at)) for event in first.events] == [
        ("received", "2025-03-14 10:00"),
        ("acknowledged", "2025-03-14 12:00"),
        ("answered", "2025-03-20 12:00"),
    ]
    assert first.all(Acknowledged)[0].content == {Content.HANDLER_NAME, Content.HANDLER_CONTACT}
    assert first.all(Answered)[0].mode is Channel.LETTER
    assert first.all(Answered)[0].by.role is Role.HANDLER
    assert second.kind is Kind.PRAISE
    assert [one.rows for one in intake.read] == [3, 1]
    assert intake.rows == 4


def test_promise() -> None:
    """A day that word was given of tells that it said how long it takes."""
    (case,) = read(ARRIVED, "A1;besked;2025-03-17;;;;;2025-04-01;").cases
    (announced,) = case.all(HandlerAnnounced)
    assert announced.promised == date(2025, 4, 1)
    assert announced.content == {Content.EXPECTED_DURATION}


def test_register_is_the_policys() -> None:
    """A registration without a register is one in the policy's own."""
    (case,) = read(ARRIVED, "A1;diariefört;2025-03-14;;;;;;").cases
    assert case.registrations[0].register == "diarium"


def test_detail_that_does_not_fit_the_event() -> None:
    """A cell that the event has no place for is reported on its own row."""
    intake = read(ARRIVED, "A1;diariefört;2025-03-14;;;brev;;;")
    (problem,) = intake.problems
    assert (problem.grade, problem.line, problem.column) == (Grade.WARNING, 3, "Sätt")
    assert problem.raw == "A1;diariefört;2025-03-14;;;brev;;;\n"
    assert intake.rows == 2


@pytest.mark.parametrize(
    ("rows", "code", "line"),
    [
        ([ARRIVED, "A1;svar;i går;;;;;;"], ProblemCode.UNREADABLE_DATE, 3),
        ([ARRIVED, "A1;svar;2025-03-13;;;;;;"], ProblemCode.BEFORE_ARRIVAL, 3),
        ([ARRIVED, "A1;dansade;2025-03-14;;;;;;"], ProblemCode.UNKNOWN_WORD, 3),
        ([ARRIVED, "A1;bekräftat;2025-03-17;;;;rosor;;"], ProblemCode.UNKNOWN_WORD, 3),
        (["A1;svar;2025-03-14;;;;;;", "A1;stängt;2025-03-14;;;;;;"], ProblemCode.MISSING_VALUE, 2),
        ([ARRIVED, ARRIVED], ProblemCode.DUPLICATE_CASE, 3),
        ([ARRIVED, "A1;svar;2025-03-20"], ProblemCode.ROW_TOO_SHORT, 3),
        (
            [ARRIVED.replace("klagomål", "?"), "A1;svar;2025-03-20;;;;;;"],
            ProblemCode.UNKNOWN_WORD,
            2,
        ),
    ],
)
def test_case_is_set_aside_as_a_whole(rows: list[str], code: ProblemCode, line: int) -> None:
    """A row that decides and cannot be read takes its case with it; each row is in a problem."""
    intake = read(*rows, "A2;inkom;2025-03-15;Provköping;beröm;;;;")
    assert [case.id for case in intake.cases] == ["a2"]
    assert {problem.line: problem.code for problem in intake.rejected} == {
        2: code if line == 2 else ProblemCode.CASE_SET_ASIDE,
        3: code if line == 3 else ProblemCode.CASE_SET_ASIDE,
    }
    assert [problem.raw for problem in intake.rejected] == [f"{row}\n" for row in rows]
    assert intake.rows == 3


def test_broken_row_takes_the_case_it_may_touch() -> None:
    """A row that cannot be split may belong to the case before it, which is not judged without."""
    intake = read(ARRIVED, "trasig", "A2;inkom;2025-03-15;Provköping;beröm;;;;")
    assert [case.id for case in intake.cases] == ["a2"]
    assert [problem.line for problem in intake.rejected] == [2, 3]


def test_broken_row_at_the_start() -> None:
    """A broken first row goes with the case after it."""
    intake = read("trasig", ARRIVED)
    assert intake.cases == ()
    assert [problem.line for problem in intake.rejected] == [2, 3]


def test_rows_that_come_back() -> None:
    """Rows of a case that stand apart from it are set aside, with the way out."""
    intake = read(ARRIVED, "A2;inkom;2025-03-15;Provköping;beröm;;;;", "a1;svar;2025-03-20;;;;;;")
    assert len(intake.cases) == 2
    (problem,) = intake.problems
    assert problem.code is ProblemCode.DUPLICATE_CASE
    assert "sort the file" in problem.message.en


def test_loss_that_decides_nothing() -> None:
    """A registration that no duty hangs on is left out when its day cannot be read."""
    intake = read(ARRIVED, "A1;diariefört;i går;;;;;;")
    assert len(intake.cases) == 1
    assert [(problem.line, problem.grade) for problem in intake.problems] == [(3, Grade.WARNING)]


def test_too_many_rows() -> None:
    """A case of endless rows is set aside in pieces, and the next is read."""
    rows = [f"A1;diariefört;2025-03-14;;;;;;{''}" for _ in range(MAX_EVENTS)]
    intake = read(ARRIVED, *rows, "A2;inkom;2025-03-15;Provköping;beröm;;;;")
    assert [case.id for case in intake.cases] == ["a2"]
    assert len(intake.rejected) == MAX_EVENTS + 1


def test_whistleblowing_is_left_in_the_file() -> None:
    """Not a word is repeated of a case that must be kept apart."""
    mapping = attrs.evolve(MAPPING, columns={**MAPPING.columns, "Ordning": "streams"})
    intake = read(
        f"{ARRIVED};visselblåsning",
        "A1;svar;2025-03-20;;;;;;;",
        mapping=mapping,
        header=f"{HEADER};Ordning",
    )
    assert [problem.raw for problem in intake.rejected] == ["", ""]


def test_what_the_log_tells_of() -> None:
    """A log that does not tell of all says of what it tells."""
    mapping = attrs.evolve(MAPPING, records={"answered"})
    assert read(ARRIVED, mapping=mapping).cases[0].received.records == frozenset({"answered"})
    assert read(ARRIVED).cases[0].received.records is None


@pytest.mark.parametrize(
    "fields",
    [
        {"columns": {"X": "answered.at"}},
        {"columns": {"X": "received"}},
        {"columns": {}, "words": {"event": {"svar": "answer"}}},
        {"columns": {}, "records": {"answer"}},
    ],
)
def test_mapping_refused(fields: dict[str, Any]) -> None:
    """A place or an event that does not exist is refused."""
    with pytest.raises(FieldError):
        EventLogMapping(**fields)


def test_needed_columns() -> None:
    """A log needs to say which case, what, when, where and of what kind."""
    with pytest.raises(InputFileError) as refused:
        read("x", header="Ärende;Händelse")
    assert refused.value.data["missing"] == ["at", "kind", "municipality"]

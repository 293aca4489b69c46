# SPDX-License-Identifier: Apache-2.0
"""The tour that `make demo` takes, and the file it reads."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from klagomal import policies
from klagomal.intake import SWEDISH_EXPORT, Intake, ProblemCode, read_cases
from klagomal.vocabulary import Kind
from tests import ROOT
from tools import make_demo_data

EXAMPLES = ROOT / "examples"


def take_the_tour(directory: Path) -> str:
    """Return what the tour prints when it is taken in ``directory``."""
    taken = subprocess.run(
        [sys.executable, directory / "examples" / "demo.py"],
        cwd=directory,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT / "src")},
        check=False,
    )
    assert (taken.returncode, taken.stderr) == (0, "")
    return taken.stdout


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with a copy of the tour in it."""
    directory = tmp_path_factory.mktemp("tour")
    shutil.copytree(EXAMPLES / "data", directory / "examples" / "data")
    shutil.copy(EXAMPLES / "demo.py", directory / "examples")
    return directory


@pytest.fixture(scope="module")
def intake() -> Intake:
    """Return what the tour's file gives."""
    now = datetime(2026, 6, 30, 18, tzinfo=ZoneInfo("Europe/Stockholm"))
    return read_cases(EXAMPLES / "data" / "synpunkter.csv", SWEDISH_EXPORT, policies, now=now)


def answered_within_ten_days() -> tuple[int, int]:
    """Return how many in Kramfors had their answer by the tenth day, of those due in 2025.

    Counted by hand, as it were: line by line, with nothing of the library.
    """
    text = (EXAMPLES / "data" / "synpunkter.csv").read_text("utf-8-sig")
    header, *lines = [line.split(";") for line in text.splitlines()]
    rows = [dict(zip(header, line, strict=True)) for line in lines if len(line) == len(header)]
    in_time = due_in_2025 = 0
    for row in {row["Ärendenummer"]: row for row in rows if row["Typ"] != "Övrigt"}.values():
        if "Kramfors" not in row["Kommun"] or row["Kontaktväg"] == "nej" or row["Annan ordning"]:
            continue
        last = date.fromisoformat(row["Inkom"][:10]) + timedelta(days=10)
        if last.year == 2025:
            in_time += "" < row["Besvarad"] <= last.isoformat()
            due_in_2025 += row["Besvarad"] != "" or last < date(2025, 12, 31)
    return in_time, due_in_2025


def reports_in(tour: Path) -> dict[str, bytes]:
    """Return the reports that the tour wrote."""
    return {file.name: file.read_bytes() for file in (tour / "build" / "demo").glob("*.md")}


def test_tour(tour: Path) -> None:
    """The tour reads, lists, explains, reports and compares, and a second one tells the same."""
    told = take_the_tour(tour)
    kept, due = answered_within_ten_days()
    for line in (
        "synpunkter.csv: 754 rows, 741 cases, 13 rows set aside, 4 details lost",
        "error    line 94, Inkom: '2025-02-30 10:00' is no date",
        "Östersunds kommun: 53 cases to see to",
        "fredag 19 juni: räknas inte (midsommarafton)",
        "kramfors@draft",
        "Svar inom tio arbetsdagar",
        f"{kept / due:.0%} ({kept} of {due})  Svar inom tio dagar",
    ):
        assert line in told
    assert len(told.splitlines()) <= 130
    reports = reports_in(tour)
    assert sorted(reports) == [
        f"{name}-2025{suffix}.md"
        for name in (
            "essunga",
            "karlskoga",
            "kramfors",
            "nacka-valfard-samhallsservice",
            "ostersund",
        )
        for suffix in ("-published", "")
    ]
    board, public = (
        reports[f"ostersund-2025{suffix}.md"].decode() for suffix in ("", "-published")
    )
    assert board.startswith("# Östersunds kommun, år 2025")
    assert "| Inkomna | 147 |" in board
    assert "| Inkomna | 145 |" in public
    assert "avrundat" in public
    assert "avrundat" not in board
    again = take_the_tour(tour)
    assert again.partition("6. At the desk")[0] == told.partition("6. At the desk")[0]
    assert reports_in(tour) == reports
    for tale in (told, again):
        assert "of 10 forms had been told as taken in; 0 of them lost" in tale
        assert "registered under 10 numbers, 1 to 10" in tale
        assert ", 10 in build/demo/letters" in tale
    assert "taken up again: 0 new cases, 10 known from before" in again
    assert "10 letters written now" in told
    assert "0 letters written now" in again


def test_data_is_what_its_maker_makes() -> None:
    """The committed file is the one that tools/make_demo_data.py writes, byte for byte."""
    written = make_demo_data.text().encode("utf-8-sig")
    assert (EXAMPLES / "data" / "synpunkter.csv").read_bytes() == written


def test_data_is_as_an_export(intake: Intake) -> None:
    """The file has several hundred rows over all five texts and more than a year, of all sorts."""
    assert 600 <= intake.rows <= 900
    assert {policy.key for policy in intake.policies} == {
        "essunga",
        "karlskoga",
        "kramfors",
        "nacka/valfard-samhallsservice",
        "ostersund",
    }
    arrived = sorted(case.received_at.date().isoformat() for case in intake.cases)
    assert (arrived[0][:7], arrived[-1][:7]) == ("2025-01", "2026-06")
    kinds = Counter(case.declared_kind for case in intake.cases)
    assert kinds.keys() == set(Kind)
    assert sum(case.feedback.anonymous for case in intake.cases) > 30
    streams = {case.excluded for case in intake.cases} - {""}
    assert streams >= {"appeal", "fault_report", "staff_submitter", "employer_matter"}
    happened = Counter(event.slug for case in intake.cases for event in case.events)
    assert all(
        happened[slug] >= 3
        for slug in (
            "delay_notice",
            "handler_announced",
            "measure_received",
            "praise_forwarded",
            "reopened",
            "satisfaction_recorded",
            "severity_set",
            "transferred",
        )
    )


def test_data_is_broken_in_many_ways(intake: Intake) -> None:
    """The rows that are broken on purpose are each told of under a code of its own."""
    codes = {problem.code for problem in intake.rejected}
    assert codes == {
        ProblemCode.UNKNOWN_POLICY,
        ProblemCode.UNREADABLE_DATE,
        ProblemCode.BEFORE_ARRIVAL,
        ProblemCode.UNKNOWN_WORD,
        ProblemCode.DUPLICATE_CASE,
        ProblemCode.MISSING_VALUE,
        ProblemCode.ROW_TOO_SHORT,
        ProblemCode.ROW_TOO_LONG,
        ProblemCode.CONTROL_CHARACTER,
        ProblemCode.BROKEN_QUOTES,
        ProblemCode.NO_SUCH_TIME,
        ProblemCode.IN_FUTURE,
        ProblemCode.STEP_REFUSED,
    }
    assert [note.code for note in intake.notes] == [ProblemCode.UNKNOWN_COLUMN]

# SPDX-License-Identifier: Apache-2.0
"""Rows for a notebook."""

from __future__ import annotations

from datetime import date

from klagomal.cases.events import Acknowledged
from klagomal.report.assessment_rows import tidy
from tests.report.test_comparison import NACKA
from tests.stories import Story


def test_one_row_per_case_and_obligation() -> None:
    """Each obligation of each case is one row, those that do not concern the case included."""
    stories = [Story(NACKA, name).received("2025-03-03").case for name in ("a", "b")]
    rows = list(tidy(stories, NACKA, as_of=date(2025, 3, 31)))
    assert len(rows) == 2 * len(NACKA.obligations)
    assert {row["case_id"] for row in rows} == {"a", "b"}


def test_days_and_codes_are_plain() -> None:
    """Arrived Monday 3 March 2025, told on Thursday: three working days, due on the 10th."""
    case = Story(NACKA).received("2025-03-03").on("2025-03-06", Acknowledged).case
    rows = {row["obligation"]: row for row in tidy([case], NACKA, as_of=date(2025, 3, 31))}
    first = rows["first_feedback"]
    assert (first["outcome"], first["due"], first["done_on"]) == (
        "met",
        date(2025, 3, 10),
        date(2025, 3, 6),
    )
    assert (first["working_days"], first["calendar_days"]) == (3, 3)


def test_open_obligation_has_a_lower_bound() -> None:
    """Not answered by Friday 14 March: nine working days so far, and no day of fulfilment."""
    case = Story(NACKA).received("2025-03-03").case
    rows = {row["obligation"]: row for row in tidy([case], NACKA, as_of=date(2025, 3, 14))}
    assert rows["handling_time"]["working_days"] == 9
    assert rows["handling_time"]["done_on"] is None

# SPDX-License-Identifier: Apache-2.0
"""A duplicate loses nothing: all that is owed in it is owed in the case that goes on."""

from __future__ import annotations

from typing import Any

import pytest

from klagomal.cases.events import Closed, ContactNoted, Event, StreamsSet
from klagomal.lifecycle import why_no_duplicate
from klagomal.policies import get
from klagomal.vocabulary import ClosingGround, Kind
from tests.stories import Story

OSTERSUND = get("ostersund")


def why(earlier: Story, later: Story) -> str:
    """Return why the later letter is no duplicate of the earlier one."""
    return why_no_duplicate(later.case, OSTERSUND, earlier.case, OSTERSUND)


def letter(when: str, id_: str, kind: Kind = Kind.COMPLAINT) -> Story:
    """Return a case of one letter."""
    return Story(OSTERSUND, id_).received(when, kind)


def test_a_second_letter_of_the_same_kind_can_be_a_duplicate() -> None:
    """The earlier one goes on, even if it is closed as handled; the later one is the duplicate."""
    earlier, later = letter("2025-03-03", "a"), letter("2025-03-04", "b")
    assert why(earlier, later) == ""
    assert why(earlier.on("2025-03-05", Closed), later) == ""
    assert "arrived later" in why(later, earlier)


@pytest.mark.parametrize(
    ("event", "about", "expected"),
    [
        (Closed, {"ground": ClosingGround.WITHDRAWN}, "was withdrawn"),
        (Closed, {"ground": ClosingGround.DUPLICATE, "duplicate_of": "z"}, "a duplicate of z"),
        (StreamsSet, {"streams": {"appeal"}, "excluded": "appeal"}, "is outside the routine"),
        (ContactNoted, {"reachable": False}, "knows no way to reach the person"),
    ],
)
def test_a_case_in_which_less_is_owed_takes_no_duplicate(
    event: type[Event], about: dict[str, Any], expected: str
) -> None:
    """What is lifted in the case that goes on would be lost with the duplicate."""
    earlier = letter("2025-03-03", "a").on("2025-03-03 13:00", event, **about)
    assert expected in why(earlier, letter("2025-03-04", "b"))


def test_a_complaint_is_no_duplicate_of_praise() -> None:
    """Other promises apply to another kind."""
    praise = letter("2025-03-03", "a", Kind.PRAISE)
    assert "is of another kind" in why(praise, letter("2025-03-04", "b"))

# SPDX-License-Identifier: Apache-2.0
"""The same cases under other promises, with figures counted by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from klagomal import policies
from klagomal.cases.case import Case
from klagomal.cases.events import Acknowledged, Answered
from klagomal.errors import PolicyError
from klagomal.promises.terms import Within
from klagomal.report.comparison import compare
from klagomal.vocabulary import Kind, Outcome, Stream
from tests.stories import Story

NACKA = policies.get("nacka")
ESSUNGA = policies.get("essunga")
AS_OF = date(2025, 4, 30)


def story(name: str, **about: object) -> Story:
    """Begin a complaint in Nacka on Monday 3 March 2025."""
    return Story(NACKA, name).received("2025-03-03", **about)  # type: ignore[arg-type]


def caseload() -> list[Case]:
    """Four cases: word without a handler in time; with one; late; praise that nobody answered."""
    both = {"handler_name", "handler_contact"}
    return [
        # Day 3 of 5: first feedback in Nacka, but no handler named as Essunga wants.
        story("nameless").on("2025-03-06", Acknowledged).on("2025-03-12", Answered).case,
        story("named").on("2025-03-06", Acknowledged, content=both).on("2025-03-14", Answered).case,
        # Monday 3 March + 5 working days is Monday 10 March; told on the 11th.
        story("late").on("2025-03-11", Acknowledged, content=both).on("2025-03-20", Answered).case,
        story("praise", kind=Kind.PRAISE).case,
    ]


def test_same_cases_under_two_texts() -> None:
    """Nacka's first feedback counts complaints and any word; Essunga's all kinds and a handler.

    Nacka: 3 complaints, 2 in time. Essunga: 4 cases; of them one named in time; the nameless one
    was answered in full on 12 March, after the 10th; the late one late; the praise overdue.
    """
    result = compare(caseload(), [NACKA, ESSUNGA], as_of=AS_OF)
    nacka = result.under(NACKA.id).obligation("first_feedback")
    essunga = result.under(ESSUNGA.id).obligation("acknowledgement")
    assert (nacka.strict, nacka.judged) == (Fraction(2, 3), 3)
    assert (essunga.strict, essunga.judged) == (Fraction(1, 4), 4)
    assert essunga.outcomes == {Outcome.MET: 1, Outcome.LATE_SILENT: 2, Outcome.OVERDUE: 1}


def test_draft_with_a_shorter_target() -> None:
    """Handling in ten working days: 12 and 14 March in time, 20 March not. In eight: only the 12th.

    Ten working days after Monday 3 March is Monday 17 March; eight is Thursday 13 March.
    """
    draft = NACKA.amend("draft", handling_time={"term": Within(8)})
    result = compare(caseload(), [NACKA, draft], as_of=AS_OF)
    assert result.under(NACKA.id).obligation("handling_time").strict == Fraction(2, 3)
    assert result.under(draft.id).obligation("handling_time").strict == Fraction(1, 3)


def test_breaches_name_case_policy_and_obligation() -> None:
    """Each case that breaks a must or a promise is listed with what it breaks, by policy."""
    result = compare(caseload(), [NACKA, ESSUNGA], as_of=AS_OF)
    assert "first_feedback" in result.breaches["late"][NACKA.id]
    assert "acknowledgement" in result.breaches["nameless"][ESSUNGA.id]
    assert "first_feedback" not in result.breaches["nameless"].get(NACKA.id, ())


def test_exclusions_are_decided_by_each_policy() -> None:
    """Nacka's text excludes no fault reports, Essunga's does."""
    fault = story("fault", streams={Stream.FAULT_REPORT}).case
    result = compare([fault], [NACKA, ESSUNGA], as_of=AS_OF)
    assert [tally.excluded for tally in result.policies] == [0, 1]


def test_not_yet_arrived_is_left_out() -> None:
    """A case that arrives after the day asked about is not in any count."""
    result = compare(caseload(), [NACKA], as_of=date(2025, 3, 2))
    assert result.policies[0].cases == 0
    assert result.policies[0].obligation("first_feedback").strict is None


def test_table_shows_denominators() -> None:
    """The Markdown table has one row per obligation, with how many were judged."""
    result = compare(caseload(), [NACKA, ESSUNGA], as_of=AS_OF)
    swedish = result.to_markdown("sv")
    assert "| 3 | 66,7\N{NO-BREAK SPACE}% | 66,7\N{NO-BREAK SPACE}% |" in swedish
    assert "4 ärenden per 2025-04-30" in swedish
    assert "| 4 | 25.0% | 25.0% |" in result.to_markdown("en")


@pytest.mark.parametrize("chosen", [[], [NACKA, NACKA]])
def test_policies_need_ids_of_their_own(chosen: list[object]) -> None:
    """Nothing to compare, or the same policy twice, is an error."""
    with pytest.raises(PolicyError, match="ids of their own"):
        compare([], chosen, as_of=AS_OF)  # type: ignore[arg-type]


def test_unknown_names_are_errors() -> None:
    """A policy or an obligation that was not compared is named."""
    result = compare([], [NACKA], as_of=AS_OF)
    with pytest.raises(PolicyError, match="was not compared"):
        result.under("essunga@2012")
    with pytest.raises(PolicyError, match="has no obligation"):
        result.policies[0].obligation("no_such")

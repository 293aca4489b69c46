# SPDX-License-Identifier: Apache-2.0
"""A code of two stages from another country, written as a policy file alone.

The English bank holidays that these dates meet: Good Friday 3 April and Easter Monday 6 April 2026,
Early May 4 May, Spring 25 May, Summer 31 August 2026, Christmas Day 25 December, Boxing Day 26
December (in 2026 a Saturday, kept on Monday 28 December), New Year's Day.
"""

from __future__ import annotations

from datetime import date

import pytest

from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    DelayNotice,
    Escalated,
    Registered,
)
from klagomal.cases.feedback import Feedback
from klagomal.errors import TransitionError, UnknownPolicyError
from klagomal.policy.policy import Policy
from klagomal.policy.registry import PolicyRegistry
from klagomal.vocabulary import Channel, Kind, Outcome, Reason, Role
from tests import ROOT
from tests.stories import Story

EXAMPLES = ROOT / "examples" / "policies"
LGSCO = Policy.from_toml(EXAMPLES / "lgsco.toml")
AGREED = Policy.from_toml(EXAMPLES / "agreed-date.toml")
COMMISSION = Policy.from_toml(EXAMPLES / "eu-commission.toml")

DEFINED = {"complaint_definition"}
EXPLAINED = {"reason", "ombudsman_details"}
FINAL = {"ombudsman_details"}


def _due(story: Story, obligation: str, as_of: str) -> str:
    return str(story.assess(as_of)[obligation].due)


# --- England: two stages, in working days --------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "due", "why"),
    [
        ("2026-04-02", "2026-04-13", "Maundy Thursday; Good Friday to Easter Monday is closed"),
        ("2026-04-02 23:30", "2026-04-13", "half past eleven in London is still that Thursday"),
        ("2026-04-03", "2026-04-13", "on the holiday itself: the first day is Tuesday the 7th"),
        ("2026-04-28", "2026-05-06", "Wed, Thu, Fri, then Early May Monday is closed, Tue, Wed"),
        ("2026-05-19", "2026-05-27", "Spring Monday 25 May is closed"),
        ("2026-08-26", "2026-09-03", "Summer Monday 31 August is closed"),
        ("2025-12-17", "2025-12-24", "Christmas Eve is worked in England, not so in Sweden"),
        ("2025-12-22", "2025-12-31", "23, 24, then 25 and Friday 26 closed, 29, 30, 31"),
        ("2026-12-22", "2026-12-31", "25 and the 28th, kept for Saturday the 26th, are closed"),
        ("2026-06-04", "2026-06-11", "6 June is a Saturday and no holiday in England anyway"),
    ],
)
def test_stage_1_acknowledgement(received: str, due: str, why: str) -> None:
    """A complaint is acknowledged within five English working days of its London day (HOC-03)."""
    story = Story(LGSCO).received(received)
    assert _due(story, "stage_1_acknowledgement", due) == due, why


def test_acknowledgement_must_define() -> None:
    """An acknowledgement that does not say what the complaint is about is none (HOC-03)."""
    story = Story(LGSCO).received("2026-04-02").on("2026-04-07", Acknowledged)
    assert story.outcome("stage_1_acknowledgement", "2026-04-13") is Outcome.PENDING
    assert story.outcome("stage_1_acknowledgement", "2026-04-14") is Outcome.OVERDUE
    story.on("2026-04-10", Acknowledged, content=DEFINED)
    assert story.outcome("stage_1_acknowledgement", "2026-04-14") is Outcome.MET


def test_logging_runs_beside() -> None:
    """The complaint is logged within the same five days, whoever has acknowledged it (HOC-03)."""
    story = Story(LGSCO).received("2026-04-02").on("2026-04-07", Acknowledged, content=DEFINED)
    story.on("2026-04-14", Registered, register="complaints_log", reference="26-1")
    assert story.outcome("stage_1_acknowledgement", "2026-05-29") is Outcome.MET
    assert story.outcome("stage_1_logging", "2026-05-29") is Outcome.LATE_SILENT


def _acknowledged() -> Story:
    """Acknowledged on Friday 10 April 2026: ten working days end on Friday 24 April."""
    story = Story(LGSCO).received("2026-04-02")
    return story.on("2026-04-10", Acknowledged, content=DEFINED, by=Actor(Role.HANDLER, "one"))


def test_stage_1_answer_counts_from_acknowledgement() -> None:
    """The ten days for the answer run from the acknowledgement, not from the receipt (HOC-04)."""
    story = _acknowledged()
    assert _due(story, "stage_1_answer", "2026-04-24") == "2026-04-24"
    story.on("2026-04-24", Answered)
    assert story.outcome("stage_1_answer", "2026-05-29") is Outcome.MET


def test_missing_acknowledgement_buys_no_time() -> None:
    """With no acknowledgement the answer's ten days run from the day it fell due (HOC-04)."""
    # Due Wednesday 24 December 2025. Then 29, 30, 31 December, 2, 5, 6, 7, 8, 9, 12 January: the
    # 25th, the 26th and New Year's Day are closed.
    story = Story(LGSCO).received("2025-12-17")
    assert _due(story, "stage_1_answer", "2025-12-29") == "2026-01-12"
    assert story.outcome("stage_1_answer", "2026-01-12") is Outcome.PENDING
    assert story.outcome("stage_1_answer", "2026-01-13") is Outcome.OVERDUE


def test_answer_in_place_of_acknowledgement() -> None:
    """A full answer within five days fulfils both duties at once (HOC-04)."""
    story = Story(LGSCO).received("2026-04-02").on("2026-04-09", Answered)
    assert story.outcome("stage_1_acknowledgement", "2026-05-29") is Outcome.MET
    assert story.outcome("stage_1_answer", "2026-05-29") is Outcome.MET


def test_stage_1_extension() -> None:
    """A notice with reason and the ombudsman's details gives ten working days more (HOC-05)."""
    # From Friday 24 April: 27-30 April, 1 May, (Early May Monday closed) 5, 6, 7, 8, 11 May.
    story = _acknowledged().on("2026-04-23", DelayNotice, content=EXPLAINED)
    assert _due(story, "stage_1_answer", "2026-04-24") == "2026-05-11"
    story.on("2026-05-08", Answered)
    assert story.outcome("stage_1_answer", "2026-05-29") is Outcome.MET_AS_RENEGOTIATED
    assert story.outcome("stage_1_delay_notice", "2026-05-29") is Outcome.MET


def test_extension_to_a_promised_day_is_capped() -> None:
    """A promised day counts if it is nearer than the cap, and not beyond it (HOC-05)."""
    near = _acknowledged().on(
        "2026-04-23", DelayNotice, content=EXPLAINED, promised=date(2026, 4, 30)
    )
    far = _acknowledged().on(
        "2026-04-23", DelayNotice, content=EXPLAINED, promised=date(2026, 6, 30)
    )
    assert _due(near, "stage_1_answer", "2026-04-24") == "2026-04-30"
    assert _due(far, "stage_1_answer", "2026-04-24") == "2026-05-11"


@pytest.mark.parametrize(
    ("day", "content", "why"),
    [
        ("2026-04-27", EXPLAINED, "the Monday after the due Friday is too late"),
        ("2026-04-23", {"reason"}, "the ombudsman's details are missing"),
    ],
)
def test_notice_that_does_not_count(day: str, content: set[str], why: str) -> None:
    """A late or incomplete notice gives no time; the answer is late in silence (HOC-05)."""
    story = _acknowledged().on(day, DelayNotice, content=content).on("2026-05-08", Answered)
    assert _due(story, "stage_1_answer", "2026-05-29") == "2026-04-24", why
    assert story.outcome("stage_1_answer", "2026-05-29") is Outcome.LATE_SILENT


def test_only_one_extension() -> None:
    """A second notice warns of a further delay but gives no more time (HOC-05)."""
    story = _acknowledged().on("2026-04-23", DelayNotice, content=EXPLAINED)
    story.on("2026-05-11", DelayNotice, content=EXPLAINED)
    assert _due(story, "stage_1_answer", "2026-05-11") == "2026-05-11"
    story.on("2026-05-12", Answered)
    assert story.outcome("stage_1_answer", "2026-05-29") is Outcome.LATE_NOTIFIED


def _escalated() -> Story:
    """Answered at stage 1 by one person; stage 2 asked for on Tuesday 19 May 2026."""
    story = _acknowledged().on("2026-04-24", Answered, by=Actor(Role.HANDLER, "one"))
    return story.on("2026-05-19", Escalated, to_level=2, by=Actor(Role.SUBMITTER))


def test_stage_2_acknowledgement() -> None:
    """Stage 2 has a clock of its own: five working days from the request (HOC-07, HOC-08)."""
    # 20, 21, 22, (Spring Monday 25 May closed) 26, 27 May.
    story = _escalated()
    assert _due(story, "stage_2_acknowledgement", "2026-05-27") == "2026-05-27"
    assert story.outcome("stage_2_acknowledgement", "2026-05-28") is Outcome.OVERDUE
    assert story.outcome("stage_1_acknowledgement", "2026-05-28") is Outcome.MET


def test_stage_2_answer_counts_from_its_acknowledgement() -> None:
    """The final answer is due twenty working days after the stage 2 acknowledgement (HOC-09)."""
    # From Friday 22 May: 26, 27, 28, 29 May (4), 1-5 June (9), 8-12 (14), 15-19 (19), 22 June (20).
    story = _escalated().on("2026-05-22", Acknowledged, by=Actor(Role.HANDLER, "two"))
    assert _due(story, "stage_2_answer", "2026-05-29") == "2026-06-22"
    story.on("2026-06-22", Answered, content=FINAL, by=Actor(Role.HANDLER, "two"))
    assert story.outcome("stage_2_answer", "2026-07-01") is Outcome.MET


def test_stage_2_without_acknowledgement() -> None:
    """With no stage 2 acknowledgement the twenty days run from the day it fell due (HOC-09)."""
    # Wednesday 27 May: 28, 29 May (2), 1-5 June (7), 8-12 (12), 15-19 (17), 22, 23, 24 June (20).
    assert _due(_escalated(), "stage_2_answer", "2026-06-01") == "2026-06-24"


def test_stage_2_needs_another_person() -> None:
    """An answer by whoever handled stage 1 does not end stage 2 (HOC-11)."""
    story = _escalated().on("2026-05-22", Acknowledged, by=Actor(Role.HANDLER, "two"))
    story.on("2026-06-10", Answered, content=FINAL, by=Actor(Role.HANDLER, "one"))
    assert story.outcome("stage_2_answer", "2026-06-22") is Outcome.PENDING
    assert story.outcome("stage_2_answer", "2026-06-23") is Outcome.OVERDUE


def test_stage_2_extension() -> None:
    """An explained notice gives stage 2 at most twenty working days more (HOC-10)."""
    # From Monday 22 June: 23-26 (4), 29 June-3 July (9), 6-10 (14), 13-17 (19), 20 July (20).
    story = _escalated().on("2026-05-22", Acknowledged, by=Actor(Role.HANDLER, "two"))
    story.on("2026-06-19", DelayNotice, content=EXPLAINED)
    assert _due(story, "stage_2_answer", "2026-06-22") == "2026-07-20"


def test_notice_of_stage_1_says_nothing_of_stage_2() -> None:
    """A delay notice of stage 1 neither extends stage 2 nor stands for its notice (HOC-10)."""
    story = _acknowledged().on("2026-04-23", DelayNotice, content=EXPLAINED)
    story.on("2026-05-08", Answered, by=Actor(Role.HANDLER, "one"))
    story.on("2026-05-19", Escalated, to_level=2, by=Actor(Role.SUBMITTER))
    story.on("2026-05-22", Acknowledged, by=Actor(Role.HANDLER, "two"))
    assert _due(story, "stage_2_answer", "2026-05-29") == "2026-06-22"
    assert story.outcome("stage_2_answer", "2026-06-23") is Outcome.OVERDUE


def test_stage_2_does_not_run_before_it_is_asked_for() -> None:
    """Stage 2's duties do not concern a case that never went there (HOC-08, HOC-09)."""
    story = _acknowledged().on("2026-04-24", Answered)
    for duty in ("stage_2_acknowledgement", "stage_2_answer"):
        assert story.assess("2026-12-31")[duty].reason is Reason.NOT_STARTED


def test_service_request_is_logged_but_no_complaint() -> None:
    """A service request runs no clock; where it belongs is told, and it is registered (HOC-01)."""
    story = Story(LGSCO).received("2026-04-02", streams={"service_request"})
    verdict = LGSCO.triage(story.case.feedback)
    assert not verdict.accepted
    assert verdict.refer_to is not None
    assert verdict.refer_to.en == "the service concerned"
    assert {a.outcome for a in story.assess("2026-12-31").values()} == {Outcome.NOT_APPLICABLE}
    assert [rule.register for rule in LGSCO.registration] == ["complaints_log"]


def test_two_stages() -> None:
    """There is no third stage to ask for (HOC-12)."""
    assert LGSCO.ladder is not None
    assert [level.other_handler for level in LGSCO.ladder.levels] == [False, True]
    with pytest.raises(TransitionError, match="the ladder has 2 levels"):
        _escalated().record("2026-07-01", Escalated, to_level=3, by=Actor(Role.SUBMITTER))


# --- all of them ----------------------------------------------------------------------------------


def test_registry_of_foreign_codes() -> None:
    """Foreign codes live in a registry beside any others, each under its key."""
    registry = PolicyRegistry((LGSCO, COMMISSION, AGREED))
    assert registry.names() == ("eu/commission", "gb/agreed-date", "gb/lgsco")
    assert registry.get("gb/lgsco", on=date(2026, 4, 2)) is LGSCO
    with pytest.raises(UnknownPolicyError, match="from 2024-04-01"):
        registry.get("gb/lgsco", on=date(2023, 1, 1))


def test_deadlines_at_arrival() -> None:
    """A foreign policy gives its deadlines on arrival like any other, explained by day."""
    feedback = Feedback(
        kind=Kind.COMPLAINT,
        channel=Channel.EMAIL,
        received_at=Story(LGSCO).moment("2026-04-02"),
    )
    found = {deadline.obligation.id: deadline for deadline in LGSCO.deadlines(feedback)}
    assert found["stage_1_acknowledgement"].due == date(2026, 4, 13)
    assert "Easter Monday" in found["stage_1_acknowledgement"].explain("en")
    # At the latest: ten working days from the 13th, should no acknowledgement come before that.
    assert found["stage_1_answer"].due == date(2026, 4, 27)
    assert found["stage_2_answer"].due is None

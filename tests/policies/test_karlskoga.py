# SPDX-License-Identifier: Apache-2.0
"""Karlskoga: a policy without one number; answered and registered, and told how long it took."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from klagomal.cases.events import (
    Actor,
    Answered,
    Closed,
    CopySent,
    HandlerAnnounced,
    Informed,
    Milestone,
    Registered,
    Transferred,
)
from klagomal.errors import PolicyMismatchError, TransitionError
from klagomal.policies.karlskoga import POLICY
from klagomal.policy.linting import lint
from klagomal.promises.terms import InWords
from klagomal.promises.triage import AdviceCode
from klagomal.report.occasions import periods_of
from klagomal.vocabulary import (
    STAFF_ROLES,
    Channel,
    Content,
    Kind,
    Outcome,
    Reason,
    Role,
    Strength,
    SubmitterCapacity,
)
from tests.stories import Story

MONDAY = "2025-03-03"


def story(when: str = MONDAY, kind: Kind = Kind.COMPLAINT, **about: Any) -> Story:
    """Return a story that begins with a letter."""
    return Story(POLICY).received(when, kind, **about)


# --- the document --------------------------------------------------------------------------------


@pytest.mark.rows("KAR-01")
def test_adopted_long_before_it_applied() -> None:
    """Adopted in December 2007 on a day not told, in force from 1 January 2009."""
    assert {citation.heading for citation in POLICY.citations} == {
        "Framsidan",
        "Ansvar för efterlevnad",
    }
    assert all("KAR-01" in citation.rows for citation in POLICY.citations)
    source = POLICY.source
    assert source.document_type == "policy"
    assert (source.adopted_by, source.paragraph) == ("kommunfullmäktige", "§ 231/2007")
    assert (source.adopted, source.dated) == (None, "december 2007")
    assert source.valid_from == POLICY.valid_from == date(2009, 1, 1)
    assert POLICY.valid_to is None


@pytest.mark.rows("KAR-01")
def test_first_day() -> None:
    """What arrived between adoption and effect is not judged by it."""
    with pytest.raises(PolicyMismatchError):
        story("2008-12-31")
    assert story("2009-01-01").case.received.edition == "2009"


@pytest.mark.rows("KAR-18")
def test_nobody_is_accountable() -> None:
    """The text says that nobody was made responsible for compliance."""
    assert POLICY.accountable is None
    assert "KAR-18" in {row for citation in POLICY.citations for row in citation.rows}
    assert "no_accountable_owner" in {finding.code for finding in lint(POLICY)}


@pytest.mark.rows("KAR-02", "AMB-17")
def test_tertials_are_no_duty_to_report() -> None:
    """The follow-up after April, August and December is a calendar; no report is owed by it."""
    (calendar,) = POLICY.accounting
    assert calendar.name == "tertial"
    assert calendar.ends == ((4, 30), (8, 31), (12, 31))
    assert [period.last for period in periods_of(calendar, 2025)] == [
        date(2025, 4, 30),
        date(2025, 8, 31),
        date(2025, 12, 31),
    ]
    assert POLICY.reports == ()


# --- whom it covers ------------------------------------------------------------------------------


@pytest.mark.rows("KAR-05", "KAR-17")
@pytest.mark.parametrize("role", [*sorted(STAFF_ROLES), Role.ELECTED])
def test_everybody_receives(role: Role) -> None:
    """Elected representatives, managers and staff all meet those who want to say something."""
    (rule,) = (rule for rule in POLICY.roles if rule.action == "received")
    assert role in rule.roles
    assert {row for c in rule.citations for row in c.rows} == {"KAR-05", "KAR-17"}
    assert story(by=Actor(role, "someone")).case.received.by.role is role


@pytest.mark.rows("KAR-05")
@pytest.mark.parametrize("capacity", list(SubmitterCapacity))
def test_citizens_and_users(capacity: SubmitterCapacity) -> None:
    """Citizens and users are heard, and so is an employee who writes about the services."""
    assert POLICY.triage(story(capacity=capacity).case.feedback).accepted


@pytest.mark.rows("KAR-19")
@pytest.mark.parametrize(
    ("kind", "label"), [(Kind.OPINION, "synpunkt"), (Kind.COMPLAINT, "klagomål")]
)
def test_named_kinds(kind: Kind, label: str) -> None:
    """Opinions and complaints are the two kinds."""
    assert [rule.kind for rule in POLICY.kinds] == [Kind.OPINION, Kind.COMPLAINT]
    verdict = POLICY.triage(story(kind=kind).case.feedback)
    assert (verdict.kind, verdict.label.sv) == (kind, label)
    assert AdviceCode.KIND_UNLISTED not in {advice.code for advice in verdict.advice}


@pytest.mark.rows("KAR-19")
@pytest.mark.parametrize("kind", [Kind.PRAISE, Kind.SUGGESTION])
def test_praise_and_proposals_are_not_named(kind: Kind) -> None:
    """Praise and proposals are no kinds of the text; taken in all the same, with advice."""
    verdict = POLICY.triage(story(kind=kind).case.feedback)
    assert verdict.accepted
    assert AdviceCode.KIND_UNLISTED in {advice.code for advice in verdict.advice}


@pytest.mark.rows("KAR-15")
def test_appeals() -> None:
    """The policy does not replace an appeal; that there is one is told, as the law has it."""
    told = story(streams={"appeal"})
    verdict = POLICY.triage(told.case.feedback)
    assert (verdict.accepted, verdict.reason) == (False, "appeal")
    assert verdict.citations[0].rows == ("KAR-15",)
    assert verdict.must_inform == {Content.RIGHT_TO_APPEAL}
    assert POLICY.deadlines(told.case.feedback) == ()
    with pytest.raises(TransitionError, match="right_to_appeal"):
        told.record("2025-03-05", Closed)
    told.record("2025-03-05", Informed, content={Content.RIGHT_TO_APPEAL})
    told.record("2025-03-05", Closed)


@pytest.mark.rows("KAR-16", "AMB-28")
@pytest.mark.parametrize("capacity", [SubmitterCapacity.STAFF, SubmitterCapacity.CITIZEN])
def test_employer_matters(capacity: SubmitterCapacity) -> None:
    """What concerns the municipality as employer is outside, whoever writes."""
    verdict = POLICY.triage(story(streams={"employer_matter"}, capacity=capacity).case.feedback)
    assert (verdict.accepted, verdict.reason) == (False, "employer_matter")
    assert [citation.rows for citation in verdict.citations] == [("KAR-16",)]


@pytest.mark.parametrize("channel", list(Channel))
def test_no_channel_is_named(channel: Channel) -> None:
    """The text names no channel, so every one is taken in with the same advice."""
    verdict = POLICY.triage(story(channel=channel, anonymous=True).case.feedback)
    assert verdict.accepted
    assert [advice.code for advice in verdict.advice] == [
        AdviceCode.CHANNEL_UNLISTED,
        AdviceCode.ANONYMITY_UNSPECIFIED,
    ]


# --- answered, registered, passed on -------------------------------------------------------------


def test_no_date_anywhere() -> None:
    """No obligation of Karlskoga has a day."""
    deadlines = POLICY.deadlines(story().case.feedback)
    assert {d.obligation.id for d in deadlines} == {
        "answer",
        "promptness",
        "registration",
        "pass_on",
    }
    assert all(d.due is None for d in deadlines)


@pytest.mark.rows("KAR-10", "KAR-12", "KAR-13")
def test_all_bind() -> None:
    """Answering, registering and passing on are musts; so is promptness, which has no number."""
    assert {o.strength for o in POLICY.obligations} == {Strength.MUST}


@pytest.mark.rows("KAR-11", "KAR-12")
def test_answered_after_ninety_days() -> None:
    """Answered on day ninety: answered yes, in time not to be judged, lead time told."""
    # 3 March + 90 days: 28 to the end of March, 30 in April, 31 in May, so 1 June.
    told = story().on("2025-06-01", Answered).on("2025-06-02", Closed).assess("2025-06-30")
    assert told["answer"].outcome is Outcome.MET
    assert told["promptness"].outcome is Outcome.NOT_ASSESSABLE
    assert told["promptness"].reason is Reason.NO_NUMBER
    assert told["promptness"].calendar_days_used == 90
    assert not told["promptness"].counts


@pytest.mark.rows("KAR-11")
def test_promptness_in_the_texts_own_words() -> None:
    """As fast as possible is kept as words, and never overdue."""
    term = POLICY.obligation("promptness").term
    assert isinstance(term, InWords)
    assert term.text.sv == "så snabbt som möjligt"
    assert story().outcome("promptness", "2030-12-31") is Outcome.NOT_ASSESSABLE


@pytest.mark.rows("KAR-12")
def test_answer_before_closing() -> None:
    """A case is not closed unanswered, unless there is nobody to answer."""
    assert story().outcome("answer", "2030-12-31") is Outcome.PENDING
    assert story().on("2025-03-20", Closed).outcome("answer", "2025-03-31") is Outcome.OVERDUE
    assert POLICY.obligation("answer").strength is Strength.MUST
    with pytest.raises(TransitionError, match="'answered' must come first"):
        story().record("2025-03-20", Closed)
    nobody = story(anonymous=True, has_contact_route=False).record("2025-03-20", Closed)
    judged = nobody.assess("2025-03-31")["answer"]
    assert (judged.outcome, judged.reason) == (Outcome.NOT_APPLICABLE, Reason.NO_CONTACT_ROUTE)


@pytest.mark.rows("KAR-13")
@pytest.mark.parametrize("kind", list(Kind))
def test_registered(kind: Kind) -> None:
    """Everything is registered, whatever its kind, in a register that the text does not name."""
    kept = story(kind=kind).on("2025-03-04", Registered, register="register", reference="1")
    assert kept.on("2025-03-20", Closed).outcome("registration", "2025-03-31") is Outcome.MET
    lost = story(kind=kind).on("2025-03-20", Closed)
    assert lost.outcome("registration", "2025-03-31") is Outcome.OVERDUE
    (rule,) = POLICY.registration
    assert (rule.kinds, rule.strength) == (frozenset(), Strength.MUST)
    assert rule.what == {"feedback"}
    assert not any((rule.dossier, rule.deidentified, rule.secret_individually))


@pytest.mark.rows("KAR-10")
@pytest.mark.parametrize(
    ("step", "about"),
    [
        (Transferred, {"to_unit": "roads"}),
        (HandlerAnnounced, {"handler": "handler-1"}),
        (CopySent, {"to": Role.HANDLER}),
    ],
)
def test_passed_on(step: type[Transferred], about: dict[str, Any]) -> None:
    """What could not be solved directly is passed on or given to somebody before closing."""
    unsolved = story().on("2025-03-03 13:00", Milestone, name="not_solved_directly")
    assert unsolved.outcome("pass_on", "2025-03-31") is Outcome.PENDING
    moved = unsolved.on("2025-03-05", step, **about).on("2025-03-20", Closed)
    assert moved.outcome("pass_on", "2025-03-31") is Outcome.MET


@pytest.mark.rows("KAR-10")
def test_not_passed_on() -> None:
    """Neither solved nor passed on is a breach; what was solved directly needs no passing on."""
    unsolved = story().on("2025-03-03 13:00", Milestone, name="not_solved_directly")
    unsolved.on("2025-03-20", Closed)
    assert unsolved.outcome("pass_on", "2025-03-31") is Outcome.OVERDUE
    judged = story().on("2025-03-03 13:00", Answered).assess("2025-03-31")["pass_on"]
    assert (judged.outcome, judged.reason) == (Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)


# --- statistics, guidance ------------------------------------------------------------------------


@pytest.mark.rows("KAR-09")
def test_statistics_without_a_pass_mark() -> None:
    """How fast and how near the citizen is measured."""
    rows = {s.code: {row for c in s.citations for row in c.rows} for s in POLICY.statistics}
    assert rows == {"days_to_answer": {"KAR-11"}, "by_receiving_unit": {"KAR-09"}}


def test_guidance_in_both_languages() -> None:
    """Attitudes and purposes are kept as guidance, in Swedish and English."""
    rows = [row for item in POLICY.guidance for c in item.citations for row in c.rows]
    assert rows == ["KAR-03", "KAR-04", "KAR-06", "KAR-07", "KAR-08", "KAR-14"]
    assert all(item.text.sv != item.text.en for item in POLICY.guidance)


def test_silent_on_the_rest() -> None:
    """No ladder, no report, no channel, no secrecy: what a text is silent on is absent."""
    assert POLICY.ladder is None
    assert POLICY.secrecy is None
    assert POLICY.channels == ()
    assert POLICY.checklists == ()

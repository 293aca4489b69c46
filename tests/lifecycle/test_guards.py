# SPDX-License-Identifier: Apache-2.0
"""What a case's state, an actor's role or the policy does not allow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from klagomal.cases.events import (
    EVENTS,
    Acknowledged,
    Actor,
    Answered,
    CategorySet,
    Classified,
    Closed,
    DelayNotice,
    Escalated,
    Event,
    HandlerAnnounced,
    Informed,
    MeasureCompleted,
    MeasureReceived,
    MeasureRecorded,
    Paused,
    Received,
    Reclassified,
    ReferredOut,
    Registered,
    Reopened,
    Resumed,
    SatisfactionRecorded,
    SecrecyMarked,
    SeveritySet,
    Transferred,
    WroteAgain,
)
from klagomal.errors import TransitionError
from klagomal.lifecycle import escalation_due
from klagomal.policy.policy import Policy
from klagomal.promises.provisions import (
    ClosingRule,
    Dimension,
    Exclusion,
    Ladder,
    Level,
    RegistrationRule,
    RoleRule,
)
from klagomal.vocabulary import (
    Channel,
    Content,
    Kind,
    MeasureReception,
    Role,
    Satisfaction,
    Severity,
    Waiver,
)
from tests.small_policies import ANSWER, PAUSED, STAGES, WAIVED, WORDS, duty, small
from tests.stories import Story

PLAIN = small(ANSWER)
HEAD = Actor(Role.HEAD_OF_ADMINISTRATION, "head")
LADDER = small(
    ANSWER,
    ladder=Ladder(
        levels=(
            Level(role=Role.UNIT),
            Level(role=Role.HEAD_OF_ADMINISTRATION, assigns=True, other_handler=True),
            Level(role=Role.BOARD, optional=True),
        )
    ),
)
DISSATISFIED = {"satisfaction": Satisfaction.DISSATISFIED}


def told(policy: Policy = PLAIN, **about: Any) -> Story:
    """Begin a story on Monday 3 March 2025."""
    return Story(policy).received("2025-03-03", **about)


def refuses(story: Story, when: str, event: type[Event], why: str, **about: Any) -> None:
    """Assert that a step is refused for a reason, naming case and event, and stores nothing."""
    before = story.events
    with pytest.raises(TransitionError, match=why) as caught:
        story.record(when, event, **about)
    assert caught.value.data == {"case": "case-1", "event": event.slug}
    assert str(caught.value).startswith(f"case case-1, {event.slug}: ")
    assert story.events == before


# --- state ----------------------------------------------------------------------------------------


def test_a_case_arrives_only_once() -> None:
    """A new letter is a new case."""
    story = told()
    (arrival,) = story.events
    assert isinstance(arrival, Received)
    refuses(
        story,
        "2025-03-03",
        Received,
        "a new letter is a new case",
        case_id="case-1",
        feedback=arrival.feedback,
        policy="smaby",
        edition="1",
    )


@pytest.mark.parametrize(
    ("event", "about"),
    [
        (Answered, {}),
        (Acknowledged, {}),
        (Transferred, {"to_unit": "a"}),
        (Closed, {}),
        (SeveritySet, {"severity": Severity.SERIOUS}),
        (CategorySet, {"category": "snow"}),
        (Reclassified, {"kind": Kind.PRAISE, "consented": True}),
        (Classified, {"cause": "x"}),
        (Escalated, {"to_level": 2}),
    ],
)
def test_a_closed_case_is_reopened_before_it_goes_on(
    event: type[Event], about: dict[str, Any]
) -> None:
    """The error says what to do first."""
    story = told(STAGES).record("2025-03-05", Closed)
    refuses(story, "2025-03-06", event, "the case is closed; reopen it first", **about)
    story.record("2025-03-06", Reopened).record("2025-03-07", event, **about)


def test_some_things_may_still_be_noted_on_a_closed_case() -> None:
    """Registration, secrecy, measures, how they were received and what the person said."""
    story = told().record("2025-03-04", MeasureRecorded, measure="lamp", done=False)
    story.record("2025-03-05", Closed)
    story.record("2025-03-06", Registered, register="diary", reference="1")
    story.record("2025-03-06", SecrecyMarked, legal_basis="OSL 21:1")
    story.record("2025-03-06", MeasureCompleted, measure="lamp")
    story.record("2025-03-06", MeasureReceived, measure="lamp", reception=MeasureReception.ACCEPTED)
    story.record("2025-03-06", SatisfactionRecorded, satisfaction=Satisfaction.SATISFIED)
    story.record("2025-03-06", Informed)
    assert story.case.closed_at is not None


def test_a_person_may_write_again_at_any_time() -> None:
    """It is noted on an open, a closed and an excluded case, and opens no closed one."""
    person = Actor(Role.SUBMITTER)
    story = told().record("2025-03-04", WroteAgain, by=person).record("2025-03-05", Closed)
    story.record("2025-03-06", WroteAgain, by=person, mode=Channel.EMAIL)
    assert story.case.closed_at is not None
    policy = PLAIN.amend("1", exclusions=(Exclusion(stream="appeal", refer_to=WORDS),))
    elsewhere = told(policy, streams={"appeal"}).record("2025-03-04", WroteAgain, by=person)
    assert elsewhere.case.excluded == "appeal"


def test_a_category_is_set_once() -> None:
    """What the case is of already is no news; another one is, and so is the first one back."""
    story = told(category="roads")
    refuses(story, "2025-03-04", CategorySet, "it is of roads already", category="roads")
    story.record("2025-03-04", CategorySet, category="snow")
    refuses(story, "2025-03-05", CategorySet, "it is of snow already", category="snow")
    story.record("2025-03-05", CategorySet, category="roads")


def test_only_a_closed_case_is_reopened() -> None:
    """An open one is open already."""
    refuses(told(), "2025-03-05", Reopened, "the case is not closed")


@pytest.mark.parametrize("first", ["2025-03-05", "2025-03-05 11:00"])
def test_closing_and_reopening_are_noted_in_their_order(first: str) -> None:
    """What would stand before its own opposite is refused: no log could hold both."""
    story = told().record("2025-03-05 12:00", Closed)
    if first.endswith("11:00"):
        refuses(story, first, Reopened, "lies before .*give a later moment")
        story.record("2025-03-06", Reopened)
        refuses(story, "2025-03-05 18:00", Closed, "when the case was last closed or reopened")
    else:
        story.record(first, Reopened)  # the same moment keeps the order it was written in
    assert story.case.status == "open"


@pytest.mark.parametrize(
    ("event", "about"),
    [
        (DelayNotice, {}),
        (Reclassified, {"kind": Kind.PRAISE, "consented": True}),
        (SeveritySet, {"severity": Severity.SERIOUS}),
        (CategorySet, {"category": "snow"}),
        (SatisfactionRecorded, DISSATISFIED),
        (MeasureRecorded, {"measure": "lamp"}),
        (Escalated, {"to_level": 2}),
    ],
)
def test_outside_the_routine_only_what_is_owed_there_happens(
    event: type[Event], about: dict[str, Any]
) -> None:
    """AMB-27: informed, referred, registered and closed; no clocks, ladders or measures."""
    policy = STAGES.amend("1", exclusions=(Exclusion(stream="appeal", refer_to=WORDS),))
    story = told(policy, streams={"appeal"})
    refuses(story, "2025-03-05", event, r"outside the routine \(appeal\)", **about)
    story.record("2025-03-05", ReferredOut, to="court").record("2025-03-06", Closed)


def test_an_excluded_case_is_closed_when_the_person_has_been_told() -> None:
    """What must be told may be told in several letters; who cannot be reached need not be."""
    exclusion = Exclusion(
        stream="appeal",
        refer_to=WORDS,
        must_inform={Content.RIGHT_TO_APPEAL, Content.HELP_OFFERED},
    )
    policy = PLAIN.amend(
        "1", exclusions=(exclusion,), closing=ClosingRule(content={Content.UNIT_NOTES})
    )
    story = told(policy, streams={"appeal"})
    refuses(story, "2025-03-04", Closed, "must be told: help_offered, right_to_appeal")
    story.record("2025-03-05", Informed, content={Content.RIGHT_TO_APPEAL})
    refuses(story, "2025-03-05", Closed, "must be told: help_offered$")
    story.record("2025-03-06", Answered, content={Content.HELP_OFFERED})
    story.record("2025-03-07", Closed)  # the routine's closing form is not for it
    nameless = told(policy, streams={"appeal"}, has_contact_route=False)
    nameless.record("2025-03-04", Closed)


# --- roles ----------------------------------------------------------------------------------------

ROLES = small(
    ANSWER,
    roles=(
        RoleRule(action="closed", roles={Role.REGISTRAR}, title=WORDS),
        RoleRule(action="answered", roles={Role.STAFF}, title=WORDS),
        RoleRule(action="copy_sent", roles={Role.REGISTRAR}, title=WORDS),
        RoleRule(action="copy_sent", roles={Role.CONTACT_CENTRE}, title=WORDS),
        RoleRule(action="transferred", roles={Role.RECEIVER}, title=WORDS),
        RoleRule(action="acknowledged", roles={Role.REGISTRAR}, title=WORDS, exclusive=False),
    ),
)


@pytest.mark.parametrize(
    ("event", "by", "allowed"),
    [
        ("closed", Actor(Role.REGISTRAR), True),
        ("closed", Actor(Role.HANDLER), False),
        ("closed", Actor(Role.SYSTEM), False),
        ("answered", Actor(Role.STAFF), True),
        ("answered", Actor(Role.RESPONSIBLE_MANAGER), True),  # managers are staff
        ("answered", Actor(Role.BOARD), False),
        ("copy_sent", Actor(Role.REGISTRAR), True),  # rules add up
        ("copy_sent", Actor(Role.CONTACT_CENTRE), True),
        ("copy_sent", Actor(Role.HANDLER), False),
        ("transferred", Actor(Role.HANDLER, "receiver-1"), True),  # whoever took it in
        ("transferred", Actor(Role.HANDLER, "anna"), False),
        ("transferred", Actor(Role.HANDLER), False),
        ("acknowledged", Actor(Role.HANDLER), True),  # answers for it, not alone
    ],
)
def test_a_rule_may_leave_a_step_to_some_roles(event: str, by: Actor, allowed: bool) -> None:
    """The error names the role that tried and the roles it is left to."""
    about: dict[str, Any] = {"to_unit": "a"} if event == "transferred" else {}
    story = told(ROLES)
    if allowed:
        story.record("2025-03-05", EVENTS[event], by=by, **about)
    else:
        why = f"{by.role} may not do this; smaby@1 leaves it to "
        refuses(story, "2025-03-05", EVENTS[event], why, by=by, **about)


# --- single steps ---------------------------------------------------------------------------------


def test_a_promise_lies_ahead() -> None:
    """A day that has passed cannot be promised; today can."""
    story = told()
    refuses(
        story,
        "2025-03-05",
        HandlerAnnounced,
        "promised 2025-03-04 lies before the word was given",
        promised=date(2025, 3, 4),
    )
    story.record("2025-03-05", HandlerAnnounced, promised=date(2025, 3, 5))


def test_a_promise_lies_within_the_calendar() -> None:
    """Beyond its last day no clock could be read any more."""
    story = told()
    why = "promised 2101-01-01 lies after the calendar, which ends 2100-12-31"
    refuses(story, "2025-03-05", HandlerAnnounced, why, promised=date(2101, 1, 1))


def test_there_is_no_delay_to_tell_of_once_it_is_answered() -> None:
    """Unless it was reopened since, or the word was given before the answer and noted later."""
    story = told().record("2025-03-10", Answered)
    refuses(story, "2025-03-11", DelayNotice, "has been answered")
    refuses(story, "2025-03-09", DelayNotice, "lies before", promised=date(2025, 3, 8))
    story.record("2025-03-09", DelayNotice)
    story.record("2025-03-12", Closed).record("2025-03-13", Reopened)
    story.record("2025-03-14", DelayNotice)


def test_registers_are_those_of_the_policy() -> None:
    """A misspelt register is told with the right one; a policy without registers takes any."""
    rule = RegistrationRule(
        register="diarium", label=WORDS, dossier="Synpunkten", secret_individually=True
    )
    story = told(small(ANSWER, registration=(rule,)))
    why = "unknown register 'diariet'; did you mean 'diarium'"
    refuses(story, "2025-03-05", Registered, why, register="diariet", reference="1")
    entry = {"register": "diarium", "reference": "1", "dossier": "Synpunkten 2025"}
    story.record("2025-03-05", Registered, **entry)
    story.record("2025-03-06", SecrecyMarked, legal_basis="OSL 21:1")
    refuses(story, "2025-03-07", Registered, "a number of its own", **entry)
    story.record("2025-03-07", Registered, register="diarium", reference="2025-7")
    told().record("2025-03-05", Registered, register="anything", reference="1")


def test_a_transfer_is_to_somebody() -> None:
    """A unit, a role or a handler."""
    refuses(told(), "2025-03-05", Transferred, "say to whom: to_unit, to_role or handler")
    for to in ({"to_unit": "a"}, {"to_role": Role.REGISTRAR}, {"handler": "anna"}):
        told().record("2025-03-05", Transferred, **to)


@pytest.mark.parametrize(
    ("owner", "by", "consented", "why"),
    [
        (Role.SUBMITTER, Role.HANDLER, False, "record the consent"),
        (Role.SUBMITTER, Role.HANDLER, True, ""),
        (Role.SUBMITTER, Role.SUBMITTER, False, ""),
        (None, Role.HANDLER, False, ""),
        (Role.REGISTRAR, Role.REGISTRAR, False, ""),
        (Role.REGISTRAR, Role.HANDLER, True, "only registrar decides"),
    ],
)
def test_who_may_decide_that_a_complaint_is_none(
    owner: Role | None, by: Role, consented: bool, why: str
) -> None:
    """AMB-29: away from complaint only by whom the policy says; towards it anybody may."""
    story = told(small(ANSWER, kind_owner=owner))
    about: dict[str, Any] = {"kind": Kind.OPINION, "by": Actor(by), "consented": consented}
    if why:
        refuses(story, "2025-03-05", Reclassified, why, **about)
    else:
        story.record("2025-03-05", Reclassified, **about)
        story.record("2025-03-06", Reclassified, kind=Kind.COMPLAINT, by=Actor(Role.HANDLER))
    towards = told(small(ANSWER, kind_owner=owner), kind=Kind.PRAISE)
    towards.record("2025-03-05", Reclassified, kind=Kind.COMPLAINT, by=Actor(Role.STAFF))


def test_a_kind_is_not_changed_to_itself() -> None:
    """The error says what it is."""
    refuses(told(), "2025-03-05", Reclassified, "it is a complaint already", kind=Kind.COMPLAINT)


def test_dimensions_are_those_of_the_policy() -> None:
    """A misspelt one is told with the right one, unless the list is open or there is none."""
    policy = small(ANSWER, dimensions=(Dimension(code="access", label=WORDS),))
    why = "unknown dimension 'acess'; did you mean 'access'"
    refuses(told(policy), "2025-03-05", Classified, why, dimensions={"acess"})
    told(policy).record("2025-03-05", Classified, dimensions={"access"})
    for free in (policy.amend("1", dimensions_open=True), PLAIN):
        told(free).record("2025-03-05", Classified, dimensions={"acess"})


@pytest.mark.parametrize(
    ("event", "about"),
    [(MeasureCompleted, {}), (MeasureReceived, {"reception": MeasureReception.MIXED})],
)
def test_a_measure_is_recorded_before_it_is_done_or_received(
    event: type[Event], about: dict[str, Any]
) -> None:
    """A misspelt measure is told with the right one."""
    refuses(told(), "2025-03-05", event, "there is none", measure="lamp", **about)
    story = told().record("2025-03-05", MeasureRecorded, measure="lamp", done=False)
    refuses(story, "2025-03-06", event, "did you mean 'lamp'", measure="lam", **about)
    story.record("2025-03-06", event, measure="lamp", **about)


def test_only_a_clock_that_may_stand_still_is_paused() -> None:
    """AMB-24: none of the five texts lets one."""
    refuses(told(), "2025-03-05", Paused, "no clock of smaby@1 may stand still", reason="waiting")
    story = told(PAUSED).record("2025-03-05", Paused, reason="waiting")
    refuses(story, "2025-03-06", Paused, "stands still already", reason="waiting")
    refuses(story, "2025-03-04", Resumed, "when the case was last paused or resumed")
    story.record("2025-03-07", Resumed)
    refuses(story, "2025-03-08", Resumed, "the clock is running")
    refuses(story, "2025-03-06", Paused, "give a later moment", reason="waiting")


# --- closing --------------------------------------------------------------------------------------


def test_a_closing_form_is_complete() -> None:
    """The error lists what it lacks."""
    policy = small(ANSWER, closing=ClosingRule(content={Content.UNIT_NOTES, "signature"}))
    refuses(told(policy), "2025-03-05", Closed, "the closing form lacks signature, unit_notes")
    told(policy).record("2025-03-05", Closed, content={Content.UNIT_NOTES, "signature"})


def test_what_must_come_first_comes_first_unless_it_is_waived() -> None:
    """Answered before closed; with nobody to answer, the case can be closed all the same."""
    policy = WAIVED.amend("1", closing=ClosingRule(after={"answered"}))
    refuses(told(policy), "2025-03-05", Closed, "'answered' must come first")
    told(policy).record("2025-03-04", Answered).record("2025-03-05", Closed)
    told(policy, has_contact_route=False).record("2025-03-05", Closed)
    told(policy, wants_reply=False).record("2025-03-05", Closed)


def test_a_step_before_closing_that_nobody_owes_is_not_waived() -> None:
    """Where no obligation lifts it, the policy's demand stands for everybody."""
    policy = WAIVED.amend("1", closing=ClosingRule(after={"copy_sent"}))
    refuses(
        told(policy, has_contact_route=False), "2025-03-05", Closed, "'copy_sent' must come first"
    )


def test_one_obligation_that_is_owed_keeps_a_step_from_being_waived() -> None:
    """Two duties to answer, of which one is lifted: an answer must come first."""
    policy = small(
        duty("reply", ANSWER.term, "answered", waived_if={Waiver.NO_REPLY_WANTED}),
        duty("record", ANSWER.term, "answered"),
        closing=ClosingRule(after={"answered"}),
    )
    refuses(told(policy, wants_reply=False), "2025-03-05", Closed, "'answered' must come first")


def test_a_case_may_have_to_be_sorted_before_it_is_closed() -> None:
    """Under a dimension noted at intake, or later."""
    policy = small(ANSWER, closing=ClosingRule(dimensions=True))
    refuses(told(policy), "2025-03-05", Closed, "at least one quality dimension")
    told(policy, dimensions={"access"}).record("2025-03-05", Closed)
    story = told(policy).record("2025-03-04", Classified, dimensions={"access"})
    story.record("2025-03-05", Classified, cause="information").record("2025-03-06", Closed)


# --- the ladder -----------------------------------------------------------------------------------


def test_recorded_dissatisfaction_makes_the_next_level_due() -> None:
    """AMB-26: silence does not; each level needs word of its own; the last has none above."""
    story = told(LADDER)
    assert escalation_due(story.case, LADDER) is None
    story.record("2025-03-10", Answered, handler="anna")
    assert escalation_due(story.case, LADDER) is None
    story.record("2025-03-11", SatisfactionRecorded, satisfaction=Satisfaction.UNKNOWN)
    assert escalation_due(story.case, LADDER) is None
    story.record("2025-03-12", SatisfactionRecorded, **DISSATISFIED)
    assert escalation_due(story.case, LADDER) == 2
    story.record("2025-03-13", Escalated, to_level=2, assigned_to="bo", by=HEAD)
    assert escalation_due(story.case, LADDER) is None
    story.record("2025-03-14", SatisfactionRecorded, **DISSATISFIED)
    assert escalation_due(story.case, LADDER) == 3
    story.record("2025-03-15", Escalated, to_level=3)
    story.record("2025-03-16", SatisfactionRecorded, **DISSATISFIED)
    assert escalation_due(story.case, LADDER) is None


def test_a_person_who_was_content_after_all_is_not_lifted() -> None:
    """The last word counts."""
    story = told(LADDER).record("2025-03-10", SatisfactionRecorded, **DISSATISFIED)
    story.record("2025-03-11", SatisfactionRecorded, satisfaction=Satisfaction.SATISFIED)
    assert escalation_due(story.case, LADDER) is None


def test_without_a_ladder_or_by_request_nothing_is_due_by_itself() -> None:
    """Where the person must ask for the next stage, dissatisfaction alone does not lift it."""
    for policy in (PLAIN, STAGES):
        story = told(policy).record("2025-03-10", SatisfactionRecorded, **DISSATISFIED)
        assert escalation_due(story.case, policy) is None
    refuses(told(), "2025-03-05", Escalated, "smaby@1 has no ladder", to_level=2)
    told(STAGES).record("2025-03-05", Escalated, to_level=2)


def test_no_level_is_skipped_taken_twice_or_beyond_the_top() -> None:
    """The error says which level comes next, or how many there are."""
    story = told(LADDER).record("2025-03-10", SatisfactionRecorded, **DISSATISFIED)
    about: dict[str, Any] = {"assigned_to": "bo", "by": HEAD}
    refuses(story, "2025-03-11", Escalated, "after level 1 comes 2, not 3", to_level=3, **about)
    refuses(story, "2025-03-11", Escalated, "the ladder has 3 levels", to_level=4, **about)
    story.record("2025-03-11", Escalated, to_level=2, **about)
    refuses(story, "2025-03-12", Escalated, "after level 2 comes 3, not 2", to_level=2, **about)
    refuses(story, "2025-03-12", Escalated, "no dissatisfaction is recorded", to_level=3)


def test_a_lenient_ladder_may_be_climbed_two_steps_at_a_time() -> None:
    """Never downwards, though."""
    ladder = Ladder(levels=(Level(role=Role.UNIT),) * 3, strict=False, by_dissatisfaction=False)
    story = told(small(ANSWER, ladder=ladder)).record("2025-03-05", Escalated, to_level=3)
    refuses(story, "2025-03-06", Escalated, "after level 3 comes 4, not 2", to_level=2)


def test_the_head_decides_who_goes_on() -> None:
    """OST-55: somebody is assigned, by the head, and it is somebody new."""
    story = told(LADDER).record("2025-03-07", Answered, handler="anna")
    story.record("2025-03-10", SatisfactionRecorded, **DISSATISFIED)
    up = {"to_level": 2}
    refuses(story, "2025-03-11", Escalated, "give assigned_to", by=HEAD, **up)
    refuses(
        story,
        "2025-03-11",
        Escalated,
        "only head_of_administration decides",
        assigned_to="bo",
        **up,
    )
    refuses(
        story,
        "2025-03-11",
        Escalated,
        "anna has handled it; somebody else must take over",
        assigned_to="anna",
        by=HEAD,
        **up,
    )
    story.record("2025-03-11", Escalated, assigned_to="bo", by=HEAD, **up)


def test_word_on_a_level_for_others_does_not_name_somebody_from_below() -> None:
    """Who handled stage 1 is not announced as the handler of stage 2."""
    story = told(STAGES).record("2025-03-05", Answered, handler="anna")
    story.record("2025-03-10", Escalated, to_level=2)
    refuses(story, "2025-03-11", HandlerAnnounced, "anna has handled it", handler="anna")
    story.record("2025-03-11", HandlerAnnounced, handler="bo")
    story.record("2025-03-12", DelayNotice, handler="bo")
    refuses(story, "2025-03-13", DelayNotice, "anna has handled it", handler="anna")

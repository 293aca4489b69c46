# SPDX-License-Identifier: Apache-2.0
"""Flags: what a step would leave undone, shown before it is recorded, stopping nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from klagomal.cases.events import (
    Acknowledged,
    Answered,
    Closed,
    DelayNotice,
    Escalated,
    Event,
    HandlerAnnounced,
    MeasureCompleted,
    MeasureRecorded,
    ProgressNotice,
    Registered,
    Transferred,
)
from klagomal.lifecycle import Flag, FlagCode, review
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import DelayRule, On, on
from klagomal.promises.provisions import Checklist, ChecklistItem, ClosingRule
from klagomal.vocabulary import Channel, Content, Extension, Label, Waiver
from tests.small_policies import (
    ANSWER,
    AT_MOST,
    CONTENT,
    NEW_DATE,
    NOT_EXTENDED,
    ONCE,
    STAGES,
    TEXT,
    WITH_REASON,
    duty,
    small,
)
from tests.stories import Story

PLAIN = small(ANSWER)


def told(policy: Policy = PLAIN, **about: Any) -> Story:
    """Begin a story on Monday 3 March 2025; ten working days end on the 17th."""
    return Story(policy).received("2025-03-03", **about)


def flags(story: Story, when: str, event: type[Event], **about: Any) -> tuple[Flag, ...]:
    """Return what recording an event would leave undone."""
    return review(story.case, event(at=story.moment(when), **about), story.policy)


def codes(found: tuple[Flag, ...]) -> list[FlagCode]:
    """Return the flags' codes."""
    return [flag.code for flag in found]


def test_an_ordinary_step_raises_no_flag() -> None:
    """Nothing to show where nothing is left undone."""
    assert flags(told(), "2025-03-05", Answered) == ()
    assert flags(told(), "2025-03-05", Registered, register="diary", reference="1") == ()
    assert flags(told(), "2025-03-05", Transferred, to_unit="a") == ()
    assert flags(told().on("2025-03-05", Answered), "2025-03-05", Closed) == ()


def test_a_confirmation_that_lacks_something_is_flagged_with_what_it_lacks() -> None:
    """In both languages, with the obligation that it would not fulfil."""
    (flag,) = flags(told(CONTENT), "2025-03-05", Acknowledged, content={Content.HANDLER_NAME})
    assert flag.code is FlagCode.CONTENT_MISSING
    assert flag.obligation == "contact"
    assert flag.missing == {"handler_contact"}
    assert flag.text == Label(
        "text: uppfylls inte, saknar kontaktuppgifter till handläggaren",
        "words: not fulfilled, lacks handler's contact",
    )


def test_what_was_told_before_need_not_be_told_again() -> None:
    """The second letter completes the first."""
    story = told(CONTENT).on("2025-03-04", Acknowledged, content={Content.HANDLER_NAME})
    assert flags(story, "2025-03-05", HandlerAnnounced, content={Content.HANDLER_CONTACT}) == ()
    assert codes(flags(story, "2025-03-05", HandlerAnnounced)) == [FlagCode.CONTENT_MISSING]


def test_word_of_another_sort_is_not_measured_by_it() -> None:
    """A full answer fulfils it outright, and a progress notice was never meant to."""
    assert flags(told(CONTENT), "2025-03-05", Answered) == ()
    assert flags(told(CONTENT), "2025-03-05", ProgressNotice) == ()


def test_an_obligation_that_does_not_concern_the_case_raises_no_flag() -> None:
    """Nobody to tell, nothing to lack; but that nobody can be reached is said."""
    waived = CONTENT.amend("1", contact={"waived_if": {Waiver.NO_CONTACT_ROUTE}})
    nameless = {"anonymous": True, "has_contact_route": False}
    assert codes(flags(told(waived), "2025-03-05", Acknowledged)) == [FlagCode.CONTENT_MISSING]
    found = flags(told(waived, **nameless), "2025-03-05", Acknowledged)
    assert codes(found) == [FlagCode.NO_CONTACT_ROUTE]


GIFT = Checklist(
    id="gift",
    title=Label("gåvoprincipen", "the gift principle"),
    events=frozenset({"answered"}),
    items=(
        ChecklistItem(
            code="thank",
            label=Label("tacka", "thank"),
            citations=(TEXT.cite("NAC-25"),),
        ),
        ChecklistItem(
            code="regret", label=Label("beklaga", "regret"), citations=(TEXT.cite("NAC-27"),)
        ),
    ),
)


def test_a_checklist_shows_what_is_not_ticked_with_its_sources() -> None:
    """Only on the events it goes with, and only what is open."""
    story = told(small(ANSWER, checklists=(GIFT,)))
    (flag,) = flags(story, "2025-03-05", Answered, content={"thank"})
    assert flag.code is FlagCode.CHECKLIST_OPEN
    assert flag.missing == {"regret"}
    assert flag.text == Label("gåvoprincipen: beklaga", "the gift principle: regret")
    assert [citation.rows for citation in flag.citations] == [("NAC-27",)]
    assert flags(story, "2025-03-05", Answered, content={"thank", "regret"}) == ()
    assert flags(story, "2025-03-05", Acknowledged) == ()


def test_a_notice_that_comes_too_late_is_flagged_with_the_day() -> None:
    """On the last day it is in time; the day after it is not, and that day is told."""
    story = told(NOT_EXTENDED)
    assert flags(story, "2025-03-17", DelayNotice) == ()
    (flag,) = flags(story, "2025-03-18", DelayNotice)
    assert (flag.code, flag.obligation) == (FlagCode.NOTICE_TOO_LATE, "answer")
    assert "efter 2025-03-17" in flag.text.sv
    assert "after 2025-03-17" in flag.text.en


def test_a_notice_is_measured_by_the_day_as_last_agreed() -> None:
    """Extended to the 31st, a notice on the 20th is in time."""
    story = told(NEW_DATE).on("2025-03-14", DelayNotice, promised=date(2025, 3, 31))
    assert flags(story, "2025-03-20", DelayNotice) == ()


def test_a_notice_that_names_more_than_the_rule_allows_is_flagged() -> None:
    """Five working days more than Monday 17 March end on the 24th, and not on the 31st."""
    story = told(AT_MOST)
    (flag,) = flags(story, "2025-03-14", DelayNotice, promised=date(2025, 3, 31))
    assert (flag.code, flag.obligation) == (FlagCode.BEYOND_THE_RULE, "answer")
    assert flag.text == Label(
        "text: regeln medger inte längre tid än till 2025-03-24",
        "words: the rule allows no more time than until 2025-03-24",
    )
    assert flags(story, "2025-03-14", DelayNotice, promised=date(2025, 3, 24)) == ()
    assert flags(story, "2025-03-14", DelayNotice) == ()


def test_a_second_notice_that_can_move_nothing_is_flagged() -> None:
    """The time may be made longer once: to the 20th, and no further."""
    story = told(ONCE).on("2025-03-10", DelayNotice, promised=date(2025, 3, 20))
    (flag,) = flags(story, "2025-03-18", DelayNotice, promised=date(2025, 3, 24))
    assert flag.code is FlagCode.BEYOND_THE_RULE
    assert "until 2025-03-20" in flag.text.en


def test_a_day_that_some_rule_allows_or_none_extends_to_is_not_flagged() -> None:
    """Where a notice extends nothing, the day it names is only word of when."""
    day = date(2025, 3, 31)
    assert flags(told(NOT_EXTENDED), "2025-03-14", DelayNotice, promised=day) == ()
    assert flags(told(NEW_DATE), "2025-03-14", DelayNotice, promised=day) == ()
    free = attrs.evolve(NEW_DATE.obligation("answer"), id="other")
    both = small(*AT_MOST.obligations, free)
    assert flags(told(both), "2025-03-14", DelayNotice, promised=day) == ()


def test_a_notice_without_its_reason_is_flagged() -> None:
    """What the rule demands of a notice is what is missing from it."""
    (flag,) = flags(told(WITH_REASON), "2025-03-14", DelayNotice)
    assert flag.code is FlagCode.CONTENT_MISSING
    assert flag.missing == {"reason"}
    assert flags(told(WITH_REASON), "2025-03-14", DelayNotice, content={"reason"}) == ()


BY_LETTER = small(
    duty("answer", ANSWER.term, On("answered", modes={Channel.LETTER}), also_by=on("closed"))
)


@pytest.mark.parametrize("mode", [Channel.PHONE, None])
def test_a_message_in_another_way_is_flagged(mode: Channel | None) -> None:
    """Where the answer has to be a letter, a call or word of no known sort would not fulfil."""
    (flag,) = flags(told(BY_LETTER), "2025-03-05", Answered, mode=mode)
    assert (flag.code, flag.obligation) == (FlagCode.OTHER_MODE, "answer")
    assert flag.text == Label(
        "text: uppfylls inte så; ska ges via brev",
        "words: not fulfilled that way; must be given via letter",
    )
    assert flags(told(BY_LETTER), "2025-03-05", Answered, mode=Channel.LETTER) == ()
    assert flags(told(BY_LETTER), "2025-03-05", Acknowledged, mode=mode) == ()


def test_a_message_that_must_itself_hold_something_is_flagged_without_it() -> None:
    """A letter without the way to complain further, and a call that lacks it too."""
    answer = On("answered", modes={Channel.LETTER}, content={"ombudsman", "reason"})
    story = told(small(duty("answer", ANSWER.term, answer)))
    (flag,) = flags(story, "2025-03-05", Answered, mode=Channel.LETTER, content={"reason"})
    assert (flag.code, flag.obligation) == (FlagCode.CONTENT_MISSING, "answer")
    assert flag.missing == {"ombudsman"}
    found = flags(story, "2025-03-05", Answered, mode=Channel.PHONE)
    assert codes(found) == [FlagCode.OTHER_MODE, FlagCode.CONTENT_MISSING]
    whole = {"ombudsman", "reason"}
    assert flags(story, "2025-03-05", Answered, mode=Channel.LETTER, content=whole) == ()


def test_what_is_done_asks_for_no_way_any_more() -> None:
    """After the letter, whoever was answered may be called as well."""
    story = told(BY_LETTER).on("2025-03-04", Answered, mode=Channel.LETTER)
    assert flags(story, "2025-03-05", Answered, mode=Channel.PHONE) == ()


def test_a_notice_in_a_way_that_does_not_count_is_flagged() -> None:
    """A call where the rule counts only letters moves nothing, and that is said before it is."""
    rule = DelayRule(extends=Extension.TO_NEW_DATE, modes={Channel.LETTER})
    story = told(small(duty("answer", ANSWER.term, "answered", delay=rule)))
    day = date(2025, 3, 31)
    (flag,) = flags(story, "2025-03-14", DelayNotice, mode=Channel.PHONE, promised=day)
    assert (flag.code, flag.obligation) == (FlagCode.OTHER_MODE, "answer")
    assert flags(story, "2025-03-14", DelayNotice, mode=Channel.LETTER, promised=day) == ()


def test_a_notice_is_not_measured_by_what_is_done() -> None:
    """On stage 2 the clock of stage 1, which was answered, is no longer late."""
    policy = small(
        duty("answer", ANSWER.term, "answered", delay=NOT_EXTENDED.obligation("answer").delay),
        ladder=STAGES.ladder,
    )
    story = told(policy).on("2025-03-10", Answered).on("2025-03-19", Escalated, to_level=2)
    assert flags(story, "2025-03-20", DelayNotice) == ()


@pytest.mark.parametrize(
    ("event", "about"),
    [
        (Acknowledged, {"handler": "anna"}),
        (Transferred, {"handler": "anna"}),
        (Escalated, {"to_level": 2, "assigned_to": "anna"}),
    ],
)
def test_a_handler_who_is_complained_about_is_flagged(
    event: type[Event], about: dict[str, Any]
) -> None:
    """ESS-52: by word, by hand-over and by assignment."""
    story = told(STAGES, subjects={"anna", "bo"})
    assert codes(flags(story, "2025-03-05", event, **about)) == [FlagCode.HANDLER_CONCERNED]
    other = {name: "cia" if value == "anna" else value for name, value in about.items()}
    assert flags(story, "2025-03-05", event, **other) == ()
    assert flags(told(STAGES), "2025-03-05", event, **about) == ()


def test_a_second_transfer_is_flagged() -> None:
    """NAC-07: nobody is to be referred around; the first hand-over is fine."""
    story = told().on("2025-03-04", Transferred, to_unit="a")
    found = flags(story, "2025-03-05", Transferred, to_unit="b")
    assert codes(found) == [FlagCode.TRANSFERRED_AGAIN]


def test_closing_shows_what_was_promised_and_not_done() -> None:
    """No measure at all, where the policy wants one; promised measures, always."""
    policy = small(ANSWER, closing=ClosingRule(measures=True, citations=(TEXT.cite("NAC-51"),)))
    (flag,) = flags(told(policy).on("2025-03-04", Answered), "2025-03-05", Closed)
    assert (flag.code, flag.citations) == (FlagCode.NO_MEASURE, (TEXT.cite("NAC-51"),))
    story = told(policy).on("2025-03-04", Answered)
    story.on("2025-03-04", MeasureRecorded, measure="lamp", done=False)
    (flag,) = flags(story, "2025-03-05", Closed)
    assert flag.code is FlagCode.MEASURES_UNDONE
    assert flag.missing == {"lamp"}
    story.on("2025-03-05", MeasureCompleted, measure="lamp")
    assert flags(story, "2025-03-06", Closed) == ()


def test_flags_come_in_a_stable_order() -> None:
    """The same step shows the same list."""
    checklist = attrs.evolve(GIFT, events={"acknowledged"})
    policy = small(*CONTENT.obligations, checklists=(checklist,))
    story = told(policy, has_contact_route=False, subjects={"anna"})
    found = flags(story, "2025-03-05", Acknowledged, handler="anna")
    assert codes(found) == [
        FlagCode.CONTENT_MISSING,
        FlagCode.CHECKLIST_OPEN,
        FlagCode.NO_CONTACT_ROUTE,
        FlagCode.HANDLER_CONCERNED,
    ]
    assert all(flag.text.sv and flag.text.en for flag in found)

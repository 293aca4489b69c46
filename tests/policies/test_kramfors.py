# SPDX-License-Identifier: Apache-2.0
"""Kramfors: ten calendar days to an answer, and what the text says around them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    Closed,
    DelayNotice,
    Event,
    MeasureRecorded,
    ProgressNotice,
    Reclassified,
    Registered,
    Transferred,
)
from klagomal.cases.feedback import Feedback
from klagomal.desk.registers import entries_on_arrival
from klagomal.errors import PolicyMismatchError
from klagomal.lifecycle import FlagCode, review
from klagomal.periods import Year
from klagomal.policies.kramfors import POLICY
from klagomal.promises.provisions import Exclusion
from klagomal.promises.terms import Within
from klagomal.promises.triage import AdviceCode
from klagomal.reminders.cases import ReminderKind, attention
from klagomal.report.occasions import periods_of
from klagomal.swedish.law import statutory_exclusions
from klagomal.vocabulary import (
    STAFF_ROLES,
    Anonymity,
    Channel,
    Content,
    Kind,
    Outcome,
    Reason,
    Role,
    Roll,
    Strength,
    SubmitterCapacity,
    Unit,
)
from tests.stories import Story

RECEIVER = Actor(Role.STAFF, "receiver-1")
ALL_BUT_COMPLAINTS = [Kind.OPINION, Kind.SUGGESTION, Kind.PRAISE, Kind.QUESTION]
MONDAY = "2025-03-03"  # its tenth day is Thursday 13 March, no holiday in between


def due(when: str | datetime, kind: Kind = Kind.COMPLAINT) -> date | None:
    """Return the day that the answer is due for what arrived ``when``."""
    moment = Story(POLICY).moment(when) if isinstance(when, str) else when
    feedback = Feedback(kind=kind, channel=Channel.EMAIL, received_at=moment)
    (answer,) = (d for d in POLICY.deadlines(feedback) if d.obligation.id == "answer")
    return answer.due


def story(when: str = MONDAY, kind: Kind = Kind.COMPLAINT, **about: Any) -> Story:
    """Return a story that begins with a letter."""
    return Story(POLICY).received(when, kind, **about)


# --- the document --------------------------------------------------------------------------------


@pytest.mark.rows("KRA-01")
def test_source() -> None:
    """The guideline was adopted by the executive board on 8 September 2009, with no end."""
    source = POLICY.source
    assert source.document_type == "riktlinje"
    assert (source.adopted_by, source.adopted) == ("kommunstyrelsen", date(2009, 9, 8))
    assert (source.paragraph, source.reference) == ("§ 111", "KS 2004/588")
    assert source.valid_to is None
    assert POLICY.valid_to is None
    assert [citation.rows for citation in POLICY.citations] == [("KRA-01",)]


@pytest.mark.rows("KRA-01")
def test_first_day() -> None:
    """What arrived before the decision is not judged by it."""
    with pytest.raises(PolicyMismatchError):
        story("2009-09-07")
    assert story("2009-09-08").case.received.edition == "2009"


# --- the answer within ten days ------------------------------------------------------------------


@pytest.mark.rows("KRA-14")
@pytest.mark.parametrize(
    ("received", "on", "act_by"),
    [
        # Plain: 3 March + 10 is Thursday 13 March.
        ("2025-03-03", "2025-03-13", "2025-03-13"),
        # Midsummer Day; the eve (Friday 20th) is closed, so Thursday 19th is the last day at work.
        ("2025-06-11", "2025-06-21", "2025-06-19"),
        # Christmas Day; the eve is closed, so Tuesday 23rd.
        ("2025-12-15", "2025-12-25", "2025-12-23"),
        # Easter Day 20 April; Good Friday is the 18th, so Maundy Thursday 17th.
        ("2025-04-10", "2025-04-20", "2025-04-17"),
        # Arrived on Ascension Day, a Thursday: closed days count, and so does the weekend after.
        ("2025-05-29", "2025-06-08", "2025-06-05"),
        # Arrived on a Sunday: day one is the Monday.
        ("2025-06-01", "2025-06-11", "2025-06-11"),
        # 29 February 2024 is one of the ten.
        ("2024-02-20", "2024-03-01", "2024-03-01"),
        # The night to 30 March 2025 is an hour short and still a day.
        ("2025-03-25", "2025-04-04", "2025-04-04"),
    ],
)
def test_ten_calendar_days(received: str, on: str, act_by: str) -> None:
    """The answer is due on the tenth calendar day, wherever that falls."""
    feedback = story(received).case.feedback
    answer = POLICY.deadlines(feedback)[0]
    assert (answer.obligation.id, answer.strength) == ("answer", Strength.PROMISE)
    assert answer.due == date.fromisoformat(on)
    assert answer.act_by == date.fromisoformat(act_by)


@pytest.mark.rows("KRA-14")
@pytest.mark.parametrize(
    ("received", "on"),
    [
        # 1 July 23:59 in Stockholm (summer time, UTC+2) is still 1 July.
        (datetime(2025, 7, 1, 21, 59, tzinfo=UTC), date(2025, 7, 11)),
        # A minute later it is 2 July there, though it is 1 July in UTC.
        (datetime(2025, 7, 1, 22, 0, tzinfo=UTC), date(2025, 7, 12)),
        # 10 January 23:59 in Stockholm (winter time, UTC+1).
        (datetime(2025, 1, 10, 22, 59, tzinfo=UTC), date(2025, 1, 20)),
        (datetime(2025, 1, 10, 23, 0, tzinfo=UTC), date(2025, 1, 21)),
    ],
)
def test_day_of_arrival_is_stockholms(received: datetime, on: date) -> None:
    """A late evening counts as its own day in Stockholm, summer and winter."""
    assert due(received) == on


@pytest.mark.rows("KRA-14", "AMB-01")
def test_other_readings_of_ten_days() -> None:
    """Read as working days, or rolled to the next one, the day is another."""
    working = POLICY.amend("draft", answer={"term": Within(10, Unit.WORKING_DAYS)})
    moved = Within(10, Unit.CALENDAR_DAYS, Roll.NEXT_WORKING_DAY)
    rolled = POLICY.amend("draft", answer={"term": moved})
    feedback = story("2025-06-11").case.feedback
    # 12, 13, 16-19 June are six; 20 closed; 23-26 make ten.
    assert working.deadlines(feedback)[0].due == date(2025, 6, 26)
    # Midsummer Day, a Saturday, rolls to Monday.
    assert rolled.deadlines(feedback)[0].due == date(2025, 6, 23)


@pytest.mark.rows("KRA-14", "KRA-02")
@pytest.mark.parametrize("kind", list(Kind))
def test_promise_covers_all_kinds(kind: Kind) -> None:
    """Complaints, opinions, ideas, praise and questions all get the ten days (AMB-09)."""
    assert due(MONDAY, kind) == date(2025, 3, 13)


@pytest.mark.rows("KRA-14")
def test_answer_on_the_last_day_and_after() -> None:
    """The tenth day is in time until midnight; the eleventh is late."""
    assert story().on("2025-03-13 23:59", Answered).outcome("answer", "2025-03-31") is Outcome.MET
    late = story().on("2025-03-14 00:00", Answered)
    assert late.outcome("answer", "2025-03-31") is Outcome.LATE_SILENT


@pytest.mark.rows("KRA-14")
def test_open_case() -> None:
    """An unanswered case is pending on the tenth day and overdue from the eleventh."""
    assert story().outcome("answer", "2025-03-13") is Outcome.PENDING
    assert story().outcome("answer", "2025-03-14") is Outcome.OVERDUE


@pytest.mark.rows("KRA-14")
@pytest.mark.parametrize("word", [Acknowledged, ProgressNotice])
def test_interim_reply_is_no_answer(word: type[Acknowledged] | type[ProgressNotice]) -> None:
    """Neither a confirmation nor word of how it goes answers the complaint (AMB-06)."""
    assert story().on("2025-03-05", word).outcome("answer", "2025-03-14") is Outcome.OVERDUE


@pytest.mark.rows("KRA-14")
def test_no_contact_route_waives_the_answer() -> None:
    """Somebody who left no way to be reached cannot be answered; a pseudonym with one can."""
    told = story(anonymous=True, has_contact_route=False)
    listed = {deadline.obligation.id for deadline in POLICY.deadlines(told.case.feedback)}
    assert not listed & {"answer", "delay_notice"}
    unreachable = told.assess("2025-04-30")
    assert unreachable["answer"].outcome is Outcome.NOT_APPLICABLE
    assert unreachable["answer"].reason is Reason.NO_CONTACT_ROUTE
    assert unreachable["delay_notice"].outcome is Outcome.NOT_APPLICABLE
    assert unreachable["registration"].outcome is Outcome.PENDING
    pseudonym = story(anonymous=True, has_contact_route=True)
    assert pseudonym.outcome("answer", "2025-04-30") is Outcome.OVERDUE


@pytest.mark.rows("KRA-14")
def test_explanation_names_the_row() -> None:
    """The deadline cites the heading and row it rests on, within the guideline."""
    (citation,) = POLICY.deadlines(story().case.feedback)[0].citations
    assert citation.rows == ("KRA-14",)
    assert citation.heading == "Vi hanterar synpunkterna och klagomålen snabbt"
    assert citation.source is POLICY.source


@pytest.mark.rows("KRA-14")
def test_reclassified_keeps_its_day() -> None:
    """An opinion that turns out to be a complaint keeps the day it had."""
    told = story(kind=Kind.OPINION).on("2025-03-10", Reclassified, kind=Kind.COMPLAINT)
    assert told.assess("2025-03-12")["answer"].due == date(2025, 3, 13)


# --- when it takes longer ------------------------------------------------------------------------


@pytest.mark.rows("KRA-14", "KRA-16")
def test_late_with_notice_in_time() -> None:
    """Answered on day twelve with notice on day ten: late, notified; the notice duty is met."""
    told = story().on("2025-03-13", DelayNotice).on("2025-03-15", Answered).assess("2025-03-31")
    assert told["answer"].outcome is Outcome.LATE_NOTIFIED
    assert told["answer"].due == told["answer"].first_due == date(2025, 3, 13)
    assert told["delay_notice"].outcome is Outcome.MET


@pytest.mark.rows("KRA-16")
def test_late_without_notice() -> None:
    """Answered on day twelve without a word: late and silent, and the notice is missing."""
    told = story().on("2025-03-15", Answered).assess("2025-03-31")
    assert told["answer"].outcome is Outcome.LATE_SILENT
    assert told["delay_notice"].outcome is Outcome.LATE_SILENT


@pytest.mark.rows("KRA-16")
def test_notice_too_late() -> None:
    """A notice on day eleven does not count, but it is shown as given (AMB-08)."""
    told = story().on("2025-03-14", DelayNotice).on("2025-03-20", Answered).assess("2025-03-31")
    assert told["answer"].outcome is Outcome.LATE_SILENT
    (notice,) = told["answer"].notices
    assert notice.on == date(2025, 3, 14)
    assert notice.missing == {"in_time"}


@pytest.mark.rows("KRA-16")
def test_notice_does_not_extend() -> None:
    """A notice with a new date leaves the tenth day where it was (AMB-07)."""
    told = (
        story()
        .on("2025-03-10", DelayNotice, promised=date(2025, 3, 28), content={Content.NEW_DATE})
        .on("2025-03-20", Answered)
        .assess("2025-03-31")
    )
    assert told["answer"].due == date(2025, 3, 13)
    assert told["answer"].outcome is Outcome.LATE_NOTIFIED


@pytest.mark.rows("KRA-16")
def test_notice_not_needed() -> None:
    """Who is answered within ten days need not be told of any delay."""
    told = story().on("2025-03-12", Answered).assess("2025-03-31")["delay_notice"]
    assert (told.outcome, told.reason) == (Outcome.NOT_APPLICABLE, Reason.NOT_NEEDED)


@pytest.mark.rows("KRA-16")
def test_notice_is_our_reading() -> None:
    """The timing of the notice is derived, so it binds as something that should be done."""
    notice = POLICY.obligation("delay_notice")
    assert notice.derived
    assert notice.strength is Strength.SHOULD


# --- taking in and passing on --------------------------------------------------------------------


@pytest.mark.rows("KRA-02")
@pytest.mark.parametrize(
    ("kind", "label"),
    [
        (Kind.COMPLAINT, "klagomål"),
        (Kind.OPINION, "synpunkt"),
        (Kind.SUGGESTION, "idé eller förslag"),
    ],
)
def test_named_kinds(kind: Kind, label: str) -> None:
    """Complaints, opinions, ideas and proposals are taken in under their own names."""
    verdict = POLICY.triage(story(kind=kind).case.feedback)
    assert verdict.accepted
    assert (verdict.kind, verdict.label.sv) == (kind, label)
    assert not {AdviceCode.KIND_UNLISTED, AdviceCode.KIND_COUNTED_AS} & {
        advice.code for advice in verdict.advice
    }


@pytest.mark.rows("KRA-02")
def test_praise_counts_as_opinion() -> None:
    """Praise, which the text does not mention, is taken in as an opinion."""
    verdict = POLICY.triage(story(kind=Kind.PRAISE).case.feedback)
    assert (verdict.accepted, verdict.kind, verdict.bucket) == (True, Kind.OPINION, "opinion")
    assert POLICY.counts_as(Kind.PRAISE) is Kind.OPINION


@pytest.mark.rows("KRA-09")
@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_anybody_can_receive(role: Role) -> None:
    """Arrival at any employee is arrival: the rule names them all and the clock starts."""
    (rule,) = (rule for rule in POLICY.roles if rule.action == "received")
    assert role in rule.roles
    told = story(by=Actor(role, "someone")).assess("2025-03-04")
    assert told["answer"].started_on == date(2025, 3, 3)


@pytest.mark.rows("KRA-07")
@pytest.mark.parametrize("capacity", list(SubmitterCapacity))
def test_anybody_may_submit(capacity: SubmitterCapacity) -> None:
    """Nobody is shut out by the capacity in which they write."""
    assert POLICY.triage(story(capacity=capacity).case.feedback).accepted


@pytest.mark.rows("KRA-13")
def test_brought_to_the_right_instance() -> None:
    """What concerns another unit must be handed over before it is closed; no clock restarts."""
    astray: dict[str, Any] = {"receiving_unit": "library", "unit": "roads"}
    handed_over = (
        story(**astray)
        .on("2025-03-06", Transferred, by=RECEIVER, to_unit="roads")
        .on("2025-03-12", Closed)
        .assess("2025-03-31")
    )
    assert handed_over["right_instance"].outcome is Outcome.MET
    assert handed_over["right_instance"].obligation.strength is Strength.MUST
    assert handed_over["answer"].due == date(2025, 3, 13)
    kept = story(**astray).on("2025-03-12", Closed)
    assert kept.outcome("right_instance", "2025-03-31") is Outcome.OVERDUE
    at_home = story(receiving_unit="roads", unit="roads")
    assert at_home.outcome("right_instance", "2025-03-31") is Outcome.NOT_APPLICABLE


@pytest.mark.rows("KRA-13")
def test_receiver_answers_for_it() -> None:
    """The one who received answers for it, but nobody is forbidden to hand it over."""
    (rule,) = (rule for rule in POLICY.roles if rule.action == "transferred")
    assert rule.roles == {Role.RECEIVER}
    story().record("2025-03-05", Transferred, by=Actor(Role.REGISTRAR, "r"), to_unit="roads")


@pytest.mark.rows("KRA-11")
@pytest.mark.parametrize(
    ("step", "about"),
    [
        (Answered, {}),
        (ProgressNotice, {}),
        (MeasureRecorded, {"measure": "m2"}),
        (Registered, {"register": "diarium", "reference": "KS 2025/1"}),
        (Transferred, {"to_unit": "roads"}),
    ],
)
def test_receiver_acts_directly(step: type[Event], about: dict[str, Any]) -> None:
    """What the receiver does at once is measured, and the lack of it never a breach (AMB-18)."""
    acted = (
        story()
        .on("2025-03-05", step, by=Actor(Role.HANDLER, "someone-else"), **about)
        .on("2025-03-06", step, by=RECEIVER, **about)
        .assess("2025-03-31")["handle_directly"]
    )
    assert (acted.outcome, acted.reason) == (Outcome.NOT_ASSESSABLE, Reason.NO_NUMBER)
    assert (acted.done_on, acted.working_days_used) == (date(2025, 3, 6), 3)


@pytest.mark.rows("KRA-11")
def test_reminder_after_one_working_day() -> None:
    """Nothing done after one working day gives a reminder and no breach."""
    told = story("2025-03-07")  # a Friday
    assert told.outcome("handle_directly", "2025-12-31") is Outcome.NOT_ASSESSABLE
    reminded = [
        day
        for day in (date(2025, 3, 9), date(2025, 3, 10))
        for each in attention(told.case, POLICY, day).reminders
        if (each.kind, each.obligation) == (ReminderKind.LINGERING, "handle_directly")
    ]
    assert reminded == [date(2025, 3, 10)]


@pytest.mark.rows("KRA-13", "KRA-14", "KRA-16", "KRA-23")
def test_strengths() -> None:
    """What is promised, what must be done and what should be."""
    assert {o.id: o.strength for o in POLICY.obligations} == {
        "answer": Strength.PROMISE,
        "delay_notice": Strength.SHOULD,
        "handle_directly": Strength.MUST,
        "right_instance": Strength.MUST,
        "registration": Strength.MUST,
        "registration_of_others": Strength.SHOULD,
        "answer_registration": Strength.MUST,
    }


@pytest.mark.rows("KRA-18", "KRA-19")
@pytest.mark.parametrize(
    ("channel", "row"),
    [
        (Channel.IN_PERSON, "KRA-18"),
        (Channel.PHONE, "KRA-18"),
        (Channel.LETTER, "KRA-18"),
        (Channel.EMAIL, "KRA-18"),
        (Channel.WEB_FORM, "KRA-19"),
        (Channel.PAPER_FORM, "KRA-19"),
    ],
)
def test_channels(channel: Channel, row: str) -> None:
    """In person, by telephone, in writing, on the website or on the form."""
    verdict = POLICY.triage(story(channel=channel).case.feedback)
    assert AdviceCode.CHANNEL_UNLISTED not in {advice.code for advice in verdict.advice}
    (rule,) = (rule for rule in POLICY.channels if rule.channel is channel)
    assert [citation.rows for citation in rule.citations] == [(row,)]
    assert not rule.must_offer


@pytest.mark.rows("KRA-18")
def test_no_other_channel_is_named() -> None:
    """A channel that the text does not name is taken in, with advice."""
    assert len(POLICY.channels) == 6
    verdict = POLICY.triage(story(channel=Channel.REPLY_CARD).case.feedback)
    assert verdict.accepted
    assert [advice.code for advice in verdict.advice] == [AdviceCode.CHANNEL_UNLISTED]


@pytest.mark.rows("KRA-19")
def test_name_of_the_web_form() -> None:
    """The form on the website is called Synpunkten."""
    names = {rule.channel: rule.name for rule in POLICY.channels}
    assert names[Channel.WEB_FORM] == "Synpunkten"


@pytest.mark.rows("AMB-10")
@pytest.mark.parametrize("channel", list(Channel))
def test_silent_on_anonymity(channel: Channel) -> None:
    """The text says nothing of anonymity: taken in, with advice."""
    assert POLICY.anonymity(channel) is Anonymity.UNSPECIFIED
    verdict = POLICY.triage(story(channel=channel, anonymous=True).case.feedback)
    assert verdict.accepted
    assert not verdict.refuse_at_intake
    assert AdviceCode.ANONYMITY_UNSPECIFIED in {advice.code for advice in verdict.advice}


@pytest.mark.parametrize("rule", statutory_exclusions(), ids=lambda rule: rule.stream)
def test_only_the_law_excludes(rule: Exclusion) -> None:
    """The text excludes nothing; what the law routes elsewhere is recognised, and by it alone."""
    assert rule in POLICY.exclusions
    assert not any(citation.rows for citation in rule.citations)
    assert len(POLICY.exclusions) == len(statutory_exclusions())


def test_appeal_has_no_clock() -> None:
    """An appeal sent as a complaint gets no clock here, only word of the right to appeal."""
    told = story(streams={"appeal"})
    verdict = POLICY.triage(told.case.feedback)
    assert (verdict.accepted, verdict.reason) == (False, "appeal")
    assert verdict.must_inform == {Content.RIGHT_TO_APPEAL}
    assert POLICY.deadlines(told.case.feedback) == ()
    assert {a.outcome for a in told.assess("2025-12-31").values()} == {Outcome.NOT_APPLICABLE}


# --- the diary and the report --------------------------------------------------------------------


@pytest.mark.rows("KRA-23")
def test_complaint_and_answer_in_the_diary() -> None:
    """A complaint and the answer to it both get a reference in the diary."""
    told = story().on("2025-03-04", Registered, register="diarium", reference="KS 2025/1")
    told.on("2025-03-10", Answered)
    told.on("2025-03-11", Registered, register="diarium", reference="KS 2025/1-2", what="answer")
    judged = told.on("2025-03-12", Closed).assess("2025-03-31")
    assert judged["registration"].outcome is Outcome.MET
    assert judged["answer_registration"].outcome is Outcome.MET
    assert judged["registration"].obligation.strength is Strength.MUST
    assert judged["registration_of_others"].outcome is Outcome.NOT_APPLICABLE


@pytest.mark.rows("KRA-23")
def test_answer_left_out_of_the_diary() -> None:
    """A registered complaint whose answer is not registered is half done."""
    told = story().on("2025-03-04", Registered, register="diarium", reference="KS 2025/1")
    judged = told.on("2025-03-10", Answered).on("2025-03-12", Closed).assess("2025-03-31")
    assert judged["registration"].outcome is Outcome.MET
    assert judged["answer_registration"].outcome is Outcome.OVERDUE
    assert judged["answer_registration"].obligation.strength is Strength.MUST


@pytest.mark.rows("KRA-23")
def test_unregistered() -> None:
    """A complaint that is closed without a place in the diary is a breach, not before."""
    assert story().outcome("registration", "2025-12-31") is Outcome.PENDING
    assert story().on("2025-03-12", Closed).outcome("registration", "2025-12-31") is Outcome.OVERDUE
    unanswered = story().on("2025-03-12", Closed).assess("2025-12-31")["answer_registration"]
    assert (unanswered.outcome, unanswered.reason) == (Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)


@pytest.mark.rows("KRA-23", "AMB-16")
@pytest.mark.parametrize("kind", ALL_BUT_COMPLAINTS)
def test_other_kinds_should_be_registered(kind: Kind) -> None:
    """All but complaints should stand in the diary; the must is for complaints."""
    judged = story(kind=kind).on("2025-03-12", Closed).assess("2025-03-31")
    assert judged["registration"].outcome is Outcome.NOT_APPLICABLE
    assert judged["registration_of_others"].outcome is Outcome.OVERDUE
    assert not judged["registration_of_others"].obligation.strength.binds


@pytest.mark.rows("KRA-23")
@pytest.mark.parametrize("kind", list(Kind))
def test_one_entry_on_arrival(kind: Kind) -> None:
    """Whatever its kind, feedback gets one place in the diary when it arrives."""
    (entry,) = entries_on_arrival(story(kind=kind).case, POLICY)
    assert (entry.register, entry.what, entry.dossier) == ("diarium", "feedback", "")


@pytest.mark.rows("KRA-23")
def test_register_rules() -> None:
    """The register is the diary, for incoming complaints and outgoing answers."""
    assert [(r.register, set(r.what), set(r.kinds), r.strength) for r in POLICY.registration] == [
        ("diarium", {"feedback"}, {Kind.COMPLAINT}, Strength.MUST),
        ("diarium", {"answer"}, set(), Strength.MUST),
        ("diarium", {"feedback"}, set(ALL_BUT_COMPLAINTS), Strength.SHOULD),
    ]
    assert not any(rule.dossier or rule.deidentified for rule in POLICY.registration)


@pytest.mark.rows("KRA-24", "KRA-05")
def test_yearly_report() -> None:
    """The responsible board gets a compilation at least once a calendar year."""
    (rule,) = POLICY.reports
    assert (rule.audience, rule.min_per_year, rule.strength) == (Role.BOARD, 1, Strength.MUST)
    assert rule.level == "board"
    assert periods_of(rule, 2025) == (Year(2025),)
    assert rule.contents == frozenset()


# --- content, statistics, guidance ---------------------------------------------------------------


@pytest.mark.rows("KRA-12")
def test_answer_checklist() -> None:
    """Whoever answers is reminded of the apology and the explanation."""
    told = story()
    wanted = {Content.APOLOGY, Content.EXPLANATION}
    for content, missing in ((set[Content](), wanted), (wanted, set[Content]())):
        answer = Answered(at=told.moment("2025-03-10"), content=content)
        flags = [f for f in review(told.case, answer, POLICY) if f.code is FlagCode.CHECKLIST_OPEN]
        assert frozenset[str]().union(*(flag.missing for flag in flags)) == missing


@pytest.mark.rows("KRA-06")
def test_causes() -> None:
    """The causes that the text names can be told apart, and there is room for others."""
    assert [cause.code for cause in POLICY.causes] == [
        "information",
        "expectation",
        "treatment",
        "other",
    ]


@pytest.mark.rows("KRA-04", "KRA-10", "KRA-21")
def test_statistics_without_a_pass_mark() -> None:
    """What the text only strives for is measured."""
    rows = {s.code: {row for c in s.citations for row in c.rows} for s in POLICY.statistics}
    assert rows == {
        "days_to_answer": {"KRA-04"},
        "transfers_per_case": {"KRA-10"},
        "resolved_at_first_contact": {"KRA-10"},
        "share_with_measure": {"KRA-21"},
    }


def test_guidance_in_both_languages() -> None:
    """Attitudes and advice are kept as guidance, in Swedish and English."""
    rows = [row for item in POLICY.guidance for c in item.citations for row in c.rows]
    assert rows == [
        "KRA-03",
        "KRA-04",
        "KRA-07",
        "KRA-08",
        "KRA-15",
        "KRA-17",
        "KRA-20",
        "KRA-22",
    ]
    assert all(item.text.sv != item.text.en for item in POLICY.guidance)

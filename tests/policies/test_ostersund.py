# SPDX-License-Identifier: Apache-2.0
"""Östersund: ten working days to say who and how long, and the answer when it was promised."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    Classified,
    Closed,
    DelayNotice,
    Escalated,
    HandlerAnnounced,
    Informed,
    MeasureRecorded,
    PraiseForwarded,
    ProgressNotice,
    Reclassified,
    Registered,
    SatisfactionRecorded,
    SeveritySet,
    Transferred,
)
from klagomal.cases.feedback import Feedback
from klagomal.errors import KeptApartError, TransitionError
from klagomal.lifecycle import FlagCode, escalation_due, review
from klagomal.policies.ostersund import POLICY
from klagomal.promises.triage import AdviceCode
from klagomal.swedish.law import statutory_exclusions
from klagomal.vocabulary import (
    Anonymity,
    Channel,
    Content,
    Decision,
    Kind,
    MeasureType,
    Outcome,
    Reason,
    Role,
    Satisfaction,
    Severity,
    Stream,
    Strength,
)
from tests.stories import Story

RECEIVER = Actor(Role.STAFF, "receiver-1")
MONDAY = "2025-03-03"  # its tenth working day is Monday 17 March, no holiday in between
WHO_AND_HOW_LONG = {Content.HANDLER_NAME, Content.EXPECTED_DURATION}


def story(when: str = MONDAY, kind: Kind = Kind.COMPLAINT, **about: Any) -> Story:
    """Return a story that begins with a letter, unless ``about`` says otherwise."""
    return Story(POLICY).received(when, kind, **about)


def feedback(when: str = MONDAY, kind: Kind = Kind.COMPLAINT, **about: Any) -> Feedback:
    """Return what arrived ``when``, by telephone unless ``about`` says otherwise."""
    facts = {"channel": Channel.PHONE, **about}
    return Feedback(kind=kind, received_at=Story(POLICY).moment(when), **facts)


def owed(what: Feedback) -> dict[str, date | None]:
    """Return the due day of each obligation that concerns ``what``."""
    return {deadline.obligation.id: deadline.due for deadline in POLICY.deadlines(what)}


# --- the document --------------------------------------------------------------------------------


@pytest.mark.rows("OST-01")
def test_source() -> None:
    """Who decided and when is not legible: the edition is dated in words, about 2004."""
    source = POLICY.source
    assert (source.document_type, source.publisher) == ("rutiner", "Östersunds kommun")
    assert (source.adopted_by, source.adopted, source.dated) == ("", None, "omkring 2004")
    assert POLICY.id == "ostersund@2004"
    assert (POLICY.valid_from, POLICY.valid_to) == (None, None)
    assert "OST-01" in [row for citation in POLICY.citations for row in citation.rows]


@pytest.mark.rows("OST-27")
def test_whole_municipality() -> None:
    """The routines are the same for all administrations: nothing depends on which one."""
    assert POLICY.scope.sv.startswith("hela kommunen")
    assert not any(o.applies_to.units or o.applies_to.sectors for o in POLICY.obligations)
    one, other = (owed(feedback(administration=a)) for a in ("education", "social-services"))
    assert one == other


@pytest.mark.rows("OST-10")
def test_contractors_are_covered() -> None:
    """Dignified treatment is owed by those who work on the municipality's behalf as well."""
    assert "på uppdrag av kommunen" in POLICY.scope.sv
    assert "other_principal" not in {rule.stream for rule in POLICY.exclusions}
    contractor = feedback(unit="contractor/home-care")
    assert POLICY.triage(contractor).accepted
    assert owed(contractor)["first_contact"] == date(2025, 3, 17)


# --- kinds ---------------------------------------------------------------------------------------


@pytest.mark.rows("OST-04")
def test_kinds() -> None:
    """Complaints, proposals and praise are handled together, each under its own name."""
    labels = {rule.kind: rule.label.sv for rule in POLICY.kinds}
    assert labels == {
        Kind.COMPLAINT: "klagomål",
        Kind.SUGGESTION: "förslag",
        Kind.PRAISE: "beröm",
    }
    assert [POLICY.bucket(kind) for kind in labels] == ["complaint", "suggestion", "praise"]


def test_question_is_taken_in_all_the_same() -> None:
    """A question has no heading in the text, and is received with advice."""
    verdict = POLICY.triage(feedback(kind=Kind.QUESTION))
    assert verdict.accepted
    assert [advice.code for advice in verdict.advice] == [AdviceCode.KIND_UNLISTED]


@pytest.mark.rows("OST-16")
def test_what_a_complaint_is() -> None:
    """Dissatisfaction with treatment or performance, or an expectation that was not met."""
    (rule,) = (rule for rule in POLICY.kinds if rule.kind is Kind.COMPLAINT)
    assert rule.definition is not None
    for word in ("bemötande", "utförande", "förväntningar"):
        assert word in rule.definition.sv
    assert [cause.code for cause in POLICY.causes] == ["treatment", "performance", "expectation"]


@pytest.mark.rows("OST-17", "AMB-29")
def test_individual_decides_what_a_complaint_is() -> None:
    """Staff may not turn a complaint into something else without consent; with it they may."""
    complaint = story()
    with pytest.raises(TransitionError, match="only the submitter decides"):
        complaint.record("2025-03-04", Reclassified, kind=Kind.SUGGESTION)
    complaint.record("2025-03-04", Reclassified, kind=Kind.SUGGESTION, consented=True)
    assert (complaint.case.declared_kind, complaint.case.kind) == (Kind.COMPLAINT, Kind.SUGGESTION)


@pytest.mark.rows("OST-17")
def test_towards_complaint_is_free() -> None:
    """What turns out to be a complaint becomes one without asking, and gets its deadlines."""
    proposal = story(kind=Kind.SUGGESTION)
    assert proposal.outcome("first_contact", "2025-03-04") is Outcome.NOT_APPLICABLE
    proposal.record("2025-03-05", Reclassified, kind=Kind.COMPLAINT)
    assert proposal.assess("2025-03-05")["first_contact"].due == date(2025, 3, 17)


@pytest.mark.rows("OST-17")
def test_being_heard_is_not_being_right() -> None:
    """Whether a complaint is upheld on the facts is told apart from its being one."""
    dismissed = story().on("2025-03-05", Answered, upheld=Decision.NOT_UPHELD)
    assert dismissed.case.kind is Kind.COMPLAINT
    assert dismissed.outcome("answer", "2025-03-05") is Outcome.MET


# --- who and how long, within ten working days ---------------------------------------------------


@pytest.mark.rows("OST-30", "AMB-03", "AMB-04")
@pytest.mark.parametrize(
    ("received", "on"),
    [
        # Plain: two whole weeks.
        ("2025-03-03", "2025-03-17"),
        # 23:59 is still that day.
        ("2025-03-03 23:59", "2025-03-17"),
        # A Saturday: day one is Monday 3 March, day ten Friday 14.
        ("2025-03-01", "2025-03-14"),
        # Thursday 1 May is closed.
        ("2025-04-28", "2025-05-13"),
        # Ascension, Thursday 14 May; the bridge day after it is worked.
        ("2026-05-08", "2026-05-25"),
        # The Friday before All Saints' Day is worked.
        ("2025-10-24", "2025-11-07"),
        # Midsummer Eve, Friday 20 June, is closed.
        ("2025-06-09", "2025-06-24"),
        # Good Friday, Easter Monday and 1 May fall in between.
        ("2025-04-17", "2025-05-06"),
        # 24-26 and 31 December, 1 and 6 January are closed.
        ("2025-12-17", "2026-01-08"),
        # Whit Monday, 31 May 2004, was still a holiday.
        ("2004-05-24", "2004-06-08"),
        # The first National Day that was one, Monday 6 June 2005.
        ("2005-05-30", "2005-06-14"),
        # Christmas Eve and New Year's Eve 2004 were Fridays; Twelfth Night Eve is worked.
        ("2004-12-20", "2005-01-05"),
    ],
)
def test_ten_working_days(received: str, on: str) -> None:
    """Word of who and how long is due on the tenth working day after arrival."""
    first = POLICY.deadlines(feedback(received))[0]
    assert (first.obligation.id, first.strength) == ("first_contact", Strength.MUST)
    assert first.due == date.fromisoformat(on)
    assert first.act_by == first.due


@pytest.mark.rows("OST-30", "AMB-05")
def test_who_and_how_long() -> None:
    """A confirmation that says neither who nor how long does not fulfil it, however quick."""
    told = story().on("2025-03-04", Acknowledged, automatic=True)
    first = told.assess("2025-03-17")["first_contact"]
    assert first.outcome is Outcome.PENDING
    assert first.short_of[0].missing == WHO_AND_HOW_LONG
    assert told.outcome("first_contact", "2025-03-18") is Outcome.OVERDUE


@pytest.mark.rows("OST-30")
def test_told_in_two_letters() -> None:
    """Who in one letter and how long in the next is word of both, on the day of the second."""
    told = story().on("2025-03-04", Acknowledged, content={Content.HANDLER_NAME})
    told.on("2025-03-17", HandlerAnnounced, content={Content.EXPECTED_DURATION})
    first = told.assess("2025-03-31")["first_contact"]
    assert (first.outcome, first.done_on) == (Outcome.MET, date(2025, 3, 17))


@pytest.mark.rows("OST-30")
def test_told_on_the_eleventh_day() -> None:
    """Word on the eleventh working day is late."""
    told = story().on("2025-03-18", HandlerAnnounced, content=WHO_AND_HOW_LONG)
    assert told.outcome("first_contact", "2025-03-18") is Outcome.LATE_SILENT


@pytest.mark.rows("OST-30")
def test_answer_makes_word_needless() -> None:
    """A full answer within the ten days leaves nothing to announce."""
    assert story().on("2025-03-10", Answered).outcome("first_contact", "2025-03-31") is Outcome.MET


@pytest.mark.rows("OST-30", "AMB-09")
@pytest.mark.parametrize("kind", [Kind.SUGGESTION, Kind.PRAISE])
def test_ten_days_are_for_complaints(kind: Kind) -> None:
    """The text says complaint: proposals and praise have no number of days."""
    assert "first_contact" not in owed(feedback(kind=kind))


@pytest.mark.rows("OST-20", "OST-30", "AMB-11")
def test_no_word_to_nobody() -> None:
    """Where nobody can be reached no word is owed; a pseudonym with an address is owed it."""
    nobody = feedback(anonymous=True, has_contact_route=False)
    assert {"first_contact", "promised_time", "delay_notice", "answer"}.isdisjoint(owed(nobody))
    pseudonym = feedback(anonymous=True, has_contact_route=True)
    assert owed(pseudonym)["first_contact"] == date(2025, 3, 17)


@pytest.mark.rows("OST-19", "OST-20", "OST-31")
def test_anonymous_letter() -> None:
    """An anonymous letter is registered and counted; only word to the person is waived."""
    unknown = story(anonymous=True, has_contact_route=False)
    first = unknown.assess("2025-03-31")["first_contact"]
    assert (first.outcome, first.reason) == (Outcome.NOT_APPLICABLE, Reason.NO_CONTACT_ROUTE)
    assert unknown.outcome("registration", "2025-03-31") is Outcome.PENDING
    unknown.on("2025-04-01", Registered, register="datastod", reference="D 12")
    assert unknown.outcome("registration", "2025-04-01") is Outcome.MET
    assert unknown.case.excluded == ""


@pytest.mark.rows(
    "OST-13",
    "OST-14",
    "OST-30",
    "OST-31",
    "OST-34",
    "OST-35",
    "OST-36",
    "OST-37",
    "OST-39",
    "OST-40",
)
def test_strengths() -> None:
    """All of it is said with *ska*: every obligation is a must and the text's own."""
    assert {o.id for o in POLICY.obligations if o.strength is Strength.MUST and not o.derived} == {
        "first_contact",
        "promised_time",
        "delay_notice",
        "answer",
        "registration",
        "right_unit",
        "praise_forwarded",
        "own_complaint",
        "serious_to_manager",
    }
    assert len(POLICY.obligations) == 9
    assert all(o.accepts_automatic for o in POLICY.obligations)


# --- the time promised ---------------------------------------------------------------------------


def promised_in_may() -> Story:
    """Told on the eighth working day, Friday 17 May 2024, that Anna answers by 30 May."""
    return story("2024-05-06").on(
        "2024-05-17",
        HandlerAnnounced,
        content=WHO_AND_HOW_LONG,
        handler="anna",
        promised=date(2024, 5, 30),
    )


@pytest.mark.rows("OST-34")
def test_no_clock_before_the_promise() -> None:
    """Until a day has been promised, the answer is due on none."""
    assert owed(feedback())["promised_time"] is None
    promised = story().assess("2025-03-31")["promised_time"]
    assert (promised.outcome, promised.reason) == (Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)


@pytest.mark.rows("OST-34")
@pytest.mark.parametrize(
    ("answered", "as_of", "outcome"),
    [
        ("2024-05-30 23:59", "2024-06-30", Outcome.MET),
        ("2024-05-31", "2024-06-30", Outcome.LATE_SILENT),
        ("2024-06-30", "2024-05-30", Outcome.PENDING),
        ("2024-06-30", "2024-05-31", Outcome.OVERDUE),
    ],
)
def test_time_set_is_kept(answered: str, as_of: str, outcome: Outcome) -> None:
    """The answer is due on the very day that was promised."""
    promised = promised_in_may().on(answered, Answered).assess(as_of)["promised_time"]
    assert (promised.outcome, promised.due) == (outcome, date(2024, 5, 30))


@pytest.mark.rows("OST-34")
def test_progress_notice_can_set_the_time() -> None:
    """A day named in word of how handling goes on is a time set, too."""
    told = story().on("2025-03-10", ProgressNotice, promised=date(2025, 4, 4))
    assert told.outcome("promised_time", "2025-04-05") is Outcome.OVERDUE


@pytest.mark.rows("OST-35", "AMB-07")
def test_notice_in_time_with_a_new_day() -> None:
    """Told on 29 May that it will be 15 June, answered 10 June: kept as renegotiated."""
    delayed = promised_in_may().on("2024-05-29", DelayNotice, promised=date(2024, 6, 15))
    delayed.on("2024-06-10", Answered)
    outcomes = delayed.assess("2024-06-30")
    assert outcomes["first_contact"].outcome is Outcome.MET
    assert outcomes["promised_time"].outcome is Outcome.MET_AS_RENEGOTIATED
    assert outcomes["promised_time"].first_due == date(2024, 5, 30)
    assert outcomes["promised_time"].due == date(2024, 6, 15)
    assert outcomes["delay_notice"].outcome is Outcome.MET


@pytest.mark.rows("OST-35")
def test_notice_on_the_last_day_is_within() -> None:
    """The time set includes its last day."""
    delayed = promised_in_may().on("2024-05-30 23:59", DelayNotice, promised=date(2024, 6, 15))
    assert delayed.on("2024-06-10", Answered).outcome("promised_time", "2024-06-30") is (
        Outcome.MET_AS_RENEGOTIATED
    )


@pytest.mark.rows("OST-35")
def test_notice_after_the_time() -> None:
    """The same notice on 31 May comes too late: the promise was broken, and so was the notice."""
    delayed = promised_in_may().on("2024-05-31", DelayNotice, promised=date(2024, 6, 15))
    delayed.on("2024-06-10", Answered)
    outcomes = delayed.assess("2024-06-30")
    assert outcomes["promised_time"].outcome is Outcome.LATE_SILENT
    assert outcomes["promised_time"].due == date(2024, 5, 30)
    assert outcomes["delay_notice"].outcome is Outcome.LATE_SILENT


@pytest.mark.rows("OST-35", "AMB-07")
def test_notice_without_a_new_day() -> None:
    """Word in time that names no new day keeps the old one: late, but told."""
    delayed = promised_in_may().on("2024-05-29", DelayNotice).on("2024-06-10", Answered)
    outcomes = delayed.assess("2024-06-30")
    assert outcomes["promised_time"].outcome is Outcome.LATE_NOTIFIED
    assert outcomes["delay_notice"].outcome is Outcome.MET


@pytest.mark.rows("OST-35")
def test_notice_must_be_given() -> None:
    """Telling of the delay is a must of its own: silence breaks both rules."""
    assert POLICY.obligation("delay_notice").strength is Strength.MUST
    silent = promised_in_may()
    assert silent.outcome("delay_notice", "2024-05-30") is Outcome.PENDING
    assert silent.outcome("delay_notice", "2024-05-31") is Outcome.OVERDUE
    kept = promised_in_may().on("2024-05-28", Answered)
    assert kept.outcome("delay_notice", "2024-06-30") is Outcome.NOT_APPLICABLE


@pytest.mark.rows("OST-30", "OST-34", "AMB-22")
def test_a_few_weeks() -> None:
    """A vague time is word of how long, but no day to be judged by."""
    told = story().on("2025-03-05", HandlerAnnounced, content=WHO_AND_HOW_LONG)
    outcomes = told.on("2025-06-30", Answered).assess("2025-06-30")
    assert outcomes["first_contact"].outcome is Outcome.MET
    promised = outcomes["promised_time"]
    assert (promised.outcome, promised.reason) == (
        Outcome.NOT_ASSESSABLE,
        Reason.NO_PROMISED_DATE,
    )


@pytest.mark.rows("AMB-24")
def test_no_pause() -> None:
    """No clock of the text may stand still."""
    assert not any(obligation.pausable for obligation in POLICY.obligations)


# --- before closing ------------------------------------------------------------------------------


@pytest.mark.rows("OST-37", "OST-14")
@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.SUGGESTION, Kind.PRAISE])
@pytest.mark.parametrize("mode", [Channel.PHONE, Channel.IN_PERSON, Channel.LETTER, None])
def test_everything_is_answered(kind: Kind, mode: Channel | None) -> None:
    """Complaint, proposal or praise: closed without an answer is a breach, and any mode will do."""
    assert story(kind=kind).on("2025-03-20", Closed).outcome("answer", "2025-03-20") is (
        Outcome.OVERDUE
    )
    answered = story(kind=kind).on("2025-09-01", Answered, mode=mode).on("2025-09-02", Closed)
    assert answered.outcome("answer", "2025-09-02") is Outcome.MET


@pytest.mark.rows("OST-31")
@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.SUGGESTION, Kind.PRAISE])
def test_everything_is_registered(kind: Kind) -> None:
    """All kinds enter the common data system, which the text does not call a diary."""
    (rule,) = POLICY.registration
    assert (rule.register, rule.label.sv) == ("datastod", "kommungemensamt datastöd")
    assert rule.kinds == frozenset()
    missed = story(kind=kind).on("2025-03-20", Closed)
    assert missed.outcome("registration", "2025-03-20") is Outcome.OVERDUE
    with pytest.raises(TransitionError, match="unknown register 'diarium'"):
        story(kind=kind).record("2025-03-04", Registered, register="diarium", reference="1")


@pytest.mark.rows("OST-13")
def test_praise_is_passed_on() -> None:
    """Praise has reached those it concerns before it is closed; other kinds need not."""
    kept = story(kind=Kind.PRAISE).on("2025-03-05", PraiseForwarded).on("2025-03-06", Closed)
    assert kept.outcome("praise_forwarded", "2025-03-06") is Outcome.MET
    missed = story(kind=Kind.PRAISE).on("2025-03-06", Closed)
    assert missed.outcome("praise_forwarded", "2025-03-06") is Outcome.OVERDUE
    assert "praise_forwarded" not in owed(feedback(kind=Kind.SUGGESTION))


@pytest.mark.rows("OST-36", "AMB-02")
def test_wrong_unit() -> None:
    """Whoever took in what concerns another unit hands it over, and the clock runs on."""
    misdirected = story(receiving_unit="library", unit="school-kitchen")
    assert misdirected.outcome("right_unit", "2025-03-04") is Outcome.PENDING
    misdirected.record("2025-03-10", Transferred, to_unit="school-kitchen", by=RECEIVER)
    outcomes = misdirected.assess("2025-03-18")
    assert outcomes["right_unit"].outcome is Outcome.MET
    assert outcomes["first_contact"].due == date(2025, 3, 17)
    assert outcomes["first_contact"].outcome is Outcome.OVERDUE


@pytest.mark.rows("OST-36")
def test_wrong_unit_never_handed_over() -> None:
    """Closed where it did not belong is a breach; what came right needs no hand-over."""
    kept = story(receiving_unit="library", unit="school-kitchen").on("2025-03-20", Closed)
    assert kept.outcome("right_unit", "2025-03-20") is Outcome.OVERDUE
    assert "right_unit" not in owed(feedback(receiving_unit="library", unit="library"))


@pytest.mark.rows("OST-39")
def test_complaint_about_the_receiver() -> None:
    """What the receiver does not put right at once goes to the nearest manager."""
    about_me = story(subjects={"receiver-1"})
    assert about_me.outcome("own_complaint", "2025-03-04") is Outcome.PENDING
    assert story(subjects={"receiver-1"}).on("2025-03-20", Closed).outcome(
        "own_complaint", "2025-03-20"
    ) is (Outcome.OVERDUE)
    about_me.on("2025-03-05", Transferred, to_role=Role.NEAREST_MANAGER)
    assert about_me.outcome("own_complaint", "2025-03-05") is Outcome.MET
    assert "own_complaint" not in owed(feedback(subjects={"somebody-else"}))


@pytest.mark.rows("OST-38", "OST-39")
def test_put_right_at_once() -> None:
    """Who corrects the matter need not hand it over; a colleague's measure is no help."""
    by_me = story(subjects={"receiver-1"}).on(
        "2025-03-03 13:00", MeasureRecorded, measure="m1", by=RECEIVER
    )
    outcome = by_me.on("2025-03-20", Closed).assess("2025-03-20")["own_complaint"]
    assert (outcome.outcome, outcome.reason) == (Outcome.NOT_APPLICABLE, Reason.LIFTED)
    explained = story(subjects={"receiver-1"}).on(
        "2025-03-03 13:00",
        MeasureRecorded,
        measure="m1",
        type=MeasureType.INFORMATION,
        by=RECEIVER,
    )
    assert explained.on("2025-03-20", Closed).outcome("own_complaint", "2025-03-20") is (
        Outcome.OVERDUE
    )
    by_colleague = story(subjects={"receiver-1"}).on(
        "2025-03-04", MeasureRecorded, measure="m1", by=Actor(Role.HANDLER, "colleague-1")
    )
    assert by_colleague.on("2025-03-20", Closed).outcome("own_complaint", "2025-03-20") is (
        Outcome.OVERDUE
    )


@pytest.mark.rows("OST-40", "AMB-20")
def test_serious_goes_to_the_manager() -> None:
    """Judged serious and closed without reaching a manager is a breach, whatever the dates."""
    serious = story().on("2025-03-04", SeveritySet, severity=Severity.SERIOUS)
    serious.on("2025-03-05", Answered)
    assert serious.outcome("serious_to_manager", "2025-03-05") is Outcome.PENDING
    missed = serious.on("2025-03-06", Closed)
    assert missed.outcome("serious_to_manager", "2025-03-06") is Outcome.OVERDUE


@pytest.mark.rows("OST-40")
def test_serious_reached_the_manager() -> None:
    """A hand-over to the nearest manager fulfils it; one to another unit does not."""
    sent_on = story().on("2025-03-04", SeveritySet, severity=Severity.SERIOUS)
    sent_on.on("2025-03-04", Transferred, to_unit="other").on("2025-03-07", Closed)
    assert sent_on.outcome("serious_to_manager", "2025-03-07") is Outcome.OVERDUE
    reached = story().on("2025-03-04", SeveritySet, severity=Severity.SERIOUS)
    reached.on("2025-03-04", Transferred, to_role=Role.NEAREST_MANAGER).on("2025-03-07", Closed)
    assert reached.outcome("serious_to_manager", "2025-03-07") is Outcome.MET


@pytest.mark.rows("OST-40", "AMB-20")
def test_nobody_infers_seriousness() -> None:
    """Until a human has judged it serious, the rule is silent."""
    assert story().outcome("serious_to_manager", "2025-03-31") is Outcome.NOT_APPLICABLE


@pytest.mark.rows("OST-05", "OST-06")
def test_quality_dimensions() -> None:
    """To be closed, a case is sorted under one of four dimensions or an administration's own."""
    codes = [dimension.code for dimension in POLICY.dimensions]
    assert codes == ["access", "competence", "treatment", "influence"]
    with pytest.raises(TransitionError, match="quality dimension"):
        story().record("2025-03-10", Closed)
    for dimension in ("treatment", "our-own"):
        closed = story().record("2025-03-10", Classified, dimensions={dimension})
        assert closed.record("2025-03-10", Closed).case.dimensions == {dimension}


# --- channels and anonymity ----------------------------------------------------------------------


@pytest.mark.rows("OST-18", "AMB-10")
@pytest.mark.parametrize(
    ("channel", "anonymous"),
    [
        (Channel.REPLY_CARD, Anonymity.ALLOWED),
        (Channel.PHONE, Anonymity.ALLOWED),
        (Channel.LETTER, Anonymity.ALLOWED),
        (Channel.WEB_FORM, Anonymity.DENIED),
        (Channel.EMAIL, Anonymity.UNSPECIFIED),
        (Channel.IN_PERSON, Anonymity.UNSPECIFIED),
    ],
)
def test_anonymity(channel: Channel, anonymous: Anonymity) -> None:
    """Card, telephone and letter may be anonymous, the web form not; the rest is unsaid."""
    assert POLICY.anonymity(channel) is anonymous


@pytest.mark.rows("OST-18", "AMB-10")
def test_anonymous_by_web_form() -> None:
    """The form asks for details; what arrived without them is registered all the same."""
    verdict = POLICY.triage(feedback(channel=Channel.WEB_FORM, anonymous=True))
    assert verdict.accepted
    assert verdict.refuse_at_intake
    assert [advice.code for advice in verdict.advice] == [AdviceCode.ANONYMITY_DENIED]
    arrived = story(channel=Channel.WEB_FORM, anonymous=True, has_contact_route=False)
    assert arrived.outcome("registration", "2025-03-04") is Outcome.PENDING


@pytest.mark.rows("AMB-10")
@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.IN_PERSON])
def test_anonymous_where_nothing_is_said(channel: Channel) -> None:
    """Where the text is silent, anonymous feedback is taken in with advice."""
    verdict = POLICY.triage(feedback(channel=channel, anonymous=True))
    assert (verdict.accepted, verdict.refuse_at_intake) == (True, False)
    assert [advice.code for advice in verdict.advice] == [AdviceCode.ANONYMITY_UNSPECIFIED]


@pytest.mark.rows("OST-03")
@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.LETTER, Channel.EMAIL, Channel.FAX])
def test_open_list_of_channels(channel: Channel) -> None:
    """The four named ways are examples: another way raises no eyebrow."""
    assert POLICY.triage(feedback(channel=channel)).advice == ()


@pytest.mark.rows("OST-03")
def test_named_channels() -> None:
    """Telephone, letter, e-mail and personal meetings are the examples given."""
    named = {
        rule.channel
        for rule in POLICY.channels
        if "OST-03" in [row for citation in rule.citations for row in citation.rows]
    }
    assert named == {Channel.PHONE, Channel.LETTER, Channel.EMAIL, Channel.IN_PERSON}


@pytest.mark.rows("OST-21")
def test_reply_card_and_web_form() -> None:
    """The reply card is there already; the form of the same name comes with the year 2005."""
    names = {rule.channel: rule.name for rule in POLICY.channels if rule.name}
    assert set(names) == {Channel.REPLY_CARD, Channel.WEB_FORM}
    assert set(names.values()) == {"Tala om vad Du tycker"}
    early = POLICY.triage(feedback("2004-12-31", channel=Channel.WEB_FORM))
    assert [advice.code for advice in early.advice] == [AdviceCode.CHANNEL_NOT_YET_OPEN]
    assert POLICY.triage(feedback("2005-01-01", channel=Channel.WEB_FORM)).advice == ()
    assert POLICY.triage(feedback("2004-12-31", channel=Channel.REPLY_CARD)).advice == ()


# --- what belongs elsewhere ----------------------------------------------------------------------


@pytest.mark.rows("OST-60", "AMB-27")
@pytest.mark.parametrize("stream", [Stream.APPEAL, Stream.FAULT_REPORT])
def test_appeals_and_fault_reports(stream: Stream) -> None:
    """They are not mixed up with complaints: no clock runs, and the person is told what to do."""
    item = feedback(streams={stream})
    verdict = POLICY.triage(item)
    assert (verdict.accepted, verdict.reason) == (False, stream)
    assert verdict.must_inform == {Content.AVAILABLE_ROUTES}
    assert [row for c in verdict.citations for row in c.rows] == ["OST-60"]
    assert owed(item) == {}


@pytest.mark.rows("OST-60")
def test_told_before_closing() -> None:
    """An appeal cannot be closed before the person was told what possibilities there are."""
    appeal = story(streams={Stream.APPEAL})
    with pytest.raises(TransitionError, match="available_routes"):
        appeal.record("2025-03-05", Closed)
    appeal.record("2025-03-05", Informed, content={Content.AVAILABLE_ROUTES})
    assert appeal.record("2025-03-05", Closed).case.closed_at is not None


@pytest.mark.parametrize("rule", statutory_exclusions(but={Stream.APPEAL, Stream.WHISTLEBLOWING}))
def test_statutory_streams(rule: Any) -> None:
    """What the law routes elsewhere is outside the routine here as well."""
    day = "2025-06-30" if rule.valid_to else "2025-07-01"
    verdict = POLICY.triage(feedback(day, streams={rule.stream}))
    assert verdict.exclusion == rule


def test_whistleblowing_is_kept_apart() -> None:
    """A whistleblowing report is not even received."""
    with pytest.raises(KeptApartError):
        story(streams={Stream.WHISTLEBLOWING})


def test_staff_is_not_excluded() -> None:
    """The text says nothing of staff, so what they write is under the routine."""
    assert POLICY.triage(feedback(streams={Stream.STAFF_SUBMITTER})).accepted


# --- the ladder ----------------------------------------------------------------------------------


def dissatisfied(level: int) -> Story:
    """Return a complaint that was lifted to ``level``, the person still dissatisfied."""
    told = story().on("2025-03-10", Answered)
    told.on("2025-03-11", SatisfactionRecorded, satisfaction=Satisfaction.DISSATISFIED)
    if level > 1:
        told.on("2025-03-12", Escalated, to_level=2, assigned_to="investigator-1")
        told.on("2025-03-20", Answered)
        told.on("2025-03-21", SatisfactionRecorded, satisfaction=Satisfaction.DISSATISFIED)
    return told


@pytest.mark.rows("OST-53", "OST-54", "OST-55", "OST-56")
def test_three_levels() -> None:
    """The unit with its manager, the head of administration, and the board, which may."""
    assert POLICY.ladder is not None
    first, second, third = POLICY.ladder.levels
    assert first.role is Role.UNIT
    assert first.also == {Role.RESPONSIBLE_MANAGER}
    assert (first.optional, first.assigns) == (False, False)
    assert (second.role, second.optional, second.assigns) == (
        Role.HEAD_OF_ADMINISTRATION,
        False,
        True,
    )
    assert (third.role, third.optional) == (Role.BOARD, True)
    assert third.also == {Role.EXECUTIVE_BOARD}


@pytest.mark.rows("OST-53")
def test_a_case_begins_in_the_unit() -> None:
    """Nothing is lifted until the person has said that the remedy does not satisfy."""
    answered = story().on("2025-03-10", Answered)
    assert (answered.case.level, escalation_due(answered.case, POLICY)) == (1, None)


@pytest.mark.rows("OST-55", "AMB-26")
def test_head_of_administration_decides_who_goes_on() -> None:
    """Recorded dissatisfaction lifts it to the head of administration, who names a handler."""
    told = dissatisfied(1)
    assert escalation_due(told.case, POLICY) == 2
    with pytest.raises(TransitionError, match="assigned_to"):
        told.record("2025-03-12", Escalated, to_level=2)
    with pytest.raises(TransitionError, match="decides who goes on"):
        told.record("2025-03-12", Escalated, to_level=2, assigned_to="investigator-1")
    told.record(
        "2025-03-12",
        Escalated,
        to_level=2,
        assigned_to="investigator-1",
        by=Actor(Role.HEAD_OF_ADMINISTRATION, "head-1"),
    )
    assert (told.case.level, told.case.handler) == (2, "investigator-1")


@pytest.mark.rows("OST-56")
def test_board_may_handle_it() -> None:
    """After the second level the board may take it; that is the last."""
    told = dissatisfied(2)
    assert escalation_due(told.case, POLICY) == 3
    told.record("2025-03-24", Escalated, to_level=3)
    with pytest.raises(TransitionError, match="3 levels"):
        told.record("2025-03-25", Escalated, to_level=4)


@pytest.mark.rows("OST-57")
def test_no_level_is_skipped() -> None:
    """From the unit it cannot go straight to the board."""
    assert POLICY.ladder is not None
    assert POLICY.ladder.strict
    with pytest.raises(TransitionError, match="after level 1 comes 2"):
        dissatisfied(1).record("2025-03-12", Escalated, to_level=3)


# --- reports, roles, lists -----------------------------------------------------------------------


@pytest.mark.rows("OST-42", "OST-43", "OST-29", "AMB-14")
def test_feedback_to_staff() -> None:
    """Employees are told three times a year: extent, type, measures, how they were received."""
    (rule,) = (rule for rule in POLICY.reports if rule.audience is Role.STAFF)
    assert (rule.min_per_year, rule.strength) == (3, Strength.MUST)
    assert {"count", "by_kind", "measures", "measure_reception"} <= rule.contents
    assert "by_dimension" in rule.contents
    assert [(anchor.end, anchor.ours) for anchor in rule.anchors] == [
        ((4, 30), True),
        ((8, 31), True),
        ((12, 31), True),
    ]


@pytest.mark.rows("OST-47", "AMB-14")
def test_feedback_to_elected_representatives() -> None:
    """Elected representatives are told twice a year, with the budget forecasts."""
    (rule,) = (rule for rule in POLICY.reports if rule.audience is Role.ELECTED)
    assert (rule.min_per_year, rule.level) == (2, "administration")
    assert [(anchor.start, anchor.end) for anchor in rule.anchors] == [
        ((1, 1), (4, 30)),
        ((1, 1), (8, 31)),
    ]
    assert all(anchor.ours for anchor in rule.anchors)


@pytest.mark.rows("OST-44", "OST-46", "OST-48", "OST-49")
def test_appointments() -> None:
    """Centrally an owner of the system and the process; in each administration two more."""
    filled = {role: rule.per for rule in POLICY.roles if rule.at_least for role in rule.roles}
    assert filled == {
        Role.SYSTEM_OWNER: "municipality",
        Role.CENTRAL_PROCESS_OWNER: "municipality",
        Role.SYSTEM_MANAGER: "municipality",
        Role.LOCAL_PROCESS_OWNER: "administration",
        Role.SYSTEM_ADMINISTRATOR: "administration",
    }


@pytest.mark.rows("OST-51")
def test_accountable() -> None:
    """Those responsible for operations answer for the routines being followed."""
    assert POLICY.accountable is Role.RESPONSIBLE_MANAGER


@pytest.mark.rows("OST-22", "OST-23")
def test_first_word_has_a_checklist() -> None:
    """A first word without thanks, or without saying that complaining is safe, is flagged."""
    event = Acknowledged(
        at=Story(POLICY).moment("2025-03-04"), content={*WHO_AND_HOW_LONG, Content.THANKS}
    )
    (flag,) = review(story().case, event, POLICY)
    assert flag.code is FlagCode.CHECKLIST_OPEN
    assert flag.missing == {Content.NO_REPRISAL}


@pytest.mark.rows("OST-28", "OST-32", "OST-41", "OST-59")
def test_statistics() -> None:
    """What the text wants to know without a pass mark is a figure and never a breach."""
    codes = {statistic.code for statistic in POLICY.statistics}
    assert codes == {
        "anonymous",
        "repeat_complaints",
        "longest_silence",
        "share_with_measure",
        "transfers_per_case",
    }


def test_guidance_is_in_both_languages() -> None:
    """Every row that no machine can check stands as guidance, in Swedish and English."""
    rows = {row for item in POLICY.guidance for citation in item.citations for row in citation.rows}
    assert rows == {
        *("OST-02", "OST-07", "OST-09", "OST-11", "OST-12", "OST-15", "OST-24", "OST-25"),
        *("OST-26", "OST-33", "OST-45", "OST-50", "OST-51", "OST-52", "OST-58", "OST-61"),
        "OST-62",
    }
    assert all(item.text.sv and item.text.en for item in POLICY.guidance)

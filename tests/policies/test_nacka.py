# SPDX-License-Identifier: Apache-2.0
"""Nacka, Välfärd samhällsservice: five working days is a must, ten a target, for complaints."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    Closed,
    DelayNotice,
    Event,
    HandlerAnnounced,
    Informed,
    MeasureRecorded,
    ProgressNotice,
    Reclassified,
    Registered,
    Transferred,
)
from klagomal.cases.feedback import Feedback
from klagomal.errors import KeptApartError, TransitionError
from klagomal.lifecycle import FlagCode, review
from klagomal.policies.nacka import POLICY
from klagomal.promises.triage import AdviceCode
from klagomal.swedish.law import statutory_exclusions
from klagomal.vocabulary import (
    STAFF_ROLES,
    Anonymity,
    Channel,
    Content,
    Extension,
    Kind,
    Outcome,
    Reason,
    Role,
    Stream,
    Strength,
)
from tests.stories import Story

RECEIVER = Actor(Role.STAFF, "receiver-1")
COLLEAGUE = Actor(Role.HANDLER, "colleague-1")
MONDAY = "2025-03-03"  # fifth working day Monday 10 March, tenth Monday 17; no holiday in between


def story(when: str = MONDAY, kind: Kind = Kind.COMPLAINT, **about: Any) -> Story:
    """Return a story that begins with a letter, unless ``about`` says otherwise."""
    return Story(POLICY).received(when, kind, **about)


def answered() -> Story:
    """Return a story in which all that has a day is done: nothing is owed at its closing."""
    told = story().on("2025-03-04", HandlerAnnounced, content={"handler_name", "handler_contact"})
    return told.on("2025-03-04", Answered)


def feedback(when: str = MONDAY, kind: Kind = Kind.COMPLAINT, **about: Any) -> Feedback:
    """Return what arrived ``when``, by telephone unless ``about`` says otherwise."""
    facts = {"channel": Channel.PHONE, **about}
    return Feedback(kind=kind, received_at=Story(POLICY).moment(when), **facts)


def owed(what: Feedback) -> dict[str, date | None]:
    """Return the due day of each obligation that concerns ``what``."""
    return {deadline.obligation.id: deadline.due for deadline in POLICY.deadlines(what)}


# --- the document --------------------------------------------------------------------------------


@pytest.mark.rows("NAC-01", "AMB-19")
def test_source() -> None:
    """The text speaks for one organisation; the short name leads there, and the scope says so."""
    assert (POLICY.key, POLICY.edition) == ("nacka/valfard-samhallsservice", "undated")
    assert POLICY.aliases == ("nacka",)
    assert "produktionsorganisation i Nacka" in POLICY.scope.sv
    source = POLICY.source
    assert source.publisher == "Välfärd samhällsservice, Nacka kommun"
    assert (source.adopted, source.adopted_by, source.dated) == (None, "", "odaterad")
    assert [citation.rows for citation in POLICY.citations] == [("NAC-01",)]


# --- kinds ---------------------------------------------------------------------------------------


@pytest.mark.rows("NAC-02", "NAC-21", "AMB-30")
def test_buckets() -> None:
    """Complaints stand by themselves; proposals, praise and opinions are all *synpunkter*."""
    assert {rule.kind: rule.bucket for rule in POLICY.kinds} == {
        Kind.COMPLAINT: "klagomal",
        Kind.OPINION: "synpunkt",
        Kind.SUGGESTION: "synpunkt",
        Kind.PRAISE: "synpunkt",
    }


@pytest.mark.rows("NAC-02", "NAC-21")
def test_praise() -> None:
    """Praise is taken in, put under *synpunkt*, registered, and has no deadline."""
    verdict = POLICY.triage(feedback(kind=Kind.PRAISE))
    assert (verdict.accepted, verdict.label.sv, verdict.bucket) == (True, "beröm", "synpunkt")
    assert owed(feedback(kind=Kind.PRAISE)) == {"registration": None}


@pytest.mark.rows("NAC-18")
def test_what_a_complaint_is() -> None:
    """Every dissatisfaction that calls for a response."""
    (rule,) = (rule for rule in POLICY.kinds if rule.kind is Kind.COMPLAINT)
    assert rule.definition is not None
    assert "missnöje som kräver respons" in rule.definition.sv


@pytest.mark.rows("NAC-19", "AMB-29")
def test_who_complains_has_complained() -> None:
    """What somebody means as a complaint stays one unless they agree that it is none."""
    with pytest.raises(TransitionError, match="only the submitter decides"):
        story().record("2025-03-04", Reclassified, kind=Kind.OPINION)
    agreed = story().record("2025-03-04", Reclassified, kind=Kind.OPINION, consented=True)
    assert agreed.case.kind is Kind.OPINION


@pytest.mark.rows("NAC-19", "NAC-20")
def test_complaint_wrapped_in_a_question() -> None:
    """A question that turns out to be a complaint becomes one freely, counted from its arrival."""
    wrapped = story(kind=Kind.QUESTION).record("2025-03-05", Reclassified, kind=Kind.COMPLAINT)
    assert wrapped.assess("2025-03-05")["first_feedback"].due == date(2025, 3, 10)


def test_own_words() -> None:
    """Managers answer for the text being used; it speaks of complaints *or* opinions."""
    assert POLICY.accountable is Role.RESPONSIBLE_MANAGER
    assert POLICY.umbrella.sv == "klagomål eller synpunkt"
    assert not POLICY.dimensions_open


@pytest.mark.rows(
    "NAC-04", "NAC-05", "NAC-09", "NAC-31", "NAC-35", "NAC-36", "NAC-37", "NAC-47", "NAC-49"
)
def test_strengths() -> None:
    """One target, two readings of ours that should be kept, and the rest are musts."""
    assert {o.id: (o.strength, o.derived) for o in POLICY.obligations} == {
        "first_feedback": (Strength.MUST, False),
        "handling_time": (Strength.TARGET, False),
        "delay_notice": (Strength.SHOULD, True),
        "follow_up": (Strength.MUST, False),
        "announce_handler": (Strength.SHOULD, True),
        "taken_care_of": (Strength.MUST, False),
        "right_operation": (Strength.MUST, False),
        "registration": (Strength.MUST, False),
    }
    assert all(o.accepts_automatic for o in POLICY.obligations)


# --- five working days ---------------------------------------------------------------------------


@pytest.mark.rows("NAC-04", "NAC-05", "NAC-47", "NAC-48", "AMB-03", "AMB-04")
@pytest.mark.parametrize(
    ("received", "five", "ten"),
    [
        # Plain.
        ("2025-03-03", "2025-03-10", "2025-03-17"),
        # A Sunday: day one is the Monday.
        ("2025-03-02", "2025-03-07", "2025-03-14"),
        # Good Friday and Easter Monday; Maundy Thursday itself is a working day.
        ("2026-04-02", "2026-04-13", "2026-04-20"),
        # Midsummer Eve, Friday 20 June, is closed.
        ("2025-06-16", "2025-06-24", "2025-07-01"),
        # 24-26 and 31 December, 1 and 6 January are closed.
        ("2025-12-22", "2026-01-05", "2026-01-13"),
        # Ascension, Thursday 29 May; National Day, Friday 6 June.
        ("2025-05-26", "2025-06-03", "2025-06-11"),
        # Thursday 1 May.
        ("2025-04-24", "2025-05-02", "2025-05-09"),
    ],
)
def test_five_and_ten_working_days(received: str, five: str, ten: str) -> None:
    """First word is due on the fifth working day, and the target is the tenth."""
    due = owed(feedback(received))
    assert due["first_feedback"] == date.fromisoformat(five)
    assert due["handling_time"] == date.fromisoformat(ten)


@pytest.mark.rows("NAC-04", "NAC-47", "AMB-05")
@pytest.mark.parametrize(
    ("word", "about"),
    [
        (Acknowledged, {"automatic": True}),
        (Acknowledged, {}),
        (HandlerAnnounced, {}),
        (ProgressNotice, {}),
        (DelayNotice, {}),
        (Informed, {}),
        (Answered, {}),
    ],
)
def test_any_word_is_a_first_word(word: type[Event], about: dict[str, Any]) -> None:
    """Whatever first reaches the person on the fifth day is in time, whatever it contains."""
    told = story().on("2025-03-10 23:59", word, **about)
    first = told.assess("2025-03-31")["first_feedback"]
    assert (first.outcome, first.obligation.strength) == (Outcome.MET, Strength.MUST)


@pytest.mark.rows("NAC-04", "NAC-47")
def test_first_word_on_the_sixth_day() -> None:
    """On the sixth working day it is late; and nothing done inside the house is word."""
    silent = story().on("2025-03-04", Transferred, to_unit="kitchen")
    silent.on("2025-03-04", MeasureRecorded, measure="m1")
    assert silent.outcome("first_feedback", "2025-03-10") is Outcome.PENDING
    assert silent.outcome("first_feedback", "2025-03-11") is Outcome.OVERDUE
    late = silent.on("2025-03-11", Acknowledged)
    assert late.outcome("first_feedback", "2025-03-11") is Outcome.LATE_SILENT


@pytest.mark.rows("NAC-04", "NAC-05", "NAC-47", "NAC-48", "AMB-09")
@pytest.mark.parametrize("kind", [Kind.OPINION, Kind.SUGGESTION, Kind.PRAISE])
def test_times_are_for_complaints(kind: Kind) -> None:
    """The text says complaint: no other kind has a number of days."""
    assert not [on for on in owed(feedback(kind=kind)).values() if on]


# --- ten working days, a target ------------------------------------------------------------------


@pytest.mark.rows("NAC-05", "NAC-48")
@pytest.mark.parametrize("end", [Answered, Closed])
def test_ten_days_is_a_target(end: type[Event]) -> None:
    """Answered or closed on the tenth working day meets the target; it never binds."""
    rule = POLICY.obligation("handling_time")
    assert (rule.strength, rule.strength.binds) == (Strength.TARGET, False)
    assert story().on("2025-03-17", end).outcome("handling_time", "2025-03-31") is Outcome.MET
    assert story().on("2025-03-18", end).outcome("handling_time", "2025-03-31") is (
        Outcome.LATE_SILENT
    )
    assert story().on("2025-03-12", ProgressNotice).outcome("handling_time", "2025-03-18") is (
        Outcome.OVERDUE
    )


@pytest.mark.rows("NAC-49", "AMB-07", "AMB-08")
def test_late_but_told_why() -> None:
    """Answered on day 12 with the reason given on day 9: in time, and late but told."""
    told = story().on("2025-03-05", Acknowledged)
    told.on("2025-03-14", DelayNotice, content={Content.REASON}, mode=Channel.PHONE)
    outcomes = told.on("2025-03-19", Answered).assess("2025-03-31")
    assert outcomes["first_feedback"].outcome is Outcome.MET
    assert outcomes["handling_time"].outcome is Outcome.LATE_NOTIFIED
    assert outcomes["handling_time"].due == date(2025, 3, 17)
    assert outcomes["delay_notice"].outcome is Outcome.MET


@pytest.mark.rows("NAC-49")
def test_late_without_the_reason() -> None:
    """Word that it takes longer, without what it depends on, does not count as told."""
    told = story().on("2025-03-14", DelayNotice, mode=Channel.PHONE).on("2025-03-19", Answered)
    outcomes = told.assess("2025-03-31")
    assert outcomes["handling_time"].outcome is Outcome.LATE_SILENT
    assert outcomes["delay_notice"].outcome is Outcome.LATE_SILENT
    assert outcomes["handling_time"].notices[0].missing == {Content.REASON}


@pytest.mark.rows("NAC-49", "AMB-08")
def test_told_after_the_target() -> None:
    """The reason on day 11 comes too late to count; that it should come before is our reading."""
    told = story().on("2025-03-18", DelayNotice, content={Content.REASON})
    assert told.on("2025-03-19", Answered).outcome("handling_time", "2025-03-31") is (
        Outcome.LATE_SILENT
    )
    notice = POLICY.obligation("delay_notice")
    assert (notice.strength, notice.derived) == (Strength.SHOULD, True)


@pytest.mark.rows("NAC-49", "AMB-07")
def test_a_new_day_does_not_move_the_target() -> None:
    """The notice tells why; it does not buy time."""
    told = story().on(
        "2025-03-14", DelayNotice, content={Content.REASON}, promised=date(2025, 4, 30)
    )
    assert told.assess("2025-03-31")["handling_time"].due == date(2025, 3, 17)


@pytest.mark.rows("NAC-50")
@pytest.mark.parametrize("mode", [Channel.PHONE, Channel.LETTER, Channel.EMAIL])
def test_how_a_delay_is_told(mode: Channel) -> None:
    """Telephone and letter are suggested; another way is not forbidden."""
    rule = POLICY.obligation("handling_time").delay
    assert rule is not None
    assert rule.suggested_modes == {Channel.PHONE, Channel.LETTER}
    assert rule.extends is Extension.NO
    told = story().on("2025-03-14", DelayNotice, content={Content.REASON}, mode=mode)
    assert told.on("2025-03-19", Answered).outcome("handling_time", "2025-03-31") is (
        Outcome.LATE_NOTIFIED
    )


@pytest.mark.rows("AMB-24")
def test_no_pause() -> None:
    """Holidays are no excuse: no clock of the text may stand still."""
    assert not any(obligation.pausable for obligation in POLICY.obligations)


# --- whoever receives it -------------------------------------------------------------------------


@pytest.mark.rows("NAC-35", "AMB-21")
def test_receiver_tells_who_takes_over() -> None:
    """After a hand-over it is the receiver who says who will handle it, within the five days."""
    handed_over = story().on("2025-03-04", Transferred, to_unit="kitchen", by=RECEIVER)
    by_other = handed_over.on("2025-03-05", HandlerAnnounced, by=COLLEAGUE)
    assert by_other.outcome("announce_handler", "2025-03-10") is Outcome.PENDING
    assert by_other.outcome("announce_handler", "2025-03-11") is Outcome.OVERDUE
    told = by_other.on("2025-03-10", HandlerAnnounced, by=RECEIVER)
    announced = told.assess("2025-03-31")["announce_handler"]
    assert (announced.outcome, announced.due) == (Outcome.MET, date(2025, 3, 10))
    assert (announced.obligation.strength, announced.obligation.derived) == (
        Strength.SHOULD,
        True,
    )


@pytest.mark.rows("NAC-35")
def test_told_in_the_confirmation() -> None:
    """A confirmation by the receiver that names who takes over is word of it; others are not."""
    for by, content, outcome in (
        (RECEIVER, {Content.HANDLER_NAME}, Outcome.MET),
        (RECEIVER, set[str](), Outcome.OVERDUE),
        (COLLEAGUE, {Content.HANDLER_NAME}, Outcome.OVERDUE),
    ):
        told = story().on("2025-03-04", Transferred, to_unit="kitchen", by=RECEIVER)
        told.on("2025-03-05", Acknowledged, by=by, content=content)
        assert told.outcome("announce_handler", "2025-03-31") is outcome


@pytest.mark.rows("NAC-35")
def test_each_hand_over_is_told() -> None:
    """A second hand-over is told of as well."""
    twice = story().on("2025-03-04", Transferred, to_unit="kitchen", by=RECEIVER)
    twice.on("2025-03-05", HandlerAnnounced, by=RECEIVER)
    twice.on("2025-03-06", Transferred, to_unit="transport", by=COLLEAGUE)
    announced = twice.assess("2025-03-11")["announce_handler"]
    assert (announced.occurrence, announced.outcome) == (2, Outcome.OVERDUE)


@pytest.mark.rows("NAC-35")
def test_told_in_the_same_call() -> None:
    """Who says in the call that Anna takes over, and hands over a minute later, has told."""
    told = story().on("2025-03-04 10:00", HandlerAnnounced, by=RECEIVER)
    told.on("2025-03-04 10:01", Transferred, to_unit="kitchen", by=RECEIVER)
    assert told.outcome("announce_handler", "2025-03-31") is Outcome.MET


@pytest.mark.rows("NAC-35", "AMB-21")
def test_handed_over_after_the_five_days() -> None:
    """A hand-over on the eighth day is not late before it began: the text gives no time for it."""
    handed_over = story().on("2025-03-05", Acknowledged)
    handed_over.on("2025-03-13", Transferred, to_unit="kitchen", by=RECEIVER)
    announced = handed_over.assess("2025-03-31")["announce_handler"]
    assert (announced.outcome, announced.reason) == (Outcome.NOT_ASSESSABLE, Reason.NO_NUMBER)


@pytest.mark.rows("NAC-35")
def test_nothing_to_tell_without_a_hand_over() -> None:
    """Who keeps the complaint has nobody to announce."""
    assert story().outcome("announce_handler", "2025-03-31") is Outcome.NOT_APPLICABLE


@pytest.mark.rows("NAC-09")
def test_remedied_or_handed_over() -> None:
    """The receiver remedies it, answers it or hands it over; closing it as it lies is a breach."""
    left = story().on("2025-03-20", Closed)
    assert left.outcome("taken_care_of", "2025-03-20") is Outcome.OVERDUE
    for done, about in (
        (MeasureRecorded, {"measure": "m1"}),
        (Answered, {}),
        (Transferred, {"to_unit": "kitchen"}),
    ):
        kept = story().on("2025-03-19", done, **about).on("2025-03-20", Closed)
        assert kept.outcome("taken_care_of", "2025-03-20") is Outcome.MET
    (rule,) = (rule for rule in POLICY.roles if rule.action == "transferred")
    assert rule.roles == {Role.RECEIVER}
    assert not rule.exclusive


@pytest.mark.rows("NAC-09", "NAC-37")
def test_each_operation_handles_its_own() -> None:
    """A complaint about another operation is handed to it, and that operation owns the case."""
    misdirected = story(receiving_unit="library", unit="kitchen")
    assert misdirected.outcome("right_operation", "2025-03-04") is Outcome.PENDING
    misdirected.on("2025-03-04", Transferred, to_unit="kitchen", by=RECEIVER)
    assert misdirected.outcome("right_operation", "2025-03-04") is Outcome.MET
    assert misdirected.case.unit == "kitchen"
    assert "right_operation" not in owed(feedback(receiving_unit="kitchen", unit="kitchen"))
    praise = feedback(kind=Kind.PRAISE, receiving_unit="library", unit="kitchen")
    assert "right_operation" not in owed(praise)
    (rule,) = (rule for rule in POLICY.roles if rule.roles == {Role.UNIT})
    assert (rule.per, rule.at_least) == ("operation", 1)


@pytest.mark.rows("NAC-14", "NAC-34")
@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_all_employees_receive_and_handle(role: Role) -> None:
    """Whatever their title, everybody employed takes in and answers complaints."""
    somebody = Actor(role, "somebody-1")
    answered = story(by=somebody).record("2025-03-04", Answered, by=somebody)
    assert answered.outcome("follow_up", "2025-03-04") is Outcome.MET
    for action in ("received", "answered"):
        (rule,) = (rule for rule in POLICY.roles if rule.action == action)
        assert rule.roles == {Role.STAFF}
        assert not rule.exclusive


@pytest.mark.rows("NAC-31")
def test_follow_up() -> None:
    """A complaint is closed after word to the person; praise need not be answered."""
    missed = story().on("2025-03-05", MeasureRecorded, measure="m1").on("2025-03-20", Closed)
    assert missed.outcome("follow_up", "2025-03-20") is Outcome.OVERDUE
    kept = story().on("2025-09-01", Answered).on("2025-09-01 13:00", Closed)
    assert kept.outcome("follow_up", "2025-09-01") is Outcome.MET
    assert "follow_up" not in owed(feedback(kind=Kind.PRAISE))


# --- the register --------------------------------------------------------------------------------


@pytest.mark.rows("NAC-36")
@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.OPINION, Kind.SUGGESTION, Kind.PRAISE])
def test_everything_is_registered(kind: Kind) -> None:
    """All complaints and opinions enter Infosoc, and no other register."""
    registered = story(kind=kind).record(
        "2025-03-04", Registered, register="infosoc", reference="I-7"
    )
    assert registered.outcome("registration", "2025-03-04") is Outcome.MET
    missed = story(kind=kind).on("2025-03-20", Closed)
    assert missed.outcome("registration", "2025-03-20") is Outcome.OVERDUE
    with pytest.raises(TransitionError, match="unknown register"):
        story(kind=kind).record("2025-03-04", Registered, register="diarium", reference="1")


@pytest.mark.rows("NAC-38", "NAC-39")
def test_who_registers() -> None:
    """The receiver answers for the registration; an appointed colleague may do it."""
    (answers_for,) = (rule for rule in POLICY.roles if rule.action == "registered")
    assert answers_for.roles == {Role.RECEIVER}
    assert not answers_for.exclusive
    (appointed,) = (rule for rule in POLICY.roles if rule.roles == {Role.REGISTRAR})
    assert (appointed.per, appointed.at_least) == ("operation", 1)
    for by in (RECEIVER, Actor(Role.REGISTRAR, "registrar-1")):
        entry = story().record("2025-03-04", Registered, register="infosoc", reference="I", by=by)
        assert entry.outcome("registration", "2025-03-04") is Outcome.MET


@pytest.mark.rows("NAC-40", "NAC-41", "AMB-32")
def test_deidentified_register() -> None:
    """Infosoc holds no personal data; they lie in the personal file."""
    (rule,) = POLICY.registration
    assert (rule.register, rule.deidentified, rule.contact_in) == ("infosoc", True, "personakt")


@pytest.mark.rows("NAC-51")
def test_measures_are_registered() -> None:
    """All measures go into the register; closing without any is allowed but flagged."""
    (rule,) = POLICY.registration
    assert rule.what == {"feedback", "measure"}
    assert rule.strength is Strength.MUST
    closing = Closed(at=Story(POLICY).moment("2025-03-20"))
    (flag,) = review(answered().case, closing, POLICY)
    assert flag.code is FlagCode.NO_MEASURE
    assert [row for citation in flag.citations for row in citation.rows] == ["NAC-51"]
    assert story().record("2025-03-20", Closed).case.closed_at is not None
    measured = answered().on("2025-03-05", MeasureRecorded, measure="m1")
    assert review(measured.case, closing, POLICY) == ()


@pytest.mark.rows("NAC-42", "NAC-43", "AMB-32")
def test_confidential_is_no_secrecy() -> None:
    """Access is for those who need it; what arrived is a public document all the same."""
    secrecy = POLICY.secrecy
    assert secrecy is not None
    assert (secrecy.need_to_know, secrecy.public_by_default) == (True, True)
    assert secrecy.basis_required


# --- channels and anonymity ----------------------------------------------------------------------


@pytest.mark.rows("NAC-44", "NAC-45")
@pytest.mark.parametrize(
    "channel", [Channel.PHONE, Channel.LETTER, Channel.EMAIL, Channel.IN_PERSON]
)
def test_anonymous_everywhere(channel: Channel) -> None:
    """Four ways in, and on each of them one may be anonymous."""
    assert POLICY.anonymity(channel) is Anonymity.ALLOWED
    assert POLICY.triage(feedback(channel=channel, anonymous=True)).advice == ()


@pytest.mark.rows("NAC-45")
def test_no_form_and_no_web() -> None:
    """The text names no form: what comes that way is taken in, with a remark."""
    assert len(POLICY.channels) == 4
    assert not any(rule.must_offer for rule in POLICY.channels)
    verdict = POLICY.triage(feedback(channel=Channel.WEB_FORM))
    assert verdict.accepted
    assert [advice.code for advice in verdict.advice] == [AdviceCode.CHANNEL_UNLISTED]


@pytest.mark.rows("NAC-44", "AMB-11")
def test_anonymous_complaint() -> None:
    """Registration and remedy are owed although nobody can be told."""
    unknown = story(anonymous=True, has_contact_route=False)
    outcomes = unknown.on("2025-03-20", Closed).assess("2025-03-20")
    for word in ("first_feedback", "follow_up", "delay_notice", "announce_handler"):
        assert outcomes[word].reason is Reason.NO_CONTACT_ROUTE
    assert outcomes["registration"].outcome is Outcome.OVERDUE
    assert outcomes["taken_care_of"].outcome is Outcome.OVERDUE
    assert "first_feedback" in owed(feedback(anonymous=True, has_contact_route=True))


# --- what belongs elsewhere ----------------------------------------------------------------------


def test_only_the_law_excludes() -> None:
    """The text excludes nothing itself; what the law routes elsewhere is routed."""
    assert POLICY.exclusions == statutory_exclusions()
    assert POLICY.triage(feedback(streams={Stream.FAULT_REPORT})).accepted
    assert POLICY.triage(feedback(streams={Stream.STAFF_SUBMITTER})).accepted
    appeal = feedback(streams={Stream.APPEAL})
    assert POLICY.triage(appeal).must_inform == {Content.RIGHT_TO_APPEAL}
    assert owed(appeal) == {}
    with pytest.raises(KeptApartError):
        story(streams={Stream.WHISTLEBLOWING})


# --- the gift principle, figures, guidance -------------------------------------------------------


@pytest.mark.rows("NAC-25", "NAC-26", "NAC-27", "NAC-28", "NAC-29", "NAC-30", "NAC-31", "NAC-32")
def test_gift_principle() -> None:
    """Eight steps, one row each and in order, go with every word to the person."""
    (checklist,) = POLICY.checklists
    rows = [row for item in checklist.items for citation in item.citations for row in citation.rows]
    assert rows == [f"NAC-{number}" for number in range(25, 33)]
    assert [item.label.sv[0] for item in checklist.items] == list("12345678")
    assert {item.strength for item in checklist.items} == {Strength.MUST}
    assert checklist.events == {
        "acknowledged",
        "handler_announced",
        "progress_notice",
        "answered",
    }
    word = Answered(
        at=Story(POLICY).moment("2025-03-05"),
        content={item.code for item in checklist.items} - {Content.REGRET},
    )
    (flag,) = review(story().case, word, POLICY)
    assert flag.code is FlagCode.CHECKLIST_OPEN
    assert flag.missing == {Content.REGRET}


@pytest.mark.rows("NAC-06", "NAC-07", "NAC-08", "NAC-13", "NAC-20", "NAC-30", "NAC-32")
def test_statistics() -> None:
    """What the text wants without a pass mark is a figure and never a breach."""
    assert [statistic.code for statistic in POLICY.statistics] == [
        "resolved_at_first_contact",
        "transfers_per_case",
        "share_with_measure",
        "units_without_registrations",
        "reclassified_to_complaint",
        "measures_undone",
        "preventive_measures",
    ]


@pytest.mark.rows("NAC-07")
def test_handed_over_again() -> None:
    """A second hand-over is flagged: complaints are not to be sent round."""
    moved = story().on("2025-03-04", Transferred, to_unit="kitchen")
    again = Transferred(at=Story(POLICY).moment("2025-03-05"), to_unit="transport")
    assert [flag.code for flag in review(moved.case, again, POLICY)] == [FlagCode.TRANSFERRED_AGAIN]


def test_no_reports() -> None:
    """Experience is to be shared, but nobody is told to report anything."""
    assert POLICY.reports == ()
    assert POLICY.ladder is None


def test_guidance_is_in_both_languages() -> None:
    """Every row that no machine can check stands as guidance, in Swedish and English."""
    rows = {row for item in POLICY.guidance for citation in item.citations for row in citation.rows}
    assert rows == {
        f"NAC-{number:02}" for number in (3, 10, 11, 12, 15, 16, 17, 22, 23, 24, 33, 46)
    }
    assert all(item.text.sv and item.text.en for item in POLICY.guidance)

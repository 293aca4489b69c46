# SPDX-License-Identifier: Apache-2.0
"""Essunga: five working days to a confirmation that names the handler, and its routine."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from klagomal import lifecycle
from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    Closed,
    CopySent,
    Escalated,
    HandlerAnnounced,
    Informed,
    MeasureRecorded,
    Received,
    ReferredOut,
    Registered,
    Reopened,
    SatisfactionRecorded,
    SecrecyMarked,
    Transferred,
)
from klagomal.cases.feedback import Feedback
from klagomal.desk.registers import entries_on_arrival, entry_for
from klagomal.errors import EventError, TransitionError
from klagomal.lifecycle import FlagCode, escalation_due, review
from klagomal.policies.essunga import POLICY
from klagomal.promises.provisions import RegistrationRule, RoleRule
from klagomal.promises.triage import AdviceCode
from klagomal.reminders.cases import ReminderKind, attention
from klagomal.report.occasions import periods_of
from klagomal.vocabulary import (
    STAFF_ROLES,
    Anonymity,
    Channel,
    Content,
    Kind,
    Outcome,
    Reason,
    Role,
    Satisfaction,
    Strength,
    SubmitterCapacity,
)
from tests.stories import Story

REGISTRAR = Actor(Role.REGISTRAR, "registrar-1")
HANDLER = Actor(Role.HANDLER, "handler-1")
SWITCHBOARD = Actor(Role.CONTACT_CENTRE, "switchboard-1")
NAME_AND_CONTACT = {Content.HANDLER_NAME, Content.HANDLER_CONTACT}
DOSSIER: dict[str, Any] = {
    "register": "diarium",
    "reference": "2025/12-7",
    "dossier": "Synpunkten 2025",
}
OWN_NUMBER: dict[str, Any] = {"register": "diarium", "reference": "2025/31"}
MONDAY = "2025-03-03"  # its fifth working day is Monday 10 March


def story(when: str = MONDAY, kind: Kind = Kind.COMPLAINT, **about: Any) -> Story:
    """Return a story that begins with a letter."""
    return Story(POLICY).received(when, kind, **about)


def registered(when: str = MONDAY, **about: Any) -> Story:
    """Return a story whose letter was put in the yearly dossier the same day."""
    return story(when, **about).on(f"{when} 13:00", Registered, by=REGISTRAR, **DOSSIER)


def rule_for(action: str) -> RoleRule:
    """Return the rule on who does something."""
    (rule,) = (rule for rule in POLICY.roles if rule.action == action)
    return rule


def registration() -> RegistrationRule:
    """Return the one rule on registration."""
    (rule,) = POLICY.registration
    return rule


# --- the document --------------------------------------------------------------------------------


@pytest.mark.rows("ESS-01")
def test_source() -> None:
    """Routines and guidelines, adopted by the council on 1 October 2012."""
    source = POLICY.source
    assert source.document_type == "rutiner och riktlinjer"
    assert (source.adopted_by, source.paragraph) == ("kommunfullmäktige", "§ 69")
    assert source.adopted == POLICY.valid_from == date(2012, 10, 1)
    assert [citation.rows for citation in POLICY.citations] == [("ESS-01",)]


# --- the confirmation ----------------------------------------------------------------------------


@pytest.mark.rows("ESS-24", "ESS-53")
@pytest.mark.parametrize(
    ("received", "on"),
    [
        # Plain: Tuesday to Friday are four, Monday is five.
        ("2025-03-03", "2025-03-10"),
        # Mon 22, Tue 23; 24-26 closed; Mon 29, Tue 30; 31 and 1 January closed; Fri 2 January.
        ("2025-12-19", "2026-01-02"),
        # Arrived on a Saturday: the same as the Friday before.
        ("2025-12-20", "2026-01-02"),
        # Maundy Thursday; Good Friday and Easter Monday closed: 7, 8, 9, 10 and 13 April.
        ("2026-04-02", "2026-04-13"),
        # 17, 18, 19 June; Midsummer Eve closed; 23, 24.
        ("2025-06-16", "2025-06-24"),
        # Arrived on Midsummer Eve: day one is Monday 23 June.
        ("2025-06-20", "2025-06-27"),
        # The Friday before All Saints' Day is a working day: 27-31 October.
        ("2025-10-24", "2025-10-31"),
        # 11, 12, 13 May; Ascension Day closed; the Friday after it is a working day; Monday 18.
        ("2026-05-08", "2026-05-18"),
        # 29 April and Walpurgis Eve; 1 May closed; Fri 2, Mon 5, Tue 6 May.
        ("2025-04-28", "2025-05-06"),
        # Thu 5 June; National Day closed; 9, 10, 11, 12 June.
        ("2025-06-04", "2025-06-12"),
        # Mon 5 January (Twelfth Night Eve) is a working day; Epiphany closed; 7, 8, 9, 12.
        ("2026-01-02", "2026-01-12"),
    ],
)
@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.SUGGESTION, Kind.PRAISE])
def test_five_working_days(received: str, on: str, kind: Kind) -> None:
    """The confirmation is due on the fifth working day, for every kind of feedback."""
    due = POLICY.deadlines(story(received, kind).case.feedback)[0]
    assert (due.obligation.id, due.strength) == ("acknowledgement", Strength.MUST)
    assert due.due == due.act_by == date.fromisoformat(on)


@pytest.mark.rows("ESS-24")
@pytest.mark.parametrize(
    ("received", "on"),
    [
        # Mon 18 August 23:59 in Stockholm (UTC+2): 19, 20, 21, 22, 25.
        (datetime(2025, 8, 18, 21, 59, tzinfo=UTC), date(2025, 8, 25)),
        # A minute later it is Tuesday there: 20, 21, 22, 25, 26.
        (datetime(2025, 8, 18, 22, 0, tzinfo=UTC), date(2025, 8, 26)),
        # Thu 6 February 23:59 in Stockholm (UTC+1): 7, 10, 11, 12, 13.
        (datetime(2025, 2, 6, 22, 59, tzinfo=UTC), date(2025, 2, 13)),
        # A minute later it is Friday there: 10, 11, 12, 13, 14.
        (datetime(2025, 2, 6, 23, 0, tzinfo=UTC), date(2025, 2, 14)),
    ],
)
def test_day_of_arrival_is_stockholms(received: datetime, on: date) -> None:
    """A late evening counts as its own day in Stockholm, summer and winter."""
    feedback = Feedback(kind=Kind.COMPLAINT, channel=Channel.EMAIL, received_at=received)
    assert POLICY.deadlines(feedback)[0].due == on


@pytest.mark.rows("ESS-24", "ESS-26")
def test_confirmation_without_handler() -> None:
    """A confirmation on day three that names nobody is no confirmation; day five mends it."""
    bare = story().on("2025-03-06", Acknowledged, content={Content.THANKS})
    assert bare.outcome("acknowledgement", "2025-03-10") is Outcome.PENDING
    assert bare.outcome("acknowledgement", "2025-03-11") is Outcome.OVERDUE
    (short,) = bare.assess("2025-03-11")["acknowledgement"].short_of
    assert short.on == date(2025, 3, 6)
    assert short.missing == NAME_AND_CONTACT
    mended = bare.on("2025-03-10", HandlerAnnounced, content=NAME_AND_CONTACT)
    judged = mended.assess("2025-03-31")["acknowledgement"]
    assert (judged.outcome, judged.done_on) == (Outcome.MET, date(2025, 3, 10))
    assert judged.working_days_used == 5


@pytest.mark.rows("ESS-26")
@pytest.mark.parametrize(
    ("last", "outcome"), [("2025-03-07", Outcome.MET), ("2025-03-11", Outcome.LATE_SILENT)]
)
def test_content_may_come_in_two_parts(last: str, outcome: Outcome) -> None:
    """Name one day and contact details another fulfil it on the day the second comes."""
    told = (
        story()
        .on("2025-03-04", Acknowledged, content={Content.HANDLER_NAME})
        .on(last, HandlerAnnounced, content={Content.HANDLER_CONTACT})
        .assess("2025-03-31")["acknowledgement"]
    )
    assert (told.outcome, told.done_on) == (outcome, date.fromisoformat(last))


@pytest.mark.rows("ESS-24", "ESS-26")
def test_machine_receipt() -> None:
    """An automatic receipt counts only if it names the handler and how to reach them (AMB-05)."""
    empty = story().on("2025-03-03 13:00", Acknowledged, automatic=True)
    assert empty.outcome("acknowledgement", "2025-03-31") is Outcome.OVERDUE
    full = story().on("2025-03-03 13:00", Acknowledged, automatic=True, content=NAME_AND_CONTACT)
    assert full.outcome("acknowledgement", "2025-03-31") is Outcome.MET


@pytest.mark.rows("ESS-24")
def test_answer_in_time_confirms() -> None:
    """A full answer inside the five days is confirmation enough, whatever it contains."""
    answered = story().on("2025-03-10", Answered)
    assert answered.outcome("acknowledgement", "2025-03-31") is Outcome.MET
    late = story().on("2025-03-11", Answered)
    assert late.outcome("acknowledgement", "2025-03-31") is Outcome.LATE_SILENT


@pytest.mark.rows("ESS-24", "ESS-26", "ESS-53", "ESS-58")
def test_confirmation_cites_both_texts() -> None:
    """The one obligation rests on the routine and the guideline."""
    obligation = POLICY.obligation("acknowledgement")
    assert set(obligation.rows) == {"ESS-24", "ESS-26", "ESS-53", "ESS-58"}
    assert obligation.content == NAME_AND_CONTACT


@pytest.mark.rows("ESS-57", "ESS-58")
def test_anonymous() -> None:
    """Who left no contact route is not owed confirmation or answer; registration is still due."""
    judged = story(anonymous=True, has_contact_route=False).assess("2025-12-31")
    for id_ in ("acknowledgement", "answer"):
        assert judged[id_].outcome is Outcome.NOT_APPLICABLE
        assert judged[id_].reason is Reason.NO_CONTACT_ROUTE
    assert judged["registration"].outcome is Outcome.PENDING


@pytest.mark.rows("ESS-58")
def test_pseudonym_with_an_address() -> None:
    """Anonymous with a reply address is reachable, and the clock runs (AMB-11)."""
    judged = story(anonymous=True, has_contact_route=True)
    assert judged.outcome("acknowledgement", "2025-03-11") is Outcome.OVERDUE


def test_all_bind() -> None:
    """Every duty of the routine is a must, those without a number too."""
    assert {o.strength for o in POLICY.obligations} == {Strength.MUST}


# --- what it covers ------------------------------------------------------------------------------


@pytest.mark.rows("ESS-04", "ESS-43")
@pytest.mark.parametrize(
    ("kind", "label", "definition"),
    [
        (Kind.PRAISE, "beröm", "positiv kritik"),
        (Kind.COMPLAINT, "klagomål", "negativ kritik"),
        (Kind.SUGGESTION, "förslag", "idé, önskemål eller förslag till förändring"),
    ],
)
def test_kinds(kind: Kind, label: str, definition: str) -> None:
    """Praise, complaints and suggestions are all *synpunkter*, each under its own name."""
    verdict = POLICY.triage(story(kind=kind).case.feedback)
    assert (verdict.accepted, verdict.kind, verdict.label.sv) == (True, kind, label)
    assert AdviceCode.KIND_UNLISTED not in {advice.code for advice in verdict.advice}
    (rule,) = (rule for rule in POLICY.kinds if rule.kind is kind)
    assert rule.definition
    assert rule.definition.sv == definition
    assert POLICY.umbrella.sv == "synpunkt"


@pytest.mark.rows("ESS-04")
def test_no_other_kind() -> None:
    """A kind the text does not name is taken in with advice."""
    verdict = POLICY.triage(story(kind=Kind.QUESTION).case.feedback)
    assert verdict.accepted
    assert [advice.code for advice in verdict.advice] == [AdviceCode.KIND_UNLISTED]


@pytest.mark.rows("ESS-43", "ESS-06")
@pytest.mark.parametrize("capacity", list(SubmitterCapacity))
def test_directly_and_indirectly_concerned(capacity: SubmitterCapacity) -> None:
    """Everybody concerned is heard, directly or indirectly; only staff as staff are not."""
    verdict = POLICY.triage(story(capacity=capacity).case.feedback)
    assert verdict.accepted is (capacity is not SubmitterCapacity.STAFF)


@pytest.mark.rows("ESS-06")
def test_feedback_from_staff() -> None:
    """Staff who write as staff are outside, without a clock; as parents they are inside."""
    told = story(capacity=SubmitterCapacity.STAFF)
    verdict = POLICY.triage(told.case.feedback)
    assert verdict.reason == "staff_submitter"
    assert [citation.rows for citation in verdict.citations] == [("ESS-06",)]
    assert POLICY.deadlines(told.case.feedback) == ()
    parent = story(capacity=SubmitterCapacity.GUARDIAN, by=Actor(Role.STAFF, "colleague-1"))
    assert POLICY.deadlines(parent.case.feedback)


@pytest.mark.rows("ESS-07", "ESS-34", "ESS-35", "ESS-37", "ESS-38")
@pytest.mark.parametrize(
    ("stream", "rows", "must_inform", "refer_to"),
    [
        (
            "appeal",
            {"ESS-07", "ESS-35", "ESS-36"},
            {Content.RIGHT_TO_APPEAL, Content.HELP_OFFERED},
            "överklagande",
        ),
        ("other_procedure", {"ESS-07", "ESS-34"}, set(), "rutin"),
        ("lex_sarah", {"ESS-34"}, set(), "avvikelsehantering"),
        ("lex_maria", {"ESS-34"}, set(), "avvikelsehantering"),
        ("fault_report", {"ESS-37"}, set(), "felanmälan"),
        ("other_principal", {"ESS-38"}, {Content.RIGHT_INSTANCE}, "rätt instans"),
    ],
)
def test_excluded(stream: str, rows: set[str], must_inform: set[str], refer_to: str) -> None:
    """Each stream that the text leaves out is known, cited, routed, and gets no clock."""
    told = story(streams={stream})
    verdict = POLICY.triage(told.case.feedback)
    assert (verdict.accepted, verdict.reason) == (False, stream)
    assert {row for citation in verdict.citations for row in citation.rows} == rows
    assert verdict.must_inform == must_inform
    assert verdict.refer_to
    assert refer_to in verdict.refer_to.sv
    assert POLICY.deadlines(told.case.feedback) == ()
    assert told.case.excluded == stream


@pytest.mark.parametrize(
    "stream", ["citizen_proposal", "document_request", "damages_claim", "degrading_treatment"]
)
def test_excluded_by_law(stream: str) -> None:
    """Streams that the text does not name are left out by the law, which is cited instead."""
    verdict = POLICY.triage(story(streams={stream}).case.feedback)
    assert verdict.reason == stream
    assert not any(citation.rows for citation in verdict.citations)


def test_whistleblowing_is_kept_apart() -> None:
    """A whistleblower's report never enters the ordinary store."""
    feedback = Feedback(
        kind=Kind.COMPLAINT,
        channel=Channel.EMAIL,
        received_at=Story(POLICY).moment(MONDAY),
        streams={"whistleblowing"},
    )
    assert POLICY.triage(feedback).keep_apart


@pytest.mark.rows("ESS-35", "ESS-36")
def test_appeal_is_told_and_helped() -> None:
    """An appeal against a school decision is closed only when right and help have been told."""
    told = story(streams={"appeal"}, sector="education")
    with pytest.raises(TransitionError, match="help_offered, right_to_appeal"):
        told.record("2025-03-04", Closed, by=REGISTRAR)
    told.record("2025-03-05", Informed, content={Content.RIGHT_TO_APPEAL})
    with pytest.raises(TransitionError, match="help_offered"):
        told.record("2025-03-06", Closed, by=REGISTRAR)
    told.record("2025-03-06", Informed, content={Content.HELP_OFFERED})
    told.record("2025-03-06", Closed, by=REGISTRAR)
    judged = told.assess("2025-12-31")
    assert {a.outcome for a in judged.values()} == {Outcome.NOT_APPLICABLE}
    assert not any(a.counts for a in judged.values())


@pytest.mark.rows("ESS-38")
def test_referred_to_another_instance() -> None:
    """What another body answers for is referred there, and the person told which."""
    told = story(streams={"other_principal"})
    told.record("2025-03-04", ReferredOut, to="forsakringskassan")
    with pytest.raises(TransitionError, match="right_instance"):
        told.record("2025-03-05", Closed, by=REGISTRAR)
    told.record("2025-03-05", Informed, content={Content.RIGHT_INSTANCE})
    told.record("2025-03-05", Closed, by=REGISTRAR)


@pytest.mark.rows("ESS-34")
def test_deviation_and_feedback_in_one_letter() -> None:
    """A letter that is both is split: the deviation goes its way, the rest follows the routine."""
    told = story()
    part = Feedback(
        kind=Kind.COMPLAINT,
        channel=Channel.LETTER,
        received_at=told.case.received_at,
        streams={"lex_sarah"},
    )
    split = lifecycle.split(
        told.case, {"case-2": part}, POLICY, told.moment("2025-03-04"), by=REGISTRAR
    )
    (child,) = split.children["case-2"]
    assert isinstance(child, Received)
    assert child.excluded == "lex_sarah"
    assert child.parent == told.case.id
    assert told.case.excluded == ""


@pytest.mark.rows("ESS-05", "ESS-15")
def test_other_operations_are_received_too() -> None:
    """Feedback on another administration is accepted, its clock unmoved by the handing over."""
    astray = story(receiving_unit="library", unit="roads", administration="technical")
    assert POLICY.triage(astray.case.feedback).accepted
    at_home = story(receiving_unit="roads", unit="roads", administration="technical")
    assert POLICY.deadlines(astray.case.feedback) == POLICY.deadlines(at_home.case.feedback)
    moved = astray.on("2025-03-06", Transferred, to_unit="roads")
    assert moved.assess("2025-03-07")["acknowledgement"].due == date(2025, 3, 10)


@pytest.mark.rows("ESS-05", "ESS-15", "ESS-52")
@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_everybody_receives(role: Role) -> None:
    """Any member of staff receives, so there is somebody else than the nearest to turn to."""
    assert role in rule_for("received").roles
    assert story(by=Actor(role, "someone")).case.received.by.role is role


# --- channels ------------------------------------------------------------------------------------


@pytest.mark.rows("ESS-12", "ESS-13", "ESS-14", "ESS-55", "ESS-56", "ESS-57")
@pytest.mark.parametrize(
    ("channel", "rows", "must_offer"),
    [
        (Channel.PAPER_FORM, {"ESS-12", "ESS-56"}, False),
        (Channel.IN_PERSON, {"ESS-13", "ESS-55"}, True),
        (Channel.PHONE, {"ESS-13", "ESS-55"}, True),
        (Channel.LETTER, {"ESS-14", "ESS-55"}, True),
        (Channel.EMAIL, {"ESS-14", "ESS-55"}, True),
        (Channel.FAX, {"ESS-14"}, False),
        (Channel.WEB_FORM, {"ESS-14", "ESS-20"}, False),
    ],
)
def test_channels(channel: Channel, rows: set[str], must_offer: bool) -> None:
    """Each channel stands in the text, open to anonymous feedback; four must be offered."""
    (rule,) = (rule for rule in POLICY.channels if rule.channel is channel)
    assert {row for c in rule.citations for row in c.rows} == rows | {"ESS-57"}
    assert rule.must_offer is must_offer
    assert rule.anonymous is Anonymity.ALLOWED
    verdict = POLICY.triage(story(channel=channel, anonymous=True).case.feedback)
    assert verdict.accepted
    assert {advice.code for advice in verdict.advice} <= {AdviceCode.WRITE_DOWN}


@pytest.mark.rows("ESS-17")
@pytest.mark.parametrize("channel", list(Channel))
def test_oral_feedback_is_written_down(channel: Channel) -> None:
    """Oral feedback comes with the advice to offer a form or write it down; written does not."""
    advice = POLICY.triage(story(channel=channel).case.feedback).advice
    oral = channel in (Channel.IN_PERSON, Channel.PHONE)
    assert (AdviceCode.WRITE_DOWN in {item.code for item in advice}) is oral


# --- publicity -----------------------------------------------------------------------------------


@pytest.mark.rows("ESS-08", "ESS-09", "ESS-10")
def test_public_by_default() -> None:
    """Feedback is public; secrecy needs a ground, and the registrar is whom to ask."""
    assert POLICY.secrecy
    assert POLICY.secrecy.public_by_default
    assert POLICY.secrecy.basis_required
    assert POLICY.secrecy.ask is Role.REGISTRAR
    assert story().case.secrecy is None


@pytest.mark.rows("ESS-09")
@pytest.mark.parametrize("basis", ["", "   "])
def test_secrecy_needs_a_provision(basis: str) -> None:
    """A marking without the provision it rests on is refused."""
    with pytest.raises(EventError, match="legal_basis"):
        story().on("2025-03-04", SecrecyMarked, legal_basis=basis)


@pytest.mark.rows("ESS-09")
def test_any_provision_will_do() -> None:
    """The act may be named as it is called today, or as it was."""
    for basis in ("OSL 26 kap. 1 §", "7 kap. 4 § sekretesslagen"):
        marked = story().record("2025-03-04", SecrecyMarked, by=REGISTRAR, legal_basis=basis)
        assert marked.case.secrecy
        assert marked.case.secrecy.legal_basis == basis


@pytest.mark.rows("ESS-11")
def test_secret_feedback_gets_its_own_number() -> None:
    """A place in the dossier does not do for what is secret; a number of its own does."""
    marked = registered().on("2025-03-04", SecrecyMarked, legal_basis="OSL 26 kap. 1 §")
    assert marked.outcome("secret_registration", "2025-03-31") is Outcome.PENDING
    with pytest.raises(TransitionError, match="number of its own"):
        marked.record("2025-03-05", Registered, by=REGISTRAR, **DOSSIER)
    marked.record("2025-03-05", Registered, by=REGISTRAR, **OWN_NUMBER)
    assert marked.outcome("secret_registration", "2025-03-31") is Outcome.MET


@pytest.mark.rows("ESS-11")
def test_secret_feedback_left_in_the_dossier() -> None:
    """Closed with the secret in the dossier only: a breach."""
    marked = registered().on("2025-03-04", SecrecyMarked, legal_basis="OSL 26 kap. 1 §")
    marked.on("2025-03-20", Closed, by=REGISTRAR)
    assert marked.outcome("secret_registration", "2025-03-31") is Outcome.OVERDUE
    public = registered().on("2025-03-20", Closed, by=REGISTRAR).assess("2025-03-31")
    assert public["secret_registration"].outcome is Outcome.NOT_APPLICABLE


@pytest.mark.rows("ESS-11")
def test_secret_after_closing() -> None:
    """Marked secret on a closed case: the own number is due from then on, and no breach before."""
    closed = registered().on("2025-03-20", Closed, by=REGISTRAR)
    closed.record("2025-05-05", SecrecyMarked, by=REGISTRAR, legal_basis="OSL 21 kap. 1 §")
    assert closed.outcome("secret_registration", "2025-05-31") is Outcome.PENDING
    closed.record("2025-05-06", Registered, by=REGISTRAR, **OWN_NUMBER)
    assert closed.outcome("secret_registration", "2025-05-31") is Outcome.MET


# --- to the registrar, and registered ------------------------------------------------------------


@pytest.mark.rows("ESS-18")
def test_handed_over_directly() -> None:
    """How fast it reached the registrar is measured and never failed; a reminder comes."""
    slow = story().on("2025-03-06", Transferred, to_role=Role.REGISTRAR)
    judged = slow.assess("2025-03-31")["hand_to_registrar"]
    assert (judged.outcome, judged.reason) == (Outcome.NOT_ASSESSABLE, Reason.NO_NUMBER)
    assert (judged.done_on, judged.working_days_used) == (date(2025, 3, 6), 3)
    kept = registered().assess("2025-03-31")["hand_to_registrar"]  # it came to her at once
    assert (kept.done_on, kept.working_days_used) == (date(2025, 3, 3), 0)
    astray = story().on("2025-03-04", Transferred, to_role=Role.HANDLER)
    assert astray.assess("2025-03-31")["hand_to_registrar"].done_on is None
    reminded = [
        day
        for day in (date(2025, 3, 3), date(2025, 3, 4))
        for each in attention(story().case, POLICY, day).reminders
        if (each.kind, each.obligation) == (ReminderKind.LINGERING, "hand_to_registrar")
    ]
    assert reminded == [date(2025, 3, 4)]


@pytest.mark.rows("ESS-21")
def test_switchboard_forwards_web_forms() -> None:
    """What came by the website is forwarded to the registrar by the switchboard."""
    web = story(channel=Channel.WEB_FORM, by=SWITCHBOARD)
    web.on("2025-03-03 13:00", Transferred, by=SWITCHBOARD, to_role=Role.REGISTRAR)
    assert web.outcome("forward_to_registrar", "2025-03-31") is Outcome.MET


@pytest.mark.rows("ESS-21")
@pytest.mark.parametrize(
    ("by", "to"), [(SWITCHBOARD, Role.HANDLER), (Actor(Role.STAFF, "s"), Role.REGISTRAR)]
)
def test_forwarded_otherwise(by: Actor, to: Role) -> None:
    """Somebody else's forwarding, or forwarding to somebody else, is not what the text says."""
    web = story(channel=Channel.WEB_FORM, by=SWITCHBOARD)
    web.on("2025-03-03 13:00", Transferred, by=by, to_role=to).on("2025-03-20", Closed)
    assert web.outcome("forward_to_registrar", "2025-03-31") is Outcome.OVERDUE


@pytest.mark.rows("ESS-21")
def test_letters_pass_no_switchboard() -> None:
    """The switchboard's duty is for the website only."""
    assert story().outcome("forward_to_registrar", "2025-03-31") is Outcome.NOT_APPLICABLE


@pytest.mark.rows("ESS-22")
@pytest.mark.parametrize(
    ("received", "administration", "name"),
    [
        (date(2025, 1, 1), "", "Synpunkten 2025"),
        (date(2025, 12, 31), "technical", "Synpunkten 2025"),
        (date(2025, 7, 31), "education", "Synpunkten 2024/25"),
        (date(2025, 8, 1), "education", "Synpunkten 2025/26"),
        (date(2025, 1, 1), "education", "Synpunkten 2024/25"),
        (date(2000, 1, 1), "education", "Synpunkten 1999/00"),
    ],
)
def test_yearly_dossier(received: date, administration: str, name: str) -> None:
    """A new dossier each calendar year; in education each school year, from 1 August (AMB-12)."""
    assert registration().dossier_name(received, administration) == name


@pytest.mark.rows("ESS-11", "ESS-22", "ESS-23")
def test_entry_on_arrival() -> None:
    """Feedback gets a running number in its administration's dossier; the secret one its own."""
    told = story("2025-02-03", administration="education")
    (entry,) = entries_on_arrival(told.case, POLICY)
    assert (entry.register, entry.dossier) == ("diarium", "Synpunkten 2024/25")
    assert "education" in entry.series
    told.on("2025-02-04", SecrecyMarked, legal_basis="OSL 23 kap. 2 §")
    assert entry_for(told.case, POLICY, registration(), "feedback").dossier == ""


@pytest.mark.rows("ESS-23", "ESS-60")
@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.SUGGESTION, Kind.PRAISE])
def test_all_feedback_is_registered(kind: Kind) -> None:
    """Every kind is registered; closing without it is a breach."""
    assert registered(kind=kind).outcome("registration", "2025-03-31") is Outcome.MET
    closed = story(kind=kind).on("2025-03-20", Closed, by=REGISTRAR)
    assert closed.outcome("registration", "2025-03-31") is Outcome.OVERDUE


@pytest.mark.rows("ESS-60", "ESS-11", "ESS-23", "ESS-22", "ESS-17")
def test_register() -> None:
    """The register is the administration's diary, for all kinds."""
    rule = registration()
    assert (rule.register, rule.dossier, rule.kinds) == ("diarium", "Synpunkten", frozenset())
    assert rule.what == {"feedback"}
    assert rule.label.sv == "förvaltningens diarium"
    assert rule.strength is Strength.MUST
    assert rule.secret_individually
    assert not rule.deidentified
    assert {row for c in rule.citations for row in c.rows} == {
        "ESS-11",
        "ESS-17",
        "ESS-22",
        "ESS-23",
        "ESS-60",
    }


@pytest.mark.rows("ESS-23")
def test_only_the_registrar_registers() -> None:
    """A handler may not register; the registrar may, and so may a diary that numbers by itself."""
    with pytest.raises(TransitionError, match="handler may not do this"):
        story().record("2025-03-04", Registered, by=HANDLER, **DOSSIER)
    for by in (REGISTRAR, Actor(Role.SYSTEM)):
        kept = story().record("2025-03-04", Registered, by=by, **DOSSIER)
        assert kept.case.registrations[0].dossier == "Synpunkten 2025"


@pytest.mark.rows("ESS-27", "ESS-28")
def test_copy_to_the_handler() -> None:
    """The handler gets a copy once the feedback is registered."""
    told = registered().on("2025-03-04", CopySent, by=REGISTRAR)
    assert told.outcome("copy_to_handler", "2025-03-31") is Outcome.MET
    without = registered().on("2025-03-20", Closed, by=REGISTRAR)
    assert without.outcome("copy_to_handler", "2025-03-31") is Outcome.OVERDUE
    elsewhere = registered().on("2025-03-04", CopySent, by=REGISTRAR, to=Role.BOARD)
    assert elsewhere.outcome("copy_to_handler", "2025-03-31") is Outcome.PENDING


@pytest.mark.rows("ESS-28")
def test_copy_before_registration() -> None:
    """A copy sent before the registration is out of order and does not count."""
    early = story().on("2025-03-03 13:00", CopySent, by=REGISTRAR)
    early.on("2025-03-04", Registered, by=REGISTRAR, **DOSSIER)
    assert early.outcome("copy_to_handler", "2025-03-31") is Outcome.PENDING


@pytest.mark.rows("ESS-27")
def test_only_the_registrar_sends_the_copy() -> None:
    """The copy comes from the registrar."""
    with pytest.raises(TransitionError, match="staff may not do this"):
        registered().record("2025-03-04", CopySent, by=Actor(Role.STAFF, "s"))
    for by in (REGISTRAR, Actor(Role.SYSTEM)):
        registered().record("2025-03-04", CopySent, by=by)


# --- answer and closing --------------------------------------------------------------------------


@pytest.mark.rows("ESS-29")
def test_answer_before_closing() -> None:
    """The answer has no day, but the case is not closed without it."""
    assert story().outcome("answer", "2030-12-31") is Outcome.PENDING
    assert story().on("2026-02-02", Answered).outcome("answer", "2026-03-31") is Outcome.MET
    silent = story().on("2025-03-20", Closed, by=REGISTRAR, content={Content.UNIT_NOTES})
    assert silent.outcome("answer", "2025-03-31") is Outcome.OVERDUE
    answer = {d.obligation.id: d for d in POLICY.deadlines(story().case.feedback)}["answer"]
    assert answer.due is None


@pytest.mark.rows("ESS-29", "ESS-58")
def test_closing_waits_for_the_answer() -> None:
    """The registrar cannot close an unanswered case, unless there is nobody to answer."""
    notes = {Content.UNIT_NOTES}
    with pytest.raises(TransitionError, match="'answered' must come first"):
        story().record("2025-03-20", Closed, by=REGISTRAR, content=notes)
    story().on("2025-03-19", Answered).record("2025-03-20", Closed, by=REGISTRAR, content=notes)
    nobody = story(anonymous=True, has_contact_route=False)
    nobody.record("2025-03-20", Closed, by=REGISTRAR, content=notes)


@pytest.mark.rows("ESS-30")
def test_closing_needs_the_units_notes() -> None:
    """Without the unit's notes the case stays open, and a log that says otherwise is a breach."""
    told = story().on("2025-03-19", Answered)
    with pytest.raises(TransitionError, match="unit_notes"):
        told.record("2025-03-20", Closed, by=REGISTRAR)
    told.record("2025-03-20", Closed, by=REGISTRAR, content={Content.UNIT_NOTES})
    assert told.outcome("closing_notes", "2025-03-31") is Outcome.MET
    bare = story().on("2025-03-20", Closed, by=REGISTRAR)
    assert bare.outcome("closing_notes", "2025-03-31") is Outcome.OVERDUE


@pytest.mark.rows("ESS-30")
def test_only_the_registrar_closes() -> None:
    """The handler sends the notes; the registrar closes."""
    told = story().on("2025-03-19", Answered)
    with pytest.raises(TransitionError, match="leaves it to registrar"):
        told.record("2025-03-20", Closed, by=HANDLER, content={Content.UNIT_NOTES})


# --- when the person is not satisfied ------------------------------------------------------------


@pytest.mark.rows("ESS-39", "ESS-40")
def test_ladder() -> None:
    """Dissatisfaction lifts the case to the responsible manager, then to the superior one."""
    said = {"satisfaction": Satisfaction.DISSATISFIED, "by": Actor(Role.SUBMITTER)}
    told = story().on("2025-03-10", Answered)
    assert escalation_due(told.case, POLICY) is None
    told.record("2025-03-12", SatisfactionRecorded, **said)
    assert escalation_due(told.case, POLICY) == 2
    told.record("2025-03-13", Escalated, to_level=2, to_role=Role.RESPONSIBLE_MANAGER)
    assert escalation_due(told.case, POLICY) is None
    told.record("2025-03-20", SatisfactionRecorded, **said)
    assert escalation_due(told.case, POLICY) == 3
    told.record("2025-03-21", Escalated, to_level=3, to_role=Role.SUPERIOR_MANAGER)
    told.record("2025-03-28", SatisfactionRecorded, **said)
    assert escalation_due(told.case, POLICY) is None  # the text stops there


@pytest.mark.rows("ESS-39", "ESS-40")
def test_levels() -> None:
    """Handler, responsible manager, superior manager; the text names the last two."""
    assert POLICY.ladder
    assert [(level.role, level.citations[0].rows) for level in POLICY.ladder.levels] == [
        (Role.HANDLER, ("ESS-29",)),
        (Role.RESPONSIBLE_MANAGER, ("ESS-39",)),
        (Role.SUPERIOR_MANAGER, ("ESS-40",)),
    ]


@pytest.mark.rows("ESS-40")
def test_no_level_is_skipped() -> None:
    """The superior manager comes after the responsible one, and only on new dissatisfaction."""
    told = story().on("2025-03-10", Answered)
    told.on("2025-03-12", SatisfactionRecorded, satisfaction=Satisfaction.DISSATISFIED)
    with pytest.raises(TransitionError, match="after level 1 comes 2"):
        told.record("2025-03-13", Escalated, to_level=3)
    told.record("2025-03-13", Escalated, to_level=2)
    with pytest.raises(TransitionError, match="no dissatisfaction"):
        told.record("2025-03-14", Escalated, to_level=3)


@pytest.mark.rows("ESS-39")
@pytest.mark.parametrize("said", [Satisfaction.SATISFIED, Satisfaction.UNKNOWN])
def test_silence_is_not_dissatisfaction(said: Satisfaction) -> None:
    """Satisfied or silent persons are left in peace (AMB-26)."""
    told = story().on("2025-03-12", SatisfactionRecorded, satisfaction=said)
    assert escalation_due(told.case, POLICY) is None


def test_reopening_restarts_no_clock() -> None:
    """A case opened again keeps the confirmation's first day."""
    told = story().on("2025-03-10", Answered)
    told.record("2025-03-20", Closed, by=REGISTRAR, content={Content.UNIT_NOTES})
    told.record("2025-06-02", Reopened)
    assert told.assess("2025-06-30")["acknowledgement"].due == date(2025, 3, 10)
    assert told.outcome("answer", "2025-06-30") is Outcome.MET


# --- reports -------------------------------------------------------------------------------------


@pytest.mark.rows("ESS-32", "ESS-33", "ESS-61", "ESS-62")
def test_report_to_the_board() -> None:
    """Twice a year with the interim and annual accounts: number, character and measures."""
    rule = next(rule for rule in POLICY.reports if rule.id == "board")
    assert (rule.audience, rule.min_per_year, rule.level) == (Role.BOARD, 2, "administration")
    assert rule.strength is Strength.MUST
    assert rule.contents == {"count", "by_kind", "measures"}
    assert [(a.name, a.start, a.end, a.ours) for a in rule.anchors] == [
        ("interim_accounts", (1, 1), (8, 31), True),
        ("annual_accounts", (1, 1), (12, 31), False),
    ]
    assert {row for c in rule.citations for row in c.rows} == {
        "ESS-32",
        "ESS-33",
        "ESS-61",
        "ESS-62",
    }


@pytest.mark.rows("ESS-32", "ESS-62", "AMB-13")
def test_report_periods() -> None:
    """Interim accounts cover January to August and annual ones the year, both from 1 January."""
    rule = next(rule for rule in POLICY.reports if rule.id == "board")
    assert [(period.first, period.last) for period in periods_of(rule, 2025)] == [
        (date(2025, 1, 1), date(2025, 8, 31)),
        (date(2025, 1, 1), date(2025, 12, 31)),
    ]


@pytest.mark.rows("ESS-64")
def test_report_to_the_elected() -> None:
    """The elected follow up once a year, by the report that the board gets."""
    rule = next(rule for rule in POLICY.reports if rule.id == "elected")
    assert (rule.audience, rule.min_per_year, rule.strength) == (Role.ELECTED, 1, Strength.MUST)
    assert rule.level == "municipality"
    assert rule.satisfied_by == "board"


# --- content, statistics, guidance ---------------------------------------------------------------


@pytest.mark.rows("ESS-02")
@pytest.mark.parametrize("word", [Acknowledged, HandlerAnnounced, Answered])
def test_thanks_and_regret(word: type[Acknowledged]) -> None:
    """The first word to the person is checked for thanks and, where there is cause, regret."""
    told = story()
    event = word(at=told.moment("2025-03-04"), content=NAME_AND_CONTACT | {Content.NEXT_INSTANCE})
    (flag,) = (f for f in review(told.case, event, POLICY) if f.code is FlagCode.CHECKLIST_OPEN)
    assert flag.missing == {Content.THANKS, Content.REGRET}


@pytest.mark.rows("ESS-49")
def test_where_to_turn() -> None:
    """An answer that did not solve it says where the person can turn."""
    told = story()
    event = Answered(at=told.moment("2025-03-04"), content={Content.THANKS, Content.REGRET})
    (flag,) = (f for f in review(told.case, event, POLICY) if f.code is FlagCode.CHECKLIST_OPEN)
    assert flag.missing == {Content.NEXT_INSTANCE}


@pytest.mark.rows("ESS-26")
def test_reviewed_before_it_is_sent() -> None:
    """A confirmation without contact details is flagged before it is recorded."""
    told = story()
    event = Acknowledged(at=told.moment("2025-03-04"), content={Content.HANDLER_NAME})
    flags = review(told.case, event, POLICY)
    assert {Content.HANDLER_CONTACT} in [f.missing for f in flags if f.obligation]


@pytest.mark.rows("ESS-03", "ESS-16", "ESS-48", "ESS-51")
def test_statistics_without_a_pass_mark() -> None:
    """What the text aims at without a number is measured."""
    rows = {s.code: {row for c in s.citations for row in c.rows} for s in POLICY.statistics}
    assert rows == {
        "days_to_answer": {"ESS-03"},
        "resolved_at_first_contact": {"ESS-16", "ESS-48"},
        "by_receiving_unit": {"ESS-51"},
    }
    solved = story().on("2025-03-03 13:00", MeasureRecorded, measure="m1", at_first_contact=True)
    assert solved.case.measures[0].at_first_contact


def test_guidance_in_both_languages() -> None:
    """Attitudes and advice are kept as guidance, in Swedish and English."""
    rows = {row for item in POLICY.guidance for c in item.citations for row in c.rows}
    assert rows == {
        *("ESS-03", "ESS-10", "ESS-19", "ESS-25", "ESS-31", "ESS-41", "ESS-42", "ESS-44"),
        *("ESS-45", "ESS-46", "ESS-47", "ESS-50", "ESS-52", "ESS-54", "ESS-59", "ESS-63"),
    }
    assert all(item.text.sv != item.text.en for item in POLICY.guidance)


@pytest.mark.rows("ESS-31")
def test_accountable() -> None:
    """The responsible manager answers for follow-up and improvement."""
    assert POLICY.accountable is Role.RESPONSIBLE_MANAGER

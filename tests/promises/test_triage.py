# SPDX-License-Identifier: Apache-2.0
"""Triage: what the routine covers, where the rest belongs, and what is owed either way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from klagomal.cases.feedback import Feedback
from klagomal.policy.policy import Policy
from klagomal.promises.citation import Source
from klagomal.promises.provisions import ChannelRule, Exclusion, KindRule, RegistrationRule
from klagomal.promises.triage import AdviceCode, Triage
from klagomal.vocabulary import (
    Anonymity,
    Channel,
    Content,
    Kind,
    Label,
    OnDenied,
    Stream,
    SubmitterCapacity,
)
from tests.small_policies import ANSWER, WORDS, small

ACT = Source(title="Lag", document_type="lag").cite(heading="5 §")
COURT = Label("domstolen", "the court")
APPEAL = Exclusion(
    stream=Stream.APPEAL,
    refer_to=COURT,
    must_inform={Content.RIGHT_TO_APPEAL},
    citations=(ACT,),
)
STAFF = Exclusion(
    stream=Stream.STAFF_SUBMITTER, refer_to=WORDS, capacities={SubmitterCapacity.STAFF}
)
WHISTLE = Exclusion(stream=Stream.WHISTLEBLOWING, refer_to=WORDS, keep_apart=True)
FAULT = Exclusion(
    stream=Stream.FAULT_REPORT, refer_to=WORDS, must_inform={Content.AVAILABLE_ROUTES}
)
OPEN_CHANNELS = small(ANSWER, channels_open=True)


def sent(**about: Any) -> Feedback:
    """Return a complaint by letter that arrived on 3 March 2025, changed in some parts."""
    parts: dict[str, Any] = {
        "kind": Kind.COMPLAINT,
        "channel": Channel.LETTER,
        "received_at": datetime(2025, 3, 3, 12, tzinfo=UTC),
    }
    return Feedback(**parts | about)


def advice(verdict: Triage) -> list[AdviceCode]:
    """Return the codes of the advice given."""
    return [item.code for item in verdict.advice]


def with_exclusions(*exclusions: Exclusion) -> Policy:
    """Return a policy with these exclusions."""
    return small(ANSWER, exclusions=exclusions, channels_open=True)


def test_ordinary_feedback_is_accepted_without_a_word() -> None:
    """Nothing is excluded, nothing is advised."""
    verdict = OPEN_CHANNELS.triage(sent())
    assert verdict.accepted
    assert verdict.exclusion is None
    assert verdict.reason == ""
    assert verdict.refer_to is None
    assert verdict.must_inform == frozenset()
    assert verdict.citations == ()
    assert not verdict.keep_apart
    assert not verdict.refuse_at_intake
    assert verdict.advice == ()


def test_an_excluded_stream_is_a_label_and_a_route() -> None:
    """Where it belongs, what must be told and the source of the rule stand in the verdict."""
    verdict = with_exclusions(STAFF, APPEAL).triage(sent(streams={Stream.APPEAL}))
    assert not verdict.accepted
    assert verdict.reason == "appeal"
    assert verdict.refer_to == COURT
    assert verdict.must_inform == {Content.RIGHT_TO_APPEAL}
    assert verdict.citations == (ACT,)


def test_staff_are_excluded_by_capacity_and_matters_by_stream() -> None:
    """AMB-28: an employee who writes as a parent is inside; an employer matter is outside."""
    employer = Exclusion(stream=Stream.EMPLOYER_MATTER, refer_to=WORDS)
    policy = with_exclusions(STAFF, employer)
    assert policy.triage(sent(capacity=SubmitterCapacity.STAFF)).reason == "staff_submitter"
    assert policy.triage(sent(capacity=SubmitterCapacity.GUARDIAN)).accepted
    assert policy.triage(sent(streams={Stream.EMPLOYER_MATTER})).reason == "employer_matter"


def test_the_first_of_several_exclusions_decides_and_all_must_inform() -> None:
    """The policy's order decides; what each demands to be told adds up."""
    verdict = with_exclusions(FAULT, APPEAL).triage(sent(streams={"appeal", "fault_report"}))
    assert verdict.exclusions == (FAULT, APPEAL)
    assert verdict.exclusion is FAULT
    assert verdict.must_inform == {Content.RIGHT_TO_APPEAL, Content.AVAILABLE_ROUTES}


def test_what_must_be_kept_apart_goes_before_all_else() -> None:
    """Whistleblowing never enters the ordinary store because it is also something else."""
    verdict = with_exclusions(APPEAL, WHISTLE).triage(sent(streams={"appeal", "whistleblowing"}))
    assert verdict.keep_apart
    assert verdict.reason == "whistleblowing"


def test_an_exclusion_that_does_not_stand_that_day_excludes_nothing() -> None:
    """An act that came into force later does not reach back; the day is the Swedish one."""
    later = Exclusion(stream="whistleblowing", refer_to=WORDS, valid_from=date(2025, 3, 4))
    policy = with_exclusions(later)
    late_evening = datetime(2025, 3, 3, 23, 30, tzinfo=UTC)  # 00:30 on the 4th in Stockholm
    assert policy.triage(sent(streams={"whistleblowing"})).accepted
    assert not policy.triage(sent(streams={"whistleblowing"}, received_at=late_evening)).accepted


def test_a_stream_that_the_text_does_not_exclude_follows_the_routine() -> None:
    """It is said, once for each, in a stable order."""
    verdict = with_exclusions(APPEAL).triage(sent(streams={"parking_fine", "damages_claim"}))
    assert verdict.accepted
    assert advice(verdict) == [AdviceCode.STREAM_UNKNOWN, AdviceCode.STREAM_UNKNOWN]
    assert "damages_claim" in verdict.advice[0].text.en
    assert "parking_fine" in verdict.advice[1].text.sv


# --- kinds ----------------------------------------------------------------------------------------

KRAMFORS_LIKE = small(
    ANSWER,
    kinds=(
        KindRule(kind=Kind.COMPLAINT, label=Label("klagomål", "complaint")),
        KindRule(kind=Kind.OPINION, label=Label("synpunkt", "opinion"), bucket="synpunkter"),
        KindRule(kind=Kind.PRAISE, label=Label("beröm", "praise"), counts_as=Kind.OPINION),
    ),
    channels_open=True,
)


def test_a_kind_the_text_names_has_its_local_label_and_bucket() -> None:
    """Labels and headings are the policy's own; a kind without a heading is its own."""
    verdict = KRAMFORS_LIKE.triage(sent(kind=Kind.OPINION))
    assert (verdict.kind, verdict.label.sv, verdict.bucket) == (
        Kind.OPINION,
        "synpunkt",
        "synpunkter",
    )
    assert KRAMFORS_LIKE.triage(sent()).bucket == "complaint"


def test_a_kind_may_count_as_another() -> None:
    """AMB-09: praise taken in as an opinion is treated and reported as one, and that is said."""
    verdict = KRAMFORS_LIKE.triage(sent(kind=Kind.PRAISE))
    assert verdict.accepted
    assert verdict.kind is Kind.OPINION
    assert verdict.label.sv == "beröm"
    assert verdict.bucket == "synpunkter"
    assert advice(verdict) == [AdviceCode.KIND_COUNTED_AS]


def test_a_kind_the_text_does_not_name_is_taken_in_all_the_same() -> None:
    """Nothing that arrived is refused because of what it is called."""
    verdict = KRAMFORS_LIKE.triage(sent(kind=Kind.QUESTION))
    assert verdict.accepted
    assert (verdict.kind, verdict.bucket) == (Kind.QUESTION, "question")
    assert advice(verdict) == [AdviceCode.KIND_UNLISTED]


@pytest.mark.parametrize("kind", list(Kind))
def test_the_policy_and_the_verdict_report_a_kind_under_one_heading(kind: Kind) -> None:
    """A report and an intake form never disagree."""
    verdict = KRAMFORS_LIKE.triage(sent(kind=kind))
    assert KRAMFORS_LIKE.bucket(kind) == verdict.bucket
    assert KRAMFORS_LIKE.kind_label(kind) == verdict.label
    assert KRAMFORS_LIKE.counts_as(kind) == verdict.kind


# --- channels and anonymity -----------------------------------------------------------------------

CHANNELS = small(
    ANSWER,
    channels=(
        ChannelRule(channel=Channel.LETTER, anonymous=Anonymity.ALLOWED),
        ChannelRule(
            channel=Channel.WEB_FORM,
            anonymous=Anonymity.DENIED,
            valid_from=date(2005, 1, 1),
            citations=(ACT,),
        ),
        ChannelRule(channel=Channel.EMAIL),
    ),
)
NAMELESS = {"anonymous": True, "has_contact_route": False}


@pytest.mark.parametrize(
    ("about", "codes"),
    [
        ({}, []),
        ({"channel": Channel.EMAIL}, []),
        ({"channel": Channel.FAX}, [AdviceCode.CHANNEL_UNLISTED]),
        (NAMELESS, []),
        (NAMELESS | {"channel": Channel.EMAIL}, [AdviceCode.ANONYMITY_UNSPECIFIED]),
        (NAMELESS | {"channel": Channel.WEB_FORM}, [AdviceCode.ANONYMITY_DENIED]),
        (
            NAMELESS | {"channel": Channel.FAX},
            [AdviceCode.CHANNEL_UNLISTED, AdviceCode.ANONYMITY_UNSPECIFIED],
        ),
    ],
)
def test_anonymity_has_three_answers_and_none_of_them_rejects(
    about: dict[str, Any], codes: list[AdviceCode]
) -> None:
    """AMB-10: denied and unspecified are advice; whatever has arrived is accepted."""
    verdict = CHANNELS.triage(sent(**about))
    assert verdict.accepted
    assert advice(verdict) == codes


def test_a_form_may_ask_for_details_before_it_is_sent() -> None:
    """Where the policy wants that, the verdict says so; what has arrived is accepted anyhow."""
    asking = CHANNELS.amend("2", on_denied_anonymity=OnDenied.REFUSE_AT_INTAKE)
    denied = sent(channel=Channel.WEB_FORM, **NAMELESS)
    assert not CHANNELS.triage(denied).refuse_at_intake
    assert asking.triage(denied).refuse_at_intake
    assert asking.triage(denied).accepted
    assert not asking.triage(sent(channel=Channel.EMAIL, **NAMELESS)).refuse_at_intake


def test_a_channel_does_not_exist_before_its_first_day() -> None:
    """OST-21: the web form opened in 2005; the day is the Swedish one."""
    eve = sent(channel=Channel.WEB_FORM, received_at=datetime(2004, 12, 31, 22, 59, tzinfo=UTC))
    new_year = sent(channel=Channel.WEB_FORM, received_at=datetime(2004, 12, 31, 23, tzinfo=UTC))
    assert advice(CHANNELS.triage(eve)) == [AdviceCode.CHANNEL_NOT_YET_OPEN]
    assert advice(CHANNELS.triage(new_year)) == []


def test_an_open_list_of_channels_has_no_unlisted_ones() -> None:
    """OST-03: "for instance" names some of many."""
    assert advice(OPEN_CHANNELS.triage(sent(channel=Channel.FAX))) == []


@pytest.mark.parametrize("channel", list(Channel))
def test_what_is_said_has_to_be_written_down(channel: Channel) -> None:
    """ESS-17: talk and calls, and nothing else, get that advice."""
    rule = RegistrationRule(register="diary", label=WORDS, oral_in_writing=True)
    policy = small(ANSWER, registration=(rule,), channels_open=True)
    oral = channel in (Channel.PHONE, Channel.IN_PERSON)
    expected = [AdviceCode.WRITE_DOWN] if oral else []
    assert advice(policy.triage(sent(channel=channel))) == expected


def test_all_advice_is_told_in_both_languages() -> None:
    """What an intake form shows is never a code."""
    policy = CHANNELS.amend("2", kinds=KRAMFORS_LIKE.kinds)
    found = [
        item
        for kind in (Kind.PRAISE, Kind.QUESTION)
        for channel in Channel
        for item in policy.triage(
            sent(kind=kind, channel=channel, streams={"appeal"}, **NAMELESS)
        ).advice
    ]
    assert all(item.text.sv and item.text.en and item.text.sv != item.text.en for item in found)

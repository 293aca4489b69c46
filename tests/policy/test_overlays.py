# SPDX-License-Identifier: Apache-2.0
"""Sector rules over a policy: nothing weakened, nothing invented, in any order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.cases.events import Acknowledged, Answered, Closed, DelayNotice
from klagomal.cases.feedback import Feedback
from klagomal.errors import FieldError, PolicyError, PolicyMismatchError
from klagomal.lifecycle import FlagCode, review
from klagomal.policies.essunga import POLICY as ESSUNGA
from klagomal.policies.karlskoga import POLICY as KARLSKOGA
from klagomal.policies.kramfors import POLICY as KRAMFORS
from klagomal.policies.nacka import POLICY as NACKA
from klagomal.policies.ostersund import POLICY as OSTERSUND
from klagomal.policy.overlays import Overlay, overlay
from klagomal.policy.policy import Policy
from klagomal.policy.strictness import at_least_as_strict
from klagomal.promises.citation import Citation, Source
from klagomal.promises.obligations import Obligation, Scope, complaints, on
from klagomal.promises.provisions import Checklist, ChecklistItem, Exclusion, KindRule
from klagomal.promises.terms import BeforeClosing, InWords, Within
from klagomal.swedish.law import EDUCATION_ACT_2022, PATIENT_SAFETY_ACT_2018
from klagomal.swedish.sectors import EDUCATION, HEALTH_CARE, SOCIAL_CARE
from klagomal.vocabulary import (
    Channel,
    Content,
    Kind,
    Label,
    Outcome,
    Reason,
    Stream,
    Strength,
    SubmitterCapacity,
    Waiver,
)
from tests.stories import Story

POLICIES = {p.key: p for p in (ESSUNGA, KARLSKOGA, KRAMFORS, NACKA, OSTERSUND)}
SECTORS = (EDUCATION, HEALTH_CARE, SOCIAL_CARE)
ACT = Source(title="En lag", document_type="lag")
WORDS = Label("ord", "words")
TEXT = Source(title="En riktlinje", document_type="riktlinje")
SMALL = Policy(
    key="small",
    edition="1",
    name=WORDS,
    source=TEXT,
    kinds=(KindRule(kind=Kind.COMPLAINT, label=WORDS),),
    exclusions=(Exclusion(stream=Stream.APPEAL, refer_to=WORDS),),
)

every_policy = pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)


def sources(obligation: Obligation) -> set[str]:
    """Return the titles of what an obligation cites beside the policy's own document."""
    return {citation.source.title for citation in obligation.citations if citation.source}


# --- education -----------------------------------------------------------------------------------


def test_education_act_where_the_text_promises_as_much() -> None:
    """Essunga confirms within five days and answers: its rules stand, and cite the act as well."""
    school = overlay(ESSUNGA, EDUCATION)
    own = {obligation.id: obligation for obligation in ESSUNGA.obligations}
    for id_ in ("acknowledgement", "answer"):
        laid_over = school.obligation(id_)
        assert EDUCATION_ACT_2022.title in sources(laid_over)
        assert attrs.evolve(laid_over, citations=own[id_].citations) == own[id_]
    added = [o.id for o in school.obligations if o.id not in own]
    assert added == ["skollagen_investigate"]


def test_education_act_where_the_text_is_silent() -> None:
    """Karlskoga says nothing of confirming: in its schools, closing without one is a breach."""
    school = overlay(KARLSKOGA, EDUCATION)
    silent = Story(school).received("2025-03-03").on("2025-03-20", Answered)
    unanswered = Story(school).received("2025-03-03").on("2025-03-20", Closed)
    assert silent.outcome("skollagen_acknowledge", "2025-03-20") is Outcome.MET
    assert unanswered.outcome("skollagen_acknowledge", "2025-03-20") is Outcome.OVERDUE
    confirmed = Story(school).received("2025-03-03").on("2025-03-04", Acknowledged)
    assert confirmed.on("2025-03-20", Closed).outcome("skollagen_acknowledge", "2025-03-20") is (
        Outcome.MET
    )
    assert "skollagen_report_back" not in {o.id for o in school.obligations}


def test_education_act_beside_a_promise() -> None:
    """Kramfors promises ten days but not as a must: both rules stand, and neither borrows."""
    school = overlay(KRAMFORS, EDUCATION)
    assert school.obligation("answer") == KRAMFORS.obligation("answer")
    answer = school.obligation("skollagen_report_back")
    assert (answer.strength, answer.term) == (Strength.MUST, BeforeClosing())
    assert school.obligation("answer").strength is Strength.PROMISE


def test_target_is_not_made_a_must() -> None:
    """Nacka's ten days stay a target: the act demands an answer, but no number of days."""
    school = overlay(NACKA, EDUCATION)
    assert school.obligation("handling_time") == NACKA.obligation("handling_time")
    assert EDUCATION_ACT_2022.title in sources(school.obligation("follow_up"))
    assert EDUCATION_ACT_2022.title in sources(school.obligation("first_feedback"))


def test_education_act_gives_no_number() -> None:
    """*Skyndsamt* is reported, never failed."""
    late = Story(overlay(ESSUNGA, EDUCATION)).received("2025-03-03").on("2025-12-01", Answered)
    promptness = late.assess("2025-12-31")["skollagen_investigate"]
    assert (promptness.outcome, promptness.reason) == (Outcome.NOT_ASSESSABLE, Reason.NO_NUMBER)
    assert promptness.calendar_days_used == 273


def test_education_act_covers_complaints() -> None:
    """Praise of a school is under the municipality's own rules only."""
    school = overlay(KARLSKOGA, EDUCATION)
    praise = Story(school).received("2025-03-03", Kind.OPINION).case.feedback
    assert not [d for d in school.deadlines(praise) if d.obligation.id.startswith("skollagen")]


# --- health care ---------------------------------------------------------------------------------


def test_patient_safety_act_asks_for_an_explanation() -> None:
    """An answer without an explanation keeps the municipality's promise and not the act's rule."""
    care = overlay(KRAMFORS, HEALTH_CARE)
    bare = Story(care).received("2025-03-03").on("2025-03-10", Answered)
    assert bare.outcome("answer", "2025-03-20") is Outcome.MET
    assert bare.on("2025-03-20", Closed).outcome("psl_answer", "2025-03-20") is Outcome.OVERDUE


def test_explanation_is_not_due_within_the_promise() -> None:
    """An explanation on the twelfth day keeps both: the ten days were for the answer alone."""
    care = overlay(KRAMFORS, HEALTH_CARE)
    told = Story(care).received("2025-03-03").on("2025-03-10", Answered)
    told.on("2025-03-17", Answered, content={Content.EXPLANATION}).on("2025-03-20", Closed)
    outcomes = told.assess("2025-03-20")
    assert outcomes["answer"].outcome is Outcome.MET
    assert outcomes["psl_answer"].outcome is Outcome.MET


def test_measures_where_relevant() -> None:
    """Measures against recurrence are owed where relevant: ticked, and never a breach."""
    care = overlay(NACKA, HEALTH_CARE)
    told = Story(care).received("2025-03-03").on("2025-03-04", Answered)
    explained = Answered(at=told.moment("2025-03-05"), content={Content.EXPLANATION})
    flags = review(told.case, explained, care)
    lists = [flag for flag in flags if flag.code is FlagCode.CHECKLIST_OPEN]
    assert {Content.PREVENTIVE_MEASURES, "suitable_form"} in [flag.missing for flag in lists]
    told.on("2025-03-05", Answered, content={Content.EXPLANATION}).on("2025-03-06", Closed)
    assert told.outcome("psl_answer", "2025-03-06") is Outcome.MET


# --- social care ---------------------------------------------------------------------------------


def test_staff_is_in_scope_in_care() -> None:
    """Essunga leaves out what staff write; the regulations on care take it in."""
    staff = Feedback(
        kind=Kind.COMPLAINT,
        channel=Channel.LETTER,
        received_at=Story(ESSUNGA).moment("2025-03-03"),
        capacity=SubmitterCapacity.STAFF,
    )
    marked = attrs.evolve(staff, streams={Stream.STAFF_SUBMITTER})
    assert not ESSUNGA.triage(staff).accepted
    care = overlay(ESSUNGA, SOCIAL_CARE)
    for item in (staff, marked):
        assert care.triage(item).accepted
        assert care.deadlines(item) != ()


def test_other_exclusions_stand() -> None:
    """An appeal is an appeal in every sector, and whistleblowing is kept apart."""
    care = overlay(ESSUNGA, *SECTORS)
    assert {rule.stream for rule in ESSUNGA.exclusions} - {
        rule.stream for rule in care.exclusions
    } == {Stream.STAFF_SUBMITTER}


def test_reading_of_a_rule_that_is_gone() -> None:
    """A reading of the exclusion of staff goes with it; all others stay."""
    care = overlay(ESSUNGA, SOCIAL_CARE)
    gone = [choice.id for choice in ESSUNGA.choices if choice not in care.choices]
    assert gone == ["AMB-28"]
    assert len(care.choices) == len(ESSUNGA.choices) - 1


def test_one_capacity_of_several() -> None:
    """An exclusion that hangs on several capacities loses only the one that is admitted."""
    rule = Exclusion(
        stream="insiders",
        refer_to=WORDS,
        capacities={SubmitterCapacity.STAFF, SubmitterCapacity.ORGANISATION},
    )
    care = overlay(attrs.evolve(KRAMFORS, exclusions=(rule,)), SOCIAL_CARE)
    assert [left.capacities for left in care.exclusions] == [{SubmitterCapacity.ORGANISATION}]


# --- the derived policy --------------------------------------------------------------------------


def test_edition_scope_and_days() -> None:
    """The derived edition says what was laid over it and covers the days that all sources share."""
    derived = overlay(ESSUNGA, HEALTH_CARE, EDUCATION)
    assert derived.id == "essunga@2012+psl+skollagen"
    assert derived.scope.sv == f"{ESSUNGA.scope.sv} + patientsäkerhetslagen + skollagen"
    assert derived.scope.en.endswith("+ the Education Act + the Patient Safety Act")
    assert (derived.valid_from, derived.valid_to) == (date(2022, 8, 1), ESSUNGA.valid_to)
    assert derived.key == ESSUNGA.key
    cited = {citation.source for citation in derived.citations}
    assert {EDUCATION_ACT_2022, PATIENT_SAFETY_ACT_2018} <= cited
    with pytest.raises(PolicyMismatchError):
        Story(derived).received("2022-07-31")
    assert Story(derived).received("2022-08-01").case.received.edition == derived.edition


def test_no_day_in_common() -> None:
    """An overlay that begins after the policy has ended is refused."""
    ended = attrs.evolve(KRAMFORS, valid_to=date(2020, 12, 31))
    with pytest.raises(PolicyError, match="no day in common"):
        overlay(ended, EDUCATION)
    assert overlay(ended, HEALTH_CARE).valid_to == date(2020, 12, 31)


def test_nothing_laid_over() -> None:
    """Without overlays the policy is the same."""
    assert overlay(KRAMFORS) == KRAMFORS


def test_overlay_must_cite() -> None:
    """An overlay's obligation without a source of its own cannot be told from the policy's."""
    for citations in ((), (Citation(heading="4 §"),)):
        with pytest.raises(PolicyError, match="must cite its source"):
            Overlay(
                id="act",
                label=WORDS,
                sector="s",
                source=ACT,
                obligations=(attrs.evolve(KRAMFORS.obligation("answer"), citations=citations),),
            )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("label", None),
        ("label", Label("", "act")),
        ("source", None),
        ("obligations", ("answer",)),
        ("obligations", 5),
        ("checklists", ("gift",)),
        ("citations", ("4 §",)),
    ],
)
def test_an_overlay_of_the_wrong_sort(field: str, value: Any) -> None:
    """Each part is checked when the overlay is made, and not when it is laid."""
    right: dict[str, Any] = {"id": "act", "label": WORDS, "sector": "s", "source": ACT}
    with pytest.raises(FieldError, match=f"^{field}"):
        Overlay(**right | {field: value})


def test_only_overlays_are_laid_over_policies() -> None:
    """The error names the argument."""
    with pytest.raises(FieldError, match="policy: NoneType is no Policy"):
        overlay(None, EDUCATION)  # type: ignore[arg-type]
    with pytest.raises(FieldError, match="overlays: NoneType is no Overlay"):
        overlay(KRAMFORS, None)  # type: ignore[arg-type]


def test_id_taken() -> None:
    """An overlay's obligation may not take the id of another one."""
    taken = Overlay(
        id="act",
        label=WORDS,
        sector="s",
        source=ACT,
        obligations=(
            attrs.evolve(
                EDUCATION.obligations[0], id="answer", citations=(ACT.cite(heading="1 §"),)
            ),
        ),
    )
    with pytest.raises(PolicyError, match="'act_answer'"):
        overlay(KRAMFORS, taken)


def test_checklists_of_both() -> None:
    """The policy's lists come first and stay; the overlay's come once."""
    care = overlay(NACKA, HEALTH_CARE, HEALTH_CARE)
    assert [checklist.id for checklist in care.checklists] == ["gavoprincipen", "psl_answer"]


# --- the algebra ---------------------------------------------------------------------------------


@every_policy
@pytest.mark.parametrize(
    "laid", list(permutations(SECTORS)), ids=lambda laid: "-".join(each.id for each in laid)
)
def test_order_of_sectors(policy: Policy, laid: tuple[Overlay, ...]) -> None:
    """All at once or one by one, in any order and twice over: the same policy."""
    derived = overlay(policy, *SECTORS)
    assert overlay(policy, *laid) == derived
    assert overlay(overlay(overlay(policy, laid[0]), laid[1]), laid[2]) == derived
    assert overlay(derived, *laid) == derived


@every_policy
@given(
    day=st.dates(date(2023, 1, 1), date(2027, 12, 31)),
    kind=st.sampled_from(list(Kind)),
    channel=st.sampled_from(list(Channel)),
    reachable=st.booleans(),
)
@settings(max_examples=30, deadline=None)
def test_never_weaker(
    policy: Policy, day: date, kind: Kind, channel: Channel, reachable: bool
) -> None:
    """On any day and for any feedback, what was owed is owed, no later and no weaker."""
    derived = overlay(policy, *SECTORS)
    item = Feedback(
        kind=kind,
        channel=channel,
        received_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        has_contact_route=reachable,
    )
    after = {deadline.obligation.id: deadline for deadline in derived.deadlines(item)}
    for before in policy.deadlines(item):
        now = after[before.obligation.id]
        assert now.due == before.due
        assert now.strength is before.strength
        assert set(before.citations) <= set(now.citations)


@every_policy
def test_every_sector_rule_is_kept_by_some_obligation(policy: Policy) -> None:
    """Whatever an overlay demands is demanded by an obligation that cites it."""
    derived = overlay(policy, *SECTORS)
    for laid in SECTORS:
        for demanded in laid.obligations:
            assert any(
                at_least_as_strict(o, demanded, policy.calendar)
                and set(demanded.citations) <= set(o.citations)
                for o in derived.obligations
            )


_purposes = st.sampled_from(["acknowledge", "answer"])
_drawn: dict[str, st.SearchStrategy[Any]] = {
    "purpose": _purposes,
    "title": st.just(WORDS),
    "fulfilled_by": st.sampled_from([on("answered"), on("acknowledged", "answered")]),
    "content": st.frozensets(st.sampled_from(["handler_name", "reason"])),
    "term": st.sampled_from([Within(5), Within(10), BeforeClosing(), InWords(WORDS)]),
    "strength": st.sampled_from(list(Strength)),
    "applies_to": st.sampled_from([Scope(), complaints()]),
    "waived_if": st.frozensets(st.just(Waiver.NO_CONTACT_ROUTE)),
}


@st.composite
def overlays(draw: st.DrawFn, name: str) -> Overlay:
    """Return an overlay with up to three obligations of its own."""
    source = attrs.evolve(ACT, title=f"Lag {name}")
    return Overlay(
        id=name,
        label=Label(name, name),
        sector="s",
        source=source,
        obligations=tuple(
            draw(
                st.builds(
                    Obligation,
                    id=st.just(f"{name}_{number}"),
                    citations=st.just((source.cite(heading=f"{number} §"),)),
                    **_drawn,
                )
            )
            for number in range(draw(st.integers(0, 3)))
        ),
        checklists=draw(
            st.sampled_from(
                [
                    (),
                    (
                        Checklist(
                            id=name,
                            title=WORDS,
                            events={"answered"},
                            items=(
                                ChecklistItem(code="c", label=WORDS, citations=(source.cite(),)),
                            ),
                        ),
                    ),
                ]
            )
        ),
        admits=draw(st.frozensets(st.sampled_from([Stream.APPEAL, Stream.STAFF_SUBMITTER]))),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Return a policy with up to four obligations that an overlay may or may not surpass."""
    own = st.sampled_from([(), (Citation(rows=("TST-01",)),), (TEXT.cite(),)])
    return attrs.evolve(
        SMALL,
        obligations=tuple(
            draw(st.builds(Obligation, id=st.just(f"own_{number}"), citations=own, **_drawn))
            for number in range(draw(st.integers(0, 4)))
        ),
    )


@given(policies(), overlays("a"), overlays("b"))
@settings(max_examples=150, deadline=None)
def test_idempotent_and_in_any_order(policy: Policy, one: Overlay, other: Overlay) -> None:
    """Laying the same over again changes nothing, and two overlays may come in either order."""
    both = overlay(policy, one, other)
    assert overlay(policy, other, one) == both
    assert overlay(overlay(policy, other), one) == both
    assert overlay(both, one) == both
    assert overlay(both, other, one) == both


@given(policies(), overlays("a"), st.integers(1, 40), st.booleans())
@settings(max_examples=100, deadline=None)
def test_what_both_demand_and_no_more(policy: Policy, laid: Overlay, days: int, told: bool) -> None:
    """A case breaks the derived policy when it breaks the policy or the overlay, and only then."""
    derived = overlay(policy, laid)
    alone = attrs.evolve(policy, edition=derived.edition, obligations=laid.obligations)
    own = attrs.evolve(policy, edition=derived.edition)
    story = Story(derived).received("2025-05-26")
    about = {"content": {"handler_name"}} if told else {}
    story.on(str(date(2025, 5, 26) + timedelta(days)), Acknowledged, **about)
    story.on("2025-07-20", Answered).on("2025-07-31", Closed)
    broken = {Outcome.OVERDUE, Outcome.LATE_SILENT, Outcome.LATE_NOTIFIED}

    def breaks(judged_by: Policy) -> set[str]:
        story.policy = judged_by
        return {
            found.obligation.purpose
            for found in story.assess("2026-06-30").values()
            if found.outcome in broken
        }

    assert breaks(derived) == breaks(own) | breaks(alone)


def test_delay_notice_still_works() -> None:
    """A notice in time does under the derived policy what it does under the policy itself."""
    for policy in (OSTERSUND, overlay(OSTERSUND, *SECTORS)):
        story = Story(policy).received("2024-05-06")
        story.on("2024-05-17", Acknowledged, promised=date(2024, 5, 30))
        story.on("2024-05-29", DelayNotice, promised=date(2024, 6, 14))
        story.on("2024-06-10", Answered)
        assert story.outcome("promised_time", "2024-06-30") is Outcome.MET_AS_RENEGOTIATED

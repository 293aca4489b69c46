# SPDX-License-Identifier: Apache-2.0
"""Obligations as data: what may be written in a policy, and which events a pattern accepts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    CopySent,
    Escalated,
    Event,
    MeasureRecorded,
    Milestone,
    Registered,
    SatisfactionRecorded,
    Transferred,
)
from klagomal.errors import FieldError, PolicyError, UnknownEventError
from klagomal.promises.citation import Citation, Source
from klagomal.promises.obligations import DelayRule, Obligation, On, Scope, complaints, on, slugs
from klagomal.promises.terms import Within
from klagomal.vocabulary import (
    Channel,
    Content,
    Extension,
    Kind,
    MeasureType,
    Role,
    Satisfaction,
    Severity,
    Strength,
    Unit,
)
from tests.small_policies import ANSWER, duty

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)
ANNA = Actor(Role.HANDLER, "anna")


# --- patterns -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "event", "accepted"),
    [
        (On("answered"), Answered(at=NOON), True),
        # who
        (On("answered", by={Role.HANDLER}), Answered(at=NOON, by=ANNA), True),
        (On("answered", by={Role.REGISTRAR}), Answered(at=NOON, by=ANNA), False),
        (On("answered", by={Role.RECEIVER}), Answered(at=NOON, by=ANNA), True),
        (On("answered", by={Role.RECEIVER}), Answered(at=NOON, by=Actor(Role.HANDLER)), False),
        (On("answered", by={Role.RECEIVER}), Answered(at=NOON, by=Actor(Role.RECEIVER)), True),
        # to whom
        (On("transferred", to={Role.BOARD}), Transferred(at=NOON, to_role=Role.BOARD), True),
        (On("transferred", to={Role.BOARD}), Transferred(at=NOON, to_unit="board"), False),
        (On("escalated", to={Role.BOARD}), Escalated(at=NOON, to_level=2), False),
        (On("copy_sent", to={Role.HANDLER}), CopySent(at=NOON), True),
        (On("copy_sent", to={Role.BOARD}), CopySent(at=NOON), False),
        # how
        (On("answered", modes={Channel.PHONE}), Answered(at=NOON, mode=Channel.PHONE), True),
        (On("answered", modes={Channel.PHONE}), Answered(at=NOON, mode=Channel.LETTER), False),
        (On("answered", modes={Channel.PHONE}), Answered(at=NOON), False),
        # with what
        (On("answered", content={"reason"}), Answered(at=NOON, content={"reason", "x"}), True),
        (On("answered", content={"reason", "x"}), Answered(at=NOON, content={"x"}), False),
        # what about
        (
            On("measure_recorded", name="preventive"),
            MeasureRecorded(at=NOON, measure="m-1", type=MeasureType.PREVENTIVE),
            True,
        ),
        (On("measure_recorded", name="preventive"), MeasureRecorded(at=NOON, measure="m"), False),
        (On("milestone", name="visited"), Milestone(at=NOON, name="visited"), True),
        (
            On("satisfaction_recorded", name="dissatisfied"),
            SatisfactionRecorded(at=NOON, satisfaction=Satisfaction.SATISFIED),
            False,
        ),
        # under a number of its own
        (
            On("registered", individually=True),
            Registered(at=NOON, register="diary", reference="2025-1"),
            True,
        ),
        (
            On("registered", individually=True),
            Registered(at=NOON, register="diary", reference="7", dossier="Synpunkten 2025"),
            False,
        ),
    ],
)
def test_a_pattern_accepts_events_that_meet_its_conditions(
    pattern: On, event: Event, accepted: bool
) -> None:
    """Anna took the feedback in; every condition that is given must hold, others are free."""
    assert pattern.accepts(event, receiver="anna") is accepted


def test_nobody_is_the_receiver_when_it_is_not_known_who_received() -> None:
    """An unknown receiver is not the same person as another unknown actor."""
    nobody = Answered(at=NOON, by=Actor(Role.HANDLER))
    assert not On("answered", by={Role.RECEIVER}).accepts(nobody, receiver="")


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"event": "registered", "content": {"reason"}}, "carries no content"),
        ({"event": "transferred", "modes": {Channel.PHONE}}, "has no mode; drop modes"),
        ({"event": "answered", "to": {Role.BOARD}}, "goes to no role; drop to"),
        ({"event": "answered", "name": "visited"}, "has no subject to name; drop name"),
        ({"event": "answered", "individually": True}, "goes with 'registered', not 'answered'"),
    ],
)
def test_a_condition_that_can_never_be_met_is_refused(about: dict[str, Any], told: str) -> None:
    """A pattern that no event could satisfy would make a duty that nobody can fulfil."""
    with pytest.raises(PolicyError, match=told):
        On(**about)


def test_a_pattern_for_no_event_is_refused_with_a_suggestion() -> None:
    """A misspelt event is told with the nearest one."""
    with pytest.raises(UnknownEventError, match="did you mean 'acknowledged'"):
        On("acknowleged")


@pytest.mark.parametrize(
    "about",
    [
        {"by": Role.HANDLER},
        {"by": {"handler"}},
        {"modes": {"phone"}},
        {"content": "reason"},
        {"content": {"The reason"}},
        {"other_handler": 1},
    ],
)
def test_conditions_are_of_the_right_sort(about: dict[str, Any]) -> None:
    """Look-alikes, single words and sentences are refused."""
    with pytest.raises(FieldError):
        On("answered", **about)
    with pytest.raises(FieldError):
        On("milestone", name="Besök på plats")


def test_patterns_and_slugs_may_be_mixed() -> None:
    """A policy reads ``on("acknowledged", On("answered", ...))``."""
    oral = On("answered", modes={Channel.PHONE})
    assert on("acknowledged", oral) == (On("acknowledged"), oral)
    assert slugs(on("acknowledged", oral)) == {"acknowledged", "answered"}


def test_a_pattern_without_conditions_is_plain() -> None:
    """Any one condition makes it narrower than its slug."""
    assert On("registered").is_plain
    narrowed: list[dict[str, Any]] = [
        {"by": {Role.HANDLER}},
        {"name": "answer"},
        {"individually": True},
        {"other_handler": True},
    ]
    assert not any(On("registered", **about).is_plain for about in narrowed)
    assert not On("transferred", to={Role.BOARD}).is_plain
    assert not On("answered", modes={Channel.PHONE}).is_plain
    assert not On("answered", content={"x"}).is_plain


# --- scope ----------------------------------------------------------------------------------------

POTHOLE: dict[str, Any] = {
    "kind": Kind.COMPLAINT,
    "channel": Channel.PHONE,
    "severity": Severity.ORDINARY,
    "sector": "roads",
    "category": "pothole",
    "unit": "road-unit",
}


@pytest.mark.parametrize(
    ("scope", "inside"),
    [
        (Scope(), True),
        (Scope(kinds={Kind.COMPLAINT, Kind.OPINION}), True),
        (Scope(kinds={Kind.PRAISE}), False),
        (Scope(channels={Channel.PHONE}), True),
        (Scope(channels={Channel.LETTER}), False),
        (Scope(severities={Severity.ORDINARY}), True),
        (Scope(severities={Severity.SERIOUS}), False),
        (Scope(sectors={"roads"}), True),
        (Scope(sectors={"education"}), False),
        (Scope(categories={"pothole"}), True),
        (Scope(categories={"park"}), False),
        (Scope(except_categories={"park"}), True),
        (Scope(except_categories={"pothole", "park"}), False),
        (Scope(categories={"pothole"}, except_categories={"park"}), True),
        (Scope(reachable_by={Channel.EMAIL}), False),
        (Scope(reply_by={Channel.EMAIL}), False),
        (Scope(units={"road-unit"}), True),
        (Scope(units={"park-unit"}), False),
        (Scope(concerns_receiver=True), False),
        (Scope(misdirected=True), False),
        (Scope(kinds={Kind.COMPLAINT}, categories={"park"}), False),
    ],
)
def test_feedback_is_inside_when_every_condition_holds(scope: Scope, inside: bool) -> None:
    """An empty condition covers everything; conditions add up."""
    assert scope.covers(**POTHOLE) is inside
    assert scope.is_everything is (scope == Scope())


def test_special_facts_widen_what_is_inside() -> None:
    """What is about its receiver, or came to the wrong unit, is inside the rules made for it."""
    assert Scope(concerns_receiver=True).covers(**POTHOLE, concerns_receiver=True)
    assert Scope(misdirected=True).covers(**POTHOLE, misdirected=True)


def test_one_way_to_reach_the_person_is_enough() -> None:
    """A rule for those who can be reached by e-mail or telephone needs one of the two."""
    rule = Scope(reachable_by={Channel.EMAIL, Channel.PHONE})
    assert rule.covers(**POTHOLE, reachable_by=frozenset({Channel.PHONE, Channel.LETTER}))
    assert not rule.covers(**POTHOLE, reachable_by=frozenset({Channel.LETTER}))


def test_a_rule_may_be_for_those_who_asked_for_a_form_of_answer() -> None:
    """Whoever asked for a letter is inside; whoever asked for another form, or none, is not."""
    rule = Scope(reply_by={Channel.LETTER})
    assert rule.covers(**POTHOLE, reply_by=Channel.LETTER)
    assert not rule.covers(**POTHOLE, reply_by=Channel.EMAIL)


@pytest.mark.parametrize(
    ("scope", "category", "inside"),
    [
        (Scope(), "", True),
        (Scope(categories={"park"}), "park", True),
        (Scope(categories={"park"}), "", False),
        (Scope(except_categories={"park"}), "park", False),
        (Scope(except_categories={"park"}), "", True),
        (Scope(except_categories={"park"}, kinds={Kind.PRAISE}), "pothole", True),
    ],
)
def test_the_category_can_be_asked_for_alone(scope: Scope, category: str, inside: bool) -> None:
    """Whatever else a scope asks for, it tells which categories it covers."""
    assert scope.covers_category(category) is inside


def test_no_category_is_asked_for_and_left_out() -> None:
    """Such a scope would cover nothing of it, so one of the two is a mistake."""
    with pytest.raises(PolicyError, match="except_categories: park, snow stands in categories too"):
        Scope(categories={"snow", "park", "ice"}, except_categories={"park", "snow"})


def test_complaints_are_a_scope_of_their_own() -> None:
    """AMB-09: a rule that speaks of complaints does not cover praise."""
    assert complaints().covers(**POTHOLE)
    assert not complaints().covers(**POTHOLE | {"kind": Kind.PRAISE})


# --- delay rules ----------------------------------------------------------------------------------


def test_a_cap_goes_with_an_extension_that_is_capped() -> None:
    """``at_most`` without ``by_at_most``, or the other way round, has no meaning."""
    assert DelayRule(extends=Extension.BY_AT_MOST, at_most=Within(10)).at_most == Within(10)
    with pytest.raises(PolicyError, match="by_at_most needs at_most: say how much longer"):
        DelayRule(extends=Extension.BY_AT_MOST)
    for extends in (Extension.NO, Extension.TO_NEW_DATE):
        with pytest.raises(PolicyError, match="at_most goes with extends = by_at_most only"):
            DelayRule(extends=extends, at_most=Within(10))


@pytest.mark.parametrize("times", [0, -1, True, 1.5, "2"])
def test_times_is_a_whole_number(times: Any) -> None:
    """``bool``, ``float`` and text are refused, and none at all is written by leaving it out."""
    with pytest.raises(FieldError, match="times: expected a whole number of at least 1"):
        DelayRule(extends=Extension.TO_NEW_DATE, times=times)
    assert DelayRule(extends=Extension.TO_NEW_DATE, times=1).times == 1


@pytest.mark.parametrize("limit", [{"times": 1}, {"in_total": Within(10)}])
def test_what_limits_an_extension_needs_one(limit: dict[str, Any]) -> None:
    """A notice that does not extend the time has nothing to limit."""
    with pytest.raises(PolicyError, match=r"limits an extension; say with extends what a notice"):
        DelayRule(**limit)


@pytest.mark.parametrize(
    "about",
    [{"extends": "no"}, {"at_most": 10}, {"needs_consent": 1}, {"content": {"Orsak!"}}],
)
def test_a_delay_rule_of_the_wrong_sort_is_refused(about: dict[str, Any]) -> None:
    """Look-alikes and bare numbers are field errors."""
    with pytest.raises(FieldError):
        DelayRule(**about)


# --- obligations ----------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["starts_on", "fulfilled_by"])
def test_an_obligation_that_nothing_starts_or_fulfils_is_refused(part: str) -> None:
    """The error names the obligation and the empty part."""
    empty: dict[str, Any] = {part: ()}
    with pytest.raises(PolicyError, match=f"obligation 'answer': {part} is empty") as caught:
        attrs.evolve(ANSWER, **empty)
    assert caught.value.data == {"obligation": "answer"}


def test_content_can_only_be_demanded_of_word_to_a_person() -> None:
    """A registration contains nothing; a closing form and a letter do."""
    with pytest.raises(PolicyError, match="none of its fulfilling events carries any"):
        duty("register", Within(5), "registered", content={Content.REASON})
    assert duty("close", Within(5), "closed", content={Content.UNIT_NOTES}).content
    assert duty("word", Within(5), "registered", "answered", content={Content.REASON}).content


@pytest.mark.parametrize("part", ["fulfilled_by", "starts_on", "also_by", "ended_by"])
@pytest.mark.parametrize("value", ["answered", ("answered",), On("answered"), [On("answered")]])
def test_patterns_are_written_with_on(part: str, value: Any) -> None:
    """A bare slug, or a pattern outside a tuple, is refused and the way out is shown."""
    with pytest.raises(PolicyError, match=rf"{part}: expected event patterns.*use on\(") as caught:
        attrs.evolve(ANSWER, **{part: value})
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "Svar"),
        ("strength", "must"),
        ("term", 10),
        ("term", None),
        ("purpose", "to answer"),
        ("applies_to", {Kind.COMPLAINT}),
        ("waived_if", {"no_contact_route"}),
        ("delay", Extension.NO),
        ("level", 0),
        ("level", True),
        ("level", "1"),
        ("start_latest", "the ack"),
        ("each", "yes"),
        ("after_start", 1),
        ("pausable", None),
        ("accepts_automatic", 0),
        ("derived", "no"),
    ],
)
def test_an_obligation_of_the_wrong_sort_is_refused(field: str, value: Any) -> None:
    """The error says which field."""
    with pytest.raises(FieldError, match=r"is not|expected"):
        attrs.evolve(ANSWER, **{field: value})


def test_an_obligation_counts_from_the_arrival_unless_told_otherwise() -> None:
    """AMB-02: the clock starts when the feedback reaches the municipality."""
    assert ANSWER.starts_on == (On("received"),)
    assert ANSWER.applies_to.is_everything
    assert not ANSWER.pausable  # AMB-24


def test_an_obligation_knows_its_rows_and_events() -> None:
    """Rows of all its citations, and every event that fulfils it."""
    source = Source(title="Rutin", document_type="rutin")
    duty_ = duty(
        "contact",
        Within(5),
        "acknowledged",
        also_by=on("answered"),
        citations=(source.cite("ESS-24", "ESS-26"), Citation(rows=("ESS-53",))),
    )
    assert duty_.rows == ("ESS-24", "ESS-26", "ESS-53")
    assert duty_.done_by == ("acknowledged", "answered")


def test_equal_obligations_are_equal() -> None:
    """Two texts written alike give one value, whatever order their words were listed in."""
    first = duty("a", Within(5), "acknowledged", content={"reason", "thanks"})
    second = duty("a", Within(5, Unit.WORKING_DAYS), "acknowledged", content=["thanks", "reason"])
    assert first == second
    assert hash(first) == hash(second)
    assert first != attrs.evolve(first, strength=Strength.TARGET)


def test_an_acknowledgement_is_an_event_that_can_name_a_handler() -> None:
    """What an obligation demands in content is what an event can carry."""
    word = Acknowledged(at=NOON, content={Content.HANDLER_NAME})
    wanted: Obligation = duty("ack", Within(5), "acknowledged", content={Content.HANDLER_NAME})
    assert wanted.content <= word.content

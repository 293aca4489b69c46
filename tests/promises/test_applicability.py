# SPDX-License-Identifier: Apache-2.0
"""Whether an obligation concerns a case, and the first reason why it does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from klagomal.cases.feedback import Feedback
from klagomal.promises.applicability import Facts, facts_of, why_not
from klagomal.promises.obligations import Obligation, Scope
from klagomal.promises.terms import Within
from klagomal.vocabulary import Channel, Kind, Reason, Severity, Waiver
from tests.small_policies import duty


def facts(**about: Any) -> Facts:
    """Return the facts of a complaint by letter, changed in some parts."""
    return Facts(
        kind=Kind.COMPLAINT,
        channel=Channel.LETTER,
        severity=Severity.ORDINARY,
        sector="",
        categories=("",),
        unit="road-unit",
        has_contact_route=True,
        reachable_by=frozenset(),
        wants_reply=True,
        reply_by=None,
        anonymous=False,
        concerns_receiver=False,
        misdirected=False,
        excluded=False,
    )._replace(**about)


def answer(**about: Any) -> Obligation:
    """Return a duty to answer."""
    return duty("answer", Within(10), "answered", **about)


ALL = set(Waiver)


@pytest.mark.parametrize(
    ("obligation", "about", "reason"),
    [
        (answer(), {}, None),
        (answer(), {"excluded": True}, Reason.EXCLUDED),
        (answer(applies_to=Scope(kinds={Kind.PRAISE})), {}, Reason.OUTSIDE_SCOPE),
        (answer(applies_to=Scope(kinds={Kind.PRAISE})), {"kind": Kind.PRAISE}, None),
        (answer(applies_to=Scope(sectors={"education"})), {}, Reason.OUTSIDE_SCOPE),
        (answer(applies_to=Scope(concerns_receiver=True)), {"concerns_receiver": True}, None),
        (answer(applies_to=Scope(misdirected=True)), {"misdirected": True}, None),
        (answer(applies_to=Scope(categories={"snow"})), {}, Reason.OUTSIDE_SCOPE),
        (
            answer(applies_to=Scope(reachable_by={Channel.PHONE})),
            {"reachable_by": frozenset({Channel.PHONE})},
            None,
        ),
        (answer(applies_to=Scope(reachable_by={Channel.PHONE})), {}, Reason.OUTSIDE_SCOPE),
        (
            answer(applies_to=Scope(reply_by={Channel.LETTER})),
            {"reply_by": Channel.LETTER},
            None,
        ),
        (answer(applies_to=Scope(reply_by={Channel.LETTER})), {}, Reason.OUTSIDE_SCOPE),
        (answer(waived_if=ALL), {"has_contact_route": False}, Reason.NO_CONTACT_ROUTE),
        (answer(waived_if=ALL), {"anonymous": True}, Reason.ANONYMOUS),
        (answer(), {"anonymous": True}, None),
        (answer(waived_if={Waiver.NO_CONTACT_ROUTE}), {"anonymous": True}, None),
        (
            answer(waived_if=ALL),
            {"anonymous": True, "wants_reply": False},
            Reason.ANONYMOUS,
        ),
        (answer(waived_if=ALL), {"wants_reply": False}, Reason.NO_REPLY_WANTED),
        (answer(), {"has_contact_route": False, "wants_reply": False}, None),
        (
            answer(waived_if={Waiver.NO_REPLY_WANTED}),
            {"has_contact_route": False},
            None,
        ),
        # where several reasons hold, the widest is told
        (
            answer(waived_if=ALL, applies_to=Scope(kinds={Kind.PRAISE})),
            {"excluded": True, "has_contact_route": False, "wants_reply": False},
            Reason.EXCLUDED,
        ),
        (
            answer(waived_if=ALL, applies_to=Scope(kinds={Kind.PRAISE})),
            {"has_contact_route": False, "wants_reply": False},
            Reason.OUTSIDE_SCOPE,
        ),
        (
            answer(waived_if=ALL),
            {"has_contact_route": False, "anonymous": True, "wants_reply": False},
            Reason.NO_CONTACT_ROUTE,
        ),
    ],
)
def test_an_obligation_concerns_a_case_or_there_is_a_reason(
    obligation: Obligation, about: dict[str, Any], reason: Reason | None
) -> None:
    """Excluded, outside the rule's scope, or waived, in that order; AMB-09, AMB-11, AMB-27."""
    assert why_not(obligation, facts(**about)) is reason


@pytest.mark.parametrize(
    ("scope", "categories", "concerned"),
    [
        (Scope(categories={"snow"}), ("", "snow"), True),
        (Scope(categories={"snow"}), ("snow", "park"), True),
        (Scope(categories={"snow"}), ("", "park"), False),
        (Scope(except_categories={"snow"}), ("snow", "park"), True),
        (Scope(except_categories={"snow"}), ("snow",), False),
        (Scope(categories={"snow"}, kinds={Kind.PRAISE}), ("snow",), False),
    ],
)
def test_an_obligation_concerns_a_case_for_any_of_its_categories(
    scope: Scope, categories: tuple[str, ...], concerned: bool
) -> None:
    """What is owed for a category that the case has had, then or now, concerns it."""
    reason = why_not(answer(applies_to=scope), facts(categories=categories))
    assert (reason is None) is concerned


def feedback(**about: Any) -> Feedback:
    """Return a complaint by letter, changed in some parts."""
    moment = datetime(2025, 3, 3, tzinfo=UTC)
    return Feedback(kind=Kind.COMPLAINT, channel=Channel.LETTER, received_at=moment, **about)


@pytest.mark.parametrize(
    ("subjects", "receiver", "concerned"),
    [
        ({"anna"}, "anna", True),
        ({"anna", "bo"}, "bo", True),
        ({"anna"}, "bo", False),
        ({"anna"}, "", False),
        (set(), "anna", False),
        (set(), "", False),
    ],
)
def test_feedback_may_concern_the_very_person_who_took_it_in(
    subjects: set[str], receiver: str, concerned: bool
) -> None:
    """OST-38: only a known receiver who is among the subjects is concerned."""
    found = facts_of(feedback(subjects=subjects), Kind.COMPLAINT, "", receiver=receiver)
    assert found.concerns_receiver is concerned


@pytest.mark.parametrize(
    ("receiving", "unit", "misdirected"),
    [
        ("school", "road-unit", True),
        ("road-unit", "road-unit", False),
        ("", "road-unit", False),
        ("school", "", False),
        ("", "", False),
    ],
)
def test_feedback_is_misdirected_when_two_known_units_differ(
    receiving: str, unit: str, misdirected: bool
) -> None:
    """OST-36: what is not known is not taken for an error."""
    found = facts_of(feedback(receiving_unit=receiving, unit=unit), Kind.COMPLAINT, unit)
    assert found.misdirected is misdirected


def test_facts_are_those_of_the_case_as_it_stands() -> None:
    """Kind, unit and severity may have changed since the arrival; the rest is the arrival's."""
    arrived = feedback(unit="road-unit", sector="roads", category="pothole", wants_reply=False)
    found = facts_of(arrived, Kind.PRAISE, "park-unit", Severity.SERIOUS, excluded=True)
    assert found == facts(
        kind=Kind.PRAISE,
        unit="park-unit",
        severity=Severity.SERIOUS,
        sector="roads",
        categories=("pothole",),
        wants_reply=False,
        excluded=True,
    )
    assert hash(found) == hash(found._replace())


def test_facts_know_how_the_person_is_reached_and_every_category() -> None:
    """The ways to the person, the form asked for and the anonymity are those of the arrival."""
    arrived = feedback(
        category="roads",
        anonymous=True,
        reachable_by={Channel.EMAIL},
        reply_by=Channel.EMAIL,
    )
    found = facts_of(arrived, Kind.COMPLAINT, "", categories=("roads", "snow"))
    assert found.categories == ("roads", "snow")
    assert found.anonymous
    assert found.reachable_by == {Channel.EMAIL}
    assert found.reply_by is Channel.EMAIL

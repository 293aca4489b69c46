# SPDX-License-Identifier: Apache-2.0
"""Cases on one matter: a person's second letter, and the letters of others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from klagomal.assessment import assess
from klagomal.cases.case import Case, Status
from klagomal.cases.events import Closed, Reopened
from klagomal.cases.feedback import Submission, Submitter
from klagomal.desk import Desk
from klagomal.errors import TransitionError, UnknownCaseError
from klagomal.vocabulary import ClosingGround, Kind, Outcome
from tests.desk.counters import HANDLER, REGISTRAR, Clock, form

NEIGHBOUR = Submitter(name="Ester Exempel", email="ester@example.org")


def letters(desk: Desk, clock: Clock, second: Submission | None = None) -> tuple[Case, Case]:
    """Receive two letters, an hour apart."""
    first = desk.receive(form(clock))
    clock.forward(hours=1)
    return first, desk.receive(second or form(clock))


def test_a_second_letter_is_closed_as_a_duplicate(desk: Desk, clock: Clock) -> None:
    """Nothing is owed in it any more, whatever was not done; the first letter goes on."""
    first, second = letters(desk, clock)
    closed = desk.close_as_duplicate(second.id, of=first.id, by=REGISTRAR)
    assert (closed.status, closed.duplicate_of) == (Status.CLOSED, first.id)
    assert {item.case_id for item in desk.worklist(date(2026, 3, 1))} == {first.id}
    judged = assess(closed, desk.policy_of(closed), as_of=date(2026, 3, 1))
    assert {each.outcome for each in judged} == {Outcome.NOT_APPLICABLE}


def test_the_days_of_the_earlier_letter_rule(desk: Desk, clock: Clock) -> None:
    """The later one is the duplicate, never the earlier one."""
    first, second = letters(desk, clock)
    with pytest.raises(TransitionError, match="close the later one as a duplicate"):
        desk.close_as_duplicate(first.id, of=second.id, by=REGISTRAR)


def test_a_neighbour_is_never_left_unanswered(desk: Desk, clock: Clock) -> None:
    """Somebody else's letter is linked; it is a duplicate only if it is the same person's."""
    other = attrs.evolve(form(clock), submitter=NEIGHBOUR)
    clock.forward(hours=1)
    first, second = letters(desk, clock, other)
    if second.received_at < first.received_at:
        first, second = second, first
    with pytest.raises(TransitionError, match=r"use Desk\.link"):
        desk.close_as_duplicate(second.id, of=first.id, by=REGISTRAR)
    assert desk.close_as_duplicate(second.id, of=first.id, by=REGISTRAR, anyway=True).duplicate_of


@pytest.mark.parametrize(
    ("about", "other"),
    [
        ({"email": "TEST@example.org"}, {"email": "test@example.org"}),
        ({"phone": "070-123 45 67"}, {"phone": "0701234567"}),
        (
            {"name": "Test  Testsson", "email": "x@example.org"},
            {"name": "test testsson", "email": "X@example.org"},
        ),
    ],
)
def test_one_person_may_write_in_several_ways(about: dict[str, str], other: dict[str, str]) -> None:
    """A contact in common is enough to take two letters for one person's."""
    assert Submitter(**about).may_be(Submitter(**other))
    assert not Submitter(**about).may_be(NEIGHBOUR)


def test_a_name_alone_makes_nobody_the_same_person() -> None:
    """Many people share a name, and those who live together share an address and a telephone."""
    anna = Submitter(name="Anna Exempel", email="a@example.org", address="Gatan 1, By")
    assert not anna.may_be(Submitter(name="Anna Exempel", email="b@example.org"))
    assert not anna.may_be(Submitter(name="Bo Exempel", address="Gatan 1, By"))


def test_the_case_that_goes_on_must_owe_what_the_duplicate_owed(desk: Desk, clock: Clock) -> None:
    """Not one that was withdrawn, whose person cannot be reached, or of another kind or stream."""

    def pair(**about: Any) -> tuple[Case, Case]:
        return letters(desk, clock, form(clock, **about))

    withdrawn, second = pair()
    desk.withdraw(withdrawn.id, by=REGISTRAR)
    erased, third = pair()
    desk.erase(erased.id, authority="plan 1", reason="retention", by=REGISTRAR)
    outside, fourth = pair()
    desk.set_streams(outside.id, {"appeal"}, by=REGISTRAR)
    complaint, praise = letters(
        desk,
        clock,
        attrs.evolve(
            form(clock),
            feedback=attrs.evolve(
                form(clock).feedback, kind=Kind.PRAISE, received_at=clock() + timedelta(hours=1)
            ),
        ),
    )
    for first, later, why in (
        (withdrawn, second, "was withdrawn"),
        (erased, third, "knows no way to reach the person"),
        (outside, fourth, "is outside the routine"),
        (complaint, praise, "is of another kind"),
    ):
        for anyway in (False, True):
            with pytest.raises(TransitionError, match=why):
                desk.close_as_duplicate(later.id, of=first.id, by=REGISTRAR, anyway=anyway)


def test_a_duplicate_closing_has_its_own_verb(desk: Desk, clock: Clock) -> None:
    """Neither a plain record nor a correction makes a case a duplicate of just anything."""
    _, second = letters(desk, clock)
    closed = Closed(
        at=clock(), by=REGISTRAR, ground=ClosingGround.DUPLICATE, duplicate_of="no-such-case"
    )
    with pytest.raises(TransitionError, match=r"use Desk\.close_as_duplicate"):
        desk.record(second.id, closed)
    handled = desk.withdraw(second.id, by=REGISTRAR)
    version = handled.version_of(handled.events[-1])
    with pytest.raises(TransitionError, match=r"use Desk\.close_as_duplicate"):
        desk.correct(second.id, version, by=REGISTRAR, reason="wrong", instead=closed)


def test_a_correction_makes_no_two_cases_duplicates_of_each_other(desk: Desk, clock: Clock) -> None:
    """B is A's duplicate and is opened again; then A becomes B's; the opening stays."""
    first = desk.receive(form(clock))
    second = desk.receive(form(clock))
    desk.close_as_duplicate(second.id, of=first.id, by=REGISTRAR)
    opened = desk.record(second.id, Reopened(at=clock(), by=REGISTRAR))
    desk.close_as_duplicate(first.id, of=second.id, by=REGISTRAR)
    version = opened.version_of(opened.all(Reopened)[0])
    with pytest.raises(TransitionError, match="is itself closed as a duplicate"):
        desk.correct(second.id, version, by=REGISTRAR, reason="wrong")


def test_linked_cases_each_keep_their_promises(desk: Desk, clock: Clock) -> None:
    """A link is noted on both sides, once, and changes nothing else."""
    first, second = letters(desk, clock)
    before = {item.case_id: item.due for item in desk.worklist(date(2026, 1, 8))}
    linked = desk.link(first.id, to=second.id, by=HANDLER)
    assert linked.links == {second.id}
    assert desk.case(second.id).links == {first.id}
    assert {item.case_id: item.due for item in desk.worklist(date(2026, 1, 8))} == before
    with pytest.raises(TransitionError, match="linked to"):
        desk.link(first.id, to=second.id, by=HANDLER)


def test_what_cannot_be_related_is_refused(desk: Desk, clock: Clock) -> None:
    """Not a case with itself, with none, or with one that is a duplicate itself."""
    first, second = letters(desk, clock)
    with pytest.raises(TransitionError, match="itself"):
        desk.link(first.id, to=first.id, by=HANDLER)
    with pytest.raises(UnknownCaseError):
        desk.link(first.id, to="no-such-case", by=HANDLER)
    assert desk.case(first.id).links == frozenset()
    with pytest.raises(TransitionError, match="itself"):
        desk.close_as_duplicate(first.id, of=first.id, by=REGISTRAR)
    desk.close_as_duplicate(second.id, of=first.id, by=REGISTRAR)
    clock.forward(hours=1)
    third = desk.receive(form(clock))
    with pytest.raises(TransitionError, match=f"duplicate of {first.id}; name that"):
        desk.close_as_duplicate(third.id, of=second.id, by=REGISTRAR)


def test_only_those_who_close_cases_close_duplicates(desk: Desk, clock: Clock) -> None:
    """Essunga's text leaves closing to the registrar."""
    first, second = letters(desk, clock)
    with pytest.raises(TransitionError, match="leaves it to registrar"):
        desk.close_as_duplicate(second.id, of=first.id, by=HANDLER)
    assert desk.case(second.id).status is Status.OPEN


def test_the_same_request_twice_is_one_link(desk: Desk, clock: Clock) -> None:
    """A link whose answer was lost can be asked for again."""
    first, second = letters(desk, clock)
    asked = [
        desk.link(first.id, to=second.id, by=HANDLER, idempotency_key="link") for _ in range(2)
    ]
    assert asked[0] == asked[1]
    assert len(desk.case(second.id).positions("linked")) == 1

# SPDX-License-Identifier: Apache-2.0
"""Who may do what at the desk: the default table, and what a host makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from klagomal.cases.events import (
    EVENTS,
    Actor,
    MeasureReceived,
    MeasureRecorded,
    Reclassified,
    SatisfactionRecorded,
    SecrecyMarked,
    SeveritySet,
    Transferred,
    WroteAgain,
)
from klagomal.desk import Desk
from klagomal.desk.rights import DEFAULT_RIGHTS
from klagomal.errors import FieldError, NotAllowedError
from klagomal.ports import Result, ResultCode, Store
from klagomal.vocabulary import Kind, MeasureReception, Role, Satisfaction, Severity
from tests.desk.counters import HANDLER, REGISTRAR, Clock, Postbox, desk_of, form

PERSON, COURT = Actor(Role.SUBMITTER), Actor(Role.EXTERNAL_BODY)

Step = Callable[[Desk, str, Actor, Any], object]
SENSITIVE: dict[str, Step] = {
    "close": lambda desk, id_, by, _: desk.close(id_, by=by, anyway=True),
    "erase": lambda desk, id_, by, _: desk.erase(id_, authority="plan 1", reason="r", by=by),
    "mark secrecy": lambda desk, id_, by, at: desk.record(
        id_, SecrecyMarked(at=at, by=by, legal_basis="OSL 26 kap. 1 §")
    ),
    "set severity": lambda desk, id_, by, at: desk.record(
        id_, SeveritySet(at=at, by=by, severity=Severity.SERIOUS)
    ),
    "set category": lambda desk, id_, by, _: desk.set_category(id_, "snow", by=by),
    "set streams": lambda desk, id_, by, _: desk.set_streams(id_, {"appeal"}, by=by),
    "correct": lambda desk, id_, by, _: desk.correct(id_, 2, by=by, reason="wrong"),
    "link": lambda desk, id_, by, _: desk.link(
        id_, to=next(case.id for case in desk.cases() if case.id != id_), by=by
    ),
    "hand over": lambda desk, id_, by, _: desk.hand_over(id_, by=by, to_unit="unit"),
    "register": lambda desk, id_, by, _: desk.register(id_, by=by, what="answer"),
    "measure": lambda desk, id_, by, at: desk.record(
        id_, MeasureRecorded(at=at, by=by, measure="m-1")
    ),
}


@pytest.mark.parametrize("by", [PERSON, COURT], ids=["submitter", "external_body"])
@pytest.mark.parametrize("step", sorted(SENSITIVE))
def test_those_outside_may_not(store: Store, clock: Clock, step: str, by: Actor) -> None:
    """Nothing that is the body's to do is done by somebody outside it, and nothing is written."""
    desk = desk_of(store, clock, "kramfors")
    case, _ = desk.receive(form(clock)), desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, sent=True)
    before = desk.case(case.id)
    with pytest.raises(NotAllowedError, match="may not do this at this desk"):
        SENSITIVE[step](desk, case.id, by, clock())
    assert desk.case(case.id) == before
    assert desk.words(case.id).text != ""


def test_the_person_may_say_what_only_they_know(desk: Desk, clock: Clock) -> None:
    """How an answer and a measure were received, more words, and that they take the letter back."""
    case = desk.receive(form(clock))
    desk.record(case.id, MeasureRecorded(at=clock(), by=HANDLER, measure="m-1"))
    desk.record(
        case.id, SatisfactionRecorded(at=clock(), by=PERSON, satisfaction=Satisfaction.SATISFIED)
    )
    reception = MeasureReception.ACCEPTED
    desk.record(case.id, MeasureReceived(at=clock(), by=PERSON, measure="m-1", reception=reception))
    assert desk.note_wrote_again(case.id).last(WroteAgain) is not None
    assert desk.withdraw(case.id, by=PERSON).closed_at is not None
    with pytest.raises(NotAllowedError):
        desk.note_wrote_again(case.id, by=COURT)
    with pytest.raises(NotAllowedError):
        desk.withdraw(desk.receive(form(clock)).id, by=COURT)


def test_what_a_text_gives_a_role_the_table_does_not_take(store: Store, clock: Clock) -> None:
    """Östersund: the person's own word decides whether it is a complaint (OST-17)."""
    desk = desk_of(store, clock, "ostersund")
    case = desk.receive(form(clock))
    event = Reclassified(at=clock(), by=PERSON, kind=Kind.SUGGESTION)
    assert desk.record(case.id, event).kind is Kind.SUGGESTION


def test_a_host_changes_single_lines(store: Store, clock: Clock) -> None:
    """A line that is given replaces the default; the others stay."""
    desk = desk_of(
        store, clock, "kramfors", rights={"closed": {Role.SYSTEM}, "corrected": {Role.HANDLER}}
    )
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, sent=True)
    with pytest.raises(NotAllowedError, match="it is left to system"):
        desk.close(case.id, by=REGISTRAR)
    desk.correct(case.id, len(desk.case(case.id).log), by=HANDLER, reason="wrong_case")
    desk.answer(case.id, by=HANDLER, sent=True)
    desk.record(case.id, Transferred(at=clock(), by=HANDLER, to_unit="unit"))
    assert desk.close(case.id, by=Actor(Role.SYSTEM)).closed_at is not None


@pytest.mark.parametrize(
    ("rights", "why"),
    [
        ({"close": {Role.STAFF}}, "is no action; did you mean 'closed'"),
        ({"received": {Role.STAFF}}, "'received' is no action"),
        ({"closed": {"boss"}}, "boss"),
        ({"closed": "staff"}, "staff"),
        ([("closed", {Role.STAFF})], "is no mapping"),
    ],
    ids=str,
)
def test_a_table_that_says_nothing_known_is_refused(
    store: Store, clock: Clock, rights: Any, why: str
) -> None:
    """Misspelt actions and unknown roles are named when the desk is made."""
    with pytest.raises(FieldError, match=why):
        desk_of(store, clock, rights=rights)


def test_what_the_desk_does_itself_needs_no_right(
    store: Store, clock: Clock, postbox: Postbox
) -> None:
    """A failed delivery is noted though only the registrar may note one by hand."""
    desk = desk_of(store, clock, notifiers=[postbox], rights={"delivery_failed": {Role.REGISTRAR}})
    case = desk.receive(form(clock))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    postbox.answers = [Result(ResultCode.PERMANENT, "smtp 550")]
    assert desk.deliver().dead == 1
    assert desk.case(case.id).undelivered != []


def test_the_default_table_has_a_line_for_every_step() -> None:
    """A new event is closed to those outside unless somebody decides otherwise."""
    assert DEFAULT_RIGHTS.keys() == (EVENTS.keys() - {"received"}) | {"withdrawn"}
    open_to_person = {a for a, roles in DEFAULT_RIGHTS.items() if Role.SUBMITTER in roles}
    assert open_to_person == {
        "contact_noted",
        "measure_received",
        "satisfaction_recorded",
        "withdrawn",
        "wrote_again",
    }
    assert not any(Role.EXTERNAL_BODY in roles for roles in DEFAULT_RIGHTS.values())

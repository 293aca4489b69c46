# SPDX-License-Identifier: Apache-2.0
"""The same request twice is one; another one under its key is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pytest

from klagomal.cases.case import Case
from klagomal.cases.events import SatisfactionRecorded, SplitOff
from klagomal.desk import Desk
from klagomal.errors import FieldError, IdempotencyError, TransitionError
from klagomal.ports import Store
from klagomal.stores.memory import MemoryStore
from klagomal.vocabulary import Channel, Satisfaction
from tests.desk.counters import HANDLER, REGISTRAR, Clock, Postbox, desk_of, form

LAMP: Final = form(Clock("2026-01-07 10:00"), "Lampan är trasig.")
Step = Callable[[Desk, str, str], Any]

STEPS: Final[dict[str, Step]] = {
    "acknowledge": lambda desk, case, key: desk.acknowledge(
        case, by=REGISTRAR, handler="handler-1", idempotency_key=key
    ),
    "announce": lambda desk, case, key: desk.announce_handler(
        case, by=REGISTRAR, handler="handler-1", idempotency_key=key
    ),
    "delay": lambda desk, case, key: desk.give_delay_notice(
        case,
        by=REGISTRAR,
        reason="Snö.",
        promised=date(2026, 3, 2),
        anyway=True,
        idempotency_key=key,
    ),
    "answer": lambda desk, case, key: desk.answer(
        case, by=HANDLER, letter="Vi har sandat.", idempotency_key=key
    ),
    "hand over": lambda desk, case, key: desk.hand_over(
        case, by=REGISTRAR, to_unit="parks", handler="handler-1", idempotency_key=key
    ),
    "register": lambda desk, case, key: desk.register(case, by=REGISTRAR, idempotency_key=key),
    "erase": lambda desk, case, key: desk.erase(
        case, authority="beslut 7", reason="disposal", by=REGISTRAR, idempotency_key=key
    ),
    "record": lambda desk, case, key: desk.record(
        case,
        SatisfactionRecorded(at=desk.case(case).received_at, satisfaction=Satisfaction.SATISFIED),
        idempotency_key=key,
    ),
    "split": lambda desk, case, key: desk.split(case, [LAMP], by=HANDLER, idempotency_key=key),
}


@pytest.mark.parametrize("name", sorted(STEPS))
def test_every_step_sent_twice_is_taken_once(
    desk: Desk, clock: Clock, postbox: Postbox, name: str
) -> None:
    """A step repeated an hour later under its key changes nothing and sends nothing."""
    case = desk.receive(form(clock))
    first = STEPS[name](desk, case.id, "key-1")
    told = [(event.stream, event.version) for event in desk.store.tail(0, 99)]
    queued = [entry.notice_id for entry in desk.outbox()]
    clock.forward(hours=1)
    assert STEPS[name](desk, case.id, "key-1") == first
    assert [(event.stream, event.version) for event in desk.store.tail(0, 99)] == told
    assert [entry.notice_id for entry in desk.outbox()] == queued


def test_closing_twice_under_one_key_is_once(desk: Desk, clock: Clock) -> None:
    """A closing whose answer was lost can be asked for again; without the key it is refused."""
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")

    def close(key: str) -> Case:
        return desk.close(
            case.id, by=REGISTRAR, content={"unit_notes"}, anyway=True, idempotency_key=key
        )

    closed = close("key-1")
    assert close("key-1") == closed
    with pytest.raises(TransitionError, match="closed"):
        close("")


@pytest.mark.parametrize("name", sorted(set(STEPS) - {"acknowledge"}))
def test_key_of_one_step_is_not_another_ones(desk: Desk, clock: Clock, name: str) -> None:
    """A key that stands for a confirmation stands for nothing else."""
    case = desk.receive(form(clock))
    STEPS["acknowledge"](desk, case.id, "key-1")
    before = desk.case(case.id)
    with pytest.raises(IdempotencyError, match="'key-1' was used for another request"):
        STEPS[name](desk, case.id, "key-1")
    assert desk.case(case.id) == before


def test_key_stands_for_one_case(desk: Desk, clock: Clock) -> None:
    """The same step on another case is another request."""
    first, second = desk.receive(form(clock)), desk.receive(form(clock))
    STEPS["answer"](desk, first.id, "key-1")
    with pytest.raises(IdempotencyError):
        STEPS["answer"](desk, second.id, "key-1")


def test_other_words_are_another_request(desk: Desk, clock: Clock) -> None:
    """The letter is part of what was asked for."""
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, letter="Vi har sandat.", idempotency_key="key-1")
    with pytest.raises(IdempotencyError):
        desk.answer(case.id, by=HANDLER, letter="Vi sandar i morgon.", idempotency_key="key-1")


def test_repeated_form_gives_the_case_as_it_now_stands(desk: Desk, clock: Clock) -> None:
    """A form sent again after the answer gives the answered case."""
    sent = form(clock)
    case = desk.receive(sent, idempotency_key="form-1")
    answered = desk.answer(case.id, by=HANDLER, letter="Vi har sandat.")
    assert desk.receive(sent, idempotency_key="form-1") == answered


def test_repeated_split_gives_the_same_cases(desk: Desk, clock: Clock) -> None:
    """The letter and its parts come back, and no part is made twice."""
    case = desk.receive(form(clock))
    first = STEPS["split"](desk, case.id, "key-1")
    later = desk.split(case.id, [form(Clock("2026-01-07 10:00"), "En tredje sak.")], by=HANDLER)
    again = STEPS["split"](desk, case.id, "key-1")
    assert [each.id for each in again] == [each.id for each in first]
    assert later[1].id not in {each.id for each in first}
    assert len(again[0].all(SplitOff)) == 2


def test_keys_of_two_municipalities_are_apart(clock: Clock) -> None:
    """Two desks on one store may use the same key for different forms."""
    store: Store = MemoryStore()
    ours = desk_of(store, clock).receive(form(clock), idempotency_key="form-1")
    theirs = desk_of(store, clock, "kramfors").receive(
        form(clock, "Något annat."), idempotency_key="form-1"
    )
    assert ours.id != theirs.id


@pytest.mark.parametrize("key", [7, None, b"form-1", "form\x00", "\ud800", "x" * 20_001])
def test_key_that_is_no_text_is_refused(desk: Desk, clock: Clock, key: Any) -> None:
    """A key of the wrong type, or one that cannot be kept, is named, and nothing is taken in."""
    with pytest.raises(FieldError, match="idempotency_key"):
        desk.receive(form(clock), idempotency_key=key)
    assert list(desk.cases()) == []


def test_spoken_and_written_answers_are_two_requests(desk: Desk, clock: Clock) -> None:
    """The way that word was given is part of what was asked for."""
    case = desk.receive(form(clock))
    desk.answer(case.id, by=HANDLER, mode=Channel.PHONE, idempotency_key="key-1")
    with pytest.raises(IdempotencyError):
        desk.answer(case.id, by=HANDLER, mode=Channel.IN_PERSON, idempotency_key="key-1")

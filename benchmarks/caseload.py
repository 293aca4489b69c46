# SPDX-License-Identifier: Apache-2.0
"""What the desk benchmarks are fed: forms as an e-service sends them, and a year in a store.

Everything is made up with a fixed seed. The year's cases come under Nacka's text, whose deadlines
go on after the confirmation, so every open case comes to need attention.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from klagomal import policies
from klagomal.cases.case import Case, Status, fold
from klagomal.cases.events import Acknowledged, Answered, Closed, Event, Registered
from klagomal.cases.feedback import Feedback, Submission, Submitter
from klagomal.desk import Desk
from klagomal.lifecycle import receive
from klagomal.policy.policy import Policy
from klagomal.ports import CaseRow, Store
from klagomal.records import records_of, row_of
from klagomal.stores.sqlite import SqliteStore
from klagomal.vocabulary import Channel, Kind

__all__ = ["AFTERWARDS", "UNITS", "YEAR", "desk_of_a_year", "fill", "form", "form_desk"]

ARRIVAL: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
YEAR: Final = 2025
UNITS: Final = tuple(f"unit-{number}" for number in range(12))
AFTERWARDS: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""An office hour at which every open case of the year is late."""

_FIRST: Final = datetime(YEAR, 1, 1, 6, tzinfo=UTC)
_MINUTES: Final = 364 * 24 * 60
_OPEN_FOR_EACH_CLOSED: Final = 4
_A_STEP: Final = 1000


def form(number: int) -> Submission:
    """Return a form of ordinary size."""
    feedback = Feedback(kind=Kind.COMPLAINT, channel=Channel.WEB_FORM, received_at=ARRIVAL)
    submitter = Submitter(name="Test Testsson", email="test@example.org")
    return Submission(feedback=feedback, text=f"Formulär {number}. " * 20, submitter=submitter)


def form_desk(store: Store, new_id: Callable[[], str] = lambda: uuid4().hex) -> Desk:
    """Return the desk that takes in forms: Essunga's, where each gets a number in the diary."""
    return Desk(policy="essunga", store=store, clock=lambda: ARRIVAL, new_id=new_id)


def desk_of_a_year(path: Path) -> Desk:
    """Return the desk whose store :func:`fill` fills."""
    return Desk(policy="nacka", store=SqliteStore(path), clock=lambda: AFTERWARDS)


def fill(path: Path, open_cases: int) -> int:
    """Write a year of cases, a quarter as many closed as open; return how many there are in all.

    Three of five open ones wait for a confirmation, the others for an answer.
    """
    cases = open_cases + open_cases // _OPEN_FOR_EACH_CLOSED
    policy = policies.get("nacka")
    store = SqliteStore(path)
    logs = _logs(policy, cases, random.Random(YEAR))
    for first in range(0, cases, _A_STEP):
        with store.transaction() as step:
            for _ in range(first, min(first + _A_STEP, cases)):
                log = next(logs)
                case = fold(log)
                version = step.append(case.id, 0, records_of(log))
                step.put_case(_row_of(case, policy, version))
    store.close()
    return cases


def _logs(policy: Policy, cases: int, chance: random.Random) -> Iterator[tuple[Event, ...]]:
    """Yield logs by moment of arrival; each fifth case is closed, from the fifth on."""
    for number in range(cases):
        is_closed = number % (_OPEN_FOR_EACH_CLOSED + 1) == _OPEN_FOR_EACH_CLOSED
        at = _FIRST + timedelta(minutes=number * _MINUTES // cases)
        feedback = Feedback(
            kind=chance.choice(list(Kind)) if is_closed else Kind.COMPLAINT,
            channel=chance.choice((Channel.WEB_FORM, Channel.EMAIL, Channel.PHONE, Channel.LETTER)),
            received_at=at,
            unit=chance.choice(UNITS),
        )
        case_id = f"{chance.getrandbits(128):032x}"
        arrival = receive(feedback, policy, at, case_id=case_id)
        entered = Registered(at=at, register="diarium", reference=f"{YEAR}:{number + 1}")
        yield (*arrival, entered, *_word(at, chance, is_closed=is_closed))


def _word(at: datetime, chance: random.Random, *, is_closed: bool) -> Iterator[Event]:
    """Yield what was said to the person and done since, some of it late."""
    if not is_closed and chance.random() < 0.6:
        return
    handler = f"handler-{chance.randrange(40)}"
    told = at + timedelta(hours=chance.randrange(4, 240))
    yield Acknowledged(at=told, handler=handler, content={"handler_name", "handler_contact"})
    if is_closed:
        answered = told + timedelta(hours=chance.randrange(1, 480))
        yield Answered(at=answered)
        yield Closed(at=answered + timedelta(hours=1))


def _row_of(case: Case, policy: Policy, version: int) -> CaseRow:
    """Return the case in lists: an open one is looked at from its arrival on.

    The later day on which it first needs attention is worked out when it is looked at. To work that
    out here would take twice as long as all the rest.
    """
    received_on = policy.calendar.day_of(case.received_at)
    is_open = case.status is Status.OPEN
    return row_of(
        case, policy, version, look_on=received_on if is_open else None, needs_work=is_open
    )

# SPDX-License-Identifier: Apache-2.0
"""A notifier that keeps its letters, and desks that use it. Loads fast: workers import it, too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import attrs

from klagomal.cases.events import Actor
from klagomal.cases.feedback import Feedback, Submission, Submitter
from klagomal.desk import Desk
from klagomal.mail.drafts import Entry
from klagomal.ports import AddressKind, Letter, NoticeState, Result, ResultCode, Store
from klagomal.vocabulary import Channel, Kind, Role

ACCEPTED = Result(ResultCode.ACCEPTED)
ARRIVED = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
REGISTRAR = Actor(Role.REGISTRAR, "registrar-1")


class Seconds:
    """A clock that stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


@attrs.define
class Box:
    """A notifier that keeps what it gets, and answers as told."""

    answer: Callable[[Letter], Any] = lambda _: ACCEPTED
    letters: list[Letter] = attrs.field(factory=list)
    reaches: AddressKind = AddressKind.EMAIL

    def deliver(self, letter: Letter) -> Result:
        """Keep the letter."""
        self.letters.append(letter)
        result: Result = self.answer(letter)
        return result

    def close(self) -> None:
        """Nothing to let go of."""


DIRECTORY = {"handler-1": Entry(name="Åsa Öst", email="asa@work.example", contact="0123-45 67")}


def desk_on(store: Store, box: Box, **about: Any) -> Desk:
    """Return a desk whose letters land in the box."""
    about = {"policy": "essunga", "directory": DIRECTORY, **about}
    return Desk(store=store, notifiers=(box,), clock=lambda: ARRIVED, **about)


def acknowledged(desk: Desk, email: str = "orjan@post.example") -> str:
    """Take in feedback and confirm it, so that one letter waits; return the case."""
    feedback = Feedback(kind=Kind.COMPLAINT, channel=Channel.EMAIL, received_at=ARRIVED)
    who = Submitter(name="Örjan Ek", email=email)
    case = desk.receive(Submission(feedback=feedback, text="Bussen.", submitter=who))
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    return case.id


def standing(store: Store) -> dict[NoticeState, int]:
    """Return how many notices stand in each state."""
    return dict(Counter(settlement.state for _, settlement, _ in store.notices()))

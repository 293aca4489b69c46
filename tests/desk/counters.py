# SPDX-License-Identifier: Apache-2.0
"""Desks for tests: a clock that is set by hand, people with addresses, one form."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from klagomal.cases.events import Actor
from klagomal.cases.feedback import Feedback, Submission, Submitter
from klagomal.desk import Desk
from klagomal.mail.drafts import Entry
from klagomal.ports import AddressKind, Letter, Result, ResultCode, Store
from klagomal.vocabulary import Channel, Kind, Role

STOCKHOLM = ZoneInfo("Europe/Stockholm")
REGISTRAR = Actor(Role.REGISTRAR, "registrar-1")
HANDLER = Actor(Role.HANDLER, "handler-1")
DIRECTORY = {
    "handler-1": Entry(
        name="Anna Exempel", email="anna@kommun.example", contact="telefon 0123-45 67"
    ),
    "unit": Entry(name="Enheten", email="enheten@kommun.example"),
}


class Clock:
    """A clock that stands where it is put."""

    def __init__(self, when: str) -> None:
        self.set(when)

    def set(self, when: str) -> None:
        """Put the clock at a Stockholm time such as ``2026-01-07 10:00``."""
        self.now = datetime.fromisoformat(when).replace(tzinfo=STOCKHOLM)

    def forward(self, **by: float) -> None:
        """Move the clock on."""
        self.now += timedelta(**by)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


class Postbox:
    """A notifier that keeps what it is given, or answers as it is told to."""

    reaches = AddressKind.ANY

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.answers: list[Result] = []

    def deliver(self, letter: Letter) -> Result:
        """Keep the letter, unless an answer waits."""
        if self.answers:
            return self.answers.pop(0)
        self.letters.append(letter)
        return Result(ResultCode.ACCEPTED)

    def close(self) -> None:
        """Nothing is kept open."""


def desk_of(store: Store, clock: Clock, policy: str = "essunga", **rest: Any) -> Desk:
    """Return a desk with people in its directory."""
    rest.setdefault("directory", DIRECTORY)
    return Desk(policy=policy, store=store, clock=clock, **rest)


def form(clock: Clock, text: str = "Det är halt på gångvägen.", **about: Any) -> Submission:
    """Return a form that arrives now, from somebody with an e-mail address."""
    told: dict[str, Any] = {
        "kind": Kind.COMPLAINT,
        "channel": Channel.WEB_FORM,
        "received_at": clock(),
        **about,
    }
    submitter = Submitter(name="Test Testsson", email="test@example.org")
    return Submission(feedback=Feedback(**told), text=text, submitter=submitter)

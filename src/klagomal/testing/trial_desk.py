# SPDX-License-Identifier: Apache-2.0
"""The desk that the harnesses exercise: invented people, a fixed moment, letters on a shelf."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final
from uuid import uuid4

from klagomal.cases.events import Actor
from klagomal.cases.feedback import Feedback, Submission, Submitter
from klagomal.desk import Desk
from klagomal.mail.drafts import Entry
from klagomal.ports import AddressKind, Letter, Result, ResultCode, Store
from klagomal.stores.memory import MemoryStore
from klagomal.vocabulary import Channel, Kind, Role

__all__ = ["ARRIVAL", "CLERK", "ShelfNotifier", "form", "text_of", "trial_desk", "warm_up"]

ARRIVAL: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday, ten in the morning in Sweden."""
CLERK: Final = Actor(Role.REGISTRAR, "registrar-1")
DIRECTORY: Final = {
    "handler-1": Entry(
        name="Handläggare Exempel", contact="0123-45 67", email="handler@example.org"
    ),
    "unit": Entry(name="Enheten", email="unit@example.org"),
}
LEASE_SECONDS: Final = 2.0


class ShelfNotifier:
    """Appends each delivered letter's id to a file, durably, so that duplicates can be counted."""

    reaches = AddressKind.ANY

    def __init__(self, shelf: Path) -> None:
        self._shelf = shelf

    def deliver(self, letter: Letter) -> Result:
        """Write the id; it is on the disk when this returns."""
        file = os.open(self._shelf, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(file, f"{letter.id}\n".encode())
            os.fsync(file)
        finally:
            os.close(file)
        return Result(ResultCode.ACCEPTED)

    def close(self) -> None:
        """Nothing is kept open."""


def trial_desk(
    store: Store,
    shelf: Path,
    *,
    now: datetime = ARRIVAL,
    new_id: Callable[[], str] = lambda: uuid4().hex,
    lease_seconds: float = LEASE_SECONDS,
) -> Desk:
    """Return a desk on ``store`` that delivers to ``shelf``; its clock stands still at ``now``.

    The harnesses are about processes that die, not about days.
    """
    return Desk(
        policy="essunga",
        store=store,
        notifiers=(ShelfNotifier(shelf),),
        directory=DIRECTORY,
        lease_seconds=lease_seconds,
        clock=partial(_moment, now),
        new_id=new_id,
    )


def _moment(now: datetime) -> datetime:
    return now


def form(key: str) -> Submission:
    """Return the form that is sent under ``key``."""
    feedback = Feedback(kind=Kind.COMPLAINT, channel=Channel.WEB_FORM, received_at=ARRIVAL)
    submitter = Submitter(name="Test Testsson", email="test@example.org")
    return Submission(feedback=feedback, text=text_of(key), submitter=submitter)


def text_of(key: str) -> str:
    """Return what the form sent under ``key`` says."""
    return f"Formulär {key}"


def warm_up(folder: Path) -> None:
    """Do everything once, so that forked processes find policies and templates loaded."""
    desk = trial_desk(MemoryStore(), folder / "warm-up.txt")
    case = desk.receive(form("warm-up"), idempotency_key="warm-up")
    desk.acknowledge(case.id, by=CLERK, handler="handler-1")
    desk.deliver()

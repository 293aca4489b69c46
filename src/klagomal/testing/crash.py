# SPDX-License-Identifier: Apache-2.0
"""The kill -9 loop: does a store keep its promises when processes die at any moment.

A round forks writers and deliverers on one store, lets them run for a moment, kills them all with
SIGKILL and looks at what is left. A writer tells its parent ``T key`` before it takes in feedback
and ``A key case`` after. A case that was told as taken in must be there. A form whose answer was
lost is sent again under the same key and must give one case.

Killing processes cannot show a missing fsync; :mod:`klagomal.testing.power` does that.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

import attrs

from klagomal.errors import StoreUnavailableError
from klagomal.ports import Store
from klagomal.testing.examination import Findings, Outbox, examine_cases, examine_outbox
from klagomal.testing.processes import Child, Tell, fork
from klagomal.testing.trial_desk import (
    CLERK,
    LEASE_SECONDS,
    form,
    text_of,
    trial_desk,
    warm_up,
)

__all__ = ["CrashLoop", "CrashReport", "run_afresh"]

_KILLED_WHILE_OPENING: Final = 0.2
"""The share of rounds in which the time runs from the start, not from when all have opened."""

OpenStore = Callable[[], Store]


def _sound(store: Store) -> Store:
    return store


@attrs.define
class CrashReport:
    """What a run of the loop came to. ``problems`` is empty if every promise was kept."""

    rounds: int = 0
    kills: int = 0
    server_crashes: int = 0
    deliverer_kills: int = 0
    acknowledged: int = 0
    retried: int = 0
    sent: int = 0
    duplicates: int = 0
    problems: list[str] = attrs.field(factory=list)

    def __iadd__(self, other: CrashReport) -> CrashReport:
        """Add the figures of another run."""
        for field in attrs.fields(CrashReport):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
        return self

    def figures(self) -> dict[str, int]:
        """Return the figures by name, the problems as their number."""
        return attrs.asdict(self) | {"problems": len(self.problems)}


@attrs.define
class CrashLoop:
    """Kills writers and deliverers on one store, round after round.

    ``open_store`` opens the store anew in each process. ``plant`` wraps the store in the processes
    that are killed, to put in a bug that the loop must find; what is left is looked at without the
    bug. ``crash_server``, if given, kills the server that the store runs on while writers and
    deliverers are at work, and ``start_server`` starts it again.
    """

    open_store: OpenStore
    folder: Path
    writers: int = 2
    deliverers: int = 1
    seed: int = 1
    plant: Callable[[Store], Store] = _sound
    crash_server: Callable[[], None] | None = None
    start_server: Callable[[], None] | None = None
    shortest: float = 0.05
    longest: float = 0.25
    report: CrashReport = attrs.field(factory=CrashReport, init=False)
    _chance: random.Random = attrs.field(init=False)
    _keys: dict[str, str] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        """Make the chance repeatable."""
        self._chance = random.Random(self.seed)  # noqa: S311  (repeatable, not secret)

    @property
    def shelf(self) -> Path:
        """Where delivered letters are noted."""
        return self.folder / "shelf.txt"

    def run(self, rounds: int) -> CrashReport:
        """Run ``rounds``, or until something is wrong; return the figures, with what was found."""
        self.folder.mkdir(parents=True, exist_ok=True)
        warm_up(self.folder)
        self.open_store().close()
        for number in range(rounds):
            in_flight = self._kill_once(f"{self.seed}-{number}")
            self.report.rounds += 1
            self.report.problems += self._examine(in_flight)
            if self.report.problems:
                return self.report
        self.report.problems += self._drain()
        return self.report

    def _kill_once(self, round_name: str) -> list[str]:
        """Run one round; return the keys whose answer never came."""
        may_fail = (StoreUnavailableError,) if self.crash_server else ()
        works: list[Callable[[Tell], None]] = [
            *(partial(self._write, f"{round_name}-{n}") for n in range(self.writers)),
            *[self._deliver] * self.deliverers,
        ]
        children = [fork(work, may_fail=may_fail) for work in works]
        if self._chance.random() > _KILLED_WHILE_OPENING:
            for child in children:
                child.wait_for_word(5)
        time.sleep(self._chance.uniform(self.shortest, self.longest))
        if self.crash_server:
            self.crash_server()
            self.report.server_crashes += 1
        self._kill(children)
        in_flight = [key for child in children for key in self._note(child.told())]
        if self.start_server:
            self.start_server()
        return in_flight

    def _kill(self, children: list[Child]) -> None:
        order = list(children)
        self._chance.shuffle(order)
        for child in order:
            child.kill()
        self.report.kills += len(children)
        self.report.deliverer_kills += self.deliverers

    def _note(self, lines: Iterable[str]) -> list[str]:
        tried: set[str] = set()
        for line in lines:
            mark, _, rest = line.partition(" ")
            if mark == "T":
                tried.add(rest)
            elif mark == "A":
                key, case_id = rest.split(" ")
                tried.discard(key)
                self._keys[case_id] = key
                self.report.acknowledged += 1
            elif mark == "E":
                self.report.problems.append(f"a writer or deliverer failed: {rest}")
        return sorted(tried)

    def _write(self, prefix: str, tell: Tell) -> None:
        desk = trial_desk(self.plant(self.open_store()), self.shelf)
        tell("opened")
        for number in range(10_000):
            key = f"{prefix}-{number}"
            tell(f"T {key}")
            case = desk.receive(form(key), idempotency_key=key)
            tell(f"A {key} {case.id}")
            desk.acknowledge(case.id, by=CLERK, handler="handler-1")

    def _deliver(self, tell: Tell) -> None:
        desk = trial_desk(self.plant(self.open_store()), self.shelf)
        tell("opened")
        while True:
            if not desk.deliver(limit=20).tried:
                time.sleep(0.002)

    def _examine(self, in_flight: list[str]) -> list[str]:
        """Open the store anew and look at everything that was promised."""
        findings = Findings()
        with closing(self.open_store()) as store:
            desk = trial_desk(store, self.shelf)
            for key in in_flight:
                first = desk.receive(form(key), idempotency_key=key)
                again = desk.receive(form(key), idempotency_key=key)
                findings.expect(first.id == again.id, f"key {key} gave two cases")
                self._keys[first.id] = key
                self.report.retried += 1
            told = {case_id: text_of(key) for case_id, key in self._keys.items()}
            examine_cases(desk, findings, told)
            self._count(examine_outbox(desk, self.shelf, findings), findings)
        return findings.problems

    def _count(self, outbox: Outbox, findings: Findings) -> None:
        self.report.sent, self.report.duplicates = outbox.sent, outbox.duplicates
        findings.expect(
            outbox.duplicates <= self.report.deliverer_kills,
            f"{outbox.duplicates} duplicates after {self.report.deliverer_kills} kills",
        )

    def _drain(self) -> list[str]:
        """Deliver the rest when the leases of the dead have run out; everything must be sent."""
        findings = Findings()
        time.sleep(LEASE_SECONDS)
        with closing(self.open_store()) as store:
            desk = trial_desk(store, self.shelf)
            while desk.deliver(limit=1000).tried:
                pass
            outbox = examine_outbox(desk, self.shelf, findings)
            findings.expect(not outbox.waiting, f"{outbox.waiting} notices were never delivered")
            self._count(outbox, findings)
        return findings.problems


def run_afresh(loop: Callable[[int], CrashLoop], rounds: int, *, each: int = 20) -> CrashReport:
    """Run ``rounds`` on one fresh store after another, ``each`` at a time; return the sum.

    A store grows with every round, and so does the time it takes to look at all of it. ``loop``
    makes the loop for a turn, counted from 0. Stops at the first problem.
    """
    total = CrashReport()
    for turn in range(-(-rounds // each)):
        total += loop(turn).run(min(each, rounds - turn * each))
        if total.problems:
            break
    return total

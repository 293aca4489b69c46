# SPDX-License-Identifier: Apache-2.0
"""Failure and death at every boundary between the statements of every command of a desk.

For each command and each k, the k-th statement fails or the process ends there. Afterwards every
case must be whole or as it was before, and the command must succeed when it is repeated under the
same idempotency key.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import attrs

from klagomal.cases.case import Case
from klagomal.cases.feedback import Submitter
from klagomal.desk import Desk
from klagomal.errors import KlagomalError
from klagomal.ports import Store, Transaction
from klagomal.report.duties import ReportDelivered
from klagomal.stores.sqlite_file import open_file
from klagomal.testing.examination import Findings, examine_cases, examine_outbox
from klagomal.testing.processes import ended_with
from klagomal.testing.store_steps import everything
from klagomal.testing.trial_desk import ARRIVAL, CLERK, form, trial_desk, warm_up

__all__ = ["COMMANDS", "Boundaries", "Boundary", "BoundaryReport", "Stepwise", "stopping_driver"]

_DIED: Final = 77
_LEASE: Final = 0.4
_OVERDUE: Final = ARRIVAL + timedelta(days=28)
"""A Monday morning four weeks on, when promises to the person have run out."""


class FailedError(sqlite3.OperationalError):
    """The failure that is put in; a store sees it as an error of its disk."""

    sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC


@attrs.define
class Boundary:
    """Counts the statements that pass, and stops at one of them when it is armed."""

    at: int = 0
    passed: int = 0
    stop: Callable[[], None] | None = None

    def arm(self, at: int, stop: Callable[[], None]) -> None:
        """Call ``stop`` before the ``at``-th statement from now, from 1."""
        self.at, self.passed, self.stop = at, 0, stop

    def disarm(self) -> bool:
        """Let everything pass; return whether it had stopped."""
        has_stopped = self.passed >= self.at
        self.stop = None
        return has_stopped

    def pass_one(self) -> None:
        """Count one statement, and stop before it if it is the armed one."""
        self.passed += 1
        if self.stop is not None and self.passed == self.at:
            self.stop()


class _Stopping:
    """A connection to SQLite that comes to a boundary before each statement, and after COMMIT."""

    def __init__(self, connection: sqlite3.Connection, boundary: Boundary) -> None:
        self._connection = connection
        self._boundary = boundary

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:  # noqa: ANN401
        """Run a statement."""
        self._boundary.pass_one()
        cursor = self._connection.execute(statement, *values)
        if statement == "COMMIT":
            self._boundary.pass_one()
        return cursor

    def executemany(self, statement: str, rows: Any) -> sqlite3.Cursor:  # noqa: ANN401
        """Run a statement for each row, with a boundary before each."""
        cursor = self._connection.cursor()
        for row in rows:
            self._boundary.pass_one()
            cursor.execute(statement, row)
        return cursor

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (as the connection has it)
        return getattr(self._connection, name)


def stopping_driver(boundary: Boundary) -> Callable[[Path, bool], Any]:
    """Return a driver for a SQLite store that comes to ``boundary`` at each statement."""
    return lambda path, create: _Stopping(open_file(path, create), boundary)


class Stepwise:
    """Any store, with a boundary before each step of a transaction and on both sides of its end."""

    def __init__(self, store: Store, boundary: Boundary) -> None:
        self._store = store
        self._boundary = boundary

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin a transaction that comes to the boundary at each step."""
        with self._store.transaction() as step:
            yield _Steps(step, self._boundary)
            self._boundary.pass_one()
        self._boundary.pass_one()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (as the store has it)
        self._boundary.pass_one()
        return getattr(self._store, name)


class _Steps:
    def __init__(self, step: Transaction, boundary: Boundary) -> None:
        self._step = step
        self._boundary = boundary

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (as the step has it)
        self._boundary.pass_one()
        return getattr(self._step, name)


@attrs.frozen
class Command:
    """A command to try, and what to do before it to a case that has been received.

    ``repeats`` says that the command may be asked for again when nobody knows whether it was done.
    """

    run: Callable[[Desk, str, str], object]
    before: Callable[[Desk, str], object] = lambda _, __: None
    repeats: bool = True


def _acknowledge(desk: Desk, case_id: str, key: str = "") -> Case:
    return desk.acknowledge(
        case_id, by=CLERK, handler="handler-1", letter="Tack.", idempotency_key=key
    )


def _answer(desk: Desk, case_id: str, key: str = "") -> Case:
    return desk.answer(case_id, by=CLERK, letter="Svar.", anyway=True, idempotency_key=key)


def _deliver_all(desk: Desk, case_id: str) -> None:
    """Have a confirmation leave, and all that waited before it."""
    _acknowledge(desk, case_id)
    while desk.deliver(1000).tried:
        pass


def _bounce(desk: Desk, case_id: str, key: str = "") -> None:
    (entry,) = desk.outbox(case_id)
    desk.note_bounce(case_id, entry.notice_id, idempotency_key=key)


def _come_back(desk: Desk, case_id: str) -> None:
    """Have a confirmation leave and come back."""
    _deliver_all(desk, case_id)
    _bounce(desk, case_id)


def _send_again(desk: Desk, case_id: str, _: str) -> None:
    (entry,) = desk.outbox(case_id)
    desk.send_again(case_id, entry.notice_id)


def _other(desk: Desk, case_id: str) -> str:
    """Return the first other case that is no duplicate."""
    return next(case.id for case in desk.cases() if case.id != case_id and not case.duplicate_of)


def _note_report(desk: Desk, _: str, key: str) -> None:
    shown = {"count", "by_kind", "measures", key.replace(" ", "-").lower()}
    desk.note_report(ReportDelivered(rule="board", on=ARRIVAL.date(), contents=shown))


COMMANDS: Final[Mapping[str, Command]] = {
    "receive": Command(lambda desk, _, key: desk.receive(form(key), idempotency_key=key)),
    "acknowledge": Command(_acknowledge),
    "delay": Command(
        lambda desk, case, key: desk.give_delay_notice(
            case, by=CLERK, reason="Sjukdom.", anyway=True, idempotency_key=key
        )
    ),
    "hand over": Command(
        lambda desk, case, key: desk.hand_over(
            case, by=CLERK, handler="handler-1", idempotency_key=key
        )
    ),
    "register": Command(lambda desk, case, key: desk.register(case, by=CLERK, idempotency_key=key)),
    "split": Command(
        lambda desk, case, key: desk.split(
            case, [form(key), form(key)], by=CLERK, idempotency_key=key
        )
    ),
    "answer": Command(_answer, _acknowledge),
    "close": Command(
        lambda desk, case, key: desk.close(
            case, by=CLERK, content={"unit_notes"}, idempotency_key=key
        ),
        _answer,
    ),
    "erase": Command(
        lambda desk, case, key: desk.erase(
            case,
            authority="gallringsbeslut 1",
            reason="retention",
            by=CLERK,
            idempotency_key=key,
        ),
        _acknowledge,
    ),
    "withdraw": Command(lambda desk, case, key: desk.withdraw(case, by=CLERK, idempotency_key=key)),
    "duplicate": Command(
        lambda desk, case, key: desk.close_as_duplicate(
            case, of=_other(desk, case), by=CLERK, idempotency_key=key
        ),
        lambda desk, _: desk.receive(form("other")),
    ),
    "link": Command(
        lambda desk, case, key: desk.link(
            case, to=_other(desk, case), by=CLERK, idempotency_key=key
        ),
        lambda desk, _: desk.receive(form("other")),
    ),
    "set streams": Command(
        lambda desk, case, key: desk.set_streams(case, {"appeal"}, by=CLERK, idempotency_key=key)
    ),
    "correct": Command(
        lambda desk, case, key: desk.correct(
            case, 3, by=CLERK, reason="wrong_case", idempotency_key=key
        ),
        _acknowledge,
    ),
    "note contact": Command(
        lambda desk, case, key: desk.note_contact(
            case, Submitter(email="other@example.org"), by=CLERK, idempotency_key=key
        )
    ),
    "bounce": Command(_bounce, _deliver_all),
    "tick": Command(lambda desk, _, __: desk.tick(_OVERDUE)),
    "note report": Command(_note_report),
    "deliver": Command(lambda desk, _, __: desk.deliver(), _acknowledge),
    "send again": Command(_send_again, _come_back, repeats=False),
}
"""The commands by name; each gets the desk, a received case and a key nobody has used."""


@attrs.define
class BoundaryReport:
    """How many boundaries there were, how often something stopped there, and what was wrong."""

    boundaries: int = 0
    failures: int = 0
    deaths: int = 0
    problems: list[str] = attrs.field(factory=list)


@attrs.frozen
class Boundaries:
    """Stops each command at each of its boundaries.

    ``open_store`` opens the store with a boundary in it; each command gets ``folder`` for its
    letters and the one store for all its trials.
    """

    open_store: Callable[[Boundary], Store]
    folder: Path

    def run(self, name: str, *, deaths: bool = True) -> BoundaryReport:
        """Try one command; return what it came to.

        With ``deaths`` off, no process ends: a store in memory would end with it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        warm_up(self.folder)
        report = BoundaryReport()
        for has_died in (False, True)[: 1 + deaths]:
            at = 1
            while self._try(name, at, report, has_died=has_died):
                at += 1
            report.boundaries = at - 1
        return report

    def _try(self, name: str, at: int, report: BoundaryReport, *, has_died: bool) -> bool:
        """Stop at one boundary; return whether there was one, and so perhaps another."""
        command, boundary = COMMANDS[name], Boundary()
        key = f"{name}-{has_died}-{at}"
        with closing(self.open_store(boundary)) as store:
            desk = self._desk(store)
            case_id = desk.receive(form(f"{key}-before")).id
            command.before(desk, case_id)
            before = everything(store)
        if has_died:
            has_stopped = self._die(command, case_id, key, at)
            report.deaths += has_stopped
        else:
            has_stopped = self._fail(command, case_id, key, at)
            report.failures += has_stopped
        findings = Findings()
        with closing(self.open_store(boundary)) as store:
            self._examine(self._desk(store), command, (case_id, key), before, findings)
        where = "death" if has_died else "failure"
        report.problems += [f"{name}, {where} at {at}: {text}" for text in findings.problems]
        return has_stopped

    def _desk(self, store: Store) -> Desk:
        return trial_desk(store, self.folder / "shelf.txt", lease_seconds=_LEASE)

    def _fail(self, command: Command, case_id: str, key: str, at: int) -> bool:
        boundary = Boundary()
        with closing(self.open_store(boundary)) as store:
            desk = self._desk(store)
            boundary.arm(at, _raise)
            with suppress(KlagomalError, FailedError):
                command.run(desk, case_id, key)
            return boundary.disarm()

    def _die(self, command: Command, case_id: str, key: str, at: int) -> bool:
        def work() -> None:  # pragma: no cover  (in another process)
            boundary = Boundary()
            desk = self._desk(self.open_store(boundary))
            boundary.arm(at, lambda: os._exit(_DIED))
            command.run(desk, case_id, key)

        return ended_with(work) == _DIED

    def _examine(
        self,
        desk: Desk,
        command: Command,
        given: tuple[str, str],
        before: dict[str, Any],
        findings: Findings,
    ) -> None:
        """Look for half states, repeat the command, and look again."""
        examine_cases(desk, findings)
        was_undone = everything(desk.store) == before
        try:
            command.run(desk, *given)
        except KlagomalError as error:
            may_refuse = not (command.repeats or was_undone)
            findings.expect(may_refuse, f"cannot be repeated: {error}")
        examine_cases(desk, findings)
        if command is COMMANDS["deliver"]:
            self._deliver_rest(desk, findings)

    def _deliver_rest(self, desk: Desk, findings: Findings) -> None:
        """Deliver what is left when the leases of dead workers have run out."""
        time.sleep(_LEASE)
        while desk.deliver(1000).tried:
            pass
        outbox = examine_outbox(desk, self.folder / "shelf.txt", findings)
        findings.expect(not outbox.waiting, f"{outbox.waiting} notices were never delivered")


def _raise() -> None:
    raise FailedError("disk I/O error, put in by the harness")

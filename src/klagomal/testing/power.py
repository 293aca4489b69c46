# SPDX-License-Identifier: Apache-2.0
"""Power loss, replayed: what is left on the disk when the power goes at any moment.

A desk works on a recorded SQLite. For a cut after any change, the disk holds all that was synced
before it; each later write is there, missing, or there in some of its sectors only, by chance. The
store is then opened as after a restart: whatever the host application had been told must be there.

The replay knows the order of writes and syncs but not the disk itself. A disk that says it has
synced and has not, or that spoils sectors it was not told to write, is outside the replay. The
replay begins with a database that has been created, and takes a deleted file as gone at once.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

import attrs

from klagomal.ports import CaseQuery
from klagomal.stores.sqlite import SqliteStore
from klagomal.testing.examination import Findings, examine_cases
from klagomal.testing.recording import Change, Recording
from klagomal.testing.trial_desk import CLERK, form, trial_desk

__all__ = ["PowerReport", "lose_power"]

_SECTOR: Final = 512
_FILE: Final = "power.db"


@attrs.define
class PowerReport:
    """How many recordings were made and cut, and how many cuts lost or spoilt something."""

    recordings: int = 0
    changes: int = 0
    cuts: int = 0
    torn: int = 0
    failed_cuts: int = 0
    problems: list[str] = attrs.field(factory=list)


@attrs.define
class _Disk:
    """What is on the disk for sure, and what is on its way there, file by file."""

    files: dict[str, bytearray]
    pending: dict[str, list[Change]] = attrs.field(factory=dict)
    told: list[Change] = attrs.field(factory=list)

    def take(self, change: Change) -> None:
        """Take the next change."""
        match change.kind:
            case "told":
                self.told.append(change)
            case "sync":
                content = self.files.setdefault(change.file, bytearray())
                for waiting in self.pending.pop(change.file, []):
                    _apply(content, waiting)
            case "delete":
                self.files.pop(change.file, None)
                self.pending.pop(change.file, None)
            case _:
                self.pending.setdefault(change.file, []).append(change)

    def after_power_loss(self, chance: random.Random) -> tuple[dict[str, bytes], int]:
        """Return what the files may hold then, and how many writes were torn."""
        left, torn = {}, 0
        for name in {*self.files, *self.pending}:
            content = bytearray(self.files.get(name, b""))
            for change in self.pending.get(name, []):
                fate = chance.random()
                if fate < 0.4:
                    _apply(content, change)
                elif fate < 0.7 and change.kind == "write":
                    torn += 1
                    for part in _sectors(change):
                        if chance.random() < 0.5:
                            _apply(content, part)
            left[name] = bytes(content)
        return left, torn


def _apply(content: bytearray, change: Change) -> None:
    if change.kind == "truncate":
        del content[change.offset :]
        return
    end = change.offset + len(change.data)
    content.extend(bytes(max(0, end - len(content))))
    content[change.offset : end] = change.data


def _sectors(change: Change) -> Iterator[Change]:
    """Cut a write at the borders of the disk's sectors."""
    at = change.offset
    end = at + len(change.data)
    while at < end:
        border = min(end, (at // _SECTOR + 1) * _SECTOR)
        data = change.data[at - change.offset : border - change.offset]
        yield Change("write", change.file, at, data)
        at = border


def lose_power(
    folder: Path, *, cuts: int, seed: int = 1, cases: int = 8, is_synced: bool = True
) -> PowerReport:
    """Record desks at work and cut the power ``cuts`` times; return what was found.

    Each recording takes in ``cases`` cases and is cut after up to 500 of its changes. With
    ``is_synced`` off nothing is ever synced, and the cuts must be found to lose data.
    """
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = PowerReport()
    while report.cuts < cuts:
        working = folder / f"recording-{report.recordings}"
        working.mkdir(parents=True)
        base, changes = _record(working, cases, is_synced=is_synced)
        report.recordings += 1
        report.changes += len(changes)
        wanted = min(500, cuts - report.cuts, len(changes))
        places = set(chance.sample(range(len(changes)), wanted))
        disk = _Disk(base)
        for place, change in enumerate(changes):
            disk.take(change)
            if place in places:
                left, torn = disk.after_power_loss(chance)
                problems = _examine(working / "after", left, disk.told)
                report.cuts += 1
                report.torn += torn
                report.failed_cuts += bool(problems)
                report.problems += [f"cut {report.cuts}: {text}" for text in problems]
        shutil.rmtree(working)
    return report


def _record(
    folder: Path, cases: int, *, is_synced: bool
) -> tuple[dict[str, bytearray], list[Change]]:
    """Let a desk work; return the files it began with and all the changes to them."""
    path = folder / _FILE
    SqliteStore(path).close()
    base = {_FILE: bytearray(path.read_bytes())}
    recording = Recording(is_synced=is_synced)
    with closing(SqliteStore(path, driver=recording.open)) as store:
        desk = trial_desk(store, folder / "shelf.txt", lease_seconds=60)
        for number in range(cases):
            key = f"form-{number}"
            case_id = desk.receive(form(key), idempotency_key=key).id
            recording.tell("received", case_id)
            desk.acknowledge(case_id, by=CLERK, handler="handler-1")
            recording.tell("acknowledged", case_id)
            if number % 3 == 2:
                desk.erase(case_id, authority="beslut 1", reason="retention", by=CLERK)
                recording.tell("erased", case_id)
        changes = list(recording.changes)
    return base, changes


def _examine(folder: Path, files: Mapping[str, bytes], told: list[Change]) -> list[str]:
    """Open what is left as after a restart; return what is wrong with it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    findings = Findings()
    try:
        with closing(SqliteStore(folder / _FILE)) as store:
            desk = trial_desk(store, folder / "shelf.txt")
            examine_cases(desk, findings)
            logs = {log[0].stream: [event.slug for event in log] for log in store.logs(CaseQuery())}
            for change in told:
                slugs = logs.get(change.data.decode(), [])
                findings.expect(change.file in slugs, f"told that {change.file}, and it is lost")
        with closing(sqlite3.connect(folder / _FILE)) as plain:
            [(verdict,)] = plain.execute("PRAGMA integrity_check").fetchall()
            findings.expect(verdict == "ok", f"integrity: {verdict}")
    except Exception as error:  # noqa: BLE001  (a spoilt file may make anything fail)
        findings.problems.append(f"{type(error).__name__}: {error}")
    return findings.problems

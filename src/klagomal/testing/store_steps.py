# SPDX-License-Identifier: Apache-2.0
"""Made-up records and small steps with which the promises of a store are tested."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from threading import Barrier, Thread
from typing import Any

import attrs

from klagomal.ports import (
    CaseQuery,
    CaseRow,
    EventRecord,
    NoticeRecord,
    NoticeState,
    Protected,
    Settlement,
    Store,
    Transaction,
)

__all__ = [
    "CHANGED_MIND",
    "KEY",
    "SENT",
    "at_once",
    "events",
    "everything",
    "file_case",
    "ids",
    "notice",
    "row",
    "states",
    "write",
]

DAY = date(2025, 5, 5)
"""A Monday."""

KEY = "provkoping"
"""The key of the policy that the made-up cases and notices belong to."""


class ChangedMindError(Exception):
    """Raised inside a transaction to undo it."""


CHANGED_MIND = ChangedMindError("changed my mind")

SENT = Settlement(state=NoticeState.SENT)
"""What becomes of a notice that was delivered."""


def events(count: int = 1, data: str = '{"kind": "complaint"}') -> list[EventRecord]:
    """Return events to append."""
    return [EventRecord("received", 1, data) for _ in range(count)]


def row(stream: str, **changes: Any) -> CaseRow:  # noqa: ANN401  (whatever the row takes)
    """Return a case as lists know it: open, received on a Monday."""
    plain = CaseRow(
        stream=stream,
        policy=KEY,
        edition="2025",
        unit="skolan",
        received_on=DAY,
        is_open=True,
        needs_work=True,
        look_on=None,
        version=1,
    )
    return attrs.evolve(plain, **changes)


def notice(id_: str, stream: str = "case-1", policy: str = KEY) -> NoticeRecord:
    """Return a notice to queue."""
    return NoticeRecord(id=id_, policy=policy, stream=stream, kind="confirmation", data="{}")


def write(store: Store, *steps: Callable[[Transaction], object]) -> None:
    """Take ``steps`` in one transaction."""
    with store.transaction() as step:
        for take in steps:
            take(step)


def file_case(step: Transaction, stream: str, count: int = 1, **changes: Any) -> None:  # noqa: ANN401
    """Write what makes up a case: log, list entry, protected data and a notice."""
    step.append(stream, 0, events(count))
    step.put_case(row(stream, **changes))
    step.protect([Protected(f"{stream}/text", stream, "text", b"invented words")])
    step.enqueue([notice(f"{stream}/1/confirmation", stream)])


def everything(store: Store) -> dict[str, Any]:
    """Return all that can be read of a store, in a form that can be compared."""
    logs = list(store.logs(CaseQuery()))
    streams = sorted({event.stream for event in store.tail(0, 10_000)})
    return {
        "tail": [(e.stream, e.version, e.slug, e.schema, e.data) for e in store.tail(0, 10_000)],
        "cases": list(store.cases(CaseQuery())),
        "logs": [[event.version for event in log] for log in logs],
        "protected": [list(store.protected(stream)) for stream in streams],
        "notices": [
            (
                record,
                how.state,
                how.error,
                how.retry_in_seconds > 0,
                how.may_have_left,
                tries,
            )
            for record, how, tries in store.notices()
        ],
    }


def at_once(*jobs: Callable[[], object]) -> None:
    """Run each job in a thread of its own, all from the same moment; raise the first error."""
    start, raised = Barrier(len(jobs)), list[BaseException]()

    def run(job: Callable[[], object]) -> None:
        try:
            start.wait(30)
            job()
        except BaseException as error:  # noqa: BLE001  (handed to whoever waits below)
            raised.append(error)

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def ids(leased: Iterable[Any]) -> list[str]:
    """Return the ids of leased notices, in order."""
    return [lease.notice.id for lease in leased]


def states(store: Store, stream: str | None = None) -> Sequence[tuple[str, NoticeState, int]]:
    """Return each notice's id, state and number of tries, oldest first."""
    return [(record.id, how.state, tries) for record, how, tries in store.notices(stream)]

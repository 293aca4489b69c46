# SPDX-License-Identifier: Apache-2.0
"""Whether a reader that follows the positions of a log ever misses an event.

A store whose positions are drawn before the commit shows position 8 while 7 is still being
written; a reader that goes on from 8 never sees 7. The harness makes that likely: each writer
lingers between writing and committing.
"""

from __future__ import annotations

import random
import time
from threading import Event
from uuid import uuid4

from klagomal.ports import Store
from klagomal.testing.store_steps import at_once, events

__all__ = ["events_missed"]


def events_missed(store: Store, *, writers: int = 4, each: int = 20) -> int:
    """Let ``writers`` threads write ``each`` transactions; return how many events a reader missed.

    Writes streams of its own to ``store``.
    """
    position = 0
    for event in store.tail(0, 1_000_000):
        position = event.position
    first, seen, all_written = position, list[int](), Event()

    def write() -> None:
        for _ in range(each):
            with store.transaction() as step:
                step.append(f"tailed-{uuid4().hex}", 0, events(2))
                time.sleep(random.uniform(0, 0.003))  # noqa: S311  (a pause, not a secret)

    def write_all() -> None:
        try:
            at_once(*[write] * writers)
        finally:
            all_written.set()

    def follow() -> None:
        position = first
        while True:
            is_last = all_written.is_set()
            news = store.tail(position, 7)
            seen.extend(event.position for event in news)
            position = seen[-1] if seen else first
            if is_last and not news:
                return

    at_once(write_all, follow)
    there_are = [event.position for event in store.tail(first, 1_000_000)]
    return len(there_are) - len(seen)

# SPDX-License-Identifier: Apache-2.0
"""What stands of a log: corrections made, and messages where they were delivered, if at all.

The log itself is never changed. A corrected entry is replaced by its correction. A message that
failed does not count, and counts again from the moment when it was delivered after all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import attrs

from klagomal.cases.events import (
    ContactEvent,
    Corrected,
    DeliveryEvent,
    DeliveryFailed,
    DeliverySucceeded,
    Erased,
    Event,
    Received,
)
from klagomal.errors import EventOrderError

__all__ = ["ABOUT_ENTRIES", "Standing", "check_entry", "check_written", "stand"]


class Standing(NamedTuple):
    """The events that stand, in the order they happened.

    ``versions`` are their places in the log, in step, from 1. ``failed`` gives, for the position of
    each message that did not arrive, the position of its failure.
    """

    events: tuple[Event, ...]
    versions: Sequence[int]
    failed: Mapping[int, int]


ABOUT_ENTRIES: Final = frozenset({Corrected.slug, DeliveryFailed.slug, DeliverySucceeded.slug})
"""The events that are about other entries of the log."""


def check_written(log: Sequence[Event]) -> None:
    """Refuse a log that is not in the order it was written."""
    for number, (earlier, event) in enumerate(pairwise(log), 2):
        if event.recorded_at < earlier.recorded_at:
            raise EventOrderError(
                f"event {number} ({event.slug!r}) was recorded {event.recorded_at.isoformat()}, "
                f"before the one it follows ({earlier.recorded_at.isoformat()}); give the log in "
                "the order it was written",
                number=number,
                slug=event.slug,
            )


def check_entry(event: Event, number: int, log: Sequence[Event]) -> None:
    """Refuse what is said of an entry that does not come before it, or that cannot be corrected."""
    if isinstance(event, (Corrected, DeliveryEvent)) and event.version >= number:
        raise EventOrderError(
            f"event {number} ({event.slug!r}) is about entry {event.version}, which does not come "
            "before it; give the entry's number in the log, from 1",
            number=number,
            slug=event.slug,
        )
    if not isinstance(event, Corrected):
        return
    was, now = log[event.version - 1], event.instead
    if isinstance(was, (Corrected, Erased)):
        raise EventOrderError(
            f"event {number} corrects entry {event.version} ({was.slug!r}), which tells of what "
            "was done to the log; correct the entry that it is about",
            number=number,
            slug=event.slug,
        )
    if isinstance(was, Received) != isinstance(now, Received):
        raise EventOrderError(
            f"event {number} corrects entry {event.version} ({was.slug!r}) into "
            f"{now.slug if now else 'nothing'!r}; a case keeps one arrival, which can be put right",
            number=number,
            slug=event.slug,
        )


def stand(log: tuple[Event, ...], is_known: Callable[[Event], bool] | None = None) -> Standing:
    """Return what stands of a log, as far as its events are known."""
    entries = _corrected(log)
    version, first = entries[0]
    if version != 1:
        arrival = next(event.at for version, event in entries if version == 1)
        raise EventOrderError(
            f"event {version} ({first.slug!r}, {first.at.isoformat()}) comes before the arrival at "
            f"{arrival.isoformat()}",
            number=version,
            slug=first.slug,
        )
    if is_known:
        entries = [entry for entry in entries if is_known(entry[1])]
    return _delivered(log, entries)


_Entries = list[tuple[int, Event]]
"""Events with their versions, in the order they happened."""


def _corrected(log: tuple[Event, ...]) -> _Entries:
    """Return the entries as they stand after all corrections, in the order they happened."""
    instead = {event.version: event.instead for event in log if isinstance(event, Corrected)}
    entries = list(enumerate(log, 1))
    if instead:
        standing = ((version, instead.get(version, event)) for version, event in entries)
        entries = [(version, event) for version, event in standing if event is not None]
    # Sorting is stable: what happened at one moment stays in the order of the log.
    return sorted(entries, key=lambda entry: entry[1].at)


def _letters(log: tuple[Event, ...]) -> dict[int, float]:
    """Return from which version on a failure concerns a message, where that is not from the start.

    A call has no letter that could fail. Where an entry was corrected into a message that was sent
    outside the desk, earlier failures were about a letter that is no longer spoken of.
    """
    found: dict[int, float] = {}
    for version, event in enumerate(log, 1):
        about, message = version, event
        if isinstance(event, Corrected) and event.instead:
            about, message = event.version, event.instead
        if isinstance(message, ContactEvent) and not message.is_by_letter:
            is_oral = message.mode is not None and message.mode.is_oral
            found[about] = float("inf") if is_oral else version
        elif about != version:
            found.pop(about, None)
    return found


def _delivered(log: tuple[Event, ...], entries: _Entries) -> Standing:
    """Return the events with each message where it last was delivered, if at all.

    What is told of a delivery before its message, in time, concerns the message all the same.
    """
    messages = {version: event for version, event in entries if event.is_message}
    letters = _letters(log)
    stands: dict[int, int] = {}
    failures: dict[int, int] = {}
    failed: dict[int, int] = {}
    versions: list[int] = []
    events: list[Event] = []
    for version, event in entries:
        place = len(events)
        if event.is_message:
            stands[version] = place
            if version in failures:
                failed[place] = failures[version]
        elif isinstance(event, DeliveryFailed) and version > letters.get(event.version, 0):
            failures[event.version] = place
            if event.version in stands:
                failed[stands[event.version]] = place
        elif isinstance(event, DeliverySucceeded) and failures.pop(event.version, None) is not None:
            message = messages.get(event.version)
            if message and event.version in stands:
                stands[event.version] = place
                versions.append(event.version)
                events.append(attrs.evolve(message, at=event.at, recorded_at=event.recorded_at))
                continue
        versions.append(version)
        events.append(event)
    return Standing(tuple(events), tuple(versions), failed)

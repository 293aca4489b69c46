# SPDX-License-Identifier: Apache-2.0
"""What a store promises of values that the port does not allow: a typed error and no trace.

A wrong value that is kept does its damage much later, when it comes back changed or when nobody can
read it any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from klagomal.errors import StoreError
from klagomal.ports import (
    CaseQuery,
    EventRecord,
    NoticeRecord,
    Protected,
    Remembered,
    Settlement,
    Store,
    Transaction,
)
from klagomal.ports import NoticeState as State
from klagomal.testing.store_steps import (
    KEY,
    SENT,
    events,
    everything,
    file_case,
    ids,
    notice,
    row,
    write,
)

__all__ = ["BorderPromises"]

Writing = Callable[[Transaction], object]

CONFIRMATION = "case-1/1/confirmation"
NOON = datetime(2025, 5, 5, 12, tzinfo=UTC)


def event(slug: Any, schema: Any, data: Any) -> Writing:  # noqa: ANN401  (wrong on purpose; so below)
    return lambda step: step.append("case-1", 1, [EventRecord(slug, schema, data)])


def case(**changes: Any) -> Writing:  # noqa: ANN401
    return lambda step: step.put_case(row("case-1", **changes))


def protected(id_: Any, body: Any) -> Writing:  # noqa: ANN401
    return lambda step: step.protect([Protected(id_, "case-1", "text", body)])


def queued(**changes: Any) -> Writing:  # noqa: ANN401
    about = {"id": "b", "policy": KEY, "stream": "case-1", "kind": "answer", "data": "{}"}
    return lambda step: step.enqueue([NoticeRecord(**{**about, **changes})])


def settled(**about: Any) -> Writing:  # noqa: ANN401
    how = Settlement(**{"state": State.WAITING, **about})
    return lambda step: step.settle(CONFIRMATION, 1, how)


def any_step(name: str, *given: Any) -> Writing:  # noqa: ANN401
    return lambda step: getattr(step, name)(*given)


WRONG: Final[Mapping[str, Writing]] = {
    "an event of bytes": event("received", 1, b"{}"),
    "an event of nothing": event("received", 1, None),
    "an event with a number for its slug": event(1, 1, "{}"),
    "an event with half a character": event("received", 1, '"\ud83d"'),
    "an event with NUL": event("received", 1, '"\0"'),
    "a schema in letters": event("received", "1", "{}"),
    "a schema that is a flag": event("received", True, "{}"),
    "a schema that is a fraction": event("received", 1.5, "{}"),
    "a schema below nothing": event("received", -1, "{}"),
    "a schema out of range": event("received", 2**70, "{}"),
    "text instead of an event": any_step("append", "case-1", 1, ["{}"]),
    "a stream of bytes": any_step("append", b"case-1", 0, events()),
    "a version in letters": any_step("append", "case-1", "1", events()),
    "a version that is a flag": any_step("append", "case-1", True, events()),
    "a case received on a text": case(received_on="2025-05-05"),
    "a case received at a moment": case(received_on=NOON),
    "a case received on no day": case(received_on=None),
    "a case to look at on a text": case(look_on="2025-05-05"),
    "a case to look at on an empty text": case(look_on=""),
    "a case whose unit is nothing": case(unit=None),
    "a case that is open in letters": case(is_open="yes"),
    "a case that is open by number": case(is_open=1),
    "a case that needs work in letters": case(needs_work="yes"),
    "a case that needs work by number": case(needs_work=1),
    "a case with a version in letters": case(version="1"),
    "words that are no bytes": protected("case-1/text", "invented words"),
    "words that can be changed later": protected("case-1/text", bytearray(b"words")),
    "words under a number": protected(1, b"words"),
    "a series of bytes": any_step("next_number", b"series"),
    "a series of nothing": any_step("next_number", None),
    "a key of bytes": any_step("remember", b"key", Remembered("print", "answer")),
    "an answer that is a number": any_step("remember", "key", Remembered("print", 1)),  # type: ignore[arg-type]
    "a notice of bytes": queued(data=b"{}"),
    "a notice with a number for its id": queued(id=1),
    "a notice of no policy": queued(policy=None),
    "a state in letters": settled(state="sent"),
    "an outcome that is none": settled(state=State.HANDING_OVER),
    "an error of bytes": settled(error=b"busy"),
    "a pause in letters": settled(retry_in_seconds="60"),
    "a pause that is no number": settled(retry_in_seconds=float("nan")),
    "a pause without an end": settled(retry_in_seconds=float("inf")),
    "a pause below nothing": settled(retry_in_seconds=-1.0),
    "a letter that may have left in letters": settled(may_have_left="yes"),
    "a letter that may have left by number": settled(may_have_left=1),
    "a letter that may have left or not": settled(may_have_left=None),
    "a withdrawal for a reason of bytes": any_step("withdraw", [CONFIRMATION], b"erased"),
    "a withdrawal of nothing for no reason": any_step("withdraw", [], None),
    "a withdrawal of one text": any_step("withdraw", CONFIRMATION, "erased"),
    "a withdrawal of bytes": any_step("withdraw", CONFIRMATION.encode(), "erased"),
    "a withdrawal of a number among others": any_step("withdraw", [CONFIRMATION, 1], "erased"),
    "a letter that came back for no reason": any_step("bounce", CONFIRMATION, None),
    "a letter that came back with NUL": any_step("bounce", CONFIRMATION, "\0"),
}

WRONG_QUERIES: Final[Mapping[str, dict[str, Any]]] = {
    "from a text": {"received_from": "2025-05-05"},
    "to a moment": {"received_to": NOON},
    "look by a number": {"look_by": 20250505},
    "open in letters": {"is_open": "yes"},
    "needing work by number": {"needs_work": 1},
    "a unit of bytes": {"unit": b"skolan"},
    "a policy that is a number": {"policy": 7},
}

# Worker, policy, limit, seconds.
WRONG_LEASES: Final[Mapping[str, tuple[Any, Any, Any, Any]]] = {
    "a worker of bytes": (b"worker", KEY, 1, 60.0),
    "no policy": ("worker", None, 1, 60.0),
    "a limit that is a flag": ("worker", KEY, True, 60.0),
    "a limit that is a fraction": ("worker", KEY, 1.0, 60.0),
    "a limit in letters": ("worker", KEY, "1", 60.0),
    "no limit": ("worker", KEY, None, 60.0),
    "seconds that are no number": ("worker", KEY, 1, float("nan")),
    "seconds without an end": ("worker", KEY, 1, float("inf")),
    "seconds below nothing": ("worker", KEY, 1, -1.0),
    "seconds in letters": ("worker", KEY, 1, "60"),
    "seconds that are a flag": ("worker", KEY, 1, True),
}


def in_a_step(store: Store, name: str, *given: Any) -> Any:  # noqa: ANN401
    with store.transaction() as step:
        return getattr(step, name)(*given)


LOOKS: Final[Mapping[str, Callable[[Store, Any], object]]] = {
    "load": lambda store, key: list(store.load(key)),
    "protected": lambda store, key: list(store.protected(key)),
    "notices": lambda store, key: list(store.notices(key)),
    "load in a step": lambda store, key: list(in_a_step(store, "load", key)),
    "recall": lambda store, key: in_a_step(store, "recall", key),
    "erase": lambda store, key: in_a_step(store, "erase", key),
    "revive": lambda store, key: in_a_step(store, "revive", key),
    "begin": lambda store, key: in_a_step(store, "begin", key, 0),
    "begin under a token": lambda store, key: in_a_step(store, "begin", CONFIRMATION, key),
    "settle": lambda store, key: in_a_step(store, "settle", key, 0, SENT),
    "settle under a token": lambda store, key: in_a_step(store, "settle", CONFIRMATION, key, SENT),
    "withdraw": lambda store, key: in_a_step(store, "withdraw", [key], "erased"),
    "bounce": lambda store, key: in_a_step(store, "bounce", key, "came back"),
}


class BorderPromises:
    """What holds for every value that is handed to a store."""

    @pytest.mark.parametrize("take", WRONG.values(), ids=WRONG)
    def test_what_the_port_does_not_know_is_refused(self, store: Store, take: Writing) -> None:
        """A value of the wrong type or range is a typed error, and its transaction is undone."""
        write(store, lambda step: file_case(step, "case-1"))
        before = everything(store)
        with pytest.raises(StoreError), store.transaction() as step:
            file_case(step, "case-2")
            take(step)
        assert everything(store) == before

    @pytest.mark.parametrize("about", WRONG_QUERIES.values(), ids=WRONG_QUERIES)
    def test_a_query_of_the_wrong_type_is_refused(
        self, store: Store, about: dict[str, Any]
    ) -> None:
        """A condition that cannot be one is a typed error, not an empty answer."""
        write(store, lambda step: file_case(step, "case-1"))
        with pytest.raises(StoreError):
            list(store.cases(CaseQuery(**about)))
        with pytest.raises(StoreError):
            list(store.logs(CaseQuery(**about)))

    @pytest.mark.parametrize("asked", WRONG_LEASES.values(), ids=WRONG_LEASES)
    def test_a_lease_of_the_wrong_type_is_refused(
        self, store: Store, asked: tuple[Any, Any, Any, Any]
    ) -> None:
        """Asking for a lease that makes no sense is a typed error, and nothing is leased."""
        write(store, lambda step: step.enqueue([notice("a")]))
        with pytest.raises(StoreError):
            store.lease(*asked)
        [lease] = store.lease("worker", KEY, 1, 60)
        assert (lease.notice.id, lease.tries) == ("a", 0)

    @pytest.mark.parametrize("asked", [(0, True), (0, 1.0), (0, None), ("0", 1), (0.5, 1)])
    def test_a_tail_of_the_wrong_type_is_refused(
        self, store: Store, asked: tuple[Any, Any]
    ) -> None:
        """A position or a limit that is no whole number is a typed error."""
        write(store, lambda step: step.append("case-1", 0, events()))
        with pytest.raises(StoreError):
            store.tail(*asked)

    def test_below_nothing_is_nothing(self, store: Store) -> None:
        """A negative limit gives nothing, and a negative position is the beginning."""
        write(store, lambda step: file_case(step, "case-1"))
        assert list(store.lease("worker", KEY, -1, 60)) == []
        assert list(store.tail(0, -1)) == []
        assert [event.stream for event in store.tail(-5, 9)] == ["case-1"]

    def test_a_limit_may_be_as_great_as_one_likes(self, store: Store) -> None:
        """A limit or a position beyond what a database counts to is no error."""
        write(store, lambda step: file_case(step, "case-1"))
        assert [event.stream for event in store.tail(0, 10**30)] == ["case-1"]
        assert list(store.tail(10**30, 9)) == []
        assert ids(store.lease("worker", KEY, 10**30, 60)) == ["case-1/1/confirmation"]

    @pytest.mark.parametrize("key", ["\ud83d", "\0", b"case-1", 7, 2**70], ids=repr)
    @pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
    def test_looking_for_what_cannot_be_there_does_no_harm(
        self,
        store: Store,
        look: Callable[[Store, Any], object],
        key: Any,  # noqa: ANN401
    ) -> None:
        """Asking for what no store can hold finds nothing, or is a typed error."""
        write(store, lambda step: file_case(step, "case-1"))
        before = everything(store)
        try:
            found = look(store, key)
        except StoreError:
            found = None
        assert not found
        assert everything(store) == before

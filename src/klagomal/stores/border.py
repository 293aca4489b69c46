# SPDX-License-Identifier: Apache-2.0
"""Checks on what is handed to a store, so that every store refuses the same wrong values.

Left to themselves, the databases disagree: one turns a wrong value into text, another refuses it, a
third keeps it until nobody can read it any more. So every store checks here before it writes. No
error repeats a text, because it may be personal data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeVar

from klagomal.errors import ConcurrencyError, StoreError
from klagomal.fields import is_number, is_whole
from klagomal.ports import (
    CaseQuery,
    CaseRow,
    EventRecord,
    NoticeRecord,
    NoticeState,
    Protected,
    Remembered,
    Settlement,
)

__all__ = [
    "capped",
    "check_lease",
    "check_record",
    "check_stored_text",
    "check_version",
    "checked_ids",
    "checked_records",
]

_R = TypeVar("_R")

_LONGEST: Final = 1e10
"""The longest lease or pause, in seconds: three centuries, which every database can count with."""
_GREATEST: Final = 2**31 - 1
_UNLIMITED: Final = 2**63 - 1


def _is_text(value: Any) -> bool:  # noqa: ANN401  (whatever was given; so below)
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        return value.isascii() or bool(value.encode())
    except UnicodeEncodeError:
        return False


def _is_small(value: Any) -> bool:  # noqa: ANN401
    return is_whole(value) and 0 <= value <= _GREATEST


def _is_seconds(value: Any) -> bool:  # noqa: ANN401
    return is_number(value) and 0 <= value <= _LONGEST


def _is_day(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_flag(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, bool)


def _is_bytes(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, bytes)


def _is_outcome(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, NoticeState) and value is not NoticeState.HANDING_OVER


_Sound = Callable[[Any], bool]

_WANTED: Final[Mapping[_Sound, str]] = {
    _is_text: "text, without NUL and half characters",
    is_whole: "a whole number",
    _is_small: f"a whole number from 0 to {_GREATEST}",
    _is_seconds: f"a number of seconds from 0 to {_LONGEST:.0f}",
    _is_day: "a date without a time",
    _is_flag: "True or False",
    _is_bytes: "bytes",
    _is_outcome: "a NoticeState other than HANDING_OVER",
}

_RECORDS: Final[Mapping[type, tuple[tuple[str, _Sound], ...]]] = {
    EventRecord: (("slug", _is_text), ("schema", _is_small), ("data", _is_text)),
    CaseRow: (
        ("stream", _is_text),
        ("policy", _is_text),
        ("edition", _is_text),
        ("unit", _is_text),
        ("received_on", _is_day),
        ("is_open", _is_flag),
        ("needs_work", _is_flag),
        ("look_on", _is_day),
        ("version", _is_small),
    ),
    CaseQuery: (
        ("policy", _is_text),
        ("unit", _is_text),
        ("received_from", _is_day),
        ("received_to", _is_day),
        ("is_open", _is_flag),
        ("needs_work", _is_flag),
        ("look_by", _is_day),
    ),
    Protected: (("id", _is_text), ("stream", _is_text), ("kind", _is_text), ("body", _is_bytes)),
    Remembered: (("fingerprint", _is_text), ("answer", _is_text)),
    NoticeRecord: (
        ("id", _is_text),
        ("policy", _is_text),
        ("stream", _is_text),
        ("kind", _is_text),
        ("data", _is_text),
    ),
    Settlement: (
        ("state", _is_outcome),
        ("retry_in_seconds", _is_seconds),
        ("error", _is_text),
        ("may_have_left", _is_flag),
    ),
}

_MAY_BE_NONE: Final = frozenset(
    {(CaseRow, "look_on"), *((CaseQuery, name) for name, _ in _RECORDS[CaseQuery])}
)


def check_record(kind: type[_R], record: _R) -> None:
    """Refuse a record whose fields are not what the port says, with a ``StoreError``."""
    if not isinstance(record, kind):
        raise StoreError(f"a {type(record).__name__} was given; give a {kind.__name__}")
    for name, is_sound in _RECORDS[kind]:
        value = getattr(record, name)
        if not is_sound(value) and (value is not None or (kind, name) not in _MAY_BE_NONE):
            raise _refusal(f"{kind.__name__}.{name}", value, is_sound)


def checked_records(kind: type[_R], records: Iterable[_R]) -> Iterator[_R]:
    """Yield the records, refusing as :func:`check_record` does."""
    for record in records:
        check_record(kind, record)
        yield record


def check_stored_text(name: str, value: str) -> None:
    """Refuse what no store can hold as text, with a ``StoreError`` that calls it ``name``."""
    if not _is_text(value):
        raise _refusal(name, value, _is_text)


def checked_ids(ids: Iterable[str]) -> list[str]:
    """Return each id once, in the order given; refuse what no store can hold as an id.

    A text is refused too: its letters would pass for ids, and none of them would be found.
    """
    if isinstance(ids, (str, bytes)):
        raise StoreError(f"a {type(ids).__name__} was given; give several ids, as in a list")
    told = list(ids)
    for each in told:
        check_stored_text("id", each)
    return list(dict.fromkeys(told))


def check_lease(worker: str, policy: str, seconds: float) -> None:
    """Refuse a lease whose worker, policy or length no store takes, with a ``StoreError``."""
    check_stored_text("worker", worker)
    check_stored_text("policy", policy)
    if not _is_seconds(seconds):
        raise _refusal("seconds", seconds, _is_seconds)


def capped(name: str, value: int) -> int:
    """Return a limit or a position that every database can count to.

    A negative one becomes 0, and one that is too great becomes the greatest. What is no whole
    number is refused with a ``StoreError``.
    """
    if not is_whole(value):
        raise _refusal(name, value, is_whole)
    return min(max(0, value), _UNLIMITED)


def check_version(stream: str, current: int, expected: int) -> None:
    """Refuse to append at another version than the stored one, with a ``ConcurrencyError``."""
    check_stored_text("stream", stream)
    if not is_whole(expected):
        raise _refusal("expected", expected, is_whole)
    if current != expected:
        raise ConcurrencyError(
            f"{stream} is at version {current}, not {expected}: somebody changed it meanwhile; "
            "load it and decide again",
            stream=stream,
            current=current,
            expected=expected,
        )


def _refusal(name: str, value: object, is_sound: _Sound) -> StoreError:
    told = repr(value) if isinstance(value, (int, float, date)) else f"a {type(value).__name__}"
    return StoreError(f"{name} is {told}; give {_WANTED[is_sound]}", field=name)

# SPDX-License-Identifier: Apache-2.0
"""What is no event, or too much of one, is refused, and every field that is wrong is named."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.cases.events import (
    Acknowledged,
    Closed,
    Event,
)
from klagomal.errors import EventError, UnknownEventError
from klagomal.serialization import (
    event_from_dict,
    event_from_json,
    event_to_dict,
    event_to_json,
)
from tests.serialization.stored_events import NOON, STORED

ANSWERED = {"event": "answered", "schema": 1, "at": "2025-12-19T12:00:00Z"}
RECEIVED = event_to_dict(STORED[0])


def _feedback(**changes: object) -> dict[str, Any]:
    return RECEIVED | {"feedback": RECEIVED["feedback"] | changes}


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        (ANSWERED | {"at": "2025-12-19T12:00:00"}, "at", "no time zone"),
        (ANSWERED | {"at": "2025-12-19"}, "at", "expected a moment"),
        (ANSWERED | {"at": "2025-02-30T12:00:00Z"}, "at", "expected a moment"),
        (ANSWERED | {"at": "2025-W51-5T12:00:00Z"}, "at", "expected a moment"),
        (ANSWERED | {"at": 1766145600}, "at", "got 1766145600"),
        (ANSWERED | {"at": None}, "at", "got null"),
        (ANSWERED | {"at": "٢٠٢٥-12-19T12:00:00Z"}, "at", "expected a moment"),
        (ANSWERED | {"at": "0001-01-01T00:00:00+14:00"}, "", "cannot be a moment"),
        (ANSWERED | {"recorded_at": "2025-12-19T11:59:59Z"}, "", "before it happens"),
        (ANSWERED | {"promised": "2025-12-19T12:00:00Z"}, "promised", "expected a day"),
        (ANSWERED | {"promised": "2025-02-30"}, "promised", "expected a day"),
        (ANSWERED | {"promised": "20251219"}, "promised", "expected a day"),
        (ANSWERED | {"upheld": True}, "upheld", "expected a word in quotes, got true"),
        (ANSWERED | {"upheld": "true"}, "upheld", '"true" is not one of the words'),
        (ANSWERED | {"automatic": None}, "automatic", "got null"),
        (ANSWERED | {"mode": "pigeon"}, "mode", "not one of the words"),
        (ANSWERED | {"mode": "emial"}, "mode", "did you mean 'email'"),
        (ANSWERED | {"mode": 7}, "mode", "expected a word"),
        (ANSWERED | {"content": "apology"}, "content", "expected a list"),
        (ANSWERED | {"content": ["apology", "apology"]}, "content", "stands twice"),
        (ANSWERED | {"content": ["apology", 3]}, "content[1]", "expected text"),
        (ANSWERED | {"content": ["Not A Code"]}, "content", "not a code"),
        (ANSWERED | {"handler": "Anna Andersson"}, "handler", "not a code"),
        (ANSWERED | {"handler": "\ud800"}, "handler", "half a character"),
        (ANSWERED | {"handler": "a\x00"}, "handler", "control character"),
        (ANSWERED | {"by": {"role": "boss"}}, "by.role", "not one of the words"),
        (ANSWERED | {"by": {"rolle": "staff"}}, "by.role", "missing"),
        (ANSWERED | {"by": "staff"}, "by", "expected keys and values"),
        (ANSWERED | {"anwer": True}, "anwer", "unknown key"),
        (ANSWERED | {"handlr": "h-1"}, "handlr", "did you mean 'handler'"),
        ({"event": "answered", "schema": 1}, "at", "missing"),
        (ANSWERED | {"event": None}, "event", "expected the event's slug"),
        (ANSWERED | {"event": ["answered"]}, "event", "got a list"),
        (ANSWERED | {"schema": True}, "schema", "expected a whole number, got true"),
        (ANSWERED | {"schema": 1.0}, "schema", "got 1.0"),
        (ANSWERED | {"schema": "1"}, "schema", 'got "1"'),
        ({"event": "answered", "at": "2025-12-19T12:00:00Z"}, "schema", "got null"),
        ({"schema": 1, "at": "2025-12-19T12:00:00Z"}, "event", "got null"),
        (
            ANSWERED | {"event": "escalated", "to_level": 2.0},
            "to_level",
            "expected a whole number, got 2.0",
        ),
        (ANSWERED | {"event": "escalated", "to_level": True}, "to_level", "got true"),
        (ANSWERED | {"event": "escalated", "to_level": "2"}, "to_level", 'got "2"'),
        (ANSWERED | {"event": "escalated", "to_level": 1}, "to_level", "level 2 or higher"),
        (ANSWERED | {"event": "escalated", "to_level": 2**63}, "to_level", "beyond all use"),
        (
            ANSWERED | {"event": "escalated", "to_level": float("nan")},
            "to_level",
            "got NaN",
        ),
        (ANSWERED | {"event": "secrecy_marked", "legal_basis": " "}, "legal_basis", "is empty"),
        (
            ANSWERED | {"event": "secrecy_marked", "legal_basis": "x" * 201},
            "legal_basis",
            "at most 200",
        ),
        (_feedback(kind="complain"), "feedback.kind", "did you mean 'complaint'"),
        (_feedback(anonymous=0), "feedback.anonymous", "got 0"),
        (_feedback(personnummer="x"), "feedback.personnummer", "unknown key"),
        (_feedback(received_at="2025-12-18T11:00:00Z"), "at", "use the feedback's moment"),
        (RECEIVED | {"due": [{"obligation": "answer"}]}, "due[0].on", "missing"),
        (RECEIVED | {"due": {"answer": "2026-01-01"}}, "due", "expected a list"),
        (RECEIVED | {"records": ["answred"]}, "", "did you mean 'answered'"),
        ([ANSWERED], "", "an event is a JSON object, got a list"),
        (None, "", "got null"),
        ("answered", "", 'got "answered"'),
    ],
)
def test_refused(data: object, field: str, message: str) -> None:
    """What cannot be an event is refused with an error that names the field and the reason."""
    with pytest.raises(EventError) as refused:
        event_from_dict(data)
    assert message in str(refused.value)
    assert refused.value.data["field"] == field
    assert "klagomal." not in str(refused.value)


def test_all_problems_are_told() -> None:
    """One reading tells every field that is wrong."""
    with pytest.raises(EventError) as refused:
        event_from_dict(ANSWERED | {"mode": "x", "automatic": 1, "content": ["a", 1, 2]})
    problems = refused.value.data["problems"]
    assert isinstance(problems, tuple)
    assert {field for field, _ in problems} == {"mode", "automatic", "content[1]", "content[2]"}
    assert str(refused.value).startswith("answered: ")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"event": "anwsered"}, "unknown event 'anwsered'; did you mean 'answered'"),
        ({"event": "klagomal.cases.events.Answered"}, "unknown event"),
        ({"schema": 2}, "has schema 2, this version reads 1"),
        ({"schema": 0}, "has schema 0"),
        ({"schema": -1}, "has schema -1"),
    ],
)
def test_unknown_event(changes: dict[str, object], message: str) -> None:
    """An event of another version is not guessed at."""
    with pytest.raises(UnknownEventError, match=message):
        event_from_dict(ANSWERED | changes)


def _nested(depth: int) -> str:
    return '{"event":"answered","schema":1,"at":' + "[" * depth + "]" * depth + "}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("{} {}", "not JSON"),
        ("[]", "got a list"),
        ('{"event":"answered","schema":1,"at":NaN}', "NaN is not a value"),
        ('{"event":"answered","schema":1,"at":-Infinity}', "-Infinity is not a value"),
        ('{"event":"answered","event":"closed","schema":1}', "event: stands twice"),
        ('{"event":"answered","schema":1,"by":{"id":"a","id":"b"}}', "id: stands twice"),
        (_nested(200), "at: expected a moment"),
        (_nested(30_000), "too deep"),
        ('{"event":"answered","schema":' + "1" * 5000 + "}", "beyond all use"),
        ('{"event":"answered","schema":1,"at":"' + "x" * 65_536 + '"}', "at most 65536"),
        ('{"event":"answered","schema":1,"handler":"\\ud83d"}', "half a character"),
        ('{"event":"answered","schema":1,"handler":"\\u0000"}', "control character"),
        ("\ufeff{}", "not JSON"),
    ],
    ids=lambda text: text[:40].encode("ascii", "replace").decode(),
)
def test_refused_text(text: str, message: str) -> None:
    """Text that is no event, or too much of one, is refused in klagomal's own words."""
    with pytest.raises(EventError) as refused:
        event_from_json(text)
    assert message in str(refused.value)
    assert len(str(refused.value)) < 600
    str(refused.value).encode()  # nothing in it that a log cannot hold


def test_bytes() -> None:
    """Bytes are read as UTF-8 and as nothing else."""
    line = event_to_json(STORED[17])
    assert "§" in line
    assert event_from_json(line.encode()) == STORED[17]
    for encoding in ("latin-1", "utf-16"):
        with pytest.raises(EventError, match="not UTF-8 at byte"):
            event_from_json(line.encode(encoding))


def test_too_large_to_store() -> None:
    """An event that could not be read back is not written."""
    content = {f"element-{number:070}" for number in range(1000)}
    with pytest.raises(EventError, match="larger than 65536 bytes"):
        event_to_json(Acknowledged(at=NOON, content=content))


def test_only_our_events_are_stored() -> None:
    """A class of somebody's own has no slug, and one that borrows a slug is refused, too."""

    @attrs.frozen(kw_only=True)
    class Borrowed(Closed):
        """Not klagomal's."""

    for stranger in (Borrowed(at=NOON), object(), None):
        with pytest.raises(EventError, match="not one of klagomal's events"):
            event_to_dict(stranger)  # type: ignore[arg-type]


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


@settings(deadline=None)
@given(st.sampled_from(STORED), st.data())
def test_any_change_is_our_error(event: Event, data: st.DataObject) -> None:
    """Whatever is put in the place of a value, it is an event or refused in our own way."""
    stored = event_to_dict(event)
    stored[data.draw(st.sampled_from(sorted(stored)) | st.text(max_size=5))] = data.draw(_values)
    try:
        changed = event_from_dict(stored)
    except EventError as error:
        str(error).encode()
    else:
        assert event_from_dict(event_to_dict(changed)) == changed

# SPDX-License-Identifier: Apache-2.0
"""Events as JSON: a stored form that is frozen, exact and strict."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings

from klagomal.cases.case import fold
from klagomal.cases.events import (
    EVENTS,
    Acknowledged,
    Actor,
    ContactEvent,
    Event,
    Received,
    Registered,
)
from klagomal.errors import EventError, UnknownEventError
from klagomal.serialization import (
    event_from_dict,
    event_from_json,
    event_to_dict,
    event_to_json,
    events_from_json_lines,
    events_to_json_lines,
)
from klagomal.vocabulary import (
    Channel,
    Role,
)
from tests import ROOT
from tests.serialization.stored_events import NOON, STORED
from tests.strategies import case_logs, events

GOLDEN = ROOT / "tests" / "data" / "events_v1.jsonl"
ANSWERED = {"event": "answered", "schema": 1, "at": "2025-12-19T12:00:00Z"}
RECEIVED = event_to_dict(STORED[0])


# --- the stored form -----------------------------------------------------------------------------


def test_every_event_is_frozen() -> None:
    """The golden file holds one line for each kind of event, by its slug."""
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["event"] for line in lines] == [event.slug for event in STORED]
    assert {event.slug for event in STORED} == set(EVENTS)


@pytest.mark.parametrize("event", STORED, ids=lambda event: event.slug)
def test_golden_line(event: Event) -> None:
    """What was stored is read as the same event, and the event is stored as the same line."""
    line = GOLDEN.read_text(encoding="utf-8").splitlines()[STORED.index(event)]
    assert event_from_json(line) == event
    assert event_to_json(event) == line


def test_golden_fields() -> None:
    """Every field of an event stands in its golden line, those that all share in the first line."""
    lines = map(json.loads, GOLDEN.read_text(encoding="utf-8").splitlines())
    stored = {line["event"]: line.keys() for line in lines}
    for slug, kind in EVENTS.items():
        own = {name for name in vars(kind).get("__annotations__", {}) if "ClassVar" not in name}
        assert own <= stored[slug], slug
    assert {field.name for field in attrs.fields(Event)} <= stored["received"]
    assert {field.name for field in attrs.fields(ContactEvent)} - {"recorded_at"} <= (
        stored["acknowledged"]
    )


def test_defaults_are_part_of_the_form() -> None:
    """A field that is left out has the value that it had when the schema number was given."""
    event = event_from_dict(ANSWERED)
    assert attrs.asdict(event, recurse=False) == {
        "at": NOON,
        "by": Actor(Role.STAFF, ""),
        "recorded_at": NOON,
        "content": frozenset(),
        "mode": None,
        "handler": "",
        "promised": None,
        "automatic": False,
        "sent": False,
        "upheld": None,
    }


def test_how_the_person_is_reached_is_stored_where_it_is_known() -> None:
    """Both fields are read back; a log from before there were any reads as nobody having said."""
    arrival = STORED[0]
    assert isinstance(arrival, Received)
    known = attrs.evolve(
        arrival.feedback,
        has_contact_route=True,
        reachable_by={Channel.PHONE, Channel.EMAIL},
        reply_by=Channel.EMAIL,
    )
    data = event_to_dict(attrs.evolve(arrival, feedback=known))
    assert data["feedback"]["reachable_by"] == ["email", "phone"]
    assert data["feedback"]["reply_by"] == "email"
    found = event_from_dict(data)
    assert isinstance(found, Received)
    assert found.feedback == known
    older = event_from_dict(RECEIVED)
    assert isinstance(older, Received)
    assert (older.feedback.reachable_by, older.feedback.reply_by) == (frozenset(), None)


def test_ways_that_contradict_one_another_are_not_read() -> None:
    """A stored arrival that is reachable in some way and in none is refused by name."""
    told = RECEIVED["feedback"] | {"has_contact_route": False, "reachable_by": ["phone"]}
    with pytest.raises(EventError, match="has_contact_route is False"):
        event_from_dict(RECEIVED | {"feedback": told})


@settings(deadline=None)
@given(events())
def test_round_trip(event: Event) -> None:
    """Every event is read back the same, from a dict and from JSON, and holds plain values."""
    data = event_to_dict(event)
    assert json.loads(json.dumps(data)) == data
    assert event_from_dict(data) == event
    assert event_from_json(event_to_json(event)) == event


@settings(deadline=None, max_examples=50)
@given(case_logs())
def test_log_round_trip(log: tuple[Event, ...]) -> None:
    """A whole case's log is read back in order, one event a line, and folds to the same case."""
    lines = events_to_json_lines(log)
    assert lines.count("\n") == len(log)
    again = tuple(events_from_json_lines(lines))
    assert again == log
    assert fold(again) == fold(log)


def test_order_is_kept() -> None:
    """The same event is always written as the same text, however its sets were filled."""
    one = Acknowledged(at=NOON, content={"a", "b", "c", "d"})
    other = Acknowledged(at=NOON, content={"d", "c", "b", "a"})
    assert event_to_json(one) == event_to_json(other)
    assert '"content":["a","b","c","d"]' in event_to_json(one)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-12-19T12:00:00Z", NOON),
        ("2025-12-19T12:00Z", NOON),
        ("2025-12-19T13:00:00+01:00", NOON),
        ("2025-12-19T12:00:00.5Z", NOON.replace(microsecond=500_000)),
        ("2025-12-19T06:30:00-05:30", NOON),
    ],
)
def test_moments(text: str, moment: datetime) -> None:
    """A moment may have any offset and is kept in UTC."""
    assert event_from_dict(ANSWERED | {"at": text}).at == moment


# --- lines ---------------------------------------------------------------------------------------


def test_lines_are_read_one_by_one() -> None:
    """Empty lines and a byte order mark are skipped; an error names its line and keeps its kind."""
    good = events_to_json_lines(STORED[:2])
    read = events_from_json_lines(f"\ufeff{good}\n\n")
    assert tuple(read) == STORED[:2]
    reading = events_from_json_lines(good + '{"event":"nothing","schema":1}\n')
    assert [next(reading), next(reading)] == list(STORED[:2])
    with pytest.raises(UnknownEventError, match="line 3: unknown event 'nothing'") as refused:
        next(reading)
    assert refused.value.data["line"] == 3


def test_lines_from_a_file(tmp_path: Path) -> None:
    """A file may be read line by line, without holding all of it."""
    path = tmp_path / "log.jsonl"
    path.write_text(events_to_json_lines(STORED), encoding="utf-8")
    with path.open(encoding="utf-8") as file:
        assert tuple(events_from_json_lines(file)) == STORED


def test_line_separator_inside_text() -> None:
    """A line separator of Unicode inside a text does not break the line."""
    event = Registered(at=NOON, register="diarium", reference="KS\u20282025")
    lines = events_to_json_lines([event])
    assert "\u2028" in lines
    assert tuple(events_from_json_lines(lines)) == (event,)

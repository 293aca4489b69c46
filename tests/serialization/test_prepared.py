# SPDX-License-Identifier: Apache-2.0
"""The quick way to read an event, held against the events' own constructors."""

from __future__ import annotations

import json
import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

from klagomal.cases.events import Acknowledged, Event
from klagomal.errors import EventError
from klagomal.serialization import event_from_dict, event_from_json, event_to_json
from tests.strategies import events

SOUND: dict[str, Any] = {"event": "acknowledged", "schema": 1, "at": "2025-03-03T12:00:00Z"}


@settings(max_examples=200, deadline=None)
@given(events())
def test_an_event_read_is_the_event_that_its_class_makes(event: Event) -> None:
    """Made without its constructor it is equal, hashes, pickles and evolves like the original."""
    found = event_from_json(event_to_json(event))
    fields = {field.name: getattr(found, field.name) for field in attrs.fields(type(found))}
    made = type(event)(**fields)
    assert found == event == made
    assert (hash(found), repr(found)) == (hash(made), repr(made))
    assert pickle.loads(pickle.dumps(found)) == event
    assert attrs.evolve(found) == event


def test_an_event_read_is_frozen() -> None:
    """It cannot be changed, however it was made."""
    event = event_from_dict(SOUND)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        event.at = event.recorded_at  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"automatic": 1}, "automatic"),
        ({"content": "handler_name"}, "content"),
        ({"handler": "Anna Andersson"}, "handler"),
        ({"recorded_at": "2025-03-02T12:00:00Z"}, ""),
        ({"sender": "x"}, "sender"),
        ({"at": None}, "at"),
    ],
)
def test_what_is_wrong_is_refused_and_told(changes: dict[str, Any], field: str) -> None:
    """The quick way takes nothing that the detailed one refuses, and the error names the place."""
    with pytest.raises(EventError) as caught:
        event_from_json(json.dumps(SOUND | changes))
    assert caught.value.data.get("field", "") == field


def test_a_missing_default_is_the_class_s_own() -> None:
    """What is left out has its default: content none, recorded when it happened."""
    event = event_from_dict(SOUND)
    assert isinstance(event, Acknowledged)
    assert (event.content, event.handler, event.mode) == (frozenset(), "", None)
    assert event.recorded_at == event.at

# SPDX-License-Identifier: Apache-2.0
"""Errors: one family, carrying data, that survive being sent between processes."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest

from klagomal import errors
from klagomal.errors import EventError, KlagomalError, UnknownEventError, suggest

CLASSES = [cls for _, cls in inspect.getmembers(errors, inspect.isclass)]
RAISED = [cls for cls in CLASSES if issubclass(cls, BaseException)]


@pytest.mark.parametrize("cls", RAISED)
def test_every_error_is_a_child_of_the_one_an_application_catches(cls: type[Exception]) -> None:
    """Whatever klagomal raises on purpose is a KlagomalError."""
    assert issubclass(cls, KlagomalError)


@pytest.mark.parametrize("cls", RAISED)
def test_every_error_is_public(cls: type[Exception]) -> None:
    """An error that can be raised can be imported by name."""
    assert cls.__name__ in errors.__all__
    assert cls.__name__.endswith("Error")


@pytest.mark.parametrize("cls", [cls for cls in RAISED if issubclass(cls, KlagomalError)])
def test_every_error_survives_pickling_and_copying(cls: type[KlagomalError]) -> None:
    """Message and data are the same after a trip between processes."""
    error = cls("what went wrong; what to do", field="at", number=3)
    for again in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
        assert type(again) is cls
        assert str(again) == "what went wrong; what to do"
        assert again.data == {"field": "at", "number": 3}


def test_an_unknown_event_is_a_failed_lookup_among_event_errors() -> None:
    """It can be caught as an event error, as a lookup error and as a value error."""
    assert issubclass(UnknownEventError, EventError)
    assert issubclass(UnknownEventError, LookupError)
    assert issubclass(UnknownEventError, ValueError)
    assert str(UnknownEventError("unknown event 'x'")) == "unknown event 'x'"


@pytest.mark.parametrize(
    ("word", "known", "told"),
    [
        ("anwser", ["answer", "closing"], "did you mean 'answer'?"),
        ("answers", ["answer", "answered"], "did you mean 'answer' or 'answered'?"),
        ("zzz", ["b", "a"], "choose from 'a', 'b'"),
        ("zzz", [], "there is none"),
        ("zzz", [f"abc{n}" for n in range(21)], "none of the 21 known is like it"),
        ("zzz", [f"abc{n}" for n in range(20)], "choose from 'abc0'"),
    ],
)
def test_what_was_probably_meant_is_suggested(word: str, known: list[str], told: str) -> None:
    """A near miss is named; a far one gets the choices, unless they are too many to read."""
    assert suggest(word, known).startswith(told)

# SPDX-License-Identifier: Apache-2.0
"""The typed errors that klagomal raises, each naming the offending value and the way out.

All errors derive from :class:`KlagomalError`, so one ``except`` clause guards an embedding
application. The text of an error is for people; its data (``error.data``) are for programs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from typing import Final

__all__ = [
    "CalendarError",
    "CalendarRangeError",
    "ClockError",
    "ConcurrencyError",
    "DayCountError",
    "ErasedError",
    "EventError",
    "EventOrderError",
    "FieldError",
    "IdempotencyError",
    "InputFileError",
    "KeptApartError",
    "KeyRingError",
    "KlagomalError",
    "LetterError",
    "MissingExtraError",
    "NaiveDatetimeError",
    "NotAllowedError",
    "PeriodError",
    "PluginError",
    "PolicyError",
    "PolicyFileError",
    "PolicyMismatchError",
    "SchemaError",
    "StoreError",
    "StoreFullError",
    "StoreUnavailableError",
    "TransitionError",
    "UnknownCaseError",
    "UnknownEventError",
    "UnknownFigureError",
    "UnknownNoticeError",
    "UnknownPolicyError",
    "WouldNotFulfilError",
    "few_suggestions",
    "suggest",
]

_LISTED: Final = 20
_PART: Final = 3
"""The shortest word that is looked for as a part of another one."""
"""How many choices an error lists; there are hundreds of time zones."""


class KlagomalError(Exception):
    """The root of all errors that klagomal raises on purpose.

    ``data`` holds the offending values under their names, ready for a log or an API answer. It
    never holds what a person wrote.
    """

    def __init__(self, message: str, **data: object) -> None:
        super().__init__(message)
        self.data = data


class CalendarError(KlagomalError, ValueError):
    """A calendar cannot be built: unknown country or zone, or days that contradict each other."""


class CalendarRangeError(KlagomalError, ValueError):
    """A date lies outside the years that a calendar was built for; the calendar does not guess."""


class DayCountError(KlagomalError, TypeError):
    """A number of days, or a date, has the wrong type (``bool``, ``float``, ``datetime``)."""


class NaiveDatetimeError(KlagomalError, ValueError):
    """A moment without a time zone, whose civil day cannot be known."""


class ClockError(KlagomalError, ValueError):
    """A moment that cannot be true: in the future, or before the case arrived."""


class FieldError(KlagomalError, ValueError):
    """A value that cannot be accepted as it stands; ``data["field"]`` names a known field."""


class PolicyError(KlagomalError, ValueError):
    """A policy whose parts do not fit together; the error names the part."""


class PolicyFileError(PolicyError):
    """A policy file that cannot be read; the error names each place in the file."""


class UnknownPolicyError(KlagomalError, LookupError):
    """No edition, or no single one, for that key and day; the error suggests what exists."""


class PolicyMismatchError(KlagomalError, ValueError):
    """A case and a policy or edition that do not belong together."""


class UnknownFigureError(KlagomalError, LookupError):
    """A table, line or column that a report does not have; suggests what it has."""


class EventError(KlagomalError, ValueError):
    """An event whose content cannot be true or may not be stored; the error names the field."""


class UnknownEventError(EventError, LookupError):
    """An event slug or schema number unknown to this version; the error says what it knows."""


class EventOrderError(EventError):
    """Events that do not make up one case: the arrival is not first, or the order is wrong."""


class TransitionError(KlagomalError):
    """A step that the case's state, the actor's role or the policy does not allow."""


class KeptApartError(TransitionError):
    """A matter that must not enter the ordinary store at all; the error says where it belongs."""


class WouldNotFulfilError(TransitionError):
    """A step that would not fulfil a promise; the error says what is lacking or still owed."""


class NotAllowedError(TransitionError):
    """A step that the actor's role may not take at this desk; the error says whose it is."""


class UnknownCaseError(KlagomalError, LookupError):
    """No case under that id in this store."""


class UnknownNoticeError(KlagomalError, LookupError):
    """A notice that does not exist, or whose state does not allow what was asked."""


class PeriodError(KlagomalError, ValueError):
    """A reporting period that does not exist."""


class InputFileError(KlagomalError, ValueError):
    """A file of cases that cannot be read at all: empty, not text, or without a usable heading."""


class StoreError(KlagomalError):
    """A store could not do what was asked; nothing half done stays behind."""


class StoreUnavailableError(StoreError):
    """No server, wrong password, locked too long: the same call may succeed later or elsewhere."""


class StoreFullError(StoreError):
    """No space left to write. Reading still works; writing works again once there is space."""


class SchemaError(StoreError):
    """A store was written by a newer version, or is not a store of klagomal."""


class ConcurrencyError(StoreError):
    """A case was changed by somebody else meanwhile; load it again and decide anew."""


class IdempotencyError(StoreError):
    """An idempotency key was used before for another request."""


class KeyRingError(KlagomalError):
    """Protected data cannot be sealed or opened with the keys at hand."""


class ErasedError(KlagomalError, LookupError):
    """The protected data of the case were erased; the log says when and on whose authority."""


class LetterError(KlagomalError):
    """A letter cannot be made, or would reach nobody; the error says why."""


class MissingExtraError(KlagomalError, ImportError):
    """A feature needs an optional package; the error names the extra to install."""


class PluginError(KlagomalError):
    """A plugin is broken, misspelt or uses a name that is taken; the error names the plugin."""


_suggestions_left: ContextVar[list[int] | None] = ContextVar("_suggestions_left", default=None)


@contextmanager
def few_suggestions(most: int) -> Iterator[None]:
    """Suggest at most so often inside: to look for a word that is like another one takes time."""
    token = _suggestions_left.set([most])
    try:
        yield
    finally:
        _suggestions_left.reset(token)


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that suggests what ``word`` meant, or says what there is."""
    left = _suggestions_left.get()
    if left is not None:
        if left[0] == 0:
            return "correct what is told first"
        left[0] -= 1
    choices = sorted(known)
    part = [x for x in choices if len(word) >= _PART and word.lower() in x.split("_")]
    near = part[:3] or get_close_matches(word, choices, n=3, cutoff=0.5)
    if near:
        return "did you mean " + " or ".join(repr(choice) for choice in near) + "?"
    if not choices:
        return "there is none"
    if len(choices) > _LISTED:
        return f"none of the {len(choices)} known is like it"
    return "choose from " + ", ".join(repr(choice) for choice in choices)

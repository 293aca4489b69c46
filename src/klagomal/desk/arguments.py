# SPDX-License-Identifier: Apache-2.0
"""Checks on what a host hands in: an argument of the wrong kind is refused under its own name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from klagomal.errors import FieldError
from klagomal.fields import check_text, is_number, require_code
from klagomal.policy.policy import Policy

__all__ = ["codes", "flag", "function", "lasting", "part", "policy_key", "text", "texts"]

_LONGEST: Final = 1e10
"""The longest stretch of time that a store counts with, in seconds."""
_LONGEST_NAME: Final = 200

_T = TypeVar("_T")


def part(name: str, given: _T | None, kind: type, otherwise: Callable[[], _T]) -> _T:
    """Return what was given, or our own if nothing was; refuse a value that is no ``kind``.

    The error tells only the type of the value, which may hold keys or people's addresses.
    """
    if given is None:
        return otherwise()
    if not isinstance(given, kind):
        raise FieldError(
            f"{name}: {type(given).__name__} is no {kind.__name__}; give one, or leave it out",
            field=name,
        )
    return given


def function(name: str, given: _T) -> _T:
    """Return what was given, or refuse what cannot be called."""
    if not callable(given):
        raise FieldError(f"{name}: {given!r} cannot be called; give a function", field=name)
    return given


def text(name: str, given: Any) -> str:  # noqa: ANN401  (whatever was given; so below)
    """Return a name or an id, or refuse what is no text, or cannot be stored."""
    if not isinstance(given, str):
        told = repr(given)
        told = told if len(told) <= _LONGEST_NAME else f"a {type(given).__name__}"
        raise FieldError(f"{name}: {told} is no text; give a string", field=name)
    check_text(name, given, limit=_LONGEST_NAME)
    return given


def policy_key(given: Any) -> str:  # noqa: ANN401
    """Return the key of a policy, or refuse what is none."""
    if isinstance(given, Policy):
        raise FieldError(
            f"policy: give its key, {given.key!r}, and for a policy of your own "
            "registry=PolicyRegistry((policy,)) beside it",
            field="policy",
        )
    return text("policy", given)


def texts(name: str, given: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Return a list of names; a single name is refused, so as not to be taken letter by letter."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise FieldError(f"{name}: {given!r} is no list; write [{given!r}]", field=name)
    return tuple(text(name, each) for each in given)


def codes(name: str, given: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Return a list of codes, each of them checked."""
    return tuple(require_code(name, each) for each in texts(name, given))


def flag(name: str, given: Any) -> bool:  # noqa: ANN401
    """Return exactly ``True`` or ``False``; a word such as ``"no"`` would count as yes."""
    if not isinstance(given, bool):
        raise FieldError(f"{name}: expected True or False, got {given!r}", field=name)
    return given


def lasting(name: str, seconds: float) -> float:
    """Return a length of time in seconds; refuse what is no number above 0."""
    if not is_number(seconds) or not 0 < seconds <= _LONGEST:
        raise FieldError(
            f"{name}: {seconds!r}; give seconds above 0, at most {_LONGEST:.0f}", field=name
        )
    return float(seconds)

# SPDX-License-Identifier: Apache-2.0
"""Dotted paths into a policy: the name of one field, as a choice and a finding give it.

``obligations.answer.term.unit`` is the unit of the term of the obligation ``answer``. One of
several parts is named by its id, code, kind, channel, stream, register, name or action, whichever
it has; failing that, by its number, counted from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

import attrs

from klagomal.errors import PolicyError, suggest

__all__ = ["name_of", "resolve"]

_NAMES: Final = ("id", "code", "kind", "channel", "stream", "register", "name", "action")


def name_of(part: object, number: int) -> str:
    """Return how one part among several is named in a path."""
    for field in _NAMES:
        name = getattr(part, field, "")
        if isinstance(name, str) and name:
            return str(name)
    return str(number)


def resolve(part: object, path: str) -> Any:  # noqa: ANN401  (any field of any part)
    """Return what stands at ``path`` under ``part``.

    A path that leads nowhere raises :class:`~klagomal.errors.PolicyError`, which names the step
    that fails and what there is. Where two parts have the same name, the first is meant.
    """
    found = part
    for step in path.split("."):
        inside = _inside(found)
        if step not in inside:
            raise PolicyError(
                f"path {path!r}: no {step!r} in {type(found).__name__}; {suggest(step, inside)}",
                path=path,
                step=step,
            )
        found = inside[step]
    return found


def _inside(part: object) -> dict[str, Any]:
    if isinstance(part, tuple):
        numbered = {str(number): item for number, item in enumerate(part, 1)}
        named = {name_of(item, number): item for number, item in reversed([*enumerate(part, 1)])}
        return numbered | named
    if isinstance(part, Mapping):
        return dict(part)
    if attrs.has(type(part)):
        fields = attrs.fields(cast("Any", type(part)))
        return {f.name: getattr(part, f.name) for f in fields if not f.name.startswith("_")}
    return {}

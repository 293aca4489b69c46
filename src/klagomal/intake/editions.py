# SPDX-License-Identifier: Apache-2.0
"""Which policy a row falls under: the municipality it names, and the day it arrived."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final, Protocol, cast

from klagomal.errors import UnknownPolicyError
from klagomal.intake.problems import CellError, ProblemCode
from klagomal.intake.words import as_compared, as_slug
from klagomal.policy.policy import Policy
from klagomal.policy.registry import PolicyRegistry

__all__ = ["Policies", "PolicyFinder"]

_OFFICE: Final = re.compile(r" kommun$|^(?:municipality|city) of | municipality$")
_REMEMBERED: Final = 10_000


class Policies(Protocol):
    """A place to look policies up: a registry, or the module ``klagomal.policies``."""

    def get(self, key: str, *, on: date) -> Policy:
        """Return the edition in force on a day of arrival."""


class PolicyFinder:
    """Finds the policy for a name in a file, and remembers it."""

    def __init__(
        self, policies: Policy | Policies | Iterable[Policy], own_words: Mapping[str, str]
    ) -> None:
        self.only = policies if isinstance(policies, Policy) else None
        self._get = _getter(policies)
        self._own = {as_compared(word): key for word, key in own_words.items()}
        self._found: dict[tuple[str, date], Policy] = {}

    def find(self, name: str, day: date) -> Policy:
        """Return the policy for ``name`` on ``day``, or raise a :class:`CellError`."""
        if self.only is not None:
            return self.only
        policy = self._found.get((name, day))
        if policy is None:
            policy = self._look_up(name, day)
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[name, day] = policy
        return policy

    def _look_up(self, name: str, day: date) -> Policy:
        reason = ""
        for key in self._keys(name):
            try:
                return self._get(key, day)
            except UnknownPolicyError as error:
                reason = reason or str(error)
        raise CellError(
            ProblemCode.UNKNOWN_POLICY,
            f"har ingen policy för ankomster {day}; ange nyckeln i mappningens words",
            f"has no policy for arrivals on {day}; give its key in the mapping's words ({reason})",
        )

    def _keys(self, name: str) -> list[str]:
        """Return the keys that a name may stand for: ``provkoping`` for ``Provköpings kommun``."""
        word = as_compared(name)
        if word in self._own:
            return [self._own[word]]
        bare = as_slug(_OFFICE.sub("", word))
        return [bare, bare.removesuffix("s")] if word.endswith(" kommun") else [bare]


def _getter(policies: Policy | Policies | Iterable[Policy]) -> Callable[[str, date], Policy]:
    if isinstance(policies, Policy):
        return lambda _key, _day: policies
    look_up = getattr(policies, "get", None)
    if look_up is None:
        look_up = PolicyRegistry(tuple(cast("Iterable[Policy]", policies))).get
    return lambda key, day: look_up(key, on=day)

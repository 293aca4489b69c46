# SPDX-License-Identifier: Apache-2.0
"""The first five Swedish policies: as written in the cited documents, not as promised today.

    from klagomal import policies

    policy = policies.get("essunga", on=date(2025, 3, 3))

One file per municipality holds one ``POLICY`` and no logic. Importing this package loads none of
them; each is loaded when it is first asked for.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from klagomal.policy.policy import Policy
    from klagomal.policy.registry import PolicyRegistry

    REGISTRY: PolicyRegistry

__all__ = ["REGISTRY", "get", "names"]

_PLACES: Final = {
    "essunga": "klagomal.policies.essunga",
    "karlskoga": "klagomal.policies.karlskoga",
    "kramfors": "klagomal.policies.kramfors",
    "nacka/valfard-samhallsservice": "klagomal.policies.nacka",
    "ostersund": "klagomal.policies.ostersund",
}


def get(key: str, on: date | None = None) -> Policy:
    """Return the edition of ``key`` that covers what arrived on the day ``on``.

    Without ``on`` the only edition there is. An unknown key, a day that no edition covers and a
    choice between several editions raise :class:`~klagomal.errors.UnknownPolicyError`, which says
    what there is.
    """
    return _registry().get(key, on)


def names() -> tuple[str, ...]:
    """Return the keys of all policies here, in alphabetical order."""
    return _registry().names()


@cache
def _registry() -> PolicyRegistry:
    from klagomal.policy.registry import PolicyRegistry

    return PolicyRegistry.of(_PLACES)


if not TYPE_CHECKING:  # to a type checker every other name is still unknown

    def __getattr__(name: str) -> PolicyRegistry:
        """Make ``REGISTRY`` when it is first asked for."""
        if name == "REGISTRY":
            return _registry()
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

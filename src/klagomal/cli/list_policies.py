# SPDX-License-Identifier: Apache-2.0
"""``klagomal policies``: list the policies and editions there are to choose from."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, Final

from klagomal.cli.answer import Answer

if TYPE_CHECKING:
    from datetime import date

    from klagomal.policy.policy import Policy

__all__ = ["ABOUT", "answer", "declare"]

ABOUT: Final = "list the policies and editions there are to choose from"


def declare(parser: argparse.ArgumentParser) -> None:
    """Name the arguments: none."""


def answer(given: argparse.Namespace) -> Answer:
    """Return each edition with the body that it binds and the part of the body that it is for."""
    from klagomal.plugins import Plugins

    registry = Plugins.discover().registry()
    found = [policy for key in registry.names() for policy in registry.editions(key)]
    language = given.language
    return Answer(
        lines=tuple(
            f"{policy.id}  {policy.name.text(language)}; {policy.scope.text(language)}"
            for policy in found
        ),
        data=[_plain(policy) for policy in found],
    )


def _plain(policy: Policy) -> dict[str, Any]:
    return {
        "id": policy.id,
        "key": policy.key,
        "edition": policy.edition,
        "name": {"sv": policy.name.sv, "en": policy.name.en},
        "scope": {"sv": policy.scope.sv, "en": policy.scope.en},
        "valid_from": _iso(policy.valid_from),
        "valid_to": _iso(policy.valid_to),
        "source": policy.source.title,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()

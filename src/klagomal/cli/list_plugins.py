# SPDX-License-Identifier: Apache-2.0
"""``klagomal plugins``: list what is loaded, from where, and in which version."""

from __future__ import annotations

import argparse
from typing import Final

from klagomal.cli.answer import FINE, FOUND_WRONG, Answer

__all__ = ["ABOUT", "answer", "declare"]

ABOUT: Final = "list what is loaded, from where, and in which version"


def declare(parser: argparse.ArgumentParser) -> None:
    """Name the arguments: none."""


def answer(_: argparse.Namespace) -> Answer:
    """Return each plugin with what it offers; a broken plugin becomes a complaint."""
    from klagomal.plugins import Plugins

    found = Plugins.discover()
    lines: list[str] = []
    for plugin in found.loaded:
        lines.append(f"{plugin.name}  {plugin.version}  ({plugin.origin})")
        lines += [f"    {offer}" for offer in plugin.offers]
    return Answer(
        lines=tuple(lines),
        data={
            "plugins": [
                {
                    "name": plugin.name,
                    "version": plugin.version,
                    "origin": plugin.origin,
                    "offers": list(plugin.offers),
                }
                for plugin in found.loaded
            ],
            "problems": [str(problem) for problem in found.problems],
        },
        complaints=tuple(" ".join(str(problem).split()) for problem in found.problems),
        code=FOUND_WRONG if found.problems else FINE,
    )

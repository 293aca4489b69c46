# SPDX-License-Identifier: Apache-2.0
"""``klagomal schema``: print the JSON Schema of policy files."""

from __future__ import annotations

import argparse
import json
from typing import Final

from klagomal.cli.answer import Answer

__all__ = ["ABOUT", "answer", "declare"]

ABOUT: Final = "print the JSON Schema of policy files, for editors"


def declare(parser: argparse.ArgumentParser) -> None:
    """Name the arguments: none."""


def answer(_: argparse.Namespace) -> Answer:
    """Return the schema, which is JSON with or without ``--json``."""
    from klagomal.policy.policy import Policy
    from klagomal.serialization import policy_schema

    schema = policy_schema(Policy)
    return Answer(lines=(json.dumps(schema, indent=2, ensure_ascii=False),), data=schema)

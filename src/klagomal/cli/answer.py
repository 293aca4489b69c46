# SPDX-License-Identifier: Apache-2.0
"""The answer of a command, before it is decided in which form it is printed."""

from __future__ import annotations

from typing import Final

import attrs

__all__ = ["FINE", "FOUND_WRONG", "NOT_DONE", "Answer"]

FINE: Final = 0
FOUND_WRONG: Final = 1
"""The command did what it is for, and what it looked at has errors."""
NOT_DONE: Final = 2
"""The command could not do what it is for."""


@attrs.frozen(kw_only=True)
class Answer:
    """The answer to a command: ``lines`` for people, and the same as ``data`` for JSON.

    ``complaints`` go to standard error, one line each. ``code`` is the exit code.
    """

    lines: tuple[str, ...]
    data: object
    complaints: tuple[str, ...] = ()
    code: int = FINE

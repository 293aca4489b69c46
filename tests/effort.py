# SPDX-License-Identifier: Apache-2.0
"""How many examples a heavy property test draws: few in the gate, many in ``make soak``."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Final, TypeVar

import pytest
from hypothesis import settings

__all__ = ["TRIES", "soaked"]

TRIES: Final = int(os.environ.get("KLAGOMAL_TRIES", "1"))
"""How many times the examples of the gate are drawn."""

_F = TypeVar("_F", bound=Callable[..., Any])


def soaked(examples: int, **about: Any) -> Callable[[_F], _F]:
    """Mark a property test as one that ``make soak`` runs, and let it draw so many examples."""
    chosen = settings(max_examples=examples * TRIES, deadline=None, **about)

    def mark(test: _F) -> _F:
        marked: _F = pytest.mark.soak(chosen(test))
        return marked

    return mark

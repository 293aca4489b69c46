# SPDX-License-Identifier: Apache-2.0
"""Tests, one module for each module of klagomal, in the same places."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
"""The repository."""

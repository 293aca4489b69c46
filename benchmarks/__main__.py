# SPDX-License-Identifier: Apache-2.0
"""All benchmarks in one run: ``make bench``. Ratios side by side, never seconds to remember."""

from __future__ import annotations

import runpy
import sys

ROOMS = ("scalar", "core", "imports", "desk", "writers")


def main() -> int:
    """Run the named benchmarks, or all of them."""
    chosen = sys.argv[1:] or ROOMS
    for room in chosen:
        print(f"\n== {room} ==\n", flush=True)
        runpy.run_module(f"benchmarks.{room}", run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main())

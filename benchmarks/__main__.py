# SPDX-License-Identifier: Apache-2.0
"""All benchmarks in one run: ``make bench``. Ratios side by side, never seconds to remember.

Some of them: ``make bench ROOM="desk many"``.
"""

from __future__ import annotations

import sys
from importlib import import_module

ROOMS = (
    "scalar",
    "core",
    "imports",
    "desk",
    "sharing",
    "writers",
    "many",
    "report",
)


def main() -> int:
    """Run the named benchmarks, or all of them."""
    chosen = sys.argv[1:] or ROOMS
    unknown = [room for room in chosen if room not in ROOMS]
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(ROOMS)}")
        return 2
    del sys.argv[1:]  # a benchmark reads its own options there
    for room in chosen:
        print(f"\n== {room} ==\n", flush=True)
        import_module(f"benchmarks.{room}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())

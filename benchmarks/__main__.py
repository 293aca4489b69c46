# SPDX-License-Identifier: Apache-2.0
"""Runs all benchmarks: ``make bench``. Their ratios mean something; their seconds do not.

To run some of them: ``make bench ONLY="desk many"``.
"""

from __future__ import annotations

import sys
from importlib import import_module

BENCHMARKS = (
    "scalar",
    "core",
    "imports",
    "desk",
    "sharing",
    "writers",
    "many",
    "report",
    "disclosure",
)


def main() -> int:
    """Run the named benchmarks, or all of them."""
    chosen = sys.argv[1:] or BENCHMARKS
    unknown = [name for name in chosen if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
        return 2
    del sys.argv[1:]  # a benchmark reads its own options there
    for name in chosen:
        print(f"\n== {name} ==\n", flush=True)
        import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())

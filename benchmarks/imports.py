# SPDX-License-Identifier: Apache-2.0
"""What an import costs above bare Python, in processes of their own that take turns."""

from __future__ import annotations

import subprocess
import sys
import time

ROUNDS = 15
STATEMENTS = {
    "bare Python": "pass",
    "import klagomal": "import klagomal",
    "from klagomal import Feedback": "from klagomal import Feedback",
    "from klagomal import policies; get": (
        "from klagomal import policies; policies.get('essunga')"
    ),
    "import attrs": "import attrs",
    "import holidays": "import holidays",
}


def main() -> None:
    """Print the table."""
    taken: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for _ in range(ROUNDS):
        for name, statement in STATEMENTS.items():
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", statement], check=True)
            taken[name].append(time.perf_counter() - started)
    bare = min(taken["bare Python"])
    print(f"{'statement':<40}{'ms above bare':>15}{'per bare':>10}")
    for name, times in taken.items():
        print(f"{name:<40}{(min(times) - bare) * 1000:>15.1f}{min(times) / bare:>10.2f}")


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""Running a part of a test in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from typing import Any

__all__ = ["in_a_child", "run", "started"]


def in_a_child(job: Callable[[], str]) -> str:
    """Fork, and return what ``job`` answers there, or the traceback of what it raised."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = job()
        except BaseException:  # noqa: BLE001  (the parent shows it)
            answer = traceback.format_exc()
        os.write(writing, answer.encode())
        os._exit(0)  # not through pytest's own clearing up, which is the parent's
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return answer


def started(script: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a script in a fresh interpreter."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(script: str, *arguments: object) -> Any:
    """Run a script in a fresh interpreter; return the JSON it prints."""
    process = started(script, *arguments)
    out, error = process.communicate()
    assert process.returncode == 0, error
    return json.loads(out)

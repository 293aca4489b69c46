# SPDX-License-Identifier: Apache-2.0
"""Forked processes that live until they are killed, and what they told before that."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Iterable

import attrs

__all__ = ["Child", "ended_with", "fork"]

Tell = Callable[[str], None]


@attrs.define
class Child:
    """A process and the reading end of the pipe it tells through."""

    pid: int
    pipe: int
    _heard: bytearray = attrs.field(factory=bytearray, init=False)

    def wait_for_word(self, seconds: float) -> None:
        """Wait until the process has told something, but no longer than ``seconds``."""
        if not self._heard and select.select([self.pipe], [], [], seconds)[0]:
            self._heard += os.read(self.pipe, 65536)

    def kill(self) -> None:
        """Kill the process as the kernel would, without warning."""
        os.kill(self.pid, signal.SIGKILL)

    def told(self) -> list[str]:
        """Return the whole lines it told, once it is dead; a torn last line is left out."""
        os.waitpid(self.pid, 0)
        with os.fdopen(self.pipe, "rb") as pipe:
            self._heard += pipe.read()
        return self._heard.decode().split("\n")[:-1]


def fork(work: Callable[[Tell], None], *, may_fail: Iterable[type[Exception]] = ()) -> Child:
    """Run ``work`` in a forked process; it gets a function to tell lines with.

    An error is told as ``E type: message``; an error of a type in ``may_fail`` ends the process in
    silence.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover  (killed before it can be measured)
        os.close(reading)
        try:
            work(lambda line: _write(writing, line))
        except tuple(may_fail):
            pass
        except BaseException as error:  # noqa: BLE001  (a child must never return to the parent)
            _write(writing, f"E {type(error).__name__}: {error}")
        finally:
            os._exit(0)
    os.close(writing)
    return Child(child, reading)


def ended_with(work: Callable[[], None]) -> int:
    """Run ``work`` in a forked process and return the code it ended with; 99 for an error."""
    child = os.fork()
    if child == 0:  # pragma: no cover  (in another process)
        try:
            work()
        except BaseException:  # noqa: BLE001  (as above)
            os._exit(99)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _write(pipe: int, line: str) -> None:  # pragma: no cover  (in another process)
    os.write(pipe, f"{line}\n".encode())

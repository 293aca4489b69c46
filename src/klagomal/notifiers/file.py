# SPDX-License-Identifier: Apache-2.0
"""A notifier that writes each letter to a file of its own, for printing and posting.

A file's name comes from the notice's id, so a letter that is delivered twice is one file.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from klagomal.fields import visible
from klagomal.ports import AddressKind, Letter, Result, ResultCode

__all__ = ["FileNotifier"]

_HEAD: Final = {"sv": "Till: {}\nÄmne: {}\n\n{}\n", "en": "To: {}\nSubject: {}\n\n{}\n"}
_HEADING: Final = re.compile(r"\s*(?:Till|Ämne|To|Subject)\s*:", re.IGNORECASE)

_NO_SUCH_THING: Final = frozenset({errno.EACCES, errno.EINVAL, errno.ENOTSUP, errno.EPERM})
"""The errors by which a system says that a folder cannot be opened or synced there."""


class FileNotifier:
    """Writes letters as UTF-8 text files into a folder, whole or not at all.

    The folder is made when it is missing. Only the owner and its group can read what is made; the
    process's own umask may narrow that further.
    """

    reaches = AddressKind.ANY

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)

    def deliver(self, letter: Letter) -> Result:
        """Write the letter; it is on the disk when this returns."""
        readable = re.sub(r"[^a-z0-9]+", "-", letter.id.lower())[:80].strip("-")
        digest = hashlib.sha256(letter.id.encode()).hexdigest()[:12]
        target = self._folder / f"{readable}-{digest}.txt"
        draft = target.with_suffix(f".{uuid4().hex}.tmp")
        head = _HEAD.get(letter.language, _HEAD["en"])
        body = head.format(_address(letter.to), " ".join(letter.subject.split()), letter.text)
        try:
            self._folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            _write_through(draft, body.encode())
            draft.replace(target)
            _settle_name(self._folder)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            return Result(ResultCode.TEMPORARY, type(error).__name__)
        except UnicodeEncodeError as error:
            return Result(ResultCode.PERMANENT, type(error).__name__)
        return Result(ResultCode.ACCEPTED)

    def close(self) -> None:
        """Nothing to let go of."""


def _address(to: str) -> str:
    """Return an address as lines that cannot pass for a heading or a text of ours."""
    first, *rest = [line for line in visible(to).splitlines() if line.strip()] or [""]
    return "\n".join([first, *(f"  {line}" if _HEADING.match(line) else line for line in rest)])


def _write_through(path: Path, body: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _settle_name(folder: Path) -> None:
    """Make the file's new name last through a power loss, where the system knows how."""
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _NO_SUCH_THING:
            raise

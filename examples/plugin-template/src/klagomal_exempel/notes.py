# SPDX-License-Identifier: Apache-2.0
"""A notifier that appends one line for each letter to a file of notes."""

from __future__ import annotations

from pathlib import Path

from klagomal.ports import AddressKind, Letter, Result, ResultCode


class NotesNotifier:
    """Writes ``id<TAB>subject`` to ``notes.tsv`` in a folder."""

    reaches = AddressKind.ANY

    def __init__(self, folder: Path) -> None:
        self._file = folder / "notes.tsv"

    def deliver(self, letter: Letter) -> Result:
        """Append the line; a folder that cannot be written to is tried again later."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as notes:
                notes.write(f"{letter.id}\t{letter.subject}\n")
        except OSError as error:
            return Result(ResultCode.TEMPORARY, type(error).__name__)
        return Result(ResultCode.ACCEPTED)

    def close(self) -> None:
        """Nothing is kept open."""

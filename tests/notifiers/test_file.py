# SPDX-License-Identifier: Apache-2.0
"""The notifier that writes letters to print: one file a letter, whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from klagomal.errors import KlagomalError
from klagomal.notifiers.builtin import klagomal_register_notifiers
from klagomal.notifiers.file import FileNotifier
from klagomal.ports import AddressKind, Letter, Notifier, Result, ResultCode
from klagomal.testing.notifier_contract import NotifierContract

LETTER = Letter(
    id="case-1:answer:submitter:2",
    to="Örjan Ek\nBrogatan 1\n123 45 Provköping",
    subject="Svar på ditt klagomål",
    text="Hej!\n\nÅtgärdat.\n\nProvköpings kommun",
)


@pytest.fixture
def unmasked() -> Iterator[None]:
    """Take away the process's own narrowing of modes."""
    before = os.umask(0)
    yield
    os.umask(before)


class TestFileContract(NotifierContract):
    """The file notifier does what every notifier must."""

    @pytest.fixture
    def notifier(self, tmp_path: Path) -> Notifier:
        """Return a notifier with a folder that is not there yet."""
        return FileNotifier(tmp_path / "letters" / "out")

    @pytest.fixture
    def failing_notifier(self, tmp_path: Path) -> Notifier:
        """Return a notifier whose folder is a file."""
        (tmp_path / "taken").write_text("a file", encoding="utf-8")
        return FileNotifier(tmp_path / "taken")


def test_letter_is_written_whole(tmp_path: Path) -> None:
    """The file holds recipient, subject and text, in UTF-8, and is the only one."""
    assert FileNotifier(tmp_path).deliver(LETTER) == Result(ResultCode.ACCEPTED)
    (file,) = tmp_path.iterdir()
    assert file.name.startswith("case-1-answer-submitter-2-")
    assert file.read_text(encoding="utf-8") == (
        "Till: Örjan Ek\nBrogatan 1\n123 45 Provköping\nÄmne: Svar på ditt klagomål\n\n"
        "Hej!\n\nÅtgärdat.\n\nProvköpings kommun\n"
    )


def test_english_letter_has_an_english_head(tmp_path: Path) -> None:
    """The head of the file is in the letter's language."""
    FileNotifier(tmp_path).deliver(attrs.evolve(LETTER, language="en", to="A\nB", subject="C"))
    (file,) = tmp_path.iterdir()
    assert file.read_text(encoding="utf-8").startswith("To: A\nB\nSubject: C\n\n")


def test_address_cannot_pass_for_a_heading_or_a_text(tmp_path: Path) -> None:
    """What somebody gave as a name and an address leaves heading and text of the letter alone."""
    to = "Örjan Ek\n\nÄmne: Beslut\n \n\u202esubject : x\r\nBrogatan 1\n"
    FileNotifier(tmp_path).deliver(attrs.evolve(LETTER, to=to))
    (file,) = tmp_path.iterdir()
    assert file.read_text(encoding="utf-8").startswith(
        "Till: Örjan Ek\n  Ämne: Beslut\n  subject : x\nBrogatan 1\nÄmne: Svar på ditt klagomål\n\n"
    )


def test_same_notice_is_one_file(tmp_path: Path) -> None:
    """A letter delivered again replaces its file; another notice gets its own."""
    notifier = FileNotifier(tmp_path)
    notifier.deliver(LETTER)
    notifier.deliver(attrs.evolve(LETTER, text="rättat"))
    (file,) = tmp_path.iterdir()
    assert file.read_text(encoding="utf-8").endswith("\n\nrättat\n")
    notifier.deliver(attrs.evolve(LETTER, id="case-1:answer:submitter:3"))
    assert len(list(tmp_path.iterdir())) == 2


def test_ids_that_look_alike_are_two_files(tmp_path: Path) -> None:
    """Ids that differ only in what a file name cannot hold are kept apart."""
    notifier = FileNotifier(tmp_path)
    for id_ in ("case/1", "case-1", "../case/1", "case.1"):
        notifier.deliver(attrs.evolve(LETTER, id=id_))
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.usefixtures("unmasked")
def test_strangers_cannot_read_letters(tmp_path: Path) -> None:
    """Folder and file are closed to others than the owner and its group."""
    FileNotifier(tmp_path / "out").deliver(LETTER)
    (file,) = (tmp_path / "out").iterdir()
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o750
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_failed_letter_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A letter that could not be finished is temporary and leaves no half file."""

    def full(_: int) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert FileNotifier(tmp_path).deliver(LETTER) == Result(ResultCode.TEMPORARY, "OSError")
    assert list(tmp_path.iterdir()) == []


def test_text_that_no_file_can_hold_is_refused_for_good(tmp_path: Path) -> None:
    """Half a character can never be written: permanent, and no file."""
    broken = attrs.evolve(LETTER, text="\ud800")
    refused = FileNotifier(tmp_path).deliver(broken)
    assert refused == Result(ResultCode.PERMANENT, "UnicodeEncodeError")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "folder"),
    [("file:///letters", "letters"), ("file:///ut%20brev/2026", "ut brev/2026")],
)
def test_url_names_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, folder: str
) -> None:
    """Three slashes name a folder below the current one."""
    monkeypatch.chdir(tmp_path)
    notifier = _open(url)
    assert notifier.reaches is AddressKind.ANY
    notifier.deliver(LETTER)
    assert len(list((tmp_path / folder).iterdir())) == 1


def test_url_names_a_folder_from_the_root(tmp_path: Path) -> None:
    """Four slashes name a folder from the root."""
    _open(f"file:///{tmp_path}/out").deliver(LETTER)
    assert len(list((tmp_path / "out").iterdir())) == 1


@pytest.mark.parametrize("url", ["file:", "file:///", "file://letters", "file:///letters?mode=7"])
def test_url_without_a_folder_is_refused(url: str) -> None:
    """A URL that names no folder, or a host, or asks for what there is not, is refused."""
    with pytest.raises(KlagomalError):
        _open(url)


def _open(url: str) -> Notifier:
    openers: dict[str, Any] = {}
    klagomal_register_notifiers(openers.__setitem__)
    notifier: Notifier = openers["file"](url)
    return notifier

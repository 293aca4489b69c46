# SPDX-License-Identifier: Apache-2.0
"""What every notifier must do, as tests to inherit.

Subclass :class:`NotifierContract` in a test module of your own and override the ``notifier``
fixture; override ``address`` too unless the notifier takes ``somebody@example.org``::

    class TestPigeonNotifier(NotifierContract):
        @pytest.fixture
        def notifier(self):
            return PigeonNotifier(loft="roof")

Override ``failing_notifier`` with a notifier whose way is blocked, and failures are tested as well.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import attrs
import pytest

from klagomal.ports import AddressKind, Letter, Notifier, Result, ResultCode, lacking

__all__ = ["NotifierContract"]

NOTICE: Final = "case-1:confirmation:submitter:2"
TEXT: Final = (
    "Hej!\n\nVi tog emot ditt klagomål fredagen den 19 december 2025.\n\n"
    ".En rad som börjar med punkt\n..och en till\n\nFrom en rad som liknar ett brevhuvud\n\n"
    f"En lång rad: {'åäö ' * 400}\n\nMed vänlig hälsning\nProvköpings kommun"
)
HOSTILE: Final = (
    "",
    " ",
    "somebody@example.org\r\nBcc: other@example.org",
    "somebody@example.org, other@example.org",
    "\N{RIGHT-TO-LEFT OVERRIDE}gro.elpmaxe@ydobemos",
    "../../etc/passwd",
    "x" * 5000,
)


class NotifierContract:
    """The tests that a notifier inherits."""

    @pytest.fixture
    def notifier(self) -> Notifier:
        """Return the notifier under test. Override this."""
        raise NotImplementedError("override the notifier fixture")

    @pytest.fixture
    def failing_notifier(self) -> Notifier:
        """Return a notifier whose way is blocked. Override this where there can be one."""
        pytest.skip("no failing notifier given")

    @pytest.fixture
    def address(self) -> str:
        """Return an address that the notifier under test can reach."""
        return "somebody@example.org"

    @pytest.fixture
    def letter(self, address: str) -> Letter:
        """Return an ordinary letter in Swedish."""
        return Letter(
            id=NOTICE,
            to=address,
            subject="Vi har tagit emot ditt klagomål",
            text=TEXT,
            html=f"<!doctype html><html lang='sv'><title>Å</title><p>{TEXT}</p></html>",
            language="sv",
        )

    def test_is_a_notifier(self, notifier: Notifier) -> None:
        """A notifier has what the port asks for and says which kind of address it needs."""
        assert lacking(notifier, Notifier) == ()
        assert isinstance(notifier.reaches, AddressKind)

    def test_accepts_a_letter(self, notifier: Notifier, letter: Letter) -> None:
        """A notifier accepts an ordinary letter."""
        assert notifier.deliver(letter).code is ResultCode.ACCEPTED

    def test_accepts_a_letter_without_html(self, notifier: Notifier, letter: Letter) -> None:
        """A notifier accepts a letter that is plain text only."""
        assert notifier.deliver(attrs.evolve(letter, html="")).code is ResultCode.ACCEPTED

    def test_accepts_a_letter_again(self, notifier: Notifier, letter: Letter) -> None:
        """A letter that comes twice, after an uncertain outcome, is no error."""
        assert {notifier.deliver(letter).code for _ in range(2)} == {ResultCode.ACCEPTED}

    def test_accepts_letters_from_many_threads(self, notifier: Notifier, letter: Letter) -> None:
        """Workers in several threads may share one notifier."""
        letters = [attrs.evolve(letter, id=f"{NOTICE}/{number}") for number in range(12)]
        with ThreadPoolExecutor(4) as pool:
            results = list(pool.map(notifier.deliver, letters))
        assert [result.code for result in results] == [ResultCode.ACCEPTED] * len(letters)

    @pytest.mark.parametrize("to", HOSTILE, ids=range(len(HOSTILE)))
    def test_does_not_raise_for_a_strange_address(
        self, notifier: Notifier, letter: Letter, to: str
    ) -> None:
        """Whatever the address, the outcome is a result and not an exception."""
        assert isinstance(notifier.deliver(attrs.evolve(letter, to=to)), Result)

    def test_does_not_raise_for_a_strange_subject(self, notifier: Notifier, letter: Letter) -> None:
        """A subject with line breaks gives a result and not an exception."""
        strange = attrs.evolve(letter, subject="Ärende\r\nBcc: other@example.org\n\ntext")
        assert isinstance(notifier.deliver(strange), Result)

    def test_tells_nothing_of_anybody(self, notifier: Notifier, letter: Letter) -> None:
        """The detail of an outcome tells neither who was written to nor what was written."""
        self._tells_nothing(notifier.deliver(letter), letter)

    def test_a_failure_is_a_result(self, failing_notifier: Notifier, letter: Letter) -> None:
        """A failure is returned as a result without personal data, and not raised."""
        result = failing_notifier.deliver(letter)
        assert result.code is not ResultCode.ACCEPTED
        assert result.detail
        self._tells_nothing(result, letter)

    def test_closing_twice(self, notifier: Notifier) -> None:
        """Closing twice is no error."""
        notifier.close()
        notifier.close()

    @staticmethod
    def _tells_nothing(result: Result, letter: Letter) -> None:
        assert len(result.detail) <= 100
        for told in (letter.to, letter.subject, letter.text):
            assert told not in result.detail

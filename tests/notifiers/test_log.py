# SPDX-License-Identifier: Apache-2.0
"""The notifier for trials: it accepts everything and tells nothing."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from klagomal.errors import KlagomalError
from klagomal.notifiers.builtin import klagomal_register_notifiers
from klagomal.notifiers.log import LogNotifier
from klagomal.ports import AddressKind, Letter, Notifier
from klagomal.testing.notifier_contract import NotifierContract


class TestLogContract(NotifierContract):
    """The log notifier does what every notifier must."""

    @pytest.fixture
    def notifier(self) -> Notifier:
        """Return a log notifier."""
        return LogNotifier()


def test_log_holds_the_id_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    """The log line names the notice, not the person, the address or what was written."""
    letter = Letter(id="case-1:answer:submitter:2", to="a@b.example", subject="Ämne", text="Svar")
    with caplog.at_level(logging.INFO, logger="klagomal.notifiers"):
        LogNotifier().deliver(letter)
    assert caplog.messages == ["notice case-1:answer:submitter:2 accepted"]


def test_url_opens_a_log_notifier() -> None:
    """``log:`` opens it for any kind of address; it has no options."""
    openers: dict[str, Any] = {}
    klagomal_register_notifiers(openers.__setitem__)
    assert openers["log"]("log:").reaches is AddressKind.ANY
    with pytest.raises(KlagomalError, match="unknown option 'level'"):
        openers["log"]("log:?level=debug")

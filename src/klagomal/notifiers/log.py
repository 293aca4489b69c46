# SPDX-License-Identifier: Apache-2.0
"""A notifier that only notes that a letter would have gone out; for trials.

The log line holds the notice's id, but neither the text nor the address.
"""

from __future__ import annotations

import logging

from klagomal.ports import AddressKind, Letter, Result, ResultCode

__all__ = ["LogNotifier"]

_LOG = logging.getLogger("klagomal.notifiers")


class LogNotifier:
    """Accepts every letter and logs its id."""

    reaches = AddressKind.ANY

    def deliver(self, letter: Letter) -> Result:
        """Log the notice's id."""
        _LOG.info("notice %s accepted", letter.id)
        return Result(ResultCode.ACCEPTED)

    def close(self) -> None:
        """Nothing to let go of."""

# SPDX-License-Identifier: Apache-2.0
"""A request that may come twice: the same key with the same content is answered the same way."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import attrs

from klagomal.cases.events import Event
from klagomal.errors import FieldError, IdempotencyError
from klagomal.fields import check_text
from klagomal.ports import Remembered, Transaction
from klagomal.serialization import event_to_json

__all__ = ["Request", "content_of"]

_AT_NO_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)


@attrs.frozen
class Request:
    """One request under its idempotency key; with an empty key, nothing is remembered.

    ``content`` is all that was asked for. The store keeps only a digest of the key and of the
    content, so that a key made of an address tells nobody anything.
    """

    policy: str
    key: str
    content: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a key that is not text."""
        if not isinstance(self.key, str):
            raise FieldError(
                f"idempotency_key: {self.key!r} is no text; give a string, or none",
                field="idempotency_key",
            )
        check_text("idempotency_key", self.key)

    def answer(self, step: Transaction) -> str:
        """Return the case ids that were answered under this key, or the empty string.

        Raises :class:`~klagomal.errors.IdempotencyError` if the key was used for another request.
        """
        known = step.recall(self._name) if self.key else None
        if known is None:
            return ""
        if known.fingerprint != self._fingerprint:
            raise IdempotencyError(
                f"the key {self.key!r} was used for another request; give each a key of its own",
                key=self.key,
            )
        return known.answer

    def answered(self, step: Transaction, answer: str) -> None:
        """Remember what is answered under this key."""
        if self.key:
            step.remember(self._name, Remembered(self._fingerprint, answer))

    @property
    def _name(self) -> str:
        return f"{self.policy}/{_digest(self.key)}"

    @property
    def _fingerprint(self) -> str:
        return _digest(self.content)


def content_of(*parts: object) -> str:
    """Return what was asked for as text; of an event, everything but when it happened."""
    return "\x1f".join(_told(part) for part in parts)


def _told(part: object) -> str:
    if isinstance(part, Event):
        return event_to_json(attrs.evolve(part, at=_AT_NO_TIME, recorded_at=_AT_NO_TIME))
    return str(part)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()

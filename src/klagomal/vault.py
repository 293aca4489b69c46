# SPDX-License-Identifier: Apache-2.0
"""Who wrote and what they wrote: sealed before it is stored, apart from the log.

Without a key ring the records are plain text and JSON. With one, each case's data are encrypted
with AES-256-GCM under a key of their own. The case id and the kind of record are associated data,
so that records cannot change places. The case's key is stored wrapped under the key ring's current
key. Destroying the wrapped key makes the data unreadable wherever a copy of them lies. Needs the
extra ``klagomal[encryption]``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from klagomal.cases.feedback import Submitter
from klagomal.errors import ErasedError, KeyRingError, MissingExtraError, suggest
from klagomal.fields import as_text, check_text, require_code
from klagomal.ports import Protected

__all__ = ["KeyRing", "Vault"]

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_CONTACT, _TEXT, _KEY, _LETTER = "contact", "text", "key", "letter"
_SEALED: Final = b"\x00gcm1"
"""What a sealed body begins with. No text does: NUL is refused wherever text is taken in."""


def _held(keys: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return a copy of the keys, so that the ring does not change with the host's dictionary."""
    if not isinstance(keys, Mapping):
        raise KeyRingError(
            f"a key ring is made of a mapping, not of {type(keys).__name__}; write "
            "KeyRing({'key-1': key}, 'key-1')"
        )
    if not all(isinstance(name, str) for name in keys):
        raise KeyRingError("the keys of a ring stand under names; write {'key-1': key}")
    return dict(keys)


@attrs.frozen
class KeyRing:
    """Wrapping keys by id, each of 32 random bytes; ``current`` wraps what is sealed from now on.

    Keep it apart from the store. To change keys, add a new one and make it current; an old one may
    be taken out once nothing is wrapped under it. Raises :class:`~klagomal.errors.KeyRingError` for
    keys that cannot be used, and :class:`~klagomal.errors.MissingExtraError` without the extra.
    """

    keys: Mapping[str, bytes] = attrs.field(repr=False, converter=_held)
    current: str

    def __attrs_post_init__(self) -> None:
        """Refuse a ring without its current key, or with a key of the wrong length."""
        require_code("current", self.current)
        if self.current not in self.keys:
            raise KeyRingError(
                f"the key ring has no key {self.current!r}; {suggest(self.current, self.keys)}",
                key=self.current,
            )
        for name, key in self.keys.items():
            require_code("key", name)
            if not isinstance(key, bytes) or len(key) != _KEY_BYTES:
                size = f"{len(key)} bytes" if isinstance(key, bytes) else type(key).__name__
                raise KeyRingError(
                    f"key {name!r} must be {_KEY_BYTES} random bytes, got {size}; "
                    "make one with os.urandom(32)",
                    key=name,
                )
        _cipher(self.keys[self.current])

    @classmethod
    def new(cls, name: str = "key-1") -> KeyRing:
        """Return a ring with one fresh random key."""
        return cls({name: os.urandom(_KEY_BYTES)}, name)


@attrs.frozen
class Vault:
    """Seals and opens the protected data of cases; without ``keys`` it keeps them in the clear.

    Raises :class:`~klagomal.errors.KeyRingError` for keys that are no :class:`KeyRing`.
    """

    keys: KeyRing | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse keys that are no ring, without repeating them."""
        if not isinstance(self.keys, KeyRing | None):
            raise KeyRingError(
                f"a vault takes a KeyRing, not {type(self.keys).__name__}; write "
                "Vault(KeyRing({'key-1': key}, 'key-1'))"
            )

    def seal(
        self, case_id: str, text: str = "", submitter: Submitter | None = None
    ) -> list[Protected]:
        """Return a new case's protected records: the text, the contact, and their key."""
        parts = {}
        if text:
            parts[_TEXT] = text
        if submitter is not None:
            parts[_CONTACT] = _written(submitter)
        return self._seal_parts(case_id, parts, self._new_key(case_id) if parts else None)

    def seal_letter(
        self, case_id: str, version: int, text: str, held: Sequence[Protected]
    ) -> list[Protected]:
        """Return the record of a letter's own words, under the case's key."""
        text = as_text(text)
        check_text("letter", text)
        return self._seal_more(case_id, {f"{_LETTER}-{version}": text}, held)

    def seal_submitter(
        self, case_id: str, submitter: Submitter, held: Sequence[Protected]
    ) -> list[Protected]:
        """Return the record of who wrote, in place of the one held, under the case's key."""
        return self._seal_more(case_id, {_CONTACT: _written(submitter)}, held)

    def text(self, case_id: str, held: Sequence[Protected]) -> str:
        """Return what the person wrote; the empty string where nothing was kept."""
        return self._open(case_id, held, _TEXT) or ""

    def submitter(self, case_id: str, held: Sequence[Protected]) -> Submitter | None:
        """Return who wrote, or ``None`` for anonymous feedback."""
        body = self._open(case_id, held, _CONTACT)
        return Submitter(**json.loads(body)) if body else None

    @staticmethod
    def keeps_submitter(held: Sequence[Protected]) -> bool:
        """Whether it is kept who wrote, without opening it."""
        return any(record.kind == _CONTACT for record in held)

    def letter(self, case_id: str, version: int, held: Sequence[Protected]) -> str:
        """Return a letter's own words; the empty string where it had none."""
        return self._open(case_id, held, f"{_LETTER}-{version}") or ""

    def _seal_more(
        self, case_id: str, parts: Mapping[str, str], held: Sequence[Protected]
    ) -> list[Protected]:
        key = self._key_of(case_id, held)
        fresh = self._new_key(case_id) if key is None else None
        return self._seal_parts(case_id, parts, fresh, key)

    def _seal_parts(
        self,
        case_id: str,
        parts: Mapping[str, str],
        fresh: Protected | None,
        key: bytes | None = None,
    ) -> list[Protected]:
        sealed = [fresh] if fresh else []
        if fresh:
            key = self._key_of(case_id, sealed)
        for kind, body in parts.items():
            raw = body.encode()
            id_ = f"{case_id}/{kind}"
            closed = _SEALED + _encrypt(key, raw, id_) if key else raw
            sealed.append(Protected(id_, case_id, kind, closed))
        return sealed

    def _open(self, case_id: str, held: Sequence[Protected], kind: str) -> str | None:
        record = next((record for record in held if record.kind == kind), None)
        if record is None:
            return None
        if not record.body.startswith(_SEALED):
            return record.body.decode()  # stored before there was a key ring
        key = self._key_of(case_id, held)
        if key is None:
            raise ErasedError(
                f"the key of case {case_id} has been destroyed; its protected data cannot be read",
                case=case_id,
            )
        return _decrypt(key, record.body.removeprefix(_SEALED), f"{case_id}/{kind}").decode()

    def _new_key(self, case_id: str) -> Protected | None:
        if self.keys is None:
            return None
        id_ = f"{case_id}/{_KEY}"
        wrapped = _encrypt(self.keys.keys[self.keys.current], os.urandom(_KEY_BYTES), id_)
        return Protected(id_, case_id, _KEY, self.keys.current.encode() + b":" + wrapped)

    def _key_of(self, case_id: str, held: Sequence[Protected]) -> bytes | None:
        record = next((record for record in held if record.kind == _KEY), None)
        if record is None:
            return None
        stored, _, wrapped = record.body.partition(b":")
        name = stored.decode("ascii", "replace")
        if self.keys is None or name not in self.keys.keys:
            raise KeyRingError(
                f"case {case_id} is sealed under key {name!r}; open the desk with a key ring that "
                "has it",
                case=case_id,
                key=name,
            )
        return _decrypt(self.keys.keys[name], wrapped, f"{case_id}/{_KEY}")


def _written(submitter: Submitter) -> str:
    return json.dumps(attrs.asdict(submitter), ensure_ascii=False)


def _cipher(key: bytes) -> Any:  # noqa: ANN401  (from an optional package)
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError as error:
        raise MissingExtraError(
            "a key ring needs the package cryptography; install klagomal[encryption]"
        ) from error
    return AESGCM(key)


def _encrypt(key: bytes, body: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    sealed: bytes = _cipher(key).encrypt(nonce, body, bound_to.encode())
    return nonce + sealed


def _decrypt(key: bytes, body: bytes, bound_to: str) -> bytes:
    cipher = _cipher(key)
    from cryptography.exceptions import InvalidTag

    try:
        opened: bytes = cipher.decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError):  # a ValueError: too little is left to be a nonce and a tag
        raise KeyRingError(
            f"the protected record {bound_to} does not fit the key: wrong key, or changed data",
            record=bound_to,
        ) from None
    return opened

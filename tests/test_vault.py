# SPDX-License-Identifier: Apache-2.0
"""The vault: what is sealed comes back whole, to the right key alone, and not at all without it."""

from __future__ import annotations

import os
import sys
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.cases.feedback import Submitter
from klagomal.errors import ErasedError, FieldError, KeyRingError, MissingExtraError
from klagomal.fields import as_text
from klagomal.ports import Protected
from klagomal.vault import KeyRing, Vault
from tests.strategies import texts, values_of

TEXT = "Bussen är alltid sen. 🚌"
WHO = Submitter(name="Örjan Ek", email="orjan@post.example", phone="070-000 00 00", language="sv")
OLD, NEW = os.urandom(32), os.urandom(32)
SECRET = b"s" * 32
PLAIN = Vault()
SEALING = Vault(KeyRing({"key-1": OLD}, "key-1"))

VAULTS = pytest.mark.parametrize("vault", [PLAIN, SEALING], ids=["plain", "sealing"])


# --- round trips ----------------------------------------------------------------------------------


@VAULTS
@given(text=texts, who=st.none() | values_of(Submitter))
def test_what_is_sealed_comes_back_whole(vault: Vault, text: str, who: Submitter | None) -> None:
    """Text and submitter come back exactly as they were, with a key ring and without."""
    held = vault.seal("case-1", text, who)
    assert vault.text("case-1", held) == text
    assert vault.submitter("case-1", held) == who


@VAULTS
@given(written=st.dictionaries(st.integers(2, 40), texts.filter(bool), max_size=4))
def test_letters_come_back_by_the_version_of_their_event(
    vault: Vault, written: dict[int, str]
) -> None:
    """Each letter's words come back by the event that they belong to; others have none."""
    held = vault.seal("case-1", TEXT, WHO)
    for version, words in written.items():
        held += vault.seal_letter("case-1", version, words, held)
    found = {v: vault.letter("case-1", v, held) for v in written}
    assert found == {v: as_text(words) for v, words in written.items()}
    assert vault.letter("case-1", 41, held) == ""
    assert vault.text("case-1", held) == TEXT


@VAULTS
def test_nothing_to_keep_is_nothing_kept(vault: Vault) -> None:
    """Anonymous feedback without a text leaves no record, not even a key."""
    assert vault.seal("case-1") == []
    assert vault.text("case-1", []) == ""
    assert vault.submitter("case-1", []) is None
    assert vault.letter("case-1", 2, []) == ""


@VAULTS
def test_records_belong_to_their_case(vault: Vault) -> None:
    """Every record stands under its case, with an id and a kind of its own."""
    held = vault.seal("case-1", TEXT, WHO)
    held += vault.seal_letter("case-1", 3, "Svar", held)
    kinds = {"text", "contact", "letter-3"} | ({"key"} if vault.keys else set())
    assert {record.kind for record in held} == kinds
    assert {record.id for record in held} == {f"case-1/{kind}" for kind in kinds}
    assert {record.stream for record in held} == {"case-1"}


@VAULTS
def test_letter_is_checked_like_any_text(vault: Vault) -> None:
    """A letter's words are normalised and bounded like all text that is taken in."""
    (*_, record) = vault.seal_letter("case-1", 2, "a\u030a\r\nb", [])
    held = [*vault.seal_letter("case-1", 2, "a\u030a\r\nb", [])]
    assert record.kind == "letter-2"
    assert vault.letter("case-1", 2, held) == "å\nb"
    with pytest.raises(FieldError, match="control character"):
        vault.seal_letter("case-1", 2, "\0", [])
    with pytest.raises(FieldError, match="at most"):
        vault.seal_letter("case-1", 2, "å" * 20_001, [])


# --- sealed ---------------------------------------------------------------------------------------


def test_sealed_records_hold_nothing_readable() -> None:
    """Nothing of what was written stands in a sealed record, and sealing twice looks different."""
    held = SEALING.seal("case-1", TEXT, WHO)
    held += SEALING.seal_letter("case-1", 3, "Svar till Örjan", held)
    for record in held:
        for told in (TEXT, WHO.name, WHO.email, WHO.phone, "Svar"):
            assert told.encode() not in record.body
    assert SEALING.seal("case-1", TEXT)[-1].body != SEALING.seal("case-1", TEXT)[-1].body


def test_a_case_has_one_key_and_others_have_theirs() -> None:
    """Letters are sealed under the key that the case got at its arrival."""
    held = SEALING.seal("case-1", TEXT, WHO)
    later = SEALING.seal_letter("case-1", 3, "Svar", held)
    assert [record.kind for record in later] == ["letter-3"]
    other_key = SEALING.seal("case-1", "annan text")[0]
    assert other_key.kind == "key"
    with pytest.raises(KeyRingError, match="does not fit the key"):
        SEALING.letter("case-1", 3, [other_key, *later])


def test_first_letter_of_a_case_without_data_brings_the_key() -> None:
    """A case that arrived without anything to keep gets its key with its first letter."""
    held = SEALING.seal_letter("case-1", 2, "Svar", [])
    assert [record.kind for record in held] == ["key", "letter-2"]
    assert SEALING.letter("case-1", 2, held) == "Svar"


@pytest.mark.parametrize("kind", ["text", "contact", "letter-3", "key"])
@pytest.mark.parametrize("where", [-1, 20, "short"])
def test_changed_records_are_refused(kind: str, where: int | str) -> None:
    """A sealed record that was changed or cut is refused, never half read."""
    held = SEALING.seal("case-1", TEXT, WHO)
    held += SEALING.seal_letter("case-1", 3, "Svar", held)

    def spoilt(body: bytes) -> bytes:
        if isinstance(where, str):
            return body[:8]
        changed = bytearray(body)
        changed[where] ^= 1
        return bytes(changed)

    held = [_with_body(each, spoilt(each.body)) if each.kind == kind else each for each in held]
    readers: dict[str, Any] = {
        "text": SEALING.text,
        "contact": SEALING.submitter,
        "letter-3": lambda case, found: SEALING.letter(case, 3, found),
        "key": SEALING.text,
    }
    with pytest.raises(KeyRingError):
        readers[kind]("case-1", held)


def _with_body(record: Protected, body: bytes) -> Protected:
    return attrs.evolve(record, body=body)


def test_records_cannot_change_places() -> None:
    """A record of another case, or of another kind in the same case, does not open."""
    ours, theirs = SEALING.seal("case-1", TEXT, WHO), SEALING.seal("case-2", "deras", WHO)
    moved = [attrs.evolve(record, stream="case-1") for record in theirs]
    with pytest.raises(KeyRingError, match="case-1/key"):
        SEALING.text("case-1", moved)
    key, text, contact = ours
    swapped = [key, attrs.evolve(contact, kind="text"), attrs.evolve(text, kind="contact")]
    with pytest.raises(KeyRingError, match="case-1/text"):
        SEALING.text("case-1", swapped)
    with pytest.raises(KeyRingError, match="case-1/contact"):
        SEALING.submitter("case-1", swapped)


def test_destroyed_key_makes_everything_unreadable() -> None:
    """Without its key, what is left of a case cannot be read, and says why."""
    held = SEALING.seal("case-1", TEXT, WHO)
    held += SEALING.seal_letter("case-1", 3, "Svar", held)
    copies = [record for record in held if record.kind != "key"]
    for read in (
        lambda: SEALING.text("case-1", copies),
        lambda: SEALING.submitter("case-1", copies),
        lambda: SEALING.letter("case-1", 3, copies),
        lambda: PLAIN.text("case-1", copies),
    ):
        with pytest.raises(ErasedError, match="destroyed"):
            read()


# --- key rings ------------------------------------------------------------------------------------


def test_old_key_still_opens_and_new_key_seals() -> None:
    """After a change of keys old cases open as before, and new ones are sealed under the new."""
    held = SEALING.seal("case-1", TEXT, WHO)
    rotated = Vault(KeyRing({"key-1": OLD, "key-2": NEW}, "key-2"))
    assert rotated.text("case-1", held) == TEXT
    held += rotated.seal_letter("case-1", 3, "Svar", held)
    assert rotated.letter("case-1", 3, held) == "Svar"
    assert SEALING.letter("case-1", 3, held) == "Svar"  # the case kept its own key
    new_case = rotated.seal("case-2", TEXT)
    assert new_case[0].body.startswith(b"key-2:")
    with pytest.raises(KeyRingError, match="'key-2'"):
        SEALING.text("case-2", new_case)


def test_wrong_key_is_refused() -> None:
    """Another key under the same name opens nothing."""
    held = SEALING.seal("case-1", TEXT, WHO)
    with pytest.raises(KeyRingError, match="wrong key, or changed data"):
        Vault(KeyRing({"key-1": NEW}, "key-1")).text("case-1", held)


@pytest.mark.parametrize("vault", [PLAIN, Vault(KeyRing({"key-9": NEW}, "key-9"))])
def test_missing_key_is_named(vault: Vault) -> None:
    """Without the key that a case is sealed under, the error names it."""
    held = SEALING.seal("case-1", TEXT, WHO)
    with pytest.raises(KeyRingError, match="sealed under key 'key-1'") as refused:
        vault.text("case-1", held)
    assert refused.value.data["key"] == "key-1"
    with pytest.raises(KeyRingError):
        vault.seal_letter("case-1", 3, "Svar", held)


def test_key_ring_may_come_later() -> None:
    """Cases from before there was a key ring are read as they are; their letters are sealed."""
    held = PLAIN.seal("case-1", TEXT, WHO)
    held += SEALING.seal_letter("case-1", 3, "Svar", held)
    assert SEALING.text("case-1", held) == TEXT
    assert SEALING.submitter("case-1", held) == WHO
    assert SEALING.letter("case-1", 3, held) == "Svar"
    assert b"Svar" not in held[-1].body


def test_new_rings_differ() -> None:
    """A new ring has one random key of 32 bytes, and never shows it."""
    ring, other = KeyRing.new(), KeyRing.new("key-2026")
    assert ring.current == "key-1"
    assert other.current == "key-2026"
    (key,) = ring.keys.values()
    assert len(key) == 32
    assert [key] != list(other.keys.values())
    assert repr(key) not in repr(ring)
    assert repr(key) not in repr(Vault(ring))


@pytest.mark.parametrize(
    ("keys", "current", "told"),
    [
        ({}, "key-1", "no key 'key-1'"),
        ({"key-1": OLD}, "key-2", "did you mean 'key-1'"),
        ({"key-1": b"short"}, "key-1", "got 5 bytes"),
        ({"key-1": "x" * 32}, "key-1", "got str"),
        ({"key-1": OLD, "key-2": b""}, "key-1", "'key-2' must be 32 random bytes"),
    ],
)
def test_useless_rings_are_refused(keys: dict[str, Any], current: str, told: str) -> None:
    """A ring that could not seal is refused when it is made, without showing a key."""
    with pytest.raises(KeyRingError, match=told) as refused:
        KeyRing(keys, current)
    assert "short" not in str(refused.value)


@pytest.mark.parametrize(
    ("keys", "current"),
    [
        ([("key-1", SECRET)], "key-1"),
        ({SECRET: "key-1"}, "key-1"),
        (SECRET, "key-1"),
        (None, "key-1"),
    ],
)
def test_keys_in_the_wrong_shape_are_refused(keys: Any, current: str) -> None:
    """Keys that do not stand under their names are refused, and none is repeated."""
    with pytest.raises(KeyRingError, match="key-1") as refused:
        KeyRing(keys, current)
    assert "sss" not in f"{refused.value} {refused.value.data}"


@pytest.mark.parametrize("current", [None, 7, ["key-1"], ""])
def test_current_key_is_named_by_a_code(current: Any) -> None:
    """Which key seals from now on is said by its name."""
    with pytest.raises(FieldError, match="current"):
        KeyRing({"key-1": OLD}, current)


@pytest.mark.parametrize("keys", [SECRET, {"key-1": SECRET}, 7, KeyRing])
def test_vault_takes_a_ring(keys: Any) -> None:
    """A vault that was given keys and no ring says so and keeps nothing in the clear."""
    with pytest.raises(KeyRingError, match="a vault takes a KeyRing") as refused:
        Vault(keys)
    assert "sss" not in f"{refused.value} {refused.value.data}"


def test_ring_keeps_the_keys_it_was_made_with() -> None:
    """A ring still opens what it sealed when the dictionary that it was made of is emptied."""
    keys = {"key-1": OLD}
    vault = Vault(KeyRing(keys, "key-1"))
    held = vault.seal("case-1", TEXT, WHO)
    keys.clear()
    assert vault.text("case-1", held) == TEXT


def test_key_names_are_codes() -> None:
    """A key's name is stored beside what it wraps: it is a plain code."""
    with pytest.raises(FieldError, match="is not a code"):
        KeyRing({"a:b": OLD}, "a:b")


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package for encryption both sealing and opening name the extra to install."""
    held = SEALING.seal("case-1", TEXT, WHO)
    for name in [name for name in sys.modules if name.split(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=r"klagomal\[encryption\]"):
        KeyRing.new()
    with pytest.raises(MissingExtraError, match=r"klagomal\[encryption\]"):
        SEALING.text("case-1", held)
    assert PLAIN.text("case-1", PLAIN.seal("case-1", TEXT)) == TEXT

# SPDX-License-Identifier: Apache-2.0
"""How the words in a file are recognised, whatever their case, spacing and Unicode form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Final, TypeVar

from klagomal.errors import FieldError
from klagomal.fields import require_code
from klagomal.intake.problems import CellError, ProblemCode
from klagomal.vocabulary import LabelledEnum

__all__ = [
    "as_compared",
    "as_slug",
    "is_there",
    "members",
    "parts",
    "read_flag",
    "read_id",
    "word_reader",
]

_M = TypeVar("_M", bound=LabelledEnum)
_T = TypeVar("_T")

_YES: Final = frozenset({"ja", "yes", "j", "y", "sant", "true", "x", "1"})
_NO: Final = frozenset({"nej", "no", "n", "falskt", "false", "0", "-", "ingen", "inget", "saknas"})
_NOT_IN_SLUG = re.compile(r"[^a-z0-9./-]+")
# NFKD does not take these letters apart: they are not a base letter with a mark on it.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ð": "d", "þ": "th", "ł": "l"})
_LONGEST_SLUG: Final = 80


def as_compared(text: str) -> str:
    """Return ``text`` as it is compared: NFC, caseless, single spaces, nothing invisible."""
    if not (text.isprintable() and unicodedata.is_normalized("NFC", text)):
        seen = unicodedata.normalize("NFC", text)
        text = "".join(char for char in seen if unicodedata.category(char) != "Cf")
    return " ".join(text.split()).casefold()


def as_slug(text: str) -> str:
    """Return a code for a name: ``Förskolan Björken`` becomes ``forskolan_bjorken``.

    Raises :class:`CellError` for a name that gives no code of 1 to 80 characters. Use it for names
    of units and the like, never of persons, who are given by ids (:func:`read_id`).
    """
    letters = unicodedata.normalize("NFKD", as_compared(text).translate(_LETTERS))
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    slug = _NOT_IN_SLUG.sub("_", plain).strip("_./-")
    if not slug or len(slug) > _LONGEST_SLUG:
        raise CellError(
            ProblemCode.NOT_A_CODE,
            "ger ingen kod på 1-80 tecken a-z och 0-9; ange en kod i mappningens words",
            "gives no code of 1-80 characters a-z and 0-9; give it one in the mapping's words",
        )
    return slug


def read_id(text: str) -> str:
    """Return an opaque id. A name with spaces is refused: the event log holds no names."""
    try:
        return require_code("id", text.strip().lower())
    except FieldError:
        raise CellError(
            ProblemCode.NOT_A_CODE,
            "är inget id (a-z, 0-9 och _ . / + -); personnamn hör inte hemma i loggen",
            "is not an id (a-z, 0-9 and _ . / + -); a person's name does not belong in the log",
        ) from None


def read_flag(text: str) -> bool:
    """Return yes or no: ja, nej, x, 1, true and the like."""
    word = as_compared(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellError(ProblemCode.UNKNOWN_WORD, "skriv ja eller nej", "write ja (yes) or nej (no)")


def is_there(text: str) -> bool:
    """Whether a cell says that something was there; any text says so, except a word for no."""
    word = as_compared(text)
    return bool(word) and word not in _NO


def parts(text: str) -> list[str]:
    """Return the items of a cell that lists several, separated by commas or vertical bars."""
    return [part for part in (piece.strip() for piece in re.split("[,|]", text)) if part]


def members(vocabulary: type[_M]) -> dict[str, _M | None]:
    """Return every slug and every Swedish and English label of a vocabulary."""
    known: dict[str, _M | None] = {}
    for member in vocabulary:
        known |= dict.fromkeys(
            (as_compared(member.words.en), as_compared(member.words.sv), member.value), member
        )
    return known


def word_reader(known: Mapping[str, _T | None]) -> Callable[[str], _T | None]:
    """Return a reader of one vocabulary.

    ``known`` has its words as :func:`as_compared` gives them. A word that stands for ``None`` says
    nothing. The reader refuses an unknown word with a :class:`CellError` that suggests the nearest
    known one.
    """

    def read(text: str) -> _T | None:
        word = as_compared(text)
        try:
            return known[word]
        except KeyError:
            near = get_close_matches(word[:_LONGEST_SLUG], known, n=1, cutoff=0.55)
            sv = f"menades {near[0]!r}? Annars " if near else ""
            en = f"did you mean {near[0]!r}? Otherwise " if near else ""
            raise CellError(
                ProblemCode.UNKNOWN_WORD,
                f"ordet är okänt; {sv}lägg in det i mappningens words",
                f"the word is not known; {en}add it to the mapping's words",
            ) from None

    return read

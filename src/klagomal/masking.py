# SPDX-License-Identifier: Apache-2.0
"""Mask identity numbers, e-mail addresses and telephone numbers in free text.

Swedish personal identity numbers (*personnummer*) and coordination numbers (*samordningsnummer*,
60 added to the day) are found as people write them, not only as registers store them: with another
dash, with digits of another width, or with invisible signs inside. E-mail addresses and Swedish
telephone numbers are masked as well. Names and street addresses have no form of their own and are
not found, so somebody has to read a text before it is published.

The work grows in proportion to the length of the text. The pattern of a number has a longest match,
and an address is looked for from its ``@`` outwards and never past the next ``@``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

import attrs

from klagomal.errors import FieldError

__all__ = ["Span", "find_identity_numbers", "holds_identity_number", "mask"]

_Place: TypeAlias = tuple[int, int]


@attrs.frozen
class Span:
    """Where something stands in a text: ``text[start:end]``, counted in characters."""

    start: int
    end: int


# --- signs ---------------------------------------------------------------------------------------

_DRAWN_ALIKE: Final = {
    "\u02d7": "-",  # modifier letter minus
    "\u2043": "-",  # hyphen bullet
    "\u2212": "-",  # minus
    "\ufe62": "+",
    "\uff0b": "+",
    "\ufe6b": "@",
    "\uff20": "@",
    "\uff0e": ".",
    "\uff0f": "/",
}
_OF_CATEGORY: Final = {"Pd": "-", "Zs": " ", "Zl": "\n", "Zp": "\n", "Cf": "", "Mn": "", "Me": ""}


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """Return the sign that ``char`` is read as; the empty string if ``char`` is invisible.

    Only decimal digits count as digits: a raised figure after a number is a footnote.
    """
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return _DRAWN_ALIKE.get(char, _OF_CATEGORY.get(category, char))


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Return ``text`` in plain signs, and where each of them stands in the original."""
    if text.isascii():
        return text, range(len(text))
    signs = [_plain(char) for char in text]
    return "".join(signs), [place for place, sign in enumerate(signs) if sign]


# --- identity numbers ----------------------------------------------------------------------------

# Nothing matches inside a run of digits, or inside runs joined by dashes: those are periods,
# account numbers and UUIDs. Both sides follow one rule, so masking a number never frees the next.
_AFTER_NO_DIGIT: Final = r"(?<![0-9])(?<![0-9][-+])"
_BEFORE_NO_DIGIT: Final = r"(?![0-9])(?![-+][0-9])"


_MONTH: Final = "(?:0[1-9]|1[0-2])"
_DAY: Final = "(?:0[1-9]|[12][0-9]|3[01])"
_RAISED: Final = "(?:[6-8][0-9]|9[01])"


def _born(year: str, between: str, again: str) -> str:
    """Return the pattern of the date of birth in an identity or coordination number.

    Any day from 1 to 31 is accepted in any month, since a mistyped day is as likely as a mistyped
    check digit. Month 00 and day 00 are accepted only with 60 added to the day, for dates of birth
    that are not known. Without the 60 they belong to round figures and to no person.
    """
    return f"{year}{between}(?:{_MONTH}{again}{_DAY}|(?:00|{_MONTH}){again}{_RAISED})"


_LONG_YEAR: Final = "(?:18|19|20)[0-9]{2}"
_YEAR: Final = "(?:18|19|20)?[0-9]{2}"
_COMPACT: Final = _born(_YEAR, "", "")
_ISO: Final = _born(_LONG_YEAR, "-", "-")
_SPLIT: Final = _born(_YEAR, "(?P<sign>[-/. ])", "(?P=sign)")
_DASH: Final = r"(?:[ \t\r\n]{0,2}[-+][ \t\r\n]{0,2}|[ \t]{1,2})"

# Random ids are full of digits between letters, and the last group of a UUID may have only digits.
_IN_NO_WORD: Final = r"(?:(?<![^\W_])|(?<=[nN][rR])|(?<=[mM][eE][rR]))(?<!\+)"
_IN_NO_UUID: Final = "(?<![0-9a-fA-F]{4}-[0-9a-fA-F]{4}-)"

_NUMBER: Final = re.compile(
    rf"""{_AFTER_NO_DIGIT}(?:
        {_COMPACT}{_DASH}[0-9]{{4}}
        |{_ISO}[-+][0-9]{{4}}
        |(?P<checked>
            {_IN_NO_WORD}{_IN_NO_UUID}{_COMPACT}[0-9]{{4}}(?![^\W_])
            |{_COMPACT}{_DASH}[0-9]{{2}}[ ][0-9]{{2}}
            |{_SPLIT}{_DASH}[0-9]{{4}}
        )
    ){_BEFORE_NO_DIGIT}""",
    re.VERBOSE,
)
"""The written forms. Those in ``checked`` are not only a person's, so they need a check digit."""

_DIGITS: Final = re.compile("[0-9]+")
_START: Final = re.compile("[0-9]{2}(?<![0-9]{3})(?=[0-9]{4}|(?:[0-9]{2})?[-/. ][0-9]{2}[-/. ])")
"""The beginning of every form: a cheap first test, since most runs of digits are short."""

_DOUBLED: Final = str.maketrans("0123456789", "0246813579")
"""Each digit doubled, and the digits of the result added up."""


def _check_digit_fits(written: str) -> bool:
    """Whether the last of the ten digits is the check digit of the nine before it (modulus 10)."""
    ten = "".join(_DIGITS.findall(written))[-10:]
    return sum(map(int, ten[::2].translate(_DOUBLED) + ten[1::2])) % 10 == 0


def _numbers(folded: str) -> Iterator[_Place]:
    after = 0
    for beginning in _START.finditer(folded):
        start = beginning.start()
        if start < after or not (found := _NUMBER.match(folded, start)):
            continue
        checked = found["checked"]
        if checked is None or _check_digit_fits(checked):
            yield found.span()
            after = found.end()


def find_identity_numbers(text: str) -> tuple[Span, ...]:
    """Return where personal identity numbers and coordination numbers stand, from left to right.

    Some forms are found even with a wrong check digit, since a mistyped number is personal data
    too: ``YYMMDD-NNNN`` and ``YYYYMMDD-NNNN``, with a dash, a plus or a space, and
    ``YYYY-MM-DD-NNNN``. Other forms are found only with the right check digit: ten or twelve bare
    digits, and numbers that are divided in other ways. Digits, dashes and spaces may be any that
    Unicode has. Invisible signs are ignored.

    Numbers inside longer runs of digits are not found, nor are numbers without the last four
    digits, nor organisation numbers, whose third and fourth digits are no month.
    """
    folded, places = _folded(text)
    return tuple(Span(places[start], places[end - 1] + 1) for start, end in _numbers(folded))


_SHORTEST: Final = 10
_SHAPE: Final = bytes.maketrans(b"0123456789+/. \t\r\n", b"0000000000-------")


def holds_identity_number(text: str) -> bool:
    """Whether ``text`` holds a number that :func:`find_identity_numbers` would find.

    Every stored code is checked here. To keep that cheap, a text with too few digits side by side
    is passed before any pattern is tried.
    """
    if len(text) < _SHORTEST:
        return False
    if text.isascii():
        shape = text.encode().translate(_SHAPE).decode()
        if not ("000000-" in shape or "0000000000" in shape or "00-00-" in shape):
            return False
    return next(_numbers(_folded(text)[0]), None) is not None


# --- addresses and telephones --------------------------------------------------------------------

_DOMAIN: Final = re.compile(r"@[\w-]+(?:\.[\w-]+)*\.(?=[^\W\d_])[\w-]+")
_LOCAL_SIGNS: Final = frozenset("_.+%'-")


def _addresses(folded: str) -> Iterator[_Place]:
    after = taken = 0
    while (at := folded.find("@", after)) >= 0:
        start = at
        while start > after and (folded[start - 1].isalnum() or folded[start - 1] in _LOCAL_SIGNS):
            start -= 1
        if start < at and (domain := _DOMAIN.match(folded, at)):
            yield max(start, taken), domain.end()
            taken = domain.end()
        after = at + 1


_PART: Final = r"(?:\ ?[-/]\ ?|\ )"
_TELEPHONE: Final = re.compile(
    rf"""(?:
        (?:(?<![0-9])\+|{_AFTER_NO_DIGIT}(?<![^\W_])00)
        46[ ]?-?(?:\(0\)[ ]?-?)?[1-9](?:[ -]?[0-9]){{5,7}}[0-9]
        |{_AFTER_NO_DIGIT}(?<![^\W_])(?:
            0[1-9][0-9]{{7,8}}
            |08{_PART}[1-9](?:[ ]?[0-9]){{5,6}}[0-9]
            |0[1-9][0-9]{_PART}[1-9](?:[ ]?[0-9]){{4,5}}[0-9]
            |0[1-9][0-9]{{2}}{_PART}[1-9](?:[ ]?[0-9]){{3,4}}[0-9]
        )
    ){_BEFORE_NO_DIGIT}""",
    re.VERBOSE,
)
"""Nine or ten digits that begin with 0, or with +46; fewer could be an hour or a date."""


_DIALLED: Final = re.compile(r"\+?[0-9]+")


def _telephones(folded: str) -> Iterator[_Place]:
    after = 0
    for run in _DIALLED.finditer(folded):
        start = run.start()
        if start >= after and (found := _TELEPHONE.match(folded, start)):
            yield found.span()
            after = found.end()


# --- masking -------------------------------------------------------------------------------------

_MASKED: Final = "\0"
"""Stands in the place of each sign that is masked already; no form contains it."""

_SIGN: Final = re.compile(r"[^\w\s.@+%'/-](?:[^0-9@]*[^\w\s.@+%'/-])?")
_SORTS: Final[tuple[Callable[[str], Iterator[_Place]], ...]] = (_addresses, _numbers, _telephones)


def mask(text: str, sign: str = "…") -> str:
    """Return ``text`` with ``sign`` in place of each number and address that identifies a person.

    Identity numbers (:func:`find_identity_numbers`) and e-mail addresses are masked. So are
    telephone numbers of nine or ten digits that begin with 0, or with +46. Names, street addresses,
    shorter or foreign telephone numbers and descriptions in words stay as they are. Masking twice
    changes nothing.

    ``sign`` must not join with the text around it. It holds no digit and no ``@``, and it begins
    and ends with a mark such as ``…``, ``*`` or ``]``. Any other sign raises
    :class:`~klagomal.errors.FieldError`.
    """
    if not _SIGN.fullmatch(_folded(sign)[0]):
        raise FieldError(
            f"sign: {sign!r} could join with the text around it; use one without digits and @ that "
            "begins and ends with a mark, such as '…' or '[…]'",
            field="sign",
        )
    folded, places = _folded(text)
    found: list[_Place] = []
    for sort in _SORTS:
        new = list(sort(folded))
        folded = _without(folded, new)
        found += new
    pieces, at = [], 0
    for start, end in sorted(found):
        pieces += [text[at : places[start]], sign]
        at = places[end - 1] + 1
    return "".join([*pieces, text[at:]])


def _without(folded: str, found: Sequence[_Place]) -> str:
    pieces, at = [], 0
    for start, end in found:
        pieces += [folded[at:start], _MASKED * (end - start)]
        at = end
    return "".join([*pieces, folded[at:]])

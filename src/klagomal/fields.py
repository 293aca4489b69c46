# SPDX-License-Identifier: Apache-2.0
"""Check values from outside before they are stored.

The attrs converters and validators here are shared by all values that arrive from outside. They
normalise a value where nothing is lost by it. Otherwise they raise a
:class:`~klagomal.errors.FieldError`, which names the field where that is known. They never cut,
guess or coerce.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final, TypeGuard

import attrs

from klagomal.errors import FieldError, NaiveDatetimeError
from klagomal.masking import holds_identity_number, mask
from klagomal.vocabulary import Channel, Kind, Label, Role, Severity, SubmitterCapacity, Waiver

__all__ = [
    "LARGEST",
    "MAX_TEXT",
    "are_all",
    "are_codes",
    "are_members",
    "as_capacities",
    "as_channels",
    "as_codes",
    "as_kinds",
    "as_roles",
    "as_severities",
    "as_text",
    "as_waivers",
    "check_text",
    "check_words",
    "has_words",
    "is_a",
    "is_code",
    "is_code_or_empty",
    "is_flag",
    "is_label",
    "is_logged_text",
    "is_number",
    "is_plain_date",
    "is_text",
    "is_whole",
    "is_whole_number",
    "member_of",
    "moment_in_utc",
    "require_a",
    "require_code",
    "require_members",
    "require_set",
    "visible",
    "written_out",
]

LARGEST: Final = 2**63 - 1
"""The largest whole number kept; a larger one would not survive another program."""
MAX_TEXT: Final = 20_000
"""Longest free text taken in, in characters."""

_CODE = re.compile(r"[a-z0-9][a-z0-9_./+-]{0,79}")
_NO_CODE: Final = "is not a code; use 1-80 lower-case letters a-z, digits, _ . / + -"
_IDENTIFIES: Final = (
    "holds what looks like a personal identity number; nothing in the log may tell who somebody "
    "is, so leave the number out, or use an id that tells nothing"
)
_SEEN: Final = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
"""Visible signs that Unicode classes as formatting: marks of numbers and verses."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def _told(value: object) -> str:
    """Return ``value`` as an error shows it, with what identifies a person masked."""
    try:
        return mask(repr(value))
    except ValueError:  # Python writes no number of more than some thousand digits
        return "a value beyond all use"


def moment_in_utc(moment: datetime) -> datetime:
    """Return an aware moment as a plain ``datetime`` in UTC.

    Moments in the same zone compare many times faster than moments in two zones, and a log in one
    zone reads the same everywhere. The policy's calendar finds the civil day. A naive moment raises
    :class:`~klagomal.errors.NaiveDatetimeError`.
    """
    if not isinstance(moment, datetime):
        raise NaiveDatetimeError(
            f"{_told(moment)} is not a moment; give a datetime with a time zone", moment=moment
        )
    if moment.tzinfo is UTC and type(moment) is datetime:
        return moment
    if moment.utcoffset() is None:
        raise NaiveDatetimeError(
            f"{moment.isoformat()} has no time zone; give it one, for instance "
            "tzinfo=ZoneInfo('Europe/Stockholm')",
            moment=moment,
        )
    try:
        utc = moment.astimezone(UTC)
    except OverflowError as error:
        raise FieldError(
            f"{moment.isoformat()} cannot be a moment in UTC; check the year", moment=moment
        ) from error
    return datetime.combine(utc.date(), utc.time(), tzinfo=UTC)


def require_code(name: str, value: object) -> str:
    """Return a stable code (lower-case letters, digits and ``_ . / + -``) or refuse it.

    A code has 1 to 80 characters. Codes go into the event log, where nothing is erased, so a code
    that looks like a personal identity number is refused whatever it was meant for.
    """
    if not isinstance(value, str):
        raise FieldError(f"{name}: {_told(value)} {_NO_CODE}", field=name)
    try:
        return (_known if len(value) < _ID_LENGTH else _code)(value)
    except ValueError as error:
        raise FieldError(f"{name}: {error}", field=name) from None


def _code(value: str) -> str:
    if not _CODE.fullmatch(value):
        raise ValueError(f"{_told(value)} {_NO_CODE}")
    if holds_identity_number(value):
        raise ValueError(_IDENTIFIES)
    return str(value)


_ID_LENGTH: Final = 24
"""A code of at least this length is hardly one that many events share."""

# Many events name the same few units, handlers and policies, and a look-up is quicker than a check.
# Refused codes are not remembered.
_known = lru_cache(maxsize=4096)(_code)


def as_text(value: str) -> str:
    """Attrs converter: text in NFC with line feeds; other values are left to a validator."""
    if not isinstance(value, str):
        return value
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))


def visible(text: str) -> str:
    """Return ``text`` without invisible signs, as it is shown and compared.

    Bidirectional controls can make a line read otherwise than it is written, and zero-width signs
    hide in words and numbers. Stored text keeps them; shown text leaves them out.
    """
    if text.isascii():
        return text
    return "".join(char for char in text if unicodedata.category(char) != "Cf" or char in _SEEN)


def written_out(text: str, limit: int = 60) -> str:
    """Return ``text`` on one line, cut to ``limit`` characters, with unprintable ones escaped."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in cut
    )


def check_text(name: str, value: object, *, limit: int = MAX_TEXT) -> None:
    """Refuse text that cannot be stored safely; it is never cut or mended silently.

    Control characters other than tab and line feed, lone surrogates and texts longer than
    ``limit`` characters are refused.
    """
    if not isinstance(value, str):
        raise FieldError(f"{name}: expected text, got {type(value).__name__}", field=name)
    if found := _CONTROLS.search(value):
        raise FieldError(
            f"{name}: control character U+{ord(found[0]):04X} at position {found.start()}; "
            "remove it, only tab and line break may stand in a text",
            field=name,
            position=found.start(),
        )
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise FieldError(
            f"{name}: half a character (lone surrogate) at position {error.start}; "
            "read the text again with its right encoding",
            field=name,
            position=error.start,
        ) from None
    if len(value) > limit:
        raise FieldError(
            f"{name}: {len(value)} characters, at most {limit}; attach the long text as a file",
            field=name,
            length=len(value),
        )


def is_text(limit: int = MAX_TEXT) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """Return an attrs validator that applies :func:`check_text`."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        check_text(attribute.name, value, limit=limit)

    return check


def is_logged_text(
    limit: int = MAX_TEXT,
) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """Return an attrs validator for text in the event log, where nothing is erased.

    The validator refuses what :func:`check_text` refuses, and personal identity numbers. It cannot
    recognise names and addresses (:mod:`klagomal.masking`), so whoever writes such a text has to
    leave them out.
    """

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        check_text(attribute.name, value, limit=limit)
        if holds_identity_number(str(value)):
            raise FieldError(f"{attribute.name}: {_IDENTIFIES}", field=attribute.name)

    return check


def require_set(name: str, values: object) -> frozenset[Any]:
    """Return several values as a set, or refuse what is a single one or has no order of words."""
    if isinstance(values, frozenset):
        return values
    if isinstance(values, str) or not isinstance(values, Iterable):
        told = f"{name}: expected several codes, got {_told(values)}; write {{{_told(values)}}}"
        raise FieldError(told, field=name)
    try:
        return frozenset(values)
    except TypeError:
        told = f"{name}: expected several codes, got {_told(values)}; give words only"
        raise FieldError(told, field=name) from None


def require_members(name: str, vocabulary: type[Any], values: object) -> frozenset[Any]:
    """Return several members of ``vocabulary`` as a set, or refuse them."""
    members = require_set(name, values)
    for value in members:
        if not isinstance(value, vocabulary):
            choices = ", ".join(member.name for member in vocabulary)
            told = f"{name}: {_told(value)} is not a {vocabulary.__name__}; use one of {choices}"
            raise FieldError(told, field=name)
    return members


def are_codes(_: object, attribute: attrs.Attribute[Any], values: object) -> None:
    """Attrs validator: a set of codes."""
    for value in require_set(attribute.name, values):
        require_code(attribute.name, value)


def are_members(
    vocabulary: type[Any],
) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """Return an attrs validator: a set of members of ``vocabulary``."""

    def check(_: object, attribute: attrs.Attribute[Any], values: object) -> None:
        require_members(attribute.name, vocabulary, values)

    return check


def _as_set(values: Any) -> Any:  # noqa: ANN401
    try:
        return values if isinstance(values, str) else frozenset(values)
    except TypeError:
        return values


# attrs gives a converter no name of its field, so these leave a misfit to the validator.


def as_codes(values: Iterable[str]) -> frozenset[str]:
    """Attrs converter: several values; a single string is not taken letter by letter."""
    found: frozenset[str] = _as_set(values)
    return found


def as_kinds(values: Iterable[Kind]) -> frozenset[Kind]:
    """Attrs converter: several kinds."""
    found: frozenset[Kind] = _as_set(values)
    return found


def as_channels(values: Iterable[Channel]) -> frozenset[Channel]:
    """Attrs converter: several channels."""
    found: frozenset[Channel] = _as_set(values)
    return found


def as_roles(values: Iterable[Role]) -> frozenset[Role]:
    """Attrs converter: several roles."""
    found: frozenset[Role] = _as_set(values)
    return found


def as_severities(values: Iterable[Severity]) -> frozenset[Severity]:
    """Attrs converter: several severities."""
    found: frozenset[Severity] = _as_set(values)
    return found


def as_capacities(values: Iterable[SubmitterCapacity]) -> frozenset[SubmitterCapacity]:
    """Attrs converter: several capacities."""
    found: frozenset[SubmitterCapacity] = _as_set(values)
    return found


def as_waivers(values: Iterable[Waiver]) -> frozenset[Waiver]:
    """Attrs converter: several waivers."""
    found: frozenset[Waiver] = _as_set(values)
    return found


def is_code(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Attrs validator: a code."""
    require_code(attribute.name, value)


def is_code_or_empty(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Attrs validator: a code, or the empty string for "not known"."""
    if value != "":
        require_code(attribute.name, value)


def require_a(name: str, value: object, kind: type[Any], way_out: str) -> None:
    """Refuse an argument of another class than ``kind``; its value is not repeated."""
    if not isinstance(value, kind):
        told = f"{name}: {type(value).__name__} is no {kind.__name__}; {way_out}"
        raise FieldError(told, field=name)


def is_a(*kinds: type[Any]) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """Return an attrs validator: an object of one of the classes ``kinds``."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, kinds):
            expected = " or ".join(kind.__name__ for kind in kinds)
            raise FieldError(
                f"{attribute.name}: expected {expected}, got {_told(value)}", field=attribute.name
            )

    return check


def has_words(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Attrs validator: text that :func:`check_text` lets through, and that says something."""
    check_words(attribute.name, value)


def check_words(name: str, value: object) -> None:
    """Refuse what :func:`check_text` refuses, and text without a word in it."""
    check_text(name, value)
    if not visible(str(value)).strip():
        raise FieldError(f"{name}: there are no words in it; write what people read", field=name)


def is_label(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Attrs validator: words in both languages."""
    if not isinstance(value, Label):
        raise FieldError(
            f"{attribute.name}: expected words in both languages, such as "
            f"Label('svar', 'answer'), got {written_out(_told(value))}",
            field=attribute.name,
        )
    check_words(f"{attribute.name}.sv", value.sv)
    check_words(f"{attribute.name}.en", value.en)


def are_all(
    kind: type[Any], form: str = ""
) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """Return an attrs validator: a tuple of objects of the class ``kind`` only.

    ``form`` is how one of them is written.
    """
    form = form or f"{kind.__name__}(...)"

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if isinstance(value, tuple):
            wrong = [each for each in value if not isinstance(each, kind)]
            if not wrong:
                return
            got = f"{written_out(_told(wrong[0]))} among them"
        elif isinstance(value, kind):
            got = "one without brackets and comma"
        elif isinstance(value, list):
            got = "a list; write round brackets, or tuple(...)"
        else:
            got = written_out(_told(value))
        raise FieldError(
            f"{attribute.name}: expected a tuple such as ({form},), got {got}",
            field=attribute.name,
        )

    return check


def is_whole(value: object) -> TypeGuard[int]:
    """Whether ``value`` is a whole number; ``True`` and ``2.0`` are not."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a number, and no bool."""
    return is_whole(value) or isinstance(value, float)


def is_whole_number(
    at_least: int,
) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """Return an attrs validator: a whole number of at least ``at_least``; no ``bool``.

    It is at most :data:`LARGEST`.
    """

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not is_whole(value) or not at_least <= value <= LARGEST:
            raise FieldError(
                f"{attribute.name}: expected a whole number of at least {at_least}"
                f"{' and below 2**63' if is_whole(value) and value > LARGEST else ''}, "
                f"got {_told(value)}",
                field=attribute.name,
            )

    return check


def is_flag(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Attrs validator: exactly ``True`` or ``False``."""
    if not isinstance(value, bool):
        raise FieldError(
            f"{attribute.name}: expected True or False, got {_told(value)}", field=attribute.name
        )


def is_plain_date(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Attrs validator: a date and not a moment."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise FieldError(
            f"{attribute.name}: expected a date, got {_told(value)}", field=attribute.name
        )


def member_of(
    vocabulary: type[Any], *, or_none: bool = False
) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """Return an attrs validator: a member of ``vocabulary``, not a look-alike string."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, vocabulary) and not (or_none and value is None):
            choices = ", ".join(member.name for member in vocabulary)
            raise FieldError(
                f"{attribute.name}: {_told(value)} is not a {vocabulary.__name__}; "
                f"use one of {choices}",
                field=attribute.name,
            )

    return check

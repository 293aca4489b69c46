# SPDX-License-Identifier: Apache-2.0
"""What may be stored at all: text, codes, moments, flags, dates and words of a vocabulary."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.errors import FieldError, KlagomalError, NaiveDatetimeError
from klagomal.fields import (
    MAX_TEXT,
    are_codes,
    are_members,
    as_capacities,
    as_channels,
    as_codes,
    as_kinds,
    as_roles,
    as_severities,
    as_text,
    as_waivers,
    check_text,
    is_a,
    is_code,
    is_code_or_empty,
    is_flag,
    is_logged_text,
    is_plain_date,
    is_text,
    is_whole,
    is_whole_number,
    member_of,
    moment_in_utc,
    require_code,
    require_members,
    require_set,
    visible,
    written_out,
)
from klagomal.promises.obligations import DelayRule, On, Scope
from klagomal.vocabulary import (
    Channel,
    Extension,
    Kind,
    Role,
    Severity,
    SubmitterCapacity,
    Waiver,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@attrs.frozen(kw_only=True)
class Everything:
    """One field of each sort."""

    code: str = attrs.field(default="a", validator=is_code)
    maybe_code: str = attrs.field(default="", validator=is_code_or_empty)
    codes: frozenset[str] = attrs.field(
        default=frozenset(), converter=as_codes, validator=are_codes
    )
    flag: bool = attrs.field(default=True, validator=is_flag)
    day: date = attrs.field(default=date(2025, 3, 3), validator=is_plain_date)
    kind: Kind = attrs.field(default=Kind.PRAISE, validator=member_of(Kind))
    maybe_kind: Kind | None = attrs.field(default=None, validator=member_of(Kind, or_none=True))
    number: int = attrs.field(default=1, validator=is_whole_number(1))
    role: Role | Channel = attrs.field(default=Role.BOARD, validator=is_a(Role, Channel))
    text: str = attrs.field(default="", converter=as_text, validator=is_text(10))
    logged: str = attrs.field(default="", converter=as_text, validator=is_logged_text(40))


def refused(**given_value: Any) -> FieldError:
    """Return the error that refuses the value, which must name the field in text and data."""
    (name,) = given_value
    with pytest.raises(FieldError) as caught:
        Everything(**given_value)
    assert str(caught.value).startswith(f"{name}: ")
    assert caught.value.data["field"] == name
    return caught.value


# --- codes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["a", "7", "essunga", "ks-2025_1.2/3", "a" * 80])
def test_codes_are_lower_case_words_without_room_for_a_name(code: str) -> None:
    """Lower-case letters, digits and four signs, up to eighty of them."""
    assert require_code("unit", code) == code
    assert Everything(code=code, maybe_code=code, codes={code}).codes == {code}


@pytest.mark.parametrize(
    "code",
    [
        "Anna",
        "anna berg",
        "anna@example",
        "å",
        "-a",
        "",
        "a" * 81,
        "a\n",
        "a\x00",
        "\uff41",
        "\udc80",
    ],
)
def test_whatever_could_be_a_name_or_an_address_is_no_code(code: str) -> None:
    """Spaces, @, capitals, other alphabets, control characters and overlong codes are refused."""
    assert repr(code) in str(refused(code=code))
    assert "1-80 lower-case letters" in str(refused(codes={code}))


@pytest.mark.parametrize(
    "code",
    [
        "19121212-1212",
        "121212-1213",  # mistyped, and personal data all the same
        "121212+1212",
        "1912-12-12-1212",
        "1912/12/12-1212",
        "1212121212",
        "701063-2391",
        "p-19121212-1212",
        "case/19121212-1212/2",
        "20250303-0017",  # the day and a serial number: it cannot be told from a child's number
        "synpunkt-om-barnet-i-skolan-20101010-1234",  # longer than what is remembered
    ],
)
def test_a_personal_identity_number_is_no_code(code: str) -> None:
    """It would stand in the log for ever; the error names the field and keeps the number back."""
    for error in (refused(code=code), refused(maybe_code=code), refused(codes={"a", code})):
        assert "holds what looks like a personal identity number" in str(error)
        assert "use an id that tells nothing" in str(error)
        assert not re.search("[0-9]", str(error) + repr(error.data))


@pytest.mark.parametrize(
    "code",
    [
        "2026-0017",
        "ks-2025-01234",
        "20250303-17",
        "20250303/0017",
        "2025-03-03",
        "1212121213",
        "556677-8899",
        "d822ea60-1f1b-4af3-8262-a3536f41bef6",
        "20121212-1212-4af3-8262-191212121212",
        "01arz3ndektsv4rrffq69g5fav",
        "board/2026-02-27",
    ],
)
def test_other_numbers_may_stand_in_a_code(code: str) -> None:
    """Case numbers, days, organisation numbers and random ids are codes as before."""
    assert Everything(code=code, maybe_code=code, codes={code}).code == code


def test_a_member_of_a_vocabulary_becomes_its_plain_word() -> None:
    """What is stored is text and nothing but text, also when the word has been seen before."""
    assert require_code("kind", "praise") == "praise"
    for _ in range(2):
        found = require_code("kind", Kind.PRAISE)
        assert type(found) is str
        assert found == "praise"


def test_an_error_does_not_tell_who_somebody_is() -> None:
    """A number or an address that was put in the wrong place is masked in the refusal."""
    for name in ("code", "flag", "day", "kind", "maybe_kind", "number", "role", "text"):
        error = refused(**{name: ["19121212-1212", "a@post.example"]})
        assert "1212" not in str(error)
        assert "post" not in str(error)
    for wrong in ("19121212-1212", [["19121212-1212"]]):
        with pytest.raises(FieldError, match=r"several codes, got .*…") as caught:
            require_set("content", wrong)
        assert "1212" not in str(caught.value)
    with pytest.raises(FieldError, match="'…' is not a Kind"):
        require_members("kinds", Kind, ["19121212-1212"])
    with pytest.raises(NaiveDatetimeError, match="'…' is not a moment"):
        moment_in_utc("19121212-1212")  # type: ignore[arg-type]


@pytest.mark.parametrize("code", [None, 7, True, b"a", 1.5])
def test_a_code_is_text(code: Any) -> None:
    """A number or bytes are no code."""
    refused(code=code)


def test_an_unknown_code_may_be_empty() -> None:
    """The empty string stands for "not known" where that is allowed, and only there."""
    assert Everything().maybe_code == ""
    refused(maybe_code="Anna")
    refused(code="")


@pytest.mark.parametrize("value", ["handler_name", None, 7])
def test_one_word_is_not_taken_for_several(value: Any) -> None:
    """A single string would be read letter by letter; the error shows how to write it."""
    with pytest.raises(FieldError, match=r"^content: expected several codes") as caught:
        require_set("content", value)
    assert repr(value) in str(caught.value)
    assert caught.value.data["field"] == "content"
    assert as_codes(value) is value  # left as it is, for the validator to refuse


def test_codes_that_are_no_words_are_a_field_error() -> None:
    """A list within the list is refused with our own error, not with Python's."""
    with pytest.raises(FieldError, match="words only"):
        require_set("content", [["a"]])


# --- vocabularies ---------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["complaint", "COMPLAINT", None, Channel.PHONE, 0])
def test_a_look_alike_is_no_member_of_a_vocabulary(value: Any) -> None:
    """The stored word is not the member; the error lists the members."""
    error = refused(kind=value)
    assert repr(value) in str(error)
    assert "COMPLAINT, SUGGESTION, PRAISE, OPINION, QUESTION" in str(error)


def test_nothing_may_stand_for_no_member_where_that_is_allowed() -> None:
    """``None`` is taken; a look-alike is not."""
    assert Everything(maybe_kind=None).maybe_kind is None
    refused(maybe_kind="praise")
    refused(kind=None)


@pytest.mark.parametrize(
    "make",
    [
        lambda wrong: Scope(kinds=wrong),
        lambda wrong: Scope(reply_by=wrong),
        lambda wrong: Scope(categories=wrong),
        lambda wrong: On("answered", modes=wrong),
        lambda wrong: On("answered", to=wrong),
        lambda wrong: DelayRule(extends=Extension.NO, modes=wrong),
    ],
)
@pytest.mark.parametrize(
    "wrong",
    ["email", 7, None, [["email"]], {"Anna Exempel"}, {10**5000}],
    ids=["word", "number", "none", "nested", "name", "unprintable"],
)
def test_what_is_no_set_is_refused_by_its_fields_name(make: Any, wrong: Any) -> None:
    """Whatever several values are of, the error names the field that they were meant for."""
    with pytest.raises(FieldError, match=r"^(kinds|reply_by|categories|modes|to): ") as caught:
        make(wrong)
    assert str(caught.value).startswith(f"{caught.value.data['field']}: ")


@pytest.mark.parametrize(
    ("convert", "member"),
    [
        (as_kinds, Kind.PRAISE),
        (as_channels, Channel.FAX),
        (as_roles, Role.BOARD),
        (as_severities, Severity.SERIOUS),
        (as_capacities, SubmitterCapacity.PUPIL),
        (as_waivers, Waiver.NO_REPLY_WANTED),
    ],
)
def test_several_members_are_taken_as_a_set(convert: Any, member: Any) -> None:
    """Any collection of members becomes a frozen set; look-alikes and single words do not."""
    assert convert([member, member]) == frozenset({member})
    assert convert(()) == frozenset()
    attribute = attrs.fields(Everything).kind
    check = are_members(type(member))
    for wrong in ({member.value}, [member, None]):
        with pytest.raises(FieldError, match=f"is not a {type(member).__name__}; use one of"):
            check(None, attribute, convert(wrong))
    with pytest.raises(FieldError):
        check(None, attribute, convert(member))


# --- flags, dates, numbers, objects ---------------------------------------------------------------


@pytest.mark.parametrize("value", [1, 0, "True", None])
def test_a_flag_is_true_or_false(value: Any) -> None:
    """One and zero are numbers, not flags."""
    refused(flag=value)


@pytest.mark.parametrize("value", [datetime(2025, 3, 3, tzinfo=UTC), "2025-03-03", None, 20250303])
def test_a_date_is_no_moment(value: Any) -> None:
    """A moment's day depends on the zone, so it is not taken for a date."""
    refused(day=value)


@pytest.mark.parametrize("value", [0, -1, True, 1.0, "1", None])
def test_a_number_is_whole_and_large_enough(value: Any) -> None:
    """``bool`` and ``float`` are refused, and so is anything below the least."""
    assert "at least 1" in str(refused(number=value))
    assert Everything(number=1).number == 1


def test_an_object_is_of_one_of_its_classes() -> None:
    """The error names the classes that are taken."""
    assert Everything(role=Channel.FAX).role is Channel.FAX
    assert "expected Role or Channel, got 'fax'" in str(refused(role="fax"))


# --- text -----------------------------------------------------------------------------------------


def test_text_is_kept_in_one_form() -> None:
    """Composed letters and plain line ends, so that equal texts are equal."""
    decomposed = unicodedata.normalize("NFD", "på ön")
    assert as_text(decomposed) == "på ön"
    assert as_text("a\r\nb\rc\n") == "a\nb\nc\n"
    assert Everything(text="på\tön\n").text == "på\tön\n"


def test_what_is_no_text_is_left_to_be_refused() -> None:
    """The converter does not turn numbers into words."""
    assert "expected text, got int" in str(refused(text=7))
    assert "expected text, got bytes" in str(refused(text=b"a"))


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\x9f"])
def test_control_characters_are_refused_with_their_place(sign: str) -> None:
    """Nothing but tab and line feed may control; the place is told so that it can be found."""
    error = refused(text=f"ab{sign}")
    assert error.data["position"] == 2
    assert f"U+{ord(sign):04X} at position 2" in str(error)


def test_half_a_character_is_refused_with_its_place() -> None:
    """A lone surrogate comes from a wrong encoding and cannot be written anywhere."""
    error = refused(text="abc\ud800")
    assert error.data["position"] == 3
    assert "read the text again with its right encoding" in str(error)


def test_text_over_the_bound_is_refused_and_never_cut() -> None:
    """The error says how long it is and how long it may be."""
    assert Everything(text="å" * 10).text == "å" * 10
    error = refused(text="å" * 11)
    assert error.data["length"] == 11
    assert "11 characters, at most 10" in str(error)


def test_the_bound_counts_what_is_stored() -> None:
    """Ten decomposed letters are twenty signs as they come and ten as they are kept."""
    assert len(Everything(text=unicodedata.normalize("NFD", "å" * 10)).text) == 10


def test_free_text_is_bounded_by_default() -> None:
    """Twenty thousand characters are taken, one more is not."""
    check_text("text", "a" * MAX_TEXT)
    with pytest.raises(FieldError):
        check_text("text", "a" * (MAX_TEXT + 1))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n")))
def test_all_other_text_is_taken(text: str) -> None:
    """Any script, emoji or sign may stand in a letter, and normalising it twice changes nothing."""
    kept = as_text(text)
    check_text("text", kept)
    assert as_text(kept) == kept


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ja", "Ja"),
        ("på ön", "på ön"),
        ("\u202eaJ", "aJ"),  # written right to left
        ("J\u200ba\ufeff", "Ja"),  # zero-width space and byte order mark
    ],
)
def test_what_nobody_sees_is_left_out_of_what_is_shown(text: str, shown: str) -> None:
    """Signs that turn or hide words are kept in store and not shown."""
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["Barnet 121212-1212", "1212121212", "12\u200b1212\u20131212"])
def test_logged_text_holds_no_personal_identity_number(text: str) -> None:
    """What stands in the log cannot be erased; text that is kept apart may hold a number."""
    error = refused(logged=text)
    assert "holds what looks like a personal identity number" in str(error)
    assert not re.search("[0-9]", str(error) + repr(error.data))
    check_text("text", text)


def test_logged_text_is_text_that_may_be_stored() -> None:
    """Control characters, long texts and what is no text are refused as everywhere."""
    assert Everything(logged="gallringsbeslut 2026:7").logged == "gallringsbeslut 2026:7"
    assert "control character" in str(refused(logged="a\x00"))
    assert "at most 40" in str(refused(logged="a" * 41))
    assert "expected text" in str(refused(logged=None))


# --- moments --------------------------------------------------------------------------------------


def test_moments_are_kept_in_utc() -> None:
    """The same moment in another zone is the same value."""
    noon = datetime(2025, 7, 1, 12, tzinfo=STOCKHOLM)
    assert moment_in_utc(noon) == noon
    assert moment_in_utc(noon).tzinfo is UTC
    assert moment_in_utc(noon).hour == 10
    utc = datetime(2025, 7, 1, tzinfo=UTC)
    assert moment_in_utc(utc) is utc


def test_the_two_half_past_two_of_the_autumn_night_are_an_hour_apart() -> None:
    """On 26 October 2025 02:30 comes twice in Sweden: 00:30 and 01:30 UTC."""
    first = datetime(2025, 10, 26, 2, 30, tzinfo=STOCKHOLM)
    assert moment_in_utc(first) == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    second = first.replace(fold=1)
    assert moment_in_utc(second) == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)


def test_a_moment_of_a_subclass_becomes_a_plain_one() -> None:
    """A library's own datetime is stored as Python's."""

    class Moment(datetime):
        pass

    kept = moment_in_utc(Moment(2025, 7, 1, 12, tzinfo=UTC))
    assert type(kept) is datetime
    assert kept == datetime(2025, 7, 1, 12, tzinfo=UTC)


class Nowhere(tzinfo):
    """A zone that does not know its offset."""

    def utcoffset(self, _: datetime | None) -> timedelta | None:
        """Return nothing."""
        return None

    dst = utcoffset

    def tzname(self, _: datetime | None) -> str | None:
        """Return nothing."""
        return None


@pytest.mark.parametrize(
    "moment", [datetime(2025, 7, 1, 12), datetime(2025, 7, 1, 12, tzinfo=Nowhere())]
)
def test_a_naive_moment_is_refused(moment: datetime) -> None:
    """Which day it was cannot be known; the error shows how to give it a zone."""
    with pytest.raises(NaiveDatetimeError, match="ZoneInfo") as caught:
        moment_in_utc(moment)
    assert caught.value.data["moment"] == moment
    assert "2025-07-01T12:00:00" in str(caught.value)


@pytest.mark.parametrize("value", [date(2025, 7, 1), "2025-07-01T12:00:00+02:00", 1751364000, None])
def test_what_is_no_moment_is_refused(value: Any) -> None:
    """A date, a text or a number of seconds is not guessed at."""
    with pytest.raises(NaiveDatetimeError, match="give a datetime with a time zone"):
        moment_in_utc(value)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-1))),
    ],
)
def test_a_moment_beyond_the_calendar_is_refused(moment: datetime) -> None:
    """The first hour of year 1 east of Greenwich has no moment in UTC."""
    with pytest.raises(FieldError, match="check the year"):
        moment_in_utc(moment)


@given(
    st.datetimes(
        datetime(1900, 1, 1),
        datetime(2100, 1, 1),
        timezones=st.sampled_from([UTC, STOCKHOLM, ZoneInfo("America/New_York")]),
    )
)
def test_every_aware_moment_is_kept_exactly(moment: datetime) -> None:
    """Nothing is lost, to the microsecond, and the value is one that orders with all others."""
    kept = moment_in_utc(moment)
    assert kept.timestamp() == moment.timestamp()
    assert kept.tzinfo is UTC


def test_all_refusals_are_of_the_one_family() -> None:
    """An application that guards its boundary with KlagomalError catches them all."""
    assert issubclass(FieldError, KlagomalError)
    assert issubclass(NaiveDatetimeError, KlagomalError)


def test_written_out() -> None:
    """What is shown stands on one line, is cut, and has what cannot be seen written out."""
    assert written_out("a\nb\u202e\ud800") == r"a\nb\u202e\ud800"
    assert written_out("å" * 60) == "å" * 60
    assert written_out("å" * 61) == "å" * 59 + "…"


@pytest.mark.parametrize(
    ("value", "is_one"),
    [(2, True), (0, True), (-1, True), (True, False), (2.0, False), ("2", False)],
)
def test_is_whole(value: object, is_one: bool) -> None:
    """A whole number is an int and no truth value."""
    assert is_whole(value) is is_one


@pytest.mark.parametrize("value", [2**63, 10**5000, -1], ids=["large", "unprintable", "below"])
def test_a_number_that_no_store_can_hold_is_refused(value: int) -> None:
    """Beyond 2⁶³ - 1 nothing is kept, and a number that Python cannot write is still named."""
    with pytest.raises(FieldError, match="times: expected a whole number of at least 1"):
        DelayRule(extends=Extension.TO_NEW_DATE, times=value)
    assert DelayRule(extends=Extension.TO_NEW_DATE, times=2**63 - 1).times == 2**63 - 1

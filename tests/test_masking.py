# SPDX-License-Identifier: Apache-2.0
"""Finding and masking identity numbers, addresses and telephone numbers in free text.

The numbers are from the Tax Agency's public series for tests, or cannot be anybody's: their check
digit is wrong.
"""

from __future__ import annotations

import importlib
import re
import sys
import unicodedata
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal import masking
from klagomal.errors import FieldError
from klagomal.masking import Span, find_identity_numbers, holds_identity_number, mask


def found_in(text: str) -> list[str]:
    """Return the identity numbers found, as they stand in the text."""
    return [text[span.start : span.end] for span in find_identity_numbers(text)]


# --- identity numbers: found ----------------------------------------------------------------------

WRITTEN = [
    ("121212-1212", "as on an identity card"),
    ("19121212-1212", "with the century"),
    ("20010101-2384", "born in this century; the check digit is wrong"),
    ("18991231-0009", "born before 1900"),
    ("121212+1212", "a plus: over a hundred years old"),
    ("19121212+1212", "a plus beside the century, which needs none"),
    ("121212 1212", "a space for the dash"),
    ("19121212 1212", "a space, with the century"),
    ("121212\t1212", "a tab, as out of a table"),
    ("121212  1212", "two spaces"),
    ("121212 - 1212", "a dash with room on both sides"),
    ("121212 -1212", "a dash with room before it"),
    ("121212- 1212", "a dash with room after it"),
    ("121212-\n1212", "broken at the end of a line"),
    ("19121212-\r\n1212", "broken at the end of a line, in Windows"),
    ("121212-12 12", "the last four in pairs, check digit right"),
    ("1912-12-12-1212", "the date in ISO form"),
    ("1912-12-12-1213", "the date in ISO form, check digit wrong"),
    ("1912-12-12 1212", "the date in ISO form and a space, check digit right"),
    ("1912-12-12 - 1212", "the date in ISO form and a dash with room, check digit right"),
    ("1912/12/12-1212", "the date with slashes, check digit right"),
    ("1912.12.12-1212", "the date with points, check digit right"),
    ("1912 12 12 1212", "the date with spaces, check digit right"),
    ("12 12 12 1212", "the same without the century"),
    ("12-12-12-1212", "dashes everywhere, check digit right"),
    ("1212121212", "ten bare digits, check digit right"),
    ("191212121212", "twelve bare digits, check digit right"),
    ("8112189876", "ten bare digits, another test number"),
    ("121212-1213", "mistyped: a wrong check digit is personal data all the same"),
    ("810230-0001", "mistyped: there is no 30 February"),
    ("701063-2391", "a coordination number: 3 October and 60"),
    ("197010632391", "a coordination number, bare"),
    ("700163-2391", "a coordination number, check digit wrong"),
    ("700091-0000", "a coordination number, the month not known"),
    ("700060-2396", "a coordination number, neither month nor day known"),
    ("700160-0000", "a coordination number, the day not known"),
    ("121212\u20131212", "an en dash, as word processors write it"),
    ("121212\u20141212", "an em dash"),
    ("121212\u20111212", "a non-breaking hyphen"),
    ("121212\u22121212", "a minus"),
    ("121212\u02d71212", "a modifier letter minus"),
    ("121212\u20431212", "a hyphen bullet"),
    ("121212\uff0d1212", "a full-width hyphen"),
    ("121212\uff0b1212", "a full-width plus"),
    ("121212\ufe621212", "a small plus"),
    ("1912\uff0f12\uff0f12-1212", "full-width slashes"),
    ("1912\uff0e12\uff0e12-1212", "full-width points"),
    ("121212\u00a01212", "a space that does not break"),
    ("121212\u20091212", "a thin space"),
    ("121212-\u20281212", "a line separator"),
    ("121212-\u20291212", "a paragraph separator"),
    ("\uff11\uff12\uff11\uff12\uff11\uff12-\uff11\uff12\uff11\uff12", "full-width digits"),
    ("\u0661\u0662\u0661\u0662\u0661\u0662-\u0661\u0662\u0661\u0662", "Arabic-Indic digits"),
    ("\u0661\u0662\u0661\u0662\u0661\u0662\u0661\u0662\u0661\u0662", "the same, bare"),
    ("12\u200b1212-1212", "a zero-width space in it"),
    ("121212\u200d-1212", "a zero-width joiner in it"),
    ("121212-\u202e1212", "a bidirectional sign in it"),
    ("12\u00ad1212-1212", "a soft hyphen in it"),
    ("121212\ufeff1212", "a byte order mark for the dash, check digit right"),
    ("1\ufe0f21212-1212", "a variation selector in it"),
    ("1\u20de21212-1212", "an enclosing sign in it"),
]


@pytest.mark.parametrize(("written", "why"), WRITTEN, ids=[why for _, why in WRITTEN])
def test_written_form_is_found(written: str, why: str) -> None:
    """A number is found whole, alone and in a sentence, however people write it."""
    told = f"Jag heter så, med nr {written}, och bor här."
    assert found_in(written) == [written]
    assert found_in(told) == [written]
    assert find_identity_numbers(told) == (Span(21, 21 + len(written)),)
    assert holds_identity_number(written)
    assert holds_identity_number(told)
    assert mask(told) == "Jag heter så, med nr …, och bor här."


BESIDE = [
    ("pnr121212-1212", "121212-1212", "letters may touch a number with a dash"),
    ("121212-1212an", "121212-1212", "on either side"),
    ("pnr1212121212", "1212121212", "bare digits may follow pnr"),
    ("PNR1212121212", "1212121212", "in capitals too"),
    ("personnummer1212121212", "1212121212", "or the word itself"),
    ("PERSONNUMMER1212121212", "1212121212", "in capitals too"),
    ("_1212121212_", "1212121212", "an underline is no letter"),
    ("3 121212-1212", "121212-1212", "a number may stand before it"),
    ("121212-1212 3", "121212-1212", "or after it"),
    ("121212-1212,811218-9876", "121212-1212", "a list without spaces"),
    ("121212-1212/811218-9876", "811218-9876", "or with slashes"),
    ("121212-1212.", "121212-1212", "a full stop"),
    ("121212-1212\u00b9", "121212-1212", "a footnote's raised figure is no digit of it"),
    ("121212-1212-", "121212-1212", "a dash that joins it to no digit"),
    ("-121212-1212", "121212-1212", "on either side"),
    ("+121212-1212", "121212-1212", "a plus that is not a country's prefix"),
    ("1211213 1212121212", "1212121212", "longer runs beside it"),
    ("12 12 12 12 1212", "12 12 12 1212", "pairs before it"),
    ("1212121213 1212121212", "1212121212", "a run with a wrong check digit before it"),
    ("12 12 12 1213 121212-1212", "121212-1212", "and one in pairs"),
    ("p-19121212-1212", "19121212-1212", "as a part of an id"),
    ("19121212-1212@kommun.example", "19121212-1212", "as a part of an address"),
]


@pytest.mark.parametrize(("text", "number", "why"), BESIDE, ids=[why for *_, why in BESIDE])
def test_number_is_found_beside_other_signs(text: str, number: str, why: str) -> None:
    """What stands around a number does not hide it, unless it makes another number of it."""
    assert number in found_in(text)
    assert holds_identity_number(text)


def test_numbers_come_from_left_to_right() -> None:
    """Each number is found once, in the order of the text."""
    text = "Barnen: 121212-1212, 8112189876 och 701063-2391."
    assert find_identity_numbers(text) == (Span(8, 19), Span(21, 31), Span(36, 47))


# --- identity numbers: left alone -----------------------------------------------------------------

LEFT_ALONE = [
    ("", "nothing"),
    ("Det är halt på gångvägen.", "no digits"),
    ("2026:17", "a case number"),
    ("KS 2025/0123", "a registration number"),
    ("KS 2025-01234", "a registration number with a dash"),
    ("Synpunkten 2026:1", "an entry of a yearly file"),
    ("2025-03-03", "a date"),
    ("20250303", "a date in one piece"),
    ("2025-03-03 14:30", "a day and a time"),
    ("2025-03-03 1430", "a day and a time without a colon: no check digit of it"),
    ("2025-03-03 - 1500", "a day and an amount"),
    ("2025-03-03\u20132025-03-05", "from one day to another"),
    ("20250303\u201320250305", "the same in one piece"),
    ("250303-250305", "and without the century"),
    ("2025-03-03T12:00:00+02:00", "a moment"),
    ("20250303120000", "a moment in one piece"),
    ("1 912 121 212 kr", "an amount"),
    ("1212121213", "ten digits whose check digit is wrong"),
    ("191212121213", "twelve digits whose check digit is wrong"),
    ("12 12 12 1213", "pairs whose check digit is wrong"),
    ("1912/12/12-1213", "slashes and a wrong check digit"),
    ("121212-12 13", "the last four in pairs, with a wrong check digit"),
    ("1912-12/12-1212", "two signs between the parts of one date"),
    ("556677-8899", "an organisation number: month 66"),
    ("212000-1355", "a municipality's: month 20"),
    ("16212000-1355", "an organisation number with its own century"),
    ("121312-1212", "month 13"),
    ("120012-1212", "month 00 without 60 added to the day"),
    ("121200-1212", "day 00"),
    ("121232-1212", "day 32"),
    ("121259-1212", "day 59"),
    ("121292-1212", "day 92"),
    ("21121212-1212", "the 22nd century"),
    ("17121212-1212", "the 18th"),
    ("121212-121", "a digit too few"),
    ("121212-12123", "a digit too many"),
    ("1121212-1212", "a digit too many in front"),
    ("1-121212-1212", "the middle of a longer number"),
    ("121212-1212-1", "the beginning of a longer number"),
    ("1+121212-1212", "the same with a plus"),
    ("121212-1212+1", "the same with a plus behind"),
    ("121212-  -1212", "two dashes"),
    ("121212   1212", "three spaces"),
    ("121212   -1212", "three spaces and a dash"),
    ("121212-   1212", "a dash and three spaces"),
    ("121212\n1212", "two lines of a table"),
    ("SE45 5000 0000 0583 9825 7466", "an IBAN"),
    ("SE4550000000058398257466", "an IBAN in one piece"),
    ("4571 1212 1212 1212", "a card number"),
    ("12121212121", "eleven digits"),
    ("1212121212121", "thirteen digits"),
    ("+201212121212", "a telephone number abroad"),
    ("x1212121212", "the end of an id"),
    ("1212121212x", "the beginning of an id"),
    ("mer-a1212121212", "an id beside a word"),
    ("é1212121212", "a letter of any alphabet"),
    ("070-121 21 21", "a telephone number"),
    ("123-4567", "a bank giro"),
    ("12121212-1b1f-4af3-8262-a3536f41bef6", "the beginning of a UUID"),
    ("20121212-1212-4af3-8262-a3536f41bef6", "a UUID that begins like a number"),
    ("d822ea60-1f1b-4af3-8262-191212121212", "a UUID that ends like one"),
    ("D822EA60-1F1B-4AF3-826A-191212121212", "in capitals too"),
    ("d822ea601212121212af8262a3536f41", "a UUID without dashes"),
    ("\u00b9\u00b21212-1212", "raised figures are no digits"),
    ("121212-X212", "a number with a letter, as of some other registers"),
    ("121212-****", "masked already"),
]


@pytest.mark.parametrize(("text", "why"), LEFT_ALONE, ids=[why for _, why in LEFT_ALONE])
def test_other_digits_are_left_alone(text: str, why: str) -> None:
    """Digits that are no identity number are not taken for one."""
    assert find_identity_numbers(text) == ()
    assert not holds_identity_number(text)
    assert find_identity_numbers(f"Se {text} ovan.") == ()


# --- masking --------------------------------------------------------------------------------------

MASKED = [
    ("anna@post.example", "…", "an address"),
    ("Anna <a.b+c%d'e_f-g@post.example>.", "Anna <…>.", "an address with all its signs"),
    ("a@b.example.", "….", "the full stop is the sentence's"),
    ("a@å.example", "…", "an address in another alphabet"),
    ("a@b-c.d.example och b@c.example", "… och …", "two"),
    ("a\uff20b.example", "…", "a full-width sign"),
    ("a\ufe6bb.example", "…", "a small one"),
    ("a@b.example@c.example", "……", "two that share a part"),
    ("191212@post.example", "…", "digits are a part of it"),
    ("19121212-1212@post.example", "…", "a number is a part of it"),
    ("a@b.x1", "…", "the last part begins with a letter"),
    ("a@b.c.1", "….1", "and what follows does not"),
    ("a@b", "a@b", "no address without a point"),
    ("a@b.1", "a@b.1", "nor with digits last"),
    ("@post.example", "@post.example", "nor without a name"),
    ("@ a@b.example", "@ …", "a sign at the very beginning hides no address"),
    ("a @b.example", "a @b.example", "nor with a space before the sign"),
    ("a@b@c.example", "a@…", "the part that is one"),
    ("070-123 45 67", "…", "a mobile"),
    ("0701234567", "…", "the same in one piece"),
    ("0701-23 45 67", "…", "the same with the longer prefix"),
    ("070/123 45 67", "…", "with a slash"),
    ("070 - 123 45 67", "…", "with room around the dash"),
    ("070 123 45 67", "…", "with spaces"),
    ("070\u2013123\u00a045\u00a067", "…", "with an en dash and spaces that do not break"),
    ("08-123 456 78", "…", "Stockholm"),
    ("08-123 45 67", "…", "Stockholm, seven digits"),
    ("08-12 34 56 78", "…", "in pairs"),
    ("040-12 34 56", "…", "a prefix of three"),
    ("040-123 45 67", "…", "and seven digits"),
    ("0123-456 78", "…", "a prefix of four"),
    ("0123-45 67 89", "…", "and six digits"),
    ("+46701234567", "…", "with the country in one piece"),
    ("+46 70 123 45 67", "…", "with the country"),
    ("+46 (0)70 123 45 67", "…", "with a nought that is not dialled"),
    ("+46(0)70-123 45 67", "…", "the same, closer"),
    ("+46-70-123 45 67", "…", "with dashes"),
    ("+46 8 12 34 56", "…", "the fewest digits after the country"),
    ("+46 8 123 45", "+46 8 123 45", "too few"),
    ("+46 701 234 5678", "+46 701 234 5678", "too many"),
    ("0046 70 123 45 67", "…", "the country as it is dialled"),
    ("x0046701234567", "x0046701234567", "an id"),
    ("tel+46701234567", "tel…", "close to a word"),
    ("x0701234567", "x0701234567", "an id"),
    ("070-123 45 67 och 08-123 456 78", "… och …", "two"),
    ("070-123 45 67 08-123 456 78", "… …", "two with a space between them"),
    ("070-123 45 67-+46701234567", "…-…", "two with a dash between them"),
    ("040-123456 7 barn", "… 7 barn", "a count after it"),
    ("kl. 0800-1600", "kl. 0800-1600", "hours"),
    ("08-17 2025", "08-17 2025", "hours and a year"),
    ("05-03-2025", "05-03-2025", "a date"),
    ("0701234", "0701234", "too few digits"),
    ("07012345678", "07012345678", "too many digits"),
    ("1-070-123 45 67", "1-070-123 45 67", "the middle of a longer number"),
    ("070-123 45 67-1", "070-123 45 67-1", "the beginning of one"),
    ("+45 12 34 56 78", "+45 12 34 56 78", "another country is not promised"),
    ("Anna Exempel, Storgatan 1", "Anna Exempel, Storgatan 1", "a name and a street are not"),
]


@pytest.mark.parametrize(("text", "masked", "why"), MASKED, ids=[why for *_, why in MASKED])
def test_addresses_and_telephones_are_masked(text: str, masked: str, why: str) -> None:
    """Addresses and Swedish telephone numbers go, and what only looks a little like them stays."""
    assert mask(text) == masked
    assert mask(f"({text})") == f"({masked})"


def test_all_sorts_in_one_letter() -> None:
    """Each goes where it stands, and the words between stay to the letter."""
    letter = (
        "Hej! Jag, 121212\u20131212, bor i hus\u200b17. Skriv till a@post.example\u200b eller "
        "ring 070\u2013123 45 67.\nFakturan 2026:17 på 1 500 kr kom 2025-03-03."
    )
    assert mask(letter) == (
        "Hej! Jag, …, bor i hus\u200b17. Skriv till …\u200b eller ring ….\n"
        "Fakturan 2026:17 på 1 500 kr kom 2025-03-03."
    )


@pytest.mark.parametrize("sign", ["…", "*", "***", "[…]", "[personnummer]", "█", "<maskat å ä ö>"])
def test_any_mark_may_stand_for_what_is_masked(sign: str) -> None:
    """The sign is the caller's own, and masking again leaves it."""
    masked = mask("Jag (121212-1212) heter a@post.example.", sign)
    assert masked == f"Jag ({sign}) heter {sign}."
    assert mask(masked, sign) == masked


@pytest.mark.parametrize(
    "sign",
    [*" -+.@/%'x_1\u200b\u2212", "", "[1]", "[@]", "[\u0661]", "x]", "[x", "… ", " …"],
)
def test_a_sign_that_could_join_with_the_text_is_refused(sign: str) -> None:
    """Digits, letters, dashes, spaces and unseen signs at its ends could make up a new number."""
    with pytest.raises(FieldError) as caught:
        mask("Hej", sign)
    assert caught.value.data == {"field": "sign"}
    assert str(caught.value) == (
        f"sign: {sign!r} could join with the text around it; use one without digits and @ that "
        "begins and ends with a mark, such as '…' or '[…]'"
    )


# --- what holds for any text ----------------------------------------------------------------------

_pieces = st.sampled_from(
    [
        *("121212", "1212", "19", "12", "0", "46", "070", "123", "4", "\uff11"),
        *("x", "nr", "é", "se", "@", "a@b.se", "\u00b9", "\u200b", "_", ",", "\0"),
        *("-", "+", ".", "/", " ", "  ", "\n", "\t", "\u2013", "(0)"),
        *("1212121212", "19121212-1212", "701063-2391", "070-123 45 67", "+46701234567"),
    ]
)
jumbles = st.lists(_pieces, max_size=14).map("".join)
"""Texts in which numbers, addresses and telephones run into one another."""

_no_digit = st.characters(exclude_categories=("Nd", "Cs"))
wordings = st.text(_no_digit, max_size=30)


@given(jumbles | st.text(max_size=60), st.sampled_from(["…", "[maskat]", "*"]))
def test_masking_twice_changes_nothing(text: str, sign: str) -> None:
    """What masking leaves holds nothing more to mask, whatever stood side by side."""
    once = mask(text, sign)
    assert mask(once, sign) == once
    assert find_identity_numbers(once) == ()


@given(jumbles)
def test_places_are_in_order_and_hold_a_number(text: str) -> None:
    """Places do not overlap, begin and end with a digit, and hold ten or twelve of them."""
    end = 0
    for span in find_identity_numbers(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end
        number = text[span.start : span.end]
        assert number[0].isdecimal()
        assert number[-1].isdecimal()
        assert sum(map(str.isdecimal, number)) in (10, 12)
        assert not text[span.end : span.end + 1].isdecimal()
        assert not text[: span.start][-1:].isdecimal()


@given(jumbles | st.text())
def test_the_cheaper_question_has_the_same_answer(text: str) -> None:
    """Asking whether there is a number agrees with asking where."""
    assert holds_identity_number(text) == bool(find_identity_numbers(text))


@given(wordings.filter(lambda text: "@" not in unicodedata.normalize("NFKC", text)))
def test_text_without_digits_and_addresses_stays(text: str) -> None:
    """Words are left to the letter, whatever their alphabet."""
    assert mask(text) == text
    assert find_identity_numbers(text) == ()


@given(wordings, st.sampled_from(WRITTEN), wordings)
def test_any_written_form_is_found_in_any_wording(
    before: str, written: tuple[str, str], after: str
) -> None:
    """A number is found, and nothing else, between any two texts without digits."""
    number, _ = written
    text = f"{before} {number} {after}"
    assert found_in(text) == [number]


@given(
    st.integers(0, 99),
    st.integers(1, 12),
    st.integers(1, 31),
    st.sampled_from("-+"),
    st.integers(0, 9999),
    st.sampled_from(["", "18", "19", "20"]),
    st.sampled_from([0, 60]),
)
def test_any_number_is_found_as_registers_write_it(
    year: int, month: int, day: int, dash: str, last: int, century: str, raised: int
) -> None:
    """Every year, month, day and last four are found, with the century and without."""
    number = f"{century}{year:02}{month:02}{day + raised:02}{dash}{last:04}"
    assert found_in(f"Jag har {number}.") == [number]


@given(st.integers(0, 99), st.integers(1, 12), st.integers(1, 31), st.integers(0, 999))
def test_one_check_digit_of_ten_makes_bare_digits_a_number(
    year: int, month: int, day: int, serial: int
) -> None:
    """Of ten bare runs that differ in the last digit only, exactly one is a number."""
    runs = [f"{year:02}{month:02}{day:02}{serial:03}{last}" for last in range(10)]
    assert sum(map(holds_identity_number, runs)) == 1


# --- how the work grows ---------------------------------------------------------------------------


def test_a_number_has_a_longest_form() -> None:
    """No pattern of a number goes on for ever, so each is tried a bounded number of signs ahead.

    Longest are ``YYYY-MM-DD``, a dash with two spaces on either side, and four digits; and
    ``0046 -(0) -`` before nine digits with as many signs between them, less the last.
    """
    parser: Any = importlib.import_module("re._parser")
    widths = {
        name: parser.parse(pattern.pattern, pattern.flags).getwidth()
        for name, pattern in vars(masking).items()
        if isinstance(pattern, re.Pattern) and name in ("_NUMBER", "_START", "_TELEPHONE")
    }
    assert widths == {"_NUMBER": (10, 19), "_START": (2, 2), "_TELEPHONE": (9, 27)}


HOSTILE = {
    "digits": "1",
    "half numbers": "121212-",
    "numbers": "121212-1212 ",
    "wrong check digits": "1212121213 ",
    "pairs": "01 ",
    "pairs with wrong check digits": "12 12 12 1213 ",
    "unseen signs": "1\u200b",
    "Arabic-Indic digits": "\u0661",
    "address signs": "a@",
    "chained addresses": "a@b.",
    "parts of a domain": "1.",
    "prefixes": "+46",
    "halves of telephones": "08-123 45",
    "letters": "a",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    """Four times the text takes about four times the steps, also when it is made to be slow."""
    short, long = "a@" + piece * 200, "a@" + piece * 800
    assert steps(long) <= 4.2 * steps(short)


def steps(text: str) -> int:
    """Return how many lines of the module are run to mask the text."""
    count = 0

    def step(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if frame.f_code.co_filename != masking.__file__:
            return None
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        mask(text)
    finally:
        sys.settrace(before)
    return count

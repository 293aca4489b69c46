# SPDX-License-Identifier: Apache-2.0
"""How words, names, ids and dates in a file are recognised."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.fields import require_code
from klagomal.intake.moments import DateStyle, Stamp, localise, read_stamp
from klagomal.intake.problems import CellError, ProblemCode
from klagomal.intake.words import (
    as_compared,
    as_slug,
    is_there,
    members,
    parts,
    read_flag,
    read_id,
    word_reader,
)
from klagomal.vocabulary import Kind

STOCKHOLM = ZoneInfo("Europe/Stockholm")
BOTH = (DateStyle.ISO, DateStyle.DOTTED)


@pytest.mark.parametrize(
    "text",
    [
        "klagomål",
        " KLAGOMÅL ",
        "klagoma\u030al",
        "klago\u200bmål",
        "\u202eklagomål\u202c",
        "klagomål\xa0",
    ],
)
def test_fold(text: str) -> None:
    """Case, spacing, Unicode form and invisible characters make no difference."""
    assert as_compared(text) == "klagomål"


@given(st.text(max_size=20))
def test_fold_is_stable(text: str) -> None:
    """What is folded once stays as it is."""
    assert as_compared(as_compared(text)) == as_compared(text)


@given(st.text(max_size=20))
def test_slug_is_stable(text: str) -> None:
    """Whatever the name, its code is a code in the log's sense, and its own code."""
    with suppress(CellError):
        slug = as_slug(text)
        assert as_slug(slug) == require_code("slug", slug) == slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Förskolan Björken", "forskolan_bjorken"),
        ("  KS 2025/117 ", "ks_2025/117"),
        ("Dnr: KS-2025:7", "dnr_ks-2025_7"),
        ("Æblegården & Sønner", "aeblegarden_sonner"),
        ("hemtjänst_norr", "hemtjanst_norr"),
    ],
)
def test_slug(name: str, slug: str) -> None:
    """A name becomes a code of plain letters; diary numbers keep their shape."""
    assert as_slug(name) == slug


@pytest.mark.parametrize("name", ["", "---", "東京", "x" * 81])
def test_no_slug(name: str) -> None:
    """A name without usable letters, or of more than 80, gives no code."""
    with pytest.raises(CellError) as refused:
        as_slug(name)
    assert refused.value.code is ProblemCode.NOT_A_CODE


def test_id() -> None:
    """An id is taken as it stands but for case; a name with a space or an accent is refused."""
    assert read_id(" HL-014 ") == "hl-014"
    for name in ("Test Testsson", "åsa", ""):
        with pytest.raises(CellError):
            read_id(name)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("Ja", True), ("x", True), ("1", True), ("TRUE", True), ("nej", False), ("0", False)],
)
def test_flag(word: str, meaning: bool) -> None:
    """Yes and no are read in Swedish, English and as marks."""
    assert read_flag(word) is meaning


def test_flag_that_is_neither() -> None:
    """Anything else is not guessed."""
    with pytest.raises(CellError, match="yes"):
        read_flag("kanske")


def test_is_there() -> None:
    """Any text but one that says no tells that something was there."""
    assert is_there("väntar på svar")
    assert not any(is_there(word) for word in ("", " ", "Nej", "-", "saknas"))


def test_parts() -> None:
    """Several items stand between commas or vertical bars."""
    assert parts(" a, b|c,,") == ["a", "b", "c"]


@pytest.mark.parametrize("word", ["klagomål", "Complaint", "COMPLAINT"])
def test_vocabulary(word: str) -> None:
    """A vocabulary is known by its slugs and its labels in both languages."""
    assert word_reader(members(Kind))(word) is Kind.COMPLAINT


def test_unknown_word_without_a_near_one() -> None:
    """A word like no other is refused without a guess."""
    with pytest.raises(CellError) as refused:
        word_reader(members(Kind))("zzz")
    assert refused.value.message.sv == "ordet är okänt; lägg in det i mappningens words"


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("2025-03-14", Stamp(date(2025, 3, 14), None)),
        (" 2025-03-14 13:05 ", Stamp(date(2025, 3, 14), datetime(2025, 3, 14, 13, 5))),
        ("2025-03-14T13:05:09", Stamp(date(2025, 3, 14), datetime(2025, 3, 14, 13, 5, 9))),
        ("2025-03-14 00:00", Stamp(date(2025, 3, 14), None)),
        ("14.3.2025", Stamp(date(2025, 3, 14), None)),
        ("04.03.2025", Stamp(date(2025, 3, 4), None)),
        ("14.3.2025 13.05", Stamp(date(2025, 3, 14), datetime(2025, 3, 14, 13, 5))),
        (
            "2025-03-14T13:05:00Z",
            Stamp(date(2025, 3, 14), datetime(2025, 3, 14, 13, 5, tzinfo=UTC)),
        ),
    ],
)
def test_dates(text: str, stamp: Stamp) -> None:
    """Dates are read as ISO writes them, or with dots; midnight without a zone is no time."""
    assert read_stamp(text, BOTH) == stamp


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20250314",
        "2025-W11-5",
        "2025-3-14",
        "14/3/2025",
        "14.3.25",
        "2025-02-29",
        "31.4.2025",
        "2025-03-14 24:00",
        "2025-03-14 13",
        "\uff12025-03-14",
        "45730",
        "2025-03-14 13:05 (fre)",
    ],
)
def test_no_dates(text: str) -> None:
    """A date in any other shape, or one that does not exist, is not guessed."""
    with pytest.raises(CellError) as refused:
        read_stamp(text, BOTH)
    assert refused.value.code is ProblemCode.UNREADABLE_DATE


def test_only_the_named_styles() -> None:
    """A style that the mapping does not name is not read."""
    with pytest.raises(CellError) as refused:
        read_stamp("14.3.2025", (DateStyle.ISO,))
    assert refused.value.message.en == "is no date; write 2025-03-14 or 2025-03-14 13:05"


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime(2025, 3, 30, 1, 59), datetime(2025, 3, 30, 0, 59, tzinfo=UTC)),  # still UTC+1
        (datetime(2025, 3, 30, 3, 0), datetime(2025, 3, 30, 1, 0, tzinfo=UTC)),  # now UTC+2
        (datetime(2025, 10, 26, 2, 30), datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),  # the first
        (datetime(2025, 10, 26, 3, 0), datetime(2025, 10, 26, 2, 0, tzinfo=UTC)),  # UTC+1 again
    ],
)
def test_local_times(local: datetime, utc: datetime) -> None:
    """A local time is found in UTC, the first of the two when clocks go back."""
    assert localise(local, STOCKHOLM) == utc


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2025, 3, 30, 2, 0),
        datetime(2025, 3, 30, 2, 59),
        datetime(1, 1, 1, 0, 30),
        datetime.fromisoformat("0001-01-01T00:00:00+14:00"),
    ],
    ids=["gap begins", "gap ends", "year 1", "before year 1"],
)
def test_times_that_are_none(moment: datetime) -> None:
    """An hour that was skipped, and one before the first year in UTC, is refused."""
    with pytest.raises(CellError) as refused:
        localise(moment, STOCKHOLM)
    assert refused.value.code is ProblemCode.NO_SUCH_TIME


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 12, 31)))
def test_localise_against_the_wall(moment: datetime) -> None:
    """A time is refused exactly when no moment shows it on the wall."""
    shown = any(
        moment.replace(tzinfo=STOCKHOLM, fold=as_compared)
        .astimezone(UTC)
        .astimezone(STOCKHOLM)
        .replace(tzinfo=None, fold=0)
        == moment
        for as_compared in (0, 1)
    )
    try:
        found = localise(moment, STOCKHOLM)
    except CellError:
        assert not shown
    else:
        assert found.astimezone(STOCKHOLM).replace(tzinfo=None, fold=0) == moment

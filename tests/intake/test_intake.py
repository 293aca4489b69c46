# SPDX-License-Identifier: Apache-2.0
"""Reading a whole file: what becomes cases, what becomes problems, and that the two add up."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.errors import InputFileError, NaiveDatetimeError
from klagomal.intake import (
    SWEDISH_EXPORT,
    ReadCase,
    iter_cases,
    read_cases,
)
from klagomal.policy.policy import Policy
from klagomal.policy.registry import PolicyRegistry
from klagomal.vocabulary import (
    Channel,
    Kind,
    SubmitterCapacity,
)
from tests.intake.files import (
    HEADER,
    NOW,
    PROVKOPING,
    ROW,
    file_of,
    read,
    text_of,
    told,
)


def test_a_row_becomes_a_case() -> None:
    """A row with the needed columns is one case under the policy it names."""
    intake = read(ROW)
    (case,) = intake.cases
    assert (case.id, case.kind, case.feedback.channel) == (
        "p_2025-1",
        Kind.COMPLAINT,
        Channel.LETTER,
    )
    assert case.received.policy == "provkoping"
    assert intake.rows == 1
    assert intake.problems == ()


def test_what_the_feedback_is_about() -> None:
    """Names of units become codes, and the file's own words for them are kept."""
    intake = told(
        Enhet="Förskolan Björken",
        Förvaltning="Barn- och utbildning",
        Kvalitetsområde="Bemötande",
        Avsändare="Förälder",
        Önskar_svar="nej",
        Orsak="brist på information",
        Ärendemening="Trasig gunga",
    )
    feedback = intake.cases[0].feedback
    assert (feedback.unit, feedback.administration) == (
        "forskolan_bjorken",
        "barn-_och_utbildning",
    )
    assert feedback.dimensions == {"treatment"}
    assert feedback.capacity is SubmitterCapacity.GUARDIAN
    assert not feedback.wants_reply
    assert intake.read[0].text == "Trasig gunga"
    assert intake.names["forskolan_bjorken"] == "Förskolan Björken"


def test_text_is_no_part_of_the_log() -> None:
    """What a citizen wrote stands beside the case, never in its events."""
    intake = told(Ärendemening="hemlighet")
    assert "hemlighet" not in repr(intake.cases[0].events)
    assert "hemlighet" not in repr(intake)


def test_anonymous_without_contact_column() -> None:
    """Somebody anonymous is taken to be out of reach when no column tells (AMB-11)."""
    feedback = told(Anonym="ja").cases[0].feedback
    assert feedback.anonymous
    assert not feedback.has_contact_route


def test_anonymous_with_reply_address() -> None:
    """A pseudonym with a reply address is anonymous and reachable."""
    feedback = told(Anonym="ja", Kontaktväg="e-postadress").cases[0].feedback
    assert feedback.anonymous
    assert feedback.has_contact_route


def test_ways_to_reach_the_person() -> None:
    """Several ways may stand in one cell, in the words of the channels or the system's own."""
    feedback = told(Nås_via="mejl, telefon | brev", Önskat_svarssätt="Epost").cases[0].feedback
    assert feedback.reachable_by == {Channel.EMAIL, Channel.PHONE, Channel.LETTER}
    assert feedback.reply_by is Channel.EMAIL
    nothing = told(Nås_via="", Önskat_svarssätt="").cases[0].feedback
    assert (nothing.reachable_by, nothing.reply_by) == (frozenset(), None)


def test_anonymous_with_a_way_to_be_reached() -> None:
    """A column that tells how somebody anonymous is reached tells that they can be."""
    assert told(Anonym="ja", Nås_via="e-post").cases[0].feedback.has_contact_route
    assert not told(Anonym="ja", Nås_via="").cases[0].feedback.has_contact_route


def test_ways_to_reach_nobody_set_the_row_aside() -> None:
    """A row that names ways to the person and says that there is none is told of."""
    (problem,) = told(Kontaktväg="nej", Nås_via="e-post").rejected
    assert "has_contact_route is False" in problem.text("en")


@pytest.mark.parametrize("word", ["nej", "Saknas", "-", "INGEN"])
def test_no_contact_route(word: str) -> None:
    """A word that says no in the contact column means that nobody can be reached."""
    assert not told(Kontaktväg=word).cases[0].feedback.has_contact_route


def test_long_contact_route() -> None:
    """A contact column may hold any text that tells of a way to reach the person."""
    assert told(Kontaktväg="brev till " + "x" * 150).cases[0].feedback.has_contact_route


def test_excluded_stream() -> None:
    """An appeal is received like all else and carries its stream."""
    (case,) = told(Annan_ordning="Överklagande").cases
    assert case.excluded == "appeal"


def test_blank_rows_are_no_rows() -> None:
    """Empty lines and rows of empty cells, as spreadsheets leave them, are not counted."""
    intake = read("", ";;;;", ROW, ";;;;", "")
    assert intake.rows == len(intake.cases) == 1


def test_one_policy_for_the_file() -> None:
    """With one policy for the whole file no column has to name the municipality."""
    row, header = ROW.split(";", 1)[1], HEADER.split(";", 1)[1]
    intake = read(row, header=header, policies=PROVKOPING)
    assert len(intake.cases) == 1


@pytest.mark.parametrize(
    "name",
    ["Provköping", "PROVKÖPING", " provköpings  kommun ", "provkoping", "Provko\u0308ping"],
)
def test_ways_to_write_a_municipality(name: str) -> None:
    """A municipality is recognised whatever its case, spacing, genitive or Unicode form."""
    assert len(read(ROW.replace("Provköping", name)).cases) == 1


def test_registry_as_source_of_policies() -> None:
    """Policies may come from a registry, which picks the edition by the day of arrival."""
    registry = PolicyRegistry((PROVKOPING,))
    intake = read(ROW, policies=registry)
    assert intake.policies == (PROVKOPING,)
    assert intake.under(PROVKOPING) == intake.cases


def test_edition_by_day_of_arrival() -> None:
    """A case falls under the edition that covers the day it arrived."""
    old = attrs.evolve(PROVKOPING, valid_to=date(2025, 3, 13))
    new = attrs.evolve(PROVKOPING, edition="2", valid_from=date(2025, 3, 14))
    intake = read(ROW, ROW.replace("1;2025-03-14", "2;2025-03-13"), policies=[old, new])
    assert [one.policy.edition for one in intake.read] == ["2", "1"]


def test_path_and_text_file(tmp_path: Path) -> None:
    """A path, a binary file and a text file give the same."""
    path = tmp_path / "synpunkter.csv"
    path.write_bytes(file_of(ROW).getvalue())
    text = io.StringIO(text_of(ROW), newline="")
    found = [
        read_cases(source, SWEDISH_EXPORT, [PROVKOPING], now=NOW)
        for source in (path, str(path), file_of(ROW), text)
    ]
    assert all(intake == found[0] for intake in found)


def test_cases_come_one_at_a_time() -> None:
    """Cases are handed on as they are read, before the rest of the file is looked at."""
    broken = file_of(ROW).getvalue() + b"\n" * 20_000 + b"\xff"
    found = iter_cases(io.BytesIO(broken), SWEDISH_EXPORT, [PROVKOPING], now=NOW)
    assert isinstance(next(found), ReadCase)
    with pytest.raises(InputFileError):
        next(found)


def test_naive_now_is_refused_at_once() -> None:
    """A moment without a zone is refused when it is given, not when the first row is read."""
    with pytest.raises(NaiveDatetimeError):
        iter_cases(file_of(ROW), SWEDISH_EXPORT, [PROVKOPING], now=datetime(2025, 6, 30))


WORDS = ["", "Provköping", "P1", "P2", "2025-03-14", "2025-03-14 13:05", "klagomål", "beröm"]
ODD = ['"', '""', '"a\nb"', "\x00", "=1", ";", "\r\n", "  ", "ja", "2025-13-01", "9999-12-31"]
CELLS = st.sampled_from([*WORDS, *ODD])
HEADER_AND_ANSWER = f"{HEADER};Besvarad"


@given(
    st.lists(st.lists(CELLS, max_size=8).map(";".join), max_size=12),
    st.sampled_from([HEADER_AND_ANSWER, f"{HEADER};Besvarad;Avslutad;Anonym"]),
)
def test_rows_add_up(rows: list[str], header: str) -> None:
    """Every row is a case or a problem with the row in it, whatever the rows hold."""
    intake = read(*rows, header=header)
    assert intake.rows == len(intake.cases) + len(intake.rejected)
    assert all(problem.raw for problem in intake.rejected)
    lines = [one.line for one in intake.read] + [problem.line for problem in intake.rejected]
    assert len(lines) == len(set(lines)) == intake.rows
    assert len({case.id for case in intake.cases}) == len(intake.cases)


@given(st.binary(max_size=200))
def test_any_bytes(body: bytes) -> None:
    """Whatever bytes follow the header, the file is read or refused with our own error."""
    source = io.BytesIO(file_of().getvalue() + body)
    try:
        intake = read_cases(source, SWEDISH_EXPORT, [PROVKOPING], now=NOW)
    except InputFileError as error:
        offset = error.data["offset"]
        assert isinstance(offset, int)
        with pytest.raises(UnicodeDecodeError) as wrong:
            source.getvalue().decode()
        assert offset == wrong.value.start
    else:
        assert intake.rows == len(intake.cases) + len(intake.rejected)


def test_policy_words_are_known() -> None:
    """A policy's own label for a kind is read as that kind."""
    assert read(ROW.replace("klagomål", "Uppslag")).cases[0].kind is Kind.SUGGESTION


def test_any_source_of_policies_is_a_policy_lookup() -> None:
    """Anything with ``get(key, on=day)`` can be asked for policies, and is asked by key and day."""
    asked: list[tuple[str, date]] = []

    class Shelf:
        def get(self, key: str, *, on: date) -> Policy:
            asked.append((key, on))
            return PROVKOPING

    shelf: Any = Shelf()
    assert len(read(ROW, ROW.replace("1;", "2;", 1), policies=shelf).cases) == 2
    assert asked == [("provkoping", date(2025, 3, 14))]

# SPDX-License-Identifier: Apache-2.0
"""Mappings: what they may say, what they are refused for, and how they stand in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

from klagomal.cases.events import EVENTS
from klagomal.errors import FieldError, InputFileError
from klagomal.intake import (
    SWEDISH_EXPORT,
    ColumnMapping,
    DateStyle,
    EventLogMapping,
    mapping_from_toml,
)
from klagomal.intake.places import NEEDED, Place, attributes, read_place
from klagomal.vocabulary import Channel, Kind, Role
from tests.intake.files import HEADER, ROW, problem_of, read


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("kind", Place("", 1, "kind")),
        ("answered.at", Place("answered", 1, "at")),
        ("delay_notice#2.promised", Place("delay_notice", 2, "promised")),
        ("acknowledged.content:handler_name", Place("acknowledged", 1, "content", "handler_name")),
    ],
)
def test_places(written: str, place: Place) -> None:
    """A place is written as it is read."""
    assert read_place(written) == place
    assert str(place) == written


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("kidn", "did you mean 'kind'"),
        ("answerd.at", "did you mean 'answered'"),
        ("answered.when_sent_out", "choose from"),
        ("received.at", "did you mean"),
        ("answered.recorded_at", "choose from"),
        ("answered.mode:brev", "only content has elements"),
        ("Answered.at", "did you mean"),
    ],
)
def test_places_that_do_not_exist(written: str, hint: str) -> None:
    """A place that does not exist is refused with what was probably meant."""
    with pytest.raises(FieldError, match=hint):
        ColumnMapping(columns={"X": written})


@pytest.mark.parametrize("slug", sorted(EVENTS.keys() - {"received"}))
def test_every_event_can_be_reached(slug: str) -> None:
    """Every attribute of every event has a place, so that a new event needs no change here."""
    for attribute in attributes(EVENTS[slug]):
        assert read_place(f"{slug}.{attribute}").attribute == attribute
    assert {"at", "by", "by_id"} <= set(attributes(EVENTS[slug]))


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"columns": {"Typ": "kind", "typ": "channel"}}, "stands twice"),
        ({"columns": {}, "dates": ()}, "at least one"),
        ({"columns": {}, "dates": ("us",)}, "choose from"),
        ({"columns": {}, "roles": {"answer": "staff"}}, "no event"),
        ({"columns": {}, "roles": {"answered": "janitor"}}, "no role"),
        ({"columns": {}, "fixed": {"nothing.at": "x"}}, "no place"),
        ({"columns": {}, "dated_by": {"severity": "received"}}, "no event"),
        ({"columns": {}, "dated_by": {"severity_set": "arrival"}}, "no event"),
        ({"columns": {}, "words": {"knid": {}}}, "did you mean 'kind'"),
        ({"columns": {}, "encoding": "utf-16"}, "choose from 'utf-8', 'cp1252'"),
        ({"columns": {}, "delimiter": "|"}, "choose from"),
        ({"columns": {}, "anonymous_is_unreachable": "nej"}, "True or False"),
    ],
)
def test_refused(fields: dict[str, Any], word: str) -> None:
    """A mapping that cannot mean anything is refused when it is made."""
    with pytest.raises(FieldError, match=word):
        ColumnMapping(**fields)


def test_fixed_facts() -> None:
    """What is the same for the whole file can be fixed instead of standing in a column."""
    mapping = attrs.evolve(
        SWEDISH_EXPORT, fixed={"municipality": "provkoping", "channel": "brev", "kind": "beröm"}
    )
    intake = read("1;2025-03-14", header="Ärendenummer;Inkom", mapping=mapping)
    assert intake.cases[0].kind is Kind.PRAISE
    assert intake.cases[0].feedback.channel is Channel.LETTER


def test_word_for_what_does_not_exist() -> None:
    """A word that stands for a kind that does not exist is the mapping's fault, and told so."""
    mapping = attrs.evolve(SWEDISH_EXPORT, words={"kind": {"klagan": "complaining"}})
    with pytest.raises(FieldError, match="'klagan' stands for 'complaining', which is no Kind"):
        read(ROW, mapping=mapping)


def test_needed_place_without_a_heading() -> None:
    """A mapping that has no heading for what is needed is told so when it meets a file."""
    with pytest.raises(InputFileError, match="gives no column for 'kind'"):
        read("x", header="Inkom", mapping=ColumnMapping(columns={"Inkom": "received"}))


def test_own_words() -> None:
    """A system's own words are read, before all others."""
    words = {
        "kind": {"Ärende typ 1": "praise", "klagomål": "praise"},
        "municipality": {"Kn 17": "provkoping"},
        "unit": {"Enhet 7": "skola_7"},
    }
    mapping = attrs.evolve(SWEDISH_EXPORT, words=words)
    rows = ["Kn 17;1;2025-03-14;brev;ärende TYP 1;enhet 7", f"{ROW};Norra skolan"]
    intake = read(*rows, header=f"{HEADER};Enhet", mapping=mapping)
    assert [case.kind for case in intake.cases] == [Kind.PRAISE, Kind.PRAISE]
    assert [case.feedback.unit for case in intake.cases] == ["skola_7", "norra_skolan"]


def test_dates_as_the_mapping_says() -> None:
    """Only the ways of writing dates that the mapping names are read."""
    mapping = attrs.evolve(SWEDISH_EXPORT, dates=("dotted",))
    assert mapping.dates == (DateStyle.DOTTED,)
    assert problem_of(read(ROW, mapping=mapping)).value == "2025-03-14"
    assert len(read(ROW.replace("2025-03-14", "14.3.2025"), mapping=mapping).cases) == 1


def test_mapping_is_frozen() -> None:
    """A mapping, its columns and its words cannot be changed."""
    with pytest.raises(TypeError):
        SWEDISH_EXPORT.columns["X"] = "kind"  # type: ignore[index]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        SWEDISH_EXPORT.encoding = "cp1252"  # type: ignore[misc]


def test_swedish_export_is_whole() -> None:
    """The Swedish mapping has a heading for each needed place, and names no municipality."""
    assert set(NEEDED) <= set(SWEDISH_EXPORT.columns.values())
    assert "municipality" not in SWEDISH_EXPORT.words


# --- in a file -----------------------------------------------------------------------------------

WRITTEN = """
dates = ["dotted"]
encoding = "cp1252"
[columns]
Kommun = "municipality"
Nr = "case_id"
Kom = "received"
Slag = "kind"
Klart = "answered.at"
[words.kind]
tokigt = "complaint"
[roles]
answered = "handler"
"""


def test_mapping_file(tmp_path: Path) -> None:
    """A mapping in TOML is the mapping it describes."""
    path = tmp_path / "mapping.toml"
    path.write_text(WRITTEN, encoding="utf-8")
    assert mapping_from_toml(path) == ColumnMapping(
        columns={
            "Kommun": "municipality",
            "Nr": "case_id",
            "Kom": "received",
            "Slag": "kind",
            "Klart": "answered.at",
        },
        words={"kind": {"tokigt": "complaint"}},
        dates=(DateStyle.DOTTED,),
        roles={"answered": Role.HANDLER},
        encoding="cp1252",
    )


def test_event_log_mapping_file(tmp_path: Path) -> None:
    """A file may describe an event log."""
    path = tmp_path / "mapping.toml"
    path.write_text('layout = "events"\ncolumns = {Nr = "case_id"}', encoding="utf-8")
    assert mapping_from_toml(path) == EventLogMapping(columns={"Nr": "case_id"})


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("columns = [", "is not TOML"),
        ("\udcff", "is not TOML"),
        ("", "columns"),
        ("[column]", "did you mean 'columns'"),
        ("columns = 3", r"expected a table \[columns\]"),
        ("[columns]\nTyp = 3", "columns.Typ: expected text, got 3"),
        ("[columns]\nTyp = 'kidn'", "did you mean 'kind'"),
        ("[columns]\n[words]\nkind = 'x'", "words.kind: expected a table"),
        ("[columns]\n[words.kind]\nx = 1", "words.kind.x: expected text"),
        ("layout = 'rows'", "write 'cases' or 'events'"),
        ("layout = []", "write 'cases' or 'events'"),
        ("encoding = 'utf-16'\n[columns]", "encoding"),
    ],
)
def test_mapping_file_refused(tmp_path: Path, written: str, word: str) -> None:
    """A file that is no mapping is refused with the file and the key."""
    path = tmp_path / "mapping.toml"
    path.write_bytes(written.encode(errors="surrogateescape"))
    with pytest.raises(InputFileError, match=word) as refused:
        mapping_from_toml(path)
    assert "mapping.toml" in str(refused.value)

# SPDX-License-Identifier: Apache-2.0
"""Findings told in short: the same words once for all their places, and notes only counted."""

from __future__ import annotations

import pytest

from klagomal.policy.linting import FindingSeverity, counted, lint, remarks, summary
from klagomal.policy.linting.finding import Finding, error, note, warning
from klagomal.policy.policy import Policy
from klagomal.promises.citation import Source
from klagomal.promises.provisions import KindRule
from klagomal.vocabulary import Kind, Label
from tests.policy.linting.test_linting import TEXT, WORDS, obligation

UNCITED = [warning("uncited", f"kinds.{n}", "saknar källa", "has no source") for n in range(12)]
SILENT = [note("no_register", "registration", "inget register", "no register")]
BAD = [error("nobody_named", f"roles.{n}", "ingen roll", "no role") for n in range(5)]


def texts(*findings: Finding, every_place: bool = False) -> list[str]:
    """Return the remarks that findings make, in Swedish."""
    return [remark.text(every_place=every_place) for remark in remarks(findings)]


def test_what_is_said_of_many_places_is_said_once() -> None:
    """The remark counts the places and names the first of them, in both languages."""
    (remark,) = remarks(UNCITED)
    assert remark.text() == (
        "12 delar saknar källa: kinds.0, kinds.1, kinds.2 och 9 till [uncited]"
    )
    assert remark.text("en") == (
        "12 parts have no source: kinds.0, kinds.1, kinds.2 and 9 more [uncited]"
    )


@pytest.mark.parametrize(
    ("places", "named"),
    [
        (1, "kinds.0: saknar källa"),
        (2, "2 delar saknar källa: kinds.0, kinds.1"),
        (4, "4 delar saknar källa: kinds.0, kinds.1, kinds.2, kinds.3"),
        (5, "5 delar saknar källa: kinds.0, kinds.1, kinds.2 och 2 till"),
    ],
)
def test_few_places_are_all_named(places: int, named: str) -> None:
    """A single place reads as its finding, and one that is left over is named, not counted."""
    assert texts(*UNCITED[:places]) == [f"{named} [uncited]"]


def test_every_place_can_be_named() -> None:
    """Whoever asks for every place gets them all."""
    (text,) = texts(*UNCITED, every_place=True)
    assert text.endswith("kinds.10, kinds.11 [uncited]")


def test_every_place_of_an_error_is_named() -> None:
    """An error has to be mended wherever it is."""
    assert texts(*BAD) == ["roles.0, roles.1, roles.2, roles.3, roles.4: ingen roll [nobody_named]"]


def test_other_words_are_another_remark() -> None:
    """Findings with one code and different words are told one by one."""
    one, other = (note("purpose_repeated", "a", f"som {id_}", f"as {id_}") for id_ in ("b", "c"))
    assert texts(one, other) == ["a: som b [purpose_repeated]", "a: som c [purpose_repeated]"]


def test_the_worst_comes_first() -> None:
    """Whatever order the findings are given in; what is equally severe keeps it."""
    severities = [remark.severity for remark in remarks([*SILENT, *UNCITED, *BAD])]
    assert severities == list(FindingSeverity)


@pytest.mark.parametrize(
    ("findings", "sv", "en"),
    [
        ([], "0 fel, 0 varningar, 0 anmärkningar", "0 errors, 0 warnings, 0 notes"),
        (
            [*BAD, *UNCITED, *SILENT],
            "1 fel, 1 varning, 1 anmärkning",
            "1 error, 1 warning, 1 note",
        ),
    ],
)
def test_remarks_are_counted(findings: list[Finding], sv: str, en: str) -> None:
    """One line counts what there is of each severity, a remark on many places as one."""
    made = remarks(findings)
    assert (counted(made), counted(made, "en")) == (sv, en)


def test_the_summary_leaves_out_the_notes() -> None:
    """Errors and warnings have a line each, and notes are only counted."""
    assert summary([*SILENT, *UNCITED[:1], *BAD[:1]]).splitlines() == [
        "fel: roles.0: ingen roll [nobody_named]",
        "varning: kinds.0: saknar källa [uncited]",
        "1 fel, 1 varning, 1 anmärkning",
    ]
    assert summary(UNCITED[:1], "en").startswith("warning: kinds.0: has no source")


def test_a_small_policy_has_a_short_summary() -> None:
    """One kind and one obligation, without a source, give a handful of lines."""
    of = Policy(
        key="small",
        edition="1",
        name=WORDS,
        source=Source(title=TEXT.title, document_type="riktlinje"),
        kinds=(KindRule(kind=Kind.COMPLAINT, label=Label("klagomål", "complaint")),),
        obligations=(obligation(citations=()),),
    )
    assert len(summary(lint(of)).splitlines()) <= 4

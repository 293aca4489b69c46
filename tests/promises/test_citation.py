# SPDX-License-Identifier: Apache-2.0
"""Citations: a document, a heading and requirement rows, as a reader would look them up."""

from __future__ import annotations

from datetime import date

import pytest

from klagomal.errors import FieldError, PolicyError
from klagomal.promises.citation import Citation, Source

ROUTINE = Source(
    title="Rutin för synpunkter",
    document_type="rutin",
    publisher="Småby kommun",
    adopted_by="KF",
    adopted=date(2012, 10, 1),
    paragraph="§ 69",
    reference="KS 2012/7",
)


def test_a_document_reads_as_it_would_be_looked_up() -> None:
    """Publisher, title, who decided it and when, and its number stand in one line."""
    assert str(ROUTINE) == "Småby kommun, Rutin för synpunkter, KF § 69, 2012-10-01, KS 2012/7"


def test_what_a_document_does_not_say_is_left_out() -> None:
    """A document without a date tells in words what is known, and nothing is made up."""
    assert str(Source(title="Skrift", document_type="skrift", dated="omkring 2004")) == (
        "Skrift, omkring 2004"
    )
    assert str(Source(title="Skrift", document_type="skrift")) == "Skrift"


def test_adoption_and_effect_are_kept_apart() -> None:
    """A policy adopted in one year may apply from a later one."""
    policy = Source(
        title="Policy",
        document_type="policy",
        adopted=date(2007, 12, 17),
        valid_from=date(2009, 1, 1),
    )
    assert policy.adopted != policy.valid_from
    assert policy.valid_to is None


def test_a_citation_reads_in_one_line() -> None:
    """Document, heading and rows stand together."""
    citation = ROUTINE.cite("ESS-24", "ESS-26", heading="Du som är registrator")
    assert str(citation) == f"{ROUTINE} ”Du som är registrator” [ESS-24, ESS-26]"


def test_a_citation_without_a_document_means_the_policys_own() -> None:
    """It is filled in where it is shown, and never changes one that names another document."""
    own, act = Citation(rows=("ESS-24",)), Source(title="Skollagen", document_type="lag")
    assert own.within(ROUTINE).source is ROUTINE
    assert own.source is None
    assert act.cite(heading="4 kap. 8 §").within(ROUTINE).source is act
    assert str(own) == "[ESS-24]"
    assert str(Citation()) == ""


@pytest.mark.parametrize("row", ["ess-24", "ESS24", "ESS-2", "ESS-2400", "24", "", "ESS-24 "])
def test_what_is_no_requirement_id_is_refused(row: str) -> None:
    """The error shows the row and how one is written."""
    with pytest.raises(PolicyError, match="write it like 'ESS-24'") as refused:
        Citation(rows=(row,))
    assert refused.value.data == {"row": row}
    assert repr(row) in str(refused.value)


def test_a_single_string_is_not_taken_letter_by_letter() -> None:
    """Rows given as one string are refused."""
    with pytest.raises(FieldError, match=r"rows: expected a tuple such as \('ESS-24',\)"):
        Citation(rows="ESS-24")  # type: ignore[arg-type]

# SPDX-License-Identifier: Apache-2.0
"""Swedish law: the streams it routes elsewhere, from when to when, and how sure we are."""

from __future__ import annotations

from datetime import date
from inspect import getmembers

import pytest

from klagomal.errors import FieldError, PolicyError
from klagomal.promises.citation import Source
from klagomal.swedish import law as swedish_law
from klagomal.swedish.law import statutory_exclusions
from klagomal.vocabulary import Content, Stream

SOURCES = {name: value for name, value in getmembers(swedish_law) if isinstance(value, Source)}
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)  # the Social Services Acts change over


def in_force(day: date) -> dict[str, list[str]]:
    """Return the provisions cited for each stream that stands on ``day``."""
    return {
        rule.stream: [str(citation) for citation in rule.citations]
        for rule in statutory_exclusions()
        if rule.in_force(day)
    }


def test_streams() -> None:
    """Every stream that follows from an act is there; those of a municipality's own are not."""
    assert in_force(AFTER).keys() == {
        Stream.WHISTLEBLOWING,
        Stream.APPEAL,
        Stream.OTHER_PROCEDURE,
        Stream.LEX_SARAH,
        Stream.LEX_MARIA,
        Stream.CHILD_WELFARE_REPORT,
        Stream.DEGRADING_TREATMENT,
        Stream.CITIZEN_PROPOSAL,
        Stream.DOCUMENT_REQUEST,
        Stream.DATA_PROTECTION_REQUEST,
        Stream.ACCESSIBILITY_REPORT,
        Stream.DAMAGES_CLAIM,
    }


@pytest.mark.parametrize(
    ("stream", "before", "after"),
    [
        (Stream.LEX_SARAH, "SFS 2001:453 ”14 kap. 3-7 §§”", "SFS 2025:400 ”27 kap.”"),
        (
            Stream.CHILD_WELFARE_REPORT,
            "SFS 2001:453 ”14 kap. 1 och 1 c §§”",
            "SFS 2025:400 ”19 kap. 1 §”",
        ),
    ],
)
def test_social_services_acts(stream: Stream, before: str, after: str) -> None:
    """What moved to the new Social Services Act is cited from each act on its own days."""
    assert any(citation.endswith(before) for citation in in_force(BEFORE)[stream])
    assert any(citation.endswith(after) for citation in in_force(AFTER)[stream])
    assert not any("2025:400" in citation for citation in in_force(BEFORE)[stream])
    assert not any("2001:453" in citation for citation in in_force(AFTER)[stream])


def test_one_rule_a_day() -> None:
    """No stream is excluded twice for the same day."""
    for day in (date(2004, 5, 24), BEFORE, AFTER, date(2090, 1, 1)):
        streams = [rule.stream for rule in statutory_exclusions() if rule.in_force(day)]
        assert len(streams) == len(set(streams))


@pytest.mark.parametrize(
    ("stream", "first"),
    [
        (Stream.WHISTLEBLOWING, date(2021, 12, 17)),
        (Stream.ACCESSIBILITY_REPORT, date(2019, 1, 1)),
        (Stream.DATA_PROTECTION_REQUEST, date(2018, 5, 25)),
    ],
)
def test_young_streams(stream: Stream, first: date) -> None:
    """A stream that an act made does not exist before the act."""
    assert stream in in_force(first)
    assert stream not in in_force(date.fromordinal(first.toordinal() - 1))


def test_old_streams() -> None:
    """An appeal was an appeal before the act that is cited for it."""
    assert Stream.APPEAL in in_force(date(1990, 1, 1))


def test_whistleblowing_is_kept_apart() -> None:
    """Only whistleblowing must stay out of the ordinary store, and it comes first."""
    apart = [rule.stream for rule in statutory_exclusions() if rule.keep_apart]
    assert apart == [Stream.WHISTLEBLOWING]
    assert statutory_exclusions()[0].stream == Stream.WHISTLEBLOWING


def test_what_the_person_is_told() -> None:
    """Who writes to appeal is told of the right to; reports between authorities tell nobody."""
    told = {rule.stream: rule.must_inform for rule in statutory_exclusions()}
    assert told[Stream.APPEAL] == {Content.RIGHT_TO_APPEAL}
    assert {stream for stream, content in told.items() if not content} == {
        Stream.LEX_SARAH,
        Stream.LEX_MARIA,
        Stream.CHILD_WELFARE_REPORT,
        Stream.DEGRADING_TREATMENT,
    }
    rest = {s for s, content in told.items() if content == {Content.RIGHT_INSTANCE}}
    assert len(rest) == 7


def test_every_rule_says_where_and_why() -> None:
    """Each exclusion has a place to go to in both languages and at least one provision."""
    for rule in statutory_exclusions():
        assert rule.refer_to.sv
        assert rule.refer_to.en
        assert all(c.source and c.heading and not c.rows for c in rule.citations)
        assert rule.citations


def test_but() -> None:
    """What a policy names itself is left out, the rest keeps its order."""
    rest = statutory_exclusions(but={Stream.APPEAL, "lex_sarah"})
    assert [rule.stream for rule in rest] == [
        rule.stream
        for rule in statutory_exclusions()
        if rule.stream not in (Stream.APPEAL, Stream.LEX_SARAH)
    ]


def test_unknown_stream() -> None:
    """A slip in ``but`` is refused with what was meant; so is a bare word."""
    with pytest.raises(PolicyError, match="did you mean 'appeal'"):
        statutory_exclusions(but={"apeal"})
    with pytest.raises(PolicyError, match="no statutory stream 'fault_report'"):
        statutory_exclusions(but={Stream.FAULT_REPORT})
    with pytest.raises(FieldError):
        statutory_exclusions(but="appeal")


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_sources(source: Source) -> None:
    """Every source has a title, a number and a first day, and ends after it begins."""
    assert source.title
    assert source.reference
    assert source.valid_from is not None
    assert source.valid_to is None or source.valid_to > source.valid_from


def test_doubt_is_told() -> None:
    """What was not read in the statute itself says so."""
    unread = {
        "SOCIAL_SERVICES_ACT_2001": "web pages",
        "SOCIAL_SERVICES_ACT_2025": "not been read",
        "WHISTLEBLOWING_ACT": "web pages",
        "QUALITY_MANAGEMENT_REGULATIONS": "web pages",
        "DATA_PROTECTION_REGULATION": "from knowledge",
        "TORT_LIABILITY_ACT": "from knowledge",
    }
    for name, words in unread.items():
        assert words in SOURCES[name].note


def test_the_acts_meet() -> None:
    """The new Social Services Act begins the day after the old one ends."""
    old, new = SOURCES["SOCIAL_SERVICES_ACT_2001"], SOURCES["SOCIAL_SERVICES_ACT_2025"]
    assert (old.valid_to, new.valid_from) == (BEFORE, AFTER)

# SPDX-License-Identifier: Apache-2.0
"""The optional parts of a policy: yearly files, ladders, exclusions and their checks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from klagomal.errors import FieldError, PolicyError
from klagomal.promises.provisions import (
    Anchor,
    ChannelRule,
    Checklist,
    DossierPeriod,
    Exclusion,
    KindRule,
    Ladder,
    Level,
    RegistrationRule,
    ReportRule,
    RoleRule,
    SecrecyRule,
)
from klagomal.vocabulary import Anonymity, Channel, Kind, Label, Role, Stream
from tests.small_policies import WORDS

MOMENT = datetime(2025, 3, 3, tzinfo=UTC)


# --- yearly files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "calendar_year", "school_year"),
    [
        (date(2025, 1, 1), "2025", "2024/25"),
        (date(2025, 7, 31), "2025", "2024/25"),  # AMB-12: the gap after the term is the old year's
        (date(2025, 8, 1), "2025", "2025/26"),
        (date(2025, 12, 31), "2025", "2025/26"),
        (date(1999, 9, 1), "1999", "1999/00"),
    ],
)
def test_a_dossier_is_named_after_its_year(day: date, calendar_year: str, school_year: str) -> None:
    """Calendar years bear one number; a school year, 1 August to 31 July, bears two (AMB-12)."""
    assert DossierPeriod().name(day) == calendar_year
    assert DossierPeriod(8, 1).name(day) == school_year


@pytest.mark.parametrize(
    ("month", "day"), [(2, 29), (2, 30), (13, 1), (0, 1), (4, 31), ("8", 1), (8, True), (8.0, 1)]
)
def test_a_dossier_begins_on_a_day_that_every_year_has(month: Any, day: Any) -> None:
    """29 February comes every fourth year, 31 April never; text and ``bool`` are no numbers."""
    with pytest.raises(PolicyError, match="every year") as caught:
        DossierPeriod(month, day)
    assert repr(month) in str(caught.value)
    assert repr(day) in str(caught.value)


def test_an_administration_may_have_years_of_its_own() -> None:
    """The education administration's file follows the school year, all others the calendar."""
    rule = RegistrationRule(
        register="diary",
        label=WORDS,
        dossier="Synpunkten",
        overrides={"education": DossierPeriod(8, 1)},
    )
    assert rule.dossier_name(date(2025, 3, 3)) == "Synpunkten 2025"
    assert rule.dossier_name(date(2025, 3, 3), "roads") == "Synpunkten 2025"
    assert rule.dossier_name(date(2025, 3, 3), "education") == "Synpunkten 2024/25"


def test_a_register_without_yearly_files_has_no_dossier() -> None:
    """The name is empty where items get numbers of their own."""
    assert RegistrationRule(register="diary", label=WORDS).dossier_name(date(2025, 3, 3)) == ""


# --- ladders --------------------------------------------------------------------------------------


def test_levels_count_from_one() -> None:
    """Level 1 is where every case begins."""
    ladder = Ladder(levels=(Level(role=Role.UNIT), Level(role=Role.BOARD)))
    assert ladder.level(1).role is Role.UNIT
    assert ladder.level(2).role is Role.BOARD


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_level_that_does_not_exist_is_told(number: int) -> None:
    """Negative numbers do not count from the top."""
    ladder = Ladder(levels=(Level(role=Role.UNIT), Level(role=Role.BOARD)))
    with pytest.raises(PolicyError, match=f"level {number} does not exist; the ladder has 2"):
        ladder.level(number)


def test_a_ladder_has_steps() -> None:
    """One without is left out instead."""
    with pytest.raises(PolicyError, match="leave the ladder out"):
        Ladder(levels=())


# --- reports --------------------------------------------------------------------------------------


def test_an_occasion_covers_days_of_one_year() -> None:
    """1 January to 31 August, both of which every year has, and in that order."""
    assert Anchor(name="interim", label=WORDS, end=(8, 31)).start == (1, 1)
    with pytest.raises(PolicyError, match=r"'interim' ends \(1, 31\), before it begins"):
        Anchor(name="interim", label=WORDS, start=(2, 1), end=(1, 31))
    for day in ((2, 29), (6, 31), (13, 1)):
        with pytest.raises(PolicyError, match="no day of every year"):
            Anchor(name="interim", label=WORDS, end=day)


# --- exclusions -----------------------------------------------------------------------------------


def test_an_exclusion_stands_from_its_first_to_its_last_day() -> None:
    """Acts move chapters: the citation that stood on the day of arrival is the one that counts."""
    old = Exclusion(stream="lex_sarah", refer_to=WORDS, valid_to=date(2025, 6, 30))
    new = Exclusion(stream="lex_sarah", refer_to=WORDS, valid_from=date(2025, 7, 1))
    assert (old.in_force(date(2025, 6, 30)), new.in_force(date(2025, 6, 30))) == (True, False)
    assert (old.in_force(date(2025, 7, 1)), new.in_force(date(2025, 7, 1))) == (False, True)
    assert Exclusion(stream="appeal", refer_to=WORDS).in_force(date(1990, 1, 1))


def test_an_exclusion_is_called_what_its_stream_is() -> None:
    """Known streams have labels; a policy's own slug is made readable."""
    assert Exclusion(stream=Stream.APPEAL, refer_to=WORDS).label == Label("överklagande", "appeal")
    own = Exclusion(stream="parking_fine", refer_to=WORDS)
    assert own.label == Label("parking fine", "parking fine")


# --- fields ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "about"),
    [
        (KindRule, {"kind": "complaint", "label": WORDS}),
        (KindRule, {"kind": Kind.PRAISE, "label": WORDS, "counts_as": "opinion"}),
        (KindRule, {"kind": Kind.PRAISE, "label": WORDS, "bucket": "Beröm!"}),
        (ChannelRule, {"channel": "phone"}),
        (ChannelRule, {"channel": Channel.PHONE, "anonymous": True}),
        (ChannelRule, {"channel": Channel.PHONE, "must_offer": 1}),
        (ChannelRule, {"channel": Channel.PHONE, "valid_from": MOMENT}),
        (Exclusion, {"stream": "An appeal", "refer_to": WORDS}),
        (Exclusion, {"stream": "appeal", "refer_to": WORDS, "capacities": {"staff"}}),
        (Exclusion, {"stream": "appeal", "refer_to": WORDS, "valid_from": MOMENT}),
        (Exclusion, {"stream": "appeal", "refer_to": WORDS, "valid_to": "2025-06-30"}),
        (RegistrationRule, {"register": "The diary", "label": WORDS}),
        (RegistrationRule, {"register": "diary", "label": WORDS, "what": "feedback"}),
        (RegistrationRule, {"register": "diary", "label": WORDS, "strength": "must"}),
        (Level, {"role": "board"}),
        (Level, {"role": Role.BOARD, "also": Role.COUNCIL}),
        (Ladder, {"levels": (Level(role=Role.UNIT),), "strict": "yes"}),
        (ReportRule, {"id": "r", "audience": "board", "min_per_year": 1}),
        (ReportRule, {"id": "r", "audience": Role.BOARD, "min_per_year": True}),
        (ReportRule, {"id": "r", "audience": Role.BOARD, "min_per_year": 1.0}),
        (ReportRule, {"id": "r", "audience": Role.BOARD, "min_per_year": -1}),
        (RoleRule, {"roles": Role.BOARD, "title": WORDS}),
        (RoleRule, {"roles": {Role.BOARD}, "title": WORDS, "at_least": True}),
        (SecrecyRule, {"ask": "registrar"}),
        (Checklist, {"id": "c", "title": WORDS, "events": "answered", "items": ()}),
    ],
)
def test_a_part_of_the_wrong_sort_is_refused(rule: Any, about: dict[str, Any]) -> None:
    """Look-alikes, moments for days, ``bool`` for numbers and single words for several."""
    with pytest.raises(FieldError):
        rule(**about)


def test_what_a_text_is_silent_on_is_unspecified() -> None:
    """AMB-10: silence on anonymity is a third answer, neither yes nor no."""
    assert ChannelRule(channel=Channel.LETTER).anonymous is Anonymity.UNSPECIFIED

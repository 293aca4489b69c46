# SPDX-License-Identifier: Apache-2.0
"""Which register entries an arrival gets, in which file, and in which series they are numbered."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from klagomal.cases.events import Closed, SecrecyMarked, StreamsSet, Transferred
from klagomal.desk.registers import (
    RegisterEntry,
    deidentified,
    entries_on_arrival,
    entry_for,
    register_line,
    rule_for,
)
from klagomal.errors import TransitionError
from klagomal.policies import get
from klagomal.policy.policy import Policy
from klagomal.promises.provisions import DossierPeriod, KindRule, RegistrationRule
from klagomal.vocabulary import ClosingGround, Kind
from tests.small_policies import ANSWER, WORDS, small
from tests.stories import Story

SCHOOL_YEAR = DossierPeriod(7, 1)
SMALL = small(ANSWER)


def rule(register: str = "diary", **about: Any) -> RegistrationRule:
    """Return a rule that registers feedback, unless it says otherwise."""
    return RegistrationRule(register=register, label=WORDS, **about)


DIARY = rule()
FILE = rule("file", dossier="Synpunkten", overrides={"education": SCHOOL_YEAR})
SECRET = rule("file", dossier="Synpunkten", secret_individually=True)


def registering(*rules: RegistrationRule, **parts: Any) -> Policy:
    """Return a policy with these rules."""
    return small(ANSWER, registration=rules, **parts)


def arrived(policy: Policy, when: str = "2025-03-03", **about: Any) -> Story:
    """Return a case that has arrived."""
    return Story(policy).received(when, **about)


# --- the entry ------------------------------------------------------------------------------------


def test_an_entry_of_a_file_is_designated_by_the_file() -> None:
    """The file's name comes before the number."""
    entry = RegisterEntry(
        register="file", what="feedback", dossier="Synpunkten 2025", series="s", period="2025"
    )
    assert entry.reference(17) == "Synpunkten 2025:17"


def test_an_entry_outside_a_file_is_designated_by_its_year() -> None:
    """Without a file the period stands before the number."""
    entry = RegisterEntry(register="diary", what="feedback", dossier="", series="s", period="2025")
    assert entry.reference(1) == "2025:1"


def test_all_parts_of_an_entry() -> None:
    """The entry says register, matter, file, period and the series that it is numbered in."""
    policy = registering(FILE)
    assert entry_for(arrived(policy).case, policy, FILE, "answer") == RegisterEntry(
        register="file",
        what="answer",
        dossier="Synpunkten 2025",
        series="smaby::file:Synpunkten 2025",
        period="2025",
    )


def test_a_register_without_files_numbers_by_period() -> None:
    """The period stands in the series where there is no file, so that numbers begin anew."""
    policy = registering(DIARY)
    entry = entry_for(arrived(policy).case, policy, DIARY, "feedback")
    assert entry.dossier == ""
    assert entry.period == "2025"
    assert entry.series == "smaby::diary:2025"


def test_each_administration_has_a_series_of_its_own() -> None:
    """The administration stands in the series, and its own period is its own."""
    policy = registering(FILE)
    case = arrived(policy, administration="education").case
    assert entry_for(case, policy, FILE, "feedback") == RegisterEntry(
        register="file",
        what="feedback",
        dossier="Synpunkten 2024/25",  # 3 March 2025 falls in the year that began on 1 July 2024
        series="smaby:education:file:Synpunkten 2024/25",
        period="2024/25",
    )
    other = arrived(policy, administration="culture").case
    assert entry_for(other, policy, FILE, "feedback").period == "2025"


def test_the_file_is_that_of_the_day_of_arrival_in_the_policys_own_zone() -> None:
    """Half past midnight on New Year's Day is the new year's, though in UTC it is not yet."""
    policy = registering(FILE)
    first = arrived(policy, "2025-01-01 00:30").case
    assert entry_for(first, policy, FILE, "feedback").dossier == "Synpunkten 2025"
    last = arrived(policy, "2024-12-31 23:30").case
    assert entry_for(last, policy, FILE, "feedback").dossier == "Synpunkten 2024"


def test_the_file_does_not_move_with_the_case() -> None:
    """A case that is handed over later stays in the file it was entered in (AMB-12)."""
    policy = registering(FILE)
    story = arrived(policy, administration="education")
    story.on("2025-09-01", Transferred, to_unit="culture")
    assert entry_for(story.case, policy, FILE, "answer").dossier == "Synpunkten 2024/25"


def test_another_day_may_be_named() -> None:
    """What is entered under a day of its own goes into that day's file."""
    policy = registering(FILE)
    entry = entry_for(arrived(policy).case, policy, FILE, "answer", date(2026, 1, 2))
    assert entry.dossier == "Synpunkten 2026"
    assert entry.series == "smaby::file:Synpunkten 2026"


def test_a_secret_item_is_numbered_by_itself_where_the_rule_says_so() -> None:
    """It stands in no file, but in the series of its period (AMB-31)."""
    policy = registering(SECRET)
    story = arrived(policy).on("2025-03-04", SecrecyMarked, legal_basis="OSL 26 kap. 1 §")
    entry = entry_for(story.case, policy, SECRET, "feedback")
    assert (entry.dossier, entry.series) == ("", "smaby::file:2025")
    assert entry.reference(3) == "2025:3"


@pytest.mark.parametrize(("which", "secret"), [(SECRET, False), (FILE, True), (FILE, False)])
def test_other_items_go_into_the_file(which: RegistrationRule, *, secret: bool) -> None:
    """An item that is not secret does, and so does a secret one where the rule says nothing."""
    policy = registering(which)
    story = arrived(policy)
    if secret:
        story.on("2025-03-04", SecrecyMarked, legal_basis="OSL 26 kap. 1 §")
    entry = entry_for(story.case, policy, which, "feedback")
    assert entry.dossier == "Synpunkten 2025"
    assert entry.series == "smaby::file:Synpunkten 2025"


# --- on arrival -----------------------------------------------------------------------------------


def test_an_arrival_is_entered_in_each_register_that_takes_feedback() -> None:
    """In the order of the policy; a register of answers only waits for the answer."""
    policy = registering(DIARY, rule("answers", what={"answer"}), FILE)
    entries = list(entries_on_arrival(arrived(policy).case, policy))
    assert [(entry.register, entry.what) for entry in entries] == [
        ("diary", "feedback"),
        ("file", "feedback"),
    ]


def test_a_register_takes_in_the_kinds_it_names() -> None:
    """Praise is not entered where complaints are; a register that names no kind takes all."""
    policy = registering(rule("complaints", kinds={Kind.COMPLAINT}), DIARY)
    for kind, registers in [
        (Kind.COMPLAINT, ["complaints", "diary"]),
        (Kind.PRAISE, ["diary"]),
    ]:
        case = arrived(policy, kind=kind).case
        assert [entry.register for entry in entries_on_arrival(case, policy)] == registers


def test_a_kind_that_counts_as_another_is_registered_as_that() -> None:
    """Where the policy takes opinions for complaints, they go where complaints go."""
    kinds = tuple(
        KindRule(
            kind=kind,
            label=kind.words,
            counts_as=Kind.COMPLAINT if kind is Kind.OPINION else None,
        )
        for kind in Kind
    )
    policy = registering(rule("complaints", kinds={Kind.COMPLAINT}), kinds=kinds)
    opinion = arrived(policy, kind=Kind.OPINION).case
    assert [entry.register for entry in entries_on_arrival(opinion, policy)] == ["complaints"]
    assert not list(entries_on_arrival(arrived(policy, kind=Kind.PRAISE).case, policy))


# --- the rule -------------------------------------------------------------------------------------


ANSWERS = rule("answers", what={"answer"})
BOTH = rule("both", what={"feedback", "answer"})
REGISTERS = registering(DIARY, ANSWERS, BOTH)


@pytest.mark.parametrize(
    ("what", "register", "expected"),
    [
        ("feedback", "", DIARY),
        ("answer", "", ANSWERS),
        ("answer", "both", BOTH),
        ("feedback", "both", BOTH),
        ("feedback", "diary", DIARY),
    ],
)
def test_the_first_rule_that_registers_it_is_taken(
    what: str, register: str, expected: RegistrationRule
) -> None:
    """In the register that is named, or in any."""
    assert rule_for(REGISTERS, what, register) is expected


def refused(what: str, register: str = "") -> str:
    """Return the refusal of what no rule registers, which must carry what was asked for."""
    with pytest.raises(TransitionError) as caught:
        rule_for(REGISTERS, what, register)
    assert caught.value.data == {"what": what}
    return str(caught.value)


def test_what_no_rule_registers_is_refused() -> None:
    """The error names what was asked for, and the register where that was asked for too."""
    assert refused("measure") == (
        "smaby@1 does not register measure; choose from 'answer in answers', "
        "'answer in both', 'feedback in both', 'feedback in diary'"
    )
    assert refused("answer", "diary") == (
        "smaby@1 does not register answer in diary; did you mean 'answer in answers' or "
        "'answer in both' or 'feedback in diary'?"
    )


def test_a_policy_without_registers_registers_nothing() -> None:
    """No entry on arrival, and nothing to choose from."""
    policy = registering()
    assert list(entries_on_arrival(arrived(policy).case, policy)) == []
    with pytest.raises(TransitionError, match="does not register feedback; there is none"):
        rule_for(policy, "feedback")


def test_entries_are_frozen_values() -> None:
    """An entry cannot be edited after its number has been drawn."""
    policy = registering(DIARY)
    entry = entry_for(arrived(policy).case, policy, DIARY, "feedback")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        entry.series = "other"  # type: ignore[misc]


def test_register_follows_what_the_matter_turned_out_to_be() -> None:
    """Östersund: a complaint, then an appeal, then a complaint after all."""
    ostersund = get("ostersund")
    story = Story(ostersund).received("2025-03-03", unit="street")
    assert register_line(story.case, ostersund).concerns == "klagomål, street"
    assert deidentified(story.case, ostersund).stream == ""
    story.record("2025-03-04", StreamsSet, streams={"appeal"})
    assert register_line(story.case, ostersund).concerns == "överklagande, street"
    assert deidentified(story.case, ostersund).stream == "appeal"
    story.record("2025-03-05", StreamsSet, streams=set())
    assert register_line(story.case, ostersund).concerns == "klagomål, street"


def test_statistics_tell_why_a_case_was_closed() -> None:
    """What was withdrawn or written twice is no case that was handled."""
    story = Story(SMALL).received("2025-03-03")
    assert (deidentified(story.case, SMALL).closed_on, deidentified(story.case, SMALL).ground) == (
        None,
        "",
    )
    story.on("2025-03-04", Closed, ground=ClosingGround.WITHDRAWN)
    record = deidentified(story.case, SMALL)
    assert (record.closed_on, record.ground) == (date(2025, 3, 4), "withdrawn")

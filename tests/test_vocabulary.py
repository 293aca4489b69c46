# SPDX-License-Identifier: Apache-2.0
"""The vocabularies: stable stored words, and labels for people in two languages."""

from __future__ import annotations

import copy
import inspect
import pickle
import re

import pytest

from klagomal import vocabulary
from klagomal.vocabulary import (
    CONTACT_ROLES,
    STAFF_ROLES,
    Channel,
    Content,
    Kind,
    Label,
    LabelledEnum,
    Outcome,
    Role,
    Stream,
    Strength,
    labels,
)

VOCABULARIES = [
    cls
    for _, cls in inspect.getmembers(vocabulary, inspect.isclass)
    if issubclass(cls, LabelledEnum) and cls is not LabelledEnum
]
MEMBERS = [member for cls in VOCABULARIES for member in cls]


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: f"{type(member).__name__}.{member}")
def test_every_word_is_stored_in_plain_ascii(member: LabelledEnum) -> None:
    """What is stored is lower snake case: no encoding can spoil it and no name hide in it."""
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", member.value)
    assert member.name == member.value.upper()


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: f"{type(member).__name__}.{member}")
def test_every_word_has_a_label_in_both_languages(member: LabelledEnum) -> None:
    """People never see a stored word."""
    assert member.label("sv").strip()
    assert member.label("en").strip()
    assert "_" not in member.label() + member.label("en")


@pytest.mark.parametrize("cls", VOCABULARIES)
def test_labels_tell_the_members_of_a_vocabulary_apart(cls: type[LabelledEnum]) -> None:
    """No two members read the same in either language."""
    for language in ("sv", "en"):
        told = [member.words.text(language) for member in cls]
        assert len(set(told)) == len(told)


@pytest.mark.parametrize("cls", VOCABULARIES)
def test_every_vocabulary_is_public(cls: type[LabelledEnum]) -> None:
    """It can be imported by name."""
    assert cls.__name__ in vocabulary.__all__


def test_a_member_is_its_stored_word() -> None:
    """A member and its word are equal and interchangeable as a key, also after pickling."""
    kind = pickle.loads(pickle.dumps(Kind.COMPLAINT))
    assert kind is Kind.COMPLAINT is copy.deepcopy(Kind.COMPLAINT)
    assert Kind.lookup("complaint") is kind
    counts: dict[str, int] = {"complaint": 1}
    assert counts[kind] == 1
    assert {"complaint"} == {kind}
    assert str(kind) == f"{kind}" == "complaint"


def test_labels_are_swedish_unless_english_is_asked_for() -> None:
    """The default language is Swedish."""
    assert Kind.PRAISE.label() == "beröm"
    assert Kind.PRAISE.label("en") == "praise"
    assert Label("ärende", "case").text() == "ärende"


def test_lookup_finds_a_member_or_nothing() -> None:
    """A slug of a policy's own is not an error; it only has no label here."""
    assert Stream.lookup("appeal") is Stream.APPEAL
    assert Stream.lookup("parking_fine") is None


def test_labels_of_mixed_words_leave_own_words_readable() -> None:
    """Known words get their labels, unknown ones lose their underscores."""
    words = ["reason", "parking_fine_number"]
    assert labels(words, Content, "sv") == ["vad förseningen beror på", "parking fine number"]
    assert labels(words, Content, "en") == ["the reason for the delay", "parking fine number"]


def test_only_musts_and_promises_bind() -> None:
    """Targets and advice never count as breaches."""
    assert [strength for strength in Strength if strength.binds] == [
        Strength.MUST,
        Strength.PROMISE,
    ]


def test_only_talk_is_oral() -> None:
    """Nothing is in writing after a call or a visit until somebody writes it down."""
    assert {channel for channel in Channel if channel.is_oral} == {
        Channel.IN_PERSON,
        Channel.PHONE,
    }


def test_politicians_may_give_word_but_are_not_staff() -> None:
    """Boards and elected representatives speak for the municipality without being employed."""
    assert CONTACT_ROLES > STAFF_ROLES
    assert {Role.BOARD, Role.ELECTED} <= CONTACT_ROLES - STAFF_ROLES
    assert {Role.SUBMITTER, Role.EXTERNAL_BODY}.isdisjoint(CONTACT_ROLES)


def test_there_are_nine_outcomes() -> None:
    """The outcome vocabulary is closed: the requirements' eight, and what never arrived."""
    assert {outcome.value for outcome in Outcome} == {
        "met",
        "met_as_renegotiated",
        "late_notified",
        "late_silent",
        "pending",
        "overdue",
        "not_delivered",
        "not_applicable",
        "not_assessable",
    }


def test_all_streams_with_a_procedure_of_their_own_are_known() -> None:
    """Every matter that must be recognised from day one has a word."""
    assert {stream.value for stream in Stream} >= {
        "appeal",
        "other_procedure",
        "lex_sarah",
        "lex_maria",
        "fault_report",
        "citizen_proposal",
        "whistleblowing",
        "accessibility_report",
        "degrading_treatment",
        "child_welfare_report",
        "document_request",
        "data_protection_request",
        "damages_claim",
        "employer_matter",
        "staff_submitter",
        "other_principal",
    }

# SPDX-License-Identifier: Apache-2.0
"""What gets no answer: kinds, channels and categories that no answering obligation covers."""

from __future__ import annotations

from typing import Any

import pytest

from klagomal.policy.linting import Finding, FindingSeverity, lint
from klagomal.promises.obligations import Obligation, Scope, on
from klagomal.promises.provisions import ChannelRule, KindRule, Ladder, Level
from klagomal.promises.terms import BeforeClosing
from klagomal.vocabulary import Anonymity, Channel, Kind, Role, Severity
from tests.policy.linting.test_linting import CITED, obligation, policy

COMPLAINT, PRAISE, IDEA = (
    KindRule(kind=kind, label=kind.words, citations=CITED)
    for kind in (Kind.COMPLAINT, Kind.PRAISE, Kind.SUGGESTION)
)
EMAIL, PHONE = (
    ChannelRule(channel=channel, anonymous=Anonymity.ALLOWED, citations=CITED)
    for channel in (Channel.EMAIL, Channel.PHONE)
)


def answer(id_: str = "answer", **covers: Any) -> Obligation:
    """Return an obligation to answer what a scope covers."""
    return obligation(id=id_, applies_to=Scope(**covers))


def findings(*obligations: Obligation, **parts: Any) -> list[Finding]:
    """Return what is found to lack an answer."""
    of = policy(obligations=obligations, **parts)
    return [finding for finding in lint(of) if finding.code.endswith("_without_answer")]


def told(*obligations: Obligation, **parts: Any) -> list[str]:
    """Return the same as English words."""
    return [finding.message.en for finding in findings(*obligations, **parts)]


def test_all_else_has_no_answer() -> None:
    """Where every answer is limited to some category, all else gets none, which is a warning."""
    (finding,) = findings(
        answer("pothole", categories={"pothole"}), answer("park", categories={"park"})
    )
    assert (finding.code, finding.severity, finding.path) == (
        "categories_without_answer",
        FindingSeverity.WARNING,
        "obligations",
    )
    assert finding.message.sv == "inget svar är lovat för allt annat"
    assert finding.message.en == "no answer is promised for everything else"


def test_a_category_named_elsewhere_has_no_answer() -> None:
    """A category that only another obligation names is one that somebody writes about."""
    other = obligation(
        id="visit", fulfilled_by=on("measure_recorded"), applies_to=Scope(categories={"park"})
    )
    assert told(answer(categories={"pothole"}), other) == [
        "no answer is promised for park, everything else"
    ]


def test_an_excepted_category_has_no_answer() -> None:
    """What the only answer leaves out gets none, unless another answer covers it."""
    but_parks = answer(except_categories={"park"})
    assert told(but_parks) == ["no answer is promised for park"]
    assert told(but_parks, answer("park", categories={"park"})) == []


def test_categories_are_looked_at_kind_by_kind() -> None:
    """An answer to every suggestion answers no complaint."""
    assert told(
        answer("complaint", kinds={Kind.COMPLAINT}, categories={"pothole"}),
        answer("idea", kinds={Kind.SUGGESTION}),
        kinds=(COMPLAINT, IDEA),
    ) == ["no answer is promised for everything else (complaint)"]


def test_a_kind_has_no_answer() -> None:
    """A kind that the text recognises and no answer covers is told, in the text's own word."""
    (finding,) = findings(answer(kinds={Kind.COMPLAINT}), kinds=(COMPLAINT, PRAISE, IDEA))
    assert finding.code == "kinds_without_answer"
    assert finding.message.sv == "inget svar är lovat för beröm, förslag"


def test_a_kind_that_counts_as_another_is_answered_with_it() -> None:
    """Praise that counts as a complaint gets what a complaint gets."""
    praise = KindRule(
        kind=Kind.PRAISE, label=PRAISE.label, counts_as=Kind.COMPLAINT, citations=CITED
    )
    assert told(answer(kinds={Kind.COMPLAINT}), kinds=(COMPLAINT, praise)) == []


def test_a_channel_has_no_answer() -> None:
    """What comes on a channel that the text offers and no answer covers is told."""
    by_email = answer(channels={Channel.EMAIL})
    assert told(by_email, channels=(EMAIL, PHONE)) == ["no answer is promised for phone"]
    assert told(by_email, channels=(EMAIL,)) == []


def test_channels_that_the_text_does_not_offer() -> None:
    """Where any channel will do, all others have no answer either; of none, nothing is said."""
    by_email = answer(channels={Channel.EMAIL})
    assert told(by_email, channels=(EMAIL,), channels_open=True) == [
        "no answer is promised for everything else"
    ]
    assert told(by_email, channels=()) == ["no answer is promised for everything else"]
    assert told(answer(channels={Channel.FAX}), channels=(EMAIL, PHONE)) == []


@pytest.mark.parametrize("also", [{"purpose": "answer"}, {"fulfilled_by": on("answered")}])
def test_what_is_an_answer(also: dict[str, Any]) -> None:
    """The purpose tells an answer, and so does the event that fulfils it."""
    given: dict[str, Any] = {"id": "rest", "fulfilled_by": on("informed"), "term": BeforeClosing()}
    assert told(answer(categories={"pothole"}), obligation(**given | also)) == []


def test_what_is_no_answer() -> None:
    """An acknowledgement that an answer may replace is none, nor is what comes on a later level."""
    first = answer(categories={"pothole"})
    receipt = obligation(id="receipt", fulfilled_by=on("acknowledged", "answered"))
    later = obligation(id="later", starts_on=on("escalated"), level=2)
    ladder = Ladder(levels=(Level(role=Role.UNIT), Level(role=Role.BOARD)), citations=CITED)
    assert told(first, receipt, later, ladder=ladder) == [
        "no answer is promised for everything else"
    ]


def test_nothing_is_answered() -> None:
    """A text that promises no answer at all is silent, and nobody is left out by it."""
    receipt = obligation(fulfilled_by=on("acknowledged"), applies_to=Scope(categories={"park"}))
    assert told(receipt, kinds=(COMPLAINT, PRAISE)) == []


@pytest.mark.parametrize(
    ("covers", "message"),
    [
        ({"severities": {Severity.SERIOUS}}, "no answer is promised for ordinary"),
        ({"sectors": {"education"}}, "no answer is promised for everything else"),
        ({"reply_by": {Channel.LETTER}}, "no answer is promised for everything else"),
    ],
)
def test_an_answer_for_some_only(covers: dict[str, Any], message: str) -> None:
    """An answer for what is serious, for a sector or for who asked for a letter is not for all."""
    assert told(answer(**covers)) == [message]
    assert told(answer(**covers), answer("other")) == []

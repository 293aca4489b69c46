# SPDX-License-Identifier: Apache-2.0
"""Obligations that lean on another one: which runs they see, and which fields mean nothing."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from klagomal.policy.linting import FindingSeverity, lint
from klagomal.promises.obligations import DelayRule, Obligation, On, on
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Within
from klagomal.vocabulary import Channel, Extension, Label, Unit
from tests.policy.linting.test_linting import ELSEWHERE, obligation, policy

ERROR, WARNING, NOTE = FindingSeverity

UPDATES = obligation(
    id="updates",
    starts_on=on("received", "progress_notice"),
    fulfilled_by=on("progress_notice"),
    each=True,
)
ANSWER = obligation(delay=DelayRule())
NOTICE = obligation(
    id="notice",
    fulfilled_by=on("delay_notice"),
    term=ByDueOf("answer", only_if_late=True),
    citations=ELSEWHERE,
)
WORDS = InWords(Label("snarast", "soon"))


def copy(**changes: Any) -> Obligation:
    """Return an obligation that follows another one, with ``changes``."""
    given: dict[str, Any] = {"id": "copy", "fulfilled_by": on("copy_sent"), "citations": ELSEWHERE}
    return obligation(**given | changes)


def found(*obligations: Obligation) -> list[tuple[str, FindingSeverity, str]]:
    """Return code, severity and place of each finding on a policy with these obligations."""
    of = policy(obligations=obligations)
    return [(finding.code, finding.severity, finding.path) for finding in lint(of)]


def test_a_follower_of_one_that_runs_often_is_noted() -> None:
    """What is due when each run of another one is due runs along with each of them."""
    follower = copy(term=ByDueOf("updates"))
    assert found(UPDATES, follower) == [("runs_along", NOTE, "obligations.copy.term")]
    (finding,) = lint(policy(obligations=(UPDATES, follower)))
    assert finding.text() == (
        "obligations.copy.term: löper jämsides med varje omgång av updates [runs_along]"
    )


def test_a_follower_of_a_follower_is_noted_too() -> None:
    """It runs along with the runs of the one that the one it follows runs along with."""
    between = copy(id="between", term=ByDueOf("updates"))
    assert found(UPDATES, between, copy(term=ByDueOf("between"))) == [
        ("runs_along", NOTE, "obligations.between.term"),
        ("runs_along", NOTE, "obligations.copy.term"),
    ]


def test_a_notice_of_delay_runs_along_too() -> None:
    """Each run that may be late may need a notice of its own."""
    updates = attrs.evolve(UPDATES, delay=DelayRule())
    notice = attrs.evolve(NOTICE, term=ByDueOf("updates", only_if_late=True))
    assert found(updates, notice) == [("runs_along", NOTE, "obligations.notice.term")]


def test_a_follower_of_one_that_runs_once_is_not_noted() -> None:
    """Nothing is said where there is one run to follow, nor of one that runs often itself."""
    assert found(ANSWER, NOTICE, copy(term=ByDueOf("answer"))) == []
    often = copy(term=ByDueOf("answer"), starts_on=on("transferred"), each=True)
    assert found(ANSWER, NOTICE, often) == []


@pytest.mark.parametrize("named", [UPDATES, copy(id="updates", term=ByDueOf("first"))])
def test_a_latest_start_looks_at_the_first_run(named: Obligation) -> None:
    """A clock that starts at the latest when another one is due has only its first run to go by."""
    first = attrs.evolve(UPDATES, id="first")
    late = copy(starts_on=on("escalated"), start_latest="updates")
    assert ("first_run_only", WARNING, "obligations.copy.start_latest") in found(first, named, late)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": on("transferred")}, "starts_on"),
        ({"start_latest": "answer"}, "start_latest"),
        ({"delay": DelayRule()}, "delay"),
        ({"each": True}, "each"),
    ],
)
def test_what_a_notice_of_delay_does_not_use(changes: dict[str, Any], field: str) -> None:
    """The clock of a notice of delay runs along, so what starts, repeats or moves it is unused."""
    assert found(ANSWER, attrs.evolve(NOTICE, **changes)) == [
        ("unused_beside_another", ERROR, f"obligations.notice.{field}")
    ]


def test_a_notice_of_delay_may_start_as_the_one_that_it_follows() -> None:
    """To say again what starts the clock of the one that may be late changes nothing."""
    start = on("registered")
    answer = attrs.evolve(ANSWER, starts_on=start)
    assert found(answer, attrs.evolve(NOTICE, starts_on=start)) == []


def test_what_a_follower_of_many_runs_does_not_use() -> None:
    """It starts with each run of the other one, so its own start means nothing."""
    follower = copy(term=ByDueOf("updates"), starts_on=on("transferred"), start_latest="answer")
    assert [(code, path) for code, severity, path in found(ANSWER, NOTICE, UPDATES, follower)] == [
        ("unused_beside_another", "obligations.copy.start_latest"),
        ("unused_beside_another", "obligations.copy.starts_on"),
        ("runs_along", "obligations.copy.term"),
    ]
    again = copy(term=ByDueOf("updates"), starts_on=UPDATES.starts_on, each=True)
    assert found(UPDATES, again) == [("runs_along", NOTE, "obligations.copy.term")]


def test_what_has_no_day_is_never_late() -> None:
    """A notice of delay of what the text gives no day for is never owed, whatever comes between."""
    soon = obligation(term=WORDS)
    assert found(soon, NOTICE) == [("never_late", ERROR, "obligations.notice.term")]
    between = copy(id="between", term=ByDueOf("answer"))
    later = attrs.evolve(NOTICE, term=ByDueOf("between", only_if_late=True))
    assert found(soon, between, later) == [("never_late", ERROR, "obligations.notice.term")]


@pytest.mark.parametrize("term", [ByPromise(), WORDS, BeforeClosing()])
def test_a_pause_moves_only_counted_days(term: Any) -> None:
    """A promised day stands, words have no day, and a closing comes when it comes."""
    paused = obligation(term=term, pausable=True, starts_on=on("received", "acknowledged"))
    assert found(paused) == [("pause_moves_nothing", WARNING, "obligations.answer.pausable")]


def test_a_pause_moves_the_day_that_is_followed() -> None:
    """A follower stands still with the one that it follows, and not of itself."""
    follower = copy(term=ByDueOf("answer"), pausable=True)
    assert found(obligation(pausable=True), follower) == []
    assert found(obligation(term=Within(5)), follower) == [
        ("pause_moves_nothing", WARNING, "obligations.copy.pausable")
    ]


@pytest.mark.parametrize("term", [WORDS, BeforeClosing()])
def test_a_latest_start_needs_a_day(term: Any) -> None:
    """What is said in words, or is due at the closing, lets no clock start while the case lives."""
    first = obligation(id="first", term=term)
    late = copy(starts_on=on("escalated"), start_latest="first")
    place = "obligations.copy.start_latest"
    assert ("starts_without_a_latest", WARNING, place) in found(first, late)


def test_a_notice_is_asked_for_in_a_way_that_counts() -> None:
    """A rule that counts only letters and a duty that asks for a call can never both be kept."""
    answer = attrs.evolve(ANSWER, delay=DelayRule(modes={Channel.LETTER}))
    call = attrs.evolve(NOTICE, fulfilled_by=on(On("delay_notice", modes={Channel.PHONE})))
    assert found(answer, call) == [
        ("notice_never_counts", ERROR, "obligations.notice.fulfilled_by")
    ]
    ways = {Channel.PHONE, Channel.LETTER}
    either = attrs.evolve(NOTICE, fulfilled_by=on(On("delay_notice", modes=ways)))
    assert found(answer, either) == found(answer, NOTICE) == []


@pytest.mark.parametrize(("weeks", "is_found"), [(1, True), (2, False), (3, False)])
def test_a_total_that_leaves_no_time(weeks: int, is_found: bool) -> None:
    """No notice moves anything if the longest time in all is never more than ten working days.

    Two weeks are: ten working days from a Saturday end on a Friday, and two weeks a day later.
    """
    rule = DelayRule(extends=Extension.TO_NEW_DATE, in_total=Within(weeks, Unit.WEEKS))
    answer = attrs.evolve(ANSWER, term=Within(10, Unit.WORKING_DAYS), delay=rule)
    finding = ("no_time_to_extend", WARNING, "obligations.answer.delay.in_total")
    assert (finding in found(answer, NOTICE)) is is_found


def test_a_thousand_that_follow_one_another_are_read_through() -> None:
    """A chain as long as a file may hold is no fault of its own."""
    chain = [obligation(id="o0")]
    chain += [copy(id=f"o{n}", term=ByDueOf(f"o{n - 1}")) for n in range(1, 999)]
    assert all(severity is not ERROR for _, severity, _ in found(*chain))

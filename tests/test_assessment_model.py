# SPDX-License-Identifier: Apache-2.0
"""Random cases under random rules, judged by the library and by a slow model of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.assessment import Assessment, assess
from klagomal.cases.case import fold
from klagomal.cases.events import Event
from klagomal.policy.policy import Policy
from klagomal.vocabulary import Outcome, Reason
from tests import small_policies
from tests.assessment_model import Row, judge
from tests.random_cases import (
    like_logs,
    mended_log,
    random_log,
    random_policy,
    timed_log,
    timed_policy,
)

SMALL = [value for value in vars(small_policies).values() if isinstance(value, Policy)]


def rows(found: tuple[Assessment, ...]) -> dict[str, list[Row]]:
    """Return assessments in the model's words."""
    told: dict[str, list[Row]] = {}
    for a in found:
        row = Row(a.outcome, a.reason, a.started_on, a.first_due, a.due, a.done_on)
        told.setdefault(a.obligation.id, []).append(row)
    return told


def settled(found: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return rows without the days of clocks that stand still: those move when they run again."""
    return {
        id_: [
            row._replace(first_due=None, due=None) if row.reason is Reason.PAUSED else row
            for row in each
        ]
        for id_, each in found.items()
    }


def some_day(pick: Random, log: tuple[Event, ...]) -> date:
    """Return a day within two months of a case's arrival in Sweden."""
    arrived = fold(log).received_at.astimezone(ZoneInfo("Europe/Stockholm")).date()
    return arrived + timedelta(days=pick.randint(0, 60))


@given(st.randoms())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_judgements_are_those_of_a_slow_and_obvious_model(pick: Random) -> None:
    """Outcome, reason, start, due days and the day of fulfilment agree with the model."""
    policy = random_policy(pick)
    log = mended_log(pick, policy)
    as_of = some_day(pick, log)
    assert rows(assess(fold(log), policy, as_of=as_of)) == judge(log, policy, as_of)


@pytest.mark.parametrize("start", range(0, 1500, 500))
def test_judgements_agree_with_the_model_over_thousands_of_cases(start: int) -> None:
    """A fixed sweep of cases, many more than can be drawn and shrunk, agrees with the model."""
    for number in range(start, start + 500):
        pick = Random(number)
        policy = random_policy(pick)
        log = mended_log(pick, policy)
        as_of = some_day(pick, log)
        found = rows(assess(fold(log), policy, as_of=as_of))
        assert found == judge(log, policy, as_of), f"Random({number})"


@pytest.mark.parametrize("start", range(0, 2000, 500))
def test_days_that_move_agree_with_the_model(start: int) -> None:
    """A fixed sweep of cases in which notices, pauses, caps and rests move days agrees with it."""
    for number in range(start, start + 500):
        pick = Random(number)
        policy = timed_policy(pick)
        log = timed_log(pick, policy)
        as_of = some_day(pick, log)
        found, wanted = rows(assess(fold(log), policy, as_of=as_of)), judge(log, policy, as_of)
        assert settled(found) == settled(wanted), f"Random({number})"


@pytest.mark.parametrize("policy", SMALL)
def test_small_policies_are_judged_as_the_model_does(policy: Policy) -> None:
    """Every small policy, one for each capability, agrees with the model on random cases."""
    for number in range(40):
        pick = Random(number)
        log = mended_log(pick, policy)
        as_of = some_day(pick, log)
        found = rows(assess(fold(log), policy, as_of=as_of))
        assert found == judge(log, policy, as_of), f"Random({number})"


def test_random_cases_reach_every_outcome() -> None:
    """The sweep is worth its time: each outcome and reason comes up, so none is left to chance."""
    seen: set[Outcome | Reason | None] = set()
    for number in range(2000):
        pick = Random(number)
        policy = SMALL[number % len(SMALL)]
        log = mended_log(pick, policy)
        for judged in assess(fold(log), policy, as_of=some_day(pick, log)):
            seen |= {judged.outcome, judged.reason}
    assert seen == {*Outcome, *Reason, None}


@given(st.randoms())
@settings(max_examples=80, deadline=None)
def test_what_a_policy_remembers_never_changes_an_answer(pick: Random) -> None:
    """A policy that has judged many like cases answers as one that has judged none."""
    policy = random_policy(pick)
    cases = [fold(log) for log in like_logs(pick, policy, 5)]
    days = [case.received_at.date() + timedelta(days=pick.choice([2, 9])) for case in cases]
    for case, day in zip(cases * 2, days * 2, strict=True):
        assert assess(case, policy, as_of=day) == assess(case, attrs.evolve(policy), as_of=day)


def test_what_a_policy_remembers_never_changes_an_answer_in_a_long_run() -> None:
    """Policies that judge many cases with the same days never mix them up."""
    for number in range(120):
        pick = Random(number)
        policy = random_policy(pick)
        for log in like_logs(pick, policy, 30):
            case = fold(log)
            day = case.received_at.date() + timedelta(days=9)
            alone = assess(case, attrs.evolve(policy), as_of=day)
            assert assess(case, policy, as_of=day) == alone, f"Random({number})"


def test_threads_that_share_a_policy_give_the_same_answers() -> None:
    """Eight threads that judge the same cases at once all get what one thread gets."""
    pick = Random(1)
    policy = random_policy(pick)
    cases = [fold(random_log(pick, policy, spread=5)) for _ in range(100)]
    as_of = date(2026, 3, 1)
    alone = attrs.evolve(policy)
    wanted = [assess(case, alone, as_of=as_of) for case in cases]
    with ThreadPoolExecutor(8) as pool:
        for answers in pool.map(
            lambda _: [assess(case, policy, as_of=as_of) for case in cases], range(8)
        ):
            assert answers == wanted

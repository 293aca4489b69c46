# SPDX-License-Identifier: Apache-2.0
"""What a policy remembers: bounded, unseen, and never another answer."""

from __future__ import annotations

import copy
import pickle
from datetime import timedelta
from random import Random

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.cases.case import fold
from klagomal.deadlines.plans import Memory
from klagomal.reminders.cases import attention
from tests.random_cases import like_logs, random_policy


@given(st.randoms())
@settings(max_examples=60, deadline=None)
def test_clocks_of_a_policy_that_has_seen_many_cases_are_those_of_a_new_one(pick: Random) -> None:
    """Running deadlines, clocks and all, are the same with and without a memory."""
    policy = random_policy(pick)
    for case in [fold(log) for log in like_logs(pick, policy, 5)] * 2:
        assert policy.running(case) == attrs.evolve(policy).running(case)


def test_clocks_are_never_mixed_up_in_a_long_run() -> None:
    """Policies that run the clocks of many cases with the same days never mix them up."""
    for number in range(60):
        pick = Random(number)
        policy = random_policy(pick)
        for log in like_logs(pick, policy, 20):
            case = fold(log)
            alone = attrs.evolve(policy).running(case)
            assert policy.running(case) == alone, f"Random({number})"


@given(st.randoms())
@settings(max_examples=60, deadline=None)
def test_a_policy_that_has_seen_cases_watches_like_a_fresh_one(pick: Random) -> None:
    """What a case wants on a day does not depend on the cases that were looked at before."""
    policy = random_policy(pick)
    for case in [fold(log) for log in like_logs(pick, policy, 3)]:
        today = case.received_at.date() + timedelta(days=pick.choice([1, 6, 30]))
        assert attention(case, policy, today) == attention(case, attrs.evolve(policy), today)


def test_a_full_memory_forgets_all_and_goes_on() -> None:
    """The third of two answers finds room, and is remembered."""
    memory = Memory[str, int](2)
    for key, value in (("a", 1), ("b", 2), ("c", 3)):
        assert memory.keep(key, value) == value
    assert memory == {"c": 3}


def test_a_memory_is_sent_nowhere() -> None:
    """Copied deeply or pickled it is empty, with the same bound."""
    memory = Memory[str, int](2)
    memory.keep("a", 1)
    for found in (copy.deepcopy(memory), pickle.loads(pickle.dumps(memory))):
        assert (found, found.most) == ({}, 2)
    assert memory == {"a": 1}

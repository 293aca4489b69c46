# SPDX-License-Identifier: Apache-2.0
"""What the pure core costs: deadlines, fold and assess, aggregate, beside plain Python.

The caseload is made up with a fixed seed: a year of complaints with one confirmation, one answer
and one closing each, as an e-service would log them.
"""

from __future__ import annotations

import random
import timeit
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from klagomal import policies
from klagomal.assessment import assess
from klagomal.case import fold
from klagomal.events import Acknowledged, Answered, Closed, Event, Registered
from klagomal.feedback import Feedback
from klagomal.lifecycle import receive
from klagomal.policy import Policy
from klagomal.vocabulary import Channel, Kind

CASES = 20_000
AS_OF = date(2026, 3, 31)


def logs(policy: Policy, cases: int) -> list[tuple[Event, ...]]:
    """Return a year's case logs."""
    chance = random.Random(1)
    made = []
    for number in range(cases):
        at = datetime(2025, 1, 1, 8, tzinfo=UTC) + timedelta(minutes=chance.randrange(525_000))
        feedback = Feedback(kind=Kind.COMPLAINT, channel=Channel.EMAIL, received_at=at)
        told = at + timedelta(hours=chance.randrange(4, 240))
        answered = told + timedelta(hours=chance.randrange(1, 480))
        content = {"handler_name", "handler_contact", "expected_duration"}
        made.append(
            (
                *receive(feedback, policy, at, case_id=f"case-{number}"),
                Registered(at=at, register="diarium", reference=str(number)),
                Acknowledged(at=told, content=content, handler="handler-1"),
                Answered(at=answered),
                Closed(at=answered + timedelta(hours=1), content={"unit_notes"}),
            )
        )
    return made


def best(work: Callable[[], object], number: int = 1) -> float:
    """Return the best of five runs, in seconds for one."""
    return min(timeit.repeat(work, number=number, repeat=5)) / number


def main() -> None:
    """Print the table."""
    policy = policies.get("essunga")
    feedback = Feedback(
        kind=Kind.COMPLAINT, channel=Channel.EMAIL, received_at=datetime(2025, 6, 1, 9, tzinfo=UTC)
    )
    days = [
        Feedback(
            kind=Kind.COMPLAINT,
            channel=Channel.EMAIL,
            received_at=datetime(1980, 1, 1, 9, tzinfo=UTC) + timedelta(days=n),
        )
        for n in range(3000)
    ]
    policy.deadlines(feedback)
    warm = best(lambda: policy.deadlines(feedback), 2000)
    cold_policy = policies.get("essunga")

    def cold() -> None:
        plans = cold_policy._plans  # noqa: SLF001  (measured without its memory)
        plans.clear()
        for each in days:
            cold_policy.deadlines(each)

    each_cold = best(cold) / len(days)
    add = best(lambda: policy.calendar.add(date(2025, 6, 2), 10), 20_000)
    print(f"{len(policy.obligations)} obligations in {policy.id}")
    print(f"{'operation':<52}{'µs':>10}{'per add':>10}")
    for name, cost in (
        ("calendar.add(day, 10)", add),
        ("policy.deadlines(feedback), a day seen before", warm),
        ("policy.deadlines(feedback), every day new", each_cold),
        ("deadline.explain('sv')", best(lambda: policy.deadlines(feedback)[0].explain("sv"), 20)),
    ):
        print(f"{name:<52}{cost * 1e6:>10.2f}{cost / add:>10.1f}")

    print(f"\n{CASES} cases of five events each")
    print(f"{'operation':<52}{'cases/s':>10}")
    for key in policies.names():
        each_policy = policies.get(key)
        stories = logs(each_policy, CASES)
        cases = [fold(story) for story in stories]
        both = best(lambda: [assess(fold(s), each_policy, as_of=AS_OF) for s in stories])  # noqa: B023
        folding = best(lambda: [fold(s) for s in stories])  # noqa: B023
        assessing = best(lambda: [assess(c, each_policy, as_of=AS_OF) for c in cases])  # noqa: B023
        print(f"{'fold, ' + each_policy.id:<52}{CASES / folding:>10.0f}")
        print(f"{'assess, ' + each_policy.id:<52}{CASES / assessing:>10.0f}")
        print(f"{'fold and assess, ' + each_policy.id:<52}{CASES / both:>10.0f}")


if __name__ == "__main__":
    main()

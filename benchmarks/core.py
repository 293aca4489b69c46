# SPDX-License-Identifier: Apache-2.0
"""What the pure core costs: deadlines, an arrival, reading events, fold and assess.

The caseload is made up with a fixed seed: a year of complaints with one confirmation, one answer
and one closing each, as an e-service would log them.
"""

from __future__ import annotations

import random
import timeit
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import attrs

from klagomal import policies
from klagomal.assessment import assess
from klagomal.cases.case import fold
from klagomal.cases.events import Acknowledged, Answered, Closed, Event, Registered
from klagomal.cases.feedback import Feedback, Submission, Submitter
from klagomal.lifecycle import receive
from klagomal.policy.policy import Policy
from klagomal.records import fingerprint_of, records_of, row_of
from klagomal.reminders.cases import attention
from klagomal.serialization import event_from_json, event_to_json
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


def best(work: Callable[[], object], number: int = 1, repeat: int = 5) -> float:
    """Return the best of ``repeat`` runs, in seconds for one call of ``work``."""
    return min(timeit.repeat(work, number=number, repeat=repeat)) / number


def arriving_daily(first: date, days: int) -> list[Feedback]:
    """Return a complaint for each of some days, at nine in the morning."""
    at = datetime(first.year, first.month, first.day, 9, tzinfo=UTC)
    return [
        Feedback(
            kind=Kind.COMPLAINT, channel=Channel.EMAIL, received_at=at + timedelta(days=number)
        )
        for number in range(days)
    ]


def arrive(feedback: Feedback, policy: Policy) -> None:
    """Do all that a desk does in pure code when a form comes in."""
    person = Submitter(name="Test Testsson", email="test@example.org")
    form = Submission(feedback=feedback, text="Formulär. " * 20, submitter=person)
    fingerprint_of(form)
    now = feedback.received_at
    events = receive(feedback, policy, now, case_id="case-1")
    fold(events)
    events += (Registered(at=now, register="diarium", reference="1"),)
    records_of(events)
    case = fold(events)
    later = attention(case, policy, policy.calendar.day_of(now)).later
    row_of(case, policy, len(events), look_on=later, needs_work=True)


def arrivals(policy: Policy) -> None:
    """Print what an arrival costs, on a day seen before and on a new day."""
    few = arriving_daily(date(2025, 1, 1), 200)
    arrive(few[0], policy)
    seen = best(lambda: arrive(few[0], policy), 200)

    def unseen() -> None:
        forgetful = attrs.evolve(policy)
        for feedback in few:
            arrive(feedback, forgetful)

    print(f"{'an arrival, on a day seen before':<52}{seen * 1e6:>10.0f}")
    print(f"{'an arrival, every day new':<52}{best(unseen) / len(few) * 1e6:>10.0f}")


def events_read(policy: Policy) -> None:
    """Print how many stored events are read and written in a second."""
    log = [event for story in logs(policy, 400) for event in story]
    stored = [event_to_json(event) for event in log]
    reading = best(lambda: [event_from_json(text) for text in stored])
    writing = best(lambda: [event_to_json(event) for event in log])
    print(f"\n{'events':<52}{'per second':>10}")
    print(f"{'event_from_json':<52}{len(log) / reading:>10.0f}")
    print(f"{'event_to_json':<52}{len(log) / writing:>10.0f}")


def main() -> None:
    """Print the table."""
    policy = policies.get("essunga")
    feedback = Feedback(
        kind=Kind.COMPLAINT, channel=Channel.EMAIL, received_at=datetime(2025, 6, 1, 9, tzinfo=UTC)
    )
    days = arriving_daily(date(1980, 1, 1), 3000)
    policy.deadlines(feedback)
    warm = best(lambda: policy.deadlines(feedback), 2000)

    def cold() -> None:
        forgetful = attrs.evolve(policy)
        for each in days:
            forgetful.deadlines(each)

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

    arrivals(policy)
    events_read(policy)

    print(f"\n{CASES} cases of five events each")
    print(f"{'operation':<52}{'cases/s':>10}")
    for key in policies.names():
        caseload(policies.get(key))


def caseload(policy: Policy) -> None:
    """Print how many cases are folded and assessed in a second."""
    stories = logs(policy, CASES)
    new = attrs.evolve(policy)
    first = best(lambda: [assess(fold(story), new, as_of=AS_OF) for story in stories], repeat=1)
    both = best(lambda: [assess(fold(story), policy, as_of=AS_OF) for story in stories])
    cases = [fold(story) for story in stories]
    folding = best(lambda: [fold(story) for story in stories])
    assessing = best(lambda: [assess(case, policy, as_of=AS_OF) for case in cases])
    print(f"{'fold, ' + policy.id:<52}{CASES / folding:>10.0f}")
    print(f"{'assess, ' + policy.id:<52}{CASES / assessing:>10.0f}")
    print(f"{'fold and assess, ' + policy.id:<52}{CASES / both:>10.0f}")
    print(f"{'  the same, by a policy that has seen no case':<52}{CASES / first:>10.0f}")


if __name__ == "__main__":
    main()

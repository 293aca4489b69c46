# SPDX-License-Identifier: Apache-2.0
"""Obligations that matter and what can befall a case under them, at random.

Everything is picked from a few words, days and people, so that events meet the rules often: a case
in which nothing fits is no test. Policies are those that a text could be turned into; logs are
those that could have been written. All picks are made by the ``Random`` passed in, so that
Hypothesis can shrink them (``st.randoms()``).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import attrs

from klagomal.cases.events import EVENTS, Actor, ContactEvent, Event, Received
from klagomal.cases.feedback import Feedback
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import DelayRule, Obligation, On, Scope
from klagomal.promises.provisions import KindRule
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Term, Within
from klagomal.vocabulary import (
    Channel,
    Extension,
    Kind,
    Role,
    Roll,
    Satisfaction,
    Severity,
    Unit,
    Waiver,
)
from tests.small_policies import WORDS, duty, small

ARRIVALS = [
    date(2025, 12, 15),  # Christmas and New Year ahead
    date(2025, 6, 13),  # Midsummer
    date(2025, 4, 10),  # Easter
    date(2004, 5, 24),  # the last Whit Monday that was a holiday
    date(2005, 5, 30),  # the first National Day that was one
    date(2024, 2, 20),  # a leap day
    date(2025, 3, 25),  # clocks go forward on the 30th
    date(2025, 10, 21),  # and back on the 26th
]
ELEMENTS = ["handler_name", "reason"]
PEOPLE = ["", "receiver-1", "anna", "bo"]
ROLES = [Role.STAFF, Role.HANDLER, Role.NEAREST_MANAGER, Role.RECEIVER]
WORD = ["acknowledged", "handler_announced", "progress_notice", "answered"]
STEPS = [*WORD, "transferred", "registered", "escalated", "milestone", "measure_recorded", "closed"]
WITHOUT_NUMBER: list[Term] = [ByPromise(), ByPromise(), BeforeClosing(), InWords(WORDS)]
TURNS = {"closed": "reopened", "paused": "resumed"}


def rarely(pick: Random) -> bool:
    """Return True one time in five."""
    return pick.randrange(5) == 4


def some(pick: Random, options: list[Any]) -> frozenset[Any]:
    """Return any part of ``options``, also none."""
    return frozenset(option for option in options if pick.randrange(2))


# --- policies -------------------------------------------------------------------------------------


def random_policy(pick: Random) -> Policy:
    """Return a policy of one to four obligations, some of which refer to others."""
    found: list[Obligation] = []
    for id_ in ("first", "second", "third", "fourth")[: pick.randint(1, 4)]:
        found.append(_obligation(pick, id_, [earlier.id for earlier in found]))
    kinds = (
        KindRule(kind=Kind.COMPLAINT, label=WORDS),
        KindRule(kind=Kind.PRAISE, label=WORDS, counts_as=pick.choice([None, Kind.COMPLAINT])),
    )
    return small(*found, kinds=kinds)


def _obligation(pick: Random, id_: str, earlier: list[str]) -> Obligation:
    term = _term(pick, earlier)
    by_promise = isinstance(term, ByPromise)
    own_start = by_promise or rarely(pick)
    fulfilled_by = _patterns(pick, pick.choice([WORD, STEPS]), 1)
    carries = any(pattern.event in {*WORD, "closed"} for pattern in fulfilled_by)
    can_pause = isinstance(term, Within) and term.roll is Roll.NONE
    starting = WORD[:3] if by_promise else [*STEPS, "received", "received", "received"]
    return duty(
        id_,
        term,
        *fulfilled_by,
        starts_on=_patterns(pick, starting, 1) if own_start else (On("received"),),
        also_by=_patterns(pick, ["answered"], 0) if rarely(pick) else (),
        ended_by=_patterns(pick, ["answered", "closed", "milestone"], 1) if rarely(pick) else (),
        content=some(pick, ELEMENTS) if carries and pick.randrange(2) else frozenset(),
        applies_to=_scope(pick),
        waived_if=some(pick, list(Waiver)) if rarely(pick) else frozenset(),
        delay=_delay_rule(pick) if pick.randrange(2) else None,
        level=pick.choice([None, None, None, None, None, 1, 2]),
        start_latest=pick.choice(earlier) if earlier and rarely(pick) else "",
        each=rarely(pick),
        after_start=rarely(pick),
        pausable=can_pause and bool(pick.randrange(2)),
        accepts_automatic=not rarely(pick),
    )


def _term(pick: Random, earlier: list[str]) -> Term:
    choice = pick.randrange(8 if earlier else 6)
    if choice in (0, 1, 2):
        unit = pick.choice([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS])
        return Within(pick.randint(1, 12), unit)
    if choice == 3:
        return Within(pick.randint(1, 2), pick.choice([Unit.WEEKS, Unit.MONTHS]))
    if choice == 4:
        return Within(pick.randint(1, 12), Unit.CALENDAR_DAYS, pick.choice(list(Roll)))
    if choice == 5:
        return pick.choice(WITHOUT_NUMBER)
    return ByDueOf(pick.choice(earlier), only_if_late=choice == 7)


def _patterns(pick: Random, slugs: list[str], least: int) -> tuple[On, ...]:
    return tuple(_pattern(pick, pick.choice(slugs)) for _ in range(pick.randint(least, 2)))


def _pattern(pick: Random, slug: str) -> On:
    """Return a pattern for ``slug``, now and then narrowed by something that can happen."""
    if pick.randrange(3):
        return On(slug)
    by = some(pick, [Role.HANDLER, Role.RECEIVER]) if rarely(pick) else frozenset()
    if slug in WORD:
        return On(
            slug,
            by=by,
            content=some(pick, ELEMENTS),
            modes={Channel.PHONE} if rarely(pick) else frozenset(),
            other_handler=rarely(pick),
        )
    if slug == "transferred":
        return On(slug, by=by, to={Role.NEAREST_MANAGER})
    if slug == "registered":
        what = pick.choice(["feedback", "answer"])
        return On(slug, by=by, name=what, individually=bool(pick.randrange(2)))
    names = {"milestone": "inspected", "measure_recorded": "corrective"}
    return On(slug, by=by, name=names.get(slug, ""))


def _scope(pick: Random) -> Scope:
    return pick.choice(
        [
            *[Scope()] * 20,
            Scope(kinds={Kind.COMPLAINT}),
            Scope(severities={Severity.SERIOUS}),
            Scope(channels={Channel.LETTER}),
            Scope(categories={"pothole"}),
            Scope(sectors={"education"}),
            Scope(units={"road-unit"}),
            Scope(concerns_receiver=True),
            Scope(misdirected=True),
        ]
    )


def _delay_rule(pick: Random) -> DelayRule:
    extends = pick.choice(list(Extension))
    at_most = None
    if extends is Extension.BY_AT_MOST:
        unit = pick.choice([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.WEEKS])
        at_most = Within(pick.randint(1, 8), unit, pick.choice(list(Roll)))
    return DelayRule(
        extends=extends,
        at_most=at_most,
        times=pick.choice([None, 1, 2]),
        needs_consent=rarely(pick),
        must_precede_due=not rarely(pick),
        content=frozenset({"reason"}) if rarely(pick) else frozenset(),
    )


# --- cases ----------------------------------------------------------------------------------------


def random_log(pick: Random, policy: Policy, spread: int = 45, most: int = 12) -> tuple[Event, ...]:
    """Return the log of one case: up to ``most`` events within ``spread`` days of the arrival.

    What happened may have been written down later, out of its order.
    """
    slugs = [*WORD, *STEPS, *["delay_notice"] * 6, *TURNS.values(), "paused"]
    slugs += ["reclassified", "severity_set", "satisfaction_recorded"]
    minutes = sorted(pick.sample(range(spread * 24 * 60), pick.randint(0, most)))
    return _log(pick, _arrival(pick, policy), slugs, minutes)


def like_logs(pick: Random, policy: Policy, how_many: int) -> list[tuple[Event, ...]]:
    """Return logs of cases that arrived alike and in which the rules' own events happened.

    They share their days and differ in order and contents: what a memory could mix up.
    """
    arrival = attrs.evolve(_arrival(pick, policy), records=None)
    patterns = [
        pattern
        for obligation in policy.obligations
        for part in (obligation.starts_on, obligation.fulfilled_by, obligation.also_by)
        for pattern in (*part, *obligation.ended_by)
    ]
    slugs = sorted({pattern.event for pattern in patterns} - {"received"})
    hours = range(0, 73, 8)
    times = [sorted(pick.sample(hours, pick.randint(0, 4))) for _ in range(how_many)]
    return [_log(pick, arrival, slugs, [hour * 60 for hour in chosen]) for chosen in times]


def _log(
    pick: Random, arrival: Received, slugs: list[str], minutes: list[int]
) -> tuple[Event, ...]:
    standing: dict[str, bool] = {}
    happened: list[Event] = []
    for after in minutes:
        slug = pick.choice(slugs)
        for first, second in TURNS.items():
            if slug in (first, second):
                slug = second if standing.get(first) else first
                standing[first] = slug == first
        happened.append(random_event(pick, slug, arrival.at + timedelta(minutes=after)))
    written = [
        attrs.evolve(event, recorded_at=event.at + timedelta(days=pick.randint(0, 9)))
        if rarely(pick)
        else event
        for event in happened
    ]
    return (arrival, *sorted(written, key=lambda event: event.recorded_at))


def _arrival(pick: Random, policy: Policy) -> Received:
    day = pick.choice(ARRIVALS) + timedelta(days=pick.randint(0, 6))
    hours = pick.choice([12, 12, 21, 22, 23, pick.randint(0, 23)])
    moment = datetime(day.year, day.month, day.day, hours, pick.choice([0, 30]), tzinfo=UTC)
    feedback = Feedback(
        kind=pick.choice([Kind.COMPLAINT, Kind.COMPLAINT, Kind.PRAISE]),
        channel=pick.choice([Channel.LETTER, Channel.PHONE]),
        received_at=moment,
        unit=pick.choice(["", "road-unit", "park-unit"]),
        receiving_unit=pick.choice(["", "road-unit"]),
        sector=pick.choice(["", "education"]),
        category=pick.choice(["", "pothole"]),
        subjects=frozenset({"receiver-1"}) if pick.randrange(2) else frozenset(),
        has_contact_route=not rarely(pick),
        wants_reply=not rarely(pick),
    )
    return Received(
        at=moment,
        by=Actor(Role.STAFF, pick.choice(["", "receiver-1"])),
        case_id="case-1",
        feedback=feedback,
        policy=policy.key,
        edition=policy.edition,
        records=some(pick, STEPS) if rarely(pick) and rarely(pick) else None,
    )


def random_event(pick: Random, slug: str, at: datetime) -> Event:
    """Return an event of one sort with random contents."""
    kind = EVENTS[slug]
    about: dict[str, Any] = {"at": at, "by": Actor(pick.choice(ROLES), pick.choice(PEOPLE))}
    if issubclass(kind, ContactEvent):
        promised = at.date() + timedelta(days=pick.randint(-3, 30))
        about |= {
            "content": some(pick, ELEMENTS),
            "mode": pick.choice([None, Channel.PHONE, Channel.LETTER]),
            "handler": pick.choice(PEOPLE),
            "promised": pick.choice([None, promised]),
            "automatic": rarely(pick),
        }
    about |= {name: pick.choice(values) for name, values in _OWN.get(slug, {}).items()}
    return kind(**about)


_OWN: dict[str, dict[str, list[Any]]] = {
    "transferred": {
        "to_unit": ["", "road-unit", "park-unit"],
        "to_role": [None, Role.NEAREST_MANAGER, Role.REGISTRAR],
    },
    "registered": {
        "register": ["diary"],
        "reference": ["2025-1"],
        "what": ["feedback", "answer"],
        "dossier": ["", "Synpunkten 2025"],
    },
    "escalated": {"to_level": [2, 2, 3], "assigned_to": PEOPLE},
    "milestone": {"name": ["inspected", "visited"]},
    "measure_recorded": {"measure": ["new-lamp"]},
    "reclassified": {"kind": [Kind.COMPLAINT, Kind.PRAISE]},
    "severity_set": {"severity": list(Severity)},
    "satisfaction_recorded": {"satisfaction": list(Satisfaction)},
    "paused": {"reason": ["waiting"]},
    "delay_notice": {"consented": [False, True]},
    "closed": {"content": [frozenset(), frozenset(ELEMENTS)]},
}

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

from klagomal.calendar import Season
from klagomal.cases.events import (
    EVENTS,
    Actor,
    ContactEvent,
    Corrected,
    DeliveryEvent,
    DeliveryFailed,
    DeliverySucceeded,
    DueDate,
    Erased,
    Event,
    Received,
)
from klagomal.cases.feedback import Feedback
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import DelayRule, Obligation, On, Scope, on
from klagomal.promises.provisions import KindRule, Ladder, Level
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Term, Within
from klagomal.vocabulary import (
    Channel,
    ClosingGround,
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
SENT = ["informed", "copy_sent", "praise_forwarded"]
STEPS = [*WORD, "transferred", "registered", "escalated", "milestone", "measure_recorded", "closed"]
LIFTING = ["contact_noted", "contact_noted", "erased", "streams_set", "streams_set"]
WITHOUT_NUMBER: list[Term] = [ByPromise(), ByPromise(), BeforeClosing(), InWords(WORDS)]
SEASONS = [
    Season((12, 20), (1, 7)),
    Season((6, 15), (6, 30)),
    Season((4, 14), (4, 25)),
]
LADDER = Ladder(levels=tuple(Level(role=role) for role in (Role.HANDLER, Role.NEAREST_MANAGER)))
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
    return small(*found, kinds=kinds, ladder=LADDER)


def timed_policy(pick: Random) -> Policy:
    """Return a policy in which days are moved: by notices, pauses, caps, rests and one another."""
    found: list[Obligation] = []
    for id_ in ("first", "second", "third")[: pick.randint(1, 3)]:
        earlier = [obligation.id for obligation in found]
        follows = bool(earlier) and pick.randrange(3) > 0
        rule = None
        if pick.randrange(4):
            rule = _delay_rule(pick)
            if rule.extends is Extension.NO and pick.randrange(2):
                rule = attrs.evolve(rule, extends=Extension.TO_NEW_DATE)
        promised = not follows and rarely(pick)
        term: Term = ByPromise(at_most=_within(pick) if rarely(pick) else None)
        if follows:
            term = ByDueOf(pick.choice(earlier), only_if_late=bool(pick.randrange(3)))
        elif not promised:
            term = _within(pick)
        fulfilled_by = ["delay_notice", "handler_announced"] if follows else ["answered"]
        obligation = duty(
            id_,
            term,
            *_patterns(pick, fulfilled_by, 1),
            starts_on=on("handler_announced", "acknowledged") if promised else on("received"),
            ended_by=_endings(pick) if rarely(pick) else (),
            content=frozenset({"reason"}) if rarely(pick) else frozenset(),
            applies_to=_scope(pick) if rarely(pick) else Scope(),
            delay=rule,
            start_latest=pick.choice(earlier) if earlier and rarely(pick) else "",
            each=rarely(pick),
            after_start=rarely(pick),
            pausable=isinstance(term, Within) and bool(pick.randrange(4)),
        )
        found.append(obligation)
    return small(*found, ladder=LADDER)


def timed_log(pick: Random, policy: Policy) -> tuple[Event, ...]:
    """Return the log of a case in which notices are given and clocks stand still."""
    arrival = attrs.evolve(_arrival(pick, policy), records=None, excluded="")
    slugs = ["delay_notice"] * 6 + ["paused", "resumed"] * 3 + ["handler_announced"] * 2
    slugs += ["answered", "acknowledged", "closed", "reopened", "streams_set", "category_set"]
    minutes = _minutes(pick, pick.choice([20, 45]), 9)
    return _log(pick, arrival, slugs, minutes)


def _obligation(pick: Random, id_: str, earlier: list[str]) -> Obligation:
    term = _term(pick, earlier)
    by_promise = isinstance(term, ByPromise)
    own_start = by_promise or rarely(pick)
    taken_in = On("received", by={Role.CONTACT_CENTRE}) if rarely(pick) else On("received")
    fulfilled_by = _patterns(pick, pick.choice([WORD, [*STEPS, *SENT]]), 1)
    carries = any(pattern.event in {*WORD, "closed"} for pattern in fulfilled_by)
    starting = WORD[:3] if by_promise else [*STEPS, "received", "received", "received"]
    return duty(
        id_,
        term,
        *fulfilled_by,
        starts_on=_patterns(pick, starting, 1) if own_start else (taken_in,),
        also_by=_patterns(pick, ["answered"], 0) if rarely(pick) else (),
        ended_by=_endings(pick) if rarely(pick) else (),
        content=some(pick, ELEMENTS) if carries and pick.randrange(2) else frozenset(),
        applies_to=_scope(pick),
        waived_if=some(pick, list(Waiver)) if pick.randrange(3) == 0 else frozenset(),
        delay=_delay_rule(pick) if pick.randrange(2) else None,
        level=pick.choice([None, None, None, None, None, 1, 2]),
        start_latest=pick.choice(earlier) if earlier and rarely(pick) else "",
        each=rarely(pick),
        after_start=rarely(pick),
        pausable=isinstance(term, Within) and bool(pick.randrange(2)),
        accepts_automatic=not rarely(pick),
    )


def _term(pick: Random, earlier: list[str]) -> Term:
    choice = pick.randrange(8 if earlier else 6)
    if choice in (0, 1, 2):
        return Within(pick.randint(1, 12), pick.choice([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]))
    if choice in (3, 4):
        return _within(pick)
    if choice == 5:
        capped = ByPromise(at_most=_within(pick))
        return pick.choice([*WITHOUT_NUMBER, capped])
    return ByDueOf(pick.choice(earlier), only_if_late=choice == 7)


def _within(pick: Random) -> Within:
    unit = pick.choice(list(Unit))
    n = pick.randint(1, 2) if unit in (Unit.WEEKS, Unit.MONTHS) else pick.randint(1, 12)
    rests = (pick.choice(SEASONS),) if rarely(pick) else ()
    start_roll = pick.choice(list(Roll)) if rarely(pick) else Roll.NONE
    how = pick.choice(list(Roll)) if pick.randrange(2) else Roll.NONE
    return Within(n, unit, how, start_roll=start_roll, rests=rests)


def _endings(pick: Random) -> tuple[On, ...]:
    """Return what ends an obligation, now and then only if it comes in time."""
    patterns = _patterns(pick, ["answered", "closed", "closed", "milestone"], 1)
    within = _within(pick) if pick.randrange(3) == 0 else None
    return tuple(attrs.evolve(pattern, within=within) for pattern in patterns)


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
    if slug == "copy_sent":
        return On(slug, by=by, to={Role.HANDLER})
    names = {"milestone": "inspected", "measure_recorded": "corrective", "closed": "handled"}
    return On(slug, by=by, name=names.get(slug, ""))


def _scope(pick: Random) -> Scope:
    return pick.choice(
        [
            *[Scope()] * 20,
            Scope(kinds={Kind.COMPLAINT}),
            Scope(severities={Severity.SERIOUS}),
            Scope(channels={Channel.LETTER}),
            *[Scope(categories={"pothole"})] * 2,
            *[Scope(except_categories={"pothole"})] * 2,
            Scope(reachable_by={Channel.EMAIL}),
            Scope(reply_by={Channel.LETTER}),
            Scope(sectors={"education"}),
            Scope(units={"road-unit"}),
            Scope(concerns_receiver=True),
            Scope(misdirected=True),
        ]
    )


def _delay_rule(pick: Random) -> DelayRule:
    extends = pick.choice(list(Extension))
    at_most = _cap(pick) if extends is Extension.BY_AT_MOST else None
    may_be_capped = extends is not Extension.NO and rarely(pick)
    times = pick.choice([None, 1, 2])
    return DelayRule(
        extends=extends,
        at_most=at_most,
        times=None if extends is Extension.NO else times,
        needs_consent=rarely(pick),
        must_precede_due=not rarely(pick),
        content=frozenset({"reason"}) if rarely(pick) else frozenset(),
        modes=frozenset({Channel.LETTER}) if rarely(pick) else frozenset(),
        in_total=_cap(pick) if may_be_capped else None,
    )


def _cap(pick: Random) -> Within:
    """Return a limit of an extension; it neither rolls nor rests, which is tested by hand."""
    unit = pick.choice([unit for unit in Unit if unit is not Unit.MONTHS])
    return Within(pick.randint(1, 12) if unit is not Unit.WEEKS else pick.randint(1, 4), unit)


# --- cases ----------------------------------------------------------------------------------------


def random_log(pick: Random, policy: Policy, spread: int = 45, most: int = 12) -> tuple[Event, ...]:
    """Return the log of one case: up to ``most`` events within ``spread`` days of the arrival.

    What happened may have been written down later, out of its order. No entry speaks of another.
    """
    slugs = [*_HAPPENING, *_meeting(policy) * 2]
    return _log(pick, _arrival(pick, policy), slugs, _minutes(pick, spread, most))


def mended_log(pick: Random, policy: Policy, spread: int = 45, most: int = 16) -> tuple[Event, ...]:
    """Return a log like :func:`random_log` in which messages fail and entries are put right.

    Some sorts of events come often in one log and seldom in the next.
    """
    slugs = [*_HAPPENING, *_meeting(policy) * 10]
    slugs += [slug for often in _TOGETHER if not pick.randrange(3) for slug in often * 10]
    return _log(pick, _arrival(pick, policy), slugs, _minutes(pick, spread, most))


_HAPPENING = [*WORD, *STEPS, *SENT, *["delay_notice"] * 6, *TURNS.values(), "paused", *LIFTING]
_HAPPENING += ["reclassified", "severity_set", "satisfaction_recorded", "linked"]
_HAPPENING += ["category_set", "category_set", "wrote_again"]
_TOGETHER = [
    [*["delivery_failed"] * 8, *["delivery_succeeded"] * 3],
    ["delay_notice", "delay_notice", "delay_notice"],
    ["closed", "closed", "reopened"],
    ["paused", "resumed"],
    ["corrected"],
    ["category_set"],
    LIFTING,
]


def _meeting(policy: Policy) -> list[str]:
    """Return the slugs of the events that a policy's rules look for, once for each rule."""
    patterns = [
        pattern
        for obligation in policy.obligations
        for part in (obligation.starts_on, obligation.fulfilled_by, obligation.also_by)
        for pattern in (*part, *obligation.ended_by)
    ]
    return [pattern.event for pattern in patterns if pattern.event != "received"]


def _minutes(pick: Random, spread: int, most: int) -> list[int]:
    return sorted(pick.sample(range(spread * 24 * 60), pick.randint(0, most)))


def like_logs(pick: Random, policy: Policy, how_many: int) -> list[tuple[Event, ...]]:
    """Return logs of cases that arrived alike and in which the rules' own events happened.

    They share their days and differ in order and contents, and in some of them something failed or
    was lifted: what a memory could mix up.
    """
    arrival = attrs.evolve(_arrival(pick, policy), records=None)
    slugs = sorted(set(_meeting(policy)))
    if rarely(pick):
        slugs += ["delivery_failed", "delivery_succeeded", "corrected", *LIFTING]
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
    return _mended(pick, [arrival, *sorted(written, key=lambda event: event.recorded_at)])


def _mended(pick: Random, log: list[Event]) -> tuple[Event, ...]:
    """Return the log with deliveries and corrections that are about entries before their own."""
    for place, event in enumerate(log):
        if isinstance(event, DeliveryEvent):
            log[place] = attrs.evolve(event, version=_delivered(pick, log[:place], event))
    for place, event in enumerate(log):
        if isinstance(event, Corrected):
            found = _correction(pick, log[:place])
            log[place] = attrs.evolve(event, **found)
            if not _could_be(log, place + 1):
                log[place] = attrs.evolve(event, version=1, instead=_as_they_read(log, place)[1])
    return tuple(log)


def _delivered(pick: Random, before: list[Event], event: DeliveryEvent) -> int:
    """Return the version that a delivery is about: mostly a message that was sent or failed."""
    if isinstance(event, DeliverySucceeded):
        found = [e.version for e in before if isinstance(e, DeliveryFailed) and e.at <= event.at]
    else:
        found = [n for n, e in enumerate(before, 1) if e.is_message and e.at <= event.at]
    if rarely(pick) and rarely(pick):
        found = list(range(len(before) + 1))
    return pick.choice(found or [0])


def _correction(pick: Random, before: list[Event]) -> dict[str, Any]:
    """Return how any earlier entry is put right, whether or not that fits the others."""
    entries = enumerate(before, 1)
    version = pick.choice([n for n, e in entries if not isinstance(e, (Corrected, Erased))])
    was = before[version - 1]
    at = was.at + timedelta(minutes=pick.choice([0, 0, pick.randint(-9000, 9000)]))
    if isinstance(was, Received):
        feedback = attrs.evolve(was.feedback, received_at=at, unit="road-unit")
        arrived = attrs.evolve(was, at=at, recorded_at=at, feedback=feedback)
        excluded = pick.choice(["", "", "appeal"])
        return {"version": 1, "instead": attrs.evolve(arrived, excluded=excluded)}
    other = pick.choice(sorted({*_HAPPENING, "delivery_failed"} - {"erased"}))
    instead = random_event(pick, pick.choice([was.slug, was.slug, other]), at)
    if isinstance(instead, DeliveryEvent):
        instead = attrs.evolve(instead, version=pick.randint(0, len(before)))
    return {"version": version, "instead": pick.choice([instead, instead, None])}


def _could_be(log: list[Event], corrected: int) -> bool:
    """Whether the arrival comes first, and all that takes turns does, as far as it is corrected."""
    found = _as_they_read(log, corrected)
    if any(event.at < found[1].at for event in found.values()):
        return False
    told = [event.slug for event in sorted(found.values(), key=lambda event: event.at)]
    for pair in TURNS.items():
        turns = [slug for slug in told if slug in pair]
        if turns != [pair[number % 2] for number in range(len(turns))]:
            return False
    return True


def _as_they_read(log: list[Event], corrected: int) -> dict[int, Event]:
    """Return the entries that stand after the corrections among the first ones, by version."""
    found: dict[int, Event | None] = dict(enumerate(log, 1))
    for event in log[:corrected]:
        if isinstance(event, Corrected):
            found[event.version] = event.instead
    return {version: event for version, event in found.items() if event is not None}


def _arrival(pick: Random, policy: Policy) -> Received:
    day = pick.choice(ARRIVALS) + timedelta(days=pick.randint(0, 6))
    hours = pick.choice([12, 12, 21, 22, 23, pick.randint(0, 23)])
    moment = datetime(day.year, day.month, day.day, hours, pick.choice([0, 30]), tzinfo=UTC)
    has_contact_route = not rarely(pick)
    feedback = Feedback(
        kind=pick.choice([Kind.COMPLAINT, Kind.COMPLAINT, Kind.PRAISE]),
        channel=pick.choice([Channel.LETTER, Channel.PHONE]),
        received_at=moment,
        unit=pick.choice(["", "road-unit", "park-unit"]),
        receiving_unit=pick.choice(["", "road-unit"]),
        sector=pick.choice(["", "education"]),
        category=pick.choice(["", "pothole"]),
        subjects=frozenset({"receiver-1"}) if pick.randrange(2) else frozenset(),
        has_contact_route=has_contact_route,
        wants_reply=not rarely(pick),
        anonymous=rarely(pick),
        reachable_by=some(pick, [Channel.EMAIL, Channel.PHONE]) if has_contact_route else (),
        reply_by=pick.choice([None, Channel.LETTER]),
    )
    return Received(
        at=moment,
        by=Actor(
            pick.choice([Role.STAFF, Role.STAFF, Role.CONTACT_CENTRE]),
            pick.choice(["", "receiver-1"]),
        ),
        case_id="case-1",
        feedback=feedback,
        policy=policy.key,
        edition=policy.edition,
        due=tuple(
            DueDate(obligation.id, day + timedelta(days=pick.randint(1, 20)))
            for obligation in policy.obligations
            if pick.randrange(3) == 0
        )
        if rarely(pick)
        else (),
        excluded="appeal" if rarely(pick) and rarely(pick) else "",
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
    if about.get("ground") is ClosingGround.DUPLICATE:
        about["duplicate_of"] = "case-2"
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
    "category_set": {"category": ["noise", "pothole"]},
    "milestone": {"name": ["inspected", "visited"]},
    "measure_recorded": {"measure": ["new-lamp"]},
    "reclassified": {"kind": [Kind.COMPLAINT, Kind.PRAISE]},
    "severity_set": {"severity": list(Severity)},
    "satisfaction_recorded": {"satisfaction": list(Satisfaction)},
    "paused": {"reason": ["waiting"]},
    "delay_notice": {"consented": [False, True]},
    "closed": {
        "content": [frozenset(), frozenset(ELEMENTS)],
        "ground": [*[ClosingGround.HANDLED] * 5, *[ClosingGround.WITHDRAWN] * 2, *ClosingGround],
    },
    "copy_sent": {"to": [Role.HANDLER, Role.NEAREST_MANAGER]},
    "streams_set": {"streams": [()], "excluded": ["", "", "appeal"]},
    "linked": {"to": ["case-3"]},
    "delivery_failed": {"notice": ["answer"]},
    "delivery_succeeded": {"notice": ["answer"]},
    "contact_noted": {"reachable": [False, True]},
    "erased": {"authority": ["plan 3.1"], "reason": ["retention"]},
    "corrected": {"version": [1], "reason": ["mistake"]},
}

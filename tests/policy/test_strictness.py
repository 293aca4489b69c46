# SPDX-License-Identifier: Apache-2.0
"""Which of two promises asks more: checked against case logs and a slow model over days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.assessment import assess
from klagomal.calendar import SWEDEN, CalendarSpec, calendar_for
from klagomal.cases.case import fold
from klagomal.cases.events import EVENTS, Closed, Event, Received
from klagomal.cases.feedback import Feedback
from klagomal.errors import CalendarRangeError
from klagomal.policy.policy import Policy
from klagomal.policy.strictness import at_least_as_strict, covers, never_later
from klagomal.promises.citation import Source
from klagomal.promises.counting import last_day
from klagomal.promises.obligations import DelayRule, Obligation, On, Scope, complaints, on
from klagomal.promises.provisions import KindRule
from klagomal.promises.terms import (
    BeforeClosing,
    ByDueOf,
    ByPromise,
    InWords,
    Term,
    Within,
)
from klagomal.vocabulary import (
    Channel,
    Extension,
    Kind,
    Label,
    Outcome,
    Role,
    Roll,
    Strength,
    Unit,
    Waiver,
)

CALENDAR = calendar_for(SWEDEN)
WORDS = Label("ord", "words")
BROKEN = {Outcome.LATE_SILENT, Outcome.LATE_NOTIFIED, Outcome.OVERDUE}
PLAIN = Obligation(
    id="plain",
    title=WORDS,
    fulfilled_by=on("acknowledged", "answered"),
    term=Within(10),
    strength=Strength.PROMISE,
)


def stricter(one: Obligation, other: Obligation) -> bool:
    """Return the answer in the Swedish calendar."""
    return at_least_as_strict(one, other, CALENDAR)


# --- terms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Within(5), Within(10)),
        # Ten calendar days never reach the tenth working day: a weekend lies in every ten days.
        (Within(10, Unit.CALENDAR_DAYS), Within(10, Unit.WORKING_DAYS)),
        # Two weeks of working days, counted in days.
        (Within(2, Unit.WEEKS), Within(14, Unit.CALENDAR_DAYS)),
        (Within(14, Unit.CALENDAR_DAYS), Within(2, Unit.WEEKS)),
        # February has 28 days.
        (Within(28, Unit.CALENDAR_DAYS), Within(1, Unit.MONTHS)),
        # A last day that moves back is never later than one that stays.
        (
            Within(10, Unit.CALENDAR_DAYS, Roll.PREVIOUS_WORKING_DAY),
            Within(10, Unit.CALENDAR_DAYS),
        ),
        (Within(400), BeforeClosing()),
        (Within(400), InWords(WORDS)),
        (BeforeClosing(), InWords(WORDS)),
        (ByPromise(), ByPromise()),
        (InWords(WORDS), InWords(WORDS)),
    ],
)
def test_never_later(one: Term, other: Term) -> None:
    """The one never gives more time."""
    assert never_later(one, other, CALENDAR)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # From a Monday without holidays five working days are a week; at Christmas they are two.
        (Within(5), Within(1, Unit.WEEKS)),
        # From a Saturday a week ends on Saturday, five working days on Friday.
        (Within(1, Unit.WEEKS), Within(5)),
        # Thirty days from 31 January are in March, a month in February.
        (Within(30, Unit.CALENDAR_DAYS), Within(1, Unit.MONTHS)),
        (Within(1, Unit.MONTHS), Within(30, Unit.CALENDAR_DAYS)),
        # A day promised may be any day, and there may be none.
        (ByPromise(), Within(400)),
        (Within(1), ByPromise()),
        (ByPromise(), BeforeClosing()),
        (ByDueOf("plain"), Within(400)),
        (ByDueOf("plain"), ByDueOf("other")),
        # Words compare with nothing but the same words.
        (InWords(WORDS), InWords(Label("annat", "other"))),
        (InWords(WORDS), BeforeClosing()),
        (BeforeClosing(), Within(400)),
    ],
)
def test_not_never_later(one: Term, other: Term) -> None:
    """Where it is sometimes later, or cannot be known, the answer is no and not a guess."""
    assert not never_later(one, other, CALENDAR)


withins = st.builds(
    Within, st.integers(1, 40), st.sampled_from(list(Unit)), st.sampled_from(list(Roll))
)


@given(withins, withins, st.dates(date(2001, 1, 1), date(2028, 12, 31)))
@settings(max_examples=40, deadline=None)
def test_never_later_holds_on_every_day(one: Within, other: Within, day: date) -> None:
    """If the answer is yes, no starting day of the reference years contradicts it."""
    if never_later(one, other, CALENDAR):
        assert last_day(one, day, CALENDAR) <= last_day(other, day, CALENDAR)


@given(withins, withins)
@settings(max_examples=8, deadline=None)
def test_no_is_shown_by_a_day(one: Within, other: Within) -> None:
    """If the answer is no, some starting day shows it."""
    every = [date(2001, 1, 1) + timedelta(days=n) for n in range(28 * 365 + 7)]
    later = any(last_day(one, d, CALENDAR) > last_day(other, d, CALENDAR) for d in every)
    assert never_later(one, other, CALENDAR) is not later


def test_short_calendar() -> None:
    """A calendar of a few years is compared over what it has; one without such years refuses."""
    short = calendar_for(CalendarSpec(first_year=2024, last_year=2025))
    assert never_later(Within(5), Within(10), short)
    assert not never_later(Within(10), Within(5), short)
    with pytest.raises(CalendarRangeError):
        never_later(Within(5), Within(900), short)
    old = calendar_for(CalendarSpec(first_year=1980, last_year=1990))
    with pytest.raises(CalendarRangeError, match="1980-01-01 to 1990-12-31"):
        never_later(Within(5), Within(10), old)


# --- scopes --------------------------------------------------------------------------------------


def test_covers() -> None:
    """A scope covers what it holds: fewer conditions, or wider ones."""
    assert covers(Scope(), complaints())
    assert not covers(complaints(), Scope())
    assert covers(Scope(kinds={Kind.COMPLAINT, Kind.PRAISE}), complaints())
    assert not covers(Scope(kinds={Kind.PRAISE}), complaints())
    assert not covers(Scope(channels={Channel.FAX}), complaints())
    assert covers(complaints(), Scope(kinds={Kind.COMPLAINT}, channels={Channel.FAX}))
    assert covers(Scope(), Scope(misdirected=True))
    assert not covers(Scope(misdirected=True), Scope())
    assert not covers(Scope(misdirected=True), Scope(concerns_receiver=True))


def test_what_leaves_out_less_covers_more() -> None:
    """An exception narrows a scope, unless the other leaves the same out or does not ask for it."""
    but_park = Scope(except_categories={"park"})
    assert covers(Scope(), but_park)
    assert not covers(but_park, Scope())
    assert covers(but_park, Scope(except_categories={"park", "snow"}))
    assert not covers(Scope(except_categories={"park", "snow"}), but_park)
    assert covers(but_park, Scope(categories={"snow"}))
    assert not covers(but_park, Scope(categories={"snow", "park"}))


def test_fewer_ways_to_the_person_are_narrower() -> None:
    """Whoever can be reached by telephone can be reached by telephone or letter."""
    either = Scope(reachable_by={Channel.PHONE, Channel.LETTER})
    assert covers(either, Scope(reachable_by={Channel.PHONE}))
    assert not covers(Scope(reachable_by={Channel.PHONE}), either)
    assert not covers(Scope(reply_by={Channel.PHONE}), Scope())


# --- obligations ---------------------------------------------------------------------------------

TIGHTER: dict[str, dict[str, Any]] = {
    "shorter": {"term": Within(5)},
    "stronger": {"strength": Strength.MUST},
    "more content": {"content": {"handler_name"}},
    "fewer ways": {"fulfilled_by": on("answered")},
    "narrower way": {"fulfilled_by": (On("answered", by={Role.HANDLER}),)},
    "narrower in mode": {"fulfilled_by": (On("answered", modes={Channel.LETTER}),)},
    "narrower in content": {"fulfilled_by": (On("answered", content={"explanation"}),)},
    "by another handler": {"fulfilled_by": (On("answered", other_handler=True),)},
    "no machine": {"accepts_automatic": False},
}


@pytest.mark.parametrize("change", TIGHTER.values(), ids=TIGHTER)
def test_each_respect(change: dict[str, Any]) -> None:
    """Tighter in one respect is stricter, and the way back is not."""
    tight = attrs.evolve(PLAIN, **change)
    assert stricter(tight, PLAIN)
    assert not stricter(PLAIN, tight)


LOOSER: dict[str, dict[str, Any]] = {
    "waived": {"waived_if": {Waiver.NO_CONTACT_ROUTE}},
    "fewer cases": {"applies_to": complaints()},
    "lifted": {"ended_by": on("referred_out")},
    "pausable": {"pausable": True},
}


@pytest.mark.parametrize("change", LOOSER.values(), ids=LOOSER)
def test_each_way_out(change: dict[str, Any]) -> None:
    """A way out makes it less strict, and never more."""
    loose = attrs.evolve(PLAIN, **change)
    assert stricter(PLAIN, loose)
    assert not stricter(loose, PLAIN)


APART: dict[str, dict[str, Any]] = {
    "other start": {"starts_on": on("acknowledged")},
    "each time": {"each": True},
    "after the start": {"after_start": True},
    "another level": {"level": 2},
    # A notice can make it later, and earlier where the person agreed to that.
    "extended": {"delay": DelayRule(extends=Extension.TO_NEW_DATE)},
    "extended by a number": {
        "delay": DelayRule(extends=Extension.BY_AT_MOST, at_most=Within(5)),
    },
    "another event": {"fulfilled_by": on("registered")},
    "shorter but weaker": {"term": Within(5), "strength": Strength.SHOULD},
    "longer with content": {"term": Within(20), "content": {"handler_name"}},
    "a full answer is enough": {"content": {"handler_name"}, "also_by": on("informed")},
}


@pytest.mark.parametrize("change", APART.values(), ids=APART)
def test_not_comparable(change: dict[str, Any]) -> None:
    """More in one respect and less in another: neither is stricter."""
    other = attrs.evolve(PLAIN, **change)
    assert not stricter(other, PLAIN)
    assert not stricter(PLAIN, other)


def test_notice_that_does_not_extend() -> None:
    """A delay notice that buys no time does not loosen anything."""
    told = attrs.evolve(PLAIN, delay=DelayRule(extends=Extension.NO, content={"reason"}))
    assert stricter(told, PLAIN)
    assert stricter(PLAIN, told)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        # A weekend moves days in a row, and no working day.
        (Within(30, Unit.CALENDAR_DAYS), Within(23), False),
        (Within(5), Within(10), True),
        (Within(2, Unit.WEEKS), Within(1, Unit.MONTHS), True),
    ],
)
def test_pauses_in_other_units(one: Term, other: Term, alike: bool) -> None:
    """What a pause moves by other days is not compared, unless only the looser one pauses."""
    shorter, longer = (attrs.evolve(PLAIN, term=term, pausable=True) for term in (one, other))
    assert stricter(shorter, longer) is alike
    assert stricter(attrs.evolve(shorter, pausable=False), longer)


def test_full_answer_for_an_acknowledgement() -> None:
    """An answer that counts outright in both, whatever it contains, keeps the order."""
    told = attrs.evolve(
        PLAIN,
        fulfilled_by=on("acknowledged"),
        content={"handler_name"},
        also_by=on("answered"),
    )
    assert stricter(told, PLAIN)
    assert stricter(attrs.evolve(told, also_by=()), told)
    assert not stricter(told, attrs.evolve(told, also_by=()))


def test_narrower_by_name() -> None:
    """A registration of the answer is a registration, under its own number all the more."""
    entry = attrs.evolve(PLAIN, fulfilled_by=on("registered"))
    named = attrs.evolve(PLAIN, fulfilled_by=(On("registered", name="answer"),))
    alone = attrs.evolve(PLAIN, fulfilled_by=(On("registered", individually=True),))
    assert stricter(named, entry)
    assert stricter(alone, entry)
    assert not stricter(entry, named)
    assert not stricter(named, alone)


# --- against case logs ---------------------------------------------------------------------------

_words = st.sampled_from(["acknowledged", "answered", "progress_notice"])
_ways = st.lists(_words, min_size=1, max_size=3, unique=True).map(lambda words: on(*words))
_contents = st.frozensets(st.sampled_from(["handler_name", "reason"]))
obligations = st.builds(
    Obligation,
    id=st.just("drawn"),
    title=st.just(WORDS),
    fulfilled_by=_ways,
    also_by=st.just(()) | _ways,
    content=_contents,
    term=st.sampled_from(
        [
            Within(5),
            Within(10),
            Within(10, Unit.CALENDAR_DAYS),
            Within(1, Unit.WEEKS),
            BeforeClosing(),
            InWords(WORDS),
        ]
    ),
    strength=st.sampled_from(list(Strength)),
    applies_to=st.sampled_from([Scope(), complaints(), Scope(channels={Channel.LETTER})]),
    waived_if=st.frozensets(st.just(Waiver.NO_CONTACT_ROUTE)),
    accepts_automatic=st.booleans(),
    ended_by=st.just(()) | st.just(on("referred_out")),
)
_steps = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.sampled_from(["acknowledged", "answered", "progress_notice", "referred_out"]),
        _contents,
        st.booleans(),
    ),
    max_size=5,
)


def outcome(obligation: Obligation, events: list[Event]) -> Outcome:
    """Return how ``obligation`` stands a year after everything happened."""
    policy = Policy(
        key="p",
        edition="1",
        name=WORDS,
        source=Source(title="T", document_type="code"),
        kinds=(KindRule(kind=Kind.COMPLAINT, label=WORDS),),
        obligations=(obligation,),
    )
    (found,) = assess(fold(events), policy, as_of=date(2026, 6, 30))
    return found.outcome


@given(
    one=obligations,
    other=obligations,
    kind=st.sampled_from([Kind.COMPLAINT, Kind.PRAISE]),
    channel=st.sampled_from([Channel.LETTER, Channel.PHONE]),
    reachable=st.booleans(),
    steps=_steps,
    closed=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_who_keeps_the_stricter_keeps_the_other(
    one: Obligation,
    other: Obligation,
    kind: Kind,
    channel: Channel,
    reachable: bool,
    steps: list[tuple[int, str, frozenset[str], bool]],
    closed: bool,
) -> None:
    """No case log breaks the weaker promise and keeps the stricter one."""
    start = datetime(2025, 5, 26, 10, tzinfo=UTC)  # Ascension, National Day and Midsummer follow
    feedback = Feedback(kind=kind, channel=channel, received_at=start, has_contact_route=reachable)
    log: list[Event] = [Received(at=start, case_id="c", feedback=feedback, policy="p", edition="1")]
    for days, slug, content, automatic in sorted(steps, key=lambda step: step[0]):
        about: dict[str, Any] = {"content": content, "automatic": automatic}
        if slug == "referred_out":
            about = {"to": "elsewhere"}
        log.append(EVENTS[slug](at=start + timedelta(days=days), **about))
    if closed:
        log.append(Closed(at=start + timedelta(days=31)))
    tight = attrs.evolve(other, content=other.content | {"reason"}, accepts_automatic=False)
    loose = attrs.evolve(one, term=Within(40), waived_if={Waiver.NO_CONTACT_ROUTE})
    for strict, weak in ((one, other), (other, one), (one, loose), (tight, other)):
        if stricter(strict, weak) and outcome(weak, log) in BROKEN:
            assert outcome(strict, log) in BROKEN


@given(obligations, obligations, obligations)
@settings(max_examples=150, deadline=None)
def test_an_order(one: Obligation, two: Obligation, three: Obligation) -> None:
    """Everything is as strict as itself, and what is stricter than the stricter is stricter."""
    assert stricter(one, one)
    if stricter(one, two) and stricter(two, three):
        assert stricter(one, three)

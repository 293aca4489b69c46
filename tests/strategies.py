# SPDX-License-Identifier: Apache-2.0
"""Hypothesis strategies for klagomal's values: feedback, events, whole case logs and policies.

Most is read off the classes themselves: a field's type and validator say what fits in it, so that a
field added to a class is drawn from then on. What a class demands beyond its fields is said below.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import partial
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import attrs
from hypothesis import strategies as st

from klagomal import fields
from klagomal.calendar import SWEDEN, CalendarSpec, NamedDay, Season
from klagomal.cases.events import (
    EVENTS,
    Answered,
    Closed,
    ContactEvent,
    Corrected,
    DeliveryEvent,
    Erased,
    Escalated,
    Event,
    MeasureCompleted,
    MeasureReceived,
    MeasureRecorded,
    Paused,
    Received,
    Registered,
    Reopened,
    Resumed,
    SecrecyMarked,
    Transferred,
)
from klagomal.cases.feedback import Feedback
from klagomal.errors import KlagomalError
from klagomal.policy.policy import Policy
from klagomal.promises.citation import Citation
from klagomal.promises.obligations import DelayRule, Obligation, On, Scope
from klagomal.promises.provisions import (
    ChannelRule,
    Dimension,
    DossierPeriod,
    KindRule,
    Ladder,
    Level,
    ReportRule,
)
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Term, Within
from klagomal.vocabulary import ClosingGround, Extension, Label, Roll, Unit

__all__ = ["case_logs", "codes", "days", "events", "feedback", "moments", "policies", "texts"]

# --- plain values --------------------------------------------------------------------------------

codes = st.text("abz09_./+-", max_size=10).map("c".__add__)
"""Stable codes and opaque ids."""

_signs = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n")
texts = st.text(_signs, max_size=30) | st.sampled_from(["Å, så ”ä”!", 'a "b" \\ # c', "x = 1\n[y]"])
"""Text that may be stored: anything but control characters and halves of characters."""

days = st.dates(min_value=date(1975, 1, 1), max_value=date(2095, 12, 31))
"""Days that every calendar below covers, with room for a term on both sides."""

moments = st.datetimes(
    min_value=datetime(1975, 1, 1),
    max_value=datetime(2095, 12, 31),
    timezones=st.sampled_from([UTC, ZoneInfo("Europe/Stockholm"), ZoneInfo("Europe/London")]),
)
"""Aware moments in several zones."""

_month_days = st.dates(date(2001, 1, 1), date(2001, 12, 31)).map(lambda day: (day.month, day.day))
_seasons = st.sampled_from(
    [Season((6, 15), (8, 15)), Season((12, 20), (1, 7)), Season((2, 1), (2, 28))]
)
_withins = st.builds(
    Within,
    st.integers(1, 400),
    st.sampled_from(list(Unit)),
    st.sampled_from(list(Roll)),
    start_roll=st.sampled_from(list(Roll)),
    rests=st.lists(_seasons, max_size=2).map(tuple),
)
_words = texts.filter(lambda text: bool(fields.visible(text).strip()))
_labels = st.builds(Label, _words, _words) | _words.map(lambda text: Label(text, text))
_nothing = st.none()
_delays = st.timedeltas(timedelta(0), timedelta(days=40))


# --- read off the classes ------------------------------------------------------------------------


def values_of(cls: type[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy for any of the library's attrs classes."""
    if cls not in _BUILT:
        _BUILT[cls] = _SPECIAL[cls]() if cls in _SPECIAL else _build(cls)
    return _BUILT[cls]


_BUILT: dict[type[Any], st.SearchStrategy[Any]] = {}


def _build(cls: type[Any], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy that draws each field, by its type unless it is ``given``.

    Fields depend on one another: what does not go with those before it keeps its default.
    """
    parts = _parts(cls, **given)

    @st.composite
    def built(draw: st.DrawFn) -> Any:
        return _fitted(cls, draw(parts))

    return built()


def _fitted(cls: type[Any], parts: dict[str, Any]) -> Any:
    needed = {f.name for f in attrs.fields(cls) if f.default is attrs.NOTHING}
    found = cls(**{name: value for name, value in parts.items() if name in needed})
    for name, value in parts.items():
        if name not in needed:
            with contextlib.suppress(KlagomalError):
                found = attrs.evolve(found, **{name: value})
    return found


def _parts(cls: type[Any], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    hints = get_type_hints(cls)
    drawn = {
        field.name: _field(field, hints[field.name])
        for field in attrs.fields(cls)
        if field.init and field.name not in given
    }
    return st.fixed_dictionaries(drawn | given)


def _field(field: attrs.Attribute[Any], wanted: Any) -> st.SearchStrategy[Any]:
    if wanted is str and field.validator in (fields.is_code, fields.is_code_or_empty):
        strategy: st.SearchStrategy[Any] = codes
    elif field.validator is fields.has_words:
        strategy = _words
    else:
        strategy = _of_type(wanted)
    plain = field.default is not attrs.NOTHING and not hasattr(field.default, "factory")
    return st.just(field.default) | strategy if plain else strategy


def _of_type(wanted: Any) -> st.SearchStrategy[Any]:
    if wanted in _OF_TYPE:
        return _OF_TYPE[wanted]
    args = get_args(wanted)
    if not args:
        return st.sampled_from(list(wanted)) if issubclass(wanted, Enum) else values_of(wanted)
    found: dict[Any, Callable[[], st.SearchStrategy[Any]]] = {
        UnionType: lambda: st.one_of(*map(_of_type, args)),
        tuple: lambda: _tuples(_of_type(args[0])),
        frozenset: lambda: st.frozensets(
            codes if args[0] is str else _of_type(args[0]), max_size=3
        ),
        dict: lambda: st.dictionaries(codes, _of_type(args[1]), max_size=2),
    }
    return found[get_origin(wanted)]()


def _tuples(entries: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(entries, min_size=least, max_size=2).map(tuple)


_OF_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    type(None): st.none(),
    bool: st.booleans(),
    int: st.integers(0, 60),
    str: texts,
    date: days,
    datetime: moments,
    tuple[int, int]: _month_days,
    Label: _labels,
    Within: _withins,
    Term: st.one_of(
        _withins,
        st.just(ByPromise()),
        st.just(BeforeClosing()),
        st.builds(InWords, _labels, st.none() | _withins),
    ),
}


# --- feedback and events -------------------------------------------------------------------------


def feedback() -> st.SearchStrategy[Feedback]:
    """Return a strategy for feedback of every kind, in every channel."""
    return values_of(Feedback)


def events(*kinds: type[Event]) -> st.SearchStrategy[Event]:
    """Return a strategy for single events of the given classes, or of all."""
    return st.one_of(*(values_of(kind) for kind in kinds or EVENTS.values()))


def _event(kind: type[Event]) -> st.SearchStrategy[Event]:
    return st.builds(_recorded, st.just(kind), _event_parts(kind), _delays)


def _event_parts(kind: type[Event]) -> st.SearchStrategy[dict[str, Any]]:
    if kind not in _EVENT_PARTS:
        _EVENT_PARTS[kind] = _new_event_parts(kind)
    return _EVENT_PARTS[kind]


_EVENT_PARTS: dict[type[Event], st.SearchStrategy[dict[str, Any]]] = {}


def _new_event_parts(kind: type[Event]) -> st.SearchStrategy[dict[str, Any]]:
    given: dict[str, st.SearchStrategy[Any]] = {}
    if kind is Escalated:
        given["to_level"] = st.integers(2, 5)
    if kind is SecrecyMarked:
        given["legal_basis"] = texts.filter(str.strip)
    if kind is Erased:
        given["authority"] = texts.filter(str.strip)
    if kind is Corrected:
        given["version"] = st.integers(1, 60)
        given["instead"] = st.none() | events(Answered, Registered, Transferred)
    if kind is Closed:
        given["ground"] = st.sampled_from([ClosingGround.HANDLED, ClosingGround.WITHDRAWN])
        given["duplicate_of"] = st.just("")
    if kind is Erased:
        given["begun"] = _tuples(st.integers(1, 60))
    if kind is Received:
        given["records"] = st.none() | st.frozensets(st.sampled_from(sorted(EVENTS)), max_size=3)
    return _parts(kind, **given)


def _recorded(kind: type[Event], parts: dict[str, Any], delay: timedelta) -> Event:
    """Return an event that is written down at once or later."""
    if kind is Received:
        parts["at"] = parts["feedback"].received_at
    event: Event = _fitted(kind, parts | {"recorded_at": parts["at"].astimezone(UTC) + delay})
    return event


_TURNS: dict[type[Event], type[Event]] = {Closed: Reopened, Paused: Resumed}
"""What can only happen in turn with its opposite, which cannot come first."""


@st.composite
def case_logs(
    draw: st.DrawFn,
    about: st.SearchStrategy[Feedback] | None = None,
    policy: str = "essunga",
    edition: str = "2012",
    max_events: int = 12,
) -> tuple[Event, ...]:
    """Draw the log of one case as it can have been written, ready for ``fold``.

    Word given to the person may be noted days later; closings and pauses take turns; the ladder is
    climbed a step at a time; a measure is recorded before it is completed or received.
    """
    arrived = draw(about or feedback())
    opening = {"feedback": arrived, "at": arrived.received_at, "recorded_at": arrived.received_at}
    opening |= {"policy": policy, "edition": edition}
    log: list[Event] = [_fitted(Received, draw(_event_parts(Received)) | opening)]
    now = turned = log[0].at
    choices = st.sampled_from([kind for kind in EVENTS.values() if kind is not Received])
    for kind in draw(st.lists(choices, max_size=max_events)):
        if not _can_follow(kind, log):
            continue
        now += draw(_delays)
        parts = draw(_event_parts(kind)) | {"at": now, "recorded_at": now}
        if issubclass(kind, ContactEvent):
            happened = st.datetimes(_naive(turned), _naive(now), timezones=st.just(UTC))
            parts["at"] = draw(happened)
        elif kind is Escalated:
            parts["to_level"] = 2 + _count(log, Escalated)
        elif kind is MeasureRecorded:
            parts["measure"] = f"measure-{_count(log, MeasureRecorded) + 1}"
        elif kind in (MeasureCompleted, MeasureReceived):
            number = draw(st.integers(1, _count(log, MeasureRecorded)))
            parts["measure"] = f"measure-{number}"
        elif kind in (Closed, Reopened, Paused, Resumed):
            turned = now
        elif issubclass(kind, DeliveryEvent):
            parts["version"] = draw(st.integers(0, len(log)))
        elif kind is Corrected:
            messages = [n for n, event in enumerate(log, 1) if isinstance(event, ContactEvent)]
            parts["version"] = draw(st.sampled_from(messages))
            was = log[parts["version"] - 1]
            parts["instead"] = draw(st.none() | st.just(attrs.evolve(was, recorded_at=now)))
        log.append(_fitted(kind, parts))
    return tuple(log)


def _can_follow(kind: type[Event], log: list[Event]) -> bool:
    for first, second in _TURNS.items():
        if kind in (first, second):
            ahead = _count(log, first) - _count(log, second)
            return ahead == (1 if kind is second else 0)
    if kind is Corrected:
        return any(isinstance(event, ContactEvent) for event in log)
    return kind not in (MeasureCompleted, MeasureReceived) or _count(log, MeasureRecorded) > 0


def _count(log: list[Event], kind: type[Event]) -> int:
    return sum(type(event) is kind for event in log)


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


# --- policies ------------------------------------------------------------------------------------


def _patterns(within: st.SearchStrategy[Within | None] = _nothing) -> st.SearchStrategy[On]:
    plain = st.sampled_from(sorted(EVENTS))
    return st.builds(On, plain, within=within) | _build(On, event=plain, within=within)


def _delay_rules() -> st.SearchStrategy[DelayRule]:
    times = st.none() | st.integers(1, 5)
    none, total = st.none(), st.none() | _withins
    no, freely = st.just(Extension.NO), st.just(Extension.TO_NEW_DATE)
    return st.one_of(
        _build(DelayRule, extends=no, at_most=none, times=none, in_total=none),
        _build(DelayRule, extends=freely, at_most=none, times=times, in_total=total),
        _build(
            DelayRule,
            extends=st.just(Extension.BY_AT_MOST),
            at_most=_withins,
            times=times,
            in_total=total,
        ),
    )


def _obligations() -> st.SearchStrategy[Obligation]:
    lists = _tuples(_patterns(), least=1)
    carrying = lists.map(lambda found: (On("answered"), *found))
    ending = _tuples(_patterns(st.none() | _withins))
    return _build(
        Obligation,
        fulfilled_by=lists | carrying,
        ended_by=ending,
        start_latest=st.just(""),
        level=st.none(),
    )


def _scopes() -> st.SearchStrategy[Scope]:
    """Return scopes of some categories, or of all but some."""
    nothing = st.just(frozenset[str]())
    return _build(Scope, categories=nothing) | _build(Scope, except_categories=nothing)


@st.composite
def _linked(draw: st.DrawFn) -> tuple[Obligation, ...]:
    """Draw obligations of which some refer to an earlier one."""
    found: list[Obligation] = []
    flag = st.booleans()
    for obligation in draw(st.lists(_obligations(), max_size=3, unique_by=lambda o: o.id)):
        changes: dict[str, Any] = {}
        if draw(flag) and found:
            changes["start_latest"] = draw(st.sampled_from(found)).id
        if draw(flag) and found:
            changes["term"] = ByDueOf(draw(st.sampled_from(found)).id, only_if_late=draw(flag))
        found.append(attrs.evolve(obligation, **changes))
    return tuple(found)


def _calendars() -> st.SearchStrategy[CalendarSpec]:
    known = st.sampled_from(
        [
            SWEDEN,
            CalendarSpec(country="GB", subdivision="ENG", zone="Europe/London"),
            CalendarSpec(country="NO", zone="Europe/Oslo", first_year=1975, last_year=2096),
            CalendarSpec(categories=("public",)),
            CalendarSpec(holidays=False),
            CalendarSpec(weekend=("sunday",), rests=(Season((7, 1), (7, 31)),)),
        ]
    )
    local = st.lists(
        st.builds(NamedDay, days, _words, _words),
        max_size=2,
        unique_by=lambda entry: entry.day,
    )
    return st.builds(
        lambda spec, found, cut: attrs.evolve(spec, closed=found[:cut], open=found[cut:]),
        known,
        local,
        st.integers(0, 2),
    )


def _unique(cls: type[Any], key: str, least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    entries = values_of(cls)
    found = st.lists(
        entries, min_size=least, max_size=2, unique_by=lambda entry: getattr(entry, key)
    )
    return found.map(tuple)


def policies() -> st.SearchStrategy[Policy]:
    """Return a strategy for policies with all their optional parts, and without any."""
    return values_of(Policy)


def _policies() -> st.SearchStrategy[Policy]:
    unique = {
        "kinds": _unique(KindRule, "kind", least=1),
        "obligations": _linked(),
        "channels": _unique(ChannelRule, "channel"),
        "dimensions": _unique(Dimension, "code"),
        "reports": _unique(ReportRule, "id"),
    }
    return st.one_of(
        _build(Policy, kinds=unique["kinds"]), _build(Policy, valid_to=st.none(), **unique)
    )


_rows = st.integers(1, 999).map("ROW-{:02d}".format)

_SPECIAL: dict[type[Any], Callable[[], st.SearchStrategy[Any]]] = {
    CalendarSpec: _calendars,
    Citation: lambda: _build(Citation, rows=_tuples(_rows)),
    DelayRule: _delay_rules,
    DossierPeriod: lambda: _month_days.map(lambda found: DossierPeriod(*found)),
    Ladder: lambda: _build(Ladder, levels=_tuples(values_of(Level), least=1)),
    Obligation: _obligations,
    On: _patterns,
    Policy: _policies,
    Scope: _scopes,
    Season: lambda: _seasons,
    **{kind: partial(_event, kind) for kind in EVENTS.values()},
}
"""Classes whose fields depend on one another, or hold less than their type."""

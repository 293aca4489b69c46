# SPDX-License-Identifier: Apache-2.0
"""How a case's obligations stand, worked out the slow way, from what the rules say in words.

It shares nothing with the library but the data it reads (obligations and events): no folding, no
positions by slug, no memory, no calendar tables. It walks the days one by one and the events one by
one, and asks of each day whether Sweden is at work.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import attrs

from klagomal.cases.events import Event, Received
from klagomal.cases.feedback import Feedback
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import DelayRule, Obligation, On
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, Within
from klagomal.vocabulary import (
    ClosingGround,
    Extension,
    Kind,
    Outcome,
    Reason,
    Role,
    Roll,
    Severity,
    Unit,
    Waiver,
)
from tests.calendar.swedish_model import SATURDAY, is_holiday, is_working_day

_STOCKHOLM = ZoneInfo("Europe/Stockholm")
_DAY = timedelta(days=1)
_TO_THE_PERSON = {
    "acknowledged",
    "handler_announced",
    "progress_notice",
    "delay_notice",
    "answered",
    "informed",
}
_MESSAGES = _TO_THE_PERSON | {"copy_sent", "praise_forwarded"}


class Row(NamedTuple):
    """What must be said of one run of one obligation."""

    outcome: Outcome
    reason: Reason | None = None
    started_on: date | None = None
    first_due: date | None = None
    due: date | None = None
    done_on: date | None = None


class _Story(NamedTuple):
    """What had happened by some day, in order.

    ``void`` are the places of messages that failed. ``lost`` are those of them that have not been
    delivered since.
    """

    events: list[Event]
    void: set[int]
    lost: set[int]


class _Stretch(NamedTuple):
    """A part of a story in which something owed is lifted; without an end, it still is."""

    reason: Reason
    begins: int
    ends: int | None


class _Start(NamedTuple):
    """Where one run starts: an event, or a day when no event had started it by then.

    What comes after the place ``begun`` comes after the start. A day on which another obligation
    fell due ends before the clock starts, so all its events come before.
    """

    event: int | None
    begun: int
    on: date


class _Still(NamedTuple):
    """Days on which a clock stands still: after the first, to and with the last, if it has one."""

    begins: date
    ends: date | None
    is_pause: bool


class _End(NamedTuple):
    """A day on which time runs out.

    ``before_roll`` is where the counting ended. It lies ``months`` months after ``counted_from``,
    if it was counted in months. ``is_open`` says that the clock stopped on that day or before and
    stands still now.
    """

    due: date
    before_roll: date
    counted_from: date
    months: int = 0
    is_open: bool = False


class _Last(NamedTuple):
    """A last day, and the place of the notice that set it, or of the start."""

    end: _End
    set_at: int


class _Course(NamedTuple):
    """One run of one obligation, with what others that refer to it may ask."""

    obligation: Obligation
    start: _Start | None = None
    main: _Course | None = None
    lasts: tuple[_Last, ...] = ()
    still: tuple[_Still, ...] = ()
    done: int | None = None
    ended: int | None = None
    why_ended: Reason | None = None
    closed: int | None = None
    lost: bool = False
    warned: bool = False
    row: Row | None = None
    unseen: tuple[_Course, ...] = ()
    concerns: bool = True

    @property
    def stop(self) -> int | None:
        """The place at which it was fulfilled or lifted."""
        return min((place for place in (self.done, self.ended) if place is not None), default=None)

    @property
    def last(self) -> _End | None:
        """The last day as it stands."""
        return self.lasts[-1].end if self.lasts else None


class _Case(NamedTuple):
    """One case on one day, and what is known of its obligations so far."""

    story: _Story
    policy: Policy
    as_of: date
    given: dict[str, date]
    known: dict[str, list[_Course]]


def judge(
    log: tuple[Event, ...], policy: Policy, as_of: date, given: bool = True
) -> dict[str, list[Row]]:
    """Return the rows of every obligation, as they stand at the end of ``as_of``.

    Unless ``given``, the days that were stored on arrival are not looked at.
    """
    story = _story(log, as_of)
    closed = _standing_closing(story)
    if closed is not None and _get(story.events[closed], "ground", None) is ClosingGround.DUPLICATE:
        duplicate = Row(Outcome.NOT_APPLICABLE, Reason.DUPLICATE)
        return {obligation.id: [duplicate] for obligation in policy.obligations}
    stored = {each.obligation: each.on for each in _get(story.events[0], "due", ()) if given}
    case = _Case(story, policy, as_of, stored, {})
    rows: dict[str, list[Row]] = {}
    waiting = list(policy.obligations)
    while waiting:
        for obligation in list(waiting):
            if _refers_to(obligation) <= rows.keys():
                waiting.remove(obligation)
                courses = _courses(obligation, case)
                rows[obligation.id] = [_verdict(course, case).row for course in courses]
                case.known[obligation.id] = [_referred(course, case) for course in courses]
    return rows


def _referred(course: _Course, case: _Case) -> _Course:
    """Return what others that refer to this obligation may ask of it.

    What failed does not count: others go by what would be said if it were not there.
    """
    unseen = tuple(_referred(each, case) for each in course.unseen)
    course = course._replace(unseen=unseen)
    verdict = _verdict(course, case, with_lost=False)
    row = verdict.row
    if not course.obligation.is_only_if_late or course.start is None or row.due is None:
        return course._replace(row=row)
    is_open = row.reason is Reason.PAUSED
    end = _End(row.due, row.due, row.due, is_open=is_open)
    last = _Last(end, verdict.set_at)
    over = None if course.main is None or verdict.told is not None else course.main.stop
    ended = min((place for place in (course.ended, over) if place is not None), default=None)
    return course._replace(row=row, lasts=(last,), done=verdict.told, ended=ended)


def _day(event: Event) -> date:
    return event.at.astimezone(_STOCKHOLM).date()


def _refers_to(obligation: Obligation) -> set[str]:
    names = {obligation.start_latest} if obligation.start_latest else set()
    if isinstance(obligation.term, ByDueOf):
        names.add(obligation.term.obligation)
    return names


# --- what had happened ----------------------------------------------------------------------------


def _story(log: tuple[Event, ...], as_of: date) -> _Story:
    known = [
        (version, event)
        for version, event in _as_it_reads(log)
        if _day(event) <= as_of and not _is_idle(version, event, log)
    ]
    known.sort(key=lambda entry: entry[1].at)
    story = _Story([], set(), set())
    for place, (version, event) in enumerate(known):
        story.events.append(event)
        if event.slug in _MESSAGES:
            _mark(story, known, version, place)
            if _has_failed(known[:place], version):
                story.void.add(len(story.events) - 1)
                if _has_failed(known, version):
                    story.lost.add(len(story.events) - 1)
        about = _get(event, "version", 0)
        if event.slug == "delivery_succeeded" and _has_failed(known[:place], about):
            for number, message in known[:place]:
                if number == about and message.slug in _MESSAGES:
                    story.events.append(
                        attrs.evolve(message, at=event.at, recorded_at=event.recorded_at)
                    )
                    _mark(story, known, about, place)
    return story


def _as_it_reads(log: tuple[Event, ...]) -> list[tuple[int, Event]]:
    """Return what each entry should say by its latest correction, with the entry's version."""
    entries = []
    for version, written in enumerate(log, 1):
        event: Event | None = written
        for later in log:
            if later.slug == "corrected" and _get(later, "version", 0) == version:
                event = _get(later, "instead", None)
        if event is not None:
            entries.append((version, event))
    return entries


def _is_idle(place: int, event: Event, log: tuple[Event, ...]) -> bool:
    """Whether it tells of a letter that the message it is about does not have (any more)."""
    about = _get(event, "version", 0)
    if event.slug != "delivery_failed" or about == 0:
        return False
    now, since = log[about - 1], about
    for written, later in enumerate(log, 1):
        if later.slug == "corrected" and _get(later, "version", 0) == about:
            now, since = _get(later, "instead", None), written
    mode = _get(now, "mode", None)
    if mode is not None and mode.is_oral:
        return True
    return bool(_get(now, "sent", False)) and place < since


def _mark(story: _Story, known: list[tuple[int, Event]], version: int, since: int) -> None:
    """Note what became of the message that stands last in the story."""
    here = len(story.events) - 1
    failures = [event for _, event in known[since:] if event.slug == "delivery_failed"]
    if version in [_get(event, "version", 0) for event in failures]:
        story.void.add(here)
        if _has_failed(known, version):
            story.lost.add(here)


def _has_failed(entries: list[tuple[int, Event]], version: int) -> bool:
    """Whether the last that is told of a delivery is that it failed."""
    failed = False
    for _, event in entries:
        if _get(event, "version", 0) == version:
            told = {"delivery_failed": True, "delivery_succeeded": False}
            failed = told.get(event.slug, failed)
    return failed


# --- what is lifted -------------------------------------------------------------------------------


def _stretches(obligation: Obligation, story: _Story) -> list[_Stretch]:
    """Return the stretches of the case in which the obligation is lifted."""
    covering = [Reason.EXCLUDED]
    fulfilling = _events(obligation.fulfilled_by)
    is_prior = isinstance(obligation.term, BeforeClosing) and "registered" not in fulfilling
    if fulfilling & _TO_THE_PERSON or is_prior:
        covering.append(Reason.WITHDRAWN)
    if Waiver.NO_CONTACT_ROUTE in obligation.waived_if:
        covering.append(Reason.CONTACT_LOST)
    if fulfilling <= {"copy_sent", "praise_forwarded"}:
        covering.append(Reason.LIFTED)  # once the words are erased
    found = [stretch for reason in covering for stretch in _all_stretches(reason, story)]
    return found + _uncovered(obligation, story)


def _uncovered(obligation: Obligation, story: _Story) -> list[_Stretch]:
    """Return the stretches in which the case, once it had been covered, was of other categories."""
    found: list[_Stretch] = []
    begun: int | None = None
    first = _covered_from(obligation, story)
    for index, category in _categories(story):
        is_covered = _covers_category(obligation, category)
        if first is not None and index > first and not is_covered and begun is None:
            begun = index
        if is_covered and begun is not None:
            found.append(_Stretch(Reason.OUTSIDE_SCOPE, begun, index))
            begun = None
    return found if begun is None else [*found, _Stretch(Reason.OUTSIDE_SCOPE, begun, None)]


def _all_stretches(reason: Reason, story: _Story) -> list[_Stretch]:
    found: list[_Stretch] = []
    begun: int | None = None
    for index, event in enumerate(story.events):
        is_lifted = _lifts(reason, event)
        if is_lifted is True and begun is None:
            begun = index
        if is_lifted is False and begun is not None:
            found.append(_Stretch(reason, begun, index))
            begun = None
    return found if begun is None else [*found, _Stretch(reason, begun, None)]


def _lifts(reason: Reason, event: Event) -> bool | None:
    """Whether from ``event`` on something is lifted, or is not; ``None`` if it is as before."""
    if reason is Reason.EXCLUDED and event.slug in ("received", "streams_set"):
        return bool(_get(event, "excluded", ""))
    if reason in (Reason.CONTACT_LOST, Reason.LIFTED) and event.slug == "erased":
        return True
    if reason is Reason.CONTACT_LOST and event.slug == "contact_noted":
        return not _get(event, "reachable", False)
    by_ground = {
        Reason.WITHDRAWN: ClosingGround.WITHDRAWN,
        Reason.DUPLICATE: ClosingGround.DUPLICATE,
    }
    if reason in by_ground and event.slug == "closed":
        return True if _get(event, "ground", None) is by_ground[reason] else None
    return False if reason in by_ground and event.slug == "reopened" else None


# --- does it concern the case ---------------------------------------------------------------------


def _facts_now(story: _Story, policy: Policy) -> tuple[Kind, Severity, str]:
    arrived = _arrived(story)
    kind, severity, unit = arrived.kind, Severity.ORDINARY, arrived.unit
    for event in story.events:
        if event.slug == "reclassified":
            kind = _get(event, "kind", Kind.COMPLAINT)
        if event.slug == "severity_set":
            severity = _get(event, "severity", Severity.ORDINARY)
        if event.slug == "transferred" and _get(event, "to_unit", ""):
            unit = _get(event, "to_unit", "")
    counted_as = {rule.kind: rule.counts_as for rule in policy.kinds}
    return counted_as.get(kind) or kind, severity, unit


def _arrived(story: _Story) -> Feedback:
    received = story.events[0]
    assert isinstance(received, Received)
    return received.feedback


def _categories(story: _Story) -> list[tuple[int, str]]:
    """Return what the case was taken for, from the arrival on, and at which event."""
    found = [(0, _arrived(story).category)]
    for index, event in enumerate(story.events):
        if event.slug == "category_set":
            found.append((index, _get(event, "category", "")))
    return found


def _covers_category(obligation: Obligation, category: str) -> bool:
    scope = obligation.applies_to
    is_wanted = not scope.categories or category in scope.categories
    return is_wanted and category not in scope.except_categories


def _covered_from(obligation: Obligation, story: _Story) -> int | None:
    """Return the first event at which the case was of a category that the obligation covers."""
    for index, category in _categories(story):
        if _covers_category(obligation, category):
            return index
    return None


def _why_not(obligation: Obligation, story: _Story, policy: Policy) -> Reason | None:
    if _Stretch(Reason.EXCLUDED, 0, None) in _all_stretches(Reason.EXCLUDED, story):
        return Reason.EXCLUDED
    arrived = _arrived(story)
    kind, severity, unit = _facts_now(story, policy)
    scope = obligation.applies_to
    inside = [
        (scope.kinds, kind),
        (scope.channels, arrived.channel),
        (scope.severities, severity),
        (scope.sectors, arrived.sector),
        (scope.reply_by, arrived.reply_by),
        (scope.units, unit),
    ]
    units = {arrived.unit, arrived.receiving_unit}
    if (
        any(wanted and value not in wanted for wanted, value in inside)
        or _covered_from(obligation, story) is None
        or (scope.reachable_by and not scope.reachable_by & arrived.reachable_by)
        or (scope.concerns_receiver and story.events[0].by.id not in arrived.subjects)
        or (scope.misdirected and (len(units) == 1 or "" in units))
    ):
        return Reason.OUTSIDE_SCOPE
    if not arrived.has_contact_route and Waiver.NO_CONTACT_ROUTE in obligation.waived_if:
        return Reason.NO_CONTACT_ROUTE
    if arrived.anonymous and Waiver.ANONYMOUS in obligation.waived_if:
        return Reason.ANONYMOUS
    if not arrived.wants_reply and Waiver.NO_REPLY_WANTED in obligation.waived_if:
        return Reason.NO_REPLY_WANTED
    return None


def _events(patterns: tuple[On, ...]) -> set[str]:
    return {pattern.event for pattern in patterns}


_LIFTING = (
    Reason.LIFTED,
    Reason.EXCLUDED,
    Reason.WITHDRAWN,
    Reason.CONTACT_LOST,
    Reason.OUTSIDE_SCOPE,
)
"""What lifts an obligation that may have been fulfilled before, if nobody recorded that."""
_UNRECORDED = (Outcome.NOT_ASSESSABLE, Reason.NOT_RECORDED)


def _as_far_as_recorded(
    obligation: Obligation, row: Row, records: frozenset[str] | None, starting: set[str]
) -> Row:
    """Take back what events that are not recorded might have changed."""
    outcome = row.outcome
    if records is None:
        return row
    unknown = row._replace(outcome=_UNRECORDED[0], reason=_UNRECORDED[1])
    late = outcome in (Outcome.LATE_SILENT, Outcome.OVERDUE)
    table = [
        (
            row.reason is Reason.NOT_STARTED,
            row if starting <= {*records, "received"} else unknown,
        ),
        (outcome is Outcome.NOT_APPLICABLE and row.reason not in _LIFTING, row),
        (not records & _events(obligation.fulfilled_by), unknown),
        (outcome is Outcome.NOT_APPLICABLE, row),
        (
            obligation.delay is not None and late and "delay_notice" not in records,
            row._replace(reason=Reason.NOT_RECORDED),
        ),
        (True, row),
    ]
    return next(found for holds, found in table if holds)


def _get(event: Event, name: str, default: Any) -> Any:
    return getattr(event, name, default)


# --- the runs of its clock ------------------------------------------------------------------------


def _courses(obligation: Obligation, case: _Case) -> list[_Course]:
    reason = _why_not(obligation, case.story, case.policy)
    always = attrs.evolve(obligation.applies_to, categories=(), except_categories=())
    if reason is None and not _covered_from(obligation, case.story):
        return _runs(obligation, case)
    unseen = tuple(_runs(attrs.evolve(obligation, applies_to=always), case))
    if reason is None:
        first, *rest = _runs(obligation, case)
        return [first._replace(unseen=unseen), *rest]
    row = Row(Outcome.NOT_APPLICABLE, reason)
    return [_Course(obligation, row=row, unseen=unseen, concerns=False)]


def _runs(obligation: Obligation, case: _Case) -> list[_Course]:
    """Return every run of the obligation's clock; one that has not started if there is none."""
    others = _followed(obligation, case)
    main = others[0] if others else None
    if main is None or not _runs_along(obligation, case):
        starts = _own_starts(obligation, case)
        found = [_run(obligation, start, main, starts, case) for start in starts]
        return found or [_Course(obligation, main=main)]
    started = [(_from_category(obligation, each.start, case.story), each) for each in others]
    starts = [start for start, _ in started if start is not None]
    return [
        _Course(obligation, main=each)
        if start is None
        else _run(obligation, start, each, starts, case)
        for start, each in started
    ]


def _followed(obligation: Obligation, case: _Case) -> list[_Course]:
    """Return the runs of the obligation that it follows, unseen ones for a plain follower."""
    if not isinstance(obligation.term, ByDueOf):
        return []
    known = case.known[obligation.term.obligation]
    return known if obligation.term.only_if_late else _leaned_on(known, obligation, case.story)


def _leaned_on(known: list[_Course], obligation: Obligation, story: _Story) -> list[_Course]:
    """Return the runs that ``obligation`` takes a day from: unseen ones if they concern it later.

    What never concerned the case, or came to do so later than ``obligation``, is counted as if it
    always had.
    """
    unseen, own = known[0].unseen, _covered_from(obligation, story)
    covered = _covered_from(known[0].obligation, story)
    is_later = covered is not None and (own is None or covered > own)
    return [*unseen] if is_later or not known[0].concerns else known


def _runs_often(obligation: Obligation, case: _Case) -> bool:
    """Whether it can run more than once: it does so itself, or follows one that does."""
    if isinstance(obligation.term, ByDueOf):
        main = case.known[obligation.term.obligation][0].obligation
        if _runs_often(main, case):
            return True
        if obligation.term.only_if_late:
            return False
    return obligation.each


def _runs_along(obligation: Obligation, case: _Case) -> bool:
    """Whether its starts are those of the obligation that it follows, whatever it says itself."""
    if not isinstance(obligation.term, ByDueOf):
        return False
    main = case.known[obligation.term.obligation][0].obligation
    return obligation.term.only_if_late or _runs_often(main, case)


def _own_starts(obligation: Obligation, case: _Case) -> list[_Start]:
    """Return where the clock starts: at an event, or at the latest when another one fell due.

    With ``each`` it is the first run that starts at the latest then. The others wait for their own
    events.
    """
    story = case.story
    places = [
        index
        for index in range(len(story.events))
        if _accepted(obligation.starts_on, index, story)
        and obligation.level in (None, _level(story, index))
    ]
    if isinstance(obligation.term, ByPromise):
        places = [i for i in places if _get(story.events[i], "promised", None)] or places
    starts = [_Start(index, index, _day(story.events[index])) for index in places]
    if obligation.start_latest:
        other = _leaned_on(case.known[obligation.start_latest], obligation, story)[0]
        end = other.last
        if end is not None and not end.is_open and (not starts or end.due < starts[0].on):
            before = [i for i, event in enumerate(story.events) if _day(event) <= end.due]
            event = starts[0].event if starts else None
            by_day = _Start(event, max(before, default=-1), end.due)
            starts = [by_day, *starts[1:]]
    found = [_from_category(obligation, start, story) for start in starts]
    started = [start for start in found if start is not None]
    return started if obligation.each else started[:1]


def _from_category(obligation: Obligation, start: _Start | None, story: _Story) -> _Start | None:
    """Return the start, or the day on which the category was recognised if that came later."""
    covered = _covered_from(obligation, story)
    if start is None or covered is None or covered == 0:
        return start
    on = _day(story.events[covered])
    if (start.on, start.begun) >= (on, covered):
        return start
    return _Start(start.event, covered, on)


def _run(
    obligation: Obligation,
    start: _Start,
    main: _Course | None,
    starts: list[_Start],
    case: _Case,
) -> _Course:
    """Return one run: when it was fulfilled, when it was lifted, and by when it is due."""
    story = case.story
    often = _runs_often(obligation, case)
    is_ordered = often or obligation.after_start or obligation.is_only_if_late
    only_after = start.begun if is_ordered else -1
    eligible = list(range(only_after + 1, len(story.events)))
    is_reply = start.event is not None and story.events[start.event].slug == "wrote_again"
    if often and not obligation.after_start and not is_reply:
        started = {each.begun for each in starts if each.begun == each.event}
        same_day = [i for i in range(start.begun + 1) if _day(story.events[i]) == start.on]
        eligible = [*(i for i in same_day if i not in started), *eligible]
    # A duty to give notice is owed for one last day after another: nothing fulfils it for good.
    done = None if obligation.is_only_if_late else _done(obligation, story, eligible)
    stretches = _stretches(obligation, story)
    stretches += _closings(obligation, start, only_after, done, story)
    ends = [
        (index, Reason.LIFTED)
        for index in range(only_after + 1, len(story.events))
        if (done is None or index < done)
        and story.events[index].slug != "closed"
        and _ends_it(obligation, start, index, story)
    ]
    ends += [
        (stretch.begins, stretch.reason)
        for stretch in stretches
        if stretch.ends is None and (done is None or stretch.begins <= done)
    ]
    ended, why = min(ends, default=(None, None))
    closed = _standing_closing(story)
    if closed is not None and _is_before(closed, start):
        closed = None
    course = _Course(
        obligation,
        start,
        main,
        still=tuple(_still(obligation, stretches, main, story)),
        done=done,
        ended=ended,
        why_ended=why,
        closed=closed,
        lost=_is_lost(obligation, story, only_after, done),
    )
    stopped_on = None if course.stop is None else _day(story.events[course.stop])
    lasts, warned = _last_days(course, stopped_on, case)
    return course._replace(lasts=tuple(lasts), warned=warned)


def _is_before(place: int, start: _Start) -> bool:
    """Whether the event at ``place`` comes before the start."""
    return place < start.begun or (place == start.begun and start.event != place)


def _closings(
    obligation: Obligation, start: _Start, only_after: int, done: int | None, story: _Story
) -> list[_Stretch]:
    """Return the stretches in which a closing has ended it, each until the case was reopened."""
    found = []
    for index in range(only_after + 1, len(story.events)):
        is_closing = story.events[index].slug == "closed"
        if not is_closing or not _ends_it(obligation, start, index, story):
            continue
        if done is None or index < done:
            later = range(index + 1, len(story.events))
            reopened = [i for i in later if story.events[i].slug == "reopened"]
            found.append(_Stretch(Reason.LIFTED, index, min(reopened, default=None)))
    return found


def _ends_it(obligation: Obligation, start: _Start, index: int, story: _Story) -> bool:
    """Whether ``ended_by`` accepts the event, and the event comes in time where that is asked."""
    on = _day(story.events[index])
    return any(
        _accepted((pattern,), index, story)
        and (pattern.within is None or on <= _counted(pattern.within, start.on, []).due)
        for pattern in obligation.ended_by
    )


def _still(
    obligation: Obligation, stretches: list[_Stretch], main: _Course | None, story: _Story
) -> list[_Still]:
    """Return when the clock stands still: in its pauses, and while it was lifted for a time.

    While the clock of the obligation that it follows is paused, its own is.
    """
    found: list[_Still] = []
    if obligation.pausable:
        since: date | None = None
        for event in story.events:
            if event.slug == "paused" and since is None:
                since = _day(event)
            if event.slug == "resumed" and since is not None:
                found.append(_Still(since, _day(event), is_pause=True))
                since = None
        if since is not None:
            found.append(_Still(since, None, is_pause=True))
    for _, begins, ends in stretches:
        if ends is not None:
            first, last = _day(story.events[begins]), _day(story.events[ends])
            found.append(_Still(first, last, is_pause=False))
    if main is not None:
        stopped_on = None if main.stop is None else _day(story.events[main.stop])
        found += [still for still in _until(main.still, stopped_on) if still.is_pause]
    return found


def _until(still: Iterable[_Still], stopped_on: date | None) -> list[_Still]:
    """Return the stretches, each ended at the latest when the clock stopped for good."""
    found = []
    for each in still:
        ends = [day for day in (each.ends, stopped_on) if day is not None]
        if not ends:
            found.append(each)
        elif each.begins < min(ends):
            found.append(each._replace(ends=min(ends)))
    return found


def _is_lost(obligation: Obligation, story: _Story, only_after: int, done: int | None) -> bool:
    """Whether a message that would have counted, whatever it contained, has not arrived.

    One that was made when another had arrived adds nothing.
    """
    patterns = (*obligation.fulfilled_by, *obligation.also_by)
    return any(
        index > only_after
        and (done is None or index < done)
        and _may_fulfil(obligation, story, index)
        and any(_accepts(pattern, index, story) for pattern in patterns)
        for index in story.lost
    )


def _done(obligation: Obligation, story: _Story, eligible: list[int]) -> int | None:
    """Return the first event with which it is fulfilled, of those that may fulfil it."""
    told: set[str] = set()
    for index in eligible:
        if not _may_fulfil(obligation, story, index):
            continue
        if _accepted(obligation.also_by, index, story):
            return index
        if _accepted(obligation.fulfilled_by, index, story):
            told |= _get(story.events[index], "content", frozenset())
            if told >= obligation.content:
                return index
    return None


def _may_fulfil(obligation: Obligation, story: _Story, index: int) -> bool:
    by_machine = _get(story.events[index], "automatic", False) and not obligation.accepts_automatic
    return not by_machine and obligation.level in (None, _level(story, index))


def _standing_closing(story: _Story) -> int | None:
    standing = None
    for index, event in enumerate(story.events):
        if event.slug == "closed":
            standing = index
        if event.slug == "reopened":
            standing = None
    return standing


def _level(story: _Story, index: int) -> int:
    level = 1
    for event in story.events[: index + 1]:
        level = _get(event, "to_level", level)
    return level


def _accepted(patterns: tuple[On, ...], index: int, story: _Story) -> bool:
    if index in story.void:
        return False
    return any(_accepts(pattern, index, story) for pattern in patterns)


def _accepts(pattern: On, index: int, story: _Story) -> bool:
    event, receiver = story.events[index], story.events[0].by.id
    if event.slug != pattern.event:
        return False
    is_receiver = event.slug == "received" or (receiver and event.by.id == receiver)
    by_receiver = is_receiver and Role.RECEIVER in pattern.by
    return all(
        [
            not pattern.by or event.by.role in pattern.by or by_receiver,
            not pattern.to or _get(event, "to_role", _get(event, "to", None)) in pattern.to,
            not pattern.modes or _get(event, "mode", None) in pattern.modes,
            not pattern.name or _get(event, type(event).subject, None) == pattern.name,
            not pattern.individually or not _get(event, "dossier", ""),
            _get(event, "content", frozenset()) >= pattern.content,
            not pattern.other_handler or _by_somebody_new(index, story),
        ]
    )


def _by_somebody_new(index: int, story: _Story) -> bool:
    level, seen = _level(story, index), {""}
    for other, event in enumerate(story.events):
        if event.slug == "escalated" and _get(event, "to_level", 0) < level:
            seen.add(_get(event, "assigned_to", ""))
        if hasattr(event, "automatic") and _level(story, other) < level:
            seen.add(_get(event, "handler", "") or event.by.id)
    event = story.events[index]
    return (_get(event, "handler", "") or event.by.id) not in seen


# --- when it is due -------------------------------------------------------------------------------


class _Limit(NamedTuple):
    """A day before and after its roll."""

    before_roll: date
    due: date


class _State(NamedTuple):
    """What the last day rests on since ``on``: the term's own end, or what a notice named.

    ``ends`` are days of which the earliest is the last day; without any it is the term's own. The
    limits of what notices can set are moved as the last day is.
    """

    set_at: int
    on: date
    ends: tuple[_Limit, ...] = ()
    most: _Limit | None = None
    total: _Limit | None = None
    is_told: bool = False
    is_earlier: bool = False


def _last_days(course: _Course, stopped_on: date | None, case: _Case) -> tuple[list[_Last], bool]:
    """Return the last days, the first one first, and whether a notice warned of the latest one."""
    assert course.start is not None
    if isinstance(course.obligation.term, BeforeClosing):
        if course.closed is None:
            return [], False
        day = _day(case.story.events[course.closed])
        return [_Last(_End(day, day, day), course.start.begun)], False
    states = [_State(course.start.begun, course.start.on, total=_in_total(course))]
    rule = course.obligation.delay
    warned = False
    if _first_end(course, [], stopped_on, case) is None:
        return [], False
    if rule is not None and not course.obligation.is_only_if_late:
        for index in _notices(course, case.story):
            told = _set_by(course, index, states, stopped_on, case)
            if told is None:
                continue
            warned = told.set_at != index
            if not warned:
                states.append(told)
    ends = [_standing(course, state, stopped_on, stopped_on, case) for state in states]
    places = [state.set_at for state in states]
    return [_Last(end, place) for end, place in zip(ends, places, strict=True)], warned


def _in_total(course: _Course) -> _Limit | None:
    """Return the day beyond which no notice can move the last day, if there is one."""
    assert course.start is not None
    rule, term = course.obligation.delay, course.obligation.term
    caps = [rule.in_total if rule else None, term.at_most if isinstance(term, ByPromise) else None]
    found = [_counted(cap, course.start.on, []) for cap in caps if cap is not None]
    limits = [_Limit(end.before_roll, end.due) for end in found]
    return min(limits, default=None, key=lambda limit: limit.due)


def _standing(
    course: _Course, state: _State, until: date | None, stopped_on: date | None, case: _Case
) -> _End:
    """Return the last day as it stands, counting what stood still up to ``until``."""
    if not state.ends:
        first = _first_end(course, _until(course.still, until), stopped_on, case)
        assert first is not None
        return first
    ends = [_put_off(course, state, day, until) for day in state.ends]
    return min(ends, key=lambda end: end.due)


def _put_off(course: _Course, state: _State, limit: _Limit, until: date | None) -> _End:
    """Return where a day of ``state`` stands once what stood still since then has moved it."""
    moved = _put_off_from(course, state, limit.before_roll, until)
    if moved.due != limit.before_roll or limit.due == limit.before_roll:
        return moved
    rolled = _put_off_from(course, state, limit.due, until)
    return rolled._replace(before_roll=limit.before_roll) if rolled.due == limit.due else rolled


def _put_off_from(course: _Course, state: _State, day: date, until: date | None) -> _End:
    term = course.obligation.term
    assert course.start is not None
    if not isinstance(term, Within):
        return _End(day, day, day)
    since = [
        each._replace(begins=max(each.begins, state.on))
        for each in _until(course.still, until)
        if (each.is_pause or not state.is_told) and (each.ends is None or each.ends > state.on)
    ]
    return _moved(day, state.on, term, _counting(term, course.start.on, since))


def _counting(term: Within, started_on: date, still: list[_Still]) -> list[_Still]:
    """Return what stood still since the day from which the term is counted."""
    zero = _rolled(started_on, term.start_roll)
    return [
        each._replace(begins=max(each.begins, zero))
        for each in still
        if each.ends is None or each.ends > zero
    ]


def _notices(course: _Course, story: _Story) -> list[int]:
    """Return the delay notices that were given while the clock ran, and have not failed."""
    assert course.start is not None
    level, stop = course.obligation.level, course.stop
    return [
        index
        for index in range(course.start.begun + 1, len(story.events))
        if story.events[index].slug == "delay_notice"
        and index not in story.void
        and (stop is None or index < stop)
        and level in (None, _level(story, index))
    ]


def _lacks(rule: DelayRule, notice: Event) -> bool:
    """Whether a notice lacks something that the rule demands, whatever day it was given on."""
    return (
        not rule.content <= _get(notice, "content", frozenset())
        or bool(rule.modes and _get(notice, "mode", None) not in rule.modes)
        or (rule.needs_consent and not _get(notice, "consented", False))
    )


def _is_in_time(end: _End, day: date) -> bool:
    """Whether it was done by that last day, or while the clock stood still before it ran out."""
    return end.is_open or day <= end.due


def _set_by(
    course: _Course, index: int, states: list[_State], stopped_on: date | None, case: _Case
) -> _State | None:
    """Return what the last day rests on after a notice; ``None`` if the notice does not count."""
    rule, state, notice = course.obligation.delay, states[-1], case.story.events[index]
    assert rule is not None
    on, promised = _day(notice), _get(notice, "promised", None)
    now = _standing(course, state, on, stopped_on, case)
    if _lacks(rule, notice) or (rule.must_precede_due and on > now.due):
        return None
    limits = [
        None if day is None else _put_off(course, state, day, on)
        for day in (state.most, state.total)
    ]
    if rule.at_most is not None and (limits[0] is None or rule.times is not None):
        limits[0] = _counted_on(rule.at_most, now, [])
    most, total = (None if end is None else _Limit(end.before_roll, end.due) for end in limits)
    told = _State(index, on, (), most, total, is_told=promised is not None)
    if rule.extends is Extension.NO or (promised is not None and promised < on):
        return state
    if promised is not None and promised < now.due and _get(notice, "consented", False):
        return told._replace(ends=(_Limit(promised, promised),), is_earlier=True)
    later = [each for each in states[1:] if not each.is_earlier]
    used_up = rule.times is not None and len(later) >= rule.times
    ends = [limit for limit in (most, total) if limit is not None]
    ends += [_Limit(promised, promised)] if promised is not None else []
    may_move = promised is not None or rule.at_most is not None
    earliest = min((limit.due for limit in ends), default=now.due)
    if used_up or not may_move or earliest <= now.due or earliest < on:
        return state
    return told._replace(ends=tuple(ends))


def _first_end(
    course: _Course, still: list[_Still], stopped_on: date | None, case: _Case
) -> _End | None:
    """Return the last day before any notice; ``None`` if there is no day."""
    start, term = course.start, course.obligation.term
    assert start is not None
    if isinstance(term, Within):
        stored = _stored(course.obligation, start, case)
        if stored is None or stored == _counted(term, start.on, []).due:
            return _counted(term, start.on, still)
        return _moved(stored, start.on, term, _counting(term, start.on, still))
    if isinstance(term, ByPromise):
        event = None if start.event is None else case.story.events[start.event]
        promised = _get(event, "promised", None) if event is not None else None
        if promised is None:
            return None
        found = _End(promised, promised, promised)
        cap = found if term.at_most is None else _counted(term.at_most, start.on, [])
        return min(found, cap, key=lambda end: end.due)
    if isinstance(term, ByDueOf) and course.main is not None:
        return _shared(course.main, start, stopped_on, case)
    return None


def _shared(main: _Course, start: _Start, stopped_on: date | None, case: _Case) -> _End | None:
    """Return the last day of the obligation that is followed, unless it lies before the start.

    If that one's clock stands still now, it has done so until this one's was stopped for good.
    """
    end = main.last
    if end is not None and end.is_open and stopped_on is not None:
        end = end._replace(due=max(end.due, stopped_on), is_open=False)
    if end is None or end.due < start.on:
        return None
    return _End(end.due, end.due, end.due, is_open=end.is_open)


def _stored(obligation: Obligation, start: _Start, case: _Case) -> date | None:
    """Return the day that was given on arrival, if it belongs to this run."""
    found = case.given.get(obligation.id)
    if found is not None and found < start.on:
        return None
    if start.begun == 0 and start.event == 0:
        return found
    if not obligation.start_latest or start.on != _on_arrival(obligation.start_latest, case):
        return None
    return found


def _on_arrival(name: str, case: _Case) -> date | None:
    """Return the day on which an obligation would fall due, as it was counted on arrival."""
    obligation = case.known[name][0].obligation
    term = obligation.term
    if isinstance(term, ByDueOf):
        return _on_arrival(term.obligation, case)
    if not isinstance(term, Within):
        return None
    start: date | None = None
    if _accepted(obligation.starts_on, 0, case.story) and obligation.level in (None, 1):
        start = _day(case.story.events[0])
    elif obligation.start_latest:
        start = _on_arrival(obligation.start_latest, case)
    if start is None:
        return None
    return case.given.get(name) or _counted(term, start, []).due


def _counted(term: Within, start: date, still: list[_Still]) -> _End:
    """Return the day on which a term ends that starts on ``start``, and never before it."""
    return _counted_on(term, _End(start, start, start), still, start)


def _counted_on(term: Within, base: _End, still: list[_Still], earliest: date = date.min) -> _End:
    """Return the day on which a term ends that goes on from where another one ended.

    Whatever the roll, it is not before ``earliest``. Months are added to months, so that a month
    that was too short shortens no later one.
    """
    zero = _rolled(base.before_roll, term.start_roll)
    counted_from, months = base.counted_from, base.months
    if zero != base.before_roll:
        counted_from, months = zero, 0
    if term.unit is Unit.MONTHS:
        until, since = _months_on(counted_from, months + term.n), _months_on(counted_from, months)
        return _run_out(term, zero, (until - since).days, zero, still, earliest)._replace(
            counted_from=counted_from, months=months + term.n
        )
    wanted = 7 * term.n if term.unit is Unit.WEEKS else term.n
    return _run_out(term, zero, wanted, zero, still, earliest)


def _moved(day: date, since: date, term: Within | None, still: list[_Still]) -> _End:
    """Return where a day that was told stands, once what stood still ``since`` has moved it.

    It moves by the days that the term counts; by all days if there is no such term. It is rolled
    only if it moves.
    """
    counting = term or Within(1, Unit.CALENDAR_DAYS)
    zero = min(since, day)
    between = [zero + n * _DAY for n in range(1, (day - zero).days + 1)]
    wanted = len([each for each in between if _counts(counting, each)])
    found = _run_out(attrs.evolve(counting, roll=Roll.NONE), zero, wanted, day, still)
    if found.due == day:
        return found
    if counting.roll is not Roll.PREVIOUS_WORKING_DAY:
        return _run_out(counting, zero, wanted, day, still)
    went_on = [each.ends for each in still if each.ends is not None and each.begins <= found.due]
    due = max([_rolled(found.due, counting.roll, _rests(counting)), *went_on])
    is_open = any(each.ends is None and each.begins <= due for each in still)
    return found._replace(due=due, is_open=is_open)


def _run_out(
    term: Within,
    zero: date,
    wanted: int,
    not_before: date,
    still: list[_Still],
    earliest: date = date.min,
) -> _End:
    """Return where a count ends: on the day it is full, rolled, and put off by what stood still.

    A stretch that begins after the last day, as the stretches before it have left it, moves
    nothing. One without an end is walked over as if it were not there, and told.
    """
    taken: list[tuple[date, date]] = []
    for begins, ends, _ in sorted(still, key=lambda each: each.begins):
        due, _ = _walk(term, zero, wanted, not_before, taken)
        if ends is not None and begins <= max(due, earliest):
            taken.append((begins, ends))
    due, day = _walk(term, zero, wanted, not_before, taken)
    due = max(due, earliest)
    is_open = any(each.ends is None and each.begins <= due for each in still)
    return _End(due, day, day, 0, is_open)


def _walk(
    term: Within, zero: date, wanted: int, not_before: date, still: list[tuple[date, date]]
) -> tuple[date, date]:
    """Walk day by day until all days are counted and the clock is not standing still.

    The day on which the clock stops still counts; the days after it, up to and with the day on
    which it goes on, do not. When all are counted the day is rolled. If the clock stops before the
    day it would roll to, what was left of the way remains.
    """
    day, counted = zero, 0
    while True:
        if day > zero and _counts(term, day):
            counted += not any(begins < day <= ends for begins, ends in still)
        stands = any(begins <= day < ends for begins, ends in still)
        if counted >= wanted and day >= not_before and not stands:
            due = _rolled(day, term.roll, _rests(term))
            between = [day + n * _DAY for n in range(1, (due - day).days + 1)]
            if not any(begins in between for begins, _ in still):
                return max([due, *(ends for _, ends in still)]), day
            wanted = counted + len([each for each in between if _counts(term, each)])
        day += _DAY


def _rests(term: Within) -> Callable[[date], bool]:
    """Return the question whether the term rests on a day."""
    return lambda day: any(
        season.start <= (day.month, day.day) <= season.end
        if season.start <= season.end
        else (day.month, day.day) >= season.start or (day.month, day.day) <= season.end
        for season in term.rests
    )


def _counts(term: Within, day: date) -> bool:
    """Whether the term counts a day on which its clock runs."""
    if _rests(term)(day):
        return False
    if term.unit is Unit.WORKING_DAYS:
        return is_working_day(day)
    if term.unit is Unit.MON_SAT_DAYS:
        return is_working_day(day) or (day.weekday() == SATURDAY and not is_holiday(day))
    return True


def _months_on(day: date, n: int) -> date:
    """Return the day of the same number ``n`` months on, or the last one of that month."""
    year, month = day.year, day.month
    for _ in range(n):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _rolled(day: date, how: Roll, rests: Callable[[date], bool] = lambda _: False) -> date:
    """Return the day, or the nearest one that is worked if it is closed, never one of rest."""
    step = {Roll.NEXT_WORKING_DAY: _DAY, Roll.PREVIOUS_WORKING_DAY: -_DAY}.get(how)
    if step is None or is_working_day(day):
        return day
    while not is_working_day(day) or rests(day):
        day += step
    return day


# --- the judgement --------------------------------------------------------------------------------


class _Verdict(NamedTuple):
    """A row, and for a duty to give notice: which notice, and what had set the day that decides."""

    row: Row
    told: int | None = None
    set_at: int = -1


def _verdict(course: _Course, case: _Case, with_lost: bool = True) -> _Verdict:
    """Return what is to be said of one run."""
    if course.row is not None:
        return _Verdict(course.row)
    obligation = course.obligation
    records: frozenset[str] | None = _get(case.story.events[0], "records", None)
    if obligation.is_only_if_late:
        return _notice_verdict(course, records, case, with_lost)
    if not with_lost:
        course = course._replace(lost=False)
    starting = _events(_starting(course, case))
    if course.start is None:
        row = Row(Outcome.NOT_APPLICABLE, Reason.NOT_STARTED)
        return _Verdict(_as_far_as_recorded(obligation, row, records, starting))
    done_on = None if course.done is None else _day(case.story.events[course.done])
    if isinstance(obligation.term, BeforeClosing):
        outcome, reason = _before_closing(course)
    else:
        ended_on = None if course.ended is None else _day(case.story.events[course.ended])
        outcome, reason = _by_day(course, done_on, ended_on, case.as_of)
    first_due = course.lasts[0].end.due if course.lasts else None
    due = course.lasts[-1].end.due if course.lasts else None
    row = Row(outcome, reason, course.start.on, first_due, due, done_on)
    return _Verdict(_as_far_as_recorded(obligation, row, records, starting))


def _starting(course: _Course, case: _Case) -> tuple[On, ...]:
    """Return what starts it: its own events, or those of what it runs along with."""
    if course.main is not None and _runs_along(course.obligation, case):
        return _starting(course.main, case)
    return course.obligation.starts_on


def _before_closing(course: _Course) -> tuple[Outcome, Reason | None]:
    closed = course.closed
    in_time = [i for i in (course.done, course.ended) if i is not None]
    if closed is not None:
        in_time = [i for i in in_time if i <= closed]
    if in_time and min(in_time) == course.done != course.ended:
        return Outcome.MET, None
    if in_time:
        return Outcome.NOT_APPLICABLE, course.why_ended
    if closed is None:
        return Outcome.PENDING, (Reason.NOT_DELIVERED if course.lost else None)
    if course.done is None and course.lost:
        return Outcome.NOT_DELIVERED, None
    never = course.done is None and course.ended is None
    return (Outcome.OVERDUE if never else Outcome.LATE_SILENT), None


def _by_day(
    course: _Course, done_on: date | None, ended_on: date | None, as_of: date
) -> tuple[Outcome, Reason | None]:
    """Judge by the last day: what was done by it, and what else became of the obligation.

    An earlier day that was agreed on is the last one, however long there was at first.
    """
    term, last = course.obligation.term, course.last
    if ended_on is not None and (last is None or ended_on <= last.due):
        return Outcome.NOT_APPLICABLE, course.why_ended
    if last is None:
        is_promise = isinstance(term, ByPromise)
        return Outcome.NOT_ASSESSABLE, Reason.NO_PROMISED_DATE if is_promise else Reason.NO_NUMBER
    if done_on is not None and done_on <= last.due:
        at_first = done_on <= course.lasts[0].end.due
        return (Outcome.MET if at_first else Outcome.MET_AS_RENEGOTIATED), None
    if done_on is None and ended_on is None:
        return _not_done(course, last, as_of)
    if done_on is None and course.lost:
        return Outcome.NOT_DELIVERED, None
    return (Outcome.LATE_NOTIFIED if course.warned else Outcome.LATE_SILENT), None


def _not_done(course: _Course, last: _End, as_of: date) -> tuple[Outcome, Reason | None]:
    """Judge what is neither fulfilled nor lifted."""
    if last.is_open:
        return Outcome.PENDING, Reason.PAUSED
    if as_of <= last.due:
        return Outcome.PENDING, (Reason.NOT_DELIVERED if course.lost else None)
    return (Outcome.NOT_DELIVERED if course.lost else Outcome.OVERDUE), None


# --- the duty to give notice ----------------------------------------------------------------------


def _notice_verdict(
    course: _Course, records: frozenset[str] | None, case: _Case, with_lost: bool
) -> _Verdict:
    """Return how the duty to tell of a delay stands, from how the obligation it goes with does."""
    main = course.main
    assert main is not None
    assert main.row is not None
    judged = main.row
    started_on = None if course.start is None else course.start.on
    due = None if course.start is None or main.last is None else main.last.due
    if (
        main.lasts
        and course.start
        and main.start
        and _had_passed(main.lasts[-1], course.start, main.start)
    ):
        due = None
    if due is not None and main.last and main.last.is_open and course.ended is not None:
        due = max(due, _day(case.story.events[course.ended]))
    plain = Row(Outcome.PENDING, None, started_on, due, due)
    is_untold = (judged.outcome, judged.reason) == _UNRECORDED
    if is_untold or (records is not None and not records & _events(course.obligation.fulfilled_by)):
        found = None if course.start is None else _by_last_days(course, case, with_lost)
        found = found or _Verdict(plain)
        row = found.row._replace(outcome=_UNRECORDED[0], reason=_UNRECORDED[1])
        return found._replace(row=row)
    was_lifted = judged.outcome is Outcome.NOT_APPLICABLE and main.ended is not None
    if judged.outcome in (Outcome.NOT_ASSESSABLE, Outcome.MET) or (
        judged.outcome is Outcome.NOT_APPLICABLE and not was_lifted
    ):
        reason = judged.reason or Reason.NOT_NEEDED
        return _Verdict(plain._replace(outcome=Outcome.NOT_APPLICABLE, reason=reason))
    found = _by_last_days(course, case, with_lost)
    if found is not None:
        return found
    is_first = course.ended is not None and (main.ended is None or course.ended < main.ended)
    if due is None and main.stop is not None and main.ended is None:
        is_first = main.stop > (course.ended or 0) > 0
    lifted = judged.reason if was_lifted and not is_first else course.why_ended
    reason = lifted or Reason.NOT_NEEDED
    if not main.lasts and judged.outcome is Outcome.PENDING:
        return _Verdict(plain._replace(reason=judged.reason))  # the case is not closed
    return _Verdict(plain._replace(outcome=Outcome.NOT_APPLICABLE, reason=reason))


def _had_passed(last: _Last, start: _Start, main_start: _Start) -> bool:
    """Whether a last day had run out before the duty began; while the clock stands, none has."""
    return not last.end.is_open and last.end.due < start.on and start.on > main_start.on


def _by_last_days(course: _Course, case: _Case, with_lost: bool) -> _Verdict | None:
    """Return what the last day that decides says; ``None`` if no notice was owed for any.

    It is the first one without a notice in time, or else the latest one that needed a notice.
    """
    story, main, start = case.story, course.main, course.start
    assert main is not None
    assert main.start is not None
    assert start is not None
    latest = None
    for last in main.lasts:
        is_before = _had_passed(last, start, main.start)
        missed = _missed(main, last, case)
        told = _told(course, last, story)
        if is_before or missed is False or _is_lifted(course, last, told, story):
            continue
        row = Row(Outcome.MET, None, start.on, last.end.due, last.end.due)
        if told is not None and _counts_for(main, last, _day(story.events[told])):
            done_on = _day(story.events[told])
            in_time = max(last.end.due, done_on)
            row = row._replace(done_on=done_on, first_due=in_time, due=in_time)
            latest = _Verdict(row, told, last.set_at)
        elif missed is None:
            lost = _is_lost(course.obligation, story, last.set_at, main.stop)
            reason = Reason.NOT_DELIVERED if lost and with_lost else None
            reason = Reason.PAUSED if last.end.is_open else reason
            return _Verdict(row._replace(outcome=Outcome.PENDING, reason=reason), None, last.set_at)
        else:
            return _late(course, row, told, last, case, with_lost)
    return latest


def _is_lifted(course: _Course, last: _Last, told: int | None, story: _Story) -> bool:
    """Whether the duty was lifted by that last day, before any notice was given."""
    if course.ended is None or (told is not None and told < course.ended):
        return False
    return _is_in_time(last.end, _day(story.events[course.ended]))


def _counts_for(main: _Course, last: _Last, day: date) -> bool:
    """Whether a notice given on that day is in time for a last day of the other obligation."""
    rule = main.obligation.delay
    return _is_in_time(last.end, day) or (rule is not None and not rule.must_precede_due)


def _missed(main: _Course, last: _Last, case: _Case) -> bool | None:
    """Whether the other obligation was not met by one of its last days; ``None`` if it may be."""
    if isinstance(main.obligation.term, BeforeClosing):
        if main.closed is not None and main.stop is not None and main.stop > main.closed:
            return True
        is_over = last.end.due < case.as_of
        return None if main.stop is None and not is_over else main.ended is None
    if main.stop is not None:
        return _day(case.story.events[main.stop]) > last.end.due
    if last.end.is_open or case.as_of <= last.end.due:
        return None
    return True


def _told(course: _Course, last: _Last, story: _Story) -> int | None:
    """Return the notice that concerns a last day, or the one that completes what must be told."""
    main = course.main
    assert main is not None
    assert main.start is not None
    stop = len(story.events) if main.stop is None else main.stop
    rule = main.obligation.delay
    eligible = [
        index
        for index in range(max(last.set_at, main.start.begun) + 1, stop)
        if rule is None
        or story.events[index].slug != "delay_notice"
        or not _lacks(rule, story.events[index])
    ]
    return _done(course.obligation, story, eligible)


def _late(
    course: _Course, row: Row, told: int | None, last: _Last, case: _Case, with_lost: bool
) -> _Verdict:
    """Return the verdict where a last day passed without a notice in time."""
    main, story = course.main, case.story
    assert main is not None
    if told is not None:
        done_on = _day(story.events[told])
        row = row._replace(outcome=Outcome.LATE_SILENT, done_on=done_on)
        return _Verdict(row, told, last.set_at)
    lost = _is_lost(course.obligation, story, last.set_at, main.stop)
    is_open = main.stop is None and course.ended is None
    outcome = Outcome.OVERDUE if is_open else Outcome.LATE_SILENT
    if lost and with_lost:
        outcome = Outcome.NOT_DELIVERED
    return _Verdict(row._replace(outcome=outcome), None, last.set_at)

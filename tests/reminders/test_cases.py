# SPDX-License-Identifier: Apache-2.0
"""What wants attention: warnings, breaches, what lingers, and the next level; each told once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.cases.case import Case, fold
from klagomal.cases.events import (
    Acknowledged,
    Answered,
    Closed,
    DelayNotice,
    DeliveryFailed,
    Escalated,
    HandlerAnnounced,
    Informed,
    Paused,
    ProgressNotice,
    Received,
    ReferredOut,
    Resumed,
    SatisfactionRecorded,
    Transferred,
)
from klagomal.policies import get, names
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import on
from klagomal.promises.terms import InWords, Within
from klagomal.reminders.cases import Reminder, ReminderKind, WaitsFor, attention, work_items
from klagomal.vocabulary import Kind, Label, Role, Satisfaction
from tests.effort import soaked
from tests.small_policies import (
    ENDED,
    NEW_DATE,
    PAUSED,
    PROMISED,
    TWO_CLOCKS,
    UPDATES,
    duty,
    small,
)
from tests.stories import Story

ESSUNGA, KRAMFORS = get("essunga"), get("kramfors")
TOLD = {"handler": "handler-1", "content": {"handler_name", "handler_contact"}}
DUE_SOON, OVERDUE = ReminderKind.DUE_SOON, ReminderKind.OVERDUE


def day(text: str) -> date:
    """Return a day written as ISO has it."""
    return date.fromisoformat(text)


def _reminders(case: Case, policy: Policy, today: date, **about: Any) -> list[Reminder]:
    return list(attention(case, policy, today, **about).reminders)


def _look_on(case: Case, policy: Policy, after: date) -> date | None:
    return attention(case, policy, after).later


def told(case: Case, policy: Policy, today: str, **about: Any) -> list[tuple[str, str, str]]:
    """Return kind, obligation and first day of what is to be told by a day."""
    found = _reminders(case, policy, day(today), **about)
    return [(each.kind.value, each.obligation, each.on.isoformat()) for each in found]


# --- warnings and breaches ------------------------------------------------------------------------


def test_warning_comes_two_working_days_before() -> None:
    """Essunga's five working days over Christmas: warned two working days before 2 January."""
    # Friday 19 December 2025; 24, 25, 26 and 31 December and 1 January are closed: the fifth
    # working day is Friday 2 January. The two working days before it are 30 and 29 December.
    story = Story(ESSUNGA).received("2025-12-19")
    story.on("2025-12-19 13:00", Transferred, to_role=Role.REGISTRAR)
    assert told(story.case, ESSUNGA, "2025-12-28") == []
    assert _look_on(story.case, ESSUNGA, day("2025-12-19")) == day("2025-12-29")
    expected = [("due_soon", "acknowledgement", "2025-12-29")]
    assert told(story.case, ESSUNGA, "2025-12-29") == expected
    assert told(story.case, ESSUNGA, "2026-01-02") == expected
    assert _look_on(story.case, ESSUNGA, day("2025-12-29")) == day("2026-01-03")


def test_breach_is_told_the_day_after() -> None:
    """On the due day itself nothing is overdue; the day after it is, and no warning is left."""
    case = Story(TWO_CLOCKS).received("2026-03-02").case
    # Five working days from Monday 2 March end on Monday 9 March; ten calendar days on the 12th.
    assert told(case, TWO_CLOCKS, "2026-03-09") == [("due_soon", "contact", "2026-03-05")]
    assert told(case, TWO_CLOCKS, "2026-03-10") == [
        ("overdue", "contact", "2026-03-10"),
        ("due_soon", "answer", "2026-03-10"),
    ]
    assert told(case, TWO_CLOCKS, "2026-04-01") == [
        ("overdue", "contact", "2026-03-10"),
        ("overdue", "answer", "2026-03-13"),
    ]


def test_last_day_on_a_closed_day_is_warned_of_while_people_are_at_work() -> None:
    """Kramfors at Midsummer: the tenth day is a Saturday, and the warning comes on Tuesday."""
    # Wednesday 11 June + 10 = Saturday 21 June (Midsummer Day); Friday the 20th is Midsummer Eve.
    # The last day at work is Thursday the 19th, and two working days before it is Tuesday the 17th.
    case = Story(KRAMFORS).received("2025-06-11").case
    by_id = {(each.kind, each.obligation): each for each in _all(case, KRAMFORS)}
    assert by_id[DUE_SOON, "answer"].on == day("2025-06-17")
    assert by_id[OVERDUE, "answer"].on == day("2025-06-22")
    assert by_id[OVERDUE, "answer"].due == day("2025-06-21")


def _all(case: Case, policy: Policy) -> list[Reminder]:
    """Return every reminder that will come, in order, if nothing more happens."""
    found: dict[str, Reminder] = {}
    today = policy.calendar.day_of(case.received_at)
    for _ in range(400):
        found |= {each.id: each for each in _reminders(case, policy, today) if each.id not in found}
        today += timedelta(days=1)
    return list(found.values())


def test_short_term_is_warned_of_on_its_first_day() -> None:
    """A term shorter than the warning is warned of from the day its clock starts."""
    policy = small(duty("contact", Within(1), "acknowledged"))
    case = Story(policy).received("2026-03-02").case
    assert told(case, policy, "2026-03-02") == [("due_soon", "contact", "2026-03-02")]


@pytest.mark.parametrize(
    ("warn_before", "on"),
    [(0, "2026-03-09"), (1, "2026-03-06"), (3, "2026-03-04"), (9, "2026-03-02")],
)
def test_warning_may_come_earlier_or_later(warn_before: int, on: str) -> None:
    """How many working days before is for the caller to say, from the arrival at the earliest."""
    policy = small(duty("contact", Within(5), "acknowledged"))
    case = Story(policy).received("2026-03-02").case
    found = told(case, policy, "2026-03-09", warn_before=warn_before)
    assert found == [("due_soon", "contact", on)]


def test_what_is_done_is_not_told() -> None:
    """A duty that was fulfilled, late or in time, is told of no more."""
    story = Story(TWO_CLOCKS).received("2026-03-02").on("2026-03-20", Answered)
    assert told(story.case, TWO_CLOCKS, "2026-03-21") == []
    assert _look_on(story.case, TWO_CLOCKS, day("2026-03-21")) is None


@pytest.mark.parametrize("policy", [get(name) for name in names()], ids=names())
def test_answered_case_is_not_reproached_for_a_notice_of_delay(policy: Policy) -> None:
    """Where the answer came in time no notice of delay was needed, and none is asked for."""
    story = Story(policy).received("2025-06-11")
    told_who = {**TOLD, "content": {*TOLD["content"], "expected_duration"}}
    story.on("2025-06-12", Acknowledged, promised=day("2025-06-18"), **told_who)
    story.on("2025-06-13", Answered, by=story.events[0].by)
    kinds = {each.kind for each in _reminders(story.case, policy, day("2025-09-01"))}
    assert kinds <= {ReminderKind.LINGERING}
    assert not [i for i in work_items(story.case, policy, day("2025-09-01")) if i.due]


def test_lost_notice_of_a_delay_is_moot_once_the_answer_is_given() -> None:
    """Kramfors: while the answer is late, the delay can still be told of; afterwards no more."""
    story = Story(KRAMFORS).received("2025-03-03")
    story.on("2025-03-12", DelayNotice, content={"reason", "new_date"})
    story.on("2025-03-12", DeliveryFailed, notice="delay", version=2)
    waiting = {item.obligation for item in work_items(story.case, KRAMFORS, day("2025-03-14"))}
    assert {"answer", "delay_notice"} <= waiting
    story.on("2025-03-20", Answered)
    waiting = {item.obligation for item in work_items(story.case, KRAMFORS, day("2025-03-21"))}
    assert "delay_notice" not in waiting


def test_notice_of_delay_is_asked_for_when_there_is_a_delay() -> None:
    """No warning of a notice that may never be owed; a reminder once the answer is late."""
    case = Story(KRAMFORS).received("2025-03-03").case
    # Monday 3 March + 10 = Thursday 13 March.
    before = {(kind, duty_) for kind, duty_, _ in told(case, KRAMFORS, "2025-03-13")}
    assert ("due_soon", "answer") in before
    assert not [duty_ for _, duty_ in before if duty_ == "delay_notice"]
    after = told(case, KRAMFORS, "2025-03-14")
    assert ("overdue", "answer", "2025-03-14") in after
    assert ("overdue", "delay_notice", "2025-03-14") in after


def test_notice_given_in_time_is_not_asked_for_again() -> None:
    """Who was told of the delay in time is not owed that notice again, but still the answer."""
    story = Story(KRAMFORS).received("2025-03-03").on("2025-03-12", DelayNotice)
    duties = {duty_ for _, duty_, _ in told(story.case, KRAMFORS, "2025-03-20")}
    assert "answer" in duties
    assert "delay_notice" not in duties


def test_moved_due_day_is_a_new_reminder() -> None:
    """A due day moved by a notice is warned of anew, under another id."""
    story = Story(NEW_DATE).received("2026-03-02")
    # Ten working days from Monday 2 March 2026 end on Monday the 16th.
    first = _reminders(story.case, NEW_DATE, day("2026-03-12"))
    story.on("2026-03-13", DelayNotice, promised=day("2026-03-27"))
    assert told(story.case, NEW_DATE, "2026-03-17") == []
    second = _reminders(story.case, NEW_DATE, day("2026-03-25"))
    assert [each.due for each in first] == [day("2026-03-16")]
    assert [each.due for each in second] == [day("2026-03-27")]
    assert first[0].id != second[0].id


def test_promised_day_is_watched() -> None:
    """A day that somebody promised is warned of like any other (OST-34)."""
    story = Story(PROMISED).received("2026-03-02")
    assert _all(story.case, PROMISED) == []
    story.on("2026-03-03", HandlerAnnounced, promised=day("2026-03-20"))
    assert ("due_soon", "promised_time", "2026-03-18") in told(story.case, PROMISED, "2026-03-20")


def test_lifted_duty_is_not_told() -> None:
    """A duty that a later event lifted is told of no more."""
    story = Story(ENDED).received("2026-03-02").on("2026-03-03", Answered)
    assert _all(story.case, ENDED) == []


def test_paused_clock_is_left_alone() -> None:
    """While the clock stands still nobody is reminded; when it runs again they are."""
    story = Story(PAUSED).received("2026-03-02").on("2026-03-04", Paused, reason="waiting")
    assert told(story.case, PAUSED, "2026-06-01") == []
    assert _look_on(story.case, PAUSED, day("2026-03-05")) is None
    story.on("2026-06-01", Resumed)
    assert [kind for kind, _, _ in told(story.case, PAUSED, "2026-06-30")] == ["overdue"]


def test_each_run_is_told_of() -> None:
    """A duty that comes back, such as word every ten days, is told of each time."""
    story = Story(UPDATES).received("2026-03-02")
    # Ten working days from Monday 2 March end on the 16th; word on the 16th starts the next ten,
    # which end on Monday the 30th.
    story.on("2026-03-16", ProgressNotice)
    assert told(story.case, UPDATES, "2026-03-31") == [("overdue", "update", "2026-03-31")]


# --- what lingers ---------------------------------------------------------------------------------


def test_words_without_a_number_may_linger() -> None:
    """A duty "as fast as possible" is told of once, after the days that we chose to wait."""
    words = Label("så snabbt som möjligt", "as fast as possible")
    policy = small(duty("pass_on", InWords(words, warn_after=Within(1)), "transferred"))
    story = Story(policy).received("2026-03-06")
    # Friday 6 March: one working day later is Monday the 9th.
    assert told(story.case, policy, "2026-03-08") == []
    assert told(story.case, policy, "2026-03-09") == [("lingering", "pass_on", "2026-03-09")]
    story.on("2026-03-10", Transferred, to_unit="skola")
    assert told(story.case, policy, "2026-03-20") == []


def test_words_that_were_lifted_do_not_linger() -> None:
    """A duty in words that a later event lifted is told of no more."""
    term = InWords(Label("snarast", "soon"), warn_after=Within(1))
    policy = small(duty("pass_on", term, "transferred", ended_by=on("answered")))
    story = Story(policy).received("2026-03-06").on("2026-03-07", Answered)
    assert _all(story.case, policy) == []
    (item,) = work_items(story.case, policy, day("2026-03-09"))
    assert (item.waits_for, item.deadline) == (WaitsFor.CLOSING, None)


def test_words_alone_are_never_told_of() -> None:
    """Words without a number and without days of ours call for no reminder."""
    policy = small(duty("pass_on", InWords(Label("snarast", "soon")), "transferred"))
    assert _all(Story(policy).received("2026-03-06").case, policy) == []


# --- the next level -------------------------------------------------------------------------------


@pytest.mark.rows("ESS-39")
def test_dissatisfaction_makes_the_next_level_due() -> None:
    """Recorded dissatisfaction is told of until somebody lifts the case, level by level."""
    story = Story(ESSUNGA).received("2026-03-02").on("2026-03-03", Answered)
    unhappy = {"satisfaction": Satisfaction.DISSATISFIED}
    story.on("2026-03-04", SatisfactionRecorded, **unhappy)
    assert _levels(story) == [2]
    story.on("2026-03-05", Escalated, to_level=2)
    assert _levels(story) == []
    story.on("2026-03-06", SatisfactionRecorded, **unhappy)
    assert _levels(story) == [3]
    story.on("2026-03-07", SatisfactionRecorded, satisfaction=Satisfaction.SATISFIED)
    assert _levels(story) == []


def _levels(story: Story) -> list[int]:
    found = _reminders(story.case, ESSUNGA, day("2026-03-10"))
    return [each.level for each in found if each.kind is ReminderKind.ESCALATION_DUE]


# --- closed and excluded --------------------------------------------------------------------------


def test_closed_case_is_left_alone() -> None:
    """A closed case in which nothing is owed calls for nothing, however late it was."""
    story = Story(TWO_CLOCKS).received("2026-03-02").on("2026-03-31", Answered)
    story.on("2026-04-01", Closed)
    assert _all(story.case, TWO_CLOCKS) == []
    assert work_items(story.case, TWO_CLOCKS, day("2026-04-02")) == []
    assert not attention(story.case, TWO_CLOCKS, day("2026-04-02")).needs_work


def test_what_a_closing_would_hide_stays_on_the_worklist() -> None:
    """A promise that is owed in a closed case is listed and told of as in an open one."""
    # Ten calendar days from Monday 2 March 2026 end on Thursday 12 March.
    story = Story(TWO_CLOCKS).received("2026-03-02").on("2026-03-03", Closed)
    items = work_items(story.case, TWO_CLOCKS, day("2026-03-17"))
    assert [(item.waits_for, item.due) for item in items][-1] == (
        WaitsFor.OBLIGATION,
        day("2026-03-12"),
    )
    assert ("overdue", "answer", "2026-03-13") in told(story.case, TWO_CLOCKS, "2026-03-17")
    assert attention(story.case, TWO_CLOCKS, day("2026-03-17")).needs_work


def test_case_outside_the_routine_waits_for_word_and_then_for_its_closing() -> None:
    """No clock runs for an appeal: it is told of the next working day, and listed until closed."""
    story = Story(ESSUNGA).received("2026-03-02", streams={"appeal"})
    assert told(story.case, ESSUNGA, "2026-03-02") == []
    assert told(story.case, ESSUNGA, "2026-03-03") == [("referral", "", "2026-03-03")]
    (item,) = work_items(story.case, ESSUNGA, day("2026-03-03"))
    assert (item.waits_for, item.deadline, item.working_days_left) == (
        WaitsFor.REFERRAL,
        None,
        None,
    )
    assert item.label() == "informera personen och hänvisa saken rätt"
    story.on("2026-03-03", Informed, content={"right_to_appeal", "help_offered"})
    story.on("2026-03-03", ReferredOut, to="court")
    assert _all(story.case, ESSUNGA) == []
    (item,) = work_items(story.case, ESSUNGA, day("2026-03-03"))
    assert item.label("en") == "close the case"


def test_import_is_not_reproached_for_what_its_source_leaves_out() -> None:
    """What the source of an imported case does not record is neither asked for nor listed."""
    story = Story(TWO_CLOCKS).received("2026-03-02")
    arrival = story.events[0]
    assert isinstance(arrival, Received)
    case = fold([attrs.evolve(arrival, records={"closed"})])
    assert _reminders(case, TWO_CLOCKS, day("2026-06-01")) == []
    (item,) = work_items(case, TWO_CLOCKS, day("2026-06-01"))
    assert item.waits_for is WaitsFor.CLOSING
    unknown = fold([attrs.evolve(arrival, records=set())])
    assert work_items(unknown, TWO_CLOCKS, day("2026-06-01")) == []


# --- the worklist ---------------------------------------------------------------------------------


def test_worklist_is_soonest_first_with_days_left() -> None:
    """Open duties stand soonest first; the days left count working days and may be negative."""
    case = Story(KRAMFORS).received("2025-06-11", Kind.COMPLAINT).case
    items = work_items(case, KRAMFORS, day("2025-06-17"))
    assert [item.due for item in items if item.due] == [
        day("2025-06-21"),
        day("2025-06-21"),
    ]
    assert items[0].obligation == "answer"
    # From Tuesday the 17th: Wednesday and Thursday are worked, Midsummer Eve and Day are not.
    assert items[0].working_days_left == 2
    assert items[-1].working_days_left is None
    late = work_items(case, KRAMFORS, day("2025-06-24"))
    # Back from Tuesday the 24th: Monday and Tuesday are the working days that have passed.
    assert late[0].working_days_left == -2


def test_worklist_names_unit_and_handler() -> None:
    """A worklist can be split by unit and handler."""
    story = Story(TWO_CLOCKS).received("2026-03-02", unit="skola")
    story.on("2026-03-03", Transferred, handler="handler-1")
    (item, *_) = work_items(story.case, TWO_CLOCKS, day("2026-03-03"))
    assert (item.case_id, item.unit, item.handler) == ("case-1", "skola", "handler-1")


# --- ids ------------------------------------------------------------------------------------------

CODES = st.from_regex(r"[a-z0-9][a-z0-9_./+-]{0,9}", fullmatch=True)
REMINDERS = st.builds(
    Reminder,
    kind=st.sampled_from(ReminderKind),
    obligation=CODES | st.just(""),
    due=st.none() | st.dates(),
    on=st.just(date.min),
    level=st.integers(0, 9),
)


@given(REMINDERS, REMINDERS)
def test_two_reminders_never_have_one_id(one: Reminder, other: Reminder) -> None:
    """An id is the reminder's alone, whatever signs its codes are made of."""
    assert (one.id == other.id) is (one == other)


def test_the_day_it_is_told_on_is_no_part_of_the_id() -> None:
    """A reminder told later, since nobody was at work, is the same reminder."""
    one = Reminder(kind=ReminderKind.ESCALATION_DUE, level=2, on=date(2026, 3, 6))
    assert one.id == attrs.evolve(one, on=date(2026, 3, 9)).id == "escalation_due::1::2"


def test_each_run_that_lingers_is_a_reminder_of_its_own() -> None:
    """Where the text has no number, no due day tells two runs apart: their number does."""
    one = Reminder(kind=ReminderKind.LINGERING, obligation="update", on=date(2026, 3, 6))
    assert one.id != attrs.evolve(one, occurrence=2).id


# --- told once, whatever days are skipped ---------------------------------------------------------

POLICIES = [*(get(name) for name in names()), TWO_CLOCKS, NEW_DATE, PROMISED, UPDATES]
YEAR = 366


@st.composite
def courses(draw: st.DrawFn) -> tuple[Policy, Case]:
    """Draw a case under some policy, with a few things that may have happened."""
    policy = draw(st.sampled_from(POLICIES))
    kinds = [rule.kind for rule in policy.kinds]
    arrived = draw(st.dates(date(2024, 12, 1), date(2025, 12, 31)))
    story = Story(policy).received(arrived.isoformat(), draw(st.sampled_from(kinds)))
    happened = draw(
        st.lists(
            st.tuples(
                st.integers(0, 40),
                st.sampled_from([Acknowledged, HandlerAnnounced, DelayNotice, Answered]),
                st.none() | st.integers(0, 60),
            ),
            max_size=4,
        )
    )
    now = arrived
    for after, event, promise in happened:
        now += timedelta(days=after)
        promised = None if promise is None else now + timedelta(days=promise)
        story.on(f"{now} 13:00", event, promised=promised, content={"handler_name"})
    return policy, story.case


@soaked(15)
@given(courses(), st.sets(st.integers(0, YEAR), max_size=YEAR))
def test_each_reminder_is_told_once_whatever_days_are_skipped(
    course: tuple[Policy, Case], skipped: set[int]
) -> None:
    """Looking only on the days that are named for it tells all, once, as soon as somebody looks.

    The slow model looks every day. What it finds is found here too, on the first day looked at
    within its time: a warning up to its due day, all else for good.
    """
    policy, case = course
    start = policy.calendar.day_of(case.events[-1].at)
    days = [start + timedelta(days=n) for n in range(YEAR) if n not in skipped]
    model: dict[str, Reminder] = {}
    for n in range(YEAR):
        for each in _reminders(case, policy, start + timedelta(days=n)):
            model.setdefault(each.id, each)

    found: dict[str, date] = {}
    looking: date | None = start
    for today in days:
        if looking is None or today < looking:
            continue
        for each in _reminders(case, policy, today):
            found.setdefault(each.id, today)
        looking = _look_on(case, policy, today)

    for id_, each in model.items():
        last = each.due if each.kind is DUE_SOON else date.max
        assert last is not None
        chances = [today for today in days if each.on <= today <= last]
        assert found.get(id_) == (chances[0] if chances else None), each
    assert found.keys() <= model.keys()

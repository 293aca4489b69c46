# SPDX-License-Identifier: Apache-2.0
"""Which notices an event calls for, to whom, and under which id."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given

from klagomal.cases.case import fold
from klagomal.cases.events import (
    EVENTS,
    Acknowledged,
    Answered,
    Classified,
    Closed,
    ContactEvent,
    CopySent,
    DelayNotice,
    DeliveryFailed,
    Erased,
    Escalated,
    Event,
    HandlerAnnounced,
    Informed,
    PraiseForwarded,
    ProgressNotice,
    Registered,
    SatisfactionRecorded,
    Transferred,
)
from klagomal.errors import LetterError
from klagomal.mail.notices import SUBMITTER, Notice, NoticeKind, notices_for
from klagomal.policies import get
from klagomal.ports import NoticeRecord
from klagomal.reminders.cases import Reminder, ReminderKind
from klagomal.reminders.reports import ReportAsked
from klagomal.vocabulary import Channel, Role, Satisfaction
from tests.small_policies import ANSWER
from tests.small_policies import small as small_policy
from tests.stories import Story
from tests.strategies import case_logs

ESSUNGA = get("essunga")
SMALL = small_policy(ANSWER)


def called_for(story: Story, day: str, event: type[Event], **about: Any) -> list[Notice]:
    """Return the notices that one more event calls for."""
    story.on(day, event, **about)
    return notices_for(story.case, story.policy, story.events[-1:], len(story.events))


def story(**about: Any) -> Story:
    """Return a complaint that arrived on a Monday, in Essunga."""
    return Story(ESSUNGA).received("2026-03-02", **about)


TOLD = [
    (Acknowledged, NoticeKind.CONFIRMATION),
    (HandlerAnnounced, NoticeKind.HANDLER),
    (ProgressNotice, NoticeKind.PROGRESS),
    (DelayNotice, NoticeKind.DELAY),
    (Answered, NoticeKind.ANSWER),
    (Informed, NoticeKind.INFORMATION),
]


@pytest.mark.parametrize(("event", "kind"), TOLD)
def test_word_to_the_person_is_a_letter_to_the_person(
    event: type[ContactEvent], kind: NoticeKind
) -> None:
    """Each kind of word to the person has its own kind of letter, about that very event."""
    expected = Notice(policy="essunga", case_id="case-1", kind=kind, recipient=SUBMITTER, version=2)
    assert called_for(story(), "2026-03-03", event) == [expected]
    assert kind.is_to_submitter


def test_every_word_to_the_person_has_its_letter() -> None:
    """No class of word to a person is forgotten above."""
    words = {event for event in EVENTS.values() if issubclass(event, ContactEvent)}
    assert words == {event for event, _ in TOLD}


@pytest.mark.parametrize(
    ("mode", "letters"),
    [(mode, 0 if mode in (Channel.PHONE, Channel.IN_PERSON) else 1) for mode in Channel]
    + [(None, 1)],
)
def test_spoken_word_is_no_letter(mode: Channel | None, letters: int) -> None:
    """What was said by telephone or face to face is not written to the person once more."""
    assert len(called_for(story(), "2026-03-03", Answered, mode=mode)) == letters


def test_person_without_a_way_to_be_reached_gets_none() -> None:
    """Somebody who cannot be reached gets no letter; an anonymous person with a way does."""
    assert called_for(story(has_contact_route=False), "2026-03-03", Answered) == []
    assert len(called_for(story(anonymous=True), "2026-03-03", Answered)) == 1


def test_person_whose_data_are_erased_gets_none() -> None:
    """After an erasure there is nobody to write to; people at work are told as before."""
    erased = story().on("2026-03-03", Erased, authority="plan 3.1", reason="gallring")
    assert called_for(erased, "2026-03-04", Answered) == []
    assert len(called_for(erased, "2026-03-05", Transferred, to_unit="skola")) == 1


@pytest.mark.parametrize(
    ("about", "recipient"),
    [
        ({"to_unit": "skola"}, "skola"),
        ({"to_role": Role.REGISTRAR}, "registrar"),
        ({"to_unit": "skola", "to_role": Role.UNIT}, "skola"),
        ({"to_unit": "skola", "handler": "handler-2"}, "handler-2"),
    ],
)
def test_hand_over_tells_the_nearest_named(about: dict[str, Any], recipient: str) -> None:
    """A hand-over is told to the handler before the unit, and to the unit before the role."""
    (notice,) = called_for(story(), "2026-03-03", Transferred, **about)
    assert (notice.kind, notice.recipient) == (NoticeKind.HANDED_OVER, recipient)


@pytest.mark.rows("ESS-27")
def test_copy_goes_to_the_handler() -> None:
    """The copy goes to the case's handler; to the role where nobody is named yet."""
    (notice,) = called_for(story(), "2026-03-03", CopySent)
    assert (notice.kind, notice.recipient) == (NoticeKind.COPY_TO_HANDLER, "handler")
    named = story().on("2026-03-03", Transferred, handler="handler-1")
    (notice,) = called_for(named, "2026-03-03", CopySent)
    assert notice.recipient == "handler-1"


def test_praise_goes_to_the_unit_it_is_for() -> None:
    """Praise goes to the unit that owns the case now."""
    (notice,) = called_for(story(unit="badhuset"), "2026-03-03", PraiseForwarded)
    assert (notice.kind, notice.recipient) == (NoticeKind.PRAISE, "badhuset")
    moved = story(unit="badhuset").on("2026-03-03", Transferred, to_unit="ishallen")
    assert called_for(moved, "2026-03-03", PraiseForwarded)[0].recipient == "ishallen"
    assert called_for(story(), "2026-03-03", PraiseForwarded)[0].recipient == "unit"


@pytest.mark.parametrize(
    ("about", "recipient"),
    [
        ({}, "responsible_manager"),  # level 2 of Essunga's ladder (ESS-39)
        ({"to_role": Role.BOARD}, "board"),
        ({"assigned_to": "handler-2", "to_role": Role.BOARD}, "handler-2"),
    ],
)
def test_escalation_tells_the_owner_of_the_level(about: dict[str, Any], recipient: str) -> None:
    """The next level is told: whoever was assigned, the role named, or the ladder's own."""
    (notice,) = called_for(story(), "2026-03-03", Escalated, to_level=2, **about)
    assert (notice.kind, notice.recipient) == (NoticeKind.ESCALATION, recipient)


def test_escalation_without_a_ladder_tells_the_board() -> None:
    """Where the policy has no ladder and nobody is named, it is for the board to know."""
    climbed = Story(SMALL).received("2026-03-02")
    assert called_for(climbed, "2026-03-03", Escalated, to_level=2)[0].recipient == "board"


@pytest.mark.parametrize(
    ("event", "about"),
    [
        (Registered, {"register": "diarium", "reference": "2026:1"}),
        (Classified, {"dimensions": {"bemotande"}}),
        (SatisfactionRecorded, {"satisfaction": Satisfaction.DISSATISFIED}),
        (DeliveryFailed, {"notice": "answer", "version": 1}),
        (Erased, {"authority": "plan 3.1", "reason": "gallring"}),
        (Closed, {}),
    ],
)
def test_other_events_call_for_none(event: type[Event], about: dict[str, Any]) -> None:
    """What is noted for the office alone, a failed delivery above all, is written to nobody."""
    assert called_for(story(), "2026-03-03", event, **about) == []


def test_several_events_have_their_own_versions() -> None:
    """Events appended together are told of one by one, each by its version."""
    told = story().on("2026-03-03", Acknowledged).on("2026-03-03", Answered)
    notices = notices_for(told.case, ESSUNGA, told.events[1:], 2)
    assert [(notice.kind, notice.version) for notice in notices] == [
        (NoticeKind.CONFIRMATION, 2),
        (NoticeKind.ANSWER, 3),
    ]


# --- ids and records ------------------------------------------------------------------------------


OVERDUE = Reminder(
    kind=ReminderKind.OVERDUE, obligation="answer", due=date(2026, 3, 9), on=date(2026, 3, 10)
)


def test_id_is_what_the_notice_is_about() -> None:
    """The id tells case, event, kind and recipient, so that the same notice has the same id."""
    notice = Notice(
        policy="essunga", case_id="case-1", kind=NoticeKind.ANSWER, recipient="submitter", version=3
    )
    assert notice.id == "case-1:answer:submitter:3"
    changed = [
        attrs.evolve(notice, case_id="case-2"),
        attrs.evolve(notice, kind=NoticeKind.DELAY),
        attrs.evolve(notice, recipient="unit"),
        attrs.evolve(notice, version=4),
        attrs.evolve(notice, version=0, about=OVERDUE),
    ]
    assert len({notice.id, *(each.id for each in changed)}) == 6


def test_record_is_plain_json() -> None:
    """A queued notice holds who, which event and what about, as plain JSON, and comes back."""
    notice = Notice(
        policy="essunga", case_id="case-1", kind=NoticeKind.DELAY, recipient="submitter", version=3
    )
    record = notice.record()
    assert record == NoticeRecord(
        id="case-1:delay:submitter:3",
        policy="essunga",
        stream="case-1",
        kind="delay",
        data='{"about": null, "recipient": "submitter", "version": 3}',
    )
    assert Notice.of(record) == notice


@pytest.mark.parametrize(
    ("kind", "about", "told"),
    [
        (
            NoticeKind.REMINDER,
            OVERDUE,
            {
                "kind": "overdue",
                "obligation": "answer",
                "occurrence": 1,
                "due": "2026-03-09",
                "on": "2026-03-10",
                "level": 0,
                "version": 0,
            },
        ),
        (
            NoticeKind.REPORT_DUE,
            ReportAsked(rule="board", opens=date(2026, 12, 1), due=date(2026, 12, 31)),
            {
                "rule": "board",
                "anchor": "",
                "body": "",
                "opens": "2026-12-01",
                "due": "2026-12-31",
                "is_late": False,
            },
        ),
    ],
)
def test_what_no_event_causes_lies_in_the_data(
    kind: NoticeKind, about: Reminder | ReportAsked, told: dict[str, object]
) -> None:
    """A reminder and a report asked for are queued with their fields, and come back the same."""
    notice = Notice(policy="essunga", case_id="c", kind=kind, recipient="unit", about=about)
    assert json.loads(notice.record().data)["about"] == told
    assert Notice.of(notice.record()) == notice


@pytest.mark.parametrize(
    "data",
    [
        *("", "[]", "null", "{}", '{"recipient":'),
        '{"about": "overdue", "recipient": "unit", "version": 0}',
        '{"about": {"kind": "overdue"}, "recipient": "unit", "version": "9"}',
    ],
)
def test_data_that_says_nothing_lets_the_notice_wait(data: str) -> None:
    """A reminder whose data cannot be read is our error, which names the notice."""
    record = NoticeRecord(id="n-1", policy="essunga", stream="c", kind="reminder", data=data)
    with pytest.raises(LetterError, match="notice n-1 cannot be read"):
        Notice.of(record)


def test_notice_of_a_newer_version_is_told_apart() -> None:
    """A kind that this version does not know is our error, which lets the notice wait."""
    record = NoticeRecord(id="x", policy="essunga", stream="case-1", kind="pigeon", data="{}")
    with pytest.raises(LetterError, match="unknown kind of notice 'pigeon'"):
        Notice.of(record)


@given(case_logs())
def test_notices_of_any_log_are_sound(log: tuple[Event, ...]) -> None:
    """Whatever happened, ids are unique, and records come back as the notices they were."""
    case = fold(log)
    notices = notices_for(case, ESSUNGA, log, 1) if case.level <= 3 else []
    assert len({notice.id for notice in notices}) == len(notices)
    for notice in notices:
        assert Notice.of(notice.record()) == notice
        assert notice.recipient
        assert notice.recipient == SUBMITTER or not notice.kind.is_to_submitter
        assert set(json.loads(notice.record().data)) == {"recipient", "version", "about"}
        assert isinstance(log[notice.version - 1], tuple(EVENTS.values()))


def test_every_kind_has_words() -> None:
    """Each kind of notice can be named in a list, in Swedish and English."""
    assert {kind.label("sv") for kind in NoticeKind} != {kind.value for kind in NoticeKind}
    assert all(kind.label(language) for kind in NoticeKind for language in ("sv", "en"))


@pytest.mark.parametrize("version", ["0", "-1", '"9"', "true", "1.5", "null"])
def test_a_notice_of_no_event_is_no_letter_about_another(version: str) -> None:
    """A version that is no number of an event is refused, not taken for an event from the end."""
    record = NoticeRecord(
        id="x",
        policy="essunga",
        stream="c",
        kind="confirmation",
        data=f'{{"recipient": "submitter", "version": {version}}}',
    )
    with pytest.raises(LetterError, match="cannot be read"):
        Notice.of(record)

# SPDX-License-Identifier: Apache-2.0
"""Events: stored under fixed words, with two moments, and without personal data."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.cases import events
from klagomal.cases.events import (
    EVENTS,
    Acknowledged,
    Actor,
    Answered,
    CategorySet,
    Classified,
    Closed,
    ContactEvent,
    CopySent,
    DeliveryEvent,
    DueDate,
    Erased,
    Escalated,
    Event,
    MeasureRecorded,
    Milestone,
    Paused,
    Received,
    Reclassified,
    ReferredOut,
    Registered,
    SatisfactionRecorded,
    SecrecyMarked,
    SeveritySet,
    SplitOff,
    Transferred,
    WroteAgain,
    event_class,
)
from klagomal.cases.feedback import Feedback
from klagomal.errors import (
    ClockError,
    EventError,
    FieldError,
    NaiveDatetimeError,
    UnknownEventError,
)
from klagomal.vocabulary import Channel, Kind, MeasureType, Role

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)
LETTER = Feedback(kind=Kind.COMPLAINT, channel=Channel.LETTER, received_at=NOON)
CLASSES = list(EVENTS.values())


def received(**about: Any) -> Received:
    """Return an arrival, changed in some parts."""
    parts: dict[str, Any] = {
        "at": NOON,
        "case_id": "c-1",
        "feedback": LETTER,
        "policy": "smaby",
        "edition": "1",
    }
    return Received(**parts | about)


# --- the register of events -----------------------------------------------------------------------


def test_the_stored_words_never_change() -> None:
    """A log written once is read for ever: these words are part of the format."""
    assert set(EVENTS) >= {
        "received",
        "registered",
        "transferred",
        "copy_sent",
        "acknowledged",
        "handler_announced",
        "progress_notice",
        "delay_notice",
        "answered",
        "informed",
        "measure_recorded",
        "measure_completed",
        "measure_received",
        "satisfaction_recorded",
        "escalated",
        "referred_out",
        "praise_forwarded",
        "secrecy_marked",
        "reclassified",
        "severity_set",
        "category_set",
        "classified",
        "wrote_again",
        "split_off",
        "paused",
        "resumed",
        "milestone",
        "closed",
        "reopened",
    }
    assert all(kind.slug == slug and kind.schema == 1 for slug, kind in EVENTS.items())


def test_every_concrete_event_is_registered_and_public() -> None:
    """A class that could be written but not read back would lose what happened."""
    found = {
        value
        for value in vars(events).values()
        if isinstance(value, type) and issubclass(value, Event)
    }
    assert found - {Event, ContactEvent, DeliveryEvent} == set(CLASSES)
    assert {kind.__name__ for kind in CLASSES} <= set(events.__all__)


@pytest.mark.parametrize("kind", CLASSES)
def test_what_a_rule_may_name_is_a_field_of_the_event(kind: type[Event]) -> None:
    """The subject by which a rule narrows an event exists on it."""
    names = {field.name for field in attrs.fields(kind)}
    assert kind.subject in names | {""}


def test_an_unknown_event_is_our_own_error_and_suggests_what_exists() -> None:
    """A misspelt word in a log or a policy file is told with the nearest one."""
    with pytest.raises(
        UnknownEventError, match=r"unknown event 'anwsered'; did you mean 'ans"
    ) as e:
        event_class("anwsered")
    assert e.value.data == {"slug": "anwsered"}


@pytest.mark.parametrize("schema", [0, 2, 99])
def test_an_event_of_another_version_is_not_guessed_at(schema: int) -> None:
    """The error says which version was found, which is read, and what to read it with."""
    with pytest.raises(UnknownEventError, match=f"schema {schema}, this version reads 1") as caught:
        event_class("answered", schema)
    assert caught.value.data == {"slug": "answered", "schema": schema}
    assert event_class("answered", 1) is Answered


# --- the two moments ------------------------------------------------------------------------------


def test_an_event_is_recorded_when_it_happens_unless_told_otherwise() -> None:
    """The moment it was written down is the moment it happened by default."""
    assert Answered(at=NOON).recorded_at == NOON
    later = NOON + timedelta(days=1)
    noted = Answered(at=NOON, recorded_at=later)
    assert (noted.at, noted.recorded_at) == (NOON, later)


def test_an_event_cannot_be_recorded_before_it_happens() -> None:
    """The error shows both moments."""
    with pytest.raises(ClockError, match="recorded before it happens") as caught:
        Answered(at=NOON, recorded_at=NOON - timedelta(microseconds=1))
    assert caught.value.data["at"] == NOON


@pytest.mark.parametrize("field", ["at", "recorded_at"])
@pytest.mark.parametrize("moment", [datetime(2025, 3, 3), date(2025, 3, 3), "2025-03-03", None])
def test_an_event_without_an_exact_moment_is_refused(field: str, moment: Any) -> None:
    """A naive moment, a date or a text does not tell when it happened."""
    with pytest.raises(NaiveDatetimeError):
        Answered(**{"at": NOON, field: moment})


@given(st.sampled_from(["Europe/Stockholm", "Asia/Tokyo"]), st.timedeltas(timedelta(0)))
def test_events_keep_their_moments_in_utc(zone: str, delay: timedelta) -> None:
    """Whatever zone they came in, both moments are comparable values in UTC."""
    delay = min(delay, timedelta(days=400))
    at = NOON.astimezone(ZoneInfo(zone))
    event = Answered(at=at, recorded_at=(NOON + delay).astimezone(ZoneInfo(zone)))
    assert event.at.tzinfo is event.recorded_at.tzinfo is UTC
    assert event == Answered(at=NOON, recorded_at=NOON + delay)


# --- the arrival ----------------------------------------------------------------------------------


def test_an_arrival_carries_what_was_promised_that_day() -> None:
    """Edition, calendar and due dates are stored, so that no upgrade can move them."""
    due = (DueDate("answer", date(2025, 3, 17)),)
    arrival = received(due=due, calendar="0123456789abcdef")
    assert arrival.due == due
    assert arrival.calendar == "0123456789abcdef"


def test_an_arrival_has_its_feedbacks_moment() -> None:
    """Two different moments of arrival cannot both be true."""
    with pytest.raises(EventError, match="use the feedback's moment") as caught:
        received(at=NOON + timedelta(seconds=1), recorded_at=NOON + timedelta(days=1))
    assert caught.value.data == {"field": "at"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("case_id", "Berit Påhitt"),
        ("case_id", ""),
        ("policy", "Essunga kommun"),
        ("edition", ""),
        ("calendar", "not a fingerprint"),
        ("feedback", None),
        ("feedback", "klagomål"),
        ("excluded", "an appeal"),
        ("parent", "C 1"),
        ("due", (("answer", date(2025, 3, 17)),)),
    ],
)
def test_an_arrival_holds_codes_and_no_words_of_anybodys(field: str, value: Any) -> None:
    """Each field refuses what is of the wrong sort, so no name can slip into the log."""
    with pytest.raises(FieldError):
        received(**{field: value})


def test_a_due_date_is_a_day_of_an_obligation() -> None:
    """A moment is no day and a sentence is no obligation's id."""
    with pytest.raises(FieldError, match="on: expected a date"):
        DueDate("answer", NOON)
    with pytest.raises(FieldError, match="obligation:"):
        DueDate("an answer", date(2025, 3, 17))


def test_what_a_source_records_is_named_by_event() -> None:
    """A misspelt event would silently make every obligation unjudged."""
    assert received(records={"answered", "received"}).records == frozenset({"answered", "received"})
    with pytest.raises(UnknownEventError, match="did you mean 'answered'"):
        received(records={"anwsered"})
    with pytest.raises(FieldError):
        received(records="answered")


# --- fields of single events ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        (Answered, {"by": "anna"}),
        (Answered, {"by": Role.HANDLER}),
        (Answered, {"upheld": True}),
        (SatisfactionRecorded, {"grade": 6}),
        (SatisfactionRecorded, {"grade": 0}),
        (SatisfactionRecorded, {"grade": True}),
        (SatisfactionRecorded, {"grade": 1, "best": 1}),
        (Answered, {"mode": "phone"}),
        (Answered, {"content": "thanks"}),
        (Answered, {"content": {"Hej Berit"}}),
        (Answered, {"handler": "Anna Berg"}),
        (Answered, {"promised": NOON}),
        (Answered, {"promised": "2025-05-30"}),
        (Answered, {"automatic": "no"}),
        (Registered, {"register": "Diariet", "reference": "1"}),
        (Registered, {"register": "diary", "reference": 17}),
        (Registered, {"register": "diary", "reference": "1" * 81}),
        (Registered, {"register": "diary", "reference": "1\x00"}),
        (Registered, {"register": "diary", "reference": "1", "what": "the letter"}),
        (Registered, {"register": "diary", "reference": "1", "dossier": "\ud800"}),
        (Transferred, {"to_role": "registrar"}),
        (Transferred, {"to_unit": "Skolan"}),
        (CopySent, {"to": "handler"}),
        (MeasureRecorded, {"measure": "en ny lampa"}),
        (MeasureRecorded, {"measure": "m-1", "type": "corrective"}),
        (MeasureRecorded, {"measure": "m-1", "done": 1}),
        (SatisfactionRecorded, {"satisfaction": "satisfied"}),
        (Escalated, {"to_level": 2, "to_role": "board"}),
        (ReferredOut, {"to": "Regionen"}),
        (SecrecyMarked, {"legal_basis": None}),
        (SecrecyMarked, {"legal_basis": "OSL 26:1", "holder": "Nämnden"}),
        (SeveritySet, {"severity": "serious"}),
        (CategorySet, {"category": ""}),
        (CategorySet, {"category": "Mat på skolan"}),
        (WroteAgain, {"mode": "letter"}),
        (Reclassified, {"kind": "praise"}),
        (Classified, {"dimensions": "access"}),
        (Classified, {"cause": "Annas fel"}),
        (SplitOff, {"child": ""}),
        (Paused, {"reason": "we wait"}),
        (Milestone, {"name": "Besök"}),
        (Closed, {"content": {"klart!"}}),
    ],
)
def test_a_field_of_the_wrong_sort_is_refused(kind: type[Event], about: dict[str, Any]) -> None:
    """Look-alike strings, names, moments for days and unsafe text are our own field errors."""
    with pytest.raises(FieldError):
        kind(at=NOON, **about)


@pytest.mark.parametrize("due", [None, [], ("answer",), [DueDate("answer", date(2025, 3, 13))]])
def test_due_dates_are_a_tuple_of_due_dates(due: Any) -> None:
    """A list could be changed afterwards."""
    with pytest.raises(FieldError, match="due: expected"):
        received(due=due)


def test_an_obligation_has_one_due_date() -> None:
    """Of two, nobody could know which one was told."""
    twice = tuple(DueDate("answer", date(2025, 3, day)) for day in (13, 20))
    with pytest.raises(EventError, match="due: 'answer' has two due dates"):
        received(due=twice)


def test_what_had_begun_is_a_tuple_of_versions() -> None:
    """One number is not several."""
    with pytest.raises(FieldError, match="begun: expected tuple, got 5"):
        Erased(at=NOON, authority="Beslut 7", reason="disposal", begun=5)  # type: ignore[arg-type]


@pytest.mark.parametrize("level", [1, 0, -1, True, 2.0, "2", None])
def test_escalation_goes_up(level: Any) -> None:
    """Level 1 is where every case begins, so it cannot be escalated to."""
    with pytest.raises(EventError, match="goes to level 2 or higher") as caught:
        Escalated(at=NOON, to_level=level)
    assert caught.value.data == {"field": "to_level"}
    assert repr(level) in str(caught.value)


@pytest.mark.parametrize("basis", ["", "   ", "\n\t"])
def test_secrecy_needs_a_provision(basis: str) -> None:
    """A secrecy marking names the provision relied on (ESS-09); the error shows an example."""
    with pytest.raises(EventError, match="OSL 26 kap") as caught:
        SecrecyMarked(at=NOON, legal_basis=basis)
    assert caught.value.data == {"field": "legal_basis"}
    assert SecrecyMarked(at=NOON, legal_basis="OSL 26 kap. 1 §").legal_basis == "OSL 26 kap. 1 §"


def _texts_of(cls: type[Any]) -> list[str]:
    kinds = get_type_hints(cls)
    return [f.name for f in attrs.fields(cls) if kinds[f.name] in (str, frozenset[str])]


@pytest.mark.parametrize(
    ("cls", "name"),
    [(cls, name) for cls in (*CLASSES, Actor, DueDate, Feedback) for name in _texts_of(cls)],
    ids=lambda part: part if isinstance(part, str) else part.__name__,
)
def test_no_event_takes_a_personal_identity_number(cls: type[Any], name: str) -> None:
    """No word, id or text of any event may tell who somebody is, for the log is never erased.

    The error names the field, and does not repeat the number.
    """
    given: Any = "19121212-1212"
    if get_type_hints(cls)[name] == frozenset[str]:
        given = {given}
    with pytest.raises(FieldError) as caught:
        _filled(cls, **{name: given})
    assert caught.value.data == {"field": name}
    assert str(caught.value).startswith(f"{name}: holds what looks like a personal identity number")
    assert "1212" not in str(caught.value)


def _filled(cls: type[Any], **about: Any) -> Any:
    """Return a value of the class, with what it must have and ``about``."""
    needed: dict[str, Any] = {
        "at": NOON,
        "case_id": "c-1",
        "child": "c-2",
        "edition": "1",
        "feedback": LETTER,
        "kind": Kind.PRAISE,
        "channel": Channel.LETTER,
        "received_at": NOON,
        "on": date(2025, 3, 3),
        "role": Role.HANDLER,
        "to_level": 2,
        "streams": {"a"},
        "version": 1,
        "reachable": True,
    }
    wanted = [f.name for f in attrs.fields(cls) if f.init and f.default is attrs.NOTHING]
    return cls(**{name: needed.get(name, "a") for name in wanted} | about)


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        (Erased, {"authority": "beslut om 1912-12-12-1212", "reason": "disposal"}),
        (SecrecyMarked, {"legal_basis": "OSL 26 kap. 1 §, 121212\u20131212"}),
        (Registered, {"register": "diary", "reference": "Barnet 121212 1212"}),
        (Registered, {"register": "diary", "reference": "1", "dossier": "Akt 121212+1212"}),
    ],
)
def test_a_personal_identity_number_in_a_logged_text_is_refused(
    kind: type[Event], about: dict[str, Any]
) -> None:
    """However it is written, and whatever stands beside it."""
    with pytest.raises(FieldError, match="personal identity number") as caught:
        kind(at=NOON, **about)
    assert not re.search("[0-9]", str(caught.value))


def test_texts_in_the_log_keep_their_own_numbers() -> None:
    """Paragraphs, decisions, years and entries are no identity numbers."""
    Erased(at=NOON, authority="KS 2025-03-03 § 121, dnr 2025/0123", reason="disposal")
    SecrecyMarked(at=NOON, legal_basis="OSL (2009:400) 26 kap. 1 §")
    Registered(at=NOON, register="diary", reference="Synpunkten 2026:1", dossier="Synpunkten 2026")


def test_actors_are_roles_and_opaque_ids() -> None:
    """A name is no id, and a role is one of those known."""
    assert Actor(Role.HANDLER, "emp-17").id == "emp-17"
    with pytest.raises(FieldError, match="id: 'Anna Berg' is not a code"):
        Actor(Role.HANDLER, "Anna Berg")
    with pytest.raises(FieldError, match="use one of SUBMITTER"):
        Actor("handler")  # type: ignore[arg-type]


def test_defaults_claim_nothing() -> None:
    """An event says only what it was given: no content, no promise, no handler, done by staff."""
    word = Acknowledged(at=NOON)
    assert (word.content, word.mode, word.handler, word.promised) == (frozenset(), None, "", None)
    assert word.by == Actor(Role.STAFF)
    assert not word.automatic
    assert Answered(at=NOON).upheld is None
    assert MeasureRecorded(at=NOON, measure="m-1").type is MeasureType.CORRECTIVE


def test_events_are_frozen_values() -> None:
    """Equal events are equal and hashable, and what happened cannot be edited."""
    assert Answered(at=NOON, content={"b", "a"}) == Answered(at=NOON, content=["a", "b"])
    assert len({Answered(at=NOON), Answered(at=NOON)}) == 1
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Answered(at=NOON).at = NOON  # type: ignore[misc]

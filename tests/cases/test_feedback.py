# SPDX-License-Identifier: Apache-2.0
"""What arrived, and who sent it: kept apart, and refused where it cannot be true."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from klagomal.cases.feedback import Feedback, Submission, Submitter
from klagomal.errors import FieldError, NaiveDatetimeError
from klagomal.vocabulary import Channel, Kind, Stream, SubmitterCapacity

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)


def feedback(**about: Any) -> Feedback:
    """Return a complaint by letter, changed in some parts."""
    parts: dict[str, Any] = {"kind": Kind.COMPLAINT, "channel": Channel.LETTER, "received_at": NOON}
    return Feedback(**parts | about)


def test_feedback_is_reachable_and_wants_a_reply_until_told_otherwise() -> None:
    """The defaults invent no reason to leave somebody without an answer."""
    found = feedback()
    assert found.has_contact_route
    assert found.wants_reply
    assert not found.anonymous
    assert found.capacity is SubmitterCapacity.UNKNOWN


def test_a_pseudonym_with_a_reply_address_is_anonymous_and_reachable() -> None:
    """AMB-11: whether somebody has a name and whether they can be reached are two facts."""
    found = feedback(anonymous=True, has_contact_route=True)
    assert found.anonymous
    assert found.has_contact_route


def test_how_the_person_can_be_reached_may_be_told() -> None:
    """Several ways, and the form in which an answer was asked for; nothing, if nobody said."""
    found = feedback(reachable_by=[Channel.EMAIL, Channel.PHONE], reply_by=Channel.LETTER)
    assert found.reachable_by == {Channel.EMAIL, Channel.PHONE}
    assert found.reply_by is Channel.LETTER
    assert (feedback().reachable_by, feedback().reply_by) == (frozenset(), None)


def test_nobody_is_reachable_in_some_way_and_in_none() -> None:
    """Ways to reach a person contradict that no way is known; the error names the field."""
    with pytest.raises(FieldError, match="email, phone, but has_contact_route is False") as caught:
        feedback(has_contact_route=False, reachable_by={Channel.PHONE, Channel.EMAIL})
    assert caught.value.data["field"] == "reachable_by"
    assert not feedback(has_contact_route=False, reply_by=Channel.LETTER).has_contact_route


def test_a_policy_may_name_streams_of_its_own() -> None:
    """Known streams and own slugs stand side by side, as plain words."""
    found = feedback(streams={Stream.APPEAL, "parking_fine"})
    assert found.streams == {"appeal", "parking_fine"}


def test_feedback_is_a_frozen_value() -> None:
    """Equal contents are equal and can be a key; nothing can be changed afterwards."""
    assert feedback() == feedback()
    assert hash(feedback(dimensions={"b", "a"})) == hash(feedback(dimensions=["a", "b"]))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        feedback().kind = Kind.PRAISE  # type: ignore[misc]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "complaint"),
        ("kind", None),
        ("channel", "letter"),
        ("capacity", "citizen"),
        ("unit", "Vård och omsorg"),
        ("receiving_unit", "växeln"),
        ("administration", "A"),
        ("sector", "skola & förskola"),
        ("category", "pot hole"),
        ("cause", "Anna sa"),
        ("anonymous", 1),
        ("has_contact_route", "yes"),
        ("wants_reply", None),
        ("reply_by", "letter"),
    ],
)
def test_a_field_that_cannot_be_true_is_named(field: str, value: Any) -> None:
    """Each field refuses a value of the wrong sort, and the error says which field and value."""
    with pytest.raises(FieldError) as caught:
        feedback(**{field: value})
    assert caught.value.data["field"] == field
    assert repr(value) in str(caught.value)


def test_ways_to_reach_somebody_are_channels() -> None:
    """A single way that is no set, a word that looks like a channel, or a number is refused."""
    for value in (Channel.EMAIL, {"email"}, {7}):
        with pytest.raises(FieldError, match=r"email|7"):
            feedback(reachable_by=value)


@pytest.mark.parametrize("field", ["dimensions", "streams", "subjects"])
def test_lists_of_words_take_words_only(field: str) -> None:
    """A single word, a name or a number is no list of codes."""
    for value in ("appeal", {"Anna Berg"}, {7}, 7):
        with pytest.raises(FieldError, match=r"7|appeal|Anna Berg"):
            feedback(**{field: value})


@pytest.mark.parametrize("moment", [datetime(2025, 3, 3, 12), date(2025, 3, 3), "2025-03-03"])
def test_feedback_without_an_exact_moment_is_refused(moment: Any) -> None:
    """A naive moment, a date or a text does not tell which Swedish day it was."""
    with pytest.raises(NaiveDatetimeError):
        feedback(received_at=moment)


def test_a_submitter_is_reached_by_mail_post_or_phone() -> None:
    """A name alone is no way to reach anybody."""
    assert not Submitter(name="Berit Påhitt").has_contact_route
    assert Submitter(email="berit@example.invalid").has_contact_route
    assert Submitter(phone="000-000").has_contact_route
    assert Submitter(address="Gatan 1").has_contact_route


def test_names_are_kept_in_one_form_and_bounded() -> None:
    """Composed letters; a letter in the name field is refused, never cut."""
    assert Submitter(name=unicodedata.normalize("NFD", "Åsa")).name == "Åsa"
    for field, length in {"name": 200, "email": 254, "phone": 50, "address": 500}.items():
        Submitter(**{field: "a" * length})
        with pytest.raises(FieldError) as caught:
            Submitter(**{field: "a" * (length + 1)})
        assert caught.value.data == {"field": field, "length": length + 1}


def test_there_is_no_field_for_an_identity_number() -> None:
    """A personal identity number has no place among a submitter's details."""
    names = {field.name for field in attrs.fields(Submitter)}
    assert names == {"name", "email", "phone", "address", "language", "on_behalf_of"}


def test_a_submission_joins_both_sides() -> None:
    """The text and the person stand beside the feedback for the moment of intake."""
    writer = Submitter(email="berit@example.invalid")
    sent = Submission(feedback=feedback(), text="Lampan är\r\ntrasig", submitter=writer)
    assert sent.text == "Lampan är\ntrasig"
    anonymous = feedback(anonymous=True, has_contact_route=False)
    assert Submission(feedback=anonymous).submitter is None


def test_a_host_may_keep_the_contact_itself() -> None:
    """Feedback that can be answered needs no submitter here: the application may hold the route."""
    assert Submission(feedback=feedback(has_contact_route=True), text="Hej").submitter is None


@pytest.mark.parametrize(
    ("reachable", "writer", "told"),
    [
        (True, Submitter(name="Berit Påhitt"), "cannot be reached"),
        (False, Submitter(phone="000-000"), "can be reached"),
    ],
)
def test_the_two_sides_must_tell_the_same_story(
    reachable: bool, writer: Submitter, told: str
) -> None:
    """Whether the person can be reached may not depend on which half one asks."""
    with pytest.raises(FieldError, match=f"submitter {told}; set the two alike") as caught:
        Submission(feedback=feedback(has_contact_route=reachable), submitter=writer)
    assert caught.value.data == {"field": "has_contact_route"}


def test_a_submission_with_unsafe_text_is_refused() -> None:
    """Control characters and halves of characters never reach the store."""
    for text in ("a\x00", "a\ud800", "a" * 20_001):
        with pytest.raises(FieldError) as caught:
            Submission(feedback=feedback(has_contact_route=False), text=text)
        assert caught.value.data["field"] == "text"


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"feedback": None}, "feedback: expected a Feedback, got NoneType"),
        ({"feedback": "Test Testsson"}, "feedback: expected a Feedback, got str"),
        ({"submitter": "Test Testsson"}, "submitter: expected a Submitter, got str"),
        ({"submitter": {"name": "Test Testsson"}}, "submitter: expected a Submitter, got dict"),
        ({"submitter": Submitter}, "submitter: expected a Submitter, got type"),
    ],
)
def test_halves_of_a_submission_are_what_they_are_called(about: dict[str, Any], said: str) -> None:
    """What is no feedback or no submitter is refused by its kind, and nobody's name is repeated."""
    with pytest.raises(FieldError, match=said) as refused:
        Submission(**{"feedback": feedback(), **about})
    assert "Testsson" not in f"{refused.value} {refused.value.data}"

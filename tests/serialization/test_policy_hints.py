# SPDX-License-Identifier: Apache-2.0
"""Mistakes that are easily made in a policy file, and what the error tells to write instead."""

from __future__ import annotations

import pytest

from klagomal.errors import PolicyFileError
from klagomal.policy.policy import Policy
from klagomal.serialization import policy_from_text
from klagomal.vocabulary import Role
from tests.serialization.test_policy_limits import HEAD, obligation


def refusal(text: str) -> str:
    """Return what is told of a text that is refused."""
    with pytest.raises(PolicyFileError) as refused:
        policy_from_text(text, Policy)
    return str(refused.value)


@pytest.mark.parametrize(
    ("term", "told"),
    [
        ("hours = 24", "write for instance { calendar_days = 1 }"),
        ("days = 7", "write for instance { calendar_days = 7 }"),
        ("week = 7", "write for instance { weeks = 7 }"),
        ("quarters = 2", "write for instance { months = 6 }"),
        ('workdays = "five"', "write for instance { working_days = 1 }"),
        ("seconds = 24", "in less than a day; write for instance { calendar_days = 1 }"),
        ("jours = 24", "write for instance { calendar_days = 24 }"),
        ("bankdagar = 3", "write for instance { working_days = 3 }"),
        ("hours = 72", "in less than a day; write for instance { calendar_days = 3 }"),
        ("hours = 4", "write for instance { calendar_days = 1 }"),
        ('hours = "four"', "write for instance { calendar_days = 1 }"),
        ("minutes = 30", "write for instance { calendar_days = 1 }"),
        ("days = 10", "write for instance { calendar_days = 10 }"),
        ("weekdays = 5", "write for instance { working_days = 5 }"),
        ("business_days = 5", "write for instance { working_days = 5 }"),
        ("arbetsdagar = 5", "write for instance { working_days = 5 }"),
        ("vardagar = 5", "write for instance { mon_sat_days = 5 }"),
        ("years = 1", "write for instance { months = 12 }"),
        ('weeks = 2, roll = "next"', "did you mean 'next_working_day'?"),
        ('weeks = 2, start_roll = "previous"', "did you mean 'previous_working_day'?"),
        ('weeks = 2, rests = ["summer"]', '{ from = "06-15", to = "08-15" }'),
        ('weeks = 2, rests = [{ start = "06-15" }]', "from"),
        ("promised = true, at_most = 6", "expected a table such as { working_days = 5 }"),
    ],
)
def test_a_term_in_other_words_is_told_the_form(term: str, told: str) -> None:
    """Hours, days and weekdays are no terms; the error says how a term is counted."""
    text = HEAD + obligation(0).replace("working_days = 5", term)
    assert told in refusal(text)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (
            'starts_on = ["o0"]',
            '"o0" is an obligation, and an event is expected here; write "answered"',
        ),
        ('ended_by = [{ event = "o0" }]', ".ended_by[0].event: "),
        ('fulfilled_by = [{ event = "answered", by = ["boss"] }]', repr(Role.HANDLER.value)),
        ('delay = { mode = ["letter"] }', "did you mean 'modes'"),
    ],
)
def test_an_obligation_in_other_words_is_told_what_there_is(part: str, told: str) -> None:
    """An obligation's id is no event, and a role that does not exist is answered with the list."""
    text = HEAD + obligation(0, part if "fulfilled_by" not in part else "")
    if "fulfilled_by" in part:
        text = text.replace('fulfilled_by = ["answered"]', part)
    assert told in refusal(text)


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("[obligations]\nid = 'a'\n", "write [[obligations]] with double brackets"),
        ("[obligations]\nid = 'a'\n[obligations]\nid = 'b'\n", "written [[obligations]]"),
        ("[channels]\nchannel = 'letter'\n", "write [[channels]] with double brackets"),
        ("[calendar]\nclosed = [2026-05-15]\n", "{ day = 2026-05-15, name_sv ="),
        ('[ladder]\nlevels = ["handler"]\n', 'such as { role = "handler" }'),
    ],
)
def test_a_section_in_another_form_is_shown_the_right_one(section: str, told: str) -> None:
    """Single brackets, bare dates and bare roles are answered with the form that is read."""
    assert told in refusal(HEAD + section)


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ("level = 2", "line 24: obligations[1].level: "),
        ('start_latest = "o1"', "obligations "),
        ("term = { months = 9000 }", "line 23: obligations[1].term: "),
    ],
)
def test_what_does_not_hold_together_is_told_with_its_place(part: str, place: str) -> None:
    """A level without a ladder, a circle, and a term longer than the calendar."""
    second = obligation(1, part).replace("term = { working_days = 5 }\n", "", part.count("term"))
    assert place in refusal(HEAD + obligation(0) + second)


@pytest.mark.parametrize("part", ['start_latest = "o9"', 'term = { by_due_of = "o9" }'])
def test_a_reference_to_nothing_is_told_once(part: str) -> None:
    """It stands where it is written, and not once more as what the policy lacks."""
    second = obligation(1, part).replace("term = { working_days = 5 }\n", "", part.count("term"))
    told = refusal(HEAD + obligation(0) + second)
    assert told.count("o9") == 1
    assert "line 2" in told


@pytest.mark.parametrize(
    ("word", "told"),
    [("shall", "write 'must'"), ("ska", "write 'must'"), ("bör", "write 'should'")],
)
def test_a_texts_own_verb_is_told_the_strength_it_means(word: str, told: str) -> None:
    """The word "shall" looks like "should", and means more."""
    assert told in refusal(HEAD + obligation(0).replace('"must"', f'"{word}"'))


def test_a_key_that_stands_twice_is_no_section() -> None:
    """Only a section is told of double brackets."""
    told = refusal(HEAD.replace('edition = "1"', 'key = "provkoping"'))
    assert "a key can stand only once: keep one of the two" in told
    assert "[[" not in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + '[[exclusion]]\nstream = "appeal"\n', "line 10: exclusion: unknown key"),
        (HEAD.replace('["complaint"]', "[]"), "line 4: kinds: "),
        ("valid_from = 2026-01-02\nvalid_to = 2026-01-01\n" + HEAD, "line 2: valid_to: "),
    ],
)
def test_a_part_of_the_policy_is_told_with_its_line(text: str, told: str) -> None:
    """A section that does not exist, an empty list, and an end before the beginning."""
    assert told in refusal(text)

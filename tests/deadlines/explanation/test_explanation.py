# SPDX-License-Identifier: Apache-2.0
"""Explanations as data: what is gathered, what always holds, and JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.calendar import Season
from klagomal.deadlines.explanation import explain
from klagomal.deadlines.explanation.counting import MOST_LINES
from klagomal.deadlines.runs import Clock, NoticeGiven
from klagomal.errors import FieldError
from klagomal.promises.citation import Source
from klagomal.promises.counting import last_day
from klagomal.promises.obligations import DelayRule, Obligation, On, Scope, complaints
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Within
from klagomal.vocabulary import Label, Language, Roll, Unit, Waiver
from tests.provkoping import (
    ANSWER,
    DUE,
    ENGLISH_ACKNOWLEDGEMENT,
    GUIDELINE,
    HANDLING,
    STAGE_ONE,
    SWEDISH,
    arriving,
    numbered,
)

# --- as data --------------------------------------------------------------------------------------


def test_an_explanation_is_plain_data() -> None:
    """Rule, citation, start, count, roll, days and calendar, in words that JSON has."""
    rule = attrs.evolve(
        ANSWER,
        term=Within(3, Unit.CALENDAR_DAYS, Roll.NEXT_WORKING_DAY),
        purpose="answer",
        waived_if={Waiver.NO_CONTACT_ROUTE},
    )
    nothing: dict[str, Any] = {
        "by": [],
        "to": [],
        "modes": [],
        "content": [],
        "name": None,
        "individually": False,
        "other_handler": False,
        "within": None,
    }

    assert arriving("2025-06-18", rule).explanation().as_dict() == {
        "rule": {
            "id": "answer",
            "title": {"sv": "Svar på synpunkten", "en": "Answer to the feedback"},
            "purpose": "answer",
            "strength": "promise",
            "derived": False,
            "term": {
                "kind": "within",
                "n": 3,
                "unit": "calendar_days",
                "roll": "next_working_day",
                "start_roll": "none",
                "rests": [],
            },
            "starts_on": [{"event": "received", **nothing}],
            "start_latest": None,
            "each": False,
            "after_start": False,
            "level": None,
            "fulfilled_by": [{"event": "answered", **nothing}],
            "content": [],
            "also_by": [],
            "ended_by": [],
            "accepts_automatic": True,
            "applies_to": {
                "kinds": [],
                "channels": [],
                "severities": [],
                "sectors": [],
                "categories": [],
                "except_categories": [],
                "units": [],
                "reachable_by": [],
                "reply_by": [],
                "concerns_receiver": False,
                "misdirected": False,
            },
            "waived_if": ["no_contact_route"],
            "delay": {
                "extends": "no",
                "at_most": None,
                "times": None,
                "needs_consent": False,
                "must_precede_due": True,
                "content": [],
                "modes": [],
                "suggested_modes": [],
                "in_total": None,
            },
            "pausable": False,
        },
        "citations": [
            {
                "rows": ["PRO-14"],
                "heading": "Snabbt",
                "document": {
                    "title": "Riktlinje för synpunkter",
                    "document_type": "riktlinje",
                    "publisher": "Provköpings kommun",
                    "adopted_by": "KS",
                    "adopted": "2009-09-08",
                    "valid_from": None,
                    "valid_to": None,
                    "paragraph": "§ 12",
                    "reference": "",
                    "dated": "",
                    "note": "",
                },
            }
        ],
        "refers_to": {},
        "occurrence": 1,
        "started_on": "2025-06-18",
        "count": {
            "day_zero": "2025-06-18",
            "steps": [
                {
                    "date": "2025-06-19",
                    "working": True,
                    "reason": "working_day",
                    "name": {"sv": "arbetsdag", "en": "working day"},
                    "number": 1,
                    "completes": None,
                },
                {
                    "date": "2025-06-20",
                    "working": False,
                    "reason": "holiday",
                    "name": {"sv": "midsommarafton", "en": "Midsummer Eve"},
                    "number": 2,
                    "completes": None,
                },
                {
                    "date": "2025-06-21",
                    "working": False,
                    "reason": "holiday",
                    "name": {"sv": "midsommardagen", "en": "Midsummer Day"},
                    "number": 3,
                    "completes": None,
                },
            ],
            "last": {
                "date": "2025-06-21",
                "working": False,
                "reason": "holiday",
                "name": {"sv": "midsommardagen", "en": "Midsummer Day"},
            },
            "roll": {
                "moved": True,
                "to": "2025-06-23",
                "passed": [
                    {
                        "date": "2025-06-21",
                        "working": False,
                        "reason": "holiday",
                        "name": {"sv": "midsommardagen", "en": "Midsummer Day"},
                    },
                    {
                        "date": "2025-06-22",
                        "working": False,
                        "reason": "weekend",
                        "name": {"sv": "söndag", "en": "Sunday"},
                    },
                ],
            },
        },
        "given": None,
        "promised": None,
        "recount_differs": False,
        "stood_still": [],
        "moved_by_pause": False,
        "paused": False,
        "first_due": "2025-06-23",
        "notices": [],
        "due": "2025-06-23",
        "act_by": "2025-06-23",
        "awaits": None,
        "warn_on": None,
        "short_of": [],
        "undelivered": [],
        "done_on": None,
        "first_noted": None,
        "ended_on": None,
        "lifted": None,
        "calendar": {"fingerprint": SWEDISH.fingerprint, "zone": "Europe/Stockholm"},
    }


def test_nothing_in_a_rule_is_left_out() -> None:
    """Each field of an obligation, and of what it is made of, stands in the plain data."""
    rule = attrs.evolve(STAGE_ONE, applies_to=complaints())
    plain = explain(rule, Clock(), SWEDISH).as_dict()["rule"]

    def names(cls: type[Any]) -> set[str]:
        return {field.name for field in attrs.fields(cls)}

    assert plain.keys() == names(Obligation) - {"citations"}
    assert plain["applies_to"].keys() == names(Scope)
    assert plain["delay"].keys() == names(DelayRule)
    assert plain["fulfilled_by"][0].keys() == names(On)
    assert plain["term"].keys() == names(Within) | {"kind"}
    (citation,) = explain(rule, Clock(), SWEDISH).as_dict()["citations"]
    assert citation["document"].keys() == names(Source)


@pytest.mark.parametrize(
    ("term", "plain"),
    [
        (ByPromise(), {"kind": "by_promise", "at_most": None}),
        (
            ByPromise(Within(6, Unit.WEEKS, rests=(Season((6, 15), (8, 15)),))),
            {
                "kind": "by_promise",
                "at_most": {
                    "kind": "within",
                    "n": 6,
                    "unit": "weeks",
                    "roll": "none",
                    "start_roll": "none",
                    "rests": [{"from": "06-15", "to": "08-15"}],
                },
            },
        ),
        (BeforeClosing(), {"kind": "before_closing"}),
        (
            ByDueOf("answer", only_if_late=True),
            {"kind": "by_due_of", "obligation": "answer", "only_if_late": True},
        ),
        (
            InWords(Label("snarast", "soon"), warn_after=Within(1, Unit.WEEKS)),
            {
                "kind": "in_words",
                "text": {"sv": "snarast", "en": "soon"},
                "warn_after": {
                    "kind": "within",
                    "n": 1,
                    "unit": "weeks",
                    "roll": "none",
                    "start_roll": "none",
                    "rests": [],
                },
            },
        ),
        (
            InWords(Label("snarast", "soon")),
            {"kind": "in_words", "text": {"sv": "snarast", "en": "soon"}, "warn_after": None},
        ),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_every_term_is_plain_data(term: Any, plain: dict[str, Any]) -> None:
    """Each kind of term says which it is and holds all its fields."""
    explanation = explain(attrs.evolve(ANSWER, term=term), Clock(), SWEDISH)

    assert explanation.as_dict()["rule"]["term"] == plain


def test_plain_data_survives_json() -> None:
    """Notices, what they lacked, a cap and a followed rule come back from JSON as they went."""
    notice = NoticeGiven(1, date(2025, 3, 18), DUE, frozenset({"in_time", "consent"}))
    clock = Clock(started_on=date(2025, 3, 3), first_due=DUE, due=DUE, notices=(notice,))
    explanation = explain(
        attrs.evolve(STAGE_ONE, content={"reason", "apology"}),
        clock,
        SWEDISH,
        refers_to=(ENGLISH_ACKNOWLEDGEMENT,),
        citations=(attrs.evolve(GUIDELINE.cite("PRO-01"), source=None),),
    ).as_dict()

    assert json.loads(json.dumps(explanation)) == explanation
    assert explanation["notices"] == [
        {
            "on": "2025-03-18",
            "concerned": "2025-03-17",
            "counts": False,
            "missing": ["consent", "in_time"],
            "named": None,
            "extended_to": None,
        }
    ]
    assert explanation["rule"]["content"] == ["apology", "reason"]
    assert explanation["rule"]["delay"]["at_most"] == {
        "kind": "within",
        "n": 10,
        "unit": "working_days",
        "roll": "none",
        "start_roll": "none",
        "rests": [],
    }
    assert explanation["refers_to"] == {
        "acknowledgement": {
            "title": {"sv": "Bekräftelse", "en": "Acknowledgement"},
            "delay": None,
        }
    }
    assert explanation["citations"] == [{"rows": ["PRO-01"], "heading": "", "document": None}]


# --- what always holds ----------------------------------------------------------------------------

TERMS = st.builds(Within, st.integers(1, 40), st.sampled_from(Unit), st.sampled_from(Roll))


@settings(deadline=None)
@given(st.dates(date(1970, 1, 1), date(2090, 12, 31)), TERMS)
def test_the_count_arrives_where_the_term_does(start: date, term: Within) -> None:
    """Each day after the start is passed once, numbers run on, the roll ends on the due day."""
    due = last_day(term, start, SWEDISH)
    explanation = explain(
        attrs.evolve(HANDLING, term=term),
        Clock(started_on=start, first_due=due, due=due),
        SWEDISH,
    )
    count = explanation.count
    assert count is not None
    dates = [step.day.date for step in count.steps]
    numbers = [step.number for step in count.steps if step.number is not None]

    assert dates == [start + timedelta(days=n) for n in range(1, len(dates) + 1)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert count.last.date == dates[-1]
    assert count.rolled == due
    assert not explanation.recount_differs
    assert count.moved == (bool(count.passed))
    assert all(not day.working for day in count.passed)
    if term.unit is Unit.WORKING_DAYS:
        assert [step.number is None for step in count.steps] == [
            not step.day.working for step in count.steps
        ]
    elif term.unit is not Unit.MON_SAT_DAYS:
        assert len(numbers) == len(dates)


@settings(deadline=None)
@given(st.dates(date(1970, 1, 1), date(2090, 12, 31)), TERMS, st.sampled_from(["sv", "en"]))
def test_a_list_is_never_longer_than_a_month(start: date, term: Within, language: Language) -> None:
    """However long the term, what is listed can be read; up to 31 days, each has its line."""
    explanation = explain(
        attrs.evolve(HANDLING, term=attrs.evolve(term, roll=Roll.NONE)),
        Clock(started_on=start),
        SWEDISH,
    )
    count = explanation.count
    assert count is not None
    lines = numbered(explanation.text(language))

    assert 1 <= len(lines) <= MOST_LINES
    if len(count.steps) <= MOST_LINES:
        assert len(lines) == len(count.steps)


# --- languages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "SV", "", None])
def test_a_language_that_is_not_written_is_refused(language: Any) -> None:
    """Swedish and English there is; anything else is an error, not a silent default."""
    with pytest.raises(FieldError, match="'sv' and 'en'"):
        arriving("2025-06-11", ANSWER).explain(language)


def test_the_text_does_not_follow_the_locale_of_the_process() -> None:
    """Where the machine speaks German, Swedish weekdays, months and holidays stay Swedish."""
    code = (
        "from datetime import date\n"
        "from klagomal.calendar import calendar_for\n"
        "from klagomal.deadlines.runs import Clock\n"
        "from klagomal.deadlines.explanation import explain\n"
        "from tests.provkoping import ANSWER\n"
        "print(explain(ANSWER, Clock(started_on=date(2025, 6, 11)), calendar_for()).text('sv'))\n"
    )
    german = {"LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONUTF8": "1", **german},
        encoding="utf-8",
        timeout=120,
    )

    assert "  fredag 20 juni: dag 9 (midsommarafton)\n" in done.stdout

# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E501  (expected texts stand as they are read, unbroken)
"""What is told of delay notices: the duty to give one, what it must be like, what it did."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from klagomal.deadlines.explanation import Awaits, explain
from klagomal.deadlines.runs import Clock, NoticeGiven
from klagomal.promises.obligations import DelayRule
from klagomal.promises.terms import ByDueOf
from klagomal.vocabulary import Extension, Language
from tests.provkoping import DUE, HANDLING, NOTICE, PROMISED, SWEDISH, arriving, told, written

# --- a delay notice -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            """
            Besked om att det dröjer (bör; vår tolkning av texten)
            Regel: om ”Handläggningstid” dröjer, senast dess sista dag
            Gäller: klagomål
            Uppfylls av: underrättelse om försening (via telefon eller brev)
            Ska innehålla: vad förseningen beror på
            Tiden börjar: måndag 16 juni 2025 (samtidigt som för ”Handläggningstid”)
            Sista dag: tisdag 1 juli 2025 (samma som för ”Handläggningstid”)
            Vid försening: underrättelse, som inte förlänger tiden; senast sista dagen; ska innehålla: vad förseningen beror på; gärna via telefon eller brev
            Kalender: FINGERPRINT (Europe/Stockholm)
            """,
        ),
        (
            "en",
            """
            Word that it takes longer (should; our reading of the text)
            Rule: if “Handling time” is delayed, no later than its last day
            Covers: complaint
            Fulfilled by: delay notice (via phone or letter)
            Must contain: the reason for the delay
            The clock starts: Monday 16 June 2025 (together with “Handling time”)
            Last day: Tuesday 1 July 2025 (as for “Handling time”)
            If delayed: a notice, which does not extend the time; no later than the last day; must contain: the reason for the delay; preferably via phone or letter
            Calendar: FINGERPRINT (Europe/Stockholm)
            """,
        ),
    ],
)
def test_a_delay_notice_follows_another_rule(language: Language, text: str) -> None:
    """A notice owed only if late has the other rule's day, and says how and with what content."""
    # Ten working days from Monday 16 June 2025, over Midsummer Eve: Tuesday 1 July.
    assert told(arriving("2025-06-16", HANDLING, NOTICE), language) == written(text)


def test_a_rule_may_follow_another_whether_it_is_late_or_not() -> None:
    """Without only_if_late the wording has no condition."""
    rule = attrs.evolve(NOTICE, term=ByDueOf("handling"))

    assert "\nRegel: senast sista dagen för ”Handläggningstid”\n" in told(
        arriving("2025-06-16", HANDLING, rule), "sv"
    )
    assert "\nRule: no later than the last day for “Handling time”\n" in told(
        arriving("2025-06-16", HANDLING, rule), "en"
    )


def test_a_followed_rule_without_a_day_is_named() -> None:
    """What follows a promise that was not given has no day, and says whose day is missing."""
    rule = attrs.evolve(NOTICE, term=ByDueOf("promised"))

    assert arriving("2025-06-16", PROMISED, rule).explanation().awaits is Awaits.OTHER
    assert "\nSista dag: ingen, ”Svar i utlovad tid” har ingen sista dag att följa\n" in told(
        arriving("2025-06-16", PROMISED, rule), "sv"
    )
    assert "\nLast day: none, “Answer when promised” has no last day to follow\n" in told(
        arriving("2025-06-16", PROMISED, rule), "en"
    )


def test_a_followed_rule_that_is_not_at_hand_goes_by_its_id() -> None:
    """Explained by itself, a rule still says whose last day it follows."""
    alone = explain(NOTICE, Clock(), SWEDISH)

    assert "\nRegel: om ”handling” dröjer, senast dess sista dag\n" in alone.text("sv")
    assert alone.as_dict()["refers_to"] == {}


def test_the_delay_rule_tells_what_a_notice_must_be_like() -> None:
    """Content, ways, consent, cap and number of times stand in one line."""
    assert (
        "\nVid försening: underrättelse, som inte förlänger tiden; senast sista dagen; "
        "ska innehålla: vad förseningen beror på; gärna via telefon eller brev\n"
    ) in told(arriving("2025-06-16", HANDLING), "sv")
    often = DelayRule(extends=Extension.TO_NEW_DATE, times=2, must_precede_due=False)
    assert "\nVid försening: underrättelse, som ger en ny tid; högst 2 gånger\n" in told(
        arriving("2025-06-16", attrs.evolve(HANDLING, delay=often)), "sv"
    )
    assert "\nIf delayed: a notice, which sets a new date; at most 2 times\n" in told(
        arriving("2025-06-16", attrs.evolve(HANDLING, delay=often)), "en"
    )


@pytest.mark.parametrize(
    ("rule", "notices", "sv", "en"),
    [
        (
            DelayRule(),
            [NoticeGiven(1, date(2025, 3, 14), DUE)],
            ["fredag 14 mars 2025: räknas, men förlänger inte tiden"],
            ["Friday 14 March 2025: counts, but does not extend the time"],
        ),
        (
            DelayRule(extends=Extension.TO_NEW_DATE),
            [NoticeGiven(1, date(2025, 3, 14), DUE)],
            ["fredag 14 mars 2025: räknas, men anger ingen senare dag"],
            ["Friday 14 March 2025: counts, but gives no later day"],
        ),
        (
            DelayRule(extends=Extension.TO_NEW_DATE, times=1),
            [
                NoticeGiven(1, date(2025, 3, 14), DUE, extended_to=date(2025, 3, 21)),
                NoticeGiven(2, date(2025, 3, 21), date(2025, 3, 21)),
            ],
            [
                "fredag 14 mars 2025: räknas, ny sista dag fredag 21 mars 2025",
                "fredag 21 mars 2025: räknas, men tiden får inte förlängas fler gånger",
            ],
            [
                "Friday 14 March 2025: counts, new last day Friday 21 March 2025",
                "Friday 21 March 2025: counts, but the time may not be extended again",
            ],
        ),
        (
            DelayRule(),
            [NoticeGiven(1, date(2025, 3, 18), DUE, frozenset({"in_time", "consent", "reason"}))],
            [
                (
                    "tisdag 18 mars 2025: räknas inte (kom efter måndag 17 mars 2025; utan "
                    "samtycke; saknar: vad förseningen beror på)"
                )
            ],
            [
                (
                    "Tuesday 18 March 2025: does not count (came after Monday 17 March 2025; "
                    "without consent; lacks: the reason for the delay)"
                )
            ],
        ),
        (
            None,  # a duty that follows another one shows the notices given to that
            [NoticeGiven(1, date(2025, 3, 14), DUE)],
            ["fredag 14 mars 2025: räknas, men förlänger inte tiden"],
            ["Friday 14 March 2025: counts, but does not extend the time"],
        ),
    ],
)
def test_each_notice_tells_whether_it_counted_and_why(
    rule: DelayRule | None, notices: list[NoticeGiven], sv: list[str], en: list[str]
) -> None:
    """A notice moved the day, only counted, or did not count, each with its reason."""
    clock = Clock(started_on=date(2025, 3, 3), first_due=DUE, due=DUE, notices=tuple(notices))
    explanation = explain(attrs.evolve(HANDLING, delay=rule), clock, SWEDISH)

    lines = explanation.text("sv").splitlines()
    assert [line for line in lines if line.startswith("Underrättelse om försening ")] == [
        f"Underrättelse om försening {line}" for line in sv
    ]
    lines = explanation.text("en").splitlines()
    assert [line for line in lines if line.startswith("Delay notice on ")] == [
        f"Delay notice on {line}" for line in en
    ]


@pytest.mark.parametrize(
    ("missing", "why"),
    [
        ("in_time", "kom efter måndag 17 mars 2025"),
        ("consent", "utan samtycke"),
        ("new_date", "saknar: ny tid"),
    ],
)
def test_one_fault_is_told_alone(missing: str, why: str) -> None:
    """A notice that failed in one respect is not said to have failed in others."""
    notice = NoticeGiven(1, date(2025, 3, 18), DUE, frozenset({missing}))
    clock = Clock(started_on=date(2025, 3, 3), first_due=DUE, due=DUE, notices=(notice,))

    assert (f"\nUnderrättelse om försening tisdag 18 mars 2025: räknas inte ({why})\n") in explain(
        HANDLING, clock, SWEDISH
    ).text("sv")

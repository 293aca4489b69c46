# SPDX-License-Identifier: Apache-2.0
"""What is told of a clock that has run: promises, steps, pauses, lapses."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    CategorySet,
    Closed,
    DelayNotice,
    Escalated,
    HandlerAnnounced,
    Paused,
    Resumed,
    Transferred,
)
from klagomal.deadlines.explanation import Awaits
from klagomal.promises.obligations import DelayRule, On, Scope, on
from klagomal.promises.terms import ByDueOf, ByPromise, Within
from klagomal.vocabulary import Channel, Extension, Language, Role, Unit, Waiver
from tests.provkoping import (
    ACKNOWLEDGEMENT,
    ANSWER,
    HANDLING,
    NOTICE,
    PROMISED,
    STAGE_ONE,
    after,
    arriving,
    told,
    written,
)

NEW_TIME = attrs.evolve(HANDLING, pausable=True, delay=DelayRule(extends=Extension.TO_NEW_DATE))

# --- a promised day -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            """
            Svar i utlovad tid (krav)
            Regel: senast den dag som utlovas
            Gäller: klagomål
            Uppfylls av: svar
            Tiden har inte börjat. Den börjar vid: besked om vem som handlägger
            Sista dag: den dag som då utlovas
            Vid försening: underrättelse, som ger en ny tid; senast sista dagen
            Kalender: FINGERPRINT (Europe/Stockholm)
            """,
        ),
        (
            "en",
            """
            Answer when promised (must)
            Rule: no later than the day that is promised
            Covers: complaint
            Fulfilled by: answer
            The clock has not started. It starts on: word of who handles the case
            Last day: the day that is then promised
            If delayed: a notice, which sets a new date; no later than the last day
            Calendar: FINGERPRINT (Europe/Stockholm)
            """,
        ),
    ],
)
def test_before_any_promise_there_is_no_day(language: Language, text: str) -> None:
    """A promise nobody has given yet: what the clock waits for, and that there is no day."""
    deadline = arriving("2025-04-28", PROMISED)

    assert deadline.due is None
    assert deadline.explanation().awaits is Awaits.START
    assert told(deadline, language) == written(text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            """
            Svar i utlovad tid (krav)
            Regel: senast den dag som utlovas
            Gäller: klagomål
            Uppfylls av: svar
            Tiden börjar: torsdag 8 maj 2025 (besked om vem som handlägger)
            Sista dag från början: fredag 30 maj 2025
            Underrättelse om försening torsdag 29 maj 2025: räknas, ny sista dag söndag 15 juni 2025
            Sista dag: söndag 15 juni 2025 (ny tid)
            Sista arbetsdag att göra det: fredag 13 juni 2025
            Gjort: tisdag 10 juni 2025
            Vid försening: underrättelse, som ger en ny tid; senast sista dagen
            Kalender: FINGERPRINT (Europe/Stockholm)
            """,
        ),
        (
            "en",
            """
            Answer when promised (must)
            Rule: no later than the day that is promised
            Covers: complaint
            Fulfilled by: answer
            The clock starts: Thursday 8 May 2025 (word of who handles the case)
            Last day at first: Friday 30 May 2025
            Delay notice on Thursday 29 May 2025: counts, new last day Sunday 15 June 2025
            Last day: Sunday 15 June 2025 (new time)
            Last working day to do it: Friday 13 June 2025
            Done: Tuesday 10 June 2025
            If delayed: a notice, which sets a new date; no later than the last day
            Calendar: FINGERPRINT (Europe/Stockholm)
            """,
        ),
    ],
)
def test_a_promise_renewed_in_time_shows_both_days(language: Language, text: str) -> None:
    """The day first promised is kept in sight beside the one that replaced it."""
    deadline = after(
        "2025-04-28",
        PROMISED,
        ("2025-05-08", HandlerAnnounced, {"promised": date(2025, 5, 30)}),
        ("2025-05-29", DelayNotice, {"promised": date(2025, 6, 15)}),
        ("2025-06-10", Answered, {}),
    )

    assert told(deadline, language) == written(text)


def test_a_promise_without_a_day_says_so() -> None:
    """Word without a date starts the clock, but no day can be named."""
    deadline = after("2025-04-28", PROMISED, ("2025-05-08", HandlerAnnounced, {}))

    assert deadline.explanation().awaits is Awaits.PROMISE
    assert "\nTiden börjar: torsdag 8 maj 2025 (besked om vem som handlägger)\n" in told(
        deadline, "sv"
    )
    assert "\nSista dag: ingen dag har utlovats\n" in told(deadline, "sv")
    assert "\nLast day: no day has been promised\n" in told(deadline, "en")


def test_a_promise_as_it_was_first_given_is_named_as_such() -> None:
    """A promised day that stands is told as promised, not as counted."""
    deadline = after(
        "2025-04-28", PROMISED, ("2025-05-08", HandlerAnnounced, {"promised": date(2025, 5, 30)})
    )

    assert "\nSista dag: fredag 30 maj 2025 (utlovad dag)\n" in told(deadline, "sv")
    assert "\nLast day: Friday 30 May 2025 (the day promised)\n" in told(deadline, "en")


# --- steps, runs, pauses and lapses ---------------------------------------------------------------


def test_a_step_of_the_ladder_and_a_new_start_each_time() -> None:
    """Level and number of time stand in the text; before the start both are told without a day."""
    rule = attrs.evolve(
        STAGE_ONE, starts_on=on("escalated"), start_latest="", level=2, each=True, delay=None
    )
    waiting = told(arriving("2025-03-03", rule), "sv")
    started = after("2025-03-03", rule, ("2025-03-10", Escalated, {"to_level": 2}))

    assert "\nNivå: 2\n" in waiting
    assert "\nTiden har inte börjat. Den börjar vid: lyft till nästa nivå\n" in waiting
    assert "\nTiden börjar på nytt varje gång.\n" in waiting
    assert "\nSista dag: ingen förrän tiden har börjat\n" in waiting
    assert "\nLast day: none until the clock starts\n" in told(arriving("2025-03-03", rule), "en")
    assert "\nTiden börjar på nytt varje gång. Detta är gång 1.\n" in told(started, "sv")
    assert "\nThe clock starts anew each time. This is number 1.\n" in told(started, "en")
    assert "\nSista dag: måndag 24 mars 2025\n" in told(started, "sv")


def test_a_duty_that_nothing_done_before_its_start_fulfils_says_so() -> None:
    """The rule that only later events count stands with the start."""
    rule = attrs.evolve(PROMISED, after_start=True)

    assert "\nBara det som görs efter att tiden har börjat räknas.\n" in told(
        arriving("2025-03-03", rule), "sv"
    )
    assert "\nOnly what is done after the clock has started counts.\n" in told(
        arriving("2025-03-03", rule), "en"
    )


def test_a_later_run_is_numbered() -> None:
    """The second hand-over starts the second clock."""
    rule = attrs.evolve(
        STAGE_ONE, starts_on=on("transferred"), start_latest="", each=True, delay=None
    )
    deadline = after(
        "2025-03-03",
        rule,
        ("2025-03-04", Transferred, {"to_unit": "one"}),
        ("2025-03-07", Transferred, {"to_unit": "two"}),
    )

    assert "\nTiden börjar: fredag 7 mars 2025 (överlämnande; räknas inte)\n" in told(
        deadline, "sv"
    )
    assert "Detta är gång 2." in told(deadline, "sv")


# --- pauses, lapses, dates given before -----------------------------------------------------------


def test_a_pause_is_told_with_both_days() -> None:
    """The count stands as it is; then the last day is told before and after the pause."""
    # Still on Friday 7, Monday 10 and Tuesday 11: from Monday 17 to Thursday 20 March.
    deadline = after(
        "2025-03-03",
        attrs.evolve(HANDLING, pausable=True),
        ("2025-03-06", Paused, {"reason": "awaiting_details"}),
        ("2025-03-11", Resumed, {}),
    )

    swedish, english = told(deadline, "sv"), told(deadline, "en")
    assert "\n  måndag 17 mars: arbetsdag 10\n" in swedish
    assert (
        "\nTiden stod stilla från torsdag 6 mars 2025 till tisdag 11 mars 2025 (uppehåll); "
        "dagar som inte räknades: 3.\n"
        "Sista dagen flyttas från måndag 17 mars 2025 till torsdag 20 mars 2025, "
        "för tiden har stått stilla.\n"
        "Sista dag: torsdag 20 mars 2025\n"
    ) in swedish
    assert "\nTiden står stilla under uppehåll.\n" in swedish
    assert (
        "\nThe clock stood still from Thursday 6 March 2025 to Tuesday 11 March 2025 (a pause); "
        "days not counted: 3.\n"
        "The last day moves from Monday 17 March 2025 to Thursday 20 March 2025, "
        "for the clock has stood still.\n"
    ) in english
    assert "\nThe clock stands still during a pause.\n" in english
    assert deadline.explanation().as_dict()["moved_by_pause"] is True
    assert deadline.explanation().as_dict()["recount_differs"] is False
    assert "Räkningen slutar" not in swedish


def test_a_pause_after_a_notice_says_how_the_new_day_moved() -> None:
    """From Thursday the 20th to Tuesday the 25th three working days pass: 21, 24 and 25."""
    deadline = after(
        "2025-03-03",
        NEW_TIME,
        ("2025-03-10", DelayNotice, {"promised": date(2025, 3, 31)}),
        ("2025-03-20", Paused, {"reason": "awaiting_details"}),
        ("2025-03-25", Resumed, {}),
    )

    assert (
        "\nSista dag från början: måndag 17 mars 2025\n"
        "Underrättelse om försening måndag 10 mars 2025: räknas, ny sista dag "
        "måndag 31 mars 2025\n"
        "Sista dagen flyttas från måndag 31 mars 2025 till torsdag 3 april 2025, "
        "för tiden har stått stilla.\n"
        "Sista dag: torsdag 3 april 2025 (ny tid)\n"
    ) in told(deadline, "sv")
    assert deadline.explanation().moved_by_pause


def test_a_pause_around_a_notice_is_told_on_both_sides_of_it() -> None:
    """The 7th and the 10th move the first day, the 11th the new one; without it all three do."""
    deadline = after(
        "2025-03-03",
        NEW_TIME,
        ("2025-03-06", Paused, {"reason": "awaiting_details"}),
        ("2025-03-10", DelayNotice, {"promised": date(2025, 3, 31)}),
        ("2025-03-11", Resumed, {}),
    )

    assert (
        "\nLast day without a notice: Thursday 20 March 2025\n"
        "The last day moves from Monday 17 March 2025 to Wednesday 19 March 2025, "
        "for the clock has stood still.\n"
        "Delay notice on Monday 10 March 2025: counts, new last day Monday 31 March 2025\n"
        "The last day moves from Monday 31 March 2025 to Tuesday 1 April 2025, "
        "for the clock has stood still.\n"
        "Last day: Tuesday 1 April 2025 (new time)\n"
    ) in told(deadline, "en")


def test_a_clock_that_stands_still_says_that_its_day_will_move() -> None:
    """While nobody has resumed, the last day is told with that reservation."""
    deadline = after(
        "2025-03-03",
        attrs.evolve(HANDLING, pausable=True),
        ("2025-03-06", Paused, {"reason": "awaiting_details"}),
    )

    assert (
        "\nTiden står stilla nu. Sista dagen flyttas när den börjar gå igen.\n"
        "Sista dag: måndag 17 mars 2025\n"
    ) in told(deadline, "sv")
    assert "\nThe clock stands still now. The last day moves when it runs again.\n" in told(
        deadline, "en"
    )


def test_a_duty_that_lapsed_says_when_and_on_what() -> None:
    """An event that lifts the duty stands in the rule, and the day it came in the course."""
    deadline = after(
        "2025-03-03",
        attrs.evolve(HANDLING, fulfilled_by=on("answered"), ended_by=on("closed")),
        ("2025-03-07", Closed, {}),
    )

    assert "\nFöll bort: fredag 7 mars 2025 (avslut)\n" in told(deadline, "sv")
    assert "\nFaller bort vid: avslut\n" in told(deadline, "sv")
    assert "\nLapsed: Friday 7 March 2025 (closing)\n" in told(deadline, "en")
    assert "\nLapses on: closing\n" in told(deadline, "en")


def test_a_day_once_given_stands_beside_a_count_that_differs() -> None:
    """A stored date that the calendar would not give today is shown, with the count's own."""
    arrived = arriving("2025-03-03", HANDLING)
    tuesday = date(2025, 3, 18)
    stored = attrs.evolve(arrived.clock, due=tuesday, first_due=tuesday, given=tuesday)
    given = attrs.evolve(arrived, clock=stored)

    assert (
        "\nRäkningen slutar måndag 17 mars 2025, men vid ankomsten angavs tisdag 18 mars 2025. "
        "Den dag som angavs gäller.\n"
        "Sista dag: tisdag 18 mars 2025\n"
    ) in told(given, "sv")
    assert (
        "\nThe count ends Monday 17 March 2025, but on arrival the day given was "
        "Tuesday 18 March 2025. The day given stands.\n"
        "Last day: Tuesday 18 March 2025\n"
    ) in told(given, "en")
    assert given.explanation().as_dict()["recount_differs"] is True


def test_waivers_are_told_together() -> None:
    """Two waivers are joined by "or"."""
    both = {Waiver.NO_CONTACT_ROUTE, Waiver.NO_REPLY_WANTED}
    rule = attrs.evolve(ANSWER, waived_if=both)

    assert (
        "\nGäller inte om: det inte finns någon väg att nå personen eller personen inte vill ha "
        "svar\n"
    ) in told(arriving("2025-03-03", rule), "sv")


# --- what fulfils nothing -------------------------------------------------------------------------

BY_LETTER = attrs.evolve(
    ANSWER, fulfilled_by=on(On("answered", modes={Channel.LETTER}, by={Role.RESPONSIBLE_MANAGER}))
)
MANAGER = Actor(Role.RESPONSIBLE_MANAGER, "manager-1")
HANDLER = Actor(Role.HANDLER, "handler-1")


def test_a_message_given_in_another_way_or_by_others_is_told() -> None:
    """What would have fulfilled the rule as a letter from the manager says what was wrong."""
    deadline = after(
        "2025-03-03",
        BY_LETTER,
        ("2025-03-04", Answered, {"mode": Channel.PHONE, "by": MANAGER}),
        ("2025-03-05", Answered, {"mode": Channel.LETTER, "by": HANDLER}),
        ("2025-03-06", Answered, {"by": HANDLER}),
        ("2025-03-07", Answered, {"mode": Channel.LETTER, "by": MANAGER}),
    )

    assert (
        "Räckte inte: tisdag 4 mars 2025 (gavs inte på rätt sätt)\n"
        "Räckte inte: onsdag 5 mars 2025 (gavs av någon annan)\n"
        "Räckte inte: torsdag 6 mars 2025 (gavs inte på rätt sätt; gavs av någon annan)\n"
        "Gjort: fredag 7 mars 2025\n"
    ) in deadline.explain("sv")
    assert [sorted(short.missing) for short in deadline.short_of] == [
        ["mode"],
        ["by"],
        ["by", "mode"],
    ]


def test_a_message_without_what_the_rule_asks_of_it_is_told() -> None:
    """Content that one sort of message must have itself is missed like any other."""
    rule = attrs.evolve(ANSWER, fulfilled_by=on(On("answered", content={"remedy", "reason"})))
    deadline = after("2025-03-03", rule, ("2025-03-04", Answered, {"content": {"reason"}}))

    assert "\nRäckte inte: tisdag 4 mars 2025 (saknar: remedy)\n" in deadline.explain("sv")


def test_an_automatic_message_says_why_it_was_not_enough() -> None:
    """Where a person has to confirm, what a machine sent is told as such."""
    machine = ("2025-03-03", Acknowledged, {"automatic": True})
    deadline = after("2025-03-03", ACKNOWLEDGEMENT, machine)

    assert "\nRäckte inte: måndag 3 mars 2025 (skickades automatiskt)\n" in told(deadline, "sv")
    assert deadline.done_on is None


def test_an_answer_by_whoever_handled_it_before_is_told() -> None:
    """On stage 2 somebody else has to answer; the same one again falls short."""
    stage_two = attrs.evolve(
        ANSWER,
        starts_on=on("escalated"),
        fulfilled_by=on(On("answered", other_handler=True)),
        level=2,
    )
    deadline = after(
        "2025-03-03",
        stage_two,
        ("2025-03-04", Answered, {"by": HANDLER}),
        ("2025-03-05", Escalated, {"to_level": 2}),
        ("2025-03-06", Answered, {"by": HANDLER}),
        ("2025-03-07", Answered, {"by": MANAGER}),
    )

    assert (
        "\nFell short: Thursday 6 March 2025 (by somebody who has handled the case before)\n"
        "Done: Friday 7 March 2025\n"
    ) in deadline.explain("en")


def test_a_notice_in_another_way_is_not_called_one_that_counts() -> None:
    """The duty to give notice in a letter says of a telephone call that it fell short."""
    # Ten working days from Monday 3 March 2025: Monday the 17th.
    duty = attrs.evolve(
        NOTICE, fulfilled_by=on(On("delay_notice", modes={Channel.LETTER})), content=()
    )
    call = ("2025-03-14", DelayNotice, {"mode": Channel.PHONE, "content": {"reason"}})
    deadline = after("2025-03-03", duty, call, others=(HANDLING,))

    text = deadline.explain("en")
    assert "Fell short: Friday 14 March 2025 (was not given in the right way)\n" in text
    assert "counts" not in text


def test_a_notice_after_the_last_day_is_told_as_done_and_not_as_counting() -> None:
    """Ten working days from the 3rd are the 17th; the notice of the 19th was owed by then."""
    letter = {"mode": Channel.LETTER, "content": {"reason"}}
    deadline = after("2025-03-03", NOTICE, ("2025-03-19", DelayNotice, letter), others=(HANDLING,))

    text = told(deadline, "sv")
    assert "Sista dag: måndag 17 mars 2025 (samma som för ”Handläggningstid”)\n" in text
    assert "Gjort: onsdag 19 mars 2025\n" in text
    assert "räknas inte" not in text


def test_a_notice_that_may_be_late_has_the_day_it_came() -> None:
    """Where a notice counts after the last day too, the rule and the day say so."""
    handling = attrs.evolve(HANDLING, delay=DelayRule(must_precede_due=False))
    letter = {"mode": Channel.LETTER, "content": {"reason"}}
    deadline = after("2025-03-03", NOTICE, ("2025-03-19", DelayNotice, letter), others=(handling,))

    swedish, english = told(deadline, "sv"), told(deadline, "en")
    assert "\nRegel: om ”Handläggningstid” dröjer, även efter dess sista dag\n" in swedish
    assert (
        "\nSista dag: onsdag 19 mars 2025 "
        "(underrättelsen får komma efter sista dagen för ”Handläggningstid”)\n"
    ) in swedish
    assert "\nRule: if “Handling time” is delayed, also after its last day\n" in english
    assert (
        "\nLast day: Wednesday 19 March 2025 "
        "(the notice may come after the last day for “Handling time”)\n"
    ) in english


def test_a_promise_beyond_the_limit_is_told_with_the_day_it_named() -> None:
    """Two weeks from Tuesday 4 March are the 18th; the 1st of April was promised."""
    rule = attrs.evolve(PROMISED, term=ByPromise(at_most=Within(2, Unit.WEEKS)))
    late = ("2025-03-04", HandlerAnnounced, {"promised": date(2025, 4, 1)})
    soon = ("2025-03-04", HandlerAnnounced, {"promised": date(2025, 3, 14)})

    assert (
        "Sista dag: tisdag 18 mars 2025 (regelns gräns; utlovad dag var tisdag 1 april 2025)\n"
    ) in after("2025-03-03", rule, late).explain("sv")
    capped = after("2025-03-03", rule, late).explanation().as_dict()
    assert (capped["promised"], capped["due"]) == ("2025-04-01", "2025-03-18")
    assert "Last day: Friday 14 March 2025 (the day promised)\n" in (
        after("2025-03-03", rule, soon).explain("en")
    )


def test_a_cut_promise_is_told_with_the_day_that_was_named() -> None:
    """A notice that names more than the rule allows shows its own day and what became of it."""
    # Five working days more than the 17th are the 24th; the notice names the 31st.
    rule = DelayRule(extends=Extension.BY_AT_MOST, at_most=Within(5))
    duty = attrs.evolve(HANDLING, delay=rule)
    told_of = ("2025-03-10", DelayNotice, {"promised": date(2025, 3, 31)})

    assert (
        "Underrättelse om försening måndag 10 mars 2025: räknas, ny sista dag måndag 24 mars 2025 "
        "(den angav måndag 31 mars 2025, men regeln medger inte så lång tid)\n"
    ) in after("2025-03-03", duty, told_of).explain("sv")


@pytest.mark.parametrize(
    ("named", "told_of"),
    [
        (date(2025, 3, 31), "the rule allows no more time (it named Monday 31 March 2025)"),
        (None, "the rule allows no more time"),
        (date(2025, 3, 24), "gives no later day"),
    ],
)
def test_a_notice_beyond_what_is_left_of_the_time(named: date | None, told_of: str) -> None:
    """The first one has used all five days, to Monday 24 March; the second one moves nothing."""
    rule = DelayRule(extends=Extension.BY_AT_MOST, at_most=Within(5))
    text = after(
        "2025-03-03",
        attrs.evolve(HANDLING, delay=rule),
        ("2025-03-10", DelayNotice, {}),
        ("2025-03-20", DelayNotice, {"promised": named}),
    ).explain("en")

    assert f"\nDelay notice on Thursday 20 March 2025: counts, but {told_of}\n" in text


def test_what_follows_each_run_starts_with_it() -> None:
    """Not with the arrival: each confirmation starts a clock, and others along with it."""
    updates = attrs.evolve(ANSWER, id="updates", starts_on=on("acknowledged"), each=True)
    follower = attrs.evolve(ANSWER, id="follower", term=ByDueOf("updates"))
    second = attrs.evolve(ANSWER, id="second", term=ByDueOf("follower"))
    confirmed: Any = ("2025-03-04", Acknowledged, {})
    one = after("2025-03-03", follower, confirmed, others=(updates,))
    other = after("2025-03-03", second, confirmed, others=(updates, follower))

    start = "\nThe clock starts: Tuesday 4 March 2025 (together with “Answer to the feedback”)\n"
    assert start in one.explain("en")
    assert start in other.explain("en")


def test_what_was_lifted_and_came_back_says_that_the_rule_did_not_apply() -> None:
    """From Thursday 6 to Monday 10 March the case was of another category: two working days."""
    rule = attrs.evolve(HANDLING, applies_to=Scope(except_categories={"pothole"}))
    deadline = after(
        "2025-03-03",
        rule,
        ("2025-03-06", CategorySet, {"category": "pothole"}),
        ("2025-03-10", CategorySet, {"category": "food"}),
    )

    assert (
        "\nThe clock stood still from Thursday 6 March 2025 to Monday 10 March 2025 "
        "(the rule did not apply then); days not counted: 2.\n"
    ) in deadline.explain("en")
    assert deadline.explanation().as_dict()["stood_still"] == [
        {"first": "2025-03-06", "last": "2025-03-10", "days": 2, "pause": False}
    ]


def test_a_rule_that_came_to_cover_the_case_says_so() -> None:
    """A clock that starts when a category is recognised does not say that it starts on arrival."""
    duty = attrs.evolve(ANSWER, applies_to=Scope(categories={"bullying"}))
    deadline = after("2025-03-03", duty, ("2025-03-06", CategorySet, {"category": "bullying"}))

    assert (
        "The clock starts: Thursday 6 March 2025 (the rule came to cover the case; not counted)\n"
    ) in deadline.explain("en")

# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E501  (expected texts stand as they are read, unbroken)
"""Explanations as text: whole texts written by hand, in both languages."""

from __future__ import annotations

import attrs
import pytest

from klagomal.cases.events import Acknowledged, Closed
from klagomal.promises.terms import InWords, Within
from klagomal.vocabulary import Label, Language, Roll, Unit
from tests.provkoping import (
    ACKNOWLEDGEMENT,
    ANSWER,
    ENGLAND,
    ENGLISH_ACKNOWLEDGEMENT,
    HANDED_OVER,
    REGISTERED,
    STAGE_ONE,
    after,
    arriving,
    told,
    written,
)

# --- calendar days: a promise that ends on Midsummer Day ------------------------------------------


def test_ten_days_to_midsummer_day_in_swedish() -> None:
    """Calendar days are numbered through weekends, and a closed last day stays, with its reason."""
    assert told(arriving("2025-06-11", ANSWER), "sv") == written(
        """
        Svar på synpunkten (löfte)
        Regel: inom 10 kalenderdagar
        Källa: Provköpings kommun, Riktlinje för synpunkter, KS § 12, 2009-09-08 ”Snabbt” [PRO-14]
        Uppfylls av: svar
        Tiden börjar: onsdag 11 juni 2025 (ankomst; räknas inte)
          torsdag 12 juni: dag 1
          fredag 13 juni: dag 2
          lördag 14 juni: dag 3 (helg)
          söndag 15 juni: dag 4 (helg)
          måndag 16 juni: dag 5
          tisdag 17 juni: dag 6
          onsdag 18 juni: dag 7
          torsdag 19 juni: dag 8
          fredag 20 juni: dag 9 (midsommarafton)
          lördag 21 juni: dag 10 (midsommardagen)
        Alla dagar räknas, också de som inte är arbetsdagar (4 av 10).
        Lördag 21 juni 2025 är ingen arbetsdag (midsommardagen), men regeln flyttar inte sista dagen.
        Sista dag: lördag 21 juni 2025
        Sista arbetsdag att göra det: torsdag 19 juni 2025
        Vid försening: underrättelse, som inte förlänger tiden; senast sista dagen
        Kalender: FINGERPRINT (Europe/Stockholm)
        """
    )


def test_ten_days_to_midsummer_day_in_english() -> None:
    """The same in English, with English names."""
    assert told(arriving("2025-06-11", ANSWER), "en") == written(
        """
        Answer to the feedback (promise)
        Rule: within 10 calendar days
        Source: Provköpings kommun, Riktlinje för synpunkter, KS § 12, 2009-09-08 “Snabbt” [PRO-14]
        Fulfilled by: answer
        The clock starts: Wednesday 11 June 2025 (arrival; not counted)
          Thursday 12 June: day 1
          Friday 13 June: day 2
          Saturday 14 June: day 3 (weekend)
          Sunday 15 June: day 4 (weekend)
          Monday 16 June: day 5
          Tuesday 17 June: day 6
          Wednesday 18 June: day 7
          Thursday 19 June: day 8
          Friday 20 June: day 9 (Midsummer Eve)
          Saturday 21 June: day 10 (Midsummer Day)
        Every day counts, including those that are not working days (4 of 10).
        Saturday 21 June 2025 is not a working day (Midsummer Day), but the rule does not move the last day.
        Last day: Saturday 21 June 2025
        Last working day to do it: Thursday 19 June 2025
        If delayed: a notice, which does not extend the time; no later than the last day
        Calendar: FINGERPRINT (Europe/Stockholm)
        """
    )


ROLLED_SV = """
Svar på synpunkten (löfte)
Regel: inom 10 kalenderdagar; en sista dag som inte är arbetsdag flyttas till nästa arbetsdag
Uppfylls av: svar
Tiden börjar: onsdag 11 juni 2025 (ankomst; räknas inte)
  torsdag 12 juni: dag 1
  fredag 13 juni: dag 2
  lördag 14 juni: dag 3 (helg)
  söndag 15 juni: dag 4 (helg)
  måndag 16 juni: dag 5
  tisdag 17 juni: dag 6
  onsdag 18 juni: dag 7
  torsdag 19 juni: dag 8
  fredag 20 juni: dag 9 (midsommarafton)
  lördag 21 juni: dag 10 (midsommardagen)
Alla dagar räknas, också de som inte är arbetsdagar (4 av 10).
Lördag 21 juni 2025 är ingen arbetsdag (midsommardagen). Sista dagen flyttas till nästa arbetsdag:
  söndag 22 juni: ingen arbetsdag (helg)
  måndag 23 juni: arbetsdag
Sista dag: måndag 23 juni 2025
Kalender: FINGERPRINT (Europe/Stockholm)
"""
ROLLED_BACK_EN = """
Answer to the feedback (promise)
Rule: within 10 calendar days; a last day that is not a working day moves to the working day before
Fulfilled by: answer
The clock starts: Wednesday 11 June 2025 (arrival; not counted)
  Thursday 12 June: day 1
  Friday 13 June: day 2
  Saturday 14 June: day 3 (weekend)
  Sunday 15 June: day 4 (weekend)
  Monday 16 June: day 5
  Tuesday 17 June: day 6
  Wednesday 18 June: day 7
  Thursday 19 June: day 8
  Friday 20 June: day 9 (Midsummer Eve)
  Saturday 21 June: day 10 (Midsummer Day)
Every day counts, including those that are not working days (4 of 10).
Saturday 21 June 2025 is not a working day (Midsummer Day). The last day moves to the working day before:
  Friday 20 June: not a working day (Midsummer Eve)
  Thursday 19 June: working day
Last day: Thursday 19 June 2025
Calendar: FINGERPRINT (Europe/Stockholm)
"""


@pytest.mark.parametrize(
    ("roll", "language", "text"),
    [(Roll.NEXT_WORKING_DAY, "sv", ROLLED_SV), (Roll.PREVIOUS_WORKING_DAY, "en", ROLLED_BACK_EN)],
)
def test_a_roll_names_each_day_it_goes_over(roll: Roll, language: Language, text: str) -> None:
    """A last day that moves is told with the reason and every closed day passed, either way."""
    rule = attrs.evolve(ANSWER, term=Within(10, Unit.CALENDAR_DAYS, roll), delay=None, citations=())

    assert told(arriving("2025-06-11", rule), language) == written(text)


# --- working days: over Christmas and New Year ----------------------------------------------------


def test_five_working_days_over_christmas_in_swedish() -> None:
    """Each skipped day has its name; demands, waivers and both citations stand beside the count."""
    assert told(arriving("2025-12-19", ACKNOWLEDGEMENT), "sv") == written(
        """
        Bekräftelse på mottagen synpunkt (krav)
        Regel: inom 5 arbetsdagar
        Källa: Provköpings kommun, Riktlinje för synpunkter, KS § 12, 2009-09-08 ”Du som är registrator” [PRO-24, PRO-26]
        Källa: Provköpings kommun, Riktlinje för synpunkter, KS § 12, 2009-09-08 [PRO-53]
        Uppfylls av: bekräftelse eller besked om vem som handlägger
        Ska innehålla: vem som handlägger, kontaktuppgifter till handläggaren
        Uppfylls också av: svar, oavsett innehåll
        Ett automatiskt meddelande räcker inte.
        Tiden börjar: fredag 19 december 2025 (ankomst; räknas inte)
          lördag 20 december: räknas inte (helg)
          söndag 21 december: räknas inte (helg)
          måndag 22 december: arbetsdag 1
          tisdag 23 december: arbetsdag 2
          onsdag 24 december: räknas inte (julafton)
          torsdag 25 december: räknas inte (juldagen)
          fredag 26 december: räknas inte (annandag jul)
          lördag 27 december: räknas inte (helg)
          söndag 28 december: räknas inte (helg)
          måndag 29 december: arbetsdag 3
          tisdag 30 december: arbetsdag 4
          onsdag 31 december: räknas inte (nyårsafton)
          torsdag 1 januari: räknas inte (nyårsdagen)
          fredag 2 januari: arbetsdag 5
        Sista dag: fredag 2 januari 2026
        Gäller inte om: det inte finns någon väg att nå personen
        Kalender: FINGERPRINT (Europe/Stockholm)
        """
    )


def test_five_working_days_over_christmas_in_english() -> None:
    """The same in English."""
    assert told(arriving("2025-12-19", ACKNOWLEDGEMENT), "en") == written(
        """
        Acknowledgement of the feedback (must)
        Rule: within 5 working days
        Source: Provköpings kommun, Riktlinje för synpunkter, KS § 12, 2009-09-08 “Du som är registrator” [PRO-24, PRO-26]
        Source: Provköpings kommun, Riktlinje för synpunkter, KS § 12, 2009-09-08 [PRO-53]
        Fulfilled by: acknowledgement or word of who handles the case
        Must contain: who handles the case, handler's contact
        Also fulfilled by: answer, whatever it contains
        An automatic message is not enough.
        The clock starts: Friday 19 December 2025 (arrival; not counted)
          Saturday 20 December: not counted (weekend)
          Sunday 21 December: not counted (weekend)
          Monday 22 December: working day 1
          Tuesday 23 December: working day 2
          Wednesday 24 December: not counted (Christmas Eve)
          Thursday 25 December: not counted (Christmas Day)
          Friday 26 December: not counted (Second Day of Christmas)
          Saturday 27 December: not counted (weekend)
          Sunday 28 December: not counted (weekend)
          Monday 29 December: working day 3
          Tuesday 30 December: working day 4
          Wednesday 31 December: not counted (New Year's Eve)
          Thursday 1 January: not counted (New Year's Day)
          Friday 2 January: working day 5
        Last day: Friday 2 January 2026
        Does not apply if: there is no way to reach the person
        Calendar: FINGERPRINT (Europe/Stockholm)
        """
    )


def test_a_message_that_fell_short_is_told_with_what_it_lacked() -> None:
    """What was done in time but does not fulfil the rule stands beside what did."""
    deadline = after(
        "2025-03-03",
        ACKNOWLEDGEMENT,
        ("2025-03-04", Acknowledged, {"content": {"handler_name"}}),
        ("2025-03-06", Acknowledged, {"content": {"handler_contact"}}),
    )

    assert "Räckte inte: tisdag 4 mars 2025 (saknar: kontaktuppgifter till handläggaren)\n" in (
        deadline.explain("sv")
    )
    assert "Fell short: Tuesday 4 March 2025 (lacks: handler's contact)\n" in (
        deadline.explain("en")
    )
    assert "Gjort: torsdag 6 mars 2025\n" in deadline.explain("sv")
    assert deadline.explanation().as_dict()["short_of"] == [
        {"on": "2025-03-04", "missing": ["handler_contact"]}
    ]


# --- before closing, and words without a number ---------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            """
            Diarieföring av svaret (krav)
            Regel: innan ärendet avslutas
            Uppfylls av: registrering av svaret
            Tiden börjar: måndag 3 mars 2025 (ankomst)
            Sista dag: senast när ärendet avslutas
            Kalender: FINGERPRINT (Europe/Stockholm)
            """,
        ),
        (
            "en",
            """
            Registration of the answer (must)
            Rule: before the case is closed
            Fulfilled by: registration of the answer
            The clock starts: Monday 3 March 2025 (arrival)
            Last day: at the latest when the case is closed
            Calendar: FINGERPRINT (Europe/Stockholm)
            """,
        ),
    ],
)
def test_a_duty_before_closing_has_no_day_of_its_own(language: Language, text: str) -> None:
    """As long as the case is open the last day is whenever it closes."""
    assert told(arriving("2025-03-03", REGISTERED), language) == written(text)


def test_a_closed_case_gives_the_duty_its_day() -> None:
    """Once closed, the day of the closing was the last."""
    deadline = after("2025-03-03", REGISTERED, ("2025-03-14", Closed, {}))

    assert "\nSista dag: fredag 14 mars 2025 (ärendet avslutades)\n" in told(deadline, "sv")
    assert "\nLast day: Friday 14 March 2025 (the case was closed)\n" in told(deadline, "en")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            """
            Överlämnande till registrator (krav)
            Regel: ”direkt” (texten anger ingen tid)
            Uppfylls av: överlämnande (till registrator)
            Tiden börjar: fredag 19 december 2025 (ankomst)
            Sista dag: ingen, tiden mäts men bedöms inte
            Påminnelse: måndag 22 december 2025 (efter 1 arbetsdag; vår gräns, inte textens)
            Kalender: FINGERPRINT (Europe/Stockholm)
            """,
        ),
        (
            "en",
            """
            Hand-over to the registrar (must)
            Rule: “immediately” (the text gives no number)
            Fulfilled by: hand-over (to registrar)
            The clock starts: Friday 19 December 2025 (arrival)
            Last day: none, time is measured, not judged
            Reminder: Monday 22 December 2025 (after 1 working day; our limit, not the text's)
            Calendar: FINGERPRINT (Europe/Stockholm)
            """,
        ),
    ],
)
def test_words_without_a_number_are_quoted(language: Language, text: str) -> None:
    """The text's own word stands as it is; a reminder is marked as ours."""
    assert told(arriving("2025-12-19", HANDED_OVER), language) == written(text)


def test_words_without_a_reminder_have_none() -> None:
    """Where nobody set a reminder none is told."""
    rule = attrs.evolve(HANDED_OVER, term=InWords(Label("skyndsamt", "promptly")))

    assert "Påminnelse" not in told(arriving("2025-12-19", rule), "sv")


# --- chained starts, another country --------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            """
            Stage 1 response (must)
            Rule: within 10 working days
            Source: Testing Council, Complaint code, undated “Stage 1” [TES-05]
            Fulfilled by: answer
            The clock starts: Monday 14 April 2025 (acknowledgement, but no later than the last day for “Acknowledgement”; not counted)
              Tuesday 15 April: working day 1
              Wednesday 16 April: working day 2
              Thursday 17 April: working day 3
              Friday 18 April: not counted (Good Friday)
              Saturday 19 April: not counted (weekend)
              Sunday 20 April: not counted (weekend)
              Monday 21 April: not counted (Easter Monday)
              Tuesday 22 April: working day 4
              Wednesday 23 April: working day 5
              Thursday 24 April: working day 6
              Friday 25 April: working day 7
              Saturday 26 April: not counted (weekend)
              Sunday 27 April: not counted (weekend)
              Monday 28 April: working day 8
              Tuesday 29 April: working day 9
              Wednesday 30 April: working day 10
            Last day: Wednesday 30 April 2025
            If delayed: a notice, which extends the time by at most 10 working days; at most once; no later than the last day; needs consent; must contain: the reason for the delay
            Calendar: FINGERPRINT (Europe/London)
            """,
        ),
        (
            "sv",
            """
            Svar i första steget (krav)
            Regel: inom 10 arbetsdagar
            Källa: Testing Council, Complaint code, undated ”Stage 1” [TES-05]
            Uppfylls av: svar
            Tiden börjar: måndag 14 april 2025 (bekräftelse, dock senast sista dagen för ”Bekräftelse”; räknas inte)
              tisdag 15 april: arbetsdag 1
              onsdag 16 april: arbetsdag 2
              torsdag 17 april: arbetsdag 3
              fredag 18 april: räknas inte (Good Friday)
              lördag 19 april: räknas inte (helg)
              söndag 20 april: räknas inte (helg)
              måndag 21 april: räknas inte (Easter Monday)
              tisdag 22 april: arbetsdag 4
              onsdag 23 april: arbetsdag 5
              torsdag 24 april: arbetsdag 6
              fredag 25 april: arbetsdag 7
              lördag 26 april: räknas inte (helg)
              söndag 27 april: räknas inte (helg)
              måndag 28 april: arbetsdag 8
              tisdag 29 april: arbetsdag 9
              onsdag 30 april: arbetsdag 10
            Sista dag: onsdag 30 april 2025
            Vid försening: underrättelse, som förlänger tiden med högst 10 arbetsdagar; högst en gång; senast sista dagen; kräver samtycke; ska innehålla: vad förseningen beror på
            Kalender: FINGERPRINT (Europe/London)
            """,
        ),
    ],
)
def test_a_chained_start_on_an_english_calendar(language: Language, text: str) -> None:
    """A clock that starts on an event, or when that fell due; holidays have England's names."""
    # Five working days from Monday 7 April 2025 are Monday 14 April.
    deadline = arriving("2025-04-07", ENGLISH_ACKNOWLEDGEMENT, STAGE_ONE, calendar=ENGLAND)

    assert told(deadline, language) == written(text)

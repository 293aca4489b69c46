# SPDX-License-Identifier: Apache-2.0
"""How Swedish texts are read where they are silent: the readings that several policies share.

One rule lies behind all of them. The words are taken literally. Where they are silent, the reading
chosen does not make the municipality look better than its text, and never invents a breach. A
policy puts each reading beside the field that changes it
(:class:`~klagomal.promises.provisions.Choice`).
"""

from __future__ import annotations

from typing import Final

from klagomal.vocabulary import Label

__all__ = [
    "ANONYMITY_NOT_MENTIONED",
    "ANSWER_IN_SUBSTANCE",
    "ARRIVAL_ANYWHERE",
    "ARRIVAL_DAY_NOT_COUNTED",
    "AT_ONCE_IS_MEASURED",
    "BY_ARRIVAL_AND_DUE_DAY",
    "CLOCK_NEVER_STANDS_STILL",
    "DATED_EDITION",
    "DISSATISFACTION_LIFTS",
    "NOTICE_IN_TIME",
    "NO_CLOCK_ELSEWHERE",
    "SENT_NOT_RECEIVED",
    "SUBMITTER_DECIDES_KIND",
    "UNREACHABLE_IS_WAIVED",
    "WORKING_DAYS_IN_SWEDEN",
]

ARRIVAL_ANYWHERE: Final = Label(
    "tiden räknas från den dag det når kommunen: vilken anställd, kanal och brevlåda som helst",
    "time runs from the day it reaches the municipality: any employee, channel or mailbox",
)
"""AMB-02."""

ARRIVAL_DAY_NOT_COUNTED: Final = Label(
    "ankomstdagen räknas inte; det som kommer en stängd dag räknas från nästa öppna",
    "the day of arrival is not counted; what comes on a closed day counts from the next open one",
)
"""AMB-03."""

WORKING_DAYS_IN_SWEDEN: Final = Label(
    "måndag till fredag utom helgdagar, midsommarafton, julafton och nyårsafton",
    "Monday to Friday except holidays, Midsummer Eve, Christmas Eve and New Year's Eve",
)
"""AMB-04."""

ANSWER_IN_SUBSTANCE: Final = Label(
    "bara ett svar i sak är ett svar; ett mellanbesked är det inte",
    "only a substantive answer is an answer; an interim reply is not",
)
"""AMB-06."""

NOTICE_IN_TIME: Final = Label(
    "beskedet om försening ska komma innan tiden har gått ut",
    "word of a delay is to come before the time has run out",
)
"""AMB-08."""

ANONYMITY_NOT_MENTIONED: Final = Label(
    "texten säger inget om anonyma; de tas emot, med en upplysning vid intaget",
    "the text is silent on anonymity; anonymous feedback is taken in, with advice at intake",
)
"""AMB-10."""

UNREACHABLE_IS_WAIVED: Final = Label(
    "plikten faller bara när det saknas kontaktväg, inte för att namnet saknas",
    "the duty is lifted where there is no contact route, not because a name is missing",
)
"""AMB-11."""

AT_ONCE_IS_MEASURED: Final = Label(
    "”direkt” mäts men fälls aldrig; påminnelse efter en arbetsdag",
    "'directly' is measured and never failed; a reminder after one working day",
)
"""AMB-18."""

SENT_NOT_RECEIVED: Final = Label(
    "ett besked räknas den dag det skickades, om loggen inte visar att det aldrig kom fram",
    "a message counts on the day it was sent, unless the log shows that it never arrived",
)
"""AMB-23."""

CLOCK_NEVER_STANDS_STILL: Final = Label(
    "tiden står aldrig stilla, inte heller under semestrar",
    "the clock never stands still, not even over the holidays",
)
"""AMB-24."""

DISSATISFACTION_LIFTS: Final = Label(
    "uttalat missnöje gör nästa nivå aktuell; tystnad betyder okänt; ingen klocka på nivåerna",
    "stated dissatisfaction makes the next level due; silence is unknown; no clock on the levels",
)
"""AMB-26."""

NO_CLOCK_ELSEWHERE: Final = Label(
    "det som hör hemma någon annanstans får ingen klocka, bara besked om vart det hör",
    "what belongs elsewhere gets no clock, only word of where it belongs",
)
"""AMB-27."""

SUBMITTER_DECIDES_KIND: Final = Label(
    "den som klagat avgör; från klagomål flyttas det bara med samtycke",
    "the submitter decides; it is moved away from complaint only with consent",
)
"""AMB-29."""

BY_ARRIVAL_AND_DUE_DAY: Final = Label(
    "ärenden räknas till den period de kom in, efterlevnad till den period tiden gick ut",
    "cases belong to the period they arrived in, compliance to that in which they fell due",
)
"""AMB-33."""

DATED_EDITION: Final = Label(
    "utgåvan gäller det som kommit in från den dagen, så som dokumentet är skrivet",
    "the edition covers what arrived from that day, as the document is written",
)
"""AMB-34."""

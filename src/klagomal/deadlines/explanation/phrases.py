# SPDX-License-Identifier: Apache-2.0
"""The words for dates, amounts, events and conditions, in Swedish and English.

Dates do not follow the locale of the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from klagomal.calendar.days import MONTHS, WEEKDAYS
from klagomal.promises.obligations import On, Scope
from klagomal.promises.terms import Within
from klagomal.vocabulary import (
    Channel,
    Content,
    Kind,
    Label,
    LabelledEnum,
    Language,
    MeasureType,
    Role,
    Roll,
    Satisfaction,
    Severity,
    Waiver,
    labels,
)

__all__ = [
    "EVENT_WORDS",
    "amount_words",
    "contents",
    "in_vocabulary_order",
    "limit_words",
    "modes",
    "on_day",
    "patterns",
    "quoted",
    "say",
    "scope_words",
    "span",
    "term_words",
    "waivers",
]

EVENT_WORDS: Final = {
    "received": Label("ankomst", "arrival"),
    "registered": Label("registrering", "registration"),
    "transferred": Label("överlämnande", "hand-over"),
    "copy_sent": Label("kopia av synpunkten", "copy of the feedback"),
    "acknowledged": Label("bekräftelse", "acknowledgement"),
    "handler_announced": Label("besked om vem som handlägger", "word of who handles the case"),
    "progress_notice": Label("besked om hur handläggningen går", "word of how handling proceeds"),
    "delay_notice": Label("underrättelse om försening", "delay notice"),
    "answered": Label("svar", "answer"),
    "informed": Label("information", "information"),
    "measure_recorded": Label("åtgärd", "measure"),
    "measure_completed": Label("genomförd åtgärd", "measure carried out"),
    "measure_received": Label(
        "uppgift om hur åtgärden togs emot", "note of how the measure was received"
    ),
    "satisfaction_recorded": Label(
        "uppgift om vad personen tyckte", "note of what the person thought"
    ),
    "escalated": Label("lyft till nästa nivå", "escalation to the next level"),
    "referred_out": Label("hänvisning till rätt instans", "referral to the right instance"),
    "praise_forwarded": Label("vidarebefordran av berömmet", "passing on of the praise"),
    "secrecy_marked": Label("sekretessmarkering", "secrecy marking"),
    "reclassified": Label("ändring av slag", "change of kind"),
    "severity_set": Label("bedömning av allvar", "judgement of severity"),
    "category_set": Label("uppgift om kategori", "note of the category"),
    "classified": Label("sortering efter kvalitetsdimension", "sorting by quality dimension"),
    "streams_set": Label("ändrad saktyp", "change of what the matter is"),
    "wrote_again": Label("ny skrivelse från personen", "another letter from the person"),
    "linked": Label("koppling till ett annat ärende", "link to another case"),
    "split_off": Label("uppdelning i flera ärenden", "splitting into several cases"),
    "paused": Label("uppehåll", "pause"),
    "resumed": Label("återupptagande", "resumption"),
    "milestone": Label("milstolpe", "milestone"),
    "closed": Label("avslut", "closing"),
    "reopened": Label("återöppnande", "reopening"),
    "delivery_failed": Label("misslyckad leverans", "failed delivery"),
    "delivery_succeeded": Label("leverans efter en misslyckad", "delivery after a failed one"),
    "contact_noted": Label("uppgift om kontaktväg", "note on a contact route"),
    "erased": Label("radering av personuppgifter", "erasure of personal data"),
    "corrected": Label("rättelse", "correction"),
}
"""What each event is called, as a noun: what starts a clock, or what fulfils a duty."""

_NAMED: Final = {
    "registered": Label("registrering av {}", "registration of {}"),
    "measure_recorded": Label("{}", "{}"),
    "referred_out": Label("hänvisning till {}", "referral to {}"),
    "milestone": Label("steget ”{}”", "the step “{}”"),
}
_REGISTERED: Final = {
    "feedback": Label("synpunkten", "the feedback"),
    "complaint": Label("klagomålet", "the complaint"),
    "answer": Label("svaret", "the answer"),
    "measure": Label("åtgärden", "the measure"),
}
_WAIVED: Final = {
    Waiver.NO_CONTACT_ROUTE: Label(
        "det inte finns någon väg att nå personen", "there is no way to reach the person"
    ),
    Waiver.NO_REPLY_WANTED: Label("personen inte vill ha svar", "the person wants no reply"),
    Waiver.ANONYMOUS: Label("avsändaren är anonym", "the sender is anonymous"),
}


# --- sentences, dates and amounts -----------------------------------------------------------------


def say(language: Language, sv: str, en: str, *parts: object) -> str:
    """Return the Swedish or the English form with ``parts`` in the places of its ``{}``."""
    return (sv if language == "sv" else en).format(*parts)


def on_day(day: date, language: Language, *, year: bool = True) -> str:
    """Return "fredag 19 december 2025", or without the year."""
    weekday, month = WEEKDAYS[day.weekday()].text(language), MONTHS[day.month - 1].text(language)
    words = f"{weekday} {day.day} {month}"
    return f"{words} {day.year}" if year else words


def span(first: date, last: date, language: Language) -> str:
    """Return two days with their years and a dash between, or the one day that both are."""
    begins = on_day(first, language)
    return begins if first == last else f"{begins} \N{EN DASH} {on_day(last, language)}"


def amount_words(term: Within, language: Language) -> str:
    """Return "10 kalenderdagar"."""
    return term.unit.amount(term.n, language)


def term_words(term: Within, language: Language) -> str:
    """Return "inom 10 kalenderdagar", and how its first and last days move if they do."""
    within = say(language, "inom {}", "within {}", amount_words(term, language))
    return "; ".join([within, *_provisos(term, language)])


def limit_words(term: Within, language: Language) -> str:
    """Return "10 kalenderdagar", and in parentheses how its first and last days move if they do."""
    amount, provisos = amount_words(term, language), "; ".join(_provisos(term, language))
    return f"{amount} ({provisos})" if provisos else amount


def _provisos(term: Within, language: Language) -> Iterator[str]:
    """Yield how the first and last days of a term move, and what it does not count."""
    if term.start_roll is not Roll.NONE:
        yield say(
            language,
            "en startdag som inte är arbetsdag flyttas {}",
            "a start on a day that is not a working day moves {}",
            term.start_roll.label(language),
        )
    if term.roll is not Roll.NONE:
        yield say(
            language,
            "en sista dag som inte är arbetsdag flyttas {}",
            "a last day that is not a working day moves {}",
            term.roll.label(language),
        )
    for season in term.rests:
        yield say(
            language,
            "dagarna {}\N{EN DASH}{} räknas inte",
            "the days {}\N{EN DASH}{} are not counted",
            _day_of_year(season.start, language),
            _day_of_year(season.end, language),
        )


def _day_of_year(day: tuple[int, int], language: Language) -> str:
    return f"{day[1]} {MONTHS[day[0] - 1].text(language)}"


# --- lists ----------------------------------------------------------------------------------------


def either(words: Sequence[str], language: Language) -> str:
    """Return "a, b eller c"."""
    *first, last = words
    return say(language, "{} eller {}", "{} or {}", ", ".join(first), last) if first else last


def in_vocabulary_order(slugs: Iterable[str], vocabulary: type[LabelledEnum]) -> list[str]:
    """Return slugs in the order of their vocabulary; unknown slugs come last, by name."""
    order = {str(word): number for number, word in enumerate(vocabulary)}
    return sorted(map(str, slugs), key=lambda slug: (order.get(slug, len(order)), slug))


def named(slugs: Iterable[str], vocabulary: type[LabelledEnum], language: Language) -> list[str]:
    """Return the labels of slugs in the order of their vocabulary."""
    return labels(in_vocabulary_order(slugs, vocabulary), vocabulary, language)


def contents(slugs: Iterable[str], language: Language) -> str:
    """Return what a message must contain, or what it lacked."""
    return ", ".join(named(slugs, Content, language))


def modes(channels: Iterable[Channel], language: Language) -> str:
    """Return the channels that a message may take, joined by "or"."""
    return either(named(channels, Channel, language), language)


def waivers(waived_if: frozenset[Waiver], language: Language) -> str:
    """Return what lifts a duty, in words that can follow "if"."""
    return either([_WAIVED[w].text(language) for w in Waiver if w in waived_if], language)


def quoted(words: str, language: Language) -> str:
    """Return the words between quotation marks, as Swedish or English has them."""
    return say(language, "”{}”", "“{}”", words)


# --- events and scopes ----------------------------------------------------------------------------


def patterns(events: Iterable[On], language: Language) -> str:
    """Return the events that the patterns accept, joined by "or"."""
    return either([_event(pattern, language) for pattern in events], language)


def _event(pattern: On, language: Language) -> str:
    """Return an event and the conditions on it: "svar (via telefon eller brev)"."""
    words = EVENT_WORDS[pattern.event].text(language)
    if pattern.name:
        form = _NAMED.get(pattern.event, Label(f"{words} ({{}})", f"{words} ({{}})"))
        words = form.text(language).format(_name(pattern, language))
    conditions = _conditions(pattern, language)
    return f"{words} ({'; '.join(conditions)})" if conditions else words


def _name(pattern: On, language: Language) -> str:
    opened = pattern.name.replace("_", " ")
    if pattern.event == "registered":
        return _REGISTERED.get(pattern.name, Label(opened, opened)).text(language)
    if pattern.event == "measure_recorded" and (kind := MeasureType.lookup(pattern.name)):
        return kind.label(language)
    if pattern.event == "satisfaction_recorded" and (said := Satisfaction.lookup(pattern.name)):
        return said.label(language)
    return opened


def _conditions(pattern: On, language: Language) -> list[str]:
    found = []
    if pattern.by:
        found.append(say(language, "av {}", "by {}", _roles(pattern.by, language)))
    if pattern.to:
        found.append(say(language, "till {}", "to {}", _roles(pattern.to, language)))
    if pattern.modes:
        found.append(say(language, "via {}", "via {}", modes(pattern.modes, language)))
    if pattern.content:
        demanded = contents(pattern.content, language)
        found.append(say(language, "ska innehålla: {}", "must contain: {}", demanded))
    if pattern.within:
        found.append(term_words(pattern.within, language))
    if pattern.individually:
        found.append(say(language, "under eget nummer", "under a number of its own"))
    if pattern.other_handler:
        found.append(
            say(
                language,
                "av någon som inte har handlagt ärendet tidigare",
                "by somebody who has not handled the case before",
            )
        )
    return found


def _roles(roles: Iterable[Role], language: Language) -> str:
    return either(named(roles, Role, language), language)


def scope_words(scope: Scope, language: Language) -> str:
    """Return which feedback a rule covers: "klagomål; enhet: hemtjänst"."""
    parts = []
    if scope.kinds:
        parts.append(", ".join(named(scope.kinds, Kind, language)))
    if scope.channels:
        parts.append(say(language, "kanal: {}", "channel: {}", modes(scope.channels, language)))
    if scope.severities:
        how = ", ".join(named(scope.severities, Severity, language))
        parts.append(say(language, "allvarlighetsgrad: {}", "severity: {}", how))
    for slugs, sv, en in (
        (scope.sectors, "område: {}", "sector: {}"),
        (scope.categories, "kategori: {}", "category: {}"),
        (scope.except_categories, "alla kategorier utom: {}", "every category but: {}"),
        (scope.units, "enhet: {}", "unit: {}"),
    ):
        if slugs:
            opened = ", ".join(slug.replace("_", " ") for slug in sorted(slugs))
            parts.append(say(language, sv, en, opened))
    for ways, sv, en in (
        (scope.reachable_by, "personen går att nå via {}", "the person can be reached by {}"),
        (scope.reply_by, "svar önskas via {}", "an answer is asked for by {}"),
    ):
        if ways:
            parts.append(say(language, sv, en, modes(ways, language)))
    if scope.concerns_receiver:
        parts.append(say(language, "gäller den som tog emot", "is about the person who took it in"))
    if scope.misdirected:
        parts.append(
            say(
                language,
                "kom till en annan enhet än den ansvariga",
                "reached another unit than the one that answers for it",
            )
        )
    return "; ".join(parts)

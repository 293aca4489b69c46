# SPDX-License-Identifier: Apache-2.0
"""An explanation as lines to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from klagomal.explanation.counting import count_lines
from klagomal.explanation.phrases import (
    amount,
    contents,
    modes,
    on_day,
    patterns,
    quoted,
    scope_words,
    term_words,
    waivers,
)
from klagomal.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Within
from klagomal.vocabulary import Extension, Label, Language, Unit

if TYPE_CHECKING:
    from datetime import date

    from klagomal.citation import Citation
    from klagomal.clocks import Notice
    from klagomal.explanation.parts import Count, Explanation
    from klagomal.obligations import DelayRule
    from klagomal.terms import Term

__all__ = ["lines"]


def lines(e: Explanation, language: Language) -> list[str]:
    """Return the explanation line by line."""
    return [
        *_rule(e, language),
        *_demands(e, language),
        *_start(e, language),
        *_counted(e, language),
        *_changed(e, language),
        *_end(e, language),
        *_otherwise(e, language),
        _CALENDAR.text(language).format(e.fingerprint, e.zone),
    ]


_CALENDAR: Final = Label("Kalender: {} ({})", "Calendar: {} ({})")


# --- the rule -------------------------------------------------------------------------------------


def _rule(e: Explanation, language: Language) -> list[str]:
    rule = e.obligation
    binds = rule.strength.label(language)
    if rule.derived:
        binds += Label("; vår tolkning av texten", "; our reading of the text").text(language)
    told = [
        f"{rule.title.text(language)} ({binds})",
        Label("Regel: {}", "Rule: {}").text(language).format(_term(rule.term, e, language)),
    ]
    told += [
        Label("Källa: {}", "Source: {}").text(language).format(_cited(citation, language))
        for citation in e.citations
    ]
    if not rule.applies_to.is_everything:
        scope = scope_words(rule.applies_to, language)
        told.append(Label("Gäller: {}", "Covers: {}").text(language).format(scope))
    if rule.level is not None:
        told.append(Label("Nivå: {}", "Level: {}").text(language).format(rule.level))
    return told


def _term(term: Term, e: Explanation, language: Language) -> str:
    match term:
        case Within():
            return term_words(term, language)
        case ByPromise():
            return Label(
                "senast den dag som utlovats", "no later than the day that was promised"
            ).text(language)
        case BeforeClosing():
            return Label("innan ärendet avslutas", "before the case is closed").text(language)
        case ByDueOf():
            form = Label("senast sista dagen för {}", "no later than the last day for {}")
            if term.only_if_late:
                form = Label(
                    "bara om {} inte blir klart i tid, och då senast på dess sista dag",
                    "only if {} will not be done in time, and then by its last day",
                )
            return form.text(language).format(_title(term.obligation, e, language))
        case InWords():
            form = Label("{} (texten anger ingen tid)", "{} (the text gives no number)")
            return form.text(language).format(quoted(term.text.text(language), language))


def _title(obligation: str, e: Explanation, language: Language) -> str:
    return quoted(e.title_of(obligation).text(language), language)


def _cited(citation: Citation, language: Language) -> str:
    parts = (
        str(citation.source) if citation.source else "",
        quoted(citation.heading, language) if citation.heading else "",
        f"[{', '.join(citation.rows)}]" if citation.rows else "",
    )
    return " ".join(part for part in parts if part)


def _demands(e: Explanation, language: Language) -> list[str]:
    rule = e.obligation
    told = [
        Label("Uppfylls av: {}", "Fulfilled by: {}")
        .text(language)
        .format(patterns(rule.fulfilled_by, language))
    ]
    if rule.content:
        must = Label("Ska innehålla: {}", "Must contain: {}").text(language)
        told.append(must.format(contents(rule.content, language)))
    if rule.also_by:
        form = Label("Uppfylls också av: {}", "Also fulfilled by: {}")
        if rule.content:
            form = Label(
                "Uppfylls också av: {}, oavsett innehåll", "Also fulfilled by: {}, whatever it says"
            )
        told.append(form.text(language).format(patterns(rule.also_by, language)))
    if not rule.accepts_automatic:
        told.append(
            Label(
                "Ett automatiskt meddelande räcker inte.", "An automatic message is not enough."
            ).text(language)
        )
    return told


# --- the start and the count ----------------------------------------------------------------------


def _start(e: Explanation, language: Language) -> list[str]:
    rule = e.obligation
    begins = patterns(rule.starts_on, language)
    if rule.start_latest:
        latest = Label(", dock senast sista dagen för {}", ", at the latest the last day for {}")
        begins += latest.text(language).format(_title(rule.start_latest, e, language))
    if e.started_on is None:
        form = Label(
            "Tiden har inte börjat. Den börjar vid: {}",
            "The clock has not started. It starts on: {}",
        )
        told = [form.text(language).format(begins)]
    else:
        form = Label("Tiden börjar: {} ({})", "The clock starts: {} ({})")
        if e.count:
            form = Label(
                "Tiden börjar: {} ({}; räknas inte)", "The clock starts: {} ({}; not counted)"
            )
        told = [form.text(language).format(on_day(e.started_on, language), begins)]
    if rule.each:
        anew = Label("Tiden börjar på nytt varje gång", "The clock starts anew each time")
        told.append(anew.text(language) + _number_of_time(e, language))
    return told


def _number_of_time(e: Explanation, language: Language) -> str:
    if e.started_on is None:
        return "."
    return Label("; detta är gång {}.", "; this is time {}.").text(language).format(e.occurrence)


def _counted(e: Explanation, language: Language) -> list[str]:
    if e.count is None:
        return []
    return [*count_lines(e.count, language), *_rolled(e.count, language)]


def _rolled(count: Count, language: Language) -> list[str]:
    """Tell what becomes of a last day on which nobody is at work."""
    if count.last.working:
        return []
    closed = on_day(count.last.date, language), _closed_by(count.last, language)
    if not count.moved:
        form = Label(
            "{} är ingen arbetsdag ({}), men regeln flyttar inte sista dagen.",
            "{} is no working day ({}), but the rule does not move the last day.",
        )
        return [_sentence(form.text(language).format(*closed))]
    form = Label(
        "{} är ingen arbetsdag ({}). Sista dagen flyttas {}:",
        "{} is no working day ({}). The last day is moved {}:",
    )
    no_work = Label("  {}: ingen arbetsdag ({})", "  {}: no working day ({})").text(language)
    at_work = Label("  {}: arbetsdag", "  {}: working day").text(language)
    return [
        _sentence(form.text(language).format(*closed, count.term.roll.label(language))),
        *(
            no_work.format(on_day(day.date, language, year=False), _closed_by(day, language))
            for day in count.passed[1:]
        ),
        at_work.format(on_day(count.rolled, language, year=False)),
    ]

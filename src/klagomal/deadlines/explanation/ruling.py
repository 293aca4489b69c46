# SPDX-License-Identifier: Apache-2.0
"""What a rule says, as lines to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klagomal.deadlines.explanation.delays import delay_words
from klagomal.deadlines.explanation.phrases import (
    contents,
    patterns,
    quoted,
    say,
    scope_words,
    term_words,
    waivers,
)
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Within
from klagomal.vocabulary import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klagomal.deadlines.explanation.grounds import Grounds
    from klagomal.promises.citation import Citation
    from klagomal.promises.terms import Term

__all__ = ["proviso_lines", "rule_lines", "title_of"]


def rule_lines(e: Grounds, language: Language) -> Iterator[str]:
    """Yield what the rule is, where it stands, what it covers and what fulfils it."""
    rule = e.obligation
    binds = rule.strength.label(language)
    if rule.derived:
        binds += say(language, "; vår tolkning av texten", "; our reading of the text")
    yield f"{rule.title.text(language)} ({binds})"
    yield say(language, "Regel: {}", "Rule: {}", _term(rule.term, e, language))
    for citation in e.citations:
        yield say(language, "Källa: {}", "Source: {}", _cited(citation, language))
    if not rule.applies_to.is_everything:
        yield say(language, "Gäller: {}", "Covers: {}", scope_words(rule.applies_to, language))
    if rule.level is not None:
        yield say(language, "Nivå: {}", "Level: {}", rule.level)
    yield from _demands(e, language)


def _term(term: Term, e: Grounds, language: Language) -> str:
    match term:
        case Within():
            return term_words(term, language)
        case ByPromise(at_most):
            words = say(
                language, "senast den dag som utlovas", "no later than the day that is promised"
            )
            if at_most:
                cap = term_words(at_most, language)
                words = say(language, "{}, men {}", "{}, but {}", words, cap)
            return words
        case BeforeClosing():
            return say(language, "innan ärendet avslutas", "before the case is closed")
        case ByDueOf():
            return _followed(term, e, language)
        case InWords(text):
            words = quoted(text.text(language), language)
            return say(
                language, "{} (texten anger ingen tid)", "{} (the text gives no number)", words
            )


def _followed(term: ByDueOf, e: Grounds, language: Language) -> str:
    title = title_of(term.obligation, e, language)
    if not term.only_if_late:
        return say(
            language, "senast sista dagen för {}", "no later than the last day for {}", title
        )
    late = say(language, "om {} dröjer", "if {} is delayed", title)
    if e.notice_may_be_late:
        return say(language, "{}, även efter dess sista dag", "{}, also after its last day", late)
    return say(language, "{}, senast dess sista dag", "{}, no later than its last day", late)


def title_of(obligation: str, e: Grounds, language: Language) -> str:
    """Return the title of an obligation referred to, between quotation marks."""
    return quoted(e.title_of(obligation).text(language), language)


def _cited(citation: Citation, language: Language) -> str:
    parts = (
        str(citation.source) if citation.source else "",
        quoted(citation.heading, language) if citation.heading else "",
        f"[{', '.join(citation.rows)}]" if citation.rows else "",
    )
    return " ".join(part for part in parts if part)


def _demands(e: Grounds, language: Language) -> Iterator[str]:
    rule = e.obligation
    fulfilling = patterns(rule.fulfilled_by, language)
    yield say(language, "Uppfylls av: {}", "Fulfilled by: {}", fulfilling)
    if rule.content:
        must = contents(rule.content, language)
        yield say(language, "Ska innehålla: {}", "Must contain: {}", must)
    if rule.also_by:
        also = patterns(rule.also_by, language)
        if rule.content and not any(pattern.content for pattern in rule.also_by):
            also += say(language, ", oavsett innehåll", ", whatever it contains")
        yield say(language, "Uppfylls också av: {}", "Also fulfilled by: {}", also)
    if not rule.accepts_automatic:
        yield say(
            language,
            "Ett automatiskt meddelande räcker inte.",
            "An automatic message is not enough.",
        )


def proviso_lines(e: Grounds, language: Language) -> Iterator[str]:
    """Yield what the rule says of delay, pauses, lapse and exemption."""
    rule = e.obligation
    if e.delay_rule:
        yield say(
            language, "Vid försening: {}", "If delayed: {}", delay_words(e.delay_rule, language)
        )
    if rule.pausable and isinstance(rule.term, Within | ByDueOf):
        yield say(
            language,
            "Tiden står stilla under uppehåll.",
            "The clock stands still during a pause.",
        )
    if rule.ended_by:
        yield say(
            language, "Faller bort vid: {}", "Lapses on: {}", patterns(rule.ended_by, language)
        )
    if rule.waived_if:
        waived = waivers(rule.waived_if, language)
        yield say(language, "Gäller inte om: {}", "Does not apply if: {}", waived)

# SPDX-License-Identifier: Apache-2.0
"""An explanation as plain data: what JSON can hold, with nothing left to interpret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Within

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from klagomal.calendar import Day
    from klagomal.deadlines.explanation.grounds import DayCount, DayStep, Grounds
    from klagomal.promises.citation import Citation
    from klagomal.promises.obligations import DelayRule, Obligation, On, Scope
    from klagomal.promises.terms import Term
    from klagomal.vocabulary import Label

__all__ = ["as_plain"]


def as_plain(e: Grounds) -> dict[str, Any]:
    """Return the explanation as dicts, lists, text, numbers, booleans and ``None``."""
    return {
        "rule": _rule(e.obligation),
        "citations": [_citation(citation) for citation in e.citations],
        "refers_to": {
            other.id: {"title": _label(other.title), "delay": _delay(other.delay)}
            for other in e.refers_to
        },
        "occurrence": e.occurrence,
        "started_on": _iso(e.started_on),
        "count": _count(e.count) if e.count else None,
        "given": _iso(e.clock.given),
        "promised": _iso(e.clock.promised),
        "recount_differs": e.recount_differs,
        "stood_still": [
            {
                "first": still.first.isoformat(),
                "last": _iso(still.last),
                "days": still.days,
                "pause": still.is_pause,
            }
            for still in e.stood_still
        ],
        "moved_by_pause": e.moved_by_pause,
        "paused": e.clock.paused,
        "first_due": _iso(e.first_due),
        "notices": [
            {
                "on": notice.on.isoformat(),
                "concerned": notice.concerned.isoformat(),
                "counts": notice.counts,
                "missing": sorted(notice.missing),
                "named": _iso(notice.named),
                "extended_to": _iso(notice.extended_to),
            }
            for notice in e.notices
        ],
        "due": _iso(e.due),
        "act_by": _iso(e.act_by),
        "awaits": e.awaits.value if e.awaits else None,
        "warn_on": _iso(e.warn_on),
        "short_of": [
            {"on": short.on.isoformat(), "missing": sorted(short.missing)} for short in e.short_of
        ],
        "undelivered": [
            {"on": missed.on.isoformat(), "failed_on": missed.failed_on.isoformat()}
            for missed in e.undelivered
        ],
        "done_on": _iso(e.done_on),
        "first_noted": _iso(e.clock.first_noted),
        "ended_on": _iso(e.ended_on),
        "lifted": e.clock.lifted.value if e.clock.lifted else None,
        "calendar": {"fingerprint": e.fingerprint, "zone": e.zone},
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _label(label: Label) -> dict[str, str]:
    return {"sv": label.sv, "en": label.en}


def _sorted(words: Iterable[str]) -> list[str]:
    return sorted(str(word) for word in words)


# --- the rule -------------------------------------------------------------------------------------


def _rule(rule: Obligation) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": _label(rule.title),
        "purpose": rule.purpose,
        "strength": rule.strength.value,
        "derived": rule.derived,
        "term": _term(rule.term),
        "starts_on": [_pattern(pattern) for pattern in rule.starts_on],
        "start_latest": rule.start_latest or None,
        "each": rule.each,
        "after_start": rule.after_start,
        "level": rule.level,
        "fulfilled_by": [_pattern(pattern) for pattern in rule.fulfilled_by],
        "content": _sorted(rule.content),
        "also_by": [_pattern(pattern) for pattern in rule.also_by],
        "ended_by": [_pattern(pattern) for pattern in rule.ended_by],
        "accepts_automatic": rule.accepts_automatic,
        "applies_to": _scope(rule.applies_to),
        "waived_if": _sorted(rule.waived_if),
        "delay": _delay(rule.delay),
        "pausable": rule.pausable,
    }


def _term(term: Term) -> dict[str, Any]:
    match term:
        case Within():
            return _within(term)
        case ByDueOf():
            return {
                "kind": "by_due_of",
                "obligation": term.obligation,
                "only_if_late": term.only_if_late,
            }
        case InWords():
            return {
                "kind": "in_words",
                "text": _label(term.text),
                "warn_after": _within(term.warn_after) if term.warn_after else None,
            }
        case ByPromise():
            return {
                "kind": "by_promise",
                "at_most": _within(term.at_most) if term.at_most else None,
            }
        case BeforeClosing():
            return {"kind": "before_closing"}


def _within(term: Within) -> dict[str, Any]:
    return {
        "kind": "within",
        "n": term.n,
        "unit": term.unit.value,
        "roll": term.roll.value,
        "start_roll": term.start_roll.value,
        "rests": [{"from": _month_day(s.start), "to": _month_day(s.end)} for s in term.rests],
    }


def _month_day(day: tuple[int, int]) -> str:
    return f"{day[0]:02d}-{day[1]:02d}"


def _pattern(pattern: On) -> dict[str, Any]:
    return {
        "event": pattern.event,
        "by": _sorted(pattern.by),
        "to": _sorted(pattern.to),
        "modes": _sorted(pattern.modes),
        "content": _sorted(pattern.content),
        "name": pattern.name or None,
        "individually": pattern.individually,
        "other_handler": pattern.other_handler,
        "within": _within(pattern.within) if pattern.within else None,
    }


def _scope(scope: Scope) -> dict[str, Any]:
    return {
        "kinds": _sorted(scope.kinds),
        "channels": _sorted(scope.channels),
        "severities": _sorted(scope.severities),
        "sectors": _sorted(scope.sectors),
        "categories": _sorted(scope.categories),
        "except_categories": _sorted(scope.except_categories),
        "units": _sorted(scope.units),
        "reachable_by": _sorted(scope.reachable_by),
        "reply_by": _sorted(scope.reply_by),
        "concerns_receiver": scope.concerns_receiver,
        "misdirected": scope.misdirected,
    }


def _delay(rule: DelayRule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {
        "extends": rule.extends.value,
        "at_most": _within(rule.at_most) if rule.at_most else None,
        "times": rule.times,
        "needs_consent": rule.needs_consent,
        "must_precede_due": rule.must_precede_due,
        "content": _sorted(rule.content),
        "modes": _sorted(rule.modes),
        "suggested_modes": _sorted(rule.suggested_modes),
        "in_total": _within(rule.in_total) if rule.in_total else None,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    source = citation.source
    return {
        "rows": list(citation.rows),
        "heading": citation.heading,
        "document": None
        if source is None
        else {
            "title": source.title,
            "document_type": source.document_type,
            "publisher": source.publisher,
            "adopted_by": source.adopted_by,
            "adopted": _iso(source.adopted),
            "valid_from": _iso(source.valid_from),
            "valid_to": _iso(source.valid_to),
            "paragraph": source.paragraph,
            "reference": source.reference,
            "dated": source.dated,
            "note": source.note,
        },
    }


# --- the count ------------------------------------------------------------------------------------


def _count(count: DayCount) -> dict[str, Any]:
    return {
        "day_zero": count.day_zero.isoformat(),
        "steps": [_step(step) for step in count.steps],
        "last": _day(count.last),
        "roll": {
            "moved": count.moved,
            "to": count.rolled.isoformat(),
            "passed": [_day(day) for day in count.passed],
        },
    }


def _step(step: DayStep) -> dict[str, Any]:
    return {**_day(step.day), "number": step.number, "completes": step.completes}


def _day(day: Day) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "working": day.working,
        "reason": day.reason.value,
        "name": _label(day.names),
    }

# SPDX-License-Identifier: Apache-2.0
"""An explanation as lines to read: rule, demands, start, count, what changed the day, the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klagomal.deadlines.explanation.counting import count_lines, roll_lines
from klagomal.deadlines.explanation.delays import lacked, notice_words
from klagomal.deadlines.explanation.grounds import Awaits
from klagomal.deadlines.explanation.phrases import on_day, patterns, say
from klagomal.deadlines.explanation.ruling import proviso_lines, rule_lines, title_of
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Within
from klagomal.vocabulary import Language, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from klagomal.deadlines.explanation.grounds import Grounds, StoodStill
    from klagomal.deadlines.runs import NoticeGiven

__all__ = ["lines"]


def lines(e: Grounds, language: Language) -> Iterator[str]:
    """Yield the explanation line by line."""
    yield from rule_lines(e, language)
    yield from _start(e, language)
    if e.count:
        yield from count_lines(e.count, language)
        yield from roll_lines(e.count, language)
    yield from _changes(e, language)
    yield from _last_day(e, language)
    yield from _outcome(e, language)
    yield from proviso_lines(e, language)
    yield say(language, "Kalender: {} ({})", "Calendar: {} ({})", e.fingerprint, e.zone)


# --- the start ------------------------------------------------------------------------------------


def _start(e: Grounds, language: Language) -> Iterator[str]:
    rule = e.obligation
    begins = patterns(rule.starts_on, language)
    if rule.is_only_if_late or e.runs_along:
        title = title_of(rule.follows, e, language)
        begins = say(language, "samtidigt som för {}", "together with {}", title)
    elif rule.start_latest:
        title = title_of(rule.start_latest, e, language)
        begins += say(
            language,
            ", dock senast sista dagen för {}",
            ", but no later than the last day for {}",
            title,
        )
    elif e.started_on and e.clock.begun > (-1 if e.clock.start is None else e.clock.start):
        begins = say(language, "regeln började gälla ärendet", "the rule came to cover the case")
    if e.started_on is None:
        yield say(
            language,
            "Tiden har inte börjat. Den börjar vid: {}",
            "The clock has not started. It starts on: {}",
            begins,
        )
    else:
        if e.count:
            begins += say(language, "; räknas inte", "; not counted")
        day = on_day(e.started_on, language)
        yield say(language, "Tiden börjar: {} ({})", "The clock starts: {} ({})", day, begins)
    if e.count and e.count.day_zero != e.started_on:
        yield say(
            language,
            "Räkningen utgår från {}.",
            "The count sets out from {}.",
            on_day(e.count.day_zero, language),
        )
    if rule.after_start:
        yield say(
            language,
            "Bara det som görs efter att tiden har börjat räknas.",
            "Only what is done after the clock has started counts.",
        )
    if rule.each and e.started_on:
        yield say(
            language,
            "Tiden börjar på nytt varje gång. Detta är gång {}.",
            "The clock starts anew each time. This is number {}.",
            e.occurrence,
        )
    elif rule.each:
        yield say(language, "Tiden börjar på nytt varje gång.", "The clock starts anew each time.")


# --- what changed the day -------------------------------------------------------------------------


def _changes(e: Grounds, language: Language) -> Iterator[str]:
    given = e.clock.given
    if given and e.count:
        yield say(
            language,
            "Räkningen slutar {}, men vid ankomsten angavs {}. Den dag som angavs gäller.",
            "The count ends {}, but on arrival the day given was {}. The day given stands.",
            on_day(e.count.rolled, language),
            on_day(given, language),
        )
    yield from (_standing(still, language) for still in e.stood_still)
    *before_notices, since = e.put_off or [None] * (len(e.notices) + 1)
    yield from _without_notices(e, language)
    extensions = 0
    for notice, put_off in zip(e.notices, before_notices, strict=True):
        yield from _moved(put_off, language)
        if _is_told_below(notice, e):
            continue
        told = notice_words(notice, e.delay_rule, extensions, language)
        yield say(
            language,
            "Underrättelse om försening {}: {}",
            "Delay notice on {}: {}",
            on_day(notice.on, language),
            told,
        )
        extensions += notice.extended_to is not None
    yield from _moved(since, language)
    if e.clock.paused:
        yield say(
            language,
            "Tiden står stilla nu. Sista dagen flyttas när den börjar gå igen.",
            "The clock stands still now. The last day moves when it runs again.",
        )


def _without_notices(e: Grounds, language: Language) -> Iterator[str]:
    """Yield the last day as it would be without the notices, if they have moved it."""
    if e.first_due is None or e.first_due == e.due:
        return
    first = on_day(e.first_due, language)
    if e.put_off and e.first_due != e.put_off[0][0]:
        yield say(
            language,
            "Sista dag utan underrättelse: {}",
            "Last day without a notice: {}",
            first,
        )
    else:
        yield say(language, "Sista dag från början: {}", "Last day at first: {}", first)


def _standing(still: StoodStill, language: Language) -> str:
    """Return from when to when the clock stood still, and how many days were not counted."""
    first = on_day(still.first, language)
    why = (
        say(language, "uppehåll", "a pause")
        if still.is_pause
        else say(language, "regeln gällde inte då", "the rule did not apply then")
    )
    if still.last is None:
        return say(
            language,
            "Tiden stod stilla från {} ({}).",
            "The clock stood still from {} ({}).",
            first,
            why,
        )
    return say(
        language,
        "Tiden stod stilla från {} till {} ({}); dagar som inte räknades: {}.",
        "The clock stood still from {} to {} ({}); days not counted: {}.",
        first,
        on_day(still.last, language),
        why,
        still.days,
    )


def _moved(put_off: tuple[date, date] | None, language: Language) -> Iterator[str]:
    if put_off and put_off[0] != put_off[1]:
        yield say(
            language,
            "Sista dagen flyttas från {} till {}, för tiden har stått stilla.",
            "The last day moves from {} to {}, for the clock has stood still.",
            *(on_day(day, language) for day in put_off),
        )


def _is_told_below(notice: NoticeGiven, e: Grounds) -> bool:
    """Whether it is told below if this is the notice owed; of itself it has moved nothing."""
    if not e.obligation.is_only_if_late or notice.extended_to:
        return False
    return notice.counts or notice.position == e.clock.done


# --- the last day ---------------------------------------------------------------------------------


def _last_day(e: Grounds, language: Language) -> Iterator[str]:
    told = _no_day(e, language) if e.due is None else _day(e, e.due, language)
    if told:
        yield say(language, "Sista dag: {}", "Last day: {}", told)
    if e.act_by and e.act_by != e.due:
        yield say(
            language,
            "Sista arbetsdag att göra det: {}",
            "Last working day to do it: {}",
            on_day(e.act_by, language),
        )
    if e.warn_on and isinstance(e.obligation.term, InWords) and e.obligation.term.warn_after:
        after = e.obligation.term.warn_after
        yield say(
            language,
            "Påminnelse: {} (efter {}; vår gräns, inte textens)",
            "Reminder: {} (after {}; our limit, not the text's)",
            on_day(e.warn_on, language),
            after.unit.amount(after.n, language),
        )


def _day(e: Grounds, due: date, language: Language) -> str:
    day, term = on_day(due, language), e.obligation.term
    if e.first_due != e.due:
        return say(language, "{} (ny tid)", "{} (new time)", day)
    match term:
        case ByPromise():
            return _as_promised(e, day, language)
        case ByDueOf():
            title = title_of(term.obligation, e, language)
            if e.notice_may_be_late and e.done_on == due:
                return say(
                    language,
                    "{} (underrättelsen får komma efter sista dagen för {})",
                    "{} (the notice may come after the last day for {})",
                    day,
                    title,
                )
            return say(language, "{} (samma som för {})", "{} (as for {})", day, title)
        case BeforeClosing():
            return say(language, "{} (ärendet avslutades)", "{} (the case was closed)", day)
        case Within() | InWords():
            return day


def _as_promised(e: Grounds, day: str, language: Language) -> str:
    if e.clock.promised is None:
        return say(language, "{} (utlovad dag)", "{} (the day promised)", day)
    return say(
        language,
        "{} (regelns gräns; utlovad dag var {})",
        "{} (the rule's limit; the day promised was {})",
        day,
        on_day(e.clock.promised, language),
    )


def _no_day(e: Grounds, language: Language) -> str:
    match e.awaits:
        case Awaits.START if isinstance(e.obligation.term, ByPromise):
            return say(language, "den dag som då utlovas", "the day that is then promised")
        case Awaits.START:
            return say(language, "ingen förrän tiden har börjat", "none until the clock starts")
        case Awaits.OTHER if isinstance(e.obligation.term, ByDueOf):
            title = title_of(e.obligation.term.obligation, e, language)
            return say(
                language,
                "ingen, {} har ingen sista dag att följa",
                "none, {} has no last day to follow",
                title,
            )
        case Awaits.NUMBER:
            return say(
                language, "ingen, tiden mäts men bedöms inte", "none, time is measured, not judged"
            )
        case Awaits():
            return e.awaits.label(language)
        case None:
            return ""


# --- what was done --------------------------------------------------------------------------------


def _outcome(e: Grounds, language: Language) -> Iterator[str]:
    for short in e.short_of:
        yield say(
            language,
            "Räckte inte: {} ({})",
            "Fell short: {} ({})",
            on_day(short.on, language),
            lacked(short.missing, language),
        )
    for missed in e.undelivered:
        yield say(
            language,
            "Kom inte fram och räknas inte: {} (det visade sig {})",
            "Did not arrive and does not count: {} (this was found {})",
            on_day(missed.on, language),
            on_day(missed.failed_on, language),
        )
    if e.done_on:
        day, noted = on_day(e.done_on, language), e.clock.first_noted
        if noted:
            first = on_day(noted, language)
            corrected = say(language, "rättat, först antecknat {}", "corrected, first {}", first)
            day = f"{day} ({corrected})"
        yield say(language, "Gjort: {}", "Done: {}", day)
    why = e.clock.lifted
    if e.ended_on and why:
        day = on_day(e.ended_on, language)
        ended = patterns(e.obligation.ended_by, language) if e.obligation.ended_by else ""
        because = ended if why is Reason.LIFTED else why.label(language)
        told = f"{day} ({because})" if because else day
        yield say(language, "Föll bort: {}", "Lapsed: {}", told)

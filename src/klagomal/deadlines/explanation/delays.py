# SPDX-License-Identifier: Apache-2.0
"""The words for delay notices: what a rule says of them, and what one of them did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from klagomal.deadlines.explanation.phrases import contents, limit_words, modes, on_day, say
from klagomal.vocabulary import Extension, Label, Language

if TYPE_CHECKING:
    from datetime import date

    from klagomal.deadlines.runs import NoticeGiven
    from klagomal.promises.obligations import DelayRule

__all__ = ["delay_words", "lacked", "notice_words"]

_TOO_LATE: Final = "in_time"
_SHORTCOMINGS: Final = {
    "consent": Label("utan samtycke", "without consent"),
    "mode": Label("gavs inte på rätt sätt", "was not given in the right way"),
    "by": Label("gavs av någon annan", "was given by somebody else"),
    "other_handler": Label(
        "av någon som har handlagt ärendet tidigare", "by somebody who has handled the case before"
    ),
    "automatic": Label("skickades automatiskt", "was sent automatically"),
}
"""What keeps a message from counting, besides content that is missing."""


def notice_words(
    notice: NoticeGiven, rule: DelayRule | None, extensions: int, language: Language
) -> str:
    """Return what a notice did, after ``extensions`` earlier ones that moved the last day."""
    if not notice.counts:
        return say(language, "räknas inte ({})", "does not count ({})", _why_not(notice, language))
    if notice.extended_to:
        return _moved_to(notice, notice.extended_to, language)
    if rule is None or rule.extends is Extension.NO:
        return say(
            language, "räknas, men förlänger inte tiden", "counts, but does not extend the time"
        )
    if rule.times is not None and extensions >= rule.times:
        return say(
            language,
            "räknas, men tiden får inte förlängas fler gånger",
            "counts, but the time may not be extended again",
        )
    return _too_far(notice, rule, language) or say(
        language, "räknas, men anger ingen senare dag", "counts, but gives no later day"
    )


def _too_far(notice: NoticeGiven, rule: DelayRule, language: Language) -> str:
    """Return what to say of a notice that moves nothing since the rule allows no more time."""
    told = say(
        language,
        "räknas, men regeln medger inte längre tid",
        "counts, but the rule allows no more time",
    )
    if notice.named and notice.named > notice.concerned:
        named = on_day(notice.named, language)
        return told + say(language, " (den angav {})", " (it named {})", named)
    return told if notice.named is None and rule.extends is Extension.BY_AT_MOST else ""


def _moved_to(notice: NoticeGiven, last: date, language: Language) -> str:
    day = on_day(last, language)
    if last < notice.concerned:
        return say(
            language,
            "räknas, sista dagen tidigareläggs till {}",
            "counts, earlier last day {}",
            day,
        )
    told = say(language, "räknas, ny sista dag {}", "counts, new last day {}", day)
    if notice.named and notice.named > last:
        named = on_day(notice.named, language)
        told += say(
            language,
            " (den angav {}, men regeln medger inte så lång tid)",
            " (it named {}, but the rule does not allow that much time)",
            named,
        )
    return told


def _why_not(notice: NoticeGiven, language: Language) -> str:
    late = []
    if _TOO_LATE in notice.missing:
        day = on_day(notice.concerned, language)
        late = [say(language, "kom efter {}", "came after {}", day)]
    rest = lacked(notice.missing - {_TOO_LATE}, language)
    return "; ".join([*late, rest] if rest else late)


def lacked(missing: frozenset[str], language: Language) -> str:
    """Return what a message lacked, in words."""
    found = [words.text(language) for code, words in _SHORTCOMINGS.items() if code in missing]
    if lacking := missing - _SHORTCOMINGS.keys():
        found.append(say(language, "saknar: {}", "lacks: {}", contents(lacking, language)))
    return "; ".join(found)


def delay_words(rule: DelayRule, language: Language) -> str:
    """Return what a delay notice must be like, and what it does to the last day."""
    told = [_effect(rule, language)]
    if rule.times == 1:
        told.append(say(language, "högst en gång", "at most once"))
    elif rule.times is not None:
        told.append(say(language, "högst {} gånger", "at most {} times", rule.times))
    if rule.must_precede_due:
        told.append(say(language, "senast sista dagen", "no later than the last day"))
    if rule.needs_consent:
        told.append(say(language, "kräver samtycke", "needs consent"))
    if rule.in_total:
        most = limit_words(rule.in_total, language)
        told.append(say(language, "sammanlagt högst {}", "in all at most {}", most))
    if rule.modes:
        how = modes(rule.modes, language)
        told.append(say(language, "ska ges via {}", "must be given via {}", how))
    if rule.content:
        must = contents(rule.content, language)
        told.append(say(language, "ska innehålla: {}", "must contain: {}", must))
    if rule.suggested_modes:
        how = modes(rule.suggested_modes, language)
        told.append(say(language, "gärna via {}", "preferably via {}", how))
    return "; ".join(told)


def _effect(rule: DelayRule, language: Language) -> str:
    if rule.extends is Extension.TO_NEW_DATE:
        return say(language, "underrättelse, som ger en ny tid", "a notice, which sets a new date")
    if rule.extends is Extension.BY_AT_MOST and rule.at_most:
        return say(
            language,
            "underrättelse, som förlänger tiden med högst {}",
            "a notice, which extends the time by at most {}",
            limit_words(rule.at_most, language),
        )
    return say(
        language,
        "underrättelse, som inte förlänger tiden",
        "a notice, which does not extend the time",
    )

# SPDX-License-Identifier: Apache-2.0
"""Find parts of an obligation's terms that can never act, and words that look like others."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from klagomal.policy.linting.finding import warning
from klagomal.policy.reach import terms_of
from klagomal.promises.obligations import On
from klagomal.promises.terms import BeforeClosing, ByPromise, InWords
from klagomal.vocabulary import Content, Roll, Unit

if TYPE_CHECKING:
    from klagomal.policy.linting.finding import Finding
    from klagomal.policy.policy import Policy
    from klagomal.promises.obligations import Obligation

__all__ = ["check_terms_of"]

_ARRIVAL: Final = (On("received"),)
_KNOWN: Final = tuple(word.value for word in Content)


def check_terms_of(obligation: Obligation, policy: Policy, path: str) -> Iterator[Finding]:
    """Yield what in the terms of ``obligation`` changes nothing, or was hardly meant."""
    yield from _rolls(obligation, path)
    yield from _pausing(obligation, policy, path)
    if obligation.each and obligation.starts_on == _ARRIVAL and not obligation.follows:
        yield warning(
            "runs_once",
            f"{path}.each",
            "ett ärende kommer in bara en gång, så tiden börjar inte på nytt",
            "a case arrives only once, so the clock never starts anew",
        )
    yield from _content(obligation, path)


def _rolls(obligation: Obligation, path: str) -> Iterator[Finding]:
    if obligation.pausable:
        return  # a clock can go on again on a day that is no working day
    for place, term in terms_of(obligation):
        if term.unit is Unit.WORKING_DAYS and term.roll is not Roll.NONE:
            yield warning(
                "roll_moves_nothing",
                f"{path}.{place}.roll",
                "en tid i arbetsdagar slutar alltid på en arbetsdag",
                "a time in working days always ends on a working day",
            )


def _pausing(obligation: Obligation, policy: Policy, path: str) -> Iterator[Finding]:
    has_no_count = isinstance(obligation.term, ByPromise | InWords | BeforeClosing)
    leans = obligation.follows and not policy.obligation(obligation.follows).pausable
    if obligation.pausable and (has_no_count or leans):
        yield warning(
            "pause_moves_nothing",
            f"{path}.pausable",
            "det finns ingen räknad dag som en paus kan flytta",
            "there is no counted day that a pause could move",
        )


def _content(obligation: Obligation, path: str) -> Iterator[Finding]:
    asked = {"content": obligation.content}
    asked |= {
        f"{name}.content": frozenset[str]().union(*(pattern.content for pattern in patterns))
        for name, patterns in (
            ("fulfilled_by", obligation.fulfilled_by),
            ("also_by", obligation.also_by),
            ("ended_by", obligation.ended_by),
            ("starts_on", obligation.starts_on),
        )
    }
    asked["delay.content"] = obligation.delay.content if obligation.delay else frozenset()
    for place, words in asked.items():
        for word in sorted(words.difference(_KNOWN)):
            for like in get_close_matches(word, _KNOWN, n=1, cutoff=_ALIKE):
                yield warning(
                    "content_like_another",
                    f"{path}.{place}",
                    f"{word!r} är ett eget ord; menades {like!r}?",
                    f"{word!r} is a word of your own; was {like!r} meant?",
                )


_ALIKE: Final = 0.85
"""How like a known word another one must be: a letter or two of ten may differ."""

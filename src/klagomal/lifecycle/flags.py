# SPDX-License-Identifier: Apache-2.0
"""What a step would leave undone: flags to show before an event is recorded.

A flag stops nothing. It says, for instance, that a confirmation names no handler, that a case is
about to be closed without a measure, or that the handler is the person complained about.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

import attrs

from klagomal.cases.case import Case, fold
from klagomal.cases.events import Closed, ContactEvent, DelayNotice, Escalated, Event, Transferred
from klagomal.deadlines.deadline import Deadline
from klagomal.deadlines.lifts import is_lifted_now
from klagomal.lifecycle.owed import must_refer, owed_at_closing
from klagomal.policy.policy import Policy
from klagomal.promises.citation import Citation
from klagomal.promises.obligations import Obligation, On
from klagomal.vocabulary import Channel, ClosingGround, Content, Extension, Label, Language, labels

__all__ = ["Flag", "FlagCode", "review"]


_LANGUAGES: Final[tuple[Language, Language]] = ("sv", "en")


class FlagCode(StrEnum):
    """What a flag is about."""

    CONTENT_MISSING = "content_missing"
    OTHER_MODE = "other_mode"
    CHECKLIST_OPEN = "checklist_open"
    NOTICE_TOO_LATE = "notice_too_late"
    BEYOND_THE_RULE = "beyond_the_rule"
    NO_CONTACT_ROUTE = "no_contact_route"
    HANDLER_CONCERNED = "handler_concerned"
    NO_MEASURE = "no_measure"
    MEASURES_UNDONE = "measures_undone"
    STILL_OWED = "still_owed"
    TRANSFERRED_AGAIN = "transferred_again"


@attrs.frozen
class Flag:
    """One thing that the step would leave undone, with the rule it comes from."""

    code: FlagCode
    text: Label
    obligation: str = ""
    missing: frozenset[str] = frozenset()
    citations: tuple[Citation, ...] = ()


def review(case: Case, event: Event, policy: Policy) -> tuple[Flag, ...]:
    """Return what recording ``event`` on ``case`` would leave undone, in a stable order."""
    flags: list[Flag] = []
    if isinstance(event, ContactEvent):
        flags += _content(case, event, policy)
        flags += _given_otherwise(case, event, policy)
        flags += _checklists(event, policy)
        if not case.is_reachable:
            flags.append(_NO_CONTACT_ROUTE)
    if _handler(event) in case.feedback.subjects:
        flags.append(_HANDLER_CONCERNED)
    if isinstance(event, DelayNotice):
        flags += _too_late(case, event, policy)
        flags += _beyond_the_rule(case, event, policy)
    if isinstance(event, Transferred) and case.positions(Transferred.slug):
        flags.append(_TRANSFERRED_AGAIN)
    if isinstance(event, Closed):
        flags += _closing(case, event, policy)
    return tuple(flags)


def _content(case: Case, event: ContactEvent, policy: Policy) -> list[Flag]:
    reasons, lifts = policy.reasons(policy.facts(case)), policy.lifts(case)
    flags = []
    for obligation in policy.obligations:
        is_lifted = reasons[obligation.id] is not None or is_lifted_now(obligation, lifts)
        if is_lifted or not _would_fulfil(obligation, event):
            continue
        told = frozenset[str]().union(
            event.content, *(word.content for word in case.contacts if _counts(obligation, word))
        )
        if missing := obligation.content - told:
            flags.append(_missing(obligation, missing))
    return flags


def _given_otherwise(case: Case, event: ContactEvent, policy: Policy) -> list[Flag]:
    """Return what is still owed, and would be done by this message if it were given as demanded."""
    flags = []
    for deadline in policy.running(case):
        if deadline.done_on is not None or deadline.ended_on is not None:
            continue
        rule, receiver = deadline.obligation, case.received.by.id
        asked = [p for p in (*rule.fulfilled_by, *rule.also_by) if p.event == event.slug]
        if not any(pattern.accepts(event, receiver) for pattern in asked):
            flags += _turned_away(rule, asked, event, receiver)
        if isinstance(event, DelayNotice) and rule.delay and "mode" in rule.delay.lacks(event):
            flags.append(_other_mode(rule, rule.delay.modes))
    return flags


def _turned_away(
    obligation: Obligation, asked: list[On], event: ContactEvent, receiver: str
) -> list[Flag]:
    """Return what the message would need in order to count, by the pattern that comes nearest.

    Who may give it is for the roles to say.
    """
    lacking = [(pattern.lacks(event, receiver), pattern.modes) for pattern in asked]
    near = [(missing, modes) for missing, modes in lacking if missing and "by" not in missing]
    if not near:
        return []
    missing, modes = min(near, key=lambda each: len(each[0]))
    flags = [_other_mode(obligation, modes)] if "mode" in missing else []
    content = missing - {"mode"}
    return [*flags, _missing(obligation, content)] if content else flags


def _other_mode(obligation: Obligation, modes: frozenset[Channel]) -> Flag:
    sv, en = (", ".join(labels(sorted(modes), Channel, language)) for language in _LANGUAGES)
    return _about(
        obligation,
        FlagCode.OTHER_MODE,
        f"uppfylls inte så; ska ges via {sv}",
        f"not fulfilled that way; must be given via {en}",
    )


def _about(
    obligation: Obligation, code: FlagCode, sv: str, en: str, missing: frozenset[str] = frozenset()
) -> Flag:
    """Return a flag that says something of an obligation, with its title before the words."""
    title = obligation.title
    words = Label(f"{title.sv}: {sv}", f"{title.en}: {en}")
    return Flag(code, words, obligation.id, missing, obligation.citations)


def _would_fulfil(obligation: Obligation, event: ContactEvent) -> bool:
    outright = any(pattern.event == event.slug for pattern in obligation.also_by)
    return bool(obligation.content) and not outright and _counts(obligation, event)


def _counts(obligation: Obligation, event: ContactEvent) -> bool:
    return any(pattern.event == event.slug for pattern in obligation.fulfilled_by)


def _missing(obligation: Obligation, missing: frozenset[str]) -> Flag:
    sv, en = (", ".join(labels(sorted(missing), Content, language)) for language in _LANGUAGES)
    return _about(
        obligation,
        FlagCode.CONTENT_MISSING,
        f"uppfylls inte, saknar {sv}",
        f"not fulfilled, lacks {en}",
        missing,
    )


def _checklists(event: ContactEvent, policy: Policy) -> list[Flag]:
    flags = []
    for checklist in policy.checklists:
        if event.slug not in checklist.events:
            continue
        still_open = [item for item in checklist.items if item.code not in event.content]
        if still_open:
            flags.append(
                Flag(
                    FlagCode.CHECKLIST_OPEN,
                    Label(
                        f"{checklist.title.sv}: {', '.join(item.label.sv for item in still_open)}",
                        f"{checklist.title.en}: {', '.join(item.label.en for item in still_open)}",
                    ),
                    missing=frozenset(item.code for item in still_open),
                    citations=tuple(c for item in still_open for c in item.citations),
                )
            )
    return flags


def _handler(event: Event) -> str:
    """Return the id of the handler that the event names, or the empty string."""
    if isinstance(event, Escalated):
        return event.assigned_to
    return event.handler if isinstance(event, (ContactEvent, Transferred)) else ""


def _too_late(case: Case, event: DelayNotice, policy: Policy) -> list[Flag]:
    told_on = policy.calendar.day_of(event.at)
    flags = []
    for deadline in policy.running(case):
        rule = deadline.obligation.delay
        if rule is None or deadline.due is None or deadline.done_on is not None:
            continue
        if missing := rule.content - event.content:
            flags.append(_missing(deadline.obligation, missing))
        if rule.must_precede_due and told_on > deadline.due:
            flags.append(
                Flag(
                    FlagCode.NOTICE_TOO_LATE,
                    Label(
                        f"{deadline.obligation.title.sv}: beskedet kommer efter {deadline.due}",
                        f"{deadline.obligation.title.en}: the notice comes after {deadline.due}",
                    ),
                    deadline.obligation.id,
                    citations=deadline.citations,
                )
            )
    return flags


def _beyond_the_rule(case: Case, event: DelayNotice, policy: Policy) -> list[Flag]:
    """Return that the notice names a later day than any rule that it counts for allows.

    Where a notice extends no time at all, the day that it names is only word of when.
    """
    if event.promised is None:
        return []
    noted = attrs.evolve(event, recorded_at=max(event.recorded_at, case.log[-1].recorded_at))
    then = fold((*case.log, noted))
    concerned = [
        deadline
        for deadline in policy.running(then)
        if deadline.obligation.delay
        and deadline.obligation.delay.extends is not Extension.NO
        and any(then.events[n.position] is noted and n.counts for n in deadline.notices)
    ]
    allowed = [deadline.due for deadline in concerned if deadline.due]
    if not allowed or max(allowed) >= event.promised:
        return []
    deadline = max(concerned, key=lambda each: each.due or date.min)
    title, due = deadline.obligation.title, deadline.due
    return [
        Flag(
            FlagCode.BEYOND_THE_RULE,
            Label(
                f"{title.sv}: regeln medger inte längre tid än till {due}",
                f"{title.en}: the rule allows no more time than until {due}",
            ),
            deadline.obligation.id,
            citations=deadline.citations,
        )
    ]


def _closing(case: Case, event: Closed, policy: Policy) -> list[Flag]:
    if event.ground is not ClosingGround.HANDLED:
        return []
    flags = [_still_owed(deadline) for deadline in owed_at_closing(case, policy)]
    if must_refer(case, policy):
        flags.append(_NOT_REFERRED)
    if policy.closing.measures and not case.measures:
        flags.append(
            Flag(
                FlagCode.NO_MEASURE,
                Label("ingen åtgärd är antecknad", "no measure is recorded"),
                citations=policy.closing.citations,
            )
        )
    if undone := case.measures_undone:
        flags.append(
            Flag(
                FlagCode.MEASURES_UNDONE,
                Label("utlovade åtgärder är inte gjorda", "promised measures are not done"),
                missing=undone,
            )
        )
    return flags


def _still_owed(deadline: Deadline) -> Flag:
    title, due = deadline.obligation.title, deadline.due
    return Flag(
        FlagCode.STILL_OWED,
        Label(
            f"{title.sv}: inte gjort, sista dag {due or 'när ärendet avslutas'}",
            f"{title.en}: not done, due {due or 'before the closing'}",
        ),
        deadline.obligation.id,
        citations=deadline.citations,
    )


_NOT_REFERRED = Flag(
    FlagCode.STILL_OWED,
    Label(
        "saken hör någon annanstans: informera personen och hänvisa den rätt",
        "the matter belongs elsewhere: inform the person and refer it",
    ),
)
_NO_CONTACT_ROUTE = Flag(
    FlagCode.NO_CONTACT_ROUTE,
    Label("personen har inte lämnat någon kontaktväg", "the person left no contact route"),
)
_HANDLER_CONCERNED = Flag(
    FlagCode.HANDLER_CONCERNED,
    Label("handläggaren är den som saken gäller", "the handler is the person it concerns"),
)
_TRANSFERRED_AGAIN = Flag(
    FlagCode.TRANSFERRED_AGAIN,
    Label("ärendet har redan lämnats över en gång", "the case has been handed over before"),
)

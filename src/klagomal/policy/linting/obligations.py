# SPDX-License-Identifier: Apache-2.0
"""Find obligations that nobody can fulfil, that cannot be broken, or that contradict others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Final

from klagomal.cases.events import EVENTS, ContactEvent
from klagomal.errors import CalendarRangeError
from klagomal.policy.linting.answers import check_answers
from klagomal.policy.linting.finding import Finding, error, note, warning
from klagomal.policy.linting.followers import check_follower, term_of_day
from klagomal.policy.linting.terms import check_terms_of
from klagomal.policy.strictness import covers, never_later
from klagomal.promises.obligations import Obligation, On
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Within
from klagomal.vocabulary import STAFF_ROLES, Channel, Kind, Role, Strength, Waiver

if TYPE_CHECKING:
    from klagomal.policy.policy import Policy

__all__ = ["check_obligations"]

_RECEIVED: Final = On("received")


def check_obligations(policy: Policy) -> Iterator[Finding]:
    """Yield what is wrong with the obligations of ``policy``, one by one and together."""
    if not policy.obligations:
        yield note(
            "no_obligations", "obligations", "texten lovar inget", "the text promises nothing"
        )
    for obligation in policy.obligations:
        path = f"obligations.{obligation.id}"
        yield from _fulfilment(obligation, policy, path)
        yield from _start(obligation, policy, path)
        yield from _over_at_once(obligation, path)
        yield from _twice(obligation, path)
        yield from _scope(obligation, policy, path)
        yield from _closing(obligation, path)
        yield from _delay(obligation, policy, path)
        yield from check_follower(obligation, policy, path)
        yield from check_terms_of(obligation, policy, path)
        yield from _wording(obligation, path)
    yield from check_answers(policy)
    yield from _together(policy)
    yield from _two_strengths(policy)


# --- one by one ----------------------------------------------------------------------------------


def _fulfilment(obligation: Obligation, policy: Policy, path: str) -> Iterator[Finding]:
    possible = [p for p in obligation.fulfilled_by if _can_happen(p, policy)]
    outright = [p for p in obligation.also_by if _can_happen(p, policy)]
    if not possible and not outright:
        yield error(
            "cannot_be_fulfilled",
            f"{path}.fulfilled_by",
            "ingen som policyn släpper fram kan göra det som uppfyller plikten",
            "nobody the policy lets through can do what fulfils it",
        )
    elif obligation.content and not any(_carries_content(p) for p in possible):
        yield error(
            "content_cannot_be_told",
            f"{path}.content",
            "inget av det som kan uppfylla plikten bär det innehåll som krävs",
            "nothing that can fulfil it carries the content it demands",
        )
    unregistered = {p.name for p in obligation.fulfilled_by if p.event == "registered" and p.name}
    known = frozenset[str]().union(*(rule.what for rule in policy.registration))
    for name in sorted(unregistered - known) if policy.registration else ():
        yield warning(
            "no_register_for_it",
            f"{path}.fulfilled_by",
            f"inget register tar emot {name!r}",
            f"no register takes in {name!r}",
        )


def _start(obligation: Obligation, policy: Policy, path: str) -> Iterator[Finding]:
    started = obligation.start_latest or any(_can_happen(p, policy) for p in obligation.starts_on)
    if not started:
        yield error(
            "never_starts",
            f"{path}.starts_on",
            "det som startar tiden kan aldrig hända under den här policyn",
            "what starts the clock can never happen under this policy",
        )
    if isinstance(obligation.term, ByPromise) and not any(
        issubclass(EVENTS[p.event], ContactEvent) for p in obligation.starts_on
    ):
        yield error(
            "no_date_can_be_promised",
            f"{path}.starts_on",
            "inget av det som startar tiden kan ange ett datum",
            "nothing that starts the clock can name a date",
        )
    if obligation.applies_to.categories and set(obligation.starts_on) == {On("category_set")}:
        yield warning(
            "not_started_by_the_arrival",
            f"{path}.starts_on",
            "startar inte om kategorin är känd när ärendet kommer in; utan starts_on börjar tiden "
            "när kategorin blir känd",
            "does not start where the category is known on arrival; without starts_on the clock "
            "starts when the category is known",
        )


def _over_at_once(obligation: Obligation, path: str) -> Iterator[Finding]:
    """Yield that what starts the clock also fulfils the obligation or ends it."""
    if obligation.each or obligation.after_start:
        return
    starts = set(obligation.starts_on)
    if not starts.isdisjoint(obligation.also_by):
        yield error(
            "always_met",
            f"{path}.also_by",
            "det som startar tiden står också här, så plikten är alltid uppfylld",
            "what starts the clock stands here too, so the obligation is always met",
        )
    if not starts.isdisjoint(obligation.ended_by):
        yield error(
            "always_lifted",
            f"{path}.ended_by",
            "det som startar tiden står också här, så plikten faller alltid bort",
            "what starts the clock stands here too, so the obligation is always lifted",
        )
    if starts == set(obligation.fulfilled_by):
        yield warning(
            "fulfilled_by_its_start",
            f"{path}.fulfilled_by",
            "det som startar tiden uppfyller också plikten",
            "what starts the clock also fulfils the obligation",
        )


def _twice(obligation: Obligation, path: str) -> Iterator[Finding]:
    for field in ("starts_on", "fulfilled_by", "also_by", "ended_by"):
        patterns = getattr(obligation, field)
        if len(set(patterns)) < len(patterns):
            yield warning(
                "event_twice",
                f"{path}.{field}",
                "samma händelse står två gånger",
                "the same event stands twice",
            )


def _scope(obligation: Obligation, policy: Policy, path: str) -> Iterator[Finding]:
    scope = obligation.applies_to
    if scope.kinds and scope.kinds.isdisjoint({policy.counts_as(kind) for kind in Kind}):
        yield error(
            "scope_never_met",
            f"{path}.applies_to.kinds",
            "slagen räknas som andra slag, så plikten gäller aldrig",
            "these kinds count as others, so it never applies",
        )
    offered = {rule.channel for rule in policy.channels}
    if scope.channels and offered and not policy.channels_open and not scope.channels & offered:
        yield warning(
            "scope_outside_channels",
            f"{path}.applies_to.channels",
            "gäller bara kanaler som texten inte nämner",
            "covers only channels that the text does not name",
        )
    owed_to_person = all(
        issubclass(EVENTS[p.event], ContactEvent)
        for p in (*obligation.fulfilled_by, *obligation.also_by)
    )
    if (
        owed_to_person
        and _surely_starts(obligation, policy)
        and not _is_waived_for_the_unreachable(obligation, policy)
    ):
        yield warning(
            "owed_to_the_unreachable",
            f"{path}.waived_if",
            "gäller också den som inte lämnat någon kontaktväg; då kan ingen uppfylla plikten",
            "is owed also to those who left no contact route; then nobody can fulfil it",
        )


def _surely_starts(obligation: Obligation, policy: Policy) -> bool:
    """Whether the clock starts in every case, be it only when another obligation fell due."""
    while obligation.is_only_if_late or _RECEIVED not in obligation.starts_on:
        leans_on = obligation.follows if obligation.is_only_if_late else obligation.start_latest
        if not leans_on:
            return False
        obligation = policy.obligation(leans_on)
    return True


def _is_waived_for_the_unreachable(obligation: Obligation, policy: Policy) -> bool:
    """Whether it is waived itself, or is the notice of a delay of something that is."""
    while Waiver.NO_CONTACT_ROUTE not in obligation.waived_if:
        if not obligation.is_only_if_late:
            return False
        obligation = policy.obligation(obligation.follows)
    return True


def _closing(obligation: Obligation, path: str) -> Iterator[Finding]:
    if not isinstance(obligation.term, BeforeClosing):
        return
    if any(p.event == "closed" for p in obligation.ended_by):
        yield error(
            "lifted_by_closing",
            f"{path}.ended_by",
            "ska vara gjort före avslut men bortfaller vid avslut; kan aldrig brytas",
            "due before closing but lifted by it; it can never be broken",
        )
    if any(p.event == "closed" and not obligation.content for p in obligation.fulfilled_by):
        yield warning(
            "kept_by_closing",
            f"{path}.fulfilled_by",
            "ska vara gjort före avslut men uppfylls av avslutet; kan aldrig brytas",
            "due before closing but fulfilled by it; it can never be broken",
        )


def _delay(obligation: Obligation, policy: Policy, path: str) -> Iterator[Finding]:
    term = obligation.term
    if isinstance(term, ByDueOf) and term.only_if_late:
        has_day = not isinstance(term_of_day(obligation, policy), InWords)
        if has_day and policy.obligation(term.obligation).delay is None:
            yield error(
                "notice_without_delay_rule",
                f"obligations.{term.obligation}.delay",
                f"{obligation.id} kräver besked om försening, men ingen regel säger vad ett "
                "besked gör",
                f"{obligation.id} demands word of a delay, but no rule says what a notice does",
            )
        if all(p.event != "delay_notice" for p in obligation.fulfilled_by):
            yield error(
                "not_a_delay_notice",
                f"{path}.fulfilled_by",
                "bara ett besked om försening kan uppfylla plikten",
                "only a delay notice can fulfil it",
            )
        yield from _given_otherwise(obligation, policy.obligation(term.obligation), path)
    if obligation.delay is None or obligation.is_only_if_late:
        return
    if isinstance(term, BeforeClosing | InWords):
        yield warning(
            "delay_rule_without_day",
            f"{path}.delay",
            "det finns ingen dag att skjuta upp",
            "there is no day to put off",
        )
    elif not any(
        isinstance(o.term, ByDueOf) and o.term.only_if_late and o.term.obligation == obligation.id
        for o in policy.obligations
    ):
        yield note(
            "delay_rule_without_notice",
            f"{path}.delay",
            "besked om försening räknas men krävs inte",
            "a delay notice counts but is not demanded",
        )
    if _leaves_no_time(obligation, policy):
        yield warning(
            "no_time_to_extend",
            f"{path}.delay.in_total",
            "inte längre än tiden själv, så inget besked kan flytta sista dagen",
            "no longer than the term itself, so no notice can move the last day",
        )


def _given_otherwise(obligation: Obligation, followed: Obligation, path: str) -> Iterator[Finding]:
    """Yield that the duty asks for a notice that the rule on delay does not count."""
    counting = followed.delay.modes if followed.delay else frozenset[Channel]()
    asked = [p.modes for p in obligation.fulfilled_by if p.event == "delay_notice"]
    if counting and asked and all(modes and modes.isdisjoint(counting) for modes in asked):
        yield error(
            "notice_never_counts",
            f"{path}.fulfilled_by",
            f"inget besked som ges så räknas enligt regeln för {followed.id}",
            f"no notice given that way counts by the rule of {followed.id}",
        )


def _leaves_no_time(obligation: Obligation, policy: Policy) -> bool:
    total = obligation.delay.in_total if obligation.delay else None
    if total is None or not isinstance(obligation.term, Within):
        return False
    try:
        return never_later(total, obligation.term, policy.calendar)
    except CalendarRangeError:
        return False


def _wording(obligation: Obligation, path: str) -> Iterator[Finding]:
    if obligation.derived and obligation.strength.binds:
        yield warning(
            "derived_but_binding",
            f"{path}.strength",
            "är vår läsning och inte textens ord, men räknas som bindande",
            "is our reading and not the text's words, but counts as binding",
        )


# --- together ------------------------------------------------------------------------------------


def _together(policy: Policy) -> Iterator[Finding]:
    served = [o for o in policy.obligations if o.purpose]
    told: set[str] = set()
    for one, other in combinations(served, 2):
        if one.purpose != other.purpose or one.level != other.level:
            continue
        if not (
            covers(one.applies_to, other.applies_to) or covers(other.applies_to, one.applies_to)
        ):
            continue
        if one.strength is other.strength and other.id not in told:
            told.add(other.id)
            yield note(
                "purpose_repeated",
                f"obligations.{other.id}.purpose",
                f"tjänar samma syfte som {one.id}",
                f"serves the same end as {one.id}",
            )
        for target, promise in ((one, other), (other, one)):
            yield from _target(target, promise, policy)


def _target(target: Obligation, promise: Obligation, policy: Policy) -> Iterator[Finding]:
    if target.strength is not Strength.TARGET or not promise.strength.binds:
        return
    if not isinstance(target.term, Within) or not isinstance(promise.term, Within):
        return
    try:
        no_later = never_later(promise.term, target.term, policy.calendar)
    except CalendarRangeError:
        return
    if no_later:
        yield warning(
            "target_behind_promise",
            f"obligations.{target.id}.term",
            f"målet ger minst lika lång tid som {promise.id}, som är bindande",
            f"the target gives at least as much time as {promise.id}, which binds",
        )


def _two_strengths(policy: Policy) -> Iterator[Finding]:
    found: dict[str, dict[Strength, str]] = defaultdict(dict)
    for obligation in policy.obligations:
        if not obligation.derived:
            for row in obligation.rows:
                found[row].setdefault(obligation.strength, obligation.id)
    for row, strengths in sorted(found.items()):
        if len(strengths) > 1:
            names = ", ".join(strengths.values())
            yield note(
                "row_with_two_strengths",
                "obligations",
                f"{row} anges med olika styrka: {names}",
                f"{row} is cited with different strengths: {names}",
            )


# --- what can happen -----------------------------------------------------------------------------


def _carries_content(pattern: On) -> bool:
    return hasattr(EVENTS[pattern.event], "content")


def _can_happen(pattern: On, policy: Policy) -> bool:
    """Whether the ladder, the pauses and the roles of ``policy`` let such an event come about."""
    if pattern.event == "escalated" and policy.ladder is None:
        return False
    if pattern.event in ("paused", "resumed") and not any(
        obligation.pausable for obligation in policy.obligations
    ):
        return False
    return _may_act(pattern, policy)


def _may_act(pattern: On, policy: Policy) -> bool:
    rules = [rule for rule in policy.roles if rule.action == pattern.event and rule.exclusive]
    allowed = _widened(role for rule in rules for role in rule.roles)
    if not allowed or not pattern.by:
        return True
    # Anybody may be the receiver, so a rule that names the receiver names somebody.
    return Role.RECEIVER in pattern.by | allowed or bool(_widened(pattern.by) & allowed)


def _widened(roles: Iterable[Role]) -> frozenset[Role]:
    named = frozenset(roles)
    return named | STAFF_ROLES if Role.STAFF in named else named

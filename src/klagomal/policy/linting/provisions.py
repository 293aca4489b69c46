# SPDX-License-Identifier: Apache-2.0
"""Check the parts other than obligations: owners, channels, ladder, reports, roles, citations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from itertools import combinations
from typing import TYPE_CHECKING, Final

from klagomal.calendar import SWEDEN
from klagomal.cases.events import EVENTS
from klagomal.errors import PolicyError
from klagomal.policy.linting.fieldpaths import name_of, resolve
from klagomal.policy.linting.finding import Finding, error, note, warning
from klagomal.promises.provisions import ClosingRule, Exclusion
from klagomal.vocabulary import Anonymity, Stream

if TYPE_CHECKING:
    from klagomal.policy.policy import Policy

__all__ = ["check_parts"]

_STREAMS: Final = tuple(stream.value for stream in Stream)
_REGISTRABLE: Final = frozenset({"feedback", "answer", "measure"})
_CITED_PARTS: Final = (
    "kinds",
    "obligations",
    "channels",
    "exclusions",
    "registration",
    "reports",
    "accounting",
    "roles",
    "dimensions",
    "causes",
    "statistics",
    "guidance",
)


def check_parts(policy: Policy) -> Iterator[Finding]:
    """Yield what is wrong with the parts of ``policy`` other than its obligations."""
    yield from _owner_and_days(policy)
    yield from _country(policy)
    yield from _kinds(policy)
    yield from _channels(policy)
    yield from _exclusions(policy)
    yield from _registration(policy)
    yield from _ladder(policy)
    yield from _reports(policy)
    yield from _roles(policy)
    yield from _closing(policy)
    yield from _checklists(policy)
    yield from _choices(policy)
    yield from _uncited(policy)
    yield from _named_twice(policy)


def _owner_and_days(policy: Policy) -> Iterator[Finding]:
    if policy.accountable is None:
        yield warning(
            "no_accountable_owner",
            "accountable",
            "ingen är ansvarig för att texten följs",
            "nobody is accountable for compliance with the text",
        )
    source = policy.source
    if source.adopted is None:
        yield note(
            "not_dated", "source.adopted", "beslutsdagen anges inte", "no day of decision is stated"
        )
    elif policy.valid_from and policy.valid_from < source.adopted:
        yield warning(
            "applies_before_adoption",
            "valid_from",
            f"gäller från {policy.valid_from}, före beslutet {source.adopted}",
            f"applies from {policy.valid_from}, before its adoption on {source.adopted}",
        )


def _country(policy: Policy) -> Iterator[Finding]:
    spec = policy.calendar_spec
    if not spec.holidays and (spec.country != SWEDEN.country or spec.subdivision):
        yield warning(
            "country_not_used",
            "calendar.country",
            "utan helgdagar säger landet ingenting",
            "without holidays the country says nothing",
        )
    elif spec.country != SWEDEN.country and spec.zone == SWEDEN.zone:
        yield warning(
            "zone_of_another_country",
            "calendar.zone",
            f"{spec.zone} är Sveriges tid; ange den zon där ärendena kommer in",
            f"{spec.zone} is Sweden's time; name the zone in which the feedback arrives",
        )


def _kinds(policy: Policy) -> Iterator[Finding]:
    named = {rule.kind: rule for rule in policy.kinds}
    for rule in policy.kinds:
        target = named.get(rule.counts_as) if rule.counts_as else rule
        if target is None or (target is not rule and target.counts_as):
            yield error(
                "counts_as_unlisted",
                f"kinds.{rule.kind}.counts_as",
                "räknas som ett slag som texten inte har",
                "counts as a kind that the text does not have",
            )


def _channels(policy: Policy) -> Iterator[Finding]:
    if not policy.channels:
        yield note(
            "no_channels", "channels", "texten nämner inga kanaler", "the text names no channels"
        )
    for rule in policy.channels:
        if rule.anonymous is Anonymity.UNSPECIFIED:
            yield note(
                "anonymity_unspecified",
                f"channels.{rule.channel}.anonymous",
                "texten säger inte om man får vara anonym",
                "the text does not say whether one may be anonymous",
            )


def _exclusions(policy: Policy) -> Iterator[Finding]:
    for rule in policy.exclusions:
        like = get_close_matches(rule.stream, _STREAMS, n=1, cutoff=0.8)
        if like and rule.stream not in _STREAMS:
            yield warning(
                "stream_like_another",
                f"exclusions.{rule.stream}",
                f"{rule.stream!r} är ett eget ord; menades {like[0]!r}?",
                f"{rule.stream!r} is a word of your own; was {like[0]!r} meant?",
            )
    for one, other in combinations(policy.exclusions, 2):
        if one.stream == other.stream and _overlap(one, other):
            yield warning(
                "exclusion_twice",
                f"exclusions.{other.stream}",
                "undantas två gånger för samma dagar; det första gäller",
                "is excluded twice for the same days; the first one decides",
            )


def _overlap(one: Exclusion, other: Exclusion) -> bool:
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    return first <= min(one.valid_to or date.max, other.valid_to or date.max)


def _registration(policy: Policy) -> Iterator[Finding]:
    if not policy.registration:
        yield note("no_register", "registration", "inget register anges", "no register is named")
    for rule in policy.registration:
        path = f"registration.{rule.register}"
        for what in sorted(rule.what - _REGISTRABLE):
            yield warning(
                "unknown_entry",
                f"{path}.what",
                f"{what!r} är inget som registreras",
                f"{what!r} is nothing that is registered",
            )
        if rule.overrides and not rule.dossier:
            yield error(
                "period_without_dossier",
                f"{path}.overrides",
                "perioder utan akt att dela in",
                "periods without a dossier to divide",
            )
        if rule.deidentified and not rule.contact_in:
            yield warning(
                "contact_kept_nowhere",
                f"{path}.contact_in",
                "avidentifierat register, men inget sägs om var kontaktuppgifterna finns",
                "a de-identified register, but nothing says where contact details are kept",
            )


def _ladder(policy: Policy) -> Iterator[Finding]:
    if policy.ladder is None:
        return
    for role, times in Counter(level.role for level in policy.ladder.levels).items():
        if times > 1:
            yield warning(
                "ladder_role_repeated",
                "ladder.levels",
                f"{role.label('sv')} står på flera nivåer",
                f"{role.label('en')} stands on several levels",
            )


def _reports(policy: Policy) -> Iterator[Finding]:
    if not policy.reports:
        yield note("no_reports", "reports", "ingen rapport krävs", "no report is demanded")
    ids = {rule.id for rule in policy.reports}
    for rule in policy.reports:
        path = f"reports.{rule.id}"
        if rule.min_per_year < 1:
            yield error(
                "report_never_due",
                f"{path}.min_per_year",
                f"{rule.min_per_year} gånger om året är ingen plikt",
                f"{rule.min_per_year} times a year is no duty",
            )
        if rule.satisfied_by and rule.satisfied_by not in ids - {rule.id}:
            yield error(
                "report_does_not_exist",
                f"{path}.satisfied_by",
                f"rapporten {rule.satisfied_by!r} finns inte",
                f"there is no report {rule.satisfied_by!r}",
            )
        if not rule.anchors and not rule.satisfied_by:
            yield note(
                "report_without_occasion",
                f"{path}.anchors",
                "texten säger inte när på året",
                "the text does not say when in the year",
            )
        elif rule.anchors and len(rule.anchors) < rule.min_per_year:
            yield warning(
                "fewer_occasions_than_reports",
                f"{path}.anchors",
                f"{len(rule.anchors)} tillfällen för {rule.min_per_year} rapporter",
                f"{len(rule.anchors)} occasions for {rule.min_per_year} reports",
            )
        if not rule.contents and not rule.satisfied_by:
            yield note(
                "report_without_contents",
                f"{path}.contents",
                "texten säger inte vad rapporten ska visa",
                "the text does not say what the report is to show",
            )


def _roles(policy: Policy) -> Iterator[Finding]:
    for number, rule in enumerate(policy.roles, 1):
        path = f"roles.{name_of(rule, number)}"
        if rule.action and rule.action not in EVENTS:
            yield _unknown_event(f"{path}.action", rule.action)
        if not rule.roles:
            yield error("nobody_named", f"{path}.roles", "ingen roll anges", "no role is named")
        if rule.at_least and not rule.per:
            yield warning(
                "appointment_without_place",
                f"{path}.per",
                "någon ska utses, men det sägs inte var",
                "somebody is to be appointed, but it is not said where",
            )


def _closing(policy: Policy) -> Iterator[Finding]:
    if policy.closing == ClosingRule():
        yield note(
            "no_closing_rule",
            "closing",
            "ingen avslutsregel säger vad som ska vara på plats före avslut",
            "no closing rule says what must be in place before closing",
        )
    for slug in sorted(policy.closing.after):
        if slug not in EVENTS:
            yield _unknown_event("closing.after", slug)
    if policy.closing.dimensions and not policy.dimensions and not policy.dimensions_open:
        yield error(
            "closing_needs_dimension",
            "closing.dimensions",
            "kräver en kvalitetsdimension, men ingen finns",
            "demands a quality dimension, but there is none",
        )


def _checklists(policy: Policy) -> Iterator[Finding]:
    for checklist in policy.checklists:
        path = f"checklists.{checklist.id}"
        for slug in sorted(checklist.events):
            if slug not in EVENTS:
                yield _unknown_event(f"{path}.events", slug)
            elif not hasattr(EVENTS[slug], "content"):
                yield error(
                    "checklist_cannot_be_ticked",
                    f"{path}.events",
                    f"{slug!r} bär inget innehåll att bocka av",
                    f"{slug!r} carries no content to tick",
                )
        if not checklist.items or not checklist.events:
            yield warning("checklist_empty", path, "listan är tom", "the list is empty")
        for item in checklist.items:
            if not item.citations:
                yield _without_source(f"{path}.items.{item.code}")
        yield from _repeated(f"{path}.items", (item.code for item in checklist.items))


def _choices(policy: Policy) -> Iterator[Finding]:
    for choice in policy.choices:
        try:
            resolve(policy, choice.field)
        except PolicyError as problem:
            yield error(
                "choice_leads_nowhere",
                f"choices.{choice.id}.field",
                f"fältet {choice.field!r} finns inte",
                str(problem),
            )
    yield from _repeated("choices", (f"{choice.id} {choice.field}" for choice in policy.choices))


def _uncited(policy: Policy) -> Iterator[Finding]:
    for part in _CITED_PARTS:
        for number, rule in enumerate(getattr(policy, part), 1):
            if not rule.citations:
                yield _without_source(f"{part}.{name_of(rule, number)}")
    if policy.ladder:
        for number, level in enumerate(policy.ladder.levels, 1):
            if not level.citations and not policy.ladder.citations:
                yield _without_source(f"ladder.levels.{number}")
    if policy.closing != ClosingRule() and not policy.closing.citations:
        yield _without_source("closing")
    if policy.secrecy and not policy.secrecy.citations:
        yield _without_source("secrecy")


def _named_twice(policy: Policy) -> Iterator[Finding]:
    yield from _repeated("statistics", (item.code for item in policy.statistics))
    yield from _repeated("guidance", (item.code for item in policy.guidance))
    yield from _repeated("checklists", (item.id for item in policy.checklists))
    yield from _repeated("causes", (item.code for item in policy.causes))


def _repeated(path: str, names: Iterable[str]) -> Iterator[Finding]:
    for name, times in Counter(names).items():
        if times > 1:
            yield warning(
                "named_twice", path, f"{name!r} står två gånger", f"{name!r} stands twice"
            )


def _unknown_event(path: str, slug: str) -> Finding:
    return error(
        "unknown_event", path, f"händelsen {slug!r} finns inte", f"there is no event {slug!r}"
    )


def _without_source(path: str) -> Finding:
    return warning("uncited", path, "saknar källa", "has no source")

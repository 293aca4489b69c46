# SPDX-License-Identifier: Apache-2.0
"""What a report can be broken down by: how a case is grouped, and what the groups are called.

Groupings on the same *axis* nest in one another as far as the cases do: months in quarters, kinds
in reporting buckets, units in administrations. Whoever reads a report knows that, so the
suppression of small numbers must know it too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

import attrs

from klagomal.errors import FieldError, suggest
from klagomal.periods import Month, Quarter, SchoolYear, Tertial, Year, parse
from klagomal.report.figures import NOT_GIVEN
from klagomal.vocabulary import (
    Channel,
    Kind,
    Label,
    LabelledEnum,
    Severity,
    SubmitterCapacity,
)

if TYPE_CHECKING:
    from klagomal.cases.case import Case
    from klagomal.policy.policy import Policy

__all__ = ["GROUPINGS", "Grouping", "groupings_of"]

Values = Callable[["Case", "Policy", date], Iterable[str]]
Words = Callable[[str, "Policy"], Label | None]
Known = Callable[["Policy"], Iterable[str]]


@attrs.frozen
class Grouping:
    """One way to group cases.

    ``values`` gives the groups of a case as it is known on the report's day, under its policy,
    from its day of arrival: exactly one, or with ``many`` any number of them, and then the lines
    do not add up to the total. ``known`` gives groups that are shown even when they are empty.
    """

    code: str
    words: Label
    axis: str
    values: Values
    name: Words = lambda _value, _policy: None
    known: Known = lambda _policy: ()
    many: bool = False

    def __reduce__(self) -> tuple[Callable[[str], Grouping], tuple[str]]:
        return _grouping, (self.code,)

    def of(self, case: Case, policy: Policy, arrived: date) -> tuple[str, ...]:
        """Return the groups that a case is in; ``-`` where nobody said."""
        found = tuple(value for value in self.values(case, policy, arrived) if value)
        return found or (NOT_GIVEN,)

    def label(self, value: str, policies: Iterable[Policy]) -> Label:
        """Return what a group is called, in the words of the latest policy that has any."""
        if value == NOT_GIVEN:
            return Label("inte angivet", "not stated")
        found = [self.name(value, policy) for policy in policies]
        opened = value.replace("_", " ")
        return next((words for words in reversed(found) if words), Label(opened, opened))


def _enum(vocabulary: type[LabelledEnum]) -> Words:
    def name(value: str, _: Policy) -> Label | None:
        known = vocabulary.lookup(value)
        return known.words if known else None

    return name


def _kind_name(value: str, policy: Policy) -> Label | None:
    kind = Kind.lookup(value)
    return policy.kind_label(kind) if kind else None


def _bucket_name(value: str, policy: Policy) -> Label | None:
    """Return a bucket's words: those of its only kind, or the umbrella word, or a kind's own."""
    inside = [rule for rule in policy.kinds if policy.bucket(rule.kind) == value]
    if len(inside) == 1:
        return inside[0].label
    if _plain(policy.umbrella.sv) == value:
        return policy.umbrella
    return _kind_name(value, policy)


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in letters if letter.isascii())


def _quality_name(value: str, policy: Policy) -> Label | None:
    return next((d.label for d in policy.dimensions if d.code == value), None)


def _cause_name(value: str, policy: Policy) -> Label | None:
    return next((cause.label for cause in policy.causes if cause.code == value), None)


def _level_name(value: str, policy: Policy) -> Label | None:
    levels = policy.ladder.levels if policy.ladder else ()
    number = int(value)
    if 1 <= number <= len(levels):
        role = levels[number - 1].role
        return Label(f"nivå {number}, {role.label('sv')}", f"level {number}, {role.label('en')}")
    return Label(f"nivå {number}", f"level {number}")


def _anonymity_name(value: str, _: Policy) -> Label | None:
    return _ANONYMITY.get(value)


def _time_name(value: str, _: Policy) -> Label | None:
    return parse(value).words


_ANONYMITY: Final = {
    "anonymous": Label("anonyma", "anonymous"),
    "named": Label("med avsändare", "named"),
}
_ALL: Final = (
    Grouping(
        "kind",
        Label("Slag", "Kind"),
        "kind",
        lambda case, _policy, _day: (case.kind.value,),
        _kind_name,
        lambda policy: [rule.kind.value for rule in policy.kinds],
    ),
    Grouping(
        "bucket",
        Label("Rubrik", "Heading"),
        "kind",
        lambda case, policy, _day: (policy.bucket(case.kind),),
        _bucket_name,
        lambda policy: [policy.bucket(rule.kind) for rule in policy.kinds],
    ),
    Grouping(
        "unit",
        Label("Enhet", "Unit"),
        "organisation",
        lambda case, _policy, _day: (case.unit,),
    ),
    Grouping(
        "administration",
        Label("Förvaltning", "Administration"),
        "organisation",
        lambda case, _policy, _day: (case.feedback.administration,),
    ),
    Grouping(
        "sector",
        Label("Verksamhetsområde", "Sector"),
        "organisation",
        lambda case, _policy, _day: (case.feedback.sector,),
    ),
    Grouping(
        "receiving_unit",
        Label("Mottagande enhet", "Receiving unit"),
        "receiving_unit",
        lambda case, _policy, _day: (case.feedback.receiving_unit,),
    ),
    Grouping(
        "category",
        Label("Ämne", "Category"),
        "category",
        lambda case, _policy, _day: (case.feedback.category,),
    ),
    Grouping(
        "channel",
        Label("Kanal", "Channel"),
        "channel",
        lambda case, _policy, _day: (case.feedback.channel.value,),
        _enum(Channel),
        lambda policy: [rule.channel.value for rule in policy.channels],
    ),
    Grouping(
        "quality",
        Label("Kvalitetsdimension", "Quality dimension"),
        "quality",
        lambda case, _policy, _day: sorted(case.dimensions),
        _quality_name,
        lambda policy: [dimension.code for dimension in policy.dimensions],
        many=True,
    ),
    Grouping(
        "cause",
        Label("Orsak", "Cause"),
        "cause",
        lambda case, _policy, _day: (case.cause,),
        _cause_name,
        lambda policy: [cause.code for cause in policy.causes],
    ),
    Grouping(
        "severity",
        Label("Allvar", "Severity"),
        "severity",
        lambda case, _policy, _day: (case.severity.value,),
        _enum(Severity),
        lambda _policy: [severity.value for severity in Severity],
    ),
    Grouping(
        "anonymity",
        Label("Avsändare", "Sender"),
        "anonymity",
        lambda case, _policy, _day: ("anonymous" if case.feedback.anonymous else "named",),
        _anonymity_name,
        lambda _policy: _ANONYMITY,
    ),
    Grouping(
        "capacity",
        Label("I egenskap av", "In the capacity of"),
        "capacity",
        lambda case, _policy, _day: (case.feedback.capacity.value,),
        _enum(SubmitterCapacity),
    ),
    Grouping(
        "level",
        Label("Nivå som nåtts", "Level reached"),
        "level",
        lambda case, _policy, _day: (str(case.level),),
        _level_name,
        lambda policy: (
            [str(n + 1) for n in range(len(policy.ladder.levels))] if policy.ladder else ["1"]
        ),
    ),
    Grouping(
        "edition",
        Label("Utgåva", "Edition"),
        "edition",
        lambda _case, policy, _day: (policy.id,),
        lambda value, policy: (
            Label(f"{policy.name.sv} {policy.edition}", value) if value == policy.id else None
        ),
        lambda policy: [policy.id],
    ),
    Grouping(
        "month",
        Label("Månad", "Month"),
        "time",
        lambda _case, _policy, day: (Month(day.year, day.month).code,),
        _time_name,
    ),
    Grouping(
        "quarter",
        Label("Kvartal", "Quarter"),
        "time",
        lambda _case, _policy, day: (Quarter(day.year, (day.month + 2) // 3).code,),
        _time_name,
    ),
    Grouping(
        "tertial",
        Label("Tertial", "Tertial"),
        "time",
        lambda _case, _policy, day: (Tertial(day.year, (day.month + 3) // 4).code,),
        _time_name,
    ),
    Grouping(
        "year",
        Label("År", "Year"),
        "time",
        lambda _case, _policy, day: (Year(day.year).code,),
        _time_name,
    ),
    Grouping(
        "school_year",
        Label("Läsår", "School year"),
        "time",
        lambda _case, _policy, day: (SchoolYear(day.year - (day.month < _AUGUST)).code,),
        _time_name,
    ),
)
_AUGUST: Final = 8
GROUPINGS: Final[Mapping[str, Grouping]] = {grouping.code: grouping for grouping in _ALL}
"""Every grouping under its code."""


def _grouping(code: str) -> Grouping:
    return GROUPINGS[code]


def groupings_of(codes: Iterable[str]) -> tuple[Grouping, ...]:
    """Return groupings by their codes, each once; an unknown one is refused with suggestions."""
    if isinstance(codes, str):
        raise FieldError(f"give several groupings as a tuple: ({codes!r},)", field="by")
    found: dict[str, Grouping] = {}
    for code in codes:
        if code not in GROUPINGS:
            raise FieldError(
                f"a report cannot be broken down by {code!r}; {suggest(str(code), GROUPINGS)}",
                field="by",
                value=code,
            )
        found[code] = GROUPINGS[code]
    return tuple(found.values())

# SPDX-License-Identifier: Apache-2.0
"""What a report can be broken down by: how a case is grouped, and what the groups are called.

A :class:`Breakdown` is one grouping, or several crossed with one another: units by month.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

import attrs

from klagomal.cases.events import Classified, Escalated, SeveritySet
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

__all__ = ["CROSSED", "GROUPINGS", "Breakdown", "Grouping", "breakdowns_of", "groupings_of"]

Values = Callable[["Case", "Policy", date], Iterable[str]]
Words = Callable[[str, "Policy"], Label | None]
Known = Callable[["Policy"], Iterable[str]]


@attrs.frozen
class Grouping:
    """One way to group cases.

    ``values`` gives the groups of a case as it is known on the report's day, under its policy,
    from its day of arrival: exactly one, or with ``many`` any number of them, and then the lines
    do not add up to the total. ``known`` gives groups that are shown even when they are empty.
    ``in_time``: a thing is grouped by its own day, such as the month in which a case was closed.
    """

    code: str
    words: Label
    values: Values
    name: Words = lambda _value, _policy: None
    known: Known = lambda _policy: ()
    many: bool = False
    in_time: bool = False
    told_by: str = ""
    """The event that alone tells the group, if there is one."""

    def __reduce__(self) -> tuple[Callable[[str], Grouping], tuple[str]]:
        return _grouping, (self.code,)

    def on(self, day: date) -> tuple[str, ...]:
        """Return the groups of a day, in a grouping by time."""
        nothing: None = None
        return tuple(self.values(nothing, nothing, day))  # type: ignore[arg-type]

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


def _told(case: Case, value: str, slug: str) -> str:
    """Return a value that events of one kind change, if the source tells of such events."""
    return value if case.tells_of(slug) else ""


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
        lambda case, _policy, _day: (case.kind.value,),
        _kind_name,
        lambda policy: [rule.kind.value for rule in policy.kinds],
    ),
    Grouping(
        "bucket",
        Label("Rubrik", "Heading"),
        lambda case, policy, _day: (policy.bucket(case.kind),),
        _bucket_name,
        lambda policy: [policy.bucket(rule.kind) for rule in policy.kinds],
    ),
    Grouping(
        "unit",
        Label("Enhet", "Unit"),
        lambda case, _policy, _day: (case.unit,),
    ),
    Grouping(
        "administration",
        Label("Förvaltning", "Administration"),
        lambda case, _policy, _day: (case.feedback.administration,),
    ),
    Grouping(
        "sector",
        Label("Verksamhetsområde", "Sector"),
        lambda case, _policy, _day: (case.feedback.sector,),
    ),
    Grouping(
        "receiving_unit",
        Label("Mottagande enhet", "Receiving unit"),
        lambda case, _policy, _day: (case.feedback.receiving_unit,),
    ),
    Grouping(
        "category",
        Label("Ämne", "Category"),
        lambda case, _policy, _day: (case.category,),
    ),
    Grouping(
        "channel",
        Label("Kanal", "Channel"),
        lambda case, _policy, _day: (case.feedback.channel.value,),
        _enum(Channel),
        lambda policy: [rule.channel.value for rule in policy.channels],
    ),
    Grouping(
        "quality",
        Label("Kvalitetsdimension", "Quality dimension"),
        lambda case, _policy, _day: sorted(case.dimensions),
        _quality_name,
        lambda policy: [dimension.code for dimension in policy.dimensions],
        many=True,
        told_by=Classified.slug,
    ),
    Grouping(
        "cause",
        Label("Orsak", "Cause"),
        lambda case, _policy, _day: (case.cause,),
        _cause_name,
        lambda policy: [cause.code for cause in policy.causes],
        told_by=Classified.slug,
    ),
    Grouping(
        "severity",
        Label("Allvar", "Severity"),
        lambda case, _policy, _day: (_told(case, case.severity.value, SeveritySet.slug),),
        _enum(Severity),
        lambda _policy: [severity.value for severity in Severity],
        told_by=SeveritySet.slug,
    ),
    Grouping(
        "anonymity",
        Label("Avsändare", "Sender"),
        lambda case, _policy, _day: ("anonymous" if case.feedback.anonymous else "named",),
        _anonymity_name,
        lambda _policy: _ANONYMITY,
    ),
    Grouping(
        "capacity",
        Label("I egenskap av", "In the capacity of"),
        lambda case, _policy, _day: (case.feedback.capacity.value,),
        _enum(SubmitterCapacity),
    ),
    Grouping(
        "level",
        Label("Nivå som nåtts", "Level reached"),
        lambda case, _policy, _day: (_told(case, str(case.level), Escalated.slug),),
        _level_name,
        lambda policy: (
            [str(n + 1) for n in range(len(policy.ladder.levels))] if policy.ladder else ["1"]
        ),
        told_by=Escalated.slug,
    ),
    Grouping(
        "edition",
        Label("Utgåva", "Edition"),
        lambda _case, policy, _day: (policy.id,),
        lambda value, policy: (
            Label(f"{policy.name.sv} {policy.edition}", value) if value == policy.id else None
        ),
        lambda policy: [policy.id],
    ),
    Grouping(
        "month",
        Label("Månad", "Month"),
        lambda _case, _policy, day: (Month(day.year, day.month).code,),
        _time_name,
        in_time=True,
    ),
    Grouping(
        "quarter",
        Label("Kvartal", "Quarter"),
        lambda _case, _policy, day: (Quarter(day.year, (day.month + 2) // 3).code,),
        _time_name,
        in_time=True,
    ),
    Grouping(
        "tertial",
        Label("Tertial", "Tertial"),
        lambda _case, _policy, day: (Tertial(day.year, (day.month + 3) // 4).code,),
        _time_name,
        in_time=True,
    ),
    Grouping(
        "year",
        Label("År", "Year"),
        lambda _case, _policy, day: (Year(day.year).code,),
        _time_name,
        in_time=True,
    ),
    Grouping(
        "school_year",
        Label("Läsår", "School year"),
        lambda _case, _policy, day: (SchoolYear(day.year - (day.month < _AUGUST)).code,),
        _time_name,
        in_time=True,
    ),
)
_AUGUST: Final = 8
GROUPINGS: Final[Mapping[str, Grouping]] = {grouping.code: grouping for grouping in _ALL}
"""Every grouping under its code."""


def _grouping(code: str) -> Grouping:
    return GROUPINGS[code]


@attrs.frozen
class Breakdown:
    """Lines of a report: the groups of a grouping, or of several crossed."""

    groupings: tuple[Grouping, ...]

    @property
    def code(self) -> str:
        """The stable code of the breakdown, such as ``unit`` or ``unit*month``."""
        return CROSSED.join(self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """The codes of its groupings."""
        return tuple(grouping.code for grouping in self.groupings)

    @property
    def words(self) -> Label:
        """What its lines are, such as "Enhet och månad"."""
        first, *rest = [grouping.words for grouping in self.groupings]
        return Label(
            " och ".join([first.sv, *(words.sv.lower() for words in rest)]),
            " and ".join([first.en, *(words.en.lower() for words in rest)]),
        )

    @property
    def many(self) -> bool:
        """Whether a case can stand on several lines."""
        return any(grouping.many for grouping in self.groupings)

    @property
    def lasting(self) -> tuple[str, ...]:
        """The codes of the groupings that do not group by a thing's own day."""
        return tuple(grouping.code for grouping in self.groupings if not grouping.in_time)

    def label(self, values: Sequence[str], policies: Iterable[Policy]) -> Label:
        """Return what a line is called, in the words of the latest policy that has any."""
        words = [
            grouping.label(value, policies)
            for grouping, value in zip(self.groupings, values, strict=True)
        ]
        return Label(", ".join(each.sv for each in words), ", ".join(each.en for each in words))


CROSSED: Final = "*"
"""What stands between the codes of crossed groupings, and of their groups; no code holds it."""


def groupings_of(codes: Iterable[str], field: str = "by") -> tuple[Grouping, ...]:
    """Return groupings by their codes, each once; an unknown one is refused with suggestions."""
    if isinstance(codes, str) or not isinstance(codes, Iterable):
        raise _no_list(field, codes)
    found: dict[str, Grouping] = {}
    for code in codes:
        if not isinstance(code, str) or code not in GROUPINGS:
            raise FieldError(
                f"{field}: a report cannot be broken down by {code!r}; "
                f"{suggest(str(code), GROUPINGS)}",
                field=field,
                value=code,
            )
        found[code] = GROUPINGS[code]
    return tuple(found.values())


def _no_list(field: str, given: object) -> FieldError:
    return FieldError(
        f"{field}: {given!r} is no list of groupings; write {field}=('unit', 'kind')", field=field
    )


def breakdowns_of(by: Iterable[str | Sequence[str]]) -> tuple[Breakdown, ...]:
    """Return breakdowns, each once: a code is one grouping, a tuple of codes crosses several."""
    if isinstance(by, str) or not isinstance(by, Iterable):
        raise _no_list("by", by)
    found = [Breakdown(groupings_of((each,) if isinstance(each, str) else each)) for each in by]
    if not all(breakdown.groupings for breakdown in found):
        raise FieldError("by: an empty tuple crosses nothing; leave it out", field="by")
    return tuple({breakdown.code: breakdown for breakdown in found}.values())

# SPDX-License-Identifier: Apache-2.0
"""What a report is to show: of which policy, for which days, broken down by what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs

from klagomal.assessment import day_as_of
from klagomal.calendar import WorkingCalendar
from klagomal.errors import FieldError, PeriodError, PolicyMismatchError, suggest
from klagomal.fields import is_whole
from klagomal.periods import Period
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import Obligation
from klagomal.report.figures import TOTAL
from klagomal.report.groupings import GROUPINGS, Breakdown, Grouping, breakdowns_of, groupings_of
from klagomal.vocabulary import Unit

__all__ = ["ALWAYS_ACROSS", "Outline"]

ALWAYS_ACROSS: Final = ("level", "anonymity")
"""Groupings that every report counts the received cases by."""


def _several(name: str, values: object) -> tuple[Any, ...]:
    """Return several values; a text is one value, not its letters."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise FieldError(f"{name}: {values!r}; give several, such as a list", field=name)
    return tuple(values)


def _whole_numbers(name: str, numbers: object) -> tuple[int, ...]:
    found = _several(name, numbers)
    if any(not is_whole(n) or n < 0 for n in found):
        raise FieldError(f"{name}: {found!r}; give whole numbers of days", field=name)
    return tuple(sorted(set(found)))


def _expected(groups: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(groups, Mapping):
        raise FieldError(
            f"expected: {groups!r}; give groups for each grouping, such as {{'unit': ['gata']}}",
            field="expected",
        )
    found = {}
    for code, values in groups.items():
        if code not in GROUPINGS:
            raise FieldError(
                f"expected: no grouping {code!r}; {suggest(str(code), GROUPINGS)}",
                field="expected",
            )
        found[code] = _several("expected", values)
        for value in found[code]:
            if not isinstance(value, str) or value in ("", TOTAL):
                raise FieldError(f"expected: {value!r} is no group of a {code}", field="expected")
    return found


def _number_or_none(name: str, number: object, least: int) -> int | None:
    if number is None:
        return None
    if not is_whole(number) or number < least:
        raise FieldError(
            f"{name}: {number!r}; give a whole number of at least {least}, or None", field=name
        )
    return number


def _day_or_none(name: str, day: object, calendar: WorkingCalendar) -> date | None:
    if day is None:
        return None
    if not isinstance(day, date):
        raise FieldError(f"{name}: {day!r}; give a date, or None", field=name)
    return day_as_of(day, calendar)


@attrs.frozen(kw_only=True)
class Outline:
    """What a report is to show: of whom, for which days, broken down by what.

    ``across`` are groupings that also stand as columns (kinds across units). ``within`` are the
    limits for shares within n days, per unit of days; ``ages`` the limits between the ages of open
    cases, in calendar days. ``expected`` names groups that are shown even when they are empty.
    ``since`` is the first day that the source covers, ``None`` if nobody said. ``set_aside`` is how
    many cases could not be read, and ``inhabitants`` how many people the body serves.
    """

    policies: tuple[Policy, ...]
    period: Period
    as_of: date
    by: tuple[Breakdown, ...]
    across: tuple[Grouping, ...]
    within: Mapping[Unit, tuple[int, ...]] = attrs.field(hash=False)
    ages: tuple[int, ...]
    expected: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, hash=False)
    compared: bool = True
    since: date | None = None
    set_aside: int | None = None
    inhabitants: int | None = None

    @classmethod
    def of(  # noqa: PLR0913  (one for each choice that a report offers)
        cls,
        policy: Policy | Iterable[Policy],
        period: Period,
        as_of: date | None,
        *,
        by: Iterable[str | Sequence[str]],
        across: Iterable[str],
        within: Mapping[Unit, Iterable[int]],
        ages: Iterable[int],
        expected: Mapping[str, Iterable[str]],
        compared: bool,
        since: date | None,
        set_aside: int | None,
        inhabitants: int | None,
    ) -> Outline:
        """Return the outline, or refuse what does not make one report."""
        policies = (policy,) if isinstance(policy, Policy) else _several("policy", policy)
        _check_editions(policies)
        if not isinstance(period, Period):
            raise FieldError(
                f"period: {period!r} is no Period; give one such as Year(2026)", field="period"
            )
        calendar = policies[0].calendar
        day = day_as_of(period.last if as_of is None else as_of, calendar)
        if day < period.first:
            raise PeriodError(
                f"as_of {day} lies before the period begins ({period.first}); nothing is known yet",
                as_of=day,
                period=period.code,
            )
        chosen = groupings_of(across, "across")
        columns = groupings_of([*(g.code for g in chosen), *ALWAYS_ACROSS], "across")
        if several := [grouping.code for grouping in columns if grouping.many]:
            raise FieldError(
                f"across: {several[0]!r} cannot stand as columns: a case can have several; use by=",
                field="across",
            )
        if not isinstance(within, Mapping):
            raise FieldError(f"within: {within!r}; give limits for each unit", field="within")
        for unit in within:
            if unit not in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS):
                raise FieldError(f"within: lead times are not counted in {unit}", field="within")
        if not isinstance(compared, bool):
            raise FieldError(f"compared: {compared!r}; give True or False", field="compared")
        return cls(
            policies=policies,
            period=period,
            as_of=day,
            by=breakdowns_of(by),
            across=columns,
            within={unit: _whole_numbers("within", days) for unit, days in within.items()},
            ages=_whole_numbers("ages", ages),
            expected=_expected(expected),
            compared=compared,
            since=_day_or_none("since", since, calendar),
            set_aside=_number_or_none("set_aside", set_aside, 0),
            inhabitants=_number_or_none("inhabitants", inhabitants, 1),
        )

    @property
    def stretches(self) -> dict[str, tuple[Period, date]]:
        """The periods counted, each with the last day known of it.

        Earlier periods are seen from as far into them, or as long after them, as this one: a
        half-told year is not set beside a whole one.
        """
        found: dict[str, tuple[Period, date]] = {"now": (self.period, self.as_of)}
        if self.compared:
            found["previous"] = self._as_far_into(self.period.previous())
            found["last_year"] = self._as_far_into(self.period.same_last_year())
            if found["last_year"] == found["previous"]:
                del found["last_year"]
        return found

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """The obligations of all editions, each in the words of the latest; binding ones first."""
        found = {o.id: o for policy in self.policies for o in policy.obligations}
        return tuple(sorted(found.values(), key=lambda obligation: not obligation.strength.binds))

    def _as_far_into(self, earlier: Period) -> tuple[Period, date]:
        if self.as_of >= self.period.last:
            return earlier, earlier.last + (self.as_of - self.period.last)
        return earlier, min(earlier.first + (self.as_of - self.period.first), earlier.last)


def _check_editions(policies: tuple[Policy, ...]) -> None:
    if not policies:
        raise PolicyMismatchError("a report needs a policy")
    for policy in policies:
        if not isinstance(policy, Policy):
            raise FieldError(
                f"policy: {policy!r} is no Policy; give one, or several editions of the same",
                field="policy",
            )
    if len({policy.key for policy in policies}) > 1:
        raise PolicyMismatchError(
            f"{policies[0].key} and {policies[-1].key} are different promises; make a report for "
            "each, or set them side by side with compare()",
        )
    if len({policy.edition for policy in policies}) < len(policies):
        raise PolicyMismatchError(f"an edition of {policies[0].key} is given twice")
    binding: dict[str, bool] = {}
    for policy in policies:
        for obligation in policy.obligations:
            if binding.setdefault(obligation.id, obligation.strength.binds) != (
                obligation.strength.binds
            ):
                raise PolicyMismatchError(
                    f"obligation {obligation.id!r} binds in one edition of {policy.key} and not in "
                    "another; make a report for each edition",
                    obligation=obligation.id,
                )

# SPDX-License-Identifier: Apache-2.0
"""What a report is to show: of which policy, for which days, broken down by what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import attrs

from klagomal.assessment import day_as_of
from klagomal.errors import FieldError, PeriodError, PolicyMismatchError
from klagomal.fields import is_whole
from klagomal.periods import Period
from klagomal.policy.policy import Policy
from klagomal.report.groupings import Grouping, groupings_of
from klagomal.vocabulary import Unit

__all__ = ["ALWAYS_ACROSS", "Outline"]

ALWAYS_ACROSS: Final = ("level", "anonymity")
"""Groupings that every report counts the received cases by."""


def _whole_numbers(name: str, numbers: Iterable[int]) -> tuple[int, ...]:
    found = tuple(numbers)
    if any(not is_whole(n) or n < 0 for n in found):
        raise FieldError(f"{name}: {found!r}; give whole numbers of days", field=name)
    return tuple(sorted(set(found)))


@attrs.frozen(kw_only=True)
class Outline:
    """What a report is to show: of whom, for which days, broken down by what.

    ``across`` are groupings that also stand as columns (kinds across units). ``within`` are the
    limits for shares within n days, per unit of days; ``ages`` the limits between the ages of open
    cases, in calendar days. ``expected`` names groups that are shown even when they are empty.
    """

    policies: tuple[Policy, ...]
    period: Period
    as_of: date
    by: tuple[Grouping, ...]
    across: tuple[Grouping, ...]
    within: Mapping[Unit, tuple[int, ...]] = attrs.field(hash=False)
    ages: tuple[int, ...]
    expected: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, hash=False)
    compared: bool = True

    @classmethod
    def of(  # noqa: PLR0913  (one for each choice that a report offers)
        cls,
        policy: Policy | Iterable[Policy],
        period: Period,
        as_of: date | None,
        *,
        by: Iterable[str],
        across: Iterable[str],
        within: Mapping[Unit, Iterable[int]],
        ages: Iterable[int],
        expected: Mapping[str, Iterable[str]],
        compared: bool,
    ) -> Outline:
        """Return the outline, or refuse what does not make one report."""
        policies = (policy,) if isinstance(policy, Policy) else tuple(policy)
        _check_editions(policies)
        day = period.last if as_of is None else as_of
        day = day_as_of(day, policies[0].calendar)
        if day < period.first:
            raise PeriodError(
                f"as_of {day} lies before the period begins ({period.first}); nothing is known yet",
                as_of=day,
                period=period.code,
            )
        columns = groupings_of((*across, *ALWAYS_ACROSS))
        if several := [grouping.code for grouping in columns if grouping.many]:
            raise FieldError(
                f"{several[0]!r} cannot stand as columns: a case can have several; use by=",
                field="across",
            )
        for number, grouping in enumerate(columns):
            if nested := [g.code for g in columns[:number] if g.axis == grouping.axis]:
                raise FieldError(
                    f"{nested[0]!r} and {grouping.code!r} nest in each other; choose one of them "
                    "as columns",
                    field="across",
                )
        lines = groupings_of(by)
        axes = {grouping.axis for grouping in lines}
        # A column that nests with a line must be a line too, or its sums would be shown unguarded.
        lines = groupings_of([g.code for g in lines] + [g.code for g in columns if g.axis in axes])
        for unit in within:
            if unit not in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS):
                raise FieldError(f"within: lead times are not counted in {unit}", field="within")
        return cls(
            policies=policies,
            period=period,
            as_of=day,
            by=lines,
            across=columns,
            within={unit: _whole_numbers("within", days) for unit, days in within.items()},
            ages=_whole_numbers("ages", ages),
            expected={code: tuple(values) for code, values in expected.items()},
            compared=compared,
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

    def _as_far_into(self, earlier: Period) -> tuple[Period, date]:
        if self.as_of >= self.period.last:
            return earlier, earlier.last + (self.as_of - self.period.last)
        return earlier, min(earlier.first + (self.as_of - self.period.first), earlier.last)


def _check_editions(policies: tuple[Policy, ...]) -> None:
    if not policies:
        raise PolicyMismatchError("a report needs a policy")
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

# SPDX-License-Identifier: Apache-2.0
"""How long an obligation may take: a number, a promised date, a closing, or words only.

A term is data. :mod:`klagomal.promises.counting` turns a number into a day. The other terms get
their day from the case (:mod:`klagomal.deadlines.clocks`).
"""

from __future__ import annotations

from typing import Any, Final

import attrs

from klagomal.calendar import Season
from klagomal.calendar.spec import in_digits
from klagomal.errors import DayCountError, PolicyError
from klagomal.fields import is_a, is_code, is_flag, is_label, is_whole, member_of
from klagomal.vocabulary import Label, Roll, Unit

__all__ = ["BeforeClosing", "ByDueOf", "ByPromise", "InWords", "Term", "Within"]


def _as_seasons(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _are_seasons(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, tuple) or not all(isinstance(each, Season) for each in value):
        raise PolicyError(
            f"{attribute.name}: expected seasons such as (Season((6, 15), (8, 15)),), got {value!r}"
        )


@attrs.frozen
class Within:
    """A number of days, weeks or months after the day the clock starts.

    The starting day is never counted (AMB-03). ``roll`` moves a last day that falls on a closed
    day; by default it stays (AMB-01). Weeks and months end on the day of the same name or number,
    or on the month's last day where that number is missing (lag 1930:173 § 1).

    ``start_roll`` moves a starting day that is closed: with ``next_working_day``, what arrives on a
    Saturday is counted from Monday as if it had arrived then. The days within ``rests`` are not
    counted, whatever the unit, and the last day is not rolled to one of them.
    """

    n: int
    unit: Unit = attrs.field(default=Unit.WORKING_DAYS, validator=member_of(Unit))
    roll: Roll = attrs.field(default=Roll.NONE, validator=member_of(Roll))
    start_roll: Roll = attrs.field(default=Roll.NONE, validator=member_of(Roll), kw_only=True)
    rests: tuple[Season, ...] = attrs.field(
        default=(), converter=_as_seasons, validator=_are_seasons, kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        """Refuse anything but a whole number of at least one."""
        if not is_whole(self.n):
            raise DayCountError(f"{self.n!r} is not a whole number of {self.unit}", n=self.n)
        if not 1 <= self.n <= MAX_UNITS:
            raise PolicyError(
                f"a term of {in_digits(self.n)} {self.unit} is not usable; use 1-{MAX_UNITS}",
                n=self.n,
            )


@attrs.frozen
class ByPromise:
    """By the day that was promised to the person (OST-34).

    With ``at_most`` no later day counts than the one that this term gives, counted from the day the
    clock starts.
    """

    at_most: Within | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_a(Within))
    )


@attrs.frozen
class BeforeClosing:
    """At any time, but before the case is closed."""


@attrs.frozen
class ByDueOf:
    """No later than another obligation of the same case falls due.

    With ``only_if_late`` the obligation matters only when that other one is not met by its due
    day, as for a delay notice (AMB-08). Its clock then runs along with that other one's.
    """

    obligation: str = attrs.field(validator=is_code)
    only_if_late: bool = attrs.field(default=False, validator=is_flag)


@attrs.frozen
class InWords:
    """Words without a number, such as *så snabbt som möjligt*: reported, never failed (AMB-18).

    ``warn_after`` is the time after which a worklist may warn. It is ours, not the text's.
    """

    text: Label = attrs.field(validator=is_label)
    warn_after: Within | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_a(Within))
    )


MAX_UNITS: Final = 10_000
"""More than any promise to a person could mean; guards against slips in a policy file."""

Term = Within | ByPromise | BeforeClosing | ByDueOf | InWords

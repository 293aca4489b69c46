# SPDX-License-Identifier: Apache-2.0
"""The periods that reports cover: years, school years, accounts, tertials and the rest.

A period is a value: its first and last civil day (both inside), a stable code that
:func:`parse` reads back, and a label in Swedish and English. A period that does not exist, or that
would lie outside the years 1 to 9999, raises :class:`~klagomal.errors.PeriodError`.
"""

from klagomal.periods.codes import parse
from klagomal.periods.sorts import (
    AnnualAccounts,
    Custom,
    InterimAccounts,
    Month,
    Period,
    Quarter,
    SchoolYear,
    Tertial,
    Year,
)

__all__ = [
    "AnnualAccounts",
    "Custom",
    "InterimAccounts",
    "Month",
    "Period",
    "Quarter",
    "SchoolYear",
    "Tertial",
    "Year",
    "parse",
]

# SPDX-License-Identifier: Apache-2.0
"""Read periods from their codes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from klagomal.errors import PeriodError
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

__all__ = ["parse"]

_DAY: Final = r"(\d{4})-(\d\d)-(\d\d)"
_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[..., Period]], ...]] = (
    (re.compile(r"(\d{4})"), Year),
    (re.compile(r"(\d{4})T(\d)"), Tertial),
    (re.compile(r"(\d{4})Q(\d)"), Quarter),
    (re.compile(r"(\d{4})-(\d\d)"), Month),
    (re.compile(r"(\d{4})-01--12"), AnnualAccounts),
    (re.compile(r"(\d{4})-01--(\d\d)"), InterimAccounts),
    (re.compile(r"(\d{4})/\d\d"), SchoolYear),
    (re.compile(r"(\d{4})/\d\d:(\d\d)-(\d\d)"), lambda year, *start: SchoolYear(year, start)),
    (re.compile(f"{_DAY}--{_DAY}"), lambda *n: Custom(date(*n[:3]), date(*n[3:]))),
)


def parse(code: str) -> Period:
    """Return the period that has this code.

    Any other text raises :class:`~klagomal.errors.PeriodError`.
    """
    for form, make in _FORMS if isinstance(code, str) and code.isascii() else ():
        if found := form.fullmatch(code):
            try:
                period = make(*map(int, found.groups()))
            except ValueError as error:
                raise PeriodError(f"{code!r} is no period: {error}", code=code) from None
            if period.code == code:
                return period
    raise PeriodError(
        f"{code!r} is no period; write 2025, 2025T2, 2025Q3, 2025-07, 2025/26, "
        "2025-01--08 (interim accounts), 2025-01--12 (annual accounts) or 2025-01-15--2025-03-20",
        code=code,
    )

# SPDX-License-Identifier: Apache-2.0
"""Why that day: a deadline told step by step, as data and as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs

from klagomal.calendar import WorkingCalendar
from klagomal.citation import Citation
from klagomal.clocks import Notice
from klagomal.obligations import Obligation
from klagomal.vocabulary import Language

__all__ = ["Explanation", "explain"]


@attrs.frozen(kw_only=True)
class Explanation:
    """One deadline, told."""

    obligation: Obligation

    def text(self, language: Language = "sv") -> str:
        """Return the explanation as text."""
        return self.obligation.title.text(language)


def explain(
    obligation: Obligation,
    calendar: WorkingCalendar,
    *,
    citations: tuple[Citation, ...],
    started_on: date | None,
    first_on: date | None,
    on: date | None,
    notices: Sequence[Notice] = (),
) -> Explanation:
    """Return the explanation of a deadline."""
    return Explanation(obligation=obligation)

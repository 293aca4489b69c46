# SPDX-License-Identifier: Apache-2.0
"""Check that every term of a policy can be counted in the policy's own calendar.

A term that is longer than the calendar, or that rests the whole year, would otherwise be found out
when the first case is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from klagomal.calendar import SWEDEN, CalendarSpec, calendar_for
from klagomal.errors import CalendarError, CalendarRangeError, PolicyError
from klagomal.promises.counting import last_day
from klagomal.promises.obligations import Obligation
from klagomal.promises.terms import ByPromise, InWords, Within
from klagomal.vocabulary import Unit

__all__ = ["check_terms", "terms_of"]

_LONG: Final = 300
"""A term of so many days is counted off; a shorter one fits into Sweden's calendar as it is."""


_SEASONS: Final = 20
"""Most different rests of a policy's terms: each needs a calendar of its own."""


def check_terms(policy: str, obligations: Iterable[Obligation], spec: CalendarSpec) -> None:
    """Raise :class:`~klagomal.errors.PolicyError` for a term that cannot be counted.

    A calendar that cannot be built raises :class:`~klagomal.errors.CalendarError`.
    """
    obligations = tuple(obligations)
    seasons = {term.rests for obligation in obligations for _, term in terms_of(obligation)}
    if len(seasons) > _SEASONS:
        raise PolicyError(
            f"policy {policy!r}: {len(seasons)} different rests; at most {_SEASONS} can be used"
        )
    is_plain = spec == SWEDEN
    if not is_plain:
        calendar_for(spec)  # only building it shows whether it can be counted in at all
    for obligation in obligations:
        for place, term in terms_of(obligation):
            if is_plain and not term.rests and _days(term) < _LONG:
                continue
            calendar = calendar_for(spec)
            try:
                first = calendar.resting(term.rests).on_or_after(calendar.first)
                last_day(term, first, calendar)
            except (CalendarError, CalendarRangeError) as error:
                raise PolicyError(
                    f"policy {policy!r}: {place} of obligation {obligation.id!r}, {term.n} "
                    f"{term.unit}, cannot be counted in the calendar, which covers "
                    f"{calendar.first} to {calendar.last}: {error}",
                    obligation=obligation.id,
                ) from None


def _days(term: Within) -> int:
    return term.n * {Unit.WEEKS: 7, Unit.MONTHS: 31}.get(term.unit, 1)


def terms_of(obligation: Obligation) -> Iterator[tuple[str, Within]]:
    """Yield every term of an obligation that is counted, with the field it stands in."""
    term, delay = obligation.term, obligation.delay
    found = {
        "term": term if isinstance(term, Within) else None,
        "term.at_most": term.at_most if isinstance(term, ByPromise) else None,
        "term.warn_after": term.warn_after if isinstance(term, InWords) else None,
        "delay.at_most": delay and delay.at_most,
        "delay.in_total": delay and delay.in_total,
    }
    yield from ((place, within) for place, within in found.items() if within)
    yield from (("ended_by", pattern.within) for pattern in obligation.ended_by if pattern.within)

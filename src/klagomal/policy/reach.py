# SPDX-License-Identifier: Apache-2.0
"""Check that every term of a policy can be counted in the policy's own calendar.

A term that is longer than the calendar, or that rests the whole year, would otherwise be found out
when the first case is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from klagomal.calendar import SWEDEN, CalendarSpec, WorkingCalendar, calendar_for
from klagomal.errors import CalendarError, CalendarRangeError, PolicyError
from klagomal.promises.counting import end_of, last_day, prolonged
from klagomal.promises.obligations import Obligation
from klagomal.promises.terms import ByPromise, InWords, Within
from klagomal.vocabulary import Unit

__all__ = ["check_terms", "terms_of"]

_LONG: Final = 300
"""A term of so many days is counted off; a shorter one fits into Sweden's calendar as it is."""


_SEASONS: Final = 20
"""Most different rests of a policy's terms: each needs a calendar of its own."""


def check_terms(
    policy: str,
    obligations: Iterable[Obligation],
    spec: CalendarSpec,
    valid_from: date | None = None,
) -> None:
    """Raise :class:`~klagomal.errors.PolicyError` for a term that no case can be counted with.

    A case arrives on ``valid_from`` at the earliest, or on any day of the calendar.

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
    for index, obligation in enumerate(obligations):
        for place, term in terms_of(obligation):
            if is_plain and not term.rests and _days(term) < _LONG:
                continue
            calendar = calendar_for(spec)
            try:
                resting = calendar.resting(term.rests)
                first = resting.on_or_after(max(valid_from or calendar.first, calendar.first))
                _count_off(term, first, obligation, place, calendar)
            except CalendarError as error:
                raise _uncountable(policy, index, obligation.id, place, term, str(error)) from None
            except CalendarRangeError:
                since = f" from {valid_from}" if valid_from else ""
                why = (
                    f"the calendar covers {calendar.first} to {calendar.last}, so it ends too "
                    f"early for every case{since}; give the calendar a later last_year, or "
                    "shorten the term"
                )
                raise _uncountable(policy, index, obligation.id, place, term, why) from None


def _count_off(
    term: Within, first: date, obligation: Obligation, place: str, calendar: WorkingCalendar
) -> None:
    """Count a term of ``obligation`` from the first day on which a case may arrive."""
    if place == "delay.at_most" and isinstance(obligation.term, Within):
        prolonged(end_of(obligation.term, first, calendar), term, calendar)
    else:
        last_day(term, first, calendar)


def _uncountable(
    policy: str, index: int, obligation: str, place: str, term: Within, why: str
) -> PolicyError:
    return PolicyError(
        f"policy {policy!r}: {place} of obligation {obligation!r}, {term.n} {term.unit}, cannot be "
        f"counted: {why}",
        obligation=obligation,
        field=f"obligations[{index}].{place}",
    )


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

# SPDX-License-Identifier: Apache-2.0
"""Shapes of cases that differ only in their days, and groups of obligations that share days.

Two cases have the same shape when the same steps were taken in the same order, alike in all that
the obligations' conditions ask about. The same events then start and stop the same clocks. The
result of such a clock depends on a handful of days only, and cases with the same days share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import attrs

from klagomal.deadlines.clocks import places
from klagomal.promises.terms import ByDueOf, ByPromise

if TYPE_CHECKING:
    from klagomal.calendar import WorkingCalendar
    from klagomal.cases.case import Case
    from klagomal.cases.events import Event
    from klagomal.promises.obligations import Obligation, On

__all__ = ["Ask", "Group", "Shape", "groups", "questions", "shape"]

Shape = tuple[object, ...]
"""The steps of a case without their days, as some obligations see them; hashable."""

Ask = Callable[[Any, str], object]
"""Reads one detail of an event, given the id of who took the case in."""

_NO_CONTENT: Final = frozenset[str]()


def questions(obligations: Iterable[Obligation]) -> dict[str, tuple[Ask, ...]]:
    """Return what the conditions of ``obligations`` ask of an event, by the event's slug.

    For an event whose slug is missing, all that counts is that it happened.
    """
    asked: dict[str, set[Ask]] = {}
    contents: dict[str, frozenset[str]] = {}
    for obligation in obligations:
        done_by = (*obligation.fulfilled_by, *obligation.also_by)
        for pattern in (*obligation.starts_on, *done_by, *obligation.ended_by):
            asks = asked.setdefault(pattern.event, set())
            asks.update(ask for ask, condition in _conditions(pattern) if condition)
            wanted = contents.get(pattern.event, _NO_CONTENT)
            contents[pattern.event] = wanted | pattern.content
        for pattern in done_by:
            contents[pattern.event] |= obligation.content
            if not obligation.accepts_automatic:
                asked[pattern.event].add(_automatic)
        if isinstance(obligation.term, ByPromise):
            for pattern in obligation.starts_on:
                asked[pattern.event].add(_promised)
        if obligation.level is not None:
            asked.setdefault("escalated", set()).add(_to_level)
    for slug, wanted in contents.items():
        if wanted:
            asked[slug].add(partial(_content, wanted))
    return {slug: tuple(asks) for slug, asks in asked.items() if asks}


def _conditions(pattern: On) -> tuple[tuple[Ask, object], ...]:
    return (
        (_by, pattern.by),
        (_to, pattern.to),
        (_mode, pattern.modes),
        (_name, pattern.name),
        (_in_dossier, pattern.individually),
    )


def _by(event: Event, receiver: str) -> object:
    return event.by.role, receiver != "" and event.by.id == receiver


def _to(event: Event, _: str) -> object:
    return getattr(event, "to_role", getattr(event, "to", None))


def _mode(event: Event, _: str) -> object:
    return getattr(event, "mode", None)


def _name(event: Event, _: str) -> object:
    return getattr(event, event.subject)


def _in_dossier(event: Event, _: str) -> object:
    return getattr(event, "dossier", "") != ""


def _automatic(event: Event, _: str) -> object:
    return getattr(event, "automatic", False)


def _promised(event: Event, _: str) -> object:
    return getattr(event, "promised", None) is not None


def _to_level(event: Event, _: str) -> object:
    return getattr(event, "to_level", None)


def _content(wanted: frozenset[str], event: Event, _: str) -> object:
    return wanted & getattr(event, "content", _NO_CONTENT)


def shape(case: Case, asked: dict[str, tuple[Ask, ...]]) -> Shape:
    """Return the shape of ``case`` to the obligations that the questions come from."""
    receiver = case.received.by.id
    told: list[object] = []
    for event in case.events:
        slug = event.slug
        told.append(slug)
        # The slug says how many answers follow it, so no two shapes run together.
        for ask in asked.get(slug, ()):
            told.append(ask(event, receiver))  # noqa: PERF401  (most lists would be empty)
    return tuple(told)


@attrs.frozen(eq=False)
class Group:
    """Obligations, by id, whose clocks depend on the same days in cases of one shape.

    ``pick`` takes these days out of the civil days of a case's events. With ``promised`` the days
    that the events promised count as well.
    """

    ids: tuple[str, ...]
    pick: Callable[[Sequence[object]], object]
    promised: bool

    def promises(self, case: Case) -> object:
        """Return what :attr:`pick` takes out of the days that the events of ``case`` promised."""
        return self.pick([getattr(event, "promised", None) for event in case.events])


def _none(_: Sequence[object]) -> object:
    return None


def groups(
    in_order: Iterable[Obligation], case: Case, calendar: WorkingCalendar
) -> tuple[Group, ...]:
    """Return the groups of obligations whose answers all cases shaped like ``case`` can share.

    ``in_order`` lists each obligation after those that it refers to. An obligation in no group has
    a clock that was disturbed or may run again, and is worked out for each case.
    """
    looked_at: dict[str, tuple[frozenset[int], bool]] = {}
    obligations = list(in_order)
    concerned = {obligation.id for obligation in obligations}
    for obligation in obligations:
        found, term = places(obligation, case, calendar), obligation.term
        if found is None:
            continue
        promised = isinstance(term, ByPromise)
        if isinstance(term, ByDueOf) and term.obligation in concerned:
            if term.obligation not in looked_at:
                continue
            others, promised = looked_at[term.obligation]
            found |= others
        looked_at[obligation.id] = found, promised
    return tuple(
        Group(
            tuple(id_ for id_ in looked_at if looked_at[id_] == (found, promised)),
            itemgetter(*sorted(found)) if found else _none,
            promised,
        )
        for found, promised in dict.fromkeys(looked_at.values())
    )

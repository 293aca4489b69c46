# SPDX-License-Identifier: Apache-2.0
"""What lifts what a text promises while a case lives, and for how long.

A matter can turn out to be something that the text leaves to others. The person can withdraw it or
be out of reach. What is owed is then lifted from that day, never backwards: what had fallen due
before stays judged. What was lifted by mistake and comes back has stood still meanwhile, so a day
that is counted moves by as long. A day that the person was told stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import attrs

from klagomal.cases.events import (
    CategorySet,
    Closed,
    ContactNoted,
    CopySent,
    Erased,
    PraiseForwarded,
    Registered,
    Reopened,
    StreamsSet,
)
from klagomal.promises.obligations import slugs
from klagomal.promises.terms import BeforeClosing
from klagomal.vocabulary import ClosingGround, Reason, Waiver

if TYPE_CHECKING:
    from klagomal.cases.case import Case
    from klagomal.promises.obligations import Obligation

__all__ = ["Lift", "is_lifted_now", "lifts_of", "lifts_of_one", "may_lift"]


@attrs.frozen
class Lift:
    """A stretch of a case in which something owed is lifted, as positions into its events.

    It begins with the arrival or with the event at ``begins``. ``ends`` is the event that took it
    back; ``None`` if it lasts. ``category`` is the case's category meanwhile, where it is this that
    some obligations do not cover.
    """

    reason: Reason
    begins: int
    ends: int | None
    category: str | None = None

    def covers(self, obligation: Obligation) -> bool:
        """Whether it lifts ``obligation``.

        A withdrawal lifts what is owed to the person, and what had to be done before a closing that
        the office could not know of; what arrived is registered all the same. Where nobody can be
        reached, what the text itself waives for somebody without a contact route is lifted
        (AMB-11). What passes on the person's words is lifted once these are erased.
        """
        match self.reason:
            case Reason.WITHDRAWN:
                is_prior = isinstance(obligation.term, BeforeClosing)
                is_registration = Registered.slug in slugs(obligation.fulfilled_by)
                return obligation.is_to_person or (is_prior and not is_registration)
            case Reason.LIFTED:
                return slugs(obligation.fulfilled_by) <= _PASSING_ON
            case Reason.CONTACT_LOST:
                return Waiver.NO_CONTACT_ROUTE in obligation.waived_if
            case Reason.OUTSIDE_SCOPE:
                return not obligation.applies_to.covers_category(self.category or "")
            case _:
                return True


_PASSING_ON: Final = frozenset({CopySent.slug, PraiseForwarded.slug})
_LIFTING: Final = frozenset({CategorySet.slug, ContactNoted.slug, Erased.slug, StreamsSet.slug})
_CHANGES: Final = (Closed.slug, Reopened.slug, ContactNoted.slug, Erased.slug)


def may_lift(case: Case) -> bool:
    """Whether anything has happened that could lift something owed, which is rare."""
    return case.any_of(_LIFTING) or any(map(_is_withdrawal, case.all(Closed)))


def _is_withdrawal(event: Closed) -> bool:
    return event.ground is ClosingGround.WITHDRAWN


def lifts_of(case: Case, excluded: Mapping[int, bool]) -> tuple[Lift, ...]:
    """Return the stretches in which something owed in ``case`` is lifted, in no certain order.

    ``excluded`` tells of the arrival and of each change of streams, by its position, whether the
    policy then left the matter to others. If it always did, no promise concerns the case at all,
    and no stretch is returned for it.
    """
    changes: dict[Reason, dict[int, bool]] = {}
    if not all(excluded.values()):
        changes[Reason.EXCLUDED] = dict(excluded)
    for position in sorted(p for slug in _CHANGES for p in case.positions(slug)):
        event = case.events[position]
        match event:
            case Closed() if _is_withdrawal(event):
                changes.setdefault(Reason.WITHDRAWN, {})[position] = True
            case Reopened():
                changes.setdefault(Reason.WITHDRAWN, {})[position] = False
            case ContactNoted():
                changes.setdefault(Reason.CONTACT_LOST, {})[position] = not event.reachable
            case Erased():
                changes.setdefault(Reason.CONTACT_LOST, {})[position] = True
                changes.setdefault(Reason.LIFTED, {})[position] = True
            case _:
                pass
    lifts = [lift for reason in changes for lift in _stretches(reason, changes[reason])]
    return (*lifts, *_by_category(case))


def _by_category(case: Case) -> Iterator[Lift]:
    """Yield the stretches in which the case was of one category, if that has changed."""
    places = case.positions(CategorySet.slug)
    categories = [case.feedback.category, *(each.category for each in case.all(CategorySet))]
    if places:
        ends = [*places, None]
        for begins, until, category in zip([0, *places], ends, categories, strict=True):
            yield Lift(Reason.OUTSIDE_SCOPE, begins, until, category)


def lifts_of_one(obligation: Obligation, lifts: Iterable[Lift]) -> tuple[tuple[Lift, ...], int]:
    """Return the stretches in which ``obligation`` is lifted, and where it first concerns the case.

    It concerns the case from the arrival, 0, or from the event that gave the case a category that
    it covers: what came before is no stretch in which it was lifted.
    """
    own = sorted((x for x in lifts if x.covers(obligation)), key=lambda x: x.begins)
    joined: list[Lift] = []
    for lift in [lift for lift in own if lift.category is not None]:
        if joined and joined[-1].ends == lift.begins:
            joined[-1] = attrs.evolve(joined[-1], ends=lift.ends)
        else:
            joined.append(lift)
    others = [lift for lift in own if lift.category is None]
    if joined and joined[0].begins == 0:
        return (*others, *joined[1:]), joined[0].ends or 0
    return (*others, *joined), 0


def _stretches(reason: Reason, changes: Mapping[int, bool]) -> Iterator[Lift]:
    begins: int | None = None
    for position, is_lifted in sorted(changes.items()):
        if is_lifted and begins is None:
            begins = position
        elif not is_lifted and begins is not None:
            yield Lift(reason, begins, position)
            begins = None
    if begins is not None:
        yield Lift(reason, begins, None)


def is_lifted_now(obligation: Obligation, lifts: tuple[Lift, ...]) -> bool:
    """Whether ``obligation`` is lifted at the end of the case's events."""
    return any(lift.ends is None and lift.covers(obligation) for lift in lifts)

# SPDX-License-Identifier: Apache-2.0
"""One case while it is being read: what its cells say, and what was lost on the way.

Losing a cell must not make a case look better or worse than it was. Some cells decide a duty or its
outcome: the day of the answer, the kind, whether there was a contact route. If such a cell cannot
be read, the whole row is set aside. Any other cell that cannot be read is left out and reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from klagomal.intake.lexicon import NAMES, Lexicon
from klagomal.intake.moments import Stamp, localise, read_stamp
from klagomal.intake.places import Place
from klagomal.intake.problems import CellError
from klagomal.intake.steps import implied
from klagomal.policy.policy import Policy

if TYPE_CHECKING:
    from klagomal.intake.mapping import ColumnMapping, EventLogMapping

__all__ = ["NO_CELL", "SourceCell", "Worksheet"]


class SourceCell(NamedTuple):
    """One cell with the heading it stands under."""

    column: str
    text: str


NO_CELL: Final = SourceCell("", "")


class Worksheet:
    """One case while it is being read: its lexicon, and what was lost on the way."""

    def __init__(self, policy: Policy, lexicon: Lexicon) -> None:
        self.policy = policy
        self.lexicon = lexicon
        self.lost: list[CellError] = []
        self.names: dict[str, str] = {}
        self.arrival: Stamp | None = None

    def read(self, cell: SourceCell, attribute: str, event: str = "") -> Any:  # noqa: ANN401
        """Return what a cell says, or ``None`` if it is empty or its loss changes no outcome.

        Raises :class:`CellError` if the cell cannot be read and an outcome depends on it.
        """
        if not cell.text:
            return None
        try:
            found = self.lexicon.reader(attribute, event)(cell.text)
        except CellError as error:
            self.lose(error.within(*cell), decides=self.lexicon.decides(attribute, event))
            return None
        if attribute in NAMES and found:
            self.names[found] = cell.text
        return found

    def told(self, event: str, filled: Iterable[tuple[SourceCell, Place]]) -> dict[str, Any]:
        """Return the attributes that the filled cells give an event."""
        found: dict[str, Any] = {}
        content: set[str] = set()
        for cell, place in filled:
            if place.element:
                content.add(place.element)
                continue
            value = self.read(cell, place.attribute, event)
            content.update({implied(event, place.attribute)} - {""})
            if place.attribute == "content":
                content |= value or frozenset()
            elif value is not None:
                found[place.attribute] = value
        if content:
            found["content"] = frozenset(content)
        return found

    def lose(self, error: CellError, *, decides: bool) -> None:
        """Note a loss; raise it instead if it ``decides`` a duty or its outcome."""
        if decides:
            raise error
        self.lost.append(error)

    def stamp(self, cell: SourceCell, mapping: ColumnMapping | EventLogMapping) -> Stamp:
        """Return the day, in the policy's zone, and the moment in UTC if there is a time."""
        try:
            day, moment = read_stamp(cell.text, mapping.dates)
            if moment is None:
                return Stamp(day, None)
            found = localise(moment, self.policy.calendar.zone)
        except CellError as error:
            raise error.within(*cell) from None
        return Stamp(self.policy.calendar.day_of(found), found)

# SPDX-License-Identifier: Apache-2.0
"""Builds a case from what a file says of it; every step goes through the lifecycle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Final

import attrs

from klagomal.cases.case import Case, fold
from klagomal.cases.events import Actor, Closed, Event, Registered, Reopened
from klagomal.cases.feedback import Feedback
from klagomal.errors import (
    CalendarRangeError,
    ClockError,
    KeptApartError,
    KlagomalError,
    PolicyMismatchError,
)
from klagomal.fields import as_text, written_out
from klagomal.intake.editions import PolicyFinder
from klagomal.intake.lexicon import Lexicon
from klagomal.intake.moments import Stamp, read_stamp
from klagomal.intake.problems import CellError, ProblemCode
from klagomal.intake.steps import Step, as_event, ordered, refused
from klagomal.intake.words import as_compared, as_slug
from klagomal.intake.worksheet import NO_CELL, SourceCell, Worksheet
from klagomal.lifecycle import receive, record
from klagomal.policy.policy import Policy
from klagomal.vocabulary import Channel, Role

if TYPE_CHECKING:
    from klagomal.intake.mapping import ColumnMapping, EventLogMapping

__all__ = ["CaseBuilder", "ReadCase"]

_FEEDBACK: Final = (
    "channel",
    "unit",
    "receiving_unit",
    "administration",
    "sector",
    "category",
    "cause",
    "dimensions",
    "streams",
    "subjects",
    "capacity",
    "anonymous",
    "has_contact_route",
    "reachable_by",
    "wants_reply",
    "reply_by",
)
_MAY_BE_REFUSED: Final = (Closed.slug, Reopened.slug)
_REMEMBERED_NAMES: Final = 10_000


@attrs.frozen(kw_only=True)
class ReadCase:
    """One case that was read.

    ``line`` is where it begins in the file and ``rows`` how many rows it took. ``text`` is what the
    file said it was about; it is no part of the case or its log, and may hold personal data.
    ``names`` gives the file's own name for each code made from a name:
    ``{"forskolan_bjorken": "Förskolan Björken"}``.
    """

    line: int
    case: Case
    policy: Policy
    rows: int = 1
    text: str = attrs.field(default="", repr=False)
    names: Mapping[str, str] = attrs.field(factory=dict, repr=False)

    @property
    def events(self) -> tuple[Event, ...]:
        """The case's log, ready for a store."""
        return self.case.events


class CaseBuilder:
    """Builds cases; remembers which ids and names the file has used."""

    def __init__(
        self, mapping: ColumnMapping | EventLogMapping, policies: PolicyFinder, now: datetime
    ) -> None:
        self._mapping = mapping
        self._policies = policies
        self._now = now
        self._lexicons: dict[str, Lexicon] = {}
        self._lines: dict[str, int] = {}
        self._names: dict[str, str] = {}

    def has_read(self, case_id: str) -> int | None:
        """Return the line of a case that has been read already, or ``None``.

        ``case_id`` is the id as the file has it.
        """
        try:
            return self._lines.get(as_slug(case_id))
        except CellError:
            return None

    def build(
        self,
        line: int,
        facts: Mapping[str, SourceCell],
        steps: Callable[[Worksheet], Iterable[Step]],
        records: frozenset[str] | None,
    ) -> tuple[ReadCase, list[CellError]]:
        """Return the case and what was lost; raise a :class:`CellError` to set the case aside."""
        sheet = self._worksheet(facts)
        case_id = self._case_id(facts)
        feedback, arrival = self._feedback(facts, sheet)
        by = Actor(Role.STAFF, sheet.read(facts.get("received_by", NO_CELL), "received_by") or "")
        text = as_text(facts["text"].text) if "text" in facts else ""
        parent = sheet.read(facts.get("parent", NO_CELL), "parent") or ""
        try:
            events: tuple[Event, ...] = receive(
                feedback,
                sheet.policy,
                self._now,
                case_id=case_id,
                by=by,
                parent=parent,
                records=records,
            )
        except KlagomalError as error:
            raise _not_received(error).within(*arrival) from None
        case = fold(events)
        for step in ordered(steps(sheet), case.received_at, self._now, sheet.policy.calendar):
            case = self._recorded(case, step, sheet)
        self._lines[case_id] = line
        self._check_names(sheet)
        read = ReadCase(line=line, case=case, policy=sheet.policy, text=text, names=sheet.names)
        return read, sheet.lost

    def _worksheet(self, facts: Mapping[str, SourceCell]) -> Worksheet:
        arrival = _needed(facts, "received")
        try:
            day = read_stamp(arrival.text, self._mapping.dates).day
        except CellError as error:
            raise error.within(*arrival) from None
        place = NO_CELL if self._policies.only else _needed(facts, "municipality")
        try:
            policy = self._policies.find(place.text, day)
        except CellError as error:
            raise error.within(*place) from None
        if policy.id not in self._lexicons:
            self._lexicons[policy.id] = Lexicon(self._mapping, policy)
        return Worksheet(policy, self._lexicons[policy.id])

    def _case_id(self, facts: Mapping[str, SourceCell]) -> str:
        cell = _needed(facts, "case_id")
        try:
            case_id = as_slug(cell.text)
        except CellError as error:
            raise error.within(*cell) from None
        if case_id in self._lines:
            first = self._lines[case_id]
            raise CellError(
                ProblemCode.DUPLICATE_CASE,
                f"finns redan på rad {first}; ett ärende ska stå en gång",
                f"stands on line {first} already; a case is to stand once",
                column=cell.column,
                value=cell.text,
            )
        return case_id

    def _feedback(
        self, facts: Mapping[str, SourceCell], sheet: Worksheet
    ) -> tuple[Feedback, SourceCell]:
        arrival = facts["received"]
        day, moment = sheet.stamp(arrival, self._mapping)
        if moment is None:
            # The start of the day, so that no timed step of that day lies before the arrival.
            moment = datetime.combine(day, time(), sheet.policy.calendar.zone).astimezone(UTC)
        sheet.arrival = Stamp(day, moment)
        told = {
            name: found
            for name in _FEEDBACK
            if name in facts and (found := sheet.read(facts[name], name)) is not None
        }
        told.setdefault("channel", Channel.OTHER)
        is_anonymous = told.get("anonymous") and not told.get("reachable_by")
        if self._mapping.anonymous_is_unreachable and is_anonymous:
            told.setdefault("has_contact_route", False)
        kind = sheet.read(_needed(facts, "kind"), "kind")
        try:
            return Feedback(kind=kind, received_at=moment, **told), arrival
        except KlagomalError as error:
            raise refused(error).within(*arrival) from None

    def _recorded(self, case: Case, step: Step, sheet: Worksheet) -> Case:
        try:
            if step.at < case.received_at:
                raise CellError(
                    ProblemCode.BEFORE_ARRIVAL,
                    "ligger före ankomsten; rätta den ena av de två",
                    "comes before the arrival; correct one of the two",
                )
            if step.at > self._now:
                raise _in_future()
            if step.slug == Registered.slug:
                step.attributes.setdefault("register", sheet.lexicon.register)
                step.attributes.setdefault("reference", "")
            event = as_event(step, self._mapping.roles, self._now)
            try:
                return fold(case.events + record(case, event, sheet.policy, self._now))
            except KlagomalError as error:
                raise refused(error) from None
        except CellError as error:
            decides = sheet.lexicon.decides("at", step.slug)
            if error.code is ProblemCode.STEP_REFUSED and step.slug in _MAY_BE_REFUSED:
                decides = False  # without the step, the case stands as its log shows
            error.line = step.line
            sheet.lose(error.within(step.column, step.value), decides=decides)
            return case

    def _check_names(self, sheet: Worksheet) -> None:
        """Report a name whose code another name has taken: the two would be counted as one."""
        for code, name in sheet.names.items():
            first = self._names.setdefault(code, name)
            if as_compared(first) != as_compared(name):
                other = written_out(first)
                sheet.lost.append(
                    CellError(
                        ProblemCode.CODE_SHARED,
                        f"får samma kod ({code}) som {other!r}; ge dem var sin i words",
                        f"gets the same code ({code}) as {other!r}; give each its own in words",
                        value=name,
                    )
                )
        if len(self._names) > _REMEMBERED_NAMES:
            self._names.clear()


def _needed(facts: Mapping[str, SourceCell], name: str) -> SourceCell:
    cell = facts[name]
    if not cell.text:
        raise CellError(
            ProblemCode.MISSING_VALUE, "är tom; fyll i den", "is empty; fill it in"
        ).within(*cell)
    return cell


def _not_received(error: KlagomalError) -> CellError:
    """Return why the lifecycle would not open the case."""
    match error:
        case KeptApartError():
            return CellError(
                ProblemCode.KEPT_APART,
                "ska hållas åtskilt och läses inte in; lämna det till sin egen kanal",
                f"is to be kept apart and is not read ({error})",
            )
        case ClockError():
            return _in_future()
        case CalendarRangeError():
            return CellError(
                ProblemCode.UNREADABLE_DATE,
                "ligger utanför de år som policyns kalender täcker",
                f"lies outside the policy's calendar ({error})",
            )
        case PolicyMismatchError():
            return CellError(
                ProblemCode.OUTSIDE_EDITION,
                "kom in utanför den tid som policyns utgåva gäller",
                f"arrived outside the policy's edition ({error})",
            )
        case _:
            return refused(error)


def _in_future() -> CellError:
    return CellError(
        ProblemCode.IN_FUTURE,
        "ligger efter nu; kontrollera datumet",
        "lies after now; check the date",
    )

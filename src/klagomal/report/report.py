# SPDX-License-Identifier: Apache-2.0
"""A report: what was counted in a stretch of time, as data and as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final, get_args

import attrs

from klagomal.cases.case import Case
from klagomal.errors import FieldError, UnknownFigureError, suggest
from klagomal.periods import Period
from klagomal.policy.policy import Policy
from klagomal.report.counting.sheet import Numbers, Sheet, sheets_of
from klagomal.report.counting.tally import Tally
from klagomal.report.figures import Figure, Table
from klagomal.report.groupings import CROSSED
from klagomal.report.outline import Outline
from klagomal.report.render import markdown
from klagomal.report.rounding import Rounder, Rounding
from klagomal.report.tables.columns import View
from klagomal.report.tables.footer import choices, facts, notes
from klagomal.report.tables.layout import TablePlan, plans
from klagomal.vocabulary import Label, Language, Unit

__all__ = ["AGES", "WITHIN", "Report", "aggregate", "outline_of", "report_of"]

WITHIN: Final[Mapping[Unit, tuple[int, ...]]] = MappingProxyType(
    {Unit.WORKING_DAYS: (5, 10, 20), Unit.CALENDAR_DAYS: (10, 30, 90)}
)
"""The limits for shares within n days, unless others are given."""

AGES: Final = (30, 90, 180, 365)
"""The limits between the ages of open cases, in calendar days, unless others are given."""


@attrs.frozen(kw_only=True, hash=False, repr=False)
class Report:
    """The figures of one period under one policy: numbers, codes and labels, nothing of any case.

    ``rounding`` is ``None`` in the board's own report, which is exact. What leaves the building is
    :meth:`published`. ``earlier`` are the numbers of the periods it is compared with, and
    ``not_covered`` the names of those that the source does not go back to.
    """

    now: Numbers
    earlier: Mapping[str, Numbers]
    not_covered: tuple[Label, ...] = ()
    rounding: Rounding | None = None

    @property
    def outline(self) -> Outline:
        """What the report was asked to show."""
        return self.now.outline

    @property
    def period(self) -> Period:
        """The days covered."""
        return self.outline.period

    @property
    def as_of(self) -> date:
        """The last day whose events are known."""
        return self.outline.as_of

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table that has a line: the whole first, then each breakdown, in a stable order."""
        made = (plan.table(self._view) for plan in plans(self._view))
        return tuple(table for table in made if table.lines)

    def table(self, code: str) -> Table:
        """Return one table by its code, and work out no other.

        Raises :class:`~klagomal.errors.UnknownFigureError` if the report has none such.
        """
        return self._plan(code).table(self._view)

    def figure(self, table: str, value: str | Sequence[str], measure: str) -> Figure:
        """Return one figure by table, line and measure, and work out no other.

        ``value`` is a line's value: a group or, where groupings are crossed, one of each. Raises
        :class:`~klagomal.errors.UnknownFigureError` for what the report does not have.
        """
        line = CROSSED.join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
        return self._plan(table).figure(self._view, line, str(measure))

    def published(self, base: int = 5, shares_from: int = 20, medians_from: int = 10) -> Report:
        """Return the report as it may leave the building: rounded, and exact nowhere in it.

        Counts go to the nearest multiple of ``base``. Shares, means and rates are worked out from
        rounded counts, where the denominator is at least ``shares_from``; medians and percentiles
        are kept for at least ``medians_from`` cases. See :mod:`klagomal.report.rounding`.
        """
        rounding = Rounding(base=base, shares_from=shares_from, medians_from=medians_from)
        if self.rounding is not None:
            if rounding == self.rounding:
                return self
            raise FieldError(
                f"base: this report is rounded to {self.rounding.base} already; publish the "
                "board's own report",
                field="base",
            )
        rounders = {
            name: Rounder(numbers, rounding)
            for name, numbers in {"now": self.now, **self.earlier}.items()
            if isinstance(numbers, Sheet)
        }
        now = rounders.pop("now")
        earlier = {name: each for name, each in rounders.items() if each.is_covered}
        lost = [each.outline.period.words for each in rounders.values() if not each.is_covered]
        asked = Report(
            now=now,
            earlier=earlier,
            not_covered=(*self.not_covered, *lost),
            rounding=rounding,
        )
        asked.tables  # noqa: B018  (asks for every number that a table shows)
        return attrs.evolve(
            asked,
            now=now.kept(),
            earlier={name: each.kept() for name, each in earlier.items()},
        )

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain row per figure, for a dataframe or a file."""
        return [row for table in self.tables for row in table.tidy()]

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON: the same cases give the same text, byte for byte."""
        outline = self.outline
        return {
            "format": "klagomal.report/1",
            "policies": [policy.id for policy in outline.policies],
            "period": {
                "code": self.period.code,
                "first": self.period.first.isoformat(),
                "last": self.period.last.isoformat(),
                "sv": self.period.words.sv,
                "en": self.period.words.en,
            },
            "as_of": self.as_of.isoformat(),
            "calendars": sorted({p.calendar.fingerprint for p in outline.policies}),
            "inhabitants": outline.inhabitants,
            "set_aside": outline.set_aside,
            "rounding": attrs.asdict(self.rounding) if self.rounding else None,
            "tables": [table.as_dict() for table in self.tables],
            "notes": [_both(note) for note in notes(self._view, self.not_covered)],
            "choices": [
                {"id": id_, "field": field} | _both(reading)
                for id_, field, reading in choices(outline.policies)
            ],
        }

    def to_markdown(self, language: Language = "sv") -> str:
        """Return the report as Markdown, in one of the two languages."""
        if language not in get_args(Language):
            raise FieldError(f"language: {language!r}; give 'sv' or 'en'", field="language")
        return "\n".join(self._markdown(language)).rstrip() + "\n"

    def __repr__(self) -> str:
        policies = ", ".join(policy.id for policy in self.outline.policies)
        kind = "published report" if self.rounding else "report"
        return f"<{kind} of {policies} for {self.period.code}, as of {self.as_of}>"

    @property
    def _view(self) -> View:
        return View(self.now, self.earlier, self.rounding)

    def _plan(self, code: str) -> TablePlan:
        known = {plan.code: plan for plan in plans(self._view)}
        if not isinstance(code, str) or code not in known:
            raise UnknownFigureError(
                f"this report has no table {code!r}; {suggest(str(code), known)}", table=code
            )
        return known[code]

    def _markdown(self, language: Language) -> Iterator[str]:
        policy = self.outline.policies[-1]
        title = f"{policy.name.text(language)}, {self.period.label(language)}"
        yield f"# {markdown.escaped(title)}"
        yield ""
        for _, name, value in facts(self.outline):
            said = markdown.escaped(value.text(language))
            yield f"- {markdown.escaped(name.text(language))}: {said}"
        yield ""
        for table in self.tables:
            yield from markdown.table(table, language)
        yield f"## {_READING.text(language)}"
        yield ""
        for note in notes(self._view, self.not_covered):
            yield f"- {markdown.escaped(note.text(language))}"
        for id_, field, reading in choices(self.outline.policies):
            said = markdown.escaped(reading.text(language))
            yield f"- {markdown.escaped(id_)} (`{field}`): {said}"
        yield ""


_READING: Final = Label("Så ska talen läsas", "How to read the figures")


def _both(label: Label) -> dict[str, str]:
    return {"sv": label.sv, "en": label.en}


def outline_of(  # noqa: PLR0913  (one for each choice that a report offers)
    policy: Policy | Iterable[Policy],
    period: Period,
    as_of: date | None = None,
    *,
    by: Iterable[str | Sequence[str]] = ("kind",),
    across: Iterable[str] = ("kind",),
    within: Mapping[Unit, Iterable[int]] = WITHIN,
    ages: Iterable[int] = AGES,
    expected: Mapping[str, Iterable[str]] = MappingProxyType({}),
    compared: bool = True,
    since: date | None = None,
    set_aside: int | None = None,
    inhabitants: int | None = None,
) -> Outline:
    """Return what a report is to show; see :func:`aggregate`."""
    return Outline.of(
        policy,
        period,
        as_of,
        by=by,
        across=across,
        within=within,
        ages=ages,
        expected=expected,
        compared=compared,
        since=since,
        set_aside=set_aside,
        inhabitants=inhabitants,
    )


def report_of(tally: Tally) -> Report:
    """Return the report of what a tally has counted so far."""
    sheets = sheets_of(tally)
    now = sheets.pop("now")
    covered = {name: sheet for name, sheet in sheets.items() if sheet.is_covered(sheet.begun)}
    missing = [s.outline.period.words for name, s in sheets.items() if name not in covered]
    return Report(now=now, earlier=covered, not_covered=tuple(missing))


def aggregate(  # noqa: PLR0913  (one for each choice that a report offers)
    cases: Iterable[Case],
    policy: Policy | Iterable[Policy],
    period: Period,
    as_of: date | None = None,
    *,
    by: Iterable[str | Sequence[str]] = ("kind",),
    across: Iterable[str] = ("kind",),
    within: Mapping[Unit, Iterable[int]] = WITHIN,
    ages: Iterable[int] = AGES,
    expected: Mapping[str, Iterable[str]] = MappingProxyType({}),
    compared: bool = True,
    since: date | None = None,
    set_aside: int | None = None,
    inhabitants: int | None = None,
) -> Report:
    """Return the report of ``cases`` for ``period``, as known at the end of ``as_of``.

    ``cases`` is read once; nothing of a case is kept. It may hold cases of any time: what does not
    concern the period is left out. All cases must have been received under ``policy``, or under one
    of several editions of the same policy (:class:`~klagomal.errors.PolicyMismatchError`).

    ``as_of`` is the last day of the period unless it is given; no clock is read. ``by`` are the
    groupings that get tables (:data:`~klagomal.report.groupings.GROUPINGS`); a tuple crosses
    several, such as ``("unit", "month")``. ``across`` are those that stand as columns in them.
    ``within`` and ``ages`` are limits of classes, in days, ``expected`` groups to show even when
    they are empty.

    With ``compared`` the report is set beside the period before and the same one last year, where
    the source goes back to their first day. ``since`` is the first day that it covers; unless it is
    given, a case that arrived by then shows that it does.

    ``set_aside`` is how many cases could not be read (``len(intake.rejected)``): it stands beside
    every rate. With ``inhabitants`` there are numbers for each thousand of them.
    """
    tally = Tally(
        outline_of(
            policy,
            period,
            as_of,
            by=by,
            across=across,
            within=within,
            ages=ages,
            expected=expected,
            compared=compared,
            since=since,
            set_aside=set_aside,
            inhabitants=inhabitants,
        )
    )
    if isinstance(cases, str) or not isinstance(cases, Iterable):
        raise FieldError(
            f"cases: {type(cases).__name__}; give the cases themselves, such as intake.cases",
            field="cases",
        )
    for case in cases:
        tally.add(case)
    return report_of(tally)

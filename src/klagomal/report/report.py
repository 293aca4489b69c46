# SPDX-License-Identifier: Apache-2.0
"""A report: what was counted in a stretch of time, as data and as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Self

import attrs

from klagomal.cases.case import Case
from klagomal.periods import Period
from klagomal.policy.policy import Policy
from klagomal.report.counting.counts import groups
from klagomal.report.counting.populations import populations
from klagomal.report.counting.tally import Tally
from klagomal.report.figures import Figure, Table
from klagomal.report.outline import Outline
from klagomal.report.render import markdown
from klagomal.report.sheet import Sheet
from klagomal.report.tables.columns import View
from klagomal.report.tables.footer import choices, facts, notes
from klagomal.report.tables.layout import tables
from klagomal.vocabulary import Label, Language, Unit

__all__ = ["AGES", "THRESHOLD", "WITHIN", "Report", "aggregate", "outline_of", "report_of"]

WITHIN: Final[Mapping[Unit, tuple[int, ...]]] = MappingProxyType(
    {Unit.WORKING_DAYS: (5, 10, 20), Unit.CALENDAR_DAYS: (10, 30, 90)}
)
"""The limits for shares within n days, unless others are given."""

AGES: Final = (30, 90, 180, 365)
"""The limits between the ages of open cases, in calendar days, unless others are given."""

THRESHOLD: Final = 5
"""Counts below this are hidden in what is published, unless another threshold is given."""


@attrs.frozen(kw_only=True, hash=False)
class Report:
    """The figures of one period under one policy: numbers, codes and labels, nothing of any case.

    ``suppress_below`` is the threshold below which counts are hidden, ``None`` in a report that
    hides nothing and is for inside the house. What leaves it is :meth:`published`.
    """

    now: Sheet
    earlier: Mapping[str, Sheet]
    suppress_below: int | None = None

    @property
    def outline(self) -> Outline:
        """What the report was asked to show."""
        return self.now.outline

    @property
    def policy_id(self) -> str:
        """The policy's key and edition; several editions are set off by a comma."""
        return ", ".join(policy.id for policy in self.outline.policies)

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
        """Every table, the whole first and then each grouping, in a stable order."""
        return tables(View(self.now, self.earlier))

    def table(self, code: str) -> Table:
        """Return one table by its code; ``KeyError`` if the report has none such."""
        return {table.code: table for table in self.tables}[code]

    def figure(self, table: str, value: str, measure: str) -> Figure:
        """Return one figure by table, line and measure."""
        return self.table(table).figure(value, measure)

    def published(self, below: int = THRESHOLD) -> Self:
        """Return the report as it may leave the house: small counts hidden, and not in it at all.

        What that guarantees, and what not, stands in :mod:`klagomal.report.suppression`.
        """
        full = self.as_of <= self.period.last
        return attrs.evolve(
            self,
            now=self.now.published(below, seen_in_full=full),
            earlier={
                name: sheet.published(below, seen_in_full=full)
                for name, sheet in self.earlier.items()
            },
            suppress_below=below,
        )

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain row per figure, for a dataframe or a file."""
        return [row for table in self.tables for row in table.tidy()]

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON: the same cases give the same text, byte for byte."""
        return {
            "format": "klagomal.report/1",
            "policies": [policy.id for policy in self.outline.policies],
            "period": {
                "code": self.period.code,
                "first": self.period.first.isoformat(),
                "last": self.period.last.isoformat(),
                "sv": self.period.words.sv,
                "en": self.period.words.en,
            },
            "as_of": self.as_of.isoformat(),
            "calendars": sorted({p.calendar.fingerprint for p in self.outline.policies}),
            "suppress_below": self.suppress_below,
            "tables": [table.as_dict() for table in self.tables],
            "notes": [_both(note) for note in notes(self.suppress_below)],
            "choices": [
                {"id": id_, "field": field} | _both(reading)
                for id_, field, reading in choices(self.outline.policies)
            ],
        }

    def to_markdown(self, language: Language = "sv") -> str:
        """Return the report as Markdown."""
        return "\n".join(self._markdown(language)).rstrip() + "\n"

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
        for note in notes(self.suppress_below):
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
    by: Iterable[str] = ("kind",),
    across: Iterable[str] = ("kind",),
    within: Mapping[Unit, Iterable[int]] = WITHIN,
    ages: Iterable[int] = AGES,
    expected: Mapping[str, Iterable[str]] = MappingProxyType({}),
    compared: bool = True,
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
    )


def report_of(tally: Tally) -> Report:
    """Return the report of what a tally has counted so far."""
    outline = tally.outline
    ledgers = tally.ledgers
    shape = populations(outline, ledgers.values())
    lines = groups(outline, ledgers.values())
    sheets = {
        name: Sheet.of(
            attrs.evolve(outline, period=period, as_of=as_of), shape, lines, ledgers[name]
        )
        for name, (period, as_of) in outline.stretches.items()
    }
    return Report(now=sheets.pop("now"), earlier=sheets)


def aggregate(  # noqa: PLR0913  (one for each choice that a report offers)
    cases: Iterable[Case],
    policy: Policy | Iterable[Policy],
    period: Period,
    as_of: date | None = None,
    *,
    by: Iterable[str] = ("kind",),
    across: Iterable[str] = ("kind",),
    within: Mapping[Unit, Iterable[int]] = WITHIN,
    ages: Iterable[int] = AGES,
    expected: Mapping[str, Iterable[str]] = MappingProxyType({}),
    compared: bool = True,
    suppress_below: int | None = None,
) -> Report:
    """Return the report of ``cases`` for ``period``, as known at the end of ``as_of``.

    ``cases`` is read once; nothing of a case is kept. It may hold cases of any time: what does not
    concern the period is left out, and earlier cases give the comparison with the period before
    and with the same one last year (``compared``). All cases must have been received under
    ``policy``, or under one of several editions of the same policy
    (:class:`~klagomal.errors.PolicyMismatchError`).

    ``as_of`` is the last day of the period unless it is given; no clock is read. ``by`` are the
    groupings that get tables (:data:`~klagomal.report.groupings.GROUPINGS`), ``across`` those that
    stand as columns in them. ``within`` and ``ages`` are limits of classes, ``expected`` groups to
    show even when they are empty. ``suppress_below`` hides small counts as
    :meth:`Report.published` does.
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
        )
    )
    for case in cases:
        tally.add(case)
    report = report_of(tally)
    return report if suppress_below is None else report.published(suppress_below)

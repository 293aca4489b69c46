# SPDX-License-Identifier: Apache-2.0
"""What a reader of a report knows: its numbers by name, and how they hang together.

Read off the rows that a report gives to anybody, with the meaning of each column as the
documentation tells it. Nothing here looks inside a report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from tests.report.attacker import Constraint, at_most, equal

__all__ = ["facts", "numbers"]

Name = tuple[str, ...]
"""A column and a line: ``("received", "unit", "alpha")``; the total has no line."""

Row = Mapping[str, Any]

LATE = ("late_notified", "late_silent", "overdue")
OUTSIDE = ("pending", "not_applicable", "not_assessable")
LEADS = ("contact", "answer", "closing")


def numbers(rows: Sequence[Row]) -> dict[Name, int]:
    """Return every number that the rows show, shares taken apart into their two numbers."""
    found: dict[Name, int] = {}
    for row in rows:
        if row["hidden"] or (row["figure"] is None and row["denominator"] is None):
            continue
        name = _name(row)
        if row["form"] == "count" or row["form"] == "change":
            _put(found, name, row["figure"])
        elif row["form"] in ("share", "index"):
            _put(found, (f"{name[0]}/hits", *name[1:]), row["numerator"])
            _put(found, (f"{name[0]}/of", *name[1:]), row["denominator"])
            if row["left_out"] is not None:
                _put(found, (f"{name[0]}/aside", *name[1:]), row["left_out"])
    return found


def _put(found: dict[Name, int], name: Name, value: int) -> None:
    assert found.setdefault(name, value) == value, f"{name} is shown as two numbers"


def _name(row: Row) -> Name:
    """Return what a figure is, so that the same thing in two tables has one name."""
    table, value, measure = row["table"], row["value"], row["measure"]
    head, _, rest = table.partition(".")
    line: Name = () if value == "*" else (row["dimension"], value)
    if row["dimension"] in ("obligation", "lead"):
        return (f"{value}:{measure}",)
    if row["dimension"] in ("stream", "item", "statistic"):
        return (f"{table}:{measure}:{value}",)
    if head == "received":
        line = (rest, value)
    elif head in ("compliance", "lead_times"):
        measure = f"{rest.partition('.')[0]}:{measure}"
    elif head == "measures" and measure != "measures":
        measure = f"measures.{measure}"
    elif head in ("kind", "level", "anonymity") and measure != "received":
        measure = f"{head}={measure}"
    return (measure, *line)


def facts(
    rows: Sequence[Row], lines: Mapping[str, Sequence[str]], obligations: Mapping[str, bool]
) -> Iterator[Constraint]:
    """Yield all that adds up or is contained, in reports with these lines.

    ``obligations`` tells which of them bind.
    """
    named = {(row["table"], row["measure"]) for row in rows}
    everywhere: list[Name] = [()]
    everywhere += [(code, value) for code, values in lines.items() for value in values]
    for line in everywhere:
        yield from _volumes(line, named)
        yield from _handling(line)
        yield from _leads(line, named)
        for obligation in obligations:
            yield from _compliance(obligation, line)
    columns = list(_columns(named, obligations))
    for code, values in lines.items():
        if code != "quality":
            for column in columns:
                yield equal((column,), [(column, code, value) for value in values])
    reasons = sorted(m for table, m in named if table == "left_out")
    counted = {r["value"] for r in rows if r["table"] == "compliance" and _is_told(r, "due")}
    for obligation in obligations:
        for part in ("not_applicable", "not_assessable"):
            inside = [m for m in reasons if m.startswith(part)]
            # A reason has its column for the obligations whose number is told; of another one
            # there may be cases for which there is none.
            if inside and obligation in counted:
                yield equal((f"{obligation}:{part}",), [(f"{obligation}:{m}",) for m in inside])
        yield equal(
            (f"{obligation}:given",),
            [(f"{obligation}:{part}",) for part in ("in_time", "late", "incomplete")],
        )
    streams = [r["value"] for r in rows if r["table"] == "excluded" and r["value"] != "*"]
    if streams:
        yield equal(
            ("excluded:excluded:*",), [(f"excluded:excluded:{stream}",) for stream in streams]
        )
        yield equal(("excluded:excluded:*",), [("excluded",)])


def _is_told(row: Row, measure: str) -> bool:
    return row["measure"] == measure and not row["hidden"]


def _volumes(line: Name, named: set[tuple[str, str]]) -> Iterator[Constraint]:
    ages = sorted({m for _, m in named if m.startswith("open.open.")})
    yield equal(("open", *line), [(age, *line) for age in ages])
    for what in ("received", "closed"):
        for earlier in ("previous", "last_year"):
            if ("volumes", f"{what}.{earlier}") in named:
                change, then = f"{what}.change_on_{earlier}", f"{what}.{earlier}"
                yield equal((what, *line), [(change, *line), (then, *line)])
    for across in ("kind", "level", "anonymity"):
        if line and line[0] == across:
            continue
        parts = sorted({m for t, m in named if t.startswith(f"{across}.")} - {"received"})
        if not parts:
            continue
        cells = [
            (f"{across}={part}", *line) if line else ("received", across, part) for part in parts
        ]
        yield equal(("received", *line), cells)


def _handling(line: Name) -> Iterator[Constraint]:
    received = ("received", *line)
    moved = [(f"transfers.{n}", *line) for n in ("none", "one", "several")]
    yield at_most(moved, [received])
    said = [(s, *line) for s in ("satisfied", "dissatisfied", "unknown")]
    yield equal(received, said)
    yield at_most([("reclassified", *line)], [received])
    for share in ("share_first_contact", "share_with_measure", "share_reopened"):
        hits, of, aside = ((f"{share}/{part}", *line) for part in ("hits", "of", "aside"))
        yield at_most([hits], [of])
        yield equal(received, [of, aside])
    measures = ("measures", *line)
    for parts in (
        ("type.corrective", "type.preventive", "type.information", "type.other"),
        ("state.done", "state.undone"),
        ("reception.accepted", "reception.mixed", "reception.rejected", "reception.unknown"),
    ):
        yield equal(measures, [(f"measures.{part}", *line) for part in parts])
    yield at_most([("share_with_measure/hits", *line)], [measures])


def _leads(line: Name, named: set[tuple[str, str]]) -> Iterator[Constraint]:
    limits = sorted(
        {m for _, m in named if m.startswith("within.") and m.endswith("working_days")},
        key=lambda measure: int(measure.split(".")[1]),
    )

    def at(lead: str, measure: str) -> Name:
        return (f"{lead}:{measure}", *line)

    for lead in LEADS:
        parts = [at(lead, part) for part in ("done", "waiting", "without", "unrecorded")]
        yield equal(("received", *line), parts)
        steps = [at(lead, f"{m}/hits") for m in limits] + [at(lead, "done")]
        yield from (at_most([less], [more]) for less, more in pairwise(steps))
        open_ = [at(lead, f"{m}/aside") for m in limits] + [at(lead, "waiting")]
        yield from (at_most([less], [more]) for less, more in pairwise(open_))
        for m in limits:
            both = [at(lead, f"{m}/of"), at(lead, f"{m}/aside")]
            timed = [at(lead, "done"), at(lead, "waiting")]
            yield at_most(both, timed)
            yield at_most(timed, both)
    yield from (at_most([at("answer", f"{m}/hits")], [at("contact", f"{m}/hits")]) for m in limits)
    waiting = [at("closing", "waiting"), at("closing", "unrecorded")]
    yield from (at_most([at(lead, "waiting")], waiting) for lead in ("contact", "answer"))
    yield at_most([at("closing", "waiting")], [("open", *line)])
    if not line or line[0] not in ("month", "quarter"):
        yield at_most([at("closing", "done")], [("closed", *line)])


def _compliance(obligation: str, line: Name) -> Iterator[Constraint]:
    def at(measure: str) -> Name:
        return (f"{obligation}:{measure}", *line)

    yield equal(at("due"), [at(part) for part in ("judged", *OUTSIDE)])
    kept = ("met", "met_as_renegotiated")
    yield equal(at("judged"), [at(part) for part in (*kept, *LATE)])
    yield equal(at("strict/hits"), [at("met")])
    yield equal(at("lenient/hits"), [at(part) for part in kept])
    for rate in ("strict", "lenient"):
        yield equal(at(f"{rate}/of"), [at("judged")])
        yield equal(at(f"{rate}/aside"), [at(part) for part in OUTSIDE])


def _columns(named: set[tuple[str, str]], obligations: Mapping[str, bool]) -> Iterator[str]:
    """Yield the columns whose lines add up."""
    yield from ("received", "closed", "open", "excluded", "measures", "reclassified")
    yield from sorted({m for _, m in named if m.startswith("open.open.")})
    yield from (f"transfers.{n}" for n in ("none", "one", "several"))
    yield from ("satisfied", "dissatisfied", "unknown")
    for obligation in obligations:
        parts = ("due", "judged", "met", "met_as_renegotiated", *LATE, *OUTSIDE)
        yield from (f"{obligation}:{part}" for part in parts)
    for lead in LEADS:
        yield from (f"{lead}:{part}" for part in ("done", "waiting", "without", "unrecorded"))

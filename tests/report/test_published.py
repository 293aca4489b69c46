# SPDX-License-Identifier: Apache-2.0
"""What a whole published report gives away: nothing that it hides."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.cases.case import Case
from klagomal.cases.events import (
    Acknowledged,
    Answered,
    Closed,
    DelayNotice,
    MeasureRecorded,
    Reopened,
    SatisfactionRecorded,
    Transferred,
)
from klagomal.errors import FieldError
from klagomal.periods import Year
from klagomal.report import Report, aggregate
from klagomal.report.counting.populations import Cell
from klagomal.vocabulary import Kind, MeasureType, Satisfaction
from tests.effort import soaked
from tests.report.attacker import Constraint, narrowed
from tests.report.caseload import POLICY
from tests.report.published_facts import Name, facts, numbers
from tests.stories import Story

YEAR = Year(2025)
BINDING = {"acknowledgement": True, "answer": True, "handling_time": False, "promptly": False}


@st.composite
def stories(draw: st.DrawFn) -> dict[str, Any]:
    """Return what happened in one case, in days after its arrival; ``None``: it did not."""

    def days(most: int) -> int | None:
        return draw(st.none() | st.integers(0, most))

    return {
        "arrived": draw(st.dates(date(2024, 1, 1), date(2025, 12, 31))),
        "kind": draw(st.sampled_from([Kind.COMPLAINT] * 4 + [Kind.PRAISE, Kind.SUGGESTION])),
        "unit": draw(st.sampled_from(["alpha"] * 4 + ["beta", "gamma"])),
        "streams": draw(st.sampled_from([set(), set(), set(), {"appeal"}])),
        "reachable": draw(st.sampled_from([True, True, True, False])),
        "qualities": draw(st.sets(st.sampled_from(["access", "treatment"]))),
        "acknowledged": days(9),
        "transferred": draw(st.sampled_from([None, None, "beta"])),
        "delayed": draw(st.sampled_from([None, None, 8])),
        "answered": days(30),
        "measure": draw(st.none() | st.sampled_from(list(MeasureType))),
        "said": draw(st.none() | st.sampled_from(list(Satisfaction))),
        "closed": days(60),
        "reopened": draw(st.sampled_from([False, False, False, True])),
    }


def told(what: Mapping[str, Any], number: int) -> Case:
    """Return the case that a drawn story tells of."""
    arrived: date = what["arrived"]
    found = Story(POLICY, f"case-{number}").received(
        f"{arrived} 08:00",
        what["kind"],
        unit=what["unit"],
        streams=what["streams"],
        dimensions=what["qualities"],
        anonymous=not what["reachable"],
        has_contact_route=what["reachable"],
    )
    steps: list[tuple[int, Any, dict[str, Any]]] = []
    for slot, event in (("acknowledged", Acknowledged), ("answered", Answered)):
        if what[slot] is not None:
            steps.append((what[slot], event, {}))
    if what["transferred"]:
        steps.append((1, Transferred, {"to_unit": what["transferred"]}))
    if what["delayed"]:
        steps.append((what["delayed"], DelayNotice, {"promised": arrived + timedelta(days=20)}))
    if what["measure"]:
        steps.append((3, MeasureRecorded, {"measure": "m", "type": what["measure"]}))
    if what["said"]:
        steps.append((31, SatisfactionRecorded, {"satisfaction": what["said"]}))
    if what["closed"] is not None:
        steps.append((what["closed"], Closed, {}))
        if what["reopened"]:
            steps.append((what["closed"] + 5, Reopened, {}))
    for minute, (days, event, about) in enumerate(sorted(steps, key=lambda step: step[0])):
        found.on(f"{arrived + timedelta(days=days)} 12:{minute:02d}", event, **about)
    return found.case


class Caseload(list[Case]):
    """The cases of an example, in few words: what happened in them stands in the stories."""

    def __repr__(self) -> str:
        return f"<{len(self)} cases>"


CASELOADS = st.lists(st.tuples(stories(), st.integers(1, 6)), min_size=4, max_size=14).map(
    lambda bunches: Caseload(
        told(what, 100 * number + copy)
        for number, (what, copies) in enumerate(bunches)
        for copy in range(copies)
    )
)
GROUPINGS = st.sampled_from(
    [("unit",), ("kind",), ("unit", "kind"), ("quality",), ("bucket", "unit")]
)


def relations(report: Report) -> list[Constraint]:
    """Return what is known of a report's numbers."""
    return list(facts(report.rows(), report.now.lines, BINDING))


def kept_to(found: Mapping[Name, int], known: Sequence[Constraint]) -> bool:
    """Whether numbers keep to all constraints whose terms are all there."""
    return all(
        low <= sum(sign * found[name] for name, sign in terms.items()) <= high
        for terms, low, high in known
        if terms.keys() <= found.keys()
    )


@given(CASELOADS, GROUPINGS)
@soaked(6)
def test_the_tables_agree_with_one_another(cases: list[Case], by: tuple[str, ...]) -> None:
    """Whatever stands in two tables is the same number, and all sums and containments hold."""
    report = aggregate(cases, POLICY, YEAR, by=by)

    assert kept_to(numbers(report.rows()), relations(report))


@given(CASELOADS, GROUPINGS)
@soaked(6)
def test_arithmetic_does_not_bring_a_small_number_back(
    cases: list[Case], by: tuple[str, ...]
) -> None:
    """With all sums, shares and changes of all tables no hidden small number is worked out."""
    report = aggregate(cases, POLICY, YEAR, by=by)
    public = report.published(5)
    known = relations(report)
    names = {name for constraint in known for name in constraint.terms}
    truth, shown = numbers(report.rows()), numbers(public.rows())
    ceiling = len(cases) * 5
    left = narrowed(
        {
            name: (shown[name], shown[name]) if name in shown else _possible(name, ceiling)
            for name in names | shown.keys()
        },
        known,
    )

    assert left is not None
    for name in names & truth.keys() - shown.keys():
        if 0 < truth[name] < 5 and "_on_" not in name[0] and "/" not in name[0]:
            assert left[name][0] < left[name][1], name
    for name, value in shown.items():
        if "_on_" not in name[0] and "/" not in name[0] and "statistics" not in name[0]:
            assert value == 0 or value >= 5, name


def _possible(name: Name, ceiling: int) -> tuple[int, int]:
    return (-ceiling, ceiling) if ".change_on_" in name[0] else (0, ceiling)


@given(CASELOADS, GROUPINGS, st.integers(0, 1000))
@soaked(4)
def test_each_hidden_number_has_another_that_fits_the_whole_report(
    cases: list[Case], by: tuple[str, ...], pick: int
) -> None:
    """The proof of the suppression holds in the tables: other numbers, the same public report."""
    report = aggregate(cases, POLICY, YEAR, by=by, compared=False)
    suppression = report.now.suppression(5, seen_in_full=True)
    public = report.published(5)
    shown = numbers(public.rows())
    proven = {cell for alternative in suppression.alternatives for cell in alternative}
    blocks = suppression.hidden - proven
    counted = {c: n for c, n in report.now.counts.items() if c not in blocks}
    withheld = numbers(report.rows()).keys() - numbers(_with(report, counted).rows()).keys()
    assert kept_to(numbers(report.rows()), relations(public))
    known = [c for c in relations(public) if not withheld & c.terms.keys()]
    told_of = suppression.alternatives
    for alternative in {id(a): a for a in told_of[pick % 7 :: len(told_of) // 6 + 1]}.values():
        counts = {c: n + alternative.get(c, 0) for c, n in report.now.counts.items()}
        found = numbers(_with(report, counts).rows())
        assert kept_to(found, known)
        # A column of reasons that nobody has is left out, so a missing number is none.
        assert all(found.get(name, 0) == value for name, value in shown.items())


def _with(report: Report, counts: Mapping[Cell, int]) -> Report:
    """Return the report with other counts, some of them missing."""
    return attrs.evolve(report, now=attrs.evolve(report.now, counts=counts, complete=False))


# --- by hand --------------------------------------------------------------------------------------


UNTOUCHED: MappingProxyType[str, Any] = MappingProxyType(
    {
        "kind": Kind.COMPLAINT,
        "streams": set(),
        "reachable": True,
        "qualities": set(),
        "acknowledged": None,
        "transferred": None,
        "delayed": None,
        "answered": None,
        "measure": None,
        "said": None,
        "closed": None,
        "reopened": False,
    }
)


def five_and_three() -> list[Case]:
    """Return five complaints in one unit and three in another, none of them touched."""
    units = ["alpha"] * 5 + ["beta"] * 3
    return [
        told(UNTOUCHED | {"arrived": date(2025, 3, 3), "unit": unit}, number)
        for number, unit in enumerate(units)
    ]


def test_a_small_group_takes_another_with_it() -> None:
    """Three of eight are hidden, and so are the five, or they would be the difference."""
    report = aggregate(five_and_three(), POLICY, YEAR, by=("unit",)).published()
    found = {v: report.figure("volumes.unit", v, "received") for v in ("alpha", "beta", "*")}

    assert found["*"].value == 8
    assert found["alpha"].hidden
    assert found["beta"].hidden
    assert found["beta"].value is None


def test_a_grouping_that_nobody_stated_is_published() -> None:
    """Where no case has a quality dimension there is one line for them all, and it is shown."""
    report = aggregate(five_and_three(), POLICY, YEAR, by=("quality",)).published()

    assert report.figure("volumes.quality", "-", "received").value == 8
    assert report.figure("volumes.quality", "*", "received").value == 8


def test_a_reason_has_its_column_for_the_obligations_whose_number_is_told() -> None:
    """That a reason has no column says nothing of an obligation whose number is hidden.

    All came on 29 December, so that what has a due day has it in 2026. Five complaints are from
    somebody nobody can reach, and need no acknowledgement. Two are praise, which the promise of an
    answer does not speak of: 2 under ``answer``, both outside its scope. The 2 are hidden, and
    with them their reason, since under ``acknowledgement`` nobody has it. The promise in words has
    no number for any of the seven.
    """
    praise = {"kind": Kind.PRAISE, "unit": "alpha", "arrived": date(2025, 12, 29)}
    cases = [told(UNTOUCHED | praise, number) for number in range(2)]
    unreachable = praise | {"kind": Kind.COMPLAINT, "reachable": False}
    cases += [told(UNTOUCHED | unreachable, number) for number in range(2, 7)]
    report = aggregate(cases, POLICY, YEAR, by=(), compared=False)
    public = report.published()
    true = numbers(report.rows())

    assert true["answer:not_applicable",] == true["answer:not_applicable.outside_scope",] == 2
    assert true["answer:not_applicable.no_contact_route",] == 0
    assert true["acknowledgement:not_applicable.no_contact_route",] == 5
    reasons = [column.measure for column in public.table("left_out").columns]
    assert reasons == ["not_applicable.no_contact_route", "not_assessable.no_number"]
    assert kept_to(true, relations(public))


def test_zero_is_shown() -> None:
    """Nothing received is no small number; a share of nothing has no value and hides nothing."""
    report = aggregate(five_and_three(), POLICY, YEAR).published()

    assert report.figure("volumes", "*", "closed").value == 0
    assert report.figure("received.kind", "praise", "received").value == 0


def test_a_small_whole_is_hidden_with_all_its_parts() -> None:
    """Of three cases nothing is told but that they are few, not even which part has none."""
    few = five_and_three()[5:]
    report = aggregate(few, POLICY, YEAR).published()

    assert report.figure("volumes", "*", "received").hidden
    assert report.figure("received.kind", "praise", "received").hidden
    assert report.figure("compliance", "answer", "met").hidden


def test_change_on_a_hidden_number_is_hidden() -> None:
    """A difference is shown only between two numbers that are shown."""
    cases = five_and_three()
    earlier = [told_in_2024(case) for case in cases[:3]]
    report = aggregate([*cases, *earlier], POLICY, YEAR)
    public = report.published()

    assert report.figure("volumes", "*", "received.change_on_previous").value == 5  # 8 - 3
    assert public.figure("volumes", "*", "received").value == 8
    assert public.figure("volumes", "*", "received.previous").hidden
    assert public.figure("volumes", "*", "received.change_on_previous").hidden
    assert public.figure("volumes", "*", "received.rate_on_previous").hidden


def told_in_2024(case: Case) -> Case:
    """Return a case like it that arrived in 2024."""
    story = Story(POLICY, f"{case.id}-earlier")
    return story.received("2024-03-04", unit=case.unit).case


def test_a_threshold_below_three_is_refused() -> None:
    """What is below two could only be one, so there is nothing to hide behind."""
    report = aggregate(five_and_three(), POLICY, YEAR)

    for below in (2, 0, -5, True, 5.0, "5"):
        with pytest.raises(FieldError, match="suppress_below"):
            report.published(below)  # type: ignore[arg-type]


def test_a_published_report_does_not_hold_what_it_hides() -> None:
    """Neither the value nor its pickle has a hidden count in it."""
    report = aggregate(five_and_three(), POLICY, YEAR, by=("unit",)).published()
    again = pickle.loads(pickle.dumps(report))

    assert again == report
    assert all(n == 0 or n >= 5 for n in again.now.counts.values())
    assert again.now.nests == frozenset()
    assert again.now.repeated is None


def test_percentiles_stand_only_where_all_counts_are_shown() -> None:
    """The median of a hidden group is hidden; that of a shown one is not."""
    report = aggregate(five_and_three(), POLICY, YEAR, by=("unit",)).published()
    median = "median.working_days"

    assert not report.figure("lead_times", "answer", median).hidden
    assert report.figure("lead_times.answer.unit", "beta", median).hidden


def test_suppressing_at_once_is_publishing() -> None:
    """``suppress_below`` gives the published report."""
    cases = five_and_three()
    at_once = aggregate(cases, POLICY, YEAR, by=("unit",), suppress_below=5)

    assert at_once == aggregate(cases, POLICY, YEAR, by=("unit",)).published()
    assert at_once.suppress_below == 5

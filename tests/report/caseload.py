# SPDX-License-Identifier: Apache-2.0
"""A made-up municipality and thirteen cases, small enough to count by hand.

Working days that matter below: 24, 25, 26 and 31 December, 1 and 6 January and 20 June 2025
(Midsummer Eve) are closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, TypeAlias

from hypothesis import strategies as st

from klagomal.cases.case import Case
from klagomal.cases.events import (
    Acknowledged,
    Answered,
    Closed,
    ContactNoted,
    DelayNotice,
    DeliveryFailed,
    DeliverySucceeded,
    Escalated,
    Event,
    MeasureReceived,
    MeasureRecorded,
    Reopened,
    SatisfactionRecorded,
    StreamsSet,
    Transferred,
)
from klagomal.policy.policy import Policy
from klagomal.promises.citation import Source
from klagomal.promises.obligations import DelayRule, Obligation, complaints, on
from klagomal.promises.provisions import (
    Checklist,
    ChecklistItem,
    Choice,
    Exclusion,
    KindRule,
    Statistic,
)
from klagomal.promises.terms import ByDueOf, InWords, Within
from klagomal.vocabulary import (
    Channel,
    ClosingGround,
    Content,
    Extension,
    Kind,
    Label,
    MeasureReception,
    MeasureType,
    Satisfaction,
    Stream,
    Strength,
    Unit,
    Waiver,
)
from tests.stories import Story

__all__ = ["CASELOADS", "POLICY", "Caseload", "cases"]

SOURCE = Source(title="Rutin för synpunkter", document_type="rutin", publisher="Ingenstads kommun")
STATISTICS = (
    "anonymous",
    "days_to_answer",
    "longest_silence",
    "measures_undone",
    "preventive_measures",
    "reclassified_to_complaint",
    "repeat_complaints",
    "resolved_at_first_contact",
    "share_with_measure",
    "transfers_per_case",
    "units_without_registrations",
    "unheard_of",
)
POLICY = Policy(
    key="ingenstad",
    edition="2020",
    name=Label("Ingenstads kommun", "Ingenstad"),
    source=SOURCE,
    kinds=(
        KindRule(kind=Kind.COMPLAINT, label=Label("klagomål", "complaint"), bucket="klagomal"),
        KindRule(kind=Kind.PRAISE, label=Label("beröm", "praise"), bucket="synpunkt"),
        KindRule(kind=Kind.SUGGESTION, label=Label("förslag", "suggestion"), bucket="synpunkt"),
        KindRule(kind=Kind.QUESTION, label=Label("fråga", "question"), bucket="synpunkt"),
    ),
    obligations=(
        Obligation(
            id="handling_time",
            title=Label("Färdigt svar", "Finished answer"),
            fulfilled_by=on("answered"),
            term=Within(10),
            strength=Strength.TARGET,
            applies_to=complaints(),
        ),
        Obligation(
            id="acknowledgement",
            title=Label("Bekräftelse", "Acknowledgement"),
            fulfilled_by=on("acknowledged"),
            also_by=on("answered"),
            term=Within(5),
            strength=Strength.MUST,
            waived_if={Waiver.NO_CONTACT_ROUTE},
        ),
        Obligation(
            id="answer",
            title=Label("Svar", "Answer"),
            fulfilled_by=on("answered"),
            term=Within(10, Unit.CALENDAR_DAYS),
            strength=Strength.PROMISE,
            applies_to=complaints(),
            delay=DelayRule(extends=Extension.TO_NEW_DATE),
        ),
        Obligation(
            id="delay_notice",
            title=Label("Besked om försening", "Delay notice"),
            fulfilled_by=on("delay_notice"),
            term=ByDueOf("answer", only_if_late=True),
            strength=Strength.SHOULD,
            applies_to=complaints(),
        ),
        Obligation(
            id="promptly",
            title=Label("Skyndsamt", "Promptly"),
            fulfilled_by=on("answered"),
            term=InWords(Label("skyndsamt", "promptly")),
            strength=Strength.SHOULD,
        ),
    ),
    exclusions=(Exclusion(stream=Stream.APPEAL, refer_to=Label("domstol", "court")),),
    checklists=(
        Checklist(
            id="first_word",
            title=Label("Första ordet", "The first word"),
            events={"acknowledged"},
            items=(
                ChecklistItem(code=Content.THANKS, label=Content.THANKS.words),
                ChecklistItem(code=Content.REGRET, label=Content.REGRET.words),
            ),
        ),
    ),
    statistics=tuple(Statistic(code=code, label=Label(code, code)) for code in STATISTICS),
    choices=(
        Choice(
            id="AMB-01",
            field="obligations.answer.term.unit",
            reading=Label("kalenderdagar", "calendar days"),
        ),
    ),
)


def cases() -> list[Case]:
    """Return the cases, told day by day. Most are from 2025."""
    return [story.case for story in _stories()]


def _stories() -> list[Story]:
    def story(number: int) -> Story:
        return Story(POLICY, f"case-{number}")

    return [
        # 1: by the book. Mon 3 March; word after 2 days, answer after 9, closed after 11.
        story(1)
        .received("2025-03-03", unit="alpha")
        .on("2025-03-05", Acknowledged, content={"thanks"})
        .on("2025-03-12", Answered)
        .on("2025-03-13", MeasureRecorded, measure="m")
        .on("2025-03-13", MeasureReceived, measure="m", reception=MeasureReception.ACCEPTED)
        .on("2025-03-14", Closed)
        .on("2025-03-17", SatisfactionRecorded, satisfaction=Satisfaction.SATISFIED),
        # 2: handed over, confirmed a day late (due Mon 17 March), answered by the new date.
        story(2)
        .received("2025-03-10", unit="beta")
        .on("2025-03-11", Transferred, to_unit="alpha")
        .on("2025-03-18", Acknowledged)
        .on(
            "2025-03-18 13:00",
            DelayNotice,
            promised=POLICY.calendar.day_of(Story(POLICY).moment("2025-03-28")),
        )
        .on("2025-03-27", Answered)
        .on(
            "2025-03-28",
            MeasureRecorded,
            measure="m",
            type=MeasureType.PREVENTIVE,
            done=False,
        )
        .on("2025-03-29", SatisfactionRecorded, satisfaction=Satisfaction.DISSATISFIED)
        .on("2025-03-31", Escalated, to_level=2)
        .on("2025-04-01", Closed),
        # 3: solved on the telephone.
        story(3)
        .received("2025-04-01", channel=Channel.PHONE, unit="beta")
        .on("2025-04-01 13:00", MeasureRecorded, measure="m", at_first_contact=True)
        .on("2025-04-01 13:01", Answered)
        .on("2025-04-02", Closed),
        # 4: praise, thanked for and closed.
        story(4)
        .received("2025-05-05", Kind.PRAISE, unit="alpha")
        .on("2025-05-07", Acknowledged, content={"thanks"})
        .on("2025-05-08", Closed),
        # 5: a proposal from somebody nobody can reach.
        story(5)
        .received(
            "2025-06-16", Kind.SUGGESTION, unit="beta", anonymous=True, has_contact_route=False
        )
        .on("2025-06-24", Closed),
        # 6: confirmed and then forgotten; 121 days old at the end of the year.
        story(6).received("2025-09-01", unit="beta").on("2025-09-03", Acknowledged),
        # 7: came before Christmas and lies there; 12 days old, the confirmation due 2 January.
        story(7).received("2025-12-19", unit="alpha"),
        # 8: from the year before; answered late (due 2 January), closed 13 January.
        story(8)
        .received("2024-12-23", unit="alpha")
        .on("2024-12-30", Acknowledged)
        .on("2025-01-10", Answered)
        .on("2025-01-13", Closed),
        # 9: an appeal.
        story(9).received("2025-02-10", unit="alpha", streams={"appeal"}),
        # 10: answered in time, closed, opened again; 86 days old at the end of the year.
        story(10)
        .received("2025-10-06", unit="beta")
        .on("2025-10-07", Acknowledged)
        .on("2025-10-15", Answered)
        .on("2025-10-16", Closed)
        .on("2025-10-17", SatisfactionRecorded, satisfaction=Satisfaction.DISSATISFIED)
        .on("2025-10-20", Reopened),
        # 11: a question that the confirmation settled.
        story(11)
        .received("2025-11-03", Kind.QUESTION, unit="alpha")
        .on("2025-11-04", Acknowledged)
        .on("2025-11-05", Closed),
        # 12: after the year.
        story(12).received("2026-01-05", unit="beta"),
        # 13: all of it in 2024.
        story(13)
        .received("2024-06-03", unit="alpha")
        .on("2024-06-05", Acknowledged)
        .on("2024-06-10", Answered)
        .on("2024-06-12", Closed),
    ]


# --- drawn ----------------------------------------------------------------------------------------


@st.composite
def stories(draw: st.DrawFn, *, is_plain: bool) -> dict[str, Any]:
    """Return what happened in one case, in days after its arrival; ``None``: it did not.

    In a plain story nothing is lifted: the matter and the person stay what and where they were.
    """

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
        "failed": draw(st.sampled_from([None, None, None, Acknowledged, Answered])),
        "arrived_after_all": draw(st.booleans()),
        "moved": None if is_plain else days(20),
        "moved_back": draw(st.booleans()),
        "lost": None if is_plain else days(20),
        "ground": ClosingGround.HANDLED if is_plain else draw(st.sampled_from(ClosingGround)),
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
    steps = sorted([*_handled(what), *_ended(what)], key=lambda step: step[0])
    sent = [days for days, event, _ in steps if event is what["failed"]]
    steps += [(days + 2, DeliveryFailed, {"notice": "letter"}) for days in sent]
    if what["arrived_after_all"]:
        steps += [(days + 4, DeliverySucceeded, {"notice": "letter"}) for days in sent]
    for minute, (days, event, about) in enumerate(sorted(steps, key=lambda step: step[0])):
        if "notice" in about:
            about["version"] = 1 + [type(e) for e in found.events].index(what["failed"])
        found.on(f"{arrived + timedelta(days=days)} 12:{minute:02d}", event, **about)
    return found.case


Step: TypeAlias = tuple[int, type[Event], dict[str, Any]]
"""An event, so many days after the arrival."""


def _handled(what: Mapping[str, Any]) -> Iterator[Step]:
    """Yield what the people of the municipality did, and what was said of it."""
    for slot, event in (("acknowledged", Acknowledged), ("answered", Answered)):
        if what[slot] is not None:
            yield what[slot], event, {}
    if what["transferred"]:
        yield 1, Transferred, {"to_unit": what["transferred"]}
    if what["delayed"]:
        promised = what["arrived"] + timedelta(days=20)
        yield what["delayed"], DelayNotice, {"promised": promised}
    if what["measure"]:
        yield 3, MeasureRecorded, {"measure": "m", "type": what["measure"]}
    if what["said"]:
        yield 31, SatisfactionRecorded, {"satisfaction": what["said"]}


def _ended(what: Mapping[str, Any]) -> Iterator[Step]:
    """Yield what ended the case, or what was owed in it, and what began it again."""
    if what["closed"] is not None:
        ground = what["ground"]
        first = "case-first" if ground is ClosingGround.DUPLICATE else ""
        yield what["closed"], Closed, {"ground": ground, "duplicate_of": first}
        if what["reopened"]:
            yield what["closed"] + 5, Reopened, {}
    if what["moved"] is not None:
        yield what["moved"], StreamsSet, {"streams": {"appeal"}, "excluded": "appeal"}
        if what["moved_back"]:
            yield what["moved"] + 5, StreamsSet, {"streams": set()}
    if what["lost"] is not None:
        yield what["lost"], ContactNoted, {"reachable": False}


class Caseload(list[Case]):
    """The cases of an example, in few words: what happened in them stands in the stories."""

    def __repr__(self) -> str:
        return f"<{len(self)} cases>"


def _caseloads(*, is_plain: bool) -> st.SearchStrategy[Caseload]:
    bunches = st.tuples(stories(is_plain=is_plain), st.integers(1, 6))
    return st.lists(bunches, min_size=4, max_size=14).map(
        lambda bunches: Caseload(
            told(what, 100 * number + copy)
            for number, (what, copies) in enumerate(bunches)
            for copy in range(copies)
        )
    )


CASELOADS = st.one_of(_caseloads(is_plain=True), _caseloads(is_plain=False))
GROUPINGS = st.sampled_from(
    [("unit",), ("kind",), ("unit", "kind"), ("quality",), ("bucket", "unit")]
)
"""Up to fourteen stories, each told of one to six cases."""

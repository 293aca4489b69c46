# SPDX-License-Identifier: Apache-2.0
"""Provköping, an invented municipality: one rule of each kind, and ways to explain it."""

from __future__ import annotations

from datetime import date, datetime
from textwrap import dedent
from typing import Any

import attrs

from klagomal.calendar import SWEDEN, CalendarSpec, calendar_for
from klagomal.cases.case import fold
from klagomal.cases.events import Event, Received
from klagomal.cases.feedback import Feedback
from klagomal.deadlines.deadline import Deadline
from klagomal.policy.policy import Policy
from klagomal.promises.citation import Source
from klagomal.promises.obligations import DelayRule, Obligation, On, complaints, on
from klagomal.promises.provisions import KindRule, Ladder, Level
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Within
from klagomal.vocabulary import (
    Channel,
    Content,
    Extension,
    Kind,
    Label,
    Language,
    Role,
    Strength,
    Unit,
    Waiver,
)

SWEDISH = calendar_for()
ENGLAND = CalendarSpec(country="GB", subdivision="ENG", zone="Europe/London")
GUIDELINE = Source(
    title="Riktlinje för synpunkter",
    document_type="riktlinje",
    publisher="Provköpings kommun",
    adopted_by="KS",
    adopted=date(2009, 9, 8),
    paragraph="§ 12",
)
CODE = Source(
    title="Complaint code", document_type="code", publisher="Testing Council", dated="undated"
)

ANSWER = Obligation(
    id="answer",
    title=Label("Svar på synpunkten", "Answer to the feedback"),
    fulfilled_by=on("answered"),
    term=Within(10, Unit.CALENDAR_DAYS),
    strength=Strength.PROMISE,
    delay=DelayRule(),
    citations=(GUIDELINE.cite("PRO-14", heading="Snabbt"),),
)
ACKNOWLEDGEMENT = Obligation(
    id="acknowledgement",
    title=Label("Bekräftelse på mottagen synpunkt", "Acknowledgement of the feedback"),
    fulfilled_by=on("acknowledged", "handler_announced"),
    also_by=on("answered"),
    term=Within(5),
    strength=Strength.MUST,
    content={Content.HANDLER_NAME, Content.HANDLER_CONTACT},
    waived_if={Waiver.NO_CONTACT_ROUTE},
    accepts_automatic=False,
    citations=(
        GUIDELINE.cite("PRO-24", "PRO-26", heading="Du som är registrator"),
        GUIDELINE.cite("PRO-53"),
    ),
)
PROMISED = Obligation(
    id="promised",
    title=Label("Svar i utlovad tid", "Answer when promised"),
    starts_on=on("handler_announced"),
    fulfilled_by=on("answered"),
    term=ByPromise(),
    strength=Strength.MUST,
    applies_to=complaints(),
    delay=DelayRule(extends=Extension.TO_NEW_DATE),
)
HANDLING = Obligation(
    id="handling",
    title=Label("Handläggningstid", "Handling time"),
    fulfilled_by=on("answered", "closed"),
    term=Within(10),
    strength=Strength.TARGET,
    applies_to=complaints(),
    delay=DelayRule(content={Content.REASON}, suggested_modes={Channel.PHONE, Channel.LETTER}),
)
NOTICE = Obligation(
    id="notice",
    title=Label("Besked om att det dröjer", "Word that it takes longer"),
    fulfilled_by=on(On("delay_notice", modes={Channel.PHONE, Channel.LETTER})),
    content={Content.REASON},
    term=ByDueOf("handling", only_if_late=True),
    strength=Strength.SHOULD,
    applies_to=complaints(),
    derived=True,
)
REGISTERED = Obligation(
    id="registered",
    title=Label("Diarieföring av svaret", "Registration of the answer"),
    fulfilled_by=on(On("registered", name="answer")),
    term=BeforeClosing(),
    strength=Strength.MUST,
)
HANDED_OVER = Obligation(
    id="handed_over",
    title=Label("Överlämnande till registrator", "Hand-over to the registrar"),
    fulfilled_by=on(On("transferred", to={Role.REGISTRAR})),
    term=InWords(Label("direkt", "immediately"), warn_after=Within(1)),
    strength=Strength.MUST,
)
STAGE_ONE = Obligation(
    id="stage_one",
    title=Label("Svar i första steget", "Stage 1 response"),
    starts_on=on("acknowledged"),
    start_latest="acknowledgement",
    fulfilled_by=on("answered"),
    term=Within(10),
    strength=Strength.MUST,
    delay=DelayRule(
        extends=Extension.BY_AT_MOST,
        at_most=Within(10),
        times=1,
        needs_consent=True,
        content={Content.REASON},
    ),
    citations=(CODE.cite("TES-05", heading="Stage 1"),),
)


def policy(*obligations: Obligation, calendar: CalendarSpec = SWEDEN) -> Policy:
    """Return a policy of an invented municipality."""
    return Policy(
        key="provkoping",
        edition="2009",
        name=Label("Provköping", "Provköping"),
        source=GUIDELINE,
        kinds=tuple(KindRule(kind=kind, label=kind.words) for kind in Kind),
        obligations=obligations,
        calendar_spec=calendar,
        ladder=Ladder(levels=(Level(role=Role.UNIT), Level(role=Role.BOARD))),
    )


def moment(day: str, rules: Policy) -> datetime:
    """Return noon of a day in the policy's zone."""
    return datetime.fromisoformat(f"{day} 12:00").replace(tzinfo=rules.calendar.zone)


def feedback(day: str, rules: Policy) -> Feedback:
    """Return a complaint by letter."""
    return Feedback(kind=Kind.COMPLAINT, channel=Channel.LETTER, received_at=moment(day, rules))


def arriving(day: str, *obligations: Obligation, calendar: CalendarSpec = SWEDEN) -> Deadline:
    """Return the deadline of the last obligation for a complaint that arrives on ``day``."""
    rules = policy(*obligations, calendar=calendar)
    return rules.deadlines(feedback(day, rules))[-1]


def received(arrived: Feedback, rules: Policy) -> Received:
    """Return the event that opens a case."""
    return Received(
        at=arrived.received_at,
        case_id="case-1",
        feedback=arrived,
        policy=rules.key,
        edition=rules.edition,
    )


def after(
    day: str,
    obligation: Obligation,
    *steps: tuple[str, type[Event], dict[str, Any]],
    others: tuple[Obligation, ...] = (),
) -> Deadline:
    """Return the obligation's last deadline after steps given as (day, event, fields)."""
    rules = policy(*others, obligation)
    log: list[Event] = [received(feedback(day, rules), rules)]
    log += [event(at=moment(when, rules), **fields) for when, event, fields in steps]
    return rules.running(fold(log))[-1]


def told(deadline: Deadline, language: Language) -> str:
    """Return the text with the calendar's fingerprint replaced: nobody computes it by hand."""
    return deadline.explain(language).replace(deadline.calendar.fingerprint, "FINGERPRINT")


def written(text: str) -> str:
    """Return a text as it is written in a test."""
    return dedent(text).strip("\n")


ENGLISH_ACKNOWLEDGEMENT = attrs.evolve(
    ACKNOWLEDGEMENT, title=Label("Bekräftelse", "Acknowledgement"), content=()
)


def numbered(text: str) -> list[str]:
    """Return the indented lines."""
    return [line.removeprefix("  ") for line in text.splitlines() if line.startswith("  ")]


DUE = date(2025, 3, 17)  # ten working days from Monday 3 March

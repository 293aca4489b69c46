# SPDX-License-Identifier: Apache-2.0
"""Files as an e-service of the invented Provköping might export them, for tests of the intake."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from klagomal.cases.events import Event
from klagomal.intake import SWEDISH_EXPORT, ColumnMapping, Intake, Problem, read_cases
from klagomal.policy.policy import Policy
from klagomal.promises.citation import Source
from klagomal.promises.obligations import DelayRule, Obligation, On, Scope, on
from klagomal.promises.provisions import (
    ClosingRule,
    Dimension,
    Exclusion,
    KindRule,
    Ladder,
    Level,
    RegistrationRule,
)
from klagomal.promises.terms import BeforeClosing, ByDueOf, Within
from klagomal.vocabulary import (
    Content,
    Kind,
    Label,
    Role,
    Severity,
    Stream,
    Strength,
    Unit,
    Waiver,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2025, 6, 30, 18, 0, tzinfo=STOCKHOLM)

TEXT = Source(title="Riktlinje för synpunkter", document_type="riktlinje", publisher="Provköping")
WORDS = Label("text", "words")


def _duty(id_: str, term: Any, *fulfilled_by: str | On, **about: Any) -> Obligation:
    return Obligation(
        id=id_,
        title=WORDS,
        fulfilled_by=on(*fulfilled_by),
        term=term,
        strength=Strength.MUST,
        **about,
    )


PROVKOPING = Policy(
    key="provkoping",
    edition="1",
    name=Label("Provköpings kommun", "Provköping municipality"),
    source=TEXT,
    kinds=(
        *(KindRule(kind=kind, label=kind.words) for kind in (Kind.COMPLAINT, Kind.PRAISE)),
        KindRule(kind=Kind.SUGGESTION, label=Label("uppslag", "bright idea")),
    ),
    obligations=(
        _duty(
            "acknowledgement",
            Within(5),
            "acknowledged",
            "handler_announced",
            content={Content.HANDLER_NAME, Content.HANDLER_CONTACT},
            also_by=on("answered"),
            waived_if={Waiver.NO_CONTACT_ROUTE},
        ),
        _duty("answer", Within(10, Unit.CALENDAR_DAYS), "answered", delay=DelayRule()),
        _duty("notice", ByDueOf("answer", only_if_late=True), "delay_notice"),
        _duty("praise", BeforeClosing(), "praise_forwarded", applies_to=Scope(kinds={Kind.PRAISE})),
        _duty(
            "to_manager",
            BeforeClosing(),
            On("transferred", to={Role.NEAREST_MANAGER}),
            applies_to=Scope(severities={Severity.SERIOUS}),
        ),
    ),
    exclusions=(
        Exclusion(stream=Stream.APPEAL, refer_to=WORDS, must_inform={Content.RIGHT_TO_APPEAL}),
        Exclusion(stream=Stream.WHISTLEBLOWING, refer_to=WORDS, keep_apart=True),
    ),
    dimensions=(Dimension(code="treatment", label=Label("bemötande", "treatment")),),
    registration=(RegistrationRule(register="diarium", label=WORDS),),
    closing=ClosingRule(after={"answered"}),
    ladder=Ladder(levels=(Level(role=Role.UNIT), Level(role=Role.BOARD))),
)

HEADER = "Kommun;Ärendenummer;Inkom;Kanal;Typ"
ROW = "Provköping;P 2025-1;2025-03-14;brev;klagomål"
"""Friday 14 March 2025."""


def text_of(*rows: str, header: str = HEADER) -> str:
    """Return a file's text: a header and rows."""
    return "".join(f"{line}\n" for line in (header, *rows))


def file_of(*rows: str, header: str = HEADER) -> io.BytesIO:
    """Return a file in UTF-8 with a byte order mark, as Excel writes it."""
    return io.BytesIO(text_of(*rows, header=header).encode("utf-8-sig"))


def read(
    *rows: str, header: str = HEADER, mapping: ColumnMapping = SWEDISH_EXPORT, **about: Any
) -> Intake:
    """Return what a file gives under Provköping's policy."""
    given: dict[str, Any] = {"policies": [PROVKOPING], "now": NOW} | about
    return read_cases(file_of(*rows, header=header), mapping, **given)


def told(**cells: str) -> Intake:
    """Return what one row gives, with columns beside the needed ones: ``told(Besvarad="...")``.

    An underscore in a heading stands for a space.
    """
    headings = [heading.replace("_", " ") for heading in cells]
    return read(";".join((ROW, *cells.values())), header=";".join((HEADER, *headings)))


def events_of(intake: Intake) -> tuple[Event, ...]:
    """Return the events of the only case, after the arrival; nothing may have been lost."""
    (case,) = intake.cases
    assert intake.problems == ()
    return case.events[1:]


def problem_of(intake: Intake) -> Problem:
    """Return the only problem."""
    (problem,) = intake.problems
    return problem


def local(moment: datetime) -> str:
    """Return a moment as it reads on the wall in Provköping."""
    return moment.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")

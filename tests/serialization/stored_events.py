# SPDX-License-Identifier: Apache-2.0
"""One event of each kind, as it stands in tests/data/events_v1.jsonl, in the same order."""

from __future__ import annotations

from datetime import UTC, date, datetime

from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    Classified,
    Closed,
    ContactNoted,
    CopySent,
    Corrected,
    DelayNotice,
    DeliveryFailed,
    DeliverySucceeded,
    DueDate,
    Erased,
    Escalated,
    Event,
    HandlerAnnounced,
    Informed,
    Linked,
    MeasureCompleted,
    MeasureReceived,
    MeasureRecorded,
    Milestone,
    Paused,
    PraiseForwarded,
    ProgressNotice,
    Received,
    Reclassified,
    ReferredOut,
    Registered,
    Reopened,
    Resumed,
    SatisfactionRecorded,
    SecrecyMarked,
    SeveritySet,
    SplitOff,
    StreamsSet,
    Transferred,
)
from klagomal.cases.feedback import Feedback
from klagomal.vocabulary import (
    Channel,
    ClosingGround,
    Decision,
    Kind,
    MeasureReception,
    MeasureType,
    Role,
    Satisfaction,
    Severity,
    SubmitterCapacity,
)

__all__ = ["ARRIVAL", "NOON", "STORED"]

NOON = datetime(2025, 12, 19, 12, tzinfo=UTC)
ARRIVAL = datetime(2025, 12, 19, 11, tzinfo=UTC)

STORED: tuple[Event, ...] = (
    Received(
        at=ARRIVAL,
        by=Actor(Role.CONTACT_CENTRE, "cc-1"),
        recorded_at=datetime(2025, 12, 19, 11, 5, 0, 250_000, tzinfo=UTC),
        case_id="2025-0001",
        feedback=Feedback(
            kind=Kind.COMPLAINT,
            channel=Channel.PHONE,
            received_at=ARRIVAL,
            unit="home-care/north",
            receiving_unit="switchboard",
            administration="social-care",
            sector="social_services",
            category="meals",
            cause="late",
            dimensions={"treatment", "access"},
            streams={"lex_sarah"},
            subjects={"staff-9"},
            capacity=SubmitterCapacity.RELATIVE,
            anonymous=True,
            has_contact_route=False,
            wants_reply=False,
        ),
        policy="essunga",
        edition="2012",
        calendar="0123456789abcdef",
        due=(
            DueDate("acknowledgement", date(2026, 1, 2)),
            DueDate("answer", date(2026, 1, 9)),
        ),
        excluded="lex_sarah",
        parent="2025-0000",
        records={"received", "answered"},
    ),
    Registered(
        at=NOON,
        register="diarium",
        reference="KS 2025/0417",
        what="answer",
        dossier="Synpunkten 2025",
    ),
    Transferred(at=NOON, to_unit="school", to_role=Role.REGISTRAR, handler="h-2"),
    CopySent(at=NOON, to=Role.NEAREST_MANAGER),
    Acknowledged(
        at=NOON,
        by=Actor(Role.SYSTEM),
        content={"handler_name", "handler_contact"},
        mode=Channel.EMAIL,
        handler="h-1",
        promised=date(2026, 1, 15),
        automatic=True,
        sent=True,
    ),
    HandlerAnnounced(at=NOON, handler="h-1"),
    ProgressNotice(at=NOON, mode=Channel.LETTER),
    DelayNotice(at=NOON, content={"reason"}, promised=date(2026, 2, 1), consented=True),
    Answered(at=NOON, content={"apology"}, upheld=Decision.NOT_UPHELD),
    Informed(at=NOON, content={"right_to_appeal"}),
    MeasureRecorded(
        at=NOON, measure="m-1", type=MeasureType.PREVENTIVE, done=False, at_first_contact=True
    ),
    MeasureCompleted(at=NOON, measure="m-1"),
    MeasureReceived(at=NOON, measure="m-1", reception=MeasureReception.MIXED),
    SatisfactionRecorded(at=NOON, satisfaction=Satisfaction.DISSATISFIED, grade=1, best=4),
    Escalated(
        at=NOON,
        by=Actor(Role.SUBMITTER),
        to_level=2,
        to_role=Role.SUPERIOR_MANAGER,
        assigned_to="h-3",
    ),
    ReferredOut(at=NOON, to="police", forwarded=True),
    PraiseForwarded(at=NOON),
    SecrecyMarked(at=NOON, legal_basis="OSL 26 kap. 1 §", holder="social-board"),
    Reclassified(at=NOON, kind=Kind.SUGGESTION, consented=True),
    SeveritySet(at=NOON, severity=Severity.SERIOUS),
    Classified(at=NOON, dimensions={"access"}, cause="late"),
    StreamsSet(at=NOON, streams={"fault_report"}, excluded="fault_report"),
    Linked(at=NOON, to="2025-0003"),
    SplitOff(at=NOON, child="2025-0002"),
    Paused(at=NOON, reason="waiting_for_person"),
    Resumed(at=NOON),
    Milestone(at=NOON, name="site_visit"),
    DeliveryFailed(at=NOON, notice="acknowledgement", version=3),
    DeliverySucceeded(at=NOON, notice="acknowledgement", version=3),
    ContactNoted(at=NOON, reachable=False),
    Erased(
        at=NOON, authority="gallringsbeslut KS 2030/12", reason="retention", records=2, begun=(7,)
    ),
    Closed(
        at=NOON,
        content={"unit_notes"},
        ground=ClosingGround.DUPLICATE,
        duplicate_of="2025-0001",
    ),
    Reopened(at=NOON),
    Corrected(
        at=NOON, version=2, reason="wrong_day", instead=Answered(at=ARRIVAL, content={"apology"})
    ),
)

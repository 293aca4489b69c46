# SPDX-License-Identifier: Apache-2.0
"""Case logs told day by day, for tests.

    story = Story(POLICY).received("2025-12-19", Kind.COMPLAINT)
    story.on("2025-12-23", Acknowledged, content={"handler_name"}).on("2026-01-09", Answered)
    story.outcome("acknowledgement", as_of="2026-01-31")

Moments are noon in the policy's zone unless a time is given ("2025-12-23 23:59"). Events are
appended as they are, without the lifecycle's guards; use ``record`` to go through them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Self

from klagomal.assessment import Assessment, assess
from klagomal.cases.case import Case, fold
from klagomal.cases.events import Actor, Event, Received
from klagomal.cases.feedback import Feedback
from klagomal.lifecycle import receive, record
from klagomal.policy.policy import Policy
from klagomal.vocabulary import Channel, Kind, Outcome, Role

RECEIVER = Actor(Role.STAFF, "receiver-1")


class Story:
    """One case's log, built step by step."""

    def __init__(self, policy: Policy, case_id: str = "case-1") -> None:
        self.policy = policy
        self.case_id = case_id
        self.events: tuple[Event, ...] = ()

    def moment(self, when: str) -> datetime:
        """Return ``2025-12-23`` (noon) or ``2025-12-23 23:59`` in the policy's zone."""
        day, _, time = when.partition(" ")
        return datetime.fromisoformat(f"{day} {time or '12:00'}").replace(
            tzinfo=self.policy.calendar.zone
        )

    def received(
        self,
        when: str,
        kind: Kind = Kind.COMPLAINT,
        channel: Channel = Channel.LETTER,
        by: Actor = RECEIVER,
        records: Iterable[str] | None = None,
        **about: Any,
    ) -> Self:
        """Begin with an arrival, as the lifecycle makes it."""
        feedback = Feedback(kind=kind, channel=channel, received_at=self.moment(when), **about)
        now = feedback.received_at + timedelta(minutes=5)
        self.events = receive(
            feedback, self.policy, now, case_id=self.case_id, by=by, records=records
        )
        return self

    def on(self, when: str, event: type[Event], **about: Any) -> Self:
        """Append an event as it is."""
        self.events += (event(at=self.moment(when), **about),)
        return self

    def record(self, when: str, event: type[Event], **about: Any) -> Self:
        """Append an event through the lifecycle, which may refuse it."""
        proposed = event(at=self.moment(when), **about)
        now = max(proposed.at, *(earlier.recorded_at for earlier in self.events))
        self.events += record(self.case, proposed, self.policy, now)
        return self

    @property
    def case(self) -> Case:
        """The case that the log tells of."""
        arrival = self.events[0]
        assert isinstance(arrival, Received)
        return fold(self.events)

    def assess(self, as_of: str) -> dict[str, Assessment]:
        """Return the assessments by obligation (the last run where there are several)."""
        day = date.fromisoformat(as_of)
        return {a.obligation.id: a for a in assess(self.case, self.policy, as_of=day)}

    def outcome(self, obligation: str, as_of: str) -> Outcome:
        """Return how one obligation stands at the end of a day."""
        return self.assess(as_of)[obligation].outcome

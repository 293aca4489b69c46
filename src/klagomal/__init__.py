# SPDX-License-Identifier: Apache-2.0
"""klagomal: what a public body promises those who complain, computed, explained, proven and kept.

The public names, loaded when they are first used, so that ``import klagomal`` stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from klagomal import errors as errors
    from klagomal import lifecycle as lifecycle
    from klagomal import policies as policies
    from klagomal.assessment import Assessment as Assessment
    from klagomal.assessment import assess as assess
    from klagomal.calendar import CalendarSpec as CalendarSpec
    from klagomal.calendar import NamedDay as NamedDay
    from klagomal.calendar import WorkingCalendar as WorkingCalendar
    from klagomal.calendar import calendar_for as calendar_for
    from klagomal.case import Case as Case
    from klagomal.case import Status as Status
    from klagomal.case import fold as fold
    from klagomal.citation import Citation as Citation
    from klagomal.citation import Source as Source
    from klagomal.comparison import compare as compare
    from klagomal.correspondence import Entry as Entry
    from klagomal.deadlines import Deadline as Deadline
    from klagomal.desk import Desk as Desk
    from klagomal.errors import KlagomalError as KlagomalError
    from klagomal.events import Acknowledged as Acknowledged
    from klagomal.events import Actor as Actor
    from klagomal.events import Answered as Answered
    from klagomal.events import Classified as Classified
    from klagomal.events import Closed as Closed
    from klagomal.events import CopySent as CopySent
    from klagomal.events import DelayNotice as DelayNotice
    from klagomal.events import Escalated as Escalated
    from klagomal.events import Event as Event
    from klagomal.events import HandlerAnnounced as HandlerAnnounced
    from klagomal.events import Informed as Informed
    from klagomal.events import MeasureCompleted as MeasureCompleted
    from klagomal.events import MeasureReceived as MeasureReceived
    from klagomal.events import MeasureRecorded as MeasureRecorded
    from klagomal.events import Milestone as Milestone
    from klagomal.events import Paused as Paused
    from klagomal.events import PraiseForwarded as PraiseForwarded
    from klagomal.events import ProgressNotice as ProgressNotice
    from klagomal.events import Received as Received
    from klagomal.events import Reclassified as Reclassified
    from klagomal.events import ReferredOut as ReferredOut
    from klagomal.events import Registered as Registered
    from klagomal.events import Reopened as Reopened
    from klagomal.events import Resumed as Resumed
    from klagomal.events import SatisfactionRecorded as SatisfactionRecorded
    from klagomal.events import SecrecyMarked as SecrecyMarked
    from klagomal.events import SeveritySet as SeveritySet
    from klagomal.events import SplitOff as SplitOff
    from klagomal.events import Transferred as Transferred
    from klagomal.feedback import Feedback as Feedback
    from klagomal.feedback import Submission as Submission
    from klagomal.feedback import Submitter as Submitter
    from klagomal.guards import escalation_due as escalation_due
    from klagomal.intake import read_cases as read_cases
    from klagomal.linting import lint as lint
    from klagomal.obligations import DelayRule as DelayRule
    from klagomal.obligations import Obligation as Obligation
    from klagomal.obligations import On as On
    from klagomal.obligations import Scope as Scope
    from klagomal.overlays import Overlay as Overlay
    from klagomal.overlays import overlay as overlay
    from klagomal.periods import AnnualAccounts as AnnualAccounts
    from klagomal.periods import InterimAccounts as InterimAccounts
    from klagomal.periods import Month as Month
    from klagomal.periods import Quarter as Quarter
    from klagomal.periods import SchoolYear as SchoolYear
    from klagomal.periods import Tertial as Tertial
    from klagomal.periods import Year as Year
    from klagomal.plugins import Plugins as Plugins
    from klagomal.policy import Policy as Policy
    from klagomal.registry import PolicyRegistry as PolicyRegistry
    from klagomal.rendering.letters import Letters as Letters
    from klagomal.report import Report as Report
    from klagomal.report import aggregate as aggregate
    from klagomal.report_duties import ReportDelivered as ReportDelivered
    from klagomal.terms import BeforeClosing as BeforeClosing
    from klagomal.terms import ByDueOf as ByDueOf
    from klagomal.terms import ByPromise as ByPromise
    from klagomal.terms import InWords as InWords
    from klagomal.terms import Within as Within
    from klagomal.triage import Verdict as Verdict
    from klagomal.vault import KeyRing as KeyRing
    from klagomal.vault import Vault as Vault
    from klagomal.vocabulary import Anonymity as Anonymity
    from klagomal.vocabulary import Channel as Channel
    from klagomal.vocabulary import Content as Content
    from klagomal.vocabulary import Extension as Extension
    from klagomal.vocabulary import Kind as Kind
    from klagomal.vocabulary import Label as Label
    from klagomal.vocabulary import MeasureReception as MeasureReception
    from klagomal.vocabulary import MeasureType as MeasureType
    from klagomal.vocabulary import Outcome as Outcome
    from klagomal.vocabulary import Reason as Reason
    from klagomal.vocabulary import Role as Role
    from klagomal.vocabulary import Roll as Roll
    from klagomal.vocabulary import Satisfaction as Satisfaction
    from klagomal.vocabulary import Severity as Severity
    from klagomal.vocabulary import Stream as Stream
    from klagomal.vocabulary import Strength as Strength
    from klagomal.vocabulary import SubmitterCapacity as SubmitterCapacity
    from klagomal.vocabulary import Unit as Unit
    from klagomal.vocabulary import Waiver as Waiver

__version__ = "0.1.0"

_HOMES = {
    "assessment": (
        "Assessment",
        "assess",
    ),
    "calendar": (
        "CalendarSpec",
        "NamedDay",
        "WorkingCalendar",
        "calendar_for",
    ),
    "case": (
        "Case",
        "Status",
        "fold",
    ),
    "citation": (
        "Citation",
        "Source",
    ),
    "comparison": ("compare",),
    "correspondence": ("Entry",),
    "deadlines": ("Deadline",),
    "desk": ("Desk",),
    "errors": ("KlagomalError",),
    "events": (
        "Acknowledged",
        "Actor",
        "Answered",
        "Classified",
        "Closed",
        "CopySent",
        "DelayNotice",
        "Escalated",
        "Event",
        "HandlerAnnounced",
        "Informed",
        "MeasureCompleted",
        "MeasureReceived",
        "MeasureRecorded",
        "Milestone",
        "Paused",
        "PraiseForwarded",
        "ProgressNotice",
        "Received",
        "Reclassified",
        "ReferredOut",
        "Registered",
        "Reopened",
        "Resumed",
        "SatisfactionRecorded",
        "SecrecyMarked",
        "SeveritySet",
        "SplitOff",
        "Transferred",
    ),
    "feedback": (
        "Feedback",
        "Submission",
        "Submitter",
    ),
    "guards": ("escalation_due",),
    "intake": ("read_cases",),
    "linting": ("lint",),
    "obligations": (
        "DelayRule",
        "Obligation",
        "On",
        "Scope",
    ),
    "overlays": (
        "Overlay",
        "overlay",
    ),
    "periods": (
        "AnnualAccounts",
        "InterimAccounts",
        "Month",
        "Quarter",
        "SchoolYear",
        "Tertial",
        "Year",
    ),
    "plugins": ("Plugins",),
    "policy": ("Policy",),
    "registry": ("PolicyRegistry",),
    "rendering.letters": ("Letters",),
    "report": (
        "Report",
        "aggregate",
    ),
    "report_duties": ("ReportDelivered",),
    "terms": (
        "BeforeClosing",
        "ByDueOf",
        "ByPromise",
        "InWords",
        "Within",
    ),
    "triage": ("Verdict",),
    "vault": (
        "KeyRing",
        "Vault",
    ),
    "vocabulary": (
        "Anonymity",
        "Channel",
        "Content",
        "Extension",
        "Kind",
        "Label",
        "MeasureReception",
        "MeasureType",
        "Outcome",
        "Reason",
        "Role",
        "Roll",
        "Satisfaction",
        "Severity",
        "Stream",
        "Strength",
        "SubmitterCapacity",
        "Unit",
        "Waiver",
    ),
}
_ROOMS = ("errors", "lifecycle", "policies")
_HOME_OF = {name: room for room, names in _HOMES.items() for name in names}

__all__ = [  # noqa: PLE0604  (kept in step with the imports above by a test)
    "__version__",
    *_ROOMS,
    *_HOME_OF,
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  (any public name)
    """Load a public name from the room it lives in."""
    if name in _ROOMS:
        return import_module(f"klagomal.{name}")
    if name not in _HOME_OF:
        raise AttributeError(f"module 'klagomal' has no attribute {name!r}")
    value = getattr(import_module(f"klagomal.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)

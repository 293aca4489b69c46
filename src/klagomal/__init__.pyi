# SPDX-License-Identifier: Apache-2.0

from klagomal import errors as errors
from klagomal import lifecycle as lifecycle
from klagomal import policies as policies
from klagomal.assessment import Assessment as Assessment
from klagomal.assessment import assess as assess
from klagomal.calendar import WorkingCalendar as WorkingCalendar
from klagomal.calendar import calendar_for as calendar_for
from klagomal.cases.case import Case as Case
from klagomal.cases.case import fold as fold
from klagomal.cases.events import Actor as Actor
from klagomal.cases.feedback import Feedback as Feedback
from klagomal.cases.feedback import Submission as Submission
from klagomal.cases.feedback import Submitter as Submitter
from klagomal.deadlines.deadline import Deadline as Deadline
from klagomal.desk import Desk as Desk
from klagomal.errors import KlagomalError as KlagomalError
from klagomal.intake import ColumnMapping as ColumnMapping
from klagomal.intake import read_cases as read_cases
from klagomal.mail.drafts import Entry as Entry
from klagomal.mail.letters import Letters as Letters
from klagomal.periods import Month as Month
from klagomal.periods import Quarter as Quarter
from klagomal.periods import Tertial as Tertial
from klagomal.periods import Year as Year
from klagomal.plugins import Plugins as Plugins
from klagomal.policy.linting import lint as lint
from klagomal.policy.overlays import overlay as overlay
from klagomal.policy.policy import Policy as Policy
from klagomal.policy.registry import PolicyRegistry as PolicyRegistry
from klagomal.ports import CaseQuery as CaseQuery
from klagomal.promises.terms import Within as Within
from klagomal.report import Report as Report
from klagomal.report import aggregate as aggregate
from klagomal.report.assessment_rows import tidy as tidy
from klagomal.report.comparison import compare as compare
from klagomal.report.duties import ReportDelivered as ReportDelivered
from klagomal.vault import KeyRing as KeyRing
from klagomal.vault import Vault as Vault
from klagomal.vocabulary import Channel as Channel
from klagomal.vocabulary import Kind as Kind
from klagomal.vocabulary import Outcome as Outcome
from klagomal.vocabulary import Role as Role

__version__: str

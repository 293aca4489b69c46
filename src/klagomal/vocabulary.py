# SPDX-License-Identifier: Apache-2.0
"""The vocabularies that all other modules share, with their Swedish and English labels.

Values are ASCII in lower snake case. They are stored, so they never change. Labels are for people.
The English labels follow ISO 10002 where it has a word. A policy may add local labels of its own.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, Self

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "CONTACT_ROLES",
    "OUTSIDE_ROLES",
    "STAFF_ROLES",
    "Anonymity",
    "Channel",
    "ClosingGround",
    "Content",
    "Decision",
    "Extension",
    "Kind",
    "Label",
    "LabelledEnum",
    "Language",
    "MeasureReception",
    "MeasureType",
    "OnDenied",
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
]

Language = Literal["sv", "en"]


@attrs.frozen
class Label:
    """One meaning in plain Swedish (``sv``) and English (``en``)."""

    sv: str
    en: str

    def text(self, language: Language = "sv") -> str:
        """Return the words in ``language``."""
        return self.sv if language == "sv" else self.en


class LabelledEnum(StrEnum):
    """A closed vocabulary whose members carry a Swedish and an English label."""

    words: Label

    # An Enum hashes by name, in Python code. A member equals its value, so the string's own hash is
    # right too. It is computed once, in C, which is several times faster in every set and dict.
    __hash__ = str.__hash__

    def __new__(cls, value: str, sv: str, en: str) -> Self:
        """Make the member a ``str`` with labels beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = Label(sv, en)
        return member

    def label(self, language: Language = "sv") -> str:
        """Return the label for people."""
        return self.words.text(language)

    @classmethod
    def lookup(cls, value: str) -> Self | None:
        """Return the member stored as ``value``, or ``None`` for a slug of a policy's own."""
        return next((member for member in cls if member.value == value), None)


class Kind(LabelledEnum):
    """What the submitter says the feedback is (AMB-30)."""

    COMPLAINT = "complaint", "klagomål", "complaint"
    SUGGESTION = "suggestion", "förslag", "suggestion"
    PRAISE = "praise", "beröm", "praise"
    OPINION = "opinion", "synpunkt", "opinion"
    QUESTION = "question", "fråga", "question"


class Channel(LabelledEnum):
    """The way feedback came in, or the way a message went out."""

    IN_PERSON = "in_person", "personligt möte", "in person"
    PHONE = "phone", "telefon", "phone"
    LETTER = "letter", "brev", "letter"
    EMAIL = "email", "e-post", "e-mail"
    FAX = "fax", "fax", "fax"
    WEB_FORM = "web_form", "webbformulär", "web form"
    PAPER_FORM = "paper_form", "blankett", "paper form"
    REPLY_CARD = "reply_card", "svarskort", "reply card"
    OTHER = "other", "annat sätt", "other"

    @property
    def is_oral(self) -> bool:
        """Whether feedback on the channel is spoken, so that somebody has to write it down."""
        return self in (Channel.IN_PERSON, Channel.PHONE)


class Anonymity(LabelledEnum):
    """What a policy says of anonymous feedback on one channel: three answers, not two (AMB-10)."""

    ALLOWED = "allowed", "tillåtet", "allowed"
    DENIED = "denied", "inte tillåtet", "denied"
    UNSPECIFIED = "unspecified", "inte angivet", "unspecified"


class OnDenied(LabelledEnum):
    """What follows when anonymity is denied. Feedback that arrived is registered all the same."""

    ADVISE = "advise", "upplys", "advise"
    REFUSE_AT_INTAKE = "refuse_at_intake", "be om uppgifter i formuläret", "refuse at intake"


class Role(LabelledEnum):
    """Who acts. ``RECEIVER`` is whoever took the feedback in, whatever their title."""

    SUBMITTER = "submitter", "den som lämnat synpunkten", "submitter"
    RECEIVER = "receiver", "mottagare", "receiver"
    STAFF = "staff", "medarbetare", "member of staff"
    CONTACT_CENTRE = "contact_centre", "växel eller kontaktcenter", "contact centre"
    REGISTRAR = "registrar", "registrator", "registrar"
    HANDLER = "handler", "handläggare", "handler"
    UNIT = "unit", "enhet", "unit"
    RESPONSIBLE_MANAGER = "responsible_manager", "ansvarig chef", "responsible manager"
    NEAREST_MANAGER = "nearest_manager", "närmaste chef", "nearest manager"
    SUPERIOR_MANAGER = "superior_manager", "överordnad chef", "superior manager"
    HEAD_OF_ADMINISTRATION = (
        "head_of_administration",
        "förvaltningschef",
        "head of administration",
    )
    BOARD = "board", "nämnd eller styrelse", "board"
    EXECUTIVE_BOARD = "executive_board", "kommunstyrelse", "executive board"
    COUNCIL = "council", "kommunfullmäktige", "council"
    ELECTED = "elected", "förtroendevald", "elected representative"
    SYSTEM_OWNER = "system_owner", "systemägare", "system owner"
    CENTRAL_PROCESS_OWNER = (
        "central_process_owner",
        "centralt processansvarig",
        "central process owner",
    )
    LOCAL_PROCESS_OWNER = "local_process_owner", "lokalt processansvarig", "local process owner"
    SYSTEM_MANAGER = "system_manager", "systemförvaltare", "system manager"
    SYSTEM_ADMINISTRATOR = (
        "system_administrator",
        "systemadministratör",
        "system administrator",
    )
    EXTERNAL_BODY = "external_body", "annan instans", "external body"
    SYSTEM = "system", "automatisk funktion", "system"


STAFF_ROLES: Final = frozenset(
    {
        Role.RECEIVER,
        Role.STAFF,
        Role.CONTACT_CENTRE,
        Role.REGISTRAR,
        Role.HANDLER,
        Role.UNIT,
        Role.RESPONSIBLE_MANAGER,
        Role.NEAREST_MANAGER,
        Role.SUPERIOR_MANAGER,
        Role.HEAD_OF_ADMINISTRATION,
    }
)
"""Everybody employed in the line, from receiver to head of administration."""

OUTSIDE_ROLES: Final = frozenset({Role.SUBMITTER, Role.EXTERNAL_BODY})
"""The roles that do not speak for the public body."""

CONTACT_ROLES: Final = STAFF_ROLES | {
    Role.BOARD,
    Role.EXECUTIVE_BOARD,
    Role.COUNCIL,
    Role.ELECTED,
    Role.SYSTEM,
}
"""Everybody who may write or speak to the person on the municipality's behalf."""


class SubmitterCapacity(LabelledEnum):
    """In what capacity somebody writes. An employee who writes as a parent is a guardian."""

    CITIZEN = "citizen", "medborgare", "citizen"
    SERVICE_USER = "service_user", "brukare", "service user"
    PUPIL = "pupil", "elev", "pupil"
    GUARDIAN = "guardian", "vårdnadshavare", "guardian"
    RELATIVE = "relative", "anhörig", "relative"
    REPRESENTATIVE = "representative", "ombud", "representative"
    ORGANISATION = "organisation", "förening eller företag", "organisation"
    STAFF = "staff", "personal i tjänsten", "staff, in that capacity"
    UNKNOWN = "unknown", "okänd", "unknown"


class Strength(LabelledEnum):
    """How strongly a text binds: the verb it uses, not our wish."""

    MUST = "must", "krav", "must"
    PROMISE = "promise", "löfte", "promise"
    TARGET = "target", "mål", "target"
    SHOULD = "should", "bör", "should"

    @property
    def binds(self) -> bool:
        """Whether a breach counts in the compliance rate (musts and promises do)."""
        return self in (Strength.MUST, Strength.PROMISE)


class Unit(LabelledEnum):
    """What a term is counted in.

    ``mon_sat_days`` are the working days and the Saturdays that are no holidays.
    """

    WORKING_DAYS = "working_days", "arbetsdagar", "working days"
    MON_SAT_DAYS = "mon_sat_days", "vardagar, lördagar inräknade", "weekdays, Saturdays included"
    CALENDAR_DAYS = "calendar_days", "kalenderdagar", "calendar days"
    WEEKS = "weeks", "veckor", "weeks"
    MONTHS = "months", "månader", "months"

    def amount(self, n: int, language: Language = "sv") -> str:
        """Return ``n`` of the unit in words, such as "1 arbetsdag" or "5 arbetsdagar"."""
        return f"{n} {(_ONE[self] if n == 1 else self.words).text(language)}"


_ONE: Final = {
    Unit.WORKING_DAYS: Label("arbetsdag", "working day"),
    Unit.MON_SAT_DAYS: Label("vardag, lördagar inräknade", "weekday, Saturdays included"),
    Unit.CALENDAR_DAYS: Label("kalenderdag", "calendar day"),
    Unit.WEEKS: Label("vecka", "week"),
    Unit.MONTHS: Label("månad", "month"),
}


class Roll(LabelledEnum):
    """What happens to a last day that falls on a closed day (AMB-01)."""

    NONE = "none", "flyttas inte", "not moved"
    NEXT_WORKING_DAY = "next_working_day", "till nästa arbetsdag", "to the next working day"
    PREVIOUS_WORKING_DAY = (
        "previous_working_day",
        "till närmast föregående arbetsdag",
        "to the working day before",
    )


class Extension(LabelledEnum):
    """What a delay notice that came in time does to the due date (AMB-07)."""

    NO = "no", "förlänger inte tiden", "does not extend the time"
    TO_NEW_DATE = "to_new_date", "ger en ny tid", "sets a new date"
    BY_AT_MOST = "by_at_most", "förlänger högst", "extends by at most"


class Waiver(LabelledEnum):
    """A circumstance of a case that lifts an obligation (AMB-11)."""

    NO_CONTACT_ROUTE = "no_contact_route", "ingen kontaktväg", "no contact route"
    NO_REPLY_WANTED = "no_reply_wanted", "inget svar önskas", "no reply wanted"
    ANONYMOUS = "anonymous", "anonym avsändare", "anonymous sender"


class Outcome(LabelledEnum):
    """How one obligation stands for one case (requirements, outcome vocabulary)."""

    MET = "met", "uppfyllt i tid", "met"
    MET_AS_RENEGOTIATED = (
        "met_as_renegotiated",
        "uppfyllt inom ny överenskommen tid",
        "met as renegotiated",
    )
    LATE_NOTIFIED = "late_notified", "sent, men underrättat i tid", "late, notified in time"
    LATE_SILENT = "late_silent", "sent, utan underrättelse i tid", "late, without notice in time"
    PENDING = "pending", "pågår", "pending"
    OVERDUE = "overdue", "försenat och inte gjort", "overdue"
    NOT_DELIVERED = "not_delivered", "skickat men inte framme", "sent but not delivered"
    NOT_APPLICABLE = "not_applicable", "gäller inte", "not applicable"
    NOT_ASSESSABLE = "not_assessable", "går inte att bedöma", "not assessable"

    @property
    def is_kept(self) -> bool:
        """Whether the obligation was fulfilled by the due day last agreed."""
        return self in (Outcome.MET, Outcome.MET_AS_RENEGOTIATED)

    @property
    def is_late(self) -> bool:
        """Whether the obligation was not fulfilled by the due day last agreed."""
        return self in _LATE

    @property
    def is_judged(self) -> bool:
        """Whether the outcome belongs in the denominator of a compliance rate."""
        return self.is_kept or self.is_late


_LATE: Final = (
    Outcome.LATE_NOTIFIED,
    Outcome.LATE_SILENT,
    Outcome.OVERDUE,
    Outcome.NOT_DELIVERED,
)


class Reason(LabelledEnum):
    """Why an obligation is not applicable, not assessable or still pending."""

    EXCLUDED = "excluded", "hanteras i annan ordning", "excluded from the routine"
    OUTSIDE_SCOPE = "outside_scope", "omfattas inte av regeln", "outside the rule's scope"
    NO_CONTACT_ROUTE = "no_contact_route", "ingen kontaktväg", "no contact route"
    NO_REPLY_WANTED = "no_reply_wanted", "inget svar önskas", "no reply wanted"
    ANONYMOUS = "anonymous", "anonym avsändare", "anonymous sender"
    NOT_STARTED = "not_started", "tiden har inte börjat löpa", "the clock has not started"
    NOT_NEEDED = "not_needed", "behövdes inte", "not needed"
    LIFTED = "lifted", "bortfallen", "lifted by a later event"
    WITHDRAWN = "withdrawn", "återkallat av den som skrev", "withdrawn by the person"
    DUPLICATE = "duplicate", "dubblett av ett annat ärende", "duplicate of another case"
    CONTACT_LOST = (
        "contact_lost",
        "personen går inte längre att nå",
        "the person can no longer be reached",
    )
    NOT_DELIVERED = "not_delivered", "meddelandet kom inte fram", "the message did not arrive"
    NO_NUMBER = "no_number", "texten anger ingen tid", "the text gives no number"
    NO_PROMISED_DATE = "no_promised_date", "inget datum utlovades", "no date was promised"
    NOT_RECORDED = (
        "not_recorded",
        "uppgiften finns inte i underlaget",
        "the source does not record it",
    )
    PAUSED = "paused", "tiden står stilla", "the clock is paused"


class Severity(LabelledEnum):
    """How serious a human judged the case to be; never inferred (AMB-20)."""

    ORDINARY = "ordinary", "vanligt", "ordinary"
    SERIOUS = "serious", "allvarligt", "serious"


class Satisfaction(LabelledEnum):
    """What the person said of the answer. Silence is UNKNOWN, not dissatisfied (AMB-26)."""

    SATISFIED = "satisfied", "nöjd", "satisfied"
    DISSATISFIED = "dissatisfied", "missnöjd", "dissatisfied"
    UNKNOWN = "unknown", "okänt", "unknown"


class Decision(LabelledEnum):
    """What an answer says of a complaint: whether the person was right."""

    UPHELD = "upheld", "fick rätt", "upheld"
    PARTLY = "partly", "fick delvis rätt", "partly upheld"
    NOT_UPHELD = "not_upheld", "fick inte rätt", "not upheld"


class ClosingGround(LabelledEnum):
    """Why a case was closed."""

    HANDLED = "handled", "färdigbehandlat", "handled"
    WITHDRAWN = "withdrawn", "återkallat", "withdrawn"
    DUPLICATE = "duplicate", "dubblett", "duplicate"


class MeasureType(LabelledEnum):
    """What a measure is for."""

    CORRECTIVE = "corrective", "rättande åtgärd", "corrective measure"
    PREVENTIVE = "preventive", "förebyggande åtgärd", "preventive measure"
    INFORMATION = "information", "information", "information"
    NONE_NEEDED = "none_needed", "ingen åtgärd behövdes", "no measure needed"
    OTHER = "other", "annan åtgärd", "other"


class MeasureReception(LabelledEnum):
    """How the person received a measure (OST-43)."""

    ACCEPTED = "accepted", "väl mottagen", "accepted"
    MIXED = "mixed", "blandat mottagen", "mixed"
    REJECTED = "rejected", "inte godtagen", "rejected"
    UNKNOWN = "unknown", "okänt", "unknown"


class Stream(LabelledEnum):
    """Matters that have a procedure of their own and must be recognised from day one.

    A policy file may name further streams with slugs of its own.
    """

    APPEAL = "appeal", "överklagande", "appeal"
    OTHER_PROCEDURE = "other_procedure", "annan fastställd rutin", "other adopted procedure"
    LEX_SARAH = "lex_sarah", "lex Sarah", "Lex Sarah report"
    LEX_MARIA = "lex_maria", "lex Maria", "Lex Maria notification"
    FAULT_REPORT = "fault_report", "felanmälan", "fault report"
    CITIZEN_PROPOSAL = "citizen_proposal", "medborgarförslag", "citizen proposal"
    WHISTLEBLOWING = "whistleblowing", "visselblåsning", "whistleblowing report"
    ACCESSIBILITY_REPORT = (
        "accessibility_report",
        "anmälan om bristande digital tillgänglighet",
        "accessibility report",
    )
    DEGRADING_TREATMENT = (
        "degrading_treatment",
        "kränkande behandling i skolan",
        "degrading treatment at school",
    )
    CHILD_WELFARE_REPORT = "child_welfare_report", "orosanmälan", "child welfare report"
    DOCUMENT_REQUEST = (
        "document_request",
        "begäran om allmän handling",
        "request for a public document",
    )
    DATA_PROTECTION_REQUEST = (
        "data_protection_request",
        "begäran enligt dataskyddsförordningen",
        "data protection request",
    )
    DAMAGES_CLAIM = "damages_claim", "skadeståndsanspråk", "claim for damages"
    EMPLOYER_MATTER = "employer_matter", "arbetsgivarfråga", "employer matter"
    STAFF_SUBMITTER = "staff_submitter", "synpunkt från personal", "feedback from staff"
    OTHER_PRINCIPAL = "other_principal", "annan huvudmans ansvar", "another body's responsibility"


class Content(LabelledEnum):
    """What a message to the person can contain. A policy may demand further slugs of its own."""

    HANDLER_NAME = "handler_name", "vem som handlägger", "who handles the case"
    HANDLER_CONTACT = "handler_contact", "kontaktuppgifter till handläggaren", "handler's contact"
    EXPECTED_DURATION = (
        "expected_duration",
        "hur lång tid det kommer att ta",
        "how long it will take",
    )
    REASON = "reason", "vad förseningen beror på", "the reason for the delay"
    NEW_DATE = "new_date", "ny tid", "a new date"
    THANKS = "thanks", "tack för synpunkten", "thanks"
    REGRET = "regret", "beklagande", "an expression of regret"
    APOLOGY = "apology", "ursäkt om kommunen gjort fel", "an apology where at fault"
    EXPLANATION = "explanation", "förklaring", "an explanation"
    PREVENTIVE_MEASURES = (
        "preventive_measures",
        "åtgärder för att det inte ska upprepas",
        "measures against recurrence",
    )
    NO_REPRISAL = (
        "no_reprisal",
        "att klagomålet inte ger negativa konsekvenser",
        "that complaining has no negative consequences",
    )
    NEXT_INSTANCE = "next_instance", "vart man kan vända sig", "where to turn next"
    RIGHT_TO_APPEAL = "right_to_appeal", "möjligheten att överklaga", "the right to appeal"
    HELP_OFFERED = "help_offered", "erbjuden hjälp", "help offered"
    AVAILABLE_ROUTES = "available_routes", "vilka möjligheter som finns", "the available routes"
    RIGHT_INSTANCE = "right_instance", "rätt instans", "the right instance"
    UNIT_NOTES = "unit_notes", "verksamhetens noteringar", "the unit's notes"


def labels(words: Iterable[str], vocabulary: type[LabelledEnum], language: Language) -> list[str]:
    """Return the labels of known slugs, and unknown slugs with spaces for their underscores."""
    found = ((word, vocabulary.lookup(word)) for word in words)
    return [known.label(language) if known else word.replace("_", " ") for word, known in found]

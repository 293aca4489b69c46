# SPDX-License-Identifier: Apache-2.0
"""Småby, an invented municipality: one small policy for each thing a policy must be able to say.

The numbers are those of the table of capabilities that comparable complaint codes ask for.
Everything is counted in Sweden unless a policy says otherwise.
"""

from __future__ import annotations

from typing import Any

from klagomal.policy.policy import Policy
from klagomal.promises.citation import Source
from klagomal.promises.obligations import DelayRule, Obligation, On, Scope, complaints, on
from klagomal.promises.provisions import KindRule, Ladder, Level
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Term, Within
from klagomal.vocabulary import (
    Content,
    Extension,
    Kind,
    Label,
    Role,
    Roll,
    Severity,
    Strength,
    Unit,
    Waiver,
)

TEXT = Source(title="Riktlinje för synpunkter", document_type="riktlinje", publisher="Småby")
WORDS = Label("text", "words")


def duty(id_: str, term: Term, *fulfilled_by: str | On, **about: Any) -> Obligation:
    """Return an obligation that binds, with a title nobody reads."""
    about.setdefault("strength", Strength.MUST)
    return Obligation(id=id_, title=WORDS, fulfilled_by=on(*fulfilled_by), term=term, **about)


def small(*obligations: Obligation, **parts: Any) -> Policy:
    """Return a policy of Småby that knows every kind and has these obligations."""
    parts.setdefault("kinds", tuple(KindRule(kind=kind, label=kind.words) for kind in Kind))
    parts = {"key": "smaby", "edition": "1"} | parts
    return Policy(name=WORDS, source=TEXT, obligations=obligations, **parts)


def days(n: int, roll: Roll = Roll.NONE) -> Within:
    """Return a term in calendar days."""
    return Within(n, Unit.CALENDAR_DAYS, roll)


ANSWER = duty("answer", Within(10), "answered")

# 1 and 4: calendar days and working days, several obligations with kinds and strengths of their own
TWO_CLOCKS = small(
    duty("contact", Within(5), "acknowledged", "answered", applies_to=complaints()),
    duty("answer", days(10), "answered", strength=Strength.PROMISE),
)
# 2
WEEKS = small(duty("answer", Within(4, Unit.WEEKS), "answered"))
MONTHS = small(duty("answer", Within(1, Unit.MONTHS), "answered"))
# 3
IN_WORDS = small(
    duty("answer", InWords(Label("så snabbt som möjligt", "as fast as possible")), "answered")
)
# 4: what a word to the person must contain, at once or bit by bit
CONTENT = small(
    duty(
        "contact",
        Within(5),
        "acknowledged",
        "handler_announced",
        content={Content.HANDLER_NAME, Content.HANDLER_CONTACT},
        also_by=on("answered"),
    )
)
# 5: the answer is counted from the acknowledgement, at the latest from when that was due
CHAINED = small(
    duty("acknowledgement", Within(5), "acknowledged"),
    duty(
        "answer",
        Within(10),
        "answered",
        starts_on=on("acknowledged"),
        start_latest="acknowledgement",
        after_start=True,
    ),
)
# 6, and 7 with a new date: a day that a person gave, and what a delay notice in time does to it
PROMISED = small(
    duty(
        "promised_time",
        ByPromise(),
        "answered",
        starts_on=on("handler_announced", "progress_notice"),
        delay=DelayRule(extends=Extension.TO_NEW_DATE),
    ),
    duty("delay_notice", ByDueOf("promised_time", only_if_late=True), "delay_notice"),
)


def answered_within_ten(rule: DelayRule) -> Policy:
    """Return a policy of one answer within ten working days, its delay notice, and ``rule``."""
    return small(
        duty("answer", Within(10), "answered", delay=rule),
        duty(
            "delay_notice",
            ByDueOf("answer", only_if_late=True),
            "delay_notice",
            strength=Strength.SHOULD,
        ),
    )


# 7 and 8
NOT_EXTENDED = answered_within_ten(DelayRule())
NEW_DATE = answered_within_ten(DelayRule(extends=Extension.TO_NEW_DATE))
AT_MOST = answered_within_ten(DelayRule(extends=Extension.BY_AT_MOST, at_most=Within(5)))
TWICE = answered_within_ten(DelayRule(extends=Extension.BY_AT_MOST, at_most=Within(5), times=2))
ONCE = answered_within_ten(DelayRule(extends=Extension.BY_AT_MOST, at_most=Within(5), times=1))
CONSENTED = answered_within_ten(DelayRule(extends=Extension.TO_NEW_DATE, needs_consent=True))
WITH_REASON = answered_within_ten(DelayRule(content={Content.REASON}))
ANY_TIME = answered_within_ten(DelayRule(extends=Extension.TO_NEW_DATE, must_precede_due=False))
# 9
UNNAMED = small(duty("contact", Within(5), "acknowledged", waived_if={Waiver.ANONYMOUS}))
WAIVED = small(
    duty("contact", Within(5), "acknowledged", waived_if={Waiver.NO_CONTACT_ROUTE}),
    duty(
        "answer",
        Within(10),
        "answered",
        waived_if={Waiver.NO_CONTACT_ROUTE, Waiver.NO_REPLY_WANTED},
    ),
    duty("registration", BeforeClosing(), "registered"),
)
ENDED = small(
    duty("acknowledgement", Within(5), "acknowledged", ended_by=on("answered")),
    duty("answer", Within(10), "answered", ended_by=on(On("milestone", name="withdrawn"))),
)
# 10: two stages, each with clocks of its own; another person on the second
STAGES = small(
    duty("answer", Within(10), "answered", level=1),
    duty("stage_2_contact", Within(5), "acknowledged", starts_on=on("escalated"), level=2),
    duty(
        "stage_2_answer",
        Within(20),
        On("answered", other_handler=True),
        starts_on=on("escalated"),
        level=2,
        delay=DelayRule(extends=Extension.BY_AT_MOST, at_most=Within(20)),
    ),
    ladder=Ladder(
        levels=(
            Level(role=Role.RESPONSIBLE_MANAGER),
            Level(role=Role.SUPERIOR_MANAGER, other_handler=True),
        ),
        by_dissatisfaction=False,
    ),
)
# 11: word every ten working days until it is answered
UPDATES = small(
    duty(
        "update",
        Within(10),
        "progress_notice",
        starts_on=on("received", "progress_notice"),
        each=True,
        ended_by=on("answered", "closed"),
    )
)
# 12
PAUSED = small(duty("answer", Within(10), "answered", pausable=True))
PAUSED_DAYS = small(duty("answer", days(10), "answered", pausable=True))
# 13
TARGET = small(
    duty("contact", Within(5), "acknowledged", "answered"),
    duty("handling_time", Within(10), "answered", strength=Strength.TARGET),
)
# 14
BY_CATEGORY = small(
    duty("pothole", Within(3), "answered", applies_to=Scope(categories={"pothole"})),
    duty("park", Within(20), "answered", applies_to=Scope(categories={"park"})),
)
BY_SEVERITY = small(
    duty(
        "to_manager",
        BeforeClosing(),
        On("transferred", to={Role.NEAREST_MANAGER}),
        applies_to=Scope(severities={Severity.SERIOUS}),
    ),
)
# 16: two sources for one end; both are judged
STRICTER = small(
    duty("local", Within(10), "answered", purpose="answer"),
    duty("statute", Within(5), "answered", purpose="answer"),
)
# 19
ROLLED = small(
    duty("stays", days(10), "answered"),
    duty("later", days(10, Roll.NEXT_WORKING_DAY), "answered"),
    duty("earlier", days(10, Roll.PREVIOUS_WORKING_DAY), "answered"),
)

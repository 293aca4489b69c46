# SPDX-License-Identifier: Apache-2.0
"""Other countries' codes, smaller: agreed dates, months, weeks, updates, terms by category.

Each is a policy file; what the model lacks for a code is not worked around here.
"""

from __future__ import annotations

from datetime import date

import pytest

from klagomal.assessment import assess
from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    Closed,
    DelayNotice,
    Escalated,
    ProgressNotice,
)
from klagomal.policy.policy import Policy
from klagomal.serialization import policy_from_text
from klagomal.vocabulary import Channel, Outcome, Reason, Role
from tests import ROOT
from tests.stories import Story

EXAMPLES = ROOT / "examples" / "policies"
AGREED = Policy.from_toml(EXAMPLES / "agreed-date.toml")
COMMISSION = Policy.from_toml(EXAMPLES / "eu-commission.toml")


def _due(story: Story, obligation: str, as_of: str) -> str:
    return str(story.assess(as_of)[obligation].due)


# --- England: a time agreed with the person ------------------------------------------------------


def test_offer_to_discuss() -> None:
    """The acknowledgement counts by telephone, but only with the offer to discuss (NHS-01)."""
    # Thursday 30 April 2026: Friday, (Early May Monday closed) Tuesday, Wednesday 6 May.
    story = Story(AGREED).received("2026-04-30").on("2026-05-01", Acknowledged, mode=Channel.PHONE)
    assert _due(story, "acknowledgement", "2026-05-06") == "2026-05-06"
    assert story.outcome("acknowledgement", "2026-05-07") is Outcome.OVERDUE
    story.on("2026-05-06", Acknowledged, mode=Channel.PHONE, content={"offer_to_discuss"})
    assert story.outcome("acknowledgement", "2026-05-07") is Outcome.MET


def test_agreed_date() -> None:
    """The answer is due on the agreed day, or on a new one agreed to (NHS-02, NHS-03)."""
    story = Story(AGREED).received("2026-04-30").on("2026-05-06", Acknowledged)
    story.on("2026-05-08", ProgressNotice, promised=date(2026, 6, 12))
    assert _due(story, "answer", "2026-05-29") == "2026-06-12"
    told = Story(AGREED)
    told.events = story.events
    told.on("2026-06-10", DelayNotice, promised=date(2026, 7, 10))
    assert _due(told, "answer", "2026-06-29") == "2026-06-12"
    story.on("2026-06-10", DelayNotice, promised=date(2026, 7, 10), consented=True)
    assert _due(story, "answer", "2026-06-29") == "2026-07-10"
    assert story.on("2026-07-09", Answered).outcome("answer", "2026-08-01") is (
        Outcome.MET_AS_RENEGOTIATED
    )


def test_nothing_agreed() -> None:
    """Where no day was agreed the answer's time cannot be judged, and is not (NHS-02)."""
    story = Story(AGREED).received("2026-04-30").on("2026-05-06", Acknowledged)
    found = story.assess("2027-01-01")["answer"]
    assert (found.outcome, found.reason) == (Outcome.NOT_ASSESSABLE, Reason.NO_PROMISED_DATE)


@pytest.mark.parametrize(
    ("mode", "content", "outcome"),
    [
        (Channel.LETTER, {"reason"}, Outcome.MET),
        (Channel.PHONE, {"reason"}, Outcome.OVERDUE),
        (Channel.LETTER, set[str](), Outcome.OVERDUE),
    ],
)
def test_six_months(mode: Channel, content: set[str], outcome: Outcome) -> None:
    """Without an answer in six months only written reasons will do (NHS-04)."""
    story = Story(AGREED).received("2026-08-31")
    assert _due(story, "six_months", "2026-12-01") == "2027-02-28"  # no 31st, no leap year
    story.on("2027-02-26", ProgressNotice, mode=mode, content=content)
    assert story.outcome("six_months", "2027-03-01") is outcome


# --- the European Commission: months -------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "due", "why"),
    [
        ("2026-01-15", "2026-03-16", "15 March is a Sunday"),
        ("2025-12-31", "2026-03-02", "there is no 31 February; the 28th is a Saturday"),
        ("2026-02-27", "2026-04-27", "a plain Monday"),
        ("2026-05-14", "2026-07-14", "Ascension Day 2026 opens the count, it does not move it"),
        (
            "2025-10-25",
            "2025-12-26",
            "Christmas Day is closed, and Boxing Day is worked in Belgium",
        ),
    ],
)
def test_two_months(received: str, due: str, why: str) -> None:
    """Two months end on the same number, or the next working day (EUC-01, EUC-05)."""
    assert _due(Story(COMMISSION).received(received), "answer", received[:10]) == due, why


def test_written_answer() -> None:
    """An answer by telephone is not a written one (EUC-01)."""
    story = Story(COMMISSION).received("2026-01-15").on("2026-02-02", Answered, mode=Channel.PHONE)
    assert story.outcome("answer", "2026-03-16") is Outcome.PENDING
    story.on("2026-03-16", Answered, mode=Channel.EMAIL)
    assert story.outcome("answer", "2026-04-01") is Outcome.MET


def test_review() -> None:
    """The review is answered within a month of the person's own request for it (EUC-03, EUC-04)."""
    story = Story(COMMISSION).received("2026-01-15").on("2026-03-02", Answered, mode=Channel.EMAIL)
    story.on("2026-03-30", Escalated, to_level=2, by=Actor(Role.SUBMITTER))
    assert _due(story, "review_answer", "2026-04-01") == "2026-04-30"  # a Thursday
    story.on("2026-05-04", Answered, mode=Channel.EMAIL)
    assert story.outcome("review_answer", "2026-05-29") is Outcome.LATE_SILENT
    assert story.outcome("answer", "2026-05-29") is Outcome.MET


# --- smaller codes, written here -----------------------------------------------------------------

HEAD = """
edition = "1"
name = "A code"
kinds = ["complaint"]
channels_open = true
source = { title = "A code", document_type = "code" }
"""

WHISTLEBLOWING = policy_from_text(
    'key = "whistleblowing"'
    + HEAD
    + """
[[obligations]]
id = "acknowledgement"
title = "Acknowledged within seven days"
fulfilled_by = ["acknowledged"]
term = { calendar_days = 7 }
strength = "must"

[[obligations]]
id = "feedback"
title = "Told of the measures within three months of the acknowledgement"
starts_on = ["acknowledged"]
start_latest = "acknowledgement"
fulfilled_by = ["answered"]
term = { months = 3 }
strength = "must"
""",
    Policy,
)


@pytest.mark.parametrize(
    ("acknowledged", "due", "why"),
    [
        ("2025-11-26", "2026-02-26", "three months from the acknowledgement"),
        ("2025-11-30", "2026-02-28", "there is no 30 February"),
        (None, "2026-03-01", "no acknowledgement: from 1 December, when its seven days were out"),
        ("2025-12-05", "2026-03-01", "a late acknowledgement does not move the start either"),
    ],
)
def test_three_months_from_seven_days(acknowledged: str | None, due: str, why: str) -> None:
    """A whistleblower is told within three months of the acknowledgement or of the lapse of it."""
    story = Story(WHISTLEBLOWING).received("2025-11-24")
    if acknowledged:
        story.on(acknowledged, Acknowledged)
    assert _due(story, "feedback", "2025-12-05") == due, why


UPDATES = policy_from_text(
    'key = "updates"'
    + HEAD
    + """
[calendar]
country = "IE"
zone = "Europe/Dublin"

[[obligations]]
id = "answer"
title = "Answered within thirty working days"
fulfilled_by = ["answered"]
term = { working_days = 30 }
strength = "must"

[[obligations]]
id = "update"
title = "Told every twenty working days how it goes"
starts_on = ["received", "progress_notice"]
each = true
fulfilled_by = ["progress_notice"]
ended_by = ["answered"]
term = { working_days = 20 }
strength = "must"
""",
    Policy,
)


def test_recurring_update() -> None:
    """An update is owed every twenty working days, each counted from the one before."""
    # Monday 2 March 2026: 3-6 (4), 9-13 (9), 16 and (St Patrick's Day closed) 18-20 (13), 23-27
    # (18), 30, 31 March (20). From Friday 27 March: 30 March-2 April (4), Friday 3 April (5: no
    # bank holiday in Ireland), (Easter Monday closed) 7-10 (9), 13-17 (14), 20-24 (19), 27 April.
    # From Thursday 30 April: 1 May (1), (May Monday closed) 5-8 (5), 11-15 (10), 18-22 (15),
    # 25-29 May (20).
    story = Story(UPDATES).received("2026-03-02").on("2026-03-27", ProgressNotice)
    story.on("2026-04-30", ProgressNotice).on("2026-05-20", Answered)
    judged = assess(story.case, UPDATES, as_of=date(2026, 7, 1))
    runs = [found for found in judged if found.obligation.id == "update"]
    assert [str(run.due) for run in runs] == ["2026-03-31", "2026-04-27", "2026-05-29"]
    assert [run.outcome for run in runs] == [
        Outcome.MET,
        Outcome.LATE_SILENT,
        Outcome.NOT_APPLICABLE,  # answered before the third update fell due
    ]
    assert runs[2].reason is Reason.LIFTED


BY_CATEGORY = policy_from_text(
    'key = "service-requests"'
    + HEAD
    + """
[calendar]
country = "US"
subdivision = "NY"
zone = "America/New_York"

[[obligations]]
id = "pothole"
title = "Potholes are filled within fifteen calendar days"
applies_to = { categories = ["pothole"] }
fulfilled_by = ["closed"]
term = { calendar_days = 15 }
strength = "promise"

[[obligations]]
id = "street_light"
title = "Street lights are mended within ten working days"
applies_to = { categories = ["street_light"], units = ["north", "south"] }
fulfilled_by = ["closed"]
term = { working_days = 10 }
strength = "target"
""",
    Policy,
)


def test_terms_by_category() -> None:
    """Each category has its own term, and a case has those of its own category only."""
    hole = Story(BY_CATEGORY).received("2026-06-25", category="pothole", unit="north")
    assert _due(hole, "pothole", "2026-06-25") == "2026-07-10"
    assert hole.assess("2026-06-25")["street_light"].reason is Reason.OUTSIDE_SCOPE
    # Thursday 25 June: 26 June (1), 29 June-2 July (5), (Friday 3 July is kept for Saturday the
    # 4th) 6-10 July (10).
    light = Story(BY_CATEGORY).received("2026-06-25", category="street_light", unit="north")
    assert _due(light, "street_light", "2026-06-25") == "2026-07-10"
    light.on("2026-07-13", Closed)
    assert light.outcome("street_light", "2026-07-13") is Outcome.LATE_SILENT
    elsewhere = Story(BY_CATEGORY).received("2026-06-25", category="street_light", unit="west")
    assert elsewhere.outcome("street_light", "2026-07-13") is Outcome.NOT_APPLICABLE


NORWAY = policy_from_text(
    'key = "norway"'
    + HEAD
    + """
[calendar]
country = "NO"
zone = "Europe/Oslo"

[[obligations]]
id = "answer"
title = { sv = "Svar inom en månad", en = "Answer within a month" }
fulfilled_by = ["answered"]
also_by = ["progress_notice"]
term = { months = 1, roll = "next_working_day" }
strength = "must"
pausable = true

[[obligations]]
id = "complaint_period"
title = { sv = "Klagan överlämnas inom tre veckor", en = "Passed on within three weeks" }
fulfilled_by = ["referred_out"]
term = { weeks = 3, roll = "next_working_day" }
strength = "must"
""",
    Policy,
)


@pytest.mark.parametrize(
    ("received", "obligation", "due", "why"),
    [
        ("2026-04-17", "answer", "2026-05-18", "17 May is Constitution Day, and a Sunday"),
        ("2027-04-17", "answer", "2027-05-18", "Constitution Day and Whit Monday are one day"),
        ("2026-01-30", "answer", "2026-03-02", "28 February is a Saturday"),
        ("2026-04-10", "complaint_period", "2026-05-04", "1 May, a Friday, is closed"),
        ("2026-06-16", "complaint_period", "2026-07-07", "a Tuesday stays a Tuesday"),
    ],
)
def test_weeks_and_months(received: str, obligation: str, due: str, why: str) -> None:
    """Weeks end on the same weekday, months on the same number, moved off a closed day."""
    assert _due(Story(NORWAY).received(received), obligation, received) == due, why

# SPDX-License-Identifier: Apache-2.0
"""Reports at the desk: which were given, which are owed, and when somebody is reminded."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from klagomal import policies
from klagomal.desk import Desk
from klagomal.errors import (
    ClockError,
    FieldError,
    PolicyError,
    PolicyMismatchError,
    UnknownEventError,
    UnknownPolicyError,
)
from klagomal.mail.drafts import Entry
from klagomal.periods import Year
from klagomal.policy.policy import Policy
from klagomal.policy.registry import PolicyRegistry
from klagomal.ports import EventRecord, Store
from klagomal.report.duties import ReportDelivered
from klagomal.vocabulary import Outcome
from tests.desk.counters import DIRECTORY, REGISTRAR, Clock, Postbox, desk_of, form

MANAGER = {"responsible_manager": Entry(name="Chefen", email="chef@kommun.example")}
REPORT = ReportDelivered(
    rule="board",
    on=date(2026, 9, 15),
    anchor="interim_accounts",
    contents={"count", "by_kind", "measures"},
)


@pytest.fixture
def reporting(store: Store, clock: Clock, postbox: Postbox) -> Desk:
    """Essunga's desk with somebody to remind, and one case that arrived on 7 January 2026."""
    desk = desk_of(store, clock, notifiers=(postbox,), directory=DIRECTORY | MANAGER)
    desk.receive(form(clock))
    return desk


def test_report_is_asked_for_when_its_occasion_has_come(
    reporting: Desk, clock: Clock, postbox: Postbox
) -> None:
    """The interim accounts end on 31 August; on Tuesday 1 September the manager is told, once."""
    clock.set("2026-08-31 10:00")
    assert reporting.tick().reports == 0
    clock.set("2026-09-01 06:59")
    assert reporting.tick().quiet
    clock.set("2026-09-01 10:00")
    assert reporting.tick().reports == 1
    assert reporting.tick().reports == 0
    clock.set("2026-10-01 10:00")
    assert reporting.tick().reports == 0
    reporting.deliver()
    (letter,) = (letter for letter in postbox.letters if ":report_due:" in letter.id)
    assert letter.to == "chef@kommun.example"
    assert letter.subject == "Dags att redovisa till nämnd eller styrelse"
    assert "(delårsbokslut)" in letter.text


def test_report_that_never_came_is_asked_for_once_more(reporting: Desk, clock: Clock) -> None:
    """On Monday 4 January 2027 the missing ones are late, and the annual accounts come up."""
    clock.set("2026-12-01 10:00")
    assert reporting.tick().reports == 2  # the interim accounts, and the elected's yearly report
    clock.set("2027-01-04 10:00")
    assert reporting.tick().reports == 3
    late = [
        e.notice_id.split(":", 3)[3] for e in reporting.outbox() if e.notice_id.endswith(":late")
    ]
    assert late == [
        "board:interim_accounts::2026-09-01:2026-12-31:late",
        "elected:::2026-12-01:2026-12-31:late",
    ]
    assert reporting.tick().reports == 0


def test_noted_report_is_not_asked_for(reporting: Desk, clock: Clock) -> None:
    """A report noted on 15 September settles its occasion and serves the elected, too (ESS-64)."""
    clock.set("2026-09-15 10:00")
    reporting.note_report(REPORT)
    reporting.note_report(REPORT)
    clock.set("2026-12-01 10:00")
    assert reporting.tick().reports == 0
    duties = {duty.rule.id: duty for duty in reporting.report_duties(2026)}
    assert (duties["board"].outcome, duties["board"].delivered) == (Outcome.PENDING, 1)
    assert duties["elected"].outcome is Outcome.MET
    duties = {duty.rule.id: duty for duty in reporting.report_duties(2026, date(2027, 1, 1))}
    assert duties["board"].outcome is Outcome.OVERDUE


def test_each_body_is_asked_by_itself(store: Store, clock: Clock) -> None:
    """Two administrations owe a report each; who has given one is left in peace."""
    desk = desk_of(store, clock, bodies=["education", "care"])
    desk.receive(form(clock))
    clock.set("2026-09-15 10:00")
    desk.note_report(attrs.evolve(REPORT, body="education"))
    assert desk.tick().reports == 1
    (asked,) = (entry for entry in desk.outbox() if entry.kind == "report_due")
    assert (asked.recipient, asked.case_id) == ("care", "")
    duties = {
        duty.body: duty.outcome for duty in desk.report_duties(2026) if duty.rule.id == "elected"
    }
    assert duties == {"education": Outcome.MET, "care": Outcome.PENDING}


def test_desk_without_cases_asks_for_nothing(store: Store, clock: Clock) -> None:
    """Where nothing has arrived there is nothing to report."""
    clock.set("2026-12-01 10:00")
    assert desk_of(store, clock).tick().reports == 0


def test_policy_without_report_rules_asks_for_nothing(store: Store, clock: Clock) -> None:
    """Karlskoga's text demands no report of complaints (AMB-17)."""
    desk = desk_of(store, clock, "karlskoga")
    desk.receive(form(clock))
    clock.set("2026-12-01 10:00")
    assert desk.tick().reports == 0
    assert desk.report_duties(2026) == ()


def test_reports_of_two_municipalities_are_apart(store: Store, clock: Clock) -> None:
    """What Kramfors has reported is no report of Essunga's."""
    essunga, kramfors = desk_of(store, clock), desk_of(store, clock, "kramfors")
    clock.set("2026-09-15 10:00")
    kramfors.note_report(ReportDelivered(rule="board", on=date(2026, 9, 15)))
    assert [duty.outcome for duty in kramfors.report_duties(2026)] == [Outcome.MET]
    assert {duty.outcome for duty in essunga.report_duties(2026)} == {Outcome.PENDING}


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        (attrs.evolve(REPORT, rule="bord"), PolicyError, "did you mean 'board'"),
        (attrs.evolve(REPORT, anchor="interim"), PolicyError, "no occasion 'interim'; did you"),
        (attrs.evolve(REPORT, on=date(2026, 9, 16)), ClockError, "2026-09-16 lies after today"),
        ("board", FieldError, "'board' is no ReportDelivered"),
    ],
)
def test_report_that_cannot_be_is_not_noted(
    reporting: Desk, clock: Clock, given: Any, error: type[Exception], said: str
) -> None:
    """An unknown rule or occasion, a day to come and a wrong type are named; nothing is noted."""
    clock.set("2026-09-15 10:00")
    with pytest.raises(error, match=said):
        reporting.note_report(given)
    assert {duty.delivered for duty in reporting.report_duties(2026)} == {0}


def test_log_of_reports_is_no_case(reporting: Desk, clock: Clock) -> None:
    """Reports that were noted stand in no list of cases, and make no case unreadable."""
    clock.set("2026-09-15 10:00")
    reporting.note_report(REPORT)
    assert len(list(reporting.cases())) == 1
    assert [event.slug for event in reporting.store.tail(0, 9)][-1] == "report_delivered"


def test_log_of_reports_from_a_newer_version_is_named(reporting: Desk) -> None:
    """A note that this version does not read is an error, not a report that was never given."""
    with reporting.store.transaction() as step:
        step.append("reports@essunga", 0, [EventRecord("report_delivered", 2, "{}")])
    with pytest.raises(UnknownEventError, match="schema 2"):
        reporting.report_duties(2026)


def test_report_covers_all_editions(store: Store, clock: Clock) -> None:
    """Cases of an older edition and of the one after it stand in one year's report."""
    essunga: Policy = policies.get("essunga")
    old = attrs.evolve(essunga, valid_to=date(2026, 1, 31))
    new = attrs.evolve(essunga, edition="2026-02", valid_from=date(2026, 2, 1))
    desk = desk_of(store, clock, registry=PolicyRegistry(policies=(old, new)))
    before = desk.receive(form(clock))
    clock.set("2026-02-02 10:00")
    after = desk.receive(form(clock))
    assert (before.received.edition, after.received.edition) == (old.edition, "2026-02")
    report = desk.report(Year(2026), as_of=date(2026, 3, 1))
    assert report.figure("volumes", "*", "received").value == 2


# --- editions -------------------------------------------------------------------------------------

ESSUNGA: Policy = policies.get("essunga")
THIS_YEAR = attrs.evolve(ESSUNGA, valid_to=date(2026, 12, 31))
NEXT_YEAR = attrs.evolve(ESSUNGA, edition="2027", valid_from=date(2027, 1, 1), reports=())
BOTH = PolicyRegistry(policies=(THIS_YEAR, NEXT_YEAR))


def test_edition_of_next_year_silences_nothing_today(store: Store, clock: Clock) -> None:
    """Next year's edition demands no report; while this year's is in force, its reports are owed.

    The interim accounts are asked for on 1 September 2026, and can be noted.
    """
    desk = desk_of(store, clock, registry=BOTH)
    desk.receive(form(clock))
    clock.set("2026-09-01 10:00")
    assert desk.tick().reports == 1
    clock.set("2026-09-15 10:00")
    desk.note_report(REPORT)
    duties = {duty.rule.id: duty.delivered for duty in desk.report_duties(2026)}
    assert duties == {"board": 1, "elected": 1}


def test_report_owed_under_an_edition_is_owed_after_it(
    store: Store, clock: Clock, postbox: Postbox
) -> None:
    """On Monday 4 January 2027 the interim report of 2026 is late, whatever is demanded now.

    So is the elected's yearly one, and the annual accounts of 2026, which ended in that edition's
    days, have come up. The letter names the audience by the edition that demanded it.
    """
    desk = desk_of(store, clock, registry=BOTH, notifiers=(postbox,), directory=DIRECTORY | MANAGER)
    desk.receive(form(clock))
    clock.set("2027-01-04 10:00")
    assert desk.tick().reports == 3
    desk.deliver()
    told = [letter.subject for letter in postbox.letters if ":report_due:" in letter.id]
    assert told == [
        "Redovisningen till nämnd eller styrelse saknas",
        "Dags att redovisa till nämnd eller styrelse",
        "Redovisningen till förtroendevald saknas",
    ]


def test_report_under_a_rule_of_another_edition_stops_nothing(store: Store, clock: Clock) -> None:
    """A report noted under a rule that a later edition dropped counts in its year, and is no error.

    In 2027 nothing is demanded; 2026 is still told by the edition of 2026.
    """
    desk = desk_of(store, clock, registry=BOTH)
    desk.receive(form(clock))
    clock.set("2026-09-15 10:00")
    desk.note_report(REPORT)
    clock.set("2027-02-01 10:00")
    assert desk.report_duties(2027) == ()
    assert {duty.rule.id: duty.delivered for duty in desk.report_duties(2026)} == {
        "board": 1,
        "elected": 1,
    }
    only_anchorless = attrs.evolve(
        NEXT_YEAR, reports=tuple(attrs.evolve(rule, anchors=()) for rule in ESSUNGA.reports)
    )
    later = desk_of(store, clock, registry=PolicyRegistry(policies=(THIS_YEAR, only_anchorless)))
    assert {duty.delivered for duty in later.report_duties(2027)} == {0}
    with pytest.raises(PolicyError, match="no report rule 'board'"):
        desk.note_report(attrs.evolve(REPORT, on=date(2027, 2, 1)))


def test_case_of_an_edition_that_is_gone_is_named(
    store: Store, clock: Clock, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever forgets to register an old edition is told which case and which edition.

    A tick and a delivery go on with the others. On Monday 15 February 2027 both cases are late.
    """
    before = desk_of(store, clock, registry=BOTH)
    old = before.receive(form(clock))
    before.hand_over(old.id, by=REGISTRAR, to_unit="unit")
    clock.set("2027-01-07 10:00")
    new = before.receive(form(clock))
    before.hand_over(new.id, by=REGISTRAR, to_unit="unit")
    clock.set("2027-02-15 10:00")
    desk = desk_of(
        store, clock, registry=PolicyRegistry(policies=(NEXT_YEAR,)), notifiers=(postbox,)
    )
    said = f"case {old.id} came in under essunga@2012: 'essunga' has no edition '2012'"
    for ask in (desk.worklist, lambda: desk.case(old.id), lambda: list(desk.public_register())):
        with pytest.raises(UnknownPolicyError, match=said):
            ask()
    with pytest.raises(PolicyMismatchError, match=f"{old.id} was received under essunga@2012"):
        desk.report(Year(2027))
    done = desk.tick()
    assert (done.looked_at, done.unreadable) == (2, (old.id,))
    assert done.reminded > 0
    round_ = desk.deliver()
    assert (round_.sent > 0, round_.waiting) == (True, 1)
    assert len([record for record in caplog.messages if said in record]) == 2
    waiting = [entry for entry in desk.outbox() if entry.state == "waiting"]
    assert [(entry.case_id, entry.error) for entry in waiting] == [
        (old.id, "not_sent: UnknownPolicyError")
    ]

# SPDX-License-Identifier: Apache-2.0
"""A policy lints itself: each finding shown by a policy that has just that fault."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

from klagomal.calendar import CalendarSpec, Season
from klagomal.policy.linting import Finding, FindingSeverity, lint, lint_editions
from klagomal.policy.overlays import overlay
from klagomal.policy.policy import Policy
from klagomal.promises.citation import Source
from klagomal.promises.obligations import DelayRule, Obligation, On, Scope, complaints, on
from klagomal.promises.provisions import (
    Anchor,
    ChannelRule,
    Checklist,
    ChecklistItem,
    Choice,
    ClosingRule,
    DossierPeriod,
    Exclusion,
    Guidance,
    KindRule,
    Ladder,
    Level,
    RegistrationRule,
    ReportRule,
    RoleRule,
    SecrecyRule,
    Statistic,
)
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Within
from klagomal.swedish.sectors import EDUCATION, HEALTH_CARE, SOCIAL_CARE
from klagomal.vocabulary import (
    Anonymity,
    Channel,
    Extension,
    Kind,
    Label,
    Role,
    Roll,
    Stream,
    Strength,
    Unit,
    Waiver,
)
from tests.strategies import policies

SHIPPED = {
    name: import_module(f"klagomal.policies.{name}").POLICY
    for name in ("essunga", "karlskoga", "kramfors", "nacka", "ostersund")
}
WORDS = Label("ord", "words")
TEXT = Source(title="En riktlinje", document_type="riktlinje", adopted=date(2020, 1, 1))
CITED = (TEXT.cite("TST-01"),)
ELSEWHERE = (TEXT.cite("TST-02"),)
UNREACHABLE = frozenset({Waiver.NO_CONTACT_ROUTE})
ERROR, WARNING, NOTE = FindingSeverity


def obligation(**changes: Any) -> Obligation:
    """Return an obligation without a fault, with ``changes``."""
    given: dict[str, Any] = {
        "id": "answer",
        "title": WORDS,
        "fulfilled_by": on("answered"),
        "term": Within(10),
        "strength": Strength.MUST,
        "waived_if": UNREACHABLE,
        "citations": CITED,
    }
    return Obligation(**given | changes)


def policy(**changes: Any) -> Policy:
    """Return a policy without a fault, with ``changes``."""
    given: dict[str, Any] = {
        "key": "here",
        "edition": "2020",
        "name": WORDS,
        "source": TEXT,
        "accountable": Role.BOARD,
        "kinds": (KindRule(kind=Kind.COMPLAINT, label=WORDS, citations=CITED),),
        "channels": (
            ChannelRule(channel=Channel.EMAIL, anonymous=Anonymity.ALLOWED, citations=CITED),
        ),
        "registration": (RegistrationRule(register="diary", label=WORDS, citations=CITED),),
        "reports": (REPORT,),
        "closing": ClosingRule(measures=True, citations=CITED),
        "obligations": (obligation(),),
    }
    return Policy(**given | changes)


FOUR_WEEKS = Within(4, Unit.WEEKS)
REPORT = ReportRule(
    id="yearly",
    audience=Role.BOARD,
    min_per_year=1,
    anchors=(Anchor(name="accounts", label=WORDS),),
    contents={"count"},
    citations=CITED,
)
LEVEL = Level(role=Role.UNIT, citations=CITED)


def found(of: Policy) -> list[tuple[str, FindingSeverity, str]]:
    """Return code, severity and place of each finding."""
    return [(finding.code, finding.severity, finding.path) for finding in lint(of)]


def with_obligations(*obligations: Obligation, **changes: Any) -> Policy:
    """Return a policy with these obligations."""
    return policy(obligations=obligations, **changes)


def test_nothing_to_say() -> None:
    """A policy without a fault has no findings."""
    assert lint(policy()) == ()


# --- obligations ---------------------------------------------------------------------------------

ONE_BY_ONE: dict[str, tuple[dict[str, Any], FindingSeverity, str]] = {
    "cannot_be_fulfilled": (
        {"fulfilled_by": (On("answered", by={Role.HANDLER}),)},
        ERROR,
        "fulfilled_by",
    ),
    "content_cannot_be_told": (
        {
            "fulfilled_by": (On("answered", by={Role.HANDLER}), On("measure_recorded")),
            "content": {"explanation"},
        },
        ERROR,
        "content",
    ),
    "no_register_for_it": (
        {"fulfilled_by": (On("registered", name="answer"),)},
        WARNING,
        "fulfilled_by",
    ),
    "never_starts": ({"starts_on": on("escalated")}, ERROR, "starts_on"),
    "no_date_can_be_promised": (
        {"term": ByPromise(), "starts_on": on("registered", "received")},
        ERROR,
        "starts_on",
    ),
    "fulfilled_by_its_start": (
        {"starts_on": on("registered"), "fulfilled_by": on("registered")},
        WARNING,
        "fulfilled_by",
    ),
    "scope_never_met": ({"applies_to": Scope(kinds={Kind.PRAISE})}, ERROR, "applies_to.kinds"),
    "scope_outside_channels": (
        {"applies_to": Scope(channels={Channel.FAX})},
        WARNING,
        "applies_to.channels",
    ),
    "owed_to_the_unreachable": ({"waived_if": ()}, WARNING, "waived_if"),
    "lifted_by_closing": ({"term": BeforeClosing(), "ended_by": on("closed")}, ERROR, "ended_by"),
    "kept_by_closing": (
        {"term": BeforeClosing(), "fulfilled_by": on("answered", "closed")},
        WARNING,
        "fulfilled_by",
    ),
    "delay_rule_without_day": (
        {"term": InWords(WORDS), "delay": DelayRule()},
        WARNING,
        "delay",
    ),
    "delay_rule_without_notice": ({"delay": DelayRule()}, NOTE, "delay"),
    "pause_moves_nothing": (
        {"term": BeforeClosing(), "pausable": True},
        WARNING,
        "pausable",
    ),
    "always_met": ({"also_by": on("received")}, ERROR, "also_by"),
    "always_lifted": ({"ended_by": on("closed", "received")}, ERROR, "ended_by"),
    "event_twice": ({"fulfilled_by": on("answered", "answered")}, WARNING, "fulfilled_by"),
    "runs_once": ({"each": True}, WARNING, "each"),
    "roll_moves_nothing": (
        {"term": Within(5, roll=Roll.NEXT_WORKING_DAY)},
        WARNING,
        "term.roll",
    ),
    "start_roll_moves_nothing": (
        {"term": Within(5, start_roll=Roll.PREVIOUS_WORKING_DAY)},
        WARNING,
        "term.start_roll",
    ),
    "content_like_another": ({"content": {"reasn"}}, WARNING, "content"),
    "derived_but_binding": ({"derived": True}, WARNING, "strength"),
}


@pytest.mark.parametrize("code", ONE_BY_ONE)
def test_one_obligation(code: str) -> None:
    """An obligation that has just this fault gives just this finding."""
    changes, severity, place = ONE_BY_ONE[code]
    of = with_obligations(
        obligation(**changes),
        # Only managers may answer here, and praise counts as a complaint.
        roles=(
            RoleRule(
                roles={Role.RESPONSIBLE_MANAGER}, action="answered", title=WORDS, citations=CITED
            ),
        ),
        kinds=(
            KindRule(kind=Kind.COMPLAINT, label=WORDS, citations=CITED),
            KindRule(kind=Kind.PRAISE, label=WORDS, counts_as=Kind.COMPLAINT, citations=CITED),
        ),
    )
    assert found(of) == [(code, severity, f"obligations.answer.{place}")]


@pytest.mark.parametrize(
    ("by", "rule"),
    [
        # Anybody may be the receiver, so one who must be both may exist.
        ({Role.RECEIVER}, {Role.RESPONSIBLE_MANAGER}),
        ({Role.HANDLER}, {Role.RECEIVER}),
        # A handler is staff.
        ({Role.HANDLER}, {Role.STAFF}),
        ({Role.STAFF}, {Role.HANDLER}),
        ({Role.HANDLER}, {Role.HANDLER, Role.BOARD}),
        ((), {Role.BOARD}),
    ],
)
def test_somebody_can(by: Any, rule: Any) -> None:
    """Where one person can be what the obligation and the rule of roles ask, nothing is said."""
    roles = RoleRule(roles=rule, action="answered", title=WORDS, citations=CITED)
    assert lint(policy(roles=(roles,), obligations=(obligation(),))) == ()
    answered = obligation(fulfilled_by=(On("answered", by=by),))
    assert lint(with_obligations(answered, roles=(roles,))) == ()


def test_rule_that_is_not_exclusive() -> None:
    """Who answers for a step does not keep others from it."""
    rule = RoleRule(
        roles={Role.BOARD}, action="answered", exclusive=False, title=WORDS, citations=CITED
    )
    answered = obligation(fulfilled_by=(On("answered", by={Role.HANDLER}),))
    assert lint(with_obligations(answered, roles=(rule,))) == ()


def test_other_way_to_fulfil() -> None:
    """One way that is barred leaves the others."""
    rule = RoleRule(roles={Role.BOARD}, action="answered", title=WORDS, citations=CITED)
    barred = On("answered", by={Role.HANDLER})
    either = obligation(fulfilled_by=(barred, On("informed")))
    assert found(with_obligations(either, roles=(rule,))) == []


def test_start_of_a_ladder_and_a_pause() -> None:
    """Escalation starts a clock where there is a ladder, a pause where a clock may stand still."""
    ladder = Ladder(levels=(LEVEL, attrs.evolve(LEVEL, role=Role.BOARD)))
    lifted = obligation(starts_on=on("escalated"), level=2)
    assert lint(with_obligations(lifted, ladder=ladder)) == ()
    paused = obligation(starts_on=on("paused"))
    assert [code for code, *_ in found(with_obligations(paused))] == ["never_starts"]
    pausable = obligation(id="first", pausable=True)
    assert lint(with_obligations(pausable, paused)) == ()


def test_start_at_the_latest() -> None:
    """A clock that starts anyway on a certain day does start."""
    late = obligation(id="late", starts_on=on("escalated"), start_latest="answer")
    assert lint(with_obligations(obligation(), late)) == ()


def test_a_clock_that_starts_in_every_case_is_owed_to_the_unreachable() -> None:
    """It starts at the latest when something fell due that starts with the arrival."""
    late = obligation(
        id="late", starts_on=on("escalated"), start_latest="answer", waived_if=frozenset()
    )
    assert found(with_obligations(obligation(), late)) == [
        ("owed_to_the_unreachable", WARNING, "obligations.late.waived_if")
    ]


def test_the_notice_starts_when_what_it_goes_with_does() -> None:
    """What begins with an escalation is owed to those who escalated, and so is its notice."""
    ladder = Ladder(levels=(LEVEL, attrs.evolve(LEVEL, role=Role.BOARD)))
    second = obligation(
        starts_on=on("escalated"), level=2, waived_if=frozenset(), delay=DelayRule()
    )
    notice = obligation(
        id="notice",
        fulfilled_by=on("delay_notice"),
        term=ByDueOf("answer", only_if_late=True),
        waived_if=frozenset(),
    )
    assert found(with_obligations(second, notice, ladder=ladder)) == []


def test_stages_of_a_ladder_serve_the_same_end_each() -> None:
    """An answer on the second level repeats nothing of the one on the first."""
    ladder = Ladder(levels=(LEVEL, attrs.evolve(LEVEL, role=Role.BOARD)))
    stages = [
        obligation(id=f"level_{n}", level=n, purpose="answer", starts_on=on(start))
        for n, start in ((1, "received"), (2, "escalated"))
    ]
    assert found(with_obligations(*stages, ladder=ladder)) == []


def test_the_notice_of_what_is_waived_is_waived_with_it() -> None:
    """Whom nobody can reach is owed no answer, and so no word that it is late."""
    notice = obligation(
        id="notice",
        fulfilled_by=on("delay_notice"),
        term=ByDueOf("answer", only_if_late=True),
        waived_if=frozenset(),
    )
    assert lint(with_obligations(obligation(delay=DelayRule()), notice)) == ()


def test_an_extension_that_does_not_rest_with_the_term() -> None:
    """Where the summer is not counted, an extension counts it unless it says so too."""
    summer = (Season((7, 1), (7, 31)),)
    rule = DelayRule(extends=Extension.BY_AT_MOST, at_most=Within(10))
    answer = obligation(term=Within(15, rests=summer), delay=rule)
    assert found(with_obligations(answer))[0] == (
        "counts_through_the_rests",
        WARNING,
        "obligations.answer.delay.at_most",
    )
    rested = attrs.evolve(answer, delay=attrs.evolve(rule, at_most=Within(10, rests=summer)))
    assert [code for code, *_ in found(with_obligations(rested))] == ["delay_rule_without_notice"]


@pytest.mark.parametrize(
    ("season", "long"), [(Season((7, 31), (7, 1)), True), (Season((7, 1), (12, 30)), False)]
)
def test_a_rest_of_most_of_the_year(season: Season, long: bool) -> None:
    """From 31 July to 1 July are eleven months; from 1 July to 30 December 183 days."""
    resting = obligation(term=Within(5, rests=(season,)))
    codes = [code for code, *_ in found(with_obligations(resting))]
    assert codes == (["rests_most_of_the_year"] if long else [])


def test_what_starts_on_the_note_of_a_category_misses_the_arrival() -> None:
    """Feedback that has the category when it comes in is never noted to have it."""
    bullying = obligation(starts_on=on("category_set"), applies_to=Scope(categories={"bullying"}))
    codes = [code for code, *_ in found(with_obligations(bullying))]
    assert "not_started_by_the_arrival" in codes
    right = obligation(applies_to=Scope(categories={"bullying"}))
    codes = [code for code, *_ in found(with_obligations(right))]
    assert "not_started_by_the_arrival" not in codes


@pytest.mark.parametrize(("stream", "told"), [("fault_reports", True), ("service_request", False)])
def test_a_stream_that_looks_like_another(stream: str, told: bool) -> None:
    """A word of one's own is allowed, and one that looks like a known one is pointed out."""
    excluded = Exclusion(stream=stream, refer_to=WORDS, citations=CITED)
    findings = found(policy(exclusions=(excluded,)))
    expected = [("stream_like_another", WARNING, f"exclusions.{stream}")] if told else []
    assert findings == expected


@pytest.mark.parametrize("changes", [{"pausable": True}, {"term": Within(5, Unit.WEEKS)}])
def test_a_roll_that_can_move_the_day(changes: dict[str, Any]) -> None:
    """Weeks end on any day, and a clock that stood still goes on on any day."""
    rolling = attrs.evolve(changes.get("term", Within(5)), roll=Roll.NEXT_WORKING_DAY)
    assert lint(with_obligations(obligation(**changes | {"term": rolling}))) == ()


def test_a_rest_that_the_calendar_has_anyway() -> None:
    """Where nobody works from July to August, a term need not say so again."""
    summer = (Season((7, 1), (8, 15)),)
    resting = obligation(term=Within(10, rests=summer))
    closed = CalendarSpec(rests=(Season((6, 20), (8, 20)),))
    assert found(with_obligations(resting)) == []
    assert found(with_obligations(resting, calendar_spec=closed)) == [
        ("rests_moves_nothing", WARNING, "obligations.answer.term.rests")
    ]


def test_a_roll_where_every_day_is_worked() -> None:
    """Without weekends and holidays there is no closed day to move from."""
    always = CalendarSpec(holidays=False, weekend=())
    rolling = obligation(term=Within(2, Unit.WEEKS, roll=Roll.NEXT_WORKING_DAY))
    assert found(with_obligations(rolling, calendar_spec=always)) == [
        ("roll_moves_nothing", WARNING, "obligations.answer.term.roll")
    ]


@pytest.mark.parametrize(("most", "idle"), [(3, True), (5, True), (6, False), (7, False)])
def test_a_limit_of_all_extensions_that_another_one_comes_before(most: int, idle: bool) -> None:
    """Four weeks, made longer once by so many: ten in all are never come to, or are."""
    rule = DelayRule(
        extends=Extension.BY_AT_MOST,
        at_most=Within(most, Unit.WEEKS),
        in_total=Within(10, Unit.WEEKS),
    )
    codes = [code for code, *_ in found(with_obligations(obligation(term=FOUR_WEEKS, delay=rule)))]
    assert ("limit_never_reached" in codes) is idle


def test_a_limit_of_extensions_beyond_that_of_the_promise() -> None:
    """No notice moves a promised day beyond the limit of the promise itself."""
    promised = obligation(
        term=ByPromise(at_most=Within(3, Unit.WEEKS)),
        starts_on=on("acknowledged"),
        delay=DelayRule(extends=Extension.TO_NEW_DATE, in_total=Within(10, Unit.WEEKS)),
    )
    assert found(with_obligations(promised))[0] == (
        "limit_never_reached",
        WARNING,
        "obligations.answer.delay.in_total",
    )


def test_a_country_without_its_holidays() -> None:
    """What country a calendar is of decides nothing where no holiday is closed."""
    bare = CalendarSpec(country="NO", zone="Europe/Oslo", holidays=False)
    assert found(policy(calendar_spec=bare)) == [("country_not_used", WARNING, "calendar.country")]


def test_another_country_has_a_zone_of_its_own() -> None:
    """Sweden's time is what is used where a file names none."""
    elsewhere = CalendarSpec(country="NZ")
    assert found(policy(calendar_spec=elsewhere)) == [
        ("zone_of_another_country", WARNING, "calendar.zone")
    ]
    assert found(policy(calendar_spec=attrs.evolve(elsewhere, zone="Pacific/Auckland"))) == []


def test_each_time_anew() -> None:
    """What starts and fulfils a run may be the same event when only a later one counts."""
    updates = obligation(
        starts_on=on("progress_notice"), fulfilled_by=on("progress_notice"), each=True
    )
    assert lint(with_obligations(updates)) == ()


def test_notice_without_delay_rule() -> None:
    """A delay notice is read only where a rule says what it does."""
    notice = obligation(
        id="notice",
        fulfilled_by=on("delay_notice"),
        term=ByDueOf("answer", only_if_late=True),
    )
    assert found(with_obligations(obligation(), notice)) == [
        ("notice_without_delay_rule", ERROR, "obligations.answer.delay")
    ]
    assert lint(with_obligations(obligation(delay=DelayRule()), notice)) == ()


def test_notice_by_another_word() -> None:
    """Only a delay notice is a delay notice."""
    notice = obligation(
        id="notice",
        fulfilled_by=on("progress_notice"),
        term=ByDueOf("answer", only_if_late=True),
    )
    assert found(with_obligations(obligation(delay=DelayRule()), notice)) == [
        ("not_a_delay_notice", ERROR, "obligations.notice.fulfilled_by")
    ]


def test_no_obligations() -> None:
    """A text that promises nothing is noted, not blamed."""
    assert found(policy(obligations=())) == [("no_obligations", NOTE, "obligations")]


def target_of(term: Any) -> Obligation:
    """Return a target to answer within ``term``, from a row of its own."""
    return obligation(
        id="aim", purpose="answer", term=term, strength=Strength.TARGET, citations=ELSEWHERE
    )


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (Within(10), ["target_behind_promise"]),
        (Within(30), ["target_behind_promise"]),
        # Fifteen days are sometimes before the tenth working day and sometimes after.
        (Within(15, Unit.CALENDAR_DAYS), []),
        (Within(5), []),
        (BeforeClosing(), []),
    ],
)
def test_target_behind_a_promise(target: Any, code: list[str]) -> None:
    """A target that never comes before a binding day for the same end is no target."""
    promise = obligation(purpose="answer")
    aim = target_of(target)
    for both in ((promise, aim), (aim, promise)):
        assert [name for name, *_ in found(with_obligations(*both))] == code


def test_target_for_other_cases() -> None:
    """A target for proposals stands beside a promise for complaints."""
    kinds = (
        KindRule(kind=Kind.COMPLAINT, label=WORDS, citations=CITED),
        KindRule(kind=Kind.SUGGESTION, label=WORDS, citations=CITED),
    )
    promise = obligation(purpose="answer", applies_to=complaints())
    aim = attrs.evolve(target_of(Within(30)), applies_to=Scope(kinds={Kind.SUGGESTION}))
    assert lint(with_obligations(promise, aim, kinds=kinds)) == ()


def test_target_outside_the_calendar() -> None:
    """Where two terms cannot be compared nothing is said of them."""
    far = target_of(Within(2500))
    spec = CalendarSpec(first_year=1980, last_year=1990)
    of = with_obligations(obligation(purpose="answer"), far, calendar_spec=spec)
    assert lint(of) == ()


def test_purpose_repeated() -> None:
    """Two obligations for one end are noted at the second."""
    again = obligation(id="again", purpose="answer", term=BeforeClosing())
    assert found(with_obligations(obligation(purpose="answer"), again)) == [
        ("purpose_repeated", NOTE, "obligations.again.purpose")
    ]


def test_row_with_two_strengths() -> None:
    """One row read as a must and as a should is noted, unless the should is our reading."""
    should = obligation(id="should", strength=Strength.SHOULD)
    (finding,) = lint(with_obligations(obligation(), should))
    assert (finding.code, finding.severity) == ("row_with_two_strengths", NOTE)
    assert finding.text("en").startswith("obligations: TST-01 is cited")
    assert lint(with_obligations(obligation(), attrs.evolve(should, derived=True))) == ()


# --- other parts ---------------------------------------------------------------------------------

PARTS: dict[str, tuple[dict[str, Any], FindingSeverity, str]] = {
    "no_accountable_owner": ({"accountable": None}, WARNING, "accountable"),
    "not_dated": ({"source": attrs.evolve(TEXT, adopted=None)}, NOTE, "source.adopted"),
    "applies_before_adoption": ({"valid_from": date(2019, 12, 31)}, WARNING, "valid_from"),
    "counts_as_unlisted": (
        {
            "kinds": (
                KindRule(kind=Kind.COMPLAINT, label=WORDS, counts_as=Kind.OPINION, citations=CITED),
            )
        },
        ERROR,
        "kinds.complaint.counts_as",
    ),
    "no_channels": ({"channels": ()}, NOTE, "channels"),
    "anonymity_unspecified": (
        {"channels": (ChannelRule(channel=Channel.EMAIL, citations=CITED),)},
        NOTE,
        "channels.email.anonymous",
    ),
    "exclusion_twice": (
        {
            "exclusions": (
                Exclusion(stream=Stream.APPEAL, refer_to=WORDS, citations=CITED),
                Exclusion(
                    stream=Stream.APPEAL,
                    refer_to=WORDS,
                    valid_from=date(2030, 1, 1),
                    citations=CITED,
                ),
            )
        },
        WARNING,
        "exclusions.appeal",
    ),
    "no_register": ({"registration": ()}, NOTE, "registration"),
    "unknown_entry": (
        {
            "registration": (
                RegistrationRule(register="diary", label=WORDS, what={"mood"}, citations=CITED),
            )
        },
        WARNING,
        "registration.diary.what",
    ),
    "period_without_dossier": (
        {
            "registration": (
                RegistrationRule(
                    register="diary",
                    label=WORDS,
                    overrides={"education": DossierPeriod(8, 1)},
                    citations=CITED,
                ),
            )
        },
        ERROR,
        "registration.diary.overrides",
    ),
    "contact_kept_nowhere": (
        {
            "registration": (
                RegistrationRule(register="diary", label=WORDS, deidentified=True, citations=CITED),
            )
        },
        WARNING,
        "registration.diary.contact_in",
    ),
    "ladder_role_repeated": (
        {"ladder": Ladder(levels=(LEVEL, LEVEL))},
        WARNING,
        "ladder.levels",
    ),
    "no_closing_rule": ({"closing": ClosingRule()}, NOTE, "closing"),
    "no_reports": ({"reports": ()}, NOTE, "reports"),
    "report_never_due": (
        {"reports": (attrs.evolve(REPORT, min_per_year=0),)},
        ERROR,
        "reports.yearly.min_per_year",
    ),
    "report_does_not_exist": (
        {"reports": (attrs.evolve(REPORT, satisfied_by="yearly"),)},
        ERROR,
        "reports.yearly.satisfied_by",
    ),
    "report_without_occasion": (
        {"reports": (attrs.evolve(REPORT, anchors=()),)},
        NOTE,
        "reports.yearly.anchors",
    ),
    "fewer_occasions_than_reports": (
        {"reports": (attrs.evolve(REPORT, min_per_year=2),)},
        WARNING,
        "reports.yearly.anchors",
    ),
    "report_without_contents": (
        {"reports": (attrs.evolve(REPORT, contents=()),)},
        NOTE,
        "reports.yearly.contents",
    ),
    "unknown_event": (
        {"roles": (RoleRule(roles={Role.STAFF}, action="sung", title=WORDS, citations=CITED),)},
        ERROR,
        "roles.sung.action",
    ),
    "nobody_named": (
        {"roles": (RoleRule(roles=(), action="answered", title=WORDS, citations=CITED),)},
        ERROR,
        "roles.answered.roles",
    ),
    "appointment_without_place": (
        {"roles": (RoleRule(roles={Role.REGISTRAR}, at_least=1, title=WORDS, citations=CITED),)},
        WARNING,
        "roles.1.per",
    ),
    "closing_needs_dimension": (
        {"closing": ClosingRule(dimensions=True, citations=CITED)},
        ERROR,
        "closing.dimensions",
    ),
    "checklist_cannot_be_ticked": (
        {
            "checklists": (
                Checklist(
                    id="list",
                    title=WORDS,
                    events={"registered"},
                    items=(ChecklistItem(code="thanks", label=WORDS, citations=CITED),),
                ),
            )
        },
        ERROR,
        "checklists.list.events",
    ),
    "checklist_empty": (
        {"checklists": (Checklist(id="list", title=WORDS, events={"answered"}, items=()),)},
        WARNING,
        "checklists.list",
    ),
    "choice_leads_nowhere": (
        {"choices": (Choice(id="AMB-01", field="obligations.anser.term", reading=WORDS),)},
        ERROR,
        "choices.AMB-01.field",
    ),
    "named_twice": (
        {
            "guidance": (
                Guidance(code="listen", text=WORDS, citations=CITED),
                Guidance(code="listen", text=WORDS, citations=CITED),
            )
        },
        WARNING,
        "guidance",
    ),
}


@pytest.mark.parametrize("code", PARTS)
def test_one_part(code: str) -> None:
    """A part that has just this fault gives just this finding."""
    changes, severity, place = PARTS[code]
    assert found(policy(**changes)) == [(code, severity, place)]


@pytest.mark.parametrize(
    "changes",
    [
        {"closing": ClosingRule(after={"sung"}, citations=CITED)},
        {
            "checklists": (
                Checklist(
                    id="list",
                    title=WORDS,
                    events={"sung"},
                    items=(ChecklistItem(code="thanks", label=WORDS, citations=CITED),),
                ),
            )
        },
    ],
)
def test_unknown_event(changes: dict[str, Any]) -> None:
    """An event that does not exist is an error wherever it is named."""
    assert [code for code, *_ in found(policy(**changes))] == ["unknown_event"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"obligations": (obligation(citations=()),)}, "obligations.answer"),
        ({"kinds": (KindRule(kind=Kind.COMPLAINT, label=WORDS),)}, "kinds.complaint"),
        ({"statistics": (Statistic(code="share", label=WORDS),)}, "statistics.share"),
        ({"guidance": (Guidance(code="listen", text=WORDS),)}, "guidance.listen"),
        ({"closing": ClosingRule(measures=True)}, "closing"),
        ({"secrecy": SecrecyRule()}, "secrecy"),
        ({"ladder": Ladder(levels=(Level(role=Role.UNIT),))}, "ladder.levels.1"),
        (
            {
                "checklists": (
                    Checklist(
                        id="list",
                        title=WORDS,
                        events={"answered"},
                        items=(ChecklistItem(code="thanks", label=WORDS),),
                    ),
                )
            },
            "checklists.list.items.thanks",
        ),
    ],
)
def test_uncited(changes: dict[str, Any], place: str) -> None:
    """A rule without a source is a warning."""
    assert found(policy(**changes)) == [("uncited", WARNING, place)]


def test_source_of_a_whole_ladder() -> None:
    """Levels may rest on the ladder's own source."""
    assert lint(policy(ladder=Ladder(levels=(Level(role=Role.UNIT),), citations=CITED))) == ()


def test_report_satisfied_by_another() -> None:
    """A report that another one satisfies needs no occasion and no contents of its own."""
    other = attrs.evolve(REPORT, id="other", anchors=(), contents=(), satisfied_by="yearly")
    assert lint(policy(reports=(REPORT, other))) == ()


def test_exclusions_that_take_over() -> None:
    """The same stream under two acts, one after the other, is not excluded twice."""
    first = Exclusion(
        stream="lex_sarah", refer_to=WORDS, valid_to=date(2025, 6, 30), citations=CITED
    )
    then = attrs.evolve(first, valid_from=date(2025, 7, 1), valid_to=None)
    assert lint(policy(exclusions=(first, then))) == ()


def test_worst_first() -> None:
    """Errors come before warnings, and warnings before notes."""
    of = policy(
        accountable=None,
        channels=(),
        reports=(),
        obligations=(obligation(starts_on=on("escalated")),),
    )
    assert [finding.severity for finding in lint(of)] == [ERROR, WARNING, NOTE, NOTE]


def test_text() -> None:
    """A finding reads as place, words and code, in both languages."""
    finding = lint(policy(accountable=None))[0]
    assert finding.text() == (
        "accountable: ingen är ansvarig för att texten följs [no_accountable_owner]"
    )
    assert finding.text("en").startswith("accountable: nobody is accountable")


# --- the policies that ship ----------------------------------------------------------------------


def errors(findings: tuple[Finding, ...]) -> list[str]:
    """Return the errors as text."""
    return [finding.text("en") for finding in findings if finding.severity is ERROR]


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_policies_have_no_errors(name: str) -> None:
    """What the texts leave open is a warning or a note; none of the policies contradicts itself."""
    assert errors(lint(SHIPPED[name])) == []
    assert errors(lint(overlay(SHIPPED[name], EDUCATION, HEALTH_CARE, SOCIAL_CARE))) == []


@pytest.mark.rows("KAR-18")
def test_karlskoga_has_no_accountable_owner() -> None:
    """No one was made responsible for compliance in Karlskoga, and in none of the others so."""
    unowned = [
        name
        for name, shipped in SHIPPED.items()
        if "no_accountable_owner" in [finding.code for finding in lint(shipped)]
    ]
    assert unowned == ["karlskoga"]


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_rules_have_sources(name: str) -> None:
    """Every rule that ships cites where it comes from."""
    assert "uncited" not in [finding.code for finding in lint(SHIPPED[name])]


def test_shipped_editions() -> None:
    """The shipped editions go together."""
    assert lint_editions(SHIPPED.values()) == ()


@given(policies())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_policy_can_be_linted(drawn: Policy) -> None:
    """Linting answers for every policy that can be built, in a stable order."""
    assert lint(drawn) == lint(drawn)


# --- editions together ---------------------------------------------------------------------------

EARLY = policy(edition="2020", valid_from=date(2020, 1, 1), valid_to=date(2021, 12, 31))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_from": date(2022, 1, 1)}, []),
        ({"valid_from": date(2021, 12, 31)}, ["editions_overlap"]),
        ({"valid_from": None, "valid_to": None}, ["editions_overlap"]),
        ({"valid_from": date(2022, 1, 3)}, ["editions_gap"]),
        ({"edition": "2020", "valid_from": date(2022, 1, 1)}, ["edition_twice"]),
        ({"key": "there", "valid_from": None, "valid_to": None}, []),
    ],
)
def test_editions(changes: dict[str, Any], code: list[str]) -> None:
    """Every day of arrival has one edition of a key, and each edition stands once."""
    late = attrs.evolve(EARLY, **{"edition": "2022", "valid_to": None, **changes})
    for both in ((EARLY, late), (late, EARLY)):
        assert [finding.code for finding in lint_editions(both)] == code


def test_overlap_says_when() -> None:
    """The finding names both editions and the first day that they share."""
    late = attrs.evolve(EARLY, edition="2021", valid_from=date(2021, 6, 1))
    (finding,) = lint_editions((late, EARLY))
    assert finding.path == "here@2020, here@2021"
    assert finding.message.en.endswith("2021-06-01")
    undated = attrs.evolve(EARLY, edition="0", valid_from=None)
    old = attrs.evolve(EARLY, edition="1", valid_from=None)
    assert lint_editions((undated, old))[0].message.sv.endswith("från första dagen")


def test_alias_taken() -> None:
    """A short name leads to one policy: not to two, and not past a key of that name."""
    one = attrs.evolve(EARLY, key="a/one", aliases=("a",))
    two = attrs.evolve(EARLY, key="a/two", aliases=("a",))
    plain = attrs.evolve(EARLY, key="a")
    assert [f.code for f in lint_editions((one, two))] == ["alias_taken"]
    assert [f.code for f in lint_editions((one, plain))] == ["alias_taken"]
    later = attrs.evolve(one, edition="2022", valid_from=date(2022, 1, 1), valid_to=None)
    assert lint_editions((one, later)) == ()

# SPDX-License-Identifier: Apache-2.0
"""The policy object: parts that hold together, what it answers at intake, and what-ifs."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from klagomal.assessment import assess
from klagomal.calendar import CalendarSpec, NamedDay
from klagomal.cases.events import Acknowledged, Answered, DelayNotice, ProgressNotice
from klagomal.cases.feedback import Feedback
from klagomal.errors import FieldError, PolicyError
from klagomal.policy.policy import Policy
from klagomal.promises.applicability import Facts
from klagomal.promises.obligations import on
from klagomal.promises.provisions import (
    ChannelRule,
    Dimension,
    Exclusion,
    KindRule,
    Ladder,
    Level,
    RegistrationRule,
    ReportRule,
)
from klagomal.promises.terms import ByDueOf, Within
from klagomal.vocabulary import (
    Anonymity,
    Channel,
    Kind,
    Label,
    Outcome,
    Reason,
    Role,
    SubmitterCapacity,
)
from tests.small_policies import (
    ANSWER,
    CHAINED,
    NEW_DATE,
    PROMISED,
    STAGES,
    TEXT,
    TWO_CLOCKS,
    UPDATES,
    WAIVED,
    WORDS,
    days,
    duty,
    small,
)
from tests.stories import Story

MONDAY = datetime(2025, 3, 3, 12, tzinfo=UTC)


def sent(**about: Any) -> Feedback:
    """Return a complaint by letter, changed in some parts."""
    parts: dict[str, Any] = {
        "kind": Kind.COMPLAINT,
        "channel": Channel.LETTER,
        "received_at": MONDAY,
    }
    return Feedback(**parts | about)


# --- parts that hold together ---------------------------------------------------------------------

KIND = KindRule(kind=Kind.COMPLAINT, label=WORDS)
CHANNEL = ChannelRule(channel=Channel.FAX)
DIMENSION = Dimension(code="access", label=WORDS)
REPORT = ReportRule(id="board", audience=Role.BOARD, min_per_year=1)
LEVEL = Level(role=Role.UNIT)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"kinds": (KIND, KIND)}, "kinds name <Kind.COMPLAINT: 'complaint'> twice"),
        ({"channels": (CHANNEL, CHANNEL)}, "channels name <Channel.FAX: 'fax'> twice"),
        ({"dimensions": (DIMENSION, DIMENSION)}, "dimensions name 'access' twice"),
        ({"reports": (REPORT, REPORT)}, "reports name 'board' twice"),
        ({"kinds": ()}, "recognises no kind of feedback"),
        (
            {"valid_from": date(2025, 1, 2), "valid_to": date(2025, 1, 1)},
            "ends 2025-01-01, before it begins",
        ),
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(parts: dict[str, Any], told: str) -> None:
    """The error names the policy and the part."""
    with pytest.raises(PolicyError, match=f"policy 'smaby'.*{told}"):
        small(ANSWER, **parts)


def test_two_obligations_cannot_share_an_id() -> None:
    """An id is what cases and reports refer to."""
    with pytest.raises(PolicyError, match="obligations name 'answer' twice") as caught:
        small(ANSWER, ANSWER)
    assert caught.value.data == {"part": "obligations"}


@pytest.mark.parametrize(
    ("referring", "field"),
    [
        (duty("notice", ByDueOf("anwser", only_if_late=True), "delay_notice"), "term.by_due_of"),
        (duty("notice", Within(5), "delay_notice", start_latest="anwser"), "start_latest"),
    ],
)
def test_an_obligation_refers_to_one_that_exists(referring: Any, field: str) -> None:
    """The error names both, and the field, and suggests what was meant."""
    with pytest.raises(PolicyError, match=r"refers to 'anwser'.*did you mean 'answer'") as caught:
        small(ANSWER, referring)
    assert caught.value.data == {"obligation": "notice", "field": f"obligations[1].{field}"}


def test_obligations_do_not_wait_for_each_other_in_a_circle() -> None:
    """Nor one for itself."""
    first = duty("first", ByDueOf("second"), "answered")
    second = duty("second", Within(5), "answered", start_latest="first")
    with pytest.raises(PolicyError, match="in a circle: first → second → first; let one"):
        small(first, second)
    with pytest.raises(PolicyError, match="circle"):
        small(duty("answer", ByDueOf("answer"), "answered"))


def test_obligations_are_ordered_after_those_they_refer_to() -> None:
    """Whatever order the text has them in; the text's own order is kept beside."""
    third = duty("third", ByDueOf("second"), "answered")
    second = duty("second", ByDueOf("first"), "answered")
    first = duty("first", Within(5), "answered")
    policy = small(third, second, first)
    assert [o.id for o in policy.in_order] == ["first", "second", "third"]
    assert [o.id for o in policy.obligations] == ["third", "second", "first"]


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({}, "'second' is for level 2, and there is no ladder; leave level out"),
        ({"ladder": Ladder(levels=(LEVEL,))}, "'second' is for level 2, and the ladder has 1;"),
    ],
)
def test_a_level_is_one_of_the_ladders(parts: dict[str, Any], told: str) -> None:
    """An obligation for a level that no case can reach is refused, with how many there are."""
    second = duty("second", Within(5), "answered", level=2)
    with pytest.raises(PolicyError, match=f"policy 'smaby': obligation {told}") as caught:
        small(second, **parts)
    assert caught.value.data == {"obligation": "second", "field": "obligations[0].level"}
    assert small(second, ladder=Ladder(levels=(LEVEL, LEVEL))).obligation("second").level == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "Essunga kommun"),
        ("edition", ""),
        ("accountable", "board"),
        ("kind_owner", "submitter"),
        ("valid_from", MONDAY),
        ("valid_to", "2025-12-31"),
        ("channels_open", 1),
        ("dimensions_open", "no"),
        ("on_denied_anonymity", "advise"),
        ("kinds", [KIND]),
        ("kinds", ("complaint",)),
        ("scope", "hela kommunen"),
        ("umbrella", None),
        ("aliases", "smaby"),
        ("channels", CHANNEL),
        ("closing", None),
        ("ladder", (LEVEL,)),
        ("calendar_spec", "SE"),
        ("citations", ("SMA-01",)),
    ],
)
def test_a_field_of_the_wrong_sort_is_refused(field: str, value: Any) -> None:
    """A look-alike string would be compared with a role by identity, and never match."""
    with pytest.raises(FieldError) as caught:
        small(ANSWER, **{field: value})
    assert caught.value.data["field"] == field


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (Label("", "x"), "title.sv: there are no words in it"),
        (Label("svar", " \t"), "title.en: there are no words in it"),
        (Label("svar", None), "title.en: expected text, got NoneType"),  # type: ignore[arg-type]
        (Label("\ud800", "x"), "title.sv: half a character"),
    ],
)
def test_a_label_says_something_in_both_languages(words: Label, told: str) -> None:
    """Whatever people are to read is refused where they could not."""
    with pytest.raises(FieldError, match=told):
        attrs.evolve(ANSWER, title=words)


@pytest.mark.parametrize("path", [None, 5, b"a.toml"])
def test_what_is_no_path_is_refused(path: Any) -> None:
    """Bytes may be in any encoding."""
    with pytest.raises(PolicyError, match="is no path; give that of a"):
        Policy.from_toml(path)


# --- finding its parts ----------------------------------------------------------------------------


def test_an_obligation_is_found_by_its_id() -> None:
    """A misspelt one is told with the right one."""
    assert TWO_CLOCKS.obligation("answer").term == days(10)
    with pytest.raises(PolicyError, match="smaby@1 has no obligation 'anwser'; did you mean 'ans"):
        TWO_CLOCKS.obligation("anwser")


def test_a_policy_is_named_by_key_and_edition() -> None:
    """Both stand in one id, as cases and reports name it."""
    assert small(ANSWER, key="nacka/valfard", edition="2012").id == "nacka/valfard@2012"


def test_what_a_text_does_not_name_has_the_common_word() -> None:
    """Labels, buckets and anonymity fall back; nothing is an error."""
    policy = small(ANSWER, kinds=(KIND,), channels=(CHANNEL,))
    assert policy.kind_label(Kind.COMPLAINT) == WORDS
    assert policy.kind_label(Kind.PRAISE) == Label("beröm", "praise")
    assert policy.bucket(Kind.PRAISE) == "praise"
    assert policy.anonymity(Channel.FAX) is Anonymity.UNSPECIFIED
    assert policy.anonymity(Channel.PHONE) is Anonymity.UNSPECIFIED
    denied = ChannelRule(channel=Channel.FAX, anonymous=Anonymity.DENIED)
    assert small(ANSWER, channels=(denied,)).anonymity(Channel.FAX) is Anonymity.DENIED


def test_a_kind_that_counts_as_another_is_reported_with_it() -> None:
    """Under its own bucket if it has one, else under the other's bucket, else under its name."""
    opinion = KindRule(kind=Kind.OPINION, label=WORDS, bucket="synpunkter")
    praise = KindRule(kind=Kind.PRAISE, label=WORDS, counts_as=Kind.OPINION)
    idea = KindRule(kind=Kind.SUGGESTION, label=WORDS, counts_as=Kind.OPINION, bucket="idelada")
    question = KindRule(kind=Kind.QUESTION, label=WORDS, counts_as=Kind.COMPLAINT)
    policy = small(ANSWER, kinds=(opinion, praise, idea, question))
    assert [policy.bucket(kind) for kind in (Kind.OPINION, Kind.PRAISE, Kind.SUGGESTION)] == [
        "synpunkter",
        "synpunkter",
        "idelada",
    ]
    assert policy.bucket(Kind.QUESTION) == "complaint"


# --- at intake ------------------------------------------------------------------------------------


def test_deadlines_are_told_on_arrival() -> None:
    """Every obligation that concerns the feedback, in the text's order, with or without a day."""
    found = {d.obligation.id: d.due for d in PROMISED.deadlines(sent())}
    assert found == {"promised_time": None, "delay_notice": None}
    found = {d.obligation.id: d.due for d in TWO_CLOCKS.deadlines(sent())}
    assert found == {"contact": date(2025, 3, 10), "answer": date(2025, 3, 13)}


def test_deadlines_leave_out_what_does_not_concern_the_feedback() -> None:
    """Another kind, no contact route, no reply wanted, outside the routine."""
    assert [d.obligation.id for d in TWO_CLOCKS.deadlines(sent(kind=Kind.PRAISE))] == ["answer"]
    nameless = sent(has_contact_route=False)
    assert [d.obligation.id for d in WAIVED.deadlines(nameless)] == ["registration"]
    excluding = TWO_CLOCKS.amend(
        "1",
        exclusions=(
            Exclusion(stream="appeal", refer_to=WORDS),
            Exclusion(stream="staff", refer_to=WORDS, capacities={SubmitterCapacity.STAFF}),
        ),
    )
    assert excluding.deadlines(sent(streams={"appeal"})) == ()
    assert excluding.deadlines(sent(capacity=SubmitterCapacity.STAFF)) == ()
    assert len(excluding.deadlines(sent(streams={"parking_fine"}))) == 2


def test_deadlines_follow_the_exclusions_of_the_day() -> None:
    """An exclusion that came into force later leaves earlier feedback its clocks."""
    later = Exclusion(stream="appeal", refer_to=WORDS, valid_from=date(2025, 3, 4))
    policy = TWO_CLOCKS.amend("1", exclusions=(later,))
    assert len(policy.deadlines(sent(streams={"appeal"}))) == 2
    tuesday = datetime(2025, 3, 3, 23, 30, tzinfo=UTC)  # 00:30 in Sweden
    assert policy.deadlines(sent(streams={"appeal"}, received_at=tuesday)) == ()


def test_deadlines_count_by_the_policys_own_calendar() -> None:
    """A local closed day moves the tenth working day from the 17th to the 18th."""
    closed = (NamedDay(date(2025, 3, 12), "planeringsdag", "planning day"),)
    local = small(ANSWER, calendar_spec=CalendarSpec(closed=closed))
    (here,), (there,) = small(ANSWER).deadlines(sent()), local.deadlines(sent())
    assert (here.due, there.due) == (date(2025, 3, 17), date(2025, 3, 18))
    assert small(ANSWER).calendar is small(ANSWER).calendar


def test_what_is_remembered_of_one_day_is_not_told_of_another() -> None:
    """Two letters with the same facts and different days."""
    first = TWO_CLOCKS.deadlines(sent())
    second = TWO_CLOCKS.deadlines(sent(received_at=datetime(2025, 3, 4, 12, tzinfo=UTC)))
    assert [d.due for d in first] == [date(2025, 3, 10), date(2025, 3, 13)]
    assert [d.due for d in second] == [date(2025, 3, 11), date(2025, 3, 14)]
    assert TWO_CLOCKS.deadlines(sent()) == first


# --- while a case runs ----------------------------------------------------------------------------


def test_running_clocks_show_extensions_and_what_has_stopped() -> None:
    """Started clocks only, with the day as last agreed and the day it was done."""
    story = Story(NEW_DATE).received("2025-03-03")
    story.on("2025-03-14", DelayNotice, promised=date(2025, 3, 28))
    (answer, notice) = NEW_DATE.running(story.case)
    assert (answer.due, answer.first_due, answer.done_on) == (
        date(2025, 3, 28),
        date(2025, 3, 17),
        None,
    )
    assert len(answer.notices) == 1
    assert notice.due == date(2025, 3, 28)
    story.on("2025-03-20", Answered)
    (answer, _) = NEW_DATE.running(story.case)
    assert answer.done_on == date(2025, 3, 20)


def test_running_clocks_leave_out_what_has_not_started_or_does_not_concern_the_case() -> None:
    """A stage that has not been reached, a rule for another kind."""
    stage_one = Story(STAGES).received("2025-03-03")
    assert [d.obligation.id for d in STAGES.running(stage_one.case)] == ["answer"]
    praise = Story(TWO_CLOCKS).received("2025-03-03", Kind.PRAISE)
    assert [d.obligation.id for d in TWO_CLOCKS.running(praise.case)] == ["answer"]


def test_each_run_of_a_recurring_duty_is_shown() -> None:
    """Word on the 14th: one run done, one that is due on the 28th."""
    story = Story(UPDATES).received("2025-03-03").on("2025-03-14", ProgressNotice)
    assert [(d.due, d.done_on) for d in UPDATES.running(story.case)] == [
        (date(2025, 3, 17), date(2025, 3, 14)),
        (date(2025, 3, 28), None),
    ]


def test_a_chained_clock_runs_from_the_event_it_waited_for() -> None:
    """The answer counts from the acknowledgement of the 5th."""
    story = Story(CHAINED).received("2025-03-03").on("2025-03-05", Acknowledged)
    found = {d.obligation.id: d.due for d in CHAINED.running(story.case)}
    assert found == {"acknowledgement": date(2025, 3, 10), "answer": date(2025, 3, 19)}


def test_reasons_tell_why_an_obligation_does_not_concern_a_case() -> None:
    """One for each obligation, ``None`` where it does."""
    story = Story(WAIVED).received("2025-03-03", has_contact_route=False)
    assert WAIVED.reasons(WAIVED.facts(story.case)) == {
        "contact": Reason.NO_CONTACT_ROUTE,
        "answer": Reason.NO_CONTACT_ROUTE,
        "registration": None,
    }
    assert isinstance(WAIVED.facts(story.case), Facts)


# --- what if --------------------------------------------------------------------------------------


def test_a_draft_changes_obligations_and_fields() -> None:
    """The original stays as it was."""
    draft = TWO_CLOCKS.amend(
        "draft", answer={"term": Within(5)}, contact={"title": WORDS}, accountable=Role.BOARD
    )
    assert (draft.edition, draft.accountable) == ("draft", Role.BOARD)
    assert draft.obligation("answer").term == Within(5)
    assert [o.id for o in draft.obligations] == ["contact", "answer"]
    assert TWO_CLOCKS.obligation("answer").term == days(10)
    assert draft.deadlines(sent())[1].due == date(2025, 3, 10)


def test_a_draft_may_add_an_obligation_and_change_it() -> None:
    """Changes by id go with the obligations given."""
    draft = TWO_CLOCKS.amend("2", obligations=(ANSWER,), answer={"term": Within(7)})
    assert [o.id for o in draft.obligations] == ["answer"]
    assert draft.obligation("answer").term == Within(7)


def test_a_part_and_an_obligation_may_share_a_name() -> None:
    """A dict of changes is for the obligation, anything else is for the part."""
    rule = RegistrationRule(register="diary", label=WORDS)
    draft = WAIVED.amend("2", registration={"purpose": "register"})
    assert draft.obligation("registration").purpose == "register"
    assert draft.registration == ()
    draft = WAIVED.amend("2", registration=(rule,))
    assert draft.obligation("registration").purpose == ""
    assert draft.registration == (rule,)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"anwser": {"term": Within(5)}}, "'anwser' is no obligation; did you mean 'answer'"),
        ({"answer": {"trem": Within(5)}}, "'trem' is no field of Obligation; did you mean 'term'"),
        ({"acountable": None}, "'acountable' is no field of Policy; did you mean 'accountable'"),
        ({"_plans": None}, "'_plans' is no field of Policy"),
    ],
)
def test_a_draft_with_a_misspelt_part_is_refused(changes: dict[str, Any], told: str) -> None:
    """The error names what does not exist and suggests what does."""
    with pytest.raises(PolicyError, match=told):
        TWO_CLOCKS.amend("draft", **changes)


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"title": "text"}, "title", r"such as Label\('svar', 'answer'\), got 'text'"),
        ({"term": 5}, "term", "expected Within or .*, got 5"),
        ({"citations": ["SMA-01"]}, "citations", r"such as \(SOURCE.cite.*, got 'SMA-01' among"),
        ({"content": "reason"}, "content", "expected several codes, got 'reason'"),
        ({"applies_to": {"kinds": "complaint"}}, "applies_to", "expected Scope"),
        ({"starts_on": "received"}, "starts_on", r"use on\(...\)"),
        ({"each": 1}, "each", "expected True or False"),
        ({"level": 0}, "level", "at least 1"),
    ],
)
def test_a_draft_with_a_value_of_the_wrong_sort_is_refused(
    changes: dict[str, Any], field: str, told: str
) -> None:
    """The error names the obligation and the field, and shows what goes there."""
    with pytest.raises(PolicyError, match=f"^obligation 'answer': {field}: .*{told}") as caught:
        TWO_CLOCKS.amend("draft", answer=changes)
    assert caught.value.data == {"obligation": "answer", "field": field}


@pytest.mark.parametrize(
    ("edition", "changes", "told"),
    [
        ("Utkast 1", {}, "^edition: 'Utkast 1' is not a code"),
        ({"answer": {"term": Within(5)}}, {}, "^edition: .* is not a code"),
        ("draft", {"name": "Småby"}, "^name: expected words in both languages"),
        ("draft", {"accountable": "board"}, "^accountable: 'board' is not a Role"),
        ("draft", {"source": "text"}, "^source: expected Source, got 'text'"),
        ("draft", {"kinds": ["complaint"]}, "^kinds: .* got 'complaint' among them"),
        ("draft", {"ladder": {"strict": False}}, "'ladder' is no obligation but a part"),
        ("draft", {"obligations": {"answer": {}}}, "name the one to change, such as answer="),
        ("draft", {"obligations": None}, r"^obligations: expected a tuple .*\(...\),\), got None"),
        ("draft", {"obligations": ANSWER}, "^obligations: .* without brackets and comma"),
        ("draft", {"obligations": ["answer"]}, "^obligations: .* got 'answer' among them"),
        ("draft", {"obligations": [ANSWER, ANSWER]}, "obligations name 'answer' twice"),
        ("draft", {"answer": Within(5)}, "^for the obligation 'answer' give a dict"),
        ("draft", {"answer": {5: Within(5)}}, "^obligation 'answer': 5 is no field"),
    ],
)
def test_a_draft_with_a_part_of_the_wrong_sort_is_refused(
    edition: Any, changes: dict[str, Any], told: str
) -> None:
    """Whatever is given for the edition, a part or the obligations, the error says what is."""
    with pytest.raises(PolicyError, match=told):
        TWO_CLOCKS.amend(edition, **changes)


def test_a_draft_takes_lists() -> None:
    """Lists of parts are as good as tuples of them in a draft."""
    cited = [TEXT.cite("SMA-01")]
    draft = TWO_CLOCKS.amend("2", obligations=[ANSWER], kinds=[KIND], answer={"citations": cited})
    assert (draft.obligations[0].rows, draft.kinds) == (("SMA-01",), (KIND,))


def test_a_name_of_a_part_and_an_obligation_is_told_apart() -> None:
    """What fits neither the part nor the obligation is refused with a word on both."""
    told = "for the obligation 'registration' give a dict.*; registration: expected a tuple"
    with pytest.raises(PolicyError, match=told):
        WAIVED.amend("2", registration=Within(5))


def test_a_draft_judges_the_same_case_otherwise() -> None:
    """Five working days instead of ten days: answered on the 12th is late under the draft only."""
    story = Story(TWO_CLOCKS).received("2025-03-03").on("2025-03-12", Answered)
    draft = TWO_CLOCKS.amend("draft", answer={"term": Within(5)})
    story.assess("2025-03-31")  # what the first policy remembers is not the draft's
    assert story.outcome("answer", "2025-03-31") is Outcome.MET
    judged = assess(story.case, draft, as_of=date(2025, 3, 31), any_policy=True)
    assert {found.obligation.id: found.outcome for found in judged}["answer"] is (
        Outcome.LATE_SILENT
    )


# --- as a value -----------------------------------------------------------------------------------


def test_policies_are_values() -> None:
    """Equal texts are equal policies, whatever they have been asked."""
    warm, cold = attrs.evolve(TWO_CLOCKS), attrs.evolve(TWO_CLOCKS)
    warm.deadlines(sent())
    assert warm == cold
    assert hash(warm) == hash(cold)
    assert warm != cold.amend("2")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        warm.edition = "2"  # type: ignore[misc]


def test_a_policy_can_be_sent_between_processes() -> None:
    """Pickled and copied, with or without what it remembers, it answers the same."""
    story = Story(NEW_DATE).received("2025-03-03").on("2025-03-20", Answered)
    before = story.assess("2025-03-31")
    for again in (pickle.loads(pickle.dumps(NEW_DATE)), copy.deepcopy(NEW_DATE)):
        assert again == NEW_DATE
        story.policy = again
        assert story.assess("2025-03-31") == before
        assert again.deadlines(sent()) == NEW_DATE.deadlines(sent())


def test_memory_is_bounded_and_forgetting_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With room for two judgements and two days, every answer is as before."""
    monkeypatch.setattr("klagomal.policy.policy._REMEMBERED_DAYS", 2)
    monkeypatch.setattr("klagomal.policy.policy._REMEMBERED_JUDGEMENTS", 2)
    policy = attrs.evolve(TWO_CLOCKS)
    for day in range(3, 10):
        story = Story(policy).received(f"2025-03-{day:02}").on("2025-03-17", Answered)
        found = [a.outcome for a in story.assess("2025-03-31").values()]
        story.policy = attrs.evolve(TWO_CLOCKS)
        assert found == [a.outcome for a in story.assess("2025-03-31").values()]
        assert policy.deadlines(story.case.feedback) == TWO_CLOCKS.deadlines(story.case.feedback)
    (plan,) = policy._plans.values()
    assert len(plan.judged) <= 2
    assert len(plan._arrivals) <= 2


def test_a_policy_without_obligations_promises_nothing() -> None:
    """Feedback is taken in, and nothing is due."""
    assert small().deadlines(sent()) == ()
    assert Policy(key="a", edition="1", name=WORDS, source=TEXT, kinds=(KIND,)).in_order == ()


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (
            lambda: small().deadlines("x"),  # type: ignore[arg-type]
            "feedback: str is no Feedback; make one",
        ),
        (
            lambda: small().deadlines(sent(), by=Role.STAFF),  # type: ignore[arg-type]
            "by: Role is no Actor; say who",
        ),
        (
            lambda: small().running(sent()),  # type: ignore[arg-type]
            "case: Feedback is no Case; see fold",
        ),
    ],
)
def test_another_class_is_refused_by_name(ask: Callable[[], object], told: str) -> None:
    """An argument of the wrong class is told by its name, with what to pass."""
    with pytest.raises(FieldError, match=told):
        ask()


def test_what_starts_on_something_else_has_no_day_yet() -> None:
    """On arrival nobody knows when it will be handed over."""
    policy = small(duty("announce", Within(5), "handler_announced", starts_on=on("transferred")))
    (deadline,) = policy.deadlines(sent())
    assert (deadline.due, deadline.started_on) == (None, None)

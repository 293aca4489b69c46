# SPDX-License-Identifier: Apache-2.0
"""Policies as TOML files: exact both ways, and every slip told with its place and its line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

from klagomal import policies as shipped
from klagomal.calendar import CalendarSpec, NamedDay
from klagomal.errors import PolicyError, PolicyFileError
from klagomal.policy.policy import Policy
from klagomal.promises.citation import Citation, Source
from klagomal.promises.obligations import DelayRule, Obligation, On, on
from klagomal.promises.provisions import ChannelRule, KindRule
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, InWords, Term, Within
from klagomal.serialization import policy_from_text, policy_to_toml
from klagomal.vocabulary import Anonymity, Channel, Extension, Kind, Label, Roll, Strength, Unit
from tests import ROOT
from tests.strategies import policies

EXAMPLES = sorted((ROOT / "examples" / "policies").glob("*.toml"))

SMALLEST = """\
key = "lillkoping"
edition = "draft"
name = "Lillköping"
kinds = ["complaint"]

[source]
title = "Utkast"
document_type = "riktlinje"
"""

ANSWER = """
[[obligations]]
id = "answer"
title = { sv = "Svar", en = "Answer" }
fulfilled_by = ["answered"]
term = { working_days = 10 }
strength = "promise"
"""

TEN_DAYS = Within(10)

POLICY = Policy(
    key="lillkoping",
    edition="draft",
    name=Label("Lillköping", "Lillköping"),
    source=Source(title="Utkast", document_type="riktlinje"),
    kinds=(KindRule(kind=Kind.COMPLAINT, label=Kind.COMPLAINT.words),),
)


def obligation(term: Term = TEN_DAYS, **parts: Any) -> Obligation:
    """Return the obligation of :data:`ANSWER` with another term or other parts."""
    return Obligation(
        id="answer",
        title=Label("Svar", "Answer"),
        fulfilled_by=on("answered"),
        term=term,
        strength=Strength.PROMISE,
        **parts,
    )


def read(text: str) -> Policy:
    """Return the policy in a text."""
    return policy_from_text(text, Policy, name="draft.toml")


def problems_in(text: str) -> dict[str, str]:
    """Return the problems of a text by place, each of which the error's message tells, too."""
    with pytest.raises(PolicyFileError) as refused:
        read(text)
    problems = refused.value.data["problems"]
    assert isinstance(problems, tuple)
    for place, message in problems:
        assert (f"{place}: {message}" if place else message) in str(refused.value)
    str(refused.value).encode()  # nothing in it that a log cannot hold
    return dict(problems)


# --- both ways -----------------------------------------------------------------------------------


def test_smallest() -> None:
    """A policy needs six keys; everything else is optional and left out when it is written."""
    assert read(SMALLEST) == POLICY
    assert policy_to_toml(POLICY) == SMALLEST


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policies())
def test_round_trip(policy: Policy) -> None:
    """Every policy is read back equal, and written again as the same text."""
    text = policy.to_toml()
    again = read(text)
    assert again == policy
    assert again.to_toml() == text


@pytest.mark.parametrize("key", shipped.names())
def test_shipped_policies(key: str) -> None:
    """The five municipalities' policies can be handed to an office as files, and read back."""
    policy = shipped.get(key)
    text = policy.to_toml()
    assert read(text) == policy
    assert 'source = "own"' not in text  # their citations mean their own document


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_files(path: Path) -> None:
    """The examples are read, from a path or its text, and survive being written."""
    policy = Policy.from_toml(path)
    assert Policy.from_toml(str(path)) == policy
    assert read(policy.to_toml()) == policy


def test_subclass(tmp_path: Path) -> None:
    """A class of the caller's own is read as itself."""

    @attrs.frozen(kw_only=True)
    class Ours(Policy):
        """A policy with one field more."""

        owner: str = attrs.field(default="", validator=attrs.validators.max_len(20))

    path = tmp_path / "ours.toml"
    path.write_text(f'owner = "Kontaktcenter"\n{SMALLEST}', encoding="utf-8")
    found = Ours.from_toml(path)
    assert type(found) is Ours
    assert found.owner == "Kontaktcenter"
    assert policy_from_text(found.to_toml(), Ours) == found
    path.write_text(f'owner = "{"x" * 21}"\n{SMALLEST}', encoding="utf-8")
    with pytest.raises(PolicyFileError, match="must be <= 20: 21"):
        Ours.from_toml(path)


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("{ working_days = 5 }", Within(5)),
        (
            "{ working_days = 5, roll = 'previous_working_day' }",
            Within(5, roll=Roll.PREVIOUS_WORKING_DAY),
        ),
        ("{ calendar_days = 10 }", Within(10, Unit.CALENDAR_DAYS)),
        (
            "{ calendar_days = 10, roll = 'next_working_day' }",
            Within(10, Unit.CALENDAR_DAYS, Roll.NEXT_WORKING_DAY),
        ),
        ("{ weeks = 2 }", Within(2, Unit.WEEKS)),
        ("{ months = 1 }", Within(1, Unit.MONTHS)),
        ("{ promised = true }", ByPromise()),
        ("{ before_closing = true }", BeforeClosing()),
        ("{ words = 'snarast' }", InWords(Label("snarast", "snarast"))),
        (
            "{ words = { sv = 'snarast', en = 'soon' }, warn_after = { working_days = 1 } }",
            InWords(Label("snarast", "soon"), Within(1)),
        ),
    ],
)
def test_terms(written: str, term: Term) -> None:
    """A term says itself, and is written as it was read."""
    found = read(SMALLEST + ANSWER.replace("{ working_days = 10 }", written))
    assert found.obligations == (obligation(term),)
    assert f"\nterm = {written}\n".replace("'", '"') in found.to_toml()


def test_term_of_another_obligation() -> None:
    """A term may be another obligation's, which must exist."""
    notice = ANSWER.replace('"answer"', '"notice"', 1).replace(
        "{ working_days = 10 }", '{ by_due_of = "answer", only_if_late = true }'
    )
    found = read(SMALLEST + ANSWER + notice)
    assert found.obligation("notice").term == ByDueOf("answer", only_if_late=True)
    assert 'term = { by_due_of = "answer", only_if_late = true }' in found.to_toml()


def test_short_forms() -> None:
    """What is plain may be written in one word, and is."""
    text = SMALLEST.replace(
        'kinds = ["complaint"]',
        """kinds = ["complaint", { kind = "praise", bucket = "good" }]
channels = ["email", { channel = "fax", anonymous = "denied" }]
citations = ["LIL-01", { rows = ["LIL-02"], heading = "Mål" }]""",
    ) + ANSWER.replace('["answered"]', '["answered", { event = "informed", modes = ["phone"] }]')
    found = read(text)
    assert found.kinds[1] == KindRule(kind=Kind.PRAISE, label=Kind.PRAISE.words, bucket="good")
    assert found.channels == (
        ChannelRule(channel=Channel.EMAIL),
        ChannelRule(channel=Channel.FAX, anonymous=Anonymity.DENIED),
    )
    assert found.citations == (
        Citation(rows=("LIL-01",)),
        Citation(rows=("LIL-02",), heading="Mål"),
    )
    assert found.obligations[0].fulfilled_by == (
        On("answered"),
        On("informed", modes={Channel.PHONE}),
    )
    written = found.to_toml()
    assert 'kinds = ["complaint", { kind = "praise", bucket = "good" }]' in written
    assert 'citations = ["LIL-01", { rows = ["LIL-02"], heading = "Mål" }]' in written


def test_labels() -> None:
    """A label in one text means both languages; one that differs from the usual word is kept."""
    text = SMALLEST.replace('["complaint"]', '[{ kind = "complaint", label = "klagan" }]')
    found = read(text)
    assert found.kinds[0].label == Label("klagan", "klagan")
    assert 'label = "klagan"' in found.to_toml()


def test_delay_rule() -> None:
    """A delay rule with nothing in it is still a rule: a notice counts."""
    plain = attrs.evolve(POLICY, obligations=(obligation(delay=DelayRule()),))
    assert "\ndelay = {}\n" in plain.to_toml()
    capped = DelayRule(extends=Extension.BY_AT_MOST, at_most=Within(2, Unit.WEEKS), times=1)
    policy = attrs.evolve(POLICY, obligations=(obligation(delay=capped),))
    written = 'delay = { extends = "by_at_most", at_most = { weeks = 2 }, times = 1 }'
    assert written in policy.to_toml()
    assert read(policy.to_toml()) == policy


def test_nothing_in_place_of_a_default() -> None:
    """Where a word is taken away, the file says so with an empty text."""
    assert POLICY.kind_owner is not None
    policy = attrs.evolve(POLICY, kind_owner=None)
    assert '\nkind_owner = ""\n' in policy.to_toml()
    assert read(policy.to_toml()) == policy


def test_calendar() -> None:
    """The calendar is written under its plain name, with its local days."""
    spec = CalendarSpec(
        country="GB",
        subdivision="ENG",
        zone="Europe/London",
        closed=[NamedDay(date(2026, 5, 1), "stängt", "closed")],
    )
    text = attrs.evolve(POLICY, calendar_spec=spec).to_toml()
    assert '\n[calendar]\ncountry = "GB"\nsubdivision = "ENG"\n' in text
    assert 'closed = [{ day = 2026-05-01, name_sv = "stängt", name_en = "closed" }]' in text
    assert read(text).calendar_spec == spec


# --- documents that are cited --------------------------------------------------------------------

ACT = Source(title="Skollagen", document_type="lag", reference="2010:800")


def test_sources_by_name() -> None:
    """A document that several citations mean is described once, under a name from its title."""
    other = attrs.evolve(ACT, reference="1985:1100")
    cited = (ACT.cite("LAW-01"), other.cite("LAW-02"), ACT.cite("LAW-03"), Citation(rows=("A-01",)))
    policy = attrs.evolve(POLICY, citations=cited)
    text = policy.to_toml()
    assert text.count('title = "Skollagen"') == 2
    assert "\n[sources.skollagen]\n" in text
    assert "\n[sources.skollagen-2]\n" in text
    assert '{ rows = ["LAW-03"], source = "skollagen" }' in text
    assert read(text) == policy


def test_own_source_is_not_repeated() -> None:
    """A policy whose citations all carry its own document says so once."""
    source = POLICY.source
    rule = obligation(citations=(source.cite("LIL-01"), source.cite("LIL-02", heading="Mål")))
    policy = attrs.evolve(POLICY, obligations=(rule,), citations=(source.cite("LIL-03"),))
    text = policy.to_toml()
    assert "\ncite_own_source = true\n" in text
    assert 'citations = ["LIL-03"]' in text
    assert 'citations = ["LIL-01", { rows = ["LIL-02"], heading = "Mål" }]' in text
    assert read(text) == policy


def test_own_source_where_some_carry_it() -> None:
    """Citations with and without the policy's own document are told apart."""
    cited = (POLICY.source.cite("LIL-01"), Citation(rows=("LIL-02",)))
    policy = attrs.evolve(POLICY, citations=cited)
    assert 'citations = [{ rows = ["LIL-01"], source = "own" }, "LIL-02"]' in policy.to_toml()
    assert read(policy.to_toml()) == policy


def test_title_without_plain_letters() -> None:
    """A document whose title gives no name is still named."""
    policy = attrs.evolve(
        POLICY, citations=(Source(title="§ 法", document_type="law").cite("LAW-01"),)
    )
    assert "[sources.source]" in policy.to_toml()
    assert read(policy.to_toml()) == policy


def test_source_inside_a_citation() -> None:
    """A document may also be described where it is cited."""
    cited = '[{ rows = ["LAW-01"], source = { title = "X", document_type = "lag" } }]'
    text = f"citations = {cited}\n{SMALLEST}"
    assert read(text).citations[0].source == Source(title="X", document_type="lag")


@pytest.mark.parametrize(
    ("written", "place", "message"),
    [
        (
            'citations = [{ source = "skolagen" }]',
            "citations[0].source",
            "did you mean 'skollagen'",
        ),
        ("citations = [{ source = 3 }]", "citations[0].source", "got 3"),
        ("cite_own_source = 1", "cite_own_source", "expected true or false, got 1"),
        ('sources = "x"', "sources", "expected [sources.<name>] tables"),
        ('sources.own = { title = "X", document_type = "lag" }', "sources.own", "choose another"),
        ('sources.law = { title = "X" }', "sources.law.document_type", "missing"),
        ("sources.law = 4", "sources.law", "got 4"),
    ],
)
def test_sources_that_do_not_hold(written: str, place: str, message: str) -> None:
    """A document that is not described, or badly, is told at its place."""
    law = '[sources.skollagen]\ntitle = "Skollagen"\ndocument_type = "lag"\n'
    text = f"{written}\n{SMALLEST}" + ("" if written.startswith("sources") else law)
    assert message in problems_in(text)[place]


# --- what no file can hold -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (lambda: attrs.evolve(POLICY, name=Label("x" * 2001, "x")), "name.sv: 2001 characters"),
    ],
)
def test_what_no_file_can_hold(changed: Callable[[], Policy], message: str) -> None:
    """A policy that could not be read back is not written."""
    with pytest.raises(PolicyError, match=message):
        changed().to_toml()


def test_what_is_read_back_otherwise() -> None:
    """A policy with a part of somebody's own class is not written as if it had none."""

    class OwnKind(KindRule):
        pass

    own = OwnKind(kind=Kind.COMPLAINT, label=Label("klagan", "grievance"))
    with pytest.raises(PolicyError, match="does not survive being written"):
        attrs.evolve(POLICY, kinds=(own,)).to_toml()

# SPDX-License-Identifier: Apache-2.0
"""Every field of a policy's parts refuses what it cannot hold, and names itself when it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from inspect import getmembers, isclass
from typing import Any, cast

import attrs
import pytest

from klagomal.errors import FieldError, KlagomalError
from klagomal.policy.policy import Policy
from klagomal.promises import citation, provisions, triage
from klagomal.promises.citation import Citation, Source
from klagomal.promises.provisions import (
    AccountingCalendar,
    Anchor,
    Checklist,
    KindRule,
    Ladder,
    RegistrationRule,
)
from klagomal.promises.triage import Advice, AdviceCode, Triage
from klagomal.vocabulary import Kind
from tests.small_policies import ANSWER, TEXT, WORDS

POLICIES = [
    import_module(f"klagomal.policies.{name}").POLICY
    for name in ("essunga", "karlskoga", "kramfors", "nacka", "ostersund")
]
CLASSES = {
    cls
    for module in (citation, provisions, triage)
    for _, cls in getmembers(module, isclass)
    if attrs.has(cls) and cls.__module__ == module.__name__
} | {Policy}


def _parts(value: object) -> Iterator[Any]:
    """Yield all attrs values in a value, itself included."""
    if isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from _parts(each)
    elif isinstance(value, Mapping):
        yield from _parts(tuple(value.values()))
    elif attrs.has(type(value)):
        yield value
        for field in attrs.fields(cast("Any", type(value))):
            if field.init:
                yield from _parts(getattr(value, field.name))


ANY_ANSWER: Any = ANSWER
EXAMPLES: dict[type[Any], Any] = {type(part): part for part in _parts(POLICIES)} | {
    Advice: Advice(AdviceCode.WRITE_DOWN, WORDS),
    Triage: Triage(accepted=True, kind=Kind.PRAISE, label=WORDS, bucket="good"),
}
FIELDS = sorted(
    ((cls, field.name) for cls in CLASSES for field in attrs.fields(cls) if field.init), key=str
)


@pytest.mark.parametrize(
    ("cls", "name"), FIELDS, ids=[f"{cls.__name__}.{name}" for cls, name in FIELDS]
)
def test_no_field_takes_anything(cls: type[Any], name: str) -> None:
    """An object of no known sort is refused in every field of every part."""
    with pytest.raises(KlagomalError):
        attrs.evolve(EXAMPLES[cls], **{name: object()})


@pytest.mark.parametrize("name", ["title", "citations"])
def test_nor_do_the_words_and_sources_of_an_obligation(name: str) -> None:
    """They are read by letters and explanations long after they were written."""
    with pytest.raises(FieldError, match=f"^{name}: expected") as caught:
        attrs.evolve(ANY_ANSWER, **{name: "text"})
    assert caught.value.data == {"field": name}


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (
            lambda: KindRule(kind=Kind.PRAISE, label="beröm"),  # type: ignore[arg-type]
            r"label: expected words in both languages, such as Label\('svar', 'answer'\), got 'be",
        ),
        (
            lambda: attrs.evolve(ANY_ANSWER, citations=[TEXT.cite("SMA-01")]),
            r"citations: .* \(SOURCE.cite\('ESS-24'\),\), got a list; write round brackets",
        ),
        (
            lambda: attrs.evolve(ANY_ANSWER, citations=TEXT.cite("SMA-01")),
            "citations: .* got one without brackets and comma",
        ),
        (lambda: Ladder(levels=("unit",)), "levels: .* got 'unit' among them"),  # type: ignore[arg-type]
        (lambda: Citation(rows=("ESS-24", 5)), "rows: .* got 5 among them"),  # type: ignore[arg-type]
        (lambda: Anchor(name="year", label=WORDS, start=(1, True)), "start: expected a month and"),
        (lambda: AccountingCalendar(name="year", ends=((4,),)), "ends: expected a month and a"),  # type: ignore[arg-type]
        (lambda: AccountingCalendar(name="year", ends=[(4, 30)]), "ends: expected months and"),  # type: ignore[arg-type]
        (
            lambda: RegistrationRule(register="diary", label=WORDS, overrides={"school": (8, 1)}),  # type: ignore[dict-item]
            r"overrides: .* such as \{'education': DossierPeriod\(8, 1\)\}",
        ),
        (lambda: Source(title="a", document_type="b", adopted="2020"), "adopted: expected a date"),  # type: ignore[arg-type]
    ],
)
def test_the_error_shows_the_form(made: Any, told: str) -> None:
    """Whoever wrote the part reads which field it is, how it is written and what was there."""
    with pytest.raises(FieldError, match=told):
        made()


def test_what_an_error_shows_is_short_and_masked() -> None:
    """A long value is cut, and what looks like an identity number is not repeated."""
    with pytest.raises(FieldError) as caught:
        Checklist(id="list", title="x" * 500, events=(), items=())  # type: ignore[arg-type]
    assert len(str(caught.value)) < 200
    with pytest.raises(FieldError) as caught:
        attrs.evolve(ANY_ANSWER, title="19121212-1212")
    assert "1212-1212" not in str(caught.value)

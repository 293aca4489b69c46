# SPDX-License-Identifier: Apache-2.0
"""What is told of the rule itself: what it covers and what fulfils it."""

from __future__ import annotations

import re
from typing import Any

import attrs
import pytest

from klagomal.cases.events import EVENTS
from klagomal.deadlines.explanation import explain
from klagomal.deadlines.explanation.phrases import EVENT_WORDS
from klagomal.deadlines.runs import Clock
from klagomal.promises.obligations import On, Scope
from klagomal.promises.terms import Within
from klagomal.vocabulary import Channel, Content, Kind, Language, Role, Severity
from tests.provkoping import ACKNOWLEDGEMENT, ANSWER, SWEDISH

# --- what a rule covers and accepts ---------------------------------------------------------------


def test_a_scope_names_all_its_conditions() -> None:
    """Kinds, ways in, severity, sector, category, unit and the receiver's own case."""
    scope = Scope(
        kinds={Kind.SUGGESTION, Kind.COMPLAINT},
        channels={Channel.EMAIL, Channel.PHONE},
        severities={Severity.SERIOUS},
        sectors={"social_services"},
        categories={"food"},
        units={"unit_b", "unit_a"},
        concerns_receiver=True,
        misdirected=True,
    )
    rule = explain(attrs.evolve(ANSWER, applies_to=scope), Clock(), SWEDISH)

    assert (
        "\nGäller: klagomål, förslag; kanal: telefon eller e-post; allvarlighetsgrad: allvarligt; "
        "område: social services; kategori: food; enhet: unit a, unit b; gäller den som tog emot; "
        "kom till en annan enhet än den ansvariga\n"
    ) in rule.text("sv")
    assert (
        "\nCovers: complaint, suggestion; channel: phone or e-mail; severity: serious; "
        "sector: social services; category: food; unit: unit a, unit b; "
        "is about the person who took it in; "
        "reached another unit than the one that answers for it\n"
    ) in rule.text("en")


@pytest.mark.parametrize(
    ("pattern", "sv", "en"),
    [
        (On("answered"), "svar", "answer"),
        (
            On("handler_announced", by={Role.RECEIVER}),
            "besked om vem som handlägger (av mottagare)",
            "word of who handles the case (by receiver)",
        ),
        (
            On("informed", content={Content.RIGHT_TO_APPEAL, "own_word"}),
            "information (ska innehålla: möjligheten att överklaga, own word)",
            "information (must contain: the right to appeal, own word)",
        ),
        (
            On("answered", by={Role.HANDLER}, modes={Channel.LETTER}, other_handler=True),
            "svar (av handläggare; via brev; av någon som inte har handlagt ärendet tidigare)",
            "answer (by handler; via letter; by somebody who has not handled the case before)",
        ),
        (
            On("registered", name="feedback", individually=True),
            "registrering av synpunkten (under eget nummer)",
            "registration of the feedback (under a number of its own)",
        ),
        (On("registered", name="own_list"), "registrering av own list", "registration of own list"),
        (
            On("measure_recorded", name="preventive"),
            "förebyggande åtgärd",
            "preventive measure",
        ),
        (On("measure_recorded", name="own"), "own", "own"),
        (On("milestone", name="site_visit"), "steget ”site visit”", "the step “site visit”"),
        (On("paused", name="holiday"), "uppehåll (holiday)", "pause (holiday)"),
    ],
    ids=lambda value: value.event if isinstance(value, On) else "",
)
def test_an_event_is_told_with_its_conditions(pattern: On, sv: str, en: str) -> None:
    """Who, to whom, how and with what content stand in brackets; a named event is named."""
    rule = explain(attrs.evolve(ANSWER, fulfilled_by=(pattern,)), Clock(), SWEDISH)

    assert f"\nUppfylls av: {sv}\n" in rule.text("sv")
    assert f"\nFulfilled by: {en}\n" in rule.text("en")


def test_outright_fulfilment_needs_no_word_on_content_where_none_is_demanded() -> None:
    """The words "whatever it contains" stand only where something else must contain something."""
    rule = explain(attrs.evolve(ACKNOWLEDGEMENT, content=()), Clock(), SWEDISH)

    assert "\nUppfylls också av: svar\n" in rule.text("sv")


def test_every_event_has_a_name() -> None:
    """No event is without words in either language, and no words are without an event."""
    assert EVENT_WORDS.keys() == EVENTS.keys()
    assert all(words.sv and words.en for words in EVENT_WORDS.values())


# Each condition by itself, with an event that can have it.
SCOPES: dict[str, Any] = {
    "kinds": {Kind.PRAISE},
    "channels": {Channel.FAX},
    "severities": {Severity.SERIOUS},
    "sectors": {"school"},
    "categories": {"food"},
    "units": {"library"},
    "concerns_receiver": True,
    "misdirected": True,
    "except_categories": {"road-works"},
    "reachable_by": {Channel.EMAIL},
    "reply_by": {Channel.LETTER},
}
PATTERNS: dict[str, tuple[str, Any]] = {
    "by": ("answered", {Role.HANDLER}),
    "to": ("transferred", {Role.REGISTRAR}),
    "modes": ("answered", {Channel.LETTER}),
    "content": ("answered", {Content.APOLOGY}),
    "name": ("milestone", "site_visit"),
    "individually": ("registered", True),
    "other_handler": ("answered", True),
    "within": ("answered", Within(3)),
}


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("condition", [field.name for field in attrs.fields(Scope)])
def test_no_condition_on_what_is_covered_goes_untold(condition: str, language: Language) -> None:
    """Each condition that a scope can have adds what is covered, in both languages."""
    scope = Scope(**{condition: SCOPES[condition]})
    bare = explain(ANSWER, Clock(), SWEDISH).text(language)
    told = explain(attrs.evolve(ANSWER, applies_to=scope), Clock(), SWEDISH).text(language)

    (added,) = set(told.splitlines()) - set(bare.splitlines())
    assert re.fullmatch("(Gäller|Covers): .+", added)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    "condition", [field.name for field in attrs.fields(On) if field.name != "event"]
)
def test_no_condition_on_an_event_goes_untold(condition: str, language: Language) -> None:
    """Each condition that a pattern can have changes the text in both languages."""
    event, value = PATTERNS[condition]
    texts = [
        explain(attrs.evolve(ANSWER, ended_by=(pattern,)), Clock(), SWEDISH).text(language)
        for pattern in (On(event), On(event, **{condition: value}))
    ]

    assert texts[0] != texts[1]

# SPDX-License-Identifier: Apache-2.0
"""Dotted paths into a policy: what they find, and what they say when they find nothing."""

from __future__ import annotations

from importlib import import_module

import pytest

from klagomal.errors import PolicyError
from klagomal.policies.essunga import POLICY as ESSUNGA
from klagomal.policies.ostersund import POLICY
from klagomal.policy.linting.fieldpaths import name_of, resolve
from klagomal.promises.provisions import DossierPeriod
from klagomal.promises.terms import Within
from klagomal.vocabulary import Anonymity, Channel, Extension, Kind, Role, Unit


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("edition", "2004"),
        ("obligations.first_contact.term", Within(10)),
        ("obligations.first_contact.term.unit", Unit.WORKING_DAYS),
        ("obligations.promised_time.delay.extends", Extension.TO_NEW_DATE),
        ("channels.web_form.anonymous", Anonymity.DENIED),
        ("kinds.praise.kind", Kind.PRAISE),
        ("ladder.levels.2.role", Role.HEAD_OF_ADMINISTRATION),
        ("dimensions.access.label.en", "access and accessibility"),
        ("reports.staff_feedback.anchors.tertial_2.end", (8, 31)),
        ("registration.datastod.label.sv", "kommungemensamt datastöd"),
        ("roles.5.per", "administration"),
        ("calendar_spec.zone", "Europe/Stockholm"),
        ("accountable", Role.RESPONSIBLE_MANAGER),
    ],
)
def test_resolve(path: str, found: object) -> None:
    """A path finds a field, through parts named by what they have, or by number."""
    assert resolve(POLICY, path) == found


def test_resolve_in_a_mapping() -> None:
    """A key of a mapping is a step."""
    found = resolve(ESSUNGA, "registration.diarium.overrides")
    (name,) = found
    period = resolve(ESSUNGA, f"registration.diarium.overrides.{name}")
    assert isinstance(period, DossierPeriod)


def test_first_of_several() -> None:
    """Where two parts have one name, the first is meant; the number finds the other."""
    rules = POLICY.exclusions
    number = next(n for n, rule in enumerate(rules, 1) if rule.stream == "lex_sarah")
    assert resolve(POLICY, "exclusions.lex_sarah") == rules[number - 1]
    assert resolve(POLICY, f"exclusions.{number + 1}").stream == "lex_sarah"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("obligation", "no 'obligation' in Policy; did you mean 'obligations'"),
        ("obligations.first_contct", "did you mean 'first_contact'"),
        ("obligations.first_contact.term.m", "no 'm' in Within"),
        ("ladder.levels.4", "no '4' in tuple"),
        ("edition.year", "no 'year' in str; there is none"),
        ("_plans", "no '_plans' in Policy"),
        ("", "no '' in Policy"),
    ],
)
def test_leads_nowhere(path: str, message: str) -> None:
    """A path that leads nowhere says at which step, and what there is."""
    with pytest.raises(PolicyError) as caught:
        resolve(POLICY, path)
    assert message in str(caught.value)
    assert caught.value.data["path"] == path


def test_name_of() -> None:
    """A part is named by the first of its names, or by its number."""
    assert name_of(POLICY.obligations[0], 1) == "first_contact"
    assert name_of(POLICY.channels[0], 1) == Channel.PHONE
    assert name_of(POLICY.exclusions[0], 1) == "appeal"
    assert POLICY.ladder is not None
    assert name_of(POLICY.ladder.levels[1], 2) == "2"


@pytest.mark.parametrize("module", ["essunga", "karlskoga", "kramfors", "nacka", "ostersund"])
def test_every_choice_leads_somewhere(module: str) -> None:
    """Each reading of a shipped policy names a field that exists."""
    policy = import_module(f"klagomal.policies.{module}").POLICY
    assert policy.choices
    for choice in policy.choices:
        resolve(policy, choice.field)

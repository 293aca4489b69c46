# SPDX-License-Identifier: Apache-2.0
"""The index of the shipped policies: names, editions, and nothing loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from klagomal import policies
from klagomal.errors import UnknownPolicyError

KEYS = ("essunga", "karlskoga", "kramfors", "nacka/valfard-samhallsservice", "ostersund")


def test_names() -> None:
    """Five policies, in alphabetical order."""
    assert policies.names() == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_get(key: str) -> None:
    """Each is found under its key, on a day that it covers and without a day."""
    policy = policies.get(key)
    assert policy.key == key
    assert policies.get(key, on=date(2025, 3, 3)) is policy
    assert policies.REGISTRY.editions(key) == (policy,)


@pytest.mark.rows("KRA-01", "ESS-01", "KAR-01")
@pytest.mark.parametrize(
    ("key", "first"),
    [
        ("kramfors", date(2009, 9, 8)),
        ("essunga", date(2012, 10, 1)),
        ("karlskoga", date(2009, 1, 1)),
    ],
)
def test_before_the_first_day(key: str, first: date) -> None:
    """A day before the edition began has no policy; its first day has."""
    assert policies.get(key, on=first).valid_from == first
    with pytest.raises(UnknownPolicyError, match="no edition"):
        policies.get(key, on=date.fromordinal(first.toordinal() - 1))


def test_unknown_key() -> None:
    """A misspelt name is answered with the one that was probably meant."""
    with pytest.raises(UnknownPolicyError, match="did you mean 'essunga'"):
        policies.get("esunga")


def test_one_registry() -> None:
    """The registry is made once; other names do not exist."""
    assert policies.REGISTRY is policies.REGISTRY
    with pytest.raises(AttributeError, match="REGISTRIES"):
        _ = policies.REGISTRIES  # type: ignore[attr-defined]


def test_loaded_when_asked_for() -> None:
    """Neither importing the package nor listing it loads a policy; asking for one loads that."""
    script = """
import sys
def loaded():
    return sorted(name for name in sys.modules if name.startswith("klagomal.policies."))
from klagomal import policies
assert loaded() == [], loaded()
policies.names()
assert loaded() == [], loaded()
policies.get("kramfors")
assert loaded() == ["klagomal.policies.kramfors"], loaded()
"""
    subprocess.run([sys.executable, "-c", script], check=True)

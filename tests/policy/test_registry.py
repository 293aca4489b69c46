# SPDX-License-Identifier: Apache-2.0
"""The registry: which edition of which policy applied on that day."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.errors import DayCountError, PolicyError, UnknownPolicyError
from klagomal.policy.policy import Policy
from klagomal.policy.registry import Loader, PolicyRegistry
from klagomal.promises.citation import Source
from klagomal.promises.provisions import KindRule
from klagomal.vocabulary import Kind, Label


def edition(
    key: str, name: str, first: str | None = None, last: str | None = None, **parts: Any
) -> Policy:
    """Return a policy that says nothing but when it applies."""
    return Policy(
        key=key,
        edition=name,
        name=Label(key, key),
        source=Source(title=key, document_type="riktlinje"),
        kinds=(KindRule(kind=Kind.COMPLAINT, label=Kind.COMPLAINT.words),),
        valid_from=date.fromisoformat(first) if first else None,
        valid_to=date.fromisoformat(last) if last else None,
        **parts,
    )


OLD = edition("lillkoping", "2004", None, "2011-12-31")
NEW = edition("lillkoping", "2012", "2012-01-01", "2019-06-30")
NEWEST = edition("lillkoping", "2020", "2020-01-01")
OTHER = edition("storkoping/skola", "1", aliases=("storkoping", "storskolan"))
REGISTRY = PolicyRegistry((NEWEST, OTHER, OLD, NEW))


# --- finding an edition --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(1995, 5, 5), OLD),  # open backwards
        (date(2011, 12, 31), OLD),  # its last day
        (date(2012, 1, 1), NEW),  # its first day
        (date(2019, 6, 30), NEW),
        (date(2020, 1, 1), NEWEST),
        (date(2099, 1, 1), NEWEST),  # open forwards
    ],
)
def test_edition_by_day(day: date, found: Policy) -> None:
    """The day of arrival picks the edition, its first and last day included."""
    assert REGISTRY.get("lillkoping", on=day) is found


def test_no_edition_on_that_day() -> None:
    """In a gap between two editions nothing is guessed; what there is, is told."""
    with pytest.raises(UnknownPolicyError) as refused:
        REGISTRY.get("lillkoping", on=date(2019, 7, 1))
    assert str(refused.value) == (
        "no edition of 'lillkoping' was in force on 2019-07-01; there is '2004' (to 2011-12-31), "
        "'2012' (from 2012-01-01 to 2019-06-30), '2020' (from 2020-01-01)"
    )


def test_several_editions() -> None:
    """Without a day, and with several editions, the choice is the caller's."""
    with pytest.raises(UnknownPolicyError, match=r"has several editions: .*'lillkoping@2020'"):
        REGISTRY.get("lillkoping")


def test_only_edition() -> None:
    """A policy with one edition needs no day."""
    assert REGISTRY.get("storkoping/skola") is OTHER


def test_alias() -> None:
    """A policy answers to its aliases, and keeps its own key, which tells what it covers."""
    assert REGISTRY.get("storkoping").key == "storkoping/skola"
    assert REGISTRY.editions("storskolan") == (OTHER,)


def test_edition_by_name() -> None:
    """An edition can be named outright, by key or alias; a day must then be one of its days."""
    assert REGISTRY.get("lillkoping@2004") is OLD
    assert REGISTRY.get("storkoping@1") is OTHER
    assert REGISTRY.get("lillkoping@2012", on=date(2015, 5, 5)) is NEW
    with pytest.raises(UnknownPolicyError, match=r"'lillkoping@2012' was in force on 2005-05-05"):
        REGISTRY.get("lillkoping@2012", on=date(2005, 5, 5))
    for unknown in ("lillkoping@1999", "lillkoping@"):
        with pytest.raises(UnknownPolicyError, match=r"has no edition '(1999)?', only '2004'"):
            REGISTRY.get(unknown)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("lilkoping", "did you mean 'lillkoping'"),
        ("Lillköping", "did you mean 'lillkoping'"),
        ("storskola", "did you mean 'storskolan'"),
        ("", "no policy is called ''"),
        ("x" * 90, "choose from 'lillkoping', 'storkoping', 'storkoping/skola', 'storskolan'"),
        (None, "no policy is called 'None'"),
    ],
)
def test_unknown(key: Any, message: str) -> None:
    """An unknown name is told with what was probably meant, or with what there is."""
    with pytest.raises(UnknownPolicyError, match=message):
        REGISTRY.get(key)


def test_empty_registry() -> None:
    """A registry with nothing in it says so."""
    with pytest.raises(UnknownPolicyError, match="there is none"):
        PolicyRegistry().get("lillkoping")


def test_day_and_not_a_moment() -> None:
    """Which day a moment is depends on the zone, so a datetime is refused, and text, too."""
    for moment in (datetime(2015, 5, 5, tzinfo=UTC), datetime(2015, 5, 5), "2015-05-05", 2015):
        with pytest.raises(DayCountError):
            REGISTRY.get("lillkoping", on=moment)  # type: ignore[arg-type]
    with pytest.raises(DayCountError, match=r"calendar\.day_of"):
        REGISTRY.get("lillkoping", on=datetime(2015, 5, 5, tzinfo=UTC))


# --- looking through it --------------------------------------------------------------------------


def test_names_and_editions() -> None:
    """Keys come in order, editions by age, whatever order they were given in."""
    assert REGISTRY.names() == ("lillkoping", "storkoping/skola")
    assert REGISTRY.editions("lillkoping") == (OLD, NEW, NEWEST)
    assert list(REGISTRY) == [OLD, NEW, NEWEST, OTHER]


def test_contains() -> None:
    """Keys, aliases and policies can be asked for; anything else is not there."""
    for there in ("lillkoping", "storskolan", OLD):
        assert there in REGISTRY
    for absent in ("Lillkoping", "lillkoping@2004", attrs.evolve(OLD, edition="x"), None, 3):
        assert absent not in REGISTRY


# --- values --------------------------------------------------------------------------------------


def test_with_policies() -> None:
    """Adding policies gives a new registry and leaves the old one as it was."""
    before = PolicyRegistry((OLD,))
    after = before.with_policies(NEW, OTHER)
    assert list(before) == [OLD]
    assert list(after) == [OLD, NEW, OTHER]
    assert before.with_policies() == before


def test_is_a_value() -> None:
    """Registries with the same policies are equal, hash alike, survive pickling, do not change."""
    again = PolicyRegistry([NEWEST, OTHER, OLD, NEW])
    assert again == REGISTRY
    assert hash(again) == hash(REGISTRY)
    assert pickle.loads(pickle.dumps(REGISTRY)) == REGISTRY
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        REGISTRY.policies = ()  # type: ignore[misc]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NEW, edition("lillkoping", "x", "2019-06-30")),  # one day in common
        (NEW, edition("lillkoping", "x", None, "2012-01-01")),
        (NEW, edition("lillkoping", "x")),
        (NEWEST, edition("lillkoping", "x", "2030-01-01")),  # the older one has no end
        (OLD, OLD),
    ],
)
def test_overlap(one: Policy, other: Policy) -> None:
    """Two editions that apply on the same day are refused, and both are named."""
    for policies in ((one, other), (other, one)):
        with pytest.raises(PolicyError, match=r"apply on the same days") as refused:
            PolicyRegistry(policies)
        assert repr(one.edition) in str(refused.value)
        assert repr(other.edition) in str(refused.value)
    with pytest.raises(PolicyError, match="apply on the same days"):
        PolicyRegistry((one,)).with_policies(other)


@pytest.mark.parametrize(
    "other",
    [
        edition("nykoping", "1", aliases=("storkoping",)),  # an alias twice
        edition("nykoping", "1", aliases=("storkoping/skola",)),  # an alias that is a key
        edition("storkoping", "1"),  # a key that is an alias
    ],
)
def test_name_that_means_two(other: Policy) -> None:
    """A name that would mean two policies is refused, and both are named."""
    for policies in ((OTHER, other), (other, OTHER)):
        with pytest.raises(PolicyError, match="means both") as refused:
            PolicyRegistry(policies)
        assert OTHER.id in str(refused.value)
        assert other.id in str(refused.value)


def test_alias_of_all_editions() -> None:
    """Editions of one key may share an alias."""
    old, new = (attrs.evolve(policy, aliases=("lill",)) for policy in (OLD, NEW))
    assert PolicyRegistry((old, new)).get("lill", on=date(2013, 1, 1)) == new


def test_only_policies() -> None:
    """Anything but policies is refused, and so is one that is not in a list."""
    with pytest.raises(PolicyError, match="'lillkoping' is not a Policy"):
        PolicyRegistry(("lillkoping",))  # type: ignore[arg-type]
    with pytest.raises(PolicyError, match=r"write \(policy,\)"):
        PolicyRegistry(OLD)  # type: ignore[arg-type]


_spans = st.lists(
    st.tuples(st.dates(date(2000, 1, 1), date(2001, 12, 31)), st.integers(0, 200)), max_size=4
)


@settings(deadline=None)
@given(_spans, st.dates(date(2000, 1, 1), date(2002, 12, 31)))
def test_like_a_plain_search(spans: list[tuple[date, int]], day: date) -> None:
    """Whatever the editions, either two overlap, or a day finds the one whose span holds it."""
    policies = tuple(
        edition("x", str(number), first.isoformat(), (first + timedelta(length)).isoformat())
        for number, (first, length) in enumerate(spans)
    )
    covered = [first + timedelta(n) for first, length in spans for n in range(length + 1)]
    if len(set(covered)) < len(covered):
        with pytest.raises(PolicyError):
            PolicyRegistry(policies)
    elif day in covered:
        found = PolicyRegistry(policies).get("x", on=day)
        assert found.valid_from is not None
        assert found.valid_to is not None
        assert found.valid_from <= day <= found.valid_to
    else:
        with pytest.raises(UnknownPolicyError):
            PolicyRegistry(policies).get("x", on=day)


# --- loading when needed -------------------------------------------------------------------------


def test_nothing_is_loaded_before_it_is_needed() -> None:
    """A name list loads nothing, a look-up by key loads that one, once; an alias may load all."""
    loaded: list[str] = []

    def loader(*policies: Policy) -> Loader:
        def load() -> tuple[Policy, ...]:
            loaded.append(policies[0].key)
            return policies

        return load

    registry = PolicyRegistry.of({"lillkoping": loader(OLD, NEW), OTHER.key: loader(OTHER)})
    assert registry.names() == ("lillkoping", "storkoping/skola")
    assert "lillkoping" in registry
    assert loaded == []
    assert registry.get("lillkoping", on=date(2005, 1, 1)) is OLD
    assert registry.get("lillkoping", on=date(2015, 1, 1)) is NEW
    assert loaded == ["lillkoping"]
    assert registry.get("storkoping") is OTHER
    assert list(registry) == [OLD, NEW, OTHER]
    assert loaded == ["lillkoping", "storkoping/skola"]


def test_added_to_loaded() -> None:
    """A policy added to a lazy registry is checked against the editions that are loaded for it."""
    registry = PolicyRegistry.of({"lillkoping": lambda: NEW})
    assert list(registry.with_policies(OLD)) == [OLD, NEW]
    with pytest.raises(PolicyError, match="apply on the same days"):
        registry.with_policies(edition("lillkoping", "x", "2015-01-01"))


def test_loaded_policy_is_checked() -> None:
    """What a loader gives must have the key it is listed under, and clash with nothing."""
    with pytest.raises(PolicyError, match=r"lillkoping@2004 is listed under the key 'lill'"):
        PolicyRegistry.of({"lill": lambda: OLD}).get("lill")
    with pytest.raises(PolicyError, match="'lillkoping' is not a Policy"):
        PolicyRegistry.of({"lill": lambda: ["lillkoping"]}).get("lill")  # type: ignore[list-item]
    clashing = PolicyRegistry.of(
        {"nykoping": lambda: edition("nykoping", "1", aliases=("storkoping",))}
    ).with_policies(OTHER)
    with pytest.raises(PolicyError, match="'storkoping' means both"):
        clashing.get("nykoping")


def test_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place may be a module with a POLICY, or another name in it."""
    (tmp_path / "ourtown.py").write_text(
        "from tests.policy.test_registry import NEW, OLD\n\nPOLICY = OLD\nEDITIONS = [OLD, NEW]\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert PolicyRegistry.of({"lillkoping": "ourtown"}).get("lillkoping").edition == "2004"
    registry = PolicyRegistry.of({"lillkoping": "ourtown:EDITIONS"})
    assert [policy.edition for policy in registry.editions("lillkoping")] == ["2004", "2012"]
    with pytest.raises(PolicyError, match="cannot be loaded from 'nowhere'"):
        PolicyRegistry.of({"lillkoping": "nowhere"}).get("lillkoping")
    with pytest.raises(PolicyError, match="cannot be loaded from 'ourtown:NONE'"):
        PolicyRegistry.of({"lillkoping": "ourtown:NONE"}).get("lillkoping")


def test_listing_imports_no_policy() -> None:
    """Naming the policies of an index does not import their modules."""
    code = (
        "import sys; from klagomal.policy.registry import PolicyRegistry; "
        "r = PolicyRegistry.of({'essunga': 'klagomal.policies.essunga'}); r.names(); "
        "before = 'klagomal.policies.essunga' in sys.modules; r.get('essunga'); "
        "print(before, 'klagomal.policies.essunga' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["False", "True"]

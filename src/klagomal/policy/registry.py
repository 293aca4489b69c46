# SPDX-License-Identifier: Apache-2.0
"""Find the policy that applied on a day: dated editions under the names that people use for them.

A registry is an immutable value. It holds policies, or knows where to load them, and picks the
edition in force on the day feedback arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from importlib import import_module
from itertools import combinations
from typing import Self

import attrs

from klagomal.calendar.spec import plain_date
from klagomal.errors import PolicyError, UnknownPolicyError, suggest
from klagomal.policy.policy import Policy

__all__ = ["Loader", "PolicyRegistry"]

Loader = Callable[[], Policy | Iterable[Policy]]
"""A function that returns a policy, or all editions of one, when it is first needed."""


def _as_policies(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    if isinstance(policies, Policy):
        raise PolicyError("a registry holds several policies; write (policy,)")
    return tuple(policies)


def _as_pairs(
    loaders: Mapping[str, Loader] | Iterable[tuple[str, Loader]],
) -> tuple[tuple[str, Loader], ...]:
    return tuple(sorted(dict(loaders).items()))


@attrs.frozen
class PolicyRegistry:
    """Policies by key, alias and day.

    ``policies`` are held as they are. ``loaders`` give the editions of a key when they are first
    needed (:meth:`of`); a loaded policy is checked like any other, at that time.

    Raises :class:`~klagomal.errors.PolicyError`, naming both, for two policies with the same key
    whose days of validity overlap, and for a name that means two policies.
    """

    policies: tuple[Policy, ...] = attrs.field(default=(), converter=_as_policies)
    loaders: tuple[tuple[str, Loader], ...] = attrs.field(default=(), converter=_as_pairs)
    _loaded: dict[str, tuple[Policy, ...]] = attrs.field(
        factory=dict, init=False, eq=False, repr=False
    )

    def __attrs_post_init__(self) -> None:
        """Refuse policies that cannot be told apart."""
        _check(self.policies)

    @classmethod
    def of(cls, places: Mapping[str, str | Loader]) -> Self:
        """Return a registry that loads each policy when it is first needed.

        A place is a module (``"package.module"``, whose ``POLICY`` is meant, or
        ``"package.module:NAME"`` for another name) or a function without arguments. Either gives a
        policy or several editions of it, all with the key that they are listed under.
        """
        return cls(
            loaders={
                key: _from_module(place) if isinstance(place, str) else place
                for key, place in places.items()
            }
        )

    def with_policies(self, *policies: Policy) -> Self:
        """Return a new registry that holds these policies as well."""
        added = {policy.key for policy in policies if isinstance(policy, Policy)}
        known = [policy for key in added for policy in self._load(key)]
        _check((*self.policies, *known, *policies))
        return attrs.evolve(self, policies=(*self.policies, *policies))

    def names(self) -> tuple[str, ...]:
        """Return every key, in order; no policy is loaded for it."""
        held = {policy.key for policy in self.policies}
        return tuple(sorted(held | {key for key, _ in self.loaders}))

    def editions(self, key: str) -> tuple[Policy, ...]:
        """Return all editions under a key or an alias, the oldest first.

        Raises :class:`~klagomal.errors.UnknownPolicyError` with suggestions.
        """
        found = self._under(key) or [policy for policy in self if key in policy.aliases]
        if not found:
            known = {*self.names(), *(alias for policy in self for alias in policy.aliases)}
            raise UnknownPolicyError(f"no policy is called {key!r}; {suggest(key, known)}", key=key)
        return tuple(sorted(found, key=_first_day))

    def get(self, key: str, on: date | None = None) -> Policy:
        """Return the edition in force ``on`` the day of arrival.

        ``key`` is a policy's key, an alias, or ``key@edition``. Without ``on`` there must be one
        edition only, or the key must name it. ``on`` is a civil day; for a moment, give
        ``calendar.day_of(moment)``. A ``datetime`` raises :class:`~klagomal.errors.DayCountError`.
        Raises :class:`~klagomal.errors.UnknownPolicyError` when there is no such policy or edition,
        when none is in force that day, or when there are several to choose from.
        """
        day = None if on is None else plain_date(on)
        name, at, edition = str(key).partition("@")
        found = self.editions(name)
        told = ", ".join(map(_validity, found))
        if at:
            found = tuple(policy for policy in found if policy.edition == edition)
            if not found:
                raise UnknownPolicyError(
                    f"{name!r} has no edition {edition!r}, only {told}", key=key
                )
        if day is not None:
            found = tuple(policy for policy in found if _in_force(policy, day))
            if not found:
                raise UnknownPolicyError(
                    f"no edition of {key!r} was in force on {day}; there is {told}", key=key, on=day
                )
        if len(found) > 1:
            raise UnknownPolicyError(
                f"{key!r} has several editions: {told}; say which day with on=, or name one as "
                f"'{found[-1].id}'",
                key=key,
            )
        return found[0]

    def __iter__(self) -> Iterator[Policy]:
        """Yield every policy; all policies are loaded for it."""
        for key in self.names():
            yield from sorted(self._under(key), key=_first_day)

    def __contains__(self, key: object) -> bool:
        """Whether a policy, or a policy's key or alias, is in the registry."""
        if isinstance(key, Policy):
            return key in self._under(key.key)
        return key in self.names() or any(key in policy.aliases for policy in self)

    def _under(self, key: str) -> list[Policy]:
        held = [policy for policy in self.policies if policy.key == key]
        return [*self._load(key), *held]

    def _load(self, key: str) -> tuple[Policy, ...]:
        load = dict(self.loaders).get(key)
        if load is None:
            return ()
        found = self._loaded.get(key)
        if found is None:
            given = load()
            found = (given,) if isinstance(given, Policy) else tuple(given)
            others = [policy for loaded in self._loaded.values() for policy in loaded]
            _check((*self.policies, *others, *found))
            for policy in found:
                if policy.key != key:
                    raise PolicyError(f"policy {policy.id} is listed under the key {key!r}")
            self._loaded[key] = found
        return found


def _from_module(place: str) -> Loader:
    module, _, name = place.partition(":")

    def load() -> Policy | Iterable[Policy]:
        try:
            found: Policy | Iterable[Policy] = getattr(import_module(module), name or "POLICY")
        except (ImportError, AttributeError) as error:
            raise PolicyError(f"a policy cannot be loaded from {place!r}: {error}") from error
        return found

    return load


def _check(policies: Iterable[Policy]) -> None:
    """Refuse two policies that a name and a day cannot tell apart."""
    names: dict[str, Policy] = {}
    known = tuple(policies)
    for policy in known:
        if not isinstance(policy, Policy):
            raise PolicyError(f"{policy!r} is not a Policy")
        names.setdefault(policy.key, policy)
    for policy in known:
        for alias in policy.aliases:
            other = names.setdefault(alias, policy)
            if other.key != policy.key:
                raise PolicyError(
                    f"{alias!r} means both {other.id} and {policy.id}; change an alias", name=alias
                )
    for one, other in combinations(known, 2):
        if one.key == other.key and _overlap(one, other):
            raise PolicyError(
                f"{_validity(one)} and {_validity(other)} of {one.key!r} apply on the same days; "
                "end one with valid_to before the other begins, or give it another key",
                key=one.key,
            )


def _overlap(one: Policy, other: Policy) -> bool:
    last = min(_last_day(one), _last_day(other))
    return max(_first_day(one), _first_day(other)) <= last


def _first_day(policy: Policy) -> date:
    return policy.valid_from or date.min


def _last_day(policy: Policy) -> date:
    return policy.valid_to or date.max


def _in_force(policy: Policy, day: date) -> bool:
    return _first_day(policy) <= day <= _last_day(policy)


def _validity(policy: Policy) -> str:
    begins = f"from {policy.valid_from}" if policy.valid_from else ""
    ends = f"to {policy.valid_to}" if policy.valid_to else ""
    return f"{policy.edition!r} ({' '.join(filter(None, (begins, ends))) or 'undated'})"

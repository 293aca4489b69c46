# SPDX-License-Identifier: Apache-2.0
"""What a desk works with, and how it finds a case and its edition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

import attrs

from klagomal.cases.case import Case
from klagomal.cases.events import Actor
from klagomal.desk.rights import Rights
from klagomal.errors import FieldError, UnknownCaseError, UnknownPolicyError
from klagomal.fields import moment_in_utc
from klagomal.mail.drafts import Entry
from klagomal.mail.letters import Letters
from klagomal.policy.policy import Policy
from klagomal.policy.registry import PolicyRegistry
from klagomal.ports import Notifier, Store, Transaction
from klagomal.records import case_from
from klagomal.vault import Vault
from klagomal.vocabulary import Role

__all__ = ["SYSTEM", "Office", "Opened"]

SYSTEM: Final = Actor(Role.SYSTEM)
"""The actor of a step that nobody takes by hand."""


@attrs.frozen
class Opened:
    """A case as it stands, and the edition it came under."""

    case: Case
    policy: Policy


@attrs.frozen(kw_only=True, eq=False)
class Office:
    """A policy's key and all that a desk needs to keep it; see :class:`~klagomal.desk.Desk`."""

    policy: str
    store: Store
    registry: PolicyRegistry
    notifiers: tuple[Notifier, ...]
    directory: Mapping[str, Entry]
    vault: Vault
    letters: Letters
    bodies: tuple[str, ...]
    rights: Rights
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    def now(self) -> datetime:
        """Return the moment by the host's clock, in UTC."""
        return moment_in_utc(self.clock())

    @property
    def editions(self) -> Sequence[Policy]:
        """Every edition of the policy, oldest first."""
        return self.registry.editions(self.policy)

    @property
    def newest(self) -> Policy:
        """The newest edition, which may not be in force yet; its calendar tells the time zone."""
        return self.editions[-1]

    def edition_by(self, day: date) -> Policy:
        """Return the latest edition that has begun by ``day``, or else the first one.

        It is for what is not about one case. An edition that begins next year changes nothing
        before that.
        """
        begun = [
            each for each in self.editions if each.valid_from is None or each.valid_from <= day
        ]
        return begun[-1] if begun else self.editions[0]

    def edition_on(self, moment: datetime) -> Policy:
        """Return the edition in force on the civil day of ``moment``."""
        return self.registry.get(self.policy, self.day_of(moment))

    def day_of(self, moment: datetime) -> date:
        """Return the civil day of ``moment`` where the policy applies."""
        return self.newest.calendar.day_of(moment)

    def policy_of(self, case: Case) -> Policy:
        """Return the edition that a case was received under.

        Raises :class:`~klagomal.errors.UnknownPolicyError` if that edition is not registered.
        """
        edition = f"{case.received.policy}@{case.received.edition}"
        try:
            return self.registry.get(edition)
        except UnknownPolicyError as error:
            raise UnknownPolicyError(
                f"case {case.id} came in under {edition}: {error}. Register that edition as well, "
                "for as long as there are cases of it",
                case=case.id,
                policy=edition,
            ) from error

    def opened(self, source: Store | Transaction, case_id: str) -> Opened:
        """Return one of this desk's cases.

        Raises :class:`~klagomal.errors.UnknownCaseError` if this desk has no case under that id.
        """
        if not isinstance(case_id, str):
            raise FieldError(
                f"{type(case_id).__name__} is no id of a case; give a string, such as case.id",
                field="case_id",
            )
        stored = source.load(case_id)
        if not stored:
            raise UnknownCaseError(f"no case {case_id!r} in this store", case=case_id)
        case = case_from(stored)
        if case.received.policy != self.policy:
            raise UnknownCaseError(
                f"case {case_id!r} is not one of {self.policy}", case=case_id, policy=self.policy
            )
        return Opened(case, self.policy_of(case))

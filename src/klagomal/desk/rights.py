# SPDX-License-Identifier: Apache-2.0
"""Who may do what at the desk: a default table by role, which the host may change.

The role is what the host claims of whoever acts; the library cannot know who sits at the keyboard.
What a text says of roles stands in its policy and is checked there as well
(:mod:`klagomal.lifecycle.guards`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from klagomal.cases.events import (
    EVENTS,
    CategorySet,
    Closed,
    ContactNoted,
    Corrected,
    Erased,
    Event,
    MeasureReceived,
    Received,
    Reclassified,
    SatisfactionRecorded,
    SecrecyMarked,
    SeveritySet,
    StreamsSet,
    WroteAgain,
)
from klagomal.errors import FieldError, NotAllowedError, suggest
from klagomal.fields import require_members
from klagomal.policy.policy import Policy
from klagomal.vocabulary import OUTSIDE_ROLES, STAFF_ROLES, ClosingGround, Role

__all__ = ["DEFAULT_RIGHTS", "Rights", "check_right", "rights_of"]

Rights = Mapping[str, frozenset[Role]]
"""The roles that may take each action. An action is the slug of its event, or ``withdrawn``.

Whoever has an opinion may send it in, so ``received`` is no action. Nor is what the desk does by
itself.
"""

WITHDRAWN: Final = ClosingGround.WITHDRAWN.value

_INSIDE: Final = frozenset(Role) - OUTSIDE_ROLES
_LINE: Final = STAFF_ROLES | {
    Role.BOARD,
    Role.EXECUTIVE_BOARD,
    Role.CENTRAL_PROCESS_OWNER,
    Role.LOCAL_PROCESS_OWNER,
}
_MANAGERS: Final = frozenset(
    {
        Role.REGISTRAR,
        Role.RESPONSIBLE_MANAGER,
        Role.NEAREST_MANAGER,
        Role.SUPERIOR_MANAGER,
        Role.HEAD_OF_ADMINISTRATION,
        Role.SYSTEM_OWNER,
        Role.SYSTEM_MANAGER,
        Role.SYSTEM_ADMINISTRATOR,
    }
)
_PERSON_TOO: Final = _INSIDE | {Role.SUBMITTER}

DEFAULT_RIGHTS: Final[Rights] = MappingProxyType(
    {
        **dict.fromkeys(sorted(EVENTS.keys() - {Received.slug}), _INSIDE),
        **dict.fromkeys(
            (
                Closed.slug,
                SecrecyMarked.slug,
                SeveritySet.slug,
                CategorySet.slug,
                Reclassified.slug,
                StreamsSet.slug,
            ),
            _LINE,
        ),
        Corrected.slug: _MANAGERS,
        Erased.slug: _MANAGERS | {Role.SYSTEM},
        WITHDRAWN: _LINE | {Role.SUBMITTER},
        ContactNoted.slug: _PERSON_TOO,
        MeasureReceived.slug: _PERSON_TOO,
        SatisfactionRecorded.slug: _PERSON_TOO,
        WroteAgain.slug: _PERSON_TOO,
    }
)
"""Who may do what unless the host says otherwise.

People inside the body do what a case needs. Closing, marking secrecy, and setting severity, kind,
category or streams is for those who work with cases; correcting and erasing is for registrars,
managers and those who answer for the system. Of those outside, only the person who wrote may act:
write again, withdraw, give contact details, and say how an answer or a measure was received.
"""


def rights_of(given: Mapping[str, Iterable[Role]] | None) -> Rights:
    """Return the default table with what the host has changed; refuse unknown actions and roles."""
    if given is None:
        return DEFAULT_RIGHTS
    if not isinstance(given, Mapping):
        raise FieldError(
            f"rights: {type(given).__name__} is no mapping; give roles under each action",
            field="rights",
        )
    return MappingProxyType({**DEFAULT_RIGHTS, **dict(_changed(given))})


def _changed(given: Mapping[Any, Any]) -> Iterable[tuple[str, frozenset[Role]]]:
    for action, roles in given.items():
        if action not in DEFAULT_RIGHTS:
            raise FieldError(
                f"rights: {action!r} is no action; {suggest(str(action), DEFAULT_RIGHTS)}",
                field="rights",
            )
        try:
            yield action, require_members(str(action), Role, roles)
        except (FieldError, TypeError, ValueError) as error:
            raise FieldError(
                f"rights: {action!r} leads to {roles!r}; give a set of roles, such as "
                "{Role.REGISTRAR}",
                field="rights",
            ) from error


def check_right(rights: Rights, event: Event, policy: Policy) -> None:
    """Refuse what the actor's role may not do, with :class:`~klagomal.errors.NotAllowedError`.

    A role that the policy's text gives the action to may do it whatever the table says.
    """
    withdrawn = isinstance(event, Closed) and event.ground is ClosingGround.WITHDRAWN
    action = WITHDRAWN if withdrawn else event.slug
    role, allowed = event.by.role, rights.get(action, frozenset(Role))
    if role in allowed or role in _named_by(policy, event):
        return
    inside = "everybody who acts for the body" if allowed >= _INSIDE else ""
    names = inside or ", ".join(sorted(allowed)) or "nobody"
    raise NotAllowedError(
        f"{action}: {role} may not do this at this desk; it is left to {names} (Desk(rights=...))",
        action=action,
        role=role.value,
    )


def _named_by(policy: Policy, event: Event) -> frozenset[Role]:
    named = frozenset[Role]().union(
        *(rule.roles for rule in policy.roles if rule.action == event.slug)
    )
    if isinstance(event, Reclassified) and policy.kind_owner:
        return named | {policy.kind_owner}
    return named

# SPDX-License-Identifier: Apache-2.0
"""What this plugin offers klagomal. The backends are imported when they are opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from klagomal.hooks import hookimpl
from klagomal.policy.policy import Policy
from klagomal.ports import Notifier, Store


@hookimpl
def klagomal_register_stores(register: Callable[[str, Callable[[str], Store]], None]) -> None:
    """Offer a store under the scheme ``exempel-store``."""
    register("exempel-store", _store)


@hookimpl
def klagomal_register_notifiers(
    register: Callable[[str, Callable[[str], Notifier]], None],
) -> None:
    """Offer a notifier under the scheme ``exempel-notes``."""
    register("exempel-notes", _notes)


@hookimpl
def klagomal_register_policies(register: Callable[[Policy], None]) -> None:
    """Offer a policy, written as a file beside this one."""
    register(Policy.from_toml(Path(__file__).with_name("provkoping.toml")))


def _store(_: str) -> Store:
    from klagomal_exempel.store import ExampleStore

    return ExampleStore()


def _notes(url: str) -> Notifier:
    from klagomal_exempel.notes import NotesNotifier

    return NotesNotifier(Path("/") / unquote(urlsplit(url).path).lstrip("/"))

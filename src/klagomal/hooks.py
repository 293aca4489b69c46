# SPDX-License-Identifier: Apache-2.0
"""The three hooks by which a plugin says what it offers.

A plugin is any module or object with functions named as below and marked with ``hookimpl``::

    from klagomal.hooks import hookimpl


    @hookimpl
    def klagomal_register_stores(register):
        register("mongodb", open_mongodb)

Each hook has one argument, a function to call once per thing on offer. Nothing is ever chosen
because a plugin is installed: stores and notifiers are opened by the scheme of a URL, policies are
asked for by key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import pluggy

if TYPE_CHECKING:
    from klagomal.policy.policy import Policy
    from klagomal.ports import Notifier, Store

__all__ = ["PROJECT", "Hooks", "hookimpl"]

PROJECT: Final = "klagomal"

hookimpl: Final = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plugin as the implementation of a hook."""

_hookspec = pluggy.HookspecMarker(PROJECT)


class Hooks:
    """The hooks; pluggy checks the signatures of a plugin's functions against them."""

    @_hookspec
    def klagomal_register_stores(
        self, register: Callable[[str, Callable[[str], Store]], None]
    ) -> None:
        """Offer storage backends.

        :param register: call it with a URL scheme (``"mongodb"``) and a function that takes the
            whole URL and returns an open :class:`~klagomal.ports.Store`.

        .. versionadded:: 0.1
        """

    @_hookspec
    def klagomal_register_notifiers(
        self, register: Callable[[str, Callable[[str], Notifier]], None]
    ) -> None:
        """Offer ways to reach people.

        :param register: call it with a URL scheme (``"sms"``) and a function that takes the whole
            URL and returns a :class:`~klagomal.ports.Notifier`.

        .. versionadded:: 0.1
        """

    @_hookspec
    def klagomal_register_policies(self, register: Callable[[Policy], None]) -> None:
        """Offer policies.

        :param register: call it with each :class:`~klagomal.policy.policy.Policy`.

        .. versionadded:: 0.1
        """

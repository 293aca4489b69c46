# SPDX-License-Identifier: Apache-2.0
"""Finding plugins, one at a time, so that a broken one is named and skipped.

A :class:`Plugins` value belongs to an application; nothing is global. It knows the built-in
backends, whatever is installed under the entry-point group ``klagomal``, and the modules or files
that the application names itself.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import EntryPoint, entry_points, version
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

import attrs
import pluggy

from klagomal import policies
from klagomal.errors import FieldError, KlagomalError, PluginError, suggest
from klagomal.hooks import PROJECT, Hooks
from klagomal.notifiers import builtin as notifiers
from klagomal.policy.policy import Policy
from klagomal.policy.registry import PolicyRegistry
from klagomal.ports import Notifier, Store, lacking
from klagomal.stores import builtin as stores

__all__ = ["LoadedPlugin", "Plugins"]

_T = TypeVar("_T")

_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*")
"""The form that the scheme of a URL has, in lower case."""
_HOOKS: Final = f"{PROJECT}_register_"


@attrs.frozen
class LoadedPlugin:
    """A plugin that was loaded: its name, where it came from, its version, what it offers."""

    name: str
    origin: str
    version: str
    offers: tuple[str, ...]


@attrs.define(eq=False)
class Plugins:
    """The stores, notifiers and policies that there are to choose from, by name.

    ``problems`` holds a :class:`~klagomal.errors.PluginError` for each plugin that was skipped.
    """

    loaded: tuple[LoadedPlugin, ...] = ()
    problems: tuple[PluginError, ...] = ()
    _stores: dict[str, Callable[[str], Store]] = attrs.field(factory=dict)
    _notifiers: dict[str, Callable[[str], Notifier]] = attrs.field(factory=dict)
    _policies: list[Policy] = attrs.field(factory=list)

    @classmethod
    def discover(cls, *, installed: bool = True) -> Plugins:
        """Return the built-in backends and, with ``installed``, every plugin that is installed.

        A plugin that cannot be loaded is skipped and listed in ``problems``.
        """
        found = cls()
        own = version(PROJECT)
        found._add(stores, "stores", "built in", own)
        found._add(notifiers, "notifiers", "built in", own)
        if installed:
            for entry in sorted(entry_points(group=PROJECT), key=lambda entry: entry.name):
                try:
                    found._add_installed(entry)
                except PluginError as problem:
                    found.problems += (problem,)
        return found

    def add(self, plugin: object, name: str = "") -> None:
        """Add a plugin that the application names itself: a module or object with hooks."""
        self._add(plugin, name or getattr(plugin, "__name__", repr(plugin)), "given", "")

    def add_file(self, path: str | Path) -> None:
        """Add a drop-in: one Python file with hooks, without packaging."""
        if not isinstance(path, (str, Path)):
            raise PluginError(f"{path!r} is no path; give a text or a Path", plugin=repr(path))
        file = Path(path)
        name = f"klagomal_plugin_{file.stem}"
        spec = importlib.util.spec_from_file_location(name, file)
        if spec is None or spec.loader is None or not file.is_file():
            raise PluginError(f"{file} is not a Python file", plugin=str(file))
        module = importlib.util.module_from_spec(spec)
        with _named(str(file)):
            sys.modules[name] = module
            spec.loader.exec_module(module)
        self._add(module, file.stem, str(file), getattr(module, "__version__", ""))

    def store(self, url: str) -> Store:
        """Open the store that ``url`` names, such as ``sqlite:///klagomal.db``."""
        return _opened("store", Store, url, self._stores, self.problems)

    def notifier(self, url: str) -> Notifier:
        """Open the notifier that ``url`` names, such as ``smtp://localhost:2525``."""
        return _opened("notifier", Notifier, url, self._notifiers, self.problems)

    def registry(self) -> PolicyRegistry:
        """Return the built-in policies together with those of plugins."""
        return policies.REGISTRY.with_policies(*self._policies)

    def _add_installed(self, entry: EntryPoint) -> None:
        with _named(entry.name):
            plugin = entry.load()
        distribution = entry.dist
        self._add(
            plugin,
            entry.name,
            distribution.name if distribution else entry.value,
            distribution.version if distribution else "",
        )

    def _add(self, plugin: object, name: str, origin: str, version_: str) -> None:
        """Take everything that a plugin offers, or nothing."""
        offered = _Offer(name)
        with _named(name):
            manager = pluggy.PluginManager(PROJECT)
            manager.add_hookspecs(Hooks)
            manager.register(plugin, name)
            manager.check_pending()
            _check_marked(plugin, manager)
            manager.hook.klagomal_register_stores(register=offered.store)
            manager.hook.klagomal_register_notifiers(register=offered.notifier)
            manager.hook.klagomal_register_policies(register=offered.policies.append)
        _no_clash(name, "store", offered.stores, self._stores)
        _no_clash(name, "notifier", offered.notifiers, self._notifiers)
        with _named(name):
            policies.REGISTRY.with_policies(*self._policies, *offered.policies)
        _no_clash(name, "policy", *self._names_of(offered.policies))
        self._stores |= offered.stores
        self._notifiers |= offered.notifiers
        self._policies += offered.policies
        self.loaded += (LoadedPlugin(name, origin, version_, tuple(offered.names())),)

    def _names_of(self, offered: Iterable[Policy]) -> tuple[set[str], set[str]]:
        """Return keys and aliases of policies, and those that other policies have already."""
        found = [(name, policy.key) for policy in offered for name in _names(policy)]
        known = [(name, policy.key) for policy in self.registry() for name in _names(policy)]
        taken = {
            name for name, key in known for other, whose in found if name == other and key != whose
        }
        return {name for name, _ in found}, taken


def _names(policy: Policy) -> Iterator[str]:
    yield policy.key
    yield from policy.aliases


@attrs.define
class _Offer:
    """What one plugin registers."""

    plugin: str
    stores: dict[str, Callable[[str], Store]] = attrs.field(factory=dict)
    notifiers: dict[str, Callable[[str], Notifier]] = attrs.field(factory=dict)
    policies: list[Policy] = attrs.field(factory=list)

    def store(self, scheme: str, opener: Callable[[str], Store]) -> None:
        """Take one store."""
        self._take(self.stores, "store", scheme, opener)

    def notifier(self, scheme: str, opener: Callable[[str], Notifier]) -> None:
        """Take one notifier."""
        self._take(self.notifiers, "notifier", scheme, opener)

    def names(self) -> Iterator[str]:
        """Yield what is offered, in words."""
        yield from (f"store {scheme}" for scheme in self.stores)
        yield from (f"notifier {scheme}" for scheme in self.notifiers)
        yield from (f"policy {policy.id}" for policy in self.policies)

    def _take(
        self,
        taken: dict[str, Callable[[str], _T]],
        kind: str,
        scheme: str,
        opener: Callable[[str], _T],
    ) -> None:
        if not isinstance(scheme, str) or not _SCHEME.fullmatch(scheme):
            raise PluginError(
                f"it registers a {kind} under {scheme!r}, which no URL begins with; use lower-case "
                "letters a-z, digits, + . - and no colon"
            )
        if not callable(opener):
            raise PluginError(
                f"it registers {opener!r} for the {kind} {scheme!r}; give a function that takes "
                "the URL"
            )
        if scheme in taken:
            raise PluginError(f"it registers the {kind} {scheme!r} twice")
        taken[scheme] = opener


def _check_marked(plugin: object, manager: pluggy.PluginManager) -> None:
    """Refuse hooks that would never be called: they lack a mark, or there are none."""
    marked = {caller.name for caller in manager.get_hookcallers(plugin) or ()}
    unmarked = {name for name in dir(plugin) if name.startswith(_HOOKS)} - marked
    if unmarked:
        raise PluginError(f"{min(unmarked)} is not marked; write @hookimpl above it")
    if not marked:
        raise PluginError(f"it has no hooks; klagomal.hooks says what {_HOOKS}… are")


def _no_clash(name: str, kind: str, offered: Iterable[str], taken: Iterable[str]) -> None:
    if clash := sorted(set(offered) & set(taken)):
        raise PluginError(
            f"plugin {name!r} offers the {kind} {clash[0]!r}, which is taken; remove one",
            plugin=name,
            scheme=clash[0],
        )


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Turn whatever a plugin raises into an error that names it."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise PluginError(
            f"plugin {name!r} is broken and was not loaded: {type(error).__name__}: {_said(error)}",
            plugin=name,
        ) from error


def _said(error: BaseException) -> str:
    """Return what an error says, if it can say anything."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001  (a plugin wrote it)
        return "it cannot say what is wrong"


def _opened(
    kind: str,
    port: type,
    url: str,
    known: dict[str, Callable[[str], _T]],
    problems: tuple[PluginError, ...],
) -> _T:
    """Open what ``url`` names with the plugin that offers its scheme."""
    if not isinstance(url, str):
        raise FieldError(f"{kind}: {url!r} is no URL; give a string", field=kind)
    scheme = _scheme(kind, url, known)
    if scheme not in known:
        skipped = "; skipped: " + "; ".join(map(str, problems)) if problems else ""
        raise KlagomalError(
            f"unknown {kind} {scheme!r}: {suggest(scheme, known)}{skipped}", scheme=scheme
        )
    backend = known[scheme](url)
    if missing := lacking(backend, port):
        raise PluginError(
            f"the plugin that offers the {kind} {scheme!r} opened a {type(backend).__name__}, "
            f"which is no {kind}, for it has no {missing[0]}; klagomal.ports says what one has",
            scheme=scheme,
        )
    return backend


def _scheme(kind: str, url: str, known: Iterable[str]) -> str:
    """Return a URL's scheme; what is no URL is not repeated, because it may hold a password."""
    scheme = url.partition(":")[0].strip().lower()
    try:
        urlsplit(url)
    except ValueError:
        scheme = ""
    if not _SCHEME.fullmatch(scheme):
        schemes = ", ".join(f"{each}:" for each in sorted(known))
        raise KlagomalError(f"this is no URL of a {kind}; begin it with one of {schemes}")
    return scheme

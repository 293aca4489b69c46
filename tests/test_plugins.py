# SPDX-License-Identifier: Apache-2.0
"""Plugins: found one at a time, chosen by name, and never allowed to stop the host."""

from __future__ import annotations

import inspect
import subprocess
import sys
import venv
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from klagomal import plugins as plugins_room
from klagomal import policies
from klagomal.errors import KlagomalError, PluginError
from klagomal.hooks import Hooks, hookimpl
from klagomal.plugins import Plugins
from klagomal.stores.memory import MemoryStore
from tests import ROOT
from tests.small_policies import TWO_CLOCKS


def offering(scheme: str, kind: str = "stores") -> object:
    """Return a plugin that offers one thing."""

    def offer(register: object) -> None:
        register(scheme, lambda url: MemoryStore())  # type: ignore[operator]

    return SimpleNamespace(**{f"klagomal_register_{kind}": hookimpl(offer)})


def test_built_in_backends_are_registered_like_any_plugin() -> None:
    """Discovery lists the built-in stores and notifiers with their version."""
    found = Plugins.discover(installed=False)
    assert [plugin.offers for plugin in found.loaded] == [
        ("store memory", "store sqlite", "store postgresql"),
        ("notifier log", "notifier file", "notifier smtp"),
    ]
    assert {plugin.version for plugin in found.loaded} == {"0.1.0"}
    assert found.problems == ()


def test_store_opened_by_url(tmp_path: Path) -> None:
    """A URL's scheme chooses the store and its path the file."""
    found = Plugins.discover(installed=False)
    found.store("memory:").close()
    found.store(f"sqlite:///{tmp_path}/k.db").close()
    assert (tmp_path / "k.db").exists()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqllite:///k.db", "did you mean 'sqlite'"),
        ("mongodb://host", "unknown store 'mongodb'"),
        ("sqlite://k.db", "names no file"),
        ("sqlite:///", "names no file"),
        ("sqlite", "names no file"),
        ("sqlite://[x", "no URL of a store; begin it with one of memory:, postgresql:, sqlite:"),
        ("", "no URL of a store"),
    ],
)
def test_unknown_or_unusable_store_url(url: str, said: str) -> None:
    """A URL that opens nothing says what there is, or how to write it."""
    with pytest.raises(KlagomalError, match=said):
        Plugins.discover(installed=False).store(url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("smpt://host?sender=a@b.example", "did you mean 'smtp'"),
        ("smtp:", "needs a host"),
        ("file:", "names no folder"),
        ("file", "names no folder"),
        ("file:letters%00", "names no folder"),
        ("file:letters#1", "write it as %23"),
        ("smtp://[x", "no URL of a notifier; begin it with one of file:, log:, smtp:"),
        ("smtp://host:0", "no port between 1 and 65535"),
        ("smtp://host/letters", "after the host come options"),
        ("smtp://host?sender=a@b.example#x", "after the host come options"),
        ("smtp://host?timeout=inf", "timeout: inf is not a time; give seconds, at most 3600"),
        ("smtp://host?starttls=1&starttls=0", "starttls stands there twice"),
        ("smtp://:hemligt@localhost", "a password without a user name"),
    ],
)
def test_unknown_or_unusable_notifier_url(url: str, said: str) -> None:
    """A notifier that cannot be opened says what its URL lacks."""
    with pytest.raises(KlagomalError, match=said):
        Plugins.discover(installed=False).notifier(url)


@pytest.mark.parametrize(
    "url",
    [
        "smtp://user:hemligt@host",
        "smtp://user:hemligt#x@host",
        "smtp://user:hemligt/x@host",
        "smtp://user:hemligt?x@host",
        "smtp://user:25?hemligt@host",
        "smtp://user:25/hemligt@host",
        "smtp//user:hemligt@host",
        "sm_tp://user:hemligt@host",
        "smtp://user:hemligt@[host",
    ],
)
def test_password_not_repeated(url: str) -> None:
    """An error about an SMTP URL, however it is miswritten, does not repeat the password in it."""
    with pytest.raises(KlagomalError) as refused:
        Plugins.discover(installed=False).notifier(url)
    assert "hemligt" not in f"{refused.value} {refused.value.data}"


@pytest.mark.parametrize(
    "url", ["postgresql//user:hemligt@host", "postgres_ql://user:hemligt@host/k", "//u:hemligt@h"]
)
def test_password_of_a_database_not_repeated(url: str) -> None:
    """A PostgreSQL URL whose beginning is miswritten is refused without its password."""
    with pytest.raises(KlagomalError, match="no URL of a store") as refused:
        Plugins.discover(installed=False).store(url)
    assert "hemligt" not in f"{refused.value} {refused.value.data}"


def test_policy_from_plugin_joins_the_others() -> None:
    """A plugin's policy is asked for by its key, beside the built-in ones."""
    found = Plugins.discover(installed=False)

    def offer(register: object) -> None:
        register(TWO_CLOCKS)  # type: ignore[operator]

    found.add(SimpleNamespace(klagomal_register_policies=hookimpl(offer)), "mine")
    assert found.registry().get(TWO_CLOCKS.key) == TWO_CLOCKS
    assert "essunga" in found.registry().names()


def test_misspelt_hook_names_the_plugin() -> None:
    """A hook that klagomal does not have is an error, not silence."""

    def offer(register: object) -> None:
        """Never called."""

    plugin = SimpleNamespace(klagomal_register_store=hookimpl(offer))
    with pytest.raises(PluginError, match=r"'typo'.*klagomal_register_store"):
        Plugins.discover(installed=False).add(plugin, "typo")


def test_wrong_argument_names_the_plugin() -> None:
    """A hook with another signature is an error that names the plugin."""

    def offer(registry: object) -> None:
        """Never called."""

    plugin = SimpleNamespace(klagomal_register_stores=hookimpl(offer))
    with pytest.raises(PluginError, match="'crooked'"):
        Plugins.discover(installed=False).add(plugin, "crooked")


@pytest.mark.parametrize("scheme", ["Shelf", "shelf:", "she_lf", "1shelf", "", None, 7])
def test_scheme_that_no_url_begins_with_is_refused(scheme: Any) -> None:
    """A store that could never be opened by its URL is told of when the plugin is added."""
    found = Plugins.discover(installed=False)
    with pytest.raises(PluginError, match=r"'mine'.*which no URL begins with"):
        found.add(offering(scheme), "mine")
    assert len(found.loaded) == 2


def test_opener_that_cannot_be_called_is_refused() -> None:
    """What is registered for a scheme is a function, and is checked before somebody needs it."""

    def offer(register: Any) -> None:
        register("shelf", MemoryStore())

    plugin = SimpleNamespace(klagomal_register_stores=hookimpl(offer))
    with pytest.raises(PluginError, match=r"'mine'.*for the store 'shelf'; give a function"):
        Plugins.discover(installed=False).add(plugin, "mine")


def test_hook_without_its_mark_is_refused() -> None:
    """A hook that was not marked would never be called, so it is named."""

    def offer(register: Any) -> None:
        """Never called."""

    def offer_too(register: Any) -> None:
        """Never called."""

    plugin = SimpleNamespace(
        klagomal_register_stores=offer, klagomal_register_policies=hookimpl(offer_too)
    )
    with pytest.raises(PluginError, match="klagomal_register_stores is not marked"):
        Plugins.discover(installed=False).add(plugin, "mine")


@pytest.mark.parametrize("plugin", [None, 7, SimpleNamespace(), MemoryStore])
def test_plugin_without_hooks_is_refused(plugin: object) -> None:
    """What has no hooks offers nothing, and was hardly meant to be added."""
    with pytest.raises(PluginError, match=r"'mine'.*it has no hooks"):
        Plugins.discover(installed=False).add(plugin, "mine")


def test_hooks_may_offer_nothing() -> None:
    """A plugin that finds nothing to offer today, say without its settings, is no error."""

    def offer(register: Any) -> None:
        """Offer nothing."""

    found = Plugins.discover(installed=False)
    found.add(SimpleNamespace(klagomal_register_stores=hookimpl(offer)), "mine")
    assert found.loaded[-1].offers == ()


@pytest.mark.parametrize("given", [None, "essunga", Plugins])
def test_policy_that_is_none_is_refused(given: object) -> None:
    """What a plugin registers as a policy is one, or nothing of the plugin is taken."""

    def offer(register: Any) -> None:
        register(given)

    found = Plugins.discover(installed=False)
    with pytest.raises(PluginError, match=r"'mine'.*is not a Policy"):
        found.add(SimpleNamespace(klagomal_register_policies=hookimpl(offer)), "mine")
    assert "essunga" in found.registry().names()


@pytest.mark.parametrize("own", [{"aliases": ("essunga",)}, {"key": "ostersund-ny"}])
def test_policy_does_not_take_the_name_of_another(own: dict[str, Any]) -> None:
    """A key or alias of another policy would make both unreachable: the plugin is refused."""
    taken = policies.get("essunga")
    other = attrs.evolve(taken, **{"key": "annanby", "aliases": ("ostersund-ny",), **own})

    def offer(register: Any) -> None:
        register(attrs.evolve(taken, key="forsta", aliases=("ostersund-ny",)))

    def clash(register: Any) -> None:
        register(other)

    found = Plugins.discover(installed=False)
    found.add(SimpleNamespace(klagomal_register_policies=hookimpl(offer)), "first")
    with pytest.raises(PluginError, match=r"'second' .*(which is taken|means both)"):
        found.add(SimpleNamespace(klagomal_register_policies=hookimpl(clash)), "second")
    assert found.registry().get("essunga") == taken


class _SilentError(BaseException):
    def __str__(self) -> str:
        raise RuntimeError("no words")


def test_plugin_whose_error_cannot_be_told_is_named() -> None:
    """Whatever a plugin raises, and whatever its error says, the plugin is named."""

    def offer(register: Any) -> None:
        raise _SilentError

    with pytest.raises(PluginError, match=r"'mine' is broken.*_SilentError"):
        Plugins.discover(installed=False).add(
            SimpleNamespace(klagomal_register_policies=hookimpl(offer)), "mine"
        )


def test_drop_in_that_ends_the_program_does_not(tmp_path: Path) -> None:
    """A drop-in that calls sys.exit is broken, and the application goes on."""
    file = tmp_path / "exit.py"
    file.write_text("raise SystemExit(3)", encoding="utf-8")
    with pytest.raises(PluginError, match=r"exit\.py.*SystemExit: 3"):
        Plugins.discover(installed=False).add_file(file)


def test_path_that_is_none_is_refused() -> None:
    """A drop-in is named by a path."""
    with pytest.raises(PluginError, match="None is no path"):
        Plugins.discover(installed=False).add_file(None)  # type: ignore[arg-type]


def test_taken_name_is_refused_whole() -> None:
    """A plugin that takes a taken name gets nothing in, and the first owner stays."""
    found = Plugins.discover(installed=False)
    plugin = offering("sqlite")
    with pytest.raises(PluginError, match="'thief' offers the store 'sqlite', which is taken"):
        found.add(plugin, "thief")
    assert [each.name for each in found.loaded] == ["stores", "notifiers"]


def test_same_name_twice_in_one_plugin() -> None:
    """A plugin that registers a scheme twice is refused."""

    def offer(register: object) -> None:
        register("twice", lambda url: MemoryStore())  # type: ignore[operator]
        register("twice", lambda url: MemoryStore())  # type: ignore[operator]

    plugin = SimpleNamespace(klagomal_register_stores=hookimpl(offer))
    with pytest.raises(PluginError, match="registers the store 'twice' twice"):
        Plugins.discover(installed=False).add(plugin, "double")


def test_broken_installed_plugin_is_skipped_and_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """One installed plugin that cannot be imported leaves the others working."""
    broken = EntryPoint("broken", "no_such_module_anywhere", "klagomal")
    monkeypatch.setattr(plugins_room, "entry_points", lambda group: [broken])
    found = Plugins.discover()
    (problem,) = found.problems
    assert str(problem) == (
        "plugin 'broken' is broken and was not loaded: ModuleNotFoundError: "
        "No module named 'no_such_module_anywhere'"
    )
    found.store("memory:").close()
    with pytest.raises(KlagomalError, match="skipped: plugin 'broken' is broken"):
        found.store("theirs:")


def test_drop_in_file(tmp_path: Path) -> None:
    """One Python file with a hook is a plugin, without packaging."""
    (tmp_path / "shelf.py").write_text(
        "from klagomal.hooks import hookimpl\n"
        "from klagomal.stores.memory import MemoryStore\n"
        "__version__ = '7'\n"
        "@hookimpl\n"
        "def klagomal_register_stores(register):\n"
        "    register('shelf', lambda url: MemoryStore())\n",
        encoding="utf-8",
    )
    found = Plugins.discover(installed=False)
    found.add_file(tmp_path / "shelf.py")
    found.store("shelf:").close()
    assert found.loaded[-1].version == "7"
    assert found.loaded[-1].origin == str(tmp_path / "shelf.py")


@pytest.mark.parametrize(
    ("text", "said"),
    [("raise RuntimeError('boom')", "RuntimeError: boom"), ("def (", "SyntaxError")],
)
def test_broken_drop_in_names_its_file(tmp_path: Path, text: str, said: str) -> None:
    """A drop-in that cannot be run is an error that names the file."""
    file = tmp_path / "bad.py"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PluginError, match=said) as refused:
        Plugins.discover(installed=False).add_file(file)
    assert str(file) in str(refused.value)


def test_missing_drop_in(tmp_path: Path) -> None:
    """A drop-in that does not exist is an error that names the file."""
    with pytest.raises(PluginError, match="is not a Python file"):
        Plugins.discover(installed=False).add_file(tmp_path / "none.py")


def test_every_hook_is_documented_with_its_exact_signature() -> None:
    """docs/plugins.md shows each hook as it is, and each parameter has a description."""
    page = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
    for name, hook in inspect.getmembers(Hooks, inspect.isfunction):
        signature = str(inspect.signature(hook)).replace("self, ", "").replace("'", "")
        assert f"{name}{signature}" in page, name
        for parameter in inspect.signature(hook).parameters:
            if parameter != "self":
                assert f":param {parameter}:" in (hook.__doc__ or ""), name
        assert "versionadded" in (hook.__doc__ or ""), name


@pytest.mark.slow
def test_template_installs_and_passes_its_own_tests(tmp_path: Path) -> None:
    """The plugin template is a real package: installed beside klagomal, its tests pass."""
    place = tmp_path / "venv"
    venv.create(place, with_pip=False, system_site_packages=False)
    own = next(place.glob("lib/python*/site-packages"))
    # Everything that is installed for these tests, klagomal included, is visible in there.
    (own / "shared.pth").write_text("\n".join(path for path in sys.path if path), encoding="utf-8")
    template = ROOT / "examples" / "plugin-template"
    python = str(place / "bin" / "python")
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    copy = tmp_path / "template"
    subprocess.run(["cp", "-r", str(template), str(copy)], check=True)
    subprocess.run([*install, "--prefix", str(place), str(copy)], check=True, cwd=tmp_path)
    ran = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(copy / "tests")],
        capture_output=True,
        text=True,
        cwd=copy,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr

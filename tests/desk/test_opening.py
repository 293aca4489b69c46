# SPDX-License-Identifier: Apache-2.0
"""Opening a desk by URLs or with open backends, and what happens when one of them is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from klagomal import policies
from klagomal.desk import Desk
from klagomal.errors import (
    FieldError,
    KlagomalError,
    NaiveDatetimeError,
    PluginError,
    StoreError,
    UnknownPolicyError,
)
from klagomal.hooks import hookimpl
from klagomal.periods import Year
from klagomal.plugins import Plugins
from klagomal.policies import essunga
from klagomal.ports import AddressKind, Letter, Result, ResultCode
from klagomal.stores.memory import MemoryStore
from klagomal.vault import KeyRing
from tests.desk.counters import DIRECTORY, REGISTRAR, Clock, Postbox, desk_of, form
from tests.notifiers.post_office import PostOffice


class Opener:
    """A plugin whose backends remember whether they were closed."""

    def __init__(self, breaks: str = "") -> None:
        self.closed: list[str] = []
        self.breaks = breaks

    @hookimpl
    def klagomal_register_stores(self, register: Callable[..., None]) -> None:
        """Offer a store, and something that is none."""
        register("shelf", self.store)
        register("hole", lambda url: object())

    @hookimpl
    def klagomal_register_notifiers(self, register: Callable[..., None]) -> None:
        """Offer a notifier, one that cannot be opened, and something that is none."""
        register("pigeon", lambda url: Pigeon(self, url))
        register("fence", self.fence)
        register("hole", lambda url: None)

    def store(self, url: str) -> MemoryStore:
        """Open a store."""
        store = MemoryStore()
        close = store.close

        def told() -> None:
            self.closed.append(url)
            close()

        store.close = told  # type: ignore[method-assign]
        return store

    def fence(self, url: str) -> Pigeon:
        """Break down."""
        raise OSError("no line")


class Pigeon:
    """A notifier."""

    reaches = AddressKind.ANY

    def __init__(self, opener: Opener, url: str) -> None:
        self._opener, self._url = opener, url

    def deliver(self, letter: Letter) -> Result:
        """Fly."""
        return Result(ResultCode.ACCEPTED)

    def close(self) -> None:
        """Tell that it was closed."""
        self._opener.closed.append(self._url)


@pytest.fixture
def opener() -> Opener:
    """A plugin to open a desk with."""
    return Opener()


@pytest.fixture
def plugins(opener: Opener) -> Plugins:
    """What there is to choose from."""
    plugins = Plugins.discover(installed=False)
    plugins.add(opener, "opener")
    return plugins


def test_desk_closes_what_it_opened(opener: Opener, plugins: Plugins) -> None:
    """Leaving the block closes notifiers and store, the last opened first, once."""
    with Desk(policy="essunga", store="shelf:", notifiers=["pigeon:a"], plugins=plugins) as desk:
        assert desk.policy == "essunga"
        assert opener.closed == []
    desk.shut()
    assert opener.closed == ["pigeon:a", "shelf:"]
    with pytest.raises(StoreError):
        list(desk.cases())


def test_desk_leaves_open_what_it_was_given(clock: Clock) -> None:
    """An open store that was handed in is its owner's to close."""
    store = MemoryStore()
    with desk_of(store, clock) as desk:
        case = desk.receive(form(clock))
    assert store.load(case.id)


@pytest.mark.parametrize(
    ("about", "error", "said"),
    [
        ({"notifiers": ["pigeon:a", "fence:"]}, OSError, "no line"),
        ({"notifiers": ["pigeon:a", "pidgeon:b"]}, KlagomalError, "did you mean 'pigeon'"),
        ({"notifiers": ["pigeon:a", "hole:"]}, PluginError, "opened a NoneType, which is no noti"),
        ({"notifiers": ["pigeon:a", 7]}, FieldError, "7 is neither a URL nor a notifier"),
        ({"notifiers": ["pigeon:a"], "bodies": ["Nämnden"]}, FieldError, "bodies: 'Nämnden'"),
    ],
)
def test_nothing_stays_open_when_a_part_cannot_be(
    opener: Opener, plugins: Plugins, about: dict[str, Any], error: type[Exception], said: str
) -> None:
    """If the last part of a desk is wrong, the parts before it are closed again."""
    with pytest.raises(error, match=said):
        Desk(policy="essunga", store="shelf:", plugins=plugins, **about)
    assert opener.closed == ["pigeon:a", "shelf:"]


@pytest.mark.parametrize(
    ("about", "error", "said"),
    [
        ({"policy": "esunga"}, UnknownPolicyError, "essunga"),
        ({"policy": essunga.POLICY}, FieldError, "give its key, 'essunga', .*registry=Policy"),
        ({"policy": ["essunga"] * 100}, FieldError, "policy: a list is no text"),
        ({"store": "hole:"}, PluginError, "opened a object, which is no store"),
        ({"store": 7}, FieldError, "7 is neither a URL nor a store"),
        ({"store": "sqllite:///k.db"}, KlagomalError, "did you mean 'sqlite'"),
        ({"notifiers": "log:"}, FieldError, r"write \['log:'\]"),
        ({"notifiers": None}, FieldError, "None is no list of notifiers"),
        ({"bodies": "board"}, FieldError, r"write \['board'\]"),
        ({"lease_seconds": 0}, FieldError, "lease_seconds: 0; give seconds above 0"),
        ({"lease_seconds": float("nan")}, FieldError, "lease_seconds: nan"),
        ({"lease_seconds": float("inf")}, FieldError, "lease_seconds: inf"),
        ({"lease_seconds": True}, FieldError, "lease_seconds: True"),
        ({"lease_seconds": "300"}, FieldError, "lease_seconds: '300'"),
        ({"lease_seconds": 10**400}, FieldError, "at most 10000000000"),
        ({"lease_seconds": 1e300}, FieldError, "at most 10000000000"),
        ({"policy": 7}, FieldError, "policy: 7 is no text"),
        ({"policy": ["essunga"]}, FieldError, r"policy: \['essunga'\] is no text"),
        ({"store": MemoryStore}, FieldError, "is neither a URL nor a store"),
        ({"notifiers": [Postbox]}, FieldError, "is neither a URL nor a notifier"),
        ({"bodies": 7}, FieldError, "bodies: 7 is no list"),
        ({"bodies": None}, FieldError, "bodies: None is no list"),
        ({"directory": ["handler-1"]}, FieldError, "directory: list is no Mapping"),
        ({"directory": ""}, FieldError, "directory: str is no Mapping"),
        ({"vault": 0}, FieldError, "vault: int is no Vault"),
        ({"vault": KeyRing.new()}, FieldError, "vault: KeyRing is no Vault"),
        ({"letters": "texts"}, FieldError, "letters: str is no Letters"),
        ({"letters": False}, FieldError, "letters: bool is no Letters"),
        ({"plugins": 7}, FieldError, "plugins: int is no Plugins"),
        ({"plugins": 7, "registry": policies.REGISTRY}, FieldError, "plugins: int is no Plugins"),
        ({"registry": {}}, FieldError, "registry: dict is no PolicyRegistry"),
        ({"clock": "12:00"}, FieldError, "clock: '12:00' cannot be called"),
        ({"new_id": None}, FieldError, "new_id: None cannot be called"),
        ({"worker": 7}, FieldError, "worker: 7 is no text"),
        ({"worker": "\x00"}, FieldError, r"worker: control character U\+0000"),
    ],
)
def test_wrong_parts_are_named(
    plugins: Plugins, about: dict[str, Any], error: type[Exception], said: str
) -> None:
    """A part that cannot be is refused with what to write instead."""
    with pytest.raises(error, match=said):
        Desk(**{"policy": "essunga", "plugins": plugins, **about})


def test_key_handed_in_the_wrong_way_is_not_repeated() -> None:
    """Somebody who gives the key itself as the vault is told so, without the key in the error."""
    with pytest.raises(FieldError, match="vault: dict is no Vault") as refused:
        Desk(policy="essunga", vault={"key-1": b"s" * 32})  # type: ignore[arg-type]
    assert "ssss" not in f"{refused.value} {refused.value.data}"


def test_unknown_kind_of_address_is_refused() -> None:
    """A kind of address that does not exist is named, not taken for any address."""
    crooked = Postbox()
    crooked.reaches = "e-mail"  # type: ignore[assignment]
    with pytest.raises(FieldError, match="Postbox reaches 'e-mail'; give one of"):
        Desk(policy="essunga", notifiers=[crooked])


def test_backend_that_does_not_close_hides_nothing(plugins: Plugins) -> None:
    """What was wrong with the desk is told, although a backend opened before fails to close."""

    class Stuck:
        @hookimpl
        def klagomal_register_notifiers(self, register: Callable[..., None]) -> None:
            """Offer a notifier that cannot be closed."""

            def stuck(url: str) -> Postbox:
                postbox = Postbox()
                postbox.close = self.close  # type: ignore[method-assign]
                return postbox

            register("stuck", stuck)

        def close(self) -> None:
            """Break down."""
            raise RuntimeError("jammed")

    plugins.add(Stuck(), "stuck")
    with pytest.raises(KlagomalError, match="did you mean 'pigeon'"):
        Desk(policy="essunga", notifiers=["stuck:", "pidgeon:"], plugins=plugins)


def test_desk_closes_the_rest_when_one_backend_does_not(
    opener: Opener, plugins: Plugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notifier that fails to close is told of, and the store is closed all the same."""
    desk = Desk(policy="essunga", store="shelf:", notifiers=["pigeon:a"], plugins=plugins)

    def jammed(_: object) -> None:
        raise RuntimeError("jammed")

    monkeypatch.setattr(Pigeon, "close", jammed)
    stuck = Desk(policy="essunga", store="shelf:b", notifiers=["pigeon:b"], plugins=plugins)
    with pytest.raises(RuntimeError, match="jammed"):
        stuck.shut()
    stuck.shut()
    assert opener.closed == ["shelf:b"]
    monkeypatch.undo()
    desk.shut()
    assert opener.closed == ["shelf:b", "pigeon:a", "shelf:"]


def test_clock_without_a_zone_is_refused_at_use(clock: Clock) -> None:
    """A clock whose moments have no zone is found out before anything is written."""
    store = MemoryStore()
    desk = desk_of(store, clock)
    naive = Desk(policy="essunga", store=store, clock=lambda: clock.now.replace(tzinfo=None))
    with pytest.raises(NaiveDatetimeError):
        naive.receive(form(clock))
    assert list(desk.cases()) == []


def test_e_service_opens_a_desk_on_a_file_and_a_mail_server(tmp_path: Path) -> None:
    """A form comes in by URL-opened backends, goes out as a real e-mail, and stands in reports.

    Received on Wednesday 7 January 2026; five working days on is Wednesday the 14th. Letters come
    from no-reply@ and the mail server's own name.
    """
    clock, office = Clock("2026-01-07 10:00"), PostOffice()
    office.start()
    try:
        with Desk(
            policy="essunga",
            store=f"sqlite:///{tmp_path}/klagomal.db",
            notifiers=[f"smtp://127.0.0.1:{office.port}"],
            directory=DIRECTORY,
            clock=clock,
        ) as desk:
            case = desk.receive(form(clock), idempotency_key="form-7f3a")
            assert desk.receive(form(clock), idempotency_key="form-7f3a").id == case.id
            soonest = desk.worklist(date(2026, 1, 8))[0]
            assert (soonest.due, soonest.working_days_left) == (date(2026, 1, 14), 4)
            assert desk.tick(clock()).reminded == 0
            desk.acknowledge(case.id, handler="handler-1", by=REGISTRAR)
            assert desk.deliver(limit=100).sent == 1
            report = desk.report(Year(2026), as_of=date(2026, 1, 31))
            assert report.figure("volumes", "*", "received").value == 1
            (line,) = desk.public_register()
            assert line.designation == "Synpunkten 2026:1"
    finally:
        office.stop()
    assert office.envelopes == [("no-reply@127.0.0.1", ["test@example.org"])]
    assert office.mail[0]["Subject"] == "Vi har tagit emot ditt klagomål"


def test_repr_tells_policy_and_store_and_no_address() -> None:
    """What a log shows of a desk is which policy it works by and on what kind of store."""
    with Desk(policy="essunga", notifiers=["smtp://user:secret@localhost:2525"]) as desk:
        assert repr(desk) == "Desk(policy='essunga', store=MemoryStore)"


def test_directory_may_change_while_the_desk_is_open(clock: Clock, postbox: Postbox) -> None:
    """Who is added to the directory that was handed in can be written to at once."""
    directory: dict[str, Any] = {}
    desk = desk_of(MemoryStore(), clock, notifiers=(postbox,), directory=directory)
    case = desk.receive(form(clock))
    directory["handler-1"] = DIRECTORY["handler-1"]
    desk.acknowledge(case.id, by=REGISTRAR, handler="handler-1")
    assert desk.deliver().sent == 1


def test_file_and_store_in_a_folder(tmp_path: Path, clock: Clock) -> None:
    """A desk opened by URLs writes its file and its letters where they say."""
    with Desk(
        policy="nacka",
        store=f"sqlite:///{tmp_path}/k.db",
        notifiers=[f"file:///{tmp_path}/letters"],
        clock=clock,
    ) as desk:
        assert desk.policy == "nacka/valfard-samhallsservice"
        case = desk.receive(form(clock))
        desk.acknowledge(case.id, by=REGISTRAR)
        assert desk.deliver().sent == 1
    assert len(list((tmp_path / "letters").iterdir())) == 1
    assert (tmp_path / "k.db").exists()

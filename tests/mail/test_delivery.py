# SPDX-License-Identifier: Apache-2.0
"""Delivery: what an outcome means for a notice, and rounds by one worker or by many."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.cases.events import DeliveryFailed
from klagomal.desk import Desk
from klagomal.errors import ErasedError, LetterError
from klagomal.mail.delivery import Delivered, deliver, hand_over, settlement_of
from klagomal.mail.drafts import Entry
from klagomal.mail.notices import Notice
from klagomal.ports import (
    LeasedNotice,
    Letter,
    NoticeRecord,
    NoticeState,
    Result,
    ResultCode,
    Settlement,
    Store,
)
from klagomal.stores.memory import MemoryStore
from klagomal.stores.sqlite import SqliteStore
from klagomal.vocabulary import Role
from tests import ROOT
from tests.post_boxes import (
    ACCEPTED,
    ARRIVED,
    DIRECTORY,
    Box,
    Seconds,
    acknowledged,
    desk_on,
    standing,
)

TEMPORARY = Result(ResultCode.TEMPORARY, "smtp 451 rcpt")
TEMPORARY_WITHOUT_WHY = Result(ResultCode.TEMPORARY)
HOUR = 3600.0
essunga_delivers = partial(deliver, policy="essunga")


# --- what an outcome means ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tries", "pause"),
    [
        (0, 30.0),
        (1, 60.0),
        (2, 120.0),
        (3, 240.0),
        (4, 480.0),
        (5, 960.0),
        (6, 1920.0),
        (7, 3600.0),  # 30 · 2⁷ = 3 840 seconds is more than an hour
        (8, 3600.0),
        (80, 3600.0),
        (5000, 3600.0),
    ],
)
def test_pauses_double_from_half_a_minute_to_an_hour(tries: int, pause: float) -> None:
    """The pause doubles from 30 seconds and stays at an hour."""
    settlement = settlement_of(TEMPORARY, tries, age_seconds=1.0)
    assert settlement.state is NoticeState.WAITING
    assert settlement.retry_in_seconds == pause


@pytest.mark.parametrize("code", [ResultCode.TEMPORARY, ResultCode.NOT_SENT, ResultCode.UNCERTAIN])
def test_dead_after_72_hours(code: ResultCode) -> None:
    """What fails before 72 hours have gone waits; what fails after that is dead, with its error."""
    result = Result(code, "why")
    assert settlement_of(result, 70, 72 * HOUR - 1).state is NoticeState.WAITING
    dead = settlement_of(result, 70, 72 * HOUR)
    assert (dead.state, dead.retry_in_seconds) == (NoticeState.DEAD, 0.0)
    assert dead.error == f"{code}: why"


@pytest.mark.parametrize("age", [0.0, 72 * HOUR], ids=["waits", "is given up"])
@pytest.mark.parametrize("code", ResultCode)
def test_only_an_uncertain_letter_may_have_left(code: ResultCode, age: float) -> None:
    """A letter may have left after an uncertain outcome only, also after the last try."""
    settlement = settlement_of(Result(code, "why"), 70, age)
    assert settlement.may_have_left is (code is ResultCode.UNCERTAIN)


def test_queue_that_nobody_served_is_not_thrown_away() -> None:
    """After a week without workers a notice still gets five tries."""
    week = 7 * 24 * HOUR
    states = [settlement_of(TEMPORARY, tries, week).state for tries in range(6)]
    assert states == [NoticeState.WAITING] * 4 + [NoticeState.DEAD] * 2


def test_permanent_is_dead_at_once() -> None:
    """A permanent refusal is not tried again."""
    settlement = settlement_of(Result(ResultCode.PERMANENT, "address"), 0, 0.0)
    assert settlement == Settlement(state=NoticeState.DEAD, error="permanent: address")


def test_accepted_is_sent_however_late() -> None:
    """What was accepted is sent, also on a try that would have been the last."""
    assert settlement_of(ACCEPTED, 99, 100 * HOUR) == Settlement(state=NoticeState.SENT)


def test_error_without_detail_is_its_class() -> None:
    """The error is the result's class, with the detail where there is one."""
    assert settlement_of(Result(ResultCode.TEMPORARY), 0, 0.0).error == "temporary"


@given(st.integers(0, 200), st.floats(0, 72 * HOUR, exclude_max=True))
def test_schedule_ends_soon_after_72_hours(tries: int, age: float) -> None:
    """A waiting notice is tried again within the hour, so none lingers past 73 hours."""
    settlement = settlement_of(TEMPORARY, tries, age)
    assert settlement.state is NoticeState.WAITING
    assert 30 <= settlement.retry_in_seconds <= HOUR


def test_a_notice_that_always_fails_is_tried_about_eighty_times() -> None:
    """Seven tries in the first 64 minutes, then one an hour, then dead: the whole course."""
    clock = Seconds()
    store = MemoryStore(clock=clock)
    desk = desk_on(store, box := Box(lambda _: TEMPORARY))
    case_id = acknowledged(desk)
    began = clock.now
    moments = []
    while standing(store) == {NoticeState.WAITING: 1}:
        if desk.deliver().tried:
            moments.append(clock.now - began)
        clock.now += 30
    # 30 + 60 + … + 1920 seconds are 3 810; from there every hour, to the first full 72 hours.
    assert moments[:8] == [0, 30, 90, 210, 450, 930, 1890, 3810]
    assert moments[-1] == 3810 + 71 * HOUR
    assert moments[-2] == 3810 + 70 * HOUR
    assert len(box.letters) == len(moments) == 8 + 71
    assert {letter.id for letter in box.letters} == {f"{case_id}:confirmation:submitter:3"}


# --- a notifier's answer --------------------------------------------------------------------------


def test_notifier_that_raises_leaves_it_uncertain() -> None:
    """A notifier that raises may have sent the letter: uncertain, and only its class is told."""

    def breaks(_: Letter) -> Result:
        raise RuntimeError("orjan@post.example is secret")

    letter = Letter(id="a", to="b", subject="c", text="d")
    assert hand_over(Box(breaks), letter) == Result(ResultCode.UNCERTAIN, "RuntimeError")


def test_notifier_that_ends_the_program_does_not() -> None:
    """A notifier that calls sys.exit costs its letter an attempt, and the worker goes on."""

    def exits(_: Letter) -> Result:
        sys.exit(3)

    letter = Letter(id="a", to="b", subject="c", text="d")
    assert hand_over(Box(exits), letter) == Result(ResultCode.UNCERTAIN, "SystemExit")


def test_notifier_that_returns_no_result_leaves_it_uncertain() -> None:
    """A plugin that answers anything but a result has left the outcome uncertain."""
    letter = Letter(id="a", to="b", subject="c", text="d")
    told = hand_over(Box(lambda _: True), letter)
    assert told == Result(ResultCode.UNCERTAIN, "no Result but bool")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Result("accepted"), Result(ResultCode.UNCERTAIN, "no ResultCode but str")),  # type: ignore[arg-type]
        (Result(None), Result(ResultCode.UNCERTAIN, "no ResultCode but NoneType")),  # type: ignore[arg-type]
        (Result(ResultCode.PERMANENT, "a\x00b"), Result(ResultCode.PERMANENT, "a?b")),
        (Result(ResultCode.PERMANENT, "\ud800"), Result(ResultCode.PERMANENT, "?")),
        (Result(ResultCode.TEMPORARY, "550\r\n550"), Result(ResultCode.TEMPORARY, "550??550")),
        (Result(ResultCode.TEMPORARY, "å" * 121), Result(ResultCode.TEMPORARY, "å" * 120)),
        (Result(ResultCode.TEMPORARY, None), TEMPORARY_WITHOUT_WHY),  # type: ignore[arg-type]
        (Result(ResultCode.TEMPORARY, 7), Result(ResultCode.TEMPORARY, "no text but int")),  # type: ignore[arg-type]
    ],
)
def test_crooked_result_is_made_one_that_can_be_kept(answer: Result, told: Result) -> None:
    """A code that is none leaves it uncertain; a detail that no store holds is mended or named."""
    assert hand_over(Box(lambda _: answer), Letter(id="a", to="b", subject="c", text="d")) == told


@pytest.mark.parametrize(
    ("answer", "done", "error"),
    [
        (Result("accepted"), Delivered(waiting=2), "uncertain: no ResultCode but str"),  # type: ignore[arg-type]
        (Result(ResultCode.PERMANENT, "\x00"), Delivered(dead=2), "permanent: ?"),
    ],
)
def test_crooked_result_costs_one_attempt(answer: Result, done: Delivered, error: str) -> None:
    """A plugin that answers crookedly stops no round, and its notices do not come up for ever."""
    desk = desk_on(MemoryStore(), Box(lambda _: answer))
    acknowledged(desk)
    acknowledged(desk)
    assert desk.deliver() == done
    assert [(entry.tries, entry.error) for entry in desk.outbox()] == [(1, error), (1, error)]


# --- one worker -----------------------------------------------------------------------------------


def _queued(store: MemoryStore, count: int) -> None:
    with store.transaction() as step:
        step.enqueue(_record(f"n-{number}") for number in range(count))


def _settling(store: Store) -> Callable[[LeasedNotice, Settlement], bool]:
    def settle(lease: LeasedNotice, settlement: Settlement) -> bool:
        with store.transaction() as step:
            return step.settle(lease.notice.id, lease.token, settlement)

    return settle


def test_poison_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    """A notice that cannot be made waits; those behind it are sent in the same round."""
    store = MemoryStore()
    _queued(store, 12)

    def send(notice: NoticeRecord) -> Result:
        match notice.id:
            case "n-0":
                raise LetterError("letter n-0 would lack handler_name")
            case "n-1":
                raise ZeroDivisionError("orjan@post.example")
            case "n-2":
                raise ErasedError("gone")
            case _:
                return ACCEPTED

    with caplog.at_level(logging.WARNING, logger="klagomal.mail.delivery"):
        done = essunga_delivers(store, send, _settling(store), worker="w", limit=100)
    assert done == Delivered(sent=9, waiting=2, dead=1)
    assert done.tried == 12
    errors = {notice.id: state.error for notice, state, _ in store.notices()}
    assert errors["n-0"] == "not_sent: LetterError"
    assert errors["n-1"] == "not_sent: ZeroDivisionError"
    assert errors["n-2"] == "permanent: erased"
    assert caplog.messages == [
        "notice n-0 waits: letter n-0 would lack handler_name",
        "notice n-1 waits: ZeroDivisionError",  # an unknown error may hold anything
    ]


def test_outcome_that_cannot_be_written_does_not_stop_the_others() -> None:
    """A notice whose outcome the store refuses is taken up again later, and the round goes on."""
    clock = Seconds()
    store = MemoryStore(clock=clock)
    _queued(store, 3)
    settle = _settling(store)
    sent: list[str] = []

    def send(notice: NoticeRecord) -> Result:
        sent.append(notice.id)
        return ACCEPTED

    def broken(lease: LeasedNotice, settlement: Settlement) -> bool:
        if lease.notice.id == "n-0":
            raise LetterError("not now")
        return settle(lease, settlement)

    assert essunga_delivers(store, send, broken, worker="w", limit=9) == Delivered(
        sent=2, unsettled=1
    )
    assert essunga_delivers(store, send, settle, worker="w", limit=9) == Delivered()
    clock.now += 301  # its lease has run out
    assert essunga_delivers(store, send, settle, worker="w", limit=9) == Delivered(sent=1)
    assert sent == ["n-0", "n-1", "n-2", "n-0"]


def test_limit_is_kept() -> None:
    """A round takes on as many as it was asked to, oldest first, and no more."""
    store = MemoryStore()
    _queued(store, 12)
    settle = _settling(store)
    assert essunga_delivers(store, lambda _: ACCEPTED, settle, worker="w", limit=7).sent == 7
    waiting = [n.id for n, state, _ in store.notices() if state.state is NoticeState.WAITING]
    assert waiting == [f"n-{number}" for number in range(7, 12)]
    assert essunga_delivers(store, lambda _: ACCEPTED, settle, worker="w", limit=0) == Delivered()


def test_lease_that_runs_out_meanwhile_changes_nothing() -> None:
    """A worker that was too slow finds its lease outdated: what the other settled stands."""
    clock = Seconds()
    store = MemoryStore(clock=clock)
    _queued(store, 1)
    settle = _settling(store)

    def slow(_: NoticeRecord) -> Result:
        clock.now += 301
        faster = essunga_delivers(store, lambda _: ACCEPTED, settle, worker="fast", limit=1)
        assert faster == Delivered(sent=1)
        return TEMPORARY

    assert essunga_delivers(store, slow, settle, worker="slow", limit=1) == Delivered(outdated=1)
    assert standing(store) == {NoticeState.SENT: 1}


def test_a_slow_worker_begins_nothing_that_others_may_take_over() -> None:
    """When half a lease has gone, what is left of it is not begun but leased anew."""
    clock = Seconds()
    store = MemoryStore(clock=clock)
    _queued(store, 7)
    began: list[tuple[str, float]] = []

    def slow(notice: NoticeRecord) -> Result:
        began.append((notice.id, clock.now))
        clock.now += 80
        return ACCEPTED

    start = clock.now
    done = essunga_delivers(store, slow, _settling(store), worker="w", limit=100, elapsed=clock)
    # Of the five leased at first, two begin within 150 seconds; the other three must wait for their
    # leases, of 300 seconds, to run out. Those never leased go on at once.
    assert [(id_, moment - start) for id_, moment in began] == [
        ("n-0", 0),
        ("n-1", 80),
        ("n-5", 160),
        ("n-6", 240),
        ("n-2", 320),
        ("n-3", 400),
    ]
    assert done == Delivered(sent=6)
    clock.now += 300
    assert essunga_delivers(store, slow, _settling(store), worker="w", limit=9).sent == 1


def test_round_ends_when_leases_run_out_before_anything_is_begun() -> None:
    """A store that takes longer to lease than the lease lasts ends the round, not the worker."""
    clock = Seconds()
    store = MemoryStore(clock=clock)
    _queued(store, 2)
    end = clock.now + 10_000

    def elapsed() -> float:
        clock.now += 301  # each look at the clock finds a whole lease gone
        assert clock.now < end, "the round goes on for ever"
        return clock.now

    done = essunga_delivers(
        store, lambda _: ACCEPTED, _settling(store), worker="w", limit=9, elapsed=elapsed
    )
    assert done == Delivered()
    assert standing(store) == {NoticeState.WAITING: 2}


# --- the desk: deaths become events ---------------------------------------------------------------


def test_permanent_failure_is_an_event_of_the_case() -> None:
    """A letter that can never arrive is told in the case's log, without a word of whose it was."""
    desk = desk_on(MemoryStore(), Box(lambda _: Result(ResultCode.PERMANENT, "smtp 550 rcpt")))
    case_id = acknowledged(desk)
    assert desk.deliver() == Delivered(dead=1)
    (failed,) = desk.case(case_id).all(DeliveryFailed)
    assert (failed.notice, failed.version) == ("confirmation", 3)
    assert failed.by.role is Role.SYSTEM
    assert "orjan" not in desk.store.load(case_id)[-1].data
    assert desk.deliver() == Delivered()


def test_letter_without_its_handler_waits_and_then_goes() -> None:
    """A confirmation whose handler the directory does not know is not sent until it does."""
    clock = Seconds()
    store = MemoryStore(clock=clock)
    box, directory = Box(), dict[str, Entry]()
    desk = desk_on(store, box, directory=directory)
    acknowledged(desk)
    assert desk.deliver() == Delivered(waiting=1)
    assert box.letters == []
    directory |= DIRECTORY
    clock.now += 31
    assert desk.deliver() == Delivered(sent=1)
    assert "Åsa Öst" in box.letters[0].text


def test_missing_letters_extra_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package for letters a notice waits for it to be installed."""
    clock = Seconds()
    store = MemoryStore(clock=clock)
    desk = desk_on(store, Box())
    acknowledged(desk)
    from klagomal.mail import templates

    for remembered in (templates._compiled, templates._sandbox, templates._pages):
        remembered.cache_clear()
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "jinja2", None)
        patch.setitem(sys.modules, "jinja2.sandbox", None)
        assert desk.deliver() == Delivered(waiting=1)
    ((_, state, _),) = store.notices()
    assert state.error == "not_sent: MissingExtraError"
    clock.now += 31
    assert desk.deliver() == Delivered(sent=1)


def test_desk_without_notifiers_kills_nothing() -> None:
    """A desk that was opened without a way to send leaves what is queued as it is."""
    store = MemoryStore()
    desk = Desk(policy="essunga", store=store, clock=lambda: ARRIVED)
    acknowledged(desk)
    assert desk.deliver() == Delivered(waiting=1)
    ((_, state, _),) = store.notices()
    assert state.error == "not_sent: no notifier"


def test_one_municipality_touches_nothing_of_another() -> None:
    """Desks that share a store leave one another's letters alone, and those go out at once."""
    store = MemoryStore()
    ours, theirs = Box(), Box()
    essunga = desk_on(store, ours)
    kramfors = desk_on(store, theirs, policy="kramfors", directory={})
    case_id = acknowledged(essunga)
    assert kramfors.deliver() == Delivered()
    assert theirs.letters == []
    assert essunga.deliver() == Delivered(sent=1)
    assert ours.letters[0].id.startswith(case_id)


# --- many workers ---------------------------------------------------------------------------------


def test_threads_share_one_file_and_send_each_letter_once(tmp_path: Path) -> None:
    """Four threads on one SQLite file deliver every notice, each once."""
    path = tmp_path / "desk.db"
    store = SqliteStore(path)
    box = Box()
    lock = threading.Lock()

    def answer(_: Letter) -> Result:
        with lock:
            return ACCEPTED

    box.answer = answer
    desk = desk_on(store, box)
    cases = [acknowledged(desk) for _ in range(40)]
    with ThreadPoolExecutor(4) as pool:
        rounds = list(pool.map(lambda _: desk.deliver(limit=40), range(4)))
    store.close()
    assert sum(done.sent for done in rounds) == 40
    assert sum(done.tried for done in rounds) == 40
    expected = Counter(f"{case}:confirmation:submitter:3" for case in cases)
    assert Counter(letter.id for letter in box.letters) == expected


WORKER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from klagomal.ports import Letter
from klagomal.stores.sqlite import SqliteStore
from tests import ROOT
from tests.post_boxes import ACCEPTED, Box, desk_on

store, shelf = SqliteStore(sys.argv[1]), Path(sys.argv[2])


def keep(letter: Letter):
    with shelf.open("a", encoding="utf-8") as file:
        file.write(letter.id + chr(10))
    if sys.argv[3] == "die":
        import os, signal
        os.kill(os.getpid(), signal.SIGKILL)
    return ACCEPTED


done = desk_on(store, Box(keep), lease_seconds=float(sys.argv[4])).deliver(limit=100)
store.close()
print(done.sent, done.tried)
"""


def _worker(db: Path, shelf: Path, how: str = "live", lease: float = 300.0) -> Any:
    command = [sys.executable, "-c", WORKER, str(db), str(shelf), how, str(lease)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _told(worker: Any) -> tuple[int, str]:
    out, _ = worker.communicate(timeout=60)
    return worker.returncode, out.strip()


def test_processes_share_one_file_and_send_each_letter_once(tmp_path: Path) -> None:
    """Three processes on one SQLite file deliver every notice, each once."""
    db, shelf = tmp_path / "desk.db", tmp_path / "shelf"
    store = SqliteStore(db)
    desk = desk_on(store, Box())
    cases = [acknowledged(desk) for _ in range(18)]
    store.close()
    workers = [_worker(db, shelf) for _ in range(3)]
    told = [_told(worker) for worker in workers]
    assert [code for code, _ in told] == [0, 0, 0]
    assert sum(int(out.split()[0]) for _, out in told) == 18
    lines = shelf.read_text(encoding="utf-8").split()
    assert Counter(lines) == Counter(f"{case}:confirmation:submitter:3" for case in cases)


@pytest.mark.skipif(os.name == "nt", reason="kills a process as POSIX does")
def test_crash_between_sending_and_settling_sends_the_same_id_again(tmp_path: Path) -> None:
    """A worker killed after its letter went out leaves it begun; it goes again, same id."""
    db, shelf = tmp_path / "desk.db", tmp_path / "shelf"
    store = SqliteStore(db)
    desk = desk_on(store, Box())
    case_id = acknowledged(desk)
    assert _told(_worker(db, shelf, "die", lease=0.2))[0] == -signal.SIGKILL
    assert standing(store) == {NoticeState.HANDING_OVER: 1}
    done = nothing = (0, "0 0")
    for _ in range(20):  # the dead worker's lease has still to run out
        if (done := _told(_worker(db, shelf))) != nothing:
            break
    assert done == (0, "1 1")
    assert standing(store) == {NoticeState.SENT: 1}
    store.close()
    id_ = f"{case_id}:confirmation:submitter:3"
    assert shelf.read_text(encoding="utf-8").split() == [id_, id_]


def test_notice_is_queued_once_whoever_asks() -> None:
    """The same notice has the same id, so that a repeated command queues it once."""
    kind = Notice.of(_record()).kind
    notice = Notice(policy="essunga", case_id="case-1", kind=kind, recipient="submitter")
    store = MemoryStore()
    with store.transaction() as step:
        assert step.enqueue([notice.record()]) == 1
        assert step.enqueue([notice.record(), notice.record()]) == 0


def _record(id_: str = "x") -> NoticeRecord:
    data = '{"about": null, "recipient": "submitter", "version": 2}'
    return NoticeRecord(id=id_, policy="essunga", stream="case-1", kind="confirmation", data=data)

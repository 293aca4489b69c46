# SPDX-License-Identifier: Apache-2.0
"""From a queued notice to a letter: whom it reaches, by which way, and what it must not tell."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NoReturn

import attrs
import pytest

from klagomal.cases.events import (
    Acknowledged,
    Actor,
    Answered,
    CopySent,
    DeliveryFailed,
    Escalated,
    Event,
    HandlerAnnounced,
    Informed,
    PraiseForwarded,
    SatisfactionRecorded,
    SecrecyMarked,
    Transferred,
)
from klagomal.cases.feedback import Feedback, Submission, Submitter
from klagomal.desk import Desk
from klagomal.errors import ErasedError, FieldError, LetterError
from klagomal.mail.delivery import Delivered
from klagomal.mail.drafts import Entry
from klagomal.mail.notices import Notice, NoticeKind
from klagomal.ports import AddressKind, Letter, NoticeState
from klagomal.reminders.reports import ReportAsked
from klagomal.stores.memory import MemoryStore
from klagomal.vault import KeyRing, Vault
from klagomal.vocabulary import Channel, Content, Kind, Role, Satisfaction
from tests.post_boxes import ARRIVED, DIRECTORY, REGISTRAR, Box, Seconds

HANDLER = Actor(Role.HANDLER, "handler-1")
TEXT = "Bussen till Brogatan är jämt sen.\n\nHälsningar Örjan"
NAMED = {Content.HANDLER_NAME, Content.HANDLER_CONTACT}
ORJAN = Submitter(name="Örjan Ek", email="orjan@post.example")


class World:
    """A desk, its boxes and a clock that can be moved on."""

    def __init__(self, policy: str = "essunga", **about: Any) -> None:
        self.seconds = Seconds()
        self.now = ARRIVED
        self.mail = Box()
        self.print = Box(reaches=AddressKind.POSTAL)
        self.directory = dict(DIRECTORY)
        self.store = MemoryStore(clock=self.seconds)
        about = {"notifiers": (self.mail, self.print), **about}
        self.desk = Desk(
            policy=policy,
            store=self.store,
            directory=self.directory,
            clock=lambda: self.now,
            **about,
        )

    def arrives(self, who: Submitter | None = ORJAN, text: str = TEXT, **about: Any) -> str:
        """Take in feedback; return the case."""
        about = {"kind": Kind.COMPLAINT, "channel": Channel.EMAIL, "received_at": self.now, **about}
        feedback = Feedback(**about)
        return self.desk.receive(Submission(feedback=feedback, text=text, submitter=who)).id

    def happens(self, case_id: str, event: type[Event], letter: str = "", **about: Any) -> None:
        """Record an event an hour later."""
        self.now += timedelta(hours=1)
        about = {"by": REGISTRAR, **about}
        self.desk.record(case_id, event(at=self.now, **about), letter=letter, anyway=True)

    def delivers(self) -> list[Letter]:
        """Deliver what waits; return the letters of this round."""
        before = len(self.mail.letters), len(self.print.letters)
        self.desk.deliver()
        return self.mail.letters[before[0] :] + self.print.letters[before[1] :]

    def one_letter(self) -> Letter:
        """Deliver the one letter that waits."""
        (letter,) = self.delivers()
        return letter

    def errors(self) -> list[str]:
        """Return what is wrong with what has not been sent."""
        return [
            state.error
            for _, state, _ in self.store.notices()
            if state.state is not NoticeState.SENT
        ]


@pytest.fixture
def world() -> World:
    """Return Essunga's desk."""
    return World()


# --- which way ------------------------------------------------------------------------------------


def test_letter_goes_by_the_first_way_that_reaches(world: World) -> None:
    """Somebody with an e-mail address gets an e-mail; somebody without gets a letter."""
    for who in (
        attrs.evolve(ORJAN, address="Brogatan 1\n123 45 Provköping"),
        Submitter(name="Örjan Ek", address="Brogatan 1\n123 45 Provköping"),
    ):
        case_id = world.arrives(who)
        world.happens(case_id, Acknowledged)
    assert world.desk.deliver() == Delivered(sent=2)
    assert [letter.to for letter in world.mail.letters] == ["orjan@post.example"]
    assert [letter.to for letter in world.print.letters] == [
        "Örjan Ek\nBrogatan 1\n123 45 Provköping"
    ]


@pytest.mark.parametrize(
    ("entry", "reaches", "to"),
    [
        (Entry(email="a@b.example"), AddressKind.EMAIL, "a@b.example"),
        (Entry(postal="Brogatan 1"), AddressKind.EMAIL, ""),
        (Entry(email="a@b.example"), AddressKind.POSTAL, ""),
        (Entry(name="A", postal="Brogatan 1"), AddressKind.POSTAL, "A\nBrogatan 1"),
        (Entry(name="A", postal="A\nBrogatan 1"), AddressKind.POSTAL, "A\nBrogatan 1"),
        (Entry(postal="Brogatan 1", email="a@b.example"), AddressKind.ANY, "Brogatan 1"),
        (Entry(name="A", email="a@b.example"), AddressKind.ANY, "a@b.example"),
        (Entry(name="A", phone="0123"), AddressKind.ANY, "A\n0123"),
        (Entry(name="A", phone="0123"), AddressKind.POSTAL, ""),
        (Entry(name="A"), AddressKind.ANY, ""),
    ],
)
def test_address_of_the_wanted_kind(entry: Entry, reaches: AddressKind, to: str) -> None:
    """Each kind of notifier gets the kind of address it needs, or none."""
    assert entry.address(reaches) == to


def test_nobody_reaches_the_person(world: World) -> None:
    """Somebody who left only a telephone number cannot be written to: told as an event."""
    case_id = world.arrives(Submitter(name="Örjan Ek", phone="070-000 00 00"))
    world.happens(case_id, Acknowledged)
    assert world.desk.deliver() == Delivered(dead=1)
    assert world.errors() == ["permanent: no address that a notifier reaches"]
    assert world.desk.case(case_id).all(DeliveryFailed)


def test_host_that_keeps_the_contact_itself(world: World) -> None:
    """Where the host keeps the contact itself, it sends its letters itself and says so."""
    case_id = world.arrives(None)
    with pytest.raises(LetterError, match="the desk knows no way to reach the person"):
        world.happens(case_id, Acknowledged)
    world.happens(case_id, Acknowledged, sent=True)
    assert world.desk.deliver() == Delivered()


def test_recipient_who_is_not_in_the_directory_is_waited_for(world: World) -> None:
    """Somebody at work whom the directory does not know is waited for, and told once it does."""
    case_id = world.arrives()
    world.happens(case_id, Transferred, to_unit="skolskjuts")
    assert world.desk.deliver() == Delivered(waiting=1)
    assert world.errors() == ["not_sent: not in the directory"]
    world.directory["skolskjuts"] = Entry(name="Skolskjuts", phone="0123-45 70")
    world.seconds.now += 31
    assert world.desk.deliver() == Delivered(waiting=1)
    assert world.errors() == ["not_sent: no address that a notifier reaches"]
    world.directory["skolskjuts"] = Entry(name="Skolskjuts", email="skjuts@work.example")
    world.seconds.now += 61
    assert world.one_letter().to == "skjuts@work.example"


# --- language -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("sv", "Vi har tagit emot ditt klagomål"),
        ("en", "We have received your complaint"),
        ("en-gb", "We have received your complaint"),
        ("fi", "Vi har tagit emot ditt klagomål"),
        ("", "Vi har tagit emot ditt klagomål"),
    ],
)
def test_person_is_written_to_in_swedish_or_english(
    world: World, language: str, subject: str
) -> None:
    """English for those who asked for it, Swedish for all others."""
    world.happens(world.arrives(attrs.evolve(ORJAN, language=language)), Acknowledged)
    assert world.one_letter().subject == subject


def test_days_are_written_out(world: World) -> None:
    """Days stand with their weekday: no reader has to guess what 02-03 means."""
    for language, received, promised in (
        ("sv", "måndagen den 2 mars 2026", "söndagen den 1 november 2026"),
        ("en", "on Monday 2 March 2026", "by Sunday 1 November 2026"),
    ):
        case_id = world.arrives(attrs.evolve(ORJAN, language=language))
        promised_day = date(2026, 11, 1)
        world.happens(case_id, Acknowledged, promised=promised_day, content={"expected_duration"})
        text = world.one_letter().text
        assert received in text
        assert promised in text


# --- what the letter must contain -----------------------------------------------------------------


@pytest.mark.rows("ESS-26")
def test_confirmation_names_the_handler_of_its_event(world: World) -> None:
    """The letter names the handler that the event named, though another has taken over since."""
    world.directory["handler-2"] = Entry(name="Bo Ny", email="bo@work.example", contact="bo")
    case_id = world.arrives()
    world.happens(case_id, Acknowledged, handler="handler-1", content=NAMED)
    world.happens(case_id, Transferred, handler="handler-2")
    letters = {letter.to: letter.text for letter in world.delivers()}
    assert "Åsa Öst handlägger ditt ärende." in letters["orjan@post.example"]
    assert "Bo Ny" not in letters["orjan@post.example"]


def test_confirmation_names_the_handler_whom_the_case_had(world: World) -> None:
    """An event that does not say who is handler means the one whom the case had then."""
    world.directory["handler-2"] = Entry(name="Bo Ny", email="bo@work.example", contact="bo")
    case_id = world.arrives()
    world.happens(case_id, Transferred, handler="handler-1")
    world.happens(case_id, Acknowledged, content=NAMED)
    world.happens(case_id, Transferred, handler="handler-2")
    letters = {letter.to: letter.text for letter in world.delivers()}
    assert "Åsa Öst handlägger ditt ärende." in letters["orjan@post.example"]
    assert "Så når du handläggaren: 0123-45 67" in letters["orjan@post.example"]


@pytest.mark.rows("ESS-26")
@pytest.mark.parametrize(
    ("known", "lacking"),
    [
        (None, "handler_contact, handler_name"),
        (Entry(contact="0123"), "handler_name"),
        (Entry(name="Åsa Öst"), "handler_contact"),
    ],
)
def test_letter_that_cannot_name_the_handler_waits(
    world: World, known: Entry | None, lacking: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What the directory lacks is not left out in silence: the letter waits and says for what."""
    case_id = world.arrives()
    world.happens(case_id, Acknowledged, letter="Hej!", handler="handler-9", content=NAMED)
    if known:
        world.directory["handler-9"] = known
    assert world.delivers() == []
    assert world.errors() == ["not_sent: LetterError"]
    assert (
        f"must contain {lacking}, but the directory does not say it of 'handler-9'" in caplog.text
    )


@pytest.mark.parametrize(
    "name", ["Åsa\nÖst", "Åsa\r\n\r\nÖst", " Åsa\u2028Öst\n", "Åsa\t Öst", "\u202eÅsa Öst"]
)
def test_name_of_a_handler_is_one_line(world: World, name: str) -> None:
    """A line break in the directory cannot put a paragraph of its own into the letter."""
    world.directory["handler-9"] = Entry(name=name, contact="0123")
    world.happens(world.arrives(), Acknowledged, handler="handler-9", content=NAMED)
    assert "\n\nÅsa Öst handlägger ditt ärende.\n\n" in world.one_letter().text


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        ({"name": "Åsa Öst"}, "directory: 'handler-9' leads to a dict; give an Entry"),
        ("asa@kommun.example", "directory: 'handler-9' leads to a str; give an Entry"),
    ],
)
def test_directory_that_holds_something_else_is_named(
    world: World, entry: Any, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Both the letter that should name the handler and the one to the handler wait, and say why."""
    world.directory["handler-9"] = entry
    case_id = world.arrives()
    world.happens(case_id, Acknowledged, handler="handler-9", content=NAMED)
    world.happens(case_id, Transferred, handler="handler-9")
    assert world.delivers() == []
    assert world.errors() == ["not_sent: FieldError", "not_sent: FieldError"]
    assert caplog.text.count(error) == 2


def test_directory_that_is_down_is_waited_for(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A directory that raises costs an attempt; only the class of its error is told."""

    class Down(dict[str, Entry]):
        def get(self, *_: object) -> NoReturn:
            raise RuntimeError("asa@kommun.example is not to be logged")

    world.desk = Desk(
        policy="essunga",
        store=world.store,
        notifiers=(world.mail,),
        directory=Down(),
        clock=lambda: world.now,
    )
    world.happens(world.arrives(), Acknowledged, handler="handler-9", content=NAMED)
    assert world.delivers() == []
    assert world.errors() == ["not_sent: RuntimeError"]
    assert "asa@kommun.example" not in caplog.text


@pytest.mark.parametrize(
    "about", [{"name": None}, {"email": 7}, {"postal": b"x"}, {"phone": "\x00"}, {"name": "\ud800"}]
)
def test_entry_holds_text(about: dict[str, Any]) -> None:
    """What is no text, or none that can be written, is refused where the entry is made."""
    with pytest.raises(FieldError, match=next(iter(about))):
        Entry(**about)


def test_handler_who_is_not_promised_need_not_be_known(world: World) -> None:
    """A letter that does not claim to name the handler goes without the directory."""
    world.happens(world.arrives(), Acknowledged, handler="handler-9", content={"thanks"})
    assert "Tack för att du hörde av dig." in world.one_letter().text


def test_elements_stand_in_the_order_of_the_policy() -> None:
    """The gift principle thanks first and regrets then, whatever the alphabet says (NAC-28)."""
    world = World("nacka/valfard-samhallsservice")
    told = {Content.REGRET, Content.THANKS, Content.HANDLER_CONTACT, Content.HANDLER_NAME}
    world.happens(world.arrives(), HandlerAnnounced, handler="handler-1", content=told)
    paragraphs = world.one_letter().text.split("\n\n")
    assert paragraphs[2:6] == [
        "Tack för att du hörde av dig. Det hjälper oss att bli bättre.",
        "Jag beklagar det som har hänt.",
        "Åsa Öst handlägger ditt ärende.",
        "Så når du handläggaren: 0123-45 67",
    ]


def test_answer_holds_the_words_of_its_own_event(world: World) -> None:
    """Two answers in one case are two letters, each with its own words."""
    case_id = world.arrives()
    world.happens(case_id, Answered, letter="Första svaret.", by=HANDLER)
    world.happens(case_id, Answered, letter="Andra svaret.", by=HANDLER)
    first, second = world.delivers()
    assert "Första svaret." in first.text
    assert "Andra" not in first.text
    assert "Andra svaret." in second.text


@pytest.mark.parametrize(
    ("event", "about", "lacking"),
    [
        (Answered, {"by": HANDLER}, "own_words"),
        (Answered, {"by": HANDLER, "content": {"explanation"}}, "explanation, own_words"),
        (HandlerAnnounced, {}, "own_words"),
        (Acknowledged, {"content": {Content.EXPECTED_DURATION}}, "expected_duration"),
        (Acknowledged, {"content": {Content.HANDLER_NAME}}, "handler_name"),
    ],
)
def test_word_whose_letter_could_never_be_written_is_refused(
    world: World, event: type[Event], about: dict[str, Any], lacking: str
) -> None:
    """What would have to stand in words of its own is asked for at once, and nothing is kept."""
    case_id = world.arrives()
    before = world.desk.case(case_id)
    with pytest.raises(LetterError, match=f"the letter would lack {lacking}; give"):
        world.happens(case_id, event, **about)
    assert world.desk.case(case_id) == before
    world.happens(case_id, event, mode=Channel.PHONE, **about)
    world.desk.record(
        case_id, event(at=world.now, **{"by": REGISTRAR, **about}), sent=True, anyway=True
    )
    assert len(world.desk.case(case_id).events) == len(before.events) + 2
    assert world.delivers() == []
    assert world.errors() == []


def test_case_outside_the_routine_gets_its_information(world: World) -> None:
    """Somebody who appealed is told of the right to appeal and offered help (ESS-36)."""
    case_id = world.arrives(streams={"appeal"})
    world.happens(case_id, Informed, content={"right_to_appeal", "help_offered"})
    assert "Beslutet kan överklagas." in world.one_letter().text


# --- what goes to people at work ------------------------------------------------------------------


@pytest.mark.rows("ESS-27")
@pytest.mark.parametrize("vault", [Vault(), Vault(KeyRing.new())], ids=["plain", "sealed"])
def test_copy_holds_the_text_and_not_the_person(vault: Vault) -> None:
    """The handler's copy holds what was written, without the sender's name or address beside it."""
    world = World(vault=vault)
    case_id = world.arrives(attrs.evolve(ORJAN, name="Nils Annan", phone="070-000 00 00"))
    world.happens(case_id, Transferred, handler="handler-1")
    world.happens(case_id, CopySent)
    copy = next(letter for letter in world.delivers() if "Kopia" in letter.subject)
    assert copy.to == "asa@work.example"
    assert "> Bussen till Brogatan är jämt sen.\n\n> Hälsningar Örjan" in copy.text
    for told in ("Nils Annan", "orjan@post.example", "070-000 00 00"):
        assert told not in copy.subject + copy.text + copy.html


@pytest.mark.rows("ESS-27")
def test_hand_over_to_a_named_handler_sends_the_copy(world: World) -> None:
    """Handing over to somebody by id tells them, with a copy of the feedback."""
    case_id = world.arrives()
    world.desk.hand_over(case_id, by=REGISTRAR, handler="handler-1")
    subjects = [letter.subject for letter in world.delivers()]
    assert subjects == [
        "Ärende Synpunkten 2026:1 har lämnats över",
        "Kopia av klagomål i ärende Synpunkten 2026:1",
    ]


def test_praise_is_passed_on_with_its_words() -> None:
    """The unit that is praised reads what was written."""
    world = World("ostersund")
    world.directory["badhuset"] = Entry(email="badhuset@work.example")
    case_id = world.arrives(kind=Kind.PRAISE, unit="badhuset", text="Så rent!")
    world.happens(case_id, PraiseForwarded)
    letter = world.one_letter()
    assert letter.to == "badhuset@work.example"
    assert "> Så rent!" in letter.text


@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.PRAISE])
def test_secret_text_is_not_sent_round(kind: Kind) -> None:
    """Once a case is marked secret, people at work get a reference and read it in the case."""
    world = World("ostersund")
    world.directory["hemtjanst"] = Entry(email="hemtjanst@work.example")
    case_id = world.arrives(kind=kind, unit="hemtjanst", text="Hemliga ord.")
    world.happens(case_id, SecrecyMarked, legal_basis="OSL 26 kap. 1 §", by=HANDLER)
    if kind is Kind.PRAISE:
        world.happens(case_id, PraiseForwarded)
    else:
        world.happens(case_id, Transferred, handler="handler-1")
        world.happens(case_id, CopySent)
    letters = world.delivers()
    assert len(letters) == (1 if kind is Kind.PRAISE else 2)
    for letter in letters:
        assert "Hemliga" not in letter.subject + letter.text + letter.html
        assert "OSL" not in letter.text
    assert "Texten återges inte här. Läs den i ärendet." in letters[-1].text


def test_secrecy_marked_before_delivery_counts(world: World) -> None:
    """A copy that was queued before the marking does not carry the text either."""
    case_id = world.arrives()
    world.happens(case_id, Transferred, handler="handler-1")
    world.happens(case_id, CopySent)
    world.happens(case_id, SecrecyMarked, legal_basis="OSL 26 kap. 1 §")
    assert all("Bussen" not in letter.text for letter in world.delivers())


def test_person_still_gets_the_words_meant_for_them(world: World) -> None:
    """Secrecy towards others is not secrecy towards the person who wrote."""
    case_id = world.arrives()
    world.happens(case_id, SecrecyMarked, legal_basis="OSL 26 kap. 1 §")
    world.happens(case_id, Answered, letter="Så här blev det.", by=HANDLER)
    assert "Så här blev det." in world.one_letter().text


def test_copy_without_a_text_refers_to_the_case(world: World) -> None:
    """Where no text was kept, the copy says where to read instead of quoting nothing."""
    case_id = world.arrives(text="")
    world.happens(case_id, Transferred, handler="handler-1")
    world.happens(case_id, CopySent)
    copy = world.delivers()[-1]
    assert "Läs den i ärendet." in copy.text
    assert "Så här lyder" not in copy.text


def test_subjects_and_letters_to_people_at_work_name_no_submitter(world: World) -> None:
    """No letter to people at work has the submitter's name or address, least in its subject."""
    world.directory |= {
        "skolskjuts": Entry(email="skolskjuts@work.example"),
        "responsible_manager": Entry(email="chef@work.example"),
    }
    case_id = world.arrives(text="")
    world.happens(case_id, Transferred, to_unit="skolskjuts")
    world.happens(case_id, Answered, letter="Nej.", mode=Channel.PHONE, by=HANDLER)
    world.happens(case_id, SatisfactionRecorded, satisfaction=Satisfaction.DISSATISFIED)
    world.happens(case_id, Escalated, to_level=2)
    letters = world.delivers()
    assert [letter.to for letter in letters] == ["skolskjuts@work.example", "chef@work.example"]
    for letter in letters:
        for told in ("Örjan", "Ek\n", "orjan@post.example"):
            assert told not in letter.subject + letter.text
    assert letters[1].subject == "Ärende Synpunkten 2026:1 har lyfts till nivå 2"
    assert "(ansvarig chef)" in letters[1].text


# --- erasure --------------------------------------------------------------------------------------


def test_erased_person_gets_no_more_letters(world: World) -> None:
    """What was queued before the erasure is withdrawn; what comes after is refused."""
    case_id = world.arrives()
    world.happens(case_id, Acknowledged)
    world.happens(case_id, Transferred, handler="handler-1")
    world.happens(case_id, CopySent)
    world.now += timedelta(hours=1)
    world.desk.erase(
        case_id, authority="dokumenthanteringsplan 3.1", reason="gallring", by=REGISTRAR
    )
    assert [letter.subject for letter in world.delivers()] == [
        "Ärende Synpunkten 2026:1 har lämnats över"  # it holds nothing of the person's
    ]
    assert world.errors() == ["withdrawn"] * 2
    with pytest.raises(ErasedError, match="were erased"):
        world.happens(case_id, Answered, letter="Svar.", by=HANDLER)
    with pytest.raises(LetterError, match="the desk knows no way to reach the person"):
        world.happens(case_id, Answered, by=HANDLER)
    assert world.delivers() == []
    assert len(world.errors()) == 2
    assert world.store.protected(case_id) == []


def test_destroyed_key_is_like_erasure() -> None:
    """Where only the key is gone, letters that need the person die as erased as well."""
    world = World(vault=Vault(KeyRing.new()))
    case_id = world.arrives()
    world.happens(case_id, Acknowledged)
    held = {record.id: record for record in world.store.protected(case_id)}
    world.store._contents.protected.pop(f"{case_id}/key")
    assert f"{case_id}/key" in held
    assert world.desk.deliver() == Delivered(dead=1)
    assert world.errors() == ["permanent: erased"]


# --- reminders ------------------------------------------------------------------------------------


def test_reminder_names_the_duty_and_the_day(world: World) -> None:
    """A reminder says what is due, when and in which case, and not about whom."""
    world.directory["unit"] = Entry(email="enheten@work.example")
    world.arrives()
    # Five working days from Monday 2 March 2026 end on Monday the 9th; two before is Thursday.
    world.now = ARRIVED + timedelta(days=3)
    assert world.desk.tick().reminded == 1
    letter = world.one_letter()
    assert letter.to == "enheten@work.example"
    assert (
        "Det här ska vara gjort senast måndagen den 9 mars 2026 i ärende Synpunkten 2026:1: "
        "Bekräftelse inom fem arbetsdagar." in letter.text
    )
    world.now = ARRIVED + timedelta(days=8)
    world.seconds.now += 5 * 24 * 3600
    assert world.desk.tick().reminded == 1
    assert "skulle ha varit gjort senast måndagen den 9 mars 2026" in world.one_letter().text


@pytest.mark.parametrize(
    ("late", "subject", "said"),
    [
        (
            False,
            "Dags att redovisa till nämnd eller styrelse",
            (
                "Det är dags att redovisa till nämnd eller styrelse (delårsbokslut). Redovisningen "
                "räknas om den lämnas senast torsdagen den 31 december 2026."
            ),
        ),
        (
            True,
            "Redovisningen till nämnd eller styrelse saknas",
            (
                "Ingen redovisning till nämnd eller styrelse (delårsbokslut) är antecknad. För att "
                "räknas skulle den ha lämnats senast torsdagen den 31 december 2026."
            ),
        ),
    ],
)
def test_reminder_of_a_report_names_audience_occasion_and_day(
    world: World, late: bool, subject: str, said: str
) -> None:
    """A report that is owed is told of by its audience, its occasion and the last day it counts."""
    world.directory["responsible_manager"] = Entry(email="chef@work.example")
    asked = ReportAsked(
        rule="board",
        anchor="interim_accounts",
        opens=date(2026, 9, 1),
        due=date(2026, 12, 31),
        is_late=late,
    )
    due = Notice(
        policy="essunga",
        case_id="reports@essunga",
        kind=NoticeKind.REPORT_DUE,
        recipient="responsible_manager",
        about=asked,
    )
    with world.store.transaction() as step:
        step.enqueue([due.record()])
    letter = world.one_letter()
    assert (letter.to, letter.subject) == ("chef@work.example", subject)
    assert said in letter.text


def test_reminder_of_a_report_that_nobody_can_send_dies_without_a_case(world: World) -> None:
    """A reminder of a report belongs to no case: it waits for the directory, and dies alone."""
    about = ReportAsked(rule="board", opens=date(2026, 12, 1), due=date(2026, 12, 31))
    due = Notice(
        policy="essunga",
        case_id="reports@essunga",
        kind=NoticeKind.REPORT_DUE,
        recipient="responsible_manager",
        about=about,
    )
    with world.store.transaction() as step:
        step.enqueue([due.record()])
    for _ in range(4):
        assert world.desk.deliver() == Delivered(waiting=1)
        world.seconds.now += 72 * 3600
    assert world.desk.deliver() == Delivered(dead=1)
    assert world.errors() == ["not_sent: not in the directory"]
    assert list(world.store.tail(0, 10)) == []

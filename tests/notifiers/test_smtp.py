# SPDX-License-Identifier: Apache-2.0
"""The SMTP notifier against a real server: what arrives, and each way an attempt can end."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from klagomal.errors import FieldError, KlagomalError
from klagomal.notifiers.builtin import klagomal_register_notifiers
from klagomal.notifiers.smtp import SmtpNotifier
from klagomal.ports import AddressKind, Letter, Notifier, Result, ResultCode
from klagomal.testing.notifier_contract import NotifierContract
from tests.notifiers.post_office import (
    DRIP,
    DROP,
    HALF,
    HOST,
    PASSWORD,
    STALL,
    USER,
    PostOffice,
    certificate,
    nobodys_port,
    served_by,
)

SENDER = "no-reply@provkoping.example"
LETTER = Letter(
    id="case-1:confirmation:submitter:2",
    to="orjan.ek@post.example",
    subject="Vi har tagit emot ditt klagomål",
    text="Hej!\n\nVi tog emot ditt klagomål.\n\n.\n.punkt\n..två\n\nÅäö: ”så”\nProvköping",
    html='<!doctype html><html lang="sv"><title>Å</title><p>Vi tog emot.</p></html>',
)

Open = Callable[..., tuple[PostOffice, SmtpNotifier]]


@pytest.fixture
def opened() -> Iterator[Open]:
    """Return a function that opens a post office with a script, and a notifier that sends to it."""
    offices: list[PostOffice] = []

    def make(
        script: dict[str, str] | None = None, *, served: Path | None = None, **about: Any
    ) -> tuple[PostOffice, SmtpNotifier]:
        office = PostOffice(script, tls=served_by(served) if served else None)
        office.start()
        offices.append(office)
        about = {"sender": SENDER, "timeout": 10.0, **about}
        return office, SmtpNotifier(HOST, office.port, **about)

    yield make
    for office in offices:
        office.stop()


class TestSmtpContract(NotifierContract):
    """The SMTP notifier does what every notifier must."""

    @pytest.fixture
    def notifier(self, opened: Open) -> Notifier:
        """Return a notifier with a server that takes everything."""
        return opened()[1]

    @pytest.fixture
    def failing_notifier(self) -> Notifier:
        """Return a notifier without a server."""
        return SmtpNotifier(HOST, nobodys_port(), sender=SENDER)


# --- what arrives ---------------------------------------------------------------------------------


def test_needs_an_email_address(opened: Open) -> None:
    """It is asked only for people with an e-mail address."""
    assert opened()[1].reaches is AddressKind.EMAIL


def test_letter_arrives_as_written(opened: Open) -> None:
    """Swedish text, lines that begin with a dot and the HTML beside it arrive unchanged."""
    office, notifier = opened()
    assert notifier.deliver(LETTER) == Result(ResultCode.ACCEPTED)
    (mail,) = office.mail
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n").rstrip("\n") == LETTER.text
    assert html.get_content().rstrip() == LETTER.html
    assert mail["Subject"] == "Vi har tagit emot ditt klagomål"
    assert mail["Content-Language"] == "sv"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_letter_goes_from_one_sender_to_one_recipient(opened: Open) -> None:
    """Heading and envelope name one sender and one recipient, and nobody else."""
    office, notifier = opened()
    notifier.deliver(LETTER)
    assert office.envelopes == [(SENDER, ["orjan.ek@post.example"])]
    assert office.mail[0]["To"] == "orjan.ek@post.example"
    assert office.mail[0]["From"] == SENDER
    assert office.mail[0]["Cc"] is None
    assert office.mail[0]["Bcc"] is None


def test_message_is_seven_bits_wide(opened: Open) -> None:
    """No server on the way has to change the message: seven bits, no line above 998 octets."""
    office, notifier = opened()
    notifier.deliver(attrs.evolve(LETTER, text="å" * 5000, subject="Å" * 250))
    assert office.raw[0].isascii()
    assert max(map(len, office.raw[0].split(b"\r\n"))) <= 998
    assert office.mail[0]["Subject"] == "Å" * 250


def test_same_notice_has_same_message_id(opened: Open) -> None:
    """The Message-ID follows the notice, not the attempt or text; its domain is the sender's."""
    office, notifier = opened()
    notifier.deliver(LETTER)
    notifier.deliver(attrs.evolve(LETTER, text="en annan text", to="asa@post.example"))
    notifier.deliver(attrs.evolve(LETTER, id="case-1:answer:submitter:3"))
    first, again, other = [mail["Message-ID"] for mail in office.mail]
    assert first == again != other
    assert first.endswith("@provkoping.example>")
    assert "case-1" not in first


def test_sends_without_html(opened: Open) -> None:
    """A letter without HTML is plain text and nothing more."""
    office, notifier = opened()
    notifier.deliver(attrs.evolve(LETTER, html=""))
    assert office.mail[0].get_content_type() == "text/plain"


# --- hostile addresses and subjects ---------------------------------------------------------------


@pytest.mark.parametrize(
    "to",
    [
        "orjan@post.example\r\nBcc: evil@post.example",
        "orjan@post.example\nRCPT TO:<evil@post.example>",
        "orjan@post.example\n",
        "orjan@post.example, evil@post.example",
        "orjan@post.example;evil@post.example",
        "orjan@post.example evil@post.example",
        "Örjan Ek <orjan@post.example>",
        '"Orjan Ek" <orjan@post.example>',
        "<orjan@post.example>",
        '"orjan ek"@post.example',
        "orjan@post.example(comment)",
        "orjan@[127.0.0.1]",
        "orjan..ek@post.example",
        ".orjan@post.example",
        "orjan@post..example",
        "orjan@-post.example",
        "örjan@post.example",
        "orjan@pöst.example",
        "orjan\N{ZERO WIDTH SPACE}@post.example",
        "orjan@post.example\0",
        "=?utf-8?q?orjan=40post.example?=",
        "orjan",
        "@post.example",
        "orjan@",
        "",
        "a" * 65 + "@post.example",
        "a@" + "b" * 64 + ".example",
        "a@" + "b." * 130 + "example",
    ],
)
def test_anything_but_one_plain_address_is_refused_for_good(opened: Open, to: str) -> None:
    """What is not exactly one plain address is refused for good, and no server is asked."""
    office, notifier = opened()
    refused = notifier.deliver(attrs.evolve(LETTER, to=to))
    assert refused == Result(ResultCode.PERMANENT, "address")
    assert office.commands == []


@pytest.mark.parametrize("to", ["a@b", "o'ek+test@sub.post.example", "a_b-c.d@1.example"])
def test_plain_addresses_are_taken(opened: Open, to: str) -> None:
    """Unusual but plain addresses are taken as they are."""
    office, notifier = opened()
    assert notifier.deliver(attrs.evolve(LETTER, to=to)).code is ResultCode.ACCEPTED
    assert office.envelopes == [(SENDER, [to])]


def test_subject_stays_one_line(opened: Open) -> None:
    """A subject cannot become a heading of its own."""
    office, notifier = opened()
    notifier.deliver(attrs.evolve(LETTER, subject="Ärende\r\nBcc: evil@post.example\n\nHej"))
    assert office.mail[0]["Bcc"] is None
    assert office.mail[0]["Subject"] == "Ärende Bcc: evil@post.example Hej"
    assert office.envelopes == [(SENDER, [LETTER.to])]


def test_language_cannot_add_a_heading(opened: Open) -> None:
    """A letter with a heading that cannot be written is refused for good, not raised."""
    office, notifier = opened()
    strange = attrs.evolve(LETTER, language="sv\r\nBcc: evil@post.example")
    assert notifier.deliver(strange) == Result(ResultCode.PERMANENT, "ValueError")
    assert office.commands == []


# --- the five results -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "code", "detail"),
    [
        ({}, ResultCode.ACCEPTED, ""),
        # Refusals of the connection or the sender are the same for all letters: mended, not lost.
        ({"connect": "421 busy"}, ResultCode.TEMPORARY, "smtp 421 connect"),
        ({"connect": "554 no service"}, ResultCode.TEMPORARY, "smtp 554 connect"),
        ({"MAIL": "451 later"}, ResultCode.TEMPORARY, "smtp 451 mail"),
        ({"MAIL": "550 not you"}, ResultCode.TEMPORARY, "smtp 550 mail"),
        # Refusals of the recipient or the message are about this letter.
        ({"RCPT": "450 mailbox busy"}, ResultCode.TEMPORARY, "smtp 450 rcpt"),
        ({"RCPT": "550 no such user"}, ResultCode.PERMANENT, "smtp 550 rcpt"),
        ({"DATA": "451 later"}, ResultCode.TEMPORARY, "smtp 451 data"),
        ({"DATA": "554 no"}, ResultCode.PERMANENT, "smtp 554 data"),
        ({"DATA": "250 what"}, ResultCode.TEMPORARY, "smtp 250 data"),
        ({"message": "452 full"}, ResultCode.TEMPORARY, "smtp 452 message"),
        ({"message": "421 going down"}, ResultCode.TEMPORARY, "smtp 421 message"),
        ({"message": "554 refused"}, ResultCode.PERMANENT, "smtp 554 message"),
        ({"message": "354 what"}, ResultCode.UNCERTAIN, "smtp 354 message"),
        ({"message": "no answer that SMTP knows"}, ResultCode.UNCERTAIN, "smtp -1 message"),
        # A lost connection: before the message it was not sent, after it nobody knows.
        ({"connect": DROP}, ResultCode.NOT_SENT, "SMTPServerDisconnected connect"),
        ({"MAIL": DROP}, ResultCode.NOT_SENT, "SMTPServerDisconnected mail"),
        ({"RCPT": DROP}, ResultCode.NOT_SENT, "SMTPServerDisconnected mail"),
        ({"DATA": DROP}, ResultCode.NOT_SENT, "SMTPServerDisconnected mail"),
        ({"message": DROP}, ResultCode.UNCERTAIN, "SMTPServerDisconnected"),
        # An answer that breaks off is no answer.
        ({"MAIL": HALF}, ResultCode.NOT_SENT, "SMTPServerDisconnected mail"),
        ({"DATA": HALF}, ResultCode.NOT_SENT, "SMTPServerDisconnected mail"),
        ({"message": HALF}, ResultCode.UNCERTAIN, "SMTPServerDisconnected"),
    ],
)
def test_each_answer_has_its_result(
    opened: Open, script: dict[str, str], code: ResultCode, detail: str
) -> None:
    """Each answer at each step gives the result that says what is known."""
    office, notifier = opened(script)
    assert notifier.deliver(LETTER) == Result(code, detail)
    assert len(office.mail) == (1 if "message" in script or not script else 0)


@pytest.mark.parametrize(
    ("step", "how", "code"),
    [
        ("connect", STALL, ResultCode.NOT_SENT),
        ("connect", DRIP, ResultCode.NOT_SENT),
        ("MAIL", STALL, ResultCode.NOT_SENT),
        ("RCPT", STALL, ResultCode.NOT_SENT),
        ("DATA", STALL, ResultCode.NOT_SENT),
        ("message", STALL, ResultCode.UNCERTAIN),
        ("message", DRIP, ResultCode.UNCERTAIN),
    ],
)
def test_a_server_that_never_answers_does_not_hold_a_worker(
    opened: Open, step: str, how: str, code: ResultCode
) -> None:
    """Silence, or an answer that never ends, is cut off; the result says what is known."""
    _, notifier = opened({step: how}, timeout=0.5)
    assert notifier.deliver(LETTER).code is code


def test_no_server_means_not_sent() -> None:
    """Without a server nothing has been sent."""
    result = SmtpNotifier(HOST, nobodys_port(), sender=SENDER).deliver(LETTER)
    assert result == Result(ResultCode.NOT_SENT, "ConnectionRefusedError connect")


def test_uncertain_letter_is_sent_again_under_its_id(opened: Open) -> None:
    """After an uncertain outcome the same Message-ID goes out again: the receiver can tell."""
    office, notifier = opened({"message": DROP})
    assert notifier.deliver(LETTER).code is ResultCode.UNCERTAIN
    office.script.clear()
    assert notifier.deliver(LETTER).code is ResultCode.ACCEPTED
    first, again = [mail["Message-ID"] for mail in office.mail]
    assert first == again


# --- encryption and passwords ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate for this machine's loopback address."""
    return certificate(tmp_path_factory.mktemp("ours"))


def _trusting(file: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(file))


LOGIN = {"username": USER.decode(), "password": PASSWORD.decode()}


def test_starttls_and_password(opened: Open, ours: Path) -> None:
    """With a certificate that is vouched for, the password and the letter go encrypted."""
    office, notifier = opened(served=ours, starttls=True, tls=_trusting(ours), **LOGIN)
    assert notifier.deliver(LETTER) == Result(ResultCode.ACCEPTED)
    assert office.envelopes == [(SENDER, [LETTER.to])]


def test_unknown_certificate_is_refused(opened: Open, ours: Path) -> None:
    """A certificate that nobody vouches for ends it before anything is sent."""
    office, notifier = opened(served=ours, starttls=True)
    refused = notifier.deliver(LETTER)
    assert refused == Result(ResultCode.NOT_SENT, "SSLCertVerificationError starttls")
    assert office.commands == ["EHLO"]


def test_certificate_of_another_host_is_refused(opened: Open, tmp_path: Path) -> None:
    """A certificate for another host is refused, though it is vouched for."""
    other = certificate(tmp_path, "other.example")
    office, notifier = opened(served=other, starttls=True, tls=_trusting(other))
    refused = notifier.deliver(LETTER)
    assert refused == Result(ResultCode.NOT_SENT, "SSLCertVerificationError starttls")
    assert office.commands == ["EHLO"]


def test_starttls_is_demanded(opened: Open) -> None:
    """A server that offers no encryption gets nothing."""
    office, notifier = opened(starttls=True)
    refused = notifier.deliver(LETTER)
    assert refused == Result(ResultCode.NOT_SENT, "SMTPNotSupportedError starttls")
    assert office.commands == ["EHLO"]


def test_server_that_demands_starttls(opened: Open, ours: Path) -> None:
    """A server that demands encryption which was not asked for refuses for the time being."""
    _, notifier = opened(served=ours)
    assert notifier.deliver(LETTER) == Result(ResultCode.TEMPORARY, "smtp 530 mail")


def test_wrong_password_loses_nothing(opened: Open, ours: Path) -> None:
    """A wrong password is temporary: it is mended in the settings, and no letter dies of it."""
    office, notifier = opened(
        served=ours, starttls=True, tls=_trusting(ours), username="desk", password="another"
    )
    assert notifier.deliver(LETTER) == Result(ResultCode.TEMPORARY, "smtp 535 login")
    assert office.mail == []


def test_server_without_passwords(opened: Open) -> None:
    """A server that knows no passwords gets nothing when one is to be given."""
    _, notifier = opened(**LOGIN)
    assert notifier.deliver(LETTER) == Result(ResultCode.NOT_SENT, "SMTPNotSupportedError login")


# --- settings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"sender": "Desk <desk@provkoping.example>"}, "sender"),
        ({"sender": "a@b.example, c@d.example"}, "sender"),
        ({"sender": "desk@provköping.example"}, "sender"),
        ({"timeout": 0}, "timeout"),
        ({"timeout": -1.0}, "timeout"),
        ({"timeout": float("nan")}, "timeout"),
        ({"username": "åsa", "starttls": True}, "username"),
        ({"username": "asa", "password": "ö", "starttls": True}, "username"),
        ({"username": "asa"}, "starttls"),
    ],
)
def test_settings_that_cannot_work_are_refused(about: dict[str, Any], field: str) -> None:
    """Settings that cannot work, or would send a password in the clear, are refused at once."""
    with pytest.raises(FieldError) as refused:
        SmtpNotifier("mail.example", **{"sender": SENDER, **about})
    assert refused.value.data["field"] == field
    assert about.get("password", "no password") not in str(refused.value)


def _registered() -> dict[str, Callable[[str], Notifier]]:
    openers: dict[str, Callable[[str], Notifier]] = {}
    klagomal_register_notifiers(openers.__setitem__)
    return openers


def test_url_opens_a_notifier(opened: Open, ours: Path) -> None:
    """A URL says it all: host, port, sender, encryption, certificates and password."""
    office, _ = opened(served=ours)
    url = (
        f"smtp://desk:invented-password@{HOST}:{office.port}"
        f"?sender={SENDER}&starttls=1&timeout=10&cafile={ours}"
    )
    assert _registered()["smtp"](url).deliver(LETTER) == Result(ResultCode.ACCEPTED)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("smtp:?sender=a@b.example", "needs a host"),
        ("smtp://[::1]", "not one plain e-mail address"),
        ("smtp://mail.example?sender=a@b.example&startls=1", "did you mean 'starttls'"),
        ("smtp://mail.example?sender=a@b.example&starttls=yes", "write starttls=1"),
        ("smtp://mail.example?sender=a@b.example&timeout=soon", "no number of seconds"),
        ("smtp://mail.example:99999?sender=a@b.example", "no port between"),
        ("smtp://mail.example?sender=a@b.example&cafile=nowhere.pem", "'nowhere.pem' holds no"),
        ("smtp://mail.example?sender=nobody", "not one plain e-mail address"),
        ("smtp://asa:secret@mail.example?sender=a@b.example", "ask for starttls"),
    ],
)
def test_url_that_says_too_little_is_refused(url: str, told: str) -> None:
    """A URL that cannot work is refused with what to do, and without the password."""
    with pytest.raises(KlagomalError, match=told) as refused:
        _registered()["smtp"](url)
    assert "secret" not in str(refused.value)

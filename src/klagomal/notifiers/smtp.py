# SPDX-License-Identifier: Apache-2.0
"""E-mail, driven step by step so that the outcome is known as exactly as it can be.

Until the message's last line has been sent the server cannot have taken it; once its answer has
come we know. In between lies a moment in which a lost connection leaves the outcome *uncertain*:
the mail is then sent again under the same Message-ID, so that a careful receiver shows it once.

A refusal of the recipient or the message is permanent. A refusal before that (no service, a wrong
password, a sender that the server will not take) is about the connection and the same for every
letter, so it is temporary: somebody mends it and nothing is lost.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from threading import Event, Thread
from typing import BinaryIO, Final

from klagomal.errors import FieldError
from klagomal.ports import AddressKind, Letter, Result, ResultCode

__all__ = ["SmtpNotifier"]

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_HOST_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ONE_ADDRESS: Final = re.compile(
    rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_HOST_LABEL}(?:\.{_HOST_LABEL})*"
)
_LONGEST_ADDRESS: Final = 254
_OK, _GO_ON, _PERMANENT = 2, 3, 5
_FINAL: Final = frozenset({"rcpt", "data", "message"})
"""The steps whose refusal is about this letter and not about the connection."""
_LONGEST_WAIT: Final = 3600
_STEPS_LONG: Final = 4
"""How many times the timeout of one step a whole delivery may take."""
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class _Stop(Exception):  # noqa: N818  (a result that ends the conversation, not an error)
    def __init__(self, result: Result) -> None:
        super().__init__(result)
        self.result = result


class _Connection(smtplib.SMTP):
    """A connection that is not opened yet but knows whose certificate to expect."""

    def __init__(self, host: str, own_name: str | None, timeout: float) -> None:
        super().__init__(local_hostname=own_name, timeout=timeout)
        self._host = host

    def getreply(self) -> tuple[int, bytes]:
        """Return the server's answer, which counts only when its last line has come in full."""
        if self.file is None and self.sock is not None:
            self.file = _WholeLines(self.sock.makefile("rb"))
        return super().getreply()


class _WholeLines:
    """What the server says, a line at a time; half a line before the end is a lost connection."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readline(self, limit: int) -> bytes:
        """Return the next line, or nothing at the end."""
        line = self._file.readline(limit)
        if line and not line.endswith(b"\n") and len(line) < limit:
            raise ConnectionResetError("the answer broke off")
        return line

    def close(self) -> None:
        """Let go of the connection."""
        self._file.close()


class SmtpNotifier:
    """Sends letters through one SMTP server, with a connection for each letter.

    ``timeout`` in seconds bounds every wait; the whole conversation may take four times as long.
    ``starttls`` demands an encrypted connection before anything is sent. The server's certificate
    must then be vouched for by ``tls`` or, without it, by the authorities that the system trusts.
    The Message-ID ends in the sender's domain.

    Raises :class:`~klagomal.errors.FieldError` for a sender that is not one plain address, for a
    timeout that is no time, and for a password that would be sent in the clear to another machine.
    """

    reaches = AddressKind.EMAIL

    def __init__(
        self,
        host: str,
        port: int = 25,
        *,
        sender: str,
        timeout: float = 30.0,
        username: str = "",
        password: str = "",
        starttls: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        if not _is_one_address(sender):
            raise FieldError(
                f"sender: {sender!r} is not one plain e-mail address; write it as "
                "no-reply@kommun.example",
                field="sender",
            )
        if not 0 < timeout <= _LONGEST_WAIT:
            raise FieldError(
                f"timeout: {timeout!r} is not a time; give seconds, at most {_LONGEST_WAIT}",
                field="timeout",
            )
        if not (username + password).isascii():
            raise FieldError("user name and password must be ASCII", field="username")
        if password and not username:
            raise FieldError("a password without a user name; give both", field="username")
        if username and not starttls and host not in _LOCAL:
            raise FieldError(
                f"the password would go in the clear to {host}; ask for starttls", field="starttls"
            )
        self._host, self._port, self._timeout = host, port, timeout
        self._sender = sender
        self._login = (username, password)
        self._starttls, self._tls = starttls, tls
        self._own_name: str | None = None

    def deliver(self, letter: Letter) -> Result:
        """Try to deliver once and say how it ended."""
        if not _is_one_address(letter.to):
            return Result(ResultCode.PERMANENT, "address")
        try:
            body = self._message(letter).as_bytes(policy=SMTP)
        except (ValueError, LookupError, MessageError) as error:
            return Result(ResultCode.PERMANENT, type(error).__name__)
        server = _Connection(self._host, self._own_name, self._timeout)
        self._own_name = server.local_hostname  # looked up once, not for each letter
        try:
            with _cut_after(server, _STEPS_LONG * self._timeout):
                self._connect(server)
                return self._send(server, letter.to, body)
        except _Stop as stop:
            return stop.result
        finally:
            server.close()

    def close(self) -> None:
        """Nothing is kept open between letters."""

    def _connect(self, server: smtplib.SMTP) -> None:
        with _before_sending("connect"):
            _expect(_OK, server.connect(self._host, self._port), "connect")
            server.ehlo_or_helo_if_needed()
        if self._starttls:
            with _before_sending("starttls"):
                server.starttls(context=self._tls or ssl.create_default_context())
                server.ehlo_or_helo_if_needed()
        if self._login[0]:
            with _before_sending("login"):
                server.login(*self._login)

    def _send(self, server: smtplib.SMTP, to: str, body: bytes) -> Result:
        with _before_sending("mail"):
            _expect(_OK, server.mail(self._sender), "mail")
            _expect(_OK, server.rcpt(to), "rcpt")
            _expect(_GO_ON, server.docmd("DATA"), "data")
        try:
            server.send(_dot_stuffed(body))
            answer = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return Result(ResultCode.UNCERTAIN, type(error).__name__)
        _expect(_OK, answer, "message")
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        return Result(ResultCode.ACCEPTED)

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        digest = hashlib.sha256(letter.id.encode()).hexdigest()[:32]
        domain = self._sender.rpartition("@")[2]
        message["Message-ID"] = f"<{digest}@{domain}>"
        message["Date"] = formatdate(usegmt=True)
        message["From"] = Address(addr_spec=self._sender)
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = " ".join(letter.subject.split())
        message["Auto-Submitted"] = "auto-generated"
        # Seven bits and short lines: no server on the way has reason to change the message.
        message.set_content(letter.text, cte="quoted-printable")
        if letter.html:
            message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
        message["Content-Language"] = letter.language  # after the parts, which would take it along
        return message


def _is_one_address(text: str) -> bool:
    """Whether ``text`` is exactly one address without a name, comments, quotes or å ä ö."""
    return len(text) <= _LONGEST_ADDRESS and _ONE_ADDRESS.fullmatch(text) is not None


def _expect(kind: int, answer: tuple[int, bytes], step: str) -> None:
    """Stop unless the server's answer is of the wanted kind."""
    code = answer[0]
    if code // 100 == kind:
        return
    result = ResultCode.TEMPORARY
    if code // 100 == _PERMANENT and step in _FINAL:
        result = ResultCode.PERMANENT
    elif step == "message" and code // 100 not in (4, 5):
        result = ResultCode.UNCERTAIN  # no answer that SMTP knows, to a message sent in full
    raise _Stop(Result(result, f"smtp {code} {step}"))


@contextmanager
def _before_sending(step: str) -> Iterator[None]:
    """Turn an error into a result while nothing has been handed over, and so nothing was sent."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise _Stop(Result(ResultCode.TEMPORARY, f"smtp {error.smtp_code} {step}")) from error
    except (OSError, smtplib.SMTPException, ValueError, OverflowError) as error:
        raise _Stop(Result(ResultCode.NOT_SENT, f"{type(error).__name__} {step}")) from error


@contextmanager
def _cut_after(server: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Cut the connection after ``seconds``, in case a server answers a byte at a time for ever."""
    over = Event()

    def cut() -> None:
        over.wait(seconds)
        while not over.is_set():
            with suppress(OSError, AttributeError):
                # Not the method of an encrypted socket: that one may not be called from here.
                socket.socket.shutdown(server.sock, socket.SHUT_RDWR)  # type: ignore[arg-type]
            over.wait(seconds / _STEPS_LONG)

    watch = Thread(target=cut, daemon=True)
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()


def _dot_stuffed(body: bytes) -> bytes:
    """Return the message as DATA wants it: lines that begin with a dot doubled, then the end."""
    ended = body if body.endswith(b"\r\n") else body + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"

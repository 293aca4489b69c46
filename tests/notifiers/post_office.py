# SPDX-License-Identifier: Apache-2.0
"""A real SMTP server for tests, which can be told to misbehave at any step."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST: Final = "127.0.0.1"
DROP, HALF, STALL, DRIP = "drop", "half", "stall", "drip"
USER, PASSWORD = b"desk", b"invented-password"


class PostOffice(Controller):
    """Takes in mail on a free port. ``script`` says what to answer at which step.

    A step is ``connect``, ``MAIL``, ``RCPT``, ``DATA`` (before the message) or ``message``; an
    answer is a line, or one of ``DROP``, ``HALF``, ``STALL`` and ``DRIP`` above.
    """

    def __init__(
        self,
        script: Mapping[str, str] | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        utf8: bool = True,
    ) -> None:
        self.script = dict(script or {})
        self.mail: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.envelopes: list[tuple[str | None, list[str]]] = []
        self.commands: list[str] = []
        self.connections: list[_Counter] = []
        options: dict[str, Any] = {}
        if tls is not None:
            options = {
                "tls_context": tls,
                "require_starttls": True,
                "authenticator": _authenticate,
                "auth_require_tls": True,
            }
        super().__init__(self, hostname=HOST, port=0, enable_SMTPUTF8=utf8, **options)

    def factory(self) -> SMTP:
        """Make one connection's end."""
        self.connections.append(_Counter(self, self.script, self.commands, **self.SMTP_kwargs))
        return self.connections[-1]

    def stop(self, no_assert: bool = False) -> None:
        """Hang up on everybody and close."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(10)
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        for connection in self.connections:
            connection.hang_up()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]  # the system chose it
        super()._trigger_server()  # type: ignore[no-untyped-call]
        self.commands.clear()

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a message, and answer as told."""
        content = envelope.original_content or b""
        self.raw.append(content)
        found = message_from_bytes(content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.mail.append(found)
        self.envelopes.append((envelope.mail_from, [str(to) for to in envelope.rcpt_tos]))
        told = self.script.get("message", "250 kept")
        return await _misbehaves(server, told) or told


class _Counter(SMTP):
    """One connection that follows a script."""

    def __init__(
        self, handler: object, script: Mapping[str, str], commands: list[str], **options: Any
    ) -> None:
        super().__init__(handler, hostname="post.example", **options)
        self._script = script
        self._commands = commands

    def hang_up(self) -> None:
        """Drop the line, whatever is going on."""
        if isinstance(self.transport, asyncio.Transport):
            with suppress(AttributeError):  # asyncio's own, if the TLS connection has just ended
                self.transport.abort()

    async def _handle_client(self) -> None:
        if told := self._script.get("connect"):
            if not await _misbehaves(self, told):
                await self.push(told)
            if isinstance(self.transport, asyncio.Transport):
                self.transport.close()
            return
        await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        self._commands.append("EHLO")
        await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        if await self._as_told("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        if await self._as_told("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if await self._as_told("DATA"):
            await super().smtp_DATA(arg)

    async def _as_told(self, step: str) -> bool:
        """Follow the script; return whether there was nothing to follow."""
        self._commands.append(step)
        told = self._script.get(step)
        if told is None:
            return True
        if not await _misbehaves(self, told):
            await self.push(told)
        return False


async def _misbehaves(server: SMTP, told: str) -> str:
    """Drop the line, say nothing, or say it for ever; return what then needs no answer."""
    line = server.transport
    assert isinstance(line, asyncio.Transport)
    if told == DROP:
        line.abort()
    elif told == HALF:
        has_recipient = server.envelope is not None and server.envelope.rcpt_tos
        line.write(b"354" if has_recipient else b"250")
        line.close()
    elif told == STALL:
        await asyncio.sleep(60)
    elif told == DRIP:
        for _ in range(600):
            if line.is_closing():
                break
            line.write(b"250-wait\r\n")
            await asyncio.sleep(0.05)
    else:
        return ""
    return "250 nobody hears this"


def _authenticate(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
) -> AuthResult:
    right = isinstance(data, LoginPassword) and data == LoginPassword(USER, PASSWORD)
    return AuthResult(success=right, handled=False)


def certificate(folder: Path, host: str = HOST) -> Path:
    """Make a certificate that vouches for itself, for one host; return its file, key included."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    is_address = host[0].isdigit()
    names = x509.IPAddress(IPv4Address(host)) if is_address else x509.DNSName(host)
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{host}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


def served_by(file: Path) -> ssl.SSLContext:
    """Return the server's side of a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def nobodys_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        port: int = found.getsockname()[1]
    return port

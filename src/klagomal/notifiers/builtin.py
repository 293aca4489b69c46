# SPDX-License-Identifier: Apache-2.0
"""The built-in notifiers, registered like any plugin's; each is imported when it is opened."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from klagomal.errors import FieldError, KlagomalError, suggest
from klagomal.hooks import hookimpl
from klagomal.ports import Notifier

__all__ = ["klagomal_register_notifiers"]

_SMTP_OPTIONS = ("sender", "timeout", "starttls", "cafile")


@hookimpl
def klagomal_register_notifiers(
    register: Callable[[str, Callable[[str], Notifier]], None],
) -> None:
    """Offer ``log:``, ``file:folder`` and ``smtp://host:port?sender=address``.

    Without ``sender``, letters come from ``no-reply@`` followed by the mail server's name. SMTP
    also takes ``timeout`` in seconds, ``starttls=1`` and ``cafile``, a file of certificates to
    trust instead of the system's.
    """
    register("log", _log)
    register("file", _file)
    register("smtp", _smtp)


def _log(url: str) -> Notifier:
    from klagomal.notifiers.log import LogNotifier

    _options(urlsplit(url), ())
    return LogNotifier()


def _file(url: str) -> Notifier:
    from klagomal.notifiers.file import FileNotifier

    parts = urlsplit(url)
    _options(parts, ())
    folder = unquote(parts.path).removeprefix("/")
    if parts.fragment:
        raise KlagomalError(f"{url!r} has a # in it; write it as %23", url=url)
    if not parts.scheme or not folder or parts.netloc or "\0" in folder:
        raise KlagomalError(
            f"{url!r} names no folder; write file:///letters for one below the current folder, "
            "file:////srv/letters for one from the root",
            url=url,
        )
    return FileNotifier(folder)


def _smtp(url: str) -> Notifier:
    from klagomal.notifiers.smtp import SmtpNotifier

    parts = urlsplit(url)
    port = _port(parts)
    options = _options(parts, _SMTP_OPTIONS)
    if not parts.hostname:
        raise KlagomalError(
            "an SMTP notifier needs a host; write "
            "smtp://mail.example:25?sender=no-reply@kommun.example"
        )
    if parts.path not in ("", "/") or parts.fragment:
        raise KlagomalError(
            "smtp notifier: after the host come options, as in ?starttls=1, and nothing else; a "
            "/ ? or # in a password is written as %2F, %3F or %23"
        )
    return SmtpNotifier(
        parts.hostname,
        port,
        sender=options.get("sender", f"no-reply@{parts.hostname}"),
        timeout=_seconds(options.get("timeout", "30")),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=_flag("starttls", options.get("starttls", "0")),
        tls=_trusting(options["cafile"]) if "cafile" in options else None,
    )


def _options(parts: SplitResult, known: Iterable[str]) -> dict[str, str]:
    """Return the options of a URL; a misspelt one is refused, for it might be ``starttls``."""
    given = parse_qsl(parts.query, keep_blank_values=True)
    for name, _ in given:
        if name not in known:
            # What does not look like a name may be half a password, so it is not repeated.
            option = repr(name) if name.isidentifier() else "(no name)"
            raise KlagomalError(
                f"{parts.scheme} notifier: unknown option {option}; {suggest(name, known)}",
                option=option,
            )
    options = dict(given)
    for name in options:
        if [other for other, _ in given].count(name) > 1:
            raise KlagomalError(
                f"{parts.scheme} notifier: {name} stands there twice; leave one out", option=name
            )
    return options


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        # Not repeated: where a password holds a / ? or #, half of it stands in the port's place.
        raise KlagomalError(
            "smtp notifier: no port between 1 and 65535 follows the host; give one, or none. "
            "A / ? or # in a password is written as %2F, %3F or %23"
        )
    return 25 if port is None else port


def _seconds(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise FieldError(f"timeout: {value!r} is no number of seconds", field="timeout") from None


def _flag(name: str, value: str) -> bool:
    if value not in ("0", "1"):
        raise FieldError(f"{name}: {value!r}; write {name}=1 or leave it out", field=name)
    return value == "1"


def _trusting(cafile: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=cafile)
    except (OSError, ssl.SSLError) as error:
        raise FieldError(
            f"cafile: {cafile!r} holds no certificates that can be read ({type(error).__name__})",
            field="cafile",
        ) from error

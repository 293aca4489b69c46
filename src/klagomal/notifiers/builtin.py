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

    Without ``sender``, letters come from ``no-reply@`` the mail server's own name. SMTP takes also
    ``timeout`` in seconds, ``starttls=1`` and ``cafile``, the certificates to
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
    if not folder or parts.netloc:
        raise KlagomalError(
            f"{url!r} names no folder; write file:///letters for one below the current folder, "
            "file:////srv/letters for one from the root",
            url=url,
        )
    return FileNotifier(folder)


def _smtp(url: str) -> Notifier:
    from klagomal.notifiers.smtp import SmtpNotifier

    parts = urlsplit(url)
    options = _options(parts, _SMTP_OPTIONS)
    if not parts.hostname:
        raise KlagomalError(
            "an SMTP notifier needs a host; write "
            "smtp://mail.example:25?sender=no-reply@kommun.example"
        )
    return SmtpNotifier(
        parts.hostname,
        _port(parts),
        sender=options.get("sender", f"no-reply@{parts.hostname}"),
        timeout=_seconds(options.get("timeout", "30")),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=_flag("starttls", options.get("starttls", "0")),
        tls=_trusting(options["cafile"]) if "cafile" in options else None,
    )


def _options(parts: SplitResult, known: Iterable[str]) -> dict[str, str]:
    """Return the options of a URL; a misspelt one is refused, for it might be ``starttls``."""
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name in options:
        if name not in known:
            raise KlagomalError(
                f"{parts.scheme} notifier: unknown option {name!r}; {suggest(name, known)}",
                option=name,
            )
    return options


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or 25
    except ValueError:
        raise KlagomalError(
            f"smtp notifier: {parts.netloc.rpartition('@')[2]!r} has no port between 1 and 65535"
        ) from None


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

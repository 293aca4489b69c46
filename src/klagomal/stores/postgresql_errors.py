# SPDX-License-Identifier: Apache-2.0
"""What PostgreSQL's errors mean to the host application, with the way out.

No message repeats the URL, which may hold a password.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from klagomal.errors import (
    ConcurrencyError,
    MissingExtraError,
    StoreError,
    StoreFullError,
    StoreUnavailableError,
)

try:
    import psycopg
    from psycopg import errors as refused
except ImportError as error:
    raise MissingExtraError(
        "this store needs the package psycopg; install klagomal[postgresql]"
    ) from error

__all__ = ["meaning", "psycopg", "typed"]

_CHECK: Final = (
    "check that the server runs, and host, database, user and password; if it happened while "
    "saving, ask again with the same idempotency key"
)

# The first row that fits counts.
_MEANINGS: Final[tuple[tuple[tuple[type[psycopg.Error], ...], type[StoreError], str], ...]] = (
    ((refused.DiskFull,), StoreFullError, "nothing was written; make room and try again"),
    (
        (refused.InsufficientPrivilege,),
        StoreError,
        "see which rights the role needs in the documentation of stores",
    ),
    (
        (refused.UniqueViolation, refused.SerializationFailure, refused.DeadlockDetected),
        ConcurrencyError,
        "somebody else wrote at the same time; load and decide again",
    ),
    (
        (refused.LockNotAvailable,),
        StoreUnavailableError,
        "another writer held it up; find the session that waits, or be more patient",
    ),
    (
        (refused.ReadOnlySqlTransaction,),
        StoreUnavailableError,
        "the server takes no writes; connect to the primary",
    ),
    ((refused.ProgramLimitExceeded,), StoreError, "a key or an id is too long"),
    (
        (psycopg.OperationalError, psycopg.InterfaceError, refused.IdleInTransactionSessionTimeout),
        StoreUnavailableError,
        _CHECK,
    ),
)


def meaning(error: psycopg.Error | UnicodeEncodeError) -> StoreError:
    """Return our error for the driver's, without the server's details, which quote rows."""
    if isinstance(error, UnicodeEncodeError):
        return StoreError(f"half a character (lone surrogate) cannot be stored: {error.reason}")
    said = error.diag.message_primary or str(error).strip()
    for kinds, ours, way_out in _MEANINGS:
        if isinstance(error, kinds):
            return ours(f"PostgreSQL: {said}; {way_out}")
    return StoreError(f"PostgreSQL: {said}; nothing was written")


@contextmanager
def typed() -> Iterator[None]:
    """Turn the driver's errors into ours."""
    try:
        yield
    except (psycopg.Error, UnicodeEncodeError) as error:
        raise meaning(error) from error

# SPDX-License-Identifier: Apache-2.0
"""What a store says of a value it refuses: which it is, and what to give; never what it says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from klagomal.errors import StoreError
from klagomal.ports import CaseQuery, CaseRow, EventRecord, NoticeState, Settlement
from klagomal.stores.border import (
    capped,
    check_lease,
    check_record,
    check_stored_text,
    checked_ids,
)
from klagomal.testing.store_steps import row

SAID: list[tuple[type, Any, str]] = [
    (
        CaseRow,
        row("case-1", received_on=datetime(2025, 5, 5, 12)),
        "CaseRow.received_on is datetime.datetime(2025, 5, 5, 12, 0); give a date without a time",
    ),
    (
        CaseRow,
        row("case-1", look_on="2025-05-05"),
        "CaseRow.look_on is a str; give a date without a time",
    ),
    (
        EventRecord,
        EventRecord("received", True, "{}"),
        "EventRecord.schema is True; give a whole number from 0 to 2147483647",
    ),
    (
        Settlement,
        Settlement(state=NoticeState.WAITING, retry_in_seconds=float("nan")),
        "Settlement.retry_in_seconds is nan; give a number of seconds from 0 to 10000000000",
    ),
    (
        Settlement,
        Settlement(state=NoticeState.HANDING_OVER),
        "Settlement.state is a NoticeState; give a NoticeState other than HANDING_OVER",
    ),
    (CaseQuery, row("case-1"), "a CaseRow was given; give a CaseQuery"),
]


@pytest.mark.parametrize(("kind", "record", "said"), SAID)
def test_a_refusal_names_the_field_and_what_to_give(kind: type, record: Any, said: str) -> None:
    """The message has the field, the value where it is a number or a day, and the way out."""
    with pytest.raises(StoreError) as raised:
        check_record(kind, record)
    assert str(raised.value) == said


def test_a_refusal_never_repeats_a_text() -> None:
    """A text that cannot be stored may be a person's, and is not in the error."""
    words = EventRecord("received", 1, "Kim Exempel klagar\0")
    with pytest.raises(StoreError) as raised:
        check_record(EventRecord, words)
    assert str(raised.value) == (
        "EventRecord.data is a str; give text, without NUL and half characters"
    )
    assert raised.value.data == {"field": "EventRecord.data"}
    assert "Kim" not in repr(raised.value.__dict__)


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ("case-1/1/answer", "a str was given; give several ids, as in a list"),
        (b"case-1/1/answer", "a bytes was given; give several ids, as in a list"),
        (["a", 7], "id is 7; give text, without NUL and half characters"),
    ],
)
def test_what_are_no_ids_is_refused(ids: Any, said: str) -> None:
    """A single text is not taken for a list of its letters."""
    with pytest.raises(StoreError) as raised:
        checked_ids(ids)
    assert str(raised.value) == said


def test_every_sound_value_passes() -> None:
    """The outermost values that every store holds are taken, and an absent condition is none."""
    check_record(EventRecord, EventRecord("", 2**31 - 1, "å👩‍🚒"))
    check_record(CaseRow, row("case-1", look_on=None, version=0))
    check_record(CaseQuery, CaseQuery())
    check_record(Settlement, Settlement(state=NoticeState.DEAD, retry_in_seconds=10_000_000_000))
    check_stored_text("series", NoticeState.SENT)
    check_lease("", "", 0)
    assert checked_ids(iter(["b", "a", "b", ""])) == ["b", "a", ""]
    assert [capped("limit", n) for n in (-1, 0, 7, 2**63)] == [0, 0, 7, 2**63 - 1]

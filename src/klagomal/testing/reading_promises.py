# SPDX-License-Identifier: Apache-2.0
"""What a store promises its readers: the right cases, in order, in bounded memory, consistent."""

from __future__ import annotations

import tracemalloc
from datetime import date
from typing import Any

import pytest

from klagomal.errors import StoreError
from klagomal.ports import CaseQuery, Store
from klagomal.testing.store_steps import KEY, events, file_case, row, write

__all__ = ["ReadingPromises"]

# Stream, then what differs from an open case of Provköping's school, received on 2025-05-05. The
# case d is closed, and a promise is still owed.
CASES: dict[str, dict[str, Any]] = {
    "c": {},
    "a": {"received_on": date(2025, 5, 6), "look_on": date(2025, 5, 9)},
    "b": {"received_on": date(2025, 5, 6), "is_open": False, "needs_work": False},
    "ä": {"received_on": date(2025, 5, 6), "unit": ""},
    "Z": {"received_on": date(2025, 5, 6), "policy": "exempelby", "look_on": date(2025, 5, 8)},
    "d": {"received_on": date(2024, 12, 31), "is_open": False, "look_on": date(2025, 5, 8)},
}
# By day, and on the same day by the ids' code points.
IN_ORDER = ["d", "c", "Z", "a", "b", "ä"]

QUERIES = [
    (CaseQuery(), IN_ORDER),
    (CaseQuery(policy="provkoping"), ["d", "c", "a", "b", "ä"]),
    (CaseQuery(policy="exempelby"), ["Z"]),
    (CaseQuery(policy="prov"), []),
    (CaseQuery(unit="skolan"), ["d", "c", "Z", "a", "b"]),
    (CaseQuery(unit=""), ["ä"]),
    (CaseQuery(is_open=True), ["c", "Z", "a", "ä"]),
    (CaseQuery(is_open=False), ["d", "b"]),
    (CaseQuery(needs_work=True), ["d", "c", "Z", "a", "ä"]),
    (CaseQuery(needs_work=False), ["b"]),
    (CaseQuery(is_open=False, needs_work=True), ["d"]),
    (CaseQuery(is_open=True, needs_work=False), []),
    (CaseQuery(policy="provkoping", unit="skolan", needs_work=True), ["d", "c", "a"]),
    (CaseQuery(policy="provkoping", needs_work=True, look_by=date(2025, 5, 8)), ["d"]),
    (CaseQuery(received_from=date(2025, 5, 6)), ["Z", "a", "b", "ä"]),
    (CaseQuery(received_to=date(2025, 5, 5)), ["d", "c"]),
    (CaseQuery(received_from=date(2025, 5, 5), received_to=date(2025, 5, 5)), ["c"]),
    (CaseQuery(received_from=date(2025, 5, 6), received_to=date(2025, 5, 5)), []),
    (CaseQuery(look_by=date(2025, 5, 8)), ["d", "Z"]),
    (CaseQuery(look_by=date(2025, 5, 9)), ["d", "Z", "a"]),
    (CaseQuery(look_by=date(2025, 5, 7)), []),
    (CaseQuery(policy="provkoping", is_open=True, look_by=date(2025, 5, 9)), ["a"]),
    (
        CaseQuery(
            policy="provkoping",
            unit="skolan",
            received_from=date(2025, 1, 1),
            received_to=date(2025, 12, 31),
            is_open=False,
        ),
        ["b"],
    ),
]


class ReadingPromises:
    """What holds for whoever reads."""

    @pytest.mark.parametrize(("query", "expected"), QUERIES)
    def test_a_query_finds_the_cases_that_match(
        self, store: Store, query: CaseQuery, expected: list[str]
    ) -> None:
        """Conditions narrow alone and together; days are inclusive; order is by day, then id."""
        with store.transaction() as step:
            for stream, changes in CASES.items():
                step.append(stream, 0, events(2))
                step.put_case(row(stream, **changes))
        assert list(store.cases(query)) == [row(stream, **CASES[stream]) for stream in expected]
        logs = list(store.logs(query))
        assert [log[0].stream for log in logs] == expected
        assert all([event.version for event in log] == [1, 2] for log in logs)

    def test_a_case_comes_back_as_it_was_put(self, store: Store) -> None:
        """Every field of a list entry survives, and the last one put counts."""
        last = row(
            "case-1",
            policy="exempelby",
            edition="2026:ä",
            unit="äldreomsorgen",
            received_on=date(2026, 1, 1),
            is_open=False,
            needs_work=False,
            look_on=date(2026, 2, 3),
            version=9,
        )
        write(store, lambda step: file_case(step, "case-1"), lambda step: step.put_case(last))
        assert list(store.cases(CaseQuery())) == [last]

    def test_an_empty_store_streams_nothing(self, store: Store) -> None:
        """Reading a store that holds nothing yields nothing and is no error."""
        assert list(store.cases(CaseQuery())) == []
        assert list(store.logs(CaseQuery())) == []
        assert list(store.tail(0, 10)) == []
        assert list(store.notices()) == []

    def test_a_stream_shows_the_store_as_it_was(self, store: Store) -> None:
        """Logs read while others write are those of one moment, and reading holds up no writer."""
        for number in range(5):
            write(store, lambda step, id_=f"case-{number}": file_case(step, id_))  # type: ignore[misc]
        logs = store.logs(CaseQuery(is_open=True))
        assert next(logs)[0].stream == "case-0"
        write(store, lambda step: step.append("case-3", 1, events(4)))
        write(store, lambda step: step.put_case(row("case-4", is_open=False)))
        write(store, lambda step: file_case(step, "case-9"))
        assert [(log[0].stream, len(log)) for log in logs] == [
            *(("case-1", 1), ("case-2", 1)),
            *(("case-3", 1), ("case-4", 1)),
        ]
        assert [(log[0].stream, len(log)) for log in store.logs(CaseQuery(is_open=True))] == [
            *(("case-0", 1), ("case-1", 1), ("case-2", 1)),
            *(("case-3", 5), ("case-9", 1)),
        ]

    def test_a_stream_left_midway_holds_up_nobody(self, store: Store) -> None:
        """Whoever stops reading, with or without closing the stream, blocks no writer."""
        for number in range(3):
            write(store, lambda step, id_=f"case-{number}": file_case(step, id_))  # type: ignore[misc]
        left = store.logs(CaseQuery())
        next(left)
        next(store.cases(CaseQuery()))
        write(store, lambda step: step.append("case-1", 1, events()))
        assert len(store.load("case-1")) == 2

    def test_streams_are_read_in_bounded_memory(self, store: Store) -> None:
        """Reading the logs of many cases takes a fraction of the memory that they take together."""
        count, length, size = 100, 30, 2000
        with store.transaction() as step:
            for number in range(count):
                step.append(f"case-{number:03}", 0, events(length, "x" * size))
                step.put_case(row(f"case-{number:03}"))
        tracemalloc.start()
        try:
            assert sum(len(log) for log in store.logs(CaseQuery())) == count * length
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < count * length * size / 4

    def test_positions_follow_the_order_of_writing(self, store: Store) -> None:
        """The tail is the log of the whole store in order, from after the given position."""
        for stream in ("b", "a", "c"):
            write(store, lambda step, id_=stream: step.append(id_, 0, events(2)))  # type: ignore[misc]
        whole = store.tail(0, 100)
        assert [(event.stream, event.version) for event in whole] == [
            *(("b", 1), ("b", 2)),
            *(("a", 1), ("a", 2)),
            *(("c", 1), ("c", 2)),
        ]
        positions = [event.position for event in whole]
        assert positions == sorted(set(positions))
        assert list(store.tail(positions[1], 3)) == list(whole)[2:5]
        assert list(store.tail(positions[-1], 10)) == []
        assert list(store.tail(0, 0)) == []
        assert list(store.load("a")) == list(whole)[2:4]

    # --- the end ----------------------------------------------------------------------------------

    def test_closing_twice_is_no_error(self, store: Store) -> None:
        """A store that is closed may be closed again."""
        store.close()
        store.close()

    def test_a_closed_store_says_so(self, store: Store) -> None:
        """Every use of a closed store raises a typed error."""
        write(store, lambda step: file_case(step, "case-1"))
        store.close()
        for use in (
            lambda: store.load("case-1"),
            lambda: store.protected("case-1"),
            lambda: store.tail(0, 1),
            lambda: store.lease("worker", KEY, 1, 60),
            lambda: list(store.cases(CaseQuery())),
            lambda: list(store.logs(CaseQuery())),
            lambda: list(store.notices()),
            lambda: write(store),
        ):
            with pytest.raises(StoreError):
                use()

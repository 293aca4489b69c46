# SPDX-License-Identifier: Apache-2.0
"""The TOML writer against the standard library's reader, and how its text looks."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.serialization.toml_writer import toml_text

# Any text that UTF-8 can hold, control characters too: the writer escapes, others refuse.
_signs = st.characters(codec="utf-8")
_texts = st.text(_signs, max_size=12)
_keys = _texts | st.sampled_from(["a", "a.b", "", 'å "b"', "[x]", "#"])
_plain = st.one_of(
    _texts, st.booleans(), st.integers(-(2**63), 2**63 - 1), st.dates(min_value=date(1, 1, 1))
)
_values = st.recursive(
    _plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=3)
)


@settings(deadline=None)
@given(st.dictionaries(_keys, _values, max_size=5), st.booleans())
def test_reads_back(data: dict[str, Any], on_one_line: bool) -> None:
    """Whatever is written is read back the same by the standard library."""
    text = toml_text(data, one_line=list(data) if on_one_line else ())
    assert tomllib.loads(text) == data


@pytest.mark.parametrize("number", range(0x100))
def test_every_sign_is_written(number: int) -> None:
    """Each of the first 256 characters survives, in a value and in a key."""
    data = {chr(number): f"<{chr(number)}>"}
    assert tomllib.loads(toml_text(data)) == data


def test_looks() -> None:
    """Plain values stand first, tables have sections, and long lists a line for each entry."""
    data = {
        "name": {"sv": "Å", "en": "O"},
        "part": {"b": True, "n": -3, "day": date(2026, 1, 2)},
        "list": ["one", "two"],
        "parts": [{"id": "x", "of": {"a": 1}}, {"id": "y", "of": {}}],
        "named": {"one": {"a": 1}, "the other": {"b": [2, 3]}},
        "long": ["a" * 40, "b" * 40, "c" * 40],
        "nothing": None,
    }
    assert toml_text(data, one_line=["name"]) == (
        'name = { sv = "Å", en = "O" }\n'
        'list = ["one", "two"]\n'
        "long = [\n"
        f'    "{"a" * 40}",\n'
        f'    "{"b" * 40}",\n'
        f'    "{"c" * 40}",\n'
        "]\n"
        'nothing = ""\n'
        "\n"
        "[part]\n"
        "b = true\n"
        "n = -3\n"
        "day = 2026-01-02\n"
        "\n"
        "[[parts]]\n"
        'id = "x"\n'
        "of = { a = 1 }\n"
        "\n"
        "[[parts]]\n"
        'id = "y"\n'
        "of = {}\n"
        "\n"
        "[named.one]\n"
        "a = 1\n"
        "\n"
        '[named."the other"]\n'
        "b = [2, 3]\n"
    )


def test_escapes() -> None:
    """What TOML cannot hold as it is, is escaped; letters of other alphabets are not."""
    assert toml_text({"a": 'å "q" \\ \t \n \x00 \x7f \u2028'}) == (
        'a = "å \\"q\\" \\\\ \\t \\n \\u0000 \\u007f \u2028"\n'
    )


def test_what_is_no_toml() -> None:
    """A value of any other kind is an error of the caller's."""
    with pytest.raises(TypeError, match="cannot be written as TOML"):
        toml_text({"a": 1.5})

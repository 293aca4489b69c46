# SPDX-License-Identifier: Apache-2.0
"""Limits on policy files: what would take a reader long is refused, by line and with the limit."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from klagomal import errors
from klagomal.errors import PolicyFileError
from klagomal.policy.policy import Policy
from klagomal.serialization import containers, faults, policy_from_text
from klagomal.serialization.toml_limits import MAX_ENTRIES, MAX_PARTS, check_outline

HEAD = """\
key = "provkoping"
edition = "1"
name = "Provköping"
kinds = ["complaint"]

[source]
title = "Riktlinje"
document_type = "riktlinje"
publisher = "Provköpings kommun"
"""


def obligation(number: int, more: str = "") -> str:
    """Return the section of an obligation."""
    return f"""
[[obligations]]
id = "o{number}"
title = "Svar"
fulfilled_by = ["answered"]
term = {{ working_days = 5 }}
strength = "must"
{more}"""


def refusal(text: str) -> str:
    """Return what is told of a text that is refused."""
    with pytest.raises(PolicyFileError) as refused:
        policy_from_text(text, Policy)
    return str(refused.value)


def test_a_list_full_of_faults_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However deep it lies, what was refused once is not read again for what else is wrong."""
    read = Counter[str]()
    attempt = faults.attempt

    def counting(*about: Any) -> Any:
        read[str(about[1])] += 1
        return attempt(*about)

    monkeypatch.setattr(containers, "attempt", counting)
    anchors = "".join(f'{{ name = "{number}" }}, ' for number in range(1000))
    assert "1000" not in refusal(HEAD + f'[[reports]]\nid = "yearly"\nanchors = [{anchors}]\n')
    assert {times for entry, times in read.items() if entry.startswith("{'name'")} == {1}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[" + " " * 2000 + "\nx = 1", r"line 1: write a section as [name] or [[name]]"),
        ("[" + " " * 900_000, r"line 1: write a section as [name] or [[name]]"),
        (".".join(["a"] * 20_000) + " = 1", "line 1: a key of more than 20 parts"),
        (HEAD + "[" + ".".join(["a"] * 20_000) + "]", "line 10: a key of more than 20 parts"),
        (HEAD + ".".join(['"a"'] * 20_000) + " = 1", "line 10: a key of more than 20 parts"),
        (HEAD + " . ".join(["a"] * 21) + " = 1", "line 10: a key of more than 20 parts"),
        (HEAD + "x = " + "[" * 100_000, "line 10: lists or tables lie more than 40 deep"),
        (HEAD + "x = " + "{ a = " * 100_000, "line 10: lists or tables lie more than 40 deep"),
        ("[[obligations]]\n" * 50_000, "line 5001: more than 5000 sections"),
        (HEAD + "".join(map(obligation, range(1001))), "obligations: more than 1000 entries"),
        (HEAD + f"x = [{'1, ' * 1001}]", "source.x: more than 1000 entries"),
        ("".join(f"k{n} = 1\n" for n in range(1001)), "more than 1000 keys"),
    ],
    ids=lambda value: value if len(value) < 60 else "",
)
def test_what_no_policy_needs_is_refused_with_the_limit(text: str, told: str) -> None:
    """Sections, keys, lists and depth have limits, and the error tells line or place and limit."""
    assert told in refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        'x = "' + "a." * 500 + '"',
        "x = '" + "[" * 500 + "'",
        'x = """\n' + "[[obligations]]\n" * 5001 + '"""',
        "# " + "a." * 500 + "[" * 500,
        'x = "a \\" ' + "a." * 500 + '"',
        "x = [" + "1.5, " * 900 + "]",
        ".".join(["a"] * MAX_PARTS) + " = 1",
    ],
)
def test_texts_comments_and_numbers_are_not_taken_for_keys(text: str) -> None:
    """Dots and brackets count only where they stand for keys, lists and tables."""
    assert check_outline(text) is None


def test_a_thousand_obligations_that_follow_one_another_are_read() -> None:
    """The longest chain that the limits allow is put in order, each after the one it leans on."""
    chain = [obligation(n, f'start_latest = "o{n + 1}"') for n in range(MAX_ENTRIES - 1)]
    policy = policy_from_text(HEAD + "".join(chain) + obligation(MAX_ENTRIES - 1), Policy)
    assert [o.id for o in policy.in_order[:2]] == [f"o{MAX_ENTRIES - 1}", f"o{MAX_ENTRIES - 2}"]


@pytest.mark.parametrize(
    "part",
    [
        "waived_if = [{}]",
        "starts_on = [{}]",
        'ended_by = [{{ event = "closed", by = [{}] }}]',
    ],
)
def test_only_the_first_mistakes_are_given_a_hint(
    monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """Looking for a word that is like another one takes time, so 100 of 900 get that far."""
    asked: list[str] = []

    def none_like_it(word: str, *_: object, **__: object) -> list[str]:
        asked.append(word)
        return []

    monkeypatch.setattr(errors, "get_close_matches", none_like_it)
    words = ", ".join(f'"word{n}"' for n in range(900))
    told = refusal(HEAD + obligation(0, part.format(words) + "\n"))
    assert len(asked) == 100
    assert "and 850 more" in told


def test_the_number_of_hints_is_one_files_own() -> None:
    """A file with many mistakes takes no hint from the next one."""
    words = ", ".join(f'"word{n}"' for n in range(200))
    refusal(HEAD + obligation(0, f"waived_if = [{words}]\n"))
    assert "did you mean 'anonymous'?" in refusal(HEAD + obligation(0, 'waived_if = ["anonymus"]'))

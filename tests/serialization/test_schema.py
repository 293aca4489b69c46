# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema of policy files, judged by an independent validator."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klagomal import policies as shipped
from klagomal.errors import FieldError, PolicyError
from klagomal.fields import require_code
from klagomal.policy.policy import Policy
from klagomal.promises.citation import Citation
from klagomal.serialization import policy_schema, policy_schema_text
from tests import ROOT
from tests.serialization.test_policies import ANSWER, SMALLEST
from tests.strategies import policies

EXAMPLES = sorted((ROOT / "examples" / "policies").glob("*.toml"))
STORED = ROOT / "docs" / "policy.schema.json"
SCHEMA = policy_schema(Policy)
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)


def _plain(value: object) -> object:
    """Return a TOML value as a schema sees it: dates as text."""
    match value:
        case dict():
            return {key: _plain(entry) for key, entry in value.items()}
        case list():
            return [_plain(entry) for entry in value]
        case date():
            return value.isoformat()
        case _:
            return value


def _faults(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(_plain(tomllib.loads(text)))]


def test_stored_schema_is_current() -> None:
    """The schema in the documentation is the one that the classes give."""
    assert STORED.read_text(encoding="utf-8") == policy_schema_text(Policy), (
        "the policy classes have changed: klagomal schema > docs/policy.schema.json"
    )


def test_is_a_schema() -> None:
    """It is a schema of draft 2020-12, names its dialect, and holds no other address."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(policy_schema_text(Policy)) == SCHEMA
    assert SCHEMA["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    assert policy_schema_text(Policy).count(":" + "//") == 1


def test_every_reference_is_defined() -> None:
    """No part refers to a definition that is not there, and each definition is used."""

    def references(node: object) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if "$ref" in node else set()
            return own.union(*map(references, node.values()))
        return set().union(*map(references, node)) if isinstance(node, list) else set()

    assert references(SCHEMA) == {f"#/$defs/{name}" for name in SCHEMA["$defs"]}


def test_every_key_is_known() -> None:
    """All of a policy's fields are keys of the file, the calendar under its plain name."""
    fields = {field.name for field in attrs.fields(Policy) if field.init}
    assert SCHEMA["properties"].keys() == (fields - {"calendar_spec"}) | {
        "calendar",
        "sources",
        "cite_own_source",
    }


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_valid(path: Path) -> None:
    """The example files pass, and name the schema that an editor checks them by."""
    text = path.read_text(encoding="utf-8")
    assert _faults(text) == []
    directive = text.splitlines()[0].removeprefix("#:schema ")
    assert (path.parent / directive).resolve() == STORED


@pytest.mark.parametrize("key", shipped.names())
def test_shipped_policies_are_valid(key: str) -> None:
    """What is written for the five municipalities passes."""
    assert _faults(shipped.get(key).to_toml()) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policies())
def test_every_policy_is_valid(policy: Policy) -> None:
    """Whatever policy is written passes."""
    assert _faults(policy.to_toml()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('key = "lillkoping"\n', ""),
        ('edition = "draft"', 'edition = "My draft"'),
        ('edition = "draft"', 'edition = "draft"\ncolour = "red"'),
        ('edition = "draft"', "edition = 2026"),
        ('edition = "draft"', 'edition = "draft"\nvalid_from = "soon"'),
        ('edition = "draft"', 'edition = "draft"\nkind_owner = "boss"'),
        ('edition = "draft"', 'edition = "draft"\ncalendar = { country = "SE", town = "x" }'),
        ('edition = "draft"', 'edition = "draft"\ncalendar_spec = { country = "SE" }'),
        ('edition = "draft"', 'edition = "draft"\ncitations = ["lil-1"]'),
        ('edition = "draft"', 'edition = "draft"\nchannels = [{ channel = "fax", anonymous = 1 }]'),
        ('["complaint"]', '["complain"]'),
        ('["complaint"]', '"complaint"'),
        ('["complaint"]', '[{ label = "x" }]'),
        ("working_days = 10", 'working_days = "10"'),
        ("working_days = 10", "working_days = 10.5"),
        ("working_days = 10", "working_days = 0"),
        ("working_days = 10", "workingdays = 10"),
        ("working_days = 10", "working_days = 10, weeks = 2"),
        ("working_days = 10", "working_days = 10, only_if_late = true"),
        ("working_days = 10", "promised = false"),
        ("working_days = 10", "words = { sv = 'x' }"),
        ("working_days = 10", "words = 'x', warn_after = { promised = true }"),
        ('["answered"]', '["anwsered"]'),
        ('["answered"]', '[{ event = "answered", by = ["staff", "staff"] }]'),
        ('"promise"', '"promis"'),
        ("strength", "strenght"),
        ('title = { sv = "Svar", en = "Answer" }', 'title = { sv = "Svar" }'),
        ('title = { sv = "Svar", en = "Answer" }', "title = 3"),
        ('document_type = "riktlinje"\n', ""),
    ],
)
def test_slips_are_seen(old: str, new: str) -> None:
    """An editor underlines what the reader would refuse."""
    text = SMALLEST + ANSWER
    assert _faults(text) == []
    assert old in text
    assert _faults(text.replace(old, new, 1)) != []


@settings(deadline=None)
@given(st.text(max_size=4) | st.from_regex(r"[a-zA-Z0-9_./+ -]{0,90}", fullmatch=True))
def test_codes_agree(text: str) -> None:
    """The schema takes exactly the codes that the fields take."""
    if text.endswith("\n"):
        return  # in a JSON Schema the end of the text is never before a line break
    assert _accepts(SCHEMA["properties"]["key"], text) == _taken(require_code, "key", text)


@settings(deadline=None)
@given(st.from_regex(r"[A-Za-z0-9-]{0,9}", fullmatch=True))
def test_rows_agree(text: str) -> None:
    """The schema takes exactly the requirement ids that a citation takes."""
    row = SCHEMA["$defs"]["Citation"]["anyOf"][0]
    assert _accepts(row, text) == _taken(lambda: Citation(rows=(text,)))


def _accepts(schema: Any, value: object) -> bool:
    return jsonschema.Draft202012Validator(schema).is_valid(value)


def _taken(check: Any, *arguments: object) -> bool:
    try:
        check(*arguments)
    except (FieldError, PolicyError):
        return False
    return True

# SPDX-License-Identifier: Apache-2.0
"""Values in and out of text: policies as TOML files, events as JSON, and a schema for editors.

Nothing is coerced, cut or guessed. What does not fit is refused with an error that names every
place; what is written can be read back to the same value.
"""

from klagomal.serialization.event_json import (
    event_from_dict,
    event_from_json,
    event_to_dict,
    event_to_json,
    events_from_json_lines,
    events_to_json_lines,
)
from klagomal.serialization.policy_files import (
    policy_from_text,
    policy_from_toml,
    policy_to_toml,
)
from klagomal.serialization.schema import policy_schema, policy_schema_text

__all__ = [
    "event_from_dict",
    "event_from_json",
    "event_to_dict",
    "event_to_json",
    "events_from_json_lines",
    "events_to_json_lines",
    "policy_from_text",
    "policy_from_toml",
    "policy_schema",
    "policy_schema_text",
    "policy_to_toml",
]

# SPDX-License-Identifier: Apache-2.0
"""Read and write policies as TOML files and events as JSON, with a schema for editors.

Nothing is coerced, cut or guessed. A value that does not fit is refused with an error that names
every place. A value that is written can be read back and is then the same.
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

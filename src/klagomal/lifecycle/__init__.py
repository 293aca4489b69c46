# SPDX-License-Identifier: Apache-2.0
"""Which steps a case may take next, and which of them would not fulfil a promise.

``receive`` opens a case, ``record`` takes a step in it, and ``split`` divides a letter that holds
several matters. Each returns the events to append and changes nothing. ``review`` says what a step
would leave undone, and ``escalation_due`` whether the ladder demands the next level.
"""

from klagomal.lifecycle.duplicates import why_no_duplicate
from klagomal.lifecycle.flags import Flag, FlagCode, review
from klagomal.lifecycle.guards import escalation_due
from klagomal.lifecycle.owed import must_refer, stays_owed
from klagomal.lifecycle.steps import Split, receive, record, split

__all__ = [
    "Flag",
    "FlagCode",
    "Split",
    "escalation_due",
    "must_refer",
    "receive",
    "record",
    "review",
    "split",
    "stays_owed",
    "why_no_duplicate",
]

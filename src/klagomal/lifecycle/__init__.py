# SPDX-License-Identifier: Apache-2.0
"""What may happen to a case next, what may not, and what would not fulfil a promise.

``receive`` opens a case, ``record`` takes a step on it and ``split`` parts a letter that holds
several matters; each returns the events to append and changes nothing. ``review`` tells what a step
would leave undone, and ``escalation_due`` whether the ladder asks for the next level.
"""

from klagomal.lifecycle.flags import Flag, FlagCode, review
from klagomal.lifecycle.guards import escalation_due
from klagomal.lifecycle.steps import Split, receive, record, split

__all__ = ["Flag", "FlagCode", "Split", "escalation_due", "receive", "record", "review", "split"]

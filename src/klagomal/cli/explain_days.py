# SPDX-License-Identifier: Apache-2.0
"""``klagomal explain``: explain every deadline of feedback that arrives on a day."""

from __future__ import annotations

import argparse
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from klagomal.cli.answer import Answer
from klagomal.vocabulary import Channel, Kind

if TYPE_CHECKING:
    from klagomal.policy.policy import Policy

__all__ = ["ABOUT", "answer", "declare"]

ABOUT: Final = "explain every deadline of feedback that arrives on a day"

_KINDS: Final = {kind.value: kind for kind in Kind}
_CHANNELS: Final = {channel.value: channel for channel in Channel}


def declare(parser: argparse.ArgumentParser) -> None:
    """Name the arguments: whose promise, the day of arrival, what arrives and how."""
    parser.add_argument("policy", help="a policy's key, such as essunga, or a policy file (.toml)")
    parser.add_argument("day", type=_day, help="the day of arrival, such as 2025-12-19")
    parser.add_argument("--kind", choices=_KINDS, default=Kind.COMPLAINT.value)
    parser.add_argument("--channel", choices=_CHANNELS, default=Channel.LETTER.value)


def answer(given: argparse.Namespace) -> Answer:
    """Return the explanation of each deadline, at noon where the policy applies."""
    from klagomal.cases.feedback import Feedback

    policy = _policy(given.policy, given.day)
    arrival = datetime.combine(given.day, time(12), tzinfo=policy.calendar.zone)
    feedback = Feedback(
        kind=_KINDS[given.kind], channel=_CHANNELS[given.channel], received_at=arrival
    )
    told = [deadline.explanation() for deadline in policy.deadlines(feedback)]
    text = "\n\n".join(each.text(given.language) for each in told)
    return Answer(lines=(text,) if told else (), data=[each.as_dict() for each in told])


def _policy(named: str, day: date) -> Policy:
    from klagomal.plugins import Plugins
    from klagomal.policy.policy import Policy

    if named.endswith(".toml"):
        return Policy.from_toml(named)
    return Plugins.discover().registry().get(named, day)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it like 2025-12-19") from None

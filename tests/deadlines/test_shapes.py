# SPDX-License-Identifier: Apache-2.0
"""Which cases are alike but for their days."""

from __future__ import annotations

from typing import Any

import pytest

from klagomal.cases.events import Acknowledged, Answered, Event, Registered
from klagomal.deadlines.shapes import Shape, groups, questions, shape
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import On
from klagomal.promises.terms import ByPromise, Within
from klagomal.vocabulary import Channel
from tests.small_policies import duty, small
from tests.stories import Story


def shape_of(policy: Policy, day: str, event: type[Event], **about: Any) -> Shape:
    """Return the shape of a case that arrived on 3 March 2025 and had one event after that."""
    story = Story(policy).received("2025-03-03").on(day, event, **about)
    return shape(story.case, questions(policy.obligations))


TOLD = small(duty("contact", Within(5), "acknowledged", content={"handler_name"}))
BY_PHONE = small(duty("contact", Within(5), On("acknowledged", modes={Channel.PHONE})))
PROMISED = small(duty("answer", ByPromise(), "answered", starts_on=(On("acknowledged"),)))
ENTERED = small(duty("entry", Within(5), On("registered", individually=True)))


def test_cases_that_differ_in_days_alone_have_one_shape() -> None:
    """The same step on another day, by another person, is the same shape."""
    early = shape_of(TOLD, "2025-03-04", Acknowledged, handler="handler-1")
    assert early == shape_of(TOLD, "2025-04-30", Acknowledged, handler="handler-2")


@pytest.mark.parametrize(
    ("policy", "event", "one", "other"),
    [
        (TOLD, Acknowledged, {"content": {"handler_name"}}, {}),
        (BY_PHONE, Acknowledged, {"mode": Channel.PHONE}, {"mode": Channel.EMAIL}),
        (
            ENTERED,
            Registered,
            {"register": "diarium", "reference": "1"},
            {"register": "diarium", "reference": "1", "dossier": "2025"},
        ),
    ],
)
def test_what_a_condition_asks_for_tells_cases_apart(
    policy: Policy, event: type[Event], one: dict[str, Any], other: dict[str, Any]
) -> None:
    """Content, mode and dossier make another shape where a condition looks at them."""
    assert shape_of(policy, "2025-03-04", event, **one) != shape_of(
        policy, "2025-03-04", event, **other
    )


def test_what_no_condition_asks_for_is_left_out() -> None:
    """Content that no obligation demands makes no new shape, so that shapes stay few."""
    bare = shape_of(TOLD, "2025-03-04", Acknowledged)
    assert bare == shape_of(TOLD, "2025-03-04", Acknowledged, content={"reason"})


def test_other_steps_make_another_shape() -> None:
    """An answer is not a confirmation, whatever is asked of either."""
    answered = shape_of(TOLD, "2025-03-04", Answered)
    assert answered != shape_of(TOLD, "2025-03-04", Acknowledged)


def test_a_promised_day_counts_with_the_days() -> None:
    """Two promises of different days are one shape, and their group tells the days apart."""
    stories = [
        Story(PROMISED)
        .received("2025-03-03")
        .on("2025-03-04", Acknowledged, promised=Story(PROMISED).moment(day).date())
        for day in ("2025-03-10", "2025-03-11")
    ]
    asked = questions(PROMISED.obligations)
    first, second = (story.case for story in stories)
    assert shape(first, asked) == shape(second, asked)
    (group,) = groups(PROMISED.in_order, first, PROMISED.calendar)
    assert group.ids == ("answer",)
    assert group.promises(first) != group.promises(second)

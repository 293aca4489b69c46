# SPDX-License-Identifier: Apache-2.0
"""Explain a deadline step by step, as data and as text in Swedish and English.

:func:`explain` gathers what led to the day: the rule and where it stands, the day that started the
clock, each day counted or skipped, the roll, the pauses, the notices. :class:`Explanation` holds it
as typed fields; ``as_dict()`` gives it as plain data for JSON, ``text()`` as lines to read.

Nothing is judged here; :mod:`klagomal.assessment` judges whether a promise was kept.
"""

from klagomal.deadlines.explanation.explanation import Explanation
from klagomal.deadlines.explanation.grounds import Awaits, DayCount, DayStep, Grounds
from klagomal.deadlines.explanation.reasoning import explain

__all__ = ["Awaits", "DayCount", "DayStep", "Explanation", "Grounds", "explain"]

# SPDX-License-Identifier: Apache-2.0
"""Cases from files: exports read with a column mapping, row by row, with nothing lost.

For example::

    from klagomal import policies
    from klagomal.intake import SWEDISH_EXPORT, read_cases

    intake = read_cases("synpunkter.csv", SWEDISH_EXPORT, policies, now=now)
    for problem in intake.problems:
        print(problem.text("sv"))
"""

from __future__ import annotations

from klagomal.intake.cases import ReadCase
from klagomal.intake.editions import Policies
from klagomal.intake.mapping import ColumnMapping, EventLogMapping
from klagomal.intake.mapping_file import mapping_from_toml
from klagomal.intake.moments import DateStyle
from klagomal.intake.problems import Grade, Problem, ProblemCode
from klagomal.intake.reading import Intake, iter_cases, read_cases
from klagomal.intake.swedish import SWEDISH_EXPORT

__all__ = [
    "SWEDISH_EXPORT",
    "ColumnMapping",
    "DateStyle",
    "EventLogMapping",
    "Grade",
    "Intake",
    "Policies",
    "Problem",
    "ProblemCode",
    "ReadCase",
    "iter_cases",
    "mapping_from_toml",
    "read_cases",
]

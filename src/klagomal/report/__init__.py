# SPDX-License-Identifier: Apache-2.0
"""Reports: how many, how long, and which promises were kept, each with its denominator.

report = aggregate(cases, policy, Year(2025), by=("unit", "kind"))
report.figure("compliance", "answer", "strict")
print(report.published().to_markdown("sv"))
"""

from klagomal.report.counting.tally import Tally
from klagomal.report.groupings import GROUPINGS
from klagomal.report.report import Report, aggregate, outline_of, report_of

__all__ = ["GROUPINGS", "Report", "Tally", "aggregate", "outline_of", "report_of"]

# SPDX-License-Identifier: Apache-2.0
"""Reports: how many, how long, and which promises were kept, each with its denominator.

::

    report = aggregate(cases, policy, Year(2025), by=("unit", ("unit", "month")))
    report.figure("compliance", "answer", "strict")  # one figure, and no other is worked out
    report.figure("volumes.unit*month", ("gata", "2025-03"), "received")
    print(report.published().to_markdown("sv"))

How it is made, from a case to a page:

1. ``counting.observations`` tells what one case adds: *marks*, each a subject with a value, such as
   "of the cases received, transfers: 2". ``counting.keys`` holds the keys.
2. ``counting.tally`` counts marks by row ("unit gata") and by stretch of time. Tallies add up.
3. ``counting.sheet`` answers what tables ask: how many, how long, which lines. ``rounding`` answers
   the same for what is published.
4. ``tables.measures`` says which columns there are, ``tables.columns`` how a figure of each kind is
   worked out, ``tables.layout`` which tables there are.
5. ``report`` holds it together, and ``render`` writes it.

An example: a case of unit ``gata`` arrives on 3 March, is handed over twice and is answered after
nine days. It marks the subject *received* with ``True``, *transfers of the received* with 2 and
*days to the answer* with ``Wait(DONE, 9)``, in the rows "everything" and "unit gata". The column
"Within 10 calendar days" of the line ``gata`` asks for the marks of *days to the answer* that are
done within ten days, and for those of which it is certain whether they are.
"""

from klagomal.report.counting.tally import Tally
from klagomal.report.groupings import GROUPINGS
from klagomal.report.report import Report, aggregate, outline_of, report_of

__all__ = ["GROUPINGS", "Report", "Tally", "aggregate", "outline_of", "report_of"]

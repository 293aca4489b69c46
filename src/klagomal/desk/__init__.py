# SPDX-License-Identifier: Apache-2.0
"""The desk: one object that an e-service embeds, and the one place that does I/O in sequence.

:class:`Desk` is what a host uses. Behind it, :mod:`~klagomal.desk.office` is what a desk works
with, :mod:`~klagomal.desk.casework` takes steps on cases, :mod:`~klagomal.desk.sending` gets
letters out, :mod:`~klagomal.desk.watching` tells what wants to be done, and
:mod:`~klagomal.desk.report_log` keeps which reports were given. None of them holds a rule: they
load, let the pure rooms decide, and append.
"""

from klagomal.desk.facade import Desk
from klagomal.desk.sending import OutboxEntry
from klagomal.desk.watching import Tick

__all__ = ["Desk", "OutboxEntry", "Tick"]

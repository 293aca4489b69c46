# SPDX-License-Identifier: Apache-2.0
"""The desk that an e-service embeds: the one place that loads, lets pure modules decide and stores.

:class:`Desk` is what a host uses. Behind it, :mod:`~klagomal.desk.office` is what a desk works
with, :mod:`~klagomal.desk.casework` takes steps on cases, :mod:`~klagomal.desk.amending` puts them
right, :mod:`~klagomal.desk.relating` brings cases on one matter together,
:mod:`~klagomal.desk.sending` gets letters out, :mod:`~klagomal.desk.watching` tells what is to be
done, and :mod:`~klagomal.desk.report_log` keeps which reports were given. None of these modules
holds a rule, but for who may do what (:mod:`~klagomal.desk.rights`): they load, let pure modules
decide, and append.
"""

from klagomal.desk.amending import Erasure
from klagomal.desk.facade import Desk
from klagomal.desk.sending import OutboxEntry
from klagomal.desk.watching import Tick

__all__ = ["Desk", "Erasure", "OutboxEntry", "Tick"]

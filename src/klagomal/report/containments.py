# SPDX-License-Identifier: Apache-2.0
"""Which counts of a report are known to be among which others, beside the parts of a split."""

from __future__ import annotations

from klagomal.report.observations import LEADS
from klagomal.report.outline import Outline
from klagomal.report.populations import Containment, bins
from klagomal.vocabulary import Outcome

__all__ = ["containments"]


def containments(outline: Outline, *, seen_in_full: bool) -> tuple[Containment, ...]:
    """Return which counts are known to be among which others, beside the parts of a split.

    ``seen_in_full``: the report looks at its period from the inside or from its last evening, so
    that what is open or closed of the cases received is also open or closed at the period's end.
    """
    found: list[Containment] = []
    for unit, limits in outline.within.items():
        contact, answer, closing = (f"{lead}.{unit}" for lead in LEADS)
        codes = [code for code, _ in bins(limits)]
        found += [
            Containment(_done(answer, codes[:n]), _done(contact, codes[:n]))
            for n in range(1, len(codes) + 1)
        ]
        unknown = ("received", closing, "unrecorded")
        found += [
            Containment(
                (("received", lead, f"open.{code}"),),
                (("received", closing, f"open.{code}"), unknown),
            )
            for lead in (contact, answer)
            for code in codes
        ]
        if seen_in_full:
            still, done = ("received", closing, "open"), ("received", closing, "done")
            found.append(Containment((still,), (("open", "", ""),)))
            found.append(Containment((done,), (("closed", "", ""),), in_time=False))
    taken, none_needed = ("received", "measure", "with"), ("received", "measure", "none_needed")
    found.append(Containment((("received", "first_contact", "yes"),), (taken, none_needed)))
    found.append(Containment((taken,), (("measures", "", ""),)))
    warned = (Outcome.MET_AS_RENEGOTIATED, Outcome.LATE_NOTIFIED)
    for policy in outline.policies:
        found += [
            Containment(
                tuple((f"due:{obligation.id}", "outcome", outcome.value) for outcome in warned),
                ((f"notices:{obligation.id}", "notice", "in_time"),),
            )
            for obligation in policy.obligations
            if obligation.delay is not None
        ]
    return tuple(dict.fromkeys(found))


def _done(split: str, codes: list[str]) -> tuple[tuple[str, str, str], ...]:
    return tuple(("received", split, f"done.{code}") for code in codes)

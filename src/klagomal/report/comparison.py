# SPDX-License-Identifier: Apache-2.0
"""The same cases under other promises: what if, and how we would do by our neighbour's text.

Each policy judges every case as if the case had been received under it: what it excludes is
excluded, what it promises is judged. Cases are read once and one at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction

import attrs

from klagomal.assessment import Assessment, assess, day_as_of
from klagomal.cases.case import Case
from klagomal.errors import PolicyError
from klagomal.policy.policy import Policy
from klagomal.report.render.markdown import percent
from klagomal.vocabulary import Label, Language, Outcome, Strength

__all__ = ["Comparison", "ObligationTally", "PolicyTally", "compare"]


@attrs.frozen(kw_only=True)
class ObligationTally:
    """How one obligation would stand over all cases."""

    obligation: str
    title: Label
    strength: Strength
    outcomes: dict[Outcome, int]

    @property
    def judged(self) -> int:
        """The rates' denominator: everything that could be judged."""
        return sum(count for outcome, count in self.outcomes.items() if outcome.is_judged)

    @property
    def strict(self) -> Fraction | None:
        """Met as first promised, of everything judged; ``None`` where nothing was."""
        return self._rate(Outcome.MET)

    @property
    def lenient(self) -> Fraction | None:
        """Met as first promised or as renegotiated, of everything judged."""
        return self._rate(Outcome.MET, Outcome.MET_AS_RENEGOTIATED)

    def _rate(self, *kept: Outcome) -> Fraction | None:
        count = sum(self.outcomes.get(outcome, 0) for outcome in kept)
        return Fraction(count, self.judged) if self.judged else None


@attrs.frozen(kw_only=True)
class PolicyTally:
    """How one policy would have been kept."""

    policy: str
    name: Label
    cases: int
    excluded: int
    obligations: tuple[ObligationTally, ...]

    def obligation(self, id_: str) -> ObligationTally:
        """Return one obligation's tally."""
        for tally in self.obligations:
            if tally.obligation == id_:
                return tally
        raise PolicyError(f"{self.policy} has no obligation {id_!r}")


@attrs.frozen(kw_only=True)
class Comparison:
    """One caseload under several policies, in the order they were given.

    ``breaches`` holds, for each case that would break a must or a promise under any of them, which
    obligations under which policy.
    """

    as_of: date
    policies: tuple[PolicyTally, ...]
    breaches: dict[str, dict[str, tuple[str, ...]]]

    def under(self, policy: str) -> PolicyTally:
        """Return the tally of one policy by its id (``key@edition``)."""
        for tally in self.policies:
            if tally.policy == policy:
                return tally
        raise PolicyError(f"{policy!r} was not compared")

    def to_markdown(self, language: Language = "sv") -> str:
        """Return a table: one row per policy and obligation, rates with their denominators."""
        swedish = language == "sv"
        heads = (
            ("Policy", "Skyldighet", "Styrka", "Bedömda", "Hållna i tid", "Hållna efter ny tid")
            if swedish
            else ("Policy", "Obligation", "Strength", "Judged", "Kept in time", "Kept as agreed")
        )
        lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
        for tally in self.policies:
            for duty in tally.obligations:
                cells = (
                    tally.policy,
                    duty.title.text(language),
                    duty.strength.label(language),
                    str(duty.judged),
                    _rate(duty.strict, language),
                    _rate(duty.lenient, language),
                )
                lines.append("| " + " | ".join(cells) + " |")
        cases = self.policies[0].cases if self.policies else 0
        left_out = ", ".join(f"{tally.policy}: {tally.excluded}" for tally in self.policies)
        lines += [
            "",
            f"{cases} ärenden per {self.as_of}. Undantagna från rutinen: {left_out}."
            if swedish
            else f"{cases} cases as of {self.as_of}. Excluded from the routine: {left_out}.",
        ]
        return "\n".join(lines) + "\n"


def compare(
    cases: Iterable[Case], policies: Sequence[Policy], *, as_of: date | datetime
) -> Comparison:
    """Return how the same cases stand under each policy at the end of ``as_of``.

    Cases that had not arrived by then are left out, and so are those that stand as duplicates: the
    case that goes on is counted. Whether a case is excluded is decided by its streams on that day,
    but what had fallen due before it was moved outside stays judged. Two policies with the same id
    are refused: give a draft an edition of its own
    (:meth:`~klagomal.policy.policy.Policy.amend`).
    """
    ids = [policy.id for policy in policies]
    if not ids or len(set(ids)) < len(ids):
        raise PolicyError(f"compare policies with ids of their own, not {ids}", policies=ids)
    counts: dict[str, Counter[tuple[str, Outcome]]] = {id_: Counter() for id_ in ids}
    excluded, seen = Counter[str](), 0
    breaches: dict[str, dict[str, tuple[str, ...]]] = {}
    calendar = policies[0].calendar
    day = day_as_of(as_of, calendar)
    for case in cases:
        if calendar.day_of(case.received_at) > day:
            continue
        known = case.as_of(day, calendar)
        if known.duplicate_of:
            continue
        seen += 1
        for policy in policies:
            judged = assess(case, policy, as_of=as_of, any_policy=True)
            counts[policy.id].update((each.obligation.id, each.outcome) for each in judged)
            excluded[policy.id] += bool(policy.exclusions_now(known))
            if broken := tuple(sorted({a.obligation.id for a in judged if _breaks(a)})):
                breaches.setdefault(case.id, {})[policy.id] = broken
    return Comparison(
        as_of=day,
        policies=tuple(
            _tally(policy, counts[policy.id], seen, excluded[policy.id]) for policy in policies
        ),
        breaches=breaches,
    )


def _breaks(assessment: Assessment) -> bool:
    kept = assessment.outcome.is_kept
    return assessment.obligation.strength.binds and assessment.counts and not kept


def _tally(
    policy: Policy, counts: Counter[tuple[str, Outcome]], cases: int, excluded: int
) -> PolicyTally:
    return PolicyTally(
        policy=policy.id,
        name=policy.name,
        cases=cases,
        excluded=excluded,
        obligations=tuple(
            ObligationTally(
                obligation=obligation.id,
                title=obligation.title,
                strength=obligation.strength,
                outcomes={
                    outcome: counts[obligation.id, outcome]
                    for outcome in Outcome
                    if counts[obligation.id, outcome]
                },
            )
            for obligation in policy.obligations
        ),
    )


def _rate(rate: Fraction | None, language: Language) -> str:
    return "\N{EN DASH}" if rate is None else percent(rate, language)

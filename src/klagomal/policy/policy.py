# SPDX-License-Identifier: Apache-2.0
"""What a public body promised: one policy object per document and edition.

A :class:`Policy` is data. Its methods find its parts and answer the two questions of intake: does
the routine cover this, and when is it due. The rules that they apply live in modules of their own.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Self

import attrs

from klagomal.calendar import SWEDEN, CalendarSpec, WorkingCalendar, calendar_for
from klagomal.cases.case import Case
from klagomal.cases.events import Actor, CategorySet, Received, StreamsSet
from klagomal.cases.feedback import Feedback
from klagomal.deadlines.deadline import Deadline
from klagomal.deadlines.lifts import Lift, lifts_of, may_lift
from klagomal.deadlines.plans import Arrival, Memory, Plan, Ran
from klagomal.deadlines.shapes import Ask, Group, questions
from klagomal.errors import KlagomalError, PolicyError, suggest
from klagomal.fields import (
    are_all,
    is_a,
    is_code,
    is_flag,
    is_label,
    is_plain_date,
    member_of,
    require_a,
)
from klagomal.policy.reach import check_terms
from klagomal.promises.applicability import Facts, facts_of, why_not
from klagomal.promises.citation import Citation, Source, are_citations
from klagomal.promises.obligations import Obligation
from klagomal.promises.provisions import (
    AccountingCalendar,
    ChannelRule,
    Checklist,
    Choice,
    ClosingRule,
    Dimension,
    Exclusion,
    Guidance,
    KindRule,
    Ladder,
    RegistrationRule,
    ReportRule,
    RoleRule,
    SecrecyRule,
    Statistic,
)
from klagomal.promises.terms import ByDueOf
from klagomal.promises.triage import Triage, exclusions_of, triage_of
from klagomal.vocabulary import (
    Anonymity,
    Channel,
    Kind,
    Label,
    OnDenied,
    Reason,
    Role,
)

__all__ = ["Plan", "Policy"]

_CHANGES_FACTS = ("reclassified", "severity_set", "transferred", "category_set")

_SOMEBODY = Actor(Role.STAFF)

# How many answers of each sort a policy remembers, whatever it is asked.
_REMEMBERED_FACTS = 4096
_REMEMBERED_DAYS = 4096
_REMEMBERED_SETTLED = 16
_REMEMBERED_SHAPES = 4096
_REMEMBERED_CLOCKS = 16_384
_REMEMBERED_JUDGEMENTS = 65_536


@attrs.frozen(kw_only=True)
class Policy:
    """One edition of a public body's promise to those who complain, praise or propose.

    ``key`` names the body and, where the text covers only a part of it, that part
    (``nacka/valfard-samhallsservice``); ``scope`` says so in words. ``edition`` tells editions of
    the same key apart. ``valid_from`` and ``valid_to`` are the first and last day of arrival that
    the edition covers; ``None`` where the document does not say. ``accountable`` is the role that
    answers for compliance; ``None`` where the document leaves it open. ``kind_owner`` is the role
    that may decide that a complaint is none (AMB-29); ``None`` leaves it to the staff.

    Every part other than ``kinds`` and ``source`` is optional: what a text is silent on is absent.
    """

    key: str = attrs.field(validator=is_code)
    edition: str = attrs.field(validator=is_code)
    name: Label = attrs.field(validator=is_label)
    source: Source = attrs.field(validator=is_a(Source))
    kinds: tuple[KindRule, ...] = attrs.field(validator=are_all(KindRule))
    scope: Label = attrs.field(
        default=Label("hela kommunen", "the whole municipality"), validator=is_label
    )
    umbrella: Label = attrs.field(default=Label("synpunkt", "feedback"), validator=is_label)
    aliases: tuple[str, ...] = attrs.field(default=(), validator=are_all(str, "'smaby'"))
    valid_from: date | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_plain_date)
    )
    valid_to: date | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_plain_date)
    )
    accountable: Role | None = attrs.field(default=None, validator=member_of(Role, or_none=True))
    calendar_spec: CalendarSpec = attrs.field(default=SWEDEN, validator=is_a(CalendarSpec))
    obligations: tuple[Obligation, ...] = attrs.field(default=(), validator=are_all(Obligation))
    channels: tuple[ChannelRule, ...] = attrs.field(default=(), validator=are_all(ChannelRule))
    channels_open: bool = attrs.field(default=False, validator=is_flag)
    on_denied_anonymity: OnDenied = attrs.field(
        default=OnDenied.ADVISE, validator=member_of(OnDenied)
    )
    exclusions: tuple[Exclusion, ...] = attrs.field(default=(), validator=are_all(Exclusion))
    registration: tuple[RegistrationRule, ...] = attrs.field(
        default=(), validator=are_all(RegistrationRule)
    )
    ladder: Ladder | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_a(Ladder))
    )
    reports: tuple[ReportRule, ...] = attrs.field(default=(), validator=are_all(ReportRule))
    accounting: tuple[AccountingCalendar, ...] = attrs.field(
        default=(), validator=are_all(AccountingCalendar)
    )
    roles: tuple[RoleRule, ...] = attrs.field(default=(), validator=are_all(RoleRule))
    dimensions: tuple[Dimension, ...] = attrs.field(default=(), validator=are_all(Dimension))
    dimensions_open: bool = attrs.field(default=False, validator=is_flag)
    causes: tuple[Dimension, ...] = attrs.field(default=(), validator=are_all(Dimension))
    checklists: tuple[Checklist, ...] = attrs.field(default=(), validator=are_all(Checklist))
    closing: ClosingRule = attrs.field(default=ClosingRule(), validator=is_a(ClosingRule))
    secrecy: SecrecyRule | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_a(SecrecyRule))
    )
    kind_owner: Role | None = attrs.field(
        default=Role.SUBMITTER, validator=member_of(Role, or_none=True)
    )
    statistics: tuple[Statistic, ...] = attrs.field(default=(), validator=are_all(Statistic))
    guidance: tuple[Guidance, ...] = attrs.field(default=(), validator=are_all(Guidance))
    choices: tuple[Choice, ...] = attrs.field(default=(), validator=are_all(Choice))
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)
    _plans: Memory[Facts, Plan] = attrs.field(
        factory=lambda: Memory(_REMEMBERED_FACTS), init=False, eq=False, repr=False
    )
    _alike: Memory[tuple[Reason | None, ...], Plan] = attrs.field(
        factory=lambda: Memory(_REMEMBERED_FACTS), init=False, eq=False, repr=False
    )
    _arrivals: Memory[Any, Arrival] = attrs.field(
        factory=lambda: Memory(_REMEMBERED_DAYS), init=False, eq=False, repr=False
    )
    _groups: Memory[Any, tuple[Group, ...]] = attrs.field(
        factory=lambda: Memory(_REMEMBERED_SHAPES), init=False, eq=False, repr=False
    )
    _ran: Memory[Any, dict[str, Ran]] = attrs.field(
        factory=lambda: Memory(_REMEMBERED_CLOCKS), init=False, eq=False, repr=False
    )
    _judged: Memory[Any, dict[str, Any]] = attrs.field(
        factory=lambda: Memory(_REMEMBERED_JUDGEMENTS), init=False, eq=False, repr=False
    )
    _counts_as: dict[Kind, Kind] = attrs.field(init=False, eq=False, repr=False)
    _order: tuple[Obligation, ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a policy whose parts do not hold together."""
        _no_twice(self, "obligations", [o.id for o in self.obligations])
        _no_twice(self, "kinds", [k.kind for k in self.kinds])
        _no_twice(self, "channels", [c.channel for c in self.channels])
        _no_twice(self, "dimensions", [d.code for d in self.dimensions])
        _no_twice(self, "reports", [r.id for r in self.reports])
        if not self.kinds:
            raise PolicyError(f"policy {self.key!r} recognises no kind of feedback", field="kinds")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise PolicyError(
                f"policy {self.key!r} ends {self.valid_to}, before it begins", field="valid_to"
            )
        _check_levels(self)
        check_terms(self.key, self.obligations, self.calendar_spec, self.valid_from)
        object.__setattr__(self, "_order", _in_order(self))
        counts_as = {rule.kind: rule.counts_as for rule in self.kinds if rule.counts_as}
        object.__setattr__(self, "_counts_as", counts_as)

    @property
    def id(self) -> str:
        """Key and edition in one, as a case and a report name the policy."""
        return f"{self.key}@{self.edition}"

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The calendar by which the policy counts days, built at first use and shared."""
        return calendar_for(self.calendar_spec)

    @property
    def in_order(self) -> tuple[Obligation, ...]:
        """The obligations, each after those that it refers to."""
        return self._order

    @cached_property
    def _questions(self) -> dict[str, tuple[Ask, ...]]:
        """What the obligations' conditions ask of an event, by its slug."""
        return questions(self.obligations)

    @cached_property
    def by_id(self) -> Mapping[str, Obligation]:
        """The obligations under their ids."""
        return MappingProxyType({obligation.id: obligation for obligation in self.obligations})

    def obligation(self, id_: str) -> Obligation:
        """Return one obligation by its id."""
        require_a("id", id_, str, "give an obligation's id")
        if id_ not in self.by_id:
            raise PolicyError(f"{self.id} has no obligation {id_!r}; {suggest(id_, self.by_id)}")
        return self.by_id[id_]

    def counts_as(self, kind: Kind) -> Kind:
        """Return the kind that ``kind`` is treated as under this policy."""
        return self._counts_as.get(kind, kind)

    def bucket(self, kind: Kind) -> str:
        """Return the heading that ``kind`` is reported under."""
        buckets = {rule.kind: rule.bucket for rule in self.kinds}
        counted_as = self.counts_as(kind)
        return buckets.get(kind) or buckets.get(counted_as) or counted_as.value

    def kind_label(self, kind: Kind) -> Label:
        """Return the policy's own word for ``kind``."""
        return next((rule.label for rule in self.kinds if rule.kind is kind), kind.words)

    def anonymity(self, channel: Channel) -> Anonymity:
        """Return what the policy says of anonymous feedback on ``channel``."""
        rule = next((rule for rule in self.channels if rule.channel is channel), None)
        return rule.anonymous if rule else Anonymity.UNSPECIFIED

    def triage(self, feedback: Feedback) -> Triage:
        """Return whether the routine covers the feedback, and what is owed either way."""
        require_a("feedback", feedback, Feedback, "make one with Feedback(...)")
        return triage_of(
            feedback,
            self.calendar.day_of(feedback.received_at),
            kinds=self.kinds,
            channels=self.channels,
            exclusions=self.exclusions,
            on_denied=self.on_denied_anonymity,
            channels_open=self.channels_open,
            oral_in_writing=any(rule.oral_in_writing for rule in self.registration),
        )

    def deadlines(self, feedback: Feedback, *, by: Actor = _SOMEBODY) -> tuple[Deadline, ...]:
        """Return the deadline of every obligation that concerns the feedback, on its arrival.

        ``by`` is who takes it in, which a clock can ask for. Empty for feedback outside the
        routine: no clock runs for it (AMB-27).
        """
        require_a("feedback", feedback, Feedback, "make one with Feedback(...)")
        require_a("by", by, Actor, "say who took it in, as in Actor(Role.CONTACT_CENTRE)")
        facts = facts_of(
            feedback,
            self.counts_as(feedback.kind),
            feedback.unit,
            receiver=by.id,
            excluded=self._is_excluded(feedback),
        )
        day = self.calendar.day_of(feedback.received_at)
        arrival = partial(
            Received,
            at=feedback.received_at,
            by=by,
            case_id="arrival",
            feedback=feedback,
            policy=self.key,
            edition=self.edition,
        )
        return self.plan(facts).on_arrival(day, by, arrival).deadlines

    def running(self, case: Case) -> tuple[Deadline, ...]:
        """Return the deadline of every clock that has started in the case, extensions included.

        A clock that has stopped has a ``done_on``. Obligations that do not concern the case are
        left out; none runs in a case that is closed as a duplicate.
        """
        require_a("case", case, Case, "see fold()")
        if case.duplicate_of:
            return ()
        plan, day_of = self.plan(self.facts(case)), self.calendar.day_of
        days = [day_of(event.at) for event in case.events]
        runs = plan.runs(case, days, self.lifts(case), plan.given(case.received))
        return tuple([deadline for o in plan.concerned for deadline in runs[o.id][1]])

    def facts(self, case: Case, *, as_new: bool = False) -> Facts:
        """Return the facts of a case that decide which obligations concern it.

        A case is excluded if it has been outside the routine all the time; for one that was moved
        in or out see :meth:`lifts`. The log tells what was decided on arrival and at each change of
        streams; with ``as_new`` this policy decides it.
        """
        received = case.received
        feedback = received.feedback
        if case.any_of((StreamsSet.slug,)):
            excluded = all(self._excluded(case, as_new=as_new).values())
        else:
            excluded = self._is_excluded(feedback) if as_new else received.excluded != ""
        if not case.any_of(_CHANGES_FACTS):
            return facts_of(
                feedback,
                self._counts_as.get(feedback.kind, feedback.kind),
                feedback.unit,
                receiver=received.by.id,
                excluded=excluded,
            )
        recognised = [each.category for each in case.all(CategorySet)]
        return facts_of(
            feedback,
            self.counts_as(case.kind),
            case.unit,
            case.severity,
            received.by.id,
            excluded,
            categories=(feedback.category, *recognised),
        )

    def lifts(self, case: Case, *, as_new: bool = False) -> tuple[Lift, ...]:
        """Return the stretches in which something owed in the case is lifted; see :meth:`facts`."""
        if not may_lift(case):
            return ()
        return lifts_of(case, self._excluded(case, as_new=as_new))

    def _excluded(self, case: Case, *, as_new: bool) -> dict[int, bool]:
        """Return whether the case was outside the routine from the arrival and each change on."""
        received = case.received
        found = {0: self._is_excluded(received.feedback) if as_new else received.excluded != ""}
        for position in case.positions(StreamsSet.slug):
            changed = case.events[position]
            if isinstance(changed, StreamsSet):
                fitting = self.exclusions_for(received.feedback, changed) if as_new else ()
                found[position] = bool(fitting) if as_new else changed.excluded != ""
        return found

    def exclusions_for(self, feedback: Feedback, changed: StreamsSet) -> tuple[Exclusion, ...]:
        """Return the exclusions that keep feedback outside once its streams have changed.

        They are those in force on the day of the change; the first one decides.
        """
        now = attrs.evolve(feedback, streams=changed.streams)
        return tuple(exclusions_of(now, self.calendar.day_of(changed.at), self.exclusions))

    def exclusions_now(self, case: Case) -> tuple[Exclusion, ...]:
        """Return the exclusions that keep the case outside the routine now; the first decides."""
        changed = case.last(StreamsSet)
        if changed:
            return self.exclusions_for(case.feedback, changed)
        return self.triage(case.feedback).exclusions

    def reasons(self, facts: Facts) -> dict[str, Reason | None]:
        """Return, for each obligation id, why it does not concern such a case, or ``None``."""
        return self.plan(facts).reasons

    def _is_excluded(self, feedback: Feedback) -> bool:
        day = self.calendar.day_of(feedback.received_at)
        return bool(exclusions_of(feedback, day, self.exclusions))

    def plan(self, facts: Facts) -> Plan:
        """Return what the policy means for cases with these facts, worked out once for them all."""
        plan = self._plans.get(facts)
        if plan is None:
            reasons = tuple(why_not(o, facts) for o in self.obligations)
            plan = self._alike.get(reasons) or self._alike.keep(reasons, self._plan(reasons))
            self._plans.keep(facts, plan)
        return plan

    def _plan(self, reasons: Sequence[Reason | None]) -> Plan:
        by_id = {o.id: reason for o, reason in zip(self.obligations, reasons, strict=True)}
        concerned = {o.id: o for o in self.obligations if by_id[o.id] is None}
        needed = {*concerned}
        for obligation in reversed(self.in_order):
            if obligation.id in needed:
                needed |= _refers_to(obligation)
        in_order = tuple(o for o in self.in_order if o.id in needed)
        return Plan(
            calendar_spec=self.calendar_spec,
            source=self.source,
            obligations=self.by_id,
            reasons=by_id,
            concerned=tuple(concerned.values()),
            in_order=in_order,
            questions=self._questions,
            judged=self._judged,
            settled=Memory(_REMEMBERED_SETTLED),
            arrivals=self._arrivals,
            groups=self._groups,
            ran=self._ran,
        )

    def amend(self, edition: str, **changes: Any) -> Self:  # noqa: ANN401  (any field)
        """Return a draft edition with fields changed, to try out a new promise.

        A keyword that is an obligation's id takes a dict of changes to that obligation:
        ``policy.amend("draft", answer={"term": Within(5)})``. Anything but a dict is for the part
        of the policy with that name. A :class:`~klagomal.errors.PolicyError` names the obligation
        and the field that cannot be as given.
        """
        changes = {name: _tupled(value) for name, value in changes.items()}
        by_id = isinstance(changes.get("obligations"), Mapping)
        given = self.obligations if by_id else changes.pop("obligations", self.obligations)
        _check_fields(Policy, {"edition": edition, "obligations": given})
        _no_twice(self, "obligations", [o.id for o in given])
        obligations: dict[str, Obligation] = {o.id: o for o in given}
        for name in [name for name in changes if isinstance(changes[name], Mapping)]:
            if name not in obligations:
                raise PolicyError(_no_obligation(name, obligations))
            changed = {field: _tupled(value) for field, value in changes.pop(name).items()}
            _check_fields(Obligation, changed, f"obligation {name!r}: ", obligation=name)
            obligations[name] = attrs.evolve(obligations[name], **changed)
        for name in sorted(changes.keys() & obligations.keys()):
            hint = f"for the obligation {name!r} give a dict, such as {{'term': Within(5)}}; "
            _check_fields(type(self), {name: changes[name]}, hint, obligation=name)
        _check_fields(type(self), changes)
        changes["obligations"] = tuple(obligations.values())
        return attrs.evolve(self, edition=edition, **changes)

    def to_toml(self) -> str:
        """Return the policy as a TOML file's text; :meth:`from_toml` reads it back the same."""
        from klagomal.serialization import policy_to_toml

        return policy_to_toml(self)

    @classmethod
    def from_toml(cls, path: str | Path) -> Self:
        """Read a policy from a TOML file.

        A :class:`~klagomal.errors.PolicyFileError` names every place in the file that is wrong.
        """
        from klagomal.serialization import policy_from_toml

        return policy_from_toml(path, cls)


def _tupled(value: Any) -> Any:  # noqa: ANN401  (any field)
    return tuple(value) if isinstance(value, list) else value


def _check_fields(
    cls: type[attrs.AttrsInstance], changes: Mapping[str, Any], begins: str = "", **about: str
) -> None:
    """Refuse a change to a field that ``cls`` does not have, or to what cannot stand in it.

    The error begins with ``begins``, and its data hold ``about``.
    """
    known = {field.name: field for field in attrs.fields(cls) if field.init}
    for name, value in changes.items():
        if name not in known:
            means = suggest(str(name), known)
            raise PolicyError(f"{begins}{name!r} is no field of {cls.__name__}; {means}", **about)
        field, found = known[name], value
        try:
            if field.converter is not None:
                found = field.converter(value)
            if field.validator is not None:
                field.validator(None, field, found)
        except KlagomalError as error:
            why = str(error).removeprefix(f"{name}: ")
            raise PolicyError(f"{begins}{name}: {why}", field=name, **about) from None


def _no_obligation(name: str, obligations: Mapping[str, Obligation]) -> str:
    if name == "obligations":
        return "'obligations' is no obligation; name the one to change, such as answer={...}"
    if name in attrs.fields_dict(Policy):
        return (
            f"{name!r} is no obligation but a part of the policy; a dict of changes is for an "
            "obligation, so give the whole part"
        )
    return f"{name!r} is no obligation; {suggest(name, obligations)}"


def _check_levels(policy: Policy) -> None:
    levels = len(policy.ladder.levels) if policy.ladder else 0
    for index, obligation in enumerate(policy.obligations):
        if obligation.level is None or obligation.level <= levels:
            continue
        raise PolicyError(
            f"policy {policy.key!r}: obligation {obligation.id!r} is for level {obligation.level}, "
            + (
                f"and the ladder has {levels}; choose one of its levels, or add one to the ladder"
                if levels
                else "and there is no ladder; leave level out, or say with ladder which levels "
                "there are"
            ),
            obligation=obligation.id,
            field=f"obligations[{index}].level",
        )


def _no_twice(policy: Policy, part: str, names: list[Any]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise PolicyError(f"policy {policy.key!r}: {part} name {name!r} twice", part=part)


def _refers_to(obligation: Obligation) -> set[str]:
    referred = {obligation.start_latest} - {""}
    if isinstance(obligation.term, ByDueOf):
        referred.add(obligation.term.obligation)
    return referred


_LONG_RING: Final = 8


def _circle(waiting: Mapping[str, Obligation]) -> list[str]:
    """Return the ids of obligations that refer to each other in a circle, back to the first.

    Each one in ``waiting`` refers to another one in it.
    """
    way: dict[str, int] = {}
    id_ = next(iter(waiting))
    while id_ not in way:
        way[id_] = len(way)
        id_ = min(_refers_to(waiting[id_]) & waiting.keys())
    return [*list(way)[way[id_] :], id_]


def _in_order(policy: Policy) -> tuple[Obligation, ...]:
    ordered: dict[str, Obligation] = {}
    waiting = {obligation.id: obligation for obligation in policy.obligations}
    for index, obligation in enumerate(policy.obligations):
        for name in _refers_to(obligation):
            if name not in waiting:
                key = "start_latest" if name == obligation.start_latest else "term.by_due_of"
                raise PolicyError(
                    f"policy {policy.key!r}: obligation {obligation.id!r} refers to {name!r}, "
                    f"which does not exist; {suggest(name, waiting)}",
                    obligation=obligation.id,
                    field=f"obligations[{index}].{key}",
                )
    lacking = {id_: len(_refers_to(obligation)) for id_, obligation in waiting.items()}
    followers: dict[str, list[Obligation]] = {id_: [] for id_ in waiting}
    for obligation in policy.obligations:
        for name in _refers_to(obligation):
            followers[name].append(obligation)
    ready = deque(o for o in policy.obligations if not lacking[o.id])
    while ready:
        obligation = ready.popleft()
        ordered[obligation.id] = waiting.pop(obligation.id)
        for follower in followers[obligation.id]:
            lacking[follower.id] -= 1
            if not lacking[follower.id]:
                ready.append(follower)
    if waiting:
        ring = _circle(waiting)
        raise PolicyError(
            f"policy {policy.key!r}: obligations refer to each other in a circle: "
            + " → ".join(ring if len(ring) <= _LONG_RING else [*ring[:3], "…", *ring[-2:]])
            + "; let one of them start or fall due by itself",
            obligation=ring[0],
            field=f"obligations[{[o.id for o in policy.obligations].index(ring[0])}]",
        )
    return tuple(ordered.values())

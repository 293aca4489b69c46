# SPDX-License-Identifier: Apache-2.0
"""Decide whether the policy's routine covers feedback, and if not, where the feedback belongs.

Feedback that has arrived is never rejected: an exclusion is a label and a route, and so is denied
anonymity. What follows by law is given as advice; the library never makes a legal judgement.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from klagomal.fields import are_all, is_code, is_flag, is_label, member_of
from klagomal.promises.citation import Citation, are_citations
from klagomal.promises.provisions import ChannelRule, Exclusion, KindRule
from klagomal.vocabulary import Anonymity, Kind, Label, OnDenied

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klagomal.cases.feedback import Feedback

__all__ = ["Advice", "AdviceCode", "Triage", "exclusions_of", "triage_of"]


class AdviceCode(StrEnum):
    """What an intake form or a registrar should know."""

    ANONYMITY_DENIED = "anonymity_denied"
    ANONYMITY_UNSPECIFIED = "anonymity_unspecified"
    CHANNEL_UNLISTED = "channel_unlisted"
    CHANNEL_NOT_YET_OPEN = "channel_not_yet_open"
    KIND_UNLISTED = "kind_unlisted"
    KIND_COUNTED_AS = "kind_counted_as"
    WRITE_DOWN = "write_down"
    STREAM_UNKNOWN = "stream_unknown"


@attrs.frozen
class Advice:
    """Something to say or to do at intake; it stops nothing."""

    code: AdviceCode = attrs.field(validator=member_of(AdviceCode))
    text: Label = attrs.field(validator=is_label)
    citations: tuple[Citation, ...] = attrs.field(default=(), validator=are_citations)


@attrs.frozen(kw_only=True)
class Triage:
    """Whether the routine covers the feedback, and what is owed either way.

    ``kind`` is the kind it counts as under this policy, ``label`` its local name and ``bucket``
    the heading it is reported under. ``exclusion`` is the one that decides; ``exclusions`` are all
    that fit. With ``refuse_at_intake`` a form should ask for contact details before it is sent;
    feedback that has arrived is registered all the same.
    """

    accepted: bool = attrs.field(validator=is_flag)
    kind: Kind = attrs.field(validator=member_of(Kind))
    label: Label = attrs.field(validator=is_label)
    bucket: str = attrs.field(validator=is_code)
    exclusions: tuple[Exclusion, ...] = attrs.field(default=(), validator=are_all(Exclusion))
    advice: tuple[Advice, ...] = attrs.field(default=(), validator=are_all(Advice))
    refuse_at_intake: bool = attrs.field(default=False, validator=is_flag)

    @property
    def exclusion(self) -> Exclusion | None:
        """The exclusion that decides, or ``None`` when the feedback is accepted."""
        return self.exclusions[0] if self.exclusions else None

    @property
    def reason(self) -> str:
        """The stream that keeps the feedback outside the routine, or the empty string."""
        return self.exclusions[0].stream if self.exclusions else ""

    @property
    def refer_to(self) -> Label | None:
        """Where the matter belongs, or ``None`` when the feedback is accepted."""
        return self.exclusions[0].refer_to if self.exclusions else None

    @property
    def must_inform(self) -> frozenset[str]:
        """What the person must be told."""
        return frozenset[str]().union(*(rule.must_inform for rule in self.exclusions))

    @property
    def keep_apart(self) -> bool:
        """Whether the matter must not enter the ordinary store or notices at all."""
        return any(rule.keep_apart for rule in self.exclusions)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where the exclusions come from."""
        return tuple(citation for rule in self.exclusions for citation in rule.citations)


def triage_of(
    feedback: Feedback,
    day: date,
    *,
    kinds: Iterable[KindRule],
    channels: Iterable[ChannelRule],
    exclusions: Iterable[Exclusion],
    on_denied: OnDenied = OnDenied.ADVISE,
    channels_open: bool = False,
    oral_in_writing: bool = False,
) -> Triage:
    """Return the triage of feedback that arrived on ``day``.

    :func:`exclusions_of` says which exclusion decides.
    """
    fitting = exclusions_of(feedback, day, exclusions)
    named = {rule.kind: rule for rule in kinds}
    kind_rule, kind_advice = _kind(feedback.kind, named)
    channel = next((rule for rule in channels if rule.channel is feedback.channel), None)
    advice = [
        *kind_advice,
        *_channel_advice(channel, day, channels_open),
        *_anonymity_advice(channel, feedback),
        *_stream_advice(feedback, fitting),
    ]
    if oral_in_writing and feedback.channel.is_oral:
        advice.append(_WRITE_DOWN)
    denied = any(item.code is AdviceCode.ANONYMITY_DENIED for item in advice)
    kind = kind_rule.counts_as or kind_rule.kind
    return Triage(
        accepted=not fitting,
        kind=kind,
        label=kind_rule.label,
        bucket=kind_rule.bucket or named.get(kind, kind_rule).bucket or kind.value,
        exclusions=tuple(fitting),
        advice=tuple(advice),
        refuse_at_intake=denied and on_denied is OnDenied.REFUSE_AT_INTAKE,
    )


def exclusions_of(feedback: Feedback, day: date, among: Iterable[Exclusion]) -> list[Exclusion]:
    """Return the exclusions in force on ``day`` that keep the feedback outside; the first decides.

    An exclusion that keeps the matter apart comes first; the others keep their order.
    """
    fitting = [
        rule
        for rule in among
        if (rule.stream in feedback.streams or feedback.capacity in rule.capacities)
        and rule.in_force(day)
    ]
    return sorted(fitting, key=lambda rule: not rule.keep_apart)


def _kind(kind: Kind, named: dict[Kind, KindRule]) -> tuple[KindRule, list[Advice]]:
    rule = named.get(kind)
    if rule is None:
        advice = Advice(
            AdviceCode.KIND_UNLISTED,
            Label(
                f"{kind.label('sv')} nämns inte i texten; tas emot ändå",
                f"the text does not name {kind.label('en')}; it is taken in all the same",
            ),
        )
        return KindRule(kind=kind, label=kind.words), [advice]
    if rule.counts_as is None:
        return rule, []
    return rule, [
        Advice(
            AdviceCode.KIND_COUNTED_AS,
            Label(
                f"{kind.label('sv')} räknas som {rule.counts_as.label('sv')}",
                f"{kind.label('en')} counts as {rule.counts_as.label('en')}",
            ),
            rule.citations,
        )
    ]


def _channel_advice(rule: ChannelRule | None, day: date, channels_open: bool) -> list[Advice]:
    if rule is None:
        return [] if channels_open else [_UNLISTED]
    if rule.valid_from and day < rule.valid_from:
        return [
            Advice(
                AdviceCode.CHANNEL_NOT_YET_OPEN,
                Label(f"kanalen finns från {rule.valid_from}", f"exists from {rule.valid_from}"),
                rule.citations,
            )
        ]
    return []


def _anonymity_advice(rule: ChannelRule | None, feedback: Feedback) -> list[Advice]:
    if not feedback.anonymous:
        return []
    said = rule.anonymous if rule else Anonymity.UNSPECIFIED
    citations = rule.citations if rule else ()
    match said:
        case Anonymity.DENIED:
            text = Label(
                "kanalen är inte öppen för anonyma; det som kommit in registreras ändå",
                "not open to anonymous feedback; what has arrived is registered all the same",
            )
            return [Advice(AdviceCode.ANONYMITY_DENIED, text, citations)]
        case Anonymity.UNSPECIFIED:
            text = Label(
                "texten säger inget om anonyma i den här kanalen; tas emot",
                "the text is silent on anonymous feedback here; it is taken in",
            )
            return [Advice(AdviceCode.ANONYMITY_UNSPECIFIED, text, citations)]
        case _:
            return []


def _stream_advice(feedback: Feedback, fitting: list[Exclusion]) -> list[Advice]:
    unknown = sorted(feedback.streams - {rule.stream for rule in fitting})
    return [
        Advice(
            AdviceCode.STREAM_UNKNOWN,
            Label(
                f"texten undantar inte {stream}; ärendet följer rutinen",
                f"the text does not exclude {stream}; the routine applies",
            ),
        )
        for stream in unknown
    ]


_UNLISTED = Advice(
    AdviceCode.CHANNEL_UNLISTED,
    Label(
        "kanalen nämns inte i texten; tas emot ändå",
        "the text does not name this channel; it is taken in all the same",
    ),
)
_WRITE_DOWN = Advice(
    AdviceCode.WRITE_DOWN,
    Label(
        "muntlig synpunkt: erbjud blankett eller skriv ned den",
        "oral feedback: offer a form or write it down",
    ),
)

# SPDX-License-Identifier: Apache-2.0
"""What the words in a file mean under one policy, and which of them decide its duties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from klagomal.errors import FieldError, suggest
from klagomal.intake.moments import read_stamp
from klagomal.intake.problems import CellError, ProblemCode
from klagomal.intake.words import (
    as_compared,
    as_slug,
    is_there,
    members,
    parts,
    read_flag,
    read_id,
    word_reader,
)
from klagomal.vocabulary import (
    Channel,
    Content,
    Decision,
    Kind,
    LabelledEnum,
    MeasureReception,
    MeasureType,
    Role,
    Satisfaction,
    Severity,
    Stream,
    SubmitterCapacity,
)

if TYPE_CHECKING:
    from klagomal.intake.mapping import ColumnMapping, EventLogMapping
    from klagomal.policy.policy import Policy
    from klagomal.promises.obligations import Scope
    from klagomal.promises.provisions import ChecklistItem, Dimension

__all__ = ["NAMES", "Lexicon", "ReadCell"]

ReadCell = Callable[[str], Any]

_REMEMBERED: Final = 1_000
_WORD: Final = 100

_VOCABULARIES: Final[dict[str, type[LabelledEnum]]] = {
    "by": Role,
    "capacity": SubmitterCapacity,
    "channel": Channel,
    "mode": Channel,
    "reception": MeasureReception,
    "reply_by": Channel,
    "satisfaction": Satisfaction,
    "severity": Severity,
    "to_role": Role,
    "type": MeasureType,
}
_FLAGS: Final = frozenset(
    {
        "anonymous",
        "at_first_contact",
        "automatic",
        "consented",
        "done",
        "forwarded",
        "wants_reply",
    }
)
_IDS: Final = frozenset({"assigned_to", "by_id", "handler", "holder", "received_by"})
_TEXTS: Final = frozenset({"dossier", "legal_basis", "reference", "text"})
_WAYS: Final = frozenset({"mode", "reachable_by", "reply_by"})
"""Attributes whose words are those of the channels, unless the mapping gives them words."""
_DECIDED: Final = {
    "ja": Decision.UPHELD,
    "yes": Decision.UPHELD,
    "delvis": Decision.PARTLY,
    "partly": Decision.PARTLY,
    "nej": Decision.NOT_UPHELD,
    "no": Decision.NOT_UPHELD,
}
"""How exports say in one word whether a complaint was upheld."""
NAMES: Final = frozenset(
    {"administration", "category", "cause", "receiving_unit", "sector", "to_unit", "unit"}
)
"""Attributes that a file fills with names, which become codes."""

# Losing these changes no duty and no outcome. Losing anything else of a deciding event does.
_DETAILS: Final = frozenset(
    {"assigned_to", "by_id", "dossier", "handler", "holder", "reference", "upheld"}
)
_DECIDING_FACTS: Final = frozenset(
    {
        "anonymous",
        "capacity",
        "case_id",
        "has_contact_route",
        "kind",
        "municipality",
        "parent",
        "received",
        "streams",
        "text",
        "wants_reply",
    }
)
_DECIDING_EVENTS: Final = frozenset(
    {"closed", "escalated", "paused", "reclassified", "reopened", "resumed", "severity_set"}
)


class Lexicon:
    """Readers of cells by the attribute that they fill; each is made at its first use."""

    def __init__(self, mapping: ColumnMapping | EventLogMapping, policy: Policy) -> None:
        self._mapping = mapping
        self._policy = policy
        self._readers: dict[tuple[str, str], ReadCell] = {}
        self._deciding = _DECIDING_EVENTS | _hanging_events(policy)
        self._deciding_facts = _DECIDING_FACTS | _hanging_facts(policy)
        self._modes_decide = any(pattern.modes for pattern in _patterns(policy))
        registers = [rule.register for rule in policy.registration]
        self.register = registers[0] if registers else "register"

    def reader(self, attribute: str, event: str = "") -> ReadCell:
        """Return what reads a cell for ``attribute``; it raises :class:`CellError`."""
        found = self._readers.get((event, attribute))
        if found is None:
            made = self._make(attribute, event)
            found = made if attribute in _TEXTS else _remembering(made)
            self._readers[event, attribute] = found
        return found

    def decides(self, attribute: str, event: str = "") -> bool:
        """Whether losing ``attribute`` could change which duties there are or how they stand."""
        if not event:
            return attribute in self._deciding_facts
        if attribute in _DETAILS or (attribute == "mode" and not self._modes_decide):
            return False
        return event in self._deciding

    def _make(self, attribute: str, event: str) -> ReadCell:
        own = self._own(attribute)
        if attribute in _VOCABULARIES:
            return _labelled(_VOCABULARIES[attribute], own)
        if attribute in _FLAGS:
            return _with(own, read_flag)
        if attribute in _TEXTS:
            return str.strip
        if attribute in _IDS:
            return _with(own, read_id)
        return self._special(own, event).get(attribute, lambda: _with(own, as_slug))()

    def _special(self, own: Mapping[str, str], event: str) -> dict[str, Callable[[], ReadCell]]:
        return {
            "kind": lambda: self._kinds(own),
            "streams": lambda: _each(self._streams(own)),
            "content": lambda: _each(self._contents(own)),
            "dimensions": lambda: _each(self._dimensions(own)),
            "cause": lambda: _with(_named(self._policy.causes) | dict(own), as_slug),
            "reachable_by": lambda: _each(_labelled(Channel, own)),
            "subjects": lambda: _each(read_id),
            "has_contact_route": lambda: is_there,
            "promised": lambda: self._read_day,
            "to_level": lambda: _read_number,
            "grade": lambda: _read_number,
            "best": lambda: _read_number,
            "upheld": lambda: word_reader(members(Decision) | _DECIDED | _meant(Decision, own)),
            "to": lambda: _labelled(Role, own) if event == "copy_sent" else _with(own, as_slug),
        }

    def _own(self, attribute: str) -> dict[str, str]:
        words = self._mapping.own_words(attribute)
        if attribute in _WAYS and not words:
            words = self._mapping.own_words("channel")
        return {as_compared(word): code for word, code in words.items()}

    def _kinds(self, own: Mapping[str, str]) -> ReadCell:
        local = {
            as_compared(word): rule.kind
            for rule in self._policy.kinds
            for word in (rule.label.sv, rule.label.en)
        }
        return word_reader(local | members(Kind) | _meant(Kind, own))

    def _streams(self, own: Mapping[str, str]) -> ReadCell:
        known = {as_compared(rule.label.sv): rule.stream for rule in self._policy.exclusions}
        known |= {as_compared(rule.stream): rule.stream for rule in self._policy.exclusions}
        return word_reader(known | _codes(Stream) | dict(own))

    def _contents(self, own: Mapping[str, str]) -> ReadCell:
        known = _named(item for checklist in self._policy.checklists for item in checklist.items)
        for obligation in self._policy.obligations:
            known |= {as_compared(code): code for code in obligation.content}
        known |= {as_compared(code): code for code in self._policy.closing.content}
        return word_reader(known | _codes(Content) | dict(own))

    def _dimensions(self, own: Mapping[str, str]) -> ReadCell:
        known = _named(self._policy.dimensions) | dict(own)
        if self._policy.dimensions and not self._policy.dimensions_open:
            return word_reader(known)
        return _with(known, as_slug)

    def _read_day(self, text: str) -> date:
        return read_stamp(text, self._mapping.dates).day


def _patterns(policy: Policy) -> Iterable[Any]:
    for o in policy.obligations:
        yield from (*o.starts_on, *o.fulfilled_by, *o.also_by, *o.ended_by)


def _hanging_events(policy: Policy) -> frozenset[str]:
    hanging = {pattern.event for pattern in _patterns(policy)}
    if any(obligation.delay for obligation in policy.obligations):
        hanging.add("delay_notice")
    if any(obligation.applies_to.units for obligation in policy.obligations):
        hanging.add("transferred")
    if any(_asks_category(obligation.applies_to) for obligation in policy.obligations):
        hanging.add("category_set")
    return frozenset(hanging)


def _hanging_facts(policy: Policy) -> frozenset[str]:
    scopes = [obligation.applies_to for obligation in policy.obligations]
    hanging = {
        "channel": any(scope.channels for scope in scopes),
        "sector": any(scope.sectors for scope in scopes),
        "category": any(map(_asks_category, scopes)),
        "unit": any(scope.units or scope.misdirected for scope in scopes),
        "receiving_unit": any(scope.misdirected for scope in scopes),
        "subjects": any(scope.concerns_receiver for scope in scopes),
        "received_by": any(scope.concerns_receiver for scope in scopes),
        "reachable_by": any(scope.reachable_by for scope in scopes),
        "reply_by": any(scope.reply_by for scope in scopes),
    }
    return frozenset(fact for fact, hangs in hanging.items() if hangs)


def _asks_category(scope: Scope) -> bool:
    return bool(scope.categories or scope.except_categories)


def _remembering(read: ReadCell) -> ReadCell:
    """Return ``read`` with a memory: the same few words fill a column from end to end."""
    memory: dict[str, Any] = {}

    def recall(text: str) -> Any:  # noqa: ANN401  (whatever ``read`` returns)
        try:
            return memory[text]
        except KeyError:
            found = read(text)
            if len(memory) < _REMEMBERED and len(text) <= _WORD:
                memory[text] = found
            return found

    return recall


def _labelled(vocabulary: type[LabelledEnum], own: Mapping[str, str]) -> ReadCell:
    return word_reader(members(vocabulary) | _meant(vocabulary, own))


def _meant(vocabulary: type[LabelledEnum], own: Mapping[str, str]) -> dict[str, Any]:
    for word, code in own.items():
        if code and vocabulary.lookup(code) is None:
            raise FieldError(
                f"words: {word!r} stands for {code!r}, which is no {vocabulary.__name__}; "
                f"{suggest(code, vocabulary)}",
                field="words",
            )
    return {word: vocabulary.lookup(code) for word, code in own.items()}


def _named(parts_of_policy: Iterable[Dimension | ChecklistItem]) -> dict[str, str]:
    return {
        as_compared(word): part.code
        for part in parts_of_policy
        for word in (part.code, part.label.sv, part.label.en)
    }


def _codes(vocabulary: type[LabelledEnum]) -> dict[str, str]:
    return {word: str(member) for word, member in members(vocabulary).items()}


def _each(read: ReadCell) -> ReadCell:
    def read_all(text: str) -> frozenset[str]:
        return frozenset(found for part in parts(text) if (found := read(part)))

    return read_all


def _with(own: Mapping[str, str], read: ReadCell) -> ReadCell:
    if not own:
        return read

    def read_own(text: str) -> Any:  # noqa: ANN401  (whatever ``read`` returns)
        word = as_compared(text)
        if word not in own:
            return read(text)
        return own[word] and read(own[word])

    return read_own


def _read_number(text: str) -> int:
    number = text.strip()
    if not (number.isascii() and number.isdigit() and len(number) <= len("99")):
        raise CellError(ProblemCode.NOT_A_CODE, "är inget heltal", "is not a whole number")
    return int(number)

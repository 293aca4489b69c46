# SPDX-License-Identifier: Apache-2.0
"""Where a rule comes from: the document, the heading and the requirement row.

A citation is data. It says what the cited document states, and on which days that document applied
as far as the document itself states them. It never claims that a document is in force today.
"""

from __future__ import annotations

import re
from datetime import date

import attrs

from klagomal.errors import PolicyError
from klagomal.fields import are_all, has_words, is_a, is_plain_date, is_text

__all__ = ["Citation", "Source", "are_citations"]

_ROW = re.compile(r"[A-Z][A-Z0-9]*-[0-9]{2,3}")


@attrs.frozen(kw_only=True)
class Source:
    """A document that rules are taken from: a guideline, a routine, an act or a code.

    ``adopted`` is the day of the decision and ``valid_from`` the day it began to apply; the two
    differ in Karlskoga. A date that the document does not state is ``None``, and ``dated`` then
    says in words what is known. ``reference`` is a registry or statute number.
    """

    title: str = attrs.field(validator=has_words)
    document_type: str = attrs.field(validator=has_words)
    publisher: str = attrs.field(default="", validator=is_text())
    adopted_by: str = attrs.field(default="", validator=is_text())
    adopted: date | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_plain_date)
    )
    valid_from: date | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_plain_date)
    )
    valid_to: date | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_plain_date)
    )
    paragraph: str = attrs.field(default="", validator=is_text())
    reference: str = attrs.field(default="", validator=is_text())
    dated: str = attrs.field(default="", validator=is_text())
    note: str = attrs.field(default="", validator=is_text())

    def cite(self, *rows: str, heading: str = "") -> Citation:
        """Return a citation of this document, by requirement rows and heading."""
        return Citation(rows=rows, heading=heading, source=self)

    def __str__(self) -> str:
        """Return the document as a reader would look it up."""
        decided = " ".join(part for part in (self.adopted_by, self.paragraph) if part)
        when = self.adopted.isoformat() if self.adopted else self.dated
        parts = (self.publisher, self.title, decided, when, self.reference)
        return ", ".join(part for part in parts if part)


@attrs.frozen(kw_only=True)
class Citation:
    """One place in a document.

    ``rows`` are requirement ids such as ``ESS-24``. ``source`` is ``None`` inside a policy where
    the policy's own document is meant; :meth:`within` fills it in.
    """

    rows: tuple[str, ...] = attrs.field(default=(), validator=are_all(str, "'ESS-24'"))
    heading: str = attrs.field(default="", validator=is_text())
    source: Source | None = attrs.field(
        default=None, validator=attrs.validators.optional(is_a(Source))
    )

    def __attrs_post_init__(self) -> None:
        """Refuse anything that is not a requirement id."""
        for row in self.rows:
            if not _ROW.fullmatch(row):
                raise PolicyError(
                    f"{row!r} is not a requirement id; write it like 'ESS-24'", row=row
                )

    def within(self, source: Source) -> Citation:
        """Return the citation with ``source`` filled in where none was given."""
        return self if self.source else attrs.evolve(self, source=source)

    def __str__(self) -> str:
        """Return the citation in one line: document, heading, rows."""
        heading = f"”{self.heading}”" if self.heading else ""
        rows = f"[{', '.join(self.rows)}]" if self.rows else ""
        document = str(self.source) if self.source else ""
        return " ".join(part for part in (document, heading, rows) if part)


are_citations = are_all(Citation, "SOURCE.cite('ESS-24')")
"""Attrs validator: the places in documents that something rests on."""

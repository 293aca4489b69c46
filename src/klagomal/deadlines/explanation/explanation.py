# SPDX-License-Identifier: Apache-2.0
"""An explanation: the grounds for a day, as text and as plain data."""

from __future__ import annotations

from typing import Any

import attrs

from klagomal.deadlines.explanation.grounds import Grounds
from klagomal.deadlines.explanation.plain import as_plain
from klagomal.deadlines.explanation.text import lines
from klagomal.errors import FieldError
from klagomal.vocabulary import Language

__all__ = ["Explanation"]


@attrs.frozen(kw_only=True)
class Explanation(Grounds):
    """Why a deadline falls on its day, or why it has no day yet."""

    def text(self, language: Language = "sv") -> str:
        """Return the explanation as lines to read, in Swedish (``sv``) or English (``en``).

        Dates and names do not follow the locale of the process. A count of up to 31 days is written
        day by day; a longer one in stretches. Raises :class:`~klagomal.errors.FieldError` for
        another language.
        """
        if language not in ("sv", "en"):
            raise FieldError(
                f"{language!r}: explanations are written in 'sv' and 'en'", language=language
            )
        return "\n".join(lines(self, language))

    def as_dict(self) -> dict[str, Any]:
        """Return the explanation as plain data, ready for JSON: dates ISO 8601, sets sorted."""
        return as_plain(self)

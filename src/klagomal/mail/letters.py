# SPDX-License-Identifier: Apache-2.0
"""Letters to people, made at delivery from the case's log and its protected data.

A letter has a greeting, an opening for its kind, a paragraph for each element that the event says
it contains, the handler's own words, and a closing. The closing tells the person that what they
send is public unless secrecy applies. No letter promises secrecy. A letter that would lack
something that the event claims is not sent: a confirmation that should name the handler does not go
out without the name.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import attrs

from klagomal.errors import LetterError
from klagomal.fields import visible
from klagomal.mail.notices import NoticeKind
from klagomal.mail.templates import VALUES, Texts, check_folder, html_page, read_texts
from klagomal.ports import Letter
from klagomal.vocabulary import Content, Kind, Language

__all__ = ["LetterParts", "Letters"]

_LONGEST: Final = 60_000
_LONGEST_SUBJECT: Final = 300
_SHOWN_BY: Final[Mapping[str, str]] = {
    Content.HANDLER_NAME: "handler_name",
    Content.HANDLER_CONTACT: "handler_contact",
    Content.EXPECTED_DURATION: "promised",
    Content.NEW_DATE: "promised",
    Content.RIGHT_INSTANCE: "refer_to",
}
"""The value that each of these elements needs to be in a letter."""
_NEED_WORDS: Final = frozenset({NoticeKind.ANSWER})
"""Kinds of letter that say nothing without the sender's own words."""
_NEED_SUBSTANCE: Final = frozenset(
    {NoticeKind.HANDLER, NoticeKind.PROGRESS, NoticeKind.INFORMATION}
)
"""Kinds of letter that say nothing without the sender's own words or an element."""


@attrs.frozen(kw_only=True)
class LetterParts:
    """What one letter is made of.

    ``content`` are the elements it must contain and ``values`` what templates may show
    (:data:`~klagomal.mail.templates.VALUES`). ``feedback_kind`` is ``None`` where the letter is
    about no case. ``own_words`` is the sender's text and ``quoted`` what somebody else wrote.
    ``withheld`` says that the text to quote is not shown.
    """

    id: str
    kind: NoticeKind
    to: str
    policy: str
    feedback_kind: Kind | None
    language: Language = "sv"
    content: tuple[str, ...] = ()
    own_words: str = ""
    quoted: str = ""
    withheld: bool = False
    values: Mapping[str, str]


def _as_folder(folder: str | Path | None) -> Path | None:
    if folder is None:
        return None
    if not isinstance(folder, (str, Path)) or not str(folder):
        raise LetterError(f"{folder!r} is no folder; give its path, or leave it out")
    return Path(folder)


@attrs.frozen
class Letters:
    """Writes letters; ``folder`` may hold your own ``letters.sv.toml`` and ``letters.en.toml``.

    Such a file replaces the texts that it gives and leaves the others. A subfolder named as a
    policy's key holds texts for that policy alone. Files are read once. A fault in a file raises
    :class:`~klagomal.errors.LetterError`, which names the file, when the :class:`Letters` value is
    made.
    """

    folder: Path | None = attrs.field(default=None, converter=_as_folder)
    _read: dict[tuple[Language, str], Texts] = attrs.field(
        factory=dict, init=False, eq=False, repr=False
    )

    def __attrs_post_init__(self) -> None:
        """Refuse a folder with texts that could not be used."""
        if self.folder is not None:
            check_folder(self.folder)

    def write(self, parts: LetterParts) -> Letter:
        """Return the finished letter, as plain text and as HTML.

        Raises :class:`~klagomal.errors.LetterError`, naming what is missing, for a letter that
        would not contain what it is said to contain.
        """
        texts = self._texts(parts.language, parts.policy)
        values = dict.fromkeys(VALUES, "")
        values |= {name: visible(value).strip() for name, value in parts.values.items()}
        if parts.feedback_kind:
            word = "matter" if values["matter"] else parts.feedback_kind
            values["kind_definite"] = texts.render(f"kind.{word}", values)
        own_words = visible(parts.own_words).strip()
        told = _told(parts, texts, values, own_words)
        closing = "closing" if parts.kind.is_to_submitter else "staff_closing"
        blocks = [
            *_plain(texts.render("greeting", values)),
            *_plain(texts.render(f"letter.{parts.kind}.opening", values)),
            *(block for paragraph in told for block in _plain(paragraph)),
            *_plain(own_words),
            *_quotation(parts, texts, values),
            *_plain(texts.render(closing, values)),
            *_plain(texts.render("signature", values)),
        ]
        subject = " ".join(texts.render(f"letter.{parts.kind}.subject", values).split())
        text = "\n\n".join(_as_text(quoted, block) for quoted, block in blocks)
        for name, found, limit in (
            ("text", text, _LONGEST),
            ("subject", subject, _LONGEST_SUBJECT),
        ):
            if len(found) > limit:
                raise LetterError(
                    f"letter {parts.id}: the {name} has {len(found)} characters, at most {limit}",
                    letter=parts.id,
                )
        return Letter(
            id=parts.id,
            to=parts.to,
            subject=subject,
            text=text,
            html=html_page(subject, blocks, parts.language),
            language=parts.language,
        )

    def lacking(
        self, kind: NoticeKind, policy: str, content: Iterable[str], known: Container[str]
    ) -> tuple[str, ...]:
        """Return what a letter without own words would lack; empty if it needs none.

        ``known`` are the values that there will be: ``handler_name``, ``handler_contact``,
        ``promised``, ``refer_to``.
        """
        sources = self._texts("sv", policy).sources
        told = sorted(content)
        missing = [
            slug
            for slug in told
            if not sources.get(f"content.{slug}")
            or (slug in _SHOWN_BY and _SHOWN_BY[slug] not in known)
        ]
        if kind in _NEED_WORDS or (kind in _NEED_SUBSTANCE and not told):
            missing.append("own_words")
        return tuple(missing)

    def _texts(self, language: Language, policy: str) -> Texts:
        key = (language, policy)
        if key not in self._read:
            self._read[key] = read_texts(language, self.folder, policy)
        return self._read[key]


def _told(parts: LetterParts, texts: Texts, values: Mapping[str, str], own_words: str) -> list[str]:
    """Return a paragraph for each element; refuse a letter that lacks one."""
    told: dict[str, None] = {}
    missing = []
    for slug in parts.content:
        paragraph = texts.render(f"content.{slug}", values)
        value = _SHOWN_BY.get(slug)
        if value and values[value].casefold() not in paragraph.casefold():
            raise LetterError(
                f"letter {parts.id} must contain {slug}, but the text content.{slug} of "
                f"{texts.origins.get(f'content.{slug}', 'no file')} does not show {value!r}",
                letter=parts.id,
                missing=(slug,),
            )
        if paragraph and (not value or values[value]):
            told[paragraph] = None
        elif not own_words:
            missing.append(slug)
    if not own_words and parts.kind in _NEED_WORDS:
        missing.append("own_words")
    if not own_words and not told and parts.kind in _NEED_SUBSTANCE:
        missing.append("own_words")
    if missing:
        raise LetterError(
            f"letter {parts.id} would lack {', '.join(dict.fromkeys(missing))}; give it words of "
            "its own, or a text and the value that the text shows",
            letter=parts.id,
            missing=tuple(dict.fromkeys(missing)),
        )
    return list(told)


def _quotation(
    parts: LetterParts, texts: Texts, values: Mapping[str, str]
) -> Iterator[tuple[bool, str]]:
    if parts.withheld:
        yield from _plain(texts.render("withheld", values))
    elif quoted := visible(parts.quoted).strip():
        yield from _plain(texts.render("quoted", values))
        yield from ((True, paragraph) for paragraph in _paragraphs(quoted))


def _plain(text: str) -> Iterator[tuple[bool, str]]:
    return ((False, paragraph) for paragraph in _paragraphs(text))


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, which are separated by empty lines."""
    return [part.strip("\n") for part in re.split(r"\n[^\S\n]*\n", text) if part.strip()]


def _as_text(quoted: bool, block: str) -> str:
    """Return a block of plain text; each line of a quotation is marked, lest it pass for ours."""
    return "\n".join(f"> {line}" for line in block.splitlines()) if quoted else block

# SPDX-License-Identifier: Apache-2.0
"""Letters: whole texts as people get them, what must be in them, and hostile words."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klagomal.errors import LetterError
from klagomal.mail.letters import LetterParts, Letters
from klagomal.mail.notices import NoticeKind
from klagomal.policies import get, names
from klagomal.vocabulary import Content, Kind, Language

LETTERS = Letters()
VALUES = {
    "case_id": "case-1",
    "number": "Synpunkten 2025:17",
    "reference": "Synpunkten 2025:17",
    "received_on": "fredagen den 19 december 2025",
    "kind_label": "klagomål",
    "body_name": "Provköpings kommun",
}
EVERY_VALUE = VALUES | {
    "handler_name": "Åsa Öst",
    "handler_contact": "0123-45 67, asa.ost@provkoping.example",
    "promised": "fredagen den 16 januari 2026",
    "level": "2",
    "level_role": "ansvarig chef",
    "reminder": "overdue",
    "obligation": "Svar inom tio dagar",
    "due": "måndagen den 29 december 2025",
    "report": "nämnd eller styrelse",
}
CLOSING = (
    "Ange gärna ärendets beteckning om du kontaktar oss: Synpunkten 2025:17.\n\n"
    "Det du skickar till oss blir en allmän handling. Den kan lämnas ut till den som begär det, "
    "om uppgifterna inte omfattas av sekretess.\n\n"
)
SIGNATURE = "Med vänlig hälsning\nProvköpings kommun"


def parts(kind: NoticeKind, **about: Any) -> LetterParts:
    """Return the parts of a letter about one complaint, changed as the test needs."""
    about = {"feedback_kind": Kind.COMPLAINT, "values": VALUES, **about}
    return LetterParts(id="notice-1", kind=kind, to="a@b.example", policy="provkoping", **about)


# --- whole letters --------------------------------------------------------------------------------


def test_confirmation_with_handler_and_day() -> None:
    """A confirmation names the handler, how to reach them and by when, and says what is public."""
    letter = LETTERS.write(
        parts(
            NoticeKind.CONFIRMATION,
            content=("thanks", "handler_name", "handler_contact", "expected_duration", "new_date"),
            values=EVERY_VALUE,
        )
    )
    assert letter.subject == "Vi har tagit emot ditt klagomål"
    assert letter.text == (
        "Hej!\n\n"
        "Vi tog emot ditt klagomål fredagen den 19 december 2025.\n\n"
        "Tack för att du hörde av dig. Det hjälper oss att bli bättre.\n\n"
        "Åsa Öst handlägger ditt ärende.\n\n"
        "Så når du handläggaren: 0123-45 67, asa.ost@provkoping.example\n\n"
        "Du får besked senast fredagen den 16 januari 2026.\n\n" + CLOSING + SIGNATURE
    )
    assert (letter.id, letter.to, letter.language) == ("notice-1", "a@b.example", "sv")


def test_confirmation_in_english() -> None:
    """The same letter in English."""
    letter = LETTERS.write(
        parts(
            NoticeKind.CONFIRMATION,
            language="en",
            content=("thanks", "handler_name", "handler_contact", "expected_duration"),
            values=EVERY_VALUE
            | {
                "received_on": "Friday 19 December 2025",
                "promised": "Friday 16 January 2026",
                "body_name": "Provköping municipality",
            },
        )
    )
    assert letter.subject == "We have received your complaint"
    assert letter.text == (
        "Hello,\n\n"
        "We received your complaint on Friday 19 December 2025.\n\n"
        "Thank you for getting in touch. It helps us improve.\n\n"
        "Åsa Öst handles your case.\n\n"
        "How to reach the handler: 0123-45 67, asa.ost@provkoping.example\n\n"
        "You will hear from us by Friday 16 January 2026.\n\n"
        "Please state your reference if you contact us: Synpunkten 2025:17.\n\n"
        "What you send us becomes an official document. It may be given to anyone who asks for "
        "it, unless secrecy applies.\n\n"
        "Kind regards,\nProvköping municipality"
    )


@pytest.mark.parametrize(
    ("kind", "confirmed"),
    [
        (Kind.COMPLAINT, "Vi har tagit emot ditt klagomål"),
        (Kind.SUGGESTION, "Vi har tagit emot ditt förslag"),
        (Kind.PRAISE, "Vi har tagit emot ditt beröm"),
        (Kind.OPINION, "Vi har tagit emot din synpunkt"),
        (Kind.QUESTION, "Vi har tagit emot din fråga"),
    ],
)
def test_each_kind_has_its_own_words(kind: Kind, confirmed: str) -> None:
    """The letter says "ditt förslag" or "din synpunkt" as Swedish wants it."""
    letter = LETTERS.write(parts(NoticeKind.CONFIRMATION, feedback_kind=kind))
    assert letter.subject == confirmed


def test_case_without_a_number_names_none() -> None:
    """Without a registration number the closing leaves that sentence out."""
    letter = LETTERS.write(parts(NoticeKind.CONFIRMATION, values=VALUES | {"number": ""}))
    assert "beteckning" not in letter.text
    assert letter.text.endswith("omfattas av sekretess.\n\n" + SIGNATURE)


def test_delay_notice_with_reason_and_new_day() -> None:
    """A delay notice gives the reason in the handler's words, and the new day."""
    letter = LETTERS.write(
        parts(
            NoticeKind.DELAY,
            content=("reason", "expected_duration", "new_date"),
            own_words="Vi väntar på ett besked från entreprenören.",
            values=EVERY_VALUE,
        )
    )
    assert letter.subject == "Ditt ärende tar längre tid än väntat"
    assert letter.text == (
        "Hej!\n\n"
        "Du kontaktade oss fredagen den 19 december 2025. Ditt ärende tar tyvärr längre tid än vi "
        "räknade med.\n\n"
        "Du får besked senast fredagen den 16 januari 2026.\n\n"
        "Vi väntar på ett besked från entreprenören.\n\n" + CLOSING + SIGNATURE
    )


def test_answer_with_apology() -> None:
    """An answer has the elements it is said to contain, and the handler's own words unchanged."""
    letter = LETTERS.write(
        parts(
            NoticeKind.ANSWER,
            content=("apology", "explanation"),
            own_words="Bussen är nu lagad.\nDen går igen.\n\nBussen är nu lagad.\nDen går igen.",
        )
    )
    assert letter.subject == "Svar på ditt klagomål"
    assert letter.text == (
        "Hej!\n\n"
        "Du kontaktade oss fredagen den 19 december 2025. Här är vårt svar.\n\n"
        "Vi ber om ursäkt för det som blev fel.\n\n"
        "Bussen är nu lagad.\nDen går igen.\n\n"
        "Bussen är nu lagad.\nDen går igen.\n\n" + CLOSING + SIGNATURE
    )


def test_information_on_the_right_to_appeal() -> None:
    """Information owed beside an answer: the right to appeal and an offer of help (ESS-36)."""
    letter = LETTERS.write(
        parts(NoticeKind.INFORMATION, content=("right_to_appeal", "help_offered"))
    )
    assert letter.subject == "Information om ditt ärende"
    assert letter.text == (
        "Hej!\n\n"
        "Du kontaktade oss fredagen den 19 december 2025. Här är information som gäller ditt "
        "ärende.\n\n"
        "Beslutet kan överklagas. I beslutet står det hur du gör.\n\n"
        "Hör av dig till oss om du vill ha hjälp med hur du går vidare.\n\n" + CLOSING + SIGNATURE
    )


def test_copy_to_the_handler() -> None:
    """The copy quotes what came in, each line marked, without the closing meant for the person."""
    letter = LETTERS.write(
        parts(NoticeKind.COPY_TO_HANDLER, quoted="Bussen är sen.\nJämt!\n\nMed vänlig hälsning\nX")
    )
    assert letter.subject == "Kopia av klagomål i ärende Synpunkten 2025:17"
    assert letter.text == (
        "Hej!\n\n"
        "Här är en kopia av det som kom in fredagen den 19 december 2025 i ärende Synpunkten "
        "2025:17.\n\n"
        "Så här lyder det som kom in:\n\n"
        "> Bussen är sen.\n> Jämt!\n\n"
        "> Med vänlig hälsning\n> X\n\n" + SIGNATURE
    )


def test_copy_that_withholds_the_text() -> None:
    """A text that is withheld is not in the letter, which says where to read it."""
    letter = LETTERS.write(
        parts(NoticeKind.COPY_TO_HANDLER, quoted="Bussen är sen.", withheld=True)
    )
    assert "Bussen" not in letter.text + letter.html
    assert "Texten återges inte här. Läs den i ärendet.\n\n" + SIGNATURE in letter.text


CASE = "ärende Synpunkten 2025:17"
STAFF_LETTERS = [
    (
        NoticeKind.HANDED_OVER,
        {},
        "Ärende Synpunkten 2025:17 har lämnats över",
        (
            "Ärende Synpunkten 2025:17 har lämnats över till dig eller din enhet. Det kom in "
            "fredagen den 19 december 2025, och tiderna räknas fortfarande från den dagen."
        ),
    ),
    (
        NoticeKind.ESCALATION,
        {},
        "Ärende Synpunkten 2025:17 har lyfts till nivå 2",
        (
            "Ärende Synpunkten 2025:17 har lyfts till nivå 2 (ansvarig chef). "
            "Det kom in fredagen den 19 december 2025."
        ),
    ),
    (
        NoticeKind.ESCALATION,
        {"level_role": ""},
        "Ärende Synpunkten 2025:17 har lyfts till nivå 2",
        (
            "Ärende Synpunkten 2025:17 har lyfts till nivå 2. "
            "Det kom in fredagen den 19 december 2025."
        ),
    ),
    (
        NoticeKind.REMINDER,
        {"reminder": "overdue"},
        f"Påminnelse om {CASE}",
        (
            f"Det här skulle ha varit gjort senast måndagen den 29 december 2025 i {CASE}: "
            "Svar inom tio dagar. Det är inte antecknat som gjort."
        ),
    ),
    (
        NoticeKind.REMINDER,
        {"reminder": "due_soon"},
        f"Påminnelse om {CASE}",
        (
            f"Det här ska vara gjort senast måndagen den 29 december 2025 i {CASE}: "
            "Svar inom tio dagar."
        ),
    ),
    (
        NoticeKind.REMINDER,
        {"reminder": "escalation_due"},
        f"Påminnelse om {CASE}",
        f"Den som skrev i {CASE} är inte nöjd. Nästa nivå är 2 (ansvarig chef).",
    ),
    (
        NoticeKind.REMINDER,
        {"reminder": "lingering"},
        f"Påminnelse om {CASE}",
        f"Det här väntar fortfarande i {CASE}: Svar inom tio dagar.",
    ),
    (
        NoticeKind.REPORT_DUE,
        {},
        "Dags att redovisa till nämnd eller styrelse",
        (
            "Det är dags att redovisa till nämnd eller styrelse. Redovisningen räknas om den "
            "lämnas senast måndagen den 29 december 2025."
        ),
    ),
    (
        NoticeKind.REPORT_DUE,
        {"late": "late", "occasion": "delårsbokslut"},
        "Redovisningen till nämnd eller styrelse saknas",
        (
            "Ingen redovisning till nämnd eller styrelse (delårsbokslut) är antecknad. För att "
            "räknas skulle den ha lämnats senast måndagen den 29 december 2025."
        ),
    ),
]


@pytest.mark.parametrize(("kind", "about", "subject", "opening"), STAFF_LETTERS)
def test_letters_to_people_at_work(
    kind: NoticeKind, about: dict[str, str], subject: str, opening: str
) -> None:
    """Letters to people at work are short, name the case, and close without the public notice."""
    letter = LETTERS.write(parts(kind, values=EVERY_VALUE | about))
    assert letter.subject == subject
    assert letter.text == f"Hej!\n\n{opening}\n\n{SIGNATURE}"


def test_praise_to_pass_on() -> None:
    """Praise is quoted to the unit that it is for."""
    letter = LETTERS.write(
        parts(NoticeKind.PRAISE, feedback_kind=Kind.PRAISE, quoted="Tack för maten!")
    )
    assert letter.subject == "Beröm att föra vidare, ärende Synpunkten 2025:17"
    assert letter.text == (
        "Hej!\n\n"
        "Det kom in beröm fredagen den 19 december 2025. Berätta det för dem som det gäller.\n\n"
        "Så här lyder det som kom in:\n\n"
        "> Tack för maten!\n\n" + SIGNATURE
    )


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", NoticeKind, ids=str)
@pytest.mark.parametrize("policy", names())
def test_every_letter_renders_under_every_policy(
    policy: str, kind: NoticeKind, language: Language
) -> None:
    """Each kind of letter can be written under each shipped policy, for each kind of feedback.

    Elements that only the policy knows are carried by the letter's own words.
    """
    found = get(policy)
    listed = {item.code for checklist in found.checklists for item in checklist.items}
    content = tuple(sorted(map(str, {*Content, *listed}))) if kind.is_to_submitter else ()
    for rule in found.kinds:
        letter = LETTERS.write(
            LetterParts(
                id="notice-1",
                kind=kind,
                to="a@b.example",
                policy=policy,
                feedback_kind=rule.kind,
                language=language,
                content=content,
                own_words="Egna ord." if kind.is_to_submitter else "",
                quoted="Det som skrevs." if kind is NoticeKind.PRAISE else "",
                values=EVERY_VALUE
                | {
                    "body_name": found.name.text(language),
                    "kind_label": rule.label.text(language),
                },
            )
        )
        assert found.name.text(language) in letter.text
        assert letter.subject
        assert not re.search(r"\{|\}|\bNone\b|  |\n\n\n|\s\.", letter.subject + letter.text)
        assert letter.subject == letter.subject.strip()


# --- what must be in a letter ---------------------------------------------------------------------


@pytest.mark.rows("ESS-26", "OST-30")
@pytest.mark.parametrize(
    ("slug", "value"),
    [
        (Content.HANDLER_NAME, "handler_name"),
        (Content.HANDLER_CONTACT, "handler_contact"),
        (Content.EXPECTED_DURATION, "promised"),
        (Content.NEW_DATE, "promised"),
    ],
)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_the_event_claims_stands_in_the_letter(
    slug: str, value: str, language: Language
) -> None:
    """An element that is a value stands in the letter; without the value there is no letter."""
    claimed = parts(NoticeKind.CONFIRMATION, content=(slug,), language=language)
    full = LETTERS.write(attrs.evolve(claimed, values=EVERY_VALUE))
    assert EVERY_VALUE[value] in full.text
    with pytest.raises(LetterError, match=slug) as refused:
        LETTERS.write(claimed)
    assert refused.value.data["missing"] == (slug,)


@pytest.mark.parametrize(
    "slug",
    [
        "reason",
        "explanation",
        "preventive_measures",
        "next_instance",
        "available_routes",
        "right_instance",
        "unit_notes",
        "reason_for_thanks",
        "promise_of_care",
        "questions",
        "promise_kept",
        "follow_up",
    ],
)
def test_what_no_standard_text_can_say_needs_words_of_its_own(slug: str) -> None:
    """An element of its own kind, such as a step of the gift principle, needs own words."""
    with pytest.raises(LetterError, match=f"would lack {slug}"):
        LETTERS.write(parts(NoticeKind.CONFIRMATION, content=(slug,)))
    carried = LETTERS.write(
        parts(NoticeKind.CONFIRMATION, content=(slug,), own_words="Det står här.")
    )
    assert "\n\nDet står här.\n\n" in carried.text


def test_all_that_is_missing_is_named_at_once() -> None:
    """The error names everything that the letter lacks, for one round of mending."""
    with pytest.raises(LetterError) as refused:
        LETTERS.write(parts(NoticeKind.ANSWER, content=("explanation", "handler_name", "thanks")))
    assert refused.value.data["missing"] == ("explanation", "handler_name", "own_words")


@pytest.mark.parametrize(
    ("kind", "content", "lacks"),
    [
        (NoticeKind.ANSWER, (), True),
        (NoticeKind.ANSWER, ("thanks",), True),
        (NoticeKind.HANDLER, (), True),
        (NoticeKind.PROGRESS, (), True),
        (NoticeKind.INFORMATION, (), True),
        (NoticeKind.HANDLER, ("thanks",), False),
        (NoticeKind.PROGRESS, ("expected_duration",), False),
        (NoticeKind.INFORMATION, ("help_offered",), False),
        (NoticeKind.CONFIRMATION, (), False),
        (NoticeKind.DELAY, (), False),
    ],
)
def test_letters_that_would_say_nothing_are_refused(
    kind: NoticeKind, content: tuple[str, ...], lacks: bool
) -> None:
    """An answer needs words of its own; other letters may say enough by kind and elements."""
    empty = parts(kind, content=content, values=EVERY_VALUE)
    if lacks:
        with pytest.raises(LetterError, match="own_words"):
            LETTERS.write(empty)
    else:
        assert LETTERS.write(empty).text
    assert "Egna ord." in LETTERS.write(attrs.evolve(empty, own_words="Egna ord.")).text


# --- hostile words --------------------------------------------------------------------------------

HOSTILE = [
    "{{ case_id }}",
    "{{ ''.__class__.__mro__ }}",
    "{% for x in range(10**9) %}x{% endfor %}",
    "{# en kommentar #}",
    "<script>alert(1)</script>",
    '<img src="x" onerror="alert(1)">',
    "</p></main><h1>Kommunen betalar</h1>",
    "&lt;b&gt; & 'citat' \"citat\"",
]


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("place", ["own_words", "quoted", "handler_name", "number"])
def test_words_are_shown_and_never_obeyed(words: str, place: str) -> None:
    """What people wrote is text wherever it stands: no template, no HTML."""
    about: dict[str, Any] = {"content": ("handler_name",), "values": EVERY_VALUE}
    if place in EVERY_VALUE:
        about["values"] = EVERY_VALUE | {place: words}
    else:
        about[place] = words
    letter = LETTERS.write(parts(NoticeKind.CONFIRMATION, **about))
    assert words in letter.text
    page = Page(letter.html)
    assert words in page.text
    assert set(page.tags) <= {
        *["html", "head", "meta", "title", "body", "main", "p", "br", "blockquote"]
    }


SHELL = ["html", "head", "meta", "meta", "title", "body", "main"]
UNSEEN = [chr(code) for code in (0x61C, 0xAD, 0x180E, 0x2060, 0xFEFF, 0xE0041)]
UNSEEN += [chr(code) for code in (*range(0x200B, 0x2010), *range(0x202A, 0x202F))]
UNSEEN += [chr(code) for code in range(0x2066, 0x206A)]


@pytest.mark.parametrize("sign", UNSEEN, ids=lambda sign: f"U+{ord(sign):04X}")
def test_unseen_signs_are_left_out(sign: str) -> None:
    """Bidirectional controls and zero-width signs are not in the letter, wherever they stood."""
    letter = LETTERS.write(
        parts(
            NoticeKind.ANSWER,
            own_words=f"Utbetal{sign}ning",
            quoted=f"1{sign}23",
            content=("handler_name",),
            values=EVERY_VALUE | {"handler_name": f"Å{sign}sa", "number": f"20{sign}25:1"},
        )
    )
    assert sign not in letter.subject + letter.text + letter.html
    for told in ("Utbetalning", "> 123", "Åsa handlägger", "2025:1."):
        assert told in letter.text


def test_quotation_cannot_pass_for_our_own_words() -> None:
    """A quoted text that imitates the letter's end is still marked as a quotation."""
    forged = f"Hej!\n\n{SIGNATURE}\n\n{CLOSING}"
    letter = LETTERS.write(parts(NoticeKind.COPY_TO_HANDLER, quoted=forged))
    assert letter.text.count("\n" + SIGNATURE) == 1
    assert "> Med vänlig hälsning\n> Provköpings kommun" in letter.text
    assert Page(letter.html).tags.count("blockquote") == 4  # greeting, signature, two of closing


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200))
def test_any_words_make_one_sound_page(words: str) -> None:
    """Whatever was written, the page has the same shape and the subject is one line."""
    values = EVERY_VALUE | {"handler_name": words, "body_name": words}
    letter = LETTERS.write(
        parts(NoticeKind.ANSWER, own_words=f"x{words}", quoted=words, values=values)
    )
    page = Page(letter.html)
    assert [tag for tag in page.tags if tag not in ("p", "br", "blockquote")] == SHELL
    assert "\n" not in letter.subject


def test_over_long_letters_are_refused() -> None:
    """A letter or a subject beyond all bounds is an error, never cut."""
    with pytest.raises(LetterError, match="at most 60000"):
        LETTERS.write(parts(NoticeKind.ANSWER, own_words="å" * 60_000))
    long = EVERY_VALUE | {"reference": "x" * 300}
    with pytest.raises(LetterError, match="the subject has"):
        LETTERS.write(parts(NoticeKind.HANDED_OVER, values=long))


# --- the page -------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a browser would make of a page: its tags, their attributes and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: dict[str, dict[str, str | None]] = {}
        self.open: list[str] = []
        self.text = ""
        self.title = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append(tag)
        self.attributes.setdefault(tag, dict(attrs))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last, and nothing else."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a piece of text."""
        if self.open[-1:] == ["title"]:
            self.title += data
        else:
            self.text += data


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", NoticeKind, ids=str)
def test_page_is_accessible(kind: NoticeKind, language: Language) -> None:
    """The page tells its language and title, has one main part, and says what the text says."""
    letter = LETTERS.write(
        parts(kind, language=language, own_words="Ett.\n\nTvå,\ntre.", values=EVERY_VALUE)
    )
    assert letter.html.startswith("<!doctype html>\n")
    page = Page(letter.html)
    assert page.attributes["html"] == {"lang": language}
    assert page.title == letter.subject
    assert page.attributes["meta"] == {"charset": "utf-8"}
    assert page.tags.count("main") == page.tags.count("title") == 1
    assert page.text.split() == letter.text.split()
    assert "maximum-scale" not in letter.html  # people may enlarge it


def test_plain_text_and_page_say_the_same() -> None:
    """Paragraphs and line breaks of the text are those of the page."""
    letter = LETTERS.write(parts(NoticeKind.ANSWER, own_words="Ett.\n\nTvå,\ntre."))
    assert "<p>Ett.</p>" in letter.html
    assert "<p>Två,<br>\ntre.</p>" in letter.html

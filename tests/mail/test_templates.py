# SPDX-License-Identifier: Apache-2.0
"""Texts of letters: what ours say, how an operator's own replace them, and what is refused."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs
import pytest

import klagomal
from klagomal.errors import LetterError
from klagomal.mail.letters import LetterParts, Letters
from klagomal.mail.notices import NoticeKind
from klagomal.mail.templates import VALUES, Texts, read_texts
from klagomal.vocabulary import Content, Kind, Language
from tests import ROOT

LANGUAGES = ("sv", "en")
BLANK = dict.fromkeys(VALUES, "")


def ours(language: Language) -> Texts:
    """Return the texts that come with the library."""
    return read_texts(language, None, "")


def own(folder: Path, texts: str, name: str = "letters.sv.toml") -> Letters:
    """Write a file of own texts and return letters that use it."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(texts, encoding="utf-8")
    return Letters(folder)


def subject(letters: Letters, policy: str = "provkoping", language: Language = "sv") -> str:
    """Return a confirmation's subject."""
    parts = LetterParts(
        id="n",
        kind=NoticeKind.CONFIRMATION,
        to="a@b.example",
        policy=policy,
        feedback_kind=Kind.COMPLAINT,
        language=language,
        values={},
    )
    return letters.write(parts).subject


# --- our own texts --------------------------------------------------------------------------------


def test_both_languages_have_the_same_texts() -> None:
    """What can be said in Swedish can be said in English, and the other way round."""
    assert ours("sv").sources.keys() == ours("en").sources.keys()


def test_every_kind_of_notice_and_feedback_has_its_texts() -> None:
    """Each kind of notice has a subject and an opening; each kind of feedback its words."""
    found = ours("sv").sources.keys()
    assert {f"letter.{k}.{part}" for k in NoticeKind for part in ("subject", "opening")} <= found
    assert {f"kind.{kind}" for kind in Kind} <= found


def test_elements_with_a_text_are_known_elements() -> None:
    """Each standard paragraph belongs to an element of the vocabulary: no slug is misspelt."""
    slugs = {
        name.removeprefix("content.") for name in ours("sv").sources if name.startswith("content.")
    }
    assert slugs <= {content.value for content in Content}


@pytest.mark.rows("ESS-08")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_promises_secrecy(language: Language) -> None:
    """Only the closing speaks of secrecy, and it says that what people send is public."""
    speaks = re.compile(r"konfidenti|sekret|hemlig|förtroli|anonym|tystnad|skydda|confiden|secre")
    found = {
        name for name, text in ours(language).sources.items() if speaks.search(text.casefold())
    }
    assert found == {"closing"}
    told = ours(language).render("closing", BLANK)
    public = {
        "sv": "Det du skickar till oss blir en allmän handling. Den kan lämnas ut till den som "
        "begär det, om uppgifterna inte omfattas av sekretess.",
        "en": "What you send us becomes an official document. It may be given to anyone who asks "
        "for it, unless secrecy applies.",
    }
    assert told == public[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(language: Language) -> None:
    """Plain language: no sentence of ours has more than 25 words."""
    for name, source in ours(language).sources.items():
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "x", source)
        longest = max(len(sentence.split()) for sentence in re.split(r"[.!?:]\s|\n\n", text + " "))
        assert longest <= 25, name


def test_wheel_holds_the_texts(tmp_path: Path) -> None:
    """The built wheel holds both files of texts, so that letters work when installed."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        found = {name for name in packed.namelist() if name.endswith(".toml")}
    assert {f"klagomal/mail/letters.{language}.toml" for language in LANGUAGES} <= found


# --- an operator's own texts ----------------------------------------------------------------------


def test_own_text_replaces_ours_and_leaves_the_rest(tmp_path: Path) -> None:
    """A file replaces the texts it gives: one subject, and not the opening beside it."""
    letters = own(tmp_path, '[letter.confirmation]\nsubject = "Vi har läst {{ kind_definite }}"')
    assert subject(letters) == "Vi har läst ditt klagomål"
    assert subject(letters, language="en") == "We have received your complaint"
    texts = read_texts("sv", tmp_path, "")
    assert texts.sources["letter.confirmation.opening"].startswith("Vi tog emot")


def test_policy_has_texts_of_its_own(tmp_path: Path) -> None:
    """A policy's subfolder goes before the folder, and concerns that policy alone."""
    own(tmp_path, '[kind]\ncomplaint = "ditt ärende"\npraise = "din ros"')
    letters = own(tmp_path, '[kind]\ncomplaint = "din klagan"', "smaby/vard/letters.sv.toml")
    assert subject(letters, "smaby/vard") == "Vi har tagit emot din klagan"
    assert subject(letters, "smaby") == "Vi har tagit emot ditt ärende"
    assert subject(letters, "smaby/skola") == "Vi har tagit emot ditt ärende"
    assert read_texts("sv", tmp_path, "smaby/vard").sources["kind.praise"] == "din ros"


def test_own_elements_can_be_added(tmp_path: Path) -> None:
    """A policy's own element gets a standard paragraph by being given one."""
    letters = own(tmp_path, '[content]\npromise_of_care = "Jag tar hand om det."')
    parts = LetterParts(
        id="n",
        kind=NoticeKind.CONFIRMATION,
        to="a@b.example",
        policy="smaby",
        feedback_kind=Kind.COMPLAINT,
        content=("promise_of_care",),
        values={},
    )
    assert "\n\nJag tar hand om det.\n\n" in letters.write(parts).text


def test_own_text_may_not_drop_the_value_it_is_for(tmp_path: Path) -> None:
    """A replaced text that no longer names the handler is refused when it should, by file."""
    letters = own(tmp_path, '[content]\nhandler_name = "En handläggare är utsedd."')
    parts = LetterParts(
        id="n",
        kind=NoticeKind.CONFIRMATION,
        to="a@b.example",
        policy="smaby",
        feedback_kind=Kind.COMPLAINT,
        content=("handler_name",),
        values={"handler_name": "Åsa Öst"},
    )
    with pytest.raises(LetterError, match="does not show 'handler_name'") as refused:
        letters.write(parts)
    assert str(tmp_path / "letters.sv.toml") in str(refused.value)
    with pytest.raises(LetterError, match="would lack handler_name"):
        letters.write(attrs.evolve(parts, values={}))


def test_own_text_may_write_a_value_in_capitals(tmp_path: Path) -> None:
    """A value may be shown in other letters, as long as it is there."""
    letters = own(tmp_path, '[content]\nhandler_name = "Handläggare: {{ handler_name | upper }}"')
    parts = LetterParts(
        id="n",
        kind=NoticeKind.CONFIRMATION,
        to="a@b.example",
        policy="smaby",
        feedback_kind=Kind.COMPLAINT,
        content=("handler_name",),
        values={"handler_name": "Åsa Öst"},
    )
    assert "Handläggare: ÅSA ÖST" in letters.write(parts).text


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ("greeting = ", "cannot be read"),
        ("greeting = 'Hej'\ngreeting = 'Hej'", "cannot be read"),
        ("greting = 'Hej'", r"'greting' is no text of a letter; did you mean 'greeting'"),
        ("[letter.confirmaton]\nsubject = 'x'", "did you mean 'letter.confirmation.subject'"),
        ("[letter.delay]\nopenning = 'x'", "did you mean 'letter.delay.opening'"),
        ("letter = 'x'", "'letter' is no text of a letter"),
        ("greeting = 7", "greeting must be a text"),
        ("greeting = ['Hej']", "greeting must be a text"),
        ("[content.thanks]\nsv = 'Tack'", "content.thanks must be a text"),
        ("[content]\n'Tack så mycket' = 'x'", "is not a code"),
        ("greeting = 'Hej {{ name'", "greeting is no template"),
        ("greeting = '{% if number %}Hej'", "greeting is no template"),
        ("greeting = '{{ handler }}'", "asks for 'handler', which no letter has; did you mean"),
        ("greeting = '{{ range(9) }}'", "asks for 'range'"),
        ("greeting = '{{ number | center(9) }}'", "No filter named 'center'"),
        ("greeting = '{% for x in number %}x{% endfor %}'", "greeting has a for"),
        ("greeting = '{% set x = number %}{{ x }}'", "greeting has a assign"),
    ],
)
def test_wrong_texts_are_refused_by_file_and_name(tmp_path: Path, texts: str, told: str) -> None:
    """A slip in a file of texts is found before any letter is written, and its file is named."""
    with pytest.raises(LetterError, match=told) as refused:
        own(tmp_path, texts)
    assert refused.value.data["file"] == str(tmp_path / "letters.sv.toml")
    assert str(tmp_path / "letters.sv.toml") in str(refused.value)


def test_wrong_texts_of_one_policy_are_found_too(tmp_path: Path) -> None:
    """Subfolders are checked before the first letter is written."""
    with pytest.raises(LetterError, match="did you mean 'closing'"):
        own(tmp_path, "closng = 'x'", "smaby/letters.en.toml")


def test_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are our error, with the file's name."""
    (tmp_path / "letters.sv.toml").write_bytes(b'greeting = "H\xe4j"')
    with pytest.raises(LetterError, match=r"letters\.sv\.toml cannot be read"):
        Letters(tmp_path)


def test_file_under_another_name_is_refused(tmp_path: Path) -> None:
    """A file that would never be read is an error, not a silence."""
    with pytest.raises(LetterError, match=r"did you mean 'letters\.sv\.toml'"):
        own(tmp_path, "greeting = 'Hej'", "letter.sv.toml")


@pytest.mark.parametrize("folder", [7, b"texts", "", []])
def test_folder_is_a_path(folder: Any) -> None:
    """What is no path is refused; an empty one is not taken for the folder we happen to be in."""
    with pytest.raises(LetterError, match="is no folder; give its path"):
        Letters(folder)


def test_folder_must_exist(tmp_path: Path) -> None:
    """A misspelt folder is an error, not our texts in silence."""
    with pytest.raises(LetterError, match="is no folder"):
        Letters(tmp_path / "leters")


@pytest.mark.parametrize("policy", ["a/../b", "..", "./a", "a//b"])
def test_policy_key_stays_in_its_folder(tmp_path: Path, policy: str) -> None:
    """No policy key leads out of the folder."""
    with pytest.raises(LetterError, match="cannot be a folder"):
        read_texts("sv", tmp_path, policy)


# --- the sandbox ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "template",
    [
        "{{ number.__class__ }}",
        "{{ number.upper() }}",
        "{{ number['__class__'].__mro__ }}",
        "{{ number | attr('__class__') }}",
        "{{ '%s' | format(number) }}",
        "{{ ''.join(['a', 'b']) }}",
        "{{ '{0.__class__}'.format(number) }}",
        "{{ number * 999999999 }}",
        "{{ 'x' * 999999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%0999999999d' % 1 }}",
        "{{ number() }}",
        "{% for letter in number %}{{ loop.index }}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include 'secrets' %}",
        "{% import 'os' as os %}{{ os }}",
        "{% extends 'page' %}",
        "{{ self.__init__ }}",
        "{{ lipsum }}",
        "{{ cycler }}",
        "{{ namespace() }}",
        "{{ dict(a=1) }}",
    ],
)
def test_template_reaches_nothing(tmp_path: Path, template: str) -> None:
    """A template can reach no attribute, call nothing, load nothing and do no arithmetic."""
    file = tmp_path / "letters.sv.toml"
    with pytest.raises(LetterError) as refused:
        subject(own(tmp_path, f'[letter.confirmation]\nsubject = "{template}"'))
    assert str(file) in str(refused.value)


def test_error_in_a_template_tells_nothing_of_people(tmp_path: Path) -> None:
    """An error while rendering names the file and the text, not the values."""
    letters = own(tmp_path, "greeting = '{{ handler_name.upper() }}'")
    parts = LetterParts(
        id="n",
        kind=NoticeKind.CONFIRMATION,
        to="a@b.example",
        policy="smaby",
        feedback_kind=Kind.COMPLAINT,
        values={"handler_name": "Åsa Öst"},
    )
    with pytest.raises(LetterError, match=r"greeting cannot be .* \(SecurityError\)") as error:
        letters.write(parts)
    assert "Åsa" not in str(error.value)
    assert error.value.data["text"] == "greeting"


def test_texts_stand_in_the_package() -> None:
    """The files of texts are read as data of the package, wherever it is installed."""
    for language in LANGUAGES:
        file = files(klagomal).joinpath("mail", f"letters.{language}.toml")
        assert "greeting" in file.read_text(encoding="utf-8")

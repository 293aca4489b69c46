# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a policy file: every slip told with its place, its line and the way out."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klagomal.errors import PolicyFileError
from klagomal.policy.policy import Policy
from klagomal.serialization import policy_from_toml
from tests.serialization.test_policies import ANSWER, POLICY, SMALLEST, problems_in, read

# --- what is wrong in a file ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        (
            "working_days = 10",
            'working_days = "5"',
            ".term.working_days",
            'expected a whole number, got "5"',
        ),
        ("working_days = 10", "working_days = 5.0", ".term.working_days", "got 5.0"),
        ("working_days = 10", "working_days = true", ".term.working_days", "got true"),
        ("working_days = 10", "working_days = nan", ".term.working_days", "got NaN"),
        ("working_days = 10", "working_days = inf", ".term.working_days", "got Infinity"),
        ("working_days = 10", "working_days = 0", ".term.working_days", "use 1-10000"),
        ("working_days = 10", "working_days = -5", ".term.working_days", "use 1-10000"),
        ("working_days = 10", "working_days = 10001", ".term.working_days", "use 1-10000"),
        (
            "working_days = 10",
            "working_days = 0x8000000000000000",
            ".term.working_days",
            "beyond all use",
        ),
        ("working_days = 10", "workingdays = 10", ".term", "did you mean 'working_days'"),
        ("working_days = 10", "working_days = 10, weeks = 2", ".term", "exclude each other"),
        (
            "working_days = 10",
            "working_days = 10, rol = 'none'",
            ".term.rol",
            "did you mean 'roll'",
        ),
        (
            "working_days = 10",
            "working_days = 10, unit = 'weeks'",
            ".term.unit",
            "cannot stand beside",
        ),
        (
            "working_days = 10",
            "working_days = 10, roll = 'up'",
            ".term.roll",
            "not one of the words",
        ),
        ("working_days = 10", "promised = false", ".term.promised", "expected true, got false"),
        ("working_days = 10", "promised = 1", ".term.promised", "expected true, got 1"),
        (
            "working_days = 10",
            "promised = true, roll = 'none'",
            ".term.roll",
            "cannot stand beside",
        ),
        ("working_days = 10", "words = 5", ".term.words", "expected text in quotes or { sv"),
        ("working_days = 10", "words = { sv = 'snart' }", ".term.words.en", "missing"),
        (
            "working_days = 10",
            "words = 'snart', warn_after = { promised = true }",
            ".term.warn_after",
            "is not a term",
        ),
        ("working_days = 10", "by_due_of = 'anser'", ".term.by_due_of", "did you mean 'answer'"),
        ("working_days = 10", "by_due_of = 5", ".term.by_due_of", "expected text"),
        ("{ working_days = 10 }", "{}", ".term", "the term is empty"),
        ("{ working_days = 10 }", "10", ".term", "expected a table such as { working_days = 5 }"),
        ("{ working_days = 10 }", '"10 days"', ".term", 'got "10 days"'),
        ("term = { working_days = 10 }\n", "", ".term", "missing"),
        ("strength", "strenght", ".strenght", "did you mean 'strength'"),
        ("strength", "strenght", ".strength", "missing"),
        ('"promise"', '"promis"', ".strength", "did you mean 'promise'"),
        ('"promise"', "2026-01-01", ".strength", "expected a word in quotes, got 2026-01-01"),
        ('["answered"]', '"answered"', ".fulfilled_by", "expected a list"),
        ('["answered"]', '["answred"]', ".fulfilled_by[0]", "did you mean 'answered'"),
        ('["answered"]', "[]", "", "fulfilled_by is empty"),
        ('["answered"]', "[true]", ".fulfilled_by[0]", '{ event = "answered" }, got true'),
        (
            '["answered"]',
            '[{ event = "closed", modes = ["fax"] }]',
            ".fulfilled_by[0]",
            "drop modes",
        ),
        (
            '["answered"]',
            '[{ event = "answered", by = ["boss"] }]',
            ".fulfilled_by[0].by[0]",
            "one of the words",
        ),
        (
            '["answered"]',
            '[{ event = "answered", by = ["staff", "staff"] }]',
            ".fulfilled_by[0].by",
            "twice",
        ),
        (
            '["answered"]',
            '[{ evnt = "answered" }]',
            ".fulfilled_by[0].evnt",
            "did you mean 'event'",
        ),
        ('en = "Answer"', 'en = "a\\u0007"', ".title.en", "control character U+0007"),
        ('en = "Answer"', "en = 3", ".title.en", "expected text in quotes, got 3"),
        ('en = "Answer"', 'fi = "Vastaus"', ".title.fi", "unknown key"),
        ('id = "answer"', 'id = "An Answer"', ".id", "not a code"),
        ('id = "answer"', "id = 3", ".id", "expected text"),
        ('id = "answer"', "", ".id", "missing"),
        (
            'id = "answer"',
            'id = "answer"\nlevel = 1.5',
            ".level",
            "expected a whole number, got 1.5",
        ),
        ('id = "answer"', 'id = "answer"\neach = "yes"', ".each", "expected true or false"),
        ('id = "answer"', 'id = "answer"\nstart_latest = "ack"', ".start_latest", "no obligation"),
        ('id = "answer"', 'id = "answer"\ncitations = ["LIL1"]', ".citations[0]", "like 'ESS-24'"),
        ('id = "answer"', 'id = "answer"\ncontent = ["A b"]', ".content", "not a code"),
        (
            'id = "answer"',
            'id = "answer"\ndelay = { extends = "by_at_most" }',
            ".delay",
            "by_at_most needs at_most",
        ),
        ('id = "answer"', 'id = "answer"\nwaived_if = "anonymous"', ".waived_if", '["anonymous"]'),
        (
            'id = "answer"',
            'id = "answer"\npausable = true\nended_by = { event = "closed" }',
            ".ended_by",
            "write [{ ... }]",
        ),
        (
            'id = "answer"',
            'id = "answer"\ndelay = { times = 0 }',
            ".delay.times",
            "at least 1",
        ),
    ],
)
def test_slip_in_an_obligation(old: str, new: str, place: str, message: str) -> None:
    """A slip is told where it stands, with what to do about it."""
    assert old in ANSWER
    found = problems_in(SMALLEST + ANSWER.replace(old, new, 1))
    assert message in found[f"obligations[0]{place}"]


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ('edition = "draft"\n', "", "edition", "missing"),
        ('edition = "draft"', 'edition = "Utkast 1"', "edition", "not a code"),
        ('edition = "draft"', 'edition = "draft"\ncolour = "red"', "colour", "unknown key"),
        (
            'edition = "draft"',
            'edition = "draft"\nvalid_form = 2026-01-01',
            "valid_form",
            "'valid_from'",
        ),
        (
            'edition = "draft"',
            'edition = "draft"\nvalid_from = "2026-01-01"',
            "valid_from",
            "without quotes",
        ),
        (
            'edition = "draft"',
            'edition = "draft"\nvalid_from = 2026-01-01T10:00:00',
            "valid_from",
            "time of day",
        ),
        ('edition = "draft"', 'edition = "draft"\naliases = "lill"', "aliases", "expected a list"),
        (
            'edition = "draft"',
            'edition = "draft"\nobligations = {}',
            "obligations",
            "double brackets",
        ),
        (
            'edition = "draft"',
            'edition = "draft"\nobligations = ["x"]',
            "obligations[0]",
            'got "x"',
        ),
        ('edition = "draft"', 'edition = "draft"\nchannels_open = 1', "channels_open", "got 1"),
        ('edition = "draft"', 'edition = "draft"\n"å b" = 1', "å b", "unknown key"),
        (
            'edition = "draft"',
            'edition = "draft"\ncalendar = { country = "SW" }',
            "calendar",
            "unknown country",
        ),
        (
            'edition = "draft"',
            'edition = "draft"\ncalendar = { zone = "Europe/Malmo" }',
            "calendar",
            "time zone",
        ),
        (
            'edition = "draft"',
            'edition = "draft"\ncalendar = { first_year = 1.5 }',
            "calendar.first_year",
            "got 1.5",
        ),
        (
            'edition = "draft"',
            'edition = "draft"\ncalendar = { first_year = 1800 }',
            "calendar",
            "change first_year",
        ),
        (
            'edition = "draft"',
            'edition = "draft"\ncalendar = { closed = [{ day = 2026-05-01 }] }',
            "calendar.closed[0].name_sv",
            "missing",
        ),
        ('"Lillköping"', f'"{"x" * 2001}"', "name", "2001 characters, at most 2000"),
        ('["complaint"]', "[]", "kinds", "recognises no kind"),
        ('["complaint"]', '["complain"]', "kinds[0]", "did you mean 'complaint'"),
        ('["complaint"]', '[{ kind = "complain" }]', "kinds[0].kind", "did you mean 'complaint'"),
        ('["complaint"]', '["complaint", "complaint"]', "kinds[1]", "already the kind of kinds[0]"),
        ('title = "Utkast"\n', "", "source.title", "missing"),
        ('title = "Utkast"', 'title = "Utkast"\nurl = "x"', "source.url", "unknown key"),
        (
            'title = "Utkast"',
            'title = "Utkast"\nadopted = "May"',
            "source.adopted",
            "a date such as",
        ),
    ],
)
def test_slip_in_the_policy(old: str, new: str, place: str, message: str) -> None:
    """The same holds for the policy's own keys and its smaller parts."""
    assert old in SMALLEST
    assert message in problems_in(SMALLEST.replace(old, new, 1))[place]


@pytest.mark.parametrize(
    ("section", "place", "message"),
    [
        ("start = [1]", "reports[0].anchors[0].start", "expected 2 values, got 1"),
        ("start = [1, 1.0]", "reports[0].anchors[0].start[1]", "got 1.0"),
        ("start = 1", "reports[0].anchors[0].start", "expected a list"),
    ],
)
def test_slip_in_an_anchor(section: str, place: str, message: str) -> None:
    """A month and day are two whole numbers."""
    report = 'id = "r"\naudience = "board"\nmin_per_year = 1\n'
    anchor = f'anchors = [{{ name = "a", label = "a", {section} }}]\n'
    assert message in problems_in(f"{SMALLEST}[[reports]]\n{report}{anchor}")[place]


@pytest.mark.parametrize(
    ("overrides", "place", "message"),
    [
        ("3", "overrides", "expected keys and values, got 3"),
        ("{ school = 8 }", "overrides.school", "expected keys and values, got 8"),
        ("{ school = { month = 13 } }", "overrides.school", "month 13"),
        ("{ school = { month = 8, date = 1 } }", "overrides.school.date", "unknown key"),
    ],
)
def test_slip_in_a_register(overrides: str, place: str, message: str) -> None:
    """Periods of named administrations are a table of tables."""
    register = f'register = "r"\nlabel = "r"\noverrides = {overrides}\n'
    found = problems_in(f"{SMALLEST}[[registration]]\n{register}")
    assert message in found[f"registration[0].{place}"]


def test_several_slips_in_one_table() -> None:
    """A table is checked to the end, also where its fields check themselves."""
    slips = ANSWER.replace('"answer"', '"An answer"', 1) + (
        'purpose = "To answer"\nlevel = 0\ncontent = ["a b"]\n'
    )
    assert problems_in(SMALLEST + slips).keys() == {
        "obligations[0].id",
        "obligations[0].purpose",
        "obligations[0].level",
        "obligations[0].content",
    }


def test_same_id_twice() -> None:
    """Two obligations with one id are told at the second."""
    found = problems_in(SMALLEST + ANSWER + ANSWER)
    assert found == {
        "obligations[1].id": '"answer" is already the id of obligations[0]; choose another'
    }


def test_circle() -> None:
    """Obligations that wait for each other are told, where the first of them stands."""
    one = ANSWER + 'start_latest = "two"\n'
    two = ANSWER.replace('"answer"', '"two"', 1) + 'start_latest = "answer"\n'
    assert "refer to each other in a circle" in problems_in(SMALLEST + one + two)["obligations[0]"]


def test_all_problems_at_once() -> None:
    """One reading tells everything, in the order of the file and with its lines."""
    text = SMALLEST.replace("draft", "My draft").replace("riktlinje", "a\\u0000") + ANSWER.replace(
        "10", '"ten"'
    ).replace("promise", "vow")
    with pytest.raises(PolicyFileError) as refused:
        read(text)
    lines = str(refused.value).splitlines()
    assert lines[0] == "draft.toml cannot be read as a policy:"
    assert lines[1].startswith("  line 2: edition: 'My draft' is not a code; use ")
    assert lines[2].startswith("  line 8: source.document_type: control character U+0000 at ")
    assert lines[3] == (
        '  line 14: obligations[0].term.working_days: expected a whole number, got "ten"'
    )
    assert lines[4].startswith('  line 15: obligations[0].strength: "vow" is not one of the words;')
    assert lines[4].endswith("choose from 'must', 'promise', 'should', 'target'")
    assert len(lines) == 5


def test_lines_are_found_in_later_parts() -> None:
    """The line is the one of the right part, or of the nearest part around the place."""
    second = ANSWER.replace('"answer"', '"other"', 1).replace("strength", "strenght")
    with pytest.raises(PolicyFileError) as refused:
        read(SMALLEST + ANSWER + second)
    assert "line 22: obligations[1].strenght: unknown key" in str(refused.value)
    assert "line 17: obligations[1].strength: missing" in str(refused.value)


def test_lines_of_sections_inside_sections() -> None:
    """Parts that are written as sections of their own are found, too."""
    text = (
        SMALLEST
        + ANSWER.replace("term = { working_days = 10 }\n", "")
        + "[obligations.term]\nworking_days = true\n"  # lines 15 and 16
        + '[[obligations.citations]]\nrows = ["LIL-01"]\n'
        + "[[obligations.citations]]\nrow = 1\n"  # lines 19 and 20
    )
    with pytest.raises(PolicyFileError) as refused:
        read(text)
    assert "line 16: obligations[0].term.working_days: expected" in str(refused.value)
    assert "line 20: obligations[0].citations[1].row: unknown key" in str(refused.value)


def test_many_problems() -> None:
    """The message is kept readable; the error's data hold every problem."""
    text = SMALLEST.replace('["complaint"]', "[" + "1, " * 200 + "]")
    with pytest.raises(PolicyFileError, match="and 150 more") as refused:
        read(text)
    problems = refused.value.data["problems"]
    assert isinstance(problems, tuple)
    assert len(problems) == 200


_TOKENS = [*re.finditer(r'"[^"\n]*"|[\w-]+|[\[\]{}=,]', SMALLEST + ANSWER)]
_pieces = st.sampled_from([token[0] for token in _TOKENS] + ["1", "[]", "{}", "nan", "\n"])


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_TOKENS), _pieces | st.text(max_size=5)), max_size=3))
def test_any_slip_is_our_error(slips: list[tuple[re.Match[str], str]]) -> None:
    """Whatever is put in the place of a word, the file is read or refused in our own way."""
    text = SMALLEST + ANSWER
    for token, piece in sorted(slips, key=lambda slip: -slip[0].start()):
        text = text[: token.start()] + piece + text[token.end() :]
    try:
        policy = read(text)
    except PolicyFileError as error:
        str(error).encode()
    else:
        assert read(policy.to_toml()) == policy


# --- what is wrong with a file -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is empty"),
        (b"# a comment\n\n", "it is empty"),
        (b"key = ", "not TOML"),
        (b"key = 'a'\nkey = 'b'\n", r"not TOML: .*line 2"),
        (b"[source]\n[source]\n", "not TOML"),
        (b"valid_from = 2026-02-30\n", "not TOML"),
        (b"rests = [{ from = 06-15, to = '08-15' }]\n", 'write a month and a day as "06-15"'),
        (b"key = 'a\x00b'\n", "not TOML"),
        (b"\n\nname = 'Lillk\xf6ping'\n", "line 3 is not UTF-8"),
        ("key = 'lill'".encode("utf-16"), "line 1 is not UTF-8"),
        (b"key = '\xed\xa0\x80'\n", "line 1 is not UTF-8"),
        (b'key = "\\ud800"\n', "not TOML"),
        (b"key = " + b"[" * 20_000 + b"]" * 20_000, "40 deep"),
        (b"n = " + b"1" * 5000, "a number beyond all use"),
        (b"#" + b"x" * 1_000_000, "larger than 1000000 bytes"),
        (b"a" + b".a" * 2000 + b" = 1\n", "more than 20 parts"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_unreadable(content: bytes, message: str, tmp_path: Path) -> None:
    """A file that is no policy at all is refused in klagomal's own words, by its name."""
    path = tmp_path / "draft.toml"
    path.write_bytes(content)
    with pytest.raises(PolicyFileError, match=message) as refused:
        Policy.from_toml(path)
    assert str(refused.value).startswith(f"{path} cannot be read as a policy")
    assert len(str(refused.value)) < 2500


def test_bom(tmp_path: Path) -> None:
    """The mark that some editors put before UTF-8 is taken away, and Windows line ends are read."""
    path = tmp_path / "draft.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALLEST.replace("\n", "\r\n").encode())
    assert Policy.from_toml(path) == POLICY


def test_no_file(tmp_path: Path) -> None:
    """A missing file and a directory are told apart."""
    with pytest.raises(PolicyFileError, match="there is no such file; check the path"):
        policy_from_toml(tmp_path / "nothing.toml", Policy)
    with pytest.raises(PolicyFileError, match=r"give the path of a .toml file"):
        policy_from_toml(tmp_path, Policy)
    with pytest.raises(PolicyFileError, match="File name too long"):
        policy_from_toml(tmp_path / ("x" * 300), Policy)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read anything")
def test_forbidden_file(tmp_path: Path) -> None:
    """A file that may not be opened is told of as such."""
    path = tmp_path / "draft.toml"
    path.write_text(SMALLEST, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(PolicyFileError, match="cannot be opened"):
        Policy.from_toml(path)

# SPDX-License-Identifier: Apache-2.0
"""The texts of letters: read from TOML, checked when read, rendered in a sandbox.

Operators write texts of their own, so every text is checked for slips: a misspelt name, a value
that does not exist or a broken template is an error that names the file and the text. A template
sees strings and nothing else; it can reach no attribute, call nothing and load nothing. Needs the
extra ``klagomal[letters]``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, get_args

import attrs

from klagomal.errors import FieldError, LetterError, MissingExtraError, suggest
from klagomal.fields import require_code
from klagomal.vocabulary import Language

__all__ = ["VALUES", "Texts", "check_folder", "html_page", "read_texts"]

VALUES: Final = frozenset(
    {
        "body_name",
        "case_id",
        "due",
        "handler_contact",
        "handler_name",
        "kind_definite",
        "kind_label",
        "late",
        "level",
        "level_role",
        "matter",
        "number",
        "obligation",
        "occasion",
        "promised",
        "received_on",
        "refer_to",
        "reference",
        "reminder",
        "report",
    }
)
"""What templates may show. A value that a letter lacks is the empty string."""

_FILTERS: Final = ("capitalize", "default", "lower", "title", "trim", "upper")
_FILES: Final = {f"letters.{language}.toml": language for language in get_args(Language)}


@attrs.frozen
class Texts:
    """The texts of one language: a template under each dotted name, and the file it stands in."""

    sources: Mapping[str, str]
    origins: Mapping[str, str]

    def render(self, name: str, values: Mapping[str, str]) -> str:
        """Return a text with its values; the empty string where there is no such text."""
        source = self.sources.get(name, "")
        try:
            return str(_compiled(source).render(values)).strip()
        except MissingExtraError:
            raise
        except Exception as error:  # noqa: BLE001  (whatever a template can do wrong)
            # The values are personal data, so only the kind of error is told.
            raise LetterError(
                f"{self.origins[name]}: {name} cannot be rendered ({type(error).__name__}); mend "
                "the template",
                file=self.origins[name],
                text=name,
            ) from None


def read_texts(language: Language, folder: Path | None, policy: str) -> Texts:
    """Return our texts, replaced where the operator's own files give others.

    The files are looked for in ``folder`` and in its subfolder named as the policy, which wins. A
    policy ``a/b`` has the subfolders ``a`` and ``a/b``.
    """
    name = f"letters.{language}.toml"
    packaged = files(__package__).joinpath(name).read_text(encoding="utf-8")
    sources = dict(_flat(tomllib.loads(packaged), name))
    origins = dict.fromkeys(sources, name)
    for place in _folders(folder, policy) if folder else ():
        file = place / name
        if file.is_file():
            own = _checked(file, sources)
            sources |= own
            origins |= dict.fromkeys(own, str(file))
    return Texts(sources, origins)


def check_folder(folder: Path) -> None:
    """Refuse a folder that is missing, or that holds a file of texts that could not be used."""
    if not folder.is_dir():
        raise LetterError(f"{folder} is no folder; make it, or leave it out", folder=str(folder))
    for file in sorted(folder.rglob("*.toml")):
        if file.name not in _FILES:
            raise LetterError(
                f"{file}: no letters are read from a file of that name; "
                f"{suggest(file.name, _FILES)}",
                file=str(file),
            )
        _checked(file, read_texts(_FILES[file.name], None, "").sources)


def html_page(subject: str, blocks: Iterable[tuple[bool, str]], language: Language) -> str:
    """Return a letter as an HTML page.

    Each of ``blocks`` says whether it is a quotation, and gives its text.
    """
    page: str = _page().render(subject=subject, blocks=blocks, lang=language)
    return page


@cache
def _page() -> Any:  # noqa: ANN401  (jinja2 is an extra)
    return _pages().from_string(_PAGE)


def _folders(folder: Path, policy: str) -> Iterator[Path]:
    yield folder
    for part in policy.split("/") if policy else ():
        if part.strip(".") == "":
            raise LetterError(f"the policy key {policy!r} cannot be a folder", policy=policy)
        folder = folder / part
        yield folder


def _checked(file: Path, known: Iterable[str]) -> dict[str, str]:
    """Return the texts in an operator's file, every one of them fit to use."""
    where = str(file)
    try:
        tree = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LetterError(f"{where} cannot be read: {error}", file=where) from error
    found = dict(_flat(tree, where))
    known = set(known)
    for name, source in found.items():
        if name.startswith("content."):
            _check_slug(name, where)
        elif name not in known:
            raise LetterError(
                f"{where}: {name!r} is no text of a letter; {suggest(name, known)}",
                file=where,
                text=name,
            )
        _check_template(name, source, where)
    return found


def _flat(tree: Mapping[str, Any], where: str, above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        name = f"{above}{key}"
        if isinstance(value, dict) and above != "content.":
            yield from _flat(value, where, f"{name}.")
        elif isinstance(value, str):
            yield name, value
        else:
            raise LetterError(
                f"{where}: {name} must be a text in quotation marks", file=where, text=name
            )


def _check_slug(name: str, where: str) -> None:
    try:
        require_code("content", name.removeprefix("content."))
    except FieldError as error:
        raise LetterError(f"{where}: {error}", file=where, text=name) from None


def _check_template(name: str, source: str, where: str) -> None:
    environment = _sandbox()
    from jinja2 import TemplateError, meta, nodes

    try:
        tree = environment.parse(source)
        unknown = meta.find_undeclared_variables(tree) - VALUES
        for statement in tree.find_all(nodes.Stmt):
            if not isinstance(statement, (nodes.Output, nodes.If)):
                raise LetterError(
                    f"{where}: {name} has a {type(statement).__name__.lower()}; a text may hold "
                    "values and if, nothing more",
                    file=where,
                    text=name,
                )
        _compiled(source)
    except TemplateError as error:
        raise LetterError(
            f"{where}: {name} is no template: {error.message}", file=where, text=name
        ) from error
    for value in sorted(unknown):
        raise LetterError(
            f"{where}: {name} asks for {value!r}, which no letter has; {suggest(value, VALUES)}",
            file=where,
            text=name,
        )


@cache
def _compiled(source: str) -> Any:  # noqa: ANN401  (from an optional package)
    return _sandbox().from_string(source)


@cache
def _sandbox() -> Any:  # noqa: ANN401
    """Return where templates are rendered: strings in, a string out, and nothing else in reach."""
    environment = _environment(
        autoescape=False, is_safe_attribute=_nothing, is_safe_callable=_nothing
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    return environment


@cache
def _pages() -> Any:  # noqa: ANN401
    return _environment(autoescape=True)


def _environment(*, autoescape: bool, **limits: Callable[..., bool]) -> Any:  # noqa: ANN401
    try:
        from jinja2 import StrictUndefined
        from jinja2.exceptions import SecurityError
        from jinja2.sandbox import ImmutableSandboxedEnvironment
    except ImportError as error:
        raise MissingExtraError(
            "letters need the package jinja2; install klagomal[letters]"
        ) from error

    class Sandbox(ImmutableSandboxedEnvironment):
        """A sandbox without arithmetic, which could make a text of any size."""

        intercepted_binops = frozenset({"*", "**", "%", "/", "//", "-", "+"})

        def call_binop(self, _context: object, operator: str, _left: object, _right: object) -> Any:  # noqa: ANN401
            raise SecurityError(f"{operator} is not for letters")

    environment = Sandbox(autoescape=autoescape, undefined=StrictUndefined, trim_blocks=True)
    for name, limit in limits.items():
        setattr(environment, name, limit)
    return environment


def _nothing(*_: object) -> bool:
    return False


_PAGE = """<!doctype html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ subject }}</title>
</head>
<body>
<main>
{% for quoted, text in blocks %}
{% if quoted %}<blockquote>{% endif -%}
<p>{% for line in text.splitlines() %}{{ line }}{% if not loop.last %}<br>
{% endif %}{% endfor %}</p>
{%- if quoted %}</blockquote>{% endif %}

{% endfor %}
</main>
</body>
</html>
"""

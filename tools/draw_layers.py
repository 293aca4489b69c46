# SPDX-License-Identifier: Apache-2.0
"""The layers of klagomal as a picture and a table: ``make picture``.

Both are drawn from the import contract in ``pyproject.toml`` and from the first paragraph of each
module's docstring, so that they show what is enforced and what is there. Writes ``docs/layers.svg``
and the table in ``docs/design.md``.
"""

from __future__ import annotations

import ast
import sys
import textwrap
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import attrs

ROOT: Final = Path(__file__).resolve().parent.parent
PICTURE: Final = ROOT / "docs" / "layers.svg"
PAGE: Final = ROOT / "docs" / "design.md"
BEGIN: Final = "<!-- layers: written by `make picture` -->\n"
END: Final = "<!-- end of layers -->\n"

_WIDTH: Final = 1000
_MARGIN: Final = 20
_GAP: Final = 5
_PAD: Final = 7
_NAME: Final = 17
_LINE: Final = 17
_ASIDE: Final = 130
"""How far to the right of a name its purpose stands, where the module has a layer of its own."""
_SIGN: Final = 6.6
"""The width of a sign of the small text, on average."""
_STYLE: Final = (
    "text{font-family:system-ui,sans-serif;fill:#1a1a1a}"
    ".name{font-size:15px;font-weight:600}.what{font-size:13px}"
    "rect{fill:#f3f1ec;stroke:#8a8577;rx:4}"
)


@attrs.frozen
class Module:
    """A module or package of the top level, and what it is for."""

    name: str
    what: str

    def lines(self, width: int) -> list[str]:
        """Return what it is for in lines that fit a box."""
        return textwrap.wrap(self.what, max(12, int((width - 2 * _PAD) / _SIGN)))


def layers() -> list[list[Module]]:
    """Return the layers of the contract, highest first, each with its modules."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (contract,) = [each for each in contracts if each["type"] == "layers"]
    return [
        [Module(name, purpose(name)) for name in layer.split(" : ")] for layer in contract["layers"]
    ]


def purpose(name: str) -> str:
    """Return the first paragraph of a module's docstring, in one line."""
    home = ROOT / "src" / "klagomal" / name
    file = home / "__init__.py" if home.is_dir() else home.with_suffix(".py")
    told = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return told.split("\n\n")[0].replace("\n", " ").replace("``", "")


def picture(found: Sequence[Sequence[Module]]) -> str:
    """Return the layers as an SVG: a row for each, the highest on top."""
    drawn: list[str] = []
    y = _MARGIN
    for layer in found:
        width = (_WIDTH - 2 * _MARGIN - _GAP * (len(layer) - 1)) // len(layer)
        below = max(len(module.lines(width)) for module in layer) if len(layer) > 1 else 0
        height = 2 * _PAD + _NAME + _LINE * below
        for number, module in enumerate(layer):
            x = _MARGIN + number * (width + _GAP)
            drawn.append(f'<rect x="{x}" y="{y}" width="{width}" height="{height}"/>')
            drawn.append(_text("name", x + _PAD, y + _PAD + _NAME - 4, module.name))
            if not below:
                drawn.append(_text("what", x + _ASIDE, y + _PAD + _NAME - 4, module.what))
                continue
            for n, line in enumerate(module.lines(width), 1):
                drawn.append(_text("what", x + _PAD, y + _PAD + _NAME - 4 + n * _LINE, line))
        y += height + _GAP
    height = y + _MARGIN - _GAP
    named = "; ".join(", ".join(module.name for module in layer) for layer in found)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
            "<title>The layers of klagomal: each imports only from those below it</title>",
            f"<desc>From the top: {escape(named)}.</desc>",
            f"<style>{_STYLE}</style>",
            *drawn,
            "</svg>",
            "",
        ]
    )


def _text(style: str, x: int, y: int, words: str) -> str:
    return f'<text class="{style}" x="{x}" y="{y}">{escape(words)}</text>'


def table(found: Sequence[Sequence[Module]]) -> str:
    """Return the layers as a Markdown table, the lowest layer first."""
    rows = [f"| `{module.name}` | {module.what} |" for layer in reversed(found) for module in layer]
    return "\n".join(["| module | what it is for |", "|---|---|", *rows, ""])


def page(text: str, found: Sequence[Sequence[Module]]) -> str:
    """Return the page with its table made anew."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{table(found)}\n{END}{after}"


def main() -> int:
    """Write the picture and the table."""
    found = layers()
    PICTURE.write_text(picture(found), encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

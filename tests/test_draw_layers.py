# SPDX-License-Identifier: Apache-2.0
"""The picture and the table of the layers show the contract and the modules as they are."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

from tests import ROOT
from tools import draw_layers

SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_is_up_to_date() -> None:
    """What is committed is what `make picture` draws today."""
    drawn = draw_layers.picture(draw_layers.layers())
    assert draw_layers.PICTURE.read_text(encoding="utf-8") == drawn, "run make picture"


def test_the_table_is_up_to_date() -> None:
    """So is the table beside it."""
    text = draw_layers.PAGE.read_text(encoding="utf-8")
    assert draw_layers.page(text, draw_layers.layers()) == text, "run make picture"


def test_every_module_of_the_top_level_has_a_box() -> None:
    """Each package and module stands in the picture once, by its name."""
    drawn = ET.parse(draw_layers.PICTURE).getroot()
    named = [text.text for text in drawn.iter(f"{SVG}text") if text.get("class") == "name"]
    home = ROOT / "src" / "klagomal"
    packages = {path.parent.name for path in home.glob("*/__init__.py")}
    modules = {path.stem for path in home.glob("*.py")} - {"__init__", "__main__"}
    assert sorted(named, key=str) == sorted(packages | modules)


def test_modules_of_one_layer_stand_side_by_side() -> None:
    """Three modules that may not import one another share a row, each within its own box."""
    row = [draw_layers.Module(name, "words " * 20) for name in ("a", "b", "c")]
    drawn = ET.fromstring(draw_layers.picture([row]))
    boxes = [
        {key: int(rect.get(key, "")) for key in ("x", "y", "width")}
        for rect in drawn.iter(f"{SVG}rect")
    ]
    assert len({box["y"] for box in boxes}) == 1
    assert all(one["x"] + one["width"] < other["x"] for one, other in pairwise(boxes))
    assert boxes[-1]["x"] + boxes[-1]["width"] <= 1000


def test_what_stands_in_a_docstring_is_escaped() -> None:
    """A sign that means something in XML is written so that it is shown."""
    drawn = draw_layers.picture([[draw_layers.Module("a", "less < more & so on")]])
    assert "less < more & so on" in [text.text for text in ET.fromstring(drawn).iter(f"{SVG}text")]

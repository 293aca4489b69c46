# SPDX-License-Identifier: Apache-2.0
"""How the documentation is built."""

project = "klagomal"
author = "the klagomal contributors"
copyright = "the klagomal contributors"

extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "klagomal"
myst_heading_anchors = 3
autodoc_typehints = "description"
autodoc_member_order = "bysource"

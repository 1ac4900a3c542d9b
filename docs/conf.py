"""The documentation site: `make docs` builds it offline, with every warning an error."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "src"))

project = "discredit"
author = "the discredit project"
language = "en"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "**.ipynb_checkpoints"]
html_theme = "furo"
html_title = "discredit"
html_show_sphinx = False
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["formulas.css"]
html_math_renderer = "mathml"

myst_heading_anchors = 3
myst_enable_extensions = ["deflist", "dollarmath", "fieldlist"]
suppress_warnings = [
    "myst.header",  # a page may begin a section at any depth
]

nb_execution_mode = "cache"
nb_execution_raise_on_error = True
nb_execution_timeout = 600  # a cell that compiles on a busy machine
nb_execution_show_tb = True
nb_execution_in_temp = True
nb_merge_streams = True

autosummary_generate = True
autodoc_typehints = "description"
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"
autodoc_default_options = {"members": True, "show-inheritance": False}


def formula(writer: Any, node: nodes.Element) -> None:
    """A formula as MathML, which browsers draw by themselves: no script, no network."""
    display = "block" if isinstance(node, nodes.math_block) else "inline"
    drawn = convert(node.astext(), display=display)
    if "\\" in drawn:
        raise ValueError(f"latex2mathml cannot draw a word of {node.astext()}")
    # The theme scrolls wide formulas, and without room above and below also high ones.
    room = ' style="padding: 0.4em 0"' if display == "block" else ""
    writer.body.append(drawn.replace("<math", f"<math{room}", 1))
    raise nodes.SkipNode


def around(_app: Any, page: str, source: list[str]) -> None:
    """Links out of docs/ lead to a copy of the file, since it is no page of the site."""
    folder = (HERE / page).parent

    def led(link: re.Match[str]) -> str:
        there = (folder / link[1]).resolve()
        is_outside = there.is_file() and not there.is_relative_to(HERE)
        return f"](path:{link[1]})" if is_outside else link[0]

    source[0] = re.sub(r"\]\((\.\./[^)#\s]+)\)", led, source[0])


def setup(app: Any) -> None:
    """Formulas are written by us: MathJax would be fetched by whoever reads the page."""
    app.connect("source-read", around)
    app.add_html_math_renderer("mathml", (formula, None), (formula, None))

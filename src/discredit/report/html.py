"""A page made from one of the templates that lie here: one file that needs nothing else."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from discredit.report import palette


def fill(template: str, **context: Any) -> str:
    """A template of this folder as an HTML page.

    Args:
        template: the name of its file.
        **context: what it names. All text is escaped, and a name that is missing is an error.
    """
    import jinja2

    folder = files("discredit.report")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = environment.from_string((folder / template).read_text("utf-8"))
    style = palette.style() + (folder / "style.css").read_text("utf-8")
    return page.render(style=style, **context)

"""A page made from one of the templates that lie here: one file that needs nothing else."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from discredit.report import palette

if TYPE_CHECKING:
    from markupsafe import Markup

_JOINT: Final = re.compile(r"(?<=[\w)])\.(?=[a-zA-Z_])")
"""A dot between two names of an address, not one of a number or of a sentence."""


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
    environment.filters["jointed"] = jointed
    page = environment.from_string((folder / template).read_text("utf-8"))
    style = palette.style() + (folder / "style.css").read_text("utf-8")
    return page.render(style=style, **context)


def jointed(text: str) -> Markup:
    """A text in which a dotted address may go on in the next line after each of its dots.

    >>> str(jointed("redress.capacity < 0.5"))
    'redress.<wbr>capacity &lt; 0.5'

    Args:
        text: Plain text; it is escaped.
    """
    from markupsafe import Markup, escape

    return Markup(_JOINT.sub(".<wbr>", str(escape(text))))

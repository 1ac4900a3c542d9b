"""A page made from one of the templates that lie here: one file that needs nothing else.

What a template says stands in `{% trans %}` or in `_("...")`, and is told in the language that is
spoken.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from discredit.report import palette
from discredit.words.tongue import ENGLISH, language, say

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
    from markupsafe import Markup

    folder, page = files("discredit.report"), compiled(template)
    style = palette.style() + (folder / "style.css").read_text("utf-8")
    is_english = language() == ENGLISH
    spoken = {"lang": language(), "english": "" if is_english else Markup(' lang="en"')}
    return page.render(style=style, **spoken, **context)


@cache
def compiled(template: str) -> Any:
    """A template of this folder, read and compiled.

    Args:
        template: the name of its file.
    """
    text = (files("discredit.report") / template).read_text("utf-8")
    return _environment().from_string(text)


def texts(template: str) -> set[str]:
    """What a template of this folder says, in the form in which a catalogue has it.

    Args:
        template: the name of its file.
    """
    text = (files("discredit.report") / template).read_text("utf-8")
    found = _environment().extract_translations(text)
    # Of a text with something to be filled in the first of a tuple.
    each = (said[0] if isinstance(said, tuple) else said for _, _, said in found)
    return {_plain(said) for said in each if said}


def _environment() -> Any:
    """A reader of templates: their texts are told in the language that is spoken."""
    import jinja2

    made: Any = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.filters["jointed"] = jointed
    made.install_gettext_callables(_said, None, newstyle=True)
    return made


def _said(message: str) -> str:
    """A text of a template in the language that is spoken now, to be filled in by Jinja."""
    told = say(_plain(message)).replace("%", "%%")
    return re.sub(r"{(\w+)}", r"%(\1)s", told)


def _plain(message: str) -> str:
    return re.sub(r"%\((\w+)\)s", r"{\1}", message).replace("%%", "%")


def jointed(text: str) -> Markup:
    """A text in which a dotted address may go on in the next line after each of its dots.

    >>> str(jointed("redress.capacity < 0.5"))
    'redress.<wbr>capacity &lt; 0.5'

    Args:
        text: Plain text; it is escaped.
    """
    from markupsafe import Markup, escape

    return Markup(_JOINT.sub(".<wbr>", str(escape(text))))

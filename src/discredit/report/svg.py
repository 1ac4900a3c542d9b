"""A chart as SVG inside a page: no script, no fixed size, described for those who cannot see it."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from discredit.report.charts import Spec

_ROOT = re.compile(r"<svg[^>]*?viewBox=\"([^\"]+)\"[^>]*>")
_NOISE = re.compile(
    r' (?:role|aria-[a-z]+|class|pointer-events)="[^"]*"|<path aria-hidden="true" d="[^"]*"/>'
)


def draw(spec: Spec, name: str, title: str, description: str) -> str:
    """The SVG of a specification; `name` is its id in the page."""
    import vl_convert

    raw = vl_convert.vegalite_to_svg(spec)
    return dress(raw, name, title, description)


def dress(raw: str, name: str, title: str, description: str) -> str:
    """Make the root an image with a name and a description, and drop what a picture lacks use for.

    Raises ValueError for text that is no SVG with a view box.
    """
    root = _ROOT.search(raw)
    if root is None:
        raise ValueError("this is not an SVG with a view box")
    _, _, width, height = root[1].split()
    body = _NOISE.sub("", raw[root.end() :])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="{root[1]}" '
        f'width="{width}" height="{height}" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>{body}'
    )

"""A chart that shows and saves itself without the network and without scripts.

Altair's own charts ask a server for their scripts when a notebook shows them or a saved page is
opened. This one is drawn where it is made.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import IO, Any, Final

import altair as alt

from discredit.digest import digest
from discredit.report import pen, svg

PAGE: Final = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
</head>
<body>
{body}
</body>
</html>
"""


class Picture(alt.LayerChart):
    """An Altair chart like any other, but a notebook and a saved page hold it as a drawing."""

    def _repr_mimebundle_(self, *args: Any, **kwargs: Any) -> Any:
        if alt.renderers.active != "default":  # somebody chose how charts are shown
            return super()._repr_mimebundle_(*args, **kwargs)
        return {"image/svg+xml": self.drawn(), "text/plain": repr(self)}

    def drawn(self) -> str:
        """The picture as SVG, in the theme of Altair that is on."""
        spec = self._spec()
        title, about = str(spec.get("name", "Chart")), str(spec.get("description", ""))
        name = f"chart-{digest([title, about])[:8]}"
        return svg.dress(pen.begin(spec).result(), name, title, about)

    def to_html(self, *args: Any, fullhtml: bool = True, **kwargs: Any) -> str:
        """The picture as a page that needs nothing else.

        Args:
            *args: What Altair takes; with any of them or `inline=True` the page is Altair's own.
            fullhtml: Whether it is a whole page, and not a part of one.
            **kwargs: As `*args`.

        Returns:
            HTML without scripts.
        """
        if args or kwargs:
            return super().to_html(*args, fullhtml=fullhtml, **{"inline": True, **kwargs})
        drawn = self.drawn()
        title = escape(str(self._spec().get("name", "Chart")))
        return PAGE.format(title=title, body=drawn) if fullhtml else drawn

    def save(self, fp: str | Path | IO[Any], format: Any = None, *args: Any, **kwargs: Any) -> None:
        """Write the picture to a file: html, svg, png, pdf, or json.

        Args:
            fp: A path or an open file.
            format: One of these; left out, the ending of the path says it.
            *args: What Altair takes; with any of them a page has Altair's scripts, inside it.
            **kwargs: As `*args`.
        """
        ending = Path(fp).suffix.removeprefix(".") if isinstance(fp, (str, Path)) else None
        is_page = (format or ending) == "html"
        if not is_page or args or kwargs:
            own = {"inline": True} if is_page else {}
            super().save(fp, format, *args, **{**own, **kwargs})
        elif isinstance(fp, (str, Path)):
            Path(fp).write_text(self.to_html(), encoding="utf-8")
        else:
            fp.write(self.to_html())

    def _spec(self) -> dict[str, Any]:
        # Data belong inside, wherever Altair was told to put those of other charts.
        with alt.data_transformers.enable("default", max_rows=None):
            return self.to_dict()


def picture(chart: alt.LayerChart, title: str, about: str) -> Picture:
    """A chart as one that shows and saves itself without the network.

    Args:
        chart: Any of `charts`.
        title: What a screen reader says, and the title of a saved page.
        about: What it says next.
    """
    return Picture(
        data=chart.data,
        layer=chart.layer,
        title=chart.title,
        width=chart.width,
        height=chart.height,
        name=title,
        description=about,
    )

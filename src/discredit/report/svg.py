"""A chart as SVG inside a page: no script, no fixed size, described for those who cannot see it."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import altair as alt
import numpy as np
import pandas as pd

from discredit.report import pen, theme

NAMESPACE: Final = "http://www.w3.org/2000/svg"
PAINTS: Final = ("fill", "stroke")
UNREAD: Final = frozenset(("role", "class", "pointer-events"))
"""Attributes of Vega's parts that mean nothing in an image which is described as a whole."""


def draw(chart: alt.LayerChart, name: str, title: str, description: str) -> str:
    """The SVG of a chart in the look of the report; `name` is its id in the page."""
    return dress(begin(chart).result(), name, title, description)


def begin(chart: alt.LayerChart) -> Future[str]:
    """Begin to draw a chart in the look of the report, beside what comes next.

    Returns:
        The SVG that is to come, before it is dressed.
    """
    return pen.begin(_spec(chart))


def _spec(chart: alt.LayerChart) -> dict[str, Any]:
    with alt.theme.enable(theme.LIGHT), alt.data_transformers.enable(_PLAINLY):
        # A test holds every kind of chart to Vega-Lite's schema; asking again each time is slow.
        return chart.to_dict(validate=False)


def plain(frame: Any) -> dict[str, list[dict[str, Any]]]:
    """The rows of a frame as Vega-Lite reads them.

    Altair's own way looks at each column for all that a frame may hold, which took half the time of
    a report.

    Args:
        frame: Text, truth values, numbers and dates of pandas; what is missing or endless becomes
            null.
    """
    names = [str(name) for name in frame]
    columns = [_told(frame.iloc[:, at]) for at in range(len(names))]
    return {"values": [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]}


def _told(column: pd.Series) -> list[Any]:
    if pd.api.types.is_datetime64_any_dtype(column):
        told = np.datetime_as_string(column.to_numpy("datetime64[s]"), unit="s")
        is_known = ~np.isnat(column.to_numpy())
    elif pd.api.types.is_float_dtype(column):
        told = column.to_numpy(float, na_value=np.nan)
        is_known = np.isfinite(told)
    else:
        told = column.to_numpy(object)
        is_known = column.notna().to_numpy()
    values = told.tolist()
    return (
        values
        if is_known.all()
        else [v if k else None for v, k in zip(values, is_known.tolist(), strict=True)]
    )


_PLAINLY: Final = "discredit"
alt.data_transformers.register(_PLAINLY, plain)


def dress(raw: str, name: str, title: str, description: str) -> str:
    """Make the root an image with a name and a description, and drop what a picture has no use for.

    Args:
        raw: an SVG as Vega writes it.
        name: the id of the picture; those of its title and description are made from it.
        title: the name that a screen reader says.
        description: what it says next.

    Returns:
        The SVG as it stands inside an HTML page.

    Raises:
        ValueError: for text that is no SVG with a view box.
    """
    root = _parsed(raw)
    box = root.attrib["viewBox"]
    _, _, width, height = box.split()
    image = {
        "xmlns": NAMESPACE,
        "class": "chart",
        "role": "img",
        "viewBox": box,
        "width": width,
        "height": height,
        "aria-labelledby": f"{name}-title {name}-desc",
    }
    picture = Element("svg", image)
    for tag, text in (("title", title), ("desc", description)):
        ElementTree.SubElement(picture, tag, id=f"{name}-{tag}").text = text
    picture.extend(kept for part in root if (kept := _pruned(part)) is not None)
    return ElementTree.tostring(picture, encoding="unicode")


def _parsed(raw: str) -> Element:
    """The root of an SVG, its tags without their namespace: HTML knows them by their bare names."""
    try:
        root = ElementTree.fromstring(raw)
    except ElementTree.ParseError as broken:
        raise ValueError(f"this is not an SVG: {broken}") from broken
    for part in root.iter():
        part.tag = part.tag.removeprefix(f"{{{NAMESPACE}}}")
    if root.tag != "svg" or "viewBox" not in root.attrib:
        raise ValueError("this is not an SVG with a view box")
    return root


def _pruned(part: Element) -> Element | None:
    """A part without what nobody sees or reads; None where nothing of it is left.

    Vega draws an unpainted backdrop behind every group, an axis label that found no room as an
    empty text, and describes each mark, which the one description of the picture stands for.
    """
    backdrop = part.get("aria-hidden") == "true" and not any(
        paint in part.attrib for paint in PAINTS
    )
    if part.get("display") == "none" or (part.tag == "path" and backdrop):
        return None
    own = {
        key: value
        for key, value in part.attrib.items()
        if key not in UNREAD and not key.startswith("aria-")
    }
    kept = Element(part.tag, own)
    kept.text = part.text
    kept.extend(child for one in part if (child := _pruned(one)) is not None)
    is_empty = not len(kept) and not (kept.text or "").strip()
    return None if part.tag in ("g", "text") and is_empty else kept

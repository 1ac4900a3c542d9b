"""Charts are drawn in a process of their own: Vega-Lite goes in, SVG comes out.

What draws (V8, inside vl_convert) holds Python's lock all the while. In this process charts would
be drawn one after another with everything else at a stand, so they are drawn beside it.

Words of one chart are measured over a thousand times, and each time the file of a font of this
machine is opened anew. Those in Latin letters are therefore measured in the fonts that what draws
brings along (Liberation Sans, as wide as Arial), which takes half as long and gives the same
picture on every machine. Others need the machine's fonts and have a process of their own.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, Final

_NO_FONTS: Final = {"FONTCONFIG_FILE": str(Path(__file__).with_name("no-fonts.conf"))}
_BEYOND: Final = re.compile("[\u0530-\u1dff\u2e80-\U0010ffff]")
"""A letter that is neither Latin nor Greek nor Cyrillic, which the fonts brought along may lack."""
_COMMAND: Final = (sys.executable, "-P", __file__)
"""Without the folder of this file on the path, where Python would find our `html` for its own."""
_SMALL: Final[dict[str, Any]] = {
    "data": {"values": [{"m": f"2016-{m:02d}", "of": of, "n": m} for m in (1, 7) for of in "ab"]},
    "mark": "line",
    "encoding": {
        "x": {"field": "m", "type": "temporal"},
        "y": {"field": "n", "type": "quantitative", "axis": {"title": "n"}},
        "color": {"field": "of", "type": "nominal"},
    },
}
"""A chart with all that most have: two lines over months, axes, a legend. The first is slowest."""


class _Pen:
    """The process that draws, and a thread that hands it one chart after another."""

    def __init__(self, is_latin: bool) -> None:
        # In a group of its own no Ctrl-C reaches it; it ends where nothing more can come.
        around = {**os.environ, **_NO_FONTS} if is_latin else None
        self._process = subprocess.Popen(
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=around, process_group=0
        )
        self._hand = ThreadPoolExecutor(1, "pen")

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def begin(self, line: bytes) -> Future[str]:
        return self._hand.submit(self._draw, line)

    def _draw(self, line: bytes) -> str:
        given, drawn = self._process.stdin, self._process.stdout
        assert given is not None and drawn is not None
        try:
            given.write(line)
            given.flush()
            answer = drawn.readline()
        except (OSError, ValueError):  # the pipe is broken, or closed by now
            answer = b""
        if not answer.endswith(b"\n"):
            raise ChildProcessError(f"the process that draws charts ended: {_COMMAND}")
        svg, error = json.loads(answer)
        if error:
            raise ValueError(error)
        return svg

    def end(self) -> None:
        self._hand.shutdown(wait=False)
        self._process.kill()
        self._process.communicate()


_pens: dict[bool, _Pen] = {}
"""By whether they have no other letters than Latin ones."""


def start(*, is_latin: bool = True) -> None:
    """Start a process that draws, which takes half a second until it can.

    Args:
        is_latin: Whether it has the fonts alone that it brings along.
    """
    pen = _pens.get(is_latin)
    if pen is not None and not pen.is_running:
        _pens.pop(is_latin).end()
    if is_latin not in _pens:
        _pens[is_latin] = _Pen(is_latin)


def begin(spec: dict[str, Any]) -> Future[str]:
    """Begin to draw a chart.

    Args:
        spec: Of Vega-Lite, its data inside.

    Returns:
        The SVG that is to come; ValueError from it where the chart is none, ChildProcessError
        where the process was killed.
    """
    line = json.dumps(spec, ensure_ascii=False)
    is_latin = _BEYOND.search(line) is None
    start(is_latin=is_latin)
    return _pens[is_latin].begin(line.encode() + b"\n")


@atexit.register
def _end() -> None:
    for pen in _pens.values():
        pen.end()


def _forget() -> None:
    """A fork has pens of its own."""
    _pens.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def _answer_all(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Draw every chart that is handed in, a line each, until no more can come."""
    from vl_convert import vegalite_to_svg

    vegalite_to_svg(_SMALL)
    for line in asked:
        try:
            told = vegalite_to_svg(json.loads(line)), ""
        except ValueError as error:
            told = "", str(error)
        answers.write(json.dumps(told).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    _answer_all(sys.stdin.buffer, sys.stdout.buffer)

"""Charts are drawn in a process of their own: Vega-Lite goes in, SVG comes out.

What draws (V8, inside vl_convert) holds Python's lock all the while. In this process charts would
be drawn one after another with everything else at a stand, so they are drawn beside it.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Any, Final

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

    def __init__(self) -> None:
        # In a group of its own no Ctrl-C reaches it; it ends where nothing more can come.
        self._process = subprocess.Popen(
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
        )
        self._hand = ThreadPoolExecutor(1, "pen")

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def begin(self, spec: dict[str, Any]) -> Future[str]:
        return self._hand.submit(self._draw, spec)

    def _draw(self, spec: dict[str, Any]) -> str:
        given, drawn = self._process.stdin, self._process.stdout
        assert given is not None and drawn is not None
        line = json.dumps(spec).encode() + b"\n"
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


_pen: _Pen | None = None


def start() -> None:
    """Start the process that draws, which takes half a second until it can."""
    global _pen
    if _pen is not None and not _pen.is_running:
        _pen.end()
        _pen = None
    _pen = _pen or _Pen()


def begin(spec: dict[str, Any]) -> Future[str]:
    """Begin to draw a chart.

    Args:
        spec: Of Vega-Lite, its data inside.

    Returns:
        The SVG that is to come; ValueError from it where the chart is none, ChildProcessError
        where the process was killed.
    """
    start()
    assert _pen is not None
    return _pen.begin(spec)


@atexit.register
def _end() -> None:
    if _pen is not None:
        _pen.end()


def _forget() -> None:
    """A fork has a pen of its own."""
    global _pen
    _pen = None


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

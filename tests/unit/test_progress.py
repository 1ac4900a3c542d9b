"""What is shown of a run from Python: in a terminal, in a notebook, and where nobody looks on."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from discredit.plan import draw_up
from discredit.progress import Bars, of_run, of_study
from discredit.run.arms import Progress
from discredit.store.checkpoint import Cost
from discredit.studies.batch import Come

PLAN = draw_up("court-list", people=400, months=24, seeds=(7,))
NOTHING_KEPT = Cost(0, 0, 0.0)
YEAR = Progress(0, "with", 12, 2e6, "run", NOTHING_KEPT)
AROUND = {**os.environ, "PYTHONPATH": ":".join(sys.path)}
GO = """
import sys
from discredit.progress import of_run, shown
from discredit.engine import waits
from discredit.plan import draw_up
from discredit.run.arms import Progress
from discredit.store.checkpoint import Cost
plan = draw_up("court-list", people=400, months=24, seeds=(7,))
with shown(of_run(plan, {wanted})) as display:
    waits.on_wait.get()("compiling <all>")
    for months in (12, 24):
        display.take(Progress(0, "with", months, 2e6, "run", Cost(0, 0, 0.0)))
"""
NOTEBOOK = """
class Handle:
    def update(self, bundle, raw): shown.append(bundle)
def show(bundle, raw, display_id):
    shown.append(bundle)
    return Handle()
shown = []
"""  # what a kernel offers, as IPython documents it: this package needs no more of it


def ran(code: str, **more: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", code], env={**AROUND, **more}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done


def test_nothing_is_shown_where_nobody_looks_on_or_nobody_wants_it() -> None:
    assert ran(GO.format(wanted=None)).stderr == ""
    assert ran(GO.format(wanted=False)).stderr == ""
    said = ran(GO.format(wanted=True))
    assert said.stdout == ""
    assert said.stderr.splitlines() == [
        "compiling <all> ...",
        "seed 7 with the system: 24/24 months, 2 M person-months/s",
    ]


def test_a_terminal_has_bars_of_the_same_words_on_stderr() -> None:
    end, other = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", GO.format(wanted=None)],
        env={**AROUND, "COLUMNS": "100", "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=other,
    )
    os.close(other)
    said = os.read(end, 1 << 20).decode()
    os.close(end)
    assert done.stdout == b""
    assert "seed 7 with the system" in said
    kept = io.StringIO()
    bars = Bars(PLAN, Console(file=kept, force_terminal=True, width=100))
    with bars:
        bars.wait("compiling")
        bars.take(YEAR)
    for words in ("seed 7 with the system", "12/24 months", "2 M person-months/s", "left"):
        assert words in kept.getvalue()


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_notebook_has_html_without_scripts_and_the_last_of_it_is_nothing(tmp_path: Path) -> None:
    """With the two functions of IPython that are used, as its documentation has them."""
    package = tmp_path / "IPython"
    package.mkdir()
    kernel = "class shell:\n    kernel = 1\ndef get_ipython(): return shell\n"
    (package / "__init__.py").write_text(kernel)
    (package / "display.py").write_text(NOTEBOOK + "display = show\n")
    code = f"import IPython\n{GO.format(wanted=None)}\nfrom IPython import display as d\n"
    code += "import json; print(json.dumps(d.shown))"
    import json

    done = ran(code, PYTHONPATH=f"{tmp_path}:{AROUND['PYTHONPATH']}")
    pages = [bundle["text/html"] for bundle in json.loads(done.stdout)]
    assert pages[0] == "<div>compiling &lt;all&gt; …</div>"
    assert "seed 7 with the system: 12/24 months, 2 M person-months/s" in pages[1]
    (bar,) = [attrs for tag, attrs in Tags(pages[1]).found if tag == "progress"]
    assert bar == {"value": "12", "max": "24"}
    assert {tag for page in pages for tag, _ in Tags(page).found} == {"div", "progress"}
    assert pages[-1] == ""


@pytest.mark.parametrize("wanted", [None, False])
def test_what_was_done_is_known_where_it_is_not_shown(wanted: bool | None) -> None:
    for display, step in (
        (of_run(PLAN, wanted), YEAR),
        (of_study(wanted), Come(1, 4, "as assumed", 3.0)),
    ):
        with display:
            assert not display.moved
            display.take(step)
            display.wait("compiling")
        assert display.moved

"""Python in a real notebook: what shows itself, progress, a cell run again, a cell interrupted."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
RUN = 'pair = dc.compare("robodebt", people=2000, months=12{more})\n'
LONG = 'dc.compare("robodebt", people=200_000, months=120, burn_in=0)'
TAKES = 600
Output = dict[str, Any]


class Notebook:
    """A kernel, and what its cells put out."""

    def __init__(self, folder: Path) -> None:
        kernels: Any = import_module("jupyter_client.manager")
        self.manager = kernels.KernelManager(kernel_name="python3")
        around = {**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
        self.manager.start_kernel(cwd=str(folder), env=around)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=TAKES)

    def begin(self, code: str) -> Iterator[tuple[str, Output]]:
        """What a cell puts out as it comes, until it is done."""
        asked = self.client.execute(code)
        while True:
            message = self.client.get_iopub_msg(timeout=TAKES)
            if message["parent_header"].get("msg_id") != asked:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] == "idle":
                return
            yield kind, content

    def run(self, code: str) -> list[tuple[str, Output]]:
        return list(self.begin(code))

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    assert find_spec("ipykernel"), "`make docs` installs what runs notebooks"
    opened = Notebook(tmp_path_factory.mktemp("notebook"))
    try:
        opened.run("import discredit as dc")
        yield opened
    finally:
        opened.close()


def shown(outputs: list[tuple[str, Output]], kind: str) -> list[str]:
    """What was put out in one form."""
    return [one["data"][kind] for _, one in outputs if kind in one.get("data", {})]


def refuse_scripts(markup: str) -> None:
    assert not re.search(r"<script|javascript:|\son\w+=|https?://(?!www\.w3\.org)", markup)


def test_progress_is_shown_and_the_pair_shows_itself(notebook: Notebook) -> None:
    outputs = notebook.run(RUN.format(more="") + "pair")
    assert not [one for kind, one in outputs if kind == "error"]
    *progress, last = shown(outputs, "text/html")
    assert any("<progress" in page and "months" in page for page in progress)
    assert progress[-1] == ""  # nothing of it is left in the notebook
    for call in (".effects()", ".map()", ".plot()", ".life(0)"):
        assert f"<code>{call}</code>" in last
    assert "2,000 people, 12 months" in last
    refuse_scripts("".join([*progress, last]))


def test_a_cell_may_be_run_again(notebook: Notebook) -> None:
    outputs = notebook.run(RUN.format(more="") + "pair")
    said = "".join(one["text"] for kind, one in outputs if kind == "stream")
    assert "Found the result of the same call" in said
    assert shown(outputs, "text/html")


def test_the_two_maps_and_the_headline_are_drawings(notebook: Notebook) -> None:
    for call in ("pair.map()", 'pair.map("2016-09")', "pair.plot()"):
        outputs = notebook.run(call)
        assert not [one for kind, one in outputs if kind == "error"], outputs
        (drawing,) = shown(outputs, "image/svg+xml")
        assert "<svg" in drawing and "<title" in drawing
        refuse_scripts(drawing)


def test_a_month_that_was_not_run_is_refused_in_a_sentence(notebook: Notebook) -> None:
    ((_, error),) = [one for one in notebook.run('pair.map("1999-01")') if one[0] == "error"]
    assert error["ename"] == "InputError" and "2016-07 to 2017-06" in error["evalue"]


def test_an_interrupted_cell_stops_and_the_next_one_works(notebook: Notebook) -> None:
    begun, outputs = 0.0, []
    for kind, content in notebook.begin(LONG):
        outputs.append((kind, content))
        if not begun and "text/html" in content.get("data", {}):
            begun = time.monotonic()
            notebook.manager.interrupt_kernel()
    (error,) = [one for kind, one in outputs if kind == "error"]
    assert error["ename"] == "Interrupted" and "goes on from there" in error["evalue"]
    (same,) = shown(notebook.run("pair.result.manifest.people"), "text/plain")
    assert same == "2000"

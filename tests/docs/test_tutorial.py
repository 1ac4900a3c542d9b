"""The tutorial works as it stands: its files are written and its commands run, block by block."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from command_line import call
from discredit.errors import ExitCode
from discredit.policy.address import numbers
from discredit.policy.compose import load_policy

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "tutorial.md").read_text("utf-8")


class Block(NamedTuple):
    kind: str
    text: str


BLOCKS = [
    Block(*found) for found in re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
]


def commands(block: Block) -> Iterator[tuple[list[str], bool]]:
    """The words of each command, and whether it must be refused."""
    for line in block.text.splitlines():
        command, _, remark = line.partition("#")
        words = shlex.split(command)
        assert words[0] == "discredit", line
        yield words[1:], "refused" in remark


def write(block: Block) -> None:
    """Do with a file what the first line of its block says."""
    first, text = block.text.split("\n", 1)
    match = re.fullmatch(r"# (\S+): (replace the section|a new file)", first)
    assert match is not None, first
    file, what = Path(match[1]), match[2]
    if what == "a new file":
        file.write_text(text, encoding="utf-8")
        return
    key = text.partition(":")[0]
    before = file.read_text("utf-8")
    section = rf"^{key}:.*?(?=^\S|\Z)"
    after, count = re.subn(section, lambda _: text + "\n", before, flags=re.MULTILINE | re.DOTALL)
    assert count == 1, f"{file} has no section {key}"
    file.write_text(after, encoding="utf-8")


def follow(is_slow_too: bool) -> None:
    """Go through the tutorial from the first block to the last."""
    for block in BLOCKS:
        if block.kind == "yaml":
            write(block)
        elif block.kind == "python" and is_slow_too:
            exec(compile(block.text, "tutorial", "exec"), {})
        elif block.kind == "sh":
            for words, is_refused in commands(block):
                if words[0] == "run" and not is_slow_too and not is_refused:
                    continue
                done = call(*words, width=100)
                expected = ExitCode.BAD_INPUT if is_refused else ExitCode.OK
                assert done.exit_code == expected, (words, done.output, done.exception)


def test_the_tutorial_can_be_followed_up_to_the_runs(here: Path) -> None:
    follow(is_slow_too=False)
    policy = load_policy("my-city.yaml", overlays="second-look.yaml,notice")
    assert set(policy.system.lists) == {"low_points", "riders"}
    found = numbers(policy)
    assert found["lists.riders.grace_months"].value == 2
    assert found["observation.human_check"].value == 0.9


@pytest.mark.slow
def test_the_tutorial_can_be_followed_to_its_end(here: Path) -> None:
    follow(is_slow_too=True)
    for name in ("plain", "safer", "second-look"):
        page = json.loads((here / "results" / name / "manifest.json").read_text("utf-8"))
        assert page["status"] == "complete"
        assert (here / "results" / name / "report.html").is_file()


def test_the_tutorial_names_every_kind_of_step() -> None:
    words = {line.split()[1] for b in BLOCKS if b.kind == "sh" for line in b.text.splitlines()}
    assert {"new", "check", "show", "run", "list", "evidence"} <= words
    assert {"conducts", "observation", "scores", "lists", "gates"} <= {
        block.text.split("\n", 1)[1].partition(":")[0] for block in BLOCKS if block.kind == "yaml"
    }


def test_the_editor_page_writes_schemas_that_exist() -> None:
    text = (DOCS / "editor.md").read_text("utf-8")
    parts = re.findall(r"discredit check --schema (\w+) >", text)
    assert parts == ["system", "conduct", "life", "overlay", "study"]
    for part in parts:
        done = call("check", "--schema", part)
        assert json.loads(done.stdout)["$schema"]

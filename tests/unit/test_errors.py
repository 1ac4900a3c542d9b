"""Errors speak Python's words where Python asked, and the terminal's in a terminal."""

from __future__ import annotations

import ast
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import discredit as dc
from command_line import call, document
from discredit.errors import InputError, ResultError, in_terminal
from discredit.policy.address import numbers
from stored_result import PLAN

PACKAGE = Path(dc.__file__).parent
SIZE: dict[str, Any] = {"people": PLAN.people, "months": PLAN.months, "start": PLAN.start}
OF_A_TERMINAL = {
    "engine/door.py",
    "engine/processes.py",
    "engine/rendezvous.py",
    "engine/secret.py",
    "errors.py",
    "levers.py",
    "page/asked.py",
    "page/replay.py",
    "page/serve.py",
    "report/papers/assessment.py",
}
"""Processes are started and found from a terminal alone, and so is the page; it and an assessment
tell commands to give. errors.py holds both tongues."""
OPTION = re.compile(r"(?<![\w-])--[a-z]+")
COMMAND = re.compile(r"`discredit [^`]*`")


def said_in(file: Path) -> list[str]:
    """The texts of a module that are no docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    loose = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    return [
        one.value
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in loose
    ]


def test_no_error_that_python_can_meet_speaks_of_options() -> None:
    spoken = {
        f"{file.relative_to(PACKAGE)}: {text}"
        for file in PACKAGE.rglob("*.py")
        if file.parent.name not in ("cli", "validation") and "library" not in file.parts
        for text in said_in(file)
        if OPTION.search(COMMAND.sub("", text)) or "same command" in text
    }
    strange = {text for text in spoken if text.partition(":")[0] not in OF_A_TERMINAL}
    assert strange == {"policy/edit.py: --set", "society/edit.py: --set"}  # a lever of a terminal


def test_another_result_in_the_folder_is_replaced_where_force_is_given(
    result: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(result, folder)
    with pytest.raises(ResultError, match="name another folder or use force=True") as said:
        dc.compare("court-list", **SIZE, seeds=[5], out=folder)
    words = ("run", "court-list", "--seed", "5", "--out", str(folder), "--no-report")
    words += tuple(w for name, v in SIZE.items() for w in (f"--{name}", str(v)))
    assert "or use --force" in " ".join(call(*words).output.split())
    assert "force=True" not in call(*words, "--json").output
    assert in_terminal(str(said.value)).endswith("name another folder or use --force.")
    pair = dc.compare("court-list", **SIZE, seeds=np.array([5]), out=str(folder), force=True)
    assert pair.result.manifest.seeds == (5,)


def test_a_number_that_cannot_be_is_told_in_the_words_of_whoever_asks() -> None:
    with pytest.raises(InputError, match="Write people=100_000"):
        dc.draw_up("court-list", people=2**40)
    told = call("run", "court-list", "--people", "1099511627776").output
    assert "Write --people 100_000." in told.replace("\n", " ")


def test_with_value_is_called_by_its_name() -> None:
    policy = dc.load_policy("court-list")
    for value in (
        np.float64(0.02),
        np.float32(0.0625 / 2),
        0.01,
        np.array(0.03125),
        Decimal("0.02"),
    ):
        changed = dc.with_value(policy, "observation.misrouted", value)
        assert numbers(changed)["observation.misrouted"].value == float(value)
    for path, value in [("observation.misruoted", 0.5), (None, 1), (3, 1)]:
        given: Any = path
        with pytest.raises(InputError, match=r"^with_value .* is no such number"):
            dc.with_value(policy, given, value)
    strange: list[Any] = ["0.5", None, 2, float("nan"), np.array([0.1, 0.2]), True]
    for value in strange:
        with pytest.raises(InputError, match=r"^with_value observation.misrouted"):
            dc.with_value(policy, "observation.misrouted", value)
    named: Any = "court-list"
    with pytest.raises(InputError, match="Give it what load_policy returns"):
        dc.with_value(named, "observation.misrouted", 0.5)


def test_a_column_that_is_not_there_is_named_with_the_nearest(result: Path) -> None:
    found = dc.open_result(result)
    assert list(found.persons("months_listed")) == ["months_listed"]
    assert list(found.people(np.array(["age", "seed"]))) == ["age", "seed"]
    assert len(found.persons(["seed"], [("person", "=", np.int64(7))])) == 4
    for ask in (
        lambda: found.persons(["months_lsted"]),
        lambda: found.persons(None, [("months_lsted", ">", 0)]),
    ):
        with pytest.raises(InputError, match="Did you mean months_listed"):
            ask()


def test_json_speaks_the_words_of_the_terminal() -> None:
    assert document("list", "systems")  # what ends well is as it was
    told = call("run", "court-list", "--people", "1099511627776", "--json").output
    assert "--people 100_000" in told and "people=" not in told

"""Worked cases of a purse: what is left of a month, and what is owed after it."""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest
import yaml

from discredit.draws import Draws, key_of
from discredit.life.purse import settle
from discredit.policy.rules import BudgetRules
from discredit.truth import Purse
from discredit.validation.mechanisms.parts.corridor import crowd

FILES = sorted((Path(__file__).parent / "purse").glob("*.yaml"))
CASES = [case for file in FILES for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
RULES = {
    "bills": 0.25, "left_unpaid": 0.5, "behind_months": 2, "gives_up_home": 0,
    "home_cheaper_by": 0.3, "changes_school": 0, "puts_off_care": 0,
}  # fmt: skip
FACTS = {"age", "owed", "left", "spending", "fined", "at risk", "another at risk"}
NOTHING = {
    "owed": 0, "savings": 0, "left owing": 0, "paid back": 0, "moves out": False,
    "changes school": False, "puts off care": False, "may lose home": False,
}  # fmt: skip
LUCK = Draws(np.asarray(key_of(1)), np.zeros(1, np.uint32), np.uint32(0))
month = jax.jit(settle)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_purse_after_a_month(case: dict[str, Any]) -> None:
    so = case["so"]
    assert set(so) <= FACTS and set(case) <= {"case", "so", "rules", "expect"}
    somebody = crowd(1, age=np.array([so.get("age", 45)], np.uint8))
    rules = {**RULES, **case.get("rules", {})}

    def amount(name: str) -> Any:
        return np.array([so.get(name, 0)], np.float32)

    def yes(name: str) -> Any:
        return np.array([so.get(name, False)])

    before = Purse(amount("owed"), np.zeros(1, np.uint8), yes("at risk"))
    purse, savings, arrears = month(
        somebody, before, yes("another at risk"), amount("left"), amount("spending"),
        amount("fined"), BudgetRules(**{n: np.float32(v) for n, v in rules.items()}), LUCK,
    )  # fmt: skip
    found = {
        "owed": purse.arrears, "savings": savings, "left owing": arrears.arisen,
        "paid back": arrears.paid_back, "moves out": arrears.moves_out,
        "changes school": arrears.changes_school, "puts off care": arrears.puts_off_care,
        "may lose home": purse.may_lose_home,
    }  # fmt: skip
    told = {name: column[0].item() for name, column in found.items()}
    assert told == pytest.approx({**NOTHING, **case["expect"]})
    assert purse.moved_out[0] == told["moves out"]

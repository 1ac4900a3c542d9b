"""What a study concludes, derived again from the rows on the disk by pandas, SciPy and SALib alone.

Nothing here is discredit's but the folders: the rules are those of docs/studies.md.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import morris, sobol
from scipy import stats

from discredit.report import sweep_page
from discredit.studies import covering, folder
from discredit.studies.both_sides import moving_on_both
from discredit.studies.design import MAIN, scenarios
from discredit.studies.finding import Outcomes, finding_of
from discredit.studies.outcome import Part, Told
from discredit.studies.question import SIDES, load_study
from known_study import studied
from small_study import SMALL, written

SKEWED = covering.KNOWN[2]
COLUMN = "ever_wrongly"


def students(each: Any) -> tuple[float, float, float]:
    """The mean over seeds and its 95 % interval."""
    low, high = stats.t.interval(0.95, len(each) - 1, np.mean(each), stats.sem(each))
    return float(np.mean(each)), float(low), float(high)


def both_intervals(draws: Any, low: float, high: float) -> tuple[float, float]:
    """The interval over luck and assumptions: order statistics, and no narrower than the other."""
    cut = int(0.05 * (len(draws) + 1) + 1e-9)
    return min(np.sort(draws)[cut - 1], low), max(np.sort(draws)[-cut], high)


def going_with(table: Any, numbers: list[str], answer: Any) -> dict[str, float]:
    """By what share knowing a number would narrow the second interval, of those that the answer
    goes with; three at most."""
    rank: Any = {path: stats.spearmanr(table[path], answer) for path in numbers}
    least = 0.05 / len(numbers)
    told = {path: one.statistic**2 for path, one in rank.items() if one.pvalue < least}
    first = sorted(told, key=lambda path: -told[path])[:3]
    return {path: 1 - np.sqrt(1 - told[path]) for path in first}


def problem(numbers: list[str]) -> tuple[dict[str, Any], int]:
    """Of SALib; and what its bootstrap begins with."""
    bounds = [[0.0, 1.0]] * len(numbers)
    begins = int.from_bytes(hashlib.sha256("\n".join(numbers).encode()).digest()[:4])
    return {"num_vars": len(numbers), "names": numbers, "bounds": bounds}, begins


def concluded(design: str, place: Path, **more: Any) -> tuple[dict[str, Any], Any]:
    """What a study says of its one answer, and its rows."""
    found = studied(SKEWED, design, place, **more)
    sweep_page.write(found, place / "out")
    page = json.loads((place / "out" / "study.json").read_text())
    (answer,) = page["answers"]
    rows: Any = pd.read_csv(place / "out" / "rows.csv")
    moved = {one["path"]: one["evidence"] for one in page["moved"]}
    return {**answer, "moved": moved, "said": "\n".join(page["said"])}, rows


def test_both_intervals_and_the_share_of_the_sign(tmp_path: Path) -> None:
    said, rows = concluded(
        *("{kind: hypercube, draws: 39}", tmp_path), seeds=4, luck=6.0, more=", smallest: 5"
    )
    assumed, drawn = (rows[rows["part"] == part] for part in ("as assumed", "hypercube"))
    value, low, high = students(assumed[COLUMN])
    assert [said["value"], said["low"], said["high"]] == pytest.approx([value, low, high])
    ends = both_intervals(drawn[COLUMN], low, high)
    assert [said["together_low"], said["together_high"]] == pytest.approx(ends)
    has_sign = np.sign(drawn[COLUMN]) == np.sign(value)
    assert said["sign_held"] == pytest.approx(has_sign.mean())
    assert said["standing"] == ("holds" if has_sign.mean() >= 0.9 else "open")
    assert said["matters"] == pytest.approx((has_sign & (drawn[COLUMN].abs() >= 5)).mean())
    first = going_with(drawn, list(said["moved"]), drawn[COLUMN])
    assert first and [one["path"] for one in said["measure_first"]] == list(first)
    narrows = [one["narrows_by"] for one in said["measure_first"]]
    assert narrows == pytest.approx(list(first.values()))


def test_a_screen(tmp_path: Path) -> None:
    said, rows = concluded("{kind: morris, trajectories: 6}", tmp_path, seeds=2, luck=1.0)
    numbers = list(said["moved"])
    part = rows[rows["part"] == "screen"].groupby("point").mean(numeric_only=True)
    of, _ = problem(numbers)
    found = morris.analyze(of, part[numbers].to_numpy(), part[COLUMN].to_numpy(), num_levels=4)
    steps = part.diff().drop(index=range(0, len(part), len(numbers) + 1))
    for path, mean, spread in zip(numbers, found["mu_star"], found["sigma"], strict=True):
        one = next(one for one in said["effects"] if one["path"] == path)
        mine = steps[steps[path].abs() > 1e-9]
        low, _ = stats.t.interval(0.9, 5, mean, stats.sem((mine[COLUMN] / mine[path]).abs()))
        assert [one["size"], one["spread"]] == pytest.approx([mean, spread])
        assert one["size_error"] == pytest.approx(mean - low)


def test_indices_shares_by_grade_and_what_to_measure_first(tmp_path: Path) -> None:
    design = "{kind: sobol, trajectories: 8, keep: 2, base: 64}"
    said, rows = concluded(design, tmp_path, seeds=2, luck=1.0)
    part = rows[rows["part"] == "indices"].groupby("point").mean(numeric_only=True)
    numbers = [path for path in said["moved"] if part[path].notna().all()]
    assert len(numbers) == 2 and set(numbers) == {one["path"] for one in said["effects"][:2]}
    of, begins = problem(numbers)
    found = sobol.analyze(
        of, part[COLUMN].to_numpy(), calc_second_order=False, conf_level=0.9, seed=begins
    )
    told = {one["path"]: one for one in said["indices"]}
    columns = {"first": "S1", "first_error": "S1_conf", "total": "ST", "total_error": "ST_conf"}
    for ours, theirs in columns.items():
        assert [told[path][ours] for path in numbers] == pytest.approx(list(found[theirs]))
    totals: Any = pd.Series(
        np.maximum(found["ST"], 0), index=[said["moved"][path] for path in numbers]
    )
    shares = (totals / totals.sum()).groupby(level=0).sum()
    assert said["weight_by_grade"] == pytest.approx(dict(shares))
    assert "The deciding weight rests on numbers that are" in said["said"]
    narrows = {
        path: 1 - np.sqrt(1 - share)
        for path, share, error in zip(numbers, found["S1"], found["S1_conf"], strict=True)
        if share > error
    }
    assert {one["path"]: one["narrows_by"] for one in said["measure_first"]} == pytest.approx(
        narrows
    )


def counted(cases: int, people: int = 20_000) -> Told:
    """An outcome of one run: so many people."""
    return Told(cases / people, (Part(cases / people, people, people, cases, 1 / people),))


@pytest.mark.parametrize("added", [3, 40])
def test_the_verdict_of_a_claim(added: int, tmp_path: Path) -> None:
    question = load_study(Path(written(tmp_path)))
    chance, size = np.random.default_rng(added), SMALL._replace(seeds=3, draws=39)
    moving = [one.path for one in moving_on_both(question)]
    points = {f"drawn {at + 1} of 39": tuple(chance.random(len(moving))) for at in range(39)}
    outcomes: Outcomes = {}
    settings = [MAIN, *(one.name for one in scenarios(question))]
    asked = [*((name, seed) for name in settings for seed in (1, 2, 3))]
    asked += [(name, at) for at, name in enumerate(points, start=1)]
    for name, seed in asked:
        more = chance.poisson(added) + int(40 * points[name][1] - 15 if name in points else 0)
        for side, cases in zip(SIDES, (20, max(20 + more, 0)), strict=True):
            outcomes[name, seed, side] = (counted(cases),)
    folder.write(finding_of(question, size, outcomes, "", points=points), tmp_path)

    said = json.loads((tmp_path / "study.json").read_text())
    rows: Any = pd.read_csv(tmp_path / "differences.csv")
    table: Any = pd.read_csv(tmp_path / "draws.csv")
    (outcome,) = said["outcomes"]
    main = rows[rows["scenario"] == MAIN]
    value, low, high = students(main["difference"])
    reach = 1.959964 * np.sqrt((main["by_chance"] ** 2).sum()) / len(main)
    low, high = min(low, value - reach), max(high, value + reach)
    assert [outcome["difference"], outcome["low"], outcome["high"]] == pytest.approx(
        [value, low, high], rel=1e-5
    )
    least = said["holds_if"]["smallest"]["value"] * outcome["times"]
    assert said["holds_if"]["direction"] == "rises"
    verdict = "cannot be told apart from chance" if low <= 0 <= high else "may be too small"
    verdict = "holds" if low >= least else "does not hold" if high < least else verdict
    assert said["verdict"] == verdict
    drawn = table.merge(rows, on=["scenario", "seed"])
    assert len(drawn) == 39
    together, ends = said["together"], both_intervals(drawn["difference"], low, high)
    assert [together["together_low"], together["together_high"]] == pytest.approx(ends, rel=1e-5)
    has_sign = np.sign(drawn["difference"]) == np.sign(value)
    assert together["sign_held"] == pytest.approx(has_sign.mean())
    first = going_with(table, list(table.columns[2:]), drawn["difference"])
    assert list(first) == [moving[1]]
    (share,) = first.values()
    assert together["measure_first"] == f"{moving[1]} (narrows it by {share:.0%})".replace(
        "%", " %"
    )

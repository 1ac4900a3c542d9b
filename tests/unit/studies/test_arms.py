"""Arms side by side: what may stand beside what, and what the pairing is worth."""

from __future__ import annotations

from math import inf, isnan
from pathlib import Path

import numpy as np
import pytest

from discredit.errors import InputError, PolicyError, UnknownNameError
from discredit.policy.address import numbers
from discredit.studies.arms import against_first, read_arm, refuse_unshared
from discredit.studies.compared import unpaired_runs

SIZE = {"people": 300, "months": 8, "start": "2016-01", "seeds": (1,), "burn_in": 0}


def test_an_arm_is_a_system_with_overlays_and_settings() -> None:
    arm = read_arm("court-list + notice + observation.misrouted=0.01 + redress.continues=no")
    assert arm.overlays == ("notice",)
    assert arm.settings == ("observation.misrouted=0.01", "redress.continues=no")


def test_every_arm_meets_the_first_and_only_its_own_change_differs() -> None:
    arms = [read_arm(a) for a in ("court-list", "court-list+observation.misrouted=0.01")]
    (plan,) = against_first(arms, **SIZE).values()
    assert plan.against is not None
    ours, theirs = numbers(plan.policy), numbers(plan.against)
    assert [p for p in ours if ours[p] != theirs[p]] == ["observation.misrouted"]
    assert plan.worlds.theirs == "court-list"


def test_one_arm_is_held_against_no_system() -> None:
    (plan,) = against_first([read_arm("court-list")], **SIZE).values()
    assert plan.against is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("court-list", "court-list"), "here twice"),
        (("court-list", "court-list+observation.misrouted=0.003"), "once more"),
        (("court-list", "court-list+society.savings_months=9"), "the same people"),
        (("court-list", "court-list+observation.misrouted=often"), "must be a number"),
        (("court-list", "court-list+observation.misroutd=0.1"), "Did you mean"),
    ],
)
def test_what_cannot_stand_side_by_side_is_a_sentence(words: tuple[str, ...], says: str) -> None:
    with pytest.raises((InputError, PolicyError), match=says) as failure:
        against_first([read_arm(word) for word in words], **SIZE)
    assert len(str(failure.value).splitlines()) == 1


def test_a_system_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownNameError, match="court-list"):
        against_first([read_arm("court-lst")], **SIZE)


def test_a_number_that_one_arm_lacks_does_not_vary() -> None:
    arms = [read_arm("court-list"), read_arm("rongcheng")]
    plans = against_first(arms, **SIZE)
    refuse_unshared(plans, ["observation.misrouted"], "study.yaml")
    with pytest.raises(InputError, match="not in rongcheng"):
        refuse_unshared(plans, ["lists.defaulters.grace_months"], "study.yaml")


def test_what_the_pairing_is_worth_is_the_spread_that_it_takes_away() -> None:
    rng = np.random.default_rng(1)
    luck, own = rng.normal(0, 3, 4000), rng.normal(0, 1, (2, 4000))
    ours, theirs = luck + own
    # Paired the variance is 1 + 1, unpaired 2 (9 + 1): ten times the runs.
    assert unpaired_runs(ours, theirs) / 8000 == pytest.approx(10, rel=0.1)
    assert unpaired_runs(np.array([1.0, 2.0]), np.array([2.0, 1.0])) == 4  # never fewer
    assert unpaired_runs(np.array([1.0, 2.0]), np.array([0.0, 1.0])) == inf
    assert isnan(unpaired_runs(np.ones(3), np.ones(3)))
    assert isnan(unpaired_runs(np.array([1.0, np.nan]), np.array([1.0, 2.0])))


def test_arms_side_by_side_from_python_and_the_command_line(tmp_path: Path) -> None:
    import discredit as dc
    from command_line import call, document

    words = ["court-list", "court-list+observation.misrouted=0.05"]
    size = ["--people", "300", "--months", "8", "--start", "2016-01", "--seeds", "2"]
    emitted = document("compare", *words, *size, "--out", str(tmp_path / "a"))
    many = dc.compare_many(
        words, people=300, months=8, start="2016-01", seeds=2, out=tmp_path / "a", progress=False
    )
    found = many.differences()
    assert list(found["measure"]) == [row["measure"] for row in emitted["differences"]]
    levels = many.table().set_index("measure")
    assert set(words) <= set(levels.columns)
    row = found.iloc[0]  # whatever so few people have any of
    effects = many.pairs[words[1]].effects().query("dimension == 'all'").set_index("measure")
    assert row["difference"] == effects.loc[row["measure"], "difference"]
    assert "held against" in call("compare", *words, *size, "--out", str(tmp_path / "a")).output
    assert (tmp_path / "a" / "compare.svg").read_text().startswith("<svg")
    assert many.plot().drawn().startswith("<svg")

"""`--set`: one meaning, told back; nothing that depends on an order, nothing in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import call, flowing
from discredit.errors import ExitCode, InputError
from discredit.levers import changed, told
from discredit.plan import draw_up

CLOSES = "gates.lists.defaulters.closes.flight"


def said(start: str, *levers: str) -> list[str]:
    policy, society = changed("court-list", [], levers)
    plan = draw_up(policy, society=society, people=10, start=start, months=12)
    return told(plan, levers, lambda some: changed("court-list", [], some))


def test_a_lever_tells_how_many_dated_values_it_sets_and_how_many_act() -> None:
    assert said("2015-01", f"{CLOSES}=no") == [
        f"--set {CLOSES}=no sets 3 dated values and what was before them; 3 in force from 2012-01 "
        "to 2015-12."
    ]
    assert said("2015-01", f"{CLOSES}@2015-07=no") == [
        f"--set {CLOSES}@2015-07=no sets 1 dated value; 1 in force from 2012-01 to 2015-12."
    ]
    assert said("2015-01", "observation.misrouted=0.01") == []


def test_a_lever_that_changes_nothing_says_so() -> None:
    late = f"{CLOSES}@2016-01=no"
    assert said("2012-01", late)[1] == (
        f"--set {late} changes nothing in this run: it lies in other months."
    )
    same = f"{CLOSES}@2015-07=yes"
    assert said("2015-01", same)[1] == (
        f"--set {same} changes nothing in this run: it is so already, or nothing rests on it."
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("observation.misrouted=0.01", "observation.misrouted=0.02"),
        ("behaviour.wants.loan=0", "behaviour.wants.loan=0"),
        (f"{CLOSES}=no", f"{CLOSES}@2015-07=yes"),
        ("society.savings_months=4", "society.savings_months=6"),
    ],
)
def test_one_number_is_set_once(one: str, other: str) -> None:
    for pair in ((one, other), (other, one)):
        with pytest.raises(InputError, match="one number is set once"):
            changed("court-list", [], pair)


def test_labels_and_dates_apart_may_be_set_in_any_order() -> None:
    levers = [f"{CLOSES}@2015-07=no", f"{CLOSES}@2016-01=no", "behaviour.wants.loan=0",
              "behaviour.wants.flight=0"]  # fmt: skip
    one, other = (changed("court-list", [], some)[0] for some in (levers, levers[::-1]))
    assert one == other


def test_a_number_is_changed_by_an_overlay_or_by_set_and_not_by_both() -> None:
    with pytest.raises(InputError, match=r"notice_reaches is changed by an overlay too"):
        changed("court-list", ["notice"], ["observation.notice_reaches=0.3"])
    changed("court-list", ["notice"], ["observation.misrouted=0.01"])


def test_an_overlay_without_a_name_is_refused(tmp_path: Path) -> None:
    done = call("run", "court-list", "--with", "", "--out", str(tmp_path / "r"))
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "'' is no safeguard here" in flowing(done.stderr)
    assert not list(tmp_path.iterdir())

"""A change never betters a grade: what is disputed or made up keeps its label."""

from pathlib import Path

import pytest

from discredit import library
from discredit.levers import pulled
from discredit.plan import load
from discredit.policy.address import numbers
from discredit.policy.compose import load_policy
from discredit.policy.label import disputed_numbers, label_of
from discredit.policy.number import Number
from discredit.sources import GRADES, weakest

DOUBTED = [
    pytest.param(name, path, id=f"{name}-{path}")
    for name in library.names("systems")
    for path in list(disputed_numbers(load_policy(name)))[:6]
]


def levers(path: str, number: Number) -> list[str]:
    """`--set` of a number to what it is, entry by entry."""
    value = number.value
    if number.dated is not None:
        value = next(iter(number.dated.values()))
    entries = value.items() if isinstance(value, dict) else [(None, value)]
    return [f"{path}.{label}={one}" if label else f"{path}={one}" for label, one in entries]


@pytest.mark.parametrize(("name", "path"), DOUBTED)
def test_a_doubted_number_set_on_the_command_line_stays_doubted(name: str, path: str) -> None:
    policy, society = load(name)
    before = numbers(policy)[path]
    changed, _ = pulled(policy, society, [one.lower() for one in levers(path, before)])
    assert numbers(changed)[path].evidence == before.evidence
    assert label_of(changed) == label_of(policy)


OVERLAY = """\
title: Surer
about: It sets a doubted number to what it is, and calls it documented.
changes:
  {path}:
    set: {{value: {value:g}, unit: {unit}, evidence: documented, source: cmp.fico.max}}
"""


def test_an_overlay_does_not_better_the_grade_of_what_it_sets(tmp_path: Path) -> None:
    path = "observation.misrouted"
    before = numbers(load_policy("nosedive"))[path]
    file = tmp_path / "surer.yaml"
    file.write_text(OVERLAY.format(path=path, value=0.5, unit=before.unit), encoding="utf-8")
    after = numbers(load_policy("nosedive", overlays=[str(file)]))[path]
    assert (before.evidence, after.evidence, after.value) == ("fictional", "fictional", 0.5)
    assert after.sources == ("cmp.fico.max", "cmp.nosedive.scale")
    assert after.note == "Set by the overlay surer; graded fictional before."


def test_doubt_and_fiction_stay_whatever_else_is_assumed() -> None:
    for grade in GRADES:
        assert weakest([grade, "fictional"]) == "fictional"  # pyright: ignore[reportArgumentType]
    assert weakest(["disputed", "assumed"]) == "disputed"
    assert weakest(["assumed", "reported"]) == "assumed"

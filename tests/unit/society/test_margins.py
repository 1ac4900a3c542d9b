"""The societies of the library beside their published figures."""

import pytest

from discredit.society.build import build
from discredit.society.margins import margins
from discredit.society.spec import load_society, society_names

IMPOSED = ("region", "urban", "migrant", "age", "women", "disabled", "background", "education")


@pytest.mark.parametrize("name", society_names())
def test_a_society_of_the_library_has_its_published_shares(name: str) -> None:
    spec = load_society(name)
    people = build(spec, 20_000, 1)
    for margin in margins(people, spec):
        if margin.name in (*IMPOSED, "household size"):
            assert abs(margin.error) < 0.01, margin
        if margin.name == "income fifth":
            assert margin.achieved == pytest.approx(margin.target, rel=1e-5), margin
            assert margin.unit == f"{spec.currency} per head and year"

"""What every system of the library asks for is taken in a run of it."""

from __future__ import annotations

import pytest

from discredit import library
from discredit.measures.catalogue import ANSWERS, PERSON_MEASURES, RATIOS
from discredit.measures.series import TAKEN_OF_PERSONS
from discredit.policy.compile import compile_rules
from discredit.policy.compose import load_policy
from discredit.record import present
from discredit.units import month_index


@pytest.mark.parametrize("name", library.names("systems"))
def test_a_run_takes_every_measure_that_answers_the_question(name: str) -> None:
    policy = load_policy(name)
    names = present(compile_rules(policy, month_index(policy.system.start), 1))
    ratios = {ratio for ratio, one in RATIOS.items() if {one.of, one.per} <= set(names)}
    taken = (set(names) - TAKEN_OF_PERSONS) | set(PERSON_MEASURES) | ratios
    assert {ANSWERS.get(outcome, outcome) for outcome in policy.system.outcomes} <= taken

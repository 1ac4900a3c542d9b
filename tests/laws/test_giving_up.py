"""An overloaded desk loses what it cannot hear, however patient people are: the ordinary engine.

Patience decides only how long the queue is; the two worlds of each test have the same entries and
the same appeals, so nothing but patience parts them.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from discredit.engine import loop
from discredit.record import present
from discredit.validation.mechanisms.parts import policies
from discredit.vocabulary import DESKS

PEOPLE, MONTHS, SETTLED, SEED = 20_000, 48, 24, 5
HEARD = 20.0
"""Cases that the first desk can hear in a month; some 50 come in."""


@cache
def desk(gives_up: float | None) -> dict[str, np.ndarray]:
    """Appeals by month: nobody has done anything, everybody who is entered appeals at once."""
    capacity = policies.each(DESKS, 0.0) | {DESKS[0]: HEARD / PEOPLE * 1e6}
    patience = {} if gives_up is None else {"gives_up": gives_up}
    of = policies.policy(
        behaviour={"conducts": {"fault": {"kind": "offence", "about": "made up", "rate": 0.0}}},
        observation={"conducts": {"fault": {"seen": 1.0, "false_records": 0.004}}},
        lists={
            "black": {
                "about": "made up",
                "colour": "black",
                "grounds": {"fault": True},
                "term_months": 0.0,
            }
        },
        gates={"lists": {"black": {"closes": {"loan": True}}}},
        redress={"filing_rate": 1.0, "capacity": capacity, **patience},
    )
    rules = policies.rules(of, MONTHS)
    population, layout = loop.populate("china-2020", PEOPLE, SEED)
    world = loop.begin(population, rules)
    sums = [
        s.sums[:, :31].sum(axis=1) for _, s in loop.months(world, population, rules, layout, SEED)
    ]
    columns = np.concatenate(sums).T
    return dict(zip(present(rules), columns, strict=True))


@pytest.mark.parametrize("gives_up", [0.1, 0.3])
def test_what_cannot_be_heard_is_lost(gives_up: float) -> None:
    found = desk(gives_up)
    filed, heard, lost = (
        found[name][SETTLED:].sum()
        for name in ("appeals_filed", "appeals_served", "appeals_given_up")
    )
    assert heard == pytest.approx(HEARD * (MONTHS - SETTLED), rel=0.02)
    # Entries slowly run out as more people are listed for good, so the queue is not quite at rest.
    assert lost / filed == pytest.approx(1 - heard / filed, abs=0.06)
    assert lost / filed > 0.5


def test_patience_makes_the_queue_and_nothing_else() -> None:
    hasty, patient = desk(0.3), desk(0.1)
    assert (hasty["appeals_filed"] == patient["appeals_filed"]).all()
    lost = [found["appeals_given_up"][SETTLED:].sum() for found in (hasty, patient)]
    assert lost[0] == pytest.approx(lost[1], rel=0.08)
    assert patient["appeals_waiting"][-1] > 2.5 * hasty["appeals_waiting"][-1]


def test_where_nobody_gives_up_the_queue_only_grows() -> None:
    found = desk(None)
    assert "appeals_given_up" not in found
    waiting = found["appeals_waiting"][SETTLED:].astype(int)
    assert (np.diff(waiting) > 0).all()

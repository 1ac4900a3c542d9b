"""How many rows a validation may have at once: as many as a run may, and as fit into memory."""

from __future__ import annotations

from collections.abc import Iterable

from discredit.plan import draw_up
from discredit.policy.compose import load_policy
from discredit.run import memory


def refuse_large(people: int, seeds: Iterable[int], months: int = 1) -> None:
    """Refuse what a run would refuse: more people than can be, or than fit into memory.

    Args:
        people: Rows simulated at once. What a mechanism holds of one is no more than what the
            court list holds of a person.
        seeds: Of all that is drawn.
        months: How many are simulated.

    Raises:
        InputError: A number cannot be.
        MemoryForeseenError: So many would not fit; it says how many would.
    """
    system = load_policy("court-list")
    memory.foresee(
        draw_up(system, people=people, months=months, seeds=seeds, arms=("with",), traced=())
    )

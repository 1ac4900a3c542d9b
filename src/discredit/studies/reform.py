"""The search for reforms as an environment of Gymnasium: safeguards are switched on and off, and
harm is the cost.

Needs gymnasium; `dc.reforms` says so where it is missing.
"""

from __future__ import annotations

from math import isnan
from typing import Any, Final

import gymnasium
import numpy as np
from gymnasium import spaces

from discredit import library
from discredit.errors import Fault, InputError, quoted
from discredit.policy.faults import did_you_mean
from discredit.run.in_memory import in_memory
from discredit.studies.harms import APART, CORRECTION, SHUT_OUT, SILENCED, WRONGFUL, TakeHarms
from discredit.studies.worth import PLAIN, Laid, Names

COSTS: Final = (WRONGFUL, CORRECTION, APART, SILENCED, SHUT_OUT)
"""What can be the cost: harm, and nothing that measures how well a system catches anybody."""


class Reforms(gymnasium.Env[np.ndarray, np.int64]):
    """Sets of safeguards on one system, among the same people with the same luck.

    An action switches one safeguard on or off; the last one ends the search. The reward of a step
    is the harm it spares, so that those of an episode add up to the harm spared in all. A set that
    cannot stand together stays as it was, and `info["why"]` says why.
    """

    def __init__(self, system: str, *, harm: str, steps: int, size: dict[str, Any]) -> None:
        """Run nothing yet.

        Args:
            system: A system of the library, or a policy file.
            harm: One of COSTS.
            steps: After how many an episode is cut off.
            size: What `draw_up` takes: people, months, start, seeds.

        Raises:
            InputError: The cost is no harm, or no safeguard changes anything of this system.
        """
        if harm not in COSTS:
            rule = f"the cost is a harm: {', '.join(COSTS)}"
            remedy = did_you_mean(harm, COSTS, "Take one of them.")
            raise InputError([Fault("reforms", 0, "harm", quoted(harm), rule, remedy)])
        self._laid, self._harm, self._steps = Laid(system, size), harm, steps
        found, _ = self._laid.worthwhile(library.names("safeguards"))
        if not found:
            rule = "a system has something that a safeguard changes"
            raise InputError([Fault(system, 0, "safeguards", "none", rule, "Take another system.")])
        self.safeguards: Names = tuple(found)
        self.action_space = spaces.Discrete(len(found) + 1)
        self.observation_space = spaces.MultiBinary(len(found))
        self._take = TakeHarms.of(self._laid.plan(PLAIN).policy)
        self._known: dict[Names, dict[str, float]] = {}
        self._on, self._taken = PLAIN, 0

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Begin with the system as it is.

        Args:
            seed: Of the environment's own chance, of which there is none: people and luck are
                those of the run.
            options: None are known.
        """
        super().reset(seed=seed, options=options)
        self._on, self._taken = PLAIN, 0
        return self._seen(), self._told("")

    def step(self, action: np.int64) -> tuple[np.ndarray, float, bool, bool, dict[str, Any]]:
        """Switch a safeguard, or end the search.

        Args:
            action: Its place in `safeguards`; one more than the last ends.
        """
        before, why, ends = self.harm(self._on), "", int(action) == len(self.safeguards)
        self._taken += 1
        if not ends:
            asked = {*self._on} ^ {self.safeguards[int(action)]}
            names = tuple(name for name in self.safeguards if name in asked)
            why = self._laid.why_not(names)
            self._on = self._on if why else names
        spared = before - self.harm(self._on)
        return self._seen(), spared, ends, self._taken >= self._steps, self._told(why)

    def harm(self, names: Names) -> float:
        """The cost of a set of safeguards; less is better.

        Args:
            names: Those that are on.
        """
        return self._figures(names)[self._harm]

    def _figures(self, names: Names) -> dict[str, float]:
        """Every harm of a set, the mean over seeds; 0 of what the system does to nobody."""
        if names not in self._known:
            runs = self._laid.each_seed(names)
            each = [self._take(in_memory(plan)) for plan in runs]
            mean = {name: float(np.mean([one[name][0] for one in each])) for name in each[0]}
            self._known[names] = {n: 0.0 if isnan(value) else value for n, value in mean.items()}
        return self._known[names]

    def _seen(self) -> np.ndarray:
        return np.array([name in self._on for name in self.safeguards], np.int8)

    def _told(self, why: str) -> dict[str, Any]:
        return {"safeguards": self._on, "harms": dict(self._figures(self._on)), "why": why}

"""Where residents live: who knows whom, what the month's rules are, who is called at the desks."""

from __future__ import annotations

from math import floor
from types import SimpleNamespace
from typing import Any

from bench.entries import FIRST, REVIEW, Counts


class Town:
    """What residents share: the month's rules, the counts, the two desks."""

    random: Any
    residents: list[Any]

    def found(self, setup: dict[str, Any], residents: list[Any]) -> None:
        """Introduce everybody to kin, ties and namesake. `setup`: see `bench.ours.setup`."""
        self.residents = residents
        self.months = [
            SimpleNamespace(**{room: SimpleNamespace(**rules) for room, rules in month.items()})
            for month in setup["rules"]
        ]
        for i, resident in enumerate(residents):
            head = i - resident.place_in_household
            home = residents[head : head + resident.household_size]
            resident.kin = [other for other in home if other is not resident]
            resident.ties = [residents[j] for j in setup["ties"][i]]
            resident.namesake = residents[setup["namesake"][i]]
        self.month = -1
        self.counts = Counts(float)

    def open_month(self) -> None:
        """Turn the page, and call this month's cases: the longest waiting first, then by lot."""
        self.month += 1
        self.rules, self.counts = self.months[self.month], Counts(float)
        for desk, stage in enumerate((FIRST, REVIEW)):
            queue = [one for one in self.residents if one.stage == stage]
            queue.sort(key=lambda one: (one.waited, self.random.random()), reverse=True)
            rate = self.rules.redress.capacity[desk] * len(self.residents) / 1e6
            called = floor(rate * (self.month + 1)) - floor(rate * self.month)
            for place, one in enumerate(queue):
                one.is_called = place < called

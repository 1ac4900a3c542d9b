"""The small model as objects: one person, one month. `mesa_twelve` makes Mesa agents of them.

No arrays and none of discredit's code; chance is Python's own generator. Follows `bench.twelve`
step for step, so that a test can compare the two.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from bench import twelve_rules as rules

Counts = defaultdict[str, float]


class Person:
    """Somebody with a lean, a fear, a score and ten ties."""

    model: Any
    ties: list[Person]

    def settle(self, lean: float) -> None:
        self.lean = lean
        self.fear = 0.0
        self.score = rules.START
        self.term = 0

    def look(self) -> None:
        """How many ties are listed, before anybody moves."""
        self.ties_listed = sum(other.term > 0 for other in self.ties)

    def step(self) -> None:
        """One month: fear, conduct, score, list."""
        counts = self.model.counts
        target = rules.FEAR_OF_OWN if self.term > 0 else 0.0
        target += rules.FEAR_OF_TIES * self.ties_listed / rules.TIES
        self.fear += rules.FEAR_SPEED * (min(target, 1.0) - self.fear)
        wins_back = rules.RECOVERS if self.score < rules.START else 0
        score = self.score + wins_back + self.act(counts)
        self.score = min(max(score, rules.LOWEST), rules.HIGHEST)
        if self.term > 0:
            self.term -= 1
        if self.term == 0 and self.score < rules.THRESHOLD:
            self.term = rules.TERM
            counts["entries"] += 1
        counts["listed"] += self.term > 0
        counts["score"] += self.score
        counts["ties listed"] += self.ties_listed

    def act(self, counts: Counts) -> int:
        """Do what one does, some of it seen. Returns the points of what was seen."""
        random, earned = self.model.random.random, 0
        bad = self.lean * (1 + rules.BAD_BY_FEAR * self.fear)
        good = self.lean * (1 + rules.GOOD_BY_FEAR * self.fear)
        for name, rate, seen, points in rules.CONDUCTS:
            if random() < rate * (bad if points < 0 else good):
                counts[f"done: {name}"] += 1
                if random() < seen:
                    counts[f"seen: {name}"] += 1
                    earned += points
        return earned


class Street:
    """Everybody, and what the month adds up to."""

    people: list[Any]

    def found(self, setup: dict[str, Any], people: list[Any]) -> None:
        """Introduce everybody to their ties. `setup`: see `bench.twelve.setup`."""
        self.people = people
        for person, lean, ties in zip(people, setup["lean"], setup["ties"], strict=True):
            person.settle(lean)
            person.ties = [people[j] for j in ties]
        self.counts = Counts(float)

"""What a policy says: a system file, the conduct it meets, the lives it touches.

Each field says in a line what it decides; units, labels and bounds are checked on loading, and so
is that the sections fit each other. The field names return as the columns of `policy.rules`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from discredit.document import Keys
from discredit.policy import asks
from discredit.policy.conduct import Behaviour
from discredit.policy.corridor import (
    MOST_LISTS,
    MOST_SCORERS,
    Gates,
    ListRule,
    Observation,
    Redress,
    Scorer,
)
from discredit.policy.faults import BrokenRule, broken, merged
from discredit.policy.kinds import (
    BAND,
    SOURCE_KEY,
    contradiction,
    strange_names,
    unplain_names,
)
from discredit.policy.lives import Life
from discredit.policy.needs import Needs
from discredit.policy.number import Line, MonthsNumber, MonthText, Number, Section
from discredit.policy.own_sources import OwnSource
from discredit.policy.wording import ListWords, Phrase
from discredit.shown import InShort, Shown
from discredit.units import CURRENCIES
from discredit.vocabulary import GROUNDS, HABITS

MOST_CHECKS = 4
Standing = Literal["in force", "ended", "pilot", "plan", "counterfactual", "fiction", "own"]
"""How real a whole system is: a rule that applies, one that did, a trial, a plan not realised, what
was claimed and not found, a story, or a user's own."""


class Beginning(Section):
    """What stands of a system when its first simulated month begins."""

    prepared_months: MonthsNumber | None = Field(
        None,
        description="How long it has stood by its first simulated month: so many months are worked "
        "before, and not recorded. Absent: it begins with nothing.",
    )
    why: Line = Field(description="Why so long, or why nothing stood before.")


class System(Shown, Section):
    """A system file: what the authority decided, and which people it decides about."""

    title: Line
    about: str = Field(description="What this system is, in a few sentences.")
    standing: Standing = Field(description="How real the whole is.")
    evidence: Literal["documented", "reported", "disputed", "fictional", "assumed"] = Field(
        description="Grade of the claim that such a system exists and works as told here."
    )
    disputed: str | None = Field(
        None, description="What is disputed or unknown about it, and why, in a few sentences."
    )
    question: Line = Field(description="The question its report answers.")
    outcome: Line | tuple[str, ...] | None = Field(
        None,
        description="The measure that answers it best, or up to four, the first first. Absent: "
        "listed_wrongly.",
    )
    start: MonthText = Field(description="First simulated month.")
    beginning: Beginning | None = Field(
        None, description="What stands when it begins. Absent: nothing."
    )
    months: Annotated[int, Field(ge=1, le=1200, description="Months of an ordinary run.")]
    society: str = Field(description="A society of the library.")
    people: Annotated[int, Field(ge=1, description="People of an ordinary run.")]
    conduct: str = Field(description="What people do: a name in library/conduct, or a file.")
    life: str = Field(description="What doors do: a name in library/lives, or a file.")
    country: Line | None = Field(
        None, description="The country whose system it is, where that is not the society's."
    )
    currency: Line | None = Field(None, description="Its money, in the plural: Australian dollars.")
    median_income: Annotated[Number | None, Needs(tuple(f"{c} per month" for c in CURRENCIES))] = (
        Field(
            None,
            description="Median income per head in its money, where no society of the library has "
            "that money: what an amount weighs in another society.",
        )
    )
    authority: Phrase | None = Field(
        None, description="Who decides, after 'the': office. Absent: court or authority."
    )
    words: ListWords | None = Field(
        None, description="What standing on any of its black lists is called, if it has several."
    )
    sources: dict[str, OwnSource] | None = Field(
        None, description="Sources that the ledger lacks, by a key of your own."
    )
    observation: Observation
    scores: dict[str, Scorer] = Field(default_factory=dict)
    lists: dict[str, ListRule] = Field(default_factory=dict)
    gates: Gates
    redress: Redress

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The measures that answer the question, the best first."""
        if self.outcome is None:
            return ("listed_wrongly",)
        return (self.outcome,) if isinstance(self.outcome, str) else self.outcome

    def in_short(self) -> InShort:
        """What it is, and what to ask of it."""
        said = (
            f"{self.standing}, {self.evidence}; {len(self.lists)} lists, {len(self.scores)} scores"
        )
        calls = (".observation", ".scores", ".lists", ".gates", ".redress")
        return InShort(self.title, (said, self.question), calls)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.evidence in ("disputed", "fictional") and self.disputed is None:
            raise broken(
                "a disputed or fictional system says what is disputed and why",
                "Add disputed: ....",
                "missing",
            )
        if len(self.lists) > MOST_LISTS or len(self.scores) > MOST_SCORERS:
            rule = f"a system has at most {MOST_LISTS} lists and {MOST_SCORERS} scores"
            raise contradiction(rule, "Merge those that work alike.")
        faults = [*asks.unknown(self.outcomes), *_strange_in(self)]
        if faults:
            raise merged("System", faults)
        return self


class Policy(Shown, Section):
    """A system with its conduct and its life: all the numbers that a run rests on."""

    name: str
    system: System
    behaviour: Behaviour
    life: Life

    def in_short(self) -> InShort:
        """What it is, and what to ask of it."""
        from discredit.policy.label import label_of  # it asks for the numbers of this schema

        system, label = self.system, label_of(self)
        has = [
            f"{kind}: {', '.join(names)}"
            for kind, names in (("lists", system.lists), ("scores", system.scores))
            if names
        ]
        facts = (
            *([label] if label else []),
            f"called {self.name}; {system.standing}, {system.evidence}",
            *has,
            f"an ordinary run: {system.people:,} people of {system.society}, {system.months:,} "
            f"months from {system.start}",
        )
        calls = ("discredit.compare(policy)", "discredit.with_value(policy, path, value)")
        return InShort(system.title, facts, (*calls, ".system"))

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.system.observation.court is None) != (self.behaviour.debts is None):
            raise broken(
                "a court observes debts: a system has both or neither",
                "Give debts in the conduct file and observation.court in the system, or neither.",
                "one without the other",
            )
        strange = _strange_conducts(self.system, self.behaviour)
        faults = [
            *strange,
            *_lacking_habits(self),
            *_lacking_applications(self),
            *asks.beyond(self),
        ]
        if faults:
            raise merged("Policy", faults)
        return self


def _strange_in(system: System) -> Iterator[BrokenRule]:
    """Names of lists, scores and bands that the system itself does not have."""
    lists, scores, gates = system.lists, system.scores, system.gates
    yield from unplain_names("a list", lists, ("lists",))
    yield from unplain_names("a score", scores, ("scores",))
    yield from unplain_names("a source", system.sources or (), ("sources",), SOURCE_KEY)
    for name, scorer in scores.items():
        yield from unplain_names("a band", scorer.bands, ("scores", name, "bands"), BAND)
    yield from strange_names("lists", gates.lists, lists, ("gates", "lists"))
    yield from strange_names("scores", gates.bands, scores, ("gates", "bands"))
    for name, bands in gates.bands.items():
        if name in scores:
            known = scores[name].bands
            yield from strange_names("bands", bands, known, ("gates", "bands", name))
    black = [name for name, rule in lists.items() if rule.colour == "black"]
    if system.words is not None and len(black) < 2:
        rule = "words for all black lists together are of a system that has several"
        yield BrokenRule(
            ("words",), None, rule, "Write them under its list.", "of one list or none"
        )
    for name, rule in lists.items():
        at = ("lists", name)
        if rule.follows is not None:
            others = [other for other in lists if other != name]
            yield from strange_names("lists", rule.follows.labels, others, (*at, "follows"))
        if rule.score is not None:
            named = [rule.score.scorer]
            yield from strange_names("scores", named, scores, (*at, "score", "scorer"))
    for name, check in system.observation.checks.items():
        named = [check.scorer] if check.scorer else []
        at = ("observation", "checks", name, "scorer")
        yield from strange_names("scores", named, scores, at)
    for name, scorer in scores.items():
        for field in ("links", "link_stays"):
            named = getattr(scorer, field) or {}
            yield from strange_names("lists", named, lists, ("scores", name, field))
        rated = (scorer.peers and scorer.peers.bad_counts) or {}
        yield from strange_names("lists", rated, lists, ("scores", name, "peers", "bad_counts"))


def _lacking_applications(policy: Policy) -> Iterator[BrokenRule]:
    """Checks where nobody applies, or of what nobody does in an application; too many of them."""
    checks, conducts = policy.system.observation.checks, policy.behaviour.conducts
    at: Keys = ("system", "observation", "checks")
    if checks and policy.behaviour.applications is None:
        rule = "applications are checked, and nobody applies"
        yield BrokenRule(at, None, rule, "Give applications in the conduct file.", "missing")
    if len(checks) > MOST_CHECKS:
        rule = f"there are at most {MOST_CHECKS} checks"
        yield BrokenRule(at, list(checks), rule, "Merge those that look alike.")
    for name in checks:
        if name in conducts and conducts[name].in_application is None:
            rule = "a check looks for what is done in an application"
            remedy = f"Give {name} in_application in the conduct file."
            yield BrokenRule((*at, name), name, rule, remedy, "done without one")


def _lacking_habits(policy: Policy) -> Iterator[BrokenRule]:
    """Habits that a score weighs, or a conduct goes with, and nobody has."""
    if policy.behaviour.habits is not None:
        return
    for name, conduct in policy.behaviour.conducts.items():
        if conduct.by_habit is not None:
            yield BrokenRule(
                ("behaviour", "conducts", name, "by_habit"),
                name,
                "a conduct goes with habits that the conduct file describes",
                "Give habits in the conduct file, or remove by_habit.",
                "of habits that nobody has",
            )
    for name, scorer in policy.system.scores.items():
        weights = scorer.factors.weights.labels if scorer.factors else ()
        for habit in (label for label in weights if label in HABITS):
            yield BrokenRule(
                ("system", "scores", name, "factors", "weights", "value", habit),
                habit,
                "a score weighs habits that the conduct file describes",
                "Give habits in the conduct file, or remove the weight.",
                "a habit that nobody has",
            )


def _strange_conducts(system: System, behaviour: Behaviour) -> Iterator[BrokenRule]:
    """Conducts that the catalogue does not have."""
    catalogue = tuple(behaviour.conducts)
    known = (*GROUNDS, *catalogue) if behaviour.debts else catalogue
    watched = system.observation.conducts
    at: Keys = ("system", "observation", "conducts")
    yield from strange_names("conducts", watched, catalogue, at)
    at = ("system", "observation", "checks")
    yield from strange_names("conducts", system.observation.checks, catalogue, at)
    for name, rule in system.lists.items():
        for field in ("grounds", "has_term", "extends", "repairs_with"):
            number = getattr(rule, field)
            at = ("system", "lists", name, field)
            yield from strange_names("conducts", number.labels if number else (), known, at)
    for name, scorer in system.scores.items():
        for field in ("points", "caps"):
            at = ("system", "scores", name, field)
            yield from strange_names("conducts", getattr(scorer, field) or {}, known, at)


ROOMS = (
    "beginning", "behaviour", "observation", "scores", "lists", "gates", "life", "redress"
)  # fmt: skip
"""The corridor's rooms, in order, after the beginning: the parts of a policy that hold numbers."""

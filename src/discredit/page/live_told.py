"""What whoever lives a synthetic person is told: month by month what this person knows, and at the
end all that was on file, the same year otherwise, and what each thing came of."""

from __future__ import annotations

from typing import Any, Final

import jax
import numpy as np

from discredit.page.asked import Chosen
from discredit.plan import Plan
from discredit.policy.names import Names
from discredit.run import arms
from discredit.vocabulary import ARMS, CAUSES, GROUNDS, SERVICES, UNSCORED, Arm, Level
from discredit.words.lives import first_divergence, life_story
from discredit.words.names import capital
from discredit.words.phrases import (
    LISTED,
    NONE,
    PersonMonth,
    PolicyNames,
    bits,
    blank,
    flag,
    in_words,
    months_in,
    turns,
)
from discredit.words.tongue import named, say

MET: Final = ("closed", "dearer", "slower", "favoured")
"""How a door can be, beside open; the harshest first, as `Doors` has them."""


class Teller:
    """Tells months of one person under one policy."""

    def __init__(self, plan: Plan, names: PolicyNames, own: Names) -> None:
        self._plan, self.names, self._own = plan, names, own
        watched = plan.policy.system.observation.conducts
        self.watched = sum(1 << bit for bit, name in enumerate(own.conducts) if name in watched)
        shown = [one.is_shown for one in plan.policy.system.scores.values()]
        self._sees_score = bool(shown) and any(value > 0 for value in shown[0].scalars)

    def month(
        self, rows: list[PersonMonth], doors: dict[str, int], chosen: Chosen
    ) -> dict[str, Any]:
        """What a person knows of a month.

        Args:
            rows: Its row of the events, and those before it.
            doors: How the doors stood, as bits.
            chosen: What was chosen for it.
        """
        now = rows[-1]
        last = rows[-2] if len(rows) > 1 else blank(now)
        attempts, refused = bits(now, "attempts"), bits(now, "refused")
        done = {*self.conducts(bits(now, "did")), *_services(attempts)}
        knows, on = flag(now, "is_aware"), now["status"] == LISTED
        return {
            "month": str(now["month"]),
            "did": self.conducts(bits(now, "did")),
            "bought": self.conducts(bits(now, "bought")),
            "hidden": self.conducts(bits(now, "hidden")),
            "could_not": [one for one in (*chosen.does, *chosen.tries) if one not in done],
            "tried": [
                {"service": name, "met": _met(name, refused, doors)} for name in _services(attempts)
            ],
            "score": self._score(now),
            "letter": flag(now, "was_notified") and not flag(last, "was_notified"),
            "learned": turns(last, now, "is_aware"),
            "knows": knows and on,
            "entry": self.names.states(bits(now, "lists")) if knows and on else "",
            "appeal": _appeal(last, now),
            **{name: float(now[name]) for name in _AMOUNTS if name in now},
            "pays_off": flag(now, "pays_off"),
            "works": flag(now, "is_employed"),
        }

    def _score(self, now: PersonMonth) -> dict[str, Any] | None:
        if not self._sees_score or now["band"] == UNSCORED:
            return None
        return {"points": float(now["score"]), "band": int(now["band"])}

    def conducts(self, did: int) -> list[str]:
        """Conduct of the catalogue by its names.

        Args:
            did: Bit c for conduct c.
        """
        of_catalogue = enumerate(self._own.conducts)
        return [name for c, name in of_catalogue if c >= len(GROUNDS) and (did >> c) & 1]

    def choices(self, conducts: int, services: int, now: PersonMonth | None) -> dict[str, Any]:
        """What can be chosen for a month, and what the policy has that is not possible now.

        Args:
            conducts: Bit c: conduct c is possible.
            services: Bit s: so is trying service s.
            now: The month before; None for the first.
        """
        catalogue = self._plan.policy.behaviour.conducts
        open_to, doors = self.conducts(conducts), _services(services)
        listed = now is not None and now["status"] == LISTED and flag(now, "is_aware")
        return {
            "conducts": [
                {
                    "name": name,
                    "about": capital(in_words(one.about)),
                    "kind": one.kind,
                    "costs": one.price is not None,
                    "open": name in open_to,
                }
                for name, one in catalogue.items()
            ],
            "services": [
                {"name": name, "said": named("service", name), "open": name in doors}
                for name in self._own.services
            ],
            "pays": now is not None and float(now["owed"]) > 0,
            "files": bool(listed) and now is not None and now["appeal_stage"] == NONE,
        }


_AMOUNTS: Final = ("income", "savings", "owed", "paid", "fined", "arrears", "hours", "waited")


def _services(doors: int) -> list[str]:
    return [name for s, name in enumerate(SERVICES) if (doors >> s) & 1]


def _met(service: str, refused: int, doors: dict[str, int]) -> str:
    """How a door met somebody: refused, or let in, gladly or not."""
    bit = 1 << SERVICES.index(service)
    if refused & bit:
        return "closed"
    met = next((how for how in MET if doors[how] & bit), "open")
    return "unchecked" if met == "closed" else met


def _appeal(last: PersonMonth, now: PersonMonth) -> str:
    if flag(now, "appeal_won"):
        return "won"
    if flag(now, "appeal_served"):
        return "refused"
    if flag(now, "appeal_filed"):
        return "filed"
    waits = now["appeal_stage"] not in (NONE, "closed")
    gone = last["appeal_stage"] not in (NONE, "closed") and now["appeal_stage"] == "closed"
    return "waits" if waits else "given_up" if gone else ""


def scale_of(plan: Plan, t: int) -> dict[str, Any]:
    """The first scorer's real scale, what each band does at which doors, and what lists do.

    Args:
        plan: What is run.
        t: The month of the record.
    """
    rules = arms.rules_by_arm(plan)["with"]
    rules = jax.tree.map(lambda column: np.asarray(column)[plan.burn_in + t], rules)
    services = [SERVICES[s] for s in rules.gates.services]
    lists = [
        {"name": named("list", name), "doors": _said(rules.gates.lists[k], services)}
        for k, name in enumerate(plan.policy.system.lists)
    ]
    scores = plan.policy.system.scores
    if rules.score is None or not scores:
        return {"score": None, "lists": lists}
    name, scorer = next(iter(scores.items()))
    of_bands = rules.gates.bands
    bands = [
        {
            "name": named("band", band),
            "from": float(rules.score.bands[0, b]),
            "doors": {} if of_bands is None else _said(of_bands[0, b], services),
        }
        for b, band in enumerate(scorer.bands)
    ]
    floor, ceiling = float(rules.score.floor[0]), float(rules.score.ceiling[0])
    told = {"name": named("scorer", name), "floor": floor, "ceiling": ceiling, "bands": bands}
    return {"score": told, "lists": lists}


def _said(levels: np.ndarray, services: list[str]) -> dict[str, list[str]]:
    """The services at each level that is not open."""
    found: dict[str, list[str]] = {}
    for level, service in zip(levels, services, strict=True):
        if level != Level.OPEN:
            found.setdefault(Level(int(level)).name.lower(), []).append(named("service", service))
    return found


def end_of(teller: Teller, yours: Any, alone: Any) -> dict[str, Any]:
    """The year as it was lived beside the same year otherwise, and what came of what.

    Args:
        teller: Of the policy.
        yours: Events of the year as chosen, in the worlds with the system and without.
        alone: Events of the world with the system, as they would have been drawn.
    """
    ours, twin = (rows_of(yours, arm) for arm in ARMS)
    drawn = rows_of(alone, "with")
    parting = first_divergence(yours, teller.names)
    story = life_story(yours, teller.names)
    return {
        "compared": _compared(ours, drawn, twin),
        "parting": None if parting is None else parting.text,
        "story": [
            {"month": one.month, "world": one.world, "side": one.side, "text": one.text}
            for one in story
            if one.kind != "divergence"
        ],
        "why": _why(teller, ours, twin),
    }


def rows_of(events: Any, arm: Arm) -> list[PersonMonth]:
    """The months of one world.

    Args:
        events: As a run has them, of one person.
        arm: The world.
    """
    return months_in(events, arm)


def _compared(*years: list[PersonMonth]) -> list[dict[str, Any]]:
    """Figures of the year as it was lived, as it would have been drawn, and without the system."""
    return [
        {"key": key, "unit": unit, **dict(zip(("yours", "alone", "twin"), told, strict=True))}
        for key, unit, of in _FIGURES
        if any(told := [of(year) for year in years])
    ]


def _count(year: list[PersonMonth], name: str) -> int:
    return sum(bits(month, name).bit_count() for month in year)


_FIGURES: Final = (
    ("score", "points", lambda year: None if year[-1]["band"] == UNSCORED else year[-1]["score"]),
    ("listed", "months", lambda year: sum(month["status"] == LISTED for month in year)),
    ("wronged", "months", lambda year: sum(month["wrong_cause"] != NONE for month in year)),
    ("refused", "times", lambda year: _count(year, "refused")),
    ("lost", "hours", lambda year: sum(month["hours"] + month["waited"] for month in year)),
    ("fined", "money", lambda year: sum(month["fined"] for month in year)),
    ("savings", "money", lambda year: year[-1]["savings"]),
    ("trust", "deviations", lambda year: year[-1]["trust"]),
    ("wellbeing", "deviations", lambda year: year[-1]["wellbeing"]),
)  # fmt: skip


def _why(teller: Teller, ours: list[PersonMonth], twin: list[PersonMonth]) -> list[dict[str, Any]]:
    """What each thing came of: own acts, luck, an error, or somebody else."""
    found: list[dict[str, Any]] = []
    last: PersonMonth = blank(ours[0])
    for now, other in zip(ours, twin, strict=True):
        came = (
            _of_records(teller, now) + _of_entries(teller, last, now) + _of_life(last, now, other)
        )
        month = str(now["month"])
        found += [{"month": month, "of": of, "key": key, "what": what} for of, key, what in came]
        last = now
    return found


def _of_records(teller: Teller, now: PersonMonth) -> list[tuple[str, str, list[str]]]:
    did, hidden, records = (bits(now, name) for name in ("did", "hidden", "records"))
    untrue = "other" if flag(now, "is_stray") else "error"
    told = (
        ("own", "recorded", did & records),
        ("luck", "unseen", did & ~hidden & ~records & teller.watched),
        (untrue, "stray" if untrue == "other" else "untrue", records & ~did),
    )
    return [(of, key, what) for of, key, some in told if (what := teller.conducts(some))]


def _of_entries(
    teller: Teller, last: PersonMonth, now: PersonMonth
) -> list[tuple[str, str, list[str]]]:
    found: list[tuple[str, str, list[str]]] = []
    new = bits(now, "lists") & ~bits(last, "lists")
    if new and now["status"] == LISTED:
        what = [teller.names.states(new)]
        if flag(now, "about_other"):
            found.append(("other", "entry_namesake", what))
        elif now["wrong_cause"] != NONE:
            why = say(CAUSES[now["wrong_cause"]].sentence)
            found.append(("error", "entry_wrong", [*what, why]))
        else:
            found.append(("own", "entry_right", what))
        if not flag(now, "was_notified"):
            found.append(("luck", "no_letter", []))
    if flag(now, "appeal_won"):
        found.append(("own", "appeal_won", []))
    elif flag(now, "appeal_served") and last["wrong_cause"] != NONE:
        found.append(("error", "appeal_lost_wrongly", []))
    return found


def _of_life(
    last: PersonMonth, now: PersonMonth, other: PersonMonth
) -> list[tuple[str, str, list[str]]]:
    found: list[tuple[str, str, list[str]]] = []
    refused = [named("service", name) for name in _services(bits(now, "refused"))]
    if refused and now["status"] != LISTED:
        found.append(("error" if now["band"] == UNSCORED else "own", "refused_unlisted", refused))
    elif refused:
        is_wrong = now["wrong_cause"] != NONE
        found.append(("error" if is_wrong else "own", "refused_listed", refused))
    if turns(last, now, "listed_at_home"):
        found.append(("other", "family", []))
    if flag(last, "is_employed") and not flag(now, "is_employed"):
        alike = not flag(other, "is_employed")
        found.append(("luck", "job_alike", []) if alike else ("system", "job_apart", []))
    return found

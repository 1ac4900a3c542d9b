"""Cases in the form in which they were collected: expected values, and tolerances by name.

    expected: {percentile: {Asian: 38.0}, share_of_repayers_accepted: {Asian: 0.8496}}
    tolerance: {percentile_abs: 0.5, share_abs: 0.005}

Such a case does not say with which key of the result a quantity is compared, nor which quantity a
tolerance is about. The two tables here do, by mechanism, where the names differ; nothing is guessed
and a name that stands nowhere is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from discredit.errors import Fault
from discredit.policy.faults import did_you_mean
from discredit.validation.about import Results, entry
from discredit.validation.compare import Quantity, Tolerance, Way
from discredit.validation.quantities import (
    EMPTY,
    Blame,
    Read,
    bounds,
    is_numeric,
    leaves,
    quantity,
)

KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "points_tiers": {"share_worst_to_best": "stationary_worst_to_best"},
    "base_rate": {
        "false_positive_index_published": "false_positive_index",
        "recomputed": "false_positive_index",
    },
    "group_thresholds": {"published": "profit_kept", "recomputed": "profit_kept"},
    "delayed_impact": {
        "read_from_figure": "cut_black",
        "recomputed_black": "cut_black",
        "recomputed_white": "cut_white",
    },
    "enforcement_feedback": {
        "simulated_mean_*": "mean_after_*",
        "simulated_sd": "standard_deviation",
        "naive_true_share": "true_share",
    },
    "reputation_private": {
        "simulated": "by_observation",
        "simulated_n120": "by_observation.solitary",
        "joint_observation_simulated_n150": "by_observation.joint",
    },
    "opinion_limits": {"recomputed": "limit", "published": "limit_rounded"},
    "image_scoring_evolution": {
        "published": "cooperative_share",
        "independent_replication": "cooperative_share",
    },
    "rebellion": {
        "paper.total_activation": "total_activation",
        "paper.wait": "wait",
        "replication_20_seeds.outbursts": "outbursts_range",
        "replication_20_seeds.peak": "peak_range",
        "replication_20_seeds.total_activation": "total_activation",
        "replication_20_seeds.wait": "wait",
        "our_check_1_seed_1000_ticks.outbursts": "outbursts_per_1000_ticks",
        "our_check_1_seed_1000_ticks.peak": "peak",
        "our_check_1_seed_1000_ticks.total_activation": "total_activation",
        "our_check_1_seed_1000_ticks.wait": "wait",
        "peak_replication": "peak_range",
        "our_check_peak": "peak",
    },
    "heterogeneity": {"published.a": "a", "published.tau": "tau"},
    "peer_enforcement": {"replication": "agreeing_runs", "of": "runs"},
}
"""The key of the result that a published quantity is compared with, where it is not its name. A
name with dots leads into a mapping, `*` stands for the same in both."""

ABOUT_KEYS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "points_tiers": {"level": ("mean_level_rule_*",)},
    "group_thresholds": {"share": ("share_of_repayers_accepted",)},
    "delayed_impact": {
        "acceptance": ("acceptance_*",),
        "change": ("mean_change_*",),
        "value": ("*.maximum", "*.at_one"),
        "rate": ("*.at", "*.zero_at"),
    },
    "enforcement_feedback": {"mean": ("mean", "mean_after_*"), "sd": ("standard_deviation",)},
    "threshold_cascade": {"active": ("active_at_critical", "below_*", "above_*", "active")},
    "network_cascade": {"edge": ("window",)},
    "rebellion": {"peak": ("peak", "peak_range")},
    "heterogeneity": {"counts": ("expected_counts", "poisson_counts")},
    "scorecard_scaling": {"probability": ("probability_bad",)},
    "perceived_risk": {"sd": ("standard_deviation",)},
    "peer_enforcement": {"runs": ("agreeing_runs",)},
}
"""The keys of the result that a tolerance's name is about, where it is not one of them."""

_FOR_ALL: Final = (
    "simulated_abs", "simulated_rel", "abs", "rel", "analytic_abs", "analytic_rel",
)  # fmt: skip
"""Tolerances for whatever has none of its own: the first that a case states holds. The simulated
one comes first, since what is obtained is counted and not solved."""
_SWITCHES: Final = ("exact", "exact_zero", "interval")
_REMARKS: Final = ("note", "min_sample", "rule", "simulated")
_NO_QUANTITIES: Final = ("accept",)
"""What a case accepts stands under its tolerance too."""
_WAY: Final = re.compile(r"(.+)_(abs|rel|min|max|exact)")
_WAY_FIRST: Final = re.compile(r"(min|max)_(.+)")


def published(
    mechanism: str, expected: Mapping[str, Any], tolerance: Mapping[str, Any],
    results: Results, blame: Blame,
) -> Read:  # fmt: skip
    """The quantities of a case that gives expected values and tolerances by name.

    Words (a law, a remark) are not compared.
    """
    words = _Words(mechanism, tolerance, results)
    faults = [*_unknown_quantities(mechanism, expected, results, blame), *words.faults(blame)]
    if faults:
        return Read((), tuple(faults))
    quantities: list[Quantity] = []
    for path, value in _numeric(expected):
        name = ".".join(path)
        key = _key(mechanism, name)
        quantities.append(quantity(name, value, key, words.on(key, value), results))
    taken = {each.key for each in quantities}
    for word, bound in words.bounds_alone():
        if not any(_is_about(about, key) for about in words.about(word) for key in taken):
            quantities.append(quantity(word, None, words.about(word)[0], bound, results))
    if not quantities:
        rule = f"there must be a number to compare; the quantities here are {', '.join(results)}"
        return Read((), (blame(("expected",), expected, rule, "Words are not compared."),))
    return Read(tuple(quantities), ())


def _unknown_quantities(
    mechanism: str, expected: Mapping[str, Any], results: Results, blame: Blame
) -> Iterator[Fault]:
    names = KEYS.get(mechanism, {})
    for path, value in _numeric(expected):
        if entry(results, _key(mechanism, ".".join(path)).split(".")[0]) is None:
            known = [*results, *names]
            rule = f"the quantities here are {', '.join(known)}"
            remedy = did_you_mean(path[0], known, "Correct its name.")
            yield blame(("expected", *path), value, rule, remedy)


def _numeric(expected: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for path, value in leaves(expected):
        if path and path[0] not in _NO_QUANTITIES and is_numeric(value):
            yield path, value


def _key(mechanism: str, name: str) -> str:
    """The key of the result that a published quantity is compared with."""
    for known, key in KEYS.get(mechanism, {}).items():
        pattern = re.escape(known).replace(r"\*", r"([^.]+)")
        match = re.fullmatch(rf"{pattern}((?:\..+)?)", name)
        if match:
            *star, rest = match.groups()
            return key.replace("*", star[0] if star else "*") + rest
    return name


def _is_about(about: str, key: str) -> bool:
    return fnmatchcase(key, about) or fnmatchcase(key, f"{about}.*")


class _Words:
    """The tolerances of a case, by name."""

    def __init__(self, mechanism: str, raw: Mapping[str, Any], results: Results) -> None:
        self.raw, self.results = raw, results
        self.known = ABOUT_KEYS.get(mechanism, {})

    def about(self, word: str) -> tuple[str, ...]:
        """The keys of the result that a word is about; none where it is no word here."""
        word = word.removeprefix("simulated_")
        if word in self.known:
            return self.known[word]
        return (word,) if entry(self.results, word) is not None else ()

    def faults(self, blame: Blame) -> Iterator[Fault]:
        """What is wrong with the tolerances."""
        if not self.raw:
            remedy = "Write {abs: 0.01}; a case with nothing but a note is shown and not judged."
            yield blame(("tolerance",), "empty", EMPTY, remedy)
        for name, margin in self.raw.items():
            if name in _REMARKS:
                continue
            split = self._split(name, margin)
            if split is None:
                known = [*_FOR_ALL, *_SWITCHES, *(f"{word}_abs" for word in self._words())]
                rule = f"the tolerances here are {', '.join(known)}"
                yield blame(
                    ("tolerance", name), margin, rule, did_you_mean(name, known, "Remove it.")
                )
            elif split[1] is None:
                rule = "a tolerance is a number, or a list of a lowest and a highest"
                yield blame(("tolerance", name), margin, rule, "Write 0.01, or [1, 2].")

    def _words(self) -> Iterator[str]:
        yield from self.known
        yield from (key for key in self.results if "*" not in key)

    def _split(self, name: str, margin: Any) -> tuple[str, Tolerance | None] | None:
        """The word of a tolerance, empty for one that holds for all, and its bounds; None for a
        name that stands nowhere."""
        if name in _FOR_ALL:
            return "", bounds(name.rsplit("_", 1)[-1], margin)
        if name in _SWITCHES:
            return "", bounds("exact" if name == "exact_zero" else name, margin)
        if isinstance(margin, list):
            return (name, bounds("interval", margin)) if self.about(name) else None
        last, first = _WAY.fullmatch(name), _WAY_FIRST.fullmatch(name)
        word, way = last.groups() if last else first.groups()[::-1] if first else ("", "")
        if not self.about(word):
            return None
        return word, bounds("interval", [margin, margin]) if way == "exact" else bounds(way, margin)

    def on(self, key: str, value: Any) -> Tolerance | None:
        """The tolerance on a quantity: the one that names it, else the one for all."""
        is_truth = isinstance(value, bool)
        if is_truth or "exact" in self.raw or ("exact_zero" in self.raw and value == 0):
            return Tolerance("exact")
        for word, tolerance in self._named():
            if any(_is_about(about, key) for about in self.about(word)):
                return tolerance
        for name in (*_FOR_ALL, "interval"):
            if name in self.raw and not (name == "interval" and key == "runs"):
                return bounds(name.rsplit("_", 1)[-1], self.raw[name])
        return None

    def _named(self) -> Iterator[tuple[str, Tolerance]]:
        for name, margin in self.raw.items():
            split = None if name in _REMARKS else self._split(name, margin)
            if split is not None and split[0] and split[1] is not None:
                yield split[0], split[1]

    def bounds_alone(self) -> Iterator[tuple[str, Tolerance]]:
        """Tolerances that say something without any published value: intervals, least and
        greatest values."""
        ways: tuple[Way, ...] = ("interval", "min", "max")
        yield from ((word, bound) for word, bound in self._named() if bound.way in ways)

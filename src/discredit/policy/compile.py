"""From the sections of a policy to the arrays of `policy.rules`, month by month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

import numpy as np

from discredit.policy.conduct import Conduct
from discredit.policy.corridor import Doors, Gates, ListRule, Redress, Scorer
from discredit.policy.kinds import labels_on
from discredit.policy.lives import Life
from discredit.policy.number import Number
from discredit.policy.rules import (
    BehaviourRules,
    ConductRules,
    CounterRules,
    CourtRules,
    DebtRules,
    ErrorRules,
    FactorRules,
    GateRules,
    InformalRules,
    LifeRules,
    ListRules,
    ObservationRules,
    PeerRules,
    PriceRules,
    RedressRules,
    Rules,
    ScoreRules,
    WatchingRules,
    WatchRules,
)
from discredit.policy.schema import Policy
from discredit.vocabulary import (
    AGE_BANDS,
    CONDUCT_KINDS,
    DESKS,
    EDUCATION,
    FEATURES,
    FIFTHS,
    GROUNDS,
    HOLDER_OF_SERVICE,
    HOLDERS,
    OCCUPATIONS,
    RESIDENCE,
    SERVICES,
    SETTLEMENTS,
    Level,
)

Struct = TypeVar("Struct")

_AXES = {
    "occupation": OCCUPATIONS,
    "fifth": FIFTHS,
    "education": EDUCATION,
    "settlement": SETTLEMENTS,
    "residence": RESIDENCE,
    "age": AGE_BANDS,
    "ground": GROUNDS,
    "feature": FEATURES,
    "desk": DESKS,
}

_ABSENT = {
    **dict.fromkeys(
        ("by_occupation", "by_fifth", "by_age", "by_settlement", "if_poor", "if_shut_out",
         "tries_when_aware", "seen_by_occupation", "seen_by_fifth", "seen_by_settlement", "entered",
         "entered_by_occupation", "false_by_occupation", "false_by_fifth", "false_by_residence",
         "false_by_age", "sees", "consent", "records_needed", "has_term", "checked",
         "job_find_if_barred", "informal_price", "filing_by_fifth", "reasons"), 1.0),
    "caps": np.inf,
    "below": -np.inf,
    "above": np.inf,
}  # fmt: skip
"""What an absent number, or a label not named, stands for where that is not 0: all alike, all
entered, everybody scored, one record enough, no cap."""


class Names(NamedTuple):
    """The axes that are a policy's own."""

    conducts: tuple[str, ...]  # the six grounds, then the catalogue
    lists: tuple[str, ...]
    scorers: tuple[str, ...]
    bands: dict[str, tuple[str, ...]]  # by scorer, lowest first
    services: tuple[str, ...]


def names_of(policy: Policy) -> Names:
    """What the policy's own axes are called, in array order."""
    system = policy.system
    touched = set(policy.behaviour.wants.labels) | _touched(system.gates)
    return Names(
        conducts=(*GROUNDS, *policy.behaviour.conducts),
        lists=tuple(system.lists),
        scorers=tuple(system.scores),
        bands={name: tuple(scorer.bands) for name, scorer in system.scores.items()},
        services=tuple(service for service in SERVICES if service in touched),
    )


def _touched(gates: Gates) -> set[str]:
    doors = [*gates.lists.values(), *(d for bands in gates.bands.values() for d in bands.values())]
    return set().union(*(labels_on(number) for door in doors for _, number in door))


def compile_rules(policy: Policy, first_month: int, months: int) -> Rules:
    """Read every number of the policy for each month of a run.

    Args: first_month [index of `units.month_index`], months [count]. Returns NumPy arrays,
    [months, ...], float32; see `policy.rules` for the axes.
    """
    reader = _Reader(names_of(policy), range(first_month, first_month + months))
    behaviour, system, life = policy.behaviour, policy.system, policy.life
    seen = system.observation
    catalogue = list(behaviour.conducts)
    return Rules(
        behaviour=reader.struct(
            BehaviourRules,
            behaviour,
            debts=reader.maybe(DebtRules, behaviour.debts),
            conducts=_catalogue(reader, [behaviour.conducts[c] for c in catalogue]),
            watching=reader.maybe(WatchingRules, behaviour.watching),
        ),
        observation=reader.struct(
            ObservationRules,
            seen,
            court=reader.maybe(CourtRules, seen.court),
            conducts=reader.stacked(WatchRules, [seen.conducts.get(c) for c in catalogue]),
            graded=None if seen.graded is None else reader.column(seen.graded, "graded"),
        ),
        score=_score(reader, list(system.scores.values())),
        lists=_lists(reader, list(system.lists.values()), system.redress.amnesty),
        gates=_gates(reader, system.gates),
        life=_life(reader, life),
        redress=_redress(reader, system.redress),
    )


def _catalogue(reader: _Reader, conducts: list[Conduct]) -> ConductRules | None:
    if not conducts:
        return None
    kinds = [CONDUCT_KINDS.index(conduct.kind) for conduct in conducts]
    return _stack(
        [
            reader.struct(ConductRules, conduct, kind=reader.constant(float(kind)))
            for conduct, kind in zip(conducts, kinds, strict=True)
        ]
    )


def _score(reader: _Reader, scorers: list[Scorer]) -> ScoreRules | None:
    if not scorers:
        return None
    months = len(reader.when)
    most = max(len(scorer.bands) for scorer in scorers)
    bounds = np.full((months, len(scorers), most), np.inf, np.float32)
    for m, scorer in enumerate(scorers):
        for b, bound in enumerate(scorer.bands.values()):
            bounds[:, m, b] = reader.column(bound, "bands")
    has_friends = any(scorer.friends is not None for scorer in scorers)
    friends = [reader.column(scorer.friends, "friends") for scorer in scorers]
    rows = [reader.struct(ScoreRules, s, bands=0, friends=0, factors=0, peers=0, errors=0)
            for s in scorers]  # fmt: skip
    return _stack(rows)._replace(
        bands=bounds,
        friends=np.stack(friends, axis=1) if has_friends else None,
        factors=reader.stacked(FactorRules, [scorer.factors for scorer in scorers]),
        peers=reader.stacked(PeerRules, [scorer.peers for scorer in scorers]),
        errors=reader.stacked(ErrorRules, [scorer.errors for scorer in scorers]),
    )


def _lists(reader: _Reader, rules: list[ListRule], amnesty: Number | None) -> ListRules:
    def row(rule: ListRule | None) -> ListRules:
        by = rule.score if rule else None
        place = reader.names.scorers.index(by.scorer) if by else -1
        return reader.struct(
            ListRules,
            rule,
            is_red=reader.constant(float(rule is not None and rule.colour == "red")),
            scorer=reader.constant(float(place)),
            below=reader.column(by.below if by else None, "below"),
            above=reader.column(by.above if by else None, "above"),
            amnesty=reader.column(amnesty, "amnesty"),
        )

    # A system of scores alone still has the shape of one list, which nobody ever enters.
    return _stack([row(rule) for rule in rules or [None]])


def _gates(reader: _Reader, gates: Gates) -> GateRules:
    names, months = reader.names, len(reader.when)
    services = names.services
    holders = tuple(dict.fromkeys(HOLDER_OF_SERVICE[s] for s in services))
    of_lists = [reader.level(gates.lists.get(name)) for name in names.lists]
    bands = None
    if names.scorers:
        most = max(map(len, names.bands.values()))
        bands = np.zeros((months, len(names.scorers), most, len(services)), np.float32)
        for m, scorer in enumerate(names.scorers):
            for b, band in enumerate(names.bands[scorer]):
                bands[:, m, b] = reader.level(gates.bands.get(scorer, {}).get(band))
    return GateRules(
        services=reader.indices([SERVICES.index(s) for s in services]),
        holder_of=reader.indices([HOLDERS.index(HOLDER_OF_SERVICE[s]) for s in services]),
        holders=reader.indices([HOLDERS.index(h) for h in holders]),
        lists=np.stack(of_lists or [reader.level(None)], axis=1),
        bands=bands,
        checked=reader.column(gates.checked, "checked", "service"),
    )


def _redress(reader: _Reader, redress: Redress) -> RedressRules:
    gives_up = redress.gives_up
    column = None if gives_up is None else reader.column(gives_up, "gives_up")
    return reader.struct(RedressRules, redress, gives_up=column)


def _life(reader: _Reader, life: Life) -> LifeRules:
    has_prices = any((life.price, life.dearer_by, life.favoured_discount, life.slower_hours))
    return reader.struct(
        LifeRules,
        life,
        prices=reader.struct(PriceRules, life) if has_prices else None,
        counters=reader.maybe(CounterRules, life.counters),
        informal=reader.struct(InformalRules, life) if life.informal_share else None,
    )


class _Reader:
    """Reads numbers for the months of a run, in the order of the axes."""

    def __init__(self, names: Names, when: range) -> None:
        self.names, self.when = names, when
        self._axes = {
            **_AXES,
            "conduct": names.conducts,
            "list": names.lists or ("",),
            "service": names.services,
        }

    def struct(self, struct: type[Struct], section: Any, **given: Any) -> Struct:
        """One struct from one section, field by field; `given` are read elsewhere."""
        fields: Iterable[str] = getattr(struct, "_fields")  # noqa: B009
        return struct(
            **{
                field: given[field]
                if field in given
                else self.column(getattr(section, field, None), field, _axis(struct, field))
                for field in fields
            }
        )

    def maybe(self, struct: type[Struct], section: Any) -> Struct | None:
        """The same, or None where the policy has no such section."""
        return None if section is None else self.struct(struct, section)

    def stacked(self, struct: type[Struct], sections: list[Any]) -> Struct | None:
        """One row per section, in the second axis; None where no section is there at all."""
        if all(section is None for section in sections):
            return None
        return _stack([self.struct(struct, section) for section in sections])

    def column(self, number: Any, field: str, axis: str | None = None) -> np.ndarray:
        """[months], or [months, labels] with an axis; what is absent stands for `_ABSENT`."""
        absent = _ABSENT.get(field, 0.0)
        if axis is None:
            rows = [absent if number is None else number.at(month) for month in self.when]
            return np.asarray(rows, np.float32)
        labels = self._axes[axis]
        whole = np.full((len(self.when), len(labels)), absent, np.float32)
        for t, month in enumerate(self.when):
            row = _row(number, month)
            for i, label in enumerate(labels):
                # Where a list names some labels, a switch not named is off, whatever none means.
                whole[t, i] = row.get(label, 0.0 if number and field == "has_term" else absent)
        return whole

    def constant(self, value: float) -> np.ndarray:
        """[months]."""
        return np.full(len(self.when), value, np.float32)

    def indices(self, which: list[int]) -> np.ndarray:
        """[months, ...], whole numbers."""
        return np.tile(np.asarray(which, np.int32), (len(self.when), 1))

    def level(self, doors: Doors | None) -> np.ndarray:
        """What a list or band does to each service [months, service], as `Level`."""
        level = np.zeros((len(self.when), len(self.names.services)), np.float32)
        for field, value in (
            ("favours", Level.FAVOURED),
            ("slower", Level.SLOWER),
            ("dearer", Level.DEARER),
            ("closes", Level.CLOSED),
        ):
            number = getattr(doors, field, None)
            if number is not None:
                is_so = self.column(number, field, "service") > 0
                level = np.where(is_so, np.float32(value), level)
        return level


def _row(number: Any, month: int) -> Mapping[str, float]:
    """The labels and entries of a number in a month, or of a mapping of numbers."""
    if number is None:
        return {}
    if isinstance(number, Mapping):
        return {label: each.at(month) for label, each in number.items()}
    row = number.at(month)
    return row if isinstance(row, dict) else {}


def _axis(struct: Any, field: str) -> str | None:
    """The last axis in the annotation of a struct's field, as in `Float32[Any, "*t service"]`."""
    annotation = struct.__annotations__[field]
    text = getattr(annotation, "__forward_arg__", annotation)
    found = re.search(r"\*t ?([^\"']*)", text)
    axes = found[1].split() if found else []
    return axes[-1] if axes else None


def _stack(rows: list[Any]) -> Any:
    """Rows of one struct, stacked in the second axis: [months, row, ...]."""
    return type(rows[0])(*(np.stack(column, axis=1) if isinstance(column[0], np.ndarray) else None
                           for column in zip(*rows, strict=True)))  # fmt: skip

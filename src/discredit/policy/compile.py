"""From the sections of a policy to the arrays of `policy.rules`, month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from discredit.policy.check_rows import checks_of, habits_of
from discredit.policy.check_rules import ApplicationRules
from discredit.policy.conduct import Conduct, Debts
from discredit.policy.corridor import (
    Court,
    DoorLevels,
    Gates,
    ListRule,
    Redress,
    Scorer,
    Watch,
)
from discredit.policy.court_rules import ClosingRules, CourseRules, CourtRules, DebtRules
from discredit.policy.doors import jobs_of, takes_money, touched
from discredit.policy.fields import Declared
from discredit.policy.names import Names, names_of
from discredit.policy.needs import AXES
from discredit.policy.number import Number
from discredit.policy.rows import row_of, stacked_rows
from discredit.policy.rule_columns import COLUMNS, DOORS
from discredit.policy.rules import (
    BehaviourRules,
    BudgetRules,
    ConductRules,
    CounterRules,
    DoorCostRules,
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
from discredit.policy.scoring_parts import FileErrors, Peers
from discredit.policy.stakes import stakes_of
from discredit.policy.weights import lean, trimmed
from discredit.units import is_money
from discredit.vocabulary import (
    CONDUCT_KINDS,
    HOLDER_OF_SERVICE,
    HOLDERS,
    IDENTITY,
    SERVICES,
    Level,
    region_slots,
)

Struct = TypeVar("Struct")


def compile_rules(
    policy: Policy,
    first_month: int,
    months: int,
    worth: Mapping[str, float] | None = None,
    regions: Sequence[str] | None = None,
) -> Rules:
    """Read every number of the policy for each month of a run.

    Args:
        policy: The policy, read and checked.
        first_month: The index of the first month, see `units.month_index`.
        months: How many months there are.
        worth: Standard money per unit of each currency, see `society.money`; None: amounts are
            taken as they stand.
        regions: Those of the society, in its order; None: those that the policy names.

    Returns:
        NumPy arrays, [months, ...], float32; see `policy.rules` for the axes.
    """
    names = names_of(policy)
    if regions is not None:
        names = names._replace(regions=tuple(regions))
    reader = _Reader(names, range(first_month, first_month + months), worth or {})
    behaviour, system = policy.behaviour, policy.system
    seen = system.observation
    catalogue = list(behaviour.conducts)
    score = _score(reader, list(system.scores.values()))
    has_grace = any(rule.grace_months is not None and max(rule.grace_months.scalars) > 0
                    for rule in system.lists.values() if rule.colour == "black")  # fmt: skip
    rules = Rules(
        behaviour=reader.struct(
            BehaviourRules,
            behaviour,
            stakes=None,
            wants_by_job=jobs_of(behaviour, reader.names.services, reader.when),
            wants_with_child=reader.any_of(
                behaviour.wants_with_child, BehaviourRules, "wants_with_child"
            ),
            debts=_debts(reader, behaviour.debts),
            conducts=_catalogue(reader, [behaviour.conducts[c] for c in catalogue]),
            watching=reader.maybe(WatchingRules, behaviour.watching),
            habits=habits_of(reader, behaviour, score),
            applications=reader.maybe(ApplicationRules, behaviour.applications),
        ),
        observation=reader.struct(
            ObservationRules,
            seen,
            court=_court(reader, seen.court),
            conducts=_watching(reader, [seen.conducts.get(c) for c in catalogue]),
            register_holds=reader.any_of(seen.register_holds, ObservationRules, "register_holds"),
            checks=checks_of(reader, seen.checks, catalogue),
            graded=reader.any_of(seen.graded, ObservationRules, "graded"),
        ),
        score=score,
        lists=_lists(reader, list(system.lists.values()), system.redress.amnesty),
        gates=_gates(reader, system.gates),
        life=_life(reader, policy),
        redress=_redress(reader, system.redress, has_grace=has_grace),
    )
    watching = behaviour.watching
    heaviness = reader.column(watching and watching.heaviness, WatchingRules, "heaviness")
    stakes = stakes_of(rules, heaviness)
    return rules._replace(behaviour=rules.behaviour._replace(stakes=stakes))


def _catalogue(reader: _Reader, conducts: list[Conduct]) -> ConductRules | None:
    if not conducts:
        return None
    kinds = [reader.constant(CONDUCT_KINDS.index(conduct.kind)) for conduct in conducts]
    each = zip(conducts, kinds, strict=True)
    rows = [reader.struct(ConductRules, conduct, kind=kind) for conduct, kind in each]
    return lean(
        lean(stacked_rows(rows), "if_trusting", "by_habit", "in_application"),
        *_whose(""),
        "by_residence",
        "by_education",
        nothing=1.0,
    )


def _watching(reader: _Reader, watches: list[Watch | None]) -> WatchRules | None:
    rows = reader.stacked(WatchRules, watches)
    return lean(rows, "watched_in", *_whose("seen_"), *_whose("false_"), nothing=1.0)


def _whose(verb: str) -> tuple[str, ...]:
    """The columns by who people are; a policy that does not have them has no such column."""
    return tuple(f"{verb}by_{trait}" for trait in IDENTITY)


def _score(reader: _Reader, scorers: list[Scorer]) -> ScoreRules | None:
    if not scorers:
        return None
    months = len(reader.when)
    most = max(len(scorer.bands) for scorer in scorers)
    absent = COLUMNS[ScoreRules]["bands"].absent
    bounds = np.full((months, len(scorers), most), absent, np.float32)
    for m, scorer in enumerate(scorers):
        for b, bound in enumerate(scorer.bands.values()):
            bounds[:, m, b] = reader.scalar(bound, absent)
    rows = [reader.struct(ScoreRules, s, bands=0, friends=0, forgives=0, inherits=0, factors=0,
                          peers=0, errors=0, link_stays=0) for s in scorers]  # fmt: skip
    whole = stacked_rows(rows)._replace(
        bands=bounds,
        friends=_of_some(reader, scorers, "friends"),
        link_stays=_of_some(reader, scorers, "link_stays"),
        forgives=_of_some(reader, scorers, "forgives"),
        inherits=_of_some(reader, scorers, "inherits"),
        factors=trimmed(reader.stacked(FactorRules, [scorer.factors for scorer in scorers])),
        peers=_peers(reader, [scorer.peers for scorer in scorers]),
        errors=_errors(reader, [scorer.errors for scorer in scorers]),
    )
    return lean(whole, "agreed", "lives_in", nothing=1.0)


def _peers(reader: _Reader, peers: list[Peers | None]) -> PeerRules | None:
    rows = reader.stacked(PeerRules, peers)
    if rows is None or any(one and one.bad_counts for one in peers):
        return rows
    return rows._replace(bad_counts=None)


def _errors(reader: _Reader, errors: list[FileErrors | None]) -> ErrorRules | None:
    rows = reader.stacked(ErrorRules, errors)
    if rows is None or any(one and one.arises for one in errors):
        return rows
    return rows._replace(arises=None)


def _of_some(reader: _Reader, scorers: list[Scorer], field: str) -> np.ndarray | None:
    """A column that some scorers have; None where none of them does."""
    if all(getattr(scorer, field) is None for scorer in scorers):
        return None
    return np.stack([reader.column(getattr(s, field), ScoreRules, field) for s in scorers], axis=1)


def _lists(reader: _Reader, rules: list[ListRule], amnesty: Number | None) -> ListRules:
    def row(rule: ListRule | None) -> ListRules:
        by = rule.score if rule else None
        place = reader.names.scorers.index(by.scorer) if by else -1
        return reader.struct(
            ListRules,
            rule,
            is_red=reader.constant(float(rule is not None and rule.colour == "red")),
            scorer=reader.constant(float(place)),
            below=reader.column(by.below if by else None, ListRules, "below"),
            above=reader.column(by.above if by else None, ListRules, "above"),
            amnesty=reader.column(amnesty, ListRules, "amnesty"),
        )

    # A system of scores alone still has the shape of one list, which nobody ever enters.
    stacked = stacked_rows([row(rule) for rule in rules or [None]])
    unused = {
        field: None
        for field in ("looked_up_by", "ends_work", "ends_on_closing")
        if all(getattr(rule, field) is None for rule in rules)
    }
    return lean(stacked._replace(**unused), "lives_in", nothing=1.0)


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
    return reader.struct(
        GateRules,
        gates,
        services=reader.indices([SERVICES.index(s) for s in services]),
        holder_of=reader.indices([HOLDERS.index(HOLDER_OF_SERVICE[s]) for s in services]),
        holders=reader.indices([HOLDERS.index(h) for h in holders]),
        lists=np.stack(of_lists or [reader.level(None)], axis=1),
        bands=bands,
    )


def _redress(reader: _Reader, redress: Redress, *, has_grace: bool) -> RedressRules:
    # Nobody objects to a decision that is an entry at once: then the room is not there at all.
    objects = reader.column(redress.objects, RedressRules, "objects") if has_grace else None
    leaves = reader.any_of(redress.gives_up, RedressRules, "gives_up")
    rules = reader.struct(RedressRules, redress, objects=objects, gives_up=leaves)
    return lean(rules, *_whose("filing_"), nothing=1.0)


def _debts(reader: _Reader, debts: Debts | None) -> DebtRules | None:
    presses = debts and reader.any_of(debts.pressure_in_grace, DebtRules, "pressure_in_grace")
    if debts is None:
        return None
    course = reader.maybe(CourseRules, debts.course)
    rules = reader.struct(DebtRules, debts, pressure_in_grace=presses, course=course)
    return lean(lean(rules, "pressure_trusting"), *_whose("dispute_"), nothing=1.0)


def _court(reader: _Reader, court: Court | None) -> CourtRules | None:
    closing = court and reader.maybe(ClosingRules, court.closing)
    firms = court and reader.any_of(court.firm_named, CourtRules, "firm_named")
    return court and reader.struct(CourtRules, court, closing=closing, firm_named=firms)


def _life(reader: _Reader, policy: Policy) -> LifeRules:
    """What doors do, as far as doors of that kind stand anywhere in the system."""
    life, gates = policy.life, policy.system.gates
    costs = (life.costs_work, life.trade_lost, life.pay_lost, life.refusal_costs)
    has_costs = any(cost is not None for cost in costs)
    hours = (life.slower_hours, life.favoured_hours)
    has_prices = any((life.price, life.dearer_by, life.favoured_discount, *hours))
    has_prices = has_prices and bool(touched(gates, "dearer", "slower", "favours"))
    others = set(life.informal_share.labels) if life.informal_share else set()
    has_informal = bool(others & touched(gates, "closes"))
    has_counters, lends = (door in touched(gates, "favours") for door in ("counter", "loan"))
    rules = reader.struct(
        LifeRules,
        life,
        no_history=reader.any_of(life.no_history if lends else None, LifeRules, "no_history"),
        learned_by=reader.any_of(life.learned_by, LifeRules, "learned_by"),
        prices=lean(reader.struct(PriceRules, life), "favoured_hours") if has_prices else None,
        counters=reader.maybe(CounterRules, life.counters) if has_counters else None,
        informal=reader.struct(InformalRules, life) if has_informal else None,
        costs=reader.struct(DoorCostRules, life) if has_costs else None,
        budget=reader.maybe(BudgetRules, life.budget if takes_money(policy) else None),
    )
    unemployment = policy.behaviour.unemployment
    if unemployment is None:
        return rules
    without = reader.scalar(unemployment, 0.0)
    found = np.asarray(rules.job_find_rate)
    return rules._replace(job_loss_rate=_lost_as_often(without, found))


def _lost_as_often(without: np.ndarray, found: np.ndarray) -> np.ndarray:
    """How often work is lost [per month] where it is found at a rate and a share is without."""
    held = np.maximum(1 - without, np.float32(1e-6))
    return np.minimum(found * without / held, 1).astype(np.float32)


def _with_room(regions: Sequence[str]) -> tuple[str, ...]:
    """Regions as an engine has room for them; a room that a society does not fill has no name."""
    return (*regions, *[""] * (region_slots(len(regions)) - len(regions)))


class _Reader:
    """Reads numbers for the months of a run, in the order of the axes."""

    def __init__(self, names: Names, when: range, worth: Mapping[str, float]) -> None:
        self.names, self.when, self._worth = names, when, worth
        self._axes = {
            **AXES,
            "conduct": names.conducts,
            "list": names.lists or ("",),
            "service": names.services,
            "region": _with_room(names.regions),
        }

    def struct(self, struct: type[Struct], section: Any, **given: Any) -> Struct:
        """One struct from one section, field by field; `given` are read elsewhere."""
        columns = {
            field: self.column(None if section is None else getattr(section, field), struct, field)
            for field in COLUMNS[struct]
            if field not in given
        }
        return struct(**columns, **given)

    def maybe(self, struct: type[Struct], section: Any) -> Struct | None:
        """The same, or None where the policy has no such section."""
        return None if section is None else self.struct(struct, section)

    def stacked(self, struct: type[Struct], sections: list[Any]) -> Struct | None:
        """One row per section, in the second axis; None where no section is there at all."""
        if all(section is None for section in sections):
            return None
        return stacked_rows([self.struct(struct, section) for section in sections])

    def column(self, number: Any, struct: type, field: str) -> np.ndarray:
        """A column of a struct: [months], or [months, labels] along the axis of its field."""
        return self.along(number, COLUMNS[struct][field])

    def any_of(self, number: Any, struct: type, field: str) -> np.ndarray | None:
        """The same; None where the policy does not have the number."""
        return None if number is None else self.column(number, struct, field)

    def along(self, number: Any, to: Declared) -> np.ndarray:
        """The same, of a number as its field declares it."""
        if to.axis is None:
            return self.scalar(number, to.absent)
        labels = self._axes[to.axis]
        otherwise = to.unnamed if number else to.absent
        whole = np.empty((len(self.when), len(labels)), np.float32)
        for t, month in enumerate(self.when):
            row = row_of(number, month)
            whole[t] = [row.get(label, otherwise) for label in labels]
        return whole * self._standard(number)

    def scalar(self, number: Number | None, absent: float) -> np.ndarray:
        """[months]."""
        rows = [absent if number is None else number.at(month) for month in self.when]
        return np.asarray(rows, np.float32) * self._standard(number)

    def _standard(self, number: Any) -> np.float32:
        """Standard money per unit of a number of money; 1 of any other."""
        is_of_money = isinstance(number, Number) and is_money(number.unit)
        return np.float32(self._worth.get(number.unit[:3], 1) if is_of_money else 1)

    def constant(self, value: float) -> np.ndarray:
        """[months]."""
        return np.full(len(self.when), value, np.float32)

    def indices(self, which: list[int]) -> np.ndarray:
        """[months, ...], whole numbers."""
        return np.tile(np.asarray(which, np.int32), (len(self.when), 1))

    def level(self, doors: DoorLevels | None) -> np.ndarray:
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
                is_so = self.along(number, DOORS[field]) > 0
                level = np.where(is_so, np.float32(value), level)
        return level

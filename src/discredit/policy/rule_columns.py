"""Which column of the rules is which number of the schema."""

from __future__ import annotations

from typing import TypeVar

from discredit.policy.check_rules import ApplicationRules, CheckRules
from discredit.policy.checking import Check
from discredit.policy.conduct import (
    Applications,
    Behaviour,
    Conduct,
    Course,
    Debts,
    Habits,
    Watching,
)
from discredit.policy.corridor import (
    DoorLevels,
    Gates,
    ListRule,
    Observation,
    Redress,
    Scorer,
    Threshold,
    Watch,
)
from discredit.policy.court import Closing, Court
from discredit.policy.court_rules import ClosingRules, CourseRules, CourtRules, DebtRules
from discredit.policy.fields import Declared, columns_of, declared, hold_to
from discredit.policy.lives import Budget, Counters, Life
from discredit.policy.rules import (
    BehaviourRules,
    BudgetRules,
    ConductRules,
    CounterRules,
    DoorCostRules,
    ErrorRules,
    FactorRules,
    GateRules,
    HabitRules,
    InformalRules,
    LifeRules,
    ListRules,
    ObservationRules,
    PeerRules,
    PriceRules,
    RedressRules,
    ScoreRules,
    WatchingRules,
    WatchRules,
)
from discredit.policy.scoring_parts import Factors, FileErrors, Peers

Struct = TypeVar("Struct")

COLUMNS: dict[type, dict[str, Declared]] = {
    CourseRules: columns_of(CourseRules, Course),
    DebtRules: columns_of(DebtRules, Debts, made=("course",)),
    ConductRules: columns_of(ConductRules, Conduct, made=("kind",)),
    WatchingRules: columns_of(WatchingRules, Watching),
    HabitRules: columns_of(HabitRules, Habits),
    ApplicationRules: columns_of(ApplicationRules, Applications),
    CheckRules: columns_of(CheckRules, Check, made=("conduct", "scorer", "highest")),
    BehaviourRules: columns_of(
        BehaviourRules,
        Behaviour,
        made=("debts", "conducts", "watching", "habits", "applications", "stakes"),
    ),
    ClosingRules: columns_of(ClosingRules, Closing),
    CourtRules: columns_of(CourtRules, Court, made=("closing",)),
    WatchRules: columns_of(WatchRules, Watch),
    ObservationRules: columns_of(
        ObservationRules, Observation, made=("court", "conducts", "checks")
    ),
    FactorRules: columns_of(FactorRules, Factors),
    PeerRules: columns_of(PeerRules, Peers),
    ErrorRules: columns_of(ErrorRules, FileErrors),
    ScoreRules: columns_of(ScoreRules, Scorer, made=("factors", "peers", "errors")),
    ListRules: columns_of(
        ListRules,
        ListRule,
        made=("is_red", "scorer"),
        other={"below": Threshold, "above": Threshold, "amnesty": Redress},
    ),
    GateRules: columns_of(
        GateRules, Gates, made=("services", "holder_of", "holders", "lists", "bands")
    ),
    LifeRules: columns_of(
        LifeRules, Life, made=("prices", "counters", "informal", "costs", "budget")
    ),
    BudgetRules: columns_of(BudgetRules, Budget),
    DoorCostRules: columns_of(DoorCostRules, Life),
    PriceRules: columns_of(PriceRules, Life),
    CounterRules: columns_of(CounterRules, Counters),
    InformalRules: columns_of(InformalRules, Life),
    RedressRules: columns_of(RedressRules, Redress),
}
"""What the schema declares of every column of the rules; checked when this module is imported."""

_MADE_INTO = (declared(Behaviour)["unemployment"],)
"""Numbers that a column of another section is made of: how often work is lost."""

hold_to((*_MADE_INTO, *(column for columns in COLUMNS.values() for column in columns.values())))

DOORS = declared(DoorLevels)

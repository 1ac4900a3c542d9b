"""One run of a design in plain values, so that this process or any other can make it.

    made = make(Setting(plain(plan), over, point, seed, take))

A run is worked in memory, what is asked of it is taken, and nothing else stays.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple, TypeVar

from discredit.engine.processes import ALONE, Processes
from discredit.errors import DiscreditError, Interrupted, printable
from discredit.plan import Plan
from discredit.policy.kept import recompose
from discredit.run.in_memory import Look, in_memory
from discredit.society.spec import Society, society_of
from discredit.store import manifest
from discredit.store.in_memory import InMemory
from discredit.studies.drawn import with_draw
from discredit.studies.ranges import Moving, Over, Spread, chosen, moved
from discredit.studies.rows import NONE

Value = TypeVar("Value")
Figures = Mapping[str, tuple[float, ...]]
Take = Callable[[InMemory], Figures]
"""What takes the figures of a run: a function of a module, or a struct, so that it can travel."""
MOST_PLANS: Final = 32
"""Plans that a process keeps: one for each arm."""
_LONGEST_WHY: Final = 300
_plans: OrderedDict[str, Plan] = OrderedDict()


class PlainPlan(NamedTuple):
    """A plan as any process can read it."""

    digest: str
    content: bytes  # its inputs as JSON, deflated


_plain: OrderedDict[str, tuple[tuple[str | None, ...], PlainPlan]] = OrderedDict()
"""The same in plain values, each under the names that it had."""


class OverRange(NamedTuple):
    """A number that moves: its path, and over what."""

    path: str
    low: float
    high: float
    spread: Spread


class Setting(NamedTuple):
    """One run."""

    plan: PlainPlan
    over: tuple[OverRange, ...]
    point: tuple[float, ...]  # shares of these ranges
    seed: int
    take: Take
    given: tuple[tuple[str, float], ...] = ()  # numbers as a draw has them, by address
    look: Look | None = None  # what looks at everybody meanwhile: a function of a module


class RunMade(NamedTuple):
    """What became of one run."""

    figures: Figures
    failed: str  # why it has none; '' where it has
    seconds: float
    error: Exception | None = None  # the same as it was raised, in this process alone
    code: str = ""  # what has made it, of another process


def plain(plan: Plan) -> PlainPlan:
    """A plan in plain values; this process knows it from now on.

    Args:
        plan: Of a run.
    """
    _keep(plan.inputs_digest, plan)
    names = plan.policy.name, plan.society.name, plan.against and plan.against.name
    known = _plain.get(plan.inputs_digest)
    if known is None or known[0] != names:
        content = zlib.compress(json.dumps({**plan.inputs, "names": names}).encode())
        known = names, PlainPlan(plan.inputs_digest, content)
    _put(_plain, plan.inputs_digest, known)
    return known[1]


def over(moving: tuple[Moving, ...]) -> tuple[OverRange, ...]:
    """Numbers that move, in plain values.

    Args:
        moving: The numbers.
    """
    return tuple(OverRange(one.path, one.low, one.high, one.spread) for one in moving)


def make(
    setting: Setting,
    *,
    in_turn: bool = False,
    is_stopped: Callable[[], bool] = lambda: False,
    processes: Processes = ALONE,
) -> RunMade:
    """Make a run, whatever becomes of it.

    Args:
        setting: The run.
        in_turn: One world after the other, for a process that has one core.
        is_stopped: Once it says so, it is left.
        processes: Those that share the run; all call this with the same setting.

    Raises:
        Interrupted: It was stopped.
        Exception: It failed while others shared it, who may wait in the middle of it.
    """
    since = time.monotonic()
    try:
        result = in_memory(
            _drawn(setting),
            in_turn=in_turn,
            is_stopped=is_stopped,
            look=setting.look,
            processes=processes,
        )
        figures = setting.take(result)
    except Interrupted:
        raise
    except Exception as error:  # whatever it is, it is one run of many
        if processes.count > 1:
            raise
        return RunMade(NONE, why(error), time.monotonic() - since, error)
    return RunMade(figures, "", time.monotonic() - since)


def make_elsewhere(setting: Setting) -> RunMade:
    """The same in a process that makes one run at a time, on one core.

    Args:
        setting: The run.
    """
    os.environ.setdefault("NPROC", "1")  # XLA's threads; they would wait for each other
    made = make(setting, in_turn=True)
    # Neither every error nor a view of a dict can travel.
    return made._replace(figures=dict(made.figures), error=None, code=code())


@cache
def engine() -> dict[str, str]:
    """What computes here: it stays the same while Python runs."""
    here = manifest.versions()
    return {name: here[name] for name in manifest.ENGINE}


def code() -> str:
    """The same in a line."""
    return ", ".join(f"{name} {which}" for name, which in engine().items())


def why(error: Exception) -> str:
    """What a run that failed said, on one line.

    Args:
        error: Whatever it raised.
    """
    if isinstance(error, DiscreditError):
        said = str(error)
    elif isinstance(error, MemoryError):
        said = "there was not enough memory"
    else:
        said = f"{type(error).__name__}: {error}"
    return printable(" ".join(said.split()))[:_LONGEST_WHY]


def _drawn(setting: Setting) -> Plan:
    plan = replace(read(setting.plan), seeds=(setting.seed,), traced=())
    plan = with_draw(plan, dict(setting.given))
    if not setting.over:
        return plan
    ranges = {one.path: Over((one.low, one.high), one.spread) for one in setting.over}
    return moved(plan, chosen(plan, ranges, "a study"), setting.point)


def read(page: PlainPlan) -> Plan:
    """A plan of plain values.

    Args:
        page: As `plain` gave it, here or in another process.
    """
    if page.digest in _plans:
        return _plans[page.digest]
    data: dict[str, Any] = json.loads(zlib.decompress(page.content))
    name, called, other = data["names"]
    text, tables = data["society"]["text"], tuple(data["society"]["tables"].items())
    against = data.get("against")
    plan = Plan(
        policy=recompose(name, data["policy"]),
        society=_society(called, text, tables),
        people=data["people"],
        start=data["start"],
        months=data["months"],
        seeds=tuple(data["seeds"]),
        arms=tuple(data["arms"]),
        traced=None if data["traced"] is None else tuple(data["traced"]),
        burn_in=data.get("burn_in", 0),
        against=None if against is None else recompose(other, against),
    )
    return _keep(page.digest, plan)


def _keep(digest: str, plan: Plan) -> Plan:
    _put(_plans, digest, plan)
    return plan


def _put(kept: OrderedDict[str, Value], digest: str, value: Value) -> None:
    """Keep the latest so many."""
    kept[digest] = value
    while len(kept) > MOST_PLANS:
        kept.popitem(last=False)


@lru_cache(maxsize=MOST_PLANS)
def _society(called: str, text: str, tables: tuple[tuple[str, str], ...]) -> Society:
    """One for all plans that meet it, so that its people are built once."""
    return society_of(called, text, dict(tables), called)

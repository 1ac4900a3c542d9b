"""What a browser asks for, checked before anything is computed, and the plan that answers it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, ValidationError

from discredit import library
from discredit.errors import Fault, InputError, UnknownNameError, quoted
from discredit.levers import changed, named
from discredit.plan import Plan, against_other, draw_up, load
from discredit.policy.conduct import MOST_CONDUCTS
from discredit.policy.facing import read_other
from discredit.policy.schema import Policy
from discredit.society.spec import Society
from discredit.units import MONTHS_PER_YEAR
from discredit.vocabulary import SERVICES
from discredit.words.doubt import FEWEST

MOST_PEOPLE: Final = 200_000
MOST_MONTHS: Final = 240
MOST_LEVERS: Final = 60
MOST_SEEDS: Final = 10
MOST_DRAWS: Final = 200
Name = Annotated[str, Field(max_length=80)]
T = TypeVar("T", bound=BaseModel)

Systems = dict[str, Path]
"""Policy files of the user's own, by the name under which the page knows them."""


class Wanted(BaseModel):
    """A run: a system, what is laid over it and set in it, the system of the other world if it has
    one, and the size."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    system: Name
    overlays: tuple[Name, ...] = Field(default=(), max_length=20)
    set: dict[Name, StrictBool | StrictFloat] = Field(default={}, max_length=MOST_LEVERS)
    against: Name | None = None
    people: int | None = Field(default=None, ge=100, le=MOST_PEOPLE, strict=True)
    months: int | None = Field(default=None, ge=1, le=MOST_MONTHS, strict=True)
    seed: int = Field(default=1, ge=0, lt=1 << 31, strict=True)


class WantedLife(Wanted):
    """The same, and one of its people."""

    person: int = Field(ge=0, lt=MOST_PEOPLE, strict=True)


class Chosen(BaseModel):
    """What is chosen for a month: names of conduct and of services, of the policy's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    does: tuple[Name, ...] = Field(default=(), max_length=MOST_CONDUCTS)
    omits: tuple[Name, ...] = Field(default=(), max_length=MOST_CONDUCTS)
    tries: tuple[Name, ...] = Field(default=(), max_length=len(SERVICES))
    avoids: tuple[Name, ...] = Field(default=(), max_length=len(SERVICES))
    pays: StrictBool | None = None
    files: StrictBool | None = None


class WantedLived(Wanted):
    """The same, and what is chosen month by month for one of its people."""

    person: int = Field(ge=0, lt=MOST_PEOPLE, strict=True)
    chosen: tuple[Chosen, ...] = Field(default=(), max_length=MONTHS_PER_YEAR)


class WantedEffects(Wanted):
    """The same, in several societies: with so many seeds from the one on; and drawn again so often,
    over luck and assumptions."""

    seeds: int = Field(default=1, ge=1, le=MOST_SEEDS, strict=True)
    uncertain: Annotated[int, Field(ge=FEWEST, le=MOST_DRAWS, strict=True)] | None = None


def read(body: bytes, kind: type[T]) -> T:
    """A request.

    Args:
        body: JSON.
        kind: What is asked for.

    Raises:
        InputError: It is something else, with every fault.
    """
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise InputError(
            Fault(
                "the request", 0, ".".join(map(str, one["loc"])), quoted(one.get("input")),
                one["msg"], "",
            )
            for one in error.errors(include_url=False)
        ) from None  # fmt: skip


def source_of(name: str, own: Systems) -> str:
    """What `load_policy` takes for a system of the page: of the library, or a file of the user's.

    A name is never a path: a browser reads no file that was not named on the command line.

    Args:
        name: As the page has it.
        own: The user's files.

    Raises:
        UnknownNameError: The page has no such system.
    """
    if name in own:
        return str(own[name])
    if name in library.names("systems"):
        return name
    raise _unknown(name, "system", "Take one of the list.")


def policy_of(asked: Wanted, own: Systems) -> tuple[Policy, Society]:
    """The policy that is asked for, and the society it meets.

    Args:
        asked: The request.
        own: The user's files.

    Raises:
        InputError: Something of it cannot be, with every fault.
    """
    for name in asked.overlays:
        if name not in library.names("safeguards"):
            raise _unknown(name, "safeguard", "Take one of the list.")
    return changed(source_of(asked.system, own), asked.overlays, _levers(asked))


def _levers(asked: Wanted) -> list[str]:
    return [f"{path}={_written(value)}" for path, value in asked.set.items()]


def plan_of(asked: Wanted, own: Systems) -> Plan:
    """The plan of a run.

    Args:
        asked: The request.
        own: The user's files.

    Raises:
        InputError: Something of it cannot be, with every fault.
    """
    policy, society = policy_of(asked, own)
    seeds = asked.seeds if isinstance(asked, WantedEffects) else 1
    people = asked.people or min(policy.system.people, MOST_PEOPLE)
    months = asked.months or min(policy.system.months, MOST_MONTHS)
    plan = draw_up(
        policy,
        society=society,
        people=people,
        months=months,
        seeds=range(asked.seed, asked.seed + seeds),
    )
    if asked.against is None:
        return plan
    plain = load(source_of(asked.system, own))[0]
    theirs = read_other(source_of(asked.against, own))
    return against_other(replace(plan, policy=named(policy, _levers(asked))), plain, theirs)


def command_of(asked: Wanted, own: Systems) -> str:
    """The command line that gives the same figures.

    Args:
        asked: The request.
        own: The user's files.
    """
    words = ["discredit", "run", source_of(asked.system, own)]
    if asked.overlays:
        words += ["--with", ",".join(asked.overlays)]
    for lever in _levers(asked):
        words += ["--set", lever]
    if asked.against is not None:
        words += ["--against", source_of(asked.against, own)]
    if asked.people:
        words += ["--people", str(asked.people)]
    if asked.months:
        words += ["--months", str(asked.months)]
    words += ["--seed", str(asked.seed)]
    if isinstance(asked, WantedEffects):
        words += ["--seeds", str(asked.seeds)]
        if asked.uncertain:
            words += ["--uncertain", str(asked.uncertain)]
    return " ".join(words)


def _written(value: bool | float) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:.12g}"


def _unknown(name: str, kind: str, remedy: str) -> UnknownNameError:
    rule = f"this page has no {kind} of that name"
    return UnknownNameError([Fault("the request", 0, kind, quoted(name), rule, remedy)])

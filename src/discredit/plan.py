"""A run before it begins: every input in full, checked, and one digest over all of it.

A plan carries texts, not names, so that a result can be run again when the library has moved on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, Final

from discredit import arguments
from discredit.arguments import MOST_SEEDS, Names, Seeds, Whole, is_whole, seeds_faults
from discredit.changes import Span, is_same_run
from discredit.digest import digest
from discredit.errors import Fault, InputError, SocietyError, quoted
from discredit.policy.address import SOCIETY
from discredit.policy.beginning import months_before
from discredit.policy.compose import compose, laid_over, read_parts
from discredit.policy.facing import Other, WorldSide, apart, facing, read_other
from discredit.policy.given import Given, folder_of, in_folder, name_of
from discredit.policy.kept import texts_of
from discredit.policy.label import label_between
from discredit.policy.layers import blamed, names_of, read_layers
from discredit.policy.names import regions_lacking
from discredit.policy.schema import Policy
from discredit.shown import InShort, Shown
from discredit.society.spec import Society, as_society, read_society
from discredit.units import month_index, month_text
from discredit.vocabulary import ARMS, Arm
from discredit.words.beginning import beginning_told
from discredit.words.worlds import UNNAMED, Worlds, size_told

MOST_MONTHS: Final = 2048
"""Span that draws can count; a test holds it to `draws.MONTHS_LIMIT`."""
MOST_PEOPLE: Final = 2**31 - 1
MOST_TRACED: Final = 16
"""People whose every month one run can follow; a test holds it to `run.TRACED`."""


@dataclass(frozen=True, repr=False)
class Plan(Shown):
    """One policy, one society, some seeds: all that a run rests on.

    `seeds`: each draws both the society and its luck. `traced`: rows whose every month is kept
    for the first seed; None lets the run choose who shows each kind of error. `against`: the policy
    of the other world; None: nobody watches there. `draw_up` gives both the same people.
    Raises InputError with every fault found.
    """

    policy: Policy
    society: Society
    people: int
    start: str  # YYYY-MM
    months: int
    seeds: tuple[int, ...] = (1,)
    arms: tuple[Arm, ...] = ARMS
    traced: tuple[int, ...] | None = None
    burn_in: int = 0  # months worked before the first, of which nothing is recorded
    against: Policy | None = None

    def __post_init__(self) -> None:
        plain = {
            "people": arguments.whole(self.people),
            "months": arguments.whole(self.months),
            "burn_in": arguments.whole(self.burn_in),
            "start": arguments.month(self.start),
            "seeds": arguments.seeds(self.seeds, MOST_SEEDS),
            "arms": ARMS if self.arms is None else arguments.names(self.arms),
        }
        if self.traced is not None:
            plain["traced"] = arguments.several(self.traced, MOST_TRACED)
        for name, value in plain.items():
            object.__setattr__(self, name, value)
        faults = [Fault("run", 0, *fault) for fault in _faults(self)]
        if faults:
            raise InputError(faults)

    def in_short(self) -> InShort:
        """What it is, and what to ask of it."""
        told = self.people, self.months, self.start, len(self.seeds), self.arms, self.worlds
        label = label_between(self.policy, self.against)
        title = f"{self.policy.system.title}, a run not yet begun"
        begins = beginning_told(self.policy.system, self.start, self.burn_in)
        facts = (
            *([label] if label else []),
            size_told(*told),
            f"on the society {self.society.name}",
            begins,
        )
        calls = ("discredit.simulate(plan, folder)", "discredit.stream(plan)", ".policy")
        return InShort(title, facts, calls)

    @cached_property
    def policy_texts(self) -> dict[str, str]:
        """The policy's three parts as YAML, in full: overlays and levers are in, comments not."""
        return texts_of(self.policy)

    @property
    def worlds(self) -> Worlds:
        """What the two worlds are called."""
        return UNNAMED if self.against is None else Worlds(*apart(self.policy, self.against))

    @property
    def inputs(self) -> dict[str, Any]:
        """Everything the outcome rests on, as plain JSON values."""
        return {
            "policy": self.policy_texts,
            "society": {"text": self.society.kept, "tables": dict(self.society.tables)},
            "people": self.people,
            "start": self.start,
            "months": self.months,
            "seeds": list(self.seeds),
            "arms": list(self.arms),
            "traced": None if self.traced is None else list(self.traced),
            **({"burn_in": self.burn_in} if self.burn_in else {}),
            **({} if self.against is None else {"against": texts_of(self.against)}),
        }

    @property
    def follows_anybody(self) -> bool:
        """Whether the lives of some people are told month by month."""
        return "with" in self.arms if self.traced is None else bool(self.traced)

    @cached_property
    def inputs_digest(self) -> str:
        """SHA-256 of the canonical JSON of `inputs`."""
        return digest(self.inputs)

    @property
    def first_month(self) -> int:
        """The index of the first month, see `units.month_index`."""
        return month_index(self.start)

    @property
    def span(self) -> Span:
        """All months that are worked: those that prepare the worlds, then those of the record."""
        return Span(self.first_month - self.burn_in, self.first_month + self.months)


def draw_up(
    policy: Policy | Given,
    *,
    people: Whole | None = None,
    start: str | date | None = None,
    months: Whole | None = None,
    seeds: Seeds | None = None,
    society: Society | str | PathLike[str] | None = None,
    arms: Iterable[Arm] | Arm | None = None,
    traced: Seeds | None = None,
    overlays: Names | None = (),
    burn_in: Whole | None = None,
    against: Policy | Given | None = None,
) -> Plan:
    """A plan for a policy (or the name of one); whatever is not given is the system file's.

    A run that begins after the system did begins with what would stand by then: the months between
    are worked and not recorded, in each world as it is.

    Args:
        policy: A policy, or what `load_policy` takes: a name, a file, YAML as text, or a dict.
        people: How many synthetic people.
        start: The first month, YYYY-MM, or a date on its first day.
        months: How many are simulated.
        seeds: How many seeds (3 for 1, 2, 3), or which; one if left out. Each draws a society and
            its luck.
        society: A society, or the name of one.
        arms: The worlds: with the system, without it, or both.
        traced: Rows whose every month is kept for the first seed; None: the run chooses.
        overlays: Laid over a policy that is still to be read and the society it meets; see `load`.
        burn_in: How many months prepare the worlds, unrecorded; 0 begins with nothing. Left out:
            those from the system's beginning to `start`.
        against: The system of the other world, `name+overlay+overlay` or whatever `policy` can be;
            None: there is none. Both worlds hold the same people: see `policy.facing`.

    Returns:
        The plan, with every input in full.

    Raises:
        PolicyError: a policy or overlay file is wrong, with every fault and its line.
        SocietyError: the society is wrong, or what an overlay makes of it.
        UnknownNameError: a name is none of the library's.
        InputError: a number cannot be, with every fault.
    """
    given = names_of(overlays)
    if isinstance(policy, Policy):
        if given:
            rule = "overlays are laid over a policy given by name, file, text or dict"
            remedy = f"Write load_policy({policy.name!r}, overlays=...)."
            raise InputError([Fault("run", 0, "overlays", quoted(policy.name), rule, remedy)])
        met = read_society(policy.system.society) if society is None else as_society(society)
        plan = _planned(policy, met, people, start, months, seeds, arms, traced, burn_in)
        plain = None
    else:
        loaded, met = load(policy, given, society)
        plan = _planned(loaded, met, people, start, months, seeds, arms, traced, burn_in)
        refuse_idle(plan, given, lambda some: load(policy, some, society))
        plain = load(policy, (), society)[0] if against is not None else None
    return plan if against is None else against_other(plan, plain, read_other(against))


def against_other(plan: Plan, plain: Policy | None, theirs: Other) -> Plan:
    """A plan with another system in its other world, among the same people: see `policy.facing`.

    Args:
        plan: Of the system in question.
        plain: That system before anything was laid over it; None: as it is.
        theirs: The system of the other world.

    Raises:
        PolicyError: The two cannot meet the same people.
        InputError: An overlay of the other system changes nothing in these months.
    """
    refuse_idle(
        replace(plan, policy=theirs.side.policy),
        theirs.overlays,
        lambda some: (theirs.with_only(some), plan.society),
    )
    mine = WorldSide(plan.policy, plan.policy if plain is None else plain)
    ours, its = facing(mine, theirs.side)
    return replace(plan, policy=ours, against=its)


def _planned(policy: Policy, society: Society, *settings: Any) -> Plan:
    """The plan with these settings, in the order of `draw_up`; the system's where one is None."""
    people, start, months, seeds, arms, traced, burn_in = settings
    system = policy.system
    start = arguments.month(system.start if start is None else start)
    return Plan(
        policy=policy,
        society=society,
        people=system.people if people is None else people,
        start=start,
        months=system.months if months is None else months,
        seeds=seeds,
        arms=arms,
        traced=traced,
        burn_in=months_before(system, start) if burn_in is None else burn_in,
    )


Laid = tuple[Policy, Society]
"""A policy, and the society that it meets."""


def refuse_idle(
    plan: Plan, overlays: Names | None, with_only: Callable[[Sequence[str]], Laid]
) -> None:
    """Refuse an overlay that changes nothing in the months of a run.

    Args:
        plan: The run, with all of them.
        overlays: Names or files, see `policy.layers.names_of`.
        with_only: The same with some of them alone.

    Raises:
        InputError: One changes nothing here, with the others or by itself.
    """
    given = names_of(overlays)
    faults = []
    for name in given:
        others = [other for other in given if other != name]
        try:
            rest = with_only(others)
        except InputError:
            continue  # something rests on it
        if not is_same_run((plan.policy, plan.society), rest, plan.span):
            continue
        if others and not is_same_run(with_only([]), with_only([name]), plan.span):
            continue  # another asks for the same
        found = f"without effect from {plan.start} to {month_text(plan.span.stop - 1)}"
        rule = "an overlay that changes nothing in the months of a run is left out"
        remedy = "Leave it out, or run other months."
        faults.append(Fault("run", 0, f"overlay {Path(name).stem}", found, rule, remedy))
    if faults:
        raise InputError(faults)


def load(
    name: Given,
    overlays: Names | None = (),
    society: Society | str | PathLike[str] | None = None,
) -> tuple[Policy, Society]:
    """A policy and the society that it meets, with overlays laid over both.

    Args:
        name: A system: of the library, a file, a text or data, see `policy.compose.load_policy`.
        overlays: Safeguards of the library, or files; see `policy.compose.load_policy`.
        society: The society, or the name of one; None: the system file's.

    Returns:
        The policy, and the society that it is run on.

    Raises:
        PolicyError: every fault of whichever file is wrong, or overlays that contradict each other
            or change nothing.
        SocietyError: the society is wrong, or what an overlay makes of it.
        UnknownNameError: a name is none of the library's.
    """
    parts = read_parts(name)
    policy = compose(name_of(name), parts)
    if society is None:
        society = read_society(in_folder(folder_of(name), policy.system.society))
    else:
        society = as_society(society)
    layers = read_layers(overlays)
    if not layers:
        return policy, society
    before = society.document
    policy, laid = laid_over(policy.name, {**parts, SOCIETY: before}, layers)
    if laid[SOCIETY].data == before.data:
        return policy, society
    try:
        return policy, society.changed(laid[SOCIETY])
    except SocietyError as error:
        raise SocietyError(blamed(error.faults, layers)) from None


Finding = tuple[str, str, str, str]  # path, found, rule, remedy


def _regions(plan: Plan) -> Iterator[Finding]:
    known = plan.society.spec.marginals.regions.names
    for policy in (plan.policy, *([] if plan.against is None else [plan.against])):
        for path, region, rule, remedy in regions_lacking(policy, plan.society.name, known):
            yield path, quoted(region), rule, remedy


def _faults(plan: Plan) -> Iterator[Finding]:
    yield from _count(plan.people, "people", 1, MOST_PEOPLE, "Write people=100_000.")
    yield from _count(plan.months, "months", 1, MOST_MONTHS, "For ten years write 120.")
    rule = f"burn-in and months must be at most {MOST_MONTHS} together"
    yield from _count(plan.burn_in, "burn_in", 0, MOST_MONTHS, "To begin with nothing write 0.")
    both = (plan.burn_in, plan.months)
    if all(is_whole(one) and one <= MOST_MONTHS for one in both) and sum(both) > MOST_MONTHS:
        yield "burn_in", quoted(plan.burn_in), rule, "Start earlier, or run fewer months."
    yield from _period(plan)
    yield from _regions(plan)
    yield from seeds_faults(plan.seeds)
    if sorted(map(str, plan.arms)) not in (["with"], ["without"], ["with", "without"]):
        rule = "it must be 'with', 'without' or both, each once"
        yield "arms", quoted(" ".join(map(str, plan.arms))), rule, ""
    if plan.traced is not None:
        yield from _traced(plan.traced, plan.people)
    if plan.against and [*plan.against.behaviour.conducts] != [*plan.policy.behaviour.conducts]:
        rule = "the people of both worlds do the same kinds of conduct"
        yield (
            "against",
            "another catalogue of conduct",
            rule,
            "Let draw_up(..., against=...) do it.",
        )


def _count(value: object, path: str, low: int, high: int, remedy: str) -> Iterator[Finding]:
    if not is_whole(value) or not low <= value <= high:
        yield path, quoted(value), f"it must be a whole number from {low} to {high}", remedy


def _period(plan: Plan) -> Iterator[Finding]:
    try:
        start = month_index(plan.start)
    except (ValueError, TypeError) as error:
        rule = str(error) if isinstance(plan.start, str) else "it must be a month written YYYY-MM"
        yield "start", quoted(plan.start), rule, "For May 2016 write 2016-05."
        return
    if isinstance(plan.months, int) and 1 <= plan.months <= MOST_MONTHS:
        try:
            month_text(start + plan.months - 1)
        except ValueError:
            rule = "the run must end before the year 2200"
            yield "start", quoted(plan.start), rule, "Start earlier, or run fewer months."
    if is_whole(plan.burn_in) and 0 < plan.burn_in <= MOST_MONTHS:
        try:
            month_text(start - plan.burn_in)
        except ValueError:
            rule = "the months that prepare the run must begin in 1900 or later"
            yield "burn_in", quoted(plan.burn_in), rule, "Prepare fewer months."


def _traced(traced: tuple[int, ...], people: int) -> Iterator[Finding]:
    last = people - 1 if is_whole(people) else MOST_PEOPLE
    for row in traced:
        if not is_whole(row) or not 0 <= row <= last:
            yield "traced", quoted(row), f"a person is a row number from 0 to {last}", ""
            return
    if len(traced) > MOST_TRACED or len(set(traced)) != len(traced):
        found = f"more than {MOST_TRACED}" if len(traced) > MOST_TRACED else len(traced)
        rule = f"it must name at most {MOST_TRACED} people, each once"
        yield "traced", f"{found} long", rule, ""

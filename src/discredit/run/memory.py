"""How much memory a run takes, said before it starts: counted from what the run will hold."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import jax
import jax.numpy as jnp

from discredit import score
from discredit.engine import loop, switches
from discredit.engine.layout import lay_out
from discredit.errors import MemoryForeseenError
from discredit.plan import Plan
from discredit.policy.worlds import rules_of_worlds
from discredit.society.build import KINDS
from discredit.society.people import People
from discredit.society.renewal import CHANGES, years_before
from discredit.words.numbers import memory, number

ENGINE: Final = 900 * 2**20
"""Bytes that a run of few people takes at its highest: Python, the libraries, the compiler at work,
one month's blocks, and a few rows of a table as they are written."""
AT_WORK: Final = 28
"""Bytes per person that a world at work takes beside its own columns: what people see of each
other, in whole columns, and what is freed in places that the next columns do not fit. Measured one
world at a time: from 1,000,000 to 3,000,000 people each adds 162 bytes, of which 134 are columns of
society and world."""
RENEWING: Final = 24
"""Bytes per person that a year takes as it is worked out: where each came from, what became of who
left, households, and one column of the world."""
OF_A_YEAR: Final = 5
"""Bytes per person of a year that is kept, beside its people and ties: where each came from, and
what became of who left."""
SET_ASIDE: Final = 1200 * 2**20
"""Bytes that an engine sets aside beyond what it fills: stacks of its threads, rooms of the
allocator. Measured on one and two cores: 1120 and 950 MiB."""
_KEPT_FREE: Final = 0.9  # of what is available; the rest is for the system's own needs
_CGROUP: Final = Path("/sys/fs/cgroup")
_OWN_CGROUP: Final = Path("/proc/self/cgroup")


class Forecast(NamedTuple):
    """What a run will hold at its highest [bytes]."""

    people: int
    society: int  # who exists, and who is tied to whom
    world: int  # of one arm, at work
    arms: int
    worlds: int  # in memory at a time

    @property
    def total(self) -> int:
        return ENGINE + self.society + self.worlds * self.world

    @property
    def in_turn(self) -> bool:
        """Whether the arms are worked out one after another."""
        return self.worlds < self.arms

    def fitting(self, room: int) -> int:
        """The most people for whom `room` bytes would do.

        Args:
            room: [bytes].
        """
        return max(0, (room - ENGINE) * self.people // (self.total - ENGINE))


@switches.pinned()
def forecast(plan: Plan, *, in_turn: bool | None = None, processes: int = 1) -> Forecast:
    """What a plan will take: both worlds side by side where both fit, and otherwise one at a time.

    Whether it fits is asked of `foresee`.

    Args:
        plan: What is to be run.
        in_turn: One world at a time, or both side by side; None: whichever fits.
        processes: How many share the run.

    Returns:
        [bytes] for each process; people are those of all.
    """
    society, world = _columns(plan, processes)
    arms = len(plan.arms)
    both = Forecast(plan.people, society, world, arms, arms)
    if in_turn is None:
        in_turn = both.total > _room()
    return both._replace(worlds=1) if in_turn else both


def foresee(plan: Plan, *, in_turn: bool | None = None, processes: int = 1) -> Forecast:
    """The forecast of a plan that fits.

    Args:
        plan: What is to be run.
        in_turn: One world at a time, or both side by side; None: whichever fits.
        processes: How many share the run.

    Raises:
        MemoryForeseenError: it does not fit; the number of people that would is told.
    """
    needs, room = forecast(plan, in_turn=in_turn, processes=processes), _room()
    if needs.total > room:
        how = "one world at a time" if needs.worlds == 1 else "both worlds side by side"
        is_limited = min(left_to_limits(), default=available() + 1) <= available()
        where = " under the limit of this shell (ulimit)" if is_limited else ""
        fit = needs.fitting(room)
        fitting = f"About {number(fit)} people would fit." if fit else "No engine would fit."
        raise MemoryForeseenError(
            f"{number(plan.people)} people would take {memory(needs.total)} of memory, {how}, "
            f"and {memory(room)} are free{where}; nothing was started. {fitting}"
        )
    return needs


def at_once(plan: Plan, most: int) -> int:
    """How many runs of a plan's size are side by side in memory, each with an engine of its own.

    Args:
        plan: One of them; of several sizes the largest.
        most: As many as are wanted.

    Returns:
        1 to `most`.

    Raises:
        MemoryForeseenError: not even one fits.
    """
    return max(1, min(most, _room() // foresee(plan, in_turn=False).total))


def available() -> int:
    """Bytes that could be had now without swapping, under the limits of container and shell."""
    import psutil

    free = psutil.virtual_memory().available
    return min([free, *left_to_groups(_CGROUP, _OWN_CGROUP), *left_to_limits()])


def left_to_limits() -> Iterator[int]:
    """What this process may still fill under the limits of its shell (`ulimit -v`, `-d`).

    These count what is set aside, of which an engine fills about half.
    """
    import psutil

    if sys.platform == "win32":
        return
    import resource

    held = psutil.Process().memory_info()
    for limit, name in ((resource.RLIMIT_AS, "vms"), (resource.RLIMIT_DATA, "data")):
        allowed = resource.getrlimit(limit)[0]
        if allowed != resource.RLIM_INFINITY and hasattr(held, name):  # Linux tells both
            yield max(0, allowed - getattr(held, name) - SET_ASIDE)


def _room() -> int:
    return int(available() * _KEPT_FREE)


def _columns(plan: Plan, processes: int) -> tuple[int, int]:
    """Bytes of the society and of one world at work in one of so many processes, from the shapes of
    their columns."""
    layout = lay_out(plan.people)
    shape = (layout.padded // layout.rows, layout.rows)
    kinds = [KINDS[name] for name in People._fields]
    # Shapes stand where a run has columns.
    people: Any = People(*(jax.ShapeDtypeStruct(shape, kind) for kind in kinds))
    active: Any = jax.ShapeDtypeStruct(shape, jnp.uint16)
    each = rules_of_worlds(plan.policy, plan.against, plan.first_month, 1)
    largest = max(_bytes(loop.shapes(people, rules)) for rules in each)
    seen = max(1 + score.looks_at_ties(rules.score) for rules in each)
    of_world = largest + (AT_WORK + seen * loop.MONTHS_PER_STRETCH) * layout.padded
    society = _bytes((people, active))
    if plan.society.spec.is_renewed and years_before(plan.burn_in + plan.months):
        changed = [getattr(people, name) for name in CHANGES]
        each_year = _bytes((changed, active)) + OF_A_YEAR * layout.padded
        society += loop.FEWEST_YEARS * each_year + RENEWING * layout.padded
    if processes == 1:
        return society, of_world
    # Each builds the whole society, and keeps its own share of it.
    return _bytes(people) + society // processes, of_world // processes


def _bytes(columns: Any) -> int:
    return sum(column.size * column.dtype.itemsize for column in jax.tree.leaves(columns))


def left_to_groups(root: Path, own: Path) -> Iterator[int]:
    """What each control group around this process still has, where Linux limits it.

    Both versions of control groups are looked at, up to the outermost: any of them may limit.
    Files read before, which the system gives up when asked, do not count as used.

    Args:
        root: Where the system shows control groups.
        own: The file that names those of this process.

    Returns:
        [bytes] of each that has a limit.
    """
    try:
        lines = own.read_text(encoding="ascii").splitlines()
    except OSError:  # no Linux, no control groups
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers in ("", "memory"):
            mount = root / "memory" if controllers else root
            inner = mount / path.lstrip("/")
            for folder in (inner, *inner.parents):
                yield from _left_to(folder)
                if folder == mount:
                    break


_FILES: Final = (
    ("memory.max", "memory.current", "inactive_file"),
    ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
)
"""Limit, use, and the line of memory.stat for files read before: of either version."""


def _left_to(folder: Path) -> Iterator[int]:
    for limit, used, files in _FILES:
        try:
            most = (folder / limit).read_text(encoding="ascii").strip()
            held = int((folder / used).read_text(encoding="ascii"))
            stat = (folder / "memory.stat").read_text(encoding="ascii").split()
        except OSError:  # the outermost group has no such files: nothing limits it
            continue
        if most != "max":
            kept = dict(zip(stat[::2], stat[1::2], strict=True))
            yield max(0, int(most) - held + int(kept.get(files, 0)))

"""The parts of an unfinished run, looked at before they are built on.

Each part says whose it is (run, seed, world), of which months, and the checksum of every file of
it. One that is damaged, or lies in another's place, is taken away with the months that no longer
lead to a checkpoint, and is worked out again.
"""

from __future__ import annotations

from pathlib import Path

from discredit.engine.loop import MONTHS_PER_STRETCH
from discredit.errors import ResultError
from discredit.plan import Plan
from discredit.store import arrays, checkpoint, disk
from discredit.store.arrays import Whose
from discredit.vocabulary import Arm

PEOPLE = "people"
ORIGIN = "origin"
"""A column of the people: the row where each lived when the record began, -1 for who came later."""


def morning_of(arm: Arm) -> str:
    """What the world is called that months before the record have led to.

    Args:
        arm: The world.
    """
    return f"start-{arm}"


def views_of_arm(arm: Arm) -> str:
    """What the stretches are called that keep what a world's months have shown.

    Args:
        arm: The world.
    """
    return f"shown-{arm}"


def of(plan: Plan, seed: int, name: str) -> str:
    """What a part says it is: as long whatever it is.

    Args:
        plan: Of the run.
        seed: Which of the plan's seeds, from 0.
        name: Of the part.
    """
    return f"{plan.inputs_digest} seed {plan.seeds[seed]:>20} {name:<13}"


def damaged(partial: Path, plan: Plan) -> list[str]:
    """Take away the damaged parts of a run.

    Args:
        partial: The folder of the parts.
        plan: What is run.

    Returns:
        A sentence for each part that is to be worked out again.

    Raises:
        RunError: One cannot be removed.
    """
    said = []
    for seed, number in enumerate(plan.seeds):
        who = partial / f"{seed}-{PEOPLE}"
        if _is_begun(who) and not arrays.is_whole(who, Whose(of(plan, seed, PEOPLE))):
            disk.discard(who, arrays.names_in)
            said.append(f"{who} is damaged; the people of seed {number} are worked out again.")
        for arm in plan.arms:
            said += _mend_morning(partial, plan, seed, arm)
        for name in [*plan.arms, *(f"trace-{arm}" for arm in plan.arms)]:
            said += _mend(partial, plan, seed, name)
        for arm in plan.arms:
            said += _mend_views(partial, plan, seed, arm)
    return said


def _mend_morning(partial: Path, plan: Plan, seed: int, arm: Arm) -> list[str]:
    """Of a world that was prepared: what is counted from there on goes with it."""
    path = partial / f"{seed}-{morning_of(arm)}"
    starts = [f"{seed}-{arm}", f"{seed}-trace-{arm}"]
    after = [one for start in starts for one in sorted(partial.glob(f"{start}-[0-9]*"))]
    after += [partial / f"{start}{end}" for start in starts for end in ("", "-halt")]
    is_there = _is_begun(path)
    if is_there and arrays.is_whole(path, Whose(of(plan, seed, morning_of(arm)), 0, plan.burn_in)):
        return []
    lost = [one for one in after if _is_begun(one) and _months(one) != plan.burn_in]
    lost = [one for one in lost if not one.name.endswith("-halt") or _months(one) > plan.burn_in]
    if plan.burn_in == 0 or not (is_there or lost):
        return []
    for one in [path, *lost]:
        disk.discard(one, arrays.names_in)
    world = f"seed {plan.seeds[seed]} {arm}"
    return [f"{path} is damaged; {world} is prepared and worked out again."]


def _mend(partial: Path, plan: Plan, seed: int, name: str) -> list[str]:
    """Of one world: go back to the last whole checkpoint that has whole months behind it."""
    start = f"{seed}-{name}"
    whose = of(plan, seed, name)
    ends = [partial / start, partial / f"{start}-halt"]
    found = [path for path in ends if _is_begun(path)]
    bad = [path for path in found if not _is_sound(path, whose, plan, is_end=path == ends[0])]
    kept = [_months(path) for path in found if path not in bad]
    behind = max(0, max(kept, default=0) - plan.burn_in)
    stretches = sorted(path for path in partial.glob(f"{start}-[0-9]*") if _is_begun(path))
    broken = [
        path
        for path in stretches
        if not arrays.is_whole(path, _whose_stretch(whose, _first(path), plan))
    ]
    there = {_first(path) for path in stretches if path not in broken}
    if not set(range(0, behind, MONTHS_PER_STRETCH)) <= there:
        bad = found
    lost = [*broken, *bad]
    for path in lost:
        disk.discard(path, arrays.names_in)
    if not lost:
        return []
    left = behind if len(bad) < len(found) else 0  # of the record
    world = f"seed {plan.seeds[seed]} {name}"
    since = (
        f"from month {left}" if left else "from its first month, for no later one has all before it"
    )
    return [f"{lost[0]} is damaged or not whole; {world} is worked out again {since}."]


def _mend_views(partial: Path, plan: Plan, seed: int, arm: Arm) -> list[str]:
    """Of what a world's months have shown: without all of it, months are worked out again."""
    name = views_of_arm(arm)
    found = sorted(path for path in partial.glob(f"{seed}-{name}-[0-9]*") if _is_begun(path))
    whose = of(plan, seed, name)
    lost = [
        path
        for path in found
        if not arrays.is_whole(path, _whose_stretch(whose, _first(path), plan))
    ]
    for path in lost:
        disk.discard(path, arrays.names_in)
    if not lost:
        return []
    world = f"seed {plan.seeds[seed]} {arm}"
    return [f"{lost[0]} is damaged; {world} is worked out twice to follow the lives that are told."]


def _is_sound(path: Path, whose: str, plan: Plan, *, is_end: bool) -> bool:
    months = _months(path)
    whole = plan.burn_in + plan.months
    is_due = months == whole if is_end else 0 < months < whole
    return is_due and arrays.is_whole(path, Whose(whose, 0, months))


def _months(path: Path) -> int:
    try:
        return checkpoint.months_in(path)
    except ResultError:
        return -1


def _first(path: Path) -> int:
    return int(path.name.rpartition("-")[2])


def _whose_stretch(whose: str, first: int, plan: Plan) -> Whose:
    return Whose(whose, first, min(first + MONTHS_PER_STRETCH, plan.months))


def _is_begun(path: Path) -> bool:
    """Whether anything that discredit wrote is in the folder of a part."""
    return any((path / name).is_file() for name in arrays.names_in(path))

"""Several systems, overlays and settings side by side, from Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any

from discredit import arguments
from discredit.api.pair import Pair
from discredit.arguments import Seeds, Whole
from discredit.progress import of_run, of_study, shown
from discredit.run import twins
from discredit.shown import InShort, Shown
from discredit.store import open_result, temporary

if TYPE_CHECKING:
    import pandas as pd

    from discredit.report.picture import Picture


@dataclass(frozen=True, repr=False)
class SideBySide(Shown):
    """Several arms among the same people with the same luck, each held against the first."""

    first: str
    pairs: dict[str, Pair]

    def in_short(self) -> InShort:
        """What it is, and what to ask of it."""
        title = f"{', '.join(self.pairs)}, held against {self.first}"
        calls = (".differences()", ".table()", ".plot()", ".pairs")
        return InShort(title, (), calls)

    def differences(self) -> pd.DataFrame:
        """Every figure of every arm beside that of the first, with the difference's interval.

        Returns:
            One row per measure and arm; see `studies.compared.compared`.
        """
        from discredit.studies.compared import compared

        return compared({name: pair.result for name, pair in self.pairs.items()})

    def table(self) -> pd.DataFrame:
        """The levels side by side: a column for each arm, the first one first.

        Returns:
            One row per measure.
        """
        long = self.differences()
        wide: Any = long.pivot(index="measure", columns="arm", values="level")
        first = long.drop_duplicates("measure").set_index("measure")
        wide.insert(0, self.first, first["level_of_first"])
        wide.insert(0, "unit", first["unit"])
        wide.insert(0, "says", first["says"])
        return wide.loc[list(first.index), ["says", "unit", self.first, *self.pairs]].reset_index()

    def plot(self) -> Picture:
        """How far each arm is from the first, in the figures in which arms differ most surely.

        Returns:
            An Altair chart, as of `Pair.plot`.
        """
        from discredit.report.side_by_side import picture_of

        return picture_of(self.differences(), self.first)


def compare_many(
    arms: Iterable[str],
    *,
    people: Whole | None = None,
    months: Whole | None = None,
    start: str | None = None,
    seeds: Seeds | None = None,
    out: str | PathLike[str] | None = None,
    uncertain: Whole | None = None,
    draws: str | PathLike[str] | None = None,
    progress: bool | None = None,
) -> SideBySide:
    """Run systems, overlays and settings side by side, each against the first.

    Args:
        arms: Two or more, as on the command line: `court-list`, `court-list+notice`,
            `court-list+observation.misrouted=0.01`.
        people: How many; this and whatever else is left out is as the first system's file says.
        months: How many are simulated.
        start: The first month, YYYY-MM.
        seeds: How many (3 for 1, 2, 3), or which; one if left out.
        out: A folder with a result for each arm but the first; as of `compare`.
        uncertain: How often each is drawn again, as of `compare`.
        draws: A file of `discredit calibrate`, as of `compare`.
        progress: Whether it is shown, as of `compare`.

    Returns:
        The finished runs.

    Raises:
        PolicyError: a file, an overlay or a setting is wrong, with every fault and its line.
        UnknownNameError: a name is none of the library's.
        InputError: arms are the same, or would be run on other people.
        ResultError: something else is in a folder.
        Interrupted: it was stopped; the same call goes on from there.
    """
    from discredit.digest import digest
    from discredit.errors import Fault, InputError
    from discredit.studies.arms import against_first, read_arm
    from discredit.studies.drawn import given_draws
    from discredit.studies.uncertain import draw_again, of_draws

    asked = [read_arm(one) for one in arguments.names(arms)]
    if len(asked) < 2:
        rule = "side by side are two arms or more"
        raise InputError([Fault("compare", 0, "arms", f"{len(asked)}", rule, "Name another.")])
    size: Any = {"people": people, "months": months, "start": start, "seeds": seeds}
    plans = against_first(asked, **size)
    many = None if uncertain is None else arguments.whole(uncertain)
    given = given_draws(draws, uncertain)
    for plan in plans.values():
        if many is not None:
            of_draws(plan, many, given)
    name = f"compare-{digest([plan.inputs_digest for plan in plans.values()])[:16]}"
    pairs: dict[str, Pair] = {}
    with temporary.unless(out, name) as folder:
        for arm, plan in plans.items():
            place = folder / folder_of(arm)
            with shown(of_run(plan, progress)) as display:
                twins.simulate(plan, place, on_progress=display.take)
            if many is not None:
                with shown(of_study(progress)) as bars:
                    draw_again(open_result(place), many, given=given, on_progress=bars.take)
            pairs[arm] = Pair(open_result(place))
    return SideBySide(asked[0].name, pairs)


def folder_of(arm: str) -> str:
    """What the folder of an arm's run is called.

    >>> folder_of("court-list+observation.misrouted=0.01")
    'court-list+observation.misrouted=0.01'

    Args:
        arm: Its name, which may be the path of a file.
    """
    return "".join(c if c.isalnum() or c in "+-_.=" else "-" for c in arm).strip(".")[:120]

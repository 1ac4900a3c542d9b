"""A system beside its twin, from Python."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discredit import arguments
from discredit.arguments import Names, Seeds, Whole
from discredit.engine.processes import ALONE, Processes
from discredit.measures import keep_sums
from discredit.plan import draw_up
from discredit.policy.given import Given
from discredit.policy.schema import Policy
from discredit.progress import of_run, of_study, shown, tell_found
from discredit.run import twins, verification
from discredit.shown import InShort, Shown
from discredit.society.spec import Society
from discredit.store import Result, frames, open_result, temporary
from discredit.vocabulary import ARMS
from discredit.words.labels import titled
from discredit.words.lives import life_story, named
from discredit.words.phrases import names_in
from discredit.words.story import LifeStory

if TYPE_CHECKING:
    import pandas as pd

    from discredit.report.picture import Picture
    from discredit.report.two_maps import TwoMaps
    from discredit.run.arms import Progress
    from discredit.studies.drawn import FittedDraws


@dataclass(frozen=True, repr=False)
class Pair(Shown):
    """A finished run: one system on one kind of society, beside the same society without it."""

    result: Result

    def in_short(self) -> InShort:
        """What it is, and what to ask of it."""
        calls = ".effects() .disparity() .persons() .series() .life(0) .map() .plot() .report(path)"
        if len(self.result.manifest.arms) < len(ARMS):
            calls = ".persons() .series() .events()"  # nothing to compare with
        return self.result.in_short()._replace(calls=tuple(calls.split()))

    def effects(self, by: str | None = None) -> pd.DataFrame:
        """What the system does: with minus without, per measure and group, with intervals.

        Args:
            by: list, scorer or conduct, for the figures of each; None: everything.

        Returns:
            One row per measure and group: both worlds, the difference and its interval; see
            `measures.effects` and `measures.effects_by`. Of two systems, each column of levels has
            the name of one; what a system has no measure of is missing. Where the run was drawn
            again (`uncertain` of `compare`), what the draws say of each figure of everybody stands
            beside it: both ends of the interval over luck and assumptions, in what share of the
            draws its sign held, and whether it holds or is open.
        """
        from discredit import measures
        from discredit.studies.uncertain import with_doubt

        of = self.result
        if by is not None:
            return frames.called(measures.effects_by(of, by), of.worlds)
        return frames.called(with_doubt(of, measures.effects(of)), of.worlds)

    def how_sure(self) -> str:
        """How the run was drawn again, over luck and assumptions, and what of it is a guess.

        Returns:
            Sentences; none where it was not.
        """
        from discredit.studies.uncertain import how_sure

        return how_sure(self.result)

    def disparity(self) -> pd.DataFrame:
        """How unequally it falls: each group against everybody else, with intervals.

        Returns:
            One row per burden, dimension and group; see `measures.disparity`.
        """
        from discredit import measures

        return measures.disparity(self.result)

    def time_to_correction(self) -> pd.DataFrame:
        """How long entries stood before they were corrected on appeal, by group.

        Returns:
            One row per dimension and group, in months; see `measures.time_to_correction`.
        """
        from discredit import measures

        return measures.time_to_correction(self.result)

    def series(self, by: str | None = None) -> pd.DataFrame:
        """The monthly series of both worlds.

        Args:
            by: list, scorer or conduct, for the months of each; None: of groups of people.

        Returns:
            One row per seed, world, month, dimension and group, or list and so on; one column per
            measure.
        """
        from discredit import measures

        found = (
            measures.told_series(self.result) if by is None else measures.series_by(self.result, by)
        )
        return self._told(found)

    def people(self) -> pd.DataFrame:
        """Who exists, in both worlds alike.

        Returns:
            One row per seed and synthetic person.
        """
        return self._told(self.result.people())

    def events(self) -> pd.DataFrame:
        """Every month of the few who are followed, what is so beside what is on file.

        Returns:
            One row per seed, world, person and month.
        """
        return self._told(self.result.events())

    def dictionary(self) -> pd.DataFrame:
        """What each column of these tables says, in which unit, and what it can be.

        Returns:
            One row per table and column.
        """
        return frames.dictionary(self.result.wording())

    def _told(self, table: pd.DataFrame) -> pd.DataFrame:
        page, other = self.result.manifest, self.result.against()
        scored = bool(self.result.policy().system.scores), bool(other and other.system.scores)
        told = frames.called(frames.asked(table, scored), self.result.worlds)
        told.attrs["label"] = page.label
        return told

    def persons(self) -> pd.DataFrame:
        """One row per synthetic person and world, with traits.

        Returns:
            What happened to each, then the traits; `income_at_start` and `savings_at_start` are
            traits, `income` and `savings` what became of them. `label` comes last.
        """
        people = self.people().drop(columns="label").rename(columns=frames.AT_START)
        merged = self._told(self.result.persons()).merge(people, on=["seed", "person"])
        persons = merged.loc[:, [*merged.columns.drop("label"), "label"]]
        persons.attrs["label"] = self.result.manifest.label
        return persons

    def life(self, person: Whole, *, seed: Whole | None = None) -> LifeStory:
        """The month-by-month story of one synthetic person in both worlds.

        Args:
            person: The row number of a synthetic person, from 0.
            seed: One of the run's; the first if left out.

        Returns:
            What happens, in order of the months; the `text` of each is a sentence.

        Raises:
            InputError: that person or seed is not in the run.
        """
        events = twins.trace(self.result, (arguments.whole(person),), seed=seed)
        names = names_in(self.result.policy(), self.result.against(), self.result.money)
        of = int(events["seed"].iloc[0]), int(events["person"].iloc[0])
        since = self.result.arrived(*of)
        told = life_story(events, names, self.result.manifest.burn_in, since)
        return LifeStory(named(told, names))

    def plot(self) -> Picture:
        """Who bears it: listings by group, or what answers the system's question where nobody is
        listed; the label the system must wear is its title.

        Returns:
            An Altair chart, which a notebook shows and `.save("page.html")` writes as a drawing,
            without scripts or the network. Of charts that you put together from several of these,
            Altair does so after `altair.renderers.enable("svg")`.
        """
        from discredit import measures
        from discredit.report import charts, figures_by_group
        from discredit.report.picture import picture

        label = self.result.manifest.label
        head, chart, _ = figures_by_group.borne(
            measures.effects(self.result), self.result.policy().system.outcomes[0]
        )
        return picture(charts.labelled(chart, label), titled(head.title, label), head.caption)

    def map(
        self,
        month: str | date | None = None,
        *,
        seed: Whole | None = None,
        progress: bool | None = None,
    ) -> TwoMaps:
        """The two maps: the same people in the same places, in both worlds.

        A result keeps sums of its months, so the months up to that one are worked once more, as
        the page of `discredit serve` works them; the last few worlds are kept until Python ends.

        Args:
            month: Which, YYYY-MM; the last of the run if left out.
            seed: One of the run's; the first if left out.
            progress: As of `compare`.

        Returns:
            A picture, which a notebook shows and `.save("maps.svg")` writes, without scripts; its
            `counts` are what stands below it.

        Raises:
            InputError: that month or seed is not in the run.
            ResultError: the run has one world only.
            MemoryForeseenError: the run would not fit.
        """
        from discredit.report.two_maps import two_maps

        with shown(of_run(self.result.manifest.plan(), progress)) as display:
            return two_maps(self.result, month, seed, display.wait)

    def report(self, path: str | PathLike[str] | None = None, *, language: str = "en") -> Path:
        """Write the report as one self-contained HTML file.

        Args:
            path: Where, `report.html` of the result if left out; an older report is replaced.
            language: Of the page, `en` or `zh`.

        Returns:
            The path of the page.

        Raises:
            ResultError: the run has one world only, or what is in its place is no report of ours.
            RunError: the file cannot be written.
        """
        from discredit.report.result_page import write_report

        target = None if path is None else arguments.path(path, "path")
        return write_report(self.result, target, language=language)


def compare(
    policy: Policy | Given,
    *,
    people: Whole | None = None,
    months: Whole | None = None,
    start: str | date | None = None,
    seeds: Seeds | None = None,
    society: Society | str | PathLike[str] | None = None,
    overlays: Names | None = (),
    burn_in: Whole | None = None,
    against: Policy | Given | None = None,
    out: str | PathLike[str] | None = None,
    force: bool = False,
    uncertain: Whole | None = None,
    draws: str | PathLike[str] | None = None,
    progress: bool | None = None,
) -> Pair:
    """Run a system beside its twin without it, or among the same people as another system.

    Args:
        policy: A name from `discredit list`, a YAML file, its text, a dict of it, or a Policy.
        people: How many; this and whatever else is left out is as the system file says.
        months: How many are simulated.
        start: The first month, YYYY-MM, or a date on its first day.
        seeds: How many seeds (3 for 1, 2, 3), or which; one if left out.
        society: Another society than the system file's: a name, a file, or a Society.
        overlays: Safeguards to lay over a system given by name, file, text or dict.
        burn_in: Months that prepare both worlds; 0: none; left out: all since the system began.
        against: The system of the twin world, such as "court-list+notice"; None: it has none.
        out: The result folder; if left out, one that the same call finds until Python ends.
        force: Whether the result in the folder is replaced.
        uncertain: How often it is drawn again, 19 times or more, each time with other luck and all
            its graded numbers moved over their ranges; see `Pair.effects`.
        draws: A file of `discredit calibrate`, from which it is drawn in place of ranges.
        progress: Whether it is shown; if left out, it is in a terminal and in a notebook.

    Returns:
        The finished run of both worlds.

    Raises:
        PolicyError: a file is wrong, with every fault and its line.
        SocietyError: the society is wrong, or what an overlay makes of it.
        MemoryForeseenError: so many people would not fit; it says how many would.
        ResultError: something else is in the folder.
        InputError: so few draws give no interval.
        Interrupted: it was stopped; the same call goes on from there.
    """
    from discredit.studies.drawn import given_draws
    from discredit.studies.uncertain import of_draws as refuse_draws

    size: Any = {"people": people, "months": months, "start": start, "burn_in": burn_in}
    plan = draw_up(policy, seeds=seeds, society=society, overlays=overlays, against=against, **size)
    given = given_draws(draws, uncertain)
    if uncertain is not None:
        refuse_draws(plan, arguments.whole(uncertain), given)
    name = f"{plan.policy.name[:60]}-{plan.inputs_digest[:16]}"
    with temporary.unless(out, name) as folder:
        with shown(of_run(plan, progress)) as display:
            twins.simulate(plan, folder, on_progress=display.take, force=force)
        if progress is not False:
            tell_found(display, folder)
        if uncertain is not None:
            _draw_again(folder, arguments.whole(uncertain), given, progress)
    return Pair(keep_sums(open_result(folder)))


def _draw_again(folder: Path, draws: int, given: FittedDraws | None, progress: bool | None) -> None:
    from discredit.studies.uncertain import draw_again

    with shown(of_study(progress)) as display:
        draw_again(open_result(folder), draws, given=given, on_progress=display.take)


def verify(
    result: Result | Pair | str | PathLike[str],
    *,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
    progress: bool | None = None,
    processes: Processes = ALONE,
) -> verification.Verification:
    """Run a complete result again, and compare manifest, tables, sums and report.

    Args:
        result: A complete result, a pair, or the folder of one.
        on_progress: Called in the caller's thread after each stretch of months.
        cancel: Once set, it stops.
        progress: As of `compare`, where `on_progress` is left out.
        processes: Who takes part, of `engine.processes.initialize`.

    Returns:
        Whether all is the same, both digests, and what differs.

    Raises:
        ResultError: The result is partial, or cannot be read.
        MemoryForeseenError: the run would not fit; nothing was started.
        RunError: the disk refuses.
        Interrupted: it was stopped.
    """
    from discredit.report import result_page

    if isinstance(result, Pair):
        result = result.result
    elif not isinstance(result, Result):
        result = open_result(result)
    with shown(of_run(result.manifest.plan(), on_progress is None and progress)) as display:
        tell = on_progress or display.take
        verified = verification.verify(result, on_progress=tell, cancel=cancel, processes=processes)
    if verified.ok and processes.is_first and (name := result_page.altered(result)):
        return verified._replace(ok=False, differences=(f"{name} is not what this result tells",))
    return verified


def open_pair(folder: str | PathLike[str]) -> Pair:
    """A run that lies on disk.

    Args:
        folder: The result folder of a run.

    Returns:
        The finished run of both worlds.

    Raises:
        ResultError: there is no result in the folder, or another version's.
    """
    return Pair(open_result(folder))

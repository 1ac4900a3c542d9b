"""A claim put to the test, from Python."""

from __future__ import annotations

from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from discredit.arguments import Seeds, Whole
from discredit.progress import of_study, shown
from discredit.shown import InShort, Shown
from discredit.store import temporary

if TYPE_CHECKING:
    import pandas as pd

    from discredit.studies.finding import Finding


@dataclass(frozen=True, repr=False)
class Tested(Shown):
    """A claim put to the test."""

    __test__ = False  # pytest takes a class of such a name for tests

    finding: Finding
    folder: Path

    def in_short(self) -> InShort:
        """What it is, and what to ask of it."""
        said = self.finding.in_short()
        calls = (".report()", ".differences()", ".verdict")
        return said._replace(facts=(*said.facts, f"in {self.folder}"), calls=calls)

    @property
    def verdict(self) -> str:
        """Whether the claim holds in the model, in a sentence."""
        return self.finding.sentence

    def differences(self) -> pd.DataFrame:
        """One row per outcome, setting and seed: both sides of the switch and their difference.

        Returns:
            See `studies.finding.Finding.differences`.
        """
        return self.finding.differences()

    def report(self) -> str:
        """The whole finding as text; the folder holds it as a page too.

        Returns:
            The claim, both sides and the verdict, line by line.
        """
        from discredit.report import study_page

        return study_page.text(self.finding)


def study(
    name: str | PathLike[str],
    *,
    people: Whole | None = None,
    months: Whole | None = None,
    seeds: Seeds | None = None,
    uncertain: Whole | None = None,
    draws: str | PathLike[str] | None = None,
    out: str | PathLike[str] | None = None,
    progress: bool | None = None,
) -> Tested:
    """Put a claim to the test: both sides of one switch on the same people and seeds.

    Args:
        name: A study of the library, or a study file.
        people: How many; this and whatever else is left out is as the study says.
        months: How many are simulated.
        seeds: How many (3 for 1, 2, 3), or which; two or more.
        uncertain: How often both sides are drawn again, 19 times or more, with other luck and all
            their graded numbers moved over their ranges; what the switch turns stays as it is.
        draws: A file of `discredit calibrate`, as of `compare`.
        out: The result folder, as of `compare`.
        progress: Whether it is shown, as of `compare`.

    Returns:
        The finding, and the folder that holds it as a page too.

    Raises:
        PolicyError: the study or a policy of it is wrong, with every fault and its line.
        UnknownNameError: a name is none of the library's.
        InputError: a number of people, months or seeds cannot be.
        MemoryForeseenError: so many people would not fit; it says how many would.
        ResultError: something else is in the folder.
    """
    from discredit.report import study_page
    from discredit.studies import folder as result
    from discredit.studies.answer import answer
    from discredit.studies.design import size_of
    from discredit.studies.drawn import given_draws
    from discredit.studies.question import load_study

    question = replace(load_study(name), draws=given_draws(draws, uncertain))
    size = size_of(question, people=people, months=months, seeds=seeds, uncertain=uncertain)
    place = temporary.unless(out, f"study-{result.question_digest(question, size)[:16]}")
    with place as folder, shown(of_study(progress)) as display:
        finding = answer(question, size, folder, on_progress=display.take)
        result.write(finding, folder)
        study_page.write(finding, folder)
    return Tested(finding, folder)

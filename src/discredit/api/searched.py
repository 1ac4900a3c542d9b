"""A system as a function, and the search for reforms, from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discredit import arguments
from discredit.arguments import Names, Seeds, Whole
from discredit.errors import MissingPartError

if TYPE_CHECKING:
    from discredit.studies.model import Model
    from discredit.studies.reform import Reforms


def model(
    policy: str,
    *,
    outcomes: Names,
    people: Whole | None = None,
    months: Whole | None = None,
    start: str | None = None,
    seeds: Seeds | None = None,
) -> Model:
    """A system as a function of its numbers: `model(**levers)` gives outcomes.

    Args:
        policy: As on the command line: `court-list`, `court-list+notice`, or a file.
        outcomes: Measures of `Pair.effects()`: each is the system less no system.
        people: How many; this and whatever else is left out is as the system's file says.
        months: How many are simulated.
        start: The first month, YYYY-MM.
        seeds: How many (3 for 1, 2, 3), or which; one if left out. Outcomes are their mean.

    Returns:
        What can be called, and sent to other processes; `.levers` has the ranges of its numbers.

    Raises:
        PolicyError: A file or an overlay is wrong.
        UnknownNameError: A name is none of the library's.
        InputError: Nobody records an outcome.
    """
    from discredit.studies.model import model_of

    names = arguments.names(outcomes)
    return model_of(policy, names, people=people, months=months, start=start, seeds=seeds)


def reforms(
    policy: str,
    *,
    harm: str = "wrongful",
    steps: Whole = 8,
    people: Whole | None = None,
    months: Whole | None = None,
    start: str | None = None,
    seeds: Seeds | None = None,
) -> Reforms:
    """The search for safeguards as an environment of Gymnasium, with harm as the cost.

    Args:
        policy: A system of the library, or a file.
        harm: What is to be spared: wrongful, correction, apart, silenced or shut_out, as
            `discredit worth` measures them.
        steps: After how many an episode is cut off.
        people: How many; this and whatever else is left out is as the system's file says.
        months: How many are simulated.
        start: The first month, YYYY-MM.
        seeds: How many (3 for 1, 2, 3), or which; one if left out.

    Raises:
        MissingPartError: gymnasium is not installed.
        InputError: The cost is no harm, or no safeguard changes anything of this system.
    """
    try:
        from discredit.studies.reform import Reforms
    except ImportError as error:
        why = "gymnasium is missing; try pip install discredit[gymnasium]."
        raise MissingPartError(why) from error
    size = {"people": people, "months": months, "start": start, "seeds": seeds}
    return Reforms(policy, harm=harm, steps=arguments.whole(steps), size=size)

"""`discredit life`: one synthetic life in two worlds, truth beside dossier."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from discredit.cli.options import (
    Coordinator,
    Devices,
    ProcessCount,
    ProcessIndex,
    SecretFile,
    sharing,
)
from discredit.cli.screen import Json, emit, heading, loud, quiet, say
from discredit.columns import DATES
from discredit.vocabulary import ARMS, FLAW_COLUMNS
from discredit.words.names import spoken, who_of
from discredit.words.numbers import number, seconds
from discredit.words.worlds import UNNAMED, Worlds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame

    from discredit.engine.processes import Processes
    from discredit.store import Manifest, Result
    from discredit.words.lives import Happening

EXAMPLE = "Example: discredit life results/court-list --wrongly-listed 1 --cause cannot_pay"

CAUSES: Final = tuple(FLAW_COLUMNS)


def command(
    result: Annotated[Path, typer.Argument(help="The folder that a run wrote.")],
    person: Annotated[int | None, typer.Argument(help="A row number.", min=0)] = None,
    wrongly_listed: Annotated[
        int | None,
        typer.Option(
            metavar="K",
            help="The K-th person, by row, who was ever on a list wrongly, or with this cause.",
            min=1,
        ),
    ] = None,
    cause: Annotated[
        str | None, typer.Option(help=f"With --wrongly-listed: why; {', '.join(CAUSES)}.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Which society; the first of the run when left out.")
    ] = None,
    devices: Devices = 1,
    processes: ProcessCount = 1,
    process: ProcessIndex = None,
    coordinator: Coordinator = None,
    secret_file: SecretFile = None,
    json: Json = False,
) -> None:
    """Tell one synthetic life month by month in both worlds: what is so beside what is on file.

    Only months in which something happens are told. The first month in which the worlds part is
    marked, with its cause. Nobody here exists: a person is a row of a synthetic society. A person
    who was not followed during the run is followed now, which simulates the society once more, on
    several devices if you say so; of several processes all must see the folder.
    """
    from discredit.store import open_result
    from discredit.words.lives import first_divergence, life_story, named
    from discredit.words.phrases import names_in

    found = open_result(result)
    seed = _seed(found, seed)
    if (person is None) == (wrongly_listed is None):
        raise typer.BadParameter("give either a person or --wrongly-listed K", param_hint="PERSON")
    if person is None:
        assert wrongly_listed is not None
        person = _wrongly_listed(found, seed, wrongly_listed, cause)
    elif cause is not None:
        raise typer.BadParameter("it goes with --wrongly-listed", param_hint="--cause")
    who = _who(found, seed, person)
    shared = sharing(
        devices, processes, process, coordinator, secret_file, found.manifest.inputs_digest
    )
    with shared as joined:
        events = _events(found, seed, person, joined)
    if process:
        return
    names = names_in(found.policy(), found.against(), found.money)
    label = found.manifest.label
    since = found.arrived(seed, person)
    story = life_story(events, names, found.manifest.burn_in, since)
    parting = first_divergence(events, names)
    if json:
        emit(
            {
                "label": label or None,
                "worlds": list(found.worlds.heads),
                "seed": seed,
                "person": person,
                "traits": who,
                "divergence": None if parting is None else asdict(parting),
                "story": [{**asdict(entry), "side": entry.side} for entry in named(story, names)],
            }
        )
        return
    if label:
        say(loud(label))
    say(heading(f"Person {number(person)} of seed {seed}: {described(who)}"))
    say(parting.text if parting else _alike(found))
    nothing = "Nothing to tell: no record, no closed door, no other luck."
    say(page(story, found.worlds) if story else nothing)
    say(quiet("A synthetic person: made from aggregate tables, standing for nobody."))


def described(who: dict[str, Any]) -> str:
    """A person's traits in a line."""
    traits = [
        f"{who['age']} years old",
        f"{who['settlement']} {who['region']}",
        spoken(str(who["occupation"])),
        f"{who['education']} schooling",
        f"{who['income_fifth']} income fifth",
        f"household of {who['household_size']}",
    ]
    if who["migrant"] == "migrant":
        traits.insert(2, "migrant")
    traits.insert(1, who_of(str(who["sex"]), int(who["age"])))
    if who["disability"] == "disabled":
        traits.append("disabled")
    if who["is_representative"]:
        traits.append("legal representative of a company")
    return ", ".join(traits)


def _alike(result: Result) -> str:
    if result.worlds.are_named:
        return f"This person's life is the same {' and '.join(result.worlds.phrases)}."
    return "The system makes no difference to this person."


def page(story: Sequence[Happening], worlds: Worlds = UNNAMED) -> Any:
    """A row per month and world: what is so on the left, what is on file and met on the right."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold")
    table.add_column("month", no_wrap=True)
    table.add_column("world", no_wrap=True)
    table.add_column("what is so", ratio=1)
    table.add_column("what is on file, and what it does", ratio=1)
    last, called = "", {**dict(zip(ARMS, worlds.heads, strict=True)), "both": "both"}
    for month, world in dict.fromkeys((entry.month, entry.world) for entry in story):
        here = [entry for entry in story if (entry.month, entry.world) == (month, world)]
        parts = any(entry.kind == "divergence" for entry in here)
        here = [entry for entry in here if entry.kind != "divergence"]
        if parts:
            table.add_section()
            table.add_row(month, "", Text("From here on the worlds differ.", style="bold"), "")
            last = month
        if not here:
            continue
        truth = "\n".join(entry.text for entry in here if entry.side == "truth")
        filed = "\n".join(entry.text for entry in here if entry.side != "truth")
        style = "dim" if world == "without" else ""
        table.add_row("" if month == last else month, called[world], truth, filed, style=style)
        last = month
    return table


def _seed(result: Result, seed: int | None) -> int:
    seeds = result.manifest.seeds
    if seed is None:
        return seeds[0]
    if seed not in seeds:
        raise _refused("--seed", seed, f"this result has the seeds {', '.join(map(str, seeds))}")
    return seed


def _wrongly_listed(result: Result, seed: int, k: int, cause: str | None) -> int:
    if cause is not None and cause not in CAUSES:
        from discredit.policy.faults import did_you_mean

        remedy = did_you_mean(cause, CAUSES, "Take one of them.")
        raise _refused("--cause", cause, f"causes are {', '.join(CAUSES)}", remedy)
    is_so = (FLAW_COLUMNS[cause], "=", True) if cause else ("months_wrongly", ">", 0)
    where = [("seed", "=", seed), ("arm", "=", "with"), is_so]
    rows = sorted(result.persons(["person"], where)["person"].tolist())
    if len(rows) < k:
        from discredit.policy.wording import wording_of
        from discredit.vocabulary import WRONGS

        why = f" ({cause})" if cause else ""
        who = f"{number(len(rows))} people were" if rows else "nobody was"
        black = wording_of(result.policy().system).black
        how = black.wrongly if cause is None or cause in WRONGS else black.state
        rule = f"{who} ever {how}{why} in seed {seed}"
        other = f"K up to {number(len(rows))}" if rows else "another cause" if cause else ""
        remedy = f"Take {other or 'a larger run'}, or a person by row number."
        raise _refused("--wrongly-listed", k, rule, remedy)
    return int(rows[k - 1])


def _who(result: Result, seed: int, person: int) -> dict[str, Any]:
    row = result.people(where=[("seed", "=", seed), ("person", "=", person)])
    if row.empty:
        most = result.manifest.people - 1
        raise _refused("PERSON", person, f"people of this result are rows 0 to {number(most)}")
    when = {name: row[name].dt.strftime("%Y-%m").astype(object) for name in DATES & {*row.columns}}
    told = row.assign(**when).to_dict("records")[0]
    return {str(name): None if value != value else value for name, value in told.items()}


def _events(result: Result, seed: int, person: int, processes: Processes) -> DataFrame:
    found = result.followed(seed, (person,))
    if found is not None:
        return found
    say(quiet(_once_more(result.manifest)), stderr=True)
    from discredit.engine import waits
    from discredit.run import twins

    with waits.told(_wait):
        return twins.trace(result, (person,), seed=seed, processes=processes)


def _once_more(manifest: Manifest) -> str:
    """What following somebody now costs, by the pace of the run."""
    said = "Not followed during the run: simulating the society once more"
    if manifest.timing is None or not manifest.timing.person_months_per_second:
        return f"{said}."
    months = manifest.months * len(manifest.arms)
    takes = manifest.people * months / manifest.timing.person_months_per_second
    return f"{said}, about {seconds(takes)} at the pace of that run."


def _wait(what: str | None) -> None:
    if what is not None:
        say(quiet(f"{what} ..."), stderr=True)


def _refused(where: str, found: object, rule: str, remedy: str = "") -> Exception:
    from discredit.errors import Fault, InputError, quoted

    return InputError([Fault("discredit life", 0, where, quoted(found), rule, remedy)])

"""`discredit run`: a system on a synthetic society, beside its twin without it."""

from __future__ import annotations

import shlex
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from discredit.cli import leaving, redrawing
from discredit.cli.opposed import opposed, other_told
from discredit.cli.options import (
    CheckpointEvery,
    Coordinator,
    Devices,
    ProcessCount,
    ProcessIndex,
    SecretFile,
    With,
    sharing,
    whole,
)
from discredit.cli.promises import promised
from discredit.cli.screen import Json, console, emit, is_terminal, quiet, say
from discredit.errors import printable
from discredit.report import ahead
from discredit.words.labels import warning
from discredit.words.numbers import count, memory, seconds, speed

if TYPE_CHECKING:
    from pandas import DataFrame

    from discredit.engine.processes import Processes
    from discredit.measures.meanwhile import Ahead
    from discredit.plan import Plan
    from discredit.report.result_page import Unwritten
    from discredit.store import Result

AT_LENGTH = 3_000_000
"""People of all seeds above whom comparing their two lives takes more than a few seconds."""
EXAMPLE = "Example: discredit run court-list --people 100_000 --seeds 3 --out results/court-list"

People = Annotated[
    int | None,
    typer.Option(parser=whole, metavar="N", help="People; 100_000 and 1e5 are understood."),
]
Start = Annotated[str | None, typer.Option(metavar="YYYY-MM", help="The first simulated month.")]
BurnIn = Annotated[
    int | None,
    typer.Option(
        min=0,
        metavar="MONTHS",
        help="Months that prepare both worlds before the first, unrecorded; left out, all those "
        "since the system began.",
    ),
]
StartEmpty = Annotated[
    bool,
    typer.Option("--start-empty", help="Begin with nothing, as --burn-in 0 does."),
]
Seeds = Annotated[
    int, typer.Option(help="How many seeds; each draws its own society and luck.", min=1, max=1000)
]
Lies = Annotated[
    str | None,
    typer.Option(
        "--society",
        metavar="NAME",
        help="Lay the system over another society than its own: of the library, or a file.",
    ),
]
Levers = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a number in every month (observation.misrouted=0.01) or its value from one of "
        "its dates on (gates.checked.flight@2016-07=0.5); may be given again. It is recorded as an "
        "assumption. `discredit show SYSTEM` names the paths.",
    ),
]
Against = Annotated[
    str | None,
    typer.Option(
        metavar="SYSTEM[+OVERLAY...]",
        help="The system of the twin world, instead of none: another of the library or a file, or "
        "the same with safeguards behind it (court-list+notice).",
    ),
]
LeversAgainst = Annotated[
    list[str] | None,
    typer.Option(
        "--set-against",
        metavar="PATH=VALUE",
        help="As --set, in the twin world alone; without --against it has the same system.",
    ),
]
Out = Annotated[Path | None, typer.Option(help="The result folder; results/... when left out.")]
Twin = Annotated[
    bool, typer.Option("--twin/--no-twin", help="Run the society without the system beside it.")
]
Report = Annotated[
    bool, typer.Option("--report/--no-report", help="Write report.html into the result.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace whatever result is in the folder.")]


def command(
    system: Annotated[str, typer.Argument(help="A system of the library, or a policy file.")],
    people: People = None,
    months: Annotated[int | None, typer.Option(help="Months to simulate.")] = None,
    start: Start = None,
    burn_in: BurnIn = None,
    start_empty: StartEmpty = False,
    seed: Annotated[int, typer.Option(help="The seed, or the first of several.", min=0)] = 1,
    seeds: Seeds = 1,
    society: Lies = None,
    overlays: With = None,
    levers: Levers = None,
    against: Against = None,
    levers_against: LeversAgainst = None,
    out: Out = None,
    twin: Twin = True,
    report: Report = True,
    force: Force = False,
    uncertain: redrawing.Uncertain = None,
    draws: redrawing.DrawsFile = None,
    checkpoint_every: CheckpointEvery = None,
    devices: Devices = 1,
    processes: ProcessCount = 1,
    process: ProcessIndex = None,
    coordinator: Coordinator = None,
    secret_file: SecretFile = None,
    json: Json = False,
) -> None:
    """Run a system on a synthetic society beside the same society without it; print what differs.

    With --against the twin world has a system too, among the same people with the same luck.
    Whatever is not given is what the system's file says of an ordinary run. Where both worlds do
    not fit into memory together they are worked out one after the other; a run that fits neither
    way is refused before it starts, with the number of people that would. Ctrl-C keeps what was
    done, and a kill costs about what --checkpoint-every says; the same command goes on from there.
    How many devices and processes share the work changes nothing in the result; docs/devices.md
    tells how to start several.
    """
    from discredit.levers import changed, told
    from discredit.plan import draw_up, refuse_idle

    overlays, levers = overlays or [], levers or []
    policy, met = changed(system, overlays, levers, society)
    plan = draw_up(
        policy,
        society=met,
        people=people,
        start=start,
        months=months,
        seeds=range(seed, seed + seeds),
        arms=("with", "without") if twin else ("with",),
        burn_in=_burn_in(burn_in, start_empty),
    )
    refuse_idle(plan, overlays, lambda some: changed(system, some, levers, society))
    plan, changes = opposed(plan, system, levers, against, levers_against or [], twin)
    if not process:
        for remark in told(plan, levers, lambda some: changed(system, overlays, some, society)):
            say(quiet(remark), stderr=True)
    given = redrawing.given_draws(draws, uncertain)
    if uncertain is not None:
        redrawing.refuse(plan, uncertain, processes, given)
    is_special = bool(levers or start or not twin or start_empty or plan.against)
    is_special = is_special or burn_in is not None or society is not None
    folder = out or Path("results") / folder_name(plan, is_special=is_special)
    changes += ["--society", society] if society else []
    changes += [word for names in overlays for word in ("--with", names)]
    changes += [word for lever in levers for word in ("--set", lever)]
    command_line = printable(shlex.join(_words(system, plan, changes, folder, twin)))
    shared = sharing(devices, processes, process, coordinator, secret_file, plan.inputs_digest)
    if report and twin and not process:
        ahead.drawn_soon()
    from discredit.measures.meanwhile import Ahead  # here, for it loads JAX

    with shared as joined, _kept_every(checkpoint_every):
        sums = Ahead() if twin else None
        is_new = simulate(
            plan, folder, command_line, joined, sums, force=force, tells=report, as_json=json
        )
        if uncertain is not None:
            redrawing.draw_again(folder, uncertain, is_silent=json, given=given)
        if joined.is_first:
            promises = promised(system, overlays)
            _tell(folder, plan, promises, sums, is_new=is_new, report=report, as_json=json)


def _kept_every(seconds: float | None) -> AbstractContextManager[None]:
    from discredit.run import keeping

    return keeping.every(keeping.EVERY_SECONDS if seconds is None else seconds)


def _burn_in(months: int | None, is_empty: bool) -> int | None:
    """How many months prepare the worlds, of the two options that say so."""
    if is_empty and months:
        raise typer.BadParameter(f"--start-empty and --burn-in {months} contradict each other.")
    return 0 if is_empty else months


def _tell(
    folder: Path, plan: Plan, promises: list[dict[str, Any]], sums: Ahead | None, *, is_new: bool,
    report: bool, as_json: bool,
) -> None:  # fmt: skip
    """The answer, and the report if it is wanted."""
    from discredit import measures
    from discredit.cli.system_page import say_label
    from discredit.store import open_result
    from discredit.studies.uncertain import with_doubt

    leaving.will_say(f"Stopped. The run is complete in {printable(str(folder))}.")
    result = open_result(folder)
    if sums is not None:
        sums.hand_over(result)
        if plan.people * len(plan.seeds) > AT_LENGTH and not (as_json or result.answers):
            say(quiet("Comparing the two worlds, person by person ..."), stderr=True)
        measures.keep_sums(result)
    found = None if sums is None else with_doubt(result, measures.effects(result))
    drawn: Unwritten | None = None
    if report and found is not None:
        from discredit.report.result_page import begin_report  # here, for it loads Altair

        drawn = begin_report(result, found)
    decided = plan.policy.system
    if as_json:
        above = warning(decided.evidence, decided.standing)
        shown = {**_document(result, drawn and drawn.write(), found), **other_told(plan)}
        emit({"warning": above, **shown, "safeguards": promises})
        return
    say_label(decided)
    if plan.against is not None:
        say_label(plan.against.system)
    _print_effects(result, found, is_new)  # while the charts are drawn
    _print_places(result, drawn and drawn.write(), is_new)
    say(*(quiet(f"{promise['says']}.") for promise in promises))


def folder_name(plan: Plan, *, is_special: bool) -> str:
    """The folder of a run: name, people, months, seeds; and a few digits more if it was changed."""
    first, last = plan.seeds[0], plan.seeds[-1]
    seeds = f"s{first}" if first == last else f"s{first}-{last}"
    called = plan.policy.name if plan.against is None else "-against-".join(plan.worlds.heads)
    name = f"{called}-{plan.people}-{plan.months}-{seeds}"
    return f"{name}-{plan.inputs_digest[:6]}" if is_special else name


def _words(system: str, plan: Plan, changes: list[str], folder: Path, twin: bool) -> list[str]:
    """The command that gives this result, with nothing left to defaults."""
    from discredit.policy.beginning import months_before

    words = ["discredit", "run", system, "--people", str(plan.people)]
    words += ["--months", str(plan.months), "--start", plan.start]
    if plan.burn_in or months_before(plan.policy.system, plan.start):
        words += ["--burn-in", str(plan.burn_in)]
    words += ["--seed", str(plan.seeds[0]), "--seeds", str(len(plan.seeds))]
    return [*words, *changes, *([] if twin else ["--no-twin"]), "--out", str(folder)]


def simulate(
    plan: Plan, folder: Path, command_line: str, processes: Processes, sums: Ahead | None = None, *,
    force: bool, tells: bool, as_json: bool,
) -> bool:  # fmt: skip
    """Run, showing progress on stderr; whether there was anything to run. Of a run with a twin what
    is asked of everybody is summed meanwhile, and what tells it made ready, where there is room."""
    from discredit.cli.progress import Lines, stoppable, warnings_told
    from discredit.engine import waits
    from discredit.progress import Bars
    from discredit.run import beside, twins
    from discredit.run.memory import available, forecast

    in_turn = True if processes.in_turn else None
    foreseen = forecast(plan, in_turn=in_turn, processes=processes.count)
    is_shown = processes.is_first and is_terminal()
    bars = (
        Bars(plan, console(stderr=True))
        if is_shown
        else Lines(plan, is_silent=as_json, processes=processes)
    )
    has_room = available() - foreseen.total > ahead.ROOM
    sums = sums if has_room else None
    is_told = tells and sums is not None and processes.is_first
    if not as_json and processes.is_first:
        arms = "two worlds" if len(plan.arms) == 2 else "one world"
        seeds = count(len(plan.seeds), "seed", "seeds")
        size = f"{count(plan.people, 'person', 'people')}, {count(plan.months, 'month', 'months')}"
        if plan.burn_in:
            size += f" after {count(plan.burn_in, 'month', 'months')} that prepare them"
        how = ", one world after the other" if foreseen.in_turn else ""
        say(
            quiet(f"{size}, {arms}, {seeds}; about {memory(foreseen.total)} of memory{how}."),
            stderr=True,
        )
    with (
        bars,
        stoppable(bars.note) as cancel,
        warnings_told(bars.note),
        waits.told(ahead.once_begun(bars.wait) if is_told else bars.wait),
        beside.asking(sums and sums.take),
    ):
        twins.simulate(
            plan,
            folder,
            command=command_line,
            on_progress=bars.take,
            cancel=cancel,
            force=force,
            in_turn=foreseen.in_turn,
            processes=processes,
        )
    return bars.moved


def _print_effects(result: Result, found: DataFrame | None, is_new: bool) -> None:
    from discredit.cli import effects_page

    if not is_new:
        say(f"This run is already complete in {result.folder}; --force runs it anew.")
    say(quiet(result.manifest.beginning))
    if found is not None:
        effects_page.show(result, found)
    else:
        say("Run without its twin: no effects can be told, and no report is written.")


def _print_places(result: Result, page: Path | None, is_new: bool) -> None:
    from discredit.cli.progress import checkpoints

    manifest, timing = result.manifest, result.manifest.timing
    say(f"\nResult: {result.folder}")
    if page is not None:
        say(f"Report: {page}")
    lives = f"discredit life {shlex.quote(str(result.folder))} {_whose_life(result)}"
    console().print(f"One life in both worlds: {lives}", soft_wrap=True)
    if timing is not None and is_new:
        said = f"{seconds(timing.wall_seconds)}, {speed(timing.person_months_per_second)}"
        if manifest.burn_in:
            said += f", {_prepared(manifest.burn_in, timing.prepared_before)}"
        if timing.checkpoints is not None:
            at = timing.checkpoints
            said += f"; {checkpoints(at.count, at.bytes_each, at.seconds)}"
        say(quiet(f"{said}."))


def _prepared(months: int, worlds_before: int) -> str:
    """Who worked the months before the record: this run, which counts them, or an earlier one."""
    said = f"the {count(months, 'month', 'months')} before the first"
    if not worlds_before:
        return f"{said} counted"
    return f"{said} taken from an earlier run in {count(worlds_before, 'world', 'worlds')}"


def _whose_life(result: Result) -> str:
    """How to ask for a life worth telling: of the first wrongly listed, followed, or of all."""
    if len(result.persons(["person"], [("arm", "=", "with"), ("months_wrongly", ">", 0)])):
        return "--wrongly-listed 1"
    followed = result.manifest.traced.get(result.manifest.seeds[0], ())
    return str(followed[0] if followed else 0)


def _document(result: Result, page: Path | None, found: DataFrame | None) -> dict[str, Any]:
    from discredit import measures
    from discredit.studies.uncertain import how_sure
    from discredit.words.place import elsewhere

    manifest = result.manifest
    system = result.policy().system
    effects, answers = None, []
    if found is not None:
        answers = measures.answers(found, system.outcomes).to_dict("records")
        effects = measures.headline(found).to_dict("records")
    return {
        "result": str(result.folder),
        "status": manifest.status,
        "title": manifest.title,
        "label": manifest.label or None,
        "people": manifest.people,
        "start": manifest.start,
        "months": manifest.months,
        "burn_in": manifest.burn_in,
        "beginning": manifest.beginning,
        "seeds": list(manifest.seeds),
        "evidence": manifest.evidence.grades,
        "inputs_digest": manifest.inputs_digest,
        "outcome_digest": manifest.outcome_digest,
        "timing": None if manifest.timing is None else manifest.timing.model_dump(),
        "effects": effects,
        "how_sure": how_sure(result) or None,
        "question": system.question,
        "answer": answers[0] if answers else None,
        "answers": answers,
        "not_simulated": elsewhere(system, manifest.society.read().spec) or None,
        "report": None if page is None else str(page),
    }

"""What a system does, as the page shows it: a run kept on disk, its measures, charts and files."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path
from typing import Any, Final, NamedTuple

from discredit import measures
from discredit.engine import waits
from discredit.measures.tables import Frame
from discredit.page import narrowing
from discredit.page.frames import Frame as Told
from discredit.page.results import Shelf
from discredit.plan import Plan
from discredit.report import figures, headlines, result_page, sections
from discredit.report.figures import Figure
from discredit.report.spoken import spoken
from discredit.run import twins
from discredit.run.arms import Progress
from discredit.store import Result, beside, open_result
from discredit.studies.batch import Come
from discredit.studies.uncertain import draw_again, how_sure, of_draws, with_doubt
from discredit.words.doubt import FEWEST
from discredit.words.labels import worn
from discredit.words.titles import titles_of
from discredit.words.tongue import ENGLISH, language, say, speaking

SECTIONS: Final = (
    "opening", "bearers", "timeline", "scores", "conduct", "favour", "causes", "redress", "purse",
)  # fmt: skip
"""Sections of the report whose charts the page shows, in its order."""
BEAT_SECONDS: Final = 0.5
EACH_DRAWS: Final = 5
"""After so many draws what they say is told anew."""
MOST_ROWS: Final = 60
"""Rows of the table of effects."""


def simulated(plan: Plan, shelf: Shelf, command: str, draws: int = 0) -> Iterator[Told]:
    """Run a plan into a result, and tell how far it has come; close the iterator to stop.

    Args:
        plan: What is run.
        shelf: Where the result goes.
        command: The command line that makes the same.
        draws: How often it is drawn again, over luck and assumptions.

    Returns:
        Frames: what is waited for, how far it has come, after each seed and some draws what is
        known so far, and at the end all that is shown.
    """
    told: queue.SimpleQueue[Told | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()

    def work() -> None:
        try:
            with waits.told(lambda what: told.put(Told({"kind": "wait", "what": what or ""}))):
                if draws:
                    of_draws(plan, draws)  # refuses what cannot be drawn, before anything is run
                with shelf.at_work():
                    _work(_Asked(plan, shelf.folder(plan), command, draws), told.put, stop)
            told.put(None)
        except BaseException as error:
            told.put(error)

    inside = copy_context()  # what language is spoken
    thread = threading.Thread(target=inside.run, args=(work,), name="effects", daemon=True)
    thread.start()
    try:
        while True:
            try:
                one = told.get(timeout=BEAT_SECONDS)
            except queue.Empty:
                yield Told({"kind": "beat"})  # so that it is noticed where nobody reads any more
                continue
            if one is None:
                return
            if isinstance(one, BaseException):
                raise one
            yield one
    finally:
        stop.set()
        thread.join()


class _Asked(NamedTuple):
    plan: Plan
    folder: Path
    command: str
    draws: int


def _work(asked: _Asked, tell: Callable[[Told], None], stop: threading.Event) -> None:
    """All of it, in a thread of its own. What is kept is English, what is told is not."""
    plan, tongue = asked.plan, language()
    outcomes, many = plan.policy.system.outcomes, len(plan.seeds)
    seeds = narrowing.SoFar(asked.folder, plan)

    def look(one: Progress) -> None:
        tell(_progress(one, plan))
        ended = one.seed_index + (one.phase == "trace")
        with speaking(tongue):
            known = seeds.take(ended)
        if known is not None:
            tell(_so_far(known, ended, many))

    with speaking(ENGLISH):
        folder = twins.simulate(
            plan, asked.folder, command=asked.command, on_progress=look, cancel=stop
        )
    result = open_result(folder)
    measures.ask_all(result)
    effects: Frame = measures.effects(result)
    tell(_so_far(narrowing.rows(spoken(effects, result), outcomes), many, many))

    def drawn(one: Come) -> None:
        tell(Told({"kind": "drawing", "done": one.done, "of": one.runs}))
        if one.done >= FEWEST and one.done % EACH_DRAWS == 0:
            known = spoken(with_doubt(result, effects), result)
            tell(_so_far(narrowing.rows(known, outcomes), many, many, one.done))

    if asked.draws:
        draw_again(result, asked.draws, on_progress=drawn, cancel=stop)
    told = spoken(with_doubt(result, effects), result)
    if "draws" in told.columns:
        tell(_so_far(narrowing.rows(told, outcomes), many, many, int(told["draws"].max())))
    with speaking(ENGLISH):
        page = result_page.write_report(result, effects=effects)
    tell(Told({"kind": "effects", **shown(result, page, told)}))


def _so_far(rows: list[dict[str, Any]], seeds: int, of: int, draws: int = 0) -> Told:
    head = {"kind": "so_far", "seeds": seeds, "of": of, "draws": draws}
    return Told({**head, "rows": rows})


def _progress(one: Progress, plan: Plan) -> Told:
    done = one.prepared + one.months_done
    of = plan.burn_in + plan.months
    head = {"kind": "progress", "seed": one.seed_index + 1, "seeds": len(plan.seeds)}
    return Told({**head, "world": one.arm, "phase": one.phase, "done": done, "of": of})


class _Drawn(NamedTuple):
    section: str
    figures: list[figures.Begun]


def shown(result: Result, page: Path, effects: Frame) -> dict[str, Any]:
    """All that the page shows of a result.

    Args:
        result: Of both worlds.
        page: Its report, beside which the tables lie.
        effects: What `measures.effects` gives, with what draws say of it, in the language spoken.

    Returns:
        Plain JSON values; charts as SVG.
    """
    policy, manifest = result.policy(), result.manifest
    wrongful = measures.wrongful(result)
    outcomes = policy.system.outcomes
    found = dict(sections.figures_by_section(result, policy, effects, wrongful))
    begun = [
        _Drawn(name, [figures.begin_one(one, worn(manifest.label)) for one in _of(found, name)])
        for name in SECTIONS
    ]
    drawn = [_figure(part.section, one) for part in begun for one in part.figures]
    files = sorted(file.name for file in beside.folder_of(page).glob("*.csv"))
    return {
        "key": result.folder.name,
        "label": worn(manifest.label),
        "sentence": headlines.sentence(effects, outcomes, titles_of(policy, result.against())),
        "answers": [one._asdict() for one in headlines.answers(effects, outcomes)],
        "lines": [one._asdict() for one in headlines.lines(effects, manifest)][:MOST_ROWS],
        "how_sure": how_sure(result),
        "methods": list(dict.fromkeys(map(say, measures.headline(effects)["method"]))),
        "seeds": len(manifest.seeds),
        "people": manifest.people,
        "command": manifest.command,
        "figures": drawn,
        "files": files,
    }


def _of(found: dict[str, list[Figure]], section: str) -> list[Figure]:
    return found.get(f"{section}_figures", [])


def _figure(section: str, begun: figures.Begun) -> dict[str, Any]:
    head, svg, _, table = begun.drawn()
    return {
        "section": section,
        "name": head.name,
        "title": head.title,
        "caption": head.caption,
        "svg": svg,
        "columns": list(table.columns),
        "rows": [list(row) for row in table.rows],
    }

"""What a system does, as the page shows it: a run kept on disk, its measures, charts and files."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import Any, Final, NamedTuple

from discredit import measures, vocabulary
from discredit.engine import waits
from discredit.measures.catalogue import TEMPLATES
from discredit.measures.tables import Frame
from discredit.page.frames import Frame as Told
from discredit.page.results import Shelf
from discredit.plan import Plan
from discredit.report import figures, headlines, result_page, sections
from discredit.report.figures import Figure
from discredit.run import twins
from discredit.run.arms import Progress
from discredit.store import Result, beside, open_result
from discredit.vocabulary import Wording
from discredit.words.labels import worn
from discredit.words.phrases import told_in
from discredit.words.tongue import ENGLISH, language, say, speaking

SECTIONS: Final = (
    "opening", "bearers", "timeline", "scores", "conduct", "favour", "causes", "redress", "purse",
)  # fmt: skip
"""Sections of the report whose charts the page shows, in its order."""
BEAT_SECONDS: Final = 0.5
MOST_ROWS: Final = 60
"""Rows of the table of effects."""


def simulated(plan: Plan, shelf: Shelf, command: str) -> Iterator[Told]:
    """Run a plan into a result, and tell how far it has come; close the iterator to stop.

    Args:
        plan: What is run.
        shelf: Where the result goes.
        command: The command line that makes the same.

    Returns:
        Frames: what is waited for, how far it has come, and at the end all that is shown.
    """
    told: queue.SimpleQueue[Told | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()

    def wait(what: str | None) -> None:
        told.put(Told({"kind": "wait", "what": what or ""}))

    def work() -> None:
        try:
            # What is kept is English.
            with waits.told(wait), shelf.at_work(), speaking(ENGLISH):
                folder = twins.simulate(
                    plan,
                    shelf.folder(plan),
                    command=command,
                    on_progress=lambda one: told.put(_progress(one, plan)),
                    cancel=stop,
                )
                result = open_result(folder)
                page = result_page.write_report(result)
            told.put(Told({"kind": "effects", **shown(result, page)}))
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


def _progress(one: Progress, plan: Plan) -> Told:
    done = one.prepared + one.months_done
    of = plan.burn_in + plan.months
    head = {"kind": "progress", "seed": one.seed_index + 1, "seeds": len(plan.seeds)}
    return Told({**head, "world": one.arm, "phase": one.phase, "done": done, "of": of})


class _Drawn(NamedTuple):
    section: str
    figures: list[figures.Begun]


def shown(result: Result, page: Path) -> dict[str, Any]:
    """All that the page shows of a result.

    Args:
        result: Of both worlds.
        page: Its report, beside which the tables lie.

    Returns:
        Plain JSON values; charts as SVG.
    """
    measures.ask_all(result)
    effects = _spoken(measures.effects(result), result)
    policy, manifest = result.policy(), result.manifest
    wrongful = measures.wrongful(result)
    outcomes = policy.system.outcomes
    found = sections.figures_by_section(result, policy, effects, wrongful)
    with ThreadPoolExecutor(figures.PENS) as pen:
        begun = [
            _Drawn(
                name,
                [figures.begin_one(one, worn(manifest.label), pen) for one in _of(found, name)],
            )
            for name in SECTIONS
        ]
        drawn = [_figure(part.section, one) for part in begun for one in part.figures]
    files = sorted(file.name for file in beside.folder_of(page).glob("*.csv"))
    return {
        "key": result.folder.name,
        "label": worn(manifest.label),
        "sentence": headlines.sentence(effects, outcomes, result.worlds),
        "answers": [one._asdict() for one in headlines.answers(effects, outcomes)],
        "lines": [one._asdict() for one in headlines.lines(effects, manifest)][:MOST_ROWS],
        "methods": list(dict.fromkeys(map(say, measures.headline(effects)["method"]))),
        "seeds": len(manifest.seeds),
        "people": manifest.people,
        "command": manifest.command,
        "figures": drawn,
        "files": files,
    }


def _spoken(effects: Frame, result: Result) -> Frame:
    """The effects with what each measure is called in the language that is spoken now."""
    if language() == ENGLISH:
        return effects
    wording = result.wording()
    own = Wording(told_in(wording.black), told_in(wording.red))
    called = {name: vocabulary.told(say(words), own) for name, words in TEMPLATES.items()}
    return effects.assign(says=effects["measure"].map(called).fillna(effects["says"]))


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

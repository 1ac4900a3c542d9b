"""The report: what was asked, what came out, what it rests on, how to run it again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from discredit import measures
from discredit.measures import together
from discredit.measures.catalogue import PERSON_MEASURES
from discredit.measures.caution import FEW_AFFECTED, SMALL_GROUP, TOO_FEW
from discredit.measures.tables import Frame
from discredit.policy.kinds import labels_on
from discredit.policy.own_sources import entries
from discredit.report import (
    costs,
    evidence,
    figures,
    figures_by_group,
    figures_of_upkeep,
    headlines,
    html,
    life,
    readout,
    sections,
    tables,
)
from discredit.sources import Ledger
from discredit.store import beside, sums
from discredit.store.claim import write_page
from discredit.store.frames import called
from discredit.studies.uncertain import how_sure, with_doubt
from discredit.units import month_index
from discredit.words import doubt
from discredit.words.names import capital, headed
from discredit.words.numbers import (
    count,
    decimals_for,
    duration,
    interval,
    large,
    month,
    number,
    share,
)
from discredit.words.phrases import names_in
from discredit.words.place import elsewhere

if TYPE_CHECKING:
    from pandas import DataFrame

    from discredit.policy.schema import Policy
    from discredit.store.manifest import Manifest
    from discredit.store.result import Result

FILE = "report.html"
BORNE = ("ever_listed", "ever_wrongly", "months_shut_out")
"""Burdens in which groups are held beside everybody else."""
SHOWN_FIRST = ("ever_wrongly", "months_shut_out", "ever_listed")
"""Which of them is shown at length: the first that anybody bears."""
MOST_UNEQUAL = 12
PART_TITLES = {"system": "The system", "behaviour": "The conduct it meets", "life": "The lives"}


def write_report(
    result: Result, path: Path | None = None, *, effects: DataFrame | None = None
) -> Path:
    """Write the report of a result, and its tables as CSV in a folder beside it.

    Args:
        result: a run with both of its arms.
        path: where to; beside the tables of the result if left out.
        effects: what `measures.effects` gives, where that was asked before.

    Returns:
        Where the report lies.

    Raises:
        ResultError: for a result without both arms; where a file that is no report of ours is in
            its place.
        RunError: where the file cannot be written.
    """
    target = result.folder / FILE if path is None else path
    made = page(result, effects, beside.folder_of(target).name)
    write_page(target, made.html, made.tables)
    return target


def altered(result: Result) -> str:
    """What is beside a result, sums or report, and anything else than this version would write.

    Args:
        result: A result, whose own tables are as they should be.

    Returns:
        The name of the file of sums, the page or a table; '' where all that is there is the same.

    Raises:
        ResultError: The result has no report of its own, for it lacks an arm.
    """
    if together.altered(result):
        return sums.FILE
    path = result.folder / FILE
    if not path.is_file():
        return ""
    folder = beside.folder_of(path)
    made = page(result, folder=folder.name)
    if path.read_bytes() != made.html.encode():
        return FILE
    table = beside.altered(folder, made.tables)
    return f"{folder.name}/{table}" if table else ""


class Made(NamedTuple):
    """A report before it is written."""

    html: str
    tables: dict[str, bytes]  # by the name of the file


def render(result: Result, effects: DataFrame | None = None) -> str:
    """The report as one HTML page that needs nothing else.

    Args:
        result: A run with both of its arms.
        effects: What `measures.effects` gives, where that was asked before.

    Raises:
        ResultError: A world is missing, or a table is damaged.
    """
    return page(result, effects).html


def page(result: Result, effects: DataFrame | None = None, folder: str = "report-tables") -> Made:
    """The report as an HTML page, and its tables as files.

    Args:
        result: A run with both of its arms.
        effects: What `measures.effects` gives, where that was asked before.
        folder: What the folder of the tables beside the page is called.

    Raises:
        ResultError: A world is missing, or a table is damaged.
    """
    measures.ask_all(result)
    told = with_doubt(result, measures.effects(result) if effects is None else effects)
    context, frames = _context(result, told)
    label = result.manifest.label
    files = {f"{name}.csv": tables.csv(frame, label) for name, frame in frames.items()}
    links = {name: f"{folder}/{name}.csv" for name in frames}
    return Made(html.fill("result.html.j2", **context, csv=links), files)


def _context(result: Result, effects: DataFrame) -> tuple[dict[str, Any], dict[str, DataFrame]]:
    manifest = result.manifest
    policy, wording = result.policy(), result.wording()
    wrongful = measures.wrongful(result)
    shown = sections.figures_by_section(result, policy, effects, wrongful)
    begun = {name: figures.begun(of, manifest.label) for name, of in shown}
    levels: Frame = effects[effects["dimension"] == "all"].set_index("measure")["with"]
    society = manifest.society.read().spec
    ledger = Ledger().extended((*society.assumptions, *entries(policy.system.sources)))
    numbers = evidence.rows(manifest.evidence, ledger)
    sources = evidence.cited_in(numbers)
    rates = evidence.error_rates(numbers)
    redress = _redress(result, policy)
    is_listed = bool(levels["ever_listed"] > 0)
    compared = _beside_the_rest(result, levels)
    steps = _steps(redress) if levels.get("appeals_filed", 0) > 0 else []
    apart = readout.compact(effects)
    told = life.life(result.events(), result, names_in(policy, result.against(), result.money))
    frames = {
        "answer": called(tables.answers(effects, policy.system.outcomes), result.worlds),
        "effects": called(headlines.in_file(effects, manifest), result.worlds),
        **({"costs": costs.costs_in_file(effects, wording)} if is_listed else {}),
        **_disparities(compared),
        **readout.in_files(effects, apart),
        **({"redress": tables.redress(redress[redress["people"] > 0])} if steps else {}),
        **(life.in_files(told, result.worlds) if told else {}),
        **{one.head.name: one.table.data for some in begun.values() for one, *_ in some},
    }
    context = {
        "m": manifest,
        "worlds": _worlds(result),
        "black": wording.black,
        "entries_title": capital(wording.black.entries),
        "system": policy.system,
        "status_in_words": evidence.STATUS[policy.system.standing],
        "has_lists": any(rule.colour == "black" for rule in policy.system.lists.values()),
        "is_anyone_listed": is_listed,
        "has_errors": bool(rates) and (is_listed or bool(policy.system.scores)),
        "is_anyone_wrong": bool(levels["ever_wrongly"] > 0),
        "run": _run(manifest),
        "fewest": {"people": SMALL_GROUP, "affected": FEW_AFFECTED},
        "badge": evidence.badge(manifest.evidence),
        "methods": list(dict.fromkeys(measures.headline(effects)["method"])),
        "answers": headlines.answers(effects, policy.system.outcomes),
        "elsewhere": elsewhere(policy.system, society),
        "sentence": headlines.sentence(effects, policy.system.outcomes, result.worlds),
        "lines": headlines.lines(effects, manifest),
        "cards": headlines.cards(effects, wrongful, wording.black, result.worlds)
        if is_listed
        else [],
        "readouts": apart,
        "costs": costs.costs(effects, wording) if is_listed else None,
        "unequal": _unequal(compared),
        "steps": steps,
        **_grounds(numbers, sources, rates),
        "life": told,
        **_in_words(result),
        **{name: [one.drawn() for one in of] for name, of in begun.items()},
    }
    return context, frames | _rests_on(numbers, sources)


def _in_words(result: Result) -> dict[str, Any]:
    """Why people wait, the files that were run, and how sure the figures are."""
    return {
        "queues": figures_of_upkeep.queues(result),
        "texts": _texts(result.manifest),
        "how_sure": how_sure(result),
        "together": doubt.HEAD,
    }


def _grounds(
    numbers: list[evidence.NumberRow],
    sources: list[evidence.Cited],
    rates: list[evidence.NumberRow],
) -> dict[str, Any]:
    """What the numbers of a run rest on, and how well they are known."""
    return {
        "numbers": numbers,
        "sources": sources,
        "place": {source.key: at for at, source in enumerate(sources, start=1)},
        "error_rates": rates,
        "error_sentences": [
            *evidence.error_sentences(rates),
            *evidence.checks_sentences(numbers),
        ],
        "loud": [row for row in numbers if row.is_loud],
        "unknown": sum(row.grade in evidence.UNKNOWN for row in numbers),
        "grades": evidence.MEANING,
    }


def _worlds(result: Result) -> dict[str, Any]:
    """What the two worlds are called, and what is told of the other system."""
    worlds, other = result.worlds, result.against()
    here, there = worlds.phrases
    return {
        "is_other": other is not None,
        "here": capital(here),
        "there": capital(there),
        "heads": [capital(head) if other is None else head for head in worlds.heads],
        "ours": worlds.ours,
        "theirs": worlds.theirs,
        "title": other.system.title if other else "",
        "about": other.system.about if other else "",
        "disputed": (other.system.disputed or "") if other else "",
        "standing": evidence.STATUS[other.system.standing] if other else "",
        "differs": result.manifest.against.differs if result.manifest.against else (),
    }


def _run(manifest: Manifest) -> dict[str, str]:
    first = month_index(manifest.start)
    done = min((entry.months for entry in manifest.done), default=0)
    return {
        "people": number(manifest.people),
        "span": duration(manifest.months),
        "period": f"{month(first)} to {month(first + manifest.months - 1)}",
        "beginning": manifest.beginning,
        "seeds": count(len(manifest.seeds), "seed", "seeds"),
        "seed_list": ", ".join(map(str, manifest.seeds)),
        "scale": number(manifest.scale),
        "national": large(manifest.scale * manifest.people),
        "done": f"{number(done)} of {count(manifest.months, 'month', 'months')}",
        "grades": " · ".join(f"{number(n)} {g}" for g, n in manifest.evidence.grades.items()),
    }


def _rests_on(
    numbers: list[evidence.NumberRow], sources: list[evidence.Cited]
) -> dict[str, DataFrame]:
    return {"numbers": tables.numbers(numbers), "sources": tables.sources(sources)}


def _redress(result: Result, policy: Policy) -> Frame:
    """How errors are undone, without what is not a list's doing."""
    steps: Frame = measures.redress(result)
    gates = policy.system.gates
    if gates.bands or not any(labels_on(doors.closes) for doors in gates.lists.values()):
        # Where a band closes doors too, what lasts beyond the list is not the list's.
        return steps[steps["step"] != "months_shut_out_after"]
    return steps


def _beside_the_rest(result: Result, levels: Frame) -> Frame | None:
    """Groups beside everybody else, in the burdens that anybody bears; None where nobody does."""
    borne = tuple(name for name in BORNE if levels.get(name, 0) > 0)
    return measures.disparity(result, borne) if borne else None


def _disparities(compared: Frame | None) -> dict[str, DataFrame]:
    """Groups beside everybody else, for a file."""
    if compared is None:
        return {}
    named = zip(compared["dimension"], compared["group"], strict=True)
    groups = [figures_by_group.group_in_words(*pair) for pair in named]
    words = figures_by_group.DIMENSION_LABELS
    return {"disparities": tables.disparities(compared, words, groups)}


def _unequal(compared: Frame | None) -> dict[str, Any] | None:
    """The same for the page."""
    if compared is None:
        return None
    borne = list(compared["measure"].unique())
    first = next((name for name in SHOWN_FIRST if name in borne), borne[0])
    is_apart = (compared["ratio_low"] > 1) & compared["ratio"].notna()
    chosen = compared[(compared["measure"] == first) & (compared["caution"] == "")]
    most = chosen[is_apart[chosen.index]].sort_values("ratio", ascending=False).head(MOST_UNEQUAL)
    return {
        "what": headed(str(chosen["says"].iloc[0])) if len(chosen) else "",
        "unit": PERSON_MEASURES[first].unit,
        "most": [_compared(row) for row in most.to_dict("records")],
        "all": [_compared(row) for row in compared.to_dict("records")],
        "groups": len(chosen),
    }


def _compared(row: dict[Any, Any]) -> dict[str, Any]:
    decimals = decimals_for(row["difference"], row["difference_low"], row["difference_high"])
    return {
        "measure": headed(row["says"]),
        "dimension": figures_by_group.DIMENSION_LABELS[row["dimension"]],
        "group": figures_by_group.group_in_words(row["dimension"], row["group"]),
        "rate": number(row["rate"], decimals),
        "rest": number(row["rest"], decimals),
        "difference": figures.unless_few(
            row["caution"],
            interval(row["difference"], row["difference_low"], row["difference_high"], sign=True),
        ),
        "ratio": figures.unless_few(
            row["caution"], interval(row["ratio"], row["ratio_low"], row["ratio_high"])
        ),
        "caution": row["caution"],
    }


def _steps(redress: Frame) -> list[dict[str, str]]:
    rows = []
    for row in redress[redress["people"] > 0].to_dict("records"):
        ends = (row["value"], row["low"], row["high"])
        is_share = row["unit"] == "share"
        value = share(*ends) if is_share else interval(*ends)
        unit = "" if is_share else row["unit"]
        rows.append(
            {
                "label": headed(row["says"]),
                "value": TOO_FEW if row["caution"] else value[0],
                "interval": value[1],
                "unit": unit,
                "people": number(row["people"]),
                "note": row["note"],
            }
        )
    return rows


def _texts(manifest: Manifest) -> list[tuple[str, str]]:
    parts = [
        (PART_TITLES.get(part, headed(part)), text) for part, text in manifest.policy_texts.items()
    ]
    if manifest.against is not None:
        name = manifest.against.called
        parts += [
            (f"{name}: {PART_TITLES.get(part, headed(part))}", text)
            for part, text in manifest.against.texts.items()
        ]
    return [*parts, (f"The society: {manifest.society.name}", manifest.society.text)]

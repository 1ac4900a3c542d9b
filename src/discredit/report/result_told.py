"""All that a report tells, in the language that is spoken now, and its tables for files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from discredit import measures
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
    life,
    readout,
    sections,
    tables,
)
from discredit.report.spoken import own_words, spoken
from discredit.sources import Ledger
from discredit.store.frames import called
from discredit.studies.uncertain import how_sure, with_doubt
from discredit.units import month_index
from discredit.words import doubt
from discredit.words.labels import worn
from discredit.words.names import capital, headed
from discredit.words.numbers import (
    counted,
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
from discredit.words.retold import kept
from discredit.words.titles import differences, names_told, titles_of
from discredit.words.tongue import ENGLISH, joined, language, prose, say
from discredit.words.units import unit_said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame

    from discredit.policy.schema import Policy
    from discredit.report.figures import Begun, Figure
    from discredit.store.manifest import Manifest
    from discredit.store.result import Result
    from discredit.vocabulary import Wording
    from discredit.words.worlds import Worlds

BORNE: Final = ("ever_listed", "ever_wrongly", "months_shut_out")
"""Burdens in which groups are held beside everybody else."""
SHOWN_FIRST: Final = ("ever_wrongly", "months_shut_out", "ever_listed")
"""Which of them is shown at length: the first that anybody bears."""
MOST_UNEQUAL: Final = 12
PART_TITLES: Final = {
    "system": "The system",
    "behaviour": "The conduct it meets",
    "life": "The lives",
}


class Gathered(NamedTuple):
    """What a report is made from."""

    result: Result
    policy: Policy
    wording: Wording  # in the language that is spoken
    worlds: Worlds
    effects: Frame
    wrongful: Frame
    levels: Frame  # of everybody, with the system
    compared: Frame | None
    steps: Frame  # of redress; empty where nobody appeals
    apart: list[readout.ReadoutTable]
    life: life.LifePage | None
    numbers: list[evidence.NumberRow]
    sources: list[evidence.Cited]
    charts: Mapping[str, list[Figure]]
    pictures: Mapping[str, list[Begun]]  # of the same; empty where none is drawn

    @property
    def is_anyone_listed(self) -> bool:
        """Whether a black list ever held somebody."""
        return bool(self.levels["ever_listed"] > 0)


def gathered(result: Result, effects: DataFrame, *, is_drawn: bool = True) -> Gathered:
    """What a report is made from, in the language that is spoken now.

    Args:
        result: A run with both of its arms.
        effects: What `measures.effects` gives.
        is_drawn: Whether its charts are drawn; their tables alone need no picture.

    Raises:
        ResultError: A world is missing, or a table is damaged.
    """
    manifest, policy, against = result.manifest, result.policy(), result.against()
    told: Frame = spoken(with_doubt(result, effects), result)
    wrongful = measures.wrongful(result)
    shown = sections.figures_by_section(result, policy, told, wrongful)
    label = worn(manifest.label)
    charts, pictures = {}, {}
    for name, of in shown:
        charts[name] = of
        if is_drawn:
            pictures[name] = figures.begun(of, label)
    levels: Frame = told[told["dimension"] == "all"].set_index("measure")["with"]
    redress = _redress(result, policy)
    is_english = language() == ENGLISH
    ledger = Ledger().extended(
        (*manifest.society.read().spec.assumptions, *entries(policy.system.sources))
    )
    numbers = evidence.rows(manifest.evidence, ledger)
    names = (names_in if is_english else names_told)(policy, against, result.money)
    return Gathered(
        result=result,
        policy=policy,
        wording=own_words(result),
        worlds=result.worlds if is_english else titles_of(policy, against),
        effects=told,
        wrongful=wrongful,
        levels=levels,
        compared=_beside_the_rest(result, levels),
        steps=redress[redress["people"] > 0] if levels.get("appeals_filed", 0) > 0 else redress[:0],
        apart=readout.compact(told),
        life=life.life(result.events(), result, names),
        numbers=numbers,
        sources=evidence.cited_in(numbers),
        charts=charts,
        pictures=pictures,
    )


def frames(of: Gathered) -> dict[str, DataFrame]:
    """Every table of a report for a file, by its name.

    Args:
        of: In English.
    """
    result, effects, heads = of.result, of.effects, of.result.worlds
    return {
        "answer": called(tables.answers(effects, of.policy.system.outcomes), heads),
        "effects": called(headlines.in_file(effects, result.manifest), heads),
        **({"costs": costs.costs_in_file(effects, of.wording)} if of.is_anyone_listed else {}),
        **_disparities(of.compared),
        **readout.in_files(effects, of.apart),
        **({"redress": tables.redress(of.steps)} if len(of.steps) else {}),
        **(life.in_files(of.life, heads) if of.life else {}),
        **{one.head.name: one.table.data for some in of.charts.values() for one in some},
        **_rests_on(of.numbers, of.sources),
    }


def context(of: Gathered) -> dict[str, Any]:
    """What the template of a report names.

    Args:
        of: In the language of the page.
    """
    result, policy, manifest = of.result, of.policy, of.result.manifest
    system, black, levels = policy.system, of.wording.black, of.levels
    rates, is_listed = evidence.error_rates(of.numbers), of.is_anyone_listed
    methods = dict.fromkeys(measures.headline(of.effects)["method"])
    title = say(manifest.title)
    worlds = _worlds(of)
    return {
        "m": manifest,
        "worlds": worlds,
        "black": black,
        "system": system,
        "title": title,
        "headline": say("{ours}, against {theirs}", ours=title, theirs=worlds["title"])
        if worlds["is_other"]
        else title,
        "question": prose(system.question),
        "about": prose(system.about),
        "disputed": prose(system.disputed or ""),
        "entries_over_time": say("{entries} over time", entries=capital(black.entries)),
        "status_in_words": say(evidence.STATUS[system.standing]),
        "has_lists": any(rule.colour == "black" for rule in system.lists.values()),
        "is_anyone_listed": is_listed,
        "has_errors": bool(rates) and (is_listed or bool(system.scores)),
        "is_anyone_wrong": bool(levels["ever_wrongly"] > 0),
        "run": _run(manifest),
        "fewest": {"people": SMALL_GROUP, "affected": FEW_AFFECTED},
        "badge": evidence.badge(manifest.evidence),
        "methods": say("; ").join(map(say, methods)),
        "answers": headlines.answers(of.effects, system.outcomes),
        "elsewhere": elsewhere(system, manifest.society.read().spec),
        "sentence": headlines.sentence(of.effects, system.outcomes, of.worlds),
        "lines": headlines.lines(of.effects, manifest),
        "cards": headlines.cards(of.effects, of.wrongful, black, of.worlds) if is_listed else [],
        "readouts": of.apart,
        "costs": costs.costs(of.effects, of.wording) if is_listed else None,
        "unequal": _unequal(of.compared),
        "steps": _steps(of.steps),
        **_grounds(of.numbers, of.sources, rates),
        "life": of.life,
        **_in_words(result),
        **{name: [one.drawn() for one in some] for name, some in of.pictures.items()},
    }


def _in_words(result: Result) -> dict[str, Any]:
    """Why people wait, the files that were run, and how sure the figures are."""
    return {
        "queues": figures_of_upkeep.queues(result),
        "texts": _texts(result.manifest),
        "how_sure": how_sure(result),
        "together": capital(doubt.head()),
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
        "grades": {grade: say(meaning) for grade, meaning in evidence.MEANING.items()},
    }


def _worlds(of: Gathered) -> dict[str, Any]:
    """What the two worlds are called, and what is told of the other system."""
    worlds, other = of.worlds, of.result.against()
    here, there = worlds.phrases
    return {
        "is_other": other is not None,
        "here": capital(here),
        "there": capital(there),
        "heads": [say(capital(head)) if other is None else head for head in worlds.heads],
        "ours": worlds.ours,
        "theirs": worlds.theirs,
        "title": say(other.system.title) if other else "",
        "about": prose(other.system.about) if other else "",
        "disputed": prose(other.system.disputed or "") if other else "",
        "standing": say(evidence.STATUS[other.system.standing]) if other else "",
        "differs": _differs(of),
    }


def _differs(of: Gathered) -> list[str]:
    """What only one of the two systems has."""
    against, other = of.result.manifest.against, of.result.against()
    if against is None or other is None:
        return []
    return list(against.differs) if language() == ENGLISH else differences(of.policy, other)


def _run(manifest: Manifest) -> dict[str, str]:
    first = month_index(manifest.start)
    done = min((entry.months for entry in manifest.done), default=0)
    return {
        "people": number(manifest.people),
        "span": duration(manifest.months),
        "period": say("{low} to {high}", low=month(first), high=month(first + manifest.months - 1)),
        "beginning": kept(manifest.beginning),
        "seeds": counted(len(manifest.seeds), "seed", "seeds"),
        "seed_list": joined(map(str, manifest.seeds)),
        "scale": number(manifest.scale),
        "national": large(manifest.scale * manifest.people),
        "done": say(
            "{done} of {months}",
            done=number(done),
            months=counted(manifest.months, "month", "months"),
        ),
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
    return spoken(measures.disparity(result, borne), result) if borne else None


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
        "unit": unit_said(PERSON_MEASURES[first].unit),
        "most": [_compared(row) for row in most.to_dict("records")],
        "all": [_compared(row) for row in compared.to_dict("records")],
        "groups": len(chosen),
    }


def _compared(row: dict[Any, Any]) -> dict[str, Any]:
    decimals = decimals_for(row["difference"], row["difference_low"], row["difference_high"])
    return {
        "measure": headed(row["says"]),
        "dimension": say(figures_by_group.DIMENSION_LABELS[row["dimension"]]),
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
        "caution": kept(row["caution"]),
    }


def _steps(redress: Frame) -> list[dict[str, str]]:
    rows = []
    for row in redress.to_dict("records"):
        ends = (row["value"], row["low"], row["high"])
        is_share = row["unit"] == "share"
        value = share(*ends) if is_share else interval(*ends)
        unit = "" if is_share else kept(row["unit"])
        rows.append(
            {
                "label": headed(kept(row["says"])),
                "value": say(TOO_FEW) if row["caution"] else value[0],
                "interval": value[1],
                "unit": unit,
                "people": number(row["people"]),
                "note": kept(row["note"]),
            }
        )
    return rows


def _texts(manifest: Manifest) -> list[tuple[str, str]]:
    parts = [(_part(part), text) for part, text in manifest.policy_texts.items()]
    if manifest.against is not None:
        name = manifest.against.called
        parts += [
            (say("{name}: {part}", name=name, part=_part(part)), text)
            for part, text in manifest.against.texts.items()
        ]
    society = say("The society: {name}", name=manifest.society.name)
    return [*parts, (society, manifest.society.text)]


def _part(name: str) -> str:
    return say(PART_TITLES[name]) if name in PART_TITLES else headed(name)

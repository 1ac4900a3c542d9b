"""Which charts a report holds: those there is something to show of, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discredit import measures
from discredit.measures.catalogue import ANSWERS
from discredit.measures.listing import months_to_correction
from discredit.measures.tables import Frame
from discredit.report import figures, groups, panels, published
from discredit.report.figures import Figure

if TYPE_CHECKING:
    from discredit.policy.schema import Policy
    from discredit.store.result import Result

LISTED = frozenset(("listed", "listed_wrongly"))
"""Answers that the charts of lists show as well: by group they are told there."""


def figures_of(
    result: Result, policy: Policy, found: Frame, wrongful: Frame
) -> dict[str, list[Figure]]:
    """The charts of each section, by the name of the section."""
    manifest, outcome = result.manifest, policy.system.outcome
    name = ANSWERS.get(outcome, outcome)
    series = result.series()
    ours = figures.months_of(series, manifest.people)
    twins = panels.BothWorlds(ours, figures.months_of(series, manifest.people, "without"))
    everybody = found[found["dimension"] == "all"].set_index("measure")["with"]
    is_listed, is_wrong = everybody["ever_listed"] > 0, everybody["ever_wrongly"] > 0
    bands = bool(policy.system.gates.bands)
    by_lists = {"shut_out"} if is_listed and not bands else set()
    answered = panels.answer(twins, measures.answer(found, outcome), name)
    return {
        "answer_figures": answered[:1] if is_listed and name in LISTED else answered,
        "bearers_figures": groups.bearers(found) if is_listed else [],
        "doors_figures": panels.doors(found, frozenset({name, *by_lists})),
        "timeline_figures": figures.timeline(ours),
        "scores_figures": panels.scores(ours, name),
        "conduct_figures": panels.conduct(twins, name),
        "favour_figures": panels.favour(twins, name),
        "causes_figures": figures.causes(ours, wrongful) if is_wrong else [],
        "redress_figures": figures.redress(ours, months_to_correction(result), is_by_list=not bands)
        if ours.has("appeals_filed")
        else [],
        "published_figures": published.panels(
            ours, manifest.scale, published.sees_the_beginning(manifest.start)
        )
        if manifest.policy == published.POLICY and is_listed
        else [],
    }

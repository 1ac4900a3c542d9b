"""Which charts stand in which section of a report: those there is something to show of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from discredit import measures
from discredit.measures.catalogue import ANSWERS
from discredit.measures.tables import Frame
from discredit.measures.waits import months_to_correction
from discredit.report import (
    figures_beside_lists,
    figures_by_group,
    figures_of_lists,
    figures_of_purses,
    figures_of_upkeep,
    figures_published,
)
from discredit.report.figures import Figure
from discredit.report.monthly import BothWorlds, months_of
from discredit.vocabulary import CAUSES, UNFAIR_CAUSES
from discredit.words.phrases import told_in

if TYPE_CHECKING:
    from discredit.policy.schema import Policy
    from discredit.store.result import Result

MONTHLY = {
    "ever_listed": "listed",
    "ever_wrongly": "listed_wrongly",
    **{f"ever_{cause}": f"wrongly_{cause}" for cause in CAUSES},
    "ever_turned": "listed_turned",
    "ever_unfairly": "listed_unfairly",
    **{f"ever_{cause}": f"unfairly_{cause}" for cause in UNFAIR_CAUSES},
    **dict.fromkeys(("ever_shut_out", "months_shut_out"), "shut_out"),
    "ever_blameless": "shut_out_blameless",
    "fined_wrongly": "fines",
    "months_favoured": "favoured",
    "family_hit": "listed_at_home",
}
"""Measures of whole lives: what of them can be shown month by month."""
LISTED = frozenset(("listed", "listed_wrongly"))
"""Answers that the charts of lists show as well: by group they stand there."""


def figures_by_section(
    result: Result, policy: Policy, effects: Frame, wrongful: Frame
) -> Iterator[tuple[str, list[Figure]]]:
    """The charts of each section, section by section. No chart stands in two.

    Args:
        result: of one run.
        policy: that it ran.
        effects: what `measures.effects` gives.
        wrongful: what `measures.wrongful` gives.

    Yields:
        The name of a section and its charts, which can be drawn while the next are worked out.
    """
    manifest, first = result.manifest, policy.system.outcomes[0]
    monthly = MONTHLY.get(first, first)
    outcome = monthly if (effects["measure"] == monthly).any() else first
    name = ANSWERS.get(outcome, outcome)
    series, black = result.series(), told_in(result.wording().black)
    ours = months_of(series, manifest.people)
    worlds = BothWorlds(ours, months_of(series, manifest.people, "without"), result.worlds)
    everybody = effects[effects["dimension"] == "all"].set_index("measure")["with"]
    is_listed, is_wrong = everybody["ever_listed"] > 0, everybody["ever_wrongly"] > 0
    bands = bool(policy.system.gates.bands)
    by_lists = {"shut_out"} if is_listed and not bands else set()
    answered = figures_beside_lists.answer(worlds, measures.answer(effects, outcome), name)
    opening = [one for one in answered if one.head.name == figures_beside_lists.OPENING]
    others = [one for one in answered if one not in opening]
    borne = figures_by_group.bearers(effects) if is_listed else []
    doors = figures_beside_lists.doors(effects, frozenset({name, *by_lists}))
    yield "opening_figures", opening
    yield (
        "bearers_figures",
        [*([] if is_listed and name in LISTED else others), *borne, *doors],
    )
    yield "timeline_figures", figures_of_lists.timeline(ours, black)
    yield "scores_figures", figures_beside_lists.scores(ours, name)
    yield "conduct_figures", figures_beside_lists.conduct(worlds, name)
    yield "favour_figures", figures_beside_lists.favour(worlds, name)
    causes = figures_of_lists.causes(ours, wrongful, black) if is_wrong else []
    yield "causes_figures", causes
    appealed = months_to_correction(result) if ours.has("appeals_filed") else None
    yield (
        "redress_figures",
        []
        if appealed is None
        else figures_of_lists.redress(ours, appealed, black, is_by_list=not bands),
    )
    yield "purse_figures", figures_of_purses.purses(effects, worlds, result.currency)
    yield "upkeep_figures", figures_of_upkeep.upkeep(result)
    is_published = manifest.policy == figures_published.POLICY and is_listed
    sees = figures_published.sees_the_beginning(manifest.start)
    yield (
        "published_figures",
        figures_published.series(ours, manifest.scale, sees) if is_published else [],
    )

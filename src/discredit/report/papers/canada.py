"""Which questions of Canada's Algorithmic Impact Assessment a run can inform. No score of our own.

Source: Treasury Board of Canada Secretariat, Algorithmic Impact Assessment 0.9.1,
github.com/canada-ca/aia-eia-js, src/survey-enfr.json (MIT licence); questions as worded there.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from discredit.report.papers import findings
from discredit.report.papers.findings import Findings, Said
from discredit.report.papers.paper import Content, PaperTable, Paragraph

VERSION: Final = "0.9.1"
HEADS: Final = ("Question", "What the run can inform", *findings.HEADS[1:])
MOST_GROUPS: Final = 3
NOTHING: Final = Said("This run shows nothing of it.", "–", "–", "–", "")


class AiaQuestion(NamedTuple):
    """A question, what of a run informs it, and what it does not."""

    question: str
    effects: tuple[str, ...] = ()
    groups: bool = False
    redress: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    corrections: bool = False
    still: str = ""


def _impact(on: str) -> str:
    return f"The impacts that the decision will have on the {on} of individuals will likely be:"


QUESTIONS: Final = (
    AiaQuestion(
        "Are clients in this line of business particularly vulnerable?",
        groups=True,
        still="Who your clients are, and what makes them vulnerable.",
    ),
    AiaQuestion(
        "Will this project have major impacts on staff, either in terms of their numbers "
        "or their roles?",
        effects=("staff_hours", "staff_cost"),
        still="Your staff now, and their roles.",
    ),
    AiaQuestion(
        "Are the impacts resulting from the decision reversible?",
        redress=("wrongly_corrected", "wrongly_still_on", "months_shut_out_after"),
        still="What cannot be given back: time, a job, a home, a reputation.",
    ),
    AiaQuestion(
        "How long will impacts from the decision last?",
        effects=("months_listed", "months_shut_out"),
        corrections=True,
        still="How long traces last outside the model: copies, searches, memory.",
    ),
    AiaQuestion(
        _impact("rights or freedoms"),
        effects=("disfavoured_acts", "months_shut_out", "times_refused", "ever_wrongly"),
        still="Which rights are touched, and how gravely.",
    ),
    AiaQuestion(
        _impact("health and well-being"),
        effects=("wellbeing", "care_put_off", "homes_given_up"),
        still="Health beyond mood and care put off.",
    ),
    AiaQuestion(
        _impact("economic interests"),
        effects=(
            "income",
            "fines",
            "dearer_paid",
            "months_jobless",
            "short_of_money",
            "trade_lost",
        ),
        still="Amounts in your setting.",
    ),
    AiaQuestion(
        "Do you have documented processes in place to test datasets against biases and "
        "other unexpected outcomes?",
        groups=True,
        still="Tests of your own data. A synthetic society is no test of it.",
    ),
    AiaQuestion(
        "Is there a recourse process established for clients that wish to challenge the decision?",
        redress=("appealed", "appeals_filed", "appeals_served", "appeals_won", "appeals_waiting"),
        still="The process you have: form, time, cost, help, independence.",
    ),
    AiaQuestion(
        "Does the system enable human override of system decisions?",
        rules=("observation.human_check", "redress.sensitivity", "redress.specificity"),
        still="Who may overrule, and whether they do.",
    ),
)
"""Those that a run can inform, in the order of the questionnaire."""


def passage(found: Findings) -> tuple[Content, ...]:
    """The table, and what it is not.

    Args:
        found: What the run shows.
    """
    rows = []
    for asked in QUESTIONS:
        for at, said in enumerate(_answers(found, asked)):
            is_first = at == 0
            rows.append(
                (asked.question if is_first else "", *said[:-1], asked.still if is_first else "")
            )
    return (
        Paragraph(
            f"Version {VERSION} of the questionnaire asks some 80 questions and turns answers into "
            "points. Below are those that a run can inform. This draft gives no answer, no points "
            "and no level: each answer is a person's. All other questions (authority, data, "
            "procurement, privacy, audit trail) no run can inform."
        ),
        PaperTable(HEADS, tuple(rows)),
    )


def _answers(found: Findings, asked: AiaQuestion) -> list[Said]:
    said = found.of_effects(asked.effects)
    if asked.groups:
        *most, all_told = found.of_groups() or [NOTHING]
        said += [*most[:MOST_GROUPS], all_told]
    if asked.redress:
        said += found.of_redress(asked.redress)
    if asked.corrections:
        said += found.of_corrections()[:1]
    if asked.rules:
        said += found.of_numbers(*asked.rules)
    return said or [NOTHING]

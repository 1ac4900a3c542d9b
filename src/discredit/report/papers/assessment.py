"""A draft along the headings of Article 27 of the EU AI Act, filled with what a stored run shows.

It tells figures and asks; it passes no verdict. Which rules apply to a real system, and whether it
meets them, is for people to say.

Source: Regulation (EU) 2024/1689, Article 27(1), points (a) to (f).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from discredit.policy.kinds import labels_on
from discredit.report import evidence, figures_of_upkeep
from discredit.report.figures_by_group import DIMENSION_LABELS
from discredit.report.papers import canada, left_open
from discredit.report.papers.findings import NO_INTERVAL, Findings, Said, of_rooms, table
from discredit.report.papers.paper import (
    Content,
    Paper,
    PaperTable,
    Paragraph,
    Passage,
    Questions,
    sentence,
    shown,
)
from discredit.sources import GRADES
from discredit.studies.uncertain import how_sure
from discredit.units import month_index
from discredit.vocabulary import GROUPS, SERVICES
from discredit.words.labels import warning
from discredit.words.names import spoken
from discredit.words.numbers import count, duration, month, number
from discredit.words.place import elsewhere

if TYPE_CHECKING:
    from discredit.store.result import Result

STEM: Final = "assessment"
"""What a draft is called in a folder."""
OF_STAFF: Final = ("staff_hours", "staff_cost")
VERDICT: Final = re.compile(
    r"\b(un)?lawful(ly|ness)?\b|\billegal\b|\b(il)?legality\b|\b(il)?legitima\w+"
    r"|(?<=\bis )legal\b|(?<=\bare )legal\b"
    r"|\b(non-?)?complian\w+|\bcompl(y|ies|ied)\b|\bconform(s|ity)?\b"
    r"|\b(against|as) the law\b|\bthe law allow\w*",
    re.IGNORECASE,
)
"""Words that would pass a verdict on a system, of whoever wrote them."""
LEFT_OUT: Final = "[…]"
"""What stands in a draft where somebody's text had such a word."""


def draft(result: Result) -> Paper:
    """The draft for one run.

    Args:
        result: A run with both of its arms.

    Returns:
        Six headings, the table for Canada's questionnaire, and what all of it rests on.

    Raises:
        ResultError: an arm is missing.
    """
    found, page = Findings(result), result.manifest
    paper = Paper(
        title=f"{page.title}: draft for an impact assessment",
        kind="a draft along Article 27 of the EU AI Act, from one stored run",
        label=page.label,
        parts=(
            *_opening(found),
            Passage("(a) The process in which the system is used", _process(found)),
            Passage("(b) Period of time and frequency of use", _period(found)),
            Passage("(c) Categories of persons and groups affected", _people(found)),
            Passage("(d) Specific risks of harm", _harms(found)),
            Passage("(e) Human oversight", _oversight(found)),
            Passage("(f) Measures if risks materialise, governance, complaints", _measures(found)),
            Passage("Questions of Canada's Algorithmic Impact Assessment", canada.passage(found)),
            Passage("What this draft rests on", _grounds(found)),
        ),
    )
    told = _without_verdicts(paper)
    if told == paper:
        return paper
    remark = Paragraph(
        f"Where {LEFT_OUT} stands, a text of the system file had a word that could be read as a "
        "verdict on the system. This draft does not repeat it.",
        "quiet",
    )
    return told._replace(parts=(told.parts[0], remark, *told.parts[1:]))


def _opening(found: Findings) -> tuple[Content, ...]:
    page, system = found.result.manifest, found.policy.system
    society = page.society.read().spec
    loud = [warning(system.evidence, system.standing), system.disputed]
    if page.status == "partial":
        loud.append("This run is not finished. Do not quote its figures.")
    people = number(page.people)
    societies = count(len(page.seeds), "synthetic society", "synthetic societies")
    ours, theirs = found.result.worlds.phrases
    return (
        Paragraph(
            f"Every figure here is of {societies} of {people} people who do not exist, drawn from "
            f"aggregate tables of {society.title}. None of it is a finding about anybody, or about "
            "a place.",
            "loud",
        ),
        *(Paragraph(text, "loud") for text in loud if text),
        *(Paragraph(said) for said in (elsewhere(system, society),) if said),
        Paragraph(
            "This is a draft made from one stored run. It gives no opinion on any rule, and its "
            "empty fields are for people who know the real system. Where a sentence tells of two "
            f"worlds, its figure is the difference, {ours} less {theirs}, person by person."
        ),
        Paragraph(
            "Evidence names the grades of the numbers that hold a figure up: "
            + "; ".join(f"{grade} ({evidence.MEANING[grade]})" for grade in GRADES)
            + ". A figure is no better known than the weakest of them, which stands first."
        ),
        Paragraph(f"Intervals are over luck: other people and other chance. {_doubted(found)}"),
        Questions(
            (
                "Does Article 27 apply to you and to this system, and who signs the assessment?",
                "Does Article 5 of the AI Act, which names social scoring, bar this use "
                "altogether? No simulation can answer that.",
                "Which data protection impact assessment does this one complement (Article 27(4))?",
            )
        ),
    )


def _process(found: Findings) -> tuple[Content, ...]:
    system = found.policy.system
    rows = [
        (f"watch: {spoken(name)}", "Records of this conduct are written.",
         found.rests(of_rooms(f"observation.conducts.{name}.")))
        for name in system.observation.conducts
    ]  # fmt: skip
    rows += [
        (f"check: {spoken(name)}", "Applications are chosen and checked.",
         found.rests(of_rooms(f"observation.checks.{name}.")))
        for name in system.observation.checks
    ]  # fmt: skip
    rows += [
        (f"score: {spoken(name)}", sentence(one.about), found.rests(of_rooms(f"scores.{name}.")))
        for name, one in system.scores.items()
    ]
    for name, rule in system.lists.items():
        doors = system.gates.lists.get(name)
        shut = () if doors is None else labels_on(doors.closes)
        closed = [service for service in SERVICES if service in shut]
        told = f" Closes: {', '.join(map(spoken, closed))}." if closed else " Closes no door."
        held = found.rests(of_rooms(f"lists.{name}.", f"gates.lists.{name}."))
        rows.append((f"{rule.colour} list: {spoken(name)}", sentence(rule.about) + told, held))
    return (
        Paragraph(f"As the system file tells it: {system.about}"),
        Paragraph(
            f"{evidence.STATUS[system.standing]} That it exists and works as told here is "
            f"{system.evidence}: {evidence.MEANING[system.evidence]}."
        ),
        PaperTable(("Part", "What it does here", "Evidence"), tuple(rows)),
        Questions(
            (
                "Which process of yours is this, step by step, and what is the intended purpose "
                "that the provider states?",
                "Which of these parts does your system have, which not, and what has it besides?",
                "Who decides on whom, and on what does the decision rest beside this system?",
            )
        ),
    )


def _period(found: Findings) -> tuple[Content, ...]:
    page = found.result.manifest
    first = month_index(page.start)
    span = f"{month(first)} to {month(first + page.months - 1)}"
    terms = tuple(f"lists.{name}.term_months" for name in found.policy.system.lists)
    return (
        Paragraph(
            f"Simulated: {duration(page.months)}, {span}. Each month conduct is recorded, scores "
            f"and lists are brought up to date, and doors follow. {page.beginning}"
        ),
        table(
            [
                *found.of_effects(("records", "entries", "checks_by_score", "checks_by_lot")),
                *found.of_effects(("months_listed", "months_shut_out")),
                *(found.of_numbers(*terms) if terms else ()),
            ],
            "How often it acts, and for how long.",
            "Nothing was recorded of anybody in this run.",
        ),
        Questions(
            (
                "From when until when will the system be used, and when is it reviewed?",
                "How often is each person scored or checked, and at which occasions?",
            )
        ),
    )


def _people(found: Findings) -> tuple[Content, ...]:
    page, compared = found.result.manifest, found.compared
    named = ", ".join(DIMENSION_LABELS[dimension.name].lower() for dimension in GROUPS)
    groups = _sizes(found)
    reached = found.of_effects(("ever_listed", "family_hit", "red_listed", "favoured", "scored"))
    said = found.of_groups()
    return (
        Paragraph(
            f"The society divides {number(page.people)} people of each of "
            f"{count(len(page.seeds), 'seed', 'seeds')} in these ways: {named}. Of religion, "
            "opinion, health beyond disability, orientation and any other trait it knows nothing."
        ),
        table(reached, "Who is reached.", "Nobody was reached in this run."),
        *((Paragraph("No burden fell on anybody in this run, so groups are not compared."),)
          if compared is None else (table(said, "Who bears more than everybody else.", ""),)),
        PaperTable(("Groups by", "People of each, all seeds together"), groups),
        Questions(
            (
                "Who will be affected by your system, directly and through their families?",
                "Which groups are vulnerable in your setting, and are they among these?",
                "What do affected people and those who speak for them say? Whom did you ask?",
            )
        ),
    )  # fmt: skip


def _sizes(found: Findings) -> tuple[tuple[str, str], ...]:
    """How many people each group has."""
    people: Any = found.result.people()
    return tuple(
        (
            DIMENSION_LABELS[dimension.name],
            ", ".join(
                f"{spoken(str(group))}: {number(int(held))}"
                for group, held in people[dimension.name].value_counts(sort=False).items()
                if held
            ),
        )
        for dimension in GROUPS
    )


def _harms(found: Findings) -> tuple[Content, ...]:
    causes = found.of_causes()
    rates = evidence.error_rates(found.numbers)
    known = (
        *evidence.error_sentences(rates, found.ledger),
        *evidence.checks_sentences(found.numbers),
    )
    nobody = "Nobody was entered wrongly in this run, for any cause that the system can have."
    nothing = "The run shows no effect on anybody."
    return (
        table(found.of_headlines(OF_STAFF), "What the system changes for everybody.", nothing),
        *(Paragraph(text) for text in known),
        table(causes, "Entries that are wrong, or unfair, by cause.", nobody),
        Questions(
            (
                "Which of these harms can arise in your setting, and how likely is each there?",
                "At which rate does your system err, measured on whom, by whom? The error rates "
                "here are those of the policy file.",
                "Which harms does this laboratory not know (dignity, privacy, harm by data that "
                "leaks, anything outside a month of the model)?",
                "What has the provider told you of risks (Article 13)?",
            )
        ),
    )  # fmt: skip


def _oversight(found: Findings) -> tuple[Content, ...]:
    rules = found.of_numbers(
        "observation.human_check", "observation.notice_reaches", "redress.capacity",
        "redress.sensitivity", "redress.specificity", "redress.continues",
    )  # fmt: skip
    if not any("`observation.human_check`" in one.text for one in rules):
        said = "No person checks a record before it counts: the policy file has no such rule."
        rules.insert(0, Said(said, "0", NO_INTERVAL, "as run", left_open.RULE))
    return (
        table(rules, "What people look at in this system, as it was run.", ""),
        *(Paragraph(text) for text in figures_of_upkeep.queues(found.result)),
        Questions(
            (
                "Who oversees the system, with which training, time and power to overrule it?",
                "How often do they overrule it, and who looks at that figure?",
                "What do the instructions for use say about oversight, and how is it done?",
            )
        ),
    )


def _measures(found: Findings) -> tuple[Content, ...]:
    redress, corrections, upkeep = found.of_redress(), found.of_corrections(), found.of_upkeep()
    name = found.result.manifest.policy
    return (
        table(redress, "How errors were undone.", "Nobody asked for redress in this run."),
        table(corrections, "How long an entry stood before it was corrected.",
              "No entry was corrected in this run."),
        table(upkeep, "What it takes to run, redress included.",
              "The system file does not say what staff cost."),
        Paragraph(
            "What each safeguard of the library would change, and what it costs, is measured by "
            f"`discredit safeguards {name}`; a run with some of them by `discredit run {name} "
            "--with notice,appeal-capacity`."
        ),
        Questions(
            (
                "What is done when one of these harms occurs: who is told, who decides to stop?",
                "Where can a person complain, in which form, at what cost, and within which time?",
                "How does a correction reach everybody who has a copy, and who checks that?",
                "Who is answerable inside your organisation, and who outside it?",
                "Which of these measures do you adopt, from when, and how will you know that they "
                "work?",
                "When is this assessment brought up to date, and how is the market surveillance "
                "authority notified (Article 27(2) and (3))?",
            )
        ),
    )  # fmt: skip


def _grounds(found: Findings) -> tuple[Content, ...]:
    page = found.result.manifest
    loud = [row for row in found.numbers if row.is_loud]
    told = "; ".join(f"`{row.path}` {row.value} {row.unit}, {row.grade}" for row in loud)
    return (
        Paragraph(
            f"{count(len(found.numbers), 'number', 'numbers')}: "
            f"{shown((row.grade for row in found.numbers), GRADES)}. Each with value, range and "
            "source stands in the report of the run and in `discredit evidence`."
        ),
        *((Paragraph(f"Disputed or fictional numbers of this run: {told}.", "loud"),)
          if loud else ()),
        Paragraph(f"To run it again: `{page.command}`"),
        Paragraph(
            f"Inputs `{page.inputs_digest}`, outcome `{page.outcome_digest or 'none yet'}`; "
            + ", ".join(f"{name} {version}" for name, version in page.versions.items()) + "."
        ),
        Paragraph(f"The model in full: `discredit odd {page.policy}`."),
    )  # fmt: skip


def _doubted(found: Findings) -> str:
    """How far the assumptions carry the figures, or the command that tells."""
    page = found.result.manifest
    return how_sure(found.result) or (
        "How far the assumptions carry a figure was not asked: `discredit run "
        f"{page.policy} --uncertain 100` gives each its second interval."
    )


def _without_verdicts(given: Any) -> Any:
    """A paper or a part of one in which no text passes a verdict."""
    if isinstance(given, str):
        return VERDICT.sub(LEFT_OUT, given)
    if isinstance(given, tuple):
        parts = [_without_verdicts(part) for part in given]
        return type(given)(*parts) if hasattr(given, "_fields") else tuple(parts)
    return given

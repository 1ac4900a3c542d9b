"""The eleven design concepts of the ODD protocol, said of this model and of one system."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from discredit.policy.idle import peak
from discredit.policy.kinds import labels_on
from discredit.report.papers.paper import Content, Items, PaperTable, Paragraph, Passage
from discredit.report.papers.structure import docs_of, parts_of
from discredit.vocabulary import IDENTITY
from discredit.words.numbers import count

if TYPE_CHECKING:
    from discredit.plan import Plan
    from discredit.policy.schema import Policy

BASIC = (
    "A system of social credit is a corridor of seven rooms: conduct, what is written down of it, "
    "a score, lists, doors, what closed doors do to a life, and redress. What is so about a person "
    "and what agencies hold on him are kept apart. Truth reaches the files through observation, "
    "through what scorers learn of a life, and through a hearing, each with errors of its own; "
    "score, lists and gates never see it.",
    "The same people live in two worlds, with the system and without it (or under another), and "
    "meet the same luck in both. What the system does is the difference, person by person.",
)
EMERGENCE = (
    "From the rooms emerge who is on a list and who wrongly, how long, which doors stay closed, "
    "queues at the desks of appeal, arrears, lost work, silence about what is disliked, and who "
    "bears how much of it. Imposed are the rates of conduct without a rule, coverage and error "
    "rates of agencies, capacities of desks, and prices of doors, each a number of section 7."
)
COLLECTIVES = (
    "Households share income, arrears, a home and part of what befalls a member. Regions hold "
    "their people, and may have rules of their own. Ties (household, kin, neighbours, work, "
    "friends, far, namesakes) are computed from a key and are mutual."
)


def concepts(plan: Plan, rooms: dict[str, Callable[..., object]]) -> tuple[Passage, ...]:
    """The eleven concepts, in the order of the protocol.

    Args:
        plan: One system on its society.
        rooms: The function of each room of a month.
    """
    policy = plan.policy
    told: tuple[tuple[str, tuple[Content, ...]], ...] = (
        ("Basic principles", tuple(map(Paragraph, BASIC))),
        ("Emergence", (Paragraph(EMERGENCE),)),
        ("Adaptation", _adaptation(policy)),
        ("Objectives", _objectives(policy)),
        ("Learning", _learning(policy)),
        ("Prediction", _prediction(policy)),
        ("Sensing", _sensing(policy)),
        ("Interaction", _interaction(policy)),
        ("Stochasticity", _chance(rooms)),
        ("Collectives", (Paragraph(COLLECTIVES),)),
        ("Observation", _observed(plan)),
    )
    return tuple(
        Passage(f"4.{at}. {title}", parts) for at, (title, parts) in enumerate(told, start=1)
    )


def _adaptation(policy: Policy) -> tuple[Content, ...]:
    names = ", ".join(f"`{name}`" for name in policy.behaviour.conducts)
    conducts = (
        f"Conduct of this system's catalogue: {names}."
        if names
        else "The catalogue of this system holds no conduct beside debts."
    )
    answers = (
        "People answer to a rule: each conduct becomes rarer or more frequent with how certain a "
        "record of it seems and how severe what follows is. Whoever knows of a closed door tries "
        "it less often; whoever stands just short of a better band may buy what is lacking."
        if policy.behaviour.conducts
        else "Debtors pay when the pressure on them exceeds a resolve fixed per debt; whoever "
        "knows of a closed door tries it less often."
    )
    return (Paragraph(answers), Paragraph(conducts))


def _objectives(policy: Policy) -> tuple[Content, ...]:
    return (
        Paragraph(
            "Nobody maximises anything. People have rates, thresholds and elasticities, as they "
            "were measured or assumed. No objective of control, obedience or silence exists, for "
            "people or for the authority."
        ),
        *(
            (Paragraph("Scores are buyable where a deed brings points and a band is near."),)
            if policy.system.scores
            else ()
        ),
    )


def _learning(policy: Policy) -> tuple[Content, ...]:
    watching = policy.behaviour.watching
    said = (
        "Each person keeps how often own acts were written down (`truth.lessons`) and weighs it "
        "with word of how often it happens and with listed ties."
        if watching is not None
        else "The belief that a non-payer is listed (`truth.belief`) follows what is seen of ties."
    )
    return (Paragraph(f"{said} Agencies do not learn."),)


def _prediction(policy: Policy) -> tuple[Content, ...]:
    checks = ", ".join(f"`{name}`" for name in policy.system.observation.checks)
    people = (
        "Whoever weighs an act expects it to come on file as surely as belief says, and the doors, "
        "fines and points that the rule in force attaches to it; nobody looks further ahead."
    )
    if not checks:
        return (Paragraph(f"{people} No agency of this system foretells conduct."),)
    said = f"Applications are chosen for checks ({checks}) by a score of last month."
    return (Paragraph(f"{people} {said}"),)


def _sensing(policy: Policy) -> tuple[Content, ...]:
    seen = policy.system.observation
    held = ", ".join(trait for trait in IDENTITY if trait in labels_on(seen.register_holds))
    agencies = (
        "Agencies know what a register of residents holds (age, job, address, papers, name"
        + (f", {held}" if held else "")
        + ") and what they observe of conduct, incompletely and sometimes wrongly."
    )
    watched = ", ".join(f"`{name}`" for name in seen.conducts)
    weighed = [
        f"Scorer `{name}` learns, incompletely: {', '.join(scorer.factors.weights.labels)}."
        for name, scorer in policy.system.scores.items()
        if scorer.factors is not None
    ]
    return (
        Paragraph(
            "People sense their own doors, letters that arrive, their household, and which of "
            "their ties are on a list."
        ),
        Paragraph(agencies),
        Paragraph(f"Conduct that is watched here: {watched}." if watched else
                  "No conduct of a catalogue is watched here."),
        Paragraph("A court watches debts." if seen.court is not None else
                  "No court watches debts."),
        *map(Paragraph, weighed),
    )  # fmt: skip


def _interaction(policy: Policy) -> tuple[Content, ...]:
    found = [
        "People see which ties are on a list, a month late.",
        "A record may land on a namesake.",
        "Appellants wait in one queue for each desk.",
    ]
    lanes = [*policy.system.gates.lists.values()]
    lanes += [one for of in policy.system.gates.bands.values() for one in of.values()]
    if any(labels_on(one.favours) for one in lanes):
        found.append("Those who go first at a counter make the others wait.")
    shown = [name for name, rule in policy.system.lists.items()
             if rule.shown_to is not None and peak(rule.shown_to) > 0]  # fmt: skip
    if shown:
        found.append(f"Entries are shown to ties: {', '.join(f'`{name}`' for name in shown)}.")
    return (Items(tuple(found)),)


def _chance(rooms: dict[str, Callable[..., object]]) -> tuple[Content, ...]:
    from discredit import draws

    rows = [
        (f"`{name}`", docs.draws)
        for room in rooms.values()
        for name, docs in parts_of(room)
        if docs.draws and not docs.draws.lower().startswith(("none", "nothing"))
    ]
    keyed = docs_of(draws)
    return (
        Paragraph(
            f"{keyed.says} Every draw is a function of seed, person, month, decision and a count, "
            f"by Threefry-2x32 with {draws.ROUNDS} rounds; {len(draws.Decision)} decisions have a "
            "number. So two worlds that ask the same get the same answer, and nothing else is "
            "random. No draw is made in score, lists or gates."
        ),
        PaperTable(("where", "what is drawn"), tuple(rows)),
    )


def _observed(plan: Plan) -> tuple[Content, ...]:
    return (
        Paragraph(
            "Every month is counted by group of people, world and seed (`series`), each person at "
            "the end (`persons`), each list, scorer and conduct (`readout`), and every month of a "
            f"few who are followed (`events`), in {count(len(plan.arms), 'world', 'worlds')}. The "
            "record is never read back by the model. Effects are differences between the worlds, "
            "with intervals over people, households and seeds."
        ),
        Paragraph("What each of these columns says stands at the end of section 2."),
    )

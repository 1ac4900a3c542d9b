"""The ODD protocol of a system, in its version of 2020, from the code that runs and the library.

Source: Grimm, Railsback and others 2020, The ODD protocol for describing agent-based and other
simulation models: a second update, JASSS 23(2) 7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import getmodule
from typing import TYPE_CHECKING, Any, Final

from discredit import step
from discredit.columns import PERSONS
from discredit.followed import DIARY
from discredit.measures.catalogue import TEMPLATES
from discredit.policy.address import numbers, numbers_of
from discredit.policy.label import label_between
from discredit.policy.occurs import can_occur
from discredit.policy.own_sources import entries
from discredit.policy.wording import wording_of
from discredit.report import evidence
from discredit.report.papers.concepts import concepts
from discredit.report.papers.paper import (
    Content,
    Items,
    Paper,
    PaperTable,
    Paragraph,
    Passage,
    flowing,
    sentence,
    shown,
)
from discredit.report.papers.structure import (
    columns_of,
    docs_of,
    parts_of,
    steps_of,
    takes,
)
from discredit.rooms import ORDINARY
from discredit.sources import GRADES, Ledger
from discredit.store import frames
from discredit.store.manifest import drafted, versions
from discredit.units import month_index
from discredit.vocabulary import told
from discredit.words.beginning import beginning_told
from discredit.words.labels import warning
from discredit.words.names import capital, headed
from discredit.words.numbers import count, month, number
from discredit.words.place import elsewhere
from discredit.words.regimes import regimes

if TYPE_CHECKING:
    from discredit.plan import Plan
    from discredit.report.evidence import NumberRow

STEM: Final = "odd"
"""What a protocol is called in a folder."""
ROOM_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = dict(
    zip(
        ("behaviour", "observation", "scores", "lists", "gates", "life", "redress"),
        ORDINARY,
        strict=True,
    )
)
"""The function that a month calls for each room of a policy, in the order of the month."""
_HEADS: Final = ("number", "what it decides", "value", "unit", "range", "grade", "sources")
_BEGINNING: Final = "beginning"


def protocol(plan: Plan) -> Paper:
    """The protocol of one system on one society.

    Args:
        plan: As `draw_up` gives it; nothing is run.

    Returns:
        All seven elements; every column of the state, every room and every graded number.
    """
    system = plan.policy.system
    ledger = Ledger().extended((*plan.society.spec.assumptions, *entries(system.sources)))
    used = evidence.rows(drafted(plan, "").evidence, ledger)
    meanings = {one.path: one.meaning for one in numbers_of(plan.policy)}
    meanings |= {one.path: one.meaning for one in plan.society.spec.numbers_of()}
    tables = {
        room: _numbers([row for row in used if _room_of(row) == room], meanings)
        for room in dict.fromkeys(map(_room_of, used))
    }
    return Paper(
        title=f"{system.title}: ODD protocol",
        kind="the ODD protocol (2020 version) of one system, from the code that runs",
        label=label_between(plan.policy, plan.against),
        parts=(
            *_opening(plan, used),
            Passage("1. Purpose and patterns", _purpose(plan)),
            Passage("2. Entities, state variables and scales", _entities(plan)),
            Passage("3. Process overview and scheduling", _schedule()),
            Passage("4. Design concepts", concepts(plan, ROOM_FUNCTIONS)),
            Passage("5. Initialization", _initialization(plan, tables)),
            Passage("6. Input data", _input(plan, tables)),
            Passage("7. Submodels", _submodels(tables)),
            Passage("Sources", _sources(used)),
        ),
    )


def _opening(plan: Plan, used: list[NumberRow]) -> tuple[Content, ...]:
    system = plan.policy.system
    loud = (warning(system.evidence, system.standing), system.disputed)
    held = versions()
    return (
        Paragraph(
            "Synthetic people only: nobody in this model exists, and a person is a row number."
        ),
        *(Paragraph(text, "loud") for text in loud if text),
        Paragraph(
            f"Written by discredit {held['discredit']} (code `{held['code']}`) for the inputs with "
            f"digest `{plan.inputs_digest}`. It rests on {count(len(used), 'number', 'numbers')}: "
            f"{shown((row.grade for row in used), GRADES)}. A grade tells how well a number is "
            "known: " + "; ".join(f"{g} ({evidence.MEANING[g]})" for g in GRADES) + "."
        ),
        *(Paragraph(said) for said in (elsewhere(system, plan.society.spec),) if said),
    )


def _purpose(plan: Plan) -> tuple[Content, ...]:
    system, wording = plan.policy.system, wording_of(plan.policy.system)
    answers = [f"`{name}`: {told(TEMPLATES[name], wording)}" for name in system.outcomes]
    compared = (
        "Its purchases refused, entries and debtors are held against the published record of the "
        "courts (`discredit validate court-list`); rows that set a parameter are marked as fitted."
        if plan.policy.name == "court-list"
        else "No published series of this system as a whole is compared with it. Its mechanisms "
        "are held against published results one by one (`discredit validate all`)."
    )
    return (
        Paragraph(f"Purpose: to measure what this system does to people. {system.question}"),
        Paragraph(system.about),
        Paragraph(
            f"{evidence.STATUS[system.standing]} That it exists and works as told here is "
            f"{system.evidence}: {evidence.MEANING[system.evidence]}."
        ),
        Paragraph("Patterns by which a run is judged useful for this purpose:"),
        Items((*answers, compared)),
    )


def _entities(plan: Plan) -> tuple[Content, ...]:
    system, spec = plan.policy.system, plan.society.spec
    regions = spec.marginals.regions.names
    entities = [
        "Persons, a row each; members of a household are consecutive rows.",
        "Households, which share income and a home.",
        f"Regions of the society: {', '.join(regions)}.",
        *(f"Scorer `{name}`: {sentence(one.about)}" for name, one in system.scores.items()),
        *(
            f"List `{name}` ({one.colour}): {sentence(one.about)}"
            for name, one in system.lists.items()
        ),
        "Desks of appeal: the first, and the review.",
    ]
    scale = (
        f"One step is a month. An ordinary run is {number(plan.months)} months from "
        f"{month(month_index(plan.start))}, of {number(plan.people)} synthetic people of "
        f"{spec.title}; space is the order of regions, communities and homes."
    )
    return (
        Paragraph("Entities:"),
        Items(tuple(entities)),
        Paragraph(scale),
        *_state(plan),
        Passage("What is recorded", _recorded(plan)),
    )


def _state(plan: Plan) -> Iterator[Passage]:
    """The columns that the engine would carry for this system; nothing is computed."""
    import jax

    from discredit.engine import morning
    from discredit.policy.worlds import rules_of_worlds
    from discredit.society.build import KINDS
    from discredit.society.money import worth_in
    from discredit.society.people import People

    worth = worth_in(plan.society.spec, plan.policy, plan.against)
    rules, _ = rules_of_worlds(plan.policy, plan.against, plan.first_month, 1, worth)
    people = People(*(jax.ShapeDtypeStruct((1, 1), KINDS[name]) for name in People._fields))
    world = morning.shapes(people, rules)
    wording = wording_of(plan.policy.system)
    monthly = {name: told(one.template, wording) for name, one in DIARY.items()}
    at_the_end = {name: told(one.template, wording) for name, one in PERSONS.items()}
    for title, state, says in (
        ("Who exists", people, monthly),
        ("Truth: what is so about each person", world.truth, monthly),
        ("Dossier: what agencies hold on each person", world.held, monthly),
        ("Tally: what was counted of each person so far", world.tally, at_the_end),
    ):
        rows = tuple(
            (f"`{one.name}`", one.kind, one.axes, one.remark)
            for one in columns_of(state, type(state).__name__.lower(), says)
        )
        heads = ("state variable", "kind", "one value for each", "what it says")
        yield Passage(title, (PaperTable(heads, rows),))


def _recorded(plan: Plan) -> tuple[Content, ...]:
    """What a run of this system writes, table by table."""
    wording = wording_of(plan.policy.system)
    parts: list[Content] = [
        Paragraph("Written each month or at the end, and never read back by the model.")
    ]
    for table, rows in frames.dictionary(wording).groupby("table", sort=False):
        lines = rows.drop(columns="table").to_numpy().tolist()
        kept = tuple(
            (f"`{name}`", kind, unit, says)
            for name, kind, unit, says, _ in lines
            if can_occur(plan.policy, name)
        )
        heads = ("column", "kind", "unit", "what it says")
        parts.append(PaperTable(heads, kept, f"Table `{table}`."))
    return tuple(parts)


def _schedule() -> tuple[Content, ...]:
    month_ = docs_of(step.advance)
    told_ = [
        f"Step {one.number}, {one.title}: {one.says}" if one.number else f"{one.title}: {one.says}"
        for one in steps_of(step.advance)
    ]
    order = ", ".join(f"`{room.__module__.removeprefix('discredit.')}.{room.__name__}`"
                      for room in ROOM_FUNCTIONS.values())  # fmt: skip
    return (
        Paragraph(f"A month, for everybody at once: {sentence(month_.says)}"),
        Paragraph(
            "What people can see of each other is fixed at the start of the month, from the world "
            "as last month left it. So the order in which people are taken does not matter; within "
            "a month each goes through the rooms in this order:"
        ),
        Items(tuple(told_)),
        Paragraph(f"The functions that a month calls, in order: {order}."),
        Paragraph(
            "Those to whom nothing happens in a month pass it by a shorter way, to the same end. "
            "After each twelve months, where the society lets time pass, people age, die, move, "
            "come and come of age, in both worlds alike. After each month the record is written."
        ),
    )


def _initialization(plan: Plan, tables: Mapping[str, PaperTable]) -> tuple[Content, ...]:
    from discredit import dossier, truth

    system, spec = plan.policy.system, plan.society.spec
    begun = beginning_told(system, plan.start, plan.burn_in)
    why = flowing(system.beginning.why) if system.beginning else ""
    return (
        Paragraph(
            f"People are drawn anew for each seed from the aggregate tables of {spec.title}; no "
            f"record of a person goes in. Seeds of an ordinary run: "
            f"{', '.join(map(str, plan.seeds))}."
        ),
        Paragraph(f"Truth: {docs_of(truth.begin).says}"),
        Paragraph(f"Dossier: {docs_of(dossier.begin).says}"),
        Paragraph(begun),
        *((Paragraph(f"Why so long: {sentence(why)}"),) if plan.burn_in else ()),
        *((tables[_BEGINNING],) if _BEGINNING in tables else ()),
    )


def _input(plan: Plan, tables: Mapping[str, PaperTable]) -> tuple[Content, ...]:
    system = plan.policy.system
    wording = wording_of(system)
    changed = tuple(
        (when, " ".join(map(sentence, says)))
        for when, says in regimes(numbers(plan.policy), wording)
    )
    society = (tables["society"],) if "society" in tables else ()
    return (
        Paragraph(
            "No time series from outside drives a run but dated rules, and unemployment where the "
            "conduct file has it by date."
        ),
        Items(
            (
                f"Society `{plan.society.name}`, with the tables "
                + ", ".join(f"`{name}`" for name in dict(plan.society.tables)) + ".",
                f"Conduct `{system.conduct}`.",
                f"Life `{system.life}`.",
            )
        ),
        *((PaperTable(("from", "what changed"), changed, "Rules that change by date."),)
          if changed else ()),
        Passage("Numbers of the society", society),
    )  # fmt: skip


def _submodels(tables: Mapping[str, PaperTable]) -> tuple[Content, ...]:
    parts: list[Content] = []
    for at, (room, act) in enumerate(ROOM_FUNCTIONS.items(), start=1):
        home = getmodule(act)
        docs = docs_of(act)
        functions = tuple((f"`{name}`", said.says, said.source) for name, said in parts_of(act))
        says = [docs_of(home).says, docs.says, f"Reads {takes(act)}.", f"Gives: {docs.returns}"]
        says += [f"Draws: {docs.draws}"] if docs.draws else []
        says += [f"Source: {docs.source}"] if docs.source else []
        own = tables.get(room)
        parts.append(
            Passage(
                f"7.{at}. {capital(room)}",
                (
                    *(Paragraph(sentence(text)) for text in says),
                    PaperTable(("function", "what it decides", "rests on"), functions),
                    own or Paragraph("This system has no number in this room.", "quiet"),
                ),
            )
        )
    return tuple(parts)


def _room_of(row: NumberRow) -> str:
    """The room that a number belongs to, or `society`."""
    return row.path.partition(".")[0]


def _numbers(rows: Iterable[NumberRow], meanings: Mapping[str, str]) -> PaperTable:
    return PaperTable(
        _HEADS,
        tuple(
            (
                f"`{row.path}`",
                flowing(meanings.get(row.path, "")) or headed(row.path.rpartition(".")[2]),
                row.value,
                row.unit,
                row.range,
                row.grade,
                ", ".join(f"`{source.key}`" for source in row.sources),
            )
            for row in rows
        ),
        "Every number, with what it rests on.",
    )


def _sources(used: Iterable[NumberRow]) -> tuple[Content, ...]:
    rows = tuple((f"`{one.key}`", one.text, one.url) for one in evidence.cited_in(used))
    return (PaperTable(("key", "what it is", "address"), rows),)

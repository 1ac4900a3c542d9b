"""A system in plain words: what it is, how its rules changed, what is disputed, every number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from shlex import quote
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

from discredit.cli import numbers_csv
from discredit.cli.glance import counted, fitting, lines_of
from discredit.cli.number_page import document_of, table_of
from discredit.cli.options import Asked
from discredit.cli.pager import page
from discredit.cli.screen import columns, emit, graded, heading, quiet, say
from discredit.plan import load
from discredit.policy.address import NumberAt, numbers, numbers_in, numbers_of, sections
from discredit.policy.corridor import ListRule
from discredit.policy.matters import first_of
from discredit.policy.number import Number
from discredit.policy.own_sources import entries
from discredit.policy.schema import ROOMS, Policy, System
from discredit.policy.wording import wording_of
from discredit.society.spec import Society, SocietySpec
from discredit.sources import GRADES, Ledger, badge
from discredit.vocabulary import told
from discredit.words.labels import warning
from discredit.words.names import capital
from discredit.words.numbers import count, stated
from discredit.words.place import elsewhere
from discredit.words.regimes import opening_of, regimes

if TYPE_CHECKING:
    from rich.console import RenderableType

ROOM_TITLES: Final = {
    "beginning": "Beginning: what stands when its first month begins",
    "behaviour": "Behaviour: what people do (file: conduct)",
    "observation": "Observation: what is written down, and how often wrongly",
    "scores": "Scores: how records become points and bands",
    "lists": "Lists: entry, grace, term, renewal, exit",
    "gates": "Gates: which doors close, cost more, slow down or open wider",
    "life": "Life: what those doors do (file: lives)",
    "redress": "Redress: who is heard, how soon, how well",
}
TOLD_ONCE: Final = (
    "title",
    "about",
    "standing",
    "question",
    "start",
    "months",
    "society",
    "people",
    "country",
    "currency",
)
"""What the system file says of the whole."""


def show(name: str, overlays: Sequence[str], asked: Asked) -> None:
    """Print one system, with overlays laid over it. Raises PolicyError, UnknownNameError."""
    policy, society = load(name, overlays)
    rests = rests_on(policy, society)
    if asked.room is not None and asked.room not in ROOMS:
        raise _no_room(asked.room)
    if asked.as_json:
        emit({**document(policy, asked), "badge": rests})
    elif asked.as_csv:
        ledger = Ledger().extended(entries(policy.system.sources))
        held = [one for section in _asked_of(policy, asked).values() for one in section]
        numbers_csv.write(held, ledger, warning(policy.system.evidence, policy.system.standing))
    elif asked.is_first_look:
        rooms = _asked_of(policy, asked)
        say(
            *fitting(
                lambda lines: list(_glance(policy, society.spec, rests, name, rooms, lines)), 6
            )
        )
    else:
        page(*_in_full(policy, society.spec, rests, name, asked))


def _asked_of(policy: Policy, asked: Asked) -> dict[str, list[NumberAt]]:
    """The numbers that are wanted, by room."""
    return {
        room: [one for one in numbers_in(section, room) if one.number.evidence in asked.grades]
        for room, section in sections(policy).items()
        if asked.room in (None, room)
    }


def _glance(
    policy: Policy,
    home: SocietySpec,
    rests: str,
    name: str,
    rooms: Mapping[str, list[NumberAt]],
    most: int,
) -> Iterator[Any]:
    """What a system is, and of each room so many numbers that matter."""
    from rich.text import Text

    yield from label_of(policy.system)
    yield from _what(policy, home, rests)
    dates = [month for month, _ in regimes(numbers(policy))]
    if dates:
        span = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
        yield f"Its rules changed {count(len(dates), 'time', 'times')}, {span}."
    chosen = {room: first_of(held, most) for room, held in rooms.items() if held}
    lines = lines_of(chosen)
    for room, held in rooms.items():
        if room == "beginning" and not held:
            continue
        title = Text(ROOM_TITLES[room].partition(" (")[0], style="bold")
        more = len(held) - len(chosen.get(room, ()))
        said = f": {counted(n.number.evidence for n in held)}" if held else ": none"
        title.append(said, style="not bold")
        yield title.append(f"; {more} not shown here" if more else "", style="dim not bold")
        yield from lines.get(room, [])
    word = quote(name)
    yield quiet(
        f"All of it, and what its numbers rest on: discredit show {word} --all, --room lists, "
        f"--grade disputed, or --csv; discredit evidence {word}."
    )


def _in_full(
    policy: Policy, home: SocietySpec, rests: str, name: str, asked: Asked
) -> Iterator[Any]:
    held = numbers(policy)
    yield from label_of(policy.system)
    if asked.is_all:
        yield from _what(policy, home, rests)
        yield from _regimes(policy, held)
        yield from _disputed(policy, held)
    wanted = _asked_of(policy, asked)
    for title, section in sections(policy).items():
        if wanted.get(title) or (title in wanted and len(asked.grades) == len(GRADES)):
            yield heading(ROOM_TITLES[title])
            yield from _of_room(title, section, asked)
    if not any(wanted.values()) and len(asked.grades) < len(GRADES):
        yield f"No number of it is {' or '.join(asked.grades)}."
    yield quiet("A source or an assumption in full: discredit show source KEY.")
    yield quiet(f"Every number with the claim it rests on: discredit evidence {quote(name)} --all.")


def show_part(folder: str, name: str, asked: Asked) -> None:
    """Print a conduct or life file of the library."""
    from discredit import library
    from discredit.policy.load import load
    from discredit.policy.schema import Behaviour, Life
    from discredit.shelf import opening

    text = library.text(folder, name)
    model = Behaviour if folder == "conduct" else Life
    part = load(text, model, ledger=Ledger(), name=library.path_label(folder, name))
    room = "behaviour" if folder == "conduct" else "life"
    every = list(numbers_in(part, room))
    held = [one for one in every if one.number.evidence in asked.grades]
    if asked.as_json:
        emit({"name": name, "about": opening(text), "numbers": document_of(held)})
        return
    if asked.as_csv:
        numbers_csv.write(held, Ledger(), None)
        return
    grades = badge(one.number.evidence for one in every)
    above = [heading(f"{name}: {opening(text)}."), f"{capital(grades)}."]
    if not asked.is_first_look:
        page(*above, *_of_room(room, part, asked))
        return
    kind = "conduct" if folder == "conduct" else "life"
    more = quiet(f"All of it: discredit show {kind} {name} --all, --grade assumed, or --csv.")

    def parts(most: int) -> list[Any]:
        chosen = first_of(held, most)
        rest = [quiet(f"  and {len(held) - len(chosen)} more")] if len(chosen) < len(held) else []
        return [*above, *lines_of({room: chosen})[room], *rest, more]

    say(*fitting(parts, 34))


def document(policy: Policy, asked: Asked) -> dict[str, Any]:
    """A system for machines: what it is, its regimes and its numbers with their evidence."""
    system = policy.system
    dated = regimes(numbers(policy), wording_of(system))
    return {
        "name": policy.name,
        "label": warning(system.evidence, system.standing),
        **{field: getattr(system, field) for field in TOLD_ONCE},
        "answered_by": _answers(system),
        "evidence": system.evidence,
        "disputed": system.disputed,
        "regimes": [{"month": month, "changes": changes} for month, changes in dated],
        "rules": {
            title: dict(_plain(section, ""))
            for title, section in sections(policy).items()
            if asked.room in (None, title)
        },
        "numbers": {
            path: row
            for some in _asked_of(policy, asked).values()
            for path, row in document_of(some).items()
        },
    }


def say_label(system: System) -> None:
    """The warning above a system that is doubted or made up, in a box; nothing above others."""
    say(*label_of(system))


def label_of(system: System) -> list[RenderableType]:
    """The same, to be printed with what stands below it."""
    from rich.panel import Panel
    from rich.text import Text

    words = warning(system.evidence, system.standing)
    if words is None:
        return []
    why = Text(words, style="bold")
    if system.disputed:
        why.append(f"\n{system.disputed.strip()}", style="not bold")
    style = {"disputed": "yellow", "fictional": "magenta"}.get(system.evidence, "blue")
    return [Panel(why, border_style=style)]


def rests_on(policy: Policy, society: Society) -> str:
    """What a run of a system rests on: its own numbers and those of its society, by grade."""
    return badge(one.number.evidence for one in (*numbers_of(policy), *society.spec.numbers_of()))


def _what(policy: Policy, home: SocietySpec, rests: str) -> Iterator[Any]:
    from rich.text import Text

    system = policy.system
    yield heading(f"{policy.name}: {system.title}")
    yield system.about.strip()
    how_real = f"\nStanding: {system.standing}. That it exists and works as told here is "
    yield Text(how_real).append(graded(system.evidence)).append(".")
    yield f"The question: {system.question}"
    yield f"Answered by: {'; '.join(_answers(system).values())}."
    span = f"{count(system.months, 'month', 'months')} from {system.start}"
    people = count(system.people, "person", "people")
    yield f"An ordinary run: {people} of {system.society}, {span}."
    foreign = elsewhere(system, home)
    if foreign:
        yield foreign
    yield f"Evidence: a run of it {rests}, those of the society included."


def _answers(system: System) -> dict[str, str]:
    """The measures that answer the question, and what the system calls them."""
    from discredit.measures.catalogue import TEMPLATES

    wording = wording_of(system)
    return {name: told(TEMPLATES[name], wording) for name in system.outcomes}


def _regimes(policy: Policy, held: Mapping[str, Number]) -> Iterator[Any]:
    wording = wording_of(policy.system)
    rows = [(month, "\n".join(sentences)) for month, sentences in regimes(held, wording)]
    if rows:
        yield heading("How its rules changed")
        yield columns(("from", "what changed"), rows, fixed=(0,))
    meanings = {one.path: one.meaning for one in numbers_of(policy)}
    for path, number in held.items():
        if number.dated and number.between == "linear":
            dates = list(number.dated)
            name = (meanings[path] or opening_of(path)).rstrip(".")
            yield f"Changing gradually from {dates[0]} to {dates[-1]}: {name} ({path})."


def _disputed(policy: Policy, held: Mapping[str, Number]) -> Iterator[Any]:
    """What is contradicted, and what stands on a remark that a reader should know."""
    ledger = Ledger().extended(entries(policy.system.sources))
    rows = []
    for path, number in held.items():
        doubted = [k for k in number.sources if k in ledger and ledger[k].grade == "disputed"]
        if number.evidence == "disputed" or doubted:
            rows.append((path, f"disputed: {', '.join(doubted) or 'see its note'}"))
        if number.note:
            rows.append((path, number.note))
    assumed = sum(number.evidence == "assumed" for number in held.values())
    yield heading("What is disputed or unknown")
    if policy.system.disputed and warning(policy.system.evidence, policy.system.standing) is None:
        yield policy.system.disputed.strip()
    if not any(number.evidence == "disputed" for number in held.values()):
        yield "No number of this system is graded disputed: none rests on a contradicted claim."
    yield (
        f"{assumed} of {len(held)} numbers are assumptions, each with a range unless it is a "
        "switch."
    )
    if rows:
        yield columns(("number", "remark"), rows)


def _of_room(room: str, section: Any, asked: Asked) -> Iterator[Any]:
    """What a room decides, group by group: a line in words, then the numbers that are wanted."""
    from rich.text import Text

    is_empty = True
    rules = dict(_plain(section, ""))
    for path, every in _groups(section, room):
        group = [one for one in every if one.number.evidence in asked.grades]
        if every and not group:
            continue
        name = path.partition(".")[2]
        title = Text(f"\n{path}" if name else "", style="bold")
        title.append(f"  {rules[name]}" if name in rules else "", style="not bold")
        if name:
            yield title
        if group:
            yield table_of(group, skipped=len(path) + 1)
        is_empty = False
    if is_empty:
        yield "None."


def _groups(section: Any, path: str) -> Iterator[tuple[str, list[NumberAt]]]:
    """The numbers of a room by the list, score, conduct or court that they belong to."""
    is_room = "." not in path
    if isinstance(section, BaseModel):
        nested = {
            name: value
            for name, value in section
            if is_room and isinstance(value, (BaseModel, Mapping)) and not isinstance(value, Number)
        }
        own = [
            one
            for one in numbers_in(section, path)
            if one.path[len(path) + 1 :].partition(".")[0] not in nested
        ]
        if own:
            yield path, own
        for name, value in nested.items():
            yield from _groups(value, f"{path}.{name}")
    elif isinstance(section, Mapping):
        for name, value in section.items():
            yield from _groups(value, f"{path}.{name}")


def _plain(section: Any, path: str) -> Iterator[tuple[str, str]]:
    """What stands in words in each section of a room: of a list, its colour and what it is."""
    if isinstance(section, Number):
        return
    if isinstance(section, BaseModel):
        fields = {name: value for name, value in section if value is not None}
        simple = {k: v for k, v in fields.items() if isinstance(v, (str, int, float))}
        about = str(simple.pop("about", "")).strip().rstrip(".")
        rest = ", ".join(
            f"{k} {stated(v) if not isinstance(v, str) else v}" for k, v in simple.items()
        )
        if isinstance(section, ListRule) and section.words is not None:
            rest += f"; told as: {section.words.state}"
        if about or rest:
            yield path, ". ".join(text for text in (about, rest) if text) + "."
    items = section.items() if isinstance(section, Mapping) else section
    for name, value in items:
        if isinstance(value, (BaseModel, Mapping)):
            yield from _plain(value, f"{path}.{name}".lstrip("."))


def _no_room(room: str, rooms: Sequence[str] = ROOMS) -> Exception:
    from discredit.errors import Fault, UnknownNameError, quoted
    from discredit.policy.faults import did_you_mean

    rule = f"rooms are {', '.join(rooms)}"
    remedy = did_you_mean(room, rooms, "Take one of them.")
    return UnknownNameError([Fault("discredit show", 0, "--room", quoted(room), rule, remedy)])

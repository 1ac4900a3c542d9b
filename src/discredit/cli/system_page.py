"""A system in plain words: what it is, how its rules changed, what is disputed, every number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from discredit.cli.number_page import document_of, table_of
from discredit.cli.regimes import opening_of, regimes
from discredit.cli.screen import columns, emit, graded, heading, quiet, say
from discredit.plan import load
from discredit.policy.address import NumberAt, numbers, numbers_in, numbers_of, sections
from discredit.policy.number import Number
from discredit.policy.own_sources import entries
from discredit.policy.schema import ROOMS, Policy, System
from discredit.society.spec import Society
from discredit.sources import Ledger, badge
from discredit.words.labels import warning
from discredit.words.names import capital
from discredit.words.numbers import count, stated

ROOM_TITLES: Final = {
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
)
"""What the system file says of the whole."""


def show(name: str, overlays: Sequence[str], room: str | None, as_json: bool) -> None:
    """Print one system, with overlays laid over it. Raises PolicyError, UnknownNameError."""
    policy, society = load(name, overlays)
    rests = rests_on(policy, society)
    if room is not None and room not in ROOMS:
        raise _no_room(room)
    if as_json:
        emit({**document(policy, room), "badge": rests})
        return
    held = numbers(policy)
    if room is None:
        say_label(policy.system)
        _say_what(policy, rests)
        _say_regimes(policy, held)
        _say_disputed(policy, held)
    for title, section in sections(policy).items():
        if room in (None, title):
            say(heading(ROOM_TITLES[title]), *_of_room(title, section))
    say(quiet("A source or an assumption in full: discredit show source KEY."))
    say(quiet(f"Every number with the claim it rests on: discredit evidence {name}."))


def show_part(folder: str, name: str, as_json: bool) -> None:
    """Print a conduct or life file of the library."""
    from discredit import library
    from discredit.cli.library_index import opening
    from discredit.policy.load import load
    from discredit.policy.schema import Behaviour, Life

    text = library.text(folder, name)
    model = Behaviour if folder == "conduct" else Life
    part = load(text, model, ledger=Ledger(), name=library.path_label(folder, name))
    held = list(numbers_in(part, "behaviour" if folder == "conduct" else "life"))
    if as_json:
        emit({"name": name, "about": opening(text), "numbers": document_of(held)})
        return
    grades = badge(one.number.evidence for one in held)
    say(heading(f"{name}: {opening(text)}."), f"{capital(grades)}.")
    say(*_of_room("behaviour" if folder == "conduct" else "life", part))


def document(policy: Policy, room: str | None = None) -> dict[str, Any]:
    """A system for machines: what it is, its regimes and every number with its evidence."""
    system = policy.system
    held = numbers(policy)
    return {
        "name": policy.name,
        "label": warning(system.evidence, system.standing),
        **{field: getattr(system, field) for field in TOLD_ONCE},
        "evidence": system.evidence,
        "disputed": system.disputed,
        "regimes": [{"month": month, "changes": changes} for month, changes in regimes(held)],
        "rules": {
            title: dict(_plain(section, ""))
            for title, section in sections(policy).items()
            if room in (None, title)
        },
        "numbers": {
            path: row
            for title, section in sections(policy).items()
            if room in (None, title)
            for path, row in document_of(numbers_in(section, title)).items()
        },
    }


def say_label(system: System) -> None:
    """The warning above a system that is doubted or made up, in a box; nothing above others."""
    from rich.panel import Panel
    from rich.text import Text

    words = warning(system.evidence, system.standing)
    if words is None:
        return
    why = Text(words, style="bold")
    if system.disputed:
        why.append(f"\n{system.disputed.strip()}", style="not bold")
    style = {"disputed": "yellow", "fictional": "magenta"}.get(system.evidence, "blue")
    say(Panel(why, border_style=style))


def rests_on(policy: Policy, society: Society) -> str:
    """What a run of a system rests on: its own numbers and those of its society, by grade."""
    return badge(one.number.evidence for one in (*numbers_of(policy), *society.spec.numbers_of()))


def _say_what(policy: Policy, rests: str) -> None:
    from rich.text import Text

    system = policy.system
    say(heading(f"{policy.name}: {system.title}"), system.about.strip())
    how_real = f"\nStanding: {system.standing}. That it exists and works as told here is "
    say(Text(how_real).append(graded(system.evidence)).append("."))
    say(f"The question: {system.question}")
    span = f"{count(system.months, 'month', 'months')} from {system.start}"
    say(
        f"An ordinary run: {count(system.people, 'person', 'people')} of {system.society}, {span}.",
        f"Evidence: a run of it {rests}, those of the society included.",
    )


def _say_regimes(policy: Policy, held: Mapping[str, Number]) -> None:
    rows = [(month, "\n".join(sentences)) for month, sentences in regimes(held)]
    if rows:
        say(heading("How its rules changed"), columns(("from", "what changed"), rows, fixed=(0,)))
    meanings = {one.path: one.meaning for one in numbers_of(policy)}
    for path, number in held.items():
        if number.dated and number.between == "linear":
            dates = list(number.dated)
            name = (meanings[path] or opening_of(path)).rstrip(".")
            say(f"Changing gradually from {dates[0]} to {dates[-1]}: {name} ({path}).")


def _say_disputed(policy: Policy, held: Mapping[str, Number]) -> None:
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
    say(heading("What is disputed or unknown"))
    if policy.system.disputed and warning(policy.system.evidence, policy.system.standing) is None:
        say(policy.system.disputed.strip())
    if not any(number.evidence == "disputed" for number in held.values()):
        say("No number of this system is graded disputed: none rests on a contradicted claim.")
    say(
        f"{assumed} of {len(held)} numbers are assumptions, each with a range unless it is a "
        "switch."
    )
    if rows:
        say(columns(("number", "remark"), rows))


def _of_room(room: str, section: Any) -> Iterator[Any]:
    """What a room decides, group by group: a line in words, then its numbers."""
    from rich.text import Text

    is_empty = True
    rules = dict(_plain(section, ""))
    for path, group in _groups(section, room):
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

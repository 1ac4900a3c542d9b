"""A system in plain words: what it is, how its rules changed, what is disputed, every number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from discredit.cli.screen import (
    WIDE,
    columns,
    console,
    emit,
    figure,
    graded,
    heading,
    quiet,
    say,
)
from discredit.policy.compose import load_policy, numbers, sections
from discredit.policy.number import Number, Section
from discredit.policy.schema import ROOMS, Policy
from discredit.sources import Ledger, badge
from discredit.units import month_index

ROOM_TITLES: Final = {
    "behaviour": "Behaviour: what people do (file: conduct)",
    "observation": "Observation: what is written down, and how often wrongly",
    "score": "Score: how records become points",
    "lists": "Lists: entry, grace, term, renewal, exit",
    "gates": "Gates: which doors close",
    "life": "Life: what closed doors do (file: lives)",
    "redress": "Redress: who is heard, how soon, how well",
}
SWITCHED: Final = {
    "lists.excludes_secured": "No entry any more where seized assets cover the debt",
    "lists.excludes_students": "No entry any more for students",
    "lists.lists_representatives": "Representatives may be entered for a company's debt",
    "lists.repairs_on_part_payment": "An instalment on file ends the entry",
    "redress.representatives_wronged": "A hearing holds that standing in for a company is wrong",
    "gates.level": "Doors closed to listed people",
}
SAID: Final = {
    "lists.grace_months": "Time of grace before an entry takes effect",
    "lists.term_months": "Length of an entry (0: no end set)",
    "lists.extension_months": "Extension for grave or repeated conduct",
    "lists.minimum_age": "Youngest age at which a person may be entered",
    "observation.notice_reaches": "Decisions that reach the person by letter",
}


def show(name: str, room: str | None, as_json: bool) -> None:
    """Print one system. Raises PolicyError, UnknownNameError."""
    policy = load_policy(name)
    if room is not None and room not in ROOMS:
        raise _no_room(room)
    held = numbers(policy)
    if as_json:
        emit(document(policy, room))
        return
    if room is None:
        _say_what(policy, held)
        _say_regimes(policy, held)
        _say_disputed(held)
    for title, section in sections(policy).items():
        if room in (None, title):
            say(heading(ROOM_TITLES[title]), table_of(section))
    say(quiet("A source or an assumption in full: discredit show source KEY."))


def show_part(folder: str, name: str, as_json: bool) -> None:
    """Print a conduct or life file of the library."""
    from discredit import library
    from discredit.cli.listing import opening
    from discredit.policy.load import load
    from discredit.policy.schema import Behaviour, Life

    text = library.text(folder, name)
    model = Behaviour if folder == "conduct" else Life
    part = load(text, model, ledger=Ledger(), name=library.path_label(folder, name))
    held = {field: n for field, n in part if isinstance(n, Number)}
    if as_json:
        emit({"name": name, "about": opening(text), "numbers": _numbers(held, model)})
        return
    say(heading(f"{name}: {opening(text)}."))
    say(_sentence(badge(n.evidence for n in held.values())), table_of(part))


def document(policy: Policy, room: str | None = None) -> dict[str, Any]:
    """A system for machines: what it is, its regimes and every number with its evidence."""
    system = policy.system
    held = numbers(policy)
    return {
        "name": policy.name,
        **{
            field: getattr(system, field)
            for field in ("title", "about", "question", "start", "months", "society", "people")
        },
        "evidence": badge(n.evidence for n in held.values()),
        "regimes": [{"month": month, "changes": said} for month, said in regimes(held)],
        "numbers": {
            path: row
            for title, section in sections(policy).items()
            if room in (None, title)
            for path, row in _numbers(
                {f"{title}.{f}": n for f, n in section if isinstance(n, Number)}, type(section)
            ).items()
        },
    }


def _numbers(held: Mapping[str, Number], model: type[Section]) -> dict[str, Any]:
    return {
        path: {
            **number.model_dump(mode="json", exclude_none=True),
            "meaning": _meaning(model, path.rpartition(".")[2]),
        }
        for path, number in held.items()
    }


def regimes(held: Mapping[str, Number]) -> list[tuple[str, list[str]]]:
    """Each date at which a rule changes by a step, and what changes, in words."""
    found: dict[str, list[str]] = {}
    for path, number in held.items():
        if number.dated is None or number.between != "step":
            continue
        before: Any = number.at(month_index(next(iter(number.dated))) - 1)
        for month in number.dated:
            now = number.at(month_index(month))
            found.setdefault(month, []).extend(_change(path, number, before, now))
            before = now
    return sorted((month, said) for month, said in found.items() if said)


def _change(path: str, number: Number, before: Any, now: Any) -> Iterator[str]:
    words = SWITCHED.get(path) or SAID.get(path) or _spoken(path)
    if number.unit == "switch" and isinstance(now, dict):
        begins = "now also" if any(before.values()) else "now"
        for is_on, verb in ((True, begins), (False, "no longer")):
            moved = [label for label in now if bool(now[label]) == is_on != bool(before[label])]
            if moved:
                yield f"{words}, {verb}: {', '.join(map(_words, moved))}."
    elif number.unit == "switch":
        if now != before:
            yield f"{words}." if now else f"{words}: no longer."
    elif isinstance(now, dict):
        for label in now:
            if now[label] != before[label]:
                moved = f"from {figure(before[label])} to {figure(now[label])} {number.unit}"
                yield f"{words} ({_words(label)}): {moved}."
    elif now != before:
        yield f"{words}: from {figure(before)} to {figure(now)} {number.unit}."


def _say_what(policy: Policy, held: Mapping[str, Number]) -> None:
    system = policy.system
    say(heading(f"{policy.name}: {system.title}"), system.about.strip())
    say(f"\nThe question: {system.question}")
    span = f"{system.months} months from {system.start}"
    say(
        f"An ordinary run: {system.people:,} people of {system.society}, {span}.",
        f"Evidence: this system {badge(n.evidence for n in held.values())}.",
    )


def _say_regimes(policy: Policy, held: Mapping[str, Number]) -> None:
    rows = [(month, "\n".join(said)) for month, said in regimes(held)]
    if rows:
        say(heading("How its rules changed"), columns(("from", "what changed"), rows, fixed=(0,)))
    gradual = {
        path: number for path, number in held.items() if number.dated and number.between == "linear"
    }
    for path, number in gradual.items():
        dates = list(number.dated or ())
        name = SAID.get(path) or _meaning(type(sections(policy)[path.split(".")[0]]), path) or ""
        name = name.rstrip(".") or _spoken(path)
        say(f"Changing gradually from {dates[0]} to {dates[-1]}: {name} ({path}).")


def _say_disputed(held: Mapping[str, Number]) -> None:
    """What is contradicted, and what stands on a remark that a reader should know."""
    ledger = Ledger()
    rows = []
    for path, number in held.items():
        doubted = [k for k in number.sources if k in ledger and ledger[k].grade == "disputed"]
        if number.evidence == "disputed" or doubted:
            rows.append((path, f"disputed: {', '.join(doubted) or 'see its note'}"))
        if number.note:
            rows.append((path, number.note))
    assumed = sum(number.evidence == "assumed" for number in held.values())
    say(heading("What is disputed or unknown"))
    if not any(number.evidence == "disputed" for number in held.values()):
        say("No number of this system is graded disputed: none rests on a contradicted claim.")
    say(f"{assumed} of {len(held)} numbers are assumptions of this package, each with a range.")
    if rows:
        say(columns(("number", "remark"), rows))


def table_of(section: Section) -> Any:
    """Every number of a room: six columns on a wide terminal, three on a narrow one."""
    held = [(field, n) for field, n in section if isinstance(n, Number)]
    model = type(section)
    if console().width >= WIDE:
        wide = [
            (_named(field, _meaning(model, field)), _value(n), n.unit, graded(n.evidence), _span(n),
             "\n".join(n.sources))
            for field, n in held
        ]  # fmt: skip
        heads = ("number", "value", "unit", "evidence", "range", "source")
        return columns(heads, wide, fixed=(1, 3, 4, 5))
    rows = [(_named(field, _meaning(model, field)), _value(n), _resting(n)) for field, n in held]
    return columns(("number", "value", "rests on"), rows, fixed=(1,))


def _named(field: str, meaning: str | None) -> Any:
    from rich.text import Text

    text = Text(field)
    return text.append(f"\n{meaning}", style="dim") if meaning else text


def _resting(number: Number) -> Any:
    from rich.text import Text

    text = Text.assemble(f"{number.unit}, ", graded(number.evidence))
    if number.range is not None:
        text.append(f"\n{_span(number)}")
    return text.append("\n" + ", ".join(number.sources), style="dim")


def _span(number: Number) -> str:
    return " to ".join(map(figure, number.range)) if number.range is not None else ""


def _value(number: Number) -> str:
    if number.dated is None:
        return _entry(number.value)
    how = "in steps" if number.between == "step" else "gradually"
    lines = [f"before {next(iter(number.dated))}: {_short(number.before)}"]
    last: Any = None
    for month, entry in number.dated.items():
        if isinstance(entry, dict):
            known = last if isinstance(last, dict) else {}
            changed = {k: v for k, v in entry.items() if known.get(k) != v}
            lines.append(f"{month}:")
            lines += [f"  {_words(k)} {figure(v)}" for k, v in changed.items()]
        else:
            lines.append(f"{month}: {figure(entry)}")
        last = entry
    return "\n".join([*lines, f"({how})"])


def _entry(entry: Any) -> str:
    if isinstance(entry, dict):
        return "\n".join(f"{_words(k)} {figure(v)}" for k, v in entry.items())
    return figure(entry)


def _short(entry: Any) -> str:
    return _entry(entry).replace("\n", ", ")


def _meaning(model: type[Section], path: str) -> str | None:
    field = model.model_fields.get(path.rpartition(".")[2])
    return field.description if field is not None else None


def _words(label: str) -> str:
    return label.replace("_", " ")


def _spoken(path: str) -> str:
    return _sentence(_words(path.rpartition(".")[2])).rstrip(".")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _no_room(room: str, rooms: Sequence[str] = ROOMS) -> Exception:
    from discredit.errors import Fault, UnknownNameError, quoted
    from discredit.policy.finding import did_you_mean

    rule = f"rooms are {', '.join(rooms)}"
    remedy = did_you_mean(room, rooms, "Take one of them.")
    return UnknownNameError([Fault("discredit show", 0, "--room", quoted(room), rule, remedy)])

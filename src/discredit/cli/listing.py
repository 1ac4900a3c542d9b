"""`discredit list`: what the library holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Final

import typer

from discredit.cli.screen import Json, columns, emit, heading, quiet, say

EXAMPLE = "Example: discredit list systems"

KINDS: Final = {
    "systems": "Systems: what an authority decided; run one with `discredit run NAME`",
    "societies": "Societies: who exists, made from aggregate tables",
    "conduct": "Conduct: how debts arise and what people do about them",
    "lives": "Lives: what closed doors do to people",
    "safeguards": "Safeguards: reforms to lay over a system",
    "studies": "Studies: systems, societies and seeds to compare",
}


def command(
    kind: Annotated[
        str | None,
        typer.Argument(help=f"One of {', '.join(KINDS)}; all of them when left out."),
    ] = None,
    json: Json = False,
) -> None:
    """List the library: every system, society, conduct and life, with the evidence it rests on.

    The badge counts numbers by evidence grade: documented (law or peer-reviewed), reported
    (credible press), disputed (contradicted), fictional, assumed (a guess, with a range).
    """
    from discredit import library
    from discredit.sources import Ledger

    if kind is not None and kind not in KINDS:
        raise _unknown(kind)
    found = {k: list(_entries(k)) for k in ((kind,) if kind else KINDS) if library.names(k)}
    sources = len(Ledger())
    if json:
        emit({"library": found, "sources": sources})
        return
    for k, entries in found.items():
        rows = [(entry["name"], entry["title"], entry["badge"]) for entry in entries]
        say(heading(KINDS[k]), columns(("name", "what it is", "evidence"), rows, fixed=(0,)))
    if kind is not None and kind not in found:
        say(f"The library has no {kind} yet.")
    say(quiet(f"{sources} sources stand in the evidence ledger: discredit show source KEY."))


def _entries(kind: str) -> Iterator[dict[str, Any]]:
    """Name, title, counts by grade and badge of each file of a kind."""
    from discredit import library
    from discredit.sources import GRADES, badge

    for name in library.names(kind):
        title, grades = _title_and_grades(kind, name)
        counts = {grade: grades.count(grade) for grade in GRADES if grade in grades}
        said = badge(grades).removeprefix("rests on ")
        yield {"name": name, "title": title, "numbers_by_grade": counts, "badge": said}


def _title_and_grades(kind: str, name: str) -> tuple[str, list[str]]:
    from discredit import library
    from discredit.policy.compose import load_policy, numbers
    from discredit.policy.load import load
    from discredit.policy.schema import Behaviour, Life
    from discredit.society.spec import load_society
    from discredit.sources import Ledger

    if kind == "systems":
        policy = load_policy(name)
        return policy.system.title, [n.evidence for n in numbers(policy).values()]
    if kind == "societies":
        spec = load_society(name)
        return spec.title, [n.evidence for n in (*spec.numbers.values(), *spec.targets.values())]
    text = library.text(kind, name)
    title = opening(text)
    model = {"conduct": Behaviour, "lives": Life}.get(kind)
    if model is None:
        return title, []
    part = load(text, model, ledger=Ledger(), name=library.path_label(kind, name))
    return title, [number.evidence for _, number in part]


def opening(text: str) -> str:
    """The comment a file begins with, up to the end of its first sentence."""
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# ").rstrip())
    return " ".join(lines).split(". ")[0].rstrip(".")


def _unknown(kind: str, known: Iterable[str] = tuple(KINDS)) -> Exception:
    from discredit.errors import Fault, UnknownNameError, quoted
    from discredit.policy.finding import did_you_mean

    rule = f"kinds are {', '.join(known)}"
    remedy = did_you_mean(kind, known, "Take one of them, or leave it out.")
    return UnknownNameError([Fault("discredit list", 0, "KIND", quoted(kind), rule, remedy)])

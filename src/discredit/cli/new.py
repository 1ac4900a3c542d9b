"""`discredit new`: commented files to start one's own system, or one's own study, from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from discredit.cli.screen import Json, emit, say

if TYPE_CHECKING:
    from discredit.errors import DiscreditError

EXAMPLE = "Example: discredit new my-city"

_SYSTEM: Final = "a small points system and what people do in it"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")

PREFACE: Final = """\
# {name}: a copy of {like}, to be changed into a system of your own. How a number is written, and
# what each section decides, stands in the file that `discredit new` writes without --like.
#
# Check it as you go:   discredit check {file}
# Run it:               discredit run {file} --people 100_000"""

STUDY_PREFACE: Final = """\
# {name}: a copy of {like}, to be changed into a study of your own. What each key says stands in the
# file that `discredit new {name} --study` writes without --like.
#
# Check it as you go:   discredit check {file}
# Run it:               discredit study {file} --quick
"""

ABOVE: Final = {
    "title": "What it is called, in a line.",
    "about": "What it is, in a few sentences.",
    "standing": "in force | ended | pilot | plan | counterfactual | fiction | own: yours.",
    "question": "The question its report answers.",
    "outcome": "The measures that answer it, the best first; docs/tables.md names them all.",
    "authority": "Who decides, after 'the'.",
    "country": "The country whose system it is, and its money; neither is simulated.",
    "words": "What standing on any of its black lists is called; each list says it of itself.",
    "start": "The first simulated month, and how many months an ordinary run takes.",
    "beginning": "How long it has stood by then, or why nothing stood before.",
    "society": "A society of the library (`discredit list societies`), and the people of an "
    "ordinary run.",
    "conduct": "What people do, and what doors do to them: names of the library, or YAML files "
    "beside this one.",
    "observation": "OBSERVATION: which acts are seen, how often somebody is written down for\n"
    "nothing, how often a record lands on a namesake, and whether letters arrive.",
    "scores": "SCORES: how records become points, and points bands.",
    "lists": "LISTS: who is entered, the time of grace, how long an entry lasts, what ends it.",
    "gates": "GATES: which doors lists and bands close, make dearer, slow down or open wider.",
    "redress": "REDRESS: who appeals, how many cases the two desks can hear, how often a hearing\n"
    "finds a wrong entry wrong and a right one right, and how fast copies are cleared.",
}
"""A comment for each top-level key of a copied system."""


def command(
    name: Annotated[str, typer.Argument(help="What to call it; NAME.yaml is written here.")],
    like: Annotated[
        str | None,
        typer.Option(
            metavar="SYSTEM",
            help="Copy a system of the library instead; with --study, a study of it.",
        ),
    ] = None,
    study: Annotated[
        bool, typer.Option("--study", help="A study instead of a system: NAME.yaml alone.")
    ] = False,
    json: Json = False,
) -> None:
    """Write a commented starter: a small points system, and what people do in it; or a study.

    Two files, NAME.yaml and NAME-conduct.yaml, which pass `discredit check` and run as they are;
    with --study one file, a claim to put to the test, with --like one, a library system with
    comments. An existing file is never overwritten.
    """
    if not _NAME.fullmatch(name):
        rule = "at most 100 letters, digits, . - and _ make a name"
        raise _refused(name, rule, "Choose a plain name.")
    stem = name.removesuffix(".yaml").removesuffix(".yml")
    if study:
        texts = {f"{stem}.yaml": study_starter(stem, like)}
    else:
        texts = starter(stem) if like is None else {f"{stem}.yaml": copied(stem, like)}
    _write(name, texts)
    files = list(texts)
    if json:
        emit({"file": files[0], "files": files, "like": like})
        return
    fresh = "a claim to put to the test" if study else _SYSTEM
    say(f"Written: {' and '.join(files)}, {fresh if like is None else f'a copy of {like}'}.")
    follows = "study" if study else "run"
    say(f"Change it, then: discredit check {files[0]}, and: discredit {follows} {files[0]}")


def study_starter(name: str, like: str | None = None) -> str:
    """A study to start from.

    Args:
        name: What it is called.
        like: A study of the library that is copied; None: the starter.

    Raises:
        UnknownNameError: The library has no such study.
    """
    from discredit import library

    if like is None:
        return library.text("starters", "study").replace("my-study", name)
    body = library.text("studies", like)
    return STUDY_PREFACE.format(name=name, like=like, file=f"{name}.yaml") + body


def starter(name: str) -> dict[str, str]:
    """The texts of the starter called `name`, by file name."""
    from discredit import library

    parts = {f"{name}.yaml": "points", f"{name}-conduct.yaml": "points-conduct"}
    return {
        file: library.text("starters", part).replace("my-city", name)
        for file, part in parts.items()
    }


def copied(name: str, like: str) -> str:
    """A library system's text with a comment above each section."""
    from discredit import library

    lines = [PREFACE.format(name=name, like=like, file=f"{name}.yaml")]
    body = library.text("systems", like).splitlines()
    while body and (body[0].startswith("#") or not body[0].strip()):
        body.pop(0)
    for line in body:
        key = line.partition(":")[0]
        if key in ABOVE:
            if lines[-1].strip():
                lines.append("")
            lines += [f"# {row}" for row in ABOVE[key].splitlines()]
        lines.append("standing: own" if key == "standing" else line)
    return "\n".join(lines) + "\n"


def _write(name: str, texts: Mapping[str, str]) -> None:
    """Write all of the files, or none: what was begun is removed where one cannot be written."""
    begun: list[Path] = []
    try:
        for file, text in texts.items():
            with Path(file).open("x", encoding="utf-8") as out:
                begun.append(Path(file))
                out.write(text)
    except OSError as error:
        for one in begun:
            one.unlink(missing_ok=True)
        if isinstance(error, FileExistsError):
            rule = f"{error.filename} exists already and is not overwritten"
            raise _refused(name, rule, "Choose another name.") from None
        rule = f"its files cannot be written ({(error.strerror or type(error).__name__).lower()})"
        remedy = "Go to a folder that has room and that you may write to."
        raise _refused(name, rule, remedy) from None


def _refused(name: str, rule: str, remedy: str) -> DiscreditError:
    from discredit.errors import Fault, InputError, quoted

    return InputError([Fault("discredit new", 0, "NAME", quoted(name), rule, remedy)])

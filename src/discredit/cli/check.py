"""`discredit check`: every fault of a file at once, each with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import typer

from discredit.cli.screen import Json, emit, say

if TYPE_CHECKING:
    from discredit.document import Document
    from discredit.errors import Fault
    from discredit.policy.idle import Idle
    from discredit.sources import Ledger

EXAMPLE = "Example: discredit check my-city.yaml"


SCHEMAS: Final = {
    "system": ("policy.schema:System",),
    "conduct": ("policy.schema:Behaviour",),
    "life": ("policy.schema:Life",),
    "overlay": ("policy.overlay:Overlay",),
    "study": ("studies.schema:Study", "studies.inquiry:Inquiry"),
}
"""Kinds of file for which a JSON Schema is printed, and the module and class that each is; of a
study the second where it has arms."""


def command(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE...",
            help="Policy, conduct, life, overlay, society or study files (YAML).",
        ),
    ] = None,
    schema: Annotated[
        bool,
        typer.Option(
            "--schema",
            help=f"Print a JSON Schema for editors instead: of {', '.join(SCHEMAS)}, named in "
            "place of FILE; of a system when none is named.",
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Check files: every fault at once, with its line, what was found and what to write.

    Exit code 2 when any file has a fault. What a file is (a system, conduct, a life, an overlay, a
    society or a study) is told from its keys. What a system or a study names is checked with it,
    and notes say what cannot act, such as a band that no score reaches, or cannot be told.
    """
    if schema:
        emit(schema_of((files or ["system"])[0]))
        return
    if not files:
        raise typer.BadParameter("name at least one file, or ask for --schema", param_hint="FILE")
    from discredit.errors import PolicyError

    faults: list[Fault] = []
    clean: list[tuple[str, WhatItIs]] = []
    for file in files:
        file_faults, kind = _check(file)
        faults += file_faults
        if not file_faults:
            clean.append((file, kind))
    if json and not faults:
        emit({"files": [_row(file, kind) for file, kind in clean], "faults": []})
        return
    if not json:
        for file, kind in clean:
            say(f"{file} is clean: {kind.what}.")
            for idle in kind.idle:
                say(f"  Note: {idle.path}: {idle.why}.")
    if faults:
        raise PolicyError(faults)


class WhatItIs(NamedTuple):
    """What a file is, and what in it cannot act."""

    what: str
    idle: Sequence[Idle] = ()


def _row(file: str, kind: WhatItIs) -> dict[str, Any]:
    idle = [{"path": one.path, "why": one.why} for one in kind.idle]
    return {"file": file, "is": kind.what, "notes": idle}


def schema_of(part: str) -> dict[str, Any]:
    """The JSON Schema of one kind of file.

    Args:
        part: One of SCHEMAS, such as `system`.

    Raises:
        UnknownNameError: There is no such kind.
    """
    from discredit.errors import Fault, UnknownNameError, quoted
    from discredit.policy.faults import did_you_mean

    if part not in SCHEMAS:
        remedy = did_you_mean(part, SCHEMAS, "Take one of them.")
        rule = f"schemas are printed of {', '.join(SCHEMAS)}"
        raise UnknownNameError(
            [Fault("discredit check", 0, "--schema", quoted(part), rule, remedy)]
        )
    from pydantic import TypeAdapter

    found = (place.split(":") for place in SCHEMAS[part])
    model, *others = (getattr(import_module(f"discredit.{m}"), name) for m, name in found)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    if not others:
        return {**schema, **model.model_json_schema()}
    (other,) = others
    kinds = TypeAdapter(model | other).json_schema()
    one, two = kinds["anyOf"]
    each = {of.__name__: kinds["$defs"].pop(of.__name__) for of in (model, other)}
    return {
        **schema,
        "description": f"A file with a switch is a {model.__name__}, one with arms an "
        f"{other.__name__}.",
        "$defs": {**each, **kinds["$defs"]},
        "type": "object",
        "if": {"required": ["arms"]},
        "then": two,
        "else": one,
    }


def _check(file: str) -> tuple[list[Fault], WhatItIs]:
    """The faults of one file, and what it is if it has none."""
    from discredit.document import read
    from discredit.errors import InputError, PolicyError

    try:
        marked = read(Path(file), file, PolicyError)
        if "tables" in marked.data and "format" in marked.data:
            return _check_society(file)
        if "changes" in marked.data:
            return _check_overlay(marked)
        return _check_policy(file, marked)
    except InputError as error:
        return list(error.faults), WhatItIs("")


def _check_overlay(marked: Document) -> tuple[list[Fault], WhatItIs]:
    from discredit.policy.load import accept
    from discredit.policy.overlay import Overlay
    from discredit.sources import Ledger

    overlay = accept(marked, Overlay, ledger=Ledger())
    return [], WhatItIs(f"an overlay, {overlay.title}; {len(overlay.changes)} changes")


def _check_society(file: str) -> tuple[list[Fault], WhatItIs]:
    from discredit.society.spec import load_society

    spec = load_society(file)
    return [], WhatItIs(f"a society, {spec.title}")


def _check_policy(file: str, marked: Document) -> tuple[list[Fault], WhatItIs]:
    from discredit.errors import PolicyError
    from discredit.policy.address import numbers_in
    from discredit.policy.load import accept
    from discredit.policy.schema import Behaviour, Life, System
    from discredit.sources import Ledger, badge
    from discredit.studies.inquiry import Inquiry
    from discredit.studies.schema import Study

    models = (System, Behaviour, Life, Study, Inquiry)
    model = max(models, key=lambda m: len(m.model_fields.keys() & marked.data))
    if model is System:
        return _check_system(file, marked)
    if model in (Study, Inquiry):
        return _check_study(file) if model is Study else _check_inquiry(file)
    try:
        file_faults = accept(marked, model, ledger=Ledger())
    except PolicyError as error:
        return list(error.faults), WhatItIs("")
    kind = "conduct" if model is Behaviour else "a life"
    rests = badge(one.number.evidence for one in numbers_in(file_faults, ""))
    return [], WhatItIs(f"{kind}, {rests}")


def _check_study(file: str) -> tuple[list[Fault], WhatItIs]:
    from discredit.studies.idle import idle_in
    from discredit.studies.outcome import refuse_unmeasured
    from discredit.studies.question import load_study

    question = load_study(file)
    refuse_unmeasured(question)
    rests = f"its two policies {question.rests_on}"
    return [], WhatItIs(f"a study, {question.study.title}; {rests}", idle_in(question))


def _check_inquiry(file: str) -> tuple[list[Fault], WhatItIs]:
    from discredit.sources import badge
    from discredit.studies.inquiry import load_inquiry
    from discredit.words.numbers import count

    study = load_inquiry(file)
    runs = f"{count(study.runs, 'run', 'runs')} by {study.inquiry.design.kind}"
    moved = f"what varies {badge(one.grade for one in study.moving)}"
    return [], WhatItIs(f"a study with arms, {study.inquiry.title}; {runs}; {moved}")


def _check_system(file: str, marked: Document) -> tuple[list[Fault], WhatItIs]:
    """The faults of a system and of the files it names, all together; and what cannot act."""
    from discredit.cli.system_page import rests_on
    from discredit.document import in_order
    from discredit.errors import InputError, quoted
    from discredit.policy.compose import compose, part_of
    from discredit.policy.given import beside
    from discredit.policy.idle import idle_in
    from discredit.policy.names import regions_lacking
    from discredit.policy.own_sources import with_own
    from discredit.society.spec import read_society
    from discredit.sources import Ledger

    ledger = Ledger()
    faults = list(_references(marked, file))
    named = {fault.path for fault in faults}
    parts = {"system": marked}
    for part, key in (("behaviour", "conduct"), ("life", "life")):
        if key not in named and isinstance(marked.data.get(key), str):
            try:
                parts[part] = part_of(part, marked.data[key], Path(file).parent)
            except InputError as error:
                faults += error.faults
    society = None
    if "society" not in named and isinstance(marked.data.get("society"), str):
        try:
            society = read_society(beside(file, marked.data["society"]))
        except InputError as error:
            faults += error.faults
    if faults or society is None or len(parts) < 3:
        faults += _each(parts, with_own(ledger, marked))
        return in_order(faults), WhatItIs("")
    try:
        whole = compose(Path(file).stem, parts, ledger=ledger)
    except InputError as error:
        return list(error.faults), WhatItIs("")
    regions = society.spec.marginals.regions.names
    lacking = [
        marked.fault((*path.split("."), "value", region), quoted(region), rule, remedy)
        for path, region, rule, remedy in regions_lacking(whole, society.name, regions)
    ]
    if lacking:
        return in_order(lacking), WhatItIs("")
    rests = f"a run of it {rests_on(whole, society)}"
    return [], WhatItIs(f"a system, {whole.system.title}; {rests}", idle_in(whole))


def _each(parts: Mapping[str, Document], ledger: Ledger) -> Iterator[Fault]:
    """The faults of each part by itself."""
    from discredit.errors import PolicyError
    from discredit.policy.compose import PARTS
    from discredit.policy.load import accept

    for part, marked in parts.items():
        try:
            accept(marked, PARTS[part], ledger=ledger)
        except PolicyError as error:
            yield from error.faults


def _references(marked: Document, file: str) -> Iterator[Fault]:
    """Names of other files that lead nowhere."""
    from discredit import library
    from discredit.errors import Fault, quoted
    from discredit.paths import is_file
    from discredit.policy.faults import did_you_mean, listed

    folder = Path(file).parent
    for key, kind in (("society", "societies"), ("conduct", "conduct"), ("life", "lives")):
        name = marked.data.get(key)
        if not isinstance(name, str):
            continue  # missing or no text: the schema says so
        line = marked.mark((key,))[1]
        if name.endswith((".yaml", ".yml")):
            if not is_file(folder / name):
                rule = f"it must be a file beside {file} or a name of the library"
                yield Fault(file, line, key, f"{quoted(name)}, no such file", rule, "Correct it.")
        elif name not in library.names(kind):
            known = library.names(kind)
            rule = f"the library's {kind} are: {listed(known)}"
            remedy = did_you_mean(name, known, "Take one of these names.")
            yield Fault(file, line, key, quoted(name), rule, remedy)

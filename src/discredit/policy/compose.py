"""A policy from its parts: a system file, the conduct it meets, the lives it touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from discredit.arguments import Names
from discredit.document import Document, read
from discredit.errors import Fault, PolicyError
from discredit.policy.edit import Parts
from discredit.policy.given import Given, find, found, name_of
from discredit.policy.layers import OverlayLayer, blamed, lay, read_layers
from discredit.policy.load import accept, faults_of
from discredit.policy.number import Section
from discredit.policy.own_sources import with_own
from discredit.policy.schema import Behaviour, Life, Policy, System
from discredit.sources import Ledger

PARTS = {"system": System, "behaviour": Behaviour, "life": Life}
"""The files a policy is made of."""


def load_policy(
    name: Given, *, ledger: Ledger | None = None, overlays: Names | None = ()
) -> Policy:
    """The policy called `name`: a system of the library, or a file ending in .yaml or .yml.

    Args:
        name: of a library system, a path, the text of a system file, or a dict of what stands in
            one.
        ledger: where source keys are looked up; the shipped one where None.
        overlays: safeguards of the library, or files, laid over it; the policy is then called
            `name+overlay+...`, the overlays by name, for their order is nothing. One that changes
            the society too is laid by `plan.load`, which has one.

    Returns:
        The policy, checked as a whole.

    Raises:
        PolicyError: with every fault of whichever file is wrong, or the overlays that contradict
            each other or change nothing.
        UnknownNameError: no such system or safeguard.
    """
    parts = read_parts(name, ledger=ledger)
    plain = compose(name_of(name), parts, ledger=ledger)
    layers = read_layers(overlays, ledger=ledger)
    faults = [_of_society(layer, path) for layer in layers for path in layer.of_society]
    if faults:
        raise PolicyError(faults)
    return laid_over(plain.name, parts, layers, ledger=ledger)[0] if layers else plain


def laid_over(
    system: str, parts: Parts, layers: Sequence[OverlayLayer], *, ledger: Ledger | None = None
) -> tuple[Policy, Parts]:
    """The policy with overlays laid over its parts, and all parts as they then are.

    Args:
        system: Its name without overlays.
        parts: Its parts, and the society it meets if one is at hand.
        layers: The overlays.
        ledger: The evidence that numbers may rest on; None: the library's.

    Returns:
        The society too is among the parts, if it was.

    Raises:
        PolicyError: Overlays contradict each other or change nothing, or the schema refuses them.
    """
    laid = lay(system, parts, layers)
    called = "+".join([system, *(layer.name for layer in layers)])
    try:
        return compose(called, laid, ledger=ledger), laid
    except PolicyError as error:
        raise PolicyError(blamed(error.faults, layers)) from None


def _of_society(layer: OverlayLayer, path: str) -> Fault:
    rule = "a policy is loaded here without a society"
    remedy = "Give the overlay and the name of the policy to draw_up or compare."
    keys = ("changes", path)
    return layer.marked.fault(keys, "a change to the society", rule, remedy)


def read_parts(name: Given, *, ledger: Ledger | None = None) -> dict[str, Document]:
    """The three files of a policy as marked data, by part.

    Args:
        name: of a library system, a path, a text or data; what a file names is looked for beside
            it.
        ledger: where source keys are looked up if the system is refused; the shipped one where
            None.

    Returns:
        Data as it stands in the files: the schema has not seen it.

    Raises:
        PolicyError: a file cannot be read, or the system names no conduct or life.
        UnknownNameError: a name is none of the library's.
    """
    system, folder = found(name)
    parts = {"system": system}
    named = parts["system"].data
    for part, key in (("behaviour", "conduct"), ("life", "life")):
        if not isinstance(named.get(key), str):
            # The check of the system says what is wrong with it, and with all the rest.
            known = Ledger() if ledger is None else ledger
            accept(parts["system"], System, ledger=with_own(known, parts["system"]))
        parts[part] = part_of(part, named[key], folder)
    return parts


def part_of(part: str, name: str, folder: Path) -> Document:
    """The conduct or life file that a system in this folder names.

    Args:
        part: `behaviour` or `life`.
        name: of the library, or a path from the folder.
        folder: where the system file lies.

    Returns:
        Data as it stands in the file: the schema has not seen it.

    Raises:
        PolicyError: the file cannot be read.
        UnknownNameError: the name is none of the library's.
    """
    text, label, _ = find(name, {"behaviour": "conduct", "life": "lives"}[part], folder)
    return read(text, label, PolicyError)


def compose(name: str, parts: Mapping[str, Document], *, ledger: Ledger | None = None) -> Policy:
    """The policy in these parts, checked each and together.

    Args:
        name: what it is called.
        parts: the documents of system, behaviour and life.
        ledger: where source keys are looked up; the shipped one where None.

    Returns:
        The policy, frozen: `edit.with_value` gives another.

    Raises:
        PolicyError: with every fault.
    """
    ledger = with_own(Ledger() if ledger is None else ledger, parts["system"])
    faults: list[Fault] = []
    accepted: dict[str, Section] = {}
    for part, model in PARTS.items():
        try:
            accepted[part] = accept(parts[part], model, ledger=ledger)
        except PolicyError as error:
            faults += error.faults
    if faults:
        raise PolicyError(faults)
    try:
        return Policy.model_validate({"name": name, **accepted})
    except ValidationError as error:
        raise PolicyError(faults_of(error, parts)) from None

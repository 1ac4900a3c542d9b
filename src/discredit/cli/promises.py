"""What a run with overlays says of their promises."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from discredit.policy.overlay import Way
from discredit.vocabulary import Wording, told
from discredit.words.numbers import count

_NOUN = {"falls": "fall", "rises": "rise"}


def said(promises: Mapping[str, Way], wording: Wording) -> str:
    """What an overlay promises, in words."""
    from discredit.measures.catalogue import TEMPLATES

    moves = [f'a {_NOUN[way]} in "{told(TEMPLATES[m], wording)}"' for m, way in promises.items()]
    return " and ".join(moves)


def promised(system: str, overlays: Sequence[str]) -> list[dict[str, Any]]:
    """What the overlays of a run change and promise, and the command that tells whether they keep
    it: a run beside a world without the system cannot."""
    from discredit.levers import changed
    from discredit.policy.layers import names_of, read_layers
    from discredit.policy.wording import wording_of
    from discredit.studies.promises import numbers_changed

    if not overlays:
        return []
    policy, _ = changed(system, (), ())
    wording = wording_of(policy.system)
    found = []
    asked = {Path(given).stem: given for given in names_of(overlays)}
    for layer in read_layers(overlays):
        given = asked[layer.name]
        alone, _ = changed(system, (given,), ())
        many = numbers_changed(policy, alone)
        promises = layer.overlay.promises
        says = f"{layer.name} changed {count(many, 'number', 'numbers')} of {policy.name}"
        tells = shlex.join(["discredit", "safeguards", system, "--with", given])
        if promises:
            says += f" and promises {said(promises, wording)}. Whether it keeps that here: {tells}"
        found.append({"overlay": layer.name, "changed": many, "promises": promises,
                      "told_by": tells, "says": says})  # fmt: skip
    return found

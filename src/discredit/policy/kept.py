"""A policy as a result keeps it: the texts of its parts, read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from discredit.document import read
from discredit.errors import InputError, ResultError, quoted
from discredit.policy.schema import Policy

POLICY_PARTS: Final = ("system", "behaviour", "life")
"""The parts of a policy, each a file."""


def recompose(name: str, texts: Mapping[str, str]) -> Policy:
    """The policy that `a plan's `policy_texts`` were written from.

    Source keys are not looked up: the ledger may have changed since.

    Args:
        name: What the policy was called.
        texts: Its three parts as YAML.

    Returns:
        The policy of the run, whatever the library says now.

    Raises:
        ResultError: they are not a policy of this version.
    """
    try:
        kept = {part: read(texts[part], part, InputError) for part in POLICY_PARTS}
        faults = [fault for document in kept.values() for fault in document.faults]
        if faults:
            raise InputError(faults)
        parts = {part: document.data for part, document in kept.items()}
        return Policy.model_validate({"name": name, **parts})
    except (InputError, ValueError, KeyError) as error:
        said = quoted(str(error).splitlines()[0])
        raise ResultError(f"The policy kept in this result cannot be read: {said}.") from error

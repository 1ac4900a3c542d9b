"""A policy as plans and results keep it: three texts, in full, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from discredit.document import read, written
from discredit.errors import DamagedError, InputError, quoted
from discredit.policy.schema import Policy

_PARTS = ("system", "behaviour", "life")


def texts_of(policy: Policy) -> dict[str, str]:
    """A policy's three parts as YAML, in full.

    Args:
        policy: The policy, as it is run.
    """
    data = policy.model_dump(mode="json", exclude_none=True)
    return {part: written(data[part]) for part in _PARTS}


def recompose(name: str, texts: Mapping[str, str]) -> Policy:
    """The policy that `texts_of` wrote.

    Source keys are not looked up: the ledger may have changed since.

    Args:
        name: What the policy was called.
        texts: Its three parts as YAML.

    Returns:
        The policy of the run, whatever the library says now.

    Raises:
        ResultError: they are not a policy of this version.
    """
    return _recomposed(name, tuple(texts.items()))


@lru_cache(maxsize=8)  # a result is asked for its policy by every question that is put to it
def _recomposed(name: str, texts: tuple[tuple[str, str], ...]) -> Policy:
    try:
        kept = {part: read(dict(texts)[part], part, InputError) for part in _PARTS}
        faults = [fault for document in kept.values() for fault in document.faults]
        if faults:
            raise InputError(faults)
        parts = {part: document.data for part, document in kept.items()}
        return Policy.model_validate({"name": name, **parts})
    except (InputError, ValueError, KeyError) as error:
        said = quoted(str(error).splitlines()[0])
        raise DamagedError(f"The policy kept in this result cannot be read: {said}.") from error

"""What the agencies hold. It changes through sightings, through rules, and through hearings."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
from jaxtyping import Bool, Float32, Int16, UInt8, UInt32


class Sightings(NamedTuple):
    """What the agencies wrote down this month: all that scores and lists may rest on."""

    records: UInt32[Any, " n"]  # bit c: a record of conduct c (the six grounds, then the catalogue)
    for_company: Bool[Any, " n"]  # the record names a representative for a company's debt
    is_secured: Bool[Any, " n"]  # seized assets are known to cover the debt
    payment: Bool[Any, " n"]  # performance is on file
    part_payment: Bool[Any, " n"]  # an instalment is on file
    notified: Bool[Any, " n"]  # the decision, if there is one, reaches the person


def nothing_seen(n: int) -> Sightings:
    """A month in which nothing is written down about n people."""
    no = jnp.zeros(n, bool)
    return Sightings(jnp.zeros(n, jnp.uint32), no, no, no, no, no)


class Appraisal(NamedTuple):
    """What scorers have on a person beside records, one row per scorer."""

    is_scored: Bool[Any, "scorer n"]
    features: Float32[Any, "scorer feature n"] | None  # 0 to 1, as far as this scorer knows
    error: Float32[Any, "scorer n"] | None  # [points] that an error in the file adds
    has_error: Bool[Any, "scorer n"]  # an error stands in the file, whether it counts or not
    manner: Float32[Any, "scorer n"] | None  # [points] by which others like the person


class Friends(NamedTuple):
    """How a person's ties score, from 0 (the floor) to 1 (the ceiling)."""

    mean: Float32[Any, " n"]
    by_standing: Float32[Any, " n"]  # the mean weighted by standing itself: the high count for more


class Files(NamedTuple):
    """The agencies' files on a person, and what left them for the wrong one."""

    is_open: Bool[Any, " n"]  # at the court
    stray: UInt8[Any, " n"]  # code of a record that went to this person's namesake
    history: Float32[Any, " n"] | None  # 1 clean, 0 just spoilt; where a score looks at it
    is_mended: Bool[Any, " n"] | None  # a hearing has found and removed errors; where one scores


class Scores(NamedTuple):
    """One row per scorer."""

    account: Float32[Any, "scorer n"]  # [points] from records and ratings
    shown: Float32[Any, "scorer n"]  # [points] all told


class Listed(NamedTuple):
    """Where people stand with each list: one row per list."""

    status: UInt8[Any, "list n"]
    ground: UInt8[Any, "list n"]  # code of the conduct; 0: a score, or another list
    for_company: Bool[Any, "list n"]
    was_notified: Bool[Any, "list n"]
    grace_left: UInt8[Any, "list n"]  # months
    term_left: Int16[Any, "list n"]  # months; 0: no fixed end
    months_on: Int16[Any, "list n"]
    times: UInt8[Any, "list n"]  # entries so far, this one included
    exit: UInt8[Any, "list n"]  # `Exit` of an entry that ended this month
    strikes: UInt8[Any, "list n"]  # records that count towards an entry
    quiet: UInt8[Any, "list n"]  # months since the last of them


class Cases(NamedTuple):
    """Appeals: at most one open per person and list."""

    stage: UInt8[Any, "list n"]
    waited: UInt8[Any, "list n"]  # months in this queue


class Doors(NamedTuple):
    """What stands in front of each service: bit s of each. No bit is set in two of them."""

    closed: UInt32[Any, " n"]
    dearer: UInt32[Any, " n"]
    slower: UInt32[Any, " n"]
    favoured: UInt32[Any, " n"]


def open_doors(n: int) -> Doors:
    """No door that a list or a score has touched."""
    return Doors(*(jnp.zeros(n, jnp.uint32) for _ in Doors._fields))


class Dossier(NamedTuple):
    files: Files
    scores: Scores | None
    listed: Listed
    copies: UInt32[Any, "list n"]  # bit h: holder h has this person on its copy of the list
    doors: Doors
    cases: Cases


def begin(
    n: int, lists: int = 1, base: Float32[Any, " scorer"] | None = None, *, looks_back: bool = False
) -> Dossier:
    """Empty files. `base` is where each scorer starts everybody; None where nobody scores."""

    def none(kind: type, *rows: int) -> Any:
        # A fresh array each time: the run gives buffers back to the engine, and none twice.
        return jnp.zeros((*rows, n), kind)

    scores = None
    if base is not None:
        start = jnp.tile(base[:, None], (1, n))
        scores = Scores(account=start, shown=start + 0.0)
    files = Files(
        is_open=none(bool),
        stray=none(jnp.uint8),
        history=jnp.ones(n, jnp.float32) if looks_back else None,
        is_mended=None if base is None else none(bool),
    )
    listed = {field: none(jnp.uint8, lists) for field in Listed._fields}
    listed |= {field: none(bool, lists) for field in ("for_company", "was_notified")}
    listed |= {field: none(jnp.int16, lists) for field in ("term_left", "months_on")}
    return Dossier(
        files=files,
        scores=scores,
        listed=Listed(**listed),
        copies=none(jnp.uint32, lists),
        doors=open_doors(n),
        cases=Cases(stage=none(jnp.uint8, lists), waited=none(jnp.uint8, lists)),
    )


def mask(switches: Any) -> UInt32[Any, ""]:
    """Switches as bits of one word, in the order of a person's records: bit i is set where switch i
    is on; at most 32 of them."""
    places = jnp.arange(switches.shape[0], dtype=jnp.uint32)
    return ((switches > 0).astype(jnp.uint32) << places).sum(dtype=jnp.uint32)

"""What the agencies hold. It changes through sightings, through rules, and through hearings."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int16, Int32, UInt8, UInt32

from discredit.arrays import Column
from discredit.vocabulary import UNSCORED


class Register(NamedTuple):
    """What a register of residents shows of everybody before he does anything.

    These traits, and no other fact about a person, are known to agencies without a sighting: they
    decide who is watched how closely, who is exempt, and who is too young.
    """

    is_adult: Bool[Array, " n"]
    age: UInt8[Array, " n"]  # [years]
    age_band: UInt8[Array, " n"]  # index into AGE_BANDS
    settlement: Int32[Array, " n"]  # index into SETTLEMENTS
    residence: Int32[Array, " n"]  # index into RESIDENCE
    occupation: UInt8[Array, " n"]  # index into OCCUPATIONS
    fifth: UInt8[Array, " n"]  # of income, which shows in the address
    name_weight: Float32[Array, " n"]  # bearers of the name, relative to the mean name
    identity: Int32[Array, " n"] | None = None  # sex, background and disability, as far as held;
    # see `policy.whose`; None where the register shows none of them
    region: UInt8[Array, " n"] | None = None  # of the society; where a rule is of some alone


def lives_in(
    register: Register, regions: Float32[Column, "*rows region"]
) -> Bool[Column, "*rows n"]:
    """Who lives in one of the regions of a rule.

    Args:
        register: where people live.
        regions: above 0 for each region that counts, one row per rule.

    Returns:
        One row per rule.
    """
    assert register.region is not None
    return jnp.take(regions, register.region, axis=-1, mode="clip") > 0


class Sightings(NamedTuple):
    """What the agencies wrote down this month: all that scores and lists may rest on."""

    records: UInt32[
        Array, " n"
    ]  # bit c: a record of conduct c (the six grounds, then the catalogue)
    for_company: Bool[Array, " n"]  # the record names a representative for a company's debt
    is_secured: Bool[Array, " n"]  # seized assets are known to cover the debt
    payment: Bool[Array, " n"]  # performance is on file
    company_payment: Bool[Array, " n"]  # and that of the company, where the person stands in for it
    part_payment: Bool[Array, " n"]  # an instalment is on file
    notified: Bool[Array, " n"]  # the decision, if there is one, reaches the person
    judgment: UInt8[Array, " n"] | None = None  # which of a debtor's judgments the court's record
    # is about, in no order, from 1; 0: none
    released: Bool[Array, " n"] | None = None  # a file is closed, and its entry is to be deleted
    firm: Bool[Array, " n"] | None = None  # a record about the company the person represents


def nothing_seen(n: int) -> Sightings:
    """A month in which nothing is written down about n people.

    Args:
        n: how many people.

    Returns:
        Zeros; no letter arrives either.
    """
    no = jnp.zeros(n, bool)
    return Sightings(jnp.zeros(n, jnp.uint32), no, no, no, no, no, no)


class Appraisal(NamedTuple):
    """What scorers have on a person beside records, one row per scorer."""

    is_scored: Bool[Array, "scorer n"]
    features: Float32[Array, "scorer feature n"] | None  # 0 to 1, as far as this scorer knows
    error: Float32[Array, "scorer n"] | None  # [points] that an error in the file adds
    has_error: Bool[Array, "scorer n"]  # an error stands in the file, whether it counts or not
    manner: Float32[Array, "scorer n"] | None  # [points] by which others like the person
    legal: Bool[Array, "scorer n"] | None = None  # lets it use lists; None: everybody does
    schooling: Bool[Array, "scorer n"] | None = None  # the same of what schools know


class Friends(NamedTuple):
    """How a person's ties score, from 0 (the floor) to 1 (the ceiling)."""

    mean: Float32[Array, " n"]
    weighted: Float32[Array, " n"]  # the mean weighted by the score itself: the high count for more


class Files(NamedTuple):
    """The agencies' files on a person, and what left them for the wrong one."""

    is_open: Bool[Array, " n"]  # at the court
    stray: UInt8[Array, " n"]  # code of a record that went to this person's namesake
    history: Float32[Array, " n"] | None  # 1 clean, 0 just spoilt; where a score looks at it
    is_mended: Bool[Array, " n"] | None  # a hearing has found and removed errors; where one scores
    has_new_error: Bool[Array, " n"] | None = None  # one that arose since; where errors arise
    is_closed: Bool[Array, " n"] | None = None  # the court's file rests, for want of assets


class Scores(NamedTuple):
    """One row per scorer."""

    account: Float32[Array, "scorer n"]  # [points] from records and ratings
    shown: Float32[Array, "scorer n"]  # [points] all told


class Scored(NamedTuple):
    """What the scorers make of everybody this month."""

    scores: Scores
    bands: UInt8[Array, "scorer n"]  # 0 the lowest; UNSCORED for those without a score

    @property
    def is_scored(self) -> Bool[Array, "scorer n"]:
        """Whom each scorer scores."""
        return self.bands != UNSCORED


class Listed(NamedTuple):
    """The state of every person on every list: one row per list."""

    status: UInt8[Array, "list n"]
    ground: UInt8[Array, "list n"]  # code of the conduct; 0: a score, or another list
    for_company: Bool[Array, "list n"]
    was_notified: Bool[Array, "list n"]
    grace_left: UInt8[Array, "list n"]  # months
    term_left: Int16[Array, "list n"]  # months; 0: no fixed end
    months_on: Int16[Array, "list n"]
    times: UInt8[Array, "list n"]  # entries so far, this one included
    exit: UInt8[Array, "list n"]  # `Exit` of an entry that ended this month
    strikes: UInt8[Array, "list n"]  # records that count towards an entry
    quiet: UInt8[Array, "list n"]  # months since the last of them
    entries: UInt8[Array, "list n"] | None = None  # that stand, where there can be several
    firm: Bool[Array, "list n"] | None = None  # the company the person represents is on it


class Cases(NamedTuple):
    """Appeals: at most one open per person and list."""

    stage: UInt8[Array, "list n"]
    waited: UInt8[Array, "list n"]  # months in this queue


class Doors(NamedTuple):
    """What stands in front of each service: bit s of each. No bit is set in two of them."""

    closed: UInt32[Array, " n"]
    dearer: UInt32[Array, " n"]
    slower: UInt32[Array, " n"]
    favoured: UInt32[Array, " n"]


class Burden(NamedTuple):
    """What lists ask of a person this month, beside doors."""

    fine: Float32[Array, " n"]  # [CNY] due this month
    deduction: Float32[Array, " n"]  # share of this month's income
    shown: Float32[Array, " n"]  # share of the person's ties who see an entry
    was_told: Bool[Array, " n"]  # a letter about a standing decision arrived
    on_file: Bool[Array, " n"]  # warned, black-listed, or before a door that a list or score shuts
    looked_up: Float32[Array, " n"] | None = None  # share of customers who know of an entry
    ends_work: Float32[Array, " n"] | None = None  # chance that this month's entry takes the work


def open_doors(n: int) -> Doors:
    """No door that a list or a score has touched.

    Args:
        n: how many people.

    Returns:
        Zeros: no bit of any service.
    """
    return Doors(*(jnp.zeros(n, jnp.uint32) for _ in Doors._fields))


class Dossier(NamedTuple):
    """All that the agencies hold on everybody."""

    files: Files
    scores: Scores | None
    listed: Listed
    copies: UInt32[Array, "list n"]  # bit h: holder h has this person on its copy of the list
    doors: Doors
    cases: Cases


def begin(
    n: int,
    lists: int = 1,
    base: Float32[Array, " scorer"] | None = None,
    *,
    looks_back: bool = False,
    errors_arise: bool = False,
    several: bool = False,
    closes: bool = False,
    firms: bool = False,
) -> Dossier:
    """Empty files on everybody.

    Args:
        n: people.
        lists: how many lists the policy keeps.
        base: [points] where each scorer starts everybody; None where nobody scores.
        looks_back: whether a score looks at the history of records.
        errors_arise: whether files get errors in the course of a run.
        several: whether a person may have several entries on a list.
        closes: whether a court closes files for want of assets.
        firms: whether a court enters companies beside people.

    Returns:
        Zeros, apart from the start of each score and clean histories.
    """

    def none(kind: type, *rows: int) -> Array:
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
        has_new_error=none(bool) if errors_arise else None,
        is_closed=none(bool) if closes else None,
    )
    listed = {
        field: none(jnp.uint8, lists)
        for field in Listed._fields
        if field not in ("entries", "firm")
    }
    listed |= {field: none(bool, lists) for field in ("for_company", "was_notified")}
    listed |= {field: none(jnp.int16, lists) for field in ("term_left", "months_on")}
    return Dossier(
        files=files,
        scores=scores,
        listed=Listed(
            **listed,
            entries=none(jnp.uint8, lists) if several else None,
            firm=none(bool, lists) if firms else None,
        ),
        copies=none(jnp.uint32, lists),
        doors=open_doors(n),
        cases=Cases(stage=none(jnp.uint8, lists), waited=none(jnp.uint8, lists)),
    )


def mask(switches: Float32[Array, " k"] | Bool[Array, " k"]) -> UInt32[Array, ""]:
    """Switches as bits of one word, in the order of a person's records.

    Args:
        switches: at most 32; on where above 0.

    Returns:
        Bit i is set where switch i is on.
    """
    index = jnp.arange(switches.shape[0], dtype=jnp.uint32)
    return ((switches > 0).astype(jnp.uint32) << index).sum(dtype=jnp.uint32)

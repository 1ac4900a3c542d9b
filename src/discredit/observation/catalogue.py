"""How acts of the catalogue come to be on file, true ones and false ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int32, UInt8, UInt32

from discredit import draws as chance
from discredit.dossier import Register, mask
from discredit.draws import Decision, Draws
from discredit.policy.rules import WatchRules
from discredit.policy.stakes import WATCHED_CELLS, coverage
from discredit.policy.whose import by_identity
from discredit.truth import Acts
from discredit.vocabulary import AGE_BANDS, FIFTHS, GROUNDS, OCCUPATIONS, RESIDENCE

_FIRST = len(GROUNDS)
"""The bit of a catalogue's first conduct: even, so that conducts 0 and 1, 2 and 3 and so on share a
block of the generator."""
_MADE_UP_CELLS = len(AGE_BANDS) * len(RESIDENCE) * len(FIFTHS) * len(OCCUPATIONS)
"""Where records are made up about all alike."""


class Noted(NamedTuple):
    """What was noted of the catalogue this month."""

    records: UInt32[Array, " n"]  # bit c: a record of conduct c, on the person it names
    so: UInt32[Array, " n"]  # bit c: and the person did it
    by_name: UInt32[Array, " n"]  # bit c: and it is really about a namesake elsewhere
    astray: UInt8[Array, " n"]  # code of a record that went to a namesake; 0 none


def notice(
    acts: Acts,
    register: Register,
    misrouted: Float32[Array, " n"],
    let_through: Float32[Array, ""],
    rules: WatchRules,
    draws: Draws,
) -> Noted:
    """Every conduct in turn: seen and entered, missed, made up, or filed under a namesake.

    Args:
        acts: what there is to be seen this month.
        register: who is watched how closely.
        misrouted: how likely a record of each person is to go to a namesake.
        let_through: share of errors that no human check stops.
        rules: one row per conduct.
        draws: the luck of this month.

    Returns:
        The records by the file that they land on, and what of them is so.

    Draws:
        RECORDED and MISROUTED, both by conduct.

    Source:
        asm.detect.routine, asm.fp.sensor, asm.fp.link, asm.report.malice, err-no-rate.
    """
    to_be_seen = acts.did & ~acts.hidden
    records = written(to_be_seen, register, let_through, rules, draws)
    leaves = _leave(records & to_be_seen, misrouted, draws)
    stays = records & ~leaves
    lowest = leaves & (~leaves + 1)  # one letter a month: the first conduct's
    code = jax.lax.population_count(lowest - 1) + 1
    return Noted(
        records=stays,
        so=stays & acts.did,
        by_name=stays & ~acts.did & (mask(rules.false_by_name) << _FIRST),
        astray=jnp.where(leaves != 0, code, 0).astype(jnp.uint8),
    )


def written(
    did: UInt32[Array, " n"],
    register: Register,
    let_through: Float32[Array, ""],
    rules: WatchRules,
    draws: Draws,
) -> UInt32[Array, " n"]:
    """The records that `notice` makes of what people did, true or made up, wherever they go.

    Args:
        did: bit c, did conduct c.
        register: who is watched how closely.
        let_through: share of errors that no human check stops.
        rules: one row per conduct.
        draws: the luck of this month.

    Returns:
        Bit c, a record of conduct c; none of anybody under age.

    Draws:
        RECORDED, by conduct.
    """
    settlement, fifth, occupation = register.settlement, register.fifth, register.occupation
    if_done = (settlement * len(FIFTHS) + fifth) * len(OCCUPATIONS) + occupation
    by_age = register.age_band.astype(jnp.int32) * len(RESIDENCE) + register.residence
    if_not = (by_age * len(FIFTHS) + fifth) * len(OCCUPATIONS) + occupation
    seen, made_up = _seen(rules), _made_up(rules)
    if_done = _told_apart(if_done, register, seen.shape[1], WATCHED_CELLS)
    if_not = _told_apart(if_not, register, made_up.shape[1], _MADE_UP_CELLS)
    done = _any_bits(did) >> _FIRST
    index = jnp.arange(rules.seen.shape[0], dtype=jnp.uint32)
    can_be = (rules.false_records > 0) | ((((done >> index) & 1) != 0) & (rules.seen > 0))
    is_named = rules.false_by_name > 0

    def does(c: Array) -> Bool[Array, " n"]:
        return ((did >> (c + _FIRST).astype(jnp.uint32)) & 1) != 0

    def watched(c: Array) -> Float32[Array, " n"]:
        assert rules.watched_in is not None and register.region is not None
        return _of(rules.watched_in[c], register.region.astype(jnp.int32))

    def by_cell() -> UInt32[Array, " n"]:
        bars = chance.bar(jnp.concatenate([seen, made_up * let_through], axis=1))
        if_made_up = seen.shape[1] + if_not

        def one(c: Array, drawn: UInt32[Array, " n"]) -> Bool[Array, " n"]:
            return chance.stays_under(drawn, _of(bars[c], jnp.where(does(c), if_done, if_made_up)))

        def there(c: Array, drawn: UInt32[Array, " n"]) -> Bool[Array, " n"]:
            p = _of(seen[c], if_done) * watched(c), _of(made_up[c], if_not) * let_through
            return chance.falls_below(drawn, jnp.where(does(c), *p)) & (watched(c) > 0)

        if rules.watched_in is not None:
            return _by_pairs(there, can_be & ~is_named, Decision.RECORDED, draws)

        return _by_pairs(one, can_be & ~is_named, Decision.RECORDED, draws)

    def by_name() -> UInt32[Array, " n"]:
        def one(c: Array, drawn: UInt32[Array, " n"]) -> Bool[Array, " n"]:
            p = _of(made_up[c], if_not) * register.name_weight * let_through
            if rules.watched_in is None:
                return chance.falls_below(drawn, jnp.where(does(c), _of(seen[c], if_done), p))
            p = jnp.where(does(c), _of(seen[c], if_done) * watched(c), p)
            return chance.falls_below(drawn, p) & (watched(c) > 0)

        return _by_pairs(one, can_be & is_named, Decision.RECORDED, draws)

    none = jnp.zeros(did.shape, jnp.uint32)
    # Where names do not matter, a cell's odds are the same for all in it.
    records = by_cell() | jax.lax.cond(is_named.any(), by_name, lambda: none)
    return jnp.where(register.is_adult, records, none)


def _told_apart(
    cell: Int32[Array, " n"], register: Register, cells: int, alike: int
) -> Int32[Array, " n"]:
    """The cell of each where agencies go by who people are, so that there are more `cells` than of
    people who are `alike` to them."""
    if cells == alike or register.identity is None:
        return cell
    return register.identity * alike + cell


def _of(row: Array, cell: Int32[Array, " n"]) -> Array:
    return row.at[cell].get(mode="promise_in_bounds")


def _leave(
    candidates: UInt32[Array, " n"], misrouted: Float32[Array, " n"], draws: Draws
) -> UInt32[Array, " n"]:
    """Which of the true records about these people go to a namesake: the first of each, then the
    second; few have more in a month."""
    bar = chance.bar(misrouted)
    most = jax.lax.population_count(candidates).max().astype(jnp.int32)

    def one(
        _: Array, so_far: tuple[UInt32[Array, " n"], UInt32[Array, " n"]]
    ) -> tuple[UInt32[Array, " n"], UInt32[Array, " n"]]:
        rest, leaves = so_far
        first = rest & (~rest + 1)
        drawn = chance.word(draws, Decision.MISROUTED, jax.lax.population_count(first - 1))
        goes = chance.stays_under(drawn, bar)
        return rest ^ first, leaves | jnp.where(goes, first, jnp.uint32(0))

    rounds = jnp.where((bar > 0).any(), most, 0)
    return jax.lax.fori_loop(0, rounds, one, (candidates, jnp.zeros_like(candidates)))[1]


def _by_pairs(
    one: Callable[[Array, UInt32[Array, " n"]], Bool[Array, " n"]],
    matters: Bool[Array, " conduct"],
    decision: Decision,
    draws: Draws,
) -> UInt32[Array, " n"]:
    """The bits of the conducts that matter: what `one` says of each and of its drawn word.

    Two conducts share a block of the generator; pairs of which neither matters are left out.
    """
    count = matters.shape[0]
    of_pairs = jnp.pad(matters, (0, count % 2)).reshape(-1, 2).any(axis=1)
    order = jnp.argsort(~of_pairs)

    def two(i: Array, bits: UInt32[Array, " n"]) -> UInt32[Array, " n"]:
        c = 2 * order[i]
        even, odd = chance.words(draws, decision, (c + _FIRST) // 2)
        both = one(c, even).astype(jnp.uint32)
        both = both | (one(jnp.minimum(c + 1, count - 1), odd).astype(jnp.uint32) << 1)
        return bits | (both << (c + _FIRST).astype(jnp.uint32))

    # A loop with one column of results: for each of several the compiler would draw again.
    none = jnp.zeros(draws.person.shape, jnp.uint32)
    return jax.lax.fori_loop(0, of_pairs.sum(), two, none) & (mask(matters) << _FIRST)


def _any_bits(bits: UInt32[Array, " n"]) -> UInt32[Array, ""]:
    """The bits that anybody has."""
    return jax.lax.reduce(bits, jnp.uint32(0), jax.lax.bitwise_or, (0,))


def _seen(rules: WatchRules) -> Float32[Array, "conduct cell"]:
    """How likely what is done comes on file: by settlement, fifth and occupation, and before these
    by identity where agencies go by it."""
    p = coverage(rules)
    return p.reshape(p.shape[0], -1)


def _made_up(rules: WatchRules) -> Float32[Array, "conduct cell"]:
    """How likely a record is made up, before names and checks: by age, residence, fifth and
    occupation, and before these by identity where agencies go by it."""
    p = (
        rules.false_records[:, None, None, None, None]
        * rules.false_by_occupation[:, None, None, None, :]
        * rules.false_by_fifth[:, None, None, :, None]
        * rules.false_by_residence[:, None, :, None, None]
        * rules.false_by_age[:, :, None, None, None]
    )
    whose = by_identity(rules.false_by_sex, rules.false_by_background, rules.false_by_disability)
    if whose is not None:
        p = p[:, None] * whose[..., None, None, None, None]
    return p.reshape(p.shape[0], -1)

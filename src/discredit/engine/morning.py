"""The first morning: a population is settled, and a world begins."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float32, Int16, Int32, UInt8, UInt16, UInt32

from discredit import dossier, record, score, truth
from discredit.draws import key_of
from discredit.engine import devices
from discredit.engine.devices import REPLICATED, SHARDED
from discredit.engine.layout import Layout, first_part, lay_out
from discredit.engine.world import Population, WorldState
from discredit.policy.rules import Rules, closes_files, enters_firms, has_course
from discredit.record import Tally
from discredit.society import ties
from discredit.society.build import KINDS, build
from discredit.society.people import People
from discredit.society.spec import SocietySpec, load_society
from discredit.vocabulary import Status


def populate(
    society: str | SocietySpec, people: int, seed: int, devices: int = 1
) -> tuple[Population, Layout]:
    """Build a society and settle it: everybody a run needs, and how they are cut up.

    Args:
        society: A name, a path, or what `load_society` gave.
        people: How many.
        seed: Draws who they are.
        devices: Of all processes together.

    Draws:
        Every Decision numbered below 100.

    Raises:
        SocietyError: the society file breaks a rule.
        UnknownNameError: the library has no society of that name.
    """
    spec = society if isinstance(society, SocietySpec) else load_society(society)
    layout = lay_out(people, devices, len(spec.marginals.regions.names))
    built = build(spec, people, seed, block=layout.padded)
    return settle(built, ties.bonds_of(spec), layout, seed), layout


def settle(people: People, bonds: ties.Bonds, layout: Layout, seed: int) -> Population:
    """Lay the people out, put them on the devices and find out who knows whom.

    Args:
        people: As `build` gave them, padding included.
        bonds: How strong ties are.
        layout: How rows are cut up.
        seed: Draws who is tied to whom.

    Returns:
        Columns [blocks, rows], on their devices.
    """
    packed = np.asarray(ties.traits(people))
    key, many = np.asarray(key_of(seed)), np.int32(layout.people)
    active = _acquaint(packed, key, many, bonds, layout.of_any)
    return Population(_laid_out(people, layout), active)


def settled(people: People, active: UInt16[np.ndarray, " padded"], layout: Layout) -> Population:
    """Lay out people of whom it is known who knows whom, and put them on the devices.

    Args:
        people: As `build` gave them, padding included.
        active: The ties of each, see `ties.active_slots`; in the order of the rows.
        layout: How rows are cut up.

    Returns:
        Columns [blocks, rows], on their devices.
    """
    laid_out = _laid_out(people, layout)
    return Population(laid_out, devices.shard(active.reshape(laid_out.age.shape), layout.devices))


def _laid_out(people: People, layout: Layout) -> People:
    shape = (layout.parts * layout.blocks, layout.rows)
    # Put as they are: on a processor the engine then reads the very columns that were built.
    return jax.tree.map(
        lambda column: devices.shard(np.asarray(column).reshape(shape), layout.devices), people
    )


def nobody(layout: Layout) -> Population:
    """The shapes of a population's columns, without the columns: nobody is settled.

    Args:
        layout: How rows are cut up.
    """
    of = (layout.parts * layout.blocks, layout.rows)
    kinds = (*(KINDS[name] for name in People._fields), np.uint16)
    # Shapes stand where a run has columns.
    columns: list[Any] = [devices.shape(of, kind, layout.devices) for kind in kinds]
    return Population(People(*columns[:-1]), columns[-1])


@partial(jax.jit, static_argnames="layout")
def _acquaint(
    packed: UInt16[Array, " padded"],
    key: UInt32[Array, "2"],
    many: Int32[Array, ""],
    bonds: ties.Bonds,
    layout: Layout,
) -> UInt16[Array, "blocks rows"]:
    def of_device(
        packed: UInt16[Array, " padded"],
        key: UInt32[Array, "2"],
        many: Int32[Array, ""],
        bonds: ties.Bonds,
    ) -> UInt16[Array, "blocks rows"]:
        extent = layout.extent(many)

        def of_block(b: Int32[Array, ""]) -> UInt16[Array, " rows"]:
            row = (start + b) * layout.rows + jnp.arange(layout.rows, dtype=jnp.int32)
            active = ties.active_slots(packed, row, key, bonds, extent=extent)
            return jnp.where(row < many, active, jnp.uint16(0))  # padding knows nobody

        start = first_part(layout) * layout.blocks
        return jax.lax.map(of_block, jnp.arange(layout.parts_each * layout.blocks, dtype=jnp.int32))

    takes = (REPLICATED,) * 4
    return devices.on_each_device(of_device, layout.devices, takes, SHARDED)(
        packed, key, many, bonds
    )


def begin(population: Population, rules: Rules) -> WorldState:
    """The first morning under rules whose first row is its month, where the people are.

    Args:
        population: Everybody, on the devices.
        rules: Of a run; the first row is its first month.

    Returns:
        A world that nobody else holds.
    """
    base = None if rules.score is None else np.asarray(rules.score.base[0])
    on = population.active.sharding.num_devices
    return _begin(population.people, base, _sizes_of(rules), on)


def shapes(people: People, rules: Rules) -> WorldState:
    """The columns of a world of `people` that are shapes themselves.

    Args:
        people: Shapes of columns, or columns; nothing is computed.
        rules: Of a run.
    """
    base = None if rules.score is None else jnp.asarray(rules.score.base[0])
    sizes = _sizes_of(rules)
    return jax.eval_shape(lambda who: _first_morning(who, base, sizes), people)


class _Sizes(NamedTuple):
    """How many columns of a kind a policy asks for."""

    lists: int
    conducts: int
    looks_back: bool
    rates: bool
    errors_arise: bool
    several: bool
    closes: bool
    firms: bool
    has_purse: bool


def _sizes_of(rules: Rules) -> _Sizes:
    catalogue = rules.behaviour.conducts
    return _Sizes(
        lists=rules.lists.term_months.shape[1],
        conducts=0 if catalogue is None else catalogue.rate.shape[1],
        looks_back=rules.score is not None and rules.score.factors is not None,
        rates=rules.score is not None and rules.score.peers is not None,
        errors_arise=score.errors_arise(rules.score),
        several=has_course(rules),
        closes=closes_files(rules),
        firms=enters_firms(rules),
        has_purse=rules.life.budget is not None,
    )


@partial(jax.jit, static_argnames=("sizes", "on"))
def _begin(
    people: People, base: Float32[Array, " scorer"] | None, sizes: _Sizes, on: int
) -> WorldState:
    def of_device(people: People, base: Float32[Array, " scorer"] | None) -> WorldState:
        return _first_morning(people, base, sizes)

    return devices.on_each_device(of_device, on, (SHARDED, REPLICATED), SHARDED)(people, base)


def _first_morning(
    people: People, base: Float32[Array, " scorer"] | None, sizes: _Sizes
) -> WorldState:
    def of_block(block: People) -> WorldState:
        n = block.age.shape[0]
        return WorldState(
            truth.begin(
                block,
                base,
                looks_back=sizes.looks_back,
                rates=sizes.rates,
                conducts=sizes.conducts,
                several=sizes.several,
                has_purse=sizes.has_purse,
            ),
            dossier.begin(
                n,
                sizes.lists,
                base,
                looks_back=sizes.looks_back,
                errors_arise=sizes.errors_arise,
                several=sizes.several,
                closes=sizes.closes,
                firms=sizes.firms,
            ),
            record.begin(n, is_scored=base is not None),
        )

    return jax.vmap(of_block)(people)


def newcomer(people: People, rules: Rules, month: int) -> WorldState:
    """The first morning of somebody who comes in a month.

    Args:
        people: Who he is, each column [1, 1].
        rules: Of a run.
        month: Counted from the first of the rules.

    Returns:
        Columns [1, ..., 1].
    """
    base = None if rules.score is None else np.asarray(rules.score.base[month])
    return _newcomer(people, base, _sizes_of(rules))


_newcomer = partial(jax.jit, static_argnames="sizes")(_first_morning)


def anew(world: WorldState, rules: Rules, t: int) -> WorldState:
    """The first morning of the record in a world that was prepared: nothing is counted yet.

    Args:
        world: As the last month before the record left it.
        rules: Of all months that are worked.
        t: The first month of the record.
    """
    listed = world.held.listed
    is_black, month = devices.on_host((np.asarray(rules.lists.is_red[t]) == 0, np.int16(t)))
    on = listed.status.sharding.num_devices
    tally = _recount(world.tally, listed.status, listed.was_notified, is_black, month, on)
    return world._replace(tally=tally)


@partial(jax.jit, static_argnames="on")
def _recount(
    tally: Tally,
    status: UInt8[Array, "blocks list rows"],
    was_notified: Bool[Array, "blocks list rows"],
    is_black: Bool[Array, " list"],
    t: Int16[Array, ""],
    on: int,
) -> Tally:
    def of_device(
        tally: Tally,
        status: UInt8[Array, "blocks list rows"],
        was_notified: Bool[Array, "blocks list rows"],
        is_black: Bool[Array, " list"],
        t: Int16[Array, ""],
    ) -> Tally:
        stands = (status == Status.LISTED) & is_black[:, None]
        of_block = partial(record.count_anew, t=t)
        return jax.vmap(of_block)(tally, stands, was_notified)

    takes = (SHARDED, SHARDED, SHARDED, REPLICATED, REPLICATED)
    return devices.on_each_device(of_device, on, takes, SHARDED)(
        tally, status, was_notified, is_black, t
    )

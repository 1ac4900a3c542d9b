"""The devices of a run, and how columns come onto them and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeVar

import jax
import numpy as np
from jax.experimental import multihost_utils
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from jaxtyping import PyTree

from discredit.engine.layout import AXIS

OfDevice = TypeVar("OfDevice", bound=Callable[..., object])
Columns = TypeVar("Columns")

SHARDED = PartitionSpec(AXIS)
"""Columns cut along their first axis: each device has the next rows."""
REPLICATED = PartitionSpec()
"""What every device has in full."""


@cache
def mesh(devices: int) -> Mesh:
    """So many devices in a row: the first of each process, as many of one as of another; one is
    this process's own.

    Args:
        devices: Of all processes together.

    Raises:
        ValueError: The processes have fewer.
    """
    if devices == 1:
        return Mesh(np.array(jax.local_devices()[:1]), (AXIS,))
    each = devices // jax.process_count()
    ordered = sorted(jax.devices(), key=lambda device: (device.process_index, device.id))
    by_process = [
        [device for device in ordered if device.process_index == process][:each]
        for process in range(jax.process_count())
    ]
    chosen = [device for those in by_process for device in those]
    if len(chosen) != devices:
        raise ValueError(f"{devices} devices asked for; each process has {len(by_process[0])}")
    return Mesh(np.array(chosen), (AXIS,))


def on_each_device(
    of_device: OfDevice, devices: int, takes: PyTree[PartitionSpec], gives: PyTree[PartitionSpec]
) -> OfDevice:
    """A function that each device runs on its own rows.

    Args:
        of_device: Sees this device's rows alone.
        devices: Of all processes together.
        takes: Of each argument: cut up by rows, or whole on every device.
        gives: Of each result likewise.
    """
    return jax.shard_map(
        of_device, mesh=mesh(devices), in_specs=takes, out_specs=gives, check_vma=False
    )


def shard(column: jax.Array | np.ndarray, devices: int) -> jax.Array:
    """A column that the host has in full, each device given its own rows of it.

    A column that is there already is not copied.

    Args:
        column: [rows, ...] in full; rows divide by the devices.
        devices: Of all processes together.

    Returns:
        [rows, ...], cut up along the first axis.
    """
    sharding = NamedSharding(mesh(devices), SHARDED)
    if sharding.is_fully_addressable:
        return jax.device_put(column, sharding)
    if isinstance(column, jax.Array) and column.sharding == sharding:
        return column
    return jax.make_array_from_callback(
        np.shape(column), sharding, lambda rows: np.asarray(column)[rows]
    )


def shape(of: tuple[int, ...], kind: np.dtype | type, devices: int) -> jax.ShapeDtypeStruct:
    """What a column on its devices is that `shard` has put there, without the column.

    Args:
        of: [rows, ...] in full; rows divide by the devices.
        kind: Of its values.
        devices: Of all processes together.
    """
    return jax.ShapeDtypeStruct(of, kind, sharding=NamedSharding(mesh(devices), SHARDED))


def fetch(column: jax.Array | np.ndarray) -> np.ndarray:
    """A column in full on the host. With several processes all of them must ask.

    Args:
        column: Cut up or not.
    """
    if isinstance(column, jax.Array) and not column.is_fully_addressable:
        return np.asarray(multihost_utils.process_allgather(column, tiled=True))
    return np.asarray(column)


def on_host(columns: Columns) -> Columns:
    """The same struct of columns, as NumPy arrays: these are nobody's until a device asks.

    Args:
        columns: A struct of columns, in full on this process.
    """
    return jax.tree.map(np.asarray, columns)


def local_rows(column: jax.Array) -> np.ndarray:
    """Those rows (along the second axis) of a column [.., rows, ..] that this process has.

    Args:
        column: [.., rows, ..], cut up along the second axis.

    Returns:
        In the order of the rows.
    """
    if column.is_fully_addressable:
        return np.asarray(column)
    shards = sorted(column.addressable_shards, key=lambda shard: shard.index[1].start or 0)
    return np.concatenate([np.asarray(shard.data) for shard in shards], axis=1)


def sum_over_processes(numbers: np.ndarray, devices: int) -> np.ndarray:
    """Whole numbers (64-bit) of each process, added up over those of all.

    Args:
        numbers: Of this process, int64; all hand in the same shape.
        devices: Of all processes together.

    Returns:
        The same in every process.
    """
    if mesh(devices).is_multi_process:
        # The engine keeps to 32 bits, so the numbers travel in halves.
        halves = np.ascontiguousarray(numbers).view(np.uint32)
        each = np.asarray(multihost_utils.process_allgather(halves))
        return np.ascontiguousarray(each).view(np.int64).sum(axis=0)
    return numbers

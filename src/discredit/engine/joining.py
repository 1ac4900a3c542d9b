"""The engine is told of the devices and processes of a run, and joins those of the others."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from typing import Any

from discredit.engine.address import Place
from discredit.engine.door import Hello
from discredit.errors import Fault, InputError, MeetingError, RunError

_HEARTBEAT = 30
"""Seconds without a sign of life after which the engine gives a process up."""
_LONG = 7 * 24 * 3600
"""Seconds: a device may wait so long for the others; who is gone is missed by other means."""
_FLAGS = {
    "xla_cpu_collective_call_warn_stuck_timeout_seconds": 600,
    "xla_cpu_collective_call_terminate_timeout_seconds": _LONG,
    "xla_cpu_collective_timeout_seconds": _LONG,
}


def set_flags() -> None:
    """Let devices wait for each other; by themselves they would give up after 40 seconds."""
    given = os.environ.get("XLA_FLAGS", "")
    ours = [f"--{name}={value}" for name, value in _FLAGS.items() if name not in given]
    os.environ["XLA_FLAGS"] = " ".join([given, *ours]).strip()


def share_cores(processes: int) -> None:
    """Leave the other processes on this machine their cores: more threads than cores would wait for
    each other. Whoever has set NPROC has shared them out.

    Args:
        processes: How many share this machine.
    """
    os.environ.setdefault("NPROC", str(max(cores() // processes, 1)))  # XLA's threads


def request(devices: int) -> None:
    """So many devices for this process.

    Args:
        devices: How many.

    Raises:
        InputError: The machine has fewer.
        RunError: The engine has started with fewer, and can get no more.
    """
    import jax

    has = cores()
    with suppress(RuntimeError):  # the engine has started; it may have enough of them
        jax.config.update("jax_num_cpu_devices", min(devices, has))
    local = jax.local_devices()
    if len(local) >= devices:
        return
    kind = local[0].platform
    if kind == "cpu" and devices <= has:
        raise RunError(
            f"The engine has already started with {len(local)} devices, and {devices} are asked "
            "for; ask before anything else is computed."
        )
    said = f"{len(local)} devices ({kind})" if kind != "cpu" else _told(has)
    raise InputError([Fault("run", 0, "devices", str(devices), f"this machine has {said}", "")])


def cores() -> int:
    """Processor cores that this process may use: `taskset` and batch systems give it fewer than
    there are, and devices that share one wait for each other in turns."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _told(cores: int) -> str:
    there = max(os.cpu_count() or 1, cores)
    has = f"{there} processor core{'s' if there > 1 else ''}"
    return has if there == cores else f"{has}, of which this process may use {cores}"


def connect(hello: Hello, met: Place, here: str, patience: float) -> None:
    """Join the engines of all processes.

    Args:
        hello: of this process.
        met: the number at which process 0 was found, and its engine is to be.
        here: this process's own number on the way there.
        patience: seconds in which all engines must have joined.

    Raises:
        RunError: One of them did not come, or went away.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # what it would say, we say
    import jax
    from jax.experimental import multihost_utils

    from discredit.engine import cache as engine_cache

    engine_cache.enable()  # the engine asks for it once, with the first thing it compiles
    jax.config.update("jax_enable_preemption_service", False)
    jax.config.update("jax_cpu_collectives_implementation", "gloo")
    try:
        jax.distributed.initialize(
            str(met),
            hello.processes,
            hello.process,
            cluster_detection_method="deactivate",
            initialization_timeout=max(round(patience), 1),
            coordinator_bind_address=str(met),
            heartbeat_timeout_seconds=_HEARTBEAT,
            shutdown_timeout_seconds=_HEARTBEAT,
        )
        with _silenced(), _heard_at(here):
            request(hello.devices)
            multihost_utils.sync_global_devices("begin")
    except RuntimeError as error:
        raise MeetingError(f"The engine could not join the other processes: {error}") from error


@contextmanager
def _heard_at(here: str) -> Iterator[None]:
    """The engine's own sockets wait at one number of this machine, as ours do.

    By itself gloo waits at whatever number the machine's name has, and JAX has no way to say
    otherwise; so what JAX calls is told.
    """
    own: Any = import_module("jaxlib._jax")
    make = own.make_gloo_tcp_collectives
    if not Place(here, 0).is_everywhere:
        own.make_gloo_tcp_collectives = partial(make, hostname=here)
    try:
        yield
    finally:
        own.make_gloo_tcp_collectives = make


@contextmanager
def _silenced() -> Iterator[None]:
    """Nothing reaches standard output: engines that first meet say so there, amid our answer."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)

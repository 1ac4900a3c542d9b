"""The switches of JAX, set as the laboratory needs them while it computes and at no other time.

A notebook may have JAX set to 64 bits, to strict promotion or to raise at the first NaN. None of it
may change a byte here, and all of it must be as it was once a call is over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from typing import Any, Final

import jax

from discredit.engine import environment, forks
from discredit.errors import Fault, InputError, MissingPartError, quoted

_Switch = Callable[[Any], AbstractContextManager[Any]]
_OF_A_THREAD: tuple[tuple[_Switch, Any], ...] = (
    (jax.enable_x64, False),
    (jax.numpy_dtype_promotion, "standard"),
    (jax.numpy_rank_promotion, "allow"),
    (jax.default_matmul_precision, None),
    (jax.disable_jit, False),
    (jax.no_tracing, False),
    (jax.no_execution, False),
    (jax.debug_nans, False),
    (jax.debug_infs, False),
    (jax.enable_checks, False),
    (jax.checking_leaks.func, False),
    (jax.default_device, None),
    (jax.transfer_guard, "allow"),
)
"""Switches that JAX lets each thread have its own way."""


def _of_this_jax(switches: dict[str, Any]) -> dict[str, Any]:
    """Those that the installed JAX has: newer ones did away with some.

    >>> _of_this_jax({"jax_no_such_switch": 1, "jax_enable_pgle": False})
    {'jax_enable_pgle': False}
    """
    return {name: value for name, value in switches.items() if name in jax.config.values}


_OF_ALL: Final = _of_this_jax(
    {
        "jax_disable_most_optimizations": False,
        "jax_optimization_level": "UNKNOWN",
        "jax_exec_time_optimization_effort": 0.0,
        "jax_memory_fitting_effort": 0.0,
        "jax_memory_fitting_level": "O2",
        "jax_error_checking_behavior_nan": "ignore",
        "jax_error_checking_behavior_divide": "ignore",
        "jax_error_checking_behavior_oob": "ignore",
        "jax_check_static_indices": False,
        "jax_enable_pgle": False,
        "jax_raise_persistent_cache_errors": False,
        "jax_use_shardy_partitioner": True,
    }
)
"""Switches that the threads of a process share: set while any of them computes."""
PINNED: Final = frozenset(
    {
        "jax_enable_x64", "jax_numpy_dtype_promotion", "jax_numpy_rank_promotion",
        "jax_default_matmul_precision", "jax_disable_jit", "jax_no_tracing", "jax_no_execution",
        "jax_debug_nans", "jax_debug_infs", "jax_enable_checks", "jax_check_tracer_leaks",
        "jax_default_device", "jax_transfer_guard", "jax_transfer_guard_host_to_device",
        "jax_transfer_guard_device_to_device", "jax_transfer_guard_device_to_host", *_OF_ALL,
    }
)  # fmt: skip
"""What `pinned` sets, by JAX's names."""


class Shared:
    """Switches of the whole process, set while anybody is within and then set back."""

    def __init__(self, after: Callable[[], None] = lambda: None) -> None:
        """`after` is called once the switches were set, and once they were set back."""
        self._within = 0
        self._before: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._after = after

    @contextmanager
    def held(self, switches: dict[str, Any], *, touched: tuple[str, ...] = ()) -> Iterator[None]:
        """Set some switches of JAX, and set them back when the last who asked is done.

        Args:
            switches: By name.
            touched: Names of others that change on the way and are set back as well.
        """
        with self._lock:
            self._within += 1
            if self._within == 1:
                names = (*switches, *touched)
                self._before = {name: jax.config.values[name] for name in names}
                self._set(switches)
        try:
            yield
        finally:
            with self._lock:
                self._within -= 1
                if not self._within:
                    self._set(self._before)

    def _set(self, switches: dict[str, Any]) -> None:
        others = {k: v for k, v in switches.items() if jax.config.values[k] != v}
        for name, value in others.items():
            jax.config.update(name, value)
        if others:
            self._after()


_shared = Shared()


@contextmanager
def pinned() -> Iterator[None]:
    """Compute with JAX's switches as they must be; also a decorator of functions that compute.

    Threads that are started within need it for themselves.

    Raises:
        InputError: the environment has JAX set so that it cannot compute, or computes otherwise.
        RunError: this process was forked from one in which an engine had started.
    """
    forks.must_not_be_forked()
    environment.must_be_harmless()
    with ExitStack() as stack:
        stack.enter_context(_shared.held(_OF_ALL))
        for switch, value in _OF_A_THREAD:
            stack.enter_context(switch(value))
        _start()
        yield


@cache
def _start() -> None:
    """Let JAX find its devices, so that what it lacks is said in a sentence."""
    try:
        jax.devices()
    except (RuntimeError, AssertionError) as error:  # the latter for a card that is not there
        said = (str(error) or "no such device").strip().splitlines()[0].split(". ")[0][:160]
        asked = jax.config.values["jax_platforms"] or jax.config.values["jax_platform_name"]
        if not asked:
            raise MissingPartError(f"JAX finds no device to compute on: {said}") from error
        rule = f"JAX must find such devices on this machine, and says: {said.rstrip(' .')}"
        remedy = "Leave it out, or write JAX_PLATFORMS=cpu for the processor."
        fault = Fault("the environment", 0, "JAX_PLATFORMS", quoted(asked), rule, remedy)
        raise InputError([fault]) from error

"""A jitted function as a program, and a program as the machine runs it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Protocol, TypeVar, cast, runtime_checkable

import jax
from jax.experimental.compilation_cache import compilation_cache
from jaxlib.mlir.passmanager import PassManager
from jaxtyping import PyTree

Result = TypeVar("Result", covariant=True)


@runtime_checkable
class Jitted(Protocol[Result]):
    """A function under `jax.jit`."""

    __qualname__: str

    def __call__(self, *args: PyTree, **static: Hashable) -> Result: ...

    def trace(self, *args: PyTree, **static: Hashable) -> jax.stages.Traced: ...


def lowered(
    function: Jitted[object], args: tuple[PyTree, ...], static: dict[str, Hashable]
) -> jax.stages.Lowered:
    """A function as a program, which no longer says which line each operation comes from: that is a
    third of an engine's file, every pass of the compiler carries it along, and nobody asks for it.

    Args:
        function: What `jax.jit` made. By what it traced JAX holds whatever is compiled of it, for
            good, so that it forgets that.
        args: As it is to be called.
        static: Its static arguments.
    """
    program = function.trace(*args, **static).lower()
    cast(Any, function).clear_cache()  # which JAX's types leave out
    module = cast(Any, program.compiler_ir("stablehlo"))
    with module.context:
        PassManager.parse("builtin.module(strip-debuginfo)").run(module.operation)
    return program


def compiled(program: jax.stages.Lowered) -> jax.stages.Compiled:
    """A program as the machine runs it, compiled anew.

    What comes out of JAX's own store cannot be written again whole: its code is left behind.

    Args:
        program: What `lowered` gave.
    """
    jax.config.update("jax_enable_compilation_cache", False)
    compilation_cache.reset_cache()
    try:
        return program.compile()
    finally:
        jax.config.update("jax_enable_compilation_cache", True)
        compilation_cache.reset_cache()

"""The compiler's memory between test runs: what was compiled once is not compiled again."""

from discredit import engine_cache

engine_cache.enable()

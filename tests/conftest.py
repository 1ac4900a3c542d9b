"""Set-up of all tests.

The compiler's memory is kept between runs of the tests and let go within one before it overflows.
"""

from collections.abc import Iterator
from pathlib import Path

import jax
import pytest

from discredit.engine import cache as engine_cache

engine_cache.enable()

_MAPS = Path("/proc/self/maps")
MOST_MAPS = 20_000
"""Each compiled program holds memory maps, of which Linux grants a process some 65,000."""


@pytest.fixture(autouse=True, scope="module")
def _room_for_programs() -> Iterator[None]:
    yield
    if _MAPS.exists() and _MAPS.read_bytes().count(b"\n") > MOST_MAPS:
        jax.clear_caches()
        engine_cache.forget()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, as the one to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path

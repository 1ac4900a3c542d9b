"""Set-up of all tests.

Arrays are checked at every call. The compiler's memory is kept between runs of the tests and let go
within one before it overflows.
"""

from collections.abc import Iterator
from pathlib import Path

import jax
import pytest
from hypothesis import settings

import shape_checks

shape_checks.install()  # before anything of the package is imported
# How long an example takes says how busy the machine is, and is never a test.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

_MAPS = Path("/proc/self/maps")
MOST_MAPS = 20_000
"""Each compiled program holds memory maps, of which Linux grants a process some 65,000."""


@pytest.fixture(autouse=True, scope="session")
def _kept_programs() -> None:
    from discredit.engine import cache

    cache.enable()


@pytest.fixture(autouse=True, scope="module")
def _room_for_programs() -> Iterator[None]:
    yield
    if _MAPS.exists() and _MAPS.read_bytes().count(b"\n") > MOST_MAPS:
        from discredit.engine import cache

        jax.clear_caches()
        cache.forget()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, as the one to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path

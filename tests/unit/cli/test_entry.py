"""What a shell limits (`ulimit`) is told in a sentence with its exit code, and nothing is left."""

import subprocess
import sys
from pathlib import Path

import pytest

import discredit

RUN = "from discredit.cli.entry import main; main()"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits as Linux keeps them")


def limited(limit: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command under a limit of its shell."""
    shell = f'ulimit {limit} && exec "$0" "$@"'
    return subprocess.run(
        ["bash", "-c", shell, sys.executable, "-c", RUN, *words],
        env={"PYTHONPATH": ":".join(sys.path), "PATH": "/usr/bin:/bin", "COLUMNS": "400", **more},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("limit", "code", "said"),
    [
        ("-v 1000000", 4, "976 MiB (ulimit -v)"),
        ("-d 500000", 4, "488 MiB (ulimit -d)"),
        ("-n 20", 3, "20 open files (ulimit -n)"),
    ],
)
def test_too_little_for_any_engine_is_told_before_anything_starts(
    here: Path, limit: str, code: int, said: str
) -> None:
    done = limited(limit, "run", "court-list", "--people", "300", "--out", "there")
    assert done.returncode == code
    assert said in done.stderr
    assert "nothing was started" in done.stderr
    assert not list(here.iterdir())


def test_a_limit_that_may_be_raised_is_raised(here: Path) -> None:
    done = limited("-Sn 20", "life", "nowhere", "1")
    assert "nowhere is not a folder" in done.stderr


def test_a_file_that_may_not_be_as_large_is_named_and_not_left_cut_short(here: Path) -> None:
    words = ("run", "court-list", "--people", "300", "--months", "2", "--out", "there")
    done = limited("-f 10", *words)
    assert done.returncode == 3
    assert "there/manifest.json cannot be written: this shell or disk allows no file" in done.stderr
    left = [path for path in (here / "there").rglob("*") if path.is_file()]
    assert {path.name for path in left} <= {".discredit-result", ".discredit-partial", "lock"}


def test_no_compiled_module_is_cut_short(here: Path) -> None:
    kept = {"PYTHONPYCACHEPREFIX": str(here / "kept")}
    assert limited("-f 10", "list", **kept).returncode == 0
    package = Path(discredit.__file__).parent  # the folder of a clone may have its name, too
    ours = here / "kept" / package.relative_to(package.anchor)
    sizes = [path.stat().st_size for path in ours.rglob("*.pyc")]
    assert sizes
    assert 10 * 1024 not in sizes

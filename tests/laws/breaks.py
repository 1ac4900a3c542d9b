"""One break for every law: a single line of the package, changed so that the law must notice.

    make break-laws                     every break, one after the other
    make break-laws LAWS="wall quiet"   those in whose law a word occurs
    make break-laws LAWS=--table        the table of README.md, written anew

Each is made in a copy of the tree, and its law is run there: it must turn red. A test in
tests/shape holds that every text to be changed still stands in its file exactly once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from laws.break_list import BREAKS, Break

ROOT = Path(__file__).parents[2]
PACKAGE = Path("src", "discredit")
README = Path(__file__).with_name("README.md")
TABLE = "| Law | What it says | The break | Seen red in |\n|---|---|---|---|\n"
RED = 1  # what pytest returns when tests failed, and neither the collection nor pytest itself


class Seen(NamedTuple):
    is_red: bool
    said: str


def copy_of_the_tree(folder: Path) -> Path:
    """All that git knows of, and files that it does not know of yet, as they are now."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in names.split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def seen(tree: Path, one: Break) -> Seen:
    """What the law says of the broken tree, which is whole again afterwards."""
    file = tree / PACKAGE / one.file
    whole = file.read_text(encoding="utf-8")
    assert whole.count(one.old) == 1, f"{one.file} must hold {one.old!r} exactly once"
    file.write_text(whole.replace(one.old, one.new), encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(tree / "src"), "XDG_CACHE_HOME": str(tree / ".kept")}
    words = ["-q", "-x", "-p", "no:cacheprovider", "--no-cov", f"tests/laws/{one.law}"]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *words],
            cwd=tree,
            env=env,
            capture_output=True,
            text=True,
        )
    finally:
        file.write_text(whole, encoding="utf-8")
    errors = [line for line in done.stdout.splitlines() if line.startswith("E ")]
    return Seen(done.returncode == RED, errors[0][1:].strip() if errors else done.stdout[-300:])


def table() -> str:
    """The breaks as the table of README.md."""
    return TABLE + "".join(
        f"| `{one.law.partition('::')[0].removeprefix('test_').removesuffix('.py')}` "
        f"| {one.says} | `{one.file}`: {one.breaks} | `{one.law.partition('::')[2]}` |\n"
        for one in BREAKS
    )


def main(words: list[str]) -> int:
    if words == ["--table"]:
        before = README.read_text(encoding="utf-8").partition(TABLE)[0]
        README.write_text(before + table(), encoding="utf-8")
        return 0
    chosen = [one for one in BREAKS if not words or any(word in one.law for word in words)]
    green = 0
    with tempfile.TemporaryDirectory(prefix="discredit-broken-") as folder:
        tree = copy_of_the_tree(Path(folder))
        for one in chosen:
            found = seen(tree, one)
            green += not found.is_red
            print("red  " if found.is_red else "GREEN", one.law, "--", found.said, flush=True)
    print(f"{len(chosen) - green} of {len(chosen)} laws turned red.")
    return 1 if green or not chosen else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

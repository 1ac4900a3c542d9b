"""A small result as it lies on disk: the court list, 3000 people, three years, two seeds."""

import hashlib
import json
from pathlib import Path
from typing import Any

from discredit.plan import draw_up
from discredit.store import open_result

PLAN = draw_up("court-list", people=3000, months=36, start="2015-01", seeds=(1, 2), burn_in=0)


def opened_at(folder: Path) -> Any:
    """The result, of any type: what pandas gives back depends on the question."""
    return open_result(folder)


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def change_manifest(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))

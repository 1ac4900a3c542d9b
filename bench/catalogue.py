"""Rongcheng's points with fewer or more conducts, for timing how cost grows with a catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bench.machine import ROOT

LIBRARY = ROOT / "src" / "discredit" / "library"
SYSTEM, CONDUCT = "rongcheng", "city-life"
FEWEST, MOST = 5, 25
"""Below the fewest its list would have no ground left; no catalogue may hold more than the most."""


def write(count: int, folder: Path) -> Path:
    """Write the system with its first `count` conducts to a folder; the path of its file.

    Beyond those it has, the first come again under new names, with all that is said of them.
    Raises ValueError for a count that no such policy may have.
    """
    if not FEWEST <= count <= MOST:
        raise ValueError(f"{count} conducts; from {FEWEST} to {MOST} make a policy")
    conduct, system = _read("conduct", CONDUCT), _read("systems", SYSTEM)
    names = list(conduct["conducts"])
    rounds = range(-(-count // len(names)))
    copies = [(f"{name}_{n + 1}" if n else name, name) for n in rounds for name in names][:count]
    folder.mkdir(parents=True, exist_ok=True)
    system["conduct"] = "conduct.yaml"
    for file, content in (("conduct.yaml", conduct), ("system.yaml", system)):
        text = yaml.safe_dump(_with(content, names, copies), sort_keys=False, allow_unicode=True)
        (folder / file).write_text(text, encoding="utf-8")
    return folder / "system.yaml"


def _read(kind: str, name: str) -> dict[str, Any]:
    return yaml.safe_load((LIBRARY / kind / f"{name}.yaml").read_text(encoding="utf-8"))


def _with(content: Any, names: list[str], copies: list[tuple[str, str]]) -> Any:
    """The same content, but what is said of each conduct is said of each of its copies."""
    if isinstance(content, dict):
        kept = {k: _with(v, names, copies) for k, v in content.items() if k not in names}
        own = {new: _with(content[old], names, copies) for new, old in copies if old in content}
        return kept | own
    if isinstance(content, list):
        kept = [_with(each, names, copies) for each in content if each not in names]
        return kept + [new for new, old in copies if old in content]
    return content

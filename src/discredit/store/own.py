"""Whose a file is, by what stands in it: in a folder of ours, too, a name alone makes no file ours.

A file that was cut short is still begun as ours are, and an empty one holds nothing to lose.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from discredit.columns import PEOPLE, PERSONS
from discredit.followed import DIARY
from discredit.store import disk, mark

_HEAD: Final = 1 << 20
"""Bytes that are looked at; a page has its mark near the top, and a text is shorter."""
_PARQUET: Final = b"PAR1"
BEGINNINGS: Final = {
    "manifest.json": re.compile(rb'\{\s*"format": \d+,\s*"status": "'),
    "report.html": re.compile(rb'.*<meta name="generator" content="discredit', re.DOTALL),
    "sums.json": re.compile(rb'\{"format":\d+,"of":"'),
    "study.json": re.compile(rb'\{\s*"format": \d+,\s*"study": "'),
    "differences.csv": re.compile(rb"outcome,scenario,people,seed,off,on,difference,"),
    "draws.csv": re.compile(rb"scenario,seed,"),
    "rows.csv": re.compile(rb"part,arm,point,seed,"),
    "calibration.json": re.compile(rb'\{\s*"format": \d+,\s*"calibration": "'),
    "draws.json": re.compile(rb'\{\s*"discredit draws": \d+,'),
    "worth.json": re.compile(rb'\{\s*"format": \d+,\s*"system": "'),
    "worth.csv": re.compile(rb"set,kind,measure,unit,level,change,"),
    "worth.svg": re.compile(rb'<svg [^>]*class="chart"'),
    "report.txt": re.compile(rb".*\n\nThe claim: .*\nInputs [0-9a-f]{64}\n\Z", re.DOTALL),
}
"""What is the same in each file that this package writes, whatever it tells."""
_KEYS: Final = {
    "manifest.json": (b'"policy_texts":', b'"inputs_digest":', b'"outcome_digest":'),
    "study.json": (b'"holds_if":', b'"inputs_digest":', b'"overturned_by":'),
}
"""Keys of which two make a file ours whose beginning is damaged."""
_COLUMNS: Final = {
    "people.parquet": set(PEOPLE),
    "persons.parquet": set(PERSONS),
    "events.parquet": {"seed", "arm", "person", "month", *DIARY},
    "readout.parquet": {"seed", "arm", "month", "dimension", "group", "measure", "value"},
    "series.parquet": {"seed", "arm", "month", "dimension", "group", "label"},
}
"""The columns that every table of a name has."""


def is_own(path: Path, like: str | None = None) -> bool:
    """Whether a file was written by this package, or holds nothing, or is not there.

    Args:
        path: The file.
        like: What this package calls it, a table of a result or one of BEGINNINGS; None: by its
            own name.

    Returns:
        False for a link, wherever it leads, and for a folder.
    """
    if path.is_symlink():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    if not head:
        return True
    name = path.name if like is None else like
    if name in _COLUMNS:
        return head.startswith(_PARQUET) and _has_our_columns(path)
    if BEGINNINGS[name].match(head) is not None:
        return True
    return sum(key in head for key in _KEYS.get(name, ())) >= 2


def refuse_foreign_file(path: Path, like: str | None = None) -> None:
    """Where this package would write a file there must be none, or one of its own.

    Args:
        path: What is to be written.
        like: What this package calls it; None: by its own name.

    Raises:
        ResultError: Something else, or a link, has that name.
    """
    disk.refuse_link(path)
    if not is_own(path, like):
        raise mark.foreign(path.parent, path.name)


def _has_our_columns(path: Path) -> bool:
    """Whether a table has the columns that ours of its name has. One that cannot be read was cut
    short or damaged, and may be ours."""
    try:
        return _COLUMNS[path.name] <= set(pq.read_schema(path).names)
    except (pa.ArrowException, OSError, ValueError):
        return True

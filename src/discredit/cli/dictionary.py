"""The data dictionary, written from the declared columns: `docs/tables.md`.

Write it anew with `python -m discredit.cli.dictionary > docs/tables.md`.
"""

from __future__ import annotations

from discredit.measures.catalogue import PERSON_MEASURES, RATIOS
from discredit.readout import MEASURES as READ_OUT
from discredit.store import frames
from discredit.vocabulary import told


def markdown() -> str:
    """The data dictionary, as `docs/tables.md` has it."""
    head = (
        "# What the columns say\n\n"
        "*Written from the declared columns by `python -m discredit.cli.dictionary`; a test keeps "
        "it so.*\n\n"
        "These are the data frames of a `Pair`: `series()`, `persons()`, `people()`, `events()`. "
        "Whole numbers are signed, so that a difference may fall below nought; what is missing is "
        "missing; months are dates; words that have an order have it. `persons()` has the traits "
        "of `people()` beside it, where `income` and `savings` are called `income_at_start` and "
        "`savings_at_start`. The files on disk hold the same in narrower kinds. Lists, scorers and "
        "conducts are named by the policy, in its order: `discredit show`.\n"
    )
    parts = [head]
    for table, rows in frames.dictionary().groupby("table", sort=False):
        parts.append(f"\n## {table}\n\n| column | kind | unit | what it says | values |\n")
        parts.append("|---|---|---|---|---|\n")
        lines = rows.drop(columns="table").to_numpy().tolist()
        parts += [
            f"| `{name}` | {kind} | {unit} | {says} | {values} |\n"
            for name, kind, unit, says, values in lines
        ]
    parts.append(
        "\n## effects\n\nWhat `effects()` measures besides, person by person or case by case. "
        "These and the columns of the series are what a system may name as its `outcome` "
        "([words.md](words.md)).\n\n| measure | unit | what it says |\n|---|---|---|\n"
    )
    taken = {**PERSON_MEASURES, **RATIOS}
    parts += [f"| `{name}` | {one.unit} | {told(one.template)} |\n" for name, one in taken.items()]
    parts.append(
        "\n## measures of readout\n\nWhat `readout` and `effects(by=...)` measure of each list, "
        "scorer and conduct; those that cannot be in a system have no row. Where points lie is "
        "looked at in the last month of each year of a run, and in its last.\n\n"
        "| of | measure | unit | what it says |\n|---|---|---|---|\n"
    )
    parts += [
        f"| {kind} | `{name}` | {one.unit} | {one.template} |\n"
        for kind, measures in READ_OUT.items()
        for name, one in measures.items()
    ]
    return "".join(parts)


if __name__ == "__main__":
    print(markdown(), end="")

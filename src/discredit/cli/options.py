"""Options that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

With = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="OVERLAY,...",
        help="Lay safeguards over the system: names from `discredit list safeguards`, or files.",
    ),
]

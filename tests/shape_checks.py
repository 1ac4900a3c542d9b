"""What arrays must look like, checked at every call in the tests: jaxtyping's import hook.

Shapes and kinds in annotations are promises. Here they are held: a function that is handed or gives
another shape, kind or struct fails at once. Compiled programs are checked while they are traced.
"""

from __future__ import annotations

from beartype import BeartypeConf, beartype
from jaxtyping import install_import_hook

CHECKED = [
    f"discredit.{name}"
    for name in (
        "behaviour", "dossier", "draws", "engine", "gates", "judgement", "life", "lists",
        "observation", "record", "redress", "run", "score", "society.build", "society.home",
        "society.households", "society.income", "society.network", "society.people",
        "society.ties", "society.traits", "step", "truth",
    )
]  # fmt: skip
"""Where arrays are worked on. What reads a user's files checks its inputs itself, in sentences."""

typechecker = beartype(conf=BeartypeConf(is_pep484_tower=True))  # a whole number is a number


def install() -> None:
    """Check whatever of these is imported from now on."""
    install_import_hook(CHECKED, f"{__name__}.typechecker")

"""The command line as a test calls it: no colours, a width that is known, exit code and words."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner, Result

from discredit.cli.main import app


def call(*words: str, width: int = 80) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": str(width), "NO_COLOR": "1"})


def answer(*words: str, width: int = 80) -> str:
    """What a command prints that ends well."""
    done = call(*words, width=width)
    assert done.exit_code == 0, done.output
    return done.stdout


def document(*words: str) -> dict[str, Any]:
    """What it prints with --json."""
    return json.loads(answer(*words, "--json"))


def flowing(text: str) -> str:
    """The text with its line breaks undone, as wrapping depends on the width."""
    return " ".join(text.split())

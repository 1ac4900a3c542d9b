"""`discredit serve`: a society that one can see and touch, in a browser of this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from discredit.cli.screen import Json, emit, quiet, say

EXAMPLE = "Example: discredit serve"


def command(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Policy files of your own, to be shown beside the library."),
    ] = None,
    host: Annotated[
        str,
        typer.Option(help="Where to listen. Any other place than this machine asks for a token."),
    ] = "127.0.0.1",
    results: Annotated[
        Path, typer.Option(help="The folder whose studies are shown under Effects.")
    ] = Path("results"),
    port: Annotated[int, typer.Option(help="0: any that is free.", min=0, max=65535)] = 8765,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address, and open no browser.")
    ] = False,
    json: Json = False,
) -> None:
    """Show a society and its twin in a browser: move a lever, watch both, read one life.

    It listens on this machine alone, asks nothing of the network, and computes two runs at most at
    a time. Ctrl-C ends it. With another --host whoever knows the token in the address is let in,
    for others on the network could reach it, and it computes for whoever asks.
    """
    from discredit.page.serve import by_name, listen, open_browser, serve

    own = by_name(files or [])
    place, door = listen(host, port)

    def ready() -> None:
        if json:
            emit({"address": door.address, "token": door.token or None})
            sys.stdout.flush()
        else:
            say(f"discredit is at {door.address} until Ctrl-C.")
        if door.token and not json:
            why = "Others on the network can reach it, so it lets in only those with this token."
            say(quiet(why))
        if not no_browser:
            open_browser(door)

    serve(place, door, own, ready, results)

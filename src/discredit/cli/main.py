"""The `discredit` command: its subcommands, how it fails, and what it returns.

A failure that the package foresees is one red sentence on stderr (or, with --json, one JSON
document on stdout) and an exit code. What simulates is imported by the commands that need it only.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from discredit.cli import (
    assess,
    calibrate,
    check,
    claims,
    compare,
    effects,
    evidence,
    forecast,
    life,
    listing,
    movers,
    net,
    new,
    odd,
    prepare,
    quote,
    ranks,
    replay,
    report,
    run,
    safeguards,
    serve,
    show,
    study,
    upkeep,
    validate,
    verify,
    worth,
)
from discredit.cli.screen import complain, emit, report_error, wants_json
from discredit.engine import apart, environment
from discredit.errors import DiscreditError, ExitCode, UsageError

EXIT_CODES = (
    (ExitCode.OK, "done"),
    (ExitCode.DEFECT, "a defect of this program; the message names the file with its details"),
    (ExitCode.BAD_INPUT, "what was handed in cannot be used; every fault is named"),
    (
        ExitCode.RESULT,
        "a result folder is missing, foreign or damaged, a run broke off, or an output cannot be "
        "written",
    ),
    (ExitCode.MEMORY, "the run would not fit in memory; nothing was started"),
    (ExitCode.UNVERIFIED, "a repeated run gave other bytes, or a published case did not come back"),
    (ExitCode.INTERRUPTED, "stopped by you; what was written can be resumed"),
    (ExitCode.UNREAD, "nobody reads the output any more, as in `discredit list | head -1`"),
)
"""What the command returns; see `discredit.errors`."""

EPILOG = "\n\n".join(
    ["Exit codes:", *(f"{int(code):>3}  {meaning}" for code, meaning in EXIT_CODES)]
)


COMPUTE = frozenset(
    {
        "run",
        "compare",
        "prepare",
        "safeguards",
        "worth",
        "study",
        "calibrate",
        "life",
        "serve",
        "replay",
        "verify",
        "validate",
    }
)
"""The commands that start an engine."""


class Commands(TyperGroup):
    """The subcommands, with errors said in one sentence."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run one command and exit with its code."""
        args = sys.argv[1:] if args is None else list(args)
        options["standalone_mode"] = False
        try:
            code = self._answer(args, *rest, **options)
            net.bring_out()
        except (BrokenPipeError, SystemExit):  # the second is Typer's way to say the first
            code = ExitCode.UNREAD
        except OSError as error:
            code = report_error(net.caught(error), as_json=False)
        net.let_go()
        apart.end(int(code))
        sys.exit(int(code))

    def _answer(self, args: Sequence[str], *rest: Any, **options: Any) -> int:
        """Run one command, or say what is in its way; its exit code. Raises OSError where what is
        printed cannot be written."""
        as_json = wants_json(args)
        try:
            environment.tidy()
            if any(word in COMPUTE for word in args[:1]):
                environment.must_have_room()
            code = super().main(args, *rest, **options)
        except DiscreditError as error:
            return report_error(error, as_json=as_json)
        except (typer.Abort, KeyboardInterrupt):
            complain("Stopped.")
            return ExitCode.INTERRUPTED
        except Exception as error:
            if net.is_of_the_output(error):
                raise
            # Typer has no public name for a command line it cannot understand.
            if hasattr(error, "format_message"):
                return _misread(error, as_json=as_json)
            return report_error(net.caught(error), as_json=as_json)
        return code if isinstance(code, int) else ExitCode.OK


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _misread(error: Any, *, as_json: bool) -> int:
    message = _sentence(str(error.format_message()))
    context = getattr(error, "ctx", None)
    where = context.command_path if context is not None else "discredit"
    if as_json:
        told = {"error": UsageError.__name__, "number": f"E{UsageError.number}"}
        emit({**told, "message": message, "exit_code": int(UsageError.exit_code), "faults": []})
    else:
        complain(f"{message} See `{where} --help`. (E{UsageError.number})")
    return int(UsageError.exit_code)


app = typer.Typer(
    name="discredit",
    cls=Commands,
    help=(
        "A laboratory for social-credit systems: run a whole system on a synthetic society, beside "
        "a twin of the same society without it, and see what it does to people."
    ),
    epilog=EPILOG,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        from discredit import __version__

        print(f"discredit {__version__}")
        raise typer.Exit


@app.callback()
def start(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Print the help when no command is given."""
    del version
    if context.invoked_subcommand is None:
        print(context.get_help())


MODULES: Final = (
    ("list", listing),
    ("show", show),
    ("evidence", evidence),
    ("claims", claims),
    ("check", check),
    ("new", new),
    ("run", run),
    ("prepare", prepare),
    ("effects", effects),
    ("compare", compare),
    ("safeguards", safeguards),
    ("worth", worth),
    ("study", study),
    ("calibrate", calibrate),
    ("life", life),
    ("ranks", ranks),
    ("movers", movers),
    ("forecast", forecast),
    ("upkeep", upkeep),
    ("serve", serve),
    ("replay", replay),
    ("report", report),
    ("quote", quote),
    ("assess", assess),
    ("odd", odd),
    ("verify", verify),
    ("validate", validate),
)
"""Each subcommand and the module that answers it, in the order of the help."""

for _name, _module in MODULES:
    app.command(_name, epilog=_module.EXAMPLE)(_module.command)


def main() -> None:
    """Run the command line as `discredit`."""
    app(prog_name="discredit")

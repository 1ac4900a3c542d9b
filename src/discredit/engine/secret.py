"""What the processes of one run know and nobody else: read where the user keeps it.

On one machine the user's own file, which nobody else can read, will do, and is made when it is
first needed. For another machine the user has to give one, for a file here is not there.
"""

from __future__ import annotations

import os
import secrets
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import platformdirs

from discredit.errors import Fault, InputError

VARIABLE: Final = "DISCREDIT_SECRET"
SHORTEST: Final = 16
"""Bytes; fewer can be guessed by trying them all on what was overheard."""
_LONGEST = 4096
_PATIENCE = 2.0  # seconds in which another process, just making it, has written the file
_MAKE = f'export {VARIABLE}="$(openssl rand -hex 32)"'


def of_run(is_loopback: bool, file: Path | None = None) -> bytes:
    """The secret that all processes of a run must know.

    It stands in the variable DISCREDIT_SECRET or in the file; where neither is given and all run on
    this machine, in a file of the user's cache folder.

    Args:
        is_loopback: whether the processes meet where only this machine reaches.
        file: a file of this user's that nobody else can read.

    Returns:
        The secret, at least SHORTEST bytes.

    Raises:
        InputError: It is given twice or not at all, too short, or stands in a file that others can
            read.
    """
    given = os.environ.get(VARIABLE)
    if file is not None and given is not None:
        raise _refused("given twice", f"it stands in {VARIABLE} or in --secret-file, not in both")
    if file is not None:
        return _long_enough(_read(file))
    if given is not None:
        return _long_enough(os.fsencode(given).strip())
    if not is_loopback:
        rule = "processes on other machines are let in only when they know it"
        raise _refused("not given", rule, f"Give every process the same, for example {_MAKE}.")
    return _own()


def never_used(size: int) -> bytes:
    """So many bytes that nobody can foresee; of use for secrets alone, and to no part of a run.

    Args:
        size: How many.
    """
    return secrets.token_bytes(size)


def _own() -> bytes:
    """The secret in the user's cache folder, made if it is not there."""
    path = Path(platformdirs.user_cache_dir("discredit")) / "secret"
    made = never_used(32).hex().encode()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept(path)
    except OSError as error:
        raise _not_kept(path, error) from error
    try:
        with open(opened, "wb") as file:
            file.write(made)
    except OSError as error:
        with suppress(OSError):
            path.unlink()  # ours, and good for nothing
        raise _not_kept(path, error) from error
    return made


def _not_kept(path: Path, error: OSError) -> InputError:
    why = (error.strerror or type(error).__name__).lower()
    rule = f"it cannot be kept in {path.parent} ({why})"
    return _refused("not given", rule, f"Give every process the same: {_MAKE}.")


def _kept(path: Path) -> bytes:
    """What another process made, or is just making."""
    until = time.monotonic() + _PATIENCE
    while len(said := _read(path)) < SHORTEST:
        if time.monotonic() > until:
            rule = f"{os.fspath(path)!r} must hold {SHORTEST} bytes or more"
            raise _refused(f"of {len(said)} bytes", rule, "Remove the file; another is made.")
        time.sleep(0.02)
    return said


def _read(path: Path) -> bytes:
    try:
        if not hasattr(os, "getuid"):
            raise PermissionError("this system cannot tell whose a file is")
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # never waits
        with open(opened, "rb") as file:
            about = os.fstat(opened)
            if not stat.S_ISREG(about.st_mode):
                raise PermissionError("it is no plain file")
            if about.st_uid != os.getuid():
                raise PermissionError("it belongs to another user")
            if about.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise PermissionError("others have rights on it; chmod 600 ends that")
            return file.read(_LONGEST).strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        rule = f"it must be a file that only you can read ({reason})"
        raise _refused(repr(os.fspath(path))[:200], rule) from error


def _long_enough(said: bytes) -> bytes:
    if len(said) < SHORTEST:
        rule = f"it must be of {SHORTEST} bytes or more"
        raise _refused(f"of {len(said)} bytes", rule, f"For example {_MAKE}.")
    return said


def _refused(found: str, rule: str, remedy: str = "") -> InputError:
    return InputError([Fault("run", 0, "secret", found, rule, remedy)])

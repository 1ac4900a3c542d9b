"""How two processes show each other that they know the same secret, without saying it.

Who waits says a number never used before; who comes answers with one of his own and the HMAC of
both under the secret; who waits answers with another HMAC of both. Each message is of a known
number of bytes, so nothing that anybody sends is read as anything before he has shown it.
"""

from __future__ import annotations

import hmac
from typing import Final

from discredit.engine.secret import never_used

_GREETING = b"discredit meet 1"
_NONCE = 32
_PROOF = 32

CHALLENGE: Final = len(_GREETING) + _NONCE
"""Bytes of what is first said, by who waits."""
ANSWER: Final = _NONCE + _PROOF
"""Bytes of what who comes answers."""
WELCOME: Final = _PROOF
"""Bytes of what who waits answers in turn."""
REFUSAL: Final = bytes(_PROOF)
"""What is said in place of a welcome to who answered with another secret."""


def challenge() -> bytes:
    """What to say to whoever comes; another each time."""
    return _GREETING + never_used(_NONCE)


def answer(secret: bytes, challenged: bytes) -> bytes | None:
    """What who comes says to a challenge; None where it is no challenge of ours.

    Args:
        secret: What all processes of the run know.
        challenged: What who waits said first.

    Returns:
        A number never used before, and the proof that the secret is known.
    """
    if len(challenged) != CHALLENGE or not challenged.startswith(_GREETING):
        return None
    nonce = never_used(_NONCE)
    return nonce + _proof(secret, b"comes", challenged, nonce)


def welcome(secret: bytes, challenged: bytes, answered: bytes) -> bytes:
    """What who waits says to an answer: the welcome, or the refusal to who knows another secret.

    Args:
        secret: What all processes of the run know.
        challenged: What this process said first.
        answered: What who comes answered.
    """
    nonce, proof = answered[:_NONCE], answered[_NONCE:]
    if not hmac.compare_digest(proof, _proof(secret, b"comes", challenged, nonce)):
        return REFUSAL
    return _proof(secret, b"waits", challenged, nonce)


def is_welcome(secret: bytes, challenged: bytes, answered: bytes, said: bytes) -> bool:
    """Whether who waits knows the secret too.

    Args:
        secret: What all processes of the run know.
        challenged: What who waits said first.
        answered: What this process answered.
        said: What who waits said to that.
    """
    expected = _proof(secret, b"waits", challenged, answered[:_NONCE])
    return hmac.compare_digest(said, expected)


def _proof(secret: bytes, who: bytes, challenged: bytes, nonce: bytes) -> bytes:
    return hmac.digest(secret, who + challenged + nonce, "sha256")

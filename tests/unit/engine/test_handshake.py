"""Who knows the secret is let in, and nobody learns it, or gets in with what he overheard."""

from __future__ import annotations

from discredit.engine import handshake

SECRET, OTHER = b"a secret of the run", b"another secret that is not it"


def test_two_who_know_the_secret_show_it_to_each_other() -> None:
    said = handshake.challenge()
    answered = handshake.answer(SECRET, said)
    assert answered is not None
    welcome = handshake.welcome(SECRET, said, answered)
    assert handshake.is_welcome(SECRET, said, answered, welcome)
    sizes = (handshake.CHALLENGE, handshake.ANSWER, handshake.WELCOME)
    assert (len(said), len(answered), len(welcome)) == sizes
    assert len(handshake.REFUSAL) == handshake.WELCOME
    assert SECRET not in said + answered + welcome


def test_another_secret_is_refused_on_both_sides() -> None:
    said = handshake.challenge()
    answered = handshake.answer(OTHER, said)
    assert answered is not None
    assert handshake.welcome(SECRET, said, answered) == handshake.REFUSAL
    theirs = handshake.welcome(OTHER, said, answered)
    assert not handshake.is_welcome(SECRET, said, answered, theirs)
    assert not handshake.is_welcome(SECRET, said, answered, handshake.REFUSAL)


def test_what_was_overheard_opens_no_other_door() -> None:
    said, later = handshake.challenge(), handshake.challenge()
    answered = handshake.answer(SECRET, said)
    assert answered is not None
    assert handshake.welcome(SECRET, later, answered) == handshake.REFUSAL


def test_an_answer_is_no_welcome() -> None:
    said = handshake.challenge()
    answered = handshake.answer(SECRET, said)
    assert answered is not None
    assert not handshake.is_welcome(SECRET, said, answered, answered[-handshake.WELCOME :])


def test_what_is_no_challenge_of_ours_gets_no_answer() -> None:
    for noise in (b"", b"HTTP/1.1 400 Bad Request\r\n", bytes(handshake.CHALLENGE)):
        assert handshake.answer(SECRET, noise) is None

"""What the two worlds of a run are called."""

from __future__ import annotations

from discredit.words.worlds import UNNAMED, Worlds, size_told

TWO = Worlds("rongcheng", "shanghai")


def test_without_a_second_system_the_words_are_with_and_without() -> None:
    assert UNNAMED.heads == ("with", "without")
    assert UNNAMED.phrases == ("with the system", "without it")
    assert UNNAMED.alone("without") == "without the system"


def test_two_systems_are_called_by_their_names() -> None:
    assert TWO.heads == ("rongcheng", "shanghai")
    assert TWO.phrases == ("under rongcheng", "under shanghai")
    assert TWO.named("without") == "shanghai"
    assert "without" not in TWO.between
    assert size_told(10, 2, "2016-01", 1, ("with", "without"), TWO).endswith(
        "rongcheng against shanghai"
    )
    assert size_told(10, 2, "2016-01", 1, ("without",), TWO).endswith("only under shanghai")

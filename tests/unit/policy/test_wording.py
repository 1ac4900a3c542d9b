"""What a system calls its lists: phrases of its policy, or those of an ordinary list."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
import yaml

from discredit import library
from discredit.errors import PolicyError
from discredit.measures.catalogue import TEMPLATES
from discredit.policy.compose import load_policy
from discredit.policy.load import load
from discredit.policy.schema import System
from discredit.policy.wording import wording_of
from discredit.sources import Ledger
from discredit.vocabulary import ORDINARY, told

SYSTEMS = library.names("systems")
CALLED_SO = {"court-list", "joint-punishment", "sesame"}
"""Systems whose list is the black list of the courts, or one of those beside it."""
STRUCK = {
    "state": "struck off the roll",
    "entry": "removal",
    "entries": "removals",
    "entered": "struck off the roll",
    "left": "back on the roll",
}


def system(lists: int = 1, **changes: Any) -> System:
    """The starter with so many lists like its own, and some keys of the whole changed."""
    data = yaml.safe_load(library.text("starters", "points"))
    (held,) = data["lists"].values()
    del held["words"]
    data["lists"] |= {f"more_{k}": deepcopy(held) for k in range(1, lists)}
    text = yaml.safe_dump({**data, **changes}, sort_keys=False)
    return load(text, System, ledger=Ledger(), name="mine.yaml")


def worded(words: dict[str, str]) -> System:
    data = yaml.safe_load(library.text("starters", "points"))
    data["lists"]["low_points"]["words"] = words
    text = yaml.safe_dump(data, sort_keys=False)
    return load(text, System, ledger=Ledger(), name="mine.yaml")


def test_a_list_that_says_nothing_is_a_black_list() -> None:
    assert wording_of(load_policy("court-list").system) == ORDINARY
    assert told(TEMPLATES["listed_wrongly"]) == "on a black list wrongly"


def test_a_list_has_words_of_its_own_in_every_title() -> None:
    wording = wording_of(worded(STRUCK))
    assert told(TEMPLATES["ever_listed"], wording) == "ever struck off the roll"
    assert told(TEMPLATES["ever_wrongly"], wording) == "ever wrongly struck off the roll"
    assert told(TEMPLATES["entries"], wording) == "new removals"
    own = wording_of(worded({**STRUCK, "wrongly": "struck off though entitled"}))
    assert told(TEMPLATES["ever_wrongly"], own) == "ever struck off though entitled"


def test_several_lists_have_words_for_all_of_them() -> None:
    assert wording_of(system(lists=2)) == ORDINARY
    assert wording_of(system(lists=2, words=STRUCK)).black.state == "struck off the roll"
    with pytest.raises(PolicyError, match="words for all black lists together are of a system"):
        system(words=STRUCK)


@pytest.mark.parametrize(
    "phrase",
    ["Struck off", "struck off.", "<b>struck</b>", "{state}", "[red]struck", "a" * 61, "", "a\nb"],
)
def test_a_phrase_goes_on_in_the_midst_of_a_sentence(phrase: str) -> None:
    with pytest.raises(PolicyError, match=r"state.* must be a phrase"):
        worded({**STRUCK, "state": phrase})


@pytest.mark.parametrize("name", SYSTEMS)
def test_only_a_black_list_is_called_one(name: str) -> None:
    policy = load_policy(name)
    wording = wording_of(policy.system)
    titles = [told(template, wording) for template in TEMPLATES.values()]
    assert not any("{" in title or "}" in title for title in titles)
    is_said = any("black list" in title for title in titles)
    has_black = any(rule.colour == "black" for rule in policy.system.lists.values())
    assert is_said == (name in CALLED_SO)
    assert has_black or not is_said
    if has_black and not is_said:
        assert policy.system.authority or name == "public-shaming"

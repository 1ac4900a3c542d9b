"""Whatever a policy file holds, it loads, or PolicyError says in a sentence what is wrong with it.

Never another exception, never a partial policy, never a changed file.
"""

import copy
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discredit.errors import PolicyError
from discredit.policy.load import load
from discredit.policy.number import Money, Needs, Number, Rate, Section, Share
from discredit.sources import Ledger

LEDGER = Ledger()


class Watching(Section):
    uptake: Rate
    specificity: Share
    coverage: Annotated[Number, Needs("share", labels=("east", "west"))]


class Listing(Section):
    kind: Literal["points", "none"]
    is_public: bool
    grounds: tuple[str, ...]


class Small(Section):
    title: str
    watching: Watching
    listing: Listing
    prices: dict[str, Money]
    either: Share | Literal["none"]


KNOWN: dict[str, Any] = {"evidence": "documented", "source": "frame-four-types"}
VALID: dict[str, Any] = {
    "title": "Small",
    "watching": {
        "uptake": {"value": 0.3, "unit": "per month", "evidence": "assumed",
                   "source": ["asm.game.share"], "range": [0.0, 1.0]},
        "specificity": {"dated": {"2013-10": 0.9, "2018-01": 0.95}, "between": "step", "before": 0,
                        "unit": "share", **KNOWN},
        "coverage": {"value": {"east": 0.1, "west": 0.2}, "unit": "share", **KNOWN},
    },
    "listing": {"kind": "points", "is_public": True, "grounds": ["refusal"]},
    "prices": {"ticket": {"value": 30, "unit": "CNY", **KNOWN}},
    "either": {"value": 0.5, "unit": "share", **KNOWN},
}  # fmt: skip

WORDS = ["share", "value", "dated", "2013-13", "2018-01", "2012-01", "0000-00", "yes", "on", "<<",
         "1_000", "0.3", "5 %", "{", "*a", "&a b", "!!x", "\n", "\x00", "\ud83d\ude00", "", "[key]",
         "documented", "fictional", "asm.game.share", "function-wrap", "source",
         "unit"]  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 200),
    st.sampled_from([10**30, -(10**30), 10**400, 1e308, -1e308, 5e-324, -0.0]),
    st.floats(),
    st.sampled_from(WORDS),
    st.text(max_size=8),
)
KEYS = st.text(max_size=6)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


def said_or_loaded(source: str | Path, name: str = "fuzzed.yaml") -> Small | None:
    """The law itself."""
    try:
        return load(source, Small, ledger=LEDGER, name=name)
    except PolicyError as error:
        assert error.faults
        for fault in error.faults:
            sentence = str(fault)
            assert sentence.startswith(name) and sentence.isprintable() and len(sentence) < 2000
        return None


def places(tree: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in the tree."""
    items: Any = ()
    if isinstance(tree, dict):
        items = list(tree.items())
    elif isinstance(tree, list):
        items = list(enumerate(tree))
    return [(tree, key) for key, _ in items] + [p for _, inner in items for p in places(inner)]


@st.composite
def mutants(draw: st.DrawFn) -> dict[str, Any]:
    """The valid policy with one to four changes at random places."""
    tree = copy.deepcopy(VALID)
    for _ in range(draw(st.integers(1, 4))):
        at = places(tree)
        if not at:
            break
        holder, key = draw(st.sampled_from(at))
        match draw(st.sampled_from(["delete", "replace", "rename", "negate", "swap", "wrap"])):
            case "delete":
                del holder[key]
            case "replace":
                holder[key] = draw(TREES)
            case "rename" if isinstance(holder, dict):
                holder[draw(st.sampled_from(WORDS) | st.text(max_size=6))] = holder.pop(key)
            case "negate" if isinstance(holder[key], (int, float)):
                holder[key] = -holder[key] * draw(st.sampled_from([1, 1000]))
            case "swap":
                other, name = draw(st.sampled_from(at))
                if name in other if isinstance(other, dict) else name < len(other):
                    mine, theirs = copy.deepcopy(holder[key]), copy.deepcopy(other[name])
                    holder[key], other[name] = theirs, mine
            case _:
                holder[key] = {"value": copy.deepcopy(holder[key])}
    return tree


def dumped(tree: Any) -> str:
    """YAML of the tree, without the aliases that the writer adds for shared objects."""

    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    return yaml.dump(tree, Dumper=Plain, allow_unicode=True, sort_keys=False)


def test_the_valid_policy_itself_loads() -> None:
    assert said_or_loaded(dumped(VALID)) is not None


@settings(max_examples=400, deadline=None)
@given(mutants())
def test_a_mutated_policy_loads_or_is_explained(tree: dict[str, Any]) -> None:
    accepted = said_or_loaded(dumped(tree))
    if accepted is not None:
        # What was accepted keeps every rule: nothing out of its interval slipped through.
        watching = accepted.watching
        uptake, coverage = watching.uptake.at(24200), watching.coverage.at(24200)
        assert isinstance(uptake, float) and 0 <= uptake <= 1
        assert isinstance(coverage, dict) and set(coverage) == {"east", "west"}
        assert all(0 <= share <= 1 for share in coverage.values())
        prices = [price.at(24200) for price in accepted.prices.values()]
        assert all(isinstance(price, float) and price >= 0 for price in prices)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.integers(0, 600), st.integers(0, 40))
def test_a_policy_with_a_passage_overwritten_loads_or_is_explained(
    noise: str, start: int, length: int
) -> None:
    text = dumped(VALID)
    said_or_loaded(text[:start] + noise + text[start + length :])


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="abc: -[]{}&*!?|>'\"#%@,\n\t~.0123<", max_size=80))
def test_yaml_like_noise_loads_or_is_explained(text: str) -> None:
    said_or_loaded(text)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=300), st.integers(0, 600))
def test_random_bytes_in_a_file_are_explained_and_the_folder_is_left_as_it_was(
    tmp_path: Path, noise: bytes, start: int
) -> None:
    path = tmp_path / "fuzzed.yaml"
    data = dumped(VALID).encode()
    data = data[:start] + noise + data[start:]
    path.write_bytes(data)
    said_or_loaded(path)
    assert path.read_bytes() == data
    assert [p.name for p in tmp_path.iterdir()] == ["fuzzed.yaml"]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3000), st.sampled_from(["[", "{", "{a: ", "- ", "? ", "&a [", "!!x ["]))
def test_any_nesting_is_read_or_refused_without_exhausting_the_stack(
    depth: int, opening: str
) -> None:
    said_or_loaded("title: " + opening * depth)
    said_or_loaded(opening * depth)


@pytest.mark.parametrize("count", [1, 30, 300])
def test_aliases_are_refused_however_they_are_chained(count: int) -> None:
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, count + 1)
    )
    assert said_or_loaded(bomb) is None
    assert said_or_loaded("title: &a\n  b: *a\n") is None

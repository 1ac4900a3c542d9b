"""Overlays: what they change, what they leave alone, and when they are refused, with the reason."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discredit import library
from discredit.errors import InputError, PolicyError, UnknownNameError
from discredit.plan import draw_up
from discredit.policy.address import numbers
from discredit.policy.compose import load_policy, read_parts
from discredit.policy.layers import lay, read_layers

GUESS = "evidence: assumed, source: A-950, range: [0, 100]"
UNSURE = "evidence: assumed, source: A-950, range: [0, 1]"
SHARE = "unit: share, evidence: assumed, source: A-950, range: [0, 1]"
PLAIN = numbers(load_policy("court-list"))


def write(name: str, *changes: str, more: str = "") -> str:
    """An overlay file in the current folder."""
    lines = ["title: Trial", "about: A trial.", "changes:", *(f"  {change}" for change in changes)]
    Path(f"{name}.yaml").write_text("\n".join([*lines, more, ""]), encoding="utf-8")
    return f"{name}.yaml"


def refusal(*overlays: str) -> str:
    """What is said of overlays that must be refused: one sentence."""
    with pytest.raises(PolicyError) as caught:
        load_policy("court-list", overlays=overlays)
    assert len(caught.value.faults) == 1, caught.value
    return str(caught.value.faults[0])


def changed(*overlays: str) -> set[str]:
    """The paths of numbers that are not as they were."""
    laid = numbers(load_policy("court-list", overlays=overlays))
    return {path for path in laid.keys() | PLAIN.keys() if laid.get(path) != PLAIN.get(path)}


# What an overlay changes


def test_an_overlay_changes_what_it_names_and_nothing_else(here: Path) -> None:
    path = write("trial", f"observation.misrouted: {{at_most: 0.001, {UNSURE}}}")
    assert changed(path) == {"observation.misrouted"}
    policy = load_policy("court-list", overlays=[path])
    assert policy.name == "court-list+trial"
    found = numbers(policy)["observation.misrouted"]
    assert found.value == 0.001
    assert found.range == (0, 1)


def test_a_changed_number_rests_on_the_overlay_too_and_is_never_better_graded(here: Path) -> None:
    path = write("trial", f"lists.*.grace_months: {{at_least: 3, {GUESS}}}")
    found = numbers(load_policy("court-list", overlays=[path]))["lists.defaulters.grace_months"]
    assert found.dated == {"2020-01": 3, "2024-01": 3}
    assert found.before == 3, "an overlay holds in every month"
    assert found.evidence == "assumed"
    assert found.sources == ("A-950", "spc-notice-grace", "spc-classes-2024")
    assert found.note == "Raised to at least 3 by the overlay trial"


def test_a_factor_moves_every_entry_and_the_range_with_it(here: Path) -> None:
    path = write("trial", "redress.capacity: {times: 4, evidence: assumed, source: A-950}")
    found = numbers(load_policy("court-list", overlays=[path]))["redress.capacity"]
    assert found.value == {"first": 320, "review": 100}
    assert found.range == (4, 3200)


def test_set_adds_a_number_that_the_system_lacks_and_replaces_one_it_has(here: Path) -> None:
    lacking = write("lacking", f"observation.human_check: {{set: {{value: 0.8, {SHARE}}}}}")
    having = write("having", f"observation.notice_reaches: {{set: {{value: 1, {SHARE}}}}}")
    found = numbers(load_policy("court-list", overlays=[lacking, having]))
    assert found["observation.human_check"].value == 0.8
    assert found["observation.notice_reaches"].value == 1
    assert found["observation.notice_reaches"].dated is None


def test_with_a_bound_set_is_for_systems_that_lack_the_number(here: Path) -> None:
    both = f"{{at_least: 0.95, {UNSURE}, set: {{value: 0.8, {SHARE}}}}}"
    path = write("both", f"observation.notice_reaches: {both}", f"observation.human_check: {both}")
    found = numbers(load_policy("court-list", overlays=[path]))
    assert found["observation.notice_reaches"].dated == {"2013-10": 0.95, "2020-01": 0.95}
    assert found["observation.human_check"].value == 0.8


def test_one_label_can_be_changed_at_every_date(here: Path) -> None:
    off = "{set: {value: false, unit: switch, evidence: assumed, source: A-950}}"
    path = write("trial", f"gates.lists.*.closes.loan: {off}")
    (name,) = changed(path)
    found = numbers(load_policy("court-list", overlays=[path]))[name]
    assert found.dated is not None
    before = PLAIN[name].dated
    assert before is not None
    for month, entry in found.dated.items():
        was = before[month]
        assert isinstance(entry, dict) and isinstance(was, dict)
        assert entry == {**was, "loan": False}


def test_only_picks_lists_of_one_colour(here: Path) -> None:
    change = f"lists.*.grace_months: {{at_least: 3, {GUESS}}}"
    black = write("black", change, more="only: {colour: black}")
    red = write("red", change, more="only: {colour: red}")
    assert changed(black) == {"lists.defaulters.grace_months"}
    assert "red.yaml:1 this file is without effect on court-list" in refusal(red)


# What is refused


def test_an_overlay_that_touches_nothing_is_refused(here: Path) -> None:
    path = write(
        "idle", f"lists.*.fine: {{times: 2, {GUESS}}}", f"scores.*.fades: {{times: 2, {GUESS}}}"
    )
    said = refusal(path)
    assert "the system has nothing at lists.*.fine, scores.*.fades" in said
    path = write("idle", f"observation.misrouted: {{at_most: 0.5, {UNSURE}}}")
    assert "the numbers that it changes are so already" in refusal(path)


def test_overlays_that_set_one_number_to_different_values_are_refused(here: Path) -> None:
    change = "observation.human_check: {set: {value: %s, " + SHARE + "}}"
    one, two, again = (
        write("one", change % 0.8), write("two", change % 0.5), write("again", change % 0.8)
    )  # fmt: skip
    said = refusal(one, two)
    assert said.startswith("one.yaml:4 changes.observation.human_check is set")
    assert "two.yaml:4" in said and "Leave out one or two." in said
    assert changed(one, again) == {"observation.human_check"}


def test_a_bound_that_another_overlay_breaks_is_refused(here: Path) -> None:
    high = write("high", f"redress.capacity: {{at_least: 200, {GUESS}}}")
    low = write("low", f"redress.capacity: {{at_most: 100, {GUESS}}}")
    said = refusal(high, low)
    assert "high.yaml:4" in said and "low.yaml:4" in said
    assert "cannot ask different things of one number (redress.capacity)" in said


@pytest.mark.parametrize("other", ["alpha", "omega"])
def test_a_contradiction_is_refused_whichever_overlay_names_it(here: Path, other: str) -> None:
    change = f"redress.capacity: {{times: 2, {GUESS}}}"
    write(other, change)
    write("named", change, more=f"unless: {{{other}.yaml: Both enlarge the same desk.}}")
    for order in permutations(("named.yaml", f"{other}.yaml")):
        assert refusal(*order) == (
            f"named.yaml:5 unless.{other} is laid over the system too, which contradicts this "
            f"overlay; both enlarge the same desk. Leave out named or {other}."
        )


def test_what_the_schema_then_refuses_names_the_overlay(here: Path) -> None:
    path = write("long", f"lists.*.grace_months: {{at_least: 90, {GUESS}}}")
    said = refusal(path)
    assert "lists.defaulters is in contradiction with itself once long is laid over it" in said
    assert "grace cannot outlast the entry it delays" in said
    path = write("many", f"observation.misrouted: {{times: 1000, {GUESS}}}")
    with pytest.raises(PolicyError) as caught:
        load_policy("court-list", overlays=[path])
    assert all(str(fault).startswith("many.yaml:4 ") for fault in caught.value.faults)


def test_a_switch_is_set_and_has_no_size(here: Path) -> None:
    path = write("trial", f"lists.*.excludes_students: {{at_least: 1, {GUESS}}}")
    assert "a switch is on or off and has no size" in refusal(path)


def test_all_faults_of_an_overlay_file_are_told_with_their_lines(here: Path) -> None:
    path = write(
        "bad",
        "redress.capacty: {times: 4, evidence: assumed, source: A-9500}",
        "lists.*.grace_months: {at_most: 2}",
        f"observation.misrouted: {{at_least: 2, at_most: 1, {GUESS}}}",
        "observation.human_check: {}",
        more="only: {colour: blue}",
    )
    with pytest.raises(PolicyError) as caught:
        load_policy("court-list", overlays=[path])
    told = {(fault.line, fault.path.rpartition(".")[2]) for fault in caught.value.faults}
    assert told == {
        (4, "capacty"), (4, "source"), (5, "evidence"), (5, "source"), (6, "at_least"),
        (7, "human_check"), (8, "colour"),
    }  # fmt: skip
    assert "Did you mean capacity?" in str(caught.value)


def test_an_overlay_is_laid_once_and_by_a_name_that_exists(here: Path) -> None:
    path = write("trial", f"redress.capacity: {{times: 2, {GUESS}}}")
    assert "asked for twice" in refusal(path, path)
    with pytest.raises(UnknownNameError):
        load_policy("court-list", overlays=["no-such-safeguard"])
    with pytest.raises(InputError, match="given by name, file"):
        draw_up(load_policy("court-list"), overlays=[path])


def test_names_may_stand_in_one_text_with_commas(here: Path) -> None:
    one = write("one", f"redress.capacity: {{times: 2, {GUESS}}}")
    two = write("two", f"observation.misrouted: {{at_most: 0.001, {UNSURE}}}")
    together = load_policy("court-list", overlays=f"{two}, {one}")
    assert together.name == "court-list+one+two"
    assert together == load_policy("court-list", overlays=[one, two])


# Laws


AMOUNTS = st.sampled_from([0.5, 1.0, 2.0, 5.0])
KINDS = st.sampled_from(["at_least", "at_most", "times"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(KINDS, AMOUNTS), min_size=2, max_size=3))
def test_the_order_of_overlays_is_nothing(
    tmp_path_factory: pytest.TempPathFactory, asked: list[tuple[str, float]]
) -> None:
    folder = tmp_path_factory.mktemp("overlays")
    files = []
    for i, (kind, amount) in enumerate(asked):
        change = f"redress.capacity: {{{kind}: {amount * 40}, {GUESS}}}"
        if kind == "times":
            change = f"redress.capacity: {{times: {amount}, {GUESS}}}"
        text = f"title: T\nabout: T.\nchanges:\n  {change}\n"
        file = folder / f"o{i}.yaml"
        file.write_text(text, encoding="utf-8")
        files.append(str(file))
    outcomes = set()
    for order in permutations(files):
        try:
            outcomes.add(load_policy("court-list", overlays=order).model_dump_json())
        except PolicyError as error:
            outcomes.add(str(error))
    assert len(outcomes) == 1


@pytest.mark.parametrize("name", library.names("safeguards"))
def test_a_safeguard_of_the_library_is_sound_and_touches_some_system(name: str) -> None:
    (layer,) = read_layers([name])
    assert layer.overlay.title and layer.overlay.about
    touched = []
    for system in library.names("systems"):
        try:
            lay(system, read_parts(system), [layer])
            touched.append(system)
        except PolicyError as error:
            assert "without effect" in str(error)
    assert touched


@pytest.mark.parametrize("system", library.names("systems"))
def test_every_safeguard_fits_a_system_or_says_why_not(system: str) -> None:
    for name in library.names("safeguards"):
        try:
            load_policy(system, overlays=[name])
        except PolicyError as error:
            (fault,) = error.faults
            idle = "without effect" in fault.found
            assert idle or f"once {name} is laid over it" in fault.found, str(fault)

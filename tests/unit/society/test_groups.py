"""The groups that a society has, by their names."""

from discredit.society.groups import groups_of, rows_of
from discredit.society.spec import load_society
from discredit.vocabulary import GROUPS


def test_groups_that_a_society_lacks_have_no_row() -> None:
    spec = load_society("netherlands-2020")
    groups, rows = dict(groups_of(spec)), rows_of(spec)
    assert len(groups["region"]) == 12
    assert groups["background"] == ("majority", "minority", "second_minority")
    assert len(rows) == sum(map(len, groups.values()))
    assert rows[11:13] == (11, 32)  # the rooms of other regions stay empty
    assert [name for name, _ in groups_of(spec)] == [name for name, _ in GROUPS]

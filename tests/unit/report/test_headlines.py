"""Where there are too few to say, these words stand in place of a figure made of them."""

from __future__ import annotations

from discredit import measures
from discredit.measures.caution import TOO_FEW
from discredit.report import headlines
from discredit.vocabulary import ORDINARY
from finished_result import result


def test_too_few_to_say_is_the_figure_and_the_national_one() -> None:
    found = measures.effects(result())
    found.loc[found["measure"] == "family_hit", "caution"] = "too few to say: 3 people affected"
    rows = measures.headline(found).to_dict("records")
    lines = headlines.lines(found, result().manifest)
    few = [line for row, line in zip(rows, lines, strict=True) if row["caution"]]
    enough = [line for row, line in zip(rows, lines, strict=True) if not row["caution"]]
    assert few and enough
    assert all(line.difference == TOO_FEW for line in few)
    assert all(line.national in ("", TOO_FEW) for line in few)
    assert not any(TOO_FEW in (line.difference, line.national) for line in enough)


def test_what_few_bear_is_not_told_per_person() -> None:
    found = measures.effects(result())
    rows = found[found["dimension"] == "list_status"].set_index(["measure", "group"])
    table = headlines.costs(found, ORDINARY)
    cells = [cell[0] for row in table["rows"] for cell in row["cells"]]
    names = [n for n in headlines.STANDING_MEASURES if (n, "listed, never wrongly") in rows.index]
    few = (rows.loc[names, "caution"] != "").sum()
    assert 0 < cells.count(TOO_FEW) <= few

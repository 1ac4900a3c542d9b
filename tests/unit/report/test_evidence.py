"""What is said of the evidence behind a run."""

from __future__ import annotations

from discredit.report import evidence


def test_what_is_known_of_error_rates_is_said_in_the_terms_of_each_system() -> None:
    def row(path: str, grade: str, *keys: str) -> evidence.NumberRow:
        cited = tuple(evidence.Cited(key, "", "") for key in keys)
        return evidence.NumberRow(path, "0.1", "share", grade, "0 to 1", cited)

    unknown = row("observation.misrouted", "assumed", evidence.NOBODY_COUNTED)
    known = row("scores.fico.errors.share", "documented", "x")
    elsewhere = row("observation.conducts.fraud.false_records", "assumed", "A-1")
    other = row("lists.barred.term_months", "assumed", "A-1")
    assert evidence.error_rates([unknown, known, elsewhere, other]) == [unknown, known, elsewhere]
    assert "never a fact about China" in " ".join(evidence.error_sentences([unknown]))
    said = " ".join(evidence.error_sentences([known, elsewhere]))
    assert "China" not in said
    assert "Of the 2 error rates of this run 1 are unknown and assumed" in said
    assert evidence.error_sentences([]) == []

"""Claims put to the test: one switch, one outcome, paired runs, a verdict in plain words."""

from discredit.studies.question import Question, load_study

__all__ = ["Question", "load_study"]

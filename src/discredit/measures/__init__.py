"""Questions put to a result: what a system does to whom, as differences between the twins."""

from discredit.measures.effects import disparity, effects
from discredit.measures.forecast import foretold
from discredit.measures.listing import answer, answers, headline, wrongful
from discredit.measures.mobility import ranks, transitions
from discredit.measures.movers import movers
from discredit.measures.offices import offices, queues
from discredit.measures.readout import effects_by, series_by
from discredit.measures.redress import redress
from discredit.measures.series import told_series
from discredit.measures.tables import ResultTables
from discredit.measures.together import ask_all, keep_sums
from discredit.measures.upkeep import upkeep, upkeep_by_list
from discredit.measures.waits import time_to_correction

__all__ = [
    "ResultTables",
    "answer",
    "answers",
    "ask_all",
    "disparity",
    "effects",
    "effects_by",
    "foretold",
    "headline",
    "keep_sums",
    "movers",
    "offices",
    "queues",
    "ranks",
    "redress",
    "series_by",
    "time_to_correction",
    "told_series",
    "transitions",
    "upkeep",
    "upkeep_by_list",
    "wrongful",
]

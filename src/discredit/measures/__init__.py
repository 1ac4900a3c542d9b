"""Questions put to a result: what a system does to whom, as differences between the twins."""

from discredit.measures.effects import disparity, effects
from discredit.measures.listing import answer, headline, redress, wrongful
from discredit.measures.series import time_to_correction
from discredit.measures.tables import ResultTables

__all__ = [
    "ResultTables",
    "answer",
    "disparity",
    "effects",
    "headline",
    "redress",
    "time_to_correction",
    "wrongful",
]

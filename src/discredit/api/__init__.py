"""What a notebook needs: run a system beside its twin, ask, look, follow one person.

>>> import discredit as dc
>>> pair = dc.compare("court-list", people=500, months=24)   # doctest: +SKIP
>>> pair.effects()                                           # doctest: +SKIP
"""

from discredit.api.many import SideBySide, compare_many
from discredit.api.pair import Pair, compare, open_pair, verify
from discredit.api.searched import model, reforms
from discredit.api.tested import Tested, study

__all__ = [
    "Pair",
    "SideBySide",
    "Tested",
    "compare",
    "compare_many",
    "model",
    "open_pair",
    "reforms",
    "study",
    "verify",
]

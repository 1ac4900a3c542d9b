"""What a column may be: an array of the host, or one of a device."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Array

if TYPE_CHECKING:
    Column = Array  # what the engine is handed; NumPy's does all that is asked of it here
else:
    Column = Array | np.ndarray | np.generic

__all__ = ["Column"]

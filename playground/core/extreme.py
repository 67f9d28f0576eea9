"""Weights of one bit, or of three values, and one number that scales them.

Sources: Rastegari et al. 2016, XNOR-Net, arXiv 1603.05279, section 3.1 (binary weights);
Li et al. 2016, Ternary Weight Networks, arXiv 1605.04711, section 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.core.quantize import check_finite

THRESHOLD = 0.7
"""Part of the mean absolute weight above which a ternary weight is kept."""


def _mean(values: NDArray[np.float64]) -> float:
    """Return the mean of values of 0 or more, 0.0 for none; no sum overflows."""
    if values.size == 0 or (largest := float(values.max())) == 0:
        return 0.0
    return float(np.mean(values / largest)) * largest if largest > 1e300 else float(values.mean())


def binarize(w: ArrayLike) -> tuple[NDArray[np.int8], float]:
    """Return (signs, alpha): w is about alpha * signs.

    `signs` is int8 of -1 and +1 in the shape of w, where 0 counts as +1; `alpha` is the
    mean of |w|, which makes the squared error least (XNOR-Net, equation 6), and 0.0 for an
    empty w. Raises ValueError for NaN or infinity.
    """
    values = check_finite(w, "w")
    signs = np.where(values < 0, -1, 1).astype(np.int8)
    return signs, _mean(np.abs(values))


def ternarize(w: ArrayLike) -> tuple[NDArray[np.int8], float]:
    """Return (values, alpha): w is about alpha * values.

    `values` is int8 of -1, 0 and +1 in the shape of w: 0 unless |w| is above
    0.7 * mean |w| (TWN, equation 6); `alpha` is the mean of |w| of those kept, 0.0 if none
    is. Raises ValueError for NaN or infinity.
    """
    numbers = check_finite(w, "w")
    size = np.abs(numbers)
    kept = size > THRESHOLD * _mean(size)
    values = np.where(kept, np.sign(numbers), 0).astype(np.int8)
    return values, _mean(size[kept])

"""Where each row of a file lies, those that cannot be used too: a person looks for these first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray


@dataclass
class RowPlaces:
    """Where the rows of a file lie, as far as it was read.

    Attributes
    ----------
    x, y : ndarray or None, shape (n,)
        Positions in EPSG:5179 [m], NaN for none; None for a file that has none.
    shapes : ndarray of shapely geometries or None, shape (n,)
        Lines and areas in EPSG:5179, None where a row has none that can be used; None for a file of points.
    segments : sequence of UUID or None, shape (n,)
        Segments that people picked; empty for a file without.
    """

    x: NDArray[np.float64] | None = None
    y: NDArray[np.float64] | None = None
    shapes: NDArray[Any] | None = None
    segments: Sequence[UUID | None] = ()

    def shape(self, nth: int) -> Any:
        """Return where a row lies by its own coordinates.

        Parameters
        ----------
        nth : int
            The row, from 0.

        Returns
        -------
        shapely geometry or None
            In EPSG:5179 [m].
        """
        if self.shapes is not None:
            return self.shapes[nth]
        if self.x is None or self.y is None or not np.isfinite(self.x[nth]):
            return None
        return shapely.Point(self.x[nth], self.y[nth])

    def segment(self, nth: int) -> UUID | None:
        """Return the segment that a row names.

        Parameters
        ----------
        nth : int
            The row, from 0.

        Returns
        -------
        UUID or None
            Whether there is such a segment is for the database to say.
        """
        return self.segments[nth] if len(self.segments) else None

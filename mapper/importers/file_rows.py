"""The rows of a file as it has them, so that those it cannot use can be given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import shapely
from numpy.typing import NDArray

from mapper.importers.row_place import RowPlaces


@dataclass(frozen=True)
class FileRows:
    """What stood in each row of a file.

    Attributes
    ----------
    unit : str
        What a row is called: ``line`` or ``feature``.
    header : tuple of str
        Its columns, without those that look like contact data.
    columns : tuple of sequence of str
        Their cells, shape (n,) each.
    numbers : sequence of int
        Number of each row as a person counts it, shape (n,).
    keys : sequence of str or None
        What each row is known by, shape (n,); empty for a kind whose rows have no key.
    places : RowPlaces
        Where each row lies, shape (n,).
    shapes : ndarray of shapely geometries or None
        One per row, shape (n,); written into a column of its own.
    """

    unit: str
    header: tuple[str, ...]
    columns: tuple[Sequence[str], ...]
    numbers: Sequence[int]
    keys: Sequence[str | None]
    places: RowPlaces
    shapes: NDArray[Any] | None

    @property
    def names(self) -> tuple[str, ...]:
        """What `cells` has: the header, and ``WKT`` for shapes."""
        return self.header if self.shapes is None else (*self.header, "WKT")

    def number_of(self, key: str) -> int | None:
        """Find the row that is known by a key.

        Parameters
        ----------
        key : str
            From a frame.

        Returns
        -------
        int or None
            Its number; None for a key of no row.
        """
        return self._numbers.get(key)

    def cells(self, number: int) -> list[str]:
        """Return what stands in a row.

        Parameters
        ----------
        number : int
            As a person counts it.

        Returns
        -------
        list of str
            One per name; blank ones for a row that the format could not read.
        """
        place = self._nth.get(number)
        if place is None:
            return [""] * len(self.names)
        cells = [column[place] for column in self.columns]
        if self.shapes is not None:
            cells.append(shapely.to_wkt(self.shapes[place], rounding_precision=-1) or "")
        return cells

    def shape(self, number: int) -> Any:
        """Return where a row lies by its own coordinates.

        Parameters
        ----------
        number : int
            As a person counts it.

        Returns
        -------
        shapely geometry or None
            In EPSG:5179 [m]; None for a row that has no coordinates or none that can be used.
        """
        nth = self._nth.get(number)
        return None if nth is None else self.places.shape(nth)

    def segment(self, number: int) -> UUID | None:
        """Return the segment that a row names.

        Parameters
        ----------
        number : int
            As a person counts it.

        Returns
        -------
        UUID or None
            None where it names none.
        """
        nth = self._nth.get(number)
        return None if nth is None else self.places.segment(nth)

    @cached_property
    def _numbers(self) -> dict[str | None, int]:
        return {key: int(number) for key, number in zip(self.keys, self.numbers, strict=False)}

    @cached_property
    def _nth(self) -> dict[int, int]:
        return {int(number): place for place, number in enumerate(self.numbers)}

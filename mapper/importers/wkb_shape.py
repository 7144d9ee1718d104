"""Shapes from the bytes of a format that stores them as WKB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.importers.fault import Note, RowFault

_COLLECTION: Final = 7


@dataclass(frozen=True)
class Shapes:
    """The shapes of a layer.

    Attributes
    ----------
    shapes : ndarray of shapely geometries
        In two dimensions, None where a row has none or it cannot be used, shape (n,).
    faults : tuple of RowFault
        Those that cannot be used.
    notes : tuple of Note
        What was taken off them.
    open_rings : mapping of int to str
        Which had a ring that was not closed, by position; they are closed in ``shapes``.
    """

    shapes: NDArray[Any]
    faults: tuple[RowFault, ...]
    notes: tuple[Note, ...]
    open_rings: Mapping[int, str]


def shapes_of(wkb: Sequence[bytes | None] | NDArray[Any], rows: Sequence[int], *, file: str) -> Shapes:
    """Build shapes.

    Parameters
    ----------
    wkb : sequence of bytes or None, shape (n,)
        A geometry each; None for a row without, ``b""`` for one that could not be read.
    rows : sequence of int, shape (n,)
        Numbers of the features.
    file : str
        Named in faults.

    Returns
    -------
    Shapes
        Rings closed and numbers finite; validity is judged later, by kind.
    """
    given = np.empty(len(rows), dtype=object)
    given[:] = list(wkb)
    present = np.array([found is not None for found in given.tolist()], dtype=bool)
    with np.errstate(all="ignore"):  # numbers that are not finite are refused below, numpy need not warn of them
        shapes = shapely.from_wkb(given, on_invalid="ignore")
        unread = np.flatnonzero(present & shapely.is_missing(shapes))
        shapes[unread] = shapely.from_wkb(given[unread], on_invalid="fix")
    closed = unread[~shapely.is_missing(shapes[unread])]
    tall = shapely.has_z(shapes) | shapely.has_m(shapes)
    shapes = shapely.force_2d(shapes)
    faults: list[RowFault] = []
    for code, where, value, expected, remedy in _unusable(shapes, present):
        shapes[where] = None
        found = tuple(np.asarray(rows)[where].tolist())
        if found:
            faults.append(RowFault(code, file, "feature", found, "geometry", value, expected, remedy))
    flat = int((tall & ~shapely.is_missing(shapes)).sum())
    message = f"Z or M values of {flat} features were dropped: maps here are flat."
    notes = (Note("flattened", message, {"features": flat}),) if flat else ()
    rings = {int(at): "a ring that does not end where it begins" for at in closed if shapes[at] is not None}
    return Shapes(shapes, tuple(faults), notes, rings)


def _unusable(shapes: NDArray[Any], present: NDArray[np.bool_]) -> list[tuple[str, NDArray[np.bool_], str, str, str]]:
    again = "export the layer again"
    positions, owner = shapely.get_coordinates(shapes, return_index=True)
    infinite = np.zeros(len(shapes), dtype=bool)
    infinite[owner[~np.isfinite(positions).all(axis=1)]] = True
    collections = shapely.get_type_id(shapes) == _COLLECTION
    empty = shapely.is_empty(shapes) & ~collections
    return [
        ("not_a_geometry", present & shapely.is_missing(shapes), "a damaged shape", "a point, line or area", again),
        ("collection", collections, "GeometryCollection", "one geometry per feature", "split it into features"),
        ("empty_shape", empty, "an empty shape", "coordinates", "draw it or delete the feature"),
        ("not_finite", infinite & ~collections, "nan", "finite coordinates", "correct the position or delete it"),
    ]

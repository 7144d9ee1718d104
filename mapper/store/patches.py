"""Patches: the graded segments of one small square beside their grades, as columns that tiles are quickly written from.

Where a segment lies and what it was graded stand in tables that are kept in no order of place, so that reading the two
together takes longer than all the rest of a tile. A patch is read in one piece. It is kept, and dropped, as tiles are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from mapper.domain.tile import MARGIN, TileAddress
from mapper.store.grades import IN_NETWORK, View
from mapper.store.round_trip import as_driver_has_it, driver

ZOOM: Final = 14
"""Of the squares: some thousand segments at most."""

LAYER: Final = "patches"
"""Under which they are kept beside the tiles of the layers."""

_ID: Final = np.dtype("S16")
_LOOK: Final = np.dtype("S4")
_COUNT: Final = np.dtype("<i4")
_VERTEX: Final = np.dtype(("<f8", 2))


@dataclass(frozen=True)
class Patch:
    """Segments of a square, in the order of their ids.

    Attributes
    ----------
    ids : ndarray of bytes, shape (n,)
        Their 16 bytes each.
    looks : ndarray of bytes, shape (n,)
        Letters of the overall, residential and walking grade and of the confidence; ``-`` where there is none.
    names : ndarray of int, shape (n,)
        Position of the alley's name in ``words``, -1 for none.
    counts : ndarray of int, shape (n,)
        Vertices of each.
    vertices : ndarray, shape (m, 2)
        Of all of them, one after another, in EPSG:3857 [m].
    words : sequence of str
        Names of alleys.
    """

    ids: NDArray[np.bytes_]
    looks: NDArray[np.bytes_]
    names: NDArray[np.int32]
    counts: NDArray[np.int32]
    vertices: NDArray[np.float64]
    words: Sequence[str]


def packed(patch: Patch) -> bytes:
    """Write a patch into one value.

    Parameters
    ----------
    patch : Patch
        Any.

    Returns
    -------
    bytes
        For `unpacked`.
    """
    columns = (patch.ids, patch.looks, patch.names, patch.counts, patch.vertices)
    head = np.array([len(patch.ids), len(patch.vertices)], _COUNT)
    return b"".join([head.tobytes(), *(column.tobytes() for column in columns), orjson.dumps(patch.words)])


def unpacked(value: bytes) -> Patch:
    """Read a patch.

    Parameters
    ----------
    value : bytes
        From `packed`.

    Returns
    -------
    Patch
        Views of the value.
    """
    segments, vertices = np.frombuffer(value, _COUNT, 2).tolist()
    at = 2 * _COUNT.itemsize

    def _take(kind: np.dtype[Any], count: int) -> NDArray[Any]:
        nonlocal at
        at += kind.itemsize * count
        return np.frombuffer(value, kind, count, at - kind.itemsize * count)

    ids, looks, names, counts = (_take(kind, segments) for kind in (_ID, _LOOK, _COUNT, _COUNT))
    return Patch(ids, looks, names, counts, _take(_VERTEX, vertices), orjson.loads(value[at:]))


def joined(patches: Sequence[Patch]) -> Patch:
    """Put patches together, a segment that lies in several of them once.

    Parameters
    ----------
    patches : sequence of Patch
        At least one, none of them empty; their segments may be in any order.

    Returns
    -------
    Patch
        Of all their segments.
    """
    ids = np.concatenate([patch.ids for patch in patches])
    order = np.lexsort(ids.view(">u8").astype(np.uint64).reshape(-1, 2).T[::-1])
    in_order = ids[order]
    order = order[np.append(True, in_order[1:] != in_order[:-1])]
    counts = np.concatenate([patch.counts for patch in patches])
    begins = np.cumsum(counts) - counts
    words: list[str] = []
    names = []
    for patch in patches:
        names.append(np.where(patch.names < 0, -1, patch.names + len(words)))
        words += patch.words
    return Patch(
        ids[order],
        np.concatenate([patch.looks for patch in patches])[order],
        np.concatenate(names)[order],
        counts[order],
        np.concatenate([patch.vertices for patch in patches])[_runs(begins[order], counts[order])],
        words,
    )


def _runs(begins: NDArray[Any], counts: NDArray[Any]) -> NDArray[np.int64]:
    """Return ``begin, begin + 1, ...`` of each run, one after another."""
    runs: NDArray[np.int64] = np.arange(counts.sum()) + np.repeat(begins - (np.cumsum(counts) - counts), counts)
    return runs


_READ: Final = as_driver_has_it(
    f"""
    SELECT string_agg(uuid_send(segment.id), ''),
        string_agg(convert_to(concat(
            coalesce(overall_grade, '-'), coalesce(residential_grade, '-'), coalesce(walking_grade, '-'),
            coalesce(left(confidence_level, 1), '-')
        ), 'UTF8'), ''),
        array_agg(alley.name), string_agg(substr(ST_AsBinary(web_line, 'NDR'), 6, 4), ''),
        string_agg(substr(ST_AsBinary(web_line, 'NDR'), 10), '')
    FROM segment JOIN alley ON alley.id = alley_id LEFT JOIN LATERAL (
        SELECT * FROM grade WHERE run_id = :run AND segment_id = segment.id OFFSET 0
    ) AS grade ON true
    WHERE graded AND {IN_NETWORK} AND web_line && ST_TileEnvelope(:z, :x, :y, margin => {MARGIN})
    """
)
"""Each column in one value; OFFSET keeps PostgreSQL from reading a whole run for one square."""


def read(session: Session, square: TileAddress, view: View) -> Patch | None:
    """Read what lies in a square and its margin.

    Parameters
    ----------
    session : Session
        Only read.
    square : TileAddress
        Of any zoom.
    view : View
        From where the map is looked at.

    Returns
    -------
    Patch or None
        None where nothing is.
    """
    with driver(session) as connection, connection.cursor(binary=True) as cursor:
        row = cursor.execute(_READ, {**vars(square), "run": view.run, "network": view.network}).fetchone()
    if row is None or row[0] is None:
        return None
    ids, looks, names, counts, vertices = row
    words = sorted({name for name in names if name is not None})
    places = {word: place for place, word in enumerate(words)}
    unordered = Patch(
        np.frombuffer(ids, _ID),
        np.frombuffer(looks, _LOOK),
        np.array([places.get(name, -1) for name in names], _COUNT),
        np.frombuffer(counts, _COUNT),
        np.frombuffer(vertices, _VERTEX),
        words,
    )
    return joined([unordered])

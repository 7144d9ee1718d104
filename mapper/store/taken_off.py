"""Issues that were taken off: the newest official run shows them to everybody, and by now they are no more to be shown.

They were merged, rejected or withdrawn since, or have a category that has no name for everybody. The queries of
`mapper.store.tiles` leave them out; what is kept of an answer is named by them, so that it is not taken for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, Self
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import WEB_MERCATOR
from mapper.domain.tile import TileAddress
from mapper.store.columns import ID
from mapper.store.grades import View
from mapper.store.tables.facts import OFF
from mapper.store.tiles import FEATURE_ID, PublicIssues, public_values

_STANDING: Final = text(f"""
    SELECT * FROM
        (SELECT count(*), sum(extract(epoch FROM known_from)) FROM issue_state WHERE ({OFF.text}) AND known_from > :known) AS off,
        (SELECT count(*), sum(extract(epoch FROM settled_from)) FROM issue_state WHERE ({OFF.text}) AND settled_from >= :until)
            AS earlier,
        (SELECT count(*), sum(extract(epoch FROM recorded_at)) FROM revision WHERE recorded_at > :known) AS revised
""")
"""Another row whenever others may have been taken off, or put back; from indexes alone."""

_TAKEN_OFF: Final = text(f"""
    WITH changed AS MATERIALIZED ( -- few, and each found by an index
        SELECT issue_id FROM issue_state WHERE ({OFF.text}) AND known_from > :known
        UNION SELECT issue_id FROM issue_state WHERE ({OFF.text}) AND settled_from >= :until
        UNION SELECT issue_id FROM revision WHERE recorded_at > :known
    )
    SELECT DISTINCT issue_id, extract(epoch FROM known_from)::float8, ST_X(place), ST_Y(place)
    FROM changed JOIN issue_state USING (issue_id) JOIN placement USING (issue_id)
    JOIN segment ON segment.id = placement.segment_id
    CROSS JOIN LATERAL ST_Transform(public_point, {WEB_MERCATOR}) AS place
    WHERE public_point IS NOT NULL AND placement.recorded_at <= :known
        AND issue_state.recorded_at <= :known AND issue_state.recorded_at < :recorded_before
        AND ({OFF.text} OR category <> ALL (CAST(:named AS text[])))
    ORDER BY issue_id, 3, 4
""")
"""Each at every point where it may have been shown: one more than there was names a tile anew, and one less would not."""

_FEATURES: Final = text(f"""
    SELECT DISTINCT {FEATURE_ID.format(point="public_point")}
    FROM placement JOIN segment ON segment.id = segment_id CROSS JOIN unnest(CAST(:labels AS text[])) AS label
    WHERE issue_id = ANY (:issues) AND public_point IS NOT NULL
""")


@dataclass(frozen=True, eq=False)
class TakenOff:
    """All of them as columns, a row for every point where one may have been shown.

    Attributes
    ----------
    asked : tuple
        From where was looked, and how the changes since stood: the same again when nothing else was taken off.
    issues : ndarray of bytes
        Ids, in their order.
    known_from : ndarray of float
        When the last of each was recorded: seconds since 1970.
    x, y : ndarray of float
        Where: EPSG:3857 [m].
    """

    asked: tuple[object, ...]
    issues: NDArray[np.bytes_]
    known_from: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.issues)

    @classmethod
    def none(cls, asked: tuple[object, ...] = ()) -> Self:
        """Return that there are none.

        Parameters
        ----------
        asked : tuple
            As the attribute.

        Returns
        -------
        TakenOff
            Of length 0.
        """
        nowhere = np.empty(0)
        return cls(asked, np.empty(0, dtype=ID), nowhere, nowhere, nowhere)

    def name(self, at: TileAddress | None = None) -> str:
        """Name those that one tile showed.

        Parameters
        ----------
        at : TileAddress or None
            Which tile; all of them when not given.

        Returns
        -------
        str
            Another one for others, and when something more was recorded of one.
        """
        here = np.ones(len(self), dtype=np.bool_) if at is None else at.shows(self.x, self.y)
        if not here.any():
            return "0"
        said = self.issues[here].tobytes() + self.known_from[here].tobytes()
        return blake2b(said, digest_size=8).hexdigest()


def taken_off(
    session: Session, view: View, public: PublicIssues, *, network: str, earlier: TakenOff | None = None
) -> TakenOff:
    """Find them.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        Of the newest official run.
    public : PublicIssues
        What may be shown.
    network : str
        Version of the segments, which say where issues are shown.
    earlier : TakenOff or None
        What was found before: returned again when nothing that bears on it changed since.

    Returns
    -------
    TakenOff
        In the order of their ids.
    """
    values = public_values(view, public)
    moments = {"known": values["known"], "until": values["until"]}
    standing = session.execute(_STANDING, moments).one()
    asked = (view.run, *moments.values(), network, public.recorded_before, *standing)
    if earlier is not None and earlier.asked == asked:
        return earlier
    if not any(standing):
        return TakenOff.none(asked)
    found = session.execute(_TAKEN_OFF, values).all()
    if not found:
        return TakenOff.none(asked)
    ids, *columns = zip(*found, strict=True)
    issues = np.array([one.bytes for one in ids], dtype=ID)
    return TakenOff(asked, issues, *(np.array(column) for column in columns))


def features_of(session: Session, gone: TakenOff, public: PublicIssues) -> set[str]:
    """Return the ids of the features that may have counted some that were taken off.

    Parameters
    ----------
    session : Session
        Only read.
    gone : TakenOff
        Those.
    public : PublicIssues
        What may be shown.

    Returns
    -------
    set of str
        Of other systems' copies, too.
    """
    issues = [UUID(bytes=one) for one in dict.fromkeys(gone.issues.astype("V16").tolist())]
    return set(session.execute(_FEATURES, {"issues": issues, "labels": sorted(set(public.labels.values()))}).scalars())

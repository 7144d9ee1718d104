"""A city at a moment, graded: what every finding starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.board import Facet
from mapper.domain.calendar import day_number
from mapper.domain.contradiction import FiledComplaints
from mapper.domain.grading import VERIFICATIONS, Graded, SegmentFacts, grade
from mapper.domain.rubric import RUBRIC
from mapper.operations.board_facets import last_surveys
from mapper.operations.boards import Names, named, with_rows
from mapper.operations.grading import remembered_run
from mapper.operations.moments import Moment
from mapper.store import boards
from mapper.store.boards import CityColumns
from mapper.store.columns import positions
from mapper.store.engine import Session
from mapper.store.facts import korean_days

_REJECTED: Final = VERIFICATIONS.index("rejected")


@dataclass(frozen=True)
class Ground:
    """What there is to say of every segment, whatever was found on it.

    Attributes
    ----------
    ids : ndarray of bytes, shape (n,)
        Segments, as 16 bytes, in order.
    alley, district : ndarray of int64, shape (n,)
        Positions in ``alleys`` and ``districts``; -1 for none.
    alleys, districts : Names
        In the order of their names.
    grade : ndarray of int8, shape (n,)
        Overall grade: 0 to 4 for A to E, or ``UNGRADED``.
    score : ndarray of int64, shape (n,)
        Overall score [hundredths], or ``UNGRADED``.
    length_m : ndarray of float64, shape (n,)
        Length [m].
    """

    ids: NDArray[np.bytes_]
    alley: NDArray[np.int64]
    district: NDArray[np.int64]
    alleys: Names
    districts: Names
    grade: NDArray[np.int8]
    score: NDArray[np.int64]
    length_m: NDArray[np.float64]

    def by_district(self, rows: NDArray[np.int64]) -> Facet:
        """Return what rows are narrowed by to a district.

        Parameters
        ----------
        rows : ndarray of int64, shape (r,)
            Segment of each row.

        Returns
        -------
        Facet
            ``district``.
        """
        return Facet("district", self.districts.keys, self.district[rows])


@dataclass(frozen=True)
class City:
    """A graded city at a moment.

    Attributes
    ----------
    moment : Moment
        Which.
    ground : Ground
        Its segments.
    facts : SegmentFacts
        What they are graded from.
    graded : Graded
        Their grades, as an official run of the moment has them.
    surveyed : ndarray of int64, shape (n,)
        Day of the last survey [days since 1970-01-01], -1 for none.
    complaints : FiledComplaints
        About issues that nobody has rejected; each of a filer of its own, as who filed it is not kept.
    about : ndarray of int64, shape (k,)
        Of each complaint the row of its issue in ``facts.issues``.
    """

    moment: Moment
    ground: Ground
    facts: SegmentFacts
    graded: Graded
    surveyed: NDArray[np.int64]
    complaints: FiledComplaints
    about: NDArray[np.int64]

    @property
    def day(self) -> int:
        """Date of the moment [days since 1970-01-01]."""
        return day_number(self.moment.as_of)


def read_city(session: Session, moment: Moment) -> City:
    """Read a city and grade it.

    Parameters
    ----------
    session : Session
        Only read.
    moment : Moment
        From where it is looked at.

    Returns
    -------
    City
        Equal for equal moments, whenever it is read.
    """
    memory = remembered_run(session, as_of=moment.as_of, known_at=moment.known_at)
    columns = boards.read(
        session, run=None if memory is None else memory.id, as_of=moment.as_of, known_at=moment.known_at, rubric=RUBRIC
    )
    facts = columns.known.facts
    graded = grade(facts)
    about = columns.told.issue[: columns.told.complaints]
    counted = facts.issues.verification[about] != _REJECTED
    filed = korean_days(columns.told.at[: columns.told.complaints][counted])
    about = about[counted]
    return City(
        moment=moment,
        ground=_ground(session, columns, graded),
        facts=facts,
        graded=graded,
        surveyed=last_surveys(facts.surveys, len(facts))[0],
        complaints=FiledComplaints(facts.issues.segment[about], filed, np.arange(len(about))),
        about=about,
    )


def _ground(session: Session, columns: CityColumns, graded: Graded) -> Ground:
    districts = with_rows(named(session, "district"), columns.places["district_id"])
    alleys = named(session, "alley")
    return Ground(
        ids=columns.known.ids,
        alley=positions(alleys.ids, columns.places["alley_id"]),
        district=positions(districts.ids, columns.places["district_id"]),
        alleys=alleys,
        districts=districts,
        grade=graded.grade[:, 0],
        score=graded.score[:, 0],
        length_m=columns.known.facts.length_m,
    )

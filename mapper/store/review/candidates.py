"""What an unsure place may lie on, and what a person needs to see to say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM, WGS84
from mapper.store.revised import ACCURACY_M, CATEGORY, DESCRIPTION, POINT, REVISED

MOST: Final = 5
"""Candidates shown of one issue: as many as a hand has fingers and the keys 1 to 5."""

_NEAR_M: Final = 150
"""How far from its point a segment is still shown, so that there is something to choose [m]."""

_OFFERED: Final = """
    unplaced JOIN placement AS held ON held.id = placement_id CROSS JOIN jsonb_each_text(held.offer)
    JOIN segment ON segment.id = CAST(key AS uuid) AND graded AND segment.superseded_at IS NULL
"""
"""Every candidate that was offered and still is a segment."""


@dataclass(frozen=True)
class Settled:
    """What a review says about one issue.

    Attributes
    ----------
    issue : UUID
        Id.
    segment : UUID or None
        Where it lies; None for 미배정.
    probability : float or None
        Posterior of that segment, where it was a candidate.
    """

    issue: UUID
    segment: UUID | None
    probability: float | None


def likeliest(session: Session, issues: Sequence[UUID], *, side: str | None) -> list[Settled]:
    """Return the likeliest candidate of each issue that has one: by posterior, then distance, then id.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        Without a segment.
    side : str or None
        Code of the district the candidate must be in.

    Returns
    -------
    list of Settled
        In order of issue.
    """
    found = session.execute(
        text(
            f"""
            SELECT DISTINCT ON (unplaced.issue_id) unplaced.issue_id, segment.id, CAST(value AS float)
            FROM {_OFFERED} JOIN issue ON issue.id = unplaced.issue_id {REVISED}
            LEFT JOIN district ON district.id = district_id
            WHERE unplaced.issue_id = ANY(:issues) AND (CAST(:side AS text) IS NULL OR code = :side)
            ORDER BY unplaced.issue_id, CAST(value AS float) DESC, ST_Distance(line, {POINT}), segment.id
            """
        ),
        {"issues": list(issues), "side": side},
    )
    return [Settled(*row) for row in found]


def probabilities(session: Session, issues: Sequence[UUID], segment: UUID) -> dict[UUID, float]:
    """Return how likely one segment is for each issue that it was offered for.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        Without a segment.
    segment : UUID
        A segment.

    Returns
    -------
    dict of UUID to float
        Posterior by issue.
    """
    found = session.execute(
        text(
            f"SELECT unplaced.issue_id, CAST(value AS float) FROM {_OFFERED}"
            " WHERE unplaced.issue_id = ANY(:issues) AND segment.id = :segment"
        ),
        {"issues": list(issues), "segment": segment},
    )
    return {issue: probability for issue, probability in found}  # noqa: C416 - dict() does not take rows by their type


def district_of_segment(session: Session, segment: UUID) -> tuple[bool, str | None]:
    """Tell whether issues can lie on a segment, and where that is.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        Id.

    Returns
    -------
    exists : bool
        Whether it is graded and in the current network.
    code : str or None
        Of its district.
    """
    found = session.execute(
        text(
            "SELECT code FROM segment LEFT JOIN district ON district.id = district_id"
            " WHERE segment.id = :segment AND graded AND segment.superseded_at IS NULL"
        ),
        {"segment": segment},
    ).one_or_none()
    return found is not None, None if found is None else found.code


@dataclass(frozen=True)
class Candidate:
    """A segment that an issue may lie on.

    Attributes
    ----------
    issue, segment : UUID
        Ids.
    name : str or None
        Of its alley.
    district : str or None
        Name of its district.
    probability : float or None
        Posterior; None for one that was not offered and only is near.
    distance_m : float
        From the point to the centreline [m].
    line : list of list of float
        Longitude and latitude of each vertex [degrees].
    """

    issue: UUID
    segment: UUID
    name: str | None
    district: str | None
    probability: float | None
    distance_m: float
    line: list[list[float]]


def shown(session: Session, issues: Sequence[UUID]) -> list[Candidate]:
    """Read what is shown as candidates: what was offered, likeliest first, then what is near.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        A page of them.

    Returns
    -------
    list of Candidate
        At most `MOST` of each issue.
    """
    found = session.execute(
        text(
            f"""
            WITH near AS (
                SELECT unplaced.issue_id, possible.*, CAST(offer ->> CAST(possible.id AS text) AS float) AS chance,
                    row_number() OVER (
                        PARTITION BY unplaced.issue_id
                        ORDER BY CAST(offer ->> CAST(possible.id AS text) AS float) DESC NULLS LAST, distance_m, possible.id
                    ) AS place
                FROM unplaced JOIN placement AS held ON held.id = placement_id
                JOIN issue ON issue.id = unplaced.issue_id {REVISED}
                CROSS JOIN LATERAL (
                    SELECT segment.id, alley_id, district_id, line, ST_Distance(line, {POINT}) AS distance_m
                    FROM segment WHERE graded AND superseded_at IS NULL AND ST_DWithin(line, {POINT}, {_NEAR_M})
                ) AS possible
                WHERE unplaced.issue_id = ANY(:issues)
            )
            SELECT issue_id, near.id, alley.name, district.name, chance, distance_m, ST_AsBinary(ST_Transform(line, {WGS84}))
            FROM near JOIN alley ON alley.id = alley_id LEFT JOIN district ON district.id = district_id
            WHERE place <= {MOST} ORDER BY issue_id, place
            """
        ),
        {"issues": list(issues)},
    )
    return [
        Candidate(issue, segment, name, district, chance, distance_m, _degrees(line))
        for issue, segment, name, district, chance, distance_m, line in found
    ]


def _degrees(wkb: bytes) -> list[list[float]]:
    return [
        [round(lon, 7), round(lat, 7)] for lon, lat in shapely.get_coordinates(shapely.from_wkb(bytes(wkb))).tolist()
    ]


def described(session: Session, issues: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Read what is known of issues.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        A page of them.

    Returns
    -------
    dict of UUID to dict
        ``category``, ``severity``, ``origin``, ``reported_at``, ``address``, ``road_name``, ``descriptions`` (by
        staff), ``complained`` (what residents wrote), ``point`` [degrees] or None, ``accuracy_m``, ``district_code``, ``district`` (name),
        ``probability``, and ``address_reasons``: ``code`` and ``value`` of why its address is not surer, empty for none.
    """
    found = session.execute(
        text(
            f"""
            SELECT issue.id, {CATEGORY} AS category, unplaced.severity, origin, issue.reported_at, address, road_name,
                array_remove(ARRAY[{DESCRIPTION}], NULL) AS descriptions, ARRAY(
                    SELECT complaint.text FROM complaint WHERE complaint.issue_id = issue.id AND complaint.text IS NOT NULL
                    ORDER BY filed_at, complaint.id
                ) AS complained,
                CASE WHEN {POINT} IS NOT NULL THEN ARRAY[ST_X(there), ST_Y(there)] END AS point,
                {ACCURACY_M} AS accuracy_m, district_code, district.name AS district, probability,
                coalesce(sought.reasons, '[]') AS address_reasons
            FROM issue {REVISED} JOIN unplaced ON unplaced.issue_id = issue.id
            LEFT JOIN district ON code = district_code AND superseded_at IS NULL
            CROSS JOIN LATERAL ST_Transform({POINT}, {WGS84}) AS there
            WHERE issue.id = ANY(:issues)
            """
        ),
        {"issues": list(issues)},
    )
    return {row["id"]: dict(row) for row in found.mappings()}


def bounds_of_alleys(session: Session, names: Sequence[str]) -> dict[str, list[float]]:
    """Tell where alleys of some names lie.

    Parameters
    ----------
    session : Session
        Only read.
    names : sequence of str
        As written in the network.

    Returns
    -------
    dict of str to list of float
        West, south, east, north by name [degrees].
    """
    found = session.execute(
        text(
            f"""
            SELECT name, ARRAY[ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)] FROM (
                SELECT name, ST_Transform(ST_SetSRID(CAST(ST_Extent(line) AS geometry), {KOREA_TM}), {WGS84}) AS box
                FROM alley JOIN segment ON alley_id = alley.id
                WHERE name = ANY(:names) AND graded AND superseded_at IS NULL GROUP BY name
            ) AS known
            """
        ),
        {"names": list(names)},
    )
    return {name: bounds for name, bounds in found}  # noqa: C416 - dict() does not take rows by their type

"""The list of unsure places: issues without a segment about which nobody has decided and that are not over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.review import ENDINGS, Choice, GroupKind
from mapper.store.issue_state import standing_events

_COLUMNS: Final = {
    GroupKind.ADDRESS: "same_address",
    GroupKind.POINT: "same_point",
    GroupKind.CANDIDATES: "same_candidates",
}
"""Where the value of a group stands; a boundary is one of several."""

_VALUES: Final = {GroupKind.ADDRESS: "CAST((array_agg(issue_id))[1] AS text)"}
"""What a group is called instead."""

_NAMED: Final = {
    GroupKind.ADDRESS: "same_address = (SELECT same_address FROM unplaced WHERE issue_id = CAST(:value AS uuid))",
    GroupKind.BOUNDARY: ":value = ANY(boundary_codes)",
}
"""How the issues of a group are told by its value, where it does not stand in a column."""

_IN_REACH: Final = "(CAST(:codes AS text[]) IS NULL OR district_codes && CAST(:codes AS text[]))"
_OPEN: Final = f"""
    NOT EXISTS (
        SELECT FROM issue_event AS ending WHERE ending.issue_id = unplaced.issue_id AND ending.kind = ANY(:endings)
            AND {standing_events(event="ending")} AND NOT EXISTS (
                SELECT FROM issue_event AS later WHERE later.issue_id = ending.issue_id
                    AND {standing_events(event="later")} AND (later.occurred_at, later.recorded_at) > (ending.occurred_at, ending.recorded_at)
            )
    )
"""
_CLAUSES: Final = {
    "issues": "issue_id = ANY(:issues)",
    "district": ":district = ANY(district_codes)",
    "least": "probability >= :least",
}


@dataclass(frozen=True)
class Place:
    """An unsure place in the list.

    Attributes
    ----------
    issue : UUID
        Id.
    district_code : str or None
        The district it lies in, for whose area it counts.
    probability : float or None
        Of its likeliest candidate.
    """

    issue: UUID
    district_code: str | None
    probability: float | None


@dataclass(frozen=True)
class Shared:
    """A group of the list.

    Attributes
    ----------
    kind, value : str
        Of the group.
    count, with_candidate : int
        Its issues, and those of them that have a candidate.
    least : float or None
        Smallest probability of a likeliest candidate.
    sample : UUID
        One of its issues.
    district : str or None
        Name of the district whose boundary it is.
    """

    kind: str
    value: str
    count: int
    with_candidate: int
    least: float | None
    sample: UUID
    district: str | None


@dataclass(frozen=True)
class Area:
    """How many issues count for a district and for none of its segments.

    Attributes
    ----------
    code, name : str or None
        Of the district; None for what lies in none, or has no position.
    waiting : int
        Those of the list.
    left : int
        Those that somebody left 미배정.
    """

    code: str | None
    name: str | None
    waiting: int
    left: int


def ranked(
    session: Session, choice: Choice, codes: Sequence[str] | None, *, offset: int, limit: int
) -> tuple[int, list[tuple[UUID, int]]]:
    """Read a page of the list: first what is in the largest group, then the graver, then the older.

    Parameters
    ----------
    session : Session
        Only read.
    choice : Choice
        Narrows the list.
    codes : sequence of str or None
        Districts in reach; None for all.
    offset, limit : int
        Which page.

    Returns
    -------
    tuple
        How many there are, and of the page each issue with the size of its largest group.
    """
    statement = f"""
        WITH {_seen(choice)},
        by_address AS (SELECT same_address, count(*) AS addressed FROM seen GROUP BY same_address),
        by_point AS (SELECT same_point, count(*) AS pointed FROM seen GROUP BY same_point),
        by_candidates AS (SELECT same_candidates, count(*) AS offered FROM seen GROUP BY same_candidates),
        by_boundary AS (SELECT code, count(*) AS bordering FROM seen CROSS JOIN unnest(boundary_codes) AS code GROUP BY code),
        bordered AS (
            SELECT issue_id, max(bordering) AS bordering
            FROM seen CROSS JOIN unnest(boundary_codes) AS code JOIN by_boundary USING (code) GROUP BY issue_id
        )
        SELECT issue_id, greatest(addressed, pointed, offered, bordering, 1), (SELECT count(*) FROM seen)
        FROM seen LEFT JOIN by_address USING (same_address) LEFT JOIN by_point USING (same_point)
        LEFT JOIN by_candidates USING (same_candidates) LEFT JOIN bordered USING (issue_id)
        ORDER BY 2 DESC, severity DESC, reported_at, issue_id OFFSET :offset LIMIT :limit
    """
    found = session.execute(text(statement), _values(choice, codes) | {"offset": offset, "limit": limit}).all()
    total = found[0][2] if found else len(chosen(session, choice, codes))
    return total, [(issue, settles) for issue, settles, _ in found]


def groups(session: Session, choice: Choice, codes: Sequence[str] | None, *, limit: int) -> list[Shared]:
    """Read the largest groups of the list; of those with the very same issues only the first kind.

    Parameters
    ----------
    session : Session
        Only read.
    choice : Choice
        Narrows the list.
    codes : sequence of str or None
        Districts in reach; None for all.
    limit : int
        How many at most.

    Returns
    -------
    list of Shared
        Of two issues at least, the largest first.
    """
    parts = [
        f"SELECT {order} AS priority, '{kind}' AS kind, {_VALUES.get(kind, column)} AS value, {_MEASURES} FROM seen WHERE {column} IS NOT NULL GROUP BY {column}"
        for order, (kind, column) in enumerate(_COLUMNS.items())
    ]
    # Each side of a boundary is a decision of its own, though the same issues lie on both.
    sides = _MEASURES.replace(" AS members", " + hashtextextended(code, 0) AS members")
    boundary = f"""
        SELECT {len(parts)}, 'boundary', code, {sides} FROM seen CROSS JOIN unnest(boundary_codes) AS code GROUP BY code
    """
    statement = f"""
        WITH {_seen(choice)},
        parts AS ({" UNION ALL ".join([*parts, boundary])}),
        single AS (
            SELECT DISTINCT ON (count, members) * FROM parts WHERE count > 1 ORDER BY count, members, priority
        )
        SELECT kind, value, count, with_candidate, least, sample, district.name
        FROM single LEFT JOIN district ON kind = 'boundary' AND code = value AND superseded_at IS NULL
        ORDER BY count DESC, gravest DESC, oldest, value LIMIT :limit
    """
    found = session.execute(text(statement), _values(choice, codes) | {"limit": limit})
    return [Shared(*row) for row in found]


_MEASURES: Final = """
    count(*) AS count, count(probability) AS with_candidate, min(probability) AS least, max(severity) AS gravest,
    min(reported_at) AS oldest, (array_agg(issue_id))[1] AS sample, sum(uuid_hash_extended(issue_id, 0)) AS members
"""


def areas(session: Session, codes: Sequence[str] | None) -> list[Area]:
    """Count by district the issues that count for no segment.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str or None
        Districts in reach; None for all.

    Returns
    -------
    list of Area
        In order of code, what lies in no district last.
    """
    found = session.execute(
        text(
            f"""
            SELECT district_code, district.name, count(*) FILTER (WHERE waiting), count(*) FILTER (WHERE NOT waiting)
            FROM unplaced LEFT JOIN district ON code = district_code AND superseded_at IS NULL
            WHERE {_IN_REACH} AND {_OPEN} GROUP BY district_code, district.name ORDER BY district_code
            """
        ),
        _values(Choice(), codes),
    )
    return [Area(*row) for row in found]


def chosen(session: Session, choice: Choice, codes: Sequence[str] | None) -> list[Place]:
    """Read which issues of the list are chosen.

    Parameters
    ----------
    session : Session
        Only read.
    choice : Choice
        Narrows the list.
    codes : sequence of str or None
        Districts in reach; None for all.

    Returns
    -------
    list of Place
        In order of id.
    """
    statement = f"WITH {_seen(choice)} SELECT issue_id, district_code, probability FROM seen ORDER BY issue_id"
    return [Place(*row) for row in session.execute(text(statement), _values(choice, codes))]


def count_known(session: Session, issues: Sequence[UUID], codes: Sequence[str] | None) -> int:
    """Count the issues among these that a reader may know of, whether or not they wait.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        Ids.
    codes : sequence of str or None
        Districts in reach; None for all.

    Returns
    -------
    int
        Those that exist and lie, may lie or are placed in reach.
    """
    found = session.execute(
        text(
            """
            SELECT count(*) FROM issue LEFT JOIN unplaced ON issue_id = issue.id
            WHERE issue.id = ANY(:issues) AND (
                CAST(:codes AS text[]) IS NULL OR district_codes && CAST(:codes AS text[]) OR EXISTS (
                    SELECT FROM placement JOIN segment ON segment.id = segment_id JOIN district ON district.id = district_id
                    WHERE placement.issue_id = issue.id AND code = ANY(:codes)
                )
            )
            """
        ),
        {"issues": list(issues), "codes": codes},
    )
    return int(found.scalar_one())


def _seen(choice: Choice) -> str:
    clauses = [clause for name, clause in _CLAUSES.items() if getattr(choice, name) is not None]
    if choice.group is not None:
        kind = choice.group.kind
        clauses.append(_NAMED.get(kind) or f"{_COLUMNS[kind]} = :value")
    return f"""seen AS MATERIALIZED (
        SELECT * FROM unplaced WHERE {" AND ".join(["waiting", _IN_REACH, _OPEN, *clauses])}
    )"""


def _values(choice: Choice, codes: Sequence[str] | None) -> dict[str, Any]:
    values = {name: getattr(choice, name) for name in _CLAUSES if getattr(choice, name) is not None}
    if "issues" in values:
        values["issues"] = list(values["issues"])
    if choice.group is not None:
        values["value"] = choice.group.value
    return {**values, "codes": None if codes is None else list(codes), "endings": list(ENDINGS)}

"""Issues without a segment: 미배정, or to be asked about. Kept in step with placements and the network.

What one of them may lie on, and which others one decision would settle with it, takes seconds to work out for a
whole city and changes only when something is placed or the ground changes; so it is worked out then, and stored.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.parameters import PLACEMENT
from mapper.domain.placement import Method
from mapper.store.bulk import AMONG_MANY
from mapper.store.revised import ACCURACY_M, POINT, SEVERITY, WITHDRAWN, revised_among
from mapper.store.round_trip import as_driver_has_it, driver

_BETWEEN_WORDS: Final = r"[\s,.()·/]+"
DERIVED: Final = f"""
    WITH edges AS MATERIALIZED (
        SELECT code, ST_Boundary(boundary) AS edge FROM district WHERE superseded_at IS NULL
    )
    INSERT INTO unplaced (
        issue_id, placement_id, waiting, district_code, district_codes, probability, same_address, same_point,
        same_candidates, boundary_codes, severity, reported_at
    )
    SELECT issue.id, held.id, (method <> :confirmed OR decision = 'assigned') AND NOT {WITHDRAWN}, inside.code,
        ARRAY(SELECT DISTINCT code FROM unnest(candidates.codes || inside.code) AS code WHERE code IS NOT NULL),
        candidates.probability, nullif(regexp_replace(normalize(address, NFC), '\\s', '', 'g'), ''),
        ST_X(pin.point) || ',' || ST_Y(pin.point), candidates.segments,
        CASE WHEN cardinality(candidates.codes) > 1 AND EXISTS (
            SELECT FROM edges
            WHERE code = ANY(candidates.codes) AND ST_DWithin(edge, pin.point, coalesce(pin.accuracy_m, :accuracy))
        ) THEN candidates.codes ELSE CAST(ARRAY[] AS text[]) END,
        {SEVERITY}, reported_at
    FROM (
        SELECT DISTINCT ON (issue_id) id, issue_id, segment_id, decision, method, offer FROM placement
        WHERE {{which}} ORDER BY issue_id, recorded_at DESC, id
    ) AS held
    JOIN issue ON issue.id = held.issue_id {revised_among("{which}")}
    CROSS JOIN LATERAL (SELECT {POINT} AS point, {ACCURACY_M} AS accuracy_m) AS pin
    LEFT JOIN segment AS placed ON placed.id = segment_id
    CROSS JOIN LATERAL (
        SELECT max(CAST(value AS float)) AS probability, string_agg(key, '+' ORDER BY key) AS segments,
            coalesce(array_agg(DISTINCT code) FILTER (WHERE code IS NOT NULL), CAST(ARRAY[] AS text[])) AS codes
        FROM jsonb_each_text(offer)
        -- one look-up a candidate: PostgreSQL expects a hundred of them, and would read every segment each time
        CROSS JOIN LATERAL (
            SELECT district_id FROM segment
            WHERE segment.id = CAST(key AS uuid) AND graded AND segment.superseded_at IS NULL LIMIT 1
        ) AS segment
        LEFT JOIN district ON district.id = district_id
    ) AS candidates
    CROSS JOIN LATERAL (
        SELECT min(code) AS code FROM (
            SELECT code FROM district WHERE superseded_at IS NULL AND ST_Intersects(boundary, pin.point)
            UNION ALL
            SELECT min(code) FROM district
            WHERE superseded_at IS NULL AND pin.point IS NULL
                AND name = ANY(regexp_split_to_array(normalize(address, NFC), '{_BETWEEN_WORDS}'))
            HAVING count(*) = 1
        ) AS found
    ) AS inside
    WHERE placed.id IS NULL OR placed.superseded_at IS NOT NULL
"""
"""For the latest placements ``{which}``; without a point an issue lies in the one district that its address names. On a
boundary is a point that is nearer to it than its accuracy, with candidates on both sides."""

VALUES: Final = {"confirmed": str(Method.CONFIRMED), "accuracy": PLACEMENT.default_accuracy_m}
"""What `DERIVED` is asked with."""

_FOLLOW: Final = as_driver_has_it(DERIVED.format(which="issue_id = ANY(:issues)"))


def follow(session: Session, issues: list[UUID]) -> None:
    """Work out anew where issues stand whose placement was just appended.

    Parameters
    ----------
    session : Session
        Not committed.
    issues : list of UUID
        Ids.
    """
    with driver(session) as connection, connection.pipeline():
        connection.execute("DELETE FROM unplaced WHERE issue_id = ANY(%s)", (issues,), prepare=True)
        connection.execute(_FOLLOW, VALUES | {"issues": issues}, prepare=True)


def follow_many(session: Session) -> None:
    """Work out anew where the issues stand that `mapper.store.bulk.many` holds.

    Parameters
    ----------
    session : Session
        Not committed.
    """
    session.execute(text(f"DELETE FROM unplaced WHERE issue_id {AMONG_MANY}"))
    session.execute(text(DERIVED.format(which=f"issue_id {AMONG_MANY}")), VALUES)


def rebuild(session: Session) -> None:
    """Work out anew where every issue stands, after districts or segments changed.

    Parameters
    ----------
    session : Session
        Not committed.
    """
    session.execute(text("DELETE FROM unplaced"))
    session.execute(text(DERIVED.format(which="true")), VALUES)

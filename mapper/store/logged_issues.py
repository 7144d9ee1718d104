"""Issues in: what is around them is read in one round trip, and all that is known of them written in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from uuid import UUID, uuid4

import orjson
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.domain.placement import NAMED_WITHIN_M
from mapper.domain.reader import Reader
from mapper.store.awaited import ARRIVING, WAITED_FOR
from mapper.store.duplicates import NEAR_DOUBLES, Double
from mapper.store.issue_state import FIRST_STATE
from mapper.store.knowledge import CLOCK, SHARED_LOCK
from mapper.store.receipts import StoredReceipt
from mapper.store.review import unplaced
from mapper.store.round_trip import as_driver_has_it, ask, driver, of_each
from mapper.store.segments import NEAR, Nearby

_BEGIN: Final = f"""
    SELECT {SHARED_LOCK}, set_config('plan_cache_mode', 'force_generic_plan', true),
        set_config('lock_timeout', coalesce(%s, current_setting('lock_timeout')), true)
"""
"""Each statement of such a transaction has one good plan, which takes longer to make than to follow."""

_ARRIVE: Final = f"SELECT {of_each(ARRIVING, 'given')} FROM unnest(CAST(%s AS uuid[])) AS given(id)"

_POINT: Final = f"ST_SetSRID(ST_MakePoint(:x, :y), {KOREA_TM})"
_AROUND: Final = of_each(
    f"""
    (SELECT json_agg(near) FROM ({NEAR}) AS near),
    (SELECT json_agg(json_build_array(code, ST_Intersects(boundary, {_POINT})) ORDER BY code) FROM district
        WHERE superseded_at IS NULL AND ST_DWithin(boundary, {_POINT}, :radius)),
    (SELECT json_build_array(code, ST_DWithin(line, {_POINT}, {NAMED_WITHIN_M})) FROM segment
        LEFT JOIN district ON district.id = district_id
        WHERE segment.id = :segment AND graded AND segment.superseded_at IS NULL),
    (SELECT json_agg(near) FROM ({NEAR_DOUBLES}) AS near),
    EXISTS (SELECT FROM issue WHERE id = :id), {WAITED_FOR}
    """,
    "given",
)
_LOOK: Final = as_driver_has_it(
    f"""
    SELECT given.id, {CLOCK}, {_AROUND}, subject, digest, body, answer, user_id
    FROM json_to_recordset(CAST(:places AS json)) AS given(
        id uuid, segment uuid, x float, y float, radius float, sigma float, categories text[], codes text[], most int
    ) LEFT JOIN receipt ON receipt.id = given.id
    """
)
_FIRST_STATE: Final = of_each(FIRST_STATE.format(source="taken JOIN given USING (id)"), "given")
_WRITE: Final = as_driver_has_it(
    f"""
    WITH given AS MATERIALIZED (
        SELECT * FROM json_to_recordset(CAST(:issues AS json)) AS given(
            id uuid, category text, severity smallint, description text, road_name text, x float, y float,
            accuracy_m float, patrol uuid, reported_at timestamptz, recorded_at timestamptz, segment uuid, decision text,
            method text, probability float, offer jsonb, digest text, body jsonb, answer jsonb, user_id uuid, name text,
            role text, address text, district text, placement uuid, entry uuid
        )
    ), held AS MATERIALIZED (
        SELECT id FROM segment WHERE id = ANY(:segments) ORDER BY id FOR NO KEY UPDATE
    ), taken AS (
        INSERT INTO receipt (id, subject, digest, body, answer, user_id, recorded_at)
        SELECT id, 'issue', decode(digest, 'hex'), body, answer, user_id, recorded_at FROM given
        WHERE (SELECT count(*) FROM held) >= 0 ORDER BY id
        ON CONFLICT (id) DO NOTHING RETURNING id
    ), issue_added AS (
        INSERT INTO issue (
            id, source_key, category, severity, origin, description, road_name, point, accuracy_m, patrol_id, reported_at,
            recorded_at
        )
        SELECT id, 'report:' || id, category, severity, 'field', description, road_name, {of_each(_POINT, "given")},
            accuracy_m, patrol, reported_at, recorded_at
        FROM taken JOIN given USING (id)
    ), placement_added AS (
        INSERT INTO placement (id, issue_id, segment_id, decision, method, probability, offer, recorded_at)
        SELECT placement, id, segment, decision, method, probability, offer, recorded_at FROM taken JOIN given USING (id)
    ), state_added AS (
        {_FIRST_STATE}
    ), logged AS (
        INSERT INTO write_log (
            id, user_id, name, role, origin, action, subject, district_code, details, recorded_at
        )
        SELECT entry, user_id, name, role, address, 'issue.log', CAST(id AS text), district,
            jsonb_build_object('decision', decision), recorded_at
        FROM taken JOIN given USING (id)
    )
    SELECT {CLOCK}, ids FROM (SELECT array_agg(id) AS ids FROM taken) AS stored
    """
)
"""Segments are held first and in order, then ids taken in order, so that two who want the same do not wait for each other.

The clock is read when all are held and taken; nothing is appended of an issue whose id was taken before.
"""


@dataclass(frozen=True)
class Surroundings:
    """What is known where, and under the id by which, an issue is handed in.

    Attributes
    ----------
    x, y : float
        Where that is, in EPSG:5179 [m].
    now : datetime
        To write as ``recorded_at`` in this transaction.
    receipt : StoredReceipt or None
        What was handed in under its id before.
    is_taken : bool
        Whether another issue has its id.
    is_awaited : bool
        Whether something was handed in that waits for it.
    candidates : list of Nearby
        Segments it may lie on.
    districts : list of tuple
        Code of each district within its radius, and whether the point itself lies in it.
    picked : tuple or None
        Code, or None, of the district of the segment that was picked, and whether the point may be on it; None when there
        is no such segment.
    doubles : list of Double
        Open issues nearby, in no order.
    """

    x: float
    y: float
    now: datetime
    receipt: StoredReceipt | None
    is_taken: bool
    is_awaited: bool
    candidates: list[Nearby]
    districts: list[tuple[str, bool]]
    picked: tuple[str | None, bool] | None
    doubles: list[Double]

    @classmethod
    def of(cls, place: Mapping[str, Any], row: Sequence[Any]) -> Surroundings:
        """Return what was found around a place.

        Parameters
        ----------
        place : mapping
            As `look_around` is given it.
        row : sequence
            What was found, from ``now`` on.

        Returns
        -------
        Surroundings
            With values of their own types.
        """
        now, near, districts, picked, doubles, is_taken, is_awaited, *receipt = row
        return cls(
            x=place["x"],
            y=place["y"],
            now=now,
            receipt=StoredReceipt(*receipt) if receipt[0] is not None else None,
            is_taken=is_taken,
            is_awaited=is_awaited,
            candidates=[Nearby.of(**one) for one in near or ()],
            districts=districts or [],
            picked=tuple(picked) if picked else None,
            doubles=[Double.of(**one) for one in doubles or ()],
        )


def look_around(
    session: Session, places: Sequence[Mapping[str, Any]], *, patience: str | None = None
) -> list[Surroundings]:
    """Hold the clock of knowledge and read all that logging issues has to know.

    Parameters
    ----------
    session : Session
        Not committed: it holds the shared lock of `mapper.store.knowledge` from here on.
    places : sequence of mapping
        By issue, each with an id of its own: ``id``, ``segment`` (picked, or None), ``x``, ``y`` in EPSG:5179 [m],
        ``sigma`` of that position and ``radius`` of search [m], ``categories`` that may mean the same, ``codes`` of the
        districts in reach (None for all) and ``most`` doubles.
    patience : str, optional
        How long this transaction waits for what another holds, as PostgreSQL writes it; else as long as any.

    Returns
    -------
    list of Surroundings
        Of each, as they are.
    """
    ids = sorted(place["id"] for place in places)
    with driver(session) as connection, connection.pipeline():
        connection.execute(_BEGIN, (patience,), prepare=True)
        connection.execute(_ARRIVE, (ids,), prepare=True)
        looked = connection.execute(_LOOK, {"places": _as_json(places)}, prepare=True).fetchall()
    found = {issue: row for issue, *row in looked}
    return [Surroundings.of(place, found[place["id"]]) for place in places]


@dataclass(frozen=True)
class Logged:
    """All that is written of an issue.

    Attributes
    ----------
    receipt : StoredReceipt
        What was handed in, and what is answered.
    values : dict
        Of the issue and its placement, by the names of their columns; the point as ``x``, ``y`` in EPSG:5179 [m].
    by : Reader
        Who handed it in.
    district : str or None
        Code of where it is, for the log.
    """

    receipt: StoredReceipt
    values: dict[str, Any]
    by: Reader
    district: str | None


def write(session: Session, issues: Sequence[Logged]) -> tuple[datetime, set[UUID]]:
    """Store issues, each with its receipt, its placement and the entry of the log, unless somebody was quicker.

    Their segments are held until the transaction ends, so that of two who log on one the second one's grade counts both.

    Parameters
    ----------
    session : Session
        Not committed.
    issues : sequence of Logged
        What to write, each with an id of its own.

    Returns
    -------
    known_at : datetime
        A known-at time that counts all that this transaction sees of their segments.
    stored : set of UUID
        Which issues; something was handed in meanwhile under the id of any other, and nothing was stored of it.
    """
    segments = {one.values["segment"] for one in issues} - {None}
    sent = {"issues": _as_json([_row(one) for one in issues]), "segments": list(segments)}
    known_at, ids = cast("tuple[Any, ...]", ask(session, _WRITE, sent))
    stored = set(ids or ())
    nowhere = [one.values["id"] for one in issues if one.values["segment"] is None and one.values["id"] in stored]
    if nowhere:
        unplaced.follow(session, nowhere)
    return known_at, stored


def _row(logged: Logged) -> dict[str, Any]:
    receipt, by = logged.receipt, logged.by
    return logged.values | {
        "digest": receipt.digest.hex(),
        "body": receipt.body,
        "answer": receipt.answer,
        "user_id": by.user_id,
        "name": by.name,
        "role": by.role.value,
        "address": by.origin,
        "district": logged.district,
        "placement": uuid4(),
        "entry": uuid4(),
    }


def _as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(rows, option=orjson.OPT_SERIALIZE_NUMPY).decode()

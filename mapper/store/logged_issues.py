"""One issue in: what is around it is read in one round trip, and all that is known of it written in another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from uuid import uuid4

from psycopg.types.json import Jsonb
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.domain.reader import Reader
from mapper.store.duplicates import NEAR_DOUBLES, Double
from mapper.store.issue_state import FIRST_STATE
from mapper.store.knowledge import CLOCK, SHARED_LOCK
from mapper.store.receipts import StoredReceipt
from mapper.store.review import unplaced
from mapper.store.round_trip import as_driver_has_it, ask, driver
from mapper.store.segments import NEAR, Nearby

_BEGIN: Final = f"SELECT {SHARED_LOCK}, set_config('plan_cache_mode', 'force_generic_plan', true)"
"""Each statement of such a transaction has one good plan, which takes longer to make than to follow."""

_POINT: Final = f"ST_SetSRID(ST_MakePoint(:x, :y), {KOREA_TM})"
_LOOK: Final = as_driver_has_it(
    f"""
    SELECT {CLOCK},
        (SELECT json_agg(near) FROM ({NEAR}) AS near),
        (SELECT json_agg(json_build_array(code, ST_Intersects(boundary, {_POINT})) ORDER BY code) FROM district
            WHERE superseded_at IS NULL AND ST_DWithin(boundary, {_POINT}, :radius)),
        (SELECT json_agg(code) FROM segment LEFT JOIN district ON district.id = district_id
            WHERE segment.id = :segment AND graded AND segment.superseded_at IS NULL),
        (SELECT json_agg(near) FROM ({NEAR_DOUBLES}) AS near),
        EXISTS (SELECT FROM issue WHERE id = :id),
        subject, digest, body, answer, user_id
    FROM (VALUES (1)) AS one LEFT JOIN receipt ON receipt.id = :id
    """
)
_WRITE: Final = as_driver_has_it(
    f"""
    WITH held AS MATERIALIZED (
        SELECT id FROM segment WHERE id = :segment FOR NO KEY UPDATE
    ), taken AS (
        INSERT INTO receipt (id, subject, digest, body, answer, user_id, recorded_at)
        VALUES (:id, 'issue', :digest, :body, :answer, :user, :recorded_at) ON CONFLICT (id) DO NOTHING RETURNING id
    ), issue_added AS (
        INSERT INTO issue (
            id, source_key, category, severity, origin, description, road_name, point, accuracy_m, patrol_id, reported_at,
            recorded_at
        )
        SELECT id, 'report:' || id, :category, :severity, 'field', :description, :road_name, {_POINT}, :accuracy_m,
            :patrol, :reported_at, :recorded_at
        FROM taken
    ), placement_added AS (
        INSERT INTO placement (id, issue_id, segment_id, decision, method, probability, offer, recorded_at)
        SELECT :placement, id, :segment, :decision, :method, :probability, :offer, :recorded_at FROM taken
    ), state_added AS (
        {FIRST_STATE.format(source="taken")}
    ), logged AS (
        INSERT INTO write_log (
            id, user_id, name, role, origin, action, subject, district_code, details, recorded_at
        )
        SELECT :entry, :user, :name, :role, :address, 'issue.log', CAST(id AS text), :district, :details, :recorded_at
        FROM taken
    )
    SELECT {CLOCK} FROM (SELECT count(*) AS segments FROM held) AS waited, taken WHERE segments >= 0
    """
)
"""The clock is read when the segment is held and the id is taken; nothing is appended when it was taken before."""


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
    candidates : list of Nearby
        Segments it may lie on.
    districts : list of tuple
        Code of each district within its radius, and whether the point itself lies in it.
    picked : tuple or None
        Code, or None, of the district of the segment that was picked; None when there is no such segment.
    doubles : list of Double
        Open issues nearby, the nearest first.
    """

    x: float
    y: float
    now: datetime
    receipt: StoredReceipt | None
    is_taken: bool
    candidates: list[Nearby]
    districts: list[tuple[str, bool]]
    picked: tuple[str | None] | None
    doubles: list[Double]


def look_around(session: Session, **values: Any) -> Surroundings:
    """Hold the clock of knowledge and read all that logging an issue has to know.

    Parameters
    ----------
    session : Session
        Not committed: it holds the shared lock of `mapper.store.knowledge` from here on.
    **values : Any
        ``id``, ``segment`` (picked, or None), ``x``, ``y`` in EPSG:5179 [m], ``radius`` (of search) and ``double_m`` [m],
        ``categories`` that may mean the same, ``codes`` of the districts in reach (None for all) and ``most`` doubles.

    Returns
    -------
    Surroundings
        As they are.
    """
    with driver(session) as connection, connection.pipeline():
        connection.execute(_BEGIN, prepare=True)
        looked = connection.execute(_LOOK, values, prepare=True)
        row = looked.fetchone()
    now, near, districts, picked, doubles, is_taken, *receipt = cast("tuple[Any, ...]", row)
    return Surroundings(
        x=values["x"],
        y=values["y"],
        now=now,
        receipt=StoredReceipt(*receipt) if receipt[0] is not None else None,
        is_taken=is_taken,
        candidates=[Nearby.of(**one) for one in near or ()],
        districts=districts or [],
        picked=tuple(picked) if picked else None,
        doubles=[Double.of(**one) for one in doubles or ()],
    )


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


def write(session: Session, logged: Logged) -> datetime | None:
    """Store an issue with its receipt, its placement and the entry of the log, unless somebody was quicker.

    The segment is held until the transaction ends, so that of two who log on it the second one's grade counts both.

    Parameters
    ----------
    session : Session
        Not committed.
    logged : Logged
        What to write.

    Returns
    -------
    datetime or None
        A known-at time that counts all that this transaction sees of its segment; None when something was handed in
        under its id meanwhile, and nothing was stored.
    """
    receipt, by, values = logged.receipt, logged.by, logged.values
    sent = values | {
        "digest": receipt.digest,
        "body": Jsonb(receipt.body),
        "answer": Jsonb(receipt.answer),
        "offer": Jsonb(values["offer"]),
        "details": Jsonb({"decision": values["decision"]}),
        "user": by.user_id,
        "name": by.name,
        "role": by.role.value,
        "address": by.origin,
        "district": logged.district,
        "placement": uuid4(),
        "entry": uuid4(),
    }
    written = ask(session, _WRITE, sent)
    if written is not None and values["segment"] is None:
        unplaced.follow(session, [values["id"]])
    return None if written is None else written[0]

"""Everything that grades are made from, read in one round trip into arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from mapper.domain.calendar import day_number, end_of
from mapper.domain.grading.facts import NEVER, VERIFICATIONS, Issues, SegmentFacts, Surveys
from mapper.domain.grading.letters import GRADES
from mapper.domain.rubric import Rubric
from mapper.errors import UnknownKind
from mapper.store.columns import ID, MOMENT, Columns, Query, positions, read_columns
from mapper.store.issue_state import issues_standing

_NOT_OBSERVED: Final = -2
"""Level that is sent for NULL."""

_SCOPES: Final = ("overall", "residential", "walking")
"""Names in columns of what is graded, in the order of ``SCOPES``."""

_LETTERS: Final = ", ".join(
    f"coalesce(strpos('{''.join(GRADES)}', {scope}_grade), 0) - 1 AS {scope}" for scope in _SCOPES
)
KIND: Final = "(hashtext(category)::bigint << 16) + (ascii(verification) << 8) + severity"
"""What an issue is in one number, as each column costs: where the hash ends, the verification's first letter begins."""

_DAY_US: Final = 86_400_000_000
_KOREA_US: Final = 9 * _DAY_US // 24
"""How far Korea is ahead of UTC, always since 1988; no fact is as old."""
_FIRST_DAY: Final = day_number(date(2000, 1, 1))
_INFINITY: Final = np.iinfo(np.int64).max


@dataclass(frozen=True)
class KnownFacts:
    """The facts of segments and whose they are.

    Attributes
    ----------
    ids : ndarray of bytes, shape (n,)
        Segments, as the 16 bytes of their ids, in order.
    facts : SegmentFacts
        Row i belongs to ``ids[i]``.
    """

    ids: NDArray[np.bytes_]
    facts: SegmentFacts


def known_facts(
    session: Session,
    *,
    as_of: date,
    known_at: datetime,
    memory_run: UUID | None,
    rubric: Rubric,
    only: Sequence[UUID] | None = None,
) -> KnownFacts:
    """Read what was known at a time about what had occurred by a date.

    Parameters
    ----------
    session : Session
        Only read.
    as_of : date
        Later facts are ignored.
    known_at : datetime
        Facts recorded later are ignored; the network is the one of that time.
    memory_run : UUID or None
        Run whose letters are remembered.
    rubric : Rubric
        Surveys by another version do not count.
    only : sequence of UUID or None
        Segments to read; the whole city when not given. Those that were not graded then are left out.

    Returns
    -------
    KnownFacts
        Equal for equal arguments, whenever it is read; of a segment the same whichever others are read.
    """
    values = {"known": known_at, "until": end_of(as_of), "rubric": rubric.version, "memory": memory_run}
    values |= {"categories": [category.id for category in rubric.categories]}
    values |= {} if only is None else {"only": list(only)}
    found = read_columns(session, facts_queries(some=only is not None), values, often=only is not None)
    there = positions(found["segments"]["id"], found["issues"]["segment_id"])
    return facts_read(found, there, as_of=as_of, rubric=rubric)


def facts_read(found: Mapping[str, Columns], there: NDArray[np.int64], *, as_of: date, rubric: Rubric) -> KnownFacts:
    """Put together what `facts_queries` found.

    Parameters
    ----------
    found : mapping of str to dict of str to ndarray
        The columns, by name of the query.
    there : ndarray of int64, shape (k,)
        On which row of the segments each issue lies; -1 for those to leave out.
    as_of : date
        For which the segments are graded.
    rubric : Rubric
        Of the surveys.

    Returns
    -------
    KnownFacts
        Of the segments found.
    """
    segments = found["segments"]
    ids = segments["id"]
    return KnownFacts(
        ids=ids,
        facts=SegmentFacts(
            as_of=np.full(len(ids), day_number(as_of), dtype=np.int64),
            length_m=segments["length_m"],
            previous=np.column_stack([segments[scope] for scope in _SCOPES]).astype(np.int8),
            surveys=_surveys(found["surveys"], ids, rubric),
            issues=_issues(found["issues"], there, found["categories"]["hash"]),
        ),
    )


@cache
def facts_queries(*, some: bool) -> dict[str, Query]:
    """Return what `known_facts` asks for.

    Parameters
    ----------
    some : bool
        Whether only what is on the segments ``:only`` is wanted.

    Returns
    -------
    dict of str to Query
        ``segments``, ``surveys``, ``issues`` and ``categories``.
    """
    segment, survey = ("AND segment.id = ANY(:only)", "AND segment_id = ANY(:only)") if some else ("", "")
    return {
        "segments": Query(
            f"""
            SELECT segment.id, length_m, {_LETTERS} FROM segment
            LEFT JOIN grade ON grade.run_id = CAST(:memory AS uuid) AND grade.segment_id = segment.id
            WHERE graded AND recorded_at <= :known AND (superseded_at IS NULL OR superseded_at > :known) {segment}
            ORDER BY segment.id
            """,
            {"id": ID, "length_m": ">f8"} | dict.fromkeys(_SCOPES, ">i4"),
        ),
        "surveys": Query(
            f"""
            SELECT segment_id, walked_at, array_replace(levels, NULL, {_NOT_OBSERVED}::smallint) AS levels FROM survey
            WHERE recorded_at <= :known AND walked_at < :until AND rubric = :rubric {survey}
            """,
            {"segment_id": ID, "walked_at": MOMENT, "levels": ">i2"},
        ),
        "issues": Query(
            f"""
            SELECT segment_id, id, {KIND} AS kind, reported_at, coalesce(resolved_at, 'infinity') AS resolved_at
            FROM ({issues_standing(some=some)}) AS issue
            """,
            {"segment_id": ID, "id": ID, "kind": ">i8", "reported_at": MOMENT, "resolved_at": MOMENT},
        ),
        "categories": Query("SELECT hashtext(unnest(CAST(:categories AS text[]))) AS hash", {"hash": ">i4"}),
    }


def _surveys(rows: Columns, ids: NDArray[np.bytes_], rubric: Rubric) -> Surveys:
    segment = positions(ids, rows["segment_id"])
    known = segment >= 0
    levels = rows["levels"].reshape(-1, len(rubric.items))[known].astype(np.float64)
    levels[levels == _NOT_OBSERVED] = np.nan
    return Surveys(segment=segment[known], day=korean_days(rows["walked_at"][known]), levels=levels)


def _issues(rows: Columns, segment: NDArray[np.int64], hashes: NDArray[np.int32]) -> Issues:
    known = segment >= 0
    kind = rows["kind"][known]
    return Issues(
        segment=segment[known],
        key=rows["id"][known],
        category=_codes(kind >> 16, hashes),
        severity=kind & 0xFF,
        verification=_codes(kind >> 8 & 0xFF, np.array([ord(name[0]) for name in VERIFICATIONS])),
        reported=korean_days(rows["reported_at"][known]),
        resolved=korean_days(rows["resolved_at"][known]),
    )


def _codes(values: NDArray[np.int64], vocabulary: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return where each value stands in a vocabulary that has them all."""
    order = np.argsort(vocabulary)
    place = np.minimum(np.searchsorted(vocabulary[order], values), len(order) - 1)
    codes = order[place]
    if (vocabulary[codes] != values).any():
        message = "An issue has a category or verification that this version of Golmok does not know; upgrade it."
        raise UnknownKind(message)
    return codes


def korean_days(moments: NDArray[np.int64]) -> NDArray[np.int64]:
    """Tell on which day in Korea moments are.

    Parameters
    ----------
    moments : ndarray of int64, shape (n,)
        As a column of `MOMENT` is read.

    Returns
    -------
    ndarray of int64, shape (n,)
        Days since 1970-01-01; ``NEVER`` for infinity.
    """
    days = (moments + _KOREA_US) // _DAY_US + _FIRST_DAY
    return np.where(moments == _INFINITY, NEVER, days)

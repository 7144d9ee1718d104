"""What official runs say of some segments, and what lies by now where segments lay: looked up by id, so that a page costs a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.store.grades import RUN_COLUMNS, GradeRun
from mapper.store.run_columns import SCORED

_SAID: Final = text(f"""
    SELECT segment_id::text, {", ".join(f"{axis}_grade, {axis}_score" for axis in SCORED)}
    FROM grade WHERE run_id = :run AND segment_id = ANY (CAST(:segments AS uuid[]))
""")
_SHOWN_BEFORE: Final = text(f"""
    SELECT {RUN_COLUMNS} FROM grade_run
    WHERE official AND created_at < (SELECT created_at FROM grade_run WHERE id = :run)
    ORDER BY as_of DESC, known_at DESC, id LIMIT 1
""")
_HEIRS: Final = text("""
    SELECT forebear_id::text, array_agg(segment_id::text ORDER BY segment_id)
    FROM succession JOIN segment ON segment.id = segment_id
    WHERE forebear_id = ANY (CAST(:segments AS uuid[])) AND graded AND superseded_at IS NULL GROUP BY forebear_id
""")


@dataclass(frozen=True)
class Score:
    """What a run says of one axis.

    Attributes
    ----------
    letter : str or None
        None where 미조사.
    score : int or None
        In hundredths; None where 미조사.
    """

    letter: str | None
    score: int | None


def said_of(session: Session, run: UUID, segments: Sequence[str]) -> dict[str, Mapping[str, Score]]:
    """Read what a run says of some segments.

    Parameters
    ----------
    session : Session
        Only read.
    run : UUID
        Which run.
    segments : sequence of str
        Ids.

    Returns
    -------
    dict of str to mapping
        A score for each axis that has one, by segment; those that the run did not grade are left out.
    """
    found = session.execute(_SAID, {"run": run, "segments": list(segments)})
    return {
        segment: {axis: Score(*values[at : at + 2]) for axis, at in zip(SCORED, range(0, len(values), 2), strict=True)}
        for segment, *values in found
    }


def shown_before(session: Session, run: UUID) -> GradeRun | None:
    """Return the official run that was shown until another one was stored.

    Parameters
    ----------
    session : Session
        Only read.
    run : UUID
        The other one.

    Returns
    -------
    GradeRun or None
        None when it was the first.
    """
    row = session.execute(_SHOWN_BEFORE, {"run": run}).one_or_none()
    return None if row is None else GradeRun(*row)


def heirs_now(session: Session, segments: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return which graded segments of now took the place of some of before.

    Parameters
    ----------
    session : Session
        Only read.
    segments : sequence of str
        Ids.

    Returns
    -------
    dict of str to sequence of str
        Ids, in order; a segment that has none is left out.
    """
    found = session.execute(_HEIRS, {"segments": list(segments)})
    return {segment: tuple(heirs) for segment, heirs in found}

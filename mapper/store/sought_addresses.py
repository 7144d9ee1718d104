"""What became of the addresses of issues that came without a position: every answer is kept, and the latest one holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.gazetteer import Certainty, Located, Reason
from mapper.store.bulk import copy_columns
from mapper.store.geometry import points_to_ewkb
from mapper.store.revised import ACCURACY_M, POINT, REVISED
from mapper.store.tables import SoughtAddressRow

_WAITING: Final = text(
    f"""
    SELECT issue.id, issue.address, issue.road_name, sought.certainty, sought.confidence, sought.reasons,
        ST_X({POINT}), ST_Y({POINT}), {ACCURACY_M}
    FROM unplaced JOIN issue ON issue.id = unplaced.issue_id JOIN placement AS held ON held.id = placement_id {REVISED}
    WHERE issue.id = ANY(:issues) AND unplaced.waiting AND held.decision <> 'assigned' AND held.review_id IS NULL
        AND issue.address IS NOT NULL AND revised.pin_id IS NULL AND (issue.point IS NULL OR sought.certainty IS NOT NULL)
    ORDER BY issue.id
    """
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of an address.

    Attributes
    ----------
    certainty : Certainty
        Whether it was found.
    confidence : float
        From 0 to 1.
    reasons : tuple of Reason
        Why it is as sure as it is.
    x, y : float or None
        Where the issue is for it, in EPSG:5179 [m].
    within_m : float or None
        How far off that may be [m].
    """

    certainty: Certainty
    confidence: float
    reasons: tuple[Reason, ...]
    x: float | None
    y: float | None
    within_m: float | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An issue that waits for a place because of its address.

    Attributes
    ----------
    issue : UUID
        Id.
    address : str
        As it was written.
    road_name : str or None
        That its file names.
    answer : Answer or None
        What was said of the address last; None when nobody ever looked it up.
    """

    issue: UUID
    address: str
    road_name: str | None
    answer: Answer | None


def waiting_by_address(session: Session, issues: Sequence[UUID]) -> list[Waiting]:
    """Read which issues wait for a place because of their address alone.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        Among which.

    Returns
    -------
    list of Waiting
        In order of id; none that has a position of its file's or of a person's, and none about whose place a person has
        decided, were it undone since.
    """
    found = session.execute(_WAITING, {"issues": list(issues)})
    return [Waiting(issue, address, road, _answer(columns)) for issue, address, road, *columns in found]


def _answer(columns: Sequence[Any]) -> Answer | None:
    certainty, confidence, reasons, x, y, within_m = columns
    if certainty is None:
        return None
    told = tuple(Reason(one["code"], one["value"]) for one in reasons)
    return Answer(Certainty(certainty), confidence, told, x, y, None if x is None else within_m)


def add_sought(session: Session, found: Sequence[tuple[UUID, Located]], *, recorded_at: datetime) -> None:
    """Append what became of addresses.

    Parameters
    ----------
    session : Session
        Not committed.
    found : sequence of tuple
        Id of each issue, and what the gazetteer said.
    recorded_at : datetime
        When it was found.
    """
    if not found:
        return
    places = [one.known if one.has_point else None for _, one in found]
    x, y = (np.array([np.nan if one is None else getattr(one, axis) for one in places], dtype=float) for axis in "xy")
    columns = {
        "issue_id": [issue.bytes for issue, _ in found],
        "certainty": [str(one.certainty) for _, one in found],
        "confidence": [one.confidence for _, one in found],
        "reasons": [
            orjson.dumps([{"code": reason.code, "value": reason.value} for reason in one.reasons]).decode()
            for _, one in found
        ],
        "point": points_to_ewkb(x, y),
        "within_m": np.array([one.within_m if one.has_point else np.nan for _, one in found], dtype=float),
        "recorded_at": recorded_at,
    }
    copy_columns(session, SoughtAddressRow, columns)

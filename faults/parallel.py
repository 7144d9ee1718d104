"""The same record from 64 hands at once, and other content under its id."""

from __future__ import annotations

import json
import string
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from threading import Barrier
from typing import Any, Final
from uuid import uuid4

from faults.fault import Fault, require
from faults.field import Field, in_field
from faults.ground import Ground
from web.schemas.issue import EXAMPLE as ISSUE
from web.schemas.survey import EXAMPLE as SURVEY

HANDS: Final = 64
LETTERS: Final = string.ascii_letters + string.digits + "-_"
"""As many as there are hands."""
_WORDS: Final = {"issue": "description", "survey": "device"}
_ROWS: Final = "SELECT count(*) FROM {} WHERE id = %s"


def _same_put(ground: Ground) -> str:
    rounds = ground.many(20, sampled=1)
    with in_field(ground) as field, ThreadPoolExecutor(HANDS) as hands:
        bearer = field.bearer(field.walker())
        for _ in range(rounds):
            for kind, body in (("issue", ISSUE | _here(field)), ("survey", SURVEY | _surveyed(field))):
                _once(field, hands, bearer, kind, [body] * HANDS, kept=HANDS)
                others = [body | {_WORDS[kind]: f"hand {letter}"} for letter in LETTERS]  # no number of a report
                _once(field, hands, bearer, kind, others, kept=1)
    told = f"{2 * rounds} times {HANDS} equal: 1 row, {HANDS} equal receipts"
    return f"{told}; {2 * rounds} times {HANDS} that differ in one byte: 1 row, 1 receipt, {HANDS - 1} refused with 409"


def _here(field: Field) -> dict[str, Any]:
    return {"lon": field.place.lon, "lat": field.place.lat, "segment_id": field.place.segment}


def _surveyed(field: Field) -> dict[str, Any]:
    return {"segment_id": field.place.segment, "photos": []}


def _once(
    field: Field,
    hands: ThreadPoolExecutor,
    bearer: dict[str, str],
    kind: str,
    bodies: list[dict[str, Any]],
    *,
    kept: int,
) -> None:
    """Have every hand put another body under one id at the same moment; see that one is stored, and who got a receipt."""
    key, start = str(uuid4()), Barrier(len(bodies))

    def put(body: dict[str, Any]) -> tuple[int, bytes]:
        start.wait()
        return field.site.put(f"/api/v1/{kind}s/{key}", json.dumps(body).encode(), bearer)

    answers = list(hands.map(put, bodies))
    statuses = Counter(status for status, _ in answers)
    refused = len(bodies) - kept
    wanted = Counter({HTTPStatus.CREATED: 1, HTTPStatus.OK: kept - 1, HTTPStatus.CONFLICT: refused})
    require(statuses == +wanted, f"{kind}: answered {dict(statuses)} instead of {dict(+wanted)}")
    receipts = {said for status, said in answers if status != HTTPStatus.CONFLICT}
    require(len(receipts) == 1, f"{kind}: {len(receipts)} different receipts")
    ((rows,),) = field.rows(_ROWS.format(kind), key)
    require(rows == 1, f"{kind}: {rows} rows")


FAULTS: Final = (
    Fault(
        "same-put",
        f"{HANDS} equal PUTs of an issue and of a survey at once; {HANDS} under one id that differ in one byte",
        "one row and equal receipts; of those that differ, one is stored and the rest get 409",
        _same_put,
        sampled=True,
        limit=1_200,
        row="RF-02",
    ),
)

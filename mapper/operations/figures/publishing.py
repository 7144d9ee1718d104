"""Publish figures, so that tomorrow's edit does not change yesterday's paper; and hold a press table against rows.

What is published is bytes with their hash and the signature of this machine (ADR 31): no household counts in it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.canonical_json import canonical
from mapper.domain.figure import Answer, Asked
from mapper.domain.press_figure import Judged, judge, read_press_table
from mapper.domain.reader import Reader
from mapper.errors import NotFound
from mapper.operations.figures.answering import DEFINITIONS, PERMISSION, answer
from mapper.operations.people.sealing import Seal
from mapper.store import figure_snapshots as rows
from mapper.store.engine import Session
from mapper.store.figure_snapshots import StoredSnapshot
from mapper.store.write_log import log_write

PUBLISHING: Final = "figure.publish"


@dataclass(frozen=True)
class Published:
    """Figures as they were published.

    Attributes
    ----------
    stored : StoredSnapshot
        The bytes.
    figures : list of dict
        Key, label, value, unit, definition and rows of each.
    is_ours : bool
        Whether hash and signature are right: nothing of it was changed, and this machine published it.
    """

    stored: StoredSnapshot
    figures: list[dict[str, Any]]
    is_ours: bool


def publish(
    session: Session, asked: Asked, *, by: Reader, now: datetime, seal: Seal, new_id: Callable[[], UUID]
) -> UUID:
    """Publish the figures of a city, but for those of households.

    Parameters
    ----------
    session : Session
        Not committed.
    asked : Asked
        Of which city, as of when, and known when.
    by : Reader
        Who publishes.
    now : datetime
        This moment.
    seal : Seal
        Signs.
    new_id : callable
        Makes the id.

    Returns
    -------
    UUID
        Of the publication.

    Raises
    ------
    NotAllowed
        When that is not for them.
    """
    require(PUBLISHING, by)
    snapshot_id = new_id()
    document = {
        "id": str(snapshot_id),
        "scope": asked.scope,
        "as_of": asked.as_of.isoformat(),
        "known_at": asked.known.isoformat(),
        "published_at": now.isoformat(),
        "figures": [_figure(one) for one in answer(session, asked, by=by)],
    }
    body = canonical(document).encode()
    digest = sha256(body).digest()
    signature = _signature(seal, digest)
    stored = StoredSnapshot(snapshot_id, asked.scope, asked.as_of, asked.known, body, digest, signature, now)
    rows.add(session, stored, user_id=by.user_id)
    log_write(session, by, "figure.publish", subject=str(snapshot_id), now=now, scope=asked.scope)
    return snapshot_id


def published(session: Session, snapshot_id: UUID, *, seal: Seal, by: Reader) -> Published:
    """Return one publication.

    Parameters
    ----------
    session : Session
        Only read.
    snapshot_id : UUID
        Which.
    seal : Seal
        Of this machine.
    by : Reader
        Anybody.

    Returns
    -------
    Published
        With whether it is as it was.

    Raises
    ------
    NotFound
        When there is none.
    """
    require(PERMISSION, by)
    stored = rows.snapshot(session, snapshot_id)
    if stored is None:
        message = f"Nothing was published as {snapshot_id}; choose one of /figures/published."
        raise NotFound(message, id=str(snapshot_id))
    return Published(stored, json.loads(stored.body)["figures"], is_signed(seal, stored.body, stored.signature))


def all_published(session: Session, *, by: Reader) -> list[StoredSnapshot]:
    """List what was published.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Anybody.

    Returns
    -------
    list of StoredSnapshot
        The newest first.
    """
    require(PERMISSION, by)
    return rows.snapshots(session)


def is_signed(seal: Seal, body: bytes, signature: bytes) -> bool:
    """Tell whether published bytes are those that this machine signed.

    Parameters
    ----------
    seal : Seal
        Of this machine.
    body, signature : bytes
        As they were published.

    Returns
    -------
    bool
        False once a bit of either is another.
    """
    return hmac.compare_digest(_signature(seal, sha256(body).digest()), signature)


def check_press(session: Session, text: str, answers: Sequence[Answer], *, by: Reader) -> list[Judged]:
    """Hold a press table against what rows say, and against totals that were published before.

    Parameters
    ----------
    session : Session
        Only read.
    text : str
        A figure and its number on each line.
    answers : sequence of Answer
        What rows say; figures that are not among them are withheld.
    by : Reader
        Who asks.

    Returns
    -------
    list of Judged
        Of every line, in order.
    """
    require(PUBLISHING, by)
    counted = {one.definition.key: one.value for one in answers}
    known = {one.key: one for one in DEFINITIONS}
    by_label = {one.label.ko: one.key for one in DEFINITIONS}
    earlier = _totals(session, answers)
    judged = []
    for line in read_press_table(text):
        key = by_label.get(line.key, line.key)
        if key not in known:
            judged.append(Judged(line, "unknown"))
        else:
            judged.append(judge(line, counted.get(key), published=earlier.get(key, [])))
    return judged


def _totals(session: Session, answers: Sequence[Answer]) -> dict[str, list[float]]:
    """Return the totals that were published of the same city, as of the same day or earlier."""
    if not answers:
        return {}
    asked = answers[0].asked
    totals = {one.key for one in DEFINITIONS if one.is_total}
    found: dict[str, list[float]] = {}
    for stored in rows.snapshots(session, scope=asked.scope):
        if stored.as_of <= asked.as_of:
            for one in json.loads(stored.body)["figures"]:
                if one["key"] in totals and one["value"] is not None:
                    found.setdefault(one["key"], []).append(one["value"])
    return found


def _figure(one: Answer) -> dict[str, Any]:
    ids = sorted(str(row.id) for row in one.rows)
    definition = one.definition
    return {
        "key": definition.key,
        "label": vars(definition.label),
        "value": one.value,
        "unit": definition.rule.unit,
        "definition": vars(definition.sentence),
        "rows": len(ids),
        "rows_sha256": sha256("\n".join(ids).encode()).hexdigest(),
    }


def _signature(seal: Seal, digest: bytes) -> bytes:
    return hmac.digest(seal.derived("figures"), digest, "sha256")

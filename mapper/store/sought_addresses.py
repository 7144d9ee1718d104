"""What became of the addresses of issues that came without a position."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from mapper.domain.gazetteer import Located
from mapper.store.bulk import copy_columns
from mapper.store.tables import SoughtAddressRow


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
    columns = {
        "issue_id": [issue.bytes for issue, _ in found],
        "certainty": [str(one.certainty) for _, one in found],
        "confidence": [one.confidence for _, one in found],
        "reasons": [
            orjson.dumps([{"code": reason.code, "value": reason.value} for reason in one.reasons]).decode()
            for _, one in found
        ],
        "recorded_at": recorded_at,
    }
    copy_columns(session, SoughtAddressRow, columns)

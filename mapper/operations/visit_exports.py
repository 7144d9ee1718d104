"""Take files of a visit out: who, which, why and until when is written down before the first byte leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.calendar import KST
from mapper.domain.meeting import written
from mapper.domain.reader import Reader
from mapper.domain.visit import CARE, EXPIRES_AFTER
from mapper.errors import ExportRefused
from mapper.operations.meeting_access import Writer
from mapper.operations.visits import PERMISSION as SEEING
from mapper.operations.visits import Visit, visit_for
from mapper.store import visits as rows
from mapper.store.engine import Session
from mapper.store.visits import TakenOut
from mapper.store.write_log import log_write

__all__ = ["FORMS", "PERMISSION", "SignedOut", "TakenOut", "exports_of", "sign_out"]

PERMISSION: Final = "visit.file"
FORMS: Final = ("zip", "pdf", "html", "geojson", "gpx", "kml", "csv", "xlsx")
"""What can be taken out; the first is all the others in one file."""


@dataclass(frozen=True)
class SignedOut:
    """Leave to take files of a visit out, written down.

    Attributes
    ----------
    id : UUID
        That the files carry.
    visit : Visit
        Of which they are.
    expires : date
        Last day on which they are good.
    """

    id: UUID
    visit: Visit
    expires: date


def sign_out(session: Session, visit_id: UUID, form: str, reason: str, writer: Writer) -> SignedOut:
    """Write down who takes files of a visit out, which and why, before the first byte leaves.

    Parameters
    ----------
    session : Session
        Not committed.
    visit_id : UUID
        Of the visit.
    form : str
        One of `FORMS`.
    reason : str
        Why.
    writer : Writer
        Who.

    Returns
    -------
    SignedOut
        To be handed to `gather_pack`.

    Raises
    ------
    NotAllowed
        When their role takes no files out.
    NotFound
        When there is no such visit.
    ExportRefused
        For a form there is not, and for a visit that has no stops or no files at all.
    InvalidInput, PersonalDataFound
        For a reason that is none.
    """
    require(PERMISSION, writer.by)
    visit = visit_for(session, visit_id, by=writer.by)
    if form not in FORMS:
        raise ExportRefused(f"A visit has no file .{form[:20]}; choose of {', '.join(FORMS)}.", field="form")
    if visit.draft.kind == CARE:
        raise ExportRefused("No file leaves a visit to where people are cared for (trust: R2).", field="care")
    if not visit.draft.stops:
        raise ExportRefused("The visit has no stops yet; choose some before its files are taken out.", field="stops")
    kept, signed = written(reason, field="reason"), writer.sign()
    expires = max(visit.draft.day, writer.now.astimezone(KST).date()) + EXPIRES_AFTER
    rows.add_export(session, signed, version=visit.version, form=form, reason=kept, expires_on=expires)
    told = {"format": form, "visit": str(visit_id), "reason": kept, "expires": expires.isoformat()}
    log_write(session, writer.by, "visit.export", subject=str(signed.id), now=writer.now, district_code=None, **told)
    return SignedOut(signed.id, visit, expires)


def exports_of(session: Session, visit_id: UUID, *, by: Reader) -> Sequence[TakenOut]:
    """Return which files of a visit were taken out.

    Parameters
    ----------
    session : Session
        Only read.
    visit_id : UUID
        Of the visit.
    by : Reader
        Who asks.

    Returns
    -------
    sequence of TakenOut
        The latest first.
    """
    require(SEEING, by)
    return rows.exports_of(session, visit_id)

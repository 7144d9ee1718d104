"""How visits went: one record in, from a phone, stored once however often it is sent; and what a phone takes along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint

from mapper.operations.visit_records import field_visits, take_record
from web.auth import reader
from web.clock import now
from web.receiving import RESPONSES, answered, handed_in
from web.schemas.visit_record import EXAMPLE, FieldVisits, VisitRecordReceipt, VisitReport
from web.sealing import seal
from web.session import session

blueprint = APIBlueprint("visit_records", __name__, url_prefix="/api/v1", tag="field")


@blueprint.put("/visit-records/<uuid:record_id>")
@blueprint.input(VisitReport, location="json", arg_name="body", example=EXAMPLE)
@blueprint.output(VisitRecordReceipt, status_code=201)
@blueprint.doc(responses=RESPONSES)
def take(record_id: UUID, body: VisitReport) -> tuple[dict[str, Any], int]:
    """Hand in how a visit went under an id that whoever made it chose (UUIDv4); send it again until a receipt is there.

    Parameters
    ----------
    record_id : UUID
        Of the record.
    body : VisitReport
        How it went.

    Returns
    -------
    tuple
        The receipt, and 201 the first time, 200 after that.
    """
    return answered(*take_record(session(), body.record(record_id), handed_in(), by=reader(), seal=seal()))


@blueprint.get("/field/visits")
@blueprint.output(FieldVisits)
def along() -> dict[str, Any]:
    """Give what a phone takes along to write down how visits went where there is no signal.

    Returns
    -------
    dict
        As `FieldVisits`.
    """
    return field_visits(session(), by=reader(), now=now())

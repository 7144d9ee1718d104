"""What came of something that was handed in: its receipt, and the photos that are still to come."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint

from mapper.operations.receipts import own_receipt
from web.auth import reader
from web.schemas.receipt import OwnReceipt
from web.session import session

blueprint = APIBlueprint("receipts", __name__, url_prefix="/api/v1", tag="field")


@blueprint.get("/receipts/<uuid:record_id>")
@blueprint.output(OwnReceipt)
@blueprint.doc(responses={404: "You handed in nothing under this id, whoever else may have."})
def show(record_id: UUID) -> dict[str, Any]:
    """Return the receipt of an issue, survey, patrol, edit or work that you handed in; let go of it when nothing is missing.

    Parameters
    ----------
    record_id : UUID
        Under which it was handed in.

    Returns
    -------
    dict
        As `OwnReceipt`.
    """
    return own_receipt(session(), record_id, by=reader())

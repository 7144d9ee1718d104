"""The escort's sheet of the mayor's visit to a household: shown once, to its case worker, around the slot; in no file."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app, render_template

from mapper.domain.access_reason import Reason
from mapper.operations.crisis.escorting import escort_sheet
from web.staff import look, staff_session, vault

blueprint = APIBlueprint("escorts", __name__, url_prefix="/cases/<uuid:case_id>/escorts", enable_openapi=False)


@blueprint.post("/<uuid:record_id>")
def show(case_id: UUID, record_id: UUID) -> str:
    """Show the sheet; it is the answer to a form, so that no address of a page leads to it again.

    Parameters
    ----------
    case_id, record_id : UUID
        Of the case, and of the record of the visit.

    Returns
    -------
    str
        HTML, for no cache.
    """
    sheet = escort_sheet(staff_session(), vault(), case_id, record_id, look(Reason("visit")))
    return render_template("cases/escort.html", city=current_app.config["CITY"], sheet=sheet, case_id=case_id)

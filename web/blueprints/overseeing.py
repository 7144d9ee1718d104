"""가구 보기 (감독): one household, by whoever oversees its district, once they say why."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.access_reason import REASONS, read_reason
from mapper.errors import InvalidInput
from mapper.operations.crisis import overseeing
from web.errors import sentence, status_of
from web.staff import look, staff_session, vault

blueprint = APIBlueprint("overseeing", __name__, url_prefix="/oversight/households", enable_openapi=False)


@blueprint.route("/<uuid:household_id>", methods=["GET", "POST"])
def show(household_id: UUID) -> ResponseReturnValue:
    """Ask why, whether or not there is such a household; then show it.

    Parameters
    ----------
    household_id : UUID
        Which.

    Returns
    -------
    str
        HTML.
    """
    if request.method != "POST":
        return _ask(household_id)
    try:
        reason = read_reason(request.form.get("reason", ""), request.form.get("words", ""))
    except InvalidInput as error:
        return _ask(household_id, sentence(error.code)), status_of(error)
    found = overseeing.read_one(staff_session(), vault(), household_id, look(reason))
    return render_template(
        "oversight/households.html", city=current_app.config["CITY"], found=[found], is_district=False
    )


def _ask(household_id: UUID, fault: str | None = None) -> str:
    return render_template(
        "oversight/why.html",
        city=current_app.config["CITY"],
        household_id=household_id,
        reasons=REASONS,
        fault=fault,
    )

"""How a household is kept: as closely as one that hides from somebody, or not at all any more."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.access_reason import read_reason
from mapper.errors import InvalidInput
from mapper.operations.crisis import keeping
from mapper.operations.crisis.case_desk import WRITING_HOLDS, case_line, reason_given
from mapper.operations.crisis.entering import Look
from web.blueprints.admin.asking import done
from web.blueprints.case_desk import gate
from web.blueprints.cases import LIST_REASON, vocabulary
from web.case_forms import fault_of
from web.errors import status_of
from web.languages import gettext
from web.staff import look, staff_session, vault

blueprint = APIBlueprint("case_keeping", __name__, url_prefix="/cases/<uuid:case_id>/keeping", enable_openapi=False)


@blueprint.route("", methods=["GET", "POST"])
def change(case_id: UUID) -> ResponseReturnValue:
    """Ask how the household is to be kept, and do it.

    Parameters
    ----------
    case_id : UUID
        Of a case of the household.

    Returns
    -------
    str or Response
        The questions, with what is wrong; the case or the own list after it was done.
    """
    if reason_given(staff_session(), case_id, look(LIST_REASON), within=WRITING_HOLDS) is None:
        return gate(case_id)
    if request.method != "POST":
        return _page(case_id)
    try:
        why = look(read_reason("other", request.form.get("words", "")))
        told = _keep(case_line(staff_session(), case_id, why).case.household_id, why)
    except InvalidInput as error:
        staff_session().rollback()
        return _page(case_id, error), status_of(error)
    return done(told, "cases.index")


def _keep(household_id: UUID, why: Look) -> str:
    act = request.form.get("act", "")
    if act == "shelter":
        keeping.shelter(staff_session(), vault(), household_id, why)
        return gettext("따로 보호합니다. 이제 열 때마다 본인 확인을 합니다.")
    if act != "destroy" or "sure" not in request.form:
        raise InvalidInput("Nothing was chosen; say what is to be done.", field="act")
    keeping.destroy(staff_session(), vault(), household_id, why)
    return gettext("가구를 파기했습니다. 다시 열 수 없습니다.")


def _page(case_id: UUID, error: InvalidInput | None = None) -> str:
    return render_template(
        "cases/keeping.html",
        city=current_app.config["CITY"],
        line=case_line(staff_session(), case_id, look(LIST_REASON)),
        act=request.form.get("act"),
        words=request.form.get("words", ""),
        fault=error and fault_of(error),
        **vocabulary(),
    )

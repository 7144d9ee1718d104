"""맡은 가구 내려받기: the own caseload of a district as a file, once it is said why; many need a second person."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.access_reason import REASONS, Reason, read_reason
from mapper.domain.approval import APPROVAL_STATES, FEW, ApprovalKind
from mapper.errors import InvalidInput
from mapper.operations.crisis import approvals, taking_out
from mapper.operations.people.teams import district_names
from web.blueprints.admin.asking import done
from web.blueprints.meeting import as_file
from web.clock import now
from web.errors import sentence, status_of
from web.languages import gettext
from web.session import session
from web.staff import look, staff_session, vault

blueprint = APIBlueprint("case_files", __name__, url_prefix="/cases/file", enable_openapi=False)

_CASELOAD = Reason("caseload")


@blueprint.get("")
def index() -> str:
    """Say how many there are in each district, and ask why a file is needed.

    Returns
    -------
    str
        HTML.
    """
    return _page()


@blueprint.post("")
def take() -> ResponseReturnValue:
    """Hand out the file, or ask a second person for it.

    Returns
    -------
    str or Response
        The file; the page with what is wrong.
    """
    form, district = request.form, request.form.get("district", "")
    try:
        why = look(read_reason(form.get("reason", ""), form.get("words", "")))
        if "ask" in form:
            approvals.ask(staff_session(), why, ApprovalKind.FILE, district)
            told = gettext("승인을 요청했습니다. 복지 관리자가 승인하면 하루 안에 한 번 받을 수 있습니다.")
            return done(told, "case_files.index")
        written = taking_out.take_out(staff_session(), vault(), district, why)
    except InvalidInput as error:
        staff_session().rollback()
        return _page(sentence(error.code)), status_of(error)
    return as_file(written, "text/csv", f"golmok-caseload-{now():%Y%m%d-%H%M}.csv")


def _page(fault: str | None = None) -> str:
    counts, moment = taking_out.count(staff_session(), look(_CASELOAD)), now()
    asked = approvals.mine(staff_session(), look(_CASELOAD), ApprovalKind.FILE)
    may_take = {
        code
        for code, count in counts.items()
        if count <= FEW or approvals.usable(staff_session(), look(_CASELOAD), ApprovalKind.FILE, code)
    }
    return render_template(
        "oversight/caseload_file.html",
        city=current_app.config["CITY"],
        counts=counts,
        may_take=may_take,
        few=FEW,
        asked=[(one, one.state(moment).value) for one in asked],
        states=APPROVAL_STATES,
        reasons=REASONS,
        fault=fault,
        district_names=district_names(session()),
    )

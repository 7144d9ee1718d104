"""열람 승인: what needs a second person, asked, decided, and for a whole district used here."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.access_reason import REASONS, read_reason
from mapper.domain.approval import APPROVAL_KINDS, APPROVAL_STATES, ApprovalKind
from mapper.errors import InvalidInput
from mapper.operations.crisis import approvals, overseeing
from mapper.operations.people.teams import district_names
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.oversight import REVIEW
from web.clock import now
from web.errors import sentence, status_of
from web.languages import gettext
from web.oversight_words import reason_label
from web.session import session
from web.staff import look, staff_session, vault

blueprint = APIBlueprint("approvals", __name__, url_prefix="/oversight/approvals", enable_openapi=False)


@blueprint.get("")
def index() -> str:
    """List what was asked for, what waits for a decision first.

    Returns
    -------
    str
        HTML.
    """
    return _page()


@blueprint.post("")
def ask() -> ResponseReturnValue:
    """Ask for a look at every household of a district.

    Returns
    -------
    str or Response
        The list, with what is wrong.
    """
    form = request.form
    try:
        reason = read_reason(form.get("reason", ""), form.get("words", ""))
        approvals.ask(staff_session(), look(reason), ApprovalKind.DISTRICT, form.get("district", ""))
    except InvalidInput as error:
        staff_session().rollback()
        return _page(sentence(error.code)), status_of(error)
    return done(gettext("승인을 요청했습니다. 다른 복지 관리자가 정하면 여기에 보입니다."), "approvals.index")


@blueprint.post("/<uuid:approval_id>")
def decide(approval_id: UUID) -> ResponseReturnValue:
    """Allow or decline what somebody else asked for.

    Parameters
    ----------
    approval_id : UUID
        Which.

    Returns
    -------
    Response
        The list again.
    """
    granted = request.form.get("granted") == "yes"
    approvals.decide(staff_session(), look(REVIEW), approval_id, granted=granted)
    told = gettext("승인했습니다. 하루 안에 한 번 쓸 수 있습니다.") if granted else gettext("거절했습니다.")
    return done(told, "approvals.index")


@blueprint.post("/<uuid:approval_id>/open")
def open_district(approval_id: UUID) -> str:
    """Show every household of a district, as a second person allowed, this once.

    Parameters
    ----------
    approval_id : UUID
        What was allowed.

    Returns
    -------
    str
        HTML.
    """
    found = overseeing.read_district(staff_session(), vault(), approval_id, look(REVIEW))
    return render_template("oversight/households.html", city=current_app.config["CITY"], found=found, is_district=True)


def _page(fault: str | None = None) -> str:
    listed, moment = approvals.for_me(staff_session(), look(REVIEW)), now()
    return render_template(
        "oversight/approvals.html",
        city=current_app.config["CITY"],
        approvals=[(one, one.state(moment).value) for one in listed],
        kinds=APPROVAL_KINDS,
        states=APPROVAL_STATES,
        own=reader().user_id,
        reasons=REASONS,
        reason_label=reason_label,
        fault=fault,
        district_names=district_names(session()),
        districts=sorted(reader().districts or ()),
    )

"""제보: what was told to the desks of the own districts, opened one by one for a reason, and what came of each."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.tip import OUTCOMES, TIP_CHANNELS
from mapper.domain.visit import VISIT_KINDS
from mapper.errors import InvalidInput, KeyUnusable
from mapper.operations import reminders
from mapper.operations.crisis import tips
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.cases import LIST_REASON, vocabulary
from web.case_forms import fault_of, reason_sent
from web.clock import now
from web.errors import status_of
from web.languages import gettext
from web.session import session
from web.staff import look, staff_session, vault

blueprint = APIBlueprint("tips", __name__, url_prefix="/cases/tips", enable_openapi=False)


@blueprint.get("")
def index() -> str:
    """List what waits, without opening any, and what visits referred to these desks.

    Returns
    -------
    str
        HTML.
    """
    waiting, settled = tips.waiting_tips(staff_session(), look(LIST_REASON))
    return render_template(
        "cases/tips.html",
        city=current_app.config["CITY"],
        waiting=waiting,
        settled=settled,
        referred=reminders.referred(session(), by=reader(), now=now()),
        visit_kinds=VISIT_KINDS,
        channels=TIP_CHANNELS,
        outcomes=OUTCOMES,
        **vocabulary(),
    )


@blueprint.route("/<uuid:tip_id>", methods=["GET", "POST"])
def show(tip_id: UUID) -> ResponseReturnValue:
    """Ask why, then show what was told.

    Parameters
    ----------
    tip_id : UUID
        Which.

    Returns
    -------
    str
        HTML; the question again, with what is wrong with the answer.
    """
    if request.method != "POST":
        return _page(tip_id)
    try:
        tip, told = tips.open_tip(staff_session(), vault(), tip_id, look(reason_sent()))
    except InvalidInput as error:
        return _page(tip_id, fault=fault_of(error)), status_of(error)
    except KeyUnusable:
        staff_session().commit()  # that somebody tried to open it stays in the log
        return _page(tip_id, is_broken=True)
    return _page(tip_id, tip=tip, told=told)


@blueprint.post("/<uuid:tip_id>/settle")
def settle(tip_id: UUID) -> ResponseReturnValue:
    """Say what came of it, which destroys what it said.

    Parameters
    ----------
    tip_id : UUID
        Which.

    Returns
    -------
    Response
        To the list.
    """
    tips.settle_tip(staff_session(), tip_id, request.form.get("outcome", ""), look(LIST_REASON))
    return done(gettext("정리했습니다. 제보의 내용은 지웠습니다."), "tips.index")


def _page(tip_id: UUID, **shown: object) -> str:
    return render_template(
        "cases/tip.html",
        city=current_app.config["CITY"],
        tip_id=tip_id,
        channels=TIP_CHANNELS,
        outcomes=OUTCOMES,
        **shown,
        **vocabulary(),
    )

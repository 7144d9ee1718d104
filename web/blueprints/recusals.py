"""제척: who is kept from which household, and the end of it when the conflict of interest is over."""

from __future__ import annotations

from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.access_reason import read_reason
from mapper.errors import InvalidInput
from mapper.operations.crisis import following
from mapper.operations.people.teams import district_names
from mapper.operations.people.users import all_users
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.oversight import REVIEW
from web.errors import sentence, status_of
from web.languages import gettext
from web.session import session
from web.staff import look, staff_session

blueprint = APIBlueprint("recusals", __name__, url_prefix="/oversight/recusals", enable_openapi=False)


@blueprint.get("")
def index() -> str:
    """List who is kept from which household.

    Returns
    -------
    str
        HTML; of a household it says an id and a district.
    """
    return _page()


@blueprint.post("/<uuid:household_id>/<uuid:user_id>/end")
def end(household_id: UUID, user_id: UUID) -> ResponseReturnValue:
    """Let a household be there for somebody again.

    Parameters
    ----------
    household_id, user_id : UUID
        Which, and from whom it was kept.

    Returns
    -------
    str or Response
        The list, with what is wrong.
    """
    try:
        reason = read_reason("other", request.form.get("words", ""))
    except InvalidInput as error:
        return _page(sentence(error.code)), status_of(error)
    following.end_recusal(staff_session(), household_id, user_id, look(reason))
    return done(gettext("제척을 끝냈습니다."), "recusals.index")


def _page(fault: str | None = None) -> str:
    return render_template(
        "oversight/recusals.html",
        city=current_app.config["CITY"],
        recusals=following.recusals(staff_session(), look(REVIEW)),
        names={user.id: user.name for user in all_users(session())},
        own=reader().user_id,
        fault=fault,
        district_names=district_names(session()),
    )

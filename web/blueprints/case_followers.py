"""Who follows a case: handed to a colleague of the district, or let go."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mapper.domain.reader import Role
from mapper.errors import InvalidInput
from mapper.operations.crisis import following
from mapper.operations.crisis.case_desk import WRITING_HOLDS, case_line, followers, reason_given
from mapper.operations.crisis.entering import Look
from mapper.operations.database import Session
from mapper.operations.people.users import all_users
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.cases import LIST_REASON, vocabulary
from web.languages import gettext
from web.session import session
from web.staff import look, staff_session

blueprint = APIBlueprint("case_followers", __name__, url_prefix="/cases/<uuid:case_id>/followers", enable_openapi=False)

_ACTS = {"assign": following.assign, "release": following.release}


@blueprint.route("", methods=["GET", "POST"])
def change(case_id: UUID) -> ResponseReturnValue:
    """Show who follows a case, and change it.

    Parameters
    ----------
    case_id : UUID
        Of the case.

    Returns
    -------
    str or Response
        HTML; back to it after a change, or to the own list for whoever let go of the case themselves.
    """
    reason = reason_given(staff_session(), case_id, look(LIST_REASON), within=WRITING_HOLDS)
    if reason is None:
        return redirect(url_for("case_desk.show", case_id=case_id), 303)
    if request.method == "POST":
        user = _user_sent()
        _act_sent()(staff_session(), case_id, user, look(reason))
        if user == reader().user_id and request.form["act"] == "release":
            return done(gettext("이 사례를 더 맡지 않습니다."), "cases.index")
        return done(gettext("맡은 사람을 바꾸었습니다."), "case_followers.change", case_id=case_id)
    line = case_line(staff_session(), case_id, look(reason))
    following_now = followers(staff_session(), case_id, look(reason))
    users = {user.id: user for user in all_users(session())}
    code = line.case.district_code
    return render_template(
        "cases/followers.html",
        city=current_app.config["CITY"],
        line=line,
        own=reader().user_id,
        followers=[(one, users[one].name if one in users else "–") for one in following_now],
        colleagues=[
            user
            for user in users.values()
            if user.role is Role.WELFARE
            and not user.is_disabled
            and code in (user.districts or ())
            and user.id not in following_now
        ],
        **vocabulary(),
    )


def _user_sent() -> UUID:
    try:
        return UUID(request.form.get("user", ""))
    except ValueError:
        raise InvalidInput("Nobody was chosen; choose a colleague.", field="user") from None


def _act_sent() -> Callable[[Session, UUID, UUID, Look], None]:
    act = request.form.get("act", "")
    if act not in _ACTS:
        raise InvalidInput(f"Nothing is called {act[:40]!r} here; choose one of {', '.join(_ACTS)}.", field="act")
    return _ACTS[act]

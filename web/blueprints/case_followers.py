"""Who follows a case: handed to a colleague of the district, let go, or kept from somebody whose interests conflict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from apiflask import APIBlueprint
from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.reader import HOUSEHOLD_ROLES, Role
from mapper.domain.user import User
from mapper.errors import Conflict, InvalidInput
from mapper.operations.crisis import following
from mapper.operations.crisis.case_desk import WRITING_HOLDS, case_line, followers, reason_given
from mapper.operations.crisis.entering import Look
from mapper.operations.database import Session
from mapper.operations.people.users import all_users
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.case_desk import gate
from web.blueprints.cases import LIST_REASON, vocabulary
from web.errors import sentence, status_of
from web.languages import gettext
from web.session import session
from web.staff import look, staff_session

blueprint = APIBlueprint("case_followers", __name__, url_prefix="/cases/<uuid:case_id>/followers", enable_openapi=False)

ACTS: Final = {"assign": following.assign, "release": following.release, "recuse": following.recuse}
"""What may be done about who follows a case, by name."""


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
        return gate(case_id)
    if request.method != "POST":
        return _page(case_id, look(reason))
    try:
        user = user_sent()
        act_sent()(staff_session(), case_id, user, look(reason))
    except (InvalidInput, Conflict) as error:
        staff_session().rollback()
        return _page(case_id, look(reason), sentence(error.code)), status_of(error)
    if user == reader().user_id and request.form["act"] != "assign":
        return done(gettext("이 사례를 더 맡지 않습니다."), "cases.index")
    return done(gettext("맡은 사람을 바꾸었습니다."), "case_followers.change", case_id=case_id)


def _page(case_id: UUID, why: Look, fault: str | None = None) -> str:
    line = case_line(staff_session(), case_id, why)
    following_now = followers(staff_session(), case_id, why)
    users = {user.id: user for user in all_users(session())}
    return render_template(
        "cases/followers.html",
        city=current_app.config["CITY"],
        line=line,
        fault=fault,
        **people_of(users, following_now, line.case.district_code),
        **vocabulary(),
    )


def people_of(users: Mapping[UUID, User], following_now: list[UUID], code: str) -> dict[str, object]:
    """Return who may be chosen on a page about who follows a case.

    Parameters
    ----------
    users : mapping of UUID to User
        Everybody.
    following_now : list of UUID
        Who follows it.
    code : str
        Of its district.

    Returns
    -------
    dict
        For templates: those who follow, those who could, and those from whom it could be kept.
    """
    of_district = [user for user in users.values() if user.role in HOUSEHOLD_ROLES and code in (user.districts or ())]
    return {
        "own": reader().user_id,
        "followers": [(one, users.get(one)) for one in following_now],
        "colleagues": [
            user
            for user in of_district
            if user.role is Role.WELFARE and not user.is_disabled and user.id not in following_now
        ],
        "of_district": of_district,
    }


def user_sent() -> UUID:
    """Read who was chosen.

    Returns
    -------
    UUID
        Of the user.

    Raises
    ------
    InvalidInput
        When nobody was.
    """
    try:
        return UUID(request.form.get("user", ""))
    except ValueError:
        raise InvalidInput("Nobody was chosen; choose a colleague.", field="user") from None


def act_sent() -> Callable[[Session, UUID, UUID, Look], None]:
    """Read what is to be done.

    Returns
    -------
    callable
        One of `ACTS`.

    Raises
    ------
    InvalidInput
        When it is none of them.
    """
    act = request.form.get("act", "")
    if act not in ACTS:
        raise InvalidInput(f"Nothing is called {act[:40]!r} here; choose one of {', '.join(ACTS)}.", field="act")
    return ACTS[act]

"""Users: the list, each of them, a new one, and their rights."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from apiflask import APIBlueprint
from flask import render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.reader import BOUND_ROLES, ROLE_LABELS, Role
from mapper.domain.user import User
from mapper.errors import InvalidInput, UserRefused
from mapper.operations.people import keys, logins, users
from mapper.operations.people.teams import district_names
from mapper.operations.people.user_list import user_lines
from web.auth import reader
from web.blueprints.admin.asking import done
from web.blueprints.admin.user_acts import is_oneself, require_other
from web.blueprints.me import SCOPE_LABELS
from web.clock import now
from web.device import device_name
from web.errors import sentence
from web.languages import gettext, translated
from web.sealing import seal
from web.session import session

blueprint = APIBlueprint("users", __name__, enable_openapi=False)

ROLES: Final = {role: label for role, label in ROLE_LABELS.items() if role is not Role.PUBLIC}

_FAULTS: Final = {
    "name": "이름은 한글, 영문 소문자, 숫자로 시작하고 그 글자와 . - _ 로 2~40자여야 합니다. demo-로 시작할 수 없습니다.",
    "role": "현장 추진단과 복지 담당은 행정동을 하나 이상 고르고, 다른 역할은 고르지 않습니다. 복지 담당은 모든 행정동을 맡을 수 없습니다.",
    "district": "등록되지 않은 행정동이 있습니다. 목록에서 골라 주세요.",
}


@blueprint.get("/users")
def index() -> str:
    """List the users.

    Returns
    -------
    str
        HTML.
    """
    lines = user_lines(session(), seal(), now=now())
    return render_template("admin/users.html", lines=lines, district_names=district_names(session()))


@blueprint.route("/new-user", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Ask for a new user, and add them.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; the page of the user once they are added.
    """
    if request.method != "POST":
        return _form(None)
    form = request.form
    try:
        role, codes, every = _rights_sent()
        added = users.add_user(session(), form.get("name", ""), role, codes, every=every, by=reader(), now=now())
    except InvalidInput as error:
        return _form(None, error)
    return done(
        gettext("사용자를 추가했습니다. 일회용 로그인 주소를 만들어 전해 주세요."), "admin.users.show", name=added.name
    )


@blueprint.get("/users/<name>")
def show(name: str) -> str:
    """Show a user: rights, logins and tokens, and what can be done.

    Parameters
    ----------
    name : str
        Of the user.

    Returns
    -------
    str
        HTML.
    """
    user = users.user_named(session(), name)
    return render_template(
        "admin/user.html",
        user=user,
        is_oneself=is_oneself(user),
        logins=[(login, device_name(login.device)) for login in logins.logins_of(session(), user, now=now())],
        tokens=keys.tokens_of(session(), user, now=now()),
        district_names=district_names(session()),
        scope_labels=translated(SCOPE_LABELS),
    )


@blueprint.route("/users/<name>/rights", methods=["GET", "POST"])
def rights(name: str) -> ResponseReturnValue:
    """Show the role and the districts of a user, and change them.

    Parameters
    ----------
    name : str
        Of the user.

    Returns
    -------
    str or Response
        The form, with what is wrong with it; the page of the user once they are changed.
    """
    user = users.user_named(session(), name)
    if request.method != "POST":
        return _form(user)
    require_other(user)
    try:
        role, codes, every = _rights_sent()
        users.set_rights(session(), user, role, codes, every=every, by=reader(), now=now())
    except InvalidInput as error:
        return _form(user, error)
    return done(gettext("역할과 행정동을 고쳤습니다."), "admin.users.show", name=user.name)


def _rights_sent() -> tuple[Role, list[str], bool]:
    form = request.form
    try:
        role = Role(form.get("role", ""))
    except ValueError as error:
        raise UserRefused(f"{form.get('role', '')[:40]!r} is no role; choose one of the list.", role="") from error
    return role, form.getlist("district"), "every" in form


def _form(user: User | None, error: InvalidInput | None = None) -> ResponseReturnValue:
    form = request.form if request.method == "POST" else None
    roles = translated(ROLES)
    page = render_template(
        "admin/user_form.html",
        user=user,
        roles=roles,
        bound_roles=[roles[role] for role in ROLES if role in BOUND_ROLES],
        name=form.get("name", "") if form else "",
        role=form.get("role") if form else user and user.role,
        chosen=form.getlist("district") if form else (user and user.districts) or (),
        every="every" in form if form else user is not None and user.role in BOUND_ROLES and user.districts is None,
        district_names=district_names(session()),
        fault=error and _fault(error),
    )
    return page, HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK


def _fault(error: InvalidInput) -> str:
    told = error.fields if isinstance(error, UserRefused) else ()
    known = next((_FAULTS[field] for field in told if field in _FAULTS), None)
    return gettext(known) if known else sentence(error.code)

"""What can be done to a user and is asked first: each on a page of its own, none of it by a script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from apiflask import APIBlueprint
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mapper.domain.user import User
from mapper.errors import NotFound, UserRefused
from mapper.operations.people import keys, second_factor, users
from web.auth import reader
from web.blueprints.admin.asking import confirm, done
from web.clock import now
from web.languages import gettext
from web.session import session

blueprint = APIBlueprint("user_acts", __name__, enable_openapi=False)


@dataclass(frozen=True)
class Act:
    """Something that is done to one user.

    Attributes
    ----------
    question, consequence, button, sentence : str
        What is asked, what will happen, the verb, and what is said afterwards.
    do : callable
        The operation.
    to_oneself : bool
        Whether administrators may do it to themselves.
    """

    question: str
    consequence: str
    button: str
    sentence: str
    do: Callable[..., Any]
    to_oneself: bool = True


ACTS: Final = {
    "disable": Act(
        "%(name)s 사용자를 사용 중지할까요?",
        "곧바로 로그인이 모두 끊기고 토큰과 일회용 주소가 못 쓰게 됩니다. 이름과 기록은 남고, 나중에 다시 사용하게 할 수 있습니다.",
        "사용 중지",
        "사용 중지했습니다. 로그인과 토큰을 모두 끊었습니다.",
        users.disable_user,
        to_oneself=False,
    ),
    "enable": Act(
        "%(name)s 사용자를 다시 사용하게 할까요?",
        "전에 쓰던 비밀번호로 다시 로그인할 수 있습니다. 끊긴 로그인과 토큰은 되살아나지 않습니다.",
        "다시 사용",
        "다시 사용하게 했습니다.",
        users.enable_user,
    ),
    "kill": Act(
        "%(name)s 사용자의 로그인을 모두 끊을까요?",
        "모든 기기에서 곧바로 로그아웃되고 토큰과 일회용 주소도 못 쓰게 됩니다. 다시 로그인할 수는 있습니다.",
        "모두 끊기",
        "로그인과 토큰을 모두 끊었습니다.",
        users.kill,
    ),
    "second-factor": Act(
        "%(name)s 사용자의 2단계 인증을 지울까요?",
        "휴대전화를 잃어버렸을 때만 지웁니다. 본인인지 먼저 확인해 주세요. 다음 로그인에서 새로 등록해야 합니다.",
        "2단계 인증 지우기",
        "2단계 인증을 지웠습니다.",
        second_factor.reset,
    ),
}
"""By the last part of the address."""


@blueprint.route("/users/<name>/<act>", methods=["GET", "POST"])
def act(name: str, act: str) -> ResponseReturnValue:
    """Ask whether something shall be done to a user, and do it.

    Parameters
    ----------
    name : str
        Of the user.
    act : str
        Key of `ACTS`.

    Returns
    -------
    str or Response
        The question; the page of the user once it is done.

    Raises
    ------
    NotFound
        When there is no such act.
    UserRefused
        When an administrator would shut themselves out: so there is always one left.
    """
    if act not in ACTS:
        raise NotFound(f"Nobody can {act[:40]!r} a user; choose one of {', '.join(ACTS)}.", act=act)
    user, asked = users.user_named(session(), name), ACTS[act]
    if request.method != "POST":
        return _confirm(
            user, gettext(asked.question, name=user.name), gettext(asked.consequence), gettext(asked.button)
        )
    if not asked.to_oneself:
        require_other(user)
    asked.do(session(), user, by=reader(), now=now())
    return done(gettext(asked.sentence), "admin.users.show", name=user.name)


@blueprint.route("/users/<name>/link", methods=["GET", "POST"])
def link(name: str) -> ResponseReturnValue:
    """Ask whether to make a one-time address, and show it this one time.

    Parameters
    ----------
    name : str
        Of the user.

    Returns
    -------
    str
        The question, or the address.
    """
    user = users.user_named(session(), name)
    if request.method != "POST":
        consequence = gettext(
            "주소를 아는 사람은 누구나 한 번, 15분 안에 이 사용자로 로그인할 수 있습니다. 본인에게만 전해 주세요."
        )
        question = gettext("%(name)s 사용자의 일회용 로그인 주소를 만들까요?", name=user.name)
        return _confirm(user, question, consequence, gettext("일회용 주소 만들기"))
    key = keys.add_link(session(), user, by=reader(), now=now())
    return render_template("admin/link.html", user=user, address=url_for("login.link", key=key, _external=True))


@blueprint.route("/users/<name>/tokens/<uuid:token_id>", methods=["GET", "POST"])
def end_token(name: str, token_id: UUID) -> ResponseReturnValue:
    """Ask whether a token shall be revoked, and revoke it.

    Parameters
    ----------
    name : str
        Of the user.
    token_id : UUID
        Of a token of theirs.

    Returns
    -------
    str or Response
        The question; the page of the user once it is done.
    """
    user = users.user_named(session(), name)
    if request.method != "POST":
        consequence = gettext(
            "이 토큰을 쓰는 프로그램은 곧바로 자료를 받지 못합니다. 되돌릴 수 없고, 새 토큰을 만들어야 합니다."
        )
        question = gettext("%(name)s 사용자의 토큰을 못 쓰게 할까요?", name=user.name)
        return _confirm(user, question, consequence, gettext("토큰 폐기"))
    keys.end_token(session(), user, token_id, by=reader(), now=now())
    return done(gettext("토큰을 못 쓰게 했습니다."), "admin.users.show", name=user.name)


@blueprint.route("/kill-all", methods=["GET", "POST"])
def kill_all() -> ResponseReturnValue:
    """Ask whether everybody shall be thrown out, and do it.

    Returns
    -------
    str or Response
        The question; the form of the login afterwards, as the administrator is out too.
    """
    if request.method != "POST":
        return confirm(
            question=gettext("모든 사용자의 로그인을 끊을까요?"),
            consequence=gettext(
                "나를 포함한 모든 사람이 곧바로 로그아웃되고 모든 토큰과 일회용 주소가 못 쓰게 됩니다. 다시 로그인할 수는 있습니다."
            ),
            button=gettext("모든 로그인 끊기"),
            back=url_for("admin.users.index"),
        )
    users.kill(session(), None, by=reader(), now=now())
    return redirect(url_for("login.enter"), HTTPStatus.SEE_OTHER)


def is_oneself(user: User) -> bool:
    """Tell whether an administrator looks at themselves.

    Parameters
    ----------
    user : User
        At whom they look.

    Returns
    -------
    bool
        By the login of this request.
    """
    return user.id == reader().user_id


def require_other(user: User) -> None:
    """Refuse to let administrators take their own rights away: so there is always one left.

    Parameters
    ----------
    user : User
        Whose rights.

    Raises
    ------
    UserRefused
        When they are their own.
    """
    if is_oneself(user):
        raise UserRefused(f"{user.name!r} asks to change their own rights; another administrator does that.")


def _confirm(user: User, question: str, consequence: str, button: str) -> str:
    back = url_for("admin.users.show", name=user.name)
    return confirm(question=question, consequence=consequence, button=button, back=back)

"""A user's own account: password, second factor, logins and tokens."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Final
from uuid import UUID

import segno
from apiflask import APIBlueprint
from flask import current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from mapper.domain.access import Scope
from mapper.domain.login import LONGEST_TOKEN_DAYS, TOKEN_DAYS
from mapper.domain.password import SHORTEST
from mapper.domain.reader import ROLE_LABELS
from mapper.domain.user import User
from mapper.errors import GolmokError, InvalidInput, LoginNeeded, LoginRefused, PasswordRefused, TooManyTries
from mapper.operations.people import keys, logins, passwords, second_factor
from mapper.operations.people.teams import district_names
from web.auth import lacks_second_factor, visitor
from web.blueprints.login import door
from web.clock import now
from web.device import device_name
from web.errors import sentence, status_of
from web.languages import gettext, translated
from web.login_state import login_state, origin
from web.sealing import seal
from web.session import session

blueprint = APIBlueprint("me", __name__, url_prefix="/me", enable_openapi=False)

_PROPOSED: Final = "totp"
"""What the login remembers of a second factor that is being set up: the secret, sealed."""

SCOPE_LABELS: Final = {Scope.READ: "보기", Scope.EXPORT: "내려받기", Scope.WRITE: "쓰기", Scope.FORMS: "현장 양식"}


@blueprint.get("")
def show() -> ResponseReturnValue:
    """Show the account.

    Returns
    -------
    ResponseReturnValue
        HTML.
    """
    return _page()


@blueprint.post("/password")
def change_password() -> ResponseReturnValue:
    """Set a new password; whoever has one gives it first.

    Returns
    -------
    ResponseReturnValue
        The account again.
    """
    user, form = _user(), request.form
    try:
        if user.has_password:
            door().by_password(user.name, form.get("current", ""))
        if form.get("new", "") != form.get("again", ""):
            return _page("password", gettext("새 비밀번호를 두 번 다르게 적었습니다."), status=400)
        passwords.set_password(
            session(),
            user,
            form.get("new", ""),
            city=current_app.config["CITY"],
            by=user.reader(origin()),
            now=now(),
            but=_login().id,
        )
    except PasswordRefused as refused:
        return _page("password", gettext(str(refused.fields["fault"])), status=400)
    except (LoginRefused, TooManyTries) as refused:
        return _refused("password", refused)
    return _done(gettext("비밀번호를 바꾸었습니다. 다른 로그인은 모두 끝났습니다."))


@blueprint.post("/totp")
def begin_second_factor() -> ResponseReturnValue:
    """Propose a secret; nothing is set up until a code of it is given.

    Returns
    -------
    ResponseReturnValue
        The account again, with the square code.
    """
    if not _user().has_totp:
        sealed = seal().close(second_factor.new_secret().encode(), place=_place())
        login_state()[_PROPOSED] = b64encode(sealed).decode()
    return redirect("/me#totp")


@blueprint.post("/totp/code")
def set_second_factor() -> ResponseReturnValue:
    """Set up the second factor with the code that the phone shows.

    Returns
    -------
    ResponseReturnValue
        The account again.
    """
    user, secret = _user(), _proposed()
    if secret is None:
        return redirect("/me#totp")
    try:
        second_factor.set_up(
            session(), seal(), user, secret, request.form.get("code", ""), by=user.reader(origin()), now=now()
        )
    except LoginRefused:
        fault = gettext("인증 번호가 맞지 않습니다. 휴대전화의 시각을 확인하고 다음 번호를 넣어 주세요.")
        return _page("totp", fault, status=400)
    del login_state()[_PROPOSED]
    return _done(gettext("2단계 인증을 설정했습니다. 다음 로그인부터 인증 번호를 묻습니다."))


@blueprint.post("/logins/<uuid:login_id>/end")
def end_login(login_id: UUID) -> ResponseReturnValue:
    """End one of the user's own logins.

    Parameters
    ----------
    login_id : UUID
        Of the login.

    Returns
    -------
    ResponseReturnValue
        The account again.
    """
    user = _user()
    logins.end_other(session(), user, login_id, by=user.reader(origin()), now=now())
    return _done(gettext("로그인을 끝냈습니다."))


@blueprint.post("/tokens")
def add_token() -> ResponseReturnValue:
    """Make a token and show it, this once.

    Returns
    -------
    ResponseReturnValue
        The account, with the token.
    """
    user, form = _user(), request.form
    label = form.get("label", "").strip()
    try:
        key, _ = keys.add_token(
            session(),
            user,
            label=label,
            scopes=[Scope(scope) for scope in form.getlist("scope")],
            by=user.reader(origin()),
            now=now(),
            days=int(form.get("days", TOKEN_DAYS)),
        )
    except (InvalidInput, ValueError):
        if label.isprintable():
            fault = gettext("범위를 하나 이상 고르고, 기간은 1~%(most)s일로 정해 주세요.", most=LONGEST_TOKEN_DAYS)
        else:
            fault = gettext("이름에 보이지 않는 글자가 있습니다. 지우고 다시 적어 주세요.")
        return _page("tokens", fault, status=400)
    return _page("tokens", new_token=key)


@blueprint.post("/tokens/<uuid:token_id>/end")
def end_token(token_id: UUID) -> ResponseReturnValue:
    """Revoke one of the user's own tokens.

    Parameters
    ----------
    token_id : UUID
        Of the token.

    Returns
    -------
    ResponseReturnValue
        The account again.
    """
    user = _user()
    keys.end_token(session(), user, token_id, by=user.reader(origin()), now=now())
    return _done(gettext("토큰을 없앴습니다."))


def _user() -> User:
    user = visitor()
    if user is None:
        raise LoginNeeded("The account is for whoever is logged in.")
    return user


def _login() -> logins.Login:
    login = login_state().login
    if login is None:
        raise LoginNeeded("The account is for whoever is logged in.")
    return login


def _place() -> str:
    return f"login.state {_login().id}"


def _proposed() -> str | None:
    sealed = login_state().get(_PROPOSED)
    return None if sealed is None else seal().open(b64decode(sealed), place=_place()).decode()


def _done(sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect("/me")


def _refused(part: str, refused: GolmokError) -> ResponseReturnValue:
    session().commit()  # the failure counts, though the answer refuses
    return _page(part, sentence(refused.code), status=status_of(refused))


def _page(
    part: str | None = None, message: str | None = None, *, status: int = 200, new_token: str | None = None
) -> tuple[str, int]:
    user, secret = _user(), _proposed()
    page = render_template(
        "me.html",
        city=current_app.config["CITY"],
        user=user,
        role_labels=translated(ROLE_LABELS),
        shortest=SHORTEST,
        districts=district_names(session()),
        login=_login(),
        logins=[(login, device_name(login.device)) for login in logins.logins_of(session(), user, now=now())],
        tokens=keys.tokens_of(session(), user, now=now()),
        lacks_second_factor=lacks_second_factor(user),
        secret=secret,
        square=secret and _square(second_factor.address(secret, user, city=current_app.config["CITY"])),
        scopes=translated(SCOPE_LABELS),
        days=TOKEN_DAYS,
        most_days=LONGEST_TOKEN_DAYS,
        new_token=new_token,
        faults={part: message},
    )
    return page, status


def _square(text: str) -> str:
    """Return the square code as an image on white, as phones read no light-on-dark ones."""
    return str(segno.make(text, error="m").svg_data_uri(scale=4, border=3, dark="#000", light="#fff"))

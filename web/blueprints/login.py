"""Logging in and out: by name and password, by one-time address, and by the code of the second factor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from apiflask import APIBlueprint
from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mapper.domain.user import User
from mapper.errors import LoginNeeded, LoginRefused, TooManyTries
from mapper.operations.people.logins import Door
from mapper.operations.people.users import user_of_id
from web.auth import visitor
from web.clock import now
from web.errors import sentence, status_of
from web.held_form import carried, carry_page
from web.login_page import login_page
from web.login_state import login_state, on_loopback, origin
from web.next_page import HOME, next_page
from web.sealing import seal
from web.session import session

blueprint = APIBlueprint("login", __name__, enable_openapi=False)


@blueprint.route("/login", methods=["GET", "POST"])
def enter() -> ResponseReturnValue:
    """Show the form, or check the name and the password that were typed into it.

    Returns
    -------
    ResponseReturnValue
        The form, the question for the code, or the way to where the person wanted to go.
    """
    if request.method != "POST":
        return _form() if visitor() is None else redirect(_next())
    try:
        with _refusals_kept():
            user = door().by_password(request.form.get("name", ""), request.form.get("password", ""))
    except (LoginRefused, TooManyTries) as refused:
        return _form(refused)
    return _proceed(user, via="password")


@blueprint.post("/login/code")
def code() -> ResponseReturnValue:
    """Check the code of the second factor.

    Returns
    -------
    ResponseReturnValue
        The way to where the person wanted to go, the question again, or the form when nobody owes a code any more.
    """
    owed = login_state().owed
    if owed is None:
        return redirect(url_for("login.enter", next=_next()))
    user_id, via = owed
    user = user_of_id(session(), user_id)
    try:
        with _refusals_kept():
            door().by_code(user, request.form.get("code", ""))
    except (LoginRefused, TooManyTries) as refused:
        return _form(refused)
    login_state().enter(user, via=f"{via}+code")
    return _enter_page()


@blueprint.route("/login/link/<key>", methods=["GET", "POST"])
def link(key: str) -> ResponseReturnValue:
    """Ask for a press of the button, as whatever only looks at an address must not spend it; then spend it.

    Parameters
    ----------
    key : str
        Of the one-time address.

    Returns
    -------
    ResponseReturnValue
        The button, the question for the code, or the way on.
    """
    if request.method != "POST":
        return render_template("link.html", city=current_app.config["CITY"])
    with _refusals_kept():
        user, loopback_only = door().by_link(key, on_loopback=on_loopback())
    return _proceed(user, via="link", loopback_only=loopback_only)


@blueprint.post("/logout")
def leave() -> ResponseReturnValue:
    """End the login.

    Returns
    -------
    ResponseReturnValue
        The way to the login page, which takes the key of the outbox from this browser.
    """
    login_state().leave()
    return redirect(url_for("login.enter"))


def door() -> Door:
    """Return where people prove who they are, for this request.

    Returns
    -------
    Door
        Seen from the origin of the request.
    """
    return Door(session(), seal(), origin(), now())


def _proceed(user: User, *, via: str, loopback_only: bool = False) -> ResponseReturnValue:
    if user.has_totp:
        login_state().owe_code(user, via=via)
        return _form()
    login_state().enter(user, via=via, loopback_only=loopback_only)
    return _enter_page()


def _enter_page() -> ResponseReturnValue:
    return carry_page(_next()) if carried() else redirect(_next())


@contextmanager
def _refusals_kept() -> Iterator[None]:
    """Store what failed: an answer that refuses is otherwise taken back whole."""
    try:
        yield
    except LoginNeeded:
        session().commit()
        raise


def _form(refused: LoginRefused | TooManyTries | None = None) -> ResponseReturnValue:
    page = login_page(_next(), sentence(refused.code) if refused else None, held=carried())
    if refused is None:
        return page
    waits = {"Retry-After": str(refused.fields["retry_after_s"])} if isinstance(refused, TooManyTries) else {}
    return page, status_of(refused), waits


def _next() -> str:
    wanted = next_page()
    return HOME if wanted.startswith(("/login", "/logout")) else wanted

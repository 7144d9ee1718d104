"""A form that a login, a proof or a reason came before: what was typed goes on, sealed, until it can be sent after all."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from flask import current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ImmutableMultiDict

from mapper.errors import KeyUnusable
from web.auth import reader
from web.clock import now
from web.login_state import NOBODY, login_state
from web.next_page import next_page
from web.sealing import seal

HELD: Final = "held"
"""Name of the field that carries it. It opens for whom it was typed by alone, at the address it was sent to."""
_GOOD_FOR: Final = timedelta(hours=12)
_NOT_TYPED: Final = frozenset({"csrf_token"})


def hold_form() -> str:
    """Seal the form that this request sent, for whoever sent it.

    Returns
    -------
    str
        For a hidden field of whatever is asked first; empty when nothing was typed, or nobody knows by whom.
    """
    owner = _owner()
    if request.method != "POST" or owner is None:
        return ""
    typed = {name: values for name, values in request.form.lists() if name not in _NOT_TYPED}
    plain = json.dumps([now().isoformat(), typed]).encode()
    return urlsafe_b64encode(seal().close(plain, place=_place(owner, request.path))).decode()


def carried() -> str:
    """Return the sealed form that this request carries on to where it belongs.

    Returns
    -------
    str
        Empty when it carries none.
    """
    return request.form.get(HELD, "")


def take_up() -> None:
    """Put what was held in the place of the form of this request, where it belongs to this address and this user."""
    user_id = reader().user_id
    while user_id is not None and carried():
        try:
            sealed = urlsafe_b64decode(carried())
            at, typed = json.loads(seal().open(sealed, place=_place(str(user_id), request.path)))
        except (KeyUnusable, ValueError):
            return  # it belongs to another address, to which this request carries it on
        if now() - datetime.fromisoformat(at) > _GOOD_FOR:
            return
        request.form = ImmutableMultiDict([(name, one) for name, values in typed.items() for one in values])
        g.is_taken_up = True


def go_on(way: str) -> ResponseReturnValue:
    """Go on to a page, or send the form that waits for it.

    Parameters
    ----------
    way : str
        Path of a page of this site, where nothing is carried.

    Returns
    -------
    Response
        To the page; or the form sent again, or a page that sends it where this request was such a form itself.
    """
    held = carried()
    if not held:
        return redirect(way, HTTPStatus.SEE_OTHER)
    if g.get("is_taken_up"):
        return carry_page(next_page())
    return redirect(next_page(), HTTPStatus.TEMPORARY_REDIRECT)  # which sends the very same fields there


def carry_page(action: str) -> str:
    """Show that what was typed is still there, with the button that sends it.

    Parameters
    ----------
    action : str
        Path that the form was sent to.

    Returns
    -------
    str
        HTML; of what was typed it shows nothing, and holds it sealed.
    """
    return render_template("carry.html", city=current_app.config["CITY"], action=action, held=carried())


def _owner() -> str | None:
    """Return who types: whoever is logged in, or was last in this browser."""
    user_id = reader().user_id
    if user_id is not None:
        return str(user_id)
    last = login_state().owner
    return None if last == NOBODY else last


def _place(owner: str, path: str) -> str:
    return f"form/{owner}/{path}"

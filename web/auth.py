"""Who makes this request: the user of a bearer token, the user of a login, or anybody. Asked of the database each time."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from flask import Flask, Response, g, request

from mapper.domain.access import Scope
from mapper.domain.reader import Reader, Role, public_reader
from mapper.domain.user import User
from mapper.errors import TokenRefused
from mapper.operations.people.keys import user_of_token
from web.clock import now
from web.login_state import LoginStates, keep_private, login_state, on_loopback, origin
from web.session import session

KEY_IN_PATH: Final = "bearer_key"
"""What a part of an address is called that is a token: nothing else may be called so."""

_LONGEST_TOKEN = 200


def init_auth(app: Flask) -> None:
    """Keep logins in the table, and answers that depend on who asks out of shared caches.

    Parameters
    ----------
    app : Flask
        Gets the interface, the hook and, in templates, ``visitor()``.
    """
    app.session_interface = LoginStates()
    app.context_processor(lambda: {"visitor": visitor})

    @app.after_request
    def _keep_apart(response: Response) -> Response:
        if "reader" in g:
            response.vary.update(("Cookie", "Authorization"))
            if g.reader.role is not Role.PUBLIC:
                keep_private(response)
        return response


def reader() -> Reader:
    """Return who makes this request, with the rights they have at this moment.

    Returns
    -------
    Reader
        The user of the bearer token or of the login; anybody without either, and for a login that lacks the
        second factor its role needs.

    Raises
    ------
    TokenRefused
        When a bearer token is sent that is not good: never taken for nobody in silence.
    """
    if "reader" not in g:
        g.reader = _who()
    who: Reader = g.reader
    return who


def _who() -> Reader:
    if bears_token():
        return token_bearer()[0].reader(origin())
    user = visitor()
    if user is None or lacks_second_factor(user):
        return public_reader(origin())
    login = login_state().login
    return replace(user.reader(origin()), login_id=login.id if login else None)


def bears_token() -> bool:
    """Tell whether the request says who it is in a header, or in its address.

    Returns
    -------
    bool
        True also when that is not understood.
    """
    return "Authorization" in request.headers or key_in_path() is not None


def key_in_path() -> str | None:
    """Return the token that stands in the address, as phones with forms have it.

    Returns
    -------
    str or None
        None where addresses hold none; it goes before one in a header.
    """
    key: str | None = (request.view_args or {}).get(KEY_IN_PATH)
    return key


def token_bearer() -> tuple[User, frozenset[Scope]]:
    """Return whose bearer token was sent, and what it is good for.

    Returns
    -------
    tuple
        The user, and the scopes.

    Raises
    ------
    TokenRefused
        When it is not one of ours that lives.
    """
    if "token_bearer" not in g:
        in_path = key_in_path()
        scheme, _, key = (
            f"Bearer {in_path}".partition(" ") if in_path else request.headers["Authorization"].partition(" ")
        )
        if scheme.lower() != "bearer" or not 0 < len(key.strip()) <= _LONGEST_TOKEN:
            raise TokenRefused("The header Authorization is not understood; send 'Bearer ' and a token.")
        user, token = user_of_token(session(), key.strip(), now=now())
        g.token_bearer = (user, token.scopes)
    bearer: tuple[User, frozenset[Scope]] = g.token_bearer
    return bearer


def visitor() -> User | None:
    """Return who is logged in with this browser, whatever they may do.

    Returns
    -------
    User or None
        None for whoever still owes a code.
    """
    return login_state().user


def lacks_second_factor(user: User) -> bool:
    """Tell whether this login may do nothing but set up a second factor.

    Parameters
    ----------
    user : User
        Who is logged in.

    Returns
    -------
    bool
        False for a login that is good on this machine only: whoever reads its screen has the machine.
    """
    return user.lacks_second_factor and not (login_state().get("loopback_only") and on_loopback())

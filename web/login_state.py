"""The browser's side of a login: a cookie with a key, and a row that the key finds. Nothing else leaves the server.

Flask calls this a session and keeps it in a signed cookie, which can be read and never revoked; so its place is
taken by the table. Nothing is looked up, and no cookie set, until somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any, Final
from uuid import UUID

from flask import Flask, Request, Response, g, request
from flask.sessions import SessionInterface, SessionMixin

from mapper.domain.login import SECOND_STEP
from mapper.domain.user import User
from mapper.errors import ConnectionOpen
from mapper.operations.people import logins
from mapper.operations.people.logins import OWED, Login
from web.clock import now
from web.sealing import seal
from web.session import session

SECURE_COOKIE: Final = "__Host-golmok"
"""Over https: the prefix makes browsers insist on ``Secure``, ``Path=/`` and this very host."""

LOOPBACK_COOKIE: Final = "golmok"
"""Over plain http on this machine, where the prefix is not allowed."""

OWNER_ENDING: Final = "-owner"
"""Of the name of a second cookie, which scripts can read: the id of whoever logged in last with this browser.

It outlives the login and its key, so that a phone sees also without a signal that somebody else was let in."""

NOBODY: Final = "nobody"
"""What that cookie says after a logout. A phone writes it too, to log out where it has no signal."""

LOGIN_HEADER: Final = "Golmok-Login"
"""Id of the login that the browser had last, by which a phone asks whether it may keep what it holds."""

_OWNER_KEPT: Final = timedelta(days=400)
"""As long as browsers keep a cookie at most."""

_LONGEST_DEVICE: Final = 200


class LoginState(SessionMixin):
    """The login of the browser that makes this request, as the mapping that Flask's extensions write to.

    Parameters
    ----------
    key : str or None
        From the cookie.
    owner : str or None
        Who is here, by the cookie for scripts.
    """

    def __init__(self, key: str | None, owner: str | None) -> None:
        self._sent = key
        self._key = key
        self._owner_sent = self._owner = owner
        self._found: Login | None = None
        self._was_asked = False

    @property
    def is_sent(self) -> bool:
        """Whether the browser sent a key, good or not."""
        return self._sent is not None

    @property
    def login(self) -> Login | None:
        """The login as it is stored; None without one, and for one that is good on this machine only elsewhere."""
        if not self._was_asked:
            self._was_asked = True
            self._found = self._find(self._key) if self._key else None
            self._key = self._key if self._found else None
        return self._found

    def _find(self, key: str) -> Login | None:
        found = logins.find(session(), key, now=now())
        if found is not None and found.state.get("loopback_only") and not on_loopback():
            return None
        if found is not None and found.user is not None and self._owner == NOBODY:
            # Somebody logged out where there was no signal. An answer that refuses is otherwise taken back whole.
            logins.end(session(), found, origin=origin(), now=now())
            session().commit()
            return None
        return found

    @property
    def owner(self) -> str | None:
        """Id of whoever logged in last with this browser, by its own word; `NOBODY` after a logout."""
        return self._owner

    @property
    def user(self) -> User | None:
        """Who is logged in; not yet whoever still owes a code."""
        return self.login.user if self.login else None

    def enter(self, user: User, *, via: str, loopback_only: bool = False) -> None:
        """Begin the login of a user under a new key, so that one known from before is worth nothing.

        Parameters
        ----------
        user : User
            Who has proved who they are.
        via : str
            How, for the log.
        loopback_only : bool
            Whether it is good on this machine only.
        """
        _require_closed_connection()
        self._drop()
        self._key, self._found = logins.begin(
            session(), user, origin=origin(), device=_device(), now=now(), via=via, loopback_only=loopback_only
        )
        self._owner = str(user.id)

    def owe_code(self, user: User, *, via: str) -> None:
        """Remember who has proved half of who they are, under a new key.

        Parameters
        ----------
        user : User
            With a second factor.
        via : str
            How they proved the first half.
        """
        self._drop()
        self[OWED] = {"user": str(user.id), "via": via, "until": (now() + SECOND_STEP).isoformat()}

    @property
    def owed(self) -> tuple[UUID, str] | None:
        """Id of the user who still owes a code, and how they proved the first half; None after a few minutes."""
        owed = self.get(OWED)
        if owed is None or datetime.fromisoformat(owed["until"]) < now():
            return None
        return UUID(owed["user"]), owed["via"]

    def leave(self) -> None:
        """End the login."""
        self._drop()

    def _drop(self) -> None:
        if self.login is not None:
            logins.end(session(), self.login, origin=origin(), now=now())
            if self.login.user is not None:
                self._owner = NOBODY
        self._key = self._found = None
        g.pop("csrf_token", None)  # Flask-WTF keeps the token of the login that ended

    def _write(self, state: dict[str, Any]) -> None:
        if self.login is None:
            _require_closed_connection()
            self._key, self._found = logins.open_form(session(), seal=seal(), origin=origin(), now=now())
        before = self._found
        if before is not None:
            logins.remember(session(), before, state)
            self._found = Login(**{**vars(before), "state": state})

    def _state(self) -> dict[str, Any]:
        return dict(self.login.state) if self.login else {}

    def __getitem__(self, name: str) -> Any:
        return self._state()[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._write(self._state() | {name: value})

    def __delitem__(self, name: str) -> None:
        state = self._state()
        del state[name]
        self._write(state)

    def __iter__(self) -> Iterator[str]:
        return iter(self._state())

    def __len__(self) -> int:
        return len(self._state())

    def tell(self, response: Response, *, secure: bool) -> None:
        """Give the browser its new key, take an old one away, and keep caches from mixing people up.

        Parameters
        ----------
        response : Response
            About to leave.
        secure : bool
            Whether it leaves over https.
        """
        if not self._was_asked:
            return
        response.vary.add("Cookie")
        if self._found is not None:
            keep_private(response)
        name = _cookie_name(secure=secure)
        if self._owner is not None and self._owner != self._owner_sent and response.status_code < 400:
            # Before the key: a browser has never a new key beside the word that nobody is here.
            owner = f"{name}{OWNER_ENDING}"
            response.set_cookie(owner, self._owner, max_age=_OWNER_KEPT, secure=secure, samesite="Lax")
        if self._key is None and self._sent is not None:
            response.delete_cookie(name, secure=secure, httponly=True, samesite="Lax")
        elif self._key != self._sent and self._key is not None and response.status_code < 400:
            # Without an age: it goes with the browser, and the row ends sooner by itself.
            response.set_cookie(name, self._key, secure=secure, httponly=True, samesite="Lax")


class LoginStates(SessionInterface):
    """What Flask asks for the state of a request."""

    def open_session(self, app: Flask, request: Request) -> LoginState:  # noqa: ARG002 - Flask's signature
        """Take the key from the cookie.

        Parameters
        ----------
        app : Flask
            The application.
        request : Request
            Just arrived.

        Returns
        -------
        LoginState
            Nothing is looked up yet.
        """
        name = _cookie_name(secure=request.is_secure)
        g.login_state = LoginState(request.cookies.get(name), request.cookies.get(f"{name}{OWNER_ENDING}"))
        state: LoginState = g.login_state
        return state

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002 - Flask's signature
        """Give the answer its cookie; the row is stored already.

        Parameters
        ----------
        app : Flask
            The application.
        session : SessionMixin
            From `open_session`.
        response : Response
            About to leave.
        """
        if isinstance(session, LoginState):
            session.tell(response, secure=request.is_secure)


def login_state() -> LoginState:
    """Return the login of the browser that makes this request.

    Returns
    -------
    LoginState
        The same at every call of a request.
    """
    state: LoginState = g.login_state
    return state


def was_ended() -> bool:
    """Tell whether the login that the browser says it had was ended on purpose.

    Returns
    -------
    bool
        False when it names none.
    """
    try:
        login_id = UUID(request.headers.get(LOGIN_HEADER, ""))
    except ValueError:
        return False
    return logins.was_ended(session(), login_id)


def origin() -> str:
    """Return where this request comes from.

    Returns
    -------
    str
        Network address.
    """
    return request.remote_addr or ""


def on_loopback() -> bool:
    """Tell whether this request comes from this machine, under a name of this machine.

    Returns
    -------
    bool
        False for what a proxy hands on, as it asks for the city's name.
    """
    return _is_loopback(origin()) and _host_is_loopback()


def _host_is_loopback() -> bool:
    host = request.host.rpartition(":")[0] if request.host.rpartition(":")[2].isdigit() else request.host
    return host == "localhost" or _is_loopback(host.strip("[]"))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _require_closed_connection() -> None:
    if not request.is_secure and not _host_is_loopback():
        message = (
            f"http://{request.host} can be read on its way; log in over https (GOLMOK_BEHIND_PROXY, if one ends it)."
        )
        raise ConnectionOpen(message, host=request.host)


def _cookie_name(*, secure: bool) -> str:
    return SECURE_COOKIE if secure else LOOPBACK_COOKIE


def _device() -> str:
    said = request.user_agent.string[:_LONGEST_DEVICE]
    return "".join(letter for letter in said if letter.isprintable())


def keep_private(response: Response) -> None:
    """Keep an answer out of every cache: it is for one person.

    Parameters
    ----------
    response : Response
        About to leave.
    """
    response.cache_control.clear()
    response.cache_control.private = True
    response.cache_control.no_store = True

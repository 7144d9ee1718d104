"""Who works in an attacked city, and their browsers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

import pyotp
from flask import Flask
from flask.testing import FlaskClient

from attack.world import OPERATOR
from mapper.domain.reader import BOUND_ROLES, Role
from mapper.domain.user import User
from mapper.operations.crisis.entering import PROOF_HOLDS
from mapper.operations.database import Sessions
from mapper.operations.people import keys, second_factor, users
from web.clock import now

_ADDRESSES: Final = count(1)
_A_STEP: Final = timedelta(seconds=30)
"""A code is good once, and so are those before it."""


def csrf(page: str) -> str:
    """Return the token of the first form of a page; empty without one."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page) or re.search(r'"csrf-token" content="([^"]+)"', page)
    return found[1] if found else ""


def visitor(app: Flask) -> FlaskClient:
    """Open a browser at an address that nobody else has."""
    client = app.test_client()
    number = next(_ADDRESSES)
    client.environ_base["REMOTE_ADDR"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return client


class People:
    """Accounts of a city, made as they are asked for.

    Parameters
    ----------
    sessions : Sessions
        Of the owner.
    app : Flask
        Where they log in.
    """

    def __init__(self, sessions: Sessions, app: Flask) -> None:
        self._sessions, self._app = sessions, app
        self._known: dict[tuple[Role, tuple[str, ...]], User] = {}
        self._browsers: dict[UUID, FlaskClient] = {}
        self._phones: dict[UUID, pyotp.TOTP] = {}
        self._proved: dict[UUID, datetime] = {}

    def served_by(self, app: Flask) -> People:
        """Return the same people, who log in at another server."""
        same = People(self._sessions, app)
        same._known, same._phones, same._proved = self._known, self._phones, {}
        return same

    def user(self, role: Role, *districts: str) -> User:
        """Return the one of a role in districts."""
        codes = districts if role in BOUND_ROLES else ()
        if (role, codes) not in self._known:
            self._known[role, codes] = self.another(role, *codes)
        return self._known[role, codes]

    def another(self, role: Role, *districts: str) -> User:
        """Return somebody new."""
        codes = districts if role in BOUND_ROLES else ()
        with self._sessions.begin() as session:
            return users.add_user(session, f"사람-{uuid4().hex[:8]}", role, codes, every=False, by=OPERATOR, now=now())

    def browser(self, user: User) -> FlaskClient:
        """Return the browser in which somebody is logged in."""
        if user.id not in self._browsers:
            self._browsers[user.id] = self._log_in(user)
        return self._browsers[user.id]

    def prove(self, browser: FlaskClient) -> None:
        """Let whoever is logged in there prove by a second factor who they are, if the last time is long ago."""
        user, at = self._of(browser), now()
        if user.id not in self._phones:
            self._phones[user.id] = self._set_up(user, at - 2 * _A_STEP)
        if at - self._proved.get(user.id, at - PROOF_HOLDS) >= PROOF_HOLDS - _A_STEP:
            answer = send(browser, "/prove", code=self._phones[user.id].at(at))
            assert answer.status_code == 303, answer.text
            self._proved[user.id] = at

    def _of(self, browser: FlaskClient) -> User:
        (user_id,) = (user_id for user_id, known in self._browsers.items() if known is browser)
        return self.do(users.user_of_id, user_id)  # type: ignore[no-any-return]  # of whatever is done

    def _set_up(self, user: User, early: datetime) -> pyotp.TOTP:
        phone, seal = pyotp.TOTP(second_factor.new_secret()), self._app.extensions["golmok_seal"]
        code = phone.at(early)
        self.do(second_factor.set_up, seal, user, phone.secret, code, by=OPERATOR, now=early)
        return phone

    def _log_in(self, user: User) -> FlaskClient:
        with self._sessions.begin() as session:
            link = keys.add_link(session, user, by=OPERATOR, now=now(), loopback_only=True)
        client = self._app.test_client()
        path = f"/login/link/{link}"
        answer = client.post(path, data={"csrf_token": csrf(client.get(path).text)})
        assert answer.status_code == 302, answer.text
        return client

    def do(self, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Do a verb of the application in a transaction of its own."""
        with self._sessions.begin() as session:
            return verb(session, *arguments, **named)


def send(client: FlaskClient, path: str, page: str | None = None, **form: Any) -> Any:
    """Send the form of a page."""
    shown = client.get(page or path).text
    return client.post(path, data={"csrf_token": csrf(shown), **form})

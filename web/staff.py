"""Households for requests: a second database session, of the staff role, where this server serves the staff's part."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, current_app, g

from mapper.domain.access_reason import Reason
from mapper.errors import GolmokError, MachineFault, NotFound
from mapper.operations.crisis.entering import Look
from mapper.operations.database import Session, Sessions
from mapper.operations.vault.envelopes import Vault
from web.auth import reader
from web.clock import now
from web.login_state import login_state

PROVED_AT: Final = "proved_at"
"""Where a login keeps when its user last proved who they are, in ISO 8601."""


def init_staff(app: Flask, households: Sessions, vault: Vault) -> None:
    """Let requests of an app ask about households.

    Parameters
    ----------
    app : Flask
        Gets the maker, the vault and the hooks.
    households : Sessions
        Makes sessions of the staff role.
    vault : Vault
        Of this machine.
    """
    app.extensions["golmok_staff"] = (households, vault)
    app.context_processor(lambda: {"shown_at": now})  # on paper a page of households says who opened it, and when

    @app.after_request
    def _settle(response: Response) -> Response:
        """Commit before the answer leaves: a look whose entry was not stored is never shown, nor a refusal."""
        if "staff_session" in g:
            is_refused = response.status_code >= HTTPStatus.BAD_REQUEST
            try:
                g.staff_session.rollback() if is_refused else g.staff_session.commit()
            except GolmokError as error:
                return app.make_response(app.handle_user_exception(error))
        return response

    @app.teardown_request
    def _close(_error: BaseException | None) -> None:
        held: Session | None = g.pop("staff_session", None)
        if held is not None:
            try:
                held.close()
            except MachineFault:
                held.invalidate()


def staff_session() -> Session:
    """Return the session of this request for households; it reaches nothing before an operation said who asks.

    Returns
    -------
    Session
        The same one at every call.

    Raises
    ------
    NotFound
        When this server serves the public part: it does not connect as the staff role at all.
    """
    if "golmok_staff" not in current_app.extensions:
        raise NotFound("This server keeps no households; ask the one of the staff.")
    if "staff_session" not in g:
        g.staff_session = current_app.extensions["golmok_staff"][0]()
    opened: Session = g.staff_session
    return opened


def vault() -> Vault:
    """Return the vault of this machine.

    Returns
    -------
    Vault
        Where `staff_session` is.
    """
    held: Vault = current_app.extensions["golmok_staff"][1]
    return held


def proved_at() -> datetime | None:
    """Return when whoever asks last proved who they are by this login.

    Returns
    -------
    datetime or None
        None when they have not.
    """
    proved = login_state().get(PROVED_AT)
    return datetime.fromisoformat(proved) if proved else None


def look(reason: Reason) -> Look:
    """Return the look at households that this request asks for.

    Parameters
    ----------
    reason : Reason
        As whoever asks gave it.

    Returns
    -------
    Look
        Theirs, now.
    """
    return Look(reader(), reason, now(), proved_at(), current_app.config["HOLIDAYS"])

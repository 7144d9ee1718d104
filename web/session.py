"""One database session a request: opened when first asked for, committed with an answer that worked."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, current_app, g

from mapper.errors import GolmokError, MachineFault
from mapper.operations.database import Session, Sessions, take_time


def init_session(app: Flask, sessions: Sessions) -> None:
    """Give every request of an app its session.

    Parameters
    ----------
    app : Flask
        Gets the maker and the hook.
    sessions : Sessions
        Makes sessions of the application's role.
    """
    app.extensions["golmok_sessions"] = sessions

    @app.after_request
    def _settle(response: Response) -> Response:
        """Commit before the answer leaves, and only an answer that says it worked."""
        if "session" in g and response.status_code < HTTPStatus.BAD_REQUEST:
            try:
                g.session.commit()
            except GolmokError as error:
                # Flask has no handlers for what goes wrong this late.
                return app.make_response(app.handle_user_exception(error))
        return response

    @app.teardown_request
    def _close(_error: BaseException | None) -> None:
        opened: Session | None = g.pop("session", None)
        if opened is not None:
            try:
                opened.close()  # what was not committed is rolled back
            except MachineFault:
                opened.invalidate()  # by the server itself, when it is gone: the answer stands


def session() -> Session:
    """Return the session of this request.

    Returns
    -------
    Session
        The same one at every call.
    """
    if "session" not in g:
        g.session = current_app.extensions["golmok_sessions"]()
    opened: Session = g.session
    return opened


def unhurried() -> Session:
    """Return the session of this request, for work that may be much and was asked for as such.

    Returns
    -------
    Session
        The same as `session`, without its limits of time.
    """
    take_time(session())
    return session()


def let_go() -> None:
    """End the session of this request before its answer, so that a long one does not hold two connections."""
    opened: Session | None = g.get("session")
    if opened is not None:
        opened.commit()
        opened.close()
        g.pop("session")

"""One database session a request: opened when first asked for, committed or rolled back at its end."""

from __future__ import annotations

from flask import Flask, current_app, g

from mapper.operations.database import Session, Sessions


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

    @app.teardown_request
    def _end(error: BaseException | None) -> None:
        opened: Session | None = g.pop("session", None)
        if opened is not None:
            with opened:
                if error is None:
                    opened.commit()


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

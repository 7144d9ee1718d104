"""Requests answered behind the scenes, by the same views as those of browsers, for files that take long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, request

from mapper.domain.access import require
from mapper.domain.reader import Reader
from mapper.operations.database import Sessions
from mapper.operations.jobs.kind import Maker
from mapper.operations.progress import Progress
from mapper.settings import Settings
from web.access import route_of
from web.app import create_app


def maker(settings: Settings, sessions: Sessions) -> Maker:
    """Return what answers a request for whoever does the jobs.

    Parameters
    ----------
    settings : Settings
        Of this machine.
    sessions : Sessions
        Makes database sessions of the application's role, at leisure.

    Returns
    -------
    Maker
        Makes an application for each answer: what that remembers of the city goes with it.
    """

    def _make(
        arguments: dict[str, Any], by: Reader, progress: Progress, write: Callable[[bytes], object]
    ) -> dict[str, str]:
        app = create_app(settings, sessions)
        with app.test_request_context(arguments["address"]):
            g.reader, g.progress, g.language = by, progress, arguments["language"]
            require(route_of(request.endpoint or "", "GET").permission, by)
            response = app.make_response(app.dispatch_request())
            try:
                for piece in response.iter_encoded():
                    write(piece)
            finally:
                response.close()
            return {name: response.headers[name] for name in ("Content-Type", "Content-Disposition")}

    return _make

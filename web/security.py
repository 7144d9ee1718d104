"""Headers of every answer: nothing from another host, nothing inline, nothing framed."""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, Response
from flask.json.provider import DefaultJSONProvider

CONTENT_SECURITY_POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

HEADERS: Final = {
    "Content-Security-Policy": "; ".join(f"{rule} {source}" for rule, source in CONTENT_SECURITY_POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
}

FOR_ALL: Final = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Besides, of what is the same for everybody: pages of others may read it, as a browser sends them no login of ours."""


class BoundedJson(DefaultJSONProvider):
    """JSON in which Korean stays readable, and that is refused where it is nested without end."""

    ensure_ascii = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read JSON.

        Parameters
        ----------
        s : str or bytes
            As it was sent.
        **kwargs : Any
            For `json.loads`.

        Returns
        -------
        Any
            What it says.

        Raises
        ------
        ValueError
            When it is no JSON, or nested too deep.
        """
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("The JSON is nested too deep; send a flat body.") from error


def init_security(app: Flask) -> None:
    """Send the headers with every answer and bound what a request may send.

    Parameters
    ----------
    app : Flask
        Gets the limits and the hook.
    """
    app.json = BoundedJson(app)
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    app.config["MAX_FORM_MEMORY_SIZE"] = 200_000
    app.config["MAX_FORM_PARTS"] = 100
    # Otherwise a path with // is sent on for good to whatever host the request named, which a cache would repeat to others.
    app.url_map.merge_slashes = False

    @app.after_request
    def _add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

"""Headers of every answer: nothing from another host, nothing inline, nothing framed."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response

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


def init_security(app: Flask) -> None:
    """Send the headers with every answer and bound what a request may send.

    Parameters
    ----------
    app : Flask
        Gets the limits and the hook.
    """
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    app.config["MAX_FORM_MEMORY_SIZE"] = 200_000
    app.config["MAX_FORM_PARTS"] = 100

    @app.after_request
    def _add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

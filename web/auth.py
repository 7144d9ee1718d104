"""Who makes this request."""

from __future__ import annotations

from flask import request

from mapper.domain.reader import Reader, public_reader


def reader() -> Reader:
    """Return who makes this request.

    Returns
    -------
    Reader
        The user of the login or of the bearer token; anybody without either.
    """
    return public_reader(request.remote_addr or "")

"""The turnstile of this request: how often somebody without an account may try something."""

from __future__ import annotations

from mapper.operations.resident_limits import Turnstile
from web.clock import now
from web.login_state import origin
from web.sealing import seal
from web.session import session


def turnstile() -> Turnstile:
    """Return what counts the tries from where this request comes from.

    Returns
    -------
    Turnstile
        With the moment of the request.
    """
    return Turnstile(session(), seal(), origin(), now())

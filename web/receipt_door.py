"""How whoever holds a receipt comes in: addresses that we gave out, and answers that nobody keeps."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hmac import compare_digest
from typing import Any, Final

from flask import Response, request, url_for

from mapper.errors import GolmokError, TooManyReports
from web.login_state import keep_private
from web.sealing import seal

_PROOF_BYTES: Final = 12


def address_of(kind: str, endpoint: str, code: str, **more: Any) -> str:
    """Return an address of a receipt that opens also while others behind the same network address guess codes.

    Parameters
    ----------
    kind : str
        What the code is of.
    endpoint : str
        As Flask calls it.
    code : str
        As on the receipt.
    **more : Any
        Parts of the address.

    Returns
    -------
    str
        With the proof that we gave it out.
    """
    return url_for(endpoint, code=code, proof=_proof(kind, code), **more)


def is_given_out(kind: str, typed: str) -> bool:
    """Tell whether this request is for an address that we gave out: it guesses nothing.

    Parameters
    ----------
    kind : str
        What the code is of.
    typed : str
        The code in it.

    Returns
    -------
    bool
        Whether its proof is ours.
    """
    return compare_digest(request.args.get("proof", "").encode(), _proof(kind, typed).encode())


def waits(refused: GolmokError) -> dict[str, str]:
    """Return the headers that say when to try again.

    Parameters
    ----------
    refused : GolmokError
        What is answered.

    Returns
    -------
    dict of str to str
        Empty where waiting is of no use.
    """
    return {"Retry-After": str(refused.fields["retry_after_s"])} if isinstance(refused, TooManyReports) else {}


def private(response: Response) -> Response:
    """Keep an answer out of every cache and every search engine.

    Parameters
    ----------
    response : Response
        To be sent.

    Returns
    -------
    Response
        The same.
    """
    keep_private(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _proof(kind: str, code: str) -> str:
    return urlsafe_b64encode(seal().fingerprint(f"{kind} {code}")[:_PROOF_BYTES]).decode()

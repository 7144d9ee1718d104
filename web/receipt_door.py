"""How whoever holds a receipt comes in: addresses that we gave out, forms shown again, and answers that nobody keeps."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any, Final, Generic, TypeVar

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from mapper.domain.receipt_code import read_code
from mapper.domain.resident_report import TryKind
from mapper.errors import FormStale, GolmokError, NotFound, TooManyReports
from web.errors import answer_golmok
from web.login_state import keep_private, login_state
from web.sealing import seal
from web.turnstile import turnstile

STILL_TO_SEND: Final = "오래 열어 둔 양식이라 아직 보내지 않았습니다. 쓴 것은 그대로 있으니 한 번 더 보내 주세요."

_PROOF_BYTES: Final = 12
_Receipt = TypeVar("_Receipt")


@dataclass(frozen=True)
class Door(Generic[_Receipt]):
    """Where the holders of one kind of receipt come in.

    Attributes
    ----------
    kind : str
        What the codes are of.
    read : callable
        Opens what a code stands for.
    """

    kind: str
    read: Callable[..., _Receipt]

    def address(self, endpoint: str, code: str, **more: Any) -> str:
        """Return an address of a receipt that opens also while others behind the same network address guess codes.

        Parameters
        ----------
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
        return url_for(endpoint, code=code, proof=self._proof(code), **more)

    def opened(self, typed: str) -> _Receipt:
        """Open a receipt; codes that are wrong count, and their count is kept though the answer refuses.

        An address that we gave out guesses nothing, nor does a slip that the check letter tells: neither is counted.

        Parameters
        ----------
        typed : str
            A code as somebody typed it, or as it stands in the address.

        Returns
        -------
        Any
            What it opens.

        Raises
        ------
        NotFound
            When nobody was given that code.
        TooManyReports
            When too many were tried from there.
        """
        counted = turnstile()
        if not compare_digest(request.args.get("proof", "").encode(), self._proof(typed).encode()):
            counted.require_room(TryKind.CODE)
        try:
            return self.read(counted.session, typed, now=counted.now)
        except NotFound:
            if read_code(typed) is not None:
                counted.count(TryKind.CODE)
                counted.session.commit()
            raise

    def _proof(self, code: str) -> str:
        return urlsafe_b64encode(seal().fingerprint(f"{self.kind} {code}")[:_PROOF_BYTES]).decode()


def written_slowly(stale: FormStale, shown_again: Callable[[FormStale], ResponseReturnValue]) -> ResponseReturnValue:
    """Show a form again that stood open for too long, with all that was written on it and good for another while.

    Parameters
    ----------
    stale : FormStale
        From the gate.
    shown_again : callable
        Shows it.

    Returns
    -------
    ResponseReturnValue
        HTML, as an answer that worked: only such a one gives the browser the key to send the form with.
    """
    if login_state().login is not None:
        return answer_golmok(stale)  # the key is good: the form was none of ours
    try:
        return shown_again(stale)
    except GolmokError as error:  # in the answer to one error nobody else would answer another
        return answer_golmok(error)


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

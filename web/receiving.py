"""What every PUT of a record has in common: its bytes, their hash, and the clock of the device that sent them."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from http import HTTPStatus
from typing import Annotated, Any, Final

from flask import g, request
from pydantic import AfterValidator, AwareDatetime, Field

from mapper.domain.canonical_json import digest_of
from mapper.domain.new_issue import clock_offset
from mapper.errors import DigestMismatch, InvalidInput
from mapper.operations.receiving import HandedIn
from web.clock import now

CLOCK_HEADER: Final = "Golmok-Clock"
"""What the clock by which the record was written shows when it is sent; not in the body, which is the same at every try."""

HEARD_HEADER: Final = "Golmok-Heard"
"""What our clock showed when the device last heard of us before it wrote the record."""

RESPONSES: Final[dict[int, str]] = {
    200: "The same content was handed in under this id before: its receipt.",
    409: "Other content was handed in under this id; whoever sent it, and planners, see it in details.stored.",
}
"""What the OpenAPI document says of each such route, beside 201."""

_SHA256: Final = re.compile(r"(?:^|[,\s])sha-256=:([A-Za-z0-9+/=]+):")
_EARLIEST: Final = datetime.fromisoformat("2000-01-01T00:00:00+09:00")


def handed_in() -> HandedIn:
    """Read the body of this request.

    Returns
    -------
    HandedIn
        With its hash and the offset of the device's clock.

    Raises
    ------
    DigestMismatch
        When the bytes are not those that Content-Digest (RFC 9530) names.
    InvalidInput
        When that header is not understood, or the body is not JSON that has one meaning.
    """
    sent = request.get_data()
    _require_digest(sent, request.headers.get("Content-Digest"))
    return replace(_of_this_request(), digest=digest_of(sent), body=request.get_json(force=True))


def put_right(told: datetime) -> datetime:
    """Return a time that the device of this request tells by our clock, as `HandedIn.put_right` does.

    Parameters
    ----------
    told : datetime
        By the clock of the device.

    Returns
    -------
    datetime
        The same at every call of a request.
    """
    return _of_this_request().put_right(told)


def _of_this_request() -> HandedIn:
    if "handed_in" not in g:
        g.handed_in = HandedIn(b"", {}, device_offset(), heard_at=_heard_at(), received_at=now())
    handed_in: HandedIn = g.handed_in
    return handed_in


def answered(receipt: dict[str, Any], is_new: bool) -> tuple[dict[str, Any], int]:  # noqa: FBT001 - the pair that `receive` returns
    """Return the answer to a PUT.

    Parameters
    ----------
    receipt : dict
        From `mapper.operations.receiving.receive`.
    is_new : bool
        From the same.

    Returns
    -------
    tuple
        The receipt, and 201 the first time, 200 after that.
    """
    return receipt, HTTPStatus.CREATED if is_new else HTTPStatus.OK


def device_offset() -> timedelta:
    """Tell how far the clock of the device that sent this request is behind ours.

    Returns
    -------
    timedelta
        Nothing when it sends no clock, or one that cannot be read.
    """
    return clock_offset(_said(CLOCK_HEADER), received_at=now())


def _heard_at() -> datetime | None:
    said = _said(HEARD_HEADER)
    return None if said is None or said > now() else said


def _said(header: str) -> datetime | None:
    try:
        said = datetime.fromisoformat(request.headers.get(header, ""))
    except ValueError:
        return None
    return said if said.tzinfo else None


def _is_of_our_time(moment: datetime) -> datetime:
    """Refuse only what cannot be put right; as an age, since a wrong clock may put it where no dates are."""
    age = now() - moment - device_offset()
    if age > now() - _EARLIEST and _heard_at() is None:
        message = f"{moment.isoformat()} lies before {_EARLIEST.year}; send when it was seen, and check {CLOCK_HEADER}"
        raise ValueError(message)
    return moment


Past = Annotated[AwareDatetime, AfterValidator(_is_of_our_time)]
"""A time that the device tells, as it tells it; `HandedIn.put_right` puts it right."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""The name of a photo: the hash of the bytes that will be sent."""


def _require_digest(sent: bytes, said: str | None) -> None:
    """Refuse bytes that changed on their way; algorithms that we do not know are passed over, as RFC 9530 has it."""
    if said is None:
        return
    found = _SHA256.search(said)
    if found is None:
        if "sha-256=" in said:
            raise InvalidInput(f"Content-Digest {said[:80]!r} is not understood; write sha-256=:BASE64:.")
        return
    try:
        expected = b64decode(found[1], validate=True)
    except ValueError as error:
        raise InvalidInput(f"Content-Digest {said[:80]!r} is not base64; write sha-256=:BASE64:.") from error
    if not compare_digest(expected, sha256(sent).digest()):
        raise DigestMismatch(
            f"The {len(sent)} bytes that arrived have another SHA-256 than Content-Digest; send again."
        )

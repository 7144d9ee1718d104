"""Photos: in by pieces, each under the hash of its bytes; out to those who see what they belong to."""

from __future__ import annotations

from typing import Any, Final

from apiflask import APIBlueprint
from flask import Response, request

from mapper.domain.photo import MEDIA_TYPE, MOST_BYTES, Piece, digest_named
from mapper.errors import InvalidInput
from mapper.operations.photos.receiving import add_photo, photo_state, receive_piece
from mapper.operations.photos.seeing import photo_for, public_photo
from web.auth import reader
from web.clock import now
from web.photos import photo_files
from web.schemas.photo import PhotoAnswer
from web.session import let_go, session

blueprint = APIBlueprint("photos", __name__, tag="photos")

OFFSET: Final = "Upload-Offset"
LENGTH: Final = "Upload-Length"
COMPLETE: Final = "Upload-Complete"
_LONGEST_NUMBER: Final = 12
_PICTURE: Final[dict[int | str, dict[str, str | dict[str, dict[str, Any]]]]] = {
    200: {"description": "The photo, as we drew it.", "content": {MEDIA_TYPE: {}}},
    404: {"description": "There is none, or you see nothing that it belongs to."},
}


@blueprint.put("/api/v1/photos/<sha256>")
@blueprint.output(PhotoAnswer)
@blueprint.doc(
    responses={
        400: f"No photo: JPEG, PNG, WebP or HEIC, {MOST_BYTES} bytes at most; or not the one it is named. Begin anew.",
        409: "It goes on elsewhere: details.offset says where.",
        503: "It cannot be kept just now; send the same piece again.",
    }
)
def send(sha256: str) -> dict[str, Any]:
    """Send the next piece of a photo: its bytes as the body, 512 KiB at most.

    The header Upload-Offset says where in the photo the piece begins, Upload-Length how many bytes the whole photo has.
    HEAD of the same address tells where to go on. With the last piece the photo is drawn anew: nothing but the picture
    is kept, upright, no place, no device.

    Parameters
    ----------
    sha256 : str
        Of all bytes of the photo.

    Returns
    -------
    dict
        As `PhotoAnswer`.
    """
    digest, by = digest_named(sha256), reader()
    length, offset, content = _number(LENGTH), _number(OFFSET), request.get_data()
    state = photo_state(session(), photo_files(), digest, by=by)
    if state.is_complete:
        return {"sha256": sha256, "offset": state.offset, "complete": True}
    let_go()  # nobody holds a connection while a picture is drawn
    photo = receive_piece(photo_files(), Piece(digest, length, offset, content), by=by)
    if photo is not None:
        add_photo(session(), photo, by=by, now=now())
    return {"sha256": sha256, "offset": offset + len(content), "complete": photo is not None}


@blueprint.get("/api/v1/photos/<sha256>")
@blueprint.doc(responses=_PICTURE)
def show(sha256: str) -> Response:
    """Return a photo of a record that you see; HEAD tells, to whoever sends it, how much of it is here.

    HEAD answers Upload-Complete ?1 or ?0, Upload-Offset, where the next piece begins, and Upload-Length when it is known.

    Parameters
    ----------
    sha256 : str
        Of the bytes that were sent.

    Returns
    -------
    Response
        JPEG, as we drew it.
    """
    digest = digest_named(sha256)
    if request.method == "HEAD":
        return _state(digest)
    return _picture(photo_for(session(), photo_files(), digest, by=reader()))


@blueprint.get("/api/v1/photos/<sha256>/thumb")
@blueprint.doc(responses=_PICTURE)
def thumb(sha256: str) -> Response:
    """Return a photo of a record that you see, at most 320 pixels long.

    Parameters
    ----------
    sha256 : str
        Of the bytes that were sent.

    Returns
    -------
    Response
        JPEG, as we drew it.
    """
    return _picture(photo_for(session(), photo_files(), digest_named(sha256), by=reader(), small=True))


@blueprint.get("/photos/<public_sha256>.jpg")
@blueprint.doc(hide=True)
def public(public_sha256: str) -> Response:
    """Return to everyone the copy of a photo that was published, while its issue is public.

    Parameters
    ----------
    public_sha256 : str
        Of the copy.

    Returns
    -------
    Response
        JPEG; asked for anew each time, so that what is withheld is gone.
    """
    response = _picture(public_photo(session(), photo_files(), digest_named(public_sha256), now=now()))
    response.cache_control.no_cache = True
    response.set_etag(public_sha256)
    response.make_conditional(request)
    return response


def _state(digest: bytes) -> Response:
    state = photo_state(session(), photo_files(), digest, by=reader())
    response = Response(mimetype=MEDIA_TYPE)
    response.headers[COMPLETE] = "?1" if state.is_complete else "?0"
    response.headers[OFFSET] = str(state.offset)
    if state.length is not None:
        response.headers[LENGTH] = str(state.length)
    return response


def _picture(content: bytes) -> Response:
    # An attachment is shown in a page of ours all the same, and never opened as a page of its own.
    return Response(content, mimetype=MEDIA_TYPE, headers={"Content-Disposition": "attachment"})


def _number(name: str) -> int:
    said = request.headers.get(name, "")
    if not said.isascii() or not said.isdigit() or len(said) > _LONGEST_NUMBER:
        raise InvalidInput(f"The header {name} is {said[:40]!r}; send how many bytes, in digits.", field=name)
    return int(said)

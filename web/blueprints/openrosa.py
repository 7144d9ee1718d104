"""OpenRosa at ``/openrosa``: what ODK Collect, KoboCollect and Enketo ask, in the words that they understand.

A phone has its token in the address, ``/openrosa/key/TOKEN``; a program may send it as ``Authorization: Bearer``.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from apiflask import APIBlueprint
from flask import Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date

from mapper.domain.photo import MOST_BYTES
from mapper.errors import GolmokError, InvalidInput, LoginNeeded, NotFound
from mapper.operations.forms import FormVersion, form_named, forms_for, segment_list, versions_for
from mapper.operations.submissions import Taken, draw, look_at, take
from mapper.wire.openrosa import documents
from mapper.wire.openrosa.documents import ListedForm, MediaFile
from mapper.wire.openrosa.forms import openrosa_hash
from mapper.wire.openrosa.instance import read_instance
from web.auth import KEY_IN_PATH, key_in_path, reader
from web.clock import now, today
from web.errors import headers_of, sentence, status_of
from web.languages import gettext
from web.photos import photo_files
from web.sealing import seal
from web.session import let_go, session

blueprint = APIBlueprint("openrosa", __name__, url_prefix="/openrosa", enable_openapi=False)

ACCEPTED: Final = 16_000_000
"""Bytes that a phone may put in one request; one photo alone may be larger, and the rest comes in requests of its own."""

ROOM: Final = ACCEPTED + MOST_BYTES
MOST_PARTS: Final = 130
"""Collect puts 100 files in a request at most, beside the form itself."""

_XML_PART: Final = "xml_submission_file"
_KEY: Final = f"/key/<{KEY_IN_PATH}>"


@blueprint.get("/formList")
@blueprint.get(f"{_KEY}/formList")
def form_list(bearer_key: str | None = None) -> Response:  # noqa: ARG001 - the gate has read it
    """List the forms that the holder of the token may fill in.

    Parameters
    ----------
    bearer_key : str, optional
        The token.

    Returns
    -------
    Response
        XML; those of ``formID`` only, and with ``listAllVersions`` older ones too.
    """
    all_versions = request.args.get("listAllVersions", "").lower() == "true"
    wanted = request.args.get("formID")
    found = (versions_for if all_versions else forms_for)(session(), by=reader())
    told = [_listed(form, versioned=all_versions) for form in found if wanted in {None, form.form_id}]
    return _answer(documents.form_list(told, verbose=request.args.get("verbose", "").lower() == "true"))


@blueprint.get("/forms/<form_id>")
@blueprint.get(f"{_KEY}/forms/<form_id>")
def form(form_id: str, bearer_key: str | None = None) -> Response:  # noqa: ARG001 - the gate has read it
    """Hand out a form.

    Parameters
    ----------
    form_id : str
        Which; ``version`` may name an older one.
    bearer_key : str, optional
        The token.

    Returns
    -------
    Response
        The XForm, in the bytes whose hash the list tells.
    """
    return _answer(form_named(session(), form_id, request.args.get("version"), by=reader()).xml)


@blueprint.get("/forms/<form_id>/manifest")
@blueprint.get(f"{_KEY}/forms/<form_id>/manifest")
def manifest(form_id: str, bearer_key: str | None = None) -> Response:  # noqa: ARG001 - the gate has read it
    """Say which files belong beside a form.

    Parameters
    ----------
    form_id : str
        Which.
    bearer_key : str, optional
        The token.

    Returns
    -------
    Response
        XML.
    """
    by = reader()
    found = form_named(session(), form_id, None, by=by)
    files = [
        MediaFile(
            name,
            openrosa_hash(segment_list(session(), found, name, by=by, today=today())),
            _address("forms", form_id, "media", name),
        )
        for name in found.media
    ]
    return _answer(documents.manifest(files))


@blueprint.get("/forms/<form_id>/media/<name>")
@blueprint.get(f"{_KEY}/forms/<form_id>/media/<name>")
def media(form_id: str, name: str, bearer_key: str | None = None) -> Response:  # noqa: ARG001 - the gate has read it
    """Hand out a file that belongs beside a form.

    Parameters
    ----------
    form_id, name : str
        Which.
    bearer_key : str, optional
        The token.

    Returns
    -------
    Response
        GeoJSON of the segments of the districts of whoever holds the token.
    """
    by = reader()
    found = form_named(session(), form_id, None, by=by)
    listed = segment_list(session(), found, name, by=by, today=today())
    return Response(listed, content_type="application/geo+json")


@blueprint.get("/submission")
@blueprint.get(f"{_KEY}/submission")
def place(bearer_key: str | None = None) -> Response:  # noqa: ARG001 - the gate has read it
    """Say that filled-in forms are sent here, and in the headers how much fits; phones ask it by HEAD.

    Parameters
    ----------
    bearer_key : str, optional
        The token.

    Returns
    -------
    Response
        204: any other answer is taken for somebody else's.
    """
    return _answer(b"", HTTPStatus.NO_CONTENT)


@blueprint.post("/submission")
@blueprint.post(f"{_KEY}/submission")
def submit(bearer_key: str | None = None) -> Response:  # noqa: ARG001 - the gate has read it
    """Take in a filled-in form, or a part of its files.

    Parameters
    ----------
    bearer_key : str, optional
        The token.

    Returns
    -------
    Response
        201, also when it came before. Files that are still to come are sent with the same form again.
    """
    request.max_content_length, request.max_form_parts = ROOM, MOST_PARTS
    sent = request.files.get(_XML_PART)
    if sent is None:
        message = f"The body has no whole part {_XML_PART}; send multipart/form-data with it, and all of it."
        raise InvalidInput(message, field=_XML_PART)
    instance = read_instance(sent.read())
    others = [(key, part.filename or key, part.read()) for key, part in request.files.items(multi=True)]
    files = [(said, content) for key, name, content in others if key != _XML_PART for said in (name, key)]
    by, at = reader(), now()
    arrived = look_at(session(), instance, files, by=by, now=at)
    if arrived.files:
        let_go()
    drawn = draw(photo_files(), arrived, by=by)
    taken = take(session(), arrived, drawn, by=by, seal=seal(), now=at)
    told = documents.message(_said(taken), nature="submit_success")
    return _answer(told, HTTPStatus.CREATED)


@blueprint.get("/<path:_path>")
def unknown(_path: str) -> Response:
    """Say that nothing is there, in the words of the protocol.

    Parameters
    ----------
    _path : str
        Of nothing.

    Returns
    -------
    Response
        Never.
    """
    raise NotFound("There is nothing at this address; begin at /openrosa/key/TOKEN/formList.")


@blueprint.errorhandler(GolmokError)
def _refuse(error: GolmokError) -> Response:
    """Say what is wrong. A phone asks for a password after 401, which none of ours has: a wrong token is 403."""
    is_key_wrong = isinstance(error, LoginNeeded) and key_in_path() is not None
    told = documents.message(sentence(error.code), nature=error.code)
    response = _answer(told, HTTPStatus.FORBIDDEN if is_key_wrong else status_of(error))
    response.headers.extend({} if is_key_wrong else headers_of(error))
    return response


@blueprint.errorhandler(HTTPException)
def _refuse_http(error: HTTPException) -> Response:
    code = f"http_{error.code}"
    return _answer(documents.message(sentence(code), nature=code), error.code or HTTPStatus.INTERNAL_SERVER_ERROR)


@blueprint.after_request
def _as_openrosa(response: Response) -> Response:
    """Add what tells a phone that this is OpenRosa, without which it takes nothing."""
    response.headers[documents.VERSION_HEADER] = documents.VERSION
    response.headers[documents.ROOM_HEADER] = str(ACCEPTED)
    response.headers["Content-Language"] = "ko"
    response.headers["Date"] = http_date(now())
    return response


def _answer(body: bytes, status: int = HTTPStatus.OK) -> Response:
    return Response(body, status, content_type=documents.CONTENT_TYPE)


def _listed(form: FormVersion, *, versioned: bool) -> ListedForm:
    address = _address("forms", form.form_id)
    return ListedForm(
        form.form_id,
        form.version,
        form.title,
        form.description,
        openrosa_hash(form.xml),
        f"{address}?version={quote(form.version)}" if versioned else address,
        f"{address}/manifest" if form.media else None,
    )


def _address(*steps: str) -> str:
    key = key_in_path()
    before = ("key", key) if key else ()
    return request.host_url.rstrip("/") + "".join(f"/{quote(step, safe='')}" for step in ("openrosa", *before, *steps))


def _said(taken: Taken) -> str:
    """Tell what a phone shows under what it sent."""
    if taken.refused:
        return gettext(
            "받았습니다. 사진이 아닌 파일이 있어 빼고 저장했습니다: %(names)s", names=", ".join(taken.refused)
        )
    if taken.awaited:
        return gettext("받았습니다. 사진 %(count)s장을 기다립니다.", count=len(taken.awaited))
    return gettext("받았습니다.") if taken.is_new else gettext("이미 받은 기록입니다.")

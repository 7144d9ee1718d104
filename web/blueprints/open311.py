"""Open311 GeoReport v2 at ``/open311/v2``: what programs of others for residents read, and file their reports with.

Everybody reads what the public map shows. To file, a program sends a token of ours as ``api_key``; a login of a browser counts for
nothing here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final, cast
from uuid import UUID, uuid4

from apiflask import APIBlueprint
from flask import Response, current_app, json, request
from werkzeug.exceptions import HTTPException

from mapper.domain.access import Scope
from mapper.domain.category import category_by_id
from mapper.domain.reader import Reader
from mapper.domain.receipt_code import spelled
from mapper.domain.service_request import MOST, RequestUpdate, ServiceRequest, Sought
from mapper.errors import (
    Conflict,
    GolmokError,
    InvalidInput,
    MachineFault,
    NotAllowed,
    NotFound,
    ReportNotFound,
    ScopeMissing,
    ServiceRequestRefused,
    TokenRefused,
    TooManyTries,
    UnknownKind,
)
from mapper.operations.people.keys import user_of_token
from mapper.operations.service_requests import (
    file_request,
    listed_requests,
    request_updates,
    requests_by_id,
    say_of_request,
)
from mapper.wire.open311 import documents
from mapper.wire.open311.document import MEDIA_TYPES, Document, Form, written
from mapper.wire.open311.new_request import read_new_request, read_new_words, said_of
from mapper.wire.open311.openapi import openapi
from mapper.wire.open311.query import Fault, given_of, no_service, read_ids, read_requests_query, read_updates_query
from mapper.wire.open311.services import definition, services
from web.auth import bears_token, token_bearer
from web.clock import now
from web.errors import headers_of, sentence
from web.languages import in_korean
from web.login_state import origin
from web.photos import photo_files
from web.sealing import seal
from web.security import FOR_ALL
from web.session import session

blueprint = APIBlueprint("open311", __name__, url_prefix="/open311/v2", enable_openapi=False)

_ENDING: Final = "<any(xml, json):form>"
_LONGEST_KEY: Final = 200
ERROR_HEADER: Final = "Golmok-Error"
"""What is wrong by our own code; the body has numbers, as the specification asks."""


@blueprint.get(f"/discovery.{_ENDING}")
def discovery(form: str) -> Response:
    """Say where what is.

    Parameters
    ----------
    form : str
        In which form.

    Returns
    -------
    Response
        The discovery document.
    """
    return _answer(documents.discovery(_root(), _city()), form)


@blueprint.get(f"/services.{_ENDING}")
def listing(form: str) -> Response:
    """List the services.

    Parameters
    ----------
    form : str
        In which form.

    Returns
    -------
    Response
        One for each category.
    """
    return _answer(services(), form)


@blueprint.get(f"/services/<code>.{_ENDING}")
def define(code: str, form: str) -> Response:
    """Define a service.

    Parameters
    ----------
    code : str
        Of the service.
    form : str
        In which form.

    Returns
    -------
    Response
        With its attributes.
    """
    try:
        return _answer(definition(category_by_id(code)), form)
    except UnknownKind:
        raise _refused(no_service(code)) from None


@blueprint.get(f"/requests.{_ENDING}")
def requests(form: str) -> Response:
    """List requests.

    Parameters
    ----------
    form : str
        In which form.

    Returns
    -------
    Response
        A page of those that are public, or those that were asked for by their ids.
    """
    query = read_requests_query(_given(), now=now())
    if query.ids is not None:
        found = requests_by_id(session(), read_ids(query.ids), now=now())
    else:
        found = listed_requests(session(), query.sought, now=now())
    return _requests(found, form, is_extended=query.is_extended)


@blueprint.post(f"/requests.{_ENDING}")
def file(form: str) -> Response:
    """File a request for a resident.

    Parameters
    ----------
    form : str
        In which form.

    Returns
    -------
    Response
        Its id, and how the resident follows it.
    """
    by = _key_holder()
    pairs = _fields()
    media = [sent for sent in request.files.getlist("media") if sent.filename]
    new = read_new_request(pairs, photos=len(media))
    filed = file_request(
        session(),
        new.report,
        [sent.stream for sent in media],
        sent=said_of(pairs),
        files=photo_files(),
        seal=seal(),
        by=by,
        new_id=uuid4,
        now=now(),
    )
    address = f"{request.host_url}report/status"
    return _answer(documents.filed(filed.id, code=spelled(filed.code), address=address), form)


@blueprint.get(f"/requests/<request_id>.{_ENDING}")
def show(request_id: str, form: str) -> Response:
    """Show one request.

    Parameters
    ----------
    request_id : str
        Its id.
    form : str
        In which form.

    Returns
    -------
    Response
        A list of it; redacted while it is not public yet.
    """
    found = requests_by_id(session(), read_ids([request_id]), now=now())
    if not found:
        raise _refused(documents.NO_REQUEST)
    is_extended = read_requests_query(_given(), now=now()).is_extended
    return _requests(found, form, is_extended=is_extended)


@blueprint.get(f"/tokens/<token>.{_ENDING}")
def token(token: str, form: str) -> Response:
    """Tell which request a token stands for: every request is answered its id at once, which is its token as well.

    Parameters
    ----------
    token : str
        Id of a request.
    form : str
        In which form.

    Returns
    -------
    Response
        The id.
    """
    found = requests_by_id(session(), read_ids([token]), now=now())
    if not found:
        raise _refused(documents.NO_TOKEN)
    return _answer(documents.found_by(token, found[0].id), form)


@blueprint.get(f"/servicerequestupdates.{_ENDING}")
def updates(form: str) -> Response:
    """List what happened to requests.

    Parameters
    ----------
    form : str
        In which form.

    Returns
    -------
    Response
        A page of what happened to those of the list.
    """
    sought, ids = read_updates_query(_given(), now=now())
    only = None if ids is None else read_ids(ids)
    return _answer(documents.updates(request_updates(session(), sought, now=now(), only=only)), form)


@blueprint.post(f"/servicerequestupdates.{_ENDING}")
def say(form: str) -> Response:
    """Take in words of whoever holds the receipt of a request.

    Parameters
    ----------
    form : str
        In which form.

    Returns
    -------
    Response
        That they were taken in.
    """
    by = _key_holder()
    new = read_new_words(_fields())
    try:
        say_of_request(
            session(),
            new.request,
            new.code,
            new.words,
            asks_to_reopen=new.asks_to_reopen,
            known_as=new.update,
            by=by,
            seal=seal(),
            now=now(),
        )
    except ReportNotFound:
        session().commit()  # codes that are wrong count, though the answer refuses
        raise
    return _answer(documents.heard(new.update), form)


@blueprint.get("/openapi.json")
def api() -> Response:
    """Describe the interface.

    Returns
    -------
    Response
        In OpenAPI 3.1.
    """
    body = json.dumps(openapi(_root(), _city()), ensure_ascii=False)
    return Response(body, content_type="application/vnd.oai.openapi+json;version=3.1")


@blueprint.get("")
@blueprint.get("/<path:_path>")
def unknown(_path: str = "") -> Response:
    """Say that there is nothing, or where to begin.

    Parameters
    ----------
    _path : str
        Of no document.
    """
    raise _refused(documents.nothing_at(request.path, _root()))


@blueprint.errorhandler(GolmokError)
def _refuse(error: GolmokError) -> Response:
    """Say what is wrong as the specification has it, in the form that was asked for."""
    faults = _faults(error)
    response = _answer(documents.refusal(faults), _form())
    response.status_code = faults[0].code
    response.headers[ERROR_HEADER] = error.code
    response.headers.extend(headers_of(error))
    return response


@blueprint.errorhandler(HTTPException)
def _refuse_http(error: HTTPException) -> Response:
    """Say the same of what Flask refuses."""
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    response = _answer(documents.refusal([Fault(code, _korean(f"http_{code}"))]), _form())
    response.status_code = code
    return response


@blueprint.after_request
def _for_programs_of_others(response: Response) -> Response:
    """Let pages of others read and file: a browser sends them no login of ours, and none would count."""
    response.headers.update(FOR_ALL)
    return response


def _faults(error: GolmokError) -> Sequence[Fault]:
    if isinstance(error, ServiceRequestRefused):
        return cast("Sequence[Fault]", error.fields["faults"])
    code = next((code for kind, code in _CODES if isinstance(error, kind)), 500)
    return [Fault(code, _korean(error.code))]


_CODES: Final[tuple[tuple[type[GolmokError], int], ...]] = (
    (TokenRefused, 403),
    (NotAllowed, 403),
    (NotFound, 404),
    (TooManyTries, 429),
    (InvalidInput, 400),
    (Conflict, 400),
    (MachineFault, 503),
)


def _key_holder() -> Reader:
    """Return whose key was sent; what a browser adds by itself is no key."""
    if bears_token():
        return token_bearer()[0].reader(origin())
    key = request.form.get("api_key", "").strip()
    if not key:
        raise _refused(documents.NO_KEY)
    user, held = user_of_token(session(), key[:_LONGEST_KEY], now=now())
    if Scope.WRITE not in held.scopes:
        raise ScopeMissing("The api_key was not made for writing; make one with the scope write.", scope=Scope.WRITE)
    return user.reader(origin())


def _refused(fault: Fault) -> ServiceRequestRefused:
    return ServiceRequestRefused(f"Refused: {fault}; mend what its description says.", faults=[fault])


def _korean(code: str) -> str:
    with in_korean():
        return sentence(code)


def _requests(found: Sequence[ServiceRequest], form: str, *, is_extended: bool) -> Response:
    notes: dict[UUID, list[RequestUpdate]] | None = None
    if is_extended:
        notes = defaultdict(list)
        sought = Sought(size=MOST)
        for update in request_updates(session(), sought, now=now(), only=[one.id for one in found]):
            notes[update.request].append(update)
    return _answer(documents.requests(found, city=_city(), photo_address=_photo_address, notes=notes), form)


def _photo_address(sha256: str) -> str:
    return f"{request.host_url}photos/{sha256}.jpg"


def _given() -> dict[str, str]:
    return dict(given_of(request.args.items(multi=True)))


def _fields() -> list[tuple[str, str]]:
    """Return what was sent; a part of a body that has no name is nobody's field."""
    return [(name, value) for name, value in request.form.items(multi=True) if name]


def _form() -> str:
    named: str | None = (request.view_args or {}).get("form")
    return named or ("json" if request.path.endswith(".json") else "xml")


def _answer(document: Document, form: str) -> Response:
    return Response(written(document, Form(form)), content_type=MEDIA_TYPES[Form(form)])


def _root() -> str:
    return f"{request.host_url}open311/v2"


def _city() -> str:
    name: str = current_app.config["CITY"]
    return name

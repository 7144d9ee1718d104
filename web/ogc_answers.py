"""How documents of ``/ogc`` are answered: for programs in JSON, for people as a page, refusals as the standard has them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from apiflask import APIBlueprint
from flask import Response, current_app, json, render_template, request
from werkzeug.exceptions import BadRequest

from mapper.errors import DataMissing, ExportRefused, GolmokError, NotFound
from mapper.wire.ogc import documents
from mapper.wire.ogc.links import GEOJSON, HTML, JSON, Addresses
from mapper.wire.ogc.query import read_parameters
from web.clock import now
from web.errors import sentence, status_of
from web.public_summary import public_summary
from web.security import FOR_ALL
from web.session import session

_FORMS: Final = ("json", "html")


def init_answers(blueprint: APIBlueprint) -> None:
    """Have a blueprint refuse as the standard has it, and be read by pages of others.

    Parameters
    ----------
    blueprint : APIBlueprint
        Of addresses below ``/ogc``.
    """
    for kind in (ExportRefused, NotFound, DataMissing):
        blueprint.register_error_handler(kind, _refuse)
    blueprint.register_error_handler(BadRequest, _refuse_unseen)
    blueprint.after_request(_for_programs_of_others)


def at() -> Addresses:
    """Return where things are, as whoever asks reaches them.

    Returns
    -------
    Addresses
        Below ``/ogc``.
    """
    return Addresses(f"{request.host_url.rstrip('/')}/ogc")


def city() -> str:
    """Return the name of the city.

    Returns
    -------
    str
        Korean.
    """
    name: str = current_app.config["CITY"]
    return name


def city_extent() -> documents.Extent | None:
    """Return where the city is.

    Returns
    -------
    tuple of float or None
        West, south, east and north [degrees]; None while it is empty.
    """
    bounds = public_summary().whole(session(), now=now())["bounds"]
    return None if bounds is None else tuple(bounds)


def asked_form(*, known: bool = True, forms: tuple[str, ...] = _FORMS) -> str:
    """Return the form that is asked for: by ``f``, or else by what the program likes best.

    Parameters
    ----------
    known : bool, optional
        Whether ``f`` is the only parameter there is, so that any other is refused.
    forms : tuple of str, optional
        Those there are.

    Returns
    -------
    str
        One of them.

    Raises
    ------
    ExportRefused
        For a parameter or a form that there is not.
    """
    if known:
        read_parameters(list(request.args.items(multi=True)), ("f",))
    asked = request.args.get("f")
    if asked is None:
        likes = request.accept_mimetypes.best_match([JSON, GEOJSON, HTML], default=JSON)
        return "html" if likes == HTML else "json"
    if asked not in forms:
        message = f"f={asked} is no form of this; choose one of {', '.join(forms)}."
        raise ExportRefused(message, parameter="f", value=asked, choices=list(forms))
    return asked


def answer(told: documents.Document, template: str, media_type: str = JSON) -> Response:
    """Answer with a document in the form that is asked for.

    Parameters
    ----------
    told : dict
        The document.
    template : str
        Shows it to people.
    media_type : str, optional
        Of it for programs.

    Returns
    -------
    Response
        One of the two.
    """
    return html_page(template, told) if asked_form() == "html" else in_json(told, media_type)


def html_page(template: str, told: dict[str, Any]) -> Response:
    """Show a document to a person.

    Parameters
    ----------
    template : str
        Of the page.
    told : dict
        The document.

    Returns
    -------
    Response
        HTML.
    """
    return Response(
        render_template(template, city=city(), document=told, root=at().root), content_type=f"{HTML}; charset=utf-8"
    )


def in_json(told: documents.Document, media_type: str = JSON) -> Response:
    """Answer with a document for programs.

    Parameters
    ----------
    told : dict
        The document.
    media_type : str, optional
        What it is.

    Returns
    -------
    Response
        In JSON.
    """
    return Response(json.dumps(told, ensure_ascii=False), content_type=media_type)


def _refuse(error: GolmokError) -> Response:
    """Say what is wrong as the standard has it, which programs read."""
    told = {name: value for name, value in error.fields.items() if name in {"parameter", "value", "choices"}}
    description = sentence(error.code) + (f" ({error})" if isinstance(error, ExportRefused | NotFound) else "")
    response = in_json({**documents.fault(error.code, description), **told})
    response.status_code = status_of(error)
    return response


def _refuse_unseen(_error: BadRequest) -> Response:
    """Say the same of a parameter that holds what nobody sees."""
    response = in_json(documents.fault("http_400", sentence("http_400")))
    response.status_code = HTTPStatus.BAD_REQUEST
    return response


def _for_programs_of_others(response: Response) -> Response:
    """Let pages of others read what everybody may see: a browser sends them no login and no token of ours."""
    response.headers.update(FOR_ALL)
    response.headers["Content-Language"] = "ko"
    response.vary.add("Accept")
    return response

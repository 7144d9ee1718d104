"""Choosing a language, and the English words of scripts."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from apiflask import APIBlueprint
from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from mapper.errors import NotFound
from web.english import english_script
from web.languages import COOKIE, LANGUAGES
from web.next_page import next_page

blueprint = APIBlueprint("language", __name__, url_prefix="/language", enable_openapi=False)

_A_YEAR_S: Final = 365 * 86400


@blueprint.get("/<code>")
def choose(code: str) -> BaseResponse:
    """Remember a language in this browser; a link, so that it needs neither script nor login.

    Parameters
    ----------
    code : str
        Key of `LANGUAGES`.

    Returns
    -------
    Response
        The way back to the page.

    Raises
    ------
    NotFound
        When there is no such language.
    """
    if code not in LANGUAGES:
        raise NotFound(f"There is no language {code[:20]!r} here; choose one of {', '.join(LANGUAGES)}.", code=code)
    response = redirect(next_page(), HTTPStatus.SEE_OTHER)
    response.cache_control.no_store = True
    if code == "ko":
        response.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    else:
        response.set_cookie(COOKIE, code, max_age=_A_YEAR_S, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


@blueprint.get("/words-<name>.js")
def words(name: str) -> Response:  # noqa: ARG001 - the name is the content's hash and only keeps caches right
    """Return what scripts say in English.

    Parameters
    ----------
    name : str
        Hash of the content.

    Returns
    -------
    Response
        JavaScript.
    """
    response = Response(english_script()[1], mimetype="text/javascript")
    response.add_etag()
    response.cache_control.max_age = 86400
    response.make_conditional(request)
    return response

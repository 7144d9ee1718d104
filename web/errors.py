"""Errors as people see them: class to HTTP status, code to a Korean sentence. The one table of both."""

from __future__ import annotations

from typing import Final

from apiflask import APIFlask
from flask import Response, jsonify, request
from werkzeug.exceptions import HTTPException

from mapper.errors import DataMissing, GolmokError, InvalidInput, MachineFault, NotFound

STATUS: Final[tuple[tuple[type[GolmokError], int], ...]] = (
    (NotFound, 404),
    (InvalidInput, 400),
    (DataMissing, 409),
    (MachineFault, 503),
    (GolmokError, 500),
)

KOREAN: Final = {
    "segment_not_found": "그 구간을 찾을 수 없습니다. 지도에서 다시 골라 주세요.",
    "unknown_kind": "알 수 없는 이름입니다. 주소를 확인해 주세요.",
    "never_graded": "아직 등급을 계산하지 않았습니다. 담당자가 등급 계산을 실행해야 합니다.",
    "no_network": "아직 골목이 등록되지 않았습니다.",
    "server_unreachable": "데이터베이스에 연결할 수 없습니다. 잠시 뒤 다시 시도해 주세요.",
    "server_account_missing": "데이터베이스를 실행할 계정이 없습니다. 운영자에게 알려 주세요.",
    "invalid_input": "보낸 값을 사용할 수 없습니다. 값을 확인해 주세요.",
    "http_400": "요청을 이해할 수 없습니다. 값을 확인해 주세요.",
    "http_404": "찾는 것이 없습니다. 주소를 확인해 주세요.",
    "http_405": "허용되지 않는 요청입니다.",
    "http_413": "보낸 자료가 너무 큽니다.",
    "http_429": "요청이 너무 많습니다. 잠시 뒤 다시 시도해 주세요.",
    "error": "처리하지 못했습니다. 잠시 뒤 다시 시도해 주세요.",
}


def status_of(error: GolmokError) -> int:
    """Return the HTTP status of one of our errors.

    Parameters
    ----------
    error : GolmokError
        Of any class of the family.

    Returns
    -------
    int
        From the first row of `STATUS` that fits.
    """
    return next(status for kind, status in STATUS if isinstance(error, kind))


def korean(code: str) -> str:
    """Return the sentence people read.

    Parameters
    ----------
    code : str
        Of an error.

    Returns
    -------
    str
        A general sentence when the code has none of its own.
    """
    return KOREAN.get(code, KOREAN["error"])


def init_errors(app: APIFlask) -> None:
    """Answer every error in one shape, without a word of what is inside.

    Parameters
    ----------
    app : APIFlask
        Gets the handlers.
    """
    app.register_error_handler(GolmokError, lambda error: _answer(error.code, status_of(error)))
    app.register_error_handler(HTTPException, lambda error: _answer(f"http_{error.code}", error.code or 500))
    app.error_processor(lambda error: _answer(f"http_{error.status_code}", error.status_code))


def _answer(code: str, status: int) -> Response:
    message = korean(code)
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        response = Response(f"<!doctype html><html lang=ko><meta charset=utf-8><title>골목</title><p>{message}</p>")
    else:
        response = jsonify(error={"code": code, "message": message})
    response.status_code = status
    return response

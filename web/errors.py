"""Errors as people see them: class to HTTP status, code to a sentence. The one table of both."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from apiflask import APIFlask, HTTPError
from flask import Response, current_app, jsonify, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from mapper.errors import (
    Conflict,
    CursorGone,
    DataMissing,
    DiskFull,
    FrameFault,
    GolmokError,
    InvalidInput,
    LoginNeeded,
    MachineFault,
    NotAllowed,
    NotFound,
    ProofNeeded,
    ScopeMissing,
    SecondFactorNeeded,
    TokenRefused,
    TooManyTries,
)
from web.held_form import hold_form
from web.languages import gettext
from web.login_page import login_page
from web.next_page import this_page
from web.proof_page import proof_page
from web.session import session

STATUS: Final[tuple[tuple[type[GolmokError], int], ...]] = (
    (CursorGone, 410),
    (NotFound, 404),
    (LoginNeeded, 401),
    (TooManyTries, 429),
    (NotAllowed, 403),
    (FrameFault, 500),  # one band gave another what it must not: our fault, not the reader's
    (InvalidInput, 400),
    (DataMissing, 409),
    (Conflict, 409),
    (MachineFault, 503),
    (GolmokError, 500),
)

HOUSEHOLD_PATHS: Final = ("/cases", "/oversight", "/desk")
"""Where forms are about households: what was typed there outlives a login that ended."""

KOREAN: Final = {
    "invalid_input": "보낸 값을 사용할 수 없습니다. 값을 확인해 주세요.",
    "wrong_crs": "좌표계가 맞지 않습니다. 자료의 좌표계를 확인해 주세요.",
    "venue_faults": "적은 시설을 그대로 저장할 수 없습니다. 표시된 곳을 고쳐 주세요.",
    "booking_faults": "적은 신청을 그대로 받을 수 없습니다. 표시된 곳을 고쳐 주세요.",
    "booking_refused": "그 사이에 같은 시간이 다른 신청으로 확정되었거나, 이 신청의 상태가 바뀌었습니다. 화면을 새로 열어 확인해 주세요.",
    "programme_photo_faults": "사진을 그대로 더할 수 없습니다. 표시된 곳을 고쳐 주세요.",
    "programme_faults": "적은 내용을 그대로 저장할 수 없습니다. 표시된 곳을 고쳐 주세요.",
    "no_households_here": "가구 지표는 가구를 다루는 서버에서, 복지 담당과 복지 관리자만 볼 수 있습니다.",
    "name_taken": "이미 있는 이름입니다. 다른 이름을 적어 주세요.",
    "crs_unclear": "좌표계가 둘 이상 가능합니다. 어느 좌표계인지 골라 주세요.",
    "layer_unclear": "파일에 레이어가 여러 개 있습니다. 어느 레이어인지 골라 주세요.",
    "archive_refused": "압축 파일이 너무 크거나 안전하지 않습니다. 필요한 파일만 다시 묶어 주세요.",
    "login_needed": "로그인이 필요합니다.",
    "login_ended": "로그인이 끝났습니다. 다시 로그인해 주세요.",
    "login_refused": "이름, 비밀번호 또는 인증 번호가 맞지 않습니다. 여러 번 틀리면 잠시 잠깁니다.",
    "link_refused": "이 로그인 주소는 이미 쓰였거나 기간이 지났습니다. 운영자에게 새 주소를 받아 주세요.",
    "token_refused": "접근 토큰이 맞지 않거나 기간이 지났습니다. 새 토큰을 받아 주세요.",
    "too_many_jobs": "뒤에서 만드는 파일이 이미 많습니다. 한 사람은 3개, 모두 30개까지입니다. 앞의 것이 끝나기를 기다리거나 취소한 뒤 다시 해 주세요.",
    "made_file_gone": "아직 다 만들지 않았거나, 하루가 지나 지운 파일입니다. ‘뒤에서 만든 파일’에서 확인하고 다시 만들어 주세요.",
    "too_many_tries": "로그인에 여러 번 실패했습니다. 잠시 뒤 다시 시도해 주세요.",
    "too_much_awaited": "아직 도착하지 않은 불편사항을 너무 많이 가리킵니다. 그것들을 먼저 보낸 뒤 다시 보내 주세요.",
    "too_many_refusals": "볼 수 없는 것을 여러 번 찾아 한 시간 동안 가구를 열 수 없습니다. 복지 관리자가 함께 살펴봅니다.",
    "too_many_reports": "짧은 시간에 너무 많이 보냈습니다. 잠시 뒤 다시 시도해 주세요.",
    "proof_needed": "본인인지 다시 확인해야 하는 일입니다. 인증 번호를 넣어 주세요.",
    "approval_needed": "한 번에 많은 가구를 여는 일입니다. 먼저 복지 관리자의 승인을 받아 주세요. 승인은 한 번만 쓸 수 있습니다.",
    "approval_not_found": "정할 수 있는 승인 요청이 없습니다. 본인이 요청한 것은 본인이 정할 수 없습니다.",
    "household_not_found": "볼 수 있는 가구가 없습니다.",
    "household_changed": "다른 사람이 먼저 고쳤습니다. 새로 열어 확인한 뒤 다시 저장해 주세요.",
    "last_follower": "맡은 사람이 한 명은 있어야 합니다. 먼저 다른 동료에게 맡겨 주세요.",
    "record_clash": "이 양식은 다른 내용으로 이미 저장되어 있습니다. 먼저 저장된 것은 그대로 있고, 지금 적은 것은 아래에 있습니다. 다시 저장하면 새 기록으로 남습니다.",
    "release_refused": "밀도를 공표할 수 없습니다. 이미 공표했거나 거절했거나, 다른 사람의 승인이 필요하거나, 앞선 기간을 먼저 공표해야 하거나, 한 해에 내보낼 수 있는 횟수를 넘었습니다.",
    "case_move_refused": "사례의 지금 단계에서는 그렇게 할 수 없습니다. 화면을 새로 열어 지금 단계를 확인해 주세요.",
    "press_line_held": "이 문장에 맞는 가구가 10가구보다 적어 내보낼 수 없습니다. 동, 날짜, 가구 유형 가운데 하나를 넓혀 주세요.",
    "chain_broken": "열람 기록이 온전하지 않습니다. 운영자에게 알려 주세요.",
    "cipher_missing": "요청한 암호 알고리즘이 이 서버에 없습니다. 운영자에게 알려 주세요.",
    "vault_unsafe": "데이터베이스 설정이 안전하지 않아 사례 정보를 열 수 없습니다. 운영자에게 알려 주세요.",
    "not_allowed": "이 내용을 볼 권한이 없습니다.",
    "own_survey_first": "직접 조사한 뒤에 볼 수 있습니다.",
    "escort_shut": "동행 시트는 방문 30분 전부터 끝난 뒤 30분까지, 동의가 있는 동안 한 번만 열립니다.",
    "scope_missing": "이 접근 토큰으로는 할 수 없는 일입니다. 범위가 맞는 토큰을 쓰거나 브라우저로 로그인해 주세요.",
    "second_factor_needed": "먼저 2단계 인증을 설정해야 합니다.",
    "connection_open": "로그인은 https 주소에서만 할 수 있습니다. 주소를 확인하거나 운영자에게 알려 주세요.",
    "form_stale": "양식이 오래되어 보내지 못했습니다. 화면을 새로 열어 다시 보내 주세요.",
    "user_refused": "이 이름이나 역할, 행정동으로는 사용자를 둘 수 없습니다.",
    "user_not_found": "그런 사용자가 없습니다.",
    "password_refused": "더 어려운 비밀번호가 필요합니다.",
    "key_unusable": "서버의 키 파일을 사용할 수 없습니다. 운영자에게 알려 주세요.",
    "frame_fault": "자료가 정해진 형식과 다릅니다. 운영자에게 알려 주세요.",
    "unreadable_file": "파일을 읽을 수 없습니다. 형식이 맞는지, 내용이 잘리지 않았는지 확인해 주세요.",
    "missing_columns": "파일에 필요한 열이 없거나 같은 뜻의 열이 둘 있습니다. 열 이름을 확인해 주세요.",
    "wrong_kind": "다른 종류의 파일입니다. 안내에 적힌 종류로 등록하거나 적힌 파일을 준비해 주세요.",
    "bad_rows": "사용할 수 없는 행이 있어 아무것도 등록하지 않았습니다. 행을 고쳐 다시 보내 주세요.",
    "unknown_kind": "알 수 없는 이름입니다. 주소를 확인해 주세요.",
    "digest_mismatch": "보내는 중에 내용이 달라졌습니다. 다시 보내 주세요.",
    "receipt_clash": "같은 번호로 다른 내용이 이미 접수되어 있습니다. 먼저 접수된 내용을 확인해 주세요.",
    "photo_refused": "사진을 받을 수 없습니다. 15 MB 이하의 JPEG, PNG, WebP, HEIC 사진을 보내 주세요.",
    "offset_mismatch": "사진이 다른 곳까지 올라와 있습니다. 그 다음부터 이어서 보내 주세요.",
    "status_move_refused": "불편사항을 지금 상태에서 그 상태로 바꿀 수 없습니다. 현재 상태를 확인해 주세요.",
    "not_found": "찾는 것이 없습니다. 주소를 확인해 주세요.",
    "cursor_gone": "변경 피드가 처음부터 다시 시작했습니다. since 없이 처음부터 다시 받아 주세요.",
    "link_not_found": "이 지도 링크는 없거나, 기한이 지났거나, 거두어졌습니다. 보낸 사람에게 새 링크를 부탁해 주세요.",
    "service_request_refused": "요청에 고칠 곳이 있습니다. 답에 적힌 것을 모두 고쳐 다시 보내 주세요.",
    "report_not_found": "그 접수번호로 접수된 신고가 없습니다. 번호를 다시 확인해 주세요.",
    "booking_not_found": "그 접수번호로 접수된 이용 신청이 없습니다. 번호를 다시 확인해 주세요.",
    "personal_data_found": "개인정보로 보이는 내용이 있습니다. 고치거나 확인한 뒤 공개해 주세요.",
    "already_loaded": "이미 골목이 등록되어 있습니다. 데모 도시는 빈 데이터베이스에만 넣을 수 있습니다.",
    "export_unknown": "내려받을 수 없는 자료나 형식입니다. 주소를 확인해 주세요.",
    "span_refused": "접수한 기간을 읽을 수 없습니다. 달은 2026-07처럼 적고, 시작 달이 끝 달보다 늦지 않게 골라 주세요.",
    "past_not_public": "공개해도 되는 파일과 링크는 지금의 것만 만듭니다. 지금으로 돌아가 다시 만들어 주세요.",
    "choice_not_public": "직원만 보는 조건이 들어 있어 공개해도 되는 파일로 만들 수 없습니다. 그 조건을 빼고 다시 받아 주세요.",
    "pick_not_public": "하나씩 고른 구간은 무엇을 보고 골랐는지 드러낼 수 있어 누구나 보는 링크와 심는 지도, 파일에 담지 않습니다. 그 대신 영역을 그리거나 조건으로 골라 주세요.",
    "export_refused": "내려받기 조건을 사용할 수 없습니다. 조건의 이름과 값을 확인해 주세요.",
    "segment_not_found": "그 구간을 찾을 수 없습니다. 지도에서 다시 골라 주세요.",
    "conflict": "그 사이에 다른 사람이 바꾸었습니다. 새로 불러와 확인해 주세요.",
    "decided_meanwhile": "그 사이에 다른 사람이 먼저 정했습니다. 화면을 새로 열어 보고 다시 정해 주세요.",
    "decision_move_refused": "결정의 지금 상태에서는 그렇게 바꿀 수 없습니다. 화면을 새로 열어 지금 상태를 확인해 주세요.",
    "ledger_move_refused": "대장의 지금 상태에서는 그렇게 바꿀 수 없습니다. 화면을 새로 열어 지금 상태를 확인해 주세요.",
    "list_changed": "그 사이에 목록이 바뀌었습니다. 바뀐 건수를 확인하고 다시 정해 주세요.",
    "undo_refused": "이미 되돌렸거나, 뒤에 같은 불편사항을 다시 정한 일이 있어 되돌릴 수 없습니다.",
    "work_refused": "지금은 그렇게 처리할 수 없습니다. 불편사항의 지금 상태와 이유를 확인해 주세요.",
    "nothing_chosen": "고른 조건에 맞는 구간이 없어 인쇄할 곳이 없습니다. 조건을 넓히거나, 범위를 ‘지금 화면’으로 바꿔 주세요.",
    "too_many_columns": "열이 너무 많은 파일입니다(200개까지). 쓰지 않는 열을 지우고 다시 올려 주세요.",
    "data_missing": "답하는 데 필요한 자료가 아직 없습니다. 담당자가 먼저 자료를 등록해야 합니다.",
    "no_run_then": "그때까지 알려진 공식 등급 가운데 그 날짜의 것이 없습니다. 더 늦은 날짜를 골라 주세요.",
    "no_network": "아직 골목이 등록되지 않았습니다.",
    "machine_fault": "서버에 문제가 있습니다. 운영자에게 알려 주세요.",
    "postgis_missing": "데이터베이스에 PostGIS가 없습니다. 운영자에게 알려 주세요.",
    "server_account_missing": "데이터베이스를 실행할 계정이 없습니다. 운영자에게 알려 주세요.",
    "cluster_version_mismatch": "데이터베이스의 버전이 맞지 않습니다. 운영자에게 알려 주세요.",
    "data_dir_unusable": "자료를 두는 폴더를 사용할 수 없습니다. 운영자에게 알려 주세요.",
    "disk_full": "서버의 저장 공간이 가득 찼습니다. 운영자에게 알려 주세요.",
    "server_unreachable": "데이터베이스에 연결할 수 없습니다. 잠시 뒤 다시 시도해 주세요.",
    "server_busy": "서버가 바빠서 처리하지 못했습니다. 잠시 뒤 다시 시도해 주세요.",
    "upgrade_held": "다른 프로그램이 표를 읽고 있어 데이터베이스를 새 판으로 올리지 못했습니다. 바뀐 것은 없습니다. 운영자에게 알려 주세요.",
    "port_taken": "서버가 쓸 포트를 다른 프로그램이 쓰고 있습니다. 운영자에게 알려 주세요.",
    "extra_missing": "이 기능에 필요한 프로그램이 설치되어 있지 않습니다. 운영자에게 알려 주세요.",
    "parts_amiss": "나누어 한 작업이 서로 맞지 않아 저장하지 않았습니다. 운영자에게 알려 주세요.",
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


def sentence(code: str) -> str:
    """Return the sentence people read.

    Parameters
    ----------
    code : str
        Of an error.

    Returns
    -------
    str
        In the language of this request; a general one when the code has none of its own.
    """
    return gettext(KOREAN.get(code, KOREAN["error"]))


def init_errors(app: APIFlask) -> None:
    """Answer every error in one shape, without a word of what is inside.

    Parameters
    ----------
    app : APIFlask
        Gets the handlers.
    """
    app.error_processor(_answer_invalid)  # first, as it takes the place of whatever answers HTTPException
    app.register_error_handler(GolmokError, answer_golmok)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(OSError, _answer_disk)


def answer_golmok(error: GolmokError) -> BaseResponse:
    """Answer one of our errors, as a page or for a program.

    Parameters
    ----------
    error : GolmokError
        What went wrong.

    Returns
    -------
    Response
        The way to the login where that is all that is missing.
    """
    if _wants_page() and request.method == "GET":
        if type(error) is LoginNeeded:
            return redirect(f"/login?{urlencode({'next': request.full_path.removesuffix('?')})}")
        if isinstance(error, SecondFactorNeeded):
            return redirect("/me")
    if (
        type(error) is LoginNeeded
        and _wants_page()
        and request.path.startswith(HOUSEHOLD_PATHS)
        and (held := hold_form())
    ):
        # No refusal, as a browser takes the cookie of a form from an answer that worked only.
        told = gettext("오래 쉬어 로그인이 끝났습니다. 다시 로그인하면 적던 것을 이어서 저장합니다.")
        page = login_page(request.path, told, held=held)
        session().commit()
        return Response(page)
    if isinstance(error, ProofNeeded) and _wants_page():
        # Refused, and so taken back, with the very question that is missing: its answer leads on to what was wanted.
        way = this_page() if request.method == "GET" else request.path
        return Response(proof_page(way, held=hold_form()), status_of(error))
    # How things stand by now is what a reader needs to decide anew, and the scope what a token needs.
    details = error.fields if isinstance(error, (Conflict, ScopeMissing)) else {}
    response = _answer(error.code, status_of(error), details)
    response.headers.extend(headers_of(error))
    return response


def headers_of(error: GolmokError) -> dict[str, str]:
    """Return what RFC 9110, RFC 6750 and RFC 6585 have programs told.

    Parameters
    ----------
    error : GolmokError
        What went wrong.

    Returns
    -------
    dict of str
        Headers of its answer.
    """
    if isinstance(error, TooManyTries):
        return {"Retry-After": str(error.fields["retry_after_s"])}
    if isinstance(error, MachineFault):
        return {"Retry-After": "5"}
    if isinstance(error, TokenRefused):
        return {"WWW-Authenticate": 'Bearer realm="golmok", error="invalid_token"'}
    if isinstance(error, LoginNeeded):
        return {"WWW-Authenticate": 'Bearer realm="golmok"'}
    if isinstance(error, ScopeMissing):
        needed = f', scope="{error.fields["scope"]}"' if error.fields.get("scope") else ""
        return {"WWW-Authenticate": f'Bearer realm="golmok", error="insufficient_scope"{needed}'}
    return {}


def _wants_page() -> bool:
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def _answer_invalid(error: HTTPError) -> Response:
    """Name every fault of a body at once, so that a program can be put right in one go."""
    faults = (error.detail or {}).get("json")
    return _answer(f"http_{error.status_code}", error.status_code, {"faults": faults} if faults else {})


def _answer_disk(error: OSError) -> BaseResponse:
    """Say that there is no room for what was sent; anything else of the kind is a fault of ours."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise error
    current_app.logger.error("The disk of %s is full.", current_app.config["DATA_DIR"])
    return answer_golmok(DiskFull("The disk of what is brought in is full; nothing was stored. Make room."))


def _answer_http(error: HTTPException) -> Response:
    response = _answer(f"http_{error.code}", error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    # Such as Allow and Retry-After, which say what would work.
    response.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return response


def _answer(code: str, status: int, details: Mapping[str, object] = MappingProxyType({})) -> Response:
    message = sentence(code)
    if _wants_page():
        response = Response(render_template("error.html", city=current_app.config["CITY"], message=message))
    else:
        response = jsonify(error={"code": code, "message": message, **({"details": details} if details else {})})
    response.status_code = status
    return response

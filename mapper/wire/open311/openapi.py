"""The interface in OpenAPI 3.1, with our extensions of GeoReport v2; every word of it is here, no reference leads out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mapper.domain.category import CATEGORIES
from mapper.domain.service_request import LONGEST_DESCRIPTION, MOST
from mapper.wire.open311.document import MEDIA_TYPES, Form
from mapper.wire.open311.services import SEVERITY, SEVERITY_KEYS

_TEXT: Final = {"type": ["string", "null"]}
_MOMENT: Final = {"type": "string", "format": "date-time"}
_CODE: Final = {"type": "string", "enum": [category.id for category in CATEGORIES]}
_FORM: Final = {
    "name": "format",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": [form.value for form in Form]},
}
_JURISDICTION: Final = {
    "name": "jurisdiction_id",
    "in": "query",
    "description": "한 도시만 있어 보지 않습니다",
    "schema": {"type": "string"},
}


def _object(needed: Sequence[str], /, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(needed), "properties": properties}


def _listed(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


_STRING: Final = {"type": "string"}
_BOOLEAN: Final = {"type": "boolean"}
_SCHEMAS: Final[dict[str, Any]] = {
    "discovery": _object(
        ("changeset", "contact", "key_service", "endpoints"),
        changeset=_STRING,
        contact=_STRING,
        key_service=_STRING,
        endpoints=_listed(
            _object(
                ("specification", "url", "changeset", "type", "formats"),
                specification=_STRING,
                url=_STRING,
                changeset=_STRING,
                type={"type": "string", "enum": ["production", "test"]},
                formats=_listed(_STRING),
            )
        ),
    ),
    "services": _listed(
        _object(
            ("service_code", "service_name", "description", "metadata", "type", "keywords", "group"),
            service_code=_CODE,
            service_name=_STRING,
            description=_STRING,
            metadata=_BOOLEAN,
            type={"type": "string", "enum": ["realtime", "batch", "blackbox"]},
            keywords=_STRING,
            group=_STRING,
        )
    ),
    "service_definition": _object(
        ("service_code", "attributes"),
        service_code=_CODE,
        attributes=_listed(
            _object(
                ("variable", "code", "datatype", "required", "datatype_description", "order", "description"),
                variable=_BOOLEAN,
                code=_STRING,
                datatype={
                    "type": "string",
                    "enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"],
                },
                required=_BOOLEAN,
                datatype_description=_TEXT,
                order={"type": "integer", "minimum": 1},
                description=_STRING,
                values=_listed(_object(("key", "name"), key=_STRING, name=_STRING)),
            )
        ),
    ),
    "requests": _listed(
        _object(
            ("service_request_id", "status", "service_name", "service_code", "requested_datetime", "updated_datetime"),
            service_request_id=_STRING,
            status={"type": "string", "enum": ["open", "closed"]},
            status_notes=_TEXT,
            service_name=_STRING,
            service_code=_CODE,
            description=_TEXT,
            agency_responsible=_TEXT,
            service_notice=_TEXT,
            requested_datetime=_MOMENT,
            updated_datetime=_MOMENT,
            expected_datetime={"type": ["string", "null"], "format": "date-time"},
            address=_TEXT,
            address_id=_TEXT,
            zipcode=_TEXT,
            lat={"type": ["number", "null"]},
            long={"type": ["number", "null"]},
            media_url=_TEXT,
            notes=_listed(
                _object(("datetime", "description", "type"), datetime=_MOMENT, description=_STRING, type=_STRING)
            ),
        )
    ),
    "filed": _listed(
        _object(("service_request_id",), service_request_id=_STRING, service_notice=_TEXT, account_id=_TEXT)
    ),
    "token": _listed(_object(("service_request_id", "token"), service_request_id=_STRING, token=_STRING)),
    "updates": _listed(
        _object(
            ("update_id", "service_request_id", "status", "updated_datetime", "description"),
            update_id=_STRING,
            service_request_id=_STRING,
            status=_STRING,
            updated_datetime=_MOMENT,
            description=_TEXT,
            media_url=_TEXT,
        )
    ),
    "heard": _listed(_object(("update_id",), update_id=_TEXT)),
    "errors": _listed(_object(("code", "description"), code={"type": "integer"}, description=_STRING)),
    "api": {"type": "object"},
}


def _parameter(name: str, description: str, schema: Mapping[str, Any] = _STRING, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": dict(schema), **more}


def _whole(most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": most}


_MANY: Final = {"style": "form", "explode": False}
_PAGE: Final = (
    _parameter("page", "확장: 몇째 쪽, 1부터", _whole(100_000)),
    _parameter("page_size", f"확장: 한 쪽의 항목 수, {MOST}까지", _whole(MOST)),
)
_SPAN: Final = (
    _parameter("start_date", "이때부터, 시간대까지. 끝과 90일 안에서", _MOMENT),
    _parameter("end_date", "이때까지", _MOMENT),
)
_REQUESTS: Final = (
    _parameter("service_request_id", "이 번호의 요청만, 쉼표로 여럿. 다른 조건은 보지 않습니다"),
    _parameter("service_code", "이 서비스의 요청만", _listed(_CODE), **_MANY),
    *_SPAN,
    _parameter("status", "열린 것이나 닫힌 것만", _listed({"type": "string", "enum": ["open", "closed"]}), **_MANY),
    *_PAGE,
    _parameter("bbox", "확장: 이 상자 안의 것만: 서, 남, 동, 북", example="127.03,37.73,127.05,37.75"),
    _parameter("updated_after", "확장: 이때부터 바뀐 것. 언제 신고했는지는 보지 않습니다", _MOMENT),
    _parameter("updated_before", "확장: 이때까지 바뀐 것", _MOMENT),
    _parameter("extensions", "확장: true면 notes에 경과를 덧붙입니다", _STRING, example="true"),
)
_KEY: Final = {"type": "string", "description": "접근 토큰. Authorization: Bearer로 보내도 됩니다"}
_NEW: Final[dict[str, Any]] = {
    "api_key": _KEY,
    "service_code": _CODE,
    "lat": {"type": "number"},
    "long": {"type": "number"},
    "address_string": _STRING,
    "address_id": _STRING,
    "description": {"type": "string", "maxLength": LONGEST_DESCRIPTION},
    "media_url": {"type": "string", "format": "uri"},
    "email": _STRING,
    "phone": _STRING,
    "device_id": {"type": "string", "description": "보낸 기기: 있으면 10분 안에 똑같이 다시 보낸 것은 같은 요청입니다"},
    "account_id": {"type": "string", "description": "보낸 사람의 계정: device_id와 같은 구실을 합니다"},
    f"attribute[{SEVERITY}]": {"type": "string", "enum": list(SEVERITY_KEYS)},
}
_NEW_EXAMPLE: Final = {
    "api_key": "golmok_…",
    "service_code": "pothole",
    "lat": 37.73812,
    "long": 127.04521,
    "address_string": "가온로 3 앞",
    "description": "길이 움푹 패어 있습니다.",
    f"attribute[{SEVERITY}]": "3",
}
_WORDS: Final[dict[str, Any]] = {
    "api_key": _KEY,
    "service_request_id": _STRING,
    "receipt_code": {"type": "string", "description": "요청을 보냈을 때 받은 접수 번호"},
    "description": _STRING,
    "status": {"type": "string", "description": "REOPEN이면 다시 열어 달라는 뜻입니다"},
    "update_id": {"type": "string", "description": "보내는 쪽의 번호: 같은 번호로 다시 보낸 것은 한 번만 받습니다"},
}
_REFUSED: Final = {
    400: "보낸 값이 맞지 않음",
    401: "접근 토큰 머리글이 맞지 않음",
    403: "api_key가 없거나 맞지 않음",
    404: "없음",
    413: "너무 큼",
    429: "너무 많은 요청",
    503: "잠시 쓸 수 없음",
}


def openapi(root: str, city: str) -> dict[str, Any]:
    """Describe the interface.

    Parameters
    ----------
    root : str
        Address of the endpoint.
    city : str
        Name of the city.

    Returns
    -------
    dict
        A document of OpenAPI 3.1.
    """
    named = [{**_FORM, "name": "format"}]
    one = {"name": "service_request_id", "in": "path", "required": True, "schema": _STRING}
    code = {"name": "service_code", "in": "path", "required": True, "schema": _STRING}
    token = {"name": "token", "in": "path", "required": True, "schema": _STRING}
    words = {"required": ["service_request_id", "receipt_code", "description"], "properties": _WORDS}
    paths: dict[str, Any] = {
        "/discovery.{format}": {"get": _get("찾기", "discovery", "discovery")},
        "/services.{format}": {"get": _get("서비스 목록", "services", "services")},
        "/services/{service_code}.{format}": {"get": _get("서비스 정의", "definition", "service_definition", code)},
        "/requests.{format}": {
            "get": _get("요청 목록", "requests", "requests", *_REQUESTS),
            "post": _send("요청 보내기", "file", "filed", {"required": ["service_code"], "properties": _NEW}),
        },
        "/requests/{service_request_id}.{format}": {
            "get": _get("요청 하나", "request", "requests", one, _parameter("extensions", "확장")),
        },
        "/tokens/{token}.{format}": {"get": _get("토큰의 요청", "token", "token", token)},
        "/servicerequestupdates.{format}": {
            "get": _get("확장: 경과", "updates", "updates", *_SPAN, *_PAGE, _REQUESTS[0]),
            "post": _send("확장: 소식 보내기", "say", "heard", words),
        },
    }
    for path in paths.values():
        path["parameters"] = named
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{city} Open311", "version": "2.0", "description": "GeoReport v2와 그 확장"},
        "servers": [{"url": root}],
        "paths": paths,
        "components": {
            "schemas": _SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _get(summary: str, operation: str, schema: str, *parameters: Mapping[str, Any]) -> dict[str, Any]:
    asked = [dict(one) for one in (*parameters, _JURISDICTION)]
    return {"summary": summary, "operationId": operation, "parameters": asked, "responses": _answers(summary, schema)}


def _send(summary: str, operation: str, schema: str, body: Mapping[str, Any]) -> dict[str, Any]:
    fields = {"type": "object", **body}
    files = {"type": "array", "maxItems": 3, "items": {"type": "string", "format": "binary"}}
    content: dict[str, Any] = {"application/x-www-form-urlencoded": {"schema": fields}}
    if operation == "file":
        content["application/x-www-form-urlencoded"]["example"] = _NEW_EXAMPLE
        content["multipart/form-data"] = {"schema": {**fields, "properties": {**body["properties"], "media": files}}}
    return {
        "summary": summary,
        "operationId": operation,
        "security": [{}, {"token": []}],
        "requestBody": {"required": True, "content": content},
        "responses": _answers(summary, schema),
    }


def _answers(summary: str, schema: str) -> dict[str, Any]:
    refused = {str(status): {"description": text, "content": _content("errors")} for status, text in _REFUSED.items()}
    return {"200": {"description": summary, "content": _content(schema)}, **refused}


def _content(schema: str) -> dict[str, Any]:
    xml, json = (media_type.partition(";")[0] for media_type in MEDIA_TYPES.values())
    return {json: {"schema": {"$ref": f"#/components/schemas/{schema}"}}, xml: {"schema": _STRING}}

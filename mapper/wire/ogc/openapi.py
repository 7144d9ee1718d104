"""The interface described in OpenAPI 3.0: every path of every collection that the reader sees, nothing referred to from elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from mapper.domain.export_layer import Edition, ExportLayer
from mapper.wire.ogc.box import EXAMPLE
from mapper.wire.ogc.documents import Document, property_schema
from mapper.wire.ogc.interval import EXAMPLES
from mapper.wire.ogc.links import GEOJSON, HTML, JSON, SCHEMA, Addresses
from mapper.wire.ogc.query import LIMIT, MOST
from mapper.wire.ogc.reference_systems import CRS84, SYSTEMS
from mapper.wire.ogc.tiles import MVT, SCHEME

_REFUSALS: Final = {
    "400": ("틀렸거나 모르는 매개변수", "exception"),
    "401": ("토큰이 맞지 않음", "refusal"),
    "403": ("토큰으로 볼 수 없음", "refusal"),
    "404": ("없는 것", "exception"),
    "409": ("아직 등급을 매기지 않음", "exception"),
    "429": ("너무 많은 요청", "refusal"),
    "503": ("잠시 쓸 수 없음", "refusal"),
}
"""What a refusal is, and what it says: the standard's own, or what all addresses here say of accounts and of the machine."""


def _parameter(name: str, description: str, schema: Mapping[str, Any], **more: Any) -> Document:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "required": False,
        "schema": dict(schema),
        "style": "form",
        "explode": False,
        **more,
    }


def _numbers(many: int) -> Document:
    return {"minItems": many, "maxItems": many}


_ADDRESSES: Final = {"type": "string", "enum": [system.uri for system in SYSTEMS], "default": CRS84.uri}
_FORM: Final = _parameter("f", "답의 형식", {"type": "string", "enum": ["json", "html"]})
_CRS: Final = _parameter("crs", "답의 좌표계", _ADDRESSES)
_LIMIT: Final = _parameter(
    "limit",
    f"한 쪽의 항목 수; {MOST}보다 크면 {MOST}으로 봅니다",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT},
)
_ITEMS: Final = (
    _LIMIT,
    _parameter("after", "이 번호 다음부터; 답의 next 링크에 있습니다", {"type": "string", "minLength": 1}),
    _parameter(
        "bbox",
        "이 상자에 닿는 것만: 서, 남, 동, 북",
        {
            "type": "array",
            "items": {"type": "number"},
            "minItems": 4,
            "maxItems": 6,
            "oneOf": [_numbers(4), _numbers(6)],
        },
        example=[float(number) for number in EXAMPLE.split(",")],
    ),
    _parameter("bbox-crs", "상자의 좌표계", _ADDRESSES),
    _CRS,
    _FORM,
)
_FEATURE_ID: Final = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}

_OBJECT: Final = {"type": "object"}
_LINK: Final = {
    "type": "object",
    "required": ["href", "rel", "type"],
    "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
}
_LINKS: Final = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
_FEATURE: Final = {
    "type": "object",
    "required": ["type", "geometry", "properties"],
    "properties": {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"type": "string"},
        "geometry": {"type": "object", "nullable": True},
        "properties": {"type": "object", "nullable": True},
        "links": _LINKS,
    },
}
_SCHEMAS: Final = {
    "link": _LINK,
    "landingPage": {"type": "object", "required": ["links"], "properties": {"links": _LINKS}},
    "conformance": {
        "type": "object",
        "required": ["conformsTo"],
        "properties": {"conformsTo": {"type": "array", "items": {"type": "string"}}},
    },
    "collection": {
        "type": "object",
        "required": ["id", "links"],
        "properties": {"id": {"type": "string"}, "title": {"type": "string"}, "links": _LINKS},
    },
    "collections": {
        "type": "object",
        "required": ["links", "collections"],
        "properties": {
            "links": _LINKS,
            "collections": {"type": "array", "items": {"$ref": "#/components/schemas/collection"}},
        },
    },
    "feature": _FEATURE,
    "featureCollection": {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": {"$ref": "#/components/schemas/feature"}},
            "links": _LINKS,
            "timeStamp": {"type": "string", "format": "date-time"},
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
        },
    },
    "schema": _OBJECT,
    "refusal": {"type": "object", "required": ["error"], "properties": {"error": {"type": "object"}}},
    "exception": {
        "type": "object",
        "required": ["code"],
        "properties": {"code": {"type": "string"}, "description": {"type": "string"}},
    },
}


def openapi(
    at: Addresses, city: str, seen: Sequence[tuple[ExportLayer, Edition]], tiled: Collection[str] = ()
) -> Document:
    """Describe the interface.

    Parameters
    ----------
    at : Addresses
        Where it is.
    city : str
        Name of the city.
    seen : sequence of tuple
        Every collection that the reader sees, with its edition.
    tiled : collection of str, optional
        Keys of those that come in tiles as well.

    Returns
    -------
    dict
        A document of OpenAPI 3.0.3.
    """
    paths = {
        "/": {"get": _get("첫 쪽", "getLandingPage", "landingPage", JSON, [_FORM])},
        "/conformance": {"get": _get("지키는 규격", "getConformance", "conformance", JSON, [_FORM])},
        "/collections": {"get": _get("자료 목록", "getCollections", "collections", JSON, [_FORM])},
        "/tileMatrixSets": {"get": _get("타일 나눔", "getTileMatrixSets", "schema", JSON, [_FORM])},
        f"/tileMatrixSets/{SCHEME}": {"get": _get("타일 나눔 하나", "getTileMatrixSet", "schema", JSON, [])},
        "/styles": {"get": _get("그리는 방법", "getStyles", "schema", JSON, [_FORM])},
    }
    for layer, edition in seen:
        paths |= _paths_of(layer, edition)
        if layer.key in tiled:
            paths |= _tile_paths(layer)
    return {
        "openapi": "3.0.3",
        "info": {"title": f"{city} 골목 지도", "version": "1.0.0", "description": "OGC API Features 1.0"},
        "servers": [{"url": at.root}],
        "paths": paths,
        "components": {
            "schemas": _SCHEMAS,
            "parameters": {"limit": _LIMIT},  # here alone QGIS looks for how many rows it may ask for at once
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _paths_of(layer: ExportLayer, edition: Edition) -> Document:
    here, name = f"/collections/{layer.key}", layer.key.capitalize()
    asked = [_parameter(column.property_name, column.definition, property_schema(column)) for column in edition.columns]
    parameters = [*_ITEMS, _time_of(edition), *asked]
    items = _get(f"{layer.label} 항목", f"get{name}Items", "featureCollection", GEOJSON, parameters)
    one = _get(f"{layer.label} 하나", f"get{name}Item", "feature", GEOJSON, [_FEATURE_ID, _CRS, _FORM])
    return {
        here: {"get": _get(layer.label, f"get{name}", "collection", JSON, [_FORM])},
        f"{here}/queryables": {
            "get": _get("고를 수 있는 속성", f"get{name}Queryables", "schema", SCHEMA, [_FORM]),
        },
        f"{here}/items": {"get": items},
        f"{here}/items/{{featureId}}": {"get": one},
    }


def _time_of(edition: Edition) -> Document:
    day = next((column.property_name for column in edition.columns if column.key == edition.day), None)
    chosen = "이 날, 또는 이 기간의 것만; 날짜가 없는 자료에서는 모두 나옵니다"
    if day is not None:
        chosen = f"{day}로 고릅니다: 이 날, 또는 이 기간; 날짜가 없는 항목은 빠집니다"
    return _parameter("datetime", chosen, {"type": "string"}, example=EXAMPLES[0])


def _tile_paths(layer: ExportLayer) -> Document:
    here, name = f"/collections/{layer.key}/tiles", layer.key.capitalize()
    numbers = [
        {"name": number, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
        for number in ("tileMatrix", "tileRow", "tileCol")
    ]
    tile = _get(f"{layer.label} 타일 하나", f"get{name}Tile", "schema", JSON, numbers)
    tile["responses"]["200"]["content"] = {MVT: {"schema": {"type": "string", "format": "binary"}}}
    form = _parameter("f", "답의 형식", {"type": "string", "enum": ["json", "tilejson"]})
    return {
        here: {"get": _get(f"{layer.label} 타일 목록", f"get{name}TileSets", "schema", JSON, [_FORM])},
        f"{here}/{SCHEME}": {"get": _get(f"{layer.label} 타일", f"get{name}TileSet", "schema", JSON, [form])},
        f"{here}/{SCHEME}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": {"get": tile},
    }


def _get(
    summary: str, operation: str, schema: str, media_type: str, parameters: Sequence[Mapping[str, Any]]
) -> Document:
    answered = {
        media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}},
        HTML: {"schema": {"type": "string"}},
    }
    refusals = {
        code: {"description": text, "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{said}"}}}}
        for code, (text, said) in _REFUSALS.items()
    }
    return {
        "summary": summary,
        "operationId": operation,
        "parameters": [dict(one) for one in parameters],
        "responses": {"200": {"description": summary, "content": answered}, **refusals},
    }

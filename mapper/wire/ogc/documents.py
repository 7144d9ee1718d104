"""Documents of OGC API Features: landing page, conformance, collections, queryables (OGC 17-069r4, 18-058r1, 19-079r2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from mapper.domain.export_layer import Column, Edition, ExportLayer, Kind
from mapper.wire.ogc.links import GEOJSON, HTML, JSON, OPENAPI, QUERYABLES, SCHEMA, Addresses, both_ways, link
from mapper.wire.ogc.reference_systems import CRS84, STORED, SYSTEMS

CONFORMS_TO: Final = tuple(
    f"http://www.opengis.net/spec/{name}"
    for name in (
        "ogcapi-features-1/1.0/conf/core",
        "ogcapi-features-1/1.0/conf/oas30",
        "ogcapi-features-1/1.0/conf/geojson",
        "ogcapi-features-1/1.0/conf/html",
        "ogcapi-features-2/1.0/conf/crs",
        "ogcapi-features-3/1.0/conf/queryables",
        "ogcapi-features-3/1.0/conf/queryables-query-parameters",
    )
)

GREGORIAN: Final = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"

_JSON_TYPE: Final[Mapping[Kind, Mapping[str, str]]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.DAY: {"type": "string", "format": "date"},
}

_DAY_OF_ALL: Final = {"x-ogc-role": "primary-instant"}
"""Marks the property by which ``datetime`` chooses (part 5, 23-058r2)."""

Document = dict[str, Any]
Extent = tuple[float, float, float, float]


def landing(at: Addresses, city: str, shown: str, *, more: Sequence[Mapping[str, str]] = ()) -> Document:
    """Return the first page.

    Parameters
    ----------
    at : Addresses
        Where things are.
    city : str
        Name of the city.
    shown : {"json", "html"}
        In which form it is answered.
    more : sequence of mapping, optional
        Links to what other standards have.

    Returns
    -------
    dict
        With links to all others.
    """
    return {
        "title": f"{city} 골목 지도",
        "description": "등급을 매긴 골목 구간, 불편사항, 행정동. 등급을 매긴 방법은 골목 지도의 '점수 계산 방법'에 있습니다.",
        "links": [
            *both_ways(at.of(), shown, JSON, title="첫 쪽"),
            link(at.of("api"), "service-desc", OPENAPI, "OpenAPI 3.0 문서"),
            link(at.of("api", query=[("f", "html")]), "service-doc", HTML, "쓰는 방법"),
            link(at.of("conformance"), "conformance", JSON, "지키는 규격"),
            link(at.of("collections"), "data", JSON, "자료 목록"),
            *more,
        ],
    }


def conformance(at: Addresses, shown: str, *, more: Sequence[str] = ()) -> Document:
    """Return what of the standards is kept.

    Parameters
    ----------
    at : Addresses
        Where things are.
    shown : {"json", "html"}
        In which form it is answered.
    more : sequence of str, optional
        Classes of other standards.

    Returns
    -------
    dict
        With the addresses of classes.
    """
    links = both_ways(at.of("conformance"), shown, JSON, title="지키는 규격")
    return {"links": links, "conformsTo": [*CONFORMS_TO, *more]}


def collections(at: Addresses, several: Sequence[Document], shown: str) -> Document:
    """Return the list of collections.

    Parameters
    ----------
    at : Addresses
        Where things are.
    several : sequence of dict
        From `collection`.
    shown : {"json", "html"}
        In which form it is answered.

    Returns
    -------
    dict
        With the reference systems that all of them have.
    """
    return {
        "links": both_ways(at.of("collections"), shown, JSON, title="자료 목록"),
        "crs": [system.uri for system in SYSTEMS],
        "collections": list(several),
    }


def collection(
    at: Addresses,
    layer: ExportLayer,
    extent: Extent | None,
    shown: str = "json",
    *,
    more: Sequence[Mapping[str, str]] = (),
    since: date | None = None,
) -> Document:
    """Return what a collection is.

    Parameters
    ----------
    at : Addresses
        Where things are.
    layer : ExportLayer
        What it is of.
    extent : tuple of float or None
        West, south, east and north of the city [degrees]; None while it is empty.
    shown : {"json", "html"}
        In which form it is answered.
    more : sequence of mapping, optional
        Links to what else there is of it.
    since : date or None, optional
        First day that it can be asked for, of a collection that has a time.

    Returns
    -------
    dict
        The same in the list and alone, but for its links.
    """
    path = ("collections", layer.key)
    found: Document = {
        "id": layer.key,
        "title": layer.label,
        "description": layer.description,
        "itemType": "feature",
        "crs": [system.uri for system in SYSTEMS],
        "storageCrs": STORED.uri,
        "links": [
            *both_ways(at.of(*path), shown, JSON, title=layer.label),
            link(at.of(*path, "items"), "items", GEOJSON, f"{layer.label} 항목"),
            link(at.of(*path, "items", query=[("f", "html")]), "items", HTML, f"{layer.label} 항목"),
            link(at.of(*path, "queryables"), QUERYABLES, SCHEMA, f"{layer.label}: 고를 수 있는 속성"),
            *more,
        ],
    }
    extents: Document = {}
    if extent is not None:
        extents["spatial"] = {"bbox": [list(extent)], "crs": CRS84.uri}
    if since is not None:
        extents["temporal"] = {"interval": [[f"{since}T00:00:00+09:00", None]], "trs": GREGORIAN}
    return found | {"extent": extents} if extents else found


def property_schema(column: Column) -> Document:
    """Return what the values of a property are.

    Parameters
    ----------
    column : Column
        The column it is of.

    Returns
    -------
    dict
        JSON schema.
    """
    meaning = "; ".join(f"{value}: {text}" for value, text in column.values.items())
    schema: Document = {
        "title": column.label,
        "description": column.definition + (f" ({meaning})" if meaning else ""),
        **_JSON_TYPE[column.kind],
    }
    if column.values and column.kind is Kind.TEXT:
        schema["enum"] = list(column.values)
    if column.unit:
        schema["x-ogc-unit"] = column.unit
    return schema


def queryables(at: Addresses, layer: ExportLayer, edition: Edition) -> Document:
    """Return what a collection can be asked by (part 3, 6.2).

    Parameters
    ----------
    at : Addresses
        Where things are.
    layer : ExportLayer
        What it is of.
    edition : Edition
        What of it the reader sees.

    Returns
    -------
    dict
        JSON schema of an object, of which each property is a parameter.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": at.of("collections", layer.key, "queryables"),
        "type": "object",
        "title": layer.label,
        "properties": {
            column.property_name: property_schema(column) | (_DAY_OF_ALL if column.key == edition.day else {})
            for column in edition.columns
        },
        "additionalProperties": False,
    }


def fault(code: str, description: str) -> Document:
    """Return what a refusal says (part 1, 7.5.1).

    Parameters
    ----------
    code : str
        Of the error.
    description : str
        For a person.

    Returns
    -------
    dict
        As the standard's schema of exceptions has it.
    """
    return {"code": code, "description": description}

"""Layers as files: ``/export/{layer}.{ext}``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NoReturn, TypeVar

from apiflask import APIBlueprint
from flask import Response, jsonify, request
from werkzeug.datastructures import MultiDict

from mapper.crs import KOREA_TM
from mapper.domain.calendar import read_day
from mapper.errors import ExportRefused, ExportUnknown, GolmokError
from mapper.operations.exports import EXPORT_LAYERS, Detail, Names, Wanted
from web.errors import sentence, status_of
from web.export_stream import send_export

blueprint = APIBlueprint("export", __name__, url_prefix="/export", enable_openapi=False)

_SEVERAL: Final = ("district", "grade")
"""Parameters that can be given again and again."""

_ONE: Final = {
    "from": "2026-01-01",
    "to": "2026-11-21",
    "as_of": "2026-11-21",
    "crs": str(KOREA_TM),
    "names": "ko",
    "detail": "public",
    "bbox": "127.0,37.7,127.1,37.8",
    "columns": "name,overall",
}
"""Parameters that can be given once, each with an example."""

_T = TypeVar("_T")


def file(layer: str, extension: str) -> Response:
    """Send a layer, piece by piece as it is read.

    Parameters
    ----------
    layer : str
        Key of a layer.
    extension : str
        How the file ends.

    Returns
    -------
    Response
        Of any length: no more than a few thousand rows of it are in memory.
    """
    return send_export(_wanted(layer, extension, request.args))


for _layer in EXPORT_LAYERS:
    blueprint.add_url_rule(f"/{_layer.key}.<extension>", _layer.key, file, defaults={"layer": _layer.key})


@blueprint.get("/<path:name>")
def unknown(name: str) -> NoReturn:
    """Say which layers there are.

    Parameters
    ----------
    name : str
        Of none of them.
    """
    choices = [layer.key for layer in EXPORT_LAYERS]
    message = f"No layer {name!r} can be exported; choose one of {', '.join(choices)}."
    raise ExportUnknown(message, layer=name, choices=choices)


@blueprint.errorhandler(ExportUnknown)
@blueprint.errorhandler(ExportRefused)
def _say(error: GolmokError) -> Response:
    """Name what cannot be asked for and what can, which scripts and GIS clients need to know."""
    response = jsonify(error={"code": error.code, "message": sentence(error.code), **error.fields})
    response.status_code = status_of(error)
    return response


def _wanted(layer: str, extension: str, asked: MultiDict[str, str]) -> Wanted:
    for name, values in asked.lists():
        if name not in _SEVERAL and (name not in _ONE or len(values) > 1):
            offered = [*_SEVERAL, *_ONE]
            message = f"{name} cannot be given, or not twice; choose of {', '.join(offered)}."
            raise ExportRefused(message, parameter=name, choices=offered)
    districts, grades = (tuple(value for value in asked.getlist(name) if value) for name in _SEVERAL)
    return Wanted(
        layer,
        extension,
        detail=_read(asked, "detail", Detail),
        districts=districts,
        first=_read(asked, "from", read_day),
        last=_read(asked, "to", read_day),
        grades=grades,
        as_of=_read(asked, "as_of", read_day),
        crs=_read(asked, "crs", lambda text: int(text.upper().removeprefix("EPSG:"))),
        names=_read(asked, "names", Names),
        columns=_read(asked, "columns", lambda text: tuple(text.split(","))) or (),
        box=_read(asked, "bbox", _box),
    )


def _box(written: str) -> tuple[float, float, float, float]:
    west, south, east, north = map(float, written.split(","))
    return west, south, east, north


def _read(asked: MultiDict[str, str], name: str, read: Callable[[str], _T]) -> _T | None:
    """Read one parameter; an empty field of a form is one that was not filled in."""
    value = asked.get(name)
    if not value:
        return None
    try:
        return read(value)
    except ValueError:
        message = f"{name}={value} cannot be read; write it like {name}={_ONE[name]}."
        raise ExportRefused(message, parameter=name, value=value, choices=[_ONE[name]]) from None

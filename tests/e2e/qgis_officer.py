"""A GIS officer's QGIS without a window: ``python3 qgis_officer.py TASK FOLDER`` opens what we serve and writes down what it sees.

For the Python of the system, for which Debian builds QGIS; in a process of its own, since QGIS cannot be left again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsDataSourceUri,
    QgsFeature,
    QgsFeatureRequest,
    QgsMapBoxGlStyleConversionContext,
    QgsMapBoxGlStyleConverter,
    QgsMapLayer,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsProviderRegistry,
    QgsRectangle,
    QgsSettings,
    QgsVectorLayer,
    QgsVectorTileLayer,
)
from qgis.PyQt.QtCore import QEventLoop, QSize
from qgis.PyQt.QtGui import QColor

task: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text("utf-8"))
folder = Path(sys.argv[2])
root = task["root"]


def collections() -> list[str]:
    """What the browser of QGIS lists below our address."""
    settings = QgsSettings()
    settings.setValue("qgis/connections-wfs/made/url", root)
    settings.setValue("qgis/connections-wfs/made/version", "OGC_API_FEATURES")
    place = QgsApplication.dataItemProviderRegistry().provider("WFS").createDataItem("", None)
    return sorted(layer.name() for connection in place.createChildren() for layer in connection.createChildren())


def served(key: str, **more: str) -> QgsVectorLayer:
    parts = {"typename": key, "url": root, "restrictToRequestBBOX": "1", **more}
    return QgsVectorLayer(" ".join(f"{name}='{value}'" for name, value in parts.items()), key, "OAPIF")


def table(name: str, key: str) -> QgsVectorLayer:
    uri = QgsDataSourceUri()
    place = task["database"]
    uri.setConnection(place["host"], place["port"], place["dbname"], place["user"], "")
    uri.setDataSource(*name.split("."), "geom", "", key)
    return QgsVectorLayer(uri.uri(expandAuthConfig=False), name, "postgres")


def ids(layer: QgsVectorLayer, name: str, request: QgsFeatureRequest | None = None) -> list[str]:
    return sorted(feature[name] for feature in layer.getFeatures(request or QgsFeatureRequest()))


def touching(box: list[float]) -> QgsFeatureRequest:
    return QgsFeatureRequest(QgsRectangle(*box)).setFlags(QgsFeatureRequest.ExactIntersect)


def row(feature: QgsFeature) -> dict[str, str]:
    return {field.name(): str(feature[field.name()]) for field in feature.fields()}


def of_subset(layer: QgsVectorLayer, name: str, subset: str) -> list[str]:
    if not layer.setSubsetString(subset):
        sys.exit(f"{layer.name()} does not take {subset}")
    return ids(layer, name)


def told(layer: QgsMapLayer) -> dict[str, Any]:
    return {"name": layer.name(), "valid": layer.isValid(), "crs": layer.crs().authid()}


def legend(layer: QgsVectorLayer) -> list[list[Any]]:
    """Value, label and colours of each category."""
    return [
        [one.value(), one.label(), [part.color().name() for part in one.symbol().symbolLayers()]]
        for one in layer.renderer().categories()
    ]


def draw(name: str, layers: Iterable[QgsMapLayer], settings: QgsMapSettings, ground: QColor) -> None:
    settings.setLayers(list(layers))
    settings.setOutputSize(QSize(1200, 900))
    settings.setBackgroundColor(ground)
    job, waiting = QgsMapRendererParallelJob(settings), QEventLoop()
    job.finished.connect(waiting.quit)
    job.start()
    if job.isActive():  # what has nothing to draw is finished before anybody waits for it
        waiting.exec_()
    job.renderedImage().save(str(folder / f"{name}.png"))


def features() -> dict[str, Any]:
    every, few = served("segments"), served("segments", pageSize="70")
    return {
        "segments": {
            **told(every),
            "count": every.featureCount(),
            "fields": {field.name(): field.typeName() for field in every.fields()},
            "rows": [row(one) for one in few.getFeatures()],
        },
        "box": ids(few, "구간번호", touching(task["box"])),
        "expression": ids(few, "구간번호", QgsFeatureRequest().setFilterExpression("\"종합등급\" IN ('D', 'E')")),
        "subset": of_subset(served("segments"), "구간번호", "\"종합등급\" = 'D'"),
        "days": of_subset(served("segments"), "구간번호", f"\"최근조사일\" >= '{task['day']}'"),
    }


def project() -> dict[str, Any]:
    opened, settings = QgsProject.instance(), QgsMapSettings()
    opened.readProject.connect(lambda document: settings.readXml(document.elementsByTagName("mapcanvas").item(0)))
    if not opened.read(task["project"]):
        sys.exit(f"the project does not open: {opened.error()}")
    order = opened.layerTreeRoot().layerOrder()
    draw("project", order, settings, opened.backgroundColor())
    return {
        "title": opened.title(),
        "crs": opened.crs().authid(),
        "layers": [told(layer) for layer in order],
        "extent": [getattr(settings.extent(), f"{axis}{end}imum")() for end in ("Min", "Max") for axis in "xy"],
    }


def views() -> dict[str, Any]:
    graded = table("gis.segments", "구간번호")
    _, is_styled = graded.loadNamedStyle(task["style"])
    connect = QgsProviderRegistry.instance().providerMetadata("postgres").createConnection
    connection = connect(QgsDataSourceUri(graded.source()).connectionInfo(expandAuthConfig=False), {})
    return {
        "views": sorted(one.tableName() for one in connection.tables("gis")),
        "who": connection.executeSql("SELECT current_user")[0][0],
        "segments": {**told(graded), "count": graded.featureCount(), "styled": is_styled, "legend": legend(graded)},
        "bad": of_subset(graded, "구간번호", "\"종합등급\" = 'D'"),
        "others": [table(*name).isValid() for name in (("gis.grades", "등급번호"), ("public.segment", "id"))],
    }


def tiles() -> dict[str, Any]:
    uri = QgsDataSourceUri()
    for name, value in (("type", "xyz"), ("url", task["tiles"]), ("zmax", "15"), ("styleUrl", task["sheet"])):
        uri.setParam(name, value)
    layer = QgsVectorTileLayer(str(uri.encodedUri(), "utf-8"), "타일")
    fault, is_styled = layer.loadDefaultStyle()
    converter = QgsMapBoxGlStyleConverter()
    converter.convert(json.loads((folder / "style.json").read_text("utf-8")), QgsMapBoxGlStyleConversionContext())
    web, settings = QgsCoordinateReferenceSystem("EPSG:3857"), QgsMapSettings()
    turn = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), web, QgsProject.instance())
    settings.setDestinationCrs(web)
    settings.setExtent(turn.transformBoundingBox(QgsRectangle(*task["city"])))
    draw("tiles", [layer], settings, QColor("white"))
    return {**told(layer), "styled": is_styled, "fault": fault, "unread": converter.warnings()}


def visit() -> list[dict[str, Any]]:
    """What a file of a visit holds; points and the way are two layers to QGIS."""
    registry = QgsProviderRegistry.instance()
    found = []
    for part in registry.querySublayers(task["visit"], Qgis.SublayerQueryFlag.ResolveGeometryType):
        layer = part.toLayer(part.LayerOptions(QgsProject.instance().transformContext()))
        found.append({**told(layer), "shape": layer.geometryType(), "rows": [row(one) for one in layer.getFeatures()]})
    return found


application = QgsApplication([], False)  # noqa: FBT003 - Qt has no names for its arguments
application.initQgis()
parts = (collections, features, project, views, tiles, visit)
seen = {part.__name__: part() for part in parts}
(folder / "seen.json").write_text(json.dumps(seen, ensure_ascii=False), "utf-8")
QgsProject.instance().clear()
application.exitQgis()

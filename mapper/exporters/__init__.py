"""Rows out, bytes back: one file a format; no database.

A new format is one file in ``formats`` and one line of `EXPORTERS`.
"""

from __future__ import annotations

from typing import Final

from mapper.errors import ExportUnknown
from mapper.exporters.formats import csv, geojson, geopackage, geoparquet, kml, shapefile, xlsx
from mapper.exporters.rows import Batch, Exporter, Names, Rows

__all__ = ["EXPORTERS", "Batch", "Exporter", "Names", "Rows", "exporter_for"]

EXPORTERS: Final[tuple[Exporter, ...]] = (
    geojson.EXPORTER,
    geopackage.EXPORTER,
    geoparquet.EXPORTER,
    csv.EXPORTER,
    xlsx.EXPORTER,
    kml.EXPORTER,
    shapefile.EXPORTER,
)
"""Every format, the one for most programs first."""


def exporter_for(extension: str) -> Exporter:
    """Return the exporter of files that end so.

    Parameters
    ----------
    extension : str
        Without a dot in front, such as ``geojson`` or ``shp.zip``; in any case.

    Returns
    -------
    Exporter
        The one for it.

    Raises
    ------
    ExportUnknown
        When there is none; it lists those there are.
    """
    for exporter in EXPORTERS:
        if extension.lower() in exporter.extensions:
            return exporter
    choices = [one for exporter in EXPORTERS for one in exporter.extensions]
    message = f"No export ends in .{extension}; choose one of .{', .'.join(choices)}."
    raise ExportUnknown(message, extension=extension, choices=choices)

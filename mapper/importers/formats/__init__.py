"""How tables are written down: one file a format, one tuple."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mapper.errors import UnreadableFile
from mapper.importers.formats.csv import CSV
from mapper.importers.formats.excel import EXCEL
from mapper.importers.formats.geojson import GEOJSON
from mapper.importers.formats.geopackage import GEOPACKAGE
from mapper.importers.formats.kml import KML
from mapper.importers.formats.osm import OSM
from mapper.importers.formats.shapefile import SHAPEFILE
from mapper.importers.formats.text import TEXT
from mapper.importers.layer import layer_note, lone_layer_note
from mapper.importers.source import SHAPEFILE_PARTS, Source
from mapper.importers.storable import storable
from mapper.importers.table import Format, Table
from mapper.importers.unpacking import unpacked

FORMATS: Final[tuple[Format, ...]] = (SHAPEFILE, GEOPACKAGE, GEOJSON, KML, OSM, EXCEL, CSV, TEXT)
"""Every format an import can read, by itself or in a ZIP archive."""

ARCHIVE: Final = ".zip"
"""Ending of an archive that holds one of them, or several layers of shapefiles."""

_ONE_LAYER: Final = (SHAPEFILE, GEOJSON, KML, CSV, TEXT)
"""Those that never hold more than one layer."""

_BY_SUFFIX: Final = {suffix: known for known in FORMATS for suffix in known.suffixes}


def parse(source: Source, layers: tuple[str, ...] = ()) -> Table:
    """Read a file in the format its ending promises.

    Parameters
    ----------
    source : Source
        The file.
    layers : tuple of str
        Official layers to prefer where it holds several, the best first.

    Returns
    -------
    Table
        Its rows.

    Raises
    ------
    UnreadableFile
        When no format has that ending, or the bytes do not keep the promise.
    LayerUnclear
        When it holds several layers and neither the person nor ``layers`` settles which.
    """
    wanted = replace(source, preferred=layers)
    if source.suffix in _BY_SUFFIX:
        return _read(wanted)
    if source.suffix == ARCHIVE:
        source.require("a ZIP archive", "zip", "xlsx")
        with unpacked(wanted, tuple(_BY_SUFFIX)) as member:
            table = _read(member)
            return replace(table, notes=(layer_note(member.name.removeprefix(f"{source.name}/")), *table.notes))
    endings = ", ".join((*_BY_SUFFIX, ARCHIVE))
    remedy = "give the .shp it belongs to" if source.suffix in SHAPEFILE_PARTS else "convert it or rename it"
    message = f"{source.name} ends in {source.suffix!r}, expected one of {endings}; {remedy}."
    raise UnreadableFile(message, file=source.name, found=source.suffix, expected=endings)


def _read(source: Source) -> Table:
    known = _BY_SUFFIX[source.suffix]
    table = storable(known.parse(source), file=source.name)
    if source.layer is None or known not in _ONE_LAYER:
        return table
    return replace(table, notes=(lone_layer_note(source.layer), *table.notes))

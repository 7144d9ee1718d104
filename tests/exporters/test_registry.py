"""One file a format: nothing in the folder is left out of the tuple."""

from importlib import import_module
from pathlib import Path

import pytest

from mapper.crs import WGS84
from mapper.errors import ExportUnknown
from mapper.exporters import EXPORTERS, exporter_for, formats


def test_every_format_is_registered() -> None:
    files = {path.stem for path in Path(formats.__file__ or "").parent.glob("*.py")} - {"__init__"}
    assert {exporter.write.__module__.rsplit(".", 1)[1] for exporter in EXPORTERS} == files
    assert all(import_module(f"mapper.exporters.formats.{file}").EXPORTER in EXPORTERS for file in files)


def test_every_extension_is_of_one_format_in_any_case() -> None:
    extensions = [one for exporter in EXPORTERS for one in exporter.extensions]
    assert len(extensions) == len(set(extensions))
    assert {"geojson", "gpkg", "parquet", "csv", "xlsx", "kml", "shp.zip"} <= set(extensions)
    assert all(exporter_for(one.upper()) is exporter_for(one) for one in extensions)


def test_every_format_names_columns_and_has_a_crs() -> None:
    assert all(exporter.names and exporter.crs and "/" in exporter.media_type for exporter in EXPORTERS)
    assert {one.extensions[0] for one in EXPORTERS if one.crs == (WGS84,)} == {"geojson", "kml"}


@pytest.mark.parametrize("extension", ["", "shp", "gpx", "geojson.exe", "../csv"])
def test_another_extension_is_refused_with_the_list(extension: str) -> None:
    with pytest.raises(ExportUnknown, match=r"\.shp\.zip") as refused:
        exporter_for(extension)
    assert "gpkg" in refused.value.fields["choices"]  # type: ignore[operator] # fields are plain values

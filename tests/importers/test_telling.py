"""How far a file is read and judged: told in rows, from format to format, and stopped by whoever is told."""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mapper.importers import read, telling

ROWS = 50
CODES = [f"4115{number:06}" for number in range(ROWS)]
LON, LAT = 127.03, 37.73


def issues(folder: Path, suffix: str) -> Path:
    """Write points in a format."""
    path = folder / f"made{suffix}"
    lon = [LON + number / 1e5 for number in range(ROWS)]
    table = pd.DataFrame({"id": CODES, "유형": "무단투기", "경도": lon, "위도": LAT, "발견일": "2025-03-04"})
    match suffix:
        case ".csv":
            table.to_csv(path, index=False)
        case ".xlsx":
            table.to_excel(path, index=False)
        case ".kml":
            marks = [
                f"<Placemark><name>{key}</name><ExtendedData><Data name={quoteattr('유형')}><value>무단투기</value></Data>"
                f"<Data name={quoteattr('발견일')}><value>2025-03-04</value></Data></ExtendedData>"
                f"<Point><coordinates>{east},{LAT}</coordinates></Point></Placemark>"
                for key, east in zip(CODES, lon, strict=True)
            ]
            space = "http://www.opengis.net/kml/2.2"
            path.write_text(f'<kml xmlns="{space}"><Document>{"".join(marks)}</Document></kml>', "utf-8")
        case _:
            frame = gpd.GeoDataFrame(
                table.drop(columns=["경도", "위도"]), geometry=shapely.points(lon, LAT), crs="EPSG:4326"
            )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # pyogrio remarks on strings of another kind
                frame.to_file(path, engine="pyogrio")
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".geojson", ".gpkg", ".kml"])
def test_rows_are_told_as_they_are_read_and_judged(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "OFTEN", 20)
    told: list[tuple[str, int, int]] = []
    found = read("issues", issues(tmp_path, suffix), today=dt.date(2025, 6, 30), telling=lambda *one: told.append(one))
    assert found.rows_in == ROWS
    steps = [step for step, _, _ in told]
    assert steps == sorted(steps, key=["reading", "judging"].index)
    of_read = [(done, total) for step, done, total in told if step == "reading"]
    assert [done for done, _ in of_read] == [20, 40]
    assert {total for _, total in of_read} <= {0, ROWS, ROWS + 1}  # nobody knows of KML, and a table has a header
    judged = [done for step, done, total in told if step == "judging" and total == ROWS]
    assert judged == sorted(judged)
    assert (judged[0], judged[-1], len(set(judged)) > 2) == (0, ROWS, True)


class Stopped(Exception):
    """Somebody does not want it any more."""


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".geojson", ".gpkg", ".kml"])
@pytest.mark.parametrize("at", ["reading", "judging"])
def test_who_is_told_can_stop_it(tmp_path: Path, suffix: str, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "OFTEN", 20)
    told: list[str] = []

    def stop(step: str, done: int, _total: int) -> None:
        told.append(step)
        if step == at and done:
            raise Stopped

    with pytest.raises(Stopped):
        read("issues", issues(tmp_path, suffix), today=dt.date(2025, 6, 30), telling=stop)
    assert told[-1] == at

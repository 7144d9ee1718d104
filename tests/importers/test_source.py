"""A file that is not what it says, or cannot be read, is one sentence."""

import datetime as dt
import os
import re
from pathlib import Path

import pytest

from mapper.errors import TooManyColumns, UnknownKind, UnreadableFile
from mapper.importers import MOST_COLUMNS, read
from mapper.importers.source import MOST_BYTES, Source, open_source

TODAY = dt.date(2025, 6, 30)

FOREIGN = {
    "a ZIP archive": b"PK\x03\x04\x14\x00\x00\x00",
    "an old Excel workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a shapefile": b"\x00\x00\x27\x0a" + b"\x00" * 96,
    "a GeoPackage": b"SQLite format 3\x00",
    "an Excel workbook": b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(20) + b"[Content_Types].xml",
    "OpenStreetMap data": b"\x00\x00\x00\x0d\x0a\x09OSMHeader",
    "a 7z archive": b"7z\xbc\xaf\x27\x1c",
    "a PDF": b"%PDF-1.7\n",
    "a gzip archive": b"\x1f\x8b\x08\x00",
    "a picture": b"\x89PNG\r\n\x1a\n",
    "a web page": b"\xef\xbb\xbf  <!DOCTYPE html><html><body>Sign in</body></html>",
    "XML (KML)": b'<?xml version="1.0"?>\n<!-- made --><kml></kml>',
    "XML (OpenStreetMap)": b'\xef\xbb\xbf<osm version="0.6">',
    "XML": b'<?xml version="1.0"?><gpx></gpx>',
}


@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize("name", ["roads.geojson", "roads.csv"])
def test_a_foreign_file_is_named_for_what_it_is(tmp_path: Path, name: str | None, what: str) -> None:
    path = tmp_path / name
    path.write_bytes(FOREIGN[what])
    with pytest.raises(UnreadableFile, match=f"{re.escape(name)} is {re.escape(what)}.* expected (GeoJSON|CSV); "):
        read("alleys", path, today=TODAY)


def test_a_missing_file_names_itself(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"^gone\.csv cannot be read \(No such file"):
        open_source(tmp_path / "gone.csv")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "roads.geojson").mkdir()
    with pytest.raises(UnreadableFile, match=r"roads\.geojson is a folder, expected a file"):
        open_source(tmp_path / "roads.geojson")


def test_a_device_is_not_read_for_ever() -> None:
    with pytest.raises(UnreadableFile, match="zero is not a regular file"):
        open_source("/dev/zero")


def test_a_path_with_a_nul_byte_is_refused() -> None:
    with pytest.raises(UnreadableFile, match=r"a\\x00b\.csv cannot be read"):
        open_source("a\0b.csv")


def test_a_file_of_another_user_is_not_readable(tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("id\n1\n")
    path.chmod(0o000)
    was = os.geteuid()
    if was == 0:  # nothing is closed to root
        os.seteuid(65534)
    try:
        with pytest.raises(UnreadableFile, match=r"secret\.csv cannot be read \(Permission denied\)"):
            open_source(path)
    finally:
        os.seteuid(was)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nothing.csv").touch()
    with pytest.raises(UnreadableFile, match=r"nothing\.csv is empty"):
        open_source(tmp_path / "nothing.csv")


def test_a_file_beyond_the_cap_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.geojson"
    path.touch()
    os.truncate(path, MOST_BYTES + 1)
    with pytest.raises(UnreadableFile, match=r"huge\.geojson has 536,870,913 bytes, expected at most 536,870,912"):
        open_source(path)


def test_an_unknown_ending_lists_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "roads.dwg"
    path.write_bytes(b"AC1032")
    with pytest.raises(UnreadableFile, match=r"ends in '\.dwg', expected one of \.shp, .*\.geojson, .*\.csv, .*\.zip"):
        read("alleys", path, today=TODAY)


def test_an_unknown_kind_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownKind, match="'roads', expected one of districts, alleys, household-counts, places, "):
        read("roads", tmp_path / "roads.csv", today=TODAY)


def test_a_file_name_cannot_break_the_sentence(tmp_path: Path) -> None:
    path = Path(tmp_path) / "a\nb\x1b[31m.csv"
    path.touch()
    with pytest.raises(UnreadableFile, match=r"a\\nb\\x1b\[31m\.csv is empty"):
        open_source(path)


def test_the_fingerprint_is_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "abc.csv"
    path.write_bytes(b"abc")
    assert open_source(path).sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_part_of_a_shapefile_is_looked_at_as_well(tmp_path: Path) -> None:
    (tmp_path / "a.shp").write_bytes(b"\x00\x00\x27\x0a")
    (tmp_path / "a.DBF").touch()
    with pytest.raises(UnreadableFile, match=r"a\.DBF is empty"):
        open_source(tmp_path / "a.shp")


def test_bytes_and_files_are_laid_down_under_a_plain_name(tmp_path: Path) -> None:
    path = tmp_path / "골목 {x}.gpkg"
    path.write_bytes(b"abc")
    for source in (open_source(path), Source("골목 {x}.gpkg", ".gpkg", b"abc")):
        with source.on_disk() as laid:
            assert (laid.name, laid.read_bytes()) == ("file.gpkg", b"abc")
            assert laid.parent.stat().st_mode & 0o777 == 0o700
        assert not laid.parent.exists()
    assert path.exists()


def test_a_file_that_goes_away_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id\n")
    source = open_source(path)
    path.unlink()
    with pytest.raises(UnreadableFile, match=r"a\.csv cannot be read \(No such file"):
        source.content  # noqa: B018 - reading it is what fails


def test_a_table_wider_than_people_keep_is_refused_with_how_wide_it_is(tmp_path: Path) -> None:
    file = tmp_path / "넓은.csv"
    for columns in (MOST_COLUMNS, MOST_COLUMNS + 1):
        header = ["id", "유형", "발견일", "경도", "위도", *(f"열{i}" for i in range(columns - 5))]
        cells = ["1", "낙서", "2024-05-01", "127.03", "37.73", *["x"] * (columns - 5)]
        file.write_text(f"{','.join(header)}\n{','.join(cells)}\n", "utf-8")
        if columns == MOST_COLUMNS:
            assert len(read("issues", file, today=dt.date(2024, 6, 1)).frames["ISSUES"]) == 1
    with pytest.raises(TooManyColumns) as refused:
        read("issues", file, today=dt.date(2024, 6, 1))
    assert refused.value.fields["found"] == MOST_COLUMNS + 1

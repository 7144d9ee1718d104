"""Thousands of damaged files of every format: judged or refused, in bounds, and never a row that is not in Korea."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import re
import sqlite3
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import psutil
import pytest
import shapely

from mapper.crs import KOREA_TM_BOX
from mapper.errors import GolmokError
from mapper.importers import Reading, importer_of, judge
from mapper.importers.source import Source

CASES: Final = int(os.environ.get("GOLMOK_FUZZ_CASES", "600"))
"""Of all formats together; thousands are for a night, not for every run."""

MOST_GROWTH: Final = 256 * 1024 * 1024
TODAY: Final = dt.date(2025, 6, 30)
WEST, SOUTH, EAST, NORTH = KOREA_TM_BOX

Edit = Callable[[bytes, random.Random], bytes]

WORDS: Final = [
    *("NaN", "1e400", "-1e400", "Infinity", "-0", "-0.0", "9" * 400, "9" * 5000, "9223372036854775808", "1e-400"),
    *("", " ", "\u3000", "\u00a0", "\ufeff", "\0", "\ufffd", "\u202e", "가" * 300, "골목", "똠", "é", "=1+1", "%s"),
    *("127.0", "37.7", "37.7,127.0", "958914.8", "1971044.6", "0,0", "-1", "1905-07-15", "45443", "2025-02-30"),
    *("[" * 50, "{" * 9, "(" * 500, "]", "}", ")", '"', "'", ",", ";", "\t", "\n", "\r", "\r\n", "\\", "\\ud800"),
    *("&#0;", "&amp;", "&x;", "<", ">", "<!DOCTYPE a [<!ENTITY x 'y'>]>", "PK\x03\x04", "SRID=5179;", "EMPTY"),
    *("POLYGON", " Z ", "EPSG:5186", "urn:ogc:def:crs:EPSG::9999", "XFD1048576", "4115051000", "null", "../../a"),
]
NUMBERS: Final = [0, 1, 2, 7, 31, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF]
PIECES: Final = [
    *(word.encode() for word in WORDS),
    *(b"\xb0\xa1", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\x8c\x63", b"\xa1\xa1", b"\0" * 4),
    *(b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"\x7f\xff\xff\xff", struct.pack("<d", float("nan"))),
    *(struct.pack("<d", float("inf")), struct.pack("<d", -0.0), struct.pack("<d", 1e300), struct.pack(">d", 5e-324)),
]


def damage(content: bytes, dice: random.Random) -> bytes:
    """Flip, overwrite, insert, repeat and cut bytes, as editors, disks and broken transfers do."""
    made = bytearray(content)
    for _ in range(dice.randint(1, 3)):
        start = dice.randint(0, len(made))
        end = min(len(made), start + dice.choice([0, 1, 1, 4, 8, 40]))
        flipped = bytes(byte ^ (1 << dice.randrange(8)) for byte in made[start:end])
        made[start:end] = dice.choice(
            [flipped, dice.choice(PIECES), dice.randbytes(3), bytes(made[start:end]) * 2, b""]
        )
    return bytes(made[: dice.randint(1, len(made))] if made and dice.random() < 0.1 else made)


def edit_json(content: bytes, dice: random.Random) -> bytes:
    """Put something nasty in the place of one value, name a key twice, or nest it deep."""
    document = json.loads(content)
    place, key = dice.choice(list(_places(document)))
    kept = json.dumps(place[key], ensure_ascii=False)
    place[key] = "\x01"
    raw = [
        *(kept, f"[{kept}]", f"[{kept},{kept}]", "[" * 2000 + "]" * 2000, '{"a":1,"a":2}', '"\\ud800"', '"\\u0000"'),
        *("{}", "[]", "null", "true", "-0", "1E400", "NaN", "-Infinity", "9" * 5000, '"GeometryCollection"'),
        *('"LineString"', "[127.0,37.7]", "[[[127.0,37.7],[127.1,37.7],[127.0,37.8],[127.0,37.7]]]", "[37.7,127.0]"),
        json.dumps(dice.choice(WORDS)),
    ]
    text = json.dumps(document, ensure_ascii=False).replace('"\\u0001"', dice.choice(raw), 1)
    if isinstance(key, str) and dice.random() < 0.2:
        text = text.replace(f'"{key}":', f'"{key}": null, "{key}":', 1)
    return text.encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield value, key
        yield from _places(inner)


def edit_table(content: bytes, dice: random.Random) -> bytes:
    """Change a cell, drop or double a row or column, or write a line in another encoding."""
    lines = [line.split(",") for line in content.decode().splitlines()]
    row, column = dice.randrange(len(lines)), dice.randrange(len(lines[0]))
    choice = dice.randrange(6)
    if choice < 3 and column < len(lines[row]):
        lines[row][column] = dice.choice(WORDS)
    elif choice == 3:
        lines.insert(row, list(lines[dice.randrange(len(lines))]))
    elif choice == 4:
        lines = [[*line[:column], *line[column + 1 :]] for line in lines]
    else:
        lines = [
            [*line[:column], *line[column : column + 1] * dice.choice([2, 2, 300]), *line[column:]] for line in lines
        ]
    encoded = [",".join(line).encode() for line in lines]
    if choice == 5:
        codec = dice.choice(["cp949", "utf-16", "utf-16-le", "utf-8-sig", "johab"])
        encoded[row] = ",".join(lines[row]).encode(codec, "replace")
    return dice.choice([b"\n", b"\n", b"\r\n", b"\r"]).join(encoded)


def edit_xml(content: bytes, dice: random.Random) -> bytes:
    """Change a text or an attribute, or drop, double or nest an element."""
    text = content.decode()
    found = dice.choice(list(re.finditer(r'>[^<>]+<|"[^"<>]*"|<[^<>]+>', text)))
    old, word = found[0], dice.choice(WORDS)
    if old.startswith("<"):
        new = dice.choice(["", old * 2, old * 200, f"<Folder>{old}", old.replace(" ", "\0", 1), old.upper()])
    else:
        new = old[0] + dice.choice([word, escape(word), escape(word), old[1:-1] * 2, old[1:-1] + ",1e400"]) + old[-1]
    return (text[: found.start()] + new + text[found.end() :]).encode()


def edit_numbers(content: bytes, dice: random.Random) -> bytes:
    """Overwrite a number of a binary header or record: counts, lengths, offsets and types that lie."""
    made = bytearray(content)
    heads = dice.choice([32, 100, 160, len(made)])
    at = dice.randrange(max(1, min(heads, len(made) - 8)))
    number = dice.choice([*NUMBERS, dice.getrandbits(32)])
    value = dice.choice(
        [dice.choice(PIECES[-4:]), struct.pack(dice.choice("<>") + "I", number), bytes([number & 0xFF])]
    )
    made[at : at + len(value)] = value
    return bytes(made)


def edit_directory(content: bytes, dice: random.Random) -> bytes:
    """Let the table of contents of an archive lie about one of its members, or about itself."""
    made = bytearray(content)
    sign, size = dice.choice([(b"PK\x01\x02", 46), (b"PK\x03\x04", 30), (b"PK\x05\x06", 22)])
    starts = [found.start() for found in re.finditer(re.escape(sign), content)]
    at = dice.choice(starts) + dice.randrange(4, size - 1)
    value = struct.pack(dice.choice(["<H", "<I"]), dice.choice(NUMBERS[:9]))
    made[at : at + len(value)] = value
    if dice.random() < 0.3:
        return _with_long_offset(bytes(made), dice)
    return bytes(made)


def _with_long_offset(content: bytes, dice: random.Random) -> bytes:
    """Say in the wide numbers of ZIP64 where the first member is."""
    at, end = content.find(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
    if min(at, end) < 0:
        return content
    extra = struct.pack("<HHQ", 1, 8, dice.choice([0, 2**31, 2**63 - 1, 2**63, 2**64 - 1]))
    name = at + 46 + int.from_bytes(content[at + 28 : at + 30], "little")
    made = bytearray(content)
    made[at + 42 : at + 46], made[at + 30 : at + 32] = b"\xff" * 4, struct.pack("<H", len(extra))
    size = int.from_bytes(content[end + 12 : end + 16], "little") + len(extra)
    made[end + 12 : end + 16] = struct.pack("<I", size & 0xFFFFFFFF)
    made[name:name] = extra
    return bytes(made)


def edit_member(content: bytes, dice: random.Random) -> bytes:
    """Change what an honest archive holds: the bytes of a member, its name, or which is which."""
    with ZipFile(BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    main = [name for name in members if "sheet" in name or "haredStrings" in name]
    name = dice.choice(main if main and dice.random() < 0.7 else list(members))
    choice = dice.randrange(8)
    if choice == 0:
        other = dice.choice(list(members))
        members[name], members[other] = members[other], members[name]
    elif choice == 1:
        word = dice.choice([*WORDS, "A" * 300, "a/b", "a.zip", "b.csv"]).replace("\0", "0")
        members["a" + word + dice.choice(["", name[-4:]])] = members.pop(name)
    elif choice == 2:
        del members[name]
    else:
        suffix = Path(name).suffix
        edits = {".xml": [edit_xml], ".kml": [edit_xml], ".prj": [edit_prj], ".rels": [edit_xml], ".csv": [edit_table]}
        binary = suffix in (".shp", ".shx", ".dbf")
        members[name] = dice.choice([*edits.get(suffix, [edit_numbers] if binary else []), damage])(members[name], dice)
    return zipped(members, dice.choice([ZIP_STORED, ZIP_DEFLATED]))


def edit_prj(content: bytes, dice: random.Random) -> bytes:
    """Change a number or a name of a reference system."""
    text = content.decode()
    found = dice.choice(list(re.finditer(r'-?[0-9][0-9.]*|"[^"]*"|[A-Z]{4,}', text)))
    new = dice.choice(["0", "-0", "1e400", "nan", "1e-300", "-1", "91", "361", "1e15", '"Bessel"', "GEOGCS", *WORDS])
    return (text[: found.start()] + new + text[found.end() :]).encode()


def edit_database(content: bytes, dice: random.Random) -> bytes:
    """Put something nasty into one cell of one table of a GeoPackage, or another thing in the place of a table."""
    database = sqlite3.connect(":memory:")
    database.deserialize(content)
    database.execute("PRAGMA writable_schema = ON")
    table = dice.choice(["gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys", "made", "made", "made"])
    column = dice.choice([row[1] for row in database.execute(f"PRAGMA table_info({table})")])
    values = [None, 2**63 - 1, -(2**63), float("inf"), 1e300, 0.0, b"", b"GP\0\1", b"GP\0\x0d" + bytes(40), "a\0b"]
    if column == "geom":
        blob = database.execute(f"SELECT {column} FROM {table}").fetchone()[0]
        values = [damage(blob, dice), edit_numbers(blob, dice), *values]
    try:
        database.execute(f"UPDATE {table} SET {column} = ?", [dice.choice([*values, *values, *WORDS])])
        if dice.random() < 0.1:
            database.execute("UPDATE sqlite_master SET sql = replace(sql, ?, ?)", [column, dice.choice(WORDS)])
    except sqlite3.Error:
        return damage(content, dice)
    database.commit()
    return database.serialize()


def zipped(members: dict[str, bytes], method: int) -> bytes:
    archive = BytesIO()
    with ZipFile(archive, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return archive.getvalue()


PACKED: Final[tuple[Edit, ...]] = (*[edit_member] * 4, edit_directory, damage)
EDITS: Final[dict[str, tuple[Edit, ...]]] = {
    ".geojson": (edit_json, edit_json, damage),
    ".csv": (edit_table, damage),
    **dict.fromkeys((".zip", ".xlsx", ".kmz"), PACKED),
    **dict.fromkeys((".kml", ".osm"), (edit_xml, edit_xml, damage)),
    ".gpkg": (edit_database, edit_database, edit_numbers, damage),
}


def damaged(specimen: Any, dice: random.Random) -> bytes:
    content = dice.choice(EDITS[specimen.suffix])(specimen.content, dice)
    return damage(content, dice) if dice.random() < 0.2 else content


def judged(specimen: Any, content: bytes) -> Reading:
    return judge(importer_of(specimen.kind), Source(f"made{specimen.suffix}", specimen.suffix, content), today=TODAY)


FORMATS: Final = ("GeoJSON", "CSV", "ZIP", "Shapefile", "XLSX", "KML", "GeoPackage", "OSM")


def require_sound(reading: Reading) -> None:
    """Show that what was read is in Korea, can be stored, and adds up."""
    for made in reading.frames.values():
        x, y = positions(made)
        assert ((x >= WEST) & (x <= EAST) & (y >= SOUTH) & (y <= NORTH)).all()
        text = "".join(cell for column in made for cell in made[column].tolist() if isinstance(cell, str))
        assert b"\0" not in text.encode()
    json.dumps(reading.report(), ensure_ascii=False, allow_nan=False).encode()
    assert len({row for fault in reading.faults for row in fault.rows}) == reading.rows_refused <= reading.rows_in
    for number in reading.rows.numbers:
        assert len(reading.rows.cells(int(number))) == len(reading.rows.names)


def positions(made: Any) -> Any:
    if "x" in made:
        assert (made["x"].isna() == made["y"].isna()).all()
        return made[["x", "y"]].dropna().to_numpy().T
    shapes = [shape for name in ("geometry", "cell") if name in made for shape in made[name].dropna()]
    assert shapely.is_valid(shapes).all()
    return shapely.get_coordinates(shapes).T


@pytest.mark.parametrize("name", FORMATS)
def test_the_files_that_are_damaged_are_good(specimens: dict[str, list[Any]], name: str) -> None:
    for specimen in specimens[name]:
        reading = judged(specimen, specimen.content)
        assert reading.faults == ()
        assert reading.rows_in == (1 if name == "OSM" else 2)
        require_sound(reading)


@pytest.mark.timeout(60 + CASES)
@pytest.mark.parametrize("name", FORMATS)
def test_a_damaged_file_is_judged_or_refused(
    specimens: dict[str, list[Any]], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    process, outcomes = psutil.Process(), Counter[str]()
    began = most = process.memory_info().rss
    for number in range(CASES // len(FORMATS)):
        dice = random.Random(f"{name} {number}")
        specimen = dice.choice(specimens[name])
        content = damaged(specimen, dice)
        try:
            reading = judged(specimen, content)
        except GolmokError as error:
            outcomes["refused"] += 1
            assert str(error).encode().startswith((b"made", b"--"))  # noqa: PT017 - either outcome is right
        else:
            outcomes["judged"] += 1
            require_sound(reading)
        most = max(most, process.memory_info().rss)
    assert most - began < MOST_GROWTH
    assert min(outcomes["refused"], outcomes["judged"]) > CASES // len(FORMATS) // 20
    assert list(tmp_path.iterdir()) == []

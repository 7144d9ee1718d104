"""Archives: what they may hold, and the bombs they may be."""

from __future__ import annotations

import json
import stat
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipInfo

import pytest

from mapper.errors import ArchiveRefused, GolmokError, LayerUnclear, UnreadableFile
from mapper.importers.archive import MOST_UNPACKED, opened
from mapper.importers.formats import parse
from mapper.importers.source import Source, open_source
from mapper.importers.table import Table

Zipped = Callable[..., bytes]
Parts = dict[str, bytes]
Make = Callable[..., Parts]

NAME = [(b"NAME", "C", 12)]
CSV = "id,이름\n1,골목\n".encode("cp949")
MOST_SECONDS = 2
MOST_MEMORY = 64 * 1024 * 1024


def source(content: bytes, name: str = "made.zip", layer: str | None = None) -> Source:
    return Source(name, Path(name).suffix, content, layer=layer)


def refused(content: bytes, match: str, name: str = "made.zip") -> None:
    """Show that an archive is refused for its reason, in time and without its bytes."""
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(ArchiveRefused, match=match):
        parse(source(content, name))
    assert time.perf_counter() - began < MOST_SECONDS
    assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    tracemalloc.stop()


def layer(shapefile: Make, stem: str, word: str = "골목") -> dict[str, bytes]:
    parts = shapefile(NAME, [[word.encode("cp949")]])
    return {f"{stem}{suffix}": content for suffix, content in parts.items()}


def words(table: Table) -> list[str]:
    return list(table.columns[table.header.index("NAME")])


def test_a_shapefile_with_korean_names_is_read(zipped: Zipped, shapefile: Make) -> None:
    table = parse(source(zipped({"도로/설명서.txt": b"notes", **layer(shapefile, "도로/골목길")})))
    assert words(table) == ["골목"]


def test_names_that_say_they_are_utf8_and_those_macos_writes_are_read(zipped: Zipped, shapefile: Make) -> None:
    class Unflagged(ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile asks it under this name
            return self.filename.encode(), self.flag_bits

    junk = {"__MACOSX/._골목길.shp": b"junk", "._골목길.shp": b"junk"}
    for entry in (ZipInfo, Unflagged):
        made = zipped({**junk, **layer(shapefile, "골목길")}, entry=entry)
        assert words(parse(source(made))) == ["골목"]


@pytest.mark.parametrize(
    "official", ["TL_SPRD_MANAGE", "tl_sprd_manage", "TL_SPRD_MANAGE_41150", "Z_SOP_BND_TL_SPRD_MANAGE"]
)
def test_the_layer_a_kind_prefers_is_taken(zipped: Zipped, shapefile: Make, official: str) -> None:
    made = zipped({**layer(shapefile, "TL_SPRD_RW", "면"), **layer(shapefile, f"경기도/{official}", "선")})
    assert words(parse(source(made), ("MOCT_LINK", "TL_SPRD_MANAGE"))) == ["선"]
    [note] = [note for note in parse(source(made), ("TL_SPRD_MANAGE",)).notes if note.code == "layer"]
    assert note.fields == {"layer": f"경기도/{official}.shp"}


def test_several_layers_are_asked_about_with_what_they_hold(zipped: Zipped, shapefile: Make) -> None:
    made = zipped({**layer(shapefile, "TL_SPRD_RW"), **layer(shapefile, "TL_SPRD_MANAGE")})
    sentence = (
        r"holds 2 layers.*TL_SPRD_RW\.shp \(1 points\); TL_SPRD_MANAGE\.shp \(1 points\)\. Say which with --layer"
    )
    with pytest.raises(LayerUnclear, match=sentence) as caught:
        parse(source(made), ("TL_SCCO_EMD",))
    assert caught.value.fields["found"] == ["TL_SPRD_RW.shp", "TL_SPRD_MANAGE.shp"]


def test_a_preferred_layer_in_two_folders_is_asked_about(zipped: Zipped, shapefile: Make) -> None:
    made = zipped({**layer(shapefile, "11110/TL_SPRD_MANAGE", "가"), **layer(shapefile, "11140/TL_SPRD_MANAGE", "나")})
    with pytest.raises(LayerUnclear):
        parse(source(made), ("TL_SPRD_MANAGE",))
    with pytest.raises(LayerUnclear, match="has no single layer 'TL_SPRD_MANAGE'"):
        parse(source(made, layer="TL_SPRD_MANAGE"))
    assert words(parse(source(made, layer="11140/TL_SPRD_MANAGE.shp"))) == ["나"]


@pytest.mark.parametrize("named", ["골목길", "골목길.shp", "도로/골목길.shp"])
def test_the_layer_named_is_taken(zipped: Zipped, shapefile: Make, named: str) -> None:
    made = zipped({**layer(shapefile, "도로/골목길", "가"), **layer(shapefile, "TL_SPRD_MANAGE", "나")})
    assert words(parse(source(made, layer=named), ("TL_SPRD_MANAGE",))) == ["가"]


def test_a_part_that_is_not_in_the_archive_is_named(zipped: Zipped, shapefile: Make) -> None:
    parts = layer(shapefile, "a")
    del parts["a.shx"]
    with pytest.raises(UnreadableFile, match=r"made\.zip/a\.shp comes without made\.zip/a\.shx"):
        parse(source(zipped(parts)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("자료.csv", CSV),
        (
            "자료.geojson",
            json.dumps({"type": "Feature", "properties": {"id": 1, "이름": "골목"}, "geometry": None}).encode(),
        ),
    ],
)
def test_a_single_file_of_another_format_is_read_as_such(zipped: Zipped, name: str, content: bytes) -> None:
    table = parse(source(zipped({"readme.txt": b"about", name: content})))
    assert (table.header, [column[0] for column in table.columns]) == (("id", "이름"), ["1", "골목"])


def test_the_archive_of_an_archive_is_the_source(zipped: Zipped, tmp_path: Path) -> None:
    path = tmp_path / "made.zip"
    path.write_bytes(zipped({"a.csv": CSV}))
    assert parse(open_source(path)).rows_in == 1
    assert open_source(path).sha256 == source(path.read_bytes()).sha256


def test_nothing_is_left_behind(
    zipped: Zipped, shapefile: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    parse(source(zipped(layer(shapefile, "a"))))
    with pytest.raises(GolmokError):
        parse(source(zipped({**layer(shapefile, "a"), "a.dbf": b"no table"})))
    assert list(tmp_path.iterdir()) == []


def test_an_archive_of_other_things_says_what_it_holds(zipped: Zipped) -> None:
    with pytest.raises(UnreadableFile, match=r"holds 사진\.jpg, expected a file that ends in \.shp"):
        parse(source(zipped({"사진.jpg": b"\xff\xd8\xff"})))


def test_a_bomb_of_one_member_is_refused(zipped: Zipped) -> None:
    refused(zipped({"a.csv": bytes(40_000_000)}), r"unpacks to over 200 times its size")


def test_a_bomb_of_all_members_is_refused(zipped: Zipped) -> None:
    member = zlib.crc32(b"").to_bytes(4, "big") * 250_000
    refused(zipped({f"{i}.csv": member for i in range(20)}), r"made\.zip: it unpacks to over 200 times its size")


def test_too_much_is_refused_by_what_is_said(zipped: Zipped) -> None:
    made = bytearray(zipped({"a.csv": CSV}, ZIP_STORED))
    entry = made.index(b"PK\x01\x02")
    made[entry + 24 : entry + 28] = struct.pack("<I", MOST_UNPACKED + 1)
    refused(bytes(made), r"it unpacks to 2,147,483,649 bytes, expected at most 2,147,483,648")


@pytest.mark.parametrize("suffix", [".csv", ".shp"])
def test_a_member_that_is_more_than_it_says_is_stopped(zipped: Zipped, suffix: str) -> None:
    made = bytearray(zipped({f"a{suffix}": bytes(60_000_000)}))
    entry = made.index(b"PK\x01\x02")
    made[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    made[entry + 16 : entry + 20] = struct.pack("<I", zlib.crc32(bytes(1000)))
    refused(bytes(made), rf"a\{suffix} unpacks to more than the 1,000 bytes it says")


def test_a_workbook_is_bounded_before_its_reader_sees_it(zipped: Zipped) -> None:
    made = bytearray(zipped({"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": bytes(60_000_000)}))
    refused(bytes(made), "unpacks to over 200 times", name="made.xlsx")
    entry = made.rindex(b"PK\x01\x02")
    made[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    refused(bytes(made), "unpacks to more than the 1,000 bytes", name="made.xlsx")


def test_members_that_share_their_bytes_are_refused(zipped: Zipped) -> None:
    """David Fifield's bomb: one kernel, quoted by many entries."""
    made = zipped({"a.csv": CSV, "b.csv": CSV}, ZIP_STORED)
    second = made.rindex(b"PK\x01\x02")
    overlapped = bytearray(made)
    overlapped[second + 42 : second + 46] = struct.pack("<I", 0)
    refused(bytes(overlapped), "is that of another member as well")


def test_too_many_members_are_refused(zipped: Zipped) -> None:
    refused(zipped({f"{i}.csv": b"a" for i in range(201)}), "it has 201 members, expected at most 200")
    assert len(list(_members(zipped({f"{i}.csv": b"a" for i in range(200)})))) == 200


def test_a_table_of_contents_that_fills_memory_is_refused_unread(zipped: Zipped) -> None:
    made = bytearray(zipped({"a.csv": CSV}))
    end = made.rindex(b"PK\x05\x06")
    made[end + 12 : end + 16] = struct.pack("<I", 400_000_000)
    refused(bytes(made), r"its table of contents has 400,000,000 bytes")


def test_the_long_form_of_a_table_of_contents_is_bounded_too(zipped: Zipped) -> None:
    made = zipped({"a.csv": CSV})
    end = made.rindex(b"PK\x05\x06")
    large = b"PK\x06\x06" + struct.pack("<Q2H2I4Q", 44, 45, 45, 0, 0, 1, 1, 400_000_000, 0)
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, end, 1)
    refused(made[:end] + large + locator + made[end:], r"its table of contents has 400,000,000 bytes")


@pytest.mark.parametrize(
    "name", ["../a.csv", "a/../../b.csv", "/etc/a.csv", "C:/a.csv", "..\\a.csv", "\\\\host\\a.csv"]
)
def test_members_that_leave_their_folder_are_refused(zipped: Zipped, name: str) -> None:
    refused(zipped({name: CSV}), "would land outside its folder")


@pytest.mark.parametrize("offset", [2**31, 2**63 - 1, 2**63, 2**64 - 1])
def test_members_that_begin_beyond_the_file_are_refused(zipped: Zipped, offset: int) -> None:
    made = bytearray(zipped({"a.csv": CSV}, ZIP_STORED))
    entry, end = made.index(b"PK\x01\x02"), made.index(b"PK\x05\x06")
    wide = struct.pack("<HHQ", 1, 8, offset)
    made[entry + 30 : entry + 32], made[entry + 42 : entry + 46] = struct.pack("<H", len(wide)), b"\xff" * 4
    made[end + 12 : end + 16] = struct.pack("<I", end - entry + len(wide))
    made[end:end] = wide
    refused(bytes(made), "an entry points to no file")


def test_links_are_refused(zipped: Zipped) -> None:
    class Link(ZipInfo):
        def __init__(self, *told: object) -> None:
            super().__init__(*told)  # type: ignore[arg-type] - handed through
            self.external_attr = (stat.S_IFLNK | 0o777) << 16

    refused(zipped({"a.csv": b"/etc/passwd"}, entry=Link), "is a link to another file")


def test_locked_members_are_refused(zipped: Zipped) -> None:
    made = bytearray(zipped({"a.csv": CSV}))
    made[made.index(b"PK\x01\x02") + 8] |= 1
    refused(bytes(made), "locked with a password, expected an ordinary archive; pack it without one")


@pytest.mark.parametrize("name", ["inner.zip", "inner.ZIP", "inner.7z", "inner.tar.gz", "알집.alz"])
def test_archives_in_archives_are_refused(zipped: Zipped, name: str) -> None:
    refused(zipped({name: b"PK", "a.csv": CSV}), "is an archive again")


def test_names_that_repeat_are_refused(zipped: Zipped) -> None:
    refused(zipped({"a.csv": CSV, "A.CSV": CSV}), "two of its members have one name")


def test_other_ways_to_pack_are_refused(zipped: Zipped) -> None:
    refused(zipped({"a.csv": CSV}, ZIP_BZIP2), "packed by a method other than deflate")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_an_archive_cut_short_is_refused(zipped: Zipped, shapefile: Make, share: float) -> None:
    made = zipped(layer(shapefile, "a"))
    refused(made[: int(share * len(made))], "cut short")


def test_damaged_bytes_are_found_by_the_checksum(zipped: Zipped) -> None:
    made = zipped({"a.csv": b"id,name\n1,alley\n"}, ZIP_STORED)
    refused(made.replace(b"alley", b"Alley", 1), r"a\.csv is damaged: it is not what its checksum says")


def test_a_zip_that_is_none_is_said() -> None:
    with pytest.raises(UnreadableFile, match=r"made\.zip begins with 69 64 2c, expected a ZIP archive"):
        parse(source(b"id,"))


def _members(content: bytes) -> list[str]:
    with opened(source(content)) as archive:
        return [member.name for member in archive.members]

"""Shapefiles: encodings by their bytes, records by their numbers, parts that belong together."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mapper.errors import UnreadableFile
from mapper.importers.claim import CrsClaim
from mapper.importers.formats import parse
from mapper.importers.source import Source, open_source
from mapper.importers.table import Table

Parts = dict[str, bytes]
Make = Callable[..., Parts]
Lay = Callable[..., Path]

NAME = [(b"CODE", "C", 4), (b"NAME", "C", 12)]
LINE = [(958_914.0, 1_971_044.0), (958_950.0, 1_971_060.0)]


def read(path: Path, **options: Any) -> Table:
    return parse(open_source(path, **options))


def note(table: Table, code: str) -> dict[str, Any]:
    return next(note.fields for note in table.notes if note.code == code)


def sentence(table: Table, code: str) -> str:
    return next(str(note) for note in table.notes if note.code == code)


def named(codec: str, *words: str) -> list[list[bytes]]:
    return [[str(i).encode(), word.encode(codec)] for i, word in enumerate(words)]


def test_records_become_rows_of_text(shapefile: Make, lay_down: Lay) -> None:
    fields = [(b"NAME", "C", 8), (b"WIDTH", "N", 9), (b"DAY", "D", 8), (b"OPEN", "L", 1), (b"MEMO", "M", 10)]
    cells = [
        [b"a ", b"    6.000", b"20240102", b"T", b"4"],
        [b"", b"   007.50", b"00000000", b"?", b""],
    ]
    table = read(lay_down(shapefile(fields, cells, [LINE, []], prj="PROJCS[]")))
    assert table.header == ("NAME", "WIDTH", "DAY", "OPEN", "MEMO")
    assert list(map(list, table.columns)) == [["a", ""], ["6.000", "007.50"], ["20240102", ""], ["T", ""], ["", ""]]
    assert (table.unit, list(table.rows), table.rows_in) == ("feature", [1, 2], 2)
    assert table.claim == CrsClaim("PROJCS[]", "its .prj")
    assert table.shapes is not None
    assert table.shapes[0].wkt == "LINESTRING (958914 1971044, 958950 1971060)"
    assert table.shapes[1] is None
    assert table.faults == ()
    assert note(table, "columns_binary") == {"columns": ["MEMO"]}


@pytest.mark.parametrize(("codec", "label"), [("utf-8", "UTF-8"), ("cp949", "CP949")])
def test_the_encoding_is_found_by_the_bytes(shapefile: Make, lay_down: Lay, codec: str, label: str) -> None:
    table = read(lay_down(shapefile(NAME, named(codec, "plain", "똠방", "펲뷁")), stem="골목"))
    assert list(table.columns[1]) == ["plain", "똠방", "펲뷁"]
    assert note(table, "encoding") == {"encoding": label, "sample": "똠방"}


@pytest.mark.parametrize("beside", [{"cpg": "EUC-KR"}, {"cst": "949"}, {"cpg": "ANSI 949\r\n"}, {"cst": "EUC-KR"}])
def test_a_file_beside_it_names_the_encoding(shapefile: Make, lay_down: Lay, beside: dict[str, str]) -> None:
    table = read(lay_down(shapefile(NAME, named("cp949", "사직동"), **beside)))
    assert "says so, and every value is valid CP949, e.g. '사직동'" in sentence(table, "encoding")


@pytest.mark.parametrize("says", ["UTF-8", "ISO-8859-1", "klingon"])
def test_a_cpg_that_lies_is_not_believed(shapefile: Make, lay_down: Lay, says: str) -> None:
    table = read(lay_down(shapefile(NAME, named("cp949", "사직동"), cpg=says)))
    assert list(table.columns[1]) == ["사직동"]
    assert f"its .cpg says {says}, which is not to be trusted" in sentence(table, "encoding")


def test_the_language_byte_counts_when_it_names_korean(shapefile: Make, lay_down: Lay) -> None:
    table = read(lay_down(shapefile(NAME, named("cp949", "사직동"), language=0x4E)))
    assert "its language byte says so" in sentence(table, "encoding")


def test_a_file_without_hangul_needs_no_guess(shapefile: Make, lay_down: Lay) -> None:
    assert note(read(lay_down(shapefile(NAME, named("ascii", "plain")))), "encoding") == {"encoding": "UTF-8"}


@pytest.mark.parametrize("codec", ["utf-8", "cp949"])
def test_half_a_character_at_the_end_of_a_full_cell_is_dropped(shapefile: Make, lay_down: Lay, codec: str) -> None:
    raw = ("a" + "가" * 6).encode(codec)[:12]
    table = read(lay_down(shapefile(NAME, [[b"1", raw], [b"2", "골목".encode(codec)]])))
    whole = "a" + "가" * (5 if codec == "cp949" else 3)
    assert list(table.columns[1]) == [whole, "골목"]
    assert note(table, "half_characters") == {"values": 1, "sample": whole}


def test_a_cell_of_wide_blanks_is_blank(shapefile: Make, lay_down: Lay) -> None:
    """As Korean keyboards leave them."""
    parts = shapefile([(b"NAME", "C", 8)], [[word.encode("cp949")] for word in ("\u3000", "골목", "\u3000\u3000")])
    assert list(read(lay_down(parts)).columns[0]) == ["", "골목", ""]


def test_half_a_character_elsewhere_is_no_cp949(shapefile: Make, lay_down: Lay) -> None:
    path = lay_down(shapefile(NAME, [[b"1", "골".encode("cp949")[:1]]]))
    with pytest.raises(UnreadableFile, match=r"made\.dbf, column NAME: b0 is neither UTF-8 nor CP949.*--encoding"):
        read(path)


def test_column_names_are_decoded_and_may_be_cut(shapefile: Make, lay_down: Lay) -> None:
    fields = [("도로구간일련번호".encode("cp949")[:10], "C", 4), ("a도로구간일".encode("cp949")[:10], "C", 4)]
    table = read(lay_down(shapefile(fields, [[b"1", b"2"]])))
    assert table.header == ("도로구간일", "a도로구간")


@pytest.mark.parametrize("given", ["euc-kr", "cp949"])
def test_what_is_given_wins(shapefile: Make, lay_down: Lay, given: str) -> None:
    table = read(lay_down(shapefile(NAME, named("cp949", "뷁"), cpg="UTF-8")), encoding=given)
    assert "given with --encoding" in sentence(table, "encoding")
    assert list(table.columns[1]) == ["뷁"]


def test_what_is_given_wrongly_is_refused(shapefile: Make, lay_down: Lay) -> None:
    path = lay_down(shapefile(NAME, named("cp949", "사직동")))
    with pytest.raises(UnreadableFile, match=r"column NAME: .* is not utf-8, as --encoding says"):
        read(path, encoding="utf-8")
    with pytest.raises(UnreadableFile, match="--encoding 'klingon' is not a text encoding"):
        read(path, encoding="klingon")


def test_deleted_records_go_with_their_shapes(shapefile: Make, lay_down: Lay) -> None:
    shapes = [[(float(i), 1.0)] for i in range(3)]
    table = read(lay_down(shapefile(NAME, named("ascii", "a", "b", "c"), shapes, deleted={2})))
    assert (list(table.rows), table.rows_in) == ([1, 3], 2)
    assert list(table.columns[1]) == ["a", "c"]
    assert table.shapes is not None
    assert [shape.x for shape in table.shapes] == [0.0, 2.0]
    assert note(table, "deleted_records") == {"rows": 1}


def test_a_layer_may_hold_nothing(shapefile: Make, lay_down: Lay) -> None:
    table = read(lay_down(shapefile(NAME, [], [])))
    assert (table.header, table.rows_in, list(map(list, table.columns))) == (("CODE", "NAME"), 0, [[], []])


def test_parts_are_found_whatever_their_case(shapefile: Make, tmp_path: Path) -> None:
    for suffix, content in shapefile(NAME, named("cp949", "사직동")).items():
        (tmp_path / f"Roads{suffix.upper()}").write_bytes(content)
    (tmp_path / "other.dbf").write_bytes(b"not this one")
    assert read(tmp_path / "Roads.SHP").rows_in == 1


@pytest.mark.parametrize("suffix", [".dbf", ".shx"])
def test_a_missing_part_is_named(shapefile: Make, lay_down: Lay, suffix: str) -> None:
    parts = shapefile(NAME, named("ascii", "a"))
    del parts[suffix]
    with pytest.raises(UnreadableFile, match=rf"made\.shp comes without made\{suffix}, .*fetch it"):
        read(lay_down(parts))


def test_a_shp_by_itself_lacks_both() -> None:
    with pytest.raises(UnreadableFile, match=r"comes without made\.dbf and made\.shx"):
        parse(Source("made.shp", ".shp", b"\x00\x00\x27\x0a" + bytes(96)))


def test_a_part_given_by_itself_says_which_to_give(lay_down: Lay) -> None:
    with pytest.raises(UnreadableFile, match=r"ends in '\.dbf'.*; give the \.shp it belongs to"):
        read(lay_down({".dbf": b"\x03"}).with_suffix(".dbf"))


def test_parts_of_two_layers_do_not_match(shapefile: Make, lay_down: Lay) -> None:
    parts = shapefile(NAME, named("ascii", "a", "b"))
    parts[".dbf"] = shapefile(NAME, named("ascii", "a"))[".dbf"]
    with pytest.raises(UnreadableFile, match=r"made\.shp has 2 shapes and made\.dbf 1 records"):
        read(lay_down(parts))


@pytest.mark.parametrize("suffix", [".shp", ".shx", ".dbf"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_part_cut_short_is_said(shapefile: Make, lay_down: Lay, suffix: str, share: float) -> None:
    parts = shapefile(NAME, named("ascii", *"abcdefghij"), [LINE] * 10)
    parts[suffix] = parts[suffix][: int(share * len(parts[suffix]))]
    with pytest.raises(UnreadableFile, match=r"cut short|holds|header|has 10 shapes|do not add up"):
        read(lay_down(parts))


def test_a_record_gdal_cannot_read_is_a_fault_of_its_row(shapefile: Make, lay_down: Lay) -> None:
    parts = shapefile(NAME, named("ascii", "a", "b"), [LINE, LINE])
    shp = bytearray(parts[".shp"])
    shp[100 + 8 + 36 : 100 + 8 + 40] = (10**9).to_bytes(4, "little")  # the first line claims a billion parts
    table = read(lay_down(parts | {".shp": bytes(shp)}))
    assert [(fault.code, fault.rows) for fault in table.faults] == [("not_a_geometry", (1,))]
    assert table.shapes is not None
    assert table.shapes[1] is not None


def test_positions_that_are_not_finite_are_a_fault(shapefile: Make, lay_down: Lay) -> None:
    shapes = [[(float("nan"), 1.0), (2.0, 2.0)], LINE]
    table = read(lay_down(shapefile(NAME, named("ascii", "a", "b"), shapes)))
    assert [(fault.code, fault.rows) for fault in table.faults] == [("not_finite", (1,))]


def test_the_fingerprint_is_of_every_part(shapefile: Make, lay_down: Lay) -> None:
    parts = shapefile(NAME, named("ascii", "a"))
    first = open_source(lay_down(parts)).sha256
    assert open_source(lay_down(parts)).sha256 == first
    changed = shapefile(NAME, named("ascii", "b"))
    assert open_source(lay_down(changed)).sha256 != first
    assert open_source(lay_down({".prj": b"PROJCS[]"})).sha256 != open_source(lay_down({".cpg": b"x"})).sha256

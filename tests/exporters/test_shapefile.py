"""Shapefile: CP949 that says so, names of five syllables, texts cut between two characters."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.crs import KOREA_CENTRAL, KOREA_TM
from mapper.domain.export_layer import Detail
from mapper.domain.export_layers import EXPORT_LAYERS
from mapper.exporters.formats.shapefile import MOST_BYTES, in_dbf

Written = Callable[..., Path]


@pytest.mark.parametrize(("layer", "title"), [("segments", "구간"), ("issues", "불편사항"), ("districts", "행정동")])
def test_an_archive_holds_the_layer_and_its_code_book(written: Written, layer: str, title: str) -> None:
    with ZipFile(written("shp.zip", layer)) as archive:
        names = {f"{title}.{suffix}" for suffix in ("shp", "shx", "dbf", "prj", "cpg")} | {f"{title}_코드북.txt"}
        assert set(archive.namelist()) == names
        assert archive.read(f"{title}.cpg") == b"CP949"


@pytest.mark.parametrize("crs", [KOREA_TM, KOREA_CENTRAL])
def test_names_and_texts_come_back_without_a_word_about_the_encoding(
    written: Written, nasty: tuple[str | None, ...], crs: int
) -> None:
    path = written("shp.zip", crs=crs)
    frame = pyogrio.read_dataframe(f"/vsizip/{path}")
    assert pyogrio.list_layers(f"/vsizip/{path}")[0][0] == "구간"
    assert list(frame.columns)[:4] == ["구간번호", "골목이름", "도로명코드", "행정동코드"]
    assert frame.crs.to_epsg(min_confidence=25) == crs
    assert frame["골목이름"].tolist()[:2] == [nasty[0], nasty[1]]
    assert frame["골목이름"][3] == "똠방각하 펲 뷁"
    assert frame["골목이름"][5] == "커피? 한자?"
    assert frame["구간길이"][0] == -12.5


def test_what_was_cut_is_said(written: Written, nasty: tuple[str | None, ...]) -> None:
    path = written("shp.zip")
    with ZipFile(path) as archive:
        book = archive.read("구간_코드북.txt").decode("utf-8-sig").split("\r\n")
    assert book[0] == "열 이름\t한글 이름\t정의\t단위\t값"
    assert "골목이름\t골목 이름\t구간이 속한 골목의 도로명\t\t" in book
    assert "골목이름: 2행의 글이 254바이트를 넘거나 CP949에 없는 글자가 있어 줄이거나 바꾸었습니다." in book
    long = pyogrio.read_dataframe(f"/vsizip/{path}")["골목이름"][4]
    assert str(nasty[4]).startswith(long)
    assert MOST_BYTES - 2 < len(long.encode("cp949")) <= MOST_BYTES


@given(st.text(max_size=300))
def test_any_text_fits_and_keeps_what_it_can(text: str) -> None:
    short = in_dbf(text)
    assert len(short.encode("cp949")) <= MOST_BYTES
    assert in_dbf(short) == short
    replaced = text.encode("cp949", "replace").decode("cp949")
    assert replaced.startswith(short)
    assert len(replaced) == len(short) or len(replaced[: len(short) + 1].encode("cp949")) > MOST_BYTES


def test_short_names_fit_and_differ() -> None:
    for layer in EXPORT_LAYERS:
        for edition in layer.editions.values():
            names = [column.short for column in edition.columns]
            assert len(names) == len(set(names))
            assert max(len(name.encode("cp949")) for name in names) <= 10


def test_points_without_a_place_are_kept(written: Written) -> None:
    frame = pyogrio.read_dataframe(f"/vsizip/{written('shp.zip', 'issues', Detail.STAFF)}")
    assert frame.geometry.isna().tolist() == [False] * 7 + [True]

"""Bytes to text with a reason, and never a silent guess."""

import pytest

from mapper.errors import UnreadableFile
from mapper.importers.decoding import decode, folded, tidied
from mapper.importers.source import Source

KOREAN = "골목,똠방각하,펲시,뷁\n"


def source(content: bytes, encoding: str | None = None) -> Source:
    return Source("made.csv", ".csv", content, encoding=encoding)


@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("cp949", "CP949"),
    ],
)
def test_the_usual_encodings_are_told_apart(codec: str, label: str) -> None:
    text = decode(source(KOREAN.encode(codec)))
    assert (text.text, text.encoding) == (KOREAN, label)
    assert text.reason


@pytest.mark.parametrize("given", ["cp949", "euc-kr", "EUC_KR", "ks_c_5601-1987"])
def test_euc_kr_means_cp949(given: str) -> None:
    assert decode(source(KOREAN.encode("cp949"), given)).text == KOREAN


def test_what_is_given_wins() -> None:
    assert decode(source("골목".encode("johab"), "johab")).text == "골목"


def test_a_wrong_encoding_names_the_line() -> None:
    with pytest.raises(UnreadableFile, match=r"made\.csv, line 2: not utf-8, as --encoding says"):
        decode(source(b"id\n\xb0\xf1\n", "utf-8"))


@pytest.mark.parametrize("given", ["klingon", "hex", "rot13"])
def test_an_encoding_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(UnreadableFile, match=f"--encoding '{given}' is not a text encoding"):
        decode(source(b"id\n", given))


def test_a_file_that_mixes_two_encodings_is_read_line_by_line() -> None:
    mixed = b"id,name\r\n" + "1,골목\r\n2,느티나무\r\n".encode() + "3,똠방\r\n".encode("cp949") + b"4,plain"
    text = decode(source(mixed))
    assert text.text == "id,name\r\n1,골목\r\n2,느티나무\r\n3,똠방\r\n4,plain"
    assert text.note.fields == {"encoding": "UTF-8 and CP949", "sample": "골목"}
    assert "2 lines are UTF-8 and 1 are CP949" in str(text.note)


def test_a_file_that_mixes_more_is_asked_about() -> None:
    mixed = "id,이름\n1,골목\n".encode() + "2,골목\n".encode("cp949") + b"3,\xff\xff\n"
    with pytest.raises(UnreadableFile, match=r"line \d: neither UTF-8 nor CP949.*--encoding"):
        decode(source(mixed))


@pytest.mark.parametrize(
    ("text", "sample"),
    [
        ("id,name\n1,alley\n", None),
        ("id,도로 이름 ,x\n", "도로 이름"),
        ("id\n" + "가" * 500, "가" * 40),
        ('id|"호국로 1298번길"|x', "호국로 1298번길"),
    ],
)
def test_a_sample_shows_whether_it_was_right(text: str, sample: str | None) -> None:
    note = decode(source(text.encode())).note
    assert note.fields.get("sample") == sample
    assert (sample is None) == ("e.g." not in str(note))


def test_a_mark_that_lies_is_said() -> None:
    with pytest.raises(UnreadableFile, match="has the byte order mark of UTF-8 but is not UTF-8 at byte"):
        decode(source(b"\xef\xbb\xbf" + "골목".encode("cp949")))


def test_a_nul_byte_names_its_line_and_the_likely_cause() -> None:
    with pytest.raises(UnreadableFile, match=r"line 1: a NUL byte.*--encoding utf-16-le"):
        decode(source("id,x\n".encode("utf-16-le")))


def test_hangul_of_single_letters_is_composed() -> None:
    assert tidied(" 골목\u3000".replace("골", "\u1100\u1169\u11af")) == "골목"


@pytest.mark.parametrize("header", ["X좌표", "x 좌표", "Ｘ_좌표", " x-좌표 "])
def test_headers_are_compared_by_what_they_say(header: str) -> None:
    assert folded(header) == "x좌표"

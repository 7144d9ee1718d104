"""Where the names of the columns stand: below titles, on one to three rows."""

import pytest

from mapper.importers.header_rows import Header, find_header


def header(*rows: str) -> Header:
    records = [(number, row.split("|")) for number, row in enumerate(rows, start=1)]
    found = find_header([(number, cells if any(map(str.strip, cells)) else []) for number, cells in records])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("rows", "names", "on"),
    [
        (("id|유형", "1|낙서"), ("id", "유형"), (1,)),
        (("현황||", "(단위: 건)||", "||", "id|유형|비고", "1|낙서|"), ("id", "유형", "비고"), (4,)),
        (("id", "1", "2"), ("id",), (1,)),
        (("연번|위치||비고", "|경도|위도|", "1|127|37|"), ("연번", "위치 경도", "위치 위도", "비고"), (1, 2)),
        (("가|나||", "||다|", "|||", "1|2|3|4"), ("가", "나", "", ""), (1,)),
        (
            ("a|위치|||b", "|점||선|", "|x|y|길이|", "1|2|3|4|5"),
            ("a", "위치 점 x", "위치 점 y", "위치 선 길이", "b"),
            (1, 2, 3),
        ),
        (("이름||비고", "가|나|다"), ("이름", "", "비고"), (1,)),
        (("id|값||비고", "|3|4|"), ("id", "값", "", "비고"), (1,)),
        (("id|||", "1|2|3|4"), ("id", "", "", ""), (1,)),
        (("2019|2020|구분", "1|2|가"), ("2019", "2020", "구분"), (1,)),
        (("구분|2019|2020|2021", "가|1|2|3"), ("구분", "2019", "2020", "2021"), (1,)),
    ],
)
def test_headers_are_found(rows: tuple[str, ...], names: tuple[str, ...], on: tuple[int, ...]) -> None:
    found = header(*rows)
    assert (found.names, found.rows) == (names, on)


def test_what_stands_above_is_told() -> None:
    [note] = header("위험요인 현황|", "연번|위치|", "|경도|위도").notes()
    assert (
        str(note) == "The header is on lines 2, 3, upper and lower names joined; passed over above it: '위험요인 현황'."
    )


def test_blank_rows_have_no_header() -> None:
    assert find_header([(1, []), (2, [])]) is None
    assert find_header([]) is None


def test_a_header_far_below_is_still_found() -> None:
    assert find_header([*((number, []) for number in range(1, 200)), (200, ["id", "유형"])]) is not None

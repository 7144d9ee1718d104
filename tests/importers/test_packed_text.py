"""Columns of text as they are packed: every cell comes back, wherever a block ends."""

from __future__ import annotations

import pytest

from mapper.importers import packed_text
from mapper.importers.packed_text import packed


@pytest.mark.parametrize("count", [0, 1, 3, 4, 10])
def test_every_cell_comes_back(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(packed_text, "AT_ONCE", 4)
    rows = [(f"가상로{n}", "", "반 글자 \ud800" if n == 5 else "|") for n in range(count)]
    columns = packed(iter(rows), 3)
    assert [len(column) for column in columns] == [count] * 3
    assert list(zip(*columns, strict=True)) == rows
    assert [columns[2][n] for n in range(count)] == [row[2] for row in rows]
    assert columns[0][-2:] == [row[0] for row in rows[-2:]]
    with pytest.raises(IndexError):
        columns[0][count]

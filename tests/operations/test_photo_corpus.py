"""Photos that tell where they were taken, in every way we know of: nothing of that is kept, and all stand upright."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from attack.photo_corpus import SIZE, TRACES, corpus, is_upright
from mapper.operations.photos.redrawing import redrawn

CASES = dict(corpus())
MADE_UP = {name: trace for name, trace in TRACES.items() if not name.startswith("number")}


def markers(body: bytes) -> list[int]:
    """The segments of a JPEG in order; it has to end with its last one."""
    found, place = [], 2
    assert body[:2] == b"\xff\xd8"
    while True:
        assert body[place] == 0xFF
        found.append(body[place + 1])
        if body[place + 1] == 0xDA:
            break
        place += 2 + struct.unpack(">H", body[place + 2 : place + 4])[0]
    assert body.index(b"\xff\xd9", place) == len(body) - 2, "something stands behind the picture"
    return found


def assert_upright(body: bytes) -> None:
    with Image.open(io.BytesIO(body)) as kept:
        assert (kept.format, kept.size, kept.mode) == ("JPEG", SIZE, "RGB")
    assert is_upright(body)


def test_the_corpus_tells_where_it_was_taken() -> None:
    assert len(CASES) >= 60
    silent = {"png-palette", "jpeg-cmyk", "jpeg-zip"}
    for name, body in CASES.items():
        assert name in silent or any(trace in body for trace in MADE_UP.values()), name


@pytest.mark.parametrize("name", CASES)
def test_nothing_but_the_picture_is_kept_and_it_stands_upright(name: str) -> None:
    kept = redrawn(CASES[name])
    for body in (kept.content, kept.thumb):
        assert set(markers(body)) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}, "JFIF, tables, frame, scan and nothing else"
        assert [trace for trace, coded in TRACES.items() if coded in body] == []
        assert_upright(body)
    assert (kept.width, kept.height) == SIZE


def test_what_is_no_picture_does_not_stand_upright() -> None:
    assert not is_upright(b"made up")
    assert not is_upright(CASES["heic"][:40])

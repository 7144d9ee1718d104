"""Drawing photos anew: what is refused, what is covered; and keeping the folder in order."""

from __future__ import annotations

import errno
import io
import os
import struct
import threading
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from PIL import Image, ImageCms
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.photo import LARGEST_PIECE, LONGEST_SIDE, MOST_PIXELS, THUMB_SIDE, Box, Piece, picture_format
from mapper.domain.reader import Reader, Role
from mapper.errors import DigestMismatch, DiskFull, InvalidInput, OffsetMismatch, PhotoRefused, ServerBusy
from mapper.operations.photos.receiving import PhotoFiles, add_photo, photo_state, receive_piece, take_in
from mapper.operations.photos.redrawing import redrawn
from mapper.operations.photos.upkeep import scrub, sweep
from mapper.store.photo_disk import files_below
from mapper.store.photo_partials import MOST_OPEN

WALKER = Reader(None, "made-walker", Role.PLANNER, None, "cli")


def jpeg(colour: Any = (120, 60, 30), size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    body = io.BytesIO()
    Image.new("RGB", size, colour).save(body, "JPEG", **options)
    return body.getvalue()


def noise(seed: int) -> bytes:
    """A photo of some kilobytes."""
    pixels = np.random.default_rng(seed).integers(0, 255, (60, 80, 3), np.uint8)
    body = io.BytesIO()
    Image.fromarray(pixels).save(body, "JPEG", quality=90)
    return body.getvalue()


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


@pytest.fixture
def files(tmp_path: Path) -> PhotoFiles:
    return PhotoFiles(tmp_path / "photos")


def pieces(body: bytes, size: int) -> list[Piece]:
    name = sha256(body).digest()
    return [Piece(name, len(body), at, body[at : at + size]) for at in range(0, len(body), size)]


def bomb() -> bytes:
    """A PNG that says that it has more pixels than anybody's photo."""
    side = int(MOST_PIXELS**0.5) + 2
    head = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\0" * 1000)
    body = b"\x89PNG\r\n\x1a\n"
    for part in (head, data, b"IEND"):
        body += struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))
    return body


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "format"),
        (b"GIF89a" + b"\0" * 40, "format"),
        (b"", "format"),
        (jpeg()[:300], "unreadable"),
        (b"\xff\xd8\xff\xe0" + b"<html>" * 40, "unreadable"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 400, "unreadable"),
        (bomb(), "pixels"),
    ],
    ids=["svg", "gif", "nothing", "cut short", "html after magic", "no heic", "bomb"],
)
def test_what_is_no_photo_is_refused_with_its_reason(body: bytes, reason: str) -> None:
    with pytest.raises(PhotoRefused) as refused:
        redrawn(body)
    assert refused.value.fields["reason"] == reason


def test_a_large_photo_is_shrunk_and_a_thin_one_stays_a_picture() -> None:
    large = redrawn(jpeg(size=(3000, 1500)))
    assert (large.width, large.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)
    assert opened(large.thumb).size == (THUMB_SIDE, THUMB_SIDE // 2)
    thin = redrawn(jpeg(size=(5000, 1)))
    assert (thin.width, thin.height) == (LONGEST_SIDE, 1)


def test_colours_of_a_profile_become_those_of_a_screen() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    grey = redrawn(jpeg((128, 128, 128), icc_profile=profile))  # a profile of other colours is passed over
    assert np.abs(np.asarray(opened(grey.content)).astype(int) - 128).max() <= 2
    swapped = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = swapped.index(b"rXYZ"), swapped.index(b"gXYZ")
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    turned = np.asarray(opened(redrawn(jpeg((220, 20, 20), icc_profile=bytes(swapped))).content))
    assert turned[10, 10, 1] > 180
    assert turned[10, 10, 0] < 90


def test_sixteen_bits_and_a_clear_ground_keep_their_looks() -> None:
    body = io.BytesIO()
    Image.fromarray(np.full((8, 8), 32768, np.uint16)).save(body, "PNG")
    assert np.abs(np.asarray(opened(redrawn(body.getvalue()).content)).astype(int) - 128).max() <= 2
    body = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(body, "PNG")
    assert np.asarray(opened(redrawn(body.getvalue()).content)).min() >= 253


def test_a_copy_says_nothing_of_what_is_covered() -> None:
    rng = np.random.default_rng(1)
    scene = rng.integers(0, 255, (60, 80, 3), np.uint8)
    copies = []
    for _ in range(2):
        scene[6:26, 20:60] = rng.integers(0, 255, (20, 40, 3), np.uint8)  # another face each time
        body = io.BytesIO()
        Image.fromarray(scene).save(body, "PNG")
        copies.append(redrawn(body.getvalue(), [Box(0.25, 0.1, 0.5, 0.333)]))
    assert copies[0] == copies[1]
    seen = np.asarray(opened(copies[0].content)).astype(int)
    assert seen[8:24, 24:56].mean() < 12
    assert seen[40:].mean() > 90


@pytest.mark.parametrize("sides", [(0, 0, 0, 1), (-0.1, 0, 1, 1), (0.5, 0, 0.6, 1), (0, 0, float("nan"), 1)])
def test_a_box_lies_inside_of_the_picture(sides: tuple[float, ...]) -> None:
    with pytest.raises(InvalidInput):
        Box(*sides)


def test_formats_are_told_by_their_first_bytes() -> None:
    assert picture_format(jpeg()[:12]) == "JPEG"
    assert picture_format(b"\0\0\0\x1cftypmif1") == "HEIF"
    assert picture_format(b"RIFF\n\n\n\nWEBP") == "WEBP"


def test_pieces_in_any_size_become_the_photo_and_its_name(session: Session, files: PhotoFiles) -> None:
    body = noise(2)
    now = session.execute(text("SELECT now()")).scalar_one()
    *first, last = pieces(body, 1000)
    for piece in first:
        assert receive_piece(files, piece, by=WALKER) is None
    state = photo_state(session, files, last.digest, by=WALKER)
    assert (state.offset, state.length, state.is_complete) == (last.offset, len(body), False)
    photo = receive_piece(files, last, by=WALKER)
    assert photo is not None
    add_photo(session, photo, by=WALKER, now=now)
    state = photo_state(session, files, last.digest, by=WALKER)
    assert (state.offset, state.is_complete) == (len(body), True)
    assert opened(files.kept.read(photo.kept_sha256) or b"").size == (80, 60)
    assert files_below(files.folder / "partial") == []
    assert take_in(session, files, body, by=WALKER, now=now) == photo.sha256
    assert session.execute(text("SELECT count(*) FROM photo")).scalar_one() == 1


def test_a_piece_from_elsewhere_is_refused_and_told_where_it_goes_on(files: PhotoFiles) -> None:
    first, second, *_ = pieces(noise(3), 700)
    receive_piece(files, first, by=WALKER)
    for wrong in (first, Piece(second.digest, second.length, 1400, second.content)):
        with pytest.raises(OffsetMismatch) as refused:
            receive_piece(files, wrong, by=WALKER)
        assert refused.value.fields["offset"] == 700
    receive_piece(files, second, by=WALKER)


def test_another_photo_than_its_name_says_is_thrown_away(files: PhotoFiles) -> None:
    body = noise(4)
    first, *_ = pieces(body, 2000)
    receive_piece(files, first, by=WALKER)
    with pytest.raises(DigestMismatch):
        receive_piece(files, Piece(first.digest, 2001, 0, b"\xff" * 2001), by=WALKER)
    with pytest.raises(DigestMismatch):
        receive_piece(files, Piece(first.digest, len(body), 2000, b"\xff" * (len(body) - 2000)), by=WALKER)
    assert files_below(files.folder / "partial") == []
    words = b"\xff\xd8\xff no photo"
    with pytest.raises(PhotoRefused):
        receive_piece(files, *pieces(words, 100), by=WALKER)
    assert files_below(files.folder / "partial") == []
    assert not (files.folder / "kept").exists()


def test_a_piece_of_too_much_is_none() -> None:
    with pytest.raises(PhotoRefused):
        Piece(b"\0" * 32, 15_000_001, 0, b"x")
    for offset, content in ((0, b""), (0, b"x" * (LARGEST_PIECE + 1)), (99, b"xx")):
        with pytest.raises(InvalidInput):
            Piece(b"\0" * 32, 100 if len(content) < 3 else 1_000_000, offset, content)


def test_windows_that_send_at_once_never_mix(files: PhotoFiles) -> None:
    body = noise(5)
    first, *_ = pieces(body, 4000)
    taken, start = [], threading.Barrier(8)

    def window() -> None:
        start.wait()
        try:
            taken.append(receive_piece(files, first, by=WALKER))
        except (OffsetMismatch, ServerBusy) as error:
            taken.append(error)

    windows = [threading.Thread(target=window) for _ in range(8)]
    for one in windows:
        one.start()
    for one in windows:
        one.join()
    assert taken.count(None) == 1
    [partial] = files_below(files.folder / "partial")
    assert partial.read_bytes() == first.content


def test_one_sender_has_so_many_photos_on_their_way_and_the_oldest_begins_anew(files: PhotoFiles) -> None:
    first = pieces(noise(7), 500)[0]
    receive_piece(files, first, by=WALKER)
    [oldest] = files_below(files.folder / "partial")
    age(oldest, timedelta(hours=1))
    for number in range(MOST_OPEN):
        receive_piece(files, Piece(sha256(bytes([number])).digest(), 2, 0, b"x"), by=WALKER)
    assert len(files_below(files.folder / "partial")) == MOST_OPEN
    assert files.partials.arrived(first.digest, None).offset == 0
    other = Reader(uuid4(), "made-other", Role.PLANNER, None, "cli")
    receive_piece(files, first, by=other)
    assert len(files_below(files.folder / "partial")) == MOST_OPEN + 1


def test_a_full_disk_stores_nothing_and_the_last_piece_can_be_sent_again(
    files: PhotoFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = pieces(noise(6), 1500)[:3]
    receive_piece(files, first, by=WALKER)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:  # a disk that is really full needs root: see faults
        patched.setattr(os, "fdatasync", full)
        with pytest.raises(DiskFull):
            receive_piece(files, second, by=WALKER)
    assert files.partials.arrived(first.digest, None).offset == 1500
    receive_piece(files, second, by=WALKER)
    rest = pieces(noise(6), 1500)[2:]
    assert rest[0] == third
    for piece in rest[:-1]:
        receive_piece(files, piece, by=WALKER)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(DiskFull):
            receive_piece(files, rest[-1], by=WALKER)
    assert [path for path in files.folder.rglob("*") if path.suffix in {".jpg", ".new"}] == []
    assert receive_piece(files, rest[-1], by=WALKER) is not None


@pytest.fixture
def stored(session: Session, files: PhotoFiles) -> Callable[[int], Any]:
    def store(seed: int) -> Any:
        photo = receive_piece(files, *pieces(noise(seed), LARGEST_PIECE), by=WALKER)
        assert photo is not None
        add_photo(session, photo, by=WALKER, now=session.execute(text("SELECT now()")).scalar_one())
        return photo

    return store


def age(path: Path, by: timedelta) -> None:
    then = (datetime.now().astimezone() - by).timestamp()
    os.utime(path, (then, then))


def test_sweeping_takes_what_no_row_names_after_a_day(
    session: Session, files: PhotoFiles, stored: Callable[[int], Any]
) -> None:
    photo, day = stored(7), timedelta(hours=25)
    orphan, young = files.kept.keep(b"orphan"), files.kept.keep(b"young")
    receive_piece(files, pieces(noise(8), 500)[0], by=WALKER)
    half = files.kept.path(orphan).with_name(f"{uuid4().hex}.new")
    half.write_bytes(b"half")
    for path in [path for path in files.folder.rglob("*.*") if path != files.kept.path(young)]:
        age(path, day)
    now = datetime.now().astimezone()
    counted = sweep(session, files, now=now, keep=False)
    assert sweep(session, files, now=now) == counted
    assert (counted.orphans, counted.partials) == (2, 1)
    left = {path.stem for path in files.folder.rglob("*.*")}
    assert left == {digest.hex() for digest in (photo.kept_sha256, photo.thumb_sha256, young)}


def test_a_file_that_is_kept_anew_is_not_swept(files: PhotoFiles) -> None:
    path = files.kept.path(files.kept.keep(b"again"))
    age(path, timedelta(hours=25))
    now = datetime.now().astimezone()
    [listed] = files.kept.old(now=now)
    files.kept.keep(b"again")
    assert not files.kept.drop(listed, now=now)
    assert path.read_bytes() == b"again"


def test_scrubbing_names_every_photo_that_changed_or_went(
    session: Session, files: PhotoFiles, stored: Callable[[int], Any]
) -> None:
    whole, flipped, gone = stored(9), stored(10), stored(11)
    assert scrub(session, files).is_whole
    path = files.kept.path(flipped.kept_sha256)
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)
    files.kept.path(gone.thumb_sha256).unlink()
    found = scrub(session, files)
    assert (found.read, found.damaged, found.missing) == (5, [flipped.kept_sha256.hex()], [gone.thumb_sha256.hex()])
    assert whole.kept_sha256.hex() not in found.damaged

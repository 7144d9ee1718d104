"""The folder of photos: its disk without room, a crash between a file and its row, bits that turn over by themselves."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text

from faults.disk import fill, small_disk
from faults.fault import Fault, require
from faults.field import Field, in_field, open_field
from faults.ground import Ground
from faults.ledger import require_whole, settled
from faults.program import wait_for
from faults.snapshots import LARGE, name_of, snapshot
from mapper.store.photo_disk import UNTOUCHED

ROOM: Final = "4m"
LEFT: Final = 8_000
"""What is left of it when it is called full: less than a photo [bytes]."""
RECORDS: Final = 20
FLIPS: Final = 20
PLACES: Final = random.Random()
"""Of no seed: another run turns other bits over."""
_WAITS: Final = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'golmok'"
_STORED: Final = "SELECT count(*) FROM photo WHERE encode(sha256, 'hex') = %s"


def _full(ground: Ground) -> str:
    data = ground.city(ground.lasting())
    with (
        small_disk(ground, data / "photos", ROOM) as disk,
        open_field(ground, data) as field,
        field.phone(field.walker()) as phone,
    ):
        filler = fill(disk, LEFT)
        kept = phone.log_all(field.reports(RECORDS, photos=2))
        wait_for(lambda: phone.stand()["waits"] == [HTTPStatus.SERVICE_UNAVAILABLE], "the word of the full disk")
        require(field.site.get("/")[0] == HTTPStatus.OK, "the map does not answer meanwhile")
        require_whole(field)
        filler.unlink()
        took = phone.wait()
        figure = settled(field, phone, kept)
    return f"503 on the phone, the map answers; {figure}, {took:.0f} s after there was room"


def _crashed(ground: Ground) -> str:
    rounds = ground.many(20, sampled=1)
    data = ground.city()
    for number in range(rounds):
        _crash_between(ground, data, snapshot(number, side=LARGE))
    early, late = _swept(ground, data), _swept(ground, _aged(data))
    require(early["orphans"] == 0, f"{early['orphans']} files were swept away at once")
    require(late["orphans"] == 2 * rounds, f"{late['orphans']} files of {2 * rounds} were swept away after a day")
    return f"{rounds} crashes: 0 rows without a file; {late['orphans']} of {2 * rounds} files without a row swept after 24 h"


def _crash_between(ground: Ground, data: Path, photo: bytes) -> None:
    """Kill the site when the files of a photo are kept and its row is about to be written."""
    with open_field(ground, data) as field, ThreadPoolExecutor(1) as hand:
        bearer = field.bearer(field.walker())
        with field.connection.transaction():
            field.connection.execute("LOCK TABLE photo IN SHARE MODE")
            sending = hand.submit(field.send_photo, photo, bearer)
            wait_for(lambda: _waits(field), "its wait for the row")
            field.site.kill()
        require(sending.result() == 0, f"it answered {sending.result()}")
        require(field.rows(_STORED, name_of(photo)) == [(0,)], "its row is there")
        require_whole(field)


def _waits(field: Field) -> bool:
    with field.sessions() as session:
        return session.scalar(text(_WAITS)) is not None


def _aged(data: Path) -> Path:
    """Have a day pass over the photos."""
    before = time.time() - 2 * UNTOUCHED / timedelta(seconds=1)
    for path in (data / "photos").rglob("*"):
        os.utime(path, (before, before))
    return data


def _swept(ground: Ground, data: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(ground.golmok(data, "photo", "sweep", "--json").finished())
    return told


def _flipped(ground: Ground) -> str:
    with in_field(ground) as field:
        bearer = field.bearer(field.walker())
        for number in range(FLIPS):
            status = field.send_photo(snapshot(number, side=LARGE), bearer)
            require(status == HTTPStatus.OK, f"a photo was answered {status}")
        files = require_whole(field)
        chosen = PLACES.sample(sorted((field.data / "photos" / "kept").rglob("*.jpg")), FLIPS)
        bits = [(path, PLACES.randrange(8 * path.stat().st_size)) for path in chosen]
        with _turned_over(bits):
            said = ground.golmok(field.data, "photo", "scrub", "--json").finished(status=1)
        found = set(json.loads(said)["damaged"])
        require(found == {path.stem for path in chosen}, f"{len(found)} found of {FLIPS}")
        require_whole(field)
        return f"{len(found)} of {FLIPS} found among {files} files"


@contextmanager
def _turned_over(bits: list[tuple[Path, int]]) -> Iterator[None]:
    """Have bits of files turned over for a while."""
    for path, bit in bits:
        turn_over(path, bit)
    try:
        yield
    finally:
        for path, bit in bits:
            turn_over(path, bit)


def turn_over(path: Path, bit: int) -> None:
    """Turn one bit of a file over."""
    content = bytearray(path.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)


FAULTS: Final = (
    Fault(
        "photos-disk-full",
        f"the disk of the photos is full while {RECORDS} reports with 2 photos each come in",
        "the phone is told to wait, everything else goes on; nothing is kept by half, all is stored once there is room",
        _full,
        limit=1_200,
        row="RF-12",
    ),
    Fault(
        "kill-photo-row",
        "kill -9 of `golmok serve` 20 times between the files of a photo and its row",
        "0 rows without a file; files without a row are swept after 24 h, and not before",
        _crashed,
        limit=1_200,
        row="RF-12",
    ),
    Fault(
        "flipped-bits",
        f"one bit turns over in each of {FLIPS} kept photos",
        f"`golmok photo scrub` names these {FLIPS}, and no other",
        _flipped,
        row="RF-19",
    ),
)

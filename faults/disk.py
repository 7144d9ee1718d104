"""A disk without room under the database, for real: a small file system in memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from faults.fault import Cannot, Fault, require
from faults.ground import Ground
from faults.load import Load
from faults.program import wait_for

SIZE: Final = "260m"
"""Room for the demo city and a little more."""
LEFT: Final = 1_000_000
"""What is left of it when it is called full [bytes]."""
BACK_WITHIN: Final = 10.0


@contextmanager
def small_disk(ground: Ground, folder: Path, size: str) -> Iterator[Path]:
    """Mount a small disk on a new folder; what was started over it has ended before it goes."""
    folder.mkdir()
    try:
        mounting = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(folder)]
        mounted = subprocess.run(mounting, capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            raise Cannot(f"no file system can be mounted: {mounted.stderr.strip()}")
        try:
            with ground.cleared():
                yield folder
        finally:
            subprocess.run(["umount", folder], check=True)
    finally:
        folder.rmdir()


def fill(disk: Path, leave: int) -> Path:
    """Fill a disk up to what is to be left [bytes]; return the file that takes all the room."""
    room = os.statvfs(disk)
    filler = disk / "filler"
    with filler.open("ab") as file:
        os.posix_fallocate(file.fileno(), 0, max(room.f_bavail * room.f_frsize - leave, 1))
    return filler


def _full(ground: Ground) -> str:
    with small_disk(ground, ground.folder / "disk", SIZE) as disk:
        ground.city(disk)
        site = ground.site(disk)
        load = Load(ground, disk)
        load.start()
        filler = fill(disk, LEFT)
        wait_for(lambda: bool(load.refusals() & {"disk_full"}), "a refusal")
        status, headers = site.get("/login")
        require(status in {200, 503}, f"a page that writes answers {status}")
        require(status == 200 or "Retry-After" in headers, "503 comes without Retry-After")
        time.sleep(3)
        require(load.refusals() <= {"disk_full", "server_unreachable"}, f"refused as {sorted(load.refusals())}")
        filler.unlink()
        took = max(load.wait_for_more(BACK_WITHIN), site.wait_ready(BACK_WITHIN))
        require(load.missing() == 0, load.account(took))
        return f"{load.account(took)}; refused as {', '.join(sorted(load.refusals()))}; /login {status}"


FAULTS: Final = (
    Fault(
        "disk-full",
        f"the database's disk of {SIZE} is filled to the last megabyte under load, and emptied after a while",
        "503 with Retry-After; what was acknowledged is stored; it goes on by itself within 10 s of there being room",
        _full,
        row="RF-11",
    ),
)

"""A program that commits rows by the product's own way and prints the id of each once it is told that it is stored."""

from __future__ import annotations

import signal
import sys
import threading
import time
from types import FrameType
from typing import Final, NoReturn
from uuid import uuid4

from mapper.domain.reader import Reader, Role
from mapper.errors import MachineFault
from mapper.operations.database import Sessions, opened
from mapper.settings import Settings
from mapper.store.write_log import log_write
from web.clock import now

THREADS: Final = 4
ACTION: Final = "fault.write"
BY: Final = Reader(None, "faults", Role.ADMIN, None, "cli")
REFUSED: Final = "!"


def main() -> None:
    """Write until ended."""
    signal.signal(signal.SIGTERM, _end)
    with opened(Settings(), lambda _: None, serving=True) as database:
        for _ in range(THREADS):
            threading.Thread(target=_write, args=[database.requests], daemon=True).start()
        signal.pause()


def _write(sessions: Sessions) -> None:
    filling = "x" * 500
    while True:
        key = str(uuid4())
        try:
            with sessions.begin() as session:
                log_write(session, BY, ACTION, subject=key, now=now(), filling=filling)
            sys.stdout.write(f"{key}\n")
        except MachineFault as fault:
            sys.stdout.write(f"{REFUSED}{fault.code}\n")
            time.sleep(0.05)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


if __name__ == "__main__":
    main()

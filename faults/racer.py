"""One of several programs that start at once: it prints the number of the server it got and stays."""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn

from mapper.operations.database import opened, private_cluster
from mapper.settings import Settings


def main() -> None:
    """Attach, say to what, and wait to be ended."""
    signal.signal(signal.SIGTERM, _end)
    with opened(Settings(), lambda _: None):
        print(private_cluster(Settings(), lambda _: None).status().pid, flush=True)
        signal.pause()


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


if __name__ == "__main__":
    main()

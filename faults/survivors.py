"""What is alive of all that was started in a folder, whoever its parent is by now."""

from __future__ import annotations

import signal
from contextlib import suppress
from pathlib import Path
from typing import Final

import psutil

PATIENCE: Final = 10.0
"""How long we let something end by itself [s]."""


def survivors(folder: Path) -> list[psutil.Process]:
    """Find the live processes that were started over the folder, or work in it."""
    return [process for process in psutil.process_iter(["cmdline", "cwd", "environ"]) if _is_of(process, folder)]


def end_survivors(folder: Path) -> None:
    """End them by signals alone: no lock of theirs can keep us waiting."""
    alive = survivors(folder)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGQUIT)  # a server asked so gives its shared memory back
    for process in psutil.wait_procs(alive, PATIENCE)[1]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
            process.wait(PATIENCE)


def _is_of(process: psutil.Process, folder: Path) -> bool:
    command, works_in, environ = (process.info[name] for name in ("cmdline", "cwd", "environ"))
    signs = (*(command or ()), works_in or "", (environ or {}).get("GOLMOK_DATA_DIR", ""))
    return any(str(folder) in sign for sign in signs)

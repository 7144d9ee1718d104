"""The processes of a server: found by where they work, ended with care."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from mapper.errors import ServerUnreachable
from mapper.store.cluster.home import Home

TERM_PATIENCE = 5.0  # [s]
PAUSE = 0.01  # [s]


def holders(home: Home) -> list[psutil.Process]:
    """Find the live processes that have the data directory in use.

    Parameters
    ----------
    home : Home
        Whose data directory.

    Returns
    -------
    list of psutil.Process
        Those named ``postgres``, of the account, that work in it. A zombie is dead.
    """
    return [
        process
        for process in psutil.process_iter(["name", "uids", "status"])
        if process.info["name"] == "postgres"
        and process.info["status"] != psutil.STATUS_ZOMBIE
        and process.info["uids"].effective == home.account.uid
        and _works_in(process, home)
    ]


def postmaster(home: Home) -> psutil.Process | None:
    """Find the server's first process.

    Parameters
    ----------
    home : Home
        Whose server.

    Returns
    -------
    psutil.Process or None
        The one its pid file names, if that one lives and is not another program that got the number.
    """
    try:
        first_line = (home.data / "postmaster.pid").read_text(encoding="utf-8").partition("\n")[0]
    except FileNotFoundError:
        return None
    return next((process for process in holders(home) if str(process.pid) == first_line), None)


def lives(process: psutil.Process) -> bool:
    """Tell whether a process found earlier still lives.

    Parameters
    ----------
    process : psutil.Process
        The process.

    Returns
    -------
    bool
        False when it is gone, is a zombie, or another one got its number.
    """
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def end_holders(home: Home) -> None:
    """End what a killed server left behind in the data directory.

    Parameters
    ----------
    home : Home
        Whose data directory.

    Raises
    ------
    ServerUnreachable
        When a process does not go.
    """
    for sign in (signal.SIGTERM, signal.SIGQUIT):
        for process in holders(home):
            send(process, sign)
        if wait_until(lambda: not holders(home), TERM_PATIENCE):
            return
    pids = ", ".join(str(process.pid) for process in holders(home))
    raise ServerUnreachable(
        f"Processes of an earlier server still work in {home.data} and do not end: end {pids}, then start again.",
        pids=pids,
    )


def send(process: psutil.Process, sign: signal.Signals) -> None:
    """Signal a process, if it still lives.

    Parameters
    ----------
    process : psutil.Process
        The process; one that merely got its number is left alone.
    sign : signal.Signals
        What to send.
    """
    with suppress(psutil.NoSuchProcess):
        process.send_signal(sign)


def wait_until(done: Callable[[], bool], patience: float) -> bool:
    """Look again and again until something is so.

    Parameters
    ----------
    done : Callable
        Tells whether it is so.
    patience : float
        How long to wait for it [s].

    Returns
    -------
    bool
        Whether it became so in time.
    """
    deadline = time.monotonic() + patience
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE)
    return True


def _works_in(process: psutil.Process, home: Home) -> bool:
    try:
        return Path(process.cwd()).samefile(home.data)
    except psutil.AccessDenied:
        # Root in a container may not look into processes of others, but the account itself may.
        seen = home.account.run(["test", f"/proc/{process.pid}/cwd", "-ef", home.data], cwd=Path("/"))
        return seen.returncode == 0
    except (psutil.NoSuchProcess, FileNotFoundError):
        return False

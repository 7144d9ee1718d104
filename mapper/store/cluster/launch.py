"""Making a data directory and starting a server on it, with PostgreSQL's own programs."""

from __future__ import annotations

import shutil
from pathlib import Path

from mapper.errors import MachineFault, ServerUnreachable
from mapper.store.cluster.binaries import Binaries
from mapper.store.cluster.configuration import OWNER_ROLE, include_configuration, write_configuration
from mapper.store.cluster.files import disk_full, own_folder
from mapper.store.cluster.home import Home

PATIENCE = 120  # [s], for replaying what was committed before a crash
LOG_LINES = 5
LOG_SIZE = 10_000_000  # [bytes], beyond which a start begins a new log
NO_ROOM = ("No space left on device", "Disk quota exceeded")


def make_data(home: Home, binaries: Binaries, *, durable: bool) -> None:
    """Make the data directory under another name, so that a half-made one never counts.

    Parameters
    ----------
    home : Home
        Where.
    binaries : Binaries
        The programs.
    durable : bool
        Whether it must survive a crash of the machine from now on.

    Raises
    ------
    DiskFull
        When there is no room.
    ServerUnreachable
        When ``initdb`` fails otherwise.
    """
    # C.UTF-8 keeps pg_trgm working for Hangul and sorts it 가나다.
    options = ["-D", home.unfinished.name, "-U", OWNER_ROLE, "-A", "peer", "-E", "UTF8", "--locale=C.UTF-8"]
    command = [binaries.program("initdb"), *options, *([] if durable else ["--no-sync"])]
    # The program holds the lock as well: one whose app was killed is still at work for a moment.
    with home.lock("initdb").hold_alone() as lock:
        shutil.rmtree(home.unfinished, ignore_errors=True)
        done = home.account.run(command, cwd=home.directory, pass_fds=[lock.fileno()])
        if done.returncode != 0:
            shutil.rmtree(home.unfinished, ignore_errors=True)
            raise server_fault(home, "could not be made", done.stderr)
        include_configuration(home.unfinished, home.account)
        home.unfinished.rename(home.data)


def launch(home: Home, binaries: Binaries, *, durable: bool) -> None:
    """Start the server and wait until it is ready.

    Parameters
    ----------
    home : Home
        Whose data directory, which nobody has in use.
    binaries : Binaries
        The programs.
    durable : bool
        Whether what is committed must survive a crash.

    Raises
    ------
    DiskFull
        When there is no room.
    ServerUnreachable
        When it does not start otherwise.
    """
    # Nobody lives who could need these, and PostgreSQL itself believes a reused or undead process number.
    for stale in (home.data / "postmaster.pid", home.socket, Path(f"{home.socket}.lock")):
        stale.unlink(missing_ok=True)
    own_folder(home.data, home.account)  # the server refuses anything wider than 0750
    write_configuration(home, durable=durable)
    if home.log.exists() and home.log.stat().st_size > LOG_SIZE:
        home.log.replace(home.log.with_suffix(".old.log"))
    start_of_news = home.log.stat().st_size if home.log.exists() else 0
    # Relative paths, because pg_ctl hands them to a shell.
    options = ["-D", home.data.name, "-l", home.log.name, "-w", "-s", "-t", str(PATIENCE)]
    done = home.account.run([binaries.program("pg_ctl"), "start", *options], cwd=home.directory)
    if done.returncode != 0:
        raise server_fault(home, "did not start", log_text(home, start_of_news) or done.stderr)


def server_fault(home: Home, lack: str, text: str) -> MachineFault:
    """Word the error of a server that does not do as it should.

    Parameters
    ----------
    home : Home
        Whose server.
    lack : str
        What it does not do.
    text : str
        What it, or a program of it, had to say.

    Returns
    -------
    MachineFault
        `DiskFull` when that is why, else `ServerUnreachable` with the last lines of the text; to be raised.
    """
    last = " | ".join(text.strip().split("\n")[-LOG_LINES:])
    if any(sign in last for sign in NO_ROOM):
        return disk_full(home.directory)
    return ServerUnreachable(
        f"The database server of {home.directory} {lack}: put right what it says, then start again "
        f"(its log is {home.log}, the last lines: {last}).",
        directory=home.directory,
        log=last,
    )


def log_text(home: Home, start: int = 0) -> str:
    """Read the server's log.

    Parameters
    ----------
    home : Home
        Whose log.
    start : int
        Where to begin [bytes].

    Returns
    -------
    str
        Its text from there, empty when there is no log.
    """
    if not home.log.exists():
        return ""
    return home.log.read_bytes()[start:].decode(errors="replace")

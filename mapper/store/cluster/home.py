"""Where a cluster lives, and what lies where in its folder."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from mapper.store.cluster.account import Account, server_account
from mapper.store.cluster.files import own_folder, refuse_stranger, unusable
from mapper.store.cluster.locks import Lock

PORT = 5432  # part of the socket's name only: nothing listens on TCP
SOCKET = f".s.PGSQL.{PORT}"
LONGEST_SOCKET = 103 if sys.platform == "darwin" else 107  # [bytes], sockaddr_un.sun_path without its final zero
REFUGE = Path("/var/lib/golmok")
SHORT = Path("/tmp")  # noqa: S108  # not tempfile's: every user of a cluster must compute the same folder


class Home:
    """The folder of one cluster; it is the cluster's alone.

    Parameters
    ----------
    directory : Path
        The folder, with its real path.
    account : Account
        Whom the server runs as and everything in the folder belongs to.

    Attributes
    ----------
    directory : Path
        The folder.
    account : Account
        Its owner.
    data : Path
        PostgreSQL's data directory; it exists only when complete.
    unfinished : Path
        The data directory while it is being made.
    log : Path
        What the server has to say.
    kept : Path
        Exists while the server shall outlive its last user.
    stopped : Path
        Exists after a person stopped the server, until somebody wants it again.
    sockets : Path
        Folder of the server's socket.
    socket : Path
        The server's socket.
    """

    def __init__(self, directory: Path, account: Account) -> None:
        self.directory = directory
        self.account = account
        self.data = directory / "data"
        self.unfinished = directory / "data.new"
        self.log = directory / "server.log"
        self.kept = directory / "keep-running"
        self.stopped = directory / "stopped"
        self.sockets = _folder_of_sockets(directory, account)
        self.socket = self.sockets / SOCKET

    def lock(self, name: str) -> Lock:
        """Open one of the folder's locks.

        Parameters
        ----------
        name : str
            ``start``, ``users``, ``initdb`` or ``databases``.

        Returns
        -------
        Lock
            Not held yet.
        """
        return Lock(self.directory / f"{name}.lock", self.account)

    def prepare(self) -> None:
        """Make the folder, and give it its owner and permissions.

        Raises
        ------
        DataDirUnusable
            When it is not ours to use, or out of the account's reach.
        """
        if self.directory.exists():
            self._refuse_unfit()
        self._make_parents()
        own_folder(self.directory, self.account)
        self.lock("start").drop()  # the mark by which the folder is known as ours from now on
        own_folder(self.sockets, self.account)
        if not self.account.can_enter(self.directory):
            raise unusable(self.directory, f"is out of reach for the user {self.account.name}", _let_in(self.directory))

    def _make_parents(self) -> None:
        missing = [parent for parent in self.directory.parents if not parent.exists()]
        for parent in reversed(missing):
            parent.mkdir(exist_ok=True)
            if not self.account.is_ours:
                parent.chmod(0o755)  # whatever our umask, the account must get through

    def _refuse_unfit(self) -> None:
        if not self.directory.is_dir():
            raise unusable(self.directory, "is a file, not a folder")
        refuse_stranger(self.directory, self.account)
        marks = (self.directory / "start.lock", self.data / "PG_VERSION")
        if any(self.directory.iterdir()) and not any(mark.exists() for mark in marks):
            raise unusable(self.directory, "holds files of something else", "name an empty folder in GOLMOK_DATA_DIR")


def find_home(directory: Path, notice: Callable[[str], None]) -> Home:
    """Settle where a cluster lives and whom its server runs as.

    Parameters
    ----------
    directory : Path
        Where it should live.
    notice : Callable
        Told, in a sentence, when a new cluster has to live elsewhere.

    Returns
    -------
    Home
        That folder, or one under ``/var/lib/golmok`` when the server's account cannot get there.
    """
    directory = Path(os.path.realpath(directory))
    home = Home(directory, server_account(directory))
    if home.account.is_ours or home.data.exists():
        return home
    refuge = Home(REFUGE / _digest(directory), home.account)
    if refuge.data.exists():
        return Home(refuge.directory, server_account(refuge.directory))
    if home.account.can_enter(next(folder for folder in (directory, *directory.parents) if folder.is_dir())):
        return home
    notice(
        f"The database lives in {refuge.directory}, "
        f"because its server runs as the user {home.account.name}, who cannot enter {directory}."
    )
    return refuge


def _folder_of_sockets(directory: Path, account: Account) -> Path:
    own = os.fsencode(directory / "run")
    # libpq takes an address for UTF-8 and splits it at commas; the kernel limits its length.
    plain = b"," not in own and own.decode(errors="replace").encode() == own
    if plain and len(own) + 1 + len(SOCKET) <= LONGEST_SOCKET:
        return directory / "run"
    return SHORT / f"golmok-{account.uid}-{_digest(directory)}"


def _let_in(directory: Path) -> str:
    return f"run `chmod a+x` on the folders above {directory}, or name another one in GOLMOK_DATA_DIR"


def _digest(directory: Path) -> str:
    return hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]

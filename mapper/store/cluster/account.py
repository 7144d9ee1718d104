"""The operating-system account the server runs as: PostgreSQL refuses to be root."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mapper.errors import ServerAccountMissing

CUSTOMARY = ("postgres", "golmok")


@dataclass(frozen=True)
class Account:
    """An account of this machine.

    Attributes
    ----------
    name : str
        Its login name.
    uid : int
        Its number.
    gid : int
        The number of its main group.
    """

    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Whether this process already runs as it.

        Returns
        -------
        bool
            False when we are root, to whom the server will not belong.
        """
        return self.uid == os.geteuid()

    def run(
        self, command: Sequence[str | Path], *, cwd: Path, pass_fds: Sequence[int] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this account and wait for it.

        Parameters
        ----------
        command : Sequence of str or Path
            The program and its arguments; no shell reads them.
        cwd : Path
            Folder to run in, which the account must be able to enter.
        pass_fds : Sequence of int
            Descriptors it inherits.

        Returns
        -------
        subprocess.CompletedProcess
            Its exit status and, as text, what it printed.
        """
        # Nothing of our own PG* settings may reach the server; the fixed zone also spares initdb a search.
        environ = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        return subprocess.run(
            command,
            cwd=cwd,
            pass_fds=pass_fds,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            user=None if self.is_ours else self.uid,
            group=None if self.is_ours else self.gid,
            extra_groups=None if self.is_ours else [],
        )

    def can_enter(self, folder: Path) -> bool:
        """Ask the kernel whether the account gets into a folder.

        Parameters
        ----------
        folder : Path
            A folder that exists, as far as we can see.

        Returns
        -------
        bool
            True when every folder on the way, and this one, lets it pass.
        """
        return self.is_ours or self.run(["test", "-x", folder], cwd=Path("/")).returncode == 0


def server_account(directory: Path) -> Account:
    """Choose the account the server of a cluster runs as.

    Parameters
    ----------
    directory : Path
        Folder of the cluster, made or not.

    Returns
    -------
    Account
        Ours, unless we are root; then the owner of what is there, then ``postgres``, then ``golmok``.

    Raises
    ------
    ServerAccountMissing
        When the machine knows no such account.
    """
    if os.geteuid() != 0:
        return _account_of(os.geteuid())
    for folder in (directory / "data", directory):
        if folder.exists() and folder.stat().st_uid != 0:
            return _account_of(folder.stat().st_uid)
    for name in CUSTOMARY:
        with suppress(KeyError):
            return _account_of(pwd.getpwnam(name).pw_uid)
    raise ServerAccountMissing(
        "PostgreSQL refuses to run as root and this machine has no account for it: "
        "run `useradd --system golmok`, then start again."
    )


def name_of(uid: int) -> str:
    """Name a user for a sentence.

    Parameters
    ----------
    uid : int
        Number of the user.

    Returns
    -------
    str
        The login name, or the number when this machine knows no name.
    """
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user number {uid}"


def _account_of(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise ServerAccountMissing(
            f"PostgreSQL would run as user number {uid}, which has no name on this machine: "
            f"run `useradd --system --uid {uid} golmok` as root, then start again.",
            uid=uid,
        ) from None
    return Account(name=entry.pw_name, uid=uid, gid=entry.pw_gid)

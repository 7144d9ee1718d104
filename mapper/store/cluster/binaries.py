"""Which PostgreSQL with PostGIS on this machine runs the private cluster."""

from __future__ import annotations

import glob
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mapper.errors import PostgisMissing

OLDEST_MAJOR = 13  # the first with DROP DATABASE ... WITH (FORCE)
PROGRAMS = ("postgres", "initdb", "pg_ctl")
FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian
    "/usr/pgsql-*/bin",  # the RPMs of postgresql.org
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """One installed PostgreSQL that has PostGIS.

    Attributes
    ----------
    bindir : Path
        Folder of ``postgres``, ``initdb`` and ``pg_ctl``.
    major : int
        Major version of PostgreSQL.
    sharedir : Path
        Folder whose ``extension`` folder holds ``postgis.control``.
    """

    bindir: Path
    major: int
    sharedir: Path

    def program(self, name: str) -> str:
        """Return the path of one of its programs.

        Parameters
        ----------
        name : str
            Name of the program, such as ``initdb``.

        Returns
        -------
        str
            Where it lies.
        """
        return str(self.bindir / name)


def find_binaries(bindir: Path | None, environ: Mapping[str, str]) -> Binaries:
    """Find the newest PostgreSQL of this machine that has PostGIS.

    Parameters
    ----------
    bindir : Path or None
        The operator's choice, the only folder looked at when given.
    environ : Mapping[str, str]
        The environment, for its ``PATH``.

    Returns
    -------
    Binaries
        The highest major version that qualifies; of equals, the first found.

    Raises
    ------
    PostgisMissing
        When no folder has the programs and the extension; the sentence says how to install them.
    """
    path = environ.get("PATH", "")
    folders = dict.fromkeys([bindir.absolute()] if bindir else _likely_folders(path))
    looked = [_examine(folder) for folder in folders if bindir or (folder / "postgres").is_file()]
    found = [binaries for binaries in looked if isinstance(binaries, Binaries)]
    if found:
        return max(found, key=lambda binaries: binaries.major)
    lacks = "; ".join(str(lack) for lack in looked) or "no folder with a server was seen"
    raise PostgisMissing(
        f"No PostgreSQL {OLDEST_MAJOR} or newer with PostGIS was found ({lacks}): {_remedy(path)}.",
        lacks=lacks,
    )


def _likely_folders(path: str) -> Iterator[Path]:
    if asked := shutil.which("pg_config", path=path):
        yield Path(_output(asked, "--bindir"))
    for pattern in FOLDERS:
        yield from (Path(folder) for folder in sorted(glob.glob(pattern)))  # noqa: PTH207  (absolute patterns)
    for entry in filter(None, path.split(":")):
        # A package may put only links to the programs on PATH; its other files lie beside the originals.
        yield (Path(entry) / "postgres").resolve().parent


def _examine(folder: Path) -> Binaries | str:
    missing = [program for program in PROGRAMS if not shutil.which(program, path=str(folder))]
    if missing:
        return f"{folder} has no {' and no '.join(missing)}"
    version = re.match(r"postgres \(PostgreSQL\) (\d+)", _output(folder / "postgres", "--version"))
    if not version:
        return f"{folder}/postgres does not run"
    major = int(version[1])
    if major < OLDEST_MAJOR:
        return f"{folder} is PostgreSQL {major}"
    for sharedir in _likely_sharedirs(folder):
        if (sharedir / "extension" / "postgis.control").is_file():
            return Binaries(bindir=folder, major=major, sharedir=sharedir)
    return f"{folder} has no PostGIS"


def _likely_sharedirs(bindir: Path) -> Iterator[Path]:
    if (bindir / "pg_config").is_file():
        yield Path(_output(bindir / "pg_config", "--sharedir"))
    yield bindir.parent / "share" / "postgresql"
    yield bindir.parent / "share"


def _output(program: Path | str, argument: str) -> str:
    return subprocess.run([program, argument], capture_output=True, text=True, check=False).stdout.strip()


def _remedy(path: str) -> str:
    if sys.platform == "darwin":
        return "run `brew install postgis`"
    if shutil.which("apt-get", path=path):
        return "run `sudo apt-get install postgresql-postgis`"
    if shutil.which("dnf", path=path):
        return "run `sudo dnf install postgresql-server postgresql-contrib postgis`"
    return "install PostgreSQL with PostGIS and name the folder of `postgres` in GOLMOK_PG_BINDIR"

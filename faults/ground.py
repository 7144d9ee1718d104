"""Where faults happen: cities in folders of their own, and everything that was started in them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

import psutil

from faults.program import GOLMOK, Program, Site
from mapper.settings import Settings
from mapper.store.backup import Content, contents
from mapper.store.cluster import Binaries, Cluster, find_binaries
from mapper.store.engine import make_engine

SEGMENTS: Final = "300"
P = TypeVar("P", bound=Program)


class Ground:
    """Fresh copies of one small demo city.

    Parameters
    ----------
    folder : Path
        Of ours alone, which the server's account can enter.
    rounds : int
        How often what happens at a random moment is done.
    """

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder = folder
        self.rounds = rounds
        self._programs: list[Program] = []
        self._folders: list[Path] = []

    @cached_property
    def binaries(self) -> Binaries:
        """The PostgreSQL of this machine."""
        return find_binaries(Settings().pg_bindir, os.environ)

    @cached_property
    def _made(self) -> Path:
        made = Path(tempfile.mkdtemp(prefix="made-", dir=self.folder))
        made.chmod(0o755)
        maker = Program((*GOLMOK, "demo", "load", "--segments", SEGMENTS), made, {})
        maker.finished()
        maker.end()
        return made

    def empty(self, name: str = "") -> Path:
        """Return an empty data folder."""
        folder = Path(tempfile.mkdtemp(prefix=name, dir=self.folder))
        folder.chmod(0o755)
        self._folders.append(folder)
        return folder

    def city(self, folder: Path | None = None) -> Path:
        """Return a data folder with a demo city, whose server does not run."""
        folder = folder or self.empty()
        subprocess.run(["cp", "-a", f"{self._made}/.", folder], check=True)
        return folder

    def cluster(self, data: Path) -> Cluster:
        """Return the cluster of a data folder, as durable as the product's."""
        return Cluster(data / "cluster", self.binaries)

    def golmok(self, data: Path, *arguments: str, **environ: str) -> Program:
        """Start a command."""
        return self._begun(Program((*GOLMOK, *arguments), data, environ))

    def python(self, data: Path, *arguments: str, **environ: str) -> Program:
        """Start the interpreter, for a module of this package."""
        return self._begun(Program(arguments, data, environ))

    def bearer(self, data: Path) -> dict[str, str]:
        """Add a planner, and return the headers by which a script is known as one."""
        self.golmok(data, "user", "add", "made-planner", "--role", "planner").finished()
        making = self.golmok(data, "user", "token", "made-planner", "--scope", "read", "--scope", "write")
        return {"Authorization": f"Bearer {making.finished().splitlines()[-1]}"}

    def site(
        self, data: Path, environ: Mapping[str, str] = MappingProxyType({}), golmok: tuple[str, ...] = GOLMOK
    ) -> Site:
        """Start ``golmok serve`` and wait until it is ready."""
        site = self._begun(Site(data, environ, golmok))
        site.wait_ready()
        return site

    def _begun(self, program: P) -> P:
        self._programs.append(program)
        return program

    def contents(self, data: Path) -> dict[str, Content]:
        """Return what every table holds."""
        with self.cluster(data).attach() as attachment:
            engine = make_engine(attachment.url("owner"))
            try:
                with engine.connect() as connection:
                    return contents(connection, lambda _done, _all: None)
            finally:
                engine.dispose()

    @contextmanager
    def cleared(self) -> Iterator[None]:
        """End, on the way out, whatever was started since."""
        try:
            yield
        finally:
            while self._programs:
                self._programs.pop().end()
            while self._folders:
                folder = self._folders.pop()
                for data in folder.glob("**/data/PG_VERSION"):
                    if data.read_text().strip() == str(self.binaries.major):
                        Cluster(data.parent.parent, self.binaries).stop()
                shutil.rmtree(folder)

    def left(self) -> list[str]:
        """Return the command lines of live processes that were started over our folder, or work in it."""
        found = []
        for process in psutil.process_iter(["cmdline", "cwd", "environ"]):
            told = process.info
            command = " ".join(told["cmdline"] or [])
            signs = (command, told["cwd"] or "", (told["environ"] or {}).get("GOLMOK_DATA_DIR", ""))
            if any(str(self.folder) in sign for sign in signs):
                found.append(command)
        return found


@contextmanager
def open_ground(rounds: int) -> Iterator[Ground]:
    """Make a ground in the temporary folder, and leave nothing of it."""
    folder = Path(tempfile.mkdtemp(prefix="golmok-faults-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield Ground(folder, rounds)
    finally:
        shutil.rmtree(folder)

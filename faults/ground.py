"""Where faults happen: cities in folders of their own, and everything that was started in them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from playwright.sync_api import BrowserType

from faults.program import GOLMOK, Program, Site
from faults.survivors import end_survivors, survivors
from mapper.settings import Settings
from mapper.store.backup import Content, contents
from mapper.store.cluster import Binaries, Cluster, find_binaries
from mapper.store.engine import make_engine

SEGMENTS: Final = "300"
DEMO: Final = ("demo", "load", "--segments", SEGMENTS)
BARE: Final = ("db", "upgrade")
P = TypeVar("P", bound=Program)
T = TypeVar("T")


class Ground:
    """Fresh copies of one small demo city, and of a cluster without any.

    Parameters
    ----------
    folder : Path
        Of ours alone, which the server's account can enter.
    rounds : int
        How often what happens at a random moment is done.
    sampling : bool
        Whether a few of many are enough.
    chromium : BrowserType
        The browser of every phone.
    demo : Path
        The data folder of the demo city.
    maker : Program
        Makes it, meanwhile.
    """

    def __init__(
        self, folder: Path, rounds: int, demo: Path, maker: Program, chromium: BrowserType, *, sampling: bool
    ) -> None:
        self.folder = folder
        self.rounds = rounds
        self.sampling = sampling
        self.chromium = chromium
        self._demo, self._maker = demo, maker
        self._programs: list[Program] = []
        self._folders: list[Path] = []
        self._kept: dict[object, tuple[ExitStack, Any]] = {}

    def many(self, full: int, *, sampled: int) -> int:
        """Return how many of something there are to be."""
        return sampled if self.sampling else full

    @contextmanager
    def kept(self, opened: Callable[[Ground], AbstractContextManager[T]]) -> Iterator[T]:
        """Lend what one fault after the other can use; after one that was not borne, the next gets a new one."""
        if opened not in self._kept:
            stack = ExitStack()
            self._kept[opened] = stack, stack.enter_context(opened(self))
        try:
            yield self._kept[opened][1]
        except BaseException:
            while opened in self._kept:  # and what was opened after it, which may stand on it
                self._close_newest()
            raise

    def lasting(self) -> Path:
        """Return an empty folder for what is kept; what lives in it is not taken for left over."""
        return _folder_in(self.folder.parent)

    def end(self) -> None:
        """Close what was kept, the newest first."""
        while self._kept:
            self._close_newest()

    def _close_newest(self) -> None:
        _, (stack, _) = self._kept.popitem()
        stack.close()

    @cached_property
    def binaries(self) -> Binaries:
        """The PostgreSQL of this machine."""
        return find_binaries(Settings().pg_bindir, os.environ)

    @cached_property
    def _bare(self) -> Path:
        bare = _folder_in(self.folder)
        self.cluster(bare).attach().release()
        return bare

    def empty(self, name: str = "") -> Path:
        """Return an empty data folder."""
        folder = _folder_in(self.folder, name)
        self._folders.append(folder)
        return folder

    def city(self, folder: Path | None = None) -> Path:
        """Return a data folder with the demo city, whose server does not run."""
        self._maker.finished()
        return _copied(self._demo, folder or self.empty())

    def copy(self, data: Path) -> Path:
        """Return a data folder with what another one holds, whose server does not run."""
        return _copied(data, self.empty())

    def bare_cluster(self) -> Cluster:
        """Return a cluster that holds nothing yet and does not run."""
        return self.cluster(_copied(self._bare, self.empty()))

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
            end_survivors(self.folder)
            while self._folders:
                shutil.rmtree(self._folders.pop())

    def left(self) -> list[str]:
        """Return the command lines of what is alive."""
        return [" ".join(process.info["cmdline"] or []) for process in survivors(self.folder)]


@contextmanager
def open_ground(rounds: int, chromium: BrowserType, *, sampling: bool = False) -> Iterator[Ground]:
    """Make a ground in the temporary folder, and leave nothing of it."""
    folder = _folder_in(Path("/tmp"), "golmok-faults-")
    demo = _folder_in(folder)
    maker = Program((*GOLMOK, *DEMO), demo, {})
    ground = Ground(_folder_in(folder), rounds, demo, maker, chromium, sampling=sampling)
    try:
        yield ground
    finally:
        ground.end()
        maker.end()
        end_survivors(folder)
        shutil.rmtree(folder)


def _folder_in(folder: Path, name: str = "") -> Path:
    made = Path(tempfile.mkdtemp(prefix=name, dir=folder))
    made.chmod(0o755)
    return made


def _copied(data: Path, folder: Path) -> Path:
    subprocess.run(["cp", "-a", f"{data}/.", folder], check=True)
    return folder

"""A file made behind the scenes: what a request would have answered, kept where whoever asked for it can fetch it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from mapper.domain.label import Label
from mapper.errors import InvalidInput
from mapper.operations.jobs.kind import JobKind, Most, Task
from mapper.store.engine import Session

KEPT: Final = timedelta(days=1)
"""How long a file waits to be fetched."""

MOST: Final = Most(own=3, all=30)
"""Each waits for its turn, takes minutes of a core, and leaves a file of some megabytes for a day."""


@dataclass(frozen=True)
class MadeFiles:
    """The folder they are in.

    Attributes
    ----------
    folder : Path
        Nobody else's to open.
    """

    folder: Path

    def path(self, file_id: UUID) -> Path:
        """Return where a file lies.

        Parameters
        ----------
        file_id : UUID
            As the result of its job says.

        Returns
        -------
        Path
            There is a file once it is made, for as long as `KEPT`.
        """
        return self.folder / str(file_id)

    def sweep(self, *, now: datetime) -> None:
        """Delete what waited for longer than `KEPT`.

        Parameters
        ----------
        now : datetime
            This moment.
        """
        if not self.folder.is_dir():
            return
        oldest = (now - KEPT).timestamp()
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):  # somebody else sweeps too
                if path.stat().st_mtime < oldest:
                    path.unlink()


def made_in(data_dir: Path) -> MadeFiles:
    """Return where this machine keeps files that were made for somebody.

    Parameters
    ----------
    data_dir : Path
        The folder of this machine.

    Returns
    -------
    MadeFiles
        A folder of its own in there.
    """
    return MadeFiles(data_dir / "made")


def _make(_session: Session, task: Task) -> dict[str, Any]:
    if task.make is None:
        raise InvalidInput("Whoever does the jobs here cannot answer requests; have `golmok run` do them.")
    files = made_in(task.data_dir)
    files.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file_id = task.new_id()  # of each try another: one that was given up late must not take away the file of the next
    path = files.path(file_id)
    try:
        with path.open("wb") as file:
            headers = task.make(task.arguments, task.by, task.progress, file.write)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return {"file": str(file_id), "headers": headers, "bytes": path.stat().st_size}


def _unmake(task: Task, result: dict[str, Any]) -> None:
    made_in(task.data_dir).path(UUID(result["file"])).unlink(missing_ok=True)


MAKE: Final = JobKind(
    "file.make",
    Label("파일 만들기", "Making of a file"),
    "board",
    _make,
    undo=_unmake,
    sweep=lambda data_dir, now: made_in(data_dir).sweep(now=now),
    most=MOST,
)
"""Make a file that takes longer than anybody waits at a screen."""

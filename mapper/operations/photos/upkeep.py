"""Keep the folder of photos in order: what nothing names goes, and what changed by itself is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mapper.settings import Settings
from mapper.store import photos as photo_rows
from mapper.store.engine import Session
from mapper.store.photo_files import PhotoFiles


@dataclass(frozen=True)
class Swept:
    """What was deleted, or would be.

    Attributes
    ----------
    orphans : int
        Files that no row names.
    partials : int
        Photos that nobody went on sending.
    """

    orphans: int
    partials: int


@dataclass(frozen=True)
class Scrubbed:
    """What was found when every file was read.

    Attributes
    ----------
    read : int
        Files.
    damaged : list of str
        Names of those that do not have the bytes they were kept with.
    missing : list of str
        Names of those that a row names and that are not there.
    """

    read: int
    damaged: list[str]
    missing: list[str]

    @property
    def is_whole(self) -> bool:
        """Whether every photo is there as it was kept."""
        return not self.damaged and not self.missing


def photo_files(settings: Settings) -> PhotoFiles:
    """Return the folder of photos of a machine.

    Parameters
    ----------
    settings : Settings
        Where its data lie.

    Returns
    -------
    PhotoFiles
        Below the data folder, also when the database is elsewhere.
    """
    return PhotoFiles(settings.data_dir / "photos")


def sweep(session: Session, files: PhotoFiles, *, now: datetime, keep: bool = True) -> Swept:
    """Delete what a crash left behind: files for which no row was written within a day, and photos that stopped on their way.

    Parameters
    ----------
    session : Session
        Only read.
    files : PhotoFiles
        Of this machine.
    now : datetime
        This moment.
    keep : bool
        False only counts.

    Returns
    -------
    Swept
        How many there were.
    """
    old = files.kept.old(now=now)
    named = photo_rows.named_files(session)  # after the files are listed: a row is written after its files
    orphans = [path for path, digest in old.items() if digest not in named]
    partials = files.partials.old(now=now)
    if not keep:
        return Swept(len(orphans), len(partials))
    dropped = [files.kept.drop(path, now=now) for path in orphans]
    for path in partials:
        path.unlink(missing_ok=True)
    return Swept(sum(dropped), len(partials))


def scrub(session: Session, files: PhotoFiles) -> Scrubbed:
    """Read every photo and compare it with its name, and the names with the rows.

    Parameters
    ----------
    session : Session
        Only read.
    files : PhotoFiles
        Of this machine.

    Returns
    -------
    Scrubbed
        What is to be brought back from a copy.
    """
    named = photo_rows.named_files(session)  # before the files are: what comes meanwhile is not missed
    found = dict(files.kept.photos())
    damaged = sorted(digest.hex() for digest, is_whole in found.items() if not is_whole)
    return Scrubbed(len(found), damaged, sorted(digest.hex() for digest in named - found.keys()))

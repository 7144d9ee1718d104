"""The one thing an archive is read for: a layer of a shapefile, or a single file of another format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from mapper.errors import UnreadableFile
from mapper.importers.archive import MOST_UNPACKED, Archive, opened
from mapper.importers.fault import shown
from mapper.importers.layer import chosen
from mapper.importers.source import SHAPEFILE_PARTS, Source

_JUNK: Final = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_TYPES: Final = {1: "points", 3: "lines", 5: "areas", 8: "points"}


@contextmanager
def unpacked(source: Source, suffixes: Sequence[str], at_most: int = MOST_UNPACKED) -> Iterator[Source]:
    """Unpack what is to be read of an archive.

    Parameters
    ----------
    source : Source
        The archive; where it holds several things, the layer it names or prefers settles which.
    suffixes : sequence of str
        Endings of the files that can be read.
    at_most : int
        Bytes of all members together.

    Yields
    ------
    Source
        The file, in a folder nobody else can open, removed afterwards; a shapefile with its parts.

    Raises
    ------
    ArchiveRefused
        When the archive is not an honest one.
    LayerUnclear
        When it holds several things and nothing says which is meant.
    UnreadableFile
        When it holds nothing that can be read.
    """
    with opened(source, at_most) as archive, TemporaryDirectory(prefix="golmok-") as folder:
        names = _readable(archive, suffixes)
        if not names:
            held = ", ".join(shown(member.name) for member in archive.members[:8]) or "nothing"
            message = f"{source.name} holds {held}, expected a file that ends in {', '.join(suffixes)}; pack that one."
            raise UnreadableFile(message, file=source.name, found=[member.name for member in archive.members])
        # a single file of another format may have layers of its own, and then one of those was named
        alone = len(names) == 1 and not names[0].lower().endswith(".shp")
        name = names[0] if alone else chosen(names, source, lambda name: _described(archive, name))
        suffix = PurePosixPath(name).suffix.lower()
        path = Path(folder) / f"member{suffix}"
        archive.copy(name, path)
        parts = _copied_parts(archive, name, Path(folder)) if suffix == ".shp" else ()
        layer = source.layer if alone else None
        yield replace(source, name=f"{source.name}/{shown(name)}", suffix=suffix, body=path, parts=parts, layer=layer)


def _readable(archive: Archive, suffixes: Sequence[str]) -> list[str]:
    """Name the things there are; beside data, a text file is a note about it."""
    names = [member.name for member in archive.members if not _is_junk(member.name)]
    found = [name for name in names if name.lower().endswith(tuple(suffixes))]
    shapefiles = [name for name in found if name.lower().endswith(".shp")]
    return shapefiles or [name for name in found if not name.lower().endswith(".txt")] or found


def _is_junk(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part in _JUNK for part in parts) or parts[-1].startswith("._")


def _parts(archive: Archive, shp: str) -> dict[str, str]:
    stem = shp[: -len(".shp")].casefold()
    named = {member.name.casefold(): member.name for member in archive.members}
    return {suffix: named[stem + suffix] for suffix in SHAPEFILE_PARTS if stem + suffix in named}


def _copied_parts(archive: Archive, shp: str, folder: Path) -> tuple[Path, ...]:
    found = []
    for suffix, name in _parts(archive, shp).items():
        path = folder / f"member{suffix}"
        archive.copy(name, path)
        found.append(path)
    return tuple(found)


def _described(archive: Archive, name: str) -> str:
    if not name.lower().endswith(".shp"):
        size = next(member.size for member in archive.members if member.name == name)
        return f"{size:,} bytes"
    kind = int.from_bytes(_head(archive, name)[32:36], "little") % 10
    dbf = _parts(archive, name).get(".dbf")
    count = "?" if dbf is None else str(int.from_bytes(_head(archive, dbf)[4:8], "little"))
    return f"{count} {_TYPES.get(kind, 'shapes')}"


def _head(archive: Archive, name: str) -> bytes:
    return next(archive.stream(name), b"")

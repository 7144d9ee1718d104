"""A file handed to an importer: its bytes, and what the person said about it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final
from unicodedata import normalize

from mapper.errors import UnreadableFile
from mapper.importers.fault import shown
from mapper.importers.signature import LONGEST_HEAD, announced
from mapper.importers.telling import Telling, to_nobody

MOST_BYTES: Final = 512 * 1024 * 1024
"""Files beyond this are refused before they are read."""

SHAPEFILE_PARTS: Final = (".dbf", ".shx", ".prj", ".cpg", ".cst")
"""What may stand beside a ``.shp``, in the order of its fingerprint."""

_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True)
class Source:
    """A file and what was said about it.

    Attributes
    ----------
    name : str
        File name, printable, for sentences.
    suffix : str
        Its ending, lower case, with the dot.
    body : bytes or Path
        All of it, or where it lies.
    crs : str or None
        Reference system given by the person, e.g. ``EPSG:5186``.
    encoding : str or None
        Text encoding given by the person.
    layer : str or None
        Which of its layers, sheets or members the person means.
    preferred : tuple of str
        Official layers its kind would take, the best first.
    parts : tuple of Path
        The other files of a shapefile, in the order of `SHAPEFILE_PARTS`.
    telling : Telling
        Told how many of its rows are read and judged.
    """

    name: str
    suffix: str
    body: bytes | Path
    crs: str | None = None
    encoding: str | None = None
    layer: str | None = None
    preferred: tuple[str, ...] = ()
    parts: tuple[Path, ...] = ()
    telling: Telling = to_nobody

    @property
    def content(self) -> bytes:
        """All its bytes; read anew each time, so that they are not held twice."""
        with self.stream() as file:
            return file.read()

    @property
    def head(self) -> bytes:
        """Enough of its beginning to tell what it is."""
        with self.stream() as file:
            return file.read(LONGEST_HEAD)

    @property
    def sha256(self) -> str:
        """Fingerprint of its bytes, in hex; of a shapefile with those of each part behind its ending."""
        with self.stream() as file:
            digest = _digested(file)
        for part in self.parts:
            with _opened(part, self.name) as file:
                digest.update(f"{part.suffix.lower()} {_digested(file).hexdigest()}\n".encode())
        return digest.hexdigest()

    @contextmanager
    def stream(self) -> Iterator[BinaryIO]:
        """Open it for reading in pieces.

        Yields
        ------
        file object
            Of bytes, at its beginning; it can seek.
        """
        if isinstance(self.body, bytes):
            yield BytesIO(self.body)
        else:
            with _opened(self.body, self.name) as file:
                yield file

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """Lay it down for readers that want a path.

        Yields
        ------
        Path
            A plain name in a folder nobody else can open, removed afterwards.
        """
        with TemporaryDirectory(prefix="golmok-") as folder:
            path = Path(folder) / f"file{self.suffix}"
            if isinstance(self.body, Path):
                path.symlink_to(self.body.absolute())
            else:
                path.write_bytes(self.body)
            yield path

    def refuse_foreign(self, expected: str, *own: str) -> None:
        """Refuse bytes that announce themselves as something else.

        Parameters
        ----------
        expected : str
            What the file should be, for the sentence.
        *own : str
            Keys of the signatures that are right; none for plain text.

        Raises
        ------
        UnreadableFile
            Naming what the file is.
        """
        found = announced(self.head)
        if found is not None and found.key not in own:
            message = f"{self.name} is {found.what}, expected {expected}; {found.remedy}."
            raise UnreadableFile(message, file=self.name, found=found.what, expected=expected, remedy=found.remedy)

    def require(self, expected: str, *own: str) -> None:
        """Refuse bytes that do not announce themselves as what they should be.

        Parameters
        ----------
        expected : str
            What the file should be, for the sentence.
        *own : str
            Keys of the signatures that are right.

        Raises
        ------
        UnreadableFile
            Naming what the file is, or how it begins.
        """
        self.refuse_foreign(expected, *own)
        head = self.head
        if announced(head) is None:
            message = f"{self.name} begins with {head[:8].hex(' ')}, expected {expected}; copy or export it again."
            raise UnreadableFile(message, file=self.name, found=head[:8].hex(" "), expected=expected)


def open_source(
    path: str | Path, *, crs: str | None = None, encoding: str | None = None, layer: str | None = None
) -> Source:
    """Take a file from disk; its bytes are read when they are needed.

    Parameters
    ----------
    path : str or Path
        The file; beside a ``.shp`` its parts are found whatever the case of their endings.
    crs : str or None
        Reference system of its coordinates, when the person knows better than the file.
    encoding : str or None
        Encoding of its text, likewise.
    layer : str or None
        Which of its layers, sheets or members is meant, when it has several.

    Returns
    -------
    Source
        Never empty.

    Raises
    ------
    UnreadableFile
        When it or a part of it is missing, not a file, not readable, empty, or beyond `MOST_BYTES`.
    """
    name = shown(Path(path).name or str(path))
    suffix = Path(path).suffix.lower()
    _refuse_unfit(path, name)
    parts = _siblings(Path(path)) if suffix == ".shp" else ()
    for part in parts:
        _refuse_unfit(part, shown(part.name))
    return Source(name, suffix, Path(path), crs=crs, encoding=encoding, layer=layer, parts=parts)


def _siblings(shp: Path) -> tuple[Path, ...]:
    """Find the parts of a shapefile; where two differ in case only, the one written like the .shp is taken."""
    stem = normalize("NFC", shp.stem).casefold()
    alike = sorted(p for p in shp.parent.iterdir() if normalize("NFC", p.stem).casefold() == stem)
    by_suffix = {path.suffix.lower(): path for path in sorted(alike, key=lambda path: path.stem == shp.stem)}
    return tuple(by_suffix[suffix] for suffix in SHAPEFILE_PARTS if suffix in by_suffix)


def _digested(file: BinaryIO) -> hashlib._Hash:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest


@contextmanager
def _opened(path: Path, name: str) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise _unreadable(name, error) from error
    with file:
        yield file


def _unreadable(name: str, error: OSError | ValueError) -> UnreadableFile:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    message = f"{name} cannot be read ({reason}), expected a file; check its path and its permissions."
    return UnreadableFile(message, file=name, reason=reason)


def _refuse_unfit(path: str | Path, name: str) -> None:
    try:
        found = os.stat(path)  # noqa: PTH116 - a path with a NUL byte must fail here as an error, not as False
    except (OSError, ValueError) as error:
        raise _unreadable(name, error) from error
    if not stat.S_ISREG(found.st_mode):
        what = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
        raise UnreadableFile(f"{name} is {what}, expected a file; name the file itself.", file=name, found=what)
    if found.st_size == 0:
        raise UnreadableFile(f"{name} is empty, expected rows; copy or export it again.", file=name, found="empty")
    if found.st_size > MOST_BYTES:
        message = f"{name} has {found.st_size:,} bytes, expected at most {MOST_BYTES:,}; leave out what is not needed."
        raise UnreadableFile(message, file=name, found=found.st_size, expected=MOST_BYTES)
    with _opened(Path(path), name):
        pass  # whether it may be read is known only by opening it

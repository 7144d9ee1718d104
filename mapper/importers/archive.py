"""ZIP archives, and the files that are ZIP archives inside: opened only when they are honest.

What an archive says of itself is held against the limits before anything is read, and what comes out of it
is counted while it streams and held against what was said.
"""

from __future__ import annotations

import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from unicodedata import normalize
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from mapper.errors import ArchiveRefused
from mapper.importers.fault import shown
from mapper.importers.source import Source

MOST_UNPACKED: Final = 2 * 1024**3
"""Bytes of all members together."""
MOST_MEMBERS: Final = 200
MOST_RATIO: Final = 200
"""Unpacked to packed bytes; official DBFs reach 76."""

_UNRATED: Final = 1024 * 1024
_LONGEST_DIRECTORY: Final = 1024 * 1024
_LONGEST_TAIL: Final = 22 + 65_535
_CHUNK: Final = 256 * 1024
_UTF8_NAME: Final = 0x800
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
_ARCHIVES: Final = (".zip", ".7z", ".rar", ".alz", ".egg", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")


@dataclass(frozen=True)
class Member:
    """A file in an archive.

    Attributes
    ----------
    name : str
        With its folders, as people wrote it.
    size : int
        Unpacked bytes.
    """

    name: str
    size: int


class Archive:
    """An archive whose table of contents is within the limits.

    Parameters
    ----------
    file : file object
        Its bytes.
    name : str
        Named in sentences.
    at_most : int
        Bytes of all members together.

    Attributes
    ----------
    members : tuple of Member
        Its files, without folders.
    """

    def __init__(self, file: BinaryIO, name: str, at_most: int) -> None:
        self.name = name
        self._file = file
        self._size = file.seek(0, 2)
        _refuse_directory(file, name)
        infos = self._read_directory()
        self._infos = {_decoded_name(info): info for info in infos}
        self._starts = {info.header_offset: self._start(info) for info in infos}
        self._refuse_names(infos)
        self._refuse_overlap(infos)
        self._refuse_sizes(infos, at_most)
        self.members = tuple(
            Member(name, info.file_size) for name, info in self._infos.items() if not name.endswith("/")
        )

    def stream(self, member: str) -> Iterator[bytes]:
        """Unpack a member in pieces.

        Parameters
        ----------
        member : str
            Its name.

        Yields
        ------
        bytes
            Never more, in all, than its entry says.

        Raises
        ------
        ArchiveRefused
            When what comes out is not what its entry says.
        """
        info = self._infos[member]
        size = checksum = 0
        for chunk in self._inflated(info, member):
            size += len(chunk)
            checksum = zlib.crc32(chunk, checksum)
            if size > info.file_size:
                raise self._refusal(f"{shown(member)} unpacks to more than the {info.file_size:,} bytes it says")
            yield chunk
        if size != info.file_size or checksum != info.CRC:
            raise self._refusal(f"{shown(member)} is damaged: it is not what its checksum says")

    def copy(self, member: str, to: Path) -> None:
        """Unpack a member to disk.

        Parameters
        ----------
        member : str
            Its name.
        to : Path
            Where; nothing stands there yet.
        """
        with to.open("xb") as file:
            for chunk in self.stream(member):
                file.write(chunk)

    def _read_directory(self) -> list[ZipInfo]:
        try:
            with ZipFile(self._file) as archive:
                infos = archive.infolist()
        # zipfile raises NotImplementedError for a version of the format it does not know
        except (BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OSError) as error:
            raise self._refusal(f"it is damaged or cut short ({shown(str(error))})") from error
        if len(infos) > MOST_MEMBERS:
            raise self._refusal(f"it has {len(infos):,} members, expected at most {MOST_MEMBERS}")
        return infos

    def _start(self, info: ZipInfo) -> int:
        # the wide numbers of ZIP64 go beyond what a file can be searched to
        self._file.seek(min(max(0, info.header_offset), self._size))
        header = self._file.read(30)
        if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
            raise self._refusal("it is damaged: an entry points to no file")
        lengths = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        return info.header_offset + 30 + lengths

    def _inflated(self, info: ZipInfo, member: str) -> Iterator[bytes]:
        packed = self._packed(info)
        if info.compress_type == ZIP_STORED:
            yield from packed
            return
        unpack = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for piece in packed:
                yield unpack.decompress(piece, _CHUNK)
                while unpack.unconsumed_tail:
                    yield unpack.decompress(unpack.unconsumed_tail, _CHUNK)
                if unpack.eof:
                    break
            while chunk := unpack.decompress(b"", _CHUNK):
                yield chunk
        except zlib.error as error:
            raise self._refusal(f"{shown(member)} is damaged ({error})") from error
        if not unpack.eof or unpack.unused_data or next(packed, b""):
            raise self._refusal(f"{shown(member)} is damaged: it does not end where its entry says")

    def _packed(self, info: ZipInfo) -> Iterator[bytes]:
        self._file.seek(self._starts[info.header_offset])
        left = info.compress_size
        while left > 0 and (piece := self._file.read(min(left, _CHUNK))):
            left -= len(piece)
            yield piece

    def _refuse_names(self, infos: list[ZipInfo]) -> None:
        if len({normalize("NFC", name).casefold() for name in self._infos}) < len(infos):
            raise self._refusal("two of its members have one name")
        for name, info in self._infos.items():
            parts = name.replace("\\", "/").split("/")
            if ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0] or "\0" in info.orig_filename:
                raise self._refusal(f"its member {shown(name)} would land outside its folder")
            if stat.S_ISLNK(info.external_attr >> 16):
                raise self._refusal(f"its member {shown(name)} is a link to another file")
            if info.flag_bits & _ENCRYPTED:
                raise self._refusal(f"its member {shown(name)} is locked with a password", "pack it without one")
            if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
                raise self._refusal(f"its member {shown(name)} is packed by a method other than deflate")
            if name.lower().endswith(_ARCHIVES):
                raise self._refusal(f"its member {shown(name)} is an archive again", "unpack that one and give it")

    def _refuse_overlap(self, infos: list[ZipInfo]) -> None:
        end = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            if info.header_offset < end:
                raise self._refusal(f"the data of {shown(info.filename)} is that of another member as well")
            end = self._starts[info.header_offset] + info.compress_size
        if end > self._size:
            raise self._refusal("it is cut short")

    def _refuse_sizes(self, infos: list[ZipInfo], at_most: int) -> None:
        unpacked, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
        if unpacked > at_most:
            raise self._refusal(f"it unpacks to {unpacked:,} bytes, expected at most {at_most:,}")
        rated = [("it", unpacked, packed)]
        rated += [(f"its member {shown(info.filename)}", info.file_size, info.compress_size) for info in infos]
        for what, large, small in rated:
            if large > _UNRATED and large > MOST_RATIO * small:
                raise self._refusal(f"{what} unpacks to over {MOST_RATIO} times its size ({large:,} bytes)")

    def _refusal(
        self, problem: str, remedy: str = "pack the plain files again, only those that are needed"
    ) -> ArchiveRefused:
        return ArchiveRefused(
            f"{self.name}: {problem}, expected an ordinary archive; {remedy}.", file=self.name, found=problem
        )


@contextmanager
def opened(source: Source, at_most: int = MOST_UNPACKED) -> Iterator[Archive]:
    """Open an archive.

    Parameters
    ----------
    source : Source
        The file.
    at_most : int
        Bytes of all members together.

    Yields
    ------
    Archive
        With its members.

    Raises
    ------
    ArchiveRefused
        When it is damaged, or beyond the limits: too large, too many members, packed beyond what honest data
        allows, locked, nested, or with members that overlap, repeat a name or would land elsewhere.
    """
    with source.stream() as file:
        yield Archive(file, source.name, at_most)


def _decoded_name(info: ZipInfo) -> str:
    """Read a name that does not say its encoding: UTF-8 as macOS writes it, CP949 as Korean Windows does."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    raw = info.filename.encode("cp437")
    for codec in ("utf-8", "cp949"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return info.filename


def _refuse_directory(file: BinaryIO, name: str) -> None:
    """Refuse a table of contents too long for honest members before it is read; found as `zipfile` finds it."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_TAIL))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        problem = "it has no table of contents, so it was cut short or is no ZIP archive"
        raise ArchiveRefused(f"{name}: {problem}; copy or export it again.", file=name, found=problem)
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    large = at - 20 - 56  # where archives beyond 4 GB say the same in wider numbers
    if large >= 0 and tail[large : large + 4] == b"PK\x06\x06":
        length = int.from_bytes(tail[large + 40 : large + 48], "little")
    if length > _LONGEST_DIRECTORY:
        problem = f"its table of contents has {length:,} bytes, expected at most {_LONGEST_DIRECTORY:,}"
        raise ArchiveRefused(f"{name}: {problem}; pack only the files that are needed.", file=name, found=length)

"""The table of a shapefile (DBF): fixed-width records, read as bytes so that their encoding can be judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapper.errors import UnreadableFile

_READ: Final = frozenset("CNFDLI")
_NULL_DATE: Final = b"00000000"
_DELETED: Final = ord("*")


@dataclass(frozen=True)
class DbfColumn:
    """A column as it stands in the file.

    Attributes
    ----------
    name : bytes
        At most 10 of them, perhaps cut in the middle of a character.
    kind : str
        Type letter: C text, N and F numbers, D dates, L truths, I whole numbers in binary.
    width : int
        Bytes of a cell.
    cells : list of bytes
        Trimmed, of the records that are not deleted.
    """

    name: bytes
    kind: str
    width: int
    cells: list[bytes]


@dataclass(frozen=True)
class Dbf:
    """The records of a DBF.

    Attributes
    ----------
    columns : tuple of DbfColumn
        In the order of the file.
    alive : ndarray of bool, shape (n,)
        Which records are not deleted.
    language : int
        The byte that tells the code page; 0 when it tells none.
    """

    columns: tuple[DbfColumn, ...]
    alive: NDArray[np.bool_]
    language: int

    @property
    def unread(self) -> tuple[DbfColumn, ...]:
        """Columns of types that are not text: memos, pictures, binary times."""
        return tuple(column for column in self.columns if column.kind not in _READ)


def read_dbf(content: NDArray[np.uint8], *, file: str) -> Dbf:
    """Read the records of a DBF.

    Parameters
    ----------
    content : ndarray of uint8
        All its bytes.
    file : str
        Named in errors.

    Returns
    -------
    Dbf
        Not decoded.

    Raises
    ------
    UnreadableFile
        When it is no DBF or cut short.
    """
    head = content[:32].tobytes()
    count, start, width = (int.from_bytes(head[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
    if len(head) < 32 or start < 33 or width < 1 or start > len(content):
        raise _damaged(file, "its header is not that of a DBF")
    fields = _fields(content[32:start].tobytes(), width, file)
    if len(content) < start + count * width:
        there = (len(content) - start) // width
        raise _damaged(file, f"it says it has {count:,} records, and holds {there:,}")
    layout = np.dtype(
        {
            "names": ["deleted", *(str(i) for i in range(len(fields)))],
            "formats": ["u1", *(f"S{size}" for _, _, size, _ in fields)],
            "offsets": [0, *(offset for _, _, _, offset in fields)],
            "itemsize": width,
        }
    )
    records = np.frombuffer(content.data, layout, count=count, offset=start)
    alive = records["deleted"] != _DELETED
    kept = records if alive.all() else records[alive]
    columns = tuple(
        DbfColumn(name, kind, size, _cells(kept[str(i)], kind)) for i, (name, kind, size, _) in enumerate(fields)
    )
    return Dbf(columns, alive, head[29])


def _fields(block: bytes, width: int, file: str) -> list[tuple[bytes, str, int, int]]:
    """Read name, type, width and offset of each column."""
    end = next((at for at in range(0, len(block), 32) if block[at] == 0x0D), len(block) // 32 * 32)
    entries = [block[at : at + 32] for at in range(0, end, 32)]
    sizes = [entry[16] for entry in entries]
    if sum(sizes) + 1 != width:  # text wider than 255 has the rest of its width where others have decimals
        sizes = [entry[16] + (entry[17] << 8 if entry[11:12] == b"C" else 0) for entry in entries]
    if not entries or sum(sizes) + 1 > width or 0 in sizes:
        raise _damaged(file, "the widths of its columns do not add up to that of its records")
    offsets = np.cumsum([1, *sizes[:-1]]).tolist()
    return [
        (entry[:11].split(b"\0", 1)[0].strip(), chr(entry[11]), size, offset)
        for entry, size, offset in zip(entries, sizes, offsets, strict=True)
    ]


def _cells(column: NDArray[Any], kind: str) -> list[bytes]:
    if kind == "I" and column.dtype.itemsize == 4:
        return [str(number).encode() for number in np.ascontiguousarray(column).view("<i4").tolist()]
    if kind not in _READ:
        return [b""] * len(column)
    cells = [cell.partition(b"\0")[0].strip() for cell in column.tolist()]
    if kind == "D":
        return [b"" if cell == _NULL_DATE else cell for cell in cells]
    return [b"" if cell == b"?" else cell for cell in cells] if kind == "L" else cells


def _damaged(file: str, problem: str) -> UnreadableFile:
    message = f"{file}: {problem}, expected all of a DBF; copy or export it again."
    return UnreadableFile(message, file=file, found=problem)

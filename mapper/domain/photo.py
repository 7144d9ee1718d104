"""Photos: what is taken in as one, in which pieces, and what is covered before everyone may see it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import Final

from mapper.errors import InvalidInput, NotFound, PhotoRefused

MOST_BYTES: Final = 15_000_000
"""Of a photo as it is sent."""

LARGEST_PIECE: Final = 512 * 1024
"""Of a photo that is sent in pieces [bytes]."""

MOST_PIXELS: Final = 50_000_000
"""Width times height of a photo as it is sent."""

LONGEST_SIDE: Final = 2048
"""Of a photo as it is kept [pixels]."""

THUMB_SIDE: Final = 320
"""Longest side of its thumbnail [pixels]."""

MEDIA_TYPE: Final = "image/jpeg"
"""Of everything that is kept, whatever was sent."""

MOST_BOXES: Final = 200
"""On one photo."""

_NAME: Final = re.compile(r"[0-9a-f]{64}")
_ISO_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_MAGIC: Final = (
    ("JPEG", re.compile(rb"\xff\xd8\xff")),
    ("PNG", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("WEBP", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("HEIF", re.compile(rb"....ftyp(?:" + b"|".join(_ISO_BRANDS) + rb")", re.DOTALL)),
)
LONGEST_MAGIC: Final = 12
"""Bytes that `picture_format` has to see."""


def picture_format(head: bytes) -> str:
    """Tell the format of a photo by its first bytes, whatever its name or type claim.

    Parameters
    ----------
    head : bytes
        At least `LONGEST_MAGIC` of them.

    Returns
    -------
    str
        ``JPEG``, ``PNG``, ``WEBP`` or ``HEIF``.

    Raises
    ------
    PhotoRefused
        When it is none of these.
    """
    for name, magic in _MAGIC:
        if magic.match(head):
            return name
    message = f"A file that begins with {head[:LONGEST_MAGIC]!r} is no photo; send JPEG, PNG, WebP or HEIC."
    raise PhotoRefused(message, reason="format")


def digest_named(name: str) -> bytes:
    """Read the name of a photo.

    Parameters
    ----------
    name : str
        SHA-256 of its bytes, in 64 lower-case hexadecimal digits.

    Returns
    -------
    bytes
        The 32 bytes.

    Raises
    ------
    NotFound
        When it is no such name, so that no photo can have it.
    """
    if not _NAME.fullmatch(name):
        raise NotFound(f"{name[:80]!r} is no photo; ask for its SHA-256 in 64 hexadecimal digits.", photo=name[:80])
    return bytes.fromhex(name)


@dataclass(frozen=True)
class Piece:
    """A part of a photo as it is sent.

    Attributes
    ----------
    digest : bytes
        SHA-256 of the whole photo, which is its name.
    length : int
        Of the whole photo [bytes].
    offset : int
        Where in the photo the piece begins [bytes].
    content : bytes
        The piece.
    """

    digest: bytes
    length: int
    offset: int
    content: bytes

    def __post_init__(self) -> None:
        if not 0 < self.length <= MOST_BYTES:
            message = f"A photo of {self.length} bytes cannot be taken in; send 1 to {MOST_BYTES}, shrunk on the phone."
            raise PhotoRefused(message, reason="size")
        if not self.content or len(self.content) > LARGEST_PIECE:
            message = f"A piece has 1 to {LARGEST_PIECE} bytes, not {len(self.content)}; cut the photo anew."
            raise InvalidInput(message, field="piece")
        if self.offset < 0 or self.offset + len(self.content) > self.length:
            end = self.offset + len(self.content)
            message = f"The piece is {self.offset} to {end} of {self.length} bytes; send a piece inside of the photo."
            raise InvalidInput(message, field="Upload-Offset")


@dataclass(frozen=True)
class Box:
    """A part of a picture that nobody is to see: fractions of its width and height, from its upper left corner.

    Attributes
    ----------
    left, top, width, height : float
        From 0 to 1.
    """

    left: float
    top: float
    width: float
    height: float

    def __post_init__(self) -> None:
        sides = (self.left, self.top, self.width, self.height)
        if not all(isfinite(side) for side in sides) or not self._is_inside():
            message = f"A box of left, top, width, height {sides} is not inside of the picture; draw it from 0 to 1."
            raise InvalidInput(message, field="boxes")

    def _is_inside(self) -> bool:
        slack = 1 + 1e-9  # what drawing leaves over
        return (
            min(self.left, self.top) >= 0
            and min(self.width, self.height) > 0
            and self.left + self.width <= slack
            and self.top + self.height <= slack
        )

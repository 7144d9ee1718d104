"""Photos as a phone keeps them: made from a number, each another one."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import Final

import numpy as np
from PIL import Image

SMALL: Final = 124
"""Side of a photo of some 20 kB [pixels]: noise hardly shrinks."""
LARGE: Final = 500
"""Side of one of some 300 kB [pixels]: several pieces."""
QUALITY: Final = 95


def snapshot(number: int, side: int = SMALL) -> bytes:
    """Draw a photo.

    Parameters
    ----------
    number : int
        Which.
    side : int
        Of the picture [pixels].

    Returns
    -------
    bytes
        JPEG; the same from the same number.
    """
    pixels = np.random.default_rng(number).integers(0, 256, (side, side, 3), np.uint8)
    body = BytesIO()
    Image.fromarray(pixels).save(body, "JPEG", quality=QUALITY)
    return body.getvalue()


def name_of(photo: bytes) -> str:
    """Return what a photo is called everywhere.

    Parameters
    ----------
    photo : bytes
        As it is sent.

    Returns
    -------
    str
        Its SHA-256 in hexadecimals.
    """
    return sha256(photo).hexdigest()

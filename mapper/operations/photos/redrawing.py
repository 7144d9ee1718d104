"""Have a picture drawn anew by a program that can do nothing else, so that only its pixels are left."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final

from mapper.domain.photo import LONGEST_MAGIC, LONGEST_SIDE, MOST_PIXELS, THUMB_SIDE, Box, picture_format
from mapper.errors import MachineFault, PhotoRefused, ServerBusy

_PROGRAM: Final = Path(__file__).with_name("redraw_program.py")
_PATIENCE_S: Final = 20
"""It may use ten seconds of the processor, and have to share that."""
_AT_ONCE: Final = 2
"""In one process of the server: the largest photos take up to 800 MB each while they are drawn, those of a phone 120 MB."""
_WAIT_S: Final = 10
_PLACES: Final = BoundedSemaphore(_AT_ONCE)


@dataclass(frozen=True)
class Redrawn:
    """A picture without anything but its pixels.

    Attributes
    ----------
    content : bytes
        JPEG, upright, in sRGB.
    thumb : bytes
        The same, small.
    width, height : int
        Of ``content`` [pixels].
    """

    content: bytes
    thumb: bytes
    width: int
    height: int


def redrawn(photo: bytes, boxes: Sequence[Box] = ()) -> Redrawn:
    """Draw a picture anew: upright, in sRGB, its first frame, at most `LONGEST_SIDE` long, and nothing beside it.

    Parameters
    ----------
    photo : bytes
        JPEG, PNG, WebP or HEIC.
    boxes : sequence of Box
        What is filled with black.

    Returns
    -------
    Redrawn
        The same from the same bytes.

    Raises
    ------
    PhotoRefused
        When it is no such picture, is damaged, has too many pixels or takes too much to draw.
    ServerBusy
        When many others are drawn right now.
    MachineFault
        When the program itself does not run.
    """
    order = {
        "format": picture_format(photo[:LONGEST_MAGIC]),
        "sides": [LONGEST_SIDE, THUMB_SIDE],
        "most_pixels": MOST_PIXELS,
        "boxes": [[box.left, box.top, box.width, box.height] for box in boxes],
    }
    with _place():
        answer, drawings = _run(photo, order)
    if "refused" in answer:
        message = f"The photo cannot be drawn ({answer['because']}); take it anew, or save it as JPEG and send that."
        raise PhotoRefused(message, reason=answer["refused"])
    content, thumb = drawings
    return Redrawn(content, thumb, answer["width"], answer["height"])


@contextmanager
def _place() -> Iterator[None]:
    if not _PLACES.acquire(timeout=_WAIT_S):
        raise ServerBusy("Many photos are taken in at this moment; nothing was stored. Send the last piece again soon.")
    try:
        yield
    finally:
        _PLACES.release()


def _run(photo: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    command = [sys.executable, "-I", str(_PROGRAM), json.dumps(order)]
    try:
        # Without our environment, which may hold the password of the database.
        done = subprocess.run(  # noqa: S603 - our own program, told numbers only
            command, input=photo, capture_output=True, timeout=_PATIENCE_S, check=False, env={}, cwd="/"
        )
    except subprocess.TimeoutExpired as error:
        raise ServerBusy(
            "A photo was not drawn in time; nothing was stored. Send its last piece again soon."
        ) from error
    except OSError as error:
        message = f"The program that draws photos cannot be started ({error.strerror}); make room for it and try again."
        raise MachineFault(message) from error
    if done.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        return {"refused": "costly", "because": "it takes more than its share of time"}, []
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        message = f"The program that draws photos failed ({reason[:200]}); run `make setup` and try again."
        raise MachineFault(message, reason=reason)
    head, _, rest = done.stdout.partition(b"\n")
    answer: dict[str, Any] = json.loads(head)
    drawings = []
    for size in answer["parts"]:
        drawings.append(rest[:size])
        rest = rest[size:]
    return answer, drawings

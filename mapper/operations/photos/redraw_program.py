"""Draw a picture anew: a program of its own, as what it reads may be made to break whatever reads it.

It is started by `mapper.operations.photos.redrawing` as ``python -I FILE ORDER``: the picture comes on standard input, a
line of JSON and the drawings go to standard output. Before it looks at the picture it gives up the right to open files, and
all but a little time and memory. Nothing of ours is imported, so that it starts in a blink.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from math import ceil, floor
from typing import Any, Final

import pillow_heif
from PIL import Image, ImageCms, ImageDraw, MpoImagePlugin, WebPImagePlugin

_READERS: Final = (MpoImagePlugin, WebPImagePlugin)
"""Imported beforehand, beside those of `Image.preinit`: no file can be opened any more when Pillow looks for them."""

_MEMORY: Final = 1 << 30
"""Of addresses [bytes]: 50 million pixels of HEIC, decoded, and what the programs themselves take."""
_CPU_S: Final = 10
_QUALITY: Final = 85
_QUALITY_THUMB: Final = 75
_ORIENTATION: Final = 0x0112
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each value of the tag Orientation (EXIF 3.0 §4.6.5)."""


def _give_up_rights() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def _drawn(sent: bytes, order: dict[str, Any]) -> tuple[Image.Image, list[bytes]]:
    """Return the picture as it is kept, and it and its smaller copies as JPEG."""
    with Image.open(io.BytesIO(sent), formats=[order["format"]]) as picture:
        kept = _upright(_shrunk(picture, order["sides"][0]))
    kept = _bare(_in_srgb(kept))
    _cover(kept, order["boxes"])
    drawings = [_jpeg(kept, _QUALITY)]
    for side in order["sides"][1:]:
        small = kept.copy()
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        drawings.append(_jpeg(small, _QUALITY_THUMB))
    return kept, drawings


def _shrunk(picture: Image.Image, side: int) -> Image.Image:
    """Shrink first: JPEG can be decoded small, and all that follows has less to do."""
    picture.draft(None, (side, side))
    picture.load()
    if picture.mode in {"1", "P", "PA"}:
        picture = _keeping(picture, picture.convert("RGBA"))
    elif picture.mode.startswith("I;16"):
        # What Pillow makes of 16 bits by itself is white.
        picture = _keeping(picture, picture.point(lambda level: level / 256, "L"))
    if max(picture.size) > side:
        fits = min(side / picture.width, side / picture.height)
        size = (max(1, round(picture.width * fits)), max(1, round(picture.height * fits)))
        picture = _keeping(picture, picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0))
    return picture


def _keeping(before: Image.Image, after: Image.Image) -> Image.Image:
    after.info = {name: before.info[name] for name in ("exif", "xmp", "icc_profile") if name in before.info}
    return after


def _upright(picture: Image.Image) -> Image.Image:
    try:
        turned = _UPRIGHT.get(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - whatever is broken in what is thrown away is no reason to refuse the picture
        turned = None
    return picture if turned is None else _keeping(picture, picture.transpose(turned))


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Turn colours into those that a picture without a profile has, before a white ground."""
    profile = picture.info.get("icc_profile")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            turned = None  # a profile of other colours than the picture has
        if turned is not None:
            return turned
    return picture.convert("RGB")


def _bare(picture: Image.Image) -> Image.Image:
    """Return the pixels and nothing else: a comment or a resolution would be written along with them."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    return bare


def _cover(picture: Image.Image, boxes: list[list[float]]) -> None:
    drawing = ImageDraw.Draw(picture)
    for left, top, width, height in boxes:
        first = (floor(left * picture.width), floor(top * picture.height))
        last = (ceil((left + width) * picture.width) - 1, ceil((top + height) * picture.height) - 1)
        drawing.rectangle((first, last), fill="black")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()


def _refused(reason: str, because: object) -> dict[str, object]:
    return {"refused": reason, "because": str(because)[:200], "parts": []}


def main() -> None:
    """Read, draw, write."""
    order = json.loads(sys.argv[1])
    sent = sys.stdin.buffer.read()
    Image.preinit()
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = order["most_pixels"]
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    _give_up_rights()
    drawings: list[bytes] = []
    try:
        kept, drawings = _drawn(sent, order)
        answer = {"width": kept.width, "height": kept.height, "parts": [len(drawing) for drawing in drawings]}
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        answer = _refused("pixels", error)
    except MemoryError as error:
        answer = _refused("costly", error)
    except Exception as error:  # noqa: BLE001 - readers of pictures raise anything
        answer = _refused("unreadable", error)
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(drawings))


if __name__ == "__main__":
    main()

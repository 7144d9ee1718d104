"""Photos that tell where they were taken, in every way we know of; the place is made up."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, ImageCms, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

LAT, LON = 37.738123, 127.034567
SIZE = (96, 64)
CORNERS = {(0, 0): (200, 30, 30), (1, 0): (30, 160, 60), (0, 1): (40, 60, 200), (1, 1): (230, 220, 60)}
"""Colour of each quarter, by whether it is right and low."""

Pixels = NDArray[np.uint8]

STORED: dict[int, Callable[[Pixels], Pixels]] = {
    1: lambda up: up,
    2: lambda up: up[:, ::-1],
    3: lambda up: up[::-1, ::-1],
    4: lambda up: up[::-1],
    5: lambda up: up.swapaxes(0, 1),
    6: lambda up: up[:, ::-1].swapaxes(0, 1),
    7: lambda up: up[::-1, ::-1].swapaxes(0, 1),
    8: lambda up: up[::-1].swapaxes(0, 1),
}
"""How a camera stores an upright picture under each value of Orientation: where its first row and column are seen."""


def upright() -> Pixels:
    """Draw the picture as it is to be seen."""
    width, height = SIZE
    pixels = np.zeros((height, width, 3), np.uint8)
    for (right, low), colour in CORNERS.items():
        pixels[low * height // 2 :, right * width // 2 :] = colour
    return pixels


def picture(orientation: int = 1) -> Image.Image:
    """Draw it as a camera stores it under an Orientation."""
    return Image.fromarray(np.ascontiguousarray(STORED[orientation](upright())))


def written(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Write a picture."""
    body = io.BytesIO()
    image.save(body, kind, **options)
    return body.getvalue()


def rational(*values: float, order: str) -> bytes:
    """Write numbers as TIFF does."""
    return b"".join(struct.pack(order + "II", round(value * 100), 100) for value in values)


def degrees(value: float) -> tuple[float, float, float]:
    """Return degrees, minutes and seconds."""
    whole, minutes = int(value), value % 1 * 60
    return whole, int(minutes), minutes % 1 * 60


def ifd(entries: list[tuple[int, int, int, bytes]], start: int, order: str, then: int = 0) -> bytes:
    """Write a directory of a TIFF."""
    head, beyond = struct.pack(order + "H", len(entries)), b""
    end = start + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in entries:
        place = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack(order + "I", end + len(beyond))
        head += struct.pack(order + "HHI", tag, kind, count) + place
        beyond += b"" if len(value) <= 4 else value
    return head + struct.pack(order + "I", then) + beyond


def exif(orientation: int, *, order: str = ">", thumb: bytes = b"", maker: bytes = b"") -> bytes:
    """Write a TIFF with Orientation, Exif with a maker's note, GPS and a thumbnail."""
    note = maker or b"made-up"
    about = ifd([(0x927C, 7, len(note), note)], 50, order)
    place = [
        (1, 2, 2, b"N\0"),
        (2, 5, 3, rational(*degrees(LAT), order=order)),
        (3, 2, 2, b"E\0"),
        (4, 5, 3, rational(*degrees(LON), order=order)),
    ]
    gps = ifd(place, 50 + len(about), order)
    small = 50 + len(about) + len(gps)
    long = struct.Struct(order + "I").pack
    second = ifd([(0x0201, 4, 1, long(small + 30)), (0x0202, 4, 1, long(len(thumb)))], small, order)
    first = [
        (0x0112, 3, 1, struct.pack(order + "H", orientation)),
        (0x8769, 4, 1, long(50)),
        (0x8825, 4, 1, long(50 + len(about))),
    ]
    magic = (b"MM\0*" if order == ">" else b"II*\0") + long(8)
    return magic + ifd(first, 8, order, small if thumb else 0) + about + gps + second + thumb


XMP = (
    f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    f'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="{LAT}N" exif:GPSLongitude="{LON}E"/>'
    f"</rdf:RDF></x:xmpmeta>"
).encode()
WORDS = f"taken at {LAT},{LON}"


def part(marker: int, body: bytes) -> bytes:
    """Write a segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg(orientation: int, *segments: bytes, after: bytes = b"", **options: Any) -> bytes:
    """Write a JPEG with segments, and something behind it."""
    plain = written(picture(orientation), "JPEG", quality=95, **options)
    return plain[:2] + b"".join(segments) + plain[2:] + after


def in_exif(tiff: bytes) -> bytes:
    """Put a TIFF into a segment."""
    return part(0xE1, b"Exif\0\0" + tiff)


IN_XMP = part(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
_DATASET = b"\x1c\x02\x5c" + struct.pack(">H", len(WORDS)) + WORDS.encode()
IN_IPTC = part(
    0xED,
    b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(_DATASET)) + _DATASET + b"\0" * (len(_DATASET) % 2),
)
IN_COMMENT = part(0xFE, WORDS.encode())
MOVIE = (
    struct.pack(">I", 24)
    + b"ftypmp42\0\0\0\0mp42isom"
    + struct.pack(">I", 40)
    + f"\xa9xyz+{LAT}+{LON}/".encode("latin-1")
)
HTML = f"<html><script>where({LAT}, {LON})</script></html>".encode()


def archive() -> bytes:
    """Write a ZIP."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        packed.writestr("where.txt", WORDS)
    return body.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    """Write a chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(orientation: int, *, late: bool = False, after: bytes = b"") -> bytes:
    """Write a PNG that tells in every chunk that can."""
    info = PngInfo()
    info.add_text("Comment", WORDS)
    info.add_text("Location", WORDS, zip=True)
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    plain = written(picture(orientation), "PNG", pnginfo=info)
    place = len(plain) - 12 if late else plain.index(b"IDAT") - 4
    return plain[:place] + chunk(b"eXIf", exif(orientation)) + plain[place:] + after


def webp(orientation: int, **options: Any) -> bytes:
    """Write a WebP."""
    about = b"Exif\0\0" + exif(orientation, order="<")
    return written(picture(orientation), "WEBP", quality=95, exif=about, xmp=XMP, **options)


def heic() -> bytes:
    """Write a HEIC."""
    body = io.BytesIO()
    pillow_heif.from_pillow(picture()).save(body, quality=95, exif=b"Exif\0\0" + exif(1), xmp=XMP)
    return body.getvalue()


def told_profile() -> bytes:
    """Return a colour profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def corpus() -> Iterator[tuple[str, bytes]]:
    """Make every kind of photo once."""
    inner = jpeg(1, in_exif(exif(1)))
    for turn in STORED:
        yield f"jpeg-gps-{turn}", jpeg(turn, in_exif(exif(turn)))
        yield f"jpeg-xmp-iptc-comment-{turn}", jpeg(turn, in_exif(exif(turn)), IN_XMP, IN_IPTC, IN_COMMENT)
        yield f"jpeg-thumbnail-maker-{turn}", jpeg(turn, in_exif(exif(turn, thumb=inner, maker=WORDS.encode())))
        yield f"png-{turn}", png(turn)
        yield f"webp-{turn}", webp(turn)
    for turn in (3, 6, 8):
        yield f"jpeg-little-endian-{turn}", jpeg(turn, in_exif(exif(turn, order="<")))
        yield f"jpeg-motion-{turn}", jpeg(turn, in_exif(exif(turn)), IN_XMP, after=MOVIE)
        yield f"png-late-{turn}", png(turn, late=True)
    yield "jpeg-zip", jpeg(1, after=archive())
    yield "jpeg-html-after", jpeg(1, after=HTML)
    yield "jpeg-html-comment", jpeg(1, part(0xFE, HTML))
    yield "jpeg-progressive", jpeg(1, in_exif(exif(1)), progressive=True)
    yield "jpeg-profile", jpeg(1, in_exif(exif(1)), icc_profile=told_profile() + WORDS.encode())
    yield "jpeg-broken-exif", jpeg(1, in_exif(b"MM\0*\0\0\0\x08\xff\xff" + WORDS.encode()))
    yield "jpeg-cmyk", written(picture().convert("CMYK"), "JPEG", quality=95, exif=exif(1), comment=WORDS)
    yield "mpo", written(picture(), "MPO", quality=95, save_all=True, append_images=[picture(3)], exif=exif(1))
    yield "png-zip", png(1, after=archive())
    yield "png-palette", written(picture().quantize(8), "PNG", exif=exif(1))
    yield "png-transparent", written(picture().convert("RGBA"), "PNG", exif=exif(1))
    yield "png-animated", written(picture(), "PNG", save_all=True, append_images=[picture(3)], exif=exif(1))
    yield "webp-animated", webp(1, save_all=True, append_images=[picture(3)], duration=50)
    yield "heic", heic()
    yield "heic-trailer", heic() + MOVIE


TRACES = {
    **{f"text {value}": f"{value:.{digits}f}".encode() for value in (LAT, LON) for digits in (3, 4)},
    **{
        f"degrees {value} {order}": rational(*degrees(value), order=order)[8:] for value in (LAT, LON) for order in "<>"
    },
    **{f"number {value} {kind}": struct.pack(kind, value) for value in (LAT, LON) for kind in ("<d", ">d", "<f", ">f")},
    **{f"micro {value} {kind}": struct.pack(kind, round(value * 1e6)) for value in (LAT, LON) for kind in ("<I", ">I")},
}


def corpus_of(count: int) -> dict[str, bytes]:
    """Make photos, each kind once first; the rest tell in several ways at a time, drawn with the same luck each time."""
    made = dict(corpus())
    drawn = random.Random(37_738_123)
    ways = [IN_XMP, IN_IPTC, IN_COMMENT, part(0xFE, HTML)]
    trailers = [b"", MOVIE, HTML, archive()]
    while len(made) < count:
        turn, order = drawn.choice([*STORED]), drawn.choice("<>")
        thumb = jpeg(1, in_exif(exif(1))) if drawn.random() < 0.5 else b""
        about = in_exif(exif(turn, order=order, thumb=thumb, maker=WORDS.encode() if drawn.random() < 0.5 else b""))
        told = drawn.sample(ways, drawn.randrange(len(ways)))
        after = drawn.choice(trailers)
        name = f"{len(made)}-{drawn.choice(('jpeg', 'jpeg', 'jpeg', 'png', 'webp'))}-{turn}"
        if "png" in name:
            made[name] = png(turn, late=drawn.random() < 0.5, after=after)
        elif "webp" in name:
            made[name] = webp(turn)
        else:
            made[name] = jpeg(turn, about, *told, after=after, progressive=drawn.random() < 0.3)
    return dict(list(made.items())[:count])


def is_upright(body: bytes, size: tuple[int, int] = SIZE) -> bool:
    """Tell whether the corners of a picture have the colours that they had; what no page can show stands no way at all."""
    try:
        with Image.open(io.BytesIO(body)) as kept:
            seen = kept.convert("RGB")
    except UnidentifiedImageError:
        return False
    if seen.size != size:
        return False
    for (right, low), colour in CORNERS.items():
        pixel = seen.getpixel((size[0] * (1 + 6 * right) // 8, size[1] * (1 + 6 * low) // 8))
        assert isinstance(pixel, tuple)
        if max(abs(a - b) for a, b in zip(pixel, colour, strict=True)) >= 40:
            return False
    return True

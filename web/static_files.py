"""How static files are served: kept in memory, compressed once, at addresses that change with their content.

A browser may keep what has such an address for good. Files that a page always needs together are one bundle.
"""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

from flask import Flask, Response, request

from mapper.errors import NotFound

FOLDERS: Final = {"": Path(__file__).resolve().parent / "static", "layers/": Path(str(files("layers"))) / "assets"}
"""Where files lie, by the beginning of their names."""

FOR_GOOD: Final = "public, max-age=31536000, immutable"
_LEAST_WORTH_COMPRESSING: Final = 500
_COMPRESSED_ALREADY: Final = {".woff2", ".png", ".jpg"}


@dataclass(frozen=True)
class StaticFile:
    """A file, ready to be sent.

    Attributes
    ----------
    content : bytes
        As it is.
    compressed : bytes or None
        By gzip, where that is worth it.
    media_type : str
        What it is.
    """

    content: bytes
    compressed: bytes | None
    media_type: str


class StaticFiles:
    """Every file that browsers are given, and the address of each.

    Parameters
    ----------
    found : dict of str to StaticFile
        By name.
    """

    def __init__(self, found: dict[str, StaticFile]) -> None:
        self._found = dict(found)
        content = sha256()
        for name, file in sorted(found.items()):
            content.update(name.encode() + b"\0" + file.content)
        self.edition = content.hexdigest()[:12]

    def __getitem__(self, name: str) -> StaticFile:
        """Return the file of a name; KeyError without one."""
        return self._found[name]

    def names(self) -> tuple[str, ...]:
        """Return the name of every file.

        Returns
        -------
        tuple of str
            In alphabetical order within each folder of `FOLDERS`, bundles last.
        """
        return tuple(self._found)

    def bundle(self, name: str, of: Sequence[str], *, end: str = "") -> str:
        """Add a file that is made of others.

        Parameters
        ----------
        name : str
            Of the bundle; a folder of the same depth as those of its files, whose addresses are relative.
        of : sequence of str
            Names of files, in order.
        end : str
            Text to be put behind them.

        Returns
        -------
        str
            Its address.
        """
        pieces = [*(self._found[part].content for part in of), end.encode()]
        seam = b"\n;\n" if name.endswith(".js") else b"\n"
        content = seam.join(pieces)
        folder, _, file = name.rpartition("/")
        own = f"{folder}/{sha256(content).hexdigest()[:12]}-{file}"
        self._found[own] = _ready(own, content)
        return self.address(own)

    def address(self, name: str) -> str:
        """Return where a file is, for as long as no file is changed.

        Parameters
        ----------
        name : str
            Of the file.

        Returns
        -------
        str
            A path on this host.
        """
        return f"/static/v/{self.edition}/{name}"


@cache
def read_files() -> dict[str, StaticFile]:
    """Read every static file of the distribution.

    Returns
    -------
    dict of str to StaticFile
        By name: the path below ``static``, or ``layers/`` and the name of an asset.
    """
    return {
        name: _ready(name, path.read_bytes())
        for beginning, folder in FOLDERS.items()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        for name in [beginning + path.relative_to(folder).as_posix()]
    }


def _ready(name: str, content: bytes) -> StaticFile:
    suffix = Path(name).suffix
    is_worth_it = len(content) >= _LEAST_WORTH_COMPRESSING and suffix not in _COMPRESSED_ALREADY
    media_type = "text/javascript" if suffix == ".js" else mimetypes.guess_type(name)[0] or "application/octet-stream"
    return StaticFile(content, gzip.compress(content, mtime=0) if is_worth_it else None, media_type)


def init_static(app: Flask) -> StaticFiles:
    """Serve the files, and make ``url_for("static", …)`` give addresses that change with them.

    Parameters
    ----------
    app : Flask
        Made without a static folder of its own.

    Returns
    -------
    StaticFiles
        To add bundles to.
    """
    served = StaticFiles(read_files())

    def _send(filename: str, edition: str = "") -> Response:
        try:
            file = served[filename]
        except KeyError:
            message = f"There is no static file {filename!r}."
            raise NotFound(message, name=filename) from None
        return _answer(file, for_good=edition == served.edition)

    app.add_url_rule("/static/<path:filename>", "static", _send)
    app.add_url_rule("/static/v/<edition>/<path:filename>", "static", _send)

    @app.url_defaults
    def _current(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            values.setdefault("edition", served.edition)

    return served


def _answer(file: StaticFile, *, for_good: bool) -> Response:
    compressed = file.compressed if request.accept_encodings["gzip"] else None
    response = Response(compressed or file.content, mimetype=file.media_type)
    if compressed:
        response.content_encoding = "gzip"
    if file.compressed:
        response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOR_GOOD if for_good else "no-cache"
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response

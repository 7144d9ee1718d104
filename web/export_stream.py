"""An export on its way to a browser: piece by piece as it is read, so that it can be of any length."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import quote

from flask import Response, current_app

from layers.style import GRADES
from mapper.domain.reader import Role
from mapper.errors import DataDirUnusable
from mapper.operations.database import Session, take_time
from mapper.operations.exports import Export, Wanted, open_export, take_out, write_down
from web.auth import reader
from web.clock import now
from web.session import let_go
from web.told import told

PAINT: Final = {symbol.key: symbol.colour for symbol in GRADES}
"""The colours of the map."""


def send_export(wanted: Wanted, finish: Callable[[Session, Export], Export] = lambda _, export: export) -> Response:
    """Send a layer, piece by piece as it is read.

    Parameters
    ----------
    wanted : Wanted
        What is asked for.
    finish : callable
        Adds to what was opened, such as notes, before it is written down and taken out.

    Returns
    -------
    Response
        Of any length: no more than a few thousand rows of it are in memory.
    """
    by = reader()
    let_go()  # it would be closed before the first piece leaves
    with ExitStack() as held:
        opened = held.enter_context(current_app.extensions["golmok_sessions"]())
        take_time(opened)
        export = finish(opened, open_export(opened, wanted, by=by, now=now()))
        rows = 0
        if by.role is not Role.PUBLIC:
            rows = write_down(opened, export, by=by, now=now())
            opened.commit()
        folder = held.enter_context(TemporaryDirectory(prefix="export-", dir=_room()))
        pieces = take_out(opened, export, folder=Path(folder), paint=PAINT, rows=rows, progress=told())
        held.callback(pieces.close)
        sent = _sent(held.pop_all(), pieces)
    first = next(sent)  # what can go wrong goes wrong before anything has left
    response = Response(chain([first], sent), content_type=export.exporter.media_type)
    response.call_on_close(sent.close)
    plain = f"{export.layer.key}.{export.exporter.extensions[0]}"
    return named(response, plain=plain, korean=export.file_name)


def named(response: Response, *, plain: str, korean: str) -> Response:
    """Make an answer a file with a Korean name (RFC 6266), and a plain one for those who cannot read that.

    Parameters
    ----------
    response : Response
        What is sent.
    plain : str
        A name of ours, of ASCII letters.
    korean : str
        Any name: what is no letter or digit of it is written in percents.

    Returns
    -------
    Response
        The same.
    """
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(korean, safe='')}"
    )
    response.cache_control.no_cache = True
    return response


def _sent(held: ExitStack, pieces: Iterator[bytes]) -> Generator[bytes, None, None]:
    """Let go of connection and folder after the last piece, or when the reader has gone."""
    with held:
        yield from pieces


def _room() -> Path:
    """Return where files are made: beside the database, as what is in memory must not be a city."""
    room: Path = current_app.config["DATA_DIR"] / "tmp"
    try:
        room.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = f"{room} cannot be made ({error.strerror}); free the path or set GOLMOK_DATA_DIR."
        raise DataDirUnusable(message) from error
    return room

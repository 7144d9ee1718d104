"""What stands before every server of a city: the line that a proxy writes about each request, and a port."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

FORMAT: Final = "%(asctime)s %(name)s %(levelname)s %(message)s"


class Front:
    """The logs of a city: what its proxy and its program write.

    Parameters
    ----------
    folder : Path
        Of its logs.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._proxy = folder / "proxy.log"
        self._program = folder / "program.log"
        self._handler = logging.FileHandler(self._program, encoding="utf-8")
        self._handler.setFormatter(logging.Formatter(FORMAT))
        self._level = logging.getLogger().level

    def stand_before(self, app: Flask) -> None:
        """Write down every request to an application."""
        inner = app.wsgi_app

        def logged(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            asked = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
            query = environ.get("QUERY_STRING", "")
            came = environ.get("HTTP_REFERER", "")
            with self._proxy.open("a", encoding="utf-8") as written:
                written.write(f'{environ["REQUEST_METHOD"]} {asked}?{query} "{came}"\n')
            return inner(environ, start)

        app.wsgi_app = logged  # type: ignore[assignment,method-assign]  # as Flask's own documents do it

    def listen(self) -> None:
        """Keep what programs say from now on, more than they would in service."""
        logging.getLogger().addHandler(self._handler)
        logging.getLogger().setLevel(logging.INFO)

    def close(self) -> None:
        """Keep no more."""
        logging.getLogger().removeHandler(self._handler)
        logging.getLogger().setLevel(self._level)
        self._handler.close()

    def logs(self) -> Iterator[tuple[str, bytes]]:
        """Return every log that there is."""
        self._handler.flush()
        for path in (self._proxy, self._program):
            if path.exists():
                yield path.name, path.read_bytes()


class _Quiet(WSGIRequestHandler):
    """The proxy writes the log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on a port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def below(folder: Path, *, without: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Return every file below a folder, but for some names."""
    left_out = set(without)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in left_out:
            yield str(path.relative_to(folder)), path.read_bytes()

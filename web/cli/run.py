"""``golmok run`` and ``golmok serve``: the web server, in front of the database."""

from __future__ import annotations

import gc
import signal
import socket
from contextlib import suppress
from types import FrameType
from typing import NoReturn

import click
from waitress.server import create_server

from mapper.errors import AlreadyLoaded, PortTaken
from mapper.operations.database import Database
from mapper.settings import Settings
from web.app import create_app
from web.cli.demo import load_demo
from web.cli.opening import console, open_database

HOST = "127.0.0.1"
PORT = click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port on loopback.")


@click.command()
@PORT
def run(port: int) -> None:
    """Start everything: database, demo city on first start, web server."""
    with _take_port(port) as taken, open_database() as database:
        with suppress(AlreadyLoaded):
            load_demo(database)
        _serve(database, taken)


@click.command()
@PORT
def serve(port: int) -> None:
    """Start the database and the web server, with what is stored."""
    with _take_port(port) as taken, open_database() as database:
        _serve(database, taken)


def _take_port(port: int) -> socket.socket:
    """Take the port before anything slow begins, so that a taken one is said at once."""
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((HOST, port))
        taken.listen()
    except OSError as error:
        taken.close()
        message = (
            f"Port {port} of {HOST} cannot be used ({error.strerror}); stop what uses it, or add --port with another."
        )
        raise PortTaken(message, port=port) from error
    return taken


def _serve(database: Database, taken: socket.socket) -> None:
    server = create_server(create_app(Settings(), database.sessions), sockets=[taken], threads=8, ident=None)
    # A full collection of a process that has pandas in it takes 0.2 s and would hit a request.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGTERM, _end)
    console.print(f"골목 지도: [bold]http://{HOST}:{taken.getsockname()[1]}[/]  (끝내기: Ctrl+C)")
    try:
        server.run()
    finally:
        server.close()


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)

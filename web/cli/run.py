"""``golmok run`` and ``golmok serve``: the web server, in front of the database."""

from __future__ import annotations

import socket
from contextlib import suppress
from datetime import timedelta

import click

from mapper.errors import AlreadyLoaded, PortTaken
from mapper.operations.database import Database
from mapper.operations.people.users import demo_links
from mapper.operations.photos.upkeep import photo_files
from mapper.settings import Settings
from web.app import create_app
from web.cli.demo import load_demo
from web.cli.opening import console, open_database, operator
from web.cli.user import link_address
from web.clock import now
from web.making import maker
from web.serving import serve as serve_app
from web.upkeep import kept_up
from web.working import jobs_done

HOST = "127.0.0.1"
PORT = click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port on loopback.")
PROCESSES = click.option(
    "--processes", default=1, show_default=True, type=click.IntRange(1, 5), help="How many answer; as many as cores."
)
PART = click.option(
    "--part",
    type=click.Choice(["public", "staff"]),
    default="staff",
    show_default=True,
    help="public: nothing about households, over a database role that may not enter their schema; staff: everything.",
)


@click.command()
@PORT
@PROCESSES
def run(port: int, processes: int) -> None:
    """Start everything: database, demo city on first start, web server."""
    with _take_port(port) as taken, open_database(serving=True) as database:
        with suppress(AlreadyLoaded):
            load_demo(database)
        _print_demo_links(database, taken.getsockname()[1])
        _serve(database, taken, processes)


@click.command()
@PORT
@PROCESSES
@PART
def serve(port: int, processes: int, part: str) -> None:
    """Start the database and the web server, with what is stored."""
    with (
        _take_port(port) as taken,
        open_database(serving=True, with_households=part == "staff") as database,
    ):
        _serve(database, taken, processes)


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


def _print_demo_links(database: Database, port: int) -> None:
    with database.sessions.begin() as session:
        keys = demo_links(session, by=operator(), now=now())
    for name, key in keys.items():
        console.print(f"{name:<13} {link_address(f'http://{HOST}:{port}', key)}", soft_wrap=True)
    if keys:
        console.print("위 주소는 이 컴퓨터에서 한 번씩, 24시간 안에 쓸 수 있습니다.")


def _serve(database: Database, taken: socket.socket, processes: int) -> None:
    settings = Settings()
    console.print(f"골목 지도: [bold]http://{HOST}:{taken.getsockname()[1]}[/]  (끝내기: Ctrl+C)")
    make = maker(settings, database.sessions)
    kept = timedelta(days=settings.contact_days)
    with (
        kept_up(database, photo_files(settings), contacts_kept=kept),
        jobs_done(database, settings.data_dir, make=make),
    ):
        serve_app(
            create_app(settings, database.requests, database.household_requests),
            taken,
            processes=processes,
            trusted_proxy=HOST if settings.behind_proxy else None,
            forked=database.forked,
        )

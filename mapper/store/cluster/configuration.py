"""The server's settings and who may connect, as the texts of its files."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

from mapper.store.cluster.account import Account
from mapper.store.cluster.files import own_file, put_text
from mapper.store.cluster.home import PORT, Home

OWNER_ROLE = "golmok"  # migrations; a superuser, because PostGIS is not a trusted extension
APP_ROLE = "golmok_app"  # requests; it may not enter the schema of households
GIS_ROLE = (
    "golmok_gis"  # nobody logs in as it: whom the operator lets read the public views for GIS programs is a member
)
GIS_STAFF_ROLE = "golmok_gis_staff"  # the same for officers of the city, who also read the grades of earlier days
STAFF_ROLE = "golmok_staff"  # requests about households; row-level security holds for it
MAP = "golmok"
SETTINGS = "golmok.conf"
WRITTEN = "# Written by Golmok at every start of the server; changes made here are lost.\n"

MEGABYTE = 1 << 20
LEAST_BUFFERS, MOST_BUFFERS = 128 * MEGABYTE, 2048 * MEGABYTE
FAST = {  # for data that may be lost: tests
    "shared_buffers": "64MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def for_keeping(memory: int) -> dict[str, str]:
    """Return the settings of a server that keeps a city, for the memory of its machine.

    Parameters
    ----------
    memory : int
        Of the machine [bytes].

    Returns
    -------
    dict of str to str
        By name: an eighth of the memory for pages, which is only taken as they are read; tables that mostly stay in
        memory, so that a page anywhere costs little more than the next one; fewer checkpoints while a city is loaded.
    """
    buffers = min(max(memory // 8, LEAST_BUFFERS), MOST_BUFFERS)
    return {
        "shared_buffers": f"{buffers // MEGABYTE}MB",
        "effective_cache_size": f"{memory // 2 // MEGABYTE}MB",
        "random_page_cost": "1.1",
        "max_wal_size": "4GB",
    }


def include_configuration(data: Path, account: Account) -> None:
    """Let a new data directory read our settings after PostgreSQL's own.

    Parameters
    ----------
    data : Path
        The data directory, fresh from ``initdb``.
    account : Account
        Its owner.
    """
    with os.fdopen(own_file(data / "postgresql.conf", account), "ab") as file:
        file.write(f"\ninclude '{SETTINGS}'\n".encode())


def write_configuration(home: Home, *, durable: bool) -> None:
    """Write the settings, and the map of who may connect, into the data directory.

    Parameters
    ----------
    home : Home
        Whose data directory.
    durable : bool
        Whether what is committed must survive a crash.
    """
    put_text(home.data / SETTINGS, WRITTEN + _settings(home.sockets, durable=durable), home.account)
    put_text(home.data / "pg_hba.conf", f"{WRITTEN}local all all peer map={MAP}\n", home.account)
    put_text(home.data / "pg_ident.conf", WRITTEN + _identities(home.account.name), home.account)


def _settings(sockets: Path, *, durable: bool) -> str:
    as_list_item = '"{}"'.format(str(sockets).replace('"', '""'))
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": as_list_item,
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "max_connections": "60",
        "jit": "off",
        "log_error_verbosity": "terse",  # details and contexts of errors quote rows, which may be personal
        **(for_keeping(psutil.virtual_memory().total) if durable else FAST),
    }
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items())


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n")
    return f"'{escaped}'"


def _identities(account: str) -> str:
    people = dict.fromkeys((account, "postgres", "root"))
    return "".join(f'{MAP} "{person}" {role}\n' for person in people for role in (OWNER_ROLE, APP_ROLE, STAFF_ROLE))

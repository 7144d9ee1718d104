"""The server's settings and who may connect, as the texts of its files."""

from __future__ import annotations

import os
from pathlib import Path

from mapper.store.cluster.account import Account
from mapper.store.cluster.files import own_file, put_text
from mapper.store.cluster.home import PORT, Home

OWNER_ROLE = "golmok"  # migrations; a superuser, because PostGIS is not a trusted extension
APP_ROLE = "golmok_app"  # requests; row-level security holds for it
MAP = "golmok"
SETTINGS = "golmok.conf"
WRITTEN = "# Written by Golmok at every start of the server; changes made here are lost.\n"

DURABLE = {
    "shared_buffers": "256MB",
}
FAST = {  # for data that may be lost: tests
    "shared_buffers": "64MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
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
        **(DURABLE if durable else FAST),
    }
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items())


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n")
    return f"'{escaped}'"


def _identities(account: str) -> str:
    people = dict.fromkeys((account, "postgres", "root"))
    return "".join(f'{MAP} "{person}" {role}\n' for person in people for role in (OWNER_ROLE, APP_ROLE))

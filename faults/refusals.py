"""What must be refused, and said plainly; who must not get in."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

import psutil

from faults.fault import Cannot, Fault, require
from faults.ground import Ground
from faults.program import PATIENCE
from mapper.store.cluster.processes import holders

OTHER: Final = "11"


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    stats = {path.relative_to(folder).as_posix(): path.lstat() for path in folder.rglob("*")}
    return {name: (stat.st_size, stat.st_mtime_ns) for name, stat in stats.items()}


def _other_version(ground: Ground) -> str:
    data = ground.city()
    home = ground.cluster(data).server.home
    (home.data / "PG_VERSION").write_text(f"{OTHER}\n", "utf-8")
    before = _files(home.data)
    refused = ground.golmok(data, "db", "upgrade")
    status = refused.process.wait(PATIENCE)
    said = refused.complaint
    require(status == 1 and "Traceback" not in said, f"it ended with {status}: {said}")
    wanted = (f"PostgreSQL {OTHER}", f"PostgreSQL {ground.binaries.major}", "golmok db dump", "golmok db restore")
    require(all(words in " ".join(said.split()) for words in wanted), said)
    require(_files(home.data) == before, "the data directory was touched")
    return "refused in one sentence, nothing touched"


def _no_tcp(ground: Ground) -> str:
    cluster = ground.bare_cluster()
    with cluster.attach():
        processes = holders(cluster.server.home)
        listening = [
            connection
            for process in processes
            for connection in psutil.Process(process.pid).net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        ]
    require(listening == [], f"listens on {listening}")
    return f"0 listeners of {len(processes)} processes"


def _other_user(ground: Ground) -> str:
    if os.geteuid() != 0:
        raise Cannot("only root can act as another user")
    cluster = ground.cluster(ground.city())
    with cluster.attach() as attachment:
        for path in (cluster.server.home.directory, cluster.server.home.sockets, cluster.server.home.socket):
            path.chmod(0o777)  # even where the folders are open
        for role in ("golmok", "golmok_app", "postgres", "nobody"):
            command = [*attachment.client("psql"), f"--username={role}", "-c", "SELECT 1"]
            asked = subprocess.run(
                command, user="nobody", group="nogroup", extra_groups=[], capture_output=True, text=True, cwd="/",
                check=False,
            )  # fmt: skip
            require("Peer authentication failed" in asked.stderr, f"{role}: {asked.stdout}{asked.stderr}")
    return "4 roles refused"


def _long_path(ground: Ground) -> str:
    data = ground.city(ground.empty("골" * 40))
    site = ground.site(data)
    require(site.get("/")[0] == 200, "the map does not answer")
    site.end()
    ground.cluster(data).server.home.sockets.rmdir()  # it lies elsewhere, and nothing is left in it
    return f"{len(os.fsencode(data / 'cluster/run/.s.PGSQL.5432'))} bytes, serving"


FAULTS: Final = (
    Fault("no-tcp", "the server's sockets are listed", "none listens on TCP", _no_tcp, sampled=True, row=None),
    Fault(
        "other-version",
        f"a data directory that PostgreSQL {OTHER} made",
        "a sentence that names both versions, dump and restore; nothing is touched",
        _other_version,
        row=None,
    ),
    Fault("other-user", "another user of the machine connects", "refused in every role", _other_user, row=None),
    Fault("long-path", "a Korean folder too long for a socket's path", "it runs", _long_path, row=None),
)

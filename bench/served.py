"""A server in a process of its own, and how fast it answers."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.error import URLError
from urllib.request import Request, urlopen

from mapper.errors import MachineFault

SECONDS: Final = 3
_PATIENCE_S: Final = 60.0


@dataclass(frozen=True)
class Load:
    """What came of asking one server for a while.

    Attributes
    ----------
    ms : float
        Time a tile, by how many were answered [ms].
    p95_ms, p99_ms : float
        Which 95 and 99 of 100 answers took no longer than [ms].
    """

    ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True)
class Served:
    """A running server.

    Attributes
    ----------
    port : int
        On loopback.
    """

    port: int

    def get(self, path: str) -> tuple[bytes, str | None]:
        """Return the plain body at an address, and its ETag."""
        with urlopen(Request(f"http://127.0.0.1:{self.port}{path}")) as answer:
            return answer.read(), answer.headers["ETag"]

    def ask(
        self,
        paths: Sequence[str],
        connections: int,
        etags: Mapping[str, str] | None = None,
        *,
        seconds: int = SECONDS,
    ) -> Load:
        """Ask for addresses in turn over many connections, as a browser that has them already where ETags are given."""
        program = shutil.which("wrk")
        if program is None:
            message = "wrk was not found; install it with: sudo apt-get install wrk."
            raise MachineFault(message)
        with TemporaryDirectory() as folder:
            script = Path(folder) / "path.lua"
            script.write_text(_script(paths, etags), "utf-8")
            command = [
                program,
                "-t1",
                f"-c{connections}",
                f"-d{seconds}s",
                "--timeout",
                "30s",
                "--latency",
                "-s",
                str(script),
            ]
            said = subprocess.run(
                [*command, f"http://127.0.0.1:{self.port}"], capture_output=True, text=True, check=True
            )
        return _read(said.stdout)


def _script(paths: Sequence[str], etags: Mapping[str, str] | None) -> str:
    formatted = []
    for path in paths:
        headers = {"Accept-Encoding": "gzip"} | ({"If-None-Match": etags[path]} if etags else {})
        given = ", ".join(f"[{name!r}] = {value!r}" for name, value in headers.items())
        formatted.append(f'wrk.format("GET", {path!r}, {{{given}}})')
    return f"""
local requests = {{}}
local number = 0
function init() requests = {{{", ".join(formatted)}}} end
function request()
  number = number % #requests + 1
  return requests[number]
end
function done(summary, latency) io.write(string.format("95%% %.3fms\\n", latency:percentile(95) / 1000)) end
"""


def _read(said: str) -> Load:
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    late = {share: (value, unit) for share, value, unit in re.findall(r"(\d\d)%\s+([\d.]+)(us|ms|s)", said)}
    if rate is None or not {"95", "99"} <= late.keys() or "Non-2xx" in said or "Socket errors" in said:
        message = f"the load was not answered: {said}"
        raise MachineFault(message)
    p95, p99 = (float(late[share][0]) * {"us": 0.001, "ms": 1, "s": 1000}[late[share][1]] for share in ("95", "99"))
    return Load(1000 / float(rate[1]), p95, p99)


@contextmanager
def served(command: Sequence[str], environment: Mapping[str, str], *, alive: str) -> Iterator[Served]:
    """Start a server, wait until it answers at ``alive``, and stop it afterwards; ``{port}`` in the command is filled in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [part.format(port=port) for part in command], env=dict(environment), stdout=subprocess.DEVNULL
    )
    try:
        _wait(process, f"http://127.0.0.1:{port}{alive}")
        yield Served(port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE_S)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urlopen(address).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    message = f"a server of the comparison did not start: {process.args}"
    raise MachineFault(message)

"""A program of ours as a process of its own: talked to over HTTP, listened to line by line, killed."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).resolve().parent.parent
GOLMOK: Final = ("-c", "from web.cli import main; main()")
SLOWEST: Final = 35.0
"""What a start may take, recovery and all [s]."""
PATIENCE: Final = 180.0
"""How long we wait to see how long it takes [s]: a busy machine is no fault."""


def wait_for(done: Callable[[], bool], what: str, patience: float = PATIENCE) -> float:
    """Wait until something is so, and return how long that took [s]."""
    start = time.monotonic()
    while not done():
        if time.monotonic() - start > patience:
            raise TimeoutError(f"{what} did not come within {patience:g} s")
        time.sleep(0.01)
    return time.monotonic() - start


def free_port() -> int:
    """Return a port of loopback that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Program:
    """A running process over a data folder, whose lines are kept as they come.

    Parameters
    ----------
    arguments : tuple of str
        Of the Python interpreter.
    data : Path
        The data folder.
    environ : mapping
        Settings beside it.
    """

    def __init__(self, arguments: tuple[str, ...], data: Path, environ: Mapping[str, str]) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GOLMOK_")}
        self._said = (data / f"{time.monotonic_ns()}.err").open("w+b")
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=CHECKOUT,
            env={**clean, "GOLMOK_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1", **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
        )
        self.lines: list[str] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as said:
            for line in said:
                if line.endswith("\n"):  # what a killed program began to say does not count
                    self.lines.append(line.rstrip("\n"))

    @property
    def complaint(self) -> str:
        """The end of what it wrote to standard error."""
        return Path(self._said.name).read_text("utf-8", errors="replace")[-400:]

    def finished(self, status: int = 0) -> str:
        """Wait for a good end, or one of another status, and return what it printed."""
        wait_for(self.ended, "the end of a command")
        self._listener.join()
        if self.process.returncode != status:
            raise TimeoutError(f"it ended with {self.process.returncode}: {self.complaint}")
        return "\n".join(self.lines)

    def ended(self) -> bool:
        """Tell whether it has ended."""
        return self.process.poll() is not None

    def kill(self) -> None:
        """Kill it outright."""
        self.process.kill()
        self.process.wait()
        self._listener.join()

    def end(self) -> None:
        """Ask it to end, as an operator does, and kill it if it does not."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._listener.join()
        self._said.close()


class Site(Program):
    """``golmok serve`` on a port of its own.

    Parameters
    ----------
    data : Path
        The data folder.
    environ : mapping
        Settings beside it.
    golmok : tuple of str
        The command, as arguments of the interpreter.
    """

    def __init__(self, data: Path, environ: Mapping[str, str], golmok: tuple[str, ...]) -> None:
        self.port = free_port()
        super().__init__((*golmok, "serve", "--port", str(self.port)), data, environ)

    def get(self, path: str, **headers: str) -> tuple[int, Mapping[str, str]]:
        """Ask for a path; return the status and the headers, or status 0 when nobody answers."""
        return self.ask("GET", path, None, headers)

    def ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str]]:
        """Ask by any method."""
        status, answered, _ = self._exchange(method, path, body, headers)
        return status, answered

    def put(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Hand something in; return the status and what is said."""
        status, _, said = self._exchange("PUT", path, body, {"Content-Type": "application/json", **headers})
        return status, said

    def _exchange(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            said = answer.read()
            return answer.status, dict(answer.getheaders()), said
        except (OSError, http.client.HTTPException):
            return 0, {}, b""
        finally:
            connection.close()

    def wait_ready(self, patience: float = PATIENCE) -> float:
        """Wait until it can answer; return how long that took [s]."""

        def ready() -> bool:
            if self.process.poll() is not None:
                raise TimeoutError(f"golmok serve ended: {self.complaint}")
            return self.get("/readyz")[0] == 200

        return wait_for(ready, "readiness", patience)

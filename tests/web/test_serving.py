"""Several processes at one port: real ones, killed for real."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPException
from urllib.request import urlopen

import psutil
import pytest

SERVER = """
import os, socket
from flask import Flask
from web.serving import serve
app = Flask("made")
app.get("/")(lambda: str(os.getpid()))
taken = socket.socket()
taken.bind(("127.0.0.1", 0))
taken.listen()
print(taken.getsockname()[1], flush=True)
serve(app, taken, processes=2, trusted_proxy=None, forked=lambda: None)
"""


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen[str], int]]:
    process = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process, process.stdout as said:
        yield process, int(said.readline())
        process.kill()


def who(port: int) -> int:
    with urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        return int(answer.read())


def until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def workers(process: subprocess.Popen[str]) -> set[int]:
    return {child.pid for child in psutil.Process(process.pid).children() if child.status() != psutil.STATUS_ZOMBIE}


def test_slow_clients_and_killed_processes_hold_nobody_up_and_the_end_is_clean(
    server: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = server
    with ExitStack() as slow:
        for _ in range(300):
            client = slow.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Half")
        killed = who(port)
    psutil.Process(killed).kill()
    until(lambda: len(workers(process) - {killed}) == 2)
    ended = workers(process) | {who(port)}
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    assert not any(map(psutil.pid_exists, ended))


def test_when_the_first_process_is_killed_the_others_end(server: tuple[subprocess.Popen[str], int]) -> None:
    process, port = server
    until(lambda: len(workers(process)) == 2)
    left = workers(process) | {who(port)}
    process.kill()
    process.wait(10)
    until(lambda: not any(_lives(pid) for pid in left))
    with pytest.raises((OSError, HTTPException)):
        who(port)


def _lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE

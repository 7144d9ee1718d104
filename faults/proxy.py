"""The way between a phone and the server, and all that happens on it: a slow link, a cut, an answer that is lost."""

from __future__ import annotations

import asyncio
import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from random import Random
from typing import Final

LARGEST: Final = 65_536
"""What is passed on at once [bytes]."""
SLICE_S: Final = 0.1
"""How often a slow link passes something on [s]."""
END_S: Final = 5.0
"""How long what is under way may take to end."""
_RESET: Final = struct.pack("ii", 1, 0)
_STORES: Final = b"PUT "
_BEGINS: Final = re.compile(rb"[A-Z]+ /")
_HEAD_ENDS: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """What the way is like.

    Attributes
    ----------
    rate : float or None
        In each direction [bytes/s]; None for as fast as it goes.
    cut : float
        Share of requests that are cut: each at one of its bytes, and the connection with it.
    of : bytes
        How the requests begin that may be cut; any, when it is empty.
    spared : int
        How many of those get through first.
    lost : float
        Share of requests to store something whose answer is lost, after the server has done it.
    """

    rate: float | None = None
    cut: float = 0.0
    of: bytes = b""
    spared: int = 0
    lost: float = 0.0


@dataclass
class Tally:
    """What happened on a link.

    Attributes
    ----------
    requests : int
        That might have been cut.
    cuts : int
        Of them, how many were.
    losses : int
        Answers that were lost.
    """

    requests: int = 0
    cuts: int = 0
    losses: int = 0


@dataclass(eq=False)
class _Connection:
    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    tally: Tally
    left: float = float("inf")
    """Bytes until it is cut."""
    loses: bool = False
    """Whether the next answer is lost."""

    def end(self) -> None:
        """Reset it, as a link that breaks does."""
        for writer in (self.client, self.server):
            taken: socket.socket | None = writer.get_extra_info("socket")
            if taken is not None:
                with suppress(OSError):
                    taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.transport.abort()


class Proxy:
    """Listens where the phone asks, and passes everything on to the server as the link lets it.

    Parameters
    ----------
    port : int
        Of the server.
    seed : int
        Of what is cut and lost.

    Attributes
    ----------
    port : int
        Where it listens.
    upstream : int
        The port of the server; may be changed.
    """

    def __init__(self, port: int, seed: int) -> None:
        self.upstream = port
        self._link, self._tally = Link(), Tally()
        self._random = Random(seed)
        self._open: set[_Connection] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        listening = asyncio.start_server(self._passed, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result()
        self.port: int = self._server.sockets[0].getsockname()[1]

    @contextmanager
    def link(self, link: Link) -> Iterator[Tally]:
        """Have the way be like this for a while, and tell what happens on it; connections end when it changes."""
        tally = Tally()
        self._change(link, tally)
        try:
            yield tally
        finally:
            self._change(Link(), Tally())

    def end(self) -> None:
        """Stop listening, and cut what is open."""
        self._loop.call_soon_threadsafe(self._server.close)
        self._change(Link(), Tally())
        asyncio.run_coroutine_threadsafe(self._ended(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _change(self, link: Link, tally: Tally) -> None:
        async def change() -> None:
            self._link, self._tally = link, tally
            for connection in list(self._open):
                connection.end()

        asyncio.run_coroutine_threadsafe(change(), self._loop).result()

    async def _ended(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if others:
            await asyncio.wait(others, timeout=END_S)

    async def _passed(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        try:
            from_server, server = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:
            client.transport.abort()
            return
        connection = _Connection(client, server, self._tally)
        self._open.add(connection)
        try:
            await asyncio.gather(self._up(connection, reader), self._down(connection, from_server))
        finally:
            self._open.discard(connection)
            connection.end()

    async def _up(self, connection: _Connection, reader: asyncio.StreamReader) -> None:
        while sent := await _read(reader):
            if _BEGINS.match(sent):
                self._begin(connection, sent)
            await self._pass(connection, sent, connection.server)
        connection.end()

    def _begin(self, connection: _Connection, request: bytes) -> None:
        """Decide what becomes of a request; on one connection they come one after the other."""
        link, tally = self._link, connection.tally
        connection.left = float("inf")
        connection.loses = request.startswith(_STORES) and self._random.random() < link.lost
        if request.startswith(link.of):
            tally.requests += 1
            if tally.requests > link.spared and self._random.random() < link.cut:
                connection.left = self._random.randint(1, _size(request))

    async def _down(self, connection: _Connection, reader: asyncio.StreamReader) -> None:
        while answered := await _read(reader):
            if connection.loses:
                connection.tally.losses += 1
                break
            await self._pass(connection, answered, connection.client)
        connection.end()

    async def _pass(self, connection: _Connection, piece: bytes, to: asyncio.StreamWriter) -> None:
        rate = self._link.rate
        size = len(piece) if rate is None else max(1, int(rate * SLICE_S))
        for start in range(0, len(piece), size):
            part = piece[start : start + size]
            to.write(part[: int(min(len(part), connection.left))])
            connection.left -= len(part)
            with suppress(OSError):
                await to.drain()
            if connection.left <= 0:
                connection.tally.cuts += 1
                connection.left = float("inf")
                connection.end()
                return
            if rate is not None:
                await asyncio.sleep(len(part) / rate)


def _size(request: bytes) -> int:
    """Return how long a request is [bytes], by its head."""
    head, _, _ = request.partition(_HEAD_ENDS)
    body = _LENGTH.search(head)
    return len(head) + len(_HEAD_ENDS) + (int(body[1]) if body else 0)


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(LARGEST)
    except OSError:
        return b""

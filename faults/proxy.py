"""The way between a phone and the server, and all that happens on it: a slow link, a cut, an answer that is lost."""

from __future__ import annotations

import asyncio
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
_RESET: Final = struct.pack("ii", 1, 0)
_STORES: Final = b"PUT "


@dataclass(frozen=True)
class Link:
    """What the way is like.

    Attributes
    ----------
    rate : float or None
        In each direction [bytes/s]; None for as fast as it goes.
    cut : float
        Share of connections that are cut.
    within : int
        Of those, each is cut after so many bytes up and down at the latest.
    of : bytes
        With which request the count to the cut begins; with any, when it is empty.
    lost : float
        Share of requests to store something whose answer is lost, after the server has done it.
    """

    rate: float | None = None
    cut: float = 0.0
    within: int = 50_000
    of: bytes = b""
    lost: float = 0.0


@dataclass
class Tally:
    """What happened on a link.

    Attributes
    ----------
    connections : int
        That were opened.
    cuts : int
        Of them, how many were cut.
    losses : int
        Answers that were lost.
    """

    connections: int = 0
    cuts: int = 0
    losses: int = 0


@dataclass(eq=False)
class _Connection:
    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    tally: Tally
    left: float
    """Bytes until it is cut, once that is counted."""
    counts: bool
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
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _change(self, link: Link, tally: Tally) -> None:
        async def change() -> None:
            self._link, self._tally = link, tally
            for connection in list(self._open):
                connection.end()

        asyncio.run_coroutine_threadsafe(change(), self._loop).result()

    async def _passed(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        try:
            from_server, server = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:
            client.transport.abort()
            return
        is_cut = self._random.random() < self._link.cut
        left = self._random.randint(1, self._link.within) if is_cut else float("inf")
        connection = _Connection(client, server, self._tally, left, counts=not self._link.of)
        self._tally.connections += 1
        self._open.add(connection)
        try:
            await asyncio.gather(self._up(connection, reader), self._down(connection, from_server))
        finally:
            self._open.discard(connection)
            connection.end()

    async def _up(self, connection: _Connection, reader: asyncio.StreamReader) -> None:
        while sent := await _read(reader):
            if self._link.of and sent.startswith(self._link.of):
                connection.counts = True
            if sent.startswith(_STORES) and self._random.random() < self._link.lost:
                connection.loses = True
            await self._pass(connection, sent, connection.server)
        connection.end()

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
            to.write(part[: int(min(len(part), connection.left))] if connection.counts else part)
            connection.left -= len(part) * connection.counts
            with suppress(OSError):
                await to.drain()
            if connection.left <= 0:
                connection.tally.cuts += 1
                connection.left = float("inf")
                connection.end()
                return
            if rate is not None:
                await asyncio.sleep(len(part) / rate)


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(LARGEST)
    except OSError:
        return b""

"""What a city of either build stands on: a database, a folder and logs, and what a thief finds of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from flask.testing import FlaskClient

from attack.front import Front, below
from attack.home import Home
from attack.world import World


class Premises:
    """A database, a folder and logs of one city.

    Parameters
    ----------
    world : World
        Its cluster.
    """

    keys: ClassVar[tuple[str, ...]] = ()
    """Files that a thief of everything else does not have."""

    def __init__(self, world: World) -> None:
        self.districts = world.districts
        self.world = world
        self.name, self.owner_url = world.database()
        self.data = world.empty()
        self.front = Front(self.data / "logs")

    def close(self) -> None:
        """Let everything go."""
        self.front.close()
        self.world.drop(self.name)

    def homes(self, count: int, *, start: int = 0) -> list[Home]:
        return self.world.homes(count, start=start)

    def rest(self) -> None:
        self.world.tidy(self.name)

    def audit(self) -> None:
        self.world.note_statements(self.name)

    def dump(self) -> bytes:
        return self.world.dump(self.name)

    def loot(self) -> Iterator[tuple[str, bytes]]:
        yield "dump.sql", self.dump()
        yield from self.world.base(self.name)
        yield from self.world.wal()
        yield from self.backup()
        yield from below(self.data, without=self.keys)
        yield self.world.server_log()

    def backup(self) -> Iterator[tuple[str, bytes]]:
        """Return what the own way of backing up writes: here that of the database alone."""
        yield "backup/dump.sql", self.dump()

    def logs(self) -> Iterator[tuple[str, bytes]]:
        yield from self.front.logs()
        yield self.world.server_log()

    @staticmethod
    def cookies(client: FlaskClient) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in (client._cookies or {}).values()}  # noqa: SLF001 - all there are, by no name

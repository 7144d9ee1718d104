"""What an attack may ask of whatever it attacks: the product and the weak build answer by the same interface.

An attacker has what is here and no more: browsers of the people they are or have won over, the database as the roles by
which its servers connect, and the files that somebody who took the disk would have. What only plants something that is
to be found (`City.keep`, `City.bait`) is the city's own work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from sqlalchemy import Connection

from attack.density_target import Density
from attack.home import Home


@dataclass(frozen=True)
class Kept:
    """A household as the city keeps it.

    Attributes
    ----------
    home : Home
        Who it is.
    id : str
        By which the pages of the staff ask for it.
    page : str
        Its own page.
    """

    home: Home
    id: str
    page: str


@dataclass(frozen=True)
class Address:
    """One address of the staff, for somebody's id.

    Attributes
    ----------
    method : str
        ``GET`` or ``POST``.
    path : str
        With ids in it.
    ids : tuple of str
        Those, of the household and of its case.
    form : tuple of tuple of str
        Fields that its page would send, each with what is in it.
    """

    method: str
    path: str
    ids: tuple[str, ...]
    form: tuple[tuple[str, str], ...] = ()

    def of(self, other: str) -> Address:
        """Return the same address of another id."""
        path = self.path
        for one in self.ids:
            path = path.replace(one, other)
        return Address(self.method, path, (other,), self.form)


class City(Protocol):
    """One city of a build: a database of its own, its files, and the servers over it."""

    districts: tuple[str, ...]
    """Codes; there are two at least."""

    def homes(self, count: int, *, start: int = 0) -> list[Home]:
        """Make up homes in its districts, by turns; the same ones for the same numbers."""
        ...

    def keep(self, homes: Sequence[Home]) -> list[Kept]:
        """Take households in, each by a case worker of its district."""
        ...

    def crowd(self, homes: Sequence[Home]) -> None:
        """Take in so many at once that it has to be done in bulk; nobody asks for them afterwards."""
        ...

    def rest(self) -> None:
        """Let the database put in order what came, so that it does nothing of its own while it is measured."""
        ...

    def forget(self, kept: Iterable[Kept]) -> None:
        """Destroy what is known of households."""
        ...

    def hide(self, kept: Kept) -> None:
        """Let a household hide from somebody: from now on nobody but who follows it opens it, after a proof."""
        ...

    def bait(self, kept: Kept) -> None:
        """Make a household one that nobody has a reason to open."""
        ...

    def visitor(self) -> FlaskClient:
        """Open a browser of somebody without an account, at an address of their own."""
        ...

    def worker(self, district: str) -> FlaskClient:
        """Open a browser in which the case worker of a district is logged in."""
        ...

    def other_worker(self, district: str) -> FlaskClient:
        """Open a browser in which somebody new is logged in, who is a case worker of a district and follows nobody."""
        ...

    def kept_from(self, kept: Kept) -> FlaskClient:
        """Open a browser in which a case worker of its district is logged in, who was to follow it and from whom it is kept."""
        ...

    def overseer_kept_from(self, kept: Kept) -> FlaskClient:
        """Open a browser in which somebody new is logged in, who oversees its district and from whom it is kept."""
        ...

    def overseer(self, district: str) -> FlaskClient:
        """Open a browser in which somebody new is logged in, who oversees a district and has just proved who they are."""
        ...

    def planner(self) -> FlaskClient:
        """Open a browser in which a planner is logged in."""
        ...

    def finder(self) -> FlaskClient:
        """Open a browser in which somebody is logged in who finds households in the street."""
        ...

    def open_field(self, page: Page, site: str) -> None:
        """Open, with a signal, the page on which finders tell of households."""
        ...

    def type_in(self, page: Page, home: Home) -> None:
        """Write down on that page what there is to tell of a household, and leave it there."""
        ...

    def tell(self, page: Page, home: Home) -> None:
        """Tell of a household on that page, and wait until it is kept."""
        ...

    def leave(self, page: Page) -> None:
        """Log out on that page, as far as one can without a signal."""
        ...

    def public_addresses(self) -> list[str]:
        """Return every address that anybody can get, with ids that the public pages name."""
        ...

    def staff_addresses(self, kept_id: str) -> list[Address]:
        """Return every address of the staff that is about one household."""
        ...

    def search(self, client: FlaskClient, name: str) -> tuple[int, str]:
        """Look for somebody by name, as a page of the staff does; return the status and the page."""
        ...

    def open(self, client: FlaskClient, kept_id: str) -> tuple[int, str]:
        """Open a household as a case worker does, with a reason where one is asked for; return the status and the page."""
        ...

    def take_out(self, client: FlaskClient, kept: Kept) -> tuple[int, str]:
        """Take a household out as a file, with those that the same person follows; return the status and the file."""
        ...

    def supervise(self, kept: Kept) -> tuple[int, str]:
        """Open a household as somebody who oversees its district and follows nobody; return the status and the page."""
        ...

    def report(self, client: FlaskClient, words: str) -> Mapping[str, str]:
        """Report something as anybody may; return every token that came back, by name."""
        ...

    def published(self, words: str) -> str | None:
        """Report something, let it be let through without anybody's changing it, and return what everybody reads of it."""
        ...

    def names(self) -> dict[str, str]:
        """Return the names of its districts, by code."""
        ...

    def receive(self, homes: Sequence[Home], kind: str, days_ago: int) -> None:
        """Take households of one risk group in, as on a day."""
        ...

    def press(self, sentence: str) -> bool:
        """Ask whether a sentence may go to the press; True when it may."""
        ...

    def photo(self, picture: bytes) -> tuple[bytes, ...]:
        """Hand a photo in; return every copy that was stored or is served of it, none when it was refused."""
        ...

    def week(self, day: int, home: Home | None) -> list[bytes]:
        """Plan the mayor's week, with a visit to a household; return every file that comes of it, as anybody may read it.

        ``day`` counts days from now; the same one leads to the same stops.
        """
        ...

    def visit_file(self, features: Sequence[Mapping[str, Any]]) -> bytes | None:
        """Give features to the gate by which files of a visit go out; None when they are refused."""
        ...

    def letters(self) -> dict[str, str]:
        """Grade the city now, and return the whole public explanation of each segment, by its id."""
        ...

    def alerts(self) -> int:
        """Return how many alerts those who watch over the staff see."""
        ...

    def roles(self) -> Iterator[tuple[str, Connection]]:
        """Connect as each role by which a server of the city connects, as an injection would be."""
        ...

    def dump(self) -> bytes:
        """Return a dump of the database in plain text."""
        ...

    def loot(self) -> Iterator[tuple[str, bytes]]:
        """Return everything on disk but the keys: dump, WAL, photos, logs, backups, by name."""
        ...

    def audit(self) -> None:
        """Let the server of the database write down every statement from now on, as pgaudit does."""
        ...

    def logs(self) -> Iterator[tuple[str, bytes]]:
        """Return every log, by name."""
        ...

    def areas(self) -> dict[str, int]:
        """Return the households of each area by which rows name the place of a household, as public counts have them."""
        ...

    def site(self) -> AbstractContextManager[str]:
        """Serve everything on a port of this machine; yields its address."""
        ...

    def cookies(self, client: FlaskClient) -> dict[str, str]:
        """Return the cookies of a browser, by name."""
        ...

    def maps(self) -> list[str]:
        """Return the addresses of every page of a planner or of everybody that draws a map."""
        ...


class Target(Protocol):
    """A build under attack."""

    name: str
    density: Density

    @property
    def browser(self) -> Browser:
        """The browser of whoever needs one."""
        ...

    def many(self, full: int, *, sampled: int) -> int:
        """Return how many of something there are to be: few in a sample."""
        ...

    def city(self) -> AbstractContextManager[City]:
        """Open a city of its own."""
        ...

    def twins(self) -> AbstractContextManager[tuple[City, City]]:
        """Open two that are the same, byte for byte."""
        ...

    def folder(self) -> Path:
        """Return an empty folder."""
        ...

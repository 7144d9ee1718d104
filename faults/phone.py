"""A phone: a real browser with a profile that outlives it, which is used by quick hands, and killed."""

from __future__ import annotations

import os
import re
import signal
import struct
from base64 import b64encode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import psutil
from playwright.sync_api import BrowserContext, BrowserType, Cookie, Error, Page

from faults.program import wait_for
from faults.snapshots import name_of

CHROMIUM: Final = "/usr/bin/chromium"
HANDS: Final = Path(__file__).with_name("hands.js")
PATIENCE_MS: Final = 120_000
_HEAD: Final = struct.Struct("<IHB")
"""Of an entry in a log of LevelDB: checksum, length, kind."""

TORN_BYTES: Final = 300
WHOLE: Final = 1
"""Kind of an entry that is not in several parts."""

READ: Final = re.compile("가져왔습니다|아닙니다|담지 못했습니다")
"""What the page says at the end of a file."""


@dataclass(frozen=True)
class Report:
    """What somebody reports.

    Attributes
    ----------
    body : dict
        Without photos, and without the time.
    photos : tuple of bytes
        JPEG.
    """

    body: dict[str, Any]
    photos: tuple[bytes, ...] = ()

    def told(self) -> dict[str, Any]:
        """Return it as the hands take it."""
        return {"body": self.body, "photos": [b64encode(photo).decode() for photo in self.photos]}


@dataclass(frozen=True)
class Saved:
    """What a phone said that it saved.

    Attributes
    ----------
    id : str
        Of the record.
    digest : str
        SHA-256 of its content, in hexadecimals.
    sizes : dict of str to int
        How many bytes each of its photos has, by its name.
    """

    id: str
    digest: str
    sizes: dict[str, int]


def saved(report: Report, told: dict[str, Any]) -> Saved:
    """Read what the hands say of a report that the page says is saved."""
    sizes = {name_of(photo): len(photo) for photo in report.photos}
    if set(told["photos"]) != sizes.keys():
        raise ValueError(f"the phone calls the photos of {told['id']} otherwise than their bytes")
    return Saved(told["id"], told["digest"], sizes)


class Phone:
    """A browser with a profile of its own.

    Parameters
    ----------
    chromium : BrowserType
        That is driven.
    profile : Path
        Where it keeps everything.
    address : str
        Of the site, as the phone reaches it.
    """

    def __init__(self, chromium: BrowserType, profile: Path, address: str) -> None:
        self._chromium = chromium
        self._profile = profile
        self.address = address
        self._cookies: list[Cookie] = []
        self.context: BrowserContext
        self.page: Page

    def open(self, *, offline: bool = False, at: datetime | None = None) -> Page:
        """Open the browser, with the login that was left in it, and the field page in it; its clock shows any time."""
        self.context = self._chromium.launch_persistent_context(
            str(self._profile),
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu"],
            viewport={"width": 390, "height": 844},
            locale="ko-KR",
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(path=HANDS)
        self.come_back()
        self.context.set_offline(offline)
        self.page = self.context.pages[0]
        if at is not None:
            self.page.clock.install(time=at)
        if self._cookies:
            self.visit()
            self.context.set_offline(offline)
        return self.page

    def visit(self) -> None:
        """Open the field page; where it knows nobody without a signal, as the browser threw everything away, find one."""
        self.page.goto(f"{self.address}/field")
        nobody = self.page.locator(".screen.is-alone a.action[href^='/login']")
        self.page.locator("#queue-bar:visible").or_(nobody).first.wait_for()
        if nobody.is_visible():
            self.context.set_offline(False)
            self.page.locator("#queue-bar:visible").wait_for()

    def enter(self, link: str) -> None:
        """Log in, and wait until the page is kept and has everything."""
        self.page.goto(f"{link}?next=/field")
        self.page.locator("main form button").click()
        self.page.locator("html[data-kept=true][data-sending=idle]").wait_for(state="attached")
        self._cookies = self.context.cookies()

    def leave(self) -> None:
        """Have the login end, as it does by itself."""
        self.context.clear_cookies(name="golmok")

    def come_back(self) -> None:
        """Have the login be there again."""
        self.context.add_cookies(self._cookies)  # type: ignore[arg-type] # what comes out of it goes in again

    def log(self, report: Report) -> Saved:
        """Report something."""
        return saved(report, self.page.evaluate("report => hands.log(report)", report.told()))

    def log_all(self, reports: Iterable[Report]) -> list[Saved]:
        """Report one thing after the other."""
        return [self.log(report) for report in reports]

    def says(self) -> str:
        """Return what the page shows and what it noted of what waits."""
        return str(self.page.evaluate("`${location.hash}: ${document.body.innerText} ${JSON.stringify(localStorage)}`"))

    def stand(self) -> dict[str, Any]:
        """Tell how many there are of each state, and why what is stuck is."""
        stand: dict[str, Any] = self.page.evaluate("hands.stand()")
        return stand

    def edition(self) -> int:
        """Tell which edition its outbox is of."""
        edition: int = self.page.evaluate("hands.edition()")
        return edition

    def write(self, report: Report) -> str:
        """Write something down, and do not save it; return its id."""
        key: str = self.page.evaluate("report => hands.write(report)", report.told())
        return key

    def tidy(self) -> None:
        """Throw away what was written down and not saved, and say that one knows what is gone: other faults leave both."""
        self.page.locator("html[data-area]").wait_for(state="attached")  # by then it has told what is gone
        self.page.evaluate("hands.tidy()")
        known = self.page.locator("[data-notice=gone]").get_by_role("button")
        if known.is_visible():
            known.click()

    def save(self, report: Report, key: str) -> Saved:
        """Save what was written down."""
        answer = self.page.evaluate("key => hands.save(key)", key)
        if answer["refused"] is not None:
            raise ValueError(f"the page says {answer['refused']}")
        return saved(report, self.page.evaluate("key => hands.kept(key)", key))

    def to_file(self, path: Path) -> Path:
        """Save the queue to a file by the page's own button."""
        self.page.goto(f"{self.address}/field#/queue")
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="보낼 것을 파일로").click()
        download.value.save_as(path)
        return path

    def from_file(self, path: Path) -> str:
        """Read a queue from a file; return what the page then says."""
        self.page.goto(f"{self.address}/field#/queue")
        self.page.locator("#queue-file").set_input_files(path)
        said = self.page.locator("#queue-file-said").filter(has_text=READ)
        said.wait_for()
        return said.inner_text()

    def is_done(self) -> bool:
        """Tell whether nothing waits to be sent, but for what the server would not take."""
        stand = self.stand()
        return bool(stand["saved"] + stand["sent"] == len(stand["stuck"]))

    def nudge(self) -> None:
        """Find a signal, as far as the page can tell."""
        self.page.evaluate("hands.nudge()")

    def send(self) -> float:
        """Find a signal whenever there was none, until all is confirmed; return how long that took [s]."""
        took: float = self.page.evaluate("hands.send()")
        return took

    def wait(self, patience: float = 3_600) -> float:
        """Touch nothing until all is confirmed; return how long that took [s]."""

        def done() -> bool:
            self.page.wait_for_timeout(100)
            return self.is_done()

        return wait_for(done, "the end of what is to be sent", patience)

    def kill(self) -> None:
        """Kill every process of it outright."""
        group = os.getpgid(self._process().pid)
        os.killpg(group, signal.SIGKILL)
        wait_for(lambda: not _processes(self._profile), "the end of the browser")
        self.close()

    def tear(self) -> None:
        """Leave its outbox as a kill in the middle of a write does: the last entry of its log is a head without a body."""
        log = max(self._outbox().glob("*.log"))
        with log.open("ab") as end:
            end.write(_HEAD.pack(0, TORN_BYTES, WHOLE))

    def was_emptied(self) -> bool:
        """Tell whether the browser has thrown the outbox away and begun a new one when it was last opened."""
        return "since it was missing" in (self._outbox() / "LOG").read_text("utf-8")

    def _outbox(self) -> Path:
        return next((self._profile / "Default" / "IndexedDB").glob("*.leveldb"))

    def close(self) -> None:
        """Close it as people do."""
        with suppress(Error):
            self.context.close()

    def _process(self) -> psutil.Process:
        return next(process for process in _processes(self._profile) if "--type=" not in " ".join(process.cmdline()))


def _processes(profile: Path) -> list[psutil.Process]:
    sign = f"--user-data-dir={profile}"
    return [process for process in psutil.process_iter(["cmdline"]) if sign in (process.info["cmdline"] or ())]

"""A network of one's own, in which every packet of a browser and of the servers that it asks is seen and none gets out.

It is a network namespace of Linux in which everything is sent to the loopback, so that nobody answers. Whoever may not make one, or may
not listen in it, sees none, and says so.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from typing import Final

from playwright.sync_api import Browser, sync_playwright

CHROMIUM: Final = "/usr/bin/chromium"
_SILENT: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-features=AimEnabled,AutofillServerCommunication,HttpsUpgrades,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PreconnectToSearch",
)
"""What Chromium tells its makers of the fields of a form, and asks for by itself: that is no page's doing."""
OF_THE_BROWSER: Final = frozenset({"clients2.google.com", "update.googleapis.com"})
"""Whom it asks for newer editions of itself all the same, on an empty page too."""
_NEW_NETWORK: Final = 0x40000000
"""``CLONE_NEWNET``: of this thread, and of whatever it begins."""
_ROUTES: Final = (
    ("link", "set", "lo", "up"),
    ("route", "add", "default", "dev", "lo"),
)
_V6_ROUTE: Final = ("-6", "route", "add", "default", "dev", "lo")
"""A machine without IPv6 refuses it, and sends nothing by it."""
_EVERY_PROTOCOL: Final = 3
_LONGEST: Final = 65_535
_WAIT_S: Final = 0.2
_BUFFER: Final = 64 << 20
_BUFFER_AT_ALL_COSTS: Final = 33
"""``SO_RCVBUFFORCE``: larger than the machine allows others."""
_OF_PACKETS, _STATISTICS = 263, 6
"""``SOL_PACKET`` and ``PACKET_STATISTICS``."""
_LOSSES: Final = struct.Struct("II")
"""``tpacket_stats``: how many packets came, and how many of them were lost."""
_V6, _UDP, _ICMP6 = 6, 17, 58
_V6_HEAD: Final = 40
_UNREACHABLE: Final = 1
_NAMES: Final = 53
"""The port of name servers."""


@dataclass
class Wire:
    """What went over it.

    Attributes
    ----------
    is_seen : bool
        Whether packets were seen at all.
    packets : int
        How many there were.
    lost : int
        How many came faster than they could be read.
    has_v6 : bool
        Whether IPv6 is sent at all.
    strangers : set of str
        Addresses of other machines to which some were sent, and names that were asked for.
    """

    is_seen: bool = False
    packets: int = 0
    lost: int = 0
    has_v6: bool = False
    strangers: set[str] = field(default_factory=set)

    def note(self, packet: bytes) -> None:
        """Note one packet."""
        self.packets += 1
        to = stranger_of(packet)
        if to is not None:
            self.strangers.add(to)

    def figure(self) -> str:
        """Say in a few words what was heard."""
        if not self.is_seen:
            return "no packet seen, as that needs every right of root, and iproute2"
        return f"{self.packets:,} packets" + (f", not heard as {self.lost:,} were lost" if self.lost else "")


def stranger_of(packet: bytes) -> str | None:
    """Return to which other machine a packet was sent, or whose name it asks for; None for one that stays here.

    Parameters
    ----------
    packet : bytes
        From its IP header on.

    Returns
    -------
    str or None
        Of IPv6, which the loopback refuses, the machine to which the refused packet was sent.
    """
    if packet[0] >> 4 == _V6:
        if packet[6] == _ICMP6 and packet[_V6_HEAD] == _UNREACHABLE:
            return stranger_of(packet[_V6_HEAD + 8 :])
        to, protocol, rest = ip_address(packet[24:_V6_HEAD]), packet[6], packet[_V6_HEAD:]
    else:
        to, protocol, rest = ip_address(packet[16:20]), packet[9], packet[(packet[0] & 15) * 4 :]
    if to.is_loopback or (isinstance(to, IPv6Address) and to.is_link_local):
        return None
    if protocol == _UDP and int.from_bytes(rest[2:4], "big") == _NAMES:
        return _asked_name(rest[8:])
    return str(to)


def _asked_name(query: bytes) -> str:
    """Read the name for which a name server is asked."""
    at, labels = 12, list[str]()
    while at < len(query) and query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii", "replace"))
        at += 1 + query[at]
    return ".".join(labels)


def watched(work: Callable[[Browser], None], otherwise: Browser) -> Wire:
    """Do something in a network of its own, with a browser of that network; without the right to one, with another browser.

    Parameters
    ----------
    work : callable
        Does it: servers that it starts stand in the same network.
    otherwise : Browser
        For whoever has no right to a network.

    Returns
    -------
    Wire
        What went over it meanwhile.
    """
    wire, broke = Wire(), list[BaseException]()

    def there() -> None:
        try:
            ear = _tap(wire)
            if ear is not None:
                with _heard(wire, ear), sync_playwright() as playwright:
                    args = ["--no-sandbox", "--disable-gpu", *_SILENT]
                    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
                    work(browser)
                    browser.close()
        except BaseException as error:  # noqa: BLE001  (it is raised again where somebody waits)
            broke.append(error)

    thread = threading.Thread(target=there, daemon=True)
    thread.start()
    thread.join()
    if broke:
        raise broke[0]
    if not wire.is_seen:
        work(otherwise)
    return wire


def _tap(wire: Wire) -> socket.socket | None:
    """Put this thread into a network of its own, and listen there; None where that is not allowed, or not all of it."""
    program = shutil.which("ip")
    if program is None or os.geteuid() != 0 or ctypes.CDLL(None).unshare(_NEW_NETWORK) != 0:
        return None
    try:
        for route in _ROUTES:
            subprocess.run([program, *route], check=True, capture_output=True)
        wire.has_v6 = subprocess.run([program, *_V6_ROUTE], check=False, capture_output=True).returncode == 0
        return _ear()
    except (OSError, subprocess.CalledProcessError):
        return None


def _ear() -> socket.socket:
    """Listen to the network of this thread, and keep much of what was not read yet."""
    ear = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_EVERY_PROTOCOL))
    ear.settimeout(_WAIT_S)
    try:
        ear.setsockopt(socket.SOL_SOCKET, _BUFFER_AT_ALL_COSTS, _BUFFER)
    except OSError:
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
    return ear


@contextmanager
def _heard(wire: Wire, ear: socket.socket) -> Iterator[None]:
    """Note every packet, those that are still to be read at the end too, and how many were lost."""
    done = threading.Event()

    def listen() -> None:
        is_last = False
        while not is_last:
            is_over = done.is_set()
            try:
                wire.note(ear.recv(_LONGEST))
            except TimeoutError:
                is_last = is_over

    with ear:
        wire.is_seen = True
        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
            wire.lost = _LOSSES.unpack(ear.getsockopt(_OF_PACKETS, _STATISTICS, _LOSSES.size))[1]

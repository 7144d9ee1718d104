"""What a packet tells of where it goes; and that a browser in a network of its own is heard."""

from __future__ import annotations

import shutil
import socket
import struct
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Error as Unreached

from attack.wire import Wire, stranger_of, watched

STRANGER, V6_STRANGER = bytes([192, 0, 2, 80]), bytes.fromhex("20010db8000000000000000000000080")
HOME, V6_HOME = bytes([127, 0, 0, 1]), bytes(15) + b"\1"
TCP, UDP, ICMP6 = 6, 17, 58


def v4(to: bytes, protocol: int = TCP, body: bytes = b"") -> bytes:
    return struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 1, 0, 64, protocol, 0, HOME, to) + body


def v6(to: bytes, protocol: int = TCP, body: bytes = b"") -> bytes:
    return struct.pack(">IHBB16s16s", 6 << 28, len(body), protocol, 64, V6_HOME, to) + body


def asked_for(name: str) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    query = struct.pack(">6H", 1, 256, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", 1, 1)
    return struct.pack(">4H", 40_000, 53, 8 + len(query), 0) + query


@pytest.mark.parametrize(
    ("packet", "to"),
    [
        (v4(HOME), None),
        (v6(V6_HOME), None),
        (v4(STRANGER), "192.0.2.80"),
        (v6(V6_STRANGER), "2001:db8::80"),
        (v4(STRANGER, UDP, asked_for("tiles.example.org")), "tiles.example.org"),
        (v6(V6_STRANGER, UDP, asked_for("tiles.example.org")), "tiles.example.org"),
        (v4(STRANGER, UDP, asked_for("tiles.example.org")[:14]), ""),
        (v6(V6_HOME, ICMP6, bytes([1, 0]) + bytes(6) + v6(V6_STRANGER)), "2001:db8::80"),
        (v6(V6_HOME, ICMP6, bytes([1, 4]) + bytes(6) + v6(V6_HOME)), None),
    ],
)
def test_a_packet_tells_to_whom_it_goes(packet: bytes, to: str | None) -> None:
    assert stranger_of(packet) == to


def test_who_asks_a_stranger_is_heard_and_nobody_answers(browser: Browser) -> None:
    reached = []

    def work(there: Browser) -> None:
        page = there.new_page()
        for address in ("http://192.0.2.80/", "http://[2001:db8::80]/"):
            try:
                page.goto(address, timeout=2000)
                reached.append(address)
            except Unreached:
                continue

    wire = watched(work, browser)
    assert not (wire.is_seen and reached)
    expected = {"192.0.2.80"} | ({"2001:db8::80"} if wire.has_v6 else set())
    assert not wire.is_seen or expected <= wire.strangers
    assert (wire.is_seen, wire.lost) == (bool(wire.packets), 0)


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (shutil, "which", lambda _program: None),
        (shutil, "which", lambda _program: "/bin/false"),
        (shutil, "which", lambda _program: "/nowhere/ip"),
        (socket, "AF_PACKET", 99),
    ],
    ids=["no ip", "no right to routes", "no ip that runs", "no sockets for packets"],
)
def test_whoever_has_half_the_rights_sees_no_packet(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, value: Any
) -> None:
    monkeypatch.setattr(module, name, value)
    used = list[Browser]()
    wire = watched(used.append, browser)
    assert (used, wire.is_seen, wire.packets) == ([browser], False, 0)
    assert "no packet seen" in wire.figure()


def test_what_came_too_fast_is_counted(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attack.wire._BUFFER", 1)

    def hurry(_there: Browser) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for _ in range(500):
                sender.sendto(bytes(60_000), ("127.0.0.1", 9))

    wire = watched(hurry, browser)
    assert wire.is_seen == bool(wire.lost)
    assert not wire.is_seen or f"not heard as {wire.lost:,} were lost" in wire.figure()


def test_what_breaks_there_breaks_here(browser: Browser) -> None:
    def stumble(_there: Browser) -> None:
        raise OSError("made up")

    with pytest.raises(OSError, match="made up"):
        watched(stumble, browser)


def test_a_wire_counts_what_it_notes() -> None:
    wire = Wire(is_seen=True)
    for packet in (v4(HOME), v4(STRANGER), v4(STRANGER)):
        wire.note(packet)
    assert (wire.packets, wire.strangers) == (3, {"192.0.2.80"})

from __future__ import annotations

import json
import os
import stat
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.errors import CipherMissing, InvalidInput, KeyUnusable
from mapper.operations.vault import aria
from mapper.operations.vault.ciphers import CIPHERS, Cipher, cipher_named
from mapper.operations.vault.envelopes import Place, Vault, WrappedKey, open_vault
from mapper.operations.vault.key_ring import KeyFile
from mapper.settings import Settings

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOME = uuid.UUID(int=7)
PLACE = Place("household", HOME, 1)
NAMES = [cipher.name for cipher in CIPHERS]

# AES: "The Galois/Counter Mode of Operation" (McGrew, Viega), test case 16. ARIA: RFC 8269, appendix A.
VECTORS = {
    "aes-256-gcm": (
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        (
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        ),
        (
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ),
    "aria-256-gcm": (
        "0c5ffd37a11edc42c325287fc0604f2e3e8cd5671a00fe3216aa5eb105783b54",
        "000020e8f5eb00000000315e",
        "8008315ebf2e6fe020e8f5eb",
        (
            "f57af5fd4ae19562976ec57a5a7ad55a5af5c5e5c5fdf5c55ad57a4a7272d572"
            "62e9729566ed66e97ac54a4a5a7ad5e15ae5fdd5fd5ac5d56ae56ad5c572d54a"
            "e54ac55a956afd6aed5a4ac562957a9516991691d572fd14e97ae962ed7a9f4a"
            "955af572e162f57a956666e17ae1f54a95f566d54a66e16e4afd6a9f7ae1c5c5"
            "5ae5d56afde916c5e94a6ec56695e14afde1148416e94ad57ac5146ed59d1cc5"
        ),
        (
            "6f9e4bcbc8c85fc0128fb1e4a0a20cb9932ff74581f54fc013dd054b19f99371"
            "425b352d97d3f337b90b63d1b082adeeea9d2d7391897d591b985e55fb50cb53"
            "50cf7d38dc27dda127c078a149c8eb98083d66363a46e3726af217d3a00275ad"
            "5bf772c7610ea4c23006878f0ee69a8397703169a419303f40b72e4573714d19"
            "e2697df61e7c7252e5abc6bade876ac4961bfac4d5e867afca351a48aed52822"
            "e210d6ced2cf430ff841472915e7ef48"
        ),
    ),
}


def vault(folder: Path, cipher: str = "aes-256-gcm") -> Vault:
    made = Vault(KeyFile(folder / "vault-keys.json"), cipher)
    made.keys.begin(cipher, now=NOW)
    return made


@pytest.mark.parametrize("name", NAMES)
def test_ciphers_seal_as_published(name: str) -> None:
    key, nonce, bound, plain, sealed = map(bytes.fromhex, VECTORS[name])
    assert cipher_named(name).seal(key, nonce, plain, bound) == sealed
    assert cipher_named(name).open(key, nonce, sealed, bound) == plain


@pytest.mark.parametrize("cipher", CIPHERS, ids=NAMES)
@settings(max_examples=30)
@given(plain=st.binary(max_size=600), bound=st.binary(max_size=60), at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_what_was_changed_by_one_bit_does_not_open(
    cipher: Cipher, plain: bytes, bound: bytes, at: int, bit: int
) -> None:
    key, nonce = os.urandom(32), os.urandom(12)
    sealed = bytearray(cipher.seal(key, nonce, plain, bound))
    assert cipher.open(key, nonce, bytes(sealed), bound) == plain
    with pytest.raises(InvalidTag):
        cipher.open(key, nonce, bytes(sealed), bound + b"x")
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(InvalidTag):
        cipher.open(key, nonce, bytes(sealed), bound)


def test_aria_by_many_threads_at_once() -> None:
    def seal_and_open(number: int) -> bool:
        key, nonce, plain = os.urandom(32), os.urandom(12), os.urandom(number)
        return aria.open_aria(key, nonce, aria.seal_aria(key, nonce, plain, b""), b"") == plain

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(seal_and_open, range(400)))


def test_a_machine_without_the_library_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aria, "_LIBRARY", "libcrypto.so.99")
    aria._crypto.cache_clear()
    with pytest.raises(CipherMissing, match=r"libcrypto.so.99.*install libssl3, or use aes-256-gcm"):
        aria.seal_aria(b"k" * 32, b"n" * 12, b"", b"")


def test_an_unknown_cipher_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="aria-256-gcm"):
        open_vault(Settings(data_dir=tmp_path, vault_cipher="rot13"))


@pytest.mark.parametrize("name", NAMES)
def test_an_envelope_opens_at_its_place_and_nowhere_else(tmp_path: Path, name: str) -> None:
    held = vault(tmp_path, name)
    key, wrapped = held.new_key(HOME)
    sealed = held.seal(key, b'{"a":1}', PLACE)
    assert json.loads(held.open(held.unwrap(wrapped, HOME), sealed, PLACE)) == {"a": 1}
    others = [replace(PLACE, kind="visit"), replace(PLACE, row_id=uuid.UUID(int=8)), replace(PLACE, version=2)]
    for place in others:
        with pytest.raises(KeyUnusable):
            held.open(key, sealed, place)
    with pytest.raises(KeyUnusable):
        held.unwrap(wrapped, uuid.UUID(int=8))
    for damaged in (b"", sealed[:20], b"\x09" + sealed[1:], sealed[:-1]):
        with pytest.raises(KeyUnusable):
            held.open(key, damaged, PLACE)


def test_an_envelope_tells_nothing_by_its_length_or_its_bytes(tmp_path: Path) -> None:
    held = vault(tmp_path)
    key, _ = held.new_key(HOME)
    sealed = [held.seal(key, b"x" * length, PLACE) for length in (1, 200, 512)]
    assert {len(one) for one in sealed} == {512 + 1 + 12 + 16}
    lengths = {len(held.seal(key, b"x" * length, PLACE)) for length in range(1, 65_536, 333)}
    assert len(lengths) == 8, "how much is written of a household is not told by 512 bytes more or less"
    assert len({held.seal(key, b"x", PLACE) for _ in range(5)}) == 5
    assert "key=" not in repr(key)


def test_what_a_killed_rotation_left_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    held = vault(tmp_path)
    left = tmp_path / "vault-keys.json.0123456789abcdef"
    beside = tmp_path / "vault-keys.json.copy"
    for file in (left, beside):
        file.write_bytes(held.keys.path.read_bytes())
    held.keys.add("aes-256-gcm", now=NOW)
    held.keys.drop(1)
    assert sorted(file.name for file in tmp_path.iterdir()) == [held.keys.path.name, beside.name]


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "vault-keys.json"
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: KeyFile(path).begin("aes-256-gcm", now=NOW), range(8)))
    assert len({ring.index_key for ring in rings}) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["vault-keys.json"]
    path.chmod(0o644)
    with pytest.raises(KeyUnusable, match="open to others"):
        KeyFile(path).ring()


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"index_key": "00", "versions": []}', b"k" * 32])
def test_a_damaged_key_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vault-keys.json"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyUnusable, match="bring it back"):
        KeyFile(path).ring()


def test_a_new_version_takes_over_and_the_old_one_is_destroyed(tmp_path: Path) -> None:
    held, other_process = vault(tmp_path), Vault(KeyFile(tmp_path / "vault-keys.json"))
    key, wrapped = held.new_key(HOME)
    sealed = held.seal(key, b"{}", PLACE)
    held.keys.add("aria-256-gcm", now=NOW)
    again = other_process.rewrap(wrapped, HOME)
    assert (wrapped.version, again.version) == (1, 2)
    for one in (wrapped, again):
        assert held.open(other_process.unwrap(one, HOME), sealed, PLACE).strip() == b"{}"
    held.keys.drop(1)
    assert held.open(other_process.unwrap(again, HOME), sealed, PLACE).strip() == b"{}"
    with pytest.raises(KeyUnusable, match="no key of version 1"):
        other_process.unwrap(wrapped, HOME)
    held.keys.drop(2)
    assert held.keys.ring().newest.number == 2, "the newest version is never destroyed"


def test_the_wrap_of_another_version_does_not_open(tmp_path: Path) -> None:
    held = vault(tmp_path)
    _, wrapped = held.new_key(HOME)
    held.keys.add("aes-256-gcm", now=NOW)
    with pytest.raises(KeyUnusable):
        held.unwrap(WrappedKey(2, wrapped.sealed), HOME)

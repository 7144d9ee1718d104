"""Receipts: what was handed in under which id, and what was answered. Appended, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class StoredReceipt:
    """What was handed in under an id.

    Attributes
    ----------
    digest : bytes
        SHA-256 of its canonical form.
    body : dict
        As it was sent.
    answer : dict
        What was answered.
    user_id : UUID or None
        Who sent it.
    """

    digest: bytes
    body: dict[str, Any]
    answer: dict[str, Any]
    user_id: UUID | None

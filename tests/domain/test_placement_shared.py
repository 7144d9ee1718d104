"""The published examples of placing, wherever the folder that holds them stands beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mapper.domain.placement import Candidates, place

PUBLISHED = Path(__file__).resolve().parents[2] / ".." / "shared" / "grading" / "examples.json"

if PUBLISHED.is_file():
    EXAMPLES = json.loads(PUBLISHED.read_text(encoding="utf-8"))["snapping"]

    @pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
    def test_published_examples(example: dict[str, Any]) -> None:
        given, expected = example["input"], example["expected"]
        near = given["candidates"]
        accuracy = np.nan if given["accuracy_m"] is None else given["accuracy_m"]
        candidates = Candidates.of_one_point(
            [candidate["id"] for candidate in near],
            [candidate["distance_m"] for candidate in near],
            [candidate.get("width_m", np.nan) for candidate in near],
            [candidate.get("address_match", False) for candidate in near],
        )
        placed = place(np.array([accuracy], dtype=float), candidates)
        posterior = {
            segment: round(chance, 4) for segment, chance in zip(candidates.ids, placed.posterior, strict=True)
        }
        found = {
            "decision": placed.decision.item(),
            "segment": placed.segment.item(),
            "offer": list(placed.offer[0]),
            "sigma_m": round(placed.sigma_m.item(), 4),
            "radius_m": round(placed.radius_m.item(), 4),
            "posterior": posterior,
        }
        assert {key: found[key] for key in expected} == expected

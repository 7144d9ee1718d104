"""The published worked examples of the statistics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mapper.domain.area import aggregate
from mapper.domain.grading import GRADES, UNGRADED
from mapper.domain.hotspot import gi_star
from mapper.domain.reliability import audit_sample_size, icc_2_1, weighted_kappa
from mapper.domain.reporting import reporting_rates

_FILE = Path(__file__).resolve().parents[2] / ".." / "shared" / "grading" / "examples.json"
_PUBLISHED: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))["statistics"] if _FILE.is_file() else {}

if _PUBLISHED:

    def test_icc() -> None:
        example = _PUBLISHED["icc_2_1"]
        assert icc_2_1(np.array(example["input"])) == pytest.approx(example["expected"], abs=1e-6)

    def test_weighted_kappa() -> None:
        given = _PUBLISHED["weighted_kappa"]["input"]
        found = weighted_kappa(np.array(given["a"]), np.array(given["b"]), given["levels"])
        assert found == pytest.approx(_PUBLISHED["weighted_kappa"]["expected"], abs=1e-6)

    @pytest.mark.parametrize("example", _PUBLISHED["audit_sample_size"], ids=str)
    def test_audit_sample_size(example: dict[str, Any]) -> None:
        found = audit_sample_size(example["icc"], raters=example["raters"], width=example["width"])
        assert found == example["expected"]

    def test_gi_star() -> None:
        example = _PUBLISHED["gi_star"]
        neighbours = example["input"]["neighbours"]
        segment = np.repeat(np.arange(len(neighbours)), [len(row) for row in neighbours])
        found = gi_star(np.array(example["input"]["x"], dtype=float), segment, np.concatenate(neighbours))
        assert found == pytest.approx(example["expected"], abs=1e-6)

    def test_aggregate() -> None:
        rows = _PUBLISHED["aggregate"]["input"]
        expected = _PUBLISHED["aggregate"]["expected"]
        found = aggregate(
            np.zeros(len(rows), dtype=np.int64),
            np.array([row[0] for row in rows]),
            np.array([UNGRADED if row[1] is None else round(100 * row[1]) for row in rows]),
            np.array([UNGRADED if row[2] is None else tuple(GRADES).index(row[2]) for row in rows], dtype=np.int8),
            areas=1,
        )
        assert found.length_m[0] == expected["length_m"]
        assert found.graded_share[0] == pytest.approx(expected["graded_share"], abs=1e-6)
        assert found.mean_score[0] == pytest.approx(expected["mean_score"], abs=1e-6)
        assert found.share_of_graded[0] == pytest.approx(list(expected["share_of_graded"].values()), abs=1e-6)

    def test_reporting_rates() -> None:
        example = _PUBLISHED["reporting_rates"]
        areas = list(example["input"])
        rows = [(areas.index(area), *incident) for area in areas for incident in example["input"][area]]
        area, duplicates, days = (np.array(column) for column in zip(*rows, strict=True))
        rates = reporting_rates(
            area, duplicates, days.astype(float), areas=len(areas), prior_days=example["prior_days"]
        )
        assert rates.city == pytest.approx(example["expected"]["city"])
        for row, name in enumerate(areas):
            expected = example["expected"][name]
            assert rates.observed[row] == pytest.approx(expected["mle"], abs=1e-6)
            assert rates.shrunk[row] == pytest.approx(expected["shrunk"], abs=1e-6)
            assert rates.expected_delay_days[row] == pytest.approx(expected["expected_delay_days"], abs=1e-6)

"""Every published worked example of grading, and the table of numbers it was made with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mapper.domain.grading import GRADES, UNGRADED, grade_codes, grade_probabilities, letter, recompute
from mapper.domain.parameters import PARAMETERS, Parameters

_FILE = Path(__file__).resolve().parents[2] / ".." / "shared" / "grading" / "examples.json"
_PUBLISHED: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8")) if _FILE.is_file() else {}
_LETTERS = tuple(GRADES)

if _PUBLISHED:

    @pytest.mark.parametrize("example", _PUBLISHED["grading"], ids=lambda example: example["id"])
    def test_example(example: dict[str, Any]) -> None:
        assert recompute([example]) == [{"id": example["id"], "result": example["expected"]}]

    def test_all_examples_in_one_pass() -> None:
        answers = recompute(_PUBLISHED["grading"])
        assert [answer["result"] for answer in answers] == [example["expected"] for example in _PUBLISHED["grading"]]

    @pytest.mark.parametrize("example", _PUBLISHED["hysteresis"], ids=str)
    def test_hysteresis(example: dict[str, Any]) -> None:
        previous = UNGRADED if example["previous"] is None else _LETTERS.index(example["previous"])
        score = np.array([round(100 * example["score"])])
        [code] = grade_codes(score, np.array([previous], dtype=np.int8), PARAMETERS)
        assert letter(code) == example["expected"]

    @pytest.mark.parametrize("example", _PUBLISHED["grade_probabilities"], ids=str)
    def test_probabilities(example: dict[str, Any]) -> None:
        parameters = Parameters(version="test", standard_error=example["sem"])
        [found] = grade_probabilities(np.array([example["score"]]), parameters)
        assert dict(zip(_LETTERS, found, strict=True)) == pytest.approx(example["expected"], abs=1e-6)

    def test_parameters_are_the_published_ones() -> None:
        published = _PUBLISHED["params"]
        ours = vars(PARAMETERS)
        same = [name for name in published if name in ours and not isinstance(published[name], dict | list)]
        assert {name: ours[name] for name in same} == {name: published[name] for name in same}
        assert list(PARAMETERS.severity_points) == list(published["severity_points"].values())
        assert {name: ours[name] for name in published["verification"]} == published["verification"]
        assert {kind: ours[f"half_life_{kind}"] for kind in published["half_life"]} == published["half_life"]
        assert list(PARAMETERS.critical_caps) == published["critical_caps"]
        assert list(PARAMETERS.cuts) == list(published["thresholds"].values())
        assert list(PARAMETERS.confidence_cuts) == list(published["confidence_levels"].values())

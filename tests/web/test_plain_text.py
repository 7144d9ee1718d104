"""What nobody sees of a text: the phone leaves out what forms leave out, and the interface refuses no more than that."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from mapper.domain.plain_text import LINES, is_plain, plain_text

SCRIPT = Path(__file__).resolve().parents[2] / "web" / "static" / "field" / "plain-text.js"
NODE = Path(sys.executable).with_name("node")
LETTERS = "".join(map(chr, [*range(0x3000), *range(0xAC00, 0xAC10), 0xFEFF, 0x1F6A7]))


def test_one_rule_on_phone_form_and_interface(tmp_path: Path) -> None:
    left = plain_text(LETTERS)
    assert set(LETTERS) - set(left) == {*map(chr, range(9)), *map(chr, range(0x0B, 0x20)), "\x7f",
                                        *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}  # fmt: skip
    assert all((re.match(LINES, one) is not None) == is_plain(one) == (one in left) for one in LETTERS)
    (tmp_path / "ask.mjs").write_text(
        f"{SCRIPT.read_text('utf-8')}\nconsole.log(JSON.stringify(plain({json.dumps({'text': [LETTERS, 4, None]})})));",
        "utf-8",
    )
    asked = subprocess.run([NODE, tmp_path / "ask.mjs"], capture_output=True, check=True, encoding="utf-8")
    assert json.loads(asked.stdout) == {"text": [left, 4, None]}

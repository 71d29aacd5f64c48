"""The drawn example of the manual is what the engine gives."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def draw(*words):
    line = [sys.executable, str(ROOT / "tools" / "draw_map_example.py"), *map(str, words)]
    return subprocess.run(line, check=False, timeout=60, capture_output=True).returncode


def test_the_pictures_are_fresh_and_a_changed_one_is_seen(tmp_path):
    assert draw("--check") == 0
    for path in (ROOT / "src" / "shangliang" / "site" / "static" / "img").glob("opinion-map-*.svg"):
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace("me", "you"), encoding="utf-8")
    assert draw(tmp_path, "--check") == 1

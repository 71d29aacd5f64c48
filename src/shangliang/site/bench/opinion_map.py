"""Frames of the opinion map: everybody on the canvas in a real browser, moved and zoomed for a few seconds.

Played without a graphics card (the browser paints in software), so a phone or a desk with one is faster.
"""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shangliang.site.bench.server import COMMAND, ourselves, own_environment, served

PROGRAM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
GOAL_MS = 16.7
SECONDS = 4
WIDE, HIGH = 1440, 900

WRITE = """
import sys
from shangliang.site import cli
cli.main(["migrate"])
from shangliang.site.bench.opinion_rows import fill
fill(int(sys.argv[1]))
"""

WATCH = """
window.took = []; window.gaps = [];
const ask = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (work) => ask((now) => {
  const begun = performance.now(); work(now); window.took.push(performance.now() - begun);
});
"""

PLAY = """async ([seconds, wide, high]) => {
  window.took = []; window.gaps = [];
  const canvas = document.querySelector(".op-draw canvas");
  const edge = canvas.getBoundingClientRect();
  const frame = document.querySelector(".op-draw");
  const key = (name) => frame.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
  const keys = ["+", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "-"];
  const end = performance.now() + seconds * 1000;
  let last = performance.now(), turn = 0;
  while (performance.now() < end) {
    key(keys[turn++ % keys.length]);
    await new Promise((go) => setTimeout(go, 0));
    await new Promise((go) => window.requestAnimationFrame(go));
    const now = performance.now(); window.gaps.push(now - last); last = now;
  }
  return { took: window.took, gaps: window.gaps, points: canvas.width };
}"""


def run(rows: int, _parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return how long a frame of the map of so many people takes to draw, and how far frames are apart."""
    from playwright.sync_api import sync_playwright

    program = next((path for name in PROGRAM if (path := shutil.which(name))), None)
    if program is None:
        return {"missing": "Chromium is not installed"}
    with tempfile.TemporaryDirectory() as folder:
        ourselves([COMMAND[0], "-c", WRITE, str(rows)], own_environment(folder))
        with served(folder, "serve") as running, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
            try:
                found = watched(browser, f"http://127.0.0.1:{running.port}/opinions/y1/map")
            finally:
                browser.close()
    return {"people": rows, **found}


def watched(browser: Any, address: str) -> dict[str, Any]:  # noqa: ANN401 - playwright's browser, imported late
    """Return the figures of one page while its map is moved."""
    page = browser.new_page(viewport={"width": WIDE, "height": HIGH})
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_selector(".op-draw canvas", timeout=60_000)
    seen = page.evaluate(PLAY, [SECONDS, WIDE, HIGH])
    took, gaps = sorted(value for value in seen["took"] if value > 0.2), sorted(seen["gaps"])
    return {
        "frames": len(took),
        "draw_ms": {"median": at(took, 0.5), "p95": at(took, 0.95), "goal_p95": GOAL_MS},
        "frame_gap_ms": {"median": at(gaps, 0.5), "p95": at(gaps, 0.95)},
        "script": lines(),
    }


def at(values: list[float], part: float) -> float:
    """Return the value at a part of a sorted list."""
    return round(values[min(int(len(values) * part), len(values) - 1)], 2) if values else 0.0


def lines() -> dict[str, int]:
    """Return how long the page's own script is."""
    path = Path(__file__).resolve().parents[1] / "static" / "js" / "opinions.js"
    return {"lines": len(path.read_text("utf-8").splitlines()), "limit": 700}

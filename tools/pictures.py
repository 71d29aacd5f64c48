"""Take a picture of every page: on a phone and a desk (walls at 1920), plain, in 长者版 and in English.

Loads the demonstration once (kept in pictures/data), finds the pages as the tests do, serves them and looks
with a real Chromium. Pictures go to pictures/MODE/WIDTH/NAME.png; sheets of twelve beside them make it quick to look
through. A page that does not answer as it should makes the command fail.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.conftest import CHROMIUM_FLAGS, chromium, load_demonstration, product  # noqa: E402 - found by the path above

MODES = {"plain": ("zh-hans", "0"), "elder": ("zh-hans", "1"), "english": ("en", "0")}
HEIGHTS = {360: 780, 1440: 900, 1920: 1080}
WALLS = ("/hall", "/cockpit")
SHEET = 12


def stops_of(data: Path) -> list[tuple[str, str, str | None]]:
    """Return every page with who opens it and that visitor's session; reads and writes the database in `data`."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "shangliang.site.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        "SHANGLIANG_DATA": str(data),
        "SHANGLIANG_DEMO": "1",
        "DATABASE_URL": "",
    }
    import django  # noqa: PLC0415 - the settings are read from what was just said

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from tests.faces.site_map import Walker  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    walker = Walker(datetime.now(UTC), data)
    return [(stop.address, stop.who, walker.cookie(stop.who)) for stop in walker.walk()]


def name_of(address: str, who: str) -> str:
    """Return the name of a picture: the address, and who looks where that is somebody."""
    path = re.sub(r"[^\w-]+", "-", address.strip("/")).strip("-") or "home"
    return f"{path}@{who}" if who else path


def widths_of(address: str) -> tuple[int, ...]:
    return (1920,) if any(mark in address for mark in WALLS) else (360, 1440)


def shoot(page: Page, address: str, name: str, folder: Path) -> Iterator[str]:
    """Take the pictures of one page, and give what is wrong with it."""
    answer = page.goto(address)
    if answer is None or answer.status >= 500:
        yield f"{address}: {answer.status if answer else 'no answer'}"
    for width in widths_of(address):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        (folder / str(width)).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / str(width) / f"{name}.png", full_page=True)


def look(browser: Browser, url: str, stops: list[tuple[str, str, str | None]], mode: str, folder: Path) -> list[str]:
    """Take the pictures of all pages in one mode."""
    lang, elder = MODES[mode]
    faults: list[str] = []
    for who in sorted({who for _address, who, _session in stops}):
        context = browser.new_context(base_url=url, locale="zh-CN", timezone_id="Asia/Shanghai")
        mine = [stop for stop in stops if stop[1] == who]
        cookies = {"lang": lang, "elder": elder} | ({"sessionid": mine[0][2]} if mine[0][2] else {})
        context.add_cookies([{"name": key, "value": value, "url": url} for key, value in cookies.items()])
        page = context.new_page()
        for address, _who, _session in mine:
            faults += shoot(page, address, name_of(address, who), folder)
        context.close()
    return faults


def sheets(folder: Path) -> None:
    """Put the upper parts of twelve pictures on one sheet each, every one under its name."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only wanted here

    wide, high, gap = 320, 640, 22
    pictures = sorted(folder.glob("*.png"))
    for place in range(0, len(pictures), SHEET):
        sheet = Image.new("RGB", (6 * (wide + gap), 2 * (high + gap)), "white")
        pen = ImageDraw.Draw(sheet)
        for number, path in enumerate(pictures[place : place + SHEET]):
            with Image.open(path) as picture:
                top = picture.crop((0, 0, picture.width, min(picture.height, 2 * picture.width)))
                top.thumbnail((wide, high))
            x, y = (number % 6) * (wide + gap), (number // 6) * (high + gap)
            pen.text((x + 4, y + 4), path.stem, fill="black")
            sheet.paste(top, (x, y + gap))
        sheet.save(folder.parent / f"{folder.name}-{place // SHEET + 1:02d}.jpg", quality=80)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="a pattern that addresses hold")
    parser.add_argument("--mode", action="append", choices=sorted(MODES), help="may be repeated; all without it")
    parser.add_argument("--out", type=Path, default=ROOT / "pictures")
    asked = parser.parse_args()
    if chromium() is None:
        parser.error("Chromium is not installed")
    kept = asked.out / "data"
    load_demonstration(kept)  # what is there already is kept, and brought to the newest schema
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        shutil.copytree(kept, folder / "data")
        stops = [stop for stop in stops_of(folder / "data") if re.search(asked.only, stop[0])]
        with product(folder, "--alone", DATABASE_URL="") as running, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
            for mode in asked.mode or MODES:
                faults += look(browser, running.url, stops, mode, asked.out / mode)
                for width in sorted({width for stop in stops for width in widths_of(stop[0])}):
                    sheets(asked.out / mode / str(width))
            browser.close()
    print("\n".join(faults) or f"{len(stops)} pages in {asked.out}")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())

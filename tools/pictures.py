"""Take pictures of the pages of a running product, as a phone, a desk and a hall screen see them.

Needs Chromium and a product that is being served (`make demo`). Pictures go to pictures/NAME-WIDTH.png; a page
that is wider than its window is named, and a page that is not answered with 200 makes the command fail.
"""

import argparse
import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
HEIGHTS = {360: 800, 1440: 900, 1920: 1080}
PUBLIC = (
    "/", "/speak", "/mine", "/hot", "/topics", "/sessions", "/ideas", "/progress", "/outcomes", "/media", "/report",
    "/verify", "/help",
)  # fmt: skip
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def picture_name(address: str) -> str:
    return address.strip("/").replace("/", "-").replace("?", "-") or "home"


def shoot(browser: Browser, url: str, address: str, width: int, folder: Path) -> str | None:
    """Take one picture; give what is wrong with the page, or None."""
    page = browser.new_page(viewport={"width": width, "height": HEIGHTS[width]}, locale="zh-CN")
    try:
        answer = page.goto(url + address)
        if answer is None or answer.status != 200:
            return f"{address}: {answer.status if answer else 'no answer'}"
        page.screenshot(path=folder / f"{picture_name(address)}-{width}.png", full_page=True)
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            print(f"{address} at {width}: {needed} px wide")
        return None
    finally:
        page.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("addresses", nargs="*", help="pages to take; without any: the public pages")
    parser.add_argument("--url", default=f"http://127.0.0.1:{os.environ.get('SHANGLIANG_PORT', '8000')}")
    parser.add_argument("--width", type=int, action="append", choices=sorted(HEIGHTS), help="may be repeated")
    parser.add_argument("--out", type=Path, default=ROOT / "pictures")
    asked = parser.parse_args()
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        parser.error("Chromium is not installed")
    asked.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        faults = [
            fault
            for address in asked.addresses or PUBLIC
            for width in asked.width or (360, 1440)
            if (fault := shoot(browser, asked.url.rstrip("/"), address, width, asked.out))
        ]
        browser.close()
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())

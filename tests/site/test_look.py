"""The look keeps its own rules: colours that can be read, no framework, nothing inline, not too much of it."""

import re
from pathlib import Path

import pytest

import shangliang

SOURCE = Path(shangliang.__file__).parent
CSS = SOURCE / "site" / "static" / "css"
OWN_JS = SOURCE / "site" / "static" / "js"
INLINE = re.compile(
    r"""<[^>]*\s(style|on[a-z]+)\s*=\s*["']|<style\b|<script(?![^>]*\bsrc=)(?![^>]*type="application/)"""
)

# Words on grounds that really meet on a page; --sl-grey and --sl-amber are shapes only, never words.
GROUNDS = ("paper", "paper-2", "white")
WORDS = ("ink", "ink-2", "ink-3", "river", "pine", "seal", "amber-ink", "red-ink")
WASHES = (("river-dark", "river-wash"), ("pine", "pine-wash"), ("amber-ink", "amber-wash"), ("red-ink", "red-wash"))


def tokens(selector: str) -> dict[str, str]:
    """Return the colours that a block of tokens.css sets, light values first where the block is a theme."""
    text = (CSS / "tokens.css").read_text(encoding="utf-8")
    blocks = [":root", selector] if selector != ":root" else [":root"]
    found: dict[str, str] = {}
    for name in blocks:
        body = text.split(f"\n{name} {{", 1)[1].split("}", 1)[0]
        found.update(re.findall(r"--sl-([a-z0-9-]+): (#[0-9A-Fa-f]{6})", body))
    return found


def contrast(one: str, two: str) -> float:
    """Return the contrast of two colours by WCAG 2.2, 1 to 21."""
    lights = sorted((luminance(one), luminance(two)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb by WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def weak(colours: dict[str, str], pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(word, ground) for word, ground in pairs if contrast(colours[word], colours[ground]) < 4.5]


@pytest.mark.parametrize("theme", [":root", "[data-theme=hall]"])
def test_words_can_be_read_on_every_ground(theme):
    pairs = [(word, ground) for word in WORDS for ground in GROUNDS]
    assert weak(tokens(theme), pairs) == []


def test_words_can_be_read_on_their_washes():
    assert weak(tokens(":root"), list(WASHES)) == []


def test_grey_of_shapes_would_fail_as_a_colour_of_words():
    assert weak(tokens(":root"), [("grey", "paper"), ("amber", "paper")]) == [("grey", "paper"), ("amber", "paper")]


def test_style_sheets_stay_under_their_size_and_bring_no_framework():
    sheets = {path.name: path.read_text(encoding="utf-8") for path in CSS.glob("*.css")}
    assert sorted(sheets) == ["desk.css", "public.css", "tokens.css"]
    assert sum(text.count("\n") for text in sheets.values()) < 3000
    assert [
        name for name, text in sheets.items() if "--bs-" in text or "@import" in text or "http" in strip(text)
    ] == []


def strip(text: str) -> str:
    """Return a style sheet without the namespace of its drawings."""
    return text.replace("http://www.w3.org/2000/svg", "").replace('href^="http"', "")


def test_own_scripts_stay_under_their_size_and_never_evaluate_text():
    texts = [path.read_text(encoding="utf-8") for path in OWN_JS.rglob("*.js")]
    assert sum(text.count("\n") for text in texts) < 3000
    assert [text for text in texts if re.search(r"\beval\(|new Function|innerHTML|document\.write", text)] == []


def test_no_template_carries_inline_style_or_script():
    pages = sorted(SOURCE.rglob("templates/**/*.html"))
    assert pages != []
    assert [str(page.relative_to(SOURCE)) for page in pages if INLINE.search(page.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "bad", ['<p style="color:red">', "<a onclick='x()'>", "<style>p{}</style>", "<script>go()</script>"]
)
def test_inline_style_and_script_would_be_noticed(bad):
    assert INLINE.search(bad)


def test_scripts_from_files_and_data_blocks_are_fine():
    assert not INLINE.search('<script src="/static/js/site.js" defer></script><script type="application/ld+json">')

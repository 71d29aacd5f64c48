"""The drawn example of the manual's page on the opinion map: sixty invented people, placed by the engine itself.

Writes one picture in each language. ``--check`` writes nothing and fails when one of them is stale.
"""

import argparse
import sys
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "src" / "shangliang" / "site" / "static" / "img"
sys.path.insert(0, str(ROOT / "src"))

from shangliang.engines import consensus  # noqa: E402 - after the path is set
from shangliang.opinions.rules import picture  # noqa: E402

STATEMENTS = ("应当先装坡道和扶手", "低层住户应当得到补偿", "费用按楼层分摊", "装电梯要全楼同意", "三楼以下不出钱")
ENGLISH = ("Ramps and rails come first", "Lower floors are compensated", "Costs follow the floor",
           "Every flat must consent", "Up to floor 3 nobody pays")  # fmt: skip
# The five statements that the picture shows, and seven more.
CAMPS = ((1, 1, 1, -1, -1, 1, -1, 1, -1, 1, -1, 1), (1, 1, -1, 1, 1, -1, 1, -1, 1, -1, 1, 1))
INK, GREY, RIVER, AMBER, PINE, SEAL, PAPER = "#1F2328", "#666A70", "#1F5F8B", "#B7791F", "#2E6B4F", "#A8201A", "#FFFEFB"
COLOURS, FONTS = (RIVER, AMBER), 'font-family="Noto Sans CJK SC,PingFang SC,Microsoft YaHei,sans-serif" font-size="24"'
WORDS = {
    "zh": ("① 每人逐条回答", "② 回答相近的人站得近", "甲组 {} 人", "乙组 {} 人", "我", "同意", "不同意", "说不清",
           "两组都同意：", "两组分歧最大：", "甲乙"),
    "en": ("1. Everybody answers one by one", "2. Who answers alike stands close", "Group A, {} people",
           "Group B, {} people", "me", "agree", "disagree", "pass", "Both groups agree:",
           "Divides the groups most:", "AB"),
}  # fmt: skip
SHOWN = 6
HALO = f' stroke="{PAPER}" stroke-width="7" paint-order="stroke"'


def votes() -> np.ndarray:
    """Return the invented answers (people, statements): 36 people of one camp, 24 of another, none quite alike."""
    rng = np.random.default_rng(11)
    camp = np.repeat([0, 1], [36, 24])
    answers = np.array(CAMPS)[camp]
    strays = rng.random(answers.shape) < 0.18
    answers[strays] = rng.integers(-1, 2, int(strays.sum()))
    return answers


def drawn(lang: str) -> str:
    """Return the picture in a language as SVG."""
    answers, words = votes(), WORDS[lang]
    people, statements = np.indices(answers.shape).reshape(2, -1)
    found = consensus.analyze(people, statements, answers.ravel(), runs=0)
    result = found.to_dict()
    texts = STATEMENTS if lang == "zh" else ENGLISH
    parts = [head(words), table(answers, texts, words), crowd(result, words), foot(found, texts, words)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 1180" width="640" {FONTS}>',
            f'<rect width="640" height="1180" fill="{PAPER}"/>',
            *parts,
            "</svg>\n",
        ]
    )


def text(x: float, y: float, said: str, colour: str = INK, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" fill="{colour}"{more}>{escape(said)}</text>'


def head(words: tuple[str, ...]) -> str:
    """Return the two headings and the arrow between them."""
    bold = ' font-weight="600" font-size="28"'
    arrow = f'<path d="M320 446v34m-10-10 10 10 10-10" fill="none" stroke="{GREY}" stroke-width="3"/>'
    return text(16, 42, words[0], more=bold) + text(16, 530, words[1], more=bold) + arrow


def mark(x: float, y: float, answer: int) -> str:
    """Return one answer: a full disc, an empty ring, a stroke."""
    if answer == 1:
        return f'<circle cx="{x:g}" cy="{y:g}" r="11" fill="{PINE}"/>'
    if answer == -1:
        return f'<circle cx="{x:g}" cy="{y:g}" r="10" fill="none" stroke="{SEAL}" stroke-width="2.5"/>'
    return f'<path d="M{x - 10:g} {y:g}h20" stroke="{GREY}" stroke-width="2.5"/>'


def table(answers: np.ndarray, texts: tuple[str, ...], words: tuple[str, ...]) -> str:
    """Return the answers of six people, three of each camp, the first of them "me"."""
    rows = [*range(SHOWN // 2), *range(len(answers) - SHOWN // 2, len(answers))]
    parts = [text(16, 138 + 54 * place, said) for place, said in enumerate(texts)]
    for column, person in enumerate(rows):
        x = 424 + 38 * column
        parts += [mark(x, 130 + 54 * place, int(answers[person, place])) for place in range(len(texts))]
    parts.append(text(424, 94, words[4], SEAL, ' text-anchor="middle" font-weight="600"'))
    for place, (answer, said) in enumerate(zip((1, -1, 0), words[5:8], strict=True)):
        parts += [mark(28 + 190 * place, 412, answer), text(48 + 190 * place, 420, said, GREY)]
    return "".join(parts)


def crowd(result: dict[str, Any], words: tuple[str, ...]) -> str:
    """Return the map: everybody as a mark, each group in an outline with its size, "me" named."""
    sketch = picture.drawing(result["participants"])
    parts = []
    for group, colour, name in zip(sketch["groups"], COLOURS, words[2:4], strict=True):
        parts.append(f'<path d="{group["path"]}" fill="{colour}" fill-opacity=".1" stroke="{colour}"/>')
        parts += [
            f'<circle cx="{x:g}" cy="{y:g}" r="6" fill="{colour}" fill-opacity=".75"/>' for x, y in group["marks"]
        ]
        size = next(one["size"] for one in result["groups"] if one["id"] == group["id"])
        middle = np.mean(group["marks"], axis=0)
        top = min(y for _, y in group["marks"])
        centred = ' text-anchor="middle" font-weight="600" font-size="30"'
        parts.append(text(min(max(round(middle[0]), 150), 624), round(top) - 40, name.format(size), colour, centred))
    me = result["participants"][0]
    x, y = picture.on_paper((me["x"], me["y"]), sketch["scale"])
    ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="12" fill="none" stroke="{SEAL}" stroke-width="3"/>'
    parts += [
        ring,
        text(round(x) - 18, round(y) + 7, words[4], SEAL, ' text-anchor="end" font-weight="600" font-size="30"' + HALO),
    ]
    return f'<g transform="translate(8 520) scale(.8)">{"".join(parts)}</g>'


def foot(found: consensus.Analysis, texts: tuple[str, ...], words: tuple[str, ...]) -> str:
    """Return the line of what both agree on, and of what divides them most, with the numbers of both groups."""

    def numbers(column: int) -> str:
        pairs = zip(found.by_group.agree[:, column].tolist(), found.by_group.seen[:, column].tolist(), strict=True)
        return ", ".join(f"{name} {agree}/{seen}" for name, (agree, seen) in zip(words[10], pairs, strict=True))

    shown = slice(0, len(texts))
    lines = (
        (words[8], int(found.consensus[shown].argmax()), PINE),
        (words[9], int(found.division[shown].argmax()), SEAL),
    )
    return "".join(
        text(16, 1040 + 82 * place, f"{label} {texts[column]}", colour)
        + text(16, 1072 + 82 * place, f"{words[5]}: {numbers(column)}", GREY)
        for place, (label, column, colour) in enumerate(lines)
    )


def main() -> int:
    """Write or check both pictures and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=PICTURES)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a picture is stale")
    asked, stale = parser.parse_args(), []
    for lang in WORDS:
        path, fresh = asked.folder / f"opinion-map-{lang}.svg", drawn(lang)
        if not asked.check:
            path.write_text(fresh, encoding="utf-8", newline="\n")
        elif not path.exists() or path.read_text("utf-8") != fresh:
            stale.append(path.name)
    if stale:
        print("stale, run tools/draw_map_example.py: " + ", ".join(stale), file=sys.stderr)
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())

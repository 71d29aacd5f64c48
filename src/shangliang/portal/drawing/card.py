"""The picture that stands beside a link when a page is shared: 1200 by 630 pixels, title, one figure, where it is from.

Letters are drawn with a Chinese font of the machine. A machine without one still gets a true card: the mark, the
number and the figure, which need none; what it cannot write it leaves out, rather than show empty boxes.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, EDGE = 1200, 630, 84
PAPER, PAPER_2, INK, INK_2, LINE, SEAL = "#FBF9F5", "#F4EFE6", "#1F2328", "#5B5F63", "#C9C0AE", "#A61E17"
PLACES = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-serif-cjk-vf-fonts/NotoSerifCJK-VF.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
    "C:/Windows/Fonts/simhei.ttf",
)
"""Where machines usually keep a Chinese font."""
STOPS = "，。、？！；：”）"
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True)
class Card:
    """What a card says. `code` is written in Latin letters and digits and stands for the title where no font is."""

    kicker: str
    title: str
    figure: str = ""
    unit: str = ""
    foot: str = ""
    code: str = ""


def chinese_font(wanted: str = "") -> str:
    """Return the file of a Chinese font: the one wanted, else the first that this machine has, else nothing."""
    return next((place for place in (wanted, *PLACES) if place and Path(place).is_file()), "")


@lru_cache(maxsize=16)
def letters(place: str, size: int) -> Font:
    """Return a font of a size; without a file the one that comes with the drawing library (Latin only).

    Collections named CJK hold one face for each region; the third is that of mainland China.
    """
    face = 2 if place.endswith(".ttc") and "CJK" in place else 0
    return ImageFont.truetype(place, size, index=face) if place else ImageFont.load_default(size)


def stops_of(said: str) -> list[int]:
    """Return the places behind a stop at which a line may be broken, the one nearest to the middle first."""
    found = [place for place, sign in enumerate(said[:-1], 1) if sign in STOPS]
    return sorted(found, key=lambda place: abs(place - len(said) / 2))


def lines_of(said: str, font: Font, width: float, most: int) -> list[str]:
    """Return words as at most so many lines that fit a width, broken at a stop where one allows it.

    What is left over ends in an ellipsis.
    """
    if most > 1 and font.getlength(said) > width:
        for stop in stops_of(said):
            if max(font.getlength(said[:stop].rstrip()), font.getlength(said[stop:])) <= width:
                return [said[:stop], said[stop:]]
    lines = [""]
    for sign in said:
        if font.getlength(lines[-1] + sign) <= width or (sign in STOPS and lines[-1]):
            lines[-1] += sign
        else:
            lines.append(sign)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    return lines


def mark(pen: ImageDraw.ImageDraw, x: float, y: float, half: float) -> None:
    """Draw the mark: a round table, and the ring of those around it open in three places."""
    pen.ellipse((x - half * 0.43, y - half * 0.43, x + half * 0.43, y + half * 0.43), outline=INK, width=5)
    for start, end in ((-90, 30), (49, 143), (161, 252)):
        pen.arc((x - half, y - half, x + half, y + half), start, end, fill=INK, width=5)


def card_png(card: Card, place: str) -> bytes:
    """Return the card as a PNG of 1200 by 630; `place` is the file of a Chinese font, or nothing."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, HEIGHT - 112, WIDTH, HEIGHT), fill=PAPER_2)
    pen.rectangle((0, 0, 10, HEIGHT), fill=SEAL)
    mark(pen, EDGE + 30, HEIGHT - 56, 30)
    if place:
        written(pen, card, place)
    else:
        bare(pen, card)
    out = io.BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def written(pen: ImageDraw.ImageDraw, card: Card, place: str) -> None:
    """Write the whole card."""
    pen.text((EDGE, 76), card.kicker, font=letters(place, 32), fill=INK_2)
    size = 76 if len(card.title) <= 26 else 60
    title = letters(place, size)
    for row, line in enumerate(lines_of(card.title, title, WIDTH - 2 * EDGE, 2)):
        pen.text((EDGE, 136 + row * size * 1.32), line, font=title, fill=INK)
    if card.figure:
        number = letters(place, 104)
        pen.text((EDGE, 482), card.figure, font=number, fill=INK, anchor="ls")
        pen.text((EDGE + number.getlength(card.figure) + 18, 482), card.unit, font=letters(place, 36), fill=INK_2,
                 anchor="ls")  # fmt: skip
    pen.text((EDGE + 84, HEIGHT - 56), "商量", font=letters(place, 40), fill=INK, anchor="lm")
    foot = letters(place, 28)
    said = lines_of(card.foot, foot, WIDTH - 2 * EDGE - 220, 1)[0]
    pen.text((WIDTH - EDGE, HEIGHT - 56), said, font=foot, fill=INK_2, anchor="rm")


def bare(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """Write what needs no Chinese font: the code and the figure."""
    pen.text((EDGE, 90), card.code, font=letters("", 120), fill=INK)
    if card.figure.isascii():
        pen.text((EDGE, 300), card.figure, font=letters("", 150), fill=INK)
    pen.line((EDGE, 480, WIDTH - EDGE, 480), fill=LINE, width=2)
    pen.text((EDGE + 84, HEIGHT - 56), "Shangliang", font=letters("", 40), fill=INK, anchor="lm")

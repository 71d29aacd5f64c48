"""The strokes that every drawing is made of: SVG elements as text, words escaped, colours by class."""

from html import escape

Number = float | int


def number(value: Number) -> str:
    """Return a number as short as SVG needs it."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def element(name: str, body: str = "", **marks: str | Number) -> str:
    """Return one element; `_` in a mark's name stands for `-`, and `class_` for `class`."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value if isinstance(value, str) else number(value))}"'
        for key, value in marks.items()
        if value != ""
    )
    return f"<{name}{told}>{body}</{name}>" if body else f"<{name}{told}/>"


def words(
    x: Number, y: Number, said: str, *, anchor: str = "", serif: Number = 0, bold: bool = False, class_: str = ""
) -> str:
    """Return a line of words: sans 13, or serif of a size."""
    kind = class_ or ("sl-svg-s" if serif else "sl-svg-t" + (" sl-svg-b" if bold else ""))
    size: dict[str, str | Number] = {"font_size": serif} if serif else {}
    return element("text", escape(said), x=x, y=y, class_=kind, text_anchor=anchor, **size) if said else ""


def stroke(d: str, tone: str = "ink", width: Number = 2, *, dash: str = "", opacity: str = "") -> str:
    """Return a path that is drawn, not filled."""
    return element("path", d=d, class_=f"fi-none st-{tone}", stroke_width=width, stroke_dasharray=dash, opacity=opacity)


def disc(
    x: Number, y: Number, r: Number, fill: str = "ink", line: str = "ink", width: Number = 2, dash: str = ""
) -> str:
    """Return a circle."""
    return element("circle", cx=x, cy=y, r=r, class_=f"fi-{fill} st-{line}", stroke_width=width, stroke_dasharray=dash)


def diamond(x: Number, y: Number, half: Number) -> str:
    """Return a square that stands on its corner."""
    return element("path", d=f"M{number(x)} {number(y - half)}l{number(half)} {number(half)} {number(-half)} "
                   f"{number(half)} {number(-half)} {number(-half)}z", class_="fi-ink")  # fmt: skip


def link(href: str, body: str) -> str:
    """Return strokes that lead somewhere; without an address the strokes alone."""
    return element("a", body, href=href, class_="sl-quiet") if href else body


def group(body: str, **marks: str | Number) -> str:
    """Return strokes that share their marks; nothing when there are none."""
    return element("g", body, **marks) if body else ""


def picture(width: Number, height: Number, body: str, *, label: str, class_: str, is_image: bool = True) -> str:
    """Return the whole drawing; one that holds links is a group, because an image may not hold any."""
    role = "img" if is_image else "group"
    return element(
        "svg", body, class_=class_, viewBox=f"0 0 {number(width)} {number(height)}", role=role, aria_label=label
    )


def fit(said: str, width: float) -> str:
    """Return words that fit into `width` full-width signs, with an ellipsis where something was cut."""
    room = 0.0
    for place, sign in enumerate(said):
        room += 0.55 if ord(sign) < 0x2E80 else 1.0
        if room > width:
            return said[:place].rstrip() + "…"
    return said


def per_mark(count: int, most: int) -> int:
    """Return how many things one mark must stand for (1, 2, 5, 10, 20 …) so that no more than `most` are drawn."""
    scale = 1
    while True:
        for step in (1, 2, 5):
            if count <= most * step * scale:
                return step * scale
        scale *= 10

"""Which fonts a PDF is set in: the standard's own where the machine has them, else a free one, and then it says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import typst

PROPER: Mapping[str, tuple[str, ...]] = {
    "fang": (
        "FangSong_GB2312",
        "仿宋_GB2312",
        "FangSong",
        "STFangsong",
        "FZFangSong-Z02",
        "FandolFang R",
        "FandolFang",
    ),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "STKaiti", "FZKai-Z03", "FandolKai"),
    "hei": ("SimHei", "STHeiti", "FZHei-B01", "FandolHei", "Noto Sans CJK SC", "Source Han Sans SC"),
    "song": ("SimSun", "STSong", "FandolSong", "Noto Serif CJK SC", "Source Han Serif SC"),
    "head": ("FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05S", "Noto Serif CJK SC", "Source Han Serif SC", "FandolSong"),
}
"""For each part of a paper the families that are right for it, the best first."""

SPARE = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "AR PL UMing CN", "WenQuanYi Micro Hei")
NAMES = {"fang": "仿宋", "kai": "楷体", "hei": "黑体", "song": "宋体", "head": "小标宋"}


@dataclass(frozen=True)
class Fonts:
    """The family of each part, and the names of those parts that had to be set in another kind of type."""

    families: Mapping[str, str]
    replaced: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """Return the sentence that a paper carries when a part of it is set in another kind of type."""
        if not self.replaced:
            return ""
        return f"本机没有{'、'.join(self.replaced)}，以{self.families['fang']}代替"


def choose(installed: Sequence[str]) -> Fonts | None:
    """Return the fonts to set with, out of those installed; None when no Chinese font is there at all."""
    have = set(installed)
    spare = next((name for name in SPARE if name in have), None)
    chosen = {part: next((name for name in names if name in have), spare) for part, names in PROPER.items()}
    families = {part: name for part, name in chosen.items() if name}
    if len(families) < len(PROPER):
        return None
    return Fonts(families, tuple(NAMES[part] for part, name in families.items() if name not in PROPER[part]))


@cache
def find_fonts(folder: str = "") -> Fonts | None:
    """Return the fonts of this machine and of `folder`, looked for once; None when there is no Chinese font."""
    return choose(typst.Fonts(font_paths=[folder] if folder else []).families())

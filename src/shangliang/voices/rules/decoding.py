"""Bytes to text: UTF-8 with or without mark, else GB18030 in its 2022 form."""

import re

from shangliang.kernel.refusals import Invalid, Words

# Python's codec follows the older table; GB 18030-2022 moved these code points out of the private area.
MOVED = {
    0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16,
    0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB, 0xE7C7: 0x1E3F,
}  # fmt: skip
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
OTHER_ALPHABETS = re.compile("[\u0080-\u07ff]{2}")
NOBODY_WRITES = re.compile("[\U00040000-\U0010ffff]")
MARK = b"\xef\xbb\xbf"
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode(raw: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding: a mark decides, then UTF-8, then GB18030.

    Raises Invalid when it is none of them, naming the first byte that cannot be read.
    """
    if raw.startswith(MARK):
        return strict_utf8(raw.removeprefix(MARK)), "UTF-8 BOM"
    if raw[:2] in WIDE_MARKS:
        return wide(raw), "UTF-16"
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return gb18030(raw), "GB18030"
    return (gb18030(raw), "GB18030") if is_chinese_in_disguise(text, raw) else (text, "UTF-8")


def is_chinese_in_disguise(text: str, raw: bytes) -> bool:
    """Return whether bytes that happen to be UTF-8 are more likely Chinese in GB18030.

    Some pairs of its bytes are valid UTF-8 for two letters of other alphabets: 一一 reads as һһ. In a file of a
    Chinese office runs of such letters without one Chinese character mean GB18030, and so does a code point that no
    writing has been given yet.
    """
    is_odd = NOBODY_WRITES.search(text) or (OTHER_ALPHABETS.search(text) and not CHINESE.search(text))
    if not is_odd:
        return False
    try:
        return bool(CHINESE.search(raw.decode("gb18030")))
    except UnicodeDecodeError:
        return False


def strict_utf8(raw: bytes) -> str:
    """Return marked UTF-8 as text; raises Invalid when a byte breaks it."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise unreadable(error.start) from error


def wide(raw: bytes) -> str:
    """Return UTF-16 with its mark as text (what some spreadsheets call Unicode text)."""
    try:
        return raw.decode("utf-16")
    except UnicodeDecodeError as error:
        raise unreadable(error.start) from error


def gb18030(raw: bytes) -> str:
    """Return GB18030 as text, code points as the 2022 standard places them."""
    try:
        return raw.decode("gb18030").translate(MOVED)
    except UnicodeDecodeError as error:
        raise unreadable(error.start) from error


def unreadable(place: int) -> Invalid:
    """Return the refusal that names the byte."""
    return Invalid(
        Words(
            f"文件的文字编码认不出（第 {place + 1} 个字节起）。请另存为 UTF-8 或 GB18030 的 CSV，或 XLSX。",
            f"The text encoding cannot be read (from byte {place + 1}). Save as CSV in UTF-8 or GB18030, or as XLSX.",
        ),
        field="file",
    )

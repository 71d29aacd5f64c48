"""文字 text: cleaning what people type, and hiding what the public must not see."""

import re
import unicodedata

SPACES = re.compile(r"[ \t\u00a0\u3000\u200b\ufeff]+")
LINES = re.compile(r"\s*\n\s*")
CHINESE = "零一二三四五六七八九"

# Personal data that machines can recognise; a person still reads every text before it is published.
PERSONAL = (
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "〔证件号〕"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "〔电话〕"),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)"), "〔电话〕"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "〔邮箱〕"),
    (
        re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•]?[A-Z0-9]{5,6}"),
        "〔车牌〕",
    ),
    (re.compile(r"\d{1,3}\s*(?:号楼|栋|幢)\s*(?:\d{1,2}\s*单元)?\s*\d{2,4}\s*(?:室|户)"), "〔门牌〕"),
    (re.compile(r"(?<!\d)\d{16,19}(?!\d)"), "〔卡号〕"),
)


def marked(text: str) -> str:
    """Return the text as it is; imported as `_` where Django is not, it shows the catalogue what to translate."""
    return text


def tidy(text: str) -> str:
    """Return text in NFC without stray spaces: runs of blanks become one, lines are trimmed, empty lines dropped."""
    lines = LINES.sub("\n", SPACES.sub(" ", unicodedata.normalize("NFC", text).replace("\r", "\n")))
    return lines.strip()


def clip(text: str, length: int) -> str:
    """Return at most `length` characters, with an ellipsis where something was cut."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def redact(text: str) -> str:
    """Return text with phone, identity, plate, card, e-mail and door numbers replaced by what they were."""
    for pattern, word in PERSONAL:
        text = pattern.sub(word, text)
    return text


def holds_personal_data(text: str) -> bool:
    """Return whether a machine can see personal data in the text."""
    return any(pattern.search(text) for pattern, _ in PERSONAL)


def mask_phone(phone: str) -> str:
    """Return a phone number of which only the first three and last four digits can be read."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 else "****"


def chinese_number(number: int) -> str:
    """Return 1 to 99 in Chinese numerals, as the number of a 期 is written; others as digits."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else CHINESE[tens]) + "十" if tens else ""
    return head + (CHINESE[ones] if ones else "")
